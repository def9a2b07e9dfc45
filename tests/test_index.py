"""RegionIndex against brute-force shapely."""

from __future__ import annotations

import pickle
import subprocess
import sys

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from badia_geo import _grid_blocks, _grid_cache
from badia_geo.errors import AreaError, CRSError, ValueRangeError
from badia_geo.index import TREE_POINTS, RegionIndex

PLANE = 32637


def brute(shapes, x, y):
    """First region that covers each point, by `shapely.covers` alone."""
    held = shapely.covers(np.asarray(shapes, dtype=object)[:, None], shapely.points(x, y)[None, :])
    return np.where(held.any(axis=0), held.argmax(axis=0), -1)


def gridded(shapes, **options):
    return RegionIndex(gpd.GeoSeries(list(shapes), crs=PLANE), cache=False, **options).build()


def awkward_points(shapes, rng, n=400):
    """Random points in and round the shapes, their vertices, and points on and by their edges."""
    x0, y0, x1, y1 = shapely.total_bounds(np.asarray(shapes, dtype=object))
    pad = 0.1 * max(x1 - x0, y1 - y0, 1e-9)
    x = rng.uniform(x0 - pad, x1 + pad, n)
    y = rng.uniform(y0 - pad, y1 + pad, n)
    corners = shapely.get_coordinates(np.asarray(shapes, dtype=object))
    ends = np.roll(corners, -1, axis=0)
    t = rng.choice([0.5, 0.25, rng.random()], len(corners))[:, None]
    on = corners + t * (ends - corners)
    near = np.nextafter(on, on + rng.choice([-1.0, 1.0], on.shape))
    level = np.column_stack([rng.uniform(x0, x1, len(corners)), corners[:, 1]])
    upright = np.column_stack([corners[:, 0], rng.uniform(y0, y1, len(corners))])
    every = np.concatenate([np.column_stack([x, y]), corners, on, near, level, upright])
    return every[:, 0], every[:, 1]


def agree(shapes, rng, **options):
    x, y = awkward_points(shapes, rng)
    found = gridded(shapes, **options).lookup(x, y)
    wrong = np.flatnonzero(found != brute(shapes, x, y))
    assert len(wrong) == 0, (x[wrong[0]].hex(), y[wrong[0]].hex(), found[wrong[0]])


def star(rng, n, cx=0.0, cy=0.0, scale=1.0):
    angle = np.sort(rng.uniform(0, 2 * np.pi, n))
    radius = rng.uniform(0.2, 1, n) * scale
    return Polygon(np.column_stack([cx + radius * np.cos(angle), cy + radius * np.sin(angle)]))


def comb(teeth, width=1.0):
    top = [(i * width / teeth / 2, 1.0 if i % 2 else 0.05) for i in range(2 * teeth + 1)]
    return Polygon([*top, (width, -0.1), (0.0, -0.1)])


def many_circles():
    """Give overlapping regions with edges enough to be worth a cache."""
    centres = np.random.default_rng(9).uniform(-3, 3, (60, 2))
    return list(shapely.buffer(shapely.points(centres), 1, quad_segs=100))


