"""Checks of zones: what a reviewer would ask, in one table, and mends that are made only on request."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from badia_geo.coverage import narrower_than, polygons_only
from badia_geo.footprints import geodesic_area_m2
from badia_geo.zone_table import STATUSES, UNKNOWN_CONTROLLER, as_zones, controllers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geopandas import GeoDataFrame
    from numpy.typing import NDArray
    from pandas import DataFrame, Timestamp
    from shapely.geometry.base import BaseGeometry

__all__ = ["PROBLEMS", "check_zones", "repair_zones"]

PROBLEMS: dict[str, str] = {
    "invalid": "ring crosses itself; repair() makes it valid",
    "swapped": "latitude and longitude look swapped; repair() swaps them back",
    "empty": "no area; remove the row",
    "reversed": "valid_to is not after valid_from; mend the dates, the zone is never shown",
    "duplicate": "same ground, controller and days as another row; repair() keeps the first",
    "overlap": "two zones on the same ground and day; repair() makes the ground contested",
    "sliver": "part far narrower than the layer's accuracy; repair() drops it",
    "outside": "part lies outside the extent; repair() cuts it off",
    "gap in space": "ground of the extent that no zone covers; draw it, or as unsettled",
    "gap in time": "days that no zone covers; `at` refuses them",
    "old snapshot": "a snapshot stands in for much longer than is usual in this timeline",
    "unknown controller": "not in the controller table; kept word for word, coloured neutrally",
    "no controller": "the row names no controller",
    "unknown status": "not one of the statuses; read as shown",
    "no source": "the row names no source",
    "source switch": "another provider begins here; a change across it is no change on the ground",
}
"""What may be found, and the mend."""

OVERLAP_M2 = 1e4
"""Overlaps smaller than a hectare are rounding of coordinates."""

SLIVER_M = 30.0
"""Width below which a part is a sliver where the layer states no accuracy; else a tenth of its accuracy."""

ROUNDING = 1e-5
"""Share of an area that may lie outside, or bare, from edges that bend differently in two projections."""

OLD = 3.0
"""A snapshot is old when it holds more than this many times the median interval of its timeline."""


class _Found(NamedTuple):
    problem: str
    row: Any
    zone_id: str | None
    controller: str | None
    date: Timestamp | None
    area_km2: float
    detail: str


_DOUBLE = ("controller", "status", "valid_from", "valid_to", "source")

_COLUMNS = (*_Found._fields, "mend")


def check_zones(zones: GeoDataFrame, *, extent: BaseGeometry | None = None) -> DataFrame:
    """List what a reviewer would object to in a zone table.

    Parameters
    ----------
    zones
        A timeline, as of `badia_geo.zones.as_zones`.
    extent
        The ground that it is meant to cover, EPSG:4326; without one, coverage is not checked.

    Returns
    -------
    DataFrame
        One row a finding: ``problem`` (see `PROBLEMS`), ``row`` (index of the zone, ``None`` for the whole
        timeline), ``zone_id``, ``controller``, ``date``, ``area_km2``, ``detail`` and ``mend``; the worst
        first in the order of `PROBLEMS`.
    """
    frame = as_zones(zones)
    found: list[_Found] = []
    for part in (_geometry, _swapped, _dates, _names, _doubles, _outside, _coverage, _time, _switches):
        found.extend(part(frame, extent))
    rank = {name: i for i, name in enumerate(PROBLEMS)}
    found.sort(key=lambda f: rank[f.problem])
    table = pd.DataFrame([(*f, PROBLEMS[f.problem]) for f in found], columns=list(_COLUMNS))
    table["date"] = pd.to_datetime(table["date"])
    table["area_km2"] = table["area_km2"].astype(float)
    return table


def _of(problem: str, row: Any, *, date: Any = None, area_km2: float = np.nan, detail: str = "") -> _Found:
    when = row.valid_from if date is None else date
    return _Found(
        problem, row.Index, row.zone_id, row.controller, None if pd.isna(when) else when, area_km2, detail
    )


def _rows(frame: GeoDataFrame) -> Iterator[Any]:
    return frame[["zone_id", "controller", "status", "valid_from", "valid_to", "source"]].itertuples()


def _km2(shape: BaseGeometry) -> float:
    return geodesic_area_m2(shape) / 1e6


def _geometry(frame: GeoDataFrame, extent: BaseGeometry | None) -> Iterator[_Found]:  # noqa: ARG001  (every check is called alike)
    shapes = frame.geometry.to_numpy()
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    valid = shapely.is_valid(shapes)
    reason = shapely.is_valid_reason(shapes)
    accuracy = _sliver_widths(frame)
    for i, row in enumerate(_rows(frame)):
        if missing[i] or _areas(shapely.make_valid(shapes[i])).is_empty:
            yield _of("empty", row)
        elif not valid[i]:
            yield _of("invalid", row, detail=str(reason[i]))
        else:
            narrow = [p for p in shapely.get_parts(shapes[i]) if narrower_than(p, accuracy[i])]
            if narrow:
                yield _of("sliver", row, area_km2=sum(map(_km2, narrow)), detail=f"{len(narrow)} parts")


def _sliver_widths(frame: GeoDataFrame) -> NDArray[np.float64]:
    return (frame["accuracy_m"] / 10).fillna(SLIVER_M).to_numpy(float)


def _swap(shape: BaseGeometry) -> BaseGeometry:
    return shapely.transform(shape, lambda xy: xy[:, ::-1])


def _swapped_rows(frame: GeoDataFrame, extent: BaseGeometry | None) -> NDArray[np.bool_]:
    """Tell the rows that fit the extent (or else their neighbours) only with their axes swapped."""
    shapes = frame.geometry.to_numpy()
    bounds = shapely.bounds(shapes)
    out = np.abs(bounds[:, [1, 3]]).max(axis=1) > 90
    if extent is not None:
        home = np.array(extent.bounds)
        return np.asarray(out | (~_meets(bounds, home) & _meets(bounds[:, [1, 0, 3, 2]], home)))
    centre = (bounds[:, :2] + bounds[:, 2:]) / 2
    if (np.isfinite(centre).all(axis=1) & ~out).sum() < 3:
        return np.asarray(out)
    home = np.nanmedian(centre[~out], axis=0)
    away = np.hypot(*(centre - home).T)
    turned = np.hypot(*(centre[:, ::-1] - home).T)
    # far off for this layer, and several times nearer the other way round
    return np.asarray(out | ((away > np.fmax(4 * np.nanmedian(away), 2.0)) & (turned < away / 3)))


def _meets(boxes: NDArray[np.float64], home: NDArray[np.float64]) -> NDArray[np.bool_]:
    with np.errstate(invalid="ignore"):
        return np.asarray(
            (boxes[:, 0] <= home[2])
            & (boxes[:, 2] >= home[0])
            & (boxes[:, 1] <= home[3])
            & (boxes[:, 3] >= home[1])
        )


def _swapped(frame: GeoDataFrame, extent: BaseGeometry | None) -> Iterator[_Found]:
    swapped = _swapped_rows(frame, extent)
    for i, row in enumerate(_rows(frame)):
        if swapped[i]:
            west, south, *_ = frame.geometry.iloc[i].bounds
            yield _of("swapped", row, detail=f"begins at lon {west:.3f}, lat {south:.3f}")


def _dates(frame: GeoDataFrame, extent: BaseGeometry | None) -> Iterator[_Found]:  # noqa: ARG001  (every check is called alike)
    for row in _rows(frame[frame["valid_to"] <= frame["valid_from"]]):
        yield _of("reversed", row, detail=f"{row.valid_from:%Y-%m-%d} to {row.valid_to:%Y-%m-%d}")


def _names(frame: GeoDataFrame, extent: BaseGeometry | None) -> Iterator[_Found]:  # noqa: ARG001  (every check is called alike)
    known = {*controllers().index, UNKNOWN_CONTROLLER}
    told: set[str] = set()
    for row in _rows(frame):
        if row.controller == UNKNOWN_CONTROLLER:
            yield _of("no controller", row)
        elif row.controller not in known and row.controller not in told:
            told.add(row.controller)
            count = int((frame["controller"] == row.controller).sum())
            yield _of("unknown controller", row, detail=f"{row.controller!r}, {count} rows")
        if row.source is None:
            yield _of("no source", row)
    if "status_read" in frame:
        odd = frame[frame["status_read"].notna()]
        odd = odd[~odd["status_read"].astype(str).str.casefold().isin(STATUSES)]
        for row, read in zip(_rows(odd), odd["status_read"], strict=True):
            yield _of("unknown status", row, detail=f"{read!r} read as {row.status}")


def _pairs(frame: GeoDataFrame) -> Iterator[tuple[int, int, BaseGeometry]]:
    """Give the pairs of rows of one source on the same ground and day, and the ground."""
    shapes = shapely.make_valid(frame.geometry.to_numpy())
    first, second = shapely.STRtree(shapes).query(shapes)
    lowest, highest = pd.Timestamp.min.as_unit("us"), pd.Timestamp.max.as_unit("us")
    start = frame["valid_from"].fillna(lowest).to_numpy()
    end = frame["valid_to"].fillna(highest).to_numpy()
    source = frame["source"].astype(object).where(frame["source"].notna(), "").to_numpy()
    same_days = (start[first] < end[second]) & (start[second] < end[first])
    keep = (first < second) & same_days & (source[first] == source[second])
    for i, j in zip(first[keep], second[keep], strict=True):
        shared = shapely.intersection(shapes[i], shapes[j])
        parts = [p for p in shapely.get_parts(shapely.get_parts(shared)) if p.geom_type == "Polygon"]
        ground = shapely.MultiPolygon(parts)
        if geodesic_area_m2(ground) > OVERLAP_M2:
            yield int(i), int(j), ground


def _doubles(frame: GeoDataFrame, extent: BaseGeometry | None) -> Iterator[_Found]:  # noqa: ARG001  (every check is called alike)
    rows = list(_rows(frame))
    starts = frame["valid_from"]
    pairs = list(_pairs(frame))
    doubles = {(i, j) for i, j, _ in pairs if _is_double(frame, i, j)}
    dropped = {j for _, j in doubles}
    for i, j, ground in pairs:
        a, b = rows[i], rows[j]
        if (i, j) not in doubles and dropped & {i, j}:
            continue
        day = None if pd.isna(starts.iloc[i]) and pd.isna(starts.iloc[j]) else starts.iloc[[i, j]].max()
        if (i, j) in doubles:
            yield _of("duplicate", b, date=day, area_km2=_km2(ground), detail=f"of row {a.Index}")
        else:
            detail = f"{a.controller} (row {a.Index}) and {b.controller} (row {b.Index})"
            yield _of("overlap", b, date=day, area_km2=_km2(ground), detail=detail)


def _is_double(frame: GeoDataFrame, i: int, j: int) -> bool:
    a, b = frame.iloc[i], frame.iloc[j]
    same = all(a[c] == b[c] or (pd.isna(a[c]) and pd.isna(b[c])) for c in _DOUBLE)
    return same and bool(shapely.equals(a["geometry"], b["geometry"]))


def _outside(frame: GeoDataFrame, extent: BaseGeometry | None) -> Iterator[_Found]:
    if extent is None:
        return
    shapes = shapely.make_valid(frame.geometry.to_numpy())
    shapely.prepare(extent)
    within = shapely.covers(extent, shapes)
    swapped = _swapped_rows(frame, extent)
    for i, row in enumerate(_rows(frame)):
        if not within[i] and not swapped[i]:
            area = _km2(shapely.difference(shapes[i], extent))
            if area * 1e6 > OVERLAP_M2 and area > ROUNDING * _km2(shapes[i]):
                yield _of("outside", row, area_km2=area)


def _coverage(frame: GeoDataFrame, extent: BaseGeometry | None) -> Iterator[_Found]:
    """Check that each day of change covers the extent."""
    if extent is None:
        return
    days: list[Any] = sorted(frame["valid_from"].dropna().unique()) or [None]
    for day in days:
        valid = frame if day is None else _valid_on(frame, day)
        if len(valid):
            bare = shapely.difference(
                extent, shapely.union_all(shapely.make_valid(valid.geometry.to_numpy()))
            )
            area = _km2(bare)
            if area > ROUNDING * _km2(extent):
                share = area / _km2(extent)
                yield _Found("gap in space", None, None, None, day, area, f"{share:.1%} of the extent")


def _valid_on(frame: GeoDataFrame, day: Any) -> GeoDataFrame:
    begun = frame["valid_from"].isna() | (frame["valid_from"] <= day)
    valid: GeoDataFrame = frame[begun & (frame["valid_to"].isna() | (frame["valid_to"] > day))]
    return valid


def _time(frame: GeoDataFrame, extent: BaseGeometry | None) -> Iterator[_Found]:  # noqa: ARG001  (every check is called alike)
    """Check for days between the first and the last that no zone covers, and for old snapshots."""
    dated = frame[frame["valid_from"].notna() & ~(frame["valid_to"] <= frame["valid_from"])]
    days = dated.drop_duplicates(["valid_from", "valid_to"]).sort_values("valid_from")
    reached: Any = None
    open_ended = False
    for start, end in zip(days["valid_from"], days["valid_to"], strict=True):
        if reached is not None and not open_ended and start > reached:
            detail = f"{reached:%Y-%m-%d} to {start:%Y-%m-%d}, {(start - reached).days} days"
            yield _Found("gap in time", None, None, None, reached, np.nan, detail)
        open_ended = open_ended or pd.isna(end)
        reached = end if reached is None or end > reached else reached
    lengths = (days["valid_to"] - days["valid_from"]).dt.days
    if "file" in frame and len(days) > 3:
        usual = float(lengths.median())
        for row, length in zip(_rows(days), lengths, strict=True):
            if length > OLD * usual:
                yield _of("old snapshot", row, detail=f"holds for {length:.0f} days, usual are {usual:.0f}")


def _switches(frame: GeoDataFrame, extent: BaseGeometry | None) -> Iterator[_Found]:  # noqa: ARG001  (every check is called alike)
    dated = frame[frame["valid_from"].notna() & frame["source"].notna()]
    at_once = dated.groupby("valid_from")["source"].agg(lambda s: sorted(set(map(str, s))))
    previous: list[str] | None = None
    for day, sources in at_once.items():
        if previous is not None and not set(sources) & set(previous):
            detail = f"{', '.join(previous)} -> {', '.join(sources)}"
            yield _Found("source switch", None, None, None, day, np.nan, detail)  # type: ignore[arg-type]
        previous = sources


def repair_zones(zones: GeoDataFrame, *, extent: BaseGeometry | None = None) -> GeoDataFrame:
    """Mend what `check_zones` reports and what can be mended without guessing.

    Axes are swapped back, rings made valid, parts outside the extent and slivers dropped, empty rows and
    duplicates left out, and ground that two zones of one source claim on one day becomes contested
    between them.  Reversed dates, gaps and names stay as they are.

    Parameters
    ----------
    zones, extent
        As of `check_zones`.

    Returns
    -------
    GeoDataFrame
        Mended rows; on their own index as long as none overlap.  Nothing is changed in place.
    """
    frame = as_zones(zones)
    shapes = frame.geometry.to_numpy().copy()
    for i in np.flatnonzero(_swapped_rows(frame, extent)).tolist():
        shapes[i] = _swap(shapes[i])
    shapes = np.array(polygons_only(shapely.make_valid(shapes)), dtype=object)
    if extent is not None:
        shapes = np.array(polygons_only(shapely.intersection(shapes, extent)), dtype=object)
    for i, width in enumerate(_sliver_widths(frame)):
        parts = shapely.get_parts(shapes[i])
        kept = [p for p in parts if not narrower_than(p, float(width))]
        if len(kept) < len(parts):
            shapes[i] = shapely.MultiPolygon(kept)
    frame = frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=4326))
    frame = _without_doubles(frame[~frame.geometry.is_empty])
    pairs = [(i, j) for i, j, _ in _pairs(frame)]
    # parted where their days begin and end, rows that overlap do so on the same days
    return _part(_split_days(frame, pairs)) if pairs else frame


def _areas(shape: BaseGeometry) -> BaseGeometry:
    return polygons_only(np.array([shape], dtype=object))[0]


def _without_doubles(frame: GeoDataFrame) -> GeoDataFrame:
    shape = shapely.to_wkb(shapely.normalize(frame.geometry.to_numpy()))
    return frame[~frame[list(_DOUBLE)].assign(shape=shape).duplicated()]


def _split_days(frame: GeoDataFrame, pairs: list[tuple[int, int]]) -> GeoDataFrame:
    """Split rows that overlap into stretches of days, so that each pair shares all of them or none."""
    cuts: dict[int, set[Any]] = {}
    for i, j in pairs:
        for own, other in ((i, j), (j, i)):
            cuts.setdefault(own, set()).update(frame.iloc[other][["valid_from", "valid_to"]].dropna())
    kept = frame[[k not in cuts for k in range(len(frame))]]
    rows: list[Any] = []
    for k, days in sorted(cuts.items()):
        row = frame.iloc[k]
        start, end = row["valid_from"], row["valid_to"]
        inner = sorted(d for d in days if not (d <= start) and not (d >= end))
        edges = [start, *inner, end]
        for number, (first, last) in enumerate(pairwise(edges)):
            piece = row.copy()
            piece["valid_from"], piece["valid_to"] = first, last
            if inner:
                piece["zone_id"] = f"{row['zone_id']}.{number + 1}"
            rows.append(piece)
    added = gpd.GeoDataFrame(pd.DataFrame(rows), geometry="geometry", crs=4326)
    return as_zones(pd.concat([kept, added]) if len(kept) else added).sort_index(kind="stable")


def _part(frame: GeoDataFrame) -> GeoDataFrame:
    """Take overlaps out of both zones and add them as contested ground of their own."""
    shapes = frame.geometry.to_numpy().copy()
    taken: dict[tuple[Any, Any, Any], list[BaseGeometry]] = {}
    new: list[Any] = []
    for i, j, ground in _pairs(frame):
        a, b = frame.iloc[i], frame.iloc[j]
        shapes[i] = _areas(shapely.difference(shapes[i], ground))
        shapes[j] = _areas(shapely.difference(shapes[j], ground))
        row = a.copy()
        row["zone_id"] = f"{a['zone_id']}+{b['zone_id']}"
        if (a["controller"], a["status"]) != (b["controller"], b["status"]):
            names = sorted({str(a["controller"]), str(b["controller"])})
            row["controller"], row["status"], row["with"] = names[0], "contested", "|".join(names[1:]) or None
        days = taken.setdefault((str(a["valid_from"]), str(a["valid_to"]), a["source"]), [])
        left = _areas(shapely.difference(ground, shapely.union_all(days))) if days else ground
        if not left.is_empty:
            row["geometry"] = left
            new.append(row)
            days.append(left)
    out = frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=4326))
    out = out[~out.geometry.is_empty]
    added = gpd.GeoDataFrame(pd.DataFrame(new), geometry="geometry", crs=4326)
    return as_zones(pd.concat([out, added], ignore_index=True))
