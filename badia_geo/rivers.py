"""River: which bank a place lies on and how sure that is, how far from the river, and where along it."""

from __future__ import annotations

from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS, Transformer

from badia_geo.errors import (
    AreaError,
    ColumnError,
    CRSError,
    FileFormatError,
    MissingFileError,
    PlaceNotFoundError,
    ValueRangeError,
)
from badia_geo.footprints import GEOD, Footprint
from badia_geo.stems import Banks, Flow, Stem, divide, make_stem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray
    from shapely import Geometry, LineString

    Lines = Geometry | gpd.GeoSeries | gpd.GeoDataFrame
    Areas = Geometry | gpd.GeoSeries | gpd.GeoDataFrame | None

__all__ = ["BANKS", "River"]

BANKS = ("island", "water", "left", "right", "beyond")
"""What a place beside a river can be; where two hold it (a shared border), the first of them wins."""

Bank = Literal["left", "right", "water", "island", "beyond"]

DEFAULT_ACCURACY_M = 50.0
"""Accuracy in metres of a line that states none: about that of a line traced on satellite images."""

Z90 = 1.6448536269514722
"""Half-width of the central 0.9 of a standard normal distribution: accuracies hold with probability 0.9."""

RAYLEIGH90 = 2.145966026289347
"""Radius that holds 0.9 of a standard bivariate normal distribution, sqrt(2 ln 10)."""

SAMPLES = 128
"""Quadrature points of a footprint.  Against 8,192 points the largest error of p_left was 0.012 (tests)."""

CHUNK = 200_000

CROSSINGS = ("bridge", "dam", "ferry")
"""Kinds of station where one can cross."""


def _normal_cdf(z: NDArray[np.float64]) -> NDArray[np.float64]:
    """Normal distribution function, to 1.5e-7 (Abramowitz and Stegun 1964, 7.1.26)."""
    x = np.abs(z) / np.sqrt(2)
    t = 1 / (1 + 0.3275911 * x)
    tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    upper = 1 - tail * np.exp(-np.minimum(x * x, 700)) / 2
    return np.where(z >= 0, upper, 1 - upper)


