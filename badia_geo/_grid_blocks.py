"""Grid blocks: cells that are filled together, by what crosses the paths between their reference corners.

Sets of regions are named by the sum of one random 64-bit number per region (Zobrist 1970), so that
crossing an edge adds or subtracts that number and a whole grid is filled by cumulative sums.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from badia_geo._grid_edges import spread

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Hashes = NDArray[np.uint64]

__all__ = ["Blocks", "TieError", "corner_hashes", "touched_cells"]

PAD_X, PAD_Y = 0.00371, 0.00433
"""Distance of a cell's reference corner outside the cell, in cells: far above rounding, and odd, so that
corners do not fall on coordinates that people write."""

REACH = 0.01
"""How far outside a cell an edge still counts as touching it, in cells; above the pads."""

DOUBTFUL = 1e-6
"""A crossing this near to a grid line, in cells, is compared in exact arithmetic."""


class TieError(Exception):
    """A reference corner lies exactly on an edge; the grid must be shifted."""


def _side(edge: Floats, x: float, y: float) -> int:
    """Sign of the exact orientation of a point to an edge."""
    x1, y1, x2, y2 = (Fraction(float(v)) for v in edge)
    px, py = Fraction(x), Fraction(y)
    det = (x2 - x1) * (py - y1) - (y2 - y1) * (px - x1)
    if det == 0:
        raise TieError
    return 1 if det > 0 else -1


@dataclass(slots=True)
class Blocks:
    """Blocks of one size that are filled together: n_x columns and n_y rows of cells each."""

    n_x: int
    n_y: int
    x0: Floats
    y0: Floats
    dx: float
    dy: float
    corner_x: Floats
    corner_y: Floats
    corner: Hashes

    def column(self, block: Ints, i: Ints) -> Floats:
        """Give the reference x of cells in column i."""
        return self.x0[block] + i * self.dx - PAD_X * self.dx

    def row(self, block: Ints, j: Ints) -> Floats:
        """Give the reference y of cells in row j."""
        return self.y0[block] + j * self.dy - PAD_Y * self.dy


def _first_line(value: Floats, lines: Callable[[Ints], Floats], guess: Floats, n: int) -> Ints:
    """Give the first of n grid lines that is not below each value, exactly."""
    k = np.clip(np.ceil(guess), 0, n).astype(np.int64)
    k -= (k > 0) & (lines(k - 1) >= value)
    k += (k < n) & (lines(k) < value)
    return k


def _line_after(
    edges: Floats,
    at: Floats,
    lines: Callable[[Ints], Floats],
    corner: Floats,
    step: float,
    n: int,
    *,
    across: int,
) -> tuple[NDArray[np.bool_], Ints]:
    """Cross edges with one axis-parallel path each; tell which cross beyond the corner and before which line.

    Parameters
    ----------
    edges
        Edges that span the path's fixed coordinate.
    at
        The fixed coordinate: y of paths that run east (``across`` 0), x of paths that run north (1).
    lines
        Coordinates of grid lines by number.
    corner
        Where each path begins.
    step, n
        Distance and number of the grid lines.
    across
        Axis along which the paths run.

    Returns
    -------
    beyond, line
        Whether the crossing lies beyond the corner, and the number of the first grid line beyond it.
    """
    a, b = (0, 1) if across == 0 else (1, 0)
    slope = (edges[:, a + 2] - edges[:, a]) / (edges[:, b + 2] - edges[:, b])
    value = edges[:, a] + (at - edges[:, b]) * slope
    zero = np.zeros(len(value), dtype=np.int64)
    place = (value - lines(zero)) / step
    line = np.clip(np.floor(place) + 1, 0, n).astype(np.int64)
    beyond = value > corner
    nearest = np.clip(np.rint(place), 0, n - 1).astype(np.int64)

    def is_beyond(i: int, coordinate: float) -> bool:
        rising = edges[i, b + 2] > edges[i, b]
        point = (coordinate, float(at[i])) if across == 0 else (float(at[i]), coordinate)
        return bool((_side(edges[i], *point) > 0) == (rising != (across == 0)))

    for i in np.flatnonzero(np.abs(place - nearest) < DOUBTFUL).tolist():
        m = int(nearest[i])
        line[i] = m if is_beyond(i, float(lines(nearest)[i])) else m + 1
    for i in np.flatnonzero(np.abs(value - corner) < DOUBTFUL * step).tolist():
        beyond[i] = not is_beyond(i, float(corner[i]))
    return beyond, line


def corner_hashes(blocks: Blocks, block: Ints, edges: Floats, weight: Hashes) -> Hashes:
    """Name the set of regions at the reference corner of every cell, shape (blocks, rows, columns).

    From a block's own corner the path runs north along the left side, then east along each row.
    """
    n_blocks = len(blocks.x0)
    north = np.zeros(n_blocks * (blocks.n_y + 1), dtype=np.uint64)
    left = blocks.corner_x[block]
    spans = np.flatnonzero((edges[:, 0] <= left) != (edges[:, 2] <= left))
    if len(spans):
        e, b = edges[spans], block[spans]
        beyond, line = _line_after(
            e, left[spans], lambda j: blocks.row(b, j), blocks.corner_y[b], blocks.dy, blocks.n_y, across=1
        )
        step = np.where(e[:, 2] > e[:, 0], weight[spans], np.negative(weight[spans]))
        np.add.at(north, (b * (blocks.n_y + 1) + line)[beyond], step[beyond])
    low, high = np.minimum(edges[:, 1], edges[:, 3]), np.maximum(edges[:, 1], edges[:, 3])
    first_row = blocks.row(block, np.zeros(len(block), dtype=np.int64))

    def rows(j: Ints) -> Floats:
        return blocks.row(block, j)

    start = _first_line(low, rows, (low - first_row) / blocks.dy, blocks.n_y)
    stop = _first_line(high, rows, (high - first_row) / blocks.dy, blocks.n_y)
    pair, running = spread(stop - start)
    j, b, e = start[pair] + running, block[pair], edges[pair]
    east = np.zeros(n_blocks * blocks.n_y * (blocks.n_x + 1), dtype=np.uint64)
    if len(pair):
        beyond, line = _line_after(
            e,
            blocks.row(b, j),
            lambda i: blocks.column(b, i),
            blocks.corner_x[b],
            blocks.dx,
            blocks.n_x,
            across=0,
        )
        step = np.where(e[:, 3] < e[:, 1], weight[pair], np.negative(weight[pair]))
        np.add.at(east, ((b * blocks.n_y + j) * (blocks.n_x + 1) + line)[beyond], step[beyond])
    hashes = np.cumsum(east.reshape(n_blocks, blocks.n_y, blocks.n_x + 1)[:, :, :-1], axis=2, dtype=np.uint64)
    hashes += np.cumsum(north.reshape(n_blocks, blocks.n_y + 1)[:, :-1], axis=1, dtype=np.uint64)[:, :, None]
    hashes += blocks.corner[:, None, None]
    return hashes


def _floor(place: Floats, least: int, most: int) -> Ints:
    """Give the number of the cell that holds each place, within bounds."""
    return np.floor(np.clip(place, least, most)).astype(np.int64)


def touched_cells(blocks: Blocks, block: Ints, edges: Floats) -> tuple[Ints, Ints]:
    """Give (cell, position in edges) for every cell that an edge touches, with REACH to spare."""
    y0, y1, y2 = blocks.y0[block], edges[:, 1], edges[:, 3]
    start = _floor((np.minimum(y1, y2) - y0) / blocks.dy - REACH, 0, blocks.n_y)
    stop = _floor((np.maximum(y1, y2) - y0) / blocks.dy + REACH, -1, blocks.n_y - 1) + 1
    pair, running = spread(np.maximum(stop - start, 0))
    j, b = start[pair] + running, block[pair]
    x1, y1, x2, y2 = edges[pair].T
    rise = y2 - y1
    flat = rise == 0
    rise[flat] = 1.0
    bottom = blocks.y0[b] + (j - REACH) * blocks.dy - y1
    enters = np.clip(bottom / rise, 0, 1)
    leaves = np.clip((bottom + (1 + 2 * REACH) * blocks.dy) / rise, 0, 1)
    enters[flat], leaves[flat] = 0.0, 1.0
    x0, run = blocks.x0[b], x2 - x1
    enters, leaves = x1 + enters * run - x0, x1 + leaves * run - x0
    start = _floor(np.minimum(enters, leaves) / blocks.dx - REACH, 0, blocks.n_x)
    stop = _floor(np.maximum(enters, leaves) / blocks.dx + REACH, -1, blocks.n_x - 1) + 1
    again, running = spread(np.maximum(stop - start, 0))
    cell = (b[again] * blocks.n_y + j[again]) * blocks.n_x + start[again] + running
    return cell, pair[again]
