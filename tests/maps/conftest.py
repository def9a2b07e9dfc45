"""A small synthetic situation that every map test draws."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from badia_geo import datasets
from badia_geo.footprints import circle

HELD = {
    "Deir ez-Zor": "sdf",
    "Raqqa": "sdf",
    "Hasakah": "sdf",
    "Idlib": "opposition",
    "Aleppo": "turkish_backed",
}


@pytest.fixture(scope="session")
def zones() -> gpd.GeoDataFrame:
    governorates = datasets.load("governorates").query("country == 'SY'")
    mixed = {"Homs": ("presence", "is"), "Hama": ("contested", "is"), "Suwayda": ("unsettled", None)}
    return gpd.GeoDataFrame(
        {
            "controller": [HELD.get(n, "government") for n in governorates["name"]],
            "status": [mixed.get(n, ("control", None))[0] for n in governorates["name"]],
            "with": [mixed.get(n, ("control", None))[1] for n in governorates["name"]],
            "source": "synthetic",
            "accuracy_m": 3000.0,
            "valid_from": pd.Timestamp("2020-01-01"),
            "valid_to": pd.Timestamp("2021-01-01"),
        },
        geometry=governorates.geometry.to_numpy(),
        crs=4326,
    )


@pytest.fixture(scope="session")
def all_events() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "event_id": list("abcd"),
            "event_type": ["ied", "killing", "clash", "protest"],
            "acled_event": [
                "Explosions/Remote violence",
                "Violence against civilians",
                "Battles",
                "Protests",
            ],
            "place": ["near the oil field", "east bank", "Badia al-Sukhnah", "nowhere known"],
            "date_start": ["2020-08-15", "2020-08-01", "2020-04-01", "2020-08-01"],
            "date_end": ["2020-08-21", "2020-08-21", "2020-04-30", "2020-08-01"],
            "radius_m": [4000.0, 60000.0, 70000.0, None],
            "precision": ["settlement", "admin1", "region", None],
            "fatalities_low": [2, 3, 25, None],
            "fatalities_high": [2, 4, None, None],
            "controller": ["government", "sdf", "government", None],
            "controller_p": [0.97, 0.9, 0.8, None],
            "bank": ["right", "left", "right", None],
            "p_left": [0.02, 0.98, 0.0, None],
            "score": [0.9, 0.8, 0.7, None],
            "status": ["located"] * 3 + ["not_found"],
            "text": ["one", "two", "three", "four"],
            "footprint": gpd.GeoSeries(
                [
                    circle(40.09, 35.19, 4000),
                    shapely.box(40, 34.6, 41, 35.9),
                    circle(38.9, 34.9, 60000),
                    None,
                ],
                crs=4326,
            ),
        },
        geometry=gpd.GeoSeries(
            [shapely.Point(40.09, 35.19), shapely.Point(40.6, 35.3), shapely.Point(38.9, 34.9), None],
            crs=4326,
        ),
        crs=4326,
    )


@pytest.fixture
def events(all_events: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return all_events.copy()
