"""Style and fonts: what a user may change, and what never changes from machine to machine."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import matplotlib as mpl
import numpy as np
import pytest
from PIL import Image

from badia_geo.errors import ValueRangeError
from badia_geo.maps import MapStyle, check, fonts, plot_control_map, save_map
from badia_geo.maps.palette import controller, rgb, tint
from badia_geo.maps.style import drawing


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
    from badia_geo.maps.zone_layers import swatch

    both = swatch("government", "contested", "sdf")
    assert both["facecolor"] == tint(controller("government").colour)
    assert both["edgecolor"] == tint(controller("sdf").colour)
    looks = [swatch("sdf"), swatch("sdf", "presence", "is"), swatch("sdf", "unsettled"), both]
    assert len({(str(look["facecolor"]), str(look["hatch"])) for look in looks}) == 4
    assert all(0 <= part <= 1 for part in rgb(tint("#123456")))
