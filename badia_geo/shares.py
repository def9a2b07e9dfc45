"""Shares: how much of each event's place and time each region holds, and why the rest is held by none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from badia_geo.quadrature import SAMPLES, disc_shares, displace, unit_disc
from badia_geo.timelines import Spans, Timeline

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from badia_geo.locations import Locations, Windows
    from badia_geo.quadrature import Spread

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["BAD_RADIUS", "NOT_WHOLE", "NO_LOCATION", "REASONS", "UNCERTAIN", "Shares", "share_out"]

REASONS = (
    "no location",
    "bad radius",
    "place uncertain",
    "no date",
    "dates reversed",
    "date outside the timeline",
    "outside the frame",
    "water",
    "gap",
)
"""What stands for the probability that no region holds."""
NO_LOCATION, BAD_RADIUS, UNCERTAIN, NO_DATE, REVERSED, OUTSIDE_TIME, OUTSIDE_FRAME, WATER, GAP = range(
    len(REASONS)
)

CHUNK = 1 << 20
"""Points that are shared out at once."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Who holds what of which row: ``code`` is a region's row, or -1 - (position in REASONS).

    ``whole`` has the code of each row that one code holds altogether, and NOT_WHOLE for the others, whose
    shares stand in ``row``, ``code`` and ``p``, ordered by row, the greatest share first.
    """

    whole: Ints
    row: Ints
    code: Ints
    p: Floats


NOT_WHOLE = int(np.iinfo(np.int64).min)


class _Tally:
    """Collects shares of rows."""

    def __init__(self, n_rows: int, n_regions: int) -> None:
        self.whole: Ints = np.full(n_rows, NOT_WHOLE)
        self.n_regions = n_regions
        self._parts: list[tuple[Ints, Ints, Floats]] = []

    def add(self, row: Ints, code: Ints | int, p: Floats) -> None:
        """Add shares; equal rows and codes are summed."""
        if len(row) == 0:
            return
        width = self.n_regions + len(REASONS)
        codes = np.broadcast_to(np.asarray(code, dtype=np.int64), row.shape)
        key, inverse = np.unique(row * width + codes + len(REASONS), return_inverse=True)
        total: Floats = np.bincount(inverse, weights=p, minlength=len(key)).astype(np.float64)
        self._parts.append((key // width, key % width - len(REASONS), total))

    def finish(self) -> Shares:
        """Sum up."""
        empty = np.empty(0, dtype=np.int64)
        parts = self._parts
        self._parts = []
        row, code, p = empty, empty, np.empty(0)
        if parts:
            self.add(*(np.concatenate(column) for column in zip(*parts, strict=True)))
            row, code, p = self._parts[0]
            keep = p > 1e-9
            row, code, p = row[keep], code[keep], p[keep]
            order = np.lexsort((code, -np.round(p, 9), row))
            row, code, p = row[order], code[order], p[order]
        return Shares(self.whole, row, code, p)


def share_out(where: Locations, when: Windows, timeline: Timeline, spread: Spread) -> Shares:
    """Give P(region) of every row, and the remainder under its reason."""
    tally = _Tally(len(where), len(timeline.frame))
    tally.whole[~where.located] = -1 - NO_LOCATION
    tally.whole[where.bad_radius] = -1 - BAD_RADIUS
    doubt = np.flatnonzero(where.located & (where.known < 1))
    tally.add(doubt, -1 - UNCERTAIN, 1 - where.known[doubt])
    spans = timeline.split(when)
    if timeline.dated:
        for code, rows in ((NO_DATE, np.isnan(when.first)), (REVERSED, when.reversed)):
            sure = where.located & rows & (where.known == 1)
            tally.whole[sure] = -1 - code
            rest = np.flatnonzero(where.located & rows & (where.known < 1))
            tally.add(rest, -1 - code, where.known[rest])
        late = where.located[spans.row] & (spans.stretch < 0)
        alone = late & (where.known[spans.row] == 1) & (spans.share == 1)
        tally.whole[spans.row[alone]] = -1 - OUTSIDE_TIME
        late &= ~alone
        row = spans.row[late]
        tally.add(row, -1 - OUTSIDE_TIME, where.known[row] * spans.share[late])
        inside = spans.stretch >= 0
        if not inside.all():
            spans = Spans(spans.row[inside], spans.stretch[inside], spans.share[inside])
    errors = bool(timeline.errors.any())
    _share_points(tally, where, spans, timeline, blurred=errors)
    _share_discs(tally, where, spans, timeline, spread, blurred=errors)
    _share_shapes(tally, where, spans, timeline)
    return tally.finish()


def _codes(timeline: Timeline, found: NDArray[np.int32]) -> Ints:
    """Turn the timeline's answers (regions, water, gap, none) into codes."""
    n = len(timeline.frame)
    table = np.arange(n + 3)
    table[:n] = timeline.parent
    table[n:] = -1 - WATER, -1 - GAP, -1 - OUTSIDE_FRAME
    return table[np.where(found < 0, n + 2, found)]


