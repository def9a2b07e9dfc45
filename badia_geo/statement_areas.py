"""The areas that control statements speak of: what each description resolves to, kept on disk."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
import shapely

from badia_geo.footprints import circle
from badia_geo.zone_cache import digest, package_digest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geopandas import GeoDataFrame
    from shapely.geometry.base import BaseGeometry

    from badia_geo.geocoding import Geocoder
    from badia_geo.zone_cache import Cache

__all__ = ["AreaResolver", "Resolved"]

PLACE_PRECISIONS = ("exact", "settlement")
"""Footprints of these classes are places; all others are areas and are painted as they are."""

ACCURACY_M = {
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
"""How far the outline of an area can be off, by precision class: packaged borders are generalised to about
2 km; what is drawn round a place is good to the spacing of villages."""

LEAST_EXTENT_M = 500.0
"""A place has at least this radius."""


@dataclass(frozen=True, slots=True, eq=False)
class Resolved:
    """What a statement's area resolved to.

    Parameters
    ----------
    geometry
        Polygon, EPSG:4326; ``None`` when nothing was found, or for a place known by its point.
    precision
        Class of the footprint (see `badia_geo.footprints.PRECISIONS`); empty when nothing was found.
    lon, lat, radius_m
        Point and radius, of places.
    accuracy_m
        How far the outline can be off.
    reason
        Why nothing was found.
    """

    geometry: BaseGeometry | None
    precision: str = ""
    lon: float = np.nan
    lat: float = np.nan
    radius_m: float = np.nan
    accuracy_m: float = np.nan
    reason: str = ""

    @property
    def found(self) -> bool:
        """Whether there is anything to draw."""
        return self.precision != ""

    @property
    def is_place(self) -> bool:
        """Whether it is a place that spreads, rather than an area that is painted."""
        return self.precision in PLACE_PRECISIONS

    def to_bytes(self) -> bytes:
        """Pack for the cache."""
        head = json.dumps(
            [self.precision, self.lon, self.lat, self.radius_m, self.accuracy_m, self.reason]
        ).encode()
        wkb = b"" if self.geometry is None else shapely.to_wkb(self.geometry)
        return len(head).to_bytes(4, "big") + head + wkb

    @classmethod
    def from_bytes(cls, value: bytes) -> Resolved:
        """Unpack what `to_bytes` packed."""
        size = int.from_bytes(value[:4], "big")
        wkb = value[4 + size :]
        return cls(shapely.from_wkb(wkb) if wkb else None, *json.loads(value[4 : 4 + size]))


class AreaResolver:
    """Resolves the areas of statements, each once.

    A text that is the name of an area drawn for the purpose, of a governorate or a country, or the exact
    name or spelling of one single packaged place, means that; all others go to the geocoder.

    Parameters
    ----------
    geocoder
        ``None``: the packaged one, made when first needed; only its answers are kept on disk.
    areas
        Polygons with a ``name`` (and ``accuracy_m``) that statements may name; the packaged ones are known
        always.
    cache
        Where answers are kept; ``None``: in memory only.
    """

    def __init__(
        self,
        geocoder: Geocoder | None = None,
        *,
        areas: GeoDataFrame | None = None,
        cache: Cache | None = None,
    ) -> None:
        self._geocoder = geocoder
        self.packaged = geocoder is None
        self._areas = {} if areas is None else _book(areas)
        self._cache = cache if self.packaged else None
        self._known: dict[str, Resolved] = {}

    def resolve(self, areas: Iterable[str]) -> dict[str, Resolved]:
        """Give what each text resolves to."""
        wanted = list(dict.fromkeys(areas))
        for area in wanted:
            if area not in self._known and (drawn := self._drawn(area)) is not None:
                self._known[area] = drawn
        missing = [a for a in wanted if a not in self._known]
        if missing and self._cache is not None:
            keys = {a: digest("area", package_digest(), a) for a in missing}
            held = self._cache.get_many(list(keys.values()))
            self._known.update({a: Resolved.from_bytes(held[k]) for a, k in keys.items() if k in held})
            missing = [a for a in missing if a not in self._known]
            new = {a: self._find(a) for a in missing}
            self._cache.put_many({keys[a]: found.to_bytes() for a, found in new.items()})
        else:
            new = {a: self._find(a) for a in missing}
        self._known.update(new)
        return {a: self._known[a] for a in wanted}

    def _drawn(self, area: str) -> Resolved | None:
        key = area.casefold()
        held = self._areas.get(key)
        return held if held is not None else _packaged_areas().get(key)

    def _find(self, area: str) -> Resolved:
        if self.packaged and (known := _packaged_places().get(area.casefold()) or _plain(area)) is not None:
            return known
        if self._geocoder is None:
            from badia_geo.geocoding import Geocoder

            self._geocoder = Geocoder()
        location = self._geocoder.locate(area)
        shape = location.footprint
        if shape is None or location.status != "located":
            return Resolved(None, reason=location.reason or location.status)
        return Resolved(
            shapely.make_valid(shape.geometry),
            shape.precision,
            shape.point.x,
            shape.point.y,
            float(shape.radius_m),
            ACCURACY_M.get(shape.precision, 5_000.0),
        )


def _book(areas: GeoDataFrame) -> dict[str, Resolved]:
    given = areas["accuracy_m"] if "accuracy_m" in areas else pd.Series(np.nan, index=areas.index)
    accuracy = given.fillna(ACCURACY_M["region"])
    shapes = shapely.make_valid(areas.geometry.to_numpy())
    return {
        str(name).casefold(): Resolved(shape, "region", accuracy_m=float(metres))
        for name, shape, metres in zip(areas["name"], shapes, accuracy, strict=True)
    }


@lru_cache(maxsize=1)
def _packaged_areas() -> dict[str, Resolved]:
    """Give the areas that statements name as they are: Syria, governorates, generalised front strips."""
    from badia_geo import datasets

    governorates = datasets.load("governorates")
    shapes = shapely.make_valid(governorates.geometry.to_numpy())
    book = {
        f"{name} governorate".casefold(): Resolved(shape, "admin1", accuracy_m=ACCURACY_M["admin1"])
        for name, shape in zip(governorates["name"], shapes, strict=True)
    }
    syria = shapely.union_all(shapes[(governorates["country"] == "SY").to_numpy()], grid_size=1e-6)
    book["syria"] = Resolved(syria, "country", accuracy_m=ACCURACY_M["country"])
    book.update(_book(datasets.load("control_areas")))
    return book


@lru_cache(maxsize=1)
def _packaged_places() -> dict[str, Resolved]:
    """Give the gazetteer's places whose name, or else whose spelling, no other of them bears.

    The packaged gazetteer was written for these statements: who writes such a name means its place.  It is
    read here without the world's places, which would take longer to load than a day to draw.
    """
    from badia_geo import datasets

    parts = [pd.read_csv(path, dtype=str) for path in sorted(datasets.folder().glob("gazetteer*.csv"))]
    table = pd.concat(parts, ignore_index=True)
    # a governorate or district bears the name of its seat: written bare, the name means the town
    table = table[~table["feature_code"].str.startswith(("ADM", "PCL"), na=False)]
    extent = (
        pd.to_numeric(table["extent_m"], errors="coerce").fillna(LEAST_EXTENT_M).clip(lower=LEAST_EXTENT_M)
    )
    points = list(zip(table["lon"].astype(float), table["lat"].astype(float), extent, strict=True))
    spelt = table["variants"].fillna("") + "|" + table["name_ar"].fillna("") + "|" + table["place_id"]
    book: dict[str, Resolved] = {}
    for names in (table["name"], spelt):
        bearers: dict[str, set[int]] = {}
        for row, text in enumerate(names):
            for name in filter(None, (part.strip() for part in text.split("|"))):
                bearers.setdefault(name.casefold(), set()).add(row)
        for key, rows in bearers.items():
            if len(rows) == 1:
                lon, lat, radius = points[next(iter(rows))]
                found = Resolved(None, "settlement", lon, lat, float(radius), ACCURACY_M["settlement"])
                book.setdefault(key, found)
    return book


_BANK = re.compile(r"(left|right) bank of the euphrates in (.+)")
_WITHIN = re.compile(r"within (\d+(?:\.\d+)?) km of (.+)")


def _plain(area: str) -> Resolved | None:
    """Resolve the two descriptions that every day needs, from polygons and points at hand.

    They mean what the geocoder takes them to mean: the bank's part of an area, and a circle.
    """
    text = area.casefold()
    if (bank := _BANK.fullmatch(text)) and (whole := _packaged_areas().get(bank[2])) is not None:
        from badia_geo.rivers import River

        side: Literal["left", "right"] = "left" if bank[1] == "left" else "right"
        shape = River.load("euphrates").bank_region(side, whole.geometry)
        return None if shape.is_empty else Resolved(shape, "admin1", accuracy_m=ACCURACY_M["admin1"])
    if (within := _WITHIN.fullmatch(text)) and (place := _packaged_places().get(within[2])) is not None:
        disc = circle(place.lon, place.lat, float(within[1]) * 1000)
        return Resolved(disc, "near", accuracy_m=ACCURACY_M["exact"])
    return None
