"""River: exact banks, probabilities, distances, stations, and the packaged Euphrates."""

from __future__ import annotations

import itertools
import pickle
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import LineString, MultiLineString, Point, Polygon, box

from badia_geo import datasets
from badia_geo.banks import divide
from badia_geo.errors import (
    AreaError,
    BadiaGeoError,
    ColumnError,
    CRSError,
    DateError,
    FileFormatError,
    MissingFileError,
    PlaceNotFoundError,
    ValueRangeError,
)
from badia_geo.footprints import Footprint
from badia_geo.rivers import BANKS, River
from badia_geo.riverside import CHUNK
from badia_geo.stems import make_stem

GEOD = Geod(ellps="WGS84")
STRAIGHT = LineString([(38, 36), (40, 36)])


def points(*xy: tuple[float, float], crs: int | None = 4326) -> gpd.GeoSeries:
    return gpd.GeoSeries([Point(p) for p in xy], crs=crs)


def meander(bends: int, *, seed: int = 3, amplitude: float = 0.25) -> LineString:
    """A river with hairpins: a sine-generated curve (Langbein and Leopold 1966) that overhangs its loops."""
    rng = np.random.default_rng(seed)
    s = np.linspace(0, 2 * np.pi * bends, 60 * bends)
    wobble = np.interp(s, np.linspace(0, s[-1], bends), rng.normal(size=bends))
    heading = np.radians(100 + 8 * wobble) * np.sin(s)
    step = 0.01 * amplitude / 0.25
    x, y = 38 + np.cumsum(np.cos(heading)) * step, 35 + np.cumsum(np.sin(heading)) * step
    line = LineString(np.column_stack([x, y]))
    assert line.is_simple
    return line


def beside(line: LineString, offset: float) -> tuple[np.ndarray, np.ndarray]:
    """Points a hair's breadth to the left and to the right of the middle of every segment."""
    xy = shapely.get_coordinates(line)
    along = np.diff(xy, axis=0)
    normal = np.column_stack([-along[:, 1], along[:, 0]]) / np.hypot(*along.T)[:, None]
    middle = (xy[:-1] + xy[1:]) / 2
    return middle + normal * offset, middle - normal * offset


def pseudonormal_side(line: LineString, p: np.ndarray) -> np.ndarray:
    """The exact line-only rule: nearest point, and at a vertex the mean normal of the segments that meet."""
    xy = shapely.get_coordinates(line)
    a, along = xy[:-1], np.diff(xy, axis=0)
    normal = np.column_stack([-along[:, 1], along[:, 0]]) / np.hypot(*along.T)[:, None]
    out = np.empty(len(p))
    for i, point in enumerate(p):
        t = np.clip(((point - a) * along).sum(axis=1) / (along**2).sum(axis=1), 0, 1)
        away = point - (a + along * t[:, None])
        d = np.hypot(*away.T)
        tied = np.flatnonzero(d <= d.min() + 1e-12)
        out[i] = np.sign((away[tied[0]] * normal[tied].sum(axis=0)).sum())
    return out


# -- the division into banks


def test_left_and_right_face_downstream() -> None:
    river = River(STRAIGHT)
    assert river.bank(points((39, 37), (39, 35)))["bank"].tolist() == ["left", "right"]
    assert River(STRAIGHT.reverse()).bank(points((39, 37), (39, 35)))["bank"].tolist() == ["right", "left"]


@pytest.mark.parametrize("seed", range(4))
def test_hairpins_are_exact(seed: int) -> None:
    line = meander(12, seed=seed)
    river = River(line)
    left, right = beside(line, 1e-6)
    assert (river.side(*left.T) == BANKS.index("left")).all()
    assert (river.side(*right.T) == BANKS.index("right")).all()


def test_nearest_segment_rule_fails_where_the_banks_are_right() -> None:
    # an acute bend: beyond its tip both segments are equally near and their cross products disagree
    line = LineString([(38, 36), (39, 36.05), (38, 36.1)])
    assert River(line).side([39.02, 39.02, 38.6], [36.07, 36.03, 36.05]).tolist() == [3, 3, 2]


def test_banks_agree_with_the_line_only_rule() -> None:
    line = meander(8)
    rng = np.random.default_rng(0)
    x0, y0, x1, y1 = line.bounds
    p = np.column_stack([rng.uniform(x0 - 0.3, x1 + 0.3, 3000), rng.uniform(y0 - 0.3, y1 + 0.3, 3000)])
    code = River(line).side(*p.T)
    known = code != BANKS.index("beyond")
    assert known.sum() > 2000
    want = pseudonormal_side(line, p[known])
    assert (np.where(code[known] == 2, 1, -1) == want).all()


