"""Table files: round trips, atomic writes and bad input."""

from __future__ import annotations

import os
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from badia_geo.errors import FileFormatError, MissingFileError, OutputError
from badia_geo.tables import ENDINGS, atomic_path, flatten, read_table, read_text, write_table


@pytest.fixture
def events() -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(
        {
            "event_id": ["a", "b", "c"],
            "actors": [("sdf", "is"), (), None],
            "place": ["دير الزور", "=1+1", None],
            "footprint": gpd.GeoSeries(
                [shapely.box(40, 35, 40.2, 35.4), None, shapely.box(41, 34, 42, 35)], crs=4326
            ),
        },
        geometry=gpd.points_from_xy([40.14, 40.45, 41.0], [35.34, 35.02, 34.4]),
        crs=4326,
    )
    frame.loc[1, "geometry"] = None
    return frame


def test_flatten_gives_points_footprints_and_lists_as_cells(events: gpd.GeoDataFrame) -> None:
    plain = flatten(events)
    assert plain.loc[0, "lat"] == 35.34
    assert plain.loc[0, "lon"] == 40.14
    assert np.isnan(plain.loc[1, "lat"])
    assert plain.loc[0, "actors"] == "sdf; is"
    assert shapely.from_wkt(plain.loc[0, "footprint_wkt"]).equals(shapely.box(40, 35, 40.2, 35.4))
    assert plain.index.equals(events.index)
    assert "geometry" in events


@pytest.mark.parametrize("ending", ENDINGS)
def test_each_ending_keeps_the_rows_and_their_text(
    events: gpd.GeoDataFrame, tmp_path: Path, ending: str
) -> None:
    target = tmp_path / f"out{ending}"
    write_table(events, target)
    back = read_table(target)
    assert len(back) == 3
    assert list(back["event_id"]) == ["a", "b", "c"]
    assert back["place"][0] == "دير الزور"
    assert back["place"][1] == "=1+1"
    assert [p.name for p in tmp_path.iterdir()] == [target.name]


def test_gpkg_holds_footprints_as_a_layer_and_is_the_same_bytes_twice(
    events: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    write_table(events, tmp_path / "a.gpkg")
    write_table(events, tmp_path / "b.gpkg")
    footprints = read_table(tmp_path / "a.gpkg", layer="footprints")
    assert list(footprints["event_id"]) == ["a", "c"]
    assert footprints.crs == 4326
    assert (tmp_path / "a.gpkg").read_bytes() == (tmp_path / "b.gpkg").read_bytes()


def test_an_empty_frame_writes_a_table_with_its_columns(events: gpd.GeoDataFrame, tmp_path: Path) -> None:
    write_table(events.iloc[:0], tmp_path / "none.csv")
    assert list(read_table(tmp_path / "none.csv").columns) == [
        "event_id",
        "actors",
        "place",
        "footprint_wkt",
        "lat",
        "lon",
    ]


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "kept.csv"
    target.write_text("old")
    with pytest.raises(RuntimeError), atomic_path(target) as temporary:
        temporary.write_text("half")
        raise RuntimeError
    assert target.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["kept.csv"]


def test_semicolons_tabs_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    for name, text in {"a.csv": "name;lat\nSukhnah;34.9\n", "b.tsv": "name\tlat\nSukhnah\t34.9\n"}.items():
        (tmp_path / name).write_bytes(b"\xef\xbb\xbf" + text.encode())
        assert read_table(tmp_path / name).to_dict("records") == [{"name": "Sukhnah", "lat": "34.9"}]


def test_text_stays_text(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,name\n007,NA\n008,\n")
    frame = read_table(tmp_path / "a.csv")
    assert frame["id"].tolist() == ["007", "008"]
    assert frame["name"][0] == "NA"
    assert pd.isna(frame["name"][1])


def test_bad_files_are_named_with_the_mend(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="gone.csv: no such file"):
        read_table(tmp_path / "gone.csv")
    with pytest.raises(FileFormatError, match="is a folder"):
        read_table(tmp_path)
    (tmp_path / "latin.txt").write_bytes("one\ntwo\nIdlib \xe9".encode("latin-1"))
    with pytest.raises(FileFormatError, match="line 3 is not UTF-8"):
        read_text(tmp_path / "latin.txt")
    (tmp_path / "empty.txt").write_text(" \n")
    with pytest.raises(FileFormatError, match="is empty"):
        read_text(tmp_path / "empty.txt")
    (tmp_path / "bad.gpkg").write_text("no database")
    with pytest.raises(FileFormatError, match=r"bad.gpkg: cannot be read as gpkg"):
        read_table(tmp_path / "bad.gpkg")
    (tmp_path / "a.docx").write_text("x")
    with pytest.raises(FileFormatError, match="ending .docx is not known"):
        read_table(tmp_path / "a.docx")


def test_bad_targets_are_named_with_the_mend(events: gpd.GeoDataFrame, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="ending .txt is not known"):
        write_table(events, tmp_path / "out.txt")
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        write_table(events, tmp_path / "file" / "out.csv")
    if os.geteuid() != 0:
        (tmp_path / "locked").mkdir(mode=0o500)
        with pytest.raises(OutputError, match="choose a folder you may write to"):
            write_table(events, tmp_path / "locked" / "out.csv")
