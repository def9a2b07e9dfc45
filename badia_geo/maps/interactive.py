"""Interactive map: one HTML file that opens from disk and asks nothing of any network.

Leaflet draws it; its code, the data and our own script are all inside the file, and a content-security
policy with the hashes of the two scripts forbids everything else.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from badia_geo import datasets
from badia_geo.errors import CRSError, TimelineError, ValueRangeError
from badia_geo.maps.event_symbols import SHARP, event_class
from badia_geo.maps.palette import controller
from badia_geo.maps.words import MONTHS, PAGE_WORDS, WORDS, Language, date_words, word
from badia_geo.maps.zone_layers import parties

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from badia_geo.zones import ControlZones

__all__ = ["InteractiveMap", "interactive_map"]

ASSETS = Path(__file__).parent / "assets"
DECIMALS = 4
"""Decimals of coordinates: 0.0001 degree is 11 m, far below the accuracy of any zone."""

ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")

EXCERPT = 600
"""Characters of a report's text that a popup shows."""


@dataclass(frozen=True)
class InteractiveMap:
    """A page that can be saved to a file or shown in a notebook.

    Parameters
    ----------
    html
        The whole page.
    """

    html: str

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page; the file is replaced whole or left as it was.

        Raises
        ------
        OutputError
            If it cannot be written.
        """
        from badia_geo.tables import atomic_path

        with atomic_path(path) as temporary:
            temporary.write_text(self.html, encoding="utf8", newline="\n")
        return Path(path)

    def _repr_html_(self) -> str:
        return (
            f'<iframe srcdoc="{html.escape(self.html, quote=True)}" sandbox="allow-scripts" title="map" '
            'style="width:100%;height:640px;border:1px solid #b8b1a6"></iframe>'
        )


def _coordinates(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DECIMALS)
    return [_coordinates(v) for v in value]


def _shape(geometry: BaseGeometry | None, *, tolerance: float = 0.0) -> dict[str, Any] | None:
    """Give a geometry as GeoJSON with few decimals, simplified by ``tolerance`` degrees."""
    if geometry is None or geometry.is_empty:
        return None
    if tolerance:
        geometry = shapely.simplify(geometry, tolerance, preserve_topology=True)
    if geometry.geom_type == "GeometryCollection":
        parts = [p for p in shapely.get_parts(geometry) if p.geom_type in ("Polygon", "MultiPolygon")]
        geometry = shapely.union_all(parts)
    text = json.loads(shapely.to_geojson(geometry))
    return (
        {"type": text["type"], "coordinates": _coordinates(text["coordinates"])}
        if "coordinates" in text
        else None
    )


def _features(frame: gpd.GeoDataFrame, *, tolerance: float, columns: Sequence[str] = ()) -> dict[str, Any]:
    features = []
    for row in frame.to_dict("records"):
        geometry = _shape(row[frame.geometry.name], tolerance=tolerance)
        if geometry is not None:
            properties = {c: bool(row[c]) for c in columns}
            features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return {"type": "FeatureCollection", "features": features}


@lru_cache(maxsize=1)
def _base() -> dict[str, Any]:
    from badia_geo.maps.basemap import settlements

    rivers = datasets.load("rivers")
    main = rivers["name"].isin(["Tigris", "Dicle"])
    stem = datasets.load("euphrates")[["geometry"]].assign(main=True)
    other = rivers.loc[~rivers["name"].isin(["Euphrates", "Firat", "Al Furat"]), ["geometry"]].assign(
        main=main
    )
    lakes = pd.concat([datasets.load("lakes")[["geometry"]], datasets.load("reservoirs")[["geometry"]]])
    towns = settlements().sort_values(["importance", "name"], ascending=[False, True])
    return {
        "land": _features(datasets.load("countries"), tolerance=0.006),
        "lakes": _features(gpd.GeoDataFrame(lakes, crs=4326), tolerance=0.002),
        "rivers": _features(
            gpd.GeoDataFrame(pd.concat([stem, other]), crs=4326), tolerance=0.0008, columns=["main"]
        ),
        "governorates": _features(datasets.load("governorate_lines"), tolerance=0.004),
        "borders": _features(datasets.load("borders"), tolerance=0.004, columns=["disputed"]),
        "towns": [
            [
                str(t["name"]),
                t["name_ar"] if isinstance(t["name_ar"], str) else "",
                round(t["lon"], 3),
                round(t["lat"], 3),
                int(t["importance"]),
            ]
            for t in towns.head(500).to_dict("records")
        ],
    }


def _text(value: object) -> str | None:
    if value is None or (isinstance(value, float) and np.isnan(value)) or value is pd.NaT:
        return None
    return str(value).strip() or None


def _number(value: object, decimals: int = 3) -> float | None:
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return round(number, decimals) if np.isfinite(number) else None


def _day(value: object) -> str | None:
    if isinstance(value, str) and ISO_DAY.fullmatch(value):
        return value
    stamp = pd.to_datetime(value, errors="coerce")  # type: ignore[call-overload]
    return None if pd.isna(stamp) else str(stamp.date())


def _steps(value: object) -> list[str]:
    """Read an event's steps: a sequence, JSON text, or one sentence."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return [str(value)]
    if isinstance(value, dict):
        value = value.get("steps", [])
    return [str(v) for v in value] if isinstance(value, list | tuple) else []


