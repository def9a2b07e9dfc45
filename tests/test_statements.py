"""Control statements: reading, ranking, drawing, and what happens to rows that are wrong."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely import Point, box

from badia_geo.barriers import Barriers
from badia_geo.errors import ColumnError, FileFormatError, MissingFileError, TimelineError
from badia_geo.footprints import Footprint, circle
from badia_geo.statement_areas import AreaResolver, Resolved
from badia_geo.statement_timeline import StatementTimeline, statement_extent
from badia_geo.statements import parse_statements, read_statements
from badia_geo.zone_cache import Cache, digest, from_bytes, to_bytes
from badia_geo.zones import ZONE_COLUMNS, ControlZones

LAND = box(10, 0, 12, 2)
AREAS = {
    "whole land": box(10, 0, 12, 2),
    "west": box(10, 0, 11, 2),
    "east": box(11, 0, 12, 2),
    "middle": box(10.5, 0.5, 11.5, 1.5),
    "other middle": box(10.5, 0.5, 11.5, 1.5),
    "desert": box(11, 1, 12, 2),
}
TOWNS = {"Alpha": (10.2, 1.0, 1_000.0), "Beta": (10.3, 1.0, 1_000.0), "Gamma": (10.98, 1.7, 1_000.0)}


class FakeGeocoder:
    """Knows the areas and towns above; counts what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def locate(self, text: str) -> SimpleNamespace:
        self.asked.append(text)
        if text in AREAS:
            shape = AREAS[text]
            return SimpleNamespace(
                status="located", reason="", footprint=Footprint(shape, shape.centroid, 1e5, "region")
            )
        if text in TOWNS:
            lon, lat, radius = TOWNS[text]
            return SimpleNamespace(
                status="located",
                reason="",
                footprint=Footprint.from_point_radius(lon, lat, radius, "settlement"),
            )
        return SimpleNamespace(status="not_found", reason="no place has a name like it", footprint=None)


def table(*rows: tuple, **columns: list) -> pd.DataFrame:
    """Rows of (area, controller, priority)."""
    return pd.DataFrame(rows, columns=["area", "controller", "priority"]).assign(
        statement_id=[f"s{i}" for i in range(len(rows))], **columns
    )


def timeline(statements: pd.DataFrame, **options: object) -> StatementTimeline:
    settings = {"geocoder": FakeGeocoder(), "extent": LAND, "barriers": Barriers([], []), "cache": False}
    return StatementTimeline(statements, **{**settings, **options})


def drawn(statements: pd.DataFrame, date: str = "2015-01-01", **options: object) -> gpd.GeoDataFrame:
    zones = timeline(statements, **options).at(pd.Timestamp(date))
    assert list(zones.columns[: len(ZONE_COLUMNS)]) == list(ZONE_COLUMNS)
    assert zones.is_valid.all()
    assert abs(shapely.area(zones.geometry).sum() - LAND.area) < 1e-3
    assert abs(shapely.area(zones.geometry).sum() - zones.union_all().area) < 1e-6
    return zones


def at(zones: gpd.GeoDataFrame, lon: float, lat: float) -> tuple:
    found = zones[zones.intersects(Point(lon, lat))]
    assert len(found) == 1
    return tuple(found[["controller", "status", "with"]].iloc[0])


# -- the ground of the packaged timeline ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("town", "lon", "lat"),
    [
        ("Kobani", 38.3535, 36.8909),
        ("Tell Abyad", 38.9538, 36.6965),
        ("Kessab", 35.9897, 35.9264),
        ("Amiriyat al-Fallujah", 43.8800, 33.1650),
        ("Al-Rukban camp", 38.7000, 33.3180),
    ],
)
def test_border_towns_lie_on_their_own_country_s_ground(town: str, lon: float, lat: float) -> None:
    ground = statement_extent()
    assert shapely.dwithin(ground, Point(lon, lat), 0), town
    assert shapely.distance(ground.boundary, Point(lon, lat)) * 111 > 1, "its streets lie on it too"


def test_the_ground_grows_by_border_towns_only() -> None:
    from badia_geo import datasets

    governorates = datasets.load("governorates")
    chosen = governorates[(governorates["country"] == "SY") | (governorates["name"] == "Anbar")]
    alone = shapely.union_all(shapely.make_valid(chosen.geometry.to_numpy()), grid_size=1e-6)
    ground = statement_extent()
    assert ground.geom_type == "Polygon"
    assert ground.is_valid
    assert 0 < shapely.difference(ground, alone).area < 0.03
    assert not ground.intersects(Point(38.42, 36.98)), "Suruc is in Turkey"