class TestAgainstBruteForce:
    @settings(max_examples=30, deadline=None)
    @given(
        st.integers(0, 2**32 - 1), st.integers(3, 60), st.integers(1, 6), st.sampled_from([1e-5, 1.0, 1e6])
    )
    def test_overlapping_stars(self, seed, corners, count, scale):
        rng = np.random.default_rng(seed)
        shapes = [star(rng, corners, *rng.uniform(-scale, scale, 2), scale) for _ in range(count)]
        agree([s for s in shapes if s.is_valid and s.area > 0] or [box(0, 0, 1, 1)], rng)

    def test_point_on_an_edge_that_geos_puts_beside_it(self):
        """Exact arithmetic has this point on the edge; GEOS 3.14 rounds, and we answer as `covers` does."""
        rng = np.random.default_rng(936945)
        shapes = [star(rng, 25, *rng.uniform(-1, 1, 2)) for _ in range(2)]
        x, y = [float.fromhex("0x1.19cd2e3d60cf1p-4")], [float.fromhex("0x1.2f3afc97d9d90p-7")]
        assert (gridded(shapes).lookup(x, y) == brute(shapes, x, y)).all()

    @settings(max_examples=25, deadline=None)
    @given(st.integers(0, 2**32 - 1), st.integers(2, 40))
    def test_shared_borders_of_a_tessellation(self, seed, count):
        rng = np.random.default_rng(seed)
        seeds = shapely.multipoints(rng.random((count, 2)))
        cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=box(0, 0, 1, 1)))
        agree(rng.permutation(np.asarray(cells, dtype=object)), rng)

    @settings(max_examples=25, deadline=None)
    @given(st.integers(0, 2**32 - 1))
    def test_corners_on_whole_numbers(self, seed):
        """Coordinates that people write fall on grid lines, vertices and edges all the time."""
        rng = np.random.default_rng(seed)
        shapes = []
        for _ in range(8):
            corners = rng.integers(0, 8, (rng.integers(3, 7), 2))
            hull = shapely.convex_hull(shapely.multipoints(corners))
            if hull.geom_type == "Polygon":
                shapes.append(hull)
        shapes = shapes or [box(0, 0, 1, 1)]
        x, y = (v.ravel() / 4 for v in np.meshgrid(np.arange(-2, 36), np.arange(-2, 36)))
        assert (gridded(shapes).lookup(x, y) == brute(shapes, x, y)).all()

    @settings(max_examples=20, deadline=None)
    @given(st.integers(0, 2**32 - 1), st.integers(1, 4))
    def test_holes_islands_and_parts_that_touch(self, seed, count):
        rng = np.random.default_rng(seed)
        shapes = []
        for _ in range(count):
            cx, cy = rng.uniform(-1, 1, 2)
            ring = Polygon(
                box(cx - 1, cy - 1, cx + 1, cy + 1).exterior, [box(cx - 0.5, cy - 0.5, cx, cy).exterior]
            )
            island = box(cx - 0.4, cy - 0.4, cx - 0.3, cy - 0.3)
            touching = box(cx + 1, cy + 1, cx + 2, cy + 2)
            shapes.append(MultiPolygon([ring, island, touching]))
        agree(shapes, rng)

    @pytest.mark.parametrize("teeth", [3, 50, 300])
    def test_comb_finer_than_any_root_cell(self, teeth):
        agree([comb(teeth), box(0, 0, 0.5, 0.5)], np.random.default_rng(teeth))

    def test_many_edges_in_one_vertex(self):
        """A cell that no refinement can thin out."""
        angle = np.linspace(0, 2 * np.pi, 301)
        rim = np.column_stack([np.cos(angle), np.sin(angle)])
        wedges = [Polygon([(0, 0), rim[i], rim[i + 1]]) for i in range(300)]
        agree(wedges, np.random.default_rng(1))

    def test_tiny_region_beside_a_huge_one(self):
        rng = np.random.default_rng(2)
        shapes = [star(rng, 200, 3e5, 3.9e6, 1e-2), box(0, 0, 1e6, 8e6), star(rng, 50, 3e5, 3.9e6, 1.0)]
        agree(shapes, rng)

    def test_points_on_a_level_border_are_sure(self):
        """The path to a point on a level edge bends on that edge; shapely need not be asked."""
        from badia_geo import _kernels

        index = gridded([box(0, 0, 8, 1), box(0, 1, 8, 2)])
        x, y = np.linspace(0, 8, 1001), np.ones(1001)
        grid, table = index.positions.build()
        out = np.empty(len(x), dtype=np.int32)
        assert _kernels.locate(grid, table, np.zeros(1, np.int32), x, y, out, *_kernels.scratch()) == 0
        assert (out == 0).all()

    def test_narrow_slivers(self):
        shapes = [box(i, 0, np.nextafter(i, 9), 1) for i in range(1, 5)] + [box(0, 0, 6, 1)]
        x, y = np.repeat([s.bounds[0] for s in shapes[:4]], 2), np.tile([0.5, 1.0], 4)
        assert gridded(shapes).lookup(x, y).tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
        agree(shapes, np.random.default_rng(3))

    def test_coarse_grid_under_a_memory_bound_is_as_exact(self):
        rng = np.random.default_rng(4)
        shapes = [star(rng, 100, *rng.uniform(-1, 1, 2)) for _ in range(12)]
        shapes = [s for s in shapes if s.is_valid]
        bounded = gridded(shapes, max_bytes=1 << 16)
        assert len(bounded.grid.cells) < len(gridded(shapes).grid.cells) / 4
        agree(shapes, rng, max_bytes=1 << 16)

    def test_edge_through_reference_corners_shifts_the_grid(self, monkeypatch):
        """With pads on round numbers a diagonal meets corners exactly; the grid must notice and move."""
        monkeypatch.setattr(_grid_blocks, "PAD_X", 1 / 256)
        monkeypatch.setattr(_grid_blocks, "PAD_Y", 1 / 256)
        agree(
            [Polygon([(0, 0), (8, 0), (8, 8)]), Polygon([(0, 0), (8, 8), (0, 8)])], np.random.default_rng(5)
        )

    def test_real_subdistricts(self, eval_dir):
        regions = gpd.read_file(eval_dir / "admin" / "syr_adm3.gpkg")
        index = RegionIndex(regions, cache=False).build()
        shapes = regions.geometry.to_numpy()
        rng = np.random.default_rng(6)
        x0, y0, x1, y1 = index.bounds
        corners = shapely.get_coordinates(shapes)
        some = rng.choice(len(corners) - 1, 4000)
        on = (corners[some] + corners[some + 1]) / 2
        x = np.concatenate([rng.uniform(x0, x1, 20000), corners[some, 0], on[:, 0]])
        y = np.concatenate([rng.uniform(y0, y1, 20000), corners[some, 1], on[:, 1]])
        point, region = shapely.STRtree(shapes).query(shapely.points(x, y), predicate="intersects")
        expected = pd.Series(region).groupby(point).min().reindex(range(len(x)), fill_value=-1)
        assert (index.lookup(x, y) == expected.to_numpy()).all()