def _event(row: dict[Any, Any], shape: BaseGeometry | None, point: Any) -> dict[str, Any]:
    known = point is not None and not point.is_empty
    low, high = _number(row.get("fatalities_low"), 0), _number(row.get("fatalities_high"), 0)
    deaths = None
    if low is not None:
        deaths = f"{low:.0f}" if high in (None, low) else f"{low:.0f}–{high:.0f}"
    kind = row.get("acled_event") or row.get("event_type")
    body = _text(row.get("text"))
    bank = _text(row.get("bank"))
    return {
        "type": event_class(kind),
        "t0": _day(row.get("date_start")),
        "t1": _day(row.get("date_end")),
        "place": _text(row.get("place")),
        "x": round(point.x, DECIMALS) if known else None,
        "y": round(point.y, DECIMALS) if known else None,
        "r": _number(row.get("radius_m"), 0),
        "prec": _text(row.get("precision")),
        "sharp": row.get("precision") in SHARP,
        "score": _number(row.get("score")),
        "ctl": _text(row.get("controller")),
        "p": _number(row.get("controller_p")),
        "bank": bank,
        "pl": _number(row.get("p_left")),
        "n": low,
        "deaths": deaths,
        "text": body if body is None or len(body) <= EXCERPT else body[:EXCERPT] + "…",
        "src": _text(row.get("source")),
        "reason": _text(row.get("reason")),
        "steps": _steps(row.get("steps") if row.get("steps") is not None else row.get("provenance")),
        "fp": None if shape is None else _shape(shape, tolerance=0.001),
    }


