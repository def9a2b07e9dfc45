from __future__ import annotations

import pytest
from located import km_from


@pytest.mark.parametrize(
    "words",
    [
        "the village of al-Taybah north of al-Sukhnah",
        "al-Taybah near al-Sukhnah",
        "near the village of al-Taybah, north of al-Sukhnah",
        "قرية الطيبة شمال مدينة السخنة",
        "قرب قرية الطيبة شمال السخنة",
    ],
)
def test_the_namesake_beside_the_town_named_is_meant(geocoder, words):
    found = geocoder.locate(words)
    assert found.place_id == "al-tayba"
    assert km_from(found, 35.098, 38.915) < 2
    assert any("24 km from Al-Sukhnah" in step for step in found.footprint.steps)
    assert 0.5 < found.score < 0.9  # there are ten of that name


def test_a_namesake_near_by_goes_before_one_a_day_away(geocoder):
    found = geocoder.locate("Salhiyeh north of Abu Kamal")
    assert km_from(found, 34.74, 40.73) < 3
    assert km_from(geocoder.locate("Salihiyah, south of Mayadin"), 34.74, 40.73) < 3


@pytest.mark.parametrize(
    ("words", "lat", "lon"),
    [
        ("Raqqa, east of Aleppo", 35.953, 39.008),
        ("Maskanah, east of Aleppo", 35.966, 38.042),
        ("Tal Abyad north of Raqqa", 36.697, 38.954),
        ("Palmyra, east of Homs", 34.562, 38.284),
    ],
)
def test_no_hamlet_near_by_takes_the_name_of_a_city(geocoder, words, lat, lon):
    assert km_from(geocoder.locate(words), lat, lon) < 3


def test_no_namesake_lies_that_way(geocoder):
    found = geocoder.locate("Hajin, north of Tadmur")
    assert found.place_id != "hajin"
