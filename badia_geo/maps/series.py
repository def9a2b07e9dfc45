"""Small multiples: the zones of several dates side by side on one sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from badia_geo.errors import ValueRangeError
from badia_geo.maps.changes import change_map
from badia_geo.maps.panel import head
from badia_geo.maps.record import A4, MAP_PLACE, SIDE, MapRecord, accuracy_of, colours_of, sources_of
from badia_geo.maps.sheets import (
    Panel,
    draw_base,
    draw_dated,
    drop_site_entry,
    foot,
    legend_of,
    plain_figure,
    read_dates,
    spread_words,
    title_words,
    zones_by_date,
)
from badia_geo.maps.style import MapStyle, styled
from badia_geo.maps.words import Language, date_words, single, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from badia_geo.maps.frame import MapFrame
    from badia_geo.maps.furniture import ScaleBar
    from badia_geo.maps.labels import Obstacle

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
) -> ScaleBar:
    """Draw the scale bar that all panels share under the legend, at the panels' own scale."""
    from badia_geo.maps.furniture import draw_bar, scale_bar_at

    xmin, ymin, xmax, ymax = frame.bounds
    bar = scale_bar_at(frame, (3 * xmin + xmax) / 4, (ymin + ymax) / 2, share=0.5)
    share = panel_width * bar.drawn / frame.width_m
    rtl = language == "ar"
    # the last number stands half beyond the end of the bar
    left = SIDE[0] + SIDE[2] - share - 0.02 if rtl else SIDE[0] + 0.004
    draw_bar(figure, left, top - 0.03, share, 0.007, figure.transFigure)
    unit = word("km", single(language))
    for part in (0, 2, 4) if share > 0.07 else (0, 4):
        text = f"{bar.length * part / 4000:g}" + (f" {unit}" if part == 4 else "")
        figure.text(left + share * part / 4, top - 0.02, text, fontsize=7, ha="center", va="bottom")
    x, align = (SIDE[0] + SIDE[2], "right") if rtl else (SIDE[0], "left")
    figure.text(
        x, top - 0.037, word("one_scale", language).replace("\n", " · "), fontsize=7, ha=align, va="top"
    )
    return bar


@styled
def small_multiples(
    zones: Any,
    dates: Sequence[object],
    *,
    extent: tuple[float, float, float, float] | None = None,
    style: MapStyle | None = None,  # noqa: ARG001  (the decorator draws under it)
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
    style
        Colours, opacity and font of your own.
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
    from badia_geo.maps import furniture, labels
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
    borders: list[Any] = []
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
        water, borders = draw_base(axes, frame, relief=relief, pixels=round(1400 / across))
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
    # what every panel shows counts in full, the front of one of many dates less
    fronts = [labels.Obstacle(tuple(p.front), 1.5 / len(days) ** 0.5) for p in panels]
    fixed = [labels.Obstacle(tuple(water), 1.2), labels.Obstacle(tuple(borders), 0.7)]
    written = _towns(plots, frame, [*fixed, *fronts], width * size[0], language)

    line = spread_words(days, said)
    ground = [g for p in panels for g in p.shown.geometry]
    record = MapRecord(
        title=title or title_words("title_series", frame, said, ground),
        frame=frame,
        at=f"{max(days)}",
        cutoff=None,
        sources=sources or sources_of(everything),
        colours=colours_of(pd.concat([p.shown for p in panels])),
        labels=written,
        language=language,
    )
    held = ", ".join(sorted(record.colours))
    record.alt_text = (
        f"{len(days)} maps of control zones on {', '.join(date_words(d) for d in days)}, held by {held}."
    )
    head(figure, record.title, line, language,
         title_ar=title_words("title_series", frame, "ar", ground),
         line_ar=spread_words(days, "ar"))  # fmt: skip
    if frame.has_base():
        furniture.draw_locator(figure, frame, (SIDE[0], 0.745, SIDE[2], 0.175), language=language)
    accuracy = accuracy_m or accuracy_of(everything)
    end = legend_of(figure, frame, panels, top=0.735, language=language, accuracy=accuracy, width=width)
    record.scale_bar = _common_scale(figure, frame, width, end, language)
    drop_site_entry(figure)
    foot(figure, record, accuracy)
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
    plots: Sequence[Axes], frame: MapFrame, obstacles: Sequence[Obstacle], inches: float, language: Language
) -> list[Any]:
    """Name the same few towns at the same spots of every panel; give the labels of all.

    They are placed once for all: a name that moves between panels reads as a change.
    """
    from badia_geo.maps import labels, placenames

    first = plots[0]
    most = int(np.clip(inches * 4, 5, 24))
    towns = placenames.rank_towns(frame, most=most, spacing=min(0.3, 0.4 / inches))
    before, dots = set(first.texts), len(first.collections)
    written = labels.place_labels(
        first,
        frame,
        towns=towns,
        obstacles=obstacles,
        areas=inches >= SMALL_PANEL,
        size=1.0 if inches >= SMALL_PANEL else 0.8,
        # two lines a town would fill a small panel; its title has both languages
        language="en" if language == "both" and inches < SMALL_PANEL else language,
    )
    new: list[Any] = [t for t in first.texts if t not in before]
    marked: list[Any] = list(first.collections[dots:])
    for axes in plots[1:]:
        for drawn in marked:
            x, y = drawn.get_offsets().T
            axes.scatter(x, y, s=drawn.get_sizes(), color="white", edgecolor=drawn.get_edgecolor(),
                         linewidth=drawn.get_linewidth(), zorder=8)  # fmt: skip
        for text in new:
            copied = labels.copy_text(axes, text, color=text.get_color(), zorder=text.get_zorder())
            copied.set_path_effects(text.get_path_effects())
            copied.set_alpha(text.get_alpha())
            if text in written:
                written.append(copied)
    return written
