"""Static control maps: one figure that can be printed, with everything a reader needs to trust it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd

from badia_geo.errors import CRSError, OutputError, ValueRangeError
from badia_geo.maps.words import Language, date_words, word

if TYPE_CHECKING:
    import os

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from badia_geo.maps.event_symbols import Callout
    from badia_geo.maps.frame import MapFrame
    from badia_geo.zones import ControlZones

__all__ = ["MapRecord", "map_record", "plot_control_map", "save_map"]

A4 = (11.69, 8.27)
# left, bottom, width, height of the map as shares of the sheet; the legend column stands right of it
MAP_PLACE = (0.035, 0.105, 0.665, 0.815)
SIDE = (0.722, 0.915, 0.262)


@dataclass
class MapRecord:
    """What a figure shows, for `check` and for the metadata of the file it is saved to."""

    title: str
    frame: MapFrame
    at: str | None
    cutoff: str | None
    sources: str
    scale_bar: tuple[float, float] | None = None
    colours: dict[str, str] = field(default_factory=dict)
    labels: list[Any] = field(default_factory=list)
    callouts: list[Callout] = field(default_factory=list)
    events_drawn: int = 0
    events_left_out: int = 0
    alt_text: str = ""
    language: Language = "en"


def map_record(figure: Figure) -> MapRecord:
    """Give the record of a figure that `plot_control_map` made.

    Raises
    ------
    ValueRangeError
        If the figure was made by something else.
    """
    record = getattr(figure, "badia_geo_record", None)
    if not isinstance(record, MapRecord):
        msg = "this figure was not made by plot_control_map, so nothing is known of what it shows"
        raise ValueRangeError(msg)
    return record


def _zones_of(zones: ControlZones | gpd.GeoDataFrame | None, at: str | None) -> gpd.GeoDataFrame | None:
    if zones is None:
        return None
    if not isinstance(zones, gpd.GeoDataFrame):
        if at is None:
            msg = "a timeline of zones needs the date to draw: pass at='2020-08-21'"
            raise ValueRangeError(msg)
        zones = zones.at(at)
    if zones.crs is None:
        msg = "the zones have no coordinate reference system; set it, e.g. zones.set_crs(4326)"
        raise CRSError(msg)
    frame = zones.to_crs(4326)
    for name, default in (("controller", "none"), ("status", "control")):
        if name not in frame:
            frame = frame.assign(**{name: default})
    return frame.assign(status=frame["status"].fillna("control"))


def plot_control_map(
    zones: ControlZones | gpd.GeoDataFrame | None,
    events: gpd.GeoDataFrame | None = None,
    *,
    at: str | None = None,
    extent: tuple[float, float, float, float] | None = None,
    title: str | None = None,
    subtitle: str | None = None,
    language: Language = "en",
    projection: Literal["conformal", "equal-area"] = "conformal",
    size: tuple[float, float] = A4,
    cutoff: str | None = None,
    sources: str | None = None,
    accuracy_m: float | None = None,
    relief: bool = True,
    callouts: bool = True,
    places: gpd.GeoDataFrame | None = None,
) -> Figure:
    """Draw a map of control zones and events.

    Parameters
    ----------
    zones
        A timeline (then ``at`` is needed), the zones of one date (any CRS), or ``None`` for no zones.
    events
        Event columns; may carry the summary form of the join, whose probabilities go into the side list.
    at
        Date of the zones, ISO.
    extent
        West, south, east, north in degrees; by default what holds the events, else the zones.
    title, subtitle
        By default said from what is drawn.
    language
        ``en``, ``ar`` or ``both``.
    projection
        ``conformal`` (Lambert) or ``equal-area`` (Albers), fitted to the extent.
    size
        Sheet in inches; A4 landscape by default.
    cutoff
        Date of the newest report used, ISO.
    sources
        Words for where zones and events come from.
    accuracy_m
        Accuracy of the zones in metres; by default the median of their column ``accuracy_m``.
    relief
        Whether to shade the relief.
    callouts
        Whether to number the events and list them beside the map.
    places
        Points with ``place_name`` and ``name_ar`` that are marked and named whatever their size.

    Returns
    -------
    Figure
        Carries a `MapRecord`, read by `map_record` and `check`.

    Raises
    ------
    CRSError
        If zones or events have no CRS.
    ValueRangeError
        If there is nothing to draw, or the extent is not one.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from badia_geo.maps import basemap, event_symbols, furniture, labels, zone_layers
    from badia_geo.maps.frame import fit_extent

    word("legend", language)  # an unknown language ends here, before anything is drawn
    dated = _zones_of(zones, at)
    if events is not None and events.crs is None and len(events):
        msg = "the events have no coordinate reference system; set it, e.g. events.set_crs(4326)"
        raise CRSError(msg)
    placed = events.to_crs(4326) if events is not None and len(events) else None
    if size[0] < 6 or size[1] < 4.5:
        msg = f"a sheet of {size[0]} x {size[1]} inches is too small for a map; use at least 6 x 4.5"
        raise ValueRangeError(msg)
    figure = Figure(figsize=size, facecolor="white")
    canvas = FigureCanvasAgg(figure)  # label placement measures text, which needs a renderer
    # geopandas asks for a redraw after every layer: 40 of them cost three times the map itself
    canvas.draw_idle = lambda *_args, **_kwargs: None  # type: ignore[method-assign]
    aspect = MAP_PLACE[2] * size[0] / (MAP_PLACE[3] * size[1])
    frame = fit_extent(extent or _interest(placed, dated, places), aspect=aspect, projection=projection)

    axes = figure.add_axes(MAP_PLACE)
    axes.set_aspect("equal")
    basemap.draw_land(axes, frame)
    shown = zone_layers.draw_zones(axes, frame, dated) if dated is not None else None
    if relief:
        basemap.draw_relief(axes, frame)
    water = basemap.draw_water(axes, frame)
    basemap.draw_borders(axes, frame)
    front = zone_layers.draw_fronts(axes, shown, frame) if shown is not None else []
    furniture.draw_graticule(axes, frame)
    marks = event_symbols.draw_events(axes, frame, placed) if placed is not None else []
    scale = furniture.draw_scale_bar(axes, frame, language=language)
    furniture.draw_north_arrow(axes, frame)
    names = fully_inside(
        basemap.area_names(axes, frame, language), axes, furniture.scale_bar_box(frame, scale[1])
    )
    basemap.river_name(axes, frame, language)
    axes.set(xlabel="", ylabel="")
    axes.apply_aspect()
    written = labels.place_labels(
        axes,
        frame,
        towns=basemap.rank_towns(frame, always=places),
        callouts=marks if callouts else [],
        blocked=[furniture.scale_bar_box(frame, scale[1])],
        lines=[*water, *front],
        fixed=names,
        language=language,
    )

    title = title or word(
        "title" if placed is not None else "title_zones", "ar" if language == "ar" else "en"
    )
    accuracy = accuracy_m or _accuracy(dated)
    record = MapRecord(
        title=title,
        frame=frame,
        at=at,
        cutoff=cutoff,
        sources=sources or _sources(dated),
        scale_bar=scale,
        colours=_colours(shown),
        labels=written,
        callouts=marks,
        language=language,
        events_drawn=sum(len(m.rows) for m in marks),
        events_left_out=0
        if events is None
        else int((events.geometry.isna() | events.geometry.is_empty).sum()),
    )
    record.alt_text = _alt_text(record)
    _titles(figure, record, subtitle)
    furniture.draw_locator(figure, frame, (SIDE[0], 0.745, SIDE[2], 0.175))
    end = _legend(figure, frame, shown, placed, marks, fronts=bool(front), language=language)
    if callouts and placed is not None:
        _side_list(figure, record, placed, end)
    _notes(figure, record, accuracy)
    figure.badia_geo_record = record  # type: ignore[attr-defined]
    return figure