def test_beyond_is_where_an_end_is_nearest() -> None:
    line = meander(5)
    rng = np.random.default_rng(1)
    p = np.column_stack([rng.uniform(36, 44, 2000), rng.uniform(33, 37, 2000)])
    code = River(line).side(*p.T)
    scale = np.array([np.cos(np.radians((line.bounds[1] + line.bounds[3]) / 2)), 1.0])
    at = shapely.line_locate_point(
        shapely.transform(line, lambda xy: xy * scale), shapely.points(p * scale), normalized=True
    )
    # the cell's curved edges are drawn between samples of the stem: only a hair of the plane may differ
    differ = (code == 4) != ((at == 0) | (at == 1))
    assert differ.mean() < 0.002


def test_every_place_on_earth_has_an_answer() -> None:
    river = River.load("euphrates")
    rng = np.random.default_rng(2)
    code = river.side(rng.uniform(-180, 180, 5000), rng.uniform(-90, 90, 5000))
    assert (code >= 2).all()
    cities = {
        "Damascus": (36.3, 33.5, "right"),
        "Aleppo": (37.16, 36.2, "right"),
        "Cairo": (31.2, 30.0, "right"),
        "Ankara": (32.9, 39.9, "right"),
        "Hasakah": (40.75, 36.5, "left"),
        "Mosul": (43.1, 36.3, "left"),
        "Baghdad": (44.4, 33.3, "left"),
        "Tehran": (51.4, 35.7, "left"),
        "Moscow": (37.6, 55.8, "beyond"),
        "Dubai": (55.3, 25.2, "beyond"),
    }
    for name, (x, y, bank) in cities.items():
        assert BANKS[river.side(x, y)] == bank, name


def test_an_end_inside_a_spiral_still_parts_the_banks() -> None:
    angle = np.linspace(0, 5 * np.pi, 250)
    radius = 0.2 + angle * 0.1
    spiral = LineString(np.column_stack([40 + radius * np.cos(angle), 35 + radius * np.sin(angle)]))
    banks = divide(spiral)
    assert banks.left.area + banks.right.area + banks.beyond.area == pytest.approx(360 * 180)
    left, right = beside(spiral, 1e-6)
    river = River(spiral)
    assert (river.side(*left.T) == 2).all()
    assert (river.side(*right.T) == 3).all()


@pytest.mark.parametrize("seed", range(60))
def test_tangled_lines_are_right(seed: int) -> None:
    """Random walks with their loops cut: ends in pockets, cells that meet, reaches side by side."""
    rng = np.random.default_rng(seed)
    k = rng.integers(2, 80)
    if seed % 2:
        xy = np.array([40, 35]) + np.cumsum(rng.normal(0, 0.05, (k, 2)), axis=0)
    else:
        heading = np.cumsum(rng.normal(0, 0.5, k))
        xy = np.column_stack([10 + np.cumsum(np.cos(heading)) * 0.3, -20 + np.cumsum(np.sin(heading)) * 0.3])
    line = make_stem(LineString(xy)).line
    banks = divide(line)
    assert banks.left.area + banks.right.area + banks.beyond.area == pytest.approx(360 * 180)
    left, right = beside(line, 1e-8)
    assert shapely.intersects_xy(banks.left, *left.T).all()
    assert shapely.intersects_xy(banks.right, *right.T).all()


def test_a_lattice_walk_too_tangled_is_refused_by_name() -> None:
    rng = np.random.default_rng(265)
    k = rng.integers(2, 80)
    x, y = (np.cumsum(np.round(rng.normal(0, 1, k)) * 0.1) for _ in range(2))
    with pytest.raises(AreaError, match="tangled"):
        River(LineString(np.column_stack([40 + x, 35 + y]))).side(40, 35)


@st.composite
def stems(draw: st.DrawFn) -> LineString:
    n = draw(st.integers(2, 12))
    ys = draw(st.lists(st.floats(-1, 1), min_size=n, max_size=n))
    xs = np.cumsum(draw(st.lists(st.floats(0.05, 1), min_size=n, max_size=n)))
    turn = draw(st.floats(0, 360))
    return shapely.affinity.rotate(LineString(np.column_stack([38 + xs, 35 + np.array(ys)])), turn)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(stems(), st.integers(0, 2**32 - 1))
