"""SVG fonts: an SVG that carries the letters it is set in, and says what it shows."""

from __future__ import annotations

import base64
import html
import re
from contextlib import closing
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["complete_svg"]

TEXT = re.compile(r'<text\b[^>]*?style="([^"]*)"[^>]*>(.*?)</text>', re.DOTALL)
TAG = re.compile(r"<[^>]*>")
BIDI = "text{unicode-bidi:plaintext}\n"

RESTRICTED = 0x0002
"""Bit of a font's ``OS/2.fsType`` by which its maker forbids embedding (OpenType 1.9)."""

Face = tuple[str, str, str, str]
"""Family, weight, style and file."""


def complete_svg(path: Path, *, title: str, description: str) -> None:
    """Put the letters that an SVG uses into it as subsets of their fonts, and its alternative text.

    Without them a reader's machine sets the names in another font, wider than the room that was measured.

    Parameters
    ----------
    path
        File that matplotlib wrote with ``svg.fonttype`` ``none``; rewritten.
    title, description
        What a screen reader says of the picture.
    """
    text = path.read_text(encoding="utf8")
    rules = "".join(_rule(face, frozenset(letters)) for face, letters in sorted(_faces(text).items()))
    # a line runs as its first letter does, as it was drawn: a browser would let each run from the left
    text = text.replace('<style type="text/css">', f'<style type="text/css">{rules}{BIDI}', 1)
    text = text.replace("<svg ", '<svg role="img" aria-labelledby="title description" ', 1)
    about = (
        f'<title id="title">{html.escape(title)}</title>\n'
        f' <desc id="description">{html.escape(description)}</desc>'
    )
    text = re.sub(r"<title>.*?</title>", lambda _: about, text, count=1, flags=re.DOTALL)
    path.write_text(text, encoding="utf8", newline="\n")


def _faces(text: str) -> dict[Face, set[int]]:
    """Give the letters that each font sets: of a text's families the first that has a letter."""
    found: dict[Face, set[int]] = {}
    for css, body in TEXT.findall(text):
        style = dict(part.split(":", 1) for part in html.unescape(css).split(";") if ":" in part)
        style = {key.strip(): value.strip() for key, value in style.items()}
        weight, slant = style.get("font-weight", "400"), style.get("font-style", "normal")
        left = {ord(c) for c in html.unescape(TAG.sub("", body))}
        for family in style.get("font-family", "").split(","):
            name = family.strip().strip("'\"")
            file = _file(name, weight, slant) if name else None
            have = left & _letters(file) if file else set()
            if have and file:
                found.setdefault((name, weight, slant, file), set()).update(have)
                left -= have
    return found


@lru_cache(maxsize=64)
def _file(family: str, weight: str, style: str) -> str | None:
    from matplotlib.font_manager import FontProperties, findfont

    named: Any = int(weight) if weight.isdigit() else weight
    slant: Any = style
    font = FontProperties(family=family, weight=named, style=slant)
    try:
        return str(findfont(font, fallback_to_default=False))
    except ValueError:
        return None


@lru_cache(maxsize=64)
def _letters(file: str) -> frozenset[int]:
    from matplotlib.font_manager import get_font

    return frozenset(get_font(file).get_charmap())


@lru_cache(maxsize=64)
def _rule(face: Face, letters: frozenset[int]) -> str:
    """Give the CSS rule that holds a font's subset, with the features that join Arabic letters."""
    from fontTools import subset

    family, weight, style, file = face
    options = subset.Options(layout_features=["*"], hinting=False, notdef_outline=True)
    # what editors of fonts leave in them has nothing to cut, and would be remarked on
    options.drop_tables += ["FFTM", "meta"]
    out = BytesIO()
    with closing(subset.load_font(file, options)) as font:
        if font["OS/2"].fsType & RESTRICTED:
            return ""
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=letters)
        cutter.subset(font)
        font.save(out)
    data = base64.b64encode(out.getvalue()).decode()
    return (
        f"@font-face{{font-family:'{family}';font-weight:{weight};font-style:{style};"
        f"src:url(data:font/ttf;base64,{data})}}\n"
    )
