"""Vicinity: near, outside, within a distance of and on one side of a place, and the land round it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from badia_geo.densities import area_footprint, metres_from, polygons_of, to_degrees, to_plane
from badia_geo.errors import DescriptionError
from badia_geo.footprints import Footprint, Precision, circle, local_projection
from badia_geo.leaves import (
    LINE_KM,
    Leaf,
    Resolved,
    Scene,
    buffered,
    is_area,
    leaves_of,
    line_footprint,
    way_of,
    whole_name,
)
from badia_geo.shores import bank_of, river_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from badia_geo.descriptions import Description
    from badia_geo.quantities import Direction

__all__ = [
    "DESERT_WORD",
    "ONE_END",
    "ROAD_END_KM",
    "countryside",
    "near",
    "one_end_step",
    "outside",
    "part",
    "part_of",
    "somewhere_in",
    "towards",
    "within",
]

NEAR_KM = {"village": 3.0, "town": 5.0, "city": 10.0, "site": 3.0, "terrain": 8.0}
"""Buffer of "near X" beyond X's own extent, by the class of X.  The guide calls any such buffer arbitrary
(Chapman & Wieczorek 2020, "near"); these are ours: half the usual distance to the next place of the same
class."""


COUNTRYSIDE_KM = {"village": 5.0, "town": 12.0, "city": 30.0, "site": 5.0, "terrain": 10.0}
"""Buffer of "countryside of X" where X has no governorate or district of its own."""
DESERT_KM = 40.0
"""The same of "the desert of X": reports put the T3 station, 43 km off, into the desert of Palmyra."""
DESERT_WORD = re.compile(
    r"\b(?:desert|steppe|badi[yi]?ah?)\b|(?<!\w)(?:ال)?(?:بادي[ةه]|صحراء)(?!\w)", re.IGNORECASE
)


def _disc(leaf: Leaf, buffer_km: float, precision: Precision, step: str, scene: Scene) -> Footprint:
    """Buffer a place beyond its extent; in the guide's reading cut half-way to its neighbours."""
    point = leaf.footprint.point
    radius = leaf.extent_m + 1000 * buffer_km + (leaf.accuracy_m if scene.reading == "geodesic" else 0.0)
    if leaf.area is not None and (leaf.feature_code == "AREA" or is_area(leaf)):
        geometry = buffered(leaf.area, 1000 * buffer_km)
        return replace(area_footprint(geometry, precision), steps=(*leaf.footprint.steps, step))
    geometry = circle(point.x, point.y, radius)
    if scene.reading == "geodesic":
        geometry = _cut_to_neighbours(geometry, leaf, scene.resolver.neighbours(leaf, 2 * radius))
        corners = shapely.get_coordinates(geometry)
        radius = float(metres_from(point.x, point.y, corners[:, 0], corners[:, 1]).max())
    return Footprint(geometry, point, radius, precision, (*leaf.footprint.steps, step))


def _cut_to_neighbours(geometry: BaseGeometry, leaf: Leaf, others: NDArray[np.float64]) -> BaseGeometry:
    point = leaf.footprint.point
    if len(others) == 0:
        return geometry
    forward, inverse = local_projection(point.x, point.y)
    x0, y0 = forward.transform(point.x, point.y)
    x, y = (np.asarray(v, float) for v in forward.transform(others[:, 0], others[:, 1]))
    plane = to_plane(geometry, forward)
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


def near(node: Description, scene: Scene) -> list[Resolved]:
    """Resolve "near", "on the outskirts of", "in the vicinity of": a place with a buffer of its class."""
    return [near_leaf(node, leaf, scene) for leaf in leaves_of(node.parts[0], scene)]


