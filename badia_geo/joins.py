"""Join: events x regions x time, as probabilities.

Every join runs the same way.  A location becomes weighted sample points (`quadrature`), a date window
becomes weighted days, and P(region) is the share of both that the region holds.  What no region holds
keeps the name of its reason, so that an event's probabilities sum to 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from badia_geo.errors import ColumnError, CRSError, DateError, ValueRangeError
from badia_geo.index import RegionIndex
from badia_geo.quadrature import disc_points, displace, polygon_points, unit_disc

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from badia_geo.quadrature import Spread

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["REASONS", "join_admin", "join_bank", "join_zones"]

Form = Literal["summary", "long"]

REASONS = (
    "no location",
    "place uncertain",
    "no date",
    "dates reversed",
    "date outside the timeline",
    "outside the frame",
    "water",
    "gap",
)
"""What stands for the probability that no region holds, in the order in which it is decided."""
NO_LOCATION, UNCERTAIN, NO_DATE, REVERSED, OUTSIDE_TIME, OUTSIDE_FRAME, WATER, GAP = range(len(REASONS))

CERTAIN, LIKELY = 0.95, 0.5
CHUNK = 4096
"""Uncertain locations that are sampled at once: 4096 x 512 points keep the arrays near 64 MB."""

ZONE_SAMPLES = 128
"""Displacements that stand for a zone's own positional error at one point."""


@dataclass(frozen=True, slots=True)
class _Parts:
    """Sample points of some locations: which row each belongs to, where it is and what share it stands for."""

    row: Ints
    lon: Floats
    lat: Floats
    weight: Floats


def _first(frame: pd.DataFrame, *names: str) -> pd.Series[Any] | None:
    return next((frame[name] for name in names if name in frame.columns), None)


class _Locations:
    """Where the rows of a frame lie: a point, a disc, a polygon or weighted candidates."""

    def __init__(self, events: gpd.GeoDataFrame, spread: Spread) -> None:
        if not isinstance(events, gpd.GeoDataFrame):
            msg = "events must be a GeoDataFrame; make one with geopandas.points_from_xy(lon, lat, crs=4326)"
            raise CRSError(msg)
        if events.crs is None:
            msg = "the events have no CRS; set it with .set_crs(4326) if they are in degrees"
            raise CRSError(msg)
        self.spread: Spread = spread
        geometry = np.asarray(events.geometry.to_crs(4326).values, dtype=object)
        kinds = shapely.get_type_id(geometry)
        void = shapely.is_empty(geometry) | (kinds < 0)
        centre = geometry.copy()
        extended = ~void & (kinds != 0)
        centre[extended] = shapely.centroid(geometry[extended])
        self.lon, self.lat = shapely.get_x(centre), shapely.get_y(centre)
        n = len(events)
        radius = _first(events, "radius_m")
        self.radius = (
            np.zeros(n) if radius is None else pd.to_numeric(radius, errors="coerce").to_numpy(dtype=float)
        )
        self.bad_radius = self.radius < 0
        self.radius = np.where(np.isfinite(self.radius), self.radius, 0.0)
        self.polygons = np.full(n, None, dtype=object)
        self.polygons[extended] = geometry[extended]
        footprint = _first(events, "footprint")
        if footprint is not None:
            series = gpd.GeoSeries(footprint)
            shapes = np.asarray(
                (series.to_crs(4326) if series.crs is not None else series).values, dtype=object
            )
            drawn = shapely.area(shapes) > 0
            self.polygons[drawn] = shapes[drawn]
            empty = drawn & ~np.isfinite(self.lon)
            inner = shapely.point_on_surface(shapes[empty])
            self.lon[empty], self.lat[empty] = shapely.get_x(inner), shapely.get_y(inner)
        candidates = _first(events, "candidates")
        self.candidates: dict[int, Any] = {}
        if candidates is not None:
            self.candidates = {
                i: c for i, c in enumerate(candidates) if isinstance(c, (tuple, list)) and len(c)
            }
        score = _first(events, "score")
        known = (
            np.ones(n)
            if score is None
            else pd.to_numeric(score, errors="coerce").fillna(1).to_numpy(dtype=float)
        )
        self.known = np.clip(known, 0, 1)
        located = np.isfinite(self.lon) & np.isfinite(self.lat) & ~self.bad_radius
        for i, options in self.candidates.items():
            located[i] = True
            self.known[i] = min(1.0, sum(float(option[1]) for option in options))
        self.located = located
        polygonal = ~shapely.is_missing(self.polygons)
        listed = np.zeros(n, dtype=bool)
        listed[list(self.candidates)] = True
        self.shaped = located & (polygonal | listed)
        self.disc = located & ~self.shaped & (self.radius > 0)
        self.point = located & ~self.shaped & (self.radius == 0)

    def parts(self) -> Iterator[_Parts]:
        """Yield the sample points in chunks; the weights of a row sum to its ``known`` share."""
        rows = np.flatnonzero(self.point)
        for start in range(0, len(rows), CHUNK * 256):
            row = rows[start : start + CHUNK * 256]
            yield _Parts(row, self.lon[row], self.lat[row], self.known[row])
        rows = np.flatnonzero(self.disc)
        for start in range(0, len(rows), CHUNK):
            row = rows[start : start + CHUNK]
            lon, lat = disc_points(self.lon[row], self.lat[row], self.radius[row], spread=self.spread)
            n = lon.shape[1]
            yield _Parts(np.repeat(row, n), lon.ravel(), lat.ravel(), np.repeat(self.known[row] / n, n))
        rows = np.flatnonzero(self.shaped)
        for start in range(0, len(rows), CHUNK):
            yield self._shaped_parts(rows[start : start + CHUNK])

    def _shaped_parts(self, rows: Ints) -> _Parts:
        columns: list[tuple[Ints, Floats, Floats, Floats]] = []
        for row in rows.tolist():
            options = self.candidates.get(row, [(self.polygons[row], self.known[row])])
            total = sum(float(option[1]) for option in options)
            for shape, p, *_ in options:
                lon, lat = polygon_points(getattr(shape, "geometry", shape))
                share = float(p) / max(total, 1.0) / len(lon)
                columns.append((np.full(len(lon), row), lon, lat, np.full(len(lon), share)))
        row_, lon_, lat_, weight = (np.concatenate(column) for column in zip(*columns, strict=True))
        return _Parts(row_, lon_, lat_, weight)


