"""Static control maps: one figure that can be printed, with everything a reader needs to trust it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
import shapely

from badia_geo.errors import CRSError, OutputError, ValueRangeError
from badia_geo.maps.record import (
    A4,
    MAP_PLACE,
    MapRecord,
    accuracy_of,
    colours_of,
    event_sources_of,
    map_record,
    period_of,
    sources_of,
    zones_of,
)
from badia_geo.maps.style import MapStyle, styled
from badia_geo.maps.words import Language, date_words, single, word
from badia_geo.zone_table import as_date

if TYPE_CHECKING:
    import os

    import geopandas as gpd
    from matplotlib.figure import Figure

    from badia_geo.maps.frame import MapFrame
    from badia_geo.zones import ControlZones

__all__ = ["MapRecord", "MapStyle", "map_record", "plot_control_map", "save_map"]


WIDEST_M = 200_000.0
"""Radius from which a footprint no longer says where to look: Syria is some 400 by 600 km."""


@styled
def plot_control_map(
    zones: ControlZones | gpd.GeoDataFrame | None,
    events: gpd.GeoDataFrame | None = None,
    *,
    at: str | None = None,
    extent: tuple[float, float, float, float] | None = None,
    style: MapStyle | None = None,  # noqa: ARG001  (the decorator draws under it)
    title: str | None = None,
    subtitle: str | None = None,
    language: Language = "en",
    projection: Literal["conformal", "equal-area"] = "conformal",
    size: tuple[float, float] = A4,
    cutoff: str | None = None,
    sources: str | None = None,
    events_from: str | None = None,
    accuracy_m: float | None = None,
    relief: bool = True,
    callouts: bool | None = None,
    inset: tuple[float, float, float, float] | Literal["auto"] | None = "auto",
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
    style
        Colours, opacity and font of your own.
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
        Words for where zones and events come from, in place of what they say themselves.
    events_from
        Words for where the events come from; by default the first values of their column ``source``.
    accuracy_m
        Accuracy of the zones in metres; by default the median of their column ``accuracy_m``.
    relief
        Whether to shade the relief.
    callouts
        Whether to number the places of events and list them beside the map, as far as there is room.  By
        default where there are at most 24; on a map of more, circles count the events.
    inset
        Window (west, south, east, north in degrees) that is also drawn enlarged under the list;
        ``auto`` chooses one where numbered places crowd and there is room for it, ``None`` draws none.
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
    DateError
        If ``at`` or ``cutoff`` is no date.
    ValueRangeError
        If there is nothing to draw, or the extent or the inset is not one.
    """
    from badia_geo.maps import event_list, event_symbols, furniture, insets, panel, sheets
    from badia_geo.maps.frame import fit_extent

    word("legend", language)  # an unknown language ends here, before anything is drawn
    at, cutoff = (None if d is None else f"{as_date(d):%Y-%m-%d}" for d in (at, cutoff))
    dated = zones_of(zones, at)
    if events is not None and events.crs is None and len(events):
        msg = "the events have no coordinate reference system; set it, e.g. events.set_crs(4326)"
        raise CRSError(msg)
    placed = events.to_crs(4326) if events is not None and len(events) else None
    figure = sheets.plain_figure(size)
    aspect = MAP_PLACE[2] * size[0] / (MAP_PLACE[3] * size[1])
    interest = _interest(placed, dated, places)
    # round events the ground gives context; zones are what a map of zones is about
    pad = 0.18 if placed is not None or places is not None else 0.04
    frame = fit_extent(extent or interest, aspect=aspect, projection=projection, pad=pad)
    if extent is not None:
        _not_empty(frame, extent, interest)

    axes = figure.add_axes(MAP_PLACE)
    water, borders = sheets.draw_base(axes, frame, relief=relief)
    drawn = sheets.draw_dated(axes, frame, dated) if dated is not None else None
    marks = event_symbols.draw_events(axes, frame, placed, callouts=callouts) if placed is not None else []
    furniture.draw_north_arrow(axes, frame)

    accuracy, said = accuracy_m or accuracy_of(dated), single(language)
    ground = list(drawn.shown.geometry) if drawn else []
    named = events_from or event_sources_of(placed), "" if dated is None else sources_of(dated)
    key = "title_zones" if not marks else "title" if dated is not None else "title_events"
    record = MapRecord(
        title=title or sheets.title_words(key, frame, said, ground),
        frame=frame,
        at=None if dated is None else at,
        cutoff=cutoff,
        sources=sources or "; ".join(n for n in named if n) or "user's own",
        events_from="" if sources else named[0],
        zones_from="" if sources else named[1],
        period=None if placed is None else period_of(placed.loc[[r for m in marks for r in m.rows]]),
        colours=colours_of(drawn.shown if drawn else None),
        callouts=marks,
        language=language,
        events_drawn=sum(len(m.rows) for m in marks),
        events_left_out=0 if events is None else int((~event_symbols.has_point(events)).sum()),
    )
    record.alt_text = _alt_text(record)
    arabic = sheets.title_words(key, frame, "ar", ground) if title is None else ""
    panel.draw_titles(figure, record, subtitle, title_ar=arabic)
    numbered = placed is not None and any(m.label for m in marks)
    need, brief = 0.0, 0.0
    if numbered and placed is not None:
        need, brief = (event_list.list_height(figure, record, placed, brief=b) for b in (False, True))
    # whether places crowd is known before the room for an inset is
    wanted = insets.choose(inset, frame, marks, room=1.0, need=0.0) is not None
    end = panel.draw_legends(
        figure,
        record,
        drawn.shown if drawn else None,
        placed,
        fronts=bool(drawn and drawn.front),
        accuracy=accuracy if ground else None,
        needs=[need + insets.LEAST_ROOM, need, brief] if wanted else [need, brief],
    )
    window = insets.choose(inset, frame, marks, room=end - event_list.LIST_BOTTOM, need=need)
    top = None if window is None else insets.place(end - event_list.LIST_BOTTOM - need)
    if numbered and placed is not None:
        bottom = event_list.LIST_BOTTOM if top is None else top.y1 + 0.02
        listed = event_list.list_events(figure, record, placed, end - bottom)
        event_list.draw_event_list(figure, record, listed, end)
        # a number that stands in no list tells a reader nothing
        marks = record.callouts = [m if m.number in listed.places else m.unnumbered() for m in marks]
    if window is not None and top is not None:
        enlarged = insets.draw_inset(
            figure, axes, window, top, zones=dated, events=placed, marks=marks, record=record, relief=relief
        )
        marks = [replace(m, label="") if m.number in enlarged.numbers else m for m in marks]
        record.labels += enlarged.labels
    record.scale_bar, written = sheets.finish(
        axes,
        frame,
        water=water,
        borders=borders,
        fronts=drawn.front if drawn else [],
        zones=ground,
        marks=marks,
        places=places,
        language=language,
        boxes=[enlarged.outline] if window is not None else [],
    )
    record.labels += written
    if record.events_left_out and not numbered:
        event_list.draw_left_out(figure, record, end)
    sheets.drop_site_entry(figure)
    panel.draw_notes(figure, record, accuracy)
    figure.badia_geo_record = record  # type: ignore[attr-defined]
    return figure


