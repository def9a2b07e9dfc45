from __future__ import annotations

from datetime import date

import pytest
from small_geocoder import small_geocoder

from badia_geo.incidents import find_incidents
from badia_geo.toponym_reader import find_toponyms
from badia_geo.toponyms import ToponymIndex

GEOCODER = small_geocoder()
INDEX = ToponymIndex(GEOCODER.gazetteer)
PUBLISHED = date(2020, 8, 21)


def incidents(text, published=PUBLISHED, **options):
    return find_incidents(
        text, find_toponyms(text, INDEX), lambda x: GEOCODER.locate(x.query), published=published, **options
    )


def short(text, **options):
    return [
        (i.event_type, i.location.place_id if i.location else None, str(i.date_start))
        for i in incidents(text, **options)
    ]


def test_headline_details_and_caption_are_one_incident_at_the_narrowest_place():
    text = (
        "A Russian general was killed in Syria by an improvised explosive device this week.\n"
        "Gen. Ivan Petrosky died after a roadside bomb detonated near the city of Deir ez-Zor.\n"
        "Three other soldiers were wounded. A local commander was also killed.\n"
        "General Ivan Petrosky was killed in an explosion near the At-Taym oil field south of Deir ez-Zor. "
        "Credit: Handout."
    )
    found = incidents(text)
    assert [(i.event_type, i.location.place_id, i.place.text) for i in found] == [
        ("ied", "taym", "near the At-Taym oil field south of Deir ez-Zor")
    ]
    assert (found[0].date_start, found[0].date_end) == (date(2020, 8, 17), PUBLISHED)


def test_two_places_of_two_triggers_are_two_incidents():
    text = "A mine killed two soldiers in Hajin on Monday, while shells wounded a boy in Mayadin."
    assert short(text) == [("ied", "hajin", "2020-08-17"), ("shelling", "mayadin", "2020-08-17")]
    text = "Gunmen killed two men in Hajin and wounded three in Raqqa on Monday."
    assert [p for _, p, _ in short(text)] == ["hajin", "raqqa"]


def test_a_separate_attack_is_not_merged():
    text = (
        "An IED killed a soldier near Hajin on Monday. In a separate attack, an IED hit a patrol near "
        "Mayadin."
    )
    assert [p for _, p, _ in short(text)] == ["hajin", "mayadin"]


@pytest.mark.parametrize(
    "tail",
    [
        "US-backed militias captured the last village, Hajin, in March 2019.",
        "It was the first death of a general since 2017, when a general was killed in Palmyra.",
        "The group could attack Homs again.",
        "Officials denied that shells hit Homs.",
        "Militants continue to ambush soldiers in Homs.",
    ],
)
def test_background_and_what_did_not_happen_are_left_out(tail):
    text = f"Shells killed two people in Raqqa on Monday. {tail}"
    assert short(text) == [("shelling", "raqqa", "2020-08-17")]


def test_dates_count_from_the_event_before():
    text = "Shells hit Hajin on Wednesday. A day earlier, a mine exploded in Raqqa."
    assert short(text) == [("shelling", "hajin", "2020-08-19"), ("ied", "raqqa", "2020-08-18")]


def test_undated_events_get_a_window_that_ends_on_publication():
    found = incidents("Shells hit Hajin.")
    assert (found[0].date_start, found[0].date_end) == (date(2020, 8, 14), PUBLISHED)
    assert "undated" in found[0].date_rule
    assert incidents("Shells hit Hajin.", published=None)[0].date_start is None
    day = incidents("Shells hit Hajin.", undated="day")[0]
    assert day.date_start == day.date_end == PUBLISHED


def test_the_area_takes_over_the_place_before():
    text = "Militants attacked soldiers near Palmyra on Monday. Warplanes later bombed the area."
    assert [p for _, p, _ in short(text)] == ["palmyra", "palmyra"]


def test_countries_and_sources_are_not_where_it_happened():
    assert short("Russia said shells killed two men in Hajin, Syria, on Monday.") == [
        ("shelling", "hajin", "2020-08-17")
    ]
    found = incidents("Two men were killed in Syria on Monday.")
    assert [(i.place, i.location) for i in found] == [(None, None)]


def test_shells_come_from_one_place_and_hit_another():
    assert short("Rockets fired from Homs hit Hama on Monday.") == [("shelling", "hama", "2020-08-17")]


