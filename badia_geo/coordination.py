"""Coordination: where one sentence tells of two things, each with a place of its own.

"Killed two in A and wounded three in B" is parted, "was seized and its driver arrested in A" is not.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

from badia_geo.event_types import event_types
from badia_geo.outcomes import arms_found

if TYPE_CHECKING:
    from badia_geo.event_types import Trigger
    from badia_geo.locatives import Locative

__all__ = ["ANAPHORA", "IN_IT", "SAME_AREA", "UNKNOWN", "is_narrow", "is_town", "split_coordinated"]

_COARSE = {"country", "region", "river"}
ANAPHORA = re.compile(
    r"\b(?:the (?:mosque|church|museum|shrine|temple|"
    r"(?:\w+ |\w+day night |\w+day morning |\w+day evening )?(?:attacks?|blasts?|explosions?|bombings?|"
    r"incident|strikes?|raids?|clashes|ambush|killings?|"
    r"shelling|fighting|battles?|operation|offensive|assault|shooting|"
    r"victims?|dead|convoy))|"
    r"(?:\w+day|yesterday|last week)[’']s (?:\w+ )?"
    r"(?:attack|blast|explosion|bombing|incident|strike|raid|ambush|killing)s?|"
    r"the (?:day|morning|night|week)[’']s (?:\w+ )?(?:fighting|clashes|battles?|violence|attacks?|"
    r"raids?|strikes?)|"
    r"this attack|the attackers?|the assailants?|the gunmen|(?:its|their) (?:\w+ )?(?:fighters|members)|"
    r"the other (?=hit|struck|exploded|fell|landed|was|crashed))\b|"
    r"الهجوم|الانفجار|التفجير|الحادثة|العملية|الغارة|القصف|الاستهداف",
    re.IGNORECASE,
)
"""What points back to an event that was told."""
IN_IT = re.compile(
    r"\bin the (?:same )?(?:town|city|village|hamlet|camp|neighbou?rhood|district)\b(?! of\b)"
    r"|(?<![ء-ي])(?:داخل|في)\s+(?:المدينة|البلدة|القرية|المخيم|الحي)(?![ء-ي])",
    re.IGNORECASE,
)
"""In the place that was told."""
SAME_AREA = re.compile(
    r"\b(?:the (?:same )?(?:town|city|village|hamlet|area|region|scene|site|district|neighbou?rhood|road|"
    r"section|sector)|"
    r"next door|there(?! (?:is|are|was|were|has|have|had|will|would|may)\b)|"
    r"the (?:prison|jail|base|compound|garrison|camp|outpost)(?! (?:of|in|at|near)\b)|"
    r"(?:the )?(?:nearby|surrounding) (?:areas?|desert|countryside|villages|hills|mountains))\b|"
    r"المنطقة|البلدة|القرية|المدينة|المكان|المخيم|القسم (?:ذاته|نفسه)|الحي (?:ذاته|نفسه)|"
    r"(?<![ء-ي])(?:ب|في |عند )?(?:مدخلها|أطرافها|محيطها|داخلها|ريفها|وسطها)(?![ء-ي])",
    re.IGNORECASE,
)
"""The place that was told, or "there"."""
_COORDINATOR = re.compile(
    r",?\s+(?:and|but|then|as)\s+|(?P<later>\s+(?:after|following)\s+)|,\s+|"
    # the letter is the conjunction, unless it begins the word: unit, ministry, centre, agency, valley
    r"\s+و(?!حد[ةا]|زار|زير|سط|كال|رش[ةا]|فد|احد|ادي|فاة|لاي|جه|ثيق)(?=[ء-ي]{3})|،\s*",
    re.IGNORECASE,
)
# "two were killed and five injured when ...": one event with one place behind both
_HARM_PAIR = re.compile(
    r",?\s+and\s+(?!(?:[\w-]+\s+){0,3}(?:bombs?|mines?|device|blast|explosion|shells?|rockets?|gunm[ae]n|attackers?|militants|drone|"
    r"strikes?|troops|forces)\s+(?:had\s+)?(?:injured|wounded|hurt|killed))(?:[\w-]+\s+){1,4}?(?:injured|wounded|hurt|killed)\b[^,;]{0,40}?\b(?:when|after|as)\b",
    re.IGNORECASE,
)
_AR_HARM_PAIR = re.compile(r"[،,]?\s+و(?:أصيب|اصيب|أصيبت|جرح|جُرح|جرحت|إصابة|اصابة|قتل|قُتل)")
"""The same in Arabic: "two died and five were wounded by a device in B"."""
_MADE_BY = re.compile(
    r"\W*(?:which (?:was|were)\s+)?(?:caused by|due to|as a result of|resulting from|because of)\b|"
    r"\W*(?:ناجم|ناتج|نتيجة|جراء|بسبب)",
    re.IGNORECASE,
)
"""What follows an explosion that was heard is what made it."""
_ITS = re.compile(r",?\s+(?:and|while)\s+(?:its|his|her|their)\b", re.IGNORECASE)
"""What happened to what the first half told of: "a truck was seized and its driver arrested"."""
_NEW_CLAUSE = re.compile(r",\s+(?:and|but|while|then)\s")
"""Between a place and a verb that is none of its clause's."""
_AR_BY = re.compile(r"(?:إثر|جراء|جرّاء|نتيجة|بسبب)\s+(?:[ء-ي]+\s+)?$")


