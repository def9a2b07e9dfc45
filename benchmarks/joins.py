"""Joins as frames: 10 M dated points over 60 months of zones, beside the undated join and geopandas.

    python benchmarks/joins.py [--points N] [--peer-points N]

Needs the evaluation data (BADIA_GEO_EVAL or ../shared/eval): the 272 subdistricts change hands at random from
month to month, so that a timeline has 60 stretches and every region several intervals.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from badia_geo.joins import ZoneJoin, assign, join_zones

EVAL = Path(os.environ.get("BADIA_GEO_EVAL", Path(__file__).resolve().parents[2] / "shared" / "eval"))
CONTROLLERS = np.array(["government", "opposition", "sdf", "is"], dtype=object)


def best(work, repeats: int = 3) -> float:
    """Shortest of a few runs, in seconds."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def say(name: str, work, n: int, repeats: int) -> float:
    """Print and give the time of each event, in seconds."""
    seconds = best(work, repeats)
    print(f"{name:32} {seconds:8.2f} s {n:>12,} {seconds / n * 1e9:9.0f} ns each", flush=True)
    return seconds / n


def timeline(regions: gpd.GeoDataFrame, months: int = 60) -> gpd.GeoDataFrame:
    """Let each region change hands with probability 0.05 a month; one row per interval."""
    rng = np.random.default_rng(0)
    firsts = pd.date_range("2014-01-01", periods=months + 1, freq="MS")
    rows = []
    for k in range(len(regions)):
        cuts = np.flatnonzero(rng.random(months) < 0.05)
        edges = np.unique(np.concatenate([[0], cuts, [months]]))
        rows += [(k, firsts[a], firsts[b]) for a, b in pairwise(edges)]
    which, start, end = zip(*rows, strict=True)
    frame = regions.iloc[list(which)][["geometry"]].reset_index(drop=True)
    frame["controller"] = rng.choice(CONTROLLERS, len(frame))
    frame["valid_from"], frame["valid_to"] = pd.DatetimeIndex(start), pd.DatetimeIndex(end)
    return frame


def sjoin_and_filter(events: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> pd.DataFrame:
    """Do by hand what `join_zones` does: join with every interval, then keep those that hold on the day."""
    joined = gpd.sjoin(events, zones, predicate="intersects")
    return joined[(joined["valid_from"] <= joined["date"]) & (joined["date"] < joined["valid_to"])]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--points", type=int, default=10_000_000)
    parser.add_argument("--peer-points", type=int, default=200_000)
    given = parser.parse_args()
    if not (EVAL / "admin" / "syr_adm3.gpkg").is_file():
        sys.exit(f"the evaluation data is not at {EVAL}; set BADIA_GEO_EVAL")
    regions = gpd.read_file(EVAL / "admin" / "syr_adm3.gpkg")[["geometry"]]
    zones = timeline(regions)
    undated = regions.assign(controller=CONTROLLERS[np.arange(len(regions)) % 4])
    rng = np.random.default_rng(1)
    n, few = given.points, min(given.peer_points, given.points)
    x0, y0, x1, y1 = regions.total_bounds
    geometry = gpd.points_from_xy(rng.uniform(x0, x1, n), rng.uniform(y0, y1, n), crs=4326)
    days = pd.Timestamp("2014-01-01") + pd.to_timedelta(rng.integers(0, 1826, n), "D")
    events = gpd.GeoDataFrame({"date": days}, geometry=geometry)
    print(f"{len(zones)} zone intervals, {n:,} events, peers on {few:,}")

    plain = say("join_zones, undated", lambda: join_zones(events, undated), n, 2)
    dated = say("join_zones, 60 months", lambda: join_zones(events, zones), n, 2)
    print(f"    {dated / plain:.2f} x the undated join (must 1.5)")
    ready = ZoneJoin(zones)
    ready.join(events.iloc[:100_000])
    say("ZoneJoin.join, made ready", lambda: ready.join(events), n, 2)
    part = events.iloc[:few]
    peer = say("geopandas.sjoin + date filter", lambda: sjoin_and_filter(part, zones), few, 1)
    print(f"    join_zones is {peer / dated:.1f} x faster (must 20)")
    by_hand = sjoin_and_filter(part, zones)["controller"].groupby(level=0).first().reindex(part.index)
    ours = ready.join(part)["controller"]
    print(f"    differences: {(by_hand.fillna('') != ours.fillna('')).sum()}")
    vague = part.assign(radius_m=rng.uniform(1000, 30_000, few)).iloc[:100_000]
    say("discs of 1-30 km, dated", lambda: ready.join(vague), len(vague), 2)
    say("20 draws of each", lambda: assign(vague, zones, draws=20), len(vague), 1)


if __name__ == "__main__":
    main()
