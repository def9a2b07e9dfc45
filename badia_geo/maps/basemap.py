"""Base map: relief, land, water, borders, governorates and towns under the zones and events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from badia_geo import datasets
from badia_geo.errors import DataError
from badia_geo.maps.words import Language, word

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from matplotlib.axes import Axes
    from shapely.geometry.base import BaseGeometry

    from badia_geo.maps.frame import MapFrame

__all__ = [
    "COLOURS",
    "area_names",
    "draw_borders",
    "draw_land",
    "draw_relief",
    "draw_water",
    "rank_towns",
    "settlements",
]

COLOURS = {
    "sea": "#d5e3ec",
    "land": "#f3efe6",
    "water": "#8fb6d3",
    "water_edge": "#4b7fa8",
    "border": "#3d3a36",
    "governorate": "#7a746a",
    "ink": "#23211f",
    "quiet": "#6b655c",
}

NAMED_AREAS = ("DSRT", "MTS", "MT", "PLN", "UPLD")
"""GeoNames classes of the areas whose names are written along their extent."""

# How strongly the relief darkens and lightens what lies under it; at 0.30 the zones still hold their hue.
SHADE = 0.30


def draw_land(axes: Axes, frame: MapFrame) -> None:
    """Fill the window with sea and land."""
    axes.set_facecolor(COLOURS["sea"])
    land = frame.project(datasets.load("countries"))
    land.plot(ax=axes, color=COLOURS["land"], edgecolor="none", zorder=1)


def draw_relief(axes: Axes, frame: MapFrame, *, pixels: int = 1400) -> None:
    """Shade the relief over the zones: black and white of varying opacity, light from the north-west.

    Parameters
    ----------
    axes
        Axes in the frame's CRS.
    frame
        The window.
    pixels
        Width of the shading in pixels; the source is 30 arc-seconds (about 0.9 km).
    """
    import rasterio
    from matplotlib.colors import LightSource
    from rasterio.transform import from_bounds
    from rasterio.warp import Resampling, reproject

    xmin, ymin, xmax, ymax = frame.bounds
    width = int(min(pixels, max(200, (xmax - xmin) / 300)))
    height = max(1, round(width * (ymax - ymin) / (xmax - xmin)))
    heights = np.full((height, width), np.nan, dtype="float32")
    transform = from_bounds(xmin, ymin, xmax, ymax, width, height)
    with rasterio.open(datasets.path("relief")) as source:
        reproject(
            rasterio.band(source, 1),
            heights,
            dst_transform=transform,
            dst_crs=frame.crs.to_wkt(),
            dst_nodata=np.nan,
            resampling=Resampling.bilinear,
        )
    known = np.isfinite(heights)
    if not known.any():
        return
    size = (xmax - xmin) / width
    light = LightSource(azdeg=315, altdeg=45)
    # the steppe is nearly flat: without exaggeration the Bishri range would not show
    shade = light.hillshade(np.where(known, heights, 0), vert_exag=12 * (size / 900) ** 0.3, dx=size, dy=size)
    flat = np.sin(np.radians(45.0))
    relative = np.clip((shade - flat) / flat, -1, 1)
    overlay = np.zeros((height, width, 4))
    overlay[..., :3] = (relative > 0)[..., None]
    overlay[..., 3] = np.where(known, np.abs(relative) * SHADE * np.where(relative > 0, 1.4, 1.0), 0)
    axes.imshow(overlay, extent=(xmin, xmax, ymin, ymax), origin="upper", zorder=3, interpolation="bilinear")


def river_lines(frame: MapFrame) -> gpd.GeoDataFrame:
    """Give the river lines of the window with a column ``main`` for the Euphrates and Tigris."""
    import geopandas as gpd
    import pandas as pd

    rivers = datasets.load("rivers")
    main = rivers["name"].isin(["Euphrates", "Firat", "Al Furat", "Tigris", "Dicle"])
    parts = [rivers[["geometry"]].assign(main=main, stem=main & ~rivers["name"].isin(["Tigris", "Dicle"]))]
    try:
        stem = datasets.load("euphrates")[["geometry"]]
        # the fused stem is nearer the truth than either of its sources: it replaces them
        parts = [parts[0][~parts[0]["stem"]], stem.assign(main=True, stem=True)]
    except DataError:
        pass
    smaller = datasets.load("rivers_gshhg")
    # the second source draws the same stems; 0.02 degrees is above the 1.5 km by which the two differ
    stems = shapely.union_all(pd.concat(parts)[lambda f: f["main"]].geometry.to_numpy())
    tributary = smaller[shapely.distance(smaller.geometry.to_numpy(), stems) > 0.02]
    parts.append(tributary[["geometry"]].assign(main=False, stem=False))
    together = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=4326)
    return frame.project(together)


def draw_water(axes: Axes, frame: MapFrame) -> list[np.ndarray]:
    """Draw rivers with width and reservoirs; give the lines that labels keep off (metres)."""
    lines = river_lines(frame)
    for main, (casing, width) in {False: (0.0, 0.45), True: (2.6, 1.7)}.items():
        chosen = lines[lines["main"] == main]
        if chosen.empty:
            continue
        if casing:
            chosen.plot(ax=axes, color=COLOURS["water_edge"], linewidth=casing, zorder=4.0, capstyle="round")
        chosen.plot(
            ax=axes, color=COLOURS["water"], linewidth=width, zorder=4.2, capstyle="round", joinstyle="round"
        )
    names = ["lakes", "reservoirs"]
    for name in names:
        try:
            lakes = frame.project(datasets.load(name))
        except DataError:
            continue
        if not lakes.empty:
            lakes.plot(
                ax=axes,
                facecolor=COLOURS["water"],
                edgecolor=COLOURS["water_edge"],
                linewidth=0.5,
                zorder=4.3,
            )
    return obstacles(lines[lines["main"]].geometry, frame)


def obstacles(lines: gpd.GeoSeries, frame: MapFrame) -> list[np.ndarray]:
    """Give lines as coarse coordinates that labels keep off: 1/300 of the width is thinner than a letter."""
    parts = shapely.get_parts(shapely.simplify(lines.to_numpy(), frame.width_m / 300))
    return [
        shapely.get_coordinates(p)
        for p in parts
        if p.geom_type == "LineString" and p.length > frame.width_m / 150
    ]


def draw_borders(axes: Axes, frame: MapFrame) -> None:
    """Draw governorate limits, international borders, and disputed ones dashed."""
    limits = frame.project(datasets.load("governorate_lines"))
    if not limits.empty:
        limits.plot(
            ax=axes, color=COLOURS["governorate"], linewidth=0.6, linestyle=(0, (5, 2, 1, 2)), zorder=5
        )
    borders = frame.project(datasets.load("borders"))
    for disputed, style in {False: "solid", True: (0, (4, 2))}.items():
        chosen = borders[borders["disputed"].astype(bool) == disputed]
        if not chosen.empty:
            width = 0.9 if disputed else 1.3
            chosen.plot(ax=axes, color="white", linewidth=width + 1.6, alpha=0.55, zorder=5.1)
            chosen.plot(ax=axes, color=COLOURS["border"], linewidth=width, linestyle=style, zorder=5.2)


def settlements() -> pd.DataFrame:
    """Give the gazetteer's towns and villages with their importance on a map."""
    from badia_geo.gazetteer import Gazetteer

    places = Gazetteer.load().places
    towns = places[places["feature_code"].astype(str).str.match(r"PPL(?!X|W|Q)")]
    population = towns["population"].fillna(0).astype(float)
    # a capital or district seat is on maps for more than its size
    weight = population + towns["feature_code"].map(
        {"PPLC": 2e6, "PPLA": 4e5, "PPLA2": 4e4, "PPLA3": 8e3}
    ).fillna(0)
    return towns.assign(importance=weight)


