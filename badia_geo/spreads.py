"""Spread: where the rows of a frame may lie, as sample points with weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from badia_geo.errors import CRSError
from badia_geo.quadrature import disc_points, polygon_points

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    Floats = NDArray[np.float64]
    Ints = NDArray[np.intp]

__all__ = ["Points", "Sample", "Spreads", "point_coordinates"]

Points = gpd.GeoSeries | gpd.GeoDataFrame


@dataclass(frozen=True, slots=True)
class Sample:
    """Sample points of some rows: position of the row, lon, lat and the weight within the row."""

    row: Ints
    lon: Floats
    lat: Floats
    weight: Floats


def point_coordinates(points: Points) -> tuple[gpd.GeoSeries, Floats, Floats]:
    """Give the geometries in EPSG:4326 with the coordinates of their representative points.

    Parameters
    ----------
    points
        Geometries of any kind with a CRS.

    Returns
    -------
    series, lon, lat
        NaN where the geometry is missing or empty.

    Raises
    ------
    CRSError
        If there is no CRS.
    """
    series = points.geometry
    if series.crs is None:
        msg = "the points have no CRS; set it with .set_crs(4326) if they are in degrees"
        raise CRSError(msg)
    series = series.to_crs(4326)
    values = np.array(series.values, dtype=object)
    other = np.flatnonzero(~shapely.is_missing(values) & (shapely.get_type_id(values) != 0))
    if len(other):
        values[other] = shapely.point_on_surface(values[other])
    values[shapely.is_empty(values)] = None
    return series, np.asarray(shapely.get_x(values)), np.asarray(shapely.get_y(values))


class Spreads:
    """The uncertain rows of a frame.

    A row is uncertain by its ``candidates`` (pairs of footprint and probability), else by its ``footprint``
    (a polygon), else by its ``radius_m``, else when its geometry is itself a polygon; other rows are
    points.  A polygon counts as uniform over its area, a radius as a normal distribution of which 0.9 lies
    within it.

    Parameters
    ----------
    points
        Frame or series with a CRS.
    series, lon, lat
        What `point_coordinates` gives for it.
    """

    def __init__(self, points: Points, series: gpd.GeoSeries, lon: Floats, lat: Floats) -> None:
        self._lon, self._lat = lon, lat
        located = np.isfinite(lon) & np.isfinite(lat)
        geometry = np.asarray(series.values, dtype=object)
        self.shapes: dict[int, list[tuple[BaseGeometry, float]]] = {
            int(row): [(geometry[row], 1.0)]
            for row in np.flatnonzero(located & np.isin(shapely.get_type_id(geometry), (3, 6)))
        }
        self.radius = np.full(len(lon), np.nan)
        if isinstance(points, gpd.GeoDataFrame):
            self._read(points, located)
        self.rows: Ints = np.union1d(
            np.flatnonzero(self.radius > 0), np.array(sorted(self.shapes), dtype=np.intp)
        )

    def _read(self, frame: gpd.GeoDataFrame, located: NDArray[np.bool_]) -> None:
        if "radius_m" in frame:
            radius = pd.to_numeric(frame["radius_m"], errors="coerce").to_numpy(dtype=float)
            known = located & np.isfinite(radius) & (radius > 0)
            known[list(self.shapes)] = False
            self.radius[known] = radius[known]
        if "footprint" in frame:
            column = frame["footprint"]
            crs = column.crs if isinstance(column, gpd.GeoSeries) and column.crs is not None else frame.crs
            prints = np.asarray(gpd.GeoSeries(list(column), crs=crs).to_crs(4326).values, dtype=object)
            for row in np.flatnonzero(located & np.isin(shapely.get_type_id(prints), (3, 6))).tolist():
                if not prints[row].is_empty:
                    self.shapes[row] = [(prints[row], 1.0)]
                    self.radius[row] = np.nan
        if "candidates" in frame:
            for row, candidates in enumerate(frame["candidates"].tolist()):
                if located[row] and isinstance(candidates, (tuple, list)) and candidates:
                    self.shapes[row] = [(shape, float(p)) for shape, p, *_ in candidates]
                    self.radius[row] = np.nan

    def extent(self) -> Floats:
        """Give, for each of `rows`, a radius in metres that holds all of its sample points."""
        out = self.radius[self.rows] * 2.0
        for i, row in enumerate(self.rows):
            if row in self.shapes:
                x0, y0, x1, y1 = shapely.total_bounds([shape for shape, _ in self.shapes[int(row)]])
                # no degree is longer than 111.7 km
                dx = max(abs(x1 - self._lon[row]), abs(self._lon[row] - x0))
                dy = max(abs(y1 - self._lat[row]), abs(self._lat[row] - y0))
                out[i] = 111_700 * float(np.hypot(dx, dy))
        return out

    def samples(self, rows: Ints, n: int, *, chunk: int = 1_000_000) -> Iterator[Sample]:
        """Give the sample points of some uncertain rows, in portions of about ``chunk`` points.

        Parameters
        ----------
        rows
            Positions, out of `rows`.
        n
            Points of a row.
        """
        discs = rows[np.isfinite(self.radius[rows])]
        step = max(1, chunk // n)
        for first in range(0, len(discs), step):
            part = discs[first : first + step]
            lon, lat = disc_points(
                self._lon[part], self._lat[part], self.radius[part], n=n, spread="gaussian"
            )
            m = lon.shape[1]
            yield Sample(np.repeat(part, m), lon.ravel(), lat.ravel(), np.full(lon.size, 1 / m))
        for row in rows[np.isnan(self.radius[rows])]:
            pieces = self.shapes[int(row)]
            total = sum(p for _, p in pieces) or 1.0
            for shape, p in pieces:
                if shape.area > 0:
                    x, y = polygon_points(shape, n=n)
                else:
                    inner = shape.representative_point()
                    x, y = np.array([inner.x]), np.array([inner.y])
                yield Sample(np.full(len(x), row), x, y, np.full(len(x), p / total / len(x)))
