"""Joins: values, reasons, sums to one, indexes."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from badia_geo.errors import ColumnError, CRSError, DateError, ValueRangeError
from badia_geo.footprints import circle
from badia_geo.joins import REASONS, ZoneJoin, assign, join_admin, join_bank, join_zones

WEST, EAST = box(39, 34, 40, 35), box(40, 34, 41, 35)


def zones(**columns):
    """East goes from IS to the SDF at the new year of 2018; the west is the government's for both years."""
    return gpd.GeoDataFrame(
        {
            "zone_id": ["w", "e17", "e18"],
            "controller": ["government", "is", "sdf"],
            "status": ["control", "control", "contested"],
            "with": [None, None, "is"],
            "valid_from": pd.to_datetime(["2017-01-01", "2017-01-01", "2018-01-01"]),
            "valid_to": pd.to_datetime(["2019-01-01", "2018-01-01", "2019-01-01"]),
            **columns,
        },
        geometry=[WEST, EAST, EAST],
        crs=4326,
    )


def events(lon, lat=34.5, date="2017-06-01", **columns):
    lon = np.atleast_1d(lon)
    frame = gpd.GeoDataFrame(
        columns, geometry=gpd.points_from_xy(lon, np.broadcast_to(lat, lon.shape)), crs=4326
    )
    if date is not None:
        frame["date"] = date
    return frame


def one(frame, zones_=None, **options):
    return join_zones(frame, zones() if zones_ is None else zones_, **options).iloc[0]


class TestPointsAndDates:
    def test_summary_of_certain_rows(self):
        found = join_zones(
            events([39.5, 40.5, 40.5], date=["2017-06-01", "2017-12-31", "2018-01-01"]), zones()
        )
        assert found["controller"].tolist() == ["government", "is", "sdf"]
        assert found["controller_p"].tolist() == [1, 1, 1]
        assert found["controller_certainty"].tolist() == ["certain"] * 3
        assert found["zone_status"].tolist() == ["control", "control", "contested"]
        assert found["zone_with"].isna().tolist() == [True, True, False]
        assert found["reason"].isna().all()

    def test_columns_in_order(self):
        assert list(join_zones(events(39.5), zones()).columns) == [
            "controller", "controller_p", "controller_certainty", "zone_status", "zone_with", "reason",
        ]  # fmt: skip

    def test_window_shares_by_days(self):
        frame = events(40.5, date=None, date_start=["2017-12-22"], date_end=["2018-01-10"])
        long = join_zones(frame, zones(), form="long")
        assert dict(zip(long["controller"], long["probability"], strict=True)) == pytest.approx(
            {"is": 0.5, "sdf": 0.5}
        )
        assert one(frame)["controller_p"] == pytest.approx(0.5)

    def test_window_partly_outside_the_timeline(self):
        found = one(events(40.5, date=None, date_start=["2018-12-29"], date_end=["2019-01-01"]))
        assert (found["controller"], found["controller_p"]) == ("sdf", pytest.approx(0.75))
        assert found["reason"] == "date outside the timeline"

    def test_one_date_missing_is_a_day(self):
        frame = events(
            [40.5, 40.5], date=None, date_start=[None, "2018-03-01"], date_end=["2017-03-01", None]
        )
        assert join_zones(frame, zones())["controller"].tolist() == ["is", "sdf"]

    def test_at_fills_only_what_is_missing(self):
        frame = events([40.5, 40.5], date=["2017-06-01", None])
        assert join_zones(frame, zones())["reason"].tolist()[1] == "no date"
        assert join_zones(frame, zones(), at="2018-06-01")["controller"].tolist() == ["is", "sdf"]

    def test_undated_zones_need_no_date(self):
        timeless = zones().iloc[:2].drop(columns=["valid_from", "valid_to"])
        assert one(events(40.5, date=None), timeless)["controller"] == "is"

    def test_open_ends(self):
        frame = zones(valid_from=pd.to_datetime([None, "2017-01-01", "2018-01-01"]))
        frame["valid_to"] = pd.to_datetime([None, "2018-01-01", None])
        found = join_zones(events([39.5, 40.5], date=["1990-01-01", "2050-01-01"]), frame)
        assert found["controller"].tolist() == ["government", "sdf"]

    def test_time_of_day_and_strings_and_dates(self):
        stamps = pd.to_datetime(["2017-12-31 23:59", "2018-01-01 00:00"])
        assert join_zones(events([40.5, 40.5], date=stamps), zones())["controller"].tolist() == ["is", "sdf"]
        days = [stamp.date() for stamp in stamps]
        assert join_zones(events([40.5, 40.5], date=days), zones())["controller"].tolist() == ["is", "sdf"]

    def test_stretch_without_any_zone_is_outside_the_timeline(self):
        frame = zones(valid_to=pd.to_datetime(["2017-06-01", "2017-06-01", "2019-01-01"]))
        assert one(events(40.5, date="2017-07-01"), frame)["reason"] == "date outside the timeline"


