"""Coverages: polygons that share their edges, merged and smoothed so that they still share them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

__all__ = ["merge_slivers", "narrower_than", "overlay_faces", "polygons_only", "smooth_edges"]


ANGLE_M = 111_195.0
"""Metres a degree of latitude (mean radius of the earth, 6,371,009 m)."""


def narrower_than(part: BaseGeometry, width_m: float) -> bool:
    """Tell whether a polygon in degrees is nowhere as wide as a number of metres.

    Examples
    --------
    >>> strip = shapely.box(40, 35, 41, 35.001)
    >>> narrower_than(strip, 200), narrower_than(strip, 100)
    (True, False)
    """
    if part.is_empty or width_m <= 0:
        return part.is_empty
    bounds = part.bounds
    scale = np.cos(np.radians((bounds[1] + bounds[3]) / 2))
    width = width_m / ANGLE_M
    # most parts are seen to be wide from their area alone
    if part.area * scale > width * part.length / 2:
        return False
    flat = shapely.transform(part, lambda xy: xy * [scale, 1.0])
    return bool(shapely.buffer(flat, -width / 2, quad_segs=2).is_empty)


def polygons_only(shapes: NDArray[np.object_]) -> list[BaseGeometry]:
    """Give the polygons of each shape: making one valid may leave points and lines beside them."""
    out: list[BaseGeometry] = []
    for shape in shapes:
        parts = [
            p for p in shapely.get_parts(shapely.get_parts(shape)) if p.geom_type == "Polygon" and p.area > 0
        ]
        out.append(parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts))
    return out


def overlay_faces(shapes: Sequence[BaseGeometry], extent: BaseGeometry, grid_m: float) -> NDArray[np.object_]:
    """Cut an extent along the outlines of shapes.

    Parameters
    ----------
    shapes
        Polygons in a plane of metres; they may overlap.
    extent
        Ground to cut.
    grid_m
        Lines snap to this grid, so that outlines digitised twice leave no hairline faces.

    Returns
    -------
    ndarray of Polygon
        Faces that share their edges exactly and cover the extent.
    """
    lines = np.array([*(s.boundary for s in shapes), extent.boundary], dtype=object)
    noded = shapely.union_all(lines, grid_size=grid_m)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    shapely.prepare(extent)
    return faces[shapely.intersects(extent, shapely.point_on_surface(faces))]


def merge_slivers(
    faces: NDArray[np.object_],
    label: NDArray[np.intp],
    narrow_m: float,
    *,
    keep: NDArray[np.bool_] | None = None,
    loose: NDArray[np.bool_] | None = None,
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
    loose
        Faces that go to a neighbour whatever they are (water between two banks, faces without a label).

    Returns
    -------
    ndarray
        New labels.
    """
    out = label.copy()
    meant = np.zeros(len(faces), dtype=bool) if keep is None else keep
    first, second, edge = _shared_edges(faces)
    if loose is not None and loose.any():
        out = _settle(out, loose, first, second, edge)
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


def _settle(
    label: NDArray[np.intp],
    loose: NDArray[np.bool_],
    first: NDArray[np.intp],
    second: NDArray[np.intp],
    edge: NDArray[np.float64],
) -> NDArray[np.intp]:
    """Give loose faces the label along most of their edge, from the shores inwards."""
    out, waiting = label.copy(), loose.copy()
    while waiting.any():
        across = waiting[first] & ~waiting[second] & (out[second] >= 0)
        if not across.any():
            break
        for face in np.unique(first[across]):
            mine = across & (first == face)
            out[face] = int(np.bincount(out[second[mine]], weights=edge[mine]).argmax())
        waiting[np.unique(first[across])] = False
    return out


def _small(faces: NDArray[np.object_], piece: NDArray[np.intp], narrow_m: float) -> NDArray[np.intp]:
    """Give the pieces that can be narrow at all: area at most half the perimeter times the width."""
    area = np.bincount(piece, weights=shapely.area(faces))
    around = np.bincount(piece, weights=shapely.length(faces))
    return np.flatnonzero((area <= around * narrow_m / 2) & (area > 0))