def test_partition_of_unity(line: LineString, seed: int) -> None:
    river = River(line, water=box(39, 34.8, 39.4, 35.2), islands=box(39.1, 34.9, 39.2, 35.0), accuracy_m=800)
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(30, 50, 60), rng.uniform(28, 42, 60)
    shares = river.bank_probability(gpd.GeoSeries(gpd.points_from_xy(x, y), crs=4326))
    assert shares.sum(axis=1).to_numpy() == pytest.approx(1, abs=1e-9)
    assert ((shares >= 0) & (shares <= 1)).all(axis=None)
    parts = [river.bank_region(side) for side in BANKS]
    assert sum(part.area for part in parts) == pytest.approx(360 * 180, rel=1e-9)
    held = np.array([shapely.intersects_xy(part, x, y) for part in parts])
    assert (held.sum(axis=0) == 1).all()
    assert (held.argmax(axis=0) == river.side(x, y)).all()


@settings(max_examples=12, deadline=None, derandomize=True)
@given(stems())
def test_reversed_digitising_swaps_the_banks_and_flow_undoes_it(line: LineString) -> None:
    xy = shapely.get_coordinates(line)
    x, y = np.random.default_rng(0).uniform(30, 50, 40), np.random.default_rng(1).uniform(28, 42, 40)
    code = River(line).side(x, y)
    swapped = np.array([0, 1, 3, 2, 4])[River(line.reverse()).side(x, y)]
    assert (code == swapped).all()
    by_places = River(line.reverse(), flow=(tuple(xy[0]), tuple(xy[-1])))
    assert (by_places.side(x, y) == code).all()
    assert (River(line.reverse(), flow="reversed").side(x, y) == code).all()


def test_index_and_prepared_polygons_give_one_answer() -> None:
    river = River(meander(6), water=box(38.5, 34.9, 38.7, 35.1))
    rng = np.random.default_rng(4)
    x, y = rng.uniform(35, 43, CHUNK + 10), rng.uniform(33, 37, CHUNK + 10)
    x[:3], y[3:5] = np.nan, 120.0
    many = river.side(x, y)
    few = np.concatenate([river.side(x[i : i + 50_000], y[i : i + 50_000]) for i in range(0, len(x), 50_000)])
    assert (many == few).all()
    assert (many[:5] == -1).all()


# -- stems out of pieces


def test_shuffled_reversed_pieces_with_gaps_make_one_stem() -> None:
    line = meander(6)
    xy = shapely.get_coordinates(line)
    cuts = [0, 50, 120, 200, 290, len(xy) - 1]
    pieces = [xy[a : b + 1] for a, b in itertools.pairwise(cuts)]
    pieces[1] = pieces[1][:-3]  # a gap of three vertices
    pieces[2] = pieces[2][::-1]
    order = [3, 0, 4, 2, 1]
    stem = make_stem(MultiLineString([LineString(pieces[i]) for i in order]))
    assert len(stem.gaps) == 1
    assert stem.line.hausdorff_distance(line) < 0.05
    assert stem.line.project(Point(xy[0])) < stem.line.project(Point(xy[-1]))
    river = River(MultiLineString([LineString(pieces[i]) for i in order]), accuracy_m=20)
    gap = stem.gaps[0].centroid
    share = river.bank_probability(points((gap.x, gap.y + 0.001), tuple(xy[10] + [0, 0.001])))["left"]
    assert 0.3 < share.iloc[0] < 0.7  # 110 m from a bridged gap of kilometres
    assert min(share.iloc[1], 1 - share.iloc[1]) < 0.1  # on a surveyed piece the doubt is that of 20 m


def test_side_channels_are_left_out() -> None:
    channel = [(38.5, 36), (38.7, 36.05), (38.9, 36)]
    stem = make_stem(MultiLineString([[(38, 36), (39, 36), (40, 36)], channel]))
    assert stem.line.equals(LineString([(38, 36), (39, 36), (40, 36)]))
    assert len(stem.dropped) == 1


def test_loops_are_cut() -> None:
    looped = LineString([(38, 36), (39, 36), (39.2, 36.2), (39, 36.2), (39.1, 35.9), (40, 36)])
    line = make_stem(looped).line
    assert line.is_simple
    assert (line.coords[0], line.coords[-1]) == ((38, 36), (40, 36))
    assert River(looped).bank(points((38.5, 37)))["bank"].tolist() == ["left"]


