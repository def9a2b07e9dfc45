"""Density: weighted sample points of where a place may be, and the footprint drawn from them.

The footprint of a density is its highest-density region: the smallest area that holds a given share of the
probability (Hyndman 1996, The American Statistician 50:120).  The circle is the share's quantile of the
distance from the representative point, which is the geometric median of the samples: the point of least
mean distance.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from badia_geo.errors import AreaError
from badia_geo.footprints import COVERAGE, GEOD, Footprint, Precision, local_projection

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from pyproj import Transformer
    from shapely.geometry.base import BaseGeometry

__all__ = [
    "CIRCLE_SHARE",
    "SECTOR_SHARE",
    "area_footprint",
    "density_footprint",
    "low_discrepancy",
    "metres_from",
    "weighted_quantile",
]

CELLS = 72
"""Cells along the longer side of the grid on which a density is smoothed and contoured."""

SECTOR_SHARE = 0.88
"""Share of a sector's density that its footprint is drawn at; smoothing widens it, and on pairs held back it
holds 0.90 of the true places."""

CIRCLE_SHARE = 0.97
"""Share of a sector's density that its circle holds.  Stated distances and directions have heavy tails: on
pairs held back a circle at 0.90 is hardly larger than the footprint (0.72 of it), and its margin is gone
once the writers are others than those of the fit.  At 0.97 the footprint takes 0.40 of the circle."""

SCRAP = 0.02
"""Parts smaller than this share of the largest one are left out of a region."""

SMALLEST_BAND_M = 40.0
"""Smoothing never finer than this: no gazetteer coordinate is."""


def low_discrepancy(n: int, dimensions: int) -> NDArray[np.float64]:
    """Give n points that fill the unit cube evenly, the same ones every time (R-sequence, Roberts 2018)."""
    root = 2.0
    for _ in range(30):
        root = (1 + root) ** (1 / (dimensions + 1))
    alpha = (1 / root) ** np.arange(1, dimensions + 1)
    return np.asarray((0.5 + np.arange(1, n + 1)[:, None] * alpha) % 1.0)


def weighted_quantile(values: ArrayLike, weights: ArrayLike, share: float) -> float:
    """Give the smallest value at or under which the share of the weight lies."""
    values, weights = np.asarray(values, float), np.asarray(weights, float)
    order = np.argsort(values)
    total = np.cumsum(weights[order])
    at = int(np.searchsorted(total, share * total[-1]))
    return float(values[order[min(at, len(values) - 1)]])


def metres_from(
    lon: float, lat: float, lons: NDArray[np.float64], lats: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Geodesic distances in metres from one point to many."""
    n = len(lons)
    return np.asarray(GEOD.inv(np.full(n, lon), np.full(n, lat), lons, lats)[2], float)


def _median(x: NDArray[np.float64], y: NDArray[np.float64], w: NDArray[np.float64]) -> tuple[float, float]:
    """Geometric median by Weiszfeld's iteration (1937); 20 steps bring it within metres."""
    total = w.sum()
    px, py = float(x @ w / total), float(y @ w / total)
    floor = 1e-3 * max(float(np.hypot(x - px, y - py).max()), 1.0)
    for _ in range(20):
        pull = w / np.maximum(np.hypot(x - px, y - py), floor)
        total = pull.sum()
        px, py = float(x @ pull / total), float(y @ pull / total)
    return px, py


def _gaussian(centres: NDArray[np.float64], band: float) -> NDArray[np.float64]:
    kernel = np.exp(-0.5 * ((centres[:, None] - centres[None, :]) / band) ** 2)
    return np.asarray(kernel / kernel.sum(axis=0))


def _robust_spread(values: NDArray[np.float64], w: NDArray[np.float64]) -> float:
    """Give the standard deviation that a normal with the same quartiles has: tails do not widen it."""
    return (weighted_quantile(values, w, 0.75) - weighted_quantile(values, w, 0.25)) / 1.349


