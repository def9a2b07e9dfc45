"""Candidates: settlements as clouds, in frames and in the text of table cells, and what joins make of them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from badia_geo.candidates import (
    RADIAL_LAW,
    read_candidates,
    settlement_cloud,
    settlement_footprint,
    write_candidates,
)
from badia_geo.footprints import GEOD
from badia_geo.joins import join_admin
from badia_geo.locations import Locations

HAJIN = settlement_footprint(40.83, 34.69, 2000)
SQUARE = shapely.box(40.0, 35.0, 40.2, 35.1)
SIDES = gpd.GeoDataFrame(
    {"name": ["west", "east"]}, geometry=[shapely.box(39, 34, 40, 36), shapely.box(40, 34, 41, 36)], crs=4326
)


@given(st.floats(-179, 179), st.floats(-70, 70), st.floats(100, 50_000))
def test_a_cloud_follows_the_radial_law(lon, lat, radius):
    cloud = settlement_cloud(lon, lat, radius, n=400)
    assert cloud[:, 2].sum() == pytest.approx(1)
    n = len(cloud)
    far = GEOD.inv(np.full(n, lon), np.full(n, lat), cloud[:, 0], cloud[:, 1])[2] / radius
    for share, distance in RADIAL_LAW[1:-1]:
        assert np.mean(far <= distance * 1.01) == pytest.approx(share, abs=0.01)
    assert far.max() <= 2.02


def test_the_law_rises_to_one():
    share, distance = np.array(RADIAL_LAW).T
    assert (np.diff(share) > 0).all()
    assert (np.diff(distance) > 0).all()
    assert share[-1] == 1


def test_candidates_are_written_and_read_again():
    text = write_candidates([(HAJIN, 0.75, "hajin"), (SQUARE, 0.2)])
    first, second = read_candidates(text)
    assert (first[0].point.x, first[0].point.y, first[0].radius_m, first[1]) == (40.83, 34.69, 2000, 0.75)
    assert first[0].density == pytest.approx(HAJIN.density)
    assert second[0].equals(SQUARE)
    assert second[1] == 0.2


@pytest.mark.parametrize("value", [None, np.nan, "", "nan", "two places", "[1, 2]", "[[1]]", "{}", [], ()])
def test_what_is_no_list_of_candidates_is_none(value):
    assert read_candidates(value) == []


@pytest.mark.parametrize("value", [None, np.nan, [], ()])
def test_a_row_without_candidates_writes_nothing(value):
    assert write_candidates(value) is None


def events(candidates, **fields):
    return gpd.GeoDataFrame(
        {"candidates": [candidates], **fields}, geometry=gpd.points_from_xy([39.99], [35.0]), crs=4326
    )


def test_joins_share_out_candidates_by_their_probability():
    near, far = settlement_footprint(39.5, 35.0, 1000), settlement_footprint(40.5, 35.0, 1000)
    table = join_admin(events([(near, 0.7), (far, 0.2)]), SIDES, form="long")
    got = dict(zip(table.admin1, table.probability, strict=True))
    assert got["west"] == pytest.approx(0.7)
    assert got["east"] == pytest.approx(0.2)
    assert table.probability.sum() == pytest.approx(1)
    assert table.reason[table.admin1.isna()].tolist() == ["place uncertain"]


def test_text_and_tuples_join_alike():
    pairs = [(settlement_footprint(39.99, 35.0, 3000), 0.9, "a")]
    there = join_admin(events(pairs), SIDES)
    read = join_admin(events(write_candidates(pairs)), SIDES)
    assert there.admin1_p.tolist() == pytest.approx(read.admin1_p.tolist(), abs=1e-3)


def test_most_of_a_settlement_lies_by_its_point():
    """The border is 0.9 km off, 0.3 radii: 0.84 of the cloud lie nearer, so over 0.9 are on this side."""
    p = join_admin(events([(settlement_footprint(39.99, 35.0, 3000), 1.0)]), SIDES).admin1_p.item()
    assert 0.9 < p < 0.97


def test_the_density_is_what_is_sampled():
    where = Locations(events([(HAJIN, 1.0)]))
    (samples,) = where.samples(np.array([0]))
    assert samples.lon == pytest.approx(HAJIN.density[:, 0])
    assert samples.weight.sum() == pytest.approx(1)
