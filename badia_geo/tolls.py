"""Tolls: the counts of one verb that fall at several places, each its own incident.

"Killed ten in A, four in B and two in C" parts its places by what it counts at each; "killed ten in A and B"
does not, and stays one incident at both.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from badia_geo.casualties import Casualties
from badia_geo.coordination import is_narrow
from badia_geo.number_words import NUMBER_PATTERN, read_number

if TYPE_CHECKING:
    from badia_geo.drafts import Draft, Findings

__all__ = ["part_toll"]

_PEOPLE = (
    r"(?:others?|more|people|persons?|civilians?|child(?:ren)?|wom[ae]n|m[ae]n|soldiers?|fighters?|members|militants|"
    r"residents|civilian|further|of them|"
    r"آخرين|اخرين|آخرون|مدنيين|مدنيا|مدنياً|أشخاص|شخصا|شخصاً|أطفال|طفلا|نساء|عناصر|عنصرا|مقاتلين|جنود|منهم|مدني|طفل|شخص)"
)
_AMONG = (
    r"(?:\s*,?\s*(?:including|among them|most of them|two of them|one of them)\s+[^,;.]{1,40},?"
    r"|\s+(?:بينهم|بينهن|بينها|منهم|معظمهم)\s+[ء-ي]+(?:\s+و[ء-ي]+)?)?"
)
_COUNT = rf"(?P<n>{NUMBER_PATTERN}|an?other)(?P<who>(?:\s+{_PEOPLE}){{0,3}}){_AMONG}\s*$"
_WHEN = r"(?:\s+(?:(?:late|early|later)\s+)?(?:on\s+)?\w+day(?:\s+(?:morning|afternoon|evening|night))?)?"
_NEXT = re.compile(rf"^{_WHEN}\s*[,،;]?\s*(?:(?:and|as well as)\s+|و)?{_COUNT}", re.IGNORECASE)
_FIRST = re.compile(
    rf"^.*(?<![\w-])(?P<n>{NUMBER_PATTERN})(?P<who>(?:\s+{_PEOPLE}){{0,3}}){_AMONG}\s*$",
    re.IGNORECASE | re.DOTALL,
)
_WHO_AMONG = re.compile(
    r"(?:including|among them|بينهم|بينهن|منهم)\s+\S+\s+(?:child\w*|wom[ae]n|أطفال|نساء|مدنيين|"
    r"civilians)\s*$",
    re.IGNORECASE,
)
"""What the dead at one place were: no count of its own."""


def part_toll(found: Findings, draft: Draft) -> list[Draft]:
    """Part a statement whose counts of killed or wounded are given place by place.

    Parameters
    ----------
    found
        What stands in the text.
    draft
        A statement.

    Returns
    -------
    list of Draft
        One for each place, in the order of the text; the statement itself where it parts nothing.
    """
    places = [x for x in draft.locatives if x.role == "at" and is_narrow(x)]
    if len(places) < 2 or not draft.counts:
        return [draft]
    parts: list[tuple[int, int, int]] = []  # which place, where its count begins, the count
    for i in range(1, len(places)):
        start = places[i - 1].end
        match = _NEXT.match(found.text[start : places[i].start])
        count = None if match is None else 1 if match["n"].endswith("other") else read_number(match["n"])
        if match is not None and count is not None:
            parts.append((i, start + match.start("n"), count))
    if not parts:
        return [draft]
    one = parts[0][0] - 1  # the place before: "raids on the Ghouta took 22 lives in A and nine in B"
    before = [c for c in draft.counts if c.start < places[one].end]
    if not before:
        return [draft]
    kind = before[-1].kind
    opening = _FIRST.match(found.text[draft.start : places[one].start])
    first = None if opening is None or _WHO_AMONG.search(opening.group()) else read_number(opening["n"])
    counts = [c for c in before if c.kind != kind or c is before[-1]]
    if opening is not None and first is not None:
        at = draft.start + opening.start("n")
        counts = [_count(found, at, places[one].end, kind, first), *(c for c in before if c.kind != kind)]
    outer = [x for x in draft.locatives if x not in places]
    head = replace(
        draft,
        locatives=[*places[: one + 1], *outer],
        counts=counts,
        text=found.text[draft.start : places[one].end].strip(),
    )
    result = [head]
    for i, at, count in parts:
        end = places[i].end
        result.append(
            replace(
                draft,
                start=at,
                text=found.text[at:end].strip(),
                locatives=[places[i]],
                counts=[_count(found, at, end, kind, count)],
                separate=True,
                definite=False,
                names=None,
            )
        )
    return result


def _count(found: Findings, start: int, end: int, kind: str, count: int) -> Casualties:
    return Casualties(start, end, found.text[start:end], kind, count, count)
