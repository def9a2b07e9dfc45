"""A small synthetic situation that every map test draws."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

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


CHROMIUM = next((c for c in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if c), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        if os.environ.get("BADIA_GEO_REQUIRE_BROWSER"):
            pytest.fail("Chromium is not installed and this run requires it: apt-get install chromium")
        pytest.skip("Chromium is not installed: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Open a page from disk with the network off; afterwards it must have asked and complained of nothing."""
    opened = []

    def open_one(shown: Any, *, width: int = 1280, height: int = 800, touch: bool = False) -> Any:
        file = tmp_path / f"page_{len(opened)}.html"
        if isinstance(shown, str):
            file.write_text(shown, encoding="utf8")
        else:
            shown.save(file)
        context = browser.new_context(
            offline=True, viewport={"width": width, "height": height}, has_touch=touch, is_mobile=touch
        )
        # a busy machine is slow, not wrong: what is slow is measured where it is the subject
        context.set_default_timeout(120_000)
        page = context.new_page()
        page.problems, page.requests, page.trusted = [], [], True
        page.on("console", lambda m: page.problems.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: page.problems.append(str(e)))
        page.on("request", lambda r: page.requests.append(r.url) if not r.url.startswith("data:") else None)
        page.goto(file.as_uri())
        if not isinstance(shown, str):
            # the page's policy forbids eval, which wait_for_function needs
            while not page.evaluate("window.badiaGeo !== undefined"):
                page.wait_for_timeout(50)
        opened.append((context, page))
        return page

    yield open_one
    told = [
        (p.problems, [r for r in p.requests if not r.startswith("file://")]) for _, p in opened if p.trusted
    ]
    for context, _ in opened:
        context.close()
    assert told == [([], [])] * len(told)


@pytest.fixture
def opened(open_page: Callable[..., Any], zones: gpd.GeoDataFrame, events: gpd.GeoDataFrame) -> Any:
    from page_driver import Timeline, days

    from badia_geo.maps import interactive_map

    return open_page(
        interactive_map(
            Timeline(zones), events, at="2020-08-21", dates=days("2020-08-01", 25), cutoff="2020-08-25"
        )
    )
