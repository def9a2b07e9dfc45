"""Events on a map: a sharp symbol only where the place is sharp, otherwise the footprint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from badia_geo.candidates import read_candidates

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from shapely.geometry.base import BaseGeometry

    from badia_geo.maps.frame import MapFrame

__all__ = [
    "Callout",
    "candidates_of",
    "draw_candidates",
    "draw_events",
    "event_class",
    "event_symbol",
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


@dataclass(frozen=True)
class Callout:
    """A numbered place on the map and the rows of the event table that it stands for."""

    number: int
    x: float
    y: float
    rows: tuple[Any, ...]
    sharp: bool


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


def marker_size(deaths: float) -> float:
    """Area of a symbol in points squared: grows with the square root of the deaths, bounded.

    Examples
    --------
    >>> marker_size(0), marker_size(25)
    (64.0, 174.0)
    """
    return float(np.clip(64 + 22 * np.sqrt(max(deaths, 0)), 64, 360)) if np.isfinite(deaths) else 64.0


def _soft_area(axes: Axes, shape: BaseGeometry, frame: MapFrame, *, weight: float = 1.0) -> None:
    """Draw an area whose edge fades, since nobody knows it sharply."""
    fade = 0.008 * frame.width_m
    for inset, alpha in ((1.0, 0.03), (0.0, 0.04), (-1.0, 0.05)):
        grown = shape.buffer(inset * fade)
        if not grown.is_empty:
            gpd.GeoSeries([grown]).plot(
                ax=axes, facecolor=FOOTPRINT_COLOUR, edgecolor="none", alpha=alpha * weight, zorder=7
            )
    gpd.GeoSeries([shape]).boundary.plot(
        ax=axes, color=FOOTPRINT_COLOUR, linewidth=0.8, linestyle=(0, (3, 2)), alpha=0.75 * weight, zorder=7.1
    )


def _shapes(events: gpd.GeoDataFrame) -> list[Any]:
    if "footprint" in events:
        return [s if s is not None and not pd.isna(s) else None for s in events["footprint"].to_numpy(object)]
    if "footprint_wkt" in events:
        return [shapely.from_wkt(s) if isinstance(s, str) else None for s in events["footprint_wkt"]]
    return [None] * len(events)


def _deaths(row: pd.Series) -> float:
    value = pd.to_numeric(pd.Series([row.get("fatalities_low")]), errors="coerce").iloc[0]
    return float(value) if pd.notna(value) else 0.0


def draw_events(axes: Axes, frame: MapFrame, events: gpd.GeoDataFrame) -> list[Callout]:
    """Draw located events and give the callouts, numbered from north-west to south-east.

    Parameters
    ----------
    axes
        Axes in the frame's CRS.
    frame
        The window.
    events
        Event columns; rows without a point are left out (the caller says how many).  Events whose
        symbols would overlap are drawn once with their count.

    Returns
    -------
    list of Callout
        Only those inside the window.
    """
    draw_candidates(axes, frame, events)
    located = events[events.geometry.notna() & ~events.geometry.is_empty]
    if located.empty:
        return []
    shapes = gpd.GeoSeries(_shapes(located), index=located.index, crs=4326).to_crs(frame.crs)
    points = located.geometry.to_crs(frame.crs)
    radius = pd.to_numeric(
        located.get("radius_m", pd.Series(np.nan, located.index)), errors="coerce"
    ).to_numpy(float)
    precision = located.get("precision", pd.Series("settlement", located.index)).fillna("settlement")
    sharp = precision.isin(SHARP).to_numpy() & ~(radius > SHARP_SHARE * frame.width_m)
    sharp |= ~(radius > 0.012 * frame.width_m)
    drawn: set[bytes] = set()
    for i in np.argsort([-s.area if s is not None else 0.0 for s in shapes], kind="stable"):
        shape = shapes.iloc[int(i)]
        if shape is None or shape.is_empty:
            continue
        visible = shape.intersection(frame.box.buffer(0.02 * frame.width_m))
        key = shapely.to_wkb(visible)
        if visible.is_empty or key in drawn:
            continue
        drawn.add(key)
        if sharp[i]:
            gpd.GeoSeries([visible]).boundary.plot(
                ax=axes, color=FOOTPRINT_COLOUR, linewidth=0.7, alpha=0.8, zorder=7.2
            )
        else:
            _soft_area(axes, visible, frame)
    return _symbols(axes, frame, located, points, sharp)


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
    for shape in shown.geometry:
        outline = gpd.GeoSeries([shape]).boundary
        outline.plot(ax=axes, color=FOOTPRINT_COLOUR, linewidth=1.1, linestyle=":", zorder=7.2)
        centre = shape.representative_point()
        axes.text(
            centre.x,
            centre.y,
            "?",
            fontsize=9,
            fontweight="bold",
            color=FOOTPRINT_COLOUR,
            ha="center",
            zorder=9,
        )
    return len(shown)


def _symbols(
    axes: Axes, frame: MapFrame, located: gpd.GeoDataFrame, points: gpd.GeoSeries, sharp: np.ndarray
) -> list[Callout]:
    x, y = points.x.to_numpy(), points.y.to_numpy()
    inside = shapely.contains_xy(frame.box, x, y)
    groups: list[list[int]] = []
    for i in sorted(np.flatnonzero(inside), key=lambda j: (-y[j], x[j])):
        for group in groups:
            if np.hypot(x[group[0]] - x[i], y[group[0]] - y[i]) < 0.008 * frame.width_m:
                group.append(int(i))
                break
        else:
            groups.append([int(i)])
    callouts = []
    for number, group in enumerate(groups, start=1):
        rows = located.iloc[group]
        first = rows.iloc[0]
        deaths = sum(_deaths(row) for _, row in rows.iterrows())
        marker = event_symbol(first.get("acled_event") or first.get("event_type"))
        is_sharp = bool(sharp[group].any())
        axes.scatter(
            [x[group[0]]],
            [y[group[0]]],
            s=marker_size(deaths),
            marker=marker,
            zorder=9,
            facecolor=EVENT_COLOUR if is_sharp else "white",
            edgecolor="white" if is_sharp else EVENT_COLOUR,
            linewidth=0.9 if is_sharp else 1.3,
        )
        callouts.append(Callout(number, float(x[group[0]]), float(y[group[0]]), tuple(rows.index), is_sharp))
    return callouts
