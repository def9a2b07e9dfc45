"""Event tables: their columns, and readers for ACLED, UCDP GED and plain spreadsheets.

Every reader keeps every row, in order.  A row whose place or date cannot be used stays, with ``status``
``not_found`` and the reason.  Coordinates of a table stay where they are; its precision code says how large
the footprint round them is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from badia_geo.errors import ColumnError, DateError
from badia_geo.event_types import event_types, from_acled
from badia_geo.footprints import PRECISIONS, Footprint
from badia_geo.number_words import is_missing
from badia_geo.precision_codes import codes_of, footprint_of_code
from badia_geo.written_events import WRITTEN_ROLES, kept_fields, was_moved, with_footprints

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from badia_geo.geocoding import Geocoder, Location

__all__ = [
    "EVENT_COLUMNS",
    "codes_of",
    "empty_events",
    "events_frame",
    "footprint_of_code",
    "location_fields",
    "read_events",
]

EVENT_COLUMNS: tuple[str, ...] = (
    "event_id", "source_row", "primary", "date_start", "date_end", "event_type", "acled_event",
    "acled_sub_event",
    "actors", "fatalities_low", "fatalities_high", "wounded_low", "wounded_high", "text", "source", "place",
    "place_id",
    "place_name", "radius_m", "precision", "where_prec", "geo_precision", "score", "status", "reason",
    "date_rule",
    "spans", "candidates", "footprint", "geometry",
)  # fmt: skip
"""Columns of an event table, in order; ``geometry`` (Point) is active, ``footprint`` is a second geometry."""

_INTEGERS = (
    "source_row",
    "fatalities_low",
    "fatalities_high",
    "wounded_low",
    "wounded_high",
    "where_prec",
    "geo_precision",
)
_FLOATS = ("radius_m", "score")
_TEXTS = (
    "event_id", "event_type", "acled_event", "acled_sub_event", "actors", "text", "source", "place",
    "place_id",
    "place_name", "precision", "status", "reason", "date_rule", "spans",
)  # fmt: skip


def empty_events() -> gpd.GeoDataFrame:
    """Give an event table without rows.

    Examples
    --------
    >>> len(empty_events()), empty_events().crs.to_epsg()
    (0, 4326)
    """
    return events_frame([])


def events_frame(records: Sequence[Mapping[str, Any]]) -> gpd.GeoDataFrame:
    """Make an event table of records.

    Parameters
    ----------
    records
        Mappings from column names; what is missing is empty.  Unknown names become columns behind the known.

    Returns
    -------
    GeoDataFrame
        EPSG:4326, `EVENT_COLUMNS` first.
    """
    import geopandas as gpd
    import pandas as pd

    extra = list(dict.fromkeys(k for r in records for k in r if k not in EVENT_COLUMNS))
    data: dict[str, Any] = {}
    for column in (*EVENT_COLUMNS, *extra):
        values = [r.get(column) for r in records]
        if column in {"date_start", "date_end"}:
            data[column] = pd.to_datetime(pd.Series(values, dtype=object)).astype("datetime64[s]")
        elif column in _INTEGERS:
            data[column] = pd.array(values, dtype="Int64")
        elif column in _FLOATS:
            data[column] = np.array([np.nan if v is None else v for v in values], dtype=np.float64)
        elif column == "primary":
            data[column] = np.array([bool(v) for v in values], dtype=bool)
        elif column in {"footprint", "geometry"}:
            data[column] = gpd.GeoSeries(values, crs=4326)  # type: ignore[arg-type]
        elif column in _TEXTS:
            data[column] = pd.Series(values, dtype="str")
        else:
            data[column] = pd.Series(values, dtype=object)
    return gpd.GeoDataFrame(data, geometry="geometry", crs=4326)


def footprint_fields(footprint: Footprint) -> dict[str, Any]:
    """Give the columns of an event that its footprint fills."""
    where, geo = codes_of(footprint.precision, footprint.radius_m)
    return {
        "geometry": footprint.point,
        "footprint": footprint.geometry,
        "radius_m": float(footprint.radius_m),
        "precision": footprint.precision,
        "where_prec": where,
        "geo_precision": geo,
    }


def location_fields(location: Location | None, *, missing: str = "no place is named") -> dict[str, Any]:
    """Give the columns of an event that its location fills.

    An ambiguous place has no point: what it may mean stands in ``candidates``, each footprint with its
    probability; a located one has there what carries a density, for joins.
    """
    if location is None:
        return {"status": "not_found", "reason": missing, "score": None}
    fields: dict[str, Any] = {
        "status": location.status,
        "reason": location.reason,
        "score": location.score,
        "place_id": location.place_id,
        "place_name": location.place_name,
    }
    if location.footprint is not None:
        fields.update(footprint_fields(location.footprint))
    if location.candidates:
        fields["candidates"] = tuple((f, float(p)) for f, p, _ in location.candidates)
    elif location.footprint is not None and location.footprint.density is not None:
        fields["candidates"] = ((location.footprint, float(location.score)),)
    return fields


# ---------------------------------------------------------------- readers

_ALIASES: dict[str, tuple[str, ...]] = {
    "lat": ("lat", "latitude", "y", "lat_dd", "خط العرض"),
    "lon": ("lon", "lng", "long", "longitude", "x", "lon_dd", "خط الطول"),
    "date": ("date", "event_date", "date_start", "day", "when", "incident_date", "التاريخ", "تاريخ"),
    "date_end": ("date_end", "end_date", "enddate"),
    "name": ("place", "name", "location", "place_name", "location_name", "town", "village", "site",
             "where_coordinates",
             "where_description", "toponym", "المكان", "الموقع", "الاسم"),
    "name_ar": ("name_ar", "place_ar", "location_ar", "arabic", "name_arabic"),
    "context": ("admin1", "adm_1", "region", "governorate", "province", "admin2", "adm_2", "admin3",
                "district",
                "subdistrict", "country", "المحافظة"),
    "text": ("text", "notes", "description", "note", "headline", "source_headline", "summary", "details"),
    "source": ("source", "sources", "source_article", "source_office", "url", "link"),
    "event_type": ("event_type", "type_of_violence", "type", "category"),
    "sub_event": ("sub_event_type", "sub_event"),
    "actors": ("actors", "actor", "actor1", "side_a", "perpetrator"),
    "actor2": ("actor2", "side_b", "target"),
    "low": ("fatalities_low", "fatalities", "low", "deaths", "killed", "best"),
    "high": ("fatalities_high", "high"),
    "radius": ("radius_m", "accuracy_m", "uncertainty_m"),
    "event_id": ("event_id", "event_id_cnty", "id", "data_id"),
    "where_prec": ("where_prec",),
    "geo_precision": ("geo_precision",),
    "time_precision": ("time_precision",),
    "footprint_wkt": ("footprint_wkt",),
    **{name: (name,) for name in WRITTEN_ROLES},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a table by the roles of its columns."""

    number: int
    cells: Mapping[str, Any]

    def text(self, role: str) -> str:
        value = self.cells.get(role)
        if is_missing(value):
            return ""
        return str(value).strip()

    def number_of(self, role: str) -> float | None:
        text = self.text(role).replace("\u00a0", "").rstrip("°")
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            try:
                value = float(text.replace(",", "."))
            except ValueError:
                return float("nan")
        return value

    def code(self, role: str) -> int | None:
        value = self.number_of(role)
        return None if value is None or is_missing(value) else int(value)


