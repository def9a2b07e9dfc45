"""Provider rows: one row of each provider's table, read into the fields of a place."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from badia_geo.errors import ColumnError
from badia_geo.names import is_arabic

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


__all__ = [
    "ACCURACY",
    "COD_COLUMN",
    "READERS",
    "check_columns",
    "coordinates",
    "number",
    "own_columns",
    "text_of",
]

# Stated accuracy of each source in metres: the radius within which its coordinates hold.  GeoNames rounds
# many small places to a minute of arc (1.9 km); the others are digitised from maps and imagery.
ACCURACY = {
    "geonames": 1800.0,
    "cod": 1000.0,
    "osm": 500.0,
    "wikidata": 1500.0,
    "wikipedia_map": 1500.0,
    "columns": 1500.0,
}

_OSM_PLACES = {
    "city": "PPL", "town": "PPL", "village": "PPL", "hamlet": "PPL", "isolated_dwelling": "PPL",
    "farm": "PPL",
    "suburb": "PPLX", "quarter": "PPLX", "neighbourhood": "PPLX", "city_block": "PPLX", "locality": "LCTY",
    "island": "ISL", "islet": "ISL", "state": "ADM1", "county": "ADM2", "district": "ADM2", "region": "RGN",
}  # fmt: skip
_MAP_TYPES = {
    "settlement": "PPL", "strategic village": "PPL", "peak": "MT", "military base": "MILB", "oil": "OILF",
    "airport": "AIRP", "heliport": "AIRH", "dam": "DAM", "border crossing": "BP", "port": "PRT",
    "hospital": "HSP",
}  # fmt: skip
_WIKIDATA_POINT = re.compile(r"point\s*\(\s*(-?[\d.]+)[ ,]+(-?[\d.]+)\s*\)", re.IGNORECASE)
_LAT = ("lat", "latitude", "latitude_y", "y", "lat_y", "ycoord", "y_coord", "point_y", "latitud", "lat_dd")
_LON = (
    "lon",
    "long",
    "lng",
    "longitude",
    "longitude_x",
    "x",
    "long_x",
    "lon_x",
    "xcoord",
    "x_coord",
    "point_x",
    "lon_dd",
)
_NAME = (
    "name",
    "name_en",
    "english",
    "placename",
    "place_name",
    "featurenam",
    "community",
    "locality",
    "label",
    "itemlabel",
)
_NAME_AR = (
    "name_ar",
    "arabic",
    "arabic_name",
    "namear",
    "itemlabel_ar",
    "label_ar",
    "name:ar",
    "featurear_",
    "name_arabic",
)
_ID = ("place_id", "pcode", "id", "osm_id", "item", "code", "geonameid", "p_code")
COD_COLUMN = re.compile(r"adm(\d)_?(en|ar|pcode|name|name1)$")


def text_of(row: Mapping[str, Any], *columns: str) -> str:
    """Give the first filled cell of several columns, trimmed; an empty text if none is filled."""
    for column in columns:
        value = row.get(column)
        if value is not None and str(value).strip():
            return str(value).strip()
    return ""


def number(text: str) -> float | None:
    """Read a number, with a decimal comma too; None for anything else."""
    try:
        return float(text.replace(",", ".")) if text else None
    except ValueError:
        return None


def coordinates(row: Mapping[str, Any], mapping: Mapping[str, str]) -> tuple[float | None, float | None]:
    """Give latitude and longitude of a row: from its geometry, its columns or a WKT point."""
    geometry = row.get("geometry")
    if geometry is not None and hasattr(geometry, "representative_point") and not geometry.is_empty:
        point = geometry.representative_point()
        return point.y, point.x
    lat = number(text_of(row, mapping["lat"]) if "lat" in mapping else text_of(row, *_LAT))
    lon = number(text_of(row, mapping["lon"]) if "lon" in mapping else text_of(row, *_LON))
    if lat is None or lon is None:
        for column in ("coord", "coords", "coordinates", "location", "coordinate_location", "wkt", "point"):
            match = _WIKIDATA_POINT.search(text_of(row, column))
            if match:
                return float(match[2]), float(match[1])
    return lat, lon


def _area_of(geometry: object) -> Any:
    return (
        geometry
        if geometry is not None and getattr(geometry, "geom_type", "") in ("Polygon", "MultiPolygon")
        else None
    )


def area_extent(area: Any) -> float:
    """Give the radius of a circle of an area's size, in metres."""
    from badia_geo.footprints import geodesic_area_m2

    return float((geodesic_area_m2(area) / 3.14159265) ** 0.5)


