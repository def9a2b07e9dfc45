"""Cells: what a table cell names, resolved to one place or a reason why not."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from badia_geo.cell_parts import CellParts, airfield_names, names_a_thing, part_cell
from badia_geo.cell_words import AIRFIELDS
from badia_geo.choice_model import ChoiceModel, coefficients, fitted_model
from badia_geo.containers import ADMIN_WORD, resolve_container
from badia_geo.evidence import COLUMN, FEATURES, complete, planar_km
from badia_geo.matching import Query, rank
from badia_geo.names import name_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from badia_geo.gazetteer import Gazetteer
    from badia_geo.places import Place

NEAR_KM = 5.0
"""A place is right within this distance."""
LOCATED = 0.47
"""Score from which a place is located; below, its candidates are listed or its nearest miss named.  Chosen on
the halves' crossed scores, with the next two, so that at most 1 in 20 names is put over 25 km off."""
LOCATED_TOWN = 0.36
"""The same for a town that stands in for a place of it that the gazetteer lacks."""
LOCATED_QUARTER = 0.2
"""The same where the text says that a quarter, a street or a building is meant: it is seldom out of town."""
TOWNS = frozenset({"village", "town", "city", "hamlet", "farm"})
TIE = 0.9
"""Share of the best candidate's probability from which another, elsewhere, makes the cell ambiguous."""
AMBIGUOUS = 0.1
"""Probability of the likeliest candidate from which a cell is ambiguous and not unknown."""

__all__ = ["CellCandidate", "CellParts", "CellResult", "part_cell", "resolve_cell"]


@dataclass(frozen=True, slots=True)
class CellCandidate:
    """One place that a cell may mean, with its probability."""

    place: Place
    lat: float
    lon: float
    radius_m: float
    probability: float
    fallback: bool = False


@dataclass(frozen=True, slots=True)
class CellResult:
    """What a cell resolves to.

    Parameters
    ----------
    text
        The cell.
    status
        ``located``, ``ambiguous`` or ``not_found``.
    lat, lon
        Degrees, EPSG:4326; None unless located.
    radius_m
        Radius of the circle that holds the true place with probability 0.9, in metres.
    precision
        Class of the footprint, as in `footprints.PRECISIONS`.
    score
        Probability that the true place is within 5 km of the point (or within the place's own extent
        where that is larger).
    reason
        Why, in words.
    place_id, place_name
        The place.
    candidates
        What it may be, the likeliest first, with probabilities.
    parts
        How the first spelling was parted.
    """

    text: str
    status: str
    lat: float | None
    lon: float | None
    radius_m: float | None
    precision: str | None
    score: float
    reason: str
    place_id: str | None
    place_name: str | None
    candidates: tuple[CellCandidate, ...] = ()
    parts: CellParts = field(default_factory=lambda: CellParts(()))


@dataclass(slots=True)
class Evidence:
    """Judged candidates of a cell: the named place's, then those of its containers, then none.

    Parameters
    ----------
    places
        One a row but the last.
    fallback
        Whether the row is a container that stands in for the place.
    rows
        Evidence in the columns of `evidence.FEATURES`.
    similarity
        Likeness of the best name.
    detail
        The cell names a quarter, or a thing in a place.
    """

    places: list[Place]
    fallback: NDArray[np.bool_]
    rows: NDArray[np.float64]
    similarity: NDArray[np.float64]
    detail: bool = False


