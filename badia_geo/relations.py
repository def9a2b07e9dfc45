"""Relation: from a description and the places it names to a footprint.

`resolve` walks the tree of a description.  Names go to a `Resolver`; every relation gives a footprint: a polygon,
or a density over a sector; constraints on one place are multiplied.  Where the narrowest place is a town that the
wider constraints agree with, it stays as it is and they are evidence; where they leave nothing, that is an error
that names both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
import shapely

from badia_geo.densities import (
    CIRCLE_SHARE,
    area_footprint,
    density_footprint,
    low_discrepancy,
    metres_from,
    polygons_of,
    to_degrees,
    weighted_quantile,
)
from badia_geo.descriptions import Description, parse_description
from badia_geo.errors import DescriptionError, PlaceNotFoundError, ValueRangeError
from badia_geo.footprints import GEOD, PRECISIONS, Footprint, Precision, circle, local_projection
from badia_geo.offsets import direction_samples, guide_offset, offset_samples

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from badia_geo.quantities import Direction

__all__ = ["Leaf", "Resolved", "Resolver", "resolve", "resolve_all"]

Reading = Literal["reported", "geodesic"]

NEAR_KM = {"village": 3.0, "town": 5.0, "city": 10.0, "site": 3.0, "terrain": 8.0}
"""Buffer of "near X" beyond X's own extent, by the class of X.  The guide calls any such buffer arbitrary (Chapman &
Wieczorek 2020, "near"); these are ours: half the usual distance to the next place of the same class."""

COUNTRYSIDE_KM = {"village": 5.0, "town": 12.0, "city": 30.0, "site": 5.0, "terrain": 10.0}
"""Buffer of "countryside of X" where X has no governorate or district of its own."""

DIRECTION_KM = {"village": 3.5, "town": 6.0, "city": 14.0, "site": 5.0, "terrain": 10.0}
"""Median distance meant by "south of X" without a figure."""

CORRIDOR_SHARE = 0.07
"""Lateral standard deviation of "between A and B" as a share of their distance."""

LINE_KM = 1.5
"""Half-width of a road, a river side or a border that something happened on, beyond the line's own accuracy."""

AREA_CODES = ("ADM", "DSRT", "RGN", "PCL", "LK", "RSV", "MTS", "UPLD", "PLN", "AREA")
"""Beginnings of the feature codes that are areas to be "in"."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A place that a name may mean, as the resolver found it.

    Parameters
    ----------
    name
        Name in the gazetteer.
    footprint
        Where it is.
    probability
        That the name means this place.
    place_id, feature_code, population
        As in the gazetteer.
    extent_m, accuracy_m
        Radius of the place itself and of its coordinates' error, in metres.
    area, line
        Its polygon or its line, EPSG:4326, where known.
    reason
        Why this place.
    score
        Calibrated probability that the name is this place and that it lies where the gazetteer has it.
    """

    name: str
    footprint: Footprint
    probability: float = 1.0
    place_id: str | None = None
    feature_code: str = "PPL"
    population: int | None = None
    extent_m: float = 500.0
    accuracy_m: float = 1000.0
    area: BaseGeometry | None = None
    line: BaseGeometry | None = None
    reason: str = ""
    score: float = 0.95

    @property
    def size(self) -> str:
        """Class of the place: village, town, city, site or terrain."""
        code = self.feature_code
        if code.startswith(("PPLA2", "PPLA3", "PPLA4")):
            return "town"
        if code.startswith(("PPLA", "PPLC", "ADM")) or (self.population or 0) >= 100_000:
            return "city"
        if code.startswith(("PPL", "CMP")) or not code:
            return "town" if (self.population or 0) >= 10_000 else "village"
        return (
            "terrain"
            if code in ("MT", "MTS", "DSRT", "PLN", "VAL", "WAD", "STM", "LK", "RSV", "RGN")
            else "site"
        )


class RiverLike(Protocol):
    """What a relation needs of a river; `badia_geo.rivers.River` has it."""

    @property
    def line(self) -> shapely.LineString:
        """Centre line, directed downstream, EPSG:4326."""

    def bank_region(self, side: Literal["left", "right"], within: BaseGeometry | None = None) -> BaseGeometry:
        """Ground of one bank."""


