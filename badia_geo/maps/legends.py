"""Legends: what is on a map and only that, in one language or both, and how sure it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from badia_geo import datasets
from badia_geo.maps import event_symbols
from badia_geo.maps.basemap import BORDER_BAND, COLOURS, DISPUTED, LIMIT
from badia_geo.maps.labels import SITE_MARK
from badia_geo.maps.palette import controller, darker
from badia_geo.maps.typesetting import inches, side_by_side, text_width, wrap
from badia_geo.maps.words import Language, word
from badia_geo.maps.zone_layers import FRONT, parties, swatch

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from matplotlib.figure import Figure

    from badia_geo.maps.event_symbols import Callout
    from badia_geo.maps.frame import MapFrame

__all__ = [
    "SETTINGS",
    "Entry",
    "base_entries",
    "draw_legend",
    "event_entries",
    "outline_entries",
    "sureness_entries",
    "zone_entries",
]

Entry = tuple[Any, str]

SIZE = 7.4
"""Letters of the legend in points."""

SETTINGS = ((False, SIZE), (True, SIZE), (True, 6.7), (True, 6.1), (True, 5.6))
"""How a legend is set where it must be shorter and shorter: closer, then smaller; 5.6 points are the least
that a print on A4 keeps legible."""

HANDLE = 2.6
"""Width of a legend's swatch in its letters' size."""


def _pair(code: str) -> tuple[str, str]:
    holder = controller(code)
    return holder.words("en"), holder.words("ar")


def _patch(look: dict[str, Any], **style: Any) -> Patch:
    patch = Patch(facecolor=look["facecolor"], edgecolor=look["edgecolor"], hatch=look["hatch"], **style)
    patch.set_hatch_linewidth(look["hatch_width"])
    return patch


def zone_entries(
    shown: gpd.GeoDataFrame | None, fronts: bool, language: Language, *, blank: bool = False
) -> list[Entry]:
    """Give the legend's rows for the zones that are on this map, and only those.

    ``blank`` adds the ground that no zone covers.
    """
    if shown is None or shown.empty:
        return []
    area = shown.assign(size=shown.area)
    entries: list[Entry] = []
    plain = area[(area["status"] != "unsettled") & (area["controller"] != "none")]
    for code in plain.groupby("controller")["size"].sum().sort_values(ascending=False).index:
        edge = darker(controller(code).colour, 0.25)
        patch = Patch(facecolor=swatch(code)["facecolor"], edgecolor=edge, linewidth=0.6)
        entries.append((patch, word("holder", language, a=_pair(code))))
    seen = set()
    for row in area[area["status"].isin(["contested", "joint", "presence"])].to_dict("records"):
        other = parties(row.get("with")) or (("is",) if row["status"] == "presence" else ())
        # contested between two is the same row whichever of them the table names first
        sides = [row["controller"], *other[:1]]
        sides = sides if row["status"] == "presence" else sorted(sides)
        if not other or (row["status"], *sides) in seen:
            continue
        seen.add((row["status"], *sides))
        patch = _patch(swatch(row["controller"], row["status"], other[0]), linewidth=0)
        text = word(row["status"], language, a=_pair(row["controller"]), b=_pair(other[0]))
        entries.append((patch, text))
    if (area["status"] == "unsettled").any() or (area["controller"] == "none").any():
        entries.append((_patch(swatch("none"), linewidth=0), word("unsettled", language)))
    if blank:
        land = Patch(facecolor=COLOURS["land"], edgecolor=COLOURS["quiet"], linewidth=0.4)
        entries.append((land, word("blank", language)))
    if fronts:
        entries.append((Line2D([], [], **FRONT), word("front", language)))
    return entries


def outline_entries(shown: gpd.GeoDataFrame | None, fronts: bool, language: Language) -> list[Entry]:
    """Give the legend's rows for zones of which only the edges are drawn."""
    if shown is None or shown.empty:
        return []
    codes = (
        shown.assign(size=shown.area).groupby("controller")["size"].sum().sort_values(ascending=False).index
    )
    entries: list[Entry] = [
        (
            Line2D([], [], color=controller(c).colour, lw=3, alpha=0.6),
            word("holder", language, a=_pair(c)),
        )
        for c in codes
    ]
    if fronts:
        entries.append((Line2D([], [], **FRONT), word("front", language)))
    return entries


