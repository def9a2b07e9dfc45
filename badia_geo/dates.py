"""Date phrases: from "overnight", "in April" or «مطلع شباط» to closed windows of days.

A phrase is read against the day of publication.  A relative phrase never gives a window that runs past
that day, and one that counts from the event before it ("a day later") keeps its offset for the caller.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from badia_geo.errors import DateError
from badia_geo.number_words import ARABIC_NUMBERS, NUMBERS, to_ascii_digits
from badia_geo.phrases import Spans, is_arabic

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["DatePhrase", "find_dates", "parse_date"]

RECENT_DAYS = 30
"""How far back "recently" reaches; a convention of this package, as newspapers define none."""

_ENGLISH_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_ABBREVIATED = {"sept": 9} | {m[:3]: i + 1 for i, m in enumerate(_ENGLISH_MONTHS)}
_ARABIC_MONTHS = {
    "كانون الثاني": 1, "شباط": 2, "آذار": 3, "اذار": 3, "نيسان": 4, "أيار": 5, "ايار": 5, "حزيران": 6, "تموز": 7,
    "آب": 8, "اب": 8, "أيلول": 9, "ايلول": 9, "تشرين الأول": 10, "تشرين الاول": 10, "تشرين الثاني": 11,
    "كانون الأول": 12, "كانون الاول": 12, "يناير": 1, "فبراير": 2, "مارس": 3, "أبريل": 4, "ابريل": 4, "إبريل": 4,
    "مايو": 5, "يونيو": 6, "يونيه": 6, "يوليو": 7, "يوليه": 7, "أغسطس": 8, "اغسطس": 8, "سبتمبر": 9, "أكتوبر": 10,
    "اكتوبر": 10, "نوفمبر": 11, "ديسمبر": 12,
}  # fmt: skip
_WEEKDAYS = {
    d: i for i, d in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
}
_ARABIC_WEEKDAYS = {
    "الاثنين": 0, "الإثنين": 0, "الثلاثاء": 1, "الأربعاء": 2, "الاربعاء": 2, "الخميس": 3, "الجمعة": 4, "السبت": 5,
    "الأحد": 6, "الاحد": 6,
}  # fmt: skip
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 2)}


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
    """

    start: int
    end: int
    text: str
    first: date | None
    last: date | None
    rule: str
    since: bool = False
    offset: int | None = None