@pytest.mark.parametrize(
    ("geometry", "error"),
    [
        (None, AreaError),
        (LineString(), AreaError),
        (MultiLineString(), AreaError),
        (Point(39, 36), AreaError),
        (box(38, 35, 39, 36), AreaError),
        (LineString([(38, 36), (38, 36)]), AreaError),
        (LineString([(38, 36), (39, 36), (39, 37), (38, 36)]), AreaError),
        (LineString([(500_000, 3_900_000), (510_000, 3_900_000)]), ValueRangeError),
        (gpd.GeoSeries([STRAIGHT]), CRSError),
        (gpd.GeoSeries([], crs=4326), AreaError),
    ],
)
def test_lines_that_make_no_river(geometry: object, error: type[BadiaGeoError]) -> None:
    with pytest.raises(error):
        River(geometry)  # type: ignore[arg-type]


@pytest.mark.parametrize("flow", ["up", ((39, 36), (39, 37)), 5])
def test_bad_flow(flow: object) -> None:
    with pytest.raises(ValueRangeError, match="flow"):
        River(STRAIGHT, flow=flow)  # type: ignore[arg-type]


@pytest.mark.parametrize("accuracy", [-1.0, np.nan, np.inf])
def test_bad_accuracy(accuracy: float) -> None:
    with pytest.raises(ValueRangeError, match="accuracy_m"):
        River(STRAIGHT, accuracy_m=accuracy)
    frame = gpd.GeoDataFrame({"accuracy_m": [-5.0]}, geometry=[STRAIGHT], crs=4326)
    with pytest.raises(ValueRangeError, match="row 0"):
        River(frame)


# -- frames


def test_empty_missing_and_odd_geometries() -> None:
    river = River(STRAIGHT)
    line = LineString([(39, 35), (39.2, 35)])
    series = gpd.GeoSeries([None, Point(), Point(39, 37), line], index=list("abcd"), crs=4326)
    got = river.bank(series)
    assert got.index.tolist() == list("abcd")
    assert got["bank"].tolist() == [None, None, "left", "right"]
    assert got["p_left"].isna().tolist() == [True, True, False, False]
    assert got["distance_m"].isna().tolist() == [True, True, False, False]
    empty = river.bank(gpd.GeoSeries([], crs=4326))
    assert list(empty.columns) == ["bank", "p_left", "distance_m", "river_km"]
    assert len(empty) == 0
    assert river.side([], []).dtype == np.int8
    with pytest.raises(CRSError):
        river.bank(points((39, 37), crs=None))
    with pytest.raises(ValueRangeError, match="one shape"):
        river.side([1, 2], [1])


def test_points_in_any_crs_and_no_mutation() -> None:
    river = River(STRAIGHT)
    where = points((39, 36.005), (39, 35)).values
    frame = gpd.GeoDataFrame({"radius_m": [2000.0, np.nan]}, geometry=where, crs=4326)
    before = frame.copy()
    a, b = river.bank(frame), river.bank(frame.to_crs(32637))
    pd.testing.assert_frame_equal(a, b, atol=1e-3)
    assert frame.equals(before)


def test_distance_is_signed_and_geodesic() -> None:
    line = meander(5)
    river = River(line)
    rng = np.random.default_rng(5)
    x, y = rng.uniform(37.8, 40, 60), rng.uniform(34, 36, 60)
    frame = gpd.GeoSeries(gpd.points_from_xy(x, y), crs=4326)
    dense = shapely.get_coordinates(shapely.segmentize(line, 0.0008))
    want = [
        min(GEOD.inv(np.full(len(dense), a), np.full(len(dense), b), *dense.T)[2])
        for a, b in zip(x, y, strict=True)
    ]
    got = river.distance(frame)
    code = river.side(x, y)
    assert got.isna().to_numpy().tolist() == (code == 4).tolist()
    held = got.notna().to_numpy()
    # dense points are at most 45 m from the true nearest point along the line
    assert np.abs(got).to_numpy()[held] == pytest.approx(np.array(want)[held], abs=30, rel=1e-3)
    assert (np.sign(got.to_numpy()[held]) == np.where(code[held] == 2, 1, -1)).all()


