"""Locations: where and when the rows of an event table lie, as weighted points and days.

A row is a point, a disc (``radius_m``), a polygon (``footprint``, or the active geometry) or a list of
weighted candidates; its date is a closed window of days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Union

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from badia_geo.candidates import read_candidates
from badia_geo.errors import CRSError, DateError
from badia_geo.footprints import Footprint
from badia_geo.quadrature import SAMPLES, disc_points, polygon_points

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from badia_geo.quadrature import Spread

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["Locations", "Points", "Samples", "Windows", "days"]

PORTION = 1 << 20
"""Sample points that are given at once, about."""

ALONG = 64
"""Points along a line that stands for a place."""

Points = gpd.GeoSeries | gpd.GeoDataFrame
Shape = Union[Footprint, "BaseGeometry"]


def _first(frame: pd.DataFrame, *names: str) -> pd.Series[Any] | None:
    return next((frame[name] for name in names if name in frame.columns), None)


def _numbers(values: pd.Series[Any] | None, n: int, missing: float) -> Floats:
    if values is None:
        return np.full(n, missing)
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isfinite(numbers), numbers, missing)


def _radii(values: pd.Series[Any] | None, n: int) -> tuple[Floats, NDArray[np.bool_]]:
    """Give radii, 0 where none is stated, and which of those stated are negative, infinite or no number."""
    if values is None:
        return np.zeros(n), np.zeros(n, dtype=bool)
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    bad = (numbers < 0) | np.isinf(numbers)
    if values.dtype.kind not in "fiu":
        said = values.notna() & values.astype(str).str.strip().ne("")
        bad |= np.isnan(numbers) & said.to_numpy(dtype=bool)
    return np.where(bad | np.isnan(numbers), 0.0, numbers), bad


@dataclass(frozen=True, slots=True)
class Samples:
    """Sample points of some rows: the row of each, where it is, and the share of its row it stands for."""

    row: Ints
    lon: Floats
    lat: Floats
    weight: Floats


class Locations:
    """Where the rows of a frame lie: as a point, a disc, a polygon or candidates.

    Parameters
    ----------
    events
        A frame or series with a CRS.  Of a frame ``radius_m`` (metres), ``footprint`` (polygons),
        ``candidates`` (pairs of footprint and probability, or their text in a table cell) and ``score``
        (probability that the place is right) are read where they are present; a footprint counts before a
        radius, candidates before both.  A footprint with a density is spread by it.  A row without a radius
        is a bare point; ``bad_radius`` tells which radii are no lengths.

    Raises
    ------
    CRSError
        If the events have no geometry or no CRS.
    """

    def __init__(self, events: Points) -> None:
        if not isinstance(events, (gpd.GeoDataFrame, gpd.GeoSeries)):
            msg = "events must be a GeoDataFrame; make one with geopandas.points_from_xy(lon, lat, crs=4326)"
            raise CRSError(msg)
        if events.crs is None:
            msg = "the events have no CRS; set it with .set_crs(4326) if they are in degrees"
            raise CRSError(msg)
        frame = events if isinstance(events, gpd.GeoDataFrame) else gpd.GeoDataFrame(geometry=events)
        n = len(frame)
        self.index = frame.index
        series = frame.geometry if frame.crs == 4326 else frame.geometry.to_crs(4326)
        geometry = np.asarray(series.values, dtype=object)
        void = shapely.is_empty(geometry)
        extended = np.flatnonzero((shapely.get_type_id(geometry) > 0) & ~void)
        if len(extended) or void.any():
            geometry = geometry.copy()
            geometry[void] = None  # GEOS has no coordinates of an empty point to give
        self.polygons: NDArray[np.object_] = np.full(n if len(extended) else 0, None, dtype=object)
        if len(extended):
            self.polygons[extended] = geometry[extended]
            geometry[extended] = shapely.point_on_surface(geometry[extended])
        self.lon, self.lat = shapely.get_x(geometry), shapely.get_y(geometry)
        self.radius, self.bad_radius = _radii(_first(frame, "radius_m"), n)
        self._read_footprints(frame)
        self.known: Floats = np.clip(_numbers(_first(frame, "score"), n, 1.0), 0.0, 1.0)
        self.candidates: dict[int, list[tuple[Shape, float]]] = {}
        self._read_candidates(frame)
        self.located: NDArray[np.bool_] = np.isfinite(self.lon) & np.isfinite(self.lat) & ~self.bad_radius
        shaped = np.zeros(n, dtype=bool) if not len(self.polygons) else ~shapely.is_missing(self.polygons)
        shaped[list(self.candidates)] = True
        self.shaped: NDArray[np.bool_] = self.located & shaped
        self.disc: NDArray[np.bool_] = self.located & ~shaped & (self.radius > 0)
        self.point: NDArray[np.bool_] = self.located & ~shaped & (self.radius == 0)

    def __len__(self) -> int:
        return len(self.lon)

    def _read_footprints(self, events: gpd.GeoDataFrame) -> None:
        footprint = _first(events, "footprint")
        if footprint is None or events.geometry.name == "footprint":
            return
        given = np.array(
            [shape if isinstance(shape, shapely.Geometry) else None for shape in footprint], dtype=object
        )
        series = gpd.GeoSeries(given, crs=getattr(footprint, "crs", None) or events.crs)
        shapes = np.asarray(series.to_crs(4326).values, dtype=object)
        drawn = np.flatnonzero(shapely.area(shapes) > 0)
        if len(drawn) == 0:
            return
        if not len(self.polygons):
            self.polygons = np.full(len(shapes), None, dtype=object)
        self.polygons[drawn] = shapes[drawn]
        self._place(drawn, shapes[drawn])

    def _read_candidates(self, events: gpd.GeoDataFrame) -> None:
        column = _first(events, "candidates")
        if column is None:
            return
        for row, options in enumerate(column):
            pairs = read_candidates(options)
            if pairs:
                self.candidates[row] = pairs
                self.known[row] = min(1.0, sum(p for _, p in pairs))
        rows = np.array(list(self.candidates), dtype=np.int64)
        likeliest = [max(pairs, key=lambda pair: pair[1])[0] for pairs in self.candidates.values()]
        self._place(rows, np.array([_outline(shape) for shape in likeliest], dtype=object))

    def _place(self, rows: Ints, shapes: NDArray[np.object_]) -> None:
        """Let rows without a point have one in their shape."""
        bare = ~np.isfinite(self.lon[rows])
        if bare.any():
            inner = shapely.point_on_surface(shapes[bare])
            self.lon, self.lat = self.lon.copy(), self.lat.copy()
            self.lon[rows[bare]], self.lat[rows[bare]] = shapely.get_x(inner), shapely.get_y(inner)

    def _options(self, row: int) -> list[tuple[Shape, float]]:
        return self.candidates.get(row) or [(self.polygons[row], 1.0)]

    def extent_m(self, rows: Ints) -> Floats:
        """Give a radius in metres round the point of each row that holds all of its sample points."""
        out = self.radius[rows] * 2.0
        for i in np.flatnonzero(self.shaped[rows]).tolist():
            row = int(rows[i])
            bounds = np.array([_bounds(shape) for shape, _ in self._options(row)])
            (x0, y0), (x1, y1) = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
            # no degree is longer than 111.7 km
            dx = max(abs(x1 - self.lon[row]), abs(self.lon[row] - x0))
            dy = max(abs(y1 - self.lat[row]), abs(self.lat[row] - y0))
            out[i] = 111_700 * float(np.hypot(dx, dy))
        return out

    def samples(self, rows: Ints, n: int = SAMPLES, *, spread: Spread = "uniform") -> Iterator[Samples]:
        """Yield the sample points of some rows, by portions; the weights of a row sum to 1.

        Parameters
        ----------
        rows
            Positions of rows that are a disc, a polygon or candidates.
        n
            Points of a disc or polygon.
        spread
            How a disc is spread: ``uniform``, or ``gaussian`` with 0.9 of its mass within the radius.
        """
        step = max(PORTION // n, 1)
        discs, shaped = rows[self.disc[rows]], rows[self.shaped[rows]]
        for start in range(0, len(discs), step):
            k = discs[start : start + step]
            lon, lat = disc_points(self.lon[k], self.lat[k], self.radius[k], n=n, spread=spread)
            yield Samples(np.repeat(k, n), lon.ravel(), lat.ravel(), np.full(lon.size, 1 / n))
        for start in range(0, len(shaped), step):
            columns: list[tuple[Ints, Floats, Floats, Floats]] = []
            for row in shaped[start : start + step].tolist():
                options = self._options(row)
                total = sum(p for _, p in options) or 1.0
                for shape, p in options:
                    lon, lat, weight = _points_of(shape, n)
                    columns.append((np.full(len(lon), row), lon, lat, p / total * weight))
            yield Samples(*(np.concatenate(column) for column in zip(*columns, strict=True)))


def _outline(shape: Shape) -> BaseGeometry:
    return shape.geometry if isinstance(shape, Footprint) else shape


def _bounds(shape: Shape) -> tuple[float, ...]:
    """Give the bounds of what a shape's sample points cover."""
    if isinstance(shape, Footprint) and shape.density is not None:
        lon, lat, _ = shape.density.T
        return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())
    return tuple(_outline(shape).bounds)


