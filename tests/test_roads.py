from __future__ import annotations

import pytest
import shapely

from badia_geo.gazetteer import Gazetteer, Place
from badia_geo.roads import Road, find_road, load_roads, road_between

ROADS = [
    Road(
        "m5",
        ("M5 motorway", "M5", "Damascus-Aleppo highway", "طريق M5"),
        shapely.LineString([(36, 33), (36.7, 34.7), (37, 36)]),
    ),
    Road("m4", ("M4 motorway", "M4"), shapely.LineString([(35.8, 35.5), (37, 36), (40, 36.8)])),
]


@pytest.mark.parametrize("name", ["M5", "the M5 highway", "m-5", "طريق M5", "Damascus-Aleppo road"])
def test_roads_are_found_by_any_name(name):
    assert find_road(ROADS, name).road_id == "m5"


@pytest.mark.parametrize("name", ["M6", "", "the road", "Xyzzy road"])
def test_other_names_are_no_road(name):
    assert find_road(ROADS, name) is None


def test_the_part_between_two_places():
    part = road_between(ROADS, shapely.Point(36.35, 33.85), shapely.Point(36.7, 34.7))
    assert part.length == pytest.approx(shapely.Point(36.35, 33.85).distance(shapely.Point(36.7, 34.7)))
    assert road_between(ROADS, shapely.Point(36, 33), shapely.Point(40, 34)) is None
    assert road_between([], shapely.Point(36, 33), shapely.Point(37, 36)) is None


def test_packaged_roads_run_through_known_places():
    roads = load_roads(Gazetteer.load())
    assert len(roads) >= 10
    assert all(road.line.is_valid and road.line.length > 0 for road in roads)


def test_a_gazetteer_without_the_places_gives_no_line():
    own = Place("r", "Own road", None, (), "RD", 35, 40, geometry=shapely.LineString([(40, 35), (41, 35)]))
    assert [road.road_id for road in load_roads(Gazetteer([own]))] == ["r"]
