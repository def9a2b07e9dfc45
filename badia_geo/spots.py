"""Spots: where in a text stand the words without which a pattern cannot match.

Most patterns need one of a few words, and most sentences have none of them.  The words of a text are classed
once, by a memory of words; whether a pattern is worth trying is then a look-up, and where to try it is known.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import compress
from typing import NamedTuple

from badia_geo.phrases import MEMORY, text_tokens

__all__ = ["Spot"]


class _Found(NamedTuple):
    starts: list[int]
    ends: list[int]


class Spot:
    r"""A class of words, found in each text once for all classes together.

    Parameters
    ----------
    words
        Regular expression, searched for in each word by itself; one word of every phrase that the guarded
        pattern knows must match it.
    ignore_case
        Whether capitals are the same as small letters.

    Examples
    --------
    >>> harm = Spot(r"\b(?:killed|wounded)\b")
    >>> harm.near("Two were killed in Hajin.", 0, 25), harm.near("Two were killed in Hajin.", 12, 25)
    (True, False)
    >>> harm.windows("Two were killed in Hajin.", 4, 3)
    [(5, 18)]
    """

    def __init__(self, words: str, *, ignore_case: bool = True) -> None:
        self._pattern = re.compile(words, re.IGNORECASE if ignore_case else 0)
        _SPOTS.append(self)
        _CLASSES.clear()
        _LAST.clear()

    def __contains__(self, word: str) -> bool:
        return self._pattern.search(word) is not None

    def near(self, text: str, start: int, end: int) -> bool:
        """Tell whether a word of this class begins in a stretch of a text."""
        # asked some fifty times a text: the call of `_found` would take a third of the time
        found = _LAST[0][1] if _LAST and _LAST[0][0] is text else _found(text)
        spots = found.get(self)
        if spots is None:
            return False
        starts = spots.starts
        at = bisect_left(starts, start)
        return at < len(starts) and starts[at] < end

    def windows(self, text: str, before: int, after: int) -> list[tuple[int, int]]:
        """Give the stretches of a text round the words of this class, joined where they meet."""
        windows: list[tuple[int, int]] = []
        found = _found(text).get(self)
        if found is None:
            return windows
        for start, end in zip(*found, strict=True):
            low, high = max(0, start - before), min(len(text), end + after)
            if windows and low <= windows[-1][1]:
                windows[-1] = (windows[-1][0], high)
            else:
                windows.append((low, high))
        return windows


class _Classes(dict[str, tuple[Spot, ...]]):
    """Classes of words, remembered over texts."""

    def __missing__(self, word: str) -> tuple[Spot, ...]:
        if len(self) > MEMORY:
            self.clear()
        spots = self[word] = tuple(spot for spot in _SPOTS if word in spot)
        return spots


_SPOTS: list[Spot] = []
_CLASSES = _Classes()
_LAST: list[tuple[str, dict[Spot, _Found]]] = []


def _found(text: str) -> dict[Spot, _Found]:
    """Class the words of a text; every finder asks about the same text, so the last one is kept."""
    last = _LAST[0] if _LAST else None
    if last is not None and last[0] is text:
        return last[1]
    tokens = text_tokens(text)
    found: dict[Spot, _Found] = {}
    words = tokens.words
    for position in compress(range(len(words)), map(_CLASSES.__getitem__, words)):
        for spot in _CLASSES[words[position]]:
            starts, ends = found.setdefault(spot, _Found([], []))
            starts.append(tokens.starts[position])
            ends.append(tokens.ends[position])
    _LAST[:] = [(text, found)]
    return found
