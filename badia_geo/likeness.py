"""Likeness: how alike two spellings are, and the likest of a few hundred known names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from badia_geo.names import modifier_conflict, name_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

__all__ = ["SAME_NAME", "NameList", "name_similarity"]

SAME_NAME = 0.93
"""Likeness from which words are the very name of a place."""


def name_similarity(first: str, second: str) -> float:
    """Compare two spellings, each in either script.

    Parameters
    ----------
    first, second
        Bare names.

    Returns
    -------
    float
        1 for equal keys, 0 for nothing in common or modifiers that contradict each other; 0 for an empty
        name.  Within one script the fine keys count as much as the consonants; across scripts the
        consonants alone, and at most 0.95.

    Examples
    --------
    >>> name_similarity("Abu Kamal", "Albu Kamal"), name_similarity("البوكمال", "Bukamal")
    (1.0, 0.95)
    >>> name_similarity("Tell Sharqi", "Tell Gharbi")
    0.0
    """
    best = 0.0
    for a in name_keys(first):
        for b in name_keys(second):
            if modifier_conflict(a.modifiers, b.modifiers):
                continue
            value = Levenshtein.normalized_similarity(a.consonants, b.consonants)
            if a.script == b.script:
                value = (value + Levenshtein.normalized_similarity(a.fine, b.fine)) / 2
            else:
                value *= 0.95
            if a.modifiers != b.modifiers and not (a.whole or b.whole):
                value *= 0.8
            best = max(best, value)
    return best


class NameList:
    """Names of some things, each in several spellings.

    Parameters
    ----------
    names
        The spellings of each thing.

    Examples
    --------
    >>> names = NameList([("Homs", "حمص"), ("Deir ez-Zor", "دير الزور")])
    >>> names.likest("Dayr Azzawr", 0.9), names.likest("Hasakah", 0.9)
    ((1, 0.95), None)
    """

    def __init__(self, names: Iterable[Sequence[str]]) -> None:
        spellings = [(i, name) for i, written in enumerate(names) for name in dict.fromkeys(written)]
        keyed = [(i, name, key.consonants) for i, name in spellings for key in name_keys(name)]
        self._owner = [i for i, _, _ in keyed]
        self._names = [name for _, name, _ in keyed]
        self._consonants = [consonants for _, _, consonants in keyed]

    def _near(self, text: str, least: float) -> NDArray[np.int64]:
        """Give the spellings whose consonants allow a likeness: it is at most the mean of 1 and theirs."""
        asked = [key.consonants for key in name_keys(text)]
        if not asked or not self._names:
            return np.empty(0, np.int64)
        alike = cdist(asked, self._consonants, scorer=Levenshtein.normalized_similarity)
        return np.flatnonzero(alike.max(axis=0) >= 2 * least - 1)

    def likest(self, text: str, least: float) -> tuple[int, float] | None:
        """Give the position of the thing whose name is the likest, and how like; None below a likeness.

        Parameters
        ----------
        text
            A bare name.
        least
            Likeness by `name_similarity` from which a name counts.
        """
        best: tuple[int, float] | None = None
        for k in self._near(text, least).tolist():
            likeness = name_similarity(text, self._names[k])
            if likeness >= (least if best is None else np.nextafter(best[1], 2)):
                best = self._owner[k], likeness
        return best
