"""Bare text: a text without Arabic vowel marks and stretched letters, and the way back to its own offsets.

"ضُبطت" and "ضبطت" are one word: patterns are written for its bare letters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

__all__ = ["BareText"]

_MARKS = re.compile("[\u064b-\u0652\u0670\u0640]")


@dataclass(frozen=True)
class BareText:
    """A text, and what is left of it without the marks.

    Parameters
    ----------
    written
        The text as it was written.

    Examples
    --------
    >>> text = BareText("وضُبطت أسلحة")
    >>> text.bare, text.span(6, 11), text.words(0, 5)
    ('وضبطت أسلحة', (7, 12), 'وضُبطت')
    """

    written: str

    @cached_property
    def _kept(self) -> list[int] | None:
        """Offsets in the written text of the letters that are left; None where all are."""
        if self.written.isascii() or _MARKS.search(self.written) is None:
            return None
        return [i for i, letter in enumerate(self.written) if not _MARKS.match(letter)]

    @cached_property
    def bare(self) -> str:
        """The text without its marks."""
        return self.written if self._kept is None else "".join(self.written[i] for i in self._kept)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the offsets in the written text of a stretch of the bare one, with its last letter's marks."""
        kept = self._kept
        if kept is None or not kept:
            return start, end
        after = kept[end] if end < len(kept) else len(self.written)
        last = kept[end - 1] + 1 if end else 0
        while last < after and _MARKS.match(self.written[last]):
            last += 1
        return (kept[start] if start < len(kept) else len(self.written)), last

    def words(self, start: int, end: int) -> str:
        """Give a stretch of the bare text as it was written."""
        return self.written[slice(*self.span(start, end))]
