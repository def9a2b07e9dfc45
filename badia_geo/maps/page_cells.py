"""Cells of users' tables as the page carries them: text, numbers and days, or nothing."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

__all__ = ["cell_day", "cell_number", "cell_text"]

ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def cell_text(value: object, most: int | None = None) -> str | None:
    """Give a cell's text, at most so many characters, or None where it is empty.

    Examples
    --------
    >>> cell_text("  a report  "), cell_text(float("nan")), cell_text("abcdef", 3)
    ('a report', None, 'abc…')
    """
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return None
    # a lone surrogate, as broken exports hold, cannot be written as UTF-8
    text = str(value).strip().encode("utf8", "replace").decode("utf8")
    if most is not None and len(text) > most:
        text = text[:most] + "…"
    return text or None


def cell_number(value: object, decimals: int = 3) -> float | None:
    """Give a cell's number, or None where it is none or not finite.

    Examples
    --------
    >>> cell_number("0.98765"), cell_number("many"), cell_number(float("inf"))
    (0.988, None, None)
    """
    try:
        number = float(value)  # type: ignore[arg-type]  # what is no number raises
    except (TypeError, ValueError):
        return None
    if not np.isfinite(number):
        return None
    number = round(number, decimals)
    return int(number) if number.is_integer() else number


def cell_day(value: object) -> str | None:
    """Give a cell's day in ISO form, or None.

    Examples
    --------
    >>> cell_day("2020-08-21"), cell_day(pd.Timestamp(2020, 8, 21)), cell_day("soon")
    ('2020-08-21', '2020-08-21', None)
    """
    if isinstance(value, str) and ISO_DAY.fullmatch(value):
        return value
    stamp = pd.to_datetime(value, errors="coerce")  # type: ignore[call-overload]  # any cell
    return None if pd.isna(stamp) else str(stamp.date())
