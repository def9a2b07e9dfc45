"""Toponyms: the names of a gazetteer, and of countries and cities abroad, ready to be found in text."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

import shapely

from badia_geo import datasets
from badia_geo import lexicon as lx
from badia_geo.countries import country_area
from badia_geo.evidence import KINDS
from badia_geo.phrases import ARTICLES, MEMORY, PhraseIndex, Spans, fold, is_arabic, sound_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from badia_geo.gazetteer import Gazetteer, Place
    from badia_geo.places import Candidate

__all__ = [
    "CAPITAL",
    "Name",
    "Sense",
    "Toponym",
    "ToponymIndex",
    "World",
    "find_capital",
    "place_class",
    "plain",
    "skeleton_of",
    "toponym_index",
]


class Name(NamedTuple):
    """One spelling of one place in the index."""

    place: int
    spelling: str
    needs: str  # class of the feature word that must stand beside this spelling, or ""


class Sense(NamedTuple):
    """What a span of text means: positions of places, their class, and what is no part of the name in it.

    ``before`` counts the attached letters before an Arabic name (``None`` for other names), ``behind`` those
    of a possessive.
    """

    places: tuple[int, ...]
    kind: str
    exact: bool
    before: int | None
    behind: int


_POSSESSIVES = ("'s", "'S", "’s", "’S")


def _attached(word: str, names: Sequence[Name]) -> int:
    """Count the attached letters ("and", "in", "to") before an Arabic name."""
    heads = {n.spelling.split()[0] for n in names if n.spelling}
    for size in range(3):
        rest = word[size:]
        if rest in heads or (rest.startswith("ال") and rest[2:] in heads):
            return size
    return 2 if word.startswith("لل") else 0


@dataclass(frozen=True, slots=True)
class World:
    """A country, region or city beyond the gazetteer."""

    place_id: str
    name: str
    kind: str
    lat: float
    lon: float


CAPITAL = "Damascus"
"""What the geocoder is asked for "the capital"."""
ALIKE, LIKELY = 0.75, 0.12
"""Likeness and score from which a name behind "village of" is looked for as that place; the geocoder then
weighs it with all that the text says.  Of 122 spellings in published lists that no name matched, 31 pass."""

_CODE_CLASS = {code: kind for kind, codes in reversed(lx.PLACE_NOUNS.items()) for code in codes}
_CODE_CLASS.update(
    {"ADM1": "governorate", "PPLX": "settlement", "CMP": "camp", "PCLI": "country", "PCL": "country"}
)
_TOP_POPULATION = 50_000
_TOWN_POPULATION = 5_000


def place_class(feature_code: str) -> str:
    """Give the class of a feature code, as in `Mention.kind`.

    >>> place_class("OILF"), place_class("PPLA2"), place_class("ADM1")
    ('oil', 'settlement', 'governorate')
    """
    if feature_code.startswith("PPL") or not feature_code:
        return "settlement"
    return _CODE_CLASS.get(feature_code, "place")


class ToponymIndex:
    """The names of a gazetteer, and of countries and cities abroad, ready to be found in text.

    Parameters
    ----------
    places
        Places of a gazetteer; built once, about 20 microseconds a name.
    search
        Looks names up by their likeness, as `Gazetteer.search` does; for names that no spelling matches.
    """

    def __init__(
        self, places: Iterable[Place], search: Callable[..., Sequence[Candidate]] | None = None
    ) -> None:
        self._search = search
        self._guesses: dict[tuple[str, str], tuple[int, ...]] = {}
        self._positions: dict[str, int] = {}
        self.places: list[Place | World] = []
        self._senses: dict[tuple[str, frozenset[str]], Sense | None] = {}
        self._kinds: dict[int, str] = {}
        self._weights: dict[int, int] = {}
        self.index: PhraseIndex[Name] = PhraseIndex(phonetic=True, skip_articles=True)
        for record in places:
            self._add(record, record.all_names, place_class(record.feature_code))
        for world, names in _world_places():
            self._add(world, names, "world")
        self.capitals: dict[str, list[tuple[float, float]]] = {}
        for place in self.places:
            if not isinstance(place, World) and place.feature_code in {"PPLA", "PPLC"} and place.admin1:
                self.capitals.setdefault(place.admin1, []).append((place.lon, place.lat))
        self.features = _feature_index()
        self.skeletons: dict[str, list[int]] = {}
        for position, place in enumerate(self.places):
            if isinstance(place, World):
                continue
            for name in place.all_names:
                if name.isascii() and not name.islower():
                    key = skeleton_of(plain(name).split())
                    if len(key) >= 3 and position not in self.skeletons.setdefault(key, []):
                        self.skeletons[key].append(position)

    def _add(self, place: Place | World, names: Sequence[str], kind: str) -> None:
        position = len(self.places)
        self.places.append(place)
        for name in names:
            if name.islower() and name.isascii():
                continue  # skeletons such as "dyr alzwr" of GeoNames are never written so in reports
            for spelling in _spellings(name):
                words = plain(spelling)
                if len(words.replace(" ", "")) < 3:
                    continue
                self.index.add(spelling, Name(position, words, ""))
                core, needed = _without_feature(words)
                if core and needed == kind and kind != "settlement":
                    self.index.add(core, Name(position, core, kind))
                elif core and kind == "settlement" and needed == "settlement":
                    self.index.add(core, Name(position, core, ""))

    def sense(
        self, folded: tuple[str, ...], span: str, names: Sequence[Name], beside: set[str]
    ) -> Sense | None:
        """Tell which of the places that a span of text may name it names; remembered over texts.

        Parameters
        ----------
        folded
            The words of the span, folded.
        span
            The span as it stands in the text.
        names
            What was found under these words.
        beside
            Classes of the feature words beside it.

        Returns
        -------
        Sense or None
            ``None`` if each of the names needs a feature word that is not there.
        """
        key = (span, frozenset(beside))
        if key not in self._senses:
            if len(self._senses) > MEMORY:
                self._senses.clear()
            self._senses[key] = self._sense(folded, span, names, beside)
        return self._senses[key]

    def _sense(
        self, folded: tuple[str, ...], span: str, found: Sequence[Name], beside: set[str]
    ) -> Sense | None:
        words, behind = plain(" ".join(folded)), 0
        names = [n for n in found if not n.needs or n.needs in beside]
        if not names:
            return None
        if span.endswith(_POSSESSIVES) and not any(n.spelling == words for n in names):
            behind = 2
            words = plain(span[:-2])
        arabic = is_arabic(words)
        before = _attached(folded[0], names) if arabic else None
        exact = [n for n in names if n.spelling == words]
        if arabic and not exact:
            exact = names  # Arabic is matched by its folded letters, with prefixes set aside
        chosen = exact or names
        fitting = [n for n in chosen if self.kind(n.place) in beside]
        if "district" in beside:
            quarters = [n for n in chosen if getattr(self.places[n.place], "feature_code", "") == "PPLX"]
            fitting = quarters if quarters and not any(self._is_ours(n.place) for n in fitting) else fitting
        places = tuple(dict.fromkeys(n.place for n in fitting or chosen))
        kinds = [self.kind(p) for p in places]
        kind = "country" if "country" in kinds else kinds[0]
        return Sense(places, kind, bool(exact), before, behind)

    def _is_ours(self, position: int) -> bool:
        """Tell whether a place lies in Syria: "the Hamdaniyah district" is a quarter rather than Iraq's."""
        place = self.places[position]
        return bool(shapely.contains_xy(country_area("SY"), place.lon, place.lat))

    def guess(self, name: str, kind: str = "village") -> tuple[int, ...]:
        """Give the place of a kind that a name of unknown spelling is most like, if any; remembered."""
        asked = name, kind
        if asked not in self._guesses:
            if len(self._guesses) > MEMORY:
                self._guesses.clear()
            found = self._search(name, kind=kind, limit=3) if self._search is not None else ()
            # "the X airport" is no town X
            found = found[:1] if kind == "village" else [c for c in found if c.place.group in KINDS[kind]]
            best = next((c for c in found if c.similarity >= ALIKE and c.score >= LIKELY), None)
            position = None if best is None else self.position(best.place.place_id)
            self._guesses[asked] = () if position is None else (position,)
        return self._guesses[asked]

    def position(self, place_id: str) -> int | None:
        """Give the position of a place of the gazetteer, if it has it."""
        if not self._positions:
            self._positions = {p.place_id: i for i, p in enumerate(self.places)}
        return self._positions.get(place_id)

    def kind(self, position: int) -> str:
        """Class of a place, as in `badia_geo.mentions.Mention.kind`."""
        known = self._kinds.get(position)
        if known is None:
            place = self.places[position]
            known = place.kind if isinstance(place, World) else place_class(place.feature_code)
            self._kinds[position] = known
        return known

    def weight(self, position: int) -> int:
        """How well known a place is: 4 for governorates and capitals, 3 for cities, 2 for towns and works."""
        known = self._weights.get(position)
        if known is None:
            known = self._weights[position] = self._weight(position)
        return known

    def _weight(self, position: int) -> int:
        place = self.places[position]
        if isinstance(place, World):
            return 4
        if place.feature_code in {"ADM1", "PPLC", "PPLA"}:
            return 4
        if (place.population or 0) >= _TOP_POPULATION:
            return 3
        named_work = place_class(place.feature_code) not in {"settlement", "place"}
        return (
            2
            if named_work or (place.population or 0) >= _TOWN_POPULATION or place.feature_code == "PPLA2"
            else 1
        )


