from __future__ import annotations

import pytest

from badia_geo.mentions import default_geocoder
from badia_geo.quarters import quarter_in_city


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("the Mezzeh quarter of Damascus", "Mezzeh in Damascus"),
        ("in the Sheikh Maqsoud neighbourhood of the city of Aleppo", "in Sheikh Maqsoud in Aleppo"),
        ("the Homs neighborhood of Khalidiyya", "Khalidiyya in Homs"),
        ("al-Waer district of western Homs", "al-Waer in Homs"),
        ("al-Hol district of Hasakah province", "al-Hol district in Hasakah province"),
        ("the Southern district of Aleppo", "the Southern district of Aleppo"),
        ("the industrial district of Aleppo", "the industrial district of Aleppo"),
        ("the Old City of Damascus", "the Old City of Damascus"),
        ("20 km south of the Jobar quarter", "20 km south of the Jobar quarter"),
        ("", ""),
    ],
)
def test_a_quarter_of_a_city_is_in_it(words, read):
    assert quarter_in_city(words) == read


def test_a_cell_parts_the_two_with_a_comma():
    assert quarter_in_city("Jobar district of Damascus", joint=", ") == "Jobar, Damascus"


@pytest.mark.parametrize(
    ("words", "name", "lat", "lon"),
    [
        ("Mezzeh quarter of Damascus", "Mezzeh", 33.50, 36.25),
        ("Jobar district of Damascus", "Jobar", 33.53, 36.33),
        ("Sheikh Maqsoud quarter of Aleppo", "Shaykh Maqsud", 36.23, 37.15),
        ("the Darayya countryside", "Darayya", 33.46, 36.24),  # Daraa's Arabic name sounds like it
        ("along the Khabur river", "Khabur valley", 35.9, 40.7),  # no line of it is packaged: its valley is
        ("على ضفاف نهر الخابور", "Khabur valley", 35.9, 40.7),
    ],
)
def test_quarters_valleys_and_towns_like_a_governorate_are_found(words, name, lat, lon):
    location = default_geocoder().locate(words)
    assert (location.status, location.place_name) == ("located", name), location.reason
    assert abs(location.footprint.point.y - lat) < 0.4
    assert abs(location.footprint.point.x - lon) < 0.5


def test_an_unknown_village_in_a_district_is_not_put_into_its_town():
    location = default_geocoder().locate("vicinity of Qwxtzbi village in Ain Issa district")
    assert location.status == "located"
    assert 14_000 < location.footprint.radius_m < 40_000
    assert "somewhere in its district" in location.reason


@pytest.mark.parametrize(
    ("words", "side"),
    [
        ("on the road between Dhiban and al-Tayyana", "left"),
        ("between al-Mayadin and al-Asharah", "right"),
    ],
)
def test_a_way_between_two_towns_of_one_bank_keeps_to_it(words, side):
    from badia_geo.rivers import River

    footprint = default_geocoder().locate(words).footprint
    assert footprint is not None
    assert any(f"both ends lie on the {side} bank" in step for step in footprint.steps)
    other = River.load("euphrates").bank_region(
        "right" if side == "left" else "left", within=footprint.geometry
    )
    assert other.intersection(footprint.geometry).area < 0.01 * footprint.geometry.area


def test_a_way_over_the_river_stays_on_both_banks():
    steps = default_geocoder().locate("on the road between Deir ez-Zor and Raqqa").footprint.steps
    assert not any("both ends lie" in step for step in steps)
