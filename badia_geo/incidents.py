"""Incidents: what a text tells happened, and which sentences tell of the same thing.

A draft is one statement: triggers, the words of its place, its date, counts and parties.  Drafts that tell
of one incident (a headline, its details, a caption) are put together; the narrowest place that fits them all
is the incident's.  No rule here knows any single text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from badia_geo.drafts import (
    UNDATED_DAYS,
    Draft,
    Findings,
    draft_of,
    drafts_of,
    inside,
    is_narrow,
    mark_background,
    person_names,
)
from badia_geo.event_types import Trigger, event_types
from badia_geo.footprints import GEOD
from badia_geo.locatives import Locative, find_locatives
from badia_geo.phrases import fold
from badia_geo.sentences import Sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from badia_geo.actors import ActorMention
    from badia_geo.casualties import Casualties
    from badia_geo.dates import DatePhrase
    from badia_geo.geocoding import Location
    from badia_geo.toponyms import Toponym

__all__ = ["Incident", "Locator", "find_incidents"]

Locator = Callable[[Locative], "Location"]
"""Locates the words of a place; the caller remembers and adds context."""
SAME_PLACE_M = 25_000.0
"""Two tellings of one incident may be this far apart ("near the city", "at the field south of it")."""

OUTLINE_DEG = 0.15
"""How far outlines of governorates are off, in degrees (about 15 km): one puts Tabqa outside Raqqa."""

LOOK_BACK = 12
"""Incidents back to which a statement may refer; keeps the time linear in the length of a text."""

_AREAS = {"sector", "corridor", "admin3", "admin2", "admin1", "region", "country"}
_SPOTS = {"exact", "settlement", "near"}
_WORKS = {"oil", "air", "base", "dam", "bridge", "crossing", "camp", "mountain"}
_ASIDE = re.compile(r"\b(?:after|when|before|while|where|since|who|which)\b|بعد|عندما|حين|قبل", re.IGNORECASE)
_SAME_AREA = re.compile(
    r"\b(?:the (?:same )?(?:town|city|village|area|region|scene|site|district|neighbou?rhood|road)|there|"
    r"nearby areas?|the surrounding area)\b|المنطقة|البلدة|القرية|المدينة|المكان",
    re.IGNORECASE,
)
_CARRIED = re.compile(
    r"\b(?:brought|taken|transferred|carried|rushed|moved|evacuated|sent|delivered|airlifted)\s+(?:\w+\s+){0,2}to\b|(?:نقل|نقلوا|نقلت|أسعف)",
    re.IGNORECASE,
)
_BORDERS = re.compile(r"[,;:،]|\b(?:who|which|that|where|after|before|when|while)\b")
_ADDED = re.compile(r"\balso\b|\bother(?:s)?\b|كما|أيضا", re.IGNORECASE)
_WEAK_TYPES = {"deployment", "agreement", "siege", "base", "displacement", "protest", "withdrawal"}
_FIRED_FROM = {"shelling", "airstrike", "drone_strike", "attack", "clash", "deployment", "ambush", "ied"}
"""Types for which "from X" is where it was launched, not where it hit."""


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


def find_incidents(
    text: str,
    toponyms: Sequence[Toponym],
    locate: Locator,
    *,
    published: date | None,
    undated: str = "week",
    at_least_one: bool = False,
) -> list[Incident]:
    """Find the incidents that a text tells of.

    Parameters
    ----------
    text
        A report or a note.
    toponyms
        Its place names.
    locate
        Locates a locative.
    published
        Day of publication, or of the note's event.
    undated
        What a statement without a date is taken for: ``"week"`` up to publication, or ``"day"`` of it.
    at_least_one
        Give one incident of type ``other`` for a text that tells of none.

    Returns
    -------
    list of Incident
        In the order in which the text first tells of them.
    """
    found = Findings(text, toponyms, published)
    drafts = [d for n, s in enumerate(found.sentences) for d in drafts_of(found, n, s)]
    mark_background(found, drafts, published)
    kept = [d for d in drafts if not d.background] or [d for d in drafts if d.triggers]
    for draft in kept:
        _place(draft, locate)
    incidents = _link(found, kept)
    if not incidents and at_least_one:
        incidents = [_whole_text(found, locate)]
    _fill_from_headline(incidents, found, locate)
    for number, incident in enumerate(incidents):
        _date(incident, incidents[:number], published, undated)
    return incidents


# ---------------------------------------------------------------- places


def _place(draft: Draft, locate: Locator) -> None:
    """Choose the narrowest place bound to a draft's triggers."""
    options = [x for x in draft.locatives if x.role == "at" and is_narrow(x)]
    harm = event_types()[draft.event_type].role == "harm"
    if not options and harm and _CARRIED.search(draft.text):
        return  # the dead were brought there: they died elsewhere
    if not options:
        moves = {"to"} if draft.event_type in _FIRED_FROM else {"to", "from"}
        options = [x for x in draft.locatives if x.role in moves and is_narrow(x)]
    if not options:
        options = [x for x in draft.locatives if x.role == "home" and is_narrow(x)]
    if not options:
        return
    table = event_types()
    anchor = max(draft.triggers, key=lambda t: (table[t.event_type].rank, -t.start))
    if len(options) > 1:
        options.sort(key=lambda x: _distance(draft, anchor, x))
    best = options[0]
    location = locate(best)
    why = f"stands nearest to “{anchor.text}”"
    for other in options[1:4]:
        there = locate(other)
        if there.footprint is None:
            continue
        if location.footprint is None or (
            _width(other, there) < 0.7 * _width(best, location) and _compatible(location, there)
        ):
            best, location, why = other, there, f"is narrower than “{best.text}” and agrees with it"
    best, location, why = _in_its_city(best, location, why, options, locate)
    draft.place, draft.location, draft.why_place = best, location, why
    first, last = sorted((anchor.start, best.start))
    draft.aside = bool(_ASIDE.search(draft.text[max(0, first - draft.start) : max(0, last - draft.start)]))


