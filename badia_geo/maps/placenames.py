"""Placenames: which towns, areas, rivers and countries a map names, and where their names may stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
import shapely

from badia_geo import datasets
from badia_geo.errors import DataError
from badia_geo.maps.words import Language, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from badia_geo.maps.frame import MapFrame

__all__ = ["AreaName", "area_names", "rank_towns", "settlements", "town_words"]

NAMED_AREAS = ("DSRT", "MTS", "MT", "PLN", "UPLD")
"""GeoNames classes of the areas whose names are written along their extent."""

FOREIGN = 0.12
"""A town abroad counts as one of this share of its size: a map of Syria is for Syria's towns."""

SITES = ("AIRB", "AIRF", "AIRP", "MLB", "OILF", "GASF", "OILR", "DAM", "PMP", "CSTM", "BDG")
"""GeoNames classes of what reports name beside towns: bases, fields, dams, stations and crossings."""

SITE = 1500.0
"""A site counts as a village of so many: on a map of the country only a lonely one is named."""

HAMLET = 200.0
"""Inhabitants of a village whose number nobody states, so that a map of a few kilometres still has names."""

OWN = 0.75
"""Share of an area in one country from which its name is kept on that side of the border."""

ISOLATION = 0.5
"""Power of the distance to the next larger town in a town's rank.  Palmyra, alone in its desert, comes before
a suburb of four times its size; by size alone the desert would stay without a name."""


@dataclass(frozen=True)
class AreaName:
    """A name that is written within an area, or beside a river, and not at a point.

    ``plain`` is the name unspaced, ``code`` the GeoNames class of a desert or range.
    """

    kind: Literal["country", "governorate", "area", "river"]
    text: str
    shape: BaseGeometry
    angle: float = 0.0
    centre: tuple[float, float] | None = None
    plain: str = ""
    code: str = ""
    style: dict[str, Any] = field(default_factory=dict)


@lru_cache(maxsize=1)
def _places() -> pd.DataFrame:
    """Give the packaged places; reading them takes as long as half of a map."""
    from badia_geo.gazetteer import Gazetteer

    return Gazetteer.load().places


@lru_cache(maxsize=1)
def settlements() -> pd.DataFrame:
    """Give the gazetteer's towns, villages and sites with their importance on a map."""
    places = _places()
    codes = places["feature_code"].astype(str)
    towns = places[codes.str.match(r"PPL(?!X|W|Q)") | codes.isin(SITES)]
    population = towns["population"].fillna(0).astype(float).clip(lower=HAMLET)
    # a capital or district seat is on maps for more than its size
    weight = population + towns["feature_code"].map(
        {"PPLC": 2e6, "PPLA": 4e5, "PPLA2": 4e4, "PPLA3": 8e3}
    ).fillna(0)
    countries = datasets.load("countries")
    syria = shapely.union_all(countries[countries["country"] == "SY"].geometry.to_numpy())
    shapely.prepare(syria)
    home = shapely.contains_xy(syria.buffer(0.02), towns["lon"].to_numpy(float), towns["lat"].to_numpy(float))
    site = towns["feature_code"].isin(SITES)
    return towns.assign(importance=weight.where(~site, SITE), home=home, site=site)