def rank_towns(
    frame: MapFrame, *, most: int = 34, spacing: float = 0.042, always: gpd.GeoDataFrame | None = None
) -> pd.DataFrame:
    """Choose the towns that a map of this window names: the larger first, none crowding another.

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
        Columns name, name_ar, importance, x, y (metres of the frame), rank (0 for the most important).
    """
    import pandas as pd

    towns = settlements()
    if always is not None and len(always):
        named = pd.DataFrame(
            {
                "name": always["place_name"].to_numpy(),
                "name_ar": always["name_ar"].to_numpy(),
                "lon": always.geometry.x.to_numpy(),
                "lat": always.geometry.y.to_numpy(),
                "importance": 1e7,
            }
        )
        towns = pd.concat([named, towns[~towns["name"].isin(named["name"])]], ignore_index=True)
    x, y = frame.points(towns["lon"].to_numpy(float), towns["lat"].to_numpy(float))
    xmin, ymin, xmax, ymax = frame.bounds
    margin = 0.01 * frame.width_m
    inside = (x > xmin + margin) & (x < xmax - margin) & (y > ymin + margin) & (y < ymax - margin)
    towns = towns.assign(x=x, y=y)[inside].sort_values(
        ["importance", "name"], ascending=[False, True], kind="stable"
    )
    kept: list[int] = []
    positions: list[tuple[float, float]] = []
    for i, (tx, ty, weight) in enumerate(zip(towns["x"], towns["y"], towns["importance"], strict=True)):
        if len(kept) >= most or weight <= 0:
            break
        if all(np.hypot(tx - px, ty - py) >= spacing * frame.width_m for px, py in positions):
            kept.append(i)
            positions.append((tx, ty))
    chosen = towns.iloc[kept]
    return chosen.assign(rank=np.arange(len(chosen)))[["name", "name_ar", "importance", "x", "y", "rank"]]


