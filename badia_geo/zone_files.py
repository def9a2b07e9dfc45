"""Zone files: what providers publish, read into one zone table, none of it taken on trust in silence."""

from __future__ import annotations

import re
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from badia_geo.errors import ColumnError, CRSError, DateError, FileFormatError, MissingFileError
from badia_geo.zone_table import as_date, as_zones

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike

    from geopandas import GeoDataFrame
    from numpy.typing import NDArray
    from pandas import Series, Timestamp

__all__ = ["ENDINGS", "date_in_name", "read_zones"]

ENDINGS: tuple[str, ...] = (
    ".geojson",
    ".json",
    ".gpkg",
    ".kml",
    ".kmz",
    ".shp",
    ".parquet",
    ".geoparquet",
    ".fgb",
    ".zip",
)
"""Endings of the files that are read, alone or in a folder."""

NAMES: dict[str, tuple[str, ...]] = {
    "controller": (
        "controller",
        "controlled_by",
        "control",
        "actor",
        "party",
        "faction",
        "holder",
        "side",
        "owner",
        "group",
        "occupier",
        "name",
    ),
    "status": ("status", "control_status", "control_type", "zone_type", "type"),
    "with": ("with", "contested_with", "parties", "opponent"),
    "valid_from": ("valid_from", "validfrom", "date_from", "start_date", "start", "from", "begin"),
    "valid_to": ("valid_to", "validto", "date_to", "end_date", "end", "to", "until"),
    "snapshot": ("date", "day", "snapshot", "as_of", "asof", "map_date", "timestamp", "updated"),
    "source": ("source", "provider", "publisher"),
    "source_date": ("source_date", "published"),
    "confidence": ("confidence", "certainty"),
    "accuracy_m": ("accuracy_m", "accuracy"),
    "zone_id": ("zone_id", "id", "fid", "objectid"),
}
"""Column names that providers use, by what they hold, the likelier first."""

_STATUS_WORDS: dict[str, tuple[str, ...]] = {
    "contested": ("contested", "disputed", "clashes", "grey", "gray", "no man"),
    "joint": ("joint", "shared", "mixed"),
    "presence": ("presence", "raid", "infiltration", "activity"),
    "unsettled": ("unsettled", "unknown", "uncontrolled", "empty", "no control"),
    "control": ("control", "held", "assessed", "claimed", "occupied", "advance", "liberated"),
}

_ISO = re.compile(r"(?<!\d)(19|20)(\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(0?[1-9]|[12]\d|3[01])[-_. ](0?[1-9]|1[0-2])[-_. ]((?:19|20)\d\d)(?!\d)")
_WORDS = re.compile(r"(?<!\d)(\d{1,2})[-_ ]?([A-Za-z]{3,9})[-_ ]?((?:19|20)\d\d)(?!\d)")
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_.](0[1-9]|1[0-2])(?![-_.]?\d)")


def date_in_name(name: str) -> Timestamp | None:
    """Find a date in a file's name.

    Parameters
    ----------
    name
        The name: ``20240708``, ``2024-07-08``, ``08-07-2024`` (day first) or ``8 July 2024`` anywhere in
        it; a bare month (``2024-07``) means its first day.

    Returns
    -------
    Timestamp or None
        The last date in the name; ``None`` without one.

    Examples
    --------
    >>> date_in_name("deepstatemap_data_20240708.geojson")
    Timestamp('2024-07-08 00:00:00')
    >>> date_in_name("zones.geojson") is None
    True
    """
    for pattern, order in ((_ISO, None), (_DAY_FIRST, (3, 2, 1)), (_WORDS, (3, 2, 1)), (_MONTH, (1, 2))):
        for found in reversed(list(pattern.finditer(name))):
            parts = [found[1] + found[2], found[3], found[4]] if order is None else [found[i] for i in order]
            if pattern is _MONTH:
                parts.append("01")
            try:
                return as_date("-".join(parts) if pattern is not _WORDS else " ".join(reversed(parts)))
            except DateError:
                continue
    return None


def _source_in_name(stem: str) -> str:
    """Give what a file's name says beside its date: daily files of one provider share it."""
    for pattern in (_ISO, _DAY_FIRST, _WORDS, _MONTH):
        if pattern.search(stem) and date_in_name(stem) is not None:
            return pattern.sub("", stem).strip(" -_.")
    return stem


