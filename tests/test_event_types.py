from __future__ import annotations

import pytest

from badia_geo.event_types import event_types, find_triggers, from_acled, main_type

# names of the ACLED codebook that the table may use
ACLED_EVENTS = {
    "Battles", "Explosions/Remote violence", "Violence against civilians", "Protests", "Riots", "Strategic developments",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("A roadside bomb exploded under a convoy, killing two", "ied"),
        ("was killed in an IED explosion", "ied"),
        ("A suicide bomber blew himself up", "suicide_bombing"),
        ("Russian warplanes struck the village", "airstrike"),
        ("a drone strike killed the emir", "drone_strike"),
        ("Mortar shells hit the town", "shelling"),
        ("Two men were killed", "killing"),
        ("Two men were killed by a landmine", "ied"),
        ("A tribal elder was gunned down", "assassination"),
        ("Militants ambushed a bus", "ambush"),
        ("Soldiers clashed with militants", "clash"),
        ("The SDF captured the village", "capture"),
        ("Looters dug hundreds of holes", "destruction"),
        ("انفجرت عبوة ناسفة بسيارة", "ied"),
        ("غارات جوية على البادية", "airstrike"),
        ("اغتال مجهولون شيخ عشيرة", "assassination"),
        ("The sun rose", "other"),
    ],
)
def test_main_type_of_a_sentence(text, code):
    assert main_type(find_triggers(text), text) == code


def test_triggers_have_spans():
    text = "An airstrike hit the convoy."
    assert [text[t.start : t.end] for t in find_triggers(text)] == ["airstrike", "hit"]
    assert find_triggers("") == []


def test_table_maps_to_acled():
    table = event_types()
    assert {t.acled_event for t in table.values()} == ACLED_EVENTS
    assert all(t.acled_sub_event and t.name and t.name_ar for t in table.values())
    assert "other" in table


@pytest.mark.parametrize(
    ("event", "sub", "code"),
    [
        ("Explosions/Remote violence", "Remote explosive/landmine/IED", "ied"),
        ("Battles", "Armed clash", "clash"),
        ("Battles", "unheard of", "clash"),
        ("Strategic developments", "Arrests", "arrest"),
        ("unheard of", "", "other"),
    ],
)
def test_from_acled(event, sub, code):
    assert from_acled(event, sub) == code


def test_every_type_stands_in_the_documentation():
    from pathlib import Path

    page = (Path(__file__).parent.parent / "docs" / "reports.md").read_text(encoding="utf8")
    for kind in event_types().values():
        assert f"| `{kind.event_type}` | {kind.name} | {kind.acled_event} | {kind.acled_sub_event} |" in page


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fighters took full control of the town", "capture"),
        ("Kurdish forces drove the militants out of the city", "capture"),
        ("Jets answered with raids on the town", "airstrike"),
        ("Raids supported by helicopters ended with five arrests", "arrest"),
        ("Buses carrying fighters left the city", "withdrawal"),
        ("A gas attack on the town", "chemical"),
        ("Camps for displaced people", "other"),
        ("انفجار دراجة نارية مفخخة", "ied"),
        ("استعادت القوات السيطرة على البلدة", "capture"),
    ],
)
def test_kinds_of_statement(text, expected):
    assert main_type(find_triggers(text), text) == expected
