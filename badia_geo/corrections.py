"""Correction: a researcher's own decision about where a place is, which wins over the matcher."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from badia_geo.errors import ColumnError, MissingFileError, ValueRangeError
from badia_geo.operators import MARKS

if TYPE_CHECKING:
    import os
    from collections.abc import Hashable, Mapping

__all__ = ["Correction", "Corrections"]

DEFAULT_RADIUS_M = 1000.0
"""Radius of a decision that gives a position and no radius."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One decision: a place of the gazetteer, or a position with a radius.

    Parameters
    ----------
    text
        The words that it decides.
    place_id
        Place of the gazetteer, or None.
    lat, lon, radius_m
        Degrees and metres, or None.
    source_row
        0-based data row that it is for, or None: any row.
    row
        0-based row in the file of corrections.
    """

    text: str
    place_id: str | None
    lat: float | None
    lon: float | None
    radius_m: float
    source_row: int | None
    row: int


def _key(text: str) -> str:
    # texts are read without vowel marks, and the template gives the words as they were written
    bare = MARKS.sub("", unicodedata.normalize("NFKC", text))
    return " ".join(bare.casefold().split()).strip(" .,;:")


class Corrections:
    """Decisions by the words they are about.

    Parameters
    ----------
    table
        Frame with `text` and either `place_id` or `lat` and `lon` (and `radius_m`); `source_row` where a
        decision is for one row only.  Rows that decide nothing (a template as it was written) are passed
        over.
    name
        File name, for messages.

    Raises
    ------
    ColumnError
        If `text` or both ways of deciding are missing.
    ValueRangeError
        If a position or radius is out of range; the message names the row.
    """

    def __init__(self, table: pd.DataFrame, *, name: str = "corrections") -> None:
        columns = set(table.columns)
        if "text" not in columns:
            msg = f"{name}: no column 'text'; it has {', '.join(map(str, table.columns)) or 'none'}"
            raise ColumnError(msg)
        if "place_id" not in columns and not {"lat", "lon"} <= columns:
            msg = f"{name}: a correction needs 'place_id', or 'lat' and 'lon'"
            raise ColumnError(msg)
        self.name = name
        self._by_text: dict[str, list[Correction]] = {}
        self._used: set[int] = set()
        for i, record in enumerate(table.to_dict("records")):
            correction = _read(record, i, name)
            if correction is not None:
                self._by_text.setdefault(_key(correction.text), []).append(correction)

    @classmethod
    def read(cls, source: Corrections | pd.DataFrame | str | os.PathLike[str]) -> Corrections:
        """Read a CSV file, or take a frame or corrections as they are."""
        if isinstance(source, Corrections):
            return source
        if isinstance(source, pd.DataFrame):
            return cls(source)
        path = Path(source)
        if not path.is_file():
            msg = f"no file of corrections {path.name!r}"
            raise MissingFileError(msg)
        return cls(
            pd.read_csv(path, dtype={"text": str, "place_id": str}, encoding="utf-8-sig"), name=path.name
        )

    def __len__(self) -> int:
        return sum(map(len, self._by_text.values()))

    def find(self, *texts: str, source_row: int | None = None) -> Correction | None:
        """Give the decision about any of the texts; one for the very row wins over one for all rows."""
        for text in texts:
            rows = self._by_text.get(_key(text), [])
            own = [c for c in rows if c.source_row is not None and c.source_row == source_row]
            general = [c for c in rows if c.source_row is None]
            if own or general:
                chosen = (own or general)[-1]
                self._used.add(chosen.row)
                return chosen
        return None

    def unused_note(self) -> str | None:
        """Say which decisions matched no words so far; None where all did.

        Examples
        --------
        >>> mine = Corrections(pd.DataFrame({"text": ["Hajin"], "place_id": ["hajin"]}), name="mine.csv")
        >>> print(mine.unused_note())
        mine.csv: 1 of 1 corrections matched nothing: row 2 ('Hajin'); write the words as ...
        >>> _ = mine.find("HAJIN")
        >>> mine.unused_note() is None
        True
        """
        idle = [c for group in self._by_text.values() for c in group if c.row not in self._used]
        if not idle:
            return None
        listed = ", ".join(f"row {c.row + 2} ({c.text!r})" for c in sorted(idle, key=lambda c: c.row)[:5])
        more = f" and {len(idle) - 5} more" if len(idle) > 5 else ""
        return (
            f"{self.name}: {len(idle)} of {len(self)} corrections matched nothing: {listed}{more}; "
            "write the words as the output's column `place` has them"
        )


def _number(value: object, what: str, low: float, high: float, where: str) -> float | None:
    if (
        value is None
        or (isinstance(value, float) and np.isnan(value))
        or (isinstance(value, str) and not value.strip())
    ):
        return None
    try:
        number = float(str(value))
    except ValueError:
        number = float("nan")
    if not low <= number <= high:
        msg = f"{where}: {what} {value!r} is not a number from {low:g} to {high:g}"
        raise ValueRangeError(msg)
    return number


def _read(record: Mapping[Hashable, object], row: int, name: str) -> Correction | None:
    where = f"{name}, row {row + 2}"
    text = record.get("text")
    if not isinstance(text, str) or not text.strip():
        return None
    place_id = record.get("place_id")
    place_id = place_id.strip() if isinstance(place_id, str) and place_id.strip() else None
    lat = _number(record.get("lat"), "lat", -90, 90, where)
    lon = _number(record.get("lon"), "lon", -180, 180, where)
    if (lat is None) != (lon is None):
        msg = f"{where}: lat and lon come together"
        raise ValueRangeError(msg)
    if place_id is None and lat is None:
        return None
    radius = _number(record.get("radius_m"), "radius_m", 1e-9, 2e7, where)
    source_row = _number(record.get("source_row"), "source_row", 0, 1e12, where)
    return Correction(
        text, place_id, lat, lon, DEFAULT_RADIUS_M if radius is None else radius,
        None if source_row is None else int(source_row), row,
    )  # fmt: skip
