"""Number words of English and Arabic, and figures in any script's digits."""

from __future__ import annotations

import re

__all__ = ["ARABIC_NUMBERS", "NUMBERS", "NUMBER_PATTERN", "is_missing", "read_number", "to_ascii_digits"]

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]

NUMBERS: dict[str, int] = {w: i for i, w in enumerate(_ONES)}
NUMBERS.update({w: 10 * (i + 2) for i, w in enumerate(_TENS)})
NUMBERS.update(
    {
        f"{t}{sep}{o}": 10 * (i + 2) + j
        for i, t in enumerate(_TENS)
        for j, o in enumerate(_ONES[1:10], start=1)
        for sep in ("-", " ")
    }
)
NUMBERS.update(
    {"dozen": 12, "a dozen": 12, "half a dozen": 6, "a hundred": 100, "one hundred": 100, "a thousand": 1000}
)

ARABIC_NUMBERS: dict[str, int] = {
    "واحد": 1, "واحدة": 1, "اثنان": 2, "اثنين": 2, "اثنتين": 2, "ثلاث": 3, "ثلاثة": 3, "أربع": 4,
    "أربعة": 4, "اربعة": 4,
    "اربع": 4, "خمس": 5, "خمسة": 5, "ست": 6, "ستة": 6, "سبع": 7, "سبعة": 7, "ثمان": 8, "ثماني": 8,
    "ثمانية": 8, "تسع": 9,
    "تسعة": 9, "عشر": 10, "عشرة": 10, "عشرون": 20, "عشرين": 20, "ثلاثون": 30, "ثلاثين": 30, "أربعون": 40,
    "أربعين": 40,
    "اربعين": 40, "خمسون": 50, "خمسين": 50, "ستون": 60, "ستين": 60, "سبعون": 70, "سبعين": 70, "ثمانون": 80,
    "ثمانين": 80,
    "تسعون": 90, "تسعين": 90, "مئة": 100, "مائة": 100, "مئتين": 200, "مئتان": 200,
}  # fmt: skip

_AR_TENS = tuple(w for w, n in ARABIC_NUMBERS.items() if 20 <= n <= 90)
_AR_ONES = tuple(w for w, n in ARABIC_NUMBERS.items() if 1 <= n <= 9)
ARABIC_NUMBERS.update({"أحد عشر": 11, "احد عشر": 11, "إحدى عشرة": 11, "احدى عشرة": 11})
ARABIC_NUMBERS.update(
    {f"{w} {ten}": 12 for w in ("اثنا", "اثني", "اثنتا", "اثنتي") for ten in ("عشر", "عشرة")}
)
ARABIC_NUMBERS.update(
    {
        f"{w} {ten}": 10 + ARABIC_NUMBERS[w]
        for w in _AR_ONES
        if ARABIC_NUMBERS[w] > 2
        for ten in ("عشر", "عشرة")
    }
)

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")

NUMBER_PATTERN = (
    r"(?:\d{1,3}(?:,\d{3})+|\d{1,5}"
    rf"|(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_ONES[1:10])}))?"
    rf"|{'|'.join(sorted(_ONES, key=len, reverse=True))}|half a dozen|an? (?:dozen|hundred|thousand)|one "
    rf"hundred|dozen"
    rf"|(?:{'|'.join(sorted(_AR_ONES, key=len, reverse=True))})\s+و(?:{'|'.join(_AR_TENS)})"
    rf"|{'|'.join(sorted(ARABIC_NUMBERS, key=len, reverse=True))})"
)
"""Regular expression for one number in figures or words."""


def to_ascii_digits(text: str) -> str:
    """Write Arabic-Indic and Persian digits as 0-9, length unchanged.

    >>> to_ascii_digits("٣ شباط ٢٠٢١")
    '3 شباط 2021'
    """
    return text if text.isascii() else text.translate(_DIGITS)


def read_number(words: str) -> int | None:
    """Read one number in figures or words; ``None`` if it is none.

    >>> read_number("twenty-four"), read_number("2,300"), read_number("خمسة"), read_number("many")
    (24, 2300, 5, None)
    >>> read_number("أحد عشر"), read_number("خمسة وعشرين")
    (11, 25)
    """
    text = re.sub(r"\s+", " ", to_ascii_digits(words.strip().lower()))
    figures = text.replace(",", "")
    if figures.isdigit():
        return int(figures)
    ones, joined, tens = text.partition(" و")
    if joined and ones in _AR_ONES and tens in _AR_TENS:
        return ARABIC_NUMBERS[ones] + ARABIC_NUMBERS[tens]
    return NUMBERS.get(text, ARABIC_NUMBERS.get(text))


def is_missing(value: object) -> bool:
    """Tell whether a table's cell is empty: ``None``, NaN, NaT or ``pandas.NA``.

    >>> is_missing(None), is_missing(float("nan")), is_missing(0)
    (True, True, False)
    """
    if value is None:
        return True
    try:
        return bool(value != value)  # noqa: PLR0124  (only missing values differ from themselves)
    except TypeError:  # pandas.NA has no truth value
        return True
