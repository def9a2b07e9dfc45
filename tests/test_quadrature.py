"""Sample points and shares of discs against exact overlay."""

from __future__ import annotations

import sys

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import Polygon, box

from badia_geo.errors import ValueRangeError
from badia_geo.footprints import GEOD, circle
from badia_geo.index import RegionIndex
from badia_geo.quadrature import disc_points, disc_shares, displace, polygon_points, unit_disc


def equal_area(shapes):
    """Lon and sine of latitude: the plane in which areas are those on the sphere."""
    return shapely.transform(
        shapes, lambda c: np.column_stack([np.radians(c[:, 0]), np.sin(np.radians(c[:, 1]))])
    )


def table(shares, discs, regions):
    """Shares as an array, the last column for no region."""
    disc, row, share = shares
    out = np.zeros((discs, regions + 1))
    out[disc, row] = share
    return out


@pytest.fixture(scope="module")
def quilt():
    """Voronoi cells over 3 x 3 degrees, about 40 km across."""
    seeds = np.random.default_rng(1).uniform([38, 33], [41, 36], (60, 2))
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(seeds), extend_to=box(38, 33, 41, 36))
    )
    return gpd.GeoSeries(shapely.intersection(cells, box(38, 33, 41, 36)), crs=4326)


class TestUnitDisc:
    @pytest.mark.parametrize("n", [1, 64, 512])
    def test_uniform_is_inside_and_centred(self, n):
        points = unit_disc(n)
        radius = np.hypot(points[:, 0], points[:, 1])
        assert points.shape == (n, 2)
        assert radius.max() < 1
        assert np.abs(points.mean(axis=0)).max() < 1.2 / np.sqrt(n)
        assert (radius**2).mean() == pytest.approx(0.5)

    def test_gaussian_has_nine_tenths_within_one(self):
        radius = np.hypot(*unit_disc(1000, "gaussian").T)
        assert (radius < 1).mean() == pytest.approx(0.9, abs=0.001)
        # mean of r squared is twice the variance; the 0.9 radius of a round normal is 2.146 sigma
        assert (radius**2).mean() == pytest.approx(2 / 2.146**2, rel=0.01)


class TestPoints:
    @pytest.mark.parametrize("lat", [0.0, 35.0, 55.0])
    def test_displacement_is_geodesic(self, lat):
        azimuth = np.arange(0, 360, 15.0)
        n = len(azimuth)
        for metres in (100.0, 30_000.0):
            east, north = metres * np.sin(np.radians(azimuth)), metres * np.cos(np.radians(azimuth))
            lon1, lat1 = displace(np.full(n, 40.0), np.full(n, lat), east, north)
            true = GEOD.fwd(np.full(n, 40.0), np.full(n, lat), azimuth, np.full(n, metres))
            off = GEOD.inv(lon1, lat1, true[0], true[1])[2]
            assert off.max() < 0.004 * metres

    def test_disc_points_lie_in_the_geodesic_disc(self):
        lon, lat = disc_points(np.array([40.0]), np.array([35.0]), np.array([20_000.0]))
        distance = GEOD.inv(np.full(512, 40.0), np.full(512, 35.0), lon[0], lat[0])[2]
        assert distance.max() < 20_050
        assert np.sqrt((distance**2).mean()) == pytest.approx(20_000 / np.sqrt(2), rel=0.003)

    def test_polygon_points_follow_the_area_on_the_ground(self):
        tall = box(38, 10, 39, 60)
        lon, lat = polygon_points(tall, n=2000)
        share = np.sin(np.radians(35)) - np.sin(np.radians(10))
        share /= np.sin(np.radians(60)) - np.sin(np.radians(10))
        assert (lat < 35).mean() == pytest.approx(share, abs=0.003)
        assert (lon < 38.25).mean() == pytest.approx(0.25, abs=0.003)

    def test_polygon_points_avoid_holes_and_survive_slivers(self):
        ring = Polygon(box(0, 0, 3, 3).exterior, [box(1, 1, 2, 2).exterior])
        lon, lat = polygon_points(ring, n=800)
        assert 700 < len(lon) < 900
        assert not ((lon > 1) & (lon < 2) & (lat > 1) & (lat < 2)).any()
        lon, lat = polygon_points(Polygon([(0, 0), (1, 1), (1, 1 + 1e-9)]), n=8)
        assert len(lon) == 1