class TestReasons:
    def test_each_has_its_name(self):
        ring = MultiPolygon([Polygon(box(38, 33, 42, 36).exterior, [box(39.9, 33.9, 41.1, 35.1).exterior])])
        around = gpd.GeoDataFrame({"controller": ["sdf"]}, geometry=[ring], crs=4326)
        lake = gpd.GeoSeries([box(40, 34, 40.2, 34.2)], crs=4326)
        frame = events([39.0, 40.5, 40.1, 50.0, np.nan, 39.0], [34.5, 34.5, 34.1, 34.5, 34.5, 34.5])
        frame["radius_m"] = [0, 0, 0, 0, 0, -5.0]
        found = join_zones(frame, around, water=lake)
        assert found["reason"].fillna("").tolist() == [
            "", "gap", "water", "outside the frame", "no location", "bad radius",
        ]  # fmt: skip
        assert found["controller_certainty"].tolist() == ["certain", *["undetermined"] * 5]
        assert found["controller_p"].tolist() == [1, 0, 0, 0, 0, 0]

    def test_dates(self):
        frame = events([40.5] * 4, date=None)
        frame["date_start"] = ["2016-12-31", "nonsense", "2017-06-02", None]
        frame["date_end"] = ["2016-12-31", None, "2017-06-01", None]
        assert join_zones(frame, zones())["reason"].tolist() == [
            "date outside the timeline", "no date", "dates reversed", "no date",
        ]  # fmt: skip

    def test_score_leaves_the_place_uncertain(self):
        found = join_zones(events([40.5, 40.5], score=[0.7, np.nan]), zones())
        assert found["controller_p"].tolist() == pytest.approx([0.7, 1.0])
        assert found["controller_certainty"].tolist() == ["likely", "certain"]
        assert found["reason"].fillna("").tolist() == ["place uncertain", ""]

    def test_empty_and_missing_geometry(self):
        frame = events([40.5, 40.5, 40.5])
        frame.geometry = gpd.GeoSeries([None, shapely.Point(), shapely.Point(40.5, 34.5)], crs=4326)
        assert join_zones(frame, zones())["reason"].fillna("").tolist() == ["no location", "no location", ""]


class TestFootprints:
    def test_disc_across_a_border(self):
        found = one(events(40 + 5000 / 91_840, radius_m=[10_000.0]))
        # the share of a disc beyond a chord at half its radius
        beyond = (np.arccos(0.5) - 0.5 * np.sqrt(0.75)) / np.pi
        assert found["controller"] == "is"
        assert found["controller_p"] == pytest.approx(1 - beyond, abs=0.005)

    @pytest.mark.parametrize("column", ["footprint", "geometry"])
    def test_polygon(self, column):
        shape = box(39.8, 34.2, 40.2, 34.4)
        frame = events(40.1)
        frame[column] = gpd.GeoSeries([shape], crs=4326)
        long = join_zones(frame, zones(), form="long").set_index("controller")["probability"]
        assert long.to_dict() == pytest.approx({"government": 0.5, "is": 0.5}, abs=0.004)

    def test_footprint_counts_before_radius(self):
        frame = events(40.5, radius_m=[90_000.0])
        frame["footprint"] = gpd.GeoSeries([box(40.4, 34.4, 40.6, 34.6)], crs=4326)
        assert one(frame)["controller_p"] == 1

    def test_footprint_alone_locates(self):
        frame = events(np.nan)
        frame["footprint"] = gpd.GeoSeries([box(40.4, 34.4, 40.6, 34.6)], crs=4326)
        assert one(frame)["controller"] == "is"

    def test_candidates_are_weighted(self):
        places = ((circle(39.5, 34.5, 3000), 0.5), (circle(40.5, 34.5, 3000), 0.3))
        frame = events([np.nan], candidates=[places])
        long = join_zones(frame, zones(), form="long")
        assert long["controller"].tolist()[:2] == ["government", "is"]
        assert long["probability"].tolist() == pytest.approx([0.5, 0.3, 0.2])
        assert long["reason"].tolist()[2] == "place uncertain"
        assert one(frame)["controller_certainty"] == "likely"

    def test_candidate_without_area(self):
        line = shapely.LineString([(39.5, 34.5), (40.5, 34.5)])
        frame = events([np.nan], candidates=[((line, 0.5), (shapely.Point(40.5, 34.5), 0.5))])
        long = join_zones(frame, zones(), form="long").set_index("controller")["probability"]
        assert long.to_dict() == pytest.approx({"is": 0.75, "government": 0.25})

    def test_zone_accuracy_spreads_its_line(self):
        frame = events([40 + d / 91_840 for d in (0, 2000, 12_000)])
        found = join_zones(frame, zones(accuracy_m=[4292.0, 4292.0, None]), form="long")
        held = found[found["controller"] == "is"]["probability"]
        # sigma is 2,000 m
        assert held.tolist() == pytest.approx([0.5, 0.8413, 1.0], abs=0.02)

    def test_parties_of_one_controller_add_up(self):
        frame = zones(controller=["sdf", "sdf", "is"])
        found = one(events(40.0, radius_m=[5000.0]), frame)
        assert (found["controller"], found["controller_p"]) == ("sdf", 1.0)

    def test_gaussian_reaches_over_the_rim(self):
        frame = events(40 + 10_000 / 91_840, radius_m=[9000.0])
        assert one(frame)["controller_p"] == 1
        assert 0.97 < one(frame, spread="gaussian")["controller_p"] < 1


