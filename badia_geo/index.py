"""RegionIndex: which of a set of regions holds each of many points, exactly.

A few points are asked of an R-tree.  From `TREE_POINTS` on, regions are laid over a grid (`_grid`) once:
a point in a cell that no edge touches costs one array look-up, and only the others are tested: by shapely,
or from `KERNEL_POINTS` on by a compiled kernel (`_kernels`), against the edges in their cell alone.  Where a
sign is beyond double precision shapely decides, so that all ways give the answer of `shapely.covers`.
"""

from __future__ import annotations

import os
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from pyproj import CRS, Transformer

from badia_geo.errors import AreaError, CRSError, ValueRangeError

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import ArrayLike, NDArray

    from badia_geo._grid import Grid

__all__ = ["KERNEL_POINTS", "REASONS", "UNSURE", "RegionAnswers", "RegionIndex", "cores"]

TREE_POINTS = 20_000
"""Points that an index answers from the R-tree before it builds the grid: 272 subdistricts answer 20,000
points in 0.06 s, and laying the grid and loading the kernel takes about a second."""

KERNEL_POINTS = 1 << 21
"""Points that are looked up with numpy before the compiled kernel is loaded: they take some 0.2 s, the kernel
0.4 s from its cache and 2 s when it is compiled for the first time."""

REASONS = ("", "no location", "outside the frame", "gap")
"""Why no region holds a point; see `RegionIndex.reasons`."""

PREPARED = Lock()
WORTH_PREPARING = 16
"""Points from which on preparing a polygon costs less than testing each against all of its edges."""

UNSURE = -2
"""What a way to look up answers where shapely must tell."""

CHUNK = 1 << 18
"""Points that a thread takes at a time: 4 MB of coordinates."""


def _polygonal(geometries: NDArray[np.object_], labels: list[object], *, strict: bool) -> NDArray[np.object_]:
    """Give valid polygons or empty ones, with a warning (or an error) that names the mended rows."""
    geometries = geometries.copy()
    missing = shapely.is_missing(geometries) | shapely.is_empty(geometries)
    types = shapely.get_type_id(geometries)
    wrong = ~missing & ~np.isin(types, (3, 6, 7))
    if wrong.any():
        rows = ", ".join(repr(labels[i]) for i in np.flatnonzero(wrong)[:5])
        msg = f"regions must be polygons; row {rows} is not: buffer lines and points first"
        raise AreaError(msg)
    invalid = ~missing & ~shapely.is_valid(geometries)
    if invalid.any():
        first = np.flatnonzero(invalid)[:5]
        rows = "; ".join(f"row {labels[i]!r}: {shapely.is_valid_reason(geometries[i])}" for i in first)
        more = f" and {invalid.sum() - 5} more" if invalid.sum() > 5 else ""
        if strict:
            msg = f"invalid polygons ({rows}{more}); mend them with make_valid() or pass strict=False"
            raise AreaError(msg)
        warnings.warn(f"repaired invalid polygons ({rows}{more})", UserWarning, stacklevel=4)
        geometries[invalid] = shapely.make_valid(geometries[invalid])
    mixed = np.isin(shapely.get_type_id(geometries), (1, 2, 5, 7))
    for i in np.flatnonzero(mixed):
        parts = [
            part for part in shapely.get_parts(geometries[i]) if part.geom_type in ("Polygon", "MultiPolygon")
        ]
        geometries[i] = shapely.union_all(parts) if parts else shapely.Polygon()
    void = shapely.is_missing(geometries) | (shapely.area(geometries) == 0)
    if void.any():
        rows = ", ".join(repr(labels[i]) for i in np.flatnonzero(void)[:5])
        if strict:
            msg = f"regions without an area hold no point (row {rows}); drop them or pass strict=False"
            raise AreaError(msg)
        warnings.warn(f"regions without an area hold no point (row {rows})", UserWarning, stacklevel=4)
        geometries[void] = shapely.Polygon()
    return geometries


