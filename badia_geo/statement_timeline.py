"""A timeline of control zones drawn on demand: the zones of a date from the statements that hold on it."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from badia_geo.barriers import Barriers, packaged_barriers
from badia_geo.coverage import polygons_only
from badia_geo.errors import TimelineError
from badia_geo.footprints import circle, local_projection
from badia_geo.statement_areas import AreaResolver
from badia_geo.statements import Problem, parse_statements
from badia_geo.tessellation import SEGMENT_DEGREES
from badia_geo.zone_cache import Cache, digest, from_bytes, package_digest, to_bytes
from badia_geo.zone_drawing import Claim, Place, draw_claims, place_claims
from badia_geo.zone_table import ZONE_COLUMNS, as_date

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geopandas import GeoDataFrame
    from numpy.typing import NDArray
    from pandas import DataFrame, Timestamp
    from shapely.geometry.base import BaseGeometry

    from badia_geo.geocoding import Geocoder
    from badia_geo.statements import Statement

__all__ = ["PACKAGED_UNTIL", "SOURCE", "StatementTimeline", "statement_extent"]

PACKAGED_UNTIL = "2025-01-01"
"""Day after the last one that the packaged statements cover."""

AROUND_BORDER_TOWN_M = 1_500.0
"""Ground this far round a border town that the generalised border leaves out is its country's."""

BESIDE_BORDER_M = 2_000.0
"""What the packaged border is off by, by its own statement: a town farther out is abroad."""

METRES_PER_DEGREE = 111_000.0
"""Of latitude: the longest a degree can be, so that no distance is taken for shorter than it is."""

SOURCE = "badia_geo control statements"
"""Source of drawn zones: they come from one provider, however many publications the statements cite."""


@lru_cache(maxsize=1)
def statement_extent() -> BaseGeometry:
    """Give the ground of the packaged timeline: Syria and the governorate of Anbar in Iraq, EPSG:4326.

    The packaged border is generalised and leaves some border towns outside (Kobani, Tell Abyad, Kessab):
    the ground round them belongs to it.
    """
    from badia_geo import datasets

    areas = datasets.load("governorates")
    syrian = areas[areas["country"] == "SY"]
    chosen = [*syrian.geometry, *areas.geometry[areas["name"] == "Anbar"]]
    ground = shapely.union_all(shapely.make_valid(np.array(chosen, dtype=object)), grid_size=1e-6)
    # hairline gaps between governorates digitised apart are no ground of their own
    kept = [p for p in shapely.get_parts(ground) if p.area > 1e-5]
    whole = shapely.union_all([*kept, *_border_towns(ground, {*syrian["name"], "Anbar"})])
    parts = shapely.get_parts(whole)
    largest: BaseGeometry = parts[np.argmax(shapely.area(parts))]
    return largest


def _home_countries() -> list[BaseGeometry]:
    """Give the countries that the packaged timeline speaks of, EPSG:4326."""
    from badia_geo import datasets

    countries = datasets.load("countries")
    return list(countries.geometry[countries["country"].isin(["SY", "IQ"])])


def _border_towns(ground: BaseGeometry, governorates: set[str]) -> list[BaseGeometry]:
    """Give the ground round packaged towns, camps and crossings just outside their own governorates."""
    from badia_geo import datasets

    columns = ["feature_code", "admin1", "lon", "lat"]
    parts = [
        pd.read_csv(path, usecols=columns, dtype={"feature_code": str, "admin1": str})
        for path in sorted(datasets.folder().glob("gazetteer*.csv"))
    ]
    towns = pd.concat(parts, ignore_index=True)
    codes = towns["feature_code"].fillna("")
    settled = codes.str.startswith("PPL") | codes.isin(["CMP", "CSTM"])
    towns = towns[towns["admin1"].isin(governorates) & settled]
    points = np.asarray(shapely.points(towns[["lon", "lat"]].to_numpy(float)), dtype=object)
    off = np.asarray(shapely.distance(points, ground)) * METRES_PER_DEGREE
    beside = np.flatnonzero((off > 0) & (off < BESIDE_BORDER_M))
    return [circle(points[i].x, points[i].y, off[i] + AROUND_BORDER_TOWN_M) for i in beside]