def fully_inside(names: list[Any], axes: Axes, scale_box: tuple[float, float, float, float]) -> list[Any]:
    """Remove the names that the frame would cut or the scale bar would cover; give the others."""
    canvas: Any = axes.figure.canvas
    renderer, frame = canvas.get_renderer(), axes.get_window_extent()
    left, bottom, right, top = scale_box
    corner, end = axes.transData.transform((left, bottom)), axes.transData.transform((right, top))
    kept = []
    for text in names:
        box = text.get_window_extent(renderer)
        cut = box.x0 < frame.x0 or box.x1 > frame.x1 or box.y0 < frame.y0 or box.y1 > frame.y1
        covered = box.x0 < end[0] and box.x1 > corner[0] and box.y0 < end[1] and box.y1 > corner[1]
        if cut or covered:
            text.remove()
        else:
            kept.append(text)
    return kept


def _interest(
    placed: gpd.GeoDataFrame | None, dated: gpd.GeoDataFrame | None, places: gpd.GeoDataFrame | None
) -> list[Any]:
    """Give what the map should hold: events' points, and footprints unless they are countries wide."""
    from badia_geo.maps import event_symbols

    if placed is not None:
        shapes: list[Any] = [p for p in placed.geometry if p is not None and not p.is_empty]
        if "footprint" in placed:
            wide = (
                list(placed["precision"].isin(["admin1", "country"]))
                if "precision" in placed
                else [False] * len(placed)
            )
            shapes += [
                f
                for f, w in zip(placed["footprint"], wide, strict=True)
                if f is not None and not pd.isna(f) and not w
            ]
        # an unlikely candidate far off must not shrink the map
        shapes += event_symbols.candidates_of(placed, least=0.25)
        if shapes:
            return shapes
    if places is not None and len(places):
        return list(places.geometry)
    return [] if dated is None else list(dated.geometry)


