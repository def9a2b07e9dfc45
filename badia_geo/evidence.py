"""Evidence: what speaks for and against each candidate of a name, as rows of numbers.

A candidate's row says how alike its names are (in each script, and across scripts by their consonants), where
it lies beside what the text names, and what kind of place it is; a stand-in's row says how well the town that
would stand in for an unknown place is known; the last row is "none of these".  `complete` adds what only the
whole list shows: how far each candidate is behind the best one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from badia_geo.name_words import OPPOSITES
from badia_geo.places import feature_group

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from badia_geo.containers import Container
    from badia_geo.matching import Query
    from badia_geo.name_index import NameIndex
    from badia_geo.names import NameKey

__all__ = ["COLUMN", "FEATURES", "KINDS", "complete", "judge_index", "none_row", "planar_km", "put_distances"]

UNLIKE = 0.5
"""Gap from which a name has nothing to do with the one asked for."""
TWIN_KM = 40.0
"""Reach within which a namesake with finer coordinates is taken for the same place."""
TWIN_GAP = 0.06
"""How much less like a name the finer namesake may be: its vowels, never a consonant."""
CROSS = 0.85
"""Likeness of equal consonants across scripts: vowels, and letters that one script merges, stay untested."""
COMPARED = 160
"""Candidates whose names are compared letter by letter: the nearest by skeleton, context and population."""
KEPT = 48
"""Candidates judged in full; beyond the first dozen their probability is below 1 in 1,000."""

KINDS: dict[str, tuple[str, ...]] = {
    "village": ("populated",), "town": ("populated",), "city": ("populated",), "hamlet": ("populated",),
    "settlement": ("populated",), "camp": ("populated", "quarter"), "farm": ("populated",),
    "neighbourhood": ("quarter", "populated"), "district": ("admin", "populated", "quarter"),
    "subdistrict": ("admin", "populated"), "governorate": ("admin",), "countryside": ("populated", "admin"),
    "oil field": ("works",), "gas field": ("works",), "oil": ("works",), "pumping station": ("works",),
    "refinery": ("works",), "dam": ("works",), "bridge": ("works",), "crossing": ("works",),
    "factory": ("works",),
    "station": ("works",), "silo": ("works",), "port": ("works",), "road": ("works",), "mine": ("works",),
    "airbase": ("air", "military"), "airport": ("air", "military"), "airfield": ("air", "military"),
    "base": ("military", "air"), "barracks": ("military",), "checkpoint": ("military", "works"),
    "mountain": ("terrain",), "hill": ("terrain",), "desert": ("terrain", "admin"), "valley": ("terrain",
    "water"),
    "lake": ("water",), "river": ("water",), "island": ("water",), "spring": ("water",), "well": ("water",),
    "castle": ("site",), "ruins": ("site",), "shrine": ("site", "quarter"),
}  # fmt: skip
"""What a text may call a place -> groups of feature codes that fit."""

COARSE_LARGE = 1.0
"""Coarseness of position (that of 3 km) at which what is no settlement stops being the less likely for it."""

SIDES = ("latin", "arabic")
FEATURES: tuple[str, ...] = (
    *(
        f"{side}_{what}"
        for side in SIDES
        for what in (
            "exact", "exact_long", "gap", "gap_wide", "gap_short", "gap_beside_exact", "cross", "cross_exact",
            "cross_vowels", "consonants",
        )
    ),
    "both_gaps", "both_near", "gap_least", "gap_most", "gap_squared", "nearly_exact",
    "gap_behind", "gap_behind_near", "alike_count",
    "modifier_conflict", "modifier_lost", "modifier_extra", "alias",
    "population", "seat", "admin", "landform", "installation", "quarter", "several_sources", "packaged",
    "coarse",
    "finer_twin", "coarser_twin",
    "kind_fits", "kind_differs",
    "context_inside", "context_outside", "context_far", "context_by_gap", "town_outside", "town_far",
    "near_far",
    "detail_named", "quarter_named", "fallback", "fallback_quarter", "fallback_detail", "fallback_context",
    "fallback_capital", "fallback_capital_quarter", "fallback_population", "fallback_alike",
    "fallback_settlement", "fallback_likely", "fallback_unlike", "fallback_best", "fallback_best_near",
    "fallback_rural", "fallback_words",
    "none", "none_latin_only", "none_small_gazetteer", "none_short", "none_quarter", "none_detail",
    "none_context", "none_best", "none_best_near", "none_rural", "none_words",
    "open_exact", "open_prominence", "none_open",
)  # fmt: skip
"""Names of the evidence, in the order of the rows and of the coefficients."""
COLUMN = {name: i for i, name in enumerate(FEATURES)}
NEAR_GAP = 0.15
"""Gap below which a name is nearly the same: a vowel or two, or one consonant of a long name."""


def conflicts(theirs: NDArray[np.int64], mine: NDArray[np.int64] | int) -> NDArray[np.bool_]:
    """Tell which modifier sets contradict another's: upper and lower, east and west."""
    mine = np.broadcast_to(np.asarray(mine, np.int64), theirs.shape)
    out = np.zeros(len(theirs), bool)
    if not (mine.any() and theirs.any()):
        return out
    for pair in OPPOSITES:
        out |= ((mine & pair) != 0) & ((theirs & pair) != 0) & ((theirs & pair & mine) == 0)
    return out


