"""Border strips: they hold ground beyond the border and none inside it."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from badia_geo.borders import bordered
from badia_geo.joins import ZoneJoin, join_admin, join_zones
from badia_geo.zones import ControlZones


@pytest.fixture
def halves() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"controller": ["west", "east"], "valid_from": pd.NaT, "valid_to": pd.NaT},
        geometry=[shapely.box(38, 35, 39, 36), shapely.box(39, 35, 40, 36)],
        crs=4326,
    )


def points(*places: tuple[float, float]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=[shapely.Point(p) for p in places], crs=4326)


def test_each_strip_belongs_to_the_zone_along_it(halves: gpd.GeoDataFrame) -> None:
    frame, parent = bordered([halves], shapely.box(38, 35, 40, 36), 3500)
    joined = ZoneJoin(frame, parent=parent).join(
        points((38.5, 36.02), (39.5, 36.02), (39.5, 34.98), (38.5, 36.06), (38.99, 35.5)), at="2020-01-01"
    )
    assert joined["controller"].astype(object).where(joined["controller"].notna(), None).tolist() == [
        "west", "east", "east", None, "west",
    ]  # fmt: skip


def test_the_long_form_keeps_one_row_a_zone(halves: gpd.GeoDataFrame) -> None:
    frame, parent = bordered([halves.assign(zone_id=["w", "e"])], shapely.box(38, 35, 40, 36), 3500)
    disc = points((38.5, 36.0)).assign(radius_m=3000.0)
    long = ZoneJoin(frame, parent=parent).join(disc, form="long", at="2020-01-01")
    assert long["zone_id"].tolist() == ["w"]
    assert long["probability"].sum() == pytest.approx(1)


def test_a_zone_of_several_days_stands_once(halves: gpd.GeoDataFrame) -> None:
    frame, parent = bordered([halves, halves.iloc[::-1]], None, 0)
    assert frame["controller"].tolist() == ["west", "east"]
    assert parent.tolist() == [0, 1]
    frame, parent = bordered([halves, halves.iloc[::-1]], shapely.box(38, 35, 40, 36), 3500)
    assert (frame["controller"].to_numpy()[parent] == frame["controller"].to_numpy()).all()


def test_without_a_width_nothing_lies_beyond(halves: gpd.GeoDataFrame) -> None:
    joined = ZoneJoin(halves).join(points((38.5, 36.02)), at="2020-01-01")
    assert joined["reason"].tolist() == ["outside the frame"]


def test_border_towns_of_the_packaged_timeline_have_their_zone() -> None:
    towns = points((38.353, 36.891), (38.953, 36.695), (35.988, 35.927)).assign(
        date=pd.Timestamp("2020-08-21")
    )
    joined = join_zones(towns, ControlZones.load())
    assert joined["controller"].tolist() == ["sdf", "turkish_backed", "government"]
    assert (joined["controller_p"] > 0.95).all()
    assert join_admin(towns)["admin1"].tolist() == ["Aleppo", "Raqqa", "Latakia"]
    far = points((38.35, 37.0)).assign(date=pd.Timestamp("2020-08-21"))
    assert join_zones(far, ControlZones.load())["reason"].tolist() == ["outside the frame"]
    assert np.isclose(join_zones(far, ControlZones.load())["controller_p"].iloc[0], 0)
