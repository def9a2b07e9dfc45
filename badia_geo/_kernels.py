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
from numba import float64, int32, int64, njit, types

__all__ = ["BATCH", "UNSURE", "locate", "scratch", "tally"]

UNSURE = -2
"""The sign of an orientation was beyond double precision; the caller asks shapely."""

ERROR_BOUND = 3.3306690738754716e-16
"""(3 + 16 eps) eps with eps = 2**-53 (Shewchuk 1997, Adaptive precision floating-point arithmetic, p. 39)."""
UNDERFLOW = 1e-280
"""Products below this may have lost digits to underflow, which the bound does not know of."""
SPLITTER = 134217729.0
UNIT = 16
BATCH = 4096
"""Points that go level by level together: their scratch stays in the nearest cache."""

F2 = types.Array(float64, 2, "C", readonly=True)
F1 = types.Array(float64, 1, "C", readonly=True)
I1 = types.Array(int32, 1, "C", readonly=True)
I2 = types.Array(int32, 2, "C", readonly=True)
L1 = types.Array(int64, 1, "C", readonly=True)
GRID = types.Tuple((F1, L1, I1, int64, F1))


inner = njit(nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True, error_model="numpy")


@inner
def orientation(x1, y1, x2, y2, px, py):
    """Sign of (x2 - x1) (py - y1) - (y2 - y1) (px - x1): exact, or 2 where shapely must tell."""
    a, b, c, d = x2 - x1, py - y1, y2 - y1, px - x1
    left, right = a * b, c * d
    det = left - right
    size = (left if left > 0.0 else -left) + (right if right > 0.0 else -right)
    if size < UNDERFLOW:
        return 0 if (a == 0.0 or b == 0.0) and (c == 0.0 or d == 0.0) else 2
    bound = ERROR_BOUND * size
    if det > bound:
        return 1
    if -det > bound:
        return -1
    # differences that lost nothing leave two products, whose rounding errors are exact too (Dekker 1971);
    # those to the other end matter to GEOS alone, whose double-double arithmetic is exact only then
    e, f = px - x2, py - y2
    ta, tb, tc, td, te, tf = x2 - a, py - b, y2 - c, px - d, px - e, py - f
    kept = (x2 == a + ta) & (ta == x1) & (py == b + tb) & (tb == y1) & (y2 == c + tc) & (tc == y1)
    kept &= (px == d + td) & (td == x1) & (px == e + te) & (te == x2) & (py == f + tf) & (tf == y2)
    if not kept:
        return 2
    s = SPLITTER * a
    a1 = s - (s - a)
    s = SPLITTER * b
    b1 = s - (s - b)
    s = SPLITTER * c
    c1 = s - (s - c)
    s = SPLITTER * d
    d1 = s - (s - d)
    a2, b2, c2, d2 = a - a1, b - b1, c - c1, d - d1
    left_error = a2 * b2 - (((left - a1 * b1) - a2 * b1) - a1 * b2)
    right_error = c2 * d2 - (((right - c1 * d1) - c2 * d1) - c1 * d2)
    if left != right:
        # equal to first order or not, the larger product decides unless the errors reach the gap
        gap = (left - right) + (left_error - right_error)
        return 1 if gap > 0 else (-1 if gap < 0 else 2)
    rest = left_error - right_error
    return 1 if rest > 0 else (-1 if rest < 0 else 0)


