"""Heading: a distance or a direction from a place, or both, as a footprint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from badia_geo.densities import CIRCLE_SHARE, SECTOR_SHARE, density_footprint
from badia_geo.errors import DescriptionError
from badia_geo.footprints import GEOD, Footprint, Precision, circle
from badia_geo.leaves import Leaf, Resolved, Scene, is_area, leaves_of, way_of
from badia_geo.offsets import direction_samples, guide_offset, offset_samples
from badia_geo.quantities import Distance
from badia_geo.shores import along_river, bank_of, river_of
from badia_geo.vicinities import part_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from badia_geo.descriptions import Description
    from badia_geo.quantities import Direction

__all__ = ["direction", "offset", "offsets"]

DIRECTION_KM = {"village": 3.5, "town": 6.0, "city": 14.0, "site": 5.0, "terrain": 10.0}
"""Median distance meant by "south of X" without a figure."""


def _start(leaf: Leaf) -> NDArray[np.float64]:
    """Give where a distance is counted from: the town's middle, or anywhere in an area."""
    if leaf.line is not None:
        line = shapely.get_coordinates(shapely.segmentize(leaf.line, 0.02))[:, :2]
        return np.column_stack([line, np.full(len(line), 1 / len(line))])
    if leaf.feature_code == "AREA" or (is_area(leaf) and leaf.extent_m > 20_000):
        return leaf.footprint.samples(128)
    return np.array([[leaf.footprint.point.x, leaf.footprint.point.y, 1.0]])


def _origin(leaf: Leaf) -> tuple[float, float] | None:
    """Give the point that a sector opens from; an area or a line has none."""
    start = _start(leaf)
    return (float(start[0, 0]), float(start[0, 1])) if len(start) == 1 else None


def _towns_first(leaves: list[Leaf]) -> list[Leaf]:
    """Leave a governorate out where its capital bears the name: distances are given from towns."""
    towns = [leaf for leaf in leaves if not leaf.feature_code.startswith("ADM")]
    return towns or leaves


def offset(node: Description, scene: Scene) -> list[Resolved]:
    """Resolve "d from X", "d DIR of X", "d upstream of X"."""
    leaves = _towns_first(leaves_of(node.parts[0], scene))
    if node.side in ("upstream", "downstream"):
        return along_river(node, leaves, scene)
    if node.distance is None:
        msg = f"{node.text!r} gives no distance"
        raise DescriptionError(msg)
    return [way_of(leaf, _offset_from(leaf, node, scene)) for leaf in leaves]


def _offset_from(leaf: Leaf, node: Description, scene: Scene) -> Footprint:
    distance, direction = node.distance, node.direction
    assert distance is not None  # noqa: S101  (the caller asked for it)
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
    noise = max(1000.0, leaf.accuracy_m / 2)
    samples = offset_samples(_start(leaf), distance, direction, noise_m=noise)
    steps = (
        *leaf.footprint.steps,
        f"{where}, as people report it: bands of stated and true distances and bearings",
    )
    precision: Precision = "sector" if direction else "near" if distance.km < 15 else "region"
    origin = _origin(leaf) if direction is not None else None
    return density_footprint(
        samples, precision, steps=steps, share=SECTOR_SHARE, circle_share=CIRCLE_SHARE, origin=origin
    )


def direction(node: Description, scene: Scene) -> list[Resolved]:
    """Resolve "DIR of X" without a distance; of a river it is the bank, of a country the part."""
    river = river_of(node.parts[0], scene)
    if river is not None:
        return bank_of(node, river)
    ways = []
    for leaf in _towns_first(leaves_of(node.parts[0], scene)):
        if node.direction is None:
            msg = f"{node.text!r}: the direction cannot be read"
            raise DescriptionError(msg)
        if leaf.feature_code.startswith(("PCL", "RGN")) and leaf.area is not None:
            ways.append(way_of(leaf, part_of(leaf, node.direction)))
            continue
        ways.append(way_of(leaf, _cone(leaf, node.direction, scene)))
    return ways


def _cone(leaf: Leaf, direction: Direction, scene: Scene) -> Footprint:
    reach = DIRECTION_KM[leaf.size] + leaf.extent_m / 1000 * (leaf.size != "city")
    steps = leaf.footprint.steps
    if scene.reading == "geodesic":
        # the guide cuts the cone at the next like feature that way
        point = leaf.footprint.point
        others = scene.resolver.neighbours(leaf, 100_000.0)
        limit = 4 * reach
        if len(others):
            n = len(others)
            here = np.full(n, point.x), np.full(n, point.y)
            azimuth, _, metres = GEOD.inv(*here, others[:, 0], others[:, 1])
            ahead = direction.off_by(azimuth) <= direction.half_angle
            limit = float(np.min(np.asarray(metres)[ahead], initial=limit * 1000)) / 1000
        half = Distance(limit / 2, limit / 2, "km", limit / 2, limit / 2)
        step = f"{direction} of {leaf.name}, as far as the next place of its kind ({limit:.0f} km)"
        return guide_offset(point.x, point.y, half, direction, error_km=limit / 2, steps=(*steps, step))
    samples = direction_samples(_start(leaf), direction, reach)
    step = f"{direction} of {leaf.name}, no distance given: about {reach:.0f} km is usual for a {leaf.size}"
    return density_footprint(samples, "sector", steps=(*steps, step), circle_share=0.93, origin=_origin(leaf))


def offsets(node: Description, scene: Scene) -> list[Resolved]:
    """Resolve "a N and b E of X"."""
    first, way1 = node.distance, node.direction
    if first is None or way1 is None or node.more is None:
        msg = f"{node.text!r}: the two legs cannot be read"
        raise DescriptionError(msg)
    second, way2 = node.more
    if abs((way1.azimuth - way2.azimuth + 180) % 360 - 180) not in (90.0,):
        msg = f"{node.text!r} contradicts itself: {way1} and {way2} are not at a right angle"
        raise DescriptionError(msg)
    ways = []
    for leaf in leaves_of(node.parts[0], scene):
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
            way_of(
                leaf, Footprint(circle(lon, lat, radius), shapely.Point(lon, lat), radius, "sector", steps)
            )
        )
    return ways
