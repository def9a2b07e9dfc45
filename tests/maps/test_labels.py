"""Label placement: order of positions, obstacles, and what is left out."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from badia_geo.maps.event_symbols import Callout
from badia_geo.maps.frame import fit_extent
from badia_geo.maps.labels import Obstacle, letter_boxes, place_labels


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
