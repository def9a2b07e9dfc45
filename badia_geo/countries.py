"""Countries of the region: what they and their people are called, and their outlines."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import shapely

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["COUNTRY_CODES", "country_area", "country_named"]

NAMES = {
    "syrian": "Syria", "iraqi": "Iraq", "turkish": "Turkey", "jordanian": "Jordan", "lebanese": "Lebanon",
    "israeli": "Israel", "syria": "Syria", "iraq": "Iraq", "turkey": "Turkey", "turkiye": "Turkey",
    "jordan": "Jordan", "lebanon": "Lebanon", "israel": "Israel", "saudi": "Saudi Arabia",
    "iranian": "Iran", "iran": "Iran",
    "سوريا": "Syria", "سوري": "Syria", "عراق": "Iraq", "عراقي": "Iraq", "تركيا": "Turkey", "تركي": "Turkey",
    "اردن": "Jordan", "اردني": "Jordan", "لبنان": "Lebanon", "لبناني": "Lebanon",
}  # fmt: skip
COUNTRY_CODES = {
    "Syria": "SY",
    "Iraq": "IQ",
    "Turkey": "TR",
    "Jordan": "JO",
    "Lebanon": "LB",
    "Israel": "IL",
    "Saudi Arabia": "SA",
    "Iran": "IR",
}


@lru_cache(maxsize=1)
def _countries() -> dict[str, BaseGeometry]:
    from badia_geo import datasets

    frame = datasets.load("countries")
    return {
        str(code): shapely.make_valid(area)
        for code, area in zip(frame["country"], frame.geometry, strict=True)
    }


def country_area(code: str) -> BaseGeometry:
    """Give the outline of a country of the region by its two letters, or an empty polygon."""
    return _countries().get(code, shapely.Polygon())


def country_named(text: str) -> str | None:
    """Give the country that a text is the name of, or whose people it names; None for any other text.

    Examples
    --------
    >>> country_named("the Syrian"), country_named("العراق"), country_named("Raqqa")
    ('Syria', 'Iraq', None)
    """
    word = text.strip().lower().translate(str.maketrans("أإآة", "اااه"))
    word = re.sub(r"^(?:the |ال)|(?:'s)$", "", word)
    return NAMES.get(word) or NAMES.get(re.sub(r"(?:ي[ةه]|ية|يه)$", "ي", word))