class TestDiscShares:
    def test_within_a_hundredth_of_overlay(self, quilt):
        rng = np.random.default_rng(2)
        n = 400
        lon, lat, radius = rng.uniform(38, 41, n), rng.uniform(33, 36, n), rng.uniform(1000, 30_000, n)
        found = table(disc_shares(RegionIndex(quilt), lon, lat, radius), n, len(quilt))
        discs = equal_area(np.array([circle(*c, vertices=256) for c in zip(lon, lat, radius, strict=True)]))
        shapes = equal_area(quilt.to_numpy())
        disc, region = shapely.STRtree(shapes).query(discs)
        exact = np.zeros((n, len(quilt)))
        exact[disc, region] = shapely.area(shapely.intersection(discs[disc], shapes[region])) / shapely.area(
            discs[disc]
        )
        error = np.abs(found[:, :-1] - exact)
        assert error.max() < 0.02
        assert np.quantile(error.max(axis=1), 0.99) < 0.01
        assert found.sum(axis=1) == pytest.approx(np.ones(n))

    @pytest.mark.parametrize("error", [0.0, 3000.0])
    def test_few_discs_are_shared_out_without_the_kernel(self, quilt, monkeypatch, error):
        rng = np.random.default_rng(5)
        n = 60
        lon, lat, radius = rng.uniform(37.9, 41.1, n), rng.uniform(33, 36, n), rng.uniform(1000, 30_000, n)
        radius[::3] = 0.0
        errors = np.where(np.arange(len(quilt)) % 2, error, 0.0)
        by_kernel = disc_shares(RegionIndex(quilt).build(), lon, lat, radius, errors_m=errors)
        monkeypatch.delitem(sys.modules, "badia_geo._kernels")
        by_look_up = disc_shares(RegionIndex(quilt), lon, lat, radius, errors_m=errors)
        one, other = (table(shares, n, len(quilt)) for shares in (by_kernel, by_look_up))
        # a sample point that falls on a border to within rounding may go either way
        assert np.abs(one - other).max() <= 1 / 512
        assert other.sum(axis=1) == pytest.approx(np.ones(n))

    def test_samples_on_a_sloped_border_are_not_lost(self):
        """Signs beyond double precision go to shapely in look-ups; a disc's samples step aside instead."""
        halves = [Polygon([(39, 34), (41, 36), (39, 36)]), Polygon([(39, 34), (41, 34), (41, 36)])]
        index = RegionIndex(gpd.GeoSeries(halves, crs=4326)).build()
        on = np.linspace(39.3, 40.7, 57)
        found = table(disc_shares(index, on, on - 5, np.repeat([0.0, 3000.0], [30, 27])), 57, 2)
        assert found[:, 2].tolist() == [0] * 57
        assert found[30:, 0] == pytest.approx(np.full(27, 0.5), abs=0.01)

    def test_straight_border_through_the_middle(self):
        halves = gpd.GeoSeries([box(39, 34, 40, 36), box(40, 34, 41, 36)], crs=4326)
        found = table(disc_shares(RegionIndex(halves), [40.0], [35.0], [5000.0]), 1, 2)
        assert found[0] == pytest.approx([0.5, 0.5, 0], abs=0.003)

    def test_radius_zero_is_a_look_up(self, quilt):
        index = RegionIndex(quilt)
        rng = np.random.default_rng(3)
        lon, lat = rng.uniform(37, 42, 50), rng.uniform(32, 37, 50)
        disc, row, share = disc_shares(index, lon, lat, np.zeros(50))
        assert disc.tolist() == list(range(50))
        assert (row == index.lookup(lon, lat)).all()
        assert (share == 1).all()

    def test_error_of_the_line_spreads_a_point(self):
        """A point a from a straight line with 0.9 radius r is beyond it with the normal probability."""
        halves = gpd.GeoSeries([box(39, 34, 40, 36), box(40, 34, 41, 36)], crs=4326)
        away = np.array([0.0, 1000.0, 2000.0, 9000.0])
        lon = 40 + away / 91_287.8
        shares = disc_shares(
            RegionIndex(halves),
            lon,
            np.full(4, 35.0),
            np.zeros(4),
            errors_m=np.array([4292.0, 4292.0]),
            n=2048,
        )
        # sigma is 2,000 m
        assert table(shares, 4, 2)[:, 0] == pytest.approx([0.5, 0.3085, 0.1587, 0.0], abs=0.006)

    def test_gaussian_spread(self):
        halves = gpd.GeoSeries([box(39, 34, 40, 36), box(40, 34, 41, 36)], crs=4326)
        shares = disc_shares(RegionIndex(halves), [40 + 1000 / 91_287.8], [35.0], [2146.0], spread="gaussian")
        assert table(shares, 1, 2)[0, 0] == pytest.approx(0.1587, abs=0.01)

    def test_few_and_many_discs_agree(self, quilt):
        """Few discs are asked of the R-tree, many of the grid."""
        rng = np.random.default_rng(4)
        lon, lat, radius = rng.uniform(38, 41, 30), rng.uniform(33, 36, 30), rng.uniform(0, 30_000, 30)
        radius[:5] = 0
        errors = np.full(len(quilt), 3000.0)
        few = disc_shares(RegionIndex(quilt), lon, lat, radius, errors_m=errors)
        many = disc_shares(RegionIndex(quilt).build(), lon, lat, radius, errors_m=errors)
        assert table(few, 30, len(quilt)) == pytest.approx(table(many, 30, len(quilt)), abs=0.004)

    def test_no_discs(self, quilt):
        disc, row, share = disc_shares(RegionIndex(quilt), [], [], [])
        assert len(disc) == len(row) == len(share) == 0

    @pytest.mark.parametrize("bad", [(np.nan, 35, 1), (40, np.inf, 1), (40, 35, -1), (40, 35, np.nan)])
    def test_bad_discs_are_refused(self, quilt, bad):
        with pytest.raises(ValueRangeError, match="disc 1 has centre"):
            disc_shares(RegionIndex(quilt), *np.array([(40, 35, 0), bad], dtype=float).T)
