"""Relation: from a description and the places it names to a footprint.

`resolve` walks the tree of a description.  Names go to a `Resolver`; every relation gives a footprint: a
polygon, or a density over a sector; constraints on one place are multiplied.  Where the narrowest place is a
town that the wider constraints agree with, it stays as it is and they are evidence; where they leave nothing,
that is an error that names both.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import shapely

from badia_geo import corridors, headings, lists, namesakes, shores, vicinities
from badia_geo.densities import (
    CIRCLE_SHARE,
    area_footprint,
    density_footprint,
    polygons_of,
)
from badia_geo.descriptions import Description, parse_description
from badia_geo.errors import DescriptionError, PlaceNotFoundError, ValueRangeError
from badia_geo.footprints import GEOD, Footprint
from badia_geo.leaves import (
    DOUBTFUL,
    LINE_KM,
    Leaf,
    Reading,
    Resolved,
    Resolver,
    Scene,
    is_area,
    leaf_footprint,
    leaves_of,
    way_of,
    with_left_out,
)
from badia_geo.namesakes import INDEPENDENT, SETTLED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

__all__ = ["Leaf", "Reading", "Resolved", "Resolver", "resolve", "resolve_all"]


def resolve_all(
    description: Description | str,
    resolver: Resolver,
    *,
    distance: Reading = "reported",
    context: Sequence[str] = (),
) -> list[Resolved]:
    """Give every way in which a description may be meant, the likeliest first.

    Parameters
    ----------
    description
        A tree, or the words.
    resolver
        Where names are looked up.
    distance
        ``"reported"`` reads distances and directions by the bands fitted on stated and true pairs,
        ``"geodesic"`` by the point-radius rule of the guide.
    context
        Names of places that hold the one described.

    Returns
    -------
    list of Resolved
        Probabilities sum to 1.

    Raises
    ------
    DescriptionError
        If the words cannot be read, contradict one another, or a clip leaves nothing.
    PlaceNotFoundError
        If no name of the description is known.
    """
    if distance not in ("reported", "geodesic"):
        msg = f"distance must be 'reported' or 'geodesic', got {distance!r}"
        raise ValueRangeError(msg)
    tree = parse_description(description) if isinstance(description, str) else description
    scene = Scene(resolver, distance, tuple(context), _walk)
    try:
        found = _walk(tree, scene)
    except DescriptionError:
        if tree.kind != "road" or len(tree.parts) != 1:
            raise
        found = vicinities.towards(tree, scene)
    total = sum(way.probability for way in found)
    ways = [replace(way, probability=way.probability / total) for way in found]
    return sorted(ways, key=lambda way: -way.probability)


def resolve(
    description: Description | str,
    resolver: Resolver,
    *,
    distance: Reading = "reported",
    context: Sequence[str] = (),
) -> Footprint:
    """Give the likeliest footprint of a description; see `resolve_all`."""
    return resolve_all(description, resolver, distance=distance, context=context)[0].footprint


def _walk(node: Description, scene: Scene) -> list[Resolved]:
    return _RULES[node.kind](node, scene)


def _name(node: Description, scene: Scene) -> list[Resolved]:
    return [way_of(leaf, leaf_footprint(leaf), hard=is_area(leaf)) for leaf in leaves_of(node, scene)]


def _point(node: Description, _: Scene) -> list[Resolved]:
    if node.point is None:
        msg = f"{node.text!r} gives no position"
        raise DescriptionError(msg)
    return [Resolved(node.point.footprint)]


_CLIPS = ("admin1", "admin2", "admin3", "country")
"""Precisions of areas that what lies "in" them is cut to."""


def _inside(node: Description, scene: Scene) -> list[Resolved]:
    below = node.parts[0]
    if below.kind == "name" and scene.container:
        found = [
            way_of(leaf, leaf_footprint(leaf), hard=is_area(leaf))
            for leaf in leaves_of(below, scene, area=True)
        ]
    else:
        found = _walk(below, scene)
    return [replace(way, hard=way.hard or way.footprint.precision in _CLIPS) for way in found]


def _bank(node: Description, scene: Scene) -> list[Resolved]:
    river = shores.river_of(node.parts[0], scene)
    if river is None:
        if node.direction is not None:
            # "the east side of Aleppo": no river, so a part of a place
            return vicinities.part(node, scene)
        msg = f"no river fits {node.parts[0].text!r}"
        raise PlaceNotFoundError(msg)
    return shores.bank_of(node, river)


def _opposite(node: Description, scene: Scene) -> list[Resolved]:
    try:
        return shores.across(node, scene)
    except (DescriptionError, PlaceNotFoundError):
        return vicinities.near(replace(node, kind="near", side="near"), scene)


MEET = 0.02
"""Share of a density that must be left: under it two constraints contradict one another.  2.7 % of stated
directions are off by more than 45 degrees, so less than that is no agreement."""


def _all(node: Description, scene: Scene) -> list[Resolved]:
    """Multiply the constraints on one place."""
    node = _with_road_ends(node, scene)
    walked = _along_legs(node, scene)
    parts = [part for part in node.parts if walked is None or part.kind not in ("road", "along")]
    groups: list[list[Resolved]] = []
    kept: list[Description] = []
    missing: list[str] = []
    for i, part in enumerate(parts):
        try:
            groups.append(
                walked
                if walked is not None and part.kind == "offset"
                else _walk(part, _inner(scene, parts, i))
            )
            kept.append(part)
        except PlaceNotFoundError as error:
            missing.append(str(error))
        except DescriptionError as error:
            if part.kind != "road":
                raise
            missing.append(str(error))
    if not groups:
        raise PlaceNotFoundError("; ".join(missing))
    groups, kept = namesakes.without_sides(groups, kept, scene)
    kinds = [part.kind for part in kept]
    ways, failure = _combined(groups, kinds, node.text)
    if not ways:
        ways = namesakes.beside(groups, kept, scene)
    if not ways:
        # a guess that contradicts surer names was the wrong guess
        best = [max(way.score for way in group) for group in groups]
        if len(groups) < 2 or min(best) >= DOUBTFUL or max(best) < DOUBTFUL:
            raise failure or DescriptionError(f"{node.text!r} leaves nothing")
        worst = int(np.argmin(best))
        missing.append(f"{groups[worst][0].place_name} ({best[worst]:.0%}) does not agree with the rest")
        rest = [i for i in range(len(groups)) if i != worst]
        ways, failure = _combined([groups[i] for i in rest], [kinds[i] for i in rest], node.text)
        if not ways:
            raise failure or DescriptionError(f"{node.text!r} leaves nothing")
    if missing:
        if all(part.kind == "in" for part in kept):
            ways = [vicinities.somewhere_in(way, kept) for way in ways]
        ways = [with_left_out(way, missing) for way in ways]
    return sorted(ways, key=lambda way: -way.probability)


def _with_road_ends(node: Description, scene: Scene) -> Description:
    """Give "20 km south of X on the Y road" its other end, unless there is a road of that name."""
    anchor = next((p.parts[0] for p in node.parts if p.kind in ("offset", "direction", "near")), None)
    if anchor is None or anchor.kind != "name":
        return node

    def ended(part: Description) -> Description:
        single = part.kind == "road" and len(part.parts) == 1 and part.names != anchor.names
        if not single or scene.resolver.road(part.names) is not None:
            return part
        return replace(part, parts=(anchor, *part.parts))

    return replace(node, parts=tuple(map(ended, node.parts)))


def _combined(
    groups: list[list[Resolved]], kinds: Sequence[str], text: str
) -> tuple[list[Resolved], DescriptionError | None]:
    """Multiply every choice of one way a constraint; what does not meet is set aside with its reason."""
    ways: list[Resolved] = []
    failure: DescriptionError | None = None
    for combination in product(*(group[:3] for group in groups)):
        try:
            ways.append(_product(list(combination), kinds, text))
        except DescriptionError as error:
            failure = failure or error
    return ways, failure


def _inner(scene: Scene, parts: Sequence[Description], i: int) -> Scene:
    """Give a part the names of the areas that the others say it lies in."""
    names = [
        name
        for j, part in enumerate(parts)
        if j != i
        and part.kind in ("in", "countryside", "part")
        # the desert of a town reaches far beyond what a place "in" the town may lie
        and not (part.kind == "countryside" and vicinities.DESERT_WORD.search(part.text))
        for name in part.names
    ]
    wide = i > 0 or any(part.kind in ("bank", "road", "along", "countryside", "part") for part in parts)
    return replace(scene, context=(*names, *scene.context), container=wide)


ASIDE = 75.0
"""Degrees that a road may turn from the direction that is said to lead along it."""


def _along_legs(node: Description, scene: Scene) -> list[Resolved] | None:
    """Read "15 km from X along R" and "20 km south of X on the Y road": the distance runs along the line.

    A heading only says which way the line is walked (Chapman & Wieczorek 2020, "offset along a path").
    """
    legs = [part for part in node.parts if part.kind == "offset" and part.distance is not None]
    lines = [part for part in node.parts if part.kind in ("road", "along")]
    if not (legs and lines):
        return None
    names = [name for part in lines for name in part.names]
    river = shores.river_of(lines[0].parts[0], scene) if lines[0].kind == "along" else None
    width = LINE_KM if river is not None else corridors.ROAD_KM
    ways: list[Resolved] = []
    for leaf in leaves_of(legs[0].parts[0], scene):
        line = river.line if river is not None else scene.resolver.road(names)
        line = line if line is not None else scene.resolver.road((leaf.name, *names[-1:]))
        if line is None or shapely.distance(line, leaf.footprint.point) > BESIDE:
            continue
        kept = []
        for sign in (-1, 1):
            footprint = shores.along_line(legs[0], leaf, line, (sign,), names[-1], scene, width)
            if footprint is not None and _leads(leaf, footprint, legs[0]):
                kept.append(footprint)
        if len(kept) == 2:
            kept = [
                f
                for f in [shores.along_line(legs[0], leaf, line, (-1, 1), names[-1], scene, width)]
                if f is not None
            ]
        ways.extend(way_of(leaf, footprint) for footprint in kept)
    return ways or None


BESIDE = 0.15
"""Degrees (about 15 km) within which a place is beside the line that a distance from it runs along."""


def _leads(leaf: Leaf, footprint: Footprint, leg: Description) -> bool:
    if leg.direction is None:
        return True
    start, end = leaf.footprint.point, footprint.point
    bearing = GEOD.inv(start.x, start.y, end.x, end.y)[0]
    return bool(leg.direction.off_by(bearing) <= ASIDE)


def _kernel(way: Resolved, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weigh points by a constraint: 1 inside its footprint, fading over a quarter of its radius."""
    geometry = way.footprint.geometry
    shapely.prepare(geometry)
    inside = shapely.contains_xy(geometry, lon, lat)
    if way.hard:
        return np.asarray(inside, float)
    out = np.ones(len(lon))
    if not inside.all():
        degrees = shapely.distance(geometry, np.asarray(shapely.points(lon[~inside], lat[~inside])))
        scale = max(0.25 * _thickness(way.footprint), 1000.0)
        out[~inside] = np.exp(-0.5 * (degrees * 100_000 / scale) ** 2)
    return out