def test_river_km_runs_downstream() -> None:
    river = River(STRAIGHT)
    length = GEOD.line_length([38, 40], [36, 36])  # the drawn line is a parallel, slightly longer
    assert river.length_km == pytest.approx(length / 1000, rel=1e-3)
    km = river.river_km(points((37, 36), (38.5, 36.1), (39.5, 35.9), (41, 36)))
    assert km.is_monotonic_increasing
    assert (km.iloc[0], km.iloc[3]) == pytest.approx((0, river.length_km))
    assert km.iloc[1] == pytest.approx(river.length_km / 4, rel=0.002)


# -- probabilities


@pytest.mark.parametrize("offset_m", [-6000, -1500, 0, 400, 2500, 9000])
@pytest.mark.parametrize("radius_m", [500.0, 4000.0, 20000.0])
def test_radius_and_line_error_against_the_closed_form(offset_m: float, radius_m: float) -> None:
    # beside a straight river the two normal errors add: P(left) = Phi(d / sqrt(s_radius^2 + s_line^2))
    river = River(LineString([(36, 36), (42, 36)]), accuracy_m=800)
    x, y, _ = GEOD.fwd(39, 36, 0, offset_m)
    frame = gpd.GeoDataFrame({"radius_m": [radius_m]}, geometry=points((x, y)).values, crs=4326)
    sigma = np.hypot(radius_m / np.sqrt(2 * np.log(10)), 800 / 1.6448536)
    from math import erf

    want = (1 + erf(offset_m / sigma / 2**0.5)) / 2
    assert river.bank(frame)["p_left"].iloc[0] == pytest.approx(want, abs=0.012)


def test_bare_points_get_the_line_error_only() -> None:
    river = River(STRAIGHT, accuracy_m=1000)
    y = [GEOD.fwd(39, 36, 0, d)[1] for d in (0, 1000, -1000, 5000)]
    got = river.bank(points(*[(39, v) for v in y]))["p_left"]
    assert got.tolist() == pytest.approx([0.5, 0.95, 0.05, 1.0], abs=2e-3)
    exact = River(STRAIGHT, accuracy_m=0).bank(points((39, 36.0001), (39, 35.9999)))["p_left"]
    assert exact.tolist() == [1, 0]


def test_footprints_and_candidates() -> None:
    river = River(STRAIGHT, accuracy_m=0)
    frame = gpd.GeoDataFrame(
        {"candidates": [None, ((Point(39, 37).buffer(0.1), 0.3), (Point(39, 35).buffer(0.1), 0.7)), None]},
        geometry=points((39, 36.5), (39, 35), (39, 37)).values,
        crs=4326,
    )
    frame["footprint"] = gpd.GeoSeries([box(38.8, 35.75, 39.2, 36.75), None, None], crs=4326)
    got = river.bank(frame)
    assert got["p_left"].tolist() == pytest.approx([0.75, 0.3, 1.0], abs=0.01)
    assert got["bank"].tolist() == ["left", "right", "left"]
    polygons = river.bank(gpd.GeoSeries([box(38.8, 35.75, 39.2, 36.75)], crs=4326))
    assert polygons["p_left"].iloc[0] == pytest.approx(0.75, abs=0.01)


def test_a_negative_radius_has_no_bank() -> None:
    frame = gpd.GeoDataFrame(
        {"radius_m": [-5.0, np.nan, 0.0]}, geometry=[Point(39, 36.2)] * 3, crs=4326, index=list("abc")
    )
    river = River(LineString([(38, 36), (40, 36)]))
    found = river.bank(frame)
    assert found["bank"].tolist() == [None, "left", "left"]
    assert found.loc["a", ["p_left", "distance_m", "river_km"]].isna().all()
    assert river.bank_probability(frame).loc["a"].isna().all()


def test_labels_may_repeat() -> None:
    river = River(LineString([(38, 36), (40, 36)]))
    frame = gpd.GeoDataFrame(
        {"radius_m": [0, 5000]}, geometry=[Point(39, 36.1), Point(39, 35.9)], crs=4326, index=["a", "a"]
    )
    found = river.bank(frame)
    assert found.index.tolist() == ["a", "a"]
    assert found["bank"].tolist() == ["left", "right"]
    assert river.distance(frame).gt(0).tolist() == [True, False]


def test_a_footprint_with_a_density() -> None:
    density = np.array([[39, 36.1, 0.2], [39, 35.9, 0.8]])
    footprint = Footprint(box(38.9, 35.8, 39.1, 36.2), Point(39, 36), 9000, "sector", density=density)
    shares = River(STRAIGHT, accuracy_m=0).bank_of(footprint)
    assert shares == pytest.approx({"island": 0, "water": 0, "left": 0.2, "right": 0.8, "beyond": 0})


