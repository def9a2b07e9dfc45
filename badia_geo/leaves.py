"""Leaf: a place that a name of a description may mean, and what relations ask of a resolver."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
import shapely
from shapely import LineString

from badia_geo.densities import area_footprint, polygons_of, to_degrees, to_plane
from badia_geo.errors import AreaError, PlaceNotFoundError
from badia_geo.footprints import PRECISIONS, Footprint, Precision, local_projection

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from badia_geo.descriptions import Description

__all__ = [
    "DOUBTFUL", "LINE_KM", "Leaf", "Reading", "Resolved", "Resolver", "RiverLike", "Scene", "buffered",
    "is_area", "leaf_footprint", "leaves_of", "line_footprint", "longest_line", "way_of", "whole_name",
    "with_left_out",
]  # fmt: skip

Reading = Literal["reported", "geodesic"]


LINE_KM = 1.5
"""Half-width of a road, a river side or a border that something happened on, beyond the line's own
accuracy."""


AREA_CODES = ("ADM", "DSRT", "RGN", "PCL", "LK", "RSV", "MTS", "UPLD", "PLN", "AREA")
"""Beginnings of the feature codes that are areas to be "in"."""


LEFT_OUT_M = 10_000.0
"""How far round the places that are known something may lie if a name beside them is not: the circles of 30
such table cells held 14 of the true places before."""

DOUBTFUL = 0.4
"""Score under which a name is a guess: it is left out where it contradicts surer names."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A place that a name may mean, as the resolver found it.

    Parameters
    ----------
    name
        Name in the gazetteer.
    footprint
        Where it is.
    probability
        That the name means this place.
    place_id, feature_code, population
        As in the gazetteer.
    extent_m, accuracy_m
        Radius of the place itself and of its coordinates' error, in metres.
    area, line
        Its polygon or its line, EPSG:4326, where known.
    reason
        Why this place.
    score
        Calibrated probability that the name is this place and that it lies where the gazetteer has it.
    """

    name: str
    footprint: Footprint
    probability: float = 1.0
    place_id: str | None = None
    feature_code: str = "PPL"
    population: int | None = None
    extent_m: float = 500.0
    accuracy_m: float = 1000.0
    area: BaseGeometry | None = None
    line: BaseGeometry | None = None
    reason: str = ""
    score: float = 0.95

    @property
    def size(self) -> str:
        """Class of the place: village, town, city, site or terrain."""
        code = self.feature_code
        if code.startswith(("PPLA2", "PPLA3", "PPLA4")):
            return "town"
        if code.startswith(("PPLA", "PPLC", "ADM")) or (self.population or 0) >= 100_000:
            return "city"
        if code.startswith(("PPL", "CMP")) or not code:
            return "town" if (self.population or 0) >= 10_000 else "village"
        return (
            "terrain"
            if code in ("MT", "MTS", "DSRT", "PLN", "VAL", "WAD", "STM", "LK", "RSV", "RGN")
            else "site"
        )


class RiverLike(Protocol):
    """What a relation needs of a river; `badia_geo.rivers.River` has it."""

    @property
    def line(self) -> shapely.LineString:
        """Give the centre line, directed downstream, EPSG:4326."""

    def bank_region(self, side: Literal["left", "right"], within: BaseGeometry | None = None) -> BaseGeometry:
        """Give the ground of one bank."""


class Resolver(Protocol):
    """Where names, rivers, roads and borders come from; `badia_geo.geocoding.Geocoder` makes one."""

    def places(
        self, name: str, *, context: Sequence[str] = (), exact: bool = False, area: bool = False
    ) -> Sequence[Leaf]:
        """Give the places that a name may mean, the likeliest first; none when none fits."""

    def namesakes(self, name: str, *, near: Sequence[tuple[float, float]]) -> Sequence[Leaf]:
        """Give the places of that very name, those near some positions (lon, lat) first."""

    def river(self, name: str) -> RiverLike | None:
        """Give the river of that name."""

    def road(self, names: Sequence[str]) -> BaseGeometry | None:
        """Give the line of a road, by its name or by its two ends."""

    def border(self, names: Sequence[str]) -> BaseGeometry | None:
        """Give the border between two countries or governorates, or that of Syria with one."""

    def neighbours(self, leaf: Leaf, radius_m: float) -> NDArray[np.float64]:
        """Give the positions (lon, lat) of the populated places round a leaf."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """One way in which a description may be meant.

    Parameters
    ----------
    footprint
        Where that is.
    probability
        That it is meant so, over the ways that were found.
    place_id, place_name
        The narrowest place named.
    missing
        Names that no gazetteer place fits.
    hard
        Whether a footprint that this one is combined with is cut to it, rather than weighed by it.
    agreement
        Share of the narrowest constraint's probability that the wider ones leave.
    score
        How sure the name is on which the footprint rests.
    """

    footprint: Footprint
    probability: float = 1.0
    place_id: str | None = None
    place_name: str | None = None
    missing: tuple[str, ...] = ()
    hard: bool = False
    agreement: float = 1.0
    score: float = 0.95


@dataclass(frozen=True, slots=True)
class Scene:
    """What stays the same during one walk."""

    resolver: Resolver
    reading: Reading
    context: tuple[str, ...]
    walker: Callable[[Description, Scene], list[Resolved]]
    container: bool = False

    def walk(self, node: Description) -> list[Resolved]:
        """Resolve a node below the one at hand."""
        return self.walker(node, self)


def leaves_of(node: Description, scene: Scene, limit: int = 4, *, area: bool = False) -> list[Leaf]:
    """Give what the name below a relation may mean; a relation there counts as a place of its size."""
    if node.kind == "name":
        leaves = list(scene.resolver.places(node.text, context=scene.context, area=area))[:limit]
        if not leaves:
            msg = f"no place fits {node.text!r}"
            raise PlaceNotFoundError(msg)
        return leaves
    if node.kind == "in" and node.parts[0].kind == "name":
        return leaves_of(node.parts[0], scene, limit, area=area)
    ways = scene.walk(node)[:limit]
    return [
        Leaf(
            node.text, way.footprint, way.probability, way.place_id,
            "AREA" if way.footprint.radius_m > 5000 else "PPL", score=way.score,
            extent_m=way.footprint.radius_m if node.kind != "border" else 2000.0, area=way.footprint.geometry,
        )
        for way in ways
    ]  # fmt: skip


def way_of(leaf: Leaf, footprint: Footprint, *, hard: bool = False) -> Resolved:
    """Give the reading of a description that rests on a leaf."""
    return Resolved(footprint, leaf.probability, leaf.place_id, leaf.name, hard=hard, score=leaf.score)


def with_left_out(way: Resolved, missing: Sequence[str]) -> Resolved:
    """Note the names that were left out; what they would have said may lie some way off."""
    footprint = way.footprint.with_step("left out: " + "; ".join(missing))
    if footprint.radius_m < LEFT_OUT_M:
        point = footprint.point
        round_it = Footprint.from_point_radius(point.x, point.y, LEFT_OUT_M, "near")
        halves = [part.samples(128) * (1, 1, 0.5) for part in (footprint, round_it)]
        footprint = replace(
            footprint,
            geometry=polygons_of(shapely.union(footprint.geometry, round_it.geometry)),
            radius_m=LEFT_OUT_M,
            precision=max(footprint.precision, "near", key=PRECISIONS.index),
            density=np.vstack(halves),
            steps=(*footprint.steps, f"so it may lie {LEFT_OUT_M / 1000:.0f} km round"),
        )
    return replace(way, footprint=footprint, missing=tuple(missing))


def is_area(leaf: Leaf) -> bool:
    """Whether things are in a leaf rather than at it."""
    return leaf.area is not None and leaf.feature_code.startswith(AREA_CODES)


def leaf_footprint(leaf: Leaf) -> Footprint:
    """Give the footprint of a name alone; a line gets a width."""
    step = leaf.reason or f"{leaf.name} is in the gazetteer"
    if leaf.line is not None:
        width = LINE_KM + leaf.accuracy_m / 1000
        return line_footprint(leaf.line, width, (step, f"a line, {width:.1f} km to each side"))
    return leaf.footprint if leaf.footprint.steps else leaf.footprint.with_step(step)


_SIDES: dict[float, str] = {
    0: "Northern", 45: "Northeastern", 90: "Eastern", 135: "Southeastern", 180: "Southern",
    225: "Southwestern", 270: "Western", 315: "Northwestern",
}  # fmt: skip


def whole_name(node: Description, scene: Scene) -> list[Resolved]:
    """Give the place whose own name the words are ("Eastern Ghouta", "Rif Dimashq"), if there is one."""
    leaves = scene.resolver.places(node.text, context=scene.context, exact=True)
    if not leaves and node.kind == "countryside" and node.direction is not None and node.names:
        # "the northern countryside of Hama" is Northern Hama countryside
        city = next(iter(scene.resolver.places(node.names[0], context=scene.context)), None)
        own = "" if city is None else f"{_SIDES.get(node.direction.azimuth, '')} {city.name} countryside"
        named = scene.resolver.places(own, context=scene.context, exact=True) if own else ()
        leaves = [leaf for leaf in named if not leaf.feature_code.startswith("ADM")]
    return [way_of(leaf, leaf.footprint, hard=leaf.area is not None) for leaf in leaves]


def buffered(geometry: BaseGeometry, metres: float) -> BaseGeometry:
    """Widen a geometry (EPSG:4326) by a distance in metres."""
    middle = geometry.centroid
    forward, inverse = local_projection(middle.x, middle.y)
    plane = to_plane(geometry, forward)
    return to_degrees(shapely.buffer(plane, metres, quad_segs=12), inverse)


def longest_line(geometry: BaseGeometry) -> LineString:
    """Give a line, or the longest part of several."""
    lines = [part for part in shapely.get_parts(geometry) if isinstance(part, LineString)]
    if not lines:
        msg = f"a line is needed, not a {geometry.geom_type}"
        raise AreaError(msg)
    return max(lines, key=lambda line: line.length)


def line_footprint(
    line: BaseGeometry, half_width_km: float, steps: tuple[str, ...], precision: Precision = "corridor"
) -> Footprint:
    """Give the footprint of a line with a width to each side."""
    return replace(area_footprint(buffered(line, 1000 * half_width_km), precision), steps=steps)
