"""Agreement: whether the type, day, place and counts of two statements can be those of one incident."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from badia_geo.event_types import event_types
from badia_geo.footprints import metres_apart
from badia_geo.phrases import fold

if TYPE_CHECKING:
    from badia_geo.casualties import Casualties
    from badia_geo.dates import DatePhrase
    from badia_geo.drafts import Draft
    from badia_geo.geocoding import Location
    from badia_geo.links import Incident
    from badia_geo.locatives import Locative

__all__ = [
    "WEAK_TYPES", "compatible", "counts_differ", "counts_more", "dates_agree", "done_apart", "in_province_of",
    "is_attack_again", "is_other_day", "named_apart", "places_agree", "same_toll", "types_agree", "width",
    "words_before",
]  # fmt: skip

SAME_PLACE_M = 25_000.0
"""Two tellings of one incident may be this far apart ("near the city", "at the field south of it")."""

OUTLINE_DEG = 0.15
"""How far outlines of governorates are off, in degrees (about 15 km): one puts Tabqa outside Raqqa."""

_AREAS = {"sector", "corridor", "admin3", "admin2", "admin1", "region", "country"}

_SPOTS = {"exact", "settlement", "near"}

_WORKS = {"oil", "air", "base", "dam", "bridge", "crossing", "camp", "mountain"}

WEAK_TYPES = {"deployment", "agreement", "siege", "base", "displacement", "protest", "withdrawal"}


def width(locative: Locative, location: Location) -> float:
    """Size of a place for choosing the narrowest, in metres.

    A field, base or bridge says more than a town of like radius, and so do more names in one description.
    """
    if location.footprint is None:
        return float("inf")
    work = locative.toponyms[0].kind in _WORKS
    return float(location.footprint.radius_m * (0.8 if work else 1.0) * 0.95 ** (len(locative.toponyms) - 1))


def compatible(a: Location, b: Location) -> bool:
    """Tell whether two located places can be those of one incident."""
    if a.footprint is None or b.footprint is None:
        return True
    apart = metres_apart(a.footprint, b.footprint)
    small, large = sorted((a.footprint, b.footprint), key=lambda f: f.radius_m)
    if large.precision in _AREAS:
        return bool(large.geometry.distance(small.point) <= OUTLINE_DEG or apart <= SAME_PLACE_M)
    return bool(apart <= min(SAME_PLACE_M, max(5_000.0, 1.5 * large.radius_m + small.radius_m)))


def is_other_day(phrase: DatePhrase, incident: Incident) -> bool:
    """Tell whether a date is another than an incident's: neither window of a few days holds the other."""
    if (
        phrase.first is None
        or phrase.last is None
        or incident.date_start is None
        or incident.date_end is None
    ):
        return phrase.first is not None
    if max(phrase.last - phrase.first, incident.date_end - incident.date_start).days > 2:
        return (phrase.first, phrase.last) != (incident.date_start, incident.date_end)
    inner = incident.date_start <= phrase.first and phrase.last <= incident.date_end
    outer = phrase.first <= incident.date_start and incident.date_end <= phrase.last
    return not (inner or outer)


def is_attack_again(draft: Draft, incident: Incident) -> bool:
    """Tell whether one statement says "attack" of what the other tells of the same place and day."""
    roles = {event_types()[kind].role for kind in (draft.event_type, incident.event_type)}
    if roles != {"generic", "cause"} or draft.location is None or incident.location is None:
        return False
    day = next((d for d in draft.dates if d.first is not None and not d.since), None)
    same_day = day is not None and (day.first, day.last) == (incident.date_start, incident.date_end)
    return (
        same_day
        and draft.location.place_id is not None
        and draft.location.place_id == incident.location.place_id
    )


def same_toll(draft: Draft, incident: Incident) -> bool:
    """Tell whether two statements count the same killed and the same wounded, both of them."""

    def toll(counts: list[Casualties]) -> set[tuple[str, int]]:
        return {(c.kind, c.low) for c in counts if c.low > 0}

    mine = toll(draft.counts)
    return len({kind for kind, _ in mine}) == 2 and mine == toll(incident.counts)


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


def named_apart(draft: Draft, incident: Incident) -> bool:
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


def done_apart(draft: Draft, incident: Incident) -> bool:
    """Tell whether two statements tell of two doings at places of which no name is the same."""
    kinds = {draft.event_type, incident.event_type}
    if len(kinds) < 2 or any(event_types()[kind].role != "cause" for kind in kinds):
        return False
    spots = [x.footprint for x in (draft.location, incident.location) if x is not None]
    if any(spot is None or spot.radius_m > SPOT_M for spot in spots):
        return False
    own = {fold(t.text) for x in draft.locatives for t in x.toponyms}
    return bool(own) and not own & {
        fold(t.text) for d in incident.drafts for x in d.locatives for t in x.toponyms
    }


