"""How well and how fast names are found: figures, ablation, and speed beside rapidfuzz.

    python benchmarks/names.py figures          the figures of each setting, all places and the half held back
    python benchmarks/names.py truth            where both gazetteers of the user contradict the truth
    python benchmarks/names.py zones            is P(subdistrict) of a located name calibrated
    python benchmarks/names.py ablation         what each rule and each piece of evidence brings
    python benchmarks/names.py speed            beside rapidfuzz process.extract over the same names
    python benchmarks/names.py million          a synthetic GeoNames dump of a million rows

The evaluation data is looked for in ``BADIA_GEO_EVAL`` or beside the checkout; without it only ``million``
runs.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib.util
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
EVAL = Path(os.environ.get("BADIA_GEO_EVAL", ROOT.parent / "shared" / "eval"))
USERS = (EVAL / "gazetteers" / "cod_communities.csv", EVAL / "control" / "wikipedia_points_2026-01.csv")
SETTINGS = {
    "user gazetteers, English": ("both", ("name_en",)),
    "user gazetteers, English and Arabic": ("both", ("name_en", "name_ar")),
    "embedded, English and Arabic": ("packaged", ("name_en", "name_ar")),
}
SHOWN = (
    "n", "answered", "within_5km", "within_10km", "wrong_over_25km", "radius_covers", "median_radius_km",
    "within_5km_of_best_92pct", "calibration_error", "auc",
)  # fmt: skip


def module(path: Path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def positions() -> pd.DataFrame:
    """Give the true position of each name, by its id."""
    frame = pd.read_csv(EVAL / "names" / "airwars_dev_truth.csv", dtype={"id": str})
    return frame.drop_duplicates("id")[["id", "lat", "lon"]]


def names() -> pd.DataFrame:
    fit = module(ROOT / "scripts" / "fit_match.py")
    frame = pd.read_csv(EVAL / "names" / "airwars_dev.csv", dtype={"id": str})
    halves = {i: fit.half(lat, lon) for i, lat, lon in positions().itertuples(index=False)}
    return frame.assign(half=frame.id.map(halves))


def gazetteers():
    from badia_geo.gazetteer import Gazetteer

    packaged = Gazetteer.load()
    both = packaged
    for path in USERS:
        both = both.extend(Gazetteer.from_file(path))
    return {"packaged": packaged, "both": both}


def resolve(frame, gazetteer, columns, *, context=True):
    """Answer as ``badia-geo geocode`` does."""
    from badia_geo.geocoding import Geocoder

    found = Geocoder(gazetteer).geocode(frame, columns=list(columns), context=["region"] if context else [])
    return found.assign(id=frame.id.to_numpy())


def score(answers: pd.DataFrame, keep: pd.Series) -> dict[str, float]:
    scorer = module(EVAL / "score.py")
    with tempfile.TemporaryDirectory() as folder:
        out, truth = Path(folder) / "out.csv", Path(folder) / "truth.csv"
        wanted = pd.read_csv(EVAL / "names" / "airwars_dev_truth.csv", dtype={"id": str})
        answers[keep.to_numpy()].to_csv(out, index=False)
        wanted[wanted.id.isin(answers.id[keep.to_numpy()])].to_csv(truth, index=False)
        return scorer.points(out, truth, "id")


def line(figures: dict[str, float]) -> str:
    return " ".join(f"{k}={figures[k]:.3f}" if k != "n" else f"n={figures[k]}" for k in SHOWN if k in figures)


def figures() -> None:
    frame, books = names(), gazetteers()
    for setting, (book, columns) in SETTINGS.items():
        answers = resolve(frame, books[book], columns)
        quarters = frame.precision == "neighbourhood"
        for what, rows in (("places", ~quarters), ("neighbourhoods", quarters)):
            for half in ("AB", "A", "B"):
                got = score(answers, rows & frame.half.isin(list(half)))
                print(f"{setting}; {what}; half {half}: {line(got)}")


def truth() -> None:
    """Count places whose truth both gazetteers of the user contradict, and give the figures without them.

    Such a row asks by a name that both files write in the same way, for places within 5 km of each other in
    the governorate of the row, and the truth lies over 25 km from there with no such name within 10 km.
    No matcher can be expected to answer it.  The bars are for all rows; this says how much of a miss is
    the truth's.
    """
    from badia_geo.containers import resolve_container
    from badia_geo.footprints import GEOD
    from badia_geo.gazetteer import Gazetteer
    from badia_geo.names import name_keys

    frame, books = names(), gazetteers()
    frame = frame.merge(positions(), on="id", how="left")

    def keys(*texts):
        texts = [t for t in texts if isinstance(t, str) and t]
        return {(k.script, k.fine, k.modifiers) for t in texts for k in name_keys(t)}

    def by_key(path):
        found: dict = {}
        for place in Gazetteer.from_file(path):
            for key in keys(*place.all_names):
                found.setdefault(key, set()).add((place.lat, place.lon))
        return found

    def km(a, b):
        return GEOD.inv(a[1], a[0], b[1], b[0])[2] / 1000

    files = [by_key(path) for path in USERS]
    contradicted = []
    for row in frame.itertuples():
        one, other = ({at for key in keys(row.name_en, row.name_ar) for at in f.get(key, ())} for f in files)
        here = (row.lat, row.lon)
        if any(km(at, here) <= 10 for at in one | other):
            contradicted.append(False)
            continue
        region = resolve_container(books["both"], row.region) if isinstance(row.region, str) else None
        agreed = [
            at
            for at in one
            if any(km(at, again) <= 5 for again in other)
            and (region is None or region.outside_km(np.array([at[0]]), np.array([at[1]]))[0] == 0)
        ]
        contradicted.append(bool(agreed) and min(km(at, here) for at in agreed) > 25)
    wrong = pd.Series(contradicted) & (frame.precision != "neighbourhood")
    for name, n in frame.name_en[wrong].value_counts().items():
        print(f"{n:4d} {name}")
    rest = (frame.precision != "neighbourhood") & ~wrong
    print(f"{wrong.sum()} rows of {(frame.precision != 'neighbourhood').sum()} contradicted by both files")
    for setting, (book, columns) in SETTINGS.items():
        answers = resolve(frame, books[book], columns)
        print(f"{setting}; places without them: {line(score(answers, rest))}", flush=True)


def zones() -> None:
    """Join the located names to the subdistricts: P(subdistrict) against where the truth lies.

    Beside it the bare point, whose only subdistrict has probability 1.  Log-losses are bounded at 1 in 1,000
    and at 1 in 100, since a wrong bare point would lose without bound.
    """
    import geopandas as gpd

    from badia_geo.geocoding import Geocoder
    from badia_geo.joins import join_admin

    frame, book = names(), gazetteers()["both"]
    frame = frame.merge(positions(), on="id", suffixes=("", "_true"))
    regions = gpd.read_file(EVAL / "admin" / "syr_adm3.gpkg").to_crs(4326)
    found = Geocoder(book).geocode(frame, columns=["name_en", "name_ar"], context=["region"])
    found = found.assign(half=frame.half, true_lat=frame.lat, true_lon=frame.lon)
    found = found[found.status == "located"].reset_index(drop=True)

    def at(lon, lat, **fields):
        return gpd.GeoDataFrame(fields, geometry=gpd.points_from_xy(lon, lat), crs=4326)

    def zone_of(events):
        return join_admin(events, regions, column="pcode", label="zone")

    gold = zone_of(at(found.true_lon, found.true_lat)).zone
    bare = zone_of(at(found.lon, found.lat)).zone
    events = at(
        found.lon, found.lat, score=found.score, candidates=found.candidates,
        footprint=gpd.GeoSeries.from_wkt(found.footprint_wkt, crs=4326),
    )  # fmt: skip
    table = join_admin(events, regions, column="pcode", label="zone", form="long")
    table = table[table.zone.notna()].reset_index(names="row")
    shares = table.groupby(["row", "zone"]).probability.sum()
    best = zone_of(events)
    told = [float(shares.get((i, z), 0.0)) if isinstance(z, str) else np.nan for i, z in gold.items()]
    rows = pd.DataFrame(
        {
            "p": best.zone_p, "right": best.zone == gold, "told": told, "bare": bare == gold,
            "half": found.half,
        }
    )[gold.notna()]  # fmt: skip
    for half in ("AB", "A", "B"):
        r = rows[rows.half.isin(list(half))]
        bins = (r.p * 10).astype(int).clip(0, 9)
        groups = r.groupby(bins)
        gap = (groups.right.mean() - groups.p.mean()).abs()
        error = float((gap * groups.size()).sum() / len(r))
        losses = "; ".join(
            f"log-loss (floor {floor}) {-np.log(r.told.clip(lower=floor)).mean():.3f}, "
            f"bare point {-np.log(np.where(r.bare, 1, floor)).mean():.3f}"
            for floor in (0.001, 0.01)
        )
        print(f"half {half}: n={len(r)} right={r.right.mean():.3f} bare={r.bare.mean():.3f} "
              f"calibration_error={error:.3f}; {losses}")  # fmt: skip


def ablation() -> None:
    """Take each piece away: the share within 5 km and wrong by over 25 km, both scripts and user files."""
    from badia_geo import cells, evidence, matching, name_index

    frame, books = names(), gazetteers()
    frame = frame[frame.precision != "neighbourhood"].reset_index(drop=True)
    groups = {
        "context": ("context_inside", "context_outside", "context_far", "context_by_gap"),
        "places named with it": ("town_outside", "town_far"),
        "modifiers": ("modifier_conflict", "modifier_lost", "modifier_extra"),
        "kind asked for": ("kind_fits", "kind_differs"),
        "population and seats": ("population", "seat"),
        "feature class": ("admin", "landform", "installation", "quarter"),
        "several sources": ("several_sources",),
        "coarse coordinates": ("coarse", "finer_twin", "coarser_twin"),
        "the gap to the best candidate": ("gap_behind", "gap_behind_near", "alike_count"),
        "consonants across scripts": tuple(f for f in evidence.FEATURES if "_cross" in f),
    }  # fmt: skip
    fitted = matching.fitted_model()

    def use(model) -> None:
        matching.fitted_model = cells.fitted_model = lambda: model

    def run(label: str) -> None:
        for book in books.values():
            book.containers.clear()
            book.stand_ins.clear()
        f = score(resolve(frame, books["both"], ("name_en", "name_ar")), pd.Series(True, frame.index))
        print(
            f"{label}: within_5km={f['within_5km']:.3f} "
            f"wrong_over_25km={f['wrong_over_25km']:.3f} auc={f['auc']:.3f}",
            flush=True,
        )

    run("everything")
    use(dataclasses.replace(fitted, hidden=()))
    run("without the hidden layers")
    for label, features in groups.items():
        use(fitted.without(*features))
        run(f"without {label}")
    use(fitted)
    stand_ins = cells._stand_ins
    cells._stand_ins = lambda *_: []
    run("without towns standing in")
    cells._stand_ins = stand_ins
    original = matching.aliases
    matching.aliases = lambda _: ()
    run("without aliases")
    matching.aliases = original
    parts = cells.part_cell
    cells.part_cell = lambda text: cells.CellParts((text,))
    run("without parting cells")
    cells.part_cell = parts
    reach = name_index.reach_of
    name_index.reach_of = lambda _: 0
    run("without edit distance over skeletons")
    name_index.reach_of = reach


def speed() -> None:
    from rapidfuzz import fuzz, process

    from badia_geo.gazetteer import Gazetteer

    frame, books = names(), gazetteers()
    gazetteer = books["both"]
    begin = time.perf_counter()
    Gazetteer.load().search("Hajin")
    print(f"embedded gazetteer, opened and searched: {time.perf_counter() - begin:.3f} s")
    every = [name for place in gazetteer for name in place.all_names]
    sample = frame.sample(60, random_state=0)
    begin = time.perf_counter()
    for row in sample.itertuples():
        for text in (row.name_en, row.name_ar):
            if isinstance(text, str):
                process.extract(text, every, scorer=fuzz.WRatio, limit=5)
    peer = (time.perf_counter() - begin) / len(sample)
    gazetteer.search("Hajin")
    begin = time.perf_counter()
    resolve(frame, gazetteer, ("name_en", "name_ar"))
    ours = (time.perf_counter() - begin) / len(frame)
    fresh = frame.drop_duplicates(["name_en", "name_ar", "region"]).sample(400, random_state=1)
    begin = time.perf_counter()
    resolve(fresh, gazetteer, ("name_en", "name_ar"))
    single = (time.perf_counter() - begin) / len(fresh)
    print(
        f"{len(every)} names; rapidfuzz process.extract {1000 * peer:.1f} ms a row; "
        f"ours {1000 * ours:.2f} ms a row of the file ({peer / ours:.0f} x), "
        f"{1000 * single:.2f} ms a distinct row ({peer / single:.0f} x)"
    )


def million(rows: int = 1_000_000) -> None:
    from badia_geo.gazetteer import Gazetteer
    from badia_geo.importers import import_files

    rng = random.Random(7)  # noqa: S311 (reproducible names)
    heads = [
        "Tell",
        "Khirbat",
        "Kafr",
        "Umm",
        "Abu",
        "Ayn",
        "Bayt",
        "Dayr",
        "Rasm",
        "Jubb",
        "Bir",
        "Al",
        "Wadi",
        "",
    ]
    syllables = [a + b for a in "bdfhjklmnrst" for b in ("a", "i", "u", "ay", "aw")] + [
        "sha",
        "qa",
        "gha",
        "khi",
        "zu",
        "tha",
    ]

    def word() -> str:
        return "".join(rng.choices(syllables, k=rng.randint(2, 4))).capitalize() + rng.choice(
            ["", "h", "n", "r", "yah"]
        )

    with tempfile.TemporaryDirectory() as folder:
        dump, out = Path(folder) / "XX.txt", Path(folder) / "x.gpkg"
        kept = []
        with dump.open("w", encoding="utf-8") as stream:
            for i in range(rows):
                name = f"{rng.choice(heads)} {word()}".strip()
                lat, lon = rng.uniform(20, 50), rng.uniform(20, 60)
                cells = [str(i), name, name, "", f"{lat:.5f}", f"{lon:.5f}", "P", "PPL", "SY", *[""] * 5, "0"]
                stream.write("\t".join([*cells, *[""] * 4]) + "\n")
                if i % (rows // 200) == 0:
                    kept.append((name, lat, lon))
        begin = time.perf_counter()
        report = import_files([dump], out)
        print(f"import: {report}; {time.perf_counter() - begin:.0f} s, {out.stat().st_size / 1e6:.0f} MB, "
              f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")  # fmt: skip
        begin = time.perf_counter()
        gazetteer = Gazetteer.from_file(out)
        print(f"opened in {time.perf_counter() - begin:.3f} s, {len(gazetteer)} places")
        times, found = [], 0
        for name, lat, lon in kept:
            k = rng.randrange(1, len(name))
            wrong = name[:k] + name[k + 1 :] if rng.random() < 0.5 else name[:k] + "e" + name[k:]
            begin = time.perf_counter()
            hits = gazetteer.search(wrong, limit=50)
            times.append(time.perf_counter() - begin)
            found += any(abs(h.place.lat - lat) + abs(h.place.lon - lon) < 1e-3 for h in hits)
        print(
            f"misspelt names: median {1000 * statistics.median(times):.1f} ms, "
            f"95th {1000 * np.quantile(times, 0.95):.1f} ms; "
            f"the very place among the first 50: {found / len(kept):.2f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("figures", "truth", "zones", "ablation", "speed", "million"))
    parser.add_argument("--rows", type=int, default=1_000_000)
    args = parser.parse_args()
    if args.what != "million" and not (EVAL / "names").is_dir():
        sys.exit(f"no evaluation data at {EVAL}; set BADIA_GEO_EVAL")
    million(args.rows) if args.what == "million" else globals()[args.what]()


if __name__ == "__main__":
    main()
