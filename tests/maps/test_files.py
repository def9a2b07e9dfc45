"""Files of maps as their readers meet them: PDF and SVG with their letters, their text and their words about it."""

from __future__ import annotations

import base64
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from badia_geo.maps import map_record, plot_control_map, save_map
from badia_geo.maps.svg_fonts import complete_svg

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def saved(zones: gpd.GeoDataFrame, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("files")
    figure = plot_control_map(
        zones, at="2020-08-21", language="both", relief=False, sources="notes <1> & others"
    )
    for ending in ("pdf", "svg"):
        save_map(figure, folder / f"map.{ending}", dpi=60)
    return {"folder": folder, "record": map_record(figure)}


def parsed(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314  (a file of our own)


def fonts(resources: Any) -> Iterator[Any]:
    for font in (resources.get("/Font") or {}).values():
        yield font.get_object()
    for part in (resources.get("/XObject") or {}).values():
        inner = part.get_object()
        if "/Resources" in inner:
            yield from fonts(inner["/Resources"])


def test_a_pdf_embeds_its_fonts_as_outlines_that_scale(saved: dict[str, Any]) -> None:
    page = PdfReader(saved["folder"] / "map.pdf").pages[0]
    names = []
    for font in fonts(page["/Resources"]):
        assert font["/Subtype"] != "/Type3", font["/BaseFont"]
        # a composite font holds its outlines in its descendant
        inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        assert inner["/Subtype"] in ("/CIDFontType2", "/TrueType")
        assert "/FontFile2" in inner["/FontDescriptor"].get_object()
        assert "/ToUnicode" in font
        names.append(str(font["/BaseFont"]).split("+")[-1])
    assert {"FiraSans-Regular", "FiraSans-SemiBold", "IBMPlexSansArabic-Regular"} <= set(names)


def test_the_text_of_a_pdf_can_be_searched_in_both_languages(saved: dict[str, Any]) -> None:
    text = PdfReader(saved["folder"] / "map.pdf").pages[0].extract_text()
    for phrase in (
        "Deir ez-Zor",
        "Syrian Democratic Forces",
        "Control as of 21 August 2020",
        "notes <1> & others",
    ):
        assert phrase in text
    # words of a line from the right are given in the order in which they stand on the page
    for written in ("الرقة", "قوات", "سوريا", "الديمقراطية", "السيطرة"):
        assert written in text
    assert "الرقة"[::-1] not in text


def test_a_pdf_says_what_it_shows_and_from_what(saved: dict[str, Any]) -> None:
    about = PdfReader(saved["folder"] / "map.pdf").metadata
    assert about is not None
    assert about.title == saved["record"].title
    assert about.subject == saved["record"].alt_text
    assert "21 August 2020" in about.subject
    assert about["/Keywords"] == "notes <1> & others"


def test_an_svg_carries_the_letters_of_all_its_text(saved: dict[str, Any]) -> None:
    text = (saved["folder"] / "map.svg").read_text(encoding="utf8")
    faces: dict[tuple[str, str, str], set[int]] = {}
    pattern = r"@font-face\{font-family:'([^']+)';font-weight:(\w+);font-style:(\w+);src:url\(data:font/ttf;base64,([^)]+)\)"
    for family, weight, style, data in re.findall(pattern, text):
        font = TTFont(io.BytesIO(base64.b64decode(data)))
        assert font["maxp"].numGlyphs < 400
        faces[family, weight, style] = set(font.getBestCmap())
    assert ("IBM Plex Sans Arabic", "400", "normal") in faces
    # without these the letters of an Arabic word stand apart
    arabic = re.search(r"'IBM Plex Sans Arabic';font-weight:400[^,]+,([^)]+)", text)
    assert arabic
    joined = TTFont(io.BytesIO(base64.b64decode(arabic[1])))["GSUB"].table.FeatureList.FeatureRecord
    assert {"init", "medi", "fina"} <= {record.FeatureTag for record in joined}
    written = 0
    for node in parsed(text).iter(f"{SVG}text"):
        style = dict(part.split(": ", 1) for part in node.get("style", "").split("; "))
        key = style.get("font-weight", "400"), style.get("font-style", "normal")
        have = set().union(*(letters for face, letters in faces.items() if face[1:] == key))
        assert {ord(c) for c in "".join(node.itertext())} - {0x200F, 0x2066, 0x2067, 0x2069} <= have
        written += 1
    assert written > 50


def test_an_svg_has_a_name_and_a_description_for_those_who_do_not_see_it(saved: dict[str, Any]) -> None:
    root = parsed((saved["folder"] / "map.svg").read_text(encoding="utf8"))
    assert root.get("role") == "img"
    parts = {node.get("id"): node.text for node in root.iter() if node.tag in (f"{SVG}title", f"{SVG}desc")}
    said = [parts[key] for key in str(root.get("aria-labelledby")).split()]
    assert said == [saved["record"].title, saved["record"].alt_text]
    assert "unicode-bidi:plaintext" in "".join(node.text or "" for node in root.iter(f"{SVG}style"))


def test_hostile_words_stay_words_in_an_svg(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    path.write_text(
        '<svg width="1"><title>x</title><style type="text/css"></style>'
        "<text style=\"font-family: 'No Such Font', 'DejaVu Sans'\">a&lt;b</text></svg>",
        encoding="utf8",
    )
    complete_svg(path, title='</title><script>alert("1")</script>', description=r"\1 & <b>")
    root = parsed(path.read_text(encoding="utf8"))
    assert not list(root.iter("script"))
    assert root.find("title").text == '</title><script>alert("1")</script>'
    assert root.find("desc").text == r"\1 & <b>"
    rule = root.find("style").text
    assert rule.count("@font-face") == 1
    data = re.search(r"base64,([^)]+)", rule)[1]
    kept = set(TTFont(io.BytesIO(base64.b64decode(data))).getBestCmap())
    # ">" comes along as the mirror of "<"
    assert kept == {ord(c) for c in "a<b>"}
