"""Relations over a hand-drawn world: a river that runs south-east, two towns, a city, a governorate, a road."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from badia_geo.densities import area_footprint, density_footprint, weighted_quantile
from badia_geo.errors import AreaError, DescriptionError, PlaceNotFoundError, ValueRangeError
from badia_geo.footprints import GEOD, Footprint
from badia_geo.leaves import Leaf
from badia_geo.offsets import guide_offset, offset_samples, point_radius_error_km
from badia_geo.quantities import read_direction, read_distance
from badia_geo.relations import resolve, resolve_all
from badia_geo.rivers import River

RIVER = River(
    shapely.LineString([(38.0, 36.4), (39.0, 35.9), (40.0, 35.3), (41.0, 34.7), (42.0, 34.2)]), accuracy_m=100
)
AREA = shapely.box(39.5, 34.6, 41.2, 36.0)


def leaf(
    name, lon, lat, *, code="PPL", population=20_000, extent=1000.0, probability=1.0, area=None, score=0.95
):
    if area is not None:
        footprint = area_footprint(area, "admin1", steps=(name,))
        return Leaf(
            name, footprint, probability, name, code, None, footprint.radius_m, 1000.0, area, score=score
        )
    footprint = Footprint.from_point_radius(lon, lat, extent + 500, "settlement", steps=(name,))
    return Leaf(name, footprint, probability, name, code, population, extent, 500.0, score=score)


PLACES = {
    "Qasr": [leaf("Qasr", 40.14, 35.33, code="PPLA", population=200_000, extent=4000.0)],
    "Burj": [leaf("Burj", 40.45, 35.02)],
    "Dalla": [leaf("Dalla", 39.9, 35.2, population=900, extent=500.0)],
    "Nafta": [leaf("Nafta", 40.11, 35.21, code="OILF", population=None, extent=3000.0)],
    "Wilaya": [leaf("Wilaya", 0, 0, code="ADM1", area=AREA)],
    # two places of one name: the one south of Qasr is the less likely by its name alone
    "Twin": [
        leaf("Twin north", 40.1, 36.2, probability=0.6),
        leaf("Twin south", 40.15, 35.15, probability=0.4),
    ],
    "Guess": [leaf("Guess", 36.0, 33.0, probability=0.2, score=0.2)],
}


class World:
    """Answers the resolver's protocol from the tables above."""

    def places(self, name, *, context=(), exact=False, area=False):
        return [] if exact and name not in PLACES else PLACES.get(name, [])

    def river(self, name):
        return RIVER if name.lower().split()[-1] in ("river", "euphrates") else None

    def namesakes(self, name, *, near):
        return ()

    def road(self, names):
        return (
            shapely.LineString([(40.14, 35.33), (40.3, 35.2), (40.45, 35.02)])
            if set(names) == {"Qasr", "Burj"}
            else None
        )

    def border(self, names):
        return shapely.LineString([(41.0, 34.3), (41.3, 36.0)]) if "Iraqi" in names else None

    def neighbours(self, leaf, radius_m):
        return np.array([[40.45, 35.02]])


WORLD = World()


def km(footprint, lon, lat):
    return GEOD.inv(footprint.point.x, footprint.point.y, lon, lat)[2] / 1000


def holds(footprint, lon, lat):
    return bool(shapely.covers(footprint.geometry, shapely.Point(lon, lat)))


# --- the guide's rule ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("distance", "half_angle", "error", "oracle"),
    [(10, 22.5, 0, 3.90), (20, 45, 3.5, 16.96), (5, 45, 2.5, 5.31)],
)
def test_point_radius_oracles(distance, half_angle, error, oracle):
    assert point_radius_error_km(distance, half_angle, error) == pytest.approx(oracle, abs=0.01)


@pytest.mark.parametrize(
    ("distance", "angle", "error"), [(-1, 45, 0), (5, 0, 0), (5, 45, -1), (float("nan"), 45, 0)]
)
def test_point_radius_refuses_nonsense(distance, angle, error):
    with pytest.raises(ValueRangeError):
        point_radius_error_km(distance, angle, error)


