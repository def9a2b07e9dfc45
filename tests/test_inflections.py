from __future__ import annotations

import pytest

from badia_geo.event_types import find_triggers
from badia_geo.inflections import noun_forms, verb_forms


@pytest.mark.parametrize(
    ("stem", "forms"),
    [
        ("قصف", {"قصفت", "قصفوا", "يقصف", "تقصف", "قصفتها", "قصفوها", "يقصفون"}),
        ("اعتقل", {"اعتقلت", "اعتقلوا", "يعتقل", "تعتقلهم", "اعتقلته"}),
        ("أحرق", {"أحرقت", "أحرقوا", "يحرق"}),
        ("تصدى", {"تصدت", "تصدوا", "يتصدى", "تتصدى"}),
    ],
)
def test_verbs(stem, forms):
    assert forms <= set(verb_forms(stem))


def test_a_verb_with_its_object_is_never_spelled_as_a_noun():
    assert "قصفه" not in verb_forms("قصف")
    assert "سيطره" not in verb_forms("سيطر")


def test_nouns():
    assert {"استهدافات", "استهدافها", "استهدافهم"} <= set(noun_forms("استهداف"))
    assert {"غارات", "غارتين", "غاراتها", "غارته"} <= set(noun_forms("غارة"))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("هاجموهم في البادية", "attack"),
        ("قتلتهما عبوة", "killing"),
        ("اعتقلتهم قوة في الرقة", "arrest"),
        ("اجتاحوا القاعدة", "capture"),
    ],
)
def test_inflected_words_tell_of_events(text, kind):
    assert find_triggers(text)[0].event_type == kind


def test_the_future_tells_of_nothing():
    assert find_triggers("سيقصف الجيش البلدة") == []
