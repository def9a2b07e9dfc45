from hypothesis import given
from hypothesis import strategies as st

from badia_geo.likeness import NameList, name_similarity

THINGS = [
    ("Homs", "حمص", "Hims"),
    ("Deir ez-Zor", "دير الزور"),
    ("Hasakah", "الحسكة"),
    ("Badia al-Sham", "بادية الشام"),
    ("Upper Khabur", "East Ghouta", "West Ghouta"),
]
WORDS = [
    *(name for names in THINGS for name in names),
    "Dayr Azzawr",
    "Hama",
    "Hamah",
    "Western Ghouta",
    "",
    "??",
]


@given(
    st.one_of(st.sampled_from(WORDS), st.text("ahmsdryz -العبدحص", max_size=12)),
    st.floats(0.5, 1.0),
)
def test_as_comparing_with_every_name(text, least):
    likeness = [max(name_similarity(text, name) for name in names) for names in THINGS]
    best = max(likeness)
    found = NameList(THINGS).likest(text, least)
    if best < least:
        assert found is None
    else:
        assert found == (likeness.index(best), best)


def test_no_names():
    assert NameList([]).likest("Homs", 0.5) is None
    assert NameList([("",)]).likest("Homs", 0.5) is None


def test_the_first_of_equals():
    assert NameList([("Raqqa",), ("Ar-Raqqah",)]).likest("Raqqa", 0.9) == (0, 1.0)
