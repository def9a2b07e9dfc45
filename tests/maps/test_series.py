"""Several dates on one sheet: small multiples and change maps."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from badia_geo.errors import CRSError, DateError, TimelineError, ValueRangeError
from badia_geo.footprints import geodesic_area_m2
from badia_geo.maps import check, map_record, save_map
from badia_geo.maps.series import change_map, small_multiples
from badia_geo.maps.sheets import read_dates
from badia_geo.zones import ControlZones

DATES = ["2020-01-05", "2020-03-01", "2020-06-01"]


class Timeline:
    """Deir ez-Zor passes to the government in March, and Hama becomes settled."""

    def __init__(self, zones: gpd.GeoDataFrame) -> None:
        self.zones = zones

    def at(self, date: str) -> gpd.GeoDataFrame:
        if pd.Timestamp(date) < pd.Timestamp("2020-02-01"):
            return self.zones
        held, status = self.zones["controller"].copy(), self.zones["status"].copy()
        first = self.zones.index[self.zones["controller"] == "sdf"][0]
        held[first] = "government"
        status[self.zones["status"] == "contested"] = "control"
        return self.zones.assign(controller=held, status=status)


def texts(figure: Figure) -> str:
    found = [t.get_text() for t in figure.texts]
    for axes in figure.axes:
        found += [t.get_text() for t in axes.texts]
        legend = axes.get_legend()
        if legend:
            found += [legend.get_title().get_text(), *(t.get_text() for t in legend.get_texts())]
    return " ".join(" ".join(found).split())


@pytest.fixture(scope="module")
def panels(zones: gpd.GeoDataFrame) -> Figure:
    return small_multiples(Timeline(zones), DATES, relief=False)


@pytest.fixture(scope="module")
def change(zones: gpd.GeoDataFrame) -> Figure:
    return change_map(Timeline(zones), "2020-01-05", "2020-06-01", relief=False)


def test_small_multiples_share_extent_scale_and_one_legend(panels: Figure) -> None:
    maps = panels.axes[: len(DATES)]
    assert len({(*axes.get_xlim(), *axes.get_ylim()) for axes in maps}) == 1
    assert len({(round(a.get_position().width, 9), round(a.get_position().height, 9)) for a in maps}) == 1
    said = texts(panels)
    for date in ("5 January 2020", "1 March 2020", "1 June 2020", "5 January 2020 to 1 June 2020"):
        assert date in said
    assert said.count("Government in Damascus / Islamic State") == 1  # contested on the first date only
    assert "Zones: synthetic." in said
    assert "uncertain by about 3 km" in said
    assert "error" not in set(check(panels)["severity"])


def test_the_common_scale_bar_is_as_long_on_paper_as_on_the_panels(panels: Figure) -> None:
    record = map_record(panels)
    bar = record.scale_bar
    pieces = [p for p in panels.artists if p.get_height() < 0.01]
    on_paper = sum(p.get_width() for p in pieces)
    panel = panels.axes[0].get_position().width
    assert on_paper / panel == pytest.approx(bar.drawn / record.frame.width_m, rel=1e-6)
    geodesic = record.frame.geodesic_width_m(bar.y, bar.x, bar.x + bar.drawn)
    assert geodesic == pytest.approx(bar.length, rel=0.005)


def test_towns_stand_at_the_same_spots_in_every_panel(panels: Figure) -> None:
    canvas = FigureCanvasAgg(panels)
    canvas.draw()
    places = [
        {(t.get_text(), t.get_position()) for t in a.texts if t.get_zorder() >= 9} for a in panels.axes[:3]
    ]
    assert len(places[0]) >= 5
    assert places[0] == places[1] == places[2]
    for axes in panels.axes[:3]:
        drawn = [t for t in axes.texts if t.get_zorder() == 10]
        boxes = [t.get_window_extent(canvas.get_renderer()) for t in drawn]
        assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))


def test_arabic_panels_run_from_the_right(zones: gpd.GeoDataFrame) -> None:
    figure = small_multiples(
        Timeline(zones), DATES[:2], language="ar", relief=False, extent=(38, 34, 41.5, 36)
    )
    first, second = (axes.get_position() for axes in figure.axes[:2])
    assert first.x0 > second.x0 or first.y0 > second.y0
    said = texts(figure)
    assert "5 كانون الثاني 2020" in said
    assert "مناطق السيطرة عبر الزمن" in said
    assert "Control" not in said


def test_a_change_map_gives_gains_and_losses_in_its_legend(change: Figure, zones: gpd.GeoDataFrame) -> None:
    passed = zones[zones["controller"] == "sdf"].geometry.iloc[0]
    area = f"{geodesic_area_m2(passed) / 1e6:,.0f}"
    said = texts(change)
    assert f"Government in Damascus, from Syrian Democratic Forces: {area} km²" in said
    assert "Government in Damascus, contested → control" in said
    assert f"+{area}" in said
    assert "outside the window" not in said
    assert f"\u2212{area}" in said
    for part in (
        "5 January 2020 to 1 June 2020",
        "Front line on 5 January 2020",
        "Albers equal-area",
        "geodesic",
    ):
        assert part in said
    assert f"lost {area} square kilometres" in map_record(change).alt_text
    assert "error" not in set(check(change)["severity"])


def test_the_changed_ground_is_filled_where_it_changed(change: Figure, zones: gpd.GeoDataFrame) -> None:
    canvas = FigureCanvasAgg(change)
    canvas.draw()
    axes, frame = change.axes[0], map_record(change).frame
    image = np.asarray(canvas.buffer_rgba())[..., :3].astype(int)

    def reddest(shape: shapely.Geometry) -> float:
        inner = gpd.GeoSeries([shape], crs=4326).to_crs(frame.crs).iloc[0].buffer(-9000)
        points = inner.representative_point().buffer(8000, quad_segs=8).exterior.coords
        x, y = axes.transData.transform(np.array(points)).T
        seen = image[image.shape[0] - 1 - y.astype(int), x.astype(int)]
        return float((seen[:, 0] - seen[:, 1]).max())

    sdf = zones[zones["controller"] == "sdf"].geometry
    assert reddest(sdf.iloc[0]) > 90  # full colour of the gainer
    kept = zones[(zones["controller"] == "government") & (zones["status"] == "control")].geometry
    near = [g for g in kept if frame.box.contains(gpd.GeoSeries([g], crs=4326).to_crs(frame.crs).iloc[0])]
    assert all(reddest(g) < 60 for g in near)


def test_no_change_and_unsettled_ground_are_said(zones: gpd.GeoDataFrame) -> None:
    same = change_map(Timeline(zones), "2020-03-01", "2020-06-01", relief=False)
    assert "No ground changed hands" in texts(same)
    assert "no ground changed hands" in map_record(same).alt_text

    class Emptied(Timeline):
        def at(self, date: str) -> gpd.GeoDataFrame:
            if date < "2020-02-01":
                return self.zones
            return self.zones.assign(
                status=self.zones["status"].where(self.zones["controller"] != "opposition", "unsettled")
            )

    extent = (37.5, 33.5, 41.0, 35.5)
    said = texts(
        change_map(Emptied(zones), "2020-01-05", "2020-06-01", language="ar", relief=False, extent=extent)
    )
    assert "لا أحد (غير مأهولة)، من المعارضة" in said
    assert "خارج إطار هذه الخريطة" in said  # Idlib lies outside the extent and is counted
    assert "Control" not in said


def test_a_table_of_intervals_is_a_timeline(zones: gpd.GeoDataFrame, tmp_path: Path) -> None:
    later = zones.assign(
        controller="government", valid_from=pd.Timestamp("2021-01-01"), valid_to=pd.Timestamp("2022-01-01")
    )
    both = pd.concat([zones, later], ignore_index=True)
    before = both.copy()
    figure = change_map(both, "2020-05-05", pd.Timestamp("2021-05-05"), relief=False)
    assert "from Opposition" in texts(figure)
    assert both.equals(before)
    for name in "ab":
        save_map(figure, tmp_path / f"{name}.svg")
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    with pytest.raises(TimelineError, match="outside the timeline"):
        change_map(ControlZones(both), "2020-05-05", "2024-01-01")


def test_bad_input_is_named(zones: gpd.GeoDataFrame) -> None:
    timeline = Timeline(zones)
    with pytest.raises(ValueRangeError, match="too few"):
        small_multiples(timeline, [])
    with pytest.raises(ValueRangeError, match="given twice"):
        small_multiples(timeline, ["2020-01-05", pd.Timestamp("2020-01-05")])
    with pytest.raises(ValueRangeError, match="use animate"):
        small_multiples(timeline, list(pd.date_range("2020-01-01", periods=30)))
    with pytest.raises(ValueRangeError, match="columns"):
        small_multiples(timeline, DATES, columns=4)
    with pytest.raises(ValueRangeError, match="language"):
        small_multiples(timeline, DATES, language="fr")  # type: ignore[arg-type]
    with pytest.raises(ValueRangeError, match="too small"):
        small_multiples(timeline, DATES, size=(3, 3))
    with pytest.raises(DateError, match="cannot read"):
        change_map(timeline, "2020-01-05", "soon")
    with pytest.raises(DateError, match="swap the dates"):
        change_map(timeline, "2020-06-01", "2020-01-05")
    with pytest.raises(ValueRangeError, match="given twice"):
        change_map(timeline, "2020-01-05", "2020-01-05")
    with pytest.raises(ValueRangeError, match="valid_from"):
        small_multiples(zones.drop(columns=["valid_from", "valid_to"]), DATES)
    with pytest.raises(ValueRangeError, match="not NoneType"):
        small_multiples(None, DATES)
    with pytest.raises(CRSError, match="no coordinate reference"):
        small_multiples(Timeline(zones.set_crs(None, allow_override=True)), DATES)
    assert read_dates("2020-01-05") == ["2020-01-05"]