def test_the_guides_sector_is_the_annular_sector_of_its_rule():
    # 20 km south of a town of 3 km, figure known to 0.5 km: 903 km2 of circle, 220 km2 of sector
    distance, south = read_distance("20 km"), read_direction("south")
    footprint = guide_offset(40.0, 35.0, distance, south, error_km=3.5)
    assert footprint.radius_m / 1000 == pytest.approx(16.96, abs=0.01)
    assert footprint.area_km2 == pytest.approx(np.pi / 4 * (23.5**2 - 16.5**2), rel=0.01)
    assert km(footprint, 40.0, 35.0) == pytest.approx(20, abs=0.01)


def test_resolving_by_the_guide_uses_extent_accuracy_and_figure():
    footprint = resolve("20 km south of Burj", WORLD, distance="geodesic")
    assert footprint.radius_m / 1000 == pytest.approx(
        point_radius_error_km(20, 45, 1.0 + 0.5 + 0.5), abs=0.01
    )


def test_the_guide_cuts_near_half_way_to_its_neighbour():
    near = resolve("near Qasr", WORLD, distance="geodesic")
    assert not holds(near, 40.44, 35.03)
    assert resolve("near Burj", WORLD).radius_m == pytest.approx(6000)


def test_unknown_reading_is_refused():
    with pytest.raises(ValueRangeError, match="reported"):
        resolve("near Burj", WORLD, distance="metric")


# --- the reported reading ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["20 km south of Burj", "على بعد 20 كم جنوب Burj"])
def test_reported_offsets_lie_where_they_say(words):
    footprint = resolve(words, WORLD)
    assert footprint.precision == "sector"
    assert holds(footprint, 40.45, 35.02 - 19 / 111)
    assert km(footprint, 40.45, 35.02 - 19 / 111) < 2
    assert not holds(footprint, 40.45, 35.02 + 19 / 111)
    assert footprint.density is not None
    assert footprint.density[:, 2].sum() == pytest.approx(1)


def test_the_footprint_is_smaller_than_its_circle():
    footprint = resolve("30 km NE of Burj", WORLD)
    assert footprint.area_km2 / (np.pi * (footprint.radius_m / 1000) ** 2) < 0.45


def test_the_footprint_holds_its_share_of_the_density():
    footprint = resolve("30 km NE of Burj", WORLD)
    lon, lat, weight = footprint.density.T
    inside = shapely.contains_xy(footprint.geometry, lon, lat)
    assert weight[inside].sum() == pytest.approx(0.88, abs=0.04)


def test_bands_depend_on_how_a_figure_is_written():
    # the same size of figure, so any difference is that of the roundness
    start, east = np.array([[40.0, 35.0, 1.0]]), read_direction("east")
    areas = [
        density_footprint(offset_samples(start, read_distance(words), east), "sector").area_km2 / km**2
        for words, km in (("50 km", 50), ("51 km", 51))
    ]
    assert abs(areas[0] / areas[1] - 1) > 0.05


def test_finer_directions_are_narrower():
    assert resolve("40 km NNE of Burj", WORLD).area_km2 < 0.8 * resolve("40 km north of Burj", WORLD).area_km2


def test_a_range_is_wider_than_its_middle():
    assert (
        resolve("10 to 30 km east of Burj", WORLD).area_km2
        > 1.3 * resolve("20 km east of Burj", WORLD).area_km2
    )
    vague = resolve("dozens of kilometres east of Burj", WORLD)
    assert vague.radius_m > 25_000


def test_a_distance_without_a_direction_is_a_ring():
    footprint = resolve("30 km from Burj", WORLD)
    assert not holds(footprint, 40.45, 35.02)
    assert km(footprint, 40.45, 35.02) < 1
    assert holds(footprint, 40.45, 35.02 + 29 / 111)


# --- the other kinds --------------------------------------------------------------------------------------------


