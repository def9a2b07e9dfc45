"""Panel: the words round a map: titles, legend, the numbered list of events, and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from badia_geo.maps.basemap import COLOURS
from badia_geo.maps.labels import NUMBER_COLOUR
from badia_geo.maps.record import A4, MAP_PLACE, SIDE
from badia_geo.maps.typesetting import fit_size, inches, right_to_left, shorten, text_width, wrap
from badia_geo.maps.words import Language, date_words, single, span_words, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from matplotlib.figure import Figure

    from badia_geo.maps.record import MapRecord

__all__ = [
    "LIST_BOTTOM",
    "disclaimer",
    "draw_event_list",
    "draw_foot",
    "draw_left_out",
    "draw_legends",
    "draw_notes",
    "draw_titles",
    "drop_entry",
    "head",
    "list_height",
    "source_words",
]

LIST_SIZE = 7.0
"""Letters of the list of events in points."""

LIST_BOTTOM = 0.1
"""Height of the sheet above which the column beside the map ends; the notes stand below."""

NUMBER_ROOM = 0.021
"""Share of the sheet's width for the numbers of the list."""

COARSE_M = 60_000.0
"""Width below which A4 shows the base map larger than 1 : 300 000, beyond what its sources were drawn for."""


def draw_titles(figure: Figure, record: MapRecord, subtitle: str | None, *, title_ar: str = "") -> None:
    """Write the title, the date of the zones and the newest report over the map."""
    said = single(record.language)
    head(figure, record.title, _dates(record, subtitle, said), record.language,
         title_ar=title_ar, line_ar=_dates(record, None, "ar"))  # fmt: skip


def _dates(record: MapRecord, subtitle: str | None, language: Language) -> str:
    parts = [subtitle] if subtitle else []
    day = date_words(record.at, language) if record.at else ""
    if record.colours or record.at:
        parts.append(word("as_of", language, date=day) if day else word("undated", language))
    else:
        parts.append(word("no_zones", language))
    if record.cutoff:
        parts.append(word("cutoff", language, date=date_words(record.cutoff, language)))
    return " · ".join(parts)


def head(figure: Figure, title: str, line: str, language: Language, *, title_ar: str, line_ar: str) -> None:
    """Write title and subtitle above the map; in both languages, the Arabic at the right.

    A long title is set smaller, then cut.
    """
    right = MAP_PLACE[0] + MAP_PLACE[2]
    both = language == "both"
    room = inches(figure, MAP_PLACE[2] if both else SIDE[0] + SIDE[2] - MAP_PLACE[0])
    x, align = (SIDE[0] + SIDE[2], "right") if language == "ar" else (MAP_PLACE[0], "left")
    share = 0.52 if both else 1.0
    height = float(figure.get_size_inches()[1])
    rows: list[tuple[tuple[str, str], float, float, dict[str, Any]]] = [
        ((title, title_ar), 0.315, 16.5, {"fontweight": "semibold", "color": COLOURS["ink"]}),
        ((line, line_ar), 0.54, 10.0, {"color": "#44403a"}),
    ]
    for texts, y, size, style in rows:
        weight = style.get("fontweight", "normal")
        for text, part, place, side in ((texts[0], share, x, align), (texts[1], 1 - share, right, "right")):
            if not text or (side == "right" and place == right and not both):
                continue
            fitted = fit_size(text, size, room * part * 0.98, weight=weight)
            while len(text) > 12 and text_width(text, fitted, weight=weight) > room * part:
                text = shorten(text, len(text) - 4)
            figure.text(place, 1 - y / height, text, fontsize=fitted, ha=side, va="center", **style)


def draw_legends(
    figure: Figure,
    record: MapRecord,
    shown: gpd.GeoDataFrame | None,
    placed: gpd.GeoDataFrame | None,
    *,
    fronts: bool,
    accuracy: float | None,
    need: float = 0.0,
) -> float:
    """Draw locator and legend beside the map; give where they end.

    ``need`` is the height of the list of events: for it the legend is set tighter where it must.
    """
    from badia_geo.maps import furniture, legends, zone_layers

    language, marks = record.language, record.callouts
    scale = 72 * inches(figure, MAP_PLACE[2]) / record.frame.width_m
    events = legends.event_entries(placed, marks, language) if placed is not None else []
    sure = legends.sureness_entries(placed, marks, accuracy if shown is not None else None, scale, language)
    blank = shown is not None and zone_layers.leaves_blank(record.frame, shown)
    blocks = [
        (word("control", language), legends.zone_entries(shown, fronts, language, blank=blank)),
        (word("events", language), events),
        (word("sureness", language), sure),
        (word("base", language), legends.base_entries(record.frame, language)),
    ]
    before = list(figure.axes)
    # smaller letters are for the second language: one alone has the room
    settings = legends.SETTINGS if language == "both" else legends.SETTINGS[:2]
    for tight, size in settings:
        locator = 0.135 if tight else 0.175
        place = (SIDE[0], 0.907 - locator, SIDE[2])
        end = legends.draw_legend(figure, blocks, place, language=language, tight=tight, size=size)
        if (tight, size) == settings[-1] or end - need > LIST_BOTTOM:
            break
        for axes in [a for a in figure.axes if a not in before]:
            axes.remove()
    if record.frame.has_base():
        furniture.draw_locator(
            figure, record.frame, (SIDE[0], 0.92 - locator, SIDE[2], locator), language=language
        )
    return end


