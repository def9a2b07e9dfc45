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

__all__ = ["NUMBER_COLOUR", "SITE_MARK", "Obstacle", "copy_text", "letter_boxes", "place_labels"]

CELL = 2
"""Pixels of the figure to a cell of the cost grid: about a stroke's width."""

POSITIONS = (
    (1.0, 0.0, 0.0), (1.0, 0.75, 0.08), (1.0, -0.75, 0.14), (-1.0, 0.0, 0.2), (-1.0, 0.75, 0.22),
    (0.0, 1.0, 0.25), (-1.0, -0.75, 0.28), (0.0, -1.0, 0.3),
)  # fmt: skip
"""Where a name stands beside its point (right, up) and what that costs."""

GAPS = ((2.6, 0.0), (6.0, 0.35))
"""Pixels between a point's symbol and its name, and what the greater distance costs."""

LEADS = (12.0, 18.0, 26.0, 36.0, 48.0)
"""Pixels between a symbol and its number where there is no room beside it; a line joins the two."""

DEAREST_AREA = 1.3
"""A name of an area that would cover more, or stand further from its middle, is left out."""

DEAREST = 0.9
"""A small town's name that would cover more than this of lines is left out."""

MOST_AREAS = 6
"""Deserts and ranges named on one map; with more their pale italics cover it."""

NESTED = 0.6
"""Share of an area within a named one of its kind from which it has no name of its own on the same map."""

SITE_MARK: dict[str, Any] = {"s": 6.5, "marker": "s", "color": "#4d4740", "edgecolor": "white"}

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

    def free(self, boxes: Boxes, *, inset: float = 2.0) -> NDArray[np.bool_]:
        """Say of each set of boxes (sets by boxes by 4) whether it lies in the frame and on nothing taken."""
        f = self.frame
        inside: Any = (boxes[..., :2] >= f[:2] + inset).all(axis=(1, 2)) & (
            boxes[..., 2:] <= f[2:] - inset
        ).all(axis=(1, 2))
        at = np.flatnonzero(inside)
        if len(self.taken) and len(at):
            some = boxes[at].reshape(-1, 1, 4)
            over = (
                (self.taken[:, 0] < some[..., 2])
                & (self.taken[:, 2] > some[..., 0])
                & (self.taken[:, 1] < some[..., 3])
                & (self.taken[:, 3] > some[..., 1])
            )
            inside[at] = ~over.any(axis=1).reshape(len(at), -1).any(axis=1)
        return np.asarray(inside)

    def price(self, boxes: Boxes) -> NDArray[np.float64]:
        """Give what each set of boxes covers; a line straight through the height of one costs its weight."""
        cells = ((boxes - np.tile(self.frame[:2], 2)) / CELL).round().astype(int)
        rows, columns = (n - 1 for n in self._sum.shape)
        cells = np.clip(cells, 0, [columns, rows, columns, rows])
        x0, y0, x1, y1 = np.moveaxis(cells, -1, 0)
        inside = self._sum[y1, x1] - self._sum[y0, x1] - self._sum[y1, x0] + self._sum[y0, x0]
        height = max(1.0, float((boxes[..., 3] - boxes[..., 1]).mean()) / CELL)
        return np.asarray(inside.sum(axis=1) / height)


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
    spots = []
    for far, extra in GAPS:
        for right, up, liking in POSITIONS:
            sideways = -right if rtl else right
            x = point[0] + sideways * (width / 2 + radius + far)
            # the box of a text is taller than its letters: three quarters of it is what the eye sees
            y = point[1] + up * (0.38 * height + (0.7 * radius if right else radius + far))
            spots.append((x, y, liking + extra))
    at = np.array(spots)
    boxes = _letter_box(at[:, 0], at[:, 1], width, height, lines=_lines(text))[:, None, :]
    paid = sheet.price(boxes)
    allowed = sheet.free(boxes) & (paid <= (np.inf if dearest is None else dearest))
    if not allowed.any():
        return False
    best = int(np.argmin(np.where(allowed, paid + at[:, 2], np.inf)))
    text.set_position(sheet.metres(at[best, :2]))
    sheet.take(boxes[best])
    return True