def test_two_legs_meet_at_their_corner():
    footprint = resolve("10 km north and 5 km east of Burj", WORLD, distance="geodesic")
    lon, lat, _ = GEOD.fwd(40.45, 35.02, 0, 10_000)
    lon, lat, _ = GEOD.fwd(lon, lat, 90, 5_000)
    assert km(footprint, lon, lat) < 0.01
    # the root of two multiplies the figures' precision and nothing else
    assert footprint.radius_m == pytest.approx(500 * 2**0.5 + 1000 + 500)


def test_between_lies_between():
    footprint = resolve("between Qasr and Burj", WORLD, distance="geodesic")
    assert footprint.precision == "corridor"
    metres = GEOD.inv(40.14, 35.33, 40.45, 35.02)[2]
    assert footprint.radius_m == pytest.approx(metres / 2)
    reported = resolve("between Dalla and Burj", WORLD)
    assert holds(reported, 40.175, 35.11)
    assert not holds(reported, 40.6, 34.9)


def test_a_road_follows_its_line_and_a_corridor_stands_in_for_an_unknown_one():
    known = resolve("on the Qasr-Burj road", WORLD)
    assert holds(known, 40.3, 35.2)
    assert not holds(known, 40.3, 35.25)
    unknown = resolve("on the road between Dalla and Burj", WORLD)
    assert any("not known" in step for step in unknown.steps)


def test_a_road_with_one_end_lies_round_it():
    footprint = resolve("on the road to Dalla", WORLD)
    point = WORLD.places("Dalla")[0].footprint.point
    assert GEOD.inv(footprint.point.x, footprint.point.y, point.x, point.y)[2] < 1
    assert 25_000 <= footprint.radius_m < 30_000
    assert "other end is not told" in footprint.steps[-1]
    with pytest.raises(PlaceNotFoundError, match="Nowhere"):
        resolve("on the road to Nowhere", WORLD)


def test_near_of_an_oil_field_is_a_few_kilometres():
    footprint = resolve("near Nafta", WORLD)
    assert footprint.precision == "near"
    assert 3000 < footprint.radius_m < 8000


def test_outside_leaves_the_place_out():
    footprint = resolve("outside Qasr", WORLD)
    assert not holds(footprint, 40.14, 35.33)
    assert holds(footprint, 40.14 + 7 / 91, 35.33)


def test_within_is_the_geodesic_disc():
    footprint = resolve("within 55 km of Burj", WORLD)
    assert footprint.area_km2 == pytest.approx(np.pi * 55**2, rel=0.005)
    assert footprint.radius_m == 55_000


@pytest.mark.parametrize(
    ("words", "side"),
    [
        ("left bank of the Euphrates", "left"), ("right bank of the Euphrates", "right"),
        ("east of the Euphrates", "left"), ("the west side of the Euphrates", "right"),
        ("northern bank of the Euphrates", "left"), ("southwest bank of the Euphrates", "right"),
        ("الضفة اليسرى لنهر Euphrates", "left"),
    ],
)  # fmt: skip
def test_banks_as_people_name_them(words, side):
    footprint = resolve(words, WORLD)
    left, right = shapely.Point(40.8, 35.6), shapely.Point(39.6, 35.0)
    assert shapely.covers(footprint.geometry, left) == (side == "left")
    assert shapely.covers(footprint.geometry, right) == (side == "right")


def test_across_and_opposite_are_the_other_bank():
    for words in ("across the river from Qasr", "opposite Qasr"):
        footprint = resolve(words, WORLD)
        sides = RIVER.bank_of(footprint)
        own = RIVER.bank_of(Footprint.from_point_radius(40.14, 35.33, 50))
        assert sides["left" if own["right"] > 0.5 else "right"] > 0.95
        assert km(footprint, 40.14, 35.33) < 15


