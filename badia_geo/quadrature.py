"""Sample points that stand for an uncertain location, so that P(region) is a count of look-ups.

Discs use a sunflower spiral (Vogel 1979, A better way to construct the sunflower head), polygons a
lattice of equal areas: both are deterministic, and both follow the area of any part of the shape.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import shapely

from badia_geo.errors import ValueRangeError
from badia_geo.index import KERNEL_POINTS, RegionAnswers, cores

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from shapely.geometry.base import BaseGeometry

    from badia_geo.index import RegionIndex

__all__ = [
    "SAMPLES",
    "Spread",
    "disc_points",
    "disc_shares",
    "displace",
    "polygon_points",
    "sunflower",
    "unit_disc",
]

Spread = Literal["uniform", "gaussian"]

SAMPLES = 512
"""Sample points of a footprint."""

GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))
COVERAGE = 0.9
"""Share of a Gaussian that lies within the stated radius."""

A_AXIS = 6378137.0
E2 = 0.0066943799901413165


def sunflower(radius: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give points, east and north, at these distances from the middle, a golden angle apart."""
    angle = np.arange(len(radius)) * GOLDEN_ANGLE
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


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
    points = sunflower(radius)
    # row by row, so that neighbours in the array are neighbours in the regions' grid
    points = points[np.lexsort((points[:, 0], np.floor(points[:, 1] * np.sqrt(n) / 3)))]
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


LOOKED_UP = 1 << 18
"""Sample points that are looked up at once without the kernel."""

DISCS = 4096
"""Discs that a thread takes at a time."""

PROBE_RINGS = (0.4, 0.8, 1.2, 1.5)
"""Radii, in positional errors, of the rings of eight points that tell whether a point is near a line: within
1.5 times its 0.9 radius lies 0.994 of a normal distribution."""


@lru_cache(maxsize=1)
def _probe() -> NDArray[np.float64]:
    angle = np.arange(8) * np.pi / 4
    rings = [r * np.column_stack([np.cos(angle + r), np.sin(angle + r)]) for r in PROBE_RINGS]
    return np.concatenate(rings)


@lru_cache(maxsize=16)
def _normal(n: int) -> NDArray[np.float64]:
    """Give displacements in an order that has nothing to do with that of the points of a disc."""
    return np.ascontiguousarray(unit_disc(n, "gaussian")[np.random.default_rng(20150823).permutation(n)])


