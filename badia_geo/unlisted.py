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
_WORKS = {
    "airbase": ("airbase", r"(?:military )?(?:air ?bases?|airports?|airfields?)", "مطار"),
    "field": ("oil field", r"(?:(?:oil|gas) ?fields?|gas plant)", "حقل"),
    "dam": ("dam", r"dam", "سد"),
    "crossing": ("crossing", r"(?:border )?crossing", "معبر"),
}
"""Kinds of works by the names of their groups, and the nouns beside the name, English and Arabic."""
_KIND = {group + script: kind for group, (kind, _, _) in _WORKS.items() for script in ("", "_ar")}
_PATTERN = re.compile(
    "|".join(
        [
            rf"\b(?:towns?|villages?|hamlets?) of (?P<of>{_NAME})",
            rf"\b(?:in|at|near|on|from|outside) (?P<before>{_NAME}) (?:town|village|hamlet)\b",
            *(rf"\bthe (?P<{group}>{_NAME}) {noun}\b" for group, (_, noun, _) in _WORKS.items()),
            r"(?<![ء-ي])[وبفل]?(?:بلدة|قرية)\s+(?P<arabic>[ء-ي]{3,}(?:\s+ال[ء-ي]{2,})?)(?![ء-ي])",
            *(
                rf"(?<![ء-ي])[وبفل]?{noun}\s+(?P<{group}_ar>[ء-ي]{{3,}})(?![ء-ي])"
                for group, (_, _, noun) in _WORKS.items()
            ),
        ]
    )
)
_SPOT = Spot(
    r"^(?:towns?|villages?|hamlets?|air|airbases?|airports?|airfields?|oil|gas|oilfields?|gasfields?|dam|crossing)$"
    r"|بلدة|قرية|مطار|حقل|سد|معبر"
)
_LEAD = re.compile(r"^(?:the |[وبفل](?=حقل|مطار|سد|معبر))")
_REACH = 70
_NO_NAME = lx.ORDINARY | frozenset(
    ["international", "russian", "syrian", "turkish", "iraqi", "iranian", "american", "israeli"]
)
"""Words before "airbase" that say whose it is."""


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
            group = str(match.lastgroup)
            kind = _KIND.get(group, "village")
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