def read_zones(
    path: str | PathLike[str],
    *,
    controller: str | None = None,
    controller_name: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> GeoDataFrame:
    """Read control zones from a file, or from a folder of files as one timeline.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage, KML, KMZ, shapefile (bare or zipped), GeoParquet or FlatGeobuf, or a folder of
        them.
    controller
        Column that holds the controller; ``None``: recognised (see `NAMES`).
    controller_name
        Controller of every polygon, for files that hold one party's ground and no attribute.
    columns
        Zone column -> the file's column, for what is not recognised; ``snapshot`` names the column of a
        single date.

    Returns
    -------
    GeoDataFrame
        Zone columns (`badia_geo.zones.ZONE_COLUMNS`), EPSG:4326, with ``file`` and ``file_row`` (0-based)
        of each; the file's other columns are kept.  Rows without a polygon are left out and counted in
        ``attrs["without_polygon"]``.  Snapshots hold until the next one of the same source; the last one
        holds for its own day.  A file without a source column has its name, less the date, as source.

    Raises
    ------
    MissingFileError
        If there is no such file or folder.
    FileFormatError
        If a file cannot be read, or a folder holds none that can.
    ColumnError
        If no column holds the controller and no name is given.
    CRSError
        If a file states no CRS.
    """
    place = Path(path)
    if not place.exists():
        msg = f"{place}: no such file or folder of zones"
        raise MissingFileError(msg)
    files = _files(place)
    # reading releases the interpreter's lock for most of its time
    with ThreadPoolExecutor(max_workers=4) as pool:
        parts = list(
            pool.map(lambda f: _read_one(f, controller, controller_name, dict(columns or {})), files)
        )
    frame = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0].reset_index(drop=True)
    bare = _without_polygon(frame)
    kept = frame[~bare].reset_index(drop=True)
    if kept.empty:
        msg = f"{place}: no polygon in it; zones are polygons"
        raise FileFormatError(msg)
    if "zone_id" in kept and len(parts) > 1:
        # every file numbers its rows from the start
        kept["zone_id"] = [f"{Path(f).stem}-{i}" for f, i in zip(kept["file"], kept["file_row"], strict=True)]
    out = as_zones(_with_intervals(kept), source=place.stem)
    out.attrs["without_polygon"] = int(bare.sum())
    return out


def _without_polygon(frame: GeoDataFrame) -> Series[bool]:
    kinds = frame.geometry.geom_type
    return frame.geometry.isna() | frame.geometry.is_empty | ~kinds.isin(["Polygon", "MultiPolygon"])