def test_the_short_cut_for_sure_rows_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    river = River(meander(6), water=box(38.5, 34.9, 38.7, 35.1), accuracy_m=500)
    rng = np.random.default_rng(6)
    n = 150
    frame = gpd.GeoDataFrame(
        {"radius_m": rng.uniform(100, 20_000, n)},
        geometry=gpd.points_from_xy(rng.uniform(37, 42, n), rng.uniform(34, 36, n)),
        crs=4326,
    )
    short = river.bank_probability(frame)
    monkeypatch.setattr(type(river._ground), "_is_sure", lambda *_: np.zeros(len(_[1]), dtype=bool))
    full = river.bank_probability(frame)
    assert np.abs(short - full).max(axis=None) < 1e-6


def test_sampling_error_of_p_left() -> None:
    river = River(meander(6), accuracy_m=300)
    rng = np.random.default_rng(7)
    n = 25
    frame = gpd.GeoDataFrame(
        {"radius_m": rng.uniform(500, 15_000, n)},
        geometry=gpd.points_from_xy(rng.uniform(38, 41, n), rng.uniform(34.5, 35.5, n)),
        crs=4326,
    )
    fine = river.bank(frame, n=4096)["p_left"]
    assert np.abs(river.bank(frame)["p_left"] - fine).max() < 0.02


def test_water_and_islands_come_before_the_banks() -> None:
    lake, island = box(38.8, 35.9, 39.2, 36.1), box(38.95, 36.02, 39.05, 36.06)
    frame = gpd.GeoDataFrame({"accuracy_m": [0.0]}, geometry=[lake], crs=4326)
    isle = gpd.GeoDataFrame({"accuracy_m": [0.0]}, geometry=[island], crs=4326)
    river = River(STRAIGHT, frame, isle, accuracy_m=0)
    got = river.bank(points((39, 36.04), (39, 36.08), (39, 35.95), (39, 36.2), (38.8, 36)))
    assert got["bank"].tolist() == ["island", "water", "water", "left", "water"]
    assert (got["distance_m"] > 0).tolist()[:4] == [True, True, False, True]
    left = river.bank_region("left", within=box(38.5, 35, 39.5, 37))
    assert not left.intersects(lake.buffer(-1e-9))
    soft = River(STRAIGHT, lake, accuracy_m=0).bank_probability(points((39, 36.1)))
    # the chord of a drawn edge dips 5 cm
    assert soft["water"].iloc[0] == pytest.approx(0.5, abs=2e-3)
    with pytest.raises(ValueRangeError, match="side"):
        river.bank_region("west")  # type: ignore[arg-type]


# -- along the river

STATIONS = pd.DataFrame(
    {
        "name": ["Lower", "Upper", "Town"],
        "kind": ["bridge", "dam", "town"],
        "lon": [39.5, 38.5, 39.0],
        "lat": [36.0, 36.01, 36.0],
        "variants": ["Low|Below", None, ""],
        "since": ["1990-05-01", None, None],
        "until": [None, "2015-01-01", None],
    }
)


def test_stations_are_ordered_downstream() -> None:
    river = River(STRAIGHT, stations=STATIONS, name="test river")
    assert river.stations["name"].tolist() == ["Upper", "Town", "Lower"]
    assert river.stations["river_km"].is_monotonic_increasing
    assert river.section("Upper", "lower").coords[0] == pytest.approx((38.5, 36))
    assert river.section("Below", "Upper").equals(river.section("Upper", "Lower"))
    assert river.section(0, river.length_km).equals(STRAIGHT)
    with pytest.raises(PlaceNotFoundError, match="Lower"):
        river.section("Lowr", "Upper")
    with pytest.raises(ValueRangeError, match="one point"):
        river.section(10, 10)
    with pytest.raises(ValueRangeError, match="not on the test river"):
        river.section(-1, 10)
    with pytest.raises(ColumnError, match="kind"):
        River(STRAIGHT, stations=STATIONS.drop(columns="kind"))
    with pytest.raises(PlaceNotFoundError, match="no stations"):
        River(STRAIGHT).section("Upper", 3)


