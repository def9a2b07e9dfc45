"""What the commands share: their options, tables with places, and how they speak to the user."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from badia_geo.errors import ColumnError, ValueRangeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd

    from badia_geo.geocoding import Geocoder
    from badia_geo.maps.words import Language

__all__ = [
    "At",
    "ControllerColumn",
    "ControllerName",
    "Corrections",
    "Extent",
    "GazetteerFiles",
    "Latitude",
    "Longitude",
    "MapLanguage",
    "Out",
    "Published",
    "Title",
    "ZonesFile",
    "language_of",
    "located_events",
    "need",
    "note_unused",
    "progress_bar",
    "say",
    "timeline_of",
]

LAT_NAMES = ("lat", "latitude", "y")
LON_NAMES = ("lon", "lng", "long", "longitude", "x")

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
Latitude = Annotated[str | None, typer.Option("--lat", help="Column of latitudes.")]
Longitude = Annotated[str | None, typer.Option("--lon", help="Column of longitudes.")]
Title = Annotated[str | None, typer.Option("--title", help="Title of the map.")]


def say(text: str) -> None:
    """Write to stderr, which leaves stdout to results."""
    typer.echo(text, err=True)


def note_unused(geocoder: Geocoder) -> None:
    """Tell of the user's corrections that matched nothing, which a changed word or a typing error leaves idle."""
    note = None if geocoder.corrections is None else geocoder.corrections.unused_note()
    if note is not None:
        say(f"note: {note}")


@contextmanager
def progress_bar(total: int, what: str) -> Iterator[Callable[[int], None]]:
    """Show on stderr how far a long task is; the callable takes the number of rows done so far."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)


def timeline_of(zones: Path | None, controller: str | None, controller_name: str | None) -> Any:
    """Give the user's own zones, or the packaged ones."""
    from badia_geo.zones import ControlZones

    if zones is None:
        return ControlZones.load()
    return ControlZones.from_file(zones, controller=controller, controller_name=controller_name)


def language_of(text: str) -> Language:
    """Read the language of a map."""
    if text not in ("en", "ar", "both"):
        msg = f"language {text!r} is not known; use en, ar or both"
        raise ValueRangeError(msg)
    return text  # type: ignore[return-value]  # one of the three


def need(path: Path, table: pd.DataFrame, columns: list[str]) -> None:
    """Stop where a table has not the columns that were named."""
    missing = [c for c in columns if c not in table]
    if missing:
        msg = f"{path}: has no column {', '.join(map(repr, missing))}; it has {', '.join(map(str, table.columns))}"
        raise ColumnError(msg)


def located_events(
    path: Path, table: pd.DataFrame, lat: str | None, lon: str | None, date: str | None, radius: str | None
) -> Any:
    """Give the events of a table with their places and dates, from the columns named or the usual ones."""
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
