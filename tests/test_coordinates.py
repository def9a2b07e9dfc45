from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badia_geo.coordinates import find_coordinates, parse_coordinates
from badia_geo.errors import DescriptionError
from badia_geo.footprints import GEOD


@pytest.mark.parametrize(
    ("text", "lat", "lon", "form"),
    [
        ("34.9101, 40.5634", 34.9101, 40.5634, "decimal"),
        ("at (34.9101, 40.5634).", 34.9101, 40.5634, "decimal"),
        ("35.33N, 40.14E", 35.33, 40.14, "decimal"),
        ("N 35.33 E 40.14", 35.33, 40.14, "decimal"),
        ("lat 35.3, lon 40.1", 35.3, 40.1, "decimal"),
        ("33.44 S 70.65 W", -33.44, -70.65, "decimal"),
        ("٣٥٫٣٣٤٥, ٤٠٫١٤٢٣", 35.3345, 40.1423, "decimal"),
        ("35.33 شمالا 40.14 شرقا", 35.33, 40.14, "decimal"),
        ("35°20'06\"N 40°08'30\"E", 35.335, 40.141667, "dms"),
        ("35° 20.1' N, 40° 8.5' E", 35.335, 40.141667, "dms"),
        ("34.56789°N 38.28°E", 34.56789, 38.28, "dms"),
        (
            "https://www.google.com/maps/place/X/@35.3,40.1,12z/data=!3d35.3334!4d40.1402",
            35.3334,
            40.1402,
            "link",
        ),
        ("see https://maps.google.com/?q=35.3334,40.1402 for it", 35.3334, 40.1402, "link"),
        ("https://www.openstreetmap.org/?mlat=35.33&mlon=40.14#map=12/35.3/40.1", 35.33, 40.14, "link"),
        ("https://www.openstreetmap.org/#map=14/35.3334/40.1402", 35.3334, 40.1402, "link"),
        ("geo:35.3334,40.1402", 35.3334, 40.1402, "link"),
        ("https://www.bing.com/maps?cp=35.3334~40.1402&lvl=12", 35.3334, 40.1402, "link"),
    ],
)
def test_positions_are_read(text, lat, lon, form):
    (found,) = find_coordinates(text)
    assert found.form == form
    assert (found.lat, found.lon) == (pytest.approx(lat, abs=1e-6), pytest.approx(lon, abs=1e-6))


def test_mgrs_squares_give_their_middle_and_half_their_diagonal():
    (fine,) = find_coordinates("grid 37S FV 12345 67890")
    (coarse,) = find_coordinates("37SFV1267")
    apart = GEOD.inv(fine.lon, fine.lat, coarse.lon, coarse.lat)[2]
    assert apart < coarse.radius_m + 10
    assert coarse.radius_m == pytest.approx(707.1, abs=0.1)
    assert fine.radius_m == 10.0


def test_radius_follows_the_digits():
    coarse, fine = find_coordinates("35.33, 40.14")[0], find_coordinates("35.3334, 40.1402")[0]
    assert coarse.radius_m == pytest.approx(718, abs=2)
    assert fine.radius_m == 10.0
    assert find_coordinates("35°20'N, 40°08'E")[0].radius_m == pytest.approx(1197, abs=3)


def test_a_link_that_shows_a_view_is_less_exact_than_a_pin():
    view = find_coordinates("https://www.google.com/maps/@35.33341,40.14021,12z")[0]
    pin = find_coordinates("https://maps.google.com/?q=35.33341,40.14021")[0]
    assert view.radius_m == 500.0
    assert pin.radius_m == 10.0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no figures",
        "on 12.05, 2020 and 3.5, 4.5 killed",
        "95.1234, 40.1234",
        "35°75'N 40°08'E",
        "99Z ZZ 1234",
        "12, 20 and 100 km",
    ],
)
def test_what_is_no_position_is_left_alone(text):
    assert find_coordinates(text) == []
    assert parse_coordinates(text) is None


def test_two_positions_far_apart_are_refused():
    with pytest.raises(DescriptionError, match="two positions"):
        parse_coordinates("35.3334, 40.1402 or 34.5620, 38.2840")
    assert parse_coordinates("35.3334, 40.1402 (35.3335N, 40.1402E)") is not None


def test_spans_are_of_the_text_as_given():
    text = "A mass grave lies at 34.9101, 40.5634 (map)."
    (found,) = find_coordinates(text)
    assert text[found.start : found.end] == "34.9101, 40.5634"


@given(st.floats(-89.9, 89.9), st.floats(-179.9, 179.9))
def test_decimal_degrees_come_back(lat, lon):
    found = find_coordinates(f"at {lat:.5f}, {lon:.5f}")
    assert len(found) == 1
    assert found[0].lat == pytest.approx(lat, abs=1e-5)
    assert found[0].lon == pytest.approx(lon, abs=1e-5)
    assert found[0].footprint.precision == "exact"
