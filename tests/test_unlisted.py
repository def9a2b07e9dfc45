from __future__ import annotations

import pytest

from badia_geo.mentions import find_mentions
from badia_geo.reports import read_report


def names(text):
    return {mention.text: mention.place_id for mention in find_mentions(text)}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Rebels captured the Minnigh military airport near Turkey.", "Minnigh"),
        ("سيطرت الفصائل على مطار منق العسكري.", "منق"),
    ],
)
def test_works_of_unlisted_spelling_are_found_by_their_kind(text, name):
    assert name in names(text)
    (event,) = read_report(text, published="2013-08-06").to_dict("records")
    assert event["place_id"] == "menagh-airbase"


@pytest.mark.parametrize(
    "text",
    [
        "Jets took off from the Russian airbase.",
        "They met at the Istanbul airport.",
        "He owns the Brilliant oil field.",
        "The Wembley dam burst.",
    ],
)
def test_no_place_is_guessed_from_words_that_are_like_none(text):
    found = read_report(text, published="2016-01-01")
    assert all("airbase" not in str(p) and "field" not in str(p) for p in found.place_id)
    assert not {"Russian", "Brilliant", "Wembley"} & names(text).keys()


def test_a_town_is_not_guessed_for_an_airport():
    # no airport is like it, however like the name is to a village's
    assert "Minnigh" not in names("Rebels captured the Minnigh dam.")
