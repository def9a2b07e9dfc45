"""The command line: ``badia-geo``."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from badia_geo.errors import (
    BadiaGeoError,
    ColumnError,
    DateError,
    FileFormatError,
    OutputError,
    ValueRangeError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import geopandas as gpd
    import pandas as pd

    from badia_geo.geocoding import Geocoder
    from badia_geo.maps.words import Language

__all__ = ["app", "main"]

app = typer.Typer(
    name="badia-geo", add_completion=False, rich_markup_mode=None, no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Where did each reported event happen, how sure is that, whose control zone was it, and which bank of the Euphrates.",
)  # fmt: skip
gazetteer_app = typer.Typer(
    rich_markup_mode=None, no_args_is_help=True, help="Search, import and describe gazetteers."
)
app.add_typer(gazetteer_app, name="gazetteer")

GazetteerFiles = Annotated[
    list[Path] | None,
    typer.Option("--gazetteer", help="A gazetteer file of your own; may be given several times."),
]
ZonesFile = Annotated[
    Path | None, typer.Option("--zones", help="Your own control zones instead of the packaged ones.")
]
ControllerColumn = Annotated[
    str | None, typer.Option("--controller", help="Column of --zones that names who holds the ground.")
]
ControllerName = Annotated[
    str | None, typer.Option("--controller-name", help="Who holds all the ground of --zones.")
]
At = Annotated[str | None, typer.Option("--at", help="A date, e.g. 2020-08-21.")]
Published = Annotated[
    str | None, typer.Option("--published", help="Date of publication; relative dates count from it.")
]
Corrections = Annotated[
    Path | None, typer.Option("--corrections", help="CSV of your own decisions about places; they win.")
]
Out = Annotated[Path, typer.Option("-o", "--out", help="File to write; its ending says the format.")]
MapLanguage = Annotated[str, typer.Option("--language", help="Language of the map: en, ar or both.")]
Extent = Annotated[
    tuple[float, float, float, float] | None,
    typer.Option("--extent", metavar="WEST SOUTH EAST NORTH", help="Window of the map in degrees."),
]
Title = Annotated[str | None, typer.Option("--title", help="Title of the map.")]


def _say(text: str) -> None:
    typer.echo(text, err=True)


@contextmanager
def _progress(total: int, what: str) -> Iterator[Callable[[int], None]]:
    """Show on stderr how far a long task is; the callable takes the number of rows done so far."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)


def _timeline(zones: Path | None, controller: str | None, controller_name: str | None) -> Any:
    from badia_geo.zones import ControlZones

    if zones is None:
        return ControlZones.load()
    return ControlZones.from_file(zones, controller=controller, controller_name=controller_name)


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
    from badia_geo.summary import summary_table

    timeline = None if zones is None else _timeline(zones, controller, controller_name)
    result = analyse(
        path, published=published, at=at, zones=timeline, gazetteers=gazetteer or (), corrections=corrections
    )
    written = result.write(out, language=_language(language))
    if len(result.events):
        typer.echo(summary_table(result.events))
    for place in result.places_in_words():
        typer.echo(f"place named: {place}")
    for note in result.notes:
        _say(f"note: {note}")
    typer.echo("written: " + ", ".join(str(p) for p in written))


def _language(text: str) -> Language:
    if text not in ("en", "ar", "both"):
        msg = f"language {text!r} is not known; use en, ar or both"
        raise ValueRangeError(msg)
    return text  # type: ignore[return-value]


@app.command(
    epilog="Example: badia-geo geocode places.csv --column name_en --column name_ar --context region -o out.csv"
)
def geocode(
    path: Annotated[Path, typer.Argument(metavar="INPUT", help="A table.")],
    column: Annotated[
        list[str], typer.Option("--column", help="Column with the place; several: several spellings.")
    ],
    out: Out,
    context: Annotated[
        list[str] | None, typer.Option("--context", help="Column with a containing place.")
    ] = None,
    gazetteer: GazetteerFiles = None,
    corrections: Corrections = None,
) -> None:
    """Find where the places of a table lie: one row out per row in, with radius, score and reason."""
    from badia_geo.analysis import make_geocoder
    from badia_geo.tables import read_table, write_table

    table = read_table(path)
    _need(path, table, [*column, *(context or [])])
    found = make_geocoder(gazetteer or (), corrections).geocode(table, columns=column, context=context or ())
    write_table(table.drop(columns=[c for c in found if c in table]).join(found), out)
    counts = found["status"].value_counts()
    _say(
        f"{len(table)} rows: "
        + ", ".join(f"{n} {status}" for status, n in counts.items())
        + f"; written to {out}"
    )


