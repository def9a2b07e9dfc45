"""Stem: one directed, simple line for a river, and the division of the earth into its two banks."""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely

from badia_geo.errors import AreaError, ValueRangeError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely import Geometry, LineString, MultiPolygon, Polygon

__all__ = ["WORLD", "Banks", "Flow", "Stem", "divide", "make_stem"]

WORLD = shapely.box(-180, -90, 180, 90)
"""The domain that a stem divides: every place on earth."""

Flow = Literal["digitised", "reversed"] | tuple[tuple[float, float], tuple[float, float]]
"""Direction of flow: as the line is drawn, against it, or (a place upstream, a place downstream)."""


@dataclass(frozen=True, slots=True)
class Stem:
    """One directed line made of the pieces that a source gives.

    Parameters
    ----------
    line
        Simple LineString from upstream to downstream, EPSG:4326.
    gaps
        Straight lines that bridge what the source leaves out.
    dropped
        Pieces that are not part of the stem (side channels, tributaries).
    """

    line: LineString
    gaps: tuple[LineString, ...]
    dropped: tuple[LineString, ...]


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

    left: MultiPolygon | Polygon
    right: MultiPolygon | Polygon
    beyond: MultiPolygon | Polygon


def _pieces(geometry: Geometry) -> list[LineString]:
    if geometry is None or geometry.is_empty:
        msg = "a river needs a line with at least two different points; the geometry is empty"
        raise AreaError(msg)
    parts = shapely.get_parts(shapely.force_2d(geometry), return_index=False)
    wrong = {part.geom_type for part in parts} - {"LineString", "LinearRing"}
    if wrong:
        msg = f"a river's stem must be a LineString or MultiLineString, not {', '.join(sorted(wrong))}; take the centre line"
        raise AreaError(msg)
    lines = [
        shapely.remove_repeated_points(shapely.LineString(part.coords)) for part in parts if not part.is_empty
    ]
    lines = [line for line in lines if line.length > 0]
    if not lines:
        msg = "a river needs a line with at least two different points"
        raise AreaError(msg)
    bounds = shapely.total_bounds(lines)
    if not np.isfinite(bounds).all() or not WORLD.covers(shapely.box(*bounds)):
        msg = (
            f"the river's coordinates {bounds.tolist()} are not degrees; give it in EPSG:4326 or with its CRS"
        )
        raise ValueRangeError(msg)
    return lines


def _without_loops(line: LineString) -> LineString:
    """Cut off the loops of a line that meets itself, keeping the way through."""
    if line.is_simple and not line.is_closed:
        return line
    if line.is_closed:
        msg = "a river's stem cannot end where it begins; give the line of one channel"
        raise AreaError(msg)
    parts = shapely.get_parts(shapely.node(line))
    nodes: dict[tuple[float, float], list[tuple[float, tuple[float, float], NDArray[np.float64]]]] = (
        defaultdict(list)
    )
    for part in parts:
        xy = shapely.get_coordinates(part)
        start, stop = tuple(xy[0]), tuple(xy[-1])
        nodes[start].append((part.length, stop, xy))
        nodes[stop].append((part.length, start, xy[::-1]))
    first, last = tuple(line.coords[0]), tuple(line.coords[-1])
    best = {first: 0.0}
    came: dict[tuple[float, float], tuple[tuple[float, float], NDArray[np.float64]]] = {}
    queue = [(0.0, first)]
    while queue:
        cost, node = heapq.heappop(queue)
        if node == last or cost > best[node]:
            continue
        for length, other, xy in nodes[node]:
            if cost + length < best.get(other, np.inf):
                best[other] = cost + length
                came[other] = (node, xy)
                heapq.heappush(queue, (cost + length, other))
    way: list[NDArray[np.float64]] = []
    node = last
    while node != first:
        node, xy = came[node]
        way.insert(0, xy)
    return shapely.remove_repeated_points(shapely.LineString(np.vstack(way)))


def _oriented(line: LineString, flow: Flow | None) -> LineString:
    if flow is None or flow == "digitised":
        return line
    if flow == "reversed":
        return line.reverse()
    try:
        (ax, ay), (bx, by) = flow  # type: ignore[misc]
        upstream, downstream = (line.project(shapely.Point(x, y)) for x, y in ((ax, ay), (bx, by)))
    except (TypeError, ValueError) as error:
        msg = f"flow must be 'digitised', 'reversed' or ((lon, lat) upstream, (lon, lat) downstream), got {flow!r}"
        raise ValueRangeError(msg) from error
    if upstream == downstream:
        msg = "the two places of flow fall on one point of the stem; take places further apart"
        raise ValueRangeError(msg)
    return line if upstream < downstream else line.reverse()


