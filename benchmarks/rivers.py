"""Banks at speed: 10 M points within 30 km of the Euphrates, and the full answer for 200,000.

    python benchmarks/rivers.py [points]

The peer is shapely's ``contains_xy`` with the prepared left-bank polygon, in the same run, on a tenth of
the points (its time per point does not depend on their number).
"""

from __future__ import annotations

import sys
import time

import geopandas as gpd
import numpy as np
import shapely

from badia_geo.rivers import BANKS, River


def best(work, repeats: int = 3, clock=time.perf_counter) -> float:
    """Shortest of a few runs, in seconds (`time.process_time`: of all threads together)."""
    times = []
    for _ in range(repeats):
        start = clock()
        work()
        times.append(clock() - start)
    return min(times)


def beside(river: River, n: int, *, km: float = 30.0) -> tuple[np.ndarray, np.ndarray]:
    """Random points within some km of the stem, evenly along it."""
    rng = np.random.default_rng(0)
    line = shapely.segmentize(river.line, 0.01)
    xy = shapely.get_coordinates(line)[rng.integers(0, shapely.get_num_coordinates(line), n)]
    away, bearing = km / 111.2 * np.sqrt(rng.uniform(0, 1, n)), rng.uniform(0, 2 * np.pi, n)
    return xy[:, 0] + away * np.cos(bearing) / 0.83, xy[:, 1] + away * np.sin(bearing)


def main() -> None:
    n = int(float(sys.argv[1])) if len(sys.argv) > 1 else 10_000_000
    river = River.load("euphrates")
    x, y = beside(river, n)
    start = time.perf_counter()
    code = river.side(x, y)
    first = time.perf_counter() - start
    ours = best(lambda: river.side(x, y)) / n

    left = river.bank_region("left")
    shapely.prepare(left)
    part = slice(0, max(n // 10, 1))
    xs, ys = x[part], y[part]
    peer = best(lambda: shapely.contains_xy(left, xs, ys)) / len(xs)
    inside = shapely.contains_xy(left, xs, ys)
    wrong = int((inside != (code[part] == BANKS.index("left"))).sum())
    print(
        f"{n:,} points within 30 km: {ours * n:.3f} s ({ours * 1e9:.1f} ns a point), first call {first:.2f} s"
    )
    print(f"shapely contains_xy, prepared left bank: {peer * n:.2f} s ({peer * 1e9:.0f} ns a point)")
    print(f"ratio {peer / ours:.0f} x, {wrong} differences in {len(xs):,}")

    cpu = best(lambda: river.side(x, y), clock=time.process_time) / n
    cpu_peer = best(lambda: shapely.contains_xy(left, xs, ys), clock=time.process_time) / len(xs)
    print(
        f"processor time: {cpu * 1e9:.1f} and {cpu_peer * 1e9:.0f} ns a point, ratio {cpu_peer / cpu:.0f} x"
    )

    m = min(n, 200_000)
    points = gpd.GeoSeries(gpd.points_from_xy(x[:m], y[:m]), crs=4326)
    took = best(lambda: river.bank(points), 1)
    print(f"bank() of {m:,} points with p_left, distance and river km: {took:.2f} s")
    frame = gpd.GeoDataFrame(
        {"radius_m": np.full(m // 10, 5000.0)}, geometry=points[: m // 10].values, crs=4326
    )
    took = best(lambda: river.bank(frame), 1)
    print(f"bank() of {m // 10:,} discs of 5 km: {took:.2f} s")


if __name__ == "__main__":
    main()
