"""Zones of the page: each distinct zone and each holder's outline once, with the dates that show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely

from badia_geo.errors import CRSError, TimelineError, ValueRangeError
from badia_geo.maps.page_cells import cell_day, cell_number, cell_text
from badia_geo.maps.page_geometry import page_shape
from badia_geo.maps.zone_layers import parties

if TYPE_CHECKING:
    from collections.abc import Sequence

    from badia_geo.zones import ControlZones

__all__ = ["dated_layers", "holder_outlines", "page_zones", "zone_sources"]

# Degrees, some 30 m: neighbours are simplified one by one, and with more the gaps between them would show.
TOLERANCE = 0.0003

LONGEST_SOURCE = 160


def dated_layers(
    zones: ControlZones | gpd.GeoDataFrame | None, at: str | None, dates: Sequence[str]
) -> dict[str, gpd.GeoDataFrame]:
    """Give the zones of each date in EPSG:4326; a further date that the timeline lacks has none.

    Raises
    ------
    CRSError
        If the zones have no CRS.
    ValueRangeError
        If a timeline comes without dates.
    TimelineError
        If the timeline has no zones on ``at``.
    """
    if zones is None:
        return {}
    if isinstance(zones, gpd.GeoDataFrame):
        if zones.crs is None:
            msg = "the zones have no coordinate reference system; set it, e.g. zones.set_crs(4326)"
            raise CRSError(msg)
        return {at or "": _complete(zones.to_crs(4326))}
    wanted = sorted({*dates, *([at] if at else [])})
    if not wanted:
        msg = "a timeline of zones needs dates to show: pass at='2020-08-21' or dates=[...]"
        raise ValueRangeError(msg)
    layers = {}
    for date in wanted:
        try:
            layers[date] = _complete(zones.at(date).to_crs(4326))
        except TimelineError:
            if date == at:
                raise
            # the page says of such a date that no zones are drawn; leaving it out would hide the gap
            layers[date] = _complete(gpd.GeoDataFrame({"controller": []}, geometry=[], crs=4326))
    return layers


def _complete(layer: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    for name, default in (("controller", "none"), ("status", "control")):
        if name not in layer:
            layer = layer.assign(**{name: default})
    return layer.assign(
        status=layer["status"].fillna("control"), controller=layer["controller"].fillna("none")
    )


def page_zones(layers: dict[str, gpd.GeoDataFrame], dates: Sequence[str]) -> list[dict[str, Any]]:
    """Give each distinct zone once, with the positions in ``dates`` on which it is shown."""
    seen: dict[tuple[Any, ...], dict[str, Any]] = {}
    for position, date in enumerate(dates):
        for row in layers[date].to_dict("records"):
            geometry = row[layers[date].geometry.name]
            others = parties(row.get("with"))
            key = (row["controller"], row["status"], others, shapely.to_wkb(geometry))
            if key in seen:
                seen[key]["on"].append(position)
                continue
            shape = page_shape(geometry, tolerance=TOLERANCE)
            if shape is None:
                continue
            seen[key] = {
                "c": cell_text(row["controller"]) or "none",
                "s": cell_text(row["status"]) or "control",
                "w": [w for w in map(cell_text, others) if w],
                "g": shape,
                "on": [position],
                "f": cell_day(row.get("valid_from")),
                "t": cell_day(row.get("valid_to")),
                "acc": cell_number(row.get("accuracy_m"), 0),
                "src": cell_text(row.get("source"), LONGEST_SOURCE),
                "srcday": cell_day(row.get("source_date")),
            }
    return list(seen.values())


def holder_outlines(layers: dict[str, gpd.GeoDataFrame], dates: Sequence[str]) -> list[dict[str, Any]]:
    """Give one outline round all that a controller holds: the edge of a raided part is no front."""
    seen: dict[tuple[Any, ...], dict[str, Any]] = {}
    for position, date in enumerate(dates):
        layer = layers[date]
        held = layer[(layer["status"] != "unsettled") & (layer["controller"] != "none")]
        for code, parts in held.groupby("controller").geometry:
            shapes = [p for p in parts if p is not None and not p.is_empty]
            key = (code, *sorted(shapely.to_wkb(p) for p in shapes))
            if key in seen:
                seen[key]["on"].append(position)
                continue
            line = shapely.union_all(shapely.make_valid(shapes)).boundary
            shape = page_shape(line, tolerance=TOLERANCE)
            if shape is not None:
                seen[key] = {"c": str(code), "g": shape, "on": [position]}
    return list(seen.values())


def zone_sources(layers: dict[str, gpd.GeoDataFrame], *, most: int = 3) -> str:
    """Name the sources of all the zones shown, without repeating any; many are counted."""
    names: dict[str, None] = {}
    for layer in layers.values():
        if "source" in layer:
            found = (cell_text(s, LONGEST_SOURCE) for s in layer["source"].unique())
            names |= dict.fromkeys(s for s in found if s)
    more = f" (+{len(names) - most})" if len(names) > most else ""
    return "; ".join(list(names)[:most]) + more or "no source stated"
