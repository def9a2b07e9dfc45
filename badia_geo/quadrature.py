"""Sample points that stand for an uncertain location, so that P(region) is a count of look-ups.

Discs use a sunflower spiral (Vogel 1979, A better way to construct the sunflower head), polygons a
lattice of equal areas: both are deterministic, and both follow the area of any part of the shape.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

__all__ = ["SAMPLES", "Spread", "disc_points", "displace", "polygon_points", "unit_disc"]

Spread = Literal["uniform", "gaussian"]

SAMPLES = 512
"""Sample points of a footprint."""

GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))
COVERAGE = 0.9
"""Share of a Gaussian that lies within the stated radius."""

A_AXIS = 6378137.0
E2 = 0.0066943799901413165


@lru_cache(maxsize=16)
def unit_disc(n: int = SAMPLES, spread: Spread = "uniform") -> NDArray[np.float64]:
    """Give n equally weighted points of a disc of radius 1.

    Parameters
    ----------
    n
        Number of points.
    spread
        ``uniform``: all of the mass within radius 1.  ``gaussian``: a round normal distribution that
        has 0.9 of its mass within radius 1.

    Returns
    -------
    ndarray of shape (n, 2)
        East and north; read-only.
    """
    share = (np.arange(n) + 0.5) / n
    radius = np.sqrt(share) if spread == "uniform" else np.sqrt(np.log1p(-share) / np.log1p(-COVERAGE))
    angle = np.arange(n) * GOLDEN_ANGLE
    points = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    points.setflags(write=False)
    return points


def _metres_per_degree(lat: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Length of a degree east and north on the WGS 84 ellipsoid (Snyder 1987, p. 25)."""
    phi = np.radians(lat)
    w = 1 - E2 * np.sin(phi) ** 2
    north = np.radians(A_AXIS * (1 - E2) / w**1.5)
    east = np.radians(A_AXIS * np.cos(phi) / np.sqrt(w))
    return east, north


def displace(
    lon: NDArray[np.float64], lat: NDArray[np.float64], east: NDArray[np.float64], north: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Move points by metres east and north on the tangent plane.

    The length of a degree east is taken at the middle latitude of the move, which keeps the error under 0.2 %
    of the move up to 100 km from the point at latitudes below 60 degrees.
    """
    _, degree_north = _metres_per_degree(lat)
    new_lat = lat + north / degree_north
    degree_east, _ = _metres_per_degree((lat + new_lat) / 2)
    return lon + east / np.maximum(degree_east, 1e-9), new_lat


def disc_points(
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    radius_m: NDArray[np.float64],
    *,
    n: int = SAMPLES,
    spread: Spread = "uniform",
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give n points of each disc, as arrays of shape (discs, n), degrees."""
    unit = unit_disc(n, spread)
    return displace(
        lon[:, None], lat[:, None], radius_m[:, None] * unit[None, :, 0], radius_m[:, None] * unit[None, :, 1]
    )


def polygon_points(
    geometry: BaseGeometry, *, n: int = SAMPLES
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give about n points of a polygon in degrees, each standing for the same area on the ground.

    A polygon too thin for the lattice gives its representative point.
    """
    xmin, ymin, xmax, ymax = geometry.bounds
    box = (xmax - xmin) * (ymax - ymin)
    wanted = int(np.ceil(n * min(box / max(geometry.area, 1e-300), 200.0)))
    i = np.arange(1, wanted + 1)
    g = 1.32471795724474602596  # R2 sequence (Roberts 2018)
    x = xmin + (0.5 + i / g) % 1 * (xmax - xmin)
    sin0, sin1 = np.sin(np.radians([ymin, ymax]))
    y = np.degrees(np.arcsin(sin0 + (0.5 + i / g**2) % 1 * (sin1 - sin0)))
    shapely.prepare(geometry)
    inside = shapely.contains_xy(geometry, x, y)
    if not inside.any():
        inner = geometry.representative_point()
        return np.array([inner.x]), np.array([inner.y])
    return x[inside], y[inside]
