"""Date phrases: from "overnight", "in April" or «مطلع شباط» to closed windows of days.

A phrase is read against the day of publication.  A relative phrase never gives a window that runs past
that day, and one that counts from the event before it ("a day later") keeps its offset for the caller.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from badia_geo import date_patterns as dp
from badia_geo.date_phrases import (
    DatePhrase,
    joined_ranges,
    month_number,
    with_days_of_telling,
    without_weekday_of_date,
)
from badia_geo.errors import DateError
from badia_geo.number_words import ARABIC_NUMBERS, NUMBERS, is_missing, to_ascii_digits
from badia_geo.phrases import Spans, is_arabic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from badia_geo.spots import Spot

__all__ = ["DatePhrase", "find_dates", "parse_date"]


class _Page:
    """A text with ASCII digits, and where in it dates of a kind may stand."""

    def __init__(self, text: str) -> None:
        self.text = to_ascii_digits(text)
        self.arabic = is_arabic(text)
        self._given = text

    def windows(self, spot: Spot, reach: tuple[int, int]) -> list[tuple[int, int]]:
        """Give the stretches to look at; the whole of a text that has Arabic in it."""
        if self.arabic:
            return [(0, len(self.text))] if spot.near(self._given, 0, len(self.text)) else []
        return spot.windows(self._given, *reach)

    def matches(
        self, pattern: re.Pattern[str], spot: Spot, reach: tuple[int, int] = dp.REACH
    ) -> Iterator[re.Match[str]]:
        """Give what a pattern matches round the words that it needs."""
        for low, high in self.windows(spot, reach):
            yield from pattern.finditer(self.text, low, high)


def find_dates(text: str, *, published: date | str | None = None) -> list[DatePhrase]:
    """Find the dates in a text and resolve them against the day of publication.

    Parameters
    ----------
    text
        English, Arabic (Gregorian months in the Levant's or in Egypt's names) or both.
    published
        Day of publication; without it only dates with a year have a window.

    Returns
    -------
    list of DatePhrase
        In the order of the text, without overlaps.

    Examples
    --------
    >>> found = find_dates("In April, and overnight", published="2020-08-21")
    >>> [(d.text, str(d.first), str(d.last)) for d in found]
    [('April', '2020-04-01', '2020-04-30'), ('overnight', '2020-08-20', '2020-08-21')]
    """
    if not text:
        return []
    day = None if published is None else parse_date(published)
    page = _Page(text)
    found: list[DatePhrase] = []
    taken = Spans()
    for reader in (_absolute, _years, _counted, _relative, _weekdays):
        for phrase in reader(page, day):
            if not taken.meets(phrase.start, phrase.end):
                found.append(phrase)
                taken.add(phrase.start, phrase.end)
    found.sort(key=lambda p: p.start)
    found = _with_asides(without_weekday_of_date(joined_ranges(page.text, found), page.text), page.text)
    found = with_days_of_telling(found, page.text)
    return [p if p.text == text[p.start : p.end] else replace(p, text=text[p.start : p.end]) for p in found]


def parse_date(value: object) -> date:
    """Read one date as tables hold it.

    Parameters
    ----------
    value
        A date, a timestamp, or text: ISO, ``18 August 2020``, ``18/08/2020`` (day first), Arabic months.

    Raises
    ------
    DateError
        If it cannot be read as one day.

    Examples
    --------
    >>> parse_date("18 August 2020"), parse_date("٣ شباط ٢٠٢١")
    (datetime.date(2020, 8, 18), datetime.date(2021, 2, 3))
    """
    if isinstance(value, datetime):
        if is_missing(value):
            msg = "the date is empty; write it as YYYY-MM-DD"
            raise DateError(msg)
        return value.date()
    if isinstance(value, date):
        return value
    text = to_ascii_digits("" if value is None else str(value)).strip()
    try:
        return _read_date(text)
    except ValueError as error:
        msg = f"{value!r} cannot be read as a date; write it as YYYY-MM-DD"
        raise DateError(msg) from error


def _read_date(text: str) -> date:
    iso = re.match(rf"({dp.YEAR})-(\d\d?)-(\d\d?)(?!\d)", text)
    if iso:
        return date(*(int(g) for g in iso.groups()))
    phrases = [p for p in find_dates(text) if p.first is not None and p.first == p.last]
    if len(phrases) == 1 and phrases[0].first is not None:
        return phrases[0].first
    if not re.search(r"\d", text) or len(text) > 60:
        raise ValueError(text)
    if re.fullmatch(r"\d{8}", text):
        return datetime.strptime(text, "%Y%m%d").date()
    import dateparser

    strict = {"REQUIRE_PARTS": ["day", "month", "year"], "DATE_ORDER": "DMY"}
    other: datetime | None = dateparser.parse(text, languages=["en", "ar", "fr", "tr"], settings=strict)
    if other is None:
        raise ValueError(text)
    return other.date()


def _month_window(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _part_of(window: tuple[date, date], part: str) -> tuple[date, date]:
    """Narrow a month or year to its early, middle or late third."""
    first, last = window
    third = ((last - first).days + 1) // 3
    part = part.lower()
    if re.search(r"early|beginning|start|مطلع|بداي|وائل", part):
        return first, first + timedelta(third - 1)
    if re.search(r"mid|منتصف|أواسط", part):
        return first + timedelta(third), first + timedelta(2 * third)
    if re.search(r"late|end|نهاي|واخر", part):
        return last - timedelta(third), last
    return window


def _year_for(month: int, day: int | None, published: date | None) -> int | None:
    """Choose the year of a date without one: the latest that does not lie after publication."""
    if published is None:
        return None
    first = (month, day or 1)
    return published.year if first <= (published.month, published.day) else published.year - 1


def _absolute(page: _Page, published: date | None) -> Iterator[DatePhrase]:
    text = page.text
    spot = dp.FIGURE_SPOT if dp.FIGURES.search(text) else dp.MONTH_SPOT
    for match in page.matches(dp.ABSOLUTE, spot):
        g = match.groupdict()
        if g["iso"] or g["numeric"]:
            phrase = _numeric(match, g)
            if phrase is not None:
                yield phrase
            continue
        month = g["month"] or g["dmonth"]
        day, day2, year = g["day"] or g["dday"], g["day2"] or g["dday2"], g["year"] or g["dyear"]
        if not day and not year and not g["part"] and not dp.MONTH_LEAD.search(text[: match.start()][-14:]):
            continue
        if month in {"May", "March", "Mar"} and not day and not year:
            lead = text[: match.start()][-14:].lower()
            if month == "Mar" or (not g["part"] and re.search(r"(?:and|to|by)\s+$", lead)):
                continue
        yield from _dated(match, month, day, day2, year, g["part"] or "", published)
    if page.arabic:
        for match in page.matches(dp.ARABIC_ABSOLUTE, dp.MONTH_SPOT):
            g = match.groupdict()
            if g["month"] in {"آب", "اب"} and not (g["day"] or g["year"] or "شهر" in match.group()):
                continue  # also the word for father
            day = str(dp.ARABIC_ORDINALS[g["oday"]]) if g["oday"] else g["day"]
            yield from _dated(match, g["month"], day, g["day2"], g["year"], g["part"] or "", published)
    if published is not None:
        for match in page.matches(dp.DAY_ALONE, dp.ORDINAL_SPOT):
            phrase = _day_alone(match, published)
            if phrase is not None:
                yield phrase


def _day_alone(match: re.Match[str], published: date) -> DatePhrase | None:
    """Read "on the 14th": the latest such day up to publication."""
    number = int(match["day"])
    year, month = published.year, published.month
    for _ in range(3):
        try:
            day = date(year, month, number)
        except ValueError:
            day = None
        if day is not None and day <= published:
            rule = "day of the month, latest up to publication"
            return DatePhrase(match.start(), match.end(), match.group(), day, day, rule)
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return None


def _numeric(match: re.Match[str], g: dict[str, str | None]) -> DatePhrase | None:
    try:
        if g["iso"]:
            day = date.fromisoformat(g["iso"])
        else:
            a, b, year = (int(x) for x in re.split(r"[/.]", g["numeric"] or ""))
            day = date(year, b, a) if b <= 12 else date(year, a, b)
    except ValueError:
        return None
    return DatePhrase(match.start(), match.end(), match.group(), day, day, "written in figures")


def _dated(
    match: re.Match[str],
    month: str,
    day: str | None,
    day2: str | None,
    year: str | None,
    part: str,
    published: date | None,
) -> Iterator[DatePhrase]:
    number = month_number(month)
    value = int(year) if year else _year_for(number, int(day) if day else None, published)
    lead = len(match.group()) - len(match.group().lstrip())
    start = match.start() + lead
    text = match.group().strip()
    rule = (
        "day, month and year"
        if year and day
        else "day and month, latest year before publication"
        if day
        else "month"
    )
    if value is None:
        yield DatePhrase(
            start, start + len(text), text, None, None, "a year is missing and no publication date is known"
        )
        return
    try:
        if day:
            first, last = date(value, number, int(day)), date(value, number, int(day2 or day))
        else:
            first, last = _part_of(_month_window(value, number), part)
    except ValueError:
        return
    if published is not None and not year and last > published:
        last = max(first, published)
    yield DatePhrase(
        start, start + len(text), text, first, max(first, last), rule, _since(match.string, start)
    )


def _since(text: str, start: int) -> bool:
    return (
        bool(dp.SINCE_BEFORE.search(text[max(0, start - 30) : start]))
        and "from" not in text[max(0, start - 6) : start]
    )


def _years(page: _Page, _published: date | None) -> Iterator[DatePhrase]:
    text = page.text
    for match in page.matches(dp.SEASON, dp.SEASON_SPOT):
        year = int(match["year"])
        low, high = dp.SEASONS[match["season"].lower()]
        first = date(year - 1 if low > high else year, low, 1)
        yield DatePhrase(
            match.start(), match.end(), match.group(), first, _month_window(year, high)[1], "season"
        )
    for match in page.matches(dp.YEARS, dp.YEAR_SPOT, dp.YEAR_REACH):
        arabic = match["ayear"] is not None
        year = int(match["ayear"] or match["year"])
        last_year = int(match["year2"]) if match["year2"] else year
        word = (match["aprep"] if arabic else match["prep"]) or ""
        start = match.start("ayear") if arabic else match.start("year")
        window = _part_of((date(year, 1, 1), date(last_year, 12, 31)), word)
        since = word.lower() in {"since", "منذ"} or _since(text, match.start() if arabic else start)
        yield DatePhrase(start, match.end(), text[start : match.end()], *window, "year", since)


def _count(word: str | None) -> int:
    if not word:
        return 1
    low = word.lower()
    if low.isdigit():
        return int(low)
    if low in {"several", "few", "a few"}:
        return 4
    if "couple" in low:
        return 2
    return NUMBERS.get(low) or ARABIC_NUMBERS.get(word) or 1


ASIDE = "counted from the statement before"
"""Rule of "on Monday, four days after the town was taken": it was taken four days before that Monday."""


def _opens_clause(text: str, match: re.Match[str]) -> bool:
    """Tell whether a count of days follows a statement and opens another, as none does at the front."""
    before, behind = text[max(0, match.start() - 2) : match.start()], text[match.end() : match.end() + 2]
    return dp.BEHIND.search(before) is not None and dp.CLAUSE.match(behind) is not None


def _with_asides(phrases: list[DatePhrase], text: str) -> list[DatePhrase]:
    """Count a clause's days from the day that its sentence has named before."""
    for i, phrase in enumerate(phrases):
        before = phrases[i - 1] if i else None
        if phrase.rule != ASIDE or phrase.offset is None or before is None or before.first is None:
            continue
        if before.first == before.last and not dp.STOP.search(text[before.end : phrase.start]):
            day = before.first + timedelta(phrase.offset)
            phrases[i] = replace(phrase, first=day, last=day)
    return phrases


