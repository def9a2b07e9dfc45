"""Providers' zone files, each format and each habit."""

from __future__ import annotations

import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import GeometryCollection, MultiPolygon, Point, box

from badia_geo.errors import ColumnError, CRSError, DateError, FileFormatError, MissingFileError
from badia_geo.zone_files import date_in_name, read_zones
from badia_geo.zones import ControlZones


def frame(**columns: list) -> gpd.GeoDataFrame:
    n = len(next(iter(columns.values())))
    shapes = [box(39 + i, 35, 40 + i, 36) for i in range(n)]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=4326)


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("deepstatemap_data_20240708", "2024-07-08"),
        ("zones 2024-07-08 v2", "2024-07-08"),
        ("zones_2024.07.08", "2024-07-08"),
        ("front 08-07-2024", "2024-07-08"),
        ("ISW 8 July 2024", "2024-07-08"),
        ("control_2024-07", "2024-07-01"),
        ("from_20240101_to_20240708", "2024-07-08"),
        ("zones", None),
        ("id_123456789", None),
        ("20241399", None),
    ],
)
def test_date_in_name(name: str, date: str | None) -> None:
    found = date_in_name(name)
    assert found == (None if date is None else pd.Timestamp(date))


@pytest.mark.parametrize("ending", [".geojson", ".gpkg", ".shp", ".parquet", ".kml", ".fgb", ".kmz", ".zip"])
def test_every_format_gives_the_same_zones(tmp_path: Path, ending: str) -> None:
    made = frame(name=["sdf", "government"])
    path = tmp_path / f"zones_20171103{ending}"
    if ending == ".parquet":
        made.to_parquet(path)
    elif ending == ".kmz":
        made.to_file(tmp_path / "doc.kml", driver="LIBKML")
        with zipfile.ZipFile(path, "w") as held:
            held.write(tmp_path / "doc.kml", "doc.kml")
    elif ending == ".zip":
        made.to_file(tmp_path / "z.shp")
        with zipfile.ZipFile(path, "w") as held:
            for part in tmp_path.glob("z.*"):
                held.write(part, part.name)
    else:
        made.to_file(path, **({"driver": "LIBKML"} if ending == ".kml" else {}))
    zones = read_zones(path)
    # FlatGeobuf stores its rows along a curve
    assert sorted(zones["controller"]) == ["government", "sdf"]
    assert zones.crs == "EPSG:4326"
    assert (zones["valid_from"] == pd.Timestamp("2017-11-03")).all()
    assert (zones["valid_to"] == pd.Timestamp("2017-11-04")).all()
    np.testing.assert_allclose(shapely.area(zones.geometry), 1.0)


def test_columns_are_recognised_whatever_they_are_called(tmp_path: Path) -> None:
    path = tmp_path / "z.geojson"
    frame(Actor=["a", "b"], Type=["Contested area", "Claimed"], Start_Date=["2020-01-01", "2020-02-01"],
          END=["2020-02-01", None], Provider=["x", "y"], colour=["#f00", "#0f0"]).to_file(path)  # fmt: skip
    zones = read_zones(path)
    assert zones["controller"].tolist() == ["a", "b"]
    assert zones["status"].tolist() == ["contested", "control"]
    assert zones["valid_from"].tolist() == [pd.Timestamp("2020-01-01"), pd.Timestamp("2020-02-01")]
    assert zones["source"].tolist() == ["x", "y"]
    assert zones["colour"].tolist() == ["#f00", "#0f0"]
    assert ControlZones(zones).at("2025-01-01")["controller"].tolist() == ["b"]


def test_a_mapping_names_what_is_not_recognised(tmp_path: Path) -> None:
    path = tmp_path / "z.geojson"
    frame(wer=["a", "b"], seit=["2020-01-01", "2020-02-01"]).to_file(path)
    zones = read_zones(path, columns={"controller": "wer", "valid_from": "seit"})
    assert zones["controller"].tolist() == ["a", "b"]
    assert zones["valid_from"].notna().all()
    with pytest.raises(ColumnError, match="wer, seit"):
        read_zones(path)
    with pytest.raises(ColumnError, match="'wem'"):
        read_zones(path, controller="wem")