class RegionIndex:
    """Answer which of a set of regions holds each of many points.

    The answer is that of `shapely.covers`: a point on a border belongs to the region; where several
    regions hold a point (a shared border, an overlap), the one that stands first wins.

    An index does not change once it is made, can be pickled, and may be used from many threads.

    Parameters
    ----------
    regions
        Polygons or MultiPolygons with a CRS.
    strict
        Refuse invalid and empty polygons instead of mending them with a warning.
    cache
        Keep the grid of large sets of regions in the user's cache folder, by content
        (``BADIA_GEO_CACHE`` names another folder).
    max_bytes
        Bound on the grid's memory, about, beyond some 100 bytes per edge; a grid that would exceed it is
        coarser, and slower.

    Raises
    ------
    CRSError
        If the regions have no CRS.
    AreaError
        If a region is not polygonal, or is invalid or empty under ``strict``.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> regions = gpd.GeoSeries([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)], crs=4326)
    >>> RegionIndex(regions).lookup([0.5, 1.0, 1.5, 3.0], [0.5, 0.5, 0.5, 0.5])
    array([ 0,  0,  1, -1], dtype=int32)
    """

    def __init__(
        self,
        regions: gpd.GeoDataFrame | gpd.GeoSeries,
        *,
        strict: bool = False,
        cache: bool = True,
        max_bytes: int = 1 << 27,
    ) -> None:
        series = regions.geometry
        if series.crs is None:
            msg = "the regions have no CRS; set it with .set_crs(4326) if they are in degrees"
            raise CRSError(msg)
        values = np.asarray(series.values, dtype=object)
        checked = _polygonal(values, list(series.index), strict=strict)
        self._keep(checked, series.crs, cache=cache, max_bytes=max_bytes)

    def _keep(self, geometries: NDArray[np.object_], crs: CRS, *, cache: bool, max_bytes: int) -> None:
        self.crs = crs
        self.geometries = geometries
        self.geometries.setflags(write=False)
        self.cache, self.max_bytes = cache, max_bytes
        self._asked = 0
        self._tree_: shapely.STRtree | None = None
        self._grid: Grid | None = None
        self.positions = RegionAnswers(self, np.arange(len(geometries), dtype=np.int32)[:, None])

    @classmethod
    def of_valid(
        cls, geometries: NDArray[np.object_], crs: CRS, *, cache: bool = True, max_bytes: int = 1 << 27
    ) -> RegionIndex:
        """Index polygons that are known to be valid or empty, without looking at them again."""
        made = cls.__new__(cls)
        made._keep(geometries, crs, cache=cache, max_bytes=max_bytes)
        return made

    def __len__(self) -> int:
        return len(self.geometries)

    def __repr__(self) -> str:
        return f"RegionIndex({len(self)} regions, {self.crs.to_string()})"

    def __getstate__(self) -> dict[str, Any]:
        state = self.__dict__.copy()
        state["crs"] = self.crs.to_wkt()
        state["geometries"] = shapely.to_wkb(self.geometries)
        state["_tree_"] = None
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.crs = CRS.from_wkt(state["crs"])
        self.geometries = shapely.from_wkb(state["geometries"])
        self.geometries.setflags(write=False)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Least x and y and greatest x and y of all regions (NaN without regions)."""
        if not len(self):
            return (np.nan,) * 4
        xmin, ymin, xmax, ymax = shapely.total_bounds(self.geometries).tolist()
        return xmin, ymin, xmax, ymax

    @property
    def grid(self) -> Grid:
        """The grid, built or read from the cache when it is first needed."""
        if self._grid is None:
            from badia_geo._grid_cache import load_or_build_grid

            self._grid = load_or_build_grid(self.geometries, max_bytes=self.max_bytes, cache=self.cache)
        return self._grid

    @property
    def nbytes(self) -> int:
        """Memory of the grid in bytes, 0 before it is built."""
        return 0 if self._grid is None else self._grid.nbytes

    def build(self) -> RegionIndex:
        """Lay the grid and load the kernel now instead of at the first large look-ups; gives the index."""
        self.positions.build()
        self._asked = KERNEL_POINTS
        import badia_geo._kernels  # noqa: F401  (compiles, or reads what was compiled before)

        return self

    @property
    def _tree(self) -> shapely.STRtree:
        if self._tree_ is None:
            self._tree_ = shapely.STRtree(self.geometries)
        return self._tree_

    def lookup(
        self, x: ArrayLike, y: ArrayLike, *, out: NDArray[np.int32] | None = None, threads: int | None = None
    ) -> NDArray[np.int32]:
        """Give the position of the region that holds each point.

        Parameters
        ----------
        x, y
            Coordinates in the regions' CRS, of one shape.
        out
            Array to write to (int32, contiguous, of the shape of x): with memory-mapped arrays a
            look-up of any size streams.
        threads
            How many threads to use; all cores by default.

        Returns
        -------
        ndarray of int32
            Positions in the regions, -1 where there is none (NaN coordinates included).

        Raises
        ------
        ValueRangeError
            If the shapes differ or ``out`` does not fit.

        Warns
        -----
        UserWarning
            If no point lies in the regions' frame, but all would with x and y exchanged.
        """
        xs, ys = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
        if xs.shape != ys.shape:
            msg = f"x and y must have one shape, got {xs.shape} and {ys.shape}"
            raise ValueRangeError(msg)
        if out is None:
            out = np.empty(xs.shape, dtype=np.int32)
        elif out.shape != xs.shape or out.dtype != np.int32 or not out.flags.c_contiguous:
            msg = f"out must be a contiguous int32 array of shape {xs.shape}, got {out.dtype} {out.shape}"
            raise ValueRangeError(msg)
        flat, flat_x, flat_y = out.reshape(-1), xs.reshape(-1), ys.reshape(-1)
        self.positions.lookup(flat_x, flat_y, out=flat, threads=threads)
        if xs.size and flat[0] < 0:
            self._warn_if_swapped(flat_x, flat_y, flat)
        return out

    def reasons(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.int8]:
        """Tell why no region holds a point.

        Parameters
        ----------
        x, y
            As for `lookup`.

        Returns
        -------
        ndarray of int8
            Positions in `REASONS`: 0 where a region holds the point, 1 where a coordinate is not a number,
            2 outside the bounds of all regions, 3 in a gap between them.

        Examples
        --------
        >>> import geopandas as gpd, shapely
        >>> index = RegionIndex(gpd.GeoSeries([shapely.box(0, 0, 1, 1), shapely.box(2, 0, 3, 1)], crs=4326))
        >>> [REASONS[code] for code in index.reasons([0.5, float("nan"), 9, 1.5], [0.5, 0.5, 9, 0.5])]
        ['', 'no location', 'outside the frame', 'gap']
        """
        xs, ys = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
        held = self.lookup(xs, ys) >= 0
        xmin, ymin, xmax, ymax = self.bounds
        inside = (xs >= xmin) & (xs <= xmax) & (ys >= ymin) & (ys <= ymax)
        unknown = ~(np.isfinite(xs) & np.isfinite(ys))
        return np.select([held, unknown, ~inside], [0, 1, 2], 3).astype(np.int8)

    def answers(self, rows: NDArray[np.int32]) -> RegionAnswers:
        """Prepare look-ups that answer something else than positions.

        Parameters
        ----------
        rows
            Shape (regions, columns): what a region answers in each column (a date, say), -1 for nothing.
            Of several regions that hold a point the lowest answer wins.
        """
        if rows.shape[0] != len(self):
            msg = f"rows must have one row per region ({len(self)}), got {rows.shape[0]}"
            raise ValueRangeError(msg)
        return RegionAnswers(self, np.ascontiguousarray(rows, dtype=np.int32))

    def _hits(
        self, x: NDArray[np.float64], y: NDArray[np.float64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        known = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        point, region = self._tree.query(shapely.points(x[known], y[known]))
        point = known[point]
        # GEOS indexes a prepared polygon at its first use, and not safely from two threads
        with PREPARED:
            shapely.prepare(self.geometries[np.flatnonzero(np.bincount(region) >= WORTH_PREPARING)])
            held = shapely.intersects_xy(self.geometries[region], x[point], y[point])
        return point[held], region[held]

    def lookup_all(self, x: ArrayLike, y: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Give every pair of a point and a region that holds it.

        Returns
        -------
        point, region
            Positions, ordered by point and then by region.
        """
        xs, ys = np.asarray(x, dtype=np.float64).ravel(), np.asarray(y, dtype=np.float64).ravel()
        if xs.shape != ys.shape:
            msg = f"x and y must have one shape, got {xs.shape} and {ys.shape}"
            raise ValueRangeError(msg)
        point, region = self._hits(xs, ys)
        order = np.lexsort((region, point))
        return point[order], region[order]

    def lookup_points(self, points: gpd.GeoSeries | gpd.GeoDataFrame) -> pd.Series[int]:
        """Give the position of the region that holds each point of a frame.

        Parameters
        ----------
        points
            Points in any CRS; empty and missing ones answer -1.

        Returns
        -------
        Series of int32
            On the points' index, named ``region``.

        Raises
        ------
        CRSError
            If the points have no CRS.
        """
        series = points.geometry
        if series.crs is None:
            msg = "the points have no CRS; set it with .set_crs(4326) if they are in degrees"
            raise CRSError(msg)
        values = np.asarray(series.values, dtype=object)
        convert = (
            None if series.crs == self.crs else Transformer.from_crs(series.crs, self.crs, always_xy=True)
        )
        out = np.empty(len(values), dtype=np.int32)
        for start in range(0, len(values), CHUNK):
            part = values[start : start + CHUNK].copy()
            part[shapely.is_empty(part)] = None  # GEOS has no coordinates of an empty point to give
            x, y = shapely.get_x(part), shapely.get_y(part)
            if convert is not None:
                x, y = convert.transform(x, y)
            self.lookup(x, y, out=out[start : start + CHUNK])
        return pd.Series(out, index=series.index, name="region")

    def _warn_if_swapped(
        self, x: NDArray[np.float64], y: NDArray[np.float64], found: NDArray[np.int32]
    ) -> None:
        if (found >= 0).any():
            return
        xmin, ymin, xmax, ymax = self.bounds
        known = np.isfinite(x) & np.isfinite(y)
        x, y = x[known], y[known]
        straight = (x >= xmin) & (x <= xmax) & (y >= ymin) & (y <= ymax)
        swapped = (y >= xmin) & (y <= xmax) & (x >= ymin) & (x <= ymax)
        if len(x) and swapped.all() and not straight.any():
            msg = (
                "no point lies in the regions' frame, but all do with x and y exchanged; "
                "x is the longitude (or easting), y the latitude"
            )
            warnings.warn(msg, UserWarning, stacklevel=3)