def gather_evidence(
    gazetteer: Gazetteer,
    parts: Sequence[CellParts],
    context: Sequence[str],
    near: Sequence[tuple[float, float]],
    model: ChoiceModel,
) -> Evidence:
    """Collect the candidates of a cell and the evidence for each, the last row for none of them."""
    towns = tuple(dict.fromkeys(c for p in parts for c in p.containers))
    quarter = any(p.quarter for p in parts)
    detail = all(p.detail for p in parts) or any(
        names_a_thing(n) for p in parts if not p.known for n in p.names
    )
    # where one spelling names the place and another only a mosque or street in it, the place counts
    naming = [p for p in parts if not p.detail and p.names] or parts
    query = Query.read(
        tuple(dict.fromkeys(n for p in naming for n in p.names)),
        context=tuple(context),
        kind=next((p.kind for p in parts if p.kind), None),
        near=tuple(near),
        towns=towns,
        detail=detail,
        quarter=quarter,
    )
    ranking = rank(gazetteer, query, model)
    places = list(ranking.places)
    rows = [ranking.evidence[:-1]]
    fallback = [False] * len(places)
    similarity = list(ranking.similarity)
    unlike = _least_unlike(ranking.evidence[:-1])
    for place, probability, of_context, capital in _stand_ins(gazetteer, towns, tuple(context), model):
        row = np.zeros((1, len(FEATURES)))
        row[0, COLUMN["fallback"]] = 1
        row[0, COLUMN["fallback_quarter"]] = quarter
        row[0, COLUMN["fallback_detail"]] = detail
        row[0, COLUMN["fallback_context"]] = of_context
        row[0, COLUMN["fallback_likely"]] = np.log(max(probability, 1e-6))
        row[0, COLUMN["fallback_capital"]] = capital
        row[0, COLUMN["fallback_capital_quarter"]] = capital and quarter
        row[0, COLUMN["fallback_population"]] = np.log10(1 + (place.population or 10_000)) - 5
        row[0, COLUMN["fallback_settlement"]] = query.kind in ("village", "town", "city", "hamlet", "farm")
        row[0, COLUMN["fallback_unlike"]] = unlike
        row[0, COLUMN["fallback_alike"]] = max(0.0, 0.15 - unlike) / 0.15
        rows.append(row)
        places.append(place)
        fallback.append(True)
        similarity.append(0.0)
    rows.append(ranking.evidence[-1:])
    evidence = Evidence(
        places, np.array(fallback, bool), np.vstack(rows), np.array(similarity), detail or quarter
    )
    complete(evidence.rows, np.r_[evidence.fallback, False], query)
    return evidence


def _least_unlike(rows: NDArray[np.float64]) -> float:
    """Give how unlike the best candidate is, in name and in the distance to what contains it."""
    if not len(rows):
        return 0.6
    gaps = np.maximum(rows[:, COLUMN["latin_gap"]], rows[:, COLUMN["arabic_gap"]])
    away = rows[:, COLUMN["context_outside"]] + rows[:, COLUMN["town_outside"]]
    return float(min((gaps + 0.1 * away + 0.2 * rows[:, COLUMN["modifier_conflict"]]).min(), 0.6))


def _stand_ins(
    gazetteer: Gazetteer, towns: tuple[str, ...], context: tuple[str, ...], model: ChoiceModel
) -> list[tuple[Place, float, bool, bool]]:
    """Give the towns that stand in for a place of theirs: those named with it, and the governorate's capital.

    Each with its probability, whether only the context names it, and whether it names a governorate too.
    """
    key = (towns, context, model.mark)
    if key in gazetteer.stand_ins:
        return list(gazetteer.stand_ins[key])
    found: dict[str, tuple[Place, float, bool, bool]] = {}
    for texts, of_context in ((towns, False), (context, True)):
        for text in texts:
            around = context if not of_context else ()
            container = resolve_container(gazetteer, text)
            capital = container is not None and container.governorate is not None
            bare = ADMIN_WORD.sub(" ", text).strip() or text
            ranking = rank(gazetteer, Query.read((bare,), context=around), model)
            for i in np.argsort(-ranking.probability[:-1])[:3]:
                place, p = ranking.places[i], float(ranking.probability[i])
                if p > 0.05 and place.group == "populated" and place.place_id not in found:
                    found[place.place_id] = (place, p, of_context, capital)
    gazetteer.stand_ins[key] = list(found.values())
    return list(found.values())


