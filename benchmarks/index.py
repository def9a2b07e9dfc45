"""RegionIndex beside its peers, in one run: points in 272 subdistricts, shares of discs, growth.

    python benchmarks/index.py [--points N] [--peer-points N] [--only points,discs,build,memory,growth]

Needs the evaluation data (BADIA_GEO_EVAL or ../shared/eval) and, for the peers, the extra ``bench``
(sedonadb, duckdb with its spatial extension); a peer that is not installed is left out, with a line.
Peers run on fewer points, since their time per point does not fall with more; ratios are of time per point.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from badia_geo.footprints import circle
from badia_geo.index import RegionIndex
from badia_geo.quadrature import disc_shares

EVAL = Path(os.environ.get("BADIA_GEO_EVAL", Path(__file__).resolve().parents[2] / "shared" / "eval"))


def best(work, repeats: int = 5) -> np.ndarray:
    """Shortest wall time and shortest time of all cores of a few runs, in seconds.

    On a machine that others use too, the wall time says more of them than of us.
    """
    times = []
    for _ in range(repeats):
        start, busy = time.perf_counter(), time.process_time()
        work()
        times.append((time.perf_counter() - start, time.process_time() - busy))
    return np.min(times, axis=0)


def say(name: str, seconds: np.ndarray, n: int, ours: np.ndarray | None = None, must: str = "") -> None:
    wall, busy = seconds / n * 1e9
    print(f"{name:40} {n:>12,} {wall:11.1f} ns each, {busy:11.1f} ns of cores", end="")
    if ours is not None:
        ratio = seconds / n / ours
        print(f"   {ratio[0]:7.1f} x, {ratio[1]:7.1f} x of cores  {must}", end="")
    print(flush=True)


def subdistricts() -> gpd.GeoDataFrame:
    return gpd.read_file(EVAL / "admin" / "syr_adm3.gpkg")[["pcode", "geometry"]]


def points_in(bounds, n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.uniform(bounds[0], bounds[2], n), rng.uniform(bounds[1], bounds[3], n)


def at_towns(regions: gpd.GeoDataFrame, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Points clustered (sigma 3 km) at one place of each region."""
    rng = np.random.default_rng(1)
    towns = shapely.get_coordinates(regions.representative_point().to_numpy())[
        rng.integers(0, len(regions), n)
    ]
    moved = towns + rng.normal(0, 0.03, towns.shape)
    return moved[:, 0].copy(), moved[:, 1].copy()


def points(regions: gpd.GeoDataFrame, n: int, n_peer: int) -> None:
    index = RegionIndex(regions).build()
    x, y = points_in(index.bounds, n)
    tx, ty = at_towns(regions, n)
    out = np.empty(n, dtype=np.int32)
    px, py = x[:n_peer].copy(), y[:n_peer].copy()
    target = np.empty((2, n))

    def copy() -> None:
        np.copyto(target[0], x)
        np.copyto(target[1], y)

    copied = best(copy)
    all_cores = best(lambda: index.lookup(x, y, out=out))
    say("copyto of the coordinates", copied, n)
    say("RegionIndex, all cores", all_cores, n)
    print(f"{'':40} {all_cores[0] / copied[0]:.1f} x the copy (aim: 4)")
    ours = all_cores / n
    say("RegionIndex, one thread", best(lambda: index.lookup(x, y, out=out, threads=1)), n)
    say("RegionIndex, points at towns", best(lambda: index.lookup(tx, ty, out=out)), n)
    index.lookup(x, y, out=out)
    frame = gpd.GeoDataFrame(geometry=gpd.points_from_xy(px, py), crs=regions.crs)
    joined = {}

    def sjoin() -> None:
        joined["geopandas"] = gpd.sjoin(frame, regions, predicate="within")

    say("geopandas.sjoin(points, regions)", best(sjoin, 3), n_peer, ours, "must 150, aim 400")
    first = joined["geopandas"].groupby(level=0)["index_right"].min().reindex(range(n_peer), fill_value=-1)
    print(f"{'':40} differences from sjoin: {(first.to_numpy() != out[:n_peer]).sum()}")
    say(
        "geopandas.sjoin(regions, points)",
        best(lambda: gpd.sjoin(regions, frame, predicate="contains"), 2), n_peer, ours,
    )  # fmt: skip
    sedona(regions, frame, ours)
    duck(regions, px, py, ours)


