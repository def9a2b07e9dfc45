"""Events on a map: a sharp symbol only where the place is sharp, else the footprint; many are counted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from badia_geo.candidates import read_candidates
from badia_geo.maps.strokes import fill, stroke

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from badia_geo.maps.frame import MapFrame

__all__ = [
    "EVENT_COLOUR",
    "FOOTPRINT_COLOUR",
    "MOST_NUMBERED",
    "Callout",
    "bubble_size",
    "candidates_of",
    "class_of",
    "draw_candidates",
    "draw_events",
    "draw_footprints",
    "draw_symbols",
    "event_class",
    "event_symbol",
    "group_events",
    "has_point",
    "marker_size",
]

EVENT_COLOUR = "#101010"
FOOTPRINT_COLOUR = "#2b2250"

# ACLED's event names; a type not named here gets the last symbol
SYMBOLS: dict[str, str] = {
    "Explosions/Remote violence": "*",
    "Battles": "X",
    "Violence against civilians": "P",
    "Protests": "^",
    "Riots": "v",
    "Strategic developments": "s",
}
OTHER = "o"

SHARP = ("exact", "settlement")
# Above this share of the map's width the 90 % circle is an area on that map, not a place.
SHARP_SHARE = 0.03

MOST_NUMBERED = 24
"""Places that are numbered and listed: the list has no room for more beside an A4 map."""

MOST_AREAS = 12
"""Footprints drawn on a map that counts its events; more of them only darken it."""

MOST_CANDIDATES = 60
"""Possible places drawn of ambiguous events."""

SMALLEST, LARGEST = 7.0, 19.0
"""Diameters of the counting circles in points."""


@dataclass(frozen=True)
class Callout:
    """A place on the map and the rows of the event table that it stands for.

    Parameters
    ----------
    number
        In the order of the event table, from 1; 0 where the list has no room for the place.
    x, y
        Metres of the frame.
    rows
        Index labels of the event table.
    sharp
        Whether at least half of them have a sharp place.
    kind
        `event_class` of the first; empty where several differ.
    size
        Diameter of the symbol in points.
    label
        What is written beside it; empty for none.
    """

    number: int
    x: float
    y: float
    rows: tuple[Any, ...]
    sharp: bool
    kind: str = "other"
    size: float = 8.0
    label: str = ""

    def unnumbered(self) -> Callout:
        """Give the place without its number, with how many events are there."""
        return replace(self, number=0, label=f"×{len(self.rows)}" if len(self.rows) > 1 else "")


def has_point(events: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Say which events have a place: neither missing nor empty."""
    shapes = events.geometry.to_numpy(object)
    return np.asarray(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))


def event_class(event_type: object) -> str:
    """Give the ACLED event name that a type belongs to, or ``other``.

    Examples
    --------
    >>> event_class("Explosions/Remote violence: Remote explosive/landmine/IED")
    'Explosions/Remote violence'
    >>> event_class(None)
    'other'
    """
    text = str(event_type or "").lower()
    return next((name for name in SYMBOLS if name.lower().split("/")[0] in text), "other")


def event_symbol(event_type: object) -> str:
    """Give the marker of an event type.

    Examples
    --------
    >>> event_symbol("Battles"), event_symbol(None)
    ('X', 'o')
    """
    return SYMBOLS.get(event_class(event_type), OTHER)


def class_of(events: pd.DataFrame) -> pd.Series[Any]:
    """Give the class of each event, from ``acled_event`` or else ``event_type``."""
    columns = [events[c] for c in ("acled_event", "event_type") if c in events]
    if not columns:
        return pd.Series("other", index=events.index)
    kinds = columns[0] if len(columns) == 1 else columns[0].where(columns[0].notna(), columns[1])
    known = {kind: event_class(kind) for kind in kinds.unique()}
    return kinds.map(known)


