"""Zonal figures: a raster added up by region and bank, and read where events may have happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS, Transformer

from badia_geo.errors import AreaError, CRSError
from badia_geo.locations import Locations
from badia_geo.raster_files import WINDOW, Raster, RasterSource, Reading, open_raster
from badia_geo.riverside import BANKS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from badia_geo.rivers import River

    Floats = NDArray[np.float64]
    Regions = gpd.GeoSeries | gpd.GeoDataFrame

__all__ = ["sample_raster", "zonal_categories", "zonal_figures"]

FINE = 4
"""A cell that a region's edge crosses is weighed by 4 x 4 points of it."""


def _weights(
    geometry: BaseGeometry, source: RasterSource, window: tuple[int, int, int, int]
) -> Floats | None:
    """Share of each cell of a window that a region covers; None where it covers none."""
    from affine import Affine
    from rasterio.features import rasterize

    row, column, rows, columns = window
    x0, y0 = source.transform * (column, row)
    x1, y1 = source.transform * (column + columns, row + rows)
    frame = shapely.box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    if not shapely.intersects(geometry, frame):
        return None
    if shapely.covers(geometry, frame):
        return np.ones((rows, columns))
    part = shapely.intersection(geometry, frame)
    if shapely.area(part) == 0:
        return None
    fine = source.transform * Affine.translation(column, row) * Affine.scale(1 / FINE)
    mask = rasterize([(part, 1)], out_shape=(rows * FINE, columns * FINE), transform=fine, dtype="uint8")
    return np.asarray(mask.reshape(rows, FINE, columns, FINE).mean(axis=(1, 3)), dtype=np.float64)


def _parts(
    regions: Regions, river: River | None, crs: CRS
) -> tuple[pd.Index[Any], list[str | None], list[BaseGeometry]]:
    """Regions in the raster's CRS, cut into banks where a river is given."""
    series = regions.geometry
    if series.crs is None:
        msg = "the regions have no CRS; set it with .set_crs(4326) if they are in degrees"
        raise CRSError(msg)
    labels, banks, shapes = [], [], []
    wgs84 = series.to_crs(4326)
    for label, shape in zip(series.index, wgs84, strict=True):
        for bank in BANKS if river is not None else (None,):
            labels.append(label)
            banks.append(bank)
            whole = shapely.Polygon() if shape is None else shapely.make_valid(shape)
            shapes.append(whole if bank is None or river is None else river.bank_region(bank, whole))  # type: ignore[arg-type]
    back = gpd.GeoSeries(shapes, crs=4326).to_crs(crs)
    return pd.Index(labels, name=series.index.name), banks, list(back)


def _walk(
    source: RasterSource, shapes: list[BaseGeometry]
) -> Iterator[tuple[int, Floats, Floats, tuple[int, int, int, int]]]:
    """Give, window by window, the number of each region in it with the values and weights of its cells."""
    known = [i for i, shape in enumerate(shapes) if shape is not None and not shape.is_empty]
    if not known:
        return
    for i in known:
        if shapes[i].geom_type not in ("Polygon", "MultiPolygon", "GeometryCollection"):
            msg = f"region {i} is a {shapes[i].geom_type}; zonal figures need polygons"
            raise AreaError(msg)
    tree = shapely.STRtree([shapes[i] for i in known])
    x0, y0, x1, y1 = shapely.total_bounds([shapes[i] for i in known]).tolist()
    for window in source.windows((x0, y0, x1, y1)):
        row, column, rows, columns = window
        ax, ay = source.transform * (column, row)
        bx, by = source.transform * (column + columns, row + rows)
        near = np.sort(tree.query(shapely.box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))))
        values: Floats | None = None
        for k in near.tolist():
            weights = _weights(shapes[known[k]], source, window)
            if weights is None:
                continue
            if values is None:
                values = source.read(*window)
            yield known[k], values, weights, window


def zonal_figures(
    raster: Raster | str | Path,
    regions: Regions,
    *,
    river: River | None = None,
    **reading: Unpack[Reading],
) -> pd.DataFrame:
    """Add up a raster by region, and by region and bank where a river is given.

    Parameters
    ----------
    raster
        File or `Raster`: population, heights, a density.
    regions
        Polygons with a CRS; they may overlap.
    river
        Split every region by bank.
    reading
        What the file does not say: ``crs``, ``nodata`` and ``band``, as `Reading` explains.

    Returns
    -------
    DataFrame
        One row per region, on its index (and per bank, in column ``bank``): ``cells`` (how many have a
        value, with those on an edge as the share that lies inside, to 1/16), ``sum``, ``mean``, ``std``,
        ``min``, ``max``; NaN without a cell.

    Raises
    ------
    CRSError
        If raster or regions have no CRS.
    MissingFileError, FileFormatError
        If the file does not exist or is no raster.
    """
    with open_raster(raster, **reading) as source:
        index, banks, shapes = _parts(regions, river, source.crs)
        total = np.zeros((len(shapes), 3))
        extreme = np.column_stack([np.full(len(shapes), np.inf), np.full(len(shapes), -np.inf)])
        for i, values, weights, _ in _walk(source, shapes):
            held = (weights > 0) & ~np.isnan(values)
            v, w = values[held], weights[held]
            if len(v):
                total[i] += w.sum(), (w * v).sum(), (w * v * v).sum()
                extreme[i] = min(extreme[i, 0], v.min()), max(extreme[i, 1], v.max())
    empty = total[:, 0] == 0
    total[empty, 1:] = np.nan
    extreme[empty] = np.nan
    cells = np.where(empty, np.nan, total[:, 0])
    mean = total[:, 1] / cells
    out = pd.DataFrame(
        {
            "cells": total[:, 0],
            "sum": total[:, 1],
            "mean": mean,
            "std": np.sqrt(np.maximum(total[:, 2] / cells - mean**2, 0.0)),
            "min": extreme[:, 0],
            "max": extreme[:, 1],
        },
        index=index,
    )
    if river is not None:
        out.insert(0, "bank", banks)
    return out


