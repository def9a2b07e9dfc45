from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from badia_geo import (
    background,
    casualty_patterns,
    coordination,
    drafts,
    event_types,
    locatives,
    outcomes,
    sentences,
    telling,
    toponym_reader,
)
from badia_geo import date_patterns as dp
from badia_geo.spots import Spot


def test_words_are_found_where_they_begin() -> None:
    spot = Spot(r"\bkill|قتل")
    text = "Two killed; skilled work; وقتل three."
    assert [spot.near(text, i, i + 1) for i in (4, 5, 12)] == [True, False, False]
    assert spot.near(text, 0, len(text))
    assert not spot.near(text, 5, 20)
    assert spot.near(text, text.index("وقتل"), len(text))


def test_windows_join_and_stay_inside_the_text() -> None:
    spot = Spot(r"\bday\b")
    assert spot.windows("day one, day two", 3, 4) == [(0, 16)]
    assert spot.windows("day one and then another day", 1, 1) == [(0, 4), (24, 28)]
    assert spot.windows("no such word", 5, 5) == []
    assert spot.windows("", 5, 5) == []


def test_a_spot_made_later_is_found_in_a_text_that_was_read_before() -> None:
    text = "A rare word stands here."
    assert Spot("rare").near(text, 0, len(text))
    assert Spot("stands").near(text, 0, len(text))


def test_capitals_count_only_where_asked() -> None:
    assert Spot("may").near("In May", 0, 6)
    assert not Spot("may", ignore_case=False).near("In May", 0, 6)


GUARDED = {
    "not real": (telling._NOT_REAL, telling._NOT_REAL_SPOT),
    "backed": (telling._BACKED, telling._BACKED_SPOT),
    "arms found": (outcomes._ARMS_FOUND, outcomes._FOUND_SPOT),
    "years after": (telling._YEARS_AFTER, telling._YEARS_SPOT),
    "consequence": (telling._CONSEQUENCE, telling._CONSEQUENCE_SPOT),
    "charged": (telling._CHARGED, telling._CHARGED_SPOT),
    "in answer": (telling._IN_ANSWER, telling._IN_ANSWER_SPOT),
    "how it began": (telling._HOW_IT_BEGAN, telling._HOW_IT_BEGAN_SPOT),
    "of that time": (telling._OF_THAT_TIME, telling._OF_THAT_TIME_SPOT),
    "made or held": (telling._MADE_OR_HELD, telling._MADE_OR_HELD_SPOT),
    "relative": (outcomes._RELATIVE, outcomes._RELATIVE_SPOT),
    "who": (telling.WHO, outcomes._RELATIVE_SPOT),
    "to": (telling._TO_VERB, telling._TO_SPOT),
    "introduced": (toponym_reader._INTRODUCED, toponym_reader._INTRODUCED_SPOT),
    "subordinate": (background._SUBORDINATE, background._SUBORDINATE_SPOT),
    "since": (background._SINCE, background._SINCE_SPOT),
    "anaphora": (coordination.ANAPHORA, drafts._ANAPHORA_SPOT),
    "separate": (drafts._SEPARATE, drafts._SEPARATE_SPOT),
    "absolute": (dp.ABSOLUTE, dp.FIGURE_SPOT),
    "arabic absolute": (dp.ARABIC_ABSOLUTE, dp.MONTH_SPOT),
    "day alone": (dp.DAY_ALONE, dp.ORDINAL_SPOT),
    "years": (dp.YEARS, dp.YEAR_SPOT),
    "season": (dp.SEASON, dp.SEASON_SPOT),
    "ago": (dp.AGO, dp.UNIT_SPOT),
    "past": (dp.PAST, dp.UNIT_SPOT),
    "arabic ago": (dp.ARABIC_AGO, dp.ARABIC_AGO_SPOT),
    "arabic after": (dp.ARABIC_AFTER, dp.ARABIC_AGO_SPOT),
    "relative date": (dp.RELATIVE_RE, dp.RELATIVE_SPOT),
    "weekday": (dp.WEEKDAY, dp.WEEKDAY_SPOT),
}
CAREFUL = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)


@pytest.mark.parametrize("name", GUARDED)
@given(data=st.data())
@CAREFUL
def test_whatever_a_pattern_matches_has_a_word_of_its_spot(name: str, data: st.DataObject) -> None:
    pattern, spot = GUARDED[name]
    match = pattern.search(data.draw(st.from_regex(pattern)))
    if match is not None:
        words = f" {match.group()} "
        assert spot.near(words, 0, len(words))


@given(data=st.data())
@CAREFUL
def test_whatever_parts_a_sentence_has_a_mark_or_a_word_of_its_spot(data: st.DataObject) -> None:
    match = sentences._STRONG.search(data.draw(st.from_regex(sentences._STRONG)))
    if match is not None:
        words = f" {match.group()} "
        assert sentences._STRONG_SPOT.near(words, 0, len(words)) or sentences._STRONG_MARKS.search(words)


@pytest.mark.parametrize("number", [i for i, (_, stems) in enumerate(casualty_patterns.COUNTS) if stems])
@given(data=st.data())
@CAREFUL
def test_whatever_a_count_matches_has_one_of_its_stems(number: int, data: st.DataObject) -> None:
    pattern, stems = casualty_patterns.COUNTS[number]
    plain = re.compile(pattern.pattern, re.ASCII | re.IGNORECASE)
    match = plain.search(data.draw(st.from_regex(plain)))
    if match is not None:
        assert any(stem in match.group().lower() for stem in stems)


@pytest.mark.parametrize("number", range(len(event_types._WEAPON_RE)))
@given(data=st.data())
@CAREFUL
def test_whatever_names_a_weapon_has_one_of_its_stems(number: int, data: st.DataObject) -> None:
    _, stems, pattern = event_types._WEAPON_RE[number]
    plain = re.compile(pattern.pattern, re.ASCII | re.IGNORECASE)
    match = plain.search(data.draw(st.from_regex(plain)))
    if match is not None:
        assert any(stem in match.group().lower() for stem in stems)


@given(data=st.data())
@CAREFUL
def test_whatever_sums_up_a_period_counts_something(data: st.DataObject) -> None:
    plain = re.compile(background._SUM_OF_PERIOD.pattern, re.ASCII | re.IGNORECASE)
    match = plain.search(data.draw(st.from_regex(plain)))
    if match is not None:
        assert any(stem in match.group().lower() for stem in background._COUNTED)


@given(words=st.from_regex(re.compile(locatives._REL, re.ASCII | re.IGNORECASE), fullmatch=True))
@settings(CAREFUL, max_examples=150)
def test_a_run_of_relation_words_is_followed_back_to_its_beginning(words: str) -> None:
    text = "said so: " + re.sub(r"\s", " ", words) + " \ue000"
    assert locatives._start_of_run(text, 0, len(text) - 1) <= len("said so: ")


def test_a_run_of_relation_words_ends_at_other_words_and_marks() -> None:
    text = "The army said, 10.5 km north of \ue000"
    at = locatives._start_of_run(text, 0, len(text) - 1)
    assert text[at:].strip() == "10.5 km north of \ue000"
    text = "killed.In the town of \ue000"
    assert text[locatives._start_of_run(text, 0, len(text) - 1) :].strip() in {
        "In the town of \ue000",
        "the town of \ue000",
    }
