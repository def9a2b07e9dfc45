"""Description nodes: the tree that the words of a place are read into, and how its nodes are made."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from badia_geo.errors import DescriptionError
from badia_geo.operators import Operator, fold
from badia_geo.quantities import DIRECTION, Direction, Distance, read_direction, read_distance
from badia_geo.relation_words import AND, GENERIC, GOVERNORATES, HAS_ARABIC, LIST_HEAD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from badia_geo.coordinates import Coordinates

__all__ = [
    "PAIRED",
    "Description",
    "RelationKind",
    "adjective",
    "clean",
    "governorates_of",
    "operand_of",
    "prefixed",
    "split_ends",
    "suffixed",
]

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


_OR = re.compile(r"\s*,?\s*(?<!\w)(?:or|او|أو)(?!\w)\s*", re.IGNORECASE)
_LEADING = re.compile(r"^(?:[\s,.;:/-]+|(?:the|of|capital)(?!\w))+", re.IGNORECASE)
_ARTICLES = r"al|an|ar|as|ash|at|ath|az|ad|adh|el|ez|es|et|er|en|ed|esh|ul|abu|umm|ras|tell?|deir|dayr"


def clean(words: str) -> str:
    """Strip what stands round a name: punctuation, "the", and a generic word behind a comma."""
    words = _LEADING.sub("", words).strip(' ,.;:-\t\n"')
    head, comma, last = words.rpartition(",")
    return clean(head) if comma and GENERIC.fullmatch(fold(last.strip())) else words


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


_ADJECTIVE = re.compile(
    rf"^(?P<direction>(?:far |extreme )?{DIRECTION}(?<=ern)|central|rural)[ -](?P<rest>\S.*)$", re.IGNORECASE
)
_TRAILING_ADJECTIVE = re.compile(rf"^(?P<rest>.*?\S) (?P<direction>{DIRECTION})$")
PAIRED = ("between", "road", "border")
_POSSESSIVE = re.compile(r"['’]s?$")


def adjective(words: str | None) -> Direction | None:
    """Read a direction, where there is one."""
    return read_direction(words) if words else None


def operand_of(words: str) -> Description:
    """Read the words between two relation words: a name, a list of names, or a part of an area."""
    head = LIST_HEAD.match(words)
    words = LIST_HEAD.sub("", words)
    for pattern, kind in ((_OR, "either"), (AND, "union")):
        pieces = [piece for piece in map(clean, pattern.split(words)) if piece]
        if len(pieces) > 1:
            listed = [name for piece in pieces[:-1] for name in piece.split(",")] + [pieces[-1]]
            # "the provinces of A, B and C": the word in front is said of each
            what = (
                " governorate"
                if head and re.search("province|governorate", head.group(), re.IGNORECASE)
                else ""
            )
            parts = tuple(operand_of(clean(piece) + what) for piece in listed if clean(piece))
            return Description(kind, words, parts)  # type: ignore[arg-type]  # one of two kinds
    match = _ADJECTIVE.match(words)
    if match:
        rest = Description("name", clean(match["rest"]))
        direction = adjective(match["direction"])
        kind = "countryside" if match["direction"].lower() == "rural" else "part"
        return Description(kind, words, (rest,), direction=direction)  # type: ignore[arg-type]  # one of two
    return Description("name", _POSSESSIVE.sub("", words) or words)


_RURAL = re.compile(r"^(?:rif|reef|rural|countryside of|ريف)\s+(?P<town>\S.*)$", re.IGNORECASE)


def governorates_of(words: str) -> Description | None:
    """Read a list of governorates that is said to be one; "Rif Dimashq" in it is a governorate's own name.

    Examples
    --------
    >>> str(governorates_of("provinces of Aleppo, Rif Dimashq and Hama"))
    'union(Aleppo governorate, countryside(Dimashq), Hama governorate)'
    """
    match = GOVERNORATES.match(words)
    if match is None:
        return None
    listed = match["listed"] or match["before"] or match["arabic"]
    pieces = [clean(name) for piece in AND.split(listed) for name in re.split("[,،]", piece)]
    names = [piece for piece in pieces if piece]
    if len(names) < 2 or any(len(name.split()) > 4 for name in names):
        return None
    parts = []
    for name in names:
        rural = _RURAL.match(name)
        said = f"محافظة {name}" if match["arabic"] else f"{name} governorate"
        parts.append(
            Description("name", said)
            if rural is None
            else Description("countryside", name, (Description("name", rural["town"]),))
        )
    return Description("union", words, tuple(parts))


def _pair(operand: Description) -> tuple[Description, ...]:
    """Give the two ends that "between", a road or a border needs, or the one that there is."""
    if operand.kind in ("union", "either") and len(operand.parts) >= 2:
        return operand.parts
    if operand.kind == "name":
        ways = split_ends(operand.text)
        if len(ways) == 1:
            return tuple(operand_of(end) for end in ways[0])
        if HAS_ARABIC.search(operand.text) and (
            match := re.search(r"\s(?:و|الى |إلى )(?=\w{2,})", operand.text)
        ):
            return tuple(
                operand_of(clean(end)) for end in (operand.text[: match.start()], operand.text[match.end() :])
            )
        if re.fullmatch(r"ال\w+ي[ةه] ال\w+ي[ةه]", operand.text):
            return tuple(Description("name", word) for word in operand.text.split())
    return (operand,)


def suffixed(operator: Operator, operand: Description, text: str) -> Description:
    """Wrap a name in the word behind it: "X road", "X countryside", "X border"."""
    kind = operator.kind.removeprefix("suffix_")
    if operand.kind in ("union", "either") and kind != "road":
        *before, last = operand.parts
        return replace(operand, text=text, parts=(*before, suffixed(operator, last, text)))
    direction = adjective(operator.groups.get("direction"))
    if kind in ("countryside", "near") and operand.kind == "part":
        direction, operand = operand.direction, operand.parts[0]
    if kind == "countryside":
        return Description("countryside", text, (operand,), direction=direction)
    if kind == "near":
        side = (operator.groups.get("side") or "near").lower()
        return Description("near", text, (operand,), direction=direction, side=side)
    if kind == "bank":
        return Description("bank", text, (operand,), **_side(operator.groups["side"]))  # type: ignore[arg-type]  # fields
    return Description("road" if kind == "road" else "border", text, _pair(operand))


def _side(words: str | None) -> dict[str, object]:
    folded = (words or "").lower()
    if re.search("left|يسر|ايسر", folded):
        return {"side": "left"}
    if re.search("right|يمن|ايمن", folded):
        return {"side": "right"}
    return {"direction": read_direction(folded)}


def _node(kind: str, text: str, *parts: Description, **facts: object) -> Description:
    return Description(kind, text, parts, **facts)  # type: ignore[arg-type]  # the operator's own kind and fields


def _bank_node(operator: Operator, operand: Description, text: str) -> Description:
    if operator.groups.get("side"):
        return _node("bank", text, operand, **_side(operator.groups["side"]))
    match = re.match(rf"^(?P<rest>.*\S) (?P<side>(?:ال)?(?:يسري|يمني)|{DIRECTION})$", fold(operand.text))
    if not match:
        return _node("along", text, operand)
    river = replace(operand, text=operand.text[: match.end("rest")])
    return _node("bank", text, river, **_side(match["side"]))


def _pair_node(operator: Operator, operand: Description, text: str) -> Description:
    parts = _pair(operand)
    if operator.kind == "between" and len(parts) < 2:
        msg = f"{text!r} needs two places: between A and B"
        raise DescriptionError(msg)
    return _node(operator.kind, text, *parts)


def _legs_node(operator: Operator, operand: Description, text: str) -> Description:
    """Read "a N and b E of X"."""
    first, second = _distance(operator, "distance", text), _distance(operator, "distance2", text)
    way = read_direction(operator.groups["direction2"] or "")
    direction = adjective(operator.groups["direction"])
    if direction is None or way is None:
        msg = f"{text!r}: one of the two legs cannot be read"
        raise DescriptionError(msg)
    return _node("offsets", text, operand, distance=first, direction=direction, more=(second, way))


def _along_node(operator: Operator, operand: Description, text: str) -> Description:
    """Read "15 km along the river from X"."""
    line = Description("name", clean(operator.groups["river"] or ""))
    way = "road" if re.search("road|highway", line.text, re.IGNORECASE) else "along"
    there = operand if way == "road" and GENERIC.fullmatch(fold(line.text)) else line
    leg = _node("offset", text, operand, distance=_distance(operator, "distance", text))
    return _node("all", text, leg, _node(way, text, there))


def _distance(operator: Operator, group: str, text: str) -> Distance:
    distance = read_distance((operator.groups[group] or "").lower())
    if distance is None:
        msg = f"{text!r}: the distance cannot be read"
        raise DescriptionError(msg)
    return distance


def _countryside_node(operator: Operator, operand: Description, text: str) -> Description:
    direction = adjective(operator.groups.get("direction"))
    # Arabic puts the adjective behind the name: "ريف حمص الشرقي"
    match = _TRAILING_ADJECTIVE.match(fold(operand.text)) if direction is None else None
    if match:
        direction = read_direction(match["direction"])
        operand = replace(operand, text=operand.text[: match.end("rest")])
    return _node("countryside", text, operand, direction=direction)


def prefixed(operator: Operator, operand: Description, text: str) -> Description:
    """Wrap a name in the relation words before it."""
    kind, groups = operator.kind, operator.groups
    if kind in _SPECIAL:
        return _SPECIAL[kind](operator, operand, text)
    if kind == "across":
        river = (Description("name", clean(groups["river"] or "")),) if groups.get("river") else ()
        return _node("across", text, operand, *river)
    if kind == "stream":
        side = "upstream" if (groups["side"] or "").lower() in ("up", "اعلي") else "downstream"
        distance = _distance(operator, "distance", text) if groups.get("distance") else None
        return _node("offset", text, operand, distance=distance, side=side)
    direction = adjective(groups.get("direction"))
    if kind == "directions":
        ways = [way for way in (direction, adjective(groups["direction2"])) if way is not None]
        return _node("union", text, *(_node("direction", text, operand, direction=way) for way in ways))
    distance = _distance(operator, "distance", text) if kind in ("offset", "within") else None
    side_words = (groups.get("side") or "").lower() or None
    return _node(kind, text, operand, distance=distance, direction=direction, side=side_words)


_SPECIAL: dict[str, Callable[[Operator, Description, str], Description]] = {
    "bank": _bank_node, "between": _pair_node, "road": _pair_node, "border": _pair_node,
    "offsets": _legs_node, "road_to": lambda _, operand, text: _node("road", text, operand),
    "offset_along": _along_node, "countryside": _countryside_node,
}  # fmt: skip