class TestLongForm:
    @settings(max_examples=15, deadline=None)
    @given(st.integers(0, 2**32 - 1), st.booleans())
    def test_probabilities_of_an_event_sum_to_one(self, seed, accurate):
        rng = np.random.default_rng(seed)
        n = 20
        frame = events(
            rng.choice([39.5, 40.0, 40.3, 41.0, 45.0, np.nan], n), rng.uniform(33.9, 35.1, n), date=None
        )
        start = pd.Timestamp("2016-12-01") + pd.to_timedelta(rng.integers(0, 800, n), "D")
        frame["date_start"] = start.where(rng.random(n) < 0.9)
        frame["date_end"] = start + pd.to_timedelta(rng.integers(-2, 200, n), "D")
        frame["radius_m"] = rng.choice([np.nan, 0, 500, 30_000, -1], n)
        frame["score"] = rng.choice([1.0, 0.4, np.nan], n)
        frame["candidates"] = [
            ((circle(40.0, 34.5, 9000), 0.4), (circle(45.0, 34.5, 9000), 0.35))
            if rng.random() < 0.2
            else None
            for _ in range(n)
        ]
        table = zones(accuracy_m=[0, 5000, 2000]) if accurate else zones()
        long = join_zones(frame, table, form="long")
        assert long.groupby(level=0)["probability"].sum().to_numpy() == pytest.approx(np.ones(n))
        assert (long["controller"].isna() == long["reason"].notna()).all()
        assert set(long["reason"].dropna()) <= set(REASONS)
        held = long.dropna(subset="controller").reset_index()
        best = held.groupby(["index", "controller"], observed=True)
        top = best["probability"].sum().groupby(level=0).max().reindex(range(n), fill_value=0)
        assert join_zones(frame, table)["controller_p"].to_numpy() == pytest.approx(top.to_numpy())

    def test_columns_and_index(self):
        frame = events([40.5, 39.5], event_id=["p", "q"])
        frame.index = ["one", "two"]
        long = join_zones(frame, zones(), form="long")
        assert list(long.columns) == [
            "event_id",
            "zone_id",
            "controller",
            "status",
            "with",
            "probability",
            "reason",
        ]
        assert long.index.tolist() == ["one", "two"]
        assert long["event_id"].tolist() == ["p", "q"]