def _accuracy(dated: gpd.GeoDataFrame | None) -> float | None:
    if dated is None or "accuracy_m" not in dated:
        return None
    values = pd.to_numeric(dated["accuracy_m"], errors="coerce").dropna()
    return float(values.median()) if len(values) else None


def _sources(dated: gpd.GeoDataFrame | None) -> str:
    """Name the zones' sources without repeating any; many are counted."""
    if dated is None or "source" not in dated:
        return "user's own"
    names = list(dict.fromkeys(str(s).strip() for s in dated["source"].dropna() if str(s).strip()))
    if not names:
        return "no source stated"
    short = [n if len(n) < 70 else n[:67] + "…" for n in names[:2]]
    return "; ".join(short) + (
        f" and {len(names) - 2} more, listed in the zones layer" if len(names) > 2 else ""
    )


def _colours(shown: gpd.GeoDataFrame | None) -> dict[str, str]:
    from badia_geo.maps.palette import controller

    if shown is None or shown.empty:
        return {}
    return {str(c): controller(c).colour for c in shown["controller"].unique()}


def _alt_text(record: MapRecord) -> str:
    west, south, east, north = record.frame.lonlat_bounds()
    text = f"Map of {west:.1f} to {east:.1f} degrees east and {south:.1f} to {north:.1f} degrees north" + (
        f" with control zones of {date_words(record.at)}" if record.at else ""
    )
    if record.colours:
        text += f" held by {', '.join(sorted(record.colours))}"
    if record.events_drawn:
        text += f", and {record.events_drawn} reported events at {len(record.callouts)} places"
    return text + "."


def _titles(figure: Figure, record: MapRecord, subtitle: str | None) -> None:
    rtl = record.language == "ar"
    x, align = (MAP_PLACE[0] + MAP_PLACE[2], "right") if rtl else (MAP_PLACE[0], "left")
    figure.text(x, 0.962, record.title, fontsize=15, fontweight="bold", ha=align, va="center")
    single: Language = "ar" if rtl else "en"
    parts = [subtitle] if subtitle else []
    parts.append(
        word("as_of", single, date=date_words(record.at, single)) if record.at else word("no_zones", single)
    )
    if record.cutoff:
        parts.append(word("cutoff", single, date=date_words(record.cutoff, single)))
    figure.text(x, 0.935, " · ".join(parts), fontsize=9.5, ha=align, va="center", color="#44403a")
    if record.language == "both":
        arabic = [word("as_of", "ar", date=date_words(record.at, "ar"))] if record.at else []
        figure.text(
            MAP_PLACE[0] + MAP_PLACE[2],
            0.962,
            word("title", "ar"),
            fontsize=14,
            fontweight="bold",
            ha="right",
            va="center",
        )
        figure.text(
            MAP_PLACE[0] + MAP_PLACE[2], 0.935, " · ".join(arabic), fontsize=9.5, ha="right", va="center"
        )


