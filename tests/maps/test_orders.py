"""What the command line draws: dates read, and the kind of sheet told by the ending."""

from __future__ import annotations

import sys
from pathlib import Path

import geopandas as gpd
import pytest
from PIL import Image

from badia_geo import cli
from badia_geo.errors import DateError, OutputError, ValueRangeError
from badia_geo.maps.orders import Order, dates_of, draw_zones


def test_dates_are_read_one_by_one_or_as_a_span() -> None:
    assert dates_of("2014-07-15, 2016-09-01") == ["2014-07-15", "2016-09-01"]
    assert dates_of("2020-01-01..2020-01-09/5")[2] == "2020-01-05"
    assert len(dates_of("2014-07-15..2020-08-21")) == 6
    assert len(dates_of("2014-07-15..2020-08-21", ending=".gif")) == 24
    for text, error in (
        ("soon", DateError),
        ("2020-01-02..2020-01-01", DateError),
        ("2020-01-01..2020-01-03/9", ValueRangeError),
    ):
        with pytest.raises(error):
            dates_of(text)


def test_a_film_of_one_date_is_refused_with_the_mend(zones: gpd.GeoDataFrame, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="--dates"):
        draw_zones(zones, Order(at="2020-08-21"), tmp_path / "film.gif")
    assert not list(tmp_path.iterdir())


@pytest.fixture
def layer(zones: gpd.GeoDataFrame, tmp_path: Path) -> Path:
    path = tmp_path / "zones.gpkg"
    later = zones.assign(valid_from="2021-01-01", valid_to="2022-01-01", controller="government")
    both = zones.assign(valid_from="2020-01-01", valid_to="2021-01-01")
    import pandas as pd

    pd.concat([both, later], ignore_index=True).to_file(path)
    return path


def run(monkeypatch: pytest.MonkeyPatch, *args: object) -> int:
    monkeypatch.setattr(sys, "argv", ["badia-geo", *map(str, args)])
    try:
        cli.main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_zones_draws_a_map_panels_and_a_change_map(
    layer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = ("--extent", 38, 34, 42, 36.5)
    for name, asked in (
        ("at", ("--at", "2020-05-01")), ("panels", ("--dates", "2020-05-01,2021-05-01")),
        ("change", ("--compare", "2020-05-01", "2021-05-01")),
    ):  # fmt: skip
        assert (
            run(monkeypatch, "zones", "--zones", layer, *asked, *window, "-o", tmp_path / f"{name}.png") == 0
        )
    titles = {}
    for name in ("at", "panels", "change"):
        with Image.open(tmp_path / f"{name}.png") as image:
            titles[name] = image.info["Title"]
    assert titles == {
        "at": "Syria: control zones", "panels": "Syria: control zones through time",
        "change": "Syria: ground that changed hands",
    }  # fmt: skip


def test_two_questions_at_once_and_a_missing_date_end_with_status_2(
    layer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "x.png"
    assert (
        run(
            monkeypatch,
            "zones",
            "--zones",
            layer,
            "--compare",
            "2020-05-01",
            "2021-05-01",
            "--chart",
            "-o",
            out,
        )
        == 2
    )
    assert run(monkeypatch, "zones", "--zones", layer, "-o", out) == 2
    assert "--at 2020-08-21" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize("dated", [True, False])
def test_zones_of_observed_places_are_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dated: bool
) -> None:
    seen = tmp_path / "observed.csv"
    seen.write_text(
        "name,controller,lat,lon,date\na,sdf,35.4,40.3,2026-01-20\nb,government,35.2,40.1,2026-01-25\n"
    )
    out = tmp_path / "zones.png"
    asked = ("--at", "2026-01-31") if dated else ()
    assert run(monkeypatch, "zones", "--from-points", seen, *asked, "-o", out) == 0
    with Image.open(out) as image:
        assert ("31 January 2026" in image.info["Description"]) is dated


def test_density_writes_a_raster_or_a_map(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "events.csv"
    table.write_text("lat,lon,date\n35.1,40.2,2020-08-01\n35.2,40.3,2020-08-02\n,,2020-08-03\n")
    assert run(monkeypatch, "density", table, "--kernel", 5, "-o", tmp_path / "d.tif") == 0
    assert (tmp_path / "d.tif").stat().st_size > 1000
    assert run(monkeypatch, "density", table, "-o", tmp_path / "d.csv") == 2


def test_density_takes_named_columns_and_names_those_that_are_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "events.csv"
    table.write_text("north,east\n35.1,40.2\n35.2,40.3\n")
    assert run(monkeypatch, "density", table, "-o", tmp_path / "d.tif") == 2
    assert "--lat and --lon" in capsys.readouterr().err
    assert (
        run(monkeypatch, "density", table, "--lat", "north", "--lon", "east", "-o", tmp_path / "d.tif") == 0
    )
    assert run(monkeypatch, "density", table, "--lat", "nord", "--lon", "east", "-o", tmp_path / "e.tif") == 2
    assert "has no column 'nord'" in capsys.readouterr().err
    assert not (tmp_path / "e.tif").exists()


def test_an_unknown_ending_is_told_pictures_films_and_tables(
    layer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "zones", "--zones", layer, "--at", "2020-05-01", "-o", tmp_path / "a.jpg") == 2
    said = capsys.readouterr().err
    assert all(ending in said for ending in (".png", ".pdf", ".mp4", ".gpkg", ".csv"))


def test_a_window_beside_everything_is_one_line(
    layer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "a.png"
    assert (
        run(monkeypatch, "zones", "--zones", layer, "--at", "2020-05-01", "--extent", 2, 45, 4, 47, "-o", out)
        == 2
    )
    said = capsys.readouterr().err
    assert "shows nothing" in said
    assert said.count("\n") == 1
    assert not out.exists()
