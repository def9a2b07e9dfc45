"""Footprints: geodesic circles, areas, samples and refusals."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from badia_geo.errors import AreaError, ValueRangeError
from badia_geo.footprints import GEOD, Footprint, circle, geodesic_area_m2, local_projection

lons, lats = st.floats(-170, 170), st.floats(-70, 70)


@settings(max_examples=40, deadline=None)
@given(lons, lats, st.floats(10, 200_000))
def test_a_circle_is_geodesic_and_has_its_area(lon: float, lat: float, radius: float) -> None:
    shape = circle(lon, lat, radius)
    x, y = shapely.get_coordinates(shape).T
    distance = GEOD.inv(np.full(len(x), lon), np.full(len(x), lat), x, y)[2]
    assert np.allclose(distance, radius, rtol=1e-6)
    if x.min() > -178 and x.max() < 178:
        assert geodesic_area_m2(shape) == pytest.approx(np.pi * radius**2, rel=0.003)


@pytest.mark.parametrize("radius", [0, -1, float("nan"), float("inf")])
def test_a_radius_that_is_none_is_refused(radius: float) -> None:
    with pytest.raises(ValueRangeError, match="radius_m"):
        circle(40, 35, radius)


def test_area_of_what_has_none_is_zero() -> None:
    for shape in (shapely.Point(1, 2), shapely.LineString([(0, 0), (1, 1)]), shapely.Polygon(), None):
        assert geodesic_area_m2(shape) == 0


def test_area_does_not_depend_on_the_direction_of_the_ring_and_leaves_holes_out() -> None:
    outer, hole = (
        [(40, 35), (41, 35), (41, 36), (40, 36)],
        [(40.4, 35.4), (40.6, 35.4), (40.6, 35.6), (40.4, 35.6)],
    )
    whole = geodesic_area_m2(shapely.Polygon(outer))
    assert geodesic_area_m2(shapely.Polygon(outer[::-1])) == pytest.approx(whole)
    assert geodesic_area_m2(shapely.Polygon(outer, [hole])) == pytest.approx(
        whole - geodesic_area_m2(shapely.Polygon(hole))
    )


def test_the_local_plane_keeps_distances() -> None:
    forward, inverse = local_projection(40.1, 35.2)
    x, y = forward.transform([40.1, 42.5], [35.2, 36.0])
    assert np.hypot(x[1] - x[0], y[1] - y[0]) == pytest.approx(GEOD.inv(40.1, 35.2, 42.5, 36.0)[2], rel=4e-4)
    assert inverse.transform(x[1], y[1]) == pytest.approx((42.5, 36.0))


@settings(max_examples=25, deadline=None)
@given(st.integers(64, 2000), st.floats(0.05, 0.95))
def test_samples_share_the_area_as_it_is(n: int, cut: float) -> None:
    shape = shapely.box(40, 34, 42, 36)
    samples = Footprint(shape, shapely.Point(41, 35), 1e5, "region").samples(n)
    assert samples[:, 2].sum() == pytest.approx(1)
    south = samples[samples[:, 1] < 34 + 2 * cut, 2].sum()
    share = geodesic_area_m2(shapely.box(40, 34, 42, 34 + 2 * cut)) / geodesic_area_m2(shape)
    assert south == pytest.approx(share, abs=6 / np.sqrt(n) / 2)


def test_samples_of_a_sliver_stay_inside_it() -> None:
    sliver = shapely.LineString([(40, 35), (41, 36)]).buffer(1e-4)
    samples = Footprint(sliver, shapely.Point(40.5, 35.5), 1e4, "corridor").samples(64)
    assert len(samples) >= 1
    assert shapely.intersects_xy(sliver, samples[:, 0], samples[:, 1]).all()


def test_a_density_of_its_own_is_used_as_it_is() -> None:
    density = np.array([[40.0, 35.0, 0.25], [40.1, 35.1, 0.75]])
    disc = Footprint(circle(40, 35, 20_000), shapely.Point(40, 35), 20_000, "sector", density=density)
    assert disc.samples(5) is density


def test_steps_are_added_to_a_copy() -> None:
    first = Footprint.from_point_radius(40, 35, 1000, steps=("found",))
    second = first.with_step("clipped")
    assert (first.steps, second.steps) == (("found",), ("found", "clipped"))
    assert first.area_km2 == pytest.approx(np.pi, rel=0.003)


def test_what_is_no_footprint_is_refused() -> None:
    point = shapely.Point(40, 35)
    with pytest.raises(AreaError, match="polygon with an area"):
        Footprint(point, point, 100, "exact")
    with pytest.raises(AreaError):
        Footprint(shapely.Polygon(), point, 100, "exact")
    with pytest.raises(ValueRangeError, match="radius_m"):
        Footprint(circle(40, 35, 10), point, float("nan"), "exact")
    with pytest.raises(ValueRangeError, match="precision 'street'"):
        Footprint(circle(40, 35, 10), point, 10, "street")  # type: ignore[arg-type]
