"""Strokes: areas and lines onto axes, each call one artist however many shapes there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from matplotlib.collections import LineCollection
from matplotlib.patches import PathPatch
from matplotlib.path import Path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.axes import Axes

__all__ = ["fill", "line_scale", "path_of", "stroke"]


def line_scale(axes: Axes) -> float:
    """Give the factor on the width of lines: a small panel takes finer ones than a whole sheet."""
    figure: Any = axes.figure
    inches = axes.get_position().width * figure.get_size_inches()[0]
    return float(np.clip((inches / 5.5) ** 0.5, 0.55, 1.0))


def path_of(shapes: Iterable[Any]) -> Path | None:
    """Give the rings of polygons as one path (holes run the other way round), or None without any."""
    rings = []
    for shape in shapes:
        if shape is None or shape.is_empty:
            continue
        for part in shapely.get_parts(shape):
            if part.geom_type == "Polygon":
                oriented = shapely.orient_polygons(part)
                rings += [oriented.exterior, *oriented.interiors]
    if not rings:
        return None
    return Path.make_compound_path(*(Path(np.asarray(r.coords)[:, :2], closed=True) for r in rings))


def fill(axes: Axes, shapes: Iterable[Any], *, hatch_width: float | None = None, **style: Any) -> None:
    """Fill polygons; ``style`` goes to `matplotlib.patches.PathPatch`."""
    path = path_of(shapes)
    if path is None:
        return
    patch = PathPatch(path, **style)
    if hatch_width is not None:
        patch.set_hatch_linewidth(hatch_width)
    # add_patch would walk each path for the data limits, which a map sets itself
    axes.add_artist(patch)


def stroke(axes: Axes, shapes: Iterable[Any], *, color: Any, linewidth: float, **style: Any) -> None:
    """Draw lines, or the outlines of polygons; ``style`` goes to `matplotlib.collections.LineCollection`."""
    lines = []
    for shape in shapes:
        if shape is None or shape.is_empty:
            continue
        outline = shape if shape.geom_type in ("LineString", "MultiLineString") else shape.boundary
        parts = shapely.get_parts(outline)
        lines += [np.asarray(p.coords)[:, :2] for p in parts if p.geom_type in ("LineString", "LinearRing")]
    if lines:
        linewidth *= line_scale(axes)
        ends: dict[str, Any] = {"capstyle": "round", "joinstyle": "round"}
        axes.add_collection(
            LineCollection(lines, colors=[color], linewidths=linewidth, **{**ends, **style}), autolim=False
        )
