"""Static maps: structure, furniture, languages, files."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from badia_geo.errors import CRSError, OutputError, ValueRangeError
from badia_geo.maps import check, map_record, plot_control_map, save_map
from badia_geo.maps.furniture import nice_length
from badia_geo.maps.palette import controller, luminance
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


def test_it_says_date_cutoff_sources_projection_and_disclaimer(figure: Figure) -> None:
    said = texts(figure)
    for part in ("Control as of 21 August 2020", "Reports up to 21 August 2020", "synthetic statements, 2020",
                 "Lambert conformal conic", "do not imply endorsement", "uncertain by 3 km", "GeoNames (CC BY 4.0)"):  # fmt: skip
        assert part in said


def test_the_legend_has_what_is_on_this_map_and_nothing_else(figure: Figure) -> None:
    said = texts(figure)
    assert "Syrian Democratic Forces" in said
    assert "Islamic State raids on ground held by Government in Damascus" in said
    assert "Israel" not in said
    assert "Opposition" not in said  # Idlib lies outside the window
    assert "Protest" not in said  # the protest has no place


def test_the_side_list_gives_zone_and_bank_with_probability(figure: Figure) -> None:
    said = texts(figure)
    assert "Government in Damascus 97 %" in said
    assert "left bank 98 %" in said
    assert "Events without a place, not drawn: 1" in said


def test_no_label_is_cut_or_overlaps_another(figure: Figure) -> None:
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    boxes = [t.get_window_extent(canvas.get_renderer()) for t in map_record(figure).labels]
    frame = figure.axes[0].get_window_extent()
    assert len(boxes) > 10
    assert all(
        frame.x0 - 1 <= b.x0 and b.x1 <= frame.x1 + 1 and frame.y0 - 1 <= b.y0 and b.y1 <= frame.y1 + 1
        for b in boxes
    )
    assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))


def test_the_scale_bar_is_geodesic_within_half_a_percent(figure: Figure) -> None:
    record = map_record(figure)
    stated, drawn = record.scale_bar
    xmin, ymin, xmax, ymax = record.frame.bounds
    x0, y0 = xmin + 0.025 * (xmax - xmin), ymin + 0.045 * (ymax - ymin)
    assert record.frame.geodesic_width_m(y0, x0, x0 + drawn) == pytest.approx(stated, rel=0.005)
    assert stated == nice_length(stated)


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
    assert about["Title"] == "Reported events and control zones"
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


def test_arguments_stay_as_they_were(zones: gpd.GeoDataFrame, events: gpd.GeoDataFrame) -> None:
    before = zones.copy(), events.copy()
    plot_control_map(zones.drop(columns="status"), events, at="2020-08-21")
    assert before[0].equals(zones)
    assert before[1].drop(columns="footprint").equals(events.drop(columns="footprint"))


def test_zone_colours_part_in_grey_or_by_hatch() -> None:
    held = ["government", "opposition", "turkish_backed", "sdf", "is", "us_backed", "israel"]
    levels = sorted(luminance(controller(c).colour) for c in held)
    assert min(np.diff(levels)) > 0.02
    assert controller("Somebody New").name == "Somebody New"


def test_words_are_in_both_languages() -> None:
    assert date_words("2024-12-08", "ar") == "8 كانون الأول 2024"
    assert word("contested", "both", a=("A", "أ"), b=("B", "ب")) == "contested: A / B\nمتنازع عليه: أ / ب"
