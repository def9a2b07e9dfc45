"""Reports: text becomes an event table, with the reason for everything in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from badia_geo.bare_text import BareText
from badia_geo.casualties import tally
from badia_geo.dates import parse_date
from badia_geo.event_types import event_types
from badia_geo.events import empty_events, events_frame, location_fields
from badia_geo.incidents import Incident, find_incidents
from badia_geo.mentions import default_geocoder
from badia_geo.sentences import unwrapped
from badia_geo.text_places import TextPlaces
from badia_geo.toponym_reader import find_toponyms
from badia_geo.toponyms import ToponymIndex, toponym_index

if TYPE_CHECKING:
    from datetime import date

    import geopandas as gpd
    import pandas as pd

    from badia_geo.geocoding import Geocoder, Location

__all__ = ["ReportReader", "explain", "merge_reports", "read_report"]


def read_report(
    text: str, *, published: date | str | None = None, geocoder: Geocoder | None = None, source: str = ""
) -> gpd.GeoDataFrame:
    """Read the events that a report tells of.

    Parameters
    ----------
    text
        The report, English or Arabic.
    published
        Day of publication: relative dates count from it, and no window runs past it.
    geocoder
        Locates the places; by default the packaged one.
    source
        What the ``source`` column says.

    Returns
    -------
    GeoDataFrame
        One row per event in the order of the text, with `badia_geo.events.EVENT_COLUMNS`; ``primary`` is
        the one the
        report is about.  Empty for a text without events.

    Raises
    ------
    DateError
        If ``published`` cannot be read.
    """
    day = None if published is None else parse_date(published)
    if not text or not text.strip():
        return empty_events()
    reader = ReportReader(default_geocoder() if geocoder is None else geocoder)
    return events_frame(reader.read(text, day, source=source))


class ReportReader:
    """Reads texts against one geocoder, remembering what it located."""

    def __init__(self, geocoder: Geocoder) -> None:
        self.geocoder = geocoder
        self.index: ToponymIndex = toponym_index(geocoder.gazetteer)
        self.memory: dict[tuple[Any, ...], Location] = {}

    def read(
        self,
        text: str,
        published: date | None,
        *,
        source: str = "",
        row: int | None = None,
        undated: str = "week",
    ) -> list[dict[str, Any]]:
        """Read one text into event records."""
        if not text.strip():
            return []
        told = BareText(unwrapped(text))
        text = told.bare
        toponyms = find_toponyms(text, self.index)
        places = TextPlaces(self.geocoder, self.index, toponyms, self.memory, source_row=row)
        incidents = find_incidents(
            text, toponyms, places.locate, published=published, undated=undated, at_least_one=row is not None
        )
        main = _primary(incidents)
        return [
            self._record(incident, number, told, primary=incident is main, source=source)
            for number, incident in enumerate(incidents)
        ]

    def _record(
        self, incident: Incident, number: int, told: BareText, *, primary: bool, source: str
    ) -> dict[str, Any]:
        known = event_types()[incident.event_type]
        statements = [draft.counts for draft in incident.drafts]
        killed, wounded = tally(statements, "killed"), tally(statements, "wounded")
        missing = "the text names no place for it"
        fields = location_fields(incident.location, missing=missing)
        return {
            "event_id": f"e{number + 1}",
            "primary": primary,
            "date_start": incident.date_start,
            "date_end": incident.date_end,
            "event_type": incident.event_type,
            "acled_event": known.acled_event,
            "acled_sub_event": known.acled_sub_event,
            "actors": "; ".join(p.actor.name for p in incident.parties),
            "fatalities_low": killed[0],
            "fatalities_high": killed[1],
            "wounded_low": wounded[0],
            "wounded_high": wounded[1],
            "text": " […] ".join(dict.fromkeys(told.words(d.start, d.end).strip() for d in incident.drafts)),
            "source": source,
            "place": None if incident.place is None else _item(incident.place, told)["text"],
            "date_rule": incident.date_rule,
            "spans": _JSON.encode(_spans(incident, told)),
            **fields,
        }


_JSON = json.JSONEncoder(ensure_ascii=False)


def _primary(incidents: list[Incident]) -> Incident | None:
    """Choose the event that a report is about: located, told most often, and first."""
    table = event_types()

    def weight(item: tuple[int, Incident]) -> tuple[bool, bool, float]:
        number, incident = item
        located = incident.location is not None and incident.location.footprint is not None
        told = sum(1 for _ in incident.drafts) + (0.5 if incident.counts else 0.0) - 0.6 * number
        return located, table[incident.event_type].rank > 0, told

    return max(enumerate(incidents), key=weight)[1] if incidents else None


def _item(part: Any, told: BareText) -> dict[str, Any]:
    start, end = told.span(part.start, part.end)
    text = part.text if told.bare == told.written else told.words(part.start, part.end)
    return {"start": start, "end": end, "text": text}


def _spans(incident: Incident, told: BareText) -> dict[str, Any]:
    """Provenance of an incident: what was read where in the text as it was written, by which rule."""

    def item(x: Any) -> dict[str, Any]:
        return _item(x, told)

    location = incident.location
    return {
        "statements": [list(told.span(d.start, d.end)) for d in incident.drafts],
        "triggers": [
            {**item(t), "type": t.event_type} for d in incident.drafts for t in d.triggers if t.text
        ],
        "place": None if incident.place is None else {**item(incident.place), "rule": incident.why_place},
        "other_places": [item(x) for d in incident.drafts for x in d.locatives if x is not incident.place],
        "date": None if incident.date_phrase is None else item(incident.date_phrase),
        "casualties": [{**item(c), "kind": c.kind, "low": c.low, "high": c.high} for c in incident.counts],
        "actors": [{**item(p), "actor": p.actor.actor} for p in incident.parties],
        "steps": list(location.footprint.steps)
        if location is not None and location.footprint is not None
        else [],
        "candidates": []
        if location is None
        else [[i, round(float(p), 3)] for _, p, i in location.candidates[:5]],
    }


def explain(event: pd.Series) -> str:
    """Tell in words why an event stands as it does.

    Parameters
    ----------
    event
        One row of a table that `read_report` or `read_notes` gave.

    Returns
    -------
    str
        Lines of what, when, where, who and how many, each with the words it was read from.
    """
    spans = json.loads(event["spans"]) if isinstance(event.get("spans"), str) and event["spans"] else {}
    known = event_types().get(event["event_type"])
    words = ", ".join(f"“{t['text']}”" for t in spans.get("triggers", [])) or "no words that tell of an event"
    lines = [f"{event['event_id']}: {known.name if known else event['event_type']}, from {words}"]
    when = (
        "no date"
        if event["date_start"] != event["date_start"]
        else f"{event['date_start']:%Y-%m-%d} to {event['date_end']:%Y-%m-%d}"
    )
    read = f" from “{spans['date']['text']}”" if spans.get("date") else ""
    lines.append(f"  when: {when}{read} ({event['date_rule']})")
    place = spans.get("place")
    if place:
        lines.append(f"  where: “{place['text']}”, which {place['rule']}")
        lines.extend(f"    - {step}" for step in spans.get("steps", []))
    lines.append(f"  place {event['status']}" + (f": {event['reason']}" if event["reason"] else ""))
    if event["score"] == event["score"] and event["status"] == "located":
        lines.append(
            f"    within {event['radius_m'] / 1000:.1f} km of the point; the place is right with "
            f"probability {event['score']:.2f}"
        )
    lines.extend(
        f"    candidate {i} with probability {p}"
        for i, p in spans.get("candidates", [])
        if event["status"] == "ambiguous"
    )
    lines.extend(f"    not taken: “{other['text']}”" for other in spans.get("other_places", []))
    for count in spans.get("casualties", []):
        high = "or more" if count["high"] is None else f"to {count['high']}"
        lines.append(f"  {count['kind']}: {count['low']} {high}, from “{count['text']}”")
    if spans.get("actors"):
        lines.append("  who: " + ", ".join(f"{a['actor']} (“{a['text']}”)" for a in spans["actors"]))
    return "\n".join(lines)


def merge_reports(*tables: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Put events of several reports together; an incident told by several becomes one row.

    Two events are one when their windows overlap, their types agree, and their places do: one footprint
    holds the other's point or they lie within the sum of their radii, at most 25 km.  Counts of dead that
    differ by more than half speak against it.

    Parameters
    ----------
    tables
        Event tables.

    Returns
    -------
    GeoDataFrame
        In order of date; the narrower place and date win, ``source`` lists both, ranges of counts widen to
        hold both, and ``merged_from`` lists the events that went into a row as "table:event_id".
    """
    from badia_geo.merging import merge_rows

    records = [
        {**{str(k): v for k, v in record.items()}, "merged_from": (f"{number}:{record['event_id']}",)}
        for number, table in enumerate(tables)
        for record in table.to_dict("records")
    ]
    return events_frame(merge_rows(records))
