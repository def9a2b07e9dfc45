"""Labels: towns, event numbers and area names placed so that none covers another or a symbol.

Points follow Imhof's order of positions (1975, The American Cartographer 2:2), names of areas run along them,
and each takes the place that covers least of the river, the fronts and the borders.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from badia_geo.maps.basemap import COLOURS
from badia_geo.maps.placenames import area_names, town_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from badia_geo.maps.event_symbols import Callout
    from badia_geo.maps.frame import MapFrame
    from badia_geo.maps.placenames import AreaName
    from badia_geo.maps.words import Language

    Boxes = NDArray[np.float64]

__all__ = ["Obstacle", "copy_text", "place_labels"]

CELL = 2
"""Pixels of the figure to a cell of the cost grid: about a stroke's width."""

POSITIONS = (
    (1.0, 0.0, 0.0), (1.0, 0.75, 0.08), (1.0, -0.75, 0.14), (-1.0, 0.0, 0.2), (-1.0, 0.75, 0.22),
    (0.0, 1.0, 0.25), (-1.0, -0.75, 0.28), (0.0, -1.0, 0.3),
)  # fmt: skip
"""Where a name stands beside its point (right, up) and what that costs."""

DEAREST = 0.9
"""A small town's name that would cover more than this of lines is left out."""

NUMBER_COLOUR = "#8e1308"


@dataclass(frozen=True)
class Obstacle:
    """Lines or areas in metres of the frame that labels avoid; a label across a line pays its weight."""

    shapes: tuple[Any, ...]
    weight: float = 1.0


class _Sheet:
    """What is taken on the map: boxes that nothing may cover, and a grid of what it costs to cover."""

    def __init__(self, axes: Axes, obstacles: Iterable[Obstacle]) -> None:
        figure: Any = axes.figure
        self.axes, self.renderer = axes, figure.canvas.get_renderer()
        window = axes.get_window_extent(self.renderer)
        self.frame = np.array([window.x0, window.y0, window.x1, window.y1])
        self.taken: Boxes = np.empty((0, 4))
        shape = int(window.height / CELL) + 2, int(window.width / CELL) + 2
        cost = np.zeros(shape)
        for obstacle in obstacles:
            self._pay(cost, obstacle)
        self._sum = np.zeros((shape[0] + 1, shape[1] + 1))
        self._sum[1:, 1:] = cost.cumsum(axis=0).cumsum(axis=1)

    def _pay(self, cost: NDArray[np.float64], obstacle: Obstacle) -> None:
        marked = np.zeros(cost.shape, dtype=bool)
        for shape in obstacle.shapes:
            outline = shape if "Line" in shape.geom_type else shape.boundary
            for part in shapely.get_parts(outline):
                cells = (self.pixels(shapely.get_coordinates(part)) - self.frame[:2]) / CELL
                if len(cells) < 2:
                    continue
                at = shapely.get_coordinates(shapely.segmentize(shapely.LineString(cells), 0.7)).astype(int)
                inside = (at >= 0).all(axis=1) & (at[:, 1] < cost.shape[0]) & (at[:, 0] < cost.shape[1])
                marked[at[inside, 1], at[inside, 0]] = True
        cost[marked] = np.maximum(cost[marked], obstacle.weight)

    def pixels(self, points: Any) -> NDArray[np.float64]:
        """Give points of the frame in pixels of the figure."""
        return np.asarray(self.axes.transData.transform(np.asarray(points, float)))

    def metres(self, points: Any) -> NDArray[np.float64]:
        """Give pixels of the figure in metres of the frame."""
        return np.asarray(self.axes.transData.inverted().transform(np.asarray(points, float)))

    def take(self, boxes: Boxes) -> None:
        """Mark boxes (left, bottom, right, top in pixels) as taken."""
        self.taken = np.vstack([self.taken, boxes])

    def free(self, boxes: Boxes, *, inset: float = 2.0) -> bool:
        """Say whether boxes lie within the frame and on nothing that is taken."""
        f = self.frame
        if (boxes[:, :2] < f[:2] + inset).any() or (boxes[:, 2:] > f[2:] - inset).any():
            return False
        if not len(self.taken):
            return True
        t, b = self.taken[:, None, :], boxes[None, :, :]
        apart = (t[..., 0] >= b[..., 2]) | (t[..., 2] <= b[..., 0]) | (t[..., 1] >= b[..., 3]) | (t[..., 3] <= b[..., 1])  # fmt: skip
        return bool(apart.all())

    def price(self, boxes: Boxes) -> float:
        """Give what boxes cover, so that a line straight through the height of one costs its weight."""
        cells = ((boxes - np.tile(self.frame[:2], 2)) / CELL).round().astype(int)
        rows, columns = (n - 1 for n in self._sum.shape)
        x0, x1 = cells[:, 0].clip(0, columns), cells[:, 2].clip(0, columns)
        y0, y1 = cells[:, 1].clip(0, rows), cells[:, 3].clip(0, rows)
        inside = self._sum[y1, x1] - self._sum[y0, x1] - self._sum[y1, x0] + self._sum[y0, x0]
        height = max(1.0, float((boxes[:, 3] - boxes[:, 1]).mean()) / CELL)
        return float(inside.sum()) / height


