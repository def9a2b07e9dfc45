from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badia_geo.sentences import segments, split_sentences


def sentences(text):
    return [text[s.start : s.end] for s in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Maj. Gen. Ali was killed. The U.S. denied it.", 2),
        ("It hit at 4 p.m. on Jan. 3. Nobody died.", 2),
        ("One line\nanother line", 2),
        ("“They left.” He stayed.", 2),
        ("Figures: 3.5 km and 2,000 men.", 1),
        ("قُتل ثلاثة. أصيب خمسة؟ لا.", 3),
        ("Sources in the U.S. said so", 1),
        ("", 0),
        (" \n ", 0),
    ],
)
def test_sentences(text, count):
    assert len(sentences(text)) == count


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("BEIRUT (Reuters) - Shells fell on Hajin.", "Shells fell on Hajin."),
        ("BEIRUT —  A cease-fire ended.", "A cease-fire ended."),
        ("DAMASCUS, Syria, March 4 (AP) — Two men died.", "Two men died."),
        ("DAMASCUS, Oct 27, 2013 (AFP) - A lorry blew up.", "A lorry blew up."),
        ("AL-OMAR OIL FIELD, Syria, March 5, 2019 (AFP) - Hundreds left.", "Hundreds left."),
        ("(Beirut) - The raid killed eight.", "The raid killed eight."),
        ("(Beirut, February 3, 2020) – The raid killed eight.", "The raid killed eight."),
        ("(1) Gunmen seized a post.", "(1) Gunmen seized a post."),
        ("Shells fell on Hajin - again.", "Shells fell on Hajin - again."),
        ("US-backed fighters left.", "US-backed fighters left."),
    ],
)
def test_datelines_are_set_apart(text, body):
    first = split_sentences(text)[0]
    assert text[first.body : first.end] == body


def test_segments_part_statements():
    text = "Shells hit Hajin, while a mine went off in Abu Kamal; meanwhile, troops left."
    parts = [text[a:b] for a, b in segments(text, 0, len(text))]
    assert "".join(parts) == text
    assert parts[0] == "Shells hit Hajin"
    assert parts[1].startswith(", while a mine")


@given(st.text(alphabet="aB. \n?!;,—ء؟", max_size=80))
def test_sentences_lie_in_order_inside_the_text(text):
    found = split_sentences(text)
    assert all(0 <= s.start <= s.body <= s.end <= len(text) for s in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    kept = "".join("".join(text[s.start : s.end].split()) for s in found)
    assert kept == "".join(text.split())
