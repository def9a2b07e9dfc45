from __future__ import annotations

import pytest
from small_geocoder import small_gazetteer

from badia_geo.locatives import find_locatives
from badia_geo.toponym_reader import find_toponyms
from badia_geo.toponyms import ToponymIndex

INDEX = ToponymIndex(small_gazetteer())


def locatives(text):
    return find_locatives(text, 0, len(text), find_toponyms(text, INDEX))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He died near the At-Taym oil field south of Deir Ez-Zor on Tuesday.", ["near the At-Taym oil field south of Deir Ez-Zor"]),
        ("Shells fell 20 km south of Palmyra, on the road to Homs.", ["20 km south of Palmyra, on the road to Homs"]),
        ("Killings rocked the east side of the Euphrates in Deir ez-Zor, which is calm.", ["east side of the Euphrates in Deir ez-Zor"]),
        ("Troops in Hama, Homs and Raqqa left.", ["in Hama, Homs and Raqqa"]),
        ("It struck a mosque in Palmyra, Syria.", ["in Palmyra"]),
        ("Fighting between Mayadin and Abu Kamal went on.", ["between Mayadin and Abu Kamal"]),
        ("A mine in Hajin killed two and shells in Mayadin one.", ["in Hajin", "in Mayadin"]),
        ("on the Deir ez-Zor-Palmyra road", ["on the Deir ez-Zor-Palmyra road"]),
        ("انفجار قرب حقل التيم جنوب مدينة دير الزور أمس", ["قرب حقل التيم جنوب مدينة دير الزور"]),
        ("غارات في بادية الميادين شرق دير الزور", ["في بادية الميادين شرق دير الزور"]),
        ("A bomb at the eastern entrance to Palmyra killed two.", ["at the eastern entrance to Palmyra"]),
        ("هجوم على حافلة عسكرية في بادية الميادين أمس", ["في بادية الميادين"]),
        ("No place here.", []),
    ],
)  # fmt: skip
def test_words_of_a_place(text, words):
    found = locatives(text)
    assert [x.text for x in found] == words
    assert all(text[x.start : x.end] == x.text for x in found)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("They fled from Raqqa", "from"),
        ("A convoy went to Hajin", "to"),
        ("Residents of Hajin protested", "home"),
        ("a member of the local council of Hajin was shot", "home"),
        ("a Raqqa-based group", "source"),
        ("It fell in Hajin", "at"),
    ],
)
def test_roles(text, role):
    assert [x.role for x in locatives(text)] == [role]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("the ancient city of Palmyra", "city of Palmyra"),
        ("looted from Palmyra", "Palmyra"),
        ("throughout Homs", "Homs"),
        ("Palmyra's", "Palmyra"),
        ("in Hajin, a small town near Abu Kamal", "in Hajin near Abu Kamal"),
    ],
)
def test_query_drops_what_says_nothing_about_where(text, query):
    assert [x.query for x in locatives(text)] == [query]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("An ambush in Palmyra, about 20 km east of the town, killed two.", "about 20 km east of Palmyra"),
        ("هاجموا مواقع في السخنة، على بعد 20 كم شرق المدينة", "بعد 20 كم شرق السخنة"),
    ],
)
def test_a_distance_from_the_town_counts_from_the_name_before(text, query):
    assert locatives(text)[0].query == query


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Moscow said shells hit the town.", "source"),
        ("A deal was brokered by Moscow on Monday.", "source"),
        ("Damascus denied the attack.", "source"),
        ("واتهمت موسكو الفصائل بالقصف", "source"),
        ("The jets came from the direction of Homs and fired.", "from"),
        ("Shells hit Homs on Monday.", "at"),
    ],
)
def test_governments_are_no_places_and_some_places_are_where_it_was_fired_from(text, role):
    assert {x.role for x in locatives(text)} <= {role}
