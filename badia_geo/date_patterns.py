"""Date patterns: the words and regular expressions that dates are read by (English and Arabic)."""

from __future__ import annotations

import re

from badia_geo.number_words import ARABIC_NUMBERS, NUMBERS
from badia_geo.spots import Spot

__all__ = [
    "ABBREVIATED",
    "ABSOLUTE",
    "AGO",
    "ARABIC_ABSOLUTE",
    "ARABIC_AFTER",
    "ARABIC_AGO",
    "ARABIC_AGO_SPOT",
    "ARABIC_MONTHS",
    "ARABIC_UNITS",
    "ARABIC_WEEKDAYS",
    "BEHIND",
    "BETWEEN_BEFORE",
    "CLAUSE",
    "DAY",
    "DAYS",
    "FIGURES",
    "FIGURE_SPOT",
    "MONTH_LEAD",
    "MONTH_SPOT",
    "ORDINAL_SPOT",
    "PAST",
    "REACH",
    "RELATIVE",
    "RELATIVE_KINDS",
    "RELATIVE_RE",
    "RELATIVE_SPOT",
    "SEASON",
    "SEASONS",
    "SEASON_SPOT",
    "SINCE_BEFORE",
    "STOP",
    "UNIT_SPOT",
    "WEEKDAY",
    "WEEKDAYS",
    "WEEKDAY_SPOT",
    "YEAR",
    "YEARS",
    "YEAR_REACH",
    "YEAR_SPOT",
]

RECENT_DAYS = 30
"""How far back "recently" reaches; a convention of this package, as newspapers define none."""

ENGLISH_MONTHS = [
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
ABBREVIATED = {"sept": 9} | {m[:3]: i + 1 for i, m in enumerate(ENGLISH_MONTHS)}
ARABIC_MONTHS = {
    "كانون الثاني": 1, "شباط": 2, "آذار": 3, "اذار": 3, "نيسان": 4, "أيار": 5, "ايار": 5, "حزيران": 6,
    "تموز": 7,
    "آب": 8, "اب": 8, "أيلول": 9, "ايلول": 9, "تشرين الأول": 10, "تشرين الاول": 10, "تشرين الثاني": 11,
    "كانون الأول": 12, "كانون الاول": 12, "يناير": 1, "فبراير": 2, "مارس": 3, "أبريل": 4, "ابريل": 4,
    "إبريل": 4,
    "مايو": 5, "يونيو": 6, "يونيه": 6, "يوليو": 7, "يوليه": 7, "أغسطس": 8, "اغسطس": 8, "سبتمبر": 9,
    "أكتوبر": 10,
    "اكتوبر": 10, "نوفمبر": 11, "ديسمبر": 12,
}  # fmt: skip
WEEKDAYS = {
    d: i for i, d in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
}
ARABIC_WEEKDAYS = {
    "الاثنين": 0, "الإثنين": 0, "الثلاثاء": 1, "الأربعاء": 2, "الاربعاء": 2, "الخميس": 3, "الجمعة": 4,
    "السبت": 5,
    "الأحد": 6, "الاحد": 6,
}  # fmt: skip
SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 2)}