def _variants(*cells: str) -> list[str]:
    return [v.strip() for cell in cells for v in re.split(r"[|;]", html.unescape(cell)) if v.strip()]


def _cod_level(row: Mapping[str, Any]) -> int:
    levels = [int(m[1]) for c in row if (m := COD_COLUMN.match(c)) and row[c] not in (None, "")]
    return max(levels, default=0)


def _cod(row: dict[str, Any], i: int, stem: str) -> dict[str, Any]:
    """Read a row of COD-AB: populated places, admin areas, or a flattened community list."""
    level = _cod_level(row)
    own_name = text_of(row, "name_en", "name", "featurenam", "pop_place_en", "populatedplace_en")
    area = _area_of(row.get("geometry"))
    is_area = area is not None or (not own_name and level and not any(row.get(c) for c in _LAT))
    codes = [
        text_of(row, "pcode", "featurepco", "pp_pcode"),
        *(text_of(row, f"adm{n}_pcode") for n in range(level, 0, -1)),
    ]
    own = next((c for c in codes if c), "")
    name = own_name or text_of(row, f"adm{level}_en", f"adm{level}_name")
    if area is not None and own_name:
        # the row's own columns have no level: it is one below the areas that it names
        level = 1 + sum(bool(text_of(row, f"adm{n}_pcode")) for n in (1, 2, 3))
    # populated places are level 4 in COD-AB; areas are levels 1 to 3
    code = f"ADM{level}" if (is_area and 1 <= level <= 3) else "PPL"
    parents = [text_of(row, f"adm{n}_pcode") for n in range(1, 5)]
    parent = next((p for p in reversed(parents) if p and p != own), None)
    return {
        "place_id": own or f"{stem}:{i}", "name": name,
        "name_ar": text_of(row, "name_ar", f"adm{level}_ar", "featurear_", "pop_place_ar"),
        "names": _variants(text_of(row, "altname", "altname1_en", "othername", "ref_name", "featureref",
        "altname1_ar")),
        "feature_code": code, "admin1": text_of(row, "adm1_en", "adm1_name") or None, "parent": parent,
        "area": area,}  # fmt: skip