def resolve_cell(
    gazetteer: Gazetteer,
    *spellings: str,
    context: Sequence[str] = (),
    near: Sequence[tuple[float, float]] = (),
) -> CellResult:
    """Resolve a cell, given in one or more spellings, to one place, or say why not.

    Parameters
    ----------
    gazetteer
        Where to look.
    spellings
        The cell in one or more spellings or scripts; empty ones are ignored.
    context
        Areas that contain the place, in any spelling.
    near
        Other places of the same report, (lon, lat) in degrees.

    Returns
    -------
    CellResult
        ``located`` with a point and a radius; ``ambiguous`` with the candidates; or ``not_found`` with the
        nearest miss in the reason.
    """
    texts = [t for t in spellings if isinstance(t, str) and t.strip()]
    context = tuple(c for c in context if isinstance(c, str) and c.strip())
    if not texts:
        return _unplaced("", "not_found", "the cell is empty")
    parts = [_with_known_things(gazetteer, part_cell(text)) for text in texts]
    named = [name for part in parts for name in (*part.names, *part.containers, *(part.between or ()))]
    if all(sum(c.isalnum() for c in text) < 2 for text in named or texts):
        return _unplaced(texts[0], "not_found", "one letter names no place")
    fitted = coefficients()
    model = fitted_model()
    between = next((p.between for p in parts if p.between), None)
    if between:
        return _between(gazetteer, texts[0], between, parts, context, near)
    evidence = gather_evidence(gazetteer, parts, context, near, model)
    probability = model.probabilities(evidence.rows)
    return decide(texts[0], parts, evidence, probability, fitted)


def _with_known_things(gazetteer: Gazetteer, part: CellParts) -> CellParts:
    """Take the noun of a crossing or airfield for a part of the name where the gazetteer has it so."""
    thing = _known_thing(gazetteer, part.things, part.kind)
    if thing is None and part.kind in AIRFIELDS and part.names and not part.detail:
        thing = _known_thing(gazetteer, _airfields_of(gazetteer, part.names[0]), part.kind)
    if thing is None:
        return part
    return replace(part, names=(thing,), detail=False, kind=None, quarter=False, known=True)


def _known_thing(gazetteer: Gazetteer, things: Sequence[str], kind: str | None) -> str | None:
    """Give the first of several names that is one of a place which is no settlement."""
    # "Raqqa city" is Raqqa and not its Old City, but "Green Village" is a base
    other = ("populated", "admin", *(("quarter",) if kind in TOWNS else ()))
    for thing in things:
        for key in name_keys(thing):
            for index in gazetteer.indexes((key,)):
                found = (index.places[i] for i in index.named(key))
                if any(p.group not in other or p.feature_code == "CMP" for p in found):
                    return thing
    return None


AIRFIELD_TOWN = 0.6
"""Probability from which a town is known well enough to ask for its airfield by the town's own name."""


def _airfields_of(gazetteer: Gazetteer, name: str) -> tuple[str, ...]:
    """Give the names of the airfield of a town that is spelled otherwise: "Der-Ezzor airport"."""
    ranking = rank(gazetteer, Query.read((name,)))
    if not ranking.places:
        return ()
    best = int(np.argmax(ranking.probability[:-1]))
    place = ranking.places[best]
    sure = ranking.probability[best] >= AIRFIELD_TOWN and place.group == "populated"
    return airfield_names(place.name) if sure else ()


def _unplaced(
    text: str,
    status: str,
    reason: str,
    *,
    score: float = 0.0,
    candidates: tuple[CellCandidate, ...] = (),
    parts: CellParts | None = None,
) -> CellResult:
    """Give the result of a cell that has no one place."""
    parts = CellParts(()) if parts is None else parts
    return CellResult(text, status, None, None, None, None, score, reason, None, None, candidates, parts)


def evidence_of(
    gazetteer: Gazetteer, texts: Sequence[str], *, context: Sequence[str] = (), model: ChoiceModel
) -> Evidence | None:
    """Give a cell's evidence with given weights, for fitting; None for a cell between two places."""
    parts = [_with_known_things(gazetteer, part_cell(text)) for text in texts]
    return None if any(p.between for p in parts) else gather_evidence(gazetteer, parts, context, (), model)