@dataclass(slots=True)
class Likeness:
    """How like each of many names is to the likeliest of a query's keys in one script."""

    value: NDArray[np.float64]
    modifiers: NDArray[np.int64]
    cross: NDArray[np.bool_]
    consonants: NDArray[np.float64]
    vowels: NDArray[np.float64]


def _like(index: NameIndex, rows: NDArray[np.int64], keys: Sequence[NameKey], *, arabic: bool) -> Likeness:
    """Compare names with keys of one script; across scripts their consonants, and long vowels, can be."""
    fine, consonants, skeletons, vowelled = index.texts[:, rows].tolist()
    same = index.arabic[rows] == arabic
    n = len(rows)
    found = Likeness(np.zeros(n), np.zeros(n, np.int64), ~same, np.zeros(n), np.zeros(n))

    def alike(asked: list[str], theirs: list[str]) -> NDArray[np.float64]:
        return np.asarray(cdist(asked, theirs, scorer=Levenshtein.normalized_similarity), float)

    by_letter = alike([k.fine for k in keys], fine)
    by_consonant = alike([k.consonants for k in keys], consonants)
    by_class = alike([k.skeleton for k in keys], skeletons)
    by_vowel = np.ones_like(by_class) if same.all() else alike([k.vowelled for k in keys], vowelled)
    likeness = np.where(
        same,
        0.4 * by_letter + 0.3 * by_consonant + 0.3 * by_class,
        CROSS * (0.4 * by_consonant + 0.4 * by_class + 0.2 * by_vowel),
    )
    for i, key in enumerate(keys):
        value = likeness[i] * key.weight
        counted = 0 if key.whole else key.modifiers
        value = np.where(
            conflicts(index.modifiers[rows], key.modifiers),
            0.6 * value,
            np.where(index.countable[rows] != counted, 0.95 * value, value),
        )
        better = value > found.value
        np.copyto(found.value, value, where=better)
        np.copyto(found.modifiers, counted, where=better)
        np.copyto(found.consonants, by_consonant[i], where=better)
        np.copyto(found.vowels, by_vowel[i], where=better)
    return found


def _best_name(place_of_row: NDArray[np.int64], likeness: NDArray[np.float64]) -> NDArray[np.int64]:
    """Give for each place the row of its likeliest name; rows are sorted by place."""
    order = np.lexsort((-likeness, place_of_row))
    return order[np.r_[True, np.diff(place_of_row[order]) > 0]]


