"""Unlisted names: settlements and works that a text names in a spelling which no gazetteer lists.

The words around say what it is ("the village of X", "the X military airport"); the name is taken for the
place of that kind that it is most like, if it is like any.  Names without such words are not guessed at.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from badia_geo import lexicon as lx
from badia_geo.spots import Spot
from badia_geo.toponyms import Toponym

if TYPE_CHECKING:
    from collections.abc import Iterator

    from badia_geo.phrases import Spans
    from badia_geo.toponyms import ToponymIndex

__all__ = ["find_unlisted"]

_ARTICLE = r"(?:[Aa](?:l|r|s|sh|t|z|n|d)[- ]|[Ee]l[- ])?"
_WORD = rf"{_ARTICLE}[A-Z][\w'’`-]{{2,}}"
_NAME = rf"{_WORD}(?: {_WORD}){{0,2}}"
_KINDS = {
    "airbase": r"(?:military )?(?:air ?bases?|airports?|airfields?)",
    "oil field": r"(?:oil|gas) ?fields?|gas plant",
    "dam": r"dam",
    "crossing": r"(?:border )?crossing",
}
_KINDS_AR = {
    "airbase": r"مطار",
    "oil field": r"حقل",
    "dam": r"سد",
    "crossing": r"معبر",
}
_WORKS = "|".join(f"(?P<w{i}>{words})" for i, words in enumerate(_KINDS.values()))
_WORKS_AR = "|".join(f"(?P<a{i}>{words})" for i, words in enumerate(_KINDS_AR.values()))
_PATTERN = re.compile(
    rf"\b(?:towns?|villages?|hamlets?) of (?P<of>{_NAME})"
    rf"|\b(?:in|at|near|on|from|outside) (?P<before>{_NAME}) (?:town|village|hamlet)\b"
    rf"|\bthe (?P<works>{_NAME}) (?:{_WORKS})\b"
    r"|(?<![ء-ي])[وبفل]?(?:بلدة|قرية)\s+(?P<arabic>[ء-ي]{3,}(?:\s+ال[ء-ي]{2,})?)(?![ء-ي])"
    rf"|(?<![ء-ي])[وبفل]?(?:{_WORKS_AR})\s+(?P<arabic_works>[ء-ي]{{3,}})(?![ء-ي])"
)
_SPOT = Spot(
    r"^(?:towns?|villages?|hamlets?|air|airbases?|airports?|airfields?|oil|gas|oilfields?|gasfields?|dam|crossing)$"
    r"|بلدة|قرية|مطار|حقل|سد|معبر"
)
_LEAD = re.compile(r"^(?:the |[وبفل](?=حقل|مطار|سد|معبر))")
_REACH = 70


def find_unlisted(text: str, taken: Spans, blocked: Spans, index: ToponymIndex) -> Iterator[Toponym]:
    """Give the names of unknown spelling that a text says are settlements or works.

    Parameters
    ----------
    text
        The text.
    taken
        Stretches in which names were found.
    blocked
        Stretches in which no place is named.
    index
        Its places, by likeness.
    """
    for low, high in _SPOT.windows(text, _REACH, _REACH):
        for match in _PATTERN.finditer(text, low, high):
            group, kind = _read(match)
            start, end = match.span(group)
            if taken.meets(start, end) or blocked.meets(start, end):
                continue
            if kind != "village" and any(word.lower() in _NO_NAME for word in match[group].split()):
                continue
            # works are listed with their noun, villages without
            asked = match[group] if kind == "village" else _LEAD.sub("", match.group())
            places = index.guess(asked, kind)
            if places:
                yield Toponym(start, end, text[start:end], places, index.kind(places[0]), exact=False)


def _read(match: re.Match[str]) -> tuple[str, str]:
    """Give the group of the name, and the kind that is said of it."""
    group = next(g for g in ("of", "before", "works", "arabic", "arabic_works") if match[g])
    if group == "works":
        return group, next(kind for i, kind in enumerate(_KINDS) if match[f"w{i}"])
    if group == "arabic_works":
        return group, next(kind for i, kind in enumerate(_KINDS_AR) if match[f"a{i}"])
    return group, "village"


_NO_NAME = lx.ORDINARY | {
    "international",
    "russian",
    "syrian",
    "turkish",
    "iraqi",
    "iranian",
    "american",
    "israeli",
}
"""Words before "airbase" that say whose it is."""
