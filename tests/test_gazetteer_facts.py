"""The gazetteer's rows as facts: each sourced, none twice, each in its governorate and on its bank."""

from __future__ import annotations

import csv
import importlib
import json
import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import pyproj
import pytest
from shapely import Point
from shapely.geometry import shape

DATA = Path(__file__).resolve().parents[1] / "data"
GEOD = pyproj.Geod(ellps="WGS84")
COLUMNS = [
    *(
        "place_id",
        "name",
        "name_ar",
        "variants",
        "feature_code",
        "parent",
        "admin1",
        "lat",
        "lon",
        "accuracy_m",
    ),
    *("extent_m", "population", "bank", "since", "until", "source", "checked", "confidence", "note"),
]
# The packaged governorates are Natural Earth's 1:10m lines, off by about as much from published maps.
GOVERNORATE_LINE_M = 6000.0
# Places on the other side of that line, with the reason.
BEYOND_THE_LINE = {"sabaa-biyar": "its subdistrict belongs to Douma; Natural Earth draws it inside Homs"}


def read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    return read("gazetteer.csv")


@pytest.fixture(scope="module")
def by_id(rows: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    return {row["place_id"]: row for row in rows}


def distance_m(a: dict[str, str], b: dict[str, str]) -> float:
    return float(GEOD.inv(float(a["lon"]), float(a["lat"]), float(b["lon"]), float(b["lat"]))[2])


def plain(name: str) -> str:
    text = unicodedata.normalize("NFKD", name.casefold())
    text = re.sub(r"\(.*?\)", "", "".join(c for c in text if not unicodedata.combining(c)))
    return re.sub(r"[^\w]+", "", re.sub(r"^(al|ال)[- ]?", "", text))


def test_columns_and_identifiers(rows: list[dict[str, str]]) -> None:
    assert all(list(row) == COLUMNS for row in rows)
    twice = [place for place, n in Counter(row["place_id"] for row in rows).items() if n > 1]
    assert twice == []
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["place_id"]) for row in rows)


def test_every_row_states_source_accuracy_and_confidence(rows: list[dict[str, str]]) -> None:
    faulty = [
        row["place_id"]
        for row in rows
        if not row["source"]
        or not row["name"]
        or not 0 < float(row["accuracy_m"]) <= 60_000
        or float(row["extent_m"]) < 0
        or row["confidence"] not in {"high", "medium", "low"}
        or row["bank"] not in {"", "left", "right", "island"}
    ]
    assert faulty == []


def test_what_rests_on_memory_alone_is_never_of_high_confidence(rows: list[dict[str, str]]) -> None:
    recalled = [row for row in rows if row["source"].startswith("recalled")]
    assert [row["place_id"] for row in recalled if row["confidence"] == "high"] == []


def test_coordinates_lie_in_the_frame(rows: list[dict[str, str]]) -> None:
    outside = [
        r["place_id"] for r in rows if not (35 <= float(r["lon"]) <= 46 and 29 <= float(r["lat"]) <= 38.5)
    ]
    assert outside == []


def test_arabic_names_are_arabic(rows: list[dict[str, str]]) -> None:
    faulty = [r["place_id"] for r in rows if r["name_ar"] and not re.search("[\u0621-\u064a]", r["name_ar"])]
    assert faulty == []
    assert sum(bool(row["name_ar"]) for row in rows) / len(rows) > 0.98


def test_parents_exist_and_lead_to_a_country(
    rows: list[dict[str, str]], by_id: dict[str, dict[str, str]]
) -> None:
    for row in rows:
        seen = {row["place_id"]}
        parent = row["parent"]
        while parent:
            assert parent in by_id, (row["place_id"], parent)
            assert parent not in seen, f"{row['place_id']}: parents go round in a circle"
            seen.add(parent)
            parent = by_id[parent]["parent"]


def test_no_place_stands_twice(rows: list[dict[str, str]]) -> None:
    """Two rows of one class, one governorate and one name are at least 3 km apart."""
    named = defaultdict(list)
    for row in rows:
        for name in {plain(row["name"]), plain(row["name_ar"])} - {""}:
            named[row["feature_code"], row["admin1"], name].append(row)
    twice = {
        tuple(sorted((a["place_id"], b["place_id"])))
        for group in named.values()
        for i, a in enumerate(group)
        for b in group[i + 1 :]
        if distance_m(a, b) < 3000
    }
    assert twice == set()


def test_no_place_lies_outside_its_governorate(rows: list[dict[str, str]]) -> None:
    datasets = pytest.importorskip("badia_geo.datasets", reason="the packaged datasets are not there yet")
    frame = datasets.load("governorates")
    outlines = dict(zip(frame["name"], frame.geometry, strict=True))
    outside = []
    for row in rows:
        outline = outlines.get(row["admin1"])
        if outline is None or row["feature_code"] in {"DSRT", "RGN", "MTS", "ADM1", "PCLI"}:
            continue  # regions may cross borders; governorates abroad are not packaged
        point = Point(float(row["lon"]), float(row["lat"]))
        if outline.covers(point):
            continue
        nearest = outline.boundary
        foot = nearest.interpolate(nearest.project(point))
        away = GEOD.inv(point.x, point.y, foot.x, foot.y)[2]
        allowed = GOVERNORATE_LINE_M + float(row["accuracy_m"])
        if away > allowed and row["place_id"] not in BEYOND_THE_LINE:
            outside.append((row["place_id"], row["admin1"], round(away)))
    assert outside == []


