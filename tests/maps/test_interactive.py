"""The interactive page, driven in headless Chromium with the network off."""

from __future__ import annotations

import re
import time
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from page_driver import Timeline, days, look, many_events, plain

from badia_geo.errors import CRSError, TimelineError, ValueRangeError
from badia_geo.footprints import GEOD
from badia_geo.maps import interactive_map

HOSTILE = (
    "</script><script>window.hacked=1</script><img src=x onerror=\"window.hacked=1\"><b class='hack'>bold</b>"
    "<svg onload=window.hacked=1>\u2028window.hacked=1;\u2029\"'`${window.hacked=1}{{ 7*7 }}<!--\x00"
)
FILLS = "[...document.querySelectorAll('path.zone')].map(p => p.getAttribute('fill')).join()"


# ---- nothing leaves the page and nothing foreign runs


@pytest.mark.browser
def test_hostile_text_in_every_field_is_shown_and_never_runs(
    open_page, zones: gpd.GeoDataFrame, events: gpd.GeoDataFrame
) -> None:
    events = events.rename(columns={"event_id": HOSTILE})
    for name in (
        "text",
        "source",
        "reason",
        "actors",
        "event_type",
        "status",
        "precision",
        "bank",
        "controller",
    ):
        events[name] = HOSTILE
    events["acled_event"] = None
    events["place"] = "place " + HOSTILE
    events["date_end"] = HOSTILE
    events["steps"] = [[HOSTILE]] * len(events)
    zones = zones.assign(
        controller=HOSTILE, source=HOSTILE, **{HOSTILE: HOSTILE, "with": HOSTILE, "status": "contested"}
    )
    zones.loc[zones.index[0], "status"] = HOSTILE
    page = open_page(interactive_map(zones, events, at="2020-08-21", title="T " + HOSTILE, sources=HOSTILE))
    page.click("#list button >> nth=0")
    page.wait_for_selector(".leaflet-popup")
    assert page.text_content(".popup blockquote") == HOSTILE
    assert page.text_content("#title") == "T " + HOSTILE
    page.keyboard.press("Escape")
    page.fill("#search", "place")
    page.keyboard.press("Enter")
    box = page.locator("#map").bounding_box()
    page.mouse.move(box["x"] + 300, box["y"] + 300)
    page.mouse.click(box["x"] + 310, box["y"] + 310)
    page.click("#language")
    page.click("#layers-part summary")
    page.wait_for_timeout(200)
    assert page.evaluate("window.hacked") is None
    assert page.locator(".hack, img[src=x], svg[onload]").count() == 0
    assert "onerror" in page.text_content("#legend")


@pytest.mark.browser
@pytest.mark.parametrize(
    ("source", "links"),
    [
        ("https://example.org/report?a=1&b=2", 1),
        ("javascript:window.hacked=1", 0),
        ("data:text/html,<script>1</script>", 0),
        ('https://example.org/" onclick="window.hacked=1', 0),
        ("SOHR; SANA", 0),
    ],
)
def test_only_a_plain_web_address_becomes_a_link(
    open_page, events: gpd.GeoDataFrame, source: str, links: int
) -> None:
    page = open_page(interactive_map(None, events.assign(source=source)))
    page.click("#list button >> nth=0")
    assert page.locator(".popup a").count() == links
    assert source in page.text_content(".popup")
    if links:
        assert page.get_attribute(".popup a", "rel") == "noopener noreferrer nofollow"


@pytest.mark.browser
def test_the_policy_stops_what_gets_in(opened) -> None:
    opened.trusted = False
    stopped: dict[str, str] = {}
    opened.on("requestfailed", lambda r: stopped.update({r.url: r.failure}))
    opened.evaluate(
        """() => {
        const add = (tag, set) => { const n = document.createElement(tag); Object.assign(n, set); document.body.append(n); };
        add('script', {textContent: 'window.hacked = 1'});
        add('img', {src: 'https://example.org/x.png'});
        add('style', {textContent: 'body { background: red }'});
        add('iframe', {src: 'https://example.org'});
        add('link', {rel: 'stylesheet', href: 'https://example.org/x.css'});
        document.body.setAttribute('onclick', 'window.hacked = 1'); document.body.click();
        }"""
    )
    assert opened.evaluate("fetch('https://example.org').then(() => 'sent', () => 'stopped')") == "stopped"
    assert opened.evaluate("window.hacked") is None
    assert opened.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert sum("Content Security Policy" in p for p in opened.problems) >= 6
    foreign = [r for r in opened.requests if not r.startswith("file://")]
    # the browser reports what the policy stopped as a request that failed before it was sent
    assert all("csp" in stopped.get(r, "") for r in foreign), (foreign, stopped)


