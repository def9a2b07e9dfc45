"""Description: the words of a place, read into a tree of relations over names (English and Arabic).

The grammar is flat on purpose.  A description is a chain of constraints; each is one or more relation words
("20 km south of", "near", "on the left bank of"), the name they hold, and at times a word behind the name
("road", "countryside").  The first constraint is the narrowest place, those behind it are wider and serve
as evidence: "near the At-Taym oil field south of Deir ez-Zor" is a field, and which one.  Names are never
looked up here.
"""

from __future__ import annotations

import re
from dataclasses import replace

from badia_geo.coordinates import parse_coordinates
from badia_geo.description_nodes import (
    PAIRED,
    Description,
    RelationKind,
    adjective,
    clean,
    governorates_of,
    operand_of,
    prefixed,
    split_ends,
    suffixed,
)
from badia_geo.errors import DescriptionError
from badia_geo.operators import MARKS, Operator, find_operators, fold
from badia_geo.quantities import read_distance
from badia_geo.quarters import quarter_in_city, without_part_of_country
from badia_geo.relation_words import GENERIC, NAMELESS_ROAD, RELATIVE_CLAUSE

__all__ = ["Description", "RelationKind", "fold", "parse_description", "phrase_around", "split_ends"]

_DOUBT = re.compile(r"[?؟]")


class _Chain:
    """The state of one left-to-right reading: relation words that wait for a name, and what was read."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.folded = fold(words)
        self.items: list[tuple[str, Description]] = []
        self.pending: list[Operator] = []
        self.first_end: Description | None = None
        self.connector = ""
        self.start = 0

    def read(self) -> list[tuple[str, Description]]:
        position = 0
        for operator in find_operators(self.folded):
            self.segment(position, operator.start, operator if operator.is_suffix else None)
            if not operator.is_suffix:
                if not self.pending:
                    self.start = operator.start
                self.pending.append(operator)
            position = operator.end
        self.segment(position, len(self.words), None)
        return self.items

    def segment(self, start: int, end: int, suffix: Operator | None) -> None:
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
        name = clean(self.words[start:end])
        if not name or GENERIC.fullmatch(fold(name)):
            self.nameless(suffix, generic=bool(name))
            self.connector = following or self.connector
            return
        self.named(name, start, end, suffix, following)
        self.connector = following

    def nameless(self, suffix: Operator | None, *, generic: bool) -> None:
        if suffix is not None and self.items and suffix.kind in ("suffix_direction", "suffix_distance"):
            connector, node = self.items[-1]
            self.items[-1] = (connector, self.modified(node, suffix))
        elif generic or suffix is not None:
            self.pending = []

    def named(self, name: str, start: int, end: int, suffix: Operator | None, following: str) -> None:
        if not self.pending:
            self.start = start
        stop = suffix.end if suffix else end
        text = clean(self.words[self.start : stop])
        node = operand_of(name)
        if not self.pending and suffix is None:
            text = name
        if suffix is not None and suffix.kind not in ("suffix_direction", "suffix_distance"):
            node = suffixed(suffix, node, clean(self.words[start:stop]))
        paired = bool(self.pending) and self.pending[-1].kind in PAIRED
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
            node = prefixed(operator, node, text)
        if suffix is not None and suffix.kind in ("suffix_direction", "suffix_distance"):
            node = self.modified(node, suffix)
        self.items.append((self.connector, node))
        self.pending = []

    @staticmethod
    def modified(node: Description, suffix: Operator) -> Description:
        """Join "to the south" to "20 km from X", and "by 20 km" to "south of X"."""
        if suffix.kind == "suffix_direction" and node.kind == "offset" and node.direction is None:
            return replace(node, direction=adjective(suffix.groups["direction"]))
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
    words = MARKS.sub("", text).strip()
    point = parse_coordinates(words)
    if point is not None:
        return Description("point", words, point=point)
    if _DOUBT.search(words):
        msg = f"{text!r} is marked as doubtful by its question mark: decide what it says, then drop the mark"
        raise DescriptionError(msg)
    words = without_part_of_country(words)
    road = NAMELESS_ROAD.match(fold(words))
    words = words[road.end() :] if road is not None else words
    clause = RELATIVE_CLAUSE.search(fold(words))
    words = quarter_in_city((words[: clause.start()] if clause else words).strip(" ."))
    governorates = governorates_of(words)
    if governorates is not None:
        return governorates
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
    operators = find_operators(folded[:start]) + [_shifted(o, end) for o in find_operators(folded[end:])]
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


def _shifted(operator: Operator, by: int) -> Operator:
    return replace(operator, start=operator.start + by, end=operator.end + by)
