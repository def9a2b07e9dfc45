from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from small_geocoder import small_geocoder

from badia_geo import datasets
from badia_geo.candidates import settlement_footprint
from badia_geo.errors import ColumnError
from badia_geo.event_types import event_types
from badia_geo.events import (
    EVENT_COLUMNS,
    codes_of,
    empty_events,
    events_frame,
    footprint_fields,
    footprint_of_code,
    frame_to_events,
    read_events,
)
from badia_geo.footprints import PRECISIONS, Footprint, circle
from badia_geo.tables import write_table

GEOCODER = small_geocoder()

ACLED = pd.DataFrame(
    {
        "event_id_cnty": ["SYR1", "SYR2", "SYR3"],
        "event_date": ["18 August 2020", "19 August 2020", "20 August 2020"],
        "time_precision": ["1", "2", "3"],
        "event_type": ["Explosions/Remote violence", "Battles", "Violence against civilians"],
        "sub_event_type": ["Remote explosive/landmine/IED", "Armed clash", "Attack"],
        "actor1": ["Islamic State", "Islamic State", "Unidentified"],
        "actor2": ["Russia", None, "Civilians"],
        "admin1": ["Deir ez-Zor"] * 3,
        "location": ["At-Taym", "Deir ez-Zor", "Deir ez-Zor"],
        "latitude": ["35.22", "35.336", "35.336"],
        "longitude": ["40.10", "40.141", "40.141"],
        "geo_precision": ["1", "2", "3"],
        "source": ["x", "y", "z"],
        "notes": ["a", "b", "c"],
        "fatalities": ["1", "0", "3"],
    }
)
UCDP = pd.DataFrame(
    {
        "id": ["1", "2", "3", "4", "5"],
        "type_of_violence": ["1", "3", "2", "1", "1"],
        "where_coordinates": ["Hajin", "Raqqa", "x", "y", "z"],
        "where_prec": ["1", "2", "3", "4", "6"],
        "latitude": ["34.69", "35.95", "35.0", "35.0", "35.0"],
        "longitude": ["40.83", "39.01", "40.4", "40.4", "38.5"],
        "date_start": ["2017-01-01 00:00:00.000"] * 5,
        "date_end": ["2017-01-03 00:00:00.000"] * 5,
        "side_a": ["IS"] * 5,
        "side_b": ["SDF"] * 5,
        "best": ["2"] * 5,
        "low": ["1"] * 5,
        "high": ["4"] * 5,
    }
)


def test_acled_rows():
    events = frame_to_events(ACLED)
    assert tuple(events.columns) == EVENT_COLUMNS
    assert events["event_id"].tolist() == ["SYR1", "SYR2", "SYR3"]
    assert events["event_type"].tolist() == ["ied", "clash", "killing"]
    assert events["actors"].tolist() == ["Islamic State; Russia", "Islamic State", "Unidentified; Civilians"]
    assert events["fatalities_low"].tolist() == [1, 0, 3]
    assert events["precision"].tolist() == ["settlement", "near", "admin1"]
    assert events["geo_precision"].tolist() == [1, 2, 3]
    assert events["date_start"].dt.strftime("%m-%d").tolist() == ["08-18", "08-16", "08-01"]
    assert events["date_end"].dt.strftime("%m-%d").tolist() == ["08-18", "08-22", "08-31"]
    assert (events["status"] == "located").all()


def test_a_provincial_capital_stands_for_its_province():
    """ACLED piles events of a region on its capital: the footprint is the governorate's polygon."""
    event = frame_to_events(ACLED).iloc[2]
    governorates = datasets.load("governorates")
    home = governorates[governorates["name"] == "Deir ez-Zor"].geometry.iloc[0]
    assert event["footprint"].equals(home)
    assert event["radius_m"] > 60_000
    assert "stand in" in event["reason"]


def test_ucdp_rows():
    events = frame_to_events(UCDP)
    assert events["where_prec"].tolist() == [1, 2, 3, 4, 6]
    assert events["radius_m"].iloc[:3].tolist() == [3_000.0, 25_000.0, 31_000.0]
    assert events["precision"].tolist() == ["settlement", "near", "admin2", "admin1", "country"]
    assert events["event_type"].tolist() == ["clash", "killing", "clash", "clash", "clash"]
    assert events["date_end"].dt.strftime("%Y-%m-%d").tolist() == ["2017-01-03"] * 5
    assert [list(r) for r in events[["fatalities_low", "fatalities_high"]].to_numpy()] == [[1, 4]] * 5


