"""Stations: the named places along a river, and which of them one can cross at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from badia_geo.errors import ColumnError, DateError, PlaceNotFoundError
from badia_geo.footprints import GEOD

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["CROSSINGS", "find_station", "nearest_crossing", "read_stations"]

CROSSINGS = ("bridge", "dam", "ferry")
"""Kinds of station where one can cross."""


def read_stations(table: pd.DataFrame | None) -> pd.DataFrame:
    """Check a table of stations; without one, give an empty table.

    Parameters
    ----------
    table
        Columns ``name``, ``kind``, ``lon``, ``lat``; optionally ``variants`` (``|`` between them),
        ``since`` and ``until`` (dates, half-open) and anything else.

    Raises
    ------
    ColumnError
        If a column is missing.
    """
    if table is None:
        return pd.DataFrame({"name": [], "kind": [], "lon": [], "lat": []}).astype(
            {"name": object, "kind": object}
        )
    missing = {"name", "kind", "lon", "lat"} - set(table.columns)
    if missing:
        msg = f"the stations lack the column {', '.join(sorted(missing))}"
        raise ColumnError(msg)
    return table.reset_index(drop=True)


def find_station(table: pd.DataFrame, name: str, river: str) -> int:
    """Give the row of a station by its name or one of its variants, case aside.

    Raises
    ------
    PlaceNotFoundError
        If there is none; the message names the nearest.
    """
    wanted = name.casefold().strip()
    names = table["name"].astype(str)
    hit = (names.str.casefold() == wanted).to_numpy(dtype=bool)
    for column in ("name_ar", "variants"):
        if column in table:
            spellings = table[column].fillna("").astype(str).str.casefold().str.split("|")
            hit = hit | np.array([wanted in found for found in spellings], dtype=bool)
    if hit.any():
        return int(np.flatnonzero(hit)[0])
    near = nearest_names(name, names.tolist())
    hint = f"nearest names: {', '.join(near)}" if near else "it has no stations, give a river km"
    msg = f"no station {name!r} on the {river}; {hint}"
    raise PlaceNotFoundError(msg)


def nearest_names(name: str, known: list[str], *, limit: int = 3) -> list[str]:
    """Give the names that read most like one, best first."""
    from rapidfuzz import fuzz, process, utils

    found = process.extract(name, known, scorer=fuzz.WRatio, processor=utils.default_process, limit=limit)
    return [str(match[0]) for match in found]


def _valid_at(table: pd.DataFrame, at: str | pd.Timestamp) -> NDArray[np.bool_]:
    try:
        when = pd.Timestamp(at)
    except (ValueError, TypeError) as error:
        msg = f"at={at!r} is not a date; write it as 2017-06-30"
        raise DateError(msg) from error
    if pd.isna(when):
        msg = "at is not a date; write it as 2017-06-30, or leave it out"
        raise DateError(msg)
    when = when.tz_localize(None)
    valid = np.ones(len(table), dtype=bool)
    for column in ("since", "until"):
        if column in table:
            limit = pd.to_datetime(table[column], errors="coerce", format="ISO8601")
            holds = limit <= when if column == "since" else limit > when
            valid = valid & (limit.isna() | holds).to_numpy(dtype=bool)
    return valid


def nearest_crossing(
    table: pd.DataFrame,
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    *,
    at: str | pd.Timestamp | None = None,
) -> pd.DataFrame:
    """Give the crossing nearest to each point, as the crow flies.

    Parameters
    ----------
    table
        Stations with ``river_km``.
    lon, lat
        Degrees; NaN for no location.
    at
        Date on which the crossing must be usable (from ``since`` until before ``until``); any by default.

    Returns
    -------
    DataFrame
        ``crossing``, ``crossing_kind``, ``crossing_distance_m``, ``crossing_km``; None and NaN where there
        is none.

    Raises
    ------
    DateError
        If ``at`` is not a date.
    """
    usable = table["kind"].isin(CROSSINGS).to_numpy(dtype=bool)
    if at is not None:
        usable = usable & _valid_at(table, at)
    table = table[usable]
    name = np.full(len(lon), None, dtype=object)
    kind = np.full(len(lon), None, dtype=object)
    metres = np.full(len(lon), np.nan)
    km = np.full(len(lon), np.nan)
    rows = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat))
    best = np.full(len(rows), np.inf)
    where = table[["lon", "lat", "river_km"]].to_numpy(dtype=float)
    for i, (x0, y0, at_km) in enumerate(where):
        x, y = np.full(len(rows), x0), np.full(len(rows), y0)
        d = np.asarray(GEOD.inv(lon[rows], lat[rows], x, y)[2])
        closer = d < best
        best[closer] = d[closer]
        name[rows[closer]], kind[rows[closer]] = table["name"].iloc[i], table["kind"].iloc[i]
        metres[rows[closer]], km[rows[closer]] = d[closer], at_km
    return pd.DataFrame(
        {
            "crossing": pd.Series(name, dtype=object),
            "crossing_kind": pd.Series(kind, dtype=object),
            "crossing_distance_m": metres,
            "crossing_km": km,
        }
    )