_EN_MONTH = (
    r"(?:"
    + "|".join(
        [*(m.capitalize() for m in _ENGLISH_MONTHS), "Sept", *(m[:3].capitalize() for m in _ENGLISH_MONTHS)]
    )
    + r")\b\.?"
)
_AR_MONTH = r"(?:" + "|".join(sorted(_ARABIC_MONTHS, key=len, reverse=True)) + r")"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:19|20)\d\d"
_TO = r"\s*(?:-|–|—|to|and|until|till|through|or|و|إلى|حتى)\s*"
_ABSOLUTE = re.compile(
    rf"(?P<iso>\b{_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b)"
    rf"|(?P<numeric>\b\d{{1,2}}[/.]\d{{1,2}}[/.]{_YEAR}\b)"
    rf"|(?P<part>(?:(?:the )?(?:early|mid|late|beginning of|start of|middle of|end of)[ -])?)\b(?P<month>{_EN_MONTH})"
    rf"(?:\s+(?:the )?(?P<day>{_DAY})(?:st|nd|rd|th)?\b(?!:|\s*(?:a\.?m|p\.?m|people|civilians|fighters|soldiers))"
    rf"(?:{_TO}(?P<day2>{_DAY})(?:st|nd|rd|th)?\b(?!\s+[A-Z][a-z]+ \d))?)?(?:,?\s+(?:of )?(?P<year>{_YEAR})\b)?"
    rf"|\b(?P<dday>{_DAY})(?:st|nd|rd|th)?(?:{_TO}(?P<dday2>{_DAY})(?:st|nd|rd|th)?)?\s+(?:of )?(?P<dmonth>{_EN_MONTH})"
    rf"(?:,?\s+(?P<dyear>{_YEAR})\b)?"
)
_ARABIC_ABSOLUTE = re.compile(
    rf"(?P<part>(?:مطلع|بداية|أوائل|اوائل|منتصف|أواسط|نهاية|أواخر|اواخر)?)\s*(?:شهر\s+)?"
    rf"(?:(?<!\d)(?P<day>{_DAY})(?:{_TO}(?P<day2>{_DAY}))?\s+(?:من\s+)?(?:شهر\s+)?)?"
    rf"(?<![ء-ي])(?P<lead>[وبلف]?)(?P<month>{_AR_MONTH})(?![ء-ي])(?:\s*[/\\(]\s*{_AR_MONTH}\)?)?(?:\s+(?:من\s+)?(?:عام\s+|العام\s+)?(?P<year>{_YEAR}))?"
)
_YEARS = re.compile(
    rf"\b(?P<prep>in|since|during|of|until|by|from|between|through|throughout|before|after|early|late|mid|the year)[ -](?P<year>{_YEAR})(?:\s*(?:-|–|to|and|until)\s*(?P<year2>{_YEAR}))?\b"
    rf"|(?<![ء-ي])(?P<aprep>منذ|في|خلال|حتى|بين|قبل|من)?\s*(?:عام|العام|سنة)\s+(?P<ayear>{_YEAR})",
    re.IGNORECASE,
)
_SEASON = re.compile(
    rf"\b(?P<season>spring|summer|autumn|fall|winter)\s+(?:of\s+)?(?P<year>{_YEAR})\b", re.IGNORECASE
)
_MONTH_LEAD = re.compile(
    r"(?:\b(?:in|of|since|until|till|by|during|last|this|early|mid|late|through|before|after|from|between|month of|"
    r"next|and|to)\s+|-)$",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    rf"\b(?P<lead>last|next|this|past|since|coming)?\s*\b(?P<day>{'|'.join(d.capitalize() for d in _WEEKDAYS)})s?\b"
    rf"|(?P<alead>منذ\s+)?(?:يوم\s+|ليلة\s+|مساء\s+|صباح\s+|فجر\s+|أمس\s+|امس\s+)(?P<aday>{'|'.join(_ARABIC_WEEKDAYS)})(?P<atail>\s+(?:الماضي|الفائت|المقبل|القادم))?"
)
_COUNT = (
    r"(?P<n>\d{1,3}|"
    + "|".join(sorted((k for k in NUMBERS if " " not in k and NUMBERS[k] < 100), key=len, reverse=True))
    + r"|a|an|several|few|couple of|a few|a couple of)"
)
_UNIT = r"(?P<unit>hour|day|week|month|year|night)s?"
_AGO = re.compile(
    rf"\b{_COUNT}\s+{_UNIT}\s+(?P<how>ago|earlier|before|later|after|prior|previously)\b", re.IGNORECASE
)
_PAST = re.compile(
    rf"\b(?P<lead>over|in|during|within|for|throughout)?\s*(?:the\s+)?(?:past|last|previous|preceding)\s+{_COUNT}\s+{_UNIT}\b",
    re.IGNORECASE,
)
_ARABIC_AGO = re.compile(
    r"(?<![ء-ي])(?P<how>قبل|منذ)\s+(?:نحو\s+|حوالي\s+)?(?:(?P<n>\d{1,3}|"
    + "|".join(ARABIC_NUMBERS)
    + r")\s+)?"
    r"(?P<unit>يومين|أسبوعين|اسبوعين|شهرين|عامين|سنتين|ساعات|أيام|ايام|أسابيع|اسابيع|أشهر|اشهر|سنوات|أعوام|يوم|أسبوع|اسبوع|شهر|عام|سنة)(?![ء-ي])(?!\s*\d{4})"
)

