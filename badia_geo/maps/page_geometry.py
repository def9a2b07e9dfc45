"""Geometry of the page: GeoJSON with few decimals."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import shapely

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["DECIMALS", "page_shape"]

DECIMALS = 4
"""Decimals of coordinates: 0.0001 degree is 11 m, far below the accuracy of any zone."""


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DECIMALS)
    return [_rounded(v) for v in value]


def page_shape(geometry: BaseGeometry | None, *, tolerance: float = 0.0) -> dict[str, Any] | None:
    """Give a geometry as GeoJSON with few decimals, or None where nothing is left to draw.

    Parameters
    ----------
    geometry
        Degrees, EPSG:4326; of a collection the polygons are kept.
    tolerance
        Degrees by which it may be simplified.

    Examples
    --------
    >>> page_shape(shapely.Point(40.123456, 35))
    {'type': 'Point', 'coordinates': [40.1235, 35.0]}
    >>> page_shape(shapely.Polygon()) is None
    True
    """
    if geometry is None or geometry.is_empty:
        return None
    if tolerance:
        geometry = shapely.simplify(geometry, tolerance, preserve_topology=True)
    if geometry.geom_type == "GeometryCollection":
        parts = [p for p in shapely.get_parts(geometry) if p.geom_type in ("Polygon", "MultiPolygon")]
        geometry = shapely.union_all(parts)
    text = json.loads(shapely.to_geojson(geometry))
    if not text.get("coordinates"):
        return None
    return {"type": text["type"], "coordinates": _rounded(text["coordinates"])}
