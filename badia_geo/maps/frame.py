"""MapFrame: the projected window that a map shows, and what is drawn inside it at which scale."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import shapely
from pyproj import CRS, Transformer

from badia_geo.errors import CRSError, ValueRangeError
from badia_geo.footprints import GEOD

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import ArrayLike, NDArray
    from shapely.geometry.base import BaseGeometry

__all__ = ["MapFrame", "fit_extent"]

# Below this width a map shows a few villages and no context; a reader can no longer tell where it is.
MINIMUM_WIDTH_M = 120_000.0

BASE = (35.0, 29.0, 46.0, 38.5)
"""Crop box of the packaged base map in degrees, as data/manifest.json states it."""

AREAL = ["Polygon", "MultiPolygon", "GeometryCollection"]


@dataclass(frozen=True)
class MapFrame:
    """A projected window.

    Parameters
    ----------
    crs
        Projected CRS in metres.
    bounds
        xmin, ymin, xmax, ymax in metres of ``crs``.
    name, name_ar
        The projection in words, English and Arabic.
    """

    crs: CRS
    bounds: tuple[float, float, float, float]
    name: str
    name_ar: str = ""

    @property
    def box(self) -> shapely.Polygon:
        """The window as a polygon in ``crs``."""
        return shapely.box(*self.bounds)

    @property
    def width_m(self) -> float:
        """Width in metres of the projection."""
        return self.bounds[2] - self.bounds[0]

    @cached_property
    def to_degrees(self) -> Transformer:
        """From ``crs`` to longitude and latitude; building one takes 10 ms and a sheet asks 50 times."""
        return Transformer.from_crs(self.crs, 4326, always_xy=True)

    @cached_property
    def to_metres(self) -> Transformer:
        """From longitude and latitude to ``crs``."""
        return Transformer.from_crs(4326, self.crs, always_xy=True)

    def lonlat_bounds(self) -> tuple[float, float, float, float]:
        """Bounds in degrees (EPSG:4326) that hold the whole window."""
        bounds: tuple[float, float, float, float] = self.to_degrees.transform_bounds(
            *self.bounds, densify_pts=41
        )
        return bounds

    def project(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Give the frame projected and clipped to the window (with a small margin), empties dropped.

        Raises
        ------
        CRSError
            If the frame has no CRS.
        """
        if frame.crs is None:
            msg = "the frame has no coordinate reference system; set it, e.g. frame.set_crs(4326)"
            raise CRSError(msg)
        # clip in degrees first: far geometry may not project at all
        xmin, ymin, xmax, ymax = self.lonlat_bounds()
        pad = 0.1 * max(xmax - xmin, ymax - ymin)
        near = frame.to_crs(4326)
        shapes = near.geometry.to_numpy(object)
        near = near[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
        near = near[near.intersects(shapely.box(xmin - pad, ymin - pad, xmax + pad, ymax + pad))]
        projected = near.to_crs(self.crs)
        margin = 0.02 * self.width_m
        window = shapely.box(*np.add(self.bounds, (-margin, -margin, margin, margin)))
        shapes = shapely.intersection(shapely.make_valid(projected.geometry.to_numpy()), window)
        # where an area touches the window's edge the intersection also holds lines and points
        areal = near.geometry.geom_type.isin(AREAL).to_numpy()
        mixed = areal & (shapely.get_type_id(shapes) == 7)
        shapes[mixed] = [_polygons(shape) for shape in shapes[mixed]]
        shapes[areal & ~np.isin(shapely.get_type_id(shapes), (3, 6))] = shapely.Polygon()
        out = projected.set_geometry(shapes, crs=self.crs)
        return out[~out.geometry.is_empty]

    def points(self, lon: ArrayLike, lat: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Project degrees to metres."""
        x, y = self.to_metres.transform(np.asarray(lon, float), np.asarray(lat, float))
        return np.asarray(x), np.asarray(y)

    def has_base(self, *, slack: float = 0.5) -> bool:
        """Say whether the packaged base map covers the window but for ``slack`` degrees on each side.

        The corners of the window reach a little over its edges in degrees.
        """
        west, south, east, north = self.lonlat_bounds()
        return (
            BASE[0] - slack <= west
            and BASE[1] - slack <= south
            and east <= BASE[2] + slack
            and north <= BASE[3] + slack
        )

    def meets_base(self) -> bool:
        """Say whether any of the packaged base map is in the window."""
        return bool(shapely.box(*self.lonlat_bounds()).intersects(shapely.box(*BASE)))

    def geodesic_width_m(self, y: float, x0: float, x1: float) -> float:
        """Geodesic length in metres of the horizontal segment (x0, y)-(x1, y) of the map."""
        (lon0, lon1), (lat0, lat1) = self.to_degrees.transform([x0, x1], [y, y])
        return float(GEOD.inv(lon0, lat0, lon1, lat1)[2])

    def convergence_deg(self) -> float:
        """Angle in degrees, clockwise, from up on the map to true north at the window's centre."""
        xmin, ymin, xmax, ymax = self.bounds
        lon, lat = self.to_degrees.transform((xmin + xmax) / 2, (ymin + ymax) / 2)
        x, y = self.points([lon, lon], [lat, lat + 0.01])
        return float(np.degrees(np.arctan2(x[1] - x[0], y[1] - y[0])))


def _polygons(shape: shapely.Geometry) -> shapely.Geometry:
    parts = [p for p in shapely.get_parts(shape) if p.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(parts) if parts else shapely.Polygon()


def local_crs(
    bounds: tuple[float, float, float, float], projection: Literal["conformal", "equal-area"]
) -> tuple[CRS, str, str]:
    """Pick a conic projection for bounds in degrees.

    The standard parallels lie a sixth of the height from the edges (Snyder 1987, p. 99), which keeps
    the scale error below 0.1 % over five degrees of latitude.
    """
    xmin, ymin, xmax, ymax = bounds
    lon0, lat0 = round((xmin + xmax) / 2, 1), round((ymin + ymax) / 2, 1)
    south, north = round(ymin + (ymax - ymin) / 6, 2), round(ymax - (ymax - ymin) / 6, 2)
    if north - south < 0.02:
        north = south + 0.02
    code, words, words_ar = {
        "conformal": ("lcc", "Lambert conformal conic", "لامبرت المخروطي المطابق"),
        "equal-area": ("aea", "Albers equal-area conic", "ألبرز المخروطي المتساوي المساحة"),
    }.get(projection, (None, "", ""))
    if code is None:
        msg = f"projection {projection!r} is not known; use 'conformal' or 'equal-area'"
        raise ValueRangeError(msg)
    crs = CRS.from_proj4(
        f"+proj={code} +lat_0={lat0} +lon_0={lon0} +lat_1={south} +lat_2={north} +datum=WGS84 +units=m"
    )
    return (
        crs,
        f"{words}, central meridian {lon0}° E, parallels {south}° and {north}° N",
        f"{words_ar}، خط الطول المركزي {lon0}°، العرضان القياسيان {south}° و{north}°",
    )


def fit_extent(
    shapes: list[BaseGeometry] | tuple[float, float, float, float],
    *,
    aspect: float,
    projection: Literal["conformal", "equal-area"] = "conformal",
    pad: float = 0.18,
    minimum_width_m: float = MINIMUM_WIDTH_M,
) -> MapFrame:
    """Fit a window round shapes.

    Parameters
    ----------
    shapes
        Geometries in EPSG:4326, or bounds (west, south, east, north) in degrees.
    aspect
        Width over height of the drawing area.
    projection
        ``conformal`` or ``equal-area``.
    pad
        Share of the width and height that is added on each side.
    minimum_width_m
        The window is never narrower.

    Raises
    ------
    ValueRangeError
        If the bounds are not degrees in order or there is nothing to fit.
    """
    outline: list[Any]
    if isinstance(shapes, tuple):
        west, south, east, north = (float(v) for v in shapes)
        if not (-180 <= west < east <= 180 and -85 <= south < north <= 85):
            msg = (
                f"extent {shapes} must be west, south, east, north in degrees, west < east and south < north"
            )
            raise ValueRangeError(msg)
        outline = [shapely.segmentize(shapely.box(west, south, east, north), 0.1)]
        pad, minimum_width_m = 0.0, 1000.0
    else:
        outline = [g for g in shapes if g is not None and not g.is_empty]
        if not outline:
            msg = "there is nothing to fit a map to: no zones, no located events and no extent were given"
            raise ValueRangeError(msg)
    crs, name, name_ar = local_crs(tuple(shapely.total_bounds(outline)), projection)
    to_metres = Transformer.from_crs(4326, crs, always_xy=True)
    corners = np.vstack([shapely.get_coordinates(g) for g in outline])
    x, y = to_metres.transform(corners[:, 0], corners[:, 1])
    xmin, ymin, xmax, ymax = np.min(x), np.min(y), np.max(x), np.max(y)
    width, height = (xmax - xmin) * (1 + 2 * pad), (ymax - ymin) * (1 + 2 * pad)
    width = max(width, height * aspect, minimum_width_m)
    height = width / aspect
    cx, cy = (xmin + xmax) / 2, (ymin + ymax) / 2
    return MapFrame(crs, (cx - width / 2, cy - height / 2, cx + width / 2, cy + height / 2), name, name_ar)