def _between(
    gazetteer: Gazetteer,
    text: str,
    ends: tuple[str, str],
    parts: Sequence[CellParts],
    context: Sequence[str],
    near: Sequence[tuple[float, float]],
) -> CellResult:
    """Resolve a place between two others: each end is evidence for the other."""
    first = resolve_cell(gazetteer, f"{ends[0]}, {ends[1]}", context=context, near=near)
    second = resolve_cell(gazetteer, f"{ends[1]}, {ends[0]}", context=context, near=near)
    located = [r for r in (first, second) if r.status == "located"]
    if len(located) < 2:
        if not located:
            return replace(first, text=text, parts=parts[0])
        only = located[0]
        return replace(only, text=text, parts=parts[0], reason=f"one end only: {only.reason}")
    a, b = first.candidates[0].place, second.candidates[0].place
    apart = float(planar_km(np.array([a.lat]), np.array([a.lon]), b.lat, b.lon)[0])
    radius = 500 * apart + max(first.radius_m or 0, second.radius_m or 0)
    return CellResult(
        text, "located", (a.lat + b.lat) / 2, (a.lon + b.lon) / 2, radius, "corridor",
        first.score * second.score,
        f"between {a.name} and {b.name}, {apart:.0f} km apart", None, f"{a.name} - {b.name}",
        (*first.candidates[:1], *second.candidates[:1]), parts[0],
    )  # fmt: skip


def decide(
    text: str,
    parts: Sequence[CellParts],
    evidence: Evidence,
    probability: NDArray[np.float64],
    fitted: dict[str, Any],
) -> CellResult:
    """Turn probabilities into a status, a point, a radius and a reason."""
    if not evidence.places:
        return _unplaced(text, "not_found", "no place has a name like it", parts=parts[0])
    lat = np.array([p.lat for p in evidence.places])
    lon = np.array([p.lon for p in evidence.places])
    own = own_radius_m(evidence.places, evidence.fallback)
    p = with_known_quarters(evidence, lat, lon, probability[:-1])
    if any(part.of_city for part in parts):
        p = _with_quarter_of_city(evidence, p)
    top, raw = choose(lat, lon, p)
    stands_in = bool(evidence.fallback[top])
    score = calibrate(raw, fitted, "curve_fallback" if stands_in else "curve")
    km = planar_km(lat, lon, float(lat[top]), float(lon[top]))
    order = np.argsort(-p, kind="stable")
    candidates = tuple(
        CellCandidate(
            evidence.places[i],
            float(lat[i]),
            float(lon[i]),
            float(own[i]),
            float(p[i]),
            bool(evidence.fallback[i]),
        )
        for i in order[:8]
        if p[i] >= 0.01
    )
    place = evidence.places[top]
    radius = mixture_radius_m(km * 1000, own, p, float(probability[-1]))
    wanted = " / ".join(n for part in parts for n in part.names) or text
    reason = _reason(place, bool(evidence.fallback[top]), float(evidence.similarity[top]), wanted)
    # a quarter that is not known is somewhere in its town: the town's radius says how far
    least = LOCATED if not stands_in else LOCATED_QUARTER if evidence.detail else LOCATED_TOWN
    rival = float(np.max(p[km > 2 * NEAR_KM], initial=0.0))
    located = score >= least and rival < TIE * raw
    if located:
        return CellResult(
            text, "located", place.lat, place.lon, radius, "settlement", score, reason, place.place_id,
            place.name, candidates, parts[0]
        )  # fmt: skip
    if len(candidates) > 1 and candidates[0].probability >= AMBIGUOUS:
        listed = "; ".join(
            f"{c.place.name} ({c.lat:.2f}, {c.lon:.2f}) {c.probability:.0%}" for c in candidates[:3]
        )
        reason = f"cannot be told apart: {listed}"
        return _unplaced(text, "ambiguous", reason, score=score, candidates=candidates, parts=parts[0])
    miss = f"nearest miss {place.name!r} ({evidence.similarity[top]:.0%} alike)"
    reason = f"no place fits {wanted!r}; {miss}"
    return _unplaced(text, "not_found", reason, score=score, candidates=candidates, parts=parts[0])


STANDS_IN = "is not in the gazetteer; placed at"
"""How a reason says that a container stands in for what is in it."""


def _reason(place: Place, fallback: bool, similarity: float, wanted: str) -> str:
    if fallback:
        return f"{wanted!r} {STANDS_IN} {place.name}, with its radius"
    return "same name" if similarity >= 0.999 else f"{place.name} is {similarity:.0%} like {wanted}"