def places_agree(draft: Draft, incident: Incident) -> bool:
    """Tell whether a statement's place can be an incident's; a place that is not told can be any."""
    mine, theirs = draft.location, incident.location
    if mine is None or theirs is None or draft.place is None or incident.place is None:
        return True
    if mine.footprint is None or theirs.footprint is None:
        # a place that could not be located is the same if it is called the same, or the event is
        return draft.definite or bool(
            {fold(t.text) for t in draft.place.toponyms} & {fold(t.text) for t in incident.place.toponyms}
        )
    if compatible(mine, theirs) or (draft.definite and in_province_of(mine, theirs)):
        return True
    indefinite = any(
        _INDEFINITE.search(words_before(d, incident.place))
        for d in incident.drafts
        if d.place is incident.place
    )
    return (
        indefinite
        and theirs.footprint.precision in _AREAS
        and metres_apart(mine.footprint, theirs.footprint) <= INDEFINITE_M
    )


SPOT_M = 15_000.0
"""Radius up to which a place is none that may hold the other."""
_INDEFINITE = re.compile(
    r"\b(?:in|at|near|on|outside|of)\s+an?\s+(?:\w+\s+)?$|\ban?\s+(?:\w+\s+)?(?:town|village|area|city|camp|district)\s+$|(?<![ء-ي])(?:إحدى|احدى|أحد)\s+$"
)

INDEFINITE_M = 80_000.0
"""How far from the middle of "a town north of X" the town may lie that the next sentence names."""


def words_before(draft: Draft, place: Locative) -> str:
    """Give the words of a statement that stand before one of its places; none if the place is not in it."""
    before, found, _ = draft.text.partition(place.text)
    return before if found else ""


def in_province_of(mine: Location, theirs: Location) -> bool:
    """Tell whether a place lies in the province that an earlier "in Idlib" may have meant."""
    from badia_geo import datasets

    if theirs.footprint is None or mine.footprint is None or theirs.place_name not in _CAPITALS:
        return False
    areas = datasets.load("governorates")
    here = areas[areas.covers(theirs.footprint.point)]
    return bool(len(here)) and bool(here.geometry.iloc[0].covers(mine.footprint.point))


def counts_more(draft: Draft, incident: Incident) -> bool:
    """Tell whether a statement without a place gives the toll of what was just told."""
    if draft.place is not None or event_types()[draft.event_type].role != "harm":
        return False
    told = {c.kind for c in incident.counts}
    return (
        any(c.kind not in told for c in draft.counts) and draft.sentence - incident.drafts[-1].sentence <= 2
    )


def counts_differ(draft: Draft, incident: Incident) -> float:
    """Give what counts of dead that differ take from the likeness of a statement and an incident."""
    mine = {c.low for c in draft.counts if c.kind == "killed" and not c.additional}
    theirs = {c.low for c in incident.counts if c.kind == "killed" and not c.additional}
    if not mine or not theirs or mine & theirs:
        return 0.0
    own = {fold(t.text) for x in draft.locatives for t in x.toponyms}
    elsewhere = draft.place is not None and not draft.definite
    elsewhere = elsewhere and not own & {
        fold(t.text) for d in incident.drafts for x in d.locatives for t in x.toponyms
    }
    return 0.8 if elsewhere else 0.4


def types_agree(a: str, b: str) -> bool:
    """Tell whether two types may be those of one incident, told twice."""
    table = event_types()
    if a == b or "other" in {a, b}:
        return True
    roles = {table[a].role, table[b].role}
    if roles & {"harm", "generic"}:
        return not {a, b} & WEAK_TYPES
    close = (
        {"airstrike", "drone_strike", "shelling"},
        {"clash", "ambush", "attack", "capture"},
        {"ied", "suicide_bombing", "ambush"},
        {"execution", "abduction", "assassination"},
        {"drone_strike", "disrupted_weapons"},  # one of them was shot down
    )
    if "destruction" in {a, b}:
        blasts = {"shelling", "airstrike", "drone_strike", "ied", "suicide_bombing", "grenade"}
        return bool({a, b} & (blasts | {"capture", "base"}))
    return any(a in group and b in group for group in close)


def dates_agree(draft: Draft, incident: Incident) -> bool:
    """Tell whether the day of a statement can be an incident's; the day of telling counts last."""
    if incident.date_start is None or incident.date_end is None:
        return True
    for phrase in sorted(draft.dates, key=lambda d: d.told):
        if phrase.offset:
            return False
        if phrase.first is not None and phrase.last is not None and not phrase.since:
            return phrase.first <= incident.date_end and phrase.last >= incident.date_start
    return True
