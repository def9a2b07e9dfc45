"""How well descriptions resolve: coverage of distances and directions, and coders' descriptions end to end.

    python benchmarks/relations.py [--figure docs/relations.png] [--pairs N] [--pairs-only] [--eval FOLDER]

Pairs: stated and true offsets between towns, both readings, on the half that the bands were fitted on and
on the half held back (parted by a hash of the from-place; see scripts/fit_relations.py). Descriptions: the
place column of a sample of UCDP events with the governorate as context, with the packaged gazetteer alone
and with two that a user brings; halves by a hash of the row's true place.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from fit_relations import held_back  # noqa: E402  (after the path to scripts is set)

from badia_geo.densities import CIRCLE_SHARE, SECTOR_SHARE, density_footprint  # noqa: E402  (after the path to scripts is set)
from badia_geo.footprints import GEOD, Footprint  # noqa: E402  (after the path to scripts is set)
from badia_geo.offsets import guide_offset, offset_samples  # noqa: E402  (after the path to scripts is set)
from badia_geo.quantities import read_direction, read_distance  # noqa: E402  (after the path to scripts is set)

EXTENT_KM = 2.0
"""Extent and accuracy that the guide's reading adds: those of a town of 20,000."""


def read(row: tuple, reading: str) -> Footprint:
    distance, direction = read_distance(f"{row.stated:g} {row.unit}"), read_direction(row.direction)
    if reading == "geodesic":
        error = EXTENT_KM + distance.error_km
        return guide_offset(row.from_lon, row.from_lat, distance, direction, error_km=error)
    start = np.array([[row.from_lon, row.from_lat, 1.0]])
    return density_footprint(
        offset_samples(start, distance, direction, noise_m=1000),
        "sector",
        share=SECTOR_SHARE,
        circle_share=CIRCLE_SHARE,
        origin=(row.from_lon, row.from_lat),
    )


def judge(rows: pd.DataFrame, reading: str) -> pd.DataFrame:
    out = []
    for row in rows.itertuples():
        footprint = read(row, reading)
        metres = GEOD.inv(footprint.point.x, footprint.point.y, row.to_lon, row.to_lat)[2]
        out.append(
            {
                "covers": bool(shapely.covers(footprint.geometry, shapely.Point(row.to_lon, row.to_lat))),
                "radius_covers": metres <= footprint.radius_m,
                "radius_km": footprint.radius_m / 1000,
                "ratio": footprint.area_km2 / (np.pi * (footprint.radius_m / 1000) ** 2),
                "error_km": metres / 1000,
            }
        )
    return pd.DataFrame(out, index=rows.index)


def pairs(folder: Path, n: int) -> dict[tuple[str, str], pd.DataFrame]:
    table = pd.read_csv(folder / "relations" / "stated_vs_true.csv")
    hidden = np.array([held_back(a, b) for a, b in zip(table["from_lat"], table["from_lon"], strict=True)])
    answers = {}
    print(
        f"{'reading':10} {'half':10} {'n':>5} {'covers':>7} {'radius_covers':>14} {'median_radius_km':>17} "
        f"{'footprint_to_circle':>20}"
    )
    for reading in ("geodesic", "reported"):
        for half, mask in (("fitted", ~hidden), ("held back", hidden)):
            rows = table[mask].sample(min(n, int(mask.sum())), random_state=11)
            got = judge(rows, reading).join(rows[["stated_km", "direction"]])
            answers[reading, half] = got
            print(
                f"{reading:10} {half:10} {len(got):5d} {got.covers.mean():7.3f} "
                f"{got.radius_covers.mean():14.3f} {got.radius_km.median():17.1f} {got.ratio.median():20.3f}"
            )
    return answers