def zonal_categories(
    raster: Raster | str | Path,
    regions: Regions,
    *,
    river: River | None = None,
    **reading: Unpack[Reading],
) -> pd.DataFrame:
    """Give the share of each region that each value of a raster of classes (land cover) covers.

    Parameters
    ----------
    raster, regions, river, reading
        As for `zonal_figures`; the values are classes.

    Returns
    -------
    DataFrame
        One row per region (and bank), one column per class, adding up to 1; NaN without a cell.  Cells count
        alike, so over a wide span of latitudes use a raster in an equal-area CRS.
    """
    with open_raster(raster, **reading) as source:
        index, banks, shapes = _parts(regions, river, source.crs)
        found: list[dict[float, float]] = [{} for _ in shapes]
        for i, values, weights, _ in _walk(source, shapes):
            held = (weights > 0) & ~np.isnan(values)
            present, where = np.unique(values[held], return_inverse=True)
            for value, share in zip(
                present.tolist(), np.bincount(where, weights[held]).tolist(), strict=True
            ):
                found[i][value] = found[i].get(value, 0.0) + share
    classes = sorted({value for counts in found for value in counts})
    table = np.array([[counts.get(value, 0.0) for value in classes] for counts in found]).reshape(
        len(found), -1
    )
    total = table.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):
        table = table / np.where(total > 0, total, np.nan)
    names = [int(value) if float(value).is_integer() else value for value in classes]
    out = pd.DataFrame(table, columns=pd.Index(names), index=index)
    if river is not None:
        out.insert(0, "bank", banks)
    return out


def sample_raster(
    raster: Raster | str | Path,
    events: Regions,
    *,
    n: int = 256,
    **reading: Unpack[Reading],
) -> pd.DataFrame:
    """Read a raster where events may have happened.

    Parameters
    ----------
    raster
        File or `Raster`.
    events
        Events with a CRS; ``candidates``, ``footprint`` and ``radius_m`` as for `River.bank`.
    n
        Sample points of an event.
    reading
        What the file does not say: ``crs``, ``nodata`` and ``band``, as `Reading` explains.

    Returns
    -------
    DataFrame
        On the same index: ``value`` (at the point), ``mean`` and ``std`` (over where the event may lie,
        without the parts that have no value) and ``known`` (the share of it that has one).  NaN without a
        location.
    """
    where = Locations(events)
    lon, lat, rows = where.lon, where.lat, np.flatnonzero(where.located)
    sharp, vague = np.flatnonzero(where.point), np.flatnonzero(where.shaped | where.disc)
    value = np.full(len(where), np.nan)
    total = np.zeros((len(where), 3))
    with open_raster(raster, **reading) as source:
        value[rows] = _values_at(source, lon[rows], lat[rows])
        known = sharp[~np.isnan(value[sharp])]
        total[known] = np.column_stack([np.ones(len(known)), value[known], value[known] ** 2])
        for part in where.samples(vague, n, spread="gaussian"):
            v = _values_at(source, part.lon, part.lat)
            w = np.where(np.isnan(v), 0.0, part.weight)
            v = np.nan_to_num(v)
            for k, term in enumerate((w, w * v, w * v * v)):
                total[:, k] += np.bincount(part.row, term, minlength=len(total))
    share = np.where(total[:, 0] > 0, total[:, 0], np.nan)
    mean = total[:, 1] / share
    spread = np.sqrt(np.maximum(total[:, 2] / share - mean**2, 0.0))
    held = np.full(len(where), np.nan)
    held[rows] = np.minimum(total[rows, 0], 1.0)
    return pd.DataFrame({"value": value, "mean": mean, "std": spread, "known": held}, index=where.index)


def _values_at(source: RasterSource, lon: Floats, lat: Floats) -> Floats:
    """Values of the cells that hold points, each window read once."""
    x, y = Transformer.from_crs(4326, source.crs, always_xy=True).transform(lon, lat)
    column, row = (np.floor(v) for v in ~source.transform * (np.asarray(x), np.asarray(y)))
    out = np.full(len(lon), np.nan)
    inside = (
        np.isfinite(column) & (column >= 0) & (column < source.columns) & (row >= 0) & (row < source.rows)
    )
    at = np.flatnonzero(inside)
    column, row = column[at].astype(np.int64), row[at].astype(np.int64)
    tile = (row // WINDOW) * (source.columns // WINDOW + 1) + column // WINDOW
    order = np.argsort(tile, kind="stable")
    for group in np.split(order, np.flatnonzero(np.diff(tile[order])) + 1):
        if len(group) == 0:
            continue
        r0, c0 = int(row[group].min()), int(column[group].min())
        values = source.read(r0, c0, int(row[group].max()) - r0 + 1, int(column[group].max()) - c0 + 1)
        out[at[group]] = values[row[group] - r0, column[group] - c0]
    return out
