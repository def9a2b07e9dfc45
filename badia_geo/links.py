"""Links: which statements of a text tell of the same incident, and what they say of it together."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from badia_geo.agreement import (
    WEAK_TYPES,
    compatible,
    counts_differ,
    counts_more,
    dates_agree,
    done_apart,
    in_province_of,
    is_attack_again,
    is_other_day,
    named_apart,
    places_agree,
    same_toll,
    types_agree,
    width,
)
from badia_geo.coordination import SAME_AREA, UNKNOWN
from badia_geo.drafts import Draft, Findings, person_names
from badia_geo.event_types import event_types
from badia_geo.footprints import metres_apart
from badia_geo.told_types import is_another, is_toll_of, type_of

if TYPE_CHECKING:
    from datetime import date

    from badia_geo.actors import ActorMention
    from badia_geo.casualties import Casualties
    from badia_geo.dates import DatePhrase
    from badia_geo.geocoding import Location
    from badia_geo.locatives import Locative

__all__ = ["Incident", "join_draft", "link_drafts"]

LOOK_BACK = 12
"""Incidents back to which a statement may refer; keeps the time linear in the length of a text."""


@dataclass(slots=True)
class Incident:
    """One incident: the drafts that tell of it, and what they say together."""

    drafts: list[Draft] = field(default_factory=list)
    date_start: date | None = None
    date_end: date | None = None
    date_phrase: DatePhrase | None = None
    date_rule: str = ""
    event_type: str = "other"
    place: Locative | None = None
    location: Location | None = None
    why_place: str = ""

    @property
    def counts(self) -> list[Casualties]:
        """Casualties of all drafts."""
        return [c for d in self.drafts for c in d.counts]

    @property
    def parties(self) -> list[ActorMention]:
        """Parties of all drafts, each once."""
        seen: dict[str, ActorMention] = {}
        for draft in self.drafts:
            for party in draft.parties:
                seen.setdefault(party.actor.actor, party)
        return list(seen.values())


def link_drafts(found: Findings, drafts: list[Draft]) -> list[Incident]:
    """Put the statements of a text together into incidents, in the order in which it first tells of them."""
    incidents: list[Incident] = []
    last: Incident | None = None
    for draft in drafts:
        home = _home(found, draft, incidents)
        part = home is not None and _is_part(draft, home)
        if home is None or part:
            if draft.place is None and last is not None and not _stands_alone(draft, last):
                continue  # talk about what was told before, or about nothing in particular
            whole, home = home, Incident()
            incidents.append(home)
            if whole is not None and not draft.dates:
                home.date_start, home.date_end = whole.date_start, whole.date_end
                home.date_rule = "that of the whole, of which this is a part"
        if part and whole is not None:
            draft.event_type = whole.event_type
        elif not home.drafts and last is not None and (is_toll_of(draft, last) or is_another(draft, last)):
            draft.event_type = last.event_type
        join_draft(home, draft)
        last = home
    return _without_sums(_without_headlines(found, incidents))


_SUM = re.compile(
    r"\b(?:two|three|four|five|several|various|a number of|different)\s+(?:\w+\s+)?"
    r"(?:towns|villages|areas|places|cities|districts|neighbou?rhoods|locations)"
    r"\s*(?:(?:in|of|across|around|north|south|east|west)\b.*)?$"
    r"|(?:قريتين|بلدتين|مدينتين|حيين|قرى وبلدات|عدة قرى|عدة بلدات|عدة مناطق|مناطق عدة|مناطق متفرقة)"
    r"(?![ء-ي])[^،.]*$",
    re.IGNORECASE,
)


def _names_sum(draft: Draft) -> bool:
    if draft.place is None:
        return False
    at = draft.text.find(draft.place.text)
    return _SUM.search(draft.text[: at + len(draft.place.text)]) is not None if at >= 0 else False


def _is_sum(incident: Incident) -> bool:
    """Tell whether an incident's place is only a number of places: "in two towns in Deir ez-Zor"."""
    return any(_names_sum(draft) for draft in incident.drafts if draft.place is incident.place)