class Resolver(Protocol):
    """Where names, rivers, roads and borders come from; `badia_geo.geocoding.Geocoder` makes one."""

    def places(
        self, name: str, *, context: Sequence[str] = (), exact: bool = False, area: bool = False
    ) -> Sequence[Leaf]:
        """Places that a name may mean, the likeliest first; empty when none fits."""

    def river(self, name: str) -> RiverLike | None:
        """The river of that name."""

    def road(self, names: Sequence[str]) -> BaseGeometry | None:
        """The line of a road, by its name or by its two ends."""

    def border(self, names: Sequence[str]) -> BaseGeometry | None:
        """The border between two countries or governorates, or that of Syria with one."""

    def neighbours(self, leaf: Leaf, radius_m: float) -> NDArray[np.float64]:
        """Positions (lon, lat) of the places of a leaf's class round it."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """One way in which a description may be meant.

    Parameters
    ----------
    footprint
        Where that is.
    probability
        That it is meant so, over the ways that were found.
    place_id, place_name
        The narrowest place named.
    missing
        Names that no gazetteer place fits.
    hard
        Whether a footprint that this one is combined with is cut to it, rather than weighed by it.
    agreement
        Share of the narrowest constraint's probability that the wider ones leave.
    score
        How sure the name is on which the footprint rests.
    """

    footprint: Footprint
    probability: float = 1.0
    place_id: str | None = None
    place_name: str | None = None
    missing: tuple[str, ...] = ()
    hard: bool = False
    agreement: float = 1.0
    score: float = 0.95


@dataclass(frozen=True, slots=True)
class _Scene:
    """What stays the same during one walk."""

    resolver: Resolver
    reading: Reading
    context: tuple[str, ...]
    container: bool = False


def resolve_all(
    description: Description | str,
    resolver: Resolver,
    *,
    distance: Reading = "reported",
    context: Sequence[str] = (),
) -> list[Resolved]:
    """Give every way in which a description may be meant, the likeliest first.

    Parameters
    ----------
    description
        A tree, or the words.
    resolver
        Where names are looked up.
    distance
        ``"reported"`` reads distances and directions by the bands fitted on stated and true pairs,
        ``"geodesic"`` by the point-radius rule of the guide.
    context
        Names of places that hold the one described.

    Returns
    -------
    list of Resolved
        Probabilities sum to 1.

    Raises
    ------
    DescriptionError
        If the words cannot be read, contradict one another, or a clip leaves nothing.
    PlaceNotFoundError
        If no name of the description is known.
    """
    if distance not in ("reported", "geodesic"):
        msg = f"distance must be 'reported' or 'geodesic', got {distance!r}"
        raise ValueRangeError(msg)
    tree = parse_description(description) if isinstance(description, str) else description
    found = _walk(tree, _Scene(resolver, distance, tuple(context)))
    total = sum(way.probability for way in found)
    ways = [replace(way, probability=way.probability / total) for way in found]
    return sorted(ways, key=lambda way: -way.probability)


def resolve(
    description: Description | str,
    resolver: Resolver,
    *,
    distance: Reading = "reported",
    context: Sequence[str] = (),
) -> Footprint:
    """Give the likeliest footprint of a description; see `resolve_all`."""
    return resolve_all(description, resolver, distance=distance, context=context)[0].footprint


# --- leaves -----------------------------------------------------------------------------------------------------


def _walk(node: Description, scene: _Scene) -> list[Resolved]:
    return _RULES[node.kind](node, scene)


def _leaves(node: Description, scene: _Scene, limit: int = 4, *, area: bool = False) -> list[Leaf]:
    """Give what the name below a relation may mean; a relation below a relation counts as a place of its size."""
    if node.kind == "name":
        leaves = list(scene.resolver.places(node.text, context=scene.context, area=area))[:limit]
        if not leaves:
            msg = f"no place fits {node.text!r}"
            raise PlaceNotFoundError(msg)
        return leaves
    if node.kind == "in" and node.parts[0].kind == "name":
        return _leaves(node.parts[0], scene, limit, area=area)
    ways = _walk(node, scene)[:limit]
    return [
        Leaf(
            node.text, way.footprint, way.probability, way.place_id, "AREA" if way.footprint.radius_m > 5000 else "PPL",
            score=way.score, extent_m=way.footprint.radius_m if node.kind != "border" else 2000.0, area=way.footprint.geometry,
        )
        for way in ways
    ]  # fmt: skip


def _way(leaf: Leaf, footprint: Footprint, *, hard: bool = False) -> Resolved:
    return Resolved(footprint, leaf.probability, leaf.place_id, leaf.name, hard=hard, score=leaf.score)


def _whole_name(node: Description, scene: _Scene) -> list[Resolved]:
    """Give the place whose own name the words are ("Eastern Ghouta", "Rif Dimashq"), if there is one."""
    leaves = scene.resolver.places(node.text, context=scene.context, exact=True)
    return [_way(leaf, leaf.footprint, hard=leaf.area is not None) for leaf in leaves]


def _name(node: Description, scene: _Scene) -> list[Resolved]:
    return [_way(leaf, _leaf_footprint(leaf), hard=_is_area(leaf)) for leaf in _leaves(node, scene)]


def _is_area(leaf: Leaf) -> bool:
    return leaf.area is not None and leaf.feature_code.startswith(AREA_CODES)


def _leaf_footprint(leaf: Leaf) -> Footprint:
    step = leaf.reason or f"{leaf.name} is in the gazetteer"
    if leaf.line is not None:
        return replace(
            _line_footprint(
                leaf.line, LINE_KM + leaf.accuracy_m / 1000, (step, f"a line, {LINE_KM:g} km to each side")
            )
        )
    return leaf.footprint if leaf.footprint.steps else leaf.footprint.with_step(step)


def _point(node: Description, _: _Scene) -> list[Resolved]:
    if node.point is None:
        msg = f"{node.text!r} gives no position"
        raise DescriptionError(msg)
    return [Resolved(node.point.footprint)]


def _inside(node: Description, scene: _Scene) -> list[Resolved]:
    ways = []
    below = node.parts[0]
    if below.kind == "name" and scene.container:
        found = [
            _way(leaf, _leaf_footprint(leaf), hard=_is_area(leaf))
            for leaf in _leaves(below, scene, area=True)
        ]
    else:
        found = _walk(below, scene)
    for way in found:
        ways.append(
            replace(
                way, hard=way.hard or way.footprint.precision in ("admin1", "admin2", "admin3", "country")
            )
        )
    return ways


# --- buffers ----------------------------------------------------------------------------------------------------


def _disc(leaf: Leaf, buffer_km: float, precision: Precision, step: str, scene: _Scene) -> Footprint:
    """Buffer a place by a distance beyond its extent; in the guide's reading cut half-way to its neighbours."""
    point = leaf.footprint.point
    radius = leaf.extent_m + 1000 * buffer_km + (leaf.accuracy_m if scene.reading == "geodesic" else 0.0)
    if leaf.area is not None and (leaf.feature_code == "AREA" or _is_area(leaf)):
        geometry = _buffered(leaf.area, 1000 * buffer_km)
        return replace(area_footprint(geometry, precision), steps=(*leaf.footprint.steps, step))
    geometry = circle(point.x, point.y, radius)
    if scene.reading == "geodesic":
        geometry = _cut_to_neighbours(geometry, leaf, scene.resolver.neighbours(leaf, 2 * radius))
        corners = shapely.get_coordinates(geometry)
        radius = float(metres_from(point.x, point.y, corners[:, 0], corners[:, 1]).max())
    return Footprint(geometry, point, radius, precision, (*leaf.footprint.steps, step))


def _buffered(geometry: BaseGeometry, metres: float) -> BaseGeometry:
    middle = geometry.centroid
    forward, inverse = local_projection(middle.x, middle.y)
    plane = shapely.transform(geometry, lambda x, y: forward.transform(x, y), interleaved=False)
    return to_degrees(shapely.buffer(plane, metres, quad_segs=12), inverse)


def _cut_to_neighbours(geometry: BaseGeometry, leaf: Leaf, others: NDArray[np.float64]) -> BaseGeometry:
    point = leaf.footprint.point
    if len(others) == 0:
        return geometry
    forward, inverse = local_projection(point.x, point.y)
    x0, y0 = forward.transform(point.x, point.y)
    x, y = (np.asarray(v, float) for v in forward.transform(others[:, 0], others[:, 1]))
    plane = shapely.transform(geometry, lambda u, v: forward.transform(u, v), interleaved=False)
    for dx, dy in zip(x - x0, y - y0, strict=True):
        length = float(np.hypot(dx, dy))
        if length > 1.0:
            plane = polygons_of(
                shapely.intersection(plane, _half_plane(x0 + dx / 2, y0 + dy / 2, -dx / length, -dy / length))
            )
    return to_degrees(plane, inverse)


def _half_plane(x: float, y: float, ux: float, uy: float, reach: float = 3e6) -> shapely.Polygon:
    """Give the half-plane behind (x, y) towards the unit vector (ux, uy), in metres."""
    side = np.array([-uy, ux]) * reach
    deep = np.array([ux, uy]) * reach
    base = np.array([x, y])
    return shapely.Polygon([base - side, base + side, base + side + deep, base - side + deep])


