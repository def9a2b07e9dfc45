"""Scenes: where the event of a statement lies, chosen from the places of its sentence.

The narrowest place that is bound to the words of the event is its scene; where somebody fled, was carried or
comes from is none, unless no other is told.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from badia_geo.agreement import compatible, types_agree, width, words_before
from badia_geo.containers import likest_governorate
from badia_geo.coordination import SAME_AREA, UNKNOWN, is_narrow, is_town
from badia_geo.drafts import Draft, Findings, inside
from badia_geo.event_types import Trigger, event_types
from badia_geo.footprints import metres_apart
from badia_geo.locatives import Locative, find_locatives

if TYPE_CHECKING:
    from collections.abc import Sequence

    from badia_geo.geocoding import Location

__all__ = ["Locator", "look_before", "look_behind", "narrow_behind", "place_draft"]

Locator = Callable[[Locative], "Location"]
"""Locates the words of a place; the caller remembers and adds context."""
_ASIDE = re.compile(
    r"\b(?:after|when|before|while|where|since|who|which)\b|(?<![ء-ي])(?:بعد|عندما|حين|(?<!من )قبل)(?![ء-ي])",
    re.IGNORECASE,
)
_WHERE = re.compile(r",?\s*\bwhere\b", re.IGNORECASE)
_CARRIED = re.compile(
    r"\b(?:brought|taken|transferred|carried|rushed|moved|evacuated|sent|delivered|driven|airlifted)\s+(?:\w+\s+){0,2}to\b|\bsuccumbed\b|متأثرا\s+بجراح|(?:نقل|نقلوا|نقلت|أسعف)",
    re.IGNORECASE,
)
_HOSPITAL = re.compile(
    r"\b(?:hospitals?|morgue|mortuary|clinic)\s*(?:(?:in|of|at)\s+(?:the\s+)?)?$|(?<![ء-ي])(?:مشفى|مستشفى|مشافي)\s+(?:[ء-ي]+\s+)?$",
    re.IGNORECASE,
)
_IN_HOSPITAL_AR = re.compile(r"(?:في\s+|ب)?(?:ال)?(?:مشفى|مستشفى|مشافي)(?![ء-ي])")
"""The town of a hospital, where the dead and wounded lie and were not hit."""
_BORDERS = re.compile(r"[,;:،]|\b(?:who|which|that|where|after|before|when|while)\b")
_THE_GARRISON = re.compile(
    r"\W*(?:the|its|their)\s+(?:(?:last|remaining|surviving|besieged|trapped)\s+)?(?:garrison|defenders|survivors|soldiers|troops|fighters|"
    r"militants|insurgents|rebels|jihadists|force)\b",
    re.IGNORECASE,
)
"""Those of a place just told: "The garrison slipped away towards X" tells of that place and not of X."""
_FIRED_FROM = {"shelling", "airstrike", "drone_strike", "attack", "clash", "deployment", "ambush", "ied"}
"""Types for which "from X" is where it was launched, not where it hit."""
_RIDING = re.compile(
    r"\b(?:bringing|carrying|taking|transporting|returning|coming|travell?ing|driving|ferrying|"
    r"on (?:the|their|his) way)\s+(?:[\w’'-]+\s+){0,3}from\b|(?<![ء-ي])(?:تقلهم|تقل|كانت تقل|"
    r"قادمين|عائدين|عائدون)\s"
)
_ON_THE_WAY = {"ied", "ambush", "airstrike"}
"""Types that befall who comes from somewhere: his way begins there, which is better than no place."""


def place_draft(draft: Draft, locate: Locator) -> None:
    """Choose the narrowest place bound to a draft's triggers."""
    harm = event_types()[draft.event_type].role == "harm"
    options = [
        x
        for x in draft.locatives
        if x.role == "at" and is_narrow(x) and not (harm and _is_hospital(draft, x))
    ]
    carried = _CARRIED.search(draft.text) if harm else None
    if carried is not None:  # the dead were brought there: they died elsewhere
        options = [x for x in options if x.start < draft.start + carried.start()]
        if not options:
            return
    if not options:
        moves = {"to"} if draft.event_type in _FIRED_FROM or harm else {"to", "from"}
        if draft.event_type == "withdrawal" and _THE_GARRISON.match(draft.text):
            moves = {"from"}
        options = [
            x
            for x in draft.locatives
            if x.role in moves
            and is_narrow(x)
            # ground is taken where its holders fled from
            and ((draft.event_type == "capture" and x.role == "from") or not _fled(draft, x))
        ]
    if not options and (
        draft.event_type in _ON_THE_WAY or _RIDING.search(draft.text)
    ):  # "a device hit a bus that took them from X"
        options = [x for x in draft.locatives if x.role == "from" and is_narrow(x) and not _fled(draft, x)]
    if not options:
        options = [x for x in draft.locatives if x.role == "home" and is_narrow(x)]
    if not options:
        tellers = [x for x in draft.locatives if x.role == "source" and is_town(x)]
        options = [x for x in tellers if _is_on_the_spot(draft, x) and not _is_hospital(draft, x)]
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
    best, location, why = _within(best, location, why, draft, locate)
    best, location, why = _in_its_city(best, location, why, options, locate)
    best, location, why = _at_its_airfield(best, location, why, draft, locate)
    draft.place, draft.location, draft.why_place = best, location, why
    own = [t for t in draft.triggers if t is anchor or types_agree(t.event_type, draft.event_type)]
    nearest = min(own, key=lambda t: abs(t.start - best.start))
    first, last = sorted((nearest.start, best.start))
    words = draft.text[max(0, first - draft.start) : max(0, last - draft.start)]
    if best.start < nearest.start:
        words = _WHERE.sub(" ", words)  # "in X, where a bomb went off"
    draft.aside = bool(_ASIDE.search(words))


