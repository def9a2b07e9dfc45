"""Drawing: claims on ground, in a plane of metres, become zones that never overlap.

Claims are overlaid once; each face of the overlay goes to the claim that outranks the others there.  Places
claim the ground that they influence: a smooth field round each, so that neighbours of one holder grow
together and the line between two holders runs between them.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from badia_geo.coverage import merge_slivers, overlay_faces
from badia_geo.tessellation import UNSETTLED, influence_areas

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from pandas import DataFrame, Timestamp
    from shapely.geometry.base import BaseGeometry

    Holder = tuple[str, str, str | None]

__all__ = ["Claim", "Place", "draw_claims", "place_claims"]

REACH_M = 4_000.0
"""How far a place's statement reaches beyond the place itself into ground that an area statement gives to
somebody else: about half the spacing of towns along the Euphrates, so a town that changes hands takes its
own fields and not the next town."""

REACH_LIMIT_M = 12_000.0
"""The most that a place of any size reaches into such ground."""

VOID_REACH_M = 15_000.0
"""How far it reaches into ground that no area statement speaks of; beyond lies unsettled ground."""

SAME_PLACE_M = 500.0
"""Two places nearer than this are one."""

SAME_SIZE = 0.01
"""Two areas whose sizes differ by less than this share are the same size."""

GRID_M = 1.0
"""Overlays snap to this grid, which closes hairline gaps between lines that were digitised twice."""

NARROW_M = 1_000.0
"""Pieces narrower than this are left-overs of overlaid lines, not ground that a source spoke of."""

_VOID = -np.inf


@dataclass(frozen=True, slots=True, eq=False)
class _Said:
    """Who holds something, and how strongly that is said."""

    controller: str
    status: str
    parties: str | None
    priority: float
    ids: tuple[str, ...]
    confidence: float
    accuracy_m: float
    source_date: Timestamp | None

    @property
    def holder(self) -> Holder:
        """Controller, status and other parties."""
        return self.controller, self.status, self.parties

    @property
    def marks(self) -> bool:
        """Whether it only marks ground that others hold: presence that does not say whose ground it is."""
        return self.status == "presence" and not self.parties


@dataclass(frozen=True, slots=True, eq=False)
class Claim(_Said):
    """A polygon in the plane, and who holds it; ``size`` is the area that decides between equals."""

    _: KW_ONLY
    shape: BaseGeometry
    size: float


@dataclass(frozen=True, slots=True, eq=False)
class Place(_Said):
    """A point in the plane, and who holds the place there."""

    _: KW_ONLY
    x: float
    y: float
    radius_m: float

    @property
    def reach_m(self) -> float:
        """How far it reaches into ground that areas give to others."""
        return float(min(self.radius_m + REACH_M, REACH_LIMIT_M))


def _one_per_place(places: Sequence[Place]) -> list[Place]:
    """Keep the strongest statement of each place; two as strong make it contested."""
    order = sorted(range(len(places)), key=lambda i: (-places[i].priority, places[i].radius_m, i))
    kept: list[Place] = []
    for i in order:
        place = places[i]
        twin = next(
            (k for k, p in enumerate(kept) if np.hypot(p.x - place.x, p.y - place.y) < SAME_PLACE_M), None
        )
        if twin is None:
            kept.append(place)
            continue
        other = kept[twin]
        same_size = abs(place.radius_m - other.radius_m) <= SAME_SIZE * other.radius_m
        if place.priority == other.priority and same_size:
            if place.holder != other.holder:
                controller, status, parties = _contested(other, place)
                other = replace(other, controller=controller, status=status, parties=parties)
            kept[twin] = replace(other, ids=(*other.ids, *place.ids))
    return kept


def _contested(first: _Said, second: _Said) -> Holder:
    named = dict.fromkeys(
        party
        for said in (first, second)
        for party in (said.controller, *(said.parties or "").split("|"))
        if party and party != "none"
    )
    controller, *others = sorted(named)
    return controller, "contested", "|".join(others) or None


def place_claims(places: Sequence[Place], sides: NDArray[np.object_]) -> list[Claim]:
    """Give the ground that places claim: near ground with their own priority, empty ground with none.

    Parameters
    ----------
    places
        Places in the plane.
    sides
        Regions that places do not spread out of (banks, countries); none: no barrier.
    """
    kept = _one_per_place([p for p in places if not p.marks])
    # raids on a place mark its ground and do not spread
    discs = [shapely.Point(p.x, p.y).buffer(p.radius_m) for p in places if p.marks]
    marks = [_place_claim(d, [p], _RAID) for d, p in zip(discs, (p for p in places if p.marks), strict=True)]
    if not kept:
        return marks
    keys = [(*p.holder, p.priority) for p in kept]
    holders = list(dict.fromkeys(keys))
    label = np.array([holders.index(k) for k in keys], dtype=np.intp)
    x, y = np.array([p.x for p in kept]), np.array([p.y for p in kept])
    near, wide = np.array([p.reach_m for p in kept]), np.full(len(kept), VOID_REACH_M)
    side = _side_of(x, y, sides)
    claims: list[Claim] = []
    for number in np.unique(side):
        here = np.flatnonzero(side == number)
        points = shapely.points(x[here], y[here])
        for reach, kind in ((near, _NEAR), (wide, _WIDE)):
            for who, shape in influence_areas(x[here], y[here], label[here], reach[here]):
                clipped = shape if number < 0 else shapely.intersection(shape, sides[number])
                for part in _polygons(clipped):
                    inside = shapely.dwithin(part, points, SAME_PLACE_M) & (label[here] == who)
                    if inside.any():
                        claims.append(_place_claim(part, [kept[i] for i in here[inside]], kind))
    return [*claims, *marks]


_NEAR, _WIDE, _RAID = "near", "wide", "raid"


def _place_claim(part: BaseGeometry, places: Sequence[Place], kind: str) -> Claim:
    first = places[0]
    return Claim(
        first.controller,
        first.status,
        first.parties,
        _VOID if kind == _WIDE else first.priority,
        tuple(i for p in places for i in p.ids),
        min(p.confidence for p in places) * (0.75 if kind == _WIDE else 1.0),
        VOID_REACH_M / 2 if kind == _WIDE else max(p.accuracy_m for p in places),
        max((p.source_date for p in places if p.source_date is not None), default=None),
        shape=part,
        # one place's own ground, however many grew together: a town outranks an area of its priority
        # unless that area is smaller than the town
        size=min(np.pi * p.reach_m**2 for p in places),
    )


def _side_of(x: NDArray[np.float64], y: NDArray[np.float64], sides: NDArray[np.object_]) -> NDArray[np.intp]:
    """Position of the region that holds each point, or of the nearest; -1 when there is none."""
    if len(sides) == 0:
        return np.full(len(x), -1)
    points = shapely.points(x, y)
    return np.asarray(np.column_stack([shapely.distance(side, points) for side in sides]).argmin(axis=1))


def _polygons(shape: BaseGeometry) -> list[BaseGeometry]:
    return [p for p in shapely.get_parts(shapely.get_parts(shape)) if p.geom_type == "Polygon" and p.area > 0]


def draw_claims(
    claims: Iterable[Claim], extent: BaseGeometry, *, water: Sequence[BaseGeometry] | NDArray[np.object_] = ()
) -> tuple[DataFrame, list[tuple[str, str]]]:
    """Draw claims into zones that cover the extent and never overlap.

    Parameters
    ----------
    claims
        What is said about which ground.
    extent
        Ground to cover; what nothing claims becomes unsettled.
    water
        Pieces of ground that follow their shores: each goes to the holder of most of its shore.

    Returns
    -------
    zones, ties
        Zones in the plane, one row per holder, the largest first; ties as pairs of statement ids.
    """
    drawn = [c for c in claims if not c.shape.is_empty and c.shape.intersects(extent)]
    outlines = [c.shape for c in drawn]
    faces = overlay_faces([*outlines, *water], extent, GRID_M)
    inner = shapely.point_on_surface(faces)
    face, claim = shapely.STRtree(outlines).query(inner, "intersects")
    order = np.lexsort((claim, face))
    starts = np.searchsorted(face[order], np.arange(len(faces) + 1))
    holders: list[Holder] = []
    used: list[tuple[int, ...]] = []
    ties: dict[tuple[str, str], None] = {}
    for i in range(len(faces)):
        here = [int(k) for k in claim[order[starts[i] : starts[i + 1]]]]
        holder, winners, tie = _decide(drawn, here)
        holders.append(holder)
        used.append(winners)
        if tie is not None:
            ties.setdefault(tie)
    loose = np.zeros(len(faces), dtype=bool)
    if len(water):
        loose[shapely.STRtree(water).query(inner, "intersects")[0]] = True
    return _assemble(drawn, faces, holders, used, loose), list(ties)


def _decide(
    claims: Sequence[Claim], here: Sequence[int]
) -> tuple[Holder, tuple[int, ...], tuple[str, str] | None]:
    """Decide who holds a face: (holder, the claims it comes from, the tie met)."""
    ranked = sorted(here, key=lambda k: (-claims[k].priority, claims[k].size))
    ground = [k for k in ranked if not claims[k].marks]
    raids = [k for k in ranked if claims[k].marks]
    tie = None
    holder: Holder = UNSETTLED
    winners: tuple[int, ...] = ()
    if ground:
        first = claims[ground[0]]
        holder, winners = first.holder, (ground[0],)
        second = next((k for k in ground[1:] if claims[k].holder != first.holder), None)
        if second is not None and _as_strong(first, claims[second]):
            holder, winners = _contested(first, claims[second]), (ground[0], second)
            pair = sorted((first.ids[0], claims[second].ids[0]))
            tie = (pair[0], pair[1])
    if raids:
        raid = claims[raids[0]]
        won = claims[winners[0]] if winners else None
        outranks = won is None or (raid.priority, -raid.size) > (won.priority, -won.size)
        if outranks and raid.controller != holder[0] and holder[1] in ("control", "unsettled"):
            holder, winners = (holder[0], "presence", raid.controller), (*winners, raids[0])
    return holder, winners, tie


def _as_strong(first: Claim, second: Claim) -> bool:
    if first.priority == _VOID or first.priority != second.priority:
        return False
    return abs(first.size - second.size) <= SAME_SIZE * max(first.size, second.size)


def _assemble(
    claims: Sequence[Claim],
    faces: NDArray[np.object_],
    holders: Sequence[Holder],
    used: Sequence[tuple[int, ...]],
    loose: NDArray[np.bool_],
) -> DataFrame:
    kinds = list(dict.fromkeys(holders))
    stated = np.array([kinds.index(h) for h in holders], dtype=np.intp)
    label = merge_slivers(faces, stated, NARROW_M, keep=_meant(claims, faces, used), loose=loose)
    rows: list[dict[str, Any]] = []
    for number in np.unique(label).tolist():
        controller, status, parties = kinds[number]
        own = np.flatnonzero((label == number) & (stated == number))
        sources = [claims[k] for k in sorted({k for i in own.tolist() for k in used[i]})]
        dates = [c.source_date for c in sources if c.source_date is not None]
        rows.append(
            {
                "controller": controller,
                "status": status,
                "with": parties,
                "source_date": max(dates, default=pd.NaT),
                "confidence": _mean([c.confidence for c in sources], [c.size for c in sources]),
                "accuracy_m": float(np.median([c.accuracy_m for c in sources]))
                if sources
                else VOID_REACH_M / 2,
                "statements": "|".join(dict.fromkeys(i for c in sources for i in c.ids)),
                "geometry": shapely.union_all(faces[label == number]),
            }
        )
    rows.sort(key=lambda row: -row["geometry"].area)
    out = pd.DataFrame(rows)
    out["source_date"] = pd.to_datetime(out["source_date"]).astype("datetime64[us]")
    out["with"] = out["with"].astype(object).where(out["with"].notna(), None)
    return out


def _mean(values: Sequence[float], weights: Sequence[float]) -> float:
    return float(np.average(values, weights=weights)) if values else float("nan")


def _meant(
    claims: Sequence[Claim], faces: NDArray[np.object_], used: Sequence[tuple[int, ...]]
) -> NDArray[np.bool_]:
    """Tell the narrow faces that a statement meant: most of a claim that is itself that small."""
    return np.array(
        [bool(w) and face.area > 0.5 * claims[w[0]].shape.area for face, w in zip(faces, used, strict=True)],
        dtype=bool,
    )
