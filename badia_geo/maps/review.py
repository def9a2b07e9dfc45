"""Check: what a reviewer would miss on a map, found by measuring the figure."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import pandas as pd

from badia_geo.maps.palette import luminance
from badia_geo.maps.record import MapRecord, map_record

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

__all__ = ["check"]

# Two fills that differ by less than this in relative luminance look the same in a grey print; hatches
# and outlines still part them, so it is a warning and no error.
GREY_STEP = 0.03
SCALE_TOLERANCE = 0.005


def _label_boxes(figure: Figure, record: MapRecord) -> list[tuple[str, Bbox]]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    return [(text.get_text(), text.get_window_extent(canvas.get_renderer())) for text in record.labels]


def _scale_problem(record: MapRecord) -> str | None:
    if record.scale_bar is None:
        return "the map has no scale bar"
    stated = record.scale_bar.length
    error = record.scale_bar.error(record.frame)
    if abs(error) > SCALE_TOLERANCE * stated:
        return f"the scale bar says {stated / 1000:g} km and is {(stated + error) / 1000:.1f} km long"
    return None


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
    boxes = _label_boxes(figure, record)
    frame = figure.axes[0].get_window_extent()
    for text, box in boxes:
        if box.x0 < frame.x0 - 1 or box.x1 > frame.x1 + 1 or box.y0 < frame.y0 - 1 or box.y1 > frame.y1 + 1:
            rows.append(("error", f"the label {text!r} is cut by the frame"))
    for (a, first), (b, second) in combinations(boxes, 2):
        if first.overlaps(second):
            rows.append(("error", f"the labels {a!r} and {b!r} overlap"))
    for (a, first_colour), (b, second_colour) in combinations(sorted(record.colours.items()), 2):
        if abs(luminance(first_colour) - luminance(second_colour)) < GREY_STEP:
            rows.append(("warning", f"the colours of {a} and {b} look alike in grey"))
    if record.events_left_out:
        rows.append(("warning", f"{record.events_left_out} events without a place are not drawn"))
    rows.sort(key=lambda row: row[0] != "error")
    return pd.DataFrame(rows, columns=["severity", "problem"])
