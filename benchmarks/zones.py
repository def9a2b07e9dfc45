"""Zones: how fast a day is drawn and answered, and whether areas and changes add up.

Run ``python benchmarks/zones.py``; a timeline of daily layers is synthesised from the layers of another war
in the evaluation data beside the checkout (or in ``BADIA_GEO_EVAL``), and skipped where that is absent.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from badia_geo.zones import ControlZones

if TYPE_CHECKING:
    from collections.abc import Callable

EVAL = Path(os.environ.get("BADIA_GEO_EVAL", Path(__file__).resolve().parents[2] / "shared" / "eval"))
GEOD = Geod(ellps="WGS84")
DAYS = 772

FRESH = """
import time
import geopandas
from badia_geo.zones import ControlZones
start, cpu = time.perf_counter(), time.process_time()
zones = ControlZones.load()
loaded = time.perf_counter() - start
start = time.perf_counter()
zones.at("{date}")
print(loaded, time.perf_counter() - start, time.process_time() - cpu)
"""


def fresh(date: str, cache: Path) -> list[float]:
    """Seconds to load, to answer, and of the processor for both, in a process of its own."""
    done = subprocess.run(  # noqa: S603  (this interpreter and our own code)
        [sys.executable, "-c", FRESH.format(date=date)],
        env={**os.environ, "BADIA_GEO_CACHE": str(cache)},
        capture_output=True,
        text=True,
        check=True,
    )
    return [float(number) for number in done.stdout.split()]


def best(call: Callable[[], object], repeats: int) -> float:
    """The best of a few times, in seconds."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)


def packaged() -> None:
    """The packaged timeline, cold and from the cache."""
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder)
        first = fresh("2020-08-21", cache)
        second = fresh("2015-05-21", cache)
        again = min((fresh("2020-08-21", cache) for _ in range(3)), key=lambda t: t[1])
    for name, (load, at, cpu) in (("empty cache", first), ("areas known, another day", second)):
        print(f"{name}: load {load:.2f} s, at {at:.2f} s; {cpu:.2f} s of processor for both")
    print(f"from the cache on disk:   load {again[0]:.2f} s, at {again[1]:.4f} s")
    zones = ControlZones.load()
    zones.at("2020-08-21")
    print(f"from memory:              at {best(lambda: zones.at('2020-08-21'), 20):.4f} s")
    day = zones.at("2020-08-21")
    flat = day.to_crs("+proj=aea +lat_1=32 +lat_2=37 +lat_0=35 +lon_0=39")
    overlap = flat.area.sum() - flat.union_all().area
    print(f"2020-08-21: {len(day)} zones, {len(day.explode())} polygons, overlap {overlap:.0f} m2")
    for a, b in (("2017-09-25", "2017-11-25"), ("2024-11-26", "2024-12-08")):
        table = zones.compare(a, b).table
        print(f"{a} to {b}: gains {table.gained_km2.sum():.1f}, losses {table.lost_km2.sum():.1f} km2")


def albers(shape: shapely.Geometry) -> float:
    """Area by another way than the library's: a dense outline in an equal-area plane, km2."""
    import geopandas as gpd

    dense = gpd.GeoSeries([shapely.segmentize(shape, 0.01)], crs=4326)
    west, south, east, north = shape.bounds
    crs = f"+proj=aea +lat_1={south} +lat_2={north} +lat_0={(south + north) / 2} +lon_0={(west + east) / 2}"
    return float(dense.to_crs(crs).area.iloc[0]) / 1e6


def daily() -> None:
    """A timeline of daily layers."""
    layers = sorted((EVAL / "zones").glob("*.geojson"))
    if not layers:
        print(f"skipped: no layers in {EVAL / 'zones'}; set BADIA_GEO_EVAL to the evaluation data")
        return
    with tempfile.TemporaryDirectory() as folder:
        days = pd.date_range(end="2026-07-04", periods=DAYS)
        for i, day in enumerate(days):
            shutil.copy(layers[i * len(layers) // DAYS], Path(folder) / f"layer_{day:%Y%m%d}.geojson")
        start, cpu = time.perf_counter(), time.process_time()
        zones = ControlZones.from_file(folder, controller_name="Russia")
        seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    print(
        f"{DAYS} daily layers: loaded in {seconds:.1f} s ({cpu:.1f} s of processor), {len(zones.frame)} rows"
    )
    rng = np.random.default_rng(0)
    asked = [days[k] for k in rng.integers(0, DAYS, 200)]
    print(f"at: {best(lambda: [zones.at(d) for d in asked], 3) / 200 * 1000:.2f} ms")
    a, b = zones.at(days[0]), zones.at(days[-1])
    change = zones.compare(days[0], days[-1], accuracy_m=0)
    shapes = [frame.geometry.iloc[0] for frame in (a, b)]
    geodesic = [abs(GEOD.geometry_area_perimeter(s)[0]) / 1e6 for s in shapes]
    counted = zones.areas([days[0], days[-1]])["area_km2"].to_numpy()
    print(f"areas off the geodesic ones by {max(abs(counted / geodesic - 1)):.2e} of them,")
    print(f"off equal-area ones by {max(abs(counted / [albers(s) for s in shapes] - 1)):.2e}")
    off = change.table.loc["Russia", "net_km2"] - (geodesic[1] - geodesic[0])
    gap = change.table["gained_km2"].sum() - change.table["lost_km2"].sum()
    print(f"gains less losses {gap:.6f} km2; net gain off the difference of the areas by {off:.6f} km2")


if __name__ == "__main__":
    packaged()
    daily()
