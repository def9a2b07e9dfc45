"""Description: the words of a place, read into a tree of relations over names (English and Arabic).

The grammar is flat on purpose.  A description is a chain of constraints; each is one or more relation words
("20 km south of", "near", "on the left bank of"), the name they hold, and at times a word behind the name
("road", "countryside").  The first constraint is the narrowest place, those behind it are wider and serve
as evidence: "near the At-Taym oil field south of Deir ez-Zor" is a field, and which one.  Names are never
looked up here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from badia_geo.coordinates import Coordinates, parse_coordinates
from badia_geo.errors import DescriptionError
from badia_geo.quantities import DIRECTION, Direction, Distance, read_direction, read_distance
from badia_geo.quarters import quarter_in_city
from badia_geo.relation_words import (
    AND,
    ARABIC,
    ENGLISH,
    GENERIC,
    HAS_ARABIC,
    HAS_LATIN,
    LIST_HEAD,
    RELATIVE_CLAUSE,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["Description", "RelationKind", "fold", "parse_description", "phrase_around", "split_ends"]

RelationKind = Literal[
    "name",  # a toponym: the leaf
    "point",  # coordinates
    "in",  # a container
    "near",  # near, around, in the vicinity or on the outskirts of
    "countryside",  # the land round a town, or a governorate without its capital; with or without a direction
    "offset",  # a distance from, with or without a direction
    "offsets",  # a distance one way and a distance another way
    "direction",  # a direction from, no distance
    "part",  # the part of an area that lies in a direction
    "between",
    "road",  # on a road, by its ends or its name
    "along",  # along a river, a road or a border
    "bank",  # a side of a river
    "across",  # over the river from
    "opposite",
    "within",  # no further than a distance from
    "border",
    "outside",
    "union",  # several places, all meant
    "either",  # several places, one meant
    "all",  # one place under several constraints, the narrowest first
]


@dataclass(frozen=True, slots=True)
class Description:
    """One node of the tree that a place description is read into.

    Parameters
    ----------
    kind
        What relation the node is, see `RelationKind`.
    text
        The words it was read from.
    parts
        The nodes below; a name has none.
    distance, direction
        The figures as read, where the relation has them.
    side
        ``left`` or ``right`` bank, ``upstream`` or ``downstream``, or the wording of a vague relation
        (``outskirts``, ``around``).
    more
        Second leg of "a N and b E of X".
    point
        Position of a ``point``.
    """

    kind: RelationKind
    text: str
    parts: tuple[Description, ...] = ()
    distance: Distance | None = None
    direction: Direction | None = None
    side: str | None = None
    more: tuple[Distance, Direction] | None = None
    point: Coordinates | None = None

    def walk(self) -> Iterator[Description]:
        """Give the node and all nodes below it, from the top."""
        yield self
        for part in self.parts:
            yield from part.walk()

    @property
    def names(self) -> tuple[str, ...]:
        """The toponyms below the node, in the order of the text."""
        return tuple(node.text for node in self.walk() if node.kind == "name")

    @property
    def is_plain(self) -> bool:
        """Whether the words hold no relation but containment: then they are an ordinary gazetteer cell."""
        return all(node.kind in ("name", "in", "union", "either", "all") for node in self.walk())

    def __str__(self) -> str:
        if self.kind in ("name", "point"):
            return self.text
        facts = [
            str(x) for x in (self.distance, self.direction, *(self.more or ()), self.side) if x is not None
        ]
        return f"{self.kind}({', '.join([*facts, *map(str, self.parts)])})"


# --- the scanner: relation words and their spans
# --------------------------------------------------------------

_FOLD = str.maketrans(
    "أإآٱىة٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫’‘`´ʼʿʾ‐‑–—−،؛\u00a0\t\n", "اااايه01234567890123456789.'''''''-----,;   "
)
_MARKS = re.compile("[\u064b-\u0652\u0670\u0640\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def fold(text: str) -> str:
    """Fold letters that writers mix (hamza, ta marbuta, digits, dashes, quotes), one character for one."""
    return text.translate(_FOLD)


@dataclass(frozen=True, slots=True)
class _Operator:
    kind: str
    start: int
    end: int
    text: str
    groups: dict[str, str | None]

    @property
    def is_suffix(self) -> bool:
        return self.kind.startswith("suffix_")


def _operators(folded: str) -> list[_Operator]:
    """Find the relation words: leftmost first, then longest, then the order of the table."""
    table = (
        *(ENGLISH if HAS_LATIN.search(folded) else ()),
        *(ARABIC if HAS_ARABIC.search(folded) else ()),
    )
    found: list[tuple[int, int, int, _Operator]] = []
    for rank, (kind, pattern) in enumerate(table):
        for match in pattern.finditer(folded):
            operator = _Operator(kind, match.start(), match.end(), match.group().strip(), match.groupdict())
            found.append((match.start(), -match.end(), rank, operator))
    kept: list[_Operator] = []
    for _, _, _, operator in sorted(found, key=lambda item: item[:3]):
        if not kept or operator.start >= kept[-1].end:
            kept.append(operator)
    return kept


# --- names between the relation words
# -------------------------------------------------------------------------

_OR = re.compile(r"\s*,?\s*(?<!\w)(?:or|او|أو)(?!\w)\s*", re.IGNORECASE)
_LEADING = re.compile(r"^(?:[\s,.;:/-]+|(?:the|of|capital)(?!\w))+", re.IGNORECASE)
_DOUBT = re.compile(r"[?؟]")
_ARTICLES = r"al|an|ar|as|ash|at|ath|az|ad|adh|el|ez|es|et|er|en|ed|esh|ul|abu|umm|ras|tell?|deir|dayr"


def _clean(words: str) -> str:
    words = _LEADING.sub("", words).strip(' ,.;:-\t\n"')
    head, comma, last = words.rpartition(",")
    return _clean(head) if comma and GENERIC.fullmatch(fold(last.strip())) else words


def split_ends(name: str) -> list[tuple[str, str]]:
    """Give the ways in which "A-B" may be two names: a hyphen behind an article joins, the others may part.

    Examples
    --------
    >>> split_ends("Deir ez-Zor-al-Mayadin")
    [('Deir ez-Zor', 'al-Mayadin')]
    """
    spaced = re.split(
        r"\s+(?:[-\u2013\u2014/]|to|and|with|الى|إلى)\s+|\s*[\u2013\u2014/]\s*", name, maxsplit=1
    )
    if len(spaced) == 2 and all(spaced):
        return [(spaced[0].strip(), spaced[1].strip())]
    ways = []
    for match in re.finditer("-", name):
        before, behind = name[: match.start()].strip(), name[match.end() :].strip()
        if before and behind and not re.search(rf"(?:^|[\s-])(?:{_ARTICLES})$", before, re.IGNORECASE):
            ways.append((before, behind))
    return ways


# --- assembling the tree
# --------------------------------------------------------------------------------------

_ADJECTIVE = re.compile(
    rf"^(?P<direction>(?:far |extreme )?{DIRECTION}(?<=ern)|central|rural)[ -](?P<rest>\S.*)$", re.IGNORECASE
)
_TRAILING_ADJECTIVE = re.compile(rf"^(?P<rest>.*\S) (?P<direction>{DIRECTION})$")
_PAIRED = ("between", "road", "border")
_POSSESSIVE = re.compile(r"'s?$")


def _adjective(words: str | None) -> Direction | None:
    return read_direction(words) if words else None


def _operand(words: str) -> Description:
    """Read the words between two relation words: a name, a list of names, or a part of an area."""
    head = LIST_HEAD.match(words)
    words = LIST_HEAD.sub("", words)
    for pattern, kind in ((_OR, "either"), (AND, "union")):
        pieces = [piece for piece in map(_clean, pattern.split(words)) if piece]
        if len(pieces) > 1:
            listed = [name for piece in pieces[:-1] for name in piece.split(",")] + [pieces[-1]]
            # "the provinces of A, B and C": the word in front is said of each
            what = (
                " governorate"
                if head and re.search("province|governorate", head.group(), re.IGNORECASE)
                else ""
            )
            parts = tuple(_operand(_clean(piece) + what) for piece in listed if _clean(piece))
            return Description(kind, words, parts)  # type: ignore[arg-type]
    match = _ADJECTIVE.match(words)
    if match:
        rest = Description("name", _clean(match["rest"]))
        direction = _adjective(match["direction"])
        kind = "countryside" if match["direction"].lower() == "rural" else "part"
        return Description(kind, words, (rest,), direction=direction)  # type: ignore[arg-type]
    return Description("name", _POSSESSIVE.sub("", words))


def _pair(operand: Description) -> tuple[Description, ...]:
    """Give the two ends that "between", a road or a border needs, or the one that there is."""
    if operand.kind in ("union", "either") and len(operand.parts) >= 2:
        return operand.parts
    if operand.kind == "name":
        ways = split_ends(operand.text)
        if len(ways) == 1:
            return tuple(_operand(end) for end in ways[0])
        if HAS_ARABIC.search(operand.text) and (
            match := re.search(r"\s(?:و|الى |إلى )(?=\w{2,})", operand.text)
        ):
            return tuple(
                _operand(_clean(end)) for end in (operand.text[: match.start()], operand.text[match.end() :])
            )
        if re.fullmatch(r"ال\w+ي[ةه] ال\w+ي[ةه]", operand.text):
            return tuple(Description("name", word) for word in operand.text.split())
    return (operand,)


def _suffixed(operator: _Operator, operand: Description, text: str) -> Description:
    """Wrap a name in the word behind it: "X road", "X countryside", "X border"."""
    kind = operator.kind.removeprefix("suffix_")
    if operand.kind in ("union", "either") and kind != "road":
        *before, last = operand.parts
        return replace(operand, text=text, parts=(*before, _suffixed(operator, last, text)))
    direction = _adjective(operator.groups.get("direction"))
    if kind in ("countryside", "near") and operand.kind == "part":
        direction, operand = operand.direction, operand.parts[0]
    if kind == "countryside":
        return Description("countryside", text, (operand,), direction=direction)
    if kind == "near":
        side = (operator.groups.get("side") or "near").lower()
        return Description("near", text, (operand,), direction=direction, side=side)
    if kind == "bank":
        return Description("bank", text, (operand,), **_side(operator.groups["side"]))  # type: ignore[arg-type]
    return Description("road" if kind == "road" else "border", text, _pair(operand))


def _side(words: str | None) -> dict[str, object]:
    folded = (words or "").lower()
    if re.search("left|يسر|ايسر", folded):
        return {"side": "left"}
    if re.search("right|يمن|ايمن", folded):
        return {"side": "right"}
    return {"direction": read_direction(folded)}


def _node(kind: str, text: str, *parts: Description, **facts: object) -> Description:
    return Description(kind, text, parts, **facts)  # type: ignore[arg-type]


def _bank_node(operator: _Operator, operand: Description, text: str) -> Description:
    if operator.groups.get("side"):
        return _node("bank", text, operand, **_side(operator.groups["side"]))
    match = re.match(rf"^(?P<rest>.*\S) (?P<side>(?:ال)?(?:يسري|يمني)|{DIRECTION})$", fold(operand.text))
    if not match:
        return _node("along", text, operand)
    river = replace(operand, text=operand.text[: match.end("rest")])
    return _node("bank", text, river, **_side(match["side"]))


def _pair_node(operator: _Operator, operand: Description, text: str) -> Description:
    parts = _pair(operand)
    if operator.kind == "between" and len(parts) < 2:
        msg = f"{text!r} needs two places: between A and B"
        raise DescriptionError(msg)
    return _node(operator.kind, text, *parts)


def _legs_node(operator: _Operator, operand: Description, text: str) -> Description:
    """Read "a N and b E of X"."""
    first, second = _distance(operator, "distance", text), _distance(operator, "distance2", text)
    way = read_direction(operator.groups["direction2"] or "")
    direction = _adjective(operator.groups["direction"])
    if direction is None or way is None:
        msg = f"{text!r}: one of the two legs cannot be read"
        raise DescriptionError(msg)
    return _node("offsets", text, operand, distance=first, direction=direction, more=(second, way))


def _along_node(operator: _Operator, operand: Description, text: str) -> Description:
    """Read "15 km along the river from X"."""
    line = Description("name", _clean(operator.groups["river"] or ""))
    way = "road" if re.search("road|highway", line.text, re.IGNORECASE) else "along"
    there = operand if way == "road" and GENERIC.fullmatch(fold(line.text)) else line
    leg = _node("offset", text, operand, distance=_distance(operator, "distance", text))
    return _node("all", text, leg, _node(way, text, there))


def _distance(operator: _Operator, group: str, text: str) -> Distance:
    distance = read_distance((operator.groups[group] or "").lower())
    if distance is None:
        msg = f"{text!r}: the distance cannot be read"
        raise DescriptionError(msg)
    return distance


def _countryside_node(operator: _Operator, operand: Description, text: str) -> Description:
    direction = _adjective(operator.groups.get("direction"))
    # Arabic puts the adjective behind the name: "ريف حمص الشرقي"
    match = _TRAILING_ADJECTIVE.match(fold(operand.text)) if direction is None else None
    if match:
        direction = read_direction(match["direction"])
        operand = replace(operand, text=operand.text[: match.end("rest")])
    return _node("countryside", text, operand, direction=direction)


def _prefixed(operator: _Operator, operand: Description, text: str) -> Description:
    """Wrap a name in the relation words before it."""
    kind, groups = operator.kind, operator.groups
    if kind in _SPECIAL:
        return _SPECIAL[kind](operator, operand, text)
    if kind == "across":
        river = (Description("name", _clean(groups["river"] or "")),) if groups.get("river") else ()
        return _node("across", text, operand, *river)
    if kind == "stream":
        side = "upstream" if (groups["side"] or "").lower() in ("up", "اعلي") else "downstream"
        distance = _distance(operator, "distance", text) if groups.get("distance") else None
        return _node("offset", text, operand, distance=distance, side=side)
    direction = _adjective(groups.get("direction"))
    if kind == "directions":
        ways = [way for way in (direction, _adjective(groups["direction2"])) if way is not None]
        return _node("union", text, *(_node("direction", text, operand, direction=way) for way in ways))
    distance = _distance(operator, "distance", text) if kind in ("offset", "within") else None
    side_words = (groups.get("side") or "").lower() or None
    return _node(kind, text, operand, distance=distance, direction=direction, side=side_words)


_SPECIAL: dict[str, Callable[[_Operator, Description, str], Description]] = {
    "bank": _bank_node, "between": _pair_node, "road": _pair_node, "border": _pair_node,
    "offsets": _legs_node, "road_to": lambda _, operand, text: _node("road", text, operand),
    "offset_along": _along_node, "countryside": _countryside_node,
}  # fmt: skip


class _Chain:
    """The state of one left-to-right reading: relation words that wait for a name, and what was read."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.folded = fold(words)
        self.items: list[tuple[str, Description]] = []
        self.pending: list[_Operator] = []
        self.first_end: Description | None = None
        self.connector = ""
        self.start = 0

    def read(self) -> list[tuple[str, Description]]:
        position = 0
        for operator in _operators(self.folded):
            self.segment(position, operator.start, operator if operator.is_suffix else None)
            if not operator.is_suffix:
                if not self.pending:
                    self.start = operator.start
                self.pending.append(operator)
            position = operator.end
        self.segment(position, len(self.words), None)
        return self.items

    def segment(self, start: int, end: int, suffix: _Operator | None) -> None:
        raw = self.folded[start:end]
        following = ""
        lead = re.match(r"[\s,;]*(?:\b(and|or|او|و)\b)?", raw, re.IGNORECASE)
        if lead and lead[1] and self.items and not self.pending:
            self.connector = "or" if lead[1].lower() in ("or", "او") else "and"
            start += lead.end()
        tail = re.search(r"[\s,;]+(and|or|او|و)[\s,]*$", self.folded[start:end], re.IGNORECASE)
        if tail:
            following = "or" if tail[1].lower() in ("or", "او") else "and"
            end = start + tail.start()
        name = _clean(self.words[start:end])
        if not name or GENERIC.fullmatch(fold(name)):
            self.nameless(suffix, generic=bool(name))
            self.connector = following or self.connector
            return
        self.named(name, start, end, suffix, following)
        self.connector = following

    def nameless(self, suffix: _Operator | None, *, generic: bool) -> None:
        if suffix is not None and self.items and suffix.kind in ("suffix_direction", "suffix_distance"):
            connector, node = self.items[-1]
            self.items[-1] = (connector, self.modified(node, suffix))
        elif generic or suffix is not None:
            self.pending = []

    def named(self, name: str, start: int, end: int, suffix: _Operator | None, following: str) -> None:
        if not self.pending:
            self.start = start
        stop = suffix.end if suffix else end
        text = _clean(self.words[self.start : stop])
        node = _operand(name)
        if not self.pending and suffix is None:
            text = name
        if suffix is not None and suffix.kind not in ("suffix_direction", "suffix_distance"):
            node = _suffixed(suffix, node, _clean(self.words[start:stop]))
        paired = bool(self.pending) and self.pending[-1].kind in _PAIRED
        if self.first_end is not None:
            node = Description("union", text, (self.first_end, node))
            self.first_end = None
        elif paired and following == "and" and node.kind == "name" and suffix is None:
            # "between X and" with relation words next: the second end is still to come
            self.first_end = node
            self.held = self.pending
            self.pending = []
            return
        if getattr(self, "held", None) and node.kind == "union":
            self.pending, self.held = self.held, []
        for operator in reversed(self.pending):
            if operator.kind == "in" and node.kind != "name":
                continue
            node = _prefixed(operator, node, text)
        if suffix is not None and suffix.kind in ("suffix_direction", "suffix_distance"):
            node = self.modified(node, suffix)
        self.items.append((self.connector, node))
        self.pending = []

    @staticmethod
    def modified(node: Description, suffix: _Operator) -> Description:
        """Join "to the south" to "20 km from X", and "by 20 km" to "south of X"."""
        if suffix.kind == "suffix_direction" and node.kind == "offset" and node.direction is None:
            return replace(node, direction=_adjective(suffix.groups["direction"]))
        if suffix.kind == "suffix_distance" and node.kind == "direction":
            return replace(node, kind="offset", distance=read_distance(suffix.groups["distance"] or ""))
        return node


