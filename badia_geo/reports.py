"""Reports: text becomes an event table, with the reason for everything in it."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from badia_geo.casualties import tally
from badia_geo.dates import parse_date
from badia_geo.event_types import event_types
from badia_geo.events import empty_events, events_frame, location_fields
from badia_geo.footprints import GEOD, Footprint
from badia_geo.incidents import Incident, find_incidents
from badia_geo.mentions import anchors, context_names, default_geocoder, town_positions
from badia_geo.phrases import fold
from badia_geo.sentences import unwrapped
from badia_geo.toponym_reader import find_toponyms
from badia_geo.toponyms import ToponymIndex, World, toponym_index

if TYPE_CHECKING:
    from datetime import date

    import geopandas as gpd
    import pandas as pd

    from badia_geo.geocoding import Geocoder, Location
    from badia_geo.locatives import Locative

__all__ = ["ReportReader", "explain", "merge_reports", "read_report"]


def read_report(
    text: str, *, published: date | str | None = None, geocoder: Geocoder | None = None, source: str = ""
) -> gpd.GeoDataFrame:
    """Read the events that a report tells of.

    Parameters
    ----------
    text
        The report, English or Arabic.
    published
        Day of publication: relative dates count from it, and no window runs past it.
    geocoder
        Locates the places; by default the packaged one.
    source
        What the ``source`` column says.

    Returns
    -------
    GeoDataFrame
        One row per event in the order of the text, with `badia_geo.events.EVENT_COLUMNS`; ``primary`` is
        the one the
        report is about.  Empty for a text without events.

    Raises
    ------
    DateError
        If ``published`` cannot be read.
    """
    day = None if published is None else parse_date(published)
    if not text or not text.strip():
        return empty_events()
    reader = ReportReader(default_geocoder() if geocoder is None else geocoder)
    return events_frame(reader.read(text, day, source=source))


class ReportReader:
    """Reads texts against one geocoder, remembering what it located."""

    def __init__(self, geocoder: Geocoder) -> None:
        self.geocoder = geocoder
        self.index: ToponymIndex = toponym_index(geocoder.gazetteer)
        self.memory: dict[tuple[Any, ...], Location] = {}
        self.towns: tuple[tuple[float, float], ...] = ()

    def read(
        self,
        text: str,
        published: date | None,
        *,
        source: str = "",
        row: int | None = None,
        undated: str = "week",
    ) -> list[dict[str, Any]]:
        """Read one text into event records."""
        if not text.strip():
            return []
        text = unwrapped(text)
        toponyms = find_toponyms(text, self.index)
        context, near = context_names(toponyms, self.index), anchors(toponyms, self.index)
        self.towns = town_positions(toponyms, self.index)

        named: dict[str, Location] = {}

        def locate(locative: Locative) -> Location:
            found = self._locate(locative, context, near)
            key = fold(locative.toponyms[0].text)
            again = named.get(key)
            if found.status == "ambiguous" and again is not None and len(locative.toponyms) == 1:
                return replace(again, text=found.text, reason=f"as told before: {again.reason}")
            if found.status == "located":
                named.setdefault(key, found)
            return found

        incidents = find_incidents(
            text, toponyms, locate, published=published, undated=undated, at_least_one=row is not None
        )
        main = _primary(incidents)
        return [
            self._record(incident, number, primary=incident is main, source=source)
            for number, incident in enumerate(incidents)
        ]

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

    def _out_of_context(self, query: str, missed: Location) -> Location:
        """Take a place that is clear by itself where the rest of the text only confuses it.

        A report on Deir ez-Zor that ends with an attack "in Hasakah province" names no town of Hasakah by it.
        """
        alone = self._ask(query, (), ())
        if alone.status != "located" or alone.score < CLEAR or _is_unsure(alone):
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

    def _record(self, incident: Incident, number: int, *, primary: bool, source: str) -> dict[str, Any]:
        known = event_types()[incident.event_type]
        statements = [draft.counts for draft in incident.drafts]
        killed, wounded = tally(statements, "killed"), tally(statements, "wounded")
        missing = "the text names no place for it"
        fields = location_fields(incident.location, missing=missing)
        return {
            "event_id": f"e{number + 1}",
            "primary": primary,
            "date_start": incident.date_start,
            "date_end": incident.date_end,
            "event_type": incident.event_type,
            "acled_event": known.acled_event,
            "acled_sub_event": known.acled_sub_event,
            "actors": "; ".join(p.actor.name for p in incident.parties),
            "fatalities_low": killed[0],
            "fatalities_high": killed[1],
            "wounded_low": wounded[0],
            "wounded_high": wounded[1],
            "text": " […] ".join(dict.fromkeys(d.text for d in incident.drafts)),
            "source": source,
            "place": None if incident.place is None else incident.place.text,
            "date_rule": incident.date_rule,
            "spans": _JSON.encode(_spans(incident)),
            **fields,
        }


_JSON = json.JSONEncoder(ensure_ascii=False)
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


def _metres(footprint: Footprint, at: tuple[float, float]) -> float:
    return float(GEOD.inv(footprint.point.x, footprint.point.y, *at)[2])


def _is_unsure(location: Location) -> bool:
    if location.footprint is None:
        return True
    wide = location.footprint.radius_m > UNSURE_M
    return wide and location.footprint.precision in {"exact", "settlement", "near"}


EXACT_NAME_SCORE = 0.85
"""Score of the only place of an exact name, which the geocoder missed: 0.95 of 19 lay within 5 km."""


def _at_place(place: Any, query: str, missed: Location) -> Location | None:
    """Locate words by the one place of the gazetteer that is called exactly so."""
    from badia_geo.gazetteer import Place

    if not isinstance(place, Place):
        return None
    radius = max(1_000.0, place.extent_m + place.accuracy_m)
    steps = (f"{place.name} is the only place of that exact name",)
    footprint = Footprint.from_point_radius(place.lon, place.lat, radius, "settlement", steps=steps)
    return replace(
        missed,
        text=query,
        status="located",
        footprint=footprint,
        score=EXACT_NAME_SCORE,
        reason=steps[0],
        place_id=place.place_id,
        place_name=place.name,
    )


def _primary(incidents: list[Incident]) -> Incident | None:
    """Choose the event that a report is about: located, told most often, and first."""
    table = event_types()

    def weight(item: tuple[int, Incident]) -> tuple[bool, bool, float]:
        number, incident = item
        located = incident.location is not None and incident.location.footprint is not None
        told = sum(1 for _ in incident.drafts) + (0.5 if incident.counts else 0.0) - 0.6 * number
        return located, table[incident.event_type].rank > 0, told

    return max(enumerate(incidents), key=weight)[1] if incidents else None


def _spans(incident: Incident) -> dict[str, Any]:
    """Provenance of an incident: what was read where, by which rule."""

    def item(x: Any) -> dict[str, Any]:
        return {"start": x.start, "end": x.end, "text": x.text}

    location = incident.location
    return {
        "statements": [[d.start, d.end] for d in incident.drafts],
        "triggers": [
            {**item(t), "type": t.event_type} for d in incident.drafts for t in d.triggers if t.text
        ],
        "place": None if incident.place is None else {**item(incident.place), "rule": incident.why_place},
        "other_places": [item(x) for d in incident.drafts for x in d.locatives if x is not incident.place],
        "date": None if incident.date_phrase is None else item(incident.date_phrase),
        "casualties": [{**item(c), "kind": c.kind, "low": c.low, "high": c.high} for c in incident.counts],
        "actors": [{**item(p), "actor": p.actor.actor} for p in incident.parties],
        "steps": list(location.footprint.steps)
        if location is not None and location.footprint is not None
        else [],
        "candidates": []
        if location is None
        else [[i, round(float(p), 3)] for _, p, i in location.candidates[:5]],
    }


def explain(event: pd.Series) -> str:
    """Tell in words why an event stands as it does.

    Parameters
    ----------
    event
        One row of a table that `read_report` or `read_notes` gave.

    Returns
    -------
    str
        Lines of what, when, where, who and how many, each with the words it was read from.
    """
    spans = json.loads(event["spans"]) if isinstance(event.get("spans"), str) and event["spans"] else {}
    known = event_types().get(event["event_type"])
    words = ", ".join(f"“{t['text']}”" for t in spans.get("triggers", [])) or "no words that tell of an event"
    lines = [f"{event['event_id']}: {known.name if known else event['event_type']}, from {words}"]
    when = (
        "no date"
        if event["date_start"] != event["date_start"]
        else f"{event['date_start']:%Y-%m-%d} to {event['date_end']:%Y-%m-%d}"
    )
    read = f" from “{spans['date']['text']}”" if spans.get("date") else ""
    lines.append(f"  when: {when}{read} ({event['date_rule']})")
    place = spans.get("place")
    if place:
        lines.append(f"  where: “{place['text']}”, which {place['rule']}")
        lines.extend(f"    - {step}" for step in spans.get("steps", []))
    lines.append(f"  place {event['status']}" + (f": {event['reason']}" if event["reason"] else ""))
    if event["score"] == event["score"] and event["status"] == "located":
        lines.append(
            f"    within {event['radius_m'] / 1000:.1f} km of the point; the place is right with "
            f"probability {event['score']:.2f}"
        )
    lines.extend(
        f"    candidate {i} with probability {p}"
        for i, p in spans.get("candidates", [])
        if event["status"] == "ambiguous"
    )
    lines.extend(f"    not taken: “{other['text']}”" for other in spans.get("other_places", []))
    for count in spans.get("casualties", []):
        high = "or more" if count["high"] is None else f"to {count['high']}"
        lines.append(f"  {count['kind']}: {count['low']} {high}, from “{count['text']}”")
    if spans.get("actors"):
        lines.append("  who: " + ", ".join(f"{a['actor']} (“{a['text']}”)" for a in spans["actors"]))
    return "\n".join(lines)


def merge_reports(*tables: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Put events of several reports together; an incident told by several becomes one row.

    Two events are one when their windows overlap, their types agree, and their places do: one footprint
    holds the other's point or they lie within the sum of their radii, at most 25 km.  Counts of dead that
    differ by more than half speak against it.

    Parameters
    ----------
    tables
        Event tables.

    Returns
    -------
    GeoDataFrame
        In order of date; the narrower place and date win, ``source`` lists both, ranges of counts widen to
        hold both, and ``merged_from`` lists the events that went into a row as "table:event_id".
    """
    from badia_geo.merging import merge_rows

    records = [
        {**{str(k): v for k, v in record.items()}, "merged_from": (f"{number}:{record['event_id']}",)}
        for number, table in enumerate(tables)
        for record in table.to_dict("records")
    ]
    return events_frame(merge_rows(records))
