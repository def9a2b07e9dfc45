from __future__ import annotations

import json
import time
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from small_geocoder import small_geocoder

from badia_geo.errors import DateError
from badia_geo.events import EVENT_COLUMNS
from badia_geo.footprints import GEOD
from badia_geo.notes import read_notes
from badia_geo.reports import explain, merge_reports, read_report

GEOCODER = small_geocoder()
TEXT = (
    "Shells killed two people in Hajin on Monday. In a separate attack, gunmen abducted a shepherd near "
    "Palmyra on Tuesday."
)


def test_report_becomes_an_event_table():
    events = read_report(TEXT, published="2020-08-21", geocoder=GEOCODER, source="own words")
    assert isinstance(events, gpd.GeoDataFrame)
    assert tuple(events.columns) == EVENT_COLUMNS
    assert events.crs.to_epsg() == 4326
    assert events["event_type"].tolist() == ["shelling", "abduction"]
    assert events["date_start"].dt.strftime("%Y-%m-%d").tolist() == ["2020-08-17", "2020-08-18"]
    assert events["fatalities_low"].tolist() == [2, pd.NA] or events["fatalities_low"].iloc[0] == 2
    assert events["place_id"].tolist() == ["hajin", "palmyra"]
    assert events["where_prec"].tolist() == [1, 2]
    assert events["primary"].tolist() == [True, False]
    assert events["source"].unique().tolist() == ["own words"]
    assert events["footprint"].iloc[0].covers(events.geometry.iloc[0])
    assert (events["acled_event"] == ["Explosions/Remote violence", "Violence against civilians"]).all()


def test_spans_say_what_was_read_where():
    event = read_report(TEXT, published="2020-08-21", geocoder=GEOCODER).iloc[0]
    spans = json.loads(event["spans"])
    assert TEXT[spans["place"]["start"] : spans["place"]["end"]] == spans["place"]["text"] == "in Hajin"
    assert TEXT[spans["date"]["start"] : spans["date"]["end"]] == "Monday"
    assert [c["low"] for c in spans["casualties"]] == [2]
    words = explain(event)
    for part in ("Shelling", "“in Hajin”", "2020-08-17", "“Monday”", "killed: 2"):
        assert part in words


@pytest.mark.parametrize("text", ["", "  \n ", "Nothing of note."])
def test_texts_without_events_give_an_empty_table(text):
    events = read_report(text, published="2020-08-21", geocoder=GEOCODER)
    assert len(events) == 0
    assert tuple(events.columns) == EVENT_COLUMNS


def test_a_publication_date_that_cannot_be_read():
    with pytest.raises(DateError, match="soon"):
        read_report(TEXT, published="soon", geocoder=GEOCODER)


def test_event_without_a_place_says_so():
    event = read_report(
        "Two men were killed in Syria on Monday.", published="2020-08-21", geocoder=GEOCODER
    ).iloc[0]
    assert (event["status"], event.geometry, event["place"]) == ("not_found", None, None) or pd.isna(
        event["place"]
    )
    assert "names no place" in event["reason"]
    assert "names no place" in explain(event)


def test_a_place_that_is_not_known_is_not_put_into_a_town_that_the_report_names_elsewhere():
    text = (
        "Raqqa: police arrested eleven men on Monday. On Tuesday a drone hit a car in the village of Qwxtzbi."
    )
    events = read_report(text, published="2020-08-21", geocoder=GEOCODER)
    drone = events[events["event_type"] == "drone_strike"].iloc[0]
    assert drone["status"] == "not_found"


@pytest.mark.parametrize(
    ("text", "place_id"),
    [
        ("قتل ثلاثة عناصر بانفجار عبوة ناسفة ببلدة هجين أمس.", "hajin"),
        ("قتل رجلان بانفجار عبوة ناسفة وسط مدينة الرقة أمس.", "raqqa"),
        (
            "DAMASCUS, Oct 27, 2013 (AFP) - A bomber blew himself up at the eastern entrance to Palmyra.",
            "palmyra",
        ),
        ("(Beirut) - Two men were killed in an air strike in Hajin on Monday.", "hajin"),
        ("Shells launched from Turkish-held Raqqa landed in Palmyra on Monday and wounded two.", "palmyra"),
    ],
)
def test_the_place_of_an_event_is_where_it_happened(text, place_id):
    events = read_report(text, published="2020-08-21")
    assert events["place_id"].tolist() == [place_id]