def test_banks_agree_with_the_river(rows: list[dict[str, str]]) -> None:
    """A stated bank is the river's, or the place is nearer to the river than both are known."""
    try:
        rivers = importlib.import_module("badia_geo.rivers")
    except ModuleNotFoundError:
        pytest.skip("the river is not there yet")
    import geopandas as gpd

    stated = [row for row in rows if row["bank"] in {"left", "right"}]
    assert len(stated) >= 200
    points = gpd.GeoDataFrame(
        {"radius_m": [float(row["accuracy_m"]) for row in stated]},
        geometry=[Point(float(row["lon"]), float(row["lat"])) for row in stated],
        crs=4326,
    )
    found = rivers.River.load("euphrates").bank(points)
    wrong = []
    for row, p_left in zip(stated, found["p_left"], strict=True):
        p = p_left if row["bank"] == "left" else 1 - p_left
        if p < 0.2:  # the coordinates, with all their uncertainty, contradict the statement
            wrong.append((row["place_id"], row["bank"], round(float(p), 2)))
    assert wrong == []


def test_areas_are_valid_and_belong_to_rows(by_id: dict[str, dict[str, str]]) -> None:
    features = json.loads((DATA / "areas.geojson").read_text(encoding="utf-8"))["features"]
    names = [feature["properties"]["place_id"] for feature in features]
    assert len(names) == len(set(names)) >= 30
    for feature in features:
        place = feature["properties"]["place_id"]
        area = shape(feature["geometry"])
        assert area.is_valid and area.geom_type == "Polygon", place
        row = by_id[place]
        assert area.covers(Point(float(row["lon"]), float(row["lat"]))), f"{place}: its point lies outside"
        assert 5 <= len(feature["geometry"]["coordinates"][0]) <= 60, place


def test_roads_run_through_known_places(by_id: dict[str, dict[str, str]]) -> None:
    roads = read("roads.csv")
    assert len(roads) >= 30
    assert len({road["place_id"] for road in roads}) == len(roads)
    for road in roads:
        stops = road["via"].split(" > ")
        assert len(stops) >= 2 and road["source"] and road["name_ar"], road["place_id"]
        assert [stop for stop in stops if stop not in by_id] == [], road["place_id"]
        assert len(set(stops)) == len(stops), road["place_id"]


def test_classes_that_the_war_needs(rows: list[dict[str, str]]) -> None:
    classes = Counter(row["feature_code"] for row in rows)

    def total(*codes: str) -> int:
        return sum(classes[code] for code in codes)

    assert len(rows) >= 800
    assert total("ADM1") >= 14
    assert total("ADM2") >= 62
    assert total("OILF", "GASF", "OILR", "GOSP", "PMPO") >= 40
    assert total("MILB", "AIRB", "AIRP", "AIRF") >= 45
    assert total("DAM", "BDG", "PSTB") >= 35
    assert total("DSRT", "RGN", "MTS", "VAL", "WAD", "LK", "RSV") >= 30
    assert sum(row["bank"] in {"left", "right"} for row in rows) >= 200


@pytest.mark.parametrize(
    ("place_id", "lat", "lon", "within_m"),
    [
        ("at-taym-oil-field", 35.20, 40.12, 5000),  # 15 km south of Deir ez-Zor in the reports of 2017
        ("al-tanf-base", 33.505, 38.617, 3000),
        ("deir-ez-zor-airport", 35.285, 40.176, 2000),
        ("khmeimim-airbase", 35.401, 35.949, 2000),
    ],
)
def test_places_that_the_reports_turn_on(
    by_id: dict[str, dict[str, str]], place_id: str, lat: float, lon: float, within_m: float
) -> None:
    row = by_id[place_id]
    assert GEOD.inv(float(row["lon"]), float(row["lat"]), lon, lat)[2] <= within_m


def test_the_desert_of_sukhnah_holds_its_town(by_id: dict[str, dict[str, str]]) -> None:
    features = json.loads((DATA / "areas.geojson").read_text(encoding="utf-8"))["features"]
    areas = {f["properties"]["place_id"]: shape(f["geometry"]) for f in features}
    town = Point(float(by_id["al-sukhnah"]["lon"]), float(by_id["al-sukhnah"]["lat"]))
    assert areas["badia-al-sukhnah"].covers(town)
    assert areas["badia-al-sham"].covers(town)
    assert not areas["badia-al-sham"].covers(Point(39.01, 36.2))  # left bank, north of Raqqa