def split_coordinated(
    text: str, pieces: list[tuple[int, int]], triggers: list[Trigger], locatives: list[Locative]
) -> list[tuple[int, int]]:
    """Part "killed two in A and wounded three in B" where both halves have an event and a place."""
    result = []
    for start, end in pieces:
        cut = None
        if sum(start <= t.start < end for t in triggers) >= 2 and (
            any(x.start >= start for x in locatives) or UNKNOWN.search(text, start, end) is not None
        ):
            joints = list(_COORDINATOR.finditer(text[start:end]))
            nexts = [start + j.start() for j in joints[1:]]
            cut = next(
                (
                    start + joint.start()
                    for joint, after in zip_longest(joints, nexts)
                    if joint is not None
                    and not _is_one(text, start, start + joint.start(), end, after, triggers, locatives)
                    and _are_two(text, start, start + joint.start(), end, joint, triggers, locatives)
                ),
                None,
            )
        if cut is None:
            result.append((start, end))
        else:
            result.append((start, cut))
            result.extend(split_coordinated(text, [(cut, end)], triggers, locatives))
    return result


_AND_NOUN = re.compile(
    r"\s+and\s+(?:\w+\s+)?(?:shelling|strikes|air ?strikes|raids|clashes|attacks|fighting|"
    r"bombardments?|arrests|bombings|gunfire|battles)\b"
    r"(?!\s+(?:killed|wounded|hit|struck|left|broke|took|continued|on|in|near|at|have|had|were|was)\b)"
)
"""A list of nouns goes on: "after days of suicide attacks and shelling"."""


def _is_one(
    text: str,
    start: int,
    at: int,
    end: int,
    after: int | None,
    triggers: list[Trigger],
    locatives: list[Locative],
) -> bool:
    """Tell whether what stands on the two sides of a joint is plainly one statement."""
    return (
        (after is not None and _only_adds_harm(at, after, triggers, locatives))
        or any(x.start <= at < x.end for x in locatives)
        or any(
            pattern.match(text, at, end) is not None for pattern in (_HARM_PAIR, _MADE_BY, _ITS, _AND_NOUN)
        )
        or (_only_harm(start, at, triggers) and _is_its_cause(text, at, end, triggers))
        or _only_led(start, at, end, triggers, locatives)
        or _lists_on(text, at, end, triggers)
        or _came_of_it(text, at, end, triggers)
        or _lists_arms(text, start, at, end, triggers)
    )


def _are_two(
    text: str,
    start: int,
    at: int,
    end: int,
    joint: re.Match[str],
    triggers: list[Trigger],
    locatives: list[Locative],
) -> bool:
    """Tell whether the two sides of a joint tell of two things."""
    right = _is_complete(text, at, end, triggers, locatives)
    if _goes_unknown(text, start, at, end, triggers):
        return True
    if right and _ATTRIBUTED.match(text, at, end) and _both_done(at, start, end, triggers):
        return True
    if not right or (joint["later"] and _only_fought(text, at, end, triggers)):
        return False
    left = _complete(start, at, triggers, locatives) or _left_home(start, at, triggers, locatives)
    if not left and not (joint["later"] and _points_back(text, start, at, end, triggers)):
        return False
    own = next((t for t in triggers if t.start >= at), None)
    place = next((x for x in locatives if x.start >= at), None)
    if own is None:
        return False
    if place is None:
        return event_types()[own.event_type].role == "cause"
    return own.start < place.start + 60 and _NEW_CLAUSE.search(text, place.end, own.start) is None


