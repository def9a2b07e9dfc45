"""Furniture of a printed map: scale bar, north arrow, graticule, locator, legend and notes."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from pyproj import Transformer

from badia_geo import datasets
from badia_geo.maps.basemap import COLOURS
from badia_geo.maps.palette import controller, darker, rgb
from badia_geo.maps.words import Language, word
from badia_geo.maps.zone_layers import ZONE_ALPHA, parties

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from badia_geo.maps.frame import MapFrame

__all__ = [
    "base_entries",
    "draw_graticule",
    "draw_legend",
    "draw_locator",
    "draw_north_arrow",
    "draw_scale_bar",
    "legend_entries",
    "nice_length",
    "scale_bar_box",
    "scale_bar_error",
    "scale_bar_length",
    "wrap",
]


def nice_length(metres: float) -> float:
    """Give the largest of 1, 2, 5 times a power of ten that is not above ``metres``.

    Examples
    --------
    >>> nice_length(87_000)
    50000.0
    """
    power = 10.0 ** np.floor(np.log10(metres))
    return float(max(step * power for step in (1, 2, 5) if step * power <= metres))


def _scale_bar_start(frame: MapFrame) -> tuple[float, float]:
    xmin, ymin, xmax, ymax = frame.bounds
    return xmin + 0.025 * (xmax - xmin), ymin + 0.045 * (ymax - ymin)


def scale_bar_length(frame: MapFrame, *, share: float) -> tuple[float, float]:
    """Give a round length of at most ``share`` of the width, and how long it is drawn.

    Returns
    -------
    length_m, drawn
        The length on the ground and in metres of the projection, at the place of the scale bar.
    """
    x0, y0 = _scale_bar_start(frame)
    length = nice_length(share * frame.width_m)
    # the projection's scale differs over the map; iterate to the drawn length that is `length` on the ground
    drawn = length
    for _ in range(4):
        drawn *= length / frame.geodesic_width_m(y0, x0, x0 + drawn)
    return length, drawn


def scale_bar_error(frame: MapFrame, length: float, drawn: float) -> float:
    """Give by how much a bar drawn so long is off the length in metres that it states."""
    x0, y0 = _scale_bar_start(frame)
    return frame.geodesic_width_m(y0, x0, x0 + drawn) - length


def draw_scale_bar(
    axes: Axes, frame: MapFrame, *, language: Language = "en", share: float = 0.2
) -> tuple[float, float]:
    """Draw a scale bar whose length is geodesic at its own latitude.

    Returns
    -------
    length_m, drawn
        The length that it states and its length in metres of the projection.
    """
    x0, y0 = _scale_bar_start(frame)
    length, drawn = scale_bar_length(frame, share=share)
    bar = 0.008 * (frame.bounds[3] - frame.bounds[1])
    left, bottom, right, top = scale_bar_box(frame, drawn)
    axes.add_patch(
        Rectangle((left, bottom), right - left, top - bottom, facecolor="white", alpha=0.78, lw=0, zorder=11)
    )
    for i in range(4):
        axes.add_patch(
            Rectangle(
                (x0 + i * drawn / 4, y0),
                drawn / 4,
                bar,
                facecolor=COLOURS["ink"] if i % 2 == 0 else "white",
                edgecolor=COLOURS["ink"],
                linewidth=0.6,
                zorder=11.1,
            )
        )
    unit = word("km", "ar" if language == "ar" else "en")
    for at in (0, 2, 4):
        value = length * at / 4 / 1000
        text = f"{value:g}" + (f" {unit}" if at == 4 else "")
        axes.text(
            x0 + drawn * at / 4, y0 + 1.5 * bar, text, ha="center", va="bottom", fontsize=7, zorder=11.2
        )
    return length, drawn


def scale_bar_box(frame: MapFrame, drawn: float) -> tuple[float, float, float, float]:
    """Give the box of the scale bar: left, bottom, right, top in metres of the frame."""
    xmin, ymin, xmax, ymax = frame.bounds
    x0, y0 = _scale_bar_start(frame)
    bar, pad = 0.008 * (ymax - ymin), 0.013 * (xmax - xmin)
    return x0 - pad, y0 - 2.6 * bar, x0 + drawn + 3.4 * pad, y0 + 4.8 * bar


def draw_north_arrow(axes: Axes, frame: MapFrame) -> bool:
    """Draw an arrow to true north where the map is turned by over 2 degrees; say whether it was."""
    angle = frame.convergence_deg()
    if abs(angle) <= 2:
        return False
    direction = np.array([np.sin(np.radians(angle)), np.cos(np.radians(angle))])
    tail = np.array([0.955, 0.06])
    axes.annotate(
        "N",
        xytext=(tail[0], tail[1]),
        xy=(tail[0] + 0.07 * direction[0], tail[1] + 0.07 * direction[1]),
        xycoords="axes fraction",
        ha="center",
        va="center",
        zorder=11,
        fontsize=9,
        fontweight="bold",
        arrowprops={"arrowstyle": "-|>", "color": COLOURS["ink"]},
    )
    return True


def _degrees(value: float, letters: str) -> str:
    letter = letters[0] if value >= 0 else letters[1]
    minutes = round(abs(value) * 60)
    return f"{minutes // 60}°{minutes % 60:02d}′{letter}" if minutes % 60 else f"{minutes // 60}°{letter}"


def draw_graticule(axes: Axes, frame: MapFrame) -> None:
    """Tick the frame in degrees and minutes and draw the graticule faintly."""
    west, south, east, north = frame.lonlat_bounds()
    steps = (1 / 60, 1 / 30, 1 / 12, 1 / 6, 1 / 4, 1 / 2, 1, 2, 5, 10)
    step = next(s for s in steps if (east - west) / s <= 8)
    xmin, ymin, xmax, ymax = frame.bounds
    to_metres = Transformer.from_crs(4326, frame.crs, always_xy=True)
    ticks: dict[str, list[tuple[float, str]]] = {"x": [], "y": []}
    for value in np.arange(np.ceil(west / step), np.floor(east / step) + 1) * step:
        lats = np.linspace(south, north, 60)
        x, y = to_metres.transform(np.full(60, value), lats)
        axes.plot(x, y, color=COLOURS["quiet"], lw=0.35, alpha=0.35, zorder=3.5)
        at = float(np.interp(ymin, y, x))
        if xmin < at < xmax:
            ticks["x"].append((at, _degrees(value, "EW")))
    for value in np.arange(np.ceil(south / step), np.floor(north / step) + 1) * step:
        lons = np.linspace(west, east, 60)
        x, y = to_metres.transform(lons, np.full(60, value))
        axes.plot(x, y, color=COLOURS["quiet"], lw=0.35, alpha=0.35, zorder=3.5)
        at = float(np.interp(xmin, x, y))
        if ymin < at < ymax:
            ticks["y"].append((at, _degrees(value, "NS")))
    axes.set_xticks([t[0] for t in ticks["x"]], [t[1] for t in ticks["x"]])
    axes.set_yticks([t[0] for t in ticks["y"]], [t[1] for t in ticks["y"]], rotation=90, va="center")
    axes.tick_params(labelsize=6.5, length=3, width=0.5, pad=2, labelcolor=COLOURS["quiet"])
    axes.set_xlim(xmin, xmax)
    axes.set_ylim(ymin, ymax)
    for spine in axes.spines.values():
        spine.set_linewidth(0.9)
        spine.set_color(COLOURS["ink"])


def draw_locator(figure: Figure, frame: MapFrame, place: tuple[float, float, float, float]) -> None:
    """Draw a small map of Syria and its neighbours with the window on it."""
    axes = figure.add_axes(place)
    countries = datasets.load("countries")
    axes.set_facecolor(COLOURS["sea"])
    countries.plot(ax=axes, color="#e9e3d6", edgecolor="#8d867a", linewidth=0.5)
    countries[countries["country"] == "SY"].plot(ax=axes, color="#cfc4ac", edgecolor="#5a544b", linewidth=0.7)
    lakes = datasets.load("lakes")
    lakes.plot(ax=axes, color=COLOURS["water"])
    rivers = datasets.load("rivers")
    rivers.plot(ax=axes, color=COLOURS["water_edge"], linewidth=0.5)
    to_degrees = Transformer.from_crs(frame.crs, 4326, always_xy=True)
    corners = shapely.get_coordinates(shapely.segmentize(frame.box, frame.width_m / 20))
    x, y = (np.asarray(v) for v in to_degrees.transform(corners[:, 0], corners[:, 1]))
    axes.fill(x, y, facecolor="#b3261e", alpha=0.16)
    axes.plot(x, y, color="#b3261e", linewidth=1.2)
    west, south, east, north = (35.0, 31.5, 44.0, 38.3)
    west, south, east, north = (
        min(west, x.min()),
        min(south, y.min()),
        max(east, x.max()),
        max(north, y.max()),
    )
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect(1 / np.cos(np.radians((south + north) / 2)), anchor="NW")
    axes.set(xticks=[], yticks=[], xlabel="", ylabel="")
    for spine in axes.spines.values():
        spine.set_linewidth(0.6)


def legend_entries(shown: gpd.GeoDataFrame | None, fronts: bool, language: Language) -> list[tuple[Any, str]]:
    """Give the legend's rows for the zones that are on this map, and only those."""
    entries: list[tuple[Any, str]] = []
    single: Language = "ar" if language == "ar" else "en"

    def named(code: str) -> str:
        return controller(code).words(language)

    if shown is not None and len(shown):
        area = shown.assign(size=shown.area)
        plain = area[~area["status"].isin(["unsettled"]) & (area["controller"] != "none")]
        for code in plain.groupby("controller")["size"].sum().sort_values(ascending=False).index:
            colour = controller(code).colour
            patch = Patch(facecolor=(*rgb(colour), ZONE_ALPHA), edgecolor=darker(colour, 0.25), linewidth=0.6)
            entries.append((patch, named(code)))
        mixed = area[area["status"].isin(["contested", "joint", "presence"])]
        seen = set()
        for row in mixed.to_dict("records"):
            other = parties(row.get("with"))
            other = other or (("is",) if row["status"] == "presence" else ())
            key = (row["status"], row["controller"], other[:1])
            if key in seen or not other:
                continue
            seen.add(key)
            hatch = {"contested": "////", "joint": "--", "presence": "...."}[row["status"]]
            edge = controller(other[0]).colour
            patch = Patch(
                facecolor=(*rgb(controller(row["controller"]).colour), ZONE_ALPHA),
                edgecolor=edge,
                hatch=hatch,
                lw=0,
            )
            entries.append(
                (patch, word(row["status"], single, a=named(row["controller"]), b=named(other[0])))
            )
        if (area["status"] == "unsettled").any() or (area["controller"] == "none").any():
            entries.append(
                (
                    Patch(facecolor=COLOURS["land"], edgecolor="#c9bda3", hatch="....", lw=0),
                    word("unsettled", single),
                )
            )
        if fronts:
            entries.append((Line2D([], [], color="#1d1b1a", lw=1.2), word("front", single)))
    return entries


