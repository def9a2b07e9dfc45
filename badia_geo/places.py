"""Place: one record of a gazetteer, and when two records are one place."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from badia_geo.names import modifier_conflict, unique_keys

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shapely.geometry.base import BaseGeometry

    from badia_geo.names import NameKey

__all__ = [
    "Candidate",
    "Place",
    "feature_group",
    "merge_places",
    "merge_two",
    "same_place",
    "settlement_extent",
]

MERGE_KM = 2.5
"""Places of one kind and name nearer than this are one place.  Two published gazetteers of Syria give
the same village up to about 2 km apart; nearer namesakes are told apart by a modifier (upper, east ...)."""
SAME_NAME_REACH = 2.0
"""Places of the very same name may lie this many times their stated accuracies apart and still be one."""

_GROUPS = {
    "populated": ("PPL", "PPLA", "PPLA2", "PPLA3", "PPLA4", "PPLC", "PPLL", "PPLF", "PPLS", "PPLG", "CMP",
    "STLMT"),
    "quarter": ("PPLX", "BLDG", "MSQE", "STDM", "SQR", "CH", "HSP", "SCH", "MKT", "PRK"),
    "admin": ("ADM1", "ADM2", "ADM3", "ADM4", "ADMD", "PCLI", "RGN", "TERR", "AREA"),
    "water": ("LK", "STM", "RSV", "WAD", "SPNG", "RSVT", "CNL", "ISL", "STMI", "WLL", "SBKH", "LKI", "MRSH"),
    "terrain": ("MT", "MTS", "HLL", "PK", "DSRT", "PLN", "VAL", "RDGE", "PLAT", "CAPE", "CLF", "PASS",
    "UPLD"),
    "military": ("MILB", "INSM", "FT", "MVA", "BSTN"),
    "air": ("AIRP", "AIRB", "AIRF", "AIRH", "AIRQ"),
    "works": ("OILF", "GASF", "OILR", "GOSP", "PMPO", "OILW", "DAM", "BDG", "PS", "MNQ", "FCTY", "REFN",
    "PRN", "MN",
              "PIPE", "OILP", "SILO", "BP", "PRT", "RSTN", "RD", "RDJCT",
              "PSTB", "PSTC", "CSTM"),
    "site": ("RUIN", "ANS", "HSTS", "CSTL", "MNMT", "TMB", "MUS"),
}  # fmt: skip
_GROUP_OF = {code: group for group, codes in _GROUPS.items() for code in codes}


def feature_group(feature_code: str) -> str:
    """Give the group of a GeoNames feature code; places of different groups are never merged.

    Examples
    --------
    >>> feature_group("PPLA2"), feature_group("OILF"), feature_group("")
    ('populated', 'works', 'populated')
    """
    if not feature_code:
        return "populated"
    return _GROUP_OF.get(feature_code) or ("populated" if feature_code.startswith("PPL") else "other")


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a gazetteer.

    Parameters
    ----------
    place_id
        Identifier within the gazetteer.
    name, name_ar
        Latin and Arabic name.
    names
        All other names, in any script.
    feature_code
        GeoNames feature code.
    lat, lon
        Degrees, EPSG:4326.
    accuracy_m
        Radius within which the source's coordinates hold, in metres.
    extent_m
        Radius of the place itself, in metres.
    population
        Inhabitants, if known.
    admin1
        Governorate.
    parent
        ``place_id`` of the place that contains it.
    since, until
        ISO dates between which the name or the place holds.
    source
        Where the record is from.
    ids
        Identifiers in every source that was merged into this record.
    geometry
        Area or line, EPSG:4326, where one is known.
    """

    place_id: str
    name: str
    name_ar: str | None
    names: tuple[str, ...]
    feature_code: str
    lat: float
    lon: float
    accuracy_m: float = 2000.0
    extent_m: float = 500.0
    population: int | None = None
    admin1: str | None = None
    parent: str | None = None
    since: str | None = None
    until: str | None = None
    source: str = ""
    ids: tuple[str, ...] = ()
    geometry: BaseGeometry | None = None

    @property
    def all_names(self) -> tuple[str, ...]:
        """Every name once, the Latin one first."""
        return tuple(dict.fromkeys(n for n in (self.name, self.name_ar, *self.names) if n))

    @property
    def group(self) -> str:
        """Group of the feature code."""
        return feature_group(self.feature_code)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a search found.

    Parameters
    ----------
    place
        The place.
    similarity
        Likeness of the best of its names, 0 to 1.
    score
        Probability, given the evidence, that this is the place meant.
    reasons
        The evidence in words.
    """

    place: Place
    similarity: float
    score: float
    reasons: tuple[str, ...]


def _km(a: Place, b: Place) -> float:
    dy = (a.lat - b.lat) * 111.2
    dx = (a.lon - b.lon) * 111.3 * math.cos(math.radians(a.lat))
    return math.hypot(dx, dy)


@lru_cache(maxsize=32768)
def _core_keys(names: tuple[str, ...]) -> tuple[NameKey, ...]:
    return tuple(key for key in unique_keys(names) if not key.whole)


def _likeness(a: Place, b: Place) -> float:
    """Compare two places' names within each script; 0 where their modifiers contradict."""
    best = 0.0
    for p in _core_keys(a.all_names):
        for q in _core_keys(b.all_names):
            if p.script != q.script:
                continue
            if p.modifiers != q.modifiers:
                if modifier_conflict(p.modifiers, q.modifiers):
                    return 0.0
                continue
            if p.fine == q.fine:
                return 1.0
            if abs(len(p.fine) - len(q.fine)) > 3:
                continue
            value = (
                0.4 * Levenshtein.normalized_similarity(p.fine, q.fine)
                + 0.3 * Levenshtein.normalized_similarity(p.consonants, q.consonants)
                + 0.3 * Levenshtein.normalized_similarity(p.skeleton, q.skeleton)
            )
            best = max(best, value)
    return best


