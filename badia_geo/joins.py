"""Join: events x regions x time, as probabilities.

Every join runs the same way.  A location becomes weighted sample points, a date window becomes weighted
stretches of days (`locations`), and P(region) is the share of both that the region holds (`timelines`).  What
no region holds keeps the name of its reason, so that an event's probabilities sum to 1.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Literal, Protocol

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from badia_geo.borders import BORDER_M, bordered
from badia_geo.errors import ColumnError, ValueRangeError
from badia_geo.locations import Locations, Windows, days
from badia_geo.shares import BAD_RADIUS, NO_LOCATION, NOT_WHOLE, REASONS, UNCERTAIN, Shares, share_out
from badia_geo.timelines import Timeline

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely import Geometry

    from badia_geo.quadrature import Spread
    from badia_geo.zones import ControlZones

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["REASONS", "ZoneJoin", "assign", "join_admin", "join_bank", "join_zones"]

Form = Literal["summary", "long"]

CERTAIN, LIKELY = 0.95, 0.5
"""Probabilities from which a controller is called certain, and likely."""


class BankOf(Protocol):
    """A river, as far as a join needs it: `badia_geo.River`."""

    def bank(self, points: gpd.GeoDataFrame) -> pd.DataFrame:
        """Give bank, p_left, distance_m and river_km."""

    def bank_probability(self, points: gpd.GeoDataFrame) -> pd.DataFrame:
        """Give the probability of each bank."""


def _take(values: object, code: Ints) -> Any:
    """Take labels by position, missing where the position is negative; text is of pandas' own text type."""
    given = np.asarray(values, dtype=object)
    labels: NDArray[np.object_] = np.full(len(given) + 1, None, dtype=object)
    known = np.flatnonzero(~pd.isna(given))
    labels[known] = given[known]
    if all(label is None or isinstance(label, str) for label in labels):
        source = pd.Series(labels, dtype=pd.Series(["text"]).dtype).array
    else:
        source = pd.Series(labels, dtype=object).array
    return source.take(np.where(code < 0, len(labels) - 1, code))


def _reason(code: Ints) -> Any:
    return _take(np.array(REASONS, dtype=object), -1 - code)


def _long(
    events: pd.DataFrame, shares: Shares, regions: pd.DataFrame, columns: dict[str, str]
) -> pd.DataFrame:
    whole = np.flatnonzero(shares.whole != NOT_WHOLE)
    row = np.concatenate([whole, shares.row])
    code = np.concatenate([shares.whole[whole], shares.code])
    p = np.concatenate([np.ones(len(whole)), shares.p])
    order = np.argsort(row, kind="stable")
    row, code, p = row[order], code[order], p[order]
    frame = pd.DataFrame(index=events.index[row])
    if "event_id" in events.columns:
        frame["event_id"] = events["event_id"].to_numpy()[row]
    for name, source in columns.items():
        values = (
            regions[source].to_numpy(dtype=object)
            if source in regions.columns
            else np.full(len(regions), None)
        )
        frame[name] = _take(values, code)
    frame["probability"] = p
    frame["reason"] = _reason(code)
    return frame


