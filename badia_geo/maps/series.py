"""Small multiples: the zones of several dates side by side on one sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from badia_geo.errors import ValueRangeError
from badia_geo.maps.changes import change_map
from badia_geo.maps.record import A4, MAP_PLACE, SIDE, MapRecord, accuracy_of, colours_of, sources_of
from badia_geo.maps.sheets import (
    Panel,
    draw_base,
    draw_dated,
    foot,
    head,
    legend_of,
    plain_figure,
    read_dates,
    single,
    spread_words,
    zones_by_date,
)
from badia_geo.maps.words import Language, date_words, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from badia_geo.maps.frame import MapFrame

__all__ = ["change_map", "small_multiples"]

MOST_PANELS = 20
"""With more, a panel on A4 is narrower than 4 cm and its zones can no longer be told apart."""

SMALL_PANEL = 4.0
"""Width in inches below which a panel's labels are set smaller."""


def _grid(count: int, columns: int | None, shape: float, room: tuple[float, float]) -> tuple[int, int]:
    """Choose rows and columns whose panels of a width-to-height ``shape`` are the largest in ``room``."""
    if columns is not None:
        if not 1 <= columns <= count:
            msg = f"columns is {columns}; use a number from 1 to the {count} dates"
            raise ValueRangeError(msg)
        return -(-count // columns), columns

    def width(across: int) -> float:
        down = -(-count // across)
        return min(room[0] / across, room[1] / down * shape)

    widest = max(width(across) for across in range(1, count + 1))
    # rows are read before columns: side by side where that costs little size
    best = max(across for across in range(1, count + 1) if width(across) >= 0.85 * widest)
    down = -(-count // best)
    return down, -(-count // down)


def _common_scale(
    figure: Figure, frame: MapFrame, panel_width: float, top: float, language: Language
) -> tuple[float, float]:
    """Draw the scale bar that all panels share under the legend, at the panels' own scale."""
    from matplotlib.patches import Rectangle

    from badia_geo.maps.basemap import COLOURS
    from badia_geo.maps.furniture import scale_bar_length

    length, bar = scale_bar_length(frame, share=0.5)
    share = panel_width * bar / frame.width_m
    rtl = language == "ar"
    # the last number stands half beyond the end of the bar
    left = SIDE[0] + SIDE[2] - share - 0.02 if rtl else SIDE[0] + 0.004
    for i in range(4):
        figure.add_artist(
            Rectangle(
                (left + i * share / 4, top - 0.03),
                share / 4,
                0.007,
                transform=figure.transFigure,
                facecolor=COLOURS["ink"] if i % 2 == 0 else "white",
                edgecolor=COLOURS["ink"],
                linewidth=0.6,
            )
        )
    unit = word("km", single(language))
    for part in (0, 2, 4) if share > 0.07 else (0, 4):
        text = f"{length * part / 4000:g}" + (f" {unit}" if part == 4 else "")
        figure.text(left + share * part / 4, top - 0.02, text, fontsize=7, ha="center", va="bottom")
    x, align = (SIDE[0] + SIDE[2], "right") if rtl else (SIDE[0], "left")
    figure.text(x, top - 0.037, word("one_scale", single(language)), fontsize=7, ha=align, va="top")
    return length, bar


def small_multiples(
    zones: Any,
    dates: Sequence[object],
    *,
    extent: tuple[float, float, float, float] | None = None,
    columns: int | None = None,
    title: str | None = None,
    language: Language = "en",
    projection: Literal["conformal", "equal-area"] = "conformal",
    size: tuple[float, float] = A4,
    sources: str | None = None,
    accuracy_m: float | None = None,
    relief: bool = True,
) -> Figure:
    """Draw the zones of several dates side by side: one extent, one scale, one legend.

    Parameters
    ----------
    zones
        A `ControlZones`, anything else with ``.at(date)``, or zones with ``valid_from`` and ``valid_to``.
    dates
        Up to 20 dates; one panel each, in the order given (right to left in Arabic).
    extent
        West, south, east, north in degrees; by default what holds the zones of all dates.
    columns
        Panels side by side; by default as many as make the panels largest.
    title
        Title of the sheet.
    language
        ``en``, ``ar`` or ``both``.
    projection
        ``conformal`` (Lambert) or ``equal-area`` (Albers), fitted to the extent.
    size
        Sheet in inches; A4 landscape by default.
    sources
        Words for where the zones come from; by default their column ``source``.
    accuracy_m
        Accuracy of the zones in metres; by default the median of their column ``accuracy_m``.
    relief
        Whether to shade the relief.

    Returns
    -------
    Figure
        One axes per date; carries a `MapRecord`, so that `save_map` and `check` take it.

    Raises
    ------
    CRSError
        If zones have no CRS.
    DateError
        If a date cannot be read.
    TimelineError
        If a date lies outside the timeline.
    ValueRangeError
        If there are no dates, one is given twice, there are more than 20, or the zones have no dates.
    """
    from badia_geo.maps import furniture
    from badia_geo.maps.frame import fit_extent

    word("legend", language)  # an unknown language ends here, before anything is drawn
    days = read_dates(dates)
    if len(days) > MOST_PANELS:
        msg = f"{len(days)} panels are too small to read; pass at most {MOST_PANELS} dates, or use animate"
        raise ValueRangeError(msg)
    figure = plain_figure(size)
    dated = zones_by_date(zones, days)
    everything = pd.concat(list(dated.values()), ignore_index=True)
    room = (MAP_PLACE[2] * size[0], MAP_PLACE[3] * size[1])
    interest: Any = extent or list(everything.geometry)
    shape = _shape_of(interest, projection)
    rows, across = _grid(len(days), columns, shape, room)
    gap = (0.008, 0.034)
    width = (MAP_PLACE[2] - gap[0] * (across - 1)) / across
    height = (MAP_PLACE[3] - gap[1] * rows) / rows
    # a panel fills its cell, but not with far more of the neighbours than of the zones
    inches = width * size[0], height * size[1]
    aspect = float(np.clip(inches[0] / inches[1], 0.85 * shape, 1.3 * shape))
    width = min(width, inches[1] * aspect / size[0])
    height = min(height, inches[0] / aspect / size[1])
    frame = fit_extent(interest, aspect=aspect, projection=projection, pad=0.03)

    said = single(language)
    panels: list[Panel] = []
    plots: list[Axes] = []
    water: list[Any] = []
    for number, day in enumerate(days):
        row, column = divmod(number, across)
        column = across - 1 - column if language == "ar" else column
        place = (
            MAP_PLACE[0] + column * (width + gap[0]),
            MAP_PLACE[1] + MAP_PLACE[3] - (row + 1) * height - (row + 1) * gap[1] + gap[1] * 0.3,
            width,
            height,
        )
        axes = figure.add_axes(place)
        plots.append(axes)
        water = draw_base(axes, frame, relief=relief, pixels=round(1400 / across))
        panels.append(draw_dated(axes, frame, dated[day]))
        edge = row == rows - 1 or number + across >= len(days)
        axes.tick_params(labelleft=column == 0, labelbottom=edge, labelsize=5)
        x, align = (1, "right") if said == "ar" else (0, "left")
        texts = [date_words(day, said)] + ([date_words(day, "ar")] if language == "both" else [])
        axes.text(x, 1.012, texts[0], transform=axes.transAxes, fontsize=8.5, fontweight="bold",
                  ha=align, va="bottom")  # fmt: skip
        if len(texts) > 1:
            axes.text(1, 1.012, texts[1], transform=axes.transAxes, fontsize=8.5, ha="right", va="bottom")
        axes.apply_aspect()
    # the fronts of many dates together would leave a small panel no room for any name
    fronts = [f for p in panels for f in p.front] if width * size[0] >= SMALL_PANEL else []
    labels = _towns(plots, frame, [*water, *fronts], width * size[0], language)

    line = spread_words(days, said)
    record = MapRecord(
        title=title or word("title_series", said),
        frame=frame,
        at=f"{max(days)}",
        cutoff=None,
        sources=sources or sources_of(everything),
        colours=colours_of(pd.concat([p.shown for p in panels])),
        labels=labels,
        language=language,
    )
    held = ", ".join(sorted(record.colours))
    record.alt_text = (
        f"{len(days)} maps of control zones on {', '.join(date_words(d) for d in days)}, held by {held}."
    )
    head(figure, record.title, line, language,
         title_ar=word("title_series", "ar"), line_ar=spread_words(days, "ar"))  # fmt: skip
    furniture.draw_locator(figure, frame, (SIDE[0], 0.745, SIDE[2], 0.175))
    end = legend_of(figure, frame, panels, top=0.735, language=language)
    record.scale_bar = _common_scale(figure, frame, width, end, language)
    foot(figure, record, accuracy_m or accuracy_of(everything))
    figure.badia_geo_record = record  # type: ignore[attr-defined]
    return figure


def _shape_of(interest: Any, projection: Literal["conformal", "equal-area"]) -> float:
    """Give width over height of what is to be shown, projected."""
    import shapely

    from badia_geo.maps.frame import fit_extent

    crs = fit_extent(interest, aspect=1.0, projection=projection).crs
    shapes = [shapely.box(*interest)] if isinstance(interest, tuple) else interest
    xmin, ymin, xmax, ymax = gpd.GeoSeries(shapes, crs=4326).to_crs(crs).total_bounds
    return float((xmax - xmin) / max(ymax - ymin, 1.0))


def _towns(
    plots: Sequence[Axes], frame: MapFrame, lines: Sequence[Any], inches: float, language: Language
) -> list[Any]:
    """Name the same few towns at the same spots of every panel; give the labels of the first.

    They are placed once for all: a name that moves between panels reads as a change.
    """
    from badia_geo.maps import basemap, labels

    first = plots[0]
    most = int(np.clip(inches * 3.5, 5, 20))
    towns = basemap.rank_towns(frame, most=most, spacing=min(0.3, 0.42 / inches))
    # labels are set in the size of a whole sheet: in a panel held larger for the while they take less room
    grown = 1.35 if inches < SMALL_PANEL else 1.0
    place = first.get_position()
    first.set_position((place.x0, place.y0, place.width * grown, place.height * grown))
    first.apply_aspect()
    before = set(first.texts)
    dots = len(first.collections)
    written = labels.place_labels(
        first,
        frame,
        towns=towns,
        callouts=[],
        lines=lines,
        fixed=[],
        blocked=[],
        # two lines a town would fill a small panel; its title has both languages
        language="en" if language == "both" and inches < SMALL_PANEL else language,
    )
    first.set_position(place)
    first.apply_aspect()
    new: list[Any] = [t for t in first.texts if t not in before]
    for text in new:
        text.set_fontsize(text.get_fontsize() / grown)
    drawn: Any = first.collections[dots]
    sizes = drawn.get_sizes() / grown**2
    drawn.set_sizes(sizes)
    ink = basemap.COLOURS["ink"]
    for axes in plots[1:]:
        axes.scatter(towns["x"], towns["y"], s=sizes, color="white", edgecolor=ink, linewidth=0.8, zorder=8)
        for text in new:
            copied = labels.copy_text(axes, text, color=text.get_color(), zorder=text.get_zorder())
            copied.set_path_effects(text.get_path_effects())
    return written
