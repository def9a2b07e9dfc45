from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badia_geo.dates import find_dates, parse_date
from badia_geo.errors import DateError

FRIDAY = "2020-08-21"


def windows(text, published=FRIDAY):
    return [(d.text, str(d.first), str(d.last)) for d in find_dates(text, published=published)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("this week", "2020-08-17", "2020-08-21"),
        ("last week", "2020-08-10", "2020-08-16"),
        ("on Thursday", "2020-08-20", "2020-08-20"),
        ("on Friday", "2020-08-21", "2020-08-21"),
        ("last Friday", "2020-08-14", "2020-08-14"),
        ("yesterday", "2020-08-20", "2020-08-20"),
        ("overnight", "2020-08-20", "2020-08-21"),
        ("two days ago", "2020-08-19", "2020-08-19"),
        ("three weeks ago", "2020-07-28", "2020-08-03"),
        ("over the past 24 hours", "2020-08-20", "2020-08-21"),
        ("earlier this month", "2020-08-01", "2020-08-21"),
        ("last month", "2020-07-01", "2020-07-31"),
        ("in April", "2020-04-01", "2020-04-30"),
        ("in December", "2019-12-01", "2019-12-31"),
        ("in August", "2020-08-01", "2020-08-21"),
        ("in early May 2019", "2019-05-01", "2019-05-10"),
        ("on Dec. 10", "2019-12-10", "2019-12-10"),
        ("on 18 August", "2020-08-18", "2020-08-18"),
        ("Aug. 18, 2020", "2020-08-18", "2020-08-18"),
        ("2020-08-18", "2020-08-18", "2020-08-18"),
        ("18/08/2020", "2020-08-18", "2020-08-18"),
        ("18-20 August 2020", "2020-08-18", "2020-08-20"),
        ("between March 15 and May 1, 2011", "2011-03-15", "2011-05-01"),
        ("between May 2 and 3, 2016", "2016-05-02", "2016-05-03"),
        ("between June 1, 2014 and March 6, 2015", "2014-06-01", "2015-03-06"),
        ("between November 3, 2019 and January 5", "2019-11-03", "2020-01-05"),
        ("between 2014 and 2017", "2014-01-01", "2017-12-31"),
        ("in the summer of 2015", "2015-06-01", "2015-08-31"),
        ("recently", "2020-07-22", "2020-08-21"),
        ("في 18 آب/أغسطس 2020", "2020-08-18", "2020-08-18"),
        ("في ١٨ آب ٢٠٢٠", "2020-08-18", "2020-08-18"),
        ("في تشرين الثاني 2017", "2017-11-01", "2017-11-30"),
        ("مطلع شباط 2021", "2021-02-01", "2021-02-09"),
        ("يوم الخميس الماضي", "2020-08-20", "2020-08-20"),
        ("أمس", "2020-08-20", "2020-08-20"),
        ("قبل يومين", "2020-08-19", "2020-08-19"),
        ("الشهر الماضي", "2020-07-01", "2020-07-31"),
        ("بين 3 و7 أيار 2016", "2016-05-03", "2016-05-07"),
    ],
)
def test_phrase_gives_its_window(text, first, last):
    assert [(f, t) for _, f, t in windows(text)] == [(first, last)]


@pytest.mark.parametrize(
    "text",
    [
        "they may attack",
        "a march of protesters",
        "for more than four years",
        "",
        "the next Monday",
        "آب العائلة",
        "a 2,000 strong force",
    ],
)
def test_words_that_are_no_date(text):
    assert windows(text) == []


def test_weekday_beside_its_date_is_one_phrase():
    assert windows("On Thursday, March 12, 2020, shells fell") == [
        ("March 12, 2020", "2020-03-12", "2020-03-12")
    ]


def test_since_opens_a_span_and_a_day_earlier_keeps_its_offset():
    since = find_dates("since 2017", published=FRIDAY)[0]
    assert since.since
    earlier = find_dates("A day earlier, mines went off", published=FRIDAY)[0]
    assert (earlier.first, earlier.offset) == (None, -1)
    assert find_dates("three days later", published=FRIDAY)[0].offset == 3


