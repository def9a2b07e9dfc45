"""Observations: who held a place, as several sources say it; one answer a place comes out of a vote."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from badia_geo.errors import ColumnError, CRSError, TimelineError
from badia_geo.zone_table import as_date

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pandas import DataFrame

__all__ = ["vote"]


def vote(
    observations: DataFrame, *, at: object = None, favours: Mapping[str, str] | None = None
) -> tuple[DataFrame, DataFrame]:
    """Decide who held each place from what the sources say of it.

    Each source has one vote a place, its latest one up to the date.  A source that favours a side is
    admissible only against that side (the rule of Wikipedia's control maps).  The most votes win, then the
    later one; a tie that remains makes the place contested.

    Parameters
    ----------
    observations
        Columns ``controller``, ``lat``, ``lon`` (or points with a CRS) and, where there are any, ``name``,
        ``place_id``, ``date`` and ``source``.
    at
        Leave out what is dated later; ``None``: the latest of each.
    favours
        The side that a source favours, by source.

    Returns
    -------
    places, refused
        One row per place (``name``, ``lat``, ``lon``, ``controller``, ``status``, ``with``, ``share`` of
        the votes, ``date``), and the rows left out with ``row`` and ``reason``.

    Raises
    ------
    ColumnError
        If a column is missing.
    CRSError
        If a frame of points has no CRS.
    TimelineError
        If everything is dated after ``at``.

    Examples
    --------
    >>> import pandas as pd
    >>> seen = pd.DataFrame({
    ...     "name": ["Tabqa"] * 3, "lat": 35.84, "lon": 38.54, "controller": ["is", "sdf", "sdf"],
    ...     "source": ["a", "b", "sdf press"], "date": ["2017-05-01", "2017-05-11", "2017-05-10"]})
    >>> vote(seen, favours={"sdf press": "sdf"})[0][["controller", "share"]].values.tolist()
    [['sdf', 0.5]]
    """
    table = _located(observations)
    given = table["date"] if "date" in table else pd.Series(pd.NaT, index=table.index)
    table["date"] = pd.to_datetime(given, errors="coerce", format="mixed")
    for name in ("source", "name"):
        table[name] = table[name].fillna("").astype(str) if name in table else ""
    reason = pd.Series("", index=table.index, dtype=object)
    reason[~(table["lat"].between(-90, 90) & table["lon"].between(-180, 180))] = "no coordinates"
    blank = table["controller"].isna() | (table["controller"].astype(str).str.strip() == "")
    reason[blank] = "no controller"
    reason[table["date"].isna() & given.notna() & (given.astype(str).str.strip() != "")] = "date not read"
    if favours:
        reason[table["source"].map(favours) == table["controller"]] = "the source favours this side"
    if at is not None:
        reason[table["date"] > as_date(at)] = "dated after the day asked for"
    refused = pd.DataFrame({"row": table.index[reason != ""], "reason": reason[reason != ""].to_numpy()})
    table = table[reason == ""]
    if table.empty and (refused["reason"] == "dated after the day asked for").any():
        msg = f"every observation is dated after {as_date(at):%Y-%m-%d}; ask for a later day"
        raise TimelineError(msg)
    if table.empty:
        return pd.DataFrame(
            columns=["name", "lat", "lon", "controller", "date", "share", "status", "with"]
        ), refused
    return _count_votes(table), refused


def _located(observations: DataFrame) -> DataFrame:
    """Give a table with ``lat`` and ``lon``, from the points of a frame that has no such columns."""
    table = pd.DataFrame(observations).copy()
    if isinstance(observations, gpd.GeoDataFrame) and not {"lat", "lon"} <= set(table.columns):
        if observations.crs is None:
            msg = "observations need a CRS; set it with frame.set_crs(4326) or what it truly is"
            raise CRSError(msg)
        points = observations.geometry.to_crs(4326)
        table["lon"], table["lat"] = points.x, points.y
    missing = [c for c in ("controller", "lat", "lon") if c not in table.columns]
    if missing:
        msg = f"observations need the columns controller, lat and lon; {', '.join(missing)} missing"
        raise ColumnError(msg)
    for name in ("lat", "lon"):
        table[name] = pd.to_numeric(table[name], errors="coerce")
    return table


def _count_votes(table: DataFrame) -> DataFrame:
    if "place_id" in table:
        key = table["place_id"].astype(str)
    else:
        # two sources seldom agree on a town's point to better than a kilometre
        near = np.where(table["name"] == "", 3, 2)
        spot = [f"{a:.{n}f} {o:.{n}f}" for a, o, n in zip(table["lat"], table["lon"], near, strict=True)]
        key = table["name"].str.casefold() + " " + pd.Series(spot, index=table.index, dtype=object)
    table = table.assign(key=key.to_numpy(), controller=table["controller"].astype(str))
    table = table.sort_values("date", na_position="first", kind="stable")
    last = table.drop_duplicates(["key", "source"], keep="last")
    counts = last.groupby(["key", "controller"], sort=False).agg(
        votes=("controller", "size"), newest=("date", "max")
    )
    counts["total"] = counts.groupby(level="key")["votes"].transform("sum")
    newest = counts["newest"].fillna(pd.Timestamp.min)
    counts = counts.assign(when=newest).reset_index()
    counts = counts.sort_values(["key", "votes", "when", "controller"], ascending=[True, False, False, True])
    best = counts.drop_duplicates("key").set_index("key")
    level = counts.merge(best[["votes", "when"]], left_on="key", right_index=True, suffixes=("", "_best"))
    level = level[(level["votes"] == level["votes_best"]) & (level["when"] == level["when_best"])]
    level = level[level["key"].duplicated(keep=False)]
    parties = level.groupby("key")["controller"].agg(list)
    out = (
        last.drop_duplicates("key", keep="last")
        .set_index("key")[["name", "lat", "lon"]]
        .join(best[["controller", "votes", "total", "newest"]])
    )
    out["share"] = out["votes"] / out["total"]
    out["status"] = np.where(out.index.isin(parties.index), "contested", "control")
    out["with"] = pd.Series({k: "|".join(v[1:]) for k, v in parties.items()}, dtype=object).reindex(out.index)
    out["with"] = out["with"].astype(object).where(out["with"].notna(), None)
    return out.rename(columns={"newest": "date"}).drop(columns=["votes", "total"]).reset_index(drop=True)
