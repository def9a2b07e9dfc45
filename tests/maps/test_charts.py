"""The chart of area by controller over time."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from matplotlib.figure import Figure

from badia_geo.errors import ColumnError, CRSError, ValueRangeError
from badia_geo.footprints import geodesic_area_m2
from badia_geo.maps import map_record, save_map
from badia_geo.maps.charts import timeline_chart
from badia_geo.zones import ControlZones

WEST, EAST = shapely.box(39, 34, 40, 35), shapely.box(40, 34, 41, 35)
EACH = geodesic_area_m2(WEST) / 1e6


@pytest.fixture(scope="module")
def timeline() -> ControlZones:
    rows = [
        ("is", "control", "2017-01-01", "2017-06-01", WEST),
        ("government", "contested", "2017-06-01", "2018-01-01", WEST),
        ("sdf", "control", "2017-01-01", "2017-11-01", EAST),
        ("sdf", "unsettled", "2017-11-01", "2018-01-01", EAST),
    ]
    names = ["controller", "status", "valid_from", "valid_to", "geometry"]
    table = pd.DataFrame(rows, columns=names).assign(source="synthetic", accuracy_m=2000.0)
    return ControlZones(gpd.GeoDataFrame(table, geometry="geometry", crs=4326))


def said(figure: Figure) -> str:
    rows = [t.get_text() for a in figure.axes if a.get_legend() for t in a.get_legend().get_texts()]
    inside = [t.get_text() for a in figure.axes for t in a.texts]
    return " ".join(" ".join([*rows, *inside, *(t.get_text() for t in figure.texts)]).split())


def heights(figure: Figure, day: str) -> list[float]:
    """Upper edges of the bands on a day, in thousand square kilometres."""
    when = np.datetime64(day)
    edges = []
    for line in figure.axes[0].lines:
        x, y = np.asarray(line.get_xdata()), np.asarray(line.get_ydata())
        assert line.get_drawstyle() == "steps-post"
        edges.append(float(y[np.searchsorted(x, when, side="right") - 1]))
    return edges


def test_bands_are_the_areas_of_each_day_and_level_between_changes(timeline: ControlZones) -> None:
    figure = timeline_chart(timeline)
    # from the bottom: government, sdf, is, nobody
    assert heights(figure, "2017-05-31") == pytest.approx([0, EACH / 1e3, 2 * EACH / 1e3, 2 * EACH / 1e3])
    assert heights(figure, "2017-06-01") == pytest.approx([EACH / 1e3] + [2 * EACH / 1e3] * 3)
    assert heights(figure, "2017-12-31") == pytest.approx([EACH / 1e3] * 3 + [2 * EACH / 1e3])
    text = said(figure)
    assert f"Islamic State: {EACH:,.0f} → 0 km²" in text
    assert f"Nobody (unsettled): 0 → {EACH:,.0f} km²" in text
    for part in ("1 January 2017 to 31 December 2017", "Sources: synthetic", "uncertain by about 2 km", "each of the 4 days",
                 "Contested, joint or raided part"):  # fmt: skip
        assert part in text


def test_shares_add_up_to_a_hundred(timeline: ControlZones) -> None:
    figure = timeline_chart(timeline, shares=True)
    assert np.asarray(figure.axes[0].lines[-1].get_ydata()) == pytest.approx(100)
    assert figure.axes[0].get_ylabel() == "Share of the area, %"


def test_only_the_ground_within_counts(timeline: ControlZones) -> None:
    half = gpd.GeoSeries([shapely.box(39, 34, 39.5, 36)], crs=4326).to_crs(3857)
    figure = timeline_chart(timeline, ["2017-02-01", "2017-07-01"], within=half)
    assert f"Islamic State: {EACH / 2:,.0f} → 0 km²" in said(figure)
    assert "Syrian" not in said(figure)
    assert "Measured on 2 dates, joined by straight lines" in said(figure)
    with pytest.raises(ValueRangeError, match="no ground is held"):
        timeline_chart(timeline, ["2017-02-01", "2017-07-01"], within=shapely.box(0, 0, 1, 1))
    with pytest.raises(ValueRangeError, match="covers no ground"):
        timeline_chart(timeline, within=shapely.Point(39, 34))
    with pytest.raises(CRSError, match="within has no"):
        timeline_chart(timeline, within=gpd.GeoSeries([WEST]))


def test_a_table_of_areas_gives_the_same_chart(timeline: ControlZones) -> None:
    table = timeline.areas()
    before = table.copy()
    figure = timeline_chart(table)
    assert f"Islamic State: {EACH:,.0f} → 0 km²" in said(figure)
    assert "synthetic" in said(figure)
    assert table.equals(before)
    middle = table.assign(date=table["date"] + pd.Timedelta(days=1))
    first = table[table["date"] == table["date"].min()].assign(controller="government")
    peak = timeline_chart(pd.concat([first, middle]))
    assert f"Islamic State: 0 → 0 km², at most {EACH:,.0f}" in said(peak)
    with pytest.raises(ColumnError, match="area_km2"):
        timeline_chart(table.drop(columns="area_km2"))
    with pytest.raises(ValueRangeError, match="no geometry"):
        timeline_chart(table, within=WEST)
    with pytest.raises(ValueRangeError, match="no row for 2017-02-02"):
        timeline_chart(table, ["2017-01-01", "2017-02-02"])
    with pytest.raises(ValueRangeError, match="at least two"):
        timeline_chart(table[table["date"] == table["date"].min()])


def test_arabic_and_files(timeline: ControlZones, tmp_path: Path) -> None:
    figure = timeline_chart(timeline, language="ar")
    assert "المساحة التي يسيطر عليها كل طرف" in said(figure)
    assert "تنظيم الدولة الإسلامية" in said(figure)
    assert "Islamic" not in said(figure)
    save_map(figure, tmp_path / "chart.svg")
    assert "تنظيم الدولة" in (tmp_path / "chart.svg").read_text(encoding="utf8")
    assert f"Islamic State {EACH:,.0f} to 0 square kilometres" in map_record(figure).alt_text


def test_bad_input_is_named(timeline: ControlZones, zones: gpd.GeoDataFrame) -> None:
    class Bare:
        def at(self, date: str) -> gpd.GeoDataFrame:
            return zones

    with pytest.raises(ValueRangeError, match="pass dates="):
        timeline_chart(Bare())
    with pytest.raises(ValueRangeError, match="too few"):
        timeline_chart(timeline, ["2017-02-01"])
    with pytest.raises(ValueRangeError, match="never changes"):
        timeline_chart(ControlZones(zones.drop(columns=["valid_from", "valid_to"])))
    with pytest.raises(ValueRangeError, match="language"):
        timeline_chart(timeline, language="fr")  # type: ignore[arg-type]


def test_progress_goes_to_the_standard_error(
    timeline: ControlZones, capfd: pytest.CaptureFixture[str]
) -> None:
    timeline_chart(timeline, progress=True)
    out, err = capfd.readouterr()
    assert out == ""
    assert "Measuring zones" in err