def _near(node: Description, scene: _Scene) -> list[Resolved]:
    ways = []
    for leaf in _leaves(node.parts[0], scene):
        buffer = NEAR_KM[leaf.size] * (
            0.6 if node.side in ("outskirts", "edge", "edges", "entrance", "اطراف") else 1.0
        )
        if leaf.line is not None:
            ways.append(
                _way(
                    leaf,
                    _line_footprint(leaf.line, 3 * LINE_KM, (f"within {3 * LINE_KM:g} km of {leaf.name}",)),
                )
            )
            continue
        step = f"{node.side or 'near'} {leaf.name}: its extent of {leaf.extent_m / 1000:.1f} km and {buffer:g} km round it"
        footprint = _disc(leaf, buffer, "near", step, scene)
        if node.direction is not None:
            footprint = _half_of(
                footprint, leaf.footprint.point, node.direction, f"the {node.direction} side of it"
            )
        ways.append(_way(leaf, footprint))
    return ways


def _outside(node: Description, scene: _Scene) -> list[Resolved]:
    ways = []
    for leaf in _leaves(node.parts[0], scene):
        buffer = 1.5 * NEAR_KM[leaf.size]
        step = f"outside {leaf.name}: up to {buffer:g} km beyond its extent of {leaf.extent_m / 1000:.1f} km"
        whole = _disc(leaf, buffer, "near", step, scene)
        point = leaf.footprint.point
        core = leaf.area if leaf.area is not None else circle(point.x, point.y, max(leaf.extent_m, 100.0))
        ring = polygons_of(shapely.difference(whole.geometry, core))
        ways.append(_way(leaf, Footprint(ring, point, whole.radius_m, "near", whole.steps)))
    return ways


def _within(node: Description, scene: _Scene) -> list[Resolved]:
    if node.distance is None:
        msg = f"{node.text!r} gives no distance"
        raise DescriptionError(msg)
    ways = []
    for leaf in _leaves(node.parts[0], scene):
        point, radius = leaf.footprint.point, 1000 * node.distance.high_km
        step = f"within {node.distance} of {leaf.name}"
        if _is_area(leaf) or leaf.line is not None:
            shape = leaf.area if leaf.area is not None else leaf.line
            footprint = area_footprint(_buffered(shape, radius), "near" if radius < 20_000 else "region")
            footprint = replace(footprint, steps=(*leaf.footprint.steps, step))
        else:
            precision: Precision = "near" if radius < 20_000 else "region"
            footprint = Footprint(
                circle(point.x, point.y, radius, vertices=128),
                point,
                radius,
                precision,
                (*leaf.footprint.steps, step),
            )
        ways.append(_way(leaf, footprint, hard=True))
    return ways


# --- distances and directions -------------------------------------------------------------------------------------


def _start(leaf: Leaf) -> NDArray[np.float64]:
    """Give where a distance is counted from: the town's middle, or anywhere in an area."""
    if leaf.line is not None:
        line = shapely.get_coordinates(shapely.segmentize(leaf.line, 0.02))[:, :2]
        return np.column_stack([line, np.full(len(line), 1 / len(line))])
    if leaf.feature_code == "AREA" or (_is_area(leaf) and leaf.extent_m > 20_000):
        return leaf.footprint.samples(128)
    return np.array([[leaf.footprint.point.x, leaf.footprint.point.y, 1.0]])


def _offset(node: Description, scene: _Scene) -> list[Resolved]:
    leaves = _leaves(node.parts[0], scene)
    if node.side in ("upstream", "downstream"):
        return _along_river(node, leaves, scene)
    if node.distance is None:
        msg = f"{node.text!r} gives no distance"
        raise DescriptionError(msg)
    return [_way(leaf, _offset_from(leaf, node, scene)) for leaf in leaves]


def _offset_from(leaf: Leaf, node: Description, scene: _Scene) -> Footprint:
    distance, direction = node.distance, node.direction
    assert distance is not None  # noqa: S101
    where = f"{distance} {direction} of {leaf.name}" if direction else f"{distance} from {leaf.name}"
    if scene.reading == "geodesic":
        error = (leaf.extent_m + leaf.accuracy_m) / 1000 + distance.error_km
        steps = (
            *leaf.footprint.steps,
            f"{where}, point-radius rule: distance error {error:.2f} km"
            + (f", direction within {direction.half_angle:g} degrees" if direction else ""),
        )
        point = leaf.footprint.point
        return guide_offset(point.x, point.y, distance, direction, error_km=error, steps=steps)
    # the towns of the fitted pairs carry their own extent; only what is known worse than they are is added
    noise = max(700.0, leaf.accuracy_m / 2)
    samples = offset_samples(_start(leaf), distance, direction, noise_m=noise)
    steps = (
        *leaf.footprint.steps,
        f"{where}, as people report it: bands of stated and true distances and bearings",
    )
    precision: Precision = "sector" if direction else "near" if distance.km < 15 else "region"
    return density_footprint(samples, precision, steps=steps, circle_share=CIRCLE_SHARE)


def _direction(node: Description, scene: _Scene) -> list[Resolved]:
    river = _river_of(node.parts[0], scene)
    if river is not None:
        return _bank_of(node, river)
    ways = []
    for leaf in _leaves(node.parts[0], scene):
        if node.direction is None:
            msg = f"{node.text!r}: the direction cannot be read"
            raise DescriptionError(msg)
        if leaf.feature_code.startswith(("PCL", "RGN")) and leaf.area is not None:
            ways.append(_way(leaf, _part_of(leaf, node.direction)))
            continue
        ways.append(_way(leaf, _cone(leaf, node.direction, scene)))
    return ways


def _cone(leaf: Leaf, direction: Direction, scene: _Scene) -> Footprint:
    reach = DIRECTION_KM[leaf.size] + leaf.extent_m / 1000 * (leaf.size != "city")
    steps = leaf.footprint.steps
    if scene.reading == "geodesic":
        # the guide cuts the cone at the next like feature that way
        point = leaf.footprint.point
        others = scene.resolver.neighbours(leaf, 100_000.0)
        limit = 4 * reach
        if len(others):
            azimuth, _, metres = GEOD.inv(
                *(np.full(len(others), v) for v in (point.x, point.y)), others[:, 0], others[:, 1]
            )
            ahead = (
                np.abs((np.asarray(azimuth) - direction.azimuth + 180) % 360 - 180) <= direction.half_angle
            )
            limit = float(np.min(np.asarray(metres)[ahead], initial=limit * 1000)) / 1000
        from badia_geo.quantities import Distance

        half = Distance(limit / 2, limit / 2, "km", limit / 2, limit / 2)
        step = f"{direction} of {leaf.name}, as far as the next place of its kind ({limit:.0f} km)"
        return guide_offset(point.x, point.y, half, direction, error_km=limit / 2, steps=(*steps, step))
    samples = direction_samples(_start(leaf), direction, reach)
    step = f"{direction} of {leaf.name}, no distance given: about {reach:.0f} km is usual for a {leaf.size}"
    return density_footprint(samples, "sector", steps=(*steps, step), circle_share=0.93)


