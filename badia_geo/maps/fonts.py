"""Fonts of the sheets: Fira Sans with IBM Plex Sans Arabic, each pinned, and what stands in for them."""

from __future__ import annotations

import importlib
import logging
from functools import lru_cache

from badia_geo.errors import ValueRangeError

__all__ = ["FALLBACK", "families", "missing"]

PACKAGES = {"Fira Sans": "fontpkg_fira_sans", "IBM Plex Sans Arabic": "fontpkg_ibm_plex_sans_arabic"}
"""Family and the package that carries its files; both under the SIL Open Font Licence."""

FALLBACK = "DejaVu Sans"
"""Comes with matplotlib and has the Latin and Arabic letters that names need."""


class _Quiet(logging.Filter):
    """Drop the remark that the fallback has no half-bold weight: its bold stands in, as is meant."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        return not ("Failed to find font weight" in said and FALLBACK in said)


@lru_cache(maxsize=1)
def _registered() -> tuple[str, ...]:
    """Make the packages' fonts known to matplotlib; give the families that are there."""
    from matplotlib import font_manager

    logging.getLogger("matplotlib.font_manager").addFilter(_Quiet())
    found = []
    for family, package in PACKAGES.items():
        try:
            folder = importlib.import_module(package).ROOT / "files"
        except ImportError:
            continue
        for file in sorted(folder.glob("*.ttf")):
            font_manager.fontManager.addfont(file)
        found.append(family)
    return tuple(found)


def missing() -> list[str]:
    """Name the families that the sheets are designed for and that are not installed.

    Examples
    --------
    >>> missing()
    []
    """
    return [family for family in PACKAGES if family not in _registered()]


def families(first: str | None = None) -> list[str]:
    """Give the font families of a sheet, in the order in which a letter is looked for.

    Parameters
    ----------
    first
        A family of your own, installed on this machine, to come first.

    Raises
    ------
    ValueRangeError
        If that family is not installed.

    Examples
    --------
    >>> families()
    ['Fira Sans', 'IBM Plex Sans Arabic', 'DejaVu Sans']
    """
    known = [*_registered(), FALLBACK]
    if first is None:
        return known
    from matplotlib import font_manager

    if first not in font_manager.fontManager.get_font_names():
        msg = f"the font {first!r} is not installed; install it or leave font= out to use {known[0]}"
        raise ValueRangeError(msg)
    return [first, *[f for f in known if f != first]]