def _write(axes: Axes, text: str, style: dict[str, Any]) -> Any:
    # centred on its place: the window extent of such a text is centred there too, whatever its font
    return axes.text(0, 0, text, ha="center", va="center", linespacing=0.95, clip_on=True, **style)


def _extent(sheet: _Sheet, text: Any) -> tuple[float, float]:
    box = text.get_window_extent(sheet.renderer)
    return float(box.width), float(box.height)


def _beside(
    sheet: _Sheet, text: Any, point: NDArray[np.float64], radius: float, *, rtl: bool, dearest: float | None
) -> bool:
    """Set a name beside its point (pixels) where that covers least; say whether there was room."""
    width, height = _extent(sheet, text)
    best, least = None, np.inf
    for far, extra in ((1.5, 0.0), (5.0, 0.35)):
        for right, up, liking in POSITIONS:
            sideways = -right if rtl else right
            x = point[0] + sideways * (width / 2 + radius + far)
            # the box of a text is taller than its letters: three quarters of it is what the eye sees
            y = point[1] + up * (0.38 * height + (radius if right else radius + far))
            box = np.array([[x - width / 2, y - 0.42 * height, x + width / 2, y + 0.42 * height]])
            if not sheet.free(box):
                continue
            paid = sheet.price(box)
            if dearest is not None and paid > dearest:
                continue
            if paid + liking + extra < least:
                best, least = (x, y, box), paid + liking + extra
    if best is None:
        return False
    x, y, box = best
    text.set_position(sheet.metres([x, y]))
    sheet.take(box)
    return True


def _along(width: float, height: float, angle: float) -> Boxes:
    """Give the squares that a line of text at an angle covers, round its centre."""
    count = max(1, int(np.ceil(width / height)))
    steps = (np.arange(count) - (count - 1) / 2) * (width / count)
    half = max(height, width / count) / 2 * 0.9
    turn = np.radians(angle)
    x, y = steps * np.cos(turn), steps * np.sin(turn)
    return np.column_stack([x - half, y - half, x + half, y + half])


def _within(sheet: _Sheet, text: Any, name: AreaName, dearest: float) -> bool:
    """Set a name within its area where that covers least; say whether there was room."""
    text.set_rotation(0)
    width, height = _extent(sheet, text)
    boxes = _along(width, height, name.angle)
    squares = np.tile((boxes[:, :2] + boxes[:, 2:]) / 2, 2)
    inner = shapely.LineString(sheet.pixels(shapely.get_coordinates(name.shape.envelope)))
    x0, y0, x1, y1 = inner.bounds
    centre = sheet.pixels(name.centre or name.shape.representative_point().coords[0])
    reach = max(x1 - x0, y1 - y0, 1.0)
    best, least = None, np.inf
    for x in np.linspace(x0, x1, 25)[1:-1]:
        for y in np.linspace(y0, y1, 25)[1:-1]:
            here = boxes + [x, y, x, y]
            if not sheet.free(here):
                continue
            paid = 0.35 * sheet.price(here) + 1.2 * np.hypot(x - centre[0], y - centre[1]) / reach
            if paid < least and paid < dearest:
                middle = sheet.metres((squares + [x, y, x, y])[:, :2])
                if shapely.contains_xy(name.shape, middle[:, 0], middle[:, 1]).all():
                    best, least = (x, y, here), paid
    if best is None:
        return False
    x, y, here = best
    text.set_position(sheet.metres([x, y]))
    text.set_rotation(name.angle)
    text.set_rotation_mode("anchor")
    sheet.take(here)
    return True