def _offsets(node: Description, scene: _Scene) -> list[Resolved]:
    first, way1 = node.distance, node.direction
    if first is None or way1 is None or node.more is None:
        msg = f"{node.text!r}: the two legs cannot be read"
        raise DescriptionError(msg)
    second, way2 = node.more
    if abs((way1.azimuth - way2.azimuth + 180) % 360 - 180) not in (90.0,):
        msg = f"{node.text!r} contradicts itself: {way1} and {way2} are not at a right angle"
        raise DescriptionError(msg)
    ways = []
    for leaf in _leaves(node.parts[0], scene):
        point = leaf.footprint.point
        lon, lat, _ = GEOD.fwd(point.x, point.y, way1.azimuth, 1000 * first.km)
        lon, lat, _ = GEOD.fwd(lon, lat, way2.azimuth, 1000 * second.km)
        # since 2013 the guide multiplies the figures' precision by the root of two, and only that
        precision_km = max(first.error_km, second.error_km)
        if scene.reading == "reported":
            precision_km = max(precision_km, 0.1 * max(first.km, second.km))
        radius = 1000 * precision_km * 2**0.5 + leaf.extent_m + leaf.accuracy_m
        step = f"{first} {way1} and {second} {way2} of {leaf.name}; figures known to {precision_km:g} km"
        steps = (*leaf.footprint.steps, step)
        ways.append(
            _way(leaf, Footprint(circle(lon, lat, radius), shapely.Point(lon, lat), radius, "sector", steps))
        )
    return ways


# --- parts of areas ----------------------------------------------------------------------------------------------


def _half_of(footprint: Footprint, pivot: shapely.Point, direction: Direction, step: str) -> Footprint:
    """Cut a footprint to the side of a pivot that a direction names."""
    cut = _towards(footprint.geometry, pivot, direction, 0.0)
    if cut.is_empty:
        return footprint.with_step(f"{step}: nothing of it lies that way, so all of it")
    return replace(area_footprint(cut, footprint.precision), steps=(*footprint.steps, step))


def _towards(area: BaseGeometry, pivot: shapely.Point, direction: Direction, metres: float) -> BaseGeometry:
    forward, inverse = local_projection(pivot.x, pivot.y)
    x, y = forward.transform(pivot.x, pivot.y)
    ux, uy = np.sin(np.radians(direction.azimuth)), np.cos(np.radians(direction.azimuth))
    plane = shapely.transform(area, lambda u, v: forward.transform(u, v), interleaved=False)
    cut = shapely.intersection(
        shapely.make_valid(plane), _half_plane(x + metres * ux, y + metres * uy, ux, uy)
    )
    return to_degrees(polygons_of(cut), inverse)


def _part_of(leaf: Leaf, direction: Direction) -> Footprint:
    """Give the half of an area that lies in a direction: the line across it that halves its area."""
    area = leaf.area if leaf.area is not None else leaf.footprint.geometry
    samples = Footprint(area, area.centroid, 1.0, "region").samples(512)
    middle = area.centroid
    forward, _ = local_projection(middle.x, middle.y)
    x, y = (np.asarray(v, float) for v in forward.transform(samples[:, 0], samples[:, 1]))
    along = x * np.sin(np.radians(direction.azimuth)) + y * np.cos(np.radians(direction.azimuth))
    x0, y0 = forward.transform(middle.x, middle.y)
    offset = float(np.median(along)) - (
        x0 * np.sin(np.radians(direction.azimuth)) + y0 * np.cos(np.radians(direction.azimuth))
    )
    cut = _towards(area, middle, direction, offset)
    step = f"the {direction} half of {leaf.name}"
    return replace(area_footprint(cut, "sector"), steps=(*leaf.footprint.steps, step))


def _part(node: Description, scene: _Scene) -> list[Resolved]:
    whole = _whole_name(node, scene)
    if whole:
        return whole
    river = _river_of(node.parts[0], scene)
    if river is not None and node.direction is not None:
        return _bank_of(node, river)
    ways = []
    for leaf in _leaves(node.parts[0], scene, area=True):
        if node.direction is None:
            ways.append(_way(leaf, _central(leaf)))
        elif leaf.area is not None:
            ways.append(_way(leaf, _part_of(leaf, node.direction)))
        else:
            point = leaf.footprint.point
            disc = Footprint(
                circle(point.x, point.y, leaf.extent_m + 2000),
                point,
                leaf.extent_m + 2000,
                "near",
                leaf.footprint.steps,
            )
            ways.append(
                _way(leaf, _half_of(disc, point, node.direction, f"the {node.direction} part of {leaf.name}"))
            )
    return ways


def _central(leaf: Leaf) -> Footprint:
    if leaf.area is None:
        return leaf.footprint
    footprint = area_footprint(leaf.area, "sector")
    radius = footprint.radius_m / 2
    point = footprint.point
    cut = polygons_of(shapely.intersection(leaf.area, circle(point.x, point.y, radius)))
    return Footprint(cut, point, radius, "sector", (*leaf.footprint.steps, f"the middle of {leaf.name}"))


def _countryside(node: Description, scene: _Scene) -> list[Resolved]:
    whole = _whole_name(node, scene)
    if whole:
        return whole
    ways = []
    for leaf in _leaves(node.parts[0], scene, area=True):
        area, city = leaf.area, leaf.footprint.point
        if area is None and leaf.size == "city":
            governorate = next(
                (
                    g
                    for g in scene.resolver.places(f"{leaf.name} governorate", exact=True)
                    if g.area is not None
                ),
                None,
            )
            area = (
                governorate.area
                if governorate is not None and shapely.covers(governorate.area, city)
                else None
            )
        elif area is not None:
            capital = next((c for c in scene.resolver.places(leaf.name, exact=True) if c.area is None), None)
            city = (
                capital.footprint.point
                if capital is not None and shapely.covers(area, capital.footprint.point)
                else area.centroid
            )
        if area is None:
            step = f"countryside of {leaf.name}: {COUNTRYSIDE_KM[leaf.size]:g} km round it"
            footprint = _disc(leaf, COUNTRYSIDE_KM[leaf.size], "near", step, scene)
        else:
            footprint = replace(
                area_footprint(area, "admin1"),
                steps=(*leaf.footprint.steps, f"countryside of {leaf.name}: its governorate"),
            )
        if node.direction is not None:
            footprint = _half_of(
                footprint, city, node.direction, f"the {node.direction} side as seen from its middle"
            )
            footprint = replace(footprint, precision="sector") if area is not None else footprint
        ways.append(_way(leaf, footprint))
    return ways


# --- lines -------------------------------------------------------------------------------------------------------


def _line_footprint(
    line: BaseGeometry, half_width_km: float, steps: tuple[str, ...], precision: Precision = "corridor"
) -> Footprint:
    return replace(area_footprint(_buffered(line, 1000 * half_width_km), precision), steps=steps)