def sedona(regions: gpd.GeoDataFrame, frame: gpd.GeoDataFrame, ours: np.ndarray) -> None:
    try:
        import sedonadb
    except ImportError:
        print("SedonaDB is not installed (extra bench)")
        return
    db = sedonadb.connect()
    db.create_data_frame(regions).to_view("regions")
    db.create_data_frame(frame.assign(i=np.arange(len(frame)))).to_view("points")
    query = "SELECT p.i, r.pcode FROM points p JOIN regions r ON ST_Intersects(r.geometry, p.geometry)"
    say("SedonaDB", best(lambda: db.sql(query).to_pandas(), 3), len(frame), ours, "must 25")


def duck(regions: gpd.GeoDataFrame, x: np.ndarray, y: np.ndarray, ours: np.ndarray) -> None:
    try:
        import duckdb
        from duckdb_extensions import import_extension
    except ImportError:
        print("DuckDB is not installed (extra bench)")
        return
    n = min(len(x), 200_000)
    import_extension("spatial")
    db = duckdb.connect()
    db.execute("LOAD spatial")
    table = pd.DataFrame({"pcode": regions["pcode"], "wkb": regions.geometry.to_wkb()})
    places = pd.DataFrame({"i": np.arange(n), "x": x[:n], "y": y[:n]})
    db.register("r", table).execute("CREATE TABLE regions AS SELECT pcode, ST_GeomFromWKB(wkb) AS g FROM r")
    db.register("p", places).execute("CREATE TABLE points AS SELECT i, ST_Point(x, y) AS g FROM p")
    query = "SELECT p.i, r.pcode FROM points p JOIN regions r ON ST_Intersects(r.g, p.g)"
    say("DuckDB spatial", best(lambda: db.execute(query).df(), 2), n, ours, "must 60")


def discs(regions: gpd.GeoDataFrame, n: int = 100_000, n_peer: int = 2000) -> None:
    index = RegionIndex(regions).build()
    x, y = points_in(index.bounds, n, seed=2)
    radius = np.random.default_rng(3).uniform(1000, 30_000, n)
    seconds = best(lambda: disc_shares(index, x, y, radius), 3)
    say("disc_shares", seconds, n)
    places = list(zip(x[:n_peer], y[:n_peer], radius[:n_peer], strict=True))
    drawn = np.array([circle(*place) for place in places])
    shapes = regions.geometry.to_numpy()

    def overlay() -> None:
        disc, region = shapely.STRtree(shapes).query(drawn)
        shapely.area(shapely.intersection(drawn[disc], shapes[region]))

    say("STRtree + intersection", best(overlay, 2), n_peer, seconds / n, "must 60")

    def equal_area(geometries):
        return shapely.transform(
            geometries, lambda c: np.column_stack([np.radians(c[:, 0]), np.sin(np.radians(c[:, 1]))])
        )

    fine = equal_area(np.array([circle(*place, vertices=256) for place in places]))
    plane = equal_area(shapes)
    disc, region = shapely.STRtree(plane).query(fine)
    exact = np.zeros((n_peer, len(shapes) + 1))
    exact[disc, region] = shapely.area(shapely.intersection(fine[disc], plane[region])) / shapely.area(
        fine[disc]
    )
    found = np.zeros_like(exact)
    d, row, share = disc_shares(index, x, y, radius)
    few = (d < n_peer) & (row >= 0)
    found[d[few], row[few]] = share[few]
    error = np.abs(found - exact)
    some = (found > 0) | (exact > 0)
    print(
        f"error of P(region): 99 % of shares within {np.quantile(error[some], 0.99):.4f} (must 0.01), "
        f"all within {error.max():.4f} (must 0.02)"
    )


