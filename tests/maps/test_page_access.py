"""The interactive page for every reader: Arabic, by keyboard, with a screen reader, on a phone, on paper."""

from __future__ import annotations

import re

import geopandas as gpd
import pytest
from page_driver import PHONE, Timeline, days, look, many_events, serious

from badia_geo.maps import interactive_map

# ---- Arabic, keyboard, accessibility, phone, print


@pytest.mark.browser
def test_arabic_turns_the_page_round_and_english_brings_it_back(opened) -> None:
    english = opened.inner_text("body")
    opened.uncheck("#types input[value='clash']")
    opened.click("#language")
    assert opened.get_attribute("html", "dir") == "rtl"
    assert opened.get_attribute("html", "lang") == "ar"
    assert "السيطرة" in opened.inner_text("#subtitle")
    assert "اشتباك" in opened.inner_text("#types")
    assert not opened.is_checked("#types input[value='clash']")
    assert "قوات سوريا الديمقراطية" in opened.inner_text("#legend")
    assert "كم" in opened.inner_text(".scale")
    panel, stage = (opened.locator(s).bounding_box() for s in ("#panel", "#stage"))
    assert panel["x"] < stage["x"]
    left = re.findall(
        r"[A-Za-z]{4,}",
        opened.inner_text("header") + opened.inner_text("#time") + opened.inner_text("#panel"),
    )
    allowed = {
        "English",
        "Natural",
        "Earth",
        "WDBII",
        "GSHHG",
        "LGPL",
        "GeoNames",
        "NOAA",
        "GLOBE",
        "synthetic",
    }
    assert set(left) - allowed <= set(
        re.findall(r"[A-Za-z]{4,}", "near the oil field east bank Badia al-Sukhnah nowhere known")
    )
    opened.click("#language")
    opened.click("#reset")
    assert opened.inner_text("body") == english


@pytest.mark.browser
def test_a_page_can_begin_in_arabic(open_page, zones, events) -> None:
    page = open_page(interactive_map(zones, events, at="2020-08-21", language="ar"))
    assert page.get_attribute("html", "dir") == "rtl"
    assert page.title() == "أحداث مُبلغ عنها ومناطق السيطرة"


@pytest.mark.browser
def test_every_control_is_reached_in_order_with_a_visible_focus(opened) -> None:
    order, hidden = [], []
    opened.evaluate("document.activeElement.blur()")
    for _ in range(70):
        opened.keyboard.press("Tab")
        name, drawn, inside = opened.evaluate(
            """() => { const n = document.activeElement; const s = getComputedStyle(n); const r = n.getBoundingClientRect();
            const before = getComputedStyle(n, '::before');
            return [n === document.body ? 'BODY' : n.id || n.className || n.tagName, (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2) || before.borderTopWidth === '3px',
                    r.width > 0 && r.bottom > 0 && r.top < innerHeight]; }"""
        )
        if name == "BODY":
            break
        order.append(name)
        if not (drawn and inside):
            hidden.append(name)
    assert hidden == []
    wanted = [
        "search",
        "measure",
        "home",
        "language",
        "panel-toggle",
        "map",
        "before",
        "play",
        "after",
        "slider",
        "follow",
        "from",
        "to",
        "least",
        "reset",
    ]
    # a field for a date has several stops
    stops = [n for n, before in zip(order, [None, *order], strict=False) if n != before]
    assert [n for n in stops if n in wanted] == wanted


@pytest.mark.browser
def test_the_page_is_worked_by_keyboard_alone(opened) -> None:
    opened.keyboard.press("Tab")
    opened.keyboard.press("Tab")
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.getAttribute('href')") == "#events"
    opened.keyboard.press("Enter")
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.classList.contains('event')")
    opened.keyboard.press("Enter")
    assert opened.locator(".leaflet-popup").count() == 1
    assert opened.evaluate("document.activeElement.classList.contains('popup')")
    opened.keyboard.press("Escape")
    assert opened.locator(".leaflet-popup").count() == 0
    assert opened.evaluate("document.activeElement.classList.contains('event')")
    opened.focus("#map")
    before = opened.evaluate("badiaGeo.map.getCenter().lng")
    opened.keyboard.press("ArrowRight")
    opened.wait_for_timeout(500)
    assert opened.evaluate("badiaGeo.map.getCenter().lng") > before
    look(opened, 36.3, 40.5, 10)
    opened.focus("#map")
    opened.keyboard.press("Enter")
    assert "Syrian Democratic Forces" in opened.inner_text(".leaflet-popup")
    opened.keyboard.press("Escape")
    assert opened.evaluate("document.activeElement.id") == "map"


