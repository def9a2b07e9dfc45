from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from located import km_from

from badia_geo.corrections import Corrections
from badia_geo.errors import ColumnError, MissingFileError, ValueRangeError
from badia_geo.gazetteer import Gazetteer
from badia_geo.geocoding import Geocoder
from badia_geo.likeness import name_similarity
from badia_geo.point_words import describe_point


def test_the_oil_field_is_a_few_kilometres_and_not_the_city(geocoder):
    for words in (
        "near the At-Taym oil field south of Deir ez-Zor",
        "بالقرب من حقل التيم النفطي جنوب دير الزور",
    ):
        found = geocoder.locate(words)
        assert found.status == "located"
        assert found.place_name == "At-Taym oil field"
        assert found.footprint.radius_m < 12_000
        assert 8 < km_from(found, 35.336, 40.141) < 22


def test_the_east_side_of_the_euphrates_is_the_left_bank(geocoder):
    for words in ("the east side of the Euphrates in Deir ez-Zor", "الضفة الشرقية للفرات في دير الزور"):
        found = geocoder.locate(words)
        assert found.status == "located"
        assert found.footprint.area_km2 > 5000
        shares = geocoder.resolver.river("Euphrates").bank_of(found.footprint)
        assert shares["left"] > 0.95


def test_two_deserts_are_one_footprint(geocoder):
    found = geocoder.locate("Badia al-Sukhnah and Badia al-Sham")
    assert found.status == "located"
    for name in ("Badia al-Sukhnah", "Badia al-Sham"):
        point = geocoder.locate(name).footprint.point
        assert shapely.covers(found.footprint.geometry, point)


def test_a_distance_and_a_direction(geocoder):
    found = geocoder.locate("20 km south of Deir ez-Zor")
    assert found.footprint.precision == "sector"
    assert km_from(found, 35.336 - 19 / 111, 40.141) < 3
    assert found.place_name == "Deir ez-Zor"
    guide = Geocoder(geocoder.gazetteer, distance="geodesic").locate("20 km south of Deir ez-Zor")
    assert guide.footprint.radius_m > 16_000


def test_a_governorate_or_district_called_like_its_seat_is_the_seat(geocoder):
    # the spellings of lists of areas ("Tartous", "Idleb", "Ar-Raqqa") stand in texts for the towns
    seats = {
        place.name: place for place in geocoder.gazetteer if place.feature_code in ("PPLC", "PPLA", "PPLA2")
    }
    asked = {
        (seat, name)
        for place in geocoder.gazetteer
        if place.feature_code in ("ADM1", "ADM2")
        and (seat := place.name.replace(" Governorate", "").replace(" District", "")) in seats
        for name in place.all_names
        if max(name_similarity(name, known) for known in seats[seat].all_names) > 0.99
    }
    assert len(asked) > 25
    assert {"Tartous", "Ar-Raqqa", "Idleb", "Lattakia", "Al Hassakah", "صافيتا"} <= {
        name for _, name in asked
    }
    for seat, name in sorted(asked):
        found, town = geocoder.locate(name), seats[seat]
        assert found.status == "located", name
        assert km_from(found, town.lat, town.lon) < 3, name
        assert found.footprint.radius_m < 25_000, name


def test_governorates_and_countries_are_areas(geocoder):
    for words, precision in (
        ("Idlib governorate", "admin1"),
        ("محافظة الرقة", "admin1"),
        ("Syria", "country"),
    ):
        found = geocoder.locate(words)
        assert found.footprint.precision == precision
        assert found.footprint.area_km2 > 4000
    assert geocoder.locate("Raqqa").footprint.precision == "settlement"


@pytest.mark.parametrize(
    ("words", "context"),
    [
        ("Shaer gas field", ("Homs governorate",)),
        ("حقل الشاعر في ريف حمص الشرقي", ()),
        ("حقل الخراطة", ("دير الزور",)),
    ],
)
def test_a_field_whose_position_is_only_roughly_known_is_found_by_its_name(geocoder, words, context):
    found = geocoder.locate(words, context=context)
    assert found.status == "located"
    assert found.place_id in {"al-shaer-gas-field", "al-kharata-oil-field"}
    assert found.footprint.radius_m > 10_000