@inner
def crossings(leaves, start, stop, qx, qy, px, py):
    """Parity of the crossings from corner q, north and then east, to p; 2 if p is on an edge, 3 if unsure."""
    odd = 0
    for e in range(start, stop, 4):
        k = np.uint64(e)
        x1, y1, x2, y2 = (
            leaves[k],
            leaves[k + np.uint64(1)],
            leaves[k + np.uint64(2)],
            leaves[k + np.uint64(3)],
        )
        if py == y1 and (px == x1 or (y2 == py and (px > x1) != (px > x2))):
            return 2
        spans_y = (y1 <= py) != (y2 <= py)
        spans_q = (x1 <= qx) != (x2 <= qx)
        if not (spans_y or spans_q):
            continue
        at_corner = 0
        if spans_q or (spans_y and (x1 <= qx or x2 <= qx)):
            at_corner = orientation(x1, y1, x2, y2, qx, py)
            if at_corner == 0 or at_corner == 2:
                return 3
        if spans_y:
            side = orientation(x1, y1, x2, y2, px, py)
            if side == 0:
                return 2
            if side == 2:
                return 3
            # the path's eastern leg crosses an edge whose ends lie north and south of it if the leg's ends
            # lie on opposite sides; an edge that lies east of the corner has the corner on its western side
            if at_corner == 0:
                at_corner = 1 if y2 > y1 else -1
            if side != at_corner:
                odd ^= 1
        if spans_q:
            low = orientation(x1, y1, x2, y2, qx, qy)
            if low == 0 or low == 2:
                return 3
            if low != at_corner:
                odd ^= 1
    return odd


@inner
def in_leaf(leaves, rows, n_sets, date, start, px, py):
    """Give the first row that holds a point of the cell of the leaf whose record begins at start."""
    qx, qy = leaves[start], leaves[start + 1]
    best = rows[np.uint64(leaves[start + 2]), date]
    run = start + 4
    for _ in range(int64(leaves[start + 3])):
        n_regions, n_edges = int64(leaves[run]), int64(leaves[run + 1])
        first = run + 2 + n_regions
        odd = -1
        for k in range(run + 2, first):
            code = int64(leaves[k])
            row = rows[np.uint64(n_sets + (code >> 1)), date]
            if row < 0 or (best >= 0 and row >= best):
                continue
            if odd < 0:
                odd = crossings(leaves, first, first + 4 * n_edges, qx, qy, px, py)
                if odd == 3:
                    return int32(UNSURE)
            if odd == 2 or odd != (code & 1):
                best = row
        run = first + 4 * n_edges
    return best


@inner
def resolve(grid, rows, dates, step, x, y, out, first, stop, waiting, values, place_x, place_y):
    """Write the row that holds each point of one batch, -1 for none, -2 where unsure; count the unsure.

    Points go level by level: memory that is far away is then asked for by loops without branches, which
    the processor overlaps (14 ns a point with one loop, 6 ns with these, over 272 regions).
    """
    x0, y0, sx, sy = grid[0][0], grid[0][1], grid[0][2], grid[0][3]
    nx, ny = grid[1][0], grid[1][1]
    cells = grid[2]
    outside = np.uint64(nx * ny)
    stride = np.uint64(nx)
    width, height = float64(nx), float64(ny)
    for q in range(first, stop):
        p = np.uint64(q)
        fx, fy = (x[p] - x0) * sx, (y[p] - y0) * sy
        inside = (fx >= 0.0) & (fx < width) & (fy >= 0.0) & (fy < height)
        cell = np.uint64(int64(fy)) * stride + np.uint64(int64(fx))
        out[p] = cells[cell if inside else outside]
    n = 0
    for q in range(first, stop):
        waiting[np.uint64(n)] = q - first
        n += out[np.uint64(q)] < 0
    for w in range(n):
        p = np.uint64(first + waiting[w])
        values[w] = out[p]
        fx, fy = (x[p] - x0) * sx, (y[p] - y0) * sy
        place_x[w] = fx - int64(fx)
        place_y[w] = fy - int64(fy)
    while n > 0:
        for w in range(n):
            code = ~values[w]
            bits = code & 7
            scale = float64(1 << bits)
            fx, fy = place_x[w] * scale, place_y[w] * scale
            i, j = int64(fx), int64(fy)
            place_x[w], place_y[w] = fx - i, fy - j
            if bits > 0:
                values[w] = cells[np.uint64(code >> 3) * np.uint64(UNIT) + np.uint64((j << bits) + i)]
        left = 0
        for w in range(n):
            b, value = waiting[w], values[w]
            out[first + b] = value
            waiting[left], values[left] = b, value
            place_x[left], place_y[left] = place_x[w], place_y[w]
            left += (value < 0) & ((~value & 7) != 0)
        n = left
    n = 0
    for q in range(first, stop):
        waiting[np.uint64(n)] = q - first
        n += out[np.uint64(q)] < 0
    for w in range(n):
        values[w] = ~out[first + waiting[w]] >> 3
    if step == 0 and dates[0] >= 0:
        column = np.uint64(dates[0])
        for q in range(first, stop):
            p = np.uint64(q)
            value = out[p]
            out[p] = rows[np.uint64(value if value > 0 else 0), column]
    else:
        for q in range(first, stop):
            p = np.uint64(q)
            value, date = out[p], dates[np.uint64(q * step)]
            row = rows[np.uint64(value if value > 0 else 0), np.uint64(date if date > 0 else 0)]
            out[p] = row if date >= 0 else -1
    unsure = 0
    for w in range(n):
        p = np.uint64(first + waiting[w])
        date = dates[np.uint64((first + waiting[w]) * step)]
        if date >= 0:
            row = in_leaf(grid[4], rows, grid[3], np.uint64(date), 2 * int64(values[w]), x[p], y[p])
            unsure += row == UNSURE
            out[p] = row
    return unsure