class StatementTimeline:
    """Zones drawn on demand from control statements.

    Parameters
    ----------
    statements
        See `badia_geo.statements.STATEMENT_COLUMNS`.  Rows that cannot be used are listed by `problems`;
        the others draw.
    geocoder
        Resolves areas; ``None``: the packaged one, made when first needed.
    extent
        Ground to cover, EPSG:4326; what no statement reaches in it is ``unsettled``.
    cache
        Keep resolved areas and drawn zones on disk (only with the packaged geocoder, whose answers are
        known by the package's content).
    barriers
        What places do not spread across; ``None``: the Euphrates and the borders.
    areas
        Polygons with a ``name`` (and ``accuracy_m``) that statements may name beside what the geocoder
        knows; the packaged ones are known always.
    until
        Day after the last one covered: statements without an end hold up to it.  ``None``: they hold for
        ever.
    """

    def __init__(
        self,
        statements: DataFrame,
        *,
        geocoder: Geocoder | None = None,
        extent: BaseGeometry,
        cache: bool = True,
        barriers: Barriers | None = None,
        areas: GeoDataFrame | None = None,
        until: object = None,
    ) -> None:
        from badia_geo import datasets

        self.statements, self._rows_left_out = parse_statements(statements)
        self._extent = extent
        self._barriers = barriers
        self._until = None if until is None else as_date(until)
        self._cache = Cache(datasets.cache_folder()) if cache and geocoder is None else None
        self._areas = AreaResolver(geocoder, areas=areas, cache=self._cache)
        self._drawn: dict[str, GeoDataFrame] = {}
        self._ties: dict[tuple[str, str], Timestamp] = {}
        own = (
            () if areas is None else (shapely.to_wkb(areas.geometry.to_numpy()).tolist(), list(areas["name"]))
        )
        rings = [] if barriers is None else [*barriers.sides, *barriers.water]
        self._key = digest(
            package_digest() if self._cache else "", *shapely.to_wkb([extent, *rings]).tolist(), *own
        )
        lowest, highest = pd.Timestamp.min, pd.Timestamp.max
        self._from = np.array([s.valid_from or lowest for s in self.statements], "datetime64[us]")
        self._to = np.array([s.valid_to or highest for s in self.statements], "datetime64[us]")
        self._known = np.array([s.source_date or lowest for s in self.statements], "datetime64[us]")

    # -- the timeline ------------------------------------------------------------------------------------

    @cached_property
    def span(self) -> tuple[Timestamp | None, Timestamp | None]:
        """First day of the earliest statement, and the day after the last; ``None`` where it is open."""
        starts, ends = ([getattr(s, c) for s in self.statements] for c in ("valid_from", "valid_to"))
        if not starts:
            return None, None
        return (
            None if None in starts else min(starts),
            self._until if None in ends else max(ends),
        )

    @cached_property
    def changes(self) -> pd.DatetimeIndex:
        """Days on which some statement begins or ends."""
        days = {day for s in self.statements for day in (s.valid_from, s.valid_to) if day is not None}
        return pd.DatetimeIndex(sorted(d for d in days if self._until is None or d < self._until))

    def at(self, date: Timestamp, *, known_on: Timestamp | None = None) -> GeoDataFrame:
        """Draw the zones of a date; the same statements give the same zones, from memory or disk."""
        when = np.datetime64(date)
        mask = (self._from <= when) & (when < self._to)
        if known_on is not None:
            mask &= self._known <= np.datetime64(known_on)
        rows = [self.statements[i] for i in np.flatnonzero(mask)]
        if not rows:
            known = "" if known_on is None else f" that was known by {known_on:%Y-%m-%d}"
            msg = f"no statement{known} holds on {date:%Y-%m-%d}; ask for a day on which one does"
            raise TimelineError(msg)
        key = digest(self._key, *(s.digest for s in rows))
        zones = self._drawn.get(key)
        if zones is None and self._cache is not None:
            value = self._cache.get_many([key]).get(key)
            zones = None if value is None else from_bytes(value)
        if zones is None:
            zones = self._draw(rows, date)
            if self._cache is not None:
                self._cache.put_many({key: to_bytes(zones)})
        self._drawn[key] = zones
        return self._dated(zones, date)

    def _dated(self, zones: GeoDataFrame, date: Timestamp) -> GeoDataFrame:
        position = int(self.changes.searchsorted(date, side="right"))
        start = self.changes[position - 1] if position else None
        end = self.changes[position] if position < len(self.changes) else self.span[1]
        out = zones.copy()
        out["valid_from"], out["valid_to"] = (
            np.full(len(out), np.datetime64("NaT" if day is None else day, "us")) for day in (start, end)
        )
        return out

    def problems(self) -> DataFrame:
        """List the rows that cannot be used, those whose area gives nothing, and the ties met so far.

        Returns
        -------
        DataFrame
            ``problem``, ``row`` (line of the table), ``zone_id`` (the statement's), ``controller``,
            ``detail``.
        """
        resolved = self._areas.resolve(s.area for s in self.statements)
        lost = [
            Problem(
                s.row,
                s.statement_id,
                s.controller,
                "area not resolved",
                f"{s.area!r}: {resolved[s.area].reason}",
            )
            for s in self.statements
            if not resolved[s.area].found
        ]
        ties = [
            Problem(
                None, f"{a} | {b}", None, "tie", f"equal priority and area on {day:%Y-%m-%d}: drawn contested"
            )
            for (a, b), day in self._ties.items()
        ]
        return pd.DataFrame(
            [
                (p.problem, p.row, p.statement_id, p.controller, p.detail)
                for p in [*self._rows_left_out, *lost, *ties]
            ],
            columns=["problem", "row", "zone_id", "controller", "detail"],
        )

    # -- drawing -----------------------------------------------------------------------------------------

    @cached_property
    def _plane(self) -> tuple[Callable[..., Any], Callable[..., Any]]:
        centre = shapely.centroid(self._extent)
        forward, inverse = local_projection(centre.x, centre.y)
        return forward.transform, inverse.transform

    def _to_plane(self, shapes: list[BaseGeometry]) -> NDArray[np.object_]:
        forward = self._plane[0]
        flat = shapely.transform(
            shapely.segmentize(np.array(shapes, dtype=object), SEGMENT_DEGREES),
            lambda xy: np.column_stack(forward(xy[:, 0], xy[:, 1])),
        )
        return np.asarray(shapely.make_valid(flat), dtype=object)

    @cached_property
    def _ground(self) -> tuple[BaseGeometry, NDArray[np.object_], NDArray[np.object_]]:
        """Extent, barriers and water in the plane."""
        sides, water = self._packaged_ground() if self._barriers is None else self._barriers
        extent, *rest = self._to_plane([self._extent, *sides, *water])
        parts = np.array(rest, dtype=object)
        return extent, parts[: len(sides)], parts[len(sides) :]

    def _packaged_ground(self) -> Barriers:
        key = digest("barriers", package_digest(), shapely.to_wkb(self._extent)) if self._cache else ""
        held = self._cache.get_many([key]).get(key) if self._cache is not None else None
        if held is None:
            home = _home_countries() if self._extent.equals(statement_extent()) else None
            made = packaged_barriers(self._extent, home=home)
            kept = gpd.GeoDataFrame(
                {"kind": ["side"] * len(made.sides) + ["water"] * len(made.water)},
                geometry=[*made.sides, *made.water],
                crs=4326,
            )
            if self._cache is not None:
                self._cache.put_many({key: to_bytes(kept)})
            return made
        kept = from_bytes(held)
        return Barriers(*(kept.geometry[kept["kind"] == kind].tolist() for kind in ("side", "water")))

    def _draw(self, rows: Sequence[Statement], date: Timestamp) -> GeoDataFrame:
        resolved = self._areas.resolve(s.area for s in rows)
        extent, sides, water = self._ground
        towns, painted = [], []
        for s in rows:
            found = resolved[s.area]
            if found.is_place:
                x, y = self._plane[0](found.lon, found.lat)
                towns.append(
                    Place(s.controller, s.status, s.parties, s.priority, (s.statement_id,), s.confidence,
                          found.accuracy_m, s.source_date, x=x, y=y, radius_m=found.radius_m)
                )  # fmt: skip
            elif found.found:
                painted.append(s)
        shapes = self._to_plane([resolved[s.area].geometry for s in painted])  # type: ignore[misc]
        claims = [
            Claim(s.controller, s.status, s.parties, s.priority, (s.statement_id,), s.confidence,
                  resolved[s.area].accuracy_m, s.source_date, shape=shape, size=shape.area)
            for s, shape in zip(painted, shapes, strict=True)
        ]  # fmt: skip
        zones, ties = draw_claims([*claims, *place_claims(towns, sides)], extent, water=water)
        for pair in ties:
            self._ties.setdefault(pair, date)
        return self._finished(zones)

    def _finished(self, zones: DataFrame) -> GeoDataFrame:
        """Give drawn zones their columns, in EPSG:4326."""
        inverse = self._plane[1]
        shapes = shapely.transform(
            zones["geometry"].to_numpy(object), lambda xy: np.column_stack(inverse(xy[:, 0], xy[:, 1]))
        )
        bent = ~shapely.is_valid(shapes)
        # an edge through another's corner in the plane may pass it by a hair's breadth in degrees
        shapes[bent] = polygons_only(shapely.make_valid(shapes[bent]))
        out = gpd.GeoDataFrame(zones.drop(columns="geometry"), geometry=shapes, crs=4326)
        out["zone_id"] = [f"{c}-{i + 1}" for i, c in enumerate(out["controller"])]
        out["source"] = SOURCE
        out["valid_from"] = out["valid_to"] = np.full(len(out), np.datetime64("NaT"), "datetime64[us]")
        return out[[*ZONE_COLUMNS, *(c for c in out.columns if c not in ZONE_COLUMNS)]]