def rank_towns(
    frame: MapFrame, *, most: int = 48, spacing: float = 0.042, always: gpd.GeoDataFrame | None = None
) -> pd.DataFrame:
    """Choose the towns that a map of this window may name, the more important first.

    Parameters
    ----------
    frame
        The window.
    most
        At most so many.
    spacing
        Least distance between two, as a share of the window's width.
    always
        Places that are named whatever their size, with ``place_name`` and ``name_ar``.

    Returns
    -------
    DataFrame
        Columns name, name_ar, importance, home, site, always, x, y (metres of the frame), rank (from 0).
    """
    towns = settlements().assign(always=False)
    # on a map of another country its towns are no strangers
    syrian = frame.project(datasets.load("countries")).query("country == 'SY'").area.sum()
    if syrian > 0.15 * frame.box.area:
        towns["importance"] = towns["importance"].where(towns["home"], towns["importance"] * FOREIGN)
    if always is not None and len(always):
        named = pd.DataFrame(
            {
                "name": always["place_name"].to_numpy(),
                "name_ar": always["name_ar"].to_numpy(),
                "lon": always.geometry.x.to_numpy(),
                "lat": always.geometry.y.to_numpy(),
            }
        )
        # a town keeps its size, a base or field has none
        sizes = towns.drop_duplicates("name").set_index("name")["importance"]
        named["importance"] = named["name"].map(sizes).fillna(0.0)
        first = towns.drop_duplicates("name")
        kinds = dict(zip(first["name"], first["site"], strict=True))
        named = named.assign(home=True, site=[bool(kinds.get(n, True)) for n in named["name"]], always=True)
        towns = pd.concat([named, towns[~towns["name"].isin(named["name"])]], ignore_index=True)
    x, y = frame.points(towns["lon"].to_numpy(float), towns["lat"].to_numpy(float))
    xmin, ymin, xmax, ymax = frame.bounds
    margin = 0.01 * frame.width_m
    inside = (x > xmin + margin) & (x < xmax - margin) & (y > ymin + margin) & (y < ymax - margin)
    towns = towns.assign(x=x, y=y)[inside]
    towns = towns.sort_values(["always", "importance", "name"], ascending=[False, False, True], kind="stable")
    towns = towns.head(1500)  # beyond these a town is a hamlet, and the distances grow with the square
    apart = _isolation(towns["x"].to_numpy(), towns["y"].to_numpy()) / frame.width_m
    score = np.where(towns["always"], np.inf, towns["importance"] * np.minimum(apart, 0.5) ** ISOLATION)
    towns = towns.iloc[np.argsort(-score, kind="stable")]
    kept: list[int] = []
    positions: list[tuple[float, float]] = []
    for i, (tx, ty, first) in enumerate(zip(towns["x"], towns["y"], towns["always"], strict=True)):
        if len(kept) >= most:
            break
        if first or all(np.hypot(tx - px, ty - py) >= spacing * frame.width_m for px, py in positions):
            kept.append(i)
            positions.append((tx, ty))
    chosen = towns.iloc[kept]
    columns = ["name", "name_ar", "importance", "home", "site", "always", "x", "y", "rank"]
    return chosen.assign(rank=np.arange(len(chosen)))[columns]


