"""Tolls: what one verb counts at several places is several incidents, what it counts of all is one."""

from __future__ import annotations

import pandas as pd
import pytest

from badia_geo.reports import read_report

CASES = [
    (
        "Air strikes killed ten civilians in Kafranbel, four others in Ariha and two in Saraqib on Friday.",
        [("Kafr Nabl", 10), ("Ariha", 4), ("Saraqib", 2)],
    ),
    ("قتل خمسة مدنيين بغارات على مدينة سراقب وثلاثة آخرون في أريحا أمس.", [("Saraqib", 5), ("Ariha", 3)]),
    ("Clashes killed ten soldiers in Saraqib and Ariha on Friday.", [("Saraqib, Ariha", 10)]),
    (
        "Air strikes on Friday killed 14 people, including nine in Saraqib and five in Ariha.",
        [("Saraqib", 9), ("Ariha", 5)],
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_killed_place_by_place(text, expected):
    events = read_report(text, published="2019-12-21")
    assert [(r.place_name, int(r.fatalities_low)) for r in events.itertuples()] == expected
    assert set(events["date_start"]) == {pd.Timestamp("2019-12-20")}


def test_wounded_are_parted_as_the_killed_are():
    events = read_report(
        "Shelling wounded three people in Saraqib and two children in Ariha on Friday.",
        published="2019-12-21",
    )
    assert list(events["wounded_low"]) == [3, 2]
    assert events["fatalities_low"].isna().all()


def test_what_is_no_count_of_people_parts_nothing():
    events = read_report(
        "Air strikes killed ten people in Saraqib and two hospitals in Ariha were hit.",
        published="2019-12-21",
    )
    assert 2 not in set(events["fatalities_low"].dropna())
