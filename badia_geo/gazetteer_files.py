"""Gazetteer files: a GeoPackage that QGIS opens and that is searched without being loaded.

Layer ``places`` holds the points, layer ``areas`` the outlines where there are any, and the table
``name_keys`` one row a name key, indexed by its skeleton: a search reads only the rows whose skeleton is
within one edit of the one asked for, so a file of a million places answers in milliseconds.
"""

from __future__ import annotations

import sqlite3
import struct
import sys
from collections import OrderedDict
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from badia_geo.errors import FileFormatError
from badia_geo.importers import ImportReport, alternate_names, read_places
from badia_geo.names import NameKey, is_arabic, unique_keys
from badia_geo.places import Place, merge_two, same_place
from badia_geo.provider_files import recognise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

__all__ = ["PlaceFile", "build_gazetteer_file", "is_gazetteer_file", "iterate_places", "write_places"]

_APPLICATION_ID = 0x47504B47
_USER_VERSION = 10300
_BATCH = 5000
FETCHED = 3000
"""Name keys that one search reads at most, those with the very skeleton first."""
JUDGED = 200
"""Places of a file that are judged in full."""
ALPHABET = "bcdfhjklmnrstwy"
"""Letters of skeletons."""

_SCHEMA = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY,
organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL,
identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT '1970-01-01T00:00:00.000Z',
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER);
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL, PRIMARY KEY (table_name, column_name));
CREATE TABLE places (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom POINT, place_id TEXT NOT NULL,
name TEXT,
  name_ar TEXT, names TEXT, feature_code TEXT, lat DOUBLE, lon DOUBLE, accuracy_m DOUBLE, extent_m DOUBLE,
  population INTEGER, admin1 TEXT, parent TEXT, since TEXT, until TEXT, source TEXT, ids TEXT);
CREATE TABLE areas (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom GEOMETRY, place_id TEXT NOT NULL);
CREATE TABLE name_keys (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, skeleton TEXT, fine TEXT,
consonants TEXT,
  arabic INTEGER, modifiers INTEGER, whole INTEGER, place INTEGER);