def _points_of(shape: Shape, n: int) -> tuple[Floats, Floats, Floats]:
    """Sample a shape: its density where it has one, else evenly; a line gives points along it."""
    if isinstance(shape, Footprint) and shape.density is not None:
        lon, lat, weight = shape.density.T
        return lon, lat, weight / weight.sum()
    outline = _outline(shape)
    if outline.area > 0:
        lon, lat = polygon_points(outline, n=n)
    elif outline.length > 0:
        along = shapely.line_interpolate_point(
            np.array(outline), (np.arange(ALONG) + 0.5) / ALONG, normalized=True
        )
        lon, lat = shapely.get_x(along), shapely.get_y(along)
    else:
        inner = outline.representative_point()
        lon, lat = np.array([inner.x]), np.array([inner.y])
    return lon, lat, np.full(len(lon), 1 / len(lon))


def days(values: pd.Series[Any], name: str) -> Floats:
    """Give days since 1970, NaN where there is no readable date.

    Parameters
    ----------
    values
        Dates, times of day or text such as 2020-08-21.
    name
        Column, for the message.

    Raises
    ------
    DateError
        If the values carry a time zone: the day they mean is then the caller's to say.
    """
    if not len(values):
        return np.empty(0)
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        zone: Any = values.dt.tz
    else:
        try:
            values = pd.to_datetime(
                values, errors="coerce", format=None if values.dtype.kind == "M" else "ISO8601"
            )
            zone = values.dt.tz
        except (ValueError, AttributeError):  # pandas: time zones that differ from row to row
            zone = "of some rows"
    if zone is not None:
        msg = (
            f"column {name!r} carries a time zone ({zone}); give local days, "
            "for instance with .dt.tz_convert('Asia/Damascus').dt.tz_localize(None)"
        )
        raise DateError(msg)
    whole = values.to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(whole), np.nan, whole.astype(np.int64).astype(np.float64))


