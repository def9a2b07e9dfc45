"""Table files: read what users bring and write results whole or not at all, by the file's ending."""

from __future__ import annotations

import csv
import json
import os
import re
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from badia_geo.errors import BadiaGeoError, FileFormatError, MissingFileError, OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = [
    "ENDINGS",
    "atomic_path",
    "event_layers",
    "flatten",
    "read_table",
    "read_text",
    "table_writer",
    "write_layers",
    "write_table",
]

ENDINGS = (".csv", ".parquet", ".gpkg", ".geojson", ".kml", ".xlsx")
"""Endings that `write_table` knows."""

# GeoPackage stamps the time of writing unless told otherwise; a fixed stamp gives the same bytes each run.
_STAMP = "1970-01-01T00:00:00Z"


def _existing(path: str | os.PathLike[str]) -> Path:
    file = Path(path)
    if not file.exists():
        msg = f"{file}: no such file; check the name and the folder you are in"
        raise MissingFileError(msg)
    if file.is_dir():
        msg = f"{file}: is a folder; name a file in it"
        raise FileFormatError(msg)
    return file


def read_text(path: str | os.PathLike[str]) -> str:
    """Read a text file that must be UTF-8.

    Parameters
    ----------
    path
        The file; a byte-order mark is dropped.

    Raises
    ------
    MissingFileError
        If there is no such file.
    FileFormatError
        If it is empty or its bytes are not UTF-8; the message names the line of the first bad byte.
    """
    file = _existing(path)
    data = file.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        msg = (
            f"{file}: line {line} is not UTF-8 (byte 0x{data[error.start]:02x}); save the file as UTF-8, "
            "for example with: iconv -f windows-1256 -t utf-8"
        )
        raise FileFormatError(msg) from None
    if not text.strip():
        msg = f"{file}: is empty; there is nothing to read in it"
        raise FileFormatError(msg)
    return text


def _read_csv(file: Path) -> pd.DataFrame:
    text = read_text(file)
    head = text[:65536]
    try:
        delimiter = csv.Sniffer().sniff(head.split("\n", 1)[0], delimiters=",;\t|").delimiter
    except csv.Error:
        delimiter = ","
    from io import StringIO

    # Cells may hold whole reports: the limit of 128 kB a field is the csv module's, not ours.
    csv.field_size_limit(2**31 - 1)
    try:
        frame = pd.read_csv(StringIO(text), sep=delimiter, dtype=str, keep_default_na=False, na_values=[""])
    except pd.errors.ParserError as error:
        msg = f"{file}: cannot be read as a table ({error}); check its quotes and separators"
        raise FileFormatError(msg) from None
    frame.columns = [str(c).strip() for c in frame.columns]
    return frame


def read_table(path: str | os.PathLike[str], *, layer: str | None = None) -> pd.DataFrame:
    """Read a table by its ending; text stays as it is written.

    Parameters
    ----------
    path
        .csv, .tsv, .txt (delimited), .xlsx, .parquet, .jsonl, .gpkg, .geojson, .kml or .shp.
    layer
        Layer of a GeoPackage; ``None`` takes ``events`` where there is one, else the first.

    Returns
    -------
    DataFrame or GeoDataFrame
        Cells of text tables are strings, empty ones missing; spatial files give a GeoDataFrame.

    Raises
    ------
    MissingFileError, FileFormatError
        With the file and the mend.
    """
    file = _existing(path)
    ending = file.suffix.lower()
    try:
        if ending in (".csv", ".tsv", ".txt"):
            return _read_csv(file)
        if ending == ".xlsx":
            return pd.read_excel(file, dtype=str, keep_default_na=False, na_values=[""])
        if ending == ".jsonl":
            return pd.DataFrame([json.loads(line) for line in read_text(file).splitlines() if line.strip()])
        if ending == ".parquet":
            return _read_parquet(file)
        if ending in (".gpkg", ".geojson", ".json", ".kml", ".shp"):
            return _read_spatial(file, layer)
    except (MissingFileError, FileFormatError):
        raise
    except Exception as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        msg = f"{file}: cannot be read as {ending[1:]} ({reason}); check that the file is whole"
        raise FileFormatError(msg) from error
    known = f"a table is one of {', '.join(ENDINGS)}, a report .txt or .md"
    msg = f"{file}: ending {ending or '(none)'} is not known; {known}"
    raise FileFormatError(msg)


