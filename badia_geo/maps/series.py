"""Maps of several dates on one sheet: small multiples, and what changed hands between two dates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from badia_geo.errors import DateError, ValueRangeError
from badia_geo.maps.static import (
    A4,
    MAP_PLACE,
    SIDE,
    MapRecord,
    _accuracy,
    _colours,
    _sources,
    _zones_of,
    fully_inside,
)
from badia_geo.maps.words import Language, date_words, word
from badia_geo.zone_table import as_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from badia_geo.maps.frame import MapFrame
    from badia_geo.zone_changes import Comparison

__all__ = [
    "Panel",
    "change_map",
    "draw_base",
    "draw_dated",
    "read_dates",
    "small_multiples",
    "zones_by_date",
]

MOST_PANELS = 20
"""With more, a panel on A4 is narrower than 4 cm and its zones can no longer be told apart."""

SMALL_PANEL = 4.0
"""Width in inches below which a panel's labels are set smaller."""

SIDE_BOTTOM = 0.085
"""Height of the sheet above which the column beside a map ends; the notes stand below."""

PALE = 0.22
"""Opacity of ground that stayed with its holder on a change map."""

MOST_EXCHANGES = (9, 8, 7, 6, 5, 4, 3, 2)
"""Exchanges that the legend of a change map names one by one, as many as there is room for; the smaller ones
are summed."""


@dataclass
class Panel:
    """What is drawn in one panel: its zones, and the lines that labels keep off."""

    shown: gpd.GeoDataFrame
    front: list[NDArray[np.float64]]


def single(language: Language) -> Language:
    """Give the language of the legend and notes: Arabic where all is Arabic, else English."""
    return "ar" if language == "ar" else "en"


def read_dates(dates: Sequence[object] | object, *, least: int = 1) -> list[str]:
    """Read dates as ISO texts, in the order given.

    Parameters
    ----------
    dates
        Dates as texts, datetimes or pandas values; one date counts as a list of one.
    least
        At least so many are needed.

    Raises
    ------
    DateError
        If one cannot be read.
    ValueRangeError
        If there are too few, or one is given twice.

    Examples
    --------
    >>> read_dates(["2017-10-20", pd.Timestamp("2018-01-01")])
    ['2017-10-20', '2018-01-01']
    """
    listed = [dates] if isinstance(dates, str) or not np.iterable(dates) else list(dates)
    days = [f"{as_date(d):%Y-%m-%d}" for d in listed]
    if len(days) < least:
        msg = f"{len(days)} dates are too few; pass at least {least}, e.g. ['2017-10-20', '2018-01-01']"
        raise ValueRangeError(msg)
    twice = [d for i, d in enumerate(days) if d in days[:i]]
    if twice:
        msg = f"the date {twice[0]} is given twice; pass each date once"
        raise ValueRangeError(msg)
    return days


def _timeline(zones: Any) -> Any:
    """Give something with ``.at``: a table of zones with their validity becomes a timeline."""
    if isinstance(zones, gpd.GeoDataFrame):
        from badia_geo.zones import ControlZones

        if "valid_from" not in zones and "valid_to" not in zones:
            msg = (
                "zones without valid_from and valid_to are the same on every date; pass a ControlZones or a "
                "table with those columns"
            )
            raise ValueRangeError(msg)
        return ControlZones(zones)
    if not hasattr(zones, "at"):
        msg = f"zones of several dates are needed, e.g. ControlZones.load(), not {type(zones).__name__}"
        raise ValueRangeError(msg)
    return zones


def zones_by_date(zones: Any, dates: Sequence[str]) -> dict[str, gpd.GeoDataFrame]:
    """Give the zones of each date, in EPSG:4326 and with the columns controller and status.

    Raises
    ------
    CRSError
        If zones have no CRS.
    TimelineError
        If a date lies outside the timeline.
    ValueRangeError
        If the zones have no dates.
    """
    timeline = _timeline(zones)
    out: dict[str, gpd.GeoDataFrame] = {}
    for day in dates:
        dated = _zones_of(timeline, day)
        assert dated is not None  # noqa: S101  (a timeline was passed, so zones came back)
        out[day] = dated
    return out


