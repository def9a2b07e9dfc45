"""Rasters: densities, hillshade, figures by zone and bank, values at events, files of any size."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from affine import Affine
from pyproj import CRS
from shapely import LineString, Point, Polygon, box

from badia_geo import datasets
from badia_geo.errors import (
    AreaError,
    ColumnError,
    CRSError,
    FileFormatError,
    MissingFileError,
    OutputError,
    ValueRangeError,
)
from badia_geo.rasters import (
    Raster,
    event_density,
    hillshade,
    hillshade_file,
    sample_raster,
    zonal_categories,
    zonal_figures,
)
from badia_geo.rivers import River


def grid(values: np.ndarray, *, cell: float = 0.1, west: float = 38.0, north: float = 37.0) -> Raster:
    return Raster(
        np.asarray(values, dtype=np.float32), Affine(cell, 0, west, 0, -cell, north), CRS.from_epsg(4326)
    )


def events(*xy: tuple[float, float], **columns: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=[None if p is None else Point(p) for p in xy], crs=4326)


def write(
    path: Path, values: np.ndarray, *, crs: str | None = "EPSG:4326", nodata: float | None = None
) -> Path:
    with rasterio.open(
        path, "w", driver="GTiff", height=values.shape[0], width=values.shape[1], count=1, dtype=values.dtype,
        crs=crs, transform=Affine(0.1, 0, 38, 0, -0.1, 37), nodata=nodata,
    ) as out:  # fmt: skip
        out.write(values, 1)
    return path


# -- densities


def test_density_is_the_normal_kernel_and_adds_up() -> None:
    density = event_density(events((39, 35), (39, 35)), kernel_km=10, cell_km=1)
    cell_km2 = density.transform.a**2 / 1e6
    assert cell_km2 == pytest.approx(1)
    assert density.values.sum() * cell_km2 == pytest.approx(
        2, rel=1e-2
    )  # the default margin is three kernels
    assert density.values.max() == pytest.approx(2 / (2 * np.pi * 10**2), rel=0.01)
    assert density.crs.coordinate_operation.method_name.startswith("Lambert Azimuthal Equal Area")
    assert density.attrs["located"] == 2


def test_density_is_drawn_from_footprints() -> None:
    sharp = event_density(events((39, 35)), kernel_km=2, extent=(38, 34.2, 40, 35.8))
    wide = event_density(events((39, 35), radius_m=[30_000.0]), kernel_km=2, extent=(38, 34.2, 40, 35.8))
    assert wide.attrs["in_grid"] == pytest.approx(1, abs=0.02)
    assert sharp.values.max() > 20 * wide.values.max()
    # a footprint of two halves with 0.8 and 0.2 of the probability
    frame = events((39, 35))
    frame["candidates"] = [((box(38.2, 34.9, 38.4, 35.1), 0.8), (box(39.6, 34.9, 39.8, 35.1), 0.2))]
    split = event_density(frame, kernel_km=2, extent=(38, 34.2, 40, 35.8))
    west = split.values[:, : split.values.shape[1] // 2].sum() / split.values.sum()
    assert west == pytest.approx(0.8, abs=0.01)


def test_density_weights_and_missing_rows() -> None:
    frame = events((39, 35), None, (39.5, 35.2), deaths=[4.0, 9.0, np.nan])
    density = event_density(frame, kernel_km=5, weight="deaths")
    assert density.values.sum() * (density.transform.a / 1000) ** 2 == pytest.approx(4, rel=0.01)
    assert (density.attrs["rows"], density.attrs["located"], density.attrs["total"]) == (3, 2, 4.0)
    assert "deaths per km2" in density.label


@pytest.mark.parametrize(
    ("frame", "options", "error"),
    [
        (events(None), {}, ValueRangeError),
        (events(), {}, ValueRangeError),
        (events((39, 35)), {"kernel_km": 0}, ValueRangeError),
        (events((39, 35)), {"kernel_km": 5, "cell_km": 9}, ValueRangeError),
        (events((-120, 35), (120, 35)), {"kernel_km": 0.1}, ValueRangeError),
        (events((39, 35)), {"weight": "deaths"}, ColumnError),
        (events((39, 35)).set_crs(None, allow_override=True), {}, CRSError),
    ],
)
def test_density_of_bad_input(
    frame: gpd.GeoDataFrame, options: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        event_density(frame, **options)  # type: ignore[arg-type]


# -- hillshade


def test_a_plane_is_shaded_by_its_angle_to_the_light() -> None:
    metres = CRS.from_epsg(32637)
    x, y = np.meshgrid(np.arange(20) * 100.0, -np.arange(20) * 100.0)
    flat = hillshade(Raster(np.zeros((20, 20), np.float32), Affine(100, 0, 0, 0, -100, 0), metres))
    assert flat.values == pytest.approx(np.sin(np.radians(45)), abs=1e-6)
    # a slope of 30 degrees that faces the light in the north-west: 45 degrees of altitude meet it at 75 degrees
    slope = np.tan(np.radians(30)) / 2**0.5
    tilted = Raster(((x - y) * slope).astype(np.float32), Affine(100, 0, 0, 0, -100, 0), metres)
    lit = hillshade(tilted).values[1:-1, 1:-1]
    assert lit == pytest.approx(np.sin(np.radians(75)), abs=1e-4)
    dark = hillshade(tilted, azimuth=135).values[1:-1, 1:-1]
    assert dark == pytest.approx(np.sin(np.radians(15)), abs=1e-4)


def test_the_packaged_relief_and_the_file_form_agree(tmp_path: Path) -> None:
    shade = hillshade(datasets.path("relief"), exaggeration=3)
    assert shade.values.shape == (1140, 1320)
    assert np.isfinite(shade.values).all()
    assert 0.2 < shade.values.mean() < 0.9
    assert shade.values.std() > 0.01
    file = hillshade_file(datasets.path("relief"), tmp_path / "shade.tif", exaggeration=3)
    with rasterio.open(file) as found:
        assert found.nodata == 0
        assert np.abs((found.read(1).astype(float) - 1) / 254 - shade.values).max() < 0.003
    with pytest.raises(OutputError):
        hillshade_file(datasets.path("relief"), tmp_path / "nowhere" / "shade.tif")


# -- figures by zone


def test_zonal_figures_of_whole_and_cut_cells() -> None:
    raster = grid(np.arange(100).reshape(10, 10))
    whole, half, outside = box(38.2, 36.6, 38.4, 36.8), box(38.25, 36.6, 38.4, 36.8), box(10, 10, 11, 11)
    regions = gpd.GeoSeries([whole, half, outside, None], index=list("abcd"), crs=4326)
    got = zonal_figures(raster, regions)
    assert got.index.tolist() == list("abcd")
    assert got.loc["a"].tolist() == pytest.approx([4, 22 + 23 + 32 + 33, 27.5, np.sqrt(25.25), 22, 33])
    assert got.loc["b", ["cells", "sum"]].tolist() == pytest.approx([3, (22 + 32) / 2 + 23 + 33])
    assert got.loc[["c", "d"], "cells"].tolist() == [0, 0]
    assert got.loc[["c", "d"], "sum"].isna().all()


def test_zonal_figures_by_bank_add_up() -> None:
    rng = np.random.default_rng(0)
    raster = grid(rng.uniform(0, 9, (200, 300)), cell=0.01)
    region = gpd.GeoSeries([box(38.4, 35.4, 40.4, 36.6)], index=["zone"], crs=4326)
    river = River(LineString([(37, 36.0), (42, 35.9)]), water=box(39, 35.8, 39.3, 36.1))
    parts = zonal_figures(raster, region, river=river)
    assert parts["bank"].tolist() == ["island", "water", "left", "right", "beyond"]
    whole = zonal_figures(raster, region)
    assert parts["sum"].sum() == pytest.approx(whole["sum"].iloc[0], rel=2e-3)
    assert parts["cells"].sum() == pytest.approx(whole["cells"].iloc[0], rel=1e-3)
    assert parts.set_index("bank").loc["water", "cells"] == pytest.approx(30 * 30, rel=0.01)


def test_zonal_figures_across_windows_and_crs(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    raster = grid(rng.uniform(0, 9, (90, 120)), cell=0.02)
    region = gpd.GeoSeries([Point(39.2, 36.1).buffer(0.7)], crs=4326)
    once = zonal_figures(raster, region)
    monkeypatch.setattr("badia_geo.raster_files.WINDOW", 17)
    assert zonal_figures(raster, region).to_numpy() == pytest.approx(once.to_numpy(), rel=1e-9)
    assert zonal_figures(raster, region.to_crs(32637)).to_numpy() == pytest.approx(once.to_numpy(), rel=2e-3)


def test_categories_are_shares() -> None:
    cover = np.ones((10, 10))
    cover[:, 5:] = 2
    cover[0, 0] = np.nan
    regions = gpd.GeoSeries([box(38, 36, 39, 37), box(38, 36, 38.4, 36.4), box(10, 10, 11, 11)], crs=4326)
    got = zonal_categories(grid(cover), regions)
    assert got.columns.tolist() == [1, 2]
    assert got.iloc[0].tolist() == pytest.approx([49 / 99, 50 / 99])
    assert got.iloc[1].tolist() == [1, 0]
    assert got.iloc[2].isna().all()


def test_nodata_is_never_a_value(tmp_path: Path) -> None:
    values = np.full((10, 10), 5, dtype=np.int16)
    values[:5] = -99
    region = gpd.GeoSeries([box(38, 36, 39, 37)], crs=4326)
    stated = zonal_figures(write(tmp_path / "a.tif", values, nodata=-99), region)
    assert stated[["cells", "min"]].iloc[0].tolist() == [50, 5]
    bare = write(tmp_path / "b.tif", values)
    assert zonal_figures(bare, region)["min"].iloc[0] == -99
    assert zonal_figures(bare, region, nodata=-99)["cells"].iloc[0] == 50


def test_rasters_and_regions_that_cannot_be_read(tmp_path: Path) -> None:
    values = np.ones((10, 10), dtype=np.uint8)
    region = gpd.GeoSeries([box(38, 36, 39, 37)], crs=4326)
    bare = write(tmp_path / "bare.tif", values, crs=None)
    with pytest.raises(CRSError, match="crs="):
        zonal_figures(bare, region)
    assert zonal_figures(bare, region, crs=4326)["sum"].iloc[0] == 100
    with pytest.raises(MissingFileError):
        zonal_figures(tmp_path / "none.tif", region)
    text = tmp_path / "text.tif"
    text.write_text("no raster")
    with pytest.raises(FileFormatError, match="text.tif"):
        zonal_figures(text, region)
    with pytest.raises(ValueRangeError, match="band"):
        zonal_figures(write(tmp_path / "one.tif", values), region, band=3)
    with pytest.raises(CRSError):
        zonal_figures(grid(values), gpd.GeoSeries([box(38, 36, 39, 37)]))
    with pytest.raises(AreaError, match="LineString"):
        zonal_figures(grid(values), gpd.GeoSeries([LineString([(38, 36), (39, 37)])], crs=4326))


# -- values at events


def test_sampling_takes_the_footprint_into_account() -> None:
    values = np.zeros((10, 10))
    values[:, 5:] = 10
    values[9] = np.nan
    raster = grid(values)
    frame = events(
        (38.45, 36.5), (38.45, 36.5), None, (38.2, 36.05), (50, 50), radius_m=[np.nan, 20_000, 5, np.nan, 9]
    )
    frame.index = list("vwxyz")
    got = sample_raster(raster, frame)
    assert got.index.tolist() == list("vwxyz")
    assert got["value"].tolist()[:2] == [0, 0]
    assert got.loc["v", ["mean", "std", "known"]].tolist() == [0, 0, 1]
    # 4.5 km east of the point the value turns to 10: one sigma of 20 km / 2.146 is 9.3 km
    assert got.loc["w", "mean"] == pytest.approx(10 * 0.314, abs=0.25)
    assert np.isnan(got.loc["x"]).all()
    assert np.isnan(got.loc["y", "value"])
    assert got.loc["y", "known"] == 0
    assert got.loc["z", "known"] == 0


def test_sampling_a_file_reads_the_same(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    values = rng.integers(0, 200, (60, 80)).astype(np.int16)
    file = write(tmp_path / "v.tif", values)
    frame = events(*zip(rng.uniform(37, 47, 200), rng.uniform(30, 38, 200), strict=True))
    got = sample_raster(file, frame)["value"]
    column, row = (
        np.floor((frame.geometry.x - 38) / 0.1).astype(int),
        np.floor((37 - frame.geometry.y) / 0.1).astype(int),
    )
    inside = column.between(0, 79) & row.between(0, 59)
    assert got[inside].tolist() == values[row[inside], column[inside]].tolist()
    assert got[~inside].isna().all()


# -- files


def test_cog_round_trip(tmp_path: Path) -> None:
    density = event_density(events((39, 35), (39.5, 35.4)), kernel_km=8)
    file = density.to_file(tmp_path / "density.tif")
    with rasterio.open(file) as found:
        assert found.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert CRS.from_wkt(found.crs.to_wkt()).equals(density.crs, ignore_axis_order=True)
        assert np.isnan(found.nodata)
        assert found.read(1) == pytest.approx(density.values)
        assert found.bounds == pytest.approx(density.bounds)
    with pytest.raises(OutputError, match="cannot write"):
        density.to_file(tmp_path / "nowhere" / "density.tif")


def test_plot_draws_where_the_raster_lies() -> None:
    import matplotlib.pyplot as plt

    ax = grid(np.arange(12).reshape(3, 4)).plot()
    assert ax.images[0].get_extent() == pytest.approx([38, 38.4, 36.7, 37])
    assert ax.get_aspect() == pytest.approx(1 / np.cos(np.radians(36.85)))
    plt.close(ax.figure)


def test_a_large_file_is_read_in_windows(tmp_path: Path) -> None:
    """A raster of 256 MB as float64 is added up in a quarter of that."""
    file = tmp_path / "large.tif"
    n = 5600
    with rasterio.open(
        file, "w", driver="GTiff", height=n, width=n, count=1, dtype="uint8", crs="EPSG:4326",
        transform=Affine(0.001, 0, 38, 0, -0.001, 38), tiled=True, compress="deflate",
    ) as out:  # fmt: skip
        for row in range(0, n, 700):
            out.write(np.ones((700, n), np.uint8), 1, window=rasterio.windows.Window(0, row, n, 700))
    triangle = gpd.GeoSeries([Polygon([(38, 32.4), (43.6, 32.4), (38, 38)])], crs=4326)
    tracemalloc.start()
    got = zonal_figures(file, triangle)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert got["sum"].iloc[0] == pytest.approx(n * n / 2, rel=1e-4)
    assert peak < 80e6