def near_leaf(node: Description, leaf: Leaf, scene: Scene) -> Resolved:
    """Resolve "near" and the like for a place that is known."""
    buffer = NEAR_KM[leaf.size] * (
        0.6 if node.side in ("outskirts", "edge", "edges", "entrance", "اطراف") else 1.0
    )
    if leaf.line is not None:
        step = f"within {3 * LINE_KM:g} km of {leaf.name}"
        return way_of(leaf, line_footprint(leaf.line, 3 * LINE_KM, (step,)))
    extent = f"its extent of {leaf.extent_m / 1000:.1f} km and {buffer:g} km round it"
    footprint = _disc(leaf, buffer, "near", f"{node.side or 'near'} {leaf.name}: {extent}", scene)
    if node.side in _EDGES:
        footprint = _on_own_bank(footprint, leaf, scene)
    if node.direction is not None:
        side = f"the {node.direction} side of it"
        footprint = half_of(footprint, leaf.footprint.point, node.direction, side)
    return way_of(leaf, footprint)


def outside(node: Description, scene: Scene) -> list[Resolved]:
    """Resolve "outside X": the ring beyond its own extent."""
    ways = []
    for leaf in leaves_of(node.parts[0], scene):
        buffer = 1.5 * NEAR_KM[leaf.size]
        step = f"outside {leaf.name}: up to {buffer:g} km beyond its extent of {leaf.extent_m / 1000:.1f} km"
        whole = _disc(leaf, buffer, "near", step, scene)
        point = leaf.footprint.point
        core = leaf.area if leaf.area is not None else circle(point.x, point.y, max(leaf.extent_m, 100.0))
        ring = polygons_of(shapely.difference(whole.geometry, core))
        ways.append(way_of(leaf, Footprint(ring, point, whole.radius_m, "near", whole.steps)))
    return ways


ROAD_END_KM = 25.0
"""How far from its end X "the road to X" mostly is.  Ours: half of the 50 km that nine in ten of the packaged
roads' legs from town to town do not exceed, since who is nearer to the other town names that one."""
ONE_END = "whose other end is not told"
"""How its step says that such a footprint is a guess, which gives way to a name that is known."""


def one_end_step(name: str) -> str:
    """Say that a place lies somewhere on a road to another, as far off as `ROAD_END_KM`."""
    return f"on a road to {name} {ONE_END}: up to {ROAD_END_KM:g} km from it"


def towards(node: Description, scene: Scene) -> list[Resolved]:
    """Resolve "on the road to X" where no road of that name is known: the land round its one end."""
    return [
        way_of(leaf, _disc(leaf, ROAD_END_KM, "near", one_end_step(leaf.name), scene))
        for leaf in leaves_of(node.parts[0], scene)
    ]


def within(node: Description, scene: Scene) -> list[Resolved]:
    """Resolve "within d of X": a disc, which cuts what it is combined with."""
    if node.distance is None:
        msg = f"{node.text!r} gives no distance"
        raise DescriptionError(msg)
    ways = []
    for leaf in leaves_of(node.parts[0], scene):
        point, radius = leaf.footprint.point, 1000 * node.distance.high_km
        step = f"within {node.distance} of {leaf.name}"
        shape = leaf.line if leaf.line is not None else leaf.area if is_area(leaf) else None
        if shape is not None:
            footprint = area_footprint(buffered(shape, radius), "near" if radius < 20_000 else "region")
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
        ways.append(way_of(leaf, footprint, hard=True))
    return ways


def half_of(footprint: Footprint, pivot: shapely.Point, direction: Direction, step: str) -> Footprint:
    """Cut a footprint to the side of a pivot that a direction names."""
    cut = _towards(footprint.geometry, pivot, direction, 0.0)
    if cut.is_empty:
        return footprint.with_step(f"{step}: nothing of it lies that way, so all of it")
    return replace(area_footprint(cut, footprint.precision), steps=(*footprint.steps, step))


def _towards(area: BaseGeometry, pivot: shapely.Point, direction: Direction, metres: float) -> BaseGeometry:
    forward, inverse = local_projection(pivot.x, pivot.y)
    x, y = forward.transform(pivot.x, pivot.y)
    ux, uy = np.sin(np.radians(direction.azimuth)), np.cos(np.radians(direction.azimuth))
    plane = to_plane(area, forward)
    cut = shapely.intersection(
        shapely.make_valid(plane), _half_plane(x + metres * ux, y + metres * uy, ux, uy)
    )
    return to_degrees(polygons_of(cut), inverse)