def _days(values: pd.Series[Any], name: str) -> NDArray[np.float64]:
    """Give days since 1970 as floats, NaN where there is no readable date."""
    dates = pd.to_datetime(values, errors="coerce")
    if getattr(dates.dt, "tz", None) is not None:
        msg = (
            f"column {name!r} carries the time zone {dates.dt.tz}; give local days, "
            "for instance with .dt.tz_convert('Asia/Damascus').dt.tz_localize(None)"
        )
        raise DateError(msg)
    days = dates.to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(days), np.nan, days.astype(np.int64).astype(float))


@dataclass(frozen=True, slots=True)
class _Windows:
    """Closed date windows in days since 1970; ``problem`` is a position in REASONS, or -1."""

    first: Floats
    last: Floats
    problem: Ints

    @classmethod
    def read(cls, events: pd.DataFrame, at: Any) -> _Windows:
        start, end = _first(events, "date_start", "date"), _first(events, "date_end", "date_start", "date")
        n = len(events)
        first = np.full(n, np.nan) if start is None else _days(start, str(start.name))
        last = np.full(n, np.nan) if end is None else _days(end, str(end.name))
        first, last = np.where(np.isnan(first), last, first), np.where(np.isnan(last), first, last)
        if at is not None:
            day = _days(pd.Series([at]), "at")[0]
            if np.isnan(day):
                msg = f"at={at!r} is not a date; write it as 2020-08-21"
                raise DateError(msg)
            first, last = np.where(np.isnan(first), day, first), np.where(np.isnan(last), day, last)
        problem = np.where(np.isnan(first), NO_DATE, np.where(last < first, REVERSED, -1))
        return cls(first, last, problem)