SUM_M = 150_000.0
"""How far from the middle of what a sum is told of its parts may lie: half a governorate."""


def _is_summed(whole: Incident, part: Incident) -> bool:
    if whole.location is None or part.location is None or not types_agree(whole.event_type, part.event_type):
        return False
    wide, narrow = whole.location.footprint, part.location.footprint
    if wide is None or narrow is None:
        return False
    return metres_apart(wide, narrow) <= SUM_M


def _without_sums(incidents: list[Incident]) -> list[Incident]:
    """Leave a sum of several incidents out where they are told one by one."""
    kept = []
    for i, incident in enumerate(incidents):
        parts = [other for other in incidents[i + 1 :] if _is_summed(incident, other)]
        if len(parts) < 2 or not _is_sum(incident):
            kept.append(incident)
            continue
        for part in parts:
            if part.date_start is None:
                part.date_start, part.date_end = incident.date_start, incident.date_end
                part.date_rule = "that of the sum, of which this is a part"
    return kept


_PART = re.compile(
    r"^\W*(?:[\w-]+ ){1,3}of (?:them|those|whom|the (?:dead|victims|casualties|deaths|fatalities))\b"
    r"(?! (?:were|was|are) (?:children|women|civilians|soldiers|fighters|militants|foreign))",
    re.IGNORECASE,
)


def _is_part(draft: Draft, home: Incident) -> bool:
    """Tell whether a statement gives the share of a toll that fell at a narrower place.

    "18 people died in Idlib province.  Ten of them died in Ariha": the other eight did not.
    """
    if draft.location is None or draft.location.footprint is None or home.location is None:
        return False
    wide = home.location.footprint
    killed = [c.low for c in home.counts if c.kind == "killed"]
    narrower = wide is None or wide.radius_m > 2 * draft.location.footprint.radius_m
    return bool(killed) and narrower and _PART.match(draft.text) is not None


def _without_headlines(found: Findings, incidents: list[Incident]) -> list[Incident]:
    """Put what only the headline tells of to the incident of the text that tells it in full."""
    if len(found.sentences) < 2 or not incidents:
        return incidents
    headline = found.sentences[0]
    line = found.text[headline.start : headline.end].rstrip()
    if found.sentences[1].paragraph == headline.paragraph or line.endswith(
        (".", "!", "?", "؟", ":", "”", '"')
    ):
        return incidents
    kept = list(incidents)
    for incident in incidents:
        if any(d.sentence for d in incident.drafts):
            continue
        for full in kept:
            if full is incident or not any(d.sentence for d in full.drafts):
                continue
            types = types_agree(incident.event_type, full.event_type)
            there, wide = full.location, incident.location
            held = there is not None and wide is not None and in_province_of(there, wide)
            agree = all(dates_agree(d, full) and (held or places_agree(d, full)) for d in incident.drafts)
            if types and agree:
                for draft in incident.drafts:
                    join_draft(full, draft)
                full.drafts.sort(key=lambda d: d.start)
                kept.remove(incident)
                break
    return kept


_IN_RESPONSE = re.compile(
    r"\b(?:responded|responding|in response|in anger)\b|(?<![ء-ي])(?:ردا على ذلك|احتجاجا على ذلك)"
)
"""A protest at what was told just before, which is where those live who protest."""


def _stands_alone(draft: Draft, last: Incident) -> bool:
    """Tell whether a statement without a place is an event; "the area" takes over the last place."""
    told = draft.counts or any(
        d.first and d.last and not d.since and (d.last - d.first).days <= 31 for d in draft.dates
    )
    counted = next((d for d in draft.dates if d.offset), None)
    if draft.event_type == "capture" and counted is not None and not SAME_AREA.search(draft.text):
        counted = None  # what was taken is a place of its own, whether or not it is known
    if counted is not None and last.place is not None and draft.sentence == last.drafts[-1].sentence:
        if not _is_weak(draft):
            draft.place, draft.location = last.place, last.location
            draft.why_place = f"is the place told before, from whose event “{counted.text}” counts"
        return not _is_weak(draft)
    if _names_unknown(draft):
        return bool(told)
    here = SAME_AREA.search(draft.text) or (
        _IN_RESPONSE.search(draft.text) if draft.event_type == "protest" else None
    )
    moved = draft.event_type in {"displacement", "protest"}
    if here is not None and last.place is not None and (not _is_weak(draft) or draft.counts or moved):
        draft.place, draft.location = last.place, last.location
        draft.why_place = f"is the place told before, which “{here.group()}” points to"
        return True
    return bool(told) and not draft.definite