@lru_cache(maxsize=200_000)
def plain(name: str) -> str:
    """Fold a name to words without articles: what two exact spellings share.

    >>> plain("Deir ez-Zor")
    'deir zor'
    """
    words = fold(name).replace("-", " ").split()
    kept = [w[2:] if w.startswith("ال") and len(w) > 3 else w for w in words if w not in ARTICLES]
    return " ".join(kept)


@lru_cache(maxsize=100_000)
def _consonants(word: str) -> str:
    return "".join(c for c in sound_key(word) if c not in "aeiouE")


def skeleton_of(words: Sequence[str]) -> str:
    """Give the consonants of folded words, under which spellings agree that differ in their vowels.

    >>> skeleton_of(["qasayr"]) == skeleton_of(["qusayr"])
    True
    """
    return " ".join(filter(None, (_consonants(w) for w in words)))


def _spellings(name: str) -> list[str]:
    """Give the ways in which a gazetteer's name stands in text: without what it adds in brackets.

    >>> _spellings("Al-Hamidiyah (Tartus)"), _spellings("Base (former) - Manbij")
    (['Al-Hamidiyah '], ['Base  - Manbij'])
    """
    bare = re.sub(r"\([^)]*\)?", "", name)
    return [part for part in bare.split(",") if part.strip()]