WIDE_M = 40_000.0
"""Radius of a place that is no more than a part of a governorate."""


def _within(
    best: Locative, location: Location, why: str, draft: Draft, locate: Locator
) -> tuple[Locative, Location, str]:
    """Take where somebody came from for the place, if that is in the countryside that alone is told.

    "Workers from the field of X died when a mine blew up close to it, in the countryside of Y."
    """
    if location.footprint is None or location.footprint.radius_m < WIDE_M:
        return best, location, why
    for other in draft.locatives:
        if other.role not in {"from", "home"} or not is_narrow(other):
            continue
        there = locate(other)
        if there.footprint is None or not compatible(location, there):
            continue
        if width(other, there) < 0.3 * width(best, location):
            return other, there, f"is the only narrow place told, in “{best.text}”"
    return best, location, why


_IS_AT = re.compile(
    r"\b(?:is|was|are|were|lies|lay)\s+(?:\w+ly\s+)?(?:located|situated|stationed|deployed|positioned|caught|found|discovered|dumped|recovered|left|thrown|camped|camping|encamped|sheltering|sheltered|parked|waiting|travelling|traveling)\s+"
    r"|\b(?:lies|lay|happened|occurred|took place)\s+(?=in|near|on|at|just|between|outside|inside|\w+day\b)"
    r"|(?<![ء-ي])(?:[يت]قع|الواقعة?|وجدت|عثر على)(?![ء-ي])",
    re.IGNORECASE,
)
"""What says where the thing or body just told of is: "His body was found on the road"."""