class RegionAnswers:
    """What the regions answer in each column, a row number or nothing; see `RegionIndex.answers`."""

    def __init__(self, index: RegionIndex, rows: NDArray[np.int32]) -> None:
        self.index = index
        self.rows = rows
        self._table: NDArray[np.int32] | None = None

    def build(self) -> tuple[tuple[Any, ...], NDArray[np.int32]]:
        """Give the kernel's arguments: the grid's arrays; the answer of every set and then every region."""
        grid = self.index.grid
        n_sets = len(grid.set_start) - 1
        if self._table is None:
            table = np.full((n_sets + len(self.rows), self.rows.shape[1]), -1, dtype=np.int32)
            table[n_sets:] = self.rows
            full = np.flatnonzero(np.diff(grid.set_start))
            if len(full):
                for column in range(self.rows.shape[1]):
                    # as unsigned numbers -1 is the greatest, so the minimum is the lowest answer
                    answers = self.rows[grid.set_member, column].view(np.uint32)
                    table[full, column] = np.minimum.reduceat(answers, grid.set_start[full]).view(np.int32)
            table.setflags(write=False)
            self._table = table
        return (grid.frame, grid.shape, grid.overview, grid.cells, n_sets, grid.leaves), self._table

    def is_small(self, points: int, limit: int) -> bool:
        """Count points that are about to be asked, and tell whether all so far are no more than a limit."""
        self.index._asked += points
        return self.index._asked <= limit

    def lookup(
        self,
        x: NDArray[np.float64],
        y: NDArray[np.float64],
        columns: NDArray[np.int32] | None = None,
        *,
        out: NDArray[np.int32] | None = None,
        threads: int | None = None,
    ) -> NDArray[np.int32]:
        """Give the answer for each point and column, -1 for none.

        Parameters
        ----------
        x, y
            Flat arrays in the regions' CRS.
        columns
            Column of each point, -1 for points that get no answer; ``None``: column 0.
        out, threads
            As for `RegionIndex.lookup`.
        """
        found = np.empty(len(x), dtype=np.int32) if out is None else out
        small = self.is_small(len(x), KERNEL_POINTS) and "badia_geo._kernels" not in sys.modules
        if self.index._grid is None and self.index._asked <= TREE_POINTS:
            found[:] = self._by_tree(x, y, columns)
            return found
        grid, table = self.build()
        first = np.zeros(1, dtype=np.int32)

        def by_arrays(start: int) -> int:
            part = slice(start, start + CHUNK)
            sets = self.index.grid.sets_at(x[part], y[part])
            day = first if columns is None else columns[part]
            rows = table[np.maximum(sets, 0), np.maximum(day, 0)]
            found[part] = np.where(day < 0, -1, np.where(sets < 0, UNSURE, rows))
            return int((found[part] == UNSURE).sum())

        def by_kernel(start: int) -> int:
            part = slice(start, start + CHUNK)
            dates = first if columns is None else np.ascontiguousarray(columns[part], dtype=np.int32)
            xs, ys = np.ascontiguousarray(x[part]), np.ascontiguousarray(y[part])
            return int(_kernels.locate(grid, table, dates, xs, ys, found[part], *_kernels.scratch()))

        run = by_arrays
        if not small:
            from badia_geo import _kernels

            run = by_kernel
        starts = range(0, len(x), CHUNK)
        workers = min(threads or cores(), len(starts))
        if workers > 1:
            with ThreadPoolExecutor(workers) as pool:
                unsure = sum(pool.map(run, starts))
        else:
            unsure = sum(map(run, starts))
        if unsure:
            doubt = np.flatnonzero(found == UNSURE)
            found[doubt] = self._by_tree(x[doubt], y[doubt], None if columns is None else columns[doubt])
        return found

    def _by_tree(
        self, x: NDArray[np.float64], y: NDArray[np.float64], columns: NDArray[np.int32] | None
    ) -> NDArray[np.int32]:
        found = np.full(len(x), -1, dtype=np.int32)
        point, region = self.index._hits(x, y)
        column = np.zeros(len(point), dtype=np.int64) if columns is None else columns[point].astype(np.int64)
        answer = np.where(column < 0, -1, self.rows[region, column]).astype(np.int32)
        np.minimum.at(found.view(np.uint32), point, answer.view(np.uint32))
        return found


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