def base_entries(frame: MapFrame, language: Language) -> list[tuple[Any, str]]:
    """Give the legend's rows for the base map that is in the window."""
    single: Language = "ar" if language == "ar" else "en"
    entries: list[tuple[Any, str]] = [
        (Line2D([], [], color=COLOURS["water_edge"], lw=2.2), word("river", single))
    ]
    borders = frame.project(datasets.load("borders"))
    if (~borders["disputed"].astype(bool)).any():
        entries.append((Line2D([], [], color=COLOURS["border"], lw=1.3), word("border", single)))
    if borders["disputed"].astype(bool).any():
        entries.append(
            (Line2D([], [], color=COLOURS["border"], lw=0.9, ls=(0, (4, 2))), word("disputed", single))
        )
    if len(frame.project(datasets.load("governorate_lines"))):
        style = Line2D([], [], color=COLOURS["governorate"], lw=0.8, ls=(0, (5, 2, 1, 2)))
        entries.append((style, word("governorate", single)))
    return entries


def wrap(text: str, width: int) -> str:
    """Wrap each line of a text to ``width`` characters."""
    return "\n".join("\n".join(textwrap.wrap(line, width)) or "" for line in text.split("\n"))


def draw_legend(
    figure: Figure,
    blocks: Sequence[tuple[str, list[tuple[Any, str]]]],
    place: tuple[float, float, float],
    *,
    language: Language = "en",
    width: int = 44,
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
    width
        Characters to a line.
    """
    left, top, room = place
    for title, rows in blocks:
        if not rows:
            continue
        axes = figure.add_axes((left, top - 0.01, room, 0.01))
        axes.axis("off")
        rtl = language == "ar"
        legend = axes.legend(
            [r[0] for r in rows],
            [wrap(r[1], width) for r in rows],
            title=title,
            loc="upper right" if rtl else "upper left",
            bbox_to_anchor=(1, 1) if rtl else (0, 1),
            fontsize=7,
            title_fontsize=8,
            frameon=False,
            alignment="right" if rtl else "left",
            borderaxespad=0,
            borderpad=0,
            handlelength=2.1,
            handleheight=1.15,
            labelspacing=0.45,
            markerfirst=not rtl,
        )
        legend.get_title().set_fontweight("bold")
        canvas: Any = figure.canvas
        box = legend.get_window_extent(canvas.get_renderer()).transformed(figure.transFigure.inverted())
        top = box.y0 - 0.014
    return float(top)
