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
    "title_series": ("Control zones through time", "مناطق السيطرة عبر الزمن"),
    "title_change": ("Ground that changed hands", "أراضٍ تغيّر المسيطر عليها"),
    "title_areas": ("Area held by each controller", "المساحة التي يسيطر عليها كل طرف"),
    "between": ("{a} to {b}", "من {a} إلى {b}"),
    "one_scale": ("All panels at one scale", "كل الخرائط بمقياس واحد"),
    "change": ("Changed hands: fill = gained, stripes = lost", "تغيّر المسيطر: اللون للكاسب والخطوط للخاسر"),
    "from_to": ("{a}, from {b}: {n}\u00a0km²", "{a}، من {b}: {n}\u00a0كم²"),
    "further": ("{n} smaller exchanges, together {area}\u00a0km²", "{n} تبدلات أصغر مجموعها {area}\u00a0كم²"),
    "status_change": ("{a}, {b} → {c}: {n}\u00a0km²", "{a}، {b} ← {c}: {n}\u00a0كم²"),
    "status_control": ("control", "سيطرة"),
    "status_contested": ("contested", "متنازع عليه"),
    "status_joint": ("joint", "مشترك"),
    "status_presence": ("raided", "غارات"),
    "status_unsettled": ("unsettled", "غير مأهول"),
    "no_change": (
        "No ground changed hands beyond the zones' accuracy",
        "لم يتغيّر المسيطر على أي أرض بما يتجاوز دقة المناطق",
    ),
    "unchanged": ("Pale: the same holder on both dates", "اللون الفاتح: المسيطر نفسه في التاريخين"),
    "front_on": ("Front line on {date}", "خط التماس في {date}"),
    "balance": ("Balance, km²", "المحصلة، كم²"),
    "gained": ("gained", "كسب"),
    "lost": ("lost", "خسر"),
    "net": ("net", "الصافي"),
    "nobody": ("nobody (unsettled)", "لا أحد (غير مأهولة)"),
    "no_zone": ("no zone drawn", "بلا منطقة مرسومة"),
    "left_out": (
        "Areas are geodesic (WGS 84). Strips narrower than the zones' accuracy are no change: {n} left out, {area} km².",
        "المساحات جيوديسية (WGS 84). الشرائط الأضيق من دقة المناطق لا تُعد تغيراً: أُهملت {n} بمساحة {area} كم².",
    ),
    "other_source": (
        "On {area} km² the two dates have different sources; that is not counted as change.",
        "في {area} كم² اختلف المصدر بين التاريخين، ولا يُعد ذلك تغيراً.",
    ),
    "area_axis": ("Area, thousand km²", "المساحة، ألف كم²"),
    "share_axis": ("Share of the area, %", "الحصة من المساحة، ٪"),
    "area_row": ("{a}: {n}\u00a0→\u00a0{m}\u00a0km²", "{a}: {n}\u00a0←\u00a0{m}\u00a0كم²"),
    "most": ("{a}, at most {n}", "{a}، والأقصى {n}"),
    "beyond_map": (
        "The areas count all that changed, also outside the window of this map.",
        "تشمل المساحات كل ما تغيّر، بما فيه ما يقع خارج إطار هذه الخريطة.",
    ),
    "mixed_row": ("contested, joint or raided part", "الجزء المتنازع عليه أو المشترك أو الذي تقع فيه غارات"),
    "measured_steps": (
        "Measured on each of the {n} days on which the zones change; level between them. Areas are geodesic (WGS 84).",
        "قيست في كل من الأيام الـ{n} التي تغيرت فيها المناطق، وهي ثابتة بينها. المساحات جيوديسية (WGS 84).",
    ),
    "measured_dates": (
        "Measured on {n} dates, joined by straight lines. Areas are geodesic (WGS 84).",
        "قيست في {n} تاريخاً، وتصل بينها خطوط مستقيمة. المساحات جيوديسية (WGS 84).",
    ),
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
