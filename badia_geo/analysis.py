"""Analysis: a report or event table with its zones, banks and governorates, ready to be written and drawn."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from badia_geo.errors import BadiaGeoError, DateError, FileFormatError, OutputError
from badia_geo.summary import counted
from badia_geo.zone_table import as_date

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from badia_geo.geocoding import Geocoder
    from badia_geo.maps.words import Language
    from badia_geo.rivers import River
    from badia_geo.zones import ControlZones

__all__ = ["Analysis", "analyse", "as_day", "join_all", "make_geocoder"]

DOUBTFUL_SCORE = 0.7
"""Below this score a place goes into the template of corrections for a person to look at."""

AREAL = ("PCLI", "ADM1", "ADM2", "ADM3", "RGN", "DSRT", "CONT", "STM", "RD", "HWY")
"""GeoNames classes that a dot on the map cannot stand for."""

JOINED = (
    "controller", "controller_p", "controller_certainty", "zone_status", "zone_with", "bank", "p_left",
    "river_distance_m", "river_km", "admin1", "reason",
)  # fmt: skip
"""Columns of the summary form of the join, in order."""


def as_day(value: object, *, what: str = "date") -> str | None:
    """Read a date as ISO text.

    Parameters
    ----------
    value
        A date as `badia_geo.as_date` reads it; None and blank text are none.
    what
        What the date is for, said in the error.

    Raises
    ------
    DateError
        If it cannot be read as one day.

    Examples
    --------
    >>> as_day("21 August 2020")
    '2020-08-21'
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        return f"{as_date(value):%Y-%m-%d}"
    except DateError as error:
        msg = f"{what}: {error}"
        raise DateError(msg) from None


def make_geocoder(
    gazetteers: Sequence[str | os.PathLike[str]] = (), corrections: str | os.PathLike[str] | None = None
) -> Geocoder:
    """Make a geocoder over the packaged gazetteer, the user's own files and the user's corrections.

    Parameters
    ----------
    gazetteers
        Files that `Gazetteer.from_file` reads; each extends the packaged one.
    corrections
        CSV of decisions about places: ``text`` and ``place_id`` or ``lat``, ``lon``, ``radius_m``.
    """
    from badia_geo.gazetteer import Gazetteer
    from badia_geo.geocoding import Geocoder

    gazetteer = Gazetteer.load()
    for file in gazetteers:
        gazetteer = gazetteer.extend(Gazetteer.from_file(Path(file)))
    return Geocoder(gazetteer, corrections=corrections)


def join_all(
    events: gpd.GeoDataFrame,
    zones: ControlZones | gpd.GeoDataFrame | None = None,
    *,
    river: River | None = None,
    at: str | None = None,
) -> pd.DataFrame:
    """Join events with control zones, the river's banks and the governorates, one row per event.

    Parameters
    ----------
    events
        As for `join_zones`.
    zones
        Control zones; by default the packaged timeline.
    river
        By default the Euphrates.
    at
        Date for the rows that have none, ISO.

    Returns
    -------
    DataFrame
        On the events' index: controller, controller_p, controller_certainty, zone_status, zone_with,
        bank, p_left, river_distance_m, river_km, admin1, reason.
    """
    from badia_geo import datasets
    from badia_geo.joins import join_admin, join_bank, join_zones

    if zones is None:
        from badia_geo.zones import ControlZones

        zones = ControlZones.load()
    if river is None:
        from badia_geo.rivers import River

        river = River.load("euphrates")
    control = join_zones(events, zones, at=at, water=datasets.load("lakes").geometry)
    bank = join_bank(events, river)
    admin = join_admin(events)
    together = control.join(bank.drop(columns="reason")).join(admin[["admin1"]])
    own = events["reason"] if "reason" in events else pd.Series(None, events.index, dtype=object)
    together["reason"] = [
        "; ".join(dict.fromkeys(str(r) for r in pair if isinstance(r, str) and r))
        for pair in zip(own, together["reason"].astype(object), strict=True)
    ]
    for name in ("controller", "controller_certainty", "zone_status", "zone_with", "bank", "admin1"):
        together[name] = together[name].astype(object).where(together[name].notna(), None)
    return together[list(JOINED)]


