"""Orders: what the command line asks to be drawn, told by the ending of the file to write."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from badia_geo.errors import DateError, OutputError, ValueRangeError
from badia_geo.zone_table import as_date

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure

    from badia_geo.maps.words import Language

__all__ = ["FILMS", "PICTURES", "Order", "dates_of", "draw_zones", "is_drawn"]

PICTURES = (".png", ".svg", ".pdf")
FILMS = (".gif", ".mp4")

SPAN = re.compile(r"(?P<first>.+?)\.\.(?P<last>[^/]+)(?:/(?P<count>\d+))?")

DEFAULT_COUNT = {".png": 6, ".svg": 6, ".pdf": 6, ".gif": 24, ".mp4": 48}
"""Dates of a span where their number is not said: panels that stay legible, frames that run smoothly."""


@dataclass(frozen=True)
class Order:
    """What to draw of a timeline.

    Parameters
    ----------
    at
        One date, ISO.
    compare
        Two dates.
    dates
        Several.
    chart
        Draw areas over time.
    extent
        West, south, east, north in degrees.
    language
        ``en``, ``ar`` or ``both``.
    title
        Title of the sheet.
    equal_area
        Draw in an equal-area projection.
    progress
        Show a progress bar.
    """

    at: str | None = None
    compare: tuple[str, str] | None = None
    dates: str | None = None
    chart: bool = False
    extent: tuple[float, float, float, float] | None = None
    language: Language = "en"
    title: str | None = None
    equal_area: bool = False
    progress: bool = False


def is_drawn(path: Path) -> bool:
    """Say whether a file is a picture or a film by its ending, and no table.

    Examples
    --------
    >>> from pathlib import Path
    >>> is_drawn(Path("zones.png")), is_drawn(Path("zones.gpkg"))
    (True, False)
    """
    return path.suffix.lower() in PICTURES + FILMS


def dates_of(text: str, *, ending: str = ".png") -> list[str]:
    """Read dates apart by commas, or a span with the number of dates in it.

    Parameters
    ----------
    text
        ``2014-07-15,2016-09-01`` or ``2014-07-15..2020-08-21/6``.
    ending
        Of the file to write: how many dates a span has where it does not say.

    Raises
    ------
    DateError
        If a date cannot be read, or a span runs backwards.
    ValueRangeError
        If a span has fewer than two dates, or more than days.

    Examples
    --------
    >>> dates_of("2020-01-01..2020-01-31/3")
    ['2020-01-01', '2020-01-16', '2020-01-31']
    """
    span = SPAN.fullmatch(text.strip())
    if span is None:
        return [f"{as_date(part.strip()):%Y-%m-%d}" for part in text.split(",") if part.strip()]
    first, last = (as_date(span[k].strip()) for k in ("first", "last"))
    if last <= first:
        msg = f"the span {text} runs backwards or is one day; write the earlier date first"
        raise DateError(msg)
    count = int(span["count"] or DEFAULT_COUNT.get(ending, 24))
    if not 2 <= count <= (last - first).days + 1:
        msg = f"{count} dates do not fit into {text}; use 2 to {(last - first).days + 1}"
        raise ValueRangeError(msg)
    return [f"{d:%Y-%m-%d}" for d in pd.date_range(first, last, periods=count).round("D")]


def draw_zones(zones: Any, order: Order, target: Path) -> str:
    """Draw zones into a picture or a film; say what was drawn.

    Parameters
    ----------
    zones
        A timeline, or the zones of one date.
    order
        What of it.
    target
        Its ending, .png, .svg, .pdf, .gif or .mp4, says the format.

    Raises
    ------
    DateError
        If the order names no date and needs one.
    OutputError
        If the file cannot be written, or a film is asked for of one date.
    """
    ending = target.suffix.lower()
    if ending in FILMS:
        return _film(zones, order, target)
    from badia_geo.maps import check, save_map

    figure, what = _figure(zones, order)
    save_map(figure, target)
    found = check(figure)
    problems = "; ".join(found.loc[found["severity"] == "error", "problem"])
    return f"{what}; check found: {problems}" if problems else what


def _film(zones: Any, order: Order, target: Path) -> str:
    from badia_geo.maps.animation import animate

    if order.dates is None or order.chart:
        msg = f"{target}: a film needs several dates: --dates 2014-07-15..2020-08-21/24"
        raise OutputError(msg)
    days = dates_of(order.dates, ending=target.suffix.lower())
    projection: Any = "equal-area" if order.equal_area else "conformal"
    animate(
        zones,
        days,
        target,
        extent=order.extent,
        language=order.language,
        title=order.title,
        projection=projection,
        progress=order.progress,
    )
    return f"film of {len(days)} dates"


def _figure(zones: Any, order: Order) -> tuple[Figure, str]:
    from badia_geo.maps import change_map, plot_control_map, small_multiples, timeline_chart

    common: dict[str, Any] = {"language": order.language, "title": order.title}
    placed = {**common, "extent": order.extent}
    projection: Any = "equal-area" if order.equal_area else "conformal"
    days = dates_of(order.dates) if order.dates else None
    if order.chart:
        return timeline_chart(zones, days, progress=order.progress, **common), "chart of areas over time"
    if order.compare is not None:
        return change_map(zones, *order.compare, **placed), "change map"
    if days is not None:
        return small_multiples(zones, days, projection=projection, **placed), f"{len(days)} maps"
    # the zones of one date are a frame, whose ``at`` of pandas is something else
    if order.at is None and not isinstance(zones, gpd.GeoDataFrame):
        msg = "a map of zones needs a date: --at 2020-08-21, --compare with two, or --dates with several"
        raise DateError(msg)
    return plot_control_map(zones, at=order.at, projection=projection, **placed), "control map"
