"""Barriers: what control does not spread across when places become ground, and the water between."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

__all__ = ["Barriers", "packaged_barriers", "packaged_lakes"]

SMALLEST_PART = 1e-6
"""Square degrees (about 0.01 km2) below which a part is a left-over of two outlines of one border."""

BESIDE_DEGREES = 0.06
"""Ground this close outside a country (some 6 km) may be its own: packaged borders are generalised."""

PIECE_DEGREES = 0.1
"""Water is cut into pieces about this long, so that each follows its own stretch of shore."""


class Barriers(NamedTuple):
    """Regions that places do not spread out of, and the water between them.

    Parameters
    ----------
    sides
        Regions, EPSG:4326, that share no ground.
    water
        Pieces of water and islands, EPSG:4326; each goes to the holder of most of its shore.
    """

    sides: list[BaseGeometry]
    water: list[BaseGeometry]


def packaged_barriers(extent: BaseGeometry, *, home: Sequence[BaseGeometry] | None = None) -> Barriers:
    """Give each bank of the Euphrates within each country, and the river between.

    Parameters
    ----------
    extent
        Ground of interest, EPSG:4326; where it meets no packaged country there is no barrier.
    home
        Countries, EPSG:4326, that all of the ground belongs to, what lies just outside of them included;
        ``None``: every packaged country, each up to its border.
    """
    from badia_geo import datasets
    from badia_geo.rivers import River

    countries = np.array(home or datasets.load("countries").geometry, dtype=object)
    cut = shapely.intersection(shapely.make_valid(countries), extent)
    inside = [part for part in cut if part.area > SMALLEST_PART]
    if home is not None:
        inside = _filled(inside, extent)
    if not inside:
        return Barriers([], [])
    river = River.load("euphrates")
    banks = [river.bank_region("left", extent), river.bank_region("right", extent)]
    parts = [shapely.intersection(country, bank) for country in inside for bank in banks]
    wet = shapely.union(river.bank_region("water", extent), river.bank_region("island", extent))
    return Barriers([p for p in parts if p.area > SMALLEST_PART], _pieces(wet, river.line))


def _filled(parts: list[BaseGeometry], extent: BaseGeometry) -> list[BaseGeometry]:
    """Give what lies outside of all parts to the one beside it."""
    out = []
    rest = shapely.difference(extent, shapely.union_all(parts))
    for part in parts:
        near = shapely.intersection(rest, shapely.buffer(part, BESIDE_DEGREES)) if len(parts) > 1 else rest
        out.append(shapely.union(part, near))
        rest = shapely.difference(rest, near)
    return out


def _pieces(wet: BaseGeometry, line: BaseGeometry) -> list[BaseGeometry]:
    """Cut water along the middle of the river and across."""
    if wet.is_empty:
        return []
    west, south, east, north = wet.bounds
    columns = [[(x, south), (x, north)] for x in np.arange(west, east, PIECE_DEGREES)]
    rows = [[(west, y), (east, y)] for y in np.arange(south, north, PIECE_DEGREES)]
    across = shapely.intersection(shapely.MultiLineString([*columns, *rows]), wet)
    noded = shapely.union_all([wet.boundary, line, across])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    shapely.prepare(wet)
    return list(faces[shapely.intersects(wet, shapely.point_on_surface(faces))])


def packaged_lakes(extent: BaseGeometry) -> BaseGeometry:
    """Give the packaged lakes that meet an extent, EPSG:4326."""
    from badia_geo import datasets

    lakes = datasets.load("lakes").geometry.to_numpy()
    return shapely.union_all(shapely.make_valid(lakes[shapely.intersects(lakes, extent)]))