@dataclass(frozen=True)
class Analysis:
    """What `analyse` found.

    Parameters
    ----------
    events
        Event columns with those of the join; EPSG:4326.
    zones
        The zones of the date ``at``; EPSG:4326.
    timeline
        All zones, for the slider of the interactive map.
    at
        Date of the map, ISO.
    published
        Date of publication, ISO, where it is known.
    places
        Places that the report names beside those of its events, joined on the map's date.
    notes
        What a reader should know: events without a place, dates outside the timeline and so on.
    source
        Name of the file that the events were read from.
    """

    events: gpd.GeoDataFrame
    zones: gpd.GeoDataFrame | None
    timeline: ControlZones | None
    at: str | None
    published: str | None
    places: gpd.GeoDataFrame | None = None
    notes: tuple[str, ...] = ()
    source: str = ""

    def places_in_words(self) -> list[str]:
        """Say of each place that the report names outside its events whose zone and which bank it is on."""
        from badia_geo.maps.palette import controller

        if self.places is None:
            return []
        rows = self.places.to_dict("records")
        return [
            f"{r['place_name']}: "
            + (controller(r["controller"]).words() if r["controller"] else "controller undetermined")
            + (f" {100 * r['controller_p']:.0f}%" if r["controller"] else "")
            + (f", {r['bank']} bank" if r["bank"] in ("left", "right") else "")
            for r in rows
        ]

    def figure(self, **options: Any) -> Figure:
        """Draw the static map; options are those of `plot_control_map`."""
        from badia_geo.maps import plot_control_map

        named = {"places": self.places, "events_from": self.source or None}
        settings = {"at": self.at, "cutoff": self.published, **named, **options}
        return plot_control_map(self.zones, self.events, **settings)

    def page(self, **options: Any) -> Any:
        """Make the interactive map; options are those of `interactive_map`."""
        from badia_geo.maps import interactive_map

        settings = {"at": self.at, "cutoff": self.published, "dates": self._dates(), **options}
        dated = self.timeline is not None and self.at is not None and self.zones is not None
        return interactive_map(self.timeline if dated else self.zones, self.events, **settings)

    def _dates(self, most: int = 24) -> list[str]:
        """Give the days for the slider: those on which the events begin and end, at most so many."""
        columns = [self.events[c] for c in ("date_start", "date_end") if c in self.events]
        days = (
            pd.to_datetime(pd.concat(columns), errors="coerce").dropna().dt.date.astype(str)
            if columns
            else []
        )
        unique = sorted(set(days))
        return unique if len(unique) <= most else [unique[i * len(unique) // most] for i in range(most)]

    def doubtful(self) -> pd.DataFrame:
        """Give the places that a person should look at, as a template of corrections to fill in."""
        rows = self.events
        score = pd.to_numeric(rows["score"], errors="coerce")
        doubt = (rows["status"] != "located") | (score < DOUBTFUL_SCORE)
        chosen = rows[doubt & rows["place"].notna()]
        table = pd.DataFrame(
            {
                "text": chosen["place"],
                "place_id": "",
                "lat": "",
                "lon": "",
                "radius_m": "",
                "source_row": chosen.get("source_row", pd.Series("", chosen.index)),
                "status": chosen["status"],
                "score": score[chosen.index].round(2),
                "reason": chosen["reason"],
            }
        )
        return table.drop_duplicates(["text", "source_row"])

    def write(
        self, folder: str | os.PathLike[str], *, page: bool = True, language: Language = "en"
    ) -> list[Path]:
        """Write map.png, map.html, events.gpkg, events.csv and the template of corrections.

        Parameters
        ----------
        folder
            Made where missing.  Everything is made beside it first, so a run that fails or is stopped
            leaves what was there.
        page
            Whether to write map.html.
        language
            Language of the maps.

        Returns
        -------
        list of Path
            What was written.

        Raises
        ------
        OutputError
            If the folder cannot be written to.
        """
        from badia_geo.maps import map_record, save_map
        from badia_geo.tables import event_layers, write_layers, write_table

        target = Path(folder)
        if target.exists() and not target.is_dir():
            msg = f"{target}: is a file; name a folder for the results"
            raise OutputError(msg)
        try:
            target.mkdir(parents=True, exist_ok=True)
            work = Path(tempfile.mkdtemp(prefix=".badia-geo-", dir=target))
        except OSError as error:
            msg = f"{target}: cannot be written ({error.strerror or error}); choose a folder you may write to"
            raise OutputError(msg) from None
        try:
            figure = self.figure(language=language)
            save_map(figure, work / "map.png", dpi=200)
            events = _with_numbers(self.events, map_record(figure).numbers())
            write_table(events, work / "events.csv")
            layers = event_layers(events)
            if self.zones is not None:
                layers["zones"] = self.zones.to_crs(4326)
            write_layers(layers, work / "events.gpkg")
            write_table(self.doubtful(), work / "corrections_template.csv")
            if page:
                self.page(language=language).save(work / "map.html")
            written = []
            for file in sorted(work.iterdir()):
                file.replace(target / file.name)
                written.append(target / file.name)
        finally:
            shutil.rmtree(work, ignore_errors=True)
        return written


def _with_numbers(events: gpd.GeoDataFrame, numbers: dict[Any, int]) -> gpd.GeoDataFrame:
    """Add ``map_number``: the number of the event's place on the sheet, none where it has no number there."""
    return events.assign(map_number=pd.array([numbers.get(i) for i in events.index], dtype="Int64"))


def analyse(
    path: str | os.PathLike[str],
    *,
    published: str | None = None,
    at: str | None = None,
    zones: ControlZones | None = None,
    gazetteers: Sequence[str | os.PathLike[str]] = (),
    corrections: str | os.PathLike[str] | None = None,
) -> Analysis:
    """Read a report or an event table and join it with zones, banks and governorates.

    Parameters
    ----------
    path
        A report (.txt), an event table (ACLED, UCDP GED or any table with places or coordinates and
        dates), or an events.gpkg that was written before and edited by hand.
    published
        Date of publication of a report; relative dates count from it.
    at
        Date of the map, and of rows without a date; by default the newest date of the events.
    zones
        By default the packaged timeline.
    gazetteers, corrections
        As for `make_geocoder`.

    Returns
    -------
    Analysis

    Raises
    ------
    BadiaGeoError
        A leaf of it that names the file and the mend.
    """
    from badia_geo.tables import read_text
    from badia_geo.zones import ControlZones

    text = None
    published, at = as_day(published, what="--published"), as_day(at, what="--at")
    geocoder = make_geocoder(gazetteers, corrections)
    file = Path(path)
    if file.suffix.lower() in (".txt", ".md", ""):
        from badia_geo.reports import read_report

        text = read_text(file)
        events = read_report(text, published=published, geocoder=geocoder)
    else:
        from badia_geo.events import read_events

        events = read_events(file, geocoder=geocoder)
    notes = []
    timeline = ControlZones.load() if zones is None else zones
    day = at or _map_date(events, published)
    drawn = None
    if day is None:
        notes.append("no date is known, so no control zones are drawn; pass --published or --at")
    else:
        try:
            drawn = timeline.at(day)
        except (LookupError, BadiaGeoError) as error:
            if at is not None:
                raise
            notes.append(str(error))
    joined = join_all(events, timeline, at=at)
    together = events.drop(columns=[c for c in JOINED if c in events]).join(joined)
    missing = int((together.geometry.isna() | together.geometry.is_empty).sum())
    if not len(events):
        notes.append(
            "places were found but no event" if file.suffix.lower() == ".txt" else "the table holds no event"
        )
    elif missing:
        have = "has" if missing == 1 else "have"
        notes.append(f"{missing} of {counted(len(events), 'event')} {have} no place; why, events.csv tells")
    unused = None if geocoder.corrections is None else geocoder.corrections.unused_note()
    if unused is not None:
        notes.append(unused)
    named = None if text is None else _places_named(text, events, geocoder)
    if named is not None and len(named):
        named = named.join(join_all(named, timeline if day else None, at=day).drop(columns="reason"))
    elif not len(events):
        msg = f"{file}: names no event and no place that is known; bring your own with --gazetteer"
        raise FileFormatError(msg)
    return Analysis(together, drawn, timeline, day, published, named, tuple(notes), file.name)


LIKELIER_THAN_NOT = 0.5
"""Score below which a place named beside the events is not put on the map."""


def _places_named(text: str, events: gpd.GeoDataFrame, geocoder: Geocoder) -> gpd.GeoDataFrame | None:
    """Give the located places of a text, without countries, governorates and those of its events."""
    from badia_geo.mentions import find_mentions

    seen = set(events["place_id"].dropna()) if "place_id" in events else set()
    rows = []
    for mention in find_mentions(text, geocoder=geocoder):
        if mention.place_id is None or mention.lat is None or mention.place_id in seen:
            continue
        if mention.score is None or mention.score < LIKELIER_THAN_NOT:
            continue
        seen.add(mention.place_id)
        try:
            place = geocoder.gazetteer.get(mention.place_id)
        except LookupError:
            continue
        if place.feature_code in AREAL or place.geometry is not None:
            continue
        rows.append(
            {
                "place_id": place.place_id,
                "place_name": place.name,
                "name_ar": place.name_ar,
                "score": mention.score,
                "radius_m": max(place.accuracy_m, 500.0),
                "geometry": shapely.Point(place.lon, place.lat),
            }
        )
    if not rows:
        return None
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=4326)


def _map_date(events: gpd.GeoDataFrame, published: str | None) -> str | None:
    """Give the date that the map shows: the publication's, else the newest date of the events."""
    if published is not None:
        return published
    newest = pd.to_datetime(events.get("date_end", pd.Series(dtype=object)), errors="coerce").max()
    return None if pd.isna(newest) else str(newest.date())


def points_of(table: pd.DataFrame, *, lat: str, lon: str, radius: str | None) -> gpd.GeoDataFrame:
    """Give a plain table as located events on the same index: points, radii and footprints from WKT.

    Parameters
    ----------
    table
        Coordinates as numbers or text, in degrees; a row that has none stays without a point.
    lat, lon, radius
        Names of the columns.
    """
    x, y = (pd.to_numeric(table[c], errors="coerce").to_numpy(float) for c in (lon, lat))
    on_earth = np.isfinite(x) & np.isfinite(y) & (np.abs(x) <= 180) & (np.abs(y) <= 90)
    points = np.array(
        [shapely.Point(a, b) if ok else None for a, b, ok in zip(x, y, on_earth, strict=True)], object
    )
    columns: dict[str, Any] = {}
    if radius is not None:
        columns["radius_m"] = pd.to_numeric(table[radius], errors="coerce")
    if "footprint_wkt" in table:
        shapes: Any = [
            shapely.from_wkt(s) if isinstance(s, str) and s else None for s in table["footprint_wkt"]
        ]
        columns["footprint"] = gpd.GeoSeries(shapes, index=table.index, crs=4326)
    for name in ("score", "status"):
        if name in table:
            columns[name] = table[name] if name == "status" else pd.to_numeric(table[name], errors="coerce")
    return gpd.GeoDataFrame(
        columns, index=table.index, geometry=gpd.GeoSeries(points, index=table.index, crs=4326)
    )