def _in_its_city(
    best: Locative, location: Location, why: str, options: Sequence[Locative], locate: Locator
) -> tuple[Locative, Location, str]:
    """Look a quarter up in the city of the same statement: "In Damascus, a shell hit the Old City"."""
    if len(best.toponyms) != 1 or location.footprint is None:
        return best, location, why
    for city in options:
        if city is best or len(city.toponyms) != 1 or city.role != "at":
            continue
        there = locate(city)
        if there.footprint is None or there.footprint.precision not in {"settlement", "exact"}:
            continue
        if _compatible(location, there):
            return best, location, why
        inner = replace(
            best, asked=f"{best.query}, {city.toponyms[0].text}", toponyms=(*best.toponyms, *city.toponyms)
        )
        found = locate(inner)
        if found.footprint is not None and _compatible(found, there):
            return inner, found, f"{why}, and lies in “{city.toponyms[0].text}”"
    return best, location, why


def _width(locative: Locative, location: Location) -> float:
    """Size of a place for choosing the narrowest, in metres.

    A field, base or bridge says more than a town of like radius, and so do more names in one description.
    """
    if location.footprint is None:
        return float("inf")
    work = locative.toponyms[0].kind in _WORKS
    return float(location.footprint.radius_m * (0.8 if work else 1.0) * 0.95 ** (len(locative.toponyms) - 1))


def _distance(draft: Draft, anchor: Trigger, locative: Locative) -> float:
    """Words between a trigger and a place, with a price for clause borders and for coming first."""
    nearest = min(draft.triggers, key=lambda t: abs(t.start - locative.start))
    distance = float("inf")
    for trigger in (anchor, nearest):
        a, b = sorted(((trigger.start, trigger.end), (locative.start, locative.end)))
        between = draft.text[max(0, a[1] - draft.start) : max(0, b[0] - draft.start)]
        price = len(between.split()) + 8 * len(_BORDERS.findall(between))
        if locative.start < trigger.start:
            price += 2
        distance = min(distance, price + (0 if trigger is anchor else 1))
    return distance + (15 if any(t.kind == "governorate" for t in locative.toponyms[:1]) else 0)