def _legend(
    figure: Figure,
    frame: MapFrame,
    shown: gpd.GeoDataFrame | None,
    placed: gpd.GeoDataFrame | None,
    marks: list[Callout],
    *,
    fronts: bool,
    language: Language,
) -> float:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    from badia_geo.maps import event_symbols, furniture

    single: Language = "ar" if language == "ar" else "en"
    events: list[tuple[Any, str]] = []
    if placed is not None and marks:
        rows = placed.loc[[r for m in marks for r in m.rows]]
        kinds = rows.get("acled_event", rows.get("event_type", pd.Series("", rows.index)))
        for kind in dict.fromkeys(event_symbols.event_class(k) for k in kinds):
            marker, text = event_symbols.event_symbol(kind), word(kind, single)
            style: dict[str, Any] = {
                "marker": marker,
                "ls": "",
                "mfc": event_symbols.EVENT_COLOUR,
                "mec": "white",
                "ms": 9,
            }
            events.append((Line2D([], [], **style), text))
        if any(m.sharp for m in marks):
            ring: dict[str, Any] = {
                "marker": "o",
                "ls": "",
                "mfc": "none",
                "mec": event_symbols.FOOTPRINT_COLOUR,
                "ms": 10,
                "mew": 0.8,
            }
            events.append((Line2D([], [], **ring), word("exact", single)))
        if not all(m.sharp for m in marks):
            colour = event_symbols.FOOTPRINT_COLOUR
            patch = Patch(facecolor=(0.17, 0.13, 0.31, 0.16), edgecolor=colour, ls=(0, (3, 2)), lw=0.8)
            events.append((patch, word("area", single)))
    if placed is not None and event_symbols.candidates_of(placed):
        dotted = Line2D([], [], color=event_symbols.FOOTPRINT_COLOUR, ls=":", lw=1.2)
        events.append((dotted, word("candidate", single)))
    blocks = [
        (word("control", single), furniture.legend_entries(shown, fronts, language)),
        (word("events", single), events),
        (word("base", single), furniture.base_entries(frame, language)),
    ]
    return furniture.draw_legend(figure, blocks, (SIDE[0], 0.735, SIDE[2]), language=language)


def _share(value: object) -> str:
    number = pd.to_numeric(pd.Series([value]), errors="coerce").iloc[0]
    if pd.isna(number):
        return ""
    return f" {min(max(round(100 * float(number)), 0), 100)} %"


def _side_list(figure: Figure, record: MapRecord, placed: gpd.GeoDataFrame, top: float) -> None:
    """List the numbered events beside the map: date, what, where, whose zone and bank with P."""
    from badia_geo.maps.furniture import wrap
    from badia_geo.maps.palette import controller

    single: Language = "ar" if record.language == "ar" else "en"
    bottom = 0.1
    line = 0.0148 * A4[1] / figure.get_size_inches()[1]
    y = top - 0.004
    rtl = single == "ar"
    x, align = (SIDE[0] + SIDE[2], "right") if rtl else (SIDE[0], "left")
    left_over = 0
    for callout in record.callouts:
        for position, index in enumerate(callout.rows):
            row = placed.loc[index]
            text = _event_words(row, single, controller)
            body = wrap(text, 58)
            need = line * (body.count("\n") + 1) + 0.004
            if y - need < bottom:
                left_over += 1
                continue
            number = f"{callout.number}" if position == 0 else ""
            figure.text(x, y, number, fontsize=7, fontweight="bold", ha=align, va="top")
            shift = -0.016 if rtl else 0.016
            figure.text(x + shift, y, body, fontsize=6.6, ha=align, va="top", linespacing=1.25)
            y -= need
    notes = []
    if left_over:
        notes.append(word("more", single, n=left_over))
    if record.events_left_out:
        notes.append(word("not_located", single, n=record.events_left_out))
    if notes:
        figure.text(x, y, "\n".join(notes), fontsize=6.6, style="italic", ha=align, va="top")


