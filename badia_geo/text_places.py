"""Text places: where the places of one text lie, each with the rest of the text for its context.

A text names more than one place: its governorates say which of several namesakes is meant, its towns which is
beside them, and a place told before is the same one again.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from badia_geo.cells import STANDS_IN
from badia_geo.footprints import GEOD, Footprint
from badia_geo.mentions import anchors, context_names, town_positions
from badia_geo.phrases import fold
from badia_geo.readings import ONE_END_MASS
from badia_geo.toponyms import World
from badia_geo.vicinities import ROAD_END_KM, one_end_step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from badia_geo.geocoding import Geocoder, Location
    from badia_geo.locatives import Locative
    from badia_geo.toponyms import Toponym, ToponymIndex

__all__ = ["TextPlaces"]


class TextPlaces:
    """Locates the places of one text.

    Parameters
    ----------
    geocoder
        Where to look.
    index
        The names that toponyms are found by.
    toponyms
        Those of the text.
    memory
        What was located before, in any text.
    source_row
        Data row of the text, for corrections that are meant for one row.
    """

    def __init__(
        self,
        geocoder: Geocoder,
        index: ToponymIndex,
        toponyms: Sequence[Toponym],
        memory: dict[tuple[Any, ...], Location],
        source_row: int | None = None,
    ) -> None:
        self.geocoder = geocoder
        self.index = index
        self.memory = memory
        self.source_row = source_row
        self.context = context_names(toponyms, index)
        self.near = anchors(toponyms, index)
        self.towns = town_positions(toponyms, index)
        self._named: dict[str, Location] = {}
        self._last: Location | None = None

    def locate(self, locative: Locative) -> Location:
        """Locate the words of a place; what is told again is where it was told before."""
        decided = self.geocoder.decided(locative.text, locative.query, source_row=self.source_row)
        if decided is not None:
            return decided
        found = self._at_home(locative, self._locate(locative, self.context, self.near))
        found = self._nearby(locative, found)
        if found.status == "located" and found.footprint is not None:
            self._last = found
        key = fold(locative.toponyms[0].text)
        again = self._named.get(key)
        if found.status == "ambiguous" and again is not None and len(locative.toponyms) == 1:
            return replace(again, text=found.text, reason=f"as told before: {again.reason}")
        if found.status == "located":
            self._named.setdefault(key, found)
        return found

    def _locate(
        self, locative: Locative, context: tuple[str, ...], near: tuple[tuple[float, float], ...]
    ) -> Location:
        abroad = self._abroad(locative)
        if abroad is not None:
            return abroad
        query = locative.query
        own = tuple(n for n in context if n not in query)
        several = any(len(t.places) > 1 or not t.exact for t in locative.toponyms)
        location = self._ask(query, own, near) if several else self._ask(query, (), ())
        if not several and (near or own) and _is_unsure(location):
            location = self._ask(query, own, near)
        if location.status != "located" and several and (own or near):
            location = self._out_of_context(query, location)
        location = self._unless_borrowed(query, location)
        if location.status == "ambiguous":
            location = self._well_known(locative, location)
        if location.status == "ambiguous" or (location.candidates and _is_unsure(location)):
            location = self._beside(locative, location)
        quarter = location.status == "ambiguous" and _QUARTER_OF.search(query) is not None
        if location.status == "not_found" and len(locative.toponyms) > 1:
            location = self._by_head(locative, query, location, own, near)
        if location.status == "not_found" or quarter:
            return self._by_container(locative, query, location, own)
        return location

    def _unless_borrowed(self, query: str, location: Location) -> Location:
        """Refuse a container that stands in for an unknown place and that only the rest of the text names.

        The user's own context holds every row; a town that a report names elsewhere holds not every place.
        """
        if location.place_id is None or STANDS_IN not in location.reason:
            return location
        names = self.geocoder.gazetteer.get(location.place_id).all_names
        words = fold(query).casefold()
        if any(fold(name).casefold() in words for name in names):
            return location
        reason = f"{location.reason}, which only the rest of the text names"
        return replace(_refused(location, reason), candidates=())

    def _nearby(self, locative: Locative, location: Location) -> Location:
        """Put "the nearby village of X" by the place just told where the only X known lies far off."""
        last = self._last
        before = None if last is None else last.footprint
        if last is None or before is None or _NEARBY.search(locative.text) is None:
            return location
        there = location.footprint
        if there is not None and _metres(there, (before.point.x, before.point.y)) <= NEARBY_FAR_M:
            return location
        radius = math.hypot(before.radius_m, NEARBY_M)
        reason = f"no place of the name is near {last.place_name}, which the text says it is"
        footprint = Footprint.from_point_radius(
            before.point.x, before.point.y, radius, "near", steps=(*before.steps, reason)
        )
        score = NEARBY_SHARE * last.score
        return replace(
            last, text=locative.query, footprint=footprint, score=score, reason=reason, candidates=()
        )

    def _at_home(self, locative: Locative, location: Location) -> Location:
        """Refuse a lesser namesake abroad, far from all other towns of the text: the village is not known."""
        if location.footprint is None or not (location.place_id or "").startswith("geonames:"):
            return location
        own = {
            (self.index.places[p].lon, self.index.places[p].lat) for t in locative.toponyms for p in t.places
        }
        others = [_metres(location.footprint, at) for at in self.towns if at not in own]
        if not others or min(others) <= OUT_OF_CONTEXT_M:
            return location
        reason = f"{location.place_name} is {min(others) / 1000:.0f} km from all other places of the text"
        return _refused(location, reason)

    def _out_of_context(self, query: str, missed: Location) -> Location:
        """Take a place that is clear by itself where the rest of the text only confuses it.

        A report on Deir ez-Zor that ends with an attack "in Hasakah province" names no town of Hasakah by it.
        """
        alone = self._ask(query, (), ())
        if alone.status != "located" or alone.score < CLEAR or _is_unsure(alone) or alone.footprint is None:
            return missed
        far = min((_metres(alone.footprint, at) for at in self.towns), default=0.0)
        if far > OUT_OF_CONTEXT_M or (alone.place_id or "").startswith("geonames:"):
            return missed
        reason = f"{alone.reason}; it is none of the places that the rest of the text is about"
        return replace(alone, score=CLEAR_SHARE * alone.score, reason=reason)

    def _abroad(self, locative: Locative) -> Location | None:
        """Locate a city beyond the gazetteer that stands alone; the geocoder knows only the gazetteer's."""
        from badia_geo.geocoding import Location

        if (
            len(locative.toponyms) != 1
            or locative.toponyms[0].kind != "city"
            or _RELATED.search(locative.query)
        ):
            return None
        world = self.index.places[locative.toponyms[0].places[0]]
        if not isinstance(world, World):
            return None
        reason = f"{world.name}, a city beyond the gazetteer"
        footprint = Footprint.from_point_radius(world.lon, world.lat, CITY_M, "settlement", steps=(reason,))
        return Location(
            locative.query, "located", footprint, ABROAD_SCORE, reason, world.place_id, world.name
        )

    def _well_known(self, locative: Locative, location: Location) -> Location:
        """Settle on the one candidate that is a city of exactly the name in the text.

        Running text says "Aleppo" for the city; who means New Aleppo writes so.
        """
        first = locative.toponyms[0]
        cities = {
            getattr(self.index.places[p], "place_id", None)
            for p in first.places
            if first.exact and self.index.weight(p) >= 3 and self.index.kind(p) == "settlement"
        }
        hits = [c for c in location.candidates if c[2] in cities]
        if len(hits) != 1:
            return location
        footprint, _, place_id = hits[0]
        name = self.geocoder.gazetteer.get(place_id).name
        reason = f"{name} is the one city of exactly this name; {location.reason}"
        return replace(
            location,
            status="located",
            footprint=footprint,
            score=WELL_KNOWN_SCORE,
            reason=reason,
            place_id=place_id,
            place_name=name,
            candidates=(),
        )

    def _beside(self, locative: Locative, location: Location) -> Location:
        """Settle on the one candidate that lies in or beside a town that the text names."""
        likely = [c for c in location.candidates if c[1] >= NAMESAKE]
        own = {
            (self.index.places[p].lon, self.index.places[p].lat) for t in locative.toponyms for p in t.places
        }
        towns = [at for at in self.towns if at not in own]
        apart = [min((_metres(c[0], at) for at in towns), default=math.inf) for c in likely]
        # a place that is located gives way to none but another of its name: the town itself is a stand-in
        least = 1.0 if location.status == "located" else -1.0
        close = [i for i, metres in enumerate(apart) if least < metres <= BESIDE_M]
        if len(close) != 1 or any(m < FAR_M for i, m in enumerate(apart) if i != close[0]):
            return location
        footprint, _, place_id = likely[close[0]]
        name = self.geocoder.gazetteer.get(place_id).name
        reason = f"{name} is the one of its name beside a town that the text names; {location.reason}"
        return replace(
            location,
            status="located",
            footprint=footprint,
            score=BESIDE_SCORE,
            reason=reason,
            place_id=place_id,
            place_name=name,
            candidates=(),
        )

    def _by_head(
        self,
        locative: Locative,
        query: str,
        missed: Location,
        context: tuple[str, ...],
        near: tuple[tuple[float, float], ...],
    ) -> Location:
        """Keep the narrowest place where what stands behind it contradicts it."""
        from badia_geo.readings import is_desert, is_misplaced

        torn = "leaves nothing" in missed.reason or ("agrees with all" in missed.reason and is_desert(missed))
        if not torn or is_misplaced(missed):
            return missed  # a far countryside is rather right than the one place of the name that is known
        for toponym in reversed(locative.toponyms[:-1]):
            at = query.find(toponym.text)
            head = self._ask(query[: at + len(toponym.text)], context, near) if at >= 0 else missed
            if head.status == "located" and head.footprint is not None:
                reason = f"{head.reason}; the rest of “{query}” does not fit it ({missed.reason})"
                return replace(head, text=query, score=HEAD_SHARE * head.score, reason=reason)
        return missed

    def _by_container(
        self, locative: Locative, query: str, missed: Location, context: tuple[str, ...]
    ) -> Location:
        """Fall back on the area behind "of" or "in" when the place in it is unknown; the reason says so."""
        alone = locative.toponyms[0] if len(locative.toponyms) == 1 else None
        if alone is not None and alone.exact and len(alone.places) == 1:
            exact = _at_place(self.index.places[alone.places[0]], query, missed)
            if exact is not None:
                return exact
        for toponym in reversed(locative.toponyms):
            before, name, _ = query.rpartition(toponym.text)
            inside = re.search(
                r"\b(?:of|in)\s+(?:the\s+)?(?:[\w-]+\s+of\s+)?$|(?:في|من)\s+(?:\S+\s+)?$|,\s*$", before
            )
            if not name or not (inside or not before.strip(" inatheof")):
                continue
            lead = _COUNTRYSIDE_OF.search(before)
            wider = self._ask(query[lead.start() :] if lead is not None else toponym.text, context, ())
            if wider.status == "located" and wider.footprint is not None:
                note = f"“{query}” is not known; taken as somewhere in {wider.place_name or toponym.text}"
                return replace(wider, text=query, score=0.6 * wider.score, reason=f"{note}; {wider.reason}")
        return missed

    def _ask(self, query: str, context: tuple[str, ...], near: tuple[tuple[float, float], ...]) -> Location:
        key = (query, context, near)
        found = self.memory.get(key)
        if found is None:
            if len(self.memory) > 100_000:
                self.memory.clear()
            found = self.memory[key] = self.geocoder.locate(query, context=context, near=near)
        return found