def _points_back(text: str, start: int, at: int, end: int, triggers: list[Trigger]) -> bool:
    """Tell whether the place is that of the second half: "The fighting began after the arrest of X in B"."""
    real = any(at <= t.start < end and event_types()[t.event_type].rank >= 60 for t in triggers)
    return (
        real
        and any(start <= t.start < at for t in triggers)
        and ANAPHORA.match(text[start:at].lstrip()) is not None
    )


def _only_adds_harm(start: int, end: int, triggers: list[Trigger], locatives: list[Locative]) -> bool:
    """Tell whether all up to the next joint is more harm: "killed 11 and wounded dozens, and"."""
    mine = [t for t in triggers if start <= t.start < end]
    places = any(start <= x.start < end and x.role == "at" for x in locatives)
    return bool(mine) and not places and all(event_types()[t.event_type].role == "harm" for t in mine)


UNKNOWN = re.compile(
    r"\b(?:in|at|on|near|outside)\s+(?:the\s+)?(?:nearby\s+)?(?:villages?|towns?|hamlet|neighbou?rhood|settlement)\s+of\s+(?!(?:the|this|that)\b)[A-Z]"
    r"|\b(?:in|at|on|near|outside)\s+(?:the\s+)?(?:[A-Z][\w’'-]+\s+){1,3}(?:village|town|hamlet|neighbou?rhood|area|district|quarter)\b"
    r"|(?<![ء-ي])(?:في|ب|قرب|على)\s*(?:قرية|بلدة)\s+(?!ال[ء-ي]*ية\b)[ء-ي]{3,}"
)
"""A village that is named, and that the gazetteer does not know."""
_IN_THE_TOWN = re.compile(r"\b(?:inside|in|within|around)\s+the\s+(?:town|city|village|camp)\b(?!\s+of\b)")
_FOUGHT = re.compile(
    r"\s+(?:after|following)\s+(?:an?|the|days|weeks|hours|months|heavy|fierce|intense|bitter|several|two|three|four|five|six)\b"
)


def _goes_unknown(text: str, start: int, at: int, end: int, triggers: list[Trigger]) -> bool:
    """Tell whether the rest has a village of its own: "35 died in the town, 26 in the village of U"."""
    before = any(start <= t.start < at for t in triggers) and any(at <= t.start < end for t in triggers)
    return (
        before
        and text.startswith(",", at)
        and _IN_THE_TOWN.search(text, start, at) is not None
        and UNKNOWN.search(text, at, end) is not None
    )


def _only_fought(text: str, at: int, end: int, triggers: list[Trigger]) -> bool:
    """Tell whether what follows is only the fighting that led to what was told: "after a four-day battle"."""
    first = next((t for t in triggers if at <= t.start < end), None)
    return (
        first is not None
        and first.event_type in {"clash", "attack", "siege", "suicide_bombing", "shelling", "airstrike"}
        and _FOUGHT.match(text, at) is not None
        and len(text[at : first.start].split()) <= 5
        and not _PAST.search(first.text)
    )


_ATTRIBUTED = re.compile(
    r",\s+[^,.;]{3,60}\b(?:said|says|reported|added|confirmed)(?:\s+on\s+\w+)?,\s+(?:and|while|but)\s"
)
"""Where one statement ends with its teller and another begins: ", officials said, and men shot"."""


def _both_done(at: int, start: int, end: int, triggers: list[Trigger]) -> bool:
    """Tell whether both halves say what was done."""
    table = event_types()
    return all(
        any(low <= t.start < high and table[t.event_type].role == "cause" for t in triggers)
        for low, high in ((start, at), (at, end))
    )


_PAST = re.compile(r"(?:ed|fought|struck|hit)$")
_AND_AT = re.compile(r",?\s+and\s+(?:also\s+)?(?:on|in|at|near|against|over)\s")


def _lists_on(text: str, at: int, end: int, triggers: list[Trigger]) -> bool:
    """Tell whether a list of places goes on: "air raids on A and on nearby B left ten dead"."""
    match = _AND_AT.match(text, at, end)
    return match is not None and "," not in match.group() and _only_harm(at, end, triggers)


_CAME_OF = re.compile(
    r"\b(?:resulting in|leading to|leaving|which (?:resulted in|led to|left))\s+(?:[\w’'-]+\s+){0,2}$"
    r"|(?<![ء-ي])(?:م?ما\s+)?(?:أسفر|أسفرت|أدى|أدت|تسبب|تسببت|خلف|خلفت|خلّف|خلّفت)\s+(?:(?:عن|إلى|الى|في)\s+|ب)?(?:[ء-ي]+\s+){0,2}$",
    re.IGNORECASE,
)


