"""Matching: the candidates of a name, judged, with probabilities that sum to 1.

Candidates come from the skeletons of the name keys within a bounded edit distance; each gets a row of
evidence (`evidence`), and a choice model with an outside option ("none of these") turns the rows into
probabilities (`choice_model`).  It is fitted by ``scripts/fit_match.py``; its numbers stand in
``data/match_coefficients.json``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from badia_geo.aliases import aliases
from badia_geo.choice_model import ChoiceModel, fitted_model
from badia_geo.evidence import COLUMN, FEATURES, complete, judge_index, none_row
from badia_geo.names import NameKey, has_rural_head, headless_keys, name_keys
from badia_geo.places import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from badia_geo.gazetteer import Gazetteer
    from badia_geo.places import Place

__all__ = ["Query", "Ranking", "rank"]

UNKNOWN_POPULATION = 500.0
NO_POPULATION = 5000.0
"""What stands for the population of a desert or an oil field: it is as well known as a small town."""


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
    rural
        The name begins as those of hamlets do ("Khirbat ...", "Tal ...").
    words
        Words of the longest spelling.
    """

    keys: tuple[NameKey, ...]
    alias_keys: tuple[NameKey, ...] = ()
    context: tuple[str, ...] = ()
    kind: str | None = None
    near: tuple[tuple[float, float], ...] = ()
    towns: tuple[str, ...] = ()
    detail: bool = False
    quarter: bool = False
    rural: bool = False
    words: int = 1

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
            keys, tuple(k for k in others if k not in keys), context, kind, near, towns, detail, quarter,
            any(has_rural_head(s) for s in spellings), max((len(s.split()) for s in spellings), default=0),
        )  # fmt: skip

    @property
    def latin(self) -> list[NameKey]:
        """Keys in Latin script."""
        return [key for key in self.keys if key.script == "latin"]

    @property
    def arabic(self) -> list[NameKey]:
        """Keys in Arabic script."""
        return [key for key in self.keys if key.script == "arabic"]


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


def rank(gazetteer: Gazetteer, query: Query, model: ChoiceModel | None = None) -> Ranking:
    """Find and judge the candidates of a query.

    Parameters
    ----------
    gazetteer
        Where to look.
    query
        What to look for.
    model
        The choice model; the fitted one unless given.
    """
    from badia_geo.containers import resolve_container

    keys = (*query.keys, *query.alias_keys)
    containers = [c for c in (resolve_container(gazetteer, text) for text in query.context) if c is not None]
    towns = [c for c in (resolve_container(gazetteer, text) for text in query.towns) if c is not None]
    places: list[Place] = []
    similarity = [np.empty(0)]
    rows = [np.empty((0, len(FEATURES)))]
    for index in gazetteer.indexes(keys):
        found, likeness, evidence = judge_index(index, query, containers, towns)
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
    complete(ranking.evidence, np.zeros(len(ranking.evidence), bool), query)
    ranking.probability = (fitted_model() if model is None else model).probabilities(ranking.evidence)
    return ranking


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