class _Timeline:
    """Regions with validity intervals: one index for each stretch of days in which nothing changes."""

    def __init__(self, regions: gpd.GeoDataFrame, span: tuple[float, float] | None = None) -> None:
        if regions.crs is None:
            msg = "the zones have no CRS; set it with .set_crs(4326) if they are in degrees"
            raise CRSError(msg)
        self.frame: gpd.GeoDataFrame = regions.to_crs(4326)
        n = len(regions)
        self.dated = "valid_from" in regions.columns or "valid_to" in regions.columns
        begin, finish = _first(regions, "valid_from"), _first(regions, "valid_to")
        lo, hi = span if span is not None else (-np.inf, np.inf)
        self.first = np.full(n, lo) if begin is None else np.nan_to_num(_days(begin, "valid_from"), nan=lo)
        self.end = np.full(n, hi) if finish is None else np.nan_to_num(_days(finish, "valid_to"), nan=hi)
        backward = np.flatnonzero(self.end < self.first)
        if len(backward):
            msg = f"row {regions.index[backward[0]]!r} of the zones ends before it begins; valid_to is half-open"
            raise DateError(msg)
        self.cuts = np.unique(np.concatenate([self.first, self.end]))
        accuracy = _first(regions, "accuracy_m")
        metres = (
            np.zeros(n) if accuracy is None else pd.to_numeric(accuracy, errors="coerce").fillna(0).to_numpy()
        )
        if (metres < 0).any():
            row = regions.index[np.flatnonzero(metres < 0)[0]]
            msg = f"accuracy_m of zone row {row!r} is negative"
            raise ValueRangeError(msg)
        self.accuracy = np.append(metres.astype(float), 0.0)
        self._indexes: dict[int, tuple[RegionIndex, Ints]] = {}
        self._hull: RegionIndex | None = None

    def lookup(self, lon: Floats, lat: Floats, stretch: Ints) -> Ints:
        """Give the row of the region that holds each point in its stretch of days, -1 for none."""
        found = np.full(len(lon), -1, dtype=np.int64)
        for s in np.unique(stretch).tolist():
            if s < 0:
                continue
            if s not in self._indexes:
                day = self.cuts[s]
                rows = (
                    np.flatnonzero((self.first <= day) & (day < self.end))
                    if self.dated
                    else np.arange(len(self.first))
                )
                self._indexes[s] = RegionIndex(self.frame.geometry.iloc[rows]), rows
            index, rows = self._indexes[s]
            here = np.flatnonzero(stretch == s)
            local = index.lookup(lon[here], lat[here])
            found[here] = np.where(local >= 0, np.append(rows, -1)[local], -1)
        return found

    def outside(self, lon: Floats, lat: Floats) -> NDArray[np.bool_]:
        """Tell which points lie outside the outer line round all regions of all dates."""
        if self._hull is None:
            union = shapely.union_all(self.frame.geometry.values)
            solid = [
                shapely.Polygon(part.exterior)
                for part in shapely.get_parts(union)
                if part.geom_type == "Polygon"
            ]
            self._hull = RegionIndex(gpd.GeoSeries([shapely.union_all(solid)], crs=4326))
        return self._hull.lookup(lon, lat) < 0

    def stretches(self, windows: _Windows) -> tuple[Ints, Ints, Floats]:
        """Split date windows at the cuts: row, stretch (-1 outside) and share of the window's days."""
        rows = np.flatnonzero(windows.problem < 0)
        if not self.dated:
            everything = np.arange(len(windows.first))
            return everything, np.zeros(len(everything), dtype=np.int64), np.ones(len(everything))
        first, end = windows.first[rows], windows.last[rows] + 1
        a = np.searchsorted(self.cuts, first, side="right") - 1
        b = np.searchsorted(self.cuts, end, side="left") - 1
        count = b - a + 1
        row = np.repeat(rows, count)
        k = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + np.repeat(a, count)
        edges = np.concatenate([[-np.inf], self.cuts, [np.inf]])
        lo = np.maximum(edges[k + 1], np.repeat(first, count))
        hi = np.minimum(edges[k + 2], np.repeat(end, count))
        share = (hi - lo) / np.repeat(end - first, count)
        k = np.where(k >= len(self.cuts) - 1, -1, k)
        return row, k, share


@dataclass(frozen=True, slots=True)
class _Shares:
    """Long form in positions: ``code`` is a region row, or -1 - (position in REASONS)."""

    row: Ints
    code: Ints
    p: Floats


def _sum_up(row: Ints, code: Ints, p: Floats, n_regions: int) -> _Shares:
    """Add the shares of equal row and code, the likeliest code first within a row."""
    width = n_regions + len(REASONS)
    key, inverse = np.unique(row * width + code + len(REASONS), return_inverse=True)
    total = np.bincount(inverse, weights=p, minlength=len(key))
    row, code = key // width, key % width - len(REASONS)
    keep = total > 1e-12
    row, code, total = row[keep], code[keep], total[keep]
    order = np.lexsort((-total, row))
    return _Shares(row[order], code[order], total[order])


