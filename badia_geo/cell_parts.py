"""Cell parts: the names, kinds and containers that a table cell is made of.

A cell such as "Kharbat Hayat village, Shirwa district, Afrin" is a name, a kind and containers; "Al Soussa:
Othman Bin Affan mosque" is a thing inside a place; "Sho'aib Al Zakir and Dibsi Faraj" is two places.  The
grammar here knows names only; distances, directions and banks are `relations`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from badia_geo.cell_words import (
    AIRFIELD_ADJECTIVES,
    AIRFIELD_NAMES,
    AIRFIELD_NAMES_AR,
    AIRFIELDS,
    CONTAINER_WORDS,
    DETAIL_ADJECTIVES,
    DETAIL_HEADS,
    DETAIL_PHRASES,
    DETAIL_WORDS,
    FILLER,
    KIND_PHRASES,
    KIND_WORDS,
    SETTLEMENTS,
    WORKS,
    WORKS_WORDS,
)
from badia_geo.likeness import name_similarity
from badia_geo.names import is_arabic
from badia_geo.quarters import quarter_in_city, without_part_of_country

__all__ = ["LONGEST_CELL", "CellParts", "airfield_names", "names_a_thing", "part_cell", "split_heads"]

ALIAS_ALIKE = 0.55
"""Likeness from which a name in brackets is another spelling, not a container."""
LONGEST_CELL = 2000
"""Characters of a cell that are read; a description longer than this is a text, not a cell."""

_LIST = re.compile(r"\s*(?:[,،;؛]|\s[-–—]\s)\s*")
_AND = re.compile(r"\s*&\s*|\s+(?:and|\+|و)\s+|\s+و(?=ال|تل|كفر)", re.IGNORECASE)
_ALIAS = re.compile(r"\s*/\s*|\s+(?:or|aka|also known as|أو)\s+", re.IGNORECASE)
_BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_EDGES = ".,:;\"'“”«»‘’`،"
_EDGES_KEPT = '.,:;"“”«»،'
_BRACKET = re.compile(r"[(\[]([^)\]]*)[)\]]?")
_BETWEEN = re.compile(
    r"\b(?:between|linking|connecting|بين)\s+(.+?)\s+(?:(?:and|with|to)\s+|&\s*|و\s*)(.+)$", re.IGNORECASE
)
_RELATION = re.compile(
    r"^(.*?)\b(?:north|south|east|west|northern|southern|eastern|western|northeast|northwest|southeast|southwest|"
    r"northen|near|outside|outskirts|countryside|around|close to|beside|opposite)\b"
    r"(?:\s+(?:of|to|from|countryside|counntryside|rural|outskirts|the))*\s+(.+)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class CellParts:
    """The parts of one cell.

    Parameters
    ----------
    names
        The narrowest name, and others for the same place.
    containers
        Places that hold or neighbour it, the narrowest first.
    kind
        What the text calls it, one of `evidence.KINDS`.
    also
        Other places that the cell names beside it ("X and Y").
    between
        The two ends, where it lies between two places.
    detail
        The name is that of a thing in a place (a mosque, a street), or none is given.
    quarter
        The text says that it is a neighbourhood.
    things
        The name with the noun of such a thing ("Semalka crossing"), which a gazetteer may have.
    known
        It has, and that is the name.
    of_city
        The text puts it in a city as a quarter: "the Zahraa district of Homs".
    """

    names: tuple[str, ...]
    containers: tuple[str, ...] = ()
    kind: str | None = None
    also: tuple[str, ...] = ()
    between: tuple[str, str] | None = None
    detail: bool = False
    quarter: bool = False
    things: tuple[str, ...] = ()
    known: bool = False
    of_city: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    """One name of a cell with the words of kind taken out."""

    name: str
    kind: str | None = None
    detail: bool = False
    quarter: bool = False
    container: bool = False
    near: bool = False
    whole: str = ""
    things: tuple[str, ...] = ()


def _read_name(text: str) -> _Entry:
    """Take the words of kind out of a name."""
    kind, detail, quarter, container = None, False, False, False
    whole = " ".join(w for w in text.split() if w.strip(_EDGES).lower() not in FILLER).strip(_EDGES_KEPT)
    lowered = text.lower()
    for phrase, value in KIND_PHRASES:
        if phrase in lowered:
            kind = kind or value
            text = re.sub(rf"(?<!\w){phrase}s?(?!\w)", " ", text, flags=re.IGNORECASE)
    for phrase, thing in DETAIL_PHRASES:
        if phrase in lowered:
            text = re.sub(rf"(?<!\w){phrase}(?!\w)", thing, text, flags=re.IGNORECASE)
    called = text
    kept: list[str] = []
    words = _BIDI.sub(" ", text).split()
    for word in words:
        plain = word.strip(_EDGES).lower()
        # Arabic words of kind stand before the name; elsewhere they belong to it
        inner = bool(kept) and is_arabic(plain)
        if plain in KIND_WORDS and len(words) > 1 and not inner:
            kind = kind or KIND_WORDS[plain]
            quarter = quarter or KIND_WORDS[plain] == "neighbourhood"
        elif plain in CONTAINER_WORDS and not inner:
            container = True
        elif plain in DETAIL_WORDS and not inner:
            detail = True
        elif detail and plain in DETAIL_ADJECTIVES:
            called = called.replace(word, " ")
        elif kept and kind in WORKS and plain in WORKS_WORDS:
            continue
        elif plain and (plain not in FILLER or (is_arabic(plain) and inner)):
            kept.append(word.strip(_EDGES_KEPT))
    # "Tiyas airbase" is a name of its own beside the village of Tiyas; "Tiyas village" is no other than Tiyas
    whole = whole if kind is not None and kind not in SETTLEMENTS and kept else ""
    name = " ".join(kept)
    # a camp has its name from elsewhere (Newroz), a prison from its town: each is a place of its own
    named = bool(kept) and (detail or kind in SETTLEMENTS or names_a_thing(name))
    things = tuple(dict.fromkeys(map(_without_lead, (text, called)))) if named else ()
    if kind in AIRFIELDS and kept:
        airfield = " ".join(w for w in kept if w.lower() not in AIRFIELD_ADJECTIVES)
        called = _without_lead(whole or text)
        things = (called, *airfield_names(airfield)) if airfield else ()
    return _Entry(name, kind, detail, quarter, container, whole=whole, things=things)


def airfield_names(name: str) -> tuple[str, ...]:
    """Give the names that gazetteers may have for the airfield of a place, by whatever noun it is called.

    Examples
    --------
    >>> airfield_names("Tabqa")[:2]
    ('Tabqa airport', 'Tabqa airbase')
    """
    forms = AIRFIELD_NAMES_AR if is_arabic(name) else AIRFIELD_NAMES
    return tuple(form.format(name) for form in forms)


def _without_lead(text: str) -> str:
    """Take "at the" and the like from the front of a name."""
    words = text.split()
    while len(words) > 1 and words[0].lower() in FILLER:
        del words[0]
    return " ".join(words).strip(_EDGES_KEPT)


def names_a_thing(name: str) -> bool:
    """Tell whether a name begins with a noun for a thing in a town: "al-Hadika al-Bayda", the white garden.

    Examples
    --------
    >>> names_a_thing("Al Hadika al Bayda"), names_a_thing("الحديقة البيضاء"), names_a_thing("Hajin")
    (True, True, False)
    """
    words = [w.strip(_EDGES).lower() for w in name.split()]
    if len(words) > 2 and words[0] in ("al", "el", "the"):
        words = words[1:]
    if len(words) < 2:
        return False
    bare = words[0][2:] if words[0].startswith("ال") else re.sub(r"^(?:al|el)-", "", words[0])
    return bare in DETAIL_HEADS


_ATTACHED_IN = re.compile(
    r"(?<![ء-ي])[وف]?(?:في\s+وسط|بوسط|وسط|ب(?=(?:مدين[ةه]|بلد[ةه]|قري[ةه]|محافظ[ةه]|منطق[ةه]|ناحي[ةه]|حي|مخيم|حقل|بادي[ةه])\s))\s*"
)
"""The preposition that Arabic writes with the noun behind it: "in-the-town-of X"; "amid" a town is in it."""


def split_heads(text: str) -> list[str]:
    """Part a text at colons and tabs; what stands before them holds what stands behind, the last part.

    Examples
    --------
    >>> split_heads("Aleppo: Bab: Raei village")
    ['Aleppo', 'Bab', 'Raei village']
    """
    return [part.strip() for part in re.split(r"[:\t]", text) if part.strip()] or [""]


def part_cell(text: str) -> CellParts:
    """Part a cell into its narrowest name, what it is called, and the containers.

    Parameters
    ----------
    text
        One cell, in one script.

    Examples
    --------
    >>> part_cell("Kharbat Hayat village, Shirwa district, Afrin")
    CellParts(names=('Kharbat Hayat',), containers=('Shirwa', 'Afrin'), kind='village', ...)
    >>> part_cell("Al Soussa: Othman Bin Affan mosque, al Boubadran village").containers
    ('Al Soussa',)
    >>> part_cell("Aleppo: Bab: Raei village").containers
    ('Bab', 'Aleppo')
    >>> part_cell("Jelber village, [or Cilbir] Shirawa district").names
    ('Jelber', 'Cilbir')
    """
    # a tab between two columns of the source stands for the colon that others write
    text = " ".join(text[:LONGEST_CELL].strip().replace("\t", " : ").split()).strip(" ,،.;:")
    text = _ATTACHED_IN.sub("في ", without_part_of_country(text))
    given, text = text, quarter_in_city(text, joint=", ")
    of_city = given != text
    between = _BETWEEN.search(text)
    if between:
        ends = (_clean(between.group(1)), _clean(between.group(2)))
        if all(ends):
            return CellParts((), between=ends, detail=True)
    bracketed: list[str] = []

    def bracket(match: re.Match[str]) -> str:
        bracketed.append(match.group(1))
        return " "

    text = _BRACKET.sub(bracket, text)
    *heads, text = split_heads(text)
    entries = [replace(_read_name(head), container=True) for head in reversed(heads)]
    for piece in _LIST.split(text):
        if piece.strip():
            entries.extend(_read_piece(piece))
    entries = [entry for entry in entries if entry.name or entry.detail or entry.quarter]
    names: list[str] = []
    for content in bracketed:
        for piece in _LIST.split(content):
            entry = _read_name(re.sub(r"^\s*(?:or|and|aka)\s+", "", piece, flags=re.IGNORECASE))
            if not entry.name or entry.detail or re.search(r"\d", entry.name):
                continue
            alike = (
                entries and entries[0].name and name_similarity(entry.name, entries[0].name) >= ALIAS_ALIKE
            )
            if alike or re.match(r"\s*(?:or|aka)\b", piece, re.IGNORECASE):
                names.append(entry.name)
            else:
                # "Kasrat Sheikh (Juma'a)": what stands in brackets may be the end of the name
                if " " not in entry.name and entries and entries[0].name:
                    names.append(f"{entries[0].name} {entry.name}")
                entries.append(replace(entry, container=True))
    subject = _subject(entries)
    if subject is None:
        return CellParts(tuple(names))
    quarter = any(e.quarter for e in entries)
    containers = [
        e.name for e in entries if e is not subject and e.name and not (e.detail and not e.container)
    ]
    kind, detail = subject.kind, subject.detail
    if not subject.name:
        # only a thing is named ("Saraya government building"): its place stands for it
        return CellParts(tuple(containers[:1]), tuple(containers[1:]), None, (), None, True, quarter)
    parts = [p.strip() for p in _AND.split(subject.name) if p and p.strip()]
    names = [p.strip() for p in _ALIAS.split(parts[0]) if p and p.strip()] + names if parts else names
    return CellParts(
        (*names, *([subject.whole] if subject.whole and not detail else [])),
        tuple(dict.fromkeys(containers)),
        kind,
        tuple(parts[1:]),
        None,
        detail,
        quarter,
        subject.things,
        of_city=of_city,
    )


def _read_piece(piece: str) -> list[_Entry]:
    """Read one piece of a list: a name, or a name with what it lies beside or in."""
    if re.search(r"\d+\s*(?:km|كم|kilomet)", piece):
        piece = re.sub(r"\d+(?:\.\d+)?\s*(?:kilomet\w+|kms?|كم)", " ", piece)
    relation = None if is_arabic(piece) else _RELATION.match(piece)
    if relation:
        subject, anchor = _read_name(relation.group(1)), _read_name(relation.group(2))
        return [subject, replace(anchor, container=True)] if subject.name else [replace(anchor, near=True)]
    inside = re.split(r"\s+(?:in|at|في)\s+", piece, maxsplit=1)
    entry = _read_name(inside[0])
    if len(inside) == 1:
        return [entry]
    outer = _read_name(inside[1])
    if entry.name and not entry.name.lower().startswith(("several", "various", "multiple")):
        return [entry, replace(outer, container=True)]
    return [replace(outer, detail=entry.detail or outer.detail, near=True)]


def _subject(entries: list[_Entry]) -> _Entry | None:
    """Give the narrowest entry: a quarter or village before the thing in it, a name before its containers."""
    if not entries:
        return None
    named = any(e.name and not e.near and not e.container for e in entries)
    quarters = [e for e in entries if e.quarter and e.name]
    if quarters:
        return quarters[0]
    # "X checkpoint, 70 km north of Y": Y only says where X is
    ranked = sorted(entries, key=lambda e: (e.container or (e.near and named), e.detail, not e.name))
    return ranked[0]


def _clean(text: str) -> str:
    name = _read_name(_BRACKET.sub(" ", text)).name
    return _LIST.split(name)[0].strip() if name else ""
