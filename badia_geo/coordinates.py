"""Coordinates written in a text: decimal degrees, degrees-minutes-seconds, MGRS and links to maps.

What stands in a text as numbers is a place like any other: it has a point and a radius, and the
radius follows how finely the numbers were written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

import numpy as np

from badia_geo.errors import DescriptionError
from badia_geo.footprints import Footprint

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Coordinates", "find_coordinates", "parse_coordinates"]

METRES_PER_DEGREE = 111_320.0
"""Length of a degree of latitude at the equator of the WGS 84 sphere of equal area, for precision only."""

SMALLEST_RADIUS_M = 10.0
"""Finer figures than this are not believed: it is the error of a phone's position in the open."""

EASTERN_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬−–", "01234567890123456789.,--")
"""Arabic-Indic and Persian digits, decimal separator and dashes; one character for one, so spans hold."""


@dataclass(frozen=True, slots=True)
class Coordinates:
    """A position that a text gives in numbers.

    Parameters
    ----------
    lat, lon
        Degrees, EPSG:4326.
    radius_m
        Half of the last digit written, as the diagonal in metres (Chapman & Wieczorek 2020, "coordinate
        precision"), at least 10 m.
    start, end
        Span in the text, code points, end exclusive.
    form
        ``decimal``, ``dms``, ``mgrs`` or ``link``.
    """

    lat: float
    lon: float
    radius_m: float
    start: int
    end: int
    form: str

    @property
    def footprint(self) -> Footprint:
        """Give the disc of the coordinates' own precision."""
        step = f"coordinates read from the text ({self.form}): {self.lat:.5f}, {self.lon:.5f}"
        return Footprint.from_point_radius(self.lon, self.lat, self.radius_m, "exact", steps=(step,))


_NORTH = r"(?:[NS]\b|north\b|south\b|شمالا?ً?|جنوبا?ً?)"
_EAST = r"(?:[EW]\b|east\b|west\b|شرقا?ً?|غربا?ً?)"
_D = r"\d{1,3}(?:\.\d+)?"
_DMS = (
    r"(?P<{0}d>\d{{1,3}}(?:\.\d+)?)\s*[°ºd˚]\s*(?:(?P<{0}m>\d{{1,2}}(?:\.\d+)?)\s*['′’m]\s*)?"
    r"(?:(?P<{0}s>\d{{1,2}}(?:\.\d+)?)\s*(?:[\"″”]|''|’’)\s*)?"
)

