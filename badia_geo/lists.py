"""Lists: several places named together, all of them meant or one of them."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations, product
from typing import TYPE_CHECKING

import numpy as np
import shapely

from badia_geo.densities import metres_from, polygons_of, weighted_quantile
from badia_geo.errors import PlaceNotFoundError
from badia_geo.footprints import PRECISIONS, Footprint, metres_apart
from badia_geo.leaves import DOUBTFUL, Resolved, with_left_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from badia_geo.descriptions import Description
    from badia_geo.leaves import Scene

__all__ = ["union"]

TOGETHER_M = 15_000
"""Gap at which two places of a list are half as likely meant as side by side: of 21 pairs of sure places that
table cells list the farthest are 18 km apart, governorates and regions aside."""

LISTED = 4
"""Places of a list up to which every choice of namesakes is weighed: 81 of them."""


CLOUDS = 8
"""Places of a list up to which all sample points of each are taken; of more every second, every third ..."""


def _gap_m(a: Footprint, b: Footprint) -> float:
    """Give the distance between two footprints, as circles."""
    return max(0.0, metres_apart(a, b) - a.radius_m - b.radius_m)


def _together(groups: Sequence[Sequence[Resolved]]) -> list[Resolved]:
    """Choose one way for each place of a list: what is named together mostly lies together."""
    if len(groups) > LISTED:
        return [group[0] for group in groups]

    def weight(ways: tuple[Resolved, ...]) -> float:
        near = [
            1 / (1 + (_gap_m(a.footprint, b.footprint) / TOGETHER_M) ** 2) for a, b in combinations(ways, 2)
        ]
        # each place counts once beside the others, however many they are
        beside: float = math.prod(near) ** (2 / len(ways))
        return beside * math.prod(way.probability for way in ways)

    choices = list(product(*(group[:3] for group in groups)))
    weights = np.array([weight(ways) for ways in choices])
    best = choices[int(weights.argmax())]
    chosen = []
    for i, (way, group) in enumerate(zip(best, groups, strict=True)):
        # lying beside the others makes a namesake surer than it was alone
        share = weights[[ways[i] is way for ways in choices]].sum() / weights.sum()
        chosen.append(replace(way, score=max(way.score, float(share) * group[0].score)))
    return chosen


def _once(ways: Sequence[Resolved]) -> list[Resolved]:
    """Leave out places that are named again."""
    seen: dict[object, Resolved] = {}
    for i, way in enumerate(ways):
        seen.setdefault(way.place_id or i, way)
    return list(seen.values())


def union(node: Description, scene: Scene) -> list[Resolved]:
    """Resolve "X, Y and Z" to all of them, and "X or Y" to the ways that it may be meant."""
    groups: list[list[Resolved]] = []
    missing: list[str] = []
    for part in node.parts:
        try:
            groups.append(scene.walk(part))
        except PlaceNotFoundError as error:
            missing.append(str(error))
    if not groups:
        raise PlaceNotFoundError("; ".join(missing))
    ways = _once(_together(groups))
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
        return [with_left_out(ways[0], missing) if missing else ways[0]]
    clouds = []
    for way in ways:
        cloud = way.footprint.samples(256)[:: max(1, len(ways) // CLOUDS)]
        clouds.append(np.column_stack([cloud[:, :2], cloud[:, 2] / cloud[:, 2].sum() / len(ways)]))
    cloud = np.vstack(clouds)
    geometry = polygons_of(shapely.union_all([way.footprint.geometry for way in ways]))
    coarsest = max((way.footprint.precision for way in ways), key=PRECISIONS.index)
    # the middle between two towns is neither: the place nearest to all stands for them, of equals the first
    spots = [way.footprint.point for way in ways]
    mean_m = np.array([metres_from(p.x, p.y, cloud[:, 0], cloud[:, 1]) @ cloud[:, 2] for p in spots])
    point = spots[int(np.argmax(mean_m <= 1.1 * mean_m.min()))]
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
        )
    ]