@pytest.mark.parametrize(
    ("text", "events"),
    [
        (
            "F-15 jets levelled an ammunition store outside Abu Kamal, on the Iraqi border, and hit a compound in Mayadin.",
            [("airstrike", "abu-kamal"), ("airstrike", "mayadin")],
        ),
        ("Near Abu Kamal, one strike destroyed two oil tankers.", [("airstrike", "abu-kamal")]),
        (
            "Near Raqqa, five strikes suppressed a mortar team and damaged two roads.",
            [("airstrike", "raqqa")],
        ),
        (
            "Two men who had struck a deal with the army were shot dead in Tafas on Monday.",
            [("killing", "tafas")],
        ),
        (
            "The army stood at the gates of Mayadin. Twelve gunmen and three civilians were shot dead there on Sunday.",
            [("killing", "mayadin")],
        ),
        (
            "Forces loyal to the new rulers searched homes in Homs, rounding up 38 men of the ousted government's militias and confiscating mortars.",
            [("arrest", "homs")],
        ),
        (
            "A truck packed with explosives, which its driver rammed into a roadblock outside Salamiyah, killed a dozen soldiers.",
            [("suicide_bombing", "salamiyah")],
        ),
        (
            "A drone hit a car in Hajin on Monday. This year's count of Turkish drone strikes on Qamishli stands at 31.",
            [("drone_strike", "hajin")],
        ),
        ("Gunmen stormed the town of Hajin and kidnapped nine youths.", [("abduction", "hajin")]),
        (
            "Six people died of a blast in Hajin. Relatives waited outside the hospital in Raqqa for the bodies.",
            [("ied", "hajin")],
        ),
        ("قطع الأهالي الطريق العام في الشحيل، مطالبين بوقف المداهمات الليلية.", [("protest", "al-shuhayl")]),
        ("على جبهة هجين، هاجم التنظيم مواقع قسد عند أطراف البلدة، فقتل تسعة مقاتلين.", [("attack", "hajin")]),
        (
            "The workers, who had fled Raqqa the summer before, were killed by a mine in Hajin.",
            [("ied", "hajin")],
        ),
    ],
)
def test_who_did_what_where(text, events):
    found = read_report(text, published="2020-08-21")
    assert list(zip(found["event_type"], found["place_id"], strict=True)) == events


def read_sample(name):
    text = (Path(__file__).parent.parent / "data" / "reports" / name).read_text(encoding="utf8")
    return read_report(text, published=name[:10])


def test_the_day_of_the_bus_is_that_of_the_sentence_behind():
    bus = read_sample("2023-08-29_military_council.txt").iloc[-1]
    assert (bus["event_type"], bus["fatalities_low"], bus["wounded_low"]) == ("ambush", 26, 11)
    assert f"{bus['date_start']:%m-%d}" == f"{bus['date_end']:%m-%d}" == "08-10"
    assert "T2" in bus["place"]
    assert 25_000 <= bus["radius_m"] < 30_000


def test_and_palmyra_is_no_destruction():
    text = "اختفى ثلاثة رجال على الطريق بين دير الزور وتدمر."
    assert read_report(text, published="2020-08-21", geocoder=GEOCODER).empty


def test_the_arabic_sample_is_read_where_it_happened():
    """The bus in the desert of al-Mayadin, on the road to T2; the checkpoints at Maadan Atiq."""
    events = read_sample("2023-08-11_badiat_al_mayadin.ar.txt")
    assert events["date_start"].dt.strftime("%m-%d").tolist() == ["08-10", "08-07"]
    assert events["fatalities_low"].tolist() == [26, 10]
    assert events["wounded_low"].tolist() == [11, 6]
    t2, atiq = (40.152, 34.391), (39.69, 35.70)
    for (_, event), at in zip(events.iterrows(), (t2, atiq), strict=True):
        away = GEOD.inv(event.geometry.x, event.geometry.y, *at)[2]
        assert away <= event["radius_m"] + 5_000 <= 35_000


def test_two_reports_of_one_incident_are_one_row():
    one = read_report(
        "Shells killed two people in Hajin on Monday.", published="2020-08-21", geocoder=GEOCODER, source="A"
    )
    two = read_report(
        "At least three civilians were killed this week by mortar shells near Hajin. A mine exploded in "
        "Raqqa on Monday.",
        published="2020-08-20", geocoder=GEOCODER, source="B",
    )  # fmt: skip
    merged = merge_reports(one, two)
    assert len(merged) == 2
    both = merged[merged["place_id"] == "hajin"].iloc[0]
    assert both["merged_from"] == ("1:e1", "0:e1") or both["merged_from"] == ("0:e1", "1:e1")
    assert (both["fatalities_low"], both["fatalities_high"] is pd.NA) == (2, True)
    assert str(both["date_start"])[:10] == str(both["date_end"])[:10] == "2020-08-17"
    assert set(both["source"].split("; ")) == {"A", "B"}