def _counted(page: _Page, published: date | None) -> Iterator[DatePhrase]:
    for match in page.matches(dp.AGO, dp.UNIT_SPOT):
        n, unit, how = _count(match["n"]), dp.DAYS[match["unit"].lower()], match["how"].lower()
        if how == "ago":
            yield _before(match.start(), match.end(), match.group(), n, unit, published)
        elif how in {"after", "before"} and _opens_clause(page.text, match):
            if unit == 1:
                days = -n if how == "after" else n
                yield DatePhrase(match.start(), match.end(), match.group(), None, None, ASIDE, offset=days)
        elif unit <= 7 and not (how in {"before", "after"} and match["n"].lower() not in {"a", "an"}):
            days = n * unit if how in {"later", "after", "afterward", "afterwards"} else -n * unit
            rule = "counted from the event before"
            yield DatePhrase(match.start(), match.end(), match.group(), None, None, rule, offset=days)
    for match in page.matches(dp.PAST, dp.UNIT_SPOT):
        span = _count(match["n"]) * (dp.DAYS[match["unit"].lower()] or 1 / 24)
        if published is None:
            yield _unresolved(match.start(), match.end(), match.group())
        else:
            first = published - timedelta(max(1, round(span)))
            yield DatePhrase(
                match.start(), match.end(), match.group(), first, published, "counted back from publication"
            )
    for match in page.matches(dp.ARABIC_AFTER, dp.ARABIC_AGO_SPOT):
        if match["how"] == "قبل" and not (match["that"] or match["later"]):
            continue  # "قبل يومين" counts from publication
        days = next(d for part, d in dp.ARABIC_UNITS if part in match["unit"])
        n = 2 if match["unit"].endswith("ين") else _count(match["n"]) if match["n"] else 1
        if days > 7 or (match["unit"] in {"أيام", "ايام"} and not match["n"]):
            continue
        offset = -n * days if match["how"] == "قبل" else n * days
        rule = "counted from the event before"
        yield DatePhrase(match.start(), match.end(), match.group(), None, None, rule, offset=offset)
    for match in page.matches(dp.ARABIC_AGO, dp.ARABIC_AGO_SPOT):
        unit_word = match["unit"]
        days = next(d for part, d in dp.ARABIC_UNITS if part in unit_word)
        n = 2 if unit_word.endswith("ين") else _count(match["n"]) if match["n"] else 1
        if (
            unit_word in {"أيام", "ايام", "أسابيع", "اسابيع", "أشهر", "اشهر", "سنوات", "ساعات"}
            and not match["n"]
        ):
            continue
        phrase = _before(match.start(), match.end(), match.group(), n, days, published)
        yield replace(phrase, since=True) if match["how"] == "منذ" and days > 7 else phrase