# phrase -> (first, last) as functions of the day of publication, or an offset in days from the event before
_RELATIVE: tuple[tuple[str, str, str], ...] = (
    (r"the day before yesterday", r"أول أمس|اول امس|قبل أمس", "days:2:2"),
    (r"yesterday(?: (?:morning|afternoon|evening|night))?", r"(?:يوم |ليل |مساء |صباح |فجر |ليلة )?(?:أمس|امس|البارحة)", "days:1:1"),
    (r"overnight|last night", r"الليلة الماضية|ليلة أمس|ليل أمس", "days:1:0"),
    (r"earlier today|today|tonight|this (?:morning|afternoon|evening)|earlier in the day|hours ago", r"اليوم|صباح اليوم|مساء اليوم|فجر اليوم|قبل ساعات", "days:0:0"),
    (r"a few days ago|several days ago|days ago|in recent days|(?:over|in) the (?:past|last) (?:few|several) days|the other day", r"قبل أيام|قبل ايام|في الأيام الأخيرة|خلال الأيام الماضية|الأيام الأخيرة|الأيام الماضية|منذ أيام", "days:7:0"),
    (r"(?:earlier |late |later |early )?this week", r"هذا الأسبوع|الأسبوع الجاري|الأسبوع الحالي|خلال الأسبوع", "week:0"),
    (r"(?:late |early )?last week", r"الأسبوع الماضي|الاسبوع الماضي|الأسبوع الفائت", "week:1"),
    (r"(?:over|at) (?:the|last|this) (?:past )?weekend|(?:last|this) weekend", r"", "weekend:0"),
    (r"in recent weeks|(?:over|in) the (?:past|last) (?:few|several) weeks|weeks ago", r"في الأسابيع الأخيرة|خلال الأسابيع الماضية|قبل أسابيع", "days:42:0"),
    (r"(?:earlier |late |later |early )?this month", r"هذا الشهر|الشهر الجاري|الشهر الحالي", "month:0"),
    (r"(?:late |early |earlier )?last month|the (?:past|previous) month", r"الشهر الماضي|الشهر الفائت|الشهر المنصرم", "month:1"),
    (r"in recent months|(?:over|in) the (?:past|last) (?:few|several) months|months ago", r"في الأشهر الأخيرة|خلال الأشهر الماضية|قبل أشهر", "days:180:0"),
    (r"(?:earlier |later |early )?this year", r"هذا العام|العام الجاري|العام الحالي|هذه السنة", "year:0"),
    (r"(?:late |early )?last year", r"العام الماضي|السنة الماضية|العام الفائت", "year:1"),
    (r"recently|lately|of late|most recently", r"مؤخرا|مؤخراً|في الآونة الأخيرة|حديثا", f"days:{RECENT_DAYS}:0"),
    (r"in recent years|years ago", r"في السنوات الأخيرة|قبل سنوات|منذ سنوات", "days:1825:0"),
    (r"(?:on )?the same day|later (?:that|the same) day|that (?:day|night|evening|morning)", r"في اليوم نفسه|في اليوم ذاته|اليوم نفسه", "offset:0"),
    (r"(?:on )?the (?:next|following) day", r"في اليوم التالي|اليوم التالي", "offset:1"),
    (r"(?:on )?the (?:previous day|day before|day earlier)", r"في اليوم السابق|قبل ذلك بيوم", "offset:-1"),
)  # fmt: skip
_RELATIVE_RE = re.compile(
    # every phrase begins a word: to say so once is five times as fast as in each alternative
    r"\b(?=\w)(?:"
    + "|".join(
        rf"(?P<r{i}>(?:{english})\b" + (rf"|(?:{arabic})(?![ء-ي]))" if arabic else ")")
        for i, (english, arabic, _) in enumerate(_RELATIVE)
    )
    + ")",
    re.IGNORECASE,
)
_RELATIVE_KINDS = [kind for *_, kind in _RELATIVE]
_SINCE_BEFORE = re.compile(
    r"(?:\b(?:since|from)(?:\s+(?:at least|around|about|early|late|mid|the end of))?\s*$)|(?:منذ\s*$)",
    re.IGNORECASE,
)
_BETWEEN_BEFORE = re.compile(
    r"(?:\b(?:between|betwen|betweem|from)\s*$)|(?:(?:بين|من|ما بين)\s*(?:يومي|شهري)?\s*$)", re.IGNORECASE
)
_JOIN = re.compile(r"\s*(?:and|to|until|till|through|-|–|—|و|إلى|حتى|وحتى)\s*")
_SPOT = re.compile(
    r"\d+|\b(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z.]*|[Tt]o(?:day|night)|"
    r"[Yy]esterday|[Oo]vernight|[Rr]ecent(?:ly)?|late(?:ly)?|(?:[Hh]our|[Dd]ay|[Ww]eek|[Mm]onth|[Yy]ear|[Nn]ight)s?|[Ww]eekend|"
    r"morning|afternoon|evening|[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter)\b"
)
"""Words without which there is no English date: patterns are tried only round them."""
_REACH = (40, 60)
_Windows = list[tuple[int, int]]


def _windows(text: str) -> list[tuple[int, int]]:
    """Stretches of a text that may hold a date; the whole of it once it has Arabic in it."""
    if not text.isascii() and is_arabic(text):
        return [(0, len(text))]
    windows: list[tuple[int, int]] = []
    for match in _SPOT.finditer(text):
        low, high = max(0, match.start() - _REACH[0]), min(len(text), match.end() + _REACH[1])
        if windows and low <= windows[-1][1]:
            windows[-1] = (windows[-1][0], high)
        else:
            windows.append((low, high))
    return windows


