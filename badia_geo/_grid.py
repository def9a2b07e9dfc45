"""Grid: the nested cells in which a RegionIndex keeps its regions.

The root grid and every finer block under it hold one number per cell: the set of regions that cover
the whole cell, or a reference to a finer block, or to a leaf.  A leaf lists the edges that touch its
cell, by region, and says which regions hold its reference corner: a point of the cell is inside a
region if the path from that corner to the point crosses the region's edges an odd number of times.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

__all__ = ["MAX_BYTES", "OVERVIEW", "UNIT", "Grid"]

UNIT = 16
"""Blocks begin at multiples of this many cells, so that a cell's 32 bits can hold the block's place."""

OVERVIEW = 1
"""A cell of the overview has 2**OVERVIEW cells of the root to a side: half a megabyte in all for the largest
root, which a core keeps in its own cache while points stream by (6.3 ns a point instead of 9.0)."""

MAX_BYTES = 1 << 27
"""Default bound on a grid's memory, beyond some 100 bytes per edge: 272 subdistricts take 44 MB."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The built grid: flat arrays that a compiled kernel reads and that are written to disk as they are."""

    frame: Floats
    """x0, y0 of the root and the number of its cells per unit of x and y."""
    shape: Ints
    """Columns and rows of the root, and of the overview with a row for what lies outside."""
    overview: NDArray[np.int16]
    """The set that covers each 2**OVERVIEW x 2**OVERVIEW cells of the root, -1 where no single one does."""
    cells: NDArray[np.int32]
    """>= 0: a set of regions; < 0: the complement holds 8 * number + kind.  Kind 0 is a leaf whose record
    begins at 2 * number, kind k a block of 2**k x 2**k cells that begins at UNIT * number."""
    set_start: Ints
    set_member: NDArray[np.int32]
    """Members of each set, ascending; set 0 is empty."""
    leaves: Floats
    """One record per leaf, so that one place in memory answers: x and y of the reference corner, the set that
    covers the whole leaf, the number of runs; then for each run the number of regions, the number of edges,
    the regions (twice the position, plus one if the region holds the corner) and the edges.  A run is a line
    that some regions have in common: a shared border is kept and crossed once."""

    @property
    def nbytes(self) -> int:
        """Memory of all arrays, in bytes."""
        return sum(getattr(self, item.name).nbytes for item in fields(self))

    def sets_at(self, x: Floats, y: Floats) -> NDArray[np.int32]:
        """Give the set of regions that covers each point's cell, -1 where the cell is a leaf."""
        width, height = self.shape[:2].tolist()
        with np.errstate(over="ignore", invalid="ignore"):
            fx, fy = (x - self.frame[0]) * self.frame[2], (y - self.frame[1]) * self.frame[3]
        at = np.flatnonzero((fx >= 0) & (fx < width) & (fy >= 0) & (fy < height))
        sets = np.zeros(len(x), dtype=np.int32)
        fx, fy = fx[at], fy[at]
        cell = fy.astype(np.int64) * width + fx.astype(np.int64)
        while len(at):
            sets[at] = found = self.cells[cell]
            on = np.flatnonzero((found < 0) & (~found & 7 > 0))
            at, code = at[on], ~found[on].astype(np.int64)
            bits = code & 7
            fx, fy = fx[on] % 1 * (1 << bits), fy[on] % 1 * (1 << bits)
            cell = (code >> 3) * UNIT + (fy.astype(np.int64) << bits) + fx.astype(np.int64)
        return np.maximum(sets, -1)
