"""Labels: towns and event numbers placed so that none covers another, a symbol, the river or the front."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Any

import numpy as np

from badia_geo.maps.basemap import COLOURS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from badia_geo.maps.event_symbols import Callout
    from badia_geo.maps.frame import MapFrame
    from badia_geo.maps.words import Language

__all__ = ["copy_text", "place_labels"]


def _text(row: Any, language: Language) -> str:
    arabic = row.name_ar if isinstance(row.name_ar, str) and row.name_ar else None
    if language == "ar":
        return arabic or str(row.name)
    return f"{row.name}\n{arabic}" if language == "both" and arabic else str(row.name)


def copy_text(axes: Axes, text: Any, *, color: str, zorder: float) -> Any:
    """Write a text again where it stands, clipped to the frame of ``axes``."""
    x, y = text.get_position()
    return axes.text(
        x,
        y,
        text.get_text(),
        fontsize=text.get_fontsize(),
        fontweight=text.get_fontweight(),
        ha=text.get_ha(),
        va=text.get_va(),
        color=color,
        linespacing=0.95,
        zorder=zorder,
        clip_on=True,
    )


def place_labels(
    axes: Axes,
    frame: MapFrame,
    *,
    towns: pd.DataFrame,
    callouts: Sequence[Callout],
    lines: Sequence[NDArray[np.float64]],
    fixed: Sequence[Any],
    language: Language,
    blocked: Sequence[tuple[float, float, float, float]] = (),
) -> list[Any]:
    """Draw town dots, then town names and callout numbers where they are free.

    Parameters
    ----------
    axes, frame
        The window.
    towns
        From `rank_towns`: the more important are placed first; one that finds no room is left out.
    callouts
        Event symbols; their numbers are always drawn.
    lines
        Coordinates that labels keep off (river, front).
    fixed
        Text that is already on the map.
    blocked
        Boxes in metres of the frame that labels keep off (the scale bar).
    language
        ``en``, ``ar`` or ``both``.

    Returns
    -------
    list of matplotlib Text
        Every label that was drawn.
    """
    import textalloc
    from matplotlib import patheffects

    halo = [patheffects.withStroke(linewidth=2.2, foreground="white", alpha=0.85)]
    x, y = towns["x"].to_numpy(float), towns["y"].to_numpy(float)
    # a city is large beside the others of its map: half a million on a map of the country
    large = towns["importance"].to_numpy(float) >= (6e5 if frame.width_m > 350_000 else 1e5)
    axes.scatter(
        x, y, s=np.where(large, 17, 8), color="white", edgecolor=COLOURS["ink"], linewidth=0.8, zorder=8
    )

    numbers = [str(c.number) for c in callouts]
    cx, cy = [c.x for c in callouts], [c.y for c in callouts]
    obstacles_x, obstacles_y = np.concatenate([x, cx]), np.concatenate([y, cy])
    canvas: Any = axes.figure.canvas
    renderer: Any = canvas.get_renderer()
    xs: Any = [line[:, 0] for line in lines]
    ys: Any = [line[:, 1] for line in lines]
    for text in fixed:
        box = text.get_window_extent(renderer).transformed(axes.transData.inverted())
        # a fixed name blocks the space of its box: its two diagonals stand for it
        xs += [np.array([box.x0, box.x1]), np.array([box.x0, box.x1])]
        ys += [np.array([box.y0, box.y1]), np.array([box.y1, box.y0])]
    for left, bottom, right, top in blocked:
        rungs = np.linspace(bottom, top, 5)
        xs += [np.array([left, right])] * len(rungs)
        ys += [np.array([y_, y_]) for y_ in rungs]
    texts = numbers + [_text(row, language) for row in towns.itertuples()]
    if not texts:
        return []
    sizes = [8.0] * len(numbers) + [float(s) for s in np.where(large, 8.5, 7.0)]
    weights = ["bold"] * len(numbers) + ["bold" if b else "normal" for b in large]
    with redirect_stdout(io.StringIO()):  # it prints a line for every label that finds no room
        drawn = textalloc.allocate(
            axes,
            np.concatenate([cx, x]),
            np.concatenate([cy, y]),
            texts,
            x_scatter=obstacles_x,
            y_scatter=obstacles_y,
            x_lines=xs,
            y_lines=ys,
            textsize=sizes,
            fontweight=weights,
            margin=0.004,
            min_distance=0.007,
            max_distance=0.06,
            nbr_candidates=80,
            draw_lines=False,
            draw_all=False,
            linecolor=COLOURS["quiet"],
            linewidth=0.5,
            textcolor=["#5c0f0a"] * len(numbers) + [COLOURS["ink"]] * len(towns),
            xlims=(frame.bounds[0], frame.bounds[2]),
            ylims=(frame.bounds[1], frame.bounds[3]),
            zorder=10,
            linespacing=0.95,
        )[2]
    placed: list[Any] = [t for t in drawn if t is not None]
    for text in placed:
        text.set_clip_on(True)
        # the halo is a text of its own behind the label: path effects would turn the label's letters into
        # outlines, and the text of an SVG or PDF could no longer be searched
        copy_text(axes, text, color="white", zorder=9.9).set_path_effects(halo)
    return placed
