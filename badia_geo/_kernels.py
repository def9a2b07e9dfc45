"""Compiled loops of RegionIndex over the flat arrays of a `Grid`; imported at the first look-up.

Signatures are explicit, so that importing compiles once (or loads from the cache) and no kind of array
that a caller brings compiles again.  The loops release the GIL; threads are the caller's.
"""
# numba reads no annotations, and its decorators have none
# and every call of min or max compiles a function more
# Numba infers the types, and compiles long plain loops to what small functions would cost.
# ruff: noqa: ANN001, ANN202, C901, FURB136
# mypy: ignore-errors

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numba import float64, int16, int32, int64, njit, types, uint64

from badia_geo._grid import OVERVIEW, UNIT
from badia_geo.index import UNSURE

__all__ = ["BATCH", "locate", "scratch", "tally"]

ERROR_BOUND = 3.3306690738754716e-16
"""(3 + 16 eps) eps with eps = 2**-53 (Shewchuk 1997, Adaptive precision floating-point arithmetic, p. 39)."""
UNDERFLOW = 1e-280
"""Products below this may have lost digits to underflow, which the bound does not know of."""
NUDGE = 1e-9
"""Degrees by which a sample point of a disc avoids an edge."""
BATCH = 2048
"""Points that go loop by loop together: their scratch stays in the nearest cache."""

F2 = types.Array(float64, 2, "C", readonly=True)
F1 = types.Array(float64, 1, "C", readonly=True)
I1 = types.Array(int32, 1, "C", readonly=True)
I2 = types.Array(int32, 2, "C", readonly=True)
L1 = types.Array(int64, 1, "C", readonly=True)
H1 = types.Array(int16, 1, "C", readonly=True)
GRID = types.Tuple((F1, L1, H1, I1, int64, F1))


inner = njit(nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True, error_model="numpy")


@inner
def in_leaf(leaves, rows, n_sets, date, start, px, py):
    """Give the first row that holds a point of the cell of the leaf whose record begins at start.

    A path runs from the leaf's corner q north or south to the point's latitude, and from that bend east or
    west to the point.  An edge that spans a leg's range is crossed by it if the leg's ends lie on different
    sides of the edge.  A side that double precision cannot tell is left to shapely.
    """
    qx, qy = leaves[start], leaves[start + 1]
    best = rows[uint64(leaves[start + 2]), date]
    run = start + 4
    for _ in range(int64(leaves[start + 3])):
        first = run + 2 + int64(leaves[run])
        stop = first + 4 * int64(leaves[run + 1])
        odd, on_edge = 0, False
        for edge in range(first, stop, 4):
            x1, y1, x2, y2 = leaves[edge], leaves[edge + 1], leaves[edge + 2], leaves[edge + 3]
            if py == y1 and (px == x1 or (y2 == py and (px > x1) != (px > x2))):
                on_edge = True
                continue
            legs = 0 if (x1 <= qx) != (x2 <= qx) else 1
            stops = 3 if (y1 <= py) != (y2 <= py) else 1 + (legs == 0)
            before = 0
            for place in range(legs, stops):
                a, b = x2 - x1, (qy if place == 0 else py) - y1
                c, d = y2 - y1, (px if place == 2 else qx) - x1
                left, right = a * b, c * d
                size = abs(left) + abs(right)
                side = left - right
                if size < UNDERFLOW and (a == 0.0 or b == 0.0) and (c == 0.0 or d == 0.0):
                    side = 0.0
                elif size < UNDERFLOW or abs(side) <= ERROR_BOUND * size:
                    return int32(UNSURE)
                if side == 0.0:
                    if place < 2:
                        return int32(UNSURE)
                    on_edge = True
                sign = 1 if side > 0.0 else -1
                if place > legs and sign != before:
                    odd ^= 1
                before = sign
        for k in range(run + 2, first):
            code = int64(leaves[k])
            row = rows[uint64(n_sets + (code >> 1)), date]
            if row >= 0 and (best < 0 or row < best) and (on_edge or odd != code & 1):
                best = row
        run = stop
    return best