# -- drawing -----------------------------------------------------------------------------------------------


def test_the_higher_priority_wins_then_the_smaller_area() -> None:
    zones = drawn(table(("whole land", "government", 0), ("west", "is", 10), ("middle", "sdf", 5)))
    assert at(zones, 10.7, 1)[0] == "is"
    assert at(zones, 11.3, 1)[0] == "sdf"
    assert at(zones, 11.8, 1)[0] == "government"
    equal = drawn(table(("whole land", "government", 0), ("middle", "sdf", 0)))
    assert at(equal, 11, 1)[0] == "sdf"


def test_everything_except_can_be_written_as_rows() -> None:
    zones = drawn(table(("west", "government", 0), ("middle", "opposition", 10)))
    assert at(zones, 10.2, 1)[0] == "government"
    assert at(zones, 10.8, 1)[0] == "opposition"
    assert at(zones, 11.8, 0.2) == ("none", "unsettled", None)


def test_a_tie_is_contested_and_listed() -> None:
    made = timeline(table(("whole land", "government", 0), ("middle", "sdf", 10), ("other middle", "is", 10)))
    zones = made.at(pd.Timestamp("2015-01-01"))
    assert at(zones, 11, 1) == ("is", "contested", "sdf")
    found = made.problems()
    assert found["problem"].tolist() == ["tie"]
    assert found["zone_id"].tolist() == ["s1 | s2"]


def test_two_of_one_holder_are_no_tie() -> None:
    made = timeline(table(("middle", "sdf", 10), ("other middle", "sdf", 10)))
    assert at(made.at(pd.Timestamp("2015-01-01")), 11, 1) == ("sdf", "control", None)
    assert made.problems().empty


def test_a_town_takes_its_own_fields_and_neighbours_grow_together() -> None:
    zones = drawn(table(("whole land", "is", 0), ("Alpha", "sdf", 50), ("Beta", "sdf", 50)))
    held = zones[zones["controller"] == "sdf"]
    assert at(zones, 10.25, 1.0)[0] == "sdf"
    assert at(zones, 10.2, 1.2)[0] == "is"
    assert len(held.explode()) == 1
    assert held["statements"].iloc[0] == "s1|s2"


def test_a_town_does_not_reach_across_a_barrier() -> None:
    sides = [box(10, 0, 11, 2), box(11, 0, 12, 2)]
    statements = table(("whole land", "is", 0), ("Gamma", "sdf", 50))
    assert at(drawn(statements), 11.01, 1.7)[0] == "sdf"
    walled = drawn(statements, barriers=Barriers(sides, []))
    assert at(walled, 11.01, 1.7)[0] == "is"
    assert at(walled, 10.97, 1.7)[0] == "sdf"


def test_a_town_alone_reaches_some_way_into_empty_ground() -> None:
    zones = drawn(table(("Alpha", "sdf", 50)))
    assert at(zones, 10.3, 1.0)[0] == "sdf"  # 11 km
    assert at(zones, 10.4, 1.0) == ("none", "unsettled", None)  # 22 km


def test_two_statements_on_one_town_are_ranked_or_contested() -> None:
    assert (
        at(drawn(table(("west", "is", 0), ("Alpha", "sdf", 50), ("Alpha", "is", 60))), 10.2, 1.0)[0] == "is"
    )
    zones = drawn(table(("west", "is", 0), ("Alpha", "sdf", 50), ("Alpha", "government", 50)))
    assert at(zones, 10.2, 1.0) == ("government", "contested", "sdf")


def test_presence_marks_ground_and_never_takes_it() -> None:
    raids = table(("whole land", "government", 0), ("desert", "is", 10), status=["control", "presence"])
    assert at(drawn(raids), 11.5, 1.5) == ("government", "presence", "is")
    empty = table(("west", "government", 0), ("desert", "is", 10), status=["control", "presence"])
    assert at(drawn(empty), 11.5, 1.5) == ("none", "presence", "is")
    weaker = table(("whole land", "government", 20), ("desert", "is", 10), status=["control", "presence"])
    assert at(drawn(weaker), 11.5, 1.5) == ("government", "control", None)
    named = table(
        ("whole land", "government", 0), ("desert", "government", 10), status=["control", "presence"]
    )
    assert at(drawn(named.assign(**{"with": [None, "is"]})), 11.5, 1.5) == ("government", "presence", "is")