def read_events(path: str | Path, *, geocoder: Geocoder | None = None) -> gpd.GeoDataFrame:
    """Read an event table.

    Parameters
    ----------
    path
        ACLED, UCDP GED, a file that this package wrote, or any table with a date and either coordinates or
        place names; every format of `badia_geo.tables.read_table`.
    geocoder
        Locates rows without coordinates; by default the packaged one, made when a row needs it.

    Returns
    -------
    GeoDataFrame
        One row per row, in order, with `EVENT_COLUMNS`; ``source_row`` counts data rows from 0.  What this
        package wrote is read back as it was: type, place, score, precision, footprint and candidates.  A
        point that was moved since wins over the footprint beside it: it becomes a circle of ``radius_m``.

    Raises
    ------
    ColumnError
        If the table has neither coordinates nor place names.
    """
    from badia_geo.tables import read_table

    table = with_footprints(read_table(path), path)
    return frame_to_events(table, source=str(path), geocoder=geocoder)


def frame_to_events(
    frame: pd.DataFrame, *, source: str = "", geocoder: Geocoder | None = None
) -> gpd.GeoDataFrame:
    """Make an event table of a frame; see `read_events`."""
    columns = _roles(frame)
    geometry = getattr(frame, "geometry", None) if "geometry" in frame.columns else None
    if not ({"lat", "lon"} <= columns.keys() or "name" in columns or geometry is not None):
        msg = (
            f"{source or 'the table'}: found neither coordinates (lat and lon) nor place names (place, "
            f"name or location) "
            f"among the columns {', '.join(map(str, frame.columns[:12]))}; rename one"
        )
        raise ColumnError(msg)
    locator = _Locator(geocoder)
    is_acled = "event_id_cnty" in {str(c).lower() for c in frame.columns} or "sub_event" in columns
    records = []
    arrays = {role: frame[column].to_numpy(dtype=object) for role, column in columns.items()}
    contexts = [
        frame[c].to_numpy(dtype=object)
        for c in frame.columns
        if str(c).strip().lower() in _ALIASES["context"]
    ]
    for number in range(len(frame)):
        values = {role: array[number] for role, array in arrays.items()}
        values["context"] = tuple(str(c[number]) for c in contexts if c[number] == c[number] and c[number])
        if geometry is not None and geometry.iloc[number] is not None and not geometry.iloc[number].is_empty:
            point = geometry.iloc[number].representative_point()
            values.update(lat=point.y, lon=point.x)
        records.append(_record(_Row(number, values), locator, acled=is_acled))
    return events_frame(records)


