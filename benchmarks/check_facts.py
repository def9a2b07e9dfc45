"""Hold the gazetteer's rows against places of the same name in the evaluation data.

The evaluation gazetteers (COD-AB communities, the detailed-map points) are not part of the project; this
script only measures against them: for every row it finds the nearest place of its kind whose English or
Arabic name has the same key, and says how far away it is. It prints distances only, never the other
source's coordinates. A row is far when the nearest namesake lies beyond both 3 km and the row's own
``accuracy_m`` and nearer than ``--namesake-km`` (beyond that it is another place of that name); a "check: "
in its note says why. Areas, quarters, bridges and the like have no counterpart there and are not compared.

    python benchmarks/check_facts.py [--eval DIR] [--all]

Exit status 0 always: it is a measurement, not a gate.
"""

from __future__ import annotations

import argparse
import csv
import os
import re
import unicodedata
from collections import defaultdict
from pathlib import Path

import pyproj

ROOT = Path(__file__).resolve().parents[1]
GEOD = pyproj.Geod(ellps="WGS84")
FLOOR_M = 3000.0


GENERIC = frozenset(
    (
        *(
            "oil",
            "gas",
            "field",
            "fields",
            "oilfield",
            "plant",
            "station",
            "pumping",
            "base",
            "airbase",
            "airport",
        ),
        *("airfield", "military", "air", "camp", "dam", "bridge", "border", "crossing", "mount", "mountain"),
        *(
            "mountains",
            "jabal",
            "jebel",
            "tell",
            "tal",
            "hill",
            "barracks",
            "brigade",
            "battalion",
            "regiment",
        ),
        *("village", "town", "city"),
    )
)
NOT_COMPARED = frozenset(
    (
        *(
            "PCLI",
            "ADM1",
            "ADM2",
            "ADM3",
            "DSRT",
            "RGN",
            "MTS",
            "VAL",
            "WAD",
            "STM",
            "LK",
            "RSV",
            "ISL",
            "RD",
        ),
        *(
            "PPLX",
            "MKT",
            "MUS",
            "MSQE",
            "CH",
            "SHRN",
            "SYG",
            "MSTY",
            "UNIV",
            "HSTS",
            "SQR",
            "PRN",
            "HSP",
            "STDM",
            "BDG",
            "CSTL",
            "ANS",
            "PMPO",
            "CMP",
        ),
    )
)
GROUPS = {
    "Oil": {"OILF", "GASF", "OILR", "GOSP"},
    "Military": {"MILB", "AIRB", "AIRF", "AIRP"},
    "Dam": {"DAM"},
    "Border Crossing": {"PSTB"},
    "Peak": {"MT", "HLL", "MTS"},
}
TYPES = {
    "Settlement": "Settlement",
    "Strategic Village": "Settlement",
    "Oil": "Oil",
    "Dam": "Dam",
    "Peak": "Peak",
    "Border Crossing": "Border Crossing",
    "Military Base": "Military",
    "Airport": "Military",
    "Heliport": "Military",
}


def group_of(feature_code: str) -> str:
    """The kind of evaluation place that a feature class is compared with; settlements by default."""
    return next((group for group, codes in GROUPS.items() if feature_code in codes), "Settlement")


def latin_key(text: str) -> str:
    """Consonant skeleton of a Latin-script name, article, vowels and words of kind removed."""
    text = unicodedata.normalize("NFKD", text.lower())
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = re.sub(r"\(.*?\)", " ", text)
    text = re.sub(r"[^a-z ]+", " ", text.replace("'", ""))
    words = [w for w in text.split() if w not in {"al", "el", "as", "ash", "ad", "ar", "at", "az", "an"}]
    text = "".join([w for w in words if w not in GENERIC] or words)
    for pair in ("sh s", "dh d", "th t", "kh k", "gh g", "q k", "ch s", "j g"):
        old, new = pair.split()
        text = text.replace(old, new)
    text = re.sub(r"[aeiouywh]", "", text)
    return re.sub(r"(.)\1+", r"\1", text)