def _corridor(a: Leaf, b: Leaf, line: BaseGeometry | None, step: str, *, ends: bool) -> Footprint:
    """Give the density along the way from one place to another; the middle is likelier unless the ends count."""
    u = low_discrepancy(1500, 2)
    pa, pb = _ends(a, b)
    _, _, metres = GEOD.inv(pa.x, pa.y, pb.x, pb.y)
    # "between" has its mass inside (Beta(2, 2)); "on the road" is even
    share = u[:, 0] if ends else np.arcsin(2 * u[:, 0] - 1) / np.pi + 0.5
    if not ends:
        share = 0.5 + 0.5 * np.sin((2 * u[:, 0] - 1) * np.pi / 3) / np.sin(np.pi / 3)
    lateral = np.sqrt(2) * _inverse_erf(2 * u[:, 1] - 1)
    if line is None:
        line = shapely.LineString([(pa.x, pa.y), (pb.x, pb.y)])
        width = max(1500.0, CORRIDOR_SHARE * metres)
    else:
        width = 1000 * LINE_KM
    forward, inverse = local_projection((pa.x + pb.x) / 2, (pa.y + pb.y) / 2)
    plane = shapely.transform(line, lambda x, y: forward.transform(x, y), interleaved=False)
    at = share * plane.length
    spots = shapely.get_coordinates(shapely.line_interpolate_point(plane, at))
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(plane, np.minimum(at + 200, plane.length)))
    back = shapely.get_coordinates(shapely.line_interpolate_point(plane, np.maximum(at - 200, 0)))
    tangent = (ahead - back) / np.maximum(np.hypot(*(ahead - back).T), 1e-6)[:, None]
    x = spots[:, 0] - tangent[:, 1] * lateral * width
    y = spots[:, 1] + tangent[:, 0] * lateral * width
    lon, lat = inverse.transform(x, y)
    samples = np.column_stack([lon, lat, np.full(len(lon), 1 / len(lon))])
    return density_footprint(samples, "corridor", steps=(*a.footprint.steps, *b.footprint.steps, step))


def _ends(a: Leaf, b: Leaf) -> tuple[shapely.Point, shapely.Point]:
    """Give the points between which two places lie: of a border or an area the part that faces the other."""
    pa, pb = a.footprint.point, b.footprint.point
    if b.feature_code == "AREA" and b.area is not None:
        pb = shapely.shortest_line(b.area, pa).interpolate(0)
    if a.feature_code == "AREA" and a.area is not None:
        pa = shapely.shortest_line(a.area, pb).interpolate(0)
    return pa, pb