EN_MONTH = (
    r"(?:"
    + "|".join(
        [*(m.capitalize() for m in ENGLISH_MONTHS), "Sept", *(m[:3].capitalize() for m in ENGLISH_MONTHS)]
    )
    + r")\b\.?"
)
AR_MONTH = r"(?:" + "|".join(sorted(ARABIC_MONTHS, key=len, reverse=True)) + r")"
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
YEAR = r"(?:19|20)\d\d"
TO = r"\s*(?:-|–|—|to|and|until|till|through|or|و|إلى|حتى)\s*"
ABSOLUTE = re.compile(
    # every form begins a word: to say so once is three times as fast as in each alternative
    rf"\b(?=\w)(?:(?P<iso>\b{YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b)"
    rf"|(?P<numeric>\b\d{{1,2}}[/.]\d{{1,2}}[/.]{YEAR}\b)"
    rf"|(?P<part>(?:(?:the )?(?:early|mid|late|beginning of|start of|middle of|end of)[ -])?)"
    rf"\b(?P<month>{EN_MONTH})"
    rf"(?:\s+(?:the )?(?P<day>{DAY})(?:st|nd|rd|th)?\b(?!:\d|\s*(?:a\.?m|p\.?m|people|civilians|fighters|"
    rf"soldiers))"
    rf"(?:{TO}(?P<day2>{DAY})(?:st|nd|rd|th)?\b(?!\s+[A-Z][a-z]+ \d))?)?(?:,?\s+(?:of )?(?P<year>{YEAR})\b)?"
    rf"|\b(?P<dday>{DAY})(?:st|nd|rd|th)?(?:{TO}(?P<dday2>{DAY})(?:st|nd|rd|th)?)?\s+(?:of )"
    rf"?(?P<dmonth>{EN_MONTH})"
    rf"(?:,?\s+(?P<dyear>{YEAR})\b)?)"
)
ARABIC_ORDINALS = {
    "الأول": 1, "الاول": 1, "الثاني": 2, "الثالث": 3, "الرابع": 4, "الخامس": 5, "السادس": 6, "السابع": 7,
    "الثامن": 8, "التاسع": 9, "العاشر": 10, "الحادي عشر": 11, "الثاني عشر": 12, "الثالث عشر": 13,
    "الرابع عشر": 14, "الخامس عشر": 15, "السادس عشر": 16, "السابع عشر": 17, "الثامن عشر": 18,
    "التاسع عشر": 19, "العشرين": 20, "الحادي والعشرين": 21, "الثاني والعشرين": 22, "الثالث والعشرين": 23,
    "الرابع والعشرين": 24, "الخامس والعشرين": 25, "السادس والعشرين": 26, "السابع والعشرين": 27,
    "الثامن والعشرين": 28, "التاسع والعشرين": 29, "الثلاثين": 30,
}  # fmt: skip
_AR_ORDINAL = "|".join(sorted(ARABIC_ORDINALS, key=len, reverse=True))
ARABIC_ABSOLUTE = re.compile(
    rf"(?P<part>(?:مطلع|بداية|أوائل|اوائل|منتصف|أواسط|نهاية|أواخر|اواخر)?)\s*(?:شهر\s+)?"
    rf"(?:(?P<oday>{_AR_ORDINAL})\s+من\s+(?:شهر\s+)?|(?<!\d)(?P<day>{DAY})(?:{TO}(?P<day2>{DAY}))?\s+(?:من\s+)?(?:شهر\s+)?)?"
    rf"(?<![ء-ي])(?P<lead>[وبلف]?)(?P<month>{AR_MONTH})(?![ء-ي])(?:\s*[/\\(]\s*{AR_MONTH}\)?)"
    rf"?(?:\s+(?:من\s+)?(?:عام\s+|العام\s+)?(?P<year>{YEAR}))?"
)
YEARS = re.compile(
    rf"\b(?P<prep>in|since|during|of|until|by|from|between|through|throughout|before|after|early|late|mid|"
    rf"the year)[ -](?P<year>{YEAR})(?:\s*(?:-|–|to|and|until)\s*(?P<year2>{YEAR}))?\b"
    rf"|(?<![ء-ي])(?P<aprep>منذ|في|خلال|حتى|بين|قبل|من)?\s*(?:عام|العام|سنة)\s+(?P<ayear>{YEAR})",
    re.IGNORECASE,
)
SEASON = re.compile(
    rf"\b(?P<season>spring|summer|autumn|fall|winter)\s+(?:of\s+)?(?P<year>{YEAR})\b", re.IGNORECASE
)
MONTH_LEAD = re.compile(
    r"(?:\b(?:in|of|since|until|till|by|during|last|past|this|early|mid|late|through|before|after|from|between|"
    r"month of|"
    r"next|and|to)\s+|-)$",
    re.IGNORECASE,
)
_EN_DAYS = "|".join(d.capitalize() for d in WEEKDAYS)
_AR_DAYS = "|".join(ARABIC_WEEKDAYS)
WEEKDAY = re.compile(
    rf"\b(?P<lead>last|next|this|past|previous|since|coming)?\s*\b(?P<day>{_EN_DAYS})s?\b"
    rf"(?:\s*(?:-|–|—|/|\bto\b|\band\b|\bthrough\b|\binto\b)\s*(?:(?:early|late|on)\s+){{0,2}}(?P<day2>{_EN_DAYS})\b)?"
    rf"|(?P<alead>منذ\s+)?(?:يوم\s+|يومي\s+|ليلة\s+|ليل\s+|مساء\s+|صباح\s+|فجر\s+|ظهر\s+|عصر\s+|نهار\s+|أمس\s+|امس\s+"
    # alone only behind a verb: some are names of people too
    # or between commas, brackets and the like
    r"|(?<![ء-ي])(?=[ء-ي]+\s+(?:الماضي|الفائت|المنصرم)(?![ء-ي]))"
    r"|(?<=\s)(?=ال(?:ثلاثاء|أربعاء|اثنين|إثنين|سبت)(?![ء-ي]))"
    r"|(?<=\s)(?=ال(?:أحد|اثنين|إثنين|خميس|جمعة|سبت)\s+(?:على|إن|أن|إثر|جراء)\s)"
    r"|(?<=ت )|(?<=أعلن )|(?<=قال )|(?<=[،,(] )|(?<=[،,(])(?=[ء-ي]+[،,)])|(?<=[.؟!]\sو)(?=[ء-ي]+،)|"
    r"(?<=\n)و(?=[ء-ي]+،))"
    rf"(?P<aday>{_AR_DAYS})(?:(?:\s*[-–/]\s*|\s+(?:و|إلى\s+|على\s+)?)(?P<aday2>{_AR_DAYS})(?![ء-ي]))?"
    rf"(?P<atail>\s+(?:الماضي|الفائت|المنصرم|المقبل|القادم))?"
)
DAY_ALONE = re.compile(
    r"\bon the (?P<day>[12]?\d|3[01])(?:st|nd|rd|th)\b(?!\s+(?:of\s+(?!the month\b|this month\b)|[A-Z]|"
    r"anniversary|floor|day|time))"
)
"""A day of the month that is not named: "on the 14th"."""
COUNT = (
    r"(?P<n>\d{1,3}|"
    + "|".join(sorted((k for k in NUMBERS if " " not in k and NUMBERS[k] < 100), key=len, reverse=True))
    + r"|a|an|several|few|couple of|a few|a couple of)"
)
UNIT = r"(?P<unit>hour|day|week|month|year|night)s?"
AGO = re.compile(
    rf"\b{COUNT}\s+{UNIT}\s+(?P<how>ago|earlier|before|later|afterwards?|after|prior|previously)\b",
    re.IGNORECASE,
)
BEHIND = re.compile(r"[\w,]\s$")
"""What stands before a count of days that follows a statement, and does not open a sentence."""
CLAUSE = re.compile(r"\s\w")
STOP = re.compile(r"[.!?;؟؛\n]\s")
PAST = re.compile(
    rf"\b(?P<lead>over|in|during|within|for|throughout)?\s*(?:the\s+)?(?:past|last|previous|preceding)"
    rf"\s+{COUNT}\s+{UNIT}\b",
    re.IGNORECASE,
)
ARABIC_AGO = re.compile(
    r"(?<![ء-ي])(?P<how>قبل|منذ)\s+(?:نحو\s+|حوالي\s+)?(?:(?P<n>\d{1,3}|"
    + "|".join(ARABIC_NUMBERS)
    + r")\s+)?"
    r"(?P<unit>يومين|أسبوعين|اسبوعين|شهرين|عامين|سنتين|ساعات|أيام|ايام|أسابيع|اسابيع|أشهر|اشهر|سنوات|أعوام|"
    # "days before the feast" does not count from the day of publication
    r"يوم|أسبوع|اسبوع|شهر|عام|سنة)(?![ء-ي])(?!\s*\d{4})(?!\s+من\s+(?:ال)?(?:عيد|شهر|انتخاب|موعد|ذكرى|حلول|انتهاء))"
)

