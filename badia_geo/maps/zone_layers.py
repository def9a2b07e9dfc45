"""Zones on a map: fills, stripes for contested ground, dots for raids, and the front between controllers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from badia_geo import datasets
from badia_geo.maps.basemap import COLOURS, river_width, standing_water
from badia_geo.maps.palette import controller, darker, tint
from badia_geo.maps.strokes import fill, stroke

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from badia_geo.maps.frame import MapFrame

__all__ = [
    "FRONT",
    "draw_fronts",
    "draw_zones",
    "fronts",
    "leaves_blank",
    "outline_zones",
    "parties",
    "swatch",
]

FRONT: dict[str, Any] = {"color": "#1d1b1a", "linewidth": 1.25}

UNSETTLED = {"facecolor": "#f1e9d9", "edgecolor": "#c3b493"}
"""Paler and yellower than land without a zone, and stippled: nobody's ground is no party's colour."""

STRIPES = {"contested": ("///", 1.4), "joint": ("----", 1.2)}
"""Hatch and the width of its stripes in points: contested ground is striped as wide as the gaps, so that both
parties show alike; joint ground is ruled finely, as nobody fights over it."""

SMOOTH_M = 2000.0
"""Corners of raided and joint ground are rounded by this, within the 3 km to which zones are true."""

BLANK = 0.01
"""Share of the window from which ground without a zone is told in the legend."""

BORDER_M = 2500.0
"""A front that runs this near an international border for over three times as long is that border."""


def parties(value: object) -> tuple[str, ...]:
    """Read a zone's other parties as codes.

    Examples
    --------
    >>> parties("is; sdf")
    ('is', 'sdf')
    >>> parties(None)
    ()
    """
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ()
    if isinstance(value, str):
        text = value.replace("|", ";").replace(",", ";")
        return tuple(
            part.strip() for part in text.split(";") if part.strip() and part.strip().lower() != "nan"
        )
    return tuple(str(v) for v in value)  # type: ignore[attr-defined]


def swatch(code: object, status: object = "control", other: object = None) -> dict[str, Any]:
    """Give how a zone is filled, the same on the map and in its legend.

    Parameters
    ----------
    code
        Who holds it.
    status
        As in the zones' column.
    other
        The other party of contested, joint or raided ground.

    Returns
    -------
    dict
        ``facecolor``, ``edgecolor`` (of the hatch), ``hatch`` and ``hatch_width`` in points.
    """
    if status == "unsettled" or code == "none":
        return {**UNSETTLED, "hatch": "..", "hatch_width": 0.4}
    face = tint(controller(code).colour)
    if status in STRIPES and other is not None:
        hatch, width = STRIPES[str(status)]
        return {
            "facecolor": face,
            "edgecolor": tint(controller(other).colour),
            "hatch": hatch,
            "hatch_width": width,
        }
    if status == "presence":
        raider = controller("is" if other is None else other).colour
        return {"facecolor": face, "edgecolor": raider, "hatch": "..", "hatch_width": 0.4}
    return {"facecolor": face, "edgecolor": "none", "hatch": None, "hatch_width": 0.4}


def draw_zones(axes: Axes, frame: MapFrame, zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Fill the zones by controller and status; give those that the window shows, projected.

    Parameters
    ----------
    axes
        Axes in the frame's CRS.
    frame
        The window.
    zones
        Zones of one date with columns controller, status and optionally with.
    """
    shown = frame.project(zones)
    shown = shown[shown.geometry.geom_type.isin(["Polygon", "MultiPolygon", "GeometryCollection"])]
    groups: dict[tuple[str, str, str | None], list[Any]] = {}
    for row in shown.to_dict("records"):
        other = parties(row.get("with"))
        key = (row["controller"], row.get("status") or "control", other[0] if other else None)
        groups.setdefault(key, []).append(row["geometry"])
    for (code, status, against), shapes in groups.items():
        look = swatch(code, status, against)
        face, edge, hatch, width = (look[k] for k in ("facecolor", "edgecolor", "hatch", "hatch_width"))
        # a hair of its own colour closes the seams between neighbours
        fill(axes, shapes, facecolor=face, edgecolor=face, linewidth=0.3, zorder=2)
        if hatch is None:
            continue
        whole = shapely.union_all(np.array(shapes, dtype=object))
        if status in ("presence", "joint"):
            whole = (
                whole.buffer(-SMOOTH_M).buffer(2 * SMOOTH_M).buffer(-SMOOTH_M).intersection(whole.buffer(1))
            )
        fill(
            axes,
            [whole],
            facecolor="none",
            edgecolor=edge,
            hatch=hatch,
            hatch_width=width,
            linewidth=0,
            zorder=2.1,
        )
        if code != "none" and status != "unsettled":
            # without an edge the stripes of a ragged area read as strokes of their own
            line = darker(controller(code).colour, 0.35)
            stroke(axes, [whole], color=line, linewidth=0.5, linestyle=(0, (1, 1.4)), zorder=2.25)
    held = shown[(shown["status"] != "unsettled") & (shown["controller"] != "none")]
    # one outline round all that a controller holds: the edge of a raided part is no border
    for holder, shape in held.dissolve("controller")["geometry"].items() if len(held) else ():
        stroke(axes, [shape], color=darker(controller(holder).colour, 0.25), linewidth=0.5, zorder=2.2)
    return shown


