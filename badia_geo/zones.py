"""Control zones: who held which ground when, as a timeline that answers for a date.

A zone is a polygon with a controller, a status and a half-open validity interval.  A `ControlZones` holds a
timeline of them, read from a file (`ControlZones.from_file`), from control statements
(`ControlZones.from_statements`, `ControlZones.load`) or from a frame, and answers: what was where on a date
(`at`), what changed (`compare`), where the fronts ran (`fronts`), how much ground each held (`areas`) and
what a reviewer would object to (`check`).
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd

from badia_geo.borders import BORDER_M
from badia_geo.errors import DateError, TimelineError
from badia_geo.zone_table import (
    NEUTRAL_COLOUR,
    STATUSES,
    UNKNOWN_CONTROLLER,
    ZONE_COLUMNS,
    as_date,
    as_zones,
    controller_table,
    controllers,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike

    import geopandas as gpd
    from geopandas import GeoDataFrame
    from numpy.typing import NDArray
    from pandas import DataFrame, Series, Timestamp
    from shapely.geometry.base import BaseGeometry

    from badia_geo.geocoding import Geocoder
    from badia_geo.zone_changes import Comparison

__all__ = [
    "NEUTRAL_COLOUR",
    "STATUSES",
    "UNKNOWN_CONTROLLER",
    "ZONE_COLUMNS",
    "ControlZones",
    "as_date",
    "as_zones",
    "controller_table",
    "controllers",
]

_TIME_UNIT = "datetime64[us]"


class ZoneLayer(Protocol):
    """What a timeline answers with: a table of intervals, or statements drawn on demand."""

    @property
    def span(self) -> tuple[Timestamp | None, Timestamp | None]:
        """First day covered and the day after the last; ``None`` where open."""

    @property
    def changes(self) -> pd.DatetimeIndex:
        """Days on which the zones change."""

    def at(self, date: Timestamp, *, known_on: Timestamp | None = None) -> GeoDataFrame:
        """Zones valid on a date."""

    def problems(self) -> DataFrame:
        """List rows that the layer could not use."""


class _FrameLayer:
    """Intervals held in a frame; answers by two comparisons of integer arrays."""

    def __init__(self, frame: GeoDataFrame) -> None:
        self.frame = frame
        lowest, highest = np.iinfo(np.int64).min, np.iinfo(np.int64).max
        self._from = _instants(frame["valid_from"], lowest)
        self._to = _instants(frame["valid_to"], highest)
        known = frame["known_from"] if "known_from" in frame else frame["source_date"]
        self._known_from = _instants(pd.to_datetime(known), lowest)
        until = frame["known_to"] if "known_to" in frame else pd.Series(pd.NaT, index=frame.index)
        self._known_to = _instants(pd.to_datetime(until), highest)

    @cached_property
    def span(self) -> tuple[Timestamp | None, Timestamp | None]:
        start, end = self.frame["valid_from"], self.frame["valid_to"]
        if self.frame.empty:
            return None, None
        return (
            None if start.isna().any() else start.min(),
            None if end.isna().any() else end.max(),
        )

    @cached_property
    def changes(self) -> pd.DatetimeIndex:
        both = pd.concat([self.frame["valid_from"], self.frame["valid_to"]]).dropna().unique()
        return pd.DatetimeIndex(both).sort_values()

    def at(self, date: Timestamp, *, known_on: Timestamp | None = None) -> GeoDataFrame:
        when = int(np.datetime64(date, "us").astype(np.int64))
        mask = (self._from <= when) & (when < self._to)
        if known_on is not None:
            known = int(np.datetime64(known_on, "us").astype(np.int64))
            mask &= (self._known_from <= known) & (known < self._known_to)
        rows = np.flatnonzero(mask)
        if len(rows) == 0:
            self._refuse(date, known_on)
        return self.frame.iloc[rows]

    def problems(self) -> DataFrame:
        return pd.DataFrame(columns=["problem", "row", "zone_id", "controller", "detail"])

    def _refuse(self, date: Timestamp, known_on: Timestamp | None) -> None:
        before = [t for t in self.changes if t <= date]
        after = [t for t in self.changes if t > date]
        gap = f"between {before[-1]:%Y-%m-%d} and {after[0]:%Y-%m-%d}" if before and after else ""
        known = f" known by {known_on:%Y-%m-%d}" if known_on is not None else ""
        where = f": the timeline has a gap {gap}" if gap else f"; the timeline covers {_span_text(self.span)}"
        msg = f"no zone{known} is valid on {date:%Y-%m-%d}{where}"
        raise TimelineError(msg)


def _instants(dates: Series[Any], missing: int) -> NDArray[np.int64]:
    values = dates.to_numpy(_TIME_UNIT)
    return np.where(np.isnat(values), missing, values.astype(np.int64))


def _span_text(span: tuple[Timestamp | None, Timestamp | None]) -> str:
    start, end = span
    first = f"{start:%Y-%m-%d}" if start is not None else "any earlier date"
    last = f"{end - pd.Timedelta(days=1):%Y-%m-%d}" if end is not None else "any later date"
    return f"{first} to {last}"


class ControlZones:
    """A timeline of control zones.

    Parameters
    ----------
    frame
        Polygons with a CRS and a ``controller`` column; see `ZONE_COLUMNS` for the others.  Undated rows
        hold at any date.
    extent
        The ground that the timeline is meant to cover (EPSG:4326); `check` reports what it leaves out.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> frame = gpd.GeoDataFrame(
    ...     {"controller": ["sdf", "government"], "valid_from": ["2017-10-20", "2017-11-03"]},
    ...     geometry=[shapely.box(40, 35, 41, 36), shapely.box(39, 34, 40, 35)], crs=4326)
    >>> zones = ControlZones(frame)
    >>> zones.at("2017-10-25")["controller"].tolist()
    ['sdf']
    """

    def __init__(self, frame: GeoDataFrame, *, extent: BaseGeometry | None = None) -> None:
        self._layer: ZoneLayer = _FrameLayer(as_zones(frame))
        self.extent = extent
        self.border_m = 0.0

    @classmethod
    def _from_layer(cls, layer: ZoneLayer, extent: BaseGeometry | None) -> ControlZones:
        made = cls.__new__(cls)
        made._layer = layer
        made.extent = extent
        made.border_m = 0.0
        return made

    @classmethod
    def load(cls, *, geocoder: Geocoder | None = None, cache: bool = True) -> ControlZones:
        """Load the packaged timeline: Syria and the Euphrates valley in Iraq, drawn from control statements.

        Parameters
        ----------
        geocoder
            Resolves the statements' areas; ``None``: the packaged one, made when first needed.
        cache
            Keep resolved areas and drawn zones on disk, under the user's cache folder or
            ``BADIA_GEO_CACHE``.
        """
        from badia_geo import datasets
        from badia_geo.statement_timeline import PACKAGED_UNTIL, StatementTimeline, statement_extent
        from badia_geo.statements import read_statements

        statements = read_statements(datasets.path("control_statements"))
        extent = statement_extent()
        layer = StatementTimeline(
            statements, geocoder=geocoder, extent=extent, cache=cache, until=PACKAGED_UNTIL
        )
        made = cls._from_layer(layer, extent)
        made.border_m = BORDER_M
        return made

    @classmethod
    def from_statements(
        cls,
        statements: DataFrame | str | PathLike[str],
        *,
        geocoder: Geocoder | None = None,
        extent: BaseGeometry | None = None,
        cache: bool = True,
    ) -> ControlZones:
        """Draw zones from control statements: a table or a CSV file with one fact a row.

        Parameters
        ----------
        statements
            Columns ``area``, ``controller`` and, where there are any, ``statement_id``, ``status``,
            ``with``, ``valid_from``, ``valid_to``, ``priority``, ``source``, ``source_date``,
            ``confidence``.
        geocoder
            Resolves ``area`` to a footprint; ``None``: the packaged one.
        extent
            Ground to cover, EPSG:4326; what no statement reaches in it becomes unsettled.  ``None``: that
            of the packaged timeline.
        cache
            Keep resolved areas and drawn zones on disk.
        """
        from badia_geo.statement_timeline import StatementTimeline, statement_extent
        from badia_geo.statements import read_statements

        table = statements if isinstance(statements, pd.DataFrame) else read_statements(statements)
        ground = statement_extent() if extent is None else extent
        return cls._from_layer(
            StatementTimeline(table, geocoder=geocoder, extent=ground, cache=cache), ground
        )

    @classmethod
    def from_file(
        cls,
        path: str | PathLike[str],
        *,
        controller: str | None = None,
        controller_name: str | None = None,
        columns: Mapping[str, str] | None = None,
        extent: BaseGeometry | None = None,
        repair: bool = False,
    ) -> ControlZones:
        """Read a provider's zones: GeoJSON, GeoPackage, KML, KMZ, shapefile, GeoParquet or a dated folder.

        Parameters
        ----------
        path
            A file, or a folder whose files carry their dates in their names.
        controller
            Name of the column that holds the controller; ``None``: recognised.
        controller_name
            Controller of every polygon, for files that hold one party's ground and no attribute.
        columns
            Mapping from zone columns to the file's columns, for what is not recognised.
        extent
            The ground that the zones should lie in (EPSG:4326), for `check`.
        repair
            Mend what `check` reports (see `badia_geo.zone_checks.repair_zones`).

        Returns
        -------
        ControlZones
            Snapshots hold until the next snapshot of the same source; the last one holds for its own day.
        """
        from badia_geo.zone_files import read_zones

        frame = read_zones(path, controller=controller, controller_name=controller_name, columns=columns)
        zones = cls(frame, extent=extent)
        return zones.repair() if repair else zones

    # -- what there is -----------------------------------------------------------------------------------

    @property
    def span(self) -> tuple[Timestamp | None, Timestamp | None]:
        """First day covered and the day after the last (half-open); ``None`` where it is open."""
        return self._layer.span

    @property
    def changes(self) -> pd.DatetimeIndex:
        """Days on which the zones change; between two of them `at` gives the same zones."""
        return self._layer.changes

    @property
    def frame(self) -> GeoDataFrame:
        """The whole timeline as one table (a timeline of statements is drawn day of change by day)."""
        if isinstance(self._layer, _FrameLayer):
            return self._layer.frame.copy()
        return self.between(*self.span)

    def __repr__(self) -> str:
        return f"ControlZones({_span_text(self.span)}, {len(self.changes)} days of change)"

    def at(self, date: object, *, known_on: object = None, source: str | None = None) -> GeoDataFrame:
        """Give the zones of a date.

        Parameters
        ----------
        date
            The day; zones with ``valid_from <= day < valid_to`` are given.
        known_on
            Leave out what was not yet published on this day (``known_from``, else ``source_date``).
        source
            Only zones of this source; ``None``: all, side by side.

        Returns
        -------
        GeoDataFrame
            `ZONE_COLUMNS`, EPSG:4326.

        Raises
        ------
        TimelineError
            If the date lies outside the timeline or in a gap; the message names the covered span.
        DateError
            If a date cannot be read.
        """
        when = as_date(date)
        start, end = self.span
        if (start is not None and when < start) or (end is not None and when >= end):
            msg = f"{when:%Y-%m-%d} lies outside the timeline, which covers {_span_text(self.span)}"
            raise TimelineError(msg)
        out = self._layer.at(when, known_on=None if known_on is None else as_date(known_on))
        if source is None:
            return out
        chosen = out[out["source"] == source]
        if chosen.empty:
            named = ", ".join(sorted(out["source"].dropna().astype(str).unique())) or "none named"
            msg = f"no zone of source {source!r} on {when:%Y-%m-%d}; sources on that day: {named}"
            raise TimelineError(msg)
        return chosen

    def between(self, start: object, end: object) -> GeoDataFrame:
        """Give every zone that holds on some day in ``[start, end)``.

        Returns
        -------
        GeoDataFrame
            Zone intervals as they are in the timeline, not cut to the window.
        """
        first = None if start is None else as_date(start)
        last = None if end is None else as_date(end)
        if first is not None and last is not None and last <= first:
            msg = f"the window runs backwards: {first:%Y-%m-%d} to {last:%Y-%m-%d}; swap the dates"
            raise DateError(msg)
        if isinstance(self._layer, _FrameLayer):
            held = self._layer.frame
            keep = pd.Series(True, index=held.index)
            if last is not None:
                keep &= held["valid_from"].isna() | (held["valid_from"] < last)
            if first is not None:
                keep &= held["valid_to"].isna() | (held["valid_to"] > first)
            return held[keep].copy()
        days = self.changes
        lower = first if first is not None else days[0]
        inside = days[(days > lower) & ((days < last) if last is not None else True)]
        parts = [self.at(day) for day in [lower, *inside] if self._covers(day)]
        return pd.concat(parts, ignore_index=True) if parts else self.at(lower)

    def _covers(self, day: Timestamp) -> bool:
        start, end = self.span
        return (start is None or day >= start) and (end is None or day < end)

    # -- what a reviewer and a reader ask -----------------------------------------------------------------

    def check(self, dates: Sequence[object] | None = None) -> DataFrame:
        """List what a reviewer would object to; see `badia_geo.zone_checks.check_zones`.

        Parameters
        ----------
        dates
            Days whose zones are looked at; ``None``: the whole table, or, for a timeline of statements
            (whose rows are looked at in any case), twelve days of change spread over it.
        """
        from badia_geo.zone_checks import check_zones

        if isinstance(self._layer, _FrameLayer) and dates is None:
            return check_zones(self._layer.frame, extent=self.extent)
        if dates is None:
            days = [d for d in self.changes if self._covers(d)]
            dates = days[:: max(1, len(days) // 12)]
        drawn = [check_zones(self.at(day), extent=self.extent).assign(date=as_date(day)) for day in dates]
        parts = [part for part in drawn if len(part)]
        if isinstance(self._layer, _FrameLayer):
            return pd.concat(parts, ignore_index=True) if parts else check_zones(self._layer.frame.iloc[:0])
        return pd.concat([self._layer.problems(), *parts], ignore_index=True)

    def repair(self) -> ControlZones:
        """Mend what `check` reports and give a new timeline; see `badia_geo.zone_checks.repair_zones`."""
        from badia_geo.zone_checks import repair_zones

        return ControlZones(repair_zones(self.frame, extent=self.extent), extent=self.extent)

    def compare(self, before: object, after: object, *, accuracy_m: float | None = None) -> Comparison:
        """Tell who gained and lost what between two dates; see `badia_geo.zone_changes.compare_zones`."""
        from badia_geo.zone_changes import compare_zones

        return compare_zones(self.at(before), self.at(after), accuracy_m=accuracy_m)

    def fronts(self, date: object, *, rest: str | None = None) -> GeoDataFrame:
        """Give the lines between controllers on a date; see `badia_geo.zone_changes.front_lines`."""
        from badia_geo.zone_changes import front_lines

        return front_lines(self.at(date), rest=rest, extent=self.extent)

    def front_distance(
        self, points: gpd.GeoSeries | GeoDataFrame, date: object, *, controller: str
    ) -> Series[Any]:
        """Signed distance of points to a controller's front; see `badia_geo.zone_changes.front_distance`."""
        from badia_geo.zone_changes import front_distance

        return front_distance(points, self.at(date), controller=controller)

    def areas(
        self, dates: Sequence[object] | None = None, *, population: str | PathLike[str] | None = None
    ) -> DataFrame:
        """Give area by controller and status over time, as a tidy table.

        Parameters
        ----------
        dates
            Days to count on; ``None``: every day of change.
        population
            A raster of people per cell, to count them too.

        Returns
        -------
        DataFrame
            ``date``, ``source``, ``controller``, ``status``, ``area_km2`` and, with a raster,
            ``population``.
        """
        from badia_geo.zone_changes import zone_areas

        days = [d for d in self.changes if self._covers(d)] if dates is None else [as_date(d) for d in dates]
        if not days and self.span == (None, None) and dates is None:
            parts = [zone_areas(self.frame, population=population)]
            parts[0]["date"] = pd.NaT
        else:
            parts = [zone_areas(self.at(day), population=population).assign(date=day) for day in days]
        out = pd.concat(parts, ignore_index=True)
        return out[["date", *(c for c in out.columns if c != "date")]]

    def to_file(self, path: str | PathLike[str]) -> None:
        """Write the timeline by the file's ending (.gpkg, .geojson, .parquet, .csv, .kml ...)."""
        from badia_geo.tables import write_table

        write_table(self.frame, path)
