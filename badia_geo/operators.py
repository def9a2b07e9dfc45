"""Operators: relation words and where they stand in the words of a place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from badia_geo.relation_words import ARABIC, ENGLISH, HAS_ARABIC, HAS_LATIN

__all__ = ["MARKS", "Operator", "find_operators", "fold"]


_FOLD = str.maketrans(
    "أإآٱىة٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫’‘`´ʼʿʾ‐‑–—−،؛\u00a0\t\n", "اااايه01234567890123456789.'''''''-----,;   "
)
MARKS = re.compile("[\u064b-\u0652\u0670\u0640\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def fold(text: str) -> str:
    """Fold letters that writers mix (hamza, ta marbuta, digits, dashes, quotes), one character for one."""
    return text.translate(_FOLD)


@dataclass(frozen=True, slots=True)
class Operator:
    """Relation words of one kind: offsets in the folded words (end exclusive), what their pattern caught."""

    kind: str
    start: int
    end: int
    text: str
    groups: dict[str, str | None]

    @property
    def is_suffix(self) -> bool:
        """Whether the words stand behind their name ("X countryside")."""
        return self.kind.startswith("suffix_")


def find_operators(folded: str) -> list[Operator]:
    """Find the relation words: leftmost first, then longest, then the order of the table."""
    table = (
        *(ENGLISH if HAS_LATIN.search(folded) else ()),
        *(ARABIC if HAS_ARABIC.search(folded) else ()),
    )
    found: list[tuple[int, int, int, Operator]] = []
    for rank, (kind, pattern) in enumerate(table):
        for match in pattern.finditer(folded):
            operator = Operator(kind, match.start(), match.end(), match.group().strip(), match.groupdict())
            found.append((match.start(), -match.end(), rank, operator))
    kept: list[Operator] = []
    for _, _, _, operator in sorted(found, key=lambda item: item[:3]):
        if not kept or operator.start >= kept[-1].end:
            kept.append(operator)
    return kept
