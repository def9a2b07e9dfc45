"""The packaged control statements: what must hold of every row, and dated facts they must answer."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import json
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest
import shapely

DATA = Path(__file__).parents[1] / "data"
DOCS = Path(__file__).parents[1] / "docs"
COLUMNS = [
    "statement_id",
    "area",
    "controller",
    "status",
    "with",
    "valid_from",
    "valid_to",
    "priority",
    "source",
    "source_date",
    "confidence",
    "note",
]
CONTROLLERS = {
    "government",
    "opposition",
    "turkish_backed",
    "sdf",
    "is",
    "us_backed",
    "israel",
    "none",
    "iraqi_government",
}
STATUSES = {"control", "contested", "joint", "presence", "unsettled"}
TURKISH_BACKED_FROM = "2016-08-24"
"""First day of Operation Euphrates Shield: before it the code names nobody (design: "from August 2016")."""

FIRST, LAST = "2013-01-01", "2024-12-31"


def statements() -> list[dict[str, str]]:
    with (DATA / "control_statements.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def areas() -> list[dict]:
    return json.loads((DATA / "control_areas.geojson").read_text(encoding="utf-8"))["features"]


ROWS = statements()
FEATURES = areas()


def held(area: str, date: str) -> dict[str, str]:
    found = [
        r
        for r in ROWS
        if r["area"] == area and r["valid_from"] <= date and (not r["valid_to"] or r["valid_to"] > date)
    ]
    assert len(found) == 1, (area, date, found)
    return found[0]


def test_columns_and_count():
    assert list(ROWS[0]) == COLUMNS
    assert len(ROWS) >= 600
    assert all(None not in r and None not in r.values() for r in ROWS), (
        "a row has more or fewer cells than columns"
    )


def test_ids_are_unique_and_say_area_and_day():
    ids = [r["statement_id"] for r in ROWS]
    assert len(set(ids)) == len(ids)
    assert [
        r["statement_id"] for r in ROWS if not r["statement_id"].endswith(r["valid_from"].replace("-", ""))
    ] == []


def test_codes_are_known():
    bad = [
        r["statement_id"]
        for r in ROWS
        if r["controller"] not in CONTROLLERS
        or r["status"] not in STATUSES
        or any(w not in CONTROLLERS for w in filter(None, r["with"].split("|")))
        or r["confidence"] not in {"high", "medium", "low"}
    ]
    assert bad == []


def test_shared_ground_names_the_other_party_and_held_ground_does_not():
    needs = {"contested", "joint", "presence"}
    bad = [r["statement_id"] for r in ROWS if r["status"] in needs and not r["with"]]
    bad += [r["statement_id"] for r in ROWS if r["status"] == "control" and r["with"]]
    bad += [r["statement_id"] for r in ROWS if r["controller"] in r["with"].split("|")]
    assert bad == []


def test_dates_are_half_open_and_inside_the_timeline():
    for row in ROWS:
        start = dt.date.fromisoformat(row["valid_from"])
        assert FIRST <= row["valid_from"] <= LAST, row
        if row["valid_to"]:
            assert start < dt.date.fromisoformat(row["valid_to"]), row
            assert row["valid_to"] <= LAST, row
        if row["source_date"]:
            dt.date.fromisoformat(row["source_date"])


def test_no_controller_before_it_existed():
    early = [
        r["statement_id"]
        for r in ROWS
        if "turkish_backed" in (r["controller"], *r["with"].split("|"))
        and r["valid_from"] < TURKISH_BACKED_FROM
    ]
    early += [
        r["statement_id"] for r in ROWS if r["controller"] == "us_backed" and r["valid_from"] < "2016-03-01"
    ]
    assert early == []


def test_no_controller_after_it_was_gone():
    gone = [
        r["statement_id"]
        for r in ROWS
        if r["controller"] == "is"
        and r["status"] == "control"
        and (not r["valid_to"] or r["valid_to"] > "2019-03-23")
    ]
    assert gone == [], "IS held ground in Syria and Anbar until 23 March 2019 at the latest"


def test_intervals_of_one_area_do_not_overlap_and_gaps_fall_to_a_lower_priority():
    by_area = defaultdict(list)
    for row in ROWS:
        by_area[row["area"]].append(row)
    for area, rows in by_area.items():
        rows.sort(key=lambda r: r["valid_from"])
        assert len({r["priority"] for r in rows}) == 1, f"{area}: one area, one priority"
        for before, after in itertools.pairwise(rows):
            assert before["valid_to"], f"{area}: {before['statement_id']} is open but another follows"
            assert before["valid_to"] <= after["valid_from"], f"{area}: {before['statement_id']} overlaps"
            if before["valid_to"] == after["valid_from"]:
                same = all(before[c] == after[c] for c in ("controller", "status", "with"))
                assert not same, f"{area}: {after['statement_id']} repeats the one before it"


def test_the_base_covers_every_day():
    base = sorted((r for r in ROWS if r["area"] == "Syria"), key=lambda r: r["valid_from"])
    assert base[0]["valid_from"] == FIRST
    assert base[-1]["valid_to"] == ""
    assert all(a["valid_to"] == b["valid_from"] for a, b in itertools.pairwise(base))


def test_every_row_has_a_source_and_memory_is_marked_low():
    assert [r["statement_id"] for r in ROWS if len(r["source"]) < 10] == []
    wrong = [r["statement_id"] for r in ROWS if "unverified" in r["source"] and r["confidence"] != "low"]
    assert wrong == []


def test_areas_are_valid_named_and_used():
    names = [f["properties"]["name"] for f in FEATURES]
    assert len(set(names)) == len(names)
    used = {r["area"] for r in ROWS}
    assert set(names) <= used
    for feature in FEATURES:
        shape = shapely.geometry.shape(feature["geometry"])
        name = feature["properties"]["name"]
        assert shape.is_valid, name
        assert not shape.is_empty, name
        assert shape.geom_type in {"Polygon", "MultiPolygon"}, name
        assert feature["properties"]["accuracy_m"] >= 500, name
        assert feature["properties"]["drawn_from"], name
        assert feature["properties"]["source"], name


def test_every_area_resolves():
    areas_module = pytest.importorskip(
        "badia_geo.statement_areas", reason="the area resolver is not there yet"
    )
    found = areas_module.AreaResolver().resolve({r["area"] for r in ROWS})
    assert {area: place.reason for area, place in found.items() if not place.found} == {}


@pytest.mark.parametrize(
    ("area", "date", "controller"),
    [
        # well before and after every change, from the general history of the war
        ("Raqqa", "2013-02-01", "government"),
        ("Raqqa", "2013-06-01", "opposition"),
        ("Raqqa", "2015-06-01", "is"),
        ("Raqqa", "2018-01-01", "sdf"),
        ("Palmyra", "2015-08-01", "is"),
        ("Palmyra", "2016-06-01", "government"),
        ("Palmyra", "2017-01-15", "is"),
        ("Palmyra", "2020-01-01", "government"),
        ("Kobani", "2015-06-01", "sdf"),
        ("Idlib", "2014-06-01", "government"),
        ("Idlib", "2020-08-21", "opposition"),
        ("Afrin", "2017-06-01", "sdf"),
        ("Afrin", "2019-01-01", "turkish_backed"),
        ("Douma", "2018-01-01", "opposition"),
        ("Douma", "2018-06-01", "government"),
        ("Mayadin", "2016-01-01", "is"),
        ("Mayadin", "2020-08-21", "government"),
        ("Hajin", "2018-10-01", "is"),
        ("Hajin", "2020-08-21", "sdf"),
        ("Khan Shaykhun", "2019-01-01", "opposition"),
        ("Khan Shaykhun", "2020-01-01", "government"),
        ("Hama", "2024-12-04", "government"),
        ("Hama", "2024-12-06", "opposition"),
        ("Ramadi", "2015-08-01", "is"),
        ("Haditha", "2015-08-01", "iraqi_government"),
    ],
)
def test_well_known_facts(area, date, controller):
    assert held(area, date)["controller"] == controller


@pytest.mark.parametrize("date", ["2015-06-01", "2020-08-21", "2024-12-06"])
def test_zones_at_places_say_what_their_rows_say(date):
    """Drawn zones agree with the place rows: no area row of the same day paints over a town's own holder."""
    gpd = pytest.importorskip("geopandas")
    zones = pytest.importorskip("badia_geo.zones", reason="the zones are not there yet")
    resolver = pytest.importorskip("badia_geo.statement_areas", reason="the area resolver is not there yet")
    found = resolver.AreaResolver().resolve({r["area"] for r in ROWS})
    rows = [r for r in ROWS if r["valid_from"] <= date and (not r["valid_to"] or r["valid_to"] > date)]
    rows = [r for r in rows if found[r["area"]].is_place]
    assert len(rows) > 200
    points = gpd.GeoDataFrame(
        {"area": [r["area"] for r in rows], "said": [r["controller"] for r in rows]},
        geometry=gpd.points_from_xy(
            [found[r["area"]].lon for r in rows], [found[r["area"]].lat for r in rows]
        ),
        crs=4326,
    )
    drawn = zones.ControlZones.load().at(date)[["controller", "geometry"]]
    joined = points.sjoin(drawn, how="left", predicate="within")
    joined = joined[~joined.index.duplicated()]
    outside = joined[joined["controller"].isna()]
    assert outside["area"].tolist() == [], "border towns lie on their own country's ground"
    wrong = joined[joined["controller"].notna() & (joined["controller"] != joined["said"])]
    assert wrong[["area", "said", "controller"]].to_numpy().tolist() == []


