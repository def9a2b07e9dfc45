"""Resolver: names of a description looked up in a gazetteer, rivers, roads and borders.

What a name may mean depends on where it stands: "in Deir ez-Zor" behind a river bank is the governorate,
"20 km south of Deir ez-Zor" is the city.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from badia_geo.cells import CellResult, part_cell, resolve_cell
from badia_geo.containers import ADMIN_WORD, governorates, likest_governorate
from badia_geo.countries import COUNTRY_CODES, country_area, country_named
from badia_geo.densities import area_footprint, polygons_of
from badia_geo.descriptions import fold
from badia_geo.footprints import Footprint, Precision
from badia_geo.leaves import Leaf
from badia_geo.likeness import SAME_NAME, NameList, name_similarity
from badia_geo.roads import find_road, load_roads, road_between

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from badia_geo.gazetteer import Gazetteer, Place
    from badia_geo.rivers import River
    from badia_geo.roads import Road

__all__ = ["GazetteerResolver", "governorate_area", "leaf_of"]

LIKE_GOVERNORATE = 0.8
"""Likeness from which a name with "governorate" beside it is one of the fourteen."""

KNOWN = 20_000
"""Names whose meaning is kept: a table, or a report, repeats its own."""

ONE_OF_A_KIND = 0.85
"""Probability that an area or line is meant when its very name is written and nothing else bears it."""

_TOWN_WORD = re.compile(
    r"(?<!\w)(?:city|town|village|downtown|capital|airport|airbase|base|field|مدين[ةه]|بلد[ةه]|قري[ةه]|مطار|حقل)(?!\w)",
    re.IGNORECASE,
)
_FILLER = re.compile(r"^(?:the |of |in )+|\s+(?:of|the)$", re.IGNORECASE)
_EUPHRATES = re.compile(r"euphrates|furat|fırat|الفرات|فرات|^(?:the )?river$|^النهر$", re.IGNORECASE)
_RIVER_WORDS = re.compile(r"(?<!\w)(?:the|river|nahr|نهر|النهر|stream|wadi)(?!\w)", re.IGNORECASE)

_COUNTRYSIDE = re.compile(
    r"country ?side|rural|hinterland|desert|steppe|badi[yi]?a|\bri+f\b|\breef\b|ريف|بادي[ةه]", re.IGNORECASE
)
_POINTS = re.compile(r"north|south|east|west|شمال|جنوب|شرق|غرب", re.IGNORECASE)
_POINT_OF = {"شمال": "north", "جنوب": "south", "شرق": "east", "غرب": "west"}


def _bare(text: str) -> str:
    """Give a name without the words that make it a governorate's."""
    return _FILLER.sub("", ADMIN_WORD.sub(" ", text).strip()).strip()


@lru_cache(maxsize=16)
def governorate_area(name: str) -> BaseGeometry | None:
    """Give the outline of a governorate by its exact name."""
    known = governorates().get(name)
    return None if known is None else shapely.make_valid(known[1])


def _letters(text: str) -> str:
    return re.sub(r"\W", "", fold(text)).casefold()


def _directions(text: str) -> tuple[str, ...]:
    return tuple(sorted(_POINT_OF.get(word, word.lower()) for word in _POINTS.findall(text)))


def leaf_of(place: Place, probability: float, reason: str, *, radius_m: float | None = None) -> Leaf:
    """Make the leaf of a gazetteer place: its area where it has one, else a disc of extent and accuracy."""
    shape: BaseGeometry | None = place.geometry
    area = shape if shape is not None and "Polygon" in shape.geom_type else None
    line = shape if shape is not None and "Line" in shape.geom_type else None
    if area is None and place.feature_code == "ADM1":
        area = governorate_area(place.admin1 or place.name)
    if area is not None:
        footprint = area_footprint(area, _AREA_PRECISION.get(place.feature_code, "region"), steps=(reason,))
        extent = footprint.radius_m
    else:
        radius = radius_m if radius_m is not None else float(np.hypot(place.extent_m, place.accuracy_m))
        footprint = Footprint.from_point_radius(
            place.lon, place.lat, max(radius, 100.0), "settlement", steps=(reason,)
        )
        extent = place.extent_m
    return Leaf(
        place.name, footprint, probability, place.place_id, place.feature_code or "PPL", place.population,
        extent, place.accuracy_m, area, line, reason,
    )  # fmt: skip


_AREA_PRECISION: dict[str, Precision] = {
    "ADM1": "admin1", "ADM2": "admin2", "ADM3": "admin3", "PCLI": "country",
}  # fmt: skip


