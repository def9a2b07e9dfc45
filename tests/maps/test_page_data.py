"""What the interactive page carries, without a browser."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from page_driver import Timeline

from badia_geo.errors import TimelineError
from badia_geo.maps.page_base import WINDOW, page_base
from badia_geo.maps.page_cells import cell_day, cell_number, cell_text
from badia_geo.maps.page_events import page_events
from badia_geo.maps.page_geometry import page_shape
from badia_geo.maps.page_zones import dated_layers, holder_outlines, page_zones, zone_sources


@pytest.mark.parametrize("empty", [None, np.nan, pd.NaT, pd.NA, "", "  "])
def test_an_empty_cell_is_nothing(empty: object) -> None:
    assert cell_text(empty) is None
    assert cell_number(None if empty is pd.NA else empty) is None
    assert cell_day(empty) is None


def test_a_lone_surrogate_becomes_what_a_file_can_hold() -> None:
    assert cell_text("a\ud800b") == "a?b"


def test_events_come_as_columns_with_each_text_once(events: gpd.GeoDataFrame) -> None:
    found = page_events(events)
    assert found["n"] == 4
    assert found["texts"]["ctl"] == ["government", "sdf"]
    assert found["columns"]["ctl"] == [0, 1, 0, -1]
    assert found["columns"]["sharp"] == [1, 0, 0, 0]
    assert found["columns"]["deaths"] == ["2", "3–4", "25", None]
    assert found["columns"]["x"] == [40.09, 40.6, 38.9, None]
    assert found["columns"]["fp"] == [0, 1, 2, -1]
    assert len(found["shapes"]) == 3
    assert "steps" not in found["columns"]
    json.dumps(found, allow_nan=False)


def test_one_footprint_of_many_events_is_carried_once(events: gpd.GeoDataFrame) -> None:
    events["footprint"] = [events["footprint"].iloc[0]] * 4
    found = page_events(events)
    assert found["columns"]["fp"] == [0, 0, 0, 0]
    assert len(found["shapes"]) == 1


def test_steps_are_read_from_a_list_from_json_and_from_a_sentence(events: gpd.GeoDataFrame) -> None:
    events["steps"] = [["one", "two"], json.dumps({"steps": ["three"]}), "a sentence", None]
    assert page_events(events)["columns"]["steps"] == [["one", "two"], ["three"], ["a sentence"], []]


def test_no_events_are_no_columns(events: gpd.GeoDataFrame) -> None:
    for none in (None, events.iloc[:0]):
        assert page_events(none) == {"n": 0, "columns": {}, "texts": {}, "shapes": [], "lean": False}


def test_a_zone_that_stays_is_carried_once_with_its_dates(zones: gpd.GeoDataFrame) -> None:
    layers = dated_layers(Timeline(zones), "2020-01-01", ["2020-01-02", "2020-01-06"])
    dates = list(layers)
    found = page_zones(layers, dates)
    assert sum(len(z["on"]) for z in found) == 3 * len(zones)
    assert len(found) < 3 * len(zones)
    # days 1 and 6 of the year are alike in this timeline
    assert {tuple(z["on"]) for z in found} <= {(0, 2), (1,), (0, 1, 2), (0,), (2,)}
    assert {z["acc"] for z in found} == {3000}
    assert {z["f"] for z in found} == {"2020-01-01"}


def test_one_outline_goes_round_all_that_a_side_holds() -> None:
    halves = [shapely.box(40, 35, 41, 36), shapely.box(41, 35, 42, 36), shapely.box(42, 35, 43, 36)]
    zones = gpd.GeoDataFrame(
        {"controller": ["sdf", "sdf", "none"], "status": ["control", "presence", "unsettled"]},
        geometry=halves,
        crs=4326,
    )
    layers = dated_layers(zones, "2020-01-01", [])
    (outline,) = holder_outlines(layers, ["2020-01-01"])
    drawn = shapely.from_geojson(json.dumps(outline["g"]))
    assert outline["c"] == "sdf"
    assert shapely.equals(shapely.simplify(drawn, 0), shapely.box(40, 35, 42, 36).boundary)


def test_zones_of_any_crs_without_a_status_are_held() -> None:
    zones = gpd.GeoDataFrame(
        {"controller": ["sdf", None]}, geometry=[shapely.box(40, 35, 41, 36)] * 2, crs=4326
    )
    layer = dated_layers(zones.to_crs(3857), "2020-01-01", [])["2020-01-01"]
    assert list(layer["status"]) == ["control", "control"]
    assert list(layer["controller"]) == ["sdf", "none"]
    assert layer.total_bounds == pytest.approx([40, 35, 41, 36])


def test_a_further_date_without_zones_is_empty_but_the_map_s_own_must_have_them(
    zones: gpd.GeoDataFrame,
) -> None:
    timeline = Timeline(zones, first="2020-01-02")
    assert len(dated_layers(timeline, "2020-01-05", ["2020-01-01"])["2020-01-01"]) == 0
    with pytest.raises(TimelineError):
        dated_layers(timeline, "2020-01-01", [])


def test_many_sources_are_counted(zones: gpd.GeoDataFrame) -> None:
    named = zones.assign(source=[f"source {i % 5}" for i in range(len(zones))])
    assert zone_sources({"": named}) == "source 0; source 1; source 2 (+2)"
    assert zone_sources({"": zones.drop(columns="source")}) == "no source stated"


def test_nothing_left_of_a_shape_is_none() -> None:
    mixed = shapely.GeometryCollection([shapely.Point(40, 35), shapely.LineString([(40, 35), (41, 36)])])
    assert page_shape(mixed) is None
    assert page_shape(None) is None


def test_the_base_map_is_small_and_within_its_window() -> None:
    base = page_base()
    assert len(json.dumps(base, ensure_ascii=False).encode()) < 1_200_000
    west, south, east, north = WINDOW
    for *_, lon, lat in ((n[0], n[2], n[3]) for n in base["names"] + base["places"]):
        assert west <= lon <= east
        assert south <= lat <= north
    names = {n[0] for n in base["names"]}
    assert {"Euphrates", "Lake Assad", "Deir ez-Zor", "Iraq"} <= names
    arabic = [p[1] for p in base["places"][:300]]
    assert sum(bool(a) for a in arabic) > 240
    assert base["relief"]["url"].startswith("data:image/webp;base64,")