def _interest(
    placed: gpd.GeoDataFrame | None, dated: gpd.GeoDataFrame | None, places: gpd.GeoDataFrame | None
) -> list[Any]:
    """Give what the map should hold: events' points, and footprints unless they are countries wide."""
    from badia_geo.maps import event_symbols

    if placed is not None:
        shapes: list[Any] = [p for p in placed.geometry if p is not None and not p.is_empty]
        # many events show where to look by themselves
        if "footprint" in placed and len(placed) <= event_symbols.MOST_NUMBERED:
            coarse = placed["precision"].isin(["admin1", "country"]) if "precision" in placed else False
            radius = pd.to_numeric(placed["radius_m"], errors="coerce") if "radius_m" in placed else np.nan
            wide = np.broadcast_to(coarse | (radius > WIDEST_M), len(placed))
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


def _not_empty(frame: MapFrame, extent: tuple[float, ...], interest: list[Any]) -> None:
    """Refuse a window in which there is neither anything to show nor a base map to show it on."""
    window = shapely.box(*frame.lonlat_bounds())
    if frame.meets_base() or any(window.intersects(shape) for shape in interest):
        return
    around = f" of {tuple(round(float(v), 1) for v in shapely.total_bounds(interest))}" if interest else ""
    msg = f"extent {extent} shows nothing: neither base map nor what there is to draw{around} reaches into it"
    raise ValueRangeError(msg)


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


def save_map(figure: Figure, path: str | os.PathLike[str], *, dpi: int = 300) -> None:
    """Save a map with its provenance: title, alt text and sources go into the file's metadata.

    Parameters
    ----------
    figure
        From `plot_control_map`.
    path
        Ending in .png, .svg or .pdf.  The same figure gives the same bytes each time.  An SVG and a PDF carry
        the letters they are set in, and their text can be selected and searched.
    dpi
        Dots an inch of a PNG.

    Raises
    ------
    OutputError
        If the ending is another or the file cannot be written.
    """
    import matplotlib as mpl

    from badia_geo.maps.picture import write_png
    from badia_geo.maps.svg_fonts import complete_svg
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
        if ending == ".png":
            write_png(figure, temporary, dpi=dpi, metadata=metadata)
        else:
            figure.savefig(temporary, dpi=dpi, metadata=metadata)
        if ending == ".svg":
            complete_svg(temporary, title=record.title, description=record.alt_text)
