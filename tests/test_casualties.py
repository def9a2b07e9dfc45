from __future__ import annotations

import pytest

from badia_geo.casualties import find_casualties, total
from badia_geo.number_words import read_number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a major general was killed by an improvised explosive device", [("killed", 1, 1)]),
        ("Major General Vyacheslav Gladkikh died after the blast", [("killed", 1, 1)]),
        ("more than two dozen fighters were killed in IS attacks", [("killed", 25, None)]),
        ("One person was killed and over 100 were injured", [("killed", 1, 1), ("wounded", 101, None)]),
        ("killing at least 10 soldiers and wounding 5 others", [("killed", 10, None), ("wounded", 5, 5)]),
        ("This attack killed eight and wounded five.", [("killed", 8, 8), ("wounded", 5, 5)]),
        (
            "3-4 people were killed, and over a dozen others wounded",
            [("killed", 3, 4), ("wounded", 13, None)],
        ),
        ("which left 135 demonstrators dead", [("killed", 135, 135)]),
        ("about 50 people were killed", [("killed", 45, 55)]),
        ("between 10 and 15 civilians were killed", [("killed", 10, 15)]),
        ("killed 18 government soldiers and 26 jihadists", [("killed", 18, 18), ("killed", 26, 26)]),
        ("the death toll rose to 15", [("killed", 15, 15)]),
        ("No casualties were reported", [("killed", 0, 0), ("wounded", 0, 0)]),
        ("dozens were injured", [("wounded", 24, None)]),
        ("مقتل 3 عناصر وإصابة خمسة آخرين", [("killed", 3, 3), ("wounded", 5, 5)]),
        ("سقوط 10 قتلى و5 جرحى", [("killed", 10, 10), ("wounded", 5, 5)]),
        ("قتل ما لا يقل عن خمسة مدنيين", [("killed", 5, None)]),
        ("وكان عشرة من عناصر قوات النظام قد قتلوا", [("killed", 10, 10)]),
        ("مقتل عنصر", [("killed", 1, 1)]),
        ("مقتل عنصرين", [("killed", 2, 2)]),
    ],
)
def test_counts(text, expected):
    assert [(c.kind, c.low, c.high) for c in find_casualties(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "were killed in 2017",
        "2,000 to 10,000 IS insurgents",
        "10 airstrikes killed hope",
        "three villages were captured",
    ],
)
def test_figures_that_count_no_people(text):
    assert find_casualties(text) == []


def test_total_takes_the_same_people_once_and_adds_others():
    text = (
        "A major general was killed. Major General Gladkikh died at once. Three other soldiers were wounded. "
        "A local commander was also killed."
    )
    counts = find_casualties(text)
    assert total(counts, "killed") == (2, 2)
    assert total(counts, "wounded") == (3, 3)
    assert total([], "killed") == (None, None)


def test_open_counts_stay_open_in_the_total():
    counts = find_casualties("At least 10 soldiers were killed. Two other soldiers were killed later.")
    assert total(counts, "killed") == (12, None)


@pytest.mark.parametrize(
    ("words", "number"),
    [("2,300", 2300), ("twenty-four", 24), ("٤٢", 42), ("عشرين", 20), ("many", None), ("", None)],
)
def test_read_number(words, number):
    assert read_number(words) == number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Five civilians and three members of the SDF were killed", [("killed", 8, 8)]),
        ("Seven guards and 23 jihadists were killed", [("killed", 30, 30)]),
        ("53 people who were gathering truffles were killed", [("killed", 53, 53)]),
        (
            "19 people died, including two medics, and 27 more were injured",
            [("killed", 19, 19), ("wounded", 27, 27)],
        ),
        ("12 soldiers and militiamen died", [("killed", 12, 12)]),
        ("the deaths of four children", [("killed", 4, 4)]),
        ("rescuers counted 355 deaths", [("killed", 355, 355)]),
        ("killing a general and two of his escorts", [("killed", 1, 1), ("killed", 2, 2)]),
        ("مجزرة راح ضحيتها 21 مدنيا", [("killed", 21, 21)]),
        ("وقتل في الهجوم 27 عنصرا", [("killed", 27, 27)]),
        ("استشهد سائق وأصيب آخران", [("killed", 1, 1), ("wounded", 2, 2)]),
        ("مقتل 11 جنديا ومدنيين اثنين", [("killed", 11, 11), ("killed", 2, 2)]),
        ("اغتال مسلحون مجهولون أحد وجهاء العشيرة", [("killed", 1, 1)]),
        # relatives, and those who are named after the verb
        (
            "claiming the lives of a mother and her two sons and injuring the father",
            [("killed", 1, 1), ("killed", 2, 2), ("wounded", 1, 1)],
        ),
        ("killing him and wounding his younger brother", [("killed", 1, 1), ("wounded", 1, 1)]),
        ("killed a guard and wounded his two sons", [("killed", 1, 1), ("wounded", 2, 2)]),
        ("A man was killed two days earlier", [("killed", 1, 1)]),
        ("wounding four guards and another civilian", [("wounded", 4, 4), ("wounded", 1, 1)]),
        ("killing four guards. Another civilian was injured", [("killed", 4, 4)]),
        ("He later died in hospital", [("killed", 1, 1)]),
        (
            "Twenty guards were killed in the raid, along with nine of the attackers",
            [("killed", 20, 20), ("killed", 9, 9)],
        ),
        ("قتل فيه ضابط وخمسة من عناصر الحاجز", [("killed", 1, 1), ("killed", 5, 5)]),
        ("قتل عنصران وجرح ثالث", [("killed", 2, 2), ("wounded", 1, 1)]),
        ("سقط ستة مسلحين قتلى", [("killed", 6, 6)]),
    ],
)
def test_counts_of_other_writers(text, expected):
    assert [(c.kind, c.low, c.high) for c in find_casualties(text)] == expected
