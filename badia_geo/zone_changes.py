"""What changed between two days, where the fronts ran, and how much ground each side held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from badia_geo.coverage import narrower_than
from badia_geo.errors import AreaError, ColumnError, CRSError, FileFormatError, MissingFileError
from badia_geo.footprints import GEOD, geodesic_area_m2, local_projection

if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike

    from geopandas import GeoDataFrame
    from numpy.typing import NDArray
    from pandas import DataFrame, Series
    from shapely.geometry.base import BaseGeometry

__all__ = [
    "NO_ZONE",
    "Comparison",
    "compare_zones",
    "front_distance",
    "front_lines",
    "unsettled_to_nobody",
    "zone_areas",
]

NO_ZONE = "no zone"
"""Stands for ground that the layer leaves out, so that gains and losses balance."""

GRID_M = 1.0
"""Overlays snap to this grid: outlines of one line digitised twice close up."""

GRID_DEGREES = 1e-7
"""Days are compared on this grid, about a centimetre."""

FRONT_GAP_M = 50.0
"""Edges of two zones nearer than this are one line: providers leave hairline gaps between neighbours."""


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """What changed between two days.

    Parameters
    ----------
    changes
        Polygons that changed hands or status, EPSG:4326: ``kind`` (``control``: another controller,
        ``status``: the same controller in another way, ``source``: another provider says so, which is no
        change on the ground), ``lost_by``, ``gained_by``, ``status_before``, ``status_after``,
        ``source_before``, ``source_after``, ``area_km2``, geometry.
    table
        Indexed by controller: ``gained_km2``, ``lost_km2``, ``net_km2`` of the changes on the ground.
    suppressed
        Pieces narrower than the layers' accuracy, by ``lost_by`` and ``gained_by``: ``pieces`` and
        ``area_km2``.
    accuracy_m
        The largest width below which pieces were suppressed.
    """

    changes: GeoDataFrame
    table: DataFrame
    suppressed: DataFrame
    accuracy_m: float


def _checked(zones: GeoDataFrame) -> GeoDataFrame:
    if not isinstance(zones, gpd.GeoDataFrame) or zones.crs is None:
        msg = "zones need a GeoDataFrame with a CRS; set it with frame.set_crs(4326) or what it truly is"
        raise CRSError(msg)
    if "controller" not in zones.columns:
        msg = f"zones need a column 'controller'; the columns are {', '.join(map(str, zones.columns))}"
        raise ColumnError(msg)
    return zones.to_crs(4326)


def _column(zones: GeoDataFrame, name: str, missing: object) -> NDArray[np.object_]:
    if name not in zones:
        return np.full(len(zones), missing, dtype=object)
    column = zones[name].astype(object)
    return column.where(column.notna(), missing).to_numpy(object)


class _Plane:
    """To and from a plane of metres round the middle of some shapes."""

    def __init__(self, lon: float, lat: float) -> None:
        forward, inverse = local_projection(lon, lat)
        self._forward, self._inverse = forward.transform, inverse.transform

    def shapes(self, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
        flat = shapely.transform(
            shapes, lambda xy: np.column_stack(self._forward(xy[:, 0], xy[:, 1])), include_z=False
        )
        return np.asarray(shapely.make_valid(flat), dtype=object)

    def back(self, shape: Any) -> Any:
        return shapely.transform(shape, lambda xy: np.column_stack(self._inverse(xy[:, 0], xy[:, 1])))


def _plane_of(shapes: NDArray[np.object_], *more: BaseGeometry | None) -> _Plane:
    known = [s for s in (*shapes, *more) if s is not None and not s.is_empty]
    if not known:
        return _Plane(0.0, 0.0)
    bounds = shapely.total_bounds(np.array(known, dtype=object))
    return _Plane((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)


def _first_holder(shapes: NDArray[np.object_], points: NDArray[np.object_]) -> NDArray[np.intp]:
    """Position of the first shape that holds each point; -1 where none does."""
    out = np.full(len(points), len(shapes), dtype=np.intp)
    if len(shapes):
        point, shape = shapely.STRtree(shapes).query(points, "intersects")
        np.minimum.at(out, point, shape)
    return np.where(out == len(shapes), -1, out)


def unsettled_to_nobody(zones: GeoDataFrame) -> GeoDataFrame:
    """Give unsettled ground the controller ``none``: who held the roads through it has not gained the desert.

    Nor has anybody beside them, so that such ground has no other party either.

    Parameters
    ----------
    zones
        Zones with a column controller; without a status nothing is unsettled.
    """
    if "status" not in zones.columns:
        return zones
    settled = zones["status"] != "unsettled"
    own = {"controller": zones["controller"].where(settled, "none")}
    if "with" in zones.columns:
        own["with"] = zones["with"].where(settled, None)
    return zones.assign(**own)


def compare_zones(
    before: GeoDataFrame, after: GeoDataFrame, *, accuracy_m: float | None = None
) -> Comparison:
    """Tell who gained and lost what between two tables of zones.

    Parameters
    ----------
    before, after
        Zones of two days, with a CRS; zones of one day should not overlap (the upper row wins where they
        do).
    accuracy_m
        Pieces narrower than this are suppressed and counted; ``None``: for each piece, the better of the
        ``accuracy_m`` of the two zones (their edge is known at least that well), else 1 m.

    Returns
    -------
    Comparison
        What one loses another gains: both are areas of the same polygons, with `NO_ZONE` for ground that
        one of the layers leaves out.

    Raises
    ------
    CRSError, ColumnError
        If a frame has no CRS or no controller.
    """
    before, after = (unsettled_to_nobody(_checked(layer)) for layer in (before, after))
    if before.empty and after.empty:
        return _comparison(pd.DataFrame(columns=[*_KEYS, "area_km2"]), [], accuracy_m or GRID_M, [])
    old, new = (shapely.make_valid(shapely.force_2d(z.geometry.to_numpy())) for z in (before, after))
    lines = shapely.union_all(shapely.boundary(np.concatenate([old, new])), grid_size=GRID_DEGREES)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    inner = shapely.point_on_surface(faces)
    was, now = _first_holder(old, inner), _first_holder(new, inner)
    table = pd.DataFrame(
        {
            "lost_by": _said(before, "controller", was, NO_ZONE),
            "gained_by": _said(after, "controller", now, NO_ZONE),
            "status_before": _said(before, "status", was, None),
            "status_after": _said(after, "status", now, None),
            "with_before": _said(before, "with", was, None),
            "with_after": _said(after, "with", now, None),
            "source_before": _said(before, "source", was, None),
            "source_after": _said(after, "source", now, None),
        }
    )
    table["width_m"] = _widths(before, after, was, now) if accuracy_m is None else float(accuracy_m)
    same = (table["lost_by"] == table["gained_by"]) & _alike(table, "status") & _alike(table, "with")
    switched = ~_alike(table, "source") & (was >= 0) & (now >= 0)
    table["kind"] = np.select(
        [switched, table["lost_by"] != table["gained_by"]], ["source", "control"], "status"
    )
    changed = ~same & ((was >= 0) | (now >= 0))
    pieces: list[BaseGeometry] = []
    rows: list[dict[str, Any]] = []
    small: list[tuple[str, str, float]] = []
    for key, part in table[changed].groupby(_KEYS, dropna=False, sort=True):
        merged = shapely.union_all(faces[part.index])
        kept = []
        width = float(part["width_m"].max())
        for piece in shapely.get_parts(merged):
            if narrower_than(piece, width):
                area = geodesic_area_m2(piece) / 1e6
                small.append((part["lost_by"].iloc[0], part["gained_by"].iloc[0], area))
            else:
                kept.append(piece)
        if kept:
            pieces.append(shapely.MultiPolygon(kept) if len(kept) > 1 else kept[0])
            rows.append(dict(zip(_KEYS, key, strict=True)))
    out = pd.DataFrame(rows, columns=_KEYS)
    out["area_km2"] = [geodesic_area_m2(p) / 1e6 for p in pieces]
    return _comparison(out, pieces, float(table["width_m"].max()), small)


_KEYS = [
    "kind",
    "lost_by",
    "gained_by",
    "status_before",
    "status_after",
    "with_before",
    "with_after",
    "source_before",
    "source_after",
]


def _widths(
    before: GeoDataFrame, after: GeoDataFrame, was: NDArray[np.intp], now: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Give the better accuracy of the two zones of each face; `GRID_M` where neither states one."""
    each = [
        np.append(pd.to_numeric(pd.Series(_column(layer, "accuracy_m", np.nan))).to_numpy(float), np.nan)[row]
        for layer, row in ((before, was), (after, now))
    ]
    return np.asarray(np.nan_to_num(np.fmin(each[0], each[1]), nan=GRID_M))


