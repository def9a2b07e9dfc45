"""Base map: relief, land, water and borders under the zones and events."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from badia_geo import datasets
from badia_geo.errors import DataError
from badia_geo.maps.frame import BASE
from badia_geo.maps.palette import LAND
from badia_geo.maps.picture import Picture
from badia_geo.maps.strokes import fill, stroke

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from badia_geo.maps.frame import MapFrame

__all__ = [
    "BORDER_BAND",
    "COLOURS",
    "countries_shown",
    "draw_borders",
    "draw_land",
    "draw_relief",
    "draw_water",
    "river_lines",
    "river_width",
    "standing_water",
]

COLOURS = {
    "sea": "#d5e3ec",
    "land": LAND,
    "blank": "#fbfaf7",
    "water": "#8fb6d3",
    "water_edge": "#4b7fa8",
    "border": "#4d4740",
    "governorate": "#81786a",
    "ink": "#23211f",
    "quiet": "#6b655c",
}

BORDER_BAND: dict[str, Any] = {"color": "#8a7f6d", "linewidth": 3.6, "alpha": 0.32}
"""The pale band along an international border: it tells the border from a front, which has none."""

DISPUTED: Any = (0, (3.2, 2.0))
LIMIT: Any = (0, (1.0, 1.8))

# How strongly the relief darkens and lightens what lies under it; at 0.30 the zones still hold their hue.
SHADE = 0.30

CROPPED_M = 3000.0
"""Distance from the edge of the packaged base map within which a line of the countries is that edge."""

RIVER_M = 300.0
"""Width at which the Euphrates and Tigris are drawn where the scale shows it: both are 200 to 500 m wide in
Syria and Anbar at mean flow."""

WIDEST_RIVER = 6.0
"""Points; a broader ribbon would promise more than lines that are true to some 500 m can keep."""


def draw_land(axes: Axes, frame: MapFrame) -> None:
    """Fill the window with sea and land; what lies beyond the packaged base map stays blank."""
    whole = frame.has_base(slack=0.0)
    axes.set_facecolor(COLOURS["sea" if whole else "blank"])
    land = frame.project(datasets.load("countries"))
    if land.empty:
        return
    inner: Any = frame.box.buffer(0.001 * frame.width_m)
    if not whole:
        known = frame.project(
            gpd.GeoDataFrame(geometry=[shapely.segmentize(shapely.box(*BASE), 0.25)], crs=4326)
        )
        fill(axes, known.geometry, facecolor=COLOURS["sea"], edgecolor="none", zorder=0.5)
        # where the countries end with the base map there is no coast
        edge = shapely.boundary(shapely.union_all(known.geometry.to_numpy()))
        inner = inner.difference(edge.buffer(CROPPED_M))
    fill(axes, land.geometry, facecolor=COLOURS["land"], edgecolor=COLOURS["land"], linewidth=0.4, zorder=1)
    coast = shapely.boundary(shapely.union_all(land.geometry.to_numpy()))
    stroke(
        axes, [coast.intersection(inner)], color=COLOURS["water_edge"], linewidth=0.5, alpha=0.8, zorder=3.6
    )


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
            # bilinear leaves flat facets with hard edges where a map is larger than the source
            resampling=Resampling.cubic_spline,
        )
    known = np.isfinite(heights)
    if not known.any():
        return
    size = (xmax - xmin) / width
    light = LightSource(azdeg=315, altdeg=45)
    # the steppe is nearly flat: without exaggeration the Bishri range would not show; below 900 m a pixel
    # the slopes are the source's own and need no more of it
    exaggeration = 12 * min(max(size, 300) / 900, 1) ** 0.5
    shade = light.hillshade(np.where(known, heights, 0), vert_exag=exaggeration, dx=size, dy=size)
    flat = np.sin(np.radians(45.0))
    # steep coastal ranges would go black beside the steppe
    relative = np.tanh(1.3 * np.clip((shade - flat) / flat, -1, 1))
    # a window of few source cells shows shading that is mostly interpolation
    strength = SHADE * float(np.clip((xmax - xmin) / 90_000, 0.25, 1))
    # bytes: matplotlib would turn an image of floats into them again at each saving
    overlay = np.zeros((height, width, 4), dtype=np.uint8)
    overlay[..., :3] = 255 * (relative > 0)[..., None]
    opacity = np.abs(relative) * strength * np.where(relative > 0, 1.4, 1.0)
    overlay[..., 3] = np.where(known, np.round(255 * opacity), 0)
    image = Picture(axes, extent=(xmin, xmax, ymin, ymax), origin="upper", interpolation="nearest", zorder=3)
    image.set_data(overlay)
    axes.add_image(image)


@lru_cache(maxsize=1)
def _rivers() -> gpd.GeoDataFrame:
    """Fuse the sources of rivers: the sheets of a film or of small multiples share them."""
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
    shapely.prepare(stems)
    tributary = smaller[~shapely.dwithin(stems, smaller.geometry.to_numpy(), 0.02)]
    parts.append(tributary[["geometry"]].assign(main=False, stem=False))
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=4326)


def river_lines(frame: MapFrame) -> gpd.GeoDataFrame:
    """Give the river lines of the window with a column ``main`` for the Euphrates and Tigris."""
    return frame.project(_rivers())


def river_width(axes: Axes, frame: MapFrame) -> float:
    """Width in points at which the two great rivers are drawn: to scale once that shows."""
    figure: Any = axes.figure
    inches = axes.get_position().width * figure.get_size_inches()[0]
    return float(np.clip(72 * inches * RIVER_M / frame.width_m, min(1.7, 0.24 * inches), WIDEST_RIVER))


def draw_water(axes: Axes, frame: MapFrame) -> list[Any]:
    """Draw rivers with width and reservoirs; give the great rivers' lines, which labels keep off."""
    lines = river_lines(frame)
    great = list(lines[lines["main"]].geometry)
    width = river_width(axes, frame)
    stroke(axes, lines[~lines["main"]].geometry, color=COLOURS["water"], linewidth=0.45, zorder=4.0)
    stroke(axes, great, color=COLOURS["water_edge"], linewidth=width + 0.9, zorder=4.0)
    stroke(axes, great, color=COLOURS["water"], linewidth=width, zorder=4.2)
    fill(axes, [standing_water(frame)], facecolor=COLOURS["water"], edgecolor=COLOURS["water_edge"],
         linewidth=0.5, zorder=4.3)  # fmt: skip
    return great