def _beside_line(sheet: _Sheet, text: Any, name: AreaName) -> bool:
    """Set a river's name along a straight reach, beside the water."""
    width, height = _extent(sheet, text)
    line = shapely.LineString(sheet.pixels(shapely.get_coordinates(name.shape)))
    best, least = None, np.inf
    for start in np.arange(0.0, max(line.length - width, 1.0), width / 4):
        reach = shapely.get_coordinates(
            shapely.line_interpolate_point(line, np.linspace(start, start + width, 9))
        )
        chord = reach[-1] - reach[0]
        if np.hypot(*chord) < 0.75 * width:
            continue
        angle = (np.degrees(np.arctan2(chord[1], chord[0])) + 90) % 180 - 90
        turn = np.radians(angle)
        normal = np.array([-np.sin(turn), np.cos(turn)])
        middle = (reach[0] + reach[-1]) / 2
        off = (reach - middle) @ normal
        for side in (1.0, -1.0):
            # clear of the furthest bend on that side
            x, y = middle + side * normal * (max(side * off) + 0.62 * height + 2)
            here = _along(width, height, angle) + [x, y, x, y]
            if not sheet.free(here):
                continue
            paid = sheet.price(here) + np.ptp(off) / height + 0.004 * abs(angle)
            if paid < least:
                best, least = (x, y, angle, here), paid
    if best is None:
        return False
    x, y, angle, here = best
    text.set_position(sheet.metres([x, y]))
    text.set_rotation(angle)
    text.set_rotation_mode("anchor")
    sheet.take(here)
    return True


def copy_text(axes: Axes, text: Any, *, color: Any, zorder: float) -> Any:
    """Write a text again where it stands, clipped to the frame of ``axes``."""
    copied = axes.text(*text.get_position(), text.get_text(), color=color, zorder=zorder, clip_on=True,
                       ha=text.get_ha(), va=text.get_va(), linespacing=0.95)  # fmt: skip
    copied.set_fontproperties(text.get_fontproperties())
    copied.set_rotation(text.get_rotation())
    copied.set_rotation_mode(text.get_rotation_mode())
    return copied


def _halo(axes: Axes, text: Any, *, width: float, alpha: float, zorder: float) -> None:
    from matplotlib import patheffects

    # the halo is a text of its own behind the label: path effects would turn the label's letters into
    # outlines, and the text of an SVG or PDF could no longer be searched
    behind = copy_text(axes, text, color="white", zorder=zorder - 0.1)
    behind.set_path_effects([patheffects.withStroke(linewidth=width, foreground="white", alpha=alpha)])
    behind.set_alpha(alpha)


def place_labels(
    axes: Axes,
    frame: MapFrame,
    *,
    towns: pd.DataFrame,
    language: Language,
    callouts: Sequence[Callout] = (),
    obstacles: Iterable[Obstacle] = (),
    blocked: Sequence[tuple[float, float, float, float]] = (),
    areas: bool = True,
    size: float = 1.0,
) -> list[Any]:
    """Write event numbers, towns with their dots, and the names of countries, rivers and areas.

    Parameters
    ----------
    axes, frame
        The window; the axes have their final place on the sheet.
    towns
        From `rank_towns`: the more important are placed first; one that finds no room is left out, dot and all.
    language
        ``en``, ``ar`` or ``both``.
    callouts
        Event symbols; their numbers are always drawn.
    obstacles
        What labels avoid: river, fronts, borders.
    blocked
        Boxes in metres of the frame that labels never cover (the scale bar).
    areas
        Whether countries, rivers, governorates and deserts are named.
    size
        Factor on the size of the letters.

    Returns
    -------
    list of matplotlib Text
        Every label that was drawn.
    """
    sheet = _Sheet(axes, obstacles)
    point = axes.figure.dpi / 72.0
    for left, bottom, right, top in blocked:
        sheet.take(np.concatenate([sheet.pixels([left, bottom]), sheet.pixels([right, top])])[None])
    drawn: list[tuple[Any, float, float]] = []
    symbols = sheet.pixels([(c.x, c.y) for c in callouts]) if callouts else np.empty((0, 2))
    radii = np.array([0.42 * c.size * point for c in callouts])
    if len(symbols):
        sheet.take(np.column_stack([symbols - radii[:, None], symbols + radii[:, None]]))
    drawn += _numbers(sheet, callouts, symbols, radii, size)
    # a city is large beside the others of its map: half a million on a map of the country
    large = (towns["importance"] >= (4e5 if frame.width_m > 350_000 else 1e5)).to_numpy(bool)
    marked: list[tuple[float, float, bool, bool]] = []
    names = area_names(frame, language) if areas else []
    rows = list(towns.itertuples())
    first = [i for i, row in enumerate(rows) if large[i] or row.always]
    for i in first:
        drawn += _town(sheet, rows[i], bool(large[i]), symbols, radii, language, size, marked)
    for name in names:
        drawn += _name(sheet, name, size)
    for i in range(len(rows)):
        if i not in first:
            drawn += _town(sheet, rows[i], False, symbols, radii, language, size, marked)
    _dots(axes, marked, size)
    for text, width, alpha in drawn:
        _halo(axes, text, width=width * size, alpha=alpha, zorder=text.get_zorder())
    return [text for text, _, _ in drawn]


