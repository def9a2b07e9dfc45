"""Date phrases: dates with their windows, and what two that stand side by side mean together."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from badia_geo import date_patterns as dp

__all__ = ["DatePhrase", "joined_ranges", "month_number", "with_days_of_telling", "without_weekday_of_date"]


@dataclass(frozen=True, slots=True)
class DatePhrase:
    """A date in a text.

    Parameters
    ----------
    start, end
        Offsets in code points, end exclusive.
    text
        The words.
    first, last
        The closed window; ``None`` where the phrase needs a day of publication or another event's date.
    rule
        How it was read.
    since
        Whether the words open a span that lasts until publication ("since 2017"): background, as a rule.
    offset
        Days from the event told before, for "a day earlier" and the like.
    told
        Whether it is the day on which somebody told of it ("a monitor said on Monday"): the window then
        holds the day before as well.
    """

    start: int
    end: int
    text: str
    first: date | None
    last: date | None
    rule: str
    since: bool = False
    offset: int | None = None
    told: bool = False


_SAID = re.compile(
    r"\b(?:said|says|told\s+(?:\w+\s+){1,3}?|reported|announced|confirmed|stated|declared|acknowledged)"
    r"(?:\s+in\s+(?:a|an|its)\s+(?:\w+\s+){0,2}?(?:statement|report|briefing|update))?,?\s*(?:(?:late|early|on)\s+)*$"
    r"|(?<![ء-ي])و?(?:قال|قالت|أعلن|أعلنت|أفاد|أفادت|ذكر|ذكرت|أكد|أكدت)\s(?:(?:(?!\s[بو]?[أإ]ن\s)[^.،,؛\n]){0,60}[،,]?\s)?(?:إنه\s+)?$"
)
"""Words of telling right before a day; in Arabic the teller stands between them."""


def with_days_of_telling(phrases: list[DatePhrase], text: str) -> list[DatePhrase]:
    """Take the day before into the window of a day on which somebody only told of what happened.

    Wires tell on Monday what happened on Sunday night as often as what happened that day.
    """
    return [
        replace(p, first=p.first - timedelta(1), told=True, rule=f"{p.rule}; told that day")
        if p.first is not None
        and p.first == p.last
        and not p.since
        and _SAID.search(text[max(0, p.start - 90) : p.start])
        else p
        for p in phrases
    ]


_JOIN = re.compile(r"\s*(?:and|to|until|till|through|-|–|—|و|إلى|حتى|وحتى)\s*")


def month_number(name: str) -> int:
    """Give the number of a month, English or Arabic, in full or cut short."""
    name = re.sub(r"\s+", " ", name.rstrip("."))
    if name in dp.ARABIC_MONTHS:
        return dp.ARABIC_MONTHS[name]
    low = name.lower()
    return dp.ABBREVIATED.get(low) or dp.ABBREVIATED[low[:3]]


def joined_ranges(text: str, phrases: list[DatePhrase]) -> list[DatePhrase]:
    """Join "between A and B" and "from A to B" into one window; a year named once goes for both."""
    joined: list[DatePhrase] = []
    for phrase in phrases:
        before = joined[-1] if joined else None
        if (
            before is not None
            and phrase.offset is None
            and before.offset is None
            and phrase.last is not None
            and _JOIN.fullmatch(text[before.end : phrase.start].rstrip(",") or "x")
            and (
                dp.BETWEEN_BEFORE.search(text[max(0, before.start - 14) : before.start])
                or text[before.end : phrase.start].strip() in {"-", "–", "—", "to", "until"}
            )
        ):
            first = _start_of_range(text, before, phrase)
            if first is not None and first <= phrase.last:
                words = text[before.start : phrase.end]
                joined[-1] = DatePhrase(
                    before.start, phrase.end, words, first, phrase.last, "span of two dates"
                )
                continue
        joined.append(phrase)
    return joined


def _start_of_range(text: str, before: DatePhrase, phrase: DatePhrase) -> date | None:
    if re.search(dp.YEAR, text[before.start : before.end]) or phrase.last is None:
        return before.first
    match = dp.ABSOLUTE.search(text, before.start, before.end) or dp.ARABIC_ABSOLUTE.search(
        text, before.start, before.end
    )
    if match is None:
        return before.first
    g = match.groupdict()
    month, day = g["month"] or g.get("dmonth"), g["day"] or g.get("dday")
    if not month:
        return before.first
    number, day_number = month_number(month), int(day or 1)
    year = (
        phrase.last.year
        if (number, day_number) <= (phrase.last.month, phrase.last.day)
        else phrase.last.year - 1
    )
    try:
        return date(year, number, day_number)
    except ValueError:
        return None


def without_weekday_of_date(phrases: list[DatePhrase], text: str) -> list[DatePhrase]:
    """Drop the weekday of "Thursday, March 12" and of "last month on Monday the 3rd"."""
    kept: list[DatePhrase] = []
    for i, phrase in enumerate(phrases):
        following = phrases[i + 1] if i + 1 < len(phrases) else None
        beside = following is not None and text[phrase.end : following.start].isspace()
        weekday = following is not None and following.rule.startswith(("latest", "the two"))
        if beside and weekday and phrase.text.lower() in {"overnight", "last night"}:
            continue  # "overnight Thursday": that night
        if phrase.rule.startswith("latest such") or phrase.text.lower() in {"today", "اليوم"}:
            dated = following is not None and following.rule.startswith(("day", "written"))
            between = text[phrase.end : following.start] if following is not None else ""
            if dated and re.fullmatch(r",?\s*(?:the\s+|\(\s*|في\s+)?", between):
                continue
            if (
                kept
                and kept[-1].rule.startswith(("day", "written"))
                and re.fullmatch(r",?\s*\(?\s*", text[kept[-1].end : phrase.start])
            ):
                continue
        kept.append(phrase)
    return kept
