"""Notes: a table of short reports, one a row, becomes an event table; a CSV file is read as it streams by.

A row that cannot be read is kept with its reason and never stops the rest.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Any

from badia_geo.dates import parse_date
from badia_geo.errors import BadiaGeoError, ColumnError, FileFormatError, MissingFileError
from badia_geo.events import EVENT_COLUMNS, events_frame
from badia_geo.mentions import default_geocoder
from badia_geo.number_words import is_missing
from badia_geo.reports import ReportReader

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    import geopandas as gpd
    import pandas as pd

    from badia_geo.geocoding import Geocoder

__all__ = ["TEXT_COLUMNS", "note_tables", "read_notes", "set_aside"]

TEXT_COLUMNS = ("text", "notes", "note", "description")
"""Columns that hold the words of a note where nobody says which does."""
CHUNK = 500
"""Rows that are read and written at once."""
MAX_CELL = 10_000_000
"""Characters a cell may have; a quotation mark that is never closed would take in the rest of the file."""


def read_notes(
    frame: pd.DataFrame,
    *,
    text: str,
    date: str | None = None,
    published: date | str | None = None,
    geocoder: Geocoder | None = None,
    progress: Callable[[int], None] | None = None,
) -> gpd.GeoDataFrame:
    """Read a table of short reports, one a row.

    Parameters
    ----------
    frame
        The table.
    text
        Column of the words.
    date
        Column of the day of each note; a note without a date of its own happened then.
    published
        Day for rows without one.
    geocoder
        Locates the places; by default the packaged one.
    progress
        Called with the number of rows done, every hundred rows.

    Returns
    -------
    GeoDataFrame
        At least one event per row; ``source_row`` counts rows from 0 and ``primary`` marks one event a row.
        A row that cannot be read keeps its reason.  Columns of ``frame`` that no event column is named like
        stand behind.

    Raises
    ------
    ColumnError
        If the table lacks a column.
    """
    for column in (text, date):
        if column is not None and column not in frame.columns:
            msg = f"no column {column!r}; the table has {', '.join(map(str, frame.columns[:12]))}"
            raise ColumnError(msg)
    reader = ReportReader(default_geocoder() if geocoder is None else geocoder)
    kept = [c for c in frame.columns if c not in EVENT_COLUMNS and c != text]
    records: list[dict[str, Any]] = []
    for number, row in enumerate(frame.to_dict("records")):
        others = {str(c): row[c] for c in kept}
        value = row[date] if date is not None else None
        records += _records_of(reader, number, row[text], value, published, others)
        if progress is not None and (number % 100 == 99 or number + 1 == len(frame)):
            progress(number + 1)
    return events_frame(records)


def note_tables(
    path: str | os.PathLike[str],
    *,
    text: str | None = None,
    date: str | None = None,
    published: date | str | None = None,
    geocoder: Geocoder | None = None,
    progress: Callable[[int], None] | None = None,
) -> Iterator[gpd.GeoDataFrame]:
    """Read a CSV file of short reports as it streams by: event tables, one for every few hundred rows.

    Memory does not grow with the file.  Columns and rows are those that `read_notes` gives.

    Parameters
    ----------
    path
        CSV with a head, separated by commas, semicolons, tabs or bars.
    text, date, published, geocoder, progress
        As for `read_notes`; without ``text`` the first of `TEXT_COLUMNS` that the file has.

    Yields
    ------
    GeoDataFrame
        Events of `CHUNK` rows.  A row with too many or too few cells, or bytes that are not UTF-8, says so.

    Raises
    ------
    MissingFileError
        If there is no such file.
    FileFormatError
        If it has no head.
    ColumnError
        If it lacks a column.
    """
    from pathlib import Path

    file = Path(path)
    if not file.is_file():
        msg = f"{file}: no such file; check the name and the folder you are in"
        raise MissingFileError(msg)
    reader = ReportReader(default_geocoder() if geocoder is None else geocoder)
    rows = _rows(file)
    head = next(rows, [])
    if not any(head):
        msg = f"{file}: is empty; there is nothing to read in it"
        raise FileFormatError(msg)
    text = text or next((c for c in TEXT_COLUMNS if c in head), None)
    for column in (text, date):
        if (column is None and column is text) or (column is not None and column not in head):
            wanted = f"has no column {column!r}" if column else "say which column holds the text"
            msg = f"{file}: {wanted}; it has {', '.join(head[:12])}"
            raise ColumnError(msg)
    return _tables(reader, head, rows, str(text), date, published, progress)


def _tables(
    reader: ReportReader,
    head: list[str],
    rows: Iterable[list[str]],
    text: str,
    day_column: str | None,
    published: Any,
    progress: Callable[[int], None] | None,
) -> Iterator[gpd.GeoDataFrame]:
    kept = [c for c in head if c not in EVENT_COLUMNS and c != text]
    records: list[dict[str, Any]] = []
    number = -1
    for number, cells in enumerate(rows):
        row = dict(zip(head, (c or None for c in cells), strict=False))
        problem = _problem(cells, len(head))
        others = {c: row.get(c) for c in kept}
        day = row.get(day_column) if day_column is not None else None
        records += _records_of(reader, number, row.get(text), day, published, others, problem)
        if number % CHUNK == CHUNK - 1:
            yield events_frame(records)
            records = []
            if progress is not None:
                progress(number + 1)
    if records or number < 0:
        yield events_frame(records or [])
        if progress is not None:
            progress(number + 1)


def _rows(file: Any) -> Iterator[list[str]]:
    """Give the cells of a CSV file; bytes that are not UTF-8 become surrogates, which `_problem` finds."""
    csv.field_size_limit(MAX_CELL)
    with file.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
        first = stream.readline()
        stream.seek(0)
        delimiter = max(",;\t|", key=first.count)
        rows = csv.reader(stream, delimiter=delimiter)
        while True:
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                cells = [f"{_BROKEN}{error}"]
            if cells:
                yield cells


_BROKEN = "\udc00"
"""Marks a line that no CSV reader takes; no UTF-8 text holds it."""


def _problem(cells: list[str], width: int) -> str:
    if cells[0].startswith(_BROKEN):
        return f"the line is broken ({cells[0].removeprefix(_BROKEN)})"
    if len(cells) != width:
        return f"it has {len(cells)} cells and the head has {width}: is a quotation mark missing?"
    if any("\udc80" <= character <= "\udcff" for cell in cells if not cell.isascii() for character in cell):
        return "it is not UTF-8; save the file as UTF-8"
    return ""


def _records_of(
    reader: ReportReader,
    number: int,
    text: Any,
    value: Any,
    published: Any,
    others: dict[str, Any],
    problem: str = "",
) -> list[dict[str, Any]]:
    """Read one row into at least one event record."""
    words = "" if is_missing(text) else str(text)
    words = words.encode("utf8", "replace").decode("utf8") if problem else words
    others = {k: _clean(v) for k, v in others.items()} if problem else others
    reason, records = problem, []
    if not problem:
        try:
            value = published if is_missing(value) or value == "" else value
            day = None if value is None else parse_date(value)
            records = reader.read(words, day, row=number, undated="day")
        except BadiaGeoError as error:
            reason = str(error)
        except (ValueError, ArithmeticError, LookupError) as error:  # one row never stops the rest
            reason = f"{type(error).__name__}: {error}"
    if not records:
        reason = f"row {number}: {reason or 'the text is empty'}"
        records = [{"status": "not_found", "reason": reason, "event_type": "other", "primary": True}]
    base = {"text": words}
    several = len(records) > 1
    return [
        {
            **base,
            **record,
            "event_id": f"n{number}.{index + 1}" if several else f"n{number}",
            "source_row": number,
            **others,
        }
        for index, record in enumerate(records)
    ]


def set_aside(events: gpd.GeoDataFrame) -> int:
    """Count the rows of an event table that could not be read and are kept for their reasons.

    Examples
    --------
    >>> import pandas as pd
    >>> notes = pd.DataFrame({"notes": ["Shells hit Raqqa.", None]})
    >>> set_aside(read_notes(notes, text="notes"))
    1
    """
    return int(events["reason"].fillna("").str.fullmatch(r"row \d+: .*", flags=re.DOTALL).sum())


def _clean(value: Any) -> Any:
    return value.encode("utf8", "replace").decode("utf8") if isinstance(value, str) else value
