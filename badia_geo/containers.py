"""Containers: the area or town that a text names as holding or neighbouring a place."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from badia_geo.aliases import aliases
from badia_geo.countries import COUNTRY_CODES, country_area, country_named
from badia_geo.likeness import NameList

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from badia_geo.gazetteer import Gazetteer
    from badia_geo.name_index import NameIndex
    from badia_geo.places import Place

__all__ = ["ADMIN_WORD", "Container", "governorates", "likest_governorate", "resolve_container"]

ADMIN_WORD = re.compile(
    r"(?<!\w)(?:governorates?|provinces?|muhafazat?|state|administrative|محافظ[ةه]|المحافظ[ةه])(?!\w)",
    re.IGNORECASE,
)
"""Words that make a name that of a governorate."""

ALIKE = 0.75
"""Likeness from which a container's name is taken as a governorate's."""


@dataclass(frozen=True, slots=True)
class Container:
    """A named area, as evidence for what lies in it.

    Parameters
    ----------
    text
        How it was written.
    area
        Outline, EPSG:4326, when one is known.
    points
        Otherwise one row a town that the name may mean: lat, lon, radius in km.
    governorate
        Name of the governorate, if it is one.
    places
        The places behind ``points``.
    """

    text: str
    area: BaseGeometry | None
    points: NDArray[np.float64]
    governorate: str | None = None
    places: tuple[Place, ...] = ()
    _known: dict[int, tuple[NameIndex, NDArray[np.float64]]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def outside_all(self, index: NameIndex) -> NDArray[np.float64]:
        """Give the distances of all places of an index, reckoned once for an index that lasts."""
        if index.excerpt:
            return self.outside_km(index.lat, index.lon)
        found = self._known.get(id(index))
        if found is None or found[0] is not index:
            found = (index, self.outside_km(index.lat, index.lon))
            self._known[id(index)] = found
        return found[1]

    def outside_km(self, lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give each point's distance outside the container in km, 0 inside.

        Distances are planar and good to 2 % in the region: they are evidence, not a result.
        """
        if self.area is not None:
            lat0 = self.area.centroid.y
            # degrees of longitude are scaled, so that one planar distance serves both axes
            scale = math.cos(math.radians(lat0))
            plane = _scaled(self.area, scale)
            return np.asarray(shapely.distance(plane, shapely.points(lon * scale, lat)) * 111.2, float)
        if not len(self.points):
            return np.zeros(len(lat))
        scale = math.cos(math.radians(float(self.points[0, 0])))
        km = np.hypot(
            (lat[:, None] - self.points[None, :, 0]) * 111.2,
            (lon[:, None] - self.points[None, :, 1]) * 111.3 * scale,
        )
        return np.asarray(np.maximum(km - self.points[None, :, 2], 0).min(axis=1), float)


@lru_cache(maxsize=64)
def _scaled_cached(wkb: bytes, scale: float) -> BaseGeometry:
    area = shapely.simplify(shapely.from_wkb(wkb), 0.005)
    plane = shapely.transform(area, lambda xy: xy * np.array([scale, 1.0]))
    shapely.prepare(plane)
    return plane


def _scaled(area: BaseGeometry, scale: float) -> BaseGeometry:
    return _scaled_cached(area.wkb, round(scale, 6))


@lru_cache(maxsize=1)
def governorates() -> dict[str, tuple[str, BaseGeometry]]:
    """Give the packaged governorates: name -> Arabic name and outline (EPSG:4326)."""
    from badia_geo.datasets import folder

    collection = json.loads((folder() / "governorates.geojson").read_text(encoding="utf-8"))
    return {
        f["properties"]["name"]: (f["properties"]["name_ar"], shapely.from_geojson(json.dumps(f["geometry"])))
        for f in collection["features"]
    }


@lru_cache(maxsize=1)
def _governorate_names() -> NameList:
    return NameList([(name, arabic, *aliases(name)) for name, (arabic, _) in governorates().items()])


@lru_cache(maxsize=4096)
def likest_governorate(text: str) -> tuple[str, float]:
    """Give the governorate whose name is the likest, and how like; none below `ALIKE`."""
    found = _governorate_names().likest(text, ALIKE)
    return ("", 0.0) if found is None else (list(governorates())[found[0]], found[1])


def resolve_container(gazetteer: Gazetteer, text: str) -> Container | None:
    """Find the area that a container's name means, in any spelling.

    A country or governorate is its outline; "Damascus" is the city and its countryside together, since
    sources write it for both.  Otherwise towns and districts of that name, each with its radius.

    Parameters
    ----------
    gazetteer
        Where towns and districts are looked up.
    text
        Name as written, a governorate, district or town.

    Returns
    -------
    Container or None
        None when nothing of that name is known; then it is no evidence.
    """
    if text not in gazetteer.containers:
        gazetteer.containers[text] = _resolve(gazetteer, text)
    return gazetteer.containers[text]


def _resolve(gazetteer: Gazetteer, text: str) -> Container | None:
    name, likeness = likest_governorate(text)
    if likeness > ALIKE:
        area = governorates()[name][1]
        if name in ("Damascus", "Rural Damascus"):
            area = shapely.union_all([governorates()[n][1] for n in ("Damascus", "Rural Damascus")])
        return Container(text, area, np.empty((0, 3)), name)
    country = country_named(text)
    if country is not None:
        area = country_area(COUNTRY_CODES[country])
        return None if area.is_empty else Container(text, area, np.empty((0, 3)))
    found = [c for c in gazetteer.search(text, limit=8) if c.similarity >= 0.8]
    if not found:
        return None
    top = max(c.similarity for c in found)
    places = [
        c.place
        for c in found
        if c.similarity >= top - 0.08 and c.place.group in ("populated", "admin", "terrain")
    ]
    if not places:
        return None
    if places[0].geometry is not None and places[0].geometry.area > 0 and len(places) == 1:
        return Container(text, places[0].geometry, np.empty((0, 3)), None, tuple(places))
    points = np.array([[p.lat, p.lon, max(p.extent_m, 2000) / 1000] for p in places])
    return Container(text, None, points, None, tuple(places))
