"""Kernel of `Edges`: the nearest of many short segments, by a grid whose cells know the possible ones."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from badia_geo.edges import A_AXIS, E2, RUN

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["SegmentGrid"]

FINEST = 128
"""Cells along each side of the grid at most."""
PORTION = 1 << 16
"""Points that one thread takes at a time."""
ENOUGH = 3
"""A cell with at most this many candidate runs is not divided further."""


@njit(cache=True, nogil=True)
def _earth_centred(lon: float, lat: float) -> tuple[float, float, float]:
    phi, lam = np.radians(lat), np.radians(lon)
    n = A_AXIS / np.sqrt(1.0 - E2 * np.sin(phi) ** 2)
    return (
        n * np.cos(phi) * np.cos(lam),
        n * np.cos(phi) * np.sin(lam),
        n * (1.0 - E2) * np.sin(phi),
    )


@njit(cache=True, nogil=True)
def _square_distance(x: float, y: float, z: float, segment: NDArray[np.float64]) -> tuple[float, float]:
    """Square of the distance to a segment (start, direction, 1 / length squared), and the fraction."""
    px, py, pz = x - segment[0], y - segment[1], z - segment[2]
    t = (px * segment[3] + py * segment[4] + pz * segment[5]) * segment[6]
    t = min(max(t, 0.0), 1.0)
    px, py, pz = px - t * segment[3], py - t * segment[4], pz - t * segment[5]
    return px * px + py * py + pz * pz, t


@njit(cache=True, nogil=True)
def _run_distance(
    x: float, y: float, z: float, run: int, segments: NDArray[np.float64], best: float
) -> tuple[float, int, float]:
    """Square of the distance, segment and fraction, where a segment of the run is nearer than ``best``."""
    which, at = -1, 0.0
    for j in range(run * RUN, min(run * RUN + RUN, len(segments))):
        square, t = _square_distance(x, y, z, segments[j])
        if square < best:
            best, which, at = square, j, t
    return best, which, at


@njit(cache=True, nogil=True)
def _candidates(
    lon: float,
    lat: float,
    half_x: float,
    half_y: float,
    segments: NDArray[np.float64],
    known: NDArray[np.int32],
) -> NDArray[np.int32]:
    """Those of the known runs that can be nearest to a point of a cell (centre, half-widths in degrees)."""
    x, y, z = _earth_centred(lon, lat)
    reach = 0.0
    for i in range(4):
        u, v, w = _earth_centred(lon + half_x * (2 * (i % 2) - 1), lat + half_y * (2 * (i // 2) - 1))
        reach = max(reach, np.sqrt((u - x) ** 2 + (v - y) ** 2 + (w - z) ** 2))
    # the side of a cell on a parallel bulges beyond its corners
    reach *= 1.001
    distance = np.empty(len(known))
    for i in range(len(known)):
        distance[i] = np.sqrt(_run_distance(x, y, z, known[i], segments, np.inf)[0])
    near: NDArray[np.int32] = known[distance <= distance.min() + 2.0 * reach]
    return near


@njit(cache=True, nogil=True)
def _lower_bound(x: float, y: float, z: float, sphere: NDArray[np.float64]) -> float:
    away: float = np.sqrt((x - sphere[0]) ** 2 + (y - sphere[1]) ** 2 + (z - sphere[2]) ** 2)
    return away - float(sphere[3])


@njit(cache=True, nogil=True)
def _nearest(
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    frame: NDArray[np.float64],
    shape: int,
    leaf: NDArray[np.int32],
    start: NDArray[np.int64],
    member: NDArray[np.int32],
    segments: NDArray[np.float64],
    spheres: NDArray[np.float64],
    chord: NDArray[np.float64],
    found: NDArray[np.int32],
    along: NDArray[np.float64],
) -> None:
    for i in range(len(lon)):
        column = int((lon[i] - frame[0]) / frame[2])
        row = int((lat[i] - frame[1]) / frame[3])
        if not (0 <= column < shape and 0 <= row < shape and lon[i] >= frame[0] and lat[i] >= frame[1]):
            found[i] = -1
            continue
        x, y, z = _earth_centred(lon[i], lat[i])
        cell = leaf[row * shape + column]
        likely, least = -1, np.inf
        for j in range(start[cell], start[cell + 1]):
            bound = _lower_bound(x, y, z, spheres[member[j]])
            if bound < least:
                likely, least = member[j], bound
        best, which, at = _run_distance(x, y, z, likely, segments, np.inf)
        for j in range(start[cell], start[cell + 1]):
            run = member[j]
            bound = _lower_bound(x, y, z, spheres[run])
            if run != likely and (bound < 0.0 or bound * bound < best):
                square, better, t = _run_distance(x, y, z, run, segments, best)
                if better >= 0:
                    best, which, at = square, better, t
        chord[i], found[i], along[i] = np.sqrt(best), which, at


class SegmentGrid:
    """A grid; each cell lists the runs of segments that can hold the nearest to its points.

    Parameters
    ----------
    segments, spheres
        Of `badia_geo.edges.Edges`.
    frame
        Least and greatest lon and lat in degrees.
    """

    def __init__(
        self,
        segments: NDArray[np.float64],
        spheres: NDArray[np.float64],
        frame: tuple[float, float, float, float],
    ) -> None:
        self.segments, self.spheres = segments, spheres
        low, high = np.array(frame[:2]), np.array(frame[2:])
        self.frame = np.array([*low, *(high - low) / FINEST])
        self.leaf = np.zeros((FINEST, FINEST), dtype=np.int32)
        found: list[NDArray[np.int32]] = []
        stack = [(0, 0, FINEST, np.arange(len(spheres), dtype=np.int32))]
        while stack:
            column, row, size, known = stack.pop()
            half = self.frame[2:] * size / 2
            middle = low + self.frame[2:] * [column, row] + half
            known = _candidates(middle[0], middle[1], half[0], half[1], segments, known)
            if len(known) > ENOUGH and size > 1:
                step = size // 2
                stack += [(column + step * (i % 2), row + step * (i // 2), step, known) for i in range(4)]
                continue
            self.leaf[row : row + size, column : column + size] = len(found)
            found.append(known)
        self.first = np.concatenate([[0], np.cumsum([len(k) for k in found])]).astype(np.int64)
        self.member = np.concatenate(found)

    def nearest(
        self, lon: NDArray[np.float64], lat: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.int32], NDArray[np.float64]]:
        """Give the length of the chord in metres, the segment (-1 outside the frame) and the fraction."""
        chord, along = np.empty(len(lon)), np.empty(len(lon))
        found = np.empty(len(lon), dtype=np.int32)

        def run(start: int) -> None:
            part = slice(start, start + PORTION)
            _nearest(
                np.ascontiguousarray(lon[part]), np.ascontiguousarray(lat[part]), self.frame, FINEST,
                self.leaf.reshape(-1), self.first, self.member, self.segments, self.spheres,
                chord[part], found[part], along[part],
            )  # fmt: skip

        starts = range(0, len(lon), PORTION)
        workers = min(len(starts), os.cpu_count() or 1)
        if workers > 1:
            with ThreadPoolExecutor(workers) as pool:
                list(pool.map(run, starts))
        else:
            for start in starts:
                run(start)
        return chord, found, along
