"""Drawing: claims on ground, in a plane of metres, become zones that never overlap.

Claims are overlaid once; each face of the overlay goes to the claim that outranks the others there.  Places
claim the ground that they influence: a smooth field round each, so that neighbours of one holder grow
together and the line between two holders runs between them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from badia_geo.coverage import merge_slivers, overlay_faces
from badia_geo.tessellation import influence_areas

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geopandas import GeoDataFrame
    from numpy.typing import NDArray
    from shapely import Geometry

__all__ = ["REACH_LIMIT_M", "REACH_M", "VOID_REACH_M", "Claim", "Place", "draw_claims", "place_claims"]

REACH_M = 4_000.0
"""How far a place's statement reaches beyond the place itself into ground that an area statement gives to
somebody else: about half the spacing of villages along the Euphrates, so a town that changes hands takes its
own fields and not the next village."""

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


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Claim:
    """A polygon in the plane that says who holds it, and how strongly."""

    shape: Geometry
    size: float
    controller: str
    status: str
    parties: str | None
    priority: float
    ids: tuple[str, ...]
    confidence: float
    accuracy_m: float
    source_date: Any = pd.NaT

    @property
    def holder(self) -> tuple[str, str, str | None]:
        """Controller, status and other parties."""
        return self.controller, self.status, self.parties

    @property
    def marks(self) -> bool:
        """Whether it only marks ground that others hold: presence that does not say whose ground it is."""
        return self.status == "presence" and not self.parties


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Place:
    """A point in the plane that says who holds the place there."""

    x: float
    y: float
    radius_m: float
    controller: str
    status: str
    parties: str | None
    priority: float
    ids: tuple[str, ...]
    confidence: float
    accuracy_m: float
    source_date: Any = pd.NaT

    @property
    def holder(self) -> tuple[str, str, str | None]:
        """Controller, status and other parties."""
        return self.controller, self.status, self.parties

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
        same = (
            place.priority == other.priority
            and abs(place.radius_m - other.radius_m) <= SAME_SIZE * other.radius_m
        )
        if same and place.holder == other.holder:
            kept[twin] = replace(other, ids=(*other.ids, *place.ids))
        elif same:
            kept[twin] = replace(other, ids=(*other.ids, *place.ids), **_contested(other, place))
    return kept


def _contested(first: Any, second: Any) -> dict[str, Any]:
    named = dict.fromkeys(
        party
        for holder in (first, second)
        for party in (holder.controller, *(holder.parties or "").split("|"))
        if party and party != "none"
    )
    controller, *others = sorted(named)
    return {
        "controller": controller,
        "status": "contested",
        "parties": "|".join(others) or None,
        "confidence": min(first.confidence, second.confidence),
    }


def place_claims(places: Sequence[Place], sides: NDArray[np.object_]) -> list[Claim]:
    """Give the ground that places claim: near ground with their own priority, empty ground with none.

    Parameters
    ----------
    places
        Places in the plane.
    sides
        Regions that places do not spread out of (banks, countries); none: no barrier.
    """
    kept = _one_per_place(places)
    holders = list(dict.fromkeys((*p.holder, p.priority) for p in kept))
    label = np.array([holders.index((*p.holder, p.priority)) for p in kept])
    x, y = np.array([p.x for p in kept]), np.array([p.y for p in kept])
    reach = np.array([p.reach_m for p in kept])
    side = _side_of(x, y, sides)
    claims: list[Claim] = []
    for number in np.unique(side):
        here = np.flatnonzero(side == number)
        bounds = sides[number] if number >= 0 else None
        for wide in (False, True):
            radius = np.full(len(here), VOID_REACH_M) if wide else reach[here]
            for who, shape in influence_areas(x[here], y[here], label[here], radius):
                clipped = shape if bounds is None else shapely.intersection(shape, bounds)
                for part in _polygons(clipped):
                    near = shapely.dwithin(part, shapely.points(x[here], y[here]), SAME_PLACE_M)
                    inside = [kept[i] for i in here[near & (label[here] == who)]]
                    if inside:
                        claims.append(_place_claim(part, inside, wide=wide))
    return claims


def _place_claim(part: Geometry, places: list[Place], *, wide: bool) -> Claim:
    first = places[0]
    return Claim(
        shape=part,
        # one place's own ground, however many grew together: a town outranks an area of its priority
        # unless that area is smaller than a town's
        size=min(np.pi * p.reach_m**2 for p in places),
        controller=first.controller,
        status=first.status,
        parties=first.parties,
        priority=_VOID if wide else first.priority,
        ids=tuple(i for p in places for i in p.ids),
        confidence=min(p.confidence for p in places) - (0.2 if wide else 0.0),
        accuracy_m=VOID_REACH_M / 2 if wide else max(p.accuracy_m for p in places),
        source_date=max((p.source_date for p in places if p.source_date is not pd.NaT), default=pd.NaT),
    )


def _side_of(x: NDArray[np.float64], y: NDArray[np.float64], sides: NDArray[np.object_]) -> NDArray[np.intp]:
    """Position of the region that holds each point, or of the nearest; -1 when there is none."""
    if len(sides) == 0:
        return np.full(len(x), -1)
    points = shapely.points(x, y)
    distance = np.column_stack([shapely.distance(side, points) for side in sides])
    return distance.argmin(axis=1)


def _polygons(shape: Geometry) -> list[Geometry]:
    return [p for p in shapely.get_parts(shapely.get_parts(shape)) if p.geom_type == "Polygon" and p.area > 0]


def draw_claims(claims: Sequence[Claim], extent: Geometry) -> tuple[GeoDataFrame, list[tuple[str, str]]]:
    """Draw claims into zones that cover the extent and never overlap.

    Parameters
    ----------
    claims
        What is said about which ground.
    extent
        Ground to cover; what nothing claims becomes unsettled.

    Returns
    -------
    zones, ties
        Zones in the plane (no CRS), one row per holder, the largest first; ties as pairs of statement ids.
    """
    drawn = [c for c in claims if not c.shape.is_empty and c.shape.intersects(extent)]
    faces = overlay_faces([c.shape for c in drawn], extent, GRID_M)
    over, under = shapely.STRtree([c.shape for c in drawn]).query(
        shapely.point_on_surface(faces), "intersects"
    )
    holders: list[tuple[str, str, str | None]] = []
    used: list[tuple[int, ...]] = []
    ties: dict[tuple[str, str], None] = {}
    starts = np.searchsorted(over, np.arange(len(faces) + 1))
    for i in range(len(faces)):
        here = [int(k) for k in under[starts[i] : starts[i + 1]]]
        holder, winners, tie = _decide(drawn, here)
        holders.append(holder)
        used.append(winners)
        if tie is not None:
            ties.setdefault(tie)
    return _assemble(drawn, faces, holders, used), list(ties)


def _decide(
    claims: list[Claim], here: list[int]
) -> tuple[tuple[str, str, str | None], tuple[int, ...], tuple[str, str] | None]:
    """Decide who holds a face: (holder, the claims it comes from, the tie met)."""
    ranked = sorted(here, key=lambda k: (-claims[k].priority, claims[k].size))
    ground = [k for k in ranked if not claims[k].marks]
    raids = [k for k in ranked if claims[k].marks]
    tie = None
    if not ground:
        holder: tuple[str, str, str | None] = ("none", "unsettled", None)
        winners: tuple[int, ...] = ()
    else:
        first = claims[ground[0]]
        holder, winners = first.holder, (ground[0],)
        second = next((k for k in ground[1:] if claims[k].holder != first.holder), None)
        if second is not None and _as_strong(first, claims[second]) and first.priority != _VOID:
            other = claims[second]
            made = _contested(first, other)
            holder, winners = (made["controller"], "contested", made["parties"]), (ground[0], second)
            pair = sorted((first.ids[0], other.ids[0]))
            tie = (pair[0], pair[1])
    if raids:
        raid = claims[raids[0]]
        outranks = not winners or (raid.priority, -raid.size) > (
            claims[winners[0]].priority,
            -claims[winners[0]].size,
        )
        if outranks and raid.controller != holder[0] and holder[1] in ("control", "unsettled"):
            named = "|".join(p for p in (raid.controller, raid.parties) if p and p != holder[0])
            holder, winners = (holder[0], "presence", named), (*winners, raids[0])
    return holder, winners, tie


def _as_strong(first: Claim, second: Claim) -> bool:
    return first.priority == second.priority and abs(first.size - second.size) <= SAME_SIZE * max(
        first.size, second.size
    )


def _assemble(
    claims: list[Claim],
    faces: NDArray[np.object_],
    holders: list[tuple[str, str, str | None]],
    used: list[tuple[int, ...]],
) -> GeoDataFrame:
    kinds = list(dict.fromkeys(holders))
    label = np.array([kinds.index(h) for h in holders])
    label = merge_slivers(faces, label, NARROW_M, keep=_meant(claims, faces, used))
    rows: list[dict[str, Any]] = []
    for number in np.unique(label):
        mine = np.flatnonzero(label == number)
        controller, status, parties = kinds[number]
        sources = sorted({k for i in mine for k in used[i]})
        shape = shapely.union_all(faces[mine])
        weight = np.array([claims[k].size for k in sources])
        row = {
            "controller": controller,
            "status": status,
            "with": parties,
            "source_date": max(
                (claims[k].source_date for k in sources if claims[k].source_date is not pd.NaT),
                default=pd.NaT,
            ),
            "confidence": float(np.average([claims[k].confidence for k in sources], weights=weight))
            if sources
            else np.nan,
            "accuracy_m": float(np.median([claims[k].accuracy_m for k in sources]))
            if sources
            else VOID_REACH_M / 2,
            "statements": "|".join(dict.fromkeys(i for k in sources for i in claims[k].ids)),
            "geometry": shape,
        }
        rows.append(row)
    rows.sort(key=lambda r: -r["geometry"].area)
    out = gpd.GeoDataFrame(pd.DataFrame(rows), geometry="geometry")
    out["source_date"] = pd.to_datetime(out["source_date"]).astype("datetime64[us]")
    return out


def _meant(claims: list[Claim], faces: NDArray[np.object_], used: list[tuple[int, ...]]) -> NDArray[np.bool_]:
    """Tell the narrow faces that a statement meant: most of a claim that is itself that small."""
    keep = np.zeros(len(faces), dtype=bool)
    for i, winners in enumerate(used):
        if winners:
            shape = claims[winners[0]].shape
            keep[i] = faces[i].area > 0.5 * shape.area
    return keep
