"""Riverside: the ground beside a stem, as exact regions and as probabilities."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from badia_geo.banks import Banks, divide
from badia_geo.edges import FEW, Z90, Area, Edges, probability_inside
from badia_geo.errors import ValueRangeError
from badia_geo.footprints import GEOD

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely import LineString
    from shapely.geometry.base import BaseGeometry

    from badia_geo.index import RegionAnswers
    from badia_geo.locations import Locations

    Floats = NDArray[np.float64]
    Codes = NDArray[np.int8]

__all__ = ["BANKS", "Riverside"]

BANKS = ("island", "water", "left", "right", "beyond")
"""What a place beside a river can be; where two hold it (a shared border), the first of them wins."""

ISLAND, WATER, LEFT, RIGHT, BEYOND = range(5)

CHUNK = 200_000
"""Points that are measured at a time, and from which on the region index pays for its build."""


class Riverside:
    """The two banks of a stem with its islands and its water.

    Parameters
    ----------
    line
        Stem from upstream to downstream, EPSG:4326.
    edges
        The same line with its accuracy.
    islands, water
        Areas that are neither bank.
    """

    def __init__(self, line: LineString, edges: Edges, islands: Area, water: Area) -> None:
        self.line = line
        self.edges = edges
        self.areas = (islands, water)
        steps = np.asarray(GEOD.inv(*edges.start.T, *edges.stop.T)[2])
        self.km: Floats = np.concatenate([[0.0], np.cumsum(steps)]) / 1000

    @cached_property
    def banks(self) -> Banks:
        """The earth divided by the stem, as if there were no water and no islands."""
        return divide(self.line)

    @cached_property
    def regions(self) -> tuple[BaseGeometry, ...]:
        """The regions in the order of `BANKS`, each without those before it."""
        island, water = (area.whole for area in self.areas)
        wet = shapely.union(island, water)
        banks = self.banks
        parts = (
            island,
            shapely.difference(water, island),
            *(shapely.difference(side, wet) for side in (banks.left, banks.right, banks.beyond)),
        )
        for part in parts:
            shapely.prepare(part)
        return parts

    @cached_property
    def _index(self) -> RegionAnswers:
        """Look-up of the class within a degree of the stem; the regions cover that frame without a gap."""
        from badia_geo.index import RegionIndex

        x0, y0, x1, y1 = self.line.bounds
        frame = max(x0 - 1, -180.0), max(y0 - 1, -90.0), min(x1 + 1, 180.0), min(y1 + 1, 90.0)
        parts = shapely.clip_by_rect(np.array(self.regions, dtype=object), *frame)
        kept = np.flatnonzero(~shapely.is_empty(parts))
        index = RegionIndex(gpd.GeoSeries(shapely.make_valid(parts[kept]), crs=4326))
        return index.answers(kept.astype(np.int32)[:, None])

    def side(self, x: Floats, y: Floats) -> Codes:
        """Give the class of each point as a position in `BANKS`, -1 where there is no place on earth."""
        if x.shape != y.shape:
            msg = f"lon and lat must have one shape, got {x.shape} and {y.shape}"
            raise ValueRangeError(msg)
        shape, x, y = x.shape, x.ravel(), y.ravel()
        # the index costs its build: below this many points the prepared polygons are faster
        if len(x) < CHUNK and (len(x) < FEW or "_index" not in self.__dict__):
            return self._side_of_few(x, y).reshape(shape)
        found = self._index.lookup(x, y).astype(np.int8)
        rest = np.flatnonzero(found < 0)
        found[rest] = self._side_of_few(x[rest], y[rest])
        return found.reshape(shape)

    def _side_of_few(self, x: Floats, y: Floats) -> NDArray[np.int8]:
        found = np.full(len(x), -1, dtype=np.int8)
        with np.errstate(invalid="ignore"):
            rest = np.flatnonzero((np.abs(x) <= 180) & (np.abs(y) <= 90))
        for code, region in enumerate(self.regions):
            if region.is_empty or len(rest) == 0:
                continue
            inside = shapely.intersects_xy(region, x[rest], y[rest])
            found[rest[inside]] = code
            rest = rest[~inside]
        return found

    def measure(
        self, lon: Floats, lat: Floats, *, geodesic: bool = True
    ) -> tuple[Floats, Floats, Floats, Codes]:
        """Signed distance (left positive, NaN beyond), river km, accuracy of the reach, and class.

        Without ``geodesic`` the distance is that of the chord: 1 m short at 100 km.
        """
        distance, km, accuracy = (np.full(len(lon), np.nan) for _ in range(3))
        code = self.side(lon, lat)
        for first in range(0, len(lon), CHUNK):
            rows = first + np.flatnonzero(code[first : first + CHUNK] >= 0)
            find = self.edges.nearest if geodesic else self.edges.locate
            d, segment, t = find(lon[rows], lat[rows])
            km[rows] = self.km[segment] + t * (self.km[segment + 1] - self.km[segment])
            accuracy[rows] = self.edges.accuracy_m[segment]
            sign = np.array([0.0, 0.0, 1.0, -1.0, np.nan])[code[rows]]
            wet = np.flatnonzero(sign == 0)
            left, right = (
                shapely.intersects_xy(bank, lon[rows[wet]], lat[rows[wet]])
                for bank in (self.banks.left, self.banks.right)
            )
            sign[wet] = np.select([left, right], [1.0, -1.0], np.nan)
            distance[rows] = d * sign
        return distance, km, accuracy, code

    def sample_shares(
        self, lon: Floats, lat: Floats, *, geodesic: bool = True
    ) -> tuple[Floats, Floats, Floats, Codes]:
        """Give the probabilities of the classes at points; with distance, river km and class."""
        distance, km, accuracy, code = self.measure(lon, lat, geodesic=geodesic)
        known = code >= 0
        island, water = np.zeros(len(lon)), np.zeros(len(lon))
        island[known], water[known] = (area.probability(lon[known], lat[known]) for area in self.areas)
        dry = (1 - island) * (1 - water)
        past = ~np.isfinite(distance)
        left = probability_inside(np.where(past, 0.0, distance), np.where(past, 1.0, accuracy))
        shares = np.column_stack(
            [
                island,
                (1 - island) * water,
                np.where(past, 0.0, dry * left),
                np.where(past, 0.0, dry * (1 - left)),
                np.where(past, dry, 0.0),
            ]
        )
        shares[~known] = np.nan
        return shares, distance, km, code

    def shares(self, where: Locations, n: int) -> tuple[Floats, Floats, Floats, NDArray[np.object_]]:
        """Probabilities, distance, river km and bank of every row."""
        lost = ~where.located
        lon, lat = np.where(lost, np.nan, where.lon), np.where(lost, np.nan, where.lat)
        shares, distance, km, code = self.sample_shares(lon, lat)
        names = np.array([*BANKS, None], dtype=object)
        bank = names[code]
        rows = np.flatnonzero((where.shaped | where.disc) & (code >= 0))
        rows = rows[~self._is_sure(lon[rows], lat[rows], where.extent_m(rows))]
        shares[rows] = 0.0
        for part in where.samples(rows, n, spread="gaussian"):
            found = self.sample_shares(part.lon, part.lat, geodesic=False)[0] * part.weight[:, None]
            for column in range(len(BANKS)):
                shares[:, column] += np.bincount(part.row, found[:, column], minlength=len(shares))
        bank[rows] = names[shares[rows].argmax(axis=1)]
        return shares, distance, km, bank

    def _is_sure(self, lon: Floats, lat: Floats, extent_m: Floats) -> NDArray[np.bool_]:
        """Say which places lie on one bank whole, further from every edge than its error reaches."""
        code = self.side(lon, lat)
        reach = extent_m + 5 * float(self.edges.accuracy_m.max()) / Z90
        sure = ((code == 2) | (code == 3)) & (self.edges.locate(lon, lat)[0] > reach)
        for area in self.areas:
            if not area.is_empty:
                sure &= area.distance(lon, lat) > extent_m + area.reach_m
        # what lies past an end is convex and touches the stem there, so it cannot reach into a disc clear
        # of the stem without holding some of its rim
        rim = np.flatnonzero(sure)
        for angle in range(0, 360, 15):
            x, y, _ = GEOD.fwd(lon[rim], lat[rim], np.full(len(rim), float(angle)), extent_m[rim])
            sure[rim] &= self.side(np.asarray(x), np.asarray(y)) == code[rim]
        return np.asarray(sure, dtype=np.bool_)
