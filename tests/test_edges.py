"""Edges: the nearest point by brute force, numpy and the compiled grid; probabilities beside an edge."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import LineString, MultiPolygon, box

from badia_geo.edges import FEW, Area, Edges, probability_inside

GEOD = Geod(ellps="WGS84")


def wiggle(n: int, seed: int) -> LineString:
    rng = np.random.default_rng(seed)
    return LineString(
        np.column_stack([38 + np.cumsum(rng.normal(0.01, 0.03, n)), 35 + np.cumsum(rng.normal(0, 0.03, n))])
    )


def brute(edges: Edges, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Least geodesic distance over points 10 m apart on every segment."""
    t = np.linspace(0, 1, 200)[None, :, None]
    xy = (edges.start[:, None, :] * (1 - t) + edges.stop[:, None, :] * t).reshape(-1, 2)
    n = len(xy)
    return np.array(
        [min(GEOD.inv(np.full(n, a), np.full(n, b), *xy.T)[2]) for a, b in zip(lon, lat, strict=True)]
    )


@settings(max_examples=10, deadline=None, derandomize=True)
@given(st.integers(2, 40), st.integers(0, 10_000))
def test_nearest_against_brute_force(n: int, seed: int) -> None:
    edges = Edges([wiggle(n, seed)], [100.0])
    rng = np.random.default_rng(seed)
    lon, lat = rng.uniform(36, 41, 8), rng.uniform(33, 37, 8)
    want = brute(edges, lon, lat)
    got, segment, t = edges.nearest(lon, lat)
    # the true nearest point lies at most 5 m along from one of the brute-force points
    assert (got <= want + 0.2).all()
    assert got == pytest.approx(want, abs=6.0)
    foot = edges.start[segment] + (edges.stop[segment] - edges.start[segment]) * t[:, None]
    assert GEOD.inv(lon, lat, *foot.T)[2] == pytest.approx(got)


def test_grid_and_numpy_agree() -> None:
    edges = Edges([wiggle(900, 1), wiggle(300, 2)], [100.0, 300.0])
    rng = np.random.default_rng(0)
    lon, lat = rng.uniform(30, 56, FEW + 1000), rng.uniform(25, 45, FEW + 1000)
    chord, segment, t = edges.locate(lon, lat)
    few = [edges._locate_few(lon[i : i + 500], lat[i : i + 500]) for i in range(0, len(lon), 500)]
    assert chord == pytest.approx(np.concatenate([f[0] for f in few]), abs=1e-6)
    accuracy = edges.accuracy_m[segment]
    # at a vertex two segments are equally near; both carry the accuracy of their line
    assert (accuracy == edges.accuracy_m[np.concatenate([f[1] for f in few])]).mean() > 0.999
    assert ((t >= 0) & (t <= 1)).all()


def test_no_points() -> None:
    edges = Edges([LineString([(38, 36), (39, 36)])], [0.0])
    assert [len(a) for a in edges.nearest(np.empty(0), np.empty(0))] == [0, 0, 0]


def test_probability_inside_at_known_values() -> None:
    got = probability_inside(np.array([0, 100, -100, 60.7957, 1e9, -1e9]), np.full(6, 100.0))
    # 0.607957 accuracies are one standard deviation
    assert got == pytest.approx([0.5, 0.95, 0.05, 0.8413447, 1, 0], abs=1e-5)
    assert probability_inside(np.array([0.0, 1.0, -1.0]), np.zeros(3)).tolist() == [0.5, 1.0, 0.0]


def test_area_takes_the_worst_accuracy_of_what_it_joins() -> None:
    area = Area([box(38, 35, 39, 36), box(38.9, 35, 40, 36), box(41, 35, 42, 36)], [100.0, 2000.0, 50.0])
    assert isinstance(area.whole, MultiPolygon)
    assert len(area.whole.geoms) == 2
    x, y, _ = GEOD.fwd([39, 41.5, 39, 60], [36, 36, 35.5, 10], [0, 0, 0, 0], [2000, 2000, 0, 0])
    assert area.probability(np.array(x), np.array(y)) == pytest.approx([0.05, 0, 1, 0], abs=5e-3)
    empty = Area([], [])
    assert empty.is_empty
    assert empty.probability(np.array([38.0]), np.array([35.0])).tolist() == [0]
    assert np.isinf(empty.distance(np.array([38.0]), np.array([35.0]))).all()
    assert shapely.is_empty(empty.whole)