def test_nearest_crossing_at_a_date() -> None:
    river = River(STRAIGHT, stations=STATIONS)
    place = gpd.GeoSeries([Point(38.6, 36.2), Point(39.4, 35.8), None], index=[7, 8, 9], crs=4326)
    assert river.nearest_crossing(place)["crossing"].tolist() == ["Upper", "Lower", None]
    assert river.nearest_crossing(place, at="2016-06-01")["crossing"].tolist() == ["Lower", "Lower", None]
    assert river.nearest_crossing(place, at="1980-06-01")["crossing"].tolist() == ["Upper", "Upper", None]
    got = river.nearest_crossing(place)
    assert got.index.tolist() == [7, 8, 9]
    assert got["crossing_distance_m"].iloc[0] == pytest.approx(GEOD.inv(38.6, 36.2, 38.5, 36.01)[2])
    assert np.isnan(got["crossing_km"].iloc[2])
    with pytest.raises(DateError):
        river.nearest_crossing(place, at="some day")
    assert River(STRAIGHT).nearest_crossing(place)["crossing"].tolist() == [None, None, None]


def test_from_file(tmp_path: Path) -> None:
    file = tmp_path / "waterways.gpkg"
    lines = gpd.GeoDataFrame(
        {"name": ["Long River", "Long River", "Creek", None]},
        geometry=[
            LineString([(38, 36), (39, 36)]),
            LineString([(39.01, 36), (40, 36)]),
            LineString([(38, 35), (39, 35)]),
            LineString([(41, 35), (42, 35)]),
        ],
        crs=4326,
    )
    lines.to_crs(32637).to_file(file, layer="waterways")
    gpd.GeoDataFrame({"a": [1]}, geometry=[Point(0, 0)], crs=4326).to_file(file, layer="places")
    river = River.from_file(file, layer="waterways", name="long river", accuracy_m=30)
    assert river.name == "long river"
    assert len(river.stem.gaps) == 1
    assert river.bank(points((39, 37), (39, 35.5)))["bank"].tolist() == ["left", "right"]
    with pytest.raises(PlaceNotFoundError, match="Long River"):
        River.from_file(file, layer="waterways", name="Lng River")
    with pytest.raises(ColumnError, match="name_en"):
        River.from_file(file, layer="waterways", name="Creek", name_column="name_en")
    with pytest.raises(AreaError, match="no lines"):
        River.from_file(file, layer="places")
    with pytest.raises(FileFormatError, match="cannot be read"):
        River.from_file(file, layer="nothing")
    with pytest.raises(MissingFileError):
        River.from_file(tmp_path / "missing.gpkg")


def test_rivers_pickle() -> None:
    river = River.load("euphrates")
    copy = pickle.loads(pickle.dumps(river))  # noqa: S301  (made in this test)
    x, y = np.random.default_rng(0).uniform(38, 42, 500), np.random.default_rng(1).uniform(34, 37, 500)
    assert (copy.side(x, y) == river.side(x, y)).all()


# -- the packaged Euphrates


def test_the_euphrates_runs_from_the_taurus_to_the_gulf() -> None:
    river = River.load("euphrates")
    assert river.line.is_simple
    assert river.stem.gaps == ()
    assert river.stem.dropped == ()
    assert Point(river.line.coords[0]).distance(Point(38.75, 38.9)) < 0.3
    assert Point(river.line.coords[-1]).distance(Point(48.53, 29.96)) < 0.05
    # about 2,800 km from the head of the Murat; Keban to the Gulf is some 2,330 km of that
    assert 2200 < river.length_km < 2500
    km = river.stations.set_index("name")["river_km"]
    order = ["Keban Dam", "Jarabulus", "Tishrin Dam", "Tabqa Dam", "Balikh confluence"]
    order += ["Deir ez-Zor suspension bridge", "Khabur confluence", "Mayadin bridge", "Abu Kamal"]
    order += ["Haditha Dam", "Fallujah", "Al-Qurnah", "Basra"]
    assert km[order].is_monotonic_increasing
    with pytest.raises(PlaceNotFoundError, match="from_file"):
        River.load("tigris")


def test_every_known_settlement_is_on_its_bank() -> None:
    checks = pd.read_csv(datasets.path("river_bank_checks.csv"))
    assert len(checks) >= 60
    assert checks["bank_source"].notna().all()
    where = gpd.GeoSeries(gpd.points_from_xy(checks["lon"], checks["lat"]), crs=4326)
    wrong = checks[checks["bank"] != River.load("euphrates").bank(where)["bank"]]
    assert wrong["name"].tolist() == []