def _thickness(footprint: Footprint) -> float:
    """Give how wide a footprint is across, in metres: a road is thin however long it is."""
    if footprint.precision != "corridor":
        return footprint.radius_m
    perimeter = abs(GEOD.geometry_length(footprint.geometry.boundary))
    return 2e6 * footprint.area_km2 / max(perimeter, 1.0)


def _product(ways: list[Resolved], kinds: Sequence[str], text: str) -> Resolved:
    carrier = min(
        ways, key=lambda way: (way.hard and way.footprint.precision not in SETTLED, way.footprint.radius_m)
    )
    others = [way for way in ways if way is not carrier]
    samples = carrier.footprint.samples(600)
    weight = samples[:, 2].copy()
    settled = carrier.footprint.precision in SETTLED and carrier.footprint.radius_m < 20_000
    hard: list[BaseGeometry] = []
    for other in others:
        # a named place near the edge of a generalised area is in it: only ground is cut to areas and banks
        gentle = (
            settled
            and other.hard
            and other.footprint.precision in ("admin1", "admin2", "admin3", "region", "country")
        )
        factor = _kernel(replace(other, hard=other.hard and not gentle), samples[:, 0], samples[:, 1])
        if (weight * factor).sum() < MEET * weight.sum():
            raise DescriptionError(_clash(carrier, other, text))
        weight = weight * factor
        if other.hard:
            hard.append(other.footprint.geometry)
    agreement = float(weight.sum() / samples[:, 2].sum())
    # areas were evidence for the name already; a relation to another place is new evidence
    fresh = sum(
        kind not in ("in", "countryside", "part")
        for kind, way in zip(kinds, ways, strict=True)
        if way is not carrier
    )
    odds = carrier.score * agreement * INDEPENDENT ** min(fresh, 2)
    score = min(odds / (odds + 1 - carrier.score), 0.97) if carrier.score < 1 else 1.0
    probability = float(np.prod([way.probability for way in ways])) * agreement
    steps = (
        *carrier.footprint.steps,
        *(f"and {step}" for other in others for step in other.footprint.steps[-1:]),
    )
    footprint = replace(carrier.footprint, steps=steps)
    if not (settled and not hard) and agreement < 0.97:
        footprint = _reshaped(footprint, samples, weight, hard, text)
    elif hard:
        footprint = _cut(footprint, hard)
    if carrier.place_id is None and carrier.place_name is None:
        named = next((way for way in ways if way.place_name), carrier)
        carrier = replace(carrier, place_id=named.place_id, place_name=named.place_name)
    return Resolved(
        footprint,
        probability,
        carrier.place_id,
        carrier.place_name,
        agreement=agreement,
        score=score,
        hard=any(w.hard for w in ways),
    )


