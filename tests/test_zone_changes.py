"""Gains and losses, fronts, distances to them, and areas."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import LineString, Point, box

from badia_geo.errors import AreaError, ColumnError, CRSError, FileFormatError, MissingFileError
from badia_geo.zone_changes import NO_ZONE, compare_zones, front_distance, front_lines, zone_areas
from badia_geo.zones import ControlZones

GEOD = Geod(ellps="WGS84")


def zones(*rows: tuple, **columns: list) -> gpd.GeoDataFrame:
    names, shapes = zip(*rows, strict=True)
    return gpd.GeoDataFrame({"controller": list(names), **columns}, geometry=list(shapes), crs=4326)


def geodesic_km2(shape: object) -> float:
    return abs(GEOD.geometry_area_perimeter(shape)[0]) / 1e6


def test_gains_and_losses_are_areas_of_the_same_ground() -> None:
    before = zones(("is", box(39, 35, 41, 36)), ("sdf", box(41, 35, 42, 36)))
    after = zones(("is", box(39, 35, 40, 36)), ("sdf", box(40, 35, 42, 36)))
    change = compare_zones(before, after)
    assert change.changes[["kind", "lost_by", "gained_by"]].to_numpy().tolist() == [["control", "is", "sdf"]]
    assert change.table.loc["sdf", "gained_km2"] == pytest.approx(geodesic_km2(box(40, 35, 41, 36)), rel=1e-4)
    assert change.table["gained_km2"].sum() == pytest.approx(change.table["lost_km2"].sum(), abs=0.1)
    assert change.table.loc["is", "net_km2"] == pytest.approx(-change.table.loc["sdf", "net_km2"])
    assert change.suppressed.empty


def test_ground_outside_a_layer_balances_too() -> None:
    change = compare_zones(zones(("a", box(30, 48, 31, 49))), zones(("a", box(30, 48, 32, 49))))
    assert change.table.index.tolist() == ["a", NO_ZONE]
    assert change.table["net_km2"].sum() == pytest.approx(0, abs=1e-9)


def test_changes_narrower_than_the_accuracy_are_suppressed_and_counted() -> None:
    before = zones(("is", box(39, 35, 40, 36)), ("sdf", box(40, 35, 41, 36)), accuracy_m=[2_000.0, 5_000.0])
    after = zones(
        ("is", box(39, 35, 40.02, 36)), ("sdf", box(40.02, 35, 41, 36)), accuracy_m=[2_000.0, 5_000.0]
    )
    change = compare_zones(before, after)  # 1.8 km wide, known to 2 km
    assert change.changes.empty
    assert change.suppressed[["lost_by", "gained_by", "pieces"]].to_numpy().tolist() == [["sdf", "is", 1]]
    assert change.suppressed["area_km2"].iloc[0] == pytest.approx(
        geodesic_km2(box(40, 35, 40.02, 36)), rel=1e-3
    )
    assert len(compare_zones(before, after, accuracy_m=1_000).changes) == 1


def test_a_change_of_status_is_no_gain() -> None:
    ground = box(39, 35, 40, 36)
    change = compare_zones(
        zones(("is", ground), status=["control"]), zones(("is", ground), status=["contested"])
    )
    assert change.changes["kind"].tolist() == ["status"]
    assert change.table.empty


def test_another_provider_is_no_change_on_the_ground() -> None:
    before = zones(("is", box(39, 35, 41, 36)), source=["isw"])
    after = zones(
        ("is", box(39, 35, 40, 36)), ("sdf", box(40, 35, 41, 36)), source=["deepstate", "deepstate"]
    )
    change = compare_zones(before, after)
    assert set(change.changes["kind"]) == {"source"}
    assert change.table.empty


def test_nothing_changes_between_a_day_and_itself() -> None:
    day = zones(("is", box(39, 35, 41, 36)), ("sdf", box(41, 35, 42, 36)))
    assert compare_zones(day, day).changes.empty
    assert compare_zones(day.iloc[:0], day.iloc[:0]).changes.empty
    assert compare_zones(day.iloc[:0], day).table.loc[NO_ZONE, "gained_km2"] == 0


def test_bad_frames_are_refused() -> None:
    good = zones(("a", box(0, 0, 1, 1)))
    with pytest.raises(CRSError, match="set_crs"):
        compare_zones(good, good.set_crs(None, allow_override=True))
    with pytest.raises(ColumnError, match="controller"):
        front_lines(good.rename(columns={"controller": "who"}))


cut = st.floats(39.1, 40.9)


@settings(max_examples=25, deadline=None)
@given(first=cut, second=cut, third=st.floats(35.1, 35.9))
def test_losses_equal_gains_whatever_moves(first: float, second: float, third: float) -> None:
    before = zones(("a", box(39, 35, first, 36)), ("b", box(first, 35, 41, 36)))
    after = zones(("a", box(39, 35, second, third)), ("b", box(second, 35, 41, 36)))
    change = compare_zones(before, after, accuracy_m=0)
    assert change.table["gained_km2"].sum() == pytest.approx(change.table["lost_km2"].sum(), abs=0.1)
    held = {
        who: zone_areas(day).set_index("controller")["area_km2"] for who, day in (("x", before), ("y", after))
    }
    for who in ("a", "b"):
        net = change.table["net_km2"].get(who, 0.0)
        assert held["y"][who] - held["x"][who] == pytest.approx(net, abs=0.1)


def test_fronts_are_shared_edges_with_their_length() -> None:
    day = zones(("is", box(39, 35, 40, 36)), ("sdf", box(40, 35, 41, 36)), ("none", box(41, 35, 42, 36)),
                status=["control", "control", "unsettled"])  # fmt: skip
    fronts = front_lines(day)
    assert fronts[["a", "b"]].to_numpy().tolist() == [["is", "sdf"]]
    assert fronts["length_km"].iloc[0] == pytest.approx(GEOD.line_length([40, 40], [35, 36]) / 1000, rel=1e-6)
    assert fronts.geometry.iloc[0].hausdorff_distance(LineString([(40, 35), (40, 36)])) < 1e-9


def test_hairline_gaps_between_neighbours_are_still_a_front() -> None:
    day = zones(("is", box(39, 35, 39.9998, 36)), ("sdf", box(40, 35, 41, 36)))  # 18 m
    assert front_lines(day)["length_km"].iloc[0] == pytest.approx(110.95, rel=0.01)
    assert front_lines(day, gap_m=5).empty


def test_contested_ground_has_a_front_of_its_own() -> None:
    day = zones(("is", box(39, 35, 40, 36)), ("sdf", box(40, 35, 41, 36)), status=["control", "contested"])
    assert front_lines(day)["contested"].tolist() == [True]


def test_a_layer_of_one_party_has_a_front_with_the_rest() -> None:
    day = zones(("Russia", box(36, 47, 38, 49)))
    assert front_lines(day).empty
    lines = front_lines(day, rest="Ukraine", extent=box(30, 45, 38, 52))
    # the eastern edge lies on the border, which is no front
    want = GEOD.line_length([38, 36, 36, 38], [47, 47, 49, 49]) / 1000
    assert lines["length_km"].sum() == pytest.approx(want, rel=0.01)
    assert front_lines(day.iloc[:0]).empty


def test_distance_to_the_front_is_signed_and_geodesic() -> None:
    day = zones(("is", box(39, 35, 40, 36)), ("sdf", box(40, 35, 41, 36)))
    points = gpd.GeoSeries(
        [Point(39.5, 35.5), Point(40.25, 35.5), Point(), None], crs=4326, index=list("abcd")
    )
    metres = front_distance(points, day, controller="is")
    assert metres.index.tolist() == list("abcd")
    for name, lon, sign in (("a", 39.5, 1), ("b", 40.25, -1)):
        true = min(GEOD.inv(lon, 35.5, 40, lat)[2] for lat in np.linspace(35.49, 35.51, 2001))
        assert metres[name] == pytest.approx(sign * true, rel=1e-4)
    assert metres[["c", "d"]].isna().all()
    with pytest.raises(AreaError, match="is, sdf"):
        front_distance(points, day, controller="government")
    with pytest.raises(CRSError):
        front_distance(points.set_crs(None, allow_override=True), day, controller="is")


def test_areas_agree_with_an_independent_geodesic_area() -> None:
    shape = Point(40, 35).buffer(1.5, quad_segs=32).difference(Point(40, 35).buffer(0.5))
    day = zones(("is", shape), ("is", box(44, 35, 45, 36)), status=["control", "contested"])
    table = zone_areas(day).set_index("status")["area_km2"]
    assert table["control"] == pytest.approx(geodesic_km2(shape), rel=1e-4)
    # equal-area projection, edges of a degree cut into short ones
    albers = gpd.GeoSeries([box(44, 35, 45, 36).segmentize(0.01)], crs=4326).to_crs(
        "+proj=aea +lat_1=35 +lat_2=36"
    )
    assert table["contested"] == pytest.approx(albers.area.iloc[0] / 1e6, rel=1e-4)


def test_people_are_counted_by_cell_centre(tmp_path: Path) -> None:
    import rasterio
    from rasterio.transform import from_origin

    people = np.full((10, 20), 5.0, dtype=np.float32)
    people[0, 0] = -1
    path = tmp_path / "people.tif"
    options = {"driver": "GTiff", "width": 20, "height": 10, "count": 1, "dtype": "float32", "nodata": -1}
    with rasterio.open(
        path, "w", crs="EPSG:4326", transform=from_origin(39, 36, 0.1, 0.1), **options
    ) as raster:
        raster.write(people, 1)
    day = zones(("is", box(39, 35, 40, 36)), ("sdf", box(40, 35, 41, 36)), ("x", box(50, 35, 51, 36)))
    table = zone_areas(day, population=path).set_index("controller")["population"]
    assert table.to_dict() == {"is": 495.0, "sdf": 500.0, "x": 0.0}
    with pytest.raises(MissingFileError):
        zone_areas(day, population=tmp_path / "none.tif")
    (tmp_path / "text.tif").write_text("no raster")
    with pytest.raises(FileFormatError):
        zone_areas(day, population=tmp_path / "text.tif")


def test_areas_over_time_are_tidy() -> None:
    frame = zones(("is", box(39, 35, 40, 36)), ("sdf", box(39, 35, 40, 36)),
                  valid_from=["2014-01-01", "2017-10-17"], valid_to=["2017-10-17", "2018-01-01"])  # fmt: skip
    table = ControlZones(frame).areas()
    assert table["date"].tolist() == [pd.Timestamp("2014-01-01"), pd.Timestamp("2017-10-17")]
    assert table["controller"].tolist() == ["is", "sdf"]
    assert ControlZones(frame).areas(["2015-05-05"])["date"].tolist() == [pd.Timestamp("2015-05-05")]
    assert ControlZones(frame.drop(columns=["valid_from", "valid_to"])).areas()["date"].isna().all()


@pytest.mark.evaluation
def test_a_real_layer_balances_with_independent_areas(eval_dir: Path) -> None:
    timeline = ControlZones.from_file(eval_dir / "zones", controller_name="Russia")
    change = timeline.compare("2024-07-08", "2026-07-04", accuracy_m=0)
    areas = [geodesic_km2(timeline.at(d).geometry.iloc[0]) for d in ("2024-07-08", "2026-07-04")]
    assert change.table.loc["Russia", "net_km2"] == pytest.approx(areas[1] - areas[0], abs=0.1)
    assert change.table["net_km2"].sum() == pytest.approx(0, abs=0.1)


def test_desert_that_nobody_holds_is_no_gain_of_who_holds_the_roads() -> None:
    square = box(40, 34, 41, 35)
    held = gpd.GeoDataFrame({"controller": ["is"], "status": ["control"]}, geometry=[square], crs=4326)
    left = gpd.GeoDataFrame(
        {"controller": ["government"], "status": ["unsettled"]}, geometry=[square], crs=4326
    )
    table = compare_zones(held, left).table
    assert set(table.index) == {"is", "none"}
    assert table.loc["is", "lost_km2"] == pytest.approx(table.loc["none", "gained_km2"])
