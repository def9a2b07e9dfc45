"""Namesakes: which of the places of one name lies where a text says, beside another place.

"Taybah north of al-Sukhnah" is the Taybah that lies there, not the best known of ten; and "Maskanah, east of
Aleppo" lies on that side of Aleppo, however far.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import shapely

from badia_geo.footprints import GEOD, metres_apart
from badia_geo.leaves import Resolved, leaf_footprint, leaves_of, way_of
from badia_geo.vicinities import near_leaf

if TYPE_CHECKING:
    from collections.abc import Iterable

    from badia_geo.description_nodes import Description
    from badia_geo.footprints import Footprint
    from badia_geo.leaves import Leaf, Scene

__all__ = ["INDEPENDENT", "SETTLED", "beside", "without_sides"]

INDEPENDENT = 4.0
"""How much likelier the right place agrees with a relation to another place than a wrong one does: 4
directions."""
SETTLED = ("exact", "settlement", "near")
"""Precisions of a footprint that evidence confirms but does not reshape."""
BESIDE_KM = {"direction": 60.0, "near": 30.0}
"""How far from a town lies what is told by it without a distance: what is "north of" or "near" a town of the
steppe is up to a day's walk away."""


def beside(groups: list[list[Resolved]], parts: list[Description], scene: Scene) -> list[Resolved]:
    """Look a name up again among its namesakes near the places that relations start from.

    Parameters
    ----------
    groups
        What each part of a description was resolved to, which do not meet.
    parts
        The parts.
    scene
        The walk.

    Returns
    -------
    list of Resolved
        The namesakes that lie as all the relations say; none where no part is a name, or none lies so.
    """
    relations = [i for i, part in enumerate(parts) if part.kind in ("direction", "near", "offset")]
    named = [i for i, part in enumerate(parts) if i not in relations and _name_in(part) is not None]
    if not named:  # "near Taybah, north of al-Sukhnah"
        named = [i for i in relations if parts[i].kind == "near"]
        relations = [i for i in relations if i not in named]
    if len(named) != 1 or not relations or any(parts[i].parts[0].kind != "name" for i in relations):
        return []
    part = parts[named[0]]
    name = _name_in(part)
    if name is None:
        return []
    anchors = {i: leaves_of(parts[i].parts[0], scene)[0] for i in relations}
    points = [(leaf.footprint.point.x, leaf.footprint.point.y) for leaf in anchors.values()]
    areas = [groups[i][0] for i in range(len(parts)) if i not in (*named, *relations)]
    kept = [
        leaf
        for leaf in scene.resolver.namesakes(name, near=points)
        if all(_lies_so(leaf, parts[i], anchors[i], groups[i][0]) for i in relations)
        and all(shapely.distance(way.footprint.geometry, leaf.footprint.point) < 0.05 for way in areas)
    ]
    share = sum(leaf.probability for leaf in kept)
    weights = [leaf.probability * _nearness(leaf, anchors.values()) for leaf in kept]
    ways = []
    for weight, leaf in zip(weights, kept, strict=True):
        own = share * weight / sum(weights)
        score = min(own / (share + (1 - share) / INDEPENDENT), 0.97)
        footprint = near_leaf(part, leaf, scene).footprint if part.kind == "near" else leaf_footprint(leaf)
        for anchor in anchors.values():
            far = metres_apart(anchor.footprint, leaf.footprint) / 1000
            footprint = footprint.with_step(f"which lies {far:.0f} km from {anchor.name}")
        ways.append(replace(way_of(leaf, footprint), probability=own, score=score))
    return sorted(ways, key=lambda way: -way.probability)


def _name_in(part: Description) -> str | None:
    """Give the name that a part is, or is in or near."""
    below = part.parts[0] if part.kind in ("in", "near") else part
    return below.text if below.kind == "name" else None


def _lies_so(leaf: Leaf, part: Description, anchor: Leaf, way: Resolved) -> bool:
    """Tell whether a place lies beside another as a relation says."""
    if part.kind == "offset":
        return bool(shapely.distance(way.footprint.geometry, leaf.footprint.point) < 0.02)
    azimuth, metres = _way_to(leaf.footprint, anchor)
    if metres > 1000 * BESIDE_KM[part.kind] or leaf.place_id == anchor.place_id:
        return False
    return part.direction is None or bool(part.direction.off_by(azimuth) <= SIDE)


def _way_to(footprint: Footprint, anchor: Leaf) -> tuple[float, float]:
    """Give the azimuth (degrees) and the length (metres) of the way from an anchor to a place."""
    start, end = anchor.footprint.point, footprint.point
    azimuth, _, metres = GEOD.inv(start.x, start.y, end.x, end.y)
    return float(azimuth), float(metres)


def _nearness(leaf: Leaf, anchors: Iterable[Leaf]) -> float:
    return math.exp(-sum(metres_apart(anchor.footprint, leaf.footprint) for anchor in anchors) / FADES_M)


FADES_M = 20_000.0
"""Metres over which a namesake grows less likely by e: the nearer one is what a town is named for."""
WORTH = 0.1
"""Probability, judged by nearness, from which a namesake close by is meant rather than a place far off: no
hamlet east of Aleppo is Raqqa."""
SIDE = 67.5
"""Degrees by which the way to a place may differ from the side that it is said to lie on: 3 in 8 winds."""
SIDE_KM = 250.0
"""How far off a place on the side of a city may lie: about the length of the longest governorate."""


def without_sides(
    groups: list[list[Resolved]], parts: list[Description], scene: Scene
) -> tuple[list[list[Resolved]], list[Description]]:
    """Leave "east of Homs" out behind a named place that does lie that way, however far.

    Reports say by it on which side of the governorate the place lies; without a distance it does not say
    that the place is near the city.
    """
    kept = list(range(len(parts)))
    for i, part in enumerate(parts):
        others = [
            k for k in kept if k != i and parts[k].kind in ("name", "in", "near", "outside", "countryside")
        ]
        if part.kind != "direction" or part.direction is None or not others:
            continue
        city = leaves_of(part.parts[0], scene)[0]
        nearest = min(others, key=lambda k: groups[k][0].footprint.radius_m)
        far = groups[i][0].footprint.radius_m
        kept_ways = []
        for way in groups[nearest]:
            azimuth, metres = _way_to(way.footprint, city)
            turned = part.direction.off_by(azimuth)
            beyond = metres > far or way.footprint.precision not in SETTLED
            named = way.footprint.precision in (*SETTLED, "region")
            if named and turned <= SIDE and beyond and metres <= 1000 * SIDE_KM:
                step = f"which lies {metres / 1000:.0f} km {part.direction} of {city.name}"
                kept_ways.append(replace(way, footprint=way.footprint.with_step(step)))
        if kept_ways and kept_ways[0].place_id == groups[nearest][0].place_id:
            distant = metres_apart(kept_ways[0].footprint, city.footprint) > 1000 * BESIDE_KM["direction"]
            nearer = beside(groups, parts, scene) if distant else []
            if sum(way.probability for way in nearer) >= WORTH:
                return [nearer], [parts[nearest]]
            kept.remove(i)
            share = sum(way.probability for way in groups[nearest]) / sum(
                way.probability for way in kept_ways
            )
            groups[nearest] = [replace(way, probability=way.probability * share) for way in kept_ways]
    return [groups[k] for k in kept], [parts[k] for k in kept]
