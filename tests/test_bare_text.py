from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from badia_geo.bare_text import BareText
from badia_geo.reports import read_report


def test_a_text_without_marks_is_itself():
    text = BareText("Shells hit حلب.")
    assert text.bare == text.written
    assert text.span(3, 7) == (3, 7)
    assert BareText("").bare == ""
    assert BareText("").span(0, 0) == (0, 0)


def test_a_stretch_keeps_the_marks_of_its_letters():
    text = BareText("قُتِلَ رجلٌ.")
    assert text.bare == "قتل رجل."
    assert text.words(0, 3) == "قُتِلَ"
    assert text.words(4, 7) == "رجلٌ"


@given(st.text(alphabet="ابتة ـًُِْ.x", max_size=30), st.data())
def test_stretches_of_bare_text_are_their_own_letters(written, data):
    text = BareText(written)
    start = data.draw(st.integers(0, len(text.bare)))
    end = data.draw(st.integers(start, len(text.bare)))
    first, last = text.span(start, end)
    assert 0 <= first <= len(written)
    if start < end:
        assert BareText(written[first:last]).bare == text.bare[start:end]


def test_spans_of_events_are_those_of_the_text_as_written():
    text = "قُتل عنصران في بلدة الشَّحيل بانفجار عبوة ناسفة."
    event = read_report(text, published="2021-05-03").iloc[0]
    assert (event["event_type"], event["place_name"]) == ("ied", "Al-Shuhayl")
    assert event["place"] == "في بلدة الشَّحيل"
    assert event["place"] in text