class TestRule:
    squares = (box(0, 0, 1, 1), box(1, 0, 2, 1), box(0.5, 0.5, 1.5, 2))

    @pytest.mark.parametrize("build", [False, True])
    def test_lower_position_wins_on_borders_and_overlaps(self, build):
        index = RegionIndex(gpd.GeoSeries(self.squares, crs=4326))
        index = index.build() if build else index
        x, y = [1.0, 1.0, 0.75, 1.25, 1.5, 1.0, 0.0, 3.0], [0.2, 1.0, 0.75, 0.75, 2.0, 1.5, 0.0, 0.5]
        assert index.lookup(x, y).tolist() == [0, 0, 0, 1, 2, 2, 0, -1]

    def test_all_hits_on_request(self):
        index = RegionIndex(gpd.GeoSeries(self.squares, crs=4326))
        point, region = index.lookup_all([1.0, 5.0, 0.2], [1.0, 5.0, 0.2])
        assert list(zip(point.tolist(), region.tolist(), strict=True)) == [(0, 0), (0, 1), (0, 2), (2, 0)]

    def test_positions_are_not_labels(self):
        regions = gpd.GeoDataFrame(index=["b", "a"], geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1)], crs=4326)
        assert RegionIndex(regions).lookup([1.5], [0.5]).tolist() == [1]

    def test_answers_by_column(self):
        index = RegionIndex(gpd.GeoSeries(self.squares, crs=4326)).build()
        answers = index.answers(np.array([[7, -1], [5, 5], [-1, 3]]))
        x, y = np.array([0.75, 0.75, 1.25, 1.25, 0.2]), np.array([0.75, 0.75, 0.75, 0.75, 0.2])
        columns = np.array([0, 1, 0, 1, 1], dtype=np.int32)
        assert answers.lookup(x, y, columns).tolist() == [7, 3, 5, 3, -1]
        assert answers.lookup(x, y, np.full(5, -1, dtype=np.int32)).tolist() == [-1] * 5

    def test_answers_need_a_row_per_region(self):
        index = RegionIndex(gpd.GeoSeries(self.squares, crs=4326))
        with pytest.raises(ValueRangeError, match="one row per region \\(3\\), got 2"):
            index.answers(np.zeros((2, 1)))


