"""Written events: what a table of this package says of its rows, read back unless a user changed it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from badia_geo.candidates import read_candidates
from badia_geo.number_words import is_missing

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["WRITTEN_ROLES", "kept_fields", "was_moved", "with_footprints"]

_TEXTS = ("place_id", "place_name", "spans")
_COUNTS = ("where_prec", "geo_precision", "wounded_low", "wounded_high")

WRITTEN_ROLES: tuple[str, ...] = (
    "precision", "candidates", "footprint_lat", "footprint_lon", "acled_event", "acled_sub_event", "primary",
    "place_id", "place_name", "spans", "score", "wounded_low", "wounded_high",
)  # fmt: skip
"""Columns that have their own name in a table that this package wrote, and are read by it alone."""

STILL_DEGREES = 1e-6
"""Farther than this, a tenth of a metre, a point is no longer where it was written."""

OUTSIDE_DEGREES = 0.01
"""How far, some kilometre, a point may lie outside its footprint where nothing says where it was written."""


def with_footprints(frame: pd.DataFrame, path: str | Path) -> pd.DataFrame:
    """Add the footprints that a GeoPackage holds in a layer of their own, by ``event_id``.

    Parameters
    ----------
    frame
        Its layer of events.
    path
        The file; one without a layer ``footprints``, or of another format, adds nothing.

    Returns
    -------
    DataFrame
        With ``footprint_wkt`` and, where the layer tells them, ``footprint_lat`` and ``footprint_lon``: where
        the point was when the file was written.  An id that occurs twice cannot be told apart and has none.
    """
    if Path(path).suffix.lower() != ".gpkg" or "event_id" not in frame or "footprint_wkt" in frame:
        return frame
    import pyogrio

    from badia_geo.tables import read_table

    if "footprints" not in [str(row[0]) for row in pyogrio.list_layers(path)]:
        return frame
    layer: Any = read_table(path, layer="footprints")
    if "event_id" not in layer or layer.crs is None:
        return frame
    layer = layer.to_crs(4326)
    columns: dict[str, Any] = {"footprint_wkt": shapely.to_wkt(_single(layer), rounding_precision=-1)}
    columns |= {f"footprint_{c}": layer[c] for c in ("lat", "lon") if c in layer}
    added = layer[["event_id"]].assign(**columns)
    once = [~ids.astype(str).duplicated(keep=False) for ids in (added["event_id"], frame["event_id"])]
    found = added[once[0]].set_index(added.loc[once[0], "event_id"].astype(str)).drop(columns="event_id")
    ids = frame["event_id"].astype(str).where(once[1], "")
    return frame.assign(**{name: ids.map(found[name]).to_numpy(object) for name in found})


def _single(layer: Any) -> Any:
    """Give the shapes of a layer, which holds areas of one part as multipolygons, as they were."""
    return np.array(
        [s.geoms[0] if s is not None and s.geom_type == "MultiPolygon" and len(s.geoms) == 1 else s
         for s in layer.geometry],
        dtype=object,
    )  # fmt: skip


def was_moved(lon: float, lat: float, area: shapely.Geometry, was: tuple[float | None, float | None]) -> bool:
    """Say whether a user moved a point away from the place whose footprint is written beside it.

    Parameters
    ----------
    lon, lat
        The point, degrees (EPSG:4326).
    area
        The footprint.
    was
        Longitude and latitude when the table was written; without them a point outside the footprint was
        moved.

    Examples
    --------
    >>> area = shapely.box(40.0, 35.0, 40.2, 35.2)
    >>> was_moved(40.1, 35.1, area, (40.1, 35.1)), was_moved(40.12, 35.1, area, (40.1, 35.1))
    (False, True)
    >>> was_moved(40.12, 35.1, area, (None, None)), was_moved(40.5, 35.1, area, (None, None))
    (False, True)
    """
    x, y = was
    if x is None or y is None or is_missing(x) or is_missing(y):
        return float(shapely.distance(area, shapely.Point(lon, lat))) > OUTSIDE_DEGREES
    return max(abs(lon - x), abs(lat - y)) > STILL_DEGREES


def kept_fields(cells: Mapping[str, Any]) -> dict[str, Any]:
    """Give the columns of an event that stand in its row as they were written; empty ones are left out."""
    there = {name: value for name, value in cells.items() if not is_missing(value) and value != ""}
    fields: dict[str, Any] = {name: str(there[name]) for name in _TEXTS if name in there}
    for name in ("score", *_COUNTS):
        try:
            value = float(there[name])
        except (KeyError, ValueError):
            continue
        fields[name] = value if name == "score" else round(value)
    candidates = read_candidates(there.get("candidates"))
    return fields | ({"candidates": tuple(candidates)} if candidates else {})