def _outside_km(index: NameIndex, containers: Sequence[Container]) -> NDArray[np.float64] | None:
    """Give how far the places of an index lie outside what is said to contain them.

    A report that names several governorates places each event in one of them; other containers are nested.
    """
    governorates = [c.outside_all(index) for c in containers if c.governorate]
    others = [c.outside_all(index) for c in containers if not c.governorate]
    distances = [*others, np.min(governorates, axis=0)] if governorates else others
    return np.mean(distances, axis=0) if distances else None


def judge_index(
    index: NameIndex, query: Query, containers: Sequence[Container], towns: Sequence[Container]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Retrieve from one index and judge: positions, likeness and evidence."""
    places, unlike = index.retrieve((*query.keys, *query.alias_keys))
    if not len(places):
        return places, np.empty(0), np.empty((0, len(FEATURES)))
    outside, town = _outside_km(index, containers), _outside_km(index, towns)
    outside, town = (None if km is None else km[places] for km in (outside, town))
    if len(places) > COMPARED:
        worth = unlike - 0.02 * index.population[places]
        for km in (outside, town):
            if km is not None:
                worth = worth + 0.04 * np.log1p(km / 5)
        best = np.sort(np.argpartition(worth, COMPARED)[:COMPARED])
        places = places[best]
        outside, town = (None if km is None else km[best] for km in (outside, town))
    return _judge(index, places, query, outside, town)


def _judge(
    index: NameIndex,
    places: NDArray[np.int64],
    query: Query,
    outside: NDArray[np.float64] | None,
    town: NDArray[np.float64] | None,
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    counts = index.first[places + 1] - index.first[places]
    starts = np.repeat(index.first[places] - np.r_[0, np.cumsum(counts)[:-1]], counts)
    rows = starts + np.arange(counts.sum())
    owner = np.repeat(np.arange(len(places)), counts)
    offsets = np.r_[0, np.cumsum(counts)[:-1]]
    sides = {
        side: _like(index, rows, keys, arabic=side == "arabic")
        for side, keys in (("latin", query.latin), ("arabic", query.arabic))
        if keys
    }
    likeliest = [np.maximum.reduceat(like.value, offsets) for like in sides.values()]
    alike = np.mean(likeliest, axis=0) if likeliest else np.zeros(len(places))
    alias_like = np.zeros(len(places))
    for side in SIDES:
        keys = [k for k in query.alias_keys if k.script == side]
        if keys:
            found = _like(index, rows, keys, arabic=side == "arabic")
            alias_like = np.maximum(alias_like, np.maximum.reduceat(found.value, offsets))
    quick = np.maximum(alike, np.where(alias_like > 0.9, alias_like, 0.0))
    for km in (outside, town):
        if km is not None:
            quick -= 0.04 * np.log1p(km / 5)
    quick += 0.01 * index.population[places]
    kept = np.sort(np.argsort(-quick, kind="stable")[:KEPT])
    chosen = places[kept]
    body = np.zeros((len(kept), len(FEATURES)))
    local = np.flatnonzero(np.isin(owner, kept))
    used_alias = alias_like[kept] > np.maximum(0.9, alike[kept])
    similarity = np.where(used_alias, alias_like[kept], 0.0)
    body[:, COLUMN["alias"]] = used_alias
    for side, like in sides.items():
        best = local[_best_name(owner[local], like.value[local])]
        similarity = np.maximum(similarity, like.value[best])
        _put_names(index, rows, body, side, like, best, np.where(used_alias, alias_like[kept], 0.0))
    # all of these are zero where only one script is asked in
    for side, other in (SIDES, SIDES[::-1]):
        exact = body[:, COLUMN[f"{other}_exact"]]
        body[:, COLUMN[f"{side}_gap_beside_exact"]] = body[:, COLUMN[f"{side}_gap"]] * exact
    body[:, COLUMN["both_gaps"]] = body[:, COLUMN["latin_gap"]] * body[:, COLUMN["arabic_gap"]]
    finer, coarser = _twins(index, chosen, similarity)
    body[:, COLUMN["finer_twin"]], body[:, COLUMN["coarser_twin"]] = finer, coarser
    body[:, COLUMN["population"]] = index.population[chosen] / 5
    body[:, COLUMN["seat"]] = index.seat[chosen]
    first = COLUMN["admin"]
    body[:, first : first + 7] = index.flags[chosen]
    # the weight of a coarse position was fitted on villages, which are right within 5 km; a field or a
    # mountain is right within its footprint, however roughly that is known
    large = (body[:, COLUMN["installation"]] + body[:, COLUMN["landform"]]) > 0
    body[large, COLUMN["coarse"]] = np.minimum(body[large, COLUMN["coarse"]], COARSE_LARGE)
    if query.kind:
        groups = KINDS.get(query.kind.lower()) or (feature_group(query.kind),)
        fits = np.array([index.group[i] in groups for i in chosen])
        # an airbase is never a village, but what one report calls a town another calls a village
        firm = 1.0 if {"populated", "admin", "quarter"} & set(groups) else 3.0
        body[:, COLUMN["kind_fits"]] = firm * fits
        body[:, COLUMN["kind_differs"]] = firm * ~fits
    put_distances(body, None if outside is None else outside[kept], None if town is None else town[kept])
    if query.near:
        nearest = np.min(
            [planar_km(index.lat[chosen], index.lon[chosen], y, x) for x, y in query.near], axis=0
        )
        body[:, COLUMN["near_far"]] = np.log1p(nearest / 20)
    body[:, COLUMN["detail_named"]] = float(query.detail)
    body[:, COLUMN["quarter_named"]] = float(query.quarter) * (index.flags[chosen, 3] == 0)
    return chosen, similarity, body


def _put_names(
    index: NameIndex,
    rows: NDArray[np.int64],
    body: NDArray[np.float64],
    side: str,
    like: Likeness,
    best: NDArray[np.int64],
    alias_like: NDArray[np.float64],
) -> None:
    """Write how like the likeliest name of each place is to what is asked in one script."""
    used_alias = alias_like > 0
    value = np.maximum(alias_like, like.value[best])
    cross = like.cross[best] & ~used_alias
    gap = np.where(cross, np.maximum(1 - value / CROSS, 0), 1 - value)
    length = np.maximum(index.length[rows[best]], 1)
    exact = (gap < 1e-6) & ~cross
    consonants = np.where(used_alias, gap, 1 - like.consonants[best])
    for what, column in (
        ("exact", exact),
        ("exact_long", exact * np.minimum(length, 8) / 8),
        ("gap", gap),
        ("gap_wide", np.maximum(gap - 0.2, 0)),
        ("gap_short", gap / length),
        ("cross", cross),
        ("cross_exact", cross & (like.consonants[best] > 1 - 1e-6)),
        ("cross_vowels", np.where(cross, 1 - like.vowels[best], 0)),
        ("consonants", np.where(cross, 0, consonants)),
    ):
        body[:, COLUMN[f"{side}_{what}"]] = column
    theirs, asked = index.countable[rows[best]], like.modifiers[best]
    for what, column in (
        ("modifier_conflict", conflicts(theirs, asked)),
        ("modifier_lost", (asked & ~theirs) != 0),
        ("modifier_extra", (theirs & ~asked) != 0),
    ):
        at = COLUMN[what]
        body[:, at] = np.maximum(body[:, at], column & ~used_alias)


def _twins(
    index: NameIndex, chosen: NDArray[np.int64], similarity: NDArray[np.float64]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Tell which candidates have a namesake near by with finer coordinates, and which are such namesakes.

    It is mostly the same place, which one source knows only roughly: then the finer record has its position.
    """
    lat, lon, accuracy = index.lat[chosen], index.lon[chosen], index.accuracy[chosen]
    near = planar_km(lat[:, None], lon[:, None], lat, lon) < TWIN_KM
    finer = accuracy[None, :] <= 0.75 * accuracy[:, None]
    pairs = near & finer & (similarity[None, :] >= similarity[:, None] - TWIN_GAP)
    return np.asarray(pairs.any(axis=1)), np.asarray(pairs.any(axis=0))


def put_distances(
    body: NDArray[np.float64], outside: NDArray[np.float64] | None, town: NDArray[np.float64] | None
) -> None:
    """Write the evidence of the distances (km) to context and named containers into rows."""
    for name, km in (("context", outside), ("town", town)):
        if km is not None:
            body[:, COLUMN[f"{name}_outside"]] = np.log1p(km / 5)
            body[:, COLUMN[f"{name}_far"]] = np.log1p(np.maximum(km - 20, 0) / 20)
    if outside is not None:
        body[:, COLUMN["context_inside"]] = outside == 0


def none_row(size: int, query: Query) -> NDArray[np.float64]:
    """Give the evidence for "none of these"."""
    row = np.zeros(len(FEATURES))
    shortest = min((len(k.consonants) for k in query.keys), default=1)
    row[COLUMN["none"]] = 1
    row[COLUMN["none_latin_only"]] = not query.arabic
    # bounded: the fit has seen gazetteers of 4,000 to 14,000 places
    row[COLUMN["none_small_gazetteer"]] = min(max(0.0, 4.2 - math.log10(size + 1)), 0.8)
    row[COLUMN["none_short"]] = 1 / max(shortest, 1)
    row[COLUMN["none_quarter"]] = query.quarter
    row[COLUMN["none_detail"]] = query.detail
    row[COLUMN["none_context"]] = bool(query.context)
    return row


def complete(rows: NDArray[np.float64], fallback: NDArray[np.bool_], query: Query) -> None:
    """Write into the rows of all alternatives, the last "none of these", what only the whole list shows.

    The gap of a candidate is that of its name, averaged over the scripts asked in.  How far it is behind the
    best candidate's says more than the gap itself; and a name that nothing comes near to is likelier unknown.
    """
    gaps = rows[:, [COLUMN[f"{side}_gap"] for side in SIDES]]
    sides = [bool(query.latin), bool(query.arabic)]
    gaps = gaps[:, sides] if any(sides) else gaps[:, :1]
    named = ~fallback
    named[-1] = False
    mean, least, most = gaps.mean(axis=1), gaps.min(axis=1), gaps.max(axis=1)
    outside = rows[:, COLUMN["context_outside"]]
    placed = mean + 0.1 * outside + 0.1 * rows[:, COLUMN["town_outside"]]
    best = min(float(mean[named].min()), UNLIKE) if named.any() else UNLIKE
    best_placed = min(float(placed[named].min()), UNLIKE) if named.any() else UNLIKE
    for name, column in (
        ("both_near", most < NEAR_GAP),
        ("gap_least", least),
        ("gap_most", most),
        ("gap_squared", most**2),
        ("nearly_exact", np.exp(-mean / 0.08)),
        ("gap_behind", mean - best),
        ("gap_behind_near", placed - best_placed),
        ("alike_count", 0.3 * np.log1p((mean[named] < NEAR_GAP).sum())),
        ("context_by_gap", mean * outside),
    ):
        rows[:, COLUMN[name]] = np.where(named, column, 0.0)
    for name, column in (
        ("best", best),
        ("best_near", best_placed),
        ("rural", float(query.rural)),
        ("words", math.log(max(query.words, 1))),
    ):
        rows[:, COLUMN[f"fallback_{name}"]] = np.where(fallback, column, 0.0)
        rows[-1, COLUMN[f"none_{name}"]] = column


def planar_km(
    lat: NDArray[np.float64], lon: NDArray[np.float64], lat0: Any, lon0: Any
) -> NDArray[np.float64]:
    """Give distances from a point, or points, in km, good to 1 % within 500 km: evidence, not a result."""
    return np.asarray(np.hypot((lat - lat0) * 111.0, (lon - lon0) * 111.3 * np.cos(np.radians(lat0))), float)