def test_along_a_river_walks_the_winding_line():
    down = resolve("20 km downstream of Burj", WORLD)
    up = resolve("20 km upstream of Burj", WORLD)
    assert down.point.y < 35.02 < up.point.y
    both = resolve("20 km along the Euphrates from Burj", WORLD)
    assert len(shapely.get_parts(both.geometry)) == 2


def test_border_is_a_strip():
    footprint = resolve("the Iraqi border", WORLD)
    assert holds(footprint, 41.1, 34.867)
    assert not holds(footprint, 40.9, 34.867)


def test_parts_and_countryside_are_cut_to_their_side():
    east = resolve("eastern Wilaya", WORLD)
    assert east.area_km2 == pytest.approx(area_footprint(AREA, "admin1").area_km2 / 2, rel=0.02)
    assert holds(east, 41.0, 35.3)
    assert not holds(east, 39.7, 35.3)
    west = resolve("western countryside of Wilaya", WORLD)
    assert holds(west, 39.7, 35.3)
    assert not holds(west, 41.0, 35.3)


# --- combinations ------------------------------------------------------------------------------------------------


def test_bank_and_area_are_cut_to_one_another():
    footprint = resolve("the east side of the Euphrates in Wilaya", WORLD)
    assert shapely.covers(AREA.buffer(1e-6), footprint.geometry)
    assert RIVER.bank_of(footprint)["left"] > 0.97
    assert footprint.area_km2 < area_footprint(AREA, "admin1").area_km2


def test_a_sector_on_a_road_keeps_to_the_road():
    sector, both = (
        resolve("25 km SE of Qasr", WORLD),
        resolve("25 km SE of Qasr on the Qasr-Burj road", WORLD),
    )
    assert both.area_km2 < 0.6 * sector.area_km2
    assert km(both, 40.35, 35.14) < 6


def test_the_narrow_place_stays_and_the_wider_one_is_evidence():
    footprint = resolve("near Nafta south of Qasr", WORLD)
    alone = resolve("near Nafta", WORLD)
    assert footprint.radius_m == alone.radius_m
    assert shapely.equals(footprint.geometry, alone.geometry)
    assert any("S of Qasr" in step for step in footprint.steps)


def test_evidence_chooses_between_namesakes():
    assert resolve_all("Twin", WORLD)[0].place_name == "Twin north"
    ways = resolve_all("Twin, south of Qasr", WORLD)
    assert ways[0].place_name == "Twin south"
    assert sum(way.probability for way in ways) == pytest.approx(1)


def test_a_contradiction_is_refused_and_names_both():
    with pytest.raises(DescriptionError, match="do not meet"):
        resolve("20 km north of Burj and 20 km south of Burj", WORLD)
    with pytest.raises(DescriptionError, match="same place"):
        resolve("between Burj and Burj", WORLD)
    with pytest.raises(DescriptionError, match="right angle"):
        resolve("10 km north and 5 km south of Burj", WORLD)


def test_a_clip_that_leaves_nothing_is_reported():
    with pytest.raises(DescriptionError, match=r"leaves nothing.*km apart"):
        resolve("200 km west of Burj in Wilaya", WORLD)


def test_a_guess_gives_way_to_surer_names():
    (way, *_) = resolve_all("Guess, near Burj", WORLD)
    assert km(way.footprint, 40.45, 35.02) < 1
    assert way.missing


def test_unknown_names():
    with pytest.raises(PlaceNotFoundError, match="Nowhere"):
        resolve("20 km south of Nowhere", WORLD)
    (way,) = resolve_all("Nowhere, near Burj", WORLD)
    assert "Nowhere" in way.missing[0]
    assert any("left out" in step for step in way.footprint.steps)


def test_lists_are_unions_and_alternatives_are_ways():
    both = resolve("Qasr and Burj", WORLD)
    assert holds(both, 40.14, 35.33)
    assert holds(both, 40.45, 35.02)
    assert both.area_km2 == pytest.approx(
        resolve("Qasr", WORLD).area_km2 + resolve("Burj", WORLD).area_km2, rel=0.01
    )
    assert km(both, 40.14, 35.33) < 0.1
    assert len(resolve_all("Qasr or Burj", WORLD)) == 2