def _names_unknown(draft: Draft) -> bool:
    """Tell whether a statement without a known place names a village: it lies at no place told before."""
    return draft.place is None and not draft.locatives and UNKNOWN.search(draft.text) is not None


def _is_weak(draft: Draft) -> bool:
    table = event_types()
    return draft.event_type in WEAK_TYPES or table[draft.event_type].role in {"harm", "generic"}


def _home(found: Findings, draft: Draft, incidents: list[Incident]) -> Incident | None:
    """Find the incident that a draft tells more of."""
    best: tuple[float, Incident] | None = None
    for incident in incidents[: -LOOK_BACK - 1 : -1]:
        score = _likeness(found, draft, incident)
        if score >= 1.0 and (best is None or score > best[0]):
            best = (score, incident)
    return best[1] if best else None


def _likeness(found: Findings, draft: Draft, incident: Incident) -> float:
    last = incident.drafts[-1]
    types = types_agree(draft.event_type, incident.event_type) or (
        draft.sentence == last.sentence and bool({draft.event_type, incident.event_type} & WEAK_TYPES)
    )
    if {draft.event_type, incident.event_type} == {"arrest", "attack"} and draft.separate:
        types = False  # who was attacked then arrests: two doings of two parties
    if not dates_agree(draft, incident) or not types or _names_unknown(draft):
        return 0.0
    if draft.place is not None and incident.place is not None and _is_sum(incident) and not _names_sum(draft):
        return 0.0  # "in two towns of X" is told town by town
    both = draft.location is not None and incident.location is not None
    again = _names_again(draft, incident)
    if both and not places_agree(draft, incident) and not again:
        return 0.0
    own = person_names(found, draft)
    shared = len(own & frozenset().union(*(person_names(found, d) for d in incident.drafts))) if own else 0
    adjacent = draft.sentence - last.sentence <= 1
    score = 0.0
    score += 1.0 if shared >= 1 and (shared >= 2 or draft.event_type == incident.event_type) else 0.0
    score += 0.6 if draft.definite else 0.3 if draft.place is None and SAME_AREA.search(draft.text) else 0.0
    score += 0.5 if adjacent else 0.15 if draft.sentence - last.sentence <= 3 else 0.0
    score += 0.4 if draft.event_type == incident.event_type else 0.1
    score += 0.3 if _echoes(draft, incident) else 0.0
    if both or (
        draft.place is None
        and (
            event_types()[draft.event_type].role == "harm"
            or draft.event_type in {incident.event_type, "destruction"}
        )
    ):
        score += 0.4
    elif draft.place is not None and incident.place is None:
        score += 0.2
    if draft.separate and not draft.definite:
        score -= 0.8
    elif counts_more(draft, incident):
        score += 0.5
    score += _told_again(draft, incident) if both else 0.0
    score += 0.3 if same_toll(draft, incident) else 0.0
    score += 0.8 if again else 0.0
    score += 0.5 if both and _dies_where(draft, incident) else 0.0
    aside = draft.sentence == last.sentence and draft.event_type in WEAK_TYPES
    if (
        both
        and not draft.definite
        and not aside
        and (named_apart(draft, incident) or done_apart(draft, incident))
    ):
        score -= ELSEWHERE
    other_date = incident.date_phrase is not None and any(is_other_day(d, incident) for d in draft.dates)
    opens = (
        bool(draft.dates) and draft.dates[0].first is not None and draft.dates[0].start - draft.start < OPENS
    )
    undated = incident.date_phrase is None and incident.date_start is None
    if (other_date or (opens and undated)) and not draft.definite and not shared:
        score -= 0.5
    if (
        draft.dates
        and incident.date_phrase is not None
        and draft.dates[0].text.lower() == incident.date_phrase.text.lower()
    ):
        score += 0.1
    return score - counts_differ(draft, incident)


