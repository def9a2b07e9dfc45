"""Fit the choice model of name matching on the names of the evaluation data.

Writes ``data/match_coefficients.json``: the weights of a conditional logit with an outside option and small
hidden layers (see `badia_geo.choice_model`), and the curves that calibrate its probabilities (isotonic, pool
adjacent violators).  Places are split in two halves by a hash of their coordinates; each half is judged with
numbers fitted on the other alone, and those figures and the calibration are honest.  The numbers that ship are
then fitted on both halves.  No row of the data is kept.

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
from badia_geo.choice_model import ChoiceModel, fitted_model
from badia_geo.evidence import FEATURES, planar_km
from badia_geo.gazetteer import Gazetteer

ROOT = Path(__file__).resolve().parent.parent
EVAL = Path(os.environ.get("BADIA_GEO_EVAL", ROOT.parent / "shared" / "eval"))
RIDGE = 1e-4
RIDGE_HIDDEN = 1e-3
UNITS, SEEDS = 12, (0, 1, 2)
"""Hidden units and starts: more of either changed the halves' figures by less than 0.002."""
WRONG = 0.03
"""Share of the truth that is taken to be wrong itself: such rows must not bend the model."""
WRONG_HIT = 0.3
"""Probability that the true candidate is given there, so that only a confident miss is forgiven."""
BEST_ROWS = 8
"""Alternatives of an example that the hidden layers see beside the true ones: the likeliest by the linear part."""
FIXED = {
    "near_far": -0.8, "kind_fits": 0.5, "kind_differs": -0.8,
    # The data names settlements and their quarters; deserts, oil fields and bases are as likely to be meant
    # elsewhere, and a fit on this data would shut them out.
    "landform": -0.15, "installation": -0.1,
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
SETTINGS: tuple[tuple[str, str, bool, float], ...] = (
    ("both", "en+ar", True, 1.5), ("both", "en", True, 1.5), ("both", "ar", True, 0.5),
    ("packaged", "en+ar", True, 1.5), ("packaged", "en", True, 1.5), ("packaged", "ar", True, 0.5),
    ("communities", "en+ar", True, 0.7), ("communities", "en", True, 0.7),
    ("both", "en+ar", False, 0.4), ("packaged", "en+ar", False, 0.4), ("packaged", "en", False, 0.4),
)  # fmt: skip
"""Gazetteer, spellings, whether the governorate is given, and weight: the main uses weigh most."""


def examples(frame: pd.DataFrame, books: dict[str, Gazetteer], model: ChoiceModel) -> list[dict]:
    """Gather evidence and truth for every cell in every setting."""
    out = []
    for book, columns, with_context, share in SETTINGS:
        for row in frame.itertuples():
            texts = [t for t in (getattr(row, n) for n in SPELLINGS[columns]) if isinstance(t, str)]
            if not texts:
                continue
            context = (row.region,) if with_context and isinstance(row.region, str) else ()
            evidence = evidence_of(books[book], texts, context=context, model=model)
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
                    "rows": evidence.rows, "gold": gold, "lat": lat, "lon": lon, "km": km,
                    "fallback": evidence.fallback, "half": row.half, "count": row.count, "book": book,
                    "columns": columns, "context": with_context, "precision": row.precision,
                    "detail": evidence.detail,
                    # a name that stands in 200 rows weighs as 14
                    "weight": np.sqrt(row.count) * share, "name": " | ".join(texts),
                }
            )  # fmt: skip
    return out


class Stacked:
    """Examples on top of each other, for one loss over all of them."""

    def __init__(self, data: list[dict], linear: np.ndarray | None = None) -> None:
        rows, gold, sizes = [], [], []
        for e in data:
            keep = np.ones(len(e["rows"]), bool)
            if linear is not None and len(keep) > BEST_ROWS + 1:
                keep[:] = False
                keep[np.argsort(-(e["rows"] @ linear))[:BEST_ROWS]] = True
                keep |= e["gold"]
                keep[:-1] |= e["fallback"]
                keep[-1] = True
            rows.append(e["rows"][keep])
            gold.append(e["gold"][keep])
            sizes.append(int(keep.sum()))
        self.rows, self.gold = np.vstack(rows), np.concatenate(gold)
        self.starts = np.r_[0, np.cumsum(sizes)[:-1]]
        self.of = np.repeat(np.arange(len(sizes)), sizes)
        weight = np.array([e["weight"] for e in data])
        self.weight = weight / weight.sum()
        self.free = np.array([name not in FIXED for name in FEATURES])
        self.offset = self.rows @ FIXED_WEIGHTS
        self.rows = (self.rows * self.free).astype(np.float32)

    def loss(self, value: np.ndarray) -> tuple[float, np.ndarray]:
        """Give the negative log-likelihood of utilities, and its gradient by each."""
        value = value - np.maximum.reduceat(value, self.starts)[self.of]
        e = np.exp(value)
        total = np.add.reduceat(e, self.starts)
        hit = np.add.reduceat(e * self.gold, self.starts)
        p, q = e / total[self.of], e * self.gold / np.maximum(hit, 1e-300)[self.of]
        share = (1 - WRONG) * hit / total
        forgiven = share + WRONG * WRONG_HIT
        gradient = (p - q) * (self.weight * share / forgiven)[self.of]
        return -float((self.weight * np.log(forgiven)).sum()), gradient


