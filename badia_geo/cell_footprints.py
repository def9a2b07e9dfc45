"""Cell footprints: what a cell or a description resolved to, as a footprint and as candidates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from badia_geo.candidates import SAMPLES, settlement_cloud, settlement_footprint
from badia_geo.cells import NEAR_KM
from badia_geo.densities import metres_from, weighted_quantile
from badia_geo.evidence import planar_km
from badia_geo.footprints import COVERAGE, Footprint, circle
from badia_geo.resolvers import leaf_of

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from badia_geo.cells import CellCandidate, CellResult
    from badia_geo.relations import Resolved

__all__ = ["capital_or_all", "cell_footprint", "described_candidates", "weighed_candidates"]

LISTED = 5
"""Candidates that a cell lists at most."""
REPEATED = 0.5
"""Share of the cells that only repeat their governorate's name and mean no place in it.  In a sample of 129
UCDP events coders put 7 of 8 such cells on the whole governorate; other tables mean the city, so half."""

NEAR_MISS = 0.3
"""Share of the places farther than 5 km from every candidate that lie within 15 km of the likeliest all the
same (34 of 115 names): zones and banks are mostly the same there."""
SUREST = 0.98
"""Probability that no stand-in exceeds: the curve of the scores ends there."""
WHOLE = 0.02
"""Share by which the area of a footprint may differ from that of a circle that nothing was cut from."""
LEAST = 0.01
"""Probability below which a candidate is not listed."""


def _has_outline(candidate: CellCandidate) -> bool:
    return candidate.place.geometry is not None and not candidate.fallback


def cell_footprint(result: CellResult) -> Footprint | None:
    """Give the footprint of what a cell resolved to; None unless it is located.

    A place with an outline of its own has that.  Where a second place is likely enough to widen the circle,
    the likeliest has its own disc and the others their share of the density: an area round all namesakes
    would be drawn over ground that none of them is on.
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
        result.precision or "settlement", (result.reason,), density,  # type: ignore[arg-type]  # a str there
    )  # fmt: skip


def _share_within(candidate: CellCandidate) -> float:
    """Give the share of what is reported from a place that lies within 5 km of its point."""
    cloud = settlement_cloud(candidate.lon, candidate.lat, max(candidate.radius_m, 100.0))
    km = planar_km(cloud[:, 1], cloud[:, 0], candidate.lat, candidate.lon)
    return float(cloud[km <= NEAR_KM, 2].sum() / cloud[:, 2].sum())


def weighed_candidates(result: CellResult) -> tuple[tuple[Footprint, float, str], ...]:
    """Give what a cell may mean, each footprint with its calibrated probability and place_id.

    Those within 5 km of a located point share its probability; what is elsewhere shares the rest as the match
    did.  The score counts what is within 5 km, but of a city that stands in for a quarter the whole is meant,
    and a sixth of Aleppo is farther from its middle; what is somewhat farther off counts with the point.  A
    place with an outline of its own has no candidates beside it: its footprint says more.
    """
    p = np.array([c.probability for c in result.candidates])
    if result.status == "located" and len(p):
        if _has_outline(result.candidates[0]):
            return ()
        lat, lon = np.array([(c.lat, c.lon) for c in result.candidates]).T
        near = planar_km(lat, lon, result.lat, result.lon) <= NEAR_KM
        raw = float(p[near].sum())
        within = _share_within(result.candidates[int(np.argmax(p * near))])
        here = max(result.score, min(result.score / within, SUREST))
        here += NEAR_MISS * (1 - here)
        p = np.where(near, p * here / max(raw, 1e-9), p * (1 - here) / max(1 - raw, 1e-9))
    return tuple(
        (
            settlement_footprint(c.lon, c.lat, max(c.radius_m, 100.0), (c.place.name,)),
            float(q),
            c.place.place_id,
        )
        for c, q in zip(result.candidates[:LISTED], p, strict=False)
        if q >= LEAST
    )


def described_candidates(ways: list[Resolved], score: float) -> tuple[tuple[Footprint, float, str], ...]:
    """Give the settlements that a description may mean as a cell's candidates are given.

    "X in the eastern countryside" is spread as X alone is: the area only confirms which X is meant.  A place
    that the description reshapes ("the left bank at X", "near X") keeps the footprint that was drawn for it.
    """
    best = ways[0].footprint
    if best.precision != "settlement" or best.density is not None or not ways[0].place_id:
        return ()
    drawn = circle(best.point.x, best.point.y, best.radius_m)
    if abs(best.geometry.area - drawn.area) >= WHOLE * drawn.area or not best.geometry.covers(best.point):
        return ()
    rest = max(1 - ways[0].probability, 1e-9)
    return tuple(
        (
            settlement_footprint(at.x, at.y, max(way.footprint.radius_m, 100.0), (way.place_name or "",)),
            score if way is ways[0] else (1 - score) * way.probability / rest,
            way.place_id or "",
        )
        for way in ways[:LISTED]
        for at in (way.footprint.point,)
    )


def capital_or_all(city: Footprint, governorate: BaseGeometry) -> Footprint:
    """Widen a capital to its governorate: a table that writes its name twice may mean no more."""
    cloud = Footprint(governorate, city.point, 1.0, "admin1").samples(256)
    far = metres_from(city.point.x, city.point.y, cloud[:, 0], cloud[:, 1])
    # the city in half of the cases: the circle must hold 0.8 of the governorate beside it
    radius = max(weighted_quantile(far, cloud[:, 2], 1 - (1 - COVERAGE) / REPEATED), city.radius_m)
    step = "the text only repeats its governorate: the capital, or anywhere in the governorate"
    return Footprint(governorate, city.point, radius, "admin1", (*city.steps, step))