def _shared_edges(
    faces: NDArray[np.object_],
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """Give the pairs of faces that share an edge, each pair both ways round, and its length.

    Faces of one overlay share their segments end for end: equal segments are found by sorting, many times
    faster than by intersecting outlines.
    """
    rings, face = shapely.get_rings(faces, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    inner = np.flatnonzero(ring[1:] == ring[:-1])
    start, stop, owner = xy[inner], xy[inner + 1], face[ring[inner]]
    swap = (start[:, 0] > stop[:, 0]) | ((start[:, 0] == stop[:, 0]) & (start[:, 1] > stop[:, 1]))
    ends = np.where(swap[:, None], np.hstack([stop, start]), np.hstack([start, stop]))
    order = np.lexsort(ends.T)
    twin = np.flatnonzero((ends[order[1:]] == ends[order[:-1]]).all(axis=1))
    one, other = order[twin], order[twin + 1]
    pairs = np.sort(np.column_stack([owner[one], owner[other]]), axis=1)
    key = pairs[:, 0] * len(faces) + pairs[:, 1]
    found, number = np.unique(key, return_inverse=True)
    length = np.bincount(number, weights=np.hypot(*(start[one] - stop[one]).T), minlength=len(found))
    a, b = found // len(faces), found % len(faces)
    keep = a != b
    a, b, length = a[keep], b[keep], length[keep]
    return np.append(a, b), np.append(b, a), np.append(length, length)


def _pieces(
    count: int, first: NDArray[np.intp], second: NDArray[np.intp], label: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Give each face the number of its connected set of one label."""
    root = list(range(count))

    def find(i: int) -> int:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    same = label[first] == label[second]
    for a, b in zip(first[same].tolist(), second[same].tolist(), strict=True):
        root[find(a)] = find(b)
    return np.unique([find(i) for i in range(count)], return_inverse=True)[1].astype(np.intp)


def smooth_edges(
    polygons: NDArray[np.object_], label: NDArray[np.intp], tolerance_m: float, *, rounds: int = 3
) -> tuple[NDArray[np.object_], NDArray[np.intp]]:
    """Smooth the edges of a coverage, each shared edge once.

    Edges are simplified by areas of triangles (Visvalingam and Whyatt 1993) and their corners cut (Chaikin
    1974); the points where three polygons meet stay where they are.

    Parameters
    ----------
    polygons
        Polygons that share their edges exactly, in a plane of metres.
    label
        One number a polygon.
    tolerance_m
        Bends smaller than the square of this are taken out.
    rounds
        How often corners are cut.

    Returns
    -------
    polygons, label
        Faces of the smoothed edges; one that all but vanished may be missing.
    """
    from scipy.spatial import cKDTree

    simple = shapely.coverage_simplify(polygons, tolerance_m)
    lines = shapely.get_parts(shapely.line_merge(shapely.union_all(shapely.boundary(simple))))
    ends = shapely.get_coordinates([shapely.points(line.coords[0]) for line in lines if not line.is_closed])
    nodes = cKDTree(ends) if len(ends) else None
    curved: list[BaseGeometry] = []
    # cutting takes a quarter of each edge: long ones are parted first, so that corners stay in place
    for line in shapely.segmentize(lines, 3 * tolerance_m):
        xy = shapely.get_coordinates(line)
        free = line.is_closed and (nodes is None or nodes.query(xy[0])[0] > 1e-6)
        curved.append(shapely.LineString(_cut_corners(xy, rounds, ring=free)))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.union_all(curved))))
    inner = shapely.point_on_surface(faces)
    face, polygon = shapely.STRtree(simple).query(inner, "intersects")
    out = np.full(len(faces), -1, dtype=np.intp)
    out[face] = label[polygon]
    # a face in none of the old polygons is what a hole or the outside has become
    return faces[out >= 0], out[out >= 0]


def _cut_corners(xy: NDArray[np.float64], rounds: int, *, ring: bool) -> NDArray[np.float64]:
    for _ in range(rounds):
        if len(xy) < 3:
            break
        low, high = 0.75 * xy[:-1] + 0.25 * xy[1:], 0.25 * xy[:-1] + 0.75 * xy[1:]
        cut = np.empty((2 * len(low), 2))
        cut[0::2], cut[1::2] = low, high
        xy = np.vstack([cut, cut[:1]]) if ring else np.vstack([xy[:1], cut[1:-1], xy[-1:]])
    return xy