def same_place(first: Place, second: Place) -> float | None:
    """Judge whether records of two sources are one place.

    They are where the feature group is the same, the names are alike and the coordinates as near as the two
    accuracies allow: the farther apart, the more alike the names must be.

    Returns
    -------
    float or None
        How well they fit, to choose among several; None if they are not one place.
    """
    if first.group != second.group:
        return None
    stated = (first.accuracy_m + second.accuracy_m) / 1000
    km = _km(first, second)
    if km > max(MERGE_KM, SAME_NAME_REACH * stated):
        return None
    apart = km / max(MERGE_KM, stated)
    value = _likeness(first, second)
    # two sources that put a dot on the same spot mean one place even if the names are half alike; coordinates
    # of coarse accuracy say nothing of the kind
    least = min(0.45 + 0.1 * max(0.0, stated - MERGE_KM), 0.7)
    return value - 0.1 * apart if value >= min(least + (1 - least) * apart, 1.0) else None


def merge_places(*sources: Iterable[Place]) -> list[Place]:
    """Merge the records that several sources have of one place.

    The first record of a place keeps its identifier, and its coordinates unless a later one is at least
    twice as accurate; all names and ids are kept.  Two records of one source stay two places.

    Parameters
    ----------
    sources
        Records, the most trusted source first.

    Returns
    -------
    list of Place
        In the order of first appearance.
    """
    kept: list[Place] = []
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    position: dict[str, int] = {}
    for source in sources:
        fresh: list[int] = []
        for place in source:
            index = position.get(place.place_id)
            if index is None:
                index = _nearest_same(place, kept, cells) if kept else None
            if index is None:
                position[place.place_id] = len(kept)
                fresh.append(len(kept))
                kept.append(place if place.ids else replace(place, ids=(place.place_id,)))
            else:
                kept[index] = merge_two(kept[index], place)
        for index in fresh:
            cells[_cell(kept[index])].append(index)
    return kept


_CELL_DEGREES = 0.1


def _cell(place: Place) -> tuple[int, int]:
    return math.floor(place.lat / _CELL_DEGREES), math.floor(place.lon / _CELL_DEGREES)


def _nearest_same(place: Place, kept: list[Place], cells: dict[tuple[int, int], list[int]]) -> int | None:
    row, column = _cell(place)
    best, best_value = None, -9.0
    for i in (-1, 0, 1):
        for j in (-1, 0, 1):
            for index in cells.get((row + i, column + j), ()):
                value = same_place(kept[index], place)
                if value is not None and value > best_value:
                    best, best_value = index, value
    return best


def merge_two(first: Place, second: Place) -> Place:
    """Make one record of two; the first keeps its name and identifier."""
    names = dict.fromkeys((*first.all_names, *second.all_names))
    name_ar = first.name_ar or second.name_ar
    better = second if second.accuracy_m * 2 <= first.accuracy_m else first
    return replace(
        first,
        lat=better.lat,
        lon=better.lon,
        accuracy_m=better.accuracy_m,
        extent_m=max(first.extent_m, second.extent_m),
        name_ar=name_ar,
        names=tuple(n for n in names if n not in (first.name, name_ar)),
        population=max((p for p in (first.population, second.population) if p is not None), default=None),
        admin1=first.admin1 or second.admin1,
        parent=first.parent or second.parent,
        geometry=first.geometry if first.geometry is not None else second.geometry,
        source=first.source if second.source in first.source else f"{first.source}; {second.source}",
        ids=tuple(dict.fromkeys((*(first.ids or (first.place_id,)), *(second.ids or (second.place_id,))))),
    )


def settlement_extent(population: int | None) -> float:
    """Give the usual radius of a settlement in metres: 250 m x sqrt(inhabitants / 1,000), at least 500 m.

    The density is the 5,000 inhabitants per square km of a built-up Syrian town (Raqqa: 220,000 people on
    about 35 square km; Deir ez-Zor: 270,000 on about 45).
    """
    return max(500.0, 250.0 * math.sqrt(population / 1000)) if population else 500.0