@pytest.mark.browser
def test_in_a_notebook_it_works_in_a_sandboxed_frame(open_page, zones, events) -> None:
    shown = interactive_map(zones, events, at="2020-08-21")._repr_html_()
    assert shown.startswith("<iframe srcdoc=")
    assert 'sandbox="allow-scripts"' in shown
    page = open_page(f"<!DOCTYPE html><title>notebook</title><body>{shown}", width=900)
    frame = page.frames[1]
    frame.wait_for_function("window.badiaGeo !== undefined")
    assert frame.locator("path.zone").count() > 3
    frame.click("#list button >> nth=1")
    assert frame.locator(".leaflet-popup").count() == 1


# ---- time, zones, legend


@pytest.mark.browser
def test_slider_buttons_and_play_change_zones_date_and_title_line(opened) -> None:
    first = opened.evaluate(FILLS)
    assert opened.inner_text("#date") == "21 August 2020"
    assert opened.inner_text("#subtitle") == "Control as of 21 August 2020 · Reports up to 25 August 2020"
    opened.focus("#slider")
    opened.keyboard.press("ArrowRight")
    assert opened.inner_text("#date") == "22 August 2020"
    assert opened.inner_text("#subtitle").startswith("Control as of 22 August 2020")
    assert opened.get_attribute("#slider", "aria-valuetext") == "22 August 2020"
    assert opened.evaluate(FILLS) != first
    opened.click("#before")
    opened.click("#before")
    assert opened.inner_text("#date") == "20 August 2020"
    opened.click("#play")
    assert opened.get_attribute("#play", "aria-pressed") == "true"
    opened.wait_for_timeout(1100)
    assert opened.inner_text("#date") != "20 August 2020"
    opened.click("#play")
    stopped = opened.inner_text("#date")
    opened.wait_for_timeout(1100)
    assert opened.inner_text("#date") == stopped


@pytest.mark.browser
def test_events_can_follow_the_slider(opened) -> None:
    # the events end on 21 August, 21 August, 30 April and 1 August
    opened.evaluate("badiaGeo.showDate(0)")
    opened.select_option("#follow", "until")
    assert opened.inner_text("#count").startswith("3 of 4")
    opened.select_option("#follow", "step")
    opened.evaluate("badiaGeo.showDate(1)")
    assert opened.inner_text("#count").startswith("1 of 4")
    opened.evaluate("badiaGeo.showDate(21)")
    assert opened.inner_text("#count").startswith("0 of 4")
    opened.select_option("#follow", "all")
    assert opened.inner_text("#count").startswith("4 of 4")


@pytest.mark.browser
def test_hovering_tells_of_a_zone(opened) -> None:
    look(opened, 35.9, 40.4, 9)
    box = opened.locator("#map").bounding_box()
    opened.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 0.4 * box["height"])
    tip = plain(opened.inner_text(".zone-tip"))
    for words in ("Syrian Democratic Forces", "control", "1 January 2020", "± 3.0", "synthetic"):
        assert words in tip
    opened.mouse.click(box["x"] + 0.7 * box["width"], box["y"] + 0.4 * box["height"])
    assert "Syrian Democratic Forces" in opened.inner_text(".leaflet-popup")


@pytest.mark.browser
def test_ground_held_jointly_is_one_row_of_the_legend(open_page, zones: gpd.GeoDataFrame) -> None:
    held = zones[zones["controller"].isin(["sdf", "government"])].iloc[:4]
    first = ["sdf", "government", "sdf", "government"]
    shared = held.assign(**{"controller": first, "status": "joint", "with": first[1:] + first[:1]})
    legend = open_page(interactive_map(shared, at="2020-08-21")).inner_text("#legend")
    assert legend.count("jointly") == 1


