"""Sheets in both languages and in Arabic: every legend, table and line in the language asked for."""

from __future__ import annotations

import re
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from matplotlib.figure import Figure
from test_series import Timeline

from badia_geo.maps import change_map, check, density_map, plot_control_map, small_multiples, timeline_chart
from badia_geo.maps.typesetting import right_to_left, side_by_side, wrap
from badia_geo.zones import ControlZones

ARABIC, LATIN = re.compile("[\u0600-\u06ff]"), re.compile("[A-Za-z]{3}")


def legend_rows(figure: Figure) -> list[str]:
    rows = []
    for axes in figure.axes:
        legend: Any = axes.get_legend()
        if legend:
            rows += [legend.get_title().get_text(), *(t.get_text() for t in legend.get_texts())]
    return [row for row in rows if row]


@pytest.fixture(scope="module")
def many(zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Zones of as many kinds as the timeline has on its fullest days, so that legends are long."""
    names = zones["controller"].copy()
    holders = [
        "government",
        "opposition",
        "turkish_backed",
        "sdf",
        "is",
        "us_backed",
        "israel",
        "iraqi_government",
    ]
    names.iloc[: len(holders)] = holders
    status, against = zones["status"].copy(), zones["with"].copy()
    mixed = [("contested", "is"), ("joint", "government"), ("presence", "is"), ("contested", "opposition")]
    for row, (kind, other) in zip(range(8, 12), mixed, strict=True):
        status.iloc[row], against.iloc[row] = kind, other
    return zones.assign(controller=names, status=status, **{"with": against})


def sheets(zones: gpd.GeoDataFrame, language: Any) -> dict[str, Figure]:
    timeline = Timeline(zones)
    dates = ["2020-01-05", "2020-06-01"]
    table = zones.assign(valid_to="2021-01-01").drop(columns=["valid_from"])
    later = table.assign(valid_from="2020-06-01", controller="government")
    earlier = table.assign(valid_from="2020-01-01", valid_to="2020-06-01")
    stacked = gpd.GeoDataFrame(pd.concat([earlier, later], ignore_index=True), crs=4326)
    return {
        "panels": small_multiples(timeline, dates, relief=False, language=language),
        "change": change_map(timeline, *dates, relief=False, language=language),
        "chart": timeline_chart(ControlZones(stacked), ["2020-02-01", "2020-07-01"], language=language),
        "map": plot_control_map(zones, at="2020-08-21", relief=False, language=language),
    }


def test_every_row_of_every_legend_is_in_both_languages(many: gpd.GeoDataFrame) -> None:
    for name, figure in sheets(many, "both").items():
        rows = legend_rows(figure)
        assert len(rows) > 5, name
        for row in rows:
            assert ARABIC.search(row), (name, row)
            assert LATIN.search(row), (name, row)
        assert check(figure)["severity"].eq("error").sum() == 0, name


def test_arabic_legends_hold_no_latin_words(many: gpd.GeoDataFrame) -> None:
    for name, figure in sheets(many, "ar").items():
        rows = legend_rows(figure)
        assert len(rows) > 5, name
        assert not [row for row in rows if LATIN.search(row)], name


def test_a_chart_and_a_balance_name_holders_in_both_languages(many: gpd.GeoDataFrame) -> None:
    made = sheets(many, "both")
    axes = made["chart"].axes[0]
    assert "المساحة" in axes.get_ylabel()
    assert "Area" in axes.get_ylabel()
    inside = [t.get_text() for t in axes.texts]
    assert any("Government in Damascus" in t and "الحكومة في دمشق" in t for t in inside)
    balance = [t.get_text() for t in made["change"].texts]
    assert "Syrian Democratic Forces\nقوات سوريا الديمقراطية" in balance
    assert "gained\nكسب" in balance


def test_a_line_of_an_arabic_list_runs_from_the_right_whatever_it_begins_with() -> None:
    broken = right_to_left(
        "18 آب 2020 · كمين · near the field, about\n15 kilometres south of Raqqa · الحكومة"
    )
    first, second = broken.split("\n")
    assert first.startswith("\u200f18 آب 2020")
    assert second == "\u200f\u206615 kilometres south of Raqqa\u2069 · الحكومة"
    assert right_to_left("desert west of the river ·") == "\u200f\u2066desert west of the river\u2069 ·"


def test_no_line_begins_with_the_dot_between_two_parts() -> None:
    for width in (0.4, 0.6, 0.8, 1.0, 1.5):
        lines = wrap("around the town · Government · left bank · 100 %", 7.0, width).split("\n")
        assert not [line for line in lines if line.strip().startswith("·")]
        assert " ".join(lines).replace("\u00a0", " ") == "around the town · Government · left bank · 100 %"


def test_an_arabic_map_on_a_narrow_sheet_still_has_its_disclaimer(zones: gpd.GeoDataFrame) -> None:
    figure = plot_control_map(
        zones, at="2020-08-21", relief=False, language="ar", size=(6.5, 5.5), sources="synthetic"
    )
    assert not check(figure)["problem"].str.contains("disclaimer").any()


def test_two_languages_on_one_line_each_run_their_own_way() -> None:
    assert side_by_side("0.1 to 0.2\n0.1 إلى 0.2", 5.0, 7.0) == "0.1 to 0.2 · \u20670.1 إلى 0.2\u2069"
    narrow = side_by_side("0.1 to 0.2\n0.1 إلى 0.2", 0.6, 7.0)
    assert narrow == "0.1 to 0.2\n\u200f0.1 إلى 0.2"
    assert side_by_side("only one", 0.1, 7.0) == "only one"


def test_many_notes_in_two_languages_stay_on_the_sheet(
    zones: gpd.GeoDataFrame, events: gpd.GeoDataFrame
) -> None:
    sources = "; ".join(f"a source of many words, number {i}" for i in range(12))
    figure = density_map(
        events, zones, at="2020-08-21", relief=False, language="both", sources=sources, cutoff="2020-08-21"
    )
    problems = check(figure)["problem"]
    assert not problems.str.contains("run off the sheet|overlap").any(), list(problems)
