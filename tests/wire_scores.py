"""Scores of the reader on reports with known events: links, places, dates, casualties, actors, banks and zones."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from badia_geo.footprints import GEOD
from badia_geo.reports import read_report

if TYPE_CHECKING:
    from badia_geo.geocoding import Geocoder

REPORTS = Path(__file__).with_name("wire_reports.json")
SLACK = timedelta(days=1)
"""A window may be a day wider than the true one: "overnight" and "late on Thursday" end on either day."""


@dataclass(slots=True)
class Score:
    """Counts of what was right, over what could have been."""

    right: dict[str, int] = field(default_factory=dict)
    out_of: dict[str, int] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)

    def add(self, what: str, ok: bool, told: str = "") -> None:
        self.out_of[what] = self.out_of.get(what, 0) + 1
        self.right[what] = self.right.get(what, 0) + bool(ok)
        if not ok:
            self.misses.append(f"{what}: {told}")

    def share(self, what: str) -> float:
        return self.right.get(what, 0) / self.out_of[what] if self.out_of.get(what) else float("nan")


def load(half: str | None = None, path: Path = REPORTS) -> list[dict[str, Any]]:
    reports: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf8"))["reports"]
    return [r for r in reports if half is None or r["half"] == half]


def score_reports(reports: list[dict[str, Any]], *, geocoder: Geocoder | None = None) -> Score:
    """Read the reports and compare each with its events."""
    from badia_geo.analysis import join_all

    score = Score()
    for report in reports:
        events = read_report(report["text"], published=report["published"], geocoder=geocoder)
        rows = events.to_dict("records")
        pairs = _match(report["events"], rows)
        used = {j for _, j in pairs}
        for i, true in enumerate(report["events"]):
            found = next((rows[j] for k, j in pairs if k == i), None)
            told = f"{report['id']} {true['place']} {'/'.join(true['types'])}"
            score.add("recall", found is not None, told)
            if found is not None:
                _compare(score, true, found, told)
        for j, row in enumerate(rows):
            if j in used or row["status"] != "located" or any(_fits(o, row) for o in report["optional"]):
                continue
            score.add("precision", False, f"{report['id']} {row['event_type']} at {row['place']!r}")
        for _ in pairs:
            score.add("precision", True)
        checked = [(t, j) for i, t in enumerate(report["events"]) for k, j in pairs if k == i and t["bank"]]
        if checked:
            joined = join_all(events.iloc[[j for _, j in checked]])
            for (true, j), (_, row) in zip(checked, joined.iterrows(), strict=True):
                told = (
                    f"{report['id']} {true['place']}: {row['bank']} {row['controller']} ({rows[j]['place']})"
                )
                score.add("bank", row["bank"] == true["bank"], told)
                if true["controller"]:
                    score.add("controller", row["controller"] == true["controller"], told)
    return score


def _match(true: list[dict[str, Any]], rows: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """Pair events one to one, the best agreement first."""
    options = []
    for i, event in enumerate(true):
        for j, row in enumerate(rows):
            if _fits(event, row):
                same_type = event["types"].index(row["event_type"])
                counts = _count_ok(event["killed"], row, "fatalities")
                options.append((not counts, not _date_ok(event, row), same_type, _apart(event, row), i, j))
    pairs: list[tuple[int, int]] = []
    for *_, i, j in sorted(options):
        if all(i != a and j != b for a, b in pairs):
            pairs.append((i, j))
    return pairs


def _apart(event: dict[str, Any], row: dict[str, Any]) -> float:
    point = row["geometry"]
    return float(GEOD.inv(event["lon"], event["lat"], point.x, point.y)[2] / 1000)


def _fits(event: dict[str, Any], row: dict[str, Any]) -> bool:
    return (
        row["event_type"] in event["types"]
        and row["status"] == "located"
        and _apart(event, row) <= event["km"]
    )


def _date_ok(event: dict[str, Any], row: dict[str, Any]) -> bool:
    if pd.isna(row["date_start"]):
        return False
    first, last = (date.fromisoformat(d) for d in event["dates"])
    start, end = row["date_start"].date(), row["date_end"].date()
    return bool(first - SLACK <= start <= end <= last + SLACK and start <= last and end >= first)


def _count_ok(true: list[int | None] | None, row: dict[str, Any], kind: str) -> bool:
    low, high = row[f"{kind}_low"], row[f"{kind}_high"]
    if true is None:
        return bool(pd.isna(low)) or int(low) == 0
    if pd.isna(low):
        return False
    if true[0] is None:
        return bool(not pd.isna(high) and int(high) == true[1])
    right_high = pd.isna(high) if true[1] is None else (not pd.isna(high) and int(high) == true[1])
    # "more than 50" is 51 or more; a lower bound may also be read as the count itself
    lows = {true[0], true[0] + 1} if true[1] is None else {true[0]}
    return int(low) in lows and (bool(right_high) or true[1] is None)


def _compare(score: Score, true: dict[str, Any], row: dict[str, Any], told: str) -> None:
    days = (
        f"{row['date_start']:%Y-%m-%d}/{row['date_end']:%Y-%m-%d}"
        if not pd.isna(row["date_start"])
        else "none"
    )
    score.add("dates", _date_ok(true, row), f"{told}: {days}, not {true['dates']} ({row['date_rule']})")
    for kind, what in (("fatalities", "killed"), ("wounded", "wounded")):
        got = f"{row[f'{kind}_low']}-{row[f'{kind}_high']}"
        score.add(what, _count_ok(true[what], row, kind), f"{told}: {got}, not {true[what]}")
    if true["actors"]:
        named = {a["actor"] for a in json.loads(row["spans"])["actors"]}
        score.add("actors", set(true["actors"]) <= named, f"{told}: {sorted(named)}, not {true['actors']}")
