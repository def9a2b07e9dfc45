"""A sheet at speed: the first A4 control map of a process at 300 dpi, and the next ones.

    python benchmarks/maps.py [date]

CPU seconds of drawing and saving, imports of the map modules included, the zones already drawn.  The peer is
``GeoDataFrame.plot`` of zones, countries, borders and rivers, without names, relief or legend, saved by
``savefig`` at the same size in the same run.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from badia_geo import datasets
from badia_geo.zones import ControlZones


def main() -> None:
    """Print the first and the best of the next three, and the peer's best of three."""
    day = sys.argv[1] if len(sys.argv) > 1 else "2020-08-21"
    zones = ControlZones.load().at(day)
    times, peers = [], []
    with tempfile.TemporaryDirectory() as folder:
        for i in range(4):
            start = time.process_time()
            from badia_geo.maps import plot_control_map, save_map

            save_map(plot_control_map(zones, at=day), Path(folder) / f"{i}.png")
            times.append(time.process_time() - start)
        for i in range(3):
            start = time.process_time()
            from matplotlib.backends.backend_agg import FigureCanvasAgg
            from matplotlib.figure import Figure

            figure = Figure(figsize=(11.69, 8.27))
            FigureCanvasAgg(figure)
            axes = figure.add_subplot()
            for name in ("countries", "borders", "rivers"):
                datasets.load(name).plot(ax=axes)
            zones.plot(ax=axes, column="controller")
            figure.savefig(Path(folder) / f"peer{i}.png", dpi=300)
            peers.append(time.process_time() - start)
    peer = min(peers)
    print(f"first {times[0]:.2f} s, next {min(times[1:]):.2f} s ({min(times[1:]) / peer:.1f} x the peer)")
    print(f"peer (bare layers, geopandas) {peer:.2f} s")


if __name__ == "__main__":
    main()
