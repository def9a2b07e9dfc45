"""RegionIndex: which of a set of regions holds each of many points, exactly."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from badia_geo.errors import AreaError, CRSError, ValueRangeError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray
    from pyproj import CRS

__all__ = ["RegionIndex"]


def _polygonal(geometries: NDArray[np.object_], labels: list[object], *, strict: bool) -> NDArray[np.object_]:
    """Give valid polygons or empty ones, with a warning (or an error) that names the rows that were mended."""
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
            msg = f"invalid polygons ({rows}{more}); repair them with GeoSeries.make_valid() or pass strict=False"
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

    Parameters
    ----------
    regions
        Polygons or MultiPolygons with a CRS.
    strict
        Refuse invalid and empty polygons instead of mending them with a warning.

    Raises
    ------
    CRSError
        If the regions have no CRS.
    AreaError
        If a region is not polygonal, or is invalid or empty under ``strict``.
    """

    def __init__(self, regions: gpd.GeoDataFrame | gpd.GeoSeries, *, strict: bool = False) -> None:
        series = regions.geometry
        if series.crs is None:
            msg = "the regions have no CRS; set it with .set_crs(4326) if they are in degrees"
            raise CRSError(msg)
        self.crs: CRS = series.crs
        self.geometries = _polygonal(
            np.asarray(series.values, dtype=object), list(series.index), strict=strict
        )
        self._tree = shapely.STRtree(self.geometries)

    def __len__(self) -> int:
        return len(self.geometries)

    def lookup(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.int32]:
        """Give the position of the region that holds each point.

        Parameters
        ----------
        x, y
            Coordinates in the regions' CRS, of one shape.

        Returns
        -------
        ndarray of int32
            Positions in the regions, -1 where there is none (NaN coordinates included).
        """
        xs = np.asarray(x, dtype=np.float64)
        ys = np.asarray(y, dtype=np.float64)
        if xs.shape != ys.shape:
            msg = f"x and y must have one shape, got {xs.shape} and {ys.shape}"
            raise ValueRangeError(msg)
        found = np.full(xs.size, len(self), dtype=np.int32)
        point, region = self._tree.query(shapely.points(xs.ravel(), ys.ravel()), predicate="intersects")
        np.minimum.at(found, point, region.astype(np.int32))
        found[found == len(self)] = -1
        return found.reshape(xs.shape)
