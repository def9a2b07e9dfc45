from __future__ import annotations

import pytest

from badia_geo.actors import actor_names, actors, find_actors


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("IS cells attacked the SDF", ["is", "sdf"]),
        ("Is there a truce? It is.", []),
        ("the Kurdish-led Syrian Democratic Forces and QSD", ["sdf", "sdf"]),
        ("Islamic State militants", ["is"]),
        ("unidentified gunmen shot a tribal elder", ["militants", "tribal_figures"]),
        ("the Syrian Observatory for Human Rights said", []),
        ("عناصر تنظيم الدولة هاجموا قوات النظام", ["is", "government"]),
        ("قصفت قسد مواقع لداعش", ["sdf", "is"]),
        ("Turkish-backed fighters of the SNA", ["sna", "sna"]),
        ("", []),
    ],
)
def test_parties_are_found_by_any_alias(text, codes):
    assert [m.actor.actor for m in find_actors(text)] == codes


def test_initials_with_full_stops_are_part_of_a_name():
    found = find_actors("Hours later, U.S. forces hit a depot of the U.S.-backed forces.")
    assert [(m.text, m.actor.actor) for m in found] == [("U.S. forces", "usa"), ("U.S.-backed forces", "sdf")]
    assert find_actors("They came to the U. Forces left.") == []


def test_spans_hold_the_words():
    text = "Fighters of Daesh and قسد met."
    assert [text[m.start : m.end] for m in find_actors(text)] == ["Daesh", "قسد"]


def test_table_is_sound():
    table = actors()
    assert len(table) > 30
    codes = {"government", "opposition", "turkish_backed", "sdf", "is", "us_backed", "israel", None}
    assert {a.controller for a in table.values()} <= codes
    assert {a.category for a in table.values()} == {"armed", "state", "civil", "source", "name"}
    owners: dict[str, str] = {}
    for name, code in actor_names():
        assert owners.setdefault(name, code) == code, name
