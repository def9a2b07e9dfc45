"""Charts of control: the area that each controller held, over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from badia_geo.errors import ColumnError, CRSError, ValueRangeError
from badia_geo.maps.panel import head
from badia_geo.maps.record import MAP_PLACE, SIDE, MapRecord
from badia_geo.maps.sheets import (
    capital,
    date_ticks,
    foot,
    holder_words,
    number_words,
    plain_figure,
    read_dates,
    spread_words,
    zones_by_date,
)
from badia_geo.maps.style import MapStyle, styled
from badia_geo.maps.words import Language, single, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

__all__ = ["timeline_chart"]

MOST_DAYS = 60
"""Days measured where none are given: the packaged timeline takes a second or two to draw each."""

CHART_PLACE = (0.06, 0.135, 0.64, 0.76)

SYRIA = (35.5, 32.0, 42.5, 37.5)


@styled
def timeline_chart(
    zones: Any,
    dates: Sequence[object] | None = None,
    *,
    within: BaseGeometry | gpd.GeoSeries | gpd.GeoDataFrame | None = None,
    shares: bool = False,
    style: MapStyle | None = None,  # noqa: ARG001  (the decorator draws under it)
    title: str | None = None,
    language: Language = "en",
    size: tuple[float, float] = (11.69, 6.6),
    sources: str | None = None,
    accuracy_m: float | None = None,
    progress: bool = False,
) -> Figure:
    """Draw the area that each controller held over time, stacked.

    Parameters
    ----------
    zones
        A `ControlZones`, anything else with ``.at(date)``, zones with ``valid_from`` and ``valid_to``, or
        the table that `ControlZones.areas` gives (date, controller, status, area_km2).
    dates
        Days to measure on.  By default, of a table its own, and of a timeline each day of change (the
        areas are level between them); of more than 60 days of change, 60 spread over the timeline.
    within
        Count only the ground inside this geometry (EPSG:4326, or a frame with its CRS); not for a table.
    shares
        Draw percentages of the whole instead of thousands of square kilometres.
    style
        Colours, opacity and font of your own.
    title
        Title of the chart.
    language
        ``en``, ``ar`` or ``both``.
    size
        Sheet in inches.
    sources
        Words for where the zones come from; by default their column ``source``.
    accuracy_m
        Accuracy of the zones in metres; by default the median of their column ``accuracy_m``.
    progress
        Show a progress bar on the standard error.

    Returns
    -------
    Figure
        Contested, joint and raided ground is hatched within its holder's band; unsettled ground is
        nobody's.  Carries a `MapRecord`, so that `save_map` takes it.

    Raises
    ------
    ColumnError
        If a table lacks a column.
    DateError, TimelineError
        If a date cannot be read or lies outside the timeline.
    ValueRangeError
        If there are fewer than two dates, or nothing to count.
    """
    word("legend", language)
    table, level, sourced, accuracy = _measured(zones, dates, within, progress)
    days = pd.DatetimeIndex(sorted(table["date"].unique()))
    if len(days) < 2:
        msg = f"a chart over time needs at least two dates, not {len(days)}; pass dates="
        raise ValueRangeError(msg)
    whole = table.groupby("date")["area_km2"].sum().reindex(days)
    if not whole.max() > 0:
        msg = "no ground is held on any of the dates, so there is nothing to draw; check within= and dates="
        raise ValueRangeError(msg)
    bands = _bands(table, days)
    scale = (100 / whole.where(whole > 0)).fillna(0).to_numpy() if shares else np.full(len(days), 1e-3)

    said = single(language)
    figure = plain_figure(size)
    axes = figure.add_axes(CHART_PLACE)
    _draw_bands(axes, days, bands, scale, level=level, language=language)
    _dress(axes, days, shares=shares, language=language)
    record = MapRecord(
        title=title or capital(word("title_areas", said)),
        frame=_country(),
        at=f"{days[-1]:%Y-%m-%d}",
        cutoff=None,
        sources=sources or sourced,
        language=language,
        is_map=False,
    )
    first, last = ({code: float(held.sum(axis=0)[end]) for code, held in bands.items()} for end in (0, -1))
    record.alt_text = "Area by controller: " + "; ".join(
        f"{holder_words(c, 'en')} {number_words(first[c])} to {number_words(last[c])} square kilometres"
        for c in bands
    )
    texts = [f"{d:%Y-%m-%d}" for d in days]
    head(figure, record.title, spread_words(texts, said), language,
         title_ar=word("title_areas", "ar"), line_ar=spread_words(texts, "ar"))  # fmt: skip
    draw_legends(figure, bands, language)
    how = word("measured_steps" if level else "measured_dates", said, n=len(days))
    foot(figure, record, accuracy_m or accuracy, how, a_map=False)
    figure.badia_geo_record = record  # type: ignore[attr-defined]
    return figure


def _country() -> Any:
    # save_map and the metadata read the record of a map, whose window is a chart's least concern
    from badia_geo.maps.frame import fit_extent

    return fit_extent(SYRIA, aspect=1.5)


def _measured(
    zones: Any, dates: Sequence[object] | None, within: Any, progress: bool
) -> tuple[pd.DataFrame, bool, str, float | None]:
    """Give the areas by date, whether they are level between the dates, the sources and the accuracy."""
    from badia_geo.maps.record import accuracy_of, sources_of
    from badia_geo.zone_changes import zone_areas

    if isinstance(zones, pd.DataFrame) and not isinstance(zones, gpd.GeoDataFrame):
        return _of_table(zones, dates, within)
    days, level = _days(zones, dates)
    region = _region(within)
    parts, seen = [], []
    for day in _bar(days, progress):
        dated = zones_by_date(zones, [day])[day]
        seen.append(dated.drop(columns=dated.geometry.name))
        if region is not None:
            dated = dated.clip(region)
            dated = dated[dated.geometry.geom_type.isin(["Polygon", "MultiPolygon", "GeometryCollection"])]
        if dated.empty:
            parts.append(pd.DataFrame({"date": [day], "controller": "none", "status": "", "area_km2": 0.0}))
        else:
            parts.append(zone_areas(dated).assign(date=day))
    about: Any = pd.concat(seen, ignore_index=True)
    return _checked(pd.concat(parts, ignore_index=True)), level, sources_of(about), accuracy_of(about)


def _of_table(
    table: pd.DataFrame, dates: Sequence[object] | None, within: Any
) -> tuple[pd.DataFrame, bool, str, float | None]:
    if within is not None:
        msg = "a table of areas has no geometry to cut; pass the zones themselves with within="
        raise ValueRangeError(msg)
    checked = _checked(table)
    if dates is not None:
        wanted = pd.DatetimeIndex(read_dates(dates))
        missing = wanted.difference(pd.DatetimeIndex(checked["date"]))
        if len(missing):
            msg = f"the table of areas has no row for {missing[0]:%Y-%m-%d}; leave dates= out or add the day"
            raise ValueRangeError(msg)
        checked = checked[checked["date"].isin(wanted)]
    names = list(dict.fromkeys(table["source"].dropna().astype(str))) if "source" in table else []
    return checked, False, "; ".join(names[:2]) or "no source stated", None


def _checked(table: pd.DataFrame) -> pd.DataFrame:
    for name in ("date", "controller", "area_km2"):
        if name not in table:
            msg = (
                f"a table of areas needs the column {name!r}, as ControlZones.areas() gives it; it has "
                f"{', '.join(map(str, table.columns))}"
            )
            raise ColumnError(msg)
    status = table["status"].fillna("control") if "status" in table else pd.Series("control", table.index)
    # nobody is on unsettled ground, whoever the timeline names as its nominal holder
    holder = table["controller"].astype(object).where(status != "unsettled", "none")
    return pd.DataFrame(
        {
            "date": pd.to_datetime(table["date"]),
            "controller": holder,
            "mixed": status.isin(["contested", "joint", "presence"]),
            "area_km2": pd.to_numeric(table["area_km2"]),
        }
    )


def _days(zones: Any, dates: Sequence[object] | None) -> tuple[list[str], bool]:
    """Give the days to measure on, and whether the zones stay the same between them."""
    from badia_geo.zones import ControlZones

    if isinstance(zones, gpd.GeoDataFrame) and {"valid_from", "valid_to"} & set(zones.columns):
        zones = ControlZones(zones)
    if dates is not None:
        return sorted(read_dates(dates, least=2)), False
    if not isinstance(zones, ControlZones):
        msg = f"the days to measure on are needed with {type(zones).__name__}: pass dates="
        raise ValueRangeError(msg)
    start, end = zones.span
    changes = [d for d in zones.changes if (start is None or d >= start) and (end is None or d < end)]
    if not changes:
        msg = (
            "the timeline never changes, so there is nothing to draw over time; pass dates= to draw it level"
        )
        raise ValueRangeError(msg)
    if len(changes) + 1 <= MOST_DAYS:
        # the last day covered ends the last step
        last = [] if end is None else [end - pd.Timedelta(days=1)]
        return [f"{d:%Y-%m-%d}" for d in dict.fromkeys([*changes, *last])], True
    final = changes[-1] if end is None else end - pd.Timedelta(days=1)
    spread = pd.date_range(changes[0], final, periods=MOST_DAYS).normalize()
    return [f"{d:%Y-%m-%d}" for d in dict.fromkeys(spread)], False


def _region(within: Any) -> Any:
    if within is None:
        return None
    if isinstance(within, gpd.GeoSeries | gpd.GeoDataFrame):
        if within.crs is None:
            msg = "within has no coordinate reference system; set it, e.g. within.set_crs(4326)"
            raise CRSError(msg)
        within = within.to_crs(4326).union_all()
    if within.is_empty or within.area == 0:
        msg = "within covers no ground; pass a polygon in degrees (EPSG:4326)"
        raise ValueRangeError(msg)
    return within


def _bar(days: list[str], progress: bool) -> Any:
    if not progress:
        return days
    from rich.console import Console
    from rich.progress import track

    return track(days, description="Measuring zones", console=Console(stderr=True))


def _bands(table: pd.DataFrame, days: pd.DatetimeIndex) -> dict[str, NDArray[np.float64]]:
    """Give each controller's area by day: its plain ground, and its contested, joint or raided ground."""
    from badia_geo.zone_table import controllers

    wide = table.pivot_table(
        index="date", columns=["controller", "mixed"], values="area_km2", aggfunc="sum", fill_value=0.0
    ).reindex(days, fill_value=0.0)
    known = [c for c in controllers().index if c != "none"]
    held = [c for c in dict.fromkeys(table["controller"].astype(str)) if c not in (*known, "none")]
    bands = {}
    # the order of the controller table from the bottom up, strangers to it above, nobody at the top
    for code in [*known, *sorted(held), "none"]:
        parts = [
            wide[code, m].to_numpy(float) if (code, m) in wide else np.zeros(len(days)) for m in (False, True)
        ]
        if sum(p.sum() for p in parts) > 0:
            bands[code] = np.array(parts)
    return bands