_CROSSING = ("offset", "offsets", "direction", "near", "within", "bank", "across")
"""Relations that "and" joins into one place: "5 km north of A and 3 km east of B"."""


def _assemble(items: list[tuple[str, Description]], words: str) -> Description:
    groups: list[list[Description]] = []
    either = any(connector == "or" for connector, _ in items)
    for connector, node in items:
        crossing = groups and groups[-1][-1].kind in _CROSSING and node.kind in _CROSSING
        if groups and (connector == "" or (connector == "and" and crossing)):
            groups[-1].append(node)
        else:
            groups.append([node])
    nodes = [group[0] if len(group) == 1 else Description("all", words, tuple(group)) for group in groups]
    if len(nodes) == 1:
        return nodes[0]
    return Description("either" if either else "union", words, tuple(nodes))


def parse_description(text: str) -> Description:
    """Read the words of a place into a tree of relations over names.

    Parameters
    ----------
    text
        English or Arabic, a bare name or a whole description.

    Returns
    -------
    Description
        Its leaves are names (not looked up) and coordinates.

    Raises
    ------
    DescriptionError
        If the text is empty, is marked as doubtful ("X?"), names no place, or gives figures that contradict
        one another.

    Examples
    --------
    >>> str(parse_description("20 km south of Deir ez-Zor on the Mayadin road"))
    'all(offset(20 km, S, Deir ez-Zor), road(Mayadin))'
    >>> str(parse_description("ريف حمص الشرقي"))
    'countryside(E, حمص)'
    """
    if not isinstance(text, str) or not text.strip():
        msg = "a place description is empty; give a name or a phrase such as '20 km south of Palmyra'"
        raise DescriptionError(msg)
    words = _MARKS.sub("", text).strip()
    point = parse_coordinates(words)
    if point is not None:
        return Description("point", words, point=point)
    if _DOUBT.search(words):
        msg = f"{text!r} is marked as doubtful by its question mark: decide what it says, then drop the mark"
        raise DescriptionError(msg)
    clause = RELATIVE_CLAUSE.search(fold(words))
    words = quarter_in_city((words[: clause.start()] if clause else words).strip(" ."))
    items = _Chain(words).read()
    if not items:
        msg = f"{text!r} names no place"
        raise DescriptionError(msg)
    return _assemble(items, words)