def _numbers(
    sheet: _Sheet, callouts: Sequence[Callout], symbols: Any, radii: Any, size: float
) -> list[tuple[Any, float, float]]:
    drawn = []
    for callout, at, radius in zip(callouts, symbols, radii, strict=True):
        if not callout.label:
            continue
        style = {"fontsize": 8.5 * size, "fontweight": "bold", "color": NUMBER_COLOUR, "zorder": 10}
        text = _write(sheet.axes, callout.label, style)
        if not _beside(sheet, text, at, radius, rtl=False, dearest=None):
            # a number that finds no room still has to be there: it stands on its symbol
            text.set_position(sheet.metres(at))
        drawn.append((text, 2.4, 0.9))
    return drawn


def _town(
    sheet: _Sheet,
    row: Any,
    large: bool,
    symbols: Any,
    radii: Any,
    language: Language,
    size: float,
    marked: Any,
) -> list[tuple[Any, float, float]]:
    at = sheet.pixels([row.x, row.y])
    dot = (2.3 if large else 1.7) * size * sheet.axes.figure.dpi / 72
    radius = dot
    covered = np.hypot(*(symbols - at).T) < radii + dot if len(symbols) else np.zeros(0, bool)
    if covered.any():
        # the symbol of an event stands on the town: its name goes round the symbol
        far = np.hypot(*(symbols[covered] - at).T) + radii[covered]
        radius = float(max(dot, far.max()))
    elif not sheet.free(np.array([[*(at - dot), *(at + dot)]]), inset=0):
        return []
    style = {
        "fontsize": (9.2 if large else 7.4) * size,
        "fontweight": "semibold" if large else "normal",
        "color": COLOURS["ink"] if row.home else COLOURS["quiet"],
        "zorder": 9.8,
    }
    text = _write(sheet.axes, town_words(row, language), style)
    dearest = None if large or row.always else DEAREST
    if not _beside(sheet, text, at, radius, rtl=language == "ar", dearest=dearest):
        text.remove()
        return []
    sheet.take(np.array([[*(at - dot), *(at + dot)]]))
    marked.append((row.x, row.y, large, bool(covered.any())))
    return [(text, 1.9, 0.8)]


def _name(sheet: _Sheet, name: AreaName, size: float) -> list[tuple[Any, float, float]]:
    style = {**name.style, "fontsize": name.style["fontsize"] * size, "zorder": 6.5}
    text = _write(sheet.axes, name.text, style)
    if name.kind == "river":
        placed = _beside_line(sheet, text, name)
    else:
        placed = _within(sheet, text, name, dearest=1.6 if name.kind == "country" else 1.1)
    if not placed:
        text.remove()
        return []
    return [(text, 1.6, 0.55)]


def _dots(axes: Axes, marked: list[tuple[float, float, bool, bool]], size: float) -> None:
    for big, area, width in ((False, 7.5, 0.7), (True, 15.0, 0.9)):
        xy = np.array([(x, y) for x, y, large, hidden in marked if large == big and not hidden])
        if len(xy):
            axes.scatter(xy[:, 0], xy[:, 1], s=area * size**2, color="white", edgecolor=COLOURS["ink"],
                         linewidth=width * size, zorder=8)  # fmt: skip