@pytest.mark.parametrize(
    ("words", "context", "place"),
    [
        ("Nasib border post", (), "nasib-crossing"),
        ("the Nasib border crossing", ("Daraa",), "nasib-crossing"),
        ("معبر نصيب الحدودي", (), "nasib-crossing"),
        ("Semalka border crossing", (), "semalka-crossing"),
        ("Bab al-Salama crossing", ("Aleppo",), "bab-al-salama-crossing"),
        ("in the Newroz camp", ("Hasakah",), "newroz-camp"),
        ("سجن تدمر", ("Homs",), "tadmur-prison"),
        ("Green Village", ("Deir ez-Zor",), "al-omar-base"),
        ("Raqqa city", (), "raqqa"),  # and no quarter of it that is called so
        ("the Zahraa district of Homs", (), "al-zahraa-homs"),
        ("Rafiqa quarter of Raqqa", (), "al-rafiqah"),
        ("Shaddadi district of Hasakah", (), "al-shaddadi"),  # a district, and no quarter
    ],
)
def test_the_noun_of_a_place_belongs_to_its_name_where_it_is_known_so(geocoder, words, context, place):
    found = geocoder.locate(words, context=context)
    assert (found.status, found.place_id) == ("located", place)
    assert found.footprint.radius_m < 20_000


def test_a_cell_that_repeats_its_governorate_is_its_capital_or_anywhere_in_it(geocoder):
    bare, repeated = geocoder.locate("Idlib"), geocoder.locate("Idlib", context=["Idlib governorate"])
    assert bare.footprint.precision == "settlement"
    assert repeated.footprint.precision == "admin1"
    assert repeated.footprint.radius_m > 3 * bare.footprint.radius_m
    assert km_from(repeated, bare.footprint.point.y, bare.footprint.point.x) < 1


def test_coordinates_in_a_text(geocoder):
    found = geocoder.locate("mass grave (34.9101, 40.5634)")
    assert found.status == "located"
    assert found.footprint.precision == "exact"
    assert km_from(found, 34.9101, 40.5634) < 0.001


@pytest.mark.parametrize(
    "words", ["Xyzzyqqq", "20 km south of Xyzzyqqq", "near Palmyra?", "a village", "", "between Palmyra"]
)
def test_what_cannot_be_found_says_why(geocoder, words):
    found = geocoder.locate(words)
    assert found.status == "not_found"
    assert found.footprint is None
    assert found.reason


def test_the_nearest_miss_is_named(geocoder):
    assert "nearest miss" in geocoder.locate("Xyzzyqqq").reason
    assert "Xyzzyqqq" in geocoder.locate("20 km south of Xyzzyqqq").reason


def test_blanks_and_nan_are_passed_over(geocoder):
    assert geocoder.locate("", "تدمر", None, float("nan")).status == "located"
    assert geocoder.locate().status == "not_found"


def test_alternatives_are_ambiguous_with_their_probabilities(geocoder):
    found = geocoder.locate("Raqqa or Palmyra")
    assert found.status == "ambiguous"
    assert found.footprint is None
    assert sum(probability for _, probability, _ in found.candidates) == pytest.approx(1, abs=0.01)


def test_a_clause_gives_its_relation_words(geocoder):
    clause = "Two shepherds were shot 20 km south of Palmyra on Friday"
    found = geocoder.locate("Palmyra", clause=clause)
    assert found.footprint.precision == "sector"


def test_words_of_a_relation_may_be_part_of_a_name(geocoder):
    """Tareeq al-Bab reads as a road to al-Bab; in a table of two scripts it is the quarter of Aleppo."""
    found = geocoder.locate("Tareeq al-Bab", "حي طريق الباب", context=["Aleppo"])
    assert found.status == "located"
    assert found.place_name == "Tariq al-Bab"
    assert found.score > 0.8


def test_a_loose_description_is_not_taken_for_the_town_it_names(geocoder):
    found = geocoder.locate("near the At-Taym oil field south of Deir Ez-Zor", context=["Deir ez-Zor"])
    assert found.place_name == "At-Taym oil field"


def test_a_distance_is_never_taken_for_a_name(geocoder):
    town = geocoder.locate("Hajin", context=["Deir ez-Zor"])
    south = geocoder.locate("20 km south of Hajin", context=["Deir ez-Zor"])
    assert town.footprint.point.y - south.footprint.point.y == pytest.approx(0.18, abs=0.05)


