"""Control statements: one fact a row.  A statement says who held a described area from one day to another.

Areas (a governorate, a bank, a radius) paint polygons; places (a town, a base, an oil field) act as
observations that spread over the ground round them, up to a limited reach, and never across the river or a
border.  Where two statements speak of the same ground the higher priority wins, then the smaller area; two
that cannot be told apart make the ground contested.  A ``presence`` statement without ``with`` never takes
ground: it marks what others hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from badia_geo.errors import ColumnError, DateError, FileFormatError, MissingFileError
from badia_geo.zone_cache import digest
from badia_geo.zone_table import STATUSES, as_date

if TYPE_CHECKING:
    from os import PathLike

    from pandas import DataFrame, Timestamp

__all__ = ["STATEMENT_COLUMNS", "Problem", "Statement", "parse_statements", "read_statements"]

STATEMENT_COLUMNS: tuple[str, ...] = (
    "statement_id",
    "area",
    "controller",
    "status",
    "with",
    "valid_from",
    "valid_to",
    "priority",
    "source",
    "source_date",
    "confidence",
    "note",
)
"""Columns of a statement table; only ``area`` and ``controller`` must be there."""

CONFIDENCE = {"high": 0.95, "medium": 0.8, "low": 0.6}
"""Probability that a statement of each grade is right: what its grade was meant to say, not measured."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One fact: who held an area, from ``valid_from`` up to and without ``valid_to``.

    Parameters
    ----------
    row
        Line of the table it stands on; the line of names is 1.
    statement_id
        Its name; ``line N`` where the table gives none.
    area
        A place description.
    controller, status, parties
        Who held it, how, and with or against whom (``with`` in the table, ``|`` between several).
    valid_from, valid_to, source_date
        Days; ``None`` where open or unknown.
    priority
        The higher one wins on the same ground.
    confidence
        Between 0 and 1.
    source
        Where it is written.
    digest
        Of the whole row.
    """

    row: int
    statement_id: str
    area: str
    controller: str
    status: str
    parties: str | None
    valid_from: Timestamp | None
    valid_to: Timestamp | None
    source_date: Timestamp | None
    priority: float
    confidence: float
    source: str
    digest: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row of a statement table, and what was done about it."""

    row: int | None
    statement_id: str
    controller: str | None
    problem: str
    detail: str


def read_statements(path: str | PathLike[str]) -> DataFrame:
    """Read a table of control statements (CSV, or any table file that the package reads).

    Raises
    ------
    MissingFileError
        If there is no such file.
    ColumnError
        If ``area`` or ``controller`` is missing.
    FileFormatError
        If it is no table.
    """
    file = Path(path)
    if not file.is_file():
        msg = f"{file}: no such file of control statements"
        raise MissingFileError(msg)
    if file.suffix.lower() == ".csv":
        try:
            table = pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        except ValueError as error:
            msg = f"{file}: not a CSV table in UTF-8 ({error}); save it as CSV UTF-8"
            raise FileFormatError(msg) from None
    else:
        from badia_geo.tables import read_table

        table = read_table(file)
    missing = [c for c in ("area", "controller") if c not in table.columns]
    if missing:
        msg = f"{file}: no column {' and '.join(missing)}; the columns are {', '.join(table.columns)}"
        raise ColumnError(msg)
    return table


def parse_statements(table: DataFrame) -> tuple[list[Statement], list[Problem]]:
    """Read the rows of a statement table; a wrong row is listed and never stops the others.

    Parameters
    ----------
    table
        See `STATEMENT_COLUMNS`.

    Returns
    -------
    statements, problems
        Rows without area or controller, with a date that cannot be read or an end that is not after the
        start are left out; an unknown status is read as ``control``, a priority that is no number as 0.

    Raises
    ------
    ColumnError
        If ``area`` or ``controller`` is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> facts = pd.DataFrame({
    ...     "area": ["Raqqa", "Tabqa"], "controller": ["is", "sdf"],
    ...     "valid_from": ["2014-01-14", "2017-05-10"], "valid_to": ["2017-10-17", "2017-01-01"]})
    >>> statements, problems = parse_statements(facts)
    >>> [s.area for s in statements], [(p.row, p.problem) for p in problems]
    (['Raqqa'], [(3, 'valid_to not after valid_from')])
    """
    missing = [c for c in ("area", "controller") if c not in table.columns]
    if missing:
        msg = f"control statements need the columns area and controller; {' and '.join(missing)} missing"
        raise ColumnError(msg)
    columns = {c: [_text(v) for v in table[c].tolist()] for c in STATEMENT_COLUMNS if c in table.columns}
    statements: list[Statement] = []
    problems: list[Problem] = []
    for i in range(len(table)):
        text = {c: columns[c][i] if c in columns else "" for c in STATEMENT_COLUMNS}
        name = text["statement_id"] or f"line {i + 2}"
        wrong = _wrong(text)
        problems.extend(Problem(i + 2, name, text["controller"] or None, what, how) for what, how in wrong)
        if not any(what in _FATAL for what, _ in wrong):
            statements.append(_statement(i + 2, name, text))
    return statements, problems


_FATAL = frozenset({"area or controller empty", "date not read", "valid_to not after valid_from"})


def _text(value: object) -> str:
    return "" if value is None or pd.isna(value) else str(value).strip()  # type: ignore[call-overload]


def _wrong(text: dict[str, str]) -> list[tuple[str, str]]:
    found = []
    if not text["area"] or not text["controller"]:
        found.append(
            ("area or controller empty", f"area {text['area']!r}, controller {text['controller']!r}")
        )
    try:
        start, end, _ = (_day(text[c]) for c in ("valid_from", "valid_to", "source_date"))
        if start is not None and end is not None and end <= start:
            found.append(("valid_to not after valid_from", f"{start:%Y-%m-%d} to {end:%Y-%m-%d}: left out"))
    except DateError as error:
        found.append(("date not read", str(error)))
    if text["status"] and text["status"].lower() not in STATUSES:
        found.append(("unknown status", f"{text['status']!r}: drawn as control"))
    if text["priority"] and _number(text["priority"]) is None:
        found.append(("priority is no number", f"{text['priority']!r}: taken as 0"))
    return found


def _day(text: str) -> Timestamp | None:
    return as_date(text) if text else None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _statement(row: int, name: str, text: dict[str, str]) -> Statement:
    status = text["status"].lower()
    grade: Any = CONFIDENCE.get(text["confidence"].lower())
    return Statement(
        row=row,
        statement_id=name,
        area=text["area"],
        controller=text["controller"],
        status=status if status in STATUSES else "control",
        parties=text["with"] or None,
        valid_from=_day(text["valid_from"]),
        valid_to=_day(text["valid_to"]),
        source_date=_day(text["source_date"]),
        priority=_number(text["priority"]) or 0.0,
        confidence=grade if grade is not None else (_number(text["confidence"]) or CONFIDENCE["medium"]),
        source=text["source"],
        digest=digest(*text.values()),
    )
