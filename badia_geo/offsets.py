"""Offset: a distance and a direction from a point, as the guide reads them and as people mean them.

Two readings.  ``geodesic`` is the point-radius rule of Chapman & Wieczorek (2020, Georeferencing Best
Practices; the same in the VertNet georeferencing calculator): the sector is as narrow as the figure is
precise.  ``reported`` is measured: 11,909 sentences of Wikipedia state how far and which way one town lies
from another, and the true distances and bearings are known; the fitted quantiles of true over stated
distance and of the bearing error give a density over the sector.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from badia_geo import datasets
from badia_geo.densities import low_discrepancy
from badia_geo.errors import ValueRangeError
from badia_geo.footprints import GEOD, Footprint, circle

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from badia_geo.quantities import Direction, Distance

__all__ = ["direction_samples", "guide_offset", "offset_samples", "point_radius_error_km"]

SAMPLES = 2400
"""Points that stand for a density."""

SPREAD_DIRECTION = 0.75
"""Standard deviation of the logarithm of the distance that "south of X" leaves open: a factor of 2 either
way."""


def point_radius_error_km(distance_km: float, half_angle: float, distance_error_km: float = 0.0) -> float:
    """Give the uncertainty of "d DIR of X" under the point-radius rule, in kilometres.

    ``e = sqrt((d + dp - d cos a)^2 + (d sin a)^2)``: the far corner of the sector (Wieczorek, Guo &
    Hijmans 2004, IJGIS 18:745; Chapman & Wieczorek 2020).

    Parameters
    ----------
    distance_km
        Stated distance, at least 0.
    half_angle
        Half of the angle the direction may mean, in degrees: 45 for north, 22.5 for north-east, 11.25, 5.625.
    distance_error_km
        Extent of X, precision of the figure and error of its coordinates, added up.

    Examples
    --------
    >>> round(point_radius_error_km(10, 22.5), 2), round(point_radius_error_km(20, 45, 3.5), 2)
    (3.9, 16.96)
    """
    if not (distance_km >= 0 and distance_error_km >= 0 and 0 < half_angle <= 180):
        msg = (
            f"distance {distance_km!r}, error {distance_error_km!r} >= 0 and angle {half_angle!r} in (0, 180]"
        )
        raise ValueRangeError(msg)
    angle = np.radians(half_angle)
    return float(np.hypot(distance_km * (1 - np.cos(angle)) + distance_error_km, distance_km * np.sin(angle)))


@dataclass(frozen=True, slots=True)
class _Bands:
    log_nodes: NDArray[np.float64]
    levels: NDArray[np.float64]
    log_ratio: dict[int, NDArray[np.float64]]
    bearing: dict[int, NDArray[np.float64]]

    def _at(self, table: NDArray[np.float64], km: float) -> NDArray[np.float64]:
        """Interpolate the quantiles between the nodes of the distance."""
        at = float(np.interp(np.log(max(km, 1e-3)), self.log_nodes, np.arange(len(self.log_nodes))))
        low = min(int(at), len(self.log_nodes) - 2)
        return np.asarray((1 - (at - low)) * table[low] + (at - low) * table[low + 1])

    def ratios(self, u: NDArray[np.float64], km: float, roundness: int) -> NDArray[np.float64]:
        return np.asarray(np.exp(np.interp(u, self.levels, self._at(self.log_ratio[roundness], km))))

    def bearings(self, v: NDArray[np.float64], km: float, winds: int) -> NDArray[np.float64]:
        """Signed bearing errors in degrees: the fitted absolute errors on both sides."""
        size = np.interp(np.abs(2 * v - 1), self.levels, self._at(self.bearing[min(winds, 16)], km))
        return np.asarray(np.sign(v - 0.5) * size)


@lru_cache(maxsize=1)
def _bands() -> _Bands:
    raw = json.loads(datasets.path("relation_bands.json").read_text(encoding="utf8"))
    tables = (
        {int(k): np.asarray(v, float) for k, v in raw[name].items()} for name in ("log_ratio", "bearing")
    )
    ratio, bearing = tables
    return _Bands(np.log(raw["nodes_km"]), np.asarray(raw["levels"], float), ratio, bearing)


def _roundness(figure: float) -> int:
    return 10 if figure % 10 == 0 else 5 if figure % 5 == 0 else 1


def _scatter(
    lon: NDArray[np.float64], lat: NDArray[np.float64], noise_m: float, u: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Add a Gaussian position error of the given standard deviation to points; weights are equal."""
    if noise_m > 0:
        radius = noise_m * np.sqrt(-2 * np.log(np.clip(u[:, 0], 1e-9, 1)))
        lon, lat, _ = GEOD.fwd(lon, lat, 360 * u[:, 1], radius)
    return np.column_stack([lon, lat, np.full(len(lon), 1 / len(lon))])


