"""Incidents: what a text tells happened, and which sentences tell of the same thing.

A draft is one statement: triggers, the words of its place, its date, counts and parties.  Drafts that tell
of one incident (a headline, its details, a caption) are put together; the narrowest place that fits them all
is the incident's.  No rule here knows any single text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import date, timedelta
from typing import TYPE_CHECKING

from badia_geo.agreement import compatible
from badia_geo.background import mark_background
from badia_geo.coordination import is_narrow
from badia_geo.drafts import (
    UNDATED_DAYS,
    Findings,
    draft_of,
    drafts_of,
    inside,
)
from badia_geo.event_types import Trigger
from badia_geo.links import Incident, join_draft, link_drafts
from badia_geo.locatives import find_locatives
from badia_geo.scenes import Locator, look_before, look_behind, narrow_behind, place_draft
from badia_geo.sentences import Sentence
from badia_geo.tolls import part_toll

if TYPE_CHECKING:
    from collections.abc import Sequence

    from badia_geo.dates import DatePhrase
    from badia_geo.toponyms import Toponym

__all__ = ["Incident", "Locator", "find_incidents"]


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
    drafts = [
        part
        for n, s in enumerate(found.sentences)
        for d in drafts_of(found, n, s)
        for part in part_toll(found, d)
    ]
    mark_background(found, drafts, published)
    kept = [d for d in drafts if not d.background] or [d for d in drafts if d.triggers]
    for draft in kept:
        if draft.place is None and not any(
            x.role != "source" and is_narrow(x) and any(t.kind != "governorate" for t in x.toponyms)
            for x in draft.locatives
        ):
            look_behind(draft, found, drafts)
            if not draft.locatives:
                look_before(draft, found, drafts)
        place_draft(draft, locate)
        narrow_behind(draft, found, drafts, locate)
    incidents = link_drafts(found, kept)
    if not incidents and at_least_one:
        incidents = [_whole_text(found, locate)]
    _fill_from_headline(incidents, found, locate)
    first = found.sentences[0] if found.sentences else None
    if undated == "week" and first is not None and first.body > first.start:
        # what an agency tells under its dateline and does not date is of that day or the last
        undated = "news"
    for number in range(len(incidents)):
        _date(number, incidents, found, published, undated)
    return incidents


# ---------------------------------------------------------------- places


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


def _day_of_text(
    incident: Incident, incidents: Sequence[Incident], found: Findings, published: date
) -> DatePhrase | None:
    """Give the day that another sentence gives to what an incident tells.

    Either a sentence before it that tells of no event, or another event at the same place whose day does not
    open its statement ("On Sunday, ..." begins something else).  Of several days none is the event's.
    """
    days = [
        d
        for d in found.dates
        if d.first is not None
        and d.last is not None
        and not (d.since or d.told or d.offset)
        and (d.last - d.first).days <= 1
        and 0 <= (published - d.last).days <= UNDATED_DAYS
        and _tells_day_of(d, incident, incidents, found)
    ]
    if not days:
        return None
    widest = max(days, key=lambda d: (_span(d)[1] - _span(d)[0]).days)
    first, last = _span(widest)
    return widest if all(first <= _span(d)[0] and _span(d)[1] <= last for d in days) else None


def _span(phrase: DatePhrase) -> tuple[date, date]:
    return phrase.first or date.min, phrase.last or date.max


def _tells_day_of(
    phrase: DatePhrase, incident: Incident, incidents: Sequence[Incident], found: Findings
) -> bool:
    owner = next((i for i in incidents if any(phrase in d.dates for d in i.drafts)), None)
    if owner is None:
        return phrase.start < incident.drafts[0].start
    if incident.location is None or owner.location is None or owner.location.footprint is None:
        return False
    sentence = next(s for s in reversed(found.sentences) if s.start <= phrase.start)
    opens = phrase.start - sentence.body < OPENS
    return (
        not opens
        and incident.location.footprint is not None
        and compatible(incident.location, owner.location)
    )


OPENS = 15
"""Characters of a sentence within which a date opens it."""


FEW_DAYS = timedelta(3)
"""Width of a window from which "hours later" can count: from "last month" it cannot."""


_AT_NIGHT = re.compile(
    r"\b(?:after midnight|at dawn|before dawn|in the early hours)\b"
    r"|بعد منتصف الليل|(?<![ء-ي])فجر[اً]{1,2}(?![ء-ي])",
    re.IGNORECASE,
)


def _is_short(incident: Incident) -> bool:
    first, last = incident.date_start, incident.date_end
    return first is not None and last is not None and last - first <= FEW_DAYS


_UNDATED = {
    "week": (UNDATED_DAYS, "the week up to publication"),
    "news": (1, "the day of the dateline or the one before"),
    "day": (0, "the day of the note"),
}
"""Days before publication that an undated statement may be from, and how that is said."""


def _date(
    number: int, incidents: Sequence[Incident], found: Findings, published: date | None, undated: str
) -> None:
    """Date an incident: its own phrase, one counted from the event before, or the time of publication."""
    incident, before = incidents[number], incidents[:number]
    if incident.date_start is not None:
        return
    dated = [i for i in reversed(before) if i.date_start is not None and i.date_end is not None]
    previous = next((i for i in dated if _is_short(i)), dated[0] if dated else None)
    for draft in incident.drafts:
        for phrase in draft.dates:
            if (
                phrase.offset is not None
                and previous is not None
                and previous.date_start
                and previous.date_end
            ):
                step = timedelta(phrase.offset)
                if published is not None and previous.date_end + step > published:
                    step = -step  # "The blasts came a day after the army took X": X was taken before
                incident.date_start, incident.date_end = previous.date_start + step, previous.date_end + step
                incident.date_phrase, incident.date_rule = phrase, phrase.rule
                return
    if published is not None and any(_AT_NIGHT.search(d.text) for d in incident.drafts):
        incident.date_start, incident.date_end = published - timedelta(1), published
        incident.date_rule = "at night, of no day that is named: the night before publication"
        return
    placed = any(i.location is not None and i.date_start is not None for i in before)
    for other in reversed(before):
        if other.date_start is None or other.date_end is None or (placed and other.location is None):
            continue
        recent = published is None or (published - other.date_end).days <= UNDATED_DAYS
        if recent and (other.date_end - other.date_start).days <= UNDATED_DAYS:
            incident.date_start, incident.date_end = other.date_start, other.date_end
            incident.date_rule = "taken over from the event told before"
            return
    for phrase in (p for d in incident.drafts for p in d.dates):
        if phrase.told and phrase.first is not None and phrase.last is not None and not phrase.since:
            incident.date_start, incident.date_end = phrase.first, phrase.last
            incident.date_phrase, incident.date_rule = phrase, phrase.rule
            return
    day = None if published is None else _day_of_text(incident, incidents, found, published)
    if day is not None:
        incident.date_start, incident.date_end = _span(day)
        incident.date_phrase, incident.date_rule = day, f"the day of the text: {day.rule}"
        return
    if published is not None:
        days, rule = _UNDATED[undated]
        incident.date_start, incident.date_end = published - timedelta(days), published
        incident.date_rule = f"undated: {rule}"
    else:
        incident.date_rule = "no date in the text, and no publication date is known"
