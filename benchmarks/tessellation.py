"""Points to zones: held-out places, against the nearest neighbour and plain Voronoi cells.

Run ``python benchmarks/tessellation.py [--splits 5] [--seed 0]`` with the evaluation data beside the
checkout or its folder in ``BADIA_GEO_EVAL``.  A fifth of the places is held out; the zones are drawn from
the others and the controller of each place held out is read off them.  ``near`` are the places within 5 km
of the Euphrates or of a place of another controller.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer
from scipy.spatial import cKDTree

from badia_geo.barriers import packaged_barriers
from badia_geo.tessellation import tessellate_points

EVAL = Path(os.environ.get("BADIA_GEO_EVAL", Path(__file__).resolve().parents[2] / "shared" / "eval"))
NEAR_M = 5_000.0


def near_a_line(table: pd.DataFrame, xy: np.ndarray) -> np.ndarray:
    """Places near the river or a place of another controller."""
    names = table["controller"].to_numpy()
    other = np.empty(len(table))
    for name in np.unique(names):
        mine = names == name
        other[mine] = cKDTree(xy[~mine]).query(xy[mine])[0]
    sides = packaged_barriers(shapely.box(35, 32, 43, 38)).water
    forward = Transformer.from_crs(4326, 32637, always_xy=True)
    river = shapely.transform(
        shapely.union_all(sides), lambda p: np.column_stack(forward.transform(p[:, 0], p[:, 1]))
    )
    return (other < NEAR_M) | (shapely.distance(river, shapely.points(xy)) < NEAR_M)


def read_off(zones: object, table: pd.DataFrame) -> np.ndarray:
    """The controller whose zone holds each place; empty where none does."""
    out = np.full(len(table), "", dtype=object)
    at = shapely.STRtree(zones.geometry.to_numpy()).query(
        shapely.points(table["lon"], table["lat"]), "intersects"
    )
    out[at[0]] = zones["controller"].to_numpy()[at[1]]
    return out


def merged(names: np.ndarray) -> np.ndarray:
    """The two sides of one government counted as one."""
    return np.where(np.isin(names, ["SNA", "HTS"]), "government", names)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--splits", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    path = EVAL / "control" / "wikipedia_points_2026-01.csv"
    if not path.is_file():
        sys.exit(f"skipped: no evaluation data at {path}; set BADIA_GEO_EVAL to its folder")
    table = pd.read_csv(path)
    xy = np.column_stack(
        Transformer.from_crs(4326, 32637, always_xy=True).transform(table["lon"], table["lat"])
    )
    names = table["controller"].to_numpy(object)
    near = near_a_line(table, xy)

    start, cpu = time.perf_counter(), time.process_time()
    drawn = tessellate_points(table)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    flat = drawn.zones.to_crs("+proj=aea +lat_1=32 +lat_2=37 +lat_0=35 +lon_0=39")
    print(
        f"{len(table)} points: {seconds:.1f} s ({cpu:.1f} s of processor), "
        f"{len(drawn.zones.explode())} polygons, {len(drawn.dissolved)} islands dissolved, "
        f"overlap {flat.area.sum() - flat.union_all().area:.0f} m2"
    )
    rows = []
    for split in range(options.splits):
        held = np.zeros(len(table), dtype=bool)
        held[np.random.default_rng(options.seed + split).permutation(len(table))[: len(table) // 5]] = True
        zones = tessellate_points(table[~held]).zones
        nearest = cKDTree(xy[~held]).query(xy[held])[1]
        truth = names[held]
        row = {"polygons": len(zones.explode())}
        # a Voronoi cell is the ground nearest to its place: reading plain Voronoi cells off is the nearest
        # neighbour; dissolved by controller they make one polygon for each connected patch of cells
        for method, guess in (("zones", read_off(zones, table[held])), ("nearest", names[~held][nearest])):
            right = guess == truth
            row[method] = right.mean()
            row[f"{method}, near"] = right[near[held]].mean()
            row[f"{method}, merged"] = (merged(guess) == merged(truth)).mean()
        row["voronoi polygons"] = voronoi_patches(table[~held], xy[~held])
        rows.append(row)
    figures = pd.DataFrame(rows)
    print(
        pd.DataFrame({"mean": figures.mean(), "spread": figures.std(), "least": figures.min()})
        .round(4)
        .to_string()
    )


def voronoi_patches(table: pd.DataFrame, xy: np.ndarray) -> int:
    """How many polygons plain Voronoi cells make once those of one controller are dissolved."""
    spots, first = np.unique(xy, axis=0, return_index=True)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(spots), ordered=True))
    names = table["controller"].to_numpy()[first]
    return sum(
        shapely.get_num_geometries(shapely.union_all(cells[names == name])) for name in np.unique(names)
    )


if __name__ == "__main__":
    main()