_LINK = re.compile(r"(?:https?://|geo:|www\.|maps\.)[^\s<>\"']+", re.IGNORECASE)
_LINK_PAIRS = (
    re.compile(r"!3d(?P<lat>-?\d+(?:\.\d+)?)!4d(?P<lon>-?\d+(?:\.\d+)?)"),
    re.compile(r"mlat=(?P<lat>-?\d+(?:\.\d+)?)&(?:amp;)?mlon=(?P<lon>-?\d+(?:\.\d+)?)"),
    re.compile(
        r"[?&](?:q|query|ll|sll|daddr|destination|center|cbll|coordinate|sp|cp|point)="
        r"(?:loc:|point\.)?(?P<lat>-?\d+(?:\.\d+)?)(?:,|~|_|\+|\s)+(?P<lon>-?\d+(?:\.\d+)?)"
    ),
    re.compile(r"[?&]lat(?:itude)?=(?P<lat>-?\d+(?:\.\d+)?).*?[?&]lon?g?(?:itude)?=(?P<lon>-?\d+(?:\.\d+)?)"),
    re.compile(r"^geo:(?P<lat>-?\d+(?:\.\d+)?),(?P<lon>-?\d+(?:\.\d+)?)"),
    re.compile(r"#(?:map=)?\d+(?:\.\d+)?/(?P<lat>-?\d+(?:\.\d+)?)/(?P<lon>-?\d+(?:\.\d+)?)"),
    re.compile(r"/(?:place|search|dir)/(?P<lat>-?\d+\.\d+),\+?\s*(?P<lon>-?\d+\.\d+)"),
    re.compile(r"[/=]@(?P<lat>-?\d+(?:\.\d+)?),(?P<lon>-?\d+(?:\.\d+)?)"),
)
_DMS_PAIR = re.compile(
    rf"(?<![\d.])(?P<pre1>{_NORTH}\s*)?{_DMS.format('a')}(?P<post1>{_NORTH})?\s*[,;/و]?\s*(?:and\s+)?"
    rf"(?P<pre2>{_EAST}\s*)?{_DMS.format('b')}(?P<post2>{_EAST})?",
    re.IGNORECASE,
)
_LETTERED = re.compile(
    rf"(?<![\w.])(?:(?P<pre1>{_NORTH})\s*(?P<lat1>{_D})|(?P<lat2>{_D})\s*°?\s*(?P<post1>{_NORTH}))\s*[,;/و]?\s*"
    rf"(?:(?P<pre2>{_EAST})\s*(?P<lon1>{_D})|(?P<lon2>{_D})\s*°?\s*(?P<post2>{_EAST}))",
    re.IGNORECASE,
)
_PLAIN = re.compile(
    r"(?<![\w.,/@-])\(?(?P<lat>-?\d{1,2}\.\d{2,})°?\s*[,;/ ]\s*(?P<lon>-?\d{1,3}\.\d{2,})°?(?![\w%]|\.\d)"
)
_LABELLED = re.compile(
    r"\blat(?:itude)?\s*[:=]?\s*(?P<lat>-?\d{1,2}(?:\.\d+)?)°?\s*[,;/]?\s*"
    r"lon(?:g(?:itude)?)?\s*[:=]?\s*(?P<lon>-?\d{1,3}(?:\.\d+)?)°?",
    re.IGNORECASE,
)
_MGRS = re.compile(
    r"(?<![\w])(?P<zone>\d{1,2})\s?(?P<band>[C-HJ-NP-X])\s?(?P<square>[A-HJ-NP-Z][A-HJ-NP-V])\s?"
    r"(?P<figures>\d{2,5}\s\d{2,5}|\d{4,10})(?!\w)"
)


def _decimals(number: str) -> int:
    return len(number.partition(".")[2])


def _radius(unit_degrees: float, lat: float) -> float:
    """Half a unit of the last digit in both directions, as the diagonal in metres."""
    half = unit_degrees / 2 * METRES_PER_DEGREE
    return float(max(SMALLEST_RADIUS_M, np.hypot(half, half * np.cos(np.radians(lat)))))


def _sign(*words: str | None) -> int:
    return -1 if any(w and w.strip()[:1].lower() in ("s", "w", "ج", "غ") for w in words) else 1


def _valid(lat: float, lon: float) -> bool:
    return abs(lat) <= 90 and abs(lon) <= 180


def _decimal(
    match: re.Match[str], lat: str, lon: str, form: str, signs: tuple[int, int] = (1, 1)
) -> Coordinates | None:
    y, x = signs[0] * float(lat), signs[1] * float(lon)
    if not _valid(y, x):
        return None
    unit = 10.0 ** -min(_decimals(lat), _decimals(lon))
    start, end = match.span()
    if match.group().startswith("(") and match.string[end : end + 1] == ")":
        end += 1
    elif match.group().startswith("("):
        start += 1
    return Coordinates(y, x, _radius(unit, y), start, end, form)


def _links(text: str) -> Iterator[Coordinates]:
    for link in _LINK.finditer(text):
        address = unquote(link.group())
        for pattern in _LINK_PAIRS:
            found = pattern.search(address)
            if not found:
                continue
            lat, lon = float(found["lat"]), float(found["lon"])
            if _valid(lat, lon):
                unit = 10.0 ** -min(_decimals(found["lat"]), _decimals(found["lon"]))
                # "@lat,lon" and "#map=" give the middle of the view, not a pin: half a screen off is usual
                view = pattern in (_LINK_PAIRS[5], _LINK_PAIRS[7])
                radius = max(_radius(unit, lat), 500.0 if view else 0.0)
                yield Coordinates(lat, lon, radius, link.start(), link.end(), "link")
                break


