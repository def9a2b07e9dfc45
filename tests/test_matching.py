"""Matching: cells parted and resolved, evidence, calibration, radii; figures on the evaluation data."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from badia_geo.cell_parts import names_a_thing
from badia_geo.cells import calibrate, mixture_radius_m, part_cell, resolve_cell
from badia_geo.choice_model import coefficients
from badia_geo.containers import resolve_container
from badia_geo.gazetteer import Gazetteer, Place
from badia_geo.matching import Query, rank
from badia_geo.name_index import NameIndex


def place(identifier, name, lat=35.0, lon=40.0, **fields):
    return Place(
        identifier,
        name,
        **{"name_ar": None, "names": (), "feature_code": "PPL", "lat": lat, "lon": lon, **fields},
    )


@pytest.fixture(scope="module")
def packaged():
    return Gazetteer.load()


@pytest.mark.parametrize(
    ("text", "names", "containers"),
    [
        ("Kharbat Hayat village, Shirwa district, Afrin", ("Kharbat Hayat",), ("Shirwa", "Afrin")),
        ("Al Soussa: Othman Bin Affan mosque, al Boubadran village", ("al Boubadran",), ("Al Soussa",)),
        ("Deir ez-Zor: Ziban street", ("Ziban",), ("Deir ez-Zor",)),
        ("Ankarati, east of Tal Mardikh", ("Ankarati",), ("Tal Mardikh",)),
        ("village of Basuta, Shirwa district, Afrin", ("Basuta",), ("Shirwa", "Afrin")),
        ("Tareeq al-Bab (Aleppo)", ("Tareeq al-Bab", "Tareeq al-Bab Aleppo"), ("Aleppo",)),
        ("Bar Riman (Ber Riman)", ("Bar Riman", "Ber Riman"), ()),
        ("Tal Abyad/Girê Spî", ("Tal Abyad", "Girê Spî"), ()),
        ("Al Mayadin, Al Baloum neighbourhood", ("Al Baloum",), ("Al Mayadin",)),
        ("Jamiat al Muhandissen area in Orme al Kubra", ("Jamiat al Muhandissen",), ("Orme al Kubra",)),
        ("ترميشا, عفرين", ("ترميشا",), ("عفرين",)),
        ("حي الفردوس", ("الفردوس",), ()),
        ("جسر الشغور", ("جسر الشغور",), ()),
        ("Mar'and", ("Mar'and",), ()),
    ],
)
def test_cells_are_parted(text, names, containers):
    parts = part_cell(text)
    assert parts.names == names
    assert parts.containers == containers


def test_works_are_named_without_their_kind():
    assert part_cell("Koniko Oil Fields").names == ("Koniko", "Koniko Oil Fields")
    parts = part_cell("حقل كونيكو النفطي")
    assert (parts.names, parts.kind) == (("كونيكو", "حقل كونيكو النفطي"), "oil field")


def test_a_place_that_only_says_where_is_not_the_subject():
    parts = part_cell("Abu Khashab checkpoint, 70 km northwest of Deir al-Zour")
    assert (parts.names, parts.containers) == (("Abu Khashab",), ("Deir al-Zour",))
    assert part_cell("near Hajin").names == ("Hajin",)


def test_things_in_a_town_are_told_by_their_noun():
    assert [names_a_thing(n) for n in ("Al Hadika al Bayda", "مدرسة الثورة", "Hajin", "Al Hadika", "")] == [
        True, True, False, False, False,
    ]  # fmt: skip


def test_cells_name_kinds_details_and_ends():
    assert part_cell("At-Taym oil field").kind == "oil field"
    assert part_cell("Jelber village, [or Cilbir] Shirawa district").names == ("Jelber", "Cilbir")
    assert part_cell("Hajin: Al Zawiya mosque").detail
    nested = part_cell("Aleppo: Bab: Raei village")
    assert (nested.names, nested.containers, nested.kind) == (("Raei",), ("Bab", "Aleppo"), "village")
    assert part_cell("Damascus Suburbs\tDeir Maker").names == ("Deir Maker",)
    assert part_cell("Al Hilwaniya neighbourhood, Aleppo").quarter
    assert part_cell("Sho'aib Al Zakir and Dibsi Faraj").also == ("Dibsi Faraj",)
    assert part_cell("water crossing linking Hajeen with A'shara town").between == ("Hajeen", "A'shara")
    assert part_cell("The area between Tal Rifa’at and Kafr Nasseh").between == ("Tal Rifa’at", "Kafr Nasseh")


@given(st.text(max_size=80))
def test_any_text_can_be_parted(text):
    parts = part_cell(text)
    assert all(n.strip() for n in parts.names + parts.containers)


@pytest.mark.parametrize("spellings", [(), ("",), ("  ", ""), ("123",), ("؟",)])
def test_empty_cells_say_so(packaged, spellings):
    result = resolve_cell(packaged, *spellings)
    assert (result.status, result.lat, result.radius_m) == ("not_found", None, None)
    assert result.reason


def test_a_name_resolves_with_radius_and_probability(packaged):
    result = resolve_cell(packaged, "Dayr Azzawr", "دير الزور", context=["Deir Ezzor"])
    assert (result.status, result.place_id) == ("located", "deir-ez-zor")
    assert result.score > 0.9
    assert 1000 < result.radius_m < 10_000


def test_a_street_resolves_to_its_town_and_says_so(packaged):
    result = resolve_cell(packaged, "Deir ez-Zor: Zqzqa street")
    assert result.place_name == "Deir ez-Zor"
    assert "not in the gazetteer" in result.reason
    assert result.radius_m > 3000


def test_unknown_names_give_the_nearest_miss(packaged):
    result = resolve_cell(packaged, "Xyzzyfoo")
    assert result.status in ("not_found", "ambiguous")
    assert result.lat is None
    assert result.reason


def test_namesakes_that_nothing_parts_are_ambiguous():
    gazetteer = Gazetteer([place("a", "Mazraa", 35.9, 39.0), place("b", "Mazraa", 32.7, 36.5)])
    result = resolve_cell(gazetteer, "Mazraa")
    assert (result.status, result.lat) == ("ambiguous", None)
    assert [c.place.place_id for c in result.candidates] == ["a", "b"]
    assert result.candidates[0].probability == pytest.approx(result.candidates[1].probability)
    assert resolve_cell(gazetteer, "Mazraa", context=["Raqqa"]).place_id == "a"


def test_an_end_missing_or_between_two_places(packaged):
    result = resolve_cell(packaged, "the road between Hajin and al-Susah")
    assert result.status == "located"
    assert result.precision == "corridor"
    ends = [(c.lat, c.lon) for c in result.candidates]
    assert result.lat == pytest.approx(np.mean([e[0] for e in ends]))


@given(st.floats(0, 1))
def test_calibration_is_a_probability(raw):
    assert 0 <= calibrate(raw, coefficients()) <= 1


def test_calibration_rises():
    values = [calibrate(x, coefficients()) for x in np.linspace(0, 1, 101)]
    assert all(b >= a for a, b in itertools.pairwise(values))
    assert calibrate(0.3, {}) == 0.3


def test_radius_of_a_sure_place_is_its_own():
    own = np.array([3000.0])
    assert mixture_radius_m(np.array([0.0]), own, np.array([1.0]), 0.0) == pytest.approx(3000, rel=0.02)


def test_radius_reaches_a_likely_second_place():
    radius = mixture_radius_m(
        np.array([0.0, 20_000.0]), np.array([1000.0, 1000.0]), np.array([0.7, 0.3]), 0.0
    )
    assert 19_000 < radius < 22_000


def test_index_retrieves_like_a_scan():
    from rapidfuzz.distance import Levenshtein

    from badia_geo.name_index import reach_of
    from badia_geo.names import name_keys

    places = [
        place(str(i), n)
        for i, n in enumerate(["Hajin", "Hajar", "Shafa", "Susah", "Baghuz", "Hajeen", "Qurayya"])
    ]
    index = NameIndex(places)
    for text in ("Hajin", "Susa", "Bagouz", "Zzz"):
        keys = name_keys(text)
        found, _ = index.retrieve(keys)
        scan = [
            i
            for i, p in enumerate(places)
            if any(
                Levenshtein.distance(k.skeleton, q.skeleton) <= reach_of(k.skeleton)
                for k in keys
                for q in name_keys(p.name)
            )
        ]
        assert found.tolist() == scan


def test_containers(packaged):
    raqqa = resolve_container(packaged, "Ar Raqqah")
    assert raqqa.governorate == "Raqqa"
    inside, outside = raqqa.outside_km(np.array([36.2, 33.5]), np.array([38.9, 36.3]))
    assert inside == 0
    assert 200 < outside < 400
    assert resolve_container(packaged, "ريف دمشق").governorate == "Rural Damascus"
    assert resolve_container(packaged, "Qzxqzx") is None
    syria = resolve_container(packaged, "سوريا")
    assert syria.outside_km(np.array([34.7, 33.3]), np.array([40.8, 44.4]))[0] == 0


def test_a_place_with_a_latin_name_only_meets_both_scripts():
    gazetteer = Gazetteer(
        [place("a", "Muqtara", 36.61, 38.74), place("raqqa", "Raqqa", 35.95, 39.01, population=220_000)]
    )
    result = resolve_cell(gazetteer, "Meqtera", "مقطرة", context=["Raqqa"])
    assert result.candidates[0].place.place_id == "a"


def test_a_final_h_meets_itself_across_scripts():
    gazetteer = Gazetteer([place("a", "Rafah", 36.7, 39.1), place("b", "Rafiqah", 35.9, 39.0)])
    assert rank(gazetteer, Query.read(("رفح",))).candidates()[0].place.place_id == "a"


def test_several_governorates_of_a_report_hold_a_place_between_them(packaged):
    alone = resolve_cell(packaged, "At-Taym oil field", context=["Deir ez-Zor"])
    beside = resolve_cell(packaged, "At-Taym oil field", context=["Deir ez-Zor", "Idlib"])
    assert beside.place_id == alone.place_id == "at-taym-oil-field"
    assert beside.score == pytest.approx(alone.score, abs=0.1)


def test_rank_keeps_none_of_these(packaged):
    ranking = rank(packaged, Query.read(("Hajin",)))
    assert len(ranking.probability) == len(ranking.places) + 1
    assert ranking.probability.sum() == pytest.approx(1)


@pytest.mark.evaluation
def test_figures_on_names(eval_dir):
    """A fast sample of the evaluation names; the bars lie under the figures of benchmarks/names.py."""
    gazetteer = Gazetteer.load()
    for path in (
        eval_dir / "gazetteers" / "cod_communities.csv",
        eval_dir / "control" / "wikipedia_points_2026-01.csv",
    ):
        gazetteer = gazetteer.extend(Gazetteer.from_file(path))
    frame = pd.read_csv(eval_dir / "names" / "airwars_dev.csv").merge(
        pd.read_csv(eval_dir / "names" / "airwars_dev_truth.csv"), on="id"
    )
    frame = frame[frame.precision != "neighbourhood"].sample(300, random_state=5)
    within, wrong = 0, 0
    for row in frame.itertuples():
        texts = [t for t in (row.name_en, row.name_ar) if isinstance(t, str)]
        result = resolve_cell(gazetteer, *texts, context=[row.region] if isinstance(row.region, str) else [])
        if result.status == "located":
            km = np.hypot((result.lat - row.lat) * 111.2, (result.lon - row.lon) * 91)
            within += km <= 5
            wrong += km > 25
    assert within / len(frame) >= 0.83
    assert wrong / len(frame) <= 0.07
