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
    "area_footprint",
    "density_footprint",
    "low_discrepancy",
    "metres_from",
    "weighted_quantile",
]

CELLS = 96
"""Cells along the longer side of the grid on which a density is smoothed and contoured."""

CIRCLE_SHARE = 0.97
"""Share of a sector's density that its circle holds.  Stated distances and directions have heavy tails: on
pairs held back a circle at 0.90 is hardly larger than the footprint (0.72 of it), and its margin is gone
once the writers are others than those of the fit.  At 0.97 the footprint takes 0.40 of the circle."""

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


def _region(
    x: NDArray[np.float64], y: NDArray[np.float64], w: NDArray[np.float64], share: float
) -> tuple[BaseGeometry, float]:
    """Give the highest-density region in the plane and the cell size it was drawn with."""
    from contourpy import contour_generator

    covariance = np.cov(np.vstack([x, y]), aweights=w)
    minor = float(np.sqrt(max(np.linalg.eigvalsh(covariance)[0], 0.0)))
    band = max(0.12 * minor, SMALLEST_BAND_M)
    ends = []
    for values in (x, y):
        low, high = (weighted_quantile(values, w, q) for q in (0.004, 0.996))
        ends.append((low - 3 * band, high + 3 * band))
    cell = max(max(high - low for low, high in ends) / CELLS, band / 2)
    edges = [np.arange(low, high + cell, cell) for low, high in ends]
    counts, _, _ = np.histogram2d(x, y, bins=edges, weights=w)
    cx, cy = ((edge[1:] + edge[:-1]) / 2 for edge in edges)
    smooth = _gaussian(cx, max(band, cell)) @ counts @ _gaussian(cy, max(band, cell)).T
    # the level is found on the smoothed grid itself, so the region holds its share of what it draws
    flat = np.sort(smooth.ravel())[::-1]
    level = flat[min(int(np.searchsorted(np.cumsum(flat), share * w.sum())), flat.size - 1)]
    if level <= 0:
        level = flat[flat > 0].min() / 2
    padded = np.pad(smooth, 1)
    px = np.concatenate([[cx[0] - cell], cx, [cx[-1] + cell]])
    py = np.concatenate([[cy[0] - cell], cy, [cy[-1] + cell]])
    filled: Any = contour_generator(px, py, padded.T, fill_type="OuterOffset").filled(level, np.inf)
    polygons, offsets = filled
    rings = [
        shapely.Polygon(
            points[offset[0] : offset[1]],
            [points[a:b] for a, b in pairwise(offset[1:])],
        )
        for points, offset in zip(polygons, offsets, strict=True)
    ]
    parts = [
        part
        for ring in rings
        for part in shapely.get_parts(shapely.make_valid(ring))
        if part.geom_type == "Polygon"
    ]
    largest = max(part.area for part in parts)
    region = shapely.union_all([part for part in parts if part.area > 0.02 * largest])
    return shapely.simplify(region, cell / 5), cell


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
    forward, inverse = local_projection(float(np.average(lon, weights=w)), float(np.average(lat, weights=w)))
    x, y = (np.asarray(v, float) for v in forward.transform(lon, lat))
    region, _ = _region(x, y, w, share)
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
