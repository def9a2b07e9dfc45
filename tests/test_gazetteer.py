"""Gazetteer: merging, searching, writing and reading, in memory and in a file."""

from __future__ import annotations

import pickle
import sqlite3

import pyogrio
import pytest
import shapely

from badia_geo.errors import PlaceNotFoundError
from badia_geo.gazetteer import Gazetteer, Place, feature_group
from badia_geo.gazetteer_files import PlaceFile, edits, is_gazetteer_file, write_places
from badia_geo.places import merge_places, same_place, settlement_extent


def place(identifier, name, lat=35.0, lon=40.0, **fields):
    values = {"name_ar": None, "names": (), "feature_code": "PPL", "accuracy_m": 1000.0, **fields}
    return Place(identifier, name, lat=lat, lon=lon, **values)


@pytest.fixture(scope="module")
def packaged():
    return Gazetteer.load()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Dayr Azzawr", "Deir ez-Zor"),
        ("Deyrizor", "Deir ez-Zor"),
        ("دير الزور", "Deir ez-Zor"),
        ("Albukamal", "Abu Kamal"),
        ("البوكمال", "Abu Kamal"),
        ("Sukhna", "Al-Sukhnah"),
        ("Tadmur", "Palmyra"),
        ("Ain al Arab", "Kobani"),
    ],
)
def test_packaged_places_are_found_however_they_are_spelt(packaged, name, expected):
    best = packaged.search(name)[0]
    assert best.place.name == expected
    assert best.score > 0.5
    assert best.reasons


def test_scores_are_probabilities(packaged):
    found = packaged.search("Salihiyah", limit=50)
    assert sum(c.score for c in found) <= 1 + 1e-9
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)
    assert all(0 <= c.similarity <= 1 for c in found)


@pytest.mark.parametrize("text", ["", "   ", "123", "!!"])
def test_nothing_to_search_for_finds_nothing(packaged, text):
    assert packaged.search(text) == []


def test_an_empty_gazetteer_finds_nothing():
    empty = Gazetteer()
    assert len(empty) == 0
    assert empty.search("Hajin") == []
    assert list(empty) == []
    assert empty.places.empty


def test_context_and_nearness_choose_among_namesakes():
    gazetteer = Gazetteer(
        [
            place("a", "Mazraa", 35.95, 39.0, name_ar="المزرعة"),  # in Raqqa
            place("b", "Mazraa", 32.7, 36.5, name_ar="المزرعة"),  # in Suwayda
        ]
    )
    assert gazetteer.search("Mazraa", context=["Raqqa"])[0].place.place_id == "a"
    assert gazetteer.search("Mazraa", context=["السويداء"])[0].place.place_id == "b"
    assert gazetteer.search("Mazraa", near=[(36.6, 32.8)])[0].place.place_id == "b"


def test_damascus_means_its_countryside_too():
    gazetteer = Gazetteer([place("a", "Douma", 33.571, 36.403), place("b", "Douma", 35.9, 36.6)])
    assert gazetteer.search("Douma", context=["Damascus"])[0].place.place_id == "a"


def test_the_kind_asked_for_counts():
    gazetteer = Gazetteer([place("v", "Tanak"), place("o", "Tanak", 35.0, 40.4, feature_code="OILF")])
    by_kind = {k: gazetteer.search("Tanak", kind=k)[0].score for k in ("oil field", "village")}
    asked = {c.place.place_id: c.score for c in gazetteer.search("Tanak", kind="oil field")}
    other = {c.place.place_id: c.score for c in gazetteer.search("Tanak", kind="village")}
    assert asked["o"] / asked["v"] > other["o"] / other["v"]
    assert all(0 < v < 1 for v in by_kind.values())


def test_modifiers_choose():
    gazetteer = Gazetteer(
        [
            place("u", "Shafaa Fawqani", name_ar="الشعفة فوقاني"),
            place("l", "Shafaa Tahtani", 35.02, name_ar="الشعفة تحتاني"),
        ]
    )
    assert gazetteer.search("Upper Shafaa")[0].place.place_id == "u"
    assert gazetteer.search("شعفة تحتاني")[0].place.place_id == "l"


# --- merging -------------------------------------------------------------------------------------------


def test_the_same_place_in_two_sources_keeps_both_ids_and_all_names():
    first = Gazetteer([place("a", "Hajin", 34.69, 40.83, name_ar="هجين", source="A")])
    second = Gazetteer([place("b", "Hajeen", 34.695, 40.835, names=("Hejin",), source="B", population=37935)])
    both = first.extend(second)
    assert len(both) == 1
    merged = both.get("b")
    assert merged is both.get("a")
    assert merged.ids == ("a", "b")
    assert set(merged.all_names) == {"Hajin", "Hajeen", "Hejin", "هجين"}
    assert (merged.population, merged.source) == (37935, "A; B")
    assert len(first) == len(second) == 1


def test_finer_coordinates_win():
    merged = merge_places(
        [place("a", "Hajin", accuracy_m=4000.0)], [place("b", "Hajin", 35.03, accuracy_m=500.0)]
    )
    assert (len(merged), merged[0].lat, merged[0].accuracy_m, merged[0].place_id) == (1, 35.03, 500.0, "a")


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (place("b", "Hajin", 35.005), True),
        (place("b", "Hajin", 35.2), False),
        (place("b", "Shafaa", 35.005), False),
        (place("b", "Hajin oil field", 35.005, feature_code="OILF"), False),
        (place("b", "Hajin Sharqi", 35.005), False),
    ],
)
def test_what_is_one_place(other, same):
    assert (same_place(place("a", "Hajin"), other) is not None) is same


