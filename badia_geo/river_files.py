"""River files: the lines and areas that a river is made of, from frames, geometries and files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from badia_geo.errors import (
    AreaError,
    ColumnError,
    CRSError,
    FileFormatError,
    MissingFileError,
    PlaceNotFoundError,
    ValueRangeError,
)
from badia_geo.footprints import GEOD
from badia_geo.stations import nearest_names

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from badia_geo.edges import Edges
    from badia_geo.stems import Stem

    Floats = NDArray[np.float64]
    Shapes = BaseGeometry | gpd.GeoSeries | gpd.GeoDataFrame

__all__ = ["DEFAULT_ACCURACY_M", "as_frame", "reach_accuracy", "read_layer", "read_lines", "stated_accuracy"]

DEFAULT_ACCURACY_M = 50.0
"""Accuracy in metres of a line that states none: about that of a line traced on satellite images."""


def as_frame(shapes: Shapes | None, what: str) -> gpd.GeoDataFrame:
    """Give shapes of any kind as a frame in EPSG:4326, without missing and empty ones."""
    if shapes is None:
        return gpd.GeoDataFrame({"geometry": []}, geometry="geometry", crs=4326)
    if isinstance(shapes, gpd.GeoSeries):
        frame = gpd.GeoDataFrame({"geometry": shapes}, geometry="geometry", crs=shapes.crs)
    elif isinstance(shapes, gpd.GeoDataFrame):
        frame = shapes if shapes.geometry.name == "geometry" else shapes.rename_geometry("geometry")
    else:
        frame = gpd.GeoDataFrame({"geometry": [shapes]}, geometry="geometry", crs=4326)
    if frame.crs is None:
        msg = f"the {what} has no CRS; set it with .set_crs(4326) if it is in degrees"
        raise CRSError(msg)
    frame = frame.to_crs(4326)
    missing = frame.geometry.isna().to_numpy(dtype=bool) | frame.geometry.is_empty.to_numpy(dtype=bool)
    return frame[~missing]


def stated_accuracy(frame: gpd.GeoDataFrame, accuracy_m: float | None) -> Floats:
    """Give the accuracy of each row in metres: the one asked for, else the column ``accuracy_m``, else 50 m.

    Raises
    ------
    ValueRangeError
        If an accuracy is negative or not a number.
    """
    if accuracy_m is not None:
        if not (np.isfinite(accuracy_m) and accuracy_m >= 0):
            msg = f"accuracy_m must be a number of metres of at least 0, got {accuracy_m!r}"
            raise ValueRangeError(msg)
        return np.full(len(frame), float(accuracy_m))
    if "accuracy_m" not in frame:
        return np.full(len(frame), DEFAULT_ACCURACY_M)
    stated = (
        pd.to_numeric(frame["accuracy_m"], errors="coerce").fillna(DEFAULT_ACCURACY_M).to_numpy(dtype=float)
    )
    if (stated < 0).any():
        row = frame.index[int(np.flatnonzero(stated < 0)[0])]
        msg = f"accuracy_m of row {row!r} is negative ({stated.min()}); give metres of at least 0"
        raise ValueRangeError(msg)
    return np.asarray(stated, dtype=np.float64)


def reach_accuracy(edges: Edges, pieces: gpd.GeoDataFrame, stem: Stem, accuracy: Floats) -> Floats:
    """Accuracy of each segment: that of the piece it comes from; half its length in a bridged gap."""
    middle = shapely.points((edges.start + edges.stop) / 2)
    gaps = list(stem.gaps)
    doubt = [max(float(GEOD.geometry_length(gap)) / 2, float(accuracy.max())) for gap in gaps]
    tree = shapely.STRtree([*pieces.geometry, *gaps])
    _, piece = tree.query_nearest(middle, all_matches=False)
    return np.asarray(np.concatenate([accuracy, doubt])[piece], dtype=np.float64)


def read_layer(path: str | Path, layer: str | None = None) -> gpd.GeoDataFrame:
    """Read a vector file.

    Raises
    ------
    MissingFileError, FileFormatError
        If it does not exist or cannot be read.
    """
    file = Path(path)
    if not file.exists():
        msg = f"{file} does not exist"
        raise MissingFileError(msg)
    try:
        frame = gpd.read_file(file, layer=layer) if layer is not None else gpd.read_file(file)
    except Exception as error:
        msg = f"{file.name} cannot be read as a vector file: {error}"
        raise FileFormatError(msg) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        msg = f"{file.name} has no geometry; choose a layer with lines"
        raise FileFormatError(msg)
    return frame


def read_lines(
    path: str | Path, *, layer: str | None = None, name: str | None = None, name_column: str = "name"
) -> gpd.GeoDataFrame:
    """Read the lines of a file, all of them or those of one name.

    Raises
    ------
    MissingFileError, FileFormatError
        If the file does not exist or cannot be read.
    ColumnError
        If the name column is not there.
    PlaceNotFoundError
        If no row has the name.
    AreaError
        If there are no lines.
    """
    lines = read_layer(path, layer)
    if name is not None:
        if name_column not in lines:
            has = ", ".join(map(str, lines.columns))
            msg = f"{Path(path).name} has no column {name_column!r}; it has {has}"
            raise ColumnError(msg)
        names = lines[name_column].astype("string").fillna("").str.casefold()
        chosen = lines[names.eq(name.casefold()).to_numpy(dtype=bool)]
        if chosen.empty:
            known = nearest_names(name, sorted({str(n) for n in lines[name_column].dropna()}))
            msg = f"{Path(path).name} has no river {name!r} in {name_column!r}; nearest: {', '.join(known)}"
            raise PlaceNotFoundError(msg)
        lines = chosen
    lines = lines[lines.geom_type.isin(["LineString", "MultiLineString"])]
    if lines.empty:
        msg = f"{Path(path).name} holds no lines; give the layer of centre lines"
        raise AreaError(msg)
    return lines