def _roles(frame: pd.DataFrame) -> dict[str, Any]:
    by_name = {str(c).strip().lower(): c for c in reversed(list(frame.columns))}
    return {
        role: by_name[next(n for n in names if n in by_name)]
        for role, names in _ALIASES.items()
        if any(n in by_name for n in names)
    }


class _Locator:
    """Locates names, each spelling and context once; makes its geocoder when it is first needed."""

    def __init__(self, geocoder: Geocoder | None) -> None:
        self.geocoder = geocoder
        self.memory: dict[tuple[tuple[str, ...], tuple[str, ...]], Location] = {}

    def __call__(self, names: tuple[str, ...], context: tuple[str, ...]) -> Location:
        key = (names, context)
        if key not in self.memory:
            if self.geocoder is None:
                from badia_geo.mentions import default_geocoder

                self.geocoder = default_geocoder()
            self.memory[key] = self.geocoder.locate(*names, context=context)
        return self.memory[key]


def _record(row: _Row, locator: _Locator, *, acled: bool) -> dict[str, Any]:
    record: dict[str, Any] = {
        "event_id": row.text("event_id") or f"row{row.number}",
        "source_row": row.number,
        "primary": row.text("primary").lower() not in ("false", "0"),
        "text": row.text("text"),
        "source": row.text("source"),
        "place": row.text("name") or None,
        "actors": "; ".join(x for x in (row.text("actors"), row.text("actor2")) if x),
    }
    reasons: list[str] = []
    record.update(_where(row, locator, reasons))
    record.update(_when(row, reasons))
    record.update(_what(row, acled=acled))
    record["reason"] = "; ".join(r for r in (record.get("reason"), *reasons) if r)
    return record


def _where(row: _Row, locator: _Locator, reasons: list[str]) -> dict[str, Any]:
    lat, lon = row.number_of("lat"), row.number_of("lon")
    problem = _coordinate_problem(lat, lon)
    if problem is None and lat is not None and lon is not None:
        if 35 <= lat <= 46 and 29 <= lon <= 38.5 and not (29 <= lat <= 38.5 and 35 <= lon <= 46):
            reasons.append("latitude and longitude look swapped: turned round they lie in the region")
        return _coordinates(row, lon, lat, reasons)
    if row.text("name"):
        names = tuple(n for n in (row.text("name"), row.text("name_ar")) if n)
        fields = location_fields(locator(names, row.cells.get("context", ())))
        if lat is not None or lon is not None:
            reasons.append(f"row {row.number}: {problem}; located by its name")
        kept = kept_fields(row.cells)
        if fields["status"] != "located" and "candidates" in kept:
            return {**kept, "status": "ambiguous", "reason": "candidates of the table"}
        return fields
    reason = f"row {row.number}: {problem or 'no coordinates'} and no place name"
    return {"status": "not_found", "reason": reason}


def _coordinate_problem(lat: float | None, lon: float | None) -> str | None:
    if lat is None or lon is None:
        return "a coordinate is missing" if (lat is None) != (lon is None) else "no coordinates"
    if is_missing(lat) or is_missing(lon):
        return "a coordinate is not a number"
    if not -90 <= lat <= 90:
        return f"latitude {lat:g} is not between -90 and 90"
    if not -180 <= lon <= 180:
        return f"longitude {lon:g} is not between -180 and 180"
    if lat == 0 and lon == 0:
        return "latitude and longitude are both 0"
    return None


