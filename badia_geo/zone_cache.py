"""A small cache on disk for resolved areas and drawn zones, keyed by the content they came from.

One SQLite file: writes are atomic, several processes may share it, and a damaged or unwritable file is the
same as an empty one.  Keys are digests of everything that a value depends on, so nothing is ever stale; old
entries are dropped when the file holds more than `LIMIT`.
"""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

__all__ = ["LIMIT", "Cache", "digest", "from_bytes", "package_digest", "to_bytes"]

LIMIT = 5_000
"""Entries kept; a drawn date takes about 60 kB, so the file stays under some 300 MB."""

_FILE = "zones.sqlite"
_FORMAT = 1


def digest(*parts: object) -> str:
    """Give the SHA-256 of the parts' text, in hexadecimal."""
    made = hashlib.sha256()
    for part in parts:
        made.update(part if isinstance(part, bytes) else str(part).encode())
        made.update(b"\x00")
    return made.hexdigest()


@lru_cache(maxsize=1)
def package_digest() -> str:
    """Digest of all that resolving and drawing depend on: the package's code and its small data files.

    The relief (by far the largest file) takes no part in drawing and is left out.
    """
    from badia_geo import datasets

    code = sorted(Path(__file__).parent.glob("*.py"))
    data = sorted(p for p in datasets.folder().iterdir() if p.suffix in (".csv", ".geojson", ".parquet"))
    made = hashlib.sha256(f"{_FORMAT} {shapely.geos_version_string}".encode())
    for path in (*code, *data):
        # drawing does not read the statements as packaged: those of a date are part of each key
        if path.name != "control_statements.csv" and not path.name.startswith("cli"):
            made.update(path.name.encode())
            made.update(path.read_bytes())
    return made.hexdigest()


class Cache:
    """Values by key in one SQLite file.

    Parameters
    ----------
    folder
        Where the file lies; made when missing.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / _FILE

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, timeout=5)
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS entry (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID"
        )
        connection.execute("CREATE TABLE IF NOT EXISTS age (key TEXT)")
        return connection

    def get_many(self, keys: list[str]) -> dict[str, bytes]:
        """Give the values there are."""
        try:
            with closing(self._open()) as connection:
                found = {}
                for start in range(0, len(keys), 500):
                    part = keys[start : start + 500]
                    marks = ",".join("?" * len(part))
                    rows = connection.execute(f"SELECT key, value FROM entry WHERE key IN ({marks})", part)  # noqa: S608  (marks are our own, values are bound)
                    found.update(dict(rows.fetchall()))
                return found
        except (sqlite3.Error, OSError):
            return {}

    def put_many(self, values: dict[str, bytes]) -> None:
        """Keep values; a cache that cannot be written is no error."""
        if not values:
            return
        try:
            with closing(self._open()) as connection, connection:
                connection.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?)", list(values.items()))
                connection.executemany("INSERT INTO age VALUES (?)", [(k,) for k in values])
                count = connection.execute("SELECT count(*) FROM age").fetchone()[0]
                if count > LIMIT:
                    old = "SELECT rowid FROM age ORDER BY rowid LIMIT ?"
                    connection.execute(
                        f"DELETE FROM entry WHERE key IN (SELECT key FROM age WHERE rowid IN ({old}))",  # noqa: S608  (marks are our own, values are bound)
                        (count - LIMIT,),
                    )
                    connection.execute(f"DELETE FROM age WHERE rowid IN ({old})", (count - LIMIT,))  # noqa: S608  (marks are our own, values are bound)
        except (sqlite3.Error, OSError):
            return


def to_bytes(frame: GeoDataFrame) -> bytes:
    """Pack a zone table: geometries as WKB, the rest as JSON."""
    columns: dict[str, list[Any]] = {}
    for name in frame.columns.drop("geometry"):
        column = frame[name]
        if pd.api.types.is_datetime64_any_dtype(column):
            column = (
                column.astype("datetime64[us]").astype("int64").where(column.notna(), None).astype(object)
            )
            columns[f"{name}@"] = [None if pd.isna(v) else int(v) for v in column]
        else:
            columns[name] = [None if pd.isna(v) else v for v in column.tolist()]
    buffer = io.BytesIO()
    wkb = shapely.to_wkb(frame.geometry.to_numpy())
    ends = np.cumsum([len(w) for w in wkb])
    np.savez(
        buffer,
        head=np.frombuffer(json.dumps(columns).encode(), np.uint8),
        ends=ends,
        wkb=np.frombuffer(b"".join(wkb) or b"\x00", np.uint8),
    )
    return buffer.getvalue()


def from_bytes(value: bytes) -> GeoDataFrame:
    """Unpack what `to_bytes` packed."""
    with np.load(io.BytesIO(value), allow_pickle=False) as held:
        columns, ends, wkb = json.loads(held["head"].tobytes()), held["ends"], held["wkb"].tobytes()
    starts = [0, *ends[:-1]]
    shapes = shapely.from_wkb([wkb[a:b] for a, b in zip(starts, ends, strict=True)])
    data: dict[str, Any] = {}
    for name, values in columns.items():
        if name.endswith("@"):
            stamps = np.array([np.iinfo(np.int64).min if v is None else v for v in values], np.int64)
            data[name[:-1]] = stamps.view("datetime64[us]")
        else:
            numeric = any(isinstance(v, float) for v in values)
            data[name] = pd.Series(values, dtype=float if numeric else object)
    return gpd.GeoDataFrame(data, geometry=shapes, crs=4326)