def _shares(where: _Locations, when: _Windows, timeline: _Timeline, water: RegionIndex | None) -> _Shares:
    """Give P(region) of every row, and the remainder under its reason."""
    rows: list[Ints] = []
    codes: list[Ints] = []
    shares: list[Floats] = []

    def add(row: Ints, code: Ints | int, p: Floats) -> None:
        rows.append(row)
        codes.append(np.broadcast_to(np.asarray(code, dtype=np.int64), row.shape))
        shares.append(p)

    lost = np.flatnonzero(~where.located)
    add(lost, -1 - NO_LOCATION, np.ones(len(lost)))
    doubt = np.flatnonzero(where.located & (where.known < 1))
    add(doubt, -1 - UNCERTAIN, 1 - where.known[doubt])
    if timeline.dated:
        undated = np.flatnonzero(where.located & (when.problem >= 0))
        add(undated, -1 - when.problem[undated], where.known[undated])
    row, stretch, share = timeline.stretches(when)
    late = where.located[row] & (stretch < 0)
    add(row[late], -1 - OUTSIDE_TIME, where.known[row[late]] * share[late])
    row, stretch, share = row[stretch >= 0], stretch[stretch >= 0], share[stretch >= 0]
    begin = np.searchsorted(row, np.arange(len(where.lon)))
    count = np.bincount(row, minlength=len(where.lon))
    for part in where.parts():
        repeat = count[part.row]
        which = np.repeat(np.arange(len(part.row)), repeat)
        offset = np.arange(len(which)) - np.repeat(np.cumsum(repeat) - repeat, repeat)
        date = begin[part.row[which]] + offset
        lon, lat, weight = part.lon[which], part.lat[which], part.weight[which] * share[date]
        code, lon, lat, which, weight = _blurred(timeline, lon, lat, stretch[date], which, weight)
        none = np.flatnonzero(code < 0)
        if len(none):
            code[none] = -1 - GAP
            if water is not None:
                code[none[water.lookup(lon[none], lat[none]) >= 0]] = -1 - WATER
            dry = none[code[none] == -1 - GAP]
            code[dry[timeline.outside(lon[dry], lat[dry])]] = -1 - OUTSIDE_FRAME
        summed = _sum_up(part.row[which], code, weight, len(timeline.frame))
        add(summed.row, summed.code, summed.p)
    return _sum_up(np.concatenate(rows), np.concatenate(codes), np.concatenate(shares), len(timeline.frame))


def _blurred(
    timeline: _Timeline, lon: Floats, lat: Floats, stretch: Ints, which: Ints, weight: Floats
) -> tuple[Ints, Floats, Floats, Ints, Floats]:
    """Look points up; where a zone's own line is uncertain, the point is spread by that error."""
    code = timeline.lookup(lon, lat, stretch)
    error = timeline.accuracy[code]
    crowd = np.bincount(which, minlength=1)[which] if len(which) else which
    if not (error > 0).any():
        return code, lon, lat, which, weight
    n = np.where((error > 0) & (crowd <= 64), ZONE_SAMPLES, 1)
    k = np.arange(n.sum()) - np.repeat(np.cumsum(n) - n, n)
    again = np.repeat(np.arange(len(lon)), n)
    unit = unit_disc(ZONE_SAMPLES, "gaussian")
    k = (k + again * 37) % ZONE_SAMPLES
    lon, lat = displace(lon[again], lat[again], error[again] * unit[k, 0], error[again] * unit[k, 1])
    code = timeline.lookup(lon, lat, stretch[again])
    return code, lon, lat, which[again], weight[again] / n[again]


def _take(values: Any, code: Ints) -> pd.Categorical:
    """Take labels by position as a categorical, missing where the position is negative."""
    codes, categories = pd.factorize(np.asarray(values, dtype=object), use_na_sentinel=True)
    return pd.Categorical.from_codes(np.append(codes, -1)[np.maximum(code, -1)], categories=categories)


def _reason(code: Ints) -> pd.Categorical:
    return _take(np.array(REASONS, dtype=object), -1 - code)