def leaves_blank(frame: MapFrame, shown: gpd.GeoDataFrame) -> bool:
    """Say whether ground beside the zones, in a country that they cover in part, has none.

    Parameters
    ----------
    frame
        The window.
    shown
        Zones of one date in the frame's CRS.
    """
    countries = frame.project(datasets.load("countries"))
    if countries.empty or shown.empty:
        return False
    held = shapely.union_all(shown.geometry.to_numpy())
    land = shapely.intersection(countries.geometry.to_numpy(), frame.box)
    covered = shapely.area(shapely.intersection(land, held))
    bare = shapely.area(land) - covered
    # a zone reaches over a border by no more than the border is generalised
    return bool(((covered > 0.1 * shapely.area(land)) & (bare > BLANK * frame.box.area)).any())


def outline_zones(axes: Axes, frame: MapFrame, zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Draw the edges of what each controller holds in its colour, without fills; give the zones projected."""
    shown = frame.project(zones)
    shown = shown[shown.geometry.geom_type.isin(["Polygon", "MultiPolygon", "GeometryCollection"])]
    held = shown[(shown["status"] != "unsettled") & (shown["controller"] != "none")]
    for code, shape in held.dissolve("controller")["geometry"].items() if len(held) else ():
        # inside the edge, so that two neighbours' lines lie side by side
        inner = shape.difference(shape.buffer(-0.005 * frame.width_m))
        fill(axes, [inner], facecolor=controller(code).colour, edgecolor="none", alpha=0.6, zorder=2.7)
    return held


def fronts(shown: gpd.GeoDataFrame, *, tolerance_m: float = 400.0) -> list[shapely.LineString]:
    """Give the lines along which ground of two controllers meets, but for international borders.

    Parameters
    ----------
    shown
        Projected zones of one date.
    tolerance_m
        Gap in metres across which two zones still touch; drawn zones meet exactly, loaded ones may not.
    """
    held = shown[~shown["controller"].isin(["none"]) & ~shown["status"].isin(["unsettled"])]
    merged = held.dissolve("controller")["geometry"] if len(held) else gpd.GeoSeries([])
    lines: list[Any] = []
    codes = list(merged.index)
    for i, a in enumerate(codes):
        near = merged[a].buffer(tolerance_m, quad_segs=2)
        for b in codes[i + 1 :]:
            shared = merged[b].boundary.intersection(near)
            if not shared.is_empty:
                lines += _joined([shared])
    lines = _off_borders(lines, shown.crs)
    # a contact shorter than a few kilometres is a corner, not a front
    return [p for p in lines if p.length > 8 * tolerance_m]


def _joined(shapes: Sequence[Any]) -> list[Any]:
    parts = [p for p in shapely.get_parts(shapely.union_all(np.array(shapes, dtype=object))) if p.length > 0]
    return list(shapely.get_parts(shapely.line_merge(shapely.MultiLineString(parts)))) if parts else []


def _off_borders(lines: list[Any], crs: Any) -> list[Any]:
    """Take away what runs along an international border: that is the border, which the map draws as such."""
    if not lines:
        return []
    borders = datasets.load("borders").to_crs(crs).geometry
    near = [b for b in borders if b.distance(shapely.MultiLineString(lines)) < BORDER_M]
    if not near:
        return lines
    strip = shapely.union_all(shapely.buffer(np.array(near, dtype=object), BORDER_M, quad_segs=4))
    kept = [line.difference(strip) for line in lines]
    inside = _joined([line.intersection(strip) for line in lines])
    # a front that only meets the border, at an angle, keeps its end
    return _joined([*kept, *[p for p in inside if p.length < 3 * BORDER_M]])


def draw_fronts(axes: Axes, shown: gpd.GeoDataFrame, frame: MapFrame) -> list[Any]:
    """Draw the front lines; give them for labels to keep off.

    Where a front follows the Euphrates the river is edged in black: a line down its middle would hide it.
    """
    lines = fronts(shown) if len(shown) else []
    if not lines:
        return []
    stem = frame.project(datasets.load("euphrates")).geometry
    # the zones' bank is the stem itself, smoothed; 700 m is well over what drawing moves it by
    banks = shapely.union_all(stem.to_numpy()) if len(stem) else shapely.LineString()
    banks = banks.difference(standing_water(frame))
    wet = banks.intersection(shapely.union_all(np.array(lines, dtype=object)).buffer(700, quad_segs=2))
    wet = [p for p in _joined([wet]) if p.length > 3000] if not wet.is_empty else []
    strip = shapely.union_all(shapely.buffer(np.array(wet, dtype=object), 900, quad_segs=2)) if wet else None
    dry = lines if strip is None else [p for line in lines for p in shapely.get_parts(line.difference(strip))]
    dry = [p for p in dry if not p.is_empty and p.length > 1500]
    width = river_width(axes, frame)
    stroke(axes, wet, color=FRONT["color"], linewidth=width + 1.9, zorder=4.1)
    stroke(axes, wet, color=COLOURS["water"], linewidth=width - 0.1, zorder=4.15)
    stroke(axes, dry, color="white", linewidth=FRONT["linewidth"] + 1.5, alpha=0.75, zorder=5.3)
    stroke(axes, dry, **FRONT, zorder=5.4)
    return lines
