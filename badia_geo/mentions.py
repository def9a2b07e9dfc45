"""Mentions: the place names that stand in a text, with their spans (English and Arabic).

Names come from the gazetteer and are found by one pass over a trie (`badia_geo.phrases`), the longest
first.  A name that is found is a candidate; what stands around it decides whether it is a place: part of
a person's name ("Abu Omar al-Shishani"), of an organisation's ("Hama Brigade") or an ordinary word is not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from badia_geo.actors import name_spans
from badia_geo.errors import DataError
from badia_geo.phrases import Spans
from badia_geo.sentences import unwrapped
from badia_geo.toponym_reader import find_toponyms
from badia_geo.toponyms import Toponym, ToponymIndex, World, toponym_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from badia_geo.geocoding import Geocoder

__all__ = [
    "Mention",
    "Pipeline",
    "anchors",
    "context_names",
    "default_geocoder",
    "find_mentions",
    "load_pipeline",
    "locate_toponyms",
]


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
        ``settlement``, ``governorate``, ``district``, ``country``, ``region``, ``city`` (abroad), ``oil``,
        ``air``,
        ``base``, ``dam``, ``bridge``, ``crossing``, ``desert``, ``mountain``, ``river``, ``lake``,
        ``road``, ``camp`` or ``place``.
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


@lru_cache(maxsize=1)
def default_geocoder() -> Geocoder:
    """Give the geocoder over the packaged gazetteer, built once."""
    from badia_geo.geocoding import Geocoder

    return Geocoder()


class Entity(Protocol):
    """A span that a language model labels, as spaCy's pipelines give it."""

    start_char: int
    end_char: int
    label_: str


class Document(Protocol):
    """A text that a pipeline has read."""

    ents: Sequence[Entity]


Pipeline = Callable[[str], Document]
"""A language model that labels spans: what ``spacy.load`` gives, or anything of that shape."""

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
"""Labels of spaCy's English models (OntoNotes 5) that stand for places."""


def load_pipeline(name: str) -> Pipeline:
    """Load a spaCy model, which the optional extra ``badia-geo[nlp]`` brings the library for.

    Raises
    ------
    DataError
        If spaCy or the model is not installed; the message says what to install.
    """
    try:
        spacy = import_module("spacy")
    except ImportError:
        msg = "a language model needs spaCy: pip install 'badia-geo[nlp]'"
        raise DataError(msg) from None
    try:
        pipeline: Pipeline = spacy.load(name)
    except OSError:
        msg = f"spaCy has no model {name!r}: python -m spacy download {name}"
        raise DataError(msg) from None
    return pipeline


def find_mentions(
    text: str, *, geocoder: Geocoder | None = None, nlp: Pipeline | None = None
) -> list[Mention]:
    """Find the place names in a text and locate them.

    Parameters
    ----------
    text
        English, Arabic or both.
    geocoder
        Whose gazetteer gives the names and who locates them; by default the packaged one.
    nlp
        A language model that may propose more spans (see `load_pipeline`); the gazetteer's own mentions and
        the names of people and organisations that it knows win over it.

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
    text = unwrapped(text)
    toponyms = find_toponyms(text, index)
    mentions = locate_toponyms(toponyms, index, geocoder)
    if nlp is None:
        return mentions
    return sorted([*mentions, *_proposed(text, mentions, nlp, geocoder)], key=lambda m: m.start)


def _proposed(text: str, mentions: Sequence[Mention], nlp: Pipeline, geocoder: Geocoder) -> Iterator[Mention]:
    """Give the places that only a language model sees; those not in the gazetteer have no position."""
    taken = Spans([*((m.start, m.end) for m in mentions), *name_spans(text)])
    for entity in nlp(text).ents:
        start, end = entity.start_char, entity.end_char
        if entity.label_ not in PLACE_LABELS or start >= end or taken.meets(start, end):
            continue
        taken.add(start, end)
        location = geocoder.locate(text[start:end])
        mention = Mention(start, end, text[start:end], "place")
        if location.status == "located" and location.footprint is not None:
            point = location.footprint.point
            mention = replace(
                mention, place_id=location.place_id, lat=point.y, lon=point.x, score=location.score
            )
        yield mention


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
        if toponym.kind == "governorate" and not isinstance(place, World):
            names.append(place.admin1 or place.name)
    return tuple(dict.fromkeys(names))


def anchors(toponyms: Sequence[Toponym], index: ToponymIndex) -> tuple[tuple[float, float], ...]:
    """Give the positions (lon, lat in degrees) of the places of a text that have one bearer."""
    found = []
    for toponym in toponyms:
        place = index.places[toponym.places[0]]
        if len(toponym.places) == 1 and not isinstance(place, World) and toponym.kind != "governorate":
            found.append((place.lon, place.lat))
    return tuple(dict.fromkeys(found))[:8]


def town_positions(toponyms: Sequence[Toponym], index: ToponymIndex) -> tuple[tuple[float, float], ...]:
    """Give the positions (lon, lat in degrees) of the towns that a text names beyond doubt.

    The well-known ones, the capitals of the governorates that it names, and those of one bearer.
    """
    found: list[tuple[float, float]] = []
    for toponym in toponyms:
        for position in toponym.places:
            place = index.places[position]
            if isinstance(place, World):
                continue
            if place.feature_code == "ADM1":
                found += index.capitals.get(place.admin1 or place.name, [])
            elif index.kind(position) == "settlement" and (
                index.weight(position) >= 3 or (len(toponym.places) == 1 and toponym.exact)
            ):
                found.append((place.lon, place.lat))
    return tuple(dict.fromkeys(found))[:12]


def _locate(
    toponym: Toponym,
    index: ToponymIndex,
    geocoder: Geocoder,
    context: tuple[str, ...],
    near: tuple[tuple[float, float], ...],
) -> Mention:
    blank = Mention(toponym.start, toponym.end, toponym.text, toponym.kind)
    bearers = [index.places[p] for p in toponym.places]
    abroad = [b for b in bearers if isinstance(b, World)]
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
    if len(bearers) == 1 and not isinstance(best, World):
        return replace(blank, place_id=best.place_id, lat=best.lat, lon=best.lon, score=0.5)
    return blank
