"""The words on maps, in English and Arabic."""

from __future__ import annotations

from typing import Literal

from badia_geo.errors import ValueRangeError

__all__ = ["PAGE_WORDS", "WORDS", "Language", "date_words", "word"]

Language = Literal["en", "ar", "both"]

MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    # the month names of the Levant, as Syrian readers write them
    "ar": [
        "كانون الثاني",
        "شباط",
        "آذار",
        "نيسان",
        "أيار",
        "حزيران",
        "تموز",
        "آب",
        "أيلول",
        "تشرين الأول",
        "تشرين الثاني",
        "كانون الأول",
    ],
}

WORDS: dict[str, tuple[str, str]] = {
    "title": ("Reported events and control zones", "أحداث مُبلغ عنها ومناطق السيطرة"),
    "title_zones": ("Control zones", "مناطق السيطرة"),
    "as_of": ("Control as of {date}", "السيطرة بتاريخ {date}"),
    "no_zones": ("No control zones drawn", "بلا مناطق سيطرة"),
    "cutoff": ("Reports up to {date}", "تقارير حتى {date}"),
    "base": ("Base map", "خريطة الأساس"),
    "legend": ("Legend", "مفتاح الخريطة"),
    "control": ("Control", "السيطرة"),
    "contested": ("contested: {a} / {b}", "متنازع عليه: {a} / {b}"),
    "contested_note": ("Contested ground", "أرض متنازع عليها"),
    "joint": ("joint: {a} and {b}", "مشترك: {a} و{b}"),
    "presence": ("{b} raids on ground held by {a}", "غارات {b} في أرض تسيطر عليها {a}"),
    "unsettled": ("Unsettled desert, held by nobody", "بادية غير مأهولة لا يسيطر عليها أحد"),
    "front": ("Front line between zones", "خط التماس بين المناطق"),
    "events": ("Reported events", "الأحداث المُبلغ عنها"),
    "exact": ("place known (ring: 90 % radius)", "مكان معروف (الحلقة: 90٪)"),
    "area": ("place known only as an area", "المكان معروف كمنطقة فقط"),
    "several": ("several events at one place", "عدة أحداث في مكان واحد"),
    "candidate": ("one of several possible places of an event", "أحد الأماكن المحتملة لحدث"),
    "river": ("River, reservoir", "نهر، بحيرة سد"),
    "border": ("International border", "حدود دولية"),
    "disputed": ("Disputed border or ceasefire line", "حدود متنازع عليها أو خط هدنة"),
    "governorate": ("Governorate limit", "حدود محافظة"),
    "town": ("Town (larger: bold)", "بلدة (الأكبر بخط عريض)"),
    "km": ("km", "كم"),
    "deaths": ("deaths reported", "قتلى مُبلغ عنهم"),
    "sources": ("Sources", "المصادر"),
    "disclaimer": (
        "Borders, names and zones shown do not imply endorsement. Zones are generalised from dated published "
        "statements; their edges are uncertain by {accuracy}.",
        "لا تعني الحدود والأسماء والمناطق المبينة أي إقرار بها. المناطق معممة من بيانات منشورة ومؤرخة، "
        "وحدودها غير مؤكدة بمقدار {accuracy}.",
    ),
    "method": (
        "Places are footprints: the circle or area holds the true place with probability 0.9. P is the probability "
        "of the zone or bank over footprint, dates and zone accuracy.",
        "الأماكن مساحات: تحوي الدائرة أو المنطقة المكان الصحيح باحتمال 0.9. P احتمال المنطقة أو الضفة "
        "على المساحة والتواريخ ودقة المناطق.",
    ),
    "data": (
        "Base map: Natural Earth; WDBII/GSHHG (LGPL); GeoNames (CC BY 4.0); NOAA GLOBE. Zones: {zones}.",
        "خريطة الأساس: Natural Earth؛ WDBII/GSHHG (LGPL)؛ GeoNames (CC BY 4.0)؛ NOAA GLOBE. المناطق: {zones}.",
    ),
    "projection": ("Projection: {name}. WGS 84.", "الإسقاط: {name}. WGS 84."),
    "left": ("left bank", "الضفة اليسرى"),
    "right": ("right bank", "الضفة اليمنى"),
    "water": ("water", "ماء"),
    "island": ("island", "جزيرة"),
    "beyond": ("beyond the river", "خارج النهر"),
    "undetermined": ("undetermined", "غير محدد"),
    "not_located": ("Events without a place, not drawn: {n}", "أحداث بلا مكان لم ترسم: {n}"),
    "more": ("… and {n} more in events.csv", "… و{n} أخرى في events.csv"),
    "Euphrates": ("Euphrates", "الفرات"),
    "Explosions/Remote violence": ("Explosion or remote violence", "انفجار أو عنف عن بعد"),
    "Battles": ("Battle or attack on armed forces", "معركة أو هجوم على قوات مسلحة"),
    "Violence against civilians": ("Violence against civilians", "عنف ضد مدنيين"),
    "Protests": ("Protest", "احتجاج"),
    "Riots": ("Riot", "أعمال شغب"),
    "Strategic developments": ("Strategic development", "تطور استراتيجي"),
    "other": ("Other event", "حدث آخر"),
}

