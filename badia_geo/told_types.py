"""Told types: the type of an incident by all that tells of it, and by what was told before.

"One of the raids hit X", "six died in the Mayadin strike" and "another exploded in Y" take their type from
the sentence before; several statements of one incident have the type of the one that says what was done.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from badia_geo.agreement import WEAK_TYPES, is_other_day
from badia_geo.event_types import event_types

if TYPE_CHECKING:
    from badia_geo.drafts import Draft
    from badia_geo.links import Incident

__all__ = ["is_another", "is_toll_of", "type_of"]

_BLASTS = frozenset({"airstrike", "drone_strike", "shelling", "chemical"})
_BY_OTHERS = re.compile(
    r"\b(?:by|gunm[ae]n|shot|shooting|clashes|fighting|mine|bomb|explosion|ambush|hospital|wounds)\b|"
    r"(?<![ء-ي])(?:برصاص|على يد|مسلح|اشتباك|لغم|انفجار)",
    re.IGNORECASE,
)


def is_toll_of(draft: Draft, last: Incident) -> bool:
    """Tell whether a statement only counts those who died elsewhere of what was just told.

    "Jets hit posts at A and B.  Eleven died in A and two at B": in both by the jets.
    """
    strike = _is_strike(draft)
    return (
        (strike or event_types()[draft.event_type].role == "harm")
        and last.event_type in _BLASTS
        and draft.sentence - last.drafts[-1].sentence <= 1
        and not any(d.first is not None and is_other_day(d, last) for d in draft.dates)
        and (strike or not _BY_OTHERS.search(draft.text))
    )


_STRIKE = re.compile(
    r"(?:air)?strikes?|raids?|bombings?|shelling|attacks?|[بو]?(?:ال)?(?:ضربة|ضربات|ضربتين|غارة|قصف)",
    re.IGNORECASE,
)
_OF_A_STRIKE = re.compile(
    r"\b(?:in|by|of|from)\s+the\s+(?:[A-Z][\w’'-]+\s+){1,3}(?:strikes?|raids?|attacks?|bombing)\b|(?<![ء-ي])(?:في|جراء|إثر)\s+(?:ضربة|ضربات|غارة|قصف)\s"
)
"""The harm of a strike that is called after its place: "six died in the Mayadin strike"."""


def _is_strike(draft: Draft) -> bool:
    """Tell whether a statement counts the harm of a strike that was told before."""
    return (
        event_types()[draft.event_type].role == "generic"
        and _OF_A_STRIKE.search(draft.text) is not None
        and all(
            event_types()[t.event_type].role == "harm" or _STRIKE.fullmatch(t.text) for t in draft.triggers
        )
    )


_ANOTHER = re.compile(
    r"\b(?:another|a (?:second|third|fourth)|the (?:first|second|third|other)|(?:two|three|four|"
    r"several) (?:more|others))"
    r"(?:\s+(?:\d+|two|three|four|five|six|of them|of these|of those|of which|one|round))?"
    r"\s+(?:(?:had|also|then|later)\s+)*(?:hit|struck|exploded|landed|fell|came down|slammed|"
    r"crashed|targeted|went off|tore|ripped|on|in|damaged|destroyed)\b"
    r"|\b(?:one|some|others)\s+(?:that|which|of (?:them|these|which))\s+(?:hit|struck|exploded|"
    r"landed|fell|came down|slammed|crashed)\b",
    re.IGNORECASE,
)
"""One more of what was told, without its noun: "and another exploded in X"."""


_DEADLIEST = re.compile(
    r"\bthe (?:deadliest|worst|bloodiest|first|second|latest|heaviest) (?:raid|strike|attack|"
    r"bombing)\b|^\W*(?:\w+ others|the raids?|the strikes?)\b|\bone of which\b|"
    r"\brounds of strikes\b",
    re.IGNORECASE,
)
"""One of the raids, or more of the dead, that were told of in sum before."""


def is_another(draft: Draft, last: Incident) -> bool:
    """Tell whether a statement tells of one more of the missiles, bombs or raids that were told of."""
    return (
        draft.event_type in {"ied", "attack", "destruction", "killing", "wounding", "disrupted_weapons"}
        and last.event_type in {"airstrike", "drone_strike", "shelling", "ied", "suicide_bombing"}
        and draft.sentence - last.drafts[-1].sentence <= 1
        and bool(
            _ANOTHER.search(draft.text)
            or (_DEADLIEST.search(draft.text) and not _BY_OTHERS.search(draft.text))
            or _goes_on(draft, last)
        )
    )


_GOES_ON = re.compile(r"^(?:[^.;]{0,40},)?\s*and\s+(?:also\s+|then\s+|later\s+)?$")


def _goes_on(draft: Draft, last: Incident) -> bool:
    """Tell whether a second verb has the subject of the first: "jets levelled X in A and hit Y in B"."""
    first = draft.triggers[0]
    return (
        draft.event_type in {"attack", "destruction"}
        and draft.sentence == last.drafts[-1].sentence
        and _GOES_ON.match(draft.text[: max(0, first.start - draft.start)]) is not None
    )


_SHOT_AT = re.compile(
    r"\b(?:opened fire (?:on|at)|fired (?:on|at)|shot at|shooting)\b|"
    r"(?:أطلق|إطلاق|اطلق)[ء-ي]*\s+(?:[ء-ي]+\s+){0,3}?(?:ال)?(?:نار|نيران|رصاص)",
    re.IGNORECASE,
)
_OF_ONE = re.compile(r"\b(?:him|her)\b|(?:مقتل|استشهاد|وفات|مصرع)(?:ه|ها)(?![ء-ي])", re.IGNORECASE)


_BY_UNKNOWN_AR = re.compile(
    r"(?<![ء-ي])(?:برصاص|بطلقات?|بطلق ناري|بإطلاق نار)\s+[^.]{0,40}?(?:مجهول|ملثم|مسلح)|"
    r"استهدافه\s+ب(?:الرصاص|إطلاق)|(?:باغته|باغتها|استهدف|استهدفه)\s+(?:مجهول|مسلح|ملثم)"
)


def _killed_one(draft: Draft) -> bool:
    killed = [c for c in draft.counts if c.kind == "killed"]
    return bool(killed) and all(c.low == c.high == 1 for c in killed)


def type_of(drafts: list[Draft]) -> str:
    """Take the type of the first statement that says what was done, else the most exact of the others."""
    table = event_types()
    shot = [
        d
        for d in drafts
        if d.event_type == "attack" and (_SHOT_AT.search(d.text) or _BY_UNKNOWN_AR.search(d.text))
    ]
    if any(_OF_ONE.search(c.text) for d in shot for c in d.counts if c.kind == "killed" and c.high == 1):
        return "assassination"  # shots at one person, who died of them
    if any(
        _BY_UNKNOWN_AR.search(d.text) and _killed_one(d)
        for d in drafts
        if d.event_type in {"attack", "killing"}
    ):
        return "assassination"
    for draft in drafts:
        if table[draft.event_type].role == "cause" and draft.event_type not in WEAK_TYPES:
            return draft.event_type
    return max((d.event_type for d in drafts), key=lambda code: table[code].rank)
