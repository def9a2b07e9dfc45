"""Name keys: spellings of one place meet, namesakes stay apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badia_geo.aliases import aliases, read_aliases
from badia_geo.likeness import name_similarity
from badia_geo.names import (
    MODIFIERS,
    arabic_key,
    headless_keys,
    is_arabic,
    latin_key,
    modifier_conflict,
    name_keys,
    skeleton,
    transliterate,
    unique_keys,
    written_forms,
)

SAME = {
    "Deir ez-Zor": ("Dayr az-Zawr", "Deir Ezzor", "Deyrizor", "Dayr az Zawr", "دير الزور", "ديرالزور"),
    "Sukhnah": ("Al-Sukhna", "as-Sukhnah", "السخنة", "السُّخْنَة", "Assukhna"),
    "Taym": ("Thayyem", "Tayyim", "At-Taym", "التيم"),
    "Abu Kamal": ("Albu Kamal", "Bukamal", "Al-Bukamal", "Albukamal", "البوكمال", "أبو كمال"),
    "Tell Rifaat": ("Tal Rif'at", "Tall Rifat", "تل رفعت"),
    "Khirbet Ghazaleh": ("Khirbat Ghazala", "Kherbet Ghazaleh", "خربة غزالة"),
    "Kafr Nabl": ("Kfar Nabil", "Kafer Nabel", "Kafranbel", "كفرنبل", "كفر نبل"),
    "Umm Batnah": ("Om Batna", "Oum Batneh", "أم باطنة"),
    "Western Ghariba": ("Ghariba Gharbiyah", "غريبة غربية"),
    "Jarabulus": ("Jarablus", "Girablus", "جرابلس"),
    "Salihiyah": ("Salihiyya", "Salihieh", "Al-Salhiya", "الصالحية"),
}


@pytest.mark.parametrize(("name", "others"), SAME.items())
def test_spellings_of_one_place_are_alike(name, others):
    for other in others:
        assert name_similarity(name, other) >= 0.7, other


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Buqrus Fawqani", "Buqrus Tahtani"),
        ("Upper Shafaa", "Lower Shafaa"),
        ("Tell Sharqi", "Tell Gharbi"),
        ("Suwaydiyah Kabirah", "Little Sweidiyeh"),
        ("سويدية كبيرة", "سويدية صغيرة"),
        ("بقرص فوقاني", "بقرص تحتاني"),
        ("Hussainiya Jazira", "Hussainiya Shamiyah"),
        ("Northern Rumaila", "رميلة جنوبي"),
    ],
)
def test_words_that_change_the_place_are_never_folded_away(first, second):
    assert name_similarity(first, second) == 0.0


def test_a_modifier_alone_is_a_name():
    assert latin_key("Al-Sharqiya") == "carkia"
    assert latin_key("Tell Sharqi") == "tal+east"
    assert name_keys("Kabira")[0].modifiers == 0


def test_a_missing_modifier_costs_but_does_not_part():
    assert 0.5 < name_similarity("Buqrus", "Buqrus Fawqani") < 0.9


def test_misspelt_modifier_still_meets_itself():
    assert name_similarity("Tabya Shameih", "Tabiyet Shamiyeh") > 0.8


@pytest.mark.parametrize("name", ["Aleppo", "Alia", "Ali", "Elias"])
def test_a_name_that_begins_like_an_article_keeps_its_whole_reading(name):
    assert any(key.fine.startswith("al") for key in name_keys(name))


def test_assimilated_articles_go_only_before_their_letter():
    assert latin_key("ar-Raqqah") == latin_key("Raqqa") == "raka"
    assert latin_key("An Nabk") == latin_key("Nabk")
    assert latin_key("Ar Tall") != latin_key("Tall")


def test_keys_of_other_alphabets():
    assert latin_key("Girê Spî") == latin_key("Gire Spi")
    assert latin_key("Şedadê") == latin_key("Shedade")
    assert latin_key("Kırıkhan") == latin_key("Kirikhan")


def test_arabic_folding():
    assert arabic_key("إدلب") == arabic_key("ادلب") == arabic_key("أدلب")
    assert arabic_key("الحسكـــة") == arabic_key("الحسكه")
    assert arabic_key("ﺣﻠﺐ") == arabic_key("حلب")
    assert arabic_key("\u200fالمرجة\u202c") == arabic_key("المرجة")


@pytest.mark.parametrize("text", ["", " ", "123", "!?", "،", "Русский"])
def test_texts_without_letters_have_no_key(text):
    assert name_keys(text) == ()
    assert latin_key(text) == arabic_key(text) == skeleton(text) == transliterate(text) == ""
    assert name_similarity(text, "Hajin") == 0.0


def test_long_text_is_cut():
    assert len(name_keys("ab" * 5_000_000)[0].fine) <= 300


def test_written_forms_of_gazetteers():
    assert written_forms("Hara (Al-Haffa)") == ["Hara"]
    assert written_forms("السنبلة_صابويران") == ["السنبلة", "صابويران"]
    assert written_forms("(x)") == ["(x)"]
    assert {k.fine for k in unique_keys(["Barki/Pirikê"])} == {"barki", "birika"}


def test_headless_reading_weighs_less():
    keys = headless_keys("تل مرديخ")
    assert [k.fine for k in keys] == ["مرديخ"]
    assert keys[0].weight < 1
    assert headless_keys("Hajin") == headless_keys("Tell") == ()


def test_aliases_join_unlike_names(tmp_path):
    assert "Tadmur" in aliases("Palmyra")
    assert "Kobani" in aliases("عين العرب")
    assert aliases("Hajin") == ()
    table = tmp_path / "aliases.csv"
    table.write_text("names,note\nNew Town|Old Town,\n", encoding="utf-8")
    assert read_aliases(table) == {"tun+new": ("Old Town",), "tun+old": ("New Town",)}


def test_modifier_conflict_is_symmetric():
    bits = [1 << i for i in range(len(MODIFIERS))]
    for a in bits:
        assert not modifier_conflict(a, a)
        assert not modifier_conflict(a, 0)
        for b in bits:
            assert modifier_conflict(a, b) == modifier_conflict(b, a)


@given(st.text(max_size=40))
def test_any_text_is_like_itself_or_has_no_key(text):
    assert name_similarity(text, text) in (0.0, 1.0)
    assert (name_similarity(text, text) == 1.0) == bool(name_keys(text))


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz -'", min_size=1, max_size=30), st.text(max_size=20))
def test_likeness_is_symmetric_and_bounded(first, second):
    value = name_similarity(first, second)
    assert 0.0 <= value <= 1.0
    assert value == pytest.approx(name_similarity(second, first))


@given(st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويةىأإآءئؤ ", min_size=1, max_size=30))
def test_vowel_marks_change_nothing(text):
    marked = "".join(c + "\u064e" if c != " " else c for c in text)
    assert arabic_key(marked) == arabic_key(text)
    assert is_arabic(text) == bool(text.strip())