def _read_parquet(file: Path) -> pd.DataFrame:
    import pyarrow.parquet as pq

    metadata = pq.read_schema(file).metadata or {}
    return gpd.read_parquet(file) if b"geo" in metadata else pd.read_parquet(file)


def _read_spatial(file: Path, layer: str | None) -> gpd.GeoDataFrame:
    import pyogrio

    layers = [str(row[0]) for row in pyogrio.list_layers(file)]
    if not layers:
        msg = f"{file}: holds no layer; export one into it"
        raise FileFormatError(msg)
    if layer is not None and layer not in layers:
        msg = f"{file}: has no layer {layer!r}; there are: {', '.join(layers)}"
        raise FileFormatError(msg)
    return gpd.read_file(file, layer=layer or ("events" if "events" in layers else layers[0]))


@contextmanager
def atomic_path(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a temporary path beside ``path`` that replaces it when the block ends without an error.

    A run that is stopped in the middle leaves the old file as it was and nothing half-written.

    Raises
    ------
    OutputError
        If the folder cannot be made or written to.
    """
    target = Path(path)
    if target.is_dir():
        msg = f"{target}: is a folder; name a file to write"
        raise OutputError(msg)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{target.stem}-", suffix=target.suffix, dir=target.parent)
    except OSError as error:
        msg = f"{target}: cannot be written ({error.strerror or error}); choose a folder you may write to"
        raise OutputError(msg) from None
    os.close(handle)
    temporary = Path(name)
    temporary.unlink()
    try:
        yield temporary
        if temporary.exists():
            mask = os.umask(0)
            os.umask(mask)
            temporary.chmod(0o666 & ~mask)
            temporary.replace(target)
    except BadiaGeoError:
        raise  # a missing input is an OSError too, and none of the output's
    except OSError as error:
        msg = f"{target}: cannot be written ({error.strerror or error}); choose a folder you may write to"
        raise OutputError(msg) from error
    finally:
        for rest in temporary.parent.glob(f"{temporary.name}*"):
            rest.unlink(missing_ok=True)


def _cell(value: object) -> object:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return None
    if isinstance(value, shapely.Geometry):
        return shapely.to_wkt(value, rounding_precision=6)
    if isinstance(value, list | tuple | set | frozenset):
        if all(isinstance(v, str) for v in value):
            return "; ".join(value)
        return json.dumps([_cell(v) for v in value], ensure_ascii=False)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value


def flatten(frame: pd.DataFrame) -> pd.DataFrame:
    """Give a plain table of a frame: points as lat and lon, footprints as WKT, lists as text.

    Parameters
    ----------
    frame
        Any frame; one with a geometry must be in EPSG:4326.

    Returns
    -------
    DataFrame
        Same index and order; ``geometry`` becomes ``lat`` and ``lon`` (degrees, WGS 84), every other
        geometry column ``<name>_wkt``.

    Examples
    --------
    >>> points = gpd.GeoDataFrame({"n": ["a"]}, geometry=gpd.points_from_xy([40.14], [35.34]), crs=4326)
    >>> flatten(points).to_dict("records")
    [{'n': 'a', 'lat': 35.34, 'lon': 40.14}]
    """
    out: dict[str, Any] = {}
    for name in frame.columns:
        column = frame[name]
        if isinstance(column.dtype, gpd.array.GeometryDtype):
            shapes = shapely.from_wkb(shapely.to_wkb(column.to_numpy()))
            types = shapely.get_type_id(shapes)
            if name == "geometry" and set(types.tolist()) <= {-1, 0}:
                # GEOS refuses the y of an empty point
                empty = shapely.is_empty(shapes)
                points = np.array([None if e else s for s, e in zip(shapes, empty, strict=True)], object)
                out["lat"], out["lon"] = shapely.get_y(points), shapely.get_x(points)
            else:
                out[f"{name}_wkt"] = [_cell(v) if v is not None else None for v in shapes]
        elif name == "candidates":
            from badia_geo.candidates import write_candidates

            out[name] = [v if isinstance(v, str) else write_candidates(v) for v in column]
        elif column.dtype == object:
            out[name] = [_cell(v) for v in column]
        else:
            out[name] = column
    # a frame's own lat and lon win over those of its points: they are what the user wrote
    own = {n: out[n] for n in ("lat", "lon") if n in frame.columns}
    return pd.DataFrame({**out, **{n: frame[n] for n in own}}, index=frame.index)


def write_layers(layers: Mapping[str, gpd.GeoDataFrame], path: str | os.PathLike[str]) -> None:
    """Write several layers into one GeoPackage.

    Parameters
    ----------
    layers
        Name to frame, EPSG:4326; a second geometry column becomes text, lists become text.
    path
        Ending in .gpkg.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    import pyogrio

    with atomic_path(path) as temporary:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _STAMP})
        try:
            for i, (name, layer) in enumerate(layers.items()):
                active = layer.geometry.name
                plain = flatten(pd.DataFrame(layer.drop(columns=active)))
                frame = gpd.GeoDataFrame(plain, geometry=layer.geometry.to_numpy(), crs=layer.crs)
                kinds = set(frame.geometry.geom_type.dropna())
                geometry_type = {
                    True: "Point",
                    False: "MultiPolygon" if kinds & {"Polygon", "MultiPolygon"} else "Unknown",
                }[kinds <= {"Point"}]
                pyogrio.write_dataframe(
                    frame, temporary, layer=name, driver="GPKG", append=i > 0, geometry_type=geometry_type,
                    promote_to_multi=geometry_type == "MultiPolygon",
                )  # fmt: skip
        finally:
            pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def write_table(frame: pd.DataFrame, path: str | os.PathLike[str], *, layer: str = "events") -> None:
    """Write a frame by the ending of ``path``; the file is replaced whole or left as it was.

    Parameters
    ----------
    frame
        Plain or spatial (EPSG:4326).
    path
        One of `ENDINGS`.  In .csv, .xlsx and .parquet tables the geometry is ``lat`` and ``lon`` and
        footprints are WKT; in .gpkg the points are the layer ``layer`` and footprints a layer of their own.
    layer
        Name of the main layer of a GeoPackage.

    Raises
    ------
    OutputError
        If the ending is not known or the file cannot be written.
    """
    target = Path(path)
    ending = target.suffix.lower()
    if ending not in ENDINGS:
        msg = (
            f"{target}: ending {ending or '(none)'} is not known; end the name in one of {', '.join(ENDINGS)}"
        )
        raise OutputError(msg)
    if ending == ".gpkg":
        write_layers(event_layers(frame, layer), target)
        return
    plain = flatten(frame)
    with atomic_path(target) as temporary:
        if ending == ".csv":
            plain.to_csv(temporary, index=False, lineterminator="\n")
        elif ending == ".parquet":
            plain.to_parquet(temporary, index=False)
        elif ending == ".xlsx":
            _write_excel(plain, temporary)
        else:
            import pyogrio

            spatial = _points(frame)
            driver = {".geojson": "GeoJSON", ".kml": "KML"}[ending]
            if ending == ".kml" and "Name" not in spatial:
                names = next((c for c in ("place_name", "place", "name", "zone_id") if c in spatial), None)
                spatial = spatial.assign(Name=spatial[names] if names else "")
            pyogrio.write_dataframe(spatial, temporary, driver=driver, layer=re.sub(r"\W", "_", target.stem))


