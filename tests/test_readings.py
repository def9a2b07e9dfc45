from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badia_geo.footprints import Footprint, metres_apart
from badia_geo.geocoding import Geocoder
from badia_geo.leaves import Resolved
from badia_geo.readings import widened


def ways(share):
    """A place of 1 km and its namesake 40 km to the north, the first with a share of the probability."""
    at = Footprint.from_point_radius(40.0, 35.0, 1000.0, "settlement")
    namesake = Footprint.from_point_radius(40.0, 35.36, 1000.0, "settlement")
    return [Resolved(at, probability=share), Resolved(namesake, probability=1 - share)]


def test_the_circle_reaches_the_namesake_that_may_be_meant():
    found = widened(ways(0.7))
    assert 39_000 < found.radius_m < 41_000
    assert found.geometry.equals(ways(0.7)[0].footprint.geometry)


def test_an_unlikely_namesake_widens_nothing():
    assert widened(ways(0.95)).radius_m == 1000.0


def test_one_reading_stays_as_it_is():
    only = ways(1.0)[:1]
    assert widened(only) is only[0].footprint


@given(st.floats(0.5, 0.99))
def test_the_circle_never_shrinks_nor_passes_the_farthest_reading(share):
    both = ways(share)
    reach = metres_apart(both[0].footprint, both[1].footprint) + both[1].footprint.radius_m
    assert 1000.0 <= widened(both).radius_m <= reach + 1


@pytest.mark.parametrize(
    "text",
    [
        "provinces of Aleppo, Rif Dimashq and Hama",
        "Aleppo, Rural Damascus and Hama governorates",
        "محافظات حلب وريف دمشق وحماة",
    ],
)
def test_a_list_of_governorates_is_all_of_them(text):
    found = Geocoder().locate(text)
    assert found.status == "located"
    assert found.footprint.precision == "admin1"
    for lon, lat in ((37.9, 36.0), (36.9, 33.9), (36.75, 35.13)):
        assert found.footprint.geometry.buffer(0.02).contains_properly(
            Footprint.from_point_radius(lon, lat, 100.0, "exact").point
        )
    assert not found.footprint.geometry.covers(Footprint.from_point_radius(40.1, 35.3, 100.0, "exact").point)