def own_radius_m(places: Sequence[Place], fallback: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Give the 90 % radius of each candidate, if it is the place meant: accuracy and extent."""
    accuracy = np.array([p.accuracy_m for p in places])
    extent = np.array([p.extent_m for p in places])
    reach = np.where(fallback, np.maximum(1.2 * extent, 2000), extent)
    return np.asarray(np.hypot(accuracy, reach), float)


def mixture_radius_m(
    distance_m: NDArray[np.float64],
    own: NDArray[np.float64],
    p: NDArray[np.float64],
    none: float,
    cover: float = 0.9,
) -> float:
    """Give the radius that holds the true place with probability ``cover`` over all candidates.

    A candidate's own error is taken as Rayleigh with its 90 % radius; where the place is none of the
    candidates it is taken to lie as they do.
    """
    share = p / max(p.sum(), 1e-12) * (1 - none) + none * p / max(p.sum(), 1e-12)
    radii = np.linspace(0, float((distance_m + own).max()), 200)
    sigma = own / np.sqrt(-np.log(0.1))
    # distance of a point scattered round a candidate, along the line to it: its own error, then shifted
    inside = 1 - np.exp(-((np.maximum(radii[:, None] - distance_m[None, :], 0) / sigma[None, :]) ** 2))
    covered = (inside * share[None, :]).sum(axis=1)
    i = int(np.searchsorted(covered, cover))
    return float(max(radii[min(i, len(radii) - 1)], 500.0))


QUARTER_LIKE, QUARTER_SHARE, QUARTER_KM = 0.95, 0.85, 3.0
"""A quarter of the very name within 3 km of the extent of the town that the cell names takes this share of
the town's probability: the town only stands in for a quarter that is not known."""


def with_known_quarters(
    evidence: Evidence, lat: NDArray[np.float64], lon: NDArray[np.float64], p: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Give a known quarter what its town was given as its stand-in.

    The fit cannot tell the two apart: within 10 km both were right.
    """
    known = np.array([place.feature_code == "PPLX" for place in evidence.places]) & ~evidence.fallback
    known &= evidence.similarity[: len(p)] >= QUARTER_LIKE
    if not known.any() or not evidence.fallback.any():
        return p
    shifted = p.copy()
    for town in np.flatnonzero(evidence.fallback):
        reach = evidence.places[town].extent_m / 1000 + QUARTER_KM
        inside = known & (planar_km(lat, lon, float(lat[town]), float(lon[town])) <= reach)
        if inside.any():
            quarter = int(np.argmax(np.where(inside, p, -1.0)))
            shifted[quarter] += QUARTER_SHARE * shifted[town]
            shifted[town] *= 1 - QUARTER_SHARE
    return shifted


def _with_quarter_of_city(evidence: Evidence, p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give a quarter of the very name in the city that the text names most of what its namesakes have.

    The fit was on tables, which say "X, Y" of a village near a town as they do of a quarter in it.
    """
    rows = evidence.rows[: len(p)]
    known = np.array([place.feature_code == "PPLX" for place in evidence.places]) & ~evidence.fallback
    known &= (evidence.similarity[: len(p)] >= QUARTER_LIKE) & (rows[:, COLUMN["town_outside"]] == 0)
    if known.sum() != 1:
        return p
    shifted = p * (1 - QUARTER_SHARE)
    shifted[known] = p[known] + QUARTER_SHARE * (1 - p[known])
    return np.asarray(shifted, float)


def choose(lat: NDArray[np.float64], lon: NDArray[np.float64], p: NDArray[np.float64]) -> tuple[int, float]:
    """Choose the candidate with the most probability within 5 km: its position and that probability.

    Two sources may have one place a few km apart, unmerged; together they outweigh a third.
    """
    near = np.hypot((lat[:, None] - lat) * 111.0, (lon[:, None] - lon) * 91.0) <= NEAR_KM
    mass = near @ p
    top = int(np.argmax(np.where(p >= 0.3 * p.max(), mass + 1e-3 * p, 0.0)))
    return top, float(mass[top])


def calibrate(raw: float, fitted: dict[str, Any], curve_name: str = "curve") -> float:
    """Map a raw probability to the calibrated one, along the fitted line segments."""
    curve = fitted.get(curve_name)
    if not curve:
        return raw
    x, y = np.array(curve, float).T
    return float(np.interp(raw, x, y))
