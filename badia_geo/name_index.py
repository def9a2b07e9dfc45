"""Name index: columns of names and places, and the skeletons that lead to them."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from badia_geo.names import CLASSES, unique_keys, vowelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from badia_geo.names import NameKey
    from badia_geo.places import Place

__all__ = ["NameIndex", "reach_of"]

_SEATS = {"PPLC": 1.0, "PPLA": 1.0, "PPLA2": 0.7, "PPLA3": 0.4}
"""How well a seat is known: of the country or a governorate, a district, a subdistrict."""


class NameIndex:
    """Columns of names and places, and the skeletons that lead to them.

    Parameters
    ----------
    places
        The places, in the order of the gazetteer.
    keys
        Their name keys, where they are at hand already.
    """

    def __init__(self, places: Sequence[Place], keys: Sequence[Sequence[NameKey]] | None = None) -> None:
        self.places = places
        self.excerpt = keys is not None
        fine: list[str] = []
        consonants: list[str] = []
        arabic: list[bool] = []
        modifiers: list[int] = []
        whole: list[bool] = []
        owner: list[int] = []
        by_skeleton: dict[str, list[int]] = {}
        for i, place in enumerate(places):
            for key in unique_keys(place.all_names) if keys is None else keys[i]:
                by_skeleton.setdefault(key.skeleton, []).append(i)
                fine.append(key.fine)
                consonants.append(key.consonants)
                arabic.append(key.script == "arabic")
                modifiers.append(key.modifiers)
                whole.append(key.whole)
                owner.append(i)
        # one row a kind of text, so that a query takes all four of a name at once
        self.texts = np.array(
            [
                fine,
                consonants,
                [c.translate(CLASSES) for c in consonants],
                [vowelled(f, "arabic" if a else "latin") for f, a in zip(fine, arabic, strict=True)],
            ],
            object,
        ).reshape(4, len(fine))
        self.length = np.array([len(c) for c in consonants], np.int64)
        self.arabic = np.array(arabic, bool)
        self.modifiers = np.array(modifiers, np.int64)
        # a key with its modifiers' letters inside cannot lack or add one, only contradict
        self.countable = np.where(whole, 0, self.modifiers).astype(np.int64)
        self.owner = np.array(owner, np.int64)
        self.first = np.searchsorted(self.owner, np.arange(len(places) + 1))
        # by length, so that a bounded edit distance is asked of a slice only
        by_skeleton = dict(sorted(by_skeleton.items(), key=lambda item: len(item[0])))
        self.skeletons = list(by_skeleton)
        self.letters = np.array([_letters(s) for s in self.skeletons], np.uint64)
        lengths = [len(s) for s in self.skeletons]
        self.length_first = np.searchsorted(lengths, np.arange(max(lengths, default=0) + 2))
        self.posting = np.array([row for rows in by_skeleton.values() for row in rows], np.int64)
        self.posting_first = np.r_[0, np.cumsum([len(rows) for rows in by_skeleton.values()])].astype(
            np.int64
        )
        self.lat = np.array([p.lat for p in places], float)
        self.lon = np.array([p.lon for p in places], float)
        self.accuracy = np.array([p.accuracy_m for p in places], float)
        self.population = np.array([math.log10(1 + (p.population or 0)) for p in places], float)
        self.seat = np.array([_SEATS.get(p.feature_code, 0.0) for p in places], float)
        self.group = [p.group for p in places]
        group = np.array(self.group, object) if places else np.empty(0, object)
        self.flags = np.column_stack(
            [
                group == "admin",
                (group == "terrain") | (group == "water"),
                (group == "military") | (group == "air") | (group == "works"),
                (group == "quarter") | (group == "site"),
                np.array([len(p.ids) > 1 for p in places], bool),
                np.array([":" not in p.place_id and p.place_id.islower() for p in places], bool),
                np.array([_coarse(p) for p in places], float),
            ]
        ).astype(float) if places else np.empty((0, 7))  # fmt: skip

    def retrieve(self, keys: Iterable[NameKey]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Give the places with a name whose skeleton is within a bounded edit distance of a key's.

        Returns
        -------
        places, unlike
            Positions, and the least distance as a share of the skeleton's length.
        """
        wanted = list(dict.fromkeys(key.skeleton for key in keys))
        if not wanted or not self.skeletons:
            return np.empty(0, np.int64), np.empty(0)
        least = np.full(len(self.places), np.inf)
        for skeleton in wanted:
            reach = reach_of(skeleton)
            last = len(self.length_first) - 1
            low = int(self.length_first[min(max(len(skeleton) - reach, 0), last)])
            high = int(self.length_first[min(len(skeleton) + reach + 1, last)])
            # an edit adds, takes or exchanges a letter: most skeletons need no reckoning of distance
            unlike = np.bitwise_count(self.letters[low:high] ^ _letters(skeleton))
            hits = np.flatnonzero(unlike <= 2 * reach) + low
            distance = cdist(
                [skeleton],
                [self.skeletons[i] for i in hits.tolist()],
                scorer=Levenshtein.distance,
                score_cutoff=reach,
                dtype=np.uint8,
            )[0]
            near = distance <= reach
            distance, hits = distance[near], hits[near]
            counts = self.posting_first[hits + 1] - self.posting_first[hits]
            if not counts.sum():
                continue
            at = np.repeat(self.posting_first[hits] - np.r_[0, np.cumsum(counts)[:-1]], counts) + np.arange(
                counts.sum()
            )
            np.minimum.at(least, self.posting[at], np.repeat(distance / len(skeleton), counts))
        places = np.flatnonzero(np.isfinite(least))
        return places, least[places]

    @cached_property
    def _skeleton_at(self) -> dict[str, int]:
        return {skeleton: i for i, skeleton in enumerate(self.skeletons)}

    def named(self, key: NameKey) -> list[int]:
        """Give the places that have a name of exactly this key, by position."""
        at = self._skeleton_at.get(key.skeleton)
        if at is None:
            return []
        rows = self.posting[self.posting_first[at] : self.posting_first[at + 1]].tolist()
        return [
            i for i in dict.fromkeys(rows) if key.fine in self.texts[0, self.first[i] : self.first[i + 1]]
        ]


def _letters(skeleton: str) -> np.uint64:
    """Give the set of a skeleton's letters as bits."""
    bits = 0
    for letter in skeleton:
        bits |= 1 << (ord(letter) & 63)
    return np.uint64(bits)


def _coarse(place: Place) -> float:
    """Give how much coarser than usual a position is, in doublings; an area is not coarse but wide."""
    if place.geometry is not None or place.group in ("terrain", "water", "admin"):
        return 0.0
    return max(0.0, math.log2(max(place.accuracy_m, 1) / 1500))


def reach_of(skeleton: str) -> int:
    """Give the edit distance within which skeletons are retrieved: it grows with their length."""
    n = len(skeleton)
    return 1 if n <= 3 else 2 if n <= 7 else 3