def arabic_key(text: str) -> str:
    """Arabic letters alone, hamza, ta marbuta, alif maqsura and the article folded."""
    text = re.sub(r"\(.*?\)|[^\u0621-\u064a ]", "", text)
    text = re.sub("[أإآٱ]", "ا", text).replace("ة", "ه").replace("ى", "ي").replace("ؤ", "و").replace("ئ", "ي")
    words = [re.sub("^ال", "", w) for w in text.split()]
    return "".join(words)


def keys(names: list[str]) -> set[str]:
    """All keys of a row's names, in both scripts; skeletons of one letter say nothing."""
    found = set()
    for name in names:
        if re.search("[\u0621-\u064a]", name):
            found.add("ar:" + arabic_key(name))
        else:
            key = latin_key(name)
            if len(key) >= 2:
                found.add("la:" + key)
    return found - {"ar:"}


def read_evaluation(folder: Path) -> dict[tuple[str, str], list[tuple[float, float]]]:
    """(Group, key) -> coordinates (lat, lon) of every evaluation place of that group and key."""
    index: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for path in (
        folder / "gazetteers" / "cod_communities.csv",
        folder / "control" / "wikipedia_points_2026-01.csv",
    ):
        with path.open(encoding="utf-8") as handle:
            for row in csv.DictReader(handle):
                names = [row.get(c) or "" for c in ("name", "name_ar")]
                group = TYPES.get(row.get("type") or "Settlement", "Settlement")
                for key in keys([n for n in names if n]):
                    index[group, key].append((float(row["lat"]), float(row["lon"])))
    return index


def read_facts() -> list[dict[str, str]]:
    """Rows of the project's own table."""
    with (ROOT / "data" / "gazetteer.csv").open(encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--eval", type=Path, default=Path(os.environ.get("BADIA_GEO_EVAL", ROOT / "../shared/eval"))
    )
    parser.add_argument(
        "--namesake-km", type=float, default=40.0, help="beyond this a namesake is another place"
    )
    parser.add_argument("--all", action="store_true", help="print every row with its distance")
    options = parser.parse_args()
    if not options.eval.exists():
        print(f"no evaluation data at {options.eval}: nothing measured")
        return
    index = read_evaluation(options.eval)
    rows = read_facts()
    far, near, absent = [], [], []
    for row in rows:
        if row["feature_code"] in NOT_COMPARED:
            continue
        names = [row["name"], row["name_ar"], *row["variants"].split("|")]
        lat, lon = float(row["lat"]), float(row["lon"])
        hits = [
            GEOD.inv(lon, lat, other_lon, other_lat)[2]
            for key in keys([n for n in names if n])
            for other_lat, other_lon in index.get((group_of(row["feature_code"]), key), ())
        ]
        nearest = min(hits, default=float("inf"))
        limit = max(FLOOR_M, float(row["accuracy_m"]))
        if nearest > options.namesake_km * 1000:
            absent.append((nearest, row))
        elif nearest > limit:
            far.append((nearest, row))
        else:
            near.append((nearest, row))
    for nearest, row in sorted(far, key=lambda item: -item[0]):
        print(
            f"FAR  {nearest / 1000:6.1f} km (stated {float(row['accuracy_m']) / 1000:.1f})  "
            f"{row['place_id']} [{row['feature_code']}, {row['admin1']}, {row['confidence']}]  {row['note']}"
        )
    if options.all:
        for nearest, row in near:
            print(f"near {nearest / 1000:6.1f} km  {row['place_id']}")
        for _, row in absent:
            print(f"none            {row['place_id']} [{row['feature_code']}]")
    compared = len(far) + len(near)
    share = len(far) / compared if compared else float("nan")
    print(f"rows {len(rows)}; compared {compared}; without a namesake near {len(absent)}")
    open_cases = [row["place_id"] for _, row in far if "check: " not in row["note"]]
    print(f"farther than accuracy_m or 3 km: {len(far)} ({share:.1%}); without a reason: {open_cases}")


if __name__ == "__main__":
    main()