def plain_figure(size: tuple[float, float]) -> Figure:
    """Make a figure that is drawn when asked, and not after each layer that geopandas plots."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    if size[0] < 6 or size[1] < 4.5:
        msg = f"a sheet of {size[0]} x {size[1]} inches is too small for a map; use at least 6 x 4.5"
        raise ValueRangeError(msg)
    figure = Figure(figsize=size, facecolor="white")
    canvas = FigureCanvasAgg(figure)
    canvas.draw_idle = lambda *_args, **_kwargs: None  # type: ignore[method-assign]
    return figure


def draw_base(axes: Axes, frame: MapFrame, *, relief: bool, pixels: int = 1400) -> list[Any]:
    """Draw all of a map that does not change with the date; give the water lines that labels keep off."""
    from badia_geo.maps import basemap, furniture

    axes.set_aspect("equal")
    basemap.draw_land(axes, frame)
    if relief:
        basemap.draw_relief(axes, frame, pixels=pixels)
    water = basemap.draw_water(axes, frame)
    basemap.draw_borders(axes, frame)
    furniture.draw_graticule(axes, frame)
    axes.set(xlabel="", ylabel="")
    return water


def draw_dated(axes: Axes, frame: MapFrame, dated: gpd.GeoDataFrame) -> Panel:
    """Draw what changes with the date: zones under the relief, fronts over the water."""
    from badia_geo.maps import zone_layers

    shown = zone_layers.draw_zones(axes, frame, dated)
    front = zone_layers.draw_fronts(axes, shown, frame)
    axes.set_xlim(frame.bounds[0], frame.bounds[2])
    axes.set_ylim(frame.bounds[1], frame.bounds[3])
    axes.set(xlabel="", ylabel="")
    return Panel(shown, front)


def head(figure: Figure, title: str, line: str, language: Language, *, title_ar: str, line_ar: str) -> None:
    """Write title and subtitle above the map; in both languages, the Arabic at the right."""
    right = MAP_PLACE[0] + MAP_PLACE[2]
    x, align = (right, "right") if language == "ar" else (MAP_PLACE[0], "left")
    figure.text(x, 0.962, title, fontsize=15, fontweight="bold", ha=align, va="center")
    figure.text(x, 0.935, line, fontsize=9.5, ha=align, va="center", color="#44403a")
    if language == "both":
        figure.text(right, 0.962, title_ar, fontsize=14, fontweight="bold", ha="right", va="center")
        figure.text(right, 0.935, line_ar, fontsize=9.5, ha="right", va="center", color="#44403a")


def foot(figure: Figure, record: MapRecord, accuracy: float | None, *more: str, a_map: bool = True) -> None:
    """Write sources, method, disclaimer and projection under the map."""
    from badia_geo.maps.furniture import wrap

    said = single(record.language)
    known: Any = (
        f"{accuracy / 1000:.0f} {word('km', said)}"
        if accuracy
        else ("an unstated distance", "مسافة غير محددة")
    )
    lines = [word("disclaimer", said, accuracy=known), *more]
    if a_map:
        lines.insert(0, word("data", said, zones=record.sources))
        lines.append(word("projection", said, name=record.frame.name))
    else:
        lines.insert(0, f"{word('sources', said)}: {record.sources}")
    x, align = (SIDE[0] + SIDE[2], "right") if said == "ar" else (MAP_PLACE[0], "left")
    width = round(218 * figure.get_size_inches()[0] / A4[0])
    body = "\n".join(wrap(text, width) for text in lines)
    figure.text(x, 0.072, body, fontsize=6.1, ha=align, va="top", color="#44403a", linespacing=1.35)


def spread_words(days: Sequence[str], language: Language) -> str:
    """Write the first and the last of some dates as a span."""
    first, last = min(days), max(days)
    if first == last:
        return date_words(first, language)
    return word("between", language, a=date_words(first, language), b=date_words(last, language))


def date_ticks(axes: Axes, *, least: int, most: int) -> None:
    """Tick the time axis with whole dates, as figures that both languages read."""
    import matplotlib.dates as mdates

    dates: Any = mdates
    locator = dates.AutoDateLocator(minticks=least, maxticks=most)
    formatter = dates.ConciseDateFormatter(
        locator,
        formats=["%Y", "%Y-%m", "%m-%d", "%H:%M", "%H:%M", "%S"],
        zero_formats=["", "%Y", "%Y-%m", "%m-%d", "%H:%M", "%H:%M"],
        show_offset=False,
    )
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(formatter)


def legend_of(
    figure: Figure, frame: MapFrame, panels: Sequence[Panel], *, top: float, language: Language
) -> float:
    """Draw one legend for all panels: what any of them shows, each entry once."""
    from badia_geo.maps import furniture

    said = single(language)
    shown = [p.shown for p in panels if len(p.shown)]
    together = pd.concat(shown, ignore_index=True) if shown else None
    entries = furniture.legend_entries(together, any(p.front for p in panels), language)
    blocks = [(word("control", said), entries), (word("base", said), furniture.base_entries(frame, language))]
    return furniture.draw_legend(figure, blocks, (SIDE[0], top, SIDE[2]), language=language)


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
    from badia_geo.maps.furniture import nice_length

    xmin, ymin, xmax, ymax = frame.bounds
    length = nice_length(0.5 * frame.width_m)
    x0, y0 = xmin + 0.025 * (xmax - xmin), ymin + 0.045 * (ymax - ymin)
    bar = length
    for _ in range(4):
        bar *= length / frame.geodesic_width_m(y0, x0, x0 + bar)
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
        sources=sources or _sources(everything),
        colours=_colours(pd.concat([p.shown for p in panels])),
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
    foot(figure, record, accuracy_m or _accuracy(everything))
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
            copied = axes.text(
                text.get_position()[0],
                text.get_position()[1],
                text.get_text(),
                fontsize=text.get_fontsize(),
                fontweight=text.get_fontweight(),
                ha=text.get_ha(),
                va=text.get_va(),
                color=text.get_color(),
                linespacing=0.95,
                zorder=text.get_zorder(),
                clip_on=True,
            )
            copied.set_path_effects(text.get_path_effects())
    return written


def _holders(zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give unsettled ground to nobody: the timeline's table names a holder that is not there."""
    empty = zones["status"] == "unsettled"
    return zones.assign(controller=zones["controller"].where(~empty, "none"))


