"""Events of the page: columns with each text once, so that a hundred thousand fit into one file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from badia_geo.maps.event_symbols import SHARP, event_class
from badia_geo.maps.page_cells import cell_day, cell_number, cell_text
from badia_geo.maps.page_geometry import DECIMALS, page_shape
from badia_geo.maps.words import WORDS

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["MOST_DETAILED", "page_events", "type_names"]

EXCERPT = 600
"""Characters of a report's text that a popup shows."""

MOST_DETAILED = 20_000
"""Events up to which the page carries excerpts and steps: with them, more would make a file of over 30 MB."""

MOST_OUTLINES = 2_000
"""Different footprints that the page carries as outlines; the further ones are drawn by their radius."""

MOST_CANDIDATES = 6

TEXT_COLUMNS = ("type", "place", "prec", "ctl", "bank", "src", "text", "reason", "actors", "status")
"""Columns that hold a position in their list of texts."""


def page_events(events: gpd.GeoDataFrame | None) -> dict[str, Any]:
    """Give events (EPSG:4326) as columns.

    Parameters
    ----------
    events
        Event columns, with those of the join where they are present; ``None`` for none.

    Returns
    -------
    dict
        ``n``, ``columns`` (a list each), ``texts`` (the lists that text columns point into, -1 for
        none), ``shapes`` (footprints as GeoJSON) and ``lean``: whether excerpts and steps were left out.
    """
    if events is None or not len(events):
        return {"n": 0, "columns": {}, "texts": {}, "shapes": [], "lean": False}
    lean = len(events) > MOST_DETAILED
    outlines, shapes = _outlines(events)
    plain = pd.DataFrame(events.drop(columns=[events.geometry.name]))
    plain = plain.drop(columns=[c for c in ("footprint", "spans") if c in plain])
    points = events.geometry.to_numpy(object)
    rows = [
        _event(row, point, lean=lean) for row, point in zip(plain.to_dict("records"), points, strict=True)
    ]
    columns: dict[str, list[Any]] = {name: [row[name] for row in rows] for name in rows[0]}
    columns["fp"] = outlines
    texts: dict[str, list[str]] = {}
    for name in TEXT_COLUMNS:
        found: dict[str, int] = {}
        columns[name] = [
            -1 if value is None else found.setdefault(value, len(found)) for value in columns[name]
        ]
        texts[name] = list(found)
    kept = {name: values for name, values in columns.items() if any(v not in (None, -1, []) for v in values)}
    return {"n": len(rows), "columns": kept, "texts": texts, "shapes": shapes, "lean": lean}


def type_names(codes: list[str]) -> dict[str, list[str]]:
    """Give each event type's English and Arabic name and the class whose symbol it gets.

    Examples
    --------
    >>> type_names(["ied"])["ied"]
    ['IED or mine explosion', 'انفجار عبوة أو لغم', 'Explosions/Remote violence']
    >>> type_names(["Some type"])["Some type"]
    ['Some type', 'Some type', 'other']
    """
    from badia_geo.event_types import event_types

    known = event_types()
    names = {}
    for code in codes:
        own = known.get(code)
        if own is not None:
            names[code] = [own.name, own.name_ar, event_class(own.acled_event)]
        elif code in WORDS:
            names[code] = [*WORDS[code], event_class(code)]
        else:
            names[code] = [code, code, event_class(code)]
    return names


def _event(row: dict[Any, Any], point: Any, *, lean: bool) -> dict[str, Any]:
    known = point is not None and not point.is_empty
    low, high = cell_number(row.get("fatalities_low"), 0), cell_number(row.get("fatalities_high"), 0)
    deaths = None
    if low is not None:
        deaths = f"{low:.0f}" if high in (None, low) else f"{low:.0f}–{high:.0f}"
    precision = cell_text(row.get("precision"))
    steps = _steps(row.get("steps") if row.get("steps") is not None else row.get("provenance"))
    return {
        "type": cell_text(row.get("event_type")) or cell_text(row.get("acled_event")) or "other",
        "t0": cell_day(row.get("date_start")),
        "t1": cell_day(row.get("date_end")),
        "place": cell_text(row.get("place"), 300),
        "x": round(point.x, DECIMALS) if known else None,
        "y": round(point.y, DECIMALS) if known else None,
        "r": cell_number(row.get("radius_m"), 0),
        "prec": precision,
        "sharp": int(precision in SHARP),
        "score": cell_number(row.get("score")),
        "ctl": cell_text(row.get("controller")),
        "p": cell_number(row.get("controller_p")),
        "bank": cell_text(row.get("bank")),
        "pl": cell_number(row.get("p_left")),
        "n": low,
        "deaths": deaths,
        "status": cell_text(row.get("status")),
        "text": None if lean else cell_text(row.get("text"), EXCERPT),
        "src": cell_text(row.get("source"), 300),
        "actors": None if lean else cell_text(row.get("actors"), 200),
        "reason": None if lean else cell_text(row.get("reason"), 1200),
        "steps": [] if lean else steps,
        "cand": [] if lean else _candidates(row.get("candidates")),
    }


def _steps(value: object) -> list[str]:
    """Read an event's steps: a sequence, JSON text, or one sentence."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return [str(cell_text(value, EXCERPT))]
    if isinstance(value, dict):
        value = value.get("steps", [])
    return [t for v in value if (t := cell_text(v, EXCERPT))] if isinstance(value, list | tuple) else []


def _candidates(value: object) -> list[list[float]]:
    """Give an ambiguous event's possible places as lon, lat and probability, the likeliest first."""
    if not isinstance(value, list | tuple):
        return []
    found = []
    for pair in value:
        shape = pair[0] if isinstance(pair, list | tuple) and len(pair) > 1 else None
        if not isinstance(shape, BaseGeometry) or shape.is_empty:
            continue
        point, chance = shape.representative_point(), cell_number(pair[1])
        if chance is not None:
            found.append([round(point.x, DECIMALS), round(point.y, DECIMALS), chance])
    return sorted(found, key=lambda c: -c[2])[:MOST_CANDIDATES]


def _outlines(events: gpd.GeoDataFrame) -> tuple[list[int], list[dict[str, Any]]]:
    """Give each event's position in the list of different footprints, -1 for none, and that list."""
    if "footprint" not in events:
        return [-1] * len(events), []
    positions: list[int] = []
    shapes: list[dict[str, Any]] = []
    known: dict[bytes, int] = {}
    for value in events["footprint"].to_numpy(object):
        if not isinstance(value, BaseGeometry) or value.is_empty:
            positions.append(-1)
            continue
        key = shapely.to_wkb(value)
        if key not in known:
            full = len(shapes) >= MOST_OUTLINES
            shape = None if full else page_shape(value, tolerance=0.001)
            known[key] = -1 if shape is None else len(shapes)
            if shape is not None:
                shapes.append(shape)
        positions.append(known[key])
    return positions, shapes