def _events(events: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    plain = pd.DataFrame(events.drop(columns=[events.geometry.name]))
    shapes: list[Any] = [None] * len(events)
    # beyond this many, outlines would make the file larger than a mail server takes; radii still draw
    if "footprint" in events and len(events) <= 2000:
        shapes = [None if s is None or pd.isna(s) else s for s in events["footprint"].to_numpy(object)]
        plain = plain.drop(columns="footprint")
    rows = plain.to_dict("records")
    points = events.geometry.to_numpy(object)
    return [_event(row, shape, point) for row, shape, point in zip(rows, shapes, points, strict=True)]


def _zones(layers: dict[str, gpd.GeoDataFrame], dates: list[str]) -> list[dict[str, Any]]:
    """Give each distinct zone once, with the positions in ``dates`` on which it is shown."""
    seen: dict[tuple[Any, ...], dict[str, Any]] = {}
    for position, date in enumerate(dates):
        for row in layers[date].to_dict("records"):
            geometry = row["geometry"]
            others = parties(row.get("with"))
            key = (row["controller"], row["status"], others, shapely.to_wkb(geometry))
            if key in seen:
                seen[key]["on"].append(position)
                continue
            shape = _shape(geometry, tolerance=0.0015)
            if shape is None:
                continue
            source = _text(row.get("source"))
            seen[key] = {
                "c": str(row["controller"]),
                "s": str(row["status"]),
                "w": list(others),
                "g": shape,
                "on": [position],
                "f": _day(row.get("valid_from")),
                "t": _day(row.get("valid_to")),
                "src": source if source is None or len(source) < 160 else source[:157] + "…",
            }
    return list(seen.values())


def _layers(
    zones: ControlZones | gpd.GeoDataFrame | None, at: str | None, dates: Sequence[str]
) -> dict[str, gpd.GeoDataFrame]:
    if zones is None:
        return {}
    if isinstance(zones, gpd.GeoDataFrame):
        if zones.crs is None:
            msg = "the zones have no coordinate reference system; set it, e.g. zones.set_crs(4326)"
            raise CRSError(msg)
        layers = {at or "": zones.to_crs(4326)}
    else:
        wanted = sorted({*dates, *([at] if at else [])})
        if not wanted:
            msg = "a timeline of zones needs dates to show: pass at='2020-08-21' or dates=[...]"
            raise ValueRangeError(msg)
        layers = {}
        for date in wanted:
            try:
                layers[date] = zones.at(date).to_crs(4326)
            except TimelineError:
                if date == at:
                    raise
    for date, layer in layers.items():
        layer = layer if "status" in layer else layer.assign(status="control")
        layers[date] = layer.assign(status=layer["status"].fillna("control"))
    return layers


def _escape(value: object) -> str:
    """Write JSON that cannot end its script element whatever a report's text holds."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return (
        text.replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
    )


def _hash(script: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"


def interactive_map(
    zones: ControlZones | gpd.GeoDataFrame | None,
    events: gpd.GeoDataFrame | None = None,
    *,
    at: str | None = None,
    dates: Sequence[str] = (),
    title: str | None = None,
    language: Language = "en",
    cutoff: str | None = None,
    sources: str | None = None,
) -> InteractiveMap:
    """Make an interactive page.

    Parameters
    ----------
    zones
        A timeline, the zones of one date (any CRS), or ``None``.
    events
        Event columns, with those of the join where they are present.
    at
        Date that is shown first, ISO.
    dates
        Further dates of the slider, ISO; only with a timeline.
    title
        By default said from what is shown.
    language
        ``en`` or ``ar`` first (``both`` starts in English); the page can switch.
    cutoff
        Date of the newest report used, ISO.
    sources
        Words for where zones and events come from.

    Returns
    -------
    InteractiveMap

    Raises
    ------
    CRSError
        If zones or events have no CRS.
    ValueRangeError
        If there is nothing to show.
    """
    from jinja2 import Environment, FileSystemLoader

    if events is not None and len(events) and events.crs is None:
        msg = "the events have no coordinate reference system; set it, e.g. events.set_crs(4326)"
        raise CRSError(msg)
    placed = None if events is None else events.to_crs(4326) if len(events) else events
    layers = _layers(zones, at, dates)
    days = [d for d in sorted(layers) if d]
    if not layers and (placed is None or placed.empty):
        msg = "there is nothing to show: no zones and no events were given"
        raise ValueRangeError(msg)
    rows = [] if placed is None else _events(placed)
    drawn = _zones(layers, days or list(layers))
    codes = (
        {z["c"] for z in drawn}
        | {w for z in drawn for w in z["w"]}
        | {r["ctl"] for r in rows if r["ctl"]}
        | {"is"}
    )
    first: Language = "ar" if language == "ar" else "en"
    titles = {lang: title or word("title" if rows else "title_zones", lang) for lang in ("en", "ar")}
    subtitles = {lang: _subtitle(at, cutoff, lang) for lang in ("en", "ar")}
    unknown = ("an unstated distance", "مسافة غير محددة")
    about = {
        lang: [
            word("method", lang),
            word("disclaimer", lang, accuracy=unknown),
            word("data", lang, zones=sources or _zone_sources(layers)),
        ]
        for lang in ("en", "ar")
    }
    data = {
        "language": first,
        "title": titles,
        "subtitle": subtitles,
        "at": at,
        "dates": days,
        "zones": drawn,
        "events": rows,
        "controllers": {
            c: {
                "name": controller(c).words("en"),
                "name_ar": controller(c).words("ar"),
                "colour": controller(c).colour,
            }
            for c in sorted(codes)
        },
        "words": {k: {"en": v[0], "ar": v[1]} for k, v in {**WORDS, **PAGE_WORDS}.items()},
        "months": MONTHS,
        "base": _base(),
        "about": about,
        "bounds": _bounds(placed, layers),
    }
    leaflet, script = ((ASSETS / name).read_text(encoding="utf8") for name in ("leaflet.js", "page.js"))
    # the template escapes every value but these, which are code of the package or JSON without "<"
    environment = Environment(loader=FileSystemLoader(ASSETS), autoescape=True)
    from markupsafe import Markup

    text = environment.get_template("page.html.j2").render(
        language=first,
        title=titles[first],
        alt_text=f"{titles[first]}. {subtitles[first]}",
        script_hashes=Markup(f"{_hash(leaflet)} {_hash(script)}"),
        leaflet_css=Markup((ASSETS / "leaflet.css").read_text(encoding="utf8")),
        page_css=Markup((ASSETS / "page.css").read_text(encoding="utf8")),
        leaflet_js=Markup(leaflet),
        page_js=Markup(script),
        data=Markup(_escape(data)),
    )
    return InteractiveMap(text)


def _subtitle(at: str | None, cutoff: str | None, language: Language) -> str:
    parts = []
    if at:
        parts.append(word("as_of", language, date=date_words(at, language)))
    if cutoff:
        parts.append(word("cutoff", language, date=date_words(cutoff, language)))
    return " · ".join(parts)


def _zone_sources(layers: dict[str, gpd.GeoDataFrame]) -> str:
    names: dict[str, None] = {}
    for layer in layers.values():
        if "source" in layer:
            names |= dict.fromkeys(s for s in map(_text, layer["source"]) if s)
    short = [n if len(n) < 90 else n[:87] + "…" for n in list(names)[:3]]
    return "; ".join(short) + (f" (+{len(names) - 3})" if len(names) > 3 else "") or "no source stated"


def _bounds(placed: gpd.GeoDataFrame | None, layers: dict[str, gpd.GeoDataFrame]) -> list[float]:
    shapes: list[Any] = []
    if placed is not None and len(placed):
        shapes = [g for g in placed.geometry if g is not None and not g.is_empty]
        if "footprint" in placed:
            shapes += [g for g in placed["footprint"].to_numpy(object) if g is not None and not pd.isna(g)]
    if not shapes:
        shapes = [g for layer in layers.values() for g in layer.geometry if g is not None and not g.is_empty]
    if not shapes:
        return [35.5, 32.2, 42.5, 37.4]
    west, south, east, north = (float(v) for v in shapely.total_bounds(shapes))
    pad = max(0.15, 0.08 * max(east - west, north - south))
    return [round(v, 3) for v in (west - pad, south - pad, east + pad, north + pad)]
