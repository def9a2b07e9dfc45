"""Gazetteer: places with all their names, searched in any spelling of either script."""

from __future__ import annotations

import csv
import hashlib
import json
import math
import os
import pickle
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rapidfuzz.distance import Levenshtein

from badia_geo.errors import PlaceNotFoundError
from badia_geo.names import is_arabic, modifier_conflict, unique_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pandas as pd
    from shapely import Geometry

    from badia_geo.containers import Container
    from badia_geo.gazetteer_files import PlaceFile
    from badia_geo.matching import NameIndex
    from badia_geo.names import NameKey

__all__ = ["Candidate", "Gazetteer", "Place", "feature_group"]

MERGE_KM = 2.5
"""Places of one kind and name nearer than this are one place.  Two published gazetteers of Syria give the same
village up to about 2 km apart; namesakes nearer than that are told apart by a modifier (upper, east ...)."""
SAME_NAME_REACH = 2.0
"""Places of the very same name may lie this many times their stated accuracies apart and still be one."""

LOADED_BELOW = 60_000
"""A gazetteer file with more places is searched where it lies."""

_GROUPS = {
    "populated": ("PPL", "PPLA", "PPLA2", "PPLA3", "PPLA4", "PPLC", "PPLL", "PPLF", "PPLS", "PPLG", "CMP", "STLMT"),
    "quarter": ("PPLX", "BLDG", "MSQE", "STDM", "SQR", "CH", "HSP", "SCH", "MKT", "PRK"),
    "admin": ("ADM1", "ADM2", "ADM3", "ADM4", "ADMD", "PCLI", "RGN", "TERR", "AREA"),
    "water": ("LK", "STM", "RSV", "WAD", "SPNG", "RSVT", "CNL", "ISL", "STMI", "WLL", "SBKH", "LKI", "MRSH"),
    "terrain": ("MT", "MTS", "HLL", "PK", "DSRT", "PLN", "VAL", "RDGE", "PLAT", "CAPE", "CLF", "PASS", "UPLD"),
    "military": ("MILB", "INSM", "FT", "CP", "MILAREA"),
    "air": ("AIRP", "AIRB", "AIRF", "AIRH", "AIRQ"),
    "works": ("OILF", "GASF", "OILR", "PMP", "PMPO", "OILW", "DAM", "BDG", "PS", "MNQ", "FCTY", "REFN", "PRN", "MN",
              "PIPE", "OILP", "SILO", "CRSG", "BP", "PRT", "RSTN", "RD", "RDJCT"),
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
    geometry: Geometry | None = None

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


class Gazetteer:
    """Places and their names.

    Parameters
    ----------
    sources
        Records of each source, the most trusted first; the same place in two sources becomes one record.
    files
        Gazetteer files that are searched where they lie.

    Examples
    --------
    >>> gazetteer = Gazetteer.load()
    >>> gazetteer.search("Dayr Azzawr")[0].place.name
    'Deir ez-Zor'
    """

    def __init__(self, *sources: Iterable[Place], files: Sequence[PlaceFile] = ()) -> None:
        self._places = merge_places(*sources)
        self._files = tuple(files)
        self.containers: dict[str, Container | None] = {}
        self.stand_ins: dict[Any, Any] = {}

    @classmethod
    def load(cls) -> Gazetteer:
        """Open the gazetteer that ships with the package.

        Merging its sources and indexing its names takes about a second; the result is kept in the cache
        folder until the data or the code changes.
        """
        return cls._from_state(_packaged_state())

    @classmethod
    def _from_state(cls, state: tuple[list[Place], NameIndex]) -> Gazetteer:
        gazetteer = cls()
        gazetteer._places, gazetteer.index = state
        return gazetteer

    @classmethod
    def from_file(cls, path: str | Path) -> Gazetteer:
        """Open a gazetteer file.

        Parameters
        ----------
        path
            A GeoPackage that `to_file` or `badia-geo gazetteer import` wrote (searched where it lies if it
            holds more than 60,000 places), or any format that the importers recognise.

        Raises
        ------
        MissingFileError
            If there is no such file.
        FileFormatError, ColumnError
            If no importer can read it.
        """
        from badia_geo.importers import read_places, recognise

        if recognise(path) == "badia_geo":
            from badia_geo.gazetteer_files import PlaceFile

            file = PlaceFile(Path(path))
            if len(file) > LOADED_BELOW:
                return cls(files=(file,))
        return cls(read_places(path))

    def extend(self, other: Gazetteer) -> Gazetteer:
        """Give a gazetteer with the places of both; the same place in both becomes one record.

        Places of large files stay in their files; where one of them is the same as another, a search gives
        the merged record.
        """
        return Gazetteer(self._places, other._places, files=(*self._files, *other._files))

    def __len__(self) -> int:
        return len(self._places) + sum(self._file_sizes)

    @cached_property
    def _file_sizes(self) -> tuple[int, ...]:
        return tuple(len(file) for file in self._files)

    def __iter__(self) -> Iterator[Place]:
        yield from self._places
        if self._files:
            from badia_geo.gazetteer_files import iterate_places

            for file in self._files:
                yield from iterate_places(file.path)

    @cached_property
    def _position(self) -> dict[str, int]:
        table = {key: i for i, place in enumerate(self._places) for key in place.ids}
        table.update({place.place_id: i for i, place in enumerate(self._places)})
        return table

    def get(self, place_id: str) -> Place:
        """Give the place with an identifier, its own or that of any source merged into it.

        Raises
        ------
        PlaceNotFoundError
            If there is none.
        """
        index = self._position.get(place_id)
        if index is None:
            for file in self._files:
                place = file.get(place_id)
                if place is not None:
                    return place
            msg = f"no place has the id {place_id!r}; `search` finds ids by name"
            raise PlaceNotFoundError(msg)
        return self._places[index]

    @cached_property
    def index(self) -> NameIndex:
        """The name index, built at the first search."""
        from badia_geo.matching import NameIndex

        return NameIndex(self._places)

    def indexes(self, keys: Sequence[NameKey]) -> list[NameIndex]:
        """Give the indexes in which names like these keys may be: this one's, and excerpts of the files."""
        from badia_geo.matching import NameIndex

        found = [self.index] if self._places else []
        for file in self._files:
            excerpt = file.find(keys)
            if excerpt:
                found.append(NameIndex([p for p, _ in excerpt], [k for _, k in excerpt]))
        return found

    def search(
        self,
        text: str,
        *more_spellings: str,
        context: Sequence[str] = (),
        kind: str | None = None,
        near: Sequence[tuple[float, float]] = (),
        limit: int = 10,
    ) -> list[Candidate]:
        """Find the places that a name may mean, the likeliest first.

        Parameters
        ----------
        text, more_spellings
            One bare name, in as many spellings or scripts as are known.
        context
            Names of areas or towns that contain or neighbour the place, in any spelling.
        kind
            What the text calls it: "village", "oil field", "airbase" ..., or a GeoNames feature code.
        near
            Other places of the same report, (lon, lat) in degrees.
        limit
            How many to give.

        Returns
        -------
        list of Candidate
            Their scores sum to at most 1; the rest is the probability that the place is none of them.
            Empty for a text without letters, or when no name is like it.
        """
        from badia_geo.matching import Query, rank

        query = Query.read((text, *more_spellings), context=tuple(context), kind=kind, near=tuple(near))
        return rank(self, query).candidates(limit)

    @property
    def places(self) -> pd.DataFrame:
        """The places as a table, one row a place."""
        import pandas as pd

        columns = [name for name in Place.__dataclass_fields__ if name != "geometry"]
        return pd.DataFrame([[getattr(p, c) for c in columns] for p in self], columns=columns)

    def to_file(self, path: str | Path) -> None:
        """Write the gazetteer as a GeoPackage that QGIS opens and `from_file` reads."""
        from badia_geo.gazetteer_files import write_places

        write_places(self, path)


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text not in (None, "") else None
    except ValueError:
        return None


def _fact_places(path: Path, geometries: dict[str, Any]) -> Iterator[Place]:
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            lat, lon = _number(row["lat"]), _number(row["lon"])
            geometry = geometries.get(row["place_id"])
            if lat is None or lon is None:
                continue
            population = _number(row["population"])
            yield Place(
                place_id=row["place_id"],
                name=row["name"],
                name_ar=row["name_ar"] or None,
                names=tuple(v.strip() for v in row["variants"].split("|") if v.strip()),
                feature_code=row["feature_code"] or "PPL",
                lat=lat,
                lon=lon,
                accuracy_m=_number(row["accuracy_m"]) or 3000.0,
                extent_m=_number(row["extent_m"]) or settlement_extent(int(population) if population else None),
                population=int(population) if population else None,
                admin1=row["admin1"] or None,
                parent=row["parent"] or None,
                since=row["since"] or None,
                until=row["until"] or None,
                source=row["source"],
                geometry=geometry,
            )


def _geonames_places(path: Path) -> Iterator[Place]:
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            population = int(_number(row["population"]) or 0) or None
            names = [n for n in row["names"].split("|") if n.strip() and _readable(n)]
            arabic = next((n for n in names if is_arabic(n)), None)
            yield Place(
                place_id=f"geonames:{row['geonameid']}",
                name=row["name"],
                name_ar=arabic,
                names=tuple(n for n in names if n not in (row["name"], arabic)),
                feature_code="PPL",
                lat=float(row["lat"]),
                lon=float(row["lon"]),
                accuracy_m=1500.0,
                extent_m=settlement_extent(population),
                population=population,
                source=f"GeoNames {row['geonameid']}",
            )


def _readable(name: str) -> bool:
    """Tell whether a name has letters that a key can read (Latin or Arabic), and vowels if Latin."""
    return is_arabic(name) or any(c in "aeiouyAEIOUY" for c in name)


def _packaged_state() -> tuple[list[Place], NameIndex]:
    """Give the packaged places, merged, and their index: from the cache, or built and cached."""
    from badia_geo.datasets import cache_folder, folder
    from badia_geo.matching import NameIndex

    data, code = folder(), Path(__file__).parent
    sources = [*sorted(data.glob("gazetteer*.csv")), data / "geonames.csv", data / "areas.geojson"]
    sources += [code / f"{name}.py" for name in ("gazetteer", "matching", "names")]
    stamp = [(p.name, p.stat().st_size, p.stat().st_mtime_ns) for p in sources if p.exists()]
    mark = hashlib.sha256(repr((str(data), stamp)).encode()).hexdigest()[:16]
    kept = cache_folder() / f"gazetteer-{mark}.pickle"
    try:
        with kept.open("rb") as stream:
            state: tuple[list[Place], NameIndex] = pickle.load(stream)  # noqa: S301 (our own file)
    except (OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, TypeError):
        places = merge_places(*_packaged_sources())
        state = (places, NameIndex(places))
        _keep(kept, state)
    return state


def _keep(path: Path, state: object) -> None:
    """Write a cache file, unless the folder cannot be written to; older ones go."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(f".{os.getpid()}")
        temporary.write_bytes(pickle.dumps(state, protocol=5))
        temporary.replace(path)
        for old in path.parent.glob("gazetteer-*.pickle"):
            if old != path:
                old.unlink(missing_ok=True)
    except OSError:
        return


def _packaged_sources() -> list[Iterator[Place]]:
    """Give the packaged facts, file by file, then the packaged GeoNames places."""
    from badia_geo.datasets import folder

    data = folder()
    geometries: dict[str, Any] = {}
    areas = data / "areas.geojson"
    if areas.is_file():
        import shapely

        for feature in json.loads(areas.read_text(encoding="utf-8"))["features"]:
            geometries[feature["properties"]["place_id"]] = shapely.from_geojson(json.dumps(feature["geometry"]))
    facts = [_fact_places(path, geometries) for path in sorted(data.glob("gazetteer*.csv"))]
    return [*facts, _geonames_places(data / "geonames.csv")]