def drop_entry(figure: Figure, key: str) -> None:
    """Take a row that turned out not to be on the map off the legend; it is the last of its block."""
    starts = word(key, "en"), word(key, "ar")
    for axes in figure.axes:
        legend: Any = axes.get_legend()
        rows = zip(legend.legend_handles, legend.get_texts(), strict=True) if legend else ()
        for handle, row in rows:
            if row.get_text().startswith(starts):
                handle.set_visible(False)
                row.set_text("")
        if legend and not any(row.get_text() for row in legend.get_texts()):
            legend.get_title().set_text("")


def _share(value: object) -> str:
    number = pd.to_numeric(pd.Series([value]), errors="coerce").iloc[0]
    if pd.isna(number):
        return ""
    return f"\u00a0{min(max(round(100 * float(number)), 0), 100)}\u00a0%"


def list_height(figure: Figure, record: MapRecord, placed: gpd.GeoDataFrame) -> float:
    """Give the height that the whole list of events needs, as a share of the figure."""
    return sum(need for _, _, need in _list_rows(figure, record, placed)) + 0.02


def _list_rows(figure: Figure, record: MapRecord, placed: gpd.GeoDataFrame) -> list[tuple[str, str, float]]:
    """Give number, words and height of each event that the list tells."""
    said = single(record.language)
    line = 0.0149 * A4[1] / figure.get_size_inches()[1]
    width = inches(figure, SIDE[2] - NUMBER_ROOM)
    rows = []
    for callout in record.callouts:
        for position, index in enumerate(callout.rows):
            body = wrap(_event_words(placed.loc[index], said), LIST_SIZE, width)
            body = right_to_left(body) if said == "ar" else body
            need = line * (body.count("\n") + 1) + 0.0045
            rows.append((f"{callout.number}" if position == 0 else "", body, need))
    return rows


def draw_event_list(
    figure: Figure, record: MapRecord, placed: gpd.GeoDataFrame, top: float, *, bottom: float = LIST_BOTTOM
) -> None:
    """List the numbered events beside the map: date, what, where, whose zone and bank with P."""
    said = single(record.language)
    rtl = said == "ar"
    x, align = (SIDE[0] + SIDE[2], "right") if rtl else (SIDE[0], "left")
    shift = -NUMBER_ROOM if rtl else NUMBER_ROOM
    rows = _list_rows(figure, record, placed)
    notes = [word("not_located", said, n=record.events_left_out)] if record.events_left_out else []
    room = top - bottom - 0.016 * len(notes)
    if sum(need for _, _, need in rows) > room:
        room -= 0.016  # for the line that says how many are left out
    y, left_over = top - 0.004, 0
    for number, body, need in rows:
        if left_over or top - y + need > room:
            left_over += 1
            continue
        figure.text(
            x, y, number, fontsize=LIST_SIZE + 0.4, fontweight="bold", color=NUMBER_COLOUR, ha=align, va="top"
        )
        figure.text(x + shift, y, body, fontsize=LIST_SIZE, ha=align, va="top", linespacing=1.15)
        y -= need
    if left_over:
        notes.insert(0, word("more", said, n=left_over))
    if notes:
        text = "\n".join(notes)
        figure.text(
            x, y - 0.004, text, fontsize=LIST_SIZE, color="#44403a", ha=align, va="top", linespacing=1.3
        )


def draw_left_out(figure: Figure, record: MapRecord, top: float) -> None:
    """Say under the legend of a map without a list how many events have no place."""
    said = single(record.language)
    x, align = (SIDE[0] + SIDE[2], "right") if said == "ar" else (SIDE[0], "left")
    text = word("not_located", said, n=record.events_left_out)
    figure.text(x, top, text, fontsize=LIST_SIZE, color="#44403a", ha=align, va="top")


