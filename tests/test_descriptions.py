from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badia_geo.descriptions import fold, parse_description, phrase_around, split_ends
from badia_geo.errors import DescriptionError

TREES = {
    "Palmyra": "Palmyra",
    "in Palmyra": "in(Palmyra)",
    "near Palmyra": "near(near, Palmyra)",
    "on the outskirts of Raqqa": "near(outskirts, Raqqa)",
    "vicinity of Al-Khalediyah village in Ain Eissa district": "all(near(vicinity, Al-Khalediyah village), in(Ain Eissa district))",
    "20 km from Homs": "offset(20 km, Homs)",
    "20 km south of Deir ez-Zor": "offset(20 km, S, Deir ez-Zor)",
    "about 20 kilometres (12 miles) to the south-east of Deir ez-Zor": "offset(20 km, SE, Deir ez-Zor)",
    "20 km SSE Palmyra": "offset(20 km, SSE, Palmyra)",
    "twenty miles west of Raqqa": "offset(20 mi, W, Raqqa)",
    "dozens of kilometres east of Homs": "offset(24-90 km, E, Homs)",
    "south of Deir ez-Zor by about 20 km": "offset(20 km, S, Deir ez-Zor)",
    "20 km from Palmyra to the south": "offset(20 km, S, Palmyra)",
    "20 km south of Deir ez-Zor on the Mayadin road": "all(offset(20 km, S, Deir ez-Zor), road(Mayadin))",
    "north-northwest of Raqqa": "direction(NNW, Raqqa)",
    "to the north-east of Homs": "direction(NE, Homs)",
    "due east of Homs": "direction(E, Homs)",
    "eastern Deir ez-Zor": "part(E, Deir ez-Zor)",
    "in the north of Hama": "part(N, Hama)",
    "eastern countryside of Homs": "countryside(E, Homs)",
    "Homs eastern countryside": "countryside(E, Homs)",
    "Eastern Hamah countryside": "countryside(E, Hamah)",
    "countryside of Palmyra": "countryside(Palmyra)",
    "10 km north and 5 km east of Palmyra": "offsets(10 km, N, 5 km, E, Palmyra)",
    "between Raqqa and Deir ez-Zor": "between(Raqqa, Deir ez-Zor)",
    "between Palmyra and the Iraqi border": "between(Palmyra, border(Iraqi))",
    "on the Palmyra-Deir ez-Zor highway": "road(Palmyra, Deir ez-Zor)",
    "on the road between Palmyra and Deir ez-Zor": "road(Palmyra, Deir ez-Zor)",
    "on the M5 highway": "road(M5)",
    "on the M5 highway near Saraqib": "all(road(M5), near(near, Saraqib))",
    "on the side of the road near Hajin": "near(near, Hajin)",
    "by the roadside outside Hajin": "outside(Hajin)",
    "on the road to Amuda": "road(Amuda)",
    "in the desert off al-Asharah": "near(off, al-Asharah)",
    "على جانب الطريق قرب هجين": "near(قرب, هجين)",
    "قرب دوار النعيم وسط مدينة الرقة": "all(near(قرب, دوار النعيم), in(مدينة الرقة))",
    "15 km along the Euphrates from Raqqa": "all(offset(15 km, Raqqa), along(Euphrates))",
    "10 km downstream of Mayadin": "offset(10 km, downstream, Mayadin)",
    "along the Euphrates": "along(Euphrates)",
    "the east side of the Euphrates in Deir ez-Zor": "all(bank(E, Euphrates), in(Deir ez-Zor))",
    "left bank of the Euphrates in Deir ez-Zor governorate": "all(bank(left, Euphrates), in(Deir ez-Zor governorate))",
    "east of the Euphrates": "direction(E, Euphrates)",
    "across the river from Mayadin": "across(Mayadin, river)",
    "across the Euphrates from al-Bukamal": "across(al-Bukamal, Euphrates)",
    "opposite Mayadin": "opposite(Mayadin)",
    "within 55 km of al-Tanf base": "within(55 km, al-Tanf base)",
    "the 55-km radius around al-Tanf": "within(55 km, al-Tanf)",
    "border of Homs and Deir ez-Zor": "border(Homs, Deir ez-Zor)",
    "the Syrian-Iraqi border": "border(Syrian, Iraqi)",
    "near the Turkish border": "near(near, border(Turkish))",
    "outside Palmyra": "outside(Palmyra)",
    "Tabqa, Raqqa and Hajin": "union(Tabqa, Raqqa, Hajin)",
    "Badia al-Sukhnah and Badia al-Sham": "union(Badia al-Sukhnah, Badia al-Sham)",
    "Sukhnah or Palmyra": "either(Sukhnah, Palmyra)",
    "provinces of Homs, Hama and Raqqa": "union(Homs governorate, Hama governorate, Raqqa governorate)",
    "near the At-Taym oil field south of Deir ez-Zor": "all(near(near, At-Taym oil field), direction(S, Deir ez-Zor))",
    "9 km NW of al-Mayadin, right bank of the Euphrates": "all(offset(9 km, NW, al-Mayadin), bank(right, Euphrates))",
    "5 km north of Hajin and 3 km east of Sousa": "all(offset(5 km, N, Hajin), offset(3 km, E, Sousa))",
    "a new checkpoint in Hama countryside": "countryside(Hama)",
    "the desert countryside south and east of Deir ez-Zor": "union(direction(S, Deir ez-Zor), direction(E, Deir ez-Zor))",
    "شرق نهر الفرات": "direction(E, نهر الفرات)",
    "بين بلدتي الشولا وكباجب": "between(الشولا, كباجب)",
    "قرب السخنة": "near(قرب, السخنة)",
    "بالقرب من حقل التيم النفطي جنوب دير الزور": "all(near(قرب من, حقل التيم النفطي), direction(S, دير الزور))",
    "ريف حمص الشرقي": "countryside(E, حمص)",
    "ريف إدلب الجنوبي الشرقي": "countryside(SE, إدلب)",
    "في ريف دير الزور الغربي": "countryside(W, دير الزور)",
    "الريف الشمالي لمحافظة الرقة": "countryside(N, محافظة الرقة)",
    "على بعد 20 كم جنوب دير الزور": "offset(20 km, S, دير الزور)",
    "على بعد نحو ٢٠ كيلومترا إلى الجنوب من دير الزور": "offset(20 km, S, دير الزور)",
    "جنوب دير الزور بنحو 20 كم": "offset(20 km, S, دير الزور)",
    "على بعد 55 كم من التنف": "offset(55 km, التنف)",
    "الضفة اليسرى لنهر الفرات": "bank(left, نهر الفرات)",
    "ضفة الفرات الشرقية": "bank(E, الفرات)",
    "على طريق دير الزور - الميادين": "road(دير الزور, الميادين)",
    "الطريق الواصل بين تدمر ودير الزور": "road(تدمر, دير الزور)",
    "الحدود السورية العراقية": "border(السورية, العراقية)",
    "مقابل مدينة الميادين": "opposite(مدينة الميادين)",
    "20 كم جنوب غرب السخنة": "offset(20 km, SW, السخنة)",
}


