"""Precision codes: UCDP's and ACLED's codes for how exact a place is, to and from footprints."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from badia_geo.footprints import GEOD, Footprint, circle

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["codes_of", "footprint_of_code"]

# Radii for codes without a polygon.  1: a town of the region (half of 20 square km and the coder's slip);
# UCDP 2: the codebook's 25 km; ACLED 2: half the 31 km spacing of Syria's subdistrict seats and more, so 20
# km;
# UCDP 3: Syria's 62 districts of 3,000 square km on average are circles of 31 km.
_RADIUS_M = {
    "settlement": 3_000.0,
    "ucdp2": 25_000.0,
    "acled2": 20_000.0,
    "district": 31_000.0,
    "vague": 60_000.0,
}


def codes_of(precision: str, radius_m: float) -> tuple[int, int]:
    """Give UCDP's ``where_prec`` and ACLED's ``geo_precision`` for a footprint.

    Parameters
    ----------
    precision
        Precision class, one of `badia_geo.footprints.PRECISIONS`.
    radius_m
        Radius in metres; a sector within UCDP's 25 km counts as near its town.

    Examples
    --------
    >>> codes_of("settlement", 2000), codes_of("sector", 12_000), codes_of("admin1", 90_000)
    ((1, 1), (2, 2), (4, 3))
    """
    if precision in {"exact", "settlement"}:
        return 1, 1
    if precision in {"near", "sector"}:
        return (2, 2) if radius_m <= _RADIUS_M["ucdp2"] else (5, 3)
    return {"admin3": (3, 2), "admin2": (3, 3), "admin1": (4, 3), "country": (6, 3)}.get(precision, (5, 3))


@lru_cache(maxsize=4)
def _areas(name: str) -> gpd.GeoDataFrame:
    from badia_geo import datasets

    return datasets.load(name)


@lru_cache(maxsize=50_000)
def _area_footprint(layer: str, lon: float, lat: float) -> Footprint | None:
    frame = _areas(layer)
    point = shapely.Point(lon, lat)
    hits = frame[frame.geometry.covers(point)]
    if hits.empty:
        return None
    area: Any = hits.geometry.iloc[0]
    precision: Any = "admin1" if layer == "governorates" else "country"
    corners = shapely.get_coordinates(area)
    reach = GEOD.inv(np.full(len(corners), lon), np.full(len(corners), lat), corners[:, 0], corners[:, 1])[2]
    name = str(hits["name"].iloc[0])
    # nine tenths of the area lie within this distance of the point, if all of it is alike
    radius = _covering_radius(area, lon, lat, float(reach.max()))
    return Footprint(area, point, radius, precision, (f"the whole of {name}, which holds the coordinates",))


def _covering_radius(area: shapely.Polygon, lon: float, lat: float, reach: float) -> float:
    samples = Footprint(area, shapely.Point(lon, lat), max(reach, 1.0), "admin1").samples(400)
    apart = GEOD.inv(np.full(len(samples), lon), np.full(len(samples), lat), samples[:, 0], samples[:, 1])[2]
    return float(np.quantile(apart, 0.9))


@lru_cache(maxsize=100_000)
def footprint_of_code(
    lon: float, lat: float, *, where_prec: int | None = None, geo_precision: int | None = None
) -> tuple[Footprint, str]:
    """Give the footprint that a table's precision code stands for, round its coordinates.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4326.
    where_prec
        UCDP's code 1 to 7.
    geo_precision
        ACLED's code 1 to 3.  ACLED puts events of a region on its capital: the footprint of code 3 is the
        governorate, not the town.

    Returns
    -------
    footprint, reason
        A circle stands in where no polygon is packaged, and the reason says so.
    """
    if where_prec in {1, None} and geo_precision in {1, None}:
        note = (
            "coordinates of the table"
            if where_prec or geo_precision
            else "coordinates of the table, no precision code: taken for a place's"
        )
        return _disc(lon, lat, "settlement", "settlement", note)
    if where_prec == 2 or geo_precision == 2:
        return _disc(lon, lat, "ucdp2" if where_prec else "acled2", "near", "near a place (precision code 2)")
    if where_prec == 4 or geo_precision == 3:
        area = _area_footprint("governorates", lon, lat)
        note = "code for a governorate: its polygon, for the coordinates stand in for it"
        if area is not None:
            return area, note
        return _disc(
            lon,
            lat,
            "vague",
            "admin1",
            "code for a governorate, which the packaged areas lack: a circle of 60 km",
        )
    if where_prec == 6:
        area = _area_footprint("countries", lon, lat)
        if area is not None:
            return area, "code for a country: its polygon"
    if where_prec == 3:
        return _disc(
            lon,
            lat,
            "district",
            "admin2",
            "code for a district, which the packaged areas lack: a circle of 31 km",
        )
    return _disc(
        lon,
        lat,
        "vague",
        "region",
        f"precision code {where_prec or geo_precision} has no area of its own: a circle of 60 km",
    )


def _disc(lon: float, lat: float, size: str, precision: Any, note: str) -> tuple[Footprint, str]:
    radius = _RADIUS_M[size]
    return Footprint(circle(lon, lat, radius), shapely.Point(lon, lat), radius, precision, (note,)), note