def base_entries(frame: MapFrame, language: Language) -> list[Entry]:
    """Give the legend's rows for the base map that is in the window."""
    entries: list[Entry] = []
    if any(len(frame.project(datasets.load(name))) for name in ("euphrates", "rivers", "lakes")):
        water: dict[str, Any] = {"color": COLOURS["water"], "lw": 2.0, "solid_capstyle": "butt"}
        casing: dict[str, Any] = {"color": COLOURS["water_edge"], "lw": 3.0, "solid_capstyle": "butt"}
        entries.append(((Line2D([], [], **casing), Line2D([], [], **water)), word("river", language)))
    borders = frame.project(datasets.load("borders"))
    disputed = borders["disputed"].astype(bool)
    for some, style, key in ((~disputed, "solid", "border"), (disputed, DISPUTED, "disputed")):
        if some.any():
            line = Line2D([], [], color=COLOURS["border"], lw=0.9, ls=style)
            entries.append(
                ((Line2D([], [], **BORDER_BAND, solid_capstyle="butt"), line), word(key, language))
            )
    if len(frame.project(datasets.load("governorate_lines"))):
        limit = Line2D([], [], color=COLOURS["governorate"], lw=0.9, ls=LIMIT)
        entries.append((limit, word("governorate", language)))
    entries.append((site_handle(), word("site", language)))
    return entries


def site_handle() -> Line2D:
    """Give the mark of a base, field or station for a legend."""
    colour, edge = SITE_MARK["color"], SITE_MARK["edgecolor"]
    return Line2D([], [], ls="", marker=SITE_MARK["marker"], mfc=colour, mec=edge, mew=0.4, ms=3.4)


def event_entries(events: gpd.GeoDataFrame, marks: Sequence[Callout], language: Language) -> list[Entry]:
    """Give the legend's rows for the events: types, counts and deaths."""
    if not marks:
        return []
    entries: list[Entry] = []
    numbered = any(m.label for m in marks)
    singles = [m for m in marks if numbered or len(m.rows) == 1]
    kinds = dict.fromkeys(m.kind for m in singles)
    entries += [
        (_symbol(event_symbols.event_symbol(kind), 8.5), word(kind, language))
        for kind in sorted(kinds, key=[*event_symbols.SYMBOLS, "other"].index)
    ]
    if not numbered:
        counts = [len(m.rows) for m in marks if len(m.rows) > 1]
        if counts:
            few, most = min(counts), max(counts)
            size = event_symbols.bubble_size(most, most)
            key = word("counted" if most > few else "counted_one", language, n=f"{most:,}")
            entries.append((_symbol("o", 0.6 * size), key))
    elif "fatalities_low" in events:
        rows = [r for m in marks for r in m.rows]
        # the maximum of counts of which none is known is NA, which is neither true nor false
        most = pd.to_numeric(events.loc[rows, "fatalities_low"], errors="coerce").fillna(0).max()
        if most > 0:
            big, small = (float(np.sqrt(event_symbols.marker_size(d))) for d in (most, 0.0))
            # one in the other: side by side they are wider than the column of symbols
            nested = _symbol("o", big), _symbol("o", small)
            entries.append((nested, word("by_deaths", language, n=f"{most:.0f}")))
    return entries


def _symbol(marker: str, size: float, *, hollow: bool = False) -> Line2D:
    colour = event_symbols.EVENT_COLOUR
    face, edge = ("white", colour) if hollow else (colour, "white")
    return Line2D([], [], marker=marker, ls="", mfc=face, mec=edge, ms=size, mew=1.1 if hollow else 0.7)