def marker_size(deaths: float) -> float:
    """Area of a symbol in points squared: grows with the square root of the deaths, bounded.

    Examples
    --------
    >>> marker_size(0), marker_size(25)
    (64.0, 174.0)
    """
    return float(np.clip(64 + 22 * np.sqrt(max(deaths, 0)), 64, 360)) if np.isfinite(deaths) else 64.0


def bubble_size(count: float, most: float) -> float:
    """Diameter in points of a circle that counts events; its area grows with the count.

    Examples
    --------
    >>> bubble_size(100, 100), round(bubble_size(25, 100), 1)
    (19.0, 13.0)
    """
    return SMALLEST + (LARGEST - SMALLEST) * float(np.sqrt(count / max(most, 1.0)))


def _shapes(events: gpd.GeoDataFrame) -> list[Any]:
    if "footprint" in events:
        return [s if s is not None and not pd.isna(s) else None for s in events["footprint"].to_numpy(object)]
    if "footprint_wkt" in events:
        return [shapely.from_wkt(s) if isinstance(s, str) else None for s in events["footprint_wkt"]]
    return [None] * len(events)


def _deaths(events: pd.DataFrame) -> NDArray[np.float64]:
    if "fatalities_low" not in events:
        return np.zeros(len(events))
    return pd.to_numeric(events["fatalities_low"], errors="coerce").fillna(0).to_numpy(float)


def draw_events(
    axes: Axes, frame: MapFrame, events: gpd.GeoDataFrame, *, callouts: bool | None = None
) -> list[Callout]:
    """Draw located events and give their places, numbered in the order of the table.

    Parameters
    ----------
    axes
        Axes in the frame's CRS.
    frame
        The window.
    events
        Event columns in EPSG:4326; rows without a point are left out (the caller says how many).
    callouts
        Whether each place has a number.  By default where there are at most 24 places; on a map of more,
        circles count the events.

    Returns
    -------
    list of Callout
        Only those inside the window.
    """
    located = events[has_point(events)]
    draw_candidates(axes, frame, events)
    if located.empty:
        return []
    sharp = _sharp(located, frame)
    groups = group_events(located, frame, sharp, reach=0.008)
    numbered = len(groups) <= MOST_NUMBERED if callouts is None else callouts
    if not numbered:
        groups = group_events(located, frame, sharp, reach=0.036, crowded_first=True)
    draw_footprints(axes, frame, located, numbered=numbered)
    marks = _sized(located, groups, numbered=numbered)
    draw_symbols(axes, marks)
    return marks


def _sharp(located: gpd.GeoDataFrame, frame: MapFrame) -> NDArray[np.bool_]:
    """Say of which events the place is a point at this map's scale."""
    nothing = pd.Series(np.nan, located.index)
    radius = pd.to_numeric(located.get("radius_m", nothing), errors="coerce").to_numpy(float)
    precision = located.get("precision", pd.Series("settlement", located.index)).fillna("settlement")
    sharp = precision.isin(SHARP).to_numpy() & ~(radius > SHARP_SHARE * frame.width_m)
    return np.asarray(sharp | ~(radius > 0.012 * frame.width_m))


def draw_footprints(
    axes: Axes,
    frame: MapFrame,
    located: gpd.GeoDataFrame,
    *,
    numbered: bool = True,
) -> None:
    """Draw each footprint once: a ring where the place is sharp, otherwise an area whose edge fades.

    Parameters
    ----------
    axes, frame
        The window.
    located
        Events with a point, in EPSG:4326.
    numbered
        Whether each place has its number: then each has its ring or area.  On a map that counts events only
        the areas of most events are drawn, and without an edge.
    """
    sharp = _sharp(located, frame)
    chosen = np.flatnonzero(np.full(len(located), True) if numbered else ~sharp)
    shapes = np.array(_shapes(located), dtype=object)[chosen]
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    chosen, shapes = chosen[there], shapes[there]
    if not len(chosen):
        return
    counts = pd.Series(shapely.to_wkb(shapes)).map(hash).to_frame("key").assign(at=np.arange(len(shapes)))
    grouped = counts.groupby("key", sort=False)["at"]
    order = grouped.size().sort_values(ascending=False, kind="stable")
    at = grouped.first().loc[order.index if numbered else order.index[:MOST_AREAS]].to_numpy()
    projected = gpd.GeoSeries(shapes[at], crs=4326).to_crs(frame.crs)
    visible = projected.intersection(frame.box.buffer(0.02 * frame.width_m))
    # the largest first, so that no area lies over a smaller one
    for i in np.argsort(-visible.area.to_numpy(), kind="stable"):
        shape = visible.iloc[int(i)]
        if shape.is_empty:
            continue
        if sharp[chosen[at[i]]]:
            stroke(axes, [shape], color=FOOTPRINT_COLOUR, linewidth=0.7, alpha=0.8, zorder=7.2)
        else:
            _soft_area(axes, shape, frame, edged=numbered)