def _said(zones: GeoDataFrame, name: str, row: NDArray[np.intp], missing: object) -> NDArray[np.object_]:
    values = [*_column(zones, name, None), missing]
    return np.array([values[i] for i in row], dtype=object)


def _alike(table: DataFrame, name: str) -> Series[Any]:
    first, second = table[f"{name}_before"], table[f"{name}_after"]
    return (first == second) | (first.isna() & second.isna())


def _comparison(
    rows: DataFrame, pieces: list[BaseGeometry], width: float, small: list[tuple[str, str, float]]
) -> Comparison:
    changes = gpd.GeoDataFrame(rows, geometry=gpd.GeoSeries(pieces, crs=4326, index=rows.index), crs=4326)
    changes = changes.sort_values("area_km2", ascending=False, ignore_index=True)
    ground = changes[changes["kind"] == "control"]
    gained = ground.groupby("gained_by")["area_km2"].sum()
    lost = ground.groupby("lost_by")["area_km2"].sum()
    table = pd.DataFrame({"gained_km2": gained, "lost_km2": lost}, dtype=float).fillna(0.0)
    table["net_km2"] = table["gained_km2"] - table["lost_km2"]
    table.index.name = "controller"
    counted = pd.DataFrame(small, columns=["lost_by", "gained_by", "area_km2"])
    suppressed = counted.groupby(["lost_by", "gained_by"], as_index=False).agg(
        pieces=("area_km2", "size"), area_km2=("area_km2", "sum")
    )
    return Comparison(changes, table.sort_values("net_km2", ascending=False), suppressed, width)


