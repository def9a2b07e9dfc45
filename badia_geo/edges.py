"""Edges: line work that is known to an accuracy, how far its nearest point is, and on which side one is."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from badia_geo.footprints import GEOD

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from shapely import LineString
    from shapely.geometry.base import BaseGeometry

    from badia_geo._segments import SegmentGrid

    Floats = NDArray[np.float64]

__all__ = ["Z90", "Area", "Edges", "probability_inside"]

A_AXIS = 6378137.0
E2 = 0.0066943799901413165
RUN = 8
"""Consecutive segments that one sphere encloses, so that most of them are ruled out at one go."""

FEW = 2_000
"""Points from which on the compiled grid pays for its build."""

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


def earth_centred(lon: Floats, lat: Floats) -> Floats:
    """Give earth-centred coordinates on the WGS 84 ellipsoid in metres, shape (n, 3)."""
    phi, lam = np.radians(lat), np.radians(lon)
    n = A_AXIS / np.sqrt(1 - E2 * np.sin(phi) ** 2)
    across = n * np.cos(phi)
    return np.column_stack([across * np.cos(lam), across * np.sin(lam), n * (1 - E2) * np.sin(phi)])


def _enclosing(a: Floats, b: Floats, size: int) -> Floats:
    """Give a sphere (centre, radius) for each run of consecutive segments from a to b."""
    run = np.arange(len(a)) // size
    count = np.bincount(run)
    centre = np.column_stack([np.bincount(run, (a + b)[:, k] / 2) / count for k in range(3)])
    radius = np.zeros(len(count))
    for ends in (a, b):
        np.maximum.at(radius, run, np.sqrt(((ends - centre[run]) ** 2).sum(axis=1)))
    return np.column_stack([centre, radius])


class Edges:
    """Lines with an accuracy for each of their segments.

    Distances are sought between points and chords of the ellipsoid, where nearest is nearest by geodesic
    too: a chord of 2 km dips 8 cm below the surface, and chord and geodesic rise together.

    Parameters
    ----------
    lines
        EPSG:4326; segments are straight in degrees.
    accuracy_m
        Accuracy of each line in metres.
    """

    def __init__(self, lines: Iterable[LineString], accuracy_m: Sequence[float]) -> None:
        # pieces of 0.02 degrees keep a chord within 10 cm of the line that is straight in degrees
        xy = [shapely.get_coordinates(shapely.segmentize(line, 0.02)) for line in lines]
        self.start: Floats = np.vstack([c[:-1] for c in xy])
        self.stop: Floats = np.vstack([c[1:] for c in xy])
        self.accuracy_m: Floats = np.repeat(np.asarray(accuracy_m, dtype=float), [len(c) - 1 for c in xy])
        a, b = earth_centred(*self.start.T), earth_centred(*self.stop.T)
        self._segments: Floats = np.column_stack([a, b - a, 1 / ((b - a) ** 2).sum(axis=1)])
        self._spheres = _enclosing(a, b, RUN)

    @cached_property
    def _grid(self) -> SegmentGrid:
        from badia_geo._segments import SegmentGrid

        low = np.minimum(self.start, self.stop).min(axis=0) - 1.5
        high = np.maximum(self.start, self.stop).max(axis=0) + 1.5
        (x0, y0), (x1, y1) = (
            np.maximum(low, [-180.0, -90.0]).tolist(),
            np.minimum(high, [180.0, 90.0]).tolist(),
        )
        return SegmentGrid(self._segments, self._spheres, (x0, y0, x1, y1))

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name != "_grid"}

    def locate(self, lon: Floats, lat: Floats) -> tuple[Floats, NDArray[np.intp], Floats]:
        """Give the length of the chord in metres, the segment and the fraction along it of the nearest point.

        Parameters
        ----------
        lon, lat
            Finite degrees.
        """
        chord, at = np.empty(len(lon)), np.empty(len(lon))
        segment = np.full(len(lon), -1, dtype=np.intp)
        if len(lon) > FEW or (len(lon) > FEW // 20 and "_grid" in self.__dict__):
            chord, found, at = self._grid.nearest(lon, lat)
            segment = found.astype(np.intp)
        rest = np.flatnonzero(segment < 0)
        for first in range(0, len(rest), 2000):
            part = rest[first : first + 2000]
            chord[part], segment[part], at[part] = self._locate_few(lon[part], lat[part])
        return chord, segment, at

    def _locate_few(self, lon: Floats, lat: Floats) -> tuple[Floats, NDArray[np.intp], Floats]:
        p = earth_centred(lon, lat)
        centre, radius = self._spheres[:, :3], self._spheres[:, 3]
        away = np.sqrt(
            np.maximum((p**2).sum(axis=1)[:, None] + (centre**2).sum(axis=1) - 2 * p @ centre.T, 0.0)
        )
        # the nearest run bounds the distance; 1 m covers the rounding of the expanded square
        every = np.arange(len(lon))
        square, _, _ = self._best(p, every, away.argmin(axis=1))
        point, run = np.nonzero(away - radius <= np.sqrt(square)[:, None] + 1.0)
        square, segment, t = self._best(p, point, run)
        return np.sqrt(square), segment, t

    def _best(
        self, p: Floats, point: NDArray[np.intp], run: NDArray[np.intp]
    ) -> tuple[Floats, NDArray[np.intp], Floats]:
        """Give the nearest segment of the runs paired with each point (points ascend, none is missing)."""
        segment = np.minimum(run[:, None] * RUN + np.arange(RUN), len(self._segments) - 1)
        s = self._segments[segment]
        offset = p[point][:, None, :] - s[:, :, :3]
        t = np.clip((offset * s[:, :, 3:6]).sum(axis=2) * s[:, :, 6], 0.0, 1.0)
        square = ((offset - t[:, :, None] * s[:, :, 3:6]) ** 2).sum(axis=2)
        column = square.argmin(axis=1)
        pair = np.arange(len(run))
        square, t, segment = square[pair, column], t[pair, column], segment[pair, column]
        first = np.flatnonzero(np.concatenate([[True], np.diff(point) > 0]))
        least = np.minimum.reduceat(square, first)
        hit = np.flatnonzero(square == np.repeat(least, np.diff([*first, len(point)])))
        best = hit[np.concatenate([[True], np.diff(point[hit]) > 0])]
        return least, segment[best], t[best]

    def nearest(self, lon: Floats, lat: Floats) -> tuple[Floats, NDArray[np.intp], Floats]:
        """Give the geodesic distance in metres, the segment and the fraction along it of the nearest point.

        Parameters
        ----------
        lon, lat
            Finite degrees.
        """
        _, segment, t = self.locate(lon, lat)
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
    """

    def __init__(self, polygons: Sequence[BaseGeometry], accuracy_m: Sequence[float]) -> None:
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
        self.edges = Edges([shapely.LineString(r.coords) for r in rings], worst[owner].tolist())
        self.reach_m = 5 * float(self.edges.accuracy_m.max()) / Z90
        x0, y0, x1, y1 = self.whole.bounds
        margin = (
            self.reach_m / 80_000
        )  # a degree of longitude is longer than 80 km up to 44 degrees from the equator
        widest = min(max(abs(y0), abs(y1)) + margin, 89.0)
        stretch = 1 / float(np.cos(np.radians(widest)))
        self._box = (x0 - margin * stretch, y0 - margin, x1 + margin * stretch, y1 + margin)

    def probability(self, lon: Floats, lat: Floats) -> Floats:
        """Give the probability of lying inside (finite degrees)."""
        share = np.zeros(len(lon))
        if self.is_empty:
            return share
        x0, y0, x1, y1 = self._box
        near = np.flatnonzero((lon > x0) & (lon < x1) & (lat > y0) & (lat < y1))
        inside = shapely.intersects_xy(self.whole, lon[near], lat[near])
        d, segment, _ = self.edges.locate(lon[near], lat[near])
        share[near] = probability_inside(np.where(inside, d, -d), self.edges.accuracy_m[segment])
        return share

    def distance(self, lon: Floats, lat: Floats) -> Floats:
        """Give the distance to the outline in metres; infinite where there is none."""
        return np.full(len(lon), np.inf) if self.is_empty else self.edges.locate(lon, lat)[0]
