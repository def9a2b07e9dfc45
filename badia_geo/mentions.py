"""Mentions: the place names that stand in a text, with their spans (English and Arabic).

Names come from the gazetteer and are found by one pass over a trie (`badia_geo.phrases`), the longest
first.  A name that is found is a candidate; what stands around it decides whether it is a place: part of
a person's name ("Abu Omar al-Shishani"), of an organisation's ("Hama Brigade") or an ordinary word is not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from badia_geo.toponym_reader import find_toponyms
from badia_geo.toponyms import Toponym, ToponymIndex, World, toponym_index

if TYPE_CHECKING:
    from collections.abc import Sequence

    from badia_geo.geocoding import Geocoder

__all__ = ["Mention", "anchors", "context_names", "default_geocoder", "find_mentions", "locate_toponyms"]


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
