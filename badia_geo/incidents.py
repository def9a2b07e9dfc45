"""Incidents: what a text tells happened, and which sentences tell of the same thing.

A draft is one statement: triggers, the words of its place, its date, counts and parties.  Drafts that tell
of one incident (a headline, its details, a caption) are put together; the narrowest place that fits them all
is the incident's.  No rule here knows any single text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from badia_geo.background import mark_background
from badia_geo.drafts import (
    UNDATED_DAYS,
    Draft,
    Findings,
    draft_of,
    drafts_of,
    inside,
    is_narrow,
)
from badia_geo.event_types import Trigger, event_types
from badia_geo.links import Incident, compatible, join_draft, link_drafts, width
from badia_geo.locatives import Locative, find_locatives
from badia_geo.sentences import Sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from badia_geo.geocoding import Location
    from badia_geo.toponyms import Toponym

__all__ = ["Incident", "Locator", "find_incidents"]

Locator = Callable[[Locative], "Location"]
"""Locates the words of a place; the caller remembers and adds context."""
_ASIDE = re.compile(r"\b(?:after|when|before|while|where|since|who|which)\b|بعد|عندما|حين|قبل", re.IGNORECASE)
_CARRIED = re.compile(
    r"\b(?:brought|taken|transferred|carried|rushed|moved|evacuated|sent|delivered|airlifted)\s+(?:\w+\s+){0,2}to\b|(?:نقل|نقلوا|نقلت|أسعف)",
    re.IGNORECASE,
)
_BORDERS = re.compile(r"[,;:،]|\b(?:who|which|that|where|after|before|when|while)\b")
_FIRED_FROM = {"shelling", "airstrike", "drone_strike", "attack", "clash", "deployment", "ambush", "ied"}
"""Types for which "from X" is where it was launched, not where it hit."""


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
    incidents = link_drafts(found, kept)
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
            width(other, there) < 0.7 * width(best, location) and compatible(location, there)
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
        if compatible(location, there):
            return best, location, why
        inner = replace(
            best, asked=f"{best.query}, {city.toponyms[0].text}", toponyms=(*best.toponyms, *city.toponyms)
        )
        found = locate(inner)
        if found.footprint is not None and compatible(found, there):
            return inner, found, f"{why}, and lies in “{city.toponyms[0].text}”"
    return best, location, why


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
    join_draft(incident, draft)
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
