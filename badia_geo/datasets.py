"""The packaged data: what there is, where it comes from, and whether it is intact."""

from __future__ import annotations

import hashlib
import json
import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from badia_geo.errors import DataError

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["cache_folder", "folder", "load", "manifest", "path", "verify"]


@lru_cache(maxsize=1)
def folder() -> Path:
    """Give the folder of the packaged data, in an installed copy or in a checkout.

    Raises
    ------
    DataError
        If neither is there.

    Examples
    --------
    >>> (folder() / "manifest.json").is_file()
    True
    """
    here = Path(__file__).resolve().parent
    for place in (here / "data", here.parent / "data"):
        if (place / "manifest.json").is_file():
            return place
    msg = f"the packaged data is missing beside {here}; install badia-geo again"
    raise DataError(msg)


def cache_folder() -> Path:
    """Give the folder for derived data that may be deleted at any time.

    The environment variable ``BADIA_GEO_CACHE`` overrides the system's own place for caches.
    """
    from platformdirs import user_cache_path

    override = os.environ.get("BADIA_GEO_CACHE")
    return Path(override) if override else user_cache_path("badia-geo")


@lru_cache(maxsize=1)
def manifest() -> dict[str, dict[str, Any]]:
    """Give the manifest: for each file its package, version, licence, crop box, size and sha256.

    Examples
    --------
    >>> manifest()["geonames.csv"]["licence"]
    'CC-BY-4.0 (GeoNames)'
    """
    return dict(json.loads((folder() / "manifest.json").read_text(encoding="utf8"))["files"])


def path(name: str) -> Path:
    """Give the file of a packaged data set.

    Parameters
    ----------
    name
        The file's name, with or without its ending: ``"relief"``, ``"rivers.geojson"``.

    Raises
    ------
    DataError
        If there is no such data set; the message lists those there are.

    Examples
    --------
    >>> path("relief").name
    'relief.tif'
    """
    exact = folder() / name
    if exact.is_file():
        return exact
    for ending in (".geojson", ".csv", ".tif", ".json", ".gpkg", ".parquet"):
        candidate = folder() / (name + ending)
        if candidate.is_file():
            return candidate
    msg = f"no packaged data set {name!r}; there are: {', '.join(sorted(manifest()))}"
    raise DataError(msg)


def load(name: str) -> gpd.GeoDataFrame:
    """Load a packaged layer as a frame of its own that the caller may change.

    Parameters
    ----------
    name
        ``rivers``, ``rivers_gshhg``, ``euphrates``, ``lakes``, ``borders``, ``countries``, ``governorates``,
        ``governorate_lines``, ``areas``, ``geonames`` or another vector layer or table with
        columns ``lon`` and ``lat``.

    Returns
    -------
    GeoDataFrame
        EPSG:4326.

    Raises
    ------
    DataError
        If there is no such layer or it cannot be read.

    Examples
    --------
    >>> governorates = load("governorates")
    >>> int((governorates.country == "SY").sum())
    14
    """
    return _load(name).copy()


@lru_cache(maxsize=32)
def _load(name: str) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import pandas as pd

    file = path(name)
    if file.suffix == ".csv":
        table = pd.read_csv(
            file, keep_default_na=False, na_values=[""], dtype={"country": str, "admin1_code": str}
        )
        if not {"lon", "lat"} <= set(table.columns):
            msg = f"{file.name} has no lon and lat; read it with pandas.read_csv(datasets.path({name!r}))"
            raise DataError(msg)
        points = gpd.points_from_xy(table["lon"], table["lat"])
        return gpd.GeoDataFrame(table, geometry=points, crs=4326)
    if file.suffix in (".geojson", ".gpkg"):
        return gpd.read_file(file, engine="pyogrio")
    if file.suffix == ".parquet":
        return gpd.read_parquet(file)
    msg = f"{file.name} is not a vector layer; its path is datasets.path({name!r})"
    raise DataError(msg)


def verify() -> None:
    """Check every packaged file against the manifest.

    Raises
    ------
    DataError
        If a file is missing or its checksum differs; the message names all of them.

    Examples
    --------
    >>> verify()
    """
    problems = []
    for name, entry in manifest().items():
        file = folder() / name
        if not file.is_file():
            problems.append(f"{name} is missing")
        elif hashlib.sha256(file.read_bytes()).hexdigest() != entry["sha256"]:
            problems.append(f"{name} differs from its checksum")
    if problems:
        msg = f"packaged data is damaged ({'; '.join(problems)}); install badia-geo again"
        raise DataError(msg)
