"""Density map: how many events there were where, drawn from footprints and not from bare points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from badia_geo.errors import CRSError, ValueRangeError
from badia_geo.maps.event_symbols import has_point
from badia_geo.maps.panel import head
from badia_geo.maps.record import (
    A4,
    MAP_PLACE,
    SIDE,
    MapRecord,
    accuracy_of,
    colours_of,
    event_sources_of,
    sources_of,
    zones_of,
)
from badia_geo.maps.style import MapStyle, styled
from badia_geo.maps.words import Language, date_words, single, word
from badia_geo.zone_table import as_date

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from badia_geo.maps.frame import MapFrame
    from badia_geo.rasters import Raster
    from badia_geo.zones import ControlZones

__all__ = ["density_map"]

CLASSES = 6
"""More steps of one colour can no longer be told apart over a relief (Brewer 1994 gives up to seven)."""

COLOURS = ("#f6d7a7", "#eeb479", "#e08a55", "#c75f3c", "#9e3328", "#631719")
"""Light to dark, so that grey prints and colour-blind readers keep the order."""

KERNEL_SHARE = 0.018
"""Standard deviation of the kernel as a share of the window's width where none is asked for: 10 km on a map
of 550 km."""


@styled
def density_map(
    events: gpd.GeoDataFrame,
    zones: ControlZones | gpd.GeoDataFrame | None = None,
    *,
    at: str | None = None,
    kernel_km: float | None = None,
    weight: str | None = None,
    extent: tuple[float, float, float, float] | None = None,
    style: MapStyle | None = None,  # noqa: ARG001  (the decorator draws under it)
    title: str | None = None,
    subtitle: str | None = None,
    language: Language = "en",
    size: tuple[float, float] = A4,
    cutoff: str | None = None,
    sources: str | None = None,
    relief: bool = True,
) -> Figure:
    """Draw the density of events in classes, each event spread over where it may have happened.

    Parameters
    ----------
    events
        Events with a CRS, as `event_density` takes them.
    zones
        Zones whose outlines and fronts are drawn over the density; a timeline needs ``at``.
    at
        Date of the zones, ISO.
    kernel_km
        Standard deviation of the kernel; by default a length that suits the window.
    weight
        Column to add up instead of counting events.
    extent
        West, south, east, north in degrees; by default what holds the events.
    style
        Colours and font of your own.
    title, subtitle
        By default said from what is drawn.
    language
        ``en``, ``ar`` or ``both``.
    size
        Sheet in inches; A4 landscape by default.
    cutoff
        Date of the newest report used, ISO.
    sources
        Words for where the events come from.
    relief
        Whether to shade the relief.

    Returns
    -------
    Figure
        In an equal-area projection; carries a `MapRecord`, so that `save_map` and `check` take it.

    Raises
    ------
    ColumnError
        If there is no column to weigh by.
    CRSError
        If events or zones have no CRS.
    ValueRangeError
        If no event has a location, or the window holds nothing of what is counted.
    """
    from badia_geo.maps import event_list, furniture, legends, sheets, zone_layers
    from badia_geo.maps.frame import fit_extent
    from badia_geo.rasters import event_density

    word("legend", language)
    at, cutoff = (None if d is None else f"{as_date(d):%Y-%m-%d}" for d in (at, cutoff))
    if events.crs is None:
        msg = "the events have no coordinate reference system; set it, e.g. events.set_crs(4326)"
        raise CRSError(msg)
    placed = events.to_crs(4326)
    located = placed[has_point(placed)]
    if located.empty:
        msg = f"none of the {len(events)} events has a location; geocode the table first"
        raise ValueRangeError(msg)
    dated = zones_of(zones, at)
    figure = sheets.plain_figure(size)
    aspect = MAP_PLACE[2] * size[0] / (MAP_PLACE[3] * size[1])
    frame = fit_extent(extent or list(located.geometry), aspect=aspect, projection="equal-area")
    kernel = kernel_km or max(0.5, round(KERNEL_SHARE * frame.width_m / 1000, 1))
    density = event_density(placed, kernel_km=kernel, extent=frame.lonlat_bounds(), weight=weight)
    if not density.values.max() > 0:
        what = "events" if weight is None else f"column {weight!r}, which is empty or nought there"
        msg = f"there is no density to draw: the map's window holds nothing of the {what}"
        raise ValueRangeError(msg)

    axes = figure.add_axes(MAP_PLACE)
    water, borders = sheets.draw_base(axes, frame, relief=relief)
    levels = _draw_density(axes, frame, density)
    fronts: list[Any] = []
    shown = None
    if dated is not None:
        shown = zone_layers.outline_zones(axes, frame, dated)
        fronts = zone_layers.draw_fronts(axes, shown, frame)
    furniture.draw_north_arrow(axes, frame)
    said = single(language)
    ground = list(shown.geometry) if shown is not None else []
    named = [sources or event_sources_of(placed), sources_of(dated) if dated is not None else ""]
    record = MapRecord(
        title=title or sheets.title_words("title_density", frame, said, ground),
        frame=frame,
        at=at,
        cutoff=cutoff,
        sources="; ".join(n for n in named if n) or "no source stated",
        events_from=named[0],
        zones_from=named[1],
        colours=colours_of(shown),
        language=language,
        events_drawn=len(located),
        events_left_out=len(events) - len(located),
    )
    record.alt_text = (
        f"Map of the density of {len(located)} reported events, at most {density.values.max() * 100:.3g} "
        f"per 100 square kilometres" + (f", and control zones of {date_words(at)}" if at else "") + "."
    )
    lines = {one: _line(subtitle if one == said else None, len(located), cutoff, at, one)
             for one in (said, "ar")}  # fmt: skip
    head(figure, record.title, lines[said], language,
         title_ar=sheets.title_words("title_density", frame, "ar", ground), line_ar=lines["ar"])  # fmt: skip
    accuracy = accuracy_of(dated)
    blocks = [
        (word("density", language), _density_entries(levels, weight, language)),
        (word("edges", language), legends.outline_entries(shown, bool(fronts), language)),
        (word("base", language), legends.base_entries(frame, language)),
    ]
    if frame.has_base():
        furniture.draw_locator(figure, frame, (SIDE[0], 0.745, SIDE[2], 0.175), language=language)
    end = legends.draw_legend(figure, blocks, (SIDE[0], 0.732, SIDE[2]), language=language)
    record.scale_bar, record.labels = sheets.finish(
        axes, frame, water=water, borders=borders, fronts=fronts, zones=ground, language=language
    )
    sheets.drop_site_entry(figure)
    if record.events_left_out:
        event_list.draw_left_out(figure, record, end)
    sheets.foot(
        figure,
        record,
        accuracy,
        word("kernel", said, km=f"{kernel:g}"),
        word("method", said),
        zones=dated is not None,
    )
    figure.badia_geo_record = record  # type: ignore[attr-defined]  # the figure carries its record
    return figure


def _line(subtitle: str | None, located: int, cutoff: str | None, at: str | None, language: Language) -> str:
    """Say how many events are counted, up to when, and of which day the zones are."""
    parts = [
        subtitle,
        word("events_counted", language, n=f"{located:,}"),
        word("cutoff", language, date=date_words(cutoff, language)) if cutoff else "",
        word("as_of", language, date=date_words(at, language)) if at else "",
    ]
    return " · ".join(part for part in parts if part)


def _levels(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the lower bounds of the classes per 100 km2: round, each about twice the one below."""
    most = float(np.nanmax(values))
    steps = np.array([m * 10.0**e for e in range(-6, 7) for m in (1, 2, 5)])
    # the highest class starts at about two thirds of the highest value
    top = int(np.searchsorted(steps, 0.7 * most, side="right")) - 1
    return steps[max(top - CLASSES + 1, 0) : top + 1]