def test_other_incidents_stay_apart():
    def table(text):
        return read_report(text, published="2020-08-21", geocoder=GEOCODER)

    base = table("Shells killed two people in Hajin on Monday.")
    for other in (
        "Shells killed two people in Raqqa on Monday.",
        "Shells killed two people in Hajin on Thursday.",
        "Looters robbed a museum in Hajin on Monday.",
        "Shells killed forty people in Hajin on Monday.",
    ):
        assert len(merge_reports(base, table(other))) == 2, other
    assert len(merge_reports()) == 0
    assert len(merge_reports(base, base.head(0))) == 1


def test_time_is_linear_in_the_length_of_a_text():
    def seconds(copies):
        text = " ".join(
            f"{TEXT} Paragraph {i} has names such as Hama, Homs and Raqqa in it." for i in range(copies)
        )
        start = time.process_time()
        read_report(text, published="2020-08-21", geocoder=GEOCODER)
        return time.process_time() - start

    seconds(5)
    small, large = min(seconds(20) for _ in range(3)), min(seconds(160) for _ in range(2))
    assert large < 8 * small * 2.5


def test_time_is_linear_in_the_number_of_names_of_a_sentence():
    def seconds(copies):
        names = ", ".join(["Raqqa", "Hama", "near Homs", "Palmyra", "the town of Hajin"] * copies)
        text = f"Shells killed two people in {names} on Monday."
        start = time.process_time()
        read_report(text, published="2020-08-21", geocoder=GEOCODER)
        return time.process_time() - start

    seconds(4)
    small, large = min(seconds(8) for _ in range(3)), min(seconds(64) for _ in range(2))
    assert large < 8 * small * 2.5


@pytest.mark.evaluation
def test_the_article(eval_dir):
    text = (eval_dir / "reports" / "article_2020-08.txt").read_text(encoding="utf8")
    events = read_report(text, published="2020-08-21")
    bomb = events[events["event_type"] == "ied"].iloc[0]
    assert bomb["primary"]
    assert "At-Taym oil field" in bomb["place"]
    assert str(bomb["date_start"])[:10] == "2020-08-17"
    assert str(bomb["date_end"])[:10] == "2020-08-21"
    assert (bomb["fatalities_low"], bomb["wounded_low"]) == (2, 3)
    assert abs(bomb.geometry.y - 35.21) + abs(bomb.geometry.x - 40.11) < 0.1
    assert bomb["radius_m"] < 12_000
    tribal = events[events["place"].str.contains("Euphrates", na=False)].iloc[0]
    assert "Deir ez-Zor" in tribal["place"]
    assert tribal["event_type"] in {"assassination", "killing"}
    assert str(tribal["date_end"])[:10] == "2020-08-21"
    april = events[events["place"].str.contains("al-Sham", na=False)].iloc[0]
    assert (str(april["date_start"])[:10], str(april["date_end"])[:10]) == ("2020-04-01", "2020-04-30")
    assert april["fatalities_low"] == 25
    recent = events[events["date_end"] >= "2020-08-01"]
    assert len(recent) == 2, "nothing of 2017 or March 2019 stands on the publication date"


@pytest.mark.evaluation
def test_heritage_notes(eval_dir):
    """Of the issue: primary event within 10 km for 0.80 of the rows, wrong by over 25 km for 0.08."""
    notes = pd.read_csv(eval_dir / "texts" / "heritage_dev.csv", dtype=str)
    events = read_notes(notes, text="text")
    main = events[events["primary"] & (events["status"] == "located")]
    truth = pd.read_csv(eval_dir / "texts" / "heritage_dev_truth.csv", dtype={"id": str}).set_index("id")
    from badia_geo.footprints import GEOD

    at = truth.loc[main["id"]]
    apart = GEOD.inv(main.geometry.x, main.geometry.y, at["lon"].to_numpy(), at["lat"].to_numpy())[2]
    within, wrong = (apart <= 10_000).sum() / len(notes), (apart > 25_000).sum() / len(notes)
    assert (within >= 0.80, wrong <= 0.08) == (True, True), f"{within:.3f} within 10 km, {wrong:.3f} wrong"
