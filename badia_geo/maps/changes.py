"""Change map: which ground changed hands between two dates, from whom to whom, and how much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pandas as pd
import shapely

from badia_geo.errors import DateError
from badia_geo.maps.panel import head
from badia_geo.maps.record import A4, MAP_PLACE, SIDE, MapRecord, accuracy_of, colours_of, sources_of
from badia_geo.maps.sheets import (
    capital,
    draw_base,
    drop_site_entry,
    finish,
    foot,
    holder_words,
    number_words,
    plain_figure,
    read_dates,
    spread_words,
    title_words,
    zones_by_date,
)
from badia_geo.maps.strokes import fill, stroke
from badia_geo.maps.style import MapStyle, styled
from badia_geo.maps.typesetting import shorten
from badia_geo.maps.words import Language, date_words, single, word

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from badia_geo.maps.frame import MapFrame
    from badia_geo.zone_changes import Comparison

__all__ = ["change_map"]

SIDE_BOTTOM = 0.085
"""Height of the sheet above which the column beside a map ends; the notes stand below."""

PALE = 0.22
"""Opacity of ground that stayed with its holder on a change map."""

STRIPE = 1.3
"""Width in points of the loser's stripes: narrower than the gaps, so that the gainer's colour leads."""

MOST_EXCHANGES = (9, 8, 7, 6, 5, 4, 3, 2)
"""Exchanges that the legend of a change map names one by one, as many as there is room for; the smaller ones
are summed."""


def _draw_unchanged(axes: Axes, frame: MapFrame, zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    from badia_geo.maps.palette import controller

    shown = frame.project(zones)
    for code, part in shown[shown["controller"] != "none"].groupby("controller"):
        whole = [shapely.union_all(part.geometry.to_numpy())]
        fill(axes, whole, facecolor=controller(code).colour, edgecolor="none", alpha=PALE, zorder=2)
    return shown


def _draw_changes(axes: Axes, frame: MapFrame, changes: gpd.GeoDataFrame) -> None:
    """Fill what changed hands with the gainer's colour and stripe it with the loser's."""
    pieces = frame.project(changes[changes["kind"] != "source"])
    for row in pieces.sort_values("area_km2", ascending=False).to_dict("records"):
        piece = [row["geometry"]]
        style = _swatch(row["kind"], row["lost_by"], row["gained_by"])
        fill(axes, piece, facecolor=style["facecolor"], edgecolor="none", zorder=2.3)
        if style["hatch"]:
            fill(axes, piece, facecolor="none", edgecolor=style["edgecolor"], hatch=style["hatch"],
                 linewidth=0, hatch_width=STRIPE, zorder=2.4)  # fmt: skip
        if row["kind"] == "control":
            stroke(axes, piece, color="#1d1b1a", linewidth=0.6, zorder=5.05)


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


def _both(code: object) -> tuple[str, str]:
    return holder_words(code, "en"), holder_words(code, "ar")


def _change_legend(
    comparison: Comparison, shown: gpd.GeoDataFrame, days: tuple[str, str], language: Language, most: int
) -> list[tuple[str, list[tuple[Any, str]]]]:
    from matplotlib.colors import to_rgba
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    from badia_geo.maps.palette import controller

    changes = comparison.changes
    rows: list[tuple[Any, str]] = []
    ground = changes[changes["kind"] == "control"]
    pairs = ground.groupby(["gained_by", "lost_by"])["area_km2"].sum().sort_values(ascending=False)
    exchanged: Any = pairs.iloc[:most].items()
    for (gained, lost), area in exchanged:
        names = {"a": _both(gained), "b": _both(lost)}
        patch = Patch(**_swatch("control", lost, gained), lw=0)
        rows.append((patch, capital(word("from_to", language, **names, n=number_words(area)))))
    rest = pairs.iloc[most:]
    if len(rest):
        blank = Patch(facecolor="none", edgecolor="none")
        rows.append((blank, word("further", language, n=len(rest), area=number_words(rest.sum()))))
    if ground.empty:
        rows.append((Patch(facecolor="none", edgecolor="none"), word("no_change", language)))
    status = changes[changes["kind"] == "status"].assign(
        status_before=lambda f: f["status_before"].fillna("control"),
        status_after=lambda f: f["status_after"].fillna("control"),
    )
    ways = status.groupby(["gained_by", "status_before", "status_after"])["area_km2"].sum()
    largest: Any = ways.sort_values(ascending=False).iloc[: max(1, most // 3)].items()
    for (holder, was, now), area in largest:
        patch = Patch(**_swatch("status", holder, holder), lw=0)
        values = {"a": _both(holder), "b": _status(was), "c": _status(now)}
        rows.append((patch, word("status_change", language, **values, n=number_words(area))))
    fronts: list[tuple[Any, str]] = []
    for day, style in zip(days, (FRONT_BEFORE, FRONT_AFTER), strict=True):
        fronts.append(
            (
                Line2D([], [], **style),
                word("front_on", language, date=(date_words(day), date_words(day, "ar"))),
            )
        )
    kept = shown[shown["controller"] != "none"].assign(size=lambda f: f.area)
    pale: list[tuple[Any, str]] = []
    for code in kept.groupby("controller")["size"].sum().sort_values(ascending=False).index:
        fill = to_rgba(controller(code).colour, PALE)
        pale.append(
            (Patch(facecolor=fill, edgecolor="#bdb6a8", lw=0.5), word("holder", language, a=_both(code)))
        )
    return [(word("change", language), rows + fronts), (word("unchanged", language), pale)]


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
    from badia_geo.maps import legends

    need = _balance_line(figure, language) * _balance_lines(comparison.table, language)
    # the legend is set closer, then smaller, before fewer than four exchanges are named
    tries = [(most, most < MOST_EXCHANGES[0], legends.SIZE) for most in MOST_EXCHANGES[:5]]
    tries += [(most, *setting) for setting in legends.SETTINGS[2:] for most in MOST_EXCHANGES[4:6]]
    tries += [(most, *legends.SETTINGS[-1]) for most in MOST_EXCHANGES[6:]]
    for attempt in tries:
        most, tight, size = attempt
        before = list(figure.axes)
        base = (word("base", language), legends.base_entries(frame, language))
        blocks = [*_change_legend(comparison, shown, days, language, most), base]
        end = legends.draw_legend(
            figure, blocks, (SIDE[0], 0.78, SIDE[2]), language=language, tight=tight, size=size
        )
        if end - need > SIDE_BOTTOM or attempt == tries[-1]:
            break
        for axes in [a for a in figure.axes if a not in before]:
            axes.remove()
    _balance(figure, comparison.table, end - 0.004, language)


def _balance_lines(table: pd.DataFrame, language: Language) -> float:
    """Give how many lines the balance takes with its heading; in both languages a row takes two."""
    return 2 * len(table) + 2.25 if language == "both" else len(table) + 1.25


def _balance_line(figure: Figure, language: Language) -> float:
    # the two lines of a row in both languages stand closer than rows do
    return float((0.0138 if language == "both" else 0.0165) * A4[1] / figure.get_size_inches()[1])


def _status(value: str) -> tuple[str, str]:
    from badia_geo.maps.words import WORDS

    return WORDS.get(f"status_{value}", (value, value))


def _balance(figure: Figure, table: pd.DataFrame, top: float, language: Language) -> None:
    """Write who gained and lost how much, in columns."""
    if table.empty:
        return
    both, rtl = language == "both", language == "ar"
    rows = 2 if both else 1
    # every controller is listed: the lines close up before one is left out
    line = min(
        _balance_line(figure, language), max(0.006, (top - SIDE_BOTTOM) / _balance_lines(table, language))
    )
    name, align = (SIDE[0] + SIDE[2], "right") if rtl else (SIDE[0], "left")
    ends = [0.115, 0.058, 0.0] if rtl else [SIDE[2] - 0.1, SIDE[2] - 0.052, SIDE[2]]
    columns = [SIDE[0] + e + (0.045 if rtl else 0) for e in ends]
    heading = word("balance", language).replace("\n", " · ")
    figure.text(name, top, heading, fontsize=8, fontweight="bold", ha=align, va="top")
    for x, key in zip(columns, ("gained", "lost", "net"), strict=True):
        figure.text(x, top, word(key, language), fontsize=7, ha="right", va="top", color="#44403a")
    longest = 22 if rtl else 27
    for number, (code, row) in enumerate(table.iterrows()):
        y = top - line * (rows * number + rows + 0.25)
        words = [capital(holder_words(code, said)) for said in (("en", "ar") if both else (language,))]
        figure.text(name, y, "\n".join(shorten(w, longest) for w in words), fontsize=7 if line > 0.012 else 6,
                    ha=align, va="top", linespacing=1.0)  # fmt: skip
        values = (row["gained_km2"], row["lost_km2"], row["net_km2"])
        for x, value, sign in zip(columns, values, ("", "", "+"), strict=True):
            written = number_words(value).replace("-", "\u2212")
            written = f"+{written}" if sign and value > 0 else written
            figure.text(x, y, written, fontsize=7, ha="right", va="top",
                        fontweight="bold" if sign else "normal")  # fmt: skip


@styled
def change_map(
    zones: Any,
    before: object,
    after: object,
    *,
    extent: tuple[float, float, float, float] | None = None,
    style: MapStyle | None = None,  # noqa: ARG001  (the decorator draws under it)
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
    style
        Colours, opacity and font of your own.
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
    from badia_geo.maps import furniture, zone_layers
    from badia_geo.maps.frame import fit_extent
    from badia_geo.zone_changes import compare_zones, unsettled_to_nobody

    word("legend", language)
    first, last = read_dates([before, after])
    if last < first:
        msg = f"the change runs backwards: {first} to {last}; swap the dates"
        raise DateError(msg)
    figure = plain_figure(size)
    dated = zones_by_date(zones, [first, last])
    old, new = (unsettled_to_nobody(dated[day]) for day in (first, last))
    comparison = compare_zones(old, new, accuracy_m=accuracy_m)
    ground = comparison.changes[comparison.changes["kind"] == "control"]
    everything = pd.concat([dated[first], dated[last]], ignore_index=True)
    interest: Any = extent or list((ground if len(ground) else everything).geometry)
    aspect = MAP_PLACE[2] * size[0] / (MAP_PLACE[3] * size[1])
    frame = fit_extent(interest, aspect=aspect, projection=projection, pad=0.08)

    said = single(language)
    axes = figure.add_axes(MAP_PLACE)
    water, borders = draw_base(axes, frame, relief=relief)
    shown = _draw_unchanged(axes, frame, new)
    _draw_changes(axes, frame, comparison.changes)
    earlier = zone_layers.fronts(frame.project(old))
    stroke(axes, earlier, color="white", linewidth=2.2, alpha=0.7, zorder=5.21)
    stroke(axes, earlier, **FRONT_BEFORE, capstyle="butt", zorder=5.25)
    front = zone_layers.draw_fronts(axes, shown, frame)
    furniture.draw_north_arrow(axes, frame)
    scale, written = finish(
        axes,
        frame,
        water=water,
        borders=borders,
        fronts=[*front, *earlier],
        zones=list(shown.geometry),
        language=language,
    )
    record = MapRecord(
        title=title or title_words("title_change", frame, said, list(shown.geometry)),
        frame=frame,
        at=last,
        cutoff=None,
        sources=sources or sources_of(everything),
        scale_bar=scale,
        colours=colours_of(shown[shown["controller"] != "none"]),
        labels=written,
        language=language,
    )
    record.alt_text = _change_alt(comparison, first, last)
    days = (first, last)
    head(figure, record.title, spread_words(days, said), language,
         title_ar=title_words("title_change", frame, "ar", list(shown.geometry)),
         line_ar=spread_words(days, "ar"))  # fmt: skip
    furniture.draw_locator(figure, frame, (SIDE[0], 0.79, SIDE[2], 0.13), language=language)
    _change_side(figure, frame, comparison, shown, days, language)
    drop_site_entry(figure)
    foot(figure, record, accuracy_m or accuracy_of(everything), *_method(comparison, frame, said))
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
