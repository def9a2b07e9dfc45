"""Shore: the banks of a river, what lies across it, and distances along a line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely

from badia_geo.densities import area_footprint, polygons_of, to_plane
from badia_geo.errors import DescriptionError, PlaceNotFoundError
from badia_geo.footprints import GEOD, Footprint, circle, local_projection
from badia_geo.leaves import (
    LINE_KM,
    Leaf,
    Resolved,
    RiverLike,
    Scene,
    leaves_of,
    line_footprint,
    longest_line,
    way_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from badia_geo.descriptions import Description

__all__ = ["across", "along_line", "along_river", "bank_of", "river_of"]


def river_of(node: Description, scene: Scene) -> RiverLike | None:
    """Give the river that a node names, or None."""
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


def bank_of(node: Description, river: RiverLike) -> list[Resolved]:
    """Give the ground of the bank that a description names."""
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
    from badia_geo.countries import country_area

    return country_area("SY")


ACROSS_M = 4000.0
"""How far from the shore "across the river from X" reaches beyond the extent of X: the width of the
valley's strip of villages on one side."""


def _default_river(node: Description, scene: Scene) -> RiverLike:
    named = node.parts[1].text if len(node.parts) > 1 else "Euphrates"
    river = scene.resolver.river(named) or scene.resolver.river("Euphrates")
    if river is None:
        msg = f"no river fits {named!r}"
        raise PlaceNotFoundError(msg)
    return river


def across(node: Description, scene: Scene) -> list[Resolved]:
    """Give the other bank opposite a place beside the river."""
    river = _default_river(node, scene)
    ways = []
    for leaf in leaves_of(node.parts[0], scene):
        point = leaf.footprint.point
        nearest = shapely.shortest_line(river.line, point).interpolate(0)
        metres = GEOD.inv(point.x, point.y, nearest.x, nearest.y)[2]
        if metres > 15_000:
            continue
        reach = leaf.extent_m + ACROSS_M
        disc = circle(nearest.x, nearest.y, reach)
        left = polygons_of(river.bank_region("left", within=disc))
        right = polygons_of(river.bank_region("right", within=disc))
        on_left = bool(shapely.distance(left, point) < shapely.distance(right, point))
        other, own = (right, "left") if on_left else (left, "right")
        if other.is_empty:
            continue
        step = (
            f"across the river from {leaf.name}, which lies on the {own} bank: the other bank within "
            f"{reach / 1000:.0f} km"
        )
        ways.append(way_of(leaf, replace(area_footprint(other, "near"), steps=(*leaf.footprint.steps, step))))
    if not ways:
        msg = f"{node.text!r}: {node.parts[0].text} is not beside the river"
        raise DescriptionError(msg)
    return ways


def _walk_line(
    line: BaseGeometry, start: shapely.Point, steps_km: Sequence[float], sign: int
) -> list[shapely.Point]:
    """Walk a line from the point nearest to a start; spots beyond its ends are left out."""
    from shapely.ops import substring

    # only the reach that can matter is projected: 1 degree is at least 80 km here
    merged = longest_line(line)
    at, margin = shapely.line_locate_point(merged, start), max(steps_km) / 60 + 0.2
    reach = substring(merged, max(at - 3 * margin, 0.0), min(at + 3 * margin, merged.length))
    forward, inverse = local_projection(start.x, start.y)
    plane = longest_line(to_plane(reach, forward))
    here = shapely.line_locate_point(plane, shapely.Point(forward.transform(start.x, start.y)))
    along = here + sign * 1000 * np.asarray(steps_km)
    spots = shapely.get_coordinates(
        shapely.line_interpolate_point(plane, along[(along >= 0) & (along <= plane.length)])
    )
    return [shapely.Point(x, y) for x, y in zip(*inverse.transform(spots[:, 0], spots[:, 1]), strict=True)]


def along_line(
    node: Description,
    leaf: Leaf,
    line: BaseGeometry,
    signs: Sequence[int],
    what: str,
    scene: Scene,
    half_width_km: float = LINE_KM,
) -> Footprint | None:
    """Walk a stated distance along a line: the length is uncertain, the direction is not."""
    distance = node.distance
    if distance is None:
        return None
    if scene.reading == "geodesic":
        lows = [distance.km - distance.error_km, distance.km + distance.error_km]
    else:
        # nothing was measured on lines: the band is that of straight distances, less its tails
        # 90 %
        lows = [0.75 * distance.low_km, 1.2 * distance.high_km]
    pieces = []
    for sign in signs:
        along = np.linspace(max(lows[0], 0.0), lows[1], 9).tolist()
        kept = _walk_line(line, leaf.footprint.point, along, sign)
        if len(kept) >= 2:
            pieces.append(shapely.LineString(kept))
    if not pieces:
        return None
    width = half_width_km + (leaf.extent_m + leaf.accuracy_m) / 1000 * (scene.reading == "geodesic")
    way = f"{distance} along {what} from {leaf.name}" + ("" if len(pieces) == 1 else ", either way")
    return line_footprint(shapely.union_all(pieces), width, (*leaf.footprint.steps, way))


def along_river(node: Description, leaves: list[Leaf], scene: Scene) -> list[Resolved]:
    """Resolve "d upstream of X", "downstream of X": a reach of the river."""
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
        footprint = along_line(node, leaf, river.line, (sign,), f"the river {node.side}", scene)
        if footprint is not None:
            ways.append(way_of(leaf, footprint))
    if not ways:
        msg = f"{node.text!r}: the river ends before that"
        raise DescriptionError(msg)
    return ways
