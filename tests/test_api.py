"""The public API: everything that is listed is there and documented."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import badia_geo
from badia_geo import errors


@pytest.mark.parametrize("name", badia_geo.__all__)
def test_every_name_is_there_and_documented(name: str) -> None:
    value = getattr(badia_geo, name)
    assert inspect.getdoc(value)


def test_a_name_that_is_none_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        _ = badia_geo.nonsense
    assert set(badia_geo.__all__) <= set(dir(badia_geo))


def test_every_error_is_also_a_builtin_that_a_caller_catches() -> None:
    leaves = [getattr(errors, n) for n in errors.__all__ if n != "BadiaGeoError"]
    for leaf in leaves:
        assert issubclass(leaf, badia_geo.BadiaGeoError)
        assert issubclass(leaf, (ValueError, LookupError, OSError, RuntimeError))


def test_the_import_leaves_the_heavy_packages_out() -> None:
    code = "import badia_geo, sys; print([m for m in ('numba', 'matplotlib', 'rasterio', 'dateparser', 'rich') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"