class TestFrames:
    @pytest.mark.parametrize(
        "index", [["b", "a", "a"], pd.MultiIndex.from_tuples([(1, 2), (1, 3), (0, 0)]), [5, 5, 5]]
    )
    def test_index_and_order_are_kept(self, index):
        frame = events([40.5, 39.5, 50.0])
        frame.index = index
        found = join_zones(frame, zones())
        assert found.index.equals(frame.index)
        assert found["controller"].fillna("-").tolist() == ["is", "government", "-"]
        assert join_admin(frame, zones(), column="zone_id")["admin1"].tolist()[:2] == ["e17", "w"]

    def test_arguments_are_left_alone(self):
        frame, table = events([40.5], radius_m=[5000.0]), zones()
        before = frame.copy(), table.copy()
        join_zones(frame, table)
        pd.testing.assert_frame_equal(frame, before[0])
        pd.testing.assert_frame_equal(table, before[1])

    def test_no_events_and_no_zones(self):
        none = events([40.5]).iloc[:0]
        assert join_zones(none, zones()).shape == (0, 6)
        assert join_zones(none, zones(), form="long").shape == (0, 6)
        assert one(events(40.5), zones().iloc[:0])["reason"] == "date outside the timeline"

    def test_any_crs(self):
        found = join_zones(events([40.5, 39.5]).to_crs(32637), zones().to_crs(3857))
        assert found["controller"].tolist() == ["is", "government"]

    def test_no_crs(self):
        with pytest.raises(CRSError, match="events have no CRS"):
            join_zones(events(40.5).set_crs(None, allow_override=True), zones())
        with pytest.raises(CRSError, match="regions have no CRS"):
            join_zones(events(40.5), zones().set_crs(None, allow_override=True))
        with pytest.raises(CRSError, match="GeoDataFrame"):
            join_zones(pd.DataFrame({"x": [1]}), zones())

    def test_time_zones_are_refused(self):
        frame = events(40.5, date=pd.to_datetime(["2017-12-31T22:30Z"]))
        with pytest.raises(DateError, match="tz_convert"):
            join_zones(frame, zones())
        with pytest.raises(DateError, match="time zone"):
            join_zones(events(40.5, date="2017-12-31T22:30Z"), zones())

    def test_bad_zones(self):
        with pytest.raises(ColumnError, match="'controller'"):
            join_zones(events(40.5), zones().drop(columns="controller"))
        with pytest.raises(DateError, match="row 1 ends before it begins"):
            join_zones(events(40.5), zones(valid_to=pd.to_datetime(["2019-01-01", "2016-01-01", None])))
        with pytest.raises(ValueRangeError, match="accuracy_m of region row 2 is negative"):
            join_zones(events(40.5), zones(accuracy_m=[0, 0, -1]))

    def test_bad_at(self):
        with pytest.raises(DateError, match="'soon' is not a date"):
            join_zones(events(40.5, date=None), zones(), at="soon")

    def test_swapped_axes_are_named(self):
        with pytest.warns(UserWarning, match="exchanged"):
            found = join_zones(events([34.5, 34.6], [39.5, 40.5]), zones())
        assert found["reason"].tolist() == ["outside the frame"] * 2

    def test_prepared_zones_stream(self):
        rng = np.random.default_rng(1)
        n = 60_000
        frame = events(rng.uniform(38.5, 41.5, n), rng.uniform(33.5, 35.5, n), date=None)
        frame["date"] = pd.Timestamp("2016-11-01") + pd.to_timedelta(rng.integers(0, 900, n), "D")
        join = ZoneJoin(zones())
        parts = pd.concat([join.join(frame.iloc[a : a + 7000]) for a in range(0, n, 7000)])
        whole = join_zones(frame, zones())
        assert (parts["controller"].fillna("") == whole["controller"].fillna("")).all()
        x, y, day = frame.geometry.x, frame.geometry.y, frame["date"]
        inside = (y >= 34) & (y <= 35) & (day >= "2017-01-01") & (day < "2019-01-01")
        east = inside & (x > 40) & (x <= 41)
        held = [inside & (x >= 39) & (x <= 40), east & (day < "2018-01-01"), east]
        expected = np.select(held, ["government", "is", "sdf"], "")
        assert (whole["controller"].fillna("") == expected).all()


class TestControlZones:
    def test_timeline_object_and_frame_agree(self):
        from badia_geo.zones import ControlZones

        frame = events([39.5, 40.5, 40.5, 40.5, 40.0], date=None)
        frame["date_start"] = ["2017-06-01", "2017-06-01", "2018-06-01", "2020-01-01", "2017-12-30"]
        frame["date_end"] = ["2017-06-01", "2017-06-01", "2018-06-01", "2020-01-01", "2018-01-02"]
        frame["radius_m"] = [0, 0, 0, 0, 9000]
        pd.testing.assert_frame_equal(join_zones(frame, ControlZones(zones())), join_zones(frame, zones()))

    def test_no_event_within_the_timeline(self):
        from badia_geo.zones import ControlZones

        found = join_zones(events(40.5, date="1999-01-01"), ControlZones(zones()))
        assert found["reason"].tolist() == ["date outside the timeline"]