class GazetteerResolver:
    """Look names up in a gazetteer; answers the `badia_geo.relations.Resolver` protocol.

    Parameters
    ----------
    gazetteer
        Places.
    river
        The river that "the Euphrates" and "the river" mean; by default the packaged one.
    """

    def __init__(self, gazetteer: Gazetteer, river: River | None = None) -> None:
        self.gazetteer = gazetteer
        self._river = river
        self._towns: NDArray[np.float64] | None = None
        self._roads: list[Road] | None = None
        self._cells: dict[tuple[str, tuple[str, ...]], CellResult] = {}
        self._known: dict[tuple[str, tuple[str, ...], bool, bool], tuple[Leaf, ...]] = {}
        self._governorate_leaves: dict[tuple[str, bool], Leaf] = {}

    # -- names
    # -------------------------------------------------------------------------------------------------

    def places(
        self, name: str, *, context: Sequence[str] = (), exact: bool = False, area: bool = False
    ) -> Sequence[Leaf]:
        """Give what a name may mean, the likeliest first.

        Parameters
        ----------
        name
            As written; a cell with containers is allowed.
        context
            Areas that hold the place.
        exact
            Only a place of that very name.
        area
            An area is wanted where the name is both a town's and a governorate's.
        """
        key = (name, tuple(context), exact, area)
        if key not in self._known:
            if len(self._known) > KNOWN:
                self._known.clear()
            self._known[key] = tuple(self._find(name, tuple(context), exact=exact, area=area))
        return self._known[key]

    def _find(self, name: str, context: tuple[str, ...], *, exact: bool, area: bool) -> Sequence[Leaf]:
        text = _FILLER.sub("", name.strip())
        if not text:
            return []
        country = country_named(text)
        if country and country in COUNTRY_CODES and not country_area(COUNTRY_CODES[country]).is_empty:
            outline = country_area(COUNTRY_CODES[country])
            footprint = area_footprint(outline, "country", steps=(f"{country}: a country",))
            return [
                Leaf(
                    country,
                    footprint,
                    1.0,
                    f"country-{COUNTRY_CODES[country]}",
                    "PCLI",
                    None,
                    footprint.radius_m,
                    1000.0,
                    outline,
                )
            ]
        valley = self._valley(text, tuple(context))
        if valley:
            return valley
        administrative = ADMIN_WORD.search(text)
        bare = _bare(text)
        governorate, likeness = likest_governorate(bare) if bare and "," not in bare else ("", 0.0)
        leaves: list[Leaf] = []
        alike = likeness >= (LIKE_GOVERNORATE if administrative else SAME_NAME) and not _TOWN_WORD.search(
            text
        )
        if alike and (administrative or likeness == 1.0 or not self._is_spelled_so(bare)):
            own = self._governorate_leaf(governorate, bool(administrative or _COUNTRYSIDE.search(text)))
            if administrative or area or governorate == "Rural Damascus":
                return [own]
            leaves.append(own)
        if exact:
            named = self._named(text, context)
            return [*named, *leaves] if not area else [*leaves, *named]
        # "حقل التيم النفطي": the adjective repeats what the word in front says
        text = re.sub(r"\s(?:ال)?(?:نفطي[ةه]?|غازي[ةه]?|للنفط|للغاز)$", "", text)
        alone = [leaf for leaf in self._named(text, context) if leaf.score == ONE_OF_A_KIND]
        if alone and not alone[0].feature_code.startswith(("ADM", "PCL")):
            return alone
        towns = self._cell_leaves(text, context)
        if leaves and towns:
            # the capital is what a bare name means; the governorate stays as the other way to read it
            return [
                towns[0],
                *(replace(leaf, probability=0.15) for leaf in leaves),
                *towns[1:],
            ]
        return [*towns, *leaves]

    def areas(self, name: str, *, context: Sequence[str] = ()) -> Sequence[Leaf]:
        """Give the countries, governorates and other areas of a very name, the likeliest first.

        Parameters
        ----------
        name
            As written.
        context
            Areas that hold it.
        """
        # hardly a name of a table is an area's: a glance at their names saves ranking all places
        if self._area_names is not None:
            text = _FILLER.sub("", name.strip())
            if (
                not country_named(text)
                and not _RIVER_WORDS.search(text)
                and likest_governorate(_bare(text))[1] < LIKE_GOVERNORATE
                and self._area_names.likest(text, SAME_NAME) is None
            ):
                return []
        return [leaf for leaf in self.places(name, context=context, exact=True) if leaf.area is not None]

    @cached_property
    def _area_names(self) -> NameList | None:
        """Names of the gazetteer's areas; None where not all of its places are in memory."""
        if self.gazetteer.in_files:
            return None
        return NameList(
            place.all_names
            for place in self.gazetteer
            if place.feature_code == "ADM1"
            or (place.geometry is not None and "Polygon" in place.geometry.geom_type)
        )

    def governorate(self, text: str) -> Leaf | None:
        """Give the governorate of a very name, which may be its capital's too."""
        bare = _bare(text.strip())
        name, likeness = likest_governorate(bare)
        if likeness < SAME_NAME or (likeness < 1 and self._is_spelled_so(bare)):
            return None
        return self._governorate_leaf(name, said=False)

    def _is_spelled_so(self, name: str) -> bool:
        """Tell whether a place has these very letters: Darayya is not Daraa, whose Arabic name sounds so."""
        letters = _letters(name)
        return any(
            candidate.place.feature_code != "ADM1" and letters in map(_letters, candidate.place.all_names)
            for candidate in self.gazetteer.search(name, limit=5)
        )

    def _valley(self, text: str, context: tuple[str, ...]) -> list[Leaf]:
        """Give the valley that a river without a packaged line is known by."""
        bare = _RIVER_WORDS.sub(" ", text).strip()
        if bare == text or not bare or self.river(text) is not None:
            return []
        leaves = self._named(f"{bare} valley", context) or self._named(f"وادي {bare}", context)
        return [leaf for leaf in leaves if leaf.area is not None][:1]

    def _governorate_leaf(self, name: str, said: bool) -> Leaf:
        if (name, said) not in self._governorate_leaves:
            self._governorate_leaves[name, said] = self._make_governorate_leaf(name, said)
        return self._governorate_leaves[name, said]

    def _make_governorate_leaf(self, name: str, said: bool) -> Leaf:
        outline = governorate_area(name)
        assert outline is not None  # noqa: S101  (the name comes from the same table)
        reason = f"{name} governorate"
        footprint = area_footprint(outline, "admin1", steps=(reason,))
        return Leaf(
            name,
            footprint,
            1.0 if said else 0.9,
            self._governorate_id(name),
            "ADM1",
            None,
            footprint.radius_m,
            3000.0,
            outline,
            None,
            reason,
        )

    def _governorate_id(self, name: str) -> str | None:
        for candidate in self.gazetteer.search(f"{name} governorate", limit=5):
            if candidate.place.feature_code == "ADM1":
                return candidate.place.place_id
        return None

    def _named(self, text: str, context: tuple[str, ...]) -> list[Leaf]:
        """Give the places of that very name: the same directions and the same kind of area."""
        leaves: list[Leaf] = []
        letters: list[Leaf] = []
        wanted, spelled = (_directions(text), bool(_COUNTRYSIDE.search(text))), _letters(text)
        for candidate in self.gazetteer.search(text, context=context, limit=8):
            names = [
                name
                for name in candidate.place.all_names
                if (_directions(name), bool(_COUNTRYSIDE.search(name))) == wanted
                and name_similarity(text, name) >= SAME_NAME
            ]
            if names:
                lettered = [name for name in names if _letters(name) == spelled]
                name = (lettered or names)[0]
                leaf = leaf_of(candidate.place, candidate.score, f"{name} is a place of its own")
                (letters if lettered else leaves).append(leaf)
        if any(leaf.feature_code.startswith("PPL") for leaf in leaves):
            # a governorate or district is seldom meant by the name of its seat, however that is spelled
            leaves += [leaf for leaf in letters if leaf.feature_code.startswith("ADM")]
            letters = [leaf for leaf in letters if not leaf.feature_code.startswith("ADM")]
        # the very letters go before a likeness of sounds
        leaves = letters or leaves
        if len(leaves) == 1 and (leaves[0].area is not None or leaves[0].line is not None):
            # villages have namesakes that no gazetteer lists; a desert or a road of that very name has not
            (leaf,) = leaves
            return [replace(leaf, probability=max(leaf.probability, ONE_OF_A_KIND), score=ONE_OF_A_KIND)]
        return leaves

    def namesakes(self, name: str, *, near: Sequence[tuple[float, float]]) -> Sequence[Leaf]:
        """Give the places of that very name, those near some positions first.

        Parameters
        ----------
        name
            As written, with or without what it is called ("the village of X").
        near
            Positions as lon, lat (degrees).
        """
        part = part_cell(name)
        found = self.gazetteer.search(*part.names, kind=part.kind, near=near, limit=8) if part.names else []
        return [
            leaf_of(c.place, c.score, f"{name!r} is {c.place.name} ({c.place.lat:.3f}, {c.place.lon:.3f})")
            for c in found
            if c.similarity >= SAME_NAME
        ]

    def cell(self, text: str, context: tuple[str, ...] = ()) -> CellResult:
        """Resolve a cell of names, once."""
        key = (text, context)
        if key not in self._cells:
            if len(self._cells) > KNOWN:
                self._cells.clear()
            self._cells[key] = resolve_cell(self.gazetteer, text, context=context)
        return self._cells[key]

    def _cell_leaves(self, text: str, context: tuple[str, ...]) -> list[Leaf]:
        result = self.cell(text, context)
        if result.status == "not_found":
            return []
        leaves: list[Leaf] = []
        for i, candidate in enumerate(result.candidates[:5]):
            if candidate.fallback:
                # a town that stands in for a place inside it: the wider constraints do that with their radius
                continue
            if leaves and candidate.probability < 0.05:
                break
            place = candidate.place
            reason = (
                f"{text!r} is {place.name} ({place.lat:.3f}, {place.lon:.3f}; {candidate.probability:.0%})"
            )
            if i == 0 and result.status == "located":
                reason += f": {result.reason}"
            leaf = leaf_of(candidate.place, candidate.probability, reason, radius_m=candidate.radius_m)
            score = result.score if i == 0 and result.status == "located" else candidate.probability
            leaves.append(replace(leaf, score=score))
        return leaves

    def neighbours(self, leaf: Leaf, radius_m: float) -> NDArray[np.float64]:
        """Give lon, lat of the populated places round a leaf that are not itself."""
        if self._towns is None:
            rows = [
                (p.lon, p.lat)
                for p in self.gazetteer
                if p.feature_code.startswith("PPL") and p.feature_code != "PPLX"
            ]
            self._towns = np.asarray(rows, float).reshape(-1, 2)
        point, towns = leaf.footprint.point, self._towns
        metres = 111_320 * np.hypot(
            (towns[:, 0] - point.x) * np.cos(np.radians(point.y)), towns[:, 1] - point.y
        )
        return np.asarray(towns[(metres > max(leaf.extent_m, 500.0)) & (metres <= radius_m)], float)

    # -- lines --

    def river(self, name: str) -> River | None:
        """Give the river of a name: the Euphrates, or a packaged line."""
        if _EUPHRATES.search(name):
            if self._river is None:
                from badia_geo.rivers import River

                self._river = River.load("euphrates")
            return self._river
        if not re.search(
            r"river|nahr|نهر|khabur|khabour|balikh|tigris|orontes|خابور|بليخ|دجل|عاصي", name, re.IGNORECASE
        ):
            return None
        return _packaged_river(_RIVER_WORDS.sub(" ", name).strip())

    def road(self, names: Sequence[str]) -> BaseGeometry | None:
        """Give the line of a road by its name or by two places it joins."""
        if self._roads is None:
            self._roads = load_roads(self.gazetteer)
        if len(names) == 1:
            road = find_road(self._roads, names[0])
            return road.line if road is not None else None
        ends = []
        for name in names[:2]:
            leaves = self.places(name)
            if not leaves:
                return None
            ends.append(leaves[0].footprint.point)
        return road_between(self._roads, ends[0], ends[1])

    def border(self, names: Sequence[str]) -> BaseGeometry | None:
        """Give the border between two countries or governorates; with one country, Syria's border with it."""
        from badia_geo import datasets

        known = [country_named(name) for name in names]
        if all(known):
            pair = {str(c) for c in known} | ({"Syria"} if len(known) == 1 else set())
            frame = datasets.load("borders")
            lines = [
                line
                for left, right, line in zip(frame["left"], frame["right"], frame.geometry, strict=True)
                if {left, right} == pair or (pair == {"Syria"} and "Syria" in (left, right))
            ]
            return shapely.line_merge(shapely.union_all(lines)) if lines else None
        areas = [
            leaf.area
            for name in names[:2]
            for leaf in self.places(name, area=True)[:1]
            if leaf.area is not None
        ]
        if len(areas) < 2:
            return None
        # the packaged outlines share their lines to within the digits they were written with
        shared = shapely.intersection(shapely.boundary(areas[0]), shapely.buffer(areas[1], 0.01))
        lines = [part for part in shapely.get_parts(shared) if part.length > 0]
        return shapely.line_merge(shapely.union_all(lines)) if lines else None


@lru_cache(maxsize=16)
def _packaged_river(name: str) -> River | None:
    from badia_geo import datasets
    from badia_geo.rivers import River

    frame = datasets.load("rivers")
    named = [str(n) for n in frame["name"].fillna("")]
    likeness = [name_similarity(name, other) if other else 0.0 for other in named]
    best = int(np.argmax(likeness)) if likeness else -1
    if best < 0 or likeness[best] < 0.75:
        return None
    pieces = frame.geometry[[other == named[best] for other in named]]
    merged = shapely.line_merge(shapely.union_all(list(pieces)))
    line = max(shapely.get_parts(merged), key=lambda part: part.length)
    return River(line, accuracy_m=1500.0)


def clipped(area: BaseGeometry, frame: BaseGeometry) -> BaseGeometry:
    """Cut an area to a frame and keep its polygons."""
    return polygons_of(shapely.intersection(area, frame))
