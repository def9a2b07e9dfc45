"""Panel: the words round a map: titles, legend and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from badia_geo.maps.basemap import COLOURS
from badia_geo.maps.event_list import LIST_BOTTOM
from badia_geo.maps.record import MAP_PLACE, SIDE
from badia_geo.maps.typesetting import fit_size, inches, right_to_left, shorten, text_width, wrap
from badia_geo.maps.words import Language, date_words, single, span_words, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from matplotlib.figure import Figure

    from badia_geo.maps.record import MapRecord

__all__ = [
    "disclaimer",
    "draw_foot",
    "draw_legends",
    "draw_notes",
    "draw_titles",
    "drop_entry",
    "head",
    "source_words",
]

COARSE_M = 60_000.0
"""Width below which A4 shows the base map larger than 1 : 300 000, beyond what its sources were drawn for."""


def draw_titles(figure: Figure, record: MapRecord, subtitle: str | None, *, title_ar: str = "") -> None:
    """Write the title, the days of the events and of the zones and the newest report over the map."""
    said = single(record.language)
    head(figure, record.title, _dates(record, subtitle, said), record.language,
         title_ar=title_ar, line_ar=_dates(record, None, "ar"))  # fmt: skip


def _dates(record: MapRecord, subtitle: str | None, language: Language) -> str:
    parts = [subtitle] if subtitle else []
    if record.period:
        first, last = record.period
        dates = date_words(last, language) if first == last else span_words(first, last, language)
        parts.append(word("period", language, dates=dates))
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
    right = SIDE[0] + SIDE[2]
    both = language == "both"
    room = inches(figure, right - MAP_PLACE[0])
    x, align = (right, "right") if language == "ar" else (MAP_PLACE[0], "left")
    share = 0.52 if both else 1.0
    height = float(figure.get_size_inches()[1])
    rows: list[tuple[tuple[str, str], float, float, dict[str, Any]]] = [
        ((title, title_ar), 0.315, 16.5, {"fontweight": "semibold", "color": COLOURS["ink"]}),
        ((line, line_ar), 0.54, 10.0, {"color": "#44403a"}),
    ]
    for texts, y, size, style in rows:
        weight = style.get("fontweight", "normal")
        sides = [(texts[0], share, x, align), (texts[1], 1 - share, right, "right")]
        for text, part, place, side in sides if both else sides[:1]:
            if not text:
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
    needs: Sequence[float] = (),
) -> float:
    """Draw locator and legend beside the map; give where they end.

    ``needs`` are the heights that the list of events would like, the best first: for each in turn the legend
    is set tighter until there is room.
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
    # the smallest letters are for the second language
    settings = legends.SETTINGS if language == "both" else legends.SETTINGS[:4]
    tries = [(need, *setting) for need in needs or (0.0,) for setting in settings]
    for number, (need, tight, size) in enumerate(tries, start=1):
        locator = 0.135 if tight else 0.175
        place = (SIDE[0], 0.907 - locator, SIDE[2])
        end = legends.draw_legend(figure, blocks, place, language=language, tight=tight, size=size)
        if number == len(tries) or end - need > LIST_BOTTOM:
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


def draw_notes(figure: Figure, record: MapRecord, accuracy: float | None) -> None:
    """Write sources, method, disclaimer and projection under the map."""
    said = single(record.language)
    lines = [source_words(record, said)]
    if record.events_drawn:
        lines.append(word("method", said))
        if any("\u00a0%" in text.get_text() for text in figure.texts):
            lines[-1] += " " + word("chances", said)
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
    """Say where base map, events and zones come from."""
    parts = [word("data", language)] if record.frame.meets_base() else []
    # a sliver beyond the base map needs no words; half a degree and more does
    parts += [] if record.frame.has_base() else [word("no_base", language)]
    if record.events_drawn and (record.events_from or record.zones_from):
        # events without a source are the user's, whoever drew the zones
        parts.append(word("events_from", language, events=record.events_from or "user's own"))
        parts += [word("zones_from", language, zones=record.zones_from)] if record.zones_from else []
    elif record.events_drawn:
        key = "all_from" if record.colours else "events_from"
        parts.append(word(key, language, zones=record.sources, events=record.sources))
    elif record.colours:
        parts.append(word("zones_from", language, zones=record.zones_from or record.sources))
    return " ".join(parts)


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
