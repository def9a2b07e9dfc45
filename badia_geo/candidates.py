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

from badia_geo.cells import NEAR_KM
from badia_geo.evidence import planar_km
from badia_geo.footprints import Footprint, circle
from badia_geo.resolvers import leaf_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from badia_geo.cells import CellCandidate, CellResult

__all__ = [
    "cell_footprint",
    "read_candidates",
    "settlement_cloud",
    "settlement_footprint",
    "weighed_candidates",
    "write_candidates",
]

LISTED = 5
"""Candidates that a cell lists at most."""
LEAST = 0.01
"""Probability below which a candidate is not listed."""
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
    """Give n displacements, in radii east and north, that follow `RADIAL_LAW` (a sunflower spiral)."""
    share, distance = np.array(RADIAL_LAW).T
    radius = np.interp((np.arange(n) + 0.5) / n, share, distance)
    angle = np.arange(n) * np.pi * (3 - np.sqrt(5))
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


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
    from badia_geo.quadrature import displace

    east, north = radius_m * _law(n).T
    x, y = displace(np.full(n, float(lon)), np.full(n, float(lat)), east, north)
    return np.column_stack([x, y, np.full(n, 1 / n)])


def settlement_footprint(lon: float, lat: float, radius_m: float, steps: tuple[str, ...] = ()) -> Footprint:
    """Make the footprint of a settlement, with its density (degrees, metres)."""
    return Footprint(
        circle(lon, lat, radius_m), shapely.Point(lon, lat), radius_m, "settlement", steps,
        settlement_cloud(lon, lat, radius_m),
    )  # fmt: skip


def _has_outline(candidate: CellCandidate) -> bool:
    return candidate.place.geometry is not None and not candidate.fallback


def cell_footprint(result: CellResult) -> Footprint | None:
    """Give the footprint of what a cell resolved to; None unless it is located.

    A place with an outline of its own has that.  Where a second place is likely enough to widen the circle,
    the likeliest has its own disc and the others their share of the density: an area round all namesakes would
    be drawn over ground that none of them is on.
    """
    if result.status != "located" or result.lat is None or result.lon is None:
        return None
    best = result.candidates[0] if result.candidates else None
    if best is not None and best.place.place_id == result.place_id and _has_outline(best):
        return leaf_of(best.place, best.probability, result.reason).footprint
    radius = max(result.radius_m or 1000.0, 100.0)
    drawn, density = radius, None
    if best is not None and radius > 2 * best.radius_m and len(result.candidates) > 1:
        drawn = max(best.radius_m, 100.0)
        clouds = [settlement_cloud(c.lon, c.lat, max(c.radius_m, 100.0)) for c in result.candidates]
        density = np.vstack(clouds)
        density[:, 2] *= np.repeat([c.probability for c in result.candidates], SAMPLES)
        density[:, 2] /= density[:, 2].sum()
    return Footprint(
        circle(result.lon, result.lat, drawn), shapely.Point(result.lon, result.lat), radius,
        result.precision or "settlement", (result.reason,), density,  # type: ignore[arg-type]
    )  # fmt: skip


def weighed_candidates(result: CellResult) -> tuple[tuple[Footprint, float, str], ...]:
    """Give what a cell may mean, each footprint with its calibrated probability and place_id.

    Those within 5 km of a located point share its score; what is elsewhere shares the rest as the match did.
    A place with an outline of its own has no candidates beside it: its footprint says more.
    """
    p = np.array([c.probability for c in result.candidates])
    if result.status == "located" and len(p):
        if _has_outline(result.candidates[0]):
            return ()
        lat, lon = np.array([(c.lat, c.lon) for c in result.candidates]).T
        near = planar_km(lat, lon, result.lat, result.lon) <= NEAR_KM
        raw = float(p[near].sum())
        p = np.where(near, p * result.score / max(raw, 1e-9), p * (1 - result.score) / max(1 - raw, 1e-9))
    return tuple(
        (
            settlement_footprint(c.lon, c.lat, max(c.radius_m, 100.0), (c.place.name,)),
            float(q),
            c.place.place_id,
        )
        for c, q in zip(result.candidates[:LISTED], p, strict=False)
        if q >= LEAST
    )


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
