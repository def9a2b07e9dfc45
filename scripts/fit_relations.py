"""Fit how far off stated distances and directions are, and write data/relation_bands.json.

    python scripts/fit_relations.py PAIRS.csv [--all]

PAIRS.csv holds one sentence a row: stated (figure), unit (km, mi), direction, from_lat, from_lon, stated_km, ratio
(true over stated distance) and bearing_error (degrees).  Rows whose from-place falls in the held-back half (a hash
of its coordinates) are not used; `benchmarks/relations.py` reports the coverage on both halves.  Only quantiles
are written.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd

NODES_KM = (2.0, 5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 400.0)
LEVELS = (
    0.0,
    0.005,
    0.01,
    0.02,
    0.03,
    0.05,
    0.075,
    *np.linspace(0.1, 0.9, 33).round(3),
    0.925,
    0.95,
    0.97,
    0.98,
    0.99,
    0.995,
    1.0,
)
MISMATCH = 75.0
"""Bearing error in degrees over which a pair is taken as two other places of the same names: 1.2 % of the pairs, and
their distances are off as well (true over stated 1.56 on the mean)."""
WIDTH = 0.6
"""Standard deviation of the kernel over the logarithm of the distance: a factor of 1.8."""


def held_back(lat: float, lon: float) -> bool:
    """Whether a from-place is in the half that the fit never sees."""
    return hashlib.sha256(f"{lat:.4f},{lon:.4f}".encode()).digest()[0] % 2 == 1


def roundness(figure: float) -> int:
    """Class of a figure by how it is written: 10 for tens, 5 for fives, 1 for the others."""
    return 10 if figure % 10 == 0 else 5 if figure % 5 == 0 else 1


def quantiles(values: np.ndarray, weights: np.ndarray) -> list[float]:
    order = np.argsort(values)
    total = np.cumsum(weights[order])
    middle = (total - weights[order] / 2) / total[-1]
    return [round(float(v), 4) for v in np.interp(LEVELS, middle, values[order])]


def fit(pairs: pd.DataFrame) -> dict[str, object]:
    log_km = np.log(pairs["stated_km"].to_numpy(float))
    log_ratio = np.log(pairs["ratio"].to_numpy(float))
    bearing = pairs["bearing_error"].abs().to_numpy(float)
    figure_class = pairs["stated"].map(roundness).to_numpy()
    winds = (
        pairs["direction"]
        .map(lambda d: 16 if "-" in d else 4 if d in ("north", "south", "east", "west") else 8)
        .to_numpy()
    )
    ratio_table, bearing_table = {}, {}
    for name in (1, 5, 10):
        mine = figure_class == name
        ratio_table[str(name)] = [
            quantiles(log_ratio[mine], np.exp(-0.5 * ((log_km[mine] - np.log(node)) / WIDTH) ** 2))
            for node in NODES_KM
        ]
    for name in (4, 8, 16):
        mine = winds == name
        # the sixteen-point names are too few to follow the distance
        width = WIDTH if name < 16 else 10.0
        bearing_table[str(name)] = [
            quantiles(bearing[mine], np.exp(-0.5 * ((log_km[mine] - np.log(node)) / width) ** 2))
            for node in NODES_KM
        ]
    return {"nodes_km": NODES_KM, "levels": LEVELS, "log_ratio": ratio_table, "bearing": bearing_table}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path)
    parser.add_argument(
        "--all", action="store_true", help="use the held-back half too (then its coverage means nothing)"
    )
    parser.add_argument("-o", type=Path, default=Path(__file__).parents[1] / "data" / "relation_bands.json")
    args = parser.parse_args()
    pairs = pd.read_csv(args.pairs)
    hidden = np.array([held_back(a, b) for a, b in zip(pairs["from_lat"], pairs["from_lon"], strict=True)])
    used = pairs if args.all else pairs[~hidden]
    used = used[used["bearing_error"].abs() <= MISMATCH]
    out = fit(used)
    out["source"] = (
        "quantiles of true over stated distance (log) and of the absolute bearing error in degrees, fitted on "
        f"{len(used)} of {len(pairs)} stated and true pairs of towns of the world (sentences of GeoCoDe, Wikipedia CC BY-SA; "
        "coordinates of GeoNames, CC BY 4.0); the others, parted by a hash of the from-place, are held back"
    )
    args.o.write_text(json.dumps(out, separators=(",", ":")) + "\n", encoding="utf8")
    print(f"{args.o.name}: {len(used)} pairs, {int(hidden.sum())} held back")


if __name__ == "__main__":
    main()
