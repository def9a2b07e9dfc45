"""Pictures: cells the right way up, pixel by pixel as matplotlib's nearest cell, and files with their words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from badia_geo.maps.picture import Picture, write_png

CELLS = np.random.default_rng(3).integers(0, 256, (7, 11, 4), dtype=np.uint8)


def drawn(ours: bool, *, dpi: int) -> np.ndarray:
    figure = Figure(figsize=(2.2, 1.4), dpi=dpi)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1), frameon=False)
    extent = (10.0, 21.0, 30.0, 37.0)
    axes.set(xlim=extent[:2], ylim=extent[2:], xticks=[], yticks=[])
    if ours:
        image = Picture(axes, extent=extent, origin="upper", interpolation="nearest")
        image.set_data(CELLS)
        axes.add_image(image)
    else:
        axes.imshow(CELLS, extent=extent, origin="upper", interpolation="nearest", aspect="auto")
    canvas.draw()
    return np.asarray(canvas.buffer_rgba()).astype(int)


@pytest.mark.parametrize("dpi", [100, 250])
def test_cells_stand_where_matplotlib_puts_them(dpi: int) -> None:
    ours, theirs = drawn(True, dpi=dpi), drawn(False, dpi=dpi)
    # premultiplied floats round by a level
    assert np.abs(ours - theirs).max() <= 2
    # the first row of cells is the northern one
    first = CELLS[0, 0].astype(float)
    expected = 255 + (first[:3] - 255) * first[3] / 255
    assert np.abs(ours[3, 3, :3] - expected).max() <= 2


def test_a_picture_in_an_svg_and_a_pdf_keeps_its_cells(tmp_path: Path) -> None:
    import base64
    import io
    import re

    figure = Figure(figsize=(2.2, 1.4))
    axes = figure.add_axes((0, 0, 1, 1), frameon=False)
    image = Picture(axes, extent=(0, 11, 0, 7), origin="upper", interpolation="nearest")
    image.set_data(np.concatenate([CELLS[..., :3], np.full((7, 11, 1), 255, np.uint8)], axis=2))
    axes.set(xlim=(0, 11), ylim=(0, 7))
    axes.add_image(image)
    figure.savefig(tmp_path / "a.svg", dpi=150)
    found = re.search(r"data:image/png;base64,([^\"]+)", (tmp_path / "a.svg").read_text())
    assert found
    with Image.open(io.BytesIO(base64.b64decode(found[1]))) as inside:
        pixels = np.asarray(inside.convert("RGB")).astype(int)
    turned = (
        "matrix(1 0 0 -1" in (tmp_path / "a.svg").read_text()
        or "scale(1 -1)" in (tmp_path / "a.svg").read_text()
    )
    top = pixels[-3, 3] if turned else pixels[3, 3]
    assert np.abs(top - CELLS[0, 0, :3].astype(int)).max() <= 1
    figure.savefig(tmp_path / "a.pdf", dpi=150)
    assert b"/Subtype /Image" in (tmp_path / "a.pdf").read_bytes()


def test_a_png_carries_words_and_resolution_and_the_same_bytes_again(tmp_path: Path) -> None:
    figure = Figure(figsize=(2.0, 1.5), facecolor="#d0e0f0")
    FigureCanvasAgg(figure)
    for name in ("a.png", "b.png"):
        write_png(figure, tmp_path / name, dpi=150, metadata={"Title": "Karte", "Source": "الفرات"})
    with Image.open(tmp_path / "a.png") as image:
        assert image.size == (300, 225)
        assert image.mode == "RGB"
        assert image.info["Title"] == "Karte"
        assert image.info["Source"] == "الفرات"
        assert image.info["dpi"] == pytest.approx((150, 150), abs=0.1)
        assert image.getpixel((5, 5)) == (0xD0, 0xE0, 0xF0)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    assert figure.dpi == 100