def _cut(footprint: Footprint, hard: list[BaseGeometry]) -> Footprint:
    geometry = footprint.geometry
    for area in hard:
        cut = polygons_of(shapely.intersection(geometry, area))
        geometry = cut if not cut.is_empty else geometry
    return replace(footprint, geometry=geometry)


def _reshaped(
    footprint: Footprint,
    samples: NDArray[np.float64],
    weight: NDArray[np.float64],
    hard: list[BaseGeometry],
    text: str,
) -> Footprint:
    if footprint.density is None and hard:
        geometry = footprint.geometry
        for area in hard:
            geometry = polygons_of(shapely.intersection(geometry, area))
        if geometry.is_empty:
            msg = f"{text!r}: cutting the place to its areas leaves nothing"
            raise DescriptionError(msg)
        return replace(area_footprint(geometry, footprint.precision), steps=footprint.steps)
    within = None
    for area in hard:
        within = area if within is None else shapely.intersection(within, area)
    weighted = np.column_stack([samples[:, :2], weight / weight.sum()])
    share = CIRCLE_SHARE if footprint.precision == "sector" else 0.9
    shape = density_footprint(weighted, footprint.precision, within=within, circle_share=share)
    return replace(shape, steps=footprint.steps)


def _clash(carrier: Resolved, other: Resolved, text: str) -> str:
    def says(way: Resolved) -> str:
        return way.footprint.steps[-1] if way.footprint.steps else way.place_name or "a place"

    a, b = carrier.footprint, other.footprint
    line = shapely.shortest_line(a.geometry, b.geometry)
    (x1, y1), (x2, y2) = shapely.get_coordinates(line)[[0, -1], :2]
    apart = GEOD.inv(x1, y1, x2, y2)[2] / 1000
    gap = f"they are {apart:.0f} km apart" if apart > 1 else "they hardly touch"
    return f"{text!r} leaves nothing: [{says(carrier)}] and [{says(other)}] do not meet, {gap}"


_RULES: dict[str, Callable[[Description, Scene], list[Resolved]]] = {
    "name": _name, "point": _point, "in": _inside, "near": vicinities.near, "part": vicinities.part,
    "countryside": vicinities.countryside, "offset": headings.offset, "offsets": headings.offsets,
    "direction": headings.direction,
    "between": corridors.between, "road": corridors.road, "along": corridors.along, "bank": _bank,
    "across": shores.across, "opposite": _opposite, "within": vicinities.within, "border": corridors.border,
    "outside": vicinities.outside, "union": lists.union, "either": lists.union, "all": _all,
}  # fmt: skip
