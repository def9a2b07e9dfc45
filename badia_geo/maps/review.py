"""Check: what a reviewer would miss on a map, found by measuring the figure."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from badia_geo.maps.fonts import FALLBACK, missing
from badia_geo.maps.labels import letter_boxes
from badia_geo.maps.palette import controller, luminance, tint
from badia_geo.maps.record import MapRecord, map_record
from badia_geo.maps.words import single, word

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

__all__ = ["check"]

# Two fills whose lightness (CIE L*, 0 to 100) differs by less look the same in a grey print; fronts and
# outlines still part them, so it is a warning and no error.  The packaged colours part by more.
GREY_STEP = 4.0
SCALE_TOLERANCE = 0.005

DIRECTIONS = dict.fromkeys(map(ord, "\u200f\u2066\u2067\u2069"))
"""Marks of direction in Arabic lines, which are no part of the words."""


def _label_boxes(figure: Figure, record: MapRecord) -> list[tuple[Any, str, NDArray[np.float64]]]:
    """Give axes, words and the boxes of the letters of each label that is still on the figure."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas: Any = FigureCanvasAgg(figure)
    # legends take their places when drawn; no pixels are needed for that
    figure.draw_without_rendering()
    renderer = canvas.get_renderer()
    return [
        (text.axes, plain(text.get_text()), letter_boxes(text, renderer))
        for text in record.labels
        if text.axes is not None and text.get_visible()
    ]


def _scale_problem(record: MapRecord) -> str | None:
    if record.scale_bar is None:
        return "the map has no scale bar" if record.is_map else None
    if record.frame.crs.is_geographic:
        return "the map is drawn in degrees, so that its scale bar is true nowhere: use a projected CRS"
    stated = record.scale_bar.length
    error = record.scale_bar.error(record.frame)
    if abs(error) > SCALE_TOLERANCE * stated:
        return f"the scale bar says {stated / 1000:g} km and is {(stated + error) / 1000:.1f} km long"
    return None


def _label_problems(
    labels: list[tuple[Any, str, NDArray[np.float64]]], record: MapRecord
) -> list[tuple[str, str]]:
    rows = []
    for axes, text, boxes in labels:
        frame = axes.get_window_extent()
        low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        if low[0] < frame.x0 - 1 or high[0] > frame.x1 + 1 or low[1] < frame.y0 - 1 or high[1] > frame.y1 + 1:
            rows.append(("error", f"the label {text!r} is cut by the frame"))
    numbers = {c.label for c in record.callouts}
    main: Any = labels[0][0].figure.axes[0] if labels else None
    for on, text, boxes in labels:
        if on is main and text not in numbers:
            for mark in record.callouts:
                x, y = main.transData.transform((mark.x, mark.y))
                if _overlap(boxes, np.array([[x - 2, y - 2, x + 2, y + 2]])):
                    rows.append(("error", f"the label {text!r} covers the symbol of place {mark.number}"))
    for (on, a, first), (other, b, second) in combinations(labels, 2):
        if on is other and _overlap(first, second):
            rows.append(("error", f"the labels {a!r} and {b!r} overlap"))
    return rows


def _overlap(first: NDArray[np.float64], second: NDArray[np.float64]) -> bool:
    a, b = first[:, None, :], second[None, :, :]
    # a pixel less: edges that touch do not overlap
    apart = (a[..., 0] >= b[..., 2] - 1) | (a[..., 2] <= b[..., 0] + 1)
    apart |= (a[..., 1] >= b[..., 3] - 1) | (a[..., 3] <= b[..., 1] + 1)
    return not bool(apart.all())


def plain(text: str) -> str:
    """Give a label's words without the thin spaces between the letters of spaced names.

    Examples
    --------
    >>> plain("R\u2009a\u2009q\u2009q\u2009a")
    'Raqqa'
    """
    return text.replace("\u2009", "").replace("\u200a", "").replace("\n", " ")


def _words_on(figure: Figure) -> list[Any]:
    """Give every text of the figure outside its maps: titles, notes, legends."""
    found = [t for t in figure.texts if t.get_text()]
    for axes in figure.axes:
        legend: Any = axes.get_legend()
        said = [legend.get_title(), *legend.get_texts()] if legend else []
        found += [t for t in said if t.get_text()]
    return found


