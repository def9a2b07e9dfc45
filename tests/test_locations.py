"""Where and when rows of an event table lie."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import box

from badia_geo.errors import CRSError, DateError
from badia_geo.footprints import GEOD
from badia_geo.locations import Locations, Windows, days


def frame(**columns):
    n = len(next(iter(columns.values())))
    return gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy([40.0] * n, [35.0] * n), crs=4326)


class TestLocations:
    def test_kinds(self):
        where = Locations(frame(radius_m=[0, None, 500, -1, "x", np.inf, " ", "700"]))
        assert where.point.tolist() == [True, True, False, False, False, False, True, False]
        assert where.disc.tolist() == [False, False, True, False, False, False, False, True]
        assert where.bad_radius.tolist() == [False] * 3 + [True] * 3 + [False] * 2
        assert where.located.tolist() == [True, True, True, False, False, False, True, True]
        assert Locations(frame(radius_m=[np.nan, np.inf])).bad_radius.tolist() == [False, True]

    def test_footprint_before_radius_and_candidates_before_both(self):
        events = frame(radius_m=[500, 500])
        events["footprint"] = gpd.GeoSeries([box(0, 0, 1, 1), None], crs=4326)
        events["candidates"] = [None, ((box(0, 0, 1, 1), 0.6), (box(2, 0, 3, 1), 0.2))]
        where = Locations(events)
        assert where.shaped.tolist() == [True, True]
        assert where.known.tolist() == pytest.approx([1, 0.8])
        (samples,) = where.samples(np.arange(2))
        weight = np.bincount(samples.row, weights=samples.weight)
        assert weight.tolist() == pytest.approx([1, 1])
        second = samples.row == 1
        assert samples.weight[second & (samples.lon > 1.5)].sum() == pytest.approx(0.25)

    def test_candidates_of_more_than_one_are_scaled(self):
        events = frame(candidates=[((box(0, 0, 1, 1), 0.9), (box(2, 0, 3, 1), 0.3))])
        (samples,) = Locations(events).samples(np.arange(1))
        assert samples.weight.sum() == pytest.approx(1)
        assert samples.weight[samples.lon > 1.5].sum() == pytest.approx(0.25)

    def test_samples_of_a_disc_and_the_radius_that_holds_them(self):
        events = frame(radius_m=[0, 5000, 5000])
        events["footprint"] = gpd.GeoSeries([None, None, box(40, 35, 40.1, 35)], crs=4326)
        where = Locations(events)
        (samples,) = where.samples(np.array([1]), 100, spread="gaussian")
        away = GEOD.inv(np.full(100, 40.0), np.full(100, 35.0), samples.lon, samples.lat)[2]
        assert (away <= 5000).mean() == pytest.approx(0.9, abs=0.01)
        assert away.max() < where.extent_m(np.array([1]))[0] == 10_000

    def test_rows_without_a_point_take_one_from_their_shape(self):
        events = frame(candidates=[None, ((box(0, 0, 1, 1), 0.2), (box(4, 4, 5, 5), 0.7)), None])
        events["footprint"] = gpd.GeoSeries([None, None, box(7, 7, 8, 8)], crs=4326)
        events.geometry = gpd.GeoSeries([None] * 3, crs=4326)
        where = Locations(events)
        assert where.located.tolist() == [False, True, True]
        assert (where.lon[1], where.lat[1], where.lon[2]) == pytest.approx((4.5, 4.5, 7.5))

    def test_a_series_is_bare_points(self):
        where = Locations(
            gpd.GeoSeries([shapely.Point(40, 35), box(0, 0, 1, 1), None], index=list("abc"), crs=4326)
        )
        assert where.point.tolist() == [True, False, False]
        assert where.shaped.tolist() == [False, True, False]
        assert where.index.tolist() == ["a", "b", "c"]

    def test_lines_have_points_along_them(self):
        events = frame(candidates=[((shapely.LineString([(0, 0), (4, 0)]), 1.0),)])
        (samples,) = Locations(events).samples(np.arange(1))
        assert samples.lon.mean() == pytest.approx(2)

    def test_score_is_clipped(self):
        assert Locations(frame(score=[-1, 0.4, 7, None])).known.tolist() == [0, 0.4, 1, 1]

    def test_other_crs_and_empty(self):
        events = frame(radius_m=[0, 0]).to_crs(32637)
        events.loc[1, "geometry"] = shapely.Point()
        where = Locations(events)
        assert (where.lon[0], where.lat[0]) == pytest.approx((40, 35))
        assert where.located.tolist() == [True, False]
        assert len(Locations(events.iloc[:0])) == 0

    def test_needs_a_frame_with_a_crs(self):
        with pytest.raises(CRSError):
            Locations(pd.DataFrame({"a": [1]}))
        with pytest.raises(CRSError):
            Locations(frame(a=[1]).set_crs(None, allow_override=True))


class TestDays:
    @pytest.mark.parametrize(
        "values",
        [
            ["2017-12-31", "nonsense", None],
            [pd.Timestamp("2017-12-31 23:00"), pd.NaT, None],
            [pd.Timestamp("2017-12-31").date(), None, None],
            [np.datetime64("2017-12-31"), np.datetime64("NaT"), np.datetime64("NaT")],
        ],
    )
    def test_whole_days(self, values):
        found = days(pd.Series(values), "date")
        assert found[0] == (pd.Timestamp("2017-12-31") - pd.Timestamp(0)).days
        assert np.isnan(found[1:]).all()

    def test_empty(self):
        assert len(days(pd.Series([], dtype=object), "date")) == 0

    @pytest.mark.parametrize(
        "values", [["2017-12-31T22:30Z"], ["2017-12-31T22:30+03:00", "2017-12-31T22:30+02:00"]]
    )
    def test_time_zones(self, values):
        with pytest.raises(DateError, match="'seen' carries a time zone"):
            days(pd.Series(values), "seen")


class TestWindows:
    def test_one_date_serves_for_both(self):
        events = pd.DataFrame(
            {"date_start": ["2017-01-02", None, None], "date_end": [None, "2017-01-03", None]}
        )
        found = Windows.read(events)
        assert (found.first[:2] == found.last[:2]).all()
        assert found.last[1] - found.first[0] == 1
        assert np.isnan([found.first[2], found.last[2]]).all()

    def test_no_column_at_all(self):
        assert np.isnan(Windows.read(pd.DataFrame({"a": [1]})).first).all()
        assert Windows.read(pd.DataFrame({"a": [1]}), "1970-01-05").first.tolist() == [4]

    def test_reversed(self):
        events = pd.DataFrame(
            {"date_start": ["2017-01-02", "2017-01-02"], "date_end": ["2017-01-01", "2017-01-02"]}
        )
        assert Windows.read(events).reversed.tolist() == [True, False]