def test_the_legend_names_only_what_is_in_view(opened) -> None:
    assert "Opposition" not in opened.inner_text("#legend")
    look(opened, 35.9, 36.6, 10)
    legend = opened.inner_text("#legend")
    assert "Opposition" in legend
    assert "Battle" not in legend
    look(opened, 34.9, 38.9, 9)
    legend = opened.inner_text("#legend")
    assert "Battle" in legend
    assert "Protest" not in legend
    assert "Opposition" not in legend


@pytest.mark.browser
def test_a_date_without_zones_says_so(open_page, zones, events) -> None:
    timeline = Timeline(zones, first="2020-08-01")
    page = open_page(interactive_map(timeline, events, at="2020-08-21", dates=["2020-07-01", "2020-08-10"]))
    page.evaluate("badiaGeo.showDate(0)")
    assert page.inner_text("#zones-note") == "No control zones are drawn for 1 July 2020"
    assert page.locator("path.zone").count() == 0
    page.evaluate("badiaGeo.showDate(1)")
    assert not page.is_visible("#zones-note")
    with pytest.raises(TimelineError, match="no zones on 2020-07-01"):
        interactive_map(timeline, events, at="2020-07-01")


# ---- events


@pytest.mark.browser
def test_sharp_places_are_filled_and_areas_hollow_with_their_footprint(opened) -> None:
    look(opened, 35.19, 40.09, 11)
    fills = "[...document.querySelectorAll('.mark svg path:last-child')].map(p => p.getAttribute('fill'))"
    assert opened.evaluate(fills) == ["#101010"]
    assert opened.evaluate("document.querySelectorAll('.leaflet-footprints-pane path').length") == 1
    look(opened, 34.9, 38.9, 10)
    assert opened.evaluate(fills) == ["#fff"]
    assert opened.get_attribute(".leaflet-footprints-pane path >> nth=0", "stroke-dasharray") == "5 4"


@pytest.mark.browser
def test_a_popup_tells_all_that_is_known(open_page, zones, events) -> None:
    events["reason"] = "'A' is A (35, 40; 100%): same name; and 5 km round it"
    events["source"] = "The Daily, 21 August 2020"
    page = open_page(interactive_map(zones, events, at="2020-08-21"))
    page.click("#list button:has-text('IED')")
    told = plain(page.inner_text(".leaflet-popup"))
    for words in (
        "IED or mine explosion",
        "15 August 2020 – 21 August 2020",
        "near the oil field",
        "Government in Damascus 97 %",
        "right bank 98 %",
        "within 4.0 km (90 %) · settlement",
        "90 %",
        "one",
        "The Daily, 21 August 2020",
    ):
        assert words in told
    assert page.locator(".popup ol li").all_inner_texts() == [
        "'A' is A (35, 40; 100%): same name",
        "5 km round it",
    ]


@pytest.mark.browser
def test_hundreds_of_events_are_counted_and_one_place_lists_them(open_page, zones) -> None:
    many = many_events(600)
    many.geometry = [shapely.Point(40.14, 35.33)] * 300 + list(many.geometry[300:])
    page = open_page(interactive_map(zones, many, at="2020-08-21"))
    boxes = page.evaluate("badiaGeo.marks()")
    assert len(boxes) < 200
    centres = np.array([[(b[0] + b[2]) / 2, (b[1] + b[3]) / 2, b[2] - b[0]] for b in boxes])
    apart = np.hypot(*(centres[:, None, :2] - centres[None, :, :2]).transpose(2, 0, 1))
    need = (centres[:, None, 2] + centres[None, :, 2]) / 2
    np.fill_diagonal(apart, np.inf)
    # a count that has taken in its neighbours moves a little: no circle may cover a third of another
    assert (apart > 0.66 * need).all()
    look(page, 35.33, 40.14, 13)
    page.click(".mark .group")
    assert page.inner_text(".popup h3") == "300 events here"
    assert page.locator(".popup .event").count() == 50
    page.click(".popup .event >> nth=2")
    assert page.locator(".popup dl").count() == 1
    page.click(".popup .plain")
    assert page.inner_text(".popup h3") == "300 events here"


