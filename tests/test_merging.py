from __future__ import annotations

import pandas as pd
import pytest
from small_geocoder import small_geocoder

from badia_geo.events import empty_events
from badia_geo.reports import merge_reports, read_report

GEOCODER = small_geocoder()


def table(text, *, source="", published="2020-08-21"):
    return read_report(text, published=published, geocoder=GEOCODER, source=source)


def day(value):
    return f"{value:%Y-%m-%d}"


SHELLED = "Shells killed two people in Hajin on Monday."


@pytest.mark.parametrize(
    "other",
    [
        "Shelling killed two persons in Haijin on Monday.",  # another spelling of the name
        "Two civilians died when artillery shells hit the town of Hajin on 17 August.",
        "Mortar shells killed two people near Hajin this week.",  # a wider date, a wider place
        "Shells killed three people in Hajin on Monday.",  # another count
        "قتل شخصان بقصف مدفعي على مدينة هجين يوم الاثنين.",  # another language
        "An attack killed two people in Hajin on Monday.",  # a less exact type
    ],
)
def test_one_incident_in_other_words_is_one_row(other):
    told = table(other)
    assert len(told) == 1, other
    merged = merge_reports(table(SHELLED), told)
    assert len(merged) == 1, other
    assert sorted(merged["merged_from"].iloc[0]) == ["0:e1", "1:e1"]


@pytest.mark.parametrize(
    "other",
    [
        "Shells killed two people in Abu Kamal on Monday.",  # 28 km down the river, the same day
        "Shells killed two people in Hajin on Sunday.",
        "Protesters marched in Hajin on Monday.",
        "Shells killed nine people in Hajin on Monday.",  # more than half of them too many
        "Shells killed two people on Monday.",  # no place: nothing says that it is the same
    ],
)
def test_other_incidents_stay_two_rows(other):
    assert len(merge_reports(table(SHELLED), table(other))) == 2, other


def test_windows_that_only_overlap_meet_and_the_narrower_one_stays():
    week, two_days = (
        "Shells killed two people in Hajin this week.",
        "Shells hit Hajin between 16 and 17 August.",
    )
    merged = merge_reports(table(week), table(two_days))
    assert len(merged) == 1
    row = merged.iloc[0]
    assert (day(row["date_start"]), day(row["date_end"])) == ("2020-08-16", "2020-08-17")
    assert row["fatalities_low"] == 2, "a count of one report stays where the other has none"


def test_counts_widen_to_hold_both_reports():
    row = merge_reports(
        table("Shells killed two people and wounded five in Hajin on Monday."),
        table("Shells killed four people and wounded at least three in Hajin on Monday."),
    ).iloc[0]
    assert (row["fatalities_low"], row["fatalities_high"]) == (2, 4)
    assert row["wounded_low"] == 3
    assert pd.isna(row["wounded_high"]), "“at least” leaves the range open"


def test_two_events_of_one_report_are_never_merged():
    text = "Shells killed two people in Hajin on Monday. In a separate attack, shells hit Hajin on Monday."
    told = table(text)
    assert len(merge_reports(told)) == len(told) == 2
    merged = merge_reports(told, table(SHELLED))
    assert len(merged) == 2
    assert sorted(len(m) for m in merged["merged_from"]) == [1, 2]


def test_three_reports_of_one_incident_are_one_row_with_all_sources():
    merged = merge_reports(
        table(SHELLED, source="A"),
        table("Shells hit Hajin on Monday.", source="B"),
        table("Shells killed three people near Hajin this week.", source="C"),
    )
    assert len(merged) == 1
    assert set(merged["source"].iloc[0].split("; ")) == {"A", "B", "C"}
    assert len(merged["merged_from"].iloc[0]) == 3


def test_the_narrower_place_and_the_more_exact_type_win_whatever_the_order():
    exact = table("A mine killed two people in Hajin on Monday.")
    loose = table("An attack killed two people near Hajin this week.")
    for tables in ((exact, loose), (loose, exact)):
        row = merge_reports(*tables).iloc[0]
        assert row["event_type"] == "ied"
        assert row["radius_m"] == min(exact["radius_m"].iloc[0], loose["radius_m"].iloc[0])
        assert day(row["date_start"]) == day(row["date_end"]) == "2020-08-17"


def test_the_order_of_tables_does_not_change_how_many_rows_come_out():
    tables = [
        table(SHELLED),
        table("Shells hit Abu Kamal on Monday. Gunmen abducted a shepherd near Palmyra on Tuesday."),
        table("قتل شخصان بقصف مدفعي على مدينة هجين يوم الاثنين."),
    ]
    assert len(merge_reports(*tables)) == len(merge_reports(*tables[::-1])) == 3


def test_undated_and_unplaced_events_stay_and_nothing_gives_nothing():
    undated = read_report(SHELLED.replace(" on Monday", ""), geocoder=GEOCODER)
    assert undated["date_start"].isna().all()
    merged = merge_reports(undated, table(SHELLED))
    assert len(merged) == 2
    assert merged["date_start"].isna().tolist() == [False, True], "undated events come last"
    assert len(merge_reports()) == len(merge_reports(empty_events())) == 0
    assert len(merge_reports(empty_events(), table(SHELLED), empty_events())) == 1


def test_merging_changes_no_table():
    one, two = table(SHELLED), table("Shells killed three people in Hajin on Monday.")
    before = one.copy(), two.copy()
    merge_reports(one, two)
    pd.testing.assert_frame_equal(pd.DataFrame(one), pd.DataFrame(before[0]))
    pd.testing.assert_frame_equal(pd.DataFrame(two), pd.DataFrame(before[1]))
