"""Observations become ground: votes, barriers, reach, islands; coverages stay coverages."""

from __future__ import annotations

import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from badia_geo.coverage import merge_slivers, narrower_than, overlay_faces, smooth_edges
from badia_geo.errors import AreaError, ColumnError, CRSError, TimelineError, ValueRangeError
from badia_geo.observations import vote
from badia_geo.tessellation import influence_areas, tessellate_points, zones_from_points
from badia_geo.zones import ZONE_COLUMNS

SEA = box(10, 0, 12, 2)  # ground of no packaged country: no barrier, no lake
DRY = {"extent": SEA, "barriers": [], "water": shapely.Polygon()}


def points(rows: list[tuple], **columns: list) -> pd.DataFrame:
    """Rows of (controller, lon, lat)."""
    table = pd.DataFrame(rows, columns=["controller", "lon", "lat"])
    return table.assign(**columns)


def grid(
    name: str, west: float, east: float, south: float = 0.1, north: float = 1.9, n: int = 6
) -> list[tuple]:
    return [(name, x, y) for x in np.linspace(west, east, n) for y in np.linspace(south, north, n)]


def holder(zones: gpd.GeoDataFrame, lon: float, lat: float) -> list[str]:
    return zones[zones.intersects(Point(lon, lat))]["controller"].tolist()


# -- votes -------------------------------------------------------------------------------------------------


def test_the_majority_of_sources_wins() -> None:
    seen = points([("is", 10, 1), ("sdf", 10, 1), ("sdf", 10, 1)], name=["A"] * 3, source=["x", "y", "z"])
    places, refused = vote(seen)
    assert places[["name", "controller", "share", "status"]].to_numpy().tolist() == [
        ["A", "sdf", 2 / 3, "control"]
    ]
    assert refused.empty


def test_each_source_has_one_vote_its_latest_up_to_the_day() -> None:
    seen = points([("is", 10, 1), ("sdf", 10, 1), ("is", 10, 1)], name=["A"] * 3, source=["x", "x", "y"],
                  date=["2017-01-01", "2017-10-17", "2017-02-01"])  # fmt: skip
    assert vote(seen)[0]["controller"].tolist() == ["sdf"]  # one each: the later one
    assert vote(seen, at="2017-05-01")[0]["controller"].tolist() == ["is"]
    with pytest.raises(TimelineError, match="dated after 2016-01-01"):
        vote(seen, at="2016-01-01")


def test_a_source_that_favours_a_side_counts_only_against_it() -> None:
    seen = points(
        [("sdf", 10, 1), ("is", 10, 1), ("is", 11, 1)],
        name=["A", "A", "B"],
        source=["sdf press", "x", "sdf press"],
    )
    places, refused = vote(seen, favours={"sdf press": "sdf"})
    assert dict(zip(places["name"], places["controller"], strict=True)) == {"A": "is", "B": "is"}
    assert refused.to_numpy().tolist() == [[0, "the source favours this side"]]


def test_a_tie_makes_the_place_contested() -> None:
    seen = points([("sdf", 10, 1), ("is", 10, 1)], name=["A", "A"], source=["x", "y"])
    assert vote(seen)[0][["controller", "status", "with"]].to_numpy().tolist() == [["is", "contested", "sdf"]]


def test_bad_rows_are_listed_and_the_others_count() -> None:
    seen = points([("is", 10, 1), ("is", 10, 95), ("", 10, 1), (None, 10, 1), ("is", np.nan, 1), ("sdf", 11, 1)],
                  date=["2017-01-01"] * 5 + ["spring"])  # fmt: skip
    places, refused = vote(seen)
    assert len(places) == 1
    assert refused["reason"].tolist() == [
        "no coordinates", "no controller", "no controller", "no coordinates", "date not read"]  # fmt: skip
    with pytest.raises(ColumnError, match="controller"):
        vote(seen.drop(columns="controller"))


def test_a_frame_of_points_in_any_crs_will_do() -> None:
    frame = gpd.GeoDataFrame({"controller": ["is"]}, geometry=[Point(10, 1)], crs=4326)
    for given_frame in (frame, frame.to_crs(3857)):
        places, _ = vote(given_frame)
        assert (places["lon"].iloc[0], places["lat"].iloc[0]) == pytest.approx((10, 1))
    with pytest.raises(CRSError):
        vote(frame.set_crs(None, allow_override=True))


# -- zones from points ---------------------------------------------------------------------------------------


