"""Grid cache: built grids kept on disk by the content of their regions."""

from __future__ import annotations

import json
import zlib
from dataclasses import fields
from hashlib import blake2b
from mmap import ACCESS_READ, mmap
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from badia_geo._grid import MAX_BYTES, Grid
from badia_geo.datasets import cache_folder

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["load_or_build_grid"]

CACHE_VERSION = 4
ALIGNED = 64
"""Bytes at whose multiples arrays begin, so that they can be used where the file is mapped."""
CACHED_EDGES = 20_000
"""Grids of fewer edges build in less than a tenth of a second and are not kept."""
CACHED_FILES = 16
PAGE = 4096
"""Bytes that a check of an array adds up to one number."""


def _check(array: NDArray[Any], before: int) -> int:
    """Go on with a check over an array: the CRC-32 of the sums of its pages and of what is left.

    A quarter of the time of a CRC-32 over all bytes (20 ms for 272 subdistricts): what breaks a cache is a
    page that was never written, or one bit.
    """
    data = array.reshape(-1).view(np.uint8)
    whole = len(data) // PAGE * PAGE
    pages = data[:whole].view(np.uint64).reshape(-1, PAGE // 8)
    return zlib.crc32(data[whole:].tobytes(), zlib.crc32(pages.sum(axis=1), before))


def _write(grid: Grid, path: Path) -> None:
    """Write the arrays one after the other under a line of JSON, or nothing where that is not allowed."""
    arrays = {item.name: getattr(grid, item.name) for item in fields(grid)}
    about = {name: [array.dtype.str, array.shape] for name, array in arrays.items()}
    check = 0
    for array in arrays.values():
        check = _check(array, check)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, delete=False) as file:
            head = json.dumps({"arrays": about, "check": check}).encode()
            file.write(head + b" " * (-(len(head) + 1) % ALIGNED) + b"\n")
            written = 0
            for array in arrays.values():
                file.write(b"\0" * (-written % ALIGNED))
                file.write(memoryview(array).cast("B"))
                written += -written % ALIGNED + array.nbytes
        Path(file.name).replace(path)
        old = sorted(path.parent.glob("*.grid"), key=lambda p: p.stat().st_mtime)[:-CACHED_FILES]
        for other in old:
            other.unlink(missing_ok=True)
    except OSError:
        return


def _read(path: Path) -> Grid | None:
    """Map a grid; ``None`` where there is none or it is damaged."""
    try:
        with path.open("rb") as file:
            about = json.loads(file.readline())
            start = file.tell()
            # mapped, not read: a copy of its 55 MB took half of the time
            whole = mmap(file.fileno(), 0, access=ACCESS_READ)
        arrays: dict[str, Any] = {}
        check = 0
        for name, (kind, shape) in about["arrays"].items():
            arrays[name] = np.frombuffer(whole, dtype=kind, count=int(np.prod(shape)), offset=start).reshape(
                shape
            )
            check = _check(arrays[name], check)
            start += arrays[name].nbytes + -arrays[name].nbytes % ALIGNED
        return Grid(**arrays) if check == about["check"] else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _build(geometries: NDArray[np.object_], max_bytes: int) -> Grid:
    from badia_geo._grid_builder import build_grid  # a quarter of the time to load a kept grid

    return build_grid(geometries, max_bytes=max_bytes)


def load_or_build_grid(
    geometries: NDArray[np.object_], *, max_bytes: int = MAX_BYTES, cache: bool = True
) -> Grid:
    """Give the grid of valid polygons, from the cache if one of the same content is kept there."""
    if not cache or shapely.get_num_coordinates(geometries).sum() < CACHED_EDGES:
        return _build(geometries, max_bytes)
    digest = blake2b(f"{CACHE_VERSION} {max_bytes} {len(geometries)}".encode(), digest_size=16)
    for text in shapely.to_wkb(geometries).tolist():
        digest.update(text or b"-")
    path = cache_folder() / "grids" / f"{digest.hexdigest()}.grid"
    grid = _read(path)
    if grid is None:
        grid = _build(geometries, max_bytes)
        _write(grid, path)
    return grid