def _locate(grid, rows, dates, x, y, out, waiting, values, place_x, place_y):
    """Write the row that holds each point, -1 for none, -2 where unsure; give the number of unsure points.

    ``rows[k, d]`` is the first row on date d of set k, and after the sets of region k; ``dates`` holds
    each point's column (-1: none), or one column for all.  The last four arrays are what the loops write in.
    """
    batch = len(waiting)
    step = 1 if len(dates) == len(x) else 0
    unsure = 0
    for a in range(0, len(x), batch):
        z = a + batch if a + batch < len(x) else len(x)
        unsure += resolve(grid, rows, dates, step, x, y, out, a, z, waiting, values, place_x, place_y)
    return unsure


def _tally(
    grid, rows, errors, dates, discs, unit, normal, probe, out_disc, out_row, out_share,
    xs, ys, date, found, count, touched, waiting, values, place_x, place_y,
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
    used = 0
    for d in range(len(discs)):
        lon, lat, radius = discs[d, 0], discs[d, 1], discs[d, 2]
        per_east, per_north, bend = discs[d, 3], discs[d, 4], discs[d, 5]
        date[0] = dates[d]
        points = n
        if radius == 0.0:
            xs[0], ys[0] = lon, lat
            resolve(grid, rows, date, 0, xs, ys, found, 0, 1, waiting, values, place_x, place_y)
            centre = found[0]
            points = 1
            if centre >= 0 and errors[centre] > 0.0:
                m = len(probe)
                for k in range(m):
                    east, north = probe[k, 0] * errors[centre], probe[k, 1] * errors[centre]
                    xs[k], ys[k] = lon + east * per_east * (1.0 + bend * north), lat + north * per_north
                resolve(grid, rows, date, 0, xs, ys, found, 0, m, waiting, values, place_x, place_y)
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
            resolve(grid, rows, date, 0, xs, ys, found, 0, n, waiting, values, place_x, place_y)
        moved = False
        if points > 1:
            for k in range(points):
                if found[k] >= 0 and errors[found[k]] > 0.0:
                    east, north = normal[k, 0] * errors[found[k]], normal[k, 1] * errors[found[k]]
                    xs[k] += east * per_east * (1.0 + bend * north)
                    ys[k] += north * per_north
                    moved = True
        if moved:
            resolve(grid, rows, date, 0, xs, ys, found, 0, points, waiting, values, place_x, place_y)
        n_touched = 0
        for k in range(points):
            row = int64(found[k]) if found[k] >= 0 else none
            touched[n_touched] = row
            n_touched += count[row] == 0
            count[row] += 1
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
locate = compiled(int64(GRID, I2, I1, F1, F1, WI, WI, WI, WF, WF), _locate)


def scratch(size: int) -> tuple[Any, Any, Any, Any]:
    """Give the arrays that `resolve` writes in."""
    return np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size), np.empty(size)


@lru_cache(maxsize=1)
def tally():
    """Give the compiled `_tally`, which only joins of uncertain places need."""
    read = (GRID, I2, F1, I1, F2, F2, F2, F2)
    return compiled(int64(*read, WI, WI, WF, WF, WF, WI, WI, WL, WL, WI, WI, WF, WF), _tally)
