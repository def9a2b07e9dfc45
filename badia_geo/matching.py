"""Matching: candidates for a name, the evidence for each, and calibrated probabilities.

Candidates come from the skeletons of the name keys within a bounded edit distance; each gets a row of
evidence (`FEATURES`); and a conditional logit with an outside option ("none of these") turns the rows into
probabilities that sum to 1.  Its coefficients are fitted by ``scripts/fit_match.py`` and stand in
``data/match_coefficients.json``.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from badia_geo.name_index import NameIndex
from badia_geo.names import NameKey, aliases, headless_keys, name_keys
from badia_geo.places import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from badia_geo.containers import Container
    from badia_geo.gazetteer import Gazetteer
    from badia_geo.places import Place

__all__ = ["FEATURES", "KINDS", "NameIndex", "Query", "Ranking", "coefficients", "probabilities", "rank"]

TWIN_KM = 40.0
"""Reach within which a namesake with finer coordinates is taken for the same place."""
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

FEATURES: tuple[str, ...] = (
    "latin_exact", "latin_exact_long", "latin_gap", "latin_gap_wide", "latin_gap_short",
    "latin_gap_beside_exact",
    "latin_cross",
    "arabic_exact", "arabic_exact_long", "arabic_gap", "arabic_gap_wide", "arabic_gap_short",
    "arabic_gap_beside_exact", "arabic_cross",
    "both_gaps", "modifier_conflict", "modifier_lost", "modifier_extra", "alias",
    "population", "admin", "landform", "installation", "quarter", "several_sources", "packaged", "coarse",
    "finer_twin",
    "kind_fits", "kind_differs",
    "context_outside", "context_far", "town_outside", "town_far", "near_far",
    "detail_named", "quarter_named", "fallback", "fallback_quarter", "fallback_detail", "fallback_context",
    "fallback_capital", "fallback_capital_quarter", "fallback_population", "fallback_alike",
    "fallback_settlement", "fallback_likely", "fallback_unlike",
    "none", "none_latin_only", "none_small_gazetteer", "none_short", "none_quarter", "none_detail",
    "none_context", "open_exact", "open_prominence", "none_open",
)  # fmt: skip
"""Names of the evidence, in the order of the rows and of the coefficients."""
COLUMN = {name: i for i, name in enumerate(FEATURES)}

UNKNOWN_POPULATION = 500.0
NO_POPULATION = 5000.0
"""What stands for the population of a desert or an oil field: it is as well known as a small town."""

Floats = "NDArray[np.float64]"


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for: spellings of one name, and the evidence that came with it.

    Parameters
    ----------
    keys
        Keys of every spelling.
    alias_keys
        Keys of other names that the alias table gives.
    context, near, kind
        As in `Gazetteer.search`.
    towns
        Containers named in the same text, narrower than the context.
    detail
        The name is that of a thing inside a place (a mosque, a street).
    quarter
        The text says that it is a neighbourhood.
    """

    keys: tuple[NameKey, ...]
    alias_keys: tuple[NameKey, ...] = ()
    context: tuple[str, ...] = ()
    kind: str | None = None
    near: tuple[tuple[float, float], ...] = ()
    towns: tuple[str, ...] = ()
    detail: bool = False
    quarter: bool = False

    @classmethod
    def read(
        cls,
        spellings: Iterable[str],
        *,
        context: tuple[str, ...] = (),
        kind: str | None = None,
        near: tuple[tuple[float, float], ...] = (),
        towns: tuple[str, ...] = (),
        detail: bool = False,
        quarter: bool = False,
    ) -> Query:
        """Read spellings into keys; words that name a kind belong to `cells.part_cell`."""
        spellings = [s for s in spellings if s and s.strip()]
        keys = tuple(dict.fromkeys(key for s in spellings for key in (*name_keys(s), *headless_keys(s))))
        others = tuple(dict.fromkeys(key for s in spellings for a in aliases(s) for key in name_keys(a)))
        return cls(
            keys, tuple(k for k in others if k not in keys), context, kind, near, towns, detail, quarter
        )

    @property
    def latin(self) -> list[NameKey]:
        """Keys in Latin script."""
        return [key for key in self.keys if key.script == "latin"]

    @property
    def arabic(self) -> list[NameKey]:
        """Keys in Arabic script."""
        return [key for key in self.keys if key.script == "arabic"]