@pytest.mark.browser
def test_filters_narrow_the_events(opened) -> None:
    assert opened.inner_text("#count") == "4 of 4 events shown · 1 without a place, only listed"
    opened.uncheck("#types input[value='clash']")
    assert opened.inner_text("#count").startswith("3 of 4")
    opened.uncheck("#holders input[value='sdf']")
    assert opened.inner_text("#count").startswith("2 of 4")
    opened.focus("#least")
    opened.keyboard.press("ArrowRight")
    assert opened.inner_text("#count") == "1 of 4 events shown"
    opened.fill("#from", "2020-08-22")
    assert opened.inner_text("#count").startswith("0 of 4")
    opened.click("#reset")
    assert opened.inner_text("#count").startswith("4 of 4")
    opened.fill("#to", "2020-04-02")
    assert opened.inner_text("#count").startswith("1 of 4")


@pytest.mark.browser
def test_an_event_without_a_place_is_listed_and_told_there(opened) -> None:
    item = opened.locator("#list li", has_text="no place found")
    assert item.count() == 1
    item.locator("button").click()
    assert item.locator("blockquote").inner_text() == "four"
    assert item.locator("button").get_attribute("aria-expanded") == "true"
    assert opened.locator(".leaflet-popup").count() == 0


@pytest.mark.browser
def test_possible_places_of_an_ambiguous_event_are_shown_with_their_chances(open_page, events) -> None:
    events["candidates"] = None
    events.at[3, "candidates"] = [
        (shapely.Point(40, 35).buffer(0.1), 0.7),
        (shapely.Point(39, 36).buffer(0.1), 0.3),
    ]
    events.loc[3, "status"] = "ambiguous"
    page = open_page(interactive_map(None, events))
    page.click("#list button:has-text('several possible places')")
    tips = page.locator(".leaflet-tooltip").all_inner_texts()
    assert [re.sub(r"\D", "", t) for t in tips] == ["70", "30"]


# ---- search, measure, scale, layers, names


@pytest.mark.browser
@pytest.mark.parametrize("name", ["Palmyra", "تدمر", "Tadmor", "palmyra "])
def test_search_finds_a_town_in_either_script(opened, name: str) -> None:
    opened.fill("#search", name)
    opened.press("#search", "Enter")
    centre = opened.evaluate("[badiaGeo.map.getCenter().lat, badiaGeo.map.getCenter().lng]")
    assert centre == pytest.approx([34.56, 38.27], abs=0.06)
    assert opened.get_attribute("#search", "data-found") == "Palmyra"


@pytest.mark.browser
def test_search_bears_other_spellings_and_names_what_it_does_not_find(opened) -> None:
    for name in ("Dayr az Zawr", "Deirezzor", "Deir al-Zour", "دير الزور", "ديرالزور"):
        opened.fill("#search", name)
        opened.press("#search", "Enter")
        assert opened.get_attribute("#search", "data-found") == "Deir ez-Zor", name
    opened.fill("#search", "al-buk")
    assert opened.get_attribute("#search", "aria-expanded") == "true"
    opened.press("#search", "ArrowDown")
    assert opened.get_attribute("#search", "aria-activedescendant") == "place-0"
    opened.fill("#search", "35.2, 40.5")
    opened.press("#search", "Enter")
    assert opened.evaluate("badiaGeo.map.getCenter().lng") == pytest.approx(40.5, abs=0.01)
    opened.fill("#search", "Xqzzxq")
    assert opened.get_attribute("#search", "aria-invalid") == "true"
    assert opened.inner_text("#search-note") == "No such place on this map"


def _where(page: Any, x: float, y: float) -> tuple[float, float]:
    found = page.evaluate(
        f"(() => {{ const p = badiaGeo.map.containerPointToLatLng([{x}, {y}]); return [p.lng, p.lat]; }})()"
    )
    return found[0], found[1]