def test_frames_keep_their_index_and_order(geocoder):
    frame = pd.DataFrame(
        {
            "place": ["Palmyra", None, "near Hajin", "Xyzzyqqq"],
            "region": ["Homs", "Homs", None, float("nan")],
        },
        index=[7, 3, 3, "x"],
    )
    before = frame.copy()
    out = geocoder.geocode(frame, columns=["place"], context=["region"])
    assert list(out.index) == [7, 3, 3, "x"]
    assert list(out.columns) == ["lat", "lon", "radius_m", "precision", "score", "status", "reason", "place_id", "place_name",
                                 "footprint_wkt", "candidates"]  # fmt: skip
    assert list(out["status"]) == ["located", "not_found", "located", "not_found"]
    assert np.isnan(out["lat"].iloc[1])
    assert pd.isna(out["footprint_wkt"].iloc[3])
    assert shapely.from_wkt(out["footprint_wkt"].iloc[0]).is_valid
    assert out["score"].between(0, 1).all()
    pd.testing.assert_frame_equal(frame, before)
    assert len(geocoder.geocode(frame.iloc[:0], columns=["place"])) == 0


def test_missing_columns_are_named(geocoder):
    with pytest.raises(ColumnError, match="nowhere"):
        geocoder.geocode(pd.DataFrame({"place": ["Palmyra"]}), columns=["nowhere"])
    with pytest.raises(ColumnError):
        geocoder.geocode(pd.DataFrame({"place": ["Palmyra"]}), columns=[])


def test_unknown_reading_is_refused(geocoder):
    with pytest.raises(ValueRangeError):
        Geocoder(geocoder.gazetteer, distance="metric")


# --- corrections -----------------------------------------------------------------------------------------------


def test_corrections_win(geocoder, tmp_path):
    path = tmp_path / "corrections.csv"
    path.write_text(
        "text,place_id,lat,lon,radius_m,source_row\n"
        "Our checkpoint,,34.9,40.5,300,\n"
        "palmyra ,mayadin,,,,\n"
        "the crossing,,35.0,40.0,,2\n"
        "undecided,,,,,\n",
        encoding="utf8",
    )
    mine = Geocoder(geocoder.gazetteer, corrections=path)
    assert len(mine.corrections) == 3
    found = mine.locate("Our  Checkpoint.")
    assert (found.status, found.score, found.footprint.radius_m) == ("located", 1.0, 300.0)
    assert mine.locate("Palmyra").place_id == "mayadin"
    frame = pd.DataFrame({"place": ["the crossing"] * 3})
    out = mine.geocode(frame, columns=["place"])
    assert out["lat"].iloc[2] == 35.0
    assert out["radius_m"].iloc[2] == 1000.0
    assert not (out["lat"].iloc[:2] == 35.0).any()


@pytest.mark.parametrize(
    ("rows", "error", "match"),
    [
        ("place_id\nmayadin\n", ColumnError, "text"),
        ("text,lat\nX,35\n", ColumnError, "place_id"),
        ("text,lat,lon\nX,95,40\n", ValueRangeError, "row 2"),
        ("text,lat,lon\nX,35,\n", ValueRangeError, "together"),
        ("text,lat,lon,radius_m\nX,35,40,-5\n", ValueRangeError, "radius_m"),
        ("text,lat,lon\nX,north,40\n", ValueRangeError, "row 2"),
    ],
)
def test_wrong_corrections_name_the_row(tmp_path, rows, error, match):
    path = tmp_path / "c.csv"
    path.write_text(rows, encoding="utf8")
    with pytest.raises(error, match=match):
        Corrections.read(path)


def test_corrections_that_are_missing_or_point_nowhere(geocoder, tmp_path):
    with pytest.raises(MissingFileError):
        Corrections.read(tmp_path / "none.csv")
    mine = Geocoder(
        geocoder.gazetteer, corrections=pd.DataFrame({"text": ["X"], "place_id": ["no-such-place"]})
    )
    found = mine.locate("X")
    assert found.status == "not_found"
    assert "no-such-place" in found.reason


# --- the inverse -----------------------------------------------------------------------------------------------


def test_words_of_known_points(geocoder):
    assert "Mayadin" in describe_point(35.06, 40.40, geocoder=geocoder)
    assert "right bank" in describe_point(34.93, 40.35, geocoder=geocoder)
    assert describe_point(34.56, 38.28, geocoder=geocoder).startswith("Palmyra")