def _coordinates(row: _Row, lon: float, lat: float, reasons: list[str]) -> dict[str, Any]:
    wkt = row.text("footprint_wkt")
    radius = row.number_of("radius")
    if wkt:
        area = shapely.from_wkt(wkt, on_invalid="ignore")
        if area is not None and area.geom_type in {"Polygon", "MultiPolygon"} and not area.is_empty:
            was = row.number_of("footprint_lon"), row.number_of("footprint_lat")
            if not was_moved(lon, lat, area, was):
                own = row.text("precision")
                precision: Any = own if own in PRECISIONS else "near"
                footprint = Footprint(area, shapely.Point(lon, lat), radius or 3_000.0, precision)
                fields = {**footprint_fields(footprint), **kept_fields(row.cells)}
                return {**fields, "status": "located", "reason": "footprint of the table"}
            reasons.append("the point was moved away from its footprint; the point counts")
    if radius is not None and not is_missing(radius) and radius > 0:
        footprint = Footprint.from_point_radius(lon, lat, radius, "settlement" if radius <= 5_000 else "near")
        return {
            **footprint_fields(footprint),
            "status": "located",
            "reason": "coordinates and radius of the table",
        }
    where, geo = row.code("where_prec"), row.code("geo_precision")
    footprint, reason = footprint_of_code(lon, lat, where_prec=where, geo_precision=geo)
    fields = {**footprint_fields(footprint), "status": "located", "reason": reason}
    fields["where_prec"] = where if where is not None else fields["where_prec"]
    fields["geo_precision"] = geo if geo is not None else fields["geo_precision"]
    return fields


def _when(row: _Row, reasons: list[str]) -> dict[str, Any]:
    from badia_geo.dates import parse_date

    first = last = None
    try:
        if row.text("date"):
            first = last = parse_date(row.cells["date"])
        if row.text("date_end"):
            last = parse_date(row.cells["date_end"])
            first = first or last
    except DateError as error:
        reasons.append(f"row {row.number}: {error}")
        return {"date_start": None, "date_end": None, "date_rule": "unreadable"}
    if first is None or last is None:
        reasons.append(f"row {row.number}: no date")
        return {"date_start": None, "date_end": None, "date_rule": "none given"}
    if last < first:
        reasons.append(f"row {row.number}: date_end {last} lies before date_start {first}; taken as one day")
        last = first
    rule = "date of the table"
    precision = row.code("time_precision")
    if precision == 2 and first == last:
        first, last, rule = (
            first - timedelta(3),
            first + timedelta(3),
            "ACLED time precision 2: the week round the date",
        )
    elif precision == 3 and first == last:
        from calendar import monthrange

        end = monthrange(first.year, first.month)[1]
        first, last = date(first.year, first.month, 1), date(first.year, first.month, end)
        rule = "ACLED time precision 3: the month of the date"
    return {"date_start": first, "date_end": last, "date_rule": rule}


_UCDP_TYPES = {
    1: ("Battles", "Armed clash"),
    2: ("Battles", "Armed clash"),
    3: ("Violence against civilians", "Attack"),
}


def _what(row: _Row, *, acled: bool) -> dict[str, Any]:
    low, high = row.number_of("low"), row.number_of("high")
    counts = {
        "fatalities_low": _count(low),
        "fatalities_high": _count(high),
    }
    if counts["fatalities_high"] is None and "acled_event" not in row.cells:
        counts["fatalities_high"] = counts["fatalities_low"]
    kind, sub = row.text("event_type"), row.text("sub_event")
    table = event_types()
    if kind in table or "acled_event" in row.cells:
        # a type of our own, with the ACLED names that stand beside it where this package wrote the table
        known = table.get(kind)
        event, sub_event = row.text("acled_event"), row.text("acled_sub_event")
        if not event and known is not None:
            event, sub_event = known.acled_event, known.acled_sub_event
        return {**counts, "event_type": kind or "other", "acled_event": event, "acled_sub_event": sub_event}
    code = row.code("event_type")
    if code in _UCDP_TYPES and kind.rstrip(".0").isdigit():
        kind, sub = _UCDP_TYPES[code]
    if (
        acled
        or sub
        or kind.lower() in {"battles", "explosions/remote violence", "violence against civilians"}
    ):
        return {**counts, "event_type": from_acled(kind, sub), "acled_event": kind, "acled_sub_event": sub}
    return {**counts, "event_type": kind or "other"}


def _count(value: float | None) -> int | None:
    return None if value is None or is_missing(value) or value < 0 else round(value)
