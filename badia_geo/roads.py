"""Road: the named roads between towns, as lines through the places they pass."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from badia_geo import datasets
from badia_geo.descriptions import fold
from badia_geo.errors import DataError, PlaceNotFoundError
from badia_geo.likeness import name_similarity

if TYPE_CHECKING:
    from badia_geo.gazetteer import Gazetteer

__all__ = ["Road", "find_road", "load_roads", "road_between"]

SAME_ROAD = 0.85
"""Likeness from which words are the name of a road."""

REACH = 0.06
"""Degrees (about 6 km) within which a road passes a place that it is said to join."""

DETOUR = 1.6
"""A road longer than this times the straight way between two places does not join them."""

_WORDS = re.compile(
    r"(?<!\w)(?:the|roads?|highways?|motorways?|routes?|international|desert|autostrad|ال?طريق|ا[وت]توستراد|الدولي)(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Road:
    """A road.

    Parameters
    ----------
    road_id
        Identifier.
    names
        Its names, any script.
    line
        Through the places it passes, straight between them, EPSG:4326.
    """

    road_id: str
    names: tuple[str, ...]
    line: shapely.LineString


def load_roads(gazetteer: Gazetteer) -> list[Road]:
    """Make the lines of the packaged roads, and take those that a gazetteer brings with a line of their own.

    Places that the gazetteer does not have are passed over; a road with fewer than two is left out.
    """
    roads = [
        Road(place.place_id, place.all_names, place.geometry)
        for place in gazetteer
        if place.feature_code == "RD" and isinstance(place.geometry, shapely.LineString)
    ]
    try:
        path = datasets.path("roads")
    except DataError:
        return roads
    with path.open(encoding="utf8", newline="") as file:
        for row in csv.DictReader(file):
            points = []
            for place_id in row["via"].split(">"):
                try:
                    place = gazetteer.get(place_id.strip())
                except PlaceNotFoundError:
                    continue
                points.append((place.lon, place.lat))
            names = (row["name"], row["name_ar"], *row["variants"].split("|"))
            if len(points) >= 2:
                roads.append(Road(row["place_id"], tuple(n for n in names if n), shapely.LineString(points)))
    return roads


def _key(name: str) -> str:
    return re.sub(r"\W", "", _WORDS.sub(" ", fold(name))).casefold()


def find_road(roads: list[Road], name: str) -> Road | None:
    """Give the road of a name: "M5", "the Khurafi road"; None when none is alike enough."""
    wanted = _key(name)
    if not wanted:
        return None
    best, value = None, 0.0
    for road in roads:
        keys = {_key(other) for other in road.names}
        if wanted in keys:
            return road
        # figures are not alike: M4 is no misspelling of M5
        likeness = (
            0.0 if any(c.isdigit() for c in wanted) else max(name_similarity(name, n) for n in road.names)
        )
        if likeness > value:
            best, value = road, likeness
    return best if value >= SAME_ROAD else None


def road_between(roads: list[Road], start: shapely.Point, end: shapely.Point) -> shapely.LineString | None:
    """Give the part of a road between two places beside it: the shortest, and no detour."""
    from shapely.ops import substring

    straight = start.distance(end)
    best = None
    for road in roads:
        if max(road.line.distance(start), road.line.distance(end)) > REACH:
            continue
        low, high = sorted(float(shapely.line_locate_point(road.line, point)) for point in (start, end))
        if high - low <= DETOUR * straight + REACH and (best is None or high - low < best.length):
            part = substring(road.line, low, high)
            best = part if isinstance(part, shapely.LineString) and part.length > 0 else best
    return best