class TestInput:
    index = RegionIndex(gpd.GeoSeries([box(35, 32, 42, 37)], crs=4326)).build()

    def test_shapes_and_types(self):
        assert self.index.lookup(40, 35).shape == ()
        grid = self.index.lookup(np.full((2, 3), 40, dtype=np.float32), np.full((2, 3), 35))
        assert grid.tolist() == [[0, 0, 0], [0, 0, 0]]
        assert grid.dtype == np.int32
        assert self.index.lookup([], []).tolist() == []
        frame = pd.DataFrame({"x": [40.0, 1.0], "y": [35.0, 1.0]})
        assert self.index.lookup(frame["x"], frame["y"]).tolist() == [0, -1]
        xy = np.array([[40.0, 35.0], [1.0, 1.0]])
        assert self.index.lookup(xy[:, 0], xy[:, 1]).tolist() == [0, -1]

    def test_nothing_is_where_numbers_are_not(self):
        odd = [np.nan, 40, np.nan, np.inf, -np.inf, 1e300, 40]
        assert self.index.lookup(odd, [35, np.nan, np.nan, 35, 35, 35, 35]).tolist() == [-1] * 6 + [0]

    def test_reasons(self):
        index = RegionIndex(gpd.GeoSeries([box(0, 0, 1, 1), box(2, 0, 3, 1)], crs=4326))
        x, y = np.array([[0.5, np.nan, 9, 1.5], [1.0, np.inf, -1, 2.5]]), np.full((2, 4), 0.5)
        assert index.reasons(x, y).tolist() == [[0, 1, 2, 3], [0, 1, 2, 0]]
        assert RegionIndex(gpd.GeoSeries([], crs=4326)).reasons([1.0], [1.0]).tolist() == [2]

    def test_different_lengths(self):
        with pytest.raises(ValueRangeError, match="one shape"):
            self.index.lookup([1, 2], [1])
        with pytest.raises(ValueRangeError, match="one shape"):
            self.index.lookup_all([1, 2], [1])

    def test_out(self, tmp_path):
        n = 300_000
        x = np.memmap(tmp_path / "x", dtype=np.float64, shape=n, mode="w+")
        x[:] = np.linspace(34, 43, n)
        out = np.memmap(tmp_path / "out", dtype=np.int32, shape=n, mode="w+")
        assert self.index.lookup(x, np.full(n, 35.0), out=out) is out
        assert (out == np.where((x >= 35) & (x <= 42), 0, -1)).all()
        with pytest.raises(ValueRangeError, match="int32 array of shape"):
            self.index.lookup([40.0], [35.0], out=np.empty(1))

    def test_threads_agree(self):
        rng = np.random.default_rng(7)
        x, y = rng.uniform(34, 43, 600_000), rng.uniform(31, 38, 600_000)
        assert (self.index.lookup(x, y, threads=1) == self.index.lookup(x, y, threads=3)).all()

    def test_swapped_axes_are_named(self):
        with pytest.warns(UserWarning, match="with x and y exchanged"):
            found = self.index.lookup([35.0, 36.0], [40.0, 41.0])
        assert found.tolist() == [-1, -1]

    def test_points_in_another_crs(self):
        points = gpd.GeoSeries.from_xy([40.0, 20.0], [35.0, 35.0], crs=4326, index=["p", "q"]).to_crs(32637)
        points.loc["none"] = None
        points.loc["empty"] = shapely.Point()
        found = self.index.lookup_points(points)
        assert found.to_dict() == {"p": 0, "q": -1, "none": -1, "empty": -1}
        assert found.name == "region"
        with pytest.raises(CRSError, match="points have no CRS"):
            self.index.lookup_points(gpd.GeoSeries([shapely.Point(0, 0)]))

    def test_no_regions(self):
        empty = RegionIndex(gpd.GeoSeries([], crs=4326))
        assert empty.lookup([1.0], [1.0]).tolist() == [-1]
        assert empty.build().lookup([1.0, 0.5], [1.0, 0.5]).tolist() == [-1, -1]
        assert len(empty) == 0
        with pytest.warns(UserWarning, match="without an area"):
            hollow = RegionIndex(gpd.GeoSeries([Polygon(), None], crs=4326))
        assert hollow.build().lookup([1.0, 0.5], [1.0, 0.5]).tolist() == [-1, -1]