def test_of_namesakes_in_a_list_the_one_near_the_others_is_meant():
    alone, listed = resolve("Twin", WORLD), resolve("Twin and Qasr", WORLD)
    assert km(alone, 40.1, 36.2) < 0.1
    assert holds(listed, 40.15, 35.15)
    assert not holds(listed, 40.1, 36.2)
    assert holds(listed, 40.14, 35.33)


def test_a_guess_far_from_the_rest_of_its_list_stays_a_guess():
    (way,) = resolve_all("Guess and Qasr", WORLD)
    assert not holds(way.footprint, 36.0, 33.0)
    assert any("guess" in note for note in way.missing)


def test_what_is_left_out_may_lie_some_way_off():
    known, doubted = resolve("Burj", WORLD), resolve("Burj and Nowhere", WORLD)
    assert known.radius_m < 2000
    assert doubted.radius_m == 10_000
    assert doubted.precision == "near"
    assert km(doubted, 40.45, 35.02) < 0.1
    assert holds(doubted, 40.45, 35.10)
    # half of the probability stays where it is known
    lon, lat, weight = doubted.samples().T
    inside = shapely.contains_xy(known.geometry, lon, lat)
    assert weight[inside].sum() / weight.sum() == pytest.approx(0.5, abs=0.05)
    wide = resolve("Wilaya and Nowhere", WORLD)
    assert wide.radius_m == resolve("Wilaya", WORLD).radius_m


def test_lists_of_many_places_keep_each_likeliest():
    long = resolve("Twin, Qasr, Burj, Dalla and Nafta", WORLD)
    assert holds(long, 40.1, 36.2)
    assert holds(long, 39.9, 35.2)


# --- invariants ----------------------------------------------------------------------------------------------------

DIRECTIONS = ["north", "south-east", "WSW", "east"]


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 300), st.sampled_from(DIRECTIONS), st.sampled_from(["reported", "geodesic"]))
def test_every_offset_has_a_valid_footprint(distance, direction, reading):
    footprint = resolve(f"{distance} km {direction} of Burj", WORLD, distance=reading)
    assert footprint.geometry.is_valid
    assert footprint.radius_m > 0
    nominal = GEOD.fwd(40.45, 35.02, read_direction(direction).azimuth, 950 * distance)
    assert GEOD.inv(footprint.point.x, footprint.point.y, nominal[0], nominal[1])[2] < footprint.radius_m + 1


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 10), st.floats(0.01, 1)), min_size=1, max_size=30), st.floats(0.05, 1))
def test_weighted_quantile_against_the_definition(rows, share):
    values, weights = (np.array(column) for column in zip(*rows, strict=True))
    found = weighted_quantile(values, weights, share)
    assert weights[values <= found].sum() >= share * weights.sum() - 1e-9
    below = values < found
    assert weights[below].sum() < share * weights.sum() + 1e-9


def test_densities_without_weight_are_refused():
    with pytest.raises(AreaError):
        density_footprint(np.array([[40.0, 35.0, 0.0]]), "sector")
    with pytest.raises(AreaError):
        area_footprint(shapely.Polygon(), "region")


def test_area_footprint_holds_its_share():
    footprint = area_footprint(AREA, "admin1")
    samples = Footprint(AREA, footprint.point, 1.0, "admin1").samples(4000)
    metres = GEOD.inv(
        np.full(len(samples), footprint.point.x),
        np.full(len(samples), footprint.point.y),
        samples[:, 0],
        samples[:, 1],
    )[2]
    assert np.mean(metres <= footprint.radius_m) == pytest.approx(0.9, abs=0.01)
    whole = area_footprint(AREA, "admin1", share=1.0)
    corners = shapely.get_coordinates(AREA)
    far = [GEOD.inv(whole.point.x, whole.point.y, *corner)[2] for corner in corners]
    assert whole.radius_m == pytest.approx(max(far))