def _came_of_it(text: str, at: int, end: int, triggers: list[Trigger]) -> bool:
    """Tell whether the rest only says what came of it: "and on X, which led to the loss of a depot"."""
    first = next((t.start for t in triggers if at <= t.start < end), None)
    return first is not None and _CAME_OF.search(text[max(at, first - 40) : first]) is not None


_ARMS_NAMED = re.compile(
    r"(?:mortars?|mortar (?:shells?|rounds?)|shells?|rockets?|missiles?|(?:land)?mines?|grenades?|ieds?|"
    r"explosive devices?|(?:roadside |car )?bombs?)|"
    r"[وبل]*(?:ال)?(?:قذائف|قذيفة|صواريخ|صاروخ|ألغام[اً]*|لغم|عبوات|عبوة|قنابل|قنبلة|راجمات)(?:\s+[ء-ي]+)?",
    re.IGNORECASE,
)


def _lists_arms(text: str, start: int, at: int, end: int, triggers: list[Trigger]) -> bool:
    """Tell whether the rest goes on with what was seized: "a depot of arms in X, with rockets and mines"."""
    after = [t for t in triggers if at <= t.start < end]
    if not all(_ARMS_NAMED.fullmatch(t.text) or t.event_type == "disrupted_weapons" for t in after):
        return False
    found = arms_found(text, start, end) if after else None
    return found is not None and found.start() < at < found.end()


def _left_home(start: int, at: int, triggers: list[Trigger], locatives: list[Locative]) -> bool:
    """Tell whether all that is said of where somebody died is where he was from."""
    mine = [t for t in triggers if start <= t.start < at]
    here = [x for x in locatives if start <= x.start < at and x.role in {"from", "home"} and is_town(x)]
    behind = any(at <= x.start < at + 14 and x.role == "at" and is_town(x) for x in locatives)
    return bool(mine) and _only_harm(start, at, triggers) and bool(here) and behind


def _is_its_cause(text: str, start: int, end: int, triggers: list[Trigger]) -> bool:
    """Tell whether what follows a harm is what did it: "two died and five were hurt by a device in B"."""
    if _AR_HARM_PAIR.match(text, start, end):
        return True
    cause = next((t for t in triggers if start <= t.start < end), None)
    if cause is None or cause.text.isascii() or event_types()[cause.event_type].role == "harm":
        return False
    return (
        cause.text.startswith("ب")
        or re.search(r"(?<![ء-ي])في\s+$", text[max(start, cause.start - 4) : cause.start]) is not None
        or _AR_BY.search(text[max(start, cause.start - 14) : cause.start]) is not None
    )


def _only_led(start: int, at: int, end: int, triggers: list[Trigger], locatives: list[Locative]) -> bool:
    """Tell whether the first half of one doing has no place but the governorate that leads the sentence."""
    before = [t.event_type for t in triggers if start <= t.start < at]
    after = [t.event_type for t in triggers if at <= t.start < end]
    places = [x for x in locatives if start <= x.start < at]
    led = all(x.toponyms[0].kind == "governorate" and x.start - start < 8 for x in places)
    return bool(places) and led and bool(before) and set(before) == set(after)


def _only_harm(start: int, end: int, triggers: list[Trigger]) -> bool:
    return all(event_types()[t.event_type].role == "harm" for t in triggers if start <= t.start < end)


def _is_complete(text: str, start: int, end: int, triggers: list[Trigger], locatives: list[Locative]) -> bool:
    return _complete(start, end, triggers, locatives) or (
        any(start <= t.start < end and event_types()[t.event_type].role == "cause" for t in triggers)
        and IN_IT.search(text, start, end) is not None
    )


def _complete(start: int, end: int, triggers: list[Trigger], locatives: list[Locative]) -> bool:
    return any(start <= t.start < end for t in triggers) and any(
        start <= x.start < end and x.role == "at" and is_narrow(x) for x in locatives
    )


def is_town(locative: Locative) -> bool:
    """Tell whether a place is narrower than a governorate."""
    return is_narrow(locative) and any(t.kind != "governorate" for t in locative.toponyms)


def is_narrow(locative: Locative) -> bool:
    """Tell whether a place is more than a country or a part of the world."""
    return any(t.kind not in _COARSE for t in locative.toponyms)