def test_water_follows_its_shores() -> None:
    river = [box(10.95, 0, 11, 2), box(11, 0, 11.05, 2)]
    statements = table(("whole land", "government", 0), ("west", "is", 10), ("east", "sdf", 10))
    banks = Barriers([box(10, 0, 10.95, 2), box(11.05, 0, 12, 2)], river)
    dry = drawn(statements, barriers=banks)
    assert at(dry, 10.97, 1)[0] == "is"
    assert at(dry, 11.03, 1)[0] == "sdf"


def test_slivers_of_overlaid_lines_are_dissolved_but_small_places_stay() -> None:
    areas = gpd.GeoDataFrame(
        {"name": ["sloppy west", "security square"]},
        geometry=[box(10, 0, 10.995, 2), circle(11.5, 1.0, 400)], crs=4326)  # fmt: skip
    statements = table(("whole land", "government", 0), ("sloppy west", "is", 10), ("east", "sdf", 10),
                       ("security square", "government", 60))  # fmt: skip
    zones = drawn(statements, areas=areas)
    assert at(zones, 10.997, 1)[0] in ("is", "sdf")  # 550 m between the two
    assert at(zones, 11.5, 1.0)[0] == "government"
    assert zones.loc[zones["controller"] == "government", "geometry"].iloc[0].area < 1e-4


# -- time ------------------------------------------------------------------------------------------------------

DATED = table(("west", "is", 0), ("west", "sdf", 0), ("east", "government", 0),
              valid_from=["2014-01-01", "2017-10-17", "2014-01-01"], valid_to=["2017-10-17", "", ""],
              source_date=["2014-02-01", "2017-12-01", ""])  # fmt: skip


def test_intervals_follow_the_days_of_change() -> None:
    zones = ControlZones.from_statements(DATED, geocoder=FakeGeocoder(), extent=LAND)
    assert zones.span == (pd.Timestamp("2014-01-01"), None)
    assert zones.changes.tolist() == [pd.Timestamp("2014-01-01"), pd.Timestamp("2017-10-17")]
    before = zones.at("2017-10-16")
    assert set(before["controller"]) == {"is", "government"}
    assert before["valid_from"].unique().tolist() == [pd.Timestamp("2014-01-01")]
    assert before["valid_to"].unique().tolist() == [pd.Timestamp("2017-10-17")]
    assert zones.at("2017-10-17")["valid_to"].isna().all()
    assert len(zones.frame) == 4
    with pytest.raises(TimelineError, match="2014-01-01 to any later date"):
        zones.at("2013-12-31")


def test_until_ends_open_statements() -> None:
    made = timeline(DATED, until="2025-01-01")
    assert made.span == (pd.Timestamp("2014-01-01"), pd.Timestamp("2025-01-01"))
    assert made.at(pd.Timestamp("2020-01-01"))["valid_to"].unique().tolist() == [pd.Timestamp("2025-01-01")]


def test_known_on_leaves_out_later_publications() -> None:
    zones = ControlZones.from_statements(DATED, geocoder=FakeGeocoder(), extent=LAND)
    assert set(zones.at("2017-11-01", known_on="2017-11-30")["controller"]) == {"government", "none"}
    with pytest.raises(TimelineError):
        timeline(DATED[DATED["source_date"] != ""]).at(
            pd.Timestamp("2014-05-01"), known_on=pd.Timestamp("2013-01-01")
        )


def test_areas_are_resolved_once_and_days_drawn_once() -> None:
    geocoder = FakeGeocoder()
    made = timeline(DATED, geocoder=geocoder)
    first = made.at(pd.Timestamp("2015-01-01"))
    again = made.at(pd.Timestamp("2016-01-01"))
    assert geocoder.asked == ["west", "east"]
    assert shapely.equals_exact(first.geometry.to_numpy(), again.geometry.to_numpy()).all()
    again.loc[0, "controller"] = "changed"
    assert "changed" not in made.at(pd.Timestamp("2016-01-01"))["controller"].tolist()


def test_changing_a_statement_changes_the_drawing() -> None:
    zones = timeline(DATED.assign(controller=["sdf", "sdf", "sdf"])).at(pd.Timestamp("2015-01-01"))
    assert zones["controller"].tolist() == ["sdf"]


# -- wrong rows --------------------------------------------------------------------------------------------------