def slant(text: str) -> str:
    """Give the style of an area's name: the fonts at hand have no slanted Arabic."""
    return "italic" if text.isascii() else "normal"


def spaced(text: str) -> str:
    """Space the letters of a Latin name with thin spaces; Arabic letters join and stay as they are."""
    return "\u2009".join(text) if text.isascii() else text


def area_names(axes: Axes, frame: MapFrame, language: Language) -> list[Any]:
    """Write the names of deserts and ranges in spaced italics along their extent, and of countries."""
    written = []
    try:
        areas = frame.project(datasets.load("areas"))
    except DataError:
        areas = None
    label = "name_ar" if language == "ar" else "name"
    if areas is not None and not areas.empty:
        from badia_geo.gazetteer import Gazetteer

        known = Gazetteer.load().places.set_index("place_id")
        areas = areas[areas["place_id"].isin(known.index)]
        areas = areas.assign(size=areas.area).sort_values("size", ascending=False)
        taken: list[shapely.Polygon] = []
        for row in areas.to_dict("records"):
            place, shape = row["place_id"], row["geometry"]
            code = known["feature_code"][place]
            if code not in NAMED_AREAS or not 8e8 < row["size"] < 0.4 * frame.box.area:
                continue
            text = known[label][place] or known["name"][place]
            angle, where = _axis(shape)
            reach = shapely.Point(where).buffer(0.11 * frame.width_m)
            if any(reach.intersects(t) for t in taken) or len(taken) >= 6:
                continue
            taken.append(reach)
            written.append(
                axes.text(
                    where[0],
                    where[1],
                    spaced(str(text)),
                    rotation=angle,
                    fontsize=8,
                    style=slant(str(text)),
                    alpha=0.75,
                    color="#7d6a49",
                    ha="center",
                    va="center",
                    zorder=6,
                    rotation_mode="anchor",
                )
            )
    countries = frame.project(datasets.load("countries"))
    for row in countries.to_dict("records"):
        shape = row["geometry"]
        if shape.area < 0.006 * frame.box.area or row["country"] == "SY":
            continue
        where = shapely.maximum_inscribed_circle(shape, tolerance=frame.width_m / 200).coords[0]
        text = row[label]
        written.append(
            axes.text(
                where[0],
                where[1],
                spaced(str(text).upper()),
                fontsize=8.5,
                color=COLOURS["quiet"],
                ha="center",
                va="center",
                zorder=6,
            )
        )
    return written


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


def river_name(axes: Axes, frame: MapFrame, language: Language) -> None:
    """Write the Euphrates' name along a straight reach, beside the water."""
    lines = obstacles(frame.project(datasets.load("euphrates")).geometry, frame)
    if not lines:
        return
    stem = max((shapely.LineString(line) for line in lines), key=lambda line: line.length)
    longest = shapely.get_coordinates(shapely.segmentize(stem, frame.width_m / 150))
    if len(longest) < 24:
        return
    span = len(longest) // 6
    ends = longest[span:] - longest[:-span]
    bend = np.abs(
        np.linalg.norm(longest[span // 2 : len(ends) + span // 2] - (longest[:-span] + ends / 2), axis=1)
    )
    box = frame.bounds
    inner = (longest[:-span] + ends / 2 - [box[0], box[1]]) / [box[2] - box[0], box[3] - box[1]]
    bend = bend + 1e9 * ((inner < 0.12) | (inner > 0.88)).any(axis=1)
    i = int(np.argmin(bend))
    angle = (np.degrees(np.arctan2(ends[i][1], ends[i][0])) + 90) % 180 - 90
    normal = np.array([-np.sin(np.radians(angle)), np.cos(np.radians(angle))]) * frame.width_m * 0.012
    x, y = longest[i + span // 2] + normal
    text = word("Euphrates", "ar" if language == "ar" else "en")
    axes.text(
        x,
        y,
        text,
        rotation=angle,
        rotation_mode="anchor",
        fontsize=7.5,
        style=slant(text),
        color="#2f5f86",
        ha="center",
        va="center",
        zorder=6,
    )