def _draw_bands(
    axes: Axes,
    days: pd.DatetimeIndex,
    bands: dict[str, NDArray[np.float64]],
    scale: NDArray[np.float64],
    *,
    level: bool,
    language: Language,
) -> None:
    from badia_geo.maps.palette import controller, darker, luminance

    step: Any = "post" if level else None
    at = days.to_numpy()
    base = np.zeros(len(days))
    top = max(sum(b.sum(axis=0) for b in bands.values()) * scale)
    for code, parts in bands.items():
        plain, mixed = parts * scale
        colour = controller(code).colour
        style: dict[str, Any] = {"step": step, "facecolor": colour, "edgecolor": "none"}
        if code == "none":
            style = {"step": step, "facecolor": "#f7f4ee", "edgecolor": "#c9bda3", "hatch": "..", "lw": 0}
        axes.fill_between(at, base, base + plain, **style, zorder=2)
        if mixed.any():
            axes.fill_between(at, base + plain, base + plain + mixed, step=step, facecolor=colour,
                              edgecolor=darker(colour, 0.45), hatch="////", lw=0, zorder=2)  # fmt: skip
        total = plain + mixed
        upper = base + total
        line: dict[str, Any] = {"drawstyle": "steps-post"} if level else {}
        axes.plot(at, upper, color="white", lw=1.0, zorder=3, **line)
        thick, when, middle = _room(at, base, total, level=level)
        if thick > 0.06 * top:
            dark = code != "none" and luminance(colour) < 0.18
            axes.text(
                when,
                middle,
                _name(code, language, tall=thick > 0.11 * top),
                fontsize=8,
                ha="center",
                va="center",
                color="white" if dark else "#23211f",
                fontweight="bold",
                zorder=4,
                # dots run through the letters otherwise
                bbox={"facecolor": "#f7f4ee", "edgecolor": "none", "pad": 2} if code == "none" else None,
            )
        base = upper
    axes.set_ylim(0, top * 1.02)