def test_two_sides_share_one_smooth_line_half_way() -> None:
    drawn = tessellate_points(points(grid("A", 10.1, 10.9) + grid("B", 11.1, 11.9)), **DRY)
    zones = drawn.zones
    assert zones.columns.tolist() == list(ZONE_COLUMNS)
    assert sorted(zones["controller"]) == ["A", "B"]
    assert shapely.get_num_geometries(zones.geometry).tolist() == [1, 1]
    line = shapely.intersection(*shapely.boundary(zones.geometry.to_numpy()))
    assert abs(shapely.bounds(line)[[0, 2]] - 11).max() < 0.01
    assert abs(shapely.area(zones.geometry).sum() - SEA.area) < 1e-4
    assert zones["confidence"].between(0.5, 1).all()
    assert zones["accuracy_m"].between(5_000, 25_000).all()


def test_far_ground_stays_unsettled() -> None:
    zones = zones_from_points(points([("A", 10.5, 1.0), ("A", 10.52, 1.0), ("A", 10.5, 1.02)]), **DRY)
    assert set(zones["status"]) == {"control", "unsettled"}
    assert holder(zones, 10.6, 1.0) == ["A"]
    assert holder(zones, 11.5, 1.0) == ["none"]
    held = zones[zones["controller"] == "A"].geometry.iloc[0]
    farthest = max(Point(10.51, 1.005).distance(Point(p)) for p in shapely.get_coordinates(held)) * 111
    assert 24 < farthest < 28  # 25 km from the nearest observation


def test_observations_do_not_spread_across_a_barrier() -> None:
    seen = points([*grid("A", 10.1, 10.9), ("B", 11.9, 0.2), ("B", 11.9, 1.0), ("B", 11.9, 1.8)])
    sides = [box(10, 0, 11, 2), box(11, 0, 12, 2)]
    open_ground = zones_from_points(seen, extent=SEA, barriers=[], water=shapely.Polygon(), reach_m=150_000)
    walled = zones_from_points(seen, extent=SEA, barriers=sides, water=shapely.Polygon(), reach_m=150_000)
    assert holder(open_ground, 11.1, 1.0) == ["A"]
    assert holder(walled, 11.1, 1.0) == ["B"]
    edge = walled[walled["controller"] == "A"].geometry.iloc[0]
    assert edge.symmetric_difference(sides[0]).area < 1e-4  # the barrier is the edge, exactly


def test_a_lake_keeps_the_far_shore_away() -> None:
    seen = points([("A", 10.75, y) for y in (0.9, 1.0, 1.1)] + [("B", 11.5, y) for y in (0.9, 1.0, 1.1)])
    lake = box(10.8, 0.5, 11.0, 1.5)
    options = {"extent": SEA, "barriers": [], "reach_m": 60_000}
    assert holder(zones_from_points(seen, water=shapely.Polygon(), **options), 11.05, 1.0) == ["A"]
    assert holder(zones_from_points(seen, water=lake, **options), 11.05, 1.0) == ["B"]


def test_islands_of_one_or_two_observations_are_dissolved_and_listed() -> None:
    seen = points([*grid("A", 10.1, 11.9, n=12), ("B", 11.02, 1.0)], name=[*[""] * 144, "Lone place"])
    drawn = tessellate_points(seen, **DRY)
    assert drawn.zones["controller"].tolist() == ["A"]
    listed = drawn.dissolved[drawn.dissolved["observations"] > 0]
    assert listed[["controller", "observations", "places", "became"]].to_numpy().tolist() == [
        ["B", 1, "Lone place", "A"]
    ]
    assert abs(listed["lon"].iloc[0] - 11.02) < 0.2
    kept = tessellate_points(seen, smallest_island=1, **DRY)
    assert sorted(kept.zones["controller"]) == ["A", "B"]


def test_names_are_kept_word_for_word_and_days_are_set() -> None:
    seen = points(
        [(" Jaysh al-Islam (east)", 10.5 + d, 1.0) for d in (0, 0.01, 0.02)], date=["2018-01-05"] * 3
    )
    zones = zones_from_points(seen, at="2018-02-01", **DRY)
    assert "Jaysh al-Islam (east)" in zones["controller"].tolist()
    assert zones["valid_from"].unique().tolist() == [pd.Timestamp("2018-02-01")]
    assert zones["valid_to"].unique().tolist() == [pd.Timestamp("2018-02-02")]
    assert zones["source_date"].unique().tolist() == [pd.Timestamp("2018-01-05")]


def test_bad_options_and_ground() -> None:
    seen = points([("A", 10.5, 1.0)])
    with pytest.raises(ValueRangeError, match="reach_m"):
        zones_from_points(seen, reach_m=0)
    with pytest.raises(AreaError, match="extent"):
        zones_from_points(seen, extent=box(50, 50, 51, 51), barriers=[])
    with pytest.raises(AreaError, match="no observation can be used"):
        zones_from_points(points([("A", 200.0, 1.0)]))