def _dms(text: str) -> Iterator[Coordinates]:
    for match in _DMS_PAIR.finditer(text):
        values, units = [], []
        for part in "ab":
            degrees, minutes, seconds = (match[part + key] for key in "dms")
            value = float(degrees) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
            if float(minutes or 0) >= 60 or float(seconds or 0) >= 60:
                break
            finest, divisor = next((f, d) for f, d in ((seconds, 3600), (minutes, 60), (degrees, 1)) if f)
            values.append(value)
            units.append(10.0 ** -_decimals(finest) / divisor)
        if len(values) < 2:
            continue
        lat = values[0] * _sign(match["pre1"], match["post1"])
        lon = values[1] * _sign(match["pre2"], match["post2"])
        if _valid(lat, lon):
            yield Coordinates(lat, lon, _radius(max(units), lat), *match.span(), "dms")


def _mgrs(text: str) -> Iterator[Coordinates]:
    for match in _MGRS.finditer(text):
        parts = match["figures"].split()
        figures = "".join(parts)
        if len(figures) % 2 or (len(parts) == 2 and len(parts[0]) != len(parts[1])):
            continue
        import mgrs

        cell = 10.0 ** (5 - len(figures) // 2)
        digits = len(figures) // 2
        middle = f"{figures[:digits]}5{figures[digits:]}5" if digits < 5 else figures
        reference = f"{match['zone']}{match['band']}{match['square']}{middle}"
        try:
            lat, lon = mgrs.MGRS().toLatLon(reference)
        except Exception:  # noqa: BLE001, S112  (the C library raises its own kinds for a square that does not exist)
            continue
        yield Coordinates(lat, lon, max(SMALLEST_RADIUS_M, cell / 2 * 2**0.5), *match.span(), "mgrs")


def find_coordinates(text: str) -> list[Coordinates]:
    r"""Find every position that a text gives in numbers.

    Parameters
    ----------
    text
        English or Arabic; Arabic-Indic digits are read as digits.

    Returns
    -------
    list of Coordinates
        In the order of the text, without overlaps.  Numbers that cannot be a position (a latitude of 95,
        minutes of 75) are left alone, and so is an empty text.

    Examples
    --------
    >>> find_coordinates("A mass grave lies at 34.9101, 40.5634 (map).")[0].lat
    34.9101
    >>> [c.form for c in find_coordinates("35°20'06\"N 40°08'30\"E or 37S FV 12345 67890")]
    ['dms', 'mgrs']
    """
    if not text or not any(character.isdigit() for character in text):
        return []
    text = text.translate(EASTERN_DIGITS)
    found: list[Coordinates | None] = [*_links(text), *_dms(text), *_mgrs(text)]
    for match in _LETTERED.finditer(text):
        signs = _sign(match["pre1"], match["post1"]), _sign(match["pre2"], match["post2"])
        found.append(
            _decimal(match, match["lat1"] or match["lat2"], match["lon1"] or match["lon2"], "decimal", signs)
        )
    for pattern in (_LABELLED, _PLAIN):
        found.extend(_decimal(m, m["lat"], m["lon"], "decimal") for m in pattern.finditer(text))
    kept: list[Coordinates] = []
    for candidate in (c for c in found if c is not None):
        if all(candidate.end <= other.start or candidate.start >= other.end for other in kept):
            kept.append(candidate)
    return sorted(kept, key=lambda c: c.start)


def parse_coordinates(text: str) -> Coordinates | None:
    """Give the one position of a text, or None where it has none.

    Raises
    ------
    DescriptionError
        If the text gives two positions over 1 km apart: which one is meant is the caller's to say.
    """
    found = find_coordinates(text)
    if not found:
        return None
    first = found[0]
    for other in found[1:]:
        span = METRES_PER_DEGREE * np.hypot(
            other.lat - first.lat, (other.lon - first.lon) * np.cos(np.radians(first.lat))
        )
        if span > 1000 + first.radius_m + other.radius_m:
            msg = (
                f"{text!r} gives two positions {span / 1000:.1f} km apart ({first.lat:.4f}, {first.lon:.4f} "
                f"and {other.lat:.4f}, {other.lon:.4f}); name one"
            )
            raise DescriptionError(msg)
    return min(found, key=lambda c: c.radius_m)
