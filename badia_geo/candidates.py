"""Candidates: what one row may mean, each a footprint with its probability, in frames and in table cells.

A settlement's footprint is a circle that holds the true place with probability 0.9, but most of what is
reported from a settlement lies close to its point.  `settlement_cloud` spreads it as reported places proved
to lie.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from badia_geo.footprints import Footprint, circle
from badia_geo.quadrature import displace, sunflower

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "read_candidates",
    "settlement_cloud",
    "settlement_footprint",
    "write_candidates",
]

SAMPLES = 64
"""Sample points of a settlement: 16 of them stand for the tenth of cases that lie far out."""
RADIAL_LAW = (
    (0.0, 0.0), (0.43, 0.05), (0.59, 0.1), (0.72, 0.2), (0.84, 0.3), (0.93, 0.5), (0.953, 0.7), (0.965, 1.0),
    (1.0, 2.0),
)  # fmt: skip
"""Share of reported places -> distance from the place of the gazetteer, in its stated radii: 2,261 names that
were matched with a score above 0.93 (``benchmarks/names.py zones``)."""


@lru_cache(maxsize=4)
def _law(n: int) -> NDArray[np.float64]:
    """Give n displacements, in radii east and north, that follow `RADIAL_LAW`."""
    share, distance = np.array(RADIAL_LAW).T
    return sunflower(np.interp((np.arange(n) + 0.5) / n, share, distance))


def settlement_cloud(lon: float, lat: float, radius_m: float, *, n: int = SAMPLES) -> NDArray[np.float64]:
    """Give sample points of what is reported from a settlement.

    Parameters
    ----------
    lon, lat
        Its point, degrees (EPSG:4326).
    radius_m
        Radius in metres that holds the true place with probability 0.9.
    n
        Number of points.

    Returns
    -------
    ndarray of shape (n, 3)
        lon, lat and weight; the weights sum to 1.
    """
    east, north = radius_m * _law(n).T
    x, y = displace(np.full(n, float(lon)), np.full(n, float(lat)), east, north)
    return np.column_stack([x, y, np.full(n, 1 / n)])


def settlement_footprint(lon: float, lat: float, radius_m: float, steps: tuple[str, ...] = ()) -> Footprint:
    """Make the footprint of a settlement, with its density (degrees, metres)."""
    return Footprint(
        circle(lon, lat, radius_m), shapely.Point(lon, lat), radius_m, "settlement", steps,
        settlement_cloud(lon, lat, radius_m),
    )  # fmt: skip


def write_candidates(candidates: object) -> str | None:
    """Write the candidates of a row as the text of a table cell.

    Parameters
    ----------
    candidates
        (footprint or polygon, probability, and place_id if it is known), the likeliest first; or nothing.

    Returns
    -------
    str or None
        A JSON list of [lat, lon, radius_m, probability, place_id], or [WKT, probability] where the candidate
        is not a settlement; None for a row without candidates.

    Examples
    --------
    >>> hajin = settlement_footprint(40.83, 34.69, 2000)
    >>> write_candidates([(hajin, 0.9, "hajin")])
    '[[34.69, 40.83, 2000, 0.9, "hajin"]]'
    """
    if not isinstance(candidates, (tuple, list)) or not candidates:
        return None
    rows: list[list[object]] = []
    for shape, p, *place_id in candidates:
        probability = round(float(p), 4)
        if isinstance(shape, Footprint) and shape.precision == "settlement":
            point = shape.point
            rows.append([round(point.y, 5), round(point.x, 5), round(shape.radius_m), probability, *place_id])
        else:
            outline = getattr(shape, "geometry", shape)
            rows.append([shapely.to_wkt(outline, rounding_precision=5), probability])
    return json.dumps(rows, ensure_ascii=False)


def read_candidates(value: object) -> list[tuple[Any, float]]:
    """Read the candidates of a row, from a frame's tuples or from the text of a table cell.

    Parameters
    ----------
    value
        Pairs of footprint (or polygon) and probability, what `write_candidates` wrote, or nothing.

    Returns
    -------
    list of (Footprint or geometry, float)
        Empty for None, NaN, and text that is no list of candidates.

    Examples
    --------
    >>> [(f.radius_m, p) for f, p in read_candidates('[[34.69, 40.83, 2000, 0.9, "hajin"]]')]
    [(2000.0, 0.9)]
    >>> read_candidates(None), read_candidates("two places")
    ([], [])
    """
    if isinstance(value, str):
        try:
            return [_read(row) for row in json.loads(value)]
        except (ValueError, TypeError, shapely.errors.ShapelyError):
            return []
    if isinstance(value, (tuple, list, np.ndarray)):
        return [(option[0], float(option[1])) for option in value]
    return []


def _read(row: list[Any]) -> tuple[Any, float]:
    if isinstance(row[0], str):
        return shapely.from_wkt(row[0]), float(row[1])
    lat, lon, radius, p = map(float, row[:4])
    return settlement_footprint(lon, lat, radius), p