def _compatible(a: Location, b: Location) -> bool:
    """Tell whether two located places can be those of one incident."""
    if a.footprint is None or b.footprint is None:
        return True
    p, q = a.footprint.point, b.footprint.point
    apart = GEOD.inv(p.x, p.y, q.x, q.y)[2]
    small, large = sorted((a.footprint, b.footprint), key=lambda f: f.radius_m)
    if large.precision in _AREAS:
        return bool(large.geometry.distance(small.point) <= OUTLINE_DEG or apart <= SAME_PLACE_M)
    return bool(apart <= min(SAME_PLACE_M, max(5_000.0, 1.5 * large.radius_m + small.radius_m)))


# ---------------------------------------------------------------- linking


def _link(found: Findings, drafts: list[Draft]) -> list[Incident]:
    incidents: list[Incident] = []
    for draft in drafts:
        home = _home(found, draft, incidents)
        if home is None:
            if draft.place is None and incidents and not _stands_alone(draft, incidents[-1]):
                continue  # talk about what was told before, or about nothing in particular
            home = Incident()
            incidents.append(home)
        _join(home, draft)
    return incidents


def _stands_alone(draft: Draft, last: Incident) -> bool:
    """Tell whether a statement without a place is an event; "the area" takes over the last place."""
    told = draft.counts or any(
        d.first and d.last and not d.since and (d.last - d.first).days <= 31 for d in draft.dates
    )
    here = _SAME_AREA.search(draft.text)
    if here is not None and last.place is not None and not _is_weak(draft):
        draft.place, draft.location = last.place, last.location
        draft.why_place = f"is the place told before, which “{here.group()}” points to"
        return True
    return bool(told) and not draft.definite


def _is_weak(draft: Draft) -> bool:
    table = event_types()
    return draft.event_type in _WEAK_TYPES or table[draft.event_type].role in {"harm", "generic"}


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
    types = _types_agree(draft.event_type, incident.event_type) or (
        draft.sentence == last.sentence and bool({draft.event_type, incident.event_type} & _WEAK_TYPES)
    )
    if not _dates_agree(draft, incident) or not types:
        return 0.0
    both = draft.location is not None and incident.location is not None
    if both and not _places_agree(draft, incident):
        return 0.0
    own = person_names(found, draft)
    shared = len(own & frozenset().union(*(person_names(found, d) for d in incident.drafts))) if own else 0
    adjacent = draft.sentence - last.sentence <= 1
    score = 0.0
    score += 1.0 if shared >= 1 and (shared >= 2 or draft.event_type == incident.event_type) else 0.0
    score += 0.6 if draft.definite else 0.3 if draft.place is None and _SAME_AREA.search(draft.text) else 0.0
    score += 0.5 if adjacent else 0.15 if draft.sentence - last.sentence <= 3 else 0.0
    score += 0.4 if draft.event_type == incident.event_type else 0.1
    if both or (
        draft.place is None
        and (event_types()[draft.event_type].role == "harm" or draft.event_type == incident.event_type)
    ):
        score += 0.4
    elif draft.place is not None and incident.place is None:
        score += 0.2
    if draft.separate and not draft.definite:
        score -= 0.8
    elif _counts_more(draft, incident):
        score += 0.5
    aside = draft.sentence == last.sentence and draft.event_type in _WEAK_TYPES
    if both and not draft.definite and not aside and _named_apart(draft, incident):
        score -= ELSEWHERE
    other_date = incident.date_phrase is not None and any(
        d.first is not None and (d.first, d.last) != (incident.date_start, incident.date_end)
        for d in draft.dates
    )
    if other_date and not draft.definite and not shared:
        score -= 0.5
    if (
        draft.dates
        and incident.date_phrase is not None
        and draft.dates[0].text.lower() == incident.date_phrase.text.lower()
    ):
        score += 0.1
    return score - _counts_differ(draft, incident)


_CAPITALS = {
    "Idlib",
    "Aleppo",
    "Homs",
    "Hama",
    "Raqqa",
    "Deir ez-Zor",
    "Hasakah",
    "Daraa",
    "Suwayda",
    "Latakia",
    "Tartus",
}
"""Towns that a governorate is called after: "in Idlib" may be either."""
ELSEWHERE = 0.5
"""Price of two settlements of different names that lie beside each other, for one incident."""


