"""The notebooks run from the top, and are stored with their pictures."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
sys.path.insert(0, str(ROOT / "scripts"))


def test_there_are_two() -> None:
    assert {p.stem for p in NOTEBOOKS} >= {"report_to_map", "which_side_of_the_euphrates"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
@pytest.mark.filterwarnings("ignore")
def test_it_runs_and_shows_what_is_stored(path: Path) -> None:
    from run_notebooks import run

    stored, again = nbformat.read(path, as_version=4), run(path)
    for old, new in zip(stored.cells, again.cells, strict=True):
        if old.cell_type == "code":
            assert [o.output_type for o in new.outputs] == [o.output_type for o in old.outputs], old.source
    kinds = {k for c in stored.cells if c.cell_type == "code" for o in c.outputs for k in o.get("data", {})}
    assert "image/png" in kinds, "store the notebook with its pictures: make notebooks"
    assert not any(
        o.output_type in ("error", "stream") and o.get("name") == "stderr"
        for c in again.cells
        if c.cell_type == "code"
        for o in c.outputs
    )