@pytest.mark.parametrize(("text", "tree"), TREES.items())
def test_phrases_become_trees(text, tree):
    assert str(parse_description(text)) == tree


@pytest.mark.parametrize("text", ["near Palmyra?", "Hajin (?)", "قرب تدمر؟"])
def test_a_question_mark_is_refused(text):
    with pytest.raises(DescriptionError, match="doubtful"):
        parse_description(text)


@pytest.mark.parametrize(
    "text", ["", "   ", "a village", "agricultural land", "near a village", None, float("nan")]
)
def test_what_names_no_place_is_refused(text):
    with pytest.raises(DescriptionError):
        parse_description(text)


def test_between_one_place_is_refused():
    with pytest.raises(DescriptionError, match="two places"):
        parse_description("between Palmyra")


def test_coordinates_win_over_words():
    tree = parse_description("near Hajin (34.6901, 40.8312)")
    assert tree.kind == "point"
    assert tree.point is not None
    assert tree.point.lat == 34.6901


@pytest.mark.parametrize(
    "text", ["At-Taym", "Deir ez-Zor", "Abu Omar", "Ain Issa, Raqqa", "Tell Abyad and Suluk", "Inkhil town"]
)
def test_plain_names_hold_no_relation(text):
    assert parse_description(text).is_plain


def test_figures_survive():
    node = parse_description("15-20 km NNE of Raqqa")
    assert node.distance is not None
    assert (node.distance.low_km, node.distance.high_km) == (15, 20)
    assert node.direction is not None
    assert node.direction.winds == 16


def test_folding_keeps_every_position():
    text = "إلى الشمال ١٢٫٥ كم — «دير الزور»’"
    assert len(fold(text)) == len(text)


def test_hyphens_behind_articles_join():
    assert split_ends("Deir ez-Zor-al-Mayadin") == [("Deir ez-Zor", "al-Mayadin")]
    assert split_ends("Deir ez-Zor") == []
    assert split_ends("Palmyra – Homs") == [("Palmyra", "Homs")]


@pytest.mark.parametrize(
    ("clause", "name", "phrase"),
    [
        ("An IED exploded near the At-Taym oil field south of Deir ez-Zor on Tuesday", "At-Taym oil field",
         "near the At-Taym oil field south of Deir ez-Zor"),
        ("clashes on the Mayadin road", "Mayadin", "on the Mayadin road"),
        ("قتل عنصران قرب السخنة امس", "السخنة", "قرب السخنة"),
        ("they met Omar", "Omar", "Omar"),
        ("they met Omar", "Palmyra", "Palmyra"),
    ],
)  # fmt: skip
def test_the_phrase_round_a_name(clause, name, phrase):
    assert phrase_around(clause, name) == phrase


@given(st.text(max_size=80))
def test_any_text_parses_or_is_refused(text):
    try:
        tree = parse_description(text)
    except DescriptionError:
        return
    assert all(node.text for node in tree.walk())


@given(st.lists(st.sampled_from(["near", "20 km", "south of", "Palmyra", "and", "between", "the", "road", "Euphrates", "in",
                                 "east bank of", ",", "قرب", "و", "دير الزور", "countryside", "or", "within"]), max_size=9))  # fmt: skip
def test_any_heap_of_relation_words_parses_or_is_refused(words):
    try:
        parse_description(" ".join(words))
    except DescriptionError:
        return
