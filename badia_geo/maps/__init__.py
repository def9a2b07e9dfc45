"""Maps: static sheets for print, and one interactive page that opens offline."""

from badia_geo.maps.static import MapRecord, map_record, plot_control_map, save_map

__all__ = ["MapRecord", "map_record", "plot_control_map", "save_map"]