_THING = (
    r"bus|minibus|convoy|patrol|car|vehicle|truck|lorry|pick-?up|motorcycle|tanker|boat|train|helicopter|"
    r"plane|jet"
)
_THE_THING = re.compile(rf"\W*the\s+(?P<thing>{_THING})\b", re.IGNORECASE)
_A_THING = re.compile(rf"\b(?:an?|one)\s+(?:[\w’'-]+\s+){{0,3}}?(?P<thing>{_THING})\b", re.IGNORECASE)
_THING_AR = r"حافلة|سيارة|دورية|رتل|قافلة|شاحنة|دراجة|صهريج|مروحية"
_THE_THING_AR = re.compile(rf"(?<![ء-ي])[وب]?(?:ال|لل)(?P<thing>{_THING_AR})(?![ء-ي])")
_A_THING_AR = re.compile(rf"(?<![ء-ي])[وبل]?(?P<thing>{_THING_AR})(?![ء-ي])")
AGAIN_M = 100_000.0
"""How far off the second telling may put a thing of the first: the bus of the desert on the road to T2."""


def _dies_where(draft: Draft, incident: Incident) -> bool:
    """Tell whether a toll names the very place of an incident told before: "Eight were killed in X"."""
    mine, theirs = draft.location, incident.location
    return (
        mine is not None
        and theirs is not None
        and event_types()[draft.event_type].role == "harm"
        and mine.place_id is not None
        and mine.place_id == theirs.place_id
        and not draft.dates
    )


def _names_again(draft: Draft, incident: Incident) -> bool:
    """Tell whether the next sentence opens with what was hit: "ambushed a bus.  The bus was hit"."""
    last = incident.drafts[-1]
    if draft.sentence - last.sentence != 1:
        return False
    named, first = _THE_THING.match(draft.text), _A_THING
    if named is None:
        named, first = _THE_THING_AR.search(draft.text), _A_THING_AR
    if named is None or named["thing"].lower() not in {m["thing"].lower() for m in first.finditer(last.text)}:
        return False
    a = None if draft.location is None else draft.location.footprint
    b = None if incident.location is None else incident.location.footprint
    if a is None or b is None:
        return True
    return metres_apart(a, b) <= AGAIN_M


_POINTER = r"\b(?:the|this|that|these|those|one of the|both|another|each)\s+(?:\w+\s+)?"
_ECHOES = (
    (r"(?:raids?|strikes?|bombs?|bombardment|sorties)\b", {"airstrike", "drone_strike"}),
    (r"(?:shells?|rockets?|mortars?|rounds?|missiles?|shelling|barrage)\b", {"shelling"}),
    (r"(?:blasts?|explosions?|bombs?|device|bombings?|mine)\b", {"ied", "suicide_bombing"}),
    (r"(?:clashes|fighting|battles?|ambush)\b", {"clash", "ambush"}),
)
_ECHO_RE = tuple((re.compile(_POINTER + nouns, re.IGNORECASE), kinds) for nouns, kinds in _ECHOES)
"""Nouns that point back to what was told, and the types that they can mean."""


def _echoes(draft: Draft, incident: Incident) -> bool:
    """Tell whether a statement without a place names by a noun what an incident was: "one of the raids"."""
    return draft.place is None and any(
        incident.event_type in kinds and noun.search(draft.text) for noun, kinds in _ECHO_RE
    )


OPENS = 12
"""Characters within which a date opens a statement: "On Sunday, gunmen ..." begins another event."""
ELSEWHERE = 0.5
"""Price of two settlements of different names that lie beside each other, for one incident."""


