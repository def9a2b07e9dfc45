"""The list of events beside a map: each place's number with what happened there, as far as there is room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from badia_geo.maps.labels import NUMBER_COLOUR
from badia_geo.maps.record import A4, SIDE
from badia_geo.maps.typesetting import inches, right_to_left, shorten, text_width, wrap
from badia_geo.maps.words import Language, date_words, single, span_words, word

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.figure import Figure

    from badia_geo.maps.record import MapRecord

__all__ = [
    "LIST_BOTTOM",
    "EventList",
    "draw_event_list",
    "draw_left_out",
    "list_events",
    "list_height",
]

LIST_SIZE = 7.0
"""Letters of the list of events in points."""

LIST_BOTTOM = 0.1
"""Height of the sheet above which the column beside the map ends; the notes stand below."""

NUMBER_ROOM = 0.021
"""Share of the sheet's width for the numbers of the list."""

NOTE_HEIGHT = 0.016
"""Share of the sheet's height of a line under the list."""


@dataclass(frozen=True)
class EventList:
    """What of the events is listed.

    Parameters
    ----------
    rows
        Number of the place (empty where it stands above already), words and height of each.
    places
        Numbers of the places that are listed.
    left_over
        Events for which there is no room.
    """

    rows: tuple[tuple[str, str, float], ...]
    places: frozenset[int]
    left_over: int


def list_height(figure: Figure, record: MapRecord, placed: gpd.GeoDataFrame, *, brief: bool = False) -> float:
    """Give the height that the whole list of events needs, as a share of the figure."""
    return sum(need for _, _, need in _rows(figure, record, placed, brief=brief)) + 0.02


def _rows(
    figure: Figure, record: MapRecord, placed: gpd.GeoDataFrame, *, brief: bool
) -> list[tuple[int, str, float]]:
    """Give the number of its place, the words and the height of each event."""
    said = single(record.language)
    line = 0.0149 * A4[1] / figure.get_size_inches()[1]
    width = inches(figure, SIDE[2] - NUMBER_ROOM)
    rows = []
    for callout in record.callouts:
        for index in callout.rows:
            body = _event_words(placed.loc[index], said, brief=brief)
            body = _one_line(body, width) if brief else wrap(body, LIST_SIZE, width)
            body = right_to_left(body) if said == "ar" else body
            gap = 0.002 if brief else 0.0045
            rows.append((callout.number, body, line * (body.count("\n") + 1) + gap))
    return rows


def _one_line(text: str, width: float) -> str:
    while len(text) > 12 and text_width(text, LIST_SIZE) > width:
        text = shorten(text, len(text) - 3)
    return text


def list_events(figure: Figure, record: MapRecord, placed: gpd.GeoDataFrame, room: float) -> EventList:
    """Choose what of the events is listed in a height given as a share of the figure.

    Where not all have room with zone and bank, each gets one line without them; where even so some have
    none, the last of the table are left over.
    """
    room -= NOTE_HEIGHT * bool(record.events_left_out)
    for brief in (False, True):
        rows = _rows(figure, record, placed, brief=brief)
        heights = np.cumsum([need for *_, need in rows])
        if heights[-1] <= room:
            break
    # for the line that says how many are left over
    most = len(rows) if heights[-1] <= room else int((heights <= room - NOTE_HEIGHT).sum())
    listed: list[tuple[str, str, float]] = []
    places: set[int] = set()
    for number, body, need in rows[:most]:
        listed.append(("" if number in places else f"{number}", body, need))
        places.add(number)
    return EventList(tuple(listed), frozenset(places), len(rows) - most)


def draw_event_list(figure: Figure, record: MapRecord, listed: EventList, top: float) -> None:
    """Write the list beside the map: date, what, where, and with room whose zone and bank with P."""
    said = single(record.language)
    rtl = said == "ar"
    x, align = (SIDE[0] + SIDE[2], "right") if rtl else (SIDE[0], "left")
    shift = -NUMBER_ROOM if rtl else NUMBER_ROOM
    y = top - 0.004
    for number, body, need in listed.rows:
        figure.text(
            x, y, number, fontsize=LIST_SIZE + 0.4, fontweight="bold", color=NUMBER_COLOUR, ha=align, va="top"
        )
        figure.text(x + shift, y, body, fontsize=LIST_SIZE, ha=align, va="top", linespacing=1.15)
        y -= need
    notes = [word("more", said, n=listed.left_over)] if listed.left_over else []
    notes += [word("not_located", said, n=record.events_left_out)] if record.events_left_out else []
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


def _share(value: object) -> str:
    number = pd.to_numeric(pd.Series([value]), errors="coerce").iloc[0]
    if pd.isna(number):
        return ""
    return f"\u00a0{min(max(round(100 * float(number)), 0), 100)}\u00a0%"


def _type_words(row: pd.Series, language: Language) -> str:
    """Name an event's own type, or its class where the type is none of ours."""
    from badia_geo.event_types import event_types
    from badia_geo.maps.event_symbols import event_class

    known = event_types().get(str(row.get("event_type")))
    if known is not None:
        return known.name_ar if language == "ar" else known.name
    kind = row.get("acled_event") or row.get("event_type")
    return word(event_class(kind), language) if isinstance(kind, str) and kind else ""


def _event_words(row: pd.Series, language: Language, *, brief: bool = False) -> str:
    """Say of an event when, what and where; not in brief also whose zone and which bank, each with P."""
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
    if brief:
        return text
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