_NEARBY = re.compile(
    r"\b(?:nearby|(?<!\bin )neighbou?ring|adjacent|adjoining)\b"
    r"|(?<![ء-ي])(?:القريبة|القريب|المجاورة|المجاور)(?![ء-ي])",
    re.IGNORECASE,
)
NEARBY_M, NEARBY_FAR_M, NEARBY_SHARE = 12_000.0, 60_000.0, 0.6
"""How far off "the nearby village" mostly is, from where on it is another one, and what the score keeps."""
OUT_OF_CONTEXT_M = 250_000.0
"""How far from all other towns of a text such a place may be: across the east, and not in Baghdad."""
CLEAR, CLEAR_SHARE = 0.9, 0.85
"""Score from which a place needs no context, and what is left of it where the context speaks for another."""
HEAD_SHARE = 0.8
"""What is left of the score of a place when the words behind it do not fit it."""
_COUNTRYSIDE_OF = re.compile(
    r"(?:[\w-]+\s+)?(?:countryside|desert|outskirts)\s+of\s+(?:the\s+)?$|(?<![ء-ي])(?:ال)?(?:ريف|بادية)\s+$",
    re.IGNORECASE,
)
"""What of a container's words says which part of it: kept when the place in it is unknown."""
_RELATED = re.compile(
    r"\d|\b(?:north|south|east|west|near|between|road|outskirts|countryside|border)", re.IGNORECASE
)
CITY_M = 8_000.0
"""Radius for a city abroad, whose extent the table of the world's cities does not hold."""
ABROAD_SCORE = 0.95
_QUARTER_OF = re.compile(r"\b(?:district|neighbou?rhood|suburb|quarter|area) of\b|\bحي\b", re.IGNORECASE)
WELL_KNOWN_SCORE = 0.85
"""Score of a city by its exact name; 0.87 of 23 such places in heritage notes lay within 5 km."""
NAMESAKE, BESIDE_M, FAR_M, BESIDE_SCORE = 0.08, 15_000.0, 40_000.0, 0.7
"""Of candidates as likely as this, the one within 15 km of a town of the text is meant, if it is alone so."""
UNSURE_M = 25_000.0
"""A town whose circle is wider than this has namesakes: the rest of the text is asked which is meant."""


