"""The timeline of zones: intervals, spans, controllers and the packaged timeline."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from badia_geo.errors import ColumnError, CRSError, DateError, TimelineError
from badia_geo.zones import (
    NEUTRAL_COLOUR,
    UNKNOWN_CONTROLLER,
    ZONE_COLUMNS,
    ControlZones,
    as_date,
    as_zones,
    controller_table,
    controllers,
)


def timeline(rows: list[tuple], **columns: list) -> gpd.GeoDataFrame:
    """Rows of (controller, from, to, geometry)."""
    names, start, end, shapes = zip(*rows, strict=True)
    data = {"controller": list(names), "valid_from": list(start), "valid_to": list(end), **columns}
    return gpd.GeoDataFrame(data, geometry=list(shapes), crs=4326)


TWO = timeline(
    [
        ("is", "2014-01-14", "2017-10-17", box(39, 35, 40, 36)),
        ("sdf", "2017-10-17", "2018-01-01", box(39, 35, 40, 36)),
    ],
    source=["a", "a"],
    source_date=["2014-02-01", "2017-12-01"],
)


@pytest.mark.parametrize(
    "value",
    ["2020-08-21", "20200821", "21 August 2020", "2020-08-21T23:00", dt.date(2020, 8, 21), dt.datetime(2020, 8, 21, 23, 5), np.datetime64("2020-08-21"),
     pd.Timestamp("2020-08-21T22:00-03:00") - pd.Timedelta(hours=3)],
)  # fmt: skip
def test_as_date_reads_every_kind_of_date(value: object) -> None:
    assert as_date(value) == pd.Timestamp("2020-08-21")


@pytest.mark.parametrize(
    "value",
    [None, "", "soon", "May", "2020", "03/04/2020", "03-04-2020", "2020-13-01", pd.NaT, 2020, 3.5, True],
)
def test_as_date_refuses_what_is_no_date(value: object) -> None:
    with pytest.raises(DateError, match="YYYY-MM-DD"):
        as_date(value)


def test_intervals_are_half_open() -> None:
    zones = ControlZones(TWO)
    assert zones.at("2017-10-16")["controller"].tolist() == ["is"]
    assert zones.at("2017-10-17")["controller"].tolist() == ["sdf"]
    assert zones.at("2014-01-14").columns.tolist()[: len(ZONE_COLUMNS)] == list(ZONE_COLUMNS)


@pytest.mark.parametrize("date", ["2014-01-13", "2018-01-01", "2031-05-05"])
def test_a_date_outside_names_the_covered_span(date: str) -> None:
    with pytest.raises(TimelineError, match="2014-01-14 to 2017-12-31"):
        ControlZones(TWO).at(date)


def test_a_gap_in_time_is_an_error_that_names_it() -> None:
    rows = timeline(
        [("a", "2020-01-01", "2020-02-01", box(0, 0, 1, 1)), ("a", "2020-03-01", None, box(0, 0, 1, 1))]
    )
    with pytest.raises(TimelineError, match="gap between 2020-02-01 and 2020-03-01"):
        ControlZones(rows).at("2020-02-10")


def test_undated_zones_hold_always() -> None:
    zones = ControlZones(gpd.GeoDataFrame({"controller": ["a"]}, geometry=[box(0, 0, 1, 1)], crs=4326))
    assert zones.span == (None, None)
    assert len(zones.at("1999-01-01")) == 1
    assert len(zones.changes) == 0


def test_known_on_hides_what_was_published_later() -> None:
    zones = ControlZones(TWO)
    assert zones.at("2017-11-01", known_on="2017-12-01")["controller"].tolist() == ["sdf"]
    with pytest.raises(TimelineError, match="known by 2017-11-30"):
        zones.at("2017-11-01", known_on="2017-11-30")


def test_known_from_and_known_to_give_the_revision_of_a_day() -> None:
    frame = timeline(
        [("a", "2020-01-01", None, box(0, 0, 1, 1)), ("b", "2020-01-01", None, box(0, 0, 1, 1))],
        known_from=pd.to_datetime(["2020-01-02", "2020-06-01"]),
        known_to=pd.to_datetime(["2020-06-01", None]),
    )
    zones = ControlZones(frame)
    assert zones.at("2020-01-05", known_on="2020-03-01")["controller"].tolist() == ["a"]
    assert zones.at("2020-01-05", known_on="2020-06-01")["controller"].tolist() == ["b"]


def test_sources_stand_side_by_side_and_can_be_chosen() -> None:
    rows = [("x", None, None, box(0, 0, 1, 1)), ("y", None, None, box(0, 0, 1, 1))]
    zones = ControlZones(timeline(rows, source=["isw", "deepstate"]))
    assert len(zones.at("2022-04-02")) == 2
    assert zones.at("2022-04-02", source="isw")["controller"].tolist() == ["x"]
    with pytest.raises(TimelineError, match="deepstate, isw"):
        zones.at("2022-04-02", source="viina")


def test_the_index_of_the_frame_is_kept() -> None:
    frame = TWO.set_axis(["first", "second"])
    assert ControlZones(frame).at("2017-12-01").index.tolist() == ["second"]


def test_between_gives_whole_intervals() -> None:
    zones = ControlZones(TWO)
    assert zones.between("2017-10-01", "2017-10-18")["controller"].tolist() == ["is", "sdf"]
    assert zones.between("2017-10-17", "2017-10-18")["controller"].tolist() == ["sdf"]
    with pytest.raises(DateError, match="backwards"):
        zones.between("2017-10-17", "2017-10-17")


@given(day=st.dates(dt.date(2014, 1, 14), dt.date(2017, 12, 31)))
def test_every_covered_day_has_the_zone_whose_interval_holds_it(day: dt.date) -> None:
    found = ControlZones(TWO).at(day)
    assert len(found) == 1
    assert found["valid_from"].iloc[0] <= pd.Timestamp(day) < found["valid_to"].iloc[0]


def test_as_zones_fills_and_keeps() -> None:
    frame = gpd.GeoDataFrame(
        {"controller": ["Wagner", None, "  "], "status": ["Contested", "seized", None], "note": [1, 2, 3]},
        geometry=[box(0, 0, 1, 1)] * 3,
        crs=4326,
    )
    before = frame.copy()
    zones = as_zones(frame)
    pd.testing.assert_frame_equal(frame, before)
    assert zones["controller"].tolist() == ["Wagner", UNKNOWN_CONTROLLER, UNKNOWN_CONTROLLER]
    assert zones["status"].tolist() == ["contested", "control", "control"]
    assert zones["status_read"].tolist()[1] == "seized"
    assert zones["note"].tolist() == [1, 2, 3]
    assert zones["with"].tolist() == [None, None, None]


def test_as_zones_projects_to_degrees() -> None:
    frame = gpd.GeoDataFrame({"controller": ["a"]}, geometry=[box(40, 35, 41, 36)], crs=4326).to_crs(3857)
    np.testing.assert_allclose(as_zones(frame).total_bounds, [40, 35, 41, 36], atol=1e-9)


def test_as_zones_refuses() -> None:
    bare = gpd.GeoDataFrame({"controller": ["a"]}, geometry=[box(0, 0, 1, 1)])
    with pytest.raises(CRSError, match="set_crs"):
        as_zones(bare)
    with pytest.raises(ColumnError, match="actor"):
        as_zones(gpd.GeoDataFrame({"actor": ["a"]}, geometry=[box(0, 0, 1, 1)], crs=4326))
    with pytest.raises(DateError, match="row 1, column 'valid_from'"):
        as_zones(timeline([("a", "2020-01-01", None, box(0, 0, 1, 1)), ("a", "May", None, box(0, 0, 1, 1))]))


def test_no_zones_at_all() -> None:
    empty = ControlZones(gpd.GeoDataFrame({"controller": []}, geometry=[], crs=4326))
    assert empty.span == (None, None)
    with pytest.raises(TimelineError, match="no zone"):
        empty.at("2020-01-01")


def _lightness(colour: str) -> float:
    part = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    y = linear @ [0.2126, 0.7152, 0.0722]
    return float(116 * np.cbrt(y) - 16)


def test_packaged_colours_differ_in_grey() -> None:
    table = controllers()
    light = np.sort([_lightness(c) for c in table["colour"]])
    assert np.diff(light).min() > 7
    assert {"government", "opposition", "turkish_backed", "sdf", "is", "us_backed", "israel", "none"} <= set(
        table.index
    )


def test_packaged_colours_differ_for_the_colour_blind() -> None:
    # Machado, Oliveira and Fernandes 2009, severity 1.0; distances in CIE Lab
    views = {
        "protan": [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ],
        "deutan": [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.01182, 0.04294, 0.968881],
        ],
        "tritan": [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.3039],
        ],
    }
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    for matrix in views.values():
        lab = []
        for colour in controllers()["colour"]:
            part = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
            linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
            xyz = to_xyz @ np.clip(np.array(matrix) @ linear, 0, 1) / [0.9505, 1, 1.089]
            f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
            lab.append([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])
        apart = np.linalg.norm(np.array(lab)[:, None] - np.array(lab)[None], axis=2)
        assert apart[np.triu_indices(len(lab), 1)].min() > 15


def test_unknown_controllers_are_neutral_and_keep_their_name() -> None:
    table = controller_table(["sdf", "Wagner", "sdf"])
    assert table.index.tolist() == ["sdf", "Wagner"]
    assert table.loc["Wagner", "colour"] == NEUTRAL_COLOUR
    assert not table.loc["Wagner", "known"]
    assert table.loc["sdf", "colour"] != NEUTRAL_COLOUR


@pytest.fixture(scope="module")
def packaged() -> ControlZones:
    return ControlZones.load()


class TestPackagedTimeline:
    @pytest.mark.parametrize(
        ("date", "lon", "lat", "controller"),
        [
            ("2016-06-15", 39.01, 35.95, "is"),  # Raqqa
            ("2020-08-21", 39.01, 35.95, "sdf"),
            ("2020-08-21", 40.14, 35.33, "government"),  # Deir ez-Zor
            ("2020-08-21", 38.65, 33.50, "us_backed"),  # al-Tanf
            ("2020-08-21", 36.63, 35.93, "opposition"),  # Idlib
            ("2020-08-21", 36.87, 36.51, "turkish_backed"),  # Afrin
        ],
    )
    def test_well_known_places(
        self, packaged: ControlZones, date: str, lon: float, lat: float, controller: str
    ) -> None:
        found = packaged.at(date)
        inside = found[found.intersects(gpd.points_from_xy([lon], [lat])[0])]
        assert inside["controller"].tolist() == [controller]

    def test_zones_cover_the_extent_and_do_not_overlap(self, packaged: ControlZones) -> None:
        found = packaged.at("2020-08-21")
        flat = found.to_crs("+proj=aea +lat_1=32 +lat_2=37 +lat_0=35 +lon_0=39")
        extent = gpd.GeoSeries([packaged.extent], crs=4326).to_crs(flat.crs)
        assert flat.is_valid.all()
        assert flat.area.sum() - flat.union_all().area < 1e3  # square metres
        assert abs(flat.area.sum() / extent.area.iloc[0] - 1) < 1e-4

    def test_the_day_after_the_end_is_refused(self, packaged: ControlZones) -> None:
        with pytest.raises(TimelineError, match="2013-01-01 to 2024-12-31"):
            packaged.at("2025-01-01")

    def test_every_area_resolves(self, packaged: ControlZones) -> None:
        found = packaged._layer.problems()
        assert found[found["problem"] == "area not resolved"].empty
