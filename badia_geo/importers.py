"""Importers: gazetteer files in their providers' own formats, and the GeoPackage that we write."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from badia_geo.errors import FileFormatError, MissingFileError
from badia_geo.gazetteer import Place, settlement_extent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["read_places", "write_places"]


def read_places(path: str | Path) -> Iterator[Place]:
    path = Path(path)
    if not path.exists():
        msg = f"{path}: no such gazetteer file"
        raise MissingFileError(msg)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        columns = set(reader.fieldnames or ())
        if {"pcode", "name", "name_ar", "lat", "lon"} <= columns:
            for row in reader:
                yield Place(row["pcode"], row["name"], row["name_ar"] or None, (), "PPL", float(row["lat"]), float(row["lon"]), 1000.0, 500.0, source=path.name)
        elif {"name", "lat", "lon", "type"} <= columns:
            codes = {"Peak": "MT", "Military Base": "MILB", "Oil": "OILF", "Airport": "AIRP", "Dam": "DAM", "Border Crossing": "BP"}
            for i, row in enumerate(reader):
                import html
                names = [html.unescape(n).strip() for n in (row.get("wikipedia") or "").split("|") if n.strip()]
                yield Place(f"{path.stem}:{i}", html.unescape(row["name"]), None, tuple(names[:1]), codes.get(row["type"], "PPL"), float(row["lat"]), float(row["lon"]), 1500.0, 500.0, source=path.name)
        else:
            msg = f"{path}: not a known gazetteer format"
            raise FileFormatError(msg)


def write_places(places: Sequence[Place], path: str | Path) -> None:
    raise NotImplementedError
