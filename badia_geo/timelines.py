"""Timeline: regions that hold for a time, as few indexes with a column for every stretch without change.

Dates do not multiply grids.  Each different shape is laid over the grid once, and a table says which row of
the frame held it in which stretch; water and the ground inside the outer line of all regions stand at the
table's end, so that one look-up tells a region from water, from a gap and from what lies outside the frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from badia_geo.errors import CRSError, DateError, ValueRangeError
from badia_geo.index import RegionAnswers, RegionIndex
from badia_geo.locations import Windows, days

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely import Geometry

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["Spans", "Timeline"]

WGS84 = CRS.from_epsg(4326)

BLOCK_SHAPES = 4096
"""Different shapes in one index, about: a timeline of more is cut into several."""


@dataclass(frozen=True, slots=True)
class Spans:
    """Date windows split where regions change: row, stretch (-1: outside the timeline), share of the days."""

    row: Ints
    stretch: Ints
    share: Floats


class Timeline:
    """Regions with validity intervals.

    Parameters
    ----------
    regions
        Polygons with a CRS; ``valid_from`` and ``valid_to`` (half-open, empty where open) bound their
        validity, ``accuracy_m`` (metres, the 0.9 radius) their own error, where they are present.
    span
        First day and the day after the last that the timeline covers, in days since 1970.
    water
        Ground that is called water where no region holds it.
    extent
        What the regions are meant to cover (EPSG:4326); by default what their outer lines enclose.
    parent
        Position of the region that each row counts as; by default itself.

    Raises
    ------
    CRSError
        If the regions have no CRS.
    DateError
        If a region ends before it begins.
    ValueRangeError
        If an ``accuracy_m`` is negative.
    """

    def __init__(
        self,
        regions: gpd.GeoDataFrame,
        *,
        span: tuple[float, float] = (-np.inf, np.inf),
        water: gpd.GeoSeries | gpd.GeoDataFrame | None = None,
        extent: Geometry | None = None,
        parent: Ints | None = None,
    ) -> None:
        if regions.crs is None:
            msg = "the regions have no CRS; set it with .set_crs(4326) if they are in degrees"
            raise CRSError(msg)
        self.frame = regions
        n = len(regions)
        self.parent: Ints = np.arange(n) if parent is None else parent
        self.dated = "valid_from" in regions.columns or "valid_to" in regions.columns
        self.first, self.end = self._validity("valid_from", span[0]), self._validity("valid_to", span[1])
        backward = np.flatnonzero(self.end < self.first)
        if len(backward):
            row = regions.index[backward[0]]
            msg = f"region row {row!r} ends before it begins; valid_to is the first day after it"
            raise DateError(msg)
        self.cuts: Floats = np.unique(np.concatenate([self.first, self.end])) if n else np.array([0.0])
        self.errors = self._accuracy()
        self._lay(water, extent)

    @property
    def water_row(self) -> int:
        """The answer that stands for water; the next one stands for a gap."""
        return len(self.frame)

    def _validity(self, name: str, missing: float) -> Floats:
        if name not in self.frame.columns:
            return np.full(len(self.frame), missing)
        found = days(self.frame[name], name)
        return np.where(np.isnan(found), missing, found)

    def _accuracy(self) -> Floats:
        errors = np.zeros(len(self.frame) + 2)
        if "accuracy_m" in self.frame.columns:
            metres = pd.to_numeric(self.frame["accuracy_m"], errors="coerce").to_numpy(dtype=np.float64)
            if (metres < 0).any():
                row = self.frame.index[np.flatnonzero(metres < 0)[0]]
                msg = f"accuracy_m of region row {row!r} is negative; it is a distance in metres"
                raise ValueRangeError(msg)
            errors[:-2] = np.where(np.isfinite(metres), metres, 0.0)
        return errors

    def _lay(self, water: gpd.GeoSeries | gpd.GeoDataFrame | None, extent: Geometry | None) -> None:
        """Index the different shapes, in blocks of stretches that have not too many of them."""
        geometry = self.frame.geometry.to_crs(4326)
        codes, _ = pd.factorize(
            np.array([b"" if w is None else w for w in shapely.to_wkb(geometry.values)], dtype=object)
        )
        self._shape = codes.astype(np.int64)
        first_seen = (
            pd.Series(np.arange(len(codes))).groupby(codes).first().to_numpy() if len(codes) else codes
        )
        shapes = np.asarray(geometry.values, dtype=object)[first_seen]
        labels = geometry.index[first_seen]
        checked = (
            RegionIndex(gpd.GeoSeries(shapes, index=labels, crs=4326), cache=False) if len(shapes) else None
        )
        self._shapes = shapes if checked is None else checked.geometries
        self._water = np.empty(0, dtype=object)
        if water is not None:
            self._water = RegionIndex(water.geometry.to_crs(4326), cache=False).geometries
        self._hull = np.array([extent if extent is not None else _outer(self._shapes)], dtype=object)
        a = np.searchsorted(self.cuts, self.first)
        b = np.maximum(np.searchsorted(self.cuts, self.end), a)
        if not self.dated:
            a, b = np.zeros(len(a), dtype=np.int64), np.ones(len(b), dtype=np.int64)
        self._from, self._to = a, b
        self.n_stretches = max(len(self.cuts) - 1, 1)
        self._block = self._blocks()
        begins = np.bincount(a, minlength=self.n_stretches + 1) - np.bincount(
            b, minlength=self.n_stretches + 1
        )
        live = np.cumsum(begins)[: self.n_stretches] > 0
        # one more at the end, which -1 and n_stretches both reach: outside the timeline
        self._live: Ints = np.append(np.where(live, np.arange(self.n_stretches), -1), -1)
        self._answers: dict[int, RegionAnswers] = {}

    def _blocks(self) -> Ints:
        """Give each stretch the number of its block."""
        if len(self._shapes) <= BLOCK_SHAPES and len(self._shapes) * self.n_stretches <= 1 << 25:
            return np.zeros(self.n_stretches, dtype=np.int64)
        begins = np.bincount(self._from, minlength=self.n_stretches)[: self.n_stretches]
        lives = np.cumsum(begins - np.bincount(self._to, minlength=self.n_stretches + 1)[: self.n_stretches])
        block = np.zeros(self.n_stretches, dtype=np.int64)
        number, load = 0, 0
        for stretch in range(self.n_stretches):
            load = load + int(begins[stretch]) if load else int(lives[stretch])
            if load > BLOCK_SHAPES and block[stretch - 1] == number and stretch:
                number, load = number + 1, int(lives[stretch])
            block[stretch] = number
        return block

    def _of_block(self, block: int) -> RegionAnswers:
        if block not in self._answers:
            stretches = np.flatnonzero(self._block == block)
            low, high = int(stretches[0]), int(stretches[-1]) + 1
            rows = np.flatnonzero((self._from < high) & (self._to > low))
            used, shape = np.unique(self._shape[rows], return_inverse=True)
            answers = np.full((len(used) + len(self._water) + 1, high - low), -1, dtype=np.int32)
            start = np.clip(self._from[rows], low, high) - low
            count = np.clip(self._to[rows], low, high) - low - start
            which = np.repeat(np.arange(len(rows)), count)
            column = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count) + start[which]
            # as unsigned numbers -1 is the greatest: of two rows with one shape and date the first holds
            np.minimum.at(answers.view(np.uint32), (shape[which], column), rows[which].astype(np.uint32))
            answers[len(used) : -1] = self.water_row
            answers[-1] = self.water_row + 1
            everything = np.concatenate([self._shapes[used], self._water, self._hull])
            index = RegionIndex.of_valid(everything, WGS84)
            self._answers[block] = index.answers(answers)
        return self._answers[block]

    def split(self, windows: Windows) -> Spans:
        """Split date windows where regions change (rows without a date or with a reversed one give none)."""
        n = len(windows.first)
        if not self.dated:
            return Spans(np.arange(n), np.zeros(n, dtype=np.int64), np.ones(n))
        rows = np.flatnonzero(windows.first <= windows.last)
        if not len(rows) or not len(self.frame):
            return Spans(rows, np.full(len(rows), -1), np.ones(len(rows)))
        first, end = windows.first[rows], windows.last[rows] + 1
        # the last day of a window lies in the stretch in which its end, the day after, is not yet past
        a, b = self._stretch_of(first), self._stretch_of(windows.last[rows])
        if (a == b).all():
            return Spans(rows, self._live[a], np.ones(len(rows)))
        count = b - a + 1
        which = np.repeat(np.arange(len(rows)), count)
        k = np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count) + a[which]
        edges = np.concatenate([[-np.inf], self.cuts, [np.inf]])
        low, high = np.maximum(edges[k + 1], first[which]), np.minimum(edges[k + 2], end[which])
        share = (high - low) / (end - first)[which]
        return Spans(rows[which], self._live[k], share)

    def _stretch_of(self, day: Floats) -> Ints:
        """Give the stretch of each day, -1 before the first and `n_stretches` after the last."""
        low, high = float(day.min()), float(day.max())
        if high - low > 1e6 or len(day) < 1000:
            return np.searchsorted(self.cuts, day, side="right") - 1
        calendar = np.searchsorted(self.cuts, np.arange(low, high + 1), side="right") - 1
        return calendar[(day - low).astype(np.int64)]

    def by_block(self, stretch: Ints) -> list[tuple[Any, RegionAnswers, NDArray[np.int32]]]:
        """Sort stretches by index: the places of each in the array, the index, and its columns."""
        if not len(stretch):
            return []
        block = self._block[stretch]
        found: list[tuple[Any, RegionAnswers, NDArray[np.int32]]] = []
        if (block == block[0]).all():
            low = int(np.searchsorted(self._block, block[0]))
            return [(slice(None), self._of_block(int(block[0])), (stretch - low).astype(np.int32))]
        for b in np.unique(block).tolist():
            here = np.flatnonzero(block == b)
            low = int(np.searchsorted(self._block, b))
            found.append((here, self._of_block(b), (stretch[here] - low).astype(np.int32)))
        return found

    def lookup(self, lon: Floats, lat: Floats, stretch: Ints) -> NDArray[np.int32]:
        """Give the row that holds each point in its stretch, `water_row`, the gap's row after it, or -1."""
        parts = self.by_block(stretch)
        if len(parts) == 1:
            return parts[0][1].lookup(lon, lat, parts[0][2])
        found = np.full(len(lon), -1, dtype=np.int32)
        for here, answers, columns in parts:
            found[here] = answers.lookup(lon[here], lat[here], columns)
        return found


def _outer(shapes: NDArray[np.object_]) -> Geometry:
    """Give the ground inside the outer lines of all shapes, their gaps and holes filled."""
    parts = shapely.get_parts(shapes)
    solid = shapely.polygons(shapely.get_exterior_ring(parts[~shapely.is_empty(parts)]))
    union = shapely.get_parts(shapely.union_all(solid))
    rings = [part.exterior for part in union if part.geom_type == "Polygon"]
    return shapely.union_all(shapely.polygons(rings)) if rings else shapely.Polygon()