def holder_words(code: object, language: Language) -> str:
    """Name a controller, or say that nobody holds the ground.

    Examples
    --------
    >>> holder_words("none", "en"), holder_words("sdf", "en")
    ('nobody (unsettled)', 'Syrian Democratic Forces')
    """
    from badia_geo.maps.palette import controller
    from badia_geo.zone_changes import NO_ZONE

    if code == "none":
        return word("nobody", language)
    return word("no_zone", language) if code == NO_ZONE else controller(code).words(language)


def number_words(value: float) -> str:
    """Write an area: whole, with thousands parted.

    Examples
    --------
    >>> number_words(12345.6), number_words(3.24), number_words(0.001)
    ('12,346', '3.2', '<0.1')
    """
    if 0 < abs(value) < 0.1:
        return "<0.1"
    return f"{value:,.0f}" if abs(value) >= 10 or value == 0 else f"{value:,.1f}"


def capital(text: str) -> str:
    """Begin a legend row with a capital letter."""
    return text[:1].upper() + text[1:]


def _draw_unchanged(axes: Axes, frame: MapFrame, zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    from badia_geo.maps.palette import controller

    shown = frame.project(zones)
    for code, part in shown[shown["controller"] != "none"].groupby("controller"):
        part.plot(ax=axes, facecolor=controller(code).colour, edgecolor="none", alpha=PALE, zorder=2)
    return shown


def _draw_changes(axes: Axes, frame: MapFrame, changes: gpd.GeoDataFrame) -> None:
    """Fill what changed hands with the gainer's colour and stripe it with the loser's."""
    pieces = frame.project(changes[changes["kind"] != "source"])
    for row in pieces.sort_values("area_km2", ascending=False).to_dict("records"):
        piece = gpd.GeoSeries([row["geometry"]], crs=frame.crs)
        style = _swatch(row["kind"], row["lost_by"], row["gained_by"])
        piece.plot(ax=axes, facecolor=style["facecolor"], edgecolor="none", zorder=2.3)
        if style["hatch"]:
            piece.plot(ax=axes, facecolor="none", edgecolor=style["edgecolor"], hatch=style["hatch"],
                       linewidth=0, zorder=2.4)  # fmt: skip
        if row["kind"] == "control":
            piece.boundary.plot(ax=axes, color="#1d1b1a", linewidth=0.7, zorder=5.05)


def _swatch(kind: str, lost_by: str, gained_by: str) -> dict[str, Any]:
    """Give fill and stripes of a change, the same for the map and its legend."""
    from matplotlib.colors import to_rgba

    from badia_geo.maps.palette import controller, darker
    from badia_geo.zone_changes import NO_ZONE

    nobody = ("none", NO_ZONE)
    if kind == "status":
        colour = controller(gained_by).colour
        return {"facecolor": to_rgba(colour, PALE), "edgecolor": darker(colour, 0.2), "hatch": "||"}
    fill = to_rgba("#ffffff", 0.55) if gained_by in nobody else to_rgba(controller(gained_by).colour, 0.85)
    if lost_by in nobody:
        return {"facecolor": fill, "edgecolor": "#5a544b", "hatch": ""}
    return {"facecolor": fill, "edgecolor": darker(controller(lost_by).colour, 0.1), "hatch": "////"}


def _change_legend(
    comparison: Comparison, shown: gpd.GeoDataFrame, days: tuple[str, str], language: Language, most: int
) -> list[tuple[str, list[tuple[Any, str]]]]:
    from matplotlib.colors import to_rgba
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    from badia_geo.maps.palette import controller

    said = single(language)
    changes = comparison.changes
    rows: list[tuple[Any, str]] = []
    ground = changes[changes["kind"] == "control"]
    pairs = ground.groupby(["gained_by", "lost_by"])["area_km2"].sum().sort_values(ascending=False)
    exchanged: Any = pairs.iloc[:most].items()
    for (gained, lost), area in exchanged:
        names = {"a": holder_words(gained, said), "b": holder_words(lost, said)}
        patch = Patch(**_swatch("control", lost, gained), lw=0)
        rows.append((patch, capital(word("from_to", said, **names, n=number_words(area)))))
    rest = pairs.iloc[most:]
    if len(rest):
        blank = Patch(facecolor="none", edgecolor="none")
        rows.append((blank, word("further", said, n=len(rest), area=number_words(rest.sum()))))
    if ground.empty:
        rows.append((Patch(facecolor="none", edgecolor="none"), word("no_change", said)))
    status = changes[changes["kind"] == "status"].assign(
        status_before=lambda f: f["status_before"].fillna("control"),
        status_after=lambda f: f["status_after"].fillna("control"),
    )
    ways = status.groupby(["gained_by", "status_before", "status_after"])["area_km2"].sum()
    largest: Any = ways.sort_values(ascending=False).iloc[: max(1, most // 3)].items()
    for (holder, was, now), area in largest:
        patch = Patch(**_swatch("status", holder, holder), lw=0)
        values = {"a": holder_words(holder, said), "b": _status(was, said), "c": _status(now, said)}
        rows.append((patch, word("status_change", said, **values, n=number_words(area))))
    fronts: list[tuple[Any, str]] = []
    for day, style in zip(days, (FRONT_BEFORE, FRONT_AFTER), strict=True):
        fronts.append((Line2D([], [], **style), word("front_on", said, date=date_words(day, said))))
    kept = shown[shown["controller"] != "none"].assign(size=lambda f: f.area)
    pale: list[tuple[Any, str]] = []
    for code in kept.groupby("controller")["size"].sum().sort_values(ascending=False).index:
        fill = to_rgba(controller(code).colour, PALE)
        pale.append((Patch(facecolor=fill, edgecolor="#bdb6a8", lw=0.5), holder_words(code, said)))
    return [(word("change", said), rows + fronts), (word("unchanged", said), pale)]


# violet is no controller's, and the dashes part the earlier front from the later one in grey too
FRONT_BEFORE: dict[str, Any] = {"color": "#7b1fa2", "linewidth": 1.1, "linestyle": (0, (2, 1.6))}
FRONT_AFTER: dict[str, Any] = {"color": "#1d1b1a", "linewidth": 1.2}


def _change_side(
    figure: Figure,
    frame: MapFrame,
    comparison: Comparison,
    shown: gpd.GeoDataFrame,
    days: tuple[str, str],
    language: Language,
) -> None:
    """Draw legend and balance beside the map, with as many exchanges named as leave room for the balance."""
    from badia_geo.maps import furniture

    base = (word("base", single(language)), furniture.base_entries(frame, language))
    need = _balance_line(figure) * (len(comparison.table) + 1.25)
    for most in MOST_EXCHANGES:
        before = list(figure.axes)
        blocks = [*_change_legend(comparison, shown, days, language, most), base]
        end = furniture.draw_legend(figure, blocks, (SIDE[0], 0.78, SIDE[2]), language=language)
        if end - need > SIDE_BOTTOM or most == MOST_EXCHANGES[-1]:
            break
        for axes in [a for a in figure.axes if a not in before]:
            axes.remove()
    _balance(figure, comparison.table, end - 0.004, language)


def _balance_line(figure: Figure) -> float:
    return float(0.0165 * A4[1] / figure.get_size_inches()[1])


def _status(value: str, language: Language) -> str:
    from badia_geo.maps.words import WORDS

    key = f"status_{value}"
    return word(key, language) if key in WORDS else value


def _balance(figure: Figure, table: pd.DataFrame, top: float, language: Language) -> None:
    """Write who gained and lost how much, in columns."""
    if table.empty:
        return
    said = single(language)
    rtl = said == "ar"
    # every controller is listed: the lines close up before one is left out
    line = min(_balance_line(figure), max(0.006, (top - SIDE_BOTTOM) / (len(table) + 1.25)))
    name, align = (SIDE[0] + SIDE[2], "right") if rtl else (SIDE[0], "left")
    ends = [0.115, 0.058, 0.0] if rtl else [SIDE[2] - 0.1, SIDE[2] - 0.052, SIDE[2]]
    columns = [SIDE[0] + e + (0.045 if rtl else 0) for e in ends]
    figure.text(name, top, word("balance", said), fontsize=8, fontweight="bold", ha=align, va="top")
    for x, key in zip(columns, ("gained", "lost", "net"), strict=True):
        figure.text(x, top, word(key, said), fontsize=7, ha="right", va="top", color="#44403a")
    longest = 22 if rtl else 27
    for number, (code, row) in enumerate(table.iterrows()):
        y = top - line * (number + 1.25)
        text = capital(holder_words(code, said))
        text = text if len(text) <= longest else text[: longest - 1].rsplit(" ", 1)[0].rstrip("-") + "…"
        figure.text(name, y, text, fontsize=7, ha=align, va="top")
        values = (row["gained_km2"], row["lost_km2"], row["net_km2"])
        for x, value, sign in zip(columns, values, ("", "", "+"), strict=True):
            written = number_words(value).replace("-", "\u2212")
            written = f"+{written}" if sign and value > 0 else written
            figure.text(x, y, written, fontsize=7, ha="right", va="top",
                        fontweight="bold" if sign else "normal")  # fmt: skip


def change_map(
    zones: Any,
    before: object,
    after: object,
    *,
    extent: tuple[float, float, float, float] | None = None,
    title: str | None = None,
    language: Language = "en",
    projection: Literal["conformal", "equal-area"] = "equal-area",
    size: tuple[float, float] = A4,
    sources: str | None = None,
    accuracy_m: float | None = None,
    relief: bool = True,
) -> Figure:
    """Draw which ground changed hands between two dates, from whom to whom, and how much.

    Parameters
    ----------
    zones
        A `ControlZones`, anything else with ``.at(date)``, or zones with ``valid_from`` and ``valid_to``.
    before, after
        The two dates, the earlier first.
    extent
        West, south, east, north in degrees; by default what holds the changes (the areas in the legend
        count them all, also those outside a smaller extent).
    title
        Title of the sheet.
    language
        ``en``, ``ar`` or ``both``.
    projection
        ``equal-area`` (Albers), so that a square centimetre is the same ground everywhere, or
        ``conformal``.
    size
        Sheet in inches; A4 landscape by default.
    sources
        Words for where the zones come from; by default their column ``source``.
    accuracy_m
        Strips narrower than this are no change; by default the zones' own column ``accuracy_m``.
    relief
        Whether to shade the relief.

    Returns
    -------
    Figure
        Carries a `MapRecord`, so that `save_map` and `check` take it.

    Raises
    ------
    CRSError
        If zones have no CRS.
    DateError
        If a date cannot be read or the later one comes first.
    TimelineError
        If a date lies outside the timeline.
    ValueRangeError
        If the dates are the same, or the zones have no dates.
    """
    from badia_geo.maps import basemap, furniture, labels, zone_layers
    from badia_geo.maps.frame import fit_extent
    from badia_geo.zone_changes import compare_zones

    word("legend", language)
    first, last = read_dates([before, after])
    if last < first:
        msg = f"the change runs backwards: {first} to {last}; swap the dates"
        raise DateError(msg)
    figure = plain_figure(size)
    dated = zones_by_date(zones, [first, last])
    old, new = (_holders(dated[day]) for day in (first, last))
    comparison = compare_zones(old, new, accuracy_m=accuracy_m)
    ground = comparison.changes[comparison.changes["kind"] == "control"]
    everything = pd.concat([dated[first], dated[last]], ignore_index=True)
    interest: Any = extent or list((ground if len(ground) else everything).geometry)
    aspect = MAP_PLACE[2] * size[0] / (MAP_PLACE[3] * size[1])
    frame = fit_extent(interest, aspect=aspect, projection=projection, pad=0.08)

    said = single(language)
    axes = figure.add_axes(MAP_PLACE)
    water = draw_base(axes, frame, relief=relief)
    shown = _draw_unchanged(axes, frame, new)
    _draw_changes(axes, frame, comparison.changes)
    earlier = gpd.GeoSeries(zone_layers.fronts(frame.project(old)), crs=frame.crs)
    if len(earlier):
        earlier.plot(ax=axes, color="white", linewidth=2.2, alpha=0.7, zorder=5.21)
        earlier.plot(ax=axes, **FRONT_BEFORE, zorder=5.25)
    front = zone_layers.draw_fronts(axes, shown, frame)
    scale = furniture.draw_scale_bar(axes, frame, language=language)
    furniture.draw_north_arrow(axes, frame)
    bar = furniture.scale_bar_box(frame, scale[1])
    axes.apply_aspect()
    unnamed = set(axes.texts)
    basemap.area_names(axes, frame, language)
    basemap.river_name(axes, frame, language)
    names = fully_inside([t for t in axes.texts if t not in unnamed], axes, bar)
    axes.set_xlim(frame.bounds[0], frame.bounds[2])
    axes.set_ylim(frame.bounds[1], frame.bounds[3])
    axes.set(xlabel="", ylabel="")
    axes.apply_aspect()
    written = labels.place_labels(
        axes,
        frame,
        towns=basemap.rank_towns(frame),
        callouts=[],
        lines=[*water, *front],
        fixed=names,
        blocked=[bar],
        language=language,
    )
    record = MapRecord(
        title=title or word("title_change", said),
        frame=frame,
        at=last,
        cutoff=None,
        sources=sources or _sources(everything),
        scale_bar=scale,
        colours=_colours(shown[shown["controller"] != "none"]),
        labels=written,
        language=language,
    )
    record.alt_text = _change_alt(comparison, first, last)
    days = (first, last)
    head(figure, record.title, spread_words(days, said), language,
         title_ar=word("title_change", "ar"), line_ar=spread_words(days, "ar"))  # fmt: skip
    furniture.draw_locator(figure, frame, (SIDE[0], 0.79, SIDE[2], 0.13))
    _change_side(figure, frame, comparison, shown, days, language)
    foot(figure, record, accuracy_m or _accuracy(everything), *_method(comparison, frame, said))
    figure.badia_geo_record = record  # type: ignore[attr-defined]
    return figure


def _method(comparison: Comparison, frame: MapFrame, language: Language) -> list[str]:
    small = comparison.suppressed
    area = number_words(float(small["area_km2"].sum()))
    lines = [word("left_out", language, n=int(small["pieces"].sum()), area=area)]
    other = comparison.changes.query("kind == 'source'")["area_km2"].sum()
    if other:
        lines.append(word("other_source", language, area=number_words(float(other))))
    ground = comparison.changes[comparison.changes["kind"] == "control"].to_crs(frame.crs)
    if not ground.geometry.within(frame.box).all():
        lines[0] += " " + word("beyond_map", language)
    return lines


def _change_alt(comparison: Comparison, first: str, last: str) -> str:
    parts = [
        f"{holder_words(code, 'en')} {'gained' if row['net_km2'] > 0 else 'lost'} "
        f"{number_words(abs(row['net_km2']))} square kilometres net"
        for code, row in comparison.table.iterrows()
        if row["net_km2"]
    ]
    said = "; ".join(parts) if parts else "no ground changed hands"
    return f"Map of what changed between {date_words(first)} and {date_words(last)}: {said}."
