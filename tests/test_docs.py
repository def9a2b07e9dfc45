"""The documentation's examples: every block with a prompt runs and gives what it shows."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent / "docs"
BLOCK = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)


def pages():
    for page in sorted(DOCS.glob("*.md")):
        blocks = [b for b in BLOCK.findall(page.read_text(encoding="utf-8")) if ">>>" in b]
        if blocks:
            yield pytest.param("\n".join(blocks), id=page.stem)


@pytest.mark.parametrize("text", list(pages()))
def test_a_page_shows_what_its_examples_give(text, monkeypatch):
    monkeypatch.chdir(DOCS.parent)
    test = doctest.DocTestParser().get_doctest(text, {}, "page", None, 0)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    told: list[str] = []
    assert runner.run(test, out=told.append).failed == 0, "".join(told)


def test_there_are_pages_with_examples():
    assert len(list(pages())) >= 3
