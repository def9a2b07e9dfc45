"""Geocoder: a place as people write it, to a located footprint, several candidates, or a reason why not."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
import shapely

from badia_geo.candidates import write_candidates
from badia_geo.cell_footprints import capital_or_all, cell_footprint, described_candidates, weighed_candidates
from badia_geo.cell_parts import LONGEST_CELL, split_heads
from badia_geo.corrections import Correction, Corrections
from badia_geo.descriptions import Description, parse_description, phrase_around
from badia_geo.errors import ColumnError, DescriptionError, PlaceNotFoundError, ValueRangeError
from badia_geo.footprints import Footprint, metres_apart
from badia_geo.readings import APART_M, is_loose, likelier, mass_at_point, widened
from badia_geo.relations import Reading, Resolved, resolve_all
from badia_geo.resolvers import GazetteerResolver, leaf_of

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

    from badia_geo.cells import CellResult
    from badia_geo.gazetteer import Gazetteer
    from badia_geo.rivers import River

__all__ = ["Geocoder", "Location"]

GUESS = 0.25
"""Score under which the place that a description rests on is only proposed."""

SURE = 0.6
"""Share of the probability that the best reading of a description needs beside another one elsewhere."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where a text lies.

    Parameters
    ----------
    text
        The text.
    status
        ``located``, ``ambiguous`` or ``not_found``.
    footprint
        Where; None unless located.
    score
        Probability that the true place is within 5 km of the point, or inside the footprint where that is
        larger.
    reason
        Why, in words; for ``not_found`` with the nearest miss.
    place_id, place_name
        The narrowest place of the gazetteer that it rests on, where there is one.
    candidates
        (footprint, probability, place_id), the likeliest first: what an ambiguous text may mean, and what
        else a name may mean that is located.
    """

    text: str
    status: Literal["located", "ambiguous", "not_found"]
    footprint: Footprint | None
    score: float
    reason: str
    place_id: str | None = None
    place_name: str | None = None
    candidates: tuple[tuple[Footprint, float, str], ...] = ()


class Geocoder:
    """Locate places as people write them: names, compound cells, descriptions and coordinates.

    Parameters
    ----------
    gazetteer
        Places; by default the packaged ones.
    river
        What "the Euphrates" and "the river" mean; by default the packaged stem.
    corrections
        The user's own decisions, a CSV file or frame with `text` and `place_id`, or `lat`, `lon` and
        `radius_m`; `source_row` limits one to a data row.  They win over the matcher.
    distance
        How distances and directions are read: ``"reported"`` (bands fitted on stated and true pairs) or
        ``"geodesic"`` (the point-radius rule).
    """

    def __init__(
        self,
        gazetteer: Gazetteer | None = None,
        *,
        river: River | None = None,
        corrections: Corrections | pd.DataFrame | str | os.PathLike[str] | None = None,
        distance: Reading = "reported",
    ) -> None:
        if distance not in ("reported", "geodesic"):
            msg = f"distance must be 'reported' or 'geodesic', got {distance!r}"
            raise ValueRangeError(msg)
        if gazetteer is None:
            from badia_geo.gazetteer import Gazetteer

            gazetteer = Gazetteer.load()
        self.gazetteer = gazetteer
        self.corrections = None if corrections is None else Corrections.read(corrections)
        self.distance: Reading = distance
        self.resolver = GazetteerResolver(gazetteer, river)
        self._known: dict[tuple[object, ...], Location] = {}

    def locate(
        self,
        *spellings: str,
        context: Sequence[str] = (),
        near: Sequence[tuple[float, float]] = (),
        clause: str | None = None,
        source_row: int | None = None,
    ) -> Location:
        """Locate one place.

        Parameters
        ----------
        spellings
            The place in one or more spellings or scripts; None, NaN and blanks are passed over.  Each may
            be a name, a cell ("X village, Y district"), a description ("20 km south of X") or coordinates.
        context
            Areas that hold it, in any spelling.
        near
            Other places of the same report, (lon, lat) in degrees.
        clause
            The clause that the place was read from: relation words round the name in it are read too.
        source_row
            Data row, for corrections that are meant for one row.

        Returns
        -------
        Location
            Never a centroid in silence: what cannot be found says so, with the nearest miss.
        """
        texts = tuple(t.strip() for t in spellings if isinstance(t, str) and t.strip())
        areas = tuple(c.strip() for c in context if isinstance(c, str) and c.strip())
        if not texts:
            return Location("", "not_found", None, 0.0, "no place is given")
        if max(map(len, texts)) > LONGEST_CELL:
            reason = (
                f"{max(map(len, texts)):,} characters are a text, not a place: `badia-geo read` takes texts"
            )
            return Location(texts[0][:LONGEST_CELL], "not_found", None, 0.0, reason)
        decided = self.decided(*texts, source_row=source_row)
        if decided is not None:
            return decided
        key = (texts, areas, tuple(near), clause)
        if key not in self._known:
            if len(self._known) > 50_000:
                self._known.clear()
            self._known[key] = self._locate(texts, areas, tuple(near), clause)
        return self._known[key]

    def geocode(
        self, frame: pd.DataFrame, *, columns: Sequence[str], context: Sequence[str] = ()
    ) -> pd.DataFrame:
        """Locate every row of a table.

        Parameters
        ----------
        frame
            Table with at least the columns named.
        columns
            Columns with the place; several are several spellings or scripts of the same place.
        context
            Columns with areas that hold it.

        Returns
        -------
        DataFrame
            On the index of ``frame``, one row a row: lat, lon (EPSG:4326), radius_m, precision, score,
            status, reason, place_id, place_name, footprint_wkt, candidates (JSON: what the cell may mean,
            each with its probability).  A row that fails is kept with its reason.

        Raises
        ------
        ColumnError
            If a column is missing.
        """
        columns, context = (
            [columns] if isinstance(columns, str) else list(columns),
            [context] if isinstance(context, str) else list(context),
        )
        missing = [c for c in (*columns, *context) if c not in frame.columns]
        if missing or not columns:
            have = ", ".join(map(str, frame.columns))
            msg = (
                f"no column {', '.join(map(repr, missing))}; the table has {have}"
                if missing
                else "name at least one column"
            )
            raise ColumnError(msg)
        places = list(zip(*(frame[c].tolist() for c in columns), strict=True))
        areas = (
            list(zip(*(frame[c].tolist() for c in context), strict=True)) if context else [()] * len(frame)
        )
        rows = [self._row(p, a, i) for i, (p, a) in enumerate(zip(places, areas, strict=True))]
        return pd.DataFrame(rows, index=frame.index, columns=_COLUMNS)

    def _row(self, texts: Sequence[object], areas: Sequence[object], i: int) -> tuple[object, ...]:
        try:
            found = self.locate(
                *(t for t in texts if isinstance(t, str)),
                context=[a for a in areas if isinstance(a, str)],
                source_row=i,
            )
        except (ValueError, LookupError) as error:
            found = Location(str(texts[0]), "not_found", None, 0.0, f"{type(error).__name__}: {error}")
        f = found.footprint
        where: tuple[object, ...] = (np.nan, np.nan, np.nan, None)
        if f is not None:
            where = (round(f.point.y, 6), round(f.point.x, 6), round(f.radius_m, 1), f.precision)
        return (
            *where, found.score, found.status, found.reason, found.place_id, found.place_name,
            None if f is None else shapely.to_wkt(f.geometry, rounding_precision=5),
            write_candidates(found.candidates),
        )  # fmt: skip

    # -- one place --

    def decided(self, *texts: str, source_row: int | None = None) -> Location | None:
        """Give where the user's own corrections put any of the spellings; None where they say nothing."""
        decision = None if self.corrections is None else self.corrections.find(*texts, source_row=source_row)
        return None if decision is None else self._decided(texts[0], decision)

    def _decided(self, text: str, decision: Correction) -> Location:
        step = f"decided by the user (row {decision.row + 2} of the corrections)"
        if decision.place_id is not None:
            try:
                place = self.gazetteer.get(decision.place_id)
            except (PlaceNotFoundError, KeyError) as error:
                return Location(text, "not_found", None, 0.0, f"{step}, but {error}")
            leaf = leaf_of(place, 1.0, step)
            return Location(text, "located", leaf.footprint, 1.0, step, place.place_id, place.name)
        assert decision.lat is not None  # noqa: S101  (a correction without a place_id has both)
        assert decision.lon is not None  # noqa: S101  (a correction without a place_id has both)
        footprint = Footprint.from_point_radius(
            decision.lon, decision.lat, decision.radius_m, "exact", steps=(step,)
        )
        return Location(text, "located", footprint, 1.0, step)

    def _locate(
        self,
        texts: tuple[str, ...],
        areas: tuple[str, ...],
        near: tuple[tuple[float, float], ...],
        clause: str | None,
    ) -> Location:
        if clause:
            phrase = phrase_around(clause, texts[0])
            if phrase != texts[0]:
                found = self._locate((phrase,), areas, near, None)
                if found.status != "not_found":
                    return found
        trees = []
        for written in texts:
            # "Damascus suburbs: Dayr Makir": what stands before the colon holds what stands behind it
            heads, text = _headed(written)
            areas = (*areas, *heads)
            try:
                trees.append((text, parse_description(text)))
            except DescriptionError as error:
                if len(texts) == 1:
                    return Location(text, "not_found", None, 0.0, str(error))
        related = [
            (text, tree) for text, tree in trees if not tree.is_plain or self._lists_places(tree, areas)
        ]
        failures: list[str] = []
        described: Location | None = None
        loose = all(is_loose(tree) for _, tree in related)
        for text, tree in related:
            try:
                ways = resolve_all(tree, self.resolver, distance=self.distance, context=areas)
            except DescriptionError as error:
                described = Location(text, "not_found", None, 0.0, str(error))
                break
            except PlaceNotFoundError as error:
                failures.append(str(error))
                continue
            described = self._described(text, ways)
            break
        if described is not None and not (loose and (areas or len(texts) > 1)):
            return described
        named = self._cell(texts, areas, near, failures)
        return named if described is None else likelier(described, named)

    def _is_repeated(self, text: str, areas: tuple[str, ...]) -> BaseGeometry | None:
        """Give the outline of a governorate when its bare name is all that text and context say."""
        own = self.resolver.governorate(text)
        held = own is not None and any(
            holder is not None and holder.name == own.name for holder in map(self.resolver.governorate, areas)
        )
        return own.area if own is not None and held else None

    def _lists_places(self, tree: Description, areas: tuple[str, ...]) -> bool:
        """Whether a plain text lists places that are all known: "Saraqib and Ihsim in Idlib province"."""
        held = tree.kind == "all" and all(part.kind == "in" for part in tree.parts[1:])
        if held:
            areas = (*areas, *(name for part in tree.parts[1:] for name in part.names))
            tree = tree.parts[0]
        if tree.kind not in ("union", "either"):
            return False
        names = [
            part.text if part.kind == "name" else part.parts[0].text
            for part in tree.parts
            if len(part.names) == 1
        ]
        return len(names) == len(tree.parts) and all(
            self.resolver.places(name, context=areas) for name in names
        )

    def _described(self, text: str, ways: list[Resolved]) -> Location:
        best = ways[0]
        elsewhere = [
            w
            for w in ways[1:]
            if metres_apart(w.footprint, best.footprint) > max(APART_M, best.footprint.radius_m)
        ]
        share = 1 - sum(way.probability for way in elsewhere)
        leaf_score = share * best.score * (0.7 if best.missing else 1.0)
        reason = "; ".join(best.footprint.steps)
        if share < SURE or leaf_score < GUESS:
            listed = tuple((way.footprint, way.probability, way.place_id or "") for way in ways[:6])
            if share >= SURE and best.place_name is not None:
                miss = (
                    f"nearest miss {best.place_name}, which agrees with all of the words at {leaf_score:.0%}"
                )
                reason = f"no place fits well enough; {miss}"
                return Location(text, "not_found", None, leaf_score, reason, candidates=listed)
            names = "; ".join(
                f"{way.place_name or way.footprint.precision} {way.probability:.0%}" for way in ways[:3]
            )
            return Location(
                text, "ambiguous", None, leaf_score, f"cannot be told apart: {names}", candidates=listed
            )
        score = float(np.clip(leaf_score * mass_at_point(best.footprint), 0.0, 1.0))
        return Location(
            text, "located", widened(ways), score, reason, best.place_id, best.place_name,
            described_candidates(ways, leaf_score),
        )  # fmt: skip

    def _cell(
        self,
        texts: tuple[str, ...],
        areas: tuple[str, ...],
        near: tuple[tuple[float, float], ...],
        failures: list[str],
    ) -> Location:
        from badia_geo.cells import resolve_cell

        whole = self._whole_area(texts, areas)
        if whole is not None:
            return whole
        result = resolve_cell(self.gazetteer, *texts, context=areas, near=near)
        location = _of_cell(texts[0], result)
        outline = self._is_repeated(texts[0], areas) if location.footprint is not None and areas else None
        if outline is not None and location.footprint is not None:
            location = replace(location, footprint=capital_or_all(location.footprint, outline))
        if failures and location.status == "not_found":
            return replace(location, reason="; ".join([*failures, location.reason]))
        return location

    def _whole_area(self, texts: tuple[str, ...], areas: tuple[str, ...]) -> Location | None:
        """Take a governorate or a country that is said to be one: it is an area, not its capital."""
        for text in texts:
            if re.search(r"[,;:،]", text):
                continue
            for leaf in self.resolver.areas(_SOMEWHERE.sub("", text), context=areas):
                if leaf.probability < 0.5:
                    continue
                if (
                    leaf.feature_code in ("ADM1", "PCLI")
                    and leaf.reason.endswith("governorate")
                    and leaf.probability < 1
                ):
                    continue
                return Location(
                    text,
                    "located",
                    leaf.footprint,
                    0.9 * leaf.probability,
                    leaf.reason,
                    leaf.place_id,
                    leaf.name,
                )
        return None


