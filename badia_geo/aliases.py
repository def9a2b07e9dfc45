"""Aliases: names of one place that no key can bring together (Palmyra and Tadmur)."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from badia_geo.names import NameKey, name_keys

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["aliases", "read_aliases"]


def _core_keys(text: str) -> list[NameKey]:
    return [key for key in name_keys(text) if not key.whole]


def read_aliases(path: str | Path) -> dict[str, tuple[str, ...]]:
    """Read an alias table: names that no key can bring together (Palmyra and Tadmur).

    Parameters
    ----------
    path
        CSV with a column ``names``: the names of one place, separated by ``|``.

    Returns
    -------
    dict
        Fine key of each name -> the other names of its row.
    """
    table: dict[str, list[str]] = {}
    with Path(path).open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            names = [name.strip() for name in row["names"].split("|") if name.strip()]
            for name in names:
                for key in _core_keys(name):
                    others = table.setdefault("+".join((key.fine, *key.modifier_names)), [])
                    others.extend(other for other in names if other != name and other not in others)
    return {key: tuple(others) for key, others in table.items()}


@lru_cache(maxsize=1)
def _packaged_aliases() -> Mapping[str, tuple[str, ...]]:
    from badia_geo.datasets import folder

    return read_aliases(folder() / "name_aliases.csv")


def aliases(text: str) -> tuple[str, ...]:
    """Give the other names of a place that is known under unlike names.

    Examples
    --------
    >>> "Tadmur" in aliases("Palmyra")
    True
    """
    found: list[str] = []
    for key in _core_keys(text):
        for other in _packaged_aliases().get("+".join((key.fine, *key.modifier_names)), ()):
            if other not in found:
                found.append(other)
    return tuple(found)