def _name(code: str, language: Language, *, tall: bool) -> str:
    """Name a band: in both languages on two lines where it is tall, else on one."""
    if language != "both":
        return capital(holder_words(code, language))
    both = (capital(holder_words(code, "en")), holder_words(code, "ar"))
    return ("\n" if tall else " · ").join(both)


def _room(
    at: NDArray[np.datetime64], base: NDArray[np.float64], total: NDArray[np.float64], *, level: bool
) -> tuple[float, Any, float]:
    """Find where a band is thick over a tenth of the chart's width, so that its name fits inside.

    Returns
    -------
    thickness, date, height
        Of the middle of that place.
    """
    moments = at.astype("datetime64[s]").astype(float)
    grid = np.linspace(moments[0], moments[-1], 201)
    if level:
        rows = np.searchsorted(moments, grid, side="right") - 1
        thick, low = total[rows], base[rows]
    else:
        thick, low = np.interp(grid, moments, total), np.interp(grid, moments, base)
    reach = 20
    # a name is about 0.2 of the width: what is level or rises slowly there holds it
    under = [max(low[i - reach : i + reach + 1]) for i in range(reach, 201 - reach)]
    over = [min((low + thick)[i - reach : i + reach + 1]) for i in range(reach, 201 - reach)]
    clear = np.subtract(over, under)
    best = int(np.argmax(clear))
    when = np.datetime64(int(grid[best + reach]), "s")
    return float(clear[best]), when, (under[best] + over[best]) / 2