@pytest.mark.browser
def test_measuring_is_geodesic_by_pointer_and_by_keyboard(opened) -> None:
    opened.click("#measure")
    box = opened.locator("#map").bounding_box()
    points = [(200, 150), (520, 300), (300, 480)]
    for x, y in points:
        opened.mouse.click(box["x"] + x, box["y"] + y)
    ground = [_where(opened, x, y) for x, y in points]
    true = sum(GEOD.inv(*a, *b)[2] for a, b in pairwise(ground))
    assert float(opened.get_attribute("#measure", "data-metres")) == pytest.approx(
        true, rel=1e-3
    )  # a tenth of a pixel
    assert f"{true / 1000:.1f}" in opened.inner_text("#measure-note")
    assert opened.locator(".leaflet-popup").count() == 0
    opened.keyboard.press("Escape")
    assert opened.get_attribute("#measure", "aria-pressed") == "false"
    opened.focus("#measure")
    opened.keyboard.press("Enter")
    opened.focus("#map")
    opened.keyboard.press("Enter")
    start = _where(opened, box["width"] / 2, box["height"] / 2)
    opened.keyboard.press("ArrowRight")
    opened.wait_for_timeout(500)
    opened.keyboard.press("Enter")
    end = _where(opened, box["width"] / 2, box["height"] / 2)
    assert float(opened.get_attribute("#measure", "data-metres")) == pytest.approx(
        GEOD.inv(*start, *end)[2], rel=2e-3
    )


@pytest.mark.browser
def test_lengths_are_geodesic(opened) -> None:
    for a, b in (
        ((36.1, 33.2), (42.4, 37.1)),
        ((40.1, 35.2), (40.1, 35.3)),
        ((40.1, 35.2), (40.1, 35.2)),
        ((-3, 50), (44, -20)),
    ):
        found = opened.evaluate(
            f"badiaGeo.geodesic({{lng: {a[0]}, lat: {a[1]}}}, {{lng: {b[0]}, lat: {b[1]}}})"
        )
        assert found == pytest.approx(GEOD.inv(*a, *b)[2], rel=1e-5, abs=0.01)


@pytest.mark.browser
@pytest.mark.parametrize("zoom", [6.5, 9, 12])
def test_the_scale_bar_is_true_within_half_a_percent(opened, zoom: float) -> None:
    look(opened, 35.3, 40.1, zoom)
    metres, pixels = (float(opened.get_attribute(".scale", f"data-{n}")) for n in ("metres", "pixels"))
    y = opened.evaluate("badiaGeo.map.getSize().y") / 2
    true = GEOD.inv(*_where(opened, 100, y), *_where(opened, 100 + pixels, y))[2]
    assert metres == pytest.approx(true, rel=0.005)
    assert opened.locator(".scale span").bounding_box()["width"] == pytest.approx(pixels, abs=1)


@pytest.mark.browser
def test_layers_are_switched(opened) -> None:
    opened.click("#layers-part summary")
    for layer, path in (
        ("zones", "path.zone"),
        ("events", ".mark"),
        ("footprints", ".leaflet-footprints-pane path"),
    ):
        assert opened.locator(path).count() > 0
        opened.uncheck(f"#layers input[value='{layer}']")
        assert opened.locator(path).count() == 0, layer
        opened.check(f"#layers input[value='{layer}']")
        assert opened.locator(path).count() > 0, layer
    fills = opened.evaluate(FILLS)
    assert "null" not in fills
    opened.uncheck("#layers input[value='names']")
    assert opened.evaluate("badiaGeo.names().length") == 0


@pytest.mark.browser
@pytest.mark.parametrize(("zoom", "least"), [(6, 15), (7, 20), (8, 20), (10, 10), (12, 4)])
def test_names_are_there_at_each_scale_and_never_overlap(opened, zoom: int, least: int) -> None:
    for language in ("en", "ar"):
        look(opened, 35.2, 40.2, zoom)
        names = opened.evaluate("badiaGeo.names()")
        assert len(names) >= least
        boxes = np.array([n["box"] for n in names] + opened.evaluate("badiaGeo.marks()"))
        size = opened.evaluate("[badiaGeo.map.getSize().x, badiaGeo.map.getSize().y]")
        shown = boxes[: len(names)]
        assert (shown[:, :2] >= 0).all()
        assert (shown[:, 2:] <= size).all()
        tree = shapely.STRtree(shapely.box(*shown.T))
        pairs = tree.query(shapely.box(*boxes.T), predicate="intersects").T
        crossing = [
            (i, j) for i, j in pairs
            if i != j and shapely.box(*boxes[i]).intersection(shapely.box(*boxes[j])).area > 1
        ]  # fmt: skip
        assert crossing == []
        if zoom == 8:
            kinds = {n["kind"] for n in names}
            assert {"town", "river", "area", "governorate"} <= kinds
        text = {n["text"] for n in names}
        assert ("Deir ez-Zor" if language == "en" else "دير الزور") in text or zoom == 12
        opened.click("#language")


