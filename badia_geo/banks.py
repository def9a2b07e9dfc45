"""Banks: the earth divided by a stem into left, right and what lies past its ends."""

from __future__ import annotations

import heapq
import itertools
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from badia_geo.errors import AreaError
from badia_geo.stems import WORLD

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely import LineString, Polygon
    from shapely.geometry.base import BaseGeometry

    Floats = NDArray[np.float64]

__all__ = ["Banks", "divide"]

Node = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Banks:
    """The earth divided by a stem; the three parts cover it without overlap.

    Parameters
    ----------
    left, right
        What lies on each side, facing downstream.
    beyond
        Past the stem's ends: the places whose nearest point of the stem is an end of it.
    """

    left: BaseGeometry
    right: BaseGeometry
    beyond: BaseGeometry


def _clip(polygon: NDArray[np.float64], normal: NDArray[np.float64], offset: float) -> NDArray[np.float64]:
    """Cut a convex polygon to where ``point . normal <= offset``."""
    height = polygon @ normal - offset
    following = np.roll(polygon, -1, axis=0)
    after = np.roll(height, -1)
    out = []
    for p, q, a, b in zip(polygon, following, height, after, strict=True):
        if a <= 0:
            out.append(p)
        if (a < 0 < b) or (b < 0 < a):
            out.append(p + (q - p) * (a / (a - b)))
    return np.array(out).reshape(-1, 2)


def _end_cell(vertices: Floats, samples: Floats, scale: float) -> Polygon:
    """Give the convex cell of the places that are nearest to ``vertices[0]`` of the whole stem.

    The rest is taken as sample points and as the foot of the end on every segment, without which a reach
    could run through the cell between two samples.  The plane is lon * scale, lat.
    """
    plane = np.array([scale, 1.0])
    end = vertices[0] * plane
    a = vertices[:-1] * plane
    along = np.diff(vertices, axis=0) * plane
    t = np.clip(((end - a) * along).sum(axis=1) / (along**2).sum(axis=1), 0.0, 1.0)
    others = np.vstack([samples * plane, a + along * t[:, None]])
    others = others[np.hypot(*(others - end).T) > 1e-12]
    # reaching beyond the world's edge, so that no rounding leaves a gap there
    cell = np.array([(-200, -100), (200, -100), (200, 100), (-200, 100)], dtype=float) * plane
    direction = along[0]
    cell = _clip(cell, direction, float(direction @ end))
    normals = others - end
    offsets = ((others**2).sum(axis=1) - (end**2).sum()) / 2
    while len(cell) > 2:
        excess = (cell @ normals.T - offsets) / np.hypot(*normals.T)
        worst = int(np.argmax(excess.max(axis=0)))
        if excess[:, worst].max() <= 1e-9:
            break
        cell = _clip(cell, normals[worst], float(offsets[worst]))
    if len(cell) < 3:
        msg = "an end of the stem touches another reach; cut the line there"
        raise AreaError(msg)
    return shapely.Polygon(_with_vertex(cell / plane, vertices[0]))


def _with_vertex(ring: NDArray[np.float64], point: NDArray[np.float64]) -> NDArray[np.float64]:
    """Put ``point`` into the edge of the ring that it lies on, exactly."""
    following = np.roll(ring, -1, axis=0)
    along = following - ring
    t = np.clip(((point - ring) * along).sum(axis=1) / np.maximum((along**2).sum(axis=1), 1e-300), 0, 1)
    off = np.hypot(*(ring + along * t[:, None] - point).T)
    edge = int(np.argmin(off))
    for corner in (edge, (edge + 1) % len(ring)):
        if np.hypot(*(ring[corner] - point)) < 1e-10:
            ring = ring.copy()
            ring[corner] = point
            return ring
    return np.insert(ring, edge + 1, point, axis=0)


def _way_out(line: LineString, cell: Polygon, scale: float, step: float) -> LineString | None:
    """Lead from an end that other reaches enclose to the edge of the world, midway between the reaches."""
    plane = shapely.transform(shapely.segmentize(line, step), lambda xy: xy * [scale, 1.0])
    world = shapely.transform(WORLD, lambda xy: xy * [scale, 1.0])
    edges = shapely.get_parts(
        shapely.voronoi_polygons(
            shapely.MultiPoint(shapely.get_coordinates(plane)), extend_to=world, only_edges=True
        )
    )
    edges = np.concatenate([shapely.get_parts(e) for e in edges])
    shapely.prepare(plane)
    edges = edges[~shapely.dwithin(plane, edges, 1e-7)]
    graph: dict[tuple[float, float], list[tuple[float, tuple[float, float]]]] = defaultdict(list)
    for edge in edges:
        xy = np.round(shapely.get_coordinates(edge), 9)
        for a, b in itertools.pairwise(xy):
            length = float(np.hypot(*(a - b)))
            graph[tuple(a)].append((length, tuple(b)))
            graph[tuple(b)].append((length, tuple(a)))
    inner = shapely.transform(cell, lambda xy: xy * [scale, 1.0]).buffer(step / 10)
    shapely.prepare(inner)
    best: dict[tuple[float, float], float] = {
        node: 0.0 for node in graph if shapely.intersects_xy(inner, node[0], node[1])
    }
    came: dict[tuple[float, float], tuple[float, float]] = {}
    queue = [(0.0, node) for node in best]
    heapq.heapify(queue)
    outer = world.buffer(-1e-6)
    shapely.prepare(outer)
    while queue:
        cost, node = heapq.heappop(queue)
        if not shapely.intersects_xy(outer, node[0], node[1]):
            way = [node]
            while way[-1] in came:
                way.append(came[way[-1]])
            way.append(tuple(np.array(line.coords[0]) * [scale, 1.0]))
            # carried on across the edge of the world, so that it parts the ground up to there
            return shapely.LineString(np.vstack([np.array(way[0]) * 1.1, way]) / [scale, 1.0])
        if cost > best[node]:
            continue
        for length, other in graph[node]:
            if cost + length < best.get(other, np.inf):
                best[other] = cost + length
                came[other] = node
                heapq.heappush(queue, (cost + length, other))
    return None