def _highest(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    w: NDArray[np.float64],
    share: float,
    bands: tuple[float, float],
    log_area: float = 0.0,
) -> list[shapely.Polygon]:
    """Give the highest-density region on a smoothed grid.

    ``log_area`` is the power with which a cell's area grows along x: 2 where x is the logarithm of a radius.
    """
    from contourpy import contour_generator

    axes, weights = [], []
    for values, band in ((x, bands[0]), (y, bands[1])):
        low, high = (
            weighted_quantile(values, w, 0.004) - 3 * band,
            weighted_quantile(values, w, 0.996) + 3 * band,
        )
        cell = max((high - low) / CELLS, band / 3)
        edges = np.arange(low, high + cell, cell)
        axes.append(edges)
        weights.append(_gaussian((edges[1:] + edges[:-1]) / 2, max(band, cell)))
    counts, _, _ = np.histogram2d(x, y, bins=axes, weights=w)
    mass = weights[0] @ counts @ weights[1].T
    centres = [(edges[1:] + edges[:-1]) / 2 for edges in axes]
    density = mass / np.exp(log_area * centres[0])[:, None]
    # the level is found on the smoothed grid itself, so the region holds its share of what it draws
    order = np.argsort(density.ravel())[::-1]
    held = np.cumsum(mass.ravel()[order])
    level = density.ravel()[order[min(int(np.searchsorted(held, share * w.sum())), order.size - 1)]]
    if level <= 0:
        level = density[density > 0].min() / 2
    padded = [np.concatenate([[c[0] - (c[1] - c[0])], c, [c[-1] + (c[1] - c[0])]]) for c in centres]
    contours = contour_generator(padded[0], padded[1], np.pad(density, 1).T, fill_type="OuterOffset")
    filled: Any = contours.filled(level, np.inf)
    rings = [
        shapely.Polygon(points[offset[0] : offset[1]], [points[i:j] for i, j in pairwise(offset[1:])])
        for points, offset in zip(*filled, strict=True)
    ]
    parts = [part for ring in rings for part in shapely.get_parts(shapely.make_valid(ring))]
    polygons = [part for part in parts if isinstance(part, shapely.Polygon)]
    largest = max(part.area for part in polygons)
    return [part for part in polygons if part.area > SCRAP * largest]


def _plane_region(
    x: NDArray[np.float64], y: NDArray[np.float64], w: NDArray[np.float64], share: float
) -> BaseGeometry:
    """Give the highest-density region in the plane."""
    covariance = np.cov(np.vstack([x, y]), aweights=w)
    minor = float(np.sqrt(max(np.linalg.eigvalsh(covariance)[0], 0.0)))
    band = max(0.2 * minor, SMALLEST_BAND_M)
    region = shapely.union_all(_highest(x, y, w, share, (band, band)))
    # sample points are few: what is thinner than the smoothing is noise of theirs
    smooth = shapely.buffer(shapely.buffer(shapely.buffer(region, band), -2 * band), band)
    return shapely.simplify(smooth if not smooth.is_empty else region, band / 5)


