"""The density map: classes, legend, and bad input."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from badia_geo.errors import CRSError, ValueRangeError
from badia_geo.maps import check, map_record
from badia_geo.maps.density import _levels, density_map


@pytest.fixture(scope="module")
def events() -> gpd.GeoDataFrame:
    rng = np.random.default_rng(0)
    points = gpd.points_from_xy(rng.normal(40, 0.1, 200), rng.normal(35, 0.1, 200))
    return gpd.GeoDataFrame({"source": "made up"}, geometry=[*points, None], index=range(201), crs=4326)


def test_classes_are_round_and_cover_the_highest_value() -> None:
    assert _levels(np.array([0.0, 13.0])).tolist() == pytest.approx([0.1, 0.2, 0.5, 1, 2, 5])
    assert _levels(np.array([1.0])).tolist() == pytest.approx([0.01, 0.02, 0.05, 0.1, 0.2, 0.5])


def test_the_map_says_what_was_counted_and_how_it_was_smoothed(
    events: gpd.GeoDataFrame, zones: gpd.GeoDataFrame
) -> None:
    figure = density_map(
        events, zones, at="2020-08-21", kernel_km=8, extent=(38.5, 34, 41.5, 36), relief=False
    )
    words = " ".join(t.get_text() for t in figure.texts)
    for part in (
        "200 reported events",
        "kernel of 8 km",
        "Albers equal-area",
        "Events without a place, not drawn: 1",
    ):
        assert part in words
    assert map_record(figure).sources == "made up; synthetic"
    assert "error" not in set(check(figure)["severity"])
    # where the events are the ground is darker than at the corner of the window
    figure.canvas.draw()
    pixels = np.asarray(figure.canvas.buffer_rgba())[..., :3].astype(float)
    axes, height = figure.axes[0], pixels.shape[0]
    x, y = map_record(figure).frame.points([40.08, 39.2], [35.08, 35.75])
    lightness = []
    for px, py in axes.transData.transform(np.column_stack([x, y])).astype(int):
        lightness.append(pixels[height - py - 3 : height - py + 3, px - 3 : px + 3].mean())
    assert lightness[0] < lightness[1] - 40


def test_bad_input_is_named(events: gpd.GeoDataFrame) -> None:
    unknown = events.assign(fatalities_low=pd.array([None] * len(events), dtype="Int64"))
    with pytest.raises(ValueRangeError, match="nothing of the column 'fatalities_low'"):
        density_map(unknown, weight="fatalities_low", relief=False)
    with pytest.raises(ValueRangeError, match="none of the 1 events has a location"):
        density_map(events.iloc[200:])
    with pytest.raises(CRSError, match="set_crs"):
        density_map(events.set_crs(None, allow_override=True))
