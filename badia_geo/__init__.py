"""badia_geo: places, control zones and river banks for reports on the war in Syria's east.

Everything listed in ``__all__`` is the public API; a name is imported when it is first used, so that
``import badia_geo`` stays cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from badia_geo import datasets, errors
    from badia_geo.analysis import Analysis, analyse, join_all
    from badia_geo.errors import BadiaGeoError
    from badia_geo.events import read_events
    from badia_geo.footprints import Footprint, circle
    from badia_geo.gazetteer import Candidate, Gazetteer, Place
    from badia_geo.geocoding import Geocoder, Location
    from badia_geo.index import RegionIndex
    from badia_geo.joins import ZoneJoin, assign, join_admin, join_bank, join_zones
    from badia_geo.maps import (
        MapStyle,
        animate,
        change_map,
        check,
        density_map,
        interactive_map,
        plot_control_map,
        save_map,
        small_multiples,
        timeline_chart,
    )
    from badia_geo.mentions import Mention, find_mentions
    from badia_geo.notes import note_tables, read_notes
    from badia_geo.point_words import describe_point
    from badia_geo.rasters import (
        Raster,
        event_density,
        hillshade,
        sample_raster,
        zonal_categories,
        zonal_figures,
    )
    from badia_geo.reports import explain, merge_reports, read_report
    from badia_geo.rivers import River
    from badia_geo.tables import read_table, write_table
    from badia_geo.tessellation import zones_from_points
    from badia_geo.zones import ControlZones

__version__ = "0.1.0"

_HOMES = {
    "Analysis": "analysis", "analyse": "analysis", "join_all": "analysis", "BadiaGeoError": "errors",
    "read_events": "events", "Footprint": "footprints", "circle": "footprints", "Candidate": "gazetteer",
    "Gazetteer": "gazetteer", "Place": "gazetteer", "Geocoder": "geocoding", "Location": "geocoding",
    "describe_point": "point_words", "RegionIndex": "index", "join_admin": "joins", "join_bank": "joins",
    "join_zones": "joins", "check": "maps", "interactive_map": "maps", "plot_control_map": "maps",
    "save_map": "maps", "Mention": "mentions", "find_mentions": "mentions", "merge_reports": "reports",
    "read_notes": "notes", "note_tables": "notes", "read_report": "reports", "River": "rivers",
    "read_table": "tables",
    "ZoneJoin": "joins", "assign": "joins", "Raster": "rasters", "event_density": "rasters",
    "hillshade": "rasters", "sample_raster": "rasters", "zonal_categories": "rasters",
    "zonal_figures": "rasters", "explain": "reports", "animate": "maps", "change_map": "maps",
    "small_multiples": "maps", "timeline_chart": "maps", "density_map": "maps", "MapStyle": "maps",
    "write_table": "tables", "zones_from_points": "tessellation", "ControlZones": "zones",
}  # fmt: skip

__all__ = [
    "Analysis",
    "BadiaGeoError",
    "Candidate",
    "ControlZones",
    "Footprint",
    "Gazetteer",
    "Geocoder",
    "Location",
    "MapStyle",
    "Mention",
    "Place",
    "Raster",
    "RegionIndex",
    "River",
    "ZoneJoin",
    "analyse",
    "animate",
    "assign",
    "change_map",
    "check",
    "circle",
    "datasets",
    "density_map",
    "describe_point",
    "errors",
    "event_density",
    "explain",
    "find_mentions",
    "hillshade",
    "interactive_map",
    "join_admin",
    "join_all",
    "join_bank",
    "join_zones",
    "merge_reports",
    "note_tables",
    "plot_control_map",
    "read_events",
    "read_notes",
    "read_report",
    "read_table",
    "sample_raster",
    "save_map",
    "small_multiples",
    "timeline_chart",
    "write_table",
    "zonal_categories",
    "zonal_figures",
    "zones_from_points",
]


def __getattr__(name: str) -> Any:
    if name in ("datasets", "errors"):
        return import_module(f"badia_geo.{name}")
    if name in _HOMES:
        value = getattr(import_module(f"badia_geo.{_HOMES[name]}"), name)
        globals()[name] = value
        return value
    msg = f"module 'badia_geo' has no attribute {name!r}"
    raise AttributeError(msg)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