def _probability_inside(
    distance_m: NDArray[np.float64], accuracy_m: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Probability of lying on the positive side of an edge that is known to ``accuracy_m``."""
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(
            accuracy_m > 0, distance_m / np.maximum(accuracy_m, 1e-9) * Z90, np.sign(distance_m) * 40.0
        )
    return _normal_cdf(np.clip(z, -40, 40))


class _Edges:
    """Line work with an accuracy, that answers how far the nearest of it is."""

    def __init__(self, lines: Sequence[LineString], accuracy_m: Sequence[float], crs: CRS) -> None:
        self._forward = Transformer.from_crs(4326, crs, always_xy=True)
        # 0.02 degrees keep a chord within 5 cm of the line that is straight in degrees
        xy = [shapely.get_coordinates(shapely.segmentize(line, 0.02)) for line in lines]
        self.start = np.vstack([c[:-1] for c in xy])
        self.stop = np.vstack([c[1:] for c in xy])
        self.accuracy_m = np.repeat(np.asarray(accuracy_m, dtype=float), [len(c) - 1 for c in xy])
        self._a = np.column_stack(self._forward.transform(*self.start.T))
        self._b = np.column_stack(self._forward.transform(*self.stop.T))
        self._tree = shapely.STRtree(shapely.linestrings(np.stack([self._a, self._b], axis=1)))

    def nearest(
        self, lon: NDArray[np.float64], lat: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.intp], NDArray[np.float64]]:
        """Give the geodesic distance, the segment and the fraction along it of the nearest point (finite input)."""
        if len(lon) == 0:
            return np.empty(0), np.empty(0, dtype=np.intp), np.empty(0)
        p = np.column_stack(self._forward.transform(lon, lat))
        _, segment = self._tree.query_nearest(shapely.points(p), all_matches=False)
        along = self._b[segment] - self._a[segment]
        t = ((p - self._a[segment]) * along).sum(axis=1) / (along**2).sum(axis=1)
        t = np.clip(t, 0, 1)
        foot = self.start[segment] + (self.stop[segment] - self.start[segment]) * t[:, None]
        return np.asarray(GEOD.inv(lon, lat, foot[:, 0], foot[:, 1])[2]), segment, t


def _series(areas: Areas | Lines, what: str) -> gpd.GeoDataFrame:
    """Give geometries of any kind as a frame in EPSG:4326, with ``accuracy_m`` where they state one."""
    if areas is None:
        return gpd.GeoDataFrame({"geometry": []}, geometry="geometry", crs=4326)
    if isinstance(areas, gpd.GeoSeries):
        areas = areas.to_frame("geometry").set_geometry("geometry")
    if isinstance(areas, gpd.GeoDataFrame):
        if areas.crs is None:
            msg = f"the {what} has no CRS; set it with .set_crs(4326) if it is in degrees"
            raise CRSError(msg)
        frame = areas.to_crs(4326)
        frame = frame.rename_geometry("geometry") if frame.geometry.name != "geometry" else frame
    else:
        frame = gpd.GeoDataFrame({"geometry": [areas]}, geometry="geometry", crs=4326)
    return frame[~(frame.geometry.isna() | frame.geometry.is_empty)]


def _accuracy(frame: gpd.GeoDataFrame, accuracy_m: float | None) -> NDArray[np.float64]:
    if accuracy_m is not None:
        if not (np.isfinite(accuracy_m) and accuracy_m >= 0):
            msg = f"accuracy_m must be a number of metres of at least 0, got {accuracy_m!r}"
            raise ValueRangeError(msg)
        return np.full(len(frame), float(accuracy_m))
    if "accuracy_m" not in frame:
        return np.full(len(frame), DEFAULT_ACCURACY_M)
    stated = pd.to_numeric(frame["accuracy_m"], errors="coerce").fillna(DEFAULT_ACCURACY_M)
    return np.asarray(stated, dtype=float)


class River:
    """A river as a directed stem, with its two banks, water, islands and stations.

    Left and right are those of someone who faces downstream.  Of the Euphrates in Syria the left bank is the one that
    people call east or Jazira, the right bank west or Shamiyah.

    Parameters
    ----------
    line
        Centre line: LineString or MultiLineString in EPSG:4326, or a GeoSeries or GeoDataFrame with a CRS.
        Pieces may come in any order and direction, with gaps; see `badia_geo.stems.make_stem`.  A column
        ``accuracy_m`` states the accuracy of each piece.
    water
        Lakes and reservoirs that the river flows through (polygons; ``accuracy_m`` as above).
    islands
        Inhabited islands (polygons; ``accuracy_m`` as above).
    accuracy_m
        Distance in metres from the drawn line that holds the river with probability 0.9, in place of what
        ``line`` states; 50 m where neither does.
    flow
        ``"digitised"``, ``"reversed"``, or a place upstream and one downstream, each (lon, lat); by default
        the direction in which most of the line is drawn.
    stations
        Named places along the river, with columns ``name``, ``kind``, ``lon``, ``lat`` and, where
        known, ``since`` and ``until`` (dates).
    name
        The river's name.

    Raises
    ------
    AreaError
        If the line is empty or not a line.
    CRSError
        If a frame has no CRS.
    ValueRangeError
        If the accuracy is negative or coordinates are not degrees.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import LineString, Point
    >>> river = River(LineString([(38, 36), (40, 36)]), accuracy_m=500)
    >>> river.bank(gpd.GeoSeries([Point(39, 36.1), Point(39, 35.999)], crs=4326)).round(3)
        bank  p_left  distance_m  river_km
    0   left   1.000   11097.085    90.163
    1  right   0.358    -110.954    90.163
    """

    def __init__(
        self,
        line: Lines,
        water: Areas = None,
        islands: Areas = None,
        *,
        accuracy_m: float | None = None,
        flow: Flow | None = None,
        stations: pd.DataFrame | None = None,
        name: str = "river",
    ) -> None:
        pieces = _series(line, "river line")
        if pieces.empty:
            msg = "a river needs a line; the one given is empty"
            raise AreaError(msg)
        self.name = name
        self._stem = make_stem(
            shapely.MultiLineString([g for g in shapely.get_parts(pieces.geometry.values)])
            if all(t in ("LineString", "MultiLineString") for t in pieces.geom_type)
            else shapely.GeometryCollection(list(pieces.geometry)),
            flow=flow,
        )
        self.water = _series(water, "water")
        self.islands = _series(islands, "islands")
        x, y = shapely.get_coordinates(self.line).mean(axis=0)
        self._crs = CRS.from_proj4(f"+proj=aeqd +lat_0={y:.4f} +lon_0={x:.4f} +datum=WGS84 +units=m")
        self._edges = _Edges([self.line], [0.0], self._crs)
        self._edges.accuracy_m = self._reach_accuracy(pieces, _accuracy(pieces, accuracy_m))
        steps = np.asarray(GEOD.inv(*self._edges.start.T, *self._edges.stop.T)[2])
        self._km = np.concatenate([[0.0], np.cumsum(steps)]) / 1000
        self._given_stations = stations

    def __repr__(self) -> str:
        return f"<River {self.name}: {self.length_km:.0f} km, {len(self.stations)} stations>"

    @property
    def line(self) -> LineString:
        """The stem from upstream to downstream, EPSG:4326."""
        return self._stem.line

    @property
    def stem(self) -> Stem:
        """The stem with the gaps that were bridged and the pieces that were left out."""
        return self._stem

    @property
    def length_km(self) -> float:
        """Geodesic length of the stem in kilometres."""
        return float(self._km[-1])

    def _reach_accuracy(self, pieces: gpd.GeoDataFrame, accuracy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Accuracy of each segment: that of the piece it comes from; half its length in a bridged gap."""
        middle = shapely.points((self._edges.start + self._edges.stop) / 2)
        gaps = list(self._stem.gaps)
        known = np.concatenate(
            [accuracy, [max(float(GEOD.geometry_length(g)) / 2, accuracy.max()) for g in gaps]]
        )
        tree = shapely.STRtree([*pieces.geometry, *gaps])
        _, piece = tree.query_nearest(middle, all_matches=False)
        return known[piece]

    # -- banks ---------------------------------------------------------------------------------------------------

    @cached_property
    def _banks(self) -> Banks:
        return divide(self.line)

    @cached_property
    def _regions(self) -> tuple[Geometry, ...]:
        """The regions in the order of `BANKS`, each without those before it."""
        island = shapely.union_all(shapely.make_valid(self.islands.geometry.values))
        water = shapely.difference(shapely.union_all(shapely.make_valid(self.water.geometry.values)), island)
        wet = shapely.union(island, water)
        banks = self._banks
        parts = (
            island,
            water,
            *(shapely.difference(side, wet) for side in (banks.left, banks.right, banks.beyond)),
        )
        for part in parts:
            shapely.prepare(part)
        return parts

    @cached_property
    def _frame(self) -> tuple[float, float, float, float]:
        """The box round the stem within which the region index answers."""
        x0, y0, x1, y1 = self.line.bounds
        return max(x0 - 1, -180.0), max(y0 - 1, -90.0), min(x1 + 1, 180.0), min(y1 + 1, 90.0)

    @cached_property
    def _index(self) -> Any:
        from badia_geo.index import RegionIndex

        parts = shapely.clip_by_rect(np.array(self._regions, dtype=object), *self._frame)
        kept = [i for i, part in enumerate(parts) if not part.is_empty]
        index = RegionIndex(gpd.GeoSeries(shapely.make_valid(parts[kept]), crs=4326))
        return index, np.array([*kept, -1], dtype=np.int8)

    def side(self, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.int8]:
        """Give the class of many points, exactly for the stem as drawn and without probabilities.

        Parameters
        ----------
        lon, lat
            Degrees, EPSG:4326, of one shape.

        Returns
        -------
        ndarray of int8
            Positions in `BANKS`; -1 where a coordinate is NaN or not a degree.

        Examples
        --------
        >>> from shapely import LineString
        >>> River(LineString([(38, 36), (40, 36)])).side([39, 39, 41], [37, 35, 36])
        array([2, 3, 4], dtype=int8)
        """
        x = np.asarray(lon, dtype=np.float64)
        y = np.asarray(lat, dtype=np.float64)
        if x.shape != y.shape:
            msg = f"lon and lat must have one shape, got {x.shape} and {y.shape}"
            raise ValueRangeError(msg)
        shape, x, y = x.shape, x.ravel(), y.ravel()
        # the index costs its build: below this many points the prepared polygons are faster
        if len(x) >= CHUNK:
            index, codes = self._index
            found = codes[index.lookup(x, y)]
            x0, y0, x1, y1 = self._frame
            rest = np.flatnonzero((found < 0) | ~((x > x0) & (x < x1) & (y > y0) & (y < y1)))
        else:
            found = np.full(len(x), -1, dtype=np.int8)
            rest = np.arange(len(x))
        found[rest] = self._side_of_few(x[rest], y[rest])
        return found.reshape(shape)

    def _side_of_few(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int8]:
        found = np.full(len(x), -1, dtype=np.int8)
        with np.errstate(invalid="ignore"):
            rest = np.flatnonzero((np.abs(x) <= 180) & (np.abs(y) <= 90))
        for code, region in enumerate(self._regions):
            if region.is_empty or len(rest) == 0:
                continue
            inside = shapely.intersects_xy(region, x[rest], y[rest])
            found[rest[inside]] = code
            rest = rest[~inside]
        return found

    def bank_region(self, side: Bank, within: Geometry | None = None) -> Geometry:
        """Give the ground of one bank (or the water, the islands, what lies beyond) as an area.

        Parameters
        ----------
        side
            ``"left"``, ``"right"``, ``"water"``, ``"island"`` or ``"beyond"``.
        within
            Area to cut it to, EPSG:4326.  Without one the banks reach round the earth.

        Returns
        -------
        Polygon or MultiPolygon
            EPSG:4326, possibly empty.

        Raises
        ------
        ValueRangeError
            If there is no such side.

        Examples
        --------
        >>> from shapely import LineString, box
        >>> river = River(LineString([(38, 36), (40, 36)]))
        >>> river.bank_region("left", within=box(39, 35, 39.5, 37)).bounds
        (39.0, 36.0, 39.5, 37.0)
        """
        if side not in BANKS:
            msg = f"side must be one of {', '.join(BANKS)}, got {side!r}"
            raise ValueRangeError(msg)
        region = self._regions[BANKS.index(side)]
        if within is None:
            return region
        cut = shapely.intersection(region, within)
        if cut.geom_type in ("Polygon", "MultiPolygon"):
            return cut
        parts = [part for part in shapely.get_parts(cut) if part.geom_type in ("Polygon", "MultiPolygon")]
        return shapely.union_all(parts) if parts else shapely.Polygon()

    # -- distances -----------------------------------------------------------------------------------------------

    def _measure(
        self, lon: NDArray[np.float64], lat: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.int8]]:
        """Signed distance (left positive, NaN beyond), river km, accuracy of the reach, and class."""
        distance = np.full(len(lon), np.nan)
        km = np.full(len(lon), np.nan)
        accuracy = np.full(len(lon), np.nan)
        code = self.side(lon, lat)
        for first in range(0, len(lon), CHUNK):
            rows = first + np.flatnonzero(code[first : first + CHUNK] >= 0)
            d, segment, t = self._edges.nearest(lon[rows], lat[rows])
            km[rows] = self._km[segment] + t * (self._km[segment + 1] - self._km[segment])
            accuracy[rows] = self._edges.accuracy_m[segment]
            sign = np.select([code[rows] == 2, code[rows] == 3, code[rows] == 4], [1.0, -1.0, np.nan], 0.0)
            wet = np.flatnonzero(sign == 0)
            sign[wet] = self._bare_sign(lon[rows[wet]], lat[rows[wet]])
            distance[rows] = d * sign
        return distance, km, accuracy, code

    def _bare_sign(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Side of the stem as if there were no water and no islands."""
        left = shapely.intersects_xy(self._banks.left, lon, lat)
        right = shapely.intersects_xy(self._banks.right, lon, lat)
        return np.select([left, right], [1.0, -1.0], np.nan)

    def distance(self, points: gpd.GeoSeries | gpd.GeoDataFrame) -> pd.Series:
        """Give the signed geodesic distance to the stem: positive on the left, negative on the right.

        Parameters
        ----------
        points
            Points (other geometries by their representative point) with a CRS.

        Returns
        -------
        Series
            Metres, on the same index; NaN for missing geometries and past the stem's ends, where there is no side.

        Raises
        ------
        CRSError
            If there is no CRS.
        """
        series, lon, lat = _coordinates(points)
        return pd.Series(self._measure(lon, lat)[0], index=series.index, name="distance_m")

    def river_km(self, points: gpd.GeoSeries | gpd.GeoDataFrame) -> pd.Series:
        """Give the kilometre along the stem of the nearest point of it, from the upstream end.

        Parameters
        ----------
        points
            As in `distance`.

        Returns
        -------
        Series
            Kilometres, on the same index; 0 or the stem's length past its ends, NaN for missing geometries.
        """
        series, lon, lat = _coordinates(points)
        return pd.Series(self._measure(lon, lat)[1], index=series.index, name="river_km")

    # -- probabilities -------------------------------------------------------------------------------------------

    def bank(self, points: gpd.GeoSeries | gpd.GeoDataFrame, *, n: int = SAMPLES) -> pd.DataFrame:
        """Give the bank of each place, the probability of the left one, the distance and the river km.

        Parameters
        ----------
        points
            Places with a CRS.  A column ``footprint`` (polygons) or else ``radius_m`` says how uncertain a row is;
            polygons in the geometry column are footprints themselves; ``candidates`` (pairs of footprint and
            probability) stand for an ambiguous row.  A footprint is taken as uniform over its area, a radius as a
            normal distribution of which 0.9 lies within it.
        n
            Quadrature points of a footprint.

        Returns
        -------
        DataFrame
            On the same index: ``bank`` (the most probable class: left, right, water, island, beyond; None without
            a location), ``p_left``, ``distance_m`` (signed geodesic from the representative point, left positive)
            and ``river_km``.

        Raises
        ------
        CRSError
            If there is no CRS.
        """
        shares, distance, km = self._shares(points, n)
        values = shares.to_numpy()
        located = ~np.isnan(values).any(axis=1)
        names = np.array(BANKS, dtype=object)
        bank = np.full(len(values), None, dtype=object)
        bank[located] = names[values[located].argmax(axis=1)]
        return pd.DataFrame(
            {"bank": bank, "p_left": values[:, 2], "distance_m": distance, "river_km": km}, index=shares.index
        ).astype({"bank": object})

    def bank_probability(self, points: gpd.GeoSeries | gpd.GeoDataFrame, *, n: int = SAMPLES) -> pd.DataFrame:
        """Give the probability of every class; each row sums to 1, rows without a location are NaN.

        Parameters
        ----------
        points, n
            As in `bank`.

        Returns
        -------
        DataFrame
            Columns island, water, left, right, beyond, on the same index.

        Examples
        --------
        >>> import geopandas as gpd
        >>> from shapely import LineString, Point
        >>> river = River(LineString([(38, 36), (40, 36)]), accuracy_m=500)
        >>> river.bank_probability(gpd.GeoSeries([Point(39, 36)], crs=4326))
           island  water  left  right  beyond
        0     0.0    0.0   0.5    0.5     0.0
        """
        return self._shares(points, n)[0]

    def bank_of(self, footprint: Footprint, *, n: int = 1024) -> dict[str, float]:
        """Give the probability of every class for one footprint, by its own density.

        Parameters
        ----------
        footprint
            A place.
        n
            Quadrature points where the footprint has no density.
        """
        lon, lat, weight = footprint.samples(n).T
        shares = weight @ self._sample_shares(lon, lat)[0]
        return dict(zip(BANKS, map(float, shares / shares.sum()), strict=True))

    def _sample_shares(
        self,
        lon: NDArray[np.float64],
        lat: NDArray[np.float64],
        *,
        distance: NDArray[np.float64] | None = None,
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Probabilities of the classes at points, from the errors of the lines alone; with distance and river km."""
        d, km, accuracy, code = self._measure(lon, lat)
        out = np.zeros((len(lon), len(BANKS)))
        beyond = code == 4
        island, water = (self._inside(areas, lon, lat) for areas in (self.islands, self.water))
        dry = (1 - island) * (1 - water)
        left = np.where(np.isfinite(d), _probability_inside(np.nan_to_num(d), np.nan_to_num(accuracy)), 0.0)
        past = beyond | ~np.isfinite(d)
        out[:, 0] = island
        out[:, 1] = (1 - island) * water
        out[:, 2] = np.where(past, 0.0, dry * left)
        out[:, 3] = np.where(past, 0.0, dry * (1 - left))
        out[:, 4] = np.where(past, dry, 0.0)
        out[code < 0] = np.nan
        return out, d, km

    @cached_property
    def _shores(self) -> dict[int, tuple[_Edges, Geometry]]:
        shores = {}
        for areas in (self.islands, self.water):
            if not areas.empty:
                parts = areas.explode(ignore_index=True)
                rings = shapely.get_parts(shapely.get_rings(parts.geometry.values), return_index=False)
                owner = shapely.get_rings(parts.geometry.values, return_index=True)[1]
                edges = _Edges(
                    [shapely.LineString(r.coords) for r in rings], _accuracy(parts, None)[owner], self._crs
                )
                whole = shapely.union_all(shapely.make_valid(areas.geometry.values))
                shapely.prepare(whole)
                shores[id(areas)] = (edges, whole)
        return shores

    def _inside(
        self, areas: gpd.GeoDataFrame, lon: NDArray[np.float64], lat: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Probability of lying in the areas, given the accuracy of their outlines."""
        share = np.zeros(len(lon))
        if areas.empty:
            return share
        edges, whole = self._shores[id(areas)]
        # nothing further than five times the largest accuracy can be touched by a shore's error
        margin = 5 * float(edges.accuracy_m.max()) / 90_000
        x0, y0, x1, y1 = whole.bounds
        near = np.flatnonzero(
            (lon > x0 - margin) & (lon < x1 + margin) & (lat > y0 - margin) & (lat < y1 + margin)
        )
        inside = shapely.intersects_xy(whole, lon[near], lat[near])
        d, segment, _ = edges.nearest(lon[near], lat[near])
        share[near] = _probability_inside(np.where(inside, d, -d), edges.accuracy_m[segment])
        return share

    def _shares(
        self, points: gpd.GeoSeries | gpd.GeoDataFrame, n: int
    ) -> tuple[pd.DataFrame, NDArray[np.float64], NDArray[np.float64]]:
        series, lon, lat = _coordinates(points)
        shares, distance, km = self._sample_shares(lon, lat)
        reach = 4 * max(float(self._edges.accuracy_m.max()), 1.0) / Z90
        for row, areas in _uncertain(points, series).items():
            shares[row] = self._area_shares(areas, lon[row], lat[row], distance[row], reach, n, shares[row])
        return pd.DataFrame(shares, columns=list(BANKS), index=series.index), distance, km

    def _area_shares(
        self,
        areas: list[tuple[Any, float]],
        lon: float,
        lat: float,
        distance: float,
        reach: float,
        n: int,
        at_point: NDArray[np.float64],
    ) -> NDArray[np.float64]:
        total = np.zeros(len(BANKS))
        for area, weight in areas:
            if isinstance(area, float):
                if abs(distance) > 3.5 / RAYLEIGH90 * area + reach and at_point.max() > 1 - 1e-9:
                    total += weight * at_point
                    continue
                xs, ys = _normal_cloud(lon, lat, area, n)
                ws = np.full(len(xs), 1 / len(xs))
            else:
                xs, ys, ws = Footprint(area, area.representative_point(), 1.0, "near").samples(n).T
            total += weight * (ws @ self._sample_shares(xs, ys)[0])
        return total / total.sum()

    # -- along the river -----------------------------------------------------------------------------------------

    @cached_property
    def stations(self) -> pd.DataFrame:
        """Named places along the river, downstream, with ``river_km`` and their distance from the stem."""
        if self._given_stations is None:
            return pd.DataFrame(
                {"name": [], "kind": [], "lon": [], "lat": [], "river_km": [], "distance_m": []}
            )
        table = self._given_stations.reset_index(drop=True)
        missing = {"name", "kind", "lon", "lat"} - set(table.columns)
        if missing:
            msg = f"the stations lack the column {', '.join(sorted(missing))}"
            raise ColumnError(msg)
        distance, km, _, _ = self._measure(table["lon"].to_numpy(float), table["lat"].to_numpy(float))
        table = table.assign(river_km=km, distance_m=distance)
        return table.sort_values("river_km", kind="stable", ignore_index=True)

    def _km_of(self, place: str | float | tuple[float, float]) -> float:
        if isinstance(place, str):
            names = self.stations["name"].astype(str)
            hit = names.str.casefold() == place.casefold()
            if "variants" in self.stations:
                variants = self.stations["variants"].fillna("").astype(str).str.casefold().str.split("|")
                hit |= [place.casefold() in v for v in variants]
            if not hit.any():
                near = (
                    names.iloc[np.argsort([-_likeness(place, n) for n in names])[:3]].tolist()
                    if len(names)
                    else []
                )
                msg = f"no station {place!r} on the {self.name}; " + (
                    f"nearest names: {', '.join(near)}" if near else "it has no stations, give a river km"
                )
                raise PlaceNotFoundError(msg)
            return float(self.stations.loc[hit, "river_km"].iloc[0])
        if isinstance(place, tuple):
            km = float(self._measure(np.array([float(place[0])]), np.array([float(place[1])]))[1][0])
        else:
            km = float(place)
        if not 0 <= km <= self.length_km:
            msg = f"{place!r} is not on the {self.name}, which runs from km 0 to km {self.length_km:.1f}"
            raise ValueRangeError(msg)
        return km

    def at_km(self, km: float) -> shapely.Point:
        """Give the point of the stem at a river km.

        Parameters
        ----------
        km
            Kilometres from the upstream end.

        Raises
        ------
        ValueRangeError
            If the stem does not reach there.
        """
        km = self._km_of(float(km))
        i = min(int(np.searchsorted(self._km, km, side="right")) - 1, len(self._km) - 2)
        t = (km - self._km[i]) / (self._km[i + 1] - self._km[i])
        return shapely.Point(self._edges.start[i] + t * (self._edges.stop[i] - self._edges.start[i]))

    def section(
        self, a: str | float | tuple[float, float], b: str | float | tuple[float, float]
    ) -> LineString:
        """Give the stem between two places, directed downstream.

        Parameters
        ----------
        a, b
            A station's name, a river km, or (lon, lat); in either order.

        Returns
        -------
        LineString
            EPSG:4326.

        Raises
        ------
        PlaceNotFoundError
            If there is no such station; the message names the nearest ones.
        ValueRangeError
            If both fall on one point, or a km lies off the stem.

        Examples
        --------
        >>> from shapely import LineString
        >>> River(LineString([(38, 36), (39, 36), (40, 35)])).section((38.5, 36.2), (39, 35.9)).wkt
        'LINESTRING (38.5... 36, 39 36)'
        """
        start, stop = sorted((self._km_of(a), self._km_of(b)))
        if start == stop:
            msg = f"{a!r} and {b!r} fall on one point of the {self.name} (km {start:.1f})"
            raise ValueRangeError(msg)
        inner = self._edges.start[(self._km[:-1] > start) & (self._km[:-1] < stop)]
        ends = [shapely.get_coordinates(self.at_km(km)) for km in (start, stop)]
        line = shapely.remove_repeated_points(shapely.LineString(np.vstack([ends[0], inner, ends[1]])))
        # the densified vertices lie on the drawn line: leave out those that do not bend it
        return shapely.simplify(line, 1e-9)

    def nearest_crossing(
        self, points: gpd.GeoSeries | gpd.GeoDataFrame, *, at: str | pd.Timestamp | None = None
    ) -> pd.DataFrame:
        """Give the nearest station where one could cross the river: a bridge, a dam with a road, a ferry.

        Parameters
        ----------
        points
            Places with a CRS.
        at
            Date; crossings that were not yet built or no longer usable then (``since``, ``until``) are left
            out.  Without a date all are taken.

        Returns
        -------
        DataFrame
            On the same index: ``crossing``, ``crossing_kind``, ``crossing_distance_m`` (geodesic, straight) and
            ``crossing_km`` (river km); None and NaN where there is no location or no crossing.
        """
        series, lon, lat = _coordinates(points)
        table = self.stations
        usable = table["kind"].isin(CROSSINGS).to_numpy(dtype=bool)
        if at is not None and len(table):
            usable &= _valid_at(table, pd.Timestamp(at))
        table = table[usable]
        out = pd.DataFrame(
            {"crossing": None, "crossing_kind": None, "crossing_distance_m": np.nan, "crossing_km": np.nan},
            index=series.index,
        ).astype({"crossing": object, "crossing_kind": object})
        rows = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
        if table.empty or len(rows) == 0:
            return out
        x, y = table["lon"].to_numpy(float), table["lat"].to_numpy(float)
        metres = np.column_stack(
            [
                GEOD.inv(lon[rows], lat[rows], np.full(len(rows), a), np.full(len(rows), b))[2]
                for a, b in zip(x, y, strict=True)
            ]
        )
        best = metres.argmin(axis=1)
        out.iloc[rows, 0] = table["name"].to_numpy(dtype=object)[best]
        out.iloc[rows, 1] = table["kind"].to_numpy(dtype=object)[best]
        out.iloc[rows, 2] = metres[np.arange(len(rows)), best]
        out.iloc[rows, 3] = table["river_km"].to_numpy(float)[best]
        return out

    # -- where rivers come from ------------------------------------------------------------------------------------

    @classmethod
    def from_file(
        cls,
        path: str | Path,
        *,
        layer: str | None = None,
        name: str | None = None,
        name_column: str = "name",
        water: str | Path | None = None,
        accuracy_m: float | None = None,
        flow: Flow | None = None,
    ) -> River:
        """Read a river from any vector file (an OSM or HydroRIVERS extract, a shapefile of one's own).

        Parameters
        ----------
        path
            File.
        layer
            Layer of a file that has several.
        name
            Take the rows whose ``name_column`` equals this, case aside; all rows by default.
        name_column
            Column of names.
        water
            File of reservoir polygons.
        accuracy_m, flow
            As for `River`.

        Raises
        ------
        MissingFileError
            If the file does not exist.
        FileFormatError
            If it cannot be read, or the layer is not in it.
        ColumnError
            If the name column is not there.
        PlaceNotFoundError
            If no row has the name.
        """
        lines = _read(path, layer)
        if name is not None:
            if name_column not in lines:
                msg = f"{Path(path).name} has no column {name_column!r}; it has {', '.join(map(str, lines.columns))}"
                raise ColumnError(msg)
            names = lines[name_column].astype("string").fillna("").str.casefold()
            chosen = lines[names.eq(name.casefold()).to_numpy(dtype=bool)]
            if chosen.empty:
                known = sorted(
                    {str(n) for n in lines[name_column].dropna()}, key=lambda n: -_likeness(name, n)
                )
                msg = f"{Path(path).name} has no river {name!r} in {name_column!r}; nearest: {', '.join(known[:3])}"
                raise PlaceNotFoundError(msg)
            lines = chosen
        lines = lines[lines.geom_type.isin(["LineString", "MultiLineString"])]
        if lines.empty:
            msg = f"{Path(path).name} holds no lines; give the layer of centre lines"
            raise AreaError(msg)
        lakes = None if water is None else _read(water, None)
        return cls(lines, lakes, accuracy_m=accuracy_m, flow=flow, name=name or Path(path).stem)

    @classmethod
    def load(cls, name: str = "euphrates") -> River:
        """Load a packaged river: the Euphrates from Keban to the Gulf.

        Its stem is fused from two public lines and corrected by places whose bank is known (``scripts/build_river.py``);
        the accuracy of each reach is stated in ``data/euphrates.geojson``.

        Parameters
        ----------
        name
            Only ``"euphrates"``.

        Raises
        ------
        PlaceNotFoundError
            If there is no such packaged river.

        Examples
        --------
        >>> river = River.load("euphrates")
        >>> import geopandas as gpd
        >>> from shapely import Point
        >>> raqqa_and_mayadin = gpd.GeoSeries([Point(39.01, 35.95), Point(40.45, 35.02)], crs=4326)
        >>> river.bank(raqqa_and_mayadin)["bank"].tolist()
        ['left', 'right']
        """
        return _load(name.casefold())


def _normal_cloud(lon: float, lat: float, radius_m: float, n: int) -> tuple[Any, Any]:
    """Spread ``n`` points as a normal distribution of which 0.9 lies within the radius (R2 sequence)."""
    g = 1.32471795724474602596
    i = np.arange(1, n + 1)
    radius = radius_m / RAYLEIGH90 * np.sqrt(-2 * np.log(1 - (i - 0.5) / n))
    azimuth = 360 * ((0.5 + i / g) % 1)
    xs, ys, _ = GEOD.fwd(np.full(n, lon), np.full(n, lat), azimuth, radius)
    return np.asarray(xs), np.asarray(ys)


def _coordinates(
    points: gpd.GeoSeries | gpd.GeoDataFrame,
) -> tuple[gpd.GeoSeries, NDArray[np.float64], NDArray[np.float64]]:
    """Points in EPSG:4326 with their coordinates (NaN where there is no geometry)."""
    series = points.geometry
    if series.crs is None:
        msg = "the points have no CRS; set it with .set_crs(4326) if they are in degrees"
        raise CRSError(msg)
    series = series.to_crs(4326)
    values = np.asarray(series.values, dtype=object)
    other = np.flatnonzero(~shapely.is_missing(values) & (shapely.get_type_id(values) != 0))
    if len(other):
        values = values.copy()
        values[other] = [None if v.is_empty else v.representative_point() for v in values[other]]
    return series, shapely.get_x(values), shapely.get_y(values)


def _uncertain(
    points: gpd.GeoSeries | gpd.GeoDataFrame, series: gpd.GeoSeries
) -> dict[int, list[tuple[Any, float]]]:
    """Say, by row position, over which weighted areas (polygon, or radius in metres) an uncertain row spreads."""
    found: dict[int, list[tuple[Any, float]]] = {}
    areal = np.isin(shapely.get_type_id(np.asarray(series.values, dtype=object)), (3, 6))
    for row in np.flatnonzero(areal & ~series.is_empty.to_numpy()):
        found[int(row)] = [(series.iloc[row], 1.0)]
    if not isinstance(points, gpd.GeoDataFrame):
        return found
    present = ~(series.isna() | series.is_empty).to_numpy()
    if "radius_m" in points:
        radius = pd.to_numeric(points["radius_m"], errors="coerce").to_numpy(dtype=float)
        for row in np.flatnonzero(present & (radius > 0) & np.isfinite(radius) & ~areal):
            found[int(row)] = [(float(radius[row]), 1.0)]
    if "footprint" in points:
        prints = gpd.GeoSeries(
            points["footprint"], crs=getattr(points["footprint"], "crs", None) or points.crs
        )
        prints = prints.to_crs(4326)
        for row in np.flatnonzero(present & ~(prints.isna() | prints.is_empty).to_numpy()):
            if prints.iloc[row].geom_type in ("Polygon", "MultiPolygon"):
                found[int(row)] = [(prints.iloc[row], 1.0)]
    if "candidates" in points:
        for row, candidates in enumerate(points["candidates"]):
            if present[row] and isinstance(candidates, (tuple, list)) and candidates:
                found[row] = [
                    (c[0].buffer(1e-6) if c[0].area == 0 else c[0], float(c[1])) for c in candidates
                ]
    return found


@lru_cache(maxsize=4)
def _load(name: str) -> River:
    from badia_geo import datasets

    if name != "euphrates":
        msg = f"no packaged river {name!r}; there is 'euphrates'. Read your own with River.from_file"
        raise PlaceNotFoundError(msg)
    stations = pd.read_csv(datasets.path("river_stations.csv"), dtype={"since": str, "until": str})
    return River(
        datasets.load("euphrates"),
        datasets.load("reservoirs"),
        datasets.load("river_islands"),
        flow="digitised",
        stations=stations,
        name="Euphrates",
    )


def _read(path: str | Path, layer: str | None) -> gpd.GeoDataFrame:
    file = Path(path)
    if not file.exists():
        msg = f"{file} does not exist"
        raise MissingFileError(msg)
    try:
        frame = gpd.read_file(file, layer=layer) if layer is not None else gpd.read_file(file)
    except Exception as error:
        msg = f"{file.name} cannot be read as a vector file: {error}"
        raise FileFormatError(msg) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        msg = f"{file.name} has no geometry; choose a layer with lines"
        raise FileFormatError(msg)
    return frame


def _likeness(a: str, b: str) -> float:
    from rapidfuzz.fuzz import WRatio

    return float(WRatio(a.casefold(), b.casefold()))


def _valid_at(table: pd.DataFrame, when: pd.Timestamp) -> NDArray[np.bool_]:
    """Which rows hold on a date: from ``since`` up to but not including ``until``, where those are given."""
    valid = np.ones(len(table), dtype=bool)
    if "since" in table:
        since = pd.to_datetime(table["since"], errors="coerce", format="mixed")
        valid &= (since.isna() | (since <= when)).to_numpy()
    if "until" in table:
        until = pd.to_datetime(table["until"], errors="coerce", format="mixed")
        valid &= (until.isna() | (until > when)).to_numpy()
    return valid