def test_stations_state_their_source_and_lie_on_the_river() -> None:
    river = River.load("euphrates")
    table = river.stations
    assert table["source"].notna().all()
    assert table["accuracy_m"].gt(0).all()
    on_river = table[table["kind"].isin(["bridge", "confluence"])]
    assert (on_river["distance_m"].abs() < on_river["accuracy_m"] + 1000).all()


def test_places_of_the_news() -> None:
    river = River.load("euphrates")
    places = {
        "At-Taym oil field": ((40.09, 35.19), "right"),
        "al-Tanf": ((38.62, 33.51), "right"),
        "al-Sukhnah": ((38.87, 34.89), "right"),
        "al-Omar oil field": ((40.56, 35.10), "left"),
        "Huwayjat Qati": ((40.139, 35.353), "island"),
        "Huwayjat Sakr": ((40.175, 35.318), "island"),
        "Lake Assad": ((38.25, 35.98), "water"),
    }
    got = river.bank(points(*[xy for xy, _ in places.values()]))
    assert got["bank"].tolist() == [bank for _, bank in places.values()]
    # a killing somewhere on the left bank of Deir ez-Zor governorate
    governorates = datasets.load("governorates").set_index("name")
    area = river.bank_region("left", within=governorates.geometry["Deir ez-Zor"])
    assert river.bank(gpd.GeoSeries([area], crs=4326))["p_left"].iloc[0] > 0.97


def test_crossings_of_the_war() -> None:
    river = River.load("euphrates")
    city = points((40.14, 35.336))
    gone = ("Deir ez-Zor suspension bridge", "Siyasiyeh bridge", "Mayadin bridge")
    assert river.nearest_crossing(city, at="2012-01-01")["crossing"].iloc[0] == gone[0]
    assert river.nearest_crossing(city, at="2018-01-01")["crossing"].iloc[0] not in gone
    # a bridge that was rebuilt counts again
    raqqa, old = points((39.016, 35.95)), "Raqqa old bridge"
    there = {
        "2016-12-31": True,
        "2017-02-03": False,
        "2019-04-23": False,
        "2019-04-24": True,
        "2026-02-01": False,
    }
    for day, usable in there.items():
        assert (river.nearest_crossing(raqqa, at=day)["crossing"].iloc[0] == old) == usable


@pytest.mark.evaluation
def test_communities_of_one_bank_subdistricts(eval_dir: Path) -> None:
    """Subdistricts that lie on one bank only tell the bank of 480 communities within 20 km of the river."""
    left = "Kisreh Sur Basira Khasham Thiban Hajin Susat Karama Sarin Jurneyyeh,Lower Shyookh,Ain al Arab"
    right = "Tabni Muhasan Ashara Jalaa Sabka Maadan Maskana Menbij Jarablus Ghandorah,Al Mayadin,Abu Kamal"
    right += ",Al-Khafsa,Abu Qalqal"
    banks = {"left": left, "right": right}
    banks = {bank: [*names.split(",")[0].split(), *names.split(",")[1:]] for bank, names in banks.items()}
    known = {name: bank for bank, names in banks.items() for name in names}
    table = pd.read_csv(eval_dir / "gazetteers" / "cod_communities.csv")
    frame = gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(table["lon"], table["lat"]), crs=4326)
    areas = gpd.read_file(eval_dir / "admin" / "syr_adm3.gpkg")[["name_en", "geometry"]]
    frame = frame.sjoin(areas, predicate="within").drop_duplicates("pcode")
    frame["want"] = frame["name_en"].map(known)
    got = River.load("euphrates").bank(frame[["geometry"]])
    near = frame["want"].notna() & (got["distance_m"].abs() < 20_000)
    assert near.sum() > 450
    right = got["bank"][near] == frame["want"][near]
    assert right.mean() >= 0.995
    # the stated doubt must not be too small either: those within 1 km of the stem
    p = np.where(frame["want"][near] == "left", got["p_left"][near], 1 - got["p_left"][near])
    close = (got["distance_m"][near].abs() < 1000).to_numpy()
    assert p[close].mean() <= right[close].mean() + 0.02


def test_polygon_ring_of_water_with_a_hole() -> None:
    ring = Polygon(box(38.8, 35.8, 39.2, 36.2).exterior, [box(38.9, 35.9, 39.1, 36.1).exterior])
    river = River(STRAIGHT, gpd.GeoDataFrame({"accuracy_m": [0.0]}, geometry=[ring], crs=4326), accuracy_m=0)
    assert river.bank(points((38.85, 36.05), (39, 36.05)))["bank"].tolist() == ["water", "left"]
