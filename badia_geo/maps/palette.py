"""Palette: one colour and name a controller, chosen to part in colour, for the colour-blind and in grey.

The fills keep the hues that readers of maps of this war know: the government red, the opposition green, the
SDF yellow, Islamic State black.  They step by 4 to 8 of CIE lightness: Islamic State (53), Israel, the
opposition, the government, Iraq, the al-Tanf zone, Turkish-backed ground, the SDF (90).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from functools import lru_cache

from badia_geo import datasets
from badia_geo.maps.style import current

__all__ = ["LAND", "Controller", "controller", "controllers", "darker", "luminance", "rgb", "tint"]

LAND = "#f3efe6"
"""Colour of ground that no zone covers."""

# Controllers that the table does not know get greys, so that no made-up colour claims a party; all are paler
# than the grey of Islamic State.
NEUTRAL = ("#8d8d86", "#a7a59b", "#bdb9ab", "#7f8386", "#a3abae", "#8f8377")


@dataclass(frozen=True)
class Controller:
    """What the legend says of a controller: its code, names and colour (hex)."""

    code: str
    name: str
    name_ar: str
    colour: str

    def words(self, language: str = "en") -> str:
        """Name for maps, without what stands in brackets.

        Examples
        --------
        >>> controller("sdf").words()
        'Syrian Democratic Forces'
        """
        name = self.name_ar if language == "ar" else self.name
        return name.split(" (")[0]


@lru_cache(maxsize=1)
def _table() -> dict[str, Controller]:
    with datasets.path("controllers").open(encoding="utf8", newline="") as file:
        return {
            row["controller"]: Controller(row["controller"], row["name"], row["name_ar"], row["colour"])
            for row in csv.DictReader(file)
        }


def controllers() -> tuple[str, ...]:
    """Give the codes of the packaged controllers in the order of legends.

    Examples
    --------
    >>> controllers()[:2]
    ('government', 'opposition')
    """
    return tuple(_table())


def controller(code: object) -> Controller:
    """Give a controller's names and colour; an unknown code is kept verbatim in a neutral grey.

    Examples
    --------
    >>> controller("sdf").name
    'Syrian Democratic Forces (YPG before October 2015)'
    >>> controller("Some Party").name
    'Some Party'
    """
    key = str(code)
    known = _table().get(key) or Controller(key, key, key, NEUTRAL[sum(key.encode()) % len(NEUTRAL)])
    own = current().colours.get(key)
    return known if own is None else replace(known, colour=own)


def tint(colour: str) -> str:
    """Mute a hex colour as zones are: opaque, so that stripes of two parties show exactly their two fills.

    Examples
    --------
    >>> tint("#de625f")
    '#e7a09a'
    """
    share = current().opacity
    parts = [a * share + b * (1 - share) for a, b in zip(rgb(colour), rgb(LAND), strict=True)]
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)


def rgb(colour: str) -> tuple[float, float, float]:
    """Give the parts of a hex colour from 0 to 1."""
    return tuple(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))  # type: ignore[return-value]


def _mix(colour: str, other: float, share: float) -> str:
    return "#" + "".join(f"{round(255 * (c * (1 - share) + other * share)):02x}" for c in rgb(colour))


def darker(colour: str, share: float = 0.35) -> str:
    """Mix a hex colour with black.

    Examples
    --------
    >>> darker("#ffffff", 0.5)
    '#808080'
    """
    return _mix(colour, 0.0, share)


def luminance(colour: str) -> float:
    """Relative luminance from 0 to 1 (WCAG 2.2 definition), the grey that a print shows.

    Examples
    --------
    >>> round(luminance("#ffffff"), 3)
    1.0
    """
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
