"""Raster: densities of events and hillshade; with `badia_geo.zonal`, figures by zone and bank and at events.

Files are read window by window, so a raster may be larger than memory.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

import numpy as np
import pandas as pd
from pyproj import CRS, Transformer

from badia_geo.errors import ColumnError, ValueRangeError
from badia_geo.locations import Locations
from badia_geo.raster_files import WINDOW, Raster, RasterSource, Reading, open_raster, writing
from badia_geo.zonal import sample_raster, zonal_categories, zonal_figures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from badia_geo.locations import Points

    Floats = NDArray[np.float64]

__all__ = [
    "Light",
    "Raster",
    "Reading",
    "event_density",
    "hillshade",
    "hillshade_file",
    "sample_raster",
    "zonal_categories",
    "zonal_figures",
]

MOST_CELLS = 50_000_000
"""Largest density grid, 400 MB."""


def event_density(
    events: Points,
    *,
    kernel_km: float = 10.0,
    cell_km: float | None = None,
    extent: tuple[float, float, float, float] | None = None,
    weight: str | None = None,
    n: int = 256,
) -> Raster:
    """Give the expected number of events per square kilometre.

    Each event is spread over where it may have happened (its candidates, footprint or radius), not put on
    a bare point; then a normal kernel smooths the sum.  Away from the grid's edge the values times the
    area of a cell add up to the number of events.

    Parameters
    ----------
    events
        Events with a CRS; ``candidates``, ``footprint`` and ``radius_m`` as for `River.bank`.
    kernel_km
        Standard deviation of the kernel.
    cell_km
        Size of a cell; a fifth of the kernel by default, at most the kernel itself.
    extent
        Least lon and lat and greatest lon and lat; by default all events and three kernels round them.
    weight
        Column to add up instead of counting events (fatalities, a probability); missing values count 0.
    n
        Sample points of an event.

    Returns
    -------
    Raster
        Lambert azimuthal equal-area grid; ``attrs`` say how many rows had a location and how much of
        their weight falls into the grid.

    Raises
    ------
    ValueRangeError
        If a size is not positive, the grid would be too large, or no row has a location.
    """
    from affine import Affine

    cell = kernel_km / 5 if cell_km is None else cell_km
    if not (np.isfinite(kernel_km) and np.isfinite(cell) and 0 < cell <= kernel_km):
        msg = f"kernel_km ({kernel_km!r}) and cell_km ({cell!r}) must be positive, cell_km at most kernel_km"
        raise ValueRangeError(msg)
    where = Locations(events)
    lon, lat, located = where.lon, where.lat, where.located
    if not located.any():
        msg = f"none of the {len(where)} rows has a location; geocode the table first"
        raise ValueRangeError(msg)
    mass = np.ones(len(where))
    if weight is not None:
        if weight not in events:
            msg = f"the events have no column {weight!r} to weigh them by"
            raise ColumnError(msg)
        column: pd.Series[Any] = pd.DataFrame(events)[weight]
        mass = np.nan_to_num(pd.to_numeric(column, errors="coerce").to_numpy(dtype=float))
    x0, y0, x1, y1 = extent or (
        lon[located].min(),
        lat[located].min(),
        lon[located].max(),
        lat[located].max(),
    )
    crs = CRS.from_proj4(
        f"+proj=laea +lat_0={(y0 + y1) / 2:.3f} +lon_0={(x0 + x1) / 2:.3f} +datum=WGS84 +units=m"
    )
    project = Transformer.from_crs(4326, crs, always_xy=True).transform
    edge = np.linspace(0, 1, 25)
    ring = np.column_stack(
        project(
            np.concatenate([x0 + edge * (x1 - x0), x0 + edge * (x1 - x0), np.full(25, x0), np.full(25, x1)]),
            np.concatenate([np.full(25, y0), np.full(25, y1), y0 + edge * (y1 - y0), y0 + edge * (y1 - y0)]),
        )
    )
    margin = 0.0 if extent is not None else 3000 * kernel_km
    (left, bottom), (right, top) = ring.min(axis=0) - margin, ring.max(axis=0) + margin
    size = cell * 1000
    # the kernel needs its own width beyond the grid, or events just outside would not reach in
    pad = int(np.ceil(4 * kernel_km / cell))
    columns, rows = (max(1, int(np.ceil(d / size))) for d in (right - left, top - bottom))
    if (columns + 2 * pad) * (rows + 2 * pad) > MOST_CELLS:
        msg = f"the grid would have {columns} x {rows} cells; take a smaller extent or cell_km above {cell:g}"
        raise ValueRangeError(msg)
    shape = (rows + 2 * pad, columns + 2 * pad)
    grid = np.zeros(shape[0] * shape[1])

    def add(x: Floats, y: Floats, w: Floats) -> None:
        px, py = project(x, y)
        column = np.floor((px - left) / size).astype(np.int64) + pad
        row = np.floor((top - py) / size).astype(np.int64) + pad
        inside = (column >= 0) & (column < shape[1]) & (row >= 0) & (row < shape[0])
        grid[:] += np.bincount(row[inside] * shape[1] + column[inside], w[inside], minlength=len(grid))

    sharp, vague = np.flatnonzero(where.point), np.flatnonzero(where.shaped | where.disc)
    add(lon[sharp], lat[sharp], mass[sharp])
    for part in where.samples(vague, n, spread="gaussian"):
        add(part.lon, part.lat, part.weight * mass[part.row])
    smooth = _blur(grid.reshape(shape), kernel_km / cell)[pad : pad + rows, pad : pad + columns]
    values = (smooth / cell**2).astype(np.float32)
    what = "events" if weight is None else weight
    return Raster(
        values,
        Affine(size, 0, left, 0, -size, top),
        crs,
        f"{what} per km2 (kernel {kernel_km:g} km)",
        {
            "rows": len(where),
            "located": int(located.sum()),
            "total": float(mass[located].sum()),
            "in_grid": float(smooth.sum()),
        },
    )


def _blur(grid: Floats, sigma: float) -> Floats:
    """Convolve with a normal kernel cut at four standard deviations, sigma in cells."""
    reach = int(np.ceil(4 * sigma))
    kernel = np.exp(-((np.arange(-reach, reach + 1) / sigma) ** 2) / 2)
    kernel /= kernel.sum()
    for axis in (0, 1):
        length = grid.shape[axis] + 2 * reach
        shape = [1, 1]
        shape[axis] = -1
        spectrum = np.fft.rfft(grid, length, axis=axis) * np.fft.rfft(kernel, length).reshape(shape)
        whole = np.fft.irfft(spectrum, length, axis=axis)
        grid = np.take(whole, np.arange(reach, reach + grid.shape[axis]), axis=axis)
    return np.maximum(grid, 0.0)


class Light(TypedDict, total=False):
    """Light on a relief.

    ``azimuth`` and ``altitude``: its direction and height in degrees, 315 and 45 by default.
    ``exaggeration``: factor on the heights, 1 by default.
    """

    azimuth: float
    altitude: float
    exaggeration: float


class Shading(Light, Reading, total=False):
    """Light, and what the file does not say of itself."""


def hillshade(raster: Raster | str | Path, **options: Unpack[Shading]) -> Raster:
    """Shade a relief from one light (Horn 1981, Proceedings of the IEEE 69:14, third-order differences).

    Parameters
    ----------
    raster
        Heights in metres; cells in metres or in degrees (then their size on the ground at each row is used).
    options
        ``azimuth``, ``altitude`` and ``exaggeration`` as `Light`, ``crs``, ``nodata`` and ``band`` as
        `Reading` explains.

    Returns
    -------
    Raster
        From 0 (in shade) to 1 (facing the light); NaN where a neighbour has no height.
    """
    light, reading = _parted(options)
    with open_raster(raster, **reading) as source:
        out = np.empty((source.rows, source.columns), dtype=np.float32)
        for row, part in _shaded(source, **light):
            out[row : row + len(part)] = part
        return Raster(out, source.transform, source.crs, "shade (0-1)", dict(light))


def hillshade_file(raster: str | Path, target: str | Path, **options: Unpack[Shading]) -> Path:
    """Shade a relief of any size from file to file; memory holds some hundred rows of it.

    Parameters
    ----------
    raster, options
        As for `hillshade`.
    target
        GeoTIFF to write (tiled, deflate): 1 to 255, 0 where there is no value.

    Raises
    ------
    OutputError
        If the target cannot be written.
    """
    import rasterio
    from rasterio.windows import Window

    file = Path(target)
    light, reading = _parted(options)
    with open_raster(raster, **reading) as source:
        profile = {
            "driver": "GTiff", "dtype": "uint8", "count": 1, "height": source.rows, "width": source.columns,
            "crs": source.crs.to_wkt(), "transform": source.transform, "nodata": 0, "tiled": True,
            "compress": "DEFLATE", "BIGTIFF": "IF_SAFER",
        }  # fmt: skip
        with writing(file), rasterio.open(file, "w", **profile) as out:
            for row, part in _shaded(source, **light):
                grey = np.where(np.isnan(part), 0, 1 + np.round(254 * part)).astype(np.uint8)
                out.write(grey, 1, window=Window(0, row, source.columns, len(part)))
    return file


def _parted(options: Shading) -> tuple[Light, Reading]:
    """Part the options of the light from those of the file."""
    light: Any = {k: v for k, v in options.items() if k in Light.__annotations__}
    return light, {k: v for k, v in options.items() if k not in light}  # type: ignore[return-value]  # the rest of the keys


def _shaded(
    source: RasterSource, *, azimuth: float = 315.0, altitude: float = 45.0, exaggeration: float = 1.0
) -> Iterator[tuple[int, Floats]]:
    """Give the shade in strips of full rows: first row and values."""
    turn, rise = np.radians(azimuth), np.radians(altitude)
    light = np.sin(turn) * np.cos(rise), np.cos(turn) * np.cos(rise), np.sin(rise)
    strip = max(1, WINDOW * WINDOW // max(source.columns, 1))
    for row in range(0, source.rows, strip):
        count = min(strip, source.rows - row)
        top, bottom = max(row - 1, 0), min(row + count + 1, source.rows)
        z = source.read(top, 0, bottom - top, source.columns) * exaggeration
        z = np.pad(z, ((int(top == row), int(bottom == row + count)), (1, 1)), mode="edge")
        dx, dy = (np.full(count, abs(step)) for step in (source.transform.a, source.transform.e))
        if source.crs.is_geographic:
            lat = source.transform.f + source.transform.e * (np.arange(row, row + count) + 0.5)
            # a degree on the ellipsoid, to 0.5 % (Snyder 1987, p. 25)
            dx, dy = dx * 111_320 * np.cos(np.radians(lat)), dy * 110_950
        above, below = z[:-2], z[2:]
        east = (above[:, 2:] + 2 * z[1:-1, 2:] + below[:, 2:]) - (
            above[:, :-2] + 2 * z[1:-1, :-2] + below[:, :-2]
        )
        south = (below[:, :-2] + 2 * below[:, 1:-1] + below[:, 2:]) - (
            above[:, :-2] + 2 * above[:, 1:-1] + above[:, 2:]
        )
        east, south = east / (8 * dx[:, None]), south / (8 * dy[:, None])
        facing = (light[2] - east * light[0] + south * light[1]) / np.sqrt(1 + east**2 + south**2)
        yield row, np.clip(facing, 0.0, 1.0)