def _need(path: Path, table: pd.DataFrame, columns: list[str]) -> None:
    missing = [c for c in columns if c not in table]
    if missing:
        msg = f"{path}: has no column {', '.join(map(repr, missing))}; it has {', '.join(map(str, table.columns))}"
        raise ColumnError(msg)


@app.command(epilog="Example: badia-geo read notes.csv --text notes --date event_date -o events.gpkg")
def read(
    path: Annotated[Path, typer.Argument(metavar="INPUT", help="report.txt, or a table of short notes.")],
    out: Out,
    text: Annotated[str | None, typer.Option("--text", help="Column with the text of each note.")] = None,
    date: Annotated[str | None, typer.Option("--date", help="Column with the date of each note.")] = None,
    published: Published = None,
    gazetteer: GazetteerFiles = None,
    corrections: Corrections = None,
    explain: Annotated[bool, typer.Option("--explain", help="Say in words how each event was read.")] = False,
) -> None:
    """Read reports into dated, typed and located events."""
    from badia_geo.analysis import as_day, make_geocoder
    from badia_geo.reports import explain as explain_event
    from badia_geo.reports import read_report
    from badia_geo.tables import read_text, table_writer

    geocoder = make_geocoder(gazetteer or (), corrections)
    day = as_day(published, what="--published")
    count = 0
    with table_writer(out) as write:
        if path.suffix.lower() in (".txt", ".md", ""):
            tables = iter([read_report(read_text(path), published=day, geocoder=geocoder)])
        else:
            tables = _notes(path, text, date, day, geocoder)
        for events in tables:
            count += len(events)
            write(events)
            if explain:
                for _, event in events.iterrows():
                    typer.echo(explain_event(event) + "\n")
    _say(f"{count} events; written to {out}")


def _notes(
    path: Path, text: str | None, date: str | None, published: str | None, geocoder: Geocoder
) -> Iterator[gpd.GeoDataFrame]:
    """Read notes: a CSV file as it streams by, other tables whole."""
    from badia_geo.notes import TEXT_COLUMNS, note_tables, read_notes
    from badia_geo.tables import read_table

    if path.suffix.lower() == ".csv":
        lines = sum(1 for _ in path.open("rb")) if path.is_file() else 0
        with _progress(max(lines - 1, 0), "reading notes") as advance:
            yield from note_tables(
                path, text=text, date=date, published=published, geocoder=geocoder, progress=advance
            )
        return
    table = read_table(path)
    column = text or next((c for c in TEXT_COLUMNS if c in table), None)
    if column is None:
        msg = f"{path}: say which column holds the text with --text; it has {', '.join(map(str, table.columns))}"
        raise ColumnError(msg)
    _need(path, table, [c for c in (column, date) if c])
    with _progress(len(table), "reading notes") as advance:
        yield read_notes(
            table, text=column, date=date, published=published, geocoder=geocoder, progress=advance
        )


