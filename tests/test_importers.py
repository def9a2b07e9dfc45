"""Importers: each provider's own file, and what is wrong with the files that people bring."""

from __future__ import annotations

import json
import zipfile

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from osm_pbf import write_osm_pbf

from badia_geo.errors import ColumnError, FileFormatError, MissingFileError
from badia_geo.gazetteer import Gazetteer
from badia_geo.importers import ImportReport, import_files, read_places
from badia_geo.provider_files import recognise

GEONAMES = [
    ["173480", "Al Mayādīn", "Al Mayadin", "Mayadin,الميادين,Меядин", "35.01969", "40.45154", "P", "PPLA2", "SY", "", "07",
     "", "", "", "54534", "", "190", "Asia/Damascus", "2019-01-01"],
    ["174506", "Hajīn", "Hajin", "هجين", "34.68918", "40.83094", "P", "PPL", "SY", "", "07", "", "", "", "37935", "", "180",
     "Asia/Damascus", "2019-01-01"],
]  # fmt: skip


def dump(path, rows):
    path.write_text("\n".join("\t".join(row) for row in rows) + "\n", encoding="utf-8")
    return path


def read(path, **options):
    report = ImportReport()
    return list(read_places(path, report=report, **options)), report


def test_geonames_dump(tmp_path):
    path = dump(tmp_path / "SY.txt", GEONAMES)
    places, report = read(path)
    assert recognise(path) == "geonames"
    mayadin = places[0]
    assert (mayadin.place_id, mayadin.name, mayadin.name_ar) == ("geonames:173480", "Al Mayādīn", "الميادين")
    assert (mayadin.lat, mayadin.lon, mayadin.population, mayadin.feature_code) == (
        35.01969,
        40.45154,
        54534,
        "PPLA2",
    )
    assert "Меядин" not in mayadin.names
    assert not report.set_aside


def test_geonames_in_its_zip(tmp_path):
    path = dump(tmp_path / "SY.txt", GEONAMES)
    archive = tmp_path / "SY.zip"
    with zipfile.ZipFile(archive, "w") as z:
        z.writestr("readme.txt", "about this")
        z.write(path, "SY.txt")
    assert len(read(archive)[0]) == 2


def test_alternate_names_join_their_dump(tmp_path):
    path = dump(tmp_path / "SY.txt", GEONAMES)
    names = dump(
        tmp_path / "alternateNamesV2.txt",
        [
            ["1", "174506", "en", "Hajeen", "1", "", "", "", "", ""],
            ["2", "174506", "link", "https://en.wikipedia.org/wiki/Hajin", "", "", "", "", "", ""],
            ["3", "99", "en", "Elsewhere", "", "", "", "", "", ""],
        ],
    )
    assert recognise(names) == "geonames_alternate_names"
    report = import_files([names, path], tmp_path / "g.gpkg", progress=False)
    gazetteer = Gazetteer.from_file(tmp_path / "g.gpkg")
    assert (report.places, report.names) == (2, 1)
    assert gazetteer.get("geonames:174506").names == ("Hajin", "Hajeen")
    with pytest.raises(FileFormatError, match="together with"):
        list(read_places(names))


def test_cod_populated_places_as_hdx_publishes_them(tmp_path):
    frame = pd.DataFrame(
        {
            "ADM1_EN": ["Deir-ez-Zor"], "ADM1_AR": ["دير الزور"], "ADM1_PCODE": ["SY09"],
            "ADM2_EN": ["Abu Kamal"], "ADM2_PCODE": ["SY0902"], "ADM3_EN": ["Hajin"], "ADM3_PCODE": ["SY090202"],
            "ADM4_EN": ["Shafa"], "ADM4_AR": ["الشعفة"], "ADM4_PCODE": ["C5199"],
            "LATITUDE_Y": ["34.56"], "LONGITUDE_X": ["40.93"],
        }
    )  # fmt: skip
    for path in (tmp_path / "pp.csv", tmp_path / "pp.xlsx"):
        frame.to_csv(path, index=False) if path.suffix == ".csv" else frame.to_excel(path, index=False)
        place = read(path)[0][0]
        assert recognise(path) == "cod"
        assert (place.place_id, place.name, place.name_ar) == ("C5199", "Shafa", "الشعفة")
        assert (place.feature_code, place.admin1, place.parent) == ("PPL", "Deir-ez-Zor", "SY090202")
        assert (place.lat, place.lon) == (34.56, 40.93)