def descriptions(folder: Path) -> None:
    from badia_geo.gazetteer import Gazetteer
    from badia_geo.geocoding import Geocoder

    rows = pd.read_csv(folder / "texts" / "ucdp_dev.csv")
    truth = pd.read_csv(folder / "texts" / "ucdp_dev_truth.csv").set_index("id").loc[rows["id"]]
    packaged = Gazetteer.load()
    user = packaged
    for file in ("gazetteers/cod_communities.csv", "control/wikipedia_points_2026-01.csv"):
        user = user.extend(Gazetteer.from_file(folder / file))
    half = np.array(
        [
            hashlib.sha256(f"{a:.3f},{b:.3f}".encode()).digest()[0] % 2
            for a, b in zip(truth.lat, truth.lon, strict=True)
        ]
    )
    for name, gazetteer in (("packaged", packaged), ("with the user's", user)):
        start = time.perf_counter()
        out = Geocoder(gazetteer).geocode(rows, columns=["place"], context=["adm_1"])
        seconds = time.perf_counter() - start
        located = out["status"].eq("located").to_numpy()
        metres = np.full(len(out), np.inf)
        metres[located] = GEOD.inv(
            out.lon[located].to_numpy(),
            out.lat[located].to_numpy(),
            truth.lon[located].to_numpy(),
            truth.lat[located].to_numpy(),
        )[2]
        narrow = (truth["where_prec"] <= 2).to_numpy()
        for label, mask in (("all", np.ones(len(out), bool)), ("half A", half == 0), ("half B", half == 1)):
            m, every = mask & narrow, mask & located
            print(
                f"{name:16} {label:7} where_prec 1-2: n={m.sum()} "
                f"within_10km={np.mean(metres[m] <= 1e4):.3f} "
                f"wrong_over_25km={np.mean(located[m] & (metres[m] > 25e3)):.3f} | all: "
                f"radius_covers={np.mean(metres[every] <= out.radius_m[every]):.3f} "
                f"median_radius_km={out.radius_m[every].median() / 1000:.1f} "
                f"({seconds / len(out) * 1000:.0f} ms a row)"
            )


def figure(answers: dict[tuple[str, str], pd.DataFrame], path: Path) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    fig, (left, middle, right) = plt.subplots(1, 3, figsize=(13, 4.3), layout="constrained")
    colours = {"geodesic": "#b35806", "reported": "#2166ac"}
    for reading, colour in colours.items():
        row = pd.Series(
            {"stated": 20.0, "unit": "km", "direction": "south", "from_lat": 35.0, "from_lon": 40.0}
        )
        footprint = read(row, reading)
        x, y = shapely.get_coordinates(footprint.geometry).T
        left.plot((x - 40) * 91.3, (y - 35) * 111, color=colour, lw=2, label=reading)
        angle = np.linspace(0, 2 * np.pi, 181)
        cx, cy = (footprint.point.x - 40) * 91.3, (footprint.point.y - 35) * 111
        r = footprint.radius_m / 1000
        left.plot(cx + r * np.cos(angle), cy + r * np.sin(angle), color=colour, lw=1, ls=":")
        if footprint.density is not None:
            left.plot(
                (footprint.density[::3, 0] - 40) * 91.3,
                (footprint.density[::3, 1] - 35) * 111,
                ".",
                ms=1.5,
                color="0.6",
                zorder=0,
            )
    left.plot(0, 0, "k+", ms=10)
    left.set(
        title='"20 km south of X": footprint, circle (dotted)',
        xlabel="km east of X",
        ylabel="km north of X",
        aspect="equal",
    )
    left.legend(frameon=False, loc="lower right")
    edges = [0, 5, 10, 15, 25, 40, 70, 120, 2000]
    names = ["-5", "5-10", "10-15", "15-25", "25-40", "40-70", "70-120", "120-"]
    for axis, column, title in (
        (middle, "covers", "the footprint holds the true place"),
        (right, "radius_covers", "the circle holds it"),
    ):
        for reading, colour in colours.items():
            for half, style in (("fitted", "--"), ("held back", "-")):
                got = answers[reading, half]
                share = got.groupby(pd.cut(got.stated_km, edges, labels=names), observed=False)[column].mean()
                axis.plot(names, share, style, color=colour, marker="o", ms=3, label=f"{reading}, {half}")
        axis.axhline(0.9, color="0.5", lw=0.8)
        axis.set(title=title, xlabel="stated distance, km", ylim=(0, 1.02))
        axis.tick_params(axis="x", labelrotation=45)
    middle.set_ylabel("share of pairs")
    middle.legend(frameon=False, fontsize=8)
    fig.savefig(path, dpi=110, metadata={"Software": None})
    print(f"wrote {path.name}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--figure", type=Path)
    parser.add_argument("--pairs", type=int, default=1000)
    parser.add_argument("--pairs-only", action="store_true")
    parser.add_argument(
        "--eval", type=Path, default=Path(os.environ.get("BADIA_GEO_EVAL", ROOT.parent / "shared" / "eval"))
    )
    args = parser.parse_args()
    if not (args.eval / "relations" / "stated_vs_true.csv").is_file():
        print(f"skipped: the evaluation data is not at {args.eval}; set BADIA_GEO_EVAL")
        return
    answers = pairs(args.eval, args.pairs)
    if args.figure:
        figure(answers, args.figure)
    if not args.pairs_only:
        descriptions(args.eval)


if __name__ == "__main__":
    main()
