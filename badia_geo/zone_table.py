"""The zone table: its columns, its controllers, and how a frame is brought to it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from badia_geo.errors import ColumnError, CRSError, DateError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geopandas import GeoDataFrame
    from pandas import DataFrame, Series, Timestamp

__all__ = [
    "NEUTRAL_COLOUR",
    "STATUSES",
    "UNKNOWN_CONTROLLER",
    "ZONE_COLUMNS",
    "as_date",
    "as_zones",
    "controller_table",
    "controllers",
]

ZONE_COLUMNS: tuple[str, ...] = (
    "zone_id",
    "controller",
    "status",
    "with",
    "valid_from",
    "valid_to",
    "source",
    "source_date",
    "confidence",
    "accuracy_m",
    "geometry",
)
"""Columns of a zone table; ``valid_from`` and ``valid_to`` are half-open, ``with`` names the other parties
of contested, joint or raided ground, separated by ``|``."""

STATUSES: tuple[str, ...] = ("control", "contested", "joint", "presence", "unsettled")
"""``presence`` is ground where a party named in ``with`` raids or camps without holding it; ``unsettled`` is
ground that nobody holds (empty desert), drawn and counted apart."""

UNKNOWN_CONTROLLER = "unknown"
"""Controller of a zone whose file names none."""

NEUTRAL_COLOUR = "#b8b8b8"
"""Colour of a controller code that the controller table does not know."""

_DATES = ("valid_from", "valid_to", "source_date")
_TIME_UNIT = "datetime64[us]"


_WHOLE_DATE = re.compile(
    r"\d{4}([-/.])\d{1,2}\1\d{1,2}([T ].*)?|\d{8}"  # year, month, day
    r"|\d{1,2}[ -][A-Za-z]{3,9}[ -]\d{4}|[A-Za-z]{3,9} \d{1,2},? \d{4}|\d{4}[ -][A-Za-z]{3,9}[ -]\d{1,2}",
)
"""Texts that hold a whole date, year first or with the month's name: "May" or "2020" is none, and
"03/04/2020" is read one way by some and another by others."""


def as_date(value: object) -> Timestamp:
    """Read a date given as text, date, datetime, numpy or pandas value.

    Parameters
    ----------
    value
        A date; an instant with a time zone is turned to UTC, and the time of day is dropped.  Text holds a
        whole date with the year first, or with the month's name.

    Returns
    -------
    Timestamp
        Midnight of that day, without a time zone.

    Raises
    ------
    DateError
        If it is empty or no date.

    Examples
    --------
    >>> as_date("2020-08-21")
    Timestamp('2020-08-21 00:00:00')
    """
    try:
        whole = not isinstance(value, str) or _WHOLE_DATE.fullmatch(value.strip()) is not None
        stamp = pd.Timestamp(value) if whole else pd.NaT  # type: ignore[arg-type]
    except (ValueError, TypeError, OverflowError):
        stamp = pd.NaT
    if pd.isna(stamp) or isinstance(value, (bool, int, float)):
        msg = f"cannot read {value!r} as a date; write it as YYYY-MM-DD"
        raise DateError(msg)
    if stamp.tzinfo is not None:
        stamp = stamp.tz_convert("UTC").tz_localize(None)
    return stamp.normalize()


@lru_cache(maxsize=1)
def _controllers() -> DataFrame:
    from badia_geo import datasets

    table = pd.read_csv(datasets.path("controllers"), dtype=str, keep_default_na=False)
    return table.set_index("controller")


def controllers() -> DataFrame:
    """Give the packaged controller table.

    Returns
    -------
    DataFrame
        Indexed by controller code, with ``name``, ``name_ar`` and ``colour`` (hex).
    """
    return _controllers().copy()


def controller_table(codes: Sequence[str], *, table: DataFrame | None = None) -> DataFrame:
    """Give name and colour of each controller code; unknown codes keep their own name and a neutral colour.

    Parameters
    ----------
    codes
        Controller codes, in any order; repeats are dropped.
    table
        A controller table of one's own, indexed by code or with a ``controller`` column; ``None``: the
        packaged one.

    Returns
    -------
    DataFrame
        Indexed by controller, with ``name``, ``name_ar``, ``colour`` and ``known``.

    Examples
    --------
    >>> controller_table(["Wagner"])[["name", "colour", "known"]].values.tolist()
    [['Wagner', '#b8b8b8', False]]
    """
    known = controllers() if table is None else table
    if "controller" in known.columns:
        known = known.set_index("controller")
    out = known.reindex(pd.Index(dict.fromkeys(codes), name="controller"))
    out["known"] = out.index.isin(known.index)
    out["name"] = out["name"].where(out["known"], out.index.to_series())
    if "name_ar" not in out:
        out["name_ar"] = None
    out["colour"] = out["colour"].where(out["known"], NEUTRAL_COLOUR)
    return out[["name", "name_ar", "colour", "known"]]


def as_zones(frame: GeoDataFrame, *, source: str | None = None) -> GeoDataFrame:
    """Bring a frame of polygons to the zone columns, in EPSG:4326.

    Parameters
    ----------
    frame
        Polygons with a CRS and a ``controller`` column; the other zone columns are filled where missing
        (``status`` with ``control``, the rest with nothing).  Other columns are kept after them.
    source
        Source of rows that name none.

    Returns
    -------
    GeoDataFrame
        On the same index.  Controllers are kept word for word; a row without one gets
        `UNKNOWN_CONTROLLER`.  A status that is not one of `STATUSES` is kept in ``status_read`` and
        treated as ``control``.

    Raises
    ------
    CRSError
        If the frame has no CRS.
    ColumnError
        If there is no ``controller`` column.
    DateError
        If a date cannot be read; the message names the row.
    """
    if not isinstance(frame, gpd.GeoDataFrame) or frame.crs is None:
        msg = "zones need a GeoDataFrame with a CRS; set it with frame.set_crs(4326) or what it truly is"
        raise CRSError(msg)
    if "controller" not in frame.columns:
        msg = f"zones need a column 'controller'; the columns are {', '.join(map(str, frame.columns))}"
        raise ColumnError(msg)
    out = frame if frame.active_geometry_name == "geometry" else frame.rename_geometry("geometry")
    out = out.to_crs(4326) if out.crs != "EPSG:4326" else out.copy()
    controller = out["controller"].astype(object).where(out["controller"].notna(), "")
    controller = controller.astype(str).str.strip()
    out["controller"] = controller.where(controller != "", UNKNOWN_CONTROLLER).astype(object)
    _fill_status(out)
    for name in _DATES:
        out[name] = _dates(out, name)
    given = out["source"] if "source" in out else pd.Series(None, index=out.index, dtype=object)
    out["source"] = given.astype(object).where(given.notna(), source)
    parties = out["with"] if "with" in out else pd.Series(None, index=out.index, dtype=object)
    out["with"] = parties.astype(object).where(
        parties.notna() & (parties.astype(str).str.strip() != ""), None
    )
    for name in ("confidence", "accuracy_m"):
        out[name] = pd.to_numeric(out[name], errors="coerce").astype(float) if name in out else np.nan
    ids = out["zone_id"] if "zone_id" in out else pd.Series(None, index=out.index, dtype=object)
    numbered = pd.Series([f"z{i + 1:04d}" for i in range(len(out))], index=out.index, dtype=object)
    out["zone_id"] = ids.astype(object).where(ids.notna(), numbered).astype(str).astype(object)
    return out[[*ZONE_COLUMNS, *(c for c in out.columns if c not in ZONE_COLUMNS)]]


def _fill_status(out: GeoDataFrame) -> None:
    """Set ``status`` in place, keeping what was read where it is not a status."""
    if "status" not in out:
        out["status"] = "control"
    read = out["status"].astype(object)
    status = read.where(read.notna(), "control").astype(str).str.strip().str.lower()
    odd = ~status.isin(STATUSES)
    if odd.any():
        out["status_read"] = read.where(odd, None)
        status = status.where(~odd, "control")
    out["status"] = status.astype(object)


def _dates(out: GeoDataFrame, name: str) -> Series[Any]:
    if name not in out or out[name].isna().all():
        return pd.Series(pd.NaT, index=out.index, dtype=_TIME_UNIT)
    column = out[name]
    if not pd.api.types.is_datetime64_any_dtype(column):
        read = [pd.NaT if _blank(v) else _row_date(v, name, i) for i, v in column.items()]
        column = pd.Series(read, index=out.index)
    if column.dt.tz is not None:
        column = column.dt.tz_convert("UTC").dt.tz_localize(None)
    return pd.Series(column.to_numpy(_TIME_UNIT), index=out.index)


def _blank(value: object) -> bool:
    return bool(pd.isna(value)) or (isinstance(value, str) and not value.strip())  # type: ignore[call-overload]


def _row_date(value: object, name: str, row: object) -> Timestamp:
    try:
        return as_date(value)
    except DateError as error:
        msg = f"row {row!r}, column {name!r}: {error}"
        raise DateError(msg) from None