def _locate(grid, rows, dates, x, y, out, cell, value, waiting, place_x, place_y):
    """Write the row that holds each point, -1 for none, -2 where unsure; give the number of unsure points.

    ``rows[k, d]`` is the first row on date d of set k, and after the sets of region k; ``dates`` holds
    each point's column (-1: none), or one column for all.  The last five arrays are what the loops write in.

    Points go batch by batch through loops that do one thing each: the processor then computes several cells
    at once and asks for many cells' memory at a time (272 regions: 9.6 ns a point with one loop for each
    level and no overview, 6.3 ns with these).
    """
    frame, shape, overview, cells, n_sets, leaves = grid
    x0, y0, per_x, per_y = frame[0], frame[1], frame[2], frame[3]
    columns, stride = int32(shape[0]), int32(shape[2])
    width, height = float64(shape[0]), float64(shape[1])
    beyond = float64((shape[3] - 1) << OVERVIEW)
    one, zero = uint64(1), uint64(0)
    batch, total = uint64(len(cell)), uint64(len(x))
    step = one if len(dates) == len(x) else zero
    unsure = 0
    first = zero
    while first < total:
        size = batch if first + batch < total else total - first
        for k in range(size):
            p = first + k
            fx, fy = (x[p] - x0) * per_x, (y[p] - y0) * per_y
            inside = (fx >= 0.0) & (fx < width) & (fy >= 0.0) & (fy < height)
            fx, fy = fx if inside else 0.0, fy if inside else beyond
            cell[k] = (int32(fy) >> OVERVIEW) * stride + (int32(fx) >> OVERVIEW)
        for k in range(size):
            value[k] = overview[uint64(cell[k])]
        n = zero
        for k in range(size):
            waiting[n] = k
            n += uint64(value[k] < 0)
        if step == zero and dates[0] >= 0:
            date = uint64(dates[0])
            for k in range(size):
                out[first + k] = rows[uint64(value[k] if value[k] > 0 else 0), date]
        else:
            for k in range(size):
                day = dates[(first + k) * step]
                row = rows[uint64(value[k] if value[k] > 0 else 0), uint64(day if day > 0 else 0)]
                out[first + k] = row if day >= 0 else -1
        for w in range(n):
            p = first + uint64(waiting[w])
            fx, fy = (x[p] - x0) * per_x, (y[p] - y0) * per_y
            place_x[w], place_y[w] = fx - int32(fx), fy - int32(fy)
            cell[w] = int32(fy) * columns + int32(fx)
        for w in range(n):
            value[w] = cells[uint64(cell[w])]
        while n > zero:
            for w in range(n):
                code = ~value[w]
                bits = code & 7
                fx, fy = place_x[w] * (1 << bits), place_y[w] * (1 << bits)
                place_x[w], place_y[w] = fx - int32(fx), fy - int32(fy)
                cell[w] = (
                    (code >> 3) * UNIT + (int32(fy) << bits) + int32(fx) if code > 0 and bits > 0 else -1
                )
            for w in range(n):
                if cell[w] >= 0:
                    value[w] = cells[uint64(cell[w])]
            left = zero
            for w in range(n):
                code = ~value[w]
                p = first + uint64(waiting[w])
                day = dates[p * step]
                if code > 0 and code & 7 > 0:
                    waiting[left], value[left] = waiting[w], value[w]
                    place_x[left], place_y[left] = place_x[w], place_y[w]
                    left += one
                elif day >= 0 and code < 0:
                    out[p] = rows[uint64(value[w]), uint64(day)]
                elif day >= 0:
                    row = in_leaf(leaves, rows, n_sets, uint64(day), 2 * int64(code >> 3), x[p], y[p])
                    unsure += row == UNSURE
                    out[p] = row
            n = left
        first += size
    return unsure


@inner
def settle(grid, rows, date, xs, ys, found, cell, value, waiting, place_x, place_y):
    """Locate sample points; one whose side of an edge is unsure goes 0.1 mm east, which no share can tell."""
    if locate(grid, rows, date, xs, ys, found, cell, value, waiting, place_x, place_y) == 0:
        return
    for k in range(len(xs)):
        if found[k] == UNSURE:
            xs[k] += NUDGE
            one = found[k : k + 1]
            locate(
                grid, rows, date, xs[k : k + 1], ys[k : k + 1], one, cell, value, waiting, place_x, place_y
            )


