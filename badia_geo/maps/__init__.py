"""Maps: static sheets for print, series of them, and one interactive page that opens offline."""

from badia_geo.maps.animation import animate
from badia_geo.maps.changes import change_map
from badia_geo.maps.charts import timeline_chart
from badia_geo.maps.density import density_map
from badia_geo.maps.interactive import InteractiveMap, interactive_map
from badia_geo.maps.record import MapRecord, map_record
from badia_geo.maps.review import check
from badia_geo.maps.series import small_multiples
from badia_geo.maps.static import plot_control_map, save_map
from badia_geo.maps.style import MapStyle

__all__ = [
    "InteractiveMap",
    "MapRecord",
    "MapStyle",
    "animate",
    "change_map",
    "check",
    "density_map",
    "interactive_map",
    "map_record",
    "plot_control_map",
    "save_map",
    "small_multiples",
    "timeline_chart",
]