"""
_INDEXES = """
CREATE INDEX IF NOT EXISTS name_keys_skeleton ON name_keys (skeleton);
CREATE INDEX IF NOT EXISTS name_keys_place ON name_keys (place);
CREATE INDEX IF NOT EXISTS places_place_id ON places (place_id);
CREATE INDEX IF NOT EXISTS areas_place_id ON areas (place_id);
"""
_COLUMNS = (
    "place_id", "name", "name_ar", "names", "feature_code", "lat", "lon", "accuracy_m", "extent_m",
    "population",
    "admin1", "parent", "since", "until", "source", "ids",
)  # fmt: skip
_SELECT = f"SELECT fid, {', '.join(_COLUMNS)} FROM places"  # noqa: S608 (column names are constants)
_INSERT_KEY = (
    "INSERT INTO name_keys (skeleton, fine, consonants, arabic, modifiers, whole, place) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]'
)


def is_gazetteer_file(path: Path) -> bool:
    """Tell whether a file is a gazetteer that this module wrote."""
    try:
        with _connect(path) as database:
            names = {
                row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            }
    except sqlite3.DatabaseError:
        return False
    return {"places", "name_keys", "gpkg_contents"} <= names


@contextmanager
def _connect(path: Path) -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(f"file:{_uri(path)}?mode=ro", uri=True)
    try:
        yield database
    finally:
        database.close()


def _uri(path: Path) -> str:
    from urllib.parse import quote

    return quote(str(path.resolve()))


def _blob(geometry: Any) -> bytes:
    """Write a GeoPackage geometry: header without envelope, then WKB (OGC 12-128r18, 2.1.3)."""
    return b"GP\x00\x01" + struct.pack("<i", 4326) + bytes(shapely.to_wkb(geometry, byte_order=1))


def _point_blob(lon: float, lat: float) -> bytes:
    return b"GP\x00\x01" + struct.pack("<i", 4326) + struct.pack("<BIdd", 1, 1, lon, lat)


def _record(place: Place) -> tuple[Any, ...]:
    return (
        _point_blob(place.lon, place.lat), place.place_id, place.name, place.name_ar, "|".join(place.names),
        place.feature_code, place.lat, place.lon, place.accuracy_m, place.extent_m, place.population,
        place.admin1,
        place.parent, place.since, place.until, place.source, "|".join(place.ids or (place.place_id,)),
    )  # fmt: skip


def _place(row: Sequence[Any]) -> Place:
    values = dict(zip(_COLUMNS, row[1:], strict=True))
    values["names"] = tuple(n for n in (values["names"] or "").split("|") if n)
    values["ids"] = tuple(n for n in (values["ids"] or "").split("|") if n)
    return Place(**values)


def _key_rows(place: Place, fid: int) -> list[tuple[Any, ...]]:
    return [
        (k.skeleton, k.fine, k.consonants, k.script == "arabic", k.modifiers, k.whole, fid)
        for k in unique_keys(place.all_names)
    ]


class _Writer:
    """A gazetteer file being written; keys are indexed at the end, or before the first merge."""

    def __init__(self, path: Path) -> None:
        self.database = sqlite3.connect(path)
        self.database.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        self.database.execute(f"PRAGMA user_version = {_USER_VERSION}")
        self.database.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;"
        )
        self.database.executescript(_SCHEMA)
        self.database.executemany(
            "INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)",
            [
                ("Undefined Cartesian", -1, "NONE", -1, "undefined", None),
                ("Undefined geographic", 0, "NONE", 0, "undefined", None),
                ("WGS 84", 4326, "EPSG", 4326, _WGS84, None),
            ],
        )
        self.fid = 0
        self.places: list[tuple[Any, ...]] = []
        self.keys: list[tuple[Any, ...]] = []
        self.indexed = False

    def add(self, place: Place) -> None:
        self.fid += 1
        self.places.append((self.fid, *_record(place)))
        self.keys.extend(_key_rows(place, self.fid))
        if place.geometry is not None:
            self.database.execute(
                "INSERT INTO areas (geom, place_id) VALUES (?, ?)", (_blob(place.geometry), place.place_id)
            )
        if len(self.places) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        marks = ", ".join("?" * (len(_COLUMNS) + 2))
        self.database.executemany(f"INSERT INTO places VALUES ({marks})", self.places)  # noqa: S608  (names and marks are our own, values are bound)
        self.database.executemany(
            _INSERT_KEY,
            self.keys,
        )
        self.places.clear()
        self.keys.clear()

    def index(self) -> None:
        self.flush()
        self.database.executescript(_INDEXES)
        self.indexed = True

    def replace(self, fid: int, place: Place) -> None:
        sets = ", ".join(f"{c} = ?" for c in ("geom", *_COLUMNS))
        self.database.execute(f"UPDATE places SET {sets} WHERE fid = ?", (*_record(place), fid))  # noqa: S608  (names and marks are our own, values are bound)
        self.database.execute("DELETE FROM name_keys WHERE place = ?", (fid,))
        self.database.executemany(
            _INSERT_KEY,
            _key_rows(place, fid),
        )

    def merge(self, place: Place) -> bool:
        """Merge a place into one of an earlier file, if it is the same; otherwise leave it."""
        skeletons = list({k.skeleton for k in unique_keys(place.all_names)})
        marks = ", ".join("?" * len(skeletons))
        rows = self.database.execute(
            f"SELECT DISTINCT p.fid, {', '.join('p.' + c for c in _COLUMNS)} "  # noqa: S608  (names and marks are our own, values are bound)
            "FROM name_keys k JOIN places p ON p.fid = k.place "
            f"WHERE k.skeleton IN ({marks}) AND p.lat BETWEEN ? AND ? AND p.lon BETWEEN ? AND ?",
            (*skeletons, place.lat - 0.1, place.lat + 0.1, place.lon - 0.12, place.lon + 0.12),
        ).fetchall()
        best, best_value = None, -9.0
        for row in rows:
            value = same_place(_place(row), place)
            if value is not None and value > best_value:
                best, best_value = row, value
        if best is None:
            return False
        self.replace(best[0], merge_two(_place(best), place))
        return True

    def close(self) -> int:
        self.index()
        count, x0, y0, x1, y1 = self.database.execute(
            "SELECT count(*), min(lon), min(lat), max(lon), max(lat) FROM places"
        ).fetchone()
        areas = self.database.execute("SELECT count(*) FROM areas").fetchone()[0]
        layers = [("places", "features", "POINT")]
        if areas:
            layers.append(("areas", "features", "GEOMETRY"))
        else:
            self.database.execute("DROP TABLE areas")
        for table, kind, geometry in layers:
            self.database.execute(
                "INSERT INTO gpkg_contents "
                "(table_name, data_type, identifier, min_x, min_y, max_x, max_y, srs_id) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, 4326)",
                (table, kind, table, x0, y0, x1, y1),
            )
            self.database.execute(
                "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, 4326, 0, 0)", (table, geometry)
            )
        self.database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier) "
            "VALUES ('name_keys', 'attributes', 'name_keys')"
        )
        self.database.execute("ANALYZE")
        self.database.commit()
        self.database.close()
        return int(count)


def write_places(places: Iterable[Place], path: str | Path) -> int:
    """Write places as a gazetteer file, whole or not at all; gives their number."""
    from badia_geo.tables import atomic_path

    with atomic_path(path) as temporary:
        writer = _Writer(temporary)
        for place in places:
            writer.add(place)
        return writer.close()


def iterate_places(path: Path) -> Iterator[Place]:
    """Read every place of a gazetteer file, one after the other."""
    from dataclasses import replace

    with _connect(path) as database:
        areas = {}
        if database.execute("SELECT count(*) FROM sqlite_master WHERE name = 'areas'").fetchone()[0]:
            areas = {
                p: shapely.from_wkb(g[8:]) for g, p in database.execute("SELECT geom, place_id FROM areas")
            }
        for row in database.execute(f"{_SELECT} ORDER BY fid"):
            place = _place(row)
            yield replace(place, geometry=areas[place.place_id]) if place.place_id in areas else place


@contextmanager
def _bar(show: bool) -> Iterator[Callable[[str], Callable[[int, int], None] | None]]:
    if not show:
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as progress:

        def task(name: str) -> Callable[[int, int], None]:
            handle = progress.add_task(name, total=None)
            return lambda done, total: progress.update(handle, completed=done, total=total)

        yield task


def build_gazetteer_file(
    paths: Sequence[Path], out: Path, *, columns: Mapping[str, str] | None = None, progress: bool = True
) -> ImportReport:
    """Import files one after the other, merging each with the ones before, in bounded memory."""
    from badia_geo.tables import atomic_path

    report = ImportReport()
    kinds = {path: "columns" if columns else recognise(path) for path in paths}
    dumps = [p for p in paths if kinds[p] != "geonames_alternate_names"]
    if not dumps:
        msg = f"{paths[0]}: holds alternate names only; import it together with the country's GeoNames dump"
        raise FileFormatError(msg)
    with atomic_path(out) as temporary, _bar(progress) as bar:
        writer = _Writer(temporary)
        for n, path in enumerate(dumps):
            if n:
                writer.index()
            for place in read_places(path, columns=columns, report=report, progress=bar(path.name)):
                if n and writer.merge(place):
                    report.merged += 1
                else:
                    writer.add(place)
            writer.flush()
        for path in paths:
            if kinds[path] == "geonames_alternate_names":
                _add_names(writer, path, report, bar(path.name))
        report.places = writer.close()
        if not report.places:
            reasons = "; ".join(f"{n:,} {r}" for r, n in report.set_aside.most_common()) or "no rows"
            msg = f"{', '.join(map(str, paths))}: no usable place ({reasons}); check columns and separator"
            temporary.unlink()
            raise FileFormatError(msg)
    return report


def _add_names(
    writer: _Writer, path: Path, report: ImportReport, progress: Callable[[int, int], None] | None
) -> None:
    from dataclasses import replace

    if not writer.indexed:
        writer.index()
    pending: OrderedDict[str, list[str]] = OrderedDict()

    def settle(place_id: str, names: list[str]) -> None:
        row = writer.database.execute(f"{_SELECT} WHERE place_id = ?", (place_id,)).fetchone()
        if row is None:
            return
        place = _place(row)
        new = [n for n in dict.fromkeys(names) if n not in place.all_names]
        if not new:
            return
        arabic = place.name_ar or next((n for n in new if is_arabic(n)), None)
        writer.replace(
            row[0],
            replace(place, name_ar=arabic, names=tuple(n for n in (*place.names, *new) if n != arabic)),
        )
        report.names += len(new)

    for row in alternate_names(path, report, progress):
        pending.setdefault(row.place_id, []).append(row.name)
        if len(pending) > _BATCH:
            settle(*pending.popitem(last=False))
    for place_id, names in pending.items():
        settle(place_id, names)


def edits(word: str) -> list[str]:
    """Give every skeleton within one edit of a word: the word, then deletions, substitutions, insertions.

    The alphabet of skeletons has 15 letters, so a word of five has 165 neighbours: few enough to ask an
    index for each.

    Examples
    --------
    >>> len(edits("tlrft")), edits("b")[:3]
    (165, ['b', '', 'c'])
    """
    splits = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    found = dict.fromkeys([word])
    found.update(dict.fromkeys(a + b[1:] for a, b in splits if b))
    found.update(dict.fromkeys(a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1))
    found.update(dict.fromkeys(a + c + b[1:] for a, b in splits if b for c in ALPHABET))
    found.update(dict.fromkeys(a + c + b for a, b in splits for c in ALPHABET))
    return list(found)


class PlaceFile:
    """A gazetteer file that is searched where it lies.

    Parameters
    ----------
    path
        A file that `write_places` or `build_gazetteer_file` wrote.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.database = sqlite3.connect(f"file:{_uri(path)}?mode=ro", uri=True, check_same_thread=False)
        self.database.execute("PRAGMA mmap_size = 1073741824")

    def __len__(self) -> int:
        return int(self.database.execute("SELECT count(*) FROM places").fetchone()[0])

    def __reduce__(self) -> tuple[type[PlaceFile], tuple[Path]]:
        return PlaceFile, (self.path,)

    def get(self, place_id: str) -> Place | None:
        """Give a place by its id, or None."""
        row = self.database.execute(f"{_SELECT} WHERE place_id = ?", (place_id,)).fetchone()
        return self._with_area(_place(row)) if row else None

    def _with_area(self, place: Place) -> Place:
        from dataclasses import replace

        if not self.database.execute("SELECT count(*) FROM sqlite_master WHERE name = 'areas'").fetchone()[0]:
            return place
        row = self.database.execute("SELECT geom FROM areas WHERE place_id = ?", (place.place_id,)).fetchone()
        return replace(place, geometry=shapely.from_wkb(row[0][8:])) if row else place

    def find(self, keys: Iterable[NameKey]) -> list[tuple[Place, list[NameKey]]]:
        """Give the places whose names are likest to any of the keys, with all their keys."""
        from rapidfuzz.distance import Levenshtein
        from rapidfuzz.process import cdist

        keys = list(keys)
        best: dict[int, float] = {}
        for skeleton in dict.fromkeys(key.skeleton for key in keys):
            asked = [key for key in keys if key.skeleton == skeleton]
            rows = self._rows(skeleton)
            if not rows:
                continue
            fine = cdist(
                [k.fine for k in asked], [r[0] for r in rows], scorer=Levenshtein.normalized_similarity
            )
            bare = cdist(
                [k.consonants for k in asked], [r[1] for r in rows], scorer=Levenshtein.normalized_similarity
            )
            same = np.array([[(k.script == "arabic") == bool(r[2]) for r in rows] for k in asked])
            value = np.where(same, (fine + bare) / 2, 0.85 * bare).max(axis=0)
            for (_, _, _, place), likeness in zip(rows, value.tolist(), strict=True):
                if likeness > best.get(place, 0.0):
                    best[place] = likeness
        chosen = sorted(best, key=lambda fid: -best[fid])[:JUDGED]
        return self._places(chosen)

    def _rows(self, skeleton: str) -> list[tuple[str, str, int, int]]:
        neighbours = edits(skeleton)
        found: list[tuple[str, str, int, int]] = []
        # the very skeleton first, then its neighbours in steps, until enough names are at hand
        for start, stop in ((0, 1), (1, 400), (400, len(neighbours))):
            part = neighbours[start:stop]
            if not part or len(found) >= FETCHED:
                continue
            marks = ", ".join("?" * len(part))
            found += self.database.execute(
                f"SELECT fine, consonants, arabic, place FROM name_keys WHERE skeleton IN ({marks}) LIMIT ?",  # noqa: S608  (names and marks are our own, values are bound)
                (*part, FETCHED - len(found)),
            ).fetchall()
        return found

    def _places(self, fids: Sequence[int]) -> list[tuple[Place, list[NameKey]]]:
        if not fids:
            return []
        marks = ", ".join("?" * len(fids))
        places = {
            row[0]: _place(row) for row in self.database.execute(f"{_SELECT} WHERE fid IN ({marks})", fids)
        }
        keys: dict[int, list[NameKey]] = {fid: [] for fid in fids}
        for fine, consonants, arabic, modifiers, whole, fid in self.database.execute(
            "SELECT fine, consonants, arabic, modifiers, whole, place "  # noqa: S608  (names and marks are our own, values are bound)
            f"FROM name_keys WHERE place IN ({marks})",
            fids,
        ):
            keys[fid].append(
                NameKey("arabic" if arabic else "latin", fine, consonants, modifiers, bool(whole))
            )
        return [(places[fid], keys[fid]) for fid in fids if fid in places]