def _polar_region(
    x: NDArray[np.float64], y: NDArray[np.float64], w: NDArray[np.float64], share: float
) -> BaseGeometry:
    """Give the highest-density region of samples round the origin, smoothed in radius and azimuth."""
    radius = np.hypot(x, y)
    log_radius = np.log(np.maximum(radius, 0.01 * weighted_quantile(radius, w, 0.5)))
    middle = np.arctan2((w * x / radius).sum(), (w * y / radius).sum())
    azimuth = (np.arctan2(x, y) - middle + np.pi) % (2 * np.pi) - np.pi
    bands = tuple(max(0.2 * _robust_spread(v, w), 0.01) for v in (log_radius, azimuth))
    parts = _highest(log_radius, azimuth, w, share, (bands[0], bands[1]), log_area=2.0)

    def bend(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        r, a = np.exp(coordinates[:, 0]), coordinates[:, 1] + middle
        return np.column_stack([r * np.sin(a), r * np.cos(a)])

    bent = [shapely.make_valid(shapely.transform(shapely.segmentize(part, 0.05), bend)) for part in parts]
    region = polygons_of(shapely.union_all(bent))
    return shapely.simplify(region, 0.002 * float(np.sqrt(region.area)))


def to_plane(geometry: BaseGeometry, transformer: Transformer) -> BaseGeometry:
    """Bring a geometry through a transformer."""

    def move(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = transformer.transform(coordinates[:, 0], coordinates[:, 1])
        return np.column_stack([x, y])

    return shapely.transform(geometry, move)


def to_degrees(geometry: BaseGeometry, inverse: Transformer) -> BaseGeometry:
    """Bring a geometry from a local plane to EPSG:4326."""
    return to_plane(geometry, inverse)


def density_footprint(
    samples: NDArray[np.float64],
    precision: Precision,
    *,
    steps: tuple[str, ...] = (),
    share: float = COVERAGE,
    circle_share: float = COVERAGE,
    within: BaseGeometry | None = None,
    origin: tuple[float, float] | None = None,
) -> Footprint:
    """Draw the footprint of a density.

    Parameters
    ----------
    samples
        Shape (n, 3): lon, lat in degrees (EPSG:4326) and weight.
    precision
        Class of the footprint.
    steps
        History to carry.
    share
        Probability that the footprint holds.
    circle_share
        Probability that the circle holds.
    within
        Area that the footprint is cut to, EPSG:4326.
    origin
        (lon, lat) of the point that the samples lie round in a sector: smoothed in radius and azimuth.

    Raises
    ------
    AreaError
        If no weight is left.
    """
    weight = samples[:, 2]
    if not (np.isfinite(weight).all() and weight.sum() > 0):
        msg = "a density needs sample points with a positive weight"
        raise AreaError(msg)
    samples = samples[weight > 0]
    lon, lat, w = samples[:, 0], samples[:, 1], samples[:, 2] / samples[:, 2].sum()
    centre = origin or (float(np.average(lon, weights=w)), float(np.average(lat, weights=w)))
    forward, inverse = local_projection(*centre)
    x, y = (np.asarray(v, float) for v in forward.transform(lon, lat))
    if origin is None:
        region = _plane_region(x, y, w, share)
    else:
        x0, y0 = forward.transform(*origin)
        region = shapely.transform(_polar_region(x - x0, y - y0, w, share), lambda c: c + np.array([x0, y0]))
    geometry = to_degrees(region, inverse)
    if within is not None:
        geometry = polygons_of(shapely.intersection(geometry, within))
    px, py = _median(x, y, w)
    point = shapely.Point(inverse.transform(px, py))
    if within is not None and not shapely.covers(within, point) and not geometry.is_empty:
        point = shapely.shortest_line(geometry, point).interpolate(0)
    radius = max(weighted_quantile(metres_from(point.x, point.y, lon, lat), w, circle_share), SMALLEST_BAND_M)
    return Footprint(geometry, point, radius, precision, steps, np.column_stack([lon, lat, w]))


def polygons_of(geometry: BaseGeometry) -> BaseGeometry:
    """Keep the polygons of a geometry: a cut may leave points and lines beside them."""
    if geometry.geom_type in ("Polygon", "MultiPolygon"):
        return geometry
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(parts) if parts else shapely.Polygon()


def area_footprint(
    area: BaseGeometry, precision: Precision, *, steps: tuple[str, ...] = (), share: float = COVERAGE
) -> Footprint:
    """Make the footprint of an area in which every part is as likely.

    Parameters
    ----------
    area
        Polygon or MultiPolygon, EPSG:4326.
    precision
        Class of the footprint.
    steps
        History to carry.
    share
        Share of the area that the circle holds; 1 gives the geographic radial of the guide.

    Raises
    ------
    AreaError
        If the area is empty.
    """
    if area.is_empty:
        msg = "an area is empty: what it was cut to leaves nothing of it"
        raise AreaError(msg)
    middle = area.centroid
    rough = Footprint(area, middle, 1.0, precision)
    samples = rough.samples(512)
    forward, inverse = local_projection(middle.x, middle.y)
    x, y = (np.asarray(v, float) for v in forward.transform(samples[:, 0], samples[:, 1]))
    px, py = _median(x, y, samples[:, 2])
    point = shapely.Point(inverse.transform(px, py))
    if not shapely.covers(area, point):
        # the point of the largest part that lies deepest inside, so that it is never on the edge
        parts = shapely.get_parts(area)
        nearest = parts[int(np.argmin(shapely.distance(parts, point)))]
        deep = shapely.point_on_surface(nearest)
        edge = shapely.shortest_line(nearest, point).interpolate(0)
        point = shapely.LineString([edge, deep]).interpolate(0.1, normalized=True)
        point = point if shapely.covers(area, point) else deep
    if share >= 1:
        corners = shapely.get_coordinates(area)
        radius = float(metres_from(point.x, point.y, corners[:, 0], corners[:, 1]).max())
    else:
        radius = weighted_quantile(
            metres_from(point.x, point.y, samples[:, 0], samples[:, 1]), samples[:, 2], share
        )
    return Footprint(area, point, max(radius, SMALLEST_BAND_M), precision, steps)
