"""Grid builder: regions laid over nested cells, from the root down."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from badia_geo._grid import MAX_BYTES, OVERVIEW, UNIT, Grid
from badia_geo._grid_blocks import Blocks, TieError, corner_hashes, touched_cells
from badia_geo._grid_edges import Edges, Runs

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Hashes = NDArray[np.uint64]

__all__ = ["build_grid"]

BATCH_CELLS = 1 << 19
"""Cells of blocks that are filled at once: keeps what a build needs in passing near 60 MB."""

MAX_DEPTH = 5
ROOT_MIN, ROOT_MAX = 32, 1024
"""Cells to a side of the root: 1024 x 1024 of 4 bytes are what a core's caches still serve at full speed."""

EDGE_BYTES = 45
"""Memory of an edge in a leaf, with its share of the record's head (measured on subdistricts)."""


def _overview(root: NDArray[np.int32]) -> NDArray[np.int16]:
    """Put several cells of the root into one; a last row stands for what lies outside."""
    step = 1 << OVERVIEW
    rows, columns = (-(-n // step) for n in root.shape)
    padded = np.zeros((rows * step, columns * step), dtype=np.int32)
    padded[: root.shape[0], : root.shape[1]] = root
    parts = [padded[j::step, i::step] for j in range(step) for i in range(step)]
    least, most = np.minimum.reduce(parts), np.maximum.reduce(parts)
    made = np.zeros((rows + 1, columns), dtype=np.int16)
    made[:rows] = np.where((least == most) & (least >= 0) & (most < 1 << 15), least, -1)
    return made


class _Sets:
    """Names of sets of regions: hash -> number, with the members of each."""

    def __init__(self, geometries: NDArray[np.object_], weights: Hashes) -> None:
        self.geometries = geometries
        self.tree: shapely.STRtree | None = None
        self.numbers: dict[int, int] = {0: 0}
        self.members: list[NDArray[np.int32]] = [np.empty(0, dtype=np.int32)]
        self.single = {int(h): i for i, h in enumerate(weights.tolist())}

    def add(self, name: int, members: NDArray[np.int32]) -> None:
        """Give a new set the next number."""
        self.numbers[name] = len(self.members)
        self.members.append(members)

    def number(
        self, hashes: Hashes, x: Callable[[Ints], Floats], y: Callable[[Ints], Floats]
    ) -> NDArray[np.int32]:
        """Give sets their numbers by hash; a new one has the regions that hold a place where it was seen."""
        # neighbours mostly have the same set: name each stretch of equal ones once
        head = np.flatnonzero(np.concatenate([np.ones(min(len(hashes), 1), bool), hashes[1:] != hashes[:-1]]))
        codes, names = pd.factorize(hashes[head])
        fresh = [k for k, name in enumerate(names.tolist()) if name not in self.numbers]
        crowd = [k for k in fresh if int(names[k]) not in self.single]
        for k in set(fresh) - set(crowd):
            self.add(int(names[k]), np.array([self.single[int(names[k])]], dtype=np.int32))
        if crowd:
            seen = np.empty(len(names), dtype=np.int64)
            seen[codes[::-1]] = np.arange(len(codes))[::-1]
            self.tree = self.tree or shapely.STRtree(self.geometries)
            places = head[seen[crowd]]
            which, region = self.tree.query(shapely.points(x(places), y(places)), predicate="intersects")
            order = np.lexsort((region, which))
            cuts = np.searchsorted(which[order], np.arange(1, len(crowd)))
            for name, members in zip(crowd, np.split(region[order].astype(np.int32), cuts), strict=True):
                self.add(int(names[name]), members)
        table = np.array([self.numbers[name] for name in names.tolist()], dtype=np.int32)
        return np.repeat(table[codes], np.diff(head, append=len(hashes)))


def _block_bits(count: Ints, length: Floats, depth: int, budget: float) -> Ints:
    """Choose the size of the block under a cell by the number of its edges: 2**bits to a side, 0 for a leaf.

    ``length`` is that of the edges in the cell, in cells: a block of n x n cells has about n times that, and
    one more for each edge, to keep in its leaves.  Where the budget (bytes) does not allow all blocks, the
    cells with most edges get theirs.
    """
    if depth == 0:
        # one or two edges part a cell of 4 x 4 as well: less memory than 8 x 8, and as fast
        bits = np.digitize(count, [3, 9, 33, 129]).astype(np.int64) + 2
    elif depth < MAX_DEPTH:
        bits = np.where(count <= 8, 0, np.digitize(count, [33, 129, 513]) + 2).astype(np.int64)
    else:
        return np.zeros(len(count), dtype=np.int64)
    cost = np.where(bits > 0, 4.0 * 4**bits + EDGE_BYTES * (count + length * 2**bits), 0.0)
    if cost.sum() > budget:
        order = np.argsort(-count, kind="stable")
        bits[order[np.cumsum(cost[order]) > budget]] = 0
    return bits


@dataclass(slots=True)
class _Leaves:
    """Leaves as they are found: by chunk, their corners, the sets there and the edges that touch them."""

    corner: list[Floats]
    name: list[Hashes]
    leaf: list[NDArray[np.int32]]
    edge: list[NDArray[np.int32]]
    count: int = 0
    edges: int = 0


class _Builder:
    """Fill a grid from the root down, all blocks of one size at a time."""

    def __init__(self, geometries: NDArray[np.object_], edges: Edges, shift: float, max_bytes: int) -> None:
        self.edges = edges
        self.n_regions = max(len(geometries), 1)
        rng = np.random.default_rng(20150823)
        self.weights = rng.integers(1, 2**64, size=self.n_regions, dtype=np.uint64)
        self.sets = _Sets(geometries, self.weights)
        self.leaves = _Leaves([], [], [], [])
        self.shift = shift
        self.max_bytes = max_bytes + 2 * EDGE_BYTES * len(edges.xy)
        self.cells: list[NDArray[np.int32]] = []
        self.size = 0

    def root(self) -> tuple[Blocks, Ints]:
        """Lay the root over all edges: about square cells, their number from the number of edges."""
        xy = self.edges.xy
        low = np.minimum(xy[:, :2].min(axis=0), xy[:, 2:].min(axis=0))
        high = np.maximum(xy[:, :2].max(axis=0), xy[:, 2:].max(axis=0))
        extent = high - low
        ratio = float(np.clip(np.sqrt(extent[0] / extent[1]), 1 / 8, 8))
        side = float(np.clip(2 ** np.ceil(np.log2(np.sqrt(32 * len(xy)))), ROOT_MIN, ROOT_MAX))
        # edges much longer than a cell would fill the root: one cell more per column and row that they cross
        lengths = np.abs(xy[:, 2:] - xy[:, :2]).sum(axis=0) / extent
        crossed = max(float(lengths[0] * ratio + lengths[1] / ratio), 1e-300)
        side = max(min(side, 2 * (len(xy) + 250_000) / crossed), ROOT_MIN)
        n_x, n_y = max(int(side * ratio), 4), max(int(side / ratio), 4)
        # unlike margins in x and y, so that a diagonal through the corner of the extent meets no corner
        west, south = 0.25 + self.shift, 0.31 + 0.7 * self.shift
        dx, dy = extent[0] / (n_x - west - 0.25), extent[1] / (n_y - south - 0.25)
        x0, y0 = low[0] - west * dx, low[1] - south * dy
        blocks = Blocks(
            n_x, n_y, np.array([x0]), np.array([y0]), dx, dy, np.array([x0 - dx]), np.array([y0 - dy]),
            np.zeros(1, dtype=np.uint64),
        )  # fmt: skip
        return blocks, np.arange(len(xy))

    def fill(self, blocks: Blocks, block: Ints, edge: Ints, depth: int) -> None:
        """Fill blocks that begin at cell ``self.size``, then the blocks and leaves under them."""
        xy = self.edges.xy[edge]
        names = corner_hashes(blocks, block, xy, self.weights[self.edges.region[edge]]).ravel()
        cell, pair = touched_cells(blocks, block, xy)
        touched = np.zeros(len(names), dtype=bool)
        touched[cell] = True
        mixed = np.flatnonzero(touched)

        def place(of: Ints) -> tuple[Floats, Floats]:
            b, rest = np.divmod(of, blocks.n_x * blocks.n_y)
            j, i = np.divmod(rest, blocks.n_x)
            return blocks.column(b, i), blocks.row(b, j)

        values = self._pure(names, touched, place, (len(names) // UNIT + (depth == 0)) * UNIT)
        self.cells.append(values)
        self.size += len(values)
        # from here on a cell is its number among the mixed ones: what the others took is free for the blocks
        names = names[mixed]
        del touched
        order = np.argsort(cell, kind="stable")
        cell, pair = np.searchsorted(mixed, cell[order]), pair[order]
        reach = np.minimum((np.abs(xy[:, 2:] - xy[:, :2]) / (blocks.dx, blocks.dy)).sum(axis=1), 1.0)
        bits = np.zeros(len(mixed), dtype=np.int64)
        if min(blocks.dx, blocks.dy) >= 1e-7 * max(np.abs(self.edges.xy).max(), 1e-300):
            used = 4 * self.size + EDGE_BYTES * self.leaves.edges
            budget = (0.7 if depth == 0 else 1.0) * (self.max_bytes - used)
            length: Floats = np.bincount(cell, weights=reach[pair], minlength=len(mixed)).astype(np.float64)
            bits = _block_bits(np.bincount(cell, minlength=len(mixed)), length, depth, budget)
            del length
        edge = edge[pair]
        del order, xy, reach, pair
        self._add_leaves(
            np.flatnonzero(bits == 0), names, lambda k: place(mixed[k]), values, mixed, cell, edge
        )
        for bit in np.unique(bits[bits > 0]).tolist():
            parents = np.flatnonzero(bits == bit)
            per_batch = max(BATCH_CELLS >> (2 * bit), 1)
            for start in range(0, len(parents), per_batch):
                batch = parents[start : start + per_batch]
                number = (self.size + np.arange(len(batch)) * 4**bit) // UNIT
                values[mixed[batch]] = ~(8 * number + bit)
                mine = slice(np.searchsorted(cell, batch[0]), np.searchsorted(cell, batch[-1], side="right"))
                keep = bits[cell[mine]] == bit
                child = np.searchsorted(batch, cell[mine][keep])
                x, y = place(mixed[batch])
                b, rest = np.divmod(mixed[batch], blocks.n_x * blocks.n_y)
                j, i = np.divmod(rest, blocks.n_x)
                n = 2**bit
                x0, y0 = blocks.x0[b] + i * blocks.dx, blocks.y0[b] + j * blocks.dy
                below = Blocks(n, n, x0, y0, blocks.dx / n, blocks.dy / n, x, y, names[batch])
                self.fill(below, child, edge[mine][keep], depth + 1)

    def _pure(
        self,
        names: Hashes,
        touched: NDArray[np.bool_],
        place: Callable[[Ints], tuple[Floats, Floats]],
        size: int,
    ) -> NDArray[np.int32]:
        """Give the cells of some blocks: those that no edge touches have their sets."""
        pure = np.flatnonzero(~touched)
        values = np.zeros(size, dtype=np.int32)
        values[pure] = self.sets.number(names[pure], lambda k: place(pure[k])[0], lambda k: place(pure[k])[1])
        return values

    def _add_leaves(
        self,
        found: Ints,
        names: Hashes,
        place: Callable[[Ints], tuple[Floats, Floats]],
        values: NDArray[np.int32],
        mixed: Ints,
        cell: Ints,
        edge: Ints,
    ) -> None:
        """Keep the mixed cells that are found to have no block under them, with their edges."""
        if len(found) == 0:
            return
        leaves = self.leaves
        values[mixed[found]] = ~(8 * (leaves.count + np.arange(len(found))))
        is_leaf = np.zeros(len(mixed), dtype=bool)
        is_leaf[found] = True
        mine = is_leaf[cell]
        leaves.leaf.append(np.searchsorted(found, cell[mine]).astype(np.int32))
        leaves.edge.append(edge[mine].astype(np.int32))
        leaves.corner.append(np.column_stack(place(found)))
        leaves.name.append(names[found])
        leaves.count += len(found)
        leaves.edges += len(leaves.edge[-1])

    def finish(self, root: Blocks) -> Grid:
        """Write the leaves' records, chunk by chunk as they were found, and freeze everything."""
        leaves = self.leaves
        edge_names = self.edges.names()
        records, offsets = np.empty(0), [np.empty(0, dtype=np.int64)]
        for part in (leaves.corner, leaves.name, leaves.leaf, leaves.edge):
            part.reverse()
        while leaves.leaf:
            record, offset = self._records(
                leaves.corner.pop(), leaves.name.pop(), leaves.leaf.pop(), leaves.edge.pop(), edge_names
            )
            offsets.append(offset + len(records))
            # grown in place: at the end there is no second copy of what takes most of the memory
            records.resize(len(records) + len(record), refcheck=False)
            records[len(records) - len(record) :] = record
        offset = np.concatenate(offsets)
        cells = np.empty(self.size, dtype=np.int32)
        while self.cells:
            last = self.cells.pop()
            self.size -= len(last)
            cells[self.size : self.size + len(last)] = last
        at = np.flatnonzero(cells < 0)
        at = at[~cells[at] & 7 == 0]
        cells[at] = ~(8 * (offset[~cells[at] >> 3] // 2))
        size = np.array([len(m) for m in self.sets.members])
        overview = _overview(cells[: root.n_x * root.n_y].reshape(root.n_y, root.n_x))
        made = Grid(
            frame=np.array([root.x0[0], root.y0[0], 1 / root.dx, 1 / root.dy]),
            shape=np.array([root.n_x, root.n_y, *overview.shape[::-1]]),
            overview=overview.ravel(),
            cells=cells,
            set_start=np.concatenate([[0], np.cumsum(size)]),
            set_member=np.concatenate(self.sets.members).astype(np.int32),
            leaves=records,
        )
        for item in fields(made):
            getattr(made, item.name).setflags(write=False)
        return made

    def _records(
        self,
        corner: Floats,
        names: Hashes,
        leaf: NDArray[np.int32],
        edge: NDArray[np.int32],
        edge_names: Hashes,
    ) -> tuple[Floats, Ints]:
        """Write the records of some leaves (every one has an edge); give them and where each begins."""
        key = leaf.astype(np.int64) * self.n_regions + self.edges.region[edge]
        order = np.argsort(key, kind="stable")
        key, edge = key[order], edge[order]
        first = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))
        g_leaf, g_region = np.divmod(key[first], self.n_regions)
        at_corner = self.sets.number(names, lambda k: corner[k, 0], lambda k: corner[k, 1]).astype(np.int64)
        size = np.array([len(m) for m in self.sets.members])
        member = np.repeat(np.arange(len(size)), size) * self.n_regions + np.concatenate(self.sets.members)
        held = np.isin(at_corner[g_leaf] * self.n_regions + g_region, member)
        whole = names.copy()
        np.subtract.at(whole, g_leaf[held], self.weights[g_region[held]])
        self._number_remainders(whole, at_corner, g_leaf, g_region)
        leaf_set = self.sets.number(whole, lambda k: corner[k, 0], lambda k: corner[k, 1])
        line = np.add.reduceat(edge_names[edge], first)
        runs = Runs.of(g_leaf, 2 * g_region + held, line, first, np.diff(first, append=len(key)))
        return runs.records(corner, leaf_set, self.edges.xy[edge])

    def _number_remainders(self, whole: Hashes, at_corner: Ints, g_leaf: Ints, g_region: Ints) -> None:
        """Give numbers to the sets that cover whole leaves and were seen nowhere else."""
        names, seen = np.unique(whole, return_index=True)
        for name, leaf in zip(names.tolist(), seen.tolist(), strict=True):
            if name in self.sets.numbers or name in self.sets.single:
                continue
            groups = slice(np.searchsorted(g_leaf, leaf), np.searchsorted(g_leaf, leaf, side="right"))
            self.sets.add(
                name, np.setdiff1d(self.sets.members[at_corner[leaf]], g_region[groups]).astype(np.int32)
            )


def _return_memory() -> None:
    """Give what a build needed in passing back to the system: glibc keeps 50 MB of it otherwise."""
    with suppress(AttributeError, OSError, TypeError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)


def build_grid(geometries: NDArray[np.object_], *, max_bytes: int = MAX_BYTES) -> Grid:
    """Build the grid of valid polygons (empty ones hold nothing).

    Parameters
    ----------
    geometries
        Polygons and MultiPolygons in one plane.
    max_bytes
        Bound on the grid's memory beyond some 100 bytes per edge, about; where it is reached leaves stay
        coarse, and slower.
    """
    edges = Edges.of(geometries)
    if len(edges.xy) == 0:
        nothing = np.array([0, 0, 1, 1])
        return Grid(
            np.array([0.0, 0.0, 1.0, 1.0]), nothing, np.zeros(1, np.int16), np.zeros(UNIT, np.int32),
            np.zeros(2, np.int64), np.zeros(0, np.int32), np.zeros(0),
        )  # fmt: skip
    for attempt in range(8):
        try:
            builder = _Builder(geometries, edges, 0.0137 * attempt, max_bytes)
            root, edge = builder.root()
            builder.fill(root, np.zeros(len(edge), dtype=np.int64), edge, 0)
            made = builder.finish(root)
        except TieError:
            continue
        del builder, root, edge
        _return_memory()
        return made
    msg = "the regions' edges meet the grid's corners wherever it is laid"
    raise AssertionError(msg)
