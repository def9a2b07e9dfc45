"""The packaged data: present, intact, licensed, inside its crop box."""

from __future__ import annotations

import hashlib
import json

import pytest
import rasterio
import shapely

from badia_geo import datasets
from badia_geo.errors import DataError


def test_every_file_stands_in_the_manifest_with_its_checksum() -> None:
    listed = datasets.manifest()
    there = {
        p.relative_to(datasets.folder()).as_posix()
        for p in datasets.folder().rglob("*")
        if p.is_file() and p.name != "manifest.json" and not p.name.startswith(".")
    }
    assert there == set(listed)
    for name, entry in listed.items():
        assert hashlib.sha256((datasets.folder() / name).read_bytes()).hexdigest() == entry["sha256"], name
        assert entry["package"]
        assert entry["version"]
        assert entry["licence"]


def test_what_is_not_ours_names_its_package_and_crop_box() -> None:
    foreign = {n: e for n, e in datasets.manifest().items() if e["package"] != "badia-geo"}
    assert {"rivers.geojson", "rivers_gshhg.geojson", "geonames.csv", "relief.tif", "lakes.geojson"} <= set(
        foreign
    )
    assert all(e["crop"] == [35.0, 29.0, 46.0, 38.5] for e in foreign.values())
    assert datasets.manifest()["rivers_gshhg.geojson"]["licence"].startswith("LGPL")
    assert datasets.manifest()["euphrates.geojson"]["licence"].startswith("LGPL")


@pytest.mark.parametrize(
    "name",
    [
        "rivers",
        "rivers_gshhg",
        "lakes",
        "borders",
        "countries",
        "governorates",
        "governorate_lines",
        "geonames",
    ],
)
def test_layers_are_valid_and_inside_the_crop_box(name: str) -> None:
    layer = datasets.load(name)
    assert layer.crs == 4326
    assert len(layer) > 5
    assert layer.geometry.is_valid.all()
    assert shapely.box(34.999, 28.999, 46.001, 38.501).covers(shapely.box(*layer.total_bounds))


def test_the_governorates_hold_the_places_that_they_should() -> None:
    governorates = datasets.load("governorates").set_index("name")
    seats = {"Deir ez-Zor": (40.14, 35.34), "Raqqa": (39.01, 35.95), "Homs": (38.27, 34.56), "Hasakah": (40.74, 36.50),
             "Daraa": (36.10, 32.62), "Rural Damascus": (36.1, 33.3), "Quneitra": (35.75, 32.95), "Anbar": (41.08, 34.39)}  # fmt: skip
    for name, (lon, lat) in seats.items():
        assert governorates.index[governorates.contains(shapely.Point(lon, lat))].tolist() == [name]
    syria = governorates[governorates["country"] == "SY"].to_crs(6933)
    assert len(syria) == 14
    # the Statistical Abstract gives 185,180 km2 with the Golan
    assert syria.area.sum() / 1e6 == pytest.approx(185_180, rel=0.03)
    assert syria.union_all().area == pytest.approx(syria.area.sum(), rel=1e-4)


def test_geonames_has_the_places_in_both_scripts() -> None:
    places = datasets.load("geonames").query("country == 'SY'")
    assert len(places) == 308
    assert places["names"].str.contains(r"[\u0600-\u06ff]").sum() >= 300


def test_relief_has_the_heights_that_maps_print() -> None:
    with rasterio.open(datasets.path("relief")) as source:
        assert source.crs == 4326
        heights = dict(
            zip(
                ["hermon", "deir ez-zor"],
                (v[0] for v in source.sample([(35.857, 33.416), (40.14, 35.33)])),
                strict=True,
            )
        )
    assert 2000 < heights["hermon"] < 2850
    assert 190 < heights["deir ez-zor"] < 240


def test_a_caller_may_change_what_was_loaded() -> None:
    first = datasets.load("lakes")
    first["name"] = "mine"
    assert not (datasets.load("lakes")["name"] == "mine").any()


def test_what_is_missing_is_named() -> None:
    with pytest.raises(DataError, match="no packaged data set 'nothing'; there are: .*geonames.csv"):
        datasets.path("nothing")
    with pytest.raises(DataError, match="relief.tif is not a vector layer"):
        datasets.load("relief")
    with pytest.raises(DataError, match="no lon and lat"):
        datasets.load("controllers")


def test_damage_is_found(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lakes.geojson").write_text("{}")
    files = {"lakes.geojson": {"sha256": "0" * 64}, "gone.csv": {"sha256": "0" * 64}}
    (tmp_path / "manifest.json").write_text(json.dumps({"files": files}))
    monkeypatch.setattr(datasets, "folder", lambda: tmp_path)
    monkeypatch.setattr(datasets, "manifest", lambda: files)
    with pytest.raises(DataError, match=r"lakes.geojson differs from its checksum; gone.csv is missing"):
        datasets.verify()