@lru_cache(maxsize=1)
def coefficients() -> dict[str, Any]:
    """Give the fitted coefficients that ship with the package."""
    from badia_geo.datasets import folder

    return dict(json.loads((folder() / "match_coefficients.json").read_text(encoding="utf-8")))


def _gaps(
    index: NameIndex, rows: NDArray[np.int64], keys: Sequence[NameKey], *, arabic: bool
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.bool_]]:
    """Give for each name its likeness to the best key, that key's modifiers and whether scripts differ."""
    fine = [index.fine[i] for i in rows]
    consonants = [index.consonants[i] for i in rows]
    skeletons = [index.skeleton[i] for i in rows]
    likeness = np.zeros(len(rows))
    modifiers = np.zeros(len(rows), np.int64)
    same = index.arabic[rows] == arabic
    for key in keys:
        by_consonant = cdist([key.consonants], consonants, scorer=Levenshtein.normalized_similarity)[
            0
        ].astype(float)
        by_letter = cdist([key.fine], fine, scorer=Levenshtein.normalized_similarity)[0].astype(float)
        by_class = cdist([key.skeleton], skeletons, scorer=Levenshtein.normalized_similarity)[0].astype(float)
        value = np.where(
            same, 0.4 * by_letter + 0.3 * by_consonant + 0.3 * by_class, CROSS * (by_consonant + by_class) / 2
        )
        value *= key.weight
        counted = 0 if key.whole else key.modifiers
        value = np.where(
            _conflict(index.modifiers[rows], key.modifiers),
            0.6 * value,
            np.where(index.countable[rows] != counted, 0.95 * value, value),
        )
        better = value > likeness
        likeness = np.where(better, value, likeness)
        modifiers = np.where(better, counted, modifiers)
    return likeness, modifiers.astype(np.int64), np.asarray(~same)


def _conflict(theirs: NDArray[np.int64], mine: int) -> NDArray[np.bool_]:
    from badia_geo.names import _OPPOSITES

    out = np.zeros(len(theirs), bool)
    if mine:
        for pair in _OPPOSITES:
            if mine & pair:
                out |= ((theirs & pair) != 0) & ((theirs & pair & mine) == 0)
    return out


def _best_name(place_of_row: NDArray[np.int64], likeness: NDArray[np.float64]) -> NDArray[np.int64]:
    """Give for each place the row of its likeliest name; rows are sorted by place."""
    order = np.lexsort((-likeness, place_of_row))
    return order[np.r_[True, np.diff(place_of_row[order]) > 0]]


@dataclass(slots=True)
class Ranking:
    """Judged candidates of one query.

    Parameters
    ----------
    places
        The candidates.
    similarity
        Likeness of the best name.
    evidence
        One row of `FEATURES` a candidate, and a last row for "none of these".
    probability
        One a candidate, and a last one for "none of these".
    """

    places: list[Place]
    similarity: NDArray[np.float64]
    evidence: NDArray[np.float64]
    probability: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))

    def candidates(self, limit: int = 10) -> list[Candidate]:
        """Give the likeliest candidates with their reasons."""
        order = np.argsort(-self.probability[:-1], kind="stable")[:limit]
        return [
            Candidate(
                self.places[i],
                float(self.similarity[i]),
                float(self.probability[i]),
                describe_evidence(self.evidence[i], float(self.similarity[i])),
            )
            for i in order
        ]


def describe_evidence(row: NDArray[np.float64], similarity: float) -> tuple[str, ...]:
    """Put a row of evidence into words."""
    words = []
    if row[COLUMN["latin_exact"]] or row[COLUMN["arabic_exact"]]:
        words.append("same name" if similarity >= 0.999 else "same name in one spelling")
    else:
        words.append(f"name {similarity:.0%} alike")
    texts = {
        "alias": "known by another name",
        "modifier_conflict": "upper/lower, east/west or the like contradict",
        "modifier_lost": "a word such as upper or east is not in its name",
        "modifier_extra": "its name adds a word such as upper or east",
        "kind_fits": "is of the kind asked for",
        "kind_differs": "is of another kind than asked for", "several_sources": "in several sources",
    }  # fmt: skip
    words.extend(text for name, text in texts.items() if row[COLUMN[name]])
    for name, what in (("context_outside", "the context"), ("town_outside", "the place named with it")):
        if row[COLUMN[name]] > 0:
            words.append(f"{5 * math.expm1(row[COLUMN[name]]):.0f} km from {what}")
    return tuple(words)