@settings(max_examples=25, deadline=None)
@given(st.floats(32.5, 37.2), st.floats(36.0, 42.2))
def test_words_resolve_back_to_a_footprint_that_holds_the_point(lat, lon):
    geocoder = _shared()
    words = describe_point(lat, lon, geocoder=geocoder)
    found = geocoder.locate(words)
    assert found.status == "located"
    assert (
        shapely.covers(found.footprint.geometry, shapely.Point(lon, lat))
        or km_from(found, lat, lon) * 1000 <= found.footprint.radius_m
    )


def _shared(made=[]):  # noqa: B006  (one geocoder for all examples)
    if not made:
        made.append(Geocoder(Gazetteer.load()))
    return made[0]


@pytest.mark.parametrize(("lat", "lon"), [(95, 40), (35, 190), (float("nan"), 40)])
def test_points_off_the_earth_are_refused(lat, lon):
    with pytest.raises(ValueRangeError):
        describe_point(lat, lon)


def test_what_stands_before_colons_holds_what_stands_behind(geocoder):
    nested = geocoder.locate("Aleppo: Bab: Raei village", context=["Aleppo governorate"])
    assert nested.place_name == "Al-Rai"
    assert km_from(nested, 36.615, 37.447) < 3
    tabbed = geocoder.locate("Damascus suburbs\tnear Douma")
    assert km_from(tabbed, 33.571, 36.402) < 5


def test_a_quarter_under_a_governorate_stands_in_its_capital(geocoder):
    for context in ("Daraa", "Daraa governorate", "محافظة درعا"):
        found = geocoder.locate("neighborhood of Tariq al-Bab", context=[context])
        assert found.place_id == "daraa", context
        assert km_from(found, 32.62, 36.10) < 5


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Hajin, " * 300, "characters are a text, not a place"),
        ("a: b: c: d: e", "one letter names no place"),
        (": :", "names no place"),
    ],
)
def test_what_is_no_cell_says_so(geocoder, text, reason):
    found = geocoder.locate(text, context=["Deir ez-Zor"])
    assert found.status == "not_found"
    assert reason in found.reason
    assert len(found.text) <= 2000


def test_a_place_that_is_listed_again_counts_once(geocoder):
    once, again = geocoder.locate("Hajin and Gharanij"), geocoder.locate("Hajin and Gharanij and Hajin")
    assert again.footprint.radius_m == once.footprint.radius_m
    assert again.place_name == once.place_name


def test_a_town_that_stands_in_is_meant_as_a_whole(geocoder):
    quarter = geocoder.locate("Al Shoayb neighbourhood", context=["Aleppo"])
    assert quarter.place_id == "aleppo"
    (town,) = [p for _, p, place_id in quarter.candidates if place_id == "aleppo"]
    # the score counts 5 km from the middle of a city of 11 km
    assert quarter.score + 0.02 < town <= 1
    village = geocoder.locate("Hajin", context=["Deir ez-Zor"])
    hajin = village.candidates[0][1]
    assert village.score < hajin < village.score + 0.5 * (1 - village.score)
    for found in (quarter, village):
        assert sum(p for _, p, _ in found.candidates) <= 1 + 1e-9


@pytest.mark.parametrize(
    ("said", "place_id"),
    [
        ("Damascus airport", "damascus-international-airport"),
        ("Der-Ezzor military airport", "deir-ez-zor-airport"),
        ("T4 airfield", "tiyas-airbase"),
        ("Jarrah base", "jirah-airbase"),
        ("مطار دير الزور", "deir-ez-zor-airport"),
        ("قاعدة الطبقة الجوية", "tabqa-airbase"),
        ("10 km south of Tabqa air base", "tabqa-airbase"),
    ],
)
def test_an_airfield_is_found_by_whatever_noun_it_is_called(said, place_id):
    found = Geocoder().locate(said)
    assert (found.status, found.place_id) == ("located", place_id)


def test_the_edge_of_a_city_is_neither_half_its_governorate_nor_across_the_river():
    from badia_geo.rivers import River

    found = Geocoder().locate("southern edge of Raqqa city")
    assert found.place_id == "raqqa"
    shares = River.load().bank_of(found.footprint)
    assert shares["left"] > 0.95