def offset_samples(
    start: NDArray[np.float64],
    distance: Distance,
    direction: Direction | None,
    *,
    noise_m: float = 0.0,
    n: int = SAMPLES,
) -> NDArray[np.float64]:
    """Give the density of a stated offset, by the fitted bands.

    Parameters
    ----------
    start
        Where it is counted from: shape (m, 3) of lon, lat, weight; one row for a point.
    distance
        As stated; a range is even in the logarithm between its ends.
    direction
        As named, or None: any way.
    noise_m
        Standard deviation of the position of the start, in metres.
    n
        How many sample points.

    Returns
    -------
    ndarray of shape (n, 3)
        lon, lat (EPSG:4326) and weight, which sums to 1.
    """
    u = low_discrepancy(n, 5)
    bands = _bands()
    km = (
        distance.low_km * (distance.high_km / distance.low_km) ** u[:, 4]
        if distance.is_range
        else np.full(n, distance.km)
    )
    lengths = km * bands.ratios(u[:, 0], distance.km, _roundness(distance.figure))
    if direction is None:
        azimuth = 360 * u[:, 1]
    else:
        azimuth = direction.azimuth + bands.bearings(u[:, 1], distance.km, direction.winds)
    # the distance's own dimension also picks the start, rotated so that the two do not move together
    at = np.searchsorted(np.cumsum(start[:, 2]), (u[:, 4] * 7.31) % 1.0 * start[:, 2].sum())
    origin = start[np.minimum(at, len(start) - 1)]
    lon, lat, _ = GEOD.fwd(origin[:, 0], origin[:, 1], azimuth, 1000 * lengths)
    return _scatter(np.asarray(lon), np.asarray(lat), noise_m, u[:, 2:4])


def direction_samples(
    start: NDArray[np.float64], direction: Direction, reach_km: float, *, n: int = SAMPLES
) -> NDArray[np.float64]:
    """Give the density of "DIR of X" without a distance: round a reach, with the fitted bearing error.

    Parameters
    ----------
    start
        lon, lat, weight.
    direction
        As named.
    reach_km
        Median distance that is meant: it follows the size of X.
    """
    u = low_discrepancy(n, 3)
    # log-logistic: a closed form with the log-normal's middle; sqrt(3) / pi scales it to the same spread
    lengths = reach_km * np.exp(SPREAD_DIRECTION * 0.5513 * np.log(u[:, 0] / (1 - u[:, 0])))
    azimuth = direction.azimuth + _bands().bearings(u[:, 1], reach_km, direction.winds)
    at = np.searchsorted(np.cumsum(start[:, 2]), u[:, 2] * start[:, 2].sum())
    origin = start[np.minimum(at, len(start) - 1)]
    lon, lat, _ = GEOD.fwd(origin[:, 0], origin[:, 1], azimuth, 1000 * lengths)
    return np.column_stack([lon, lat, np.full(n, 1 / n)])


def guide_offset(
    lon: float,
    lat: float,
    distance: Distance,
    direction: Direction | None,
    *,
    error_km: float,
    steps: tuple[str, ...] = (),
) -> Footprint:
    """Give the guide's footprint of an offset: the annular sector, and the point-radius circle.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4326.
    distance, direction
        As stated; without a direction the ring round the point.
    error_km
        Distance error: extent, precision of the figure and accuracy of the start, added up.
    steps
        History to carry.
    """
    low, high = 1000 * max(distance.km - error_km, 0.0), 1000 * (distance.km + error_km)
    if direction is None:
        outer = circle(lon, lat, high, vertices=96)
        ring = shapely.difference(outer, circle(lon, lat, low, vertices=96)) if low > 0 else outer
        return Footprint(ring, shapely.Point(lon, lat), high, "near", steps)
    half = direction.half_angle
    azimuths = np.linspace(direction.azimuth - half, direction.azimuth + half, 33)

    def arc(radius: float) -> NDArray[np.float64]:
        n = len(azimuths)
        lons, lats, _ = GEOD.fwd(np.full(n, lon), np.full(n, lat), azimuths, np.full(n, radius))
        return np.column_stack([lons, lats])

    inner = arc(low)[::-1] if low > 0 else np.array([[lon, lat]])
    sector = shapely.Polygon(np.vstack([arc(high), inner]))
    x, y, _ = GEOD.fwd(lon, lat, direction.azimuth, 1000 * distance.km)
    radius = 1000 * point_radius_error_km(distance.km, half, error_km)
    return Footprint(sector, shapely.Point(x, y), radius, "sector", steps)