@settings(max_examples=8, deadline=None)
@given(
    spots=st.lists(
        st.tuples(st.sampled_from("ABC"), st.floats(10.1, 11.9), st.floats(0.1, 1.9)), min_size=1, max_size=40
    )
)
def test_zones_cover_the_extent_and_never_overlap(spots: list[tuple]) -> None:
    zones = zones_from_points(points(spots), step_m=2_000, smallest_island=1, **DRY)
    assert zones.is_valid.all()
    assert abs(shapely.area(zones.geometry).sum() - SEA.area) < 1e-3
    assert abs(zones.union_all().area - shapely.area(zones.geometry).sum()) < 1e-9


@pytest.mark.evaluation
def test_a_published_map_of_points_is_drawn_well_and_fast(eval_dir: Path) -> None:
    seen = pd.read_csv(eval_dir / "control" / "wikipedia_points_2026-01.csv")
    start = time.process_time()  # other work on the machine does not count
    drawn = tessellate_points(seen)
    assert time.process_time() - start < 10
    parts = drawn.zones.explode()
    assert len(parts) <= 30
    flat = drawn.zones.to_crs("+proj=aea +lat_1=32 +lat_2=37 +lat_0=35 +lon_0=39")
    assert flat.area.sum() - flat.union_all().area < 1e3
    at = shapely.STRtree(drawn.zones.geometry).query(shapely.points(seen["lon"], seen["lat"]), "intersects")
    right = drawn.zones["controller"].to_numpy()[at[1]] == seen["controller"].to_numpy()[at[0]]
    assert right.sum() / len(seen) > 0.985
    # three points bear a name of their own: smoothed away or dissolved, never merged under another name
    assert set(drawn.zones["controller"]) == {"HTS", "SNA", "SDF", "Druze", "Israel", "none"}


# -- influence and coverages -----------------------------------------------------------------------------------


def test_influence_of_one_point_is_a_disc_of_its_reach() -> None:
    ((label, disc),) = influence_areas(np.array([0.0]), np.array([0.0]), np.array([7]), np.array([5_000.0]))
    assert label == 7
    assert disc.area == pytest.approx(np.pi * 5_000**2, rel=0.01)


def test_neighbours_of_one_label_grow_together_and_of_two_meet_half_way() -> None:
    x, y, reach = np.array([0.0, 8_000.0]), np.zeros(2), np.full(2, 5_000.0)
    assert len(influence_areas(x, y, np.array([1, 1]), reach)) == 1
    first, second = (shape for _, shape in influence_areas(x, y, np.array([1, 2]), reach))
    assert first.bounds[2] == pytest.approx(4_000, abs=50)
    assert first.intersection(second).area < 1e3
    # a place stays its own however many stand round it
    ring = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    many = influence_areas(np.append(2_500 * np.cos(ring), 0), np.append(2_500 * np.sin(ring), 0),
                           np.append(np.ones(12, int), 2), np.full(13, 5_000.0))  # fmt: skip
    assert any(label == 2 and shape.contains(Point(0, 0)) for label, shape in many)


def test_overlay_faces_cover_the_extent() -> None:
    faces = overlay_faces([box(0, 0, 60, 60), box(40, 40, 100, 100)], box(0, 0, 100, 100), 1.0)
    assert shapely.area(faces).sum() == 10_000
    assert len(faces) == 5


def test_slivers_go_to_the_longest_neighbour_unless_they_are_meant() -> None:
    faces = overlay_faces([box(0, 0, 50, 100), box(50, 0, 51, 100)], box(0, 0, 100, 100), 1.0)
    order = np.argsort(shapely.get_coordinates(shapely.centroid(faces))[:, 0])
    faces = faces[order]
    label = np.array([0, 1, 2])
    assert merge_slivers(faces, label, 5.0).tolist() in ([0, 0, 2], [0, 2, 2])
    assert merge_slivers(faces, label, 5.0, keep=np.array([False, True, False])).tolist() == [0, 1, 2]
    assert merge_slivers(faces, label, 0.5).tolist() == [0, 1, 2]
    assert merge_slivers(faces, label, 0.5, loose=np.array([False, False, True])).tolist() == [0, 1, 1]


def test_smoothing_keeps_shared_edges_shared_and_corners_of_three_in_place() -> None:
    steps = shapely.union_all([box(10 * i, 0, 10 * i + 10, 10 * (i % 3) + 40) for i in range(10)])
    faces = overlay_faces([steps], box(0, 0, 100, 100), 1.0)
    smooth, label = smooth_edges(faces, np.arange(len(faces)), 5.0)
    assert len(smooth) == len(faces) == len(set(label))
    assert shapely.area(smooth).sum() == pytest.approx(shapely.union_all(smooth).area)
    assert len(shapely.get_coordinates(smooth)) > len(shapely.get_coordinates(faces)) / 2


def test_narrower_than() -> None:
    assert narrower_than(box(40, 35, 41, 35.001), 120)
    assert not narrower_than(box(40, 35, 41, 35.001), 100)
    assert narrower_than(shapely.Polygon(), 100)
    assert not narrower_than(box(40, 35, 41, 36), 0)
