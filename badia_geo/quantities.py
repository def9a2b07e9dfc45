"""Quantity: the distances and compass directions of a text, in figures and in words (English and Arabic).

Readers take text that `badia_geo.descriptions.fold` has folded: hamza forms are bare alif, ta marbuta is ha.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["APPROX", "DIRECTION", "DISTANCE", "Direction", "Distance", "read_direction", "read_distance"]

KM = {"km": 1.0, "mi": 1.609344, "nmi": 1.852, "m": 0.001, "yd": 0.0009144, "ft": 0.0003048}
"""Length of the units in kilometres (international mile, yard and foot; nautical mile of 1,852 m)."""


@dataclass(frozen=True, slots=True)
class Distance:
    """A stated distance.

    Parameters
    ----------
    km
        What the words say, in kilometres; the middle of a range.
    figure, unit
        The number as written and its unit (``km``, ``mi``, ``nmi``, ``m``, ``yd``, ``ft``).
    low_km, high_km
        Ends of a range ("15 to 20 km", "dozens of kilometres"); equal to ``km`` for a single figure.
    decimals
        Digits behind the point, as written.
    """

    km: float
    figure: float
    unit: str
    low_km: float
    high_km: float
    decimals: int = 0

    @property
    def is_range(self) -> bool:
        """Whether the words give two ends rather than one figure."""
        return self.high_km > self.low_km

    @property
    def error_km(self) -> float:
        """How finely the figure is written, as a half-width in kilometres.

        The table of Chapman & Wieczorek (2020, Georeferencing Best Practices, "uncertainty related to
        distance precision"): 10, 15, 33 give 0.5; 100, 140, 200 give 5; 10.5 gives 0.25, 10.25 gives
        0.125, 10.6 gives 0.05.  A range gives half of its width.
        """
        if self.is_range:
            return (self.high_km - self.low_km) / 2
        scale = KM[self.unit]
        fraction = round(self.figure % 1, 6)
        if fraction:
            for step in (0.5, 0.25):
                if abs(fraction / step - round(fraction / step)) < 1e-9:
                    return step / 2 * scale
            return float(0.5 * 10.0**-self.decimals * scale)
        if self.unit in ("m", "ft", "yd"):
            zeros = len(str(int(self.figure))) - len(str(int(self.figure)).rstrip("0"))
            return float(0.5 * 10**zeros * scale)
        return (5.0 if self.figure >= 100 and self.figure % 10 == 0 else 0.5) * scale

    def __str__(self) -> str:
        if self.is_range:
            return f"{self.low_km:g}-{self.high_km:g} km"
        return f"{self.figure:g} {self.unit}"


@dataclass(frozen=True, slots=True)
class Direction:
    """A compass direction.

    Parameters
    ----------
    azimuth
        Degrees clockwise from north.
    winds
        How many points the compass has on which the direction is named: 4 (north), 8 (north-east),
        16 (north-north-east) or 32 (north by east).
    """

    azimuth: float
    winds: int

    @property
    def half_angle(self) -> float:
        """Half of the angle that the name may mean in the guide: 45, 22.5, 11.25 or 5.625 degrees."""
        return 180.0 / self.winds

    def off_by(self, azimuth: ArrayLike) -> NDArray[np.float64]:
        """Give how far azimuths (degrees) turn from it, to either side: 0 to 180 degrees.

        >>> float(Direction(350.0, 4).off_by(20.0))
        30.0
        """
        return np.abs((np.asarray(azimuth, float) - self.azimuth + 180) % 360 - 180)

    def __str__(self) -> str:
        return _WIND_NAMES.get(self.azimuth, f"{self.azimuth:g} degrees")


_WIND_NAMES = dict(
    zip(
        [22.5 * i for i in range(16)],
        ["N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"],
        strict=True,
    )
)

_ENGLISH_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40,
    "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "a": 1, "an": 1,
    "dozen": 12, "half": 0.5, "quarter": 0.25,
}  # fmt: skip

_ARABIC_NUMBERS = {
    "واحد": 1, "واحده": 1, "اثنان": 2, "اثنين": 2, "ثلاث": 3, "ثلاثه": 3, "اربع": 4, "اربعه": 4,
    "خمس": 5, "خمسه": 5, "ست": 6, "سته": 6, "سبع": 7, "سبعه": 7, "ثمان": 8, "ثماني": 8, "ثمانيه": 8,
    "تسع": 9, "تسعه": 9, "عشر": 10, "عشره": 10, "عشرين": 20, "عشرون": 20, "ثلاثين": 30, "ثلاثون": 30,
    "اربعين": 40, "اربعون": 40, "خمسين": 50, "خمسون": 50, "ستين": 60, "ستون": 60, "سبعين": 70,
    "سبعون": 70, "ثمانين": 80, "ثمانون": 80, "تسعين": 90, "تسعون": 90, "مئه": 100, "مايه": 100,
    "مائه": 100, "ميه": 100, "مئتين": 200, "مائتين": 200, "نصف": 0.5,
}  # fmt: skip

_VAGUE = {
    # low and high in the unit: what the words promise at least, and the next word up
    "a couple of": (1.5, 3), "couple of": (1.5, 3), "a few": (2, 8), "few": (2, 8), "several": (3, 12),
    "some": (2, 12), "a dozen": (10, 15), "dozens of": (24, 90), "tens of": (20, 90), "scores of": (40, 100),
    "hundreds of": (200, 900),
    "بضع": (3, 9), "بضعه": (3, 9), "عده": (3, 12), "عشرات": (20, 90), "مئات": (200, 900),
}  # fmt: skip

_FIGURE = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_WORD_EN = "|".join(sorted(_ENGLISH_NUMBERS, key=len, reverse=True))
_WORDS_EN = rf"(?:(?:{_WORD_EN})(?:[- ](?:and[- ])?(?:a[- ])?(?:hundred|{_WORD_EN}))*)"
_WORD_AR = "|".join(sorted(_ARABIC_NUMBERS, key=len, reverse=True))
_WORDS_AR = rf"(?:(?:{_WORD_AR})(?: و?(?:{_WORD_AR}))*)"
_NUMBER = rf"(?:{_FIGURE}|{_WORDS_EN}|{_WORDS_AR})"
_UNITS = (
    ("nmi", r"nautical miles?|nmi"),
    ("km", r"kilomet(?:er|re)s?|kms?|k\.m\.|klicks?|كيلو ?مترات|كيلو ?مترا?|كيلو|كلم|كم|(?:ال)كيلو ?مترات"),
    ("mi", r"miles?|mi|اميال|ميلا?|(?:ال)اميال"),
    ("m", r"met(?:er|re)s?|m|امتار|مترا?|(?:ال)امتار"),
    ("yd", r"yards?|yds?"),
    ("ft", r"feet|foot|ft"),
)
_UNIT = "|".join(pattern for _, pattern in _UNITS)
_DUAL = {"كيلومترين": ("km", 2.0), "كيلو مترين": ("km", 2.0), "ميلين": ("mi", 2.0), "مترين": ("m", 2.0)}

APPROX = (
    r"(?:about|around|some|roughly|approximately|approx\.?|nearly|almost|just over|just under|just|over|"
    r"under|"
    r"more than|less than|at least|as much as|an estimated|estimated|only|another|c\.|ca\.|~|≈|"
    r"(?:ب)?نحو|(?:ب)?حوالي|(?:ب)?قرابه|ما يقارب|(?:ب)?ما يقارب|تقريبا|زهاء|اكثر من|اقل من)"
)
"""Words before a figure that do not move it (Chapman & Wieczorek 2020: "about" does not change the rule)."""

DISTANCE = (
    rf"(?:{APPROX} ?)*(?:(?:{'|'.join(sorted(_VAGUE, key=len, reverse=True))})[ -]?(?:{_UNIT})"
    rf"|{_NUMBER}(?: ?(?:-|to|or|الي|او) ?{_NUMBER})?(?:[ -]| of a )?(?:a )?(?:{_UNIT})"
    rf"|{'|'.join(_DUAL)})(?!\w)\.?(?: تقريبا)?"
)
"""Pattern of a distance; it has no groups."""

_CARDINAL = r"(?:north|south|east|west)"
DIRECTION = (
    rf"(?:(?:due|directly|straight) )?(?:{_CARDINAL} by {_CARDINAL}(?:[- ]?{_CARDINAL})?"
    rf"|{_CARDINAL}(?:[- ]?{_CARDINAL}){{0,2}}(?:erly|ern|wards?)?"
    r"|(?-i:NNE|NNW|ENE|ESE|SSE|SSW|WSW|WNW|NE|NW|SE|SW|N|S|E|W)(?![\w.'-])"
    r"|(?:ال)?(?:شمال|جنوب)(?:يه|ي)?(?: (?:ال)?(?:شرق|غرب)(?:يه|ي)?)?(?!\w)"
    r"|(?:ال)?(?:شرق|غرب)(?:يه|ي)?(?!\w))"
)
"""Pattern of a compass direction; it has no groups.  Letters alone (N, SW) count in capitals only."""

_POINTS = {"n": 0.0, "e": 90.0, "s": 180.0, "w": 270.0}
_ARABIC_POINTS = {"شمال": "n", "جنوب": "s", "شرق": "e", "غرب": "w"}
_POINT = re.compile(r"north|south|east|west|شمال|جنوب|شرق|غرب", re.IGNORECASE)


def _mean(first: float, second: float) -> float:
    """Give the middle of two azimuths on the shorter side."""
    return (first + ((second - first + 180) % 360 - 180) / 2) % 360


def read_direction(words: str) -> Direction | None:
    """Read a compass direction, or give None where the words are not one ("central", "north-south").

    Examples
    --------
    >>> read_direction("to the north-north-west")
    Direction(azimuth=337.5, winds=16)
    >>> read_direction("الشمال الشرقي")
    Direction(azimuth=45.0, winds=8)
    """
    found = _POINT.findall(words)
    if found:
        letters = [_ARABIC_POINTS.get(word, word[0].lower()) for word in found]
        if " by " in words.lower():
            base, towards = _azimuth(letters[:-1]), _POINTS[letters[-1]]
            if base is None:
                return None
            turn = (towards - base + 180) % 360 - 180
            return Direction((base + (11.25 if turn > 0 else -11.25)) % 360, 32)
    else:
        match = re.search(r"\b[NSEW]{1,3}\b", words)
        if not match:
            return None
        letters = list(match.group().lower())
    azimuth = _azimuth(letters)
    return None if azimuth is None else Direction(azimuth, {1: 4, 2: 8, 3: 16}[len(letters)])


def _azimuth(letters: list[str]) -> float | None:
    points = [_POINTS[letter] for letter in letters]
    if not 1 <= len(points) <= 3:
        return None
    if len(points) == 1:
        return points[0]
    if abs((points[-1] - points[-2] + 180) % 360 - 180) != 90:
        return None
    pair = _mean(points[-2], points[-1])
    if len(points) == 2:
        return pair
    return _mean(points[0], pair) if points[0] in points[1:] else None


def _number(words: str) -> float | None:
    words = words.strip().lower()
    if re.fullmatch(_FIGURE, words):
        return float(words.replace(",", ""))
    total, seen = 0.0, False
    for word in re.split(r"[\s-]+", words):
        bare = word[1:] if word.startswith("و") and word[1:] in _ARABIC_NUMBERS else word
        if word == "hundred":
            total, seen = max(total, 1.0) * 100, True
        elif word in ("and", "a", "an") and seen:
            continue
        elif bare in _ARABIC_NUMBERS or word in _ENGLISH_NUMBERS:
            value = float(_ARABIC_NUMBERS[bare]) if bare in _ARABIC_NUMBERS else _ENGLISH_NUMBERS[word]
            # "half a kilometre" is a half; "one and a half" adds; "half a dozen" multiplies
            if word in ("a", "an"):
                continue
            total, seen = (total * value if word == "dozen" and seen else total + value), True
    if not seen and words.split(" ", 1)[0] in ("a", "an"):
        return 1.0
    return total if seen else None


def read_distance(words: str) -> Distance | None:
    """Read a distance, or give None where the words are not one.

    Examples
    --------
    >>> read_distance("some 20 kilometres").km
    20.0
    >>> read_distance("dozens of kilometres").is_range
    True
    >>> read_distance("خمسه وعشرين كيلومترا").km
    25.0
    """
    text = words.strip().lower()
    for dual, (unit, figure) in _DUAL.items():
        if dual in text:
            return _single(figure, unit, 0)
    unit_match = next(
        (
            (unit, found)
            for unit, pattern in _UNITS
            if (found := re.search(rf"(?:{pattern})\W*(?:تقريبا)?$", text))
        ),
        None,
    )
    if unit_match is None:
        return None
    unit, found = unit_match
    before = text[: found.start()].strip(" -")
    for vague in sorted(_VAGUE, key=len, reverse=True):
        if before == vague or before.endswith(" " + vague):
            low, high = (x * KM[unit] for x in _VAGUE[vague])
            middle = (low * high) ** 0.5
            return Distance(middle, middle / KM[unit], unit, low, high)
    before = re.sub(rf"^(?:{APPROX} ?)+", "", before).removesuffix(" of a").removesuffix(" of").strip()
    ends = re.fullmatch(rf"({_NUMBER}) ?(?:-|to|or|الي|او) ?({_NUMBER})", before)
    if ends:
        first, second = (_number(end) for end in ends.groups())
        if first is not None and second is not None and first < second:
            middle = (first + second) / 2
            return Distance(middle * KM[unit], middle, unit, first * KM[unit], second * KM[unit])
    value = _number(before) if before else 1.0
    if value is None:
        return None
    decimals = len(before.partition(".")[2]) if re.fullmatch(_FIGURE, before) else 0
    return _single(value, unit, decimals)


def _single(figure: float, unit: str, decimals: int) -> Distance:
    km = figure * KM[unit]
    return Distance(km, figure, unit, km, km, decimals)
