"""Base map of the page: land, water, borders, names by rank, and a shaded relief as one small picture."""

from __future__ import annotations

import base64
import io
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from badia_geo import datasets
from badia_geo.maps.basemap import SHADE
from badia_geo.maps.page_geometry import page_shape
from badia_geo.maps.placenames import NAMED_AREAS, settlements

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["WINDOW", "page_base"]

WINDOW = (35.0, 29.0, 46.0, 38.5)
"""Degrees that the packaged base map covers; beyond them the page draws nothing."""

RELIEF_WIDTH = 1100
"""Pixels of the shaded relief: 1 km each, as fine as its source; some 150 kB."""

OTHER_PLACES = (
    *("OILF", "GASF", "OILR", "PMP", "DAM", "BDG", "CSTM", "AIRB", "AIRP", "AIRF", "CMP", "ANS", "PRN"),
)
"""GeoNames classes beside settlements that reports name and readers look for."""

LAKE_NAMES = {"Dead Sea": "البحر الميت", "Lake Tharthar": "بحيرة الثرثار", "Lake Van": "بحيرة وان"}

ALTERNATE_NAMES = 8


def _features(frame: gpd.GeoDataFrame, *, tolerance: float, columns: Sequence[str] = ()) -> dict[str, Any]:
    features = []
    for row in frame.to_dict("records"):
        geometry = page_shape(row[frame.geometry.name], tolerance=tolerance)
        if geometry is not None:
            properties = {c: bool(row[c]) for c in columns}
            features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return {"type": "FeatureCollection", "features": features}


@lru_cache(maxsize=1)
def page_base() -> dict[str, Any]:
    """Give the base map as the page carries it: GeoJSON, lists of names, and a picture.

    Names are ``[English, Arabic, lon, lat, kind, rank, angle]``: kind is country, governorate, lake, river or
    area, rank the least zoom at which the name is worth its room, angle in degrees clockwise.
    Places are ``[English, Arabic, lon, lat, weight, governorate, other names]``; weight -1 is no settlement.
    """
    window = shapely.box(*WINDOW)
    rivers = datasets.load("rivers")
    main = rivers["name"].isin(["Tigris", "Dicle"])
    stem = datasets.load("euphrates")[["geometry"]].assign(main=True)
    other = rivers.loc[~rivers["name"].isin(["Euphrates", "Firat", "Al Furat"]), ["geometry"]].assign(
        main=main
    )
    # the rivers go beyond the land that is drawn; there they would float on nothing
    water = gpd.GeoDataFrame(pd.concat([stem, other]), crs=4326).clip(window)
    # two sources draw the large reservoirs: as one area, so that no shore runs through the water
    lakes = shapely.union_all(
        [*datasets.load("lakes").geometry.to_numpy(), *datasets.load("reservoirs").geometry.to_numpy()]
    )
    return {
        "window": list(WINDOW),
        "land": _features(datasets.load("countries"), tolerance=0.004),
        "lakes": _features(gpd.GeoDataFrame(geometry=[lakes], crs=4326), tolerance=0.001),
        "rivers": _features(water, tolerance=0.0008, columns=["main"]),
        "governorates": _features(datasets.load("governorate_lines"), tolerance=0.003),
        "borders": _features(datasets.load("borders"), tolerance=0.003, columns=["disputed"]),
        "names": _names(),
        "places": _places(),
        "relief": _relief(),
    }


def _names() -> list[list[Any]]:
    names: list[list[Any]] = []
    inner = shapely.box(WINDOW[0] + 0.1, WINDOW[1] + 0.1, WINDOW[2] - 0.1, WINDOW[3] - 0.1)
    for row in datasets.load("countries").to_dict("records"):
        where = shapely.maximum_inscribed_circle(row["geometry"].intersection(inner), tolerance=0.05)
        names.append(_name(row, where.coords[0], "country", 5))
    for row in datasets.load("governorates").to_dict("records"):
        where = shapely.maximum_inscribed_circle(row["geometry"], tolerance=0.02)
        names.append(_name(row, where.coords[0], "governorate", 7 if row["geometry"].area > 0.3 else 9))
    lakes = datasets.load("reservoirs").dropna(subset="name")
    for row in lakes.drop_duplicates("name_ar").to_dict("records"):
        point = row["geometry"].representative_point()
        names.append(_name(row, (point.x, point.y), "lake", 8))
    for name, arabic in LAKE_NAMES.items():
        shape = datasets.load("lakes").query("name == @name").geometry.iloc[0]
        point = shape.representative_point()
        names.append([name, arabic, round(point.x, 3), round(point.y, 3), "lake", 7, 0])
    reaches = datasets.load("euphrates").clip(shapely.box(*WINDOW)).geometry
    stem = shapely.line_merge(shapely.union_all(reaches))
    longest = max(shapely.get_parts(stem), key=lambda part: part.length)
    # a name every half degree; the page shows those that are far enough apart at its scale
    for along in np.arange(0.4, longest.length - 0.4, 0.5):
        before, at, after = (longest.interpolate(along + step) for step in (-0.15, 0, 0.15))
        rise = (after.y - before.y) / np.cos(np.radians(at.y))
        angle = (np.degrees(np.arctan2(-rise, after.x - before.x)) + 90) % 180 - 90
        if abs(angle) > 50:
            continue
        names.append(["Euphrates", "الفرات", round(at.x, 3), round(at.y, 3), "river", 6, round(float(angle))])
    return names + _areas()