@app.command(epilog="Example: badia-geo mentions report.txt -o mentions.csv")
def mentions(
    path: Annotated[Path, typer.Argument(metavar="INPUT", help="A text, or .jsonl with a field text.")],
    out: Out,
    gazetteer: GazetteerFiles = None,
    model: Annotated[
        str | None,
        typer.Option("--model", help="A spaCy model that proposes more places, e.g. en_core_web_sm."),
    ] = None,
) -> None:
    """Find the places that a text names, with their spans (code points, end exclusive)."""
    import pandas as pd

    from badia_geo.analysis import make_geocoder
    from badia_geo.mentions import find_mentions, load_pipeline
    from badia_geo.tables import read_text, write_table

    nlp = None if model is None else load_pipeline(model)
    if path.suffix.lower() == ".jsonl":
        texts = []
        for number, line in enumerate(read_text(path).splitlines(), start=1):
            if not line.strip():
                continue
            try:
                texts.append(str(json.loads(line)["text"]))
            except (ValueError, KeyError, TypeError):
                msg = f"{path}: line {number} is not a JSON object with a field 'text'; mend or remove it"
                raise FileFormatError(msg) from None
    else:
        texts = [read_text(path)]
    geocoder = make_geocoder(gazetteer or ())
    columns = ["doc", "start", "end", "text", "kind", "place_id", "lat", "lon", "score"]
    rows = [
        (doc, m.start, m.end, m.text, m.kind, m.place_id, m.lat, m.lon, m.score)
        for doc, body in enumerate(texts)
        for m in find_mentions(body, geocoder=geocoder, nlp=nlp)
    ]
    write_table(pd.DataFrame(rows, columns=columns), out)
    _say(f"{len(rows)} mentions in {len(texts)} texts; written to {out}")


@app.command(epilog='Example: badia-geo describe "20 km south of Deir ez-Zor on the Mayadin road"')
def describe(
    text: Annotated[str | None, typer.Argument(help="A place in words.")] = None,
    at: Annotated[
        tuple[float, float] | None,
        typer.Option("--at", metavar="LAT LON", help="Give the words for a point."),
    ] = None,
    gazetteer: GazetteerFiles = None,
) -> None:
    """Say where words lie (JSON with footprint and steps), or with --at give the words for a point."""
    import shapely

    from badia_geo.analysis import make_geocoder

    geocoder = make_geocoder(gazetteer or ())
    if at is not None:
        from badia_geo.point_words import describe_point

        typer.echo(describe_point(at[0], at[1], geocoder=geocoder))
        return
    if not text or not text.strip():
        msg = "describe needs a place in words, or --at LAT LON"
        raise FileFormatError(msg)
    found = geocoder.locate(text)
    answer: dict[str, Any] = {
        "text": text,
        "status": found.status,
        "score": found.score,
        "reason": found.reason,
    }
    if found.footprint is not None:
        f = found.footprint
        answer |= {
            "lat": round(f.point.y, 6), "lon": round(f.point.x, 6), "radius_m": round(f.radius_m), "precision": f.precision,
            "place_id": found.place_id, "place_name": found.place_name,
            "footprint": json.loads(shapely.to_geojson(shapely.set_precision(f.geometry, 1e-6))), "steps": list(f.steps),
        }  # fmt: skip
    if found.candidates:
        answer["candidates"] = [
            {"place_id": c[2], "probability": c[1], "lat": c[0].point.y, "lon": c[0].point.x}
            for c in found.candidates
        ]
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=1))


LAT_NAMES = ("lat", "latitude", "y")
LON_NAMES = ("lon", "lng", "long", "longitude", "x")


@app.command(epilog="Example: badia-geo join located.csv -o joined.csv")
def join(
    path: Annotated[
        Path, typer.Argument(metavar="INPUT", help="A table with coordinates, or what geocode or read wrote.")
    ],
    out: Out,
    lat: Annotated[str | None, typer.Option(help="Column of latitudes.")] = None,
    lon: Annotated[str | None, typer.Option(help="Column of longitudes.")] = None,
    date: Annotated[str | None, typer.Option(help="Column of dates.")] = None,
    radius: Annotated[str | None, typer.Option(help="Column of radii in metres.")] = None,
    at: At = None,
    zones: ZonesFile = None,
    controller: ControllerColumn = None,
    controller_name: ControllerName = None,
) -> None:
    """Add whose zone, which bank and which governorate to each row, with probabilities."""
    from badia_geo.analysis import JOINED, as_day, join_all
    from badia_geo.tables import read_table, write_table

    table = read_table(path)
    _need(path, table, [c for c in (lat, lon, date, radius) if c])
    events = _located(path, table, lat, lon, date, radius)
    timeline = _timeline(zones, controller, controller_name)
    joined = join_all(events, timeline, at=as_day(at, what="--at"))
    write_table(table.drop(columns=[c for c in JOINED if c in table]).join(joined), out)
    certain = int((joined["controller_certainty"] == "certain").sum())
    _say(f"{len(table)} rows: {certain} with a certain controller; written to {out}")