def _draw_density(axes: Axes, frame: MapFrame, density: Raster) -> NDArray[np.float64]:
    """Fill the classes of a density; give their lower bounds in events per 100 square kilometres."""
    from pyproj import Transformer

    values = density.values.astype(float) * 100
    rows, columns = values.shape
    grid: Any = density.transform  # its type knows single points alone, but it takes arrays
    xs, _ = grid * (np.arange(columns) + 0.5, np.zeros(columns))
    _, ys = grid * (np.zeros(rows), np.arange(rows) + 0.5)
    gx, gy = np.meshgrid(xs, ys)
    fx, fy = Transformer.from_crs(density.crs, frame.crs, always_xy=True).transform(gx, gy)
    levels = _levels(values)
    top = max(float(values.max()), levels[-1]) * 1.001
    style: dict[str, Any] = {"colors": list(COLOURS[CLASSES - len(levels) :]), "alpha": 0.78, "zorder": 2.5}
    axes.contourf(fx, fy, values, [*levels, top], **style)
    return levels


def _density_entries(
    levels: NDArray[np.float64], weight: str | None, language: Language
) -> list[tuple[Any, str]]:
    from matplotlib.patches import Patch

    colours = COLOURS[CLASSES - len(levels) :]
    unit = ("", "") if weight is None else (f" ({weight})", f" ({weight})")
    entries: list[tuple[Any, str]] = []
    for i in reversed(range(len(levels))):
        last = i == len(levels) - 1
        key = "density_over" if last else "density_class"
        values = {"a": f"{levels[i]:g}", "b": "" if last else f"{levels[i + 1]:g}", "unit": unit}
        entries.append(
            (Patch(facecolor=colours[i], edgecolor="none", alpha=0.85), word(key, language, **values))
        )
    return entries
