"""Actors: who a report names, through a table of aliases (``data/actors.csv``).

Categories: ``armed``, ``state`` and ``civil`` take part in events; ``source`` are media and observers who
only tell of them; ``name`` are operations and talks whose names hold place names.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from badia_geo import datasets
from badia_geo.phrases import Hit, PhraseIndex, Spans, is_arabic

__all__ = ["Actor", "ActorMention", "actor_names", "actors", "find_actors", "name_spans"]

_GENERIC = frozenset({"militants", "fsa"})
_PARTICIPANTS = frozenset({"armed", "state", "civil"})


@dataclass(frozen=True, slots=True)
class Actor:
    """A party, a group of people or a source.

    Parameters
    ----------
    actor
        Code, stable between releases.
    name, name_ar
        Canonical names.
    category
        ``armed``, ``state``, ``civil``, ``source`` or ``name``.
    controller
        Code of the control zones that this actor belongs to, or ``None``.
    aliases
        Other names, in any script.
    """

    actor: str
    name: str
    name_ar: str
    category: str
    controller: str | None
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ActorMention:
    """An actor named in a text: offsets in code points (end exclusive), the words, and who it is."""

    start: int
    end: int
    text: str
    actor: Actor


@lru_cache(maxsize=1)
def actors() -> dict[str, Actor]:
    """Give the table of actors by code.

    Examples
    --------
    >>> actors()["sdf"].name
    'Syrian Democratic Forces'
    """
    with (datasets.folder() / "actors.csv").open(encoding="utf8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        r["actor"]: Actor(
            r["actor"],
            r["name"],
            r["name_ar"],
            r["category"],
            r["controller"] or None,
            tuple(a for a in r["aliases"].split("|") if a),
        )
        for r in rows
    }


def actor_names() -> list[tuple[str, str]]:
    """List every name and alias with its actor's code."""
    return [
        (name, actor.actor)
        for actor in actors().values()
        for name in (actor.name, actor.name_ar, *actor.aliases)
        if name
    ]


@lru_cache(maxsize=1)
def _index() -> PhraseIndex[tuple[str, str]]:
    index: PhraseIndex[tuple[str, str]] = PhraseIndex()
    for name, code in actor_names():
        index.add(name, (code, name))
    return index


_LAST: list[tuple[str, list[Hit[tuple[str, str]]]]] = []


def _hits(text: str) -> list[Hit[tuple[str, str]]]:
    """Find the names of actors; those of the last text are kept, for names are also where no place is."""
    if not _LAST or _LAST[0][0] != text:
        index = _index()
        # articles are folded away: "في حلب يوم الثلاثاء" does not name the channel "حلب اليوم"
        found = [h for h in index.find(index.tokens(text)) if not text[h.start : h.end].endswith(" يوم")]
        _LAST[:] = [(text, found)]
    return _LAST[0][1]


def name_spans(text: str) -> list[tuple[int, int]]:
    """Give the stretches of names of actors, media and operations: several words, or with the Arabic article.

    No place is looked for inside them.

    >>> name_spans("Hama Brigade said so, and the SDF too.")
    []
    >>> name_spans("The Aleppo Media Center said so.")
    [(4, 23)]
    """
    return [
        (hit.start, hit.end)
        for hit in _hits(text)
        if hit.last - hit.first > 1 or (hit.end - hit.start > 3 and text[hit.start] == "ا")
    ]


def find_actors(text: str, *, published: date | None = None) -> list[ActorMention]:
    """Find the parties that a text names.

    Parameters
    ----------
    text
        English, Arabic or both; empty gives an empty list.
    published
        Day of publication: from `NEW_AUTHORITIES` on, the army and police of Damascus are those of the new
        authorities.

    Returns
    -------
    list of ActorMention
        In the order of the text; sources and named operations are left out.  Short names are taken only as
        they are written: "IS" is the Islamic State, "is" and a sentence's first "Is" are not.

    Examples
    --------
    >>> [m.actor.actor for m in find_actors("IS cells attacked a post of the SDF, SOHR said.")]
    ['is', 'sdf']
    """
    table = actors()
    found: list[ActorMention] = []
    for hit in _hits(text):
        words = text[hit.start : hit.end]
        if len(words) <= 5 and not is_arabic(words) and not _same_case(words, [n for _, n in hit.values]):
            continue
        actor = table[hit.values[0][0]]
        behind = found and found[-1].end + 1 == hit.start and found[-1].actor.category == "armed"
        if actor.actor in _GENERIC and behind:
            continue  # "Islamic State militants" are one party
        if actor.category in _PARTICIPANTS:
            found.append(ActorMention(hit.start, hit.end, words, actor))
    for code, pattern in _CALLED.items():
        if any(mention.actor.actor == code for mention in found):
            found = sorted([*found, *_called(code, pattern, text, found)], key=lambda mention: mention.start)
    if published is not None and published >= NEW_AUTHORITIES:
        found = [_under_new_authorities(mention, text) for mention in found]
    return found


def _called(code: str, pattern: re.Pattern[str], text: str, found: list[ActorMention]) -> list[ActorMention]:
    """Find the words by which a report calls a party that it has named: "the organisation" for IS."""
    taken = Spans((mention.start, mention.end) for mention in found)
    return [
        ActorMention(match.start(), match.end(), match.group(), actors()[code])
        for match in pattern.finditer(text)
        if not taken.meets(match.start(), match.end())
    ]


def _under_new_authorities(mention: ActorMention, text: str) -> ActorMention:
    code = mention.actor.actor
    damascus = code == "government" and not _OLD.search(mention.text)
    police = code == "asayish" and _POLICE.search(mention.text) and not _NORTH_EAST.search(text)
    return replace(mention, actor=actors()["syria_new"]) if damascus or police else mention


NEW_AUTHORITIES = date(2024, 12, 8)
"""The day on which the government of Damascus changed hands."""
_CALLED = {
    "is": re.compile(
        r"(?<![ء-ي])[وبفك]?(?:لل|ال)تنظيم(?![ء-ي])|\bthe organi[sz]ation\b(?! (?:for|of)\b)", re.IGNORECASE
    ),
    "turkey": re.compile(r"\bthe occupation\b|(?<![ء-ي])[وبف]?الاحتلال(?![ء-ي])(?!\s+(?:الإسرائيلي|الروسي))"),
}
_OLD = re.compile(r"regime|Assad|النظام|الأسد", re.IGNORECASE)
_POLICE = re.compile(r"internal security|الأمن الداخلي", re.IGNORECASE)
_NORTH_EAST = re.compile(
    r"\bSDF\b|Syrian Democratic Forces|Asayish|Autonomous Administration|"
    r"قسد|سوريا الديمقراطية|الأسايش|الإدارة الذاتية"
)


def _same_case(words: str, names: list[str]) -> bool:
    bare = words.removesuffix("'s").removesuffix("’s").removesuffix("’").removesuffix("'")
    return any(n[:1] == bare[:1] and n[1:2].isupper() == bare[1:2].isupper() for n in names)