def accounts() -> list[dict[str, str]]:
    with (Path(__file__).parent / "control_facts.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


ACCOUNTS = accounts()


def test_facts_from_accounts_are_many_and_spread():
    """Who held what, written down from published accounts before the statements were read."""
    assert len({(f["place"], f["date"]) for f in ACCOUNTS}) == len(ACCOUNTS) >= 200
    assert all(len(f["source"]) > 10 for f in ACCOUNTS)
    years = Counter(f["date"][:4] for f in ACCOUNTS)
    assert all(years[str(y)] >= 20 for y in (2013, 2014, 2015, 2016, 2017, 2018, 2023, 2024))
    holders = Counter(f["controller"] for f in ACCOUNTS)
    assert all(holders[c] >= 10 for c in CONTROLLERS - {"israel", "none", "us_backed"})


def test_rows_answer_the_facts_from_accounts():
    """A place's own row answers; without one, the strongest and smallest area round it.

    Where the account was outweighed by others, ``settled`` says so: such a fact counts as missed.
    """
    resolver = pytest.importorskip("badia_geo.statement_areas").AreaResolver()
    found = resolver.resolve({r["area"] for r in ROWS} | {f["place"] for f in ACCOUNTS})
    own = defaultdict(list)
    drawn = []
    for row in ROWS:
        area = found[row["area"]]
        if area.is_place:
            own[(area.lon, area.lat)].append(row)
        else:
            drawn.append((-int(row["priority"]), area.geometry.area, row, area.geometry))
    drawn.sort(key=lambda claim: claim[:2])

    def answer(place: str, date: str) -> str:
        where = found[place]
        assert where.is_place, f"{place}: {where.reason or 'not a single place of the gazetteer'}"

        def holds(row: dict[str, str]) -> bool:
            return row["valid_from"] <= date and (not row["valid_to"] or row["valid_to"] > date)

        for row in own[(where.lon, where.lat)]:
            if holds(row):
                return row["controller"]
        point = shapely.Point(where.lon, where.lat)
        return next(row["controller"] for _, _, row, shape in drawn if holds(row) and shape.intersects(point))

    wrong = [
        (f["place"], f["date"], f["controller"], said)
        for f in ACCOUNTS
        if not f["settled"] and (said := answer(f["place"], f["date"])) != f["controller"]
    ]
    assert wrong == []
    assert sum(bool(f["settled"]) for f in ACCOUNTS) <= 0.03 * len(ACCOUNTS)


def test_the_page_states_the_shares_of_confidence_that_the_rows_have():
    text = " ".join((DOCS / "control_timeline.md").read_text(encoding="utf-8").split())
    stated = re.search(
        r"Of ([\d,]+) rows, ([\d,]+) state a change: (\d+) % of these are `high`, (\d+) % `medium`, "
        r"(\d+) % `low`; (\d+) % of them rest on memory alone",
        text,
    )
    assert stated is not None
    changes = [r for r in ROWS if r["valid_from"] != FIRST]
    graded = Counter(r["confidence"] for r in changes)
    memory = sum("unverified" in r["source"] for r in changes)
    have = [len(ROWS), len(changes)]
    have += [round(100 * n / len(changes)) for n in (*(graded[g] for g in ("high", "medium", "low")), memory)]
    assert [int(n.replace(",", "")) for n in stated.groups()] == have


def test_the_second_reading_counts_its_own_table():
    text = (DOCS / "second_reading.md").read_text(encoding="utf-8")
    counts = re.search(r"The same controller: \*\*(\d+) of (\d+) \((\d+\.\d)%\)", text)
    assert counts is not None
    same, asked = int(counts[1]), int(counts[2])
    table = text[text.index("All rows that were read:") :]
    rows = re.findall(r"^\| (.+?) \| (\d{4}-\d\d-\d\d) \| (\w+)[^|]* \| (\w+)[^|]* \|", table, re.MULTILINE)
    assert len(rows) == asked
    assert sum(said == again for _, _, said, again in rows) == same
    assert f"{100 * same / asked:.1f}" == counts[3]
    assert same >= 0.9 * asked
