"""Corridor: between places, on a road, along a line, at a border."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import shapely

from badia_geo.densities import area_footprint, density_footprint, low_discrepancy, polygons_of, to_plane
from badia_geo.errors import DescriptionError, PlaceNotFoundError
from badia_geo.footprints import GEOD, Footprint, circle, local_projection, metres_apart
from badia_geo.leaves import (
    LINE_KM,
    Leaf,
    Resolved,
    Scene,
    buffered,
    leaves_of,
    line_footprint,
    longest_line,
    way_of,
)
from badia_geo.shores import river_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from badia_geo.descriptions import Description

__all__ = ["along", "between", "border", "road"]

ROAD_KM = 3.0
"""Half-width of a road: the packaged ones run straight between the towns they pass."""

CORRIDOR_SHARE = 0.07
"""Lateral standard deviation of "between A and B" as a share of their distance."""


def _corridor(a: Leaf, b: Leaf, line: BaseGeometry | None, step: str, *, ends: bool) -> Footprint:
    """Give the density along the way between two places; the middle is likelier unless the ends count."""
    u = low_discrepancy(1500, 2)
    pa, pb = _ends(a, b)
    _, _, metres = GEOD.inv(pa.x, pa.y, pb.x, pb.y)
    # "on the road" is even; "between" falls to nothing at the ends, as a cosine does
    share = u[:, 0] if ends else np.arcsin(2 * u[:, 0] - 1) / np.pi + 0.5
    lateral = np.sqrt(2) * _inverse_erf(2 * u[:, 1] - 1)
    if line is None:
        line = shapely.LineString([(pa.x, pa.y), (pb.x, pb.y)])
        width = max(1500.0, CORRIDOR_SHARE * metres)
    else:
        width = 1000 * ROAD_KM / 1.645
    forward, inverse = local_projection((pa.x + pb.x) / 2, (pa.y + pb.y) / 2)
    plane = longest_line(to_plane(line, forward))
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


def _on_their_bank(footprint: Footprint, ends: Sequence[shapely.Point], scene: Scene) -> Footprint:
    """Cut a way to the bank on which both its ends lie: the valley has a road on each side."""
    river = scene.resolver.river("Euphrates")
    if river is None or len(ends) < 2 or not shapely.intersects(footprint.geometry, river.line):
        return footprint
    frame = shapely.box(*shapely.GeometryCollection([footprint.geometry, *ends]).buffer(0.05).bounds)
    for side in ("left", "right"):
        ground = polygons_of(river.bank_region(side, within=frame))
        if not all(shapely.covers(ground, end) for end in ends):
            continue
        steps = (*footprint.steps, f"both ends lie on the {side} bank, and so does the way")
        if footprint.density is None:
            cut = polygons_of(shapely.intersection(footprint.geometry, ground))
            return replace(area_footprint(cut, footprint.precision), steps=steps)
        inside = shapely.contains_xy(ground, footprint.density[:, 0], footprint.density[:, 1])
        samples = footprint.density[inside].copy()
        samples[:, 2] /= samples[:, 2].sum()
        return density_footprint(samples, footprint.precision, within=ground, steps=steps)
    return footprint


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


def _pairs(node: Description, scene: Scene) -> list[tuple[Leaf, Leaf]]:
    """Give the pairs of places that two names may mean; places near one another are likelier."""
    pairs = []
    for a, b in product(leaves_of(node.parts[0], scene, 3), leaves_of(node.parts[1], scene, 3)):
        metres = metres_apart(a.footprint, b.footprint)
        if metres < 500 and a.place_id == b.place_id:
            continue
        pairs.append((a.probability * b.probability / (1 + metres / 50_000), a, b))
    if not pairs:
        msg = f"{node.text!r} contradicts itself: both ends are the same place"
        raise DescriptionError(msg)
    pairs.sort(key=lambda item: -item[0])
    return [(replace(a, probability=weight), b) for weight, a, b in pairs[:3]]


def between(node: Description, scene: Scene) -> list[Resolved]:
    """Resolve "between A and B": the way from one to the other, the middle likelier."""
    if len(node.parts) > 2:
        return _hull(node, scene)
    ways = []
    for a, b in _pairs(node, scene):
        if scene.reading == "geodesic":
            ways.append(way_of(a, _guide_between(a, b)))
            continue
        line = scene.resolver.road((a.name, b.name))
        step = f"between {a.name} and {b.name}" + (
            ", along the road that is known" if line is not None else ""
        )
        ways.append(
            replace(
                way_of(a, _on_their_bank(_corridor(a, b, line, step, ends=False), _ends(a, b), scene)),
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
    corridor = buffered(
        shapely.LineString([(p.x, p.y), (q.x, q.y)]), max(1500.0, 2 * CORRIDOR_SHARE * metres)
    )
    corridor = polygons_of(shapely.intersection(corridor, circle(lon, lat, radius)))
    return Footprint(corridor, shapely.Point(lon, lat), radius, "corridor", steps)


def _hull(node: Description, scene: Scene) -> list[Resolved]:
    leaves = [leaves_of(part, scene, 1)[0] for part in node.parts]
    points = shapely.MultiPoint([leaf.footprint.point for leaf in leaves])
    hull = buffered(shapely.convex_hull(points), 2000.0)
    names = ", ".join(leaf.name for leaf in leaves)
    return [Resolved(replace(area_footprint(hull, "region"), steps=(f"the ground between {names}",)))]


def road(node: Description, scene: Scene) -> list[Resolved]:
    """Resolve "on the A-B road": the line where it is known, else the way between its ends."""
    names = [part.text for part in node.parts]
    line = scene.resolver.road(names)
    if line is not None:
        step = f"on the road {' - '.join(names)}: {ROAD_KM:g} km to each side"
        found = [scene.resolver.places(name) for name in names[:2]]
        ends = [leaves[0].footprint.point for leaves in found if leaves]
        way = _on_their_bank(line_footprint(line, ROAD_KM, (step,)), ends, scene)
        return [Resolved(way, place_name=" - ".join(names))]
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
                way_of(a, _on_their_bank(_corridor(a, b, line, step, ends=True), _ends(a, b), scene)),
                place_name=f"{a.name} - {b.name}",
                place_id=None,
            )
        )
    return ways


def along(node: Description, scene: Scene) -> list[Resolved]:
    """Resolve "along R": a river, road or border with a width."""
    below = node.parts[0]
    if below.kind in ("road", "border", "bank"):
        return scene.walk(below)
    river = river_of(below, scene)
    if river is not None:
        step = f"along {below.text}: {LINE_KM:g} km to each side"
        return [Resolved(line_footprint(river.line, LINE_KM, (step,)), place_name=below.text)]
    line = scene.resolver.road([below.text])
    if line is not None:
        return [Resolved(line_footprint(line, ROAD_KM, (f"along {below.text}",)), place_name=below.text)]
    return scene.walk(below)


def border(node: Description, scene: Scene) -> list[Resolved]:
    """Resolve "the border of A and B", "the Iraqi border"."""
    names = [part.text for part in node.parts]
    line = scene.resolver.border(names)
    if line is None and len(names) >= 2:
        return between(replace(node, parts=node.parts[:2]), scene)
    if line is None:
        msg = f"no border fits {node.text!r}"
        raise PlaceNotFoundError(msg)
    step = f"border {' - '.join(names)}: {2 * LINE_KM:g} km to each side"
    return [Resolved(line_footprint(line, 2 * LINE_KM, (step,)), place_name=node.text)]