def test_arabic_report():
    text = (
        "قُتل ثلاثة عناصر بانفجار لغم في بادية السخنة يوم الجمعة. وفي سياق منفصل استهدف مسلحون دورية في "
        "بلدة الشحيل أمس."
    )
    assert short(text) == [("ied", "sukhnah", "2020-08-21"), ("attack", "shahil", "2020-08-20")]


def test_a_text_without_events():
    assert incidents("The museum of Palmyra is old.") == []
    whole = incidents("The museum of Palmyra is old.", at_least_one=True)
    assert [(i.event_type, i.location.place_id) for i in whole] == [("other", "palmyra")]
    assert incidents("", at_least_one=False) == []


def test_an_answer_elsewhere_is_a_second_event_and_its_toll_joins_it():
    text = (
        "Militants hit posts in Hajin on Monday, leaving 24 soldiers dead. Jets answered with raids on Mayadin. "
        "Medics said that five civilians lost their lives in the raids."
    )
    found = incidents(text)
    assert [(i.event_type, i.location.place_id) for i in found] == [
        ("attack", "hajin"),
        ("airstrike", "mayadin"),
    ]
    assert [[c.low for c in i.counts] for i in found] == [[24], [5]]


def test_the_dead_were_not_killed_where_they_were_brought():
    text = "Gunmen killed four shepherds near Sukhnah on Monday. The bodies were brought to Palmyra hospital."
    assert [p for _, p, _ in short(text)] == ["sukhnah"]


def test_a_count_since_a_day_is_no_event():
    text = (
        "Shells hit Hajin on Monday. At least 54 people have been killed since the arrest of the commander."
    )
    assert [i.counts for i in incidents(text)] == [[]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # "northern" begins like "no", which denies
        ("Shells fell in northern parts and hit Hajin on Monday.", [("shelling", "hajin")]),
        ("Militants from the northern sector ambushed a bus near Palmyra.", [("ambush", "palmyra")]),
        ("No shells hit Hajin on Monday.", []),
        # what came of the fighting names the event
        ("The army seized Palmyra after heavy clashes with the group.", [("capture", "palmyra")]),
        ("سيطرت قوات النظام على مدينة تدمر بعد معارك مع فصائل المعارضة.", [("capture", "palmyra")]),
        (
            "Clashes broke out in Palmyra after the army seized Hama.",
            [("clash", "palmyra"), ("capture", "hama")],
        ),
        # a noun behind an Arabic name belongs to the next one
        ("واستهدفت طائرات حربية مدينة هجين بعدة غارات.", [("airstrike", "hajin")]),
        # roads blocked by those who live there
        ("Residents of Hajin blocked the main road with burning tyres on Monday.", [("protest", "hajin")]),
        ("Soldiers took part of the town of Hajin on Monday.", [("capture", "hajin")]),
        # the wounded of the same event, whose place stands behind both
        (
            "In Hama, two soldiers were killed and five injured when their post near Hajin was shelled.",
            [("shelling", "hajin")],
        ),
        # the letter begins the word, and is no "and"
        ("في ريف حماة، أحبطت وحدة من الجيش محاولة تسلل في محيط بلدة هجين.", [("clash", "hajin")]),
        # "the morning" points back to nothing, "the surrounding desert" to the place before
        (
            "Shells hit Hajin on Monday. In the morning a gunman shot a boy in Palmyra.",
            [("shelling", "hajin"), ("killing", "palmyra")],
        ),
        (
            "Gunmen attacked a post near Palmyra on Monday. Warplanes bombed the surrounding desert on Tuesday.",
            [("attack", "palmyra"), ("airstrike", "palmyra")],
        ),
        (
            "Clashes went on in Hajin on Monday, four days after a truck bomb exploded at its gate.",
            [("clash", "hajin"), ("ied", "hajin")],
        ),
        (
            "Clashes went on in Hajin on Monday, four days after the offensive began.",
            [("clash", "hajin")],
        ),
    ],
)
def test_kinds_of_words_that_were_misread(text, expected):
    assert [(kind, place) for kind, place, _ in short(text)] == expected


def test_the_city_of_a_later_sentence_is_the_one_told_before():
    text = "استولى تنظيم الدولة على مدينة تدمر يوم الأربعاء. وأعدم التنظيم 17 شخصا في أحياء المدينة."
    assert {place for _, place, _ in short(text)} == {"palmyra"}
    text = "Shells hit Hajin on Monday. On Tuesday gunmen executed three people in the town."
    assert [(kind, place) for kind, place, _ in short(text)] == [
        ("shelling", "hajin"),
        ("execution", "hajin"),
    ]
