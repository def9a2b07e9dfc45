"""A gazetteer and geocoder of a dozen places, for tests of the text modules alone."""

from __future__ import annotations

from dataclasses import dataclass, field

from badia_geo.footprints import Footprint
from badia_geo.gazetteer import Place
from badia_geo.toponym_reader import find_toponyms
from badia_geo.toponyms import ToponymIndex


@dataclass(frozen=True)
class SmallLocation:
    text: str
    status: str
    footprint: Footprint | None
    score: float
    reason: str
    place_id: str | None = None
    place_name: str | None = None
    candidates: tuple = ()


class SmallGeocoder:
    """Takes the smallest place that a text names."""

    def __init__(self, gazetteer):
        self.gazetteer = gazetteer
        self._index = ToponymIndex(gazetteer)
        self.asked = []

    def decided(self, *texts, source_row=None):
        return None

    def locate(self, *spellings, context=(), near=(), clause=None):
        text = spellings[0]
        self.asked.append((text, tuple(context)))
        places = [self._index.places[t.places[0]] for t in find_toponyms(text, self._index)]
        places = [p for p in places if isinstance(p, Place)]
        if not places:
            return SmallLocation(text, "not_found", None, 0.0, f"no place is called {text!r}")
        place = min(places, key=lambda p: p.extent_m)
        radius = max(place.extent_m, 2000.0) + (3000.0 if text.startswith("near") or "قرب" in text else 0.0)
        precision = (
            "admin1" if place.feature_code == "ADM1" else "near" if text.startswith("near") else "settlement"
        )
        footprint = Footprint.from_point_radius(
            place.lon, place.lat, radius, precision, steps=(f"at {place.name}",)
        )
        return SmallLocation(
            text, "located", footprint, 0.9, f"{place.name} by its name", place.place_id, place.name
        )


@dataclass(eq=False)
class SmallGazetteer:
    places: list = field(default_factory=list)

    def __iter__(self):
        return iter(self.places)


def _place(
    place_id, name, name_ar, code, lat, lon, *, population=None, extent=2000.0, admin1="Deir ez-Zor", names=()
):
    return Place(place_id, name, name_ar, tuple(names), code, lat, lon, 1000.0, extent, population, admin1)


def small_gazetteer():
    return SmallGazetteer(
        [
            _place("dez", "Deir ez-Zor", "دير الزور", "PPLA", 35.336, 40.141, population=270_000, extent=5000, names=("Deir Ezzor", "Deir al-Zor")),
            _place("dez-gov", "Deir ez-Zor Governorate", "محافظة دير الزور", "ADM1", 35.0, 40.2, extent=110_000),
            _place("raqqa", "Raqqa", "الرقة", "PPLA", 35.95, 39.01, population=220_000, extent=5000, admin1="Raqqa", names=("Ar Raqqah",)),
            _place("hama", "Hama", "حماة", "PPLA", 35.13, 36.75, population=460_000, extent=5000, admin1="Hama"),
            _place("homs", "Homs", "حمص", "PPLA", 34.73, 36.72, population=770_000, extent=6000, admin1="Homs"),
            _place("palmyra", "Palmyra", "تدمر", "PPLA2", 34.56, 38.28, population=51_000, extent=3000, admin1="Homs", names=("Tadmur",)),
            _place("sukhnah", "Al-Sukhnah", "السخنة", "PPL", 34.887, 38.872, population=16_000, admin1="Homs", names=("Sukhna",)),
            _place("mayadin", "Mayadin", "الميادين", "PPLA2", 35.02, 40.45, population=54_000, names=("Al-Mayadeen",)),
            _place("abu-kamal", "Abu Kamal", "البوكمال", "PPLA2", 34.45, 40.92, population=57_000, names=("Al-Bukamal",)),
            _place("hajin", "Hajin", "هجين", "PPLA3", 34.69, 40.83, population=37_000),
            _place("shahil", "Al-Shahil", "الشحيل", "PPL", 35.13, 40.44, population=14_000, names=("Shuhayl",)),
            _place("shoula", "Al-Shoula", "الشولا", "PPL", 35.15, 39.88, names=("Shula",)),
            _place("omar", "Al-Omar oil field", "حقل العمر النفطي", "OILF", 35.1, 40.55, extent=5000),
            _place("taym", "At-Taym oil field", "حقل التيم", "OILF", 35.22, 40.1, extent=4000, names=("al-Taim oil field",)),
            _place("tanf", "Al-Tanf base", "قاعدة التنف", "MILB", 33.49, 38.66, admin1="Homs", extent=2000),
            _place("salamiyah-v", "Salam", "سلام", "PPL", 34.9, 37.9, admin1="Hama"),
            _place("omar-v", "Omar", "عمر", "PPL", 36.4, 37.2, admin1="Aleppo"),
        ]
    )  # fmt: skip


def small_geocoder():
    return SmallGeocoder(small_gazetteer())
