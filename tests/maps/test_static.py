"""Static maps: structure, furniture, languages, files."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image
from pyproj import Transformer

from badia_geo.errors import CRSError, OutputError, ValueRangeError
from badia_geo.footprints import GEOD
from badia_geo.maps import check, interactive_map, map_record, plot_control_map, save_map
from badia_geo.maps.basemap import COLOURS
from badia_geo.maps.frame import fit_extent
from badia_geo.maps.furniture import draw_locator, nice_length
from badia_geo.maps.labels import letter_boxes
from badia_geo.maps.palette import rgb
from badia_geo.maps.sheets import plain_figure
from badia_geo.maps.words import date_words, word


@pytest.fixture(scope="module")
def figure(zones: gpd.GeoDataFrame, all_events: gpd.GeoDataFrame) -> Figure:
    return plot_control_map(
        zones, all_events, at="2020-08-21", cutoff="2020-08-21", sources="synthetic statements, 2020"
    )


def texts(figure: Figure) -> str:
    found = [t.get_text() for t in figure.texts]
    for axes in figure.axes:
        found += [t.get_text() for t in axes.texts]
        if axes.get_legend():
            found += [t.get_text() for t in axes.get_legend().get_texts()]
    return " ".join(" ".join(found).split())


def whole(figure: Figure) -> str:
    """Every text with its hard spaces kept."""
    return " ".join(t.get_text() for t in figure.texts)


def test_it_says_date_cutoff_sources_projection_and_disclaimer(figure: Figure) -> None:
    said = whole(figure)
    for part in ("Control as of 21 August 2020", "Reports up to 21 August 2020", "synthetic statements, 2020",
                 "Lambert conformal conic", "do not imply endorsement", "uncertain by about 3\u00a0km", "GeoNames (CC BY 4.0)"):  # fmt: skip
        assert part in said


def test_the_legend_has_what_is_on_this_map_and_nothing_else(figure: Figure) -> None:
    said = texts(figure)
    assert "Syrian Democratic Forces" in said
    assert "Islamic State raids, ground held by Government in Damascus" in said
    assert "Israel" not in said
    assert "Opposition" not in said  # Idlib lies outside the window
    assert "Protest" not in said  # the protest has no place


def test_events_of_which_no_death_count_is_known_are_drawn(
    zones: gpd.GeoDataFrame, events: gpd.GeoDataFrame
) -> None:
    unknown = events.assign(fatalities_low=pd.array([None] * len(events), dtype="Int64"))
    assert "Size by deaths" not in texts(plot_control_map(zones, unknown, at="2020-08-21", relief=False))
    one = events.assign(fatalities_low=pd.array([None, 7, None, None], dtype="Int64"))
    assert "Size by deaths reported: 0 to 7" in texts(
        plot_control_map(zones, one, at="2020-08-21", relief=False)
    )


def test_the_notes_say_where_events_and_zones_each_come_from(
    zones: gpd.GeoDataFrame, events: gpd.GeoDataFrame
) -> None:
    def notes(*layers: gpd.GeoDataFrame | None, **options: Any) -> str:
        return whole(plot_control_map(*layers, at="2020-08-21", relief=False, **options)).replace("\n", " ")

    assert "Events: report.txt. Zones: synthetic." in notes(zones, events, events_from="report.txt")
    assert "Events: user's own. Zones: synthetic." in notes(zones, events)
    sourced = events.assign(source=["SOHR", "ETANA", "SOHR", "DeirEzzor24"])
    alone = notes(None, sourced)
    assert "Events: SOHR; ETANA and 1 more." in alone
    assert "Zones:" not in alone
    assert "Events and zones: one survey." in notes(zones, events, sources="one survey")
    assert "Events: user's own." in notes(None, events)


def test_a_day_without_zones_is_no_date_of_control(events: gpd.GeoDataFrame) -> None:
    figure = plot_control_map(None, events, at="2035-01-07", relief=False)
    assert "No control zones drawn" in texts(figure)
    assert "Control as of" not in texts(figure)
    assert "control zones of" not in map_record(figure).alt_text
    assert "Control as of" not in interactive_map(None, events, at="2035-01-07").html.split("<body", 1)[0]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            ["Events of 1 April – 21 August 2020 · Control as of 5 May 2020", "zone on the event's own day"],
        ),
        ("ar", ["أحداث 1 نيسان – 21 آب 2020 · السيطرة بتاريخ 5 أيار 2020", "المنطقة في يوم الحدث نفسه"]),
    ],
)
def test_the_sheet_tells_the_days_of_its_events_from_the_day_of_its_zones(
    zones: gpd.GeoDataFrame, events: gpd.GeoDataFrame, language: Any, said: list[str]
) -> None:
    words = whole(plot_control_map(zones, events, at="2020-05-05", relief=False, language=language))
    assert [s for s in said if s not in words.replace("\n", " ")] == []
    both = [t.get_text() for t in plot_control_map(zones, events, at="2020-05-05", language="both").texts]
    assert any(said[0] in text for text in both)


def test_ground_without_a_zone_is_told_where_the_country_has_some(zones: gpd.GeoDataFrame) -> None:
    whole = plot_control_map(zones, at="2020-08-21", relief=False)
    assert "Not covered by the zones" not in texts(whole)
    part = zones[zones["controller"] != "sdf"]
    assert "Not covered by the zones" in texts(plot_control_map(part, at="2020-08-21", relief=False))
    # a window of neighbours and whole zones leaves nothing out
    west = plot_control_map(part, at="2020-08-21", extent=(35.6, 33.0, 36.6, 33.8), relief=False)
    assert "Not covered by the zones" not in texts(west)


def test_the_side_list_gives_zone_and_bank_with_probability(figure: Figure) -> None:
    said = texts(figure)
    assert "Government in Damascus 97 %" in said  # `texts` turns the hard spaces into plain ones
    assert "left bank 98 %" in said
    assert "Events without a place, not drawn: 1" in said


def drawn_boxes(figure: Figure) -> list[tuple[str, np.ndarray]]:
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return [(t.get_text(), letter_boxes(t, canvas.get_renderer())) for t in map_record(figure).labels]


def overlap(a: np.ndarray, b: np.ndarray) -> bool:
    return any(
        p[0] < q[2] - 1 and q[0] < p[2] - 1 and p[1] < q[3] - 1 and q[1] < p[3] - 1 for p in a for q in b
    )


@pytest.mark.parametrize("language", ["en", "ar", "both"])
def test_no_label_is_cut_or_overlaps_another(
    zones: gpd.GeoDataFrame, all_events: gpd.GeoDataFrame, language: Any
) -> None:
    figure = plot_control_map(zones, all_events, at="2020-08-21", language=language, relief=False)
    boxes = drawn_boxes(figure)
    frame = figure.axes[0].get_window_extent()
    assert len(boxes) > 15
    for text, some in boxes:
        low, high = some[:, :2].min(axis=0), some[:, 2:].max(axis=0)
        assert frame.x0 <= low[0] and high[0] <= frame.x1 and frame.y0 <= low[1] and high[1] <= frame.y1, text
    assert [(a, b) for (a, p), (b, q) in combinations(boxes, 2) if overlap(p, q)] == []


def test_labels_keep_off_symbols_dots_and_scale_bar(figure: Figure) -> None:
    record = map_record(figure)
    axes = figure.axes[0]
    numbers = {c.label for c in record.callouts}
    spots = [axes.transData.transform((c.x, c.y)) for c in record.callouts]
    for collection in axes.collections:
        if str(collection.get_gid()).startswith("towns-"):
            spots += list(axes.transData.transform(collection.get_offsets()))
    left, bottom, right, top = record.scale_bar.box(record.frame)
    bar = np.array([[*axes.transData.transform((left, bottom)), *axes.transData.transform((right, top))]])
    assert len(spots) > 15
    for text, boxes in drawn_boxes(figure):
        assert not overlap(boxes, bar), text
        if text not in numbers:
            assert not any(overlap(boxes, np.array([[x - 1, y - 1, x + 1, y + 1]])) for x, y in spots), text


@pytest.mark.parametrize(
    "window", [(35.6, 32.2, 42.5, 37.4), (35.6, 33, 42.5, 37.0), (37, 33, 42, 37.2), (38, 34, 42, 36.5)]
)
def test_the_window_strikes_through_no_name_of_the_locator(window: tuple[float, ...]) -> None:
    figure = plain_figure((11.69, 8.27))
    draw_locator(figure, fit_extent(window, aspect=1.15), (0.722, 0.745, 0.262, 0.175))
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    axes = figure.axes[0]
    outline = shapely.LineString(axes.transData.transform(axes.lines[-1].get_xydata()))
    sheet = shapely.box(*axes.get_window_extent().extents)
    assert {"Syria", "Turkey", "Iraq"} <= {t.get_text() for t in axes.texts}
    for text in axes.texts:
        box = shapely.box(*text.get_window_extent(canvas.get_renderer()).extents)
        assert not box.intersects(outline), text.get_text()
        assert sheet.contains(box), text.get_text()


def test_the_scale_bar_is_geodesic_within_half_a_percent(figure: Figure) -> None:
    record = map_record(figure)
    bar = record.scale_bar
    to_degrees = Transformer.from_crs(record.frame.crs, 4326, always_xy=True)
    (lon0, lon1), (lat0, lat1) = to_degrees.transform([bar.x, bar.x + bar.drawn], [bar.y, bar.y])
    assert GEOD.inv(lon0, lat0, lon1, lat1)[2] == pytest.approx(bar.length, rel=0.005)
    assert bar.length == nice_length(bar.length)
    # the four fields that are drawn are as long as the record says
    fields = [p for p in figure.axes[0].artists + figure.axes[0].patches if getattr(p, "get_width", None)]
    assert sum(p.get_width() == pytest.approx(bar.drawn / 4) for p in fields) == 4


def test_check_finds_nothing_on_a_whole_map_and_what_is_missing_on_another(
    figure: Figure, zones: gpd.GeoDataFrame
) -> None:
    assert "error" not in set(check(figure)["severity"])
    bare = plot_control_map(zones.drop(columns="source"), extent=(39, 34, 41, 36))
    problems = " ".join(check(bare)["problem"])
    assert "without their date" in problems
    assert "no source" in problems
    map_record(bare).labels[0].set_position((bare.axes[0].get_xlim()[1], bare.axes[0].get_ylim()[1]))
    assert "is cut by the frame" in " ".join(check(bare)["problem"])


def test_files_carry_their_provenance_and_repeat_byte_for_byte(figure: Figure, tmp_path: Path) -> None:
    for ending in ("png", "svg", "pdf"):
        for name in "ab":
            save_map(figure, tmp_path / f"{name}.{ending}", dpi=60)
        assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"b.{ending}").read_bytes()
    with Image.open(tmp_path / "a.png") as image:
        about = dict(image.info)
    assert about["Title"] == "Syria: reported events and control zones"
    assert "21 August 2020" in about["Description"]
    assert about["Source"] == "synthetic statements, 2020"
    assert "Deir ez-Zor" in (tmp_path / "a.svg").read_text(encoding="utf8")
    with pytest.raises(OutputError, match=r"\.png, \.svg or \.pdf"):
        save_map(figure, tmp_path / "a.jpg")


def ink(text: str) -> np.ndarray:
    figure = Figure(figsize=(3, 0.6), dpi=100)
    canvas = FigureCanvasAgg(figure)
    figure.text(0.05, 0.3, text, fontsize=20)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., 0] < 128


def test_arabic_is_shaped_and_runs_right_to_left() -> None:
    # the initial dal of "دير" stands alone at the right end; reversed text would put the final ra there
    shaped, reversed_ = ink("دير الزور"), ink("دير الزور"[::-1])
    assert shaped.sum() > 200
    assert (shaped != reversed_).mean() > 0.01
    lone, columns = ink("د"), np.flatnonzero(shaped.any(axis=0))
    width = np.flatnonzero(lone.any(axis=0))
    glyph = lone[:, width[0] : width[-1] + 1]
    end = shaped[:, columns[-1] + 1 - glyph.shape[1] : columns[-1] + 1]
    assert (glyph != end).mean() < 0.1


def test_an_arabic_map_is_arabic_throughout(zones: gpd.GeoDataFrame, events: gpd.GeoDataFrame) -> None:
    said = texts(plot_control_map(zones, events, at="2020-08-21", language="ar"))
    for part in ("السيطرة بتاريخ 21 آب 2020", "قوات سوريا الديمقراطية", "معركة", "نهر", "دير الزور"):
        assert part in said
    assert "Control" not in said


def test_bad_input_is_named(zones: gpd.GeoDataFrame, events: gpd.GeoDataFrame) -> None:
    with pytest.raises(CRSError, match="zones have no coordinate"):
        plot_control_map(zones.set_crs(None, allow_override=True), events)
    with pytest.raises(CRSError, match="events have no coordinate"):
        plot_control_map(zones, events.set_crs(None, allow_override=True))
    with pytest.raises(ValueRangeError, match="language"):
        plot_control_map(zones, events, language="fr")  # type: ignore[arg-type]
    with pytest.raises(ValueRangeError, match="nothing to fit"):
        plot_control_map(None, events.iloc[3:])
    with pytest.raises(ValueRangeError, match="too small"):
        plot_control_map(zones, events, size=(2, 2))
    with pytest.raises(ValueRangeError, match="not made by"):
        map_record(Figure())


def test_beyond_the_base_map_the_sheet_is_blank_and_says_so(zones: gpd.GeoDataFrame, tmp_path: Path) -> None:
    figure = plot_control_map(zones, at="2020-08-21", extent=(33.5, 34.0, 38.5, 37.5), relief=False)
    said = texts(figure)
    assert "The packaged base map ends at" in said
    assert "Natural Earth" in said  # what is drawn of it still has its licence
    save_map(figure, tmp_path / "a.png", dpi=60)
    with Image.open(tmp_path / "a.png") as image:
        pixels = np.asarray(image.convert("RGB")).astype(int)
    frame, axes = map_record(figure).frame, figure.axes[0]

    def colour(lon: float, lat: float) -> np.ndarray:
        x, y = axes.transData.transform(np.column_stack(frame.points([lon], [lat])))[0] * 60 / figure.dpi
        return pixels[pixels.shape[0] - 1 - int(y), int(x)]

    blank, sea, land = ([round(255 * c) for c in rgb(COLOURS[k])] for k in ("blank", "sea", "land"))
    assert np.abs(colour(34.2, 35.7) - blank).max() <= 2  # Cyprus, which the base map does not have
    assert np.abs(colour(34.5, 37.3) - blank).max() <= 2
    assert np.abs(colour(35.2, 35.2) - sea).max() <= 2
    assert np.abs(colour(35.4, 37.3) - land).max() <= 2
    # no coast runs down the meridian at which the countries were cut
    along = np.array([colour(35.0 + d, 37.3) for d in np.linspace(-0.025, 0.025, 21)])
    assert np.abs(along[:, None] - [blank, land]).max(axis=2).min(axis=1).max() <= 20


def test_a_window_with_nothing_in_it_is_refused(zones: gpd.GeoDataFrame) -> None:
    with pytest.raises(ValueRangeError, match="shows nothing"):
        plot_control_map(zones, at="2020-08-21", extent=(2, 45, 4, 47))
    # the base map alone is something to show
    assert plot_control_map(None, extent=(43.0, 29.5, 45.0, 31.0), relief=False)


def test_zones_fill_their_own_map_and_events_none_of_which_has_a_place_are_not_its_title(
    zones: gpd.GeoDataFrame, all_events: gpd.GeoDataFrame
) -> None:
    record = map_record(plot_control_map(zones, at="2020-08-21", relief=False))
    ground = shapely.union_all(record.frame.project(zones).geometry.to_numpy()).bounds
    xmin, ymin, xmax, ymax = record.frame.bounds
    assert max((ground[2] - ground[0]) / (xmax - xmin), (ground[3] - ground[1]) / (ymax - ymin)) > 0.9
    lost = all_events[all_events.geometry.isna()]
    figure = plot_control_map(zones, lost, at="2020-08-21", relief=False)
    assert map_record(figure).title == "Syria: control zones"
    assert "Events without a place, not drawn: 1" in texts(figure)


def test_arguments_stay_as_they_were(zones: gpd.GeoDataFrame, events: gpd.GeoDataFrame) -> None:
    before = zones.copy(), events.copy()
    plot_control_map(zones.drop(columns="status"), events, at="2020-08-21")
    assert before[0].equals(zones)
    assert before[1].drop(columns="footprint").equals(events.drop(columns="footprint"))


def test_words_are_in_both_languages() -> None:
    assert date_words("2024-12-08", "ar") == "8 كانون الأول 2024"
    assert word("contested", "both", a=("A", "أ"), b=("B", "ب")) == "Contested: A / B\nمتنازع عليه: أ / ب"