def join_draft(incident: Incident, draft: Draft) -> None:
    """Add a statement to an incident: the narrower date and the narrower place that agrees stay."""
    incident.drafts.append(draft)
    incident.event_type = type_of(incident.drafts)
    counted = any(phrase.offset for phrase in draft.dates)
    for phrase in sorted(draft.dates, key=lambda d: (d.told, _is_loose(d), _is_week(d))):
        if phrase.first is None or phrase.last is None or phrase.since or (counted and phrase.told):
            continue
        length = phrase.last - phrase.first
        if (
            incident.date_start is None
            or incident.date_end is None
            or length < incident.date_end - incident.date_start
        ):
            incident.date_start, incident.date_end, incident.date_phrase = phrase.first, phrase.last, phrase
            incident.date_rule = phrase.rule
        break
    if draft.place is None or draft.location is None:
        return
    now, new = incident.location, draft.location
    if incident.place is None or now is None or (now.footprint is None and new.footprint is not None):
        incident.place, incident.location, incident.why_place = draft.place, new, draft.why_place
    elif _lists(draft, incident):
        why = f"lists the places of which “{incident.place.text}” is one"
        incident.place, incident.location, incident.why_place = draft.place, new, why
    elif len(incident.place.toponyms) > 1 and _is_list(now) and not _is_list(new):
        return
    elif not compatible(new, now) and in_province_of(new, now):
        why = f"is told more exactly than “{incident.place.text}”, which may be the whole governorate"
        incident.place, incident.location, incident.why_place = draft.place, new, why
    elif width(draft.place, new) < width(incident.place, now) and not draft.aside:
        why = f"is the narrowest place told for this incident (“{incident.place.text}” is wider)"
        incident.place, incident.location, incident.why_place = draft.place, new, why


LOOSE_DAYS = 7
"""Width from which a window ("lately") gives way to a day of the same statement."""


def _is_week(phrase: DatePhrase) -> bool:
    """Tell whether a window gives way to a day: "who broke the siege last week took X on Friday"."""
    return phrase.first is None or phrase.last is None or (phrase.last - phrase.first).days > 3


def _is_loose(phrase: DatePhrase) -> bool:
    return phrase.first is None or phrase.last is None or (phrase.last - phrase.first).days > LOOSE_DAYS


TOWN_M = 10_000.0
"""What a town may lie outside of the circle of a list that names it."""
LIST_M = 60_000.0
"""Radius up to which a list of places is one incident's: a sentence on the cities of a country is none."""
_LISTED = re.compile(r", | and | و(?=[ء-ي]{3})")


def _is_list(location: Location) -> bool:
    """Tell whether a location is the union of several places."""
    return location.place_name is not None and _LISTED.search(location.place_name) is not None


def _told_again(draft: Draft, incident: Incident) -> float:
    """Give what speaks for one incident in how two statements of one place put it."""
    return 0.4 * is_attack_again(draft, incident) + 1.5 * _is_of_list(draft, incident)


def _is_of_list(draft: Draft, incident: Incident) -> bool:
    """Tell whether a statement counts the harm at one of the places that an incident lists."""
    if draft.place is None or incident.place is None or incident.location is None:
        return False
    if not _is_list(incident.location) or event_types()[draft.event_type].role == "cause":
        return False
    if draft.location is None or not _is_near(draft.location, incident.location):
        return False  # the Zahraa of Homs is none of "Nubol and Zahraa"
    listed = {place for t in incident.place.toponyms for place in t.places}
    return bool(listed & set(draft.place.toponyms[0].places)) and len(draft.place.toponyms) <= 2


def _is_near(location: Location, whole: Location) -> bool:
    """Tell whether a point lies within the circle of a list of places, give or take a town."""
    one, many = location.footprint, whole.footprint
    if one is None or many is None:
        return True
    return metres_apart(one, many) <= many.radius_m + TOWN_M


def _lists(draft: Draft, incident: Incident) -> bool:
    """Tell whether a statement lists several places, one of which the incident has."""
    if draft.place is None or draft.location is None or incident.place is None or incident.location is None:
        return False
    mine, theirs = draft.location.footprint, incident.location.footprint
    if mine is None or theirs is None or not _is_list(draft.location) or _is_list(incident.location):
        return False
    if mine.radius_m > LIST_M:
        return False
    listed = {place for t in draft.place.toponyms for place in t.places}
    return len(draft.place.toponyms) > 1 and bool(listed & set(incident.place.toponyms[0].places))
