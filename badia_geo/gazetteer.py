"""Gazetteer: places with all their names, searched in any spelling of either script."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import pickle
import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from badia_geo.errors import PlaceNotFoundError
from badia_geo.names import arabic_key, is_arabic, skeleton
from badia_geo.places import Candidate, Place, feature_group, merge_places, settlement_extent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pandas as pd

    from badia_geo.containers import Container
    from badia_geo.gazetteer_files import PlaceFile
    from badia_geo.name_index import NameIndex
    from badia_geo.names import NameKey

__all__ = ["Candidate", "Gazetteer", "Place", "feature_group"]

LOADED_BELOW = 60_000
"""A gazetteer file with more places is searched where it lies."""


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
        from badia_geo.importers import read_places
        from badia_geo.provider_files import recognise

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

    @property
    def in_files(self) -> bool:
        """Whether some of its places stay in the files that they are searched in."""
        return bool(self._files)

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
        from badia_geo.name_index import NameIndex

        return NameIndex(self._places)

    def indexes(self, keys: Sequence[NameKey]) -> list[NameIndex]:
        """Give the indexes in which names like these keys may be: this one's, and excerpts of the files."""
        from badia_geo.name_index import NameIndex

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
                extent_m=_number(row["extent_m"])
                or settlement_extent(int(population) if population else None),
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
            arabic = _arabic_name(row["name"], names)
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


# Arabic proper: GeoNames mixes Kurdish, Uyghur and Urdu letters, and half-Latin spellings, among the names
_ARABIC_NAME = re.compile(r"[\u0621-\u064a\u064b-\u0652 \-]+")


_HARAKAT = re.compile(r"[\u064b-\u0652]")
_OFFICE = re.compile(r"(?:ناحية|قضاء|مدينة|قرية|محافظة|محلة) ")
_NATIVE = "أإآةءىطصضظقع"
"""Letters that transcriptions from another language's spelling leave out."""


def _arabic_name(name: str, names: Sequence[str]) -> str | None:
    """Choose the Arabic name of a place, as it is written in full.

    GeoNames does not say the languages of a cell's names.  One with the Latin name's consonants comes first,
    then the one in most spellings: the proper one stands there with and without hamza or vowel signs.
    """
    written = [n for n in names if _ARABIC_NAME.fullmatch(n)]
    written = [n for n in written if not _OFFICE.match(n)] or written
    own = skeleton(name)
    written = [n for n in written if skeleton(n) == own] or written
    keys = [arabic_key(n) for n in written]
    alike = [n for n, key in zip(written, keys, strict=True) if keys.count(key) == max(map(keys.count, keys))]
    return max(alike, key=lambda n: (not _HARAKAT.search(n), sum(map(n.count, _NATIVE))), default=None)


def _readable(name: str) -> bool:
    """Tell whether a name has letters that a key can read (Latin or Arabic), and vowels if Latin."""
    return is_arabic(name) or any(c in "aeiouyAEIOUY" for c in name)


def _packaged_state() -> tuple[list[Place], NameIndex]:
    """Give the packaged places, merged, and their index: from the cache, or built and cached."""
    from badia_geo.datasets import cache_folder, folder
    from badia_geo.name_index import NameIndex

    data, code = folder(), Path(__file__).parent
    sources = [data / name for name in ("gazetteer.csv", "geonames.csv", "areas.geojson")]
    sources += [code / f"{name}.py" for name in ("gazetteer", "name_index", "names", "places")]
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
    """Give the packaged facts, then the packaged GeoNames places."""
    from badia_geo.datasets import folder

    data = folder()
    geometries: dict[str, Any] = {}
    areas = data / "areas.geojson"
    if areas.is_file():
        import shapely

        for feature in json.loads(areas.read_text(encoding="utf-8"))["features"]:
            geometries[feature["properties"]["place_id"]] = shapely.from_geojson(
                json.dumps(feature["geometry"])
            )
    return [_fact_places(data / "gazetteer.csv", geometries), _geonames_places(data / "geonames.csv")]