@pytest.mark.parametrize("ending", ["gpkg", "shp", "geojson"])
def test_cod_admin_areas(tmp_path, ending):
    frame = gpd.GeoDataFrame(
        {
            "ADM2_EN": ["Hajin"],
            "ADM2_AR": ["هجين"],
            "ADM2_PCODE": ["SY0902"],
            "ADM1_EN": ["X"],
            "ADM1_PCODE": ["SY09"],
        },
        geometry=[shapely.box(40, 34, 41, 35)],
        crs=4326,
    ).to_crs(32637 if ending != "geojson" else 4326)
    path = tmp_path / f"areas.{ending}"
    frame.to_file(path)
    place = read(path)[0][0]
    assert (place.feature_code, place.place_id, place.name, place.parent) == (
        "ADM2",
        "SY0902",
        "Hajin",
        "SY09",
    )
    assert place.geometry.area == pytest.approx(1.0, rel=1e-3)
    assert 55_000 < place.extent_m < 59_000
    out = tmp_path / "out.gpkg"
    import_files([path], out, progress=False)
    assert Gazetteer.from_file(out).get("SY0902").geometry.area == pytest.approx(1.0, rel=1e-3)


def test_evaluation_files_are_read_as_they_are(eval_dir, tmp_path):
    report = import_files(
        [eval_dir / "gazetteers" / "cod_communities.csv"], tmp_path / "g.gpkg", progress=False
    )
    assert str(report) == "5,621 places, 0 rows set aside"
    areas, _ = read(eval_dir / "admin" / "syr_adm3.gpkg")
    assert len(areas) == 272
    assert {p.feature_code for p in areas} == {"ADM3"}
    points, _ = read(eval_dir / "control" / "wikipedia_points_2026-01.csv")
    assert len(points) == 7644
    assert not any("&#" in name for p in points for name in p.all_names)


def test_osm_geojson(tmp_path):
    path = tmp_path / "places.geojson"
    feature = {
        "type": "Feature",
        "properties": {
            "@id": "node/1",
            "place": "village",
            "name": "هجين",
            "name:en": "Hajin",
            "population": "37935",
        },
        "geometry": {"type": "Point", "coordinates": [40.83, 34.69]},
    }
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    place = read(path)[0][0]
    assert (place.place_id, place.name, place.name_ar, place.population) == ("osm:1", "Hajin", "هجين", 37935)


def test_osm_pbf(tmp_path):
    path = write_osm_pbf(
        tmp_path / "syria.osm.pbf",
        [
            (1, 34.69, 40.83, {"place": "town", "name": "هجين", "name:en": "Hajin", "population": "37935"}),
            (2, 35.0, 40.0, {"highway": "stop"}),
            (3, 34.5, 40.9, {"place": "village", "name": "الباغوز", "name:en": "Baghuz"}),
        ],
    )
    places, report = read(path)
    assert [(p.place_id, p.name, p.name_ar, p.population) for p in places] == [
        ("osm:1", "Hajin", "هجين", 37935),
        ("osm:3", "Baghuz", "الباغوز", None),
    ]
    assert (places[0].lat, places[0].lon) == (pytest.approx(34.69), pytest.approx(40.83))
    assert report.formats[str(path)] == "osm"


def test_damaged_osm_pbf(tmp_path):
    path = tmp_path / "syria.osm.pbf"
    path.write_bytes(b"\0\0\0\x0enot a pbf file at all")
    with pytest.raises(FileFormatError, match=r"syria\.osm\.pbf.*download"):
        read(path)


def test_wikidata_query_result(tmp_path):
    path = tmp_path / "query.csv"
    path.write_text(
        "item,itemLabel,itemLabel_ar,coord\nhttp://www.wikidata.org/entity/Q1,Hajin,هجين,Point(40.83 34.69)\n",
        encoding="utf-8",
    )
    place = read(path)[0][0]
    assert recognise(path) == "wikidata"
    assert (place.place_id, place.lat, place.lon, place.name_ar) == ("wikidata:Q1", 34.69, 40.83, "هجين")


