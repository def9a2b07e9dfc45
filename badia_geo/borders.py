"""Border strips: ground just beyond a generalised border counts as that of the zone along it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

__all__ = ["BORDER_M", "bordered"]

BORDER_M = 3500.0
"""How far the packaged, generalised border may lie inside the true one: of 5,621 Syrian communities the 47
beyond it lie at most 3.3 km off.  Joins let a zone at the border hold so much more: else Kobani had none."""

STEP = 0.02
"""Length in degrees of the pieces of border that take one zone each, about 2 km."""

TOUCH = 0.002
"""Degrees within which a piece of border touches a zone, about 200 m."""

METRES_A_DEGREE = 111_320.0


@lru_cache(maxsize=8)
def _strips(extent: bytes, width_m: float) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Give the pieces of an extent's outline widened by ``width_m``, and their middles (EPSG:4326)."""
    shape = shapely.simplify(shapely.from_wkb(extent), STEP / 4)
    lines = shapely.get_exterior_ring(shapely.get_parts(shape))
    pieces: list[NDArray[np.object_]] = []
    for line in shapely.segmentize(lines, STEP):
        corners = shapely.get_coordinates(line)
        pieces.append(np.asarray(shapely.linestrings(np.stack([corners[:-1], corners[1:]], axis=1)), object))
    if not pieces:
        return np.empty(0, object), np.empty(0, object)
    edges = np.concatenate(pieces)
    # in degrees a disc is drawn narrower from east to west; the wider of the two measures is taken
    lat = float(np.abs(shapely.bounds(shape)[[1, 3]]).max())
    width = width_m / (METRES_A_DEGREE * max(np.cos(np.radians(lat)), 0.1))
    return shapely.buffer(edges, width, quad_segs=4), shapely.line_interpolate_point(
        edges, 0.5, normalized=True
    )


def _nearest_zone(
    zones: NDArray[np.object_], middles: NDArray[np.object_], spots: shapely.STRtree
) -> NDArray[np.int64]:
    """Give the zone nearest to each piece of border.

    Most pieces touch one zone and no other, which a prepared zone tells at once; only the rest are measured
    to all zones (0.2 s a day for every piece).
    """
    zone, piece = spots.query(zones, predicate="dwithin", distance=TOUCH)
    nearest = np.full(len(middles), -1, dtype=np.int64)
    nearest[piece] = zone
    rest = np.flatnonzero(np.bincount(piece, minlength=len(middles)) != 1)
    if len(rest):
        at, found = shapely.STRtree(zones).query_nearest(middles[rest], all_matches=False)
        nearest[rest[at]] = found
    return nearest


def bordered(
    drawn: Sequence[gpd.GeoDataFrame], extent: BaseGeometry | None, width_m: float
) -> tuple[gpd.GeoDataFrame, NDArray[np.int64]]:
    """Put the zones of several days into one frame, each with its strip beyond the border.

    Parameters
    ----------
    drawn
        Zones of one stretch of days each, EPSG:4326; the same zone may stand in several.
    extent
        Ground that the zones cover; ``None``: no strips.
    width_m
        Width of the strips in metres.

    Returns
    -------
    frame
        Each zone once, then the strips.  Strips also lie over the zones themselves: a look-up takes the
        lower position, so they count beyond the border only.
    parent
        For each row the position of the zone that it belongs to.
    """
    zones = pd.concat(drawn, ignore_index=True)
    key = pd.MultiIndex.from_arrays(
        [zones["valid_from"], zones["valid_to"], pd.Series(shapely.to_wkb(zones.geometry.to_numpy()))]
    )
    codes, _ = pd.factorize(key)
    kept = zones[~pd.Series(codes).duplicated().to_numpy()].reset_index(drop=True)
    parent = np.arange(len(kept))
    if extent is None or not width_m:
        return kept, parent
    strips, middles = _strips(shapely.to_wkb(extent), width_m)
    united: dict[bytes, BaseGeometry] = {}
    seen: set[tuple[int, bytes]] = set()
    sources: list[int] = []
    shapes: list[BaseGeometry] = []
    start = 0
    spots = shapely.STRtree(middles)
    for frame in drawn:
        nearest = _nearest_zone(frame.geometry.to_numpy(), middles, spots)
        for z in np.unique(nearest).tolist():
            mine = np.flatnonzero(nearest == z)
            # a border changes hands seldom: most days have the strips of the day before
            name = mine.tobytes()
            if (codes[start + z], name) in seen:
                continue
            seen.add((codes[start + z], name))
            if name not in united:
                united[name] = shapely.union_all(strips[mine])
            sources.append(start + z)
            shapes.append(united[name])
        start += len(frame)
    beyond = zones.iloc[sources].set_geometry(np.array(shapes, dtype=object), crs=zones.crs)
    together = pd.concat([kept, beyond], ignore_index=True)
    # factorize numbers keys in order of appearance, which is the order of the rows that were kept
    return together, np.concatenate([parent, codes[sources].astype(np.int64)])