FRESH = """
import time, sys, json
import numpy as np, geopandas as gpd
from badia_geo.index import RegionIndex
regions = gpd.read_file(sys.argv[1])
index = RegionIndex(regions)
x, y = np.random.default_rng(0).uniform([36, 33], [42, 37], (100_000, 2)).T
def timed(work):
    start, busy = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - busy
laid = timed(lambda: index.grid)
answered = timed(lambda: index.lookup(x, y))
many = np.resize(x, 3_000_000), np.resize(y, 3_000_000)
loaded = timed(lambda: index.lookup(*many))
print(json.dumps([laid, answered, loaded]))
"""


def build() -> None:
    """Time of the grid and of the first answer, each in a process of its own."""
    file = EVAL / "admin" / "syr_adm3.gpkg"
    with tempfile.TemporaryDirectory() as folder:
        kernels = Path(folder) / "numba"
        env = {**os.environ, "BADIA_GEO_CACHE": folder, "NUMBA_CACHE_DIR": str(kernels)}
        for name, must in (("built, kernel compiled", "1.0 / 1.5"), ("both from the cache", "0.05 / 0.5")):
            times = []
            for _ in range(1 if "compiled" in name else 3):
                done = subprocess.run(  # noqa: S603  (this interpreter and our own code)
                    [sys.executable, "-c", FRESH, str(file)],
                    env=env,
                    capture_output=True,
                    check=True,
                    text=True,
                )
                times.append(json.loads(done.stdout))
            print(f"{name} (must {must}; in brackets time of cores):")
            for what, (wall, busy) in zip(
                ("grid", "first answer, 100,000 points", "first look-up with the kernel, 3 M points"),
                np.min(times, axis=0),
                strict=True,
            ):
                print(f"    {what:44} {wall:.3f} s ({busy:.3f} s)", flush=True)


MEMORY = """
import sys
import numpy as np, geopandas as gpd
from badia_geo.index import RegionIndex
def status(name):
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(name)) * 1024
regions = gpd.read_file(sys.argv[1])
n = int(sys.argv[2])
rng = np.random.default_rng(0)
x, y = rng.uniform(36, 42, n), rng.uniform(33, 37, n)
with open("/proc/self/clear_refs", "w") as file:
    file.write("5")  # the peak counts from here
before = status("VmRSS")
found = RegionIndex(regions, cache=False).lookup(x, y)
columns = x.nbytes + y.nbytes
print((status("VmHWM") - before) / columns, (status("VmRSS") - before) / columns)
"""


def memory(n: int) -> None:
    """Peak memory that an index and its look-up add to a process."""
    done = subprocess.run(  # noqa: S603  (this interpreter and our own code)
        [sys.executable, "-c", MEMORY, str(EVAL / "admin" / "syr_adm3.gpkg"), str(n)],
        capture_output=True, check=True, text=True,
    )  # fmt: skip
    peak, kept = map(float, done.stdout.split())
    print(f"memory added at {n:,} points: peak {peak:.2f}, kept {kept:.2f} x the input columns (must 1.5)")