def probabilities(evidence: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn rows of evidence into probabilities that sum to 1 (conditional logit)."""
    value = evidence @ weights
    value = np.exp(value - value.max())
    return np.asarray(value / value.sum(), float)


def rank(gazetteer: Gazetteer, query: Query, weights: NDArray[np.float64] | None = None) -> Ranking:
    """Find and judge the candidates of a query.

    Parameters
    ----------
    gazetteer
        Where to look.
    query
        What to look for.
    weights
        Coefficients in the order of `FEATURES`; the fitted ones unless given.
    """
    from badia_geo.containers import resolve_container

    keys = (*query.keys, *query.alias_keys)
    containers = [c for c in (resolve_container(gazetteer, text) for text in query.context) if c is not None]
    towns = [c for c in (resolve_container(gazetteer, text) for text in query.towns) if c is not None]
    places: list[Place] = []
    similarity = [np.empty(0)]
    rows = [np.empty((0, len(FEATURES)))]
    for index in gazetteer.indexes(keys):
        found, likeness, evidence = _judge_index(index, query, containers, towns)
        places += [index.places[i] for i in found]
        similarity.append(likeness)
        rows.append(evidence)
    if len(rows) > 2:
        places, similarity, rows = _without_twins(places, similarity, rows)
    none = none_row(len(gazetteer), query)
    if not containers and not towns:
        none[COLUMN["none_open"]] = _put_prominence(places, rows, query)
    rows.append(none[None, :])
    ranking = Ranking(places, np.concatenate(similarity), np.vstack(rows))
    if weights is None:
        weights = fitted_weights()
    ranking.probability = probabilities(ranking.evidence, weights)
    return ranking


@lru_cache(maxsize=1)
def fitted_weights() -> NDArray[np.float64]:
    """Give the fitted weights in the order of `FEATURES`."""
    fitted = coefficients()["weights"]
    return np.array([fitted.get(name, 0.0) for name in FEATURES])


def _is_called(place: Place, asked: set[str]) -> bool:
    return any(key.fine in asked for name in (place.name, place.name_ar) if name for key in name_keys(name))


def _put_prominence(places: Sequence[Place], rows: Sequence[NDArray[np.float64]], query: Query) -> bool:
    """Write how well known each place of exactly this name is; tell whether there is one.

    Of GeoNames' alternate names many are historical (Birecik was an Apamea): such a place is not known by
    them, so only its own name counts there.
    """
    asked = {key.fine for key in query.keys}
    found = False
    start = 0
    for body in rows:
        for i, row in enumerate(body):
            exact = row[COLUMN["latin_exact"]] or row[COLUMN["arabic_exact"]]
            off = (
                row[COLUMN["modifier_lost"]]
                or row[COLUMN["modifier_extra"]]
                or row[COLUMN["modifier_conflict"]]
            )
            place = places[start + i]
            if not exact or off or (place.place_id.startswith("geonames:") and not _is_called(place, asked)):
                continue
            found = True
            nobody = not place.feature_code.startswith("PPL")
            people = place.population or (NO_POPULATION if nobody else UNKNOWN_POPULATION)
            row[COLUMN["open_exact"]] = 1.0
            row[COLUMN["open_prominence"]] = math.log(max(people, UNKNOWN_POPULATION) / UNKNOWN_POPULATION)
        start += len(body)
    return found


def _without_twins(
    places: list[Place], similarity: list[NDArray[np.float64]], rows: list[NDArray[np.float64]]
) -> tuple[list[Place], list[NDArray[np.float64]], list[NDArray[np.float64]]]:
    """Merge candidates of different sources that are one place; the likelier name's evidence stands."""
    from badia_geo.places import merge_two, same_place

    likeness, evidence = np.concatenate(similarity), np.vstack(rows)
    kept: list[int] = []
    merged: list[Place] = []
    for i in np.argsort(-likeness, kind="stable"):
        for k, place in enumerate(merged):
            if same_place(place, places[i]) is not None:
                merged[k] = merge_two(place, places[i])
                break
        else:
            kept.append(int(i))
            merged.append(places[i])
    return merged, [likeness[kept]], [evidence[kept]]


def _judge_index(
    index: NameIndex, query: Query, containers: Sequence[Container], towns: Sequence[Container]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Retrieve from one index and judge: positions, likeness and evidence."""
    places, unlike = index.retrieve((*query.keys, *query.alias_keys))
    if not len(places):
        return places, np.empty(0), np.empty((0, len(FEATURES)))
    outside = np.mean([c.outside_all(index)[places] for c in containers], axis=0) if containers else None
    town = np.mean([c.outside_all(index)[places] for c in towns], axis=0) if towns else None
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
    latin, arabic = query.latin, query.arabic
    counts = index.first[places + 1] - index.first[places]
    starts = np.repeat(index.first[places] - np.r_[0, np.cumsum(counts)[:-1]], counts)
    rows = starts + np.arange(counts.sum())
    owner = np.repeat(np.arange(len(places)), counts)
    offsets = np.r_[0, np.cumsum(counts)[:-1]]
    sides: dict[str, tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.bool_]]] = {}
    alias_like = np.zeros(len(places))
    total, parts = np.zeros(len(places)), 0
    for name, keys in (("latin", latin), ("arabic", arabic)):
        if keys:
            sides[name] = _gaps(index, rows, keys, arabic=name == "arabic")
            total += np.maximum.reduceat(sides[name][0], offsets)
            parts += 1
    if query.alias_keys:
        for name in ("latin", "arabic"):
            keys = [k for k in query.alias_keys if k.script == name]
            if keys:
                alias_like = np.maximum(
                    alias_like,
                    np.maximum.reduceat(_gaps(index, rows, keys, arabic=name == "arabic")[0], offsets),
                )
    quick = np.maximum(total / max(parts, 1), np.where(alias_like > 0.9, alias_like, 0.0))
    for km in (outside, town):
        if km is not None:
            quick -= 0.04 * np.log1p(km / 5)
    quick += 0.01 * index.population[places]
    kept = np.sort(np.argsort(-quick, kind="stable")[:KEPT])
    chosen = places[kept]
    body = np.zeros((len(kept), len(FEATURES)))
    in_kept = np.isin(owner, kept)
    similarity = np.zeros(len(kept))
    gaps: dict[str, NDArray[np.float64]] = {}
    exact: dict[str, NDArray[np.bool_]] = {}
    used_alias = alias_like[kept] > np.maximum(0.9, total[kept] / max(parts, 1))
    for name, (likeness, mine, cross) in sides.items():
        local = np.flatnonzero(in_kept)
        best = local[_best_name(owner[local], likeness[local])]
        like = np.where(used_alias, np.maximum(alias_like[kept], likeness[best]), likeness[best])
        gap = 1 - like
        theirs = index.countable[rows[best]]
        asked = mine[best]
        length = np.array([max(len(index.consonants[i]), 1) for i in rows[best]])
        is_cross = cross[best] & ~used_alias
        gap = np.where(is_cross, 1 - like / CROSS, gap)
        exact[name] = (gap < 1e-6) & ~is_cross
        body[:, COLUMN[f"{name}_exact"]] = exact[name]
        body[:, COLUMN[f"{name}_exact_long"]] = exact[name] * np.minimum(length, 8) / 8
        body[:, COLUMN[f"{name}_gap"]] = gap
        body[:, COLUMN[f"{name}_gap_wide"]] = np.maximum(gap - 0.2, 0)
        body[:, COLUMN[f"{name}_gap_short"]] = gap / length
        body[:, COLUMN[f"{name}_cross"]] = is_cross
        conflict = np.array(
            [bool(_conflict(np.array([t]), int(a))[0]) for t, a in zip(theirs, asked, strict=True)]
        )
        body[:, COLUMN["modifier_conflict"]] = np.maximum(
            body[:, COLUMN["modifier_conflict"]], conflict & ~used_alias
        )
        lost, extra = (asked & ~theirs) != 0, (theirs & ~asked) != 0
        body[:, COLUMN["modifier_lost"]] = np.maximum(body[:, COLUMN["modifier_lost"]], lost & ~used_alias)
        body[:, COLUMN["modifier_extra"]] = np.maximum(body[:, COLUMN["modifier_extra"]], extra & ~used_alias)
        gaps[name] = gap
        similarity = np.maximum(similarity, like)
    body[:, COLUMN["alias"]] = used_alias
    body[:, COLUMN["finer_twin"]] = _finer_twin(index, chosen, similarity)
    if len(gaps) == 2:
        body[:, COLUMN["both_gaps"]] = gaps["latin"] * gaps["arabic"]
        body[:, COLUMN["latin_gap_beside_exact"]] = gaps["latin"] * exact["arabic"]
        body[:, COLUMN["arabic_gap_beside_exact"]] = gaps["arabic"] * exact["latin"]
    body[:, COLUMN["population"]] = index.population[chosen] / 5
    first = COLUMN["admin"]
    body[:, first : first + 7] = index.flags[chosen]
    if query.kind:
        groups = KINDS.get(query.kind.lower()) or (_group(query.kind),)
        fits = np.array([index.group[i] in groups for i in chosen])
        # an airbase is never a village, but what one report calls a town another calls a village
        firm = 1.0 if {"populated", "admin", "quarter"} & set(groups) else 3.0
        body[:, COLUMN["kind_fits"]] = firm * fits
        body[:, COLUMN["kind_differs"]] = firm * ~fits
    put_distances(body, None if outside is None else outside[kept], None if town is None else town[kept])
    if query.near:
        body[:, COLUMN["near_far"]] = np.log1p(
            _nearest_km(index.lat[chosen], index.lon[chosen], query.near) / 20
        )
    body[:, COLUMN["detail_named"]] = float(query.detail)
    body[:, COLUMN["quarter_named"]] = float(query.quarter) * (index.flags[chosen, 3] == 0)
    return chosen, similarity, body


def _finer_twin(
    index: NameIndex, chosen: NDArray[np.int64], similarity: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Tell which candidates have a namesake near by whose coordinates are finer.

    It is mostly the same place, which one source knows only roughly: then the finer record has its position.
    """
    lat, lon, accuracy = index.lat[chosen], index.lon[chosen], index.accuracy[chosen]
    km = np.hypot((lat[:, None] - lat) * 111.0, (lon[:, None] - lon) * 91.0)
    finer = accuracy[None, :] <= 0.75 * accuracy[:, None]
    return np.asarray(
        ((km < TWIN_KM) & finer & (similarity[None, :] >= similarity[:, None] - 0.03)).any(axis=1)
    )


def put_distances(
    body: NDArray[np.float64], outside: NDArray[np.float64] | None, town: NDArray[np.float64] | None
) -> None:
    """Write the evidence of the distances (km) to context and named containers into rows."""
    for name, km in (("context", outside), ("town", town)):
        if km is not None:
            body[:, COLUMN[f"{name}_outside"]] = np.log1p(km / 5)
            body[:, COLUMN[f"{name}_far"]] = np.log1p(np.maximum(km - 20, 0) / 20)


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


def _group(code: str) -> str:
    from badia_geo.places import feature_group

    return feature_group(code)


def _nearest_km(
    lat: NDArray[np.float64], lon: NDArray[np.float64], near: Sequence[tuple[float, float]]
) -> NDArray[np.float64]:
    return np.asarray(np.min([planar_km(lat, lon, y, x) for x, y in near], axis=0))


def planar_km(
    lat: NDArray[np.float64], lon: NDArray[np.float64], lat0: float, lon0: float
) -> NDArray[np.float64]:
    """Give distances from a point in km, good to 1 % within 500 km: evidence, not a result."""
    return np.hypot((lat - lat0) * 111.0, (lon - lon0) * 111.3 * math.cos(math.radians(lat0)))