def look_behind(draft: Draft, found: Findings, drafts: Sequence[Draft]) -> None:
    """Give a statement without a place that of the next sentence, if that only says where the thing is."""
    number = draft.sentence + 1
    if number >= len(found.sentences) or any(
        d.sentence == number or (d.sentence == draft.sentence and d.start > draft.start) for d in drafts
    ):
        return
    sentence = found.sentences[number]
    said = _IS_AT.search(found.text, sentence.body, sentence.end)
    if said is None:
        return
    names = inside(found.toponyms, sentence.body, sentence.end)
    if names and names[0].start < min(sentence.body + 8, said.start()):
        return  # "X lies on the road between A and B" says where X is
    places = find_locatives(found.text, sentence.body, sentence.end, names)
    behind = [
        x
        for x in places
        if x.role == "at"
        and x.start >= said.end() - 12
        and is_narrow(x)
        and (len(x.toponyms) > 1 or not _BETWEEN.match(x.text))  # or the other end is unknown
    ]
    draft.locatives = behind[:1] or draft.locatives


def look_before(draft: Draft, found: Findings, drafts: Sequence[Draft]) -> None:
    """Give what happened "there", or to those just told of, the place of the sentence before.

    Only where that sentence tells of no event itself; where it does, the two are linked.
    """
    number = draft.sentence - 1
    if number < 0 or any(d.sentence == number for d in drafts):
        return
    sentence = found.sentences[number]
    names = inside(found.toponyms, sentence.body, sentence.end)
    if not names:
        return
    pointer = SAME_AREA.search(draft.text)
    here = draft.definite if pointer is None else "same" not in pointer.group().lower()
    if not here or UNKNOWN.search(draft.text) is not None:
        return
    before = [
        x
        for x in find_locatives(found.text, sentence.body, sentence.end, names)
        if x.role in {"at", "to"} and is_narrow(x) and any(t.kind != "governorate" for t in x.toponyms)
    ]
    draft.locatives = [replace(x, role="at") for x in before[-1:]] or draft.locatives


_BETWEEN = re.compile(r"between\b|بين\s", re.IGNORECASE)
COARSE_M = 15_000.0
"""Radius from which a place gives way to the narrower one that the next sentence tells."""


def narrow_behind(draft: Draft, found: Findings, drafts: Sequence[Draft], locate: Locator) -> None:
    """Take the place of the next sentence, if that only says where in a wide place something happened.

    "An air strike in the Idlib region killed 33.  The troops were caught near the village of X."
    """
    wide = draft.location
    if wide is None or wide.footprint is None or wide.footprint.radius_m < COARSE_M:
        return
    behind = replace(draft, locatives=[])
    look_behind(behind, found, drafts)
    for locative in behind.locatives:
        there = locate(locative)
        if there.footprint is not None and there.footprint.radius_m < wide.footprint.radius_m / 2:
            if compatible(wide, there):
                draft.place, draft.location = locative, there
                draft.why_place = f"says where in “{draft.locatives[0].text}” it happened"
            return


_FLED = re.compile(
    r"\b(?:fle[ed]d?|fleeing|escap\w+|retreat\w*|withdr[ae]w\w*|ran)\s+(?:\w+\s+)?$"
    r"|(?:نسحب|لاذ|(?<![ء-ي])[وي]?فر|هرب)[ء-ي]*\s+(?:[ء-ي]+\s+){0,2}$",
    re.IGNORECASE,
)


def _fled(draft: Draft, locative: Locative) -> bool:
    """Tell whether a place is only where those who did or suffered something fled."""
    if draft.event_type in {"withdrawal", "displacement", "deployment"}:
        return False
    return _FLED.search(words_before(draft, locative)) is not None


def _in_its_city(
    best: Locative, location: Location, why: str, options: Sequence[Locative], locate: Locator
) -> tuple[Locative, Location, str]:
    """Look a quarter up in the city of the same statement: "In Damascus, a shell hit the Old City"."""
    if location.footprint is None or likest_governorate(best.toponyms[0].text)[1] == 1.0:
        return best, location, why  # "X in neighbouring Hama": a quarter is called otherwise
    if len(best.toponyms) != 1:
        return _all_in_one_city(best, location, why, options, locate)
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
        # a city that only stands in for what it lacks is no better than a place of the name elsewhere
        better = found.place_id != there.place_id or found.score > location.score
        if found.footprint is not None and better and compatible(found, there):
            return inner, found, f"{why}, and lies in “{city.toponyms[0].text}”"
    return best, location, why