def _without_feature(words: str) -> tuple[str, str]:
    """Part a folded name into its core and the class of the feature word before or after it."""
    parts = words.split()
    for size in (3, 2, 1):
        if len(parts) > size:
            kind = lx.FEATURE_CODES.get(" ".join(parts[-size:]))
            if kind:
                return " ".join(parts[:-size]), kind
            kind = lx.FEATURE_CODES.get(" ".join(parts[:size]))
            if kind:
                rest = parts[size:]
                return " ".join(rest[1:] if rest[0] == "of" else rest), kind
    return "", ""


@lru_cache(maxsize=1)
def _world_places() -> tuple[tuple[World, tuple[str, ...]], ...]:
    with (datasets.folder() / "world_places.csv").open(encoding="utf8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        (
            World(r["place_id"], r["name"], r["kind"], float(r["lat"]), float(r["lon"])),
            tuple(n for n in (r["name"], r["name_ar"], *r["variants"].split("|")) if n),
        )
        for r in rows
    )


@lru_cache(maxsize=1)
def _feature_index() -> PhraseIndex[str]:
    index: PhraseIndex[str] = PhraseIndex()
    for phrase, kind in lx.FEATURE_CODES.items():
        index.add(phrase, kind)
    return index


_INDEXES: WeakKeyDictionary[Gazetteer, ToponymIndex] = WeakKeyDictionary()


def toponym_index(gazetteer: Gazetteer) -> ToponymIndex:
    """Give the index of a gazetteer, built at its first use."""
    index = _INDEXES.get(gazetteer)
    if index is None:
        index = _INDEXES[gazetteer] = ToponymIndex(gazetteer, getattr(gazetteer, "search", None))
    return index


@dataclass(frozen=True, slots=True)
class Toponym:
    """A name in a text that is taken to be a place, before it is located.

    ``start`` and ``end`` take in its article and the feature word of a work ("oil field").
    ``places`` are positions in the index, exact spellings first.
    """

    start: int
    end: int
    text: str
    places: tuple[int, ...]
    kind: str
    exact: bool
    asked: str = ""  # words for the geocoder, with the feature word that chose the place


_THE_CAPITAL = re.compile(
    r"\b(?:in|of|outside|near|around|from|over|into)\s+(?P<english>the\s+(?:Syrian\s+)?capital)\b(?!\s+(?:of|city)\b)(?!,?\s+(?-i:[A-Z]))"
    r"|(?<![ء-ي])و?(?:في|جنوب|شمال|غرب|شرق|جنوبي|شمالي|غربي|شرقي|قرب|داخل|على)\s+(?P<arabic>العاصمة(?:\s+السورية)?)(?!\s+[ء-ي]*(?:ية|دمشق|أنقرة|بغداد|موسكو|عمان|بيروت)(?![ء-ي]))",
    re.IGNORECASE,
)
"""The capital, by no name and of no other country."""


def find_capital(text: str, index: ToponymIndex, found: Sequence[Toponym]) -> Iterator[Toponym]:
    """Take "in the capital" for Damascus, where no name that was found stands there.

    Parameters
    ----------
    text
        Any text.
    index
        Names of a gazetteer; without Damascus in it nothing is found.
    found
        The names found in the text.
    """
    place = index.position("damascus")
    if place is None or ("capital" not in text and "العاصمة" not in text):
        return
    taken = Spans((t.start, t.end) for t in found)
    for match in _THE_CAPITAL.finditer(text):
        start, end = match.span(str(match.lastgroup))
        if not taken.meets(start, end):
            yield Toponym(start, end, text[start:end], (place,), "settlement", exact=True, asked=CAPITAL)