class TestBadRegions:
    bow = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])

    def test_no_crs(self):
        with pytest.raises(CRSError, match="regions have no CRS"):
            RegionIndex(gpd.GeoSeries([box(0, 0, 1, 1)]))

    def test_invalid_is_repaired_with_a_warning_that_names_the_row(self):
        regions = gpd.GeoSeries([self.bow, box(2, 0, 3, 1)], crs=4326, index=["bow", "box"])
        with pytest.warns(UserWarning, match="row 'bow': Self-intersection"):
            index = RegionIndex(regions)
        assert index.lookup([0.1, 0.5, 0.9, 2.5], [0.5, 0.1, 0.5, 0.5]).tolist() == [0, -1, 0, 1]
        with pytest.raises(AreaError, match="'bow'.*strict=False"):
            RegionIndex(regions, strict=True)

    @pytest.mark.parametrize("nothing", [None, Polygon(), Polygon([(0, 0), (1, 1), (0, 0)])])
    def test_region_without_area_holds_nothing(self, nothing):
        regions = gpd.GeoSeries([nothing, box(0, 0, 1, 1)], crs=4326)
        with pytest.warns(UserWarning, match="row 0"):
            index = RegionIndex(regions)
        assert index.build().lookup([0.5], [0.5]).tolist() == [1]
        with pytest.raises(AreaError):
            RegionIndex(regions, strict=True)

    def test_points_and_lines_are_no_regions(self):
        with pytest.raises(AreaError, match="row 1 is not"):
            RegionIndex(gpd.GeoSeries([box(0, 0, 1, 1), shapely.LineString([(0, 0), (1, 1)])], crs=4326))

    def test_the_callers_frame_is_left_alone(self):
        regions = gpd.GeoSeries([self.bow], crs=4326)
        with pytest.warns(UserWarning, match="repaired"):
            RegionIndex(regions)
        assert regions.iloc[0] is self.bow