_BEFORE_NAME = re.compile(
    r"(?:[\s,]|(?<!\w)(?:the|of|al|town|city|village|district|province|governorate|مدينه|بلده|قريه|محافظه)(?!\w))*",
    re.IGNORECASE,
)
_NAME_RUN = re.compile(
    r"\s*(?:(?:the|town of|city of|village of|province of) )*(?:al-|ar-|as-|ash-|az-)?"
    r"(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March |April|June|July|August|"
    r"September|October|November|December)(?-i:[A-Z])[\w'-]*"
    r"(?: (?:(?-i:[A-Z])[\w'-]*|(?:al|ar|as|ash|at|az|ez|el)-\w+|oil field|gas field|province|governorate))*",
    re.IGNORECASE,
)


def phrase_around(clause: str, name: str) -> str:
    """Give the description in a clause that a name is part of, or the name where it stands alone.

    Relation words right before the name belong to it, and so do those behind it with the names they hold.

    Parameters
    ----------
    clause
        Words round the name.
    name
        Name as it stands in the clause, in any case; when it does not, it comes back as it is.

    Examples
    --------
    >>> phrase_around("An IED exploded near Hajin, on the left bank of the Euphrates on Tuesday", "Hajin")
    'near Hajin, on the left bank of the Euphrates'
    """
    folded, wanted = fold(clause), fold(name)
    match = re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", folded, re.IGNORECASE)
    if not match:
        return name
    start, end = match.span()
    operators = _operators(folded[:start]) + [_shifted(o, end) for o in _operators(folded[end:])]
    for operator in reversed([o for o in operators if o.end <= start and not o.is_suffix]):
        if not _BEFORE_NAME.fullmatch(folded[operator.end : start]):
            break
        start = operator.start
    for operator in (o for o in operators if o.start >= end):
        if folded[end : operator.start].strip(" ,"):
            break
        if operator.is_suffix:
            end = operator.end
            continue
        run = _NAME_RUN.match(folded, operator.end)
        if not run:
            break
        end = run.end()
    return clause[start:end].strip()


def _shifted(operator: _Operator, by: int) -> _Operator:
    return replace(operator, start=operator.start + by, end=operator.end + by)