def _located(
    path: Path, table: pd.DataFrame, lat: str | None, lon: str | None, date: str | None, radius: str | None
) -> Any:
    import geopandas as gpd
    import pandas as pd

    from badia_geo.analysis import points_of

    lower = {str(c).lower(): str(c) for c in table.columns}
    if isinstance(table, gpd.GeoDataFrame) and lat is None and lon is None:
        events = gpd.GeoDataFrame(table[[]], geometry=table.geometry, crs=table.crs)
        if "radius_m" in lower:
            events["radius_m"] = pd.to_numeric(table[lower["radius_m"]], errors="coerce")
    else:
        lat = lat or next((lower[n] for n in LAT_NAMES if n in lower), None)
        lon = lon or next((lower[n] for n in LON_NAMES if n in lower), None)
        if lat is None or lon is None:
            msg = f"{path}: has no columns lat and lon; name them with --lat and --lon"
            raise ColumnError(msg)
        events = points_of(table, lat=lat, lon=lon, radius=radius or lower.get("radius_m"))
    if date is None and {"date_start", "date_end"} <= set(lower):
        events["date_start"], events["date_end"] = (
            pd.to_datetime(table[lower[c]], errors="coerce", format="mixed")
            for c in ("date_start", "date_end")
        )
    else:
        date = date or next((lower[n] for n in ("date", "event_date", "date_start") if n in lower), None)
        if date is not None:
            events["date"] = pd.to_datetime(table[date], errors="coerce", format="mixed")
    if "reason" in lower:
        events["reason"] = table[lower["reason"]]
    return events


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
    from badia_geo.maps.orders import Order, dates_of, draw_zones, is_drawn
    from badia_geo.tables import write_layers, write_table

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
        else _timeline(zones, controller, controller_name)
    )
    if is_drawn(out):
        order = Order(
            at=None if from_points is not None else day, compare=pair, dates=dates, chart=chart, extent=extent,
            language=_language(language), title=title, equal_area=equal_area, progress=sys.stderr.isatty(),
        )  # fmt: skip
        what = draw_zones(source, order, out)
        if pair is not None:
            _say_changes(source.compare(*pair))
        _say(f"{what}; written to {out}")
        return
    if from_points is not None:
        result = source
    elif pair is not None:
        result = _say_changes(source.compare(*pair))
    elif dates is not None or chart:
        result = source.areas(None if dates is None else dates_of(dates))
        write_table(result, out)
        _say(f"areas on {result['date'].nunique()} dates; written to {out}")
        return
    else:
        result = source.frame if day is None else source.at(day)
    if out.suffix.lower() == ".gpkg":
        write_layers({"zones": result}, out)
    else:
        write_table(result, out, layer="zones")
    _say(f"{len(result)} zones; written to {out}")


def _say_changes(found: Any) -> Any:
    typer.echo(found.table.round(1).to_string())
    if len(found.suppressed):
        kept_out = (
            f"{int(found.suppressed['pieces'].sum())} pieces, {found.suppressed['area_km2'].sum():.1f} km2"
        )
        _say(f"left out, narrower than the zones' accuracy of {found.accuracy_m:.0f} m: {kept_out}")
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
    events = _located(path, table, None, None, None, None)
    if weight is not None:
        _need(path, table, [weight])
        events[weight] = table[weight]
    day = as_day(at, what="--at")
    if out.suffix.lower() in (".tif", ".tiff"):
        event_density(events, kernel_km=kernel or 10.0, weight=weight, extent=extent).to_file(out)
    elif out.suffix.lower() in PICTURES:
        timeline = None if day is None and zones is None else _timeline(zones, controller, controller_name)
        held = timeline if timeline is None or day is not None else timeline.frame
        figure = density_map(
            events, held, at=day, kernel_km=kernel, weight=weight, extent=extent, title=title,
            language=_language(language), sources=path.name,
        )  # fmt: skip
        save_map(figure, out)
    else:
        msg = f"{out}: a density is drawn as .png, .svg or .pdf, or written as a raster to .tif"
        raise OutputError(msg)
    located = int(has_point(events).sum())
    _say(f"{located} of {len(events)} events have a place; written to {out}")


