"""Tessellation: observations at points become ground, smooth and never overlapping."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from badia_geo.barriers import packaged_barriers, packaged_lakes
from badia_geo.coverage import polygons_only
from badia_geo.errors import AreaError, ValueRangeError
from badia_geo.footprints import local_projection
from badia_geo.label_grid import LabelGrid
from badia_geo.observations import vote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geopandas import GeoDataFrame
    from numpy.typing import NDArray
    from pandas import DataFrame
    from pyproj import Transformer
    from shapely.geometry.base import BaseGeometry

    from badia_geo.label_grid import Island

    Holder = tuple[str, str, str | None]

__all__ = ["Tessellation", "influence_areas", "tessellate_points", "zones_from_points"]

REACH_M = 25_000.0
"""Ground farther than this from every observation is left unsettled."""

SMALLEST_ISLAND = 3
"""An island with fewer observations than this is not drawn: one or two may be an error of a point."""

BORDER_M = 4_000.0
"""Places may lie this far outside the country that they belong to: 1.5 % of those of a published control map
lie outside the packaged (generalised, 1:10 million) outline of Syria, by 0.6 km in the median and 3.4 km at
most."""

SEGMENT_DEGREES = 0.03
"""Edges are cut to this length before they are projected: over 3 km a parallel and a straight line of the
plane differ by 0.1 m, less than the grid of the overlay."""

UNSETTLED = ("none", "unsettled", None)
"""Holder of ground that no observation reaches."""


def influence_areas(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    label: NDArray[np.intp],
    reach_m: NDArray[np.float64],
    *,
    cells: int = 8,
) -> list[tuple[int, BaseGeometry]]:
    """Give the ground that labelled points influence.

    Each point carries the field 4^-(d/reach)^2, which falls to a quarter at its reach; the fields of a label
    add up, so points of one label nearer than about 2.4 reaches grow together.  Ground goes to the label of
    the strongest field, where that is above a quarter.

    Parameters
    ----------
    x, y
        Points in a plane of metres.
    label
        One number a point.
    reach_m
        Reach of each point, metres, above zero.
    cells
        Grid cells a reach; the outline is interpolated within them.

    Returns
    -------
    list of (label, polygon)
        Polygons of different labels share no more ground than a sliver at the points where three meet.
    """
    import contourpy

    found: list[tuple[int, BaseGeometry]] = []
    discs = shapely.buffer(shapely.points(x, y), 2.2 * reach_m, quad_segs=4)
    groups = shapely.get_parts(shapely.union_all(discs))
    point, group = shapely.STRtree(groups).query(shapely.points(x, y), "intersects")
    home = np.zeros(len(x), dtype=np.intp)
    home[point] = group
    for number in np.unique(home):
        here = np.flatnonzero(home == number)
        step = float(reach_m[here].min()) / cells
        margin = 1.6 * float(reach_m[here].max()) + 2 * step
        gx = np.arange(x[here].min() - margin, x[here].max() + margin + step, step)
        gy = np.arange(y[here].min() - margin, y[here].max() + margin + step, step)
        names = np.unique(label[here])
        field = np.zeros((len(names), len(gy), len(gx)))
        for i in here:
            cut = 3 * reach_m[i]
            left, right = np.searchsorted(gx, [x[i] - cut, x[i] + cut])
            low, high = np.searchsorted(gy, [y[i] - cut, y[i] + cut])
            d2 = ((gy[low:high, None] - y[i]) ** 2 + (gx[None, left:right] - x[i]) ** 2) / reach_m[i] ** 2
            # the spike keeps a place its own however many others stand round it
            value = 4.0**-d2 + 8.0 * np.exp(-((d2 / 0.06) ** 2))
            field[np.searchsorted(names, label[i]), low:high, left:right] += value
        for k, name in enumerate(names):
            rival = np.max(np.delete(field, k, axis=0), axis=0, initial=0.0)
            height = field[k] - np.maximum(rival, 0.25)
            made = contourpy.contour_generator(gx, gy, height, fill_type="OuterOffset").filled(0.0, np.inf)
            for ring_points, offsets in zip(*made, strict=True):
                rings = [ring_points[a:b] for a, b in pairwise(offsets)]
                shape = shapely.make_valid(shapely.Polygon(rings[0], rings[1:]))
                found.append((int(name), shape))
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Tessellation:
    """Zones drawn from observations, with what was left out.

    Parameters
    ----------
    zones
        Zone columns, EPSG:4326, one row per holder.
    observations
        One row per place after the vote.
    dissolved
        Islands too small to draw: controller, area, places in them, and whose ground they became part of.
    refused
        Rows that could not be used, with the reason.
    """

    zones: GeoDataFrame
    observations: DataFrame
    dissolved: DataFrame
    refused: DataFrame


def zones_from_points(observations: DataFrame, **options: Any) -> GeoDataFrame:
    """Draw zones from observations of who holds which place; options as of `tessellate_points`.

    Returns
    -------
    GeoDataFrame
        Zone columns, EPSG:4326, one row per holder; none overlap.
    """
    return tessellate_points(observations, **options).zones


def tessellate_points(
    observations: DataFrame,
    *,
    at: object = None,
    favours: Mapping[str, str] | None = None,
    extent: BaseGeometry | None = None,
    barriers: Sequence[BaseGeometry] | None = None,
    water: BaseGeometry | None = None,
    reach_m: float = REACH_M,
    step_m: float | None = None,
    smallest_island: int = SMALLEST_ISLAND,
) -> Tessellation:
    """Draw zones from observations, and tell what was left out.

    Every spot goes to the side that its five nearest observations favour, weighted by distance; only those
    on its own side of the barriers count.  Islands with fewer than three observations are dissolved and
    listed, and the lines between zones are smoothed, those along barriers excepted.

    Parameters
    ----------
    observations
        Columns ``controller``, ``lat``, ``lon`` and, where there are any, ``name``, ``place_id``, ``date``
        and ``source``.  Controllers are kept word for word.
    at
        Day to draw; later observations are left out.  ``None``: the latest of each place.
    favours
        The side that a source favours, by source; see `vote`.
    extent
        Ground to cover, EPSG:4326; ``None``: the hull of the points widened by the reach, within the
        packaged countries that hold them, where they are known.
    barriers
        Regions that observations do not spread out of, EPSG:4326; ``None``: the banks of the Euphrates in
        each country.
    water
        Lakes, EPSG:4326, that observations do not spread across; ``None``: the packaged ones.
    reach_m
        Ground farther than this from any observation is ``unsettled``.
    step_m
        Grid step in metres; ``None``: 500, or more where the extent is large.
    smallest_island
        Fewest observations that make an island of their own.

    Raises
    ------
    ColumnError
        If a column is missing.
    AreaError
        If no observation lies in the extent.
    TimelineError
        If everything is dated after ``at``.
    """
    if not (np.isfinite(reach_m) and reach_m > 0):
        msg = f"reach_m must be a positive number of metres, got {reach_m!r}"
        raise ValueRangeError(msg)
    places, refused = vote(observations, at=at, favours=favours)
    if places.empty:
        msg = "no observation can be used: each needs a controller, lat and lon"
        raise AreaError(msg)
    lon, lat = places["lon"].to_numpy(float), places["lat"].to_numpy(float)
    ground, home = _extent_of(lon, lat, reach_m) if extent is None else (extent, None)
    sides, river = packaged_barriers(ground, home=home) if barriers is None else (list(barriers), [])
    lakes = packaged_lakes(ground) if water is None else water
    centre = shapely.centroid(ground)
    plane = _Plane(*local_projection(centre.x, centre.y))
    keys = list(zip(places["controller"], places["status"], places["with"], strict=True))
    holders = [*dict.fromkeys(keys), UNSETTLED]
    label = np.array([holders.index(k) for k in keys], dtype=np.intp)
    x, y = plane.points(lon, lat)
    regions = [plane.shape(s) for s in sides]
    grid = LabelGrid(plane.shape(ground), regions, step_m=step_m)
    if not grid.holds(x, y).any():
        msg = "no observation lies in the extent; the extent is in EPSG:4326, longitude first"
        raise AreaError(msg)
    grid.assign(x, y, label, reach_m=reach_m, water=plane.shape(lakes), unsettled=len(holders) - 1)
    grid.smooth(len(holders))
    islands = grid.dissolve(x, y, fewest=smallest_island, emptiest_m2=(reach_m / 2.5) ** 2)
    faces, kinds = grid.polygons([plane.shape(piece) for piece in river])
    zones = _zones(faces, kinds, holders, grid)
    zones["geometry"] = plane.back(zones.geometry.to_numpy())
    return Tessellation(
        zones=_finish(zones, at, places["date"].max()),
        observations=places,
        dissolved=_islands(islands, holders, places, plane),
        refused=refused,
    )


class _Plane:
    """To and from a plane of metres round a point."""

    def __init__(self, forward: Transformer, inverse: Transformer) -> None:
        self._forward, self._inverse = forward, inverse

    def points(
        self, lon: NDArray[np.float64], lat: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        x, y = self._forward.transform(lon, lat)
        return np.asarray(x), np.asarray(y)

    def shape(self, shape: BaseGeometry) -> BaseGeometry:
        def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.column_stack(self._forward.transform(xy[:, 0], xy[:, 1]))

        # short edges bend alike in both: a corner on a neighbour's edge stays on it on the way back
        return shapely.make_valid(shapely.transform(shapely.segmentize(shape, SEGMENT_DEGREES), move))

    def back(self, shapes: Any) -> Any:
        def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.column_stack(self._inverse.transform(xy[:, 0], xy[:, 1]))

        return shapely.transform(shapes, move)


def _extent_of(
    lon: NDArray[np.float64], lat: NDArray[np.float64], reach_m: float
) -> tuple[BaseGeometry, list[BaseGeometry] | None]:
    """Give the hull of the points widened by the reach, within the packaged countries that hold them.

    Returns
    -------
    extent, home
        The ground, and those countries (``None`` where the packaged ones do not hold the points).
    """
    from badia_geo import datasets

    plane = _Plane(*local_projection(float(np.mean(lon)), float(np.mean(lat))))
    x, y = plane.points(lon, lat)
    hull = shapely.buffer(shapely.MultiPoint(np.column_stack([x, y])).convex_hull, reach_m)
    countries = shapely.make_valid(datasets.load("countries").geometry.to_numpy())
    shapely.prepare(countries)
    share = np.array([np.mean(shapely.intersects_xy(country, lon, lat)) for country in countries])
    own = countries[share > 0.05]
    if share.sum() < 0.9 or len(own) == 0:
        return plane.back(hull), None
    home = plane.shape(shapely.union_all(own))
    points = shapely.points(x, y)
    off = np.atleast_1d(shapely.distance(home, points))
    # places that the generalised border cuts off still belong to the country: it is widened to hold them
    astray = off[(off > 0) & (off < BORDER_M)]
    grown = shapely.buffer(home, float(astray.max())) if len(astray) else home
    return plane.back(shapely.intersection(hull, grown)), own.tolist()


def _zones(
    faces: NDArray[np.object_], kinds: NDArray[np.intp], holders: list[Holder], grid: LabelGrid
) -> GeoDataFrame:
    rows: list[dict[str, Any]] = []
    for kind in np.unique(kinds):
        controller, status, parties = holders[kind]
        confidence, accuracy = grid.quality(int(kind))
        rows.append(
            {
                "controller": controller,
                "status": status,
                "with": parties,
                "confidence": confidence if status != "unsettled" else np.nan,
                "accuracy_m": accuracy,
                "geometry": shapely.union_all(faces[kinds == kind]),
            }
        )
    rows.sort(key=lambda row: -row["geometry"].area)
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry="geometry")


def _finish(zones: GeoDataFrame, at: object, newest: Any) -> GeoDataFrame:
    from badia_geo.zone_table import as_date, as_zones

    shapes = zones.geometry.to_numpy()
    bent = ~shapely.is_valid(shapes)
    shapes[bent] = polygons_only(shapely.make_valid(shapes[bent]))
    out = zones.set_geometry(shapes).set_crs(4326)
    out["zone_id"] = [f"{c}-{i + 1}" for i, c in enumerate(out["controller"])]
    out["source"] = "observations"
    out["source_date"] = newest
    if at is not None:
        day = as_date(at)
        out["valid_from"], out["valid_to"] = day, day + pd.Timedelta(days=1)
    return as_zones(out)


def _islands(islands: list[Island], holders: list[Holder], places: DataFrame, plane: _Plane) -> DataFrame:
    rows = []
    for island in islands:
        middle = plane.back(shapely.Point(island.x, island.y))
        rows.append(
            {
                "controller": holders[island.label][0],
                "status": holders[island.label][1],
                "area_km2": island.area_m2 / 1e6,
                "observations": len(island.points),
                "places": "|".join(n for n in places["name"].iloc[island.points] if n),
                "lat": middle.y,
                "lon": middle.x,
                "became": holders[island.became][0],
            }
        )
    columns = ["controller", "status", "area_km2", "observations", "places", "lat", "lon", "became"]
    return pd.DataFrame(rows, columns=columns)
