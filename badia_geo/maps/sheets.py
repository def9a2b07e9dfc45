"""The sheet that maps and charts of several dates share: dates read, zones drawn, title, notes and legend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from badia_geo.errors import ValueRangeError
from badia_geo.maps.panel import head
from badia_geo.maps.record import MAP_PLACE, SIDE, MapRecord, zones_of
from badia_geo.maps.words import Language, date_words, single, word
from badia_geo.zone_table import as_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from badia_geo.maps.event_symbols import Callout
    from badia_geo.maps.frame import MapFrame
    from badia_geo.maps.furniture import ScaleBar

__all__ = [
    "Panel",
    "capital",
    "date_ticks",
    "draw_base",
    "draw_dated",
    "drop_site_entry",
    "finish",
    "foot",
    "head",
    "holder_words",
    "legend_of",
    "number_words",
    "plain_figure",
    "read_dates",
    "single",
    "spread_words",
    "title_words",
    "zones_by_date",
]


LEGEND_BOTTOM = 0.13
"""Height of the sheet above which the legend of several dates ends, with the scale bar under it."""


@dataclass
class Panel:
    """What is drawn in one panel: its zones, and the lines that labels keep off."""

    shown: gpd.GeoDataFrame
    front: list[Any]


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
        dated = zones_of(timeline, day)
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
    # geopandas asks for a redraw after every layer: 40 of them cost three times the map itself
    canvas.draw_idle = lambda *_args, **_kwargs: None  # type: ignore[method-assign]
    return figure


def draw_base(
    axes: Axes, frame: MapFrame, *, relief: bool, pixels: int = 1400, ticks: bool = True
) -> tuple[list[Any], list[Any]]:
    """Draw what does not change with the date; give rivers and borders, which labels keep off."""
    from badia_geo.maps import basemap, furniture

    axes.set_aspect("equal")
    if ticks:
        furniture.draw_graticule(axes, frame)
    else:
        axes.set(xticks=[], yticks=[])
    axes.set_xlim(frame.bounds[0], frame.bounds[2])
    axes.set_ylim(frame.bounds[1], frame.bounds[3])
    axes.set_autoscale_on(False)
    basemap.draw_land(axes, frame)
    if relief:
        basemap.draw_relief(axes, frame, pixels=pixels)
    water = basemap.draw_water(axes, frame)
    borders = basemap.draw_borders(axes, frame)
    axes.apply_aspect()
    return water, borders


def draw_dated(axes: Axes, frame: MapFrame, dated: gpd.GeoDataFrame) -> Panel:
    """Draw what changes with the date: zones under the relief, fronts over the water."""
    from badia_geo.maps import zone_layers

    shown = zone_layers.draw_zones(axes, frame, dated)
    return Panel(shown, zone_layers.draw_fronts(axes, shown, frame))


def finish(
    axes: Axes,
    frame: MapFrame,
    *,
    water: Sequence[Any],
    borders: Sequence[Any],
    fronts: Sequence[Any],
    zones: Sequence[Any] = (),
    marks: Sequence[Callout] = (),
    places: gpd.GeoDataFrame | None = None,
    language: Language = "en",
    boxes: Sequence[tuple[float, float, float, float]] = (),
    share: float = 0.2,
    most: int = 60,
) -> tuple[ScaleBar, list[Any]]:
    """Draw the scale bar in its quietest corner and then every label; give both."""
    from badia_geo.maps import furniture, labels, placenames

    towns = placenames.rank_towns(frame, always=places, most=most)
    points = [(m.x, m.y) for m in marks] + list(zip(towns["x"], towns["y"], strict=True))[:20]
    bar = furniture.quiet_corner(frame, points=points, areas=zones, share=share)
    furniture.draw_scale_bar(axes, frame, bar, language=language)
    obstacles = [
        labels.Obstacle(tuple(fronts), 1.5), labels.Obstacle(tuple(water), 1.2),
        labels.Obstacle(tuple(borders), 0.7),
        labels.Obstacle(tuple(shapely.box(*b) for b in boxes), 1.0),
    ]  # fmt: skip
    written = labels.place_labels(
        axes,
        frame,
        towns=towns,
        callouts=marks,
        obstacles=obstacles,
        blocked=[bar.box(frame)],
        language=language,
    )
    return bar, written


def drop_site_entry(figure: Figure) -> None:
    """Take bases and fields off the legend where no map of the sheet marks one."""
    from badia_geo.maps import panel

    if not any(c.get_gid() == "towns-site" for axes in figure.axes for c in axes.collections):
        panel.drop_entry(figure, "site")


def foot(
    figure: Figure,
    record: MapRecord,
    accuracy: float | None,
    *more: str,
    a_map: bool = True,
    zones: bool = True,
) -> None:
    """Write sources, method, disclaimer and projection under a sheet of several dates."""
    from badia_geo.maps import panel

    said = single(record.language)
    lines = [panel.disclaimer(accuracy, said, zones=zones), *more]
    if a_map:
        lines.insert(0, panel.source_words(record, said))
        lines.append(word("projection", said, name=(record.frame.name, record.frame.name_ar)))
    else:
        lines.insert(0, f"{word('sources', said)}: {record.sources}")
    also = [panel.disclaimer(accuracy, "ar", zones=zones)] if record.language == "both" else []
    panel.draw_foot(figure, lines, said, also=also)


def title_words(key: str, frame: MapFrame, language: Language, zones: Sequence[Any] = ()) -> str:
    """Say what a sheet shows and where: a detached image still tells its country."""
    from badia_geo.maps.basemap import countries_shown

    text = word(key, language)
    names = [pair[language == "ar"] for pair in countries_shown(frame, zones)]
    if not names:
        return capital(text)
    return word(
        "in_country", language, country=(" و" if language == "ar" else " and ").join(names), title=text
    )


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
    figure: Figure,
    frame: MapFrame,
    panels: Sequence[Panel],
    *,
    top: float,
    language: Language,
    accuracy: float | None = None,
    width: float = MAP_PLACE[2],
) -> float:
    """Draw one legend for all panels: what any of them shows, each entry once.

    ``width`` is a panel's share of the sheet, at whose scale the key to the accuracy is drawn.
    """
    from badia_geo.maps import legends, zone_layers

    shown = [p.shown for p in panels if len(p.shown)]
    together = pd.concat(shown, ignore_index=True) if shown else None
    scale = 72 * width * float(figure.get_size_inches()[0]) / frame.width_m
    front = any(p.front for p in panels)
    blank = any(zone_layers.leaves_blank(frame, s) for s in shown)
    blocks = [
        (word("control", language), legends.zone_entries(together, front, language, blank=blank)),
        (word("sureness", language), legends.sureness_entries(None, [], accuracy, scale, language)),
        (word("base", language), legends.base_entries(frame, language)),
    ]
    for tight, size in legends.SETTINGS:
        before = list(figure.axes)
        end = legends.draw_legend(
            figure, blocks, (SIDE[0], top, SIDE[2]), language=language, tight=tight, size=size
        )
        if end > LEGEND_BOTTOM or (tight, size) == legends.SETTINGS[-1]:
            break
        for axes in [a for a in figure.axes if a not in before]:
            axes.remove()
    return end


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
    """Begin each line of a legend row with a capital letter."""
    return "\n".join(line[:1].upper() + line[1:] for line in text.split("\n"))
