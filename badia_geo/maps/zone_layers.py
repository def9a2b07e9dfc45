"""Zones on a map: fills, hatches for contested ground and raids, and the front between controllers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from badia_geo.maps.basemap import obstacles
from badia_geo.maps.palette import controller, darker

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from badia_geo.maps.frame import MapFrame

__all__ = ["ZONE_ALPHA", "draw_fronts", "draw_zones", "fronts", "parties"]

ZONE_ALPHA = 0.5
"""Opacity of zone fills: muted enough for relief and names to show through."""


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
    for row in shown.to_dict("records"):
        holder = controller(row["controller"])
        other = parties(row.get("with"))
        piece = gpd.GeoSeries([row["geometry"]], crs=frame.crs)
        status = row.get("status") or "control"
        if status == "unsettled" or holder.code == "none":
            piece.plot(ax=axes, facecolor="none", edgecolor="#c9bda3", hatch="..", linewidth=0, zorder=2)
            continue
        piece.plot(ax=axes, facecolor=holder.colour, edgecolor="none", alpha=ZONE_ALPHA, zorder=2)
        if status in ("contested", "joint") and other:
            stripe = {"contested": "////", "joint": "--"}[status]
            colour = controller(other[0]).colour
            piece.plot(
                ax=axes,
                facecolor="none",
                edgecolor=darker(colour, 0.1),
                hatch=stripe,
                linewidth=0,
                zorder=2.1,
            )
        elif status == "presence":
            raider = controller(other[0] if other else "is")
            piece.plot(
                ax=axes, facecolor="none", edgecolor=raider.colour, hatch="..", linewidth=0, zorder=2.1
            )
    held = shown[(shown["status"] != "unsettled") & (shown["controller"] != "none")]
    # one outline round all that a controller holds: the edge of a raided part is no border
    for code, shape in held.dissolve("controller")["geometry"].items() if len(held) else ():
        outline = gpd.GeoSeries([shape.boundary], crs=frame.crs)
        outline.plot(ax=axes, color=darker(controller(code).colour, 0.25), linewidth=0.5, zorder=2.2)
    return shown


def fronts(shown: gpd.GeoDataFrame, *, tolerance_m: float = 400.0) -> list[shapely.LineString]:
    """Give the lines along which ground of two controllers meets.

    Parameters
    ----------
    shown
        Projected zones of one date.
    tolerance_m
        Gap in metres across which two zones still touch; drawn zones meet exactly, loaded ones may not.
    """
    held = shown[~shown["controller"].isin(["none"]) & ~shown["status"].isin(["unsettled"])]
    merged = held.dissolve("controller")["geometry"] if len(held) else gpd.GeoSeries([])
    lines: list[shapely.LineString] = []
    codes = list(merged.index)
    for i, a in enumerate(codes):
        near = merged[a].buffer(tolerance_m)
        for b in codes[i + 1 :]:
            shared = merged[b].boundary.intersection(near)
            if shared.is_empty:
                continue
            joined = shapely.line_merge(
                shapely.MultiLineString([p for p in shapely.get_parts(shared) if p.length > 0])
            )
            # a contact shorter than a few kilometres is a corner, not a front
            lines += [
                p
                for p in shapely.get_parts(joined)
                if p.geom_type == "LineString" and p.length > 8 * tolerance_m
            ]
    return lines


def draw_fronts(axes: Axes, shown: gpd.GeoDataFrame, frame: MapFrame) -> list[np.ndarray]:
    """Draw the front lines; give them as coordinates that labels keep off."""
    if shown.empty:
        return []
    lines = fronts(shown)
    if not lines:
        return []
    series = gpd.GeoSeries(lines, crs=frame.crs)
    series.plot(ax=axes, color="white", linewidth=2.4, alpha=0.8, zorder=5.3, capstyle="round")
    series.plot(ax=axes, color="#1d1b1a", linewidth=1.0, zorder=5.4, capstyle="round")
    return obstacles(series, frame)