FIXED_WEIGHTS = np.array([FIXED.get(name, 0.0) for name in FEATURES])


def fit_linear(data: list[dict], start: np.ndarray) -> np.ndarray:
    """Fit the linear part alone."""
    stacked = Stacked(data)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        value, gradient = stacked.loss(stacked.rows @ w + stacked.offset)
        return value + RIDGE * (w @ w), stacked.rows.T @ gradient + 2 * RIDGE * w

    result = minimize(
        loss, np.where(stacked.free, start, 0.0), jac=True, method="L-BFGS-B", options={"maxiter": 400}
    )
    print(f"linear part on {len(data)} examples: loss {result.fun:.4f}", flush=True)
    return np.where(stacked.free, result.x, 0.0)


def fit(data: list[dict], start: np.ndarray) -> ChoiceModel:
    """Maximise the ridge-penalised likelihood of the true candidates: the linear part, then all together.

    Every start's own linear part is averaged with the others', as their hidden utilities are.
    """
    first = fit_linear(data, start)
    stacked = Stacked(data, first + FIXED_WEIGHTS)
    d, h = len(FEATURES), UNITS
    linear, hidden = [], []
    for seed in SEEDS:
        rng = np.random.default_rng(seed)

        def unpack(theta: np.ndarray) -> tuple[np.ndarray, ...]:
            return theta[:d], theta[d : d + d * h].reshape(d, h), theta[d + d * h : -h], theta[-h:]

        def loss(theta: np.ndarray) -> tuple[float, np.ndarray]:
            w, layer, offsets, out = (part.astype(np.float32) for part in unpack(theta))
            units = np.tanh(stacked.rows @ layer + offsets)
            value, gradient = stacked.loss(stacked.rows @ w + units @ out + stacked.offset)
            back = gradient.astype(np.float32)[:, None] * out * (1 - units**2)
            value += float(RIDGE * (w @ w) + RIDGE_HIDDEN * ((layer**2).sum() + out @ out))
            slopes = (
                stacked.rows.T @ gradient + 2 * RIDGE * w,
                (stacked.rows.T @ back + 2 * RIDGE_HIDDEN * layer).ravel(),
                back.sum(axis=0),
                units.T @ gradient + 2 * RIDGE_HIDDEN * out,
            )
            return value, np.concatenate(slopes).astype(float)

        theta = np.r_[first, 0.3 * rng.normal(size=d * h), 0.1 * rng.normal(size=2 * h)]
        result = minimize(loss, theta, jac=True, method="L-BFGS-B", options={"maxiter": 150})
        print(f"  start {seed}: loss {result.fun:.4f}", flush=True)
        w, layer, offsets, out = unpack(result.x)
        linear.append(w)
        hidden.append((layer * stacked.free[:, None], offsets, out))
    return ChoiceModel(np.where(stacked.free, np.mean(linear, axis=0), FIXED_WEIGHTS), tuple(hidden))


def top_scores(data: list[dict], model: ChoiceModel) -> pd.DataFrame:
    """Give the raw score of each example's top candidate, and whether it is right."""
    table = []
    for e in data:
        if not len(e["km"]):
            continue
        p = model.probabilities(e["rows"])
        i, raw = choose(e["lat"], e["lon"], p[:-1])
        table.append(
            {
                "raw": raw, "right": e["km"][i] <= NEAR_KM, "km": e["km"][i], "fallback": bool(e["fallback"][i]),
                "weight": e["count"] ** 0.5 * (1 if e["context"] else 0.3),
                "detail": e["detail"],
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
    parser.add_argument("--scores", type=Path, help="file for the crossed scores, for experiments")
    args = parser.parse_args()
    model = fitted_model()
    data = pickle.loads(args.kept.read_bytes()) if args.kept else examples(cells(), gazetteers(), model)
    if args.keep:
        args.keep.write_bytes(pickle.dumps(data))
    halves = {h: [e for e in data if e["half"] == h] for h in "AB"}
    scores = pd.concat(
        top_scores(halves[other], fit(halves[mine], model.linear)) for mine, other in (("A", "B"), ("B", "A"))
    )
    if args.scores:
        scores.to_csv(args.scores, index=False)
    print("each half judged with the other's numbers; share of rows whose top candidate is right")
    for key, group in scores[scores.context].groupby(["book", "columns", "half"]):
        near = group[group.precision == "neighbourhood"]
        places = group[group.precision != "neighbourhood"]
        print(
            *key, f"places {np.average(places.right, weights=places['count']):.3f}",
            f"neighbourhoods within 10 km {np.average(near.km <= 10, weights=near['count']):.3f}",
        )  # fmt: skip
    # the curves come from the crossed scores: a model is too sure of the rows that it was fitted on
    written = {**fit(data, model.linear).written(), **curves(scores)}
    (ROOT / "data" / "match_coefficients.json").write_text(
        json.dumps(written, separators=(",", ":")) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
