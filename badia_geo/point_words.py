"""Point words: the inverse of geocoding, from a point to the words that a reader would use."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from badia_geo.errors import ValueRangeError
from badia_geo.footprints import GEOD
from badia_geo.geocoding import Geocoder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from badia_geo.gazetteer import Gazetteer, Place
    from badia_geo.rivers import River

__all__ = ["describe_point"]

_WINDS = ("N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW")


@lru_cache(maxsize=4)
def _default_geocoder() -> Geocoder:
    return Geocoder()


def _anchors(gazetteer: Gazetteer, lat: float, lon: float) -> list[tuple[float, float, float, Place]]:
    """Order the places to describe a point from: near, and large enough to be known."""
    rows = [p for p in gazetteer if p.feature_code.startswith(("PPL", "OILF", "GASF", "AIR", "MILB", "DAM"))]
    if not rows:
        return []
    lons, lats = np.array([p.lon for p in rows]), np.array([p.lat for p in rows])
    azimuth, _, metres = (
        np.asarray(v) for v in GEOD.inv(lons, lats, np.full(len(rows), lon), np.full(len(rows), lat))
    )
    known = np.array(
        [1 + np.log10(1 + (p.population or 0)) + 2 * p.feature_code.startswith("PPLA") for p in rows]
    )
    order = np.argsort((metres + 1500) / known)
    return [(float(metres[i]), float(azimuth[i]) % 360, float(known[i]), rows[i]) for i in order[:12]]


def _phrases(metres: float, azimuth: float, name: str) -> Iterator[str]:
    km = metres / 1000
    if km < 2:
        yield name
        yield f"near {name}"
        return
    figure = f"{km:.0f}" if km >= 3 else f"{km:.1f}"
    yield f"{figure} km {_WINDS[round(azimuth / 45) * 2 % 16]} of {name}"
    yield f"{figure} km {_WINDS[round(azimuth / 22.5) % 16]} of {name}"


def describe_point(
    lat: float,
    lon: float,
    *,
    gazetteer: Gazetteer | None = None,
    river: River | None = None,
    geocoder: Geocoder | None = None,
) -> str:
    """Give the words for a point: "9 km NW of Mayadin, right bank of the Euphrates".

    The words are tried: they resolve back to a footprint that holds the point.

    Parameters
    ----------
    lat, lon
        Degrees, EPSG:4326.
    gazetteer, river
        Places to describe it from and the river; by default the packaged ones.
    geocoder
        Instead of both: what the words are to be read back with.

    Raises
    ------
    ValueRangeError
        If there is no such point on earth.

    Examples
    --------
    >>> describe_point(35.02, 40.45)
    'Mayadin, right bank of the Euphrates'
    """
    if not (np.isfinite(lat) and np.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
        msg = f"lat {lat!r}, lon {lon!r} is not a point on earth: degrees, latitude first"
        raise ValueRangeError(msg)
    if geocoder is None:
        geocoder = (
            _default_geocoder() if gazetteer is None and river is None else Geocoder(gazetteer, river=river)
        )
    point = shapely.Point(lon, lat)
    bank = _bank_words(geocoder, point)
    for metres, azimuth, _, place in _anchors(geocoder.gazetteer, lat, lon):
        if metres > 400_000:
            continue
        for name in dict.fromkeys(
            (place.name, f"{place.name}, {place.admin1}" if place.admin1 else place.name)
        ):
            for words in _phrases(metres, azimuth, name):
                for phrase in (f"{words}, {bank}", words) if bank else (words,):
                    if _holds(geocoder, phrase, point):
                        return phrase
    return f"{lat:.5f}, {lon:.5f}"


def _holds(geocoder: Geocoder, phrase: str, point: shapely.Point) -> bool:
    found = geocoder.locate(phrase)
    return found.footprint is not None and bool(shapely.covers(found.footprint.geometry, point))


def _bank_words(geocoder: Geocoder, point: shapely.Point) -> str | None:
    """Name the bank where it is sure and the river is within 40 km."""
    import geopandas as gpd

    river = geocoder.resolver.river("Euphrates")
    if river is None:
        return None
    answer = river.bank(gpd.GeoSeries([point], crs=4326)).iloc[0]
    p_left, metres = float(answer["p_left"]), float(answer["distance_m"])
    if (
        answer["bank"] not in ("left", "right")
        or abs(metres) > 40_000
        or not (p_left < 0.05 or p_left > 0.95)
    ):
        return None
    return f"{answer['bank']} bank of the Euphrates"
