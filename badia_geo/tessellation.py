"""Tessellation: observations at points become ground, smooth and never overlapping."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely import Geometry

__all__ = ["influence_areas", "merge_slivers"]


def influence_areas(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    label: NDArray[np.intp],
    reach_m: NDArray[np.float64],
    *,
    cells: int = 8,
) -> list[tuple[int, Geometry]]:
    """Give the ground that labelled points influence.

    Each point carries the field 4^-(d/reach)^2, which falls to a quarter at its reach; the fields of a label
    add up, so points of one label nearer than about 2.4 reaches grow together.  Ground goes to the label of
    the strongest field, where that is above a quarter.

    Parameters
    ----------
    x, y
        Points in a plane of metres.
    label
        One number a point.
    reach_m
        Reach of each point, metres, above zero.
    cells
        Grid cells a reach; the outline is interpolated within them.

    Returns
    -------
    list of (label, polygon)
        Polygons of different labels share no more ground than a sliver at the points where three meet.
    """
    import contourpy

    found: list[tuple[int, Geometry]] = []
    discs = shapely.buffer(shapely.points(x, y), 2.2 * reach_m, quad_segs=4)
    groups = shapely.get_parts(shapely.union_all(discs))
    point, group = shapely.STRtree(groups).query(shapely.points(x, y), "intersects")
    home = np.zeros(len(x), dtype=np.intp)
    home[point] = group
    for number in np.unique(home):
        here = np.flatnonzero(home == number)
        step = float(reach_m[here].min()) / cells
        margin = 1.6 * float(reach_m[here].max()) + 2 * step
        gx = np.arange(x[here].min() - margin, x[here].max() + margin + step, step)
        gy = np.arange(y[here].min() - margin, y[here].max() + margin + step, step)
        names = np.unique(label[here])
        field = np.zeros((len(names), len(gy), len(gx)))
        for i in here:
            cut = 3 * reach_m[i]
            left, right = np.searchsorted(gx, [x[i] - cut, x[i] + cut])
            low, high = np.searchsorted(gy, [y[i] - cut, y[i] + cut])
            d2 = ((gy[low:high, None] - y[i]) ** 2 + (gx[None, left:right] - x[i]) ** 2) / reach_m[i] ** 2
            # the spike keeps a place its own however many others stand round it
            value = 4.0**-d2 + 8.0 * np.exp(-((d2 / 0.06) ** 2))
            field[np.searchsorted(names, label[i]), low:high, left:right] += value
        for k, name in enumerate(names):
            rival = np.max(np.delete(field, k, axis=0), axis=0, initial=0.0)
            height = field[k] - np.maximum(rival, 0.25)
            made = contourpy.contour_generator(gx, gy, height, fill_type="OuterOffset").filled(0.0, np.inf)
            for ring_points, offsets in zip(*made, strict=True):
                rings = [ring_points[a:b] for a, b in zip(offsets[:-1], offsets[1:], strict=True)]
                shape = shapely.make_valid(shapely.Polygon(rings[0], rings[1:]))
                found.append((int(name), shape))
    return found


def merge_slivers(
    faces: NDArray[np.object_],
    label: NDArray[np.intp],
    narrow_m: float,
    *,
    keep: NDArray[np.bool_] | None = None,
) -> NDArray[np.intp]:
    """Give pieces narrower than a width to the neighbour with the longest shared edge.

    Parameters
    ----------
    faces
        Polygons that share their edges exactly, in a plane of metres.
    label
        One number a face; a piece is a connected set of faces of one label.
    narrow_m
        A piece is narrow when taking half of this off all round leaves nothing of it.
    keep
        Faces that are meant, however narrow.

    Returns
    -------
    ndarray
        New labels.
    """
    out = label.copy()
    meant = np.zeros(len(faces), dtype=bool) if keep is None else keep
    first, second = shapely.STRtree(faces).query(faces, "touches")
    edge = shapely.length(
        shapely.intersection(shapely.boundary(faces[first]), shapely.boundary(faces[second]))
    )
    pairs = edge > 0
    first, second, edge = first[pairs], second[pairs], edge[pairs]
    for _ in range(10):
        piece = _pieces(len(faces), first, second, out)
        shapes = {int(p): shapely.union_all(faces[piece == p]) for p in _small(faces, piece, narrow_m)}
        narrow = [
            p
            for p, shape in shapes.items()
            if shapely.buffer(shape, -narrow_m / 2).is_empty and not meant[piece == p].any()
        ]
        narrow.sort(key=lambda p: shapes[p].area)
        changed = False
        for p in narrow:
            mine = piece == p
            across = mine[first] & ~mine[second]
            if across.any():
                shared = np.bincount(out[second[across]], weights=edge[across])
                out[mine] = int(shared.argmax())
                changed = True
        if not changed:
            break
    return out


def _small(faces: NDArray[np.object_], piece: NDArray[np.intp], narrow_m: float) -> NDArray[np.intp]:
    """Give the pieces that can be narrow at all: area at most half the perimeter times the width."""
    area = np.bincount(piece, weights=shapely.area(faces))
    around = np.bincount(piece, weights=shapely.length(faces))
    return np.flatnonzero((area <= around * narrow_m / 2) & (area > 0))


def _pieces(
    count: int, first: NDArray[np.intp], second: NDArray[np.intp], label: NDArray[np.intp]
) -> NDArray[np.intp]:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    same = label[first] == label[second]
    graph = coo_array((np.ones(same.sum()), (first[same], second[same])), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.intp)
