"""The gazetteer's rows as facts: each sourced, none twice, each in its governorate and on its bank."""

from __future__ import annotations

import csv
import importlib
import json
import math
import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import pyproj
import pytest
from shapely import Point, STRtree
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
# The feature codes of geonames.org/export/codes.html that the table uses.
GEONAMES_CODES = (
    "PCLI ADM1 ADM2 RGN PPL PPLA PPLA2 PPLA3 PPLC PPLX CMP DSRT MT MTS HLL VAL WAD LK RSV ISL OILF GASF "
    "OILR GOSP PMPO MILB AIRB AIRF AIRP DAM BDG PSTB ANS CSTL CH MSQE MSTY SHRN SYG MUS MKT HSP HSTS PRN "
    "SQR STDM UNIV"
)
THINGS = "PSTB PRN CMP MSQE MUS HSP BDG DAM CSTL MILB AIRB OILF GASF CH MSTY"
# Rows that the merging of places would take for one, and why they are two.
NEIGHBOURS = {
    ("al-nayrab-camp", "nayrab"): "a camp beside the town of its name",
    ("al-hawl", "hawl-camp"): "a camp beside the town of its name",
    ("khan-al-shih", "khan-al-shih-camp"): "a camp beside the town of its name",
    ("al-husayniyah-damascus", "husayniyah-camp"): "a camp beside the town of its name",
    ("ajil", "uwayjil"): "the second name is a diminutive: two villages west of Aleppo",
    ("susanbat", "susyan"): "two villages near al-Bab",
    ("al-bayyada", "bab-al-hadid"): "two quarters of Aleppo that touch",
    ("al-jurdi", "al-jurdi-al-sharqi"): "the village and its eastern half",
    ("al-ghab-plain", "al-suqaylabiyah-district"): "a plain and the district that holds most of it",
    ("latamina", "latmin"): "a town and a village of north Hama, both reported often",
    ("al-kastan", "qastun"): "a village of Jisr al-Shughur and one of the Ghab",
    ("al-dashisha", "tall-al-jayir"): "villages of the Iraqi border known to 20 km",
    ("al-dashisha", "tall-al-shair"): "villages of the Iraqi border known to 20 km",
    ("palmyra-museum", "palmyra-ruins"): "the museum is not the ruins",
    ("jabal-hayyal", "jabal-hayyan"): "two mountains south-west and west of Palmyra",
    ("jazal-oil-field", "jihar-oil-field"): "two fields north-west of Palmyra",
    ("maar-zita", "maarrat-al-sin"): "two villages west of Kafr Nabl",
    ("al-hamrat", "hamrat-balasim"): "al-Hamrat is the group of villages, the other one of them",
    ("al-hamrat", "hamrat-ghanim"): "al-Hamrat is the group of villages, the other one of them",
    ("al-hamrat", "hamrat-nasir"): "al-Hamrat is the group of villages, the other one of them",
    ("al-jadidah-kahit", "jadidat-khabur"): "two villages east of al-Karamah",
    ("khass-ajil", "khass-hibal"): "two villages east of al-Karamah",
    ("mazraat-al-hittin", "mazraat-al-qahtaniyah"): "two state farms north-west of Raqqa",
    ("mar-sarkis", "mar-takla"): "two monasteries of Maaloula",
    ("deir-muqrin", "deir-qanun"): "two villages of Wadi Barada",
}
# The 62 districts of the humanitarian lists (2004 census), by governorate.
DISTRICTS = {
    "Aleppo": "mount-simeon al-bab afrin azaz manbij ayn-al-arab jarabulus al-safirah",
    "Damascus": "damascus",
    "Daraa": "daraa al-sanamayn izra",
    "Deir ez-Zor": "deir-ez-zor abu-kamal mayadin",
    "Hama": "hama al-suqaylabiyah salamiyah masyaf mahardah",
    "Hasakah": "hasakah qamishli al-malikiyah ras-al-ayn",
    "Homs": "homs al-qusayr talkalakh rastan tadmur al-mukharram",
    "Idlib": "idlib maarrat-al-numan harim jisr-al-shughur ariha",
    "Latakia": "latakia jableh al-haffah qardaha",
    "Quneitra": "quneitra fiq",
    "Raqqa": "raqqa tell-abyad tabqa",
    "Rural Damascus": "markaz-rif-dimashq douma al-qutayfah al-tall yabroud al-nabk zabadani qatana darayya",
    "Suwayda": "suwayda salkhad shahba",
    "Tartus": "tartus baniyas safita dreikish al-shaykh-badr al-qadmus",
}
# Districts made after the census, which older reports do not know.
LATER_DISTRICTS = "atarib dayr-hafir al-qaryatayn taldou qudsaya"
# Subdistricts of each governorate in the same lists; each has a seat.
SUBDISTRICTS = {
    "Aleppo": 40, "Damascus": 1, "Daraa": 17, "Deir ez-Zor": 14, "Hama": 22, "Hasakah": 16, "Homs": 23,
    "Idlib": 26, "Latakia": 22, "Quneitra": 6, "Raqqa": 10, "Rural Damascus": 36, "Suwayda": 12,
    "Tartus": 27,
}  # fmt: skip
SEATS = {"PPLA", "PPLA2", "PPLA3", "PPLC"}
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