@contextmanager
def table_writer(path: str | os.PathLike[str]) -> Iterator[Callable[[pd.DataFrame], None]]:
    """Give a function that adds frames of like columns to a file, which appears when the block ends well.

    A CSV file is written piece by piece, so memory does not grow; the other formats are written at the end.

    Parameters
    ----------
    path
        One of `ENDINGS`.

    Raises
    ------
    OutputError
        If the ending is not known or the file cannot be written.
    """
    target = Path(path)
    if target.suffix.lower() != ".csv":
        if target.suffix.lower() not in ENDINGS:
            known = ", ".join(ENDINGS)
            msg = f"{target}: ending {target.suffix or '(none)'} is not known; end the name in one of {known}"
            raise OutputError(msg)
        frames: list[pd.DataFrame] = []
        yield frames.append
        filled = [f for f in frames if len(f)] or frames[:1]
        if filled:
            whole = filled[0] if len(filled) == 1 else pd.concat(filled, ignore_index=True)
            write_table(whole, target)
        return
    with atomic_path(target) as temporary:
        begun = False

        def add(frame: pd.DataFrame) -> None:
            nonlocal begun
            flatten(frame).to_csv(
                temporary, mode="a" if begun else "w", header=not begun, index=False, lineterminator="\n"
            )
            begun = True

        yield add


