"""Pictures: each sheet beside a stored one, at low resolution and on the pinned fonts.

The tolerance: of the 8 by 8 fields of a sheet at most three may differ by more than 6 of 255 grey levels on average,
and the whole by 2.5.  A few moved labels pass; a lost legend, river or zone does not.  To store the pictures
anew after looking at them: BADIA_GEO_RENEW_PICTURES=1 pytest tests/maps/test_images.py
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image, ImageFilter

from badia_geo.maps import fonts, plot_control_map, save_map, small_multiples

STORED = Path(__file__).parent / "pictures"
DPI = 42
FIELDS, MOST_CHANGED, CHANGED, MEAN = 8, 3, 6.0, 2.5


def grey(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("L").filter(ImageFilter.BoxBlur(1))).astype(float)


def differs(first: np.ndarray, second: np.ndarray) -> bool:
    if first.shape != second.shape:
        return True
    apart = np.abs(first - second)
    rows = [row for band in np.array_split(apart, FIELDS) for row in np.array_split(band, FIELDS, axis=1)]
    changed = sum(field.mean() > CHANGED for field in rows)
    return bool(changed > MOST_CHANGED or apart.mean() > MEAN)


def draw(name: str, zones: gpd.GeoDataFrame, events: gpd.GeoDataFrame) -> Figure:
    about: dict[str, Any] = {"at": "2020-08-21", "cutoff": "2020-08-21", "sources": "synthetic"}
    if name == "panels":
        return small_multiples(zones, ["2020-01-05", "2020-06-01"], language="both")
    return plot_control_map(zones, events, language="ar" if name == "arabic" else "en", **about)


@pytest.mark.parametrize("name", ["events", "arabic", "panels"])
def test_sheet_looks_as_stored(
    name: str, zones: gpd.GeoDataFrame, events: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    assert fonts.missing() == [], "the pictures are drawn with the pinned fonts: pip install -e .[test]"
    path = tmp_path / f"{name}.png"
    save_map(draw(name, zones, events), path, dpi=DPI)
    stored = STORED / path.name
    if os.environ.get("BADIA_GEO_RENEW_PICTURES"):
        STORED.mkdir(exist_ok=True)
        with Image.open(path) as image:
            image.convert("RGB").quantize(64).save(stored, optimize=True)
    assert not differs(grey(path), grey(stored))


def test_the_comparison_sees_a_lost_zone_and_a_lost_legend() -> None:
    whole = grey(STORED / "events.png")
    height, width = whole.shape
    bare = whole.copy()
    bare[int(0.2 * height) : int(0.6 * height), int(0.73 * width) :] = 255
    assert differs(whole, bare)
    recoloured = whole.copy()
    recoloured[int(0.3 * height) : int(0.6 * height), int(0.1 * width) : int(0.4 * width)] -= 60
    assert differs(whole, recoloured)
    assert not differs(whole, whole)