def test_parents_lead_to_the_governorate_that_the_row_names(by_id: dict[str, dict[str, str]]) -> None:
    differ = []
    for row in by_id.values():
        above: dict[str, str] | None = row
        while above is not None and above["feature_code"] != "ADM1":
            above = by_id.get(above["parent"])
        if above is not None and row["admin1"] and above["admin1"] != row["admin1"]:
            differ.append((row["place_id"], above["place_id"], row["admin1"]))
    assert differ == []


def test_a_place_that_is_no_settlement_is_found_by_its_own_name(rows: list[dict[str, str]]) -> None:
    """Crossings, prisons, camps, bases and the like bear the noun of what they are in their names."""
    from badia_geo.geocoding import Geocoder

    geocoder = Geocoder()
    codes = set(THINGS.split())
    asked, missed = 0, []
    for row in rows:
        for name in {row["name"], row["name_ar"]} - {""} if row["feature_code"] in codes else ():
            asked += 1
            point = geocoder.locate(name, context=(row["admin1"],)).footprint
            away = math.inf
            if point is not None:
                away = GEOD.inv(point.point.x, point.point.y, float(row["lon"]), float(row["lat"]))[2]
            if away > 5000 + float(row["accuracy_m"]):
                missed.append((row["place_id"], name))
    assert asked >= 400
    assert len(missed) <= 0.01 * asked, missed


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


def test_no_two_rows_are_one_place() -> None:
    """What the merging of sources would take for one place is listed, with the reason."""
    from badia_geo.gazetteer import _fact_places
    from badia_geo.places import same_place

    places = list(_fact_places(DATA / "gazetteer.csv", {}))
    tree = STRtree([Point(p.lon, p.lat) for p in places])
    pairs = set()
    for i, place in enumerate(places):
        for j in tree.query(Point(place.lon, place.lat).buffer(0.4)):
            if j > i and same_place(place, places[j]) is not None:
                pairs.add(tuple(sorted((place.place_id, places[j].place_id))))
    assert pairs == set(NEIGHBOURS)


def test_the_table_is_sorted_and_coded_as_geonames_does(rows: list[dict[str, str]]) -> None:
    order = [(row["admin1"], row["feature_code"], row["place_id"]) for row in rows]
    assert order == sorted(order)
    assert {row["feature_code"] for row in rows} == set(GEONAMES_CODES.split())


def test_no_place_lies_outside_its_district_or_town(by_id: dict[str, dict[str, str]]) -> None:
    """A place is no farther from its parent than the parent reaches, with what both are known to."""
    outside = []
    for row in by_id.values():
        parent = by_id.get(row["parent"])
        if parent is None or parent["feature_code"] in {"ADM1", "PCLI"}:
            continue  # governorates are held against their outlines
        reach = float(parent["extent_m"]) + float(parent["accuracy_m"]) + float(row["accuracy_m"])
        if distance_m(row, parent) > reach:
            outside.append((row["place_id"], parent["place_id"], round(distance_m(row, parent))))
    assert outside == []


def test_years_and_populations_are_sane(rows: list[dict[str, str]]) -> None:
    for row in rows:
        for year in (row["since"], row["until"]):
            assert not year or 1900 <= int(year[:4]) <= 2026, row["place_id"]
        assert not (row["since"] and row["until"]) or row["since"] <= row["until"], row["place_id"]
        if row["population"]:
            assert 50 <= int(row["population"]) <= 2_500_000, row["place_id"]
            assert row["feature_code"].startswith(("PPL", "CMP")), row["place_id"]


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