class TestState:
    rng = np.random.default_rng(8)
    shapes = many_circles()

    @pytest.mark.parametrize("build", [False, True])
    def test_pickle(self, build):
        index = RegionIndex(gpd.GeoSeries(self.shapes, crs=PLANE), cache=False)
        index = index.build() if build else index
        copy = pickle.loads(pickle.dumps(index))  # noqa: S301  (made in this test)
        x, y = self.rng.uniform(-4, 4, (2, 5000))
        assert (copy.lookup(x, y) == index.lookup(x, y)).all()
        assert copy.crs == index.crs
        assert (copy.nbytes > 0) == build

    def test_cache_by_content(self, tmp_path, monkeypatch):
        monkeypatch.setenv("BADIA_GEO_CACHE", str(tmp_path))
        series = gpd.GeoSeries(self.shapes, crs=PLANE)
        first = RegionIndex(series).build()
        (file,) = (tmp_path / "grids").iterdir()
        monkeypatch.setattr(
            _grid_cache, "_build", lambda *_, **__: pytest.fail("built although it was cached")
        )
        again = RegionIndex(series).build()
        x, y = self.rng.uniform(-4, 4, (2, 5000))
        assert (again.lookup(x, y) == first.lookup(x, y)).all()
        assert file.stat().st_size > first.nbytes

    @pytest.mark.parametrize("harm", [b"", b"nonsense", None])
    def test_damaged_cache_is_built_again(self, tmp_path, monkeypatch, harm):
        monkeypatch.setenv("BADIA_GEO_CACHE", str(tmp_path))
        series = gpd.GeoSeries(self.shapes, crs=PLANE)
        first = RegionIndex(series).build()
        (file,) = (tmp_path / "grids").iterdir()
        whole = file.read_bytes()
        file.write_bytes(whole[:-9] + b"x" * 9 if harm is None else harm)
        x, y = self.rng.uniform(-4, 4, (2, 5000))
        assert (RegionIndex(series).build().lookup(x, y) == first.lookup(x, y)).all()
        assert file.read_bytes() == whole

    @pytest.mark.parametrize("harm", ["zeros", "swapped", "bit"])
    def test_harm_in_the_middle_of_a_cache_is_seen(self, tmp_path, monkeypatch, harm):
        monkeypatch.setenv("BADIA_GEO_CACHE", str(tmp_path))
        series = gpd.GeoSeries(self.shapes, crs=PLANE)
        RegionIndex(series).build()
        (file,) = (tmp_path / "grids").iterdir()
        whole = file.read_bytes()
        at = len(whole) // 2 // 4096 * 4096
        one, two = whole[at : at + 4096], whole[at + 4096 : at + 8192]
        harmed = {
            "zeros": bytes(4096) + two,
            "swapped": two + one,
            "bit": bytes([one[0] ^ 16]) + one[1:] + two,
        }[harm]
        assert harmed != one + two
        file.write_bytes(whole[:at] + harmed + whole[at + 8192 :])
        RegionIndex(series).build()
        assert file.read_bytes() == whole

    def test_cache_that_cannot_be_written_is_left_out(self, tmp_path, monkeypatch):
        (tmp_path / "file").write_text("")
        monkeypatch.setenv("BADIA_GEO_CACHE", str(tmp_path / "file"))
        assert RegionIndex(gpd.GeoSeries(self.shapes, crs=PLANE)).build().nbytes > 0

    def test_few_points_lay_no_grid(self):
        index = RegionIndex(gpd.GeoSeries(self.shapes, crs=PLANE), cache=False)
        x, y = self.rng.uniform(-4, 4, (2, 5000))
        few = index.lookup(x[:1000], y[:1000])
        assert index.nbytes == 0
        many = index.lookup(np.resize(x, TREE_POINTS), np.resize(y, TREE_POINTS))
        assert index.nbytes > 0
        assert (few == many[:1000]).all()

    @pytest.mark.parametrize("dated", [False, True])
    def test_arrays_and_kernel_give_one_answer(self, monkeypatch, dated):
        shapes = [*self.shapes[:20], star(self.rng, 200), comb(80), box(-9, -9, -8.999, 9)]
        x, y = awkward_points(shapes, self.rng)
        x = np.concatenate([x, [np.nan, np.inf, 1e308, 0.0]])
        y = np.concatenate([y, [0.0, 0.0, -1e308, -np.inf]])
        rows = np.column_stack([np.arange(len(shapes)), np.arange(len(shapes))[::-1]]).astype(np.int32)
        rows[::3, 1] = -1
        days = self.rng.integers(-1, 2, len(x)).astype(np.int32) if dated else None
        by_kernel = gridded(shapes).answers(rows).lookup(x, y, days)
        monkeypatch.delitem(sys.modules, "badia_geo._kernels")
        index = RegionIndex(gpd.GeoSeries(shapes, crs=PLANE), cache=False)
        assert index.nbytes < index.grid.nbytes
        assert (index.answers(rows).lookup(x, y, days) == by_kernel).all()

    def test_many_points_load_the_kernel(self):
        code = """
import sys, numpy as np, geopandas as gpd, shapely
from badia_geo.index import KERNEL_POINTS, RegionIndex
index = RegionIndex(gpd.GeoSeries([shapely.box(0, 0, 1, 1)], crs=3857))
x = np.linspace(-1, 2, KERNEL_POINTS)
few = index.lookup(x, x)
assert "numba" not in sys.modules
assert (index.lookup(x, x) == few).all()
assert "badia_geo._kernels" in sys.modules
"""
        assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

    def test_look_ups_do_not_write(self):
        index = gridded(self.shapes[:3])
        for array in (index.grid.cells, index.grid.leaves, index.geometries):
            assert not array.flags.writeable

    def test_import_leaves_numba_alone(self):
        code = "import sys, badia_geo.index, badia_geo.joins; sys.exit('numba' in sys.modules)"
        assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

    def test_kernel_compiles_where_no_cache_folder_can_be_written(self, monkeypatch):
        from badia_geo import _kernels

        asked = []

        def no_folder(signature, **options):
            asked.append(options.get("cache", False))
            if asked[-1]:
                raise RuntimeError("cannot cache function: no locator available")
            return lambda function: function

        monkeypatch.setattr(_kernels, "njit", no_folder)
        assert _kernels.compiled("signature", len) is len
        assert asked == [True, False]
