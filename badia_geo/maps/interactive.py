"""Interactive map: one HTML file that opens from disk and asks nothing of any network.

Leaflet draws it; its code, the data and our own script are all inside the file, and a content-security
policy with the hashes of the scripts and styles forbids everything else.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from badia_geo.errors import CRSError, ValueRangeError
from badia_geo.maps.page_base import WINDOW, page_base
from badia_geo.maps.page_events import page_events, type_names
from badia_geo.maps.page_zones import dated_layers, holder_outlines, page_zones, zone_sources
from badia_geo.maps.palette import controller, controllers
from badia_geo.maps.record import accuracy_of
from badia_geo.maps.sheets import capital
from badia_geo.maps.words import MONTHS, PAGE_WORDS, WORDS, Language, date_words, word

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    import geopandas as gpd

    from badia_geo.zones import ControlZones

__all__ = ["InteractiveMap", "interactive_map"]

ASSETS = Path(__file__).parent / "assets"
SCRIPTS = ("page_tools.js", "page_base.js", "page_zones.js", "page_events.js", "page_controls.js")

WIDEST_M = 60_000.0
"""Radius from which a footprint no longer says where to look first."""


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
            'style="width:100%;height:680px;border:1px solid #b8b1a6"></iframe>'
        )


def _escape(value: object) -> str:
    """Write JSON that cannot end its script element whatever a report's text holds."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def _hash(code: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(code.encode()).digest()).decode() + "'"


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
        Event columns, with those of the join where they are present.  Rows without a point are listed.
        Beyond 20,000 rows the page leaves out excerpts and steps, and says so.
    at
        Date that is shown first, ISO.
    dates
        Further dates of the slider, ISO; only with a timeline.  Those that the timeline does not cover
        are shown without zones.
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
    TimelineError
        If the timeline has no zones on ``at``.

    Examples
    --------
    >>> import geopandas as gpd
    >>> here = gpd.GeoDataFrame({"place": ["Deir ez-Zor"]}, geometry=[shapely.Point(40.14, 35.33)], crs=4326)
    >>> page = interactive_map(None, here, title="One place")
    >>> page.html.startswith("<!DOCTYPE html>"), 'src="http' in page.html
    (True, False)
    """
    if events is not None and len(events) and events.crs is None:
        msg = "the events have no coordinate reference system; set it, e.g. events.set_crs(4326)"
        raise CRSError(msg)
    placed = None if events is None or not len(events) else events.to_crs(4326)
    layers = dated_layers(zones, at, dates)
    if not any(len(layer) for layer in layers.values()) and placed is None:
        msg = "there is nothing to show: no zones and no events were given"
        raise ValueRangeError(msg)
    days = [d for d in sorted(layers) if d]
    first: Language = "ar" if language == "ar" else "en"
    data = _page_data(layers, days, placed, sources or zone_sources(layers))
    titles = {
        lang: title or capital(word("title" if placed is not None else "title_zones", lang))
        for lang in ("en", "ar")
    }
    data |= {"language": first, "title": titles, "at": at, "cutoff": cutoff}
    return InteractiveMap(_render(data, first))


def _page_data(
    layers: dict[str, gpd.GeoDataFrame], days: list[str], placed: gpd.GeoDataFrame | None, sources: str
) -> dict[str, Any]:
    rows = page_events(placed)
    drawn = page_zones(layers, days or list(layers))
    used = {z["c"] for z in drawn} | {w for z in drawn for w in z["w"]} | set(rows["texts"].get("ctl", []))
    # in the order of the table of controllers, which the legend follows; the user's own come last
    codes = [c for c in controllers() if c in used] + sorted(used - set(controllers()))
    accuracies = [a for layer in layers.values() if (a := accuracy_of(layer)) is not None]
    known: Any = ("an unstated distance", "مسافة غير محددة")
    if accuracies:
        known = tuple(f"{max(accuracies) / 1000:.0f} {km}" for km in WORDS["km"])
    about: dict[str, list[str]] = {}
    for place, lang in enumerate(("en", "ar")):
        about[lang] = [
            *([PAGE_WORDS["lean"][place].format(n=rows["n"])] if rows["lean"] else []),
            word("method", lang),  # type: ignore[arg-type]  # a str of two
            word("chances", lang),  # type: ignore[arg-type]  # a str of two
            word("disclaimer", lang, accuracy=known),  # type: ignore[arg-type]  # a str of two
            word("data", lang, zones=sources),  # type: ignore[arg-type]  # a str of two
        ]
    short = sources if len(sources) < 70 else sources[:67] + "…"
    return {
        "dates": days,
        "zones": drawn,
        "outlines": holder_outlines(layers, days or list(layers)),
        "events": rows,
        "types": type_names(rows["texts"].get("type", [])),
        "controllers": {c: _controller(c) for c in codes},
        "words": {k: {"en": v[0], "ar": v[1]} for k, v in (WORDS | PAGE_WORDS).items()},
        "months": MONTHS,
        "about": about,
        "credit": {
            lang: PAGE_WORDS["credit"][i].replace("{zones}", short) for i, lang in enumerate(("en", "ar"))
        },
        "base": page_base(),
        **_bounds(placed, layers),
    }


def _controller(code: str) -> dict[str, str]:
    known = controller(code)
    return {"name": known.words("en"), "name_ar": known.words("ar"), "colour": known.colour}


def _render(data: dict[str, Any], language: Language) -> str:
    from jinja2 import Environment, FileSystemLoader
    from markupsafe import Markup

    def asset(name: str) -> str:
        return (ASSETS / name).read_text(encoding="utf8")

    leaflet, styles = asset("leaflet.js"), (asset("leaflet.css"), asset("page.css"))
    script = '"use strict";\n(() => {\n' + "\n".join(map(asset, SCRIPTS)) + "})();\n"
    title = data["title"][language]
    day = data["at"] if data["zones"] else None
    dated = f" {word('as_of', language, date=date_words(day, language))}." if day else ""
    # the template escapes every value but these, which are code of the package or JSON without "<"
    environment = Environment(loader=FileSystemLoader(ASSETS), autoescape=True)
    return environment.get_template("page.html.j2").render(
        language=language,
        title=title,
        alt_text=f"{title}.{dated}",
        script_hashes=Markup(f"{_hash(leaflet)} {_hash(script)}"),
        style_hashes=Markup(" ".join(map(_hash, styles))),
        leaflet_css=Markup(styles[0]),
        page_css=Markup(styles[1]),
        leaflet_js=Markup(leaflet),
        page_js=Markup(script),
        data=Markup(_escape(data)),
    )


def _bounds(placed: gpd.GeoDataFrame | None, layers: dict[str, gpd.GeoDataFrame]) -> dict[str, list[float]]:
    """Give the window that opens first (where events are sharply placed) and the extent of everything."""
    everything: list[Any] = [g for layer in layers.values() for g in layer.geometry if _drawable(g)]
    sharp: list[Any] = []
    if placed is not None:
        points = placed.geometry.to_numpy(object)
        shapes = placed["footprint"].to_numpy(object) if "footprint" in placed else points
        radius = pd.to_numeric(placed["radius_m"], errors="coerce") if "radius_m" in placed else np.nan
        wide = np.broadcast_to(np.asarray(radius, dtype=float) > WIDEST_M, len(placed))
        sharp = [g for pair in zip(points[~wide], shapes[~wide], strict=True) for g in pair if _drawable(g)]
        everything += sharp + [g for g in points[wide] if _drawable(g)]
        sharp = sharp or [g for g in points if _drawable(g)]
    whole = shapely.total_bounds(everything) if everything else np.array(WINDOW)
    west, south, east, north = (float(v) for v in (shapely.total_bounds(sharp) if sharp else whole))
    # some 60 km of country round the events: an event without its surroundings says nothing of where it is
    pad = max(0.3, 0.12 * max(east - west, north - south)) if sharp else 0.1
    return {
        "bounds": [round(v, 3) for v in (west - pad, south - pad, east + pad, north + pad)],
        "extent": [round(float(v), 3) for v in whole],
    }


def _drawable(value: Any) -> bool:
    return isinstance(value, BaseGeometry) and not value.is_empty