def _soft_area(axes: Axes, shape: Any, frame: MapFrame, *, edged: bool = True) -> None:
    """Draw an area whose edge fades outwards, since nobody knows it sharply; its ground stays readable."""
    if not edged:
        fill(axes, [shape], facecolor=FOOTPRINT_COLOUR, edgecolor="none", alpha=0.035, zorder=7)
        return
    fade = 0.006 * frame.width_m
    inner = shape
    for step in range(4):
        # bands from the inside out, each fainter: they do not add up within the area
        outer = shape.buffer((step - 1) * fade)
        band = outer.difference(inner) if step else shape
        fill(
            axes,
            [band],
            facecolor=FOOTPRINT_COLOUR,
            edgecolor="none",
            alpha=(0.07, 0.1, 0.06, 0.03)[step],
            zorder=7,
        )
        inner = outer if step else shape.buffer(-fade)
    stroke(
        axes, [shape], color=FOOTPRINT_COLOUR, linewidth=0.8, linestyle=(0, (4, 2.4)), alpha=0.7, zorder=7.1
    )


def candidates_of(events: gpd.GeoDataFrame, *, least: float = 0.05) -> list[Any]:
    """Give the possible places (EPSG:4326) of ambiguous events, those of at least probability ``least``."""
    if "candidates" not in events or "status" not in events:
        return []
    shapes = [
        getattr(shape, "geometry", shape)
        for value, status in zip(events["candidates"], events["status"], strict=True)
        if status == "ambiguous"
        for shape, p in read_candidates(value)
        if p >= least
    ]
    return [s for s in shapes if isinstance(s, shapely.Geometry) and not shapely.is_empty(s)]


def draw_candidates(axes: Axes, frame: MapFrame, events: gpd.GeoDataFrame) -> int:
    """Draw a dotted outline with a question mark at each possible place; say how many there are."""
    shapes = gpd.GeoDataFrame(geometry=gpd.GeoSeries(candidates_of(events), crs=4326))
    shown = frame.project(shapes) if len(shapes) else shapes
    for shape in shown.geometry[:MOST_CANDIDATES]:
        stroke(axes, [shape], color=FOOTPRINT_COLOUR, linewidth=1.1, linestyle=":", zorder=7.2)
        centre = shape.representative_point()
        style: dict[str, Any] = {"fontsize": 9, "fontweight": "bold", "color": FOOTPRINT_COLOUR}
        axes.text(centre.x, centre.y, "?", **style, ha="center", va="center", zorder=9, clip_on=True)
    return len(shown)


