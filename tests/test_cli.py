"""The command line: every command on small input, and one line with the mend for bad input."""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from PIL import Image

import badia_geo
from badia_geo import cli

REPORT = (
    "An IED exploded near the At-Taym oil field south of Deir ez-Zor on 18 August 2020, killing two people. "
    "Gunmen killed a tribal elder in al-Shuhayl on Monday."
)


def run(
    *args: object, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["badia-geo", *map(str, args)])
    try:
        cli.main()
        code = 0
    except SystemExit as end:
        code = int(end.code or 0)
    out = capsys.readouterr()
    return code, out.out, out.err


@pytest.fixture
def badia(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    return lambda *args: run(*args, capsys=capsys, monkeypatch=monkeypatch)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.txt"
    path.write_text(REPORT, encoding="utf8")
    return path


@pytest.fixture(scope="module")
def mapped(report: Path) -> Path:
    out = report.parent / "out"
    from badia_geo.analysis import analyse

    analyse(report, published="2020-08-21").write(out)
    return out


def test_map_writes_all_four_files_and_prints_a_table_of_100_columns(
    badia, report: Path, tmp_path: Path
) -> None:
    code, out, _ = badia("map", report, "--published", "2020-08-21", "-o", tmp_path)
    assert code == 0
    assert {"map.png", "map.html", "events.gpkg", "events.csv"} <= {p.name for p in tmp_path.iterdir()}
    assert max(len(line) for line in out.splitlines() if "│" in line or "┃" in line) <= 100
    assert "At-Taym" in out
    assert "Government in" in out
    assert "right" in out


def test_map_puts_the_events_where_and_when_they_were_reported(mapped: Path) -> None:
    events = pd.read_csv(mapped / "events.csv")
    ied = events[events["event_type"] == "ied"].iloc[0]
    assert ied["date_start"] == ied["date_end"] == "2020-08-18"
    assert ied["fatalities_low"] == 2
    # the field lies 10-15 km south of the city; the city's centre is a wrong answer
    assert 35.10 < ied["lat"] < 35.27
    assert ied["controller"] == "government"
    assert ied["bank"] == "right"
    assert ied["p_left"] < 0.05
    killing = events[events["event_type"] != "ied"].iloc[0]
    assert (killing["date_start"], killing["date_end"]) == ("2020-08-17", "2020-08-17")
    assert killing["controller"] == "sdf"
    assert killing["bank"] == "left"


def test_map_writes_its_page_in_the_language_of_the_sheet(badia, report: Path, tmp_path: Path) -> None:
    code, _, err = badia("map", report, "--published", "2020-08-21", "--language", "ar", "-o", tmp_path)
    assert code == 0, err
    assert '<html lang="ar"' in (tmp_path / "map.html").read_text(encoding="utf8")


def test_the_table_tells_the_number_that_an_event_has_on_the_sheet(mapped: Path) -> None:
    for events in (pd.read_csv(mapped / "events.csv"), gpd.read_file(mapped / "events.gpkg", layer="events")):
        assert events["map_number"].tolist() == [1, 2]


def test_the_sheet_names_the_file_that_its_events_come_from(mapped: Path) -> None:
    with Image.open(mapped / "map.png") as image:
        assert image.info["Source"].startswith("report.txt; badia_geo control statements")


def test_map_layers_open_as_a_gis_reads_them(mapped: Path) -> None:
    events, footprints, zones = (
        gpd.read_file(mapped / "events.gpkg", layer=n) for n in ("events", "footprints", "zones")
    )
    assert events.crs == footprints.crs == zones.crs == 4326
    assert len(events) == 2
    assert shapely.covers(footprints.geometry.iloc[0], events.geometry.iloc[0])
    assert {"government", "sdf"} <= set(zones["controller"])


def test_an_edited_gpkg_maps_again_with_the_moved_point(badia, mapped: Path, tmp_path: Path) -> None:
    events = gpd.read_file(mapped / "events.gpkg", layer="events")
    events.loc[0, "geometry"] = shapely.Point(40.30, 35.10)
    events.to_file(tmp_path / "events.gpkg", layer="events")
    code, _, err = badia("map", tmp_path / "events.gpkg", "--at", "2020-08-21", "-o", tmp_path / "out")
    assert code == 0, err
    again = pd.read_csv(tmp_path / "out" / "events.csv")
    assert (again.loc[0, "lon"], again.loc[0, "lat"]) == (40.30, 35.10)


def test_corrections_win_and_survive_a_second_run(badia, report: Path, tmp_path: Path) -> None:
    first = pd.read_csv(report.parent / "out" / "events.csv") if (report.parent / "out").exists() else None
    place = (
        "near the At-Taym oil field south of Deir ez-Zor"
        if first is None
        else first.loc[first["event_type"] == "ied", "place"].iloc[0]
    )
    corrections = tmp_path / "mine.csv"
    corrections.write_text(f'text,lat,lon,radius_m\n"{place}",35.05,40.20,1500\n', encoding="utf8")
    for _ in range(2):
        code, _, err = badia(
            "map", report, "--published", "2020-08-21", "--corrections", corrections, "-o", tmp_path / "o"
        )
        assert code == 0, err
        ied = pd.read_csv(tmp_path / "o" / "events.csv").query("event_type == 'ied'").iloc[0]
        assert (ied["lat"], ied["lon"], ied["radius_m"]) == (35.05, 40.20, 1500)


def test_a_filled_template_decides_words_that_are_asked_otherwise(badia, tmp_path: Path) -> None:
    """The template gives the words of the text; the matcher is asked other words of them."""
    text = tmp_path / "report.txt"
    text.write_text("شنّ التنظيم هجوماً على حافلة على طريق المحطّة الثانية، وقُتل ثلاثة جنود.", encoding="utf8")
    command = ("map", text, "--published", "2023-08-11", "-o", tmp_path / "o")
    assert badia(*command)[0] == 0
    template = pd.read_csv(tmp_path / "o" / "corrections_template.csv", dtype=object)
    assert template["text"].tolist() == ["على طريق المحطّة الثانية"]
    template.loc[0, ["lat", "lon"]] = ["34.5", "40.3"]
    template.loc[1] = {"text": "qwxyzzy", "place_id": "hajin"}
    template.to_csv(tmp_path / "mine.csv", index=False)
    code, _, err = badia(*command, "--corrections", tmp_path / "mine.csv")
    assert code == 0
    event = pd.read_csv(tmp_path / "o" / "events.csv").iloc[0]
    assert (event["lat"], event["lon"], event["score"]) == (34.5, 40.3, 1.0)
    assert "1 of 2 corrections matched nothing: row 3 ('qwxyzzy')" in err


def test_geocode_tells_of_corrections_that_matched_nothing(badia, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("name\nHajin\n", encoding="utf8")
    (tmp_path / "mine.csv").write_text("text,place_id\nHajin,hajin\nHajjin,hajin\n", encoding="utf8")
    out = tmp_path / "out.csv"
    _, _, err = badia(
        "geocode", tmp_path / "in.csv", "--column", "name", "--corrections", tmp_path / "mine.csv", "-o", out
    )
    assert "1 of 2 corrections matched nothing: row 3 ('Hajjin')" in err


def test_read_counts_rows_that_it_set_aside(badia, tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    path.write_text("notes,event_date\nA bomb killed two in Hajin.,2020-08-21\nX,2020-99-99\n,2020-08-20\n")
    code, _, err = badia("read", path, "--text", "notes", "--date", "event_date", "-o", tmp_path / "out.csv")
    assert code == 0
    assert "1 event, 2 rows set aside" in err


def test_a_missing_input_is_not_taken_for_an_output_that_cannot_be_written(badia, tmp_path: Path) -> None:
    code, _, err = badia("read", tmp_path / "none.txt", "-o", tmp_path / "out.csv")
    assert code != 0
    assert "none.txt: no such file" in err
    assert "out.csv" not in err


def test_geocode_keeps_rows_and_order(badia, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(
        "id,name,ar\n1,Al-Mayadin,الميادين\n2,Qwxyzzy,\n3,Deir Ezzor,دير الزور\n4,,\n", encoding="utf8"
    )
    code, _, _ = badia(
        "geocode", tmp_path / "in.csv", "--column", "name", "--column", "ar", "-o", tmp_path / "out.csv"
    )
    out = pd.read_csv(tmp_path / "out.csv")
    assert code == 0
    assert out["id"].tolist() == [1, 2, 3, 4]
    assert out["status"].tolist() == ["located", "not_found", "located", "not_found"]
    assert out.loc[0, "lat"] == pytest.approx(35.02, abs=0.05)
    assert out.loc[2, "lon"] == pytest.approx(40.14, abs=0.05)
    assert out["reason"][1]
    assert out["radius_m"][0] > 0


def test_join_adds_the_summary_to_what_geocode_wrote(badia, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(
        "name,lat,lon,date\nMayadin,35.02,40.45,2020-08-21\nShuhayl,35.08,40.55,2020-08-21\nno date,35.02,40.45,\n"
    )
    code, _, _ = badia("join", tmp_path / "in.csv", "-o", tmp_path / "out.csv")
    out = pd.read_csv(tmp_path / "out.csv")
    assert code == 0
    assert out["name"].tolist() == ["Mayadin", "Shuhayl", "no date"]
    assert out["controller"].tolist()[:2] == ["government", "sdf"]
    assert pd.isna(out["controller"][2])
    assert "date" in out["reason"][2]
    assert out["bank"].tolist() == ["right", "left", "right"]
    assert out["admin1"].tolist() == ["Deir ez-Zor"] * 3


def test_describe_gives_words_to_footprint_and_back(badia) -> None:
    code, out, _ = badia("describe", "20 km south of Deir ez-Zor")
    answer = json.loads(out)
    assert code == 0
    assert answer["lat"] == pytest.approx(35.16, abs=0.03)
    assert answer["precision"] == "sector"
    assert shapely.from_geojson(json.dumps(answer["footprint"])).area > 0
    code, out, _ = badia("describe", "--at", 35.1, 40.3)
    assert code == 0
    assert "right bank" in out


def test_mentions_have_code_point_spans(badia, tmp_path: Path) -> None:
    texts = ["Clashes in دير الزور and Mayadin.", "Al-Monitor reported from Raqqa."]
    (tmp_path / "t.jsonl").write_text(
        "\n".join(json.dumps({"text": t}, ensure_ascii=False) for t in texts), encoding="utf8"
    )
    code, _, _ = badia("mentions", tmp_path / "t.jsonl", "-o", tmp_path / "m.csv")
    found = pd.read_csv(tmp_path / "m.csv")
    assert code == 0
    assert all(texts[m.doc][m.start : m.end] == m.text for m in found.itertuples())
    assert {"Mayadin", "Raqqa"} <= set(found["text"])
    assert not found["text"].str.contains("Monitor").any()


def test_zones_of_a_date_do_not_overlap(badia, tmp_path: Path) -> None:
    code, _, _ = badia("zones", "--at", "2020-08-21", "-o", tmp_path / "z.gpkg")
    zones = gpd.read_file(tmp_path / "z.gpkg", layer="zones").to_crs(6933)
    assert code == 0
    assert zones.union_all().area == pytest.approx(zones.area.sum(), rel=1e-6)


def test_gazetteer_search_and_info(badia) -> None:
    code, out, _ = badia("gazetteer", "search", "Dayr az-Zawr")
    assert code == 0
    assert "Deir ez-Zor" in out
    code, out, _ = badia("gazetteer", "info")
    assert code == 0
    assert int(out.split()[0]) > 500


@pytest.mark.parametrize("command", ["map", "geocode", "read", "mentions", "describe", "join", "zones"])
def test_every_command_has_help_with_an_example(badia, command: str) -> None:
    code, out, _ = badia(command, "--help")
    assert code == 0
    assert f"badia-geo {command}" in " ".join(out.split())


@pytest.mark.parametrize("group", [(), ("gazetteer",)])
def test_without_a_command_the_help_is_printed_as_it_is_set(badia, group: tuple[str, ...]) -> None:
    code, out, err = badia(*group)
    asked = badia(*group, "--help")[1]
    assert (code, err) == (0, "")
    assert out.strip() == asked.strip()
    assert out.count("\n") > 8


def test_the_version_is_told(badia) -> None:
    assert badia("--version") == (0, f"badia-geo {badia_geo.__version__}\n", "")


def bad_inputs(folder: Path) -> dict[str, tuple[list[object], str]]:
    (folder / "empty.txt").write_text("  \n")
    (folder / "latin.txt").write_bytes("بلدة".encode("cp1256"))
    (folder / "nowhere.txt").write_text("Nothing at all was said here about anything.")
    (folder / "good.txt").write_text(REPORT)
    (folder / "blocked").write_text("a file where a folder should be")
    (folder / "names.csv").write_text("name\nRaqqa\n")
    box = gpd.GeoDataFrame({"controller": ["sdf"]}, geometry=[shapely.box(40, 35, 41, 36)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it has no CRS: that is the case under test
        box.to_file(folder / "nocrs.shp")
    out = folder / "out"
    return {
        "missing file": (["map", folder / "gone.txt", "-o", out], "gone.txt"),
        "empty report": (["map", folder / "empty.txt", "-o", out], "empty.txt"),
        "not UTF-8": (["map", folder / "latin.txt", "-o", out], "latin.txt"),
        "no place": (["map", folder / "nowhere.txt", "-o", out], "nowhere.txt"),
        "bad date": (["map", folder / "good.txt", "--published", "soon", "-o", out], "soon"),
        "date read two ways": (["zones", "--at", "03/04/2020", "-o", out], "YYYY-MM-DD"),
        "no whole date": (["map", folder / "good.txt", "--published", "2020", "-o", out], "YYYY-MM-DD"),
        "zones without CRS": (
            [
                "map",
                folder / "good.txt",
                "--published",
                "2020-08-21",
                "--zones",
                folder / "nocrs.shp",
                "-o",
                out,
            ],
            "nocrs.shp",
        ),
        "unwritable": (
            ["map", folder / "good.txt", "--published", "2020-08-21", "-o", folder / "blocked" / "out"],
            "blocked",
        ),
        "no such column": (
            ["geocode", folder / "names.csv", "--column", "place", "-o", out / "o.csv"],
            "place",
        ),
        "unknown ending": (
            ["geocode", folder / "names.csv", "--column", "name", "-o", folder / "o.doc"],
            "o.doc",
        ),
        "outside the timeline": (["zones", "--at", "1999-01-01", "-o", out / "z.gpkg"], "1999-01-01"),
        "no coordinates": (["join", folder / "names.csv", "-o", folder / "o.csv"], "names.csv"),
        "unknown option": (["map", folder / "good.txt", "--nonsense", "-o", out], "nonsense"),
    }


@pytest.mark.parametrize(
    "case",
    ["missing file", "empty report", "not UTF-8", "no place", "bad date", "zones without CRS", "unwritable",
     "no such column", "unknown ending", "outside the timeline", "no coordinates", "unknown option"],
)  # fmt: skip
def test_bad_input_ends_with_status_2_one_line_and_nothing_written(badia, tmp_path: Path, case: str) -> None:
    args, named = bad_inputs(tmp_path)[case]
    before = sorted(p.name for p in tmp_path.rglob("*"))
    code, _, err = badia(*args)
    lines = [line for line in err.splitlines() if line.startswith("badia-geo:")]
    assert code == 2, err
    assert len(lines) == 1
    assert named in lines[0]
    assert sorted(p.name for p in tmp_path.rglob("*") if p.is_file()) == [
        n for n in before if (tmp_path / n).is_file()
    ]


def test_places_without_events_still_give_a_map(badia, tmp_path: Path) -> None:
    (tmp_path / "quiet.txt").write_text("The towns of Mayadin and Hajin lie on the Euphrates.")
    code, out, err = badia("map", tmp_path / "quiet.txt", "--published", "2020-08-21", "-o", tmp_path / "o")
    assert code == 0, err
    assert (tmp_path / "o" / "map.png").stat().st_size > 50_000
    assert "no event" in err
    assert "Mayadin" in out


def test_import_costs_little_more_than_geopandas() -> None:
    code = "import time; import geopandas; t = time.perf_counter(); import badia_geo; print(time.perf_counter() - t)"
    runs = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)
        for _ in range(3)
    ]
    assert min(runs) < 0.3


def test_a_table_on_the_terminal_has_no_nan_for_a_place_that_nobody_gave() -> None:
    from badia_geo.summary import summary_table

    rows = pd.DataFrame({"event_type": ["ied"], "place": [float("nan")], "status": ["not_found"]})
    said = summary_table(rows)
    assert "nan" not in said
    assert "(not found)" in said


def test_the_table_names_controllers_and_breaks_no_word_of_them() -> None:
    from badia_geo.maps.palette import controller, controllers
    from badia_geo.summary import summary_table

    rows = pd.DataFrame({"event_type": "ied", "controller": controllers(), "controller_p": 0.79})
    cells = [line.split("│")[4].strip() for line in summary_table(rows).splitlines() if line.startswith("│")]
    assert " ".join(filter(None, cells)) == " ".join(f"{controller(c).words()} 79%" for c in controllers())


def test_one_is_no_plural(badia, tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_text("Nothing came from Raqqa.")
    assert "1 mention in 1 text;" in badia("mentions", tmp_path / "t.txt", "-o", tmp_path / "m.csv")[2]
    (tmp_path / "one.csv").write_text("lat,lon,date\n35.0,40.2,2020-08-21\n")
    assert badia("join", tmp_path / "one.csv", "-o", tmp_path / "j.csv")[2].startswith("1 row: ")
    said = badia("density", tmp_path / "one.csv", "-o", tmp_path / "d.tif")[2]
    assert said.startswith("1 of 1 event has a place;")


def test_a_long_table_is_cut_on_the_terminal_and_says_so() -> None:
    from badia_geo.summary import summary_table

    rows = pd.DataFrame({"event_type": ["ied"] * 2000, "place": [f"place {i}" for i in range(2000)]})
    said = summary_table(rows)
    assert "place 49" in said
    assert "place 50" not in said
    assert said.splitlines()[-1] == "… and 1,950 more events"
    assert "more events" not in summary_table(rows.head(50))


def test_the_help_does_not_wait_for_what_only_tables_need() -> None:
    code = "import sys, badia_geo.cli; print('pandas' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