def _from_points(path: Path, day: str | None) -> Any:
    from badia_geo.tables import read_table
    from badia_geo.tessellation import tessellate_points

    table = read_table(path)
    _need(path, table, ["controller", "lat", "lon"])
    drawn = tessellate_points(_observations(table), at=day)
    if len(drawn.refused):
        _say(
            f"{len(drawn.refused)} rows of {path} were not used; the first: {drawn.refused.iloc[0].to_dict()}"
        )
    return drawn.zones


def _observations(table: pd.DataFrame) -> Any:
    from badia_geo.analysis import points_of

    located = points_of(table, lat="lat", lon="lon", radius=None)
    return located.join(table.drop(columns=[c for c in ("lat", "lon") if c in table]))


@gazetteer_app.command("search", epilog="Example: badia-geo gazetteer search 'Dayr az-Zawr'")
def gazetteer_search(
    text: Annotated[str, typer.Argument(help="A name in any spelling.")],
    context: Annotated[list[str] | None, typer.Option("--context", help="A containing place.")] = None,
    gazetteer: GazetteerFiles = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 10,
) -> None:
    """List the places that a name may mean, the likeliest first."""
    from rich.console import Console
    from rich.table import Table

    from badia_geo.analysis import make_geocoder

    found = make_geocoder(gazetteer or ()).gazetteer.search(text, context=context or (), limit=limit)
    table = Table("place_id", "name", "arabic", "class", "admin1", "lat", "lon", "score")
    for c in found:
        p = c.place
        table.add_row(
            p.place_id, p.name, p.name_ar or "", p.feature_code, p.admin1 or "", f"{p.lat:.4f}", f"{p.lon:.4f}",
            f"{c.score:.2f}",
        )  # fmt: skip
    # a pipe has no width of its own; 80 columns would break the names
    Console(width=None if sys.stdout.isatty() else 120).print(
        table if found else f"nothing like {text!r} is known"
    )


@gazetteer_app.command("import", epilog="Example: badia-geo gazetteer import SY.txt syr_adm.xlsx -o my.gpkg")
def gazetteer_import(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="Files of GeoNames, OCHA, OSM, Wikidata or your own."),
    ],
    out: Out,
) -> None:
    """Read providers' gazetteer files into one GeoPackage; the same place in two files becomes one."""
    from badia_geo.importers import import_files

    report = import_files(paths, out)
    _say(str(report))


@gazetteer_app.command("info", epilog="Example: badia-geo gazetteer info")
def gazetteer_info(gazetteer: GazetteerFiles = None) -> None:
    """Say what the gazetteer holds."""
    from badia_geo.analysis import make_geocoder

    places = make_geocoder(gazetteer or ()).gazetteer.places
    typer.echo(f"{len(places)} places")
    for code, n in places["feature_code"].value_counts().items():
        typer.echo(f"  {code}: {n}")


def _stop(text: str) -> NoReturn:
    _say("badia-geo: " + " ".join(text.split()))
    sys.exit(2)


def main() -> None:
    """Run the command line; a bad input ends with status 2 and one line that names the mend."""
    try:
        app(standalone_mode=False)
    except BadiaGeoError as error:
        _stop(str(error))
    except (KeyboardInterrupt, typer.Abort):
        _say("badia-geo: stopped; nothing half-written was left")
        sys.exit(130)
    except typer.Exit as end:
        sys.exit(end.exit_code)
    except Exception as error:
        message = getattr(error, "format_message", None)
        if message is None:
            raise
        _stop(message() or "see badia-geo --help")


if __name__ == "__main__":
    main()
