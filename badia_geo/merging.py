"""Merging: which rows of several event tables tell of one incident, and the row that they make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from badia_geo.event_types import event_types
from badia_geo.footprints import GEOD
from badia_geo.number_words import is_missing

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["merge_rows", "same_incident"]

FARTHEST_M = 25_000.0
"""Two reports of one incident may put it this far apart."""


_PLACE_COLUMNS = (
    "place", "place_id", "place_name", "radius_m", "precision", "where_prec", "geo_precision", "score",
    "status", "reason", "candidates", "footprint", "geometry", "spans",
)  # fmt: skip


def merge_rows(records: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Merge event records; each comes with ``merged_from``.  The order is by date, undated last."""
    merged: list[dict[str, Any]] = []
    for record in sorted(records, key=_order):
        home = next((m for m in reversed(merged[-2_000:]) if same_incident(m, record)), None)
        if home is None:
            merged.append(dict(record))
        else:
            _absorb(home, record)
    return merged


def _order(record: dict[str, Any]) -> tuple[bool, Any, int]:
    start = record.get("date_start")
    missing = is_missing(start)
    return missing, 0 if missing else start, 0


def same_incident(a: dict[str, Any], b: dict[str, Any]) -> bool:
    """Tell whether two event records tell of one incident; two events of one report never do."""
    tables_a = {key.split(":")[0] for key in a["merged_from"]}
    if tables_a & {key.split(":")[0] for key in b["merged_from"]}:
        return False
    return (
        _dates_meet(a, b)
        and _types_meet(a["event_type"], b["event_type"])
        and _places_meet(a, b)
        and _counts_meet(a, b)
    )


def _dates_meet(a: dict[str, Any], b: dict[str, Any]) -> bool:
    if any(is_missing(x[c]) for x in (a, b) for c in ("date_start", "date_end")):
        return False
    return bool(a["date_start"] <= b["date_end"] and b["date_start"] <= a["date_end"])


def _types_meet(a: str, b: str) -> bool:
    table = event_types()
    if a == b:
        return True
    if a not in table or b not in table:
        return False
    first, second = table[a], table[b]
    return first.acled_event == second.acled_event or bool(
        {first.role, second.role} & {"harm", "generic", "other"}
    )


def _places_meet(a: dict[str, Any], b: dict[str, Any]) -> bool:
    if is_missing(a.get("geometry")) or is_missing(b.get("geometry")):
        return False
    p, q = a["geometry"], b["geometry"]
    apart = GEOD.inv(p.x, p.y, q.x, q.y)[2]
    if apart <= min(FARTHEST_M, a["radius_m"] + b["radius_m"]):
        return True
    wide, narrow = (a, b) if a["radius_m"] >= b["radius_m"] else (b, a)
    return bool(wide["footprint"] is not None and wide["footprint"].covers(narrow["geometry"]))


def _counts_meet(a: dict[str, Any], b: dict[str, Any]) -> bool:
    low_a, low_b = a.get("fatalities_low"), b.get("fatalities_low")
    if is_missing(low_a) or is_missing(low_b):
        return True
    few, many = sorted((int(low_a), int(low_b)))  # type: ignore[arg-type]
    return many - few <= max(2, many // 2)


def _absorb(home: dict[str, Any], other: dict[str, Any]) -> None:
    home["merged_from"] = (*home["merged_from"], *other["merged_from"])
    sources = [s for s in (home.get("source"), other.get("source")) if not is_missing(s) and s]
    home["source"] = "; ".join(dict.fromkeys(sources))
    if home.get("text") != other.get("text"):
        home["text"] = " […] ".join(
            str(t) for t in (home.get("text"), other.get("text")) if not is_missing(t)
        )
    if other["date_end"] - other["date_start"] < home["date_end"] - home["date_start"]:
        for column in ("date_start", "date_end", "date_rule"):
            home[column] = other[column]
    table = event_types()
    rank = {c: table[c].rank if c in table else 0 for c in (home["event_type"], other["event_type"])}
    if rank[other["event_type"]] > rank[home["event_type"]]:
        for column in ("event_type", "acled_event", "acled_sub_event"):
            home[column] = other.get(column)
    if other["radius_m"] < home["radius_m"]:
        for column in _PLACE_COLUMNS:
            home[column] = other.get(column)
    for kind in ("fatalities", "wounded"):
        _widen(home, other, kind)
    actors = [*str(home.get("actors") or "").split("; "), *str(other.get("actors") or "").split("; ")]
    home["actors"] = "; ".join(dict.fromkeys(a for a in actors if a and a != "nan"))


def _widen(home: dict[str, Any], other: dict[str, Any], kind: str) -> None:
    low, high = f"{kind}_low", f"{kind}_high"
    lows = [int(x[low]) for x in (home, other) if not is_missing(x.get(low))]
    if not lows:
        return
    open_above = any(not is_missing(x.get(low)) and is_missing(x.get(high)) for x in (home, other))
    highs = [int(x[high]) for x in (home, other) if not is_missing(x.get(high))]
    home[low] = min(lows)
    home[high] = None if open_above or not highs else max(highs)
