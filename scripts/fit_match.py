"""Fit the coefficients of name matching on the names of the evaluation data.

Writes ``data/match_coefficients.json``: weights of a conditional logit with an outside option (McFadden
1974), the curve that calibrates its probabilities (isotonic, pool adjacent violators), and the thresholds of
a decision.  Places are split in two halves by a hash of their coordinates; each half is judged with
coefficients fitted on the other alone, and those figures and the calibration are honest.  The weights that
ship are then fitted on both halves.  No row of the data is kept.

    python scripts/fit_match.py
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import zlib
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import minimize

from badia_geo.cells import choose, evidence_of
from badia_geo.gazetteer import Gazetteer
from badia_geo.matching import FEATURES, coefficients, planar_km, probabilities

ROOT = Path(__file__).resolve().parent.parent
EVAL = Path(os.environ.get("BADIA_GEO_EVAL", ROOT.parent / "shared" / "eval"))
RIDGE = 0.02
FIXED = {
    "near_far": -0.8, "kind_fits": 0.5, "kind_differs": -0.8,
    # The data always names a governorate.  A name that stands alone in a text is that of the place readers
    # know: among places of the very same name the odds go with the population to the power 0.6, and a text
    # that gives a known name exactly seldom means an unknown place.
    "open_exact": 2.5, "open_prominence": 0.6, "none_open": -2.5,
}  # fmt: skip
"""Weights set by hand: the data has no second place of a report, and names hardly any kind but villages."""
NEAR_KM = 5.0


def half(lat: float, lon: float) -> str:
    """Give the half, A or B, of a place: a hash of its cell of 0.05 degrees."""
    cell = f"{round(lat / 0.05)}:{round(lon / 0.05)}"
    return "AB"[zlib.crc32(cell.encode()) % 2]


def cells() -> pd.DataFrame:
    """Read the names with their truth, one row a distinct cell and truth, with its count."""
    frame = pd.read_csv(EVAL / "names" / "airwars_dev.csv").merge(
        pd.read_csv(EVAL / "names" / "airwars_dev_truth.csv"), on="id"
    )
    frame["half"] = [half(a, b) for a, b in zip(frame.lat, frame.lon, strict=True)]
    keys = ["name_en", "name_ar", "region", "precision", "lat", "lon", "half"]
    return frame.groupby(keys, dropna=False).size().rename("count").reset_index()


def gazetteers() -> dict[str, Gazetteer]:
    """Open the settings to fit on: embedded, with one user file, with both."""
    packaged = Gazetteer.load()
    communities = Gazetteer.from_file(EVAL / "gazetteers" / "cod_communities.csv")
    points = Gazetteer.from_file(EVAL / "control" / "wikipedia_points_2026-01.csv")
    return {
        "both": packaged.extend(communities).extend(points),
        "communities": packaged.extend(communities),
        "packaged": packaged,
    }


SPELLINGS = {"en": ("name_en",), "ar": ("name_ar",), "en+ar": ("name_en", "name_ar")}


def examples(frame: pd.DataFrame, books: dict[str, Gazetteer], weights: np.ndarray) -> list[dict]:
    """Gather evidence and truth for every cell in every setting."""
    out = []
    for book, gazetteer in books.items():
        for columns, names in SPELLINGS.items():
            for with_context in (True, False):
                if book == "communities" and (columns == "ar" or not with_context):
                    continue
                for row in frame.itertuples():
                    texts = [t for t in (getattr(row, n) for n in names) if isinstance(t, str)]
                    if not texts:
                        continue
                    context = (row.region,) if with_context and isinstance(row.region, str) else ()
                    evidence = evidence_of(gazetteer, texts, context=context, weights=weights)
                    if evidence is None:
                        continue
                    lat = np.array([p.lat for p in evidence.places])
                    lon = np.array([p.lon for p in evidence.places])
                    km = planar_km(lat, lon, row.lat, row.lon) if len(lat) else np.empty(0)
                    reach = np.where(evidence.fallback, 10.0, NEAR_KM)
                    gold = np.r_[km <= reach, False] if len(lat) else np.array([False])
                    if not gold.any():
                        gold[-1] = True
                    out.append(
                        {
                            "rows": evidence.rows,
                            "gold": gold,
                            "half": row.half,
                            "count": row.count,
                            "book": book,
                            "columns": columns,
                            "context": with_context,
                            "precision": row.precision,
                            "lat": lat,
                            "lon": lon,
                            "km": km,
                            "reach": reach,
                            # the main use weighs most; a name that stands in 200 rows weighs as 14
                            "name": " | ".join(texts),
                            "fallback": evidence.fallback,
                            "extent": np.array([p.extent_m for p in evidence.places]),
                            "weight": np.sqrt(row.count)
                            * (1.0 if with_context else 0.3)
                            * (1.5 if columns != "ar" else 0.5),
                        }
                    )
    return out


def fit(data: list[dict], start: np.ndarray) -> np.ndarray:
    """Maximise the ridge-penalised likelihood of the true candidates."""
    free = np.array([name not in FIXED for name in FEATURES])
    fixed = np.array([FIXED.get(name, 0.0) for name in FEATURES])
    stacked = np.vstack([e["rows"] for e in data])
    offset = stacked @ fixed
    stacked = stacked * free
    sizes = np.array([len(e["rows"]) for e in data])
    starts = np.r_[0, np.cumsum(sizes)[:-1]]
    gold = np.concatenate([e["gold"] for e in data])
    weight = np.array([e["weight"] for e in data])
    of = np.repeat(np.arange(len(data)), sizes)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        value = stacked @ w + offset
        value -= np.maximum.reduceat(value, starts)[of]
        e = np.exp(value)
        total = np.add.reduceat(e, starts)
        hit = np.add.reduceat(e * gold, starts)
        p = e / total[of]
        q = e * gold / np.maximum(hit, 1e-300)[of]
        nll = -(weight * (np.log(np.maximum(hit, 1e-300)) - np.log(total))).sum()
        gradient = ((p - q) * weight[of]) @ stacked
        return nll / weight.sum() + RIDGE / len(w) * (w @ w) / 10, gradient / weight.sum() + RIDGE / len(
            w
        ) * 2 * w / 10

    result = minimize(loss, np.where(free, start, 0.0), jac=True, method="L-BFGS-B", options={"maxiter": 400})
    print(f"fitted on {len(data)} examples: {result.message}, loss {result.fun:.4f}")
    return np.where(free, result.x, fixed)


def top_scores(data: list[dict], weights: np.ndarray) -> pd.DataFrame:
    """Give the raw score of each example's top candidate, and whether it is right."""
    table = []
    for e in data:
        if not len(e["km"]):
            continue
        p = probabilities(e["rows"], weights)
        i, raw = choose(e["lat"], e["lon"], p[:-1])
        table.append(
            {
                "raw": raw, "right": e["km"][i] <= NEAR_KM, "km": e["km"][i], "fallback": bool(e["fallback"][i]),
                "weight": e["count"] ** 0.5 * (1 if e["context"] else 0.3),
                **{k: e[k] for k in ("half", "book", "columns", "context", "precision", "count")},
            }
        )  # fmt: skip
    return pd.DataFrame(table)