def _named_apart(draft: Draft, incident: Incident) -> bool:
    """Tell whether two statements name two settlements, none of which holds the other."""
    if draft.place is None or incident.place is None or draft.location is None or incident.location is None:
        return False
    mine, theirs = draft.location.footprint, incident.location.footprint
    if mine is None or theirs is None or not {mine.precision, theirs.precision} <= _SPOTS:
        return False
    own = {fold(t.text) for t in draft.place.toponyms}
    if own & {fold(t.text) for d in incident.drafts for x in d.locatives for t in x.toponyms}:
        return False
    return not (mine.geometry.covers(theirs.point) or theirs.geometry.covers(mine.point))


def _places_agree(draft: Draft, incident: Incident) -> bool:
    mine, theirs = draft.location, incident.location
    if mine is None or theirs is None or draft.place is None or incident.place is None:
        return True
    if mine.footprint is None or theirs.footprint is None:
        # a place that could not be located is the same if it is called the same, or the event is
        return draft.definite or bool(
            {fold(t.text) for t in draft.place.toponyms} & {fold(t.text) for t in incident.place.toponyms}
        )
    return _compatible(mine, theirs) or (draft.definite and _in_province_of(mine, theirs))


def _in_province_of(mine: Location, theirs: Location) -> bool:
    """Tell whether a place lies in the province that an earlier "in Idlib" may have meant."""
    from badia_geo import datasets

    if theirs.footprint is None or mine.footprint is None or theirs.place_name not in _CAPITALS:
        return False
    areas = datasets.load("governorates")
    here = areas[areas.covers(theirs.footprint.point)]
    return bool(len(here)) and bool(here.geometry.iloc[0].covers(mine.footprint.point))


def _counts_more(draft: Draft, incident: Incident) -> bool:
    """Tell whether a statement without a place gives the toll of what was just told."""
    if draft.place is not None or event_types()[draft.event_type].role != "harm":
        return False
    told = {c.kind for c in incident.counts}
    return (
        any(c.kind not in told for c in draft.counts) and draft.sentence - incident.drafts[-1].sentence <= 2
    )


def _counts_differ(draft: Draft, incident: Incident) -> float:
    mine = {c.low for c in draft.counts if c.kind == "killed" and not c.additional}
    theirs = {c.low for c in incident.counts if c.kind == "killed" and not c.additional}
    return 0.4 if mine and theirs and not mine & theirs else 0.0


def _types_agree(a: str, b: str) -> bool:
    table = event_types()
    if a == b or "other" in {a, b}:
        return True
    roles = {table[a].role, table[b].role}
    if roles & {"harm", "generic"}:
        return not {a, b} & _WEAK_TYPES
    close = (
        {"airstrike", "drone_strike", "shelling"},
        {"clash", "ambush", "attack", "capture"},
        {"ied", "suicide_bombing", "ambush"},
        {"execution", "abduction", "assassination"},
        {"destruction", "capture", "shelling", "airstrike", "ied", "base"},
    )
    return any(a in group and b in group for group in close)


def _dates_agree(draft: Draft, incident: Incident) -> bool:
    if incident.date_start is None or incident.date_end is None:
        return True
    for phrase in draft.dates:
        if phrase.offset:
            return False
        if phrase.first is not None and phrase.last is not None and not phrase.since:
            return phrase.first <= incident.date_end and phrase.last >= incident.date_start
    return True


def _join(incident: Incident, draft: Draft) -> None:
    incident.drafts.append(draft)
    incident.event_type = _type_of(incident.drafts)
    for phrase in draft.dates:
        if phrase.first is None or phrase.last is None or phrase.since:
            continue
        width = phrase.last - phrase.first
        if (
            incident.date_start is None
            or incident.date_end is None
            or width < incident.date_end - incident.date_start
        ):
            incident.date_start, incident.date_end, incident.date_phrase = phrase.first, phrase.last, phrase
            incident.date_rule = phrase.rule
        break
    if draft.place is None or draft.location is None:
        return
    now, new = incident.location, draft.location
    if incident.place is None or now is None or (now.footprint is None and new.footprint is not None):
        incident.place, incident.location, incident.why_place = draft.place, new, draft.why_place
    elif not _compatible(new, now) and _in_province_of(new, now):
        why = f"is told more exactly than “{incident.place.text}”, which may be the whole governorate"
        incident.place, incident.location, incident.why_place = draft.place, new, why
    elif _width(draft.place, new) < _width(incident.place, now) and not draft.aside:
        why = f"is the narrowest place told for this incident (“{incident.place.text}” is wider)"
        incident.place, incident.location, incident.why_place = draft.place, new, why