class TestAdmin:
    def test_label_and_probability(self):
        regions = gpd.GeoDataFrame({"district": ["West", "East"]}, geometry=[WEST, EAST], crs=4326)
        found = join_admin(
            events([39.5, 40.0, 50.0], radius_m=[0, 5000, 0]), regions, column="district", label="admin2"
        )
        assert list(found.columns) == ["admin2", "admin2_p", "reason"]
        assert found["admin2_p"].tolist() == pytest.approx([1, 0.5, 0], abs=0.003)
        assert found["reason"].tolist()[2] == "outside the frame"
        with pytest.raises(ColumnError, match="'name'"):
            join_admin(events(39.5), regions)

    def test_packaged_governorates(self):
        found = join_admin(events([40.14, 38.99, 41.0], [35.33, 35.95, 36.5]))
        assert found["admin1"].tolist() == ["Deir ez-Zor", "Raqqa", "Hasakah"]


class Meridian:
    """A river along 40 E that flows north: its left bank is the west."""

    def bank(self, points):
        p = self.bank_probability(points)
        return pd.DataFrame(
            {
                "bank": np.where(p["left"] >= 0.5, "left", "right"),
                "p_left": p["left"],
                "distance_m": 1.0,
                "river_km": 2.0,
            }
        )

    def bank_probability(self, points):
        left = (points.geometry.x < 40).astype(float)
        return pd.DataFrame({"left": left, "right": 1 - left})


class TestBank:
    def test_columns_and_reasons(self):
        frame = events([39.5, 40.5, np.nan, 39.5], radius_m=[0, 0, 0, -1.0])
        frame.index = list("wxyz")
        found = join_bank(frame, Meridian())
        assert list(found.columns) == ["bank", "p_left", "river_distance_m", "river_km", "reason"]
        assert found.index.tolist() == list("wxyz")
        assert found["bank"].fillna("").tolist() == ["left", "right", "", ""]
        assert found["p_left"].tolist()[:2] == [1, 0]
        assert found.iloc[2:, 1:4].isna().all().all()
        assert found["reason"].tolist()[2:] == ["no location", "bad radius"]

    def test_long_form(self):
        long = join_bank(events([39.5, np.nan]), Meridian(), form="long")
        assert long["bank"].fillna("").tolist() == ["left", ""]
        assert long["probability"].tolist() == [1, 1]
        assert long["reason"].tolist()[1] == "no location"

    def test_what_the_place_leaves_open_is_uncertain(self):
        long = join_bank(events([39.5], score=[0.7]), Meridian(), form="long").fillna({"bank": ""})
        assert long["bank"].tolist() == ["left", ""]
        assert long["probability"].tolist() == pytest.approx([0.7, 0.3])
        assert long["reason"].tolist()[1] == "place uncertain"


class TestAssign:
    def test_draws_follow_the_probabilities(self):
        frame = events([39.5, 40.0, 50.0], radius_m=[0, 5000, 0], score=[1, 0.8, 1])
        drawn = assign(frame, zones(), draws=4000, seed=3)
        assert len(drawn) == 12_000
        assert drawn["draw"].tolist()[:3] == [0, 1, 2]
        assert drawn.index.tolist()[::4000] == [0, 1, 2]
        share = drawn.loc[1].fillna({"reason": ""})
        assert (share["controller"] == "is").mean() == pytest.approx(0.4, abs=0.03)
        assert (share["reason"] == "place uncertain").mean() == pytest.approx(0.2, abs=0.03)
        assert (drawn.loc[0, "controller"] == "government").all()
        assert (drawn.loc[2, "reason"] == "outside the frame").all()

    def test_seed(self):
        frame = events(np.full(50, 40.0), radius_m=np.full(50, 5000.0))
        first, again, other = (assign(frame, zones(), draws=5, seed=s) for s in (1, 1, 2))
        pd.testing.assert_frame_equal(first, again)
        assert not first["controller"].astype(object).equals(other["controller"].astype(object))

    def test_pooled_mean_is_the_probability(self):
        frame = events(np.linspace(39.9, 40.1, 200), radius_m=np.full(200, 8000.0))
        p = join_zones(frame, zones(), form="long").query("controller == 'is'")["probability"].sum() / 200
        drawn = assign(frame, zones(), draws=200)
        assert (drawn["controller"] == "is").mean() == pytest.approx(p, abs=0.01)

    def test_at_least_one(self):
        with pytest.raises(ValueRangeError, match="draws must be at least 1"):
            assign(events(40.5), zones(), draws=0)
