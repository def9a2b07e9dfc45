"""What check reports, and what repair mends."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from badia_geo.footprints import geodesic_area_m2
from badia_geo.zone_checks import PROBLEMS, check_zones, repair_zones


def zones(shapes: list, **columns: list) -> gpd.GeoDataFrame:
    n = len(shapes)
    data = {"controller": ["is"] * n, "source": ["s"] * n, **columns}
    return gpd.GeoDataFrame(data, geometry=shapes, crs=4326)


def found(frame: gpd.GeoDataFrame, **options: object) -> list[tuple]:
    table = check_zones(frame, **options)
    assert set(table["mend"]) <= set(PROBLEMS.values())
    return list(zip(table["problem"], table["row"], strict=True))


def test_good_zones_have_no_findings() -> None:
    table = check_zones(zones([box(39, 35, 40, 36), box(40, 35, 41, 36)], controller=["is", "sdf"]),
                        extent=box(39, 35, 41, 36))  # fmt: skip
    assert table.empty
    assert table.columns.tolist() == [
        "problem", "row", "zone_id", "controller", "date", "area_km2", "detail", "mend"]  # fmt: skip


def test_an_empty_table_has_no_findings() -> None:
    assert check_zones(zones([])).empty


def test_invalid_rings_and_empty_shapes() -> None:
    bow_tie = Polygon([(39, 35), (40, 36), (40, 35), (39, 36)])
    frame = zones([bow_tie, Polygon()])
    assert found(frame) == [("invalid", 0), ("empty", 1)]
    mended = repair_zones(frame)
    assert mended.index.tolist() == [0]
    assert mended.is_valid.all()
    assert found(mended) == []


def test_swapped_axes_by_latitude_extent_and_neighbours() -> None:
    syria = box(35.5, 32, 42.5, 37.5)
    right, turned = box(40, 35, 41, 36), shapely.transform(box(40, 33, 41, 34), lambda xy: xy[:, ::-1])
    assert found(zones([turned]), extent=syria)[0] == ("swapped", 0)
    np.testing.assert_allclose(repair_zones(zones([turned]), extent=syria).total_bounds, [40, 33, 41, 34])
    assert found(zones([box(35, 100, 36, 101)])) == [("swapped", 0)]
    assert found(zones([right, box(39, 35, 40, 36), box(41, 35, 42, 36), turned])) == [("swapped", 3)]


def test_reversed_dates() -> None:
    frame = zones([box(39, 35, 40, 36)], valid_from=["2020-02-01"], valid_to=["2020-01-01"])
    assert found(frame) == [("reversed", 0)]


def test_duplicates_and_overlaps_name_both_rows() -> None:
    frame = zones([box(39, 35, 40, 36), box(39, 35, 40, 36), box(39.5, 35, 40.5, 36)],
                  controller=["is", "is", "sdf"])  # fmt: skip
    table = check_zones(frame)
    assert table["problem"].tolist() == ["duplicate", "overlap"]
    assert "is (row 0) and sdf (row 2)" in table["detail"].iloc[1]
    shared = geodesic_area_m2(box(39.5, 35, 40, 36)) / 1e6
    assert abs(table["area_km2"].iloc[1] - shared) < 1e-6
    mended = repair_zones(frame)
    assert mended["controller"].tolist() == ["is", "sdf", "is"]
    assert mended["status"].tolist() == ["control", "control", "contested"]
    assert mended["with"].iloc[2] == "sdf"
    assert found(mended) == []
    assert shapely.equals(mended.union_all(), frame.union_all())


def test_zones_of_different_days_or_sources_do_not_overlap() -> None:
    ground = box(39, 35, 40, 36)
    days = zones([ground, ground], controller=["is", "sdf"], valid_from=["2017-01-01", "2017-10-17"],
                 valid_to=["2017-10-17", "2018-01-01"])  # fmt: skip
    assert found(days) == []
    assert found(zones([ground, ground], controller=["is", "sdf"], source=["a", "b"])) == []


def test_overlaps_on_part_of_the_days_are_parted_there_only() -> None:
    frame = zones([box(39, 35, 40, 36), box(39, 35, 40, 36)], controller=["is", "sdf"],
                  valid_from=["2017-01-01", "2017-06-01"], valid_to=["2017-09-01", "2018-01-01"])  # fmt: skip
    mended = repair_zones(frame)
    table = mended[["controller", "status", "valid_from", "valid_to"]].astype(str)
    assert sorted(map(tuple, table.to_numpy().tolist())) == [
        ("is", "contested", "2017-06-01", "2017-09-01"),
        ("is", "control", "2017-01-01", "2017-06-01"),
        ("sdf", "control", "2017-09-01", "2018-01-01"),
    ]
    assert found(mended) == []


def test_three_claims_on_one_ground_leave_no_overlap() -> None:
    frame = zones([box(39, 35, 41, 36), box(40, 35, 42, 36), box(40.5, 35, 43, 36)],
                  controller=["is", "sdf", "government"])  # fmt: skip
    mended = repair_zones(frame)
    assert found(mended) == []
    assert abs(shapely.area(mended.geometry).sum() - 4.0) < 1e-9


def test_slivers_and_outside_parts() -> None:
    sliver = box(42, 35, 42.0001, 35.5)
    frame = zones(
        [MultiPolygon([box(39, 35, 40, 36), sliver]), box(43, 35, 44, 36)], controller=["is", "sdf"]
    )
    extent = box(39, 35, 43.5, 36)
    problems = found(frame, extent=extent)
    assert ("sliver", 0) in problems
    assert ("outside", 1) in problems
    assert problems[-1][0] == "gap in space"
    mended = repair_zones(frame, extent=extent)
    np.testing.assert_allclose(shapely.area(mended.geometry), [1.0, 0.5])
    # the layer's own accuracy decides what is a sliver
    assert ("sliver", 0) in found(zones([box(39, 35, 39.01, 36)], accuracy_m=[20_000.0]))
    assert found(zones([box(39, 35, 39.01, 36)], accuracy_m=[1_000.0])) == []


def test_gaps_in_time_and_old_snapshots() -> None:
    starts = ["2020-01-01", "2020-02-01", "2020-03-01", "2020-04-01", "2021-06-01"]
    ends = ["2020-02-01", "2020-03-01", "2020-04-01", "2021-04-01", "2021-07-01"]
    frame = zones([box(39, 35, 40, 36)] * 5, valid_from=starts, valid_to=ends, file=["f"] * 5)
    table = check_zones(frame)
    assert table["problem"].tolist() == ["gap in time", "old snapshot"]
    assert "2021-04-01 to 2021-06-01, 61 days" in table["detail"].iloc[0]
    assert table["row"].iloc[1] == 3


def test_names_statuses_and_sources() -> None:
    frame = zones([box(39, 35, 40, 36), box(40, 35, 41, 36), box(41, 35, 42, 36), box(42, 35, 43, 36)],
                  controller=["Wagner", "Wagner", None, "is"], status=["control", "seized", "control", "control"],
                  source=["s", "s", "s", None])  # fmt: skip
    assert found(frame) == [
        ("unknown controller", 0), ("no controller", 2), ("unknown status", 1), ("no source", 3)]  # fmt: skip
    assert check_zones(frame)["detail"].iloc[0] == "'Wagner', 2 rows"


def test_nothing_is_changed_in_place() -> None:
    frame = zones([box(39, 35, 40, 36), box(39.5, 35, 40.5, 36)], controller=["is", "sdf"])
    before = frame.copy()
    check_zones(frame)
    repair_zones(frame)
    pd.testing.assert_frame_equal(frame, before)


squares = st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(1, 4), st.integers(1, 4))


@settings(max_examples=40, deadline=None)
@given(
    boxes=st.lists(squares, min_size=1, max_size=5),
    names=st.lists(st.sampled_from(["is", "sdf"]), min_size=5, max_size=5),
)
def test_repaired_zones_never_overlap_and_keep_the_ground(boxes: list, names: list) -> None:
    shapes = [box(36 + x / 2, 33 + y / 2, 36 + (x + w) / 2, 33 + (y + h) / 2) for x, y, w, h in boxes]
    frame = zones(shapes, controller=names[: len(shapes)])
    mended = repair_zones(frame)
    ground = shapely.union_all(shapes)
    assert abs(shapely.area(mended.geometry).sum() - ground.area) < 1e-9
    assert abs(mended.union_all().area - ground.area) < 1e-9
