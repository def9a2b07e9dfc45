"""Control statements: one fact a row, and the zones of a date drawn from those that hold on it.

A statement says who held a described area from one day to another.  Areas (a governorate, a bank, a radius)
paint polygons; places (a town, a base, an oil field) act as observations that spread over the ground round
them, up to a limited reach, and never across the river or a border.  Where two statements speak of the same
ground the higher priority wins, then the smaller area; two that cannot be told apart make the ground
contested, and the tie is listed.  A ``presence`` statement (raids, cells) never takes ground: it marks it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from badia_geo.errors import ColumnError, DateError, FileFormatError, MissingFileError, TimelineError
from badia_geo.footprints import local_projection
from badia_geo.tessellation import default_barriers
from badia_geo.zone_cache import Cache, digest, from_bytes, package_digest, to_bytes
from badia_geo.zone_drawing import Claim, Place, draw_claims, place_claims
from badia_geo.zones import STATUSES, ZONE_COLUMNS, as_date

if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike

    from geopandas import GeoDataFrame
    from numpy.typing import NDArray
    from pandas import DataFrame, Timestamp
    from shapely import Geometry

    from badia_geo.geocoding import Geocoder

__all__ = [
    "STATEMENT_COLUMNS",
    "Resolved",
    "StatementTimeline",
    "read_statements",
    "statement_extent",
]

STATEMENT_COLUMNS: tuple[str, ...] = (
    "statement_id",
    "area",
    "controller",
    "status",
    "with",
    "valid_from",
    "valid_to",
    "priority",
    "source",
    "source_date",
    "confidence",
    "note",
)
"""Columns of a statement table; only ``area`` and ``controller`` must be there."""

PLACE_PRECISIONS = ("exact", "settlement")
"""Footprints of these classes are places; all others are areas and are painted as they are."""

PACKAGED_UNTIL = "2025-01-01"
"""Day after the last one that the packaged statements cover."""

SOURCE = "badia_geo control statements"
"""Source of drawn zones: they come from one provider, however many publications the statements cite."""

_ACCURACY_M = {
    "exact": 500.0,
    "settlement": 3_000.0,
    "near": 5_000.0,
    "sector": 5_000.0,
    "corridor": 5_000.0,
    "admin3": 2_000.0,
    "admin2": 2_000.0,
    "admin1": 2_000.0,
    "region": 5_000.0,
    "country": 2_000.0,
}
_CONFIDENCE = {"high": 0.95, "medium": 0.8, "low": 0.6, "": 0.8}


def read_statements(path: str | PathLike[str]) -> DataFrame:
    """Read a table of control statements (CSV, or any table file that the package reads).

    Raises
    ------
    MissingFileError
        If there is no such file.
    ColumnError
        If ``area`` or ``controller`` is missing.
    FileFormatError
        If it is no table.
    """
    from pathlib import Path

    file = Path(path)
    if not file.is_file():
        msg = f"{file}: no such file of control statements"
        raise MissingFileError(msg)
    if file.suffix.lower() == ".csv":
        try:
            table = pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        except (ValueError, pd.errors.ParserError) as error:
            msg = f"{file}: not a CSV table in UTF-8 ({error}); save it as CSV UTF-8"
            raise FileFormatError(msg) from None
    else:
        from badia_geo.tables import read_table

        table = read_table(file)
    missing = [c for c in ("area", "controller") if c not in table.columns]
    if missing:
        msg = f"{file}: no column {' and '.join(missing)}; the columns are {', '.join(table.columns)}"
        raise ColumnError(msg)
    return table


def statement_extent() -> Geometry:
    """Give the ground of the packaged timeline: Syria and the governorate of Anbar in Iraq, EPSG:4326."""
    from badia_geo import datasets

    areas = datasets.load("governorates")
    chosen = areas[(areas["country"] == "SY") | (areas["name"].str.contains("Anbar"))]
    ground = shapely.union_all(shapely.make_valid(chosen.geometry.to_numpy()), grid_size=1e-6)
    # hairline gaps between governorates digitised apart are no ground of their own
    return shapely.union_all([p for p in shapely.get_parts(ground) if p.area > 1e-5])


@dataclass(frozen=True, slots=True, eq=False)
class Resolved:
    """What a statement's area resolved to.

    Parameters
    ----------
    geometry
        Polygon, EPSG:4326; ``None`` when nothing was found.
    precision
        Class of the footprint (see `badia_geo.footprints.PRECISIONS`).
    lon, lat, radius_m
        Point and radius of the footprint.
    accuracy_m
        Accuracy of its outline, where it is known.
    reason
        Why nothing was found.
    """

    geometry: Geometry | None
    precision: str = ""
    lon: float = np.nan
    lat: float = np.nan
    radius_m: float = np.nan
    reason: str = ""
    accuracy_m: float = np.nan

    @property
    def is_place(self) -> bool:
        """Whether it is a place that spreads, rather than an area that is painted."""
        return self.precision in PLACE_PRECISIONS


class StatementTimeline:
    """Zones drawn on demand from control statements.

    Parameters
    ----------
    statements
        See `STATEMENT_COLUMNS`.  Rows that cannot be used are listed by `problems`; the others draw.
    geocoder
        Resolves areas; ``None``: the packaged one, made when first needed.
    extent
        Ground to cover, EPSG:4326.
    cache
        Keep resolved areas (of the packaged geocoder) and drawn zones on disk.
    barriers
        Regions that places do not spread out of, EPSG:4326; ``None``: the two banks of the Euphrates, in
        each country.
    areas
        Polygons with a ``name`` (and ``accuracy_m``) that statements may name beside what the geocoder
        knows; the packaged ones are known always.
    until
        Day after the last one covered: statements without an end hold up to it.  ``None``: they hold for
        ever.
    """

    def __init__(
        self,
        statements: DataFrame,
        *,
        geocoder: Geocoder | None = None,
        extent: Geometry,
        cache: bool = True,
        barriers: Sequence[Geometry] | None = None,
        areas: GeoDataFrame | None = None,
        until: object = None,
    ) -> None:
        self.statements, self._problems = _clean(statements)
        self._geocoder = geocoder
        self._packaged = geocoder is None
        self._extent = extent
        self._barriers = barriers
        self._until = None if until is None else as_date(until)
        self._areas = {} if areas is None else _area_book(areas)
        self._sides: NDArray[np.object_] | None = None
        self._disk: Cache | None = None
        if cache:
            from badia_geo import datasets

            self._disk = Cache(datasets.cache_folder())
        self._resolved: dict[str, Resolved] = {}
        self._drawn: dict[str, GeoDataFrame] = {}
        self._ties: dict[tuple[str, str], Timestamp] = {}
        self._key = digest(package_digest() if cache else "", extent.wkb, *(b.wkb for b in barriers or ()))

    # -- the timeline ------------------------------------------------------------------------------------

    @property
    def span(self) -> tuple[Timestamp | None, Timestamp | None]:
        """First day of the earliest statement, and the end of the latest (``None`` while any is open)."""
        start, end = self.statements["valid_from"], self.statements["valid_to"]
        if self.statements.empty:
            return None, None
        return (
            None if start.isna().any() else start.min(),
            self._until if end.isna().any() else end.max(),
        )

    @property
    def changes(self) -> pd.DatetimeIndex:
        """Days on which some statement begins or ends."""
        both = pd.concat([self.statements["valid_from"], self.statements["valid_to"]]).dropna().unique()
        days = pd.DatetimeIndex(both).sort_values()
        return days if self._until is None else days[days < self._until]

    def at(self, date: Timestamp, *, known_on: Timestamp | None = None) -> GeoDataFrame:
        """Draw the zones of a date; the same statements give the same zones, from memory or disk."""
        rows = self.statements
        valid = (rows["valid_from"].isna() | (rows["valid_from"] <= date)) & (
            rows["valid_to"].isna() | (rows["valid_to"] > date)
        )
        if known_on is not None:
            valid &= rows["source_date"].isna() | (rows["source_date"] <= known_on)
        rows = rows[valid]
        if rows.empty:
            msg = f"no statement holds on {date:%Y-%m-%d}; the statements begin and end on {len(self.changes)} days"
            raise TimelineError(msg)
        key = digest(self._key, *rows["digest"])
        zones = self._drawn.get(key)
        if zones is None:
            zones = self._from_disk(key)
        if zones is None:
            zones = self._draw(rows, date)
            if self._disk is not None and (self._packaged or self._geocoder_is_keyed()):
                self._disk.put_many({key: to_bytes(zones)})
        self._drawn[key] = zones
        return self._dated(zones, date)

    def _geocoder_is_keyed(self) -> bool:
        return False

    def _from_disk(self, key: str) -> GeoDataFrame | None:
        if self._disk is None or not self._packaged:
            return None
        value = self._disk.get_many([key]).get(key)
        return None if value is None else from_bytes(value)

    def _dated(self, zones: GeoDataFrame, date: Timestamp) -> GeoDataFrame:
        days = self.changes
        position = int(days.searchsorted(date, side="right"))
        out = zones.copy()
        out["valid_from"] = pd.Series(days[position - 1] if position else pd.NaT, index=out.index)
        end = days[position] if position < len(days) else self.span[1]
        out["valid_to"] = pd.Series(pd.NaT if end is None else end, index=out.index)
        out[["valid_from", "valid_to"]] = out[["valid_from", "valid_to"]].astype("datetime64[us]")
        return out

    def problems(self) -> DataFrame:
        """List the rows that cannot be used, those whose area gives nothing, and the ties met so far."""
        found = list(self._problems)
        for row in self.statements.itertuples():
            place = self._resolve([row.area])[row.area]
            if place.geometry is None:
                found.append(
                    (
                        row.row,
                        row.statement_id,
                        row.controller,
                        "area not resolved",
                        f"{row.area!r}: {place.reason}",
                    )
                )
        columns = ["row", "zone_id", "controller", "problem", "detail"]
        out = pd.DataFrame(found, columns=columns)
        ties = [
            (None, f"{a} | {b}", None, "tie", f"equal priority and area on {day:%Y-%m-%d}: drawn contested")
            for (a, b), day in self._ties.items()
        ]
        return pd.concat([out, pd.DataFrame(ties, columns=columns)], ignore_index=True) if ties else out

    # -- resolving ---------------------------------------------------------------------------------------

    def _resolve(self, areas: Sequence[str]) -> dict[str, Resolved]:
        """Resolve area texts through memory, disk and the geocoder, in this order."""
        missing = [a for a in dict.fromkeys(areas) if a not in self._resolved]
        keys = {a: digest("area", package_digest(), a) for a in missing} if self._disk is not None else {}
        if missing and self._disk is not None and self._packaged:
            held = self._disk.get_many(list(keys.values()))
            for area in missing:
                if keys[area] in held:
                    self._resolved[area] = _unpack(held[keys[area]])
            missing = [a for a in missing if a not in self._resolved]
        if missing:
            new = {a: named for a in missing if (named := self._named_area(a)) is not None}
            self._resolved.update(new)
            missing = [a for a in missing if a not in new]
        if missing:
            geocoder = self._geocoder
            if geocoder is None:
                from badia_geo.geocoding import Geocoder

                geocoder = self._geocoder = Geocoder()
            new = {area: _locate(geocoder, area) for area in missing}
            self._resolved.update(new)
            if self._disk is not None and self._packaged:
                self._disk.put_many({keys[a]: _pack(place) for a, place in new.items()})
        return {a: self._resolved[a] for a in areas}

    def _named_area(self, area: str) -> Resolved | None:
        """Look an area up among those that are drawn by name: an own one, a country, a governorate."""
        key = area.casefold()
        held = self._areas.get(key)
        return held if held is not None else _packaged_areas().get(key)

    # -- drawing -----------------------------------------------------------------------------------------

    def _plane_sides(self, forward: Any) -> NDArray[np.object_]:
        if self._sides is None:
            barriers = default_barriers(self._extent) if self._barriers is None else list(self._barriers)
            sides = _to_plane(np.array(barriers, dtype=object), forward)
            self._sides = sides[~shapely.is_empty(sides)]
        return self._sides

    def _draw(self, rows: DataFrame, date: Timestamp) -> GeoDataFrame:
        resolved = self._resolve(rows["area"].tolist())
        rows = rows[[resolved[a].geometry is not None for a in rows["area"]]]
        centre = shapely.centroid(self._extent)
        forward, inverse = local_projection(centre.x, centre.y)
        extent = _to_plane(np.array([self._extent], dtype=object), forward)[0]
        claims: list[Claim] = []
        places: list[Place] = []
        for row in rows.itertuples():
            found = resolved[row.area]
            common = {
                "controller": row.controller,
                "status": row.status,
                "parties": row.parties,
                "priority": row.priority,
                "ids": (row.statement_id,),
                "confidence": row.confidence,
                "accuracy_m": found.accuracy_m
                if found.accuracy_m > 0
                else _ACCURACY_M.get(found.precision, 5_000.0),
                "source_date": row.source_date,
            }
            if found.is_place and (row.status != "presence" or row.parties):
                x, y = forward.transform(found.lon, found.lat)
                places.append(Place(x=x, y=y, radius_m=found.radius_m, **common))
            else:
                shape = shapely.make_valid(_to_plane(np.array([found.geometry], dtype=object), forward)[0])
                claims.append(Claim(shape=shape, size=shape.area, **common))
        claims.extend(place_claims(places, self._plane_sides(forward)) if places else ())
        zones, ties = draw_claims(claims, extent)
        for pair in ties:
            self._ties.setdefault(pair, date)
        zones["geometry"] = _to_plane(zones.geometry.to_numpy(), inverse)
        return finish_zones(zones)


def finish_zones(zones: GeoDataFrame) -> GeoDataFrame:
    """Give drawn zones their columns, in EPSG:4326, the largest first."""
    out = gpd.GeoDataFrame(zones, geometry="geometry", crs=None).set_crs(4326, allow_override=True)
    out["zone_id"] = [f"{c}-{i + 1}" for i, c in enumerate(out["controller"])]
    out["source"] = SOURCE
    out["valid_from"] = out["valid_to"] = pd.Series(pd.NaT, index=out.index, dtype="datetime64[us]")
    return out[[*ZONE_COLUMNS, *(c for c in out.columns if c not in ZONE_COLUMNS)]]


def _clean(statements: DataFrame) -> tuple[DataFrame, list[tuple[Any, ...]]]:
    """Give typed statements and the list of rows left out: (row, id, controller, problem, detail)."""
    out: list[dict[str, Any]] = []
    problems: list[tuple[Any, ...]] = []
    has = {c: c in statements.columns for c in STATEMENT_COLUMNS}
    for position, row in enumerate(statements.to_dict("records")):
        line = position + 2  # the line of a CSV file whose first line holds the names
        text = {c: _text(row.get(c)) if has[c] else "" for c in STATEMENT_COLUMNS}
        name = text["statement_id"] or f"line {line}"
        problem = _problem(text)
        if problem:
            problems.append((line, name, text["controller"] or None, *problem))
            continue
        status = text["status"].lower() or "control"
        if status not in STATUSES:
            problems.append(
                (line, name, text["controller"], "unknown status", f"{text['status']!r}: drawn as control")
            )
            status = "control"
        try:
            priority = float(text["priority"] or 0)
        except ValueError:
            problems.append(
                (line, name, text["controller"], "priority is no number", f"{text['priority']!r}: taken as 0")
            )
            priority = 0.0
        dates = {
            c: as_date(text[c]) if text[c] else pd.NaT for c in ("valid_from", "valid_to", "source_date")
        }
        out.append(
            {
                **text,
                **dates,
                "row": line,
                "statement_id": name,
                "status": status,
                "with": text["with"] or None,
                "priority": priority,
                "confidence": _CONFIDENCE.get(text["confidence"].lower(), 0.8),
                "digest": digest(*text.values()),
            }
        )
    columns = [*STATEMENT_COLUMNS, "row", "digest"]
    # "with" is a word of the language: rows are walked as tuples, so it goes by another name inside
    table = pd.DataFrame(out, columns=columns).rename(columns={"with": "parties"})
    table["parties"] = pd.Series([row["with"] for row in out], index=table.index, dtype=object)
    for name in ("valid_from", "valid_to", "source_date"):
        table[name] = pd.to_datetime(table[name]).astype("datetime64[us]")
    return table, problems


def _text(value: object) -> str:
    return "" if value is None or value is pd.NaT or value != value else str(value).strip()


def _problem(text: dict[str, str]) -> tuple[str, str] | None:
    if not text["area"] or not text["controller"]:
        return "area or controller empty", f"area {text['area']!r}, controller {text['controller']!r}"
    try:
        start, end = (as_date(text[c]) if text[c] else None for c in ("valid_from", "valid_to"))
        if text["source_date"]:
            as_date(text["source_date"])
    except DateError as error:
        return "date not read", str(error)
    if start is not None and end is not None and end <= start:
        return "valid_to not after valid_from", f"{start:%Y-%m-%d} to {end:%Y-%m-%d}"
    return None


def _area_book(areas: GeoDataFrame) -> dict[str, Resolved]:
    accuracy = areas["accuracy_m"] if "accuracy_m" in areas else pd.Series(np.nan, index=areas.index)
    shapes = shapely.make_valid(areas.geometry.to_numpy())
    return {
        str(name).casefold(): Resolved(shape, "region", accuracy_m=float(metres))
        for name, shape, metres in zip(areas["name"], shapes, accuracy, strict=True)
    }


@lru_cache(maxsize=1)
def _packaged_areas() -> dict[str, Resolved]:
    """Give the areas that statements name as they are: countries, governorates, generalised front strips."""
    from badia_geo import datasets

    governorates = datasets.load("governorates")
    shapes = shapely.make_valid(governorates.geometry.to_numpy())
    book = {
        f"{name} governorate".casefold(): Resolved(shape, "admin1")
        for name, shape in zip(governorates["name"], shapes, strict=True)
    }
    syria = shapes[(governorates["country"] == "SY").to_numpy()]
    book["syria"] = Resolved(shapely.union_all(syria, grid_size=1e-6), "country")
    book.update(_area_book(datasets.load("control_areas")))
    return book


def _locate(geocoder: Geocoder, area: str) -> Resolved:
    location = geocoder.locate(area)
    if location.footprint is None:
        return Resolved(None, reason=location.reason or location.status)
    shape = location.footprint
    geometry = shapely.make_valid(shape.geometry)
    return Resolved(
        geometry, shape.precision, shape.point.x, shape.point.y, float(shape.radius_m), location.reason
    )


def _pack(place: Resolved) -> bytes:
    import json

    head = json.dumps([place.precision, place.lon, place.lat, place.radius_m, place.reason]).encode()
    return (
        len(head).to_bytes(4, "big")
        + head
        + (shapely.to_wkb(place.geometry) if place.geometry is not None else b"")
    )


def _unpack(value: bytes) -> Resolved:
    import json

    size = int.from_bytes(value[:4], "big")
    precision, lon, lat, radius, reason = json.loads(value[4 : 4 + size])
    wkb = value[4 + size :]
    return Resolved(shapely.from_wkb(wkb) if wkb else None, precision, lon, lat, radius, reason)


def _to_plane(shapes: NDArray[np.object_], transformer: Any) -> NDArray[np.object_]:
    return np.asarray(
        shapely.transform(shapes, lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))),
        dtype=object,
    )