def _osm(row: dict[str, Any], i: int, stem: str) -> dict[str, Any]:
    tags = dict(re.findall(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"', str(row.get("other_tags") or "")))
    merged = {**{str(k): v for k, v in row.items()}, **tags}
    name = text_of(merged, "name:en", "int_name", "name:latin", "name")
    local = text_of(merged, "name")
    arabic = text_of(merged, "name:ar") or (local if is_arabic(local) else "")
    others = [text_of(merged, c) for c in ("name", "alt_name", "old_name", "name:ku", "name:tr",
    "alt_name:en", "alt_name:ar", "official_name", "loc_name")]  # fmt: skip
    population = number(text_of(merged, "population"))
    place = text_of(merged, "place")
    identifier = text_of(merged, "@id", "osm_id", "id") or f"{stem}:{i}"
    return {
        "place_id": f"osm:{identifier.removeprefix('node/')}",
        "name": name,
        "name_ar": arabic,
        "names": _variants(*others),
        "feature_code": _OSM_PLACES.get(place, "LCTY" if place else "PPL"),
        "population": int(population) if population else None,
        "area": _area_of(row.get("geometry")),
    }


def _wikidata(row: dict[str, Any], i: int, stem: str) -> dict[str, Any]:
    item = text_of(row, "item").rsplit("/", 1)[-1]
    label = text_of(row, "itemlabel", "label_en", "itemlabel_en", "name", "label")
    arabic = text_of(row, "itemlabel_ar", "label_ar", "name_ar", "itemlabelar", "arabic")
    population = number(text_of(row, "population"))
    return {
        "place_id": f"wikidata:{item}" if item else f"{stem}:{i}", "name": label, "name_ar": arabic,
        "names": _variants(text_of(row, "itemaltlabel", "altlabel", "aliases"), text_of(row,
        "itemaltlabel_ar",
        "altlabel_ar")),
        "feature_code": "PPL", "population": int(population) if population else None,}  # fmt: skip


def _wikipedia_map(row: dict[str, Any], i: int, stem: str) -> dict[str, Any]:
    article = html.unescape(text_of(row, "wikipedia"))
    # a link may lead to a battle or a campaign, which is no name of the place
    article = (
        ""
        if re.search(r"campaign|battle|offensive|war\b|\d{4}|list of|governorate", article, re.IGNORECASE)
        else article
    )
    return {
        "place_id": f"{stem}:{i}", "name": html.unescape(text_of(row, "name")), "name_ar": "",
        "names": [article] if article else [],
        "feature_code": _MAP_TYPES.get(text_of(row, "type").lower(), "PPL"),}  # fmt: skip


def own_columns(row: dict[str, Any], i: int, stem: str, mapping: Mapping[str, str]) -> dict[str, Any]:
    """Read a row of a table of no known provider, through a mapping of columns."""

    def cell(field_name: str, *guesses: str) -> str:
        return text_of(row, mapping[field_name]) if field_name in mapping else text_of(row, *guesses)

    population = number(cell("population", "population", "pop"))
    return {
        "place_id": cell("place_id", *_ID) or f"{stem}:{i}", "name": cell("name", *_NAME),
        "name_ar": cell("name_ar", *_NAME_AR),
        "names": _variants(cell("names", "names", "variants", "alternatenames", "aliases", "alt_names",
        "other_names")),
        "feature_code": cell("feature_code", "feature_code", "featurecode", "fcode") or "PPL",
        "population": int(population) if population else None, "admin1": cell("admin1", "admin1",
        "governorate",
        "adm1") or None,
        "parent": cell("parent", "parent") or None, "since": cell("since", "since") or None,
        "until": cell("until",
        "until") or None,
        "accuracy": number(cell("accuracy_m", "accuracy_m", "accuracy")), "extent": number(cell("extent_m",
        "extent_m")),
        "area": _area_of(row.get("geometry")),}  # fmt: skip


READERS: dict[str, Callable[[dict[str, Any], int, str], dict[str, Any]]] = {
    "cod": _cod, "osm": _osm, "wikidata": _wikidata, "wikipedia_map": _wikipedia_map,
}  # fmt: skip


def check_columns(file: Path, kind: str, row: Mapping[str, Any], mapping: Mapping[str, str]) -> None:
    """Raise `ColumnError` where a table has no column for a name or a position."""
    missing = [c for c in mapping.values() if c not in row]
    if missing:
        msg = f"{file}: has no column {', '.join(map(repr, missing))}; it has {', '.join(row)}"
        raise ColumnError(msg)
    has_point = row.get("geometry") is not None or (
        ("lat" in mapping or any(c in row for c in _LAT))
        and ("lon" in mapping or any(c in row for c in _LON))
    )
    has_point = has_point or kind == "wikidata" or any(c in row for c in ("coord", "coordinates", "wkt"))
    has_name = kind != "columns" or "name" in mapping or any(c in row for c in (*_NAME, *_NAME_AR))
    if not has_point or not has_name:
        lacking = "latitude and longitude" if not has_point else "name"
        msg = (
            f"{file}: no column for the {lacking} among {', '.join(map(str, row))}; map them, for example "
            "columns={'name': 'Town', 'lat': 'Y', 'lon': 'X'}"
        )
        raise ColumnError(msg)
