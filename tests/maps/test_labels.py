"""Label placement: order of positions, obstacles, and what is left out."""

from __future__ import annotations

from itertools import combinations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from badia_geo import datasets
from badia_geo.maps import map_record, plot_control_map
from badia_geo.maps.event_symbols import Callout
from badia_geo.maps.frame import fit_extent
from badia_geo.maps.labels import Obstacle, letter_boxes, place_labels
from badia_geo.maps.review import plain


@pytest.fixture
def sheet():
    frame = fit_extent((39.0, 34.5, 41.0, 36.0), aspect=1.2)
    figure = Figure(figsize=(6, 5), dpi=100)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(frame.bounds[0], frame.bounds[2])
    axes.set_ylim(frame.bounds[1], frame.bounds[3])
    return axes, frame


def towns(*rows: tuple[str, float, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["name", "x", "y"])
    return frame.assign(
        name_ar=None, importance=5000.0, home=True, site=False, always=False, rank=range(len(rows))
    )


def place(sheet, table: pd.DataFrame, **options):
    axes, frame = sheet
    return place_labels(axes, frame, towns=table, language="en", areas=False, **options)


def centre(axes, text):
    boxes = letter_boxes(text, axes.figure.canvas.get_renderer())
    return (boxes[:, 0].min() + boxes[:, 2].max()) / 2, (boxes[:, 1].min() + boxes[:, 3].max()) / 2


def test_a_name_stands_right_of_its_point_and_left_in_arabic(sheet) -> None:
    axes, frame = sheet
    (text,) = place(sheet, towns(("Mayadin", 0.0, 0.0)))
    x, y = axes.transData.transform((0.0, 0.0))
    assert centre(axes, text)[0] > x + 5
    assert centre(axes, text)[1] == pytest.approx(y, abs=1)
    (arabic,) = place_labels(axes, frame, towns=towns(("Mayadin", 0.0, 0.0)), language="ar", areas=False)
    assert centre(axes, arabic)[0] < x - 5


def test_a_name_goes_round_a_river_and_a_small_one_is_left_out_where_it_cannot(sheet) -> None:
    axes, _ = sheet
    x, y = axes.transData.transform((0.0, 0.0))
    wall = axes.transData.inverted().transform((x + 20, y))[0]
    river = Obstacle((shapely.LineString([(wall, -9e4), (wall, 9e4)]),), 1.5)
    (text,) = place(sheet, towns(("Mayadin", 0.0, 0.0)), obstacles=[river])
    assert centre(axes, text)[0] <= x + 1
    mesh = [shapely.LineString([(-9e4, k), (9e4, k)]) for k in range(-40_000, 40_000, 1200)]
    before = len(axes.collections)
    assert place(sheet, towns(("Mayadin", 0.0, 0.0)), obstacles=[Obstacle(tuple(mesh), 1.5)]) == []
    assert len(axes.collections) == before  # its dot goes with it


def test_a_number_is_always_written_and_names_go_round_symbols(sheet) -> None:
    axes, _ = sheet
    marks = [Callout(n, n * 900.0, 0.0, (n,), True, size=10.0, label=str(n)) for n in range(1, 9)]
    written = place(sheet, towns(("Mayadin", 4000.0, 0.0)), callouts=marks)
    assert {t.get_text() for t in written} >= {m.label for m in marks}
    name = next((t for t in written if t.get_text() == "Mayadin"), None)
    if name is not None:
        boxes = letter_boxes(name, axes.figure.canvas.get_renderer())
        for mark in marks:
            x, y = axes.transData.transform((mark.x, mark.y))
            assert not ((boxes[:, 0] < x) & (x < boxes[:, 2]) & (boxes[:, 1] < y) & (y < boxes[:, 3])).any()


def test_nothing_to_write_writes_nothing(sheet) -> None:
    assert place(sheet, towns().astype({"x": float, "y": float})) == []


def test_a_desert_within_a_named_one_has_no_name_of_its_own(zones: gpd.GeoDataFrame) -> None:
    country = labels_of(
        plot_control_map(zones, at="2020-08-21", extent=(35.4, 32.2, 42.6, 37.5), relief=False)
    )
    assert "Badia al-Sham" in country
    assert not {"Homs desert", "Deir ez-Zor desert", "Damascus desert"} & set(country)
    # where the whole Badia is too wide for the window, its parts are named
    near = labels_of(plot_control_map(zones, at="2020-08-21", extent=(38.6, 34.2, 40.6, 35.6), relief=False))
    assert "Badia al-Sham" not in near
    assert {"Deir ez-Zor desert", "Badia al-Sukhnah", "Homs desert"} & set(near)


def labels_of(figure: Figure) -> dict[str, object]:
    return {plain(t.get_text()): t for t in map_record(figure).labels}


def test_the_name_of_an_area_stays_in_the_country_that_holds_it(zones: gpd.GeoDataFrame) -> None:
    figure = plot_control_map(zones, at="2020-08-21", extent=(38.0, 33.2, 41.6, 36.0), relief=False)
    frame, axes = map_record(figure).frame, figure.axes[0]
    countries = frame.project(datasets.load("countries"))
    iraq = shapely.union_all(countries.loc[countries["country"] == "IQ"].geometry.to_numpy())
    name = labels_of(figure)["Deir ez-Zor desert"]
    boxes = letter_boxes(name, figure.canvas.get_renderer())
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    at = axes.transData.inverted().transform(middles)
    assert not shapely.contains_xy(iraq, at[:, 0], at[:, 1]).any()


def test_the_box_of_two_lines_holds_both(sheet) -> None:
    axes, _ = sheet
    one = axes.text(0, 0, "Mayadin", ha="center", va="center", fontsize=10)
    two = axes.text(0, 0, "Mayadin\nMayadin", ha="center", va="center", fontsize=10)
    renderer = axes.figure.canvas.get_renderer()
    single, double = (letter_boxes(t, renderer)[0] for t in (one, two))
    line = two.get_window_extent(renderer).height / 2
    # the margin above and below the letters is that of one line, not of two
    assert double[3] - double[1] == pytest.approx(2 * line - 0.16 * line, rel=0.02)
    assert single[3] - single[1] == pytest.approx(0.84 * one.get_window_extent(renderer).height, rel=0.02)


def test_a_number_in_a_crowd_is_led_to_where_there_is_room(sheet) -> None:
    axes, _ = sheet
    step = axes.transData.inverted().transform((14, 0))[0] - axes.transData.inverted().transform((0, 0))[0]
    grid = [(i * step, j * step) for i in range(-2, 3) for j in range(-2, 3)]
    marks = [
        Callout(number=n, label=str(n), x=x, y=y, rows=[n], size=14.0, kind="clash", sharp=True)
        for n, (x, y) in enumerate(grid, start=1)
    ]
    written = place(sheet, towns().iloc[:0], callouts=marks)
    assert len(written) == 25
    renderer = axes.figure.canvas.get_renderer()
    boxes = [letter_boxes(t, renderer)[0] for t in written]
    for a, b in combinations(boxes, 2):
        assert a[0] >= b[2] - 1 or b[0] >= a[2] - 1 or a[1] >= b[3] - 1 or b[1] >= a[3] - 1
    leads = [line for line in axes.lines if line.get_gid() == "lead"]
    assert leads
    for line in leads:
        start = np.array([line.get_xdata()[0], line.get_ydata()[0]])
        assert min(np.hypot(*(start - np.array(at))) for at in grid) < 1.0