def _before(start: int, end: int, text: str, n: int, unit: int, published: date | None) -> DatePhrase:
    """Window of "n units ago": weeks hold to three days, months to a fortnight, years to half a year."""
    if published is None:
        return _unresolved(start, end, text)
    slack = {7: 3, 30: 15, 365: 182}.get(unit, 0)
    middle = published - timedelta(n * unit)
    last = min(middle + timedelta(slack), published)
    return DatePhrase(start, end, text, middle - timedelta(slack), last, "counted back from publication")


def _unresolved(start: int, end: int, text: str) -> DatePhrase:
    return DatePhrase(start, end, text, None, None, "relative, and no publication date is known")


def _relative(page: _Page, published: date | None) -> Iterator[DatePhrase]:
    text = page.text
    for match in page.matches(dp.RELATIVE_RE, dp.RELATIVE_SPOT):
        kind, *rest = dp.RELATIVE_KINDS[int(str(match.lastgroup)[1:])].split(":")
        where = (match.start(), match.end(), match.group())
        if kind == "offset":
            yield DatePhrase(*where, None, None, "counted from the event before", offset=int(rest[0]))
        elif published is None:
            yield _unresolved(*where)
        else:
            first, last = _window(kind, [int(r) for r in rest], published)
            if kind in {"month", "year", "week"}:
                first, last = _part_of((first, last), match.group()) if rest[0] == "1" else (first, last)
            yield DatePhrase(
                *where, first, min(last, published), "relative to publication", _since(text, where[0])
            )