ON = "document.activeElement"


@pytest.mark.browser
def test_the_events_of_the_map_are_one_stop_and_arrows_lead_from_one_to_the_next(open_page, zones) -> None:
    events = many_events(4).set_geometry(
        gpd.points_from_xy([39.0, 40.0, 41.0, 40.0], [35.0, 35.0, 35.0, 36.0]), crs=4326
    )
    page = open_page(
        interactive_map(zones, events.assign(place=["west", "middle", "east", "north"]), at="2020-08-21")
    )
    look(page, 35.05, 40.0, 8)
    assert page.locator(".mark").count() == 4
    assert page.locator(".mark[tabindex]").count() == 1
    page.focus("#map")
    page.keyboard.press("Tab")
    said = f"{ON}.getAttribute('aria-label')"
    assert page.evaluate(f"{ON}.getAttribute('role')") == "button"
    assert page.evaluate(said).endswith("middle")
    assert "middle" in page.inner_text(".mark-tip")
    assert page.evaluate(f"parseFloat(getComputedStyle({ON}).outlineWidth)") >= 2
    centre = page.evaluate("badiaGeo.map.getCenter().lng")
    for key, name in (
        ("ArrowRight", "east"), ("ArrowRight", "east"), ("ArrowLeft", "middle"), ("ArrowUp", "north"),
        ("ArrowDown", "middle"), ("ArrowLeft", "west"),
    ):  # fmt: skip
        page.keyboard.press(key)
        assert page.evaluate(said).endswith(name)
    assert page.evaluate("badiaGeo.map.getCenter().lng") == centre
    assert page.locator(".mark[tabindex]").count() == 1
    assert serious(page) == []
    page.keyboard.press("Enter")
    assert "west" in page.inner_text(".leaflet-popup")
    assert page.evaluate(f"{ON}.classList.contains('popup')")
    page.keyboard.press("Escape")
    page.wait_for_timeout(400)
    assert page.evaluate(said).endswith("west")
    page.keyboard.press("Escape")
    assert page.evaluate(f"{ON}.id") == "map"


@pytest.mark.browser
def test_ten_thousand_events_are_one_stop_and_keep_it_while_the_map_changes(open_page, zones) -> None:
    page = open_page(interactive_map(zones, many_events(10_000), at="2020-08-21"))
    assert page.locator(".mark").count() > 50
    page.focus("#map")
    page.keyboard.press("Tab")
    first = page.evaluate(f"{ON}.getAttribute('aria-label')")
    assert re.match(r"\d+ events here\. ", first)
    # a large group opens by zooming in, and the focus stays on the symbols
    page.keyboard.press("Enter")
    page.wait_for_timeout(800)
    assert page.evaluate(f"{ON}.classList.contains('mark')")
    assert page.evaluate(f"{ON}.getAttribute('aria-label')") != first
    assert page.locator(".mark[tabindex]").count() == 1
    page.keyboard.press("Tab")
    assert not page.evaluate(f"{ON}.classList.contains('mark')")
    page.evaluate("document.querySelector('#types input').click()")
    assert page.locator(".mark[tabindex]").count() == 1


@pytest.mark.browser
@pytest.mark.parametrize("size", [{"width": 1280, "height": 800}, PHONE])
def test_axe_finds_nothing_serious_in_any_state(open_page, zones, events, size) -> None:
    page = open_page(
        interactive_map(Timeline(zones), events, at="2020-08-21", dates=days("2020-08-01", 25)), **size
    )
    assert serious(page) == []
    if size is PHONE:
        page.click("#panel-toggle")
        page.wait_for_timeout(100)
        assert serious(page) == []
    page.evaluate("document.getElementById('layers-part').open = true")
    page.click("#list button >> nth=0")
    assert serious(page) == []
    page.keyboard.press("Escape")
    page.click("#measure")
    assert serious(page) == []
    page.click("#measure")
    page.fill("#search", "al")
    assert serious(page) == []
    page.fill("#search", "")
    page.click("#language")
    if size is PHONE:
        page.click("#panel-toggle")
    page.click("#list button >> nth=1")
    assert serious(page) == []