def test_every_stated_bank_is_the_rivers(rows: list[dict[str, str]]) -> None:
    """A place is on the bank that its row states, or its note says why not; islands are in the river."""
    rivers = importlib.import_module("badia_geo.rivers")
    import geopandas as gpd

    stated = [row for row in rows if row["bank"] in {"left", "right"}]
    points = gpd.GeoDataFrame(
        {"radius_m": [float(row["accuracy_m"]) for row in stated]},
        geometry=[Point(float(row["lon"]), float(row["lat"])) for row in stated],
        crs=4326,
    )
    found = rivers.River.load("euphrates").bank(points)["bank"]
    differ = [row for row, bank in zip(stated, found, strict=True) if row["bank"] != bank]
    assert [(row["place_id"], row["bank"]) for row in differ if "bank: " not in row["note"]] == []
    assert len(differ) <= 3
    assert {row["feature_code"] for row in rows if row["bank"] == "island"} == {"ISL"}


def test_settlements_of_the_valley_on_both_banks(rows: list[dict[str, str]]) -> None:
    """At least 200 between Jarabulus and al-Qaim, as many as a third of them on either bank."""
    valley = Counter(
        row["bank"]
        for row in rows
        if row["bank"] in {"left", "right"}
        and row["feature_code"].startswith("PPL")
        and row["feature_code"] != "PPLX"
        and 38.0 <= float(row["lon"]) <= 41.15
    )
    assert valley.total() >= 200
    assert min(valley.values()) >= valley.total() / 3


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

    assert len(rows) >= 2000
    assert total("OILF", "GASF", "OILR", "GOSP", "PMPO") >= 50
    assert total("MILB", "AIRB", "AIRP", "AIRF") >= 65
    assert total("DAM", "BDG", "PSTB") >= 55
    assert total("DSRT", "RGN", "MTS", "VAL", "WAD", "LK", "RSV") >= 70


def test_governorates_districts_and_their_seats(by_id: dict[str, dict[str, str]]) -> None:
    """All 14 governorates and 62 districts, under their governorate, and a seat for every subdistrict."""
    rows = list(by_id.values())
    syrian = {r["admin1"] for r in rows if r["feature_code"] == "ADM1" and r["parent"] == "syria"}
    assert syrian == set(DISTRICTS)
    assert sum(len(names.split()) for names in DISTRICTS.values()) == 62
    for governorate, names in DISTRICTS.items():
        for name in names.split():
            row = by_id[f"{name}-district"]
            assert (row["feature_code"], row["admin1"]) == ("ADM2", governorate), name
    districts = {f"{n}-district" for names in [*DISTRICTS.values(), LATER_DISTRICTS] for n in names.split()}
    assert {r["place_id"] for r in rows if r["feature_code"] == "ADM2"} == districts
    seats = Counter(r["admin1"] for r in rows if r["feature_code"] in SEATS)
    assert {g: seats[g] for g, n in SUBDISTRICTS.items() if seats[g] < n} == {}


def test_main_quarters_of_the_cities(rows: list[dict[str, str]]) -> None:
    quarters = Counter(row["admin1"] for row in rows if row["feature_code"] == "PPLX")
    least = {"Aleppo": 50, "Raqqa": 20, "Homs": 18, "Damascus": 18, "Deir ez-Zor": 16, "Idlib": 8}
    assert {city: quarters[city] for city, n in least.items() if quarters[city] < n} == {}


def test_waystations_and_deserts_of_the_issue(by_id: dict[str, dict[str, str]]) -> None:
    named = (
        "kabajib al-shula hamima t2-pumping-station t3-pumping-station ithriya resafa jabal-al-bishri "
        "badia-al-sukhnah badia-al-sham homs-desert jazira shamiyah"
    )
    assert [name for name in named.split() if name not in by_id] == []


def test_spellings_of_seats_and_districts(rows: list[dict[str, str]]) -> None:
    """Governorates, districts and their seats have an Arabic name and at least one further spelling."""
    bare = [
        row["place_id"]
        for row in rows
        if row["feature_code"] in {"ADM1", "ADM2", "PPLA", "PPLA2", "PPLC"}
        and (not row["name_ar"] or not row["variants"])
    ]
    assert bare == []


@pytest.mark.parametrize("name", ["المنصورة", "الخالدية", "الصالحية", "الحميدية", "القحطانية", "تل ذهب"])
def test_names_that_mean_several_places_are_all_in(rows: list[dict[str, str]], name: str) -> None:
    assert sum(row["name_ar"] == name for row in rows) >= 2


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
