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
    rows, owners, start = [], [], 0
    for frame in drawn:
        tree = shapely.STRtree(frame.geometry.to_numpy())
        piece, zone = tree.query_nearest(middles, all_matches=False)
        for z in np.unique(zone):
            rows.append(
                frame.iloc[[z]].set_geometry([shapely.union_all(strips[piece[zone == z]])], crs=frame.crs)
            )
            owners.append(codes[start + z])
        start += len(frame)
    together = pd.concat([kept, *rows], ignore_index=True)
    # factorize numbers keys in order of appearance, which is the order of the rows that were kept
    return together, np.concatenate([parent, np.array(owners, dtype=np.int64)])