def test_upper_and_lower_are_two_places():
    assert same_place(place("a", "Shafaa Fawqani"), place("b", "Shafaa Tahtani", 35.001)) is None


def test_namesakes_of_one_source_stay_apart():
    assert len(Gazetteer([place("a", "Hajin"), place("b", "Hajin", 35.001)])) == 2


def test_feature_groups_and_extents():
    assert [feature_group(c) for c in ("PPLX", "MILB", "WAD", "XYZ", "PPLQ")] == [
        "quarter", "military", "water", "other", "populated",
    ]  # fmt: skip
    assert settlement_extent(None) == 500
    assert settlement_extent(270_000) == pytest.approx(4108, abs=1)


def test_unknown_id_names_the_mend(packaged):
    with pytest.raises(PlaceNotFoundError, match="search"):
        packaged.get("nowhere")


# --- files ---------------------------------------------------------------------------------------------

PLACES = [
    place(
        "a",
        "Hajin",
        34.69,
        40.83,
        name_ar="هجين",
        names=("Hajeen",),
        population=37935,
        admin1="Deir ez-Zor",
        ids=("a", "x"),
    ),
    place("b", "Buqrus Fawqani", 35.11, 40.4, name_ar="بقرص فوقاني", since="2011-01-01", until=None),
    place("c", "Desert", 34.0, 39.0, feature_code="DSRT", geometry=shapely.box(38, 33, 40, 35)),
]


def test_geopackage_round_trip(tmp_path):
    path = tmp_path / "g.gpkg"
    Gazetteer(PLACES).to_file(path)
    back = Gazetteer.from_file(path)
    assert list(back) == list(Gazetteer(PLACES))
    assert is_gazetteer_file(path)
    frame = pyogrio.read_dataframe(path, layer="places")
    assert frame.crs.to_epsg() == 4326
    assert [(p.x, p.y) for p in frame.geometry] == [(p.lon, p.lat) for p in PLACES]
    areas = pyogrio.read_dataframe(path, layer="areas")
    assert areas.geometry.iloc[0].equals(PLACES[2].geometry)


def test_a_file_without_areas_has_one_layer(tmp_path):
    write_places(PLACES[:1], tmp_path / "g.gpkg")
    assert "areas" not in [row[0] for row in pyogrio.list_layers(tmp_path / "g.gpkg")]


@pytest.fixture
def in_file(tmp_path, monkeypatch):
    write_places(PLACES, tmp_path / "g.gpkg")
    monkeypatch.setattr("badia_geo.gazetteer.LOADED_BELOW", 1)
    return Gazetteer.from_file(tmp_path / "g.gpkg")


def test_a_large_file_is_searched_where_it_lies(in_file):
    assert in_file._places == []
    assert len(in_file) == 3
    assert in_file.search("Hadjeen")[0].place.place_id == "a"
    assert in_file.search("هجن")[0].place.place_id == "a"
    assert in_file.get("b").name == "Buqrus Fawqani"
    assert in_file.get("c").geometry.equals(PLACES[2].geometry)
    assert [p.place_id for p in in_file] == ["a", "b", "c"]
    with pytest.raises(PlaceNotFoundError):
        in_file.get("z")


def test_file_and_memory_judge_alike(in_file):
    memory = Gazetteer(PLACES)
    for name in ("Hajin", "Hejin", "Upper Baqras", "بقرص"):
        mine, theirs = memory.search(name), in_file.search(name)
        assert mine[0].place.place_id == theirs[0].place.place_id
        assert mine[0].similarity == pytest.approx(theirs[0].similarity)


def test_a_file_and_a_loaded_gazetteer_give_one_merged_record(in_file):
    both = in_file.extend(Gazetteer([place("z", "Hajeen", 34.692, 40.832)]))
    found = [c.place for c in both.search("Hajin") if "a" in c.place.ids or "z" in c.place.ids]
    assert len(found) == 1
    assert {"a", "x", "z"} <= set(found[0].ids)


def test_edits_are_all_within_one_edit():
    from rapidfuzz.distance import OSA

    assert edits("kcm")[0] == "kcm"
    assert all(OSA.distance("kcm", e) <= 1 for e in edits("kcm"))
    assert len(edits("kcm")) == len(set(edits("kcm")))


def test_place_files_can_be_pickled(in_file):
    file = in_file._files[0]
    assert len(pickle.loads(pickle.dumps(file))) == 3  # noqa: S301  (made in this test)
    assert isinstance(file, PlaceFile)


def test_other_geopackages_are_no_gazetteers(tmp_path):
    sqlite3.connect(tmp_path / "x.gpkg").close()
    assert not is_gazetteer_file(tmp_path / "x.gpkg")


def test_arabic_names_are_arabic_and_no_other_language_s():
    gazetteer = Gazetteer.load()
    wanted = {281184: "القدس", 250441: "عمان", 94824: "كربلاء", 266826: "طرابلس", 325363: "أضنة"}
    assert {i: gazetteer.get(f"geonames:{i}").name_ar for i in wanted} == wanted