def make_stem(geometry: Geometry, *, flow: Flow | None = None) -> Stem:
    """Make one directed line of a river's pieces.

    The longest piece is carried on at both ends by the piece whose end lies nearest, whatever the order and
    direction of the pieces; a gap is bridged by a straight line.  A piece is left out as a side channel when both
    its ends lie nearer to the inside of the stem than to the stem's ends.  Loops are cut.

    Parameters
    ----------
    geometry
        LineString or MultiLineString, EPSG:4326.
    flow
        Direction of flow; by default the direction in which most of the length is drawn.

    Returns
    -------
    Stem

    Raises
    ------
    AreaError
        If the geometry is empty, not a line, or a ring.
    ValueRangeError
        If coordinates are not degrees, or ``flow`` cannot be read.

    Examples
    --------
    >>> from shapely import MultiLineString
    >>> stem = make_stem(MultiLineString([[(40, 35), (41, 34)], [(39, 36), (40, 35.1)]]))
    >>> stem.line.wkt, len(stem.gaps)
    ('LINESTRING (39 36, 40 35.1, 40 35, 41 34)', 1)
    """
    lines = _pieces(geometry)
    if len(lines) > 1:
        merged = shapely.line_merge(shapely.MultiLineString(lines), directed=True)
        lines = list(shapely.get_parts(merged))
    lines.sort(key=lambda line: -line.length)
    way = shapely.get_coordinates(lines[0])
    forward, backward = lines[0].length, 0.0
    gaps: list[LineString] = []
    rest = lines[1:]
    while rest:
        whole = shapely.LineString(way)
        found = _next_piece(whole, rest)
        if found is None:
            break
        number, at_end, turned = found
        piece = rest.pop(number)
        xy = shapely.get_coordinates(piece)[:: -1 if turned else 1]
        forward, backward = (
            (forward, backward + piece.length) if turned else (forward + piece.length, backward)
        )
        joint = shapely.LineString([way[-1], xy[0]] if at_end else [xy[-1], way[0]])
        if joint.length > 0:
            gaps.append(joint)
        way = np.vstack([way, xy] if at_end else [xy, way])
    line = shapely.remove_repeated_points(shapely.LineString(way))
    if backward > forward:
        line = line.reverse()
    return Stem(_oriented(_without_loops(line), flow), tuple(gaps), tuple(rest))


def _next_piece(whole: LineString, rest: Sequence[LineString]) -> tuple[int, bool, bool] | None:
    """Choose the piece that carries the stem on: (number, at its lower end?, turned round?)."""
    tips = [shapely.Point(whole.coords[0]), shapely.Point(whole.coords[-1])]
    best: tuple[float, int, bool, bool] | None = None
    for number, piece in enumerate(rest):
        ends = [shapely.Point(piece.coords[0]), shapely.Point(piece.coords[-1])]
        for at_end in (True, False):
            for near in (0, 1):
                gap = tips[at_end].distance(ends[near])
                # a side channel's other end comes back to the inside of the stem
                far = ends[1 - near]
                inside = far.distance(whole) < 0.5 * min(far.distance(tips[0]), far.distance(tips[1]))
                if inside or gap > whole.distance(ends[near]) + 1e-12:
                    continue
                if best is None or gap < best[0]:
                    best = (gap, number, at_end, near == (1 if at_end else 0))
    return None if best is None else best[1:]


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


def _end_cell(
    samples: NDArray[np.float64], inner: NDArray[np.float64], scale: float
) -> NDArray[np.float64] | None:
    """Give the convex cell of the places that are nearer to ``samples[0]`` than to the rest of the stem.

    ``inner`` is the stem's next vertex.  The plane is lon * scale, lat.
    """
    plane = np.array([scale, 1.0])
    end = samples[0] * plane
    others = samples[1:] * plane
    cell = np.array([(-180, -90), (180, -90), (180, 90), (-180, 90)], dtype=float) * plane
    direction = inner * plane - end
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
        return None
    return _with_vertex(cell / plane, samples[0])


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


