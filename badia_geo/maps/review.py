"""Check: what a reviewer would miss on a map, found by measuring the figure."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from badia_geo.maps.labels import letter_boxes
from badia_geo.maps.palette import luminance
from badia_geo.maps.record import MapRecord, map_record

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

__all__ = ["check"]

# Two fills that differ by less than this in relative luminance look the same in a grey print; hatches
# and outlines still part them, so it is a warning and no error.
GREY_STEP = 0.03
SCALE_TOLERANCE = 0.005


def _label_boxes(figure: Figure, record: MapRecord) -> list[tuple[Any, str, NDArray[np.float64]]]:
    """Give axes, words and the boxes of the letters of each label that is still on the figure."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    return [
        (text.axes, plain(text.get_text()), letter_boxes(text, renderer))
        for text in record.labels
        if text.axes is not None and text.get_visible()
    ]


def _scale_problem(record: MapRecord) -> str | None:
    if record.scale_bar is None:
        return "the map has no scale bar"
    stated = record.scale_bar.length
    error = record.scale_bar.error(record.frame)
    if abs(error) > SCALE_TOLERANCE * stated:
        return f"the scale bar says {stated / 1000:g} km and is {(stated + error) / 1000:.1f} km long"
    return None


def _label_problems(labels: list[tuple[Any, str, NDArray[np.float64]]]) -> list[tuple[str, str]]:
    rows = []
    for axes, text, boxes in labels:
        frame = axes.get_window_extent()
        low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        if low[0] < frame.x0 - 1 or high[0] > frame.x1 + 1 or low[1] < frame.y0 - 1 or high[1] > frame.y1 + 1:
            rows.append(("error", f"the label {text!r} is cut by the frame"))
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


def check(figure: Figure) -> pd.DataFrame:
    """List what a reviewer would object to.

    Parameters
    ----------
    figure
        From `plot_control_map`; it may have been changed since.

    Returns
    -------
    DataFrame
        Columns ``severity`` (``error`` or ``warning``) and ``problem``, the errors first; empty where
        nothing was found.

    Raises
    ------
    ValueRangeError
        If the figure was made by something else.
    """
    record = map_record(figure)
    rows: list[tuple[str, str]] = []
    if not record.at and record.colours:
        rows.append(("error", "zones are drawn without their date: pass at="))
    if not record.sources.strip() or record.sources in ("no source stated", "user's own"):
        rows.append(("error", "no source is named: pass sources="))
    if not record.cutoff and record.events_drawn:
        rows.append(("warning", "the date of the newest report is not said: pass cutoff="))
    if not record.title.strip():
        rows.append(("error", "the map has no title: pass title="))
    scale = _scale_problem(record)
    if scale:
        rows.append(("error", scale))
    rows += _label_problems(_label_boxes(figure, record))
    for (a, first_colour), (b, second_colour) in combinations(sorted(record.colours.items()), 2):
        if abs(luminance(first_colour) - luminance(second_colour)) < GREY_STEP:
            rows.append(("warning", f"the colours of {a} and {b} look alike in grey"))
    if record.events_left_out:
        rows.append(("warning", f"{record.events_left_out} events without a place are not drawn"))
    rows.sort(key=lambda row: row[0] != "error")
    return pd.DataFrame(rows, columns=["severity", "problem"])
