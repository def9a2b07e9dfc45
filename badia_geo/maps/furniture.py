"""Furniture of a printed map: scale bar, north arrow, graticule and locator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from matplotlib.patches import Rectangle

from badia_geo import datasets
from badia_geo.maps.basemap import COLOURS
from badia_geo.maps.strokes import fill, stroke
from badia_geo.maps.words import Language, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from badia_geo.maps.frame import MapFrame

__all__ = [
    "ScaleBar",
    "draw_bar",
    "draw_graticule",
    "draw_locator",
    "draw_north_arrow",
    "draw_scale_bar",
    "nice_length",
    "quiet_corner",
    "scale_bar_at",
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


@dataclass(frozen=True)
class ScaleBar:
    """A scale bar: the length in metres that it states, its drawn length and its left end in the frame."""

    length: float
    drawn: float
    x: float
    y: float

    def error(self, frame: MapFrame) -> float:
        """Give by how many metres the bar is longer on the ground than it states."""
        return frame.geodesic_width_m(self.y, self.x, self.x + self.drawn) - self.length

    def box(self, frame: MapFrame) -> tuple[float, float, float, float]:
        """Give the ground that the bar covers: left, bottom, right, top in metres of the frame."""
        xmin, ymin, xmax, ymax = frame.bounds
        bar, pad = 0.007 * (ymax - ymin), 0.012 * (xmax - xmin)
        return self.x - pad, self.y - 2.2 * bar, self.x + self.drawn + 3.0 * pad, self.y + 5.0 * bar


def scale_bar_at(frame: MapFrame, x: float, y: float, *, share: float, right: bool = False) -> ScaleBar:
    """Fit a bar of a round length of at most ``share`` of the width, true at its own place.

    Parameters
    ----------
    frame
        The window.
    x, y
        Its left end, or its right end with ``right``, in metres of the frame.
    share
        Of the window's width.
    right
        Whether ``x`` is the right end.
    """
    length = nice_length(share * frame.width_m)
    # the projection's scale differs over the map; iterate to the drawn length that is `length` on the ground
    drawn = length
    for _ in range(4):
        left = x - drawn if right else x
        drawn *= length / frame.geodesic_width_m(y, left, left + drawn)
    return ScaleBar(length, drawn, x - drawn if right else x, y)


def quiet_corner(
    frame: MapFrame,
    *,
    points: Sequence[tuple[float, float]] = (),
    areas: Sequence[Any] = (),
    share: float = 0.2,
) -> ScaleBar:
    """Fit the scale bar into the corner where it hides least.

    Parameters
    ----------
    frame
        The window.
    points
        Towns and events in metres of the frame.
    areas
        Ground that had better stay free (zones).
    share
        Most of the window's width for the bar.
    """
    xmin, ymin, xmax, ymax = frame.bounds
    dx, dy = 0.022 * (xmax - xmin), ymax - ymin
    spots = [
        (xmin + dx, ymin + 0.03 * dy, False, 0.0), (xmax - 2.2 * dx, ymin + 0.03 * dy, True, 0.1),
        (xmin + dx, ymax - 0.055 * dy, False, 0.4), (xmax - 2.2 * dx, ymax - 0.055 * dy, True, 0.5),
    ]  # fmt: skip
    ground = shapely.union_all(np.array(list(areas), dtype=object)) if len(areas) else shapely.Polygon()
    best, least = None, np.inf
    for x, y, right, liking in spots:
        bar = scale_bar_at(frame, x, y, share=share, right=right)
        box = shapely.box(*bar.box(frame))
        held = box.intersection(ground).area / box.area
        wide = box.buffer(0.01 * frame.width_m)
        hidden = sum(shapely.contains_xy(wide, px, py) for px, py in points)
        if liking + held + hidden < least:
            best, least = bar, liking + held + hidden
    assert best is not None  # noqa: S101  (there are four spots)
    return best


def draw_scale_bar(axes: Axes, frame: MapFrame, bar: ScaleBar, *, language: Language = "en") -> None:
    """Draw a scale bar with its figures on a pale ground."""
    thick = 0.007 * (frame.bounds[3] - frame.bounds[1])
    left, bottom, right, top = bar.box(frame)
    ground: dict[str, Any] = {"facecolor": "white", "alpha": 0.72, "lw": 0, "zorder": 11}
    axes.add_patch(Rectangle((left, bottom), right - left, top - bottom, **ground))
    draw_bar(axes, bar.x, bar.y, bar.drawn, thick, axes.transData, zorder=11.1)
    unit = word("km", "ar" if language == "ar" else "en")
    for at in (0, 2, 4):
        value = bar.length * at / 4 / 1000
        text = f"{value:g}" + (f" {unit}" if at == 4 else "")
        axes.text(bar.x + bar.drawn * at / 4, bar.y + 1.6 * thick, text, ha="center", va="bottom",
                  fontsize=7, zorder=11.2)  # fmt: skip


def draw_bar(
    target: Any, x: float, y: float, width: float, thick: float, transform: Any, **style: Any
) -> None:
    """Draw the four fields of a scale bar onto axes or a figure."""
    for i in range(4):
        target.add_artist(
            Rectangle(
                (x + i * width / 4, y),
                width / 4,
                thick,
                transform=transform,
                facecolor=COLOURS["ink"] if i % 2 == 0 else "white",
                edgecolor=COLOURS["ink"],
                linewidth=0.5,
                **style,
            )
        )


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
    ticks: dict[str, list[tuple[float, str]]] = {"x": [], "y": []}
    # nearer to a corner the figures of the two axes run into each other
    edge = 0.025 * (xmax - xmin)
    for value in np.arange(np.ceil(west / step), np.floor(east / step) + 1) * step:
        lats = np.linspace(south, north, 60)
        x, y = frame.to_metres.transform(np.full(60, value), lats)
        axes.plot(x, y, color=COLOURS["quiet"], lw=0.3, alpha=0.3, zorder=3.5)
        at = float(np.interp(ymin, y, x))
        if xmin + edge < at < xmax - edge:
            ticks["x"].append((at, _degrees(value, "EW")))
    for value in np.arange(np.ceil(south / step), np.floor(north / step) + 1) * step:
        lons = np.linspace(west, east, 60)
        x, y = frame.to_metres.transform(lons, np.full(60, value))
        axes.plot(x, y, color=COLOURS["quiet"], lw=0.3, alpha=0.3, zorder=3.5)
        at = float(np.interp(xmin, x, y))
        if ymin + edge < at < ymax - edge:
            ticks["y"].append((at, _degrees(value, "NS")))
    axes.set_xticks([t[0] for t in ticks["x"]], [t[1] for t in ticks["x"]])
    axes.set_yticks([t[0] for t in ticks["y"]], [t[1] for t in ticks["y"]], rotation=90, va="center")
    axes.tick_params(labelsize=6.5, length=3, width=0.5, pad=2, labelcolor=COLOURS["quiet"])
    axes.set_xlim(xmin, xmax)
    axes.set_ylim(ymin, ymax)
    for spine in axes.spines.values():
        spine.set_linewidth(0.9)
        spine.set_color(COLOURS["ink"])


def draw_locator(
    figure: Figure, frame: MapFrame, place: tuple[float, float, float, float], *, language: Language = "en"
) -> None:
    """Draw a small map of Syria and its neighbours with the window on it."""
    axes = figure.add_axes(place)
    countries = datasets.load("countries")
    axes.set_facecolor(COLOURS["sea"])
    home = countries["country"] == "SY"
    for some, face, edge, width in ((~home, "#ebe6db", "#a39b8d", 0.4), (home, "#d6cbb3", "#6a6358", 0.6)):
        fill(axes, countries[some].geometry, facecolor=face, edgecolor=edge, linewidth=width, zorder=1)
    fill(axes, datasets.load("lakes").geometry, facecolor=COLOURS["water"], edgecolor="none", zorder=1.1)
    stroke(axes, datasets.load("rivers").geometry, color=COLOURS["water_edge"], linewidth=0.4, zorder=1.2)
    corners = shapely.get_coordinates(shapely.segmentize(frame.box, frame.width_m / 20))
    x, y = (np.asarray(v) for v in frame.to_degrees.transform(corners[:, 0], corners[:, 1]))
    axes.fill(x, y, facecolor="#b3261e", alpha=0.12)
    axes.plot(x, y, color="#b3261e", linewidth=1.2)
    column = "name_ar" if language == "ar" else "name"
    outline = shapely.LinearRing(np.column_stack([x, y])).buffer(0.3)
    for row in countries.to_dict("records"):
        seen = row["geometry"].intersection(shapely.box(35.0, 31.5, 44.0, 38.3))
        if seen.area < 1.2:  # square degrees: Lebanon's name does not fit into it
            continue
        # the window's frame strikes through no name that has room beside it, and none runs off the edge
        seen = seen.intersection(shapely.box(35.75, 31.7, 43.25, 38.1))
        beside = seen.difference(outline)
        room = seen if beside.area < 0.6 else beside
        where = shapely.maximum_inscribed_circle(room, tolerance=0.05).coords[0]
        axes.text(
            where[0],
            where[1],
            str(row[column]),
            fontsize=5.2,
            color="#5d564b",
            ha="center",
            va="center",
            zorder=5,
        )
    if np.ptp(x) < 0.35:  # degrees: a window that would be a speck
        axes.plot(x.mean(), y.mean(), "o", ms=9, mfc="none", mec="#b3261e", mew=1.1)
    west, south, east, north = (35.0, 31.5, 44.0, 38.3)
    west, south, east, north = (
        min(west, x.min()),
        min(south, y.min()),
        max(east, x.max()),
        max(north, y.max()),
    )
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect(1 / np.cos(np.radians((south + north) / 2)), anchor="NE" if language == "ar" else "NW")
    axes.set(xticks=[], yticks=[], xlabel="", ylabel="")
    for spine in axes.spines.values():
        spine.set_linewidth(0.6)