PAGE_WORDS: dict[str, tuple[str, str]] = {
    "search": ("Search for a place", "ابحث عن مكان"),
    "measure": ("Measure", "قياس"),
    "panel": ("Filters and events", "المرشحات والأحداث"),
    "filters": ("Filters", "المرشحات"),
    "type": ("Type of event", "نوع الحدث"),
    "controller": ("Control zone of the event", "منطقة السيطرة للحدث"),
    "from": ("From", "من"),
    "to": ("To", "إلى"),
    "least": ("Least probability of the zone", "أدنى احتمال للمنطقة"),
    "shown": ("events shown", "أحداث معروضة"),
    "about": ("About this map", "عن هذه الخريطة"),
    "play": ("Play", "تشغيل"),
    "zone_date": ("Date of the control zones", "تاريخ مناطق السيطرة"),
    "valid": ("Valid", "صالح"),
    "source": ("Source", "المصدر"),
    "zone": ("Zone", "المنطقة"),
    "radius": ("90 % radius", "نصف قطر 90٪"),
    "score": ("place score", "درجة المكان"),
    "deaths": ("Deaths reported", "قتلى مُبلغ عنهم"),
    "steps": ("How the place was found", "كيف حُدد المكان"),
    "no_date": ("no date", "بلا تاريخ"),
    "no_place": ("no place", "بلا مكان"),
    "zones": ("Control zones", "مناطق السيطرة"),
    "footprints": ("Footprints", "مساحات الأحداث"),
    "governorates": ("Governorates", "المحافظات"),
    "towns": ("Towns", "البلدات"),
    "contested": ("contested", "متنازع عليه"),
    "joint": ("joint", "مشترك"),
    "presence": ("raids by", "غارات"),
}


def word(key: str, language: Language = "en", **values: object) -> str:
    """Give a phrase of the map in the language asked for; ``both`` puts Arabic under English.

    Parameters
    ----------
    key
        A key of the table.
    language
        ``en``, ``ar`` or ``both``.
    values
        What fills the braces; a pair (English, Arabic) is parted.

    Raises
    ------
    ValueRangeError
        If the language is not known.

    Examples
    --------
    >>> word("as_of", date="21 August 2020")
    'Control as of 21 August 2020'
    """
    if language not in ("en", "ar", "both"):
        msg = f"language {language!r} is not known; use 'en', 'ar' or 'both'"
        raise ValueRangeError(msg)
    pair = WORDS[key]
    filled = [
        text.format(**{k: v[i] if isinstance(v, tuple) else v for k, v in values.items()})
        for i, text in enumerate(pair)
    ]
    return {"en": filled[0], "ar": filled[1], "both": "\n".join(filled)}[language]


def date_words(date: object, language: str = "en") -> str:
    """Write a date out.

    Examples
    --------
    >>> date_words("2020-08-21")
    '21 August 2020'
    >>> date_words("2020-08-21", "ar")
    '21 آب 2020'
    """
    import pandas as pd

    day = pd.Timestamp(str(date))
    return f"{day.day} {MONTHS['ar' if language == 'ar' else 'en'][day.month - 1]} {day.year}"
