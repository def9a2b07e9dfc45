"""Importers: gazetteer files in their providers' own formats, read row by row into places.

Each format is recognised by its columns, never by its file name (`provider_files`): GeoNames dumps and
alternateNamesV2, OCHA COD-AB populated places and admin areas as HDX publishes them, OpenStreetMap places
(GeoJSON and .osm.pbf), Wikidata query results, Wikipedia's detailed-map points, and any other table through
a column mapping.  A row that cannot be used is set aside with its reason and its number; it never ends the
import.
"""

from __future__ import annotations

import html
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from badia_geo.errors import FileFormatError
from badia_geo.names import LONGEST_NAME, is_arabic
from badia_geo.places import Place, settlement_extent
from badia_geo.provider_files import (
    GEONAMES_COLUMNS,
    existing_file,
    open_lines,
    pbf_rows,
    recognise,
    table_rows,
)
from badia_geo.provider_rows import (
    ACCURACY,
    READERS,
    area_extent,
    check_columns,
    coordinates,
    number,
    own_columns,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

__all__ = ["ImportReport", "NameRow", "import_files", "read_places"]

_ROWS_SHOWN = 3
_SWAP_CHECKS = (20, 1000)


@dataclass(frozen=True, slots=True)
class NameRow:
    """One more name of a place that another file holds (a row of alternateNamesV2)."""

    place_id: str
    name: str


@dataclass(slots=True)
class ImportReport:
    """What an import did; ``str()`` of it is the line that the command line prints.

    Parameters
    ----------
    places
        Places in the result.
    merged
        Rows that were merged into a place of another file.
    names
        Names added from a file of alternate names.
    formats
        File -> recognised format.
    set_aside
        Reason -> number of rows and the first few row numbers.
    """

    places: int = 0
    merged: int = 0
    names: int = 0
    formats: dict[str, str] = field(default_factory=dict)
    set_aside: Counter[str] = field(default_factory=Counter)
    rows: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def put_aside(self, reason: str, where: str) -> None:
        """Count a row that cannot be used."""
        self.set_aside[reason] += 1
        if len(self.rows[reason]) < _ROWS_SHOWN:
            self.rows[reason].append(where)

    def __str__(self) -> str:
        """Give the counts in one line."""
        text = f"{self.places:,} places"
        if self.merged:
            text += f" ({self.merged:,} rows merged with a place of another file)"
        if self.names:
            text += f", {self.names:,} alternate names"
        total = sum(self.set_aside.values())
        text += f", {total:,} rows set aside" if total != 1 else ", 1 row set aside"
        if total:
            details = []
            for reason, n in self.set_aside.most_common():
                shown = ", ".join(self.rows[reason]) + (" ..." if n > len(self.rows[reason]) else "")
                details.append(f"{n:,} {reason} ({shown})")
            text += ": " + "; ".join(details)
        return text


def _fault(lat: float | None, lon: float | None, name: str) -> str | None:
    """Give the reason to set a row aside, if there is one."""
    if not name:
        return "without a name"
    if len(name) > LONGEST_NAME:
        return f"with a name longer than {LONGEST_NAME} characters"
    if lat is None or lon is None:
        return "without coordinates"
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return (
            "outside the world (swapped lat and lon?)"
            if abs(lon) <= 90 and abs(lat) <= 180
            else "outside the world"
        )
    return "at 0, 0" if lat == 0 and lon == 0 else None


def _geonames(
    file: Path, report: ImportReport, progress: Callable[[int, int], None] | None
) -> Iterator[Place]:
    lines = open_lines(file)
    for i, line in enumerate(lines, 1):
        if progress and i % 2000 == 0:
            progress(lines.read, lines.total)
        cells = line.rstrip("\r\n").split("\t")
        if len(cells) != GEONAMES_COLUMNS:
            report.put_aside(f"without the {GEONAMES_COLUMNS} columns of GeoNames", f"row {i}")
            continue
        name = cells[1].strip() or cells[2].strip()
        lat, lon = number(cells[4]), number(cells[5])
        fault = _fault(lat, lon, name)
        if fault or lat is None or lon is None:
            report.put_aside(fault or "without coordinates", f"row {i}")
            continue
        others = [
            n for n in (cells[2], *cells[3].split(",")) if n.strip() and n != name and len(n) <= LONGEST_NAME
        ]
        others = [n for n in dict.fromkeys(others) if is_arabic(n) or any(c in "aeiouyAEIOUY" for c in n)]
        arabic = next((n for n in others if is_arabic(n)), None)
        population = int(number(cells[14]) or 0) or None
        yield Place(
            place_id=f"geonames:{cells[0]}", name=name, name_ar=arabic,
            names=tuple(n for n in others if n != arabic), feature_code=cells[7] or "PPL", lat=lat, lon=lon,
            accuracy_m=ACCURACY["geonames"], extent_m=settlement_extent(population), population=population,
            source=f"GeoNames {cells[0]}",
        )  # fmt: skip


def _alternate_names(
    file: Path, report: ImportReport, progress: Callable[[int, int], None] | None
) -> Iterator[NameRow]:
    lines = open_lines(file)
    for i, line in enumerate(lines, 1):
        if progress and i % 5000 == 0:
            progress(lines.read, lines.total)
        cells = line.rstrip("\r\n").split("\t")
        if len(cells) < 4:
            report.put_aside("without the columns of alternateNamesV2", f"row {i}")
            continue
        # links, postal codes and airport codes stand among the names
        if cells[2] in ("link", "wkdt", "post", "iata", "icao", "faac", "unlc", "phon", "piny"):
            continue
        if cells[3].strip() and len(cells[3]) <= LONGEST_NAME:
            yield NameRow(f"geonames:{cells[1]}", cells[3].strip())


def _table_places(
    file: Path,
    kind: str,
    report: ImportReport,
    mapping: Mapping[str, str],
    progress: Callable[[int, int], None] | None,
) -> Iterator[Place]:
    rows = pbf_rows(file) if file.name.lower().endswith(".osm.pbf") else table_rows(file, progress)
    checked = False
    for i, row in rows:
        if not checked:
            check_columns(file, kind, row, mapping)
            checked = True
        found = (
            READERS[kind](row, i, file.stem) if kind in READERS else own_columns(row, i, file.stem, mapping)
        )
        lat, lon = coordinates(row, mapping)
        name = found["name"] or found["name_ar"]
        fault = _fault(lat, lon, name)
        if fault or lat is None or lon is None:
            report.put_aside(fault or "without coordinates", f"row {i}")
            continue
        area = found.get("area")
        extent = found.get("extent") or (
            area_extent(area) if area is not None else settlement_extent(found.get("population"))
        )
        yield Place(
            place_id=found["place_id"], name=html.unescape(name), name_ar=found["name_ar"] or None,
            names=tuple(n for n in dict.fromkeys(found["names"]) if n not in (name, found["name_ar"])),
            feature_code=found["feature_code"], lat=lat, lon=lon,
            accuracy_m=found.get("accuracy") or ACCURACY[kind],
            extent_m=extent, population=found.get("population"), admin1=found.get("admin1"),
            parent=found.get("parent"),
            since=found.get("since"), until=found.get("until"), source=file.name, geometry=area,
        )  # fmt: skip


def read_places(
    path: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    report: ImportReport | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Place]:
    """Read a provider's file row by row.

    Parameters
    ----------
    path
        The file.
    columns
        For other tables: field of `Place` -> column.
    report
        Where rows that are set aside are counted.
    progress
        Called with the bytes read and the bytes in all.

    Yields
    ------
    Place
        One a usable row, in the order of the file.  Rows of alternateNamesV2 are no places: see
        `import_files`.

    Raises
    ------
    MissingFileError, FileFormatError, ColumnError
        If the file cannot be read at all.
    """
    file = existing_file(path)
    report = report if report is not None else ImportReport()
    mapping = {k: v.strip().lower() for k, v in (columns or {}).items()}
    kind = "columns" if mapping else recognise(file)
    report.formats[str(file)] = kind
    if kind == "badia_geo":
        from badia_geo.gazetteer_files import iterate_places

        yield from iterate_places(file)
        return
    if kind == "geonames_alternate_names":
        msg = f"{file}: holds alternate names only; import it together with the GeoNames dump of the country"
        raise FileFormatError(msg)
    rows = (
        _geonames(file, report, progress)
        if kind == "geonames"
        else _table_places(file, kind, report, mapping, progress)
    )
    seen: set[str] = set()
    swapped = total = 0
    for place in rows:
        if place.place_id in seen:
            report.put_aside("with an id that another row has", place.place_id)
            continue
        seen.add(place.place_id)
        total += 1
        swapped += (
            bool(place.name_ar) and _in_region(place.lon, place.lat) and not _in_region(place.lat, place.lon)
        )
        if total in _SWAP_CHECKS and swapped > 0.9 * total:
            msg = f"{file}: lat and lon look swapped (a row is at {place.lat}, {place.lon}); exchange them"
            raise FileFormatError(msg)
        yield place
    if 0 < total < _SWAP_CHECKS[0] and swapped > 0.9 * total:
        msg = f"{file}: lat and lon look swapped in all {total} rows; exchange the two columns"
        raise FileFormatError(msg)


def _in_region(lat: float, lon: float) -> bool:
    return 32.0 <= lat <= 37.6 and 35.5 <= lon <= 42.5


def alternate_names(
    path: str | Path, report: ImportReport, progress: Callable[[int, int], None] | None = None
) -> Iterator[NameRow]:
    """Read a file of GeoNames alternate names."""
    file = existing_file(path)
    report.formats[str(file)] = "geonames_alternate_names"
    return _alternate_names(file, report, progress)


def import_files(
    paths: Iterable[str | Path],
    out: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    progress: bool = True,
) -> ImportReport:
    """Read providers' files into one gazetteer file.

    Parameters
    ----------
    paths
        The files, the most trusted first; files of alternate names may stand anywhere.
    out
        GeoPackage to write, whole or not at all.
    columns
        For tables of no known provider: field of `Place` -> column.
    progress
        Show a bar on stderr.

    Returns
    -------
    ImportReport
        Counts of places, merged rows and rows set aside.
    """
    from badia_geo.gazetteer_files import build_gazetteer_file

    return build_gazetteer_file(
        [existing_file(p) for p in paths], Path(out), columns=columns, progress=progress
    )