def test_names_go_through_the_geocoder_with_their_region():
    frame = pd.DataFrame(
        {"Place": ["Hajin", "Nowhere"], "region": ["Deir ez-Zor"] * 2, "Date": ["2020-01-02", "2020-01-03"]}
    )
    geocoder = small_geocoder()
    events = frame_to_events(frame, geocoder=geocoder)
    assert events["status"].tolist() == ["located", "not_found"]
    assert events["place_id"].iloc[0] == "hajin"
    assert geocoder.asked[0] == ("Hajin", ("Deir ez-Zor",))
    assert "Nowhere" in events["reason"].iloc[1]


@pytest.mark.parametrize(
    ("lat", "lon", "reason"),
    [
        ("95", "40", "latitude 95 is not between -90 and 90"),
        ("35", "400", "longitude 400"),
        ("x", "40", "not a number"),
        (None, "40", "a coordinate is missing"),
        ("0", "0", "both 0"),
        (None, None, "no coordinates"),
    ],
)
def test_bad_rows_stay_with_their_reason(lat, lon, reason):
    frame = pd.DataFrame({"lat": [lat, "35.0"], "lon": [lon, "40.0"], "date": ["2020-01-02", "2020-01-02"]})
    events = frame_to_events(frame)
    assert events["status"].tolist() == ["not_found", "located"]
    assert reason in events["reason"].iloc[0]
    assert "row 0" in events["reason"].iloc[0]
    assert events.geometry.iloc[0] is None


def test_swapped_coordinates_are_pointed_out_and_left():
    events = frame_to_events(pd.DataFrame({"lat": ["40.1"], "lon": ["35.3"], "date": ["2020-01-02"]}))
    assert "look swapped" in events["reason"].iloc[0]
    assert events.geometry.iloc[0].equals(shapely.Point(35.3, 40.1))


@pytest.mark.parametrize(("value", "reason"), [("soonish 4", "YYYY-MM-DD"), (None, "no date")])
def test_dates_that_cannot_be_read(value, reason):
    event = frame_to_events(pd.DataFrame({"lat": ["35"], "lon": ["40"], "date": [value]})).iloc[0]
    assert event["status"] == "located"
    assert pd.isna(event["date_start"])
    assert reason in event["reason"]


@pytest.fixture(scope="module")
def written() -> gpd.GeoDataFrame:
    """Events as `map` writes them: one with candidates, one of a type whose ACLED names fit several."""
    hajin = settlement_footprint(40.83, 34.69, 2_000.0)
    sector = Footprint(shapely.box(40.0, 35.0, 40.4, 35.2), shapely.Point(40.1, 35.05), 9_000.0, "sector")
    day = pd.Timestamp("2020-08-18")
    records = [
        {
            "event_id": f"e{n}", "primary": n == 1, "date_start": day, "date_end": day, "event_type": kind,
            "acled_event": event_types()[kind].acled_event,
            "acled_sub_event": event_types()[kind].acled_sub_event, "fatalities_low": 2, "wounded_low": 3,
            "place": "a place", "place_id": "p", "place_name": "Place", "score": 0.8, "status": "located",
            "candidates": candidates, **footprint_fields(footprint),
        }
        for n, kind, footprint, candidates in (
            (1, "assassination", hajin, ((hajin, 0.8),)),
            (2, "ambush", sector, None),
            (3, "drone_strike", Footprint.from_point_radius(40.5, 35.0, 4_000.0, "near"), None),
        )
    ]  # fmt: skip
    return events_frame(records)