# ---- size and speed


@pytest.mark.browser
@pytest.mark.parametrize("follow", ["all", "until"])
def test_ten_thousand_events_and_200_dates_stay_fluid(open_page, zones, follow: str) -> None:
    many = many_events(10_000, text="a report " * 40, place="somewhere")
    dates = days("2020-01-01", 200)
    page = open_page(interactive_map(Timeline(zones), many, at=dates[0], dates=dates))
    page.select_option("#follow", follow)
    cpu = page.context.new_cdp_session(page)
    cpu.send("Performance.enable", {"timeDomain": "threadTicks"})

    def busy() -> float:
        found = cpu.send("Performance.getMetrics")["metrics"]
        return next(m["value"] for m in found if m["name"] == "TaskDuration")

    # seconds that the page's main thread works for a step, script, layout and painting together: other
    # processes on the machine do not count, and a step that is not drawn before the next is not counted as done
    steps, before = 40, busy()
    page.evaluate(
        """async (steps) => { for (let i = 1; i <= steps; i += 1) {
          badiaGeo.showDate(i);
          await new Promise(done => requestAnimationFrame(() => { const c = new MessageChannel(); c.port1.onmessage = done; c.port2.postMessage(0); }));
        } }""",
        steps,
    )
    assert 0 < (busy() - before) / steps <= 0.1


@pytest.mark.browser
def test_a_hundred_thousand_events_are_shown_lean_and_said_to_be(open_page, zones) -> None:
    many = many_events(100_000, text="a report " * 40, reason="found", place="somewhere")
    made = interactive_map(zones, many, at="2020-08-21")
    assert len(made.html.encode()) < 15_000_000
    page = open_page(made)
    assert page.inner_text("#count") == "100000 of 100000 events shown"
    assert "100000 events are too many" in page.inner_text("#about-text")
    assert page.locator(".mark").count() < 400
    page.uncheck("#types input[value='clash']")
    shown = page.evaluate("badiaGeo.events()")
    assert 45_000 < shown < 55_000
    page.click("#list button >> nth=0")
    assert "left out of this page" in page.inner_text(".popup")


@pytest.mark.browser
def test_a_page_without_events_has_no_empty_controls(open_page, zones) -> None:
    page = open_page(interactive_map(zones, None, at="2020-08-21"))
    assert page.inner_text("#title") == "Control zones"
    for gone in ("#filters", "#events", "#follow"):
        assert not page.is_visible(gone), gone
    assert page.inner_text("#date") == "21 August 2020"
    assert not page.is_visible("#play")


@pytest.mark.browser
def test_a_page_without_zones_says_so(open_page, events) -> None:
    events.loc[1, "geometry"] = shapely.Point()
    page = open_page(interactive_map(None, events))
    assert page.inner_text("#zones-note") == "No control zones drawn"
    assert not page.is_visible("#time")
    assert page.locator("#list li", has_text="no place found").count() == 2


def test_the_file_is_small_and_holds_each_zone_once(zones, events) -> None:
    start = time.perf_counter()
    dates = days("2020-01-01", 30)
    html = interactive_map(Timeline(zones), events, at=dates[0], dates=dates).html
    assert len(html.encode()) < 3_000_000
    assert time.perf_counter() - start < 60
    assert html.count('"s":"contested"') <= 2
    assert not re.search(r'<(?:script|link|img|iframe)[^>]*(?:src|href)="(?!data:)', html)


def test_the_same_input_gives_the_same_bytes(zones, events) -> None:
    assert (
        interactive_map(zones, events, at="2020-08-21").html
        == interactive_map(zones, events, at="2020-08-21").html
    )


def test_bad_input_is_named(zones, events) -> None:
    with pytest.raises(CRSError, match="zones have no"):
        interactive_map(zones.set_crs(None, allow_override=True))
    with pytest.raises(CRSError, match="events have no"):
        interactive_map(zones, events.set_crs(None, allow_override=True))
    with pytest.raises(ValueRangeError, match="nothing to show"):
        interactive_map(None)
    with pytest.raises(ValueRangeError, match="nothing to show"):
        interactive_map(zones.iloc[:0], events.iloc[:0])
    with pytest.raises(ValueRangeError, match="needs dates"):
        interactive_map(Timeline(zones))  # type: ignore[arg-type]