OVERLAPS = """() => {
  const shown = [...document.querySelectorAll('button, input, select, summary, .leaflet-bar a, .scale, .credit, h1, #subtitle, #date')]
    .filter(n => n.checkVisibility({visibilityProperty: true}) && !n.closest('.leaflet-popup'))
    .map(n => [n, n.getBoundingClientRect()]).filter(([, r]) => r.width > 1 && r.height > 1);
  const bad = [];
  shown.forEach(([a, r], i) => shown.slice(i + 1).forEach(([b, s]) => {
    if (a.contains(b) || b.contains(a)) return;
    const sheet = document.getElementById('panel');
    if (getComputedStyle(sheet).position === 'fixed' && sheet.contains(a) !== sheet.contains(b)) return;
    if (a.id === 'panel-close' || b.id === 'panel-close') return;
    const w = Math.min(r.right, s.right) - Math.max(r.left, s.left); const h = Math.min(r.bottom, s.bottom) - Math.max(r.top, s.top);
    if (w > 1 && h > 1) bad.push([a.id || a.className || a.tagName, b.id || b.className || b.tagName]);
  }));
  return bad;
}"""
SMALL = """() => [...document.querySelectorAll('button, input:not([type=checkbox]), select, summary, label.check, .leaflet-bar a, .leaflet-popup-close-button')]
  .filter(n => n.checkVisibility()).map(n => [n.id || n.className || n.tagName, n.getBoundingClientRect()])
  .filter(([, r]) => r.width > 0 && (r.height < 44 || r.width < 44)).map(([n, r]) => [n, r.width, r.height])"""


@pytest.mark.browser
def test_on_a_phone_nothing_overlaps_and_targets_are_large(open_page, zones, events) -> None:
    page = open_page(
        interactive_map(Timeline(zones), events, at="2020-08-21", dates=days("2020-08-01", 25)), **PHONE
    )
    assert not page.is_visible("#panel")
    assert page.locator("#map").bounding_box()["height"] > 400
    for language in ("en", "ar"):
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert page.evaluate(OVERLAPS) == [], language
        assert page.evaluate(SMALL) == [], language
        page.tap("#panel-toggle")
        assert page.is_visible("#panel")
        page.wait_for_timeout(100)
        assert page.evaluate(OVERLAPS) == [], language
        assert page.evaluate(SMALL) == [], language
        page.tap("#list button >> nth=0")
        assert not page.is_visible("#panel")
        page.wait_for_timeout(300)
        popup, frame = (page.locator(s).bounding_box() for s in (".leaflet-popup", "#map"))
        assert popup["x"] >= 0
        assert popup["x"] + popup["width"] <= 390
        assert popup["y"] >= frame["y"] - 1
        assert page.evaluate(SMALL) == [], language
        page.tap(".leaflet-popup-close-button")
        page.tap("#language")


@pytest.mark.browser
@pytest.mark.parametrize("size", [(1440, 900), (1024, 700)])
def test_on_a_screen_nothing_overlaps(open_page, zones, events, size) -> None:
    page = open_page(
        interactive_map(Timeline(zones), events, at="2020-08-21", dates=days("2020-08-01", 25)),
        width=size[0], height=size[1],
    )  # fmt: skip
    for _ in range(2):
        assert page.evaluate(OVERLAPS) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        page.click("#language")


@pytest.mark.browser
def test_on_paper_the_map_its_legend_and_its_sources_stand_and_the_controls_go(opened) -> None:
    before = opened.evaluate("[badiaGeo.map.getSize().x, badiaGeo.map.getZoom()]")
    opened.emulate_media(media="print")
    for shown in ("#map", "#legend", "#list", "#about-text", ".scale", ".credit", "#subtitle"):
        assert opened.is_visible(shown), shown
    for gone in ("#search", "#measure", "#filters", "#time", "#language", ".leaflet-control-zoom"):
        assert not opened.is_visible(gone), gone
    assert opened.locator("#map").bounding_box()["width"] <= 771
    opened.emulate_media(media="screen")
    opened.wait_for_timeout(100)
    assert opened.evaluate("[badiaGeo.map.getSize().x, badiaGeo.map.getZoom()]") == before
