"""Edges: line work that is known to an accuracy, how far its nearest point is, and on which side one is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import CRS, Transformer

from badia_geo.footprints import GEOD

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from shapely import LineString
    from shapely.geometry.base import BaseGeometry

    Floats = NDArray[np.float64]

__all__ = ["Z90", "Area", "Edges", "probability_inside"]

Z90 = 1.6448536269514722
"""Half-width of the central 0.9 of a standard normal distribution: accuracies hold with probability 0.9."""


def _normal_cdf(z: Floats) -> Floats:
    """Give the normal distribution function, to 1.5e-7 (Abramowitz and Stegun 1964, 7.1.26)."""
    x = np.abs(z) / np.sqrt(2)
    t = 1 / (1 + 0.3275911 * x)
    tail = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    upper = 1 - tail * np.exp(-np.minimum(x * x, 700.0)) / 2
    # the formula is 1e-9 off at 0, where a point on the line must get one half
    return np.asarray(np.where(z == 0, 0.5, np.where(z > 0, upper, 1 - upper)), dtype=np.float64)


def probability_inside(distance_m: Floats, accuracy_m: Floats) -> Floats:
    """Give the probability of lying on the positive side of an edge whose place is normally distributed.

    Parameters
    ----------
    distance_m
        Signed distances from the edge as drawn, in metres.
    accuracy_m
        Distances in metres that hold the true edge with probability 0.9; 0 for an exact edge.

    Returns
    -------
    ndarray
        Between 0 and 1.

    Examples
    --------
    >>> probability_inside(np.array([0.0, 500.0, -500.0]), np.array([500.0, 500.0, 0.0])).round(3).tolist()
    [0.5, 0.95, 0.0]
    """
    sure = np.sign(distance_m) * 40.0
    z = np.where(accuracy_m > 0, distance_m * Z90 / np.where(accuracy_m > 0, accuracy_m, 1.0), sure)
    return _normal_cdf(np.clip(z, -40.0, 40.0))


class Edges:
    """Lines with an accuracy for each of their segments.

    Parameters
    ----------
    lines
        EPSG:4326; segments are straight in degrees.
    accuracy_m
        Accuracy of each line in metres.
    centre
        Centre (lon, lat) of the plane in which the nearest segment is sought (azimuthal equidistant).
    """

    def __init__(
        self, lines: Iterable[LineString], accuracy_m: Sequence[float], centre: tuple[float, float]
    ) -> None:
        lon, lat = centre
        plane = CRS.from_proj4(f"+proj=aeqd +lat_0={lat:.4f} +lon_0={lon:.4f} +datum=WGS84 +units=m")
        self._plane = Transformer.from_crs(4326, plane, always_xy=True)
        # pieces of 0.02 degrees keep a chord of the plane within 5 cm of the line that is straight in degrees
        xy = [shapely.get_coordinates(shapely.segmentize(line, 0.02)) for line in lines]
        self.start: Floats = np.vstack([c[:-1] for c in xy])
        self.stop: Floats = np.vstack([c[1:] for c in xy])
        self.accuracy_m: Floats = np.repeat(np.asarray(accuracy_m, dtype=float), [len(c) - 1 for c in xy])
        self._a: Floats = np.column_stack(self._plane.transform(*self.start.T))
        self._b: Floats = np.column_stack(self._plane.transform(*self.stop.T))
        segments: NDArray[np.object_] = np.asarray(shapely.linestrings(np.stack([self._a, self._b], axis=1)))
        self._tree = shapely.STRtree(segments)

    def nearest(self, lon: Floats, lat: Floats) -> tuple[Floats, NDArray[np.intp], Floats]:
        """Give the geodesic distance in metres, the segment and the fraction along it of the nearest point.

        Parameters
        ----------
        lon, lat
            Finite degrees.
        """
        if len(lon) == 0:
            return np.empty(0), np.empty(0, dtype=np.intp), np.empty(0)
        p = np.column_stack(self._plane.transform(lon, lat))
        _, segment = self._tree.query_nearest(shapely.points(p), all_matches=False)
        along = self._b[segment] - self._a[segment]
        t = ((p - self._a[segment]) * along).sum(axis=1) / (along**2).sum(axis=1)
        t = np.clip(t, 0.0, 1.0)
        foot = self.start[segment] + (self.stop[segment] - self.start[segment]) * t[:, None]
        return np.asarray(GEOD.inv(lon, lat, foot[:, 0], foot[:, 1])[2]), segment, t


class Area:
    """Polygons whose outlines are known to an accuracy.

    Parameters
    ----------
    polygons
        EPSG:4326.
    accuracy_m
        Accuracy of each polygon's outline in metres.
    centre
        As for `Edges`.
    """

    def __init__(
        self, polygons: Sequence[BaseGeometry], accuracy_m: Sequence[float], centre: tuple[float, float]
    ) -> None:
        whole = shapely.union_all([shapely.make_valid(p) for p in polygons])
        parts = np.asarray([part for part in shapely.get_parts(whole) if part.area > 0], dtype=object)
        self.whole: BaseGeometry = shapely.MultiPolygon([p for p in parts if p.geom_type == "Polygon"])
        self.is_empty = bool(self.whole.is_empty)
        if self.is_empty:
            return
        shapely.prepare(self.whole)
        rings, owner = shapely.get_rings(shapely.get_parts(self.whole), return_index=True)
        # after the union a part takes the worst accuracy of the polygons it is made of
        tree = shapely.STRtree(list(polygons))
        part, polygon = tree.query(shapely.get_parts(self.whole), predicate="intersects")
        worst = np.zeros(len(shapely.get_parts(self.whole)))
        np.maximum.at(worst, part, np.asarray(accuracy_m, dtype=float)[polygon])
        self.edges = Edges([shapely.LineString(r.coords) for r in rings], worst[owner].tolist(), centre)
        self.reach_m = 5 * float(self.edges.accuracy_m.max()) / Z90
        x0, y0, x1, y1 = self.whole.bounds
        margin = (
            self.reach_m / 80_000
        )  # a degree of longitude is longer than 80 km up to 44 degrees from the equator
        stretch = 1 / max(float(np.cos(np.radians(min(max(abs(y0), abs(y1)) + margin, 85.0)))), 0.7) * 0.7
        self._box = (x0 - margin * stretch, y0 - margin, x1 + margin * stretch, y1 + margin)

    def probability(self, lon: Floats, lat: Floats) -> Floats:
        """Give the probability of lying inside (finite degrees)."""
        share = np.zeros(len(lon))
        if self.is_empty:
            return share
        x0, y0, x1, y1 = self._box
        near = np.flatnonzero((lon > x0) & (lon < x1) & (lat > y0) & (lat < y1))
        inside = shapely.intersects_xy(self.whole, lon[near], lat[near])
        d, segment, _ = self.edges.nearest(lon[near], lat[near])
        share[near] = probability_inside(np.where(inside, d, -d), self.edges.accuracy_m[segment])
        return share

    def distance(self, lon: Floats, lat: Floats) -> Floats:
        """Give the distance to the outline in metres; infinite where there is none."""
        return np.full(len(lon), np.inf) if self.is_empty else self.edges.nearest(lon, lat)[0]
