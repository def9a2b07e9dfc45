"""MapRecord: what a figure shows, its places on the sheet, and what its zones say of themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from badia_geo.errors import CRSError, ValueRangeError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from badia_geo.maps.event_symbols import Callout
    from badia_geo.maps.frame import MapFrame
    from badia_geo.maps.furniture import ScaleBar
    from badia_geo.maps.words import Language
    from badia_geo.zones import ControlZones

__all__ = [
    "A4",
    "MAP_PLACE",
    "SIDE",
    "MapRecord",
    "accuracy_of",
    "colours_of",
    "event_sources_of",
    "map_record",
    "period_of",
    "sources_of",
    "zones_of",
]

A4 = (11.69, 8.27)
# left, bottom, width, height of the map as shares of the sheet; the legend column stands right of it
MAP_PLACE = (0.035, 0.105, 0.665, 0.815)
SIDE = (0.722, 0.915, 0.262)


@dataclass
class MapRecord:
    """What a figure shows, for `check` and for the metadata of the file it is saved to."""

    title: str
    frame: MapFrame
    at: str | None
    cutoff: str | None
    sources: str
    events_from: str = ""
    zones_from: str = ""
    period: tuple[str, str] | None = None
    scale_bar: ScaleBar | None = None
    colours: dict[str, str] = field(default_factory=dict)
    labels: list[Any] = field(default_factory=list)
    callouts: list[Callout] = field(default_factory=list)
    events_drawn: int = 0
    events_left_out: int = 0
    alt_text: str = ""
    language: Language = "en"
    is_map: bool = True

    def numbers(self) -> dict[Any, int]:
        """Give the number on the sheet of each event that has one, by its label in the event table."""
        return {row: c.number for c in self.callouts if c.number and c.label for row in c.rows}


def map_record(figure: Figure) -> MapRecord:
    """Give the record of a figure that `plot_control_map` made.

    Raises
    ------
    ValueRangeError
        If the figure was made by something else.
    """
    record = getattr(figure, "badia_geo_record", None)
    if not isinstance(record, MapRecord):
        msg = "this figure was not made by plot_control_map, so nothing is known of what it shows"
        raise ValueRangeError(msg)
    return record


def zones_of(zones: ControlZones | gpd.GeoDataFrame | None, at: str | None) -> gpd.GeoDataFrame | None:
    """Give the zones of the date asked for, in EPSG:4326, with the columns that drawing needs."""
    if zones is None:
        return None
    if not isinstance(zones, gpd.GeoDataFrame):
        if at is None:
            msg = "a timeline of zones needs the date to draw: pass at='2020-08-21'"
            raise ValueRangeError(msg)
        zones = zones.at(at)
    if zones.crs is None:
        msg = "the zones have no coordinate reference system; set it, e.g. zones.set_crs(4326)"
        raise CRSError(msg)
    frame = zones.to_crs(4326)
    for name, default in (("controller", "none"), ("status", "control")):
        if name not in frame:
            frame = frame.assign(**{name: default})
    return frame.assign(status=frame["status"].fillna("control"))


def accuracy_of(dated: gpd.GeoDataFrame | None) -> float | None:
    """Give the median accuracy that the zones state, in metres."""
    if dated is None or "accuracy_m" not in dated:
        return None
    values = pd.to_numeric(dated["accuracy_m"], errors="coerce").dropna()
    return float(values.median()) if len(values) else None


def sources_of(dated: gpd.GeoDataFrame | None) -> str:
    """Name the zones' sources without repeating any, with their number and newest date; many are counted."""
    if dated is None or "source" not in dated:
        return "user's own"
    names = list(dict.fromkeys(str(s).strip() for s in dated["source"].dropna() if str(s).strip()))
    if not names:
        return "no source stated"
    short = [n if len(n) < 70 else n[:67] + "…" for n in names[:2]]
    text = "; ".join(short)
    if len(names) > 2:
        text += f" and {len(names) - 2} more, listed in the zones layer"
    facts = []
    if "statements" in dated:
        told = {s for cell in dated["statements"].dropna() for s in str(cell).split("|") if s}
        facts += [f"{len(told)} statements"] if told else []
    if "source_date" in dated:
        days = pd.to_datetime(dated["source_date"], errors="coerce").dropna()
        facts += [f"sources up to {days.max():%Y-%m-%d}"] if len(days) else []
    return text + (f" ({', '.join(facts)})" if facts else "")


def period_of(events: pd.DataFrame) -> tuple[str, str] | None:
    """Give the first and the last day on which events may have happened, ISO; None where none is known."""
    columns = [events[c] for c in ("date_start", "date_end") if c in events]
    days = pd.to_datetime(pd.concat(columns), errors="coerce").dropna() if columns else pd.Series()
    return (f"{days.min():%Y-%m-%d}", f"{days.max():%Y-%m-%d}") if len(days) else None


def event_sources_of(events: gpd.GeoDataFrame | None) -> str:
    """Name the sources that events state, without repeating any; many are counted."""
    if events is None or "source" not in events:
        return ""
    names = list(dict.fromkeys(s for v in events["source"].dropna() if (s := str(v).strip())))
    text = "; ".join(n if len(n) < 70 else n[:67] + "…" for n in names[:2])
    return text + (f" and {len(names) - 2} more" if len(names) > 2 else "")


def colours_of(shown: gpd.GeoDataFrame | None) -> dict[str, str]:
    """Give the colour of each controller that is shown."""
    from badia_geo.maps.palette import controller

    if shown is None or shown.empty:
        return {}
    return {str(c): controller(c).colour for c in shown["controller"].unique()}
