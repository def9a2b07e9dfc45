"""Stem: one directed, simple line for a river, from whatever pieces a source gives."""

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
    from shapely import LineString
    from shapely.geometry.base import BaseGeometry

__all__ = ["WORLD", "Flow", "Stem", "make_stem"]

WORLD = shapely.box(-180, -90, 180, 90)
"""The domain that a stem divides: every place on earth."""

Node = tuple[float, float]

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


def _pieces(geometry: BaseGeometry) -> list[LineString]:
    if geometry is None or geometry.is_empty:
        msg = "a river needs a line with at least two different points; the geometry is empty"
        raise AreaError(msg)
    parts = shapely.get_parts(shapely.force_2d(geometry), return_index=False)
    wrong = {part.geom_type for part in parts} - {"LineString", "LinearRing"}
    if wrong:
        kinds = ", ".join(sorted(wrong))
        msg = f"a river's stem must be a LineString or MultiLineString, not {kinds}; take the centre line"
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


def _node(xy: NDArray[np.float64]) -> Node:
    return float(xy[0]), float(xy[1])


def _without_loops(line: LineString) -> LineString:
    """Cut off the loops of a line that meets itself, keeping the way through."""
    if line.is_simple and not line.is_closed:
        return line
    if line.is_closed:
        msg = "a river's stem cannot end where it begins; give the line of one channel"
        raise AreaError(msg)
    parts = shapely.get_parts(shapely.node(line))
    nodes: dict[Node, list[tuple[float, Node, NDArray[np.float64]]]] = defaultdict(list)
    for part in parts:
        xy = shapely.get_coordinates(part)
        start, stop = _node(xy[0]), _node(xy[-1])
        nodes[start].append((part.length, stop, xy))
        nodes[stop].append((part.length, start, xy[::-1]))
    first, last = (_node(xy) for xy in shapely.get_coordinates(line)[[0, -1]])
    best = {first: 0.0}
    came: dict[Node, tuple[Node, NDArray[np.float64]]] = {}
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
        (ax, ay), (bx, by) = flow
        upstream, downstream = (line.project(shapely.Point(x, y)) for x, y in ((ax, ay), (bx, by)))
    except (TypeError, ValueError) as error:
        msg = (
            "flow must be 'digitised', 'reversed' or ((lon, lat) upstream, (lon, lat) downstream), "
            f"got {flow!r}"
        )
        raise ValueRangeError(msg) from error
    if upstream == downstream:
        msg = "the two places of flow fall on one point of the stem; take places further apart"
        raise ValueRangeError(msg)
    return line if upstream < downstream else line.reverse()


def make_stem(geometry: BaseGeometry, *, flow: Flow | None = None) -> Stem:
    """Make one directed line of a river's pieces.

    The longest piece is carried on at both ends by the piece whose end lies nearest, whatever the order and
    direction of the pieces; a gap is bridged by a straight line.  A piece is left out as a side channel
    when both its ends lie nearer to the inside of the stem than to the stem's ends.  Loops are cut.

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
