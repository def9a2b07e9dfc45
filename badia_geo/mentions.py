"""Mentions: the place names that stand in a text, with their spans (English and Arabic).

Names come from the gazetteer and are found by one pass over a trie (`badia_geo.phrases`), the longest
first.  A name that is found is a candidate; what stands around it decides whether it is a place: part of
a person's name ("Abu Omar al-Shishani"), of an organisation's ("Hama Brigade") or an ordinary word is not.
"""

from __future__ import annotations

import csv
from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from badia_geo import datasets
from badia_geo import lexicon as lx
from badia_geo.phrases import ARTICLES, Hit, PhraseIndex, Spans, Tokens, fold, is_arabic, sound_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from badia_geo.gazetteer import Gazetteer, Place
    from badia_geo.geocoding import Geocoder

__all__ = ["Mention", "ToponymIndex", "default_geocoder", "find_mentions", "find_toponyms"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A place name in a text.

    Parameters
    ----------
    start, end
        Offsets in code points, end exclusive.
    text
        The words as they stand.
    kind
        ``settlement``, ``governorate``, ``district``, ``country``, ``region``, ``city`` (abroad), ``oil``, ``air``,
        ``base``, ``dam``, ``bridge``, ``crossing``, ``desert``, ``mountain``, ``river``, ``lake``, ``road``, ``camp`` or ``place``.
    place_id
        Place of the gazetteer (or of the table of countries and cities abroad) that it stands for, if known.
    lat, lon
        Degrees, EPSG:4326, where the place is known.
    score
        Probability that this is the place meant.
    """

    start: int
    end: int
    text: str
    kind: str
    place_id: str | None = None
    lat: float | None = None
    lon: float | None = None
    score: float | None = None


class _Name(NamedTuple):
    """One spelling of one place in the index."""

    place: int
    spelling: str
    needs: str  # class of the feature word that must stand beside this spelling, or ""


@dataclass(frozen=True, slots=True)
class _World:
    """A country, region or city beyond the gazetteer."""

    place_id: str
    name: str
    kind: str
    lat: float
    lon: float


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
    """

    def __init__(self, places: Iterable[Place]) -> None:
        self.places: list[Place | _World] = []
        self.index: PhraseIndex[_Name] = PhraseIndex(phonetic=True, skip_articles=True)
        for place in places:
            self._add(place, place.all_names, place_class(place.feature_code))
        for world, names in _world_places():
            self._add(world, names, "world")
        self.features = _feature_index()
        self.skeletons: dict[str, list[int]] = {}
        for position, place in enumerate(self.places):
            if isinstance(place, _World):
                continue
            for name in place.all_names:
                if name.isascii() and not name.islower():
                    key = skeleton_of(plain(name).split())
                    if len(key) >= 3 and position not in self.skeletons.setdefault(key, []):
                        self.skeletons[key].append(position)

    def _add(self, place: Place | _World, names: Sequence[str], kind: str) -> None:
        position = len(self.places)
        self.places.append(place)
        for name in names:
            if name.islower() and name.isascii():
                continue  # consonant skeletons such as "dyr alzwr" in GeoNames are never written so in reports
            for spelling in name.replace("(", ",").split(","):
                words = plain(spelling)
                if len(words.replace(" ", "")) < 3:
                    continue
                self.index.add(spelling, _Name(position, words, ""))
                core, needed = _without_feature(words)
                if core and needed == kind and kind != "settlement":
                    self.index.add(core, _Name(position, core, kind))
                elif core and kind == "settlement" and needed == "settlement":
                    self.index.add(core, _Name(position, core, ""))

    def weight(self, position: int) -> int:
        """How well known a place is: 3 for governorates and cities, 2 for towns and works, 1 for villages."""
        place = self.places[position]
        if isinstance(place, _World):
            return 3
        if place.feature_code in {"ADM1", "PPLC", "PPLA"} or (place.population or 0) >= _TOP_POPULATION:
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
def _world_places() -> tuple[tuple[_World, tuple[str, ...]], ...]:
    with (datasets.folder() / "world_places.csv").open(encoding="utf8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        (
            _World(r["place_id"], r["name"], r["kind"], float(r["lat"]), float(r["lon"])),
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


@lru_cache(maxsize=1)
def _not_places() -> PhraseIndex[str]:
    """Names of actors, media and organisations, inside which no place is looked for."""
    from badia_geo.actors import actor_names

    index: PhraseIndex[str] = PhraseIndex()
    for name, code in actor_names():
        if len(name) > 3 and (" " in name or "-" in name or name[0] == "ا"):
            index.add(name, code)
    return index


_INDEXES: WeakKeyDictionary[Gazetteer, ToponymIndex] = WeakKeyDictionary()


def toponym_index(gazetteer: Gazetteer) -> ToponymIndex:
    """Give the index of a gazetteer, built at its first use."""
    index = _INDEXES.get(gazetteer)
    if index is None:
        index = _INDEXES[gazetteer] = ToponymIndex(gazetteer)
    return index


@lru_cache(maxsize=1)
def default_geocoder() -> Geocoder:
    """Give the geocoder over the packaged gazetteer, built once."""
    from badia_geo.geocoding import Geocoder

    return Geocoder()


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


class _Reader:
    """Decides for one text which of the names found are places."""

    def __init__(self, text: str, index: ToponymIndex) -> None:
        self.text = text
        self.index = index
        self.tokens: Tokens = index.index.tokens(text)
        self.folded = [fold(w) for w in self.tokens.words]
        self.lower_words = {w for w in self.tokens.words if w.islower()}
        self.lower_text = not any(w[:1].isupper() for w in self.tokens.words)
        self.features: dict[int, tuple[int, str]] = {}
        self.feature_ends: dict[int, tuple[int, str]] = {}
        plain_tokens = index.features.tokens(text)
        for hit in index.features.find(plain_tokens):
            self.features[hit.first] = (hit.last, hit.values[0])
            self.feature_ends[hit.last] = (hit.first, hit.values[0])
        self.blocked = Spans((h.start, h.end) for h in _not_places().find(_not_places().tokens(text)))
        self.accepted_until = -1
        self.accepted_keys: set[str] = set()
        self.people: set[str] = set()  # words that are a person's in one place of the text

    def read(self) -> list[Toponym]:
        hits = list(self.index.index.find(self.tokens, capitals=not self.lower_text))
        found: list[Toponym] = []
        self.people = {self._plain(h) for h in hits if h.last - h.first == 1 and self._is_part_of_name(h)}
        doubtful: list[tuple[Hit[_Name], str]] = []
        for hit in hits:
            if self.blocked.meets(hit.start, hit.end):
                continue
            toponym = self._judge(hit)
            if toponym is None:
                doubtful.append((hit, self._plain(hit)))
            else:
                found.append(toponym)
                self.accepted_until = hit.last
                self.accepted_keys.add(self._plain(hit))
        # a name that was clearly a place once is one again where nothing speaks against it
        for hit, words in doubtful:
            if words in self.accepted_keys and not self._is_part_of_name(hit) and self._capital(hit):
                toponym = self._toponym(hit)
                if toponym is not None:
                    found.append(toponym)
        if not self.lower_text:
            found.extend(self._unmatched(found))
        return sorted(found, key=lambda t: t.start)

    def _unmatched(self, found: Sequence[Toponym]) -> Iterator[Toponym]:
        """Take capitalised words behind "in" or "village of" for a place that has their consonants.

        "Al Qasayr" is Al-Qusayr with another vowel.  Consonants are a look-up, no search; names that need more
        (a letter left out) are not looked for in running text.
        """
        tokens, n = self.tokens, len(self.tokens)
        taken = {
            i
            for t in found
            for i in range(bisect_left(tokens.starts, t.start), bisect_left(tokens.starts, t.end))
        }
        for cue in range(n - 1):
            named = tokens.words[cue] == "of" and cue in self.feature_ends
            if not (named or tokens.words[cue] in lx.STRONG_LOCATIVES) or tokens.gap(cue) not in {
                " ",
                " '",
                " ‘",
            }:
                continue
            first = cue + 1
            if self.folded[first] == "the" and first + 1 < n:
                first += 1
            last = self._capital_run(first, taken)
            if last == first or self.blocked.meets(tokens.starts[first], tokens.ends[last - 1]):
                continue
            words = [self.folded[i] for i in range(first, last) if self.folded[i] not in ARTICLES]
            if not words or any(w in lx.RUN_WORDS or w in lx.ORDINARY - lx.GENERIC_HEADS for w in words):
                continue
            if (
                last < n
                and tokens.words[last][:1].isupper()
                and self.folded[last] in lx.NAMED_AFTER | lx.ORGANISATION_HEADS
            ):
                continue
            key = skeleton_of(words)
            places = self.index.skeletons.get(key, ()) if len(key) >= 3 else ()
            if places:
                start, end = tokens.starts[first], tokens.ends[last - 1]
                kind = self._kind(places[0])
                yield Toponym(start, end, self.text[start:end], tuple(places), kind, exact=False)

    def _capital_run(self, first: int, taken: set[int]) -> int:
        tokens = self.tokens
        last = first
        while last < len(tokens) and last - first < 4 and last not in taken:
            article = self.folded[last] in ARTICLES
            if not (tokens.words[last][:1].isupper() or article) or (
                last > first and not _tight(tokens.gap(last - 1))
            ):
                break
            last += 1
        while last > first and self.folded[last - 1] in ARTICLES:
            last -= 1
        return last

    def _plain(self, hit: Hit[_Name]) -> str:
        words = self.folded[hit.first : hit.last]
        return plain(" ".join(words))

    def _capital(self, hit: Hit[_Name]) -> bool:
        word = self.tokens.words[hit.first]
        return word[:1].isupper() or is_arabic(word) or self.lower_text

    def _toponym(self, hit: Hit[_Name]) -> Toponym | None:
        """Put the span, the feature word and the candidate places of a hit together."""
        tokens = self.tokens
        first, last = hit.first, hit.last
        start, end = hit.start, hit.end
        words = self._plain(hit)
        after, before = self.features.get(last), self.feature_ends.get(first)
        article = first - 1
        if article >= 0 and self.folded[article] in ARTICLES and tokens.gap(article) in {"-", " ", "‑"}:
            if (
                tokens.gap(article) != " "
                or self.folded[article] in {"al", "el"}
                or tokens.words[article][:1].isupper()
            ):
                start = tokens.starts[article]
            before = before or self.feature_ends.get(article)
        if before is None and first >= 2 and self.folded[first - 1] == "of":
            before = self.feature_ends.get(first - 1)
        beside = {kind for _, kind in (x for x in (after, before) if x)}
        names = [n for n in hit.values if not n.needs or n.needs in beside]
        if not names:
            return None
        possessive = tokens.words[last - 1][-2:-1] in {"'", "’"} and tokens.words[last - 1][-1:] in {"s", "S"}
        if possessive and not any(n.spelling == words for n in names):
            end -= 2
            words = plain(self.text[tokens.starts[first] : end])
        arabic = is_arabic(words)
        if arabic:
            start = max(start, tokens.starts[first] + self._prefix(first, names))
        exact = [n for n in names if n.spelling == words]
        if arabic and not exact:
            exact = names  # Arabic is matched by its folded letters, with prefixes set aside
        chosen = exact or names
        if len(beside) and any(self._kind(n.place) in beside for n in chosen):
            fitting = [n for n in chosen if self._kind(n.place) in beside]
            chosen = fitting
        places = tuple(dict.fromkeys(n.place for n in chosen))
        kind = self._kind(places[0])
        if after is not None and kind == after[1] and kind not in {"settlement", "governorate", "district"}:
            end = tokens.ends[after[0] - 1]
        said = self.text[start:end]
        asked = f"{said} {kind}" if kind in {"governorate", "district"} and kind in beside else said
        return Toponym(start, end, said, places, kind, bool(exact), asked)

    def _prefix(self, first: int, names: Sequence[_Name]) -> int:
        """Count the attached letters ("and", "in", "to") before an Arabic name."""
        word = self.folded[first]
        heads = {n.spelling.split()[0] for n in names if n.spelling}
        for size in range(3):
            rest = word[size:]
            if rest in heads or (rest.startswith("ال") and rest[2:] in heads):
                return size
        return 2 if word.startswith("لل") else 0

    def _kind(self, position: int) -> str:
        place = self.index.places[position]
        return place.kind if isinstance(place, _World) else place_class(place.feature_code)

    def _judge(self, hit: Hit[_Name]) -> Toponym | None:
        if not self._capital(hit):
            return None
        toponym = self._toponym(hit)
        if toponym is None:
            return None
        arabic = is_arabic(toponym.text)
        weight = max(self.index.weight(p) for p in toponym.places)
        single = hit.last - hit.first == 1
        if self._is_part_of_name(hit, weight=weight if toponym.exact else 1):
            return None
        cue = self._cue(hit)
        words = self._plain(hit)
        if arabic:
            ordinary = single and words in lx.ARABIC_ORDINARY
            accepted = cue >= 2 if ordinary else cue >= 1 or weight >= 2 or not single
            return toponym if accepted else None
        ordinary = single and (
            words in lx.ORDINARY
            or words in self.people
            or self.tokens.words[hit.first].lower() in self.lower_words
        )
        if ordinary and weight < 3:
            return toponym if cue >= 2 else None
        if not toponym.exact:
            return toponym if cue >= 1 and len(words) > 4 else None
        if weight >= 2 or not single:
            return toponym
        return toponym if cue >= 1 else None

    def _cue(self, hit: Hit[_Name]) -> int:
        """How strongly the words around say "place": 2 for a place noun, 1 for a preposition or a list."""
        tokens, first, last = self.tokens, hit.first, hit.last
        if last in self.features and tokens.gap(last - 1) in {" ", "-"}:
            return 2
        before = first - 1
        if before >= 0 and self.folded[before] in ARTICLES and tokens.gap(before) in {"-", " ", "‑"}:
            before -= 1
        if before < 0:
            return 1 if is_arabic(tokens.words[first]) and self._prefixed(first) else 0
        gap, word = tokens.gap(before), self.folded[before]
        if gap.strip(" \"'“”‘’(«") and not is_arabic(word):
            listed = before + 1 == self.accepted_until and gap.strip() == ","
            return 1 if listed else 0
        if before + 1 in self.feature_ends and (is_arabic(word) or word in lx.LEADING_NOUNS):
            return 2
        if is_arabic(word):
            bare = word.removeprefix("ال")
            bare = bare[1:] if bare[:1] in "وفبل" and bare not in lx.ARABIC_CUES and len(bare) > 3 else bare
            bare = bare.removeprefix("ال")
            if bare in lx.ARABIC_CUES or self._prefixed(first):
                return 1
            return 1 if self.accepted_until == first and tokens.words[first].startswith("و") else 0
        if word == "of" and before in self.feature_ends:
            return 2
        if word in lx.LOCATIVES and (tokens.words[before].islower() or before == 0):
            return 1
        if word in {"and", "or"} and self.accepted_until == before:
            return 1
        following = self.text[hit.end : hit.end + 40].lstrip()
        return 1 if following.startswith((", in ", ", near ", " in the countryside")) else 0

    def _prefixed(self, position: int) -> bool:
        """Tell whether an Arabic name carries the attached preposition "in"."""
        word = self.folded[position]
        return word.startswith(("ب", "وب")) and len(self.tokens.keys[position]) > 1

    def _is_part_of_name(self, hit: Hit[_Name], *, weight: int = 1) -> bool:
        """Tell whether the words around make the hit part of a person's or an organisation's name."""
        tokens, first, last = self.tokens, hit.first, hit.last
        before = first - 1
        if before >= 0 and self.folded[before] in ARTICLES and not is_arabic(tokens.words[first]):
            before -= 1
        if is_arabic(tokens.words[first]):
            return self._is_part_of_arabic_name(first, before)
        previous = self.folded[before] if before >= 0 and _tight(tokens.gap(before)) else ""
        after = last
        while after < len(tokens) and tokens.words[after].lower() in ARTICLES:
            after += 1
        following = (
            tokens.words[after] if after < len(tokens) and _tight(self._gap_before(last, after)) else ""
        )
        if (
            following[:1].isupper()
            and (fold(following) in lx.ORGANISATION_HEADS)
            and self._ends_in_s(hit) is False
        ):
            return True
        if previous in lx.ORGANISATION_LEADS and tokens.words[before][:1].isupper():
            return True
        if previous == "of" and before > 0 and self.folded[before - 1] in lx.ORGANISATION_LEADS:
            return tokens.words[before - 1][:1].isupper()
        if previous in lx.TITLES or previous in lx.GIVEN_NAMES:
            # "a commander Hama" does not occur, "governor of Hama" does; "General Hama" is a person
            return tokens.words[before][:1].isupper() or weight < 3
        if following[:1].isupper() and self.folded[after] in lx.NAMED_AFTER:
            # "Aleppo Museum" is in Aleppo; "al-Khalil Mosque" is not in Hebron, nor "Baghdad Street" in Baghdad
            return weight < 3 or self.folded[after] in {"street", "square", "avenue"}
        if (
            last - first == 1
            and self.folded[first] in lx.GENERIC_HEADS
            and self._opens_longer_name(last, after)
        ):
            return True
        if weight >= 3:
            return False
        left = previous and tokens.words[before][:1].isupper() and not self._allowed(before)
        right = (
            following[:1].isupper()
            and not self._allowed(after)
            and after not in self.features
            and tokens.words[after].isalpha()
        )
        if left and before == 0:
            left = False
        return bool(left or (right and not self._cue(hit)))

    def _opens_longer_name(self, last: int, after: int) -> bool:
        tokens = self.tokens
        if after >= len(tokens) or not _tight(tokens.gap(last - 1)):
            return False
        return tokens.words[after][:1].isupper() and after not in self.features

    def _gap_before(self, last: int, after: int) -> str:
        return self.text[self.tokens.ends[last - 1] : self.tokens.starts[after]] if after == last else " "

    def _ends_in_s(self, hit: Hit[_Name]) -> bool:
        return self.tokens.words[hit.last - 1][-2:] in {"'s", "’s"}

    def _allowed(self, position: int) -> bool:
        word = self.folded[position]
        if word in lx.RUN_WORDS or word in lx.DIRECTIONS:
            return True
        return position + 1 == self.accepted_until or self.tokens.words[position].endswith(("'s", "’s"))

    def _is_part_of_arabic_name(self, first: int, before: int) -> bool:
        tokens = self.tokens
        if before < 0 or not _tight(tokens.gap(before)):
            return False
        word = self.folded[before]
        bare = {word, word.removeprefix("ال")}
        if word[:1] in "وفبلك" and len(word) > 3:
            bare |= {word[1:], word[1:].removeprefix("ال")}
            if word.startswith("لل"):
                bare.add(word[2:])
        if bare & lx.ARABIC_GIVEN_NAMES or bare & lx.ARABIC_TITLES:
            return True
        return bool(bare & lx.ARABIC_ORGANISATION_HEADS)


def _tight(gap: str) -> bool:
    return gap in {" ", "-", "‑", "\xa0", "  "}


def find_toponyms(text: str, index: ToponymIndex) -> list[Toponym]:
    """Find the names in a text that stand for places, without locating them.

    Parameters
    ----------
    text
        Any text; empty gives an empty list.
    index
        Names to look for.
    """
    return _Reader(text, index).read() if text else []


def find_mentions(text: str, *, geocoder: Geocoder | None = None) -> list[Mention]:
    """Find the place names in a text and locate them.

    Parameters
    ----------
    text
        English, Arabic or both.
    geocoder
        Whose gazetteer gives the names and who locates them; by default the packaged one.

    Returns
    -------
    list of Mention
        In the order of the text, without overlaps.  A name that several places share goes to the likeliest of
        them given the rest of the text, with its probability as ``score``.
    """
    if not text or not text.strip():
        return []
    geocoder = default_geocoder() if geocoder is None else geocoder
    index = toponym_index(geocoder.gazetteer)
    toponyms = find_toponyms(text, index)
    return locate_toponyms(toponyms, index, geocoder)


def locate_toponyms(toponyms: Sequence[Toponym], index: ToponymIndex, geocoder: Geocoder) -> list[Mention]:
    """Locate the names of one text with each other as context.

    Names with one bearer come first; they and the governorates named are context for the others.
    """
    context = context_names(toponyms, index)
    near = anchors(toponyms, index)
    memory: dict[tuple[str, str], Mention] = {}
    mentions = []
    for toponym in toponyms:
        key = (toponym.asked or toponym.text, toponym.kind)
        mention = memory.get(key)
        if mention is None:
            mention = memory[key] = _locate(toponym, index, geocoder, context, near)
        mentions.append(replace(mention, start=toponym.start, end=toponym.end, text=toponym.text))
    return mentions


def context_names(toponyms: Sequence[Toponym], index: ToponymIndex) -> tuple[str, ...]:
    """Governorates that a text names: what tells namesakes apart."""
    names = []
    for toponym in toponyms:
        place = index.places[toponym.places[0]]
        if toponym.kind == "governorate" and not isinstance(place, _World):
            names.append(place.admin1 or place.name)
    return tuple(dict.fromkeys(names))


def anchors(toponyms: Sequence[Toponym], index: ToponymIndex) -> tuple[tuple[float, float], ...]:
    """Give the positions (lon, lat in degrees) of the places of a text that have one bearer."""
    found = []
    for toponym in toponyms:
        place = index.places[toponym.places[0]]
        if len(toponym.places) == 1 and not isinstance(place, _World) and toponym.kind != "governorate":
            found.append((place.lon, place.lat))
    return tuple(dict.fromkeys(found))[:8]


def _locate(
    toponym: Toponym,
    index: ToponymIndex,
    geocoder: Geocoder,
    context: tuple[str, ...],
    near: tuple[tuple[float, float], ...],
) -> Mention:
    blank = Mention(toponym.start, toponym.end, toponym.text, toponym.kind)
    bearers = [index.places[p] for p in toponym.places]
    abroad = [b for b in bearers if isinstance(b, _World)]
    if abroad:
        world = abroad[0]
        return replace(
            blank, place_id=world.place_id, lat=world.lat, lon=world.lon, score=0.95, kind=world.kind
        )
    several = len(bearers) > 1 or not toponym.exact
    location = geocoder.locate(
        toponym.asked or toponym.text, context=context if several else (), near=near if several else ()
    )
    if location.footprint is not None and location.status == "located":
        point = location.footprint.point
        return replace(blank, place_id=location.place_id, lat=point.y, lon=point.x, score=location.score)
    if location.candidates:
        footprint, probability, place_id = location.candidates[0]
        point = footprint.point
        return replace(blank, place_id=place_id, lat=point.y, lon=point.x, score=probability)
    best = bearers[0]
    if len(bearers) == 1 and not isinstance(best, _World):
        return replace(blank, place_id=best.place_id, lat=best.lat, lon=best.lon, score=0.5)
    return blank