def _inverse_erf(y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Inverse error function to 2e-3 (Winitzki 2008): enough for sample points."""
    log = np.log(np.clip(1 - y * y, 1e-12, 1.0))
    term = 2 / (np.pi * 0.147) + log / 2
    return np.asarray(np.sign(y) * np.sqrt(np.sqrt(term**2 - log / 0.147) - term))


def _pairs(node: Description, scene: _Scene) -> list[tuple[Leaf, Leaf]]:
    """Give the pairs of places that two names may mean; places near one another are likelier."""
    pairs = []
    for a, b in product(_leaves(node.parts[0], scene, 3), _leaves(node.parts[1], scene, 3)):
        p, q = a.footprint.point, b.footprint.point
        metres = GEOD.inv(p.x, p.y, q.x, q.y)[2]
        if metres < 500 and a.place_id == b.place_id:
            continue
        pairs.append((a.probability * b.probability / (1 + metres / 50_000), a, b))
    if not pairs:
        msg = f"{node.text!r} contradicts itself: both ends are the same place"
        raise DescriptionError(msg)
    pairs.sort(key=lambda item: -item[0])
    return [(replace(a, probability=weight), b) for weight, a, b in pairs[:3]]


def _between(node: Description, scene: _Scene) -> list[Resolved]:
    if len(node.parts) > 2:
        return _hull(node, scene)
    ways = []
    for a, b in _pairs(node, scene):
        if scene.reading == "geodesic":
            ways.append(_way(a, _guide_between(a, b)))
            continue
        line = scene.resolver.road((a.name, b.name))
        step = f"between {a.name} and {b.name}" + (
            ", along the road that is known" if line is not None else ""
        )
        ways.append(
            replace(
                _way(a, _corridor(a, b, line, step, ends=False)),
                place_name=f"{a.name} - {b.name}",
                place_id=None,
            )
        )
    return ways


def _guide_between(a: Leaf, b: Leaf) -> Footprint:
    p, q = a.footprint.point, b.footprint.point
    azimuth, _, metres = GEOD.inv(p.x, p.y, q.x, q.y)
    lon, lat, _ = GEOD.fwd(p.x, p.y, azimuth, metres / 2)
    radius = metres / 2
    step = f"between {a.name} and {b.name}: the midpoint, with half of their distance"
    steps = (*a.footprint.steps, *b.footprint.steps, step)
    corridor = _buffered(
        shapely.LineString([(p.x, p.y), (q.x, q.y)]), max(1500.0, 2 * CORRIDOR_SHARE * metres)
    )
    corridor = polygons_of(shapely.intersection(corridor, circle(lon, lat, radius)))
    return Footprint(corridor, shapely.Point(lon, lat), radius, "corridor", steps)


def _hull(node: Description, scene: _Scene) -> list[Resolved]:
    leaves = [_leaves(part, scene, 1)[0] for part in node.parts]
    points = shapely.MultiPoint([leaf.footprint.point for leaf in leaves])
    hull = _buffered(shapely.convex_hull(points), 2000.0)
    names = ", ".join(leaf.name for leaf in leaves)
    return [Resolved(replace(area_footprint(hull, "region"), steps=(f"the ground between {names}",)))]


def _road(node: Description, scene: _Scene) -> list[Resolved]:
    names = [part.text for part in node.parts]
    line = scene.resolver.road(names)
    if line is not None:
        step = f"on the road {' - '.join(names)}: {LINE_KM:g} km to each side"
        return [Resolved(_line_footprint(line, LINE_KM, (step,)), place_name=" - ".join(names))]
    if len(node.parts) < 2:
        if node.parts[0].kind == "name" and not scene.resolver.places(
            node.parts[0].text, context=scene.context
        ):
            msg = f"no road fits {node.text!r}"
            raise PlaceNotFoundError(msg)
        msg = f"{node.text!r} names one end of a road that is not known; name both ends (the A-B road)"
        raise DescriptionError(msg)
    ways = []
    for a, b in _pairs(node, scene):
        line = scene.resolver.road((a.name, b.name))
        step = f"on the road {a.name} - {b.name}" + (
            "" if line is not None else ": its course is not known, so a corridor"
        )
        ways.append(
            replace(
                _way(a, _corridor(a, b, line, step, ends=True)),
                place_name=f"{a.name} - {b.name}",
                place_id=None,
            )
        )
    return ways


def _along(node: Description, scene: _Scene) -> list[Resolved]:
    below = node.parts[0]
    if below.kind in ("road", "border", "bank"):
        return _walk(below, scene)
    river = _river_of(below, scene)
    if river is not None:
        step = f"along {below.text}: {LINE_KM:g} km to each side"
        return [Resolved(_line_footprint(river.line, LINE_KM, (step,)), place_name=below.text)]
    line = scene.resolver.road([below.text])
    if line is not None:
        return [Resolved(_line_footprint(line, LINE_KM, (f"along {below.text}",)), place_name=below.text)]
    return _name(below, scene) if below.kind == "name" else _walk(below, scene)


def _border(node: Description, scene: _Scene) -> list[Resolved]:
    names = [part.text for part in node.parts]
    line = scene.resolver.border(names)
    if line is None and len(names) >= 2:
        return _between(replace(node, parts=node.parts[:2]), scene)
    if line is None:
        msg = f"no border fits {node.text!r}"
        raise PlaceNotFoundError(msg)
    step = f"border {' - '.join(names)}: {2 * LINE_KM:g} km to each side"
    return [Resolved(_line_footprint(line, 2 * LINE_KM, (step,)), place_name=node.text)]


# --- rivers --------------------------------------------------------------------------------------------------------


def _river_of(node: Description, scene: _Scene) -> RiverLike | None:
    while node.kind == "in":
        node = node.parts[0]
    return scene.resolver.river(node.text) if node.kind == "name" else None


_PLAIN_SIDE = {0.0: "left", 45.0: "left", 90.0: "left", 180.0: "right", 225.0: "right", 270.0: "right"}
"""What people call the banks of the Euphrates in Syria: east, north and north-east is left (Jazira)."""


def _side(node: Description, river: RiverLike, near: shapely.Point | None = None) -> Literal["left", "right"]:
    if node.side in ("left", "right"):
        return "left" if node.side == "left" else "right"
    if node.direction is None:
        msg = f"{node.text!r}: which bank is meant cannot be read; say left or right, or a direction"
        raise DescriptionError(msg)
    plain = _PLAIN_SIDE.get(node.direction.azimuth)
    if plain is not None and near is None:
        return "left" if plain == "left" else "right"
    line = river.line
    if near is None:
        first, last = shapely.get_coordinates(line)[[0, -1], :2]
    else:
        at = shapely.line_locate_point(line, near)
        first, last = (
            shapely.get_coordinates(shapely.line_interpolate_point(line, max(at + d, 0)))[0]
            for d in (-0.1, 0.1)
        )
    flow = GEOD.inv(first[0], first[1], last[0], last[1])[0]
    # the left hand of someone who looks downstream
    turn = np.cos(np.radians(node.direction.azimuth - (flow - 90)))
    if abs(turn) < 0.05:
        msg = (
            f"{node.text!r}: the river flows that way itself, so the side is unclear; say left or right bank"
        )
        raise DescriptionError(msg)
    return "left" if turn > 0 else "right"


_COUNTRY = ("Syria", "سوريا")


def _bank_of(node: Description, river: RiverLike) -> list[Resolved]:
    side = _side(node, river)
    # without anything else it is the whole country on that side; a combination cuts it to the rest
    frame = _frame()
    region = polygons_of(river.bank_region(side, within=frame))
    if region.is_empty:
        msg = f"{node.text!r}: the {side} bank leaves nothing in Syria"
        raise DescriptionError(msg)
    said = f"the {node.direction} side" if node.direction is not None else f"the {side} bank"
    step = f"{said} of the {node.parts[0].text}: its {side} bank, facing downstream"
    footprint = replace(area_footprint(region, "region"), steps=(step,))
    return [Resolved(footprint, place_name=f"{node.parts[0].text}, {side} bank", hard=True)]


def _frame() -> BaseGeometry:
    from badia_geo.resolvers import country_area

    return country_area("SY")


def _bank(node: Description, scene: _Scene) -> list[Resolved]:
    river = _river_of(node.parts[0], scene)
    if river is None:
        if node.direction is not None:
            # "the east side of Aleppo": no river, so a part of a place
            return _part(node, scene)
        msg = f"no river fits {node.parts[0].text!r}"
        raise PlaceNotFoundError(msg)
    return _bank_of(node, river)


def _default_river(node: Description, scene: _Scene) -> RiverLike:
    named = node.parts[1].text if len(node.parts) > 1 else "Euphrates"
    river = scene.resolver.river(named) or scene.resolver.river("Euphrates")
    if river is None:
        msg = f"no river fits {named!r}"
        raise PlaceNotFoundError(msg)
    return river


def _across(node: Description, scene: _Scene) -> list[Resolved]:
    river = _default_river(node, scene)
    ways = []
    for leaf in _leaves(node.parts[0], scene):
        point = leaf.footprint.point
        nearest = shapely.shortest_line(river.line, point).interpolate(0)
        metres = GEOD.inv(point.x, point.y, nearest.x, nearest.y)[2]
        if metres > 15_000:
            continue
        reach = metres + leaf.extent_m + 4000
        disc = circle(nearest.x, nearest.y, reach)
        sides = {side: polygons_of(river.bank_region(side, within=disc)) for side in ("left", "right")}  # type: ignore[arg-type]
        own = min(sides, key=lambda side: shapely.distance(sides[side], point))
        other = sides["left" if own == "right" else "right"]
        if other.is_empty:
            continue
        step = f"across the river from {leaf.name}, which lies on the {own} bank: the other bank within {reach / 1000:.0f} km"
        ways.append(_way(leaf, replace(area_footprint(other, "near"), steps=(*leaf.footprint.steps, step))))
    if not ways:
        msg = f"{node.text!r}: {node.parts[0].text} is not beside the river"
        raise DescriptionError(msg)
    return ways


def _opposite(node: Description, scene: _Scene) -> list[Resolved]:
    try:
        return _across(node, scene)
    except (DescriptionError, PlaceNotFoundError):
        return _near(replace(node, kind="near", side="near"), scene)


def _walk_line(
    line: BaseGeometry, start: shapely.Point, steps_km: Sequence[float], sign: int
) -> list[shapely.Point]:
    """Walk a line from the point nearest to a start; spots beyond its ends are left out."""
    from shapely.ops import substring

    # only the reach that can matter is projected: 1 degree is at least 80 km here
    merged = (
        line if line.geom_type == "LineString" else max(shapely.get_parts(line), key=lambda part: part.length)
    )
    at, margin = shapely.line_locate_point(merged, start), max(steps_km) / 60 + 0.2
    reach = substring(merged, max(at - 3 * margin, 0.0), min(at + 3 * margin, merged.length))
    forward, inverse = local_projection(start.x, start.y)
    plane = shapely.transform(reach, lambda x, y: forward.transform(x, y), interleaved=False)
    here = shapely.line_locate_point(plane, shapely.Point(forward.transform(start.x, start.y)))
    along = here + sign * 1000 * np.asarray(steps_km)
    spots = shapely.get_coordinates(
        shapely.line_interpolate_point(plane, along[(along >= 0) & (along <= plane.length)])
    )
    return [shapely.Point(x, y) for x, y in zip(*inverse.transform(spots[:, 0], spots[:, 1]), strict=True)]


def _along_line(
    node: Description, leaf: Leaf, line: BaseGeometry, signs: Sequence[int], what: str, scene: _Scene
) -> Footprint | None:
    """Walk a stated distance along a line: the length is uncertain, the direction is not."""
    distance = node.distance
    if distance is None:
        return None
    if scene.reading == "geodesic":
        lows = [distance.km - distance.error_km, distance.km + distance.error_km]
    else:
        # people give road and river distances by the winding way, or as the crow flies: 0.8 to 1.15 holds 90 %
        lows = [0.8 * distance.low_km, 1.15 * distance.high_km]
    lows = [max(low, 0.0) for low in lows]
    pieces = []
    for sign in signs:
        kept = _walk_line(line, leaf.footprint.point, list(np.linspace(*lows, 9)), sign)
        if len(kept) >= 2:
            pieces.append(shapely.LineString(kept))
    if not pieces:
        return None
    width = LINE_KM + (leaf.extent_m + leaf.accuracy_m) / 1000 * (scene.reading == "geodesic")
    way = f"{distance} along {what} from {leaf.name}" + ("" if len(pieces) == 1 else ", either way")
    return _line_footprint(shapely.union_all(pieces), width, (*leaf.footprint.steps, way))


def _along_river(node: Description, leaves: list[Leaf], scene: _Scene) -> list[Resolved]:
    river = scene.resolver.river("Euphrates")
    if river is None:
        msg = f"{node.text!r} needs a river that is known"
        raise PlaceNotFoundError(msg)
    sign = -1 if node.side == "upstream" else 1
    ways = []
    for leaf in leaves:
        if node.distance is None:
            from badia_geo.quantities import Distance

            node = replace(node, distance=Distance(8.0, 8.0, "km", 2.0, 25.0))
        footprint = _along_line(node, leaf, river.line, (sign,), f"the river {node.side}", scene)
        if footprint is not None:
            ways.append(_way(leaf, footprint))
    if not ways:
        msg = f"{node.text!r}: the river ends before that"
        raise DescriptionError(msg)
    return ways


# --- several constraints, several places -----------------------------------------------------------------------------


def _all(node: Description, scene: _Scene) -> list[Resolved]:
    """Multiply the constraints on one place."""
    walked = _along_legs(node, scene)
    parts = [part for part in node.parts if walked is None or part.kind not in ("road", "along")]
    groups: list[list[Resolved]] = []
    kept: list[Description] = []
    missing: list[str] = []
    for i, part in enumerate(parts):
        try:
            groups.append(
                walked
                if walked is not None and part.kind == "offset"
                else _walk(part, _inner(scene, parts, i))
            )
            kept.append(part)
        except PlaceNotFoundError as error:
            missing.append(str(error))
        except DescriptionError as error:
            if part.kind != "road":
                raise
            missing.append(str(error))
    if not groups:
        raise PlaceNotFoundError("; ".join(missing))
    kinds = [part.kind for part in kept]
    ways, failure = _combined(groups, kinds, node.text)
    if not ways:
        # a guess that contradicts surer names was the wrong guess
        best = [max(way.score for way in group) for group in groups]
        if len(groups) < 2 or min(best) >= DOUBTFUL or max(best) < DOUBTFUL:
            raise failure or DescriptionError(f"{node.text!r} leaves nothing")
        worst = int(np.argmin(best))
        missing.append(f"{groups[worst][0].place_name} ({best[worst]:.0%}) does not agree with the rest")
        rest = [i for i in range(len(groups)) if i != worst]
        ways, failure = _combined([groups[i] for i in rest], [kinds[i] for i in rest], node.text)
        if not ways:
            raise failure or DescriptionError(f"{node.text!r} leaves nothing")
    if missing:
        note = "left out: " + "; ".join(missing)
        ways = [replace(way, footprint=way.footprint.with_step(note), missing=tuple(missing)) for way in ways]
    return sorted(ways, key=lambda way: -way.probability)


def _combined(
    groups: list[list[Resolved]], kinds: list[str], text: str
) -> tuple[list[Resolved], DescriptionError | None]:
    """Multiply every choice of one way a constraint; what does not meet is set aside with its reason."""
    ways: list[Resolved] = []
    failure: DescriptionError | None = None
    for combination in product(*(group[:3] for group in groups)):
        try:
            ways.append(_product(list(combination), kinds, text))
        except DescriptionError as error:
            failure = failure or error
    return ways, failure


def _inner(scene: _Scene, parts: Sequence[Description], i: int) -> _Scene:
    """Give a part the names of the areas that the others say it lies in."""
    names = [
        name
        for j, part in enumerate(parts)
        if j != i and part.kind in ("in", "countryside", "part")
        for name in part.names
    ]
    wide = i > 0 or any(part.kind in ("bank", "road", "along", "countryside", "part") for part in parts)
    return replace(scene, context=(*names, *scene.context), container=wide)


def _along_legs(node: Description, scene: _Scene) -> list[Resolved] | None:
    """Read "15 km from X along R": the distance runs along the line, and no heading counts."""
    legs = [
        part
        for part in node.parts
        if part.kind == "offset" and part.direction is None and part.distance is not None
    ]
    lines = [part for part in node.parts if part.kind in ("road", "along")]
    if not (legs and lines):
        return None
    names = [name for part in lines for name in part.names]
    river = _river_of(lines[0].parts[0], scene) if lines[0].kind == "along" else None
    ways = []
    for leaf in _leaves(legs[0].parts[0], scene):
        line = river.line if river is not None else scene.resolver.road(names)
        if line is None:
            line = scene.resolver.road((leaf.name, *names[-1:]))
        if line is None:
            return None
        footprint = _along_line(legs[0], leaf, line, (-1, 1), names[0], scene)
        if footprint is not None:
            ways.append(_way(leaf, footprint))
    return ways or None


def _kernel(way: Resolved, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weigh points by a constraint: 1 inside its footprint, and falling off outside by a quarter of its radius."""
    geometry = way.footprint.geometry
    shapely.prepare(geometry)
    points = shapely.points(lon, lat)
    inside = shapely.covers(geometry, points)
    if way.hard:
        return np.asarray(inside, float)
    out = np.ones(len(lon))
    if not inside.all():
        degrees = shapely.distance(geometry, points[~inside])
        scale = max(0.25 * way.footprint.radius_m, 2000.0)
        out[~inside] = np.exp(-0.5 * (degrees * 100_000 / scale) ** 2)
    return out


DOUBTFUL = 0.4
"""Score under which a name is a guess: it is left out where it contradicts surer names."""

INDEPENDENT = 4.0
"""How much likelier the right place agrees with a relation to another place than a wrong one does: 4 directions."""

_SETTLED = ("exact", "settlement", "near")
"""Precisions of a footprint that evidence confirms but does not reshape."""


def _product(ways: list[Resolved], kinds: list[str], text: str) -> Resolved:
    carrier = min(
        ways, key=lambda way: (way.hard and way.footprint.precision not in _SETTLED, way.footprint.radius_m)
    )
    others = [way for way in ways if way is not carrier]
    samples = carrier.footprint.samples(600)
    weight = samples[:, 2].copy()
    settled = carrier.footprint.precision in _SETTLED and carrier.footprint.radius_m < 20_000
    hard: list[BaseGeometry] = []
    for other in others:
        # a named place near the edge of a generalised area is in it: only ground is cut to areas and banks
        gentle = (
            settled
            and other.hard
            and other.footprint.precision in ("admin1", "admin2", "admin3", "region", "country")
        )
        factor = _kernel(replace(other, hard=other.hard and not gentle), samples[:, 0], samples[:, 1])
        if (weight * factor).sum() < 1e-3:
            raise DescriptionError(_clash(carrier, other, text))
        weight = weight * factor
        if other.hard:
            hard.append(other.footprint.geometry)
    agreement = float(weight.sum() / samples[:, 2].sum())
    # areas were evidence for the name already; a relation to another place is new evidence
    fresh = sum(
        kind not in ("in", "countryside", "part")
        for kind, way in zip(kinds, ways, strict=True)
        if way is not carrier
    )
    odds = carrier.score * agreement * INDEPENDENT ** min(fresh, 2)
    score = min(odds / (odds + 1 - carrier.score), 0.97) if carrier.score < 1 else 1.0
    probability = float(np.prod([way.probability for way in ways])) * agreement
    steps = (
        *carrier.footprint.steps,
        *(f"and {step}" for other in others for step in other.footprint.steps[-1:]),
    )
    footprint = replace(carrier.footprint, steps=steps)
    if not (settled and not hard) and agreement < 0.97:
        footprint = _reshaped(footprint, samples, weight, hard, text)
    elif hard:
        footprint = _cut(footprint, hard)
    if carrier.place_id is None and carrier.place_name is None:
        named = next((way for way in ways if way.place_name), carrier)
        carrier = replace(carrier, place_id=named.place_id, place_name=named.place_name)
    return Resolved(
        footprint,
        probability,
        carrier.place_id,
        carrier.place_name,
        agreement=agreement,
        score=score,
        hard=any(w.hard for w in ways),
    )


def _cut(footprint: Footprint, hard: list[BaseGeometry]) -> Footprint:
    geometry = footprint.geometry
    for area in hard:
        cut = polygons_of(shapely.intersection(geometry, area))
        geometry = cut if not cut.is_empty else geometry
    return replace(footprint, geometry=geometry)


def _reshaped(
    footprint: Footprint,
    samples: NDArray[np.float64],
    weight: NDArray[np.float64],
    hard: list[BaseGeometry],
    text: str,
) -> Footprint:
    if footprint.density is None and hard:
        geometry = footprint.geometry
        for area in hard:
            geometry = polygons_of(shapely.intersection(geometry, area))
        if geometry.is_empty:
            msg = f"{text!r}: cutting the place to its areas leaves nothing"
            raise DescriptionError(msg)
        return replace(area_footprint(geometry, footprint.precision), steps=footprint.steps)
    within = None
    for area in hard:
        within = area if within is None else shapely.intersection(within, area)
    weighted = np.column_stack([samples[:, :2], weight / weight.sum()])
    share = CIRCLE_SHARE if footprint.precision == "sector" else 0.9
    shape = density_footprint(weighted, footprint.precision, within=within, circle_share=share)
    return replace(shape, steps=footprint.steps)


def _clash(carrier: Resolved, other: Resolved, text: str) -> str:
    def says(way: Resolved) -> str:
        return way.footprint.steps[-1] if way.footprint.steps else way.place_name or "a place"

    a, b = carrier.footprint, other.footprint
    line = shapely.shortest_line(a.geometry, b.geometry)
    (x1, y1), (x2, y2) = shapely.get_coordinates(line)[[0, -1], :2]
    apart = GEOD.inv(x1, y1, x2, y2)[2] / 1000
    gap = f"they are {apart:.0f} km apart" if apart > 1 else "they hardly touch"
    return f"{text!r} leaves nothing: [{says(carrier)}] and [{says(other)}] do not meet, {gap}"


def _union(node: Description, scene: _Scene) -> list[Resolved]:
    ways: list[Resolved] = []
    missing: list[str] = []
    for part in node.parts:
        try:
            ways.append(_walk(part, scene)[0])
        except PlaceNotFoundError as error:
            missing.append(str(error))
    if not ways:
        raise PlaceNotFoundError("; ".join(missing))
    sure = [way for way in ways if way.score >= DOUBTFUL]
    if sure and len(sure) < len(ways):
        missing.extend(
            f"{way.place_name or 'a place'} is a guess ({way.score:.0%})"
            for way in ways
            if way.score < DOUBTFUL
        )
        ways = sure
    if node.kind == "either" and len(ways) > 1:
        return [
            replace(way, footprint=way.footprint.with_step(f"one of {len(ways)} places named"))
            for way in ways
        ]
    if len(ways) == 1:
        return [
            replace(
                ways[0],
                missing=tuple(missing),
                footprint=ways[0].footprint.with_step("left out: " + "; ".join(missing))
                if missing
                else ways[0].footprint,
            )
        ]
    clouds = []
    for way in ways:
        cloud = way.footprint.samples(256)
        clouds.append(np.column_stack([cloud[:, :2], cloud[:, 2] / cloud[:, 2].sum() / len(ways)]))
    cloud = np.vstack(clouds)
    geometry = polygons_of(shapely.union_all([way.footprint.geometry for way in ways]))
    coarsest: Precision = max((way.footprint.precision for way in ways), key=PRECISIONS.index)  # type: ignore[assignment]
    # the middle between two towns is neither: the place that the writer names first stands for them
    point = ways[0].footprint.point
    radius = weighted_quantile(metres_from(point.x, point.y, cloud[:, 0], cloud[:, 1]), cloud[:, 2], 0.9)
    names = [way.place_name or "" for way in ways]
    steps = (*(step for way in ways for step in way.footprint.steps), f"{len(ways)} places, all of them")
    footprint = Footprint(geometry, point, max(radius, ways[0].footprint.radius_m), coarsest, steps, cloud)
    return [
        Resolved(
            footprint,
            float(np.prod([way.probability for way in ways])),
            None,
            ", ".join(n for n in names if n),
            tuple(missing),
            score=float(np.mean([way.score for way in ways])),
        )  # fmt: skip
    ]


_RULES: dict[str, Callable[[Description, _Scene], list[Resolved]]] = {
    "name": _name, "point": _point, "in": _inside, "near": _near, "countryside": _countryside, "offset": _offset,
    "offsets": _offsets, "direction": _direction, "part": _part, "between": _between, "road": _road, "along": _along,
    "bank": _bank, "across": _across, "opposite": _opposite, "within": _within, "border": _border, "outside": _outside,
    "union": _union, "either": _union, "all": _all,
}  # fmt: skip
