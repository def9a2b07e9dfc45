"""Provider files: recognised by their content and opened row by row, in any encoding and container."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from badia_geo.errors import FileFormatError, MissingFileError
from badia_geo.provider_rows import COD_COLUMN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = [
    "FORMATS",
    "GEONAMES_COLUMNS",
    "existing_file",
    "open_lines",
    "pbf_rows",
    "recognise",
    "table_rows",
]

FORMATS: tuple[str, ...] = (
    "geonames", "geonames_alternate_names", "cod", "osm", "wikidata", "wikipedia_map", "badia_geo", "columns",
)  # fmt: skip
"""Formats that are recognised."""

GEONAMES_COLUMNS = 19
_ALTERNATE_COLUMNS = (8, 10)
_FIELD_LIMIT = 64 * 1024 * 1024


class _Lines:
    """Lines of a text file in UTF-8, or Windows-1256 line by line where they are not; counts its bytes."""

    def __init__(self, raw: Any, total: int, *beneath: Any) -> None:
        self.raw = raw
        self.streams = (raw, *beneath)
        self.total = total
        self.read = 0
        self.recoded = 0

    def __iter__(self) -> Iterator[str]:
        first = True
        try:
            for line in self.raw:
                self.read += len(line)
                try:
                    text = line.decode("utf-8")
                except UnicodeDecodeError:
                    # the usual encoding of Arabic Windows; mixed files have whole lines in it
                    text = line.decode("cp1256", errors="replace")
                    self.recoded += 1
                if first:
                    text, first = text.removeprefix("\ufeff"), False
                yield text.replace("\0", "")
        finally:
            for stream in self.streams:
                stream.close()


def existing_file(path: str | Path) -> Path:
    """Give the path of a file that is there and holds something."""
    file = Path(path)
    if not file.exists():
        msg = f"{file}: no such gazetteer file; check the name and the folder you are in"
        raise MissingFileError(msg)
    if file.is_dir():
        msg = f"{file}: is a folder; name a file in it"
        raise FileFormatError(msg)
    if file.stat().st_size == 0:
        msg = f"{file}: is empty; download it again"
        raise FileFormatError(msg)
    return file


def open_lines(file: Path) -> _Lines:
    """Open a text file, or the largest one in a .zip, line by line."""
    if file.suffix.lower() == ".zip":
        archive = zipfile.ZipFile(file)
        members = [m for m in archive.infolist() if m.filename.lower().endswith((".txt", ".csv",
        ".tsv")) and "readme" not in m.filename.lower()]  # fmt: skip
        if not members:
            msg = f"{file}: holds no .txt or .csv; unzip it and name the file"
            raise FileFormatError(msg)
        largest = max(members, key=lambda m: m.file_size)
        return _Lines(archive.open(largest), largest.file_size, archive)
    return _Lines(file.open("rb"), file.stat().st_size)


def _delimiter(header: str) -> str:
    counts = {d: header.count(d) for d in ("\t", ",", ";", "|")}
    return max(counts, key=lambda d: counts[d]) if any(counts.values()) else ","


def recognise(path: str | Path) -> str:
    """Tell the format of a gazetteer file, from its content.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    str
        One of `FORMATS`.

    Raises
    ------
    MissingFileError, FileFormatError
        If it is missing, empty or none of them.
    """
    file = existing_file(path)
    if file.suffix.lower() == ".gpkg" and _is_own(file):
        return "badia_geo"
    if file.name.lower().endswith(".osm.pbf"):
        return "osm"
    if file.suffix.lower() in (".csv", ".tsv", ".txt", ".zip"):
        first = next(iter(open_lines(file)), "").rstrip("\r\n")
        cells = first.split("\t")
        if len(cells) == GEONAMES_COLUMNS and cells[0].isdigit():
            return "geonames"
        if (
            _ALTERNATE_COLUMNS[0] <= len(cells) <= _ALTERNATE_COLUMNS[1]
            and cells[0].isdigit()
            and cells[1].isdigit()
        ):
            return "geonames_alternate_names"
        if cells[0].isdigit() and len(cells) > 4:
            msg = (
                f"{file}: row 1 has {len(cells)} tab-separated columns; a GeoNames country dump has "
                f"{GEONAMES_COLUMNS} and alternateNamesV2 {_ALTERNATE_COLUMNS[1]}; download it again"
            )
            raise FileFormatError(msg)
        header = next(csv.reader([first], delimiter=_delimiter(first)), [])
        return _recognise_columns(header)
    columns = list(_frame(file).columns)
    return _recognise_columns([str(c) for c in columns])


def _recognise_columns(header: Iterable[str]) -> str:
    names = {h.strip().lower() for h in header}
    if (
        any(COD_COLUMN.match(n) for n in names)
        or "adm1_pcode" in names
        or ("pcode" in names and "name_ar" in names)
    ):
        return "cod"
    if {"type", "controller", "lat", "lon"} <= names:
        return "wikipedia_map"
    if names & {"item", "itemlabel"} and names & {
        "coord",
        "coords",
        "coordinates",
        "location",
        "coordinate_location",
    }:
        return "wikidata"
    if (
        ("place" in names and "osm_id" in names)
        or "other_tags" in names
        or ("@id" in names and "place" in names)
    ):
        return "osm"
    return "columns"


def _is_own(file: Path) -> bool:
    from badia_geo.gazetteer_files import is_gazetteer_file

    return is_gazetteer_file(file)


def _frame(file: Path) -> Any:
    from badia_geo.tables import read_table

    if file.suffix.lower() in (".zip", ".shp", ".gpkg"):
        import geopandas as gpd
        import pyogrio

        try:
            layers = [str(row[0]) for row in pyogrio.list_layers(file)]
            return gpd.read_file(file, layer=layers[0])
        except Exception as error:
            msg = f"{file}: cannot be read ({str(error).splitlines()[0]}); check that the file is whole"
            raise FileFormatError(msg) from error
    return read_table(file)


def table_rows(
    file: Path, lines_read: Callable[[int, int], None] | None
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Give rows as dicts with lower-case columns; a geometry stands under ``geometry``."""
    if file.suffix.lower() in (".csv", ".tsv", ".txt") or (
        file.suffix.lower() == ".zip" and _is_text_zip(file)
    ):
        lines = open_lines(file)
        stream = iter(lines)
        header_line = next(stream, "")
        delimiter = _delimiter(header_line)
        header = [h.strip().lower() for h in next(csv.reader([header_line], delimiter=delimiter), [])]
        if len(header) < 2:
            msg = f"{file}: row 1 has one column; a table is separated by commas, semicolons or tabs"
            raise FileFormatError(msg)
        csv.field_size_limit(_FIELD_LIMIT)
        for i, cells in enumerate(csv.reader(stream, delimiter=delimiter), 2):
            if lines_read and i % 2000 == 0:
                lines_read(lines.read, lines.total)
            if cells:
                yield i, dict(zip(header, cells, strict=False))
        return
    frame = _frame(file)
    if (
        "geometry" in frame.columns
        and getattr(frame, "crs", None) is not None
        and frame.crs.to_epsg() != 4326
    ):
        frame = frame.to_crs(4326)
    columns = [str(c).strip().lower() for c in frame.columns]
    for i, values in enumerate(frame.itertuples(index=False, name=None), 2):
        yield i, {c: (None if _missing(v) else v) for c, v in zip(columns, values, strict=True)}


def _missing(value: object) -> bool:
    import pandas as pd

    return value is None or (not hasattr(value, "geom_type") and bool(pd.isna(value)))  # type: ignore[call-overload]


def _is_text_zip(file: Path) -> bool:
    with zipfile.ZipFile(file) as archive:
        names = [n.lower() for n in archive.namelist()]
    return not any(n.endswith(".shp") for n in names)


def pbf_rows(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Give the places of an OpenStreetMap extract as rows with lower-case columns."""
    import pyogrio

    try:
        frame = pyogrio.read_dataframe(file, layer="points", where="place IS NOT NULL")
    except Exception as error:
        msg = f"{file}: cannot be read ({str(error).splitlines()[0]}); download it again"
        raise FileFormatError(msg) from error
    for i, values in enumerate(frame.itertuples(index=False, name=None), 1):
        yield i, dict(zip((str(c).lower() for c in frame.columns), values, strict=True))
