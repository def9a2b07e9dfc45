"""Panel: the words round a map: titles, legend, the numbered list of events, and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from badia_geo.maps.record import A4, MAP_PLACE, SIDE
from badia_geo.maps.words import Language, date_words, word

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.figure import Figure

    from badia_geo.maps.event_symbols import Callout
    from badia_geo.maps.frame import MapFrame
    from badia_geo.maps.record import MapRecord

__all__ = ["draw_event_list", "draw_legends", "draw_notes", "draw_titles"]


def draw_titles(figure: Figure, record: MapRecord, subtitle: str | None) -> None:
    """Write the title, the date of the zones and the newest report over the map."""
    rtl = record.language == "ar"
    x, align = (MAP_PLACE[0] + MAP_PLACE[2], "right") if rtl else (MAP_PLACE[0], "left")
    figure.text(x, 0.962, record.title, fontsize=15, fontweight="bold", ha=align, va="center")
    single: Language = "ar" if rtl else "en"
    parts = [subtitle] if subtitle else []
    parts.append(
        word("as_of", single, date=date_words(record.at, single)) if record.at else word("no_zones", single)
    )
    if record.cutoff:
        parts.append(word("cutoff", single, date=date_words(record.cutoff, single)))
    figure.text(x, 0.935, " · ".join(parts), fontsize=9.5, ha=align, va="center", color="#44403a")
    if record.language == "both":
        arabic = [word("as_of", "ar", date=date_words(record.at, "ar"))] if record.at else []
        figure.text(
            MAP_PLACE[0] + MAP_PLACE[2],
            0.962,
            word("title", "ar"),
            fontsize=14,
            fontweight="bold",
            ha="right",
            va="center",
        )
        figure.text(
            MAP_PLACE[0] + MAP_PLACE[2], 0.935, " · ".join(arabic), fontsize=9.5, ha="right", va="center"
        )


def draw_legends(
    figure: Figure,
    frame: MapFrame,
    shown: gpd.GeoDataFrame | None,
    placed: gpd.GeoDataFrame | None,
    marks: list[Callout],
    *,
    fronts: bool,
    language: Language,
) -> float:
    """Draw the legend of zones, events and base map beside the map; give where it ends."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    from badia_geo.maps import event_symbols, furniture

    single: Language = "ar" if language == "ar" else "en"
    events: list[tuple[Any, str]] = []
    if placed is not None and marks:
        rows = placed.loc[[r for m in marks for r in m.rows]]
        kinds = rows.get("acled_event", rows.get("event_type", pd.Series("", rows.index)))
        for kind in dict.fromkeys(event_symbols.event_class(k) for k in kinds):
            marker, text = event_symbols.event_symbol(kind), word(kind, single)
            style: dict[str, Any] = {
                "marker": marker,
                "ls": "",
                "mfc": event_symbols.EVENT_COLOUR,
                "mec": "white",
                "ms": 9,
            }
            events.append((Line2D([], [], **style), text))
        if any(m.sharp for m in marks):
            ring: dict[str, Any] = {
                "marker": "o",
                "ls": "",
                "mfc": "none",
                "mec": event_symbols.FOOTPRINT_COLOUR,
                "ms": 10,
                "mew": 0.8,
            }
            events.append((Line2D([], [], **ring), word("exact", single)))
        if not all(m.sharp for m in marks):
            colour = event_symbols.FOOTPRINT_COLOUR
            patch = Patch(facecolor=(0.17, 0.13, 0.31, 0.16), edgecolor=colour, ls=(0, (3, 2)), lw=0.8)
            events.append((patch, word("area", single)))
    if placed is not None and event_symbols.candidates_of(placed):
        dotted = Line2D([], [], color=event_symbols.FOOTPRINT_COLOUR, ls=":", lw=1.2)
        events.append((dotted, word("candidate", single)))
    blocks = [
        (word("control", single), furniture.legend_entries(shown, fronts, language)),
        (word("events", single), events),
        (word("base", single), furniture.base_entries(frame, language)),
    ]
    return furniture.draw_legend(figure, blocks, (SIDE[0], 0.735, SIDE[2]), language=language)


def _share(value: object) -> str:
    number = pd.to_numeric(pd.Series([value]), errors="coerce").iloc[0]
    if pd.isna(number):
        return ""
    return f" {min(max(round(100 * float(number)), 0), 100)} %"


def draw_event_list(figure: Figure, record: MapRecord, placed: gpd.GeoDataFrame, top: float) -> None:
    """List the numbered events beside the map: date, what, where, whose zone and bank with P."""
    from badia_geo.maps.furniture import wrap
    from badia_geo.maps.palette import controller

    single: Language = "ar" if record.language == "ar" else "en"
    bottom = 0.1
    line = 0.0148 * A4[1] / figure.get_size_inches()[1]
    y = top - 0.004
    rtl = single == "ar"
    x, align = (SIDE[0] + SIDE[2], "right") if rtl else (SIDE[0], "left")
    left_over = 0
    for callout in record.callouts:
        for position, index in enumerate(callout.rows):
            row = placed.loc[index]
            text = _event_words(row, single, controller)
            body = wrap(text, 58)
            need = line * (body.count("\n") + 1) + 0.004
            if y - need < bottom:
                left_over += 1
                continue
            number = f"{callout.number}" if position == 0 else ""
            figure.text(x, y, number, fontsize=7, fontweight="bold", ha=align, va="top")
            shift = -0.016 if rtl else 0.016
            figure.text(x + shift, y, body, fontsize=6.6, ha=align, va="top", linespacing=1.25)
            y -= need
    notes = []
    if left_over:
        notes.append(word("more", single, n=left_over))
    if record.events_left_out:
        notes.append(word("not_located", single, n=record.events_left_out))
    if notes:
        figure.text(x, y, "\n".join(notes), fontsize=6.6, style="italic", ha=align, va="top")


def _type_words(row: pd.Series, language: Language) -> str:
    """Name an event's own type, or its class where the type is none of ours."""
    from badia_geo.event_types import event_types
    from badia_geo.maps.event_symbols import event_class

    known = event_types().get(str(row.get("event_type")))
    if known is not None:
        return known.name_ar if language == "ar" else known.name
    kind = row.get("acled_event") or row.get("event_type")
    return word(event_class(kind), language) if isinstance(kind, str) and kind else ""


def _event_words(row: pd.Series, language: Language, controller: Any) -> str:
    start, end = pd.to_datetime(pd.Series([row.get("date_start"), row.get("date_end")]), errors="coerce")
    when = ""
    if pd.notna(start):
        when = date_words(start.date(), language)
        if pd.notna(end) and end.date() != start.date():
            when += " – " + date_words(end.date(), language)
    what = _type_words(row, language)
    parts = [when, what, str(row.get("place") or "")]
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
    from badia_geo.maps.furniture import wrap

    single: Language = "ar" if record.language == "ar" else "en"
    known = (
        f"{accuracy / 1000:.0f} {word('km', single)}"
        if accuracy
        else ("an unstated distance", "مسافة غير محددة")
    )
    lines = [
        word("data", single, zones=record.sources),
        word("method", single) + " " + word("disclaimer", single, accuracy=known),
        word("projection", single, name=record.frame.name),
    ]
    rtl = single == "ar"
    x, align = (SIDE[0] + SIDE[2], "right") if rtl else (MAP_PLACE[0], "left")
    body = "\n".join(wrap(text, 218) for text in lines)
    figure.text(x, 0.072, body, fontsize=6.1, ha=align, va="top", color="#44403a", linespacing=1.35)
