"""Quarters: "the Jobar quarter of Damascus", "the Homs neighbourhood of Khalidiyya" as a place in a city.

And what looks like a part of a town and is none: "the eastern city of Deir ez-Zor".
"""

from __future__ import annotations

import re
from functools import lru_cache

from badia_geo.likeness import SAME_NAME, name_similarity

__all__ = ["quarter_in_city", "without_part_of_country"]

_ARTICLE = r"(?:(?:al|el|as|ash|ar|at|an|ad)[ -])?"
_NAME = rf"{_ARTICLE}[A-Z][\w’'-]*(?: {_ARTICLE}[A-Z][\w’'-]*){{0,2}}"
_QUARTER_OF = re.compile(
    rf"^(?P<before>(?:in|at|near)\s+)?(?:the\s+)?(?P<first>{_NAME})\s+"
    r"(?P<kind>quarter|neighbou?rhood|suburb|district)\s+of\s+(?:the\s+)?"
    r"(?:(?:southern|northern|eastern|western|central)\s+)?(?:city\s+of\s+)?"
    rf"(?P<second>{_ARTICLE}[A-Z][\w’' -]*)$"
)
_AREA = re.compile(r"\b(?:province|governorate|region|countryside)$", re.IGNORECASE)
_POINT = re.compile(r"^(?:north|south|east|west|central)[\w -]*$", re.IGNORECASE)
"""A part of the city and no name: "the Southern district of Aleppo"."""
_SEATS = (
    "Damascus", "Aleppo", "Homs", "Hama", "Idlib", "Raqqa", "Deir ez-Zor", "Hasakah", "Daraa", "Suwayda",
    "Latakia", "Tartus", "Quneitra", "Baghdad", "Mosul", "Ramadi",
)  # fmt: skip


@lru_cache(maxsize=4096)
def _is_seat(name: str) -> bool:
    return any(name_similarity(name, seat) >= SAME_NAME for seat in _SEATS)


def quarter_in_city(words: str, *, joint: str = " in ") -> str:
    """Write a quarter "of" a city as one in it; other words stay as they are.

    Both orders are in use; the name that a governorate is called after is the city.

    Parameters
    ----------
    words
        The words of a place.
    joint
        What stands between the two: a cell parts its names with a comma.

    Examples
    --------
    >>> quarter_in_city("the Jobar quarter of Damascus")
    'Jobar in Damascus'
    >>> quarter_in_city("in the Homs neighborhood of Khalidiyya")
    'in Khalidiyya in Homs'
    >>> quarter_in_city("al-Hol district of Hasakah province")
    'al-Hol district in Hasakah province'
    """
    match = _QUARTER_OF.match(words)
    if match is None or _POINT.match(match["first"]):
        return words
    inner, city = match["first"], match["second"].strip()
    if _is_seat(inner) and not _is_seat(city):
        inner, city = city, inner
    if match["kind"] == "district" and _AREA.search(city):
        inner = f"{inner} district"
    return f"{match['before'] or ''}{inner}{joint}{city}"


_PART_OF_COUNTRY = re.compile(
    r"\b(?:(?:far[ -])?(?:(?:north|south)(?:[ -]?(?:east|west))?|east|west)ern\s+|(?=Syrian\b|Iraqi\b))"
    r"(?:(?:Syrian|Iraqi|Turkish|border|desert|oasis|oil|frontier|\w+-held|\w+-controlled)\s+)*"
    r"(?=(?:towns?|city|cities|villages?|hamlets?)\s+of\b)",
    re.IGNORECASE,
)
"""Which part of the country a town is in, as the press tells it: "the eastern city of Deir ez-Zor"."""


def without_part_of_country(words: str) -> str:
    """Leave out which part of the country a town is in: it is no part of the town.

    Examples
    --------
    >>> without_part_of_country("near the eastern Syrian town of Mayadin")
    'near the town of Mayadin'
    >>> without_part_of_country("the eastern side of the town of Hajin")
    'the eastern side of the town of Hajin'
    """
    return _PART_OF_COUNTRY.sub("", words)