def _refused(location: Location, reason: str) -> Location:
    """Take back where words were located, and say why."""
    return replace(
        location, status="not_found", footprint=None, score=0.0, reason=reason, place_id=None, place_name=None
    )


def _metres(footprint: Footprint, at: tuple[float, float]) -> float:
    return float(GEOD.inv(footprint.point.x, footprint.point.y, *at)[2])


def _is_unsure(location: Location) -> bool:
    if location.footprint is None:
        return True
    wide = location.footprint.radius_m > UNSURE_M
    return wide and location.footprint.precision in {"exact", "settlement", "near"}


_ON_A_ROAD = re.compile(r"\b(?:road|highway)\b|(?<![ء-ي])(?:ال)?(?:طريق|أوتوستراد)(?![ء-ي])", re.IGNORECASE)
EXACT_NAME_SCORE = 0.85
"""Score of the only place of an exact name, which the geocoder missed: 0.95 of 19 lay within 5 km."""


def _at_place(place: Any, query: str, missed: Location) -> Location | None:
    """Locate words by the one place of the gazetteer that is called exactly so."""
    from badia_geo.gazetteer import Place

    if not isinstance(place, Place):
        return None
    radius = max(1_000.0, place.extent_m + place.accuracy_m)
    steps: tuple[str, ...] = (f"{place.name} is the only place of that exact name",)
    on_road = _ON_A_ROAD.search(query) is not None
    if on_road:
        radius += 1000 * ROAD_END_KM
        steps = (*steps, one_end_step(place.name))
    footprint = Footprint.from_point_radius(
        place.lon, place.lat, radius, "near" if on_road else "settlement", steps=steps
    )
    return replace(
        missed,
        text=query,
        status="located",
        footprint=footprint,
        score=EXACT_NAME_SCORE * (ONE_END_MASS if on_road else 1.0),
        reason="; ".join(steps),
        place_id=place.place_id,
        place_name=place.name,
    )