def part_of(leaf: Leaf, direction: Direction) -> Footprint:
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


def part(node: Description, scene: Scene) -> list[Resolved]:
    """Resolve "eastern X", "the north of X": a half of an area, or one side of a place."""
    whole = whole_name(node, scene)
    if whole:
        return whole
    river = river_of(node.parts[0], scene)
    if river is not None and node.direction is not None:
        return bank_of(node, river)
    ways = []
    for leaf in leaves_of(node.parts[0], scene, area=True):
        if node.direction is None:
            ways.append(way_of(leaf, _central(leaf)))
        elif leaf.area is not None:
            ways.append(way_of(leaf, part_of(leaf, node.direction)))
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
                way_of(
                    leaf, half_of(disc, point, node.direction, f"the {node.direction} part of {leaf.name}")
                )
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


def countryside(node: Description, scene: Scene) -> list[Resolved]:
    """Resolve "countryside of X", with or without a direction: its governorate, or the land round a town."""
    whole = whole_name(node, scene)
    if whole:
        return whole
    ways = []
    for leaf in leaves_of(node.parts[0], scene, area=True):
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
        if area is None and DESERT_WORD.search(node.text):
            footprint = _desert(leaf, scene)
        elif area is None:
            step = f"countryside of {leaf.name}: {COUNTRYSIDE_KM[leaf.size]:g} km round it"
            footprint = _disc(leaf, COUNTRYSIDE_KM[leaf.size], "near", step, scene)
        else:
            footprint = replace(
                area_footprint(area, "admin1"),
                steps=(*leaf.footprint.steps, f"countryside of {leaf.name}: its governorate"),
            )
        if node.direction is not None:
            footprint = half_of(
                footprint, city, node.direction, f"the {node.direction} side as seen from its middle"
            )
            footprint = replace(footprint, precision="sector") if area is not None else footprint
        ways.append(way_of(leaf, footprint))
    return ways


def _desert(leaf: Leaf, scene: Scene) -> Footprint:
    """Give the desert of a town; that of a town on the Euphrates begins behind it, on its own bank."""
    step = f"desert of {leaf.name}: {DESERT_KM:g} km round it"
    return _on_own_bank(_disc(leaf, DESERT_KM, "region", step, scene), leaf, scene)


_EDGES = frozenset({"edge", "edges", "outskirts", "outskirt"})
"""What a town on the Euphrates has on its own bank: no city of the valley lies on both."""


def _on_own_bank(whole: Footprint, leaf: Leaf, scene: Scene) -> Footprint:
    """Cut the ground round a town to the bank of the Euphrates on which the town lies."""
    river = scene.resolver.river("Euphrates")
    if river is None or not shapely.intersects(whole.geometry, river.line):
        return whole
    for side in ("left", "right"):
        bank = polygons_of(river.bank_region(side, within=whole.geometry))
        if shapely.covers(bank, leaf.footprint.point):
            return replace(whole, geometry=bank, steps=(*whole.steps, f"on its {side} bank"))
    return whole


SUBDISTRICT_M = 15_000.0
"""Radius of a circle as large as a Syrian subdistrict: 185,180 square kilometres in 272 of them."""
_DISTRICT_WORD = re.compile(
    r"\b(?:sub-?)?districts?\b|(?<!\w)(?:ال)?(?:ناحي[ةه]|منطق[ةه])(?!\w)", re.IGNORECASE
)


def somewhere_in(way: Resolved, kept: Sequence[Description]) -> Resolved:
    """Widen a town that stands for its district: a village "in Ain Issa district" is not in the town."""
    footprint = way.footprint
    district = any(_DISTRICT_WORD.search(part.text) for part in kept)
    if (
        not district
        or footprint.precision not in ("exact", "settlement", "near")
        or footprint.radius_m >= SUBDISTRICT_M
    ):
        return way
    step = f"somewhere in its district: {SUBDISTRICT_M / 1000:g} km round the town"
    point = footprint.point
    wide = Footprint.from_point_radius(
        point.x, point.y, SUBDISTRICT_M, "near", steps=(*footprint.steps, step)
    )
    return replace(way, footprint=wide)