def isotonic(x: np.ndarray, y: np.ndarray, w: np.ndarray, knots: int = 14) -> list[list[float]]:
    """Fit a rising curve by pool-adjacent-violators over quantile bins; its knots are the bins' means."""
    order = np.argsort(x, kind="stable")
    x, y, w = x[order], y[order].astype(float), w[order]
    edges = np.searchsorted(np.cumsum(w), np.linspace(0, w.sum(), knots + 1)[1:-1])
    blocks = [
        [np.average(a, weights=c), np.average(b, weights=c), c.sum()]
        for a, b, c in zip(np.split(x, edges), np.split(y, edges), np.split(w, edges), strict=True)
        if len(a)
    ]
    merged: list[list[float]] = []
    for block in blocks:
        merged.append(block)
        while len(merged) > 1 and merged[-2][1] > merged[-1][1]:
            b, a = merged.pop(), merged.pop()
            total = a[2] + b[2]
            merged.append([(a[0] * a[2] + b[0] * b[2]) / total, (a[1] * a[2] + b[1] * b[2]) / total, total])
    inner = [[round(float(a), 4), round(float(b), 4)] for a, b, _ in merged]
    return [[0.0, min(0.02, inner[0][1])], *inner, [1.0, max(inner[-1][1], min(0.995, inner[-1][1] + 0.005))]]


def curves(scores: pd.DataFrame) -> dict[str, list[list[float]]]:
    """Fit the calibration curves: of places found by their name, and of towns that stand in for one."""
    fallback = scores[scores.fallback]
    named = scores[~scores.fallback]
    return {
        "curve": isotonic(named.raw.to_numpy(), named.right.to_numpy(), named.weight.to_numpy()),
        "curve_fallback": isotonic(
            fallback.raw.to_numpy(), fallback.right.to_numpy(), fallback.weight.to_numpy(), 8
        ),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="file for the gathered evidence, for experiments")
    parser.add_argument("--kept", type=Path, help="such a file, instead of gathering anew")
    args = parser.parse_args()
    fitted = coefficients()
    start = np.array([fitted["weights"].get(name, 0.0) for name in FEATURES])
    data = pickle.loads(args.kept.read_bytes()) if args.kept else examples(cells(), gazetteers(), start)
    if args.keep:
        args.keep.write_bytes(pickle.dumps(data))
    halves = {h: [e for e in data if e["half"] == h] for h in "AB"}
    crossed = []
    for mine, other in (("A", "B"), ("B", "A")):
        crossed.append(top_scores(halves[other], fit(halves[mine], start)))
    print("each half judged with the other's coefficients; share of rows whose top candidate is right")
    scores = pd.concat(crossed)
    for key, group in scores[scores.context].groupby(["book", "columns", "half"]):
        near = group[group.precision == "neighbourhood"]
        places = group[group.precision != "neighbourhood"]
        print(
            *key, f"places {np.average(places.right, weights=places['count']):.3f}",
            f"neighbourhoods within 10 km {np.average(near.km <= 10, weights=near['count']):.3f}",
        )  # fmt: skip
    weights = fit(data, start)
    # the curves come from the crossed scores: a model is too sure of the rows that it was fitted on
    fitted = {
        **fitted,
        "weights": {name: round(float(w), 4) for name, w in zip(FEATURES, weights, strict=True)},
        **curves(scores),
    }
    (ROOT / "data" / "match_coefficients.json").write_text(
        json.dumps(fitted, indent=1) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