def test_wrong_rows_are_named_and_the_others_draw() -> None:
    wrong = pd.DataFrame({
        "area": ["west", "", "east", "Atlantis", "east", "east"],
        "controller": ["is", "is", "sdf", "sdf", "Wagner", "sdf"],
        "status": ["control", "", "", "", "Held", ""],
        "priority": ["1", "", "", "", "high", ""],
        "valid_from": ["2014-01-01", "", "2017-01-01", "", "", "May"],
        "valid_to": ["", "", "2016-01-01", "", "", ""],
    })  # fmt: skip
    made = timeline(wrong)
    zones = made.at(pd.Timestamp("2015-01-01"))
    assert set(zones["controller"]) == {"is", "Wagner"}
    found = made.problems()
    assert list(zip(found["row"], found["problem"], strict=True)) == [
        (3, "area or controller empty"),
        (4, "valid_to not after valid_from"),
        (6, "unknown status"),
        (6, "priority is no number"),
        (7, "date not read"),
        (5, "area not resolved"),
    ]
    assert "'Atlantis': no place has a name like it" in found["detail"].tolist()
    assert found["zone_id"].tolist()[0] == "line 3"


def test_reading_a_table(tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("area,controller\nwest,is\n", encoding="utf-8-sig")
    assert read_statements(path)["area"].tolist() == ["west"]
    with pytest.raises(MissingFileError):
        read_statements(tmp_path / "none.csv")
    path.write_text("place,who\nwest,is\n")
    with pytest.raises(ColumnError, match="no column area and controller"):
        read_statements(path)
    path.write_bytes("area,controller\nدير,is\n".encode("cp1256"))
    with pytest.raises(FileFormatError, match="UTF-8"):
        read_statements(path)
    with pytest.raises(ColumnError, match="controller"):
        parse_statements(pd.DataFrame({"area": ["west"]}))


def test_no_statements_at_all() -> None:
    made = timeline(pd.DataFrame({"area": [], "controller": []}))
    assert made.span == (None, None)
    with pytest.raises(TimelineError, match="no statement"):
        made.at(pd.Timestamp("2015-01-01"))


# -- cache -------------------------------------------------------------------------------------------------------


def test_the_cache_gives_back_what_it_was_given(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "deep" / "folder")
    assert cache.get_many(["a"]) == {}
    cache.put_many({"a": b"1", "b": b"2"})
    assert cache.get_many(["a", "b", "c"]) == {"a": b"1", "b": b"2"}
    zones = drawn(table(("west", "is", 0), source_date=["2015-05-01"]))
    back = from_bytes(to_bytes(zones))
    pd.testing.assert_frame_equal(
        pd.DataFrame(back.drop(columns="geometry")),
        pd.DataFrame(zones.drop(columns="geometry"))[back.columns.drop("geometry")],
        check_dtype=False,
    )
    assert shapely.equals_exact(back.geometry.to_numpy(), zones.geometry.to_numpy()).all()


def test_a_damaged_or_unwritable_cache_is_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "zones.sqlite").write_bytes(
        b"not a database, whatever its name says, and long enough to be read"
    )
    cache = Cache(tmp_path)
    cache.put_many({"a": b"1"})
    assert cache.get_many(["a"]) == {}
    (tmp_path / "file").write_text("")
    Cache(tmp_path / "file").put_many({"a": b"1"})
    assert Cache(tmp_path / "file").get_many(["a"]) == {}


def test_old_entries_are_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("badia_geo.zone_cache.LIMIT", 3)
    cache = Cache(tmp_path)
    for name in "abcde":
        cache.put_many({name: name.encode()})
    assert sorted(cache.get_many(list("abcde"))) == ["c", "d", "e"]


def test_digests_depend_on_every_part_and_its_place() -> None:
    assert len({digest("a", "b"), digest("ab"), digest("a", "", "b"), digest("b", "a")}) == 4


def test_resolved_areas_survive_packing() -> None:
    place = Resolved(None, "settlement", 40.0, 35.0, 2_000.0, 3_000.0)
    assert Resolved.from_bytes(place.to_bytes()).lon == 40.0
    area = Resolved(box(0, 0, 1, 1), "region", accuracy_m=500.0)
    assert shapely.equals(Resolved.from_bytes(area.to_bytes()).geometry, area.geometry)


def test_a_bare_name_means_the_town_and_a_governorate_its_area() -> None:
    found = AreaResolver().resolve(["Raqqa", "Raqqa governorate", "Syria"])
    assert found["Raqqa"].is_place
    assert (found["Raqqa"].lon, found["Raqqa"].lat) == pytest.approx((39.01, 35.95), abs=0.05)
    assert found["Raqqa governorate"].precision == "admin1"
    assert found["Syria"].precision == "country"
    assert shapely.area(found["Syria"].geometry) > 15