def test_any_table_through_a_mapping(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("Ort;Breite;Laenge\nHajin;34,69;40,83\n", encoding="utf-8")
    with pytest.raises(ColumnError, match="map them"):
        read(path)
    places, _ = read(path, columns={"name": "Ort", "lat": "Breite", "lon": "Laenge"})
    assert (places[0].name, places[0].lat, places[0].lon) == ("Hajin", 34.69, 40.83)
    with pytest.raises(ColumnError, match="'nope'"):
        read(path, columns={"name": "nope", "lat": "Breite", "lon": "Laenge"})


# --- bad input -----------------------------------------------------------------------------------------


def test_missing_empty_and_folder(tmp_path):
    with pytest.raises(MissingFileError):
        read(tmp_path / "no.csv")
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(FileFormatError, match="empty"):
        read(tmp_path / "empty.csv")
    with pytest.raises(FileFormatError, match="folder"):
        read(tmp_path)


def test_dump_with_a_missing_column_names_the_mend(tmp_path):
    path = dump(tmp_path / "SY.txt", [row[:-1] for row in GEONAMES])
    with pytest.raises(FileFormatError, match="18 tab-separated columns"):
        read(path)


def test_bad_rows_are_set_aside_with_their_reason(tmp_path):
    path = tmp_path / "p.csv"
    rows = [
        "Hajin,34.69,40.83",
        ",34,40",
        "Nowhere,,",
        "Far,95.0,40.0",
        "Odd,40.83,134.69",
        "Zero,0,0",
        "Text,abc,40",
    ]
    path.write_text("name,lat,lon\n" + "\n".join(rows) + "\n", encoding="utf-8")
    places, report = read(path)
    assert [p.name for p in places] == ["Hajin", "Odd"]
    assert report.set_aside == {
        "without a name": 1, "without coordinates": 2, "outside the world (swapped lat and lon?)": 1, "at 0, 0": 1,
    }  # fmt: skip
    report = import_files([path], tmp_path / "g.gpkg", progress=False)
    assert str(report).startswith("2 places, 5 rows set aside: 2 without coordinates (row 4, row 8)")


def test_duplicate_ids_are_counted(tmp_path):
    path = tmp_path / "p.csv"
    path.write_text("id,name,lat,lon\na,Hajin,34.69,40.83\na,Shafa,34.5,40.9\n", encoding="utf-8")
    places, report = read(path)
    assert [p.name for p in places] == ["Hajin"]
    assert report.set_aside["with an id that another row has"] == 1


def test_swapped_columns_are_refused(tmp_path):
    path = tmp_path / "p.csv"
    rows = [f"Place {i},موقع,{38.5 + i / 10},{34.5 + i / 50}" for i in range(30)]
    path.write_text("name,name_ar,lat,lon\n" + "\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(FileFormatError, match="swapped"):
        read(path)


def test_wrong_separator_and_one_column(tmp_path):
    path = tmp_path / "p.csv"
    path.write_text("name lat lon\nHajin 34.69 40.83\n", encoding="utf-8")
    with pytest.raises(FileFormatError, match="one column"):
        read(path)


def test_mixed_encodings_are_read_line_by_line(tmp_path):
    path = tmp_path / "p.csv"
    path.write_bytes(
        "name,name_ar,lat,lon\nHajin,هجين,34.69,40.83\n".encode()
        + "Shafa,الشعفة,34.56,40.93\n".encode("cp1256")
    )
    assert [p.name_ar for p in read(path)[0]] == ["هجين", "الشعفة"]


def test_a_huge_cell_sets_its_row_aside(tmp_path):
    path = tmp_path / "p.csv"
    path.write_text("name,lat,lon\n" + "x" * 10_000_000 + ",34,40\nHajin,34.69,40.83\n", encoding="utf-8")
    places, report = read(path)
    assert [p.name for p in places] == ["Hajin"]
    assert report.set_aside == {"with a name longer than 300 characters": 1}


def test_a_file_without_a_usable_row_is_an_error_and_leaves_nothing(tmp_path):
    path = tmp_path / "p.csv"
    path.write_text("name,lat,lon\nFar,95,40\n", encoding="utf-8")
    with pytest.raises(FileFormatError, match="no usable place"):
        import_files([path], tmp_path / "g.gpkg", progress=False)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["p.csv"]


def test_damaged_spatial_file(tmp_path):
    path = tmp_path / "x.gpkg"
    path.write_bytes(b"not a database at all")
    with pytest.raises(FileFormatError):
        read(path)


def test_the_same_place_in_two_files_is_merged(tmp_path):
    a, b = tmp_path / "a.csv", tmp_path / "b.csv"
    a.write_text(
        "id,name,name_ar,lat,lon\na1,Hajin,هجين,34.69,40.83\na2,Shafa,الشعفة,34.56,40.93\n", encoding="utf-8"
    )
    b.write_text(
        "id,name,name_ar,lat,lon\nb1,Hajeen,هجين,34.695,40.835\nb2,Susah,السوسة,34.52,40.96\n",
        encoding="utf-8",
    )
    report = import_files([a, b], tmp_path / "g.gpkg", progress=False)
    assert (report.places, report.merged) == (3, 1)
    gazetteer = Gazetteer.from_file(tmp_path / "g.gpkg")
    assert gazetteer.get("b1").place_id == "a1"
    assert gazetteer.get("a1").ids == ("a1", "b1")
    assert set(gazetteer.get("a1").all_names) == {"Hajin", "Hajeen", "هجين"}