def test_days_after_a_statement_count_back_from_its_day():
    found = find_dates("Shells fell on Monday, four days after the town was taken.", published="2021-08-05")
    assert [(str(d.first), d.offset) for d in found] == [("2021-08-02", None), ("2021-07-29", -4)]
    [found] = find_dates("A day after the raid, shells fell.", published="2021-08-05")
    assert (found.first, found.offset) == (None, 1)
    [found] = find_dates("The town fell a day after.", published="2021-08-05")
    assert (found.first, found.offset) == (None, 1)


@pytest.mark.parametrize(
    "text", ["since the beginning of 2021", "since the start of June", "منذ بداية عام 2021"]
)
def test_since_the_beginning_of_a_year_opens_a_span(text):
    assert [d.since for d in find_dates(text, published="2021-08-05")] == [True]


def test_a_weekday_that_is_a_surname_is_no_date():
    assert find_dates("قتل أحمد الخميس في هجين", published="2021-08-05") == []


def test_relative_phrase_without_publication_has_no_window():
    phrase = find_dates("on Thursday")[0]
    assert phrase.first is None
    assert "no publication date" in phrase.rule
    assert find_dates("on March 3, 2018")[0].first == date(2018, 3, 3)


def test_offsets_are_code_points_of_the_original_text():
    text = "𝔄 في ٣ شباط ٢٠٢١ قُتل"
    phrase = find_dates(text)[0]
    assert text[phrase.start : phrase.end] == phrase.text == "٣ شباط ٢٠٢١"


@given(
    st.dates(date(2011, 1, 1), date(2024, 12, 31)),
    st.sampled_from(
        [
            "today",
            "yesterday",
            "this week",
            "last month",
            "in May",
            "on Monday",
            "recently",
            "last year",
            "overnight",
        ]
    ),
)
def test_no_relative_window_runs_past_publication(published, words):
    for phrase in find_dates(words, published=published):
        assert phrase.first <= phrase.last <= published
        assert phrase.last - phrase.first < timedelta(366)


@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)))
def test_parse_date_reads_what_it_writes(day):
    assert parse_date(day.isoformat()) == day
    assert parse_date(f"{day.day} {day:%B} {day.year}") == day
    assert parse_date(datetime(day.year, day.month, day.day, 12)) == day
    assert parse_date(f"{day.isoformat()} 00:00:00.000") == day


@pytest.mark.parametrize(
    "value", [None, "", "soon", "2020-13-40", "yesterday", "31 February 2020", float("nan")]
)
def test_unreadable_dates_name_the_mend(value):
    with pytest.raises(DateError, match="YYYY-MM-DD"):
        parse_date(value)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("on Friday and Saturday", "2021-07-30", "2021-07-31"),
        ("on the night of Thursday to Friday", "2021-07-29", "2021-07-30"),
        ("overnight Thursday-Friday", "2021-07-29", "2021-07-30"),
        ("on the 14th", "2021-07-14", "2021-07-14"),
        ("on the 31st", "2021-07-31", "2021-07-31"),
        ("ليلة الخميس - الجمعة", "2021-07-29", "2021-07-30"),
        ("في الثالث من شهر نيسان", "2021-04-03", "2021-04-03"),
        ("خلال الـ 24 ساعة الماضية", "2021-08-04", "2021-08-05"),
        ("shells fell through the night", "2021-08-04", "2021-08-05"),
        ("the previous Thursday", "2021-07-29", "2021-07-29"),
        ("داهمت الثلاثاء منزلا", "2021-08-03", "2021-08-03"),
    ],
)
def test_nights_pairs_of_days_and_days_of_the_month(text, first, last):
    assert [(str(d.first), str(d.last)) for d in find_dates(text, published="2021-08-05")] == [(first, last)]
