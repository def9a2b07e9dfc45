"""Style and fonts: what a user may change, and what never changes from machine to machine."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import geopandas as gpd
import matplotlib as mpl
import numpy as np
import pytest
from PIL import Image

from badia_geo.errors import ValueRangeError
from badia_geo.maps import MapStyle, check, fonts, plot_control_map, save_map
from badia_geo.maps.palette import LAND, NEUTRAL, controller, controllers, rgb, tint
from badia_geo.maps.style import drawing
from badia_geo.maps.zone_layers import swatch


def test_own_colours_and_opacity_reach_the_zones_and_end_with_the_sheet(
    zones: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    style = MapStyle(colours={"sdf": "#00ff00"}, opacity=1.0)
    figure = plot_control_map(zones, at="2020-08-21", extent=(39, 34, 41, 36), style=style, relief=False)
    save_map(figure, tmp_path / "a.png", dpi=40)
    with Image.open(tmp_path / "a.png") as image:
        pixels = np.asarray(image.convert("RGB")).reshape(-1, 3)
    assert ((pixels == (0, 255, 0)).all(axis=1)).mean() > 0.05
    assert controller("sdf").colour != "#00ff00"


def test_a_session_of_other_settings_gives_the_same_bytes(zones: gpd.GeoDataFrame, tmp_path: Path) -> None:
    for name, settings in (
        ("a", {}),
        ("b", {"font.family": "serif", "lines.linewidth": 9, "axes.grid": True}),
    ):
        with mpl.rc_context(settings):
            figure = plot_control_map(zones, at="2020-08-21", relief=False)
            save_map(figure, tmp_path / f"{name}.png", dpi=40)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_without_the_fonts_matplotlibs_own_stands_in_and_check_says_so(
    zones: gpd.GeoDataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "PACKAGES", {"Fira Sans": "no_such_package"})
    fonts._registered.cache_clear()
    try:
        assert fonts.families() == ["DejaVu Sans"]
        figure = plot_control_map(zones, at="2020-08-21", language="ar", relief=False)
        figure.canvas.draw()  # pytest turns a missing letter's warning into an error
        assert "the font Fira Sans is not installed" in " ".join(check(figure)["problem"])
    finally:
        fonts._registered.cache_clear()


def test_bad_style_is_named() -> None:
    with pytest.raises(ValueRangeError, match="opacity is 0"):
        MapStyle(opacity=0)
    with pytest.raises(ValueRangeError, match="'red'; write it like"):
        MapStyle(colours={"sdf": "red"})
    with (
        pytest.raises(ValueRangeError, match="'No Such Font' is not installed"),
        drawing(MapStyle(font="No Such Font")),
    ):
        pass


def test_stripes_of_contested_ground_are_the_two_fills() -> None:
    both = swatch("government", "contested", "sdf")
    assert both["facecolor"] == tint(controller("government").colour)
    assert both["edgecolor"] == tint(controller("sdf").colour)
    looks = [swatch("sdf"), swatch("sdf", "presence", "is"), swatch("sdf", "unsettled"), both]
    assert len({(str(look["facecolor"]), str(look["hatch"])) for look in looks}) == 4
    assert all(0 <= part <= 1 for part in rgb(tint("#123456")))


# Machado, Oliveira and Fernandes 2009 (IEEE TVCG 15:6), table 1: what one of each cone type less sees, in linear RGB
SIGHT = {
    "whole": np.eye(3),
    "no red cone": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "no green cone": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
}


def lab(colour: str, sight: np.ndarray) -> np.ndarray:
    part = np.array(rgb(colour))
    seen = np.clip(sight @ np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4), 0, 1)
    to_xyz = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    x, y, z = np.cbrt(np.maximum(to_xyz @ seen / [0.95047, 1.0, 1.08883], 1e-4))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def closest(colours: dict[str, str], sight: np.ndarray, *, grey: bool = False) -> tuple[float, str, str]:
    seen = {code: lab(colour, sight)[: 1 if grey else 3] for code, colour in colours.items()}
    return min((float(np.linalg.norm(seen[a] - seen[b])), a, b) for a, b in combinations(seen, 2))


def test_zone_fills_part_in_colour_for_the_colour_blind_and_in_grey() -> None:
    fills = {code: str(swatch(code)["facecolor"]) for code in controllers()}
    held = {code: fill for code, fill in fills.items() if code != "none"}
    assert len(held) == 8
    # eight fills between the darkest on which names are read and the pale ground: steps of 5 of lightness at most
    assert closest(held, SIGHT["whole"], grey=True)[0] > 4.0
    assert max(lab(fill, SIGHT["whole"])[0] for fill in held.values()) < lab(LAND, SIGHT["whole"])[0] - 4
    for sight in SIGHT.values():
        assert closest({**held, "land": LAND}, sight)[0] > 10.0
    # greys of parties that the table does not know are none of its colours
    for grey in NEUTRAL:
        assert closest({**held, "unknown": tint(grey)}, SIGHT["whole"])[0] > 10.0


def test_check_names_fills_that_are_alike_in_grey(zones: gpd.GeoDataFrame) -> None:
    figure = plot_control_map(zones, at="2020-08-21", relief=False)
    assert not check(figure)["problem"].str.contains("alike in grey").any()
    alike = MapStyle(colours={"opposition": controller("government").colour})
    figure = plot_control_map(zones, at="2020-08-21", relief=False, style=alike)
    assert "the colours of government and opposition look alike in grey" in set(check(figure)["problem"])
