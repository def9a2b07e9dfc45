"""Cell words: what people call places in a table cell, and the nouns of things inside a place."""

from __future__ import annotations

__all__ = [
    "AIRFIELDS", "AIRFIELD_ADJECTIVES", "AIRFIELD_NAMES", "AIRFIELD_NAMES_AR", "CONTAINER_WORDS",
    "DETAIL_ADJECTIVES", "DETAIL_HEADS", "DETAIL_PHRASES", "DETAIL_WORDS", "FILLER",
    "KIND_PHRASES", "KIND_WORDS", "SETTLEMENTS", "WORKS", "WORKS_WORDS",
]  # fmt: skip

KIND_WORDS = {
    "village": "village", "villages": "village", "town": "town", "towns": "town", "city": "city",
    "hamlet": "hamlet", "settlement": "hamlet", "farm": "farm", "farms": "farm",
    "neighbourhood": "neighbourhood",
    "neighborhood": "neighbourhood", "neighbourhoods": "neighbourhood", "neighborhoods": "neighbourhood",
    "quarter": "neighbourhood", "residences": "neighbourhood", "suburb": "neighbourhood", "camp": "camp",
    "camps": "camp", "قرية": "village", "قريه": "village", "قرى": "village", "قري": "village",
    "قريتي": "village", "قريتا": "village", "قريتين": "village", "بلدة": "town", "بلده": "town",
    "بلدات": "town", "بلدتي": "town", "بلدتا": "town", "بلدتين": "town", "مدينة": "city", "مدينه": "city",
    "مدن": "city", "مدينتي": "city", "مدينتا": "city", "حي": "neighbourhood", "حيي": "neighbourhood",
    "حيا": "neighbourhood", "مخيمي": "camp", "مخيمات": "camp",
    "حارة": "neighbourhood", "حاره": "neighbourhood", "احياء": "neighbourhood", "أحياء": "neighbourhood",
    "مخيم": "camp", "airport": "airport", "airbase": "airbase", "airfield": "airfield", "base": "base",
    "مطار": "airport", "قاعدة": "base", "قاعده": "base",
    "barracks": "barracks", "dam": "dam", "bridge": "bridge", "mountain": "mountain",
    "mount": "mountain", "mountains": "mountain", "mt": "mountain", "hills": "hill", "hill": "hill",
    "valley": "valley", "desert": "desert", "island": "island", "lake": "lake", "castle": "castle",
    "سد": "dam", "بحيرة": "lake",
}  # fmt: skip
"""Words that say what a place is, before or behind its name."""
KIND_PHRASES = (
    ("oil field", "oil field"), ("oilfield", "oil field"), ("gas field", "gas field"),
    ("gas plant", "gas field"), ("حقل نفط", "oil field"), ("حقل غاز", "gas field"),
    ("air base", "airbase"), ("military base", "base"), ("refugee camp", "camp"), ("idp camp", "camp"),
    ("pumping station", "pumping station"), ("حقل", "oil field"),
)  # fmt: skip
CONTAINER_WORDS = frozenset((
    "district", "districts", "subdistrict", "sub-district", "governorate", "province", "region",
    "countryside", "suburbs", "rif", "reef", "ناحية", "ناحيه", "منطقة", "منطقه", "محافظة", "محافظه",
    "ريف",
))  # fmt: skip
"""Words that make a name that of an area around the place."""
DETAIL_WORDS = frozenset((
    "mosque", "street", "road", "highway", "school", "hospital", "house", "home", "square", "garden",
    "park", "cafe", "café", "market", "souk", "souq", "building", "roundabout", "factory", "clinic",
    "university", "college", "prison", "bakery", "court", "church", "cemetery", "stadium", "checkpoint",
    "crossing", "crossings", "crossroads", "station", "warehouse", "bus", "car", "vehicle",
    "headquarters", "residence", "tower", "centre", "center", "office", "shop", "shops", "intersection",
    "junction", "club", "pharmacy", "police", "hotel", "bank", "cinema", "museum", "library",
    "courthouse", "villas", "dormitory", "housing", "municipality", "مسجد", "جامع", "مدرسة", "مشفى",
    "مستشفى", "شارع", "ساحة", "حديقة", "سوق", "دوار", "مبنى", "معبر", "مقر", "فرن", "معمل", "منزل",
    "مفرق", "مفترق", "تقاطع", "حاجز", "مدخل",
))  # fmt: skip
"""Things in a place, whose own names no gazetteer has."""
DETAIL_PHRASES = (
    ("border crossing", "crossing"), ("border post", "crossing"), ("border gate", "crossing"),
    ("border point", "crossing"), ("border checkpoint", "crossing"), ("frontier post", "crossing"),
    ("frontier crossing", "crossing"), ("river crossing", "crossing"), ("land crossing", "crossing"),
    ("crossing point", "crossing"), ("crossing points", "crossing"), ("border crossings", "crossing"),
)  # fmt: skip
"""Such things of two words, of which the first would pass for a part of the name, and their nouns."""
AIRFIELDS = frozenset(("airport", "airbase", "airfield", "base"))
"""Kinds that one place is called by in turn: the airbase, airfield and military airport of Tabqa are one."""
AIRFIELD_NAMES = (
    "{} airport", "{} airbase", "{} airfield", "{} military airport", "{} international airport",
)  # fmt: skip
AIRFIELD_NAMES_AR = ("مطار {}", "مطار {} العسكري", "مطار {} الدولي", "قاعدة {}", "قاعدة {} الجوية")
AIRFIELD_ADJECTIVES = frozenset(
    ("military", "international", "civil", "civilian", "main", "air",
     "العسكري", "الدولي", "المدني", "الحربي", "الجوية")
)  # fmt: skip
"""What gazetteers call them, and the words between their names and nouns."""
DETAIL_ADJECTIVES = frozenset(("الحدودي", "الحدودية", "البري", "البرية", "الدولي"))
"""Adjectives behind the name of a crossing."""
DETAIL_HEADS = frozenset((
    "hadika", "hadiqa", "hadiqat", "hadikat", "masjid", "jami", "jamia", "jame", "dawar", "duwar",
    "dawwar", "mashfa", "mustashfa", "madrasa", "madrasat", "madrassa", "sijn", "furn", "maqbara",
    "maqbarat", "malaab", "malab", "masbah", "shari", "mahkama", "sakan", "thanawiya", "bank", "hotel",
    "حديقة", "حديقه", "مسجد", "جامع", "مدرسة", "مدرسه", "دوار", "سجن", "فرن", "مقبرة", "مقبره", "ملعب",
    "مسبح", "سكن", "ثانوية", "مصرف", "بنك", "فندق", "ملاهي", "جمعية", "جمعيه", "مساكن", "ضاحية",
    "ضاحيه", "مخالفات", "مجمع", "مركز", "كازية", "مستودع", "مخفر", "بلدية", "jamiat", "jamaiat",
    "masaken", "masakin", "dahiat", "dahiyat",
))  # fmt: skip
"""Nouns that begin the names of such things, as Arabic and its transliterations write them."""
WORKS = frozenset((
    "gas field", "oil field",
))  # fmt: skip
WORKS_WORDS = frozenset((
    "النفطي", "النفطية", "النفط", "للنفط", "الغازي", "الغازية", "الغاز", "للغاز", "area", "areas", "of",
    "the", "in", "at", "near", "nearby", "around", "outskirts", "vicinity", "location", "unknown",
    "inside", "within", "old", "new-town", "eastern-part", "civilian", "civilians", "وسط", "محيط",
    "أطراف", "اطراف", "قرب", "بالقرب", "داخل", "ضواحي",
))  # fmt: skip
"""Adjectives that follow the name of a field of oil or gas."""
FILLER = frozenset((
    "في", "ضمن",
    "area", "areas", "of", "the", "in", "at", "near", "nearby", "around", "outskirts", "vicinity",
    "location", "unknown", "inside", "within", "old", "new-town", "eastern-part", "civilian",
    "civilians", "وسط", "محيط", "أطراف", "اطراف", "قرب", "بالقرب", "داخل", "ضواحي",
))  # fmt: skip
SETTLEMENTS = frozenset((
    "camp", "city", "countryside", "district", "farm", "governorate", "hamlet", "neighbourhood",
    "settlement", "subdistrict", "town", "village",
))  # fmt: skip
"""Kinds that a name does without: everybody calls Tiyas village Tiyas."""