def _long(
    events: pd.DataFrame, shares: _Shares, regions: pd.DataFrame, columns: dict[str, str]
) -> pd.DataFrame:
    frame = pd.DataFrame(index=events.index[shares.row])
    if "event_id" in events.columns:
        frame["event_id"] = events["event_id"].to_numpy()[shares.row]
    for name, source in columns.items():
        values = regions[source].to_numpy() if source in regions.columns else np.full(len(regions), None)
        frame[name] = _take(values, shares.code)
    frame["probability"] = shares.p
    frame["reason"] = _reason(shares.code)
    return frame


def _certainty(p: Floats) -> pd.Categorical:
    codes = np.where(p >= CERTAIN, 0, np.where(p >= LIKELY, 1, 2))
    return pd.Categorical.from_codes(codes, categories=["certain", "likely", "undetermined"])


def _best(shares: _Shares, group: Ints, n: int) -> tuple[Ints, Floats, Ints]:
    """Give, for every row, the likeliest region of the likeliest group, that group's P, and the main reason."""
    held = shares.code >= 0
    row, code, p = shares.row[held], shares.code[held], shares.p[held]
    best, best_p = np.full(n, -1, dtype=np.int64), np.zeros(n)
    if len(row):
        width = int(group.max()) + 1
        key, start, inverse = np.unique(row * width + group[code], return_index=True, return_inverse=True)
        total = np.bincount(inverse, weights=p)
        order = np.lexsort((start, -total, key // width))
        rows, first = np.unique(key[order] // width, return_index=True)
        chosen = order[first]
        best[rows], best_p[rows] = code[start[chosen]], np.minimum(total[chosen], 1.0)
    reason = np.full(n, 0, dtype=np.int64)
    rows, first = np.unique(shares.row[~held], return_index=True)
    reason[rows] = shares.code[~held][first]
    left = np.zeros(n)
    left[rows] = shares.p[~held][first]
    return best, best_p, np.where((best < 0) | (left >= 1 - CERTAIN), reason, 0)


def _zone_frame(zones: Any) -> tuple[gpd.GeoDataFrame, tuple[float, float] | None]:
    if isinstance(zones, gpd.GeoDataFrame):
        return zones, None
    span = getattr(zones, "span", None)
    if span is None or span[0] is None or span[1] is None:
        return zones.frame, None
    first, last = _days(pd.Series(list(span)), "span")
    return zones.frame, (float(first), float(last))


def join_zones(
    events: gpd.GeoDataFrame,
    zones: Any,
    *,
    at: Any = None,
    form: Form = "summary",
    water: gpd.GeoSeries | gpd.GeoDataFrame | None = None,
    spread: Spread = "uniform",
) -> pd.DataFrame:
    """Tell in whose control zone each event fell, and how sure that is.

    Parameters
    ----------
    events
        Points, point-radius rows (``radius_m``, metres) or footprint polygons (``footprint``, or the
        active geometry), with ``date_start`` and ``date_end`` (closed) or ``date``.  ``candidates``
        (pairs of geometry and probability) and ``score`` count where they are present.
    zones
        ControlZones, or a frame of zone columns.  Without ``valid_from`` and ``valid_to`` the zones hold
        at any time and events need no date.
    at
        Date for the rows that have none.
    form
        ``summary``: one row per event.  ``long``: one row per event and zone or reason.
    water
        Polygons whose part that no zone holds is called water.
    spread
        How a point-radius location is spread over its disc: ``uniform``, or ``gaussian`` with 0.9 of
        its mass inside.

    Returns
    -------
    DataFrame
        On the events' index.  Summary: ``controller``, ``controller_p``, ``controller_certainty``,
        ``zone_status``, ``zone_with``, ``reason``.  Long: ``zone_id``, ``controller``, ``status``,
        ``with``, ``probability`` and ``reason``; an event's probabilities sum to 1.

    Raises
    ------
    CRSError
        If the events or the zones have no CRS.
    DateError
        If dates carry a time zone, ``at`` is not a date, or a zone ends before it begins.
    ColumnError
        If the zones have no ``controller``.
    """
    frame, span = _zone_frame(zones)
    if "controller" not in frame.columns:
        msg = "the zones have no column 'controller'; rename the one that names who holds the ground"
        raise ColumnError(msg)
    timeline = _Timeline(frame, span)
    lakes = None if water is None else RegionIndex(water.to_crs(4326))
    shares = _shares(_Locations(events, spread), _Windows.read(events, at), timeline, lakes)
    names = {"zone_id": "zone_id", "controller": "controller", "status": "status", "with": "with"}
    if form == "long":
        return _long(events, shares, frame, names)
    group = pd.factorize(frame["controller"].to_numpy(dtype=object), use_na_sentinel=False)[0].astype(
        np.int64
    )
    best, p, reason = _best(shares, group, len(events))
    none = np.full(len(frame), None)
    return pd.DataFrame(
        {
            "controller": _take(frame["controller"], best),
            "controller_p": p,
            "controller_certainty": _certainty(p),
            "zone_status": _take(frame.get("status", none), best),
            "zone_with": _take(frame.get("with", none), best),
            "reason": _reason(reason),
        },
        index=events.index,
    )


def join_admin(
    events: gpd.GeoDataFrame,
    regions: gpd.GeoDataFrame | None = None,
    *,
    column: str = "name",
    label: str = "admin1",
    form: Form = "summary",
    spread: Spread = "uniform",
) -> pd.DataFrame:
    """Tell in which administrative area each event fell.

    Parameters
    ----------
    events
        As for `join_zones`; dates are not used.
    regions
        Polygons with a CRS; without them the packaged governorates.
    column
        Column of ``regions`` that names them.
    label
        Name of the answer's column; its probability is ``<label>_p``.
    form, spread
        As for `join_zones`.

    Returns
    -------
    DataFrame
        On the events' index: ``admin1``, ``admin1_p`` and ``reason``, or the long form.

    Raises
    ------
    ColumnError
        If ``regions`` has no such column.
    """
    if regions is None:
        from badia_geo.datasets import load

        regions = load("governorates")
    if column not in regions.columns:
        msg = f"the regions have no column {column!r}; they have {', '.join(map(str, regions.columns))}"
        raise ColumnError(msg)
    plain = regions.drop(columns=["valid_from", "valid_to"], errors="ignore")
    n = len(events)
    ever = _Windows(np.zeros(n), np.zeros(n), np.full(n, -1))
    shares = _shares(_Locations(events, spread), ever, _Timeline(plain), None)
    if form == "long":
        return _long(events, shares, plain, {label: column})
    group = pd.factorize(plain[column].to_numpy(dtype=object), use_na_sentinel=False)[0].astype(np.int64)
    best, p, reason = _best(shares, group, n)
    return pd.DataFrame(
        {label: _take(plain[column], best), f"{label}_p": p, "reason": _reason(reason)}, index=events.index
    )


def join_bank(events: gpd.GeoDataFrame, river: Any, *, spread: Spread = "uniform") -> pd.DataFrame:
    """Tell on which bank of a river each event fell.

    Parameters
    ----------
    events
        As for `join_zones`; dates are not used.
    river
        `River`.
    spread
        As for `join_zones`.

    Returns
    -------
    DataFrame
        On the events' index: ``bank``, ``p_left``, ``river_distance_m`` (signed, left positive),
        ``river_km`` and ``reason``.  ``bank`` and the distances are those of the event's point;
        ``p_left`` is taken over its footprint.
    """
    where = _Locations(events, spread)
    n = len(events)
    point = gpd.GeoSeries(gpd.points_from_xy(where.lon, where.lat), crs=4326)
    point = point[where.located & np.isfinite(where.lon)]
    answer = river.bank(point).reindex(np.arange(n))
    p_left = answer["p_left"].to_numpy(dtype=float).copy()
    for part in where.parts():
        if where.point[part.row].all():
            continue
        samples = river.bank(gpd.GeoSeries(gpd.points_from_xy(part.lon, part.lat), crs=4326))
        p = samples["p_left"].to_numpy(dtype=float)
        known = np.isfinite(p)
        top = np.bincount(part.row[known], weights=(part.weight * p)[known], minlength=n)
        mass = np.bincount(part.row[known], weights=part.weight[known], minlength=n)
        rows = np.unique(part.row)
        p_left[rows] = np.where(mass[rows] > 0, top[rows] / np.where(mass[rows] > 0, mass[rows], 1), np.nan)
    reason = np.where(where.located, 0, -1 - NO_LOCATION)
    return pd.DataFrame(
        {
            "bank": pd.Categorical(answer["bank"]),
            "p_left": p_left,
            "river_distance_m": answer["distance_m"].to_numpy(dtype=float),
            "river_km": answer["river_km"].to_numpy(dtype=float),
            "reason": _reason(reason),
        },
        index=events.index,
    )
