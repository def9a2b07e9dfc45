"""The projected window."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from badia_geo.errors import CRSError, ValueRangeError
from badia_geo.footprints import GEOD
from badia_geo.maps.frame import fit_extent


def test_the_window_holds_the_shapes_at_the_aspect_asked_for() -> None:
    shapes = [shapely.Point(40.1, 35.2), shapely.box(38, 34, 39, 35)]
    frame = fit_extent(shapes, aspect=1.3)
    xmin, ymin, xmax, ymax = frame.bounds
    assert (xmax - xmin) / (ymax - ymin) == pytest.approx(1.3)
    x, y = frame.points([40.1, 38, 39], [35.2, 34, 35])
    assert ((x > xmin) & (x < xmax) & (y > ymin) & (y < ymax)).all()


def test_a_single_point_gets_a_window_that_shows_where_it_is() -> None:
    assert fit_extent([shapely.Point(40.1, 35.2)], aspect=1.0).width_m == pytest.approx(120_000)


@pytest.mark.parametrize(("projection", "power"), [("conformal", 1), ("equal-area", 2)])
def test_scale_stays_true_over_the_country(projection: str, power: int) -> None:
    frame = fit_extent((35.7, 32.3, 42.4, 37.3), aspect=1.2, projection=projection)
    for lon, lat in [(36, 33), (38.5, 35), (42, 37)]:
        x, y = frame.points([lon, lon + 0.1], [lat, lat])
        drawn = ((x[1] - x[0]) ** 2 + (y[1] - y[0]) ** 2) ** 0.5
        true = GEOD.inv(lon, lat, lon + 0.1, lat)[2]
        assert drawn == pytest.approx(true, rel=0.0015 * power)


def test_equal_area_keeps_area() -> None:
    frame = fit_extent((35.7, 32.3, 42.4, 37.3), aspect=1.2, projection="equal-area")
    box = gpd.GeoDataFrame(geometry=[shapely.segmentize(shapely.box(40, 34, 41, 35), 0.02)], crs=4326)
    true = abs(GEOD.geometry_area_perimeter(box.geometry[0])[0])
    assert frame.project(box).area.iloc[0] == pytest.approx(true, rel=1e-4)


@pytest.mark.parametrize("extent", [(41, 34, 40, 35), (40, 95, 41, 96), (40, 35, 41, 35)])
def test_an_extent_that_is_none_is_refused(extent: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueRangeError, match="west, south, east, north"):
        fit_extent(extent, aspect=1)


def test_nothing_to_fit_and_no_crs_are_refused() -> None:
    with pytest.raises(ValueRangeError, match="nothing to fit"):
        fit_extent([], aspect=1)
    frame = fit_extent((40, 35, 41, 36), aspect=1)
    with pytest.raises(CRSError, match="set_crs"):
        frame.project(gpd.GeoDataFrame(geometry=[shapely.Point(40, 35)]))