def _statements(record: MapRecord, said: str) -> list[tuple[str, str]]:
    """Find what a map must say of itself and does not."""
    language = single(record.language)
    rows = []
    if not record.at and record.colours:
        rows.append(("error", "zones are drawn without their date: pass at="))
    if not record.sources.strip() or record.sources in ("no source stated", "user's own"):
        rows.append(("error", "no source is named: pass sources="))
    if not record.cutoff and record.events_drawn:
        rows.append(("warning", "the date of the newest report is not said: pass cutoff="))
    if not record.title.strip():
        rows.append(("error", "the map has no title: pass title="))
    if not record.alt_text.strip():
        rows.append(("warning", "there is no alternative text for those who cannot see the map"))
    if word("disclaimer", language) not in said:
        rows.append(("error", "the disclaimer on borders and names is missing"))
    if record.callouts and word("method", language) not in said:
        rows.append(("error", "the line on how places are shown is missing"))
    rows += [
        ("error", f"the legend does not name {controller(code).words(language)}")
        for code in sorted(record.colours)
        if code != "none" and controller(code).words(language) not in said
    ]
    rows += [("warning", f"the font {f} is not installed: {FALLBACK} stands in") for f in missing()]
    return rows


def _sheet_problems(figure: Figure) -> list[tuple[str, str]]:
    """Find words outside the maps that run off the sheet or over each other."""
    canvas: Any = figure.canvas
    renderer = canvas.get_renderer()
    page = figure.bbox
    boxes = [(plain(t.get_text())[:40], t.get_window_extent(renderer)) for t in _words_on(figure)]
    rows = [
        ("error", f"the words {text!r} run off the sheet")
        for text, box in boxes
        if box.x0 < page.x0 or box.x1 > page.x1 or box.y0 < page.y0 or box.y1 > page.y1
    ]
    for (a, first), (b, second) in combinations(boxes, 2):
        wide = min(first.x1, second.x1) - max(first.x0, second.x0)
        high = min(first.y1, second.y1) - max(first.y0, second.y0)
        # the box of a line is taller than its letters, so that lines set close overlap by a little
        if wide > 1 and high > 0.3 * min(first.height, second.height):
            rows.append(("error", f"the words {a!r} and {b!r} overlap"))
    return rows


def _lightness(colour: str) -> float:
    """CIE L* of a colour as a zone shows it."""
    share = luminance(tint(colour))
    return 116 * float(np.cbrt(share)) - 16


def check(figure: Figure) -> pd.DataFrame:
    """List what a reviewer would object to, measured on the figure as it is now.

    Parameters
    ----------
    figure
        From any function of `badia_geo.maps` that gives a sheet; it may have been changed since.

    Returns
    -------
    DataFrame
        Columns ``severity`` (``error`` or ``warning``) and ``problem``, the errors first; empty where
        nothing was found.  Looked for: date, cut-off, sources, title, alternative text, disclaimer, method,
        a legend that names every holder, a scale bar that is true and not of degrees, labels cut by the frame
        or overlapping each other or an event's symbol, words off the sheet or over each other, colours
        alike in grey, fonts that are missing, events that are not drawn.

    Raises
    ------
    ValueRangeError
        If the figure was made by something else.
    """
    record = map_record(figure)
    labels = _label_boxes(figure, record)
    said = " ".join(" ".join(t.get_text().split()) for t in _words_on(figure)).translate(DIRECTIONS)
    rows = _statements(record, said)
    scale = _scale_problem(record)
    if scale:
        rows.append(("error", scale))
    rows += _label_problems(labels, record)
    rows += _sheet_problems(figure)
    for (a, first_colour), (b, second_colour) in combinations(sorted(record.colours.items()), 2):
        if abs(_lightness(first_colour) - _lightness(second_colour)) < GREY_STEP:
            rows.append(("warning", f"the colours of {a} and {b} look alike in grey"))
    if record.events_left_out:
        rows.append(("warning", f"{record.events_left_out} events without a place are not drawn"))
    rows.sort(key=lambda row: row[0] != "error")
    return pd.DataFrame(rows, columns=["severity", "problem"])