def _tally(
    grid, rows, errors, dates, discs, unit, normal, probe, out_disc, out_row, out_share,
    xs, ys, found, count, touched, cell, value, waiting, place_x, place_y,
):  # fmt: skip
    """Share out discs: write (disc, row, share of the disc) and give their number, or -1 if they do not fit.

    ``discs`` has lon, lat, radius in metres, degrees per metre east and north, and the correction of the
    length of a degree east for the middle latitude of a move; ``unit`` the points of a disc of radius 1;
    ``errors`` the positional error of each row, by which a point that falls into it is displaced along
    ``normal``.  A disc of radius 0 whose ``probe`` points all fall into one row is wholly in it.  The arrays
    from ``xs`` on are for the loops to write in; ``count`` is zero and is left so.
    """
    n = len(unit)
    none = len(errors)
    blurred = False
    for row in range(none):
        blurred |= errors[row] > 0.0
    used = 0
    for d in range(len(discs)):
        lon, lat, radius = discs[d, 0], discs[d, 1], discs[d, 2]
        per_east, per_north, bend = discs[d, 3], discs[d, 4], discs[d, 5]
        date = dates[d : d + 1]
        points = n
        if radius == 0.0:
            xs[0], ys[0] = lon, lat
            settle(grid, rows, date, xs[:1], ys[:1], found, cell, value, waiting, place_x, place_y)
            centre = found[0]
            points = 1
            if centre >= 0 and errors[centre] > 0.0:
                m = len(probe)
                for k in range(m):
                    east, north = probe[k, 0] * errors[centre], probe[k, 1] * errors[centre]
                    xs[k], ys[k] = lon + east * per_east * (1.0 + bend * north), lat + north * per_north
                settle(grid, rows, date, xs[:m], ys[:m], found, cell, value, waiting, place_x, place_y)
                for k in range(m):
                    if found[k] != centre:
                        points = n
                for k in range(points):
                    found[k] = centre
                    xs[k], ys[k] = lon, lat
        else:
            for k in range(n):
                east, north = unit[k, 0] * radius, unit[k, 1] * radius
                xs[k], ys[k] = lon + east * per_east * (1.0 + bend * north), lat + north * per_north
            settle(grid, rows, date, xs[:n], ys[:n], found, cell, value, waiting, place_x, place_y)
        moved = False
        if points > 1 and blurred:
            for k in range(points):
                if found[k] >= 0 and errors[found[k]] > 0.0:
                    east, north = normal[k, 0] * errors[found[k]], normal[k, 1] * errors[found[k]]
                    xs[k] += east * per_east * (1.0 + bend * north)
                    ys[k] += north * per_north
                    moved = True
        if moved:
            settle(grid, rows, date, xs[:points], ys[:points], found, cell, value, waiting, place_x, place_y)
        # neighbours mostly lie in one row: count each stretch of equal ones at once
        n_touched, start = 0, 0
        for k in range(1, points + 1):
            if k < points and found[k] == found[start]:
                continue
            row = int64(found[start]) if found[start] >= 0 else none
            if count[row] == 0:
                touched[n_touched] = row
                n_touched += 1
            count[row] += k - start
            start = k
        if used + n_touched > len(out_disc):
            for t in range(n_touched):
                count[touched[t]] = 0
            return -1
        for t in range(n_touched):
            row = touched[t]
            out_disc[used] = d
            out_row[used] = row if row < none else -1
            out_share[used] = count[row] / points
            used += 1
            count[row] = 0
    return used


def compiled(signature, function):
    """Compile with the cache on disk; without it where no folder can be written."""
    options = {"nogil": True, "no_cfunc_wrapper": True, "error_model": "numpy"}
    try:
        return njit(signature, cache=True, **options)(function)
    except RuntimeError:  # numba: "cannot cache function: no locator available"
        return njit(signature, **options)(function)


WI, WL, WF = types.Array(int32, 1, "C"), types.Array(int64, 1, "C"), types.Array(float64, 1, "C")
locate = compiled(int64(GRID, I2, I1, F1, F1, WI, WI, WI, WI, WF, WF), _locate)


def scratch(size: int = BATCH) -> tuple[Any, ...]:
    """Give the arrays that `locate` writes in, for batches of a size."""
    return (*np.empty((3, size), np.int32), *np.empty((2, size)))


@lru_cache(maxsize=1)
def tally():
    """Give the compiled `_tally`, which only joins of uncertain places need."""
    read = (GRID, I2, F1, I1, F2, F2, F2, F2)
    return compiled(int64(*read, WI, WI, WF, WF, WF, WI, WL, WL, WI, WI, WI, WF, WF), _tally)