def sureness_entries(
    events: gpd.GeoDataFrame | None,
    marks: Sequence[Callout],
    accuracy_m: float | None,
    points_per_m: float,
    language: Language,
) -> list[Entry]:
    """Give the key to how sure places and edges are.

    Parameters
    ----------
    events, marks
        What is drawn.
    accuracy_m
        Accuracy of the zones; ``None`` without zones or where they do not say.
    points_per_m
        Scale of the map: the band at an edge is as wide as the map draws its accuracy.
    language
        Of the words.
    """
    entries: list[Entry] = []
    numbered = any(m.label for m in marks)
    ring: dict[str, Any] = {
        "marker": "o",
        "mfc": "none",
        "mec": event_symbols.FOOTPRINT_COLOUR,
        "ms": 11,
        "mew": 0.8,
        "ls": "",
    }
    if any(m.sharp for m in marks):
        rings = (Line2D([], [], **ring), _symbol("o", 5)) if numbered else (_symbol("o", 6),)
        entries.append((rings, word("exact" if numbered else "sharp", language)))
    if not all(m.sharp for m in marks):
        colour = event_symbols.FOOTPRINT_COLOUR
        patch = Patch(facecolor=(0.17, 0.13, 0.31, 0.1), edgecolor=colour, ls=(0, (3, 2)), lw=0.8)
        entries.append(((patch, _symbol("o", 6, hollow=True)), word("area", language)))
    if events is not None and event_symbols.candidates_of(events):
        dotted = Line2D([], [], color=event_symbols.FOOTPRINT_COLOUR, ls=":", lw=1.2)
        entries.append((dotted, word("candidate", language)))
    if accuracy_m:
        width = float(np.clip(2 * accuracy_m * points_per_m, 1.8, 9))
        band = Line2D([], [], color="#8f8676", lw=width, alpha=0.45, solid_capstyle="butt")
        text = word("edge", language, km=f"{accuracy_m / 1000:.2g}")
        entries.append(((band, Line2D([], [], color=FRONT["color"], lw=0.9)), text))
    return entries


def draw_legend(
    figure: Figure,
    blocks: Sequence[tuple[str, list[Entry]]],
    place: tuple[float, float, float],
    *,
    language: Language = "en",
    tight: bool = False,
    size: float = SIZE,
) -> float:
    """Draw titled legend blocks one under another; give the figure height where they end.

    Parameters
    ----------
    figure
        The figure.
    blocks
        Title and rows; a block without rows is left out.
    place
        Left, top and width as shares of the figure.
    language
        Arabic aligns to the right.
    tight
        Set it closer, with short rows in two columns, where the list of events needs the room.
    size
        Of its letters in points.
    """
    from matplotlib.legend_handler import HandlerTuple

    left, top, room = place
    rtl = language == "ar"
    width = inches(figure, room) - (HANDLE + 0.9) * size / 72
    for title, rows in blocks:
        if not rows:
            continue
        axes = figure.add_axes((left, top - 0.01, room, 0.01))
        axes.axis("off")
        half = (width - 0.1) / 2 - HANDLE * size / 144
        two = (
            tight
            and len(rows) > 1
            and all(text_width(line, size) < half for r in rows for line in r[1].split("\n"))
        )
        # in both languages on one line where that fits
        heading = title.replace("\n", " · ")
        if text_width(heading, size + 1, weight="semibold") > inches(figure, room):
            heading = "\n".join(
                wrap(part, size + 1, inches(figure, room), weight="semibold") for part in title.split("\n")
            )
        legend = axes.legend(
            [r[0] for r in rows],
            [wrap(side_by_side(r[1], width, size), size, width) for r in rows],
            title=heading,
            loc="upper right" if rtl else "upper left",
            bbox_to_anchor=(1, 1) if rtl else (0, 1),
            fontsize=size,
            title_fontsize=size + 1,
            frameon=False,
            alignment="right" if rtl else "left",
            borderaxespad=0,
            borderpad=0,
            handlelength=HANDLE,
            handleheight=1.15,
            handletextpad=0.7,
            labelspacing=0.28 if tight else 0.42,
            ncols=2 if two else 1,
            columnspacing=1.0,
            markerfirst=not rtl,
            handler_map={tuple: HandlerTuple(ndivide=1, pad=0)},
        )
        legend.get_title().set_fontweight("semibold")
        for text in legend.get_texts():
            text.set_linespacing(1.05)
        canvas: Any = figure.canvas
        box = legend.get_window_extent(canvas.get_renderer()).transformed(figure.transFigure.inverted())
        top = box.y0 - (0.009 if tight else 0.014)
    return float(top)
