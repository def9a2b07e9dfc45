"""Typesetting: text of a sheet broken to the width it has, as its font measures it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["fit_size", "inches", "right_to_left", "shorten", "side_by_side", "text_width", "wrap"]

ARABIC = re.compile("[\u0600-\u06ff]")
LATIN = re.compile("[A-Za-z]")
DOTS = re.compile(r"(\s·(?:\s|$))")


@lru_cache(maxsize=20_000)
def _points(families: tuple[str, ...], weight: str, text: str) -> float:
    """Width in points of a text at 10 points."""
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.font_manager import FontProperties

    renderer: Any = RendererAgg(8, 8, 72)  # type: ignore[no-untyped-call]  # matplotlib has no types for it
    font = FontProperties(family=list(families), weight=weight, size=10)
    return float(renderer.get_text_width_height_descent(text, font, ismath=False)[0])


def text_width(text: str, size: float, *, weight: str = "normal") -> float:
    """Give the width in inches of one line in the current font.

    Parameters
    ----------
    text
        One line.
    size
        Of the letters, in points.
    weight
        Of the letters.
    """
    import matplotlib as mpl

    return _points(tuple(mpl.rcParams["font.family"]), weight, text) * size / 720


def wrap(text: str, size: float, width: float, *, weight: str = "normal") -> str:
    """Break each line of a text to a width in inches; a word that is wider stands alone on its line.

    A dot between two parts stays with the part before it.
    """
    space = text_width("n n", size, weight=weight) - text_width("nn", size, weight=weight)
    lines = []
    for paragraph in text.replace(" · ", "\u00a0· ").split("\n"):
        line: list[str] = []
        room = width
        for word in paragraph.split(" "):
            need = text_width(word, size, weight=weight) if word else 0.0
            if line and need + space > room:
                lines.append(" ".join(line))
                line, room = [], width
            room -= need + (space if line else 0.0)
            line.append(word)
        lines.append(" ".join(line))
    return "\n".join(lines)


def right_to_left(text: str) -> str:
    """Mark the lines of an Arabic text, so that each runs from the right whatever word it begins with.

    A line is set by itself: one that begins with the Latin words of a report would run from the left.  What
    stands between two dots and is all Latin is isolated, so that its own figures stay where they are.

    Examples
    --------
    >>> right_to_left("15 km south · كمين") == "\u200f\u206615 km south\u2069 \u00b7 كمين"
    True
    """
    lines = []
    for line in text.split("\n"):
        parts = [
            f"\u2066{part}\u2069" if LATIN.search(part) and not ARABIC.search(part) else part
            for part in DOTS.split(line)
        ]
        lines.append("\u200f" + "".join(parts))
    return "\n".join(lines)


def side_by_side(text: str, width: float, size: float) -> str:
    """Put English and the Arabic under it on one line where they fit, each running its own way.

    Parameters
    ----------
    text
        One line, or two of which the second is Arabic.
    width
        In inches.
    size
        Of the letters, in points.
    """
    if "\n" not in text:
        return text
    english, arabic = text.split("\n", 1)
    together = f"{english} · \u2067{arabic}\u2069"
    return together if text_width(together, size) <= width else f"{english}\n{right_to_left(arabic)}"


def shorten(text: str, most: int) -> str:
    """Cut a text at a word to at most so many characters, and show that it was cut.

    Examples
    --------
    >>> shorten("in the desert between two towns", 20)
    'in the desert…'
    """
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;·-") + "…"


def fit_size(text: str, size: float, width: float, *, least: float = 8.0, weight: str = "normal") -> float:
    """Give the size in points, at most ``size``, at which one line fits a width in inches."""
    drawn = text_width(text, size, weight=weight)
    return max(least, size * min(1.0, width / drawn)) if drawn > 0 else size


def inches(figure: Figure, share: float) -> float:
    """Give a share of a figure's width in inches."""
    return share * float(figure.get_size_inches()[0])
