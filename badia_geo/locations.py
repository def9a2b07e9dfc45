"""Locations: where and when the rows of an event table lie, as weighted points and days.

A row is a point, a disc (``radius_m``), a polygon (``footprint``, or the active geometry) or a list of
weighted candidates; its date is a closed window of days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from badia_geo.errors import CRSError, DateError
from badia_geo.quadrature import polygon_points

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["Locations", "Samples", "Windows", "days"]

POLYGONS = 2048
"""Polygons that are sampled at once: about a million points."""


def _first(frame: pd.DataFrame, *names: str) -> pd.Series[Any] | None:
    return next((frame[name] for name in names if name in frame.columns), None)


def _numbers(values: pd.Series[Any] | None, n: int, missing: float) -> Floats:
    if values is None:
        return np.full(n, missing)
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isfinite(numbers), numbers, missing)


@dataclass(frozen=True, slots=True)
class Samples:
    """Sample points of some rows: the row of each, where it is, and the share of its row it stands for."""

    row: Ints
    lon: Floats
    lat: Floats
    weight: Floats


class Locations:
    """Where the rows of a frame lie.

    Parameters
    ----------
    events
        A frame with a CRS.  ``radius_m`` (metres), ``footprint`` (polygons), ``candidates`` (pairs of
        footprint and probability) and ``score`` (probability that the place is right) are read where they
        are present; a footprint counts before a radius, candidates before both.

    Raises
    ------
    CRSError
        If the events are no GeoDataFrame or have no CRS.
    """

    def __init__(self, events: gpd.GeoDataFrame) -> None:
        if not isinstance(events, gpd.GeoDataFrame):
            msg = "events must be a GeoDataFrame; make one with geopandas.points_from_xy(lon, lat, crs=4326)"
            raise CRSError(msg)
        if events.crs is None:
            msg = "the events have no CRS; set it with .set_crs(4326) if they are in degrees"
            raise CRSError(msg)
        n = len(events)
        series = events.geometry if events.crs == 4326 else events.geometry.to_crs(4326)
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
        radius = _numbers(_first(events, "radius_m"), n, 0.0)
        self.negative = radius < 0
        self.radius: Floats = np.maximum(radius, 0.0)
        self._read_footprints(events)
        self.known: Floats = np.clip(_numbers(_first(events, "score"), n, 1.0), 0.0, 1.0)
        candidates = _first(events, "candidates")
        self.candidates: dict[int, list[tuple[Any, float]]] = {}
        if candidates is not None:
            for i, options in enumerate(candidates):
                if isinstance(options, (tuple, list, np.ndarray)) and len(options):
                    self.candidates[i] = [(getattr(o[0], "geometry", o[0]), float(o[1])) for o in options]
        self.located: NDArray[np.bool_] = np.isfinite(self.lon) & np.isfinite(self.lat)
        listed = np.zeros(n, dtype=bool)
        for i, pairs in self.candidates.items():
            listed[i] = self.located[i] = True
            self.known[i] = min(1.0, sum(p for _, p in pairs))
        self.located &= ~self.negative
        shaped = listed if not len(self.polygons) else listed | ~shapely.is_missing(self.polygons)
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
        bare = drawn[~np.isfinite(self.lon[drawn])]
        inner = shapely.point_on_surface(shapes[bare])
        self.lon, self.lat = self.lon.copy(), self.lat.copy()
        self.lon[bare], self.lat[bare] = shapely.get_x(inner), shapely.get_y(inner)

    def shaped_samples(self) -> Iterator[Samples]:
        """Yield the sample points of polygons and candidates; the weights of a row sum to its ``known``."""
        rows = np.flatnonzero(self.shaped)
        for start in range(0, len(rows), POLYGONS):
            columns: list[tuple[Ints, Floats, Floats, Floats]] = []
            for row in rows[start : start + POLYGONS].tolist():
                options = self.candidates.get(row)
                if options is None:
                    options = [(self.polygons[row], float(self.known[row]))]
                scale = max(sum(p for _, p in options), 1.0)
                for shape, p in options:
                    lon, lat = _spread(shape)
                    columns.append(
                        (np.full(len(lon), row), lon, lat, np.full(len(lon), p / scale / len(lon)))
                    )
            yield Samples(*(np.concatenate(column) for column in zip(*columns, strict=True)))


def _spread(shape: BaseGeometry) -> tuple[Floats, Floats]:
    """Sample a polygon; lines and points, which have no area, give points along them."""
    if shape.area > 0:
        return polygon_points(shape)
    if shape.length > 0:
        along = shapely.line_interpolate_point(np.array(shape), (np.arange(64) + 0.5) / 64, normalized=True)
        return shapely.get_x(along), shapely.get_y(along)
    inner = shape.representative_point()
    return np.array([inner.x]), np.array([inner.y])


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