def test_a_folder_of_snapshots_is_one_timeline(tmp_path: Path) -> None:
    for day, name in (("20200101", "a"), ("20200201", "b"), ("20200301", "c")):
        frame(controller=[name]).to_file(tmp_path / f"map_{day}.geojson")
    zones = ControlZones.from_file(tmp_path)
    assert [zones.at(d)["controller"].iloc[0] for d in ("2020-01-31", "2020-02-01", "2020-03-01")] == [
        "a",
        "b",
        "c",
    ]
    assert zones.at("2020-01-31")["source_date"].iloc[0] == pd.Timestamp("2020-01-01")
    assert zones.frame["source"].unique().tolist() == ["map"]
    assert zones.span == (pd.Timestamp("2020-01-01"), pd.Timestamp("2020-03-02"))


def test_two_providers_in_a_folder_are_a_source_switch(tmp_path: Path) -> None:
    frame(controller=["a"]).to_file(tmp_path / "isw_20220402.geojson")
    frame(controller=["b"]).to_file(tmp_path / "deepstate_20220403.geojson")
    zones = ControlZones.from_file(tmp_path)
    changed = zones.compare("2022-04-02", "2022-04-03")
    assert changed.changes["kind"].tolist() == ["source"]
    assert changed.table.empty
    assert "source switch" in zones.check()["problem"].tolist()


def test_a_date_column_makes_snapshots(tmp_path: Path) -> None:
    path = tmp_path / "z.geojson"
    frame(controller=["a", "b"], date=["2020-01-01", "2020-01-05"]).to_file(path)
    zones = read_zones(path)
    assert zones["valid_to"].tolist() == [pd.Timestamp("2020-01-05"), pd.Timestamp("2020-01-06")]
    frame(controller=["a", "b"], date=["2020-01-01", "spring"]).to_file(path)
    with pytest.raises(DateError, match="z.geojson, row 1"):
        read_zones(path)


def test_points_and_lines_are_left_out_and_counted(tmp_path: Path) -> None:
    mixed = GeometryCollection([box(0, 0, 1, 1), Point(0, 0)])
    made = gpd.GeoDataFrame(
        {"controller": ["a", "b", "c"]}, geometry=[box(0, 0, 1, 1), Point(0, 0), mixed], crs=4326
    )
    path = tmp_path / "z.geojson"
    made.to_file(path)
    zones = read_zones(path)
    assert zones["controller"].tolist() == ["a", "c"]
    assert zones.attrs["without_polygon"] == 1
    assert zones["file_row"].tolist() == [0, 2]
    made.iloc[[1]].to_file(path)
    with pytest.raises(FileFormatError, match="no polygon"):
        read_zones(path)


def test_bad_files_say_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="no such file"):
        read_zones(tmp_path / "none.gpkg")
    with pytest.raises(FileFormatError, match="no file of zones"):
        read_zones(tmp_path)
    (tmp_path / "z.geojson").write_text("not json")
    with pytest.raises(FileFormatError, match="z.geojson"):
        read_zones(tmp_path / "z.geojson")
    (tmp_path / "z.kmz").write_bytes(b"PK")
    with pytest.raises(FileFormatError, match="KMZ"):
        read_zones(tmp_path / "z.kmz")
    frame(controller=["a"]).set_crs(None, allow_override=True).to_parquet(tmp_path / "bare.parquet")
    with pytest.raises(CRSError, match="bare.parquet"):
        read_zones(tmp_path / "bare.parquet")


def test_projected_files_come_out_in_degrees(tmp_path: Path) -> None:
    path = tmp_path / "z.gpkg"
    frame(controller=["a"]).to_crs(32637).to_file(path)
    np.testing.assert_allclose(read_zones(path).total_bounds, [39, 35, 40, 36], atol=1e-6)


@pytest.mark.evaluation
def test_a_real_layer_of_another_war_is_one_timeline(eval_dir: Path) -> None:
    zones = ControlZones.from_file(eval_dir / "zones", controller_name="Russia")
    assert zones.span == (pd.Timestamp("2024-07-08"), pd.Timestamp("2026-07-05"))
    assert len(zones.changes) == 8
    held = zones.at("2025-01-01")
    assert held["controller"].tolist() == ["Russia"]
    assert held["source_date"].iloc[0] == pd.Timestamp("2024-11-07")
    assert held["source"].iloc[0] == "deepstatemap_data"
    assert isinstance(held.geometry.iloc[0], MultiPolygon)
    assert set(zones.check()["problem"]) == {"unknown controller"}
