"""What the tests of the interactive page share: a timeline, many events, and words for what is done."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from badia_geo.errors import TimelineError

PHONE = {"width": 390, "height": 844, "touch": True}


class Timeline:
    """A timeline that changes hands every day: what the page needs of ControlZones."""

    def __init__(self, zones: gpd.GeoDataFrame, *, first: str = "1900-01-01") -> None:
        self.zones = zones
        self.first = first

    def at(self, date: str) -> gpd.GeoDataFrame:
        if date < self.first:
            msg = f"no zones on {date}"
            raise TimelineError(msg)
        day = pd.Timestamp(date).day_of_year
        held = np.where(np.arange(len(self.zones)) % 5 == day % 5, "sdf", self.zones["controller"])
        return self.zones.assign(controller=held)


def many_events(n: int, *, kinds: tuple[str, ...] = ("clash", "protest"), **columns: Any) -> gpd.GeoDataFrame:
    random = np.random.default_rng(1)
    return gpd.GeoDataFrame(
        {
            "event_type": random.choice(kinds, n),
            "precision": random.choice(["settlement", "admin1"], n),
            "radius_m": 2000.0,
            "date_start": [str(d.date()) for d in pd.date_range("2020-01-01", periods=200)] * (n // 200)
            + ["2020-01-01"] * (n % 200),
            "controller": "sdf",
            "controller_p": random.random(n),
            **columns,
        },
        geometry=gpd.points_from_xy(random.uniform(36, 42, n), random.uniform(33, 37, n)),
        crs=4326,
    )


def days(first: str, n: int) -> list[str]:
    return [str(d.date()) for d in pd.date_range(first, periods=n)]


def serious(page: Any) -> list[tuple[str, str]]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [(v["id"], v["nodes"][0]["html"][:160]) for v in found if v["impact"] in ("serious", "critical")]


def plain(text: str) -> str:
    """Read a text without the marks that keep numbers in order beside Arabic."""
    return text.replace("\u2068", "").replace("\u2069", "").replace("\xa0", " ")


def look(page: Any, lat: float, lon: float, zoom: float) -> None:
    page.evaluate(f"void badiaGeo.map.setView([{lat}, {lon}], {zoom}, {{animate: false}})")