def divide(line: LineString) -> Banks:
    """Divide the earth into the two banks of a stem and what lies past its ends.

    A place is `beyond` when its nearest point of the stem is one of the stem's ends; every other place has
    a bank, however far, because left and right then meet only across the stem.  "Nearest" is taken in the
    plane of longitude times the cosine of the stem's middle latitude, and latitude; edges are straight in
    EPSG:4326, so the division is exact for the line as drawn.  (An end that the stem itself encloses is
    joined to the outside midway between the reaches round it.)

    Parameters
    ----------
    line
        Simple LineString from upstream to downstream, EPSG:4326.

    Returns
    -------
    Banks

    Examples
    --------
    >>> from shapely import LineString, Point
    >>> banks = divide(LineString([(38, 36), (40, 36)]))
    >>> banks.left.covers(Point(39, 50)), banks.beyond.covers(Point(41, 36))
    (True, True)
    """
    middle = (line.bounds[1] + line.bounds[3]) / 2
    scale = float(np.cos(np.radians(min(abs(middle), 85.0))))
    step = min(0.02, line.length / 50)
    samples = shapely.get_coordinates(shapely.segmentize(line, step))
    vertices = shapely.get_coordinates(line)
    cells = [_end_cell(way, samples, scale) for way in (vertices, vertices[::-1])]
    beyond = shapely.union_all(cells)
    linework = [WORLD.exterior, line, *(cell.exterior for cell in cells)]
    frame = WORLD.exterior.buffer(1e-6)
    for cell, part in zip(cells, (line, line.reverse()), strict=True):
        if not cell.intersects(frame):
            # reaches that run side by side part only under samples closer than they are
            ways = (_way_out(part, cell, scale, step / 4**k) for k in range(4))
            way = next((way for way in ways if way is not None), None)
            if way is None:
                msg = "an end of the stem is enclosed by the stem itself; cut the line there"
                raise AreaError(msg)
            linework.append(way)
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all(linework)]))
    faces = faces[shapely.intersects(WORLD.buffer(-1e-6), faces)]
    sides = _sides(faces, beyond, line)
    left, right = (
        shapely.union_all([f for f, s in zip(faces, sides, strict=True) if s == k]) for k in (1, -1)
    )
    rest = shapely.union_all([f for f, s in zip(faces, sides, strict=True) if s == 0])
    banks = Banks(left, right, rest)
    _check(banks, vertices)
    return banks


def _check(banks: Banks, vertices: Floats) -> None:
    """Make sure that a hair's breadth beside every segment lies the right bank."""
    along = np.diff(vertices, axis=0)
    aside = np.column_stack([-along[:, 1], along[:, 0]]) / np.hypot(*along.T)[:, None] * 1e-9
    middle = (vertices[:-1] + vertices[1:]) / 2
    for bank, points in ((banks.left, middle + aside), (banks.right, middle - aside)):
        shapely.prepare(bank)
        wrong = np.flatnonzero(~shapely.intersects_xy(bank, *points.T))
        if len(wrong):
            x, y = middle[wrong[0]]
            msg = f"the stem is too tangled to part its banks near {x:.4f}, {y:.4f}; cut its loops there"
            raise AreaError(msg)


def _sides(faces: NDArray[np.object_], beyond: BaseGeometry, line: LineString) -> list[int]:
    """Label the faces 1 left, -1 right, 0 beyond, by the way in which their rings run along the stem."""
    xy = shapely.get_coordinates(line)
    edges = {(*a, *b) for a, b in itertools.pairwise(map(tuple, xy))}
    sides = []
    for face in faces:
        # outer rings run counter-clockwise and holes clockwise, so the face lies left of each of them
        rings = shapely.get_rings(shapely.orient_polygons(face))
        steps = [step for ring in rings for step in itertools.pairwise(ring.coords)]
        ahead = any((*a, *b) in edges for a, b in steps)
        back = any((*b, *a) in edges for a, b in steps)
        if ahead and back:
            msg = "the stem is too tangled to part its two banks; cut its loops"
            raise AreaError(msg)
        # not by a point of the face: two cells that meet leave a hair between them
        past = shapely.area(shapely.intersection(face, beyond)) > face.area / 2
        sides.append(1 if ahead else -1 if back else 0 if past else 2)
    # a face that touches no stem edge lies between separators: it takes the side of the face it borders
    # longest
    for i in [i for i, side in enumerate(sides) if side == 2]:
        shared = [
            (faces[i].boundary.intersection(faces[j].boundary).length, side)
            for j, side in enumerate(sides)
            if side != 2
        ]
        sides[i] = max(shared)[1]
    return sides
