"""Readings: which of the ways in which a place may be read is likelier, and what all of them cover.

A cell can be read as names ("the road of the gate" is a quarter) or as a description of a place beside them;
a description has several readings where its names have namesakes.  What is judged here is only which reading
stands, how much of it is near its point, and how wide a circle holds the others.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import shapely

from badia_geo.densities import metres_from, weighted_quantile
from badia_geo.footprints import COVERAGE, GEOD, Footprint, metres_apart
from badia_geo.vicinities import ONE_END

if TYPE_CHECKING:
    from badia_geo.descriptions import Description
    from badia_geo.geocoding import Location
    from badia_geo.relations import Resolved

__all__ = [
    "APART_M",
    "ONE_END_MASS",
    "is_desert",
    "is_loose",
    "is_misplaced",
    "likelier",
    "mass_at_point",
    "widened",
]

WITHIN_M = 5000.0
"""A place is right within this distance, or inside the footprint where that is larger."""

APART_M = 10_000.0
"""Two readings of a description nearer than this say the same."""

ONE_END_MASS = 0.6
"""Probability that a place on a road of which one end is told is as near: a guess for a person to look at."""

SAMPLED = 64
"""Points that stand for each reading's footprint where the circle round all of them is sought."""

LOOSE = frozenset(
    ("name", "in", "union", "either", "all", "near", "part", "countryside", "direction", "road")
)
"""Relations whose words may as well belong to a name: Tareeq al-Bab, "the road of the gate", is a quarter."""


MARGIN = 0.2
"""By how much the score of a name must pass that of a loose description."""


_APART = re.compile(r"they are (\d+) km apart")
_DESERT = re.compile(r"\b(?:desert|badia|badiya)\b|(?<![ء-ي])[وب]?(?:ال)?بادية(?![ء-ي])", re.IGNORECASE)
_COUNTRYSIDE = re.compile(r"\bcountryside\b|\brural\b|(?<![ء-ي])[بو]?(?:ال)?ريف(?![ء-ي])", re.IGNORECASE)
NAMESAKE_KM = 25
"""A place this far from the countryside that it is said to lie in is taken for another of its name."""


def is_desert(missed: Location) -> bool:
    """Tell whether a place is the desert of somewhere, which reaches into the next countryside."""
    return _DESERT.search(missed.text) is not None


def is_misplaced(missed: Location) -> bool:
    """Tell whether the place of a name lies far from the countryside that it is said to lie in."""
    if is_desert(missed):
        return False
    apart = _APART.search(missed.reason)
    return apart is not None and int(apart[1]) > NAMESAKE_KM and _COUNTRYSIDE.search(missed.text) is not None


def is_loose(tree: Description) -> bool:
    """Tell whether all relations of a description are such as may belong to a name."""
    return all(node.kind in LOOSE for node in tree.walk())


def likelier(described: Location, named: Location) -> Location:
    """Choose between a table cell read as a loose description and read as names.

    Where both give the same ground the description says more of its extent; elsewhere a name must be clearly
    likelier, since the names of a description are all in its cell.
    """
    if named.status != "located" or named.footprint is None:
        return described
    if described.status != "located" or described.footprint is None:
        torn = is_desert(described) and described.status == "not_found"
        return described if torn or is_misplaced(described) else named
    if ONE_END in described.reason:
        return named
    apart = metres_apart(described.footprint, named.footprint)
    if apart <= max(APART_M, described.footprint.radius_m) or described.score >= named.score - MARGIN:
        return described
    return named


def mass_at_point(footprint: Footprint) -> float:
    """Probability that the place is within 5 km of the point or inside the footprint."""
    if any(ONE_END in step for step in footprint.steps):
        return ONE_END_MASS
    if footprint.density is None:
        return 0.9
    lon, lat, weight = footprint.density.T
    right = shapely.contains_xy(footprint.geometry, lon, lat)
    right |= (
        GEOD.inv(np.full(len(lon), footprint.point.x), np.full(len(lon), footprint.point.y), lon, lat)[2]
        <= WITHIN_M
    )
    return float(weight[right].sum() / weight.sum())


def widened(ways: list[Resolved]) -> Footprint:
    """Widen the circle of the likeliest way until the others are in it as far as they are likely."""
    best = ways[0].footprint
    clouds = [(way.probability, way.footprint.samples(SAMPLED)) for way in ways]
    lon, lat, weight = np.vstack(
        [np.column_stack([cloud[:, :2], p * cloud[:, 2] / cloud[:, 2].sum()]) for p, cloud in clouds]
    ).T
    far = metres_from(best.point.x, best.point.y, lon, lat)
    radius = weighted_quantile(far, weight, COVERAGE)
    return best if len(ways) == 1 or radius <= best.radius_m else replace(best, radius_m=radius)
