"""The command line: ``badia-geo``."""

from __future__ import annotations

import json
import sys
from pathlib import Path  # noqa: TC003  (typer reads the annotations)
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from badia_geo import cli_maps
from badia_geo.cli_inputs import (
    At,
    ControllerColumn,
    ControllerName,
    Corrections,
    GazetteerFiles,
    Latitude,
    Longitude,
    Out,
    Published,
    ZonesFile,
    located_events,
    need,
    note_unused,
    progress_bar,
    say,
    timeline_of,
)
from badia_geo.errors import BadiaGeoError, ColumnError, FileFormatError
from badia_geo.summary import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from badia_geo.geocoding import Geocoder

__all__ = ["app", "main"]

app = typer.Typer(
    name="badia-geo", add_completion=False, rich_markup_mode=None, no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Where did each reported event happen, how sure is that, whose control zone was it, and which bank of the Euphrates.",
)  # fmt: skip
gazetteer_app = typer.Typer(
    rich_markup_mode=None, no_args_is_help=True, help="Search, import and describe gazetteers."
)


def _say_version(asked: bool) -> None:
    if asked:
        from badia_geo import __version__

        typer.echo(f"badia-geo {__version__}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say the version and end.")
    ] = False,
) -> None:
    """Hold what is asked of no command."""


# without a name the drawing commands stand beside the others
app.add_typer(cli_maps.app)
app.add_typer(gazetteer_app, name="gazetteer")


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
    need(path, table, [*column, *(context or [])])
    geocoder = make_geocoder(gazetteer or (), corrections)
    found = geocoder.geocode(table, columns=column, context=context or ())
    write_table(table.drop(columns=[c for c in found if c in table]).join(found), out)
    counts = found["status"].value_counts()
    say(
        f"{counted(len(table), 'row')}: "
        + ", ".join(f"{n} {status}" for status, n in counts.items())
        + f"; written to {out}"
    )
    note_unused(geocoder)


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
    from badia_geo.notes import set_aside
    from badia_geo.reports import explain as explain_event
    from badia_geo.reports import read_report
    from badia_geo.tables import read_text, table_writer

    geocoder = make_geocoder(gazetteer or (), corrections)
    day = as_day(published, what="--published")
    count = aside = 0
    with table_writer(out) as write:
        if path.suffix.lower() in (".txt", ".md", ""):
            tables = iter([read_report(read_text(path), published=day, geocoder=geocoder)])
        else:
            tables = _notes(path, text, date, day, geocoder)
        for events in tables:
            idle = set_aside(events)
            count, aside = count + len(events) - idle, aside + idle
            write(events)
            if explain:
                for _, event in events.iterrows():
                    typer.echo(explain_event(event) + "\n")
    rows = f", {counted(aside, 'row')} set aside (see `reason`)" if aside else ""
    say(f"{counted(count, 'event')}{rows}; written to {out}")
    note_unused(geocoder)


def _notes(
    path: Path, text: str | None, date: str | None, published: str | None, geocoder: Geocoder
) -> Iterator[gpd.GeoDataFrame]:
    """Read notes: a CSV file as it streams by, other tables whole."""
    from badia_geo.notes import TEXT_COLUMNS, note_tables, read_notes
    from badia_geo.tables import read_table

    if path.suffix.lower() == ".csv":
        lines = 0
        if path.is_file():
            with path.open("rb") as file:
                lines = sum(1 for _ in file)
        with progress_bar(max(lines - 1, 0), "reading notes") as advance:
            yield from note_tables(
                path, text=text, date=date, published=published, geocoder=geocoder, progress=advance
            )
        return
    table = read_table(path)
    column = text or next((c for c in TEXT_COLUMNS if c in table), None)
    if column is None:
        msg = f"{path}: say which column holds the text with --text; it has {', '.join(map(str, table.columns))}"
        raise ColumnError(msg)
    need(path, table, [c for c in (column, date) if c])
    with progress_bar(len(table), "reading notes") as advance:
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
    say(f"{counted(len(rows), 'mention')} in {counted(len(texts), 'text')}; written to {out}")


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


@app.command(epilog="Example: badia-geo join located.csv -o joined.csv")
def join(
    path: Annotated[
        Path, typer.Argument(metavar="INPUT", help="A table with coordinates, or what geocode or read wrote.")
    ],
    out: Out,
    lat: Latitude = None,
    lon: Longitude = None,
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
    need(path, table, [c for c in (lat, lon, date, radius) if c])
    events = located_events(path, table, lat, lon, date, radius)
    timeline = timeline_of(zones, controller, controller_name)
    joined = join_all(events, timeline, at=as_day(at, what="--at"))
    write_table(table.drop(columns=[c for c in JOINED if c in table]).join(joined), out)
    certain = int((joined["controller_certainty"] == "certain").sum())
    say(f"{counted(len(table), 'row')}: {certain} with a certain controller; written to {out}")


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
    say(str(report))


@gazetteer_app.command("info", epilog="Example: badia-geo gazetteer info")
def gazetteer_info(gazetteer: GazetteerFiles = None) -> None:
    """Say what the gazetteer holds."""
    from badia_geo.analysis import make_geocoder

    places = make_geocoder(gazetteer or ()).gazetteer.places
    typer.echo(f"{len(places)} places")
    for code, n in places["feature_code"].value_counts().items():
        typer.echo(f"  {code}: {n}")


def _stop(text: str) -> NoReturn:
    say("badia-geo: " + " ".join(text.split()))
    sys.exit(2)


def main() -> None:
    """Run the command line; a bad input ends with status 2 and one line that names the mend."""
    try:
        app(standalone_mode=False)
    except BadiaGeoError as error:
        _stop(str(error))
    except (KeyboardInterrupt, typer.Abort):
        say("badia-geo: stopped; nothing half-written was left")
        sys.exit(130)
    except typer.Exit as end:
        sys.exit(end.exit_code)
    except Exception as error:
        message = getattr(error, "format_message", None)
        if message is None:
            raise
        # typer's, or the one of click that older versions of typer raise
        if type(error).__name__ == "NoArgsIsHelpError":
            typer.echo(message())
            return
        _stop(message() or "see badia-geo --help")


if __name__ == "__main__":
    main()