def _shares_by_look_up(
    answers: RegionAnswers,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    r: NDArray[np.float64],
    dates: NDArray[np.int32],
    errors: NDArray[np.float64],
    unit: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
    """Share out discs as the kernel does, where there are too few to load it."""
    n = len(unit)
    width = len(errors) + 1
    keys: list[NDArray[np.int64]] = []

    def look(k: NDArray[np.int64], east: Any, north: Any) -> tuple[Any, Any, NDArray[np.int32]]:
        lon, lat = displace(x[k][:, None], y[k][:, None], east, north)
        found = answers.lookup(lon.ravel(), lat.ravel(), np.repeat(dates[k], lon.shape[1]))
        return lon, lat, found.reshape(lon.shape)

    step = max(LOOKED_UP // n, 1)
    for start in range(0, len(x), step):
        k = np.arange(start, min(start + step, len(x)))
        # a point whose surroundings all lie in one row is wholly in it
        _, _, centre = look(k, 0.0, 0.0)
        error = np.append(errors, 0.0)[centre]
        _, _, around = look(k, error * _probe()[:, 0], error * _probe()[:, 1])
        whole = (r[k] == 0) & (around == centre).all(axis=1)
        keys.append(np.repeat(k[whole] * width + centre[whole, 0] + 1, n))
        k = k[~whole]
        lon, lat, found = look(k, r[k][:, None] * unit[:, 0], r[k][:, None] * unit[:, 1])
        error = np.append(errors, 0.0)[found]
        if error.any():
            normal = _normal(n)
            lon, lat = displace(lon, lat, error * normal[:, 0], error * normal[:, 1])
            found = answers.lookup(lon.ravel(), lat.ravel(), np.repeat(dates[k], n)).reshape(found.shape)
        keys.append((k[:, None] * width + found + 1).ravel())
    key, count = np.unique(np.concatenate(keys), return_counts=True)
    return key // width, (key % width - 1).astype(np.int32), count / n


def disc_shares(
    regions: RegionIndex | RegionAnswers,
    lon: ArrayLike,
    lat: ArrayLike,
    radius_m: ArrayLike,
    *,
    columns: NDArray[np.int32] | None = None,
    errors_m: NDArray[np.float64] | None = None,
    n: int = SAMPLES,
    spread: Spread = "uniform",
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
    """Give the share of each disc that each region holds.

    Parameters
    ----------
    regions
        Regions in EPSG:4326.
    lon, lat
        Centres in degrees.
    radius_m
        Radii in metres, zero for points.
    columns
        Column of the answers for each disc; column 0 by default.
    errors_m
        For each answer the radius in metres that holds the true position of its line with
        probability 0.9; a point that falls into such a region is spread by that error.
    n
        Sample points of a disc.  With 512, 99 of 100 shares of discs over Syria's subdistricts are within
        0.01 of the overlay (``benchmarks/index.py`` measures it).
    spread
        ``uniform``, or ``gaussian`` with 0.9 of the mass within the radius.

    Returns
    -------
    disc, row, share
        Ordered by disc; row -1 is what no region holds.  The shares of a disc sum to 1.

    Raises
    ------
    ValueRangeError
        If a radius is negative or a number is not finite.
    """
    answers = regions if isinstance(regions, RegionAnswers) else regions.positions
    x, y, r = (np.asarray(v, dtype=np.float64).ravel() for v in (lon, lat, radius_m))
    bad = np.flatnonzero(~(np.isfinite(x) & np.isfinite(y) & np.isfinite(r) & (r >= 0)))
    if len(bad):
        k = bad[0]
        msg = (
            f"disc {k} has centre ({x[k]}, {y[k]}) and radius {r[k]} m; "
            "all three must be finite and the radius not negative"
        )
        raise ValueRangeError(msg)
    n_rows = int(answers.rows.max(initial=-1)) + 1
    errors = (
        np.zeros(n_rows) if errors_m is None else np.ascontiguousarray(errors_m[:n_rows], dtype=np.float64)
    )
    dates = np.zeros(len(x), dtype=np.int32) if columns is None else np.asarray(columns, dtype=np.int32)
    kernels = sys.modules.get("badia_geo._kernels")
    loaded = kernels is not None and kernels.tally.cache_info().currsize
    if len(x) and not loaded and answers.is_small(0, KERNEL_POINTS - len(x) * (n + len(_probe()))):
        return _shares_by_look_up(answers, x, y, r, dates, errors, unit_disc(n, spread))
    from badia_geo._kernels import scratch, tally

    kernel = tally()
    grid, table = answers.build()
    east, north = _metres_per_degree(y)
    # d(1 / metres per degree east) / d(metres north), at half the move
    bend = np.tan(np.radians(y)) * np.radians(1) / north / 2
    discs = np.column_stack([x, y, r, 1 / np.maximum(east, 1e-9), 1 / north, bend])
    unit, normal, probe = unit_disc(n, spread), _normal(n), _probe()

    def run(start: int) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
        part = np.ascontiguousarray(discs[start : start + DISCS])
        date = np.ascontiguousarray(dates[start : start + DISCS])
        size = 8 * len(part)
        length = max(n, len(probe))
        xs, ys, found = np.empty(length), np.empty(length), np.empty(length, np.int32)
        count, touched = np.zeros(n_rows + 1, np.int64), np.empty(length + 1, np.int64)
        work = (xs, ys, found, count, touched, *scratch(length))
        while True:
            disc, row, share = np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size)
            used = kernel(grid, table, errors, date, part, unit, normal, probe, disc, row, share, *work)
            if used >= 0:
                return disc[:used].astype(np.int64) + start, row[:used], share[:used]
            size *= 4

    starts = range(0, len(x), DISCS)
    with ThreadPoolExecutor(max(min(cores(), len(starts)), 1)) as pool:
        parts = list(pool.map(run, starts))
    if not parts:
        return np.empty(0, np.int64), np.empty(0, np.int32), np.empty(0)
    disc, row, share = (np.concatenate(column) for column in zip(*parts, strict=True))
    return disc, row, share
