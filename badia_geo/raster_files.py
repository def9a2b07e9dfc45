"""Raster files: a grid of values in memory, and windowed reading of one that need not fit there."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

import numpy as np
from pyproj import CRS

from badia_geo.errors import CRSError, FileFormatError, MissingFileError, OutputError, ValueRangeError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from affine import Affine
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["WINDOW", "Raster", "RasterSource", "Reading", "open_raster", "writing"]

WINDOW = 1024
"""Rows and columns read at a time: 8 MB of float64, whatever the size of the file."""

CACHE_MB = 128
"""Memory for blocks that GDAL keeps."""


class Reading(TypedDict, total=False):
    """What a file does not say of itself, for every function that reads one.

    ``crs``: where its coordinates are.  ``nodata``: the value that means none, beside the file's own.
    ``band``: which to read, 1 by default.
    """

    crs: Any
    nodata: float | None
    band: int


@contextmanager
def writing(file: Path) -> Iterator[None]:
    """Turn whatever keeps a file from being written into an `OutputError`, and leave nothing half-written.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    new = not file.exists()
    try:
        yield
    except Exception as error:  # rasterio raises GDAL's own errors too, which share no public base
        if new:
            file.unlink(missing_ok=True)
        msg = f"cannot write {file}: {error}; choose a folder that exists and can be written to"
        raise OutputError(msg) from error


@dataclass(frozen=True, eq=False)
class Raster:
    """Values on a regular grid.

    Parameters
    ----------
    values
        Shape (rows, columns), north first; NaN where there is none.
    transform
        Affine transform from column and row to coordinates (cell corners).
    crs
        CRS of the coordinates.
    label
        What the values are, with their unit.
    attrs
        Whatever else should be known.
    """

    values: NDArray[np.float32]
    transform: Affine
    crs: CRS
    label: str = "value"
    attrs: dict[str, Any] = field(default_factory=dict)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Least x and y and greatest x and y of the cells' edges."""
        rows, columns = self.values.shape
        x0, y1 = self.transform * (0, 0)
        x1, y0 = self.transform * (columns, rows)
        return float(x0), float(y0), float(x1), float(y1)

    def to_file(self, path: str | Path) -> Path:
        """Write a cloud-optimised GeoTIFF (deflate, overviews, NaN as nodata).

        Raises
        ------
        OutputError
            If the file cannot be written.
        """
        import rasterio

        file = Path(path)
        rows, columns = self.values.shape
        profile = {
            "driver": "COG", "dtype": "float32", "count": 1, "height": rows, "width": columns,
            "crs": self.crs.to_wkt(), "transform": self.transform, "nodata": float("nan"),
            "compress": "DEFLATE",
        }  # fmt: skip
        with writing(file), rasterio.open(file, "w", **profile) as target:
            target.write(self.values.astype(np.float32), 1)
            target.set_band_description(1, self.label)
        return file

    def plot(
        self, ax: Axes | None = None, *, cmap: str = "magma_r", colorbar: bool = True, **style: Any
    ) -> Axes:
        """Draw the raster.

        Parameters
        ----------
        ax
            Axes in the raster's CRS; new ones by default.
        cmap, colorbar, style
            Colours; ``style`` goes to `matplotlib.axes.Axes.imshow`.
        """
        import matplotlib.pyplot as plt

        if ax is None:
            ax = plt.subplots()[1]
        x0, y0, x1, y1 = self.bounds
        aspect = 1 / np.cos(np.radians((y0 + y1) / 2)) if self.crs.is_geographic else 1.0
        image = ax.imshow(self.values, extent=(x0, x1, y0, y1), cmap=cmap, **{"aspect": aspect, **style})
        if colorbar and ax.figure is not None:
            ax.figure.colorbar(image, ax=ax, label=self.label, shrink=0.8)
        return ax


class RasterSource:
    """Windowed reading of one band, from a file or from a `Raster`."""

    def __init__(
        self, dataset: Any, raster: Raster | None, band: int, crs: Any, nodata: float | None, name: str
    ) -> None:
        self._dataset, self._raster, self._band = dataset, raster, band
        if crs is not None:
            found: CRS | None = CRS.from_user_input(crs)
        elif raster is not None:
            found = raster.crs
        else:
            found = None if dataset.crs is None else CRS.from_wkt(dataset.crs.to_wkt())
        if found is None:
            msg = f"{name} has no CRS; say which one it is in with crs=, for example crs=4326"
            raise CRSError(msg)
        self.crs: CRS = found
        if raster is not None:
            self.transform, (self.rows, self.columns) = raster.transform, raster.values.shape
        else:
            self.transform, self.rows, self.columns = dataset.transform, dataset.height, dataset.width
            if not 1 <= band <= dataset.count:
                msg = f"{name} has {dataset.count} band(s), no band {band}"
                raise ValueRangeError(msg)
        self._nodata = nodata

    def read(self, row: int, column: int, rows: int, columns: int) -> Floats:
        """Read a window as float64 with NaN where there is no value."""
        if self._raster is not None:
            values = self._raster.values[row : row + rows, column : column + columns].astype(np.float64)
        else:
            from rasterio.windows import Window

            part = self._dataset.read(self._band, window=Window(column, row, columns, rows), masked=True)
            values = np.ma.filled(part.astype(np.float64), np.nan)
        if self._nodata is not None:
            values = np.where(values == self._nodata, np.nan, values)
        return np.asarray(values, dtype=np.float64)

    def windows(self, bounds: tuple[float, float, float, float]) -> Iterator[tuple[int, int, int, int]]:
        """Give the windows (row, column, rows, columns) that cover bounds in the raster's CRS."""
        x0, y0, x1, y1 = bounds
        corners = np.array([~self.transform * (x, y) for x in (x0, x1) for y in (y0, y1)])
        c0, r0 = np.maximum(np.floor(corners.min(axis=0)).astype(int), 0)
        c1, r1 = np.minimum(np.ceil(corners.max(axis=0)).astype(int), [self.columns, self.rows])
        for row in range(int(r0), int(r1), WINDOW):
            for column in range(int(c0), int(c1), WINDOW):
                yield row, column, min(WINDOW, int(r1) - row), min(WINDOW, int(c1) - column)


@contextmanager
def open_raster(
    raster: Raster | str | Path, *, crs: Any = None, nodata: float | None = None, band: int = 1
) -> Iterator[RasterSource]:
    """Open a raster for windowed reading.

    Raises
    ------
    MissingFileError, FileFormatError
        If the file does not exist or is no raster.
    CRSError
        If neither the raster nor ``crs`` says where it is.
    ValueRangeError
        If there is no such band.
    """
    if isinstance(raster, Raster):
        yield RasterSource(None, raster, band, crs, nodata, "the raster")
        return
    import rasterio
    from rasterio.errors import RasterioIOError

    file = Path(raster)
    if not file.exists():
        msg = f"{file} does not exist"
        raise MissingFileError(msg)
    # GDAL keeps blocks in up to 5 % of the machine's memory unless it is told not to
    with rasterio.Env(GDAL_CACHEMAX=CACHE_MB), ExitStack() as stack:
        try:
            dataset = stack.enter_context(rasterio.open(file))
        except RasterioIOError as error:
            msg = f"{file.name} cannot be read as a raster: {error}"
            raise FileFormatError(msg) from error
        yield RasterSource(dataset, None, band, crs, nodata, file.name)