def _window(kind: str, numbers: list[int], published: date) -> tuple[date, date]:
    n = numbers[0]
    if kind == "days":
        return published - timedelta(n), published - timedelta(numbers[1])
    if kind == "week":
        # weeks begin on Monday (ISO 8601); "this week" on a Monday still means days just gone
        monday = published - timedelta(published.weekday() + 7 * n)
        return (
            (min(monday, published - timedelta(2)), published) if n == 0 else (monday, monday + timedelta(6))
        )
    if kind == "weekend":
        saturday = published - timedelta((published.weekday() - 5) % 7)
        return saturday - timedelta(1), saturday + timedelta(1)
    if kind == "month":
        year, month = divmod(published.year * 12 + published.month - 1 - n, 12)
        return _month_window(year, month + 1)
    return date(published.year - n, 1, 1), date(published.year - n, 12, 31)


def _weekdays(page: _Page, published: date | None) -> Iterator[DatePhrase]:
    for match in page.matches(dp.WEEKDAY, dp.WEEKDAY_SPOT):
        arabic = match["aday"] is not None
        name = match["aday"] or match["day"].lower()
        lead = ((match["atail"] or "") if arabic else (match["lead"] or "").lower()).strip()
        if lead in {"next", "coming", "المقبل", "القادم"}:
            continue
        start = match.start()
        phrase = match.group().strip()
        start += len(match.group()) - len(match.group().lstrip())
        if published is None:
            yield _unresolved(start, start + len(phrase), phrase)
            continue
        number = dp.ARABIC_WEEKDAYS[name] if arabic else dp.WEEKDAYS[name]
        back = (published.weekday() - number) % 7
        if lead in {"last", "past", "previous", "الماضي", "الفائت"} and back == 0:
            back = 7
        second = match["aday2"] if arabic else match["day2"]
        if second is not None:
            # "Thursday to Friday", "on Friday and Saturday": up to the latest such second day
            end = dp.ARABIC_WEEKDAYS[second] if arabic else dp.WEEKDAYS[second.lower()]
            until = published - timedelta((published.weekday() - end) % 7)
            first = until - timedelta((end - number) % 7)
            yield DatePhrase(
                start, start + len(phrase), phrase, first, until, "the two latest such days up to publication"
            )
            continue
        day = published - timedelta(back)
        since = lead == "since" or bool(match["alead"])
        last = published if since else day
        yield DatePhrase(start, start + len(phrase), phrase, day, last, "latest such day up to publication")