def front_lines(
    zones: GeoDataFrame,
    *,
    rest: str | None = None,
    extent: BaseGeometry | None = None,
    gap_m: float = FRONT_GAP_M,
) -> GeoDataFrame:
    """Give the lines between controllers.

    Parameters
    ----------
    zones
        Zones of one day, with a CRS.
    rest
        Who holds the ground outside the zones, for layers that draw one party only; ``None``: nobody, and
        the outer edge of the zones is no front.
    extent
        With ``rest``: the ground that ``rest`` holds ends at this outline (EPSG:4326), which is no front.
    gap_m
        Edges of two zones nearer than this are one line.

    Returns
    -------
    GeoDataFrame
        One row per pair: ``a``, ``b`` (in alphabetical order), ``contested`` (one of them is contested
        ground), ``length_km`` (geodesic), geometry (lines, EPSG:4326).  Unsettled ground has no front.
    """
    zones = _checked(zones)
    status = _column(zones, "status", "control")
    held = (status != "unsettled") & (zones["controller"] != "none").to_numpy()
    plane = _plane_of(zones.geometry.to_numpy()[held], extent)
    shapes = plane.shapes(zones.geometry.to_numpy()[held])
    controller, status = zones["controller"].to_numpy(object)[held], status[held]
    pairs: dict[tuple[str, str, bool], list[BaseGeometry]] = {}
    first, second = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=gap_m)
    for i, j in zip(first, second, strict=True):
        if i < j and controller[i] != controller[j]:
            a, b = sorted((str(controller[i]), str(controller[j])))
            contested = "contested" in (status[i], status[j])
            pairs.setdefault((a, b, contested), []).append(_shared(shapes[i], shapes[j], gap_m))
    if rest is not None:
        outer = shapely.boundary(shapely.union_all(shapes, grid_size=GRID_M))
        if extent is not None:
            ground = plane.shapes(np.array([extent], dtype=object))[0]
            outer = shapely.intersection(outer, shapely.buffer(ground, -gap_m))
        for name in dict.fromkeys(controller.tolist()):
            own = shapely.buffer(shapely.union_all(shapes[controller == name]), 2 * GRID_M)
            a, b = sorted((str(name), rest))
            pairs.setdefault((a, b, False), []).append(shapely.intersection(outer, own))
    rows: list[tuple[str, str, bool, float]] = []
    lines: list[BaseGeometry] = []
    for (a, b, contested), parts in sorted(pairs.items()):
        merged = shapely.line_merge(shapely.union_all(_lines(parts)))
        if not merged.is_empty:
            line = plane.back(merged)
            rows.append((a, b, contested, GEOD.geometry_length(line) / 1000))
            lines.append(line)
    out = pd.DataFrame(rows, columns=["a", "b", "contested", "length_km"])
    return gpd.GeoDataFrame(out, geometry=gpd.GeoSeries(lines, crs=4326, index=out.index), crs=4326)


