"""Grid edges: the regions' rings as directed edges, and the records of the edges in a grid's leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Hashes = NDArray[np.uint64]

__all__ = ["Edges", "Runs", "spread"]


def _mixed(bits: Hashes) -> Hashes:
    """Scatter the bits of 64-bit numbers (the finaliser of SplitMix64, Steele et al. 2014)."""
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))


def spread(count: Ints) -> tuple[Ints, Ints]:
    """Repeat positions by count: the position and the running number within it."""
    which = np.repeat(np.arange(len(count)), count)
    return which, np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)


@dataclass(frozen=True, slots=True)
class Edges:
    """Directed edges of the regions' rings; the region lies on the left of each."""

    xy: Floats
    """Shape (n, 4): x and y of the start, x and y of the end."""
    region: NDArray[np.int32]

    @classmethod
    def of(cls, geometries: NDArray[np.object_]) -> Edges:
        """Take the rings of valid polygons apart."""
        polygons, owner = shapely.get_parts(shapely.orient_polygons(geometries), return_index=True)
        rings, polygon = shapely.get_rings(polygons, return_index=True)
        xy, ring = shapely.get_coordinates(rings, return_index=True)
        inner = ring[1:] == ring[:-1]
        both = np.concatenate([xy[:-1][inner], xy[1:][inner]], axis=1)
        region = owner[polygon][ring[1:][inner]].astype(np.int32)
        real = (both[:, 0] != both[:, 2]) | (both[:, 1] != both[:, 3])
        return cls(np.ascontiguousarray(both[real]), region[real])

    def names(self) -> Hashes:
        """Name each edge by its end points, whichever comes first; the sum over a line names the line."""
        bits = (self.xy + 0.0).view(np.uint64)
        ends = _mixed(_mixed(bits[:, 0::2]) + bits[:, 1::2])
        return _mixed(ends[:, 0] + ends[:, 1])


@dataclass(slots=True)
class Runs:
    """The lines in the leaves: which leaf each is in, its edges, and the regions that share it."""

    leaf: Ints
    first_edge: Ints
    n_edges: Ints
    n_regions: Ints
    region: Ints
    """By run: twice the position, plus one if the region holds the corner."""

    @classmethod
    def of(cls, leaf: Ints, region: Ints, line: Hashes, first_edge: Ints, n_edges: Ints) -> Runs:
        """Merge the groups of a leaf that have the same line."""
        # leaves ascend already and regions within them; equal lines of a leaf need only stand together
        order = np.argsort((leaf.astype(np.uint64) << np.uint64(40)) | (line >> np.uint64(24)), kind="stable")
        leaf, region, line = leaf[order], region[order], line[order]
        new = np.ones(len(leaf), dtype=bool)
        new[1:] = (leaf[1:] != leaf[:-1]) | (line[1:] != line[:-1])
        head = np.flatnonzero(new)
        return cls(
            leaf[head], first_edge[order][head], n_edges[order][head], np.diff(head, append=len(leaf)), region
        )

    def records(self, corner: Floats, leaf_set: NDArray[np.int32], xy: Floats) -> tuple[Floats, Ints]:
        """Write all leaves one after the other; give the numbers and where each leaf begins."""
        n_leaves = len(corner)
        size = 2 + self.n_regions + 4 * self.n_edges
        total = 4 + np.bincount(self.leaf, weights=size, minlength=n_leaves).astype(np.int64)
        total += total % 2
        offset = np.cumsum(total) - total
        out = np.zeros(int(total.sum()))
        out[offset], out[offset + 1], out[offset + 2] = corner[:, 0], corner[:, 1], leaf_set
        out[offset + 3] = np.bincount(self.leaf, minlength=n_leaves)
        before = np.cumsum(size) - size
        start = np.searchsorted(self.leaf, self.leaf)
        run = offset[self.leaf] + 4 + before - before[start]
        out[run], out[run + 1] = self.n_regions, self.n_edges
        which, k = spread(self.n_regions)
        out[run[which] + 2 + k] = self.region
        which, k = spread(self.n_edges)
        at = run[which] + 2 + self.n_regions[which] + 4 * k
        out[at[:, None] + np.arange(4)] = xy[self.first_edge[which] + k]
        return out, offset
