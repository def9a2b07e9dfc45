"""Many events and crowded ones: counting, insets, and what does not fit."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from matplotlib.figure import Figure

from badia_geo.maps import check, map_record, plot_control_map
from badia_geo.maps.event_symbols import MOST_NUMBERED, bubble_size

WINDOW = (38.5, 34.0, 41.5, 36.2)


def table(lon: list[float], lat: list[float], **columns: object) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(lon, lat), crs=4326)
    return frame.assign(
        event_type="Battles", precision="settlement", date_start="2020-08-01", place="somewhere"
    )


def shown(figure: Figure) -> str:
    return " ".join(t.get_text() for axes in figure.axes for t in axes.texts)


@pytest.fixture(scope="module")
def many() -> gpd.GeoDataFrame:
    rng = np.random.default_rng(3)
    return table(list(rng.uniform(38.8, 41.2, 900)), list(rng.uniform(34.3, 36, 900)))


def test_many_events_are_counted_and_none_is_lost(many: gpd.GeoDataFrame) -> None:
    figure = plot_control_map(None, many, extent=WINDOW, sources="made up", cutoff="2020-08-21", relief=False)
    record = map_record(figure)
    assert len(record.callouts) > MOST_NUMBERED
    assert sorted(r for c in record.callouts for r in c.rows) == list(range(900))
    assert record.events_drawn == 900
    numbers = [int(t.get_text()) for t in figure.axes[0].texts if t.get_zorder() == 9.1]
    assert sum(numbers) + sum(len(c.rows) == 1 for c in record.callouts) == 900
    # circles do not lie on each other's numbers
    points = [(c.x, c.y) for c in record.callouts]
    apart = min(np.hypot(a[0] - b[0], a[1] - b[1]) for i, a in enumerate(points) for b in points[:i])
    assert apart > 0.03 * record.frame.width_m
    assert "error" not in set(check(figure)["severity"])


def test_a_map_of_few_places_can_be_counted_too_and_one_of_many_numbered(many: gpd.GeoDataFrame) -> None:
    few = plot_control_map(None, many.iloc[:5], extent=WINDOW, callouts=False, relief=False)
    assert not any(c.label for c in map_record(few).callouts)
    listed = plot_control_map(None, many.iloc[:60], extent=WINDOW, callouts=True, relief=False, inset=None)
    words = [t.get_text() for t in listed.texts]
    numbers = {c.number for c in map_record(listed).callouts if c.number}
    assert numbers == {int(w) for w in words if w.isdigit()} == set(range(1, len(numbers) + 1))
    lines = sum("1 August 2020 · Battle" in w for w in words)
    assert lines > 10
    assert f"… and {60 - lines} more in events.csv" in words
    # what is not listed has no number on the map
    assert {t.get_text() for t in listed.axes[0].texts if t.get_zorder() == 10} >= {str(n) for n in numbers}
    assert not any(t.get_text() == str(len(numbers) + 1) for t in listed.axes[0].texts)


def test_a_list_too_long_for_its_room_says_less_of_each_event_before_it_leaves_any_out() -> None:
    lon, lat = np.meshgrid(np.linspace(38.7, 41.3, 6), [34.4, 35.2, 36.0])
    eighteen = table(list(lon.ravel()), list(lat.ravel())).assign(controller="government", controller_p=0.9)
    figure = plot_control_map(None, eighteen, extent=WINDOW, relief=False)
    words = [t.get_text() for t in figure.texts]
    assert [int(w) for w in words if w.isdigit()] == list(range(1, 19))
    assert "1 August 2020 · Battle or attack on armed forces · somewhere" in [
        w.replace("\u00a0", " ") for w in words
    ]
    assert map_record(figure).numbers() == {i: i + 1 for i in range(18)}
    few = plot_control_map(None, eighteen.iloc[:3], extent=WINDOW, relief=False)
    assert "Government in Damascus\u00a090\u00a0%" in " ".join(
        " ".join(t.get_text() for t in few.texts).split("\n")
    )


def test_events_at_one_place_are_counted_beside_their_number() -> None:
    figure = plot_control_map(None, table([40.0, 40.0, 40.0, 39.5], [35.0, 35.0, 35.0, 35.5]), relief=False)
    assert "1 (×3)" in shown(figure)


def test_places_are_numbered_in_the_order_of_the_table() -> None:
    south_first = table([40.0, 39.2, 40.6, 40.0], [34.6, 35.6, 35.9, 34.6])
    figure = plot_control_map(None, south_first, extent=WINDOW, relief=False)
    found = [(c.number, c.rows) for c in map_record(figure).callouts]
    assert found == [(1, (0, 3)), (2, (1,)), (3, (2,))]


def test_area_of_a_circle_grows_with_its_count() -> None:
    grown = [(bubble_size(n, 400) - bubble_size(0, 400)) ** 2 / n for n in (4, 100, 400)]
    assert grown == pytest.approx([grown[0]] * 3)


def crowd() -> gpd.GeoDataFrame:
    near = np.array([(40.1, 35.3), (40.13, 35.31), (40.16, 35.33), (40.12, 35.35), (40.18, 35.3)])
    return table([*near[:, 0], 39.0, 41.0], [*near[:, 1], 34.4, 35.9])


def test_a_crowd_is_enlarged_and_its_numbers_stand_in_the_inset_alone() -> None:
    figure = plot_control_map(None, crowd(), extent=WINDOW, relief=False)
    assert map_record(figure).title == "Syria: reported events"
    boxes = [a for a in figure.axes if a.get_position().width > 0.2 and not a.get_legend() and a.texts]
    main, inset = figure.axes[0], boxes[-1]
    in_inset = {t.get_text() for t in inset.texts if t.get_zorder() == 10}
    on_map = {t.get_text() for t in main.texts if t.get_zorder() == 10}
    assert len(in_inset) == 5
    assert in_inset.isdisjoint(on_map)
    assert in_inset | on_map == {str(n) for n in range(1, 8)}
    assert "Enlarged" in [t.get_text() for t in figure.texts]


def test_an_inset_can_be_asked_for_and_declined() -> None:
    none = plot_control_map(None, crowd(), extent=WINDOW, inset=None, relief=False)
    assert "Enlarged" not in [t.get_text() for t in none.texts]
    asked = plot_control_map(None, crowd(), extent=WINDOW, inset=(38.9, 34.3, 39.1, 34.5), relief=False)
    assert "Enlarged" in [t.get_text() for t in asked.texts]


def test_without_a_located_event_the_zones_are_drawn_and_the_map_says_so(zones: gpd.GeoDataFrame) -> None:
    lost = gpd.GeoDataFrame({"event_type": ["Battles", "Riots"]}, geometry=[None, shapely.Point()], crs=4326)
    figure = plot_control_map(zones, lost, at="2020-08-21", relief=False)
    assert map_record(figure).events_left_out == 2
    assert "Events without a place, not drawn: 2" in " ".join(t.get_text() for t in figure.texts)
    assert "2 events without a place" in " ".join(check(figure)["problem"])


def test_outside_the_base_map_zones_are_drawn_and_the_map_says_so() -> None:
    far = gpd.GeoDataFrame({"controller": ["A"], "status": ["control"], "source": ["own survey"]},
                           geometry=[shapely.box(37, 48, 38, 49)], crs=4326)  # fmt: skip
    figure = plot_control_map(far, at="2024-11-07", relief=False)
    words = " ".join(t.get_text() for t in figure.texts)
    assert "The packaged base map ends at" in words
    assert "own survey" in words
    assert map_record(figure).title == "Control zones"


def test_text_of_reports_is_written_as_it_stands() -> None:
    hostile = table([40.0], [35.0]).assign(place="$\\frac{1}{0}$ <script> near Mayadin " + "x" * 300)
    figure = plot_control_map(None, hostile, relief=False, title="$" * 3 + " long title " * 30)
    figure.canvas.draw()
    assert any("$\\frac" in t.get_text() for t in figure.texts)
    assert "error" not in set(
        check(figure).query("problem.str.contains('run off')", engine="python")["severity"]
    )