def _shared(first: BaseGeometry, second: BaseGeometry, gap_m: float) -> BaseGeometry:
    """Give the edge that two shapes share: exactly where they share it, else the first's edge in the gap."""
    exact = shapely.intersection(first.boundary, second.boundary)
    near = shapely.intersection(first.boundary, shapely.buffer(second, gap_m, quad_segs=4))
    # the tolerant edge runs on past the ends of the shared one by the gap: take it only where it adds
    if near.length > exact.length * 1.02 + 10 * gap_m:
        return near
    return exact


def _lines(shapes: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    parts = shapely.get_parts(shapely.get_parts(np.array(shapes, dtype=object)))
    return [p for p in parts if p.geom_type in ("LineString", "LinearRing") and p.length > 0]


def front_distance(
    points: gpd.GeoSeries | GeoDataFrame, zones: GeoDataFrame, *, controller: str
) -> Series[Any]:
    """Signed geodesic distance of points to the edge of a controller's ground.

    Parameters
    ----------
    points
        Points with a CRS.
    zones
        Zones of one day, with a CRS.
    controller
        Whose front.

    Returns
    -------
    Series of float
        Metres on the points' index: positive inside that controller's ground, negative outside, NaN for
        empty points and where nobody else's ground meets it.

    Raises
    ------
    AreaError
        If the controller holds nothing on that day; the message names those that do.
    """
    zones = _checked(zones)
    if points.crs is None:
        msg = "points need a CRS; set it with points.set_crs(4326) or what it truly is"
        raise CRSError(msg)
    own = (zones["controller"] == controller).to_numpy()
    if not own.any():
        names = ", ".join(sorted(set(zones["controller"].astype(str))))
        msg = f"{controller!r} holds no zone on that day; those that do: {names}"
        raise AreaError(msg)
    places = points.geometry.to_crs(4326)
    fronts = front_lines(zones)
    fronts = fronts[(fronts["a"] == controller) | (fronts["b"] == controller)]
    out = pd.Series(np.nan, index=points.index, dtype=float, name="front_distance_m")
    known = ~(places.isna() | places.is_empty).to_numpy()
    if fronts.empty or not known.any():
        return out
    plane = _plane_of(zones.geometry.to_numpy())
    line = shapely.segmentize(plane.shapes(np.array([fronts.union_all()], dtype=object))[0], 1_000.0)
    segments = shapely.get_parts(shapely.linestrings(_segments(line)))
    here = plane.shapes(places.to_numpy()[known])
    nearest = shapely.STRtree(segments).nearest(here)
    foot = shapely.line_interpolate_point(
        segments[nearest], shapely.line_locate_point(segments[nearest], here)
    )
    spot = shapely.get_coordinates(plane.back(foot))
    lonlat = shapely.get_coordinates(places.to_numpy()[known])
    metres = GEOD.inv(lonlat[:, 0], lonlat[:, 1], spot[:, 0], spot[:, 1])[2]
    ground = shapely.union_all(zones.geometry.to_numpy()[own])
    shapely.prepare(ground)
    out.loc[known] = np.where(shapely.intersects_xy(ground, lonlat[:, 0], lonlat[:, 1]), metres, -metres)
    return out


def _segments(line: BaseGeometry) -> NDArray[np.float64]:
    parts = [shapely.get_coordinates(p) for p in _lines([line])]
    return np.concatenate([np.stack([xy[:-1], xy[1:]], axis=1) for xy in parts])


def zone_areas(zones: GeoDataFrame, *, population: str | PathLike[str] | None = None) -> DataFrame:
    """Count the ground of each controller and status, and the people on it.

    Parameters
    ----------
    zones
        Zones of one day, with a CRS.
    population
        A raster of people per cell (any CRS that it states); cells count where their centre lies.

    Returns
    -------
    DataFrame
        ``source``, ``controller``, ``status``, ``area_km2`` (geodesic, on the WGS 84 ellipsoid) and, with
        a raster, ``population``; the largest first.
    """
    zones = _checked(zones)
    counted = pd.DataFrame(
        {
            "source": _column(zones, "source", None),
            "controller": zones["controller"].to_numpy(object),
            "status": _column(zones, "status", "control"),
            "area_km2": [geodesic_area_m2(shape) / 1e6 for shape in zones.geometry],
        }
    )
    if population is not None:
        counted["population"] = _people(zones, population)
    out = counted.groupby(["source", "controller", "status"], dropna=False, as_index=False, sort=False).sum()
    out["source"] = out["source"].astype(object).where(out["source"].notna(), None)
    return out.sort_values("area_km2", ascending=False, ignore_index=True)


def _people(zones: GeoDataFrame, path: str | PathLike[str]) -> list[float]:
    from pathlib import Path

    import rasterio
    from rasterio.errors import RasterioIOError
    from rasterio.features import geometry_mask
    from rasterio.windows import from_bounds, transform

    if not Path(path).is_file():
        msg = f"{path}: no such raster of people per cell"
        raise MissingFileError(msg)
    try:
        raster = rasterio.open(path)
    except RasterioIOError as error:
        msg = f"{path}: not a raster ({error})"
        raise FileFormatError(msg) from None
    with raster:
        if raster.crs is None:
            msg = f"{path}: the raster states no CRS; assign it with gdal_edit -a_srs"
            raise CRSError(msg)
        whole = rasterio.windows.Window(0, 0, raster.width, raster.height)
        people: list[float] = []
        for shape in zones.geometry.to_crs(raster.crs):
            window = None if shape.is_empty else from_bounds(*shape.bounds, transform=raster.transform)
            if window is None or not rasterio.windows.intersect(window, whole):
                people.append(0.0)
                continue
            left, top = int(window.col_off), int(window.row_off)
            right, low = np.ceil(window.col_off + window.width), np.ceil(window.row_off + window.height)
            window = rasterio.windows.Window(left, top, right - left, low - top).intersection(whole)
            cells = raster.read(1, window=window, masked=True)
            outside = geometry_mask([shape], cells.shape, transform(window, raster.transform))
            people.append(float(np.ma.masked_array(cells, outside | np.ma.getmaskarray(cells)).sum() or 0.0))
    return people