def _type_words(row: pd.Series, language: Language) -> str:
    """Name an event's own type, or its class where the type is none of ours."""
    from badia_geo.event_types import event_types
    from badia_geo.maps.event_symbols import event_class

    known = event_types().get(str(row.get("event_type")))
    if known is not None:
        return known.name_ar if language == "ar" else known.name
    kind = row.get("acled_event") or row.get("event_type")
    return word(event_class(kind), language) if isinstance(kind, str) and kind else ""


def _event_words(row: pd.Series, language: Language) -> str:
    from badia_geo.maps.palette import controller

    start, end = pd.to_datetime(pd.Series([row.get("date_start"), row.get("date_end")]), errors="coerce")
    when = ""
    if pd.notna(start):
        when = date_words(start.date(), language)
        if pd.notna(end) and end.date() != start.date():
            when = span_words(start.date(), end.date(), language)
    what = _type_words(row, language)
    # a description may be a sentence long; the table has all of it
    parts = [when, what, shorten(" ".join(str(row.get("place") or "").split()), 110)]
    text = " · ".join(p for p in parts if p and p != "nan")
    zone = row.get("controller")
    if isinstance(zone, str) and zone:
        who = controller(zone)
        text += f" · {who.words(language)}{_share(row.get('controller_p'))}"
    bank = row.get("bank")
    if isinstance(bank, str) and bank in ("left", "right", "water", "island", "beyond"):
        left = pd.to_numeric(pd.Series([row.get("p_left")]), errors="coerce").iloc[0]
        chance = (
            (left if bank == "left" else 1 - left) if bank in ("left", "right") and pd.notna(left) else np.nan
        )
        text += f" · {word(bank, language)}{_share(chance)}"
    return text


def draw_notes(figure: Figure, record: MapRecord, accuracy: float | None) -> None:
    """Write sources, method, disclaimer and projection under the map."""
    said = single(record.language)
    lines = [source_words(record, said)]
    if record.events_drawn:
        lines.append(word("method", said))
    lines.append(disclaimer(accuracy, said, zones=bool(record.colours)))
    if record.frame.width_m < COARSE_M:
        lines[-1] += " " + word("coarse", said)
    lines.append(word("projection", said, name=(record.frame.name, record.frame.name_ar)))
    draw_foot(
        figure,
        lines,
        said,
        also=[disclaimer(accuracy, "ar", zones=bool(record.colours))] if record.language == "both" else [],
    )


def source_words(record: MapRecord, language: Language) -> str:
    """Say where base map and zones come from."""
    parts = [word("data", language)] if record.frame.meets_base() else []
    # a sliver beyond the base map needs no words; half a degree and more does
    parts += [] if record.frame.has_base() else [word("no_base", language)]
    text = " ".join(parts)
    if not (record.colours or record.events_drawn):
        return text
    return (
        f"{text} {word('all_from' if record.events_drawn else 'zones_from', language, zones=record.sources)}"
    )


def disclaimer(accuracy: float | None, language: Language, *, zones: bool = True) -> str:
    """Say what borders, names and zones do not mean, and how true the zones are."""
    text = word("disclaimer", language)
    if not zones:
        return text
    known = f"{accuracy / 1000:.2g}\u00a0{word('km', language)}" if accuracy else word("unstated", language)
    return f"{text} {word('generalised', language, accuracy=known)}"


def draw_foot(figure: Figure, lines: list[str], language: Language, *, also: Sequence[str] = ()) -> None:
    """Write the notes under a map, broken to its width; ``also`` are Arabic ones under the English."""
    rtl = language == "ar"
    size, top, bottom = 6.3, 0.076 if also else 0.073, 0.006
    left, width = MAP_PLACE[0], SIDE[0] + SIDE[2] - MAP_PLACE[0]
    room = inches(figure, width)
    lines_of = [(t, rtl) for t in lines] + [(t, True) for t in also]
    broken = [(line, right) for text, right in lines_of for line in wrap(text, size, room).split("\n")]
    step = size * 1.3 / 72 / figure.get_size_inches()[1]
    # many notes are set smaller before one runs off the sheet
    shrunk = min(1.0, (top - bottom) / (step * len(broken)))
    style: dict[str, Any] = {"fontsize": size * shrunk, "va": "top", "color": "#44403a"}
    for number, (line, right) in enumerate(broken):
        figure.text(
            left + (width if right else 0),
            top - number * step * shrunk,
            right_to_left(line) if right else line,
            ha="right" if right else "left",
            **style,
        )