# "two days before that", "two days later": counted from the event told before
ARABIC_AFTER = re.compile(
    r"(?<![ء-ي])و?(?P<how>قبل|بعد)\s+(?:(?P<that>ذلك\s+ب)(?:نحو\s+)?)?(?:(?P<n>\d{1,2}|"
    + "|".join(ARABIC_NUMBERS)
    + r")\s+)?(?P<unit>يومين|أيام|ايام|يوم|ساعات|ساعة|أسبوع|أسبوعين)(?![ء-ي])(?P<later>\s+من\s+ذلك)?"
)

# phrase -> (first, last) as functions of the day of publication, or an offset in days from the event before
RELATIVE: tuple[tuple[str, str, str], ...] = (
    (
        r"the day before yesterday",
        r"و?(?:أول|اول) (?:من )?(?:أمس|امس)|و?قبل أمس|(?:أمس|امس) (?:الأول|الاول)",
        "days:2:2",
    ),
    (
        r"yesterday(?: (?:morning|afternoon|evening|night))?",
        (
            r"(?:يوم |ليل |مساء |صباح |فجر |ليلة )?(?:أمس|"
            r"امس|البارحة)"
        ),
        "days:1:1",
    ),
    (r"overnight|last night|(?:through|during) the night", r"الليلة الماضية|ليلة أمس|ليل أمس", "days:1:0"),
    (
        r"in recent hours|(?:in|over) the (?:past|last) (?:few|several) hours",
        (
            r"خلال (?:الـ ?|ال)?(?:24|48) ساعة (?:الماضية|الأخيرة|الفائتة)|خلال الساعات (?:الماضية|"
            r"الأخيرة|القليلة الماضية)"
        ),
        "days:1:0",
    ),
    (
        r"earlier today|today|tonight|this (?:morning|afternoon|evening)|earlier in the day|hours ago",
        r"[وف]?اليوم|صباح اليوم|مساء اليوم|فجر اليوم|قبل ساعات",
        "days:0:0",
    ),
    (
        (
            r"a few days ago|several days ago|days ago|in recent days|(?:over|in) the (?:past|last) (?:few|"
            r"several) days|the other day"
        ),
        (
            r"قبل أيام|قبل ايام|في الأيام الأخيرة|خلال الأيام الماضية|الأيام "
            r"الأخيرة|الأيام الماضية|منذ أيام"
        ),
        "days:7:0",
    ),
    (
        r"(?:earlier |late |later |early )?this week",
        (
            r"هذا الأسبوع|الأسبوع الجاري|الأسبوع الحالي|خلال "
            r"الأسبوع"
        ),
        "week:0",
    ),
    (r"(?:late |early )?last week", r"الأسبوع الماضي|الاسبوع الماضي|الأسبوع الفائت", "week:1"),
    (r"(?:over|at) (?:the|last|this) (?:past )?weekend|(?:last|this) weekend", r"", "weekend:0"),
    (
        r"in recent weeks|(?:over|in) the (?:past|last) (?:few|several) weeks|weeks ago",
        r"في الأسابيع الأخيرة|خلال الأسابيع الماضية|قبل أسابيع",
        "days:42:0",
    ),
    (r"(?:earlier |late |later |early )?this month", r"هذا الشهر|الشهر الجاري|الشهر الحالي", "month:0"),
    (
        r"(?:late |early |earlier )?last month|the (?:past|previous) month",
        r"الشهر الماضي|الشهر الفائت|الشهر المنصرم",
        "month:1",
    ),
    (
        r"in recent months|(?:over|in) the (?:past|last) (?:few|several) months|months ago",
        r"في الأشهر الأخيرة|خلال الأشهر الماضية|قبل أشهر",
        "days:180:0",
    ),
    (r"(?:earlier |later |early )?this year", r"هذا العام|العام الجاري|العام الحالي|هذه السنة", "year:0"),
    (r"(?:late |early )?last year", r"العام الماضي|السنة الماضية|العام الفائت", "year:1"),
    (
        r"recently|lately|of late|most recently",
        r"مؤخرا|مؤخراً|في الآونة الأخيرة|حديثا",
        f"days:{RECENT_DAYS}:0",
    ),
    (r"in recent years|years ago", r"في السنوات الأخيرة|قبل سنوات|منذ سنوات", "days:1825:0"),
    (
        r"(?:on )?the same day|later (?:that|the same) day|that (?:day|night|evening|morning)",
        r"و?في اليوم نفسه|و?في اليوم ذاته|اليوم نفسه|اليوم ذاته",
        "offset:0",
    ),
    (r"(?:on )?the (?:next|following) day", r"في اليوم التالي|اليوم التالي", "offset:1"),
    (
        (
            r"(?:on )?the (?:previous (?:day|morning|afternoon|evening|night)|"
            r"(?:day|morning|afternoon|evening|night) before|day earlier)"
        ),
        r"في اليوم السابق|قبل ذلك بيوم",
        "offset:-1",
    ),
)
RELATIVE_RE = re.compile(
    # every phrase begins a word: to say so once is five times as fast as in each alternative
    r"\b(?=\w)(?:"
    + "|".join(
        rf"(?P<r{i}>(?:{english})\b" + (rf"|(?:{arabic})(?![ء-ي]))" if arabic else ")")
        for i, (english, arabic, _) in enumerate(RELATIVE)
    )
    + ")",
    re.IGNORECASE,
)
RELATIVE_KINDS = [kind for *_, kind in RELATIVE]
SINCE_BEFORE = re.compile(
    r"(?:\b(?:since|from)(?:\s+(?:at least|around|about|early|late|mid|the (?:beginning|start|end) of))?"
    r"\s*$)|(?:منذ\s*(?:بداية|مطلع)?\s*$)",
    re.IGNORECASE,
)
BETWEEN_BEFORE = re.compile(
    r"(?:\b(?:between|betwen|betweem|from)\s*$)|(?:(?:بين|من|ما بين)\s*(?:يومي|شهري)?\s*$)", re.IGNORECASE
)
# words without which a date of a kind is not written: its patterns are tried only round them
YEAR_SPOT = Spot(r"\d{4}")
_MONTHS = rf"\b{EN_MONTH}$|{'|'.join(m.split()[0] for m in ARABIC_MONTHS)}"
MONTH_SPOT = Spot(_MONTHS, ignore_case=False)
FIGURE_SPOT = Spot(rf"{_MONTHS}|\d{{4}}", ignore_case=False)
FIGURES = re.compile(r"\d[-/.]\d")
"""What a date in figures alone has in it."""
ORDINAL_SPOT = Spot(r"\d(?:st|nd|rd|th)$", ignore_case=False)
SEASON_SPOT = Spot("|".join(SEASONS))
UNIT_SPOT = Spot(r"\b(?:hour|day|week|month|year|night)s?\b")
ARABIC_AGO_SPOT = Spot("قبل|منذ|بعد")
WEEKDAY_SPOT = Spot(rf"\b(?:{_EN_DAYS})s?\b|{_AR_DAYS}", ignore_case=False)
RELATIVE_SPOT = Spot(
    r"\b(?:today|tonight|yesterday|overnight|recent|recently|late|lately|(?:hour|day|week|month|year|night)s?|weekend|"
    r"morning|afternoon|evening)\b|[ء-ي]"
)
REACH = (40, 60)
"""Characters before and behind such a word that a date may take up."""
YEAR_REACH = (20, 20)


DAYS = {"hour": 0, "day": 1, "night": 1, "week": 7, "month": 30, "year": 365}
ARABIC_UNITS = (
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