def standing_water(frame: MapFrame) -> Any:
    """Give lakes and reservoirs as one shape: their sources overlap."""
    shapes: list[Any] = []
    for name in ("lakes", "reservoirs"):
        try:
            shapes += list(frame.project(datasets.load(name)).geometry)
        except DataError:
            continue
    return shapely.union_all(np.array(shapes, dtype=object)) if shapes else shapely.Polygon()


def draw_borders(axes: Axes, frame: MapFrame) -> list[Any]:
    """Draw governorate limits, international borders, and disputed ones dashed; give the borders."""
    limits = frame.project(datasets.load("governorate_lines"))
    stroke(axes, limits.geometry, color=COLOURS["governorate"], linewidth=0.75, linestyle=LIMIT, zorder=5)
    borders = frame.project(datasets.load("borders"))
    disputed = borders["disputed"].astype(bool)
    stroke(axes, borders.geometry, **BORDER_BAND, capstyle="butt", zorder=3.8)
    stroke(axes, borders[~disputed].geometry, color=COLOURS["border"], linewidth=0.9, zorder=5.2)
    stroke(axes, borders[disputed].geometry, color=COLOURS["border"], linewidth=0.9, linestyle=DISPUTED,
           capstyle="butt", zorder=5.2)  # fmt: skip
    return list(borders.geometry)


def countries_shown(frame: MapFrame, zones: Sequence[Any] = ()) -> list[tuple[str, str]]:
    """Give English and Arabic names of the countries that a sheet is about, the first by share, at most two.

    Parameters
    ----------
    frame
        The window.
    zones
        Held ground in metres of the frame; without it the whole window counts.
    """
    countries = frame.project(datasets.load("countries"))
    countries = countries[countries["country"].notna()]
    if countries.empty:
        return []
    ground: Any = frame.box
    if len(zones):
        ground = shapely.union_all(np.array(list(zones), dtype=object)).intersection(ground)
    shares = countries.intersection(ground).area / max(ground.area, 1.0)
    # Syria first where both count alike: the timeline is of its war
    order = (shares + 0.2 * (countries["country"] == "SY")).sort_values(ascending=False)
    chosen = [i for i in order.index if shares[i] > (0.15 if len(zones) else 0.3)][:2]
    return [(str(countries["name"][i]), str(countries["name_ar"][i])) for i in chosen]