@pytest.mark.parametrize("name", ["events.gpkg", "events.csv"])
def test_what_was_written_is_read_back_as_it_was(written: gpd.GeoDataFrame, tmp_path: Path, name: str):
    write_table(written, tmp_path / name)
    again = read_events(tmp_path / name, geocoder=GEOCODER)
    same = ["event_id", "primary", "event_type", "acled_event", "acled_sub_event", "fatalities_low", "wounded_low",
            "place_id", "place_name", "score", "precision", "radius_m", "where_prec", "geo_precision"]  # fmt: skip
    for column in same:
        assert again[column].tolist() == written[column].tolist(), column
    assert again["fatalities_high"].isna().all()
    assert again.geometry.geom_equals_exact(written.geometry, 1e-9).all()
    assert again["footprint"].geom_equals_exact(written["footprint"], 1e-5).all()
    (candidate, p), *_ = again["candidates"].iloc[0]
    assert (candidate.precision, candidate.radius_m, p) == ("settlement", 2_000.0, 0.8)


def test_a_point_that_was_moved_wins_over_the_footprint_beside_it(written: gpd.GeoDataFrame, tmp_path: Path):
    write_table(written, tmp_path / "events.gpkg")
    footprints = gpd.read_file(tmp_path / "events.gpkg", layer="footprints")
    edited = gpd.read_file(tmp_path / "events.gpkg", layer="events")
    edited.loc[1, "geometry"] = shapely.Point(40.3, 35.15)  # still inside its footprint
    edited.to_file(tmp_path / "moved.gpkg", layer="events")
    footprints.to_file(tmp_path / "moved.gpkg", layer="footprints")
    again = read_events(tmp_path / "moved.gpkg", geocoder=GEOCODER)
    moved = again.iloc[1]
    assert (moved.geometry.x, moved.geometry.y) == (40.3, 35.15)
    assert moved["footprint"].equals(circle(40.3, 35.15, 9_000.0))
    assert "moved" in moved["reason"]
    assert pd.isna(moved["score"])
    assert moved["event_type"] == "ambush"
    assert again["score"].iloc[0] == 0.8


def test_window_that_runs_backwards_is_one_day():
    frame = pd.DataFrame(
        {"lat": ["35"], "lon": ["40"], "date_start": ["2020-01-05"], "date_end": ["2020-01-02"]}
    )
    event = frame_to_events(frame).iloc[0]
    assert event["date_start"] == event["date_end"]
    assert "before" in event["reason"]


def test_own_radius_and_footprint_are_kept():
    square = shapely.box(40, 35, 40.1, 35.1)
    frame = pd.DataFrame(
        {
            "lat": [35.05, 35.0],
            "lon": [40.05, 40.0],
            "radius_m": [9000, 700],
            "footprint_wkt": [square.wkt, None],
            "date": ["2020-01-01"] * 2,
        }
    )
    events = frame_to_events(frame)
    assert events["footprint"].iloc[0].equals(square)
    assert events["radius_m"].tolist() == [9000.0, 700.0]


def test_a_table_without_places_names_its_columns():
    with pytest.raises(ColumnError, match="a, b"):
        frame_to_events(pd.DataFrame({"a": [1], "b": [2]}))


def test_sample_table_that_ships():
    events = read_events(datasets.folder() / "events_sample.csv", geocoder=GEOCODER)
    assert len(events) == 14
    assert events["date_start"].notna().all()
    named = events[events["place"].isin(["Jabal al-Tharda", "Al-Kharata oil field"])]
    assert named["where_prec"].isna().all() or (named["status"] != "").all()
    assert (events.drop(named.index)["status"] == "located").all()


def test_empty_tables():
    assert tuple(empty_events().columns) == EVENT_COLUMNS
    assert empty_events().crs.to_epsg() == 4326
    assert len(frame_to_events(ACLED.head(0))) == 0
    assert events_frame([{"event_id": "a", "extra": 1}])["extra"].tolist() == [1]


@pytest.mark.parametrize("precision", PRECISIONS)
def test_every_precision_has_codes(precision):
    where, geo = codes_of(precision, 10_000.0)
    assert 1 <= where <= 6
    assert 1 <= geo <= 3


@pytest.mark.parametrize("code", range(1, 8))
def test_every_code_has_a_footprint(code):
    footprint, reason = footprint_of_code(40.1, 35.3, where_prec=code)
    assert footprint.radius_m > 0
    assert reason
    if code not in {5, 7}:
        assert codes_of(footprint.precision, footprint.radius_m)[0] == code