def _type_words(row: pd.Series, language: Language) -> str:
    """Name an event's own type, or its class where the type is none of ours."""
    from badia_geo.event_types import event_types
    from badia_geo.maps.event_symbols import event_class

    known = event_types().get(str(row.get("event_type")))
    if known is not None:
        return known.name_ar if language == "ar" else known.name
    kind = row.get("acled_event") or row.get("event_type")
    return word(event_class(kind), language) if isinstance(kind, str) and kind else ""


def _event_words(row: pd.Series, language: Language, controller: Any) -> str:
    start, end = pd.to_datetime(pd.Series([row.get("date_start"), row.get("date_end")]), errors="coerce")
    when = ""
    if pd.notna(start):
        when = date_words(start.date(), language)
        if pd.notna(end) and end.date() != start.date():
            when += " – " + date_words(end.date(), language)
    what = _type_words(row, language)
    parts = [when, what, str(row.get("place") or "")]
    text = " · ".join(p for p in parts if p and p != "nan")
    zone = row.get("controller")
    if isinstance(zone, str) and zone:
        who = controller(zone)
        text += f" · {who.words(language)}{_share(row.get('controller_p'))}"
    bank = row.get("bank")
    if isinstance(bank, str) and bank in ("left", "right", "water", "island", "beyond"):
        left = pd.to_numeric(pd.Series([row.get("p_left")]), errors="coerce").iloc[0]
        chance = (
            (left if bank == "left" else 1 - left) if bank in ("left", "right") and pd.notna(left) else np.nan
        )
        text += f" · {word(bank, language)}{_share(chance)}"
    return text


def _notes(figure: Figure, record: MapRecord, accuracy: float | None) -> None:
    from badia_geo.maps.furniture import wrap

    single: Language = "ar" if record.language == "ar" else "en"
    known = (
        f"{accuracy / 1000:.0f} {word('km', single)}"
        if accuracy
        else ("an unstated distance", "مسافة غير محددة")
    )
    lines = [
        word("data", single, zones=record.sources),
        word("method", single) + " " + word("disclaimer", single, accuracy=known),
        word("projection", single, name=record.frame.name),
    ]
    rtl = single == "ar"
    x, align = (SIDE[0] + SIDE[2], "right") if rtl else (MAP_PLACE[0], "left")
    body = "\n".join(wrap(text, 218) for text in lines)
    figure.text(x, 0.072, body, fontsize=6.1, ha=align, va="top", color="#44403a", linespacing=1.35)


def save_map(figure: Figure, path: str | os.PathLike[str], *, dpi: int = 300) -> None:
    """Save a map with its provenance: title, alt text and sources go into the file's metadata.

    Parameters
    ----------
    figure
        From `plot_control_map`.
    path
        Ending in .png, .svg or .pdf.  The same figure gives the same bytes each time.
    dpi
        Dots an inch of a PNG.

    Raises
    ------
    OutputError
        If the ending is another or the file cannot be written.
    """
    import matplotlib as mpl

    from badia_geo.tables import atomic_path

    target = Path(path)
    ending = target.suffix.lower()
    if ending not in (".png", ".svg", ".pdf"):
        msg = f"{target}: a map is written as .png, .svg or .pdf"
        raise OutputError(msg)
    record = map_record(figure)
    about = {"Title": record.title, "Author": "badia_geo"}
    every: dict[str, dict[str, Any]] = {
        ".png": {**about, "Description": record.alt_text, "Source": record.sources, "Software": "badia_geo"},
        ".svg": {
            "Title": record.title,
            "Description": record.alt_text,
            "Source": record.sources,
            "Date": None,
        },
        ".pdf": {
            **about,
            "Subject": record.alt_text,
            "Keywords": record.sources,
            "CreationDate": None,
            "Creator": "badia_geo",
            "Producer": "badia_geo",
        },
    }
    metadata = every[ending]
    with (
        mpl.rc_context({"svg.hashsalt": "badia_geo", "svg.fonttype": "none", "pdf.fonttype": 42}),
        atomic_path(target) as temporary,
    ):
        figure.savefig(temporary, dpi=dpi, metadata=metadata)
