"""The commands that draw: map, zones and density."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003  (typer reads the annotations)
from typing import TYPE_CHECKING, Annotated, Any

import typer

from badia_geo.cli_inputs import (
    At,
    ControllerColumn,
    ControllerName,
    Corrections,
    Extent,
    GazetteerFiles,
    Latitude,
    Longitude,
    MapLanguage,
    Out,
    Published,
    Title,
    ZonesFile,
    language_of,
    located_events,
    need,
    say,
    timeline_of,
)
from badia_geo.errors import DateError, OutputError, ValueRangeError
from badia_geo.summary import counted, summary_table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None)


@app.command("map", epilog="Example: badia-geo map report.txt --published 2020-08-21 -o out/")
def map_command(
    path: Annotated[
        Path, typer.Argument(metavar="INPUT", help="report.txt, an event table, or an edited events.gpkg")
    ],
    out: Annotated[
        Path, typer.Option("-o", "--out", help="Folder for map.png, map.html, events.gpkg and events.csv.")
    ],
    published: Published = None,
    at: At = None,
    gazetteer: GazetteerFiles = None,
    zones: ZonesFile = None,
    controller: ControllerColumn = None,
    controller_name: ControllerName = None,
    corrections: Corrections = None,
    language: MapLanguage = "en",
) -> None:
    """Turn a report or an event table into a control-zone map with its tables."""
    from badia_geo.analysis import analyse

    timeline = None if zones is None else timeline_of(zones, controller, controller_name)
    result = analyse(
        path, published=published, at=at, zones=timeline, gazetteers=gazetteer or (), corrections=corrections
    )
    written = result.write(out, language=language_of(language))
    if len(result.events):
        typer.echo(summary_table(result.events))
    for place in result.places_in_words():
        typer.echo(f"place named: {place}")
    for note in result.notes:
        say(f"note: {note}")
    typer.echo("written: " + ", ".join(str(p) for p in written))


@app.command(
    epilog="Examples: badia-geo zones --at 2020-08-21 -o zones.gpkg; badia-geo zones --compare 2017-09-15 2018-03-20 "
    "-o change.png; badia-geo zones --dates 2014-07-15..2020-08-21/6 -o panels.pdf (or film.gif)"
)
def zones(
    out: Out,
    at: At = None,
    from_points: Annotated[
        Path | None, typer.Option("--from-points", help="CSV of name, controller, lat, lon and maybe date.")
    ] = None,
    compare: Annotated[
        tuple[str, str] | None,
        typer.Option("--compare", metavar="DATE DATE", help="Gains and losses between two dates."),
    ] = None,
    dates: Annotated[
        str | None,
        typer.Option("--dates", help="Several dates: 2016-01-01,2017-01-01 or a span FIRST..LAST/NUMBER."),
    ] = None,
    chart: Annotated[bool, typer.Option("--chart", help="Area by controller over time.")] = False,
    zones: ZonesFile = None,
    controller: ControllerColumn = None,
    controller_name: ControllerName = None,
    extent: Extent = None,
    language: MapLanguage = "en",
    title: Title = None,
    equal_area: Annotated[
        bool, typer.Option("--equal-area", help="Draw in an equal-area projection.")
    ] = False,
) -> None:
    """Write or draw control zones of a date or several, from observed places, or what changed between two.

    A table or layer is written to .csv, .gpkg and the like; .png, .svg and .pdf give a map (panels for several
    dates, a change map for --compare, a chart for --chart), .gif and .mp4 a film.
    """
    from badia_geo.analysis import as_day
    from badia_geo.maps.orders import FILMS, PICTURES, Order, dates_of, draw_zones, is_drawn
    from badia_geo.tables import ENDINGS, write_layers, write_table

    day = as_day(at, what="--at")
    pair = (
        None
        if compare is None
        else (str(as_day(compare[0], what="--compare")), str(as_day(compare[1], what="--compare")))
    )
    if sum((from_points is not None, pair is not None, dates is not None or chart)) > 1:
        msg = (
            "--from-points, --compare and --dates or --chart are three different questions; ask one at a time"
        )
        raise ValueRangeError(msg)
    if day is None and pair is None and dates is None and not chart and zones is None and from_points is None:
        msg = "zones needs a date: --at 2020-08-21, two with --compare, or several with --dates"
        raise DateError(msg)
    source = (
        _from_points(from_points, day)
        if from_points is not None
        else timeline_of(zones, controller, controller_name)
    )
    if is_drawn(out):
        order = Order(
            at=day, compare=pair, dates=dates, chart=chart, extent=extent, language=language_of(language),
            title=title, equal_area=equal_area, progress=sys.stderr.isatty(),
        )  # fmt: skip
        what = draw_zones(source, order, out)
        if pair is not None:
            _say_changes(source.compare(*pair))
        say(f"{what}; written to {out}")
        return
    if from_points is not None:
        result = source
    elif pair is not None:
        result = _say_changes(source.compare(*pair))
    elif dates is not None or chart:
        result = source.areas(None if dates is None else dates_of(dates))
        write_table(result, out)
        say(f"areas on {result['date'].nunique()} dates; written to {out}")
        return
    else:
        result = source.frame if day is None else source.at(day)
    if out.suffix.lower() not in ENDINGS:
        known = ", ".join((*PICTURES, *FILMS, *ENDINGS))
        msg = f"{out}: ending {out.suffix or '(none)'} is not known; end the name in one of {known}"
        raise OutputError(msg)
    if out.suffix.lower() == ".gpkg":
        write_layers({"zones": result}, out)
    else:
        write_table(result, out, layer="zones")
    say(f"{counted(len(result), 'zone')}; written to {out}")


def _say_changes(found: Any) -> Any:
    typer.echo(found.table.round(1).to_string())
    if len(found.suppressed):
        kept_out = f"{counted(int(found.suppressed['pieces'].sum()), 'piece')}, {found.suppressed['area_km2'].sum():.1f} km2"
        say(f"left out, narrower than the zones' accuracy of {found.accuracy_m:.0f} m: {kept_out}")
    return found.changes


@app.command(epilog="Example: badia-geo density events.csv --kernel 10 -o density.png (or density.tif)")
def density(
    path: Annotated[
        Path, typer.Argument(metavar="INPUT", help="A table with coordinates, or what geocode or read wrote.")
    ],
    out: Out,
    kernel: Annotated[
        float | None, typer.Option("--kernel", help="Standard deviation of the kernel in km.")
    ] = None,
    weight: Annotated[
        str | None, typer.Option("--weight", help="Column to add up instead of counting.")
    ] = None,
    lat: Latitude = None,
    lon: Longitude = None,
    at: At = None,
    zones: ZonesFile = None,
    controller: ControllerColumn = None,
    controller_name: ControllerName = None,
    extent: Extent = None,
    language: MapLanguage = "en",
    title: Title = None,
) -> None:
    """Draw how many events there were where, each spread over where it may have happened.

    With --at (or --zones) the edges of the control zones are drawn over it; .tif writes the raster itself.
    """
    from badia_geo.analysis import as_day
    from badia_geo.maps import density_map, save_map
    from badia_geo.maps.event_symbols import has_point
    from badia_geo.maps.orders import PICTURES
    from badia_geo.rasters import event_density
    from badia_geo.tables import read_table

    table = read_table(path)
    need(path, table, [c for c in (lat, lon) if c])
    events = located_events(path, table, lat, lon, None, None)
    if weight is not None:
        need(path, table, [weight])
        events[weight] = table[weight]
    day = as_day(at, what="--at")
    if out.suffix.lower() in (".tif", ".tiff"):
        event_density(events, kernel_km=kernel or 10.0, weight=weight, extent=extent).to_file(out)
    elif out.suffix.lower() in PICTURES:
        timeline = None if day is None and zones is None else timeline_of(zones, controller, controller_name)
        held = timeline if timeline is None or day is not None else timeline.frame
        figure = density_map(
            events, held, at=day, kernel_km=kernel, weight=weight, extent=extent, title=title,
            language=language_of(language), sources=path.name,
        )  # fmt: skip
        save_map(figure, out)
    else:
        msg = f"{out}: a density is drawn as .png, .svg or .pdf, or written as a raster to .tif"
        raise OutputError(msg)
    located = int(has_point(events).sum())
    say(
        f"{located} of {counted(len(events), 'event')} {'has' if located == 1 else 'have'} a place; written to {out}"
    )


def _from_points(path: Path, day: str | None) -> Any:
    from badia_geo.tables import read_table
    from badia_geo.tessellation import tessellate_points

    table = read_table(path)
    need(path, table, ["controller", "lat", "lon"])
    drawn = tessellate_points(_observations(table), at=day)
    if len(drawn.refused):
        say(
            f"{counted(len(drawn.refused), 'row')} of {path} not used; the first: {drawn.refused.iloc[0].to_dict()}"
        )
    return drawn.zones


def _observations(table: pd.DataFrame) -> Any:
    from badia_geo.analysis import points_of

    located = points_of(table, lat="lat", lon="lon", radius=None)
    return located.join(table.drop(columns=[c for c in ("lat", "lon") if c in table]))