def group_events(
    located: gpd.GeoDataFrame,
    frame: MapFrame,
    sharp: NDArray[np.bool_],
    *,
    reach: float,
    crowded_first: bool = False,
) -> list[Callout]:
    """Group the events inside the window whose symbols would overlap.

    Parameters
    ----------
    located
        Events with points.
    frame
        The window.
    sharp
        Whether each place is a point at this scale.
    reach
        Events nearer than this share of the window's width are one place.
    crowded_first
        Begin where most events are, so that a group's middle lies among them.

    Returns
    -------
    list of Callout
        In the order of the table: a place stands where the first of its events does.
    """
    points = located.geometry.to_crs(frame.crs)
    x, y = points.x.to_numpy(), points.y.to_numpy()
    inside = np.flatnonzero(shapely.contains_xy(frame.box, x, y))
    size = reach * frame.width_m
    column, row = (np.floor(v[inside] / size).astype(np.int64) for v in (x, y))
    cell = pd.Series(list(zip(column, row, strict=True)))
    crowd = cell.map(cell.value_counts()).to_numpy() if len(inside) else np.empty(0)
    order = np.lexsort((x[inside], -y[inside], -crowd if crowded_first else np.zeros(len(inside))))
    groups: list[list[int]] = []
    near: dict[tuple[int, int], list[int]] = {}
    for o in order:
        i, c, r = int(inside[o]), int(column[o]), int(row[o])
        around = [g for dc in (-1, 0, 1) for dr in (-1, 0, 1) for g in near.get((c + dc, r + dr), ())]
        for g in around:
            first = groups[g][0]
            if np.hypot(x[first] - x[i], y[first] - y[i]) < size:
                groups[g].append(i)
                break
        else:
            near.setdefault((c, r), []).append(len(groups))
            groups.append([i])
    groups.sort(key=min)
    labels = located.index
    return [
        Callout(n, float(x[g[0]]), float(y[g[0]]), tuple(labels[sorted(g)]), bool(sharp[g].mean() >= 0.5))
        for n, g in enumerate(groups, start=1)
    ]


def _sized(located: gpd.GeoDataFrame, groups: Sequence[Callout], *, numbered: bool) -> list[Callout]:
    """Give each place its symbol, its size and what is written beside it."""
    kinds, deaths = class_of(located), pd.Series(_deaths(located), located.index)
    most = max((len(g.rows) for g in groups), default=1)
    sized = []
    for group in groups:
        own = kinds.loc[list(group.rows)].unique()
        kind = str(own[0]) if len(own) == 1 or numbered else ""
        count = len(group.rows)
        if numbered:
            size = float(np.sqrt(marker_size(float(deaths.loc[list(group.rows)].sum()))))
            label = f"{group.number}" + (f" (×{count})" if count > 1 else "")
        else:
            # a small circle is as wide as its figures need, or nobody could read them
            size, label = max(bubble_size(count, most), 2.9 * len(_count_words(count)) + 2.5), ""
            size = size if count > 1 else SMALLEST
        sized.append(replace(group, kind=kind, size=size, label=label))
    return sized


def _count_words(count: int) -> str:
    return f"{count}" if count < 1000 else f"{count / 1000:.0f}k"


def draw_symbols(axes: Axes, marks: Sequence[Callout]) -> None:
    """Draw a symbol at each place: of its type, or a circle with the count where it has no number."""
    looks: dict[tuple[str, bool], list[Callout]] = {}
    for mark in sorted(marks, key=lambda m: -m.size):
        counted = not mark.label and len(mark.rows) > 1
        looks.setdefault(("o" if counted else SYMBOLS.get(mark.kind, OTHER), mark.sharp), []).append(mark)
    for (marker, sharp), some in looks.items():
        axes.scatter(
            [m.x for m in some],
            [m.y for m in some],
            s=[m.size**2 for m in some],
            marker=marker,
            zorder=9,
            facecolor=EVENT_COLOUR if sharp else "white",
            edgecolor="white" if sharp else EVENT_COLOUR,
            linewidth=0.8 if sharp else 1.2,
            alpha=0.92,
        )
    for mark in marks:
        if not mark.label and len(mark.rows) > 1:
            text = _count_words(len(mark.rows))
            style: dict[str, Any] = {
                "color": "white" if mark.sharp else EVENT_COLOUR,
                "fontweight": "semibold",
            }
            # the number fills the circle's width
            size = max(4.6, min(7.5, 1.5 * mark.size / max(len(text), 1.6)))
            axes.text(mark.x, mark.y, text, fontsize=size, **style, ha="center", va="center_baseline",
                      zorder=9.1, clip_on=True)  # fmt: skip