def _files(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    found = sorted(f for f in place.rglob("*") if f.suffix.lower() in ENDINGS and not f.name.startswith("."))
    if not found:
        msg = f"{place}: no file of zones in the folder; endings that are read: {', '.join(ENDINGS)}"
        raise FileFormatError(msg)
    return found


def _read_one(
    file: Path, controller: str | None, controller_name: str | None, columns: dict[str, str]
) -> GeoDataFrame:
    raw = _raw(file)
    if raw.crs is None:
        msg = f"{file}: the file states no CRS; assign the one it was made in and save it again"
        raise CRSError(msg)
    held = {str(c).casefold(): c for c in raw.columns if c != raw.active_geometry_name}
    if controller is not None:
        columns = {**columns, "controller": controller}
    out: dict[str, Any] = {}
    used: set[Any] = set()
    for name, likely in NAMES.items():
        if name == "controller" and controller_name is not None:
            continue
        column = _pick(file, name, columns.get(name), likely, held)
        if column is not None and column not in used:
            out[name] = raw[column].to_numpy()
            used.add(column)
    if controller_name is not None:
        out["controller"] = np.full(len(raw), controller_name, dtype=object)
    if "controller" not in out:
        named = ", ".join(map(str, held.values())) or "none"
        msg = (
            f"{file}: no column holds the controller (columns: {named}); name the column with controller=, "
            "or the one party with controller_name="
        )
        raise ColumnError(msg)
    out.update({key: raw[c].to_numpy() for key, c in held.items() if c not in used and key not in out})
    if "status" in out:
        out["status_read"], out["status"] = out["status"], [_status(v) for v in out["status"]]
    if "source" not in out:
        out["source"] = np.full(len(raw), _source_in_name(file.stem) or file.resolve().parent.name, object)
    out["file"], out["file_row"] = np.full(len(raw), file.name, object), np.arange(len(raw))
    day = date_in_name(file.stem)
    out["name_date"] = np.full(len(raw), "NaT" if day is None else day, "datetime64[us]")
    shapes = raw.geometry if raw.crs == "EPSG:4326" else raw.geometry.to_crs(4326)
    return gpd.GeoDataFrame(out, geometry=_polygons(shapes.to_numpy()), crs=4326)


def _pick(
    file: Path, name: str, given: str | None, likely: Sequence[str], held: Mapping[str, Any]
) -> Any | None:
    if given is not None:
        if given.casefold() not in held:
            named = ", ".join(map(str, held.values()))
            msg = f"{file}: no column {given!r} for {name}; the columns are {named}"
            raise ColumnError(msg)
        return held[given.casefold()]
    return next((held[key] for key in likely if key in held), None)


def _status(value: object) -> str | None:
    text = "" if value is None or value is pd.NA else str(value).casefold()
    return next(
        (status for status, words in _STATUS_WORDS.items() if any(word in text for word in words)), None
    )


def _raw(file: Path) -> GeoDataFrame:
    ending = file.suffix.lower()
    try:
        if ending in (".parquet", ".geoparquet"):
            return gpd.read_parquet(file)
        if ending == ".kmz":
            return _kmz(file)
        return gpd.read_file(f"zip://{file}" if ending == ".zip" else file)
    except (OSError, ValueError, RuntimeError) as error:
        msg = f"{file}: cannot be read as zones ({error})"
        raise FileFormatError(msg) from None


def _kmz(file: Path) -> GeoDataFrame:
    try:
        with zipfile.ZipFile(file) as held, tempfile.TemporaryDirectory() as folder:
            inside = next((n for n in held.namelist() if n.lower().endswith(".kml")), None)
            if inside is None:
                msg = f"{file}: a KMZ without a KML in it"
                raise FileFormatError(msg)
            kml = Path(folder) / "doc.kml"
            kml.write_bytes(held.read(inside))
            return gpd.read_file(kml)
    except zipfile.BadZipFile as error:
        msg = f"{file}: not a KMZ ({error})"
        raise FileFormatError(msg) from None


def _polygons(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Give the polygons of each shape, without heights; collections lose their points and lines."""
    flat = np.asarray(shapely.force_2d(shapes), dtype=object)
    for i in np.flatnonzero(shapely.get_type_id(flat) == shapely.GeometryType.GEOMETRYCOLLECTION):
        parts = [p for p in shapely.get_parts(shapely.get_parts(flat[i])) if p.geom_type == "Polygon"]
        if parts:
            flat[i] = shapely.MultiPolygon(parts)
    return flat


def _with_intervals(frame: GeoDataFrame) -> GeoDataFrame:
    """Turn snapshots into intervals: each holds until the next one of its source."""
    out = frame
    if "valid_from" in out and out["valid_from"].notna().any():
        return out.drop(columns=["name_date"])
    day = out["name_date"]
    if "snapshot" in out:
        read = [pd.NaT if _empty(v) else _row_day(v, out, i) for i, v in out["snapshot"].items()]
        stated = pd.Series(read, index=out.index, dtype="datetime64[us]")
        day = stated.where(stated.notna(), day)
    out = out.drop(columns=[c for c in ("name_date", "snapshot", "valid_from") if c in out])
    if day.isna().all():
        return out
    source = out["source"].astype(object) if "source" in out else pd.Series("", index=out.index)
    source = source.where(source.notna(), "")
    until = pd.Series(pd.NaT, index=out.index, dtype="datetime64[us]")
    for _, days in day.groupby(source):
        snapshots = np.sort(days.dropna().unique())
        ends = np.append(snapshots[1:], snapshots[-1:] + np.timedelta64(1, "D"))
        until[days.index] = days.map(dict(zip(snapshots, ends, strict=True)))
    given = pd.to_datetime(out["valid_to"], errors="coerce") if "valid_to" in out else until
    out["valid_from"] = day
    out["valid_to"] = given.where(given.notna(), until)
    if "source_date" not in out or out["source_date"].isna().all():
        out["source_date"] = day
    return out


def _empty(value: object) -> bool:
    return bool(pd.isna(value)) or str(value).strip() == ""  # type: ignore[call-overload]


def _row_day(value: object, frame: GeoDataFrame, row: Any) -> Timestamp:
    try:
        return as_date(value)
    except DateError as error:
        msg = f"{frame.loc[row, 'file']}, row {frame.loc[row, 'file_row']}: {error}"
        raise DateError(msg) from None