def _best(shares: Shares, group: Ints, n_rows: int) -> tuple[Ints, Floats, Ints]:
    """Give each row's likeliest region of the likeliest group, the group's P, and the main reason's code."""
    best, p, reason = np.full(n_rows, -1), np.zeros(n_rows), np.zeros(n_rows, dtype=np.int64)
    whole = shares.whole >= 0
    best[whole], p[whole] = shares.whole[whole], 1.0
    none = (shares.whole < 0) & (shares.whole != NOT_WHOLE)
    reason[none] = shares.whole[none]
    held = shares.code >= 0
    if held.any():
        row, code, share = shares.row[held], shares.code[held], shares.p[held]
        width = int(group.max()) + 1
        key, start, inverse = np.unique(row * width + group[code], return_index=True, return_inverse=True)
        total = np.bincount(inverse, weights=share)
        order = np.lexsort((start, -np.round(total, 9), key // width))
        rows, first = np.unique(key[order] // width, return_index=True)
        chosen = order[first]
        best[rows], p[rows] = code[start[chosen]], np.minimum(total[chosen], 1.0)
    rows, first = np.unique(shares.row[~held], return_index=True)
    code, left = shares.code[~held][first], shares.p[~held][first]
    tell = (best[rows] < 0) | (left > 1 - CERTAIN)
    reason[rows[tell]] = code[tell]
    return best, p, reason


def _groups(labels: pd.Series[Any]) -> Ints:
    return pd.factorize(labels.to_numpy(dtype=object), use_na_sentinel=False)[0].astype(np.int64)


def _warn_if_swapped(where: Locations, shares: Shares, timeline: Timeline) -> None:
    if (shares.whole >= 0).any() or (shares.code >= 0).any() or not len(timeline.frame):
        return
    xmin, ymin, xmax, ymax = timeline.frame.geometry.to_crs(4326).total_bounds
    x, y = where.lon[where.located], where.lat[where.located]
    straight = (x >= xmin) & (x <= xmax) & (y >= ymin) & (y <= ymax)
    swapped = (y >= xmin) & (y <= xmax) & (x >= ymin) & (x <= ymax)
    if len(x) and swapped.all() and not straight.any():
        msg = (
            "no event lies among the regions, but all would with x and y exchanged; "
            "x is the longitude, y the latitude"
        )
        warnings.warn(msg, UserWarning, stacklevel=4)


class ZoneJoin:
    """Control zones made ready to be joined with frame after frame of events, as when a large table streams.

    Parameters
    ----------
    zones
        Frame of zone columns with a CRS.  Without ``valid_from`` and ``valid_to`` the zones hold at any time
        and events need no date.
    span
        First day that the timeline covers and the day after the last, where the zones leave it open.
    water
        Polygons whose part that no zone holds is called water.
    extent
        What the zones are meant to cover (EPSG:4326); by default what their outer lines enclose.

    Raises
    ------
    CRSError
        If the zones have no CRS.
    ColumnError
        If the zones have no ``controller``.
    DateError
        If a zone ends before it begins, or dates carry a time zone.
    """

    def __init__(
        self,
        zones: gpd.GeoDataFrame,
        *,
        span: tuple[object, object] = (None, None),
        water: gpd.GeoSeries | gpd.GeoDataFrame | None = None,
        extent: Geometry | None = None,
        parent: Ints | None = None,
    ) -> None:
        if "controller" not in zones.columns:
            msg = "the zones have no column 'controller'; rename the one that names who holds the ground"
            raise ColumnError(msg)
        first, end = days(pd.Series(list(span), dtype="datetime64[us]"), "span").tolist()
        known = (-np.inf if np.isnan(first) else first, np.inf if np.isnan(end) else end)
        self.timeline = Timeline(zones, span=known, water=water, extent=extent, parent=parent)

    def shares(self, events: gpd.GeoDataFrame, at: object, spread: Spread) -> Shares:
        """Share the events out among the zones."""
        where = Locations(events)
        shares = share_out(where, Windows.read(events, at), self.timeline, spread)
        _warn_if_swapped(where, shares, self.timeline)
        return shares

    def join(
        self,
        events: gpd.GeoDataFrame,
        *,
        at: object = None,
        form: Form = "summary",
        spread: Spread = "uniform",
    ) -> pd.DataFrame:
        """Join events with the zones; see `join_zones`."""
        shares = self.shares(events, at, spread)
        zones = self.timeline.frame
        if form == "long":
            names = {"zone_id": "zone_id", "controller": "controller", "status": "status", "with": "with"}
            return _long(events, shares, zones, names)
        best, p, reason = _best(shares, _groups(zones["controller"]), len(events))
        none = np.full(len(zones), None)
        codes = np.where(p >= CERTAIN, 0, np.where(p >= LIKELY, 1, 2))
        return pd.DataFrame(
            {
                "controller": _take(zones["controller"], best),
                "controller_p": p,
                "controller_certainty": _take(
                    np.array(["certain", "likely", "undetermined"], dtype=object), codes
                ),
                "zone_status": _take(zones.get("status", none), best),
                "zone_with": _take(zones.get("with", none), best),
                "reason": _reason(reason),
            },
            index=events.index,
        )


def _zone_join(
    zones: ControlZones | gpd.GeoDataFrame,
    events: gpd.GeoDataFrame,
    at: object,
    water: Any,
) -> ZoneJoin:
    """Draw no more of a timeline than the events' dates need."""
    if isinstance(zones, gpd.GeoDataFrame):
        return ZoneJoin(zones, water=water)
    start, end = zones.span
    windows = Windows.read(events, at)
    changes = days(pd.Series(zones.changes), "changes")
    cuts = np.unique(np.append(changes, [-np.inf] if start is None else days(pd.Series([start]), "span")))
    good = windows.first <= windows.last
    a = np.searchsorted(cuts, windows.first[good], side="right") - 1
    b = np.searchsorted(cuts, windows.last[good], side="right") - 1
    needed = np.zeros(len(cuts) + 2, dtype=np.int64)
    np.add.at(needed, a + 1, 1)
    np.add.at(needed, b + 2, -1)
    stretches = np.flatnonzero(np.cumsum(needed)[1 : len(cuts) + 1])
    found = (_between(zones, cuts, k) for k in stretches.tolist())
    drawn = [frame for frame in found if frame is not None and len(frame)]
    if not drawn:
        empty = gpd.GeoDataFrame({"controller": [], "valid_from": [], "valid_to": []}, geometry=[], crs=4326)
        return ZoneJoin(empty, span=(start, end), water=water, extent=zones.extent)
    frame, parent = bordered(drawn, zones.extent if zones.border_m else None, zones.border_m)
    return ZoneJoin(frame, span=(start, end), water=water, extent=zones.extent, parent=parent)


def _between(zones: ControlZones, cuts: Floats, k: int) -> gpd.GeoDataFrame | None:
    """Give the zones of one stretch without change, ``None`` outside the timeline."""
    start, end = zones.span
    if np.isinf(cuts[k]):
        day = (
            pd.Timestamp(int(cuts[1]), unit="D") - pd.Timedelta(days=1) if len(cuts) > 1 else pd.Timestamp(0)
        )
    else:
        day = pd.Timestamp(int(cuts[k]), unit="D")
    if (start is not None and day < start) or (end is not None and day >= end):
        return None
    return zones.between(day, day + pd.Timedelta(days=1))


def join_zones(
    events: gpd.GeoDataFrame,
    zones: ControlZones | gpd.GeoDataFrame,
    *,
    at: object = None,
    form: Form = "summary",
    water: gpd.GeoSeries | gpd.GeoDataFrame | None = None,
    spread: Spread = "uniform",
) -> pd.DataFrame:
    """Tell in whose control zone each event fell, and how sure that is.

    Parameters
    ----------
    events
        Points, point-radius rows (``radius_m``, metres) or footprint polygons (``footprint``, or the
        active geometry), with ``date_start`` and ``date_end`` (closed) or ``date``.  ``candidates``
        (pairs of footprint and probability) and ``score`` (probability that the place is right) count
        where they are present: what they leave open is "place uncertain".
    zones
        `ControlZones`, or a frame of zone columns.  Without ``valid_from`` and ``valid_to`` the zones hold
        at any time and events need no date.  ``accuracy_m`` spreads a zone's line.
    at
        Date for the rows that have none.
    form
        ``summary``: one row per event.  ``long``: one row per event and zone or reason.
    water
        Polygons whose part that no zone holds is called water.
    spread
        How a point-radius location is spread over its disc: ``uniform``, or ``gaussian`` with 0.9 of
        its mass inside.

    Returns
    -------
    DataFrame
        On the events' index.  Summary: ``controller``, ``controller_p``, ``controller_certainty``
        (``certain`` from 0.95, ``likely`` from 0.5, else ``undetermined``), ``zone_status``, ``zone_with``
        and ``reason``, which names the greatest part that no zone holds where that is over 0.05.
        Long: ``zone_id``, ``controller``, ``status``, ``with``, ``probability`` and ``reason``, the greatest
        probability first; an event's probabilities sum to 1.

    Raises
    ------
    CRSError
        If the events or the zones have no CRS.
    DateError
        If dates carry a time zone, ``at`` is not a date, or a zone ends before it begins.
    ColumnError
        If the zones have no ``controller``.

    Warns
    -----
    UserWarning
        If zones had to be repaired, or no event lies among them but all would with x and y exchanged.

    Examples
    --------
    >>> import geopandas as gpd, shapely
    >>> zones = gpd.GeoDataFrame({"controller": ["government", "sdf"]}, crs=4326,
    ...     geometry=[shapely.box(39, 34, 40, 35), shapely.box(40, 34, 41, 35)])
    >>> events = gpd.GeoDataFrame({"radius_m": [0, 5000]}, crs=4326,
    ...     geometry=gpd.points_from_xy([39.5, 40.0], [34.5, 34.5]))
    >>> join_zones(events, zones)[["controller", "controller_p", "controller_certainty"]]
       controller  controller_p controller_certainty
    0  government           1.0              certain
    1  government           0.5               likely
    """
    return _zone_join(zones, events, at, water).join(events, at=at, form=form, spread=spread)


def join_admin(
    events: gpd.GeoDataFrame,
    regions: gpd.GeoDataFrame | None = None,
    *,
    column: str = "name",
    label: str = "admin1",
    form: Form = "summary",
    spread: Spread = "uniform",
) -> pd.DataFrame:
    """Tell in which administrative area each event fell.

    Parameters
    ----------
    events
        As for `join_zones`; dates are not used.
    regions
        Polygons with a CRS; without them the packaged governorates.
    column
        Column of ``regions`` that names them.
    label
        Name of the answer's column; its probability is ``<label>_p``.
    form, spread
        As for `join_zones`.

    Returns
    -------
    DataFrame
        On the events' index: ``admin1``, ``admin1_p`` and ``reason``, or the long form.

    Raises
    ------
    CRSError
        If the events or the regions have no CRS.
    ColumnError
        If ``regions`` has no such column.
    """
    if regions is None:
        from badia_geo.datasets import load

        # the packaged border is generalised, and Kobani lies beyond it
        packaged = load("governorates")
        outline = shapely.union_all(packaged.geometry.to_numpy(), grid_size=1e-6)
        regions, parent = bordered([packaged.assign(valid_from=np.nan, valid_to=np.nan)], outline, BORDER_M)
    else:
        parent = np.arange(len(regions))
    if column not in regions.columns:
        msg = f"the regions have no column {column!r}; they have {', '.join(map(str, regions.columns))}"
        raise ColumnError(msg)
    plain = regions.drop(columns=["valid_from", "valid_to"], errors="ignore")
    timeline = Timeline(plain, parent=parent)
    where = Locations(events)
    always = np.zeros(len(events))
    shares = share_out(where, Windows(always, always), timeline, spread)
    _warn_if_swapped(where, shares, timeline)
    if form == "long":
        return _long(events, shares, regions, {label: column})
    best, p, reason = _best(shares, _groups(regions[column]), len(events))
    return pd.DataFrame(
        {label: _take(regions[column], best), f"{label}_p": p, "reason": _reason(reason)}, index=events.index
    )


def join_bank(events: gpd.GeoDataFrame, river: BankOf, *, form: Form = "summary") -> pd.DataFrame:
    """Tell on which bank of a river each event fell.

    Parameters
    ----------
    events
        As for `join_zones`; dates are not used.
    river
        `River`.
    form
        ``summary``: one row per event.  ``long``: one row per event and bank, and one for what ``score``
        or the candidates leave open ("place uncertain").

    Returns
    -------
    DataFrame
        On the events' index.  Summary: ``bank``, ``p_left``, ``river_distance_m`` (signed, left positive),
        ``river_km`` and ``reason``.  Long: ``bank``, ``probability`` and ``reason``.

    Raises
    ------
    CRSError
        If the events have no CRS.
    """
    where = Locations(events)
    whole = np.where(where.bad_radius, -1 - BAD_RADIUS, np.where(where.located, NOT_WHOLE, -1 - NO_LOCATION))
    if form == "long":
        p = river.bank_probability(events)
        banks = np.array(list(p.columns), dtype=object)
        chances = np.column_stack([p.to_numpy() * where.known[:, None], 1 - where.known])
        row, code = np.nonzero((chances > 0) & (whole == NOT_WHOLE)[:, None])
        chance = chances[row, code]
        code[code == len(banks)] = -1 - UNCERTAIN
        order = np.lexsort((-np.round(chance, 9), row))
        shares = Shares(whole, row[order], code[order], chance[order])
        return _long(events, shares, pd.DataFrame({"bank": banks}), {"bank": "bank"})
    lost = whole != NOT_WHOLE
    found = river.bank(events).mask(np.repeat(lost[:, None], 4, axis=1))
    return pd.DataFrame(
        {
            "bank": found["bank"].to_numpy(dtype=object),
            "p_left": found["p_left"].to_numpy(dtype=float),
            "river_distance_m": found["distance_m"].to_numpy(dtype=float),
            "river_km": found["river_km"].to_numpy(dtype=float),
            "reason": _reason(np.where(lost, whole, 0)),
        },
        index=events.index,
    )


def assign(
    events: gpd.GeoDataFrame,
    zones: ControlZones | gpd.GeoDataFrame,
    *,
    draws: int = 20,
    at: object = None,
    seed: int = 0,
    spread: Spread = "uniform",
) -> pd.DataFrame:
    """Draw the zone of every event several times, so that a model downstream can carry location error.

    Each draw takes a candidate, a place in its footprint, a day of the date window and the zone's own error
    at random, by their probabilities: multiple imputation (Rubin 1987).  Fit a model to each draw and
    pool the results; dropping uncertain events or taking the likeliest zone biases them.

    Parameters
    ----------
    events, zones, at, spread
        As for `join_zones`.
    draws
        How many.
    seed
        Seed of the random numbers; equal seeds give equal draws.

    Returns
    -------
    DataFrame
        One row per event and draw, on the events' index repeated: ``draw`` (from 0), ``zone_id``,
        ``controller``, ``status``, ``with`` and ``reason``.

    Raises
    ------
    ValueRangeError
        If ``draws`` is below 1.
    """
    if draws < 1:
        msg = f"draws must be at least 1, got {draws}"
        raise ValueRangeError(msg)
    join = _zone_join(zones, events, at, None)
    shares = join.shares(events, at, spread)
    n = len(events)
    code = np.repeat(shares.whole, draws).reshape(n, draws)
    if len(shares.row):
        rng = np.random.default_rng(seed)
        rows, begin = np.unique(shares.row, return_index=True)
        total = np.add.reduceat(shares.p, begin)
        before = np.concatenate([[0.0], np.cumsum(shares.p)])
        target = before[begin][:, None] + rng.random((len(rows), draws)) * total[:, None]
        last = np.append(begin[1:], len(shares.p)) - 1
        k = np.clip(np.searchsorted(before, target, side="right") - 1, begin[:, None], last[:, None])
        code[rows] = shares.code[k]
    flat = code.ravel()
    frame = pd.DataFrame({"draw": np.tile(np.arange(draws), n)}, index=events.index.repeat(draws))
    regions = join.timeline.frame
    for name in ("zone_id", "controller", "status", "with"):
        values = (
            regions[name].to_numpy(dtype=object) if name in regions.columns else np.full(len(regions), None)
        )
        frame[name] = _take(values, flat)
    frame["reason"] = _reason(flat)
    return frame
