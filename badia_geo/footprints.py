"""Footprint: the area that a place description resolves to, with its point, radius and steps.

A footprint may carry a density (weighted sample points), because a relation such as "20 km south of
X" is likelier in the middle of its sector than at the rim.  Without one it is uniform over its area.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import shapely
from pyproj import CRS, Geod, Transformer

from badia_geo.errors import AreaError, ValueRangeError

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely import Point
    from shapely.geometry.base import BaseGeometry

__all__ = [
    "GEOD",
    "PRECISIONS",
    "Footprint",
    "Precision",
    "circle",
    "geodesic_area_m2",
    "local_projection",
    "metres_apart",
]

GEOD = Geod(ellps="WGS84")
"""The WGS 84 ellipsoid on which every distance and area of the package is taken."""

Precision = Literal[
    "exact", "settlement", "near", "sector", "corridor", "admin3", "admin2", "admin1", "region", "country"
]
PRECISIONS: tuple[str, ...] = get_args(Precision)
"""Precision classes, from the finest to the coarsest."""

COVERAGE = 0.9
"""Probability that the circle of ``radius_m`` round the point holds the true place."""


@lru_cache(maxsize=4096)
def _projection(lon: float, lat: float) -> tuple[Transformer, Transformer]:
    crs = CRS.from_proj4(f"+proj=aeqd +lat_0={lat} +lon_0={lon} +datum=WGS84 +units=m")
    return (
        Transformer.from_crs(4326, crs, always_xy=True),
        Transformer.from_crs(crs, 4326, always_xy=True),
    )


def local_projection(lon: float, lat: float) -> tuple[Transformer, Transformer]:
    """Give the transformers to and from an azimuthal equidistant plane round a point.

    Within 300 km of the centre, distances in the plane are within 0.04 % of geodesic ones
    (Snyder 1987, Map Projections, p. 191: scale across the radius is c / sin c).

    Parameters
    ----------
    lon, lat
        Centre in degrees, EPSG:4326; rounded to 0.01 degree so that neighbours share one plane.

    Returns
    -------
    forward, inverse
        ``forward.transform(lon, lat)`` gives metres; ``inverse.transform(x, y)`` gives degrees.
    """
    return _projection(round(float(lon), 2), round(float(lat), 2))


def circle(lon: float, lat: float, radius_m: float, *, vertices: int = 64) -> shapely.Polygon:
    """Draw a geodesic circle.

    Parameters
    ----------
    lon, lat
        Centre in degrees, EPSG:4326.
    radius_m
        Radius in metres, above zero.
    vertices
        Number of corners; the polygon is circumscribed on them, so its area is that of the circle
        to within 0.2 % at 64.

    Returns
    -------
    Polygon
        EPSG:4326, counter-clockwise.

    Raises
    ------
    ValueRangeError
        If the radius is not a positive finite number.
    """
    if not (np.isfinite(radius_m) and radius_m > 0):
        msg = f"radius_m must be a positive number of metres, got {radius_m!r}"
        raise ValueRangeError(msg)
    azimuth = np.linspace(360, 0, vertices, endpoint=False)
    n = len(azimuth)
    lons, lats, _ = GEOD.fwd(np.full(n, lon), np.full(n, lat), azimuth, np.full(n, radius_m))
    return shapely.Polygon(np.column_stack([lons, lats]))


def geodesic_area_m2(geometry: BaseGeometry) -> float:
    """Area on the WGS 84 ellipsoid, in square metres (0 for empty, points and lines).

    Parameters
    ----------
    geometry
        EPSG:4326; its edges are taken as geodesics.
    """
    if geometry is None or geometry.is_empty:
        return 0.0
    area, _ = GEOD.geometry_area_perimeter(shapely.orient_polygons(geometry))
    return abs(float(area))


@dataclass(frozen=True, slots=True, eq=False)
class Footprint:
    """Where a place description lies: an area, a point, a radius and how they were found.

    Parameters
    ----------
    geometry
        Polygon or MultiPolygon, EPSG:4326, not empty.
    point
        Representative point, EPSG:4326.
    radius_m
        Radius in metres of the circle round ``point`` that holds the true place with
        probability 0.9.
    precision
        One of `PRECISIONS`.
    steps
        What was done, one sentence a step.
    density
        Optional array of shape (n, 3): lon, lat (degrees) and weight (summing to 1) of sample points
        that stand for the probability over the area.  ``None``: uniform over ``geometry``.

    Raises
    ------
    AreaError
        If the geometry is empty or not polygonal.
    ValueRangeError
        If the radius or the precision is not allowed.
    """

    geometry: BaseGeometry
    point: Point
    radius_m: float
    precision: Precision
    steps: tuple[str, ...] = ()
    density: NDArray[np.float64] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if (
            self.geometry is None
            or self.geometry.is_empty
            or self.geometry.geom_type not in ("Polygon", "MultiPolygon")
        ):
            msg = "a footprint needs a polygon with an area; buffer points and lines first"
            raise AreaError(msg)
        if not (np.isfinite(self.radius_m) and self.radius_m > 0):
            msg = f"a footprint's radius_m must be a positive number of metres, got {self.radius_m!r}"
            raise ValueRangeError(msg)
        if self.precision not in PRECISIONS:
            msg = f"precision {self.precision!r} is not one of {', '.join(PRECISIONS)}"
            raise ValueRangeError(msg)

    @classmethod
    def from_point_radius(
        cls,
        lon: float,
        lat: float,
        radius_m: float,
        precision: Precision = "settlement",
        *,
        steps: tuple[str, ...] = (),
    ) -> Footprint:
        """Make the disc of a point-radius location (degrees, metres)."""
        return cls(circle(lon, lat, radius_m), shapely.Point(lon, lat), radius_m, precision, steps)

    def with_step(self, step: str) -> Footprint:
        """Give the same footprint with one more step of its history."""
        return replace(self, steps=(*self.steps, step))

    @property
    def area_km2(self) -> float:
        """Geodesic area in square kilometres."""
        return geodesic_area_m2(self.geometry) / 1e6

    def samples(self, n: int = 256) -> NDArray[np.float64]:
        """Give deterministic weighted sample points for quadrature.

        Parameters
        ----------
        n
            How many points are wanted over an area without a density of its own.  Points come from the
            R2 low-discrepancy sequence (Roberts 2018) over the bounding box, kept where they fall
            inside, so that the share of points in any part is its share of the area.

        Returns
        -------
        ndarray of shape (m, 3)
            lon, lat in degrees and weight; weights sum to 1.
        """
        if self.density is not None:
            return self.density
        xmin, ymin, xmax, ymax = self.geometry.bounds
        box = (xmax - xmin) * (ymax - ymin)
        count = int(np.ceil(n * min(box / max(self.geometry.area, 1e-12), 200.0)))
        g = 1.32471795724474602596
        i = np.arange(1, count + 1)
        x = xmin + (0.5 + i / g) % 1 * (xmax - xmin)
        # equal areas, not equal degrees: latitude is drawn through its sine
        sin0, sin1 = np.sin(np.radians([ymin, ymax]))
        y = np.degrees(np.arcsin(sin0 + (0.5 + i / g**2) % 1 * (sin1 - sin0)))
        shapely.prepare(self.geometry)
        inside = shapely.contains_xy(self.geometry, x, y)
        x, y = x[inside], y[inside]
        if len(x) == 0:
            inner = self.geometry.representative_point()
            x, y = np.array([inner.x]), np.array([inner.y])
        return np.column_stack([x, y, np.full(len(x), 1 / len(x))])


def metres_apart(a: Footprint, b: Footprint) -> float:
    """Give the geodesic distance between the points of two footprints in metres."""
    return float(GEOD.inv(a.point.x, a.point.y, b.point.x, b.point.y)[2])
