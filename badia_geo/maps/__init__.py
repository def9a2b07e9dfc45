"""Maps: static sheets for print, and one interactive page that opens offline."""

from badia_geo.maps.interactive import InteractiveMap, interactive_map
from badia_geo.maps.review import check
from badia_geo.maps.static import MapRecord, map_record, plot_control_map, save_map

__all__ = [
    "InteractiveMap",
    "MapRecord",
    "check",
    "interactive_map",
    "map_record",
    "plot_control_map",
    "save_map",
]
