"""Insets: a crowded part of a map drawn again, enlarged, under its legend."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import shapely
from matplotlib.transforms import Bbox
from pyproj import Transformer

from badia_geo.maps.record import SIDE
from badia_geo.maps.words import word

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from badia_geo.maps.event_symbols import Callout
    from badia_geo.maps.frame import MapFrame
    from badia_geo.maps.record import MapRecord

__all__ = ["Enlarged", "choose", "draw_inset", "place"]

COLOUR = "#7a1f12"

CROWDED = 0.03
"""Numbered places nearer than this share of the map's width crowd: a number is some 0.02 wide."""

LEAST_ROOM = 0.2
"""Share of the sheet's height under which an inset shows no more than the map."""

NARROWEST_M = 8_000.0
"""The base map's lines are true to about a kilometre: a narrower inset would enlarge their errors."""


@dataclass(frozen=True)
class Enlarged:
    """What an inset shows: its labels, the numbers it took over and its outline on the map (metres)."""

    labels: list[Any]
    numbers: frozenset[int]
    outline: tuple[float, float, float, float]


def choose(
    inset: tuple[float, float, float, float] | Literal["auto"] | None,
    frame: MapFrame,
    marks: Sequence[Callout],
    *,
    room: float,
    need: float,
) -> tuple[float, float, float, float] | None:
    """Give the window of the inset in degrees, or None for none.

    Parameters
    ----------
    inset
        The user's window, ``auto`` or None.
    frame, marks
        The map and its places.
    room, need
        Height under the legend, and what the list of events takes of it, as shares of the sheet.
    """
    if inset is None:
        return None
    if inset != "auto":
        return inset
    numbered = [m for m in marks if m.label]
    if len(numbered) < 3 or room - need < LEAST_ROOM:
        return None
    xy = np.array([(m.x, m.y) for m in numbered])
    group = _largest_crowd(xy, CROWDED * frame.width_m)
    if len(group) < 3:
        return None
    (x0, y0), (x1, y1) = xy[group].min(axis=0).tolist(), xy[group].max(axis=0).tolist()
    reach = max(x1 - x0, y1 - y0, NARROWEST_M / 1.5)
    if reach > 0.3 * frame.width_m:  # no enlargement worth the room
        return None
    half = 0.75 * reach
    cx, cy = (x0 + x1) / 2, (y0 + y1) / 2
    bounds = frame.to_degrees.transform_bounds(cx - half, cy - half, cx + half, cy + half)
    return tuple(float(v) for v in bounds)  # type: ignore[return-value]  # four numbers


def _largest_crowd(xy: NDArray[np.float64], near: float) -> list[int]:
    """Give the largest set of points that chains of neighbours join."""
    left = set(range(len(xy)))
    best: list[int] = []
    while left:
        group, queue = [], [min(left)]
        left -= set(queue)
        while queue:
            i = queue.pop()
            group.append(i)
            close = [j for j in sorted(left) if np.hypot(*(xy[i] - xy[j])) < near]
            left -= set(close)
            queue += close
        best = group if len(group) > len(best) else best
    return best


def place(room: float) -> Bbox:
    """Give the inset's box on the sheet: as high as there is room (a share of the sheet), within bounds."""
    from badia_geo.maps.event_list import LIST_BOTTOM

    width, height = SIDE[2], float(np.clip(room - 0.03, 0.22, 0.36))
    return Bbox.from_bounds(SIDE[0], LIST_BOTTOM + 0.005, width, height)


def draw_inset(
    figure: Figure,
    main: Axes,
    window: tuple[float, float, float, float],
    box: Bbox,
    *,
    zones: gpd.GeoDataFrame | None,
    events: gpd.GeoDataFrame | None,
    marks: Sequence[Callout],
    record: MapRecord,
    relief: bool,
) -> Enlarged:
    """Draw a window enlarged into a box of the sheet, and its outline onto the map.

    Raises
    ------
    ValueRangeError
        If the window is not west, south, east, north in degrees.
    """
    from badia_geo.maps import event_symbols, sheets
    from badia_geo.maps.frame import fit_extent

    size = figure.get_size_inches()
    aspect = box.width * size[0] / (box.height * size[1])
    frame = fit_extent(window, aspect=aspect)
    axes = figure.add_axes((box.x0, box.y0, box.width, box.height))
    water, borders = sheets.draw_base(axes, frame, relief=relief, pixels=500, ticks=False)
    drawn = sheets.draw_dated(axes, frame, zones) if zones is not None else None
    inside: list[Callout] = []
    if events is not None and marks:
        lon, lat = record.frame.to_degrees.transform([m.x for m in marks], [m.y for m in marks])
        x, y = frame.points(lon, lat)
        moved = [replace(m, x=float(a), y=float(b)) for m, a, b in zip(marks, x, y, strict=True)]
        inside = [m for m in moved if frame.box.contains(shapely.Point(m.x, m.y))]
        rows = [r for m in inside for r in m.rows]
        event_symbols.draw_footprints(axes, frame, events.loc[rows])
        event_symbols.draw_symbols(axes, inside)
    _, labels = sheets.finish(
        axes,
        frame,
        water=water,
        borders=borders,
        fronts=drawn.front if drawn else [],
        zones=list(drawn.shown.geometry) if drawn else [],
        marks=inside,
        language=record.language,
        share=0.3,
        most=14,
    )
    for spine in axes.spines.values():
        spine.set(color=COLOUR, linewidth=1.1)
    corners = shapely.get_coordinates(shapely.segmentize(frame.box, frame.width_m / 10))
    back = Transformer.from_crs(frame.crs, record.frame.crs, always_xy=True)
    ox, oy = (np.asarray(v) for v in back.transform(corners[:, 0], corners[:, 1]))
    main.plot(ox, oy, color=COLOUR, linewidth=1.1, zorder=9.5)
    said: Any = "ar" if record.language == "ar" else "en"
    x, align = (box.x1, "right") if said == "ar" else (box.x0, "left")
    label: dict[str, Any] = {"fontsize": 7.4, "fontweight": "semibold", "color": COLOUR, "va": "bottom"}
    figure.text(x, box.y1 + 0.004, word("inset_plain", said), ha=align, **label)
    outline = (float(ox.min()), float(oy.min()), float(ox.max()), float(oy.max()))
    return Enlarged(labels, frozenset(m.number for m in inside if m.number), outline)
