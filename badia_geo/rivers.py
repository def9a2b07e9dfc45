"""River: which bank a place lies on and how sure that is, how far from the river, and where along it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
import shapely

from badia_geo.edges import Area, Edges
from badia_geo.errors import AreaError, PlaceNotFoundError, ValueRangeError
from badia_geo.locations import Locations
from badia_geo.river_files import as_frame, reach_accuracy, read_layer, read_lines, stated_accuracy
from badia_geo.riverside import BANKS, Riverside
from badia_geo.stations import find_station, nearest_crossing, read_stations
from badia_geo.stems import Flow, Stem, make_stem

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from shapely import LineString
    from shapely.geometry.base import BaseGeometry

    from badia_geo.footprints import Footprint
    from badia_geo.locations import Points
    from badia_geo.river_files import Shapes

__all__ = ["BANKS", "River"]

Bank = Literal["left", "right", "water", "island", "beyond"]
Place = str | float | tuple[float, float]

SAMPLES = 256
"""Quadrature points of a footprint; see the tests for the error of p_left."""


class River:
    """A river as a directed stem, with its two banks, water, islands and stations.

    Left and right are those of someone who faces downstream.  Of the Euphrates in Syria the left bank is
    the one that people call east or Jazira, the right bank west or Shamiyah.

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
    0   left   1.000   11095.993    90.163
    1  right   0.358    -110.959    90.164
    """

    def __init__(
        self,
        line: Shapes,
        water: Shapes | None = None,
        islands: Shapes | None = None,
        *,
        accuracy_m: float | None = None,
        flow: Flow | None = None,
        stations: pd.DataFrame | None = None,
        name: str = "river",
    ) -> None:
        pieces = as_frame(line, "river line")
        if pieces.empty:
            msg = "a river needs a line; the one given is empty"
            raise AreaError(msg)
        self.name = name
        self.stem: Stem = make_stem(
            shapely.GeometryCollection(list(shapely.get_parts(pieces.geometry.values))), flow=flow
        )
        self.water = as_frame(water, "water")
        self.islands = as_frame(islands, "islands")
        edges = Edges([self.line], [0.0])
        edges.accuracy_m = reach_accuracy(edges, pieces, self.stem, stated_accuracy(pieces, accuracy_m))
        islands_, water_ = (
            Area(list(areas.geometry), stated_accuracy(areas, None).tolist())
            for areas in (self.islands, self.water)
        )
        self._ground = Riverside(self.line, edges, islands_, water_)
        self._stations = self._along(read_stations(stations))

    def __repr__(self) -> str:
        return f"<River {self.name}: {self.length_km:.0f} km, {len(self._stations)} stations>"

    @property
    def line(self) -> LineString:
        """The stem from upstream to downstream, EPSG:4326."""
        return self.stem.line

    @property
    def length_km(self) -> float:
        """Geodesic length of the stem in kilometres."""
        return float(self._ground.km[-1])

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
        return self._ground.side(np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64))

    def bank_region(self, side: Bank, within: BaseGeometry | None = None) -> BaseGeometry:
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
        region = self._ground.regions[BANKS.index(side)]
        if within is None:
            return region
        cut = shapely.intersection(region, within)
        if cut.geom_type in ("Polygon", "MultiPolygon"):
            return cut
        parts = [part for part in shapely.get_parts(cut) if part.geom_type in ("Polygon", "MultiPolygon")]
        return shapely.union_all(parts) if parts else shapely.Polygon()

    def distance(self, points: Points) -> pd.Series:
        """Give the signed geodesic distance to the stem: positive on the left, negative on the right.

        Parameters
        ----------
        points
            Points (other geometries by their representative point) with a CRS.

        Returns
        -------
        Series
            Metres, on the same index; NaN for missing geometries and past the stem's ends, where there is
            no side.

        Raises
        ------
        CRSError
            If there is no CRS.
        """
        where = Locations(points)
        return pd.Series(self._ground.measure(where.lon, where.lat)[0], index=where.index, name="distance_m")

    def river_km(self, points: Points) -> pd.Series:
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
        where = Locations(points)
        return pd.Series(self._ground.measure(where.lon, where.lat)[1], index=where.index, name="river_km")

    def bank(self, points: Points, *, n: int = SAMPLES) -> pd.DataFrame:
        """Give the bank of each place, the probability of the left one, the distance and the river km.

        Parameters
        ----------
        points
            Places with a CRS.  A column ``footprint`` (polygons) or else ``radius_m`` says how uncertain a
            row is; polygons in the geometry column are footprints themselves; ``candidates`` (pairs of
            footprint and probability) stand for an ambiguous row.  A footprint is taken as uniform over its
            area, a radius as a normal distribution of which 0.9 lies within it.
        n
            Quadrature points of a footprint.

        Returns
        -------
        DataFrame
            On the same index: ``bank`` (left, right, water, island or beyond: for a bare point the one that
            holds it, for an uncertain place the most probable one; None without a location or with a bad
            radius), ``p_left``,
            ``distance_m`` (signed geodesic from the representative point, left positive) and ``river_km``.

        Raises
        ------
        CRSError
            If there is no CRS.
        """
        where = Locations(points)
        shares, distance, km, bank = self._ground.shares(where, n)
        columns = {
            "bank": pd.Series(bank, index=where.index, dtype=object),
            "p_left": shares[:, 2],
            "distance_m": distance,
            "river_km": km,
        }
        return pd.DataFrame(columns, index=where.index)

    def bank_probability(self, points: Points, *, n: int = SAMPLES) -> pd.DataFrame:
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
        where = Locations(points)
        return pd.DataFrame(self._ground.shares(where, n)[0], columns=list(BANKS), index=where.index)

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
        shares = weight @ self._ground.sample_shares(lon, lat)[0]
        return dict(zip(BANKS, map(float, shares / shares.sum()), strict=True))

    @property
    def stations(self) -> pd.DataFrame:
        """Named places along the river, downstream, with ``river_km`` and ``distance_m`` from the stem."""
        return self._stations.copy()

    def _along(self, table: pd.DataFrame) -> pd.DataFrame:
        distance, km, _, _ = self._ground.measure(
            table["lon"].to_numpy(dtype=float), table["lat"].to_numpy(dtype=float)
        )
        table = table.assign(river_km=km, distance_m=distance)
        return table.sort_values("river_km", kind="stable", ignore_index=True)

    def _km_of(self, place: Place) -> float:
        if isinstance(place, str):
            return float(
                self._stations["river_km"].to_numpy()[find_station(self._stations, place, self.name)]
            )
        if isinstance(place, tuple):
            lon, lat = (np.array([float(c)]) for c in place)
            km = float(self._ground.measure(lon, lat)[1][0])
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
        i = min(int(np.searchsorted(self._ground.km, km, side="right")) - 1, len(self._ground.km) - 2)
        t = (km - self._ground.km[i]) / (self._ground.km[i + 1] - self._ground.km[i])
        return shapely.Point(
            self._ground.edges.start[i] + t * (self._ground.edges.stop[i] - self._ground.edges.start[i])
        )

    def section(self, a: Place, b: Place) -> LineString:
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
        >>> part = River(LineString([(38, 36), (39, 36), (40, 35)])).section((38.5, 36.2), (39, 35.9))
        >>> [(round(x, 2), round(y, 2)) for x, y in part.coords]
        [(38.5, 36.0), (39.0, 36.0), (39.06, 35.94)]
        """
        start, stop = sorted((self._km_of(a), self._km_of(b)))
        if start == stop:
            msg = f"{a!r} and {b!r} fall on one point of the {self.name} (km {start:.1f})"
            raise ValueRangeError(msg)
        inner = self._ground.edges.start[(self._ground.km[:-1] > start) & (self._ground.km[:-1] < stop)]
        ends = [shapely.get_coordinates(self.at_km(km)) for km in (start, stop)]
        line = shapely.remove_repeated_points(shapely.LineString(np.vstack([ends[0], inner, ends[1]])))
        # the densified vertices lie on the drawn line: leave out those that do not bend it
        return shapely.simplify(line, 1e-9)

    def nearest_crossing(self, points: Points, *, at: str | pd.Timestamp | None = None) -> pd.DataFrame:
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
            On the same index: ``crossing``, ``crossing_kind``, ``crossing_distance_m`` (geodesic, straight)
            and ``crossing_km`` (river km); None and NaN where there is no location or no crossing.
        """
        where = Locations(points)
        return nearest_crossing(self._stations, where.lon, where.lat, at=at).set_index(where.index)

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
        lines = read_lines(path, layer=layer, name=name, name_column=name_column)
        lakes = None if water is None else read_layer(water, None)
        return cls(lines, lakes, accuracy_m=accuracy_m, flow=flow, name=name or Path(path).stem)

    @classmethod
    def load(cls, name: str = "euphrates") -> River:
        """Load a packaged river: the Euphrates from Keban to the Gulf.

        Its stem is fused from two public lines and corrected by places whose bank is known
        (``scripts/build_river.py``); the accuracy of each reach is stated in ``data/euphrates.geojson``.

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