def growth(folder: Path | None = None) -> None:
    """Time per point over points, streamed from memory-mapped columns, and over regions."""
    regions = subdistricts()
    index = RegionIndex(regions).build()
    rows = []

    def record(name: str, work, n: int, count: int, repeats: int) -> None:
        seconds = best(work, repeats)
        say(name, seconds, n)
        wall, cores = (seconds / n * 1e9).round(2).tolist()
        rows.append({"points": n, "regions": count, "ns_wall": wall, "ns_cores": cores})

    with tempfile.TemporaryDirectory() as scratch:
        for n in (1_000_000, 3_000_000, 10_000_000, 30_000_000, 100_000_000):
            x, y = (np.memmap(Path(scratch) / name, dtype=np.float64, shape=n, mode="w+") for name in "xy")
            out = np.memmap(Path(scratch) / "out", dtype=np.int32, shape=n, mode="w+")
            for start in range(0, n, 1_000_000):
                x[start : start + 1_000_000], y[start : start + 1_000_000] = points_in(
                    index.bounds, 1_000_000, start
                )
            record("streamed look-up", lambda: index.lookup(x, y, out=out), n, len(regions), 4)  # noqa: B023  (called before the loop goes on)
    x, y = points_in((0, 0, 1, 1), 2_000_000)
    for count in (10, 30, 100, 300, 1000, 3000, 10_000):
        seeds = shapely.multipoints(np.random.default_rng(count).random((count, 2)))
        cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=shapely.box(0, 0, 1, 1)))
        cells = shapely.intersection(cells, shapely.box(0, 0, 1, 1))
        cells = shapely.segmentize(cells, 1 / np.sqrt(count) / 25)
        start = time.perf_counter()
        many = RegionIndex(gpd.GeoSeries(cells, crs=32637), cache=False).build()
        built = time.perf_counter() - start
        name = f"{count:,} regions (built in {built:.2f} s)"
        record(name, lambda: many.lookup(x, y), len(x), count, 10)  # noqa: B023  (called before the loop goes on)
    if folder is not None:
        table = pd.DataFrame(rows)
        table.to_csv(folder / "index_growth.csv", index=False)
        draw_growth(table, len(regions), folder / "index_growth.png")


def draw_growth(table: pd.DataFrame, n_regions: int, file: Path) -> None:
    """Draw both curves on logarithmic axes, beside what growth in proportion would be."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import FuncFormatter

    figure = Figure(figsize=(8, 3.4), layout="constrained")
    left, right = figure.subplots(1, 2, sharey=True)
    panels = (
        (
            left,
            table[table["regions"] == n_regions],
            "points",
            f"Points, streamed ({n_regions} subdistricts)",
        ),
        (right, table[table["regions"] != n_regions], "regions", "Regions (2 million points)"),
    )
    plain = FuncFormatter(lambda value, _: f"{value:,.0f}")
    for axes, part, column, label in panels:
        at, time_of = part[column].to_numpy(dtype=float), part["ns_cores"].to_numpy(dtype=float)
        axes.plot(at, time_of, "o-", color="#1b6ca8", ms=5)
        for place, value in zip(at, time_of, strict=True):
            axes.annotate(
                f"{value:.1f}", (place, value), (0, -13), textcoords="offset points", ha="center", fontsize=8
            )
        axes.set(
            xscale="log",
            yscale="log",
            xlabel=label,
            xticks=np.geomspace(at[0], at[-1], round(np.log10(at[-1] / at[0])) + 1),
        )
        axes.xaxis.set_major_formatter(plain)
        axes.yaxis.set_major_formatter(plain)
        axes.minorticks_off()
        axes.spines[["top", "right"]].set_visible(False)
    many = panels[1][1]
    proportional = many["ns_cores"].iloc[0] * many["regions"] / many["regions"].iloc[0]
    right.plot(many["regions"], proportional, "--", color="0.6", lw=1)
    right.annotate("in proportion", (100, proportional.iloc[0] * 10), (-4, 6), textcoords="offset points",
                   ha="right", color="0.4", fontsize=8)  # fmt: skip
    left.set(ylim=(1, 1000), ylabel="Processor time per point (ns)")
    figure.savefig(file, dpi=150)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--points", type=int, default=10_000_000)
    parser.add_argument("--peer-points", type=int, default=1_000_000)
    parser.add_argument("--only", default="points,discs,build,memory,growth")
    parser.add_argument(
        "--write", type=Path, help="folder for index_growth.csv and the figure of it (docs/ has them)"
    )
    given = parser.parse_args()
    if not (EVAL / "admin" / "syr_adm3.gpkg").is_file():
        sys.exit(f"the evaluation data is not at {EVAL}; set BADIA_GEO_EVAL")
    wanted = given.only.split(",")
    regions = subdistricts()
    if "points" in wanted:
        points(regions, given.points, given.peer_points)
    if "discs" in wanted:
        discs(regions)
    if "build" in wanted:
        build()
    if "memory" in wanted:
        memory(given.points)
    if "growth" in wanted:
        growth(given.write)


if __name__ == "__main__":
    main()