def _isolation(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distance of each point from the nearest of those before it; the first has the greatest."""
    if len(x) < 2:
        return np.full(len(x), 1e6)
    apart = np.hypot(x[:, None] - x[None, :], y[:, None] - y[None, :])
    apart[np.triu_indices(len(x))] = np.inf
    least = apart.min(axis=1)
    least[0] = 1e6
    return np.asarray(least)


def town_words(row: Any, language: Language) -> str:
    """Name a town; in both languages on two lines."""
    arabic = row.name_ar if isinstance(row.name_ar, str) and row.name_ar else None
    if language == "ar":
        return arabic or str(row.name)
    return f"{row.name}\n{arabic}" if language == "both" and arabic else str(row.name)


def _slant(text: str) -> str:
    """Give the style of an area's name: Arabic has no italics."""
    return "italic" if text.isascii() else "normal"


def _spaced(text: str, by: str = "\u2009") -> str:
    """Space the letters of a Latin name; Arabic letters join and stay as they are."""
    return by.join(text) if text.isascii() else text


def area_names(frame: MapFrame, language: Language, *, home: str = "SY") -> list[AreaName]:
    """Give the names of countries, the Euphrates, governorates, deserts and ranges, in order of weight.

    Parameters
    ----------
    frame
        The window.
    language
        ``ar`` gives Arabic names, everything else English ones.
    home
        Code of the country that is not named, since the title does.
    """
    column = "name_ar" if language == "ar" else "name"
    return [
        *_countries(frame, column, home),
        *_river(frame, language),
        *_governorates(frame, column),
        *_landscapes(frame, column),
    ]


def _countries(frame: MapFrame, column: str, home: str) -> list[AreaName]:
    style = {"fontsize": 9.5, "color": "#7d766b", "fontweight": "medium"}
    found = []
    for row in frame.project(datasets.load("countries")).to_dict("records"):
        shape = row["geometry"].intersection(frame.box)
        if shape.area < 0.008 * frame.box.area or row["country"] == home:
            continue
        where = shapely.maximum_inscribed_circle(shape, tolerance=frame.width_m / 200).coords[0]
        text = _spaced(str(row[column]).upper(), "\u2009\u2009")
        found.append(AreaName("country", text, shape, centre=(where[0], where[1]), style=style))
    return found


def _governorates(frame: MapFrame, column: str) -> list[AreaName]:
    style = {"fontsize": 6.6, "color": "#6f675b", "fontweight": "medium"}
    found = []
    for row in frame.project(datasets.load("governorates")).to_dict("records"):
        shape = row["geometry"].intersection(frame.box)
        # where one governorate fills the window its name says no more than the title
        if not 0.006 * frame.box.area < shape.area < 0.9 * frame.box.area:
            continue
        text = _spaced(str(row[column]).upper(), "\u200a")
        found.append(AreaName("governorate", text, shape, plain=str(row[column]), style=style))
    return found


def _landscapes(frame: MapFrame, column: str) -> list[AreaName]:
    try:
        areas = frame.project(datasets.load("areas"))
    except DataError:
        return []
    known = _places().drop_duplicates("place_id").set_index("place_id")
    areas = areas[areas["place_id"].isin(known.index)]
    areas = areas.assign(size=areas.area).sort_values("size", ascending=False)
    countries = list(frame.project(datasets.load("countries")).geometry)
    found = []
    for row in areas.to_dict("records"):
        place, shape = row["place_id"], _at_home(row["geometry"].intersection(frame.box), countries)
        code = str(known["feature_code"][place])
        if code not in NAMED_AREAS or shape.is_empty:
            continue
        if not 0.004 * frame.box.area < shape.area < 0.4 * frame.box.area:
            continue
        text = str(known[column][place] or known["name"][place])
        angle, where = _axis(shape)
        # a region is written larger than the ranges and deserts within it
        large = shape.area > 0.1 * frame.box.area
        style = {"fontsize": 8.8 if large else 7.6, "color": "#7a6136", "style": _slant(text)}
        found.append(AreaName("area", _spaced(text), shape, angle, where, text, code, style))
    return found


def _at_home(shape: BaseGeometry, countries: Sequence[BaseGeometry]) -> BaseGeometry:
    """Give the part of an area in the country that holds nearly all of it: its name stays on that side."""
    if shape.is_empty or not countries:
        return shape
    parts = shapely.intersection(np.array(countries, dtype=object), shape)
    most = int(np.argmax(shapely.area(parts)))
    return parts[most] if parts[most].area > OWN * shape.area else shape


def _axis(shape: BaseGeometry) -> tuple[float, tuple[float, float]]:
    """Give the angle in degrees of a shape's longer axis, readable left to right, and a point inside."""
    rectangle = shapely.minimum_rotated_rectangle(shape)
    corners = shapely.get_coordinates(rectangle)[:4]
    edges = np.diff(np.vstack([corners, corners[:1]]), axis=0)
    dx, dy = edges[np.argmax(np.hypot(edges[:, 0], edges[:, 1]))]
    angle = float(np.degrees(np.arctan2(dy, dx)))
    angle = (angle + 90) % 180 - 90
    inside = shape.centroid if shape.contains(shape.centroid) else shape.representative_point()
    return float(np.clip(angle, -35, 35)), (inside.x, inside.y)


def _river(frame: MapFrame, language: Language) -> list[AreaName]:
    try:
        stem = frame.project(datasets.load("euphrates"))
    except DataError:
        return []
    inside = [g.intersection(frame.box) for g in stem.geometry]
    joined = shapely.line_merge(shapely.union_all(inside)) if inside else None
    if joined is None or joined.is_empty:
        return []
    longest = max(shapely.get_parts(joined), key=lambda g: g.length)
    if longest.length < 0.08 * frame.width_m:
        return []
    text = word("Euphrates", "ar" if language == "ar" else "en")
    style = {"fontsize": 7.8, "color": "#24527a", "style": _slant(text)}
    return [AreaName("river", _spaced(text, "\u200a"), longest, style=style)]
