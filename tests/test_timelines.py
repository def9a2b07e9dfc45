"""Regions that hold for a time: against a plain loop over rows."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from badia_geo import timelines
from badia_geo.locations import Windows
from badia_geo.timelines import Timeline

EPOCH = pd.Timestamp(0)


def random_zones(rng, n):
    corner = rng.integers(0, 4, (n, 2))
    size = rng.integers(1, 4, n)
    start = rng.integers(0, 40, n)
    length = rng.integers(0, 30, n)
    return gpd.GeoDataFrame(
        {
            "valid_from": [EPOCH + pd.Timedelta(days=int(d)) if d else pd.NaT for d in start],
            "valid_to": [EPOCH + pd.Timedelta(days=int(d + e)) if e < 29 else pd.NaT for d, e in zip(start, length, strict=True)],
        },
        geometry=[box(x, y, x + s, y + s) for (x, y), s in zip(corner, size, strict=True)],
        crs=4326,
    )  # fmt: skip


def by_hand(zones, x, y, day):
    """First row that covers the point and holds on the day."""
    for k, (shape, a, b) in enumerate(
        zip(zones.geometry, zones["valid_from"], zones["valid_to"], strict=True)
    ):
        when = EPOCH + pd.Timedelta(days=int(day))
        if (pd.isna(a) or a <= when) and (pd.isna(b) or when < b) and shape.covers(shapely.Point(x, y)):
            return k
    return -1


@pytest.mark.parametrize("block", [4096, 3])
@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 12))
def test_look_ups_agree_with_a_loop(block, seed, count):
    rng = np.random.default_rng(seed)
    zones = random_zones(rng, count)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timelines, "BLOCK_SHAPES", block)
        timeline = Timeline(zones)
        x, y = rng.integers(-1, 16, (2, 60)) / 2
        day = rng.integers(-5, 80, 60).astype(float)
        spans = timeline.split(Windows(day, day))
        live = spans.stretch >= 0
        assert spans.row.tolist() == list(range(60))
        found = np.full(60, -1)
        found[live] = timeline.lookup(x[live], y[live], spans.stretch[live])
    expected = [by_hand(zones, *place) for place in zip(x, y, day, strict=True)]
    assert np.where(found >= count, -1, found).tolist() == expected


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 12))
def test_shares_of_a_window_sum_to_one(seed, count):
    rng = np.random.default_rng(seed)
    timeline = Timeline(random_zones(rng, count))
    first = rng.integers(-10, 80, 40).astype(float)
    last = first + rng.integers(0, 50, 40)
    spans = timeline.split(Windows(first, last))
    assert np.bincount(spans.row, weights=spans.share, minlength=40) == pytest.approx(np.ones(40))
    assert (spans.share > 0).all()


def test_shares_count_days():
    zones = random_zones(np.random.default_rng(0), 2).assign(
        valid_from=[EPOCH, EPOCH + pd.Timedelta(days=10)], valid_to=[EPOCH + pd.Timedelta(days=10), pd.NaT]
    )
    spans = Timeline(zones).split(Windows(np.array([8.0]), np.array([12.0])))
    assert spans.share.tolist() == pytest.approx([0.4, 0.6])
    assert spans.stretch.tolist() == [0, 1]
    early = Timeline(zones).split(Windows(np.array([-3.0]), np.array([0.0])))
    assert early.stretch.tolist() == [-1, 0]
    assert early.share.tolist() == pytest.approx([0.75, 0.25])


def test_span_closes_open_ends():
    zones = random_zones(np.random.default_rng(0), 1).assign(valid_from=pd.NaT, valid_to=pd.NaT)
    timeline = Timeline(zones, span=(0.0, 10.0))
    spans = timeline.split(Windows(np.array([-1.0, 0.0, 9.0, 10.0]), np.array([-1.0, 0.0, 9.0, 10.0])))
    assert spans.stretch.tolist() == [-1, 0, 0, -1]


def test_water_gap_and_outside():
    ring = shapely.Polygon(box(0, 0, 6, 6).exterior, [box(1, 1, 5, 5).exterior])
    regions = gpd.GeoDataFrame(geometry=[ring], crs=4326)
    timeline = Timeline(regions, water=gpd.GeoSeries([box(0.5, 0.5, 2, 2)], crs=4326))
    x = np.array([0.7, 1.5, 3.0, 7.0])
    found = timeline.lookup(x, x, np.zeros(4, dtype=np.int64))
    assert found.tolist() == [0, timeline.water_row, timeline.water_row + 1, -1]
    wide = Timeline(regions, extent=box(-9, -9, 9, 9))
    assert wide.lookup(x, x, np.zeros(4, dtype=np.int64)).tolist() == [0, 2, 2, 2]


def test_one_shape_of_many_dates_is_laid_once():
    months = pd.date_range("2014-01-01", periods=61, freq="MS")
    zones = gpd.GeoDataFrame(
        {"valid_from": months[:-1], "valid_to": months[1:]}, geometry=[box(0, 0, 1, 1)] * 60, crs=4326
    )
    timeline = Timeline(zones)
    middle = ((months[:-1] - EPOCH).days + 14).to_numpy(dtype=float)
    spans = timeline.split(Windows(middle, middle))
    here = np.full(60, 0.5)
    assert timeline.lookup(here, here, spans.stretch).tolist() == list(range(60))
    assert len(timeline.by_block(spans.stretch)[0][1].index) == 2