@dataclass(frozen=True, slots=True)
class Windows:
    """Closed windows of days since 1970; NaN without a date."""

    first: Floats
    last: Floats

    @classmethod
    def read(cls, events: pd.DataFrame, at: object = None) -> Windows:
        """Read ``date_start`` and ``date_end``, or ``date``.

        Parameters
        ----------
        events
            A frame; a row with one of the two dates has a window of one day.
        at
            Date of the rows that have none.

        Raises
        ------
        DateError
            If dates carry a time zone or ``at`` is no date.
        """
        n = len(events)
        start, end = _first(events, "date_start", "date"), _first(events, "date_end", "date_start", "date")
        first = np.full(n, np.nan) if start is None else days(start, str(start.name))
        last = first if end is None or end is start else days(end, str(end.name))
        if last is not first:
            first, last = np.where(np.isnan(first), last, first), np.where(np.isnan(last), first, last)
        if at is not None:
            day = days(pd.Series([at]), "at")[0]
            if np.isnan(day):
                msg = f"at={at!r} is not a date; write it as 2020-08-21"
                raise DateError(msg)
            none = np.isnan(first)
            first, last = np.where(none, day, first), np.where(none, day, last)
        return cls(first, last)

    @property
    def reversed(self) -> NDArray[np.bool_]:
        """Rows whose window ends before it begins."""
        return self.last < self.first