def _type_of(drafts: list[Draft]) -> str:
    """Take the type of the first statement that says what was done, else the most exact of the others."""
    table = event_types()
    for draft in drafts:
        if table[draft.event_type].role == "cause" and draft.event_type not in _WEAK_TYPES:
            return draft.event_type
    return max((d.event_type for d in drafts), key=lambda code: table[code].rank)


def _whole_text(found: Findings, locate: Locator) -> Incident:
    """Make one incident of type ``other`` of a text that tells of none."""
    whole = Sentence(0, len(found.text), 0, 0)
    locatives = [
        x
        for s in found.sentences
        for x in find_locatives(found.text, s.body, s.end, inside(found.toponyms, s.body, s.end))
    ]
    anchor = Trigger(0, 0, "", "other")
    draft = draft_of(found, 0, whole, 0, len(found.text), [anchor], locatives)
    draft.event_type = "other"
    options = sorted((x for x in locatives if is_narrow(x)), key=lambda x: (x.role != "at", x.start))
    if options:
        draft.place, draft.location, draft.why_place = (
            options[0],
            locate(options[0]),
            "is the first place of the text",
        )
    incident = Incident()
    _join(incident, draft)
    incident.event_type = "other"
    return incident


def _fill_from_headline(incidents: list[Incident], found: Findings, locate: Locator) -> None:
    """Give the only incident of a text without a place of its own the text's nearest place."""
    placed = [i for i in incidents if i.place is not None]
    if placed or not incidents:
        return
    order = bisect_right([s.start for s in found.sentences], incidents[0].drafts[0].start) - 1
    options = []
    for number, sentence in enumerate(found.sentences):
        names = inside(found.toponyms, sentence.start, sentence.end)
        for locative in find_locatives(found.text, sentence.start, sentence.end, names):
            if is_narrow(locative):
                options.append((locative.role != "at", abs(number - order), locative.start, locative))  # noqa: PERF401  (a comprehension of both loops reads worse)
    if options:
        best = min(options, key=lambda o: o[:3])[3]
        main = incidents[0]
        main.place, main.location = best, locate(best)
        main.why_place = "is the nearest place of the text; the event's own words name none"


# ---------------------------------------------------------------- dates


def _date(incident: Incident, before: list[Incident], published: date | None, undated: str) -> None:
    """Date an incident: its own phrase, one counted from the event before, or the time of publication."""
    if incident.date_start is not None:
        return
    previous = next((i for i in reversed(before) if i.date_start is not None), None)
    for draft in incident.drafts:
        for phrase in draft.dates:
            if (
                phrase.offset is not None
                and previous is not None
                and previous.date_start
                and previous.date_end
            ):
                step = timedelta(phrase.offset)
                incident.date_start, incident.date_end = previous.date_start + step, previous.date_end + step
                incident.date_phrase, incident.date_rule = phrase, phrase.rule
                return
    for other in reversed(before):
        if other.date_start is None or other.date_end is None:
            continue
        recent = published is None or (published - other.date_end).days <= UNDATED_DAYS
        if recent and (other.date_end - other.date_start).days <= UNDATED_DAYS:
            incident.date_start, incident.date_end = other.date_start, other.date_end
            incident.date_rule = "taken over from the event told before"
            return
    if published is not None:
        days = UNDATED_DAYS if undated == "week" else 0
        incident.date_start, incident.date_end = published - timedelta(days), published
        incident.date_rule = "undated: the week up to publication" if days else "undated: the day of the note"
    else:
        incident.date_rule = "no date in the text, and no publication date is known"