def _matches(pattern: re.Pattern[str], text: str, windows: list[tuple[int, int]]) -> Iterator[re.Match[str]]:
    for low, high in windows:
        yield from pattern.finditer(text, low, high)


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
    >>> [(d.text, str(d.first), str(d.last)) for d in find_dates("In April, and overnight", published="2020-08-21")]
    [('April', '2020-04-01', '2020-04-30'), ('overnight', '2020-08-20', '2020-08-21')]
    """
    windows = _windows(text) if text else []
    if not windows:
        return []
    day = None if published is None else parse_date(published)
    ascii_text = to_ascii_digits(text)
    found: list[DatePhrase] = []
    taken = Spans()
    for reader in (_absolute, _years, _counted, _relative, _weekdays):
        for phrase in reader(ascii_text, windows, day):
            if not taken.meets(phrase.start, phrase.end):
                found.append(phrase)
                taken.add(phrase.start, phrase.end)
    found.sort(key=lambda p: p.start)
    found = _without_weekday_of_date(_ranges(ascii_text, found, day), ascii_text)
    return [replace(p, text=text[p.start : p.end]) for p in found]


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
        if value != value:  # NaT compares unequal to itself
            msg = "the date is empty; write it as YYYY-MM-DD"
            raise DateError(msg)
        return value.date()
    if isinstance(value, date):
        return value
    text = to_ascii_digits("" if value is None else str(value)).strip()
    iso = re.match(rf"({_YEAR})-(\d\d?)-(\d\d?)(?!\d)", text)
    try:
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
        other = dateparser.parse(text, languages=["en", "ar", "fr", "tr"], settings=strict)
        if other is None:
            raise ValueError(text)
        return other.date()
    except ValueError as error:
        msg = f"{value!r} cannot be read as a date; write it as YYYY-MM-DD"
        raise DateError(msg) from error


def _month_number(name: str) -> int:
    name = re.sub(r"\s+", " ", name.rstrip("."))
    if name in _ARABIC_MONTHS:
        return _ARABIC_MONTHS[name]
    low = name.lower()
    return _ABBREVIATED.get(low) or _ABBREVIATED[low[:3]]


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


def _absolute(text: str, windows: _Windows, published: date | None) -> Iterator[DatePhrase]:
    for match in _matches(_ABSOLUTE, text, windows):
        g = match.groupdict()
        if g["iso"] or g["numeric"]:
            phrase = _numeric(match, g)
            if phrase is not None:
                yield phrase
            continue
        month = g["month"] or g["dmonth"]
        day, day2, year = g["day"] or g["dday"], g["day2"] or g["dday2"], g["year"] or g["dyear"]
        if not day and not year and not g["part"] and not _MONTH_LEAD.search(text[: match.start()][-14:]):
            continue
        if month in {"May", "March", "Mar"} and not day and not year:
            lead = text[: match.start()][-14:].lower()
            if month == "Mar" or (not g["part"] and re.search(r"(?:and|to|by)\s+$", lead)):
                continue
        yield from _dated(match, month, day, day2, year, g["part"] or "", published)
    if not text.isascii() and is_arabic(text):
        for match in _matches(_ARABIC_ABSOLUTE, text, windows):
            g = match.groupdict()
            if g["month"] in {"آب", "اب"} and not (g["day"] or g["year"] or "شهر" in match.group()):
                continue  # also the word for father
            yield from _dated(match, g["month"], g["day"], g["day2"], g["year"], g["part"] or "", published)


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
    number = _month_number(month)
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
        bool(_SINCE_BEFORE.search(text[max(0, start - 30) : start]))
        and "from" not in text[max(0, start - 6) : start]
    )


def _years(text: str, windows: _Windows, published: date | None) -> Iterator[DatePhrase]:
    for match in _matches(_SEASON, text, windows):
        year = int(match["year"])
        low, high = _SEASONS[match["season"].lower()]
        first = date(year - 1 if low > high else year, low, 1)
        yield DatePhrase(
            match.start(), match.end(), match.group(), first, _month_window(year, high)[1], "season"
        )
    for match in _matches(_YEARS, text, windows):
        arabic = match["ayear"] is not None
        year = int(match["ayear"] or match["year"])
        last_year = int(match["year2"]) if match["year2"] else year
        word = (match["aprep"] if arabic else match["prep"]) or ""
        start = match.start("ayear") if arabic else match.start("year")
        window = _part_of((date(year, 1, 1), date(last_year, 12, 31)), word)
        since = word.lower() in {"since", "منذ"}
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


_DAYS = {"hour": 0, "day": 1, "night": 1, "week": 7, "month": 30, "year": 365}
_ARABIC_UNITS = (
    ("ساع", 0),
    ("يوم", 1),
    ("يام", 1),
    ("سبوع", 7),
    ("سابيع", 7),
    ("شهر", 30),
    ("عام", 365),
    ("عوام", 365),
    ("سن", 365),
)


def _counted(text: str, windows: _Windows, published: date | None) -> Iterator[DatePhrase]:
    for match in _matches(_AGO, text, windows):
        n, unit, how = _count(match["n"]), _DAYS[match["unit"].lower()], match["how"].lower()
        if how == "ago":
            yield _before(match.start(), match.end(), match.group(), n, unit, published)
        elif unit <= 7 and not (how in {"before", "after"} and match["n"].lower() not in {"a", "an"}):
            days = n * unit if how in {"later", "after"} else -n * unit
            rule = "counted from the event before"
            yield DatePhrase(match.start(), match.end(), match.group(), None, None, rule, offset=days)
    for match in _matches(_PAST, text, windows):
        span = _count(match["n"]) * (_DAYS[match["unit"].lower()] or 1 / 24)
        if published is None:
            yield _unresolved(match.start(), match.end(), match.group())
        else:
            first = published - timedelta(max(1, round(span)))
            yield DatePhrase(
                match.start(), match.end(), match.group(), first, published, "counted back from publication"
            )
    for match in _matches(_ARABIC_AGO, text, windows):
        unit_word = match["unit"]
        days = next(d for part, d in _ARABIC_UNITS if part in unit_word)
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


def _relative(text: str, windows: _Windows, published: date | None) -> Iterator[DatePhrase]:
    for match in _matches(_RELATIVE_RE, text, windows):
        kind, *rest = _RELATIVE_KINDS[int(str(match.lastgroup)[1:])].split(":")
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


def _weekdays(text: str, windows: _Windows, published: date | None) -> Iterator[DatePhrase]:
    for match in _matches(_WEEKDAY, text, windows):
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
        number = _ARABIC_WEEKDAYS[name] if arabic else _WEEKDAYS[name]
        back = (published.weekday() - number) % 7
        if lead in {"last", "past", "الماضي", "الفائت"} and back == 0:
            back = 7
        day = published - timedelta(back)
        since = lead == "since" or bool(match["alead"])
        last = published if since else day
        yield DatePhrase(start, start + len(phrase), phrase, day, last, "latest such day up to publication")


def _ranges(text: str, phrases: list[DatePhrase], published: date | None) -> list[DatePhrase]:
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
                _BETWEEN_BEFORE.search(text[max(0, before.start - 14) : before.start])
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
    if re.search(_YEAR, text[before.start : before.end]) or phrase.last is None:
        return before.first
    match = _ABSOLUTE.search(text, before.start, before.end) or _ARABIC_ABSOLUTE.search(
        text, before.start, before.end
    )
    if match is None:
        return before.first
    g = match.groupdict()
    month, day = g["month"] or g.get("dmonth"), g["day"] or g.get("dday")
    if not month:
        return before.first
    number, day_number = _month_number(month), int(day or 1)
    year = (
        phrase.last.year
        if (number, day_number) <= (phrase.last.month, phrase.last.day)
        else phrase.last.year - 1
    )
    try:
        return date(year, number, day_number)
    except ValueError:
        return None


def _without_weekday_of_date(phrases: list[DatePhrase], text: str) -> list[DatePhrase]:
    """Drop the weekday of "Thursday, March 12" and of "last month on Monday the 3rd"."""
    kept: list[DatePhrase] = []
    for i, phrase in enumerate(phrases):
        following = phrases[i + 1] if i + 1 < len(phrases) else None
        if phrase.rule.startswith("latest such") or phrase.text.lower() in {"today", "اليوم"}:
            if following is not None and re.fullmatch(
                r",?\s*(?:the\s+|\(\s*|في\s+)?", text[phrase.end : following.start]
            ):
                if following.rule.startswith(("day", "written")):
                    continue
            if (
                kept
                and kept[-1].rule.startswith(("day", "written"))
                and re.fullmatch(r",?\s*\(?\s*", text[kept[-1].end : phrase.start])
            ):
                continue
        kept.append(phrase)
    return kept