def _dress(axes: Axes, days: pd.DatetimeIndex, *, shares: bool, language: Language) -> None:
    axes.set_xlim(days[0].to_datetime64(), days[-1].to_datetime64())  # type: ignore[arg-type]
    date_ticks(axes, least=4, most=12)
    label = word("share_axis" if shares else "area_axis", language).replace("\n", " · ")
    axes.set_ylabel(label, fontsize=8.5)
    axes.grid(axis="y", color="#23211f", alpha=0.18, lw=0.5, zorder=3.5)
    axes.set_axisbelow(False)
    axes.tick_params(labelsize=8, width=0.6)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def draw_legends(figure: Figure, bands: dict[str, NDArray[np.float64]], language: Language) -> None:
    from matplotlib.patches import Patch

    from badia_geo.maps import legends
    from badia_geo.maps.palette import controller

    rows: list[tuple[Any, str]] = []
    # from the top of the stack down, as the eye meets them
    for code, parts in reversed(bands.items()):
        held = parts.sum(axis=0)
        names = holder_words(code, "en"), holder_words(code, "ar")
        values = {"n": number_words(held[0]), "m": number_words(held[-1])}
        text = (word("area_row", "en", a=names, **values), word("area_row", "ar", a=names, **values))
        if held.max() > 1.05 * max(held[0], held[-1]):
            most = number_words(held.max())
            text = (word("most", "en", a=text, n=most), word("most", "ar", a=text, n=most))
        if code == "none":
            patch = Patch(facecolor="#f7f4ee", edgecolor="#c9bda3", hatch="....", lw=0)
        else:
            patch = Patch(facecolor=controller(code).colour, edgecolor="none")
        rows.append((patch, capital(word("holder", language, a=text))))
    if any(parts[1].any() for parts in bands.values()):
        patch = Patch(facecolor="#d9d4ca", edgecolor="#5a544b", hatch="////", lw=0)
        rows.append((patch, capital(word("mixed_row", language))))
    top, bottom = MAP_PLACE[1] + MAP_PLACE[3], 0.13
    for tight, size in legends.SETTINGS:
        before = list(figure.axes)
        end = legends.draw_legend(
            figure,
            [(word("control", language), rows)],
            (SIDE[0], top, SIDE[2]),
            language=language,
            tight=tight,
            size=size,
        )
        if end > bottom or (tight, size) == legends.SETTINGS[-1]:
            break
        for axes in [a for a in figure.axes if a not in before]:
            axes.remove()