def _areas() -> list[list[Any]]:
    from badia_geo.gazetteer import Gazetteer

    known = Gazetteer.load().places.set_index("place_id")
    names = []
    for row in datasets.load("areas").to_dict("records"):
        place, shape = row["place_id"], row["geometry"]
        if place not in known.index or known["feature_code"][place] not in NAMED_AREAS:
            continue
        # square degrees: the Bishri range has 0.3, the Syrian desert over 5
        rank = 6 if shape.area > 3 else 7 if shape.area > 0.5 else 8
        point = shape.representative_point()
        label = {"name": known["name"][place], "name_ar": known["name_ar"][place]}
        names.append(_name(label, (point.x, point.y), "area", rank))
    return names


def _name(row: dict[Any, Any], where: Sequence[float], kind: str, rank: int) -> list[Any]:
    arabic = row["name_ar"] if isinstance(row["name_ar"], str) else ""
    return [str(row["name"]), arabic, round(where[0], 3), round(where[1], 3), kind, rank, 0]


def _places() -> list[list[Any]]:
    from badia_geo.gazetteer import Gazetteer

    places = Gazetteer.load().places
    weight = settlements()["importance"].reindex(places.index, fill_value=-1.0)
    chosen = places.assign(weight=weight)[(weight >= 0) | places["feature_code"].isin(OTHER_PLACES)]
    inside = chosen["lon"].between(WINDOW[0], WINDOW[2]) & chosen["lat"].between(WINDOW[1], WINDOW[3])
    rows = chosen[inside].sort_values(["weight", "name"], ascending=[False, True], kind="stable")
    return [
        [
            str(row["name"]),
            row["name_ar"] if isinstance(row["name_ar"], str) else "",
            round(row["lon"], 3),
            round(row["lat"], 3),
            int(row["weight"]),
            row["admin1"] if isinstance(row["admin1"], str) else "",
            # other spellings only of places that many writers spell
            [str(n) for n in row["names"][:ALTERNATE_NAMES]] if position < 600 or row["weight"] < 0 else [],
        ]
        for position, row in enumerate(rows.to_dict("records"))
    ]


def _relief() -> dict[str, Any]:
    """Shade the relief in Web Mercator, the page's projection, as black and white of varying opacity."""
    import rasterio
    from matplotlib.colors import LightSource
    from PIL import Image
    from rasterio.transform import from_bounds
    from rasterio.warp import Resampling, reproject, transform_bounds

    west, south, east, north = transform_bounds(4326, 3857, *WINDOW)
    width = RELIEF_WIDTH
    height = round(width * (north - south) / (east - west))
    heights = np.full((height, width), np.nan, dtype="float32")
    with rasterio.open(datasets.path("relief")) as source:
        reproject(
            rasterio.band(source, 1),
            heights,
            dst_transform=from_bounds(west, south, east, north, width, height),
            dst_crs="EPSG:3857",
            dst_nodata=np.nan,
            resampling=Resampling.bilinear,
        )
    known = np.isfinite(heights)
    # Web Mercator stretches ground by 1 / cos(latitude), here about 1.2
    size = (east - west) / width * np.cos(np.radians((WINDOW[1] + WINDOW[3]) / 2))
    light = LightSource(azdeg=315, altdeg=45)
    shade = light.hillshade(np.where(known, heights, 0), vert_exag=12, dx=size, dy=size)
    flat = np.sin(np.radians(45.0))
    relative = np.clip((shade - flat) / flat, -1, 1)
    pixels = np.zeros((height, width, 4), dtype="uint8")
    pixels[..., :3] = np.where(relative > 0, 255, 0)[..., None]
    opacity = np.abs(relative) * SHADE * np.where(relative > 0, 1.4, 1.0)
    # 24 steps of opacity cannot be told apart here, and compress to a third
    pixels[..., 3] = np.where(known, np.round(opacity * 24) / 24 * 255, 0).clip(0, 255)
    file = io.BytesIO()
    Image.fromarray(pixels, "RGBA").save(file, "WEBP", lossless=True, quality=80, method=4)
    return {
        "bounds": [[WINDOW[1], WINDOW[0]], [WINDOW[3], WINDOW[2]]],
        "url": "data:image/webp;base64," + base64.b64encode(file.getvalue()).decode(),
    }