_SOMEWHERE = re.compile(
    r"^و?في\s+|^(?:(?:in|across|at)\s+)?(?:(?:various|several|some|many|different|other|multiple|scattered)\s+)?"
    r"(?:areas|parts|locations|places|sites|positions)\s+(?:of|in|across)\s+(?:the\s+)?(?=.*\b(?:province|governorate)\b)",
    re.IGNORECASE,
)
"""Words before a governorate that say no more than that it is somewhere in it."""


def _headed(text: str) -> tuple[tuple[str, ...], str]:
    """Part what stands before colons or tabs from a description; a cell of names is parted with its names."""
    *heads, last = split_heads(text)
    described = not all(_reads_plain(part) for part in (*heads, last))
    if not heads or not described or last[0].isdigit() or not all(2 <= len(head) <= 60 for head in heads):
        return (), text
    return tuple(heads), last


def _reads_plain(text: str) -> bool:
    """Whether a text reads as names alone."""
    try:
        return parse_description(text).is_plain
    except DescriptionError:
        return True


_COLUMNS = [
    "lat",
    "lon",
    "radius_m",
    "precision",
    "score",
    "status",
    "reason",
    "place_id",
    "place_name",
    "footprint_wkt",
    "candidates",
]


def _of_cell(text: str, result: CellResult) -> Location:
    """Turn what a cell resolved to into a location with a footprint."""
    candidates = weighed_candidates(result)
    footprint = cell_footprint(result)
    if footprint is None:
        return Location(
            text,
            "ambiguous" if result.status == "ambiguous" else "not_found",
            None,
            result.score,
            result.reason,
            candidates=candidates if result.status == "ambiguous" else (),
        )
    return Location(
        text,
        "located",
        footprint,
        result.score,
        result.reason,
        result.place_id,
        result.place_name,
        candidates,
    )
