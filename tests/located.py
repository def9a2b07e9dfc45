"""Where the tests measure located words from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from badia_geo.footprints import GEOD

if TYPE_CHECKING:
    from badia_geo.geocoding import Location


def km_from(location: Location, lat: float, lon: float) -> float:
    """Give how far the point of a location lies from a position (degrees), in km."""
    assert location.footprint is not None
    point = location.footprint.point
    return float(GEOD.inv(point.x, point.y, lon, lat)[2]) / 1000