def _all_in_one_city(
    best: Locative, location: Location, why: str, options: Sequence[Locative], locate: Locator
) -> tuple[Locative, Location, str]:
    """Look a list of quarters up in the city that ends it: "the quarters of A, B and U in the city of X"."""
    for city in options:
        if (
            city.start < best.end
            or city.start > best.end + 40
            or len(city.toponyms) != 1
            or not is_town(city)
        ):
            continue
        there = locate(city)
        if there.footprint is None or compatible(location, there):
            continue
        name, joint = city.toponyms[0].text, "," if best.text.isascii() else "،"
        inner = replace(best, asked=f"{best.query}{joint} {name}")
        found = locate(inner)
        if found.footprint is not None and compatible(found, there):
            return inner, found, f"{why}, and lies in “{name}”"
    return best, location, why


_ON_THE_SPOT = re.compile(
    r"\b(?:local|medical|hospital|civil defen[cs]e|rescue|doctors?|medics|police|residents?|"
    r"witness(?:es)?)\b[^.;]{0,40}$"
    r"|(?<![ء-ي])(?:مصادر|مصدر)\s+(?:طبية|محلية|ميدانية|أهلية|طبي|محلي|ميداني|أهلي)(?![ء-ي])[^.؛]{0,30}$",
    re.IGNORECASE,
)
"""Before the town of those who tell of what they saw: "medical sources in X"."""


def _up_to(draft: Draft, locative: Locative) -> str:
    return draft.text[: max(0, locative.start - draft.start)]


def _is_hospital(draft: Draft, locative: Locative) -> bool:
    before = _up_to(draft, locative)
    return _HOSPITAL.search(before) is not None or _IN_HOSPITAL_AR.match(locative.text) is not None


def _is_on_the_spot(draft: Draft, locative: Locative) -> bool:
    return _ON_THE_SPOT.search(_up_to(draft, locative)) is not None


_THE_AIRFIELD = re.compile(
    r"\bthe\s+(?:(?:military|international|besieged|nearby|city[’']s|"
    r"town[’']s)\s+)*(?P<kind>airport|air ?base|airfield)\b(?!\s+(?:of|road))"
    r"|(?<![ء-ي])(?:ال)?(?P<arabic>مطار)(?:\s+ال(?:عسكري|دولي|مدني))(?![ء-ي])|(?<![ء-ي])[بلو]?(?P<bare>المطار)(?![ء-ي])",
    re.IGNORECASE,
)
_AIRFIELD_STEMS = ("airport", "airbase", "air base", "airfield", "مطار")
AIRFIELD_M = 25_000.0
"""How far from the middle of a city its airfield lies at most: Damascus International 23 km."""


def _at_its_airfield(
    best: Locative, location: Location, why: str, draft: Draft, locate: Locator
) -> tuple[Locative, Location, str]:
    """Take the airfield of a city where the statement says "the airport" and names the city alone."""
    if location.footprint is None or len(best.toponyms) != 1 or best.toponyms[0].kind != "settlement":
        return best, location, why
    low = draft.text.lower()
    said = _THE_AIRFIELD.search(draft.text) if any(stem in low for stem in _AIRFIELD_STEMS) else None
    if said is None:
        return best, location, why
    name = best.toponyms[0].text
    asked = f"مطار {name}" if said["kind"] is None else f"{name} {said['kind'].lower()}"
    inner = replace(best, asked=asked)
    found = locate(inner)
    if found.footprint is None or found.place_id == location.place_id or found.score < location.score / 2:
        return best, location, why
    if metres_apart(found.footprint, location.footprint) > AIRFIELD_M:
        return best, location, why
    return inner, found, f"{why}, and “{said.group().strip()}” is that of “{name}”"


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