def _way_out(line: LineString, cell: Polygon, scale: float, step: float) -> LineString:
    """Lead from a stem end that other reaches enclose to the edge of the world, midway between the reaches."""
    plane = shapely.transform(shapely.segmentize(line, step), lambda xy: xy * [scale, 1.0])
    world = shapely.transform(WORLD, lambda xy: xy * [scale, 1.0])
    edges = shapely.get_parts(
        shapely.voronoi_polygons(
            shapely.MultiPoint(shapely.get_coordinates(plane)), extend_to=world, only_edges=True
        )
    )
    edges = np.concatenate([shapely.get_parts(e) for e in edges])
    shapely.prepare(plane)
    edges = edges[~shapely.intersects(plane, edges)]
    graph: dict[tuple[float, float], list[tuple[float, tuple[float, float]]]] = defaultdict(list)
    for edge in edges:
        xy = np.round(shapely.get_coordinates(edge), 9)
        for a, b in zip(xy[:-1], xy[1:], strict=True):
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
            return shapely.LineString(np.array(way) / [scale, 1.0])
        if cost > best[node]:
            continue
        for length, other in graph[node]:
            if cost + length < best.get(other, np.inf):
                best[other] = cost + length
                came[other] = node
                heapq.heappush(queue, (cost + length, other))
    msg = "an end of the stem is enclosed by the stem itself; cut the line there"
    raise AreaError(msg)


def divide(line: LineString) -> Banks:
    """Divide the earth into the two banks of a stem and what lies past its ends.

    A place is `beyond` when its nearest point of the stem is one of the stem's ends; every other place has a bank,
    however far, because left and right then meet only across the stem.  "Nearest" is taken in the plane of
    longitude times the cosine of the stem's middle latitude, and latitude; edges are straight in EPSG:4326, so the
    division is exact for the line as drawn.  (An end that the stem itself encloses is joined to the outside midway
    between the reaches round it.)

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
    cells = []
    for ends, inner in ((samples, vertices[1]), (samples[::-1], vertices[-2])):
        ring = _end_cell(ends, inner, scale)
        if ring is not None:
            cells.append(shapely.make_valid(shapely.Polygon(ring)))
    beyond = shapely.union_all(cells)
    linework = [WORLD.exterior, line, *(cell.exterior for cell in cells)]
    frame = WORLD.exterior.buffer(1e-6)
    for cell, part in zip(cells, (line, line.reverse()), strict=True):
        if not cell.intersects(frame):
            linework.append(_way_out(part, cell, scale, step))
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all(linework)]))
    sides = _sides(faces, beyond, line)
    left, right = (
        shapely.union_all([f for f, s in zip(faces, sides, strict=True) if s == k]) for k in (1, -1)
    )
    rest = shapely.union_all([f for f, s in zip(faces, sides, strict=True) if s == 0])
    return Banks(left, right, rest)


def _sides(faces: NDArray[np.object_], beyond: Geometry, line: LineString) -> list[int]:
    """Label the faces: 1 left, -1 right, 0 beyond, by the direction in which their rings run along the stem."""
    xy = shapely.get_coordinates(line)
    edges = {(*a, *b): 1 for a, b in zip(map(tuple, xy[:-1]), map(tuple, xy[1:]), strict=True)}
    shapely.prepare(beyond)
    sides = []
    for face in faces:
        if beyond.covers(face.representative_point()):
            sides.append(0)
            continue
        ring = shapely.get_coordinates(shapely.orient_polygons(face).exterior)
        ahead = sum(
            (*a, *b) in edges for a, b in zip(map(tuple, ring[:-1]), map(tuple, ring[1:]), strict=True)
        )
        back = sum(
            (*b, *a) in edges for a, b in zip(map(tuple, ring[:-1]), map(tuple, ring[1:]), strict=True)
        )
        if ahead and back:
            msg = "the stem does not part its two banks; it may touch itself within rounding"
            raise AreaError(msg)
        sides.append(1 if ahead else -1 if back else 2)
    # a face that touches no stem edge lies between separators: it takes the side of the face it borders longest
    for i in [i for i, side in enumerate(sides) if side == 2]:
        shared = [
            (faces[i].boundary.intersection(faces[j].boundary).length, side)
            for j, side in enumerate(sides)
            if side != 2
        ]
        sides[i] = max(shared)[1]
    return sides