def _points(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    """Give the frame with one geometry; a table with lat and lon becomes points."""
    if isinstance(frame, gpd.GeoDataFrame):
        active = frame.geometry.name
        plain = flatten(pd.DataFrame(frame.drop(columns=active)))
        return gpd.GeoDataFrame(plain, geometry=frame.geometry.to_numpy(), crs=frame.crs)
    plain = flatten(frame)
    if {"lat", "lon"} <= set(plain.columns):
        lon, lat = (pd.to_numeric(plain[c], errors="coerce").to_numpy(float) for c in ("lon", "lat"))
        points = np.array(
            [shapely.Point(x, y) if np.isfinite(x + y) else None for x, y in zip(lon, lat, strict=True)],
            object,
        )
        return gpd.GeoDataFrame(plain, geometry=points, crs=4326)
    return gpd.GeoDataFrame(plain, geometry=np.full(len(plain), None, object), crs=4326)


def event_layers(frame: pd.DataFrame, layer: str = "events") -> dict[str, gpd.GeoDataFrame]:
    """Part a frame into the layers of a GeoPackage: its points, and its footprints in a layer of their own.

    Parameters
    ----------
    frame
        Plain or spatial (EPSG:4326).
    layer
        Name of the layer of points.

    Returns
    -------
    dict
        ``footprints`` is only there where the frame has such a column; its ``lat`` and ``lon`` say where the
        points were when it was written, so that one which is moved later is told from one that is not.
    """
    main = _points(frame)
    column = next((c for c in ("footprint", "footprint_wkt") if c in frame), None)
    if column is None:
        return {layer: main}
    shapes = frame[column].to_numpy(object)
    if column == "footprint_wkt":
        shapes = np.array([shapely.from_wkt(s) if isinstance(s, str) else None for s in shapes], dtype=object)
    about = ("event_id", "id", "place", "place_name", "precision", "radius_m", "score", "status")
    points = flatten(gpd.GeoDataFrame(geometry=main.geometry))
    names = pd.DataFrame(main[[c for c in about if c in main]])
    footprints = gpd.GeoDataFrame(names.join(points[["lat", "lon"]]), geometry=shapes, crs=4326)
    main = main.drop(columns=["footprint_wkt"], errors="ignore")
    return {layer: main, "footprints": footprints[np.array([s is not None for s in shapes], dtype=bool)]}


def _write_excel(plain: pd.DataFrame, path: Path) -> None:
    stripped = plain.copy()
    for name, dtype in stripped.dtypes.items():
        if isinstance(dtype, pd.DatetimeTZDtype):
            stripped[name] = stripped[name].astype(str)
    with pd.ExcelWriter(path, engine="openpyxl") as writer:
        stripped.to_excel(writer, index=False, sheet_name="badia_geo")
        # a report's text that starts with "=" is text, never a formula
        for row in writer.sheets["badia_geo"].iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    cell.data_type = "s"