def _share_points(
    tally: _Tally, where: Locations, spans: Spans, timeline: Timeline, *, blurred: bool
) -> None:
    """Share out bare points; zones with an error of their own are left to `_share_discs`."""
    if blurred:
        return
    chosen = np.flatnonzero(where.point[spans.row])
    for start in range(0, len(chosen), CHUNK):
        k = chosen[start : start + CHUNK]
        row, share = spans.row[k], spans.share[k]
        code = _codes(timeline, timeline.lookup(where.lon[row], where.lat[row], spans.stretch[k]))
        p = where.known[row] * share
        whole = p == 1
        tally.whole[row[whole]] = code[whole]
        tally.add(row[~whole], code[~whole], p[~whole])


def _share_discs(
    tally: _Tally, where: Locations, spans: Spans, timeline: Timeline, spread: Spread, *, blurred: bool
) -> None:
    """Share out point-radius rows by quadrature in the kernel."""
    wanted = where.disc | where.point if blurred else where.disc
    chosen = np.flatnonzero(wanted[spans.row])
    for start in range(0, len(chosen), CHUNK):
        k = chosen[start : start + CHUNK]
        for here, answers, columns in timeline.by_block(spans.stretch[k]):
            part = k[here]
            row = spans.row[part]
            disc, found, share = disc_shares(
                answers,
                where.lon[row],
                where.lat[row],
                where.radius[row],
                columns=columns,
                errors_m=timeline.errors,
                spread=spread,
            )
            p = share * (where.known[row] * spans.share[part])[disc]
            tally.add(row[disc], _codes(timeline, found), p)


def _share_shapes(tally: _Tally, where: Locations, spans: Spans, timeline: Timeline) -> None:
    """Share out polygons and candidates by their sample points."""
    begin = np.searchsorted(spans.row, np.arange(len(where) + 1))
    for part in where.samples(np.flatnonzero(where.shaped)):
        repeat = np.diff(begin)[part.row]
        which = np.repeat(np.arange(len(part.row)), repeat)
        span = begin[part.row][which] + np.arange(len(which)) - np.repeat(np.cumsum(repeat) - repeat, repeat)
        lon, lat, stretch = part.lon[which], part.lat[which], spans.stretch[span]
        found = timeline.lookup(lon, lat, stretch)
        error = timeline.errors[found]
        if error.any():
            unit = unit_disc(SAMPLES, "gaussian")[(np.arange(len(found)) * 193) % SAMPLES]
            lon, lat = displace(lon, lat, error * unit[:, 0], error * unit[:, 1])
            found = timeline.lookup(lon, lat, stretch)
        tally.add(
            part.row[which],
            _codes(timeline, found),
            (part.weight * where.known[part.row])[which] * spans.share[span],
        )