def _lines(text: Any) -> int:
    return int(text.get_text().count("\n")) + 1


def _letter_box(x: Any, y: Any, width: float, height: float, *, lines: int = 1) -> Boxes:
    """Give the box of the letters of a text centred at x, y: its line is taller than they are."""
    half = (0.5 - 0.08 / lines) * height
    return np.stack([x - width / 2, y - half, x + width / 2, y + half], axis=-1)


def _along(width: float, height: float, angle: float, *, lines: int = 1) -> Boxes:
    """Give the squares that a line of text at an angle covers, round its centre."""
    if abs(angle) < 1:
        return _letter_box(np.zeros(1), np.zeros(1), width, height, lines=lines)
    count = max(1, int(np.ceil(width / height)))
    steps = (np.arange(count) - (count - 1) / 2) * (width / count)
    half = max(height, width / count) / 2 * 0.9
    turn = np.radians(angle)
    x, y = steps * np.cos(turn), steps * np.sin(turn)
    return np.column_stack([x - half, y - half, x + half, y + half])


def letter_boxes(text: Any, renderer: Any) -> Boxes:
    """Give the boxes in pixels that the letters of a drawn text cover: squares along a slanted line."""
    angle = text.get_rotation()
    angle = (angle + 180) % 360 - 180
    box = text.get_window_extent(renderer)
    middle = np.array([(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2])
    text.set_rotation(0)
    level = text.get_window_extent(renderer)
    text.set_rotation(angle)
    covered = _along(float(level.width), float(level.height), angle, lines=_lines(text))
    return np.asarray(covered + np.tile(middle, 2))


def _within(sheet: _Sheet, text: Any, name: AreaName, keep_off: Boxes) -> bool:
    """Set a name within its area where that covers least; say whether there was room."""
    width, height = _extent(sheet, text)
    boxes = _along(width, height, name.angle)
    corners = sheet.pixels(np.reshape(name.shape.bounds, (2, 2)))
    (x0, y0), (x1, y1) = corners
    x, y = (v.ravel() for v in np.meshgrid(np.linspace(x0, x1, 31)[1:-1], np.linspace(y0, y1, 31)[1:-1]))
    centre = sheet.pixels(name.centre or name.shape.representative_point().coords[0])
    reach = max(x1 - x0, y1 - y0, 1.0)
    offsets = np.column_stack([x, y, x, y])[:, None, :]
    here = boxes[None] + offsets
    paid = 0.35 * sheet.price(here) + 1.1 * np.hypot(x - centre[0], y - centre[1]) / reach
    # names of areas are large and pale: a margin keeps them apart from the small dark ones
    allowed = (paid < DEAREST_AREA) & sheet.free(here + np.array([-1, -1, 1, 1]) * 5.0)
    for left, bottom, right, top in keep_off:
        mx, my = (here[..., 0] + here[..., 2]) / 2, (here[..., 1] + here[..., 3]) / 2
        allowed &= ~((mx > left) & (mx < right) & (my > bottom) & (my < top)).any(axis=1)
    for i in np.argsort(np.where(allowed, paid, np.inf), kind="stable")[:40]:
        if not allowed[i]:
            break
        squares = here[i]
        ends = np.vstack([squares[:, :2], squares[:, 2:], (squares[:, :2] + squares[:, 2:]) / 2])
        inner = sheet.metres(ends)
        if shapely.contains_xy(name.shape, inner[:, 0], inner[:, 1]).mean() > 0.8:
            text.set_position(sheet.metres([x[i], y[i]]))
            text.set_rotation(name.angle)
            text.set_rotation_mode("anchor")
            sheet.take(squares)
            return True
    return False


def _beside_line(sheet: _Sheet, text: Any, name: AreaName) -> bool:
    """Set a river's name along a straight reach, beside the water."""
    width, height = _extent(sheet, text)
    line = shapely.LineString(sheet.pixels(shapely.get_coordinates(name.shape)))
    best, least = None, np.inf
    for start in np.arange(0.0, max(line.length - width, 1.0), width / 4):
        along = np.linspace(start, start + width, 9)
        reach = shapely.get_coordinates(shapely.line_interpolate_point(line, along))
        chord = reach[-1] - reach[0]
        if np.hypot(*chord) < 0.75 * width:
            continue
        angle = float((np.degrees(np.arctan2(chord[1], chord[0])) + 90) % 180 - 90)
        turn = np.radians(angle)
        normal = np.array([-np.sin(turn), np.cos(turn)])
        middle = (reach[0] + reach[-1]) / 2
        off = (reach - middle) @ normal
        for side in (1.0, -1.0):
            # clear of the furthest bend on that side
            at = middle + side * normal * (max(side * off) + 0.6 * height + 3)
            here = _along(width, height, angle) + np.tile(at, 2)
            if not sheet.free(here[None])[0]:
                continue
            paid = float(sheet.price(here[None])[0]) + np.ptp(off) / height + 0.004 * abs(angle)
            if paid < least:
                best, least = (at, angle, here), paid
    if best is None:
        return False
    at, angle, here = best
    text.set_position(sheet.metres(at))
    text.set_rotation(angle)
    text.set_rotation_mode("anchor")
    sheet.take(here)
    return True


def copy_text(axes: Axes, text: Any, *, color: Any, zorder: float) -> Any:
    """Write a text again where it stands, clipped to the frame of ``axes``."""
    x, y = text.get_position()
    copied = axes.text(x, y, text.get_text(), color=color, zorder=zorder, clip_on=True,
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
        From `rank_towns`: the more important are placed first; one without room is left out, dot and all.
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
    radii = np.array([0.45 * c.size * point for c in callouts])
    if len(symbols):
        sheet.take(np.column_stack([symbols - radii[:, None], symbols + radii[:, None]]))
    drawn += _numbers(sheet, callouts, symbols, radii, size)
    # a city is large beside the others of its map: half a million on a map of the country
    large = (towns["importance"] >= (4.5e5 if frame.width_m > 350_000 else 1e5)).to_numpy(bool)
    marked: list[tuple[float, float, str]] = []
    names = area_names(frame, language) if areas else []
    rows = list(towns.itertuples())
    first = [i for i, row in enumerate(rows) if large[i] or row.always]
    for i in first:
        drawn += _town(sheet, rows[i], bool(large[i]), symbols, radii, language, size, marked)
    ranges: Boxes = np.empty((0, 4))
    named: list[AreaName] = []
    for name in names:
        if name.kind == "area" and len(ranges) >= MOST_AREAS:
            break
        if _nested(name, named):
            continue
        # RAQQA beside Raqqa would read as one name
        towns_own = _around([t for t, *_ in drawn if t.get_text().split("\n")[0] == name.plain], sheet, 40.0)
        written = _name(
            sheet, name, size, np.vstack([towns_own, ranges]) if name.kind == "area" else towns_own
        )
        drawn += written
        if name.kind == "area" and written:
            named.append(name)
            ranges = np.vstack([ranges, _around([t for t, *_ in written], sheet, 75.0)])
    for i in range(len(rows)):
        if i not in first:
            drawn += _town(sheet, rows[i], False, symbols, radii, language, size, marked)
    _dots(axes, marked, size)
    for text, width, alpha in drawn:
        _halo(axes, text, width=width * size, alpha=alpha, zorder=text.get_zorder())
    return [text for text, _, _ in drawn]


def _nested(name: AreaName, named: Sequence[AreaName]) -> bool:
    """Say whether most of an area lies in one of its own kind that is named.

    The deserts of the governorates are parts of the Badia: named as well, they read as others beside it.
    """
    return any(
        other.code == name.code and name.shape.intersection(other.shape).area > NESTED * name.shape.area
        for other in named
    )


def _around(texts: Sequence[Any], sheet: _Sheet, reach: float) -> Boxes:
    """Give the boxes of texts, wider by ``reach`` pixels to each side."""
    boxes = [t.get_window_extent(sheet.renderer) for t in texts]
    return np.array([(b.x0 - reach, b.y0 - reach, b.x1 + reach, b.y1 + reach) for b in boxes]).reshape(-1, 4)


def _numbers(
    sheet: _Sheet, callouts: Sequence[Callout], symbols: Any, radii: Any, size: float
) -> list[tuple[Any, float, float]]:
    drawn = []
    for callout, at, radius in zip(callouts, symbols, radii, strict=True):
        if not callout.label:
            continue
        style = {"fontsize": 8.5 * size, "fontweight": "bold", "color": NUMBER_COLOUR, "zorder": 10}
        text = _write(sheet.axes, callout.label, style)
        if not _beside(sheet, text, at, radius, rtl=False, dearest=None) and not _led(
            sheet, text, at, radius
        ):
            # a number that finds no room still has to be there: it stands on its symbol
            text.set_position(sheet.metres(at))
        drawn.append((text, 2.4, 0.9))
    return drawn


def _led(sheet: _Sheet, text: Any, point: NDArray[np.float64], radius: float) -> bool:
    """Set a number away from its symbol, with a line that leads to it; say whether it found room."""
    width, height = _extent(sheet, text)
    away, turn = (v.ravel() for v in np.meshgrid(LEADS, np.radians(np.arange(0, 360, 15))))
    at = point + np.column_stack([np.cos(turn), np.sin(turn)]) * (radius + away + 0.5 * height)[:, None]
    boxes = _letter_box(at[:, 0], at[:, 1], width, height)[:, None, :]
    allowed = sheet.free(boxes)
    if not allowed.any():
        return False
    best = int(np.argmin(np.where(allowed, sheet.price(boxes) + 0.05 * away, np.inf)))
    text.set_position(sheet.metres(at[best]))
    sheet.take(boxes[best])
    ends = sheet.metres(
        np.array(
            [point, point + (at[best] - point) * (1 - 0.45 * height / (radius + away[best] + 0.5 * height))]
        )
    )
    style: dict[str, Any] = {"color": NUMBER_COLOUR, "lw": 0.6, "zorder": 7.9, "gid": "lead"}
    sheet.axes.plot(ends[:, 0], ends[:, 1], **style)
    return True


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
    elif not sheet.free(np.array([[[*(at - dot), *(at + dot)]]]), inset=0)[0]:
        return []
    style = {
        "fontsize": (9.2 if large else 6.8 if row.site else 7.4) * size,
        "fontweight": "semibold" if large else "normal",
        "style": "italic" if row.site and language == "en" else "normal",
        "color": COLOURS["ink"] if row.home else COLOURS["quiet"],
        "zorder": 9.8,
    }
    text = _write(sheet.axes, town_words(row, language), style)
    dearest = None if large or row.always else DEAREST
    if not _beside(sheet, text, at, radius, rtl=language == "ar", dearest=dearest):
        text.remove()
        return []
    sheet.take(np.array([[*(at - dot), *(at + dot)]]))
    if not covered.any():
        marked.append((row.x, row.y, "site" if row.site else "large" if large else "small"))
    return [(text, 1.9, 0.8)]


def _name(sheet: _Sheet, name: AreaName, size: float, keep_off: Boxes) -> list[tuple[Any, float, float]]:
    style = {**name.style, "fontsize": name.style["fontsize"] * size, "zorder": 6.5}
    text = _write(sheet.axes, name.text, style)
    on_line = name.kind == "river"
    if not (_beside_line(sheet, text, name) if on_line else _within(sheet, text, name, keep_off)):
        text.remove()
        return []
    # pale letters need more of a halo on the dark fills than the dark ones of towns do
    return [(text, 1.8, 0.7)]


def _dots(axes: Axes, marked: list[tuple[float, float, str]], size: float) -> None:
    ink = COLOURS["ink"]
    looks: dict[str, dict[str, Any]] = {
        "small": {"s": 7.5, "linewidth": 0.7, "color": "white", "edgecolor": ink},
        "large": {"s": 15.0, "linewidth": 0.9, "color": "white", "edgecolor": ink},
        "site": {**SITE_MARK, "linewidth": 0.4},
    }
    for kind, look in looks.items():
        xy = np.array([(x, y) for x, y, drawn in marked if drawn == kind])
        if len(xy):
            scaled: dict[str, Any] = {**look, "s": look["s"] * size**2, "linewidth": look["linewidth"] * size}
            axes.scatter(xy[:, 0], xy[:, 1], **scaled, zorder=8, gid=f"towns-{kind}")
