"""The words on maps, in English and Arabic."""

from __future__ import annotations

from typing import Literal

from badia_geo.errors import ValueRangeError

__all__ = ["PAGE_WORDS", "WORDS", "Language", "date_words", "single", "span_words", "word"]

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
    "title": ("reported events and control zones", "أحداث مُبلغ عنها ومناطق السيطرة"),
    "title_events": ("reported events", "أحداث مُبلغ عنها"),
    "title_zones": ("control zones", "مناطق السيطرة"),
    "as_of": ("Control as of {date}", "السيطرة بتاريخ {date}"),
    "no_zones": ("No control zones drawn", "بلا مناطق سيطرة"),
    "period": ("Events of {dates}", "أحداث {dates}"),
    "cutoff": ("Reports up to {date}", "تقارير حتى {date}"),
    "base": ("Base map", "خريطة الأساس"),
    "legend": ("Legend", "مفتاح الخريطة"),
    "control": ("Control", "السيطرة"),
    "holder": ("{a}", "{a}"),
    "contested": ("Contested: {a} / {b}", "متنازع عليه: {a} / {b}"),
    "joint": ("Held jointly: {a} and {b}", "سيطرة مشتركة: {a} و{b}"),
    "presence": ("{b} raids, ground held by {a}", "غارات {b} في أرض تسيطر عليها {a}"),
    "unsettled": ("Unsettled, held by nobody", "بادية غير مأهولة لا يسيطر عليها أحد"),
    "blank": ("Not covered by the zones", "لا تشمله مناطق السيطرة"),
    "front": ("Front line between zones", "خط التماس بين المناطق"),
    "events": ("Reported events", "الأحداث المُبلغ عنها"),
    "exact": ("Place known; the ring holds it with 90 % probability", "مكان معروف؛ الحلقة تحويه باحتمال 90٪"),
    "sharp": ("Filled: the place is known", "مملوء: المكان معروف"),
    "area": ("Hollow: known only as an area", "مفرّغ: المكان معروف كمنطقة فقط"),
    "candidate": ("One of several possible places of an event", "أحد الأماكن المحتملة لحدث"),
    "edge": ("Zone edges are true to ±{km}\u00a0km", "حدود المناطق صحيحة بمقدار ±{km}\u00a0كم"),
    "sureness": ("How sure", "مدى التأكد"),
    "counted": ("Events counted: circle by number, up to {n}", "عدد الأحداث: الدائرة بحسب العدد، حتى {n}"),
    "counted_one": ("Events counted: {n} at one place", "عدد الأحداث: {n} في مكان واحد"),
    "by_deaths": ("Size by deaths reported: 0 to {n}", "الحجم بحسب القتلى المُبلغ عنهم: 0 إلى {n}"),
    "inset_plain": ("Enlarged", "مكبّر"),
    "coarse": (
        "This map is drawn larger than its sources: river, borders and towns may be off by 0.5 to 1.5 km.",
        "هذه الخريطة أكبر من مقياس مصادرها: قد ينحرف النهر والحدود والبلدات 0.5 إلى 1.5 كم.",
    ),
    "no_base": (
        "The packaged base map ends at 35–46° E, 29–38.5° N; outside it only zones and events are drawn.",
        "تنتهي خريطة الأساس عند 35–46° شرقاً و29–38.5° شمالاً، ولا يُرسم خارجها إلا المناطق والأحداث.",
    ),
    "in_country": ("{country}: {title}", "{country}: {title}"),
    "river": ("River, reservoir", "نهر، بحيرة سد"),
    "border": ("International border", "حدود دولية"),
    "disputed": ("Disputed border or ceasefire line", "حدود متنازع عليها أو خط هدنة"),
    "governorate": ("Governorate boundary", "حدود محافظة"),
    "town": ("Town, village", "بلدة، قرية"),
    "site": ("Base, field, dam, station or crossing", "قاعدة أو حقل أو سد أو محطة أو معبر"),
    "km": ("km", "كم"),
    "deaths": ("deaths reported", "قتلى مُبلغ عنهم"),
    "sources": ("Sources", "المصادر"),
    "disclaimer": (
        "Borders, names and zones shown do not imply endorsement.",
        "لا تعني الحدود والأسماء والمناطق المبينة أي إقرار بها.",
    ),
    "generalised": (
        "Zones are generalised; their edges are uncertain by about {accuracy}.",
        "المناطق معممة، وحدودها غير مؤكدة بنحو {accuracy}.",
    ),
    "unstated": ("an unstated distance", "مسافة غير محددة"),
    "undated": ("Date of the zones not stated", "تاريخ المناطق غير مذكور"),
    "method": (
        "Places are footprints: the circle or area holds the true place with probability 0.9.",
        "الأماكن مساحات: تحوي الدائرة أو المنطقة المكان الصحيح باحتمال 0.9.",
    ),
    "chances": (
        "A percentage is the probability of the bank, or of the zone on the event's own day, over footprint, dates "
        "and zone accuracy.",
        "النسبة المئوية هي احتمال الضفة، أو المنطقة في يوم الحدث نفسه، على المساحة والتواريخ ودقة المناطق.",
    ),
    "data": (
        "Base map: Natural Earth; WDBII/GSHHG (LGPL); GeoNames (CC BY 4.0); NOAA GLOBE.",
        "خريطة الأساس: Natural Earth؛ WDBII/GSHHG (LGPL)؛ GeoNames (CC BY 4.0)؛ NOAA GLOBE.",
    ),
    "zones_from": ("Zones: {zones}.", "المناطق: {zones}."),
    "events_from": ("Events: {events}.", "الأحداث: \u2066{events}\u2069."),
    "all_from": ("Events and zones: {zones}.", "الأحداث والمناطق: {zones}."),
    "projection": ("Projection: {name}. WGS 84.", "الإسقاط: {name}. WGS 84."),
    "title_series": ("control zones through time", "مناطق السيطرة عبر الزمن"),
    "title_change": ("ground that changed hands", "أراضٍ تغيّر المسيطر عليها"),
    "title_areas": ("area held by each controller", "المساحة التي يسيطر عليها كل طرف"),
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
    "title_density": ("density of reported events", "كثافة الأحداث المُبلغ عنها"),
    "events_counted": ("{n} reported events", "{n} حدث مُبلغ عنه"),
    "density": ("Events per 100 km²", "الأحداث لكل 100 كم²"),
    "density_class": ("{a} to {b}{unit}", "{a} إلى {b}{unit}"),
    "density_over": ("{a} and more{unit}", "{a} فأكثر{unit}"),
    "kernel": (
        "Each event is spread over its footprint and smoothed with a normal kernel of {km} km (standard deviation).",
        "وُزع كل حدث على مساحته ومُلّس بنواة طبيعية انحرافها المعياري {km} كم.",
    ),
    "edges": ("Control, edges of zones", "السيطرة، حدود المناطق"),
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
    "found": ("{n} places found", "عدد الأماكن: {n}"),
    "not_found": ("No such place on this map", "لا مكان بهذا الاسم في هذه الخريطة"),
    "measure": ("Measure", "قياس"),
    "measure_help": (
        "Click the points to measure between. By keyboard: move the map, Enter sets a point at the cross, Esc ends.",
        "انقر على النقاط للقياس بينها. بلوحة المفاتيح: حرّك الخريطة، ومفتاح الإدخال يضع نقطة عند الإشارة، وEsc للإنهاء.",
    ),
    "distance": ("Distance", "المسافة"),
    "home": ("First view", "المشهد الأول"),
    "panel": ("Legend and filters", "المفتاح والمرشحات"),
    "close": ("Close", "إغلاق"),
    "back": ("Back to the {n} events here", "العودة إلى الأحداث هنا ({n})"),
    "skip": ("Skip links", "روابط التخطي"),
    "skip_map": ("Skip to the map", "انتقل إلى الخريطة"),
    "skip_panel": ("Skip to legend and filters", "انتقل إلى المفتاح والمرشحات"),
    "skip_events": ("Skip to the list of events", "انتقل إلى قائمة الأحداث"),
    "map_help": (
        "Map: arrow keys move it, plus and minus zoom, Enter tells what is at its centre, Tab leads to its events",
        "خريطة: تحركها مفاتيح الأسهم، وتكبرها وتصغرها علامتا الزائد والناقص، ومفتاح الإدخال يخبر بما في وسطها، ومفتاح الجدولة يقود إلى أحداثها",
    ),
    "zoom_in": ("Zoom in", "تكبير"),
    "zoom_out": ("Zoom out", "تصغير"),
    "filters": ("Filters", "المرشحات"),
    "type": ("Type of event", "نوع الحدث"),
    "controller": ("Control zone of the event", "منطقة السيطرة للحدث"),
    "from": ("From", "من"),
    "to": ("To", "إلى"),
    "least": ("Least probability of the zone", "أدنى احتمال للمنطقة"),
    "reset": ("Show all events", "عرض كل الأحداث"),
    "count": ("{a} of {b} events shown", "يُعرض {a} من {b} من الأحداث"),
    "placeless": ("{n} without a place, only listed", "{n} بلا مكان، في القائمة فقط"),
    "more": ("Show more ({n})", "عرض المزيد ({n})"),
    "events_here": ("{n} events here", "الأحداث هنا: {n}"),
    "about": ("About this map", "عن هذه الخريطة"),
    "layers": ("Layers", "الطبقات"),
    "layer_zones": ("Control zones", "مناطق السيطرة"),
    "layer_events": ("Reported events", "الأحداث المُبلغ عنها"),
    "layer_footprints": ("Footprints of events", "مساحات الأحداث"),
    "layer_names": ("Names of places", "أسماء الأماكن"),
    "layer_relief": ("Relief", "التضاريس"),
    "layer_governorates": ("Governorate limits", "حدود المحافظات"),
    "play": ("Play", "تشغيل"),
    "pause": ("Pause", "إيقاف"),
    "date_before": ("Date before", "التاريخ السابق"),
    "date_after": ("Next date", "التاريخ التالي"),
    "zone_date": ("Date of the control zones", "تاريخ مناطق السيطرة"),
    "follow": ("Events", "الأحداث"),
    "follow_all": ("Events of all dates", "أحداث كل التواريخ"),
    "follow_until": ("Events up to this date", "الأحداث حتى هذا التاريخ"),
    "follow_step": ("Events since the date before", "الأحداث منذ التاريخ السابق"),
    "no_zones_on": ("No control zones are drawn for {date}", "لا مناطق سيطرة مرسومة في {date}"),
    "zone_status": ("Status", "الحالة"),
    "since": ("Since", "منذ"),
    "since_unknown": ("not stated", "غير مذكور"),
    "until": ("Until", "حتى"),
    "edge": ("Edge known to", "دقة الحدود"),
    "source": ("Source", "المصدر"),
    "no_source": ("not stated", "غير مذكور"),
    "zone": ("Zone", "المنطقة"),
    "bank": ("Euphrates", "الفرات"),
    "precision": ("Place", "المكان"),
    "within": ("within {r} (90 %)", "ضمن {r} (90٪)"),
    "score": ("Place confidence", "ثقة تحديد المكان"),
    "deaths": ("Deaths reported", "قتلى مُبلغ عنهم"),
    "actors": ("Actors", "الأطراف"),
    "steps": ("How the place was found", "كيف حُدد المكان"),
    "why_not": ("Why it has no place", "لماذا بلا مكان"),
    "lean_short": (
        "Excerpts and steps are left out of this page; they are in the table of events.",
        "لا تتضمن هذه الصفحة المقتطفات والخطوات، وهي في جدول الأحداث.",
    ),
    "lean": (
        "{n} events are too many for one page to carry in full: excerpts, actors and the steps that located them "
        "are left out here and stand in the table of events.",
        "عدد الأحداث {n} أكبر من أن تحمله صفحة واحدة كاملاً: تُركت هنا المقتطفات والأطراف وخطوات تحديد الأماكن، وهي في جدول الأحداث.",
    ),
    "no_date": ("no date", "بلا تاريخ"),
    "no_place": ("no place found", "لم يُحدد مكانه"),
    "several_places": ("several possible places", "عدة أماكن محتملة"),
    "zone_contested": ("{a} / {b}: contested", "{a} / {b}: متنازع عليه"),
    "zone_joint": ("{a} and {b}, jointly", "{a} و{b}، سيطرة مشتركة"),
    "zone_presence": ("{a}, with raids by {b}", "{a}، مع غارات {b}"),
    "filled": ("filled: place known (ring: 90 %)", "ممتلئ: المكان معروف (الحلقة: 90٪)"),
    "hollow": ("hollow: place known only as an area", "مفرغ: المكان معروف كمنطقة فقط"),
    "edge_line": ("Edge of what one side holds", "حدود ما يسيطر عليه طرف"),
    "footprint": ("where it may have been (90 %)", "حيث يُحتمل أن يكون (90٪)"),
    "footprint_chosen": (
        "where it may have been (90 %): choose an event or zoom in",
        "حيث يُحتمل أن يكون (90٪): اختر حدثاً أو كبّر",
    ),
    "several_near": ("number of events near one another", "عدد أحداث متقاربة"),
    "m": ("m", "م"),
    "credit": (
        "Base map: Natural Earth, WDBII/GSHHG, GeoNames, NOAA. Zones: {zones}. Borders and names imply no endorsement.",
        "خريطة الأساس: Natural Earth، WDBII/GSHHG، GeoNames، NOAA. المناطق: {zones}. لا تعني الحدود والأسماء أي إقرار.",
    ),
    "prec_exact": ("coordinates", "إحداثيات"),
    "prec_settlement": ("settlement", "بلدة أو قرية"),
    "prec_near": ("near a named place", "قرب مكان مسمى"),
    "prec_sector": ("distance and direction", "مسافة واتجاه"),
    "prec_line": ("along a road or river", "على طريق أو نهر"),
    "prec_admin3": ("subdistrict", "ناحية"),
    "prec_admin2": ("district", "منطقة"),
    "prec_admin1": ("governorate", "محافظة"),
    "prec_region": ("region", "إقليم"),
    "prec_country": ("country", "بلد"),
}


def single(language: Language) -> Language:
    """Give the language of what is written once: Arabic where all is Arabic, else English."""
    return "ar" if language == "ar" else "en"


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


def span_words(first: object, last: object, language: str = "en") -> str:
    """Write two dates as a span, without saying the same year or month twice.

    Examples
    --------
    >>> span_words("2020-08-17", "2020-08-21"), span_words("2020-07-22", "2020-08-21")
    ('17–21 August 2020', '22 July – 21 August 2020')
    >>> span_words("2019-12-30", "2020-01-02")
    '30 December 2019 – 2 January 2020'
    """
    import pandas as pd

    a, b = pd.Timestamp(str(first)), pd.Timestamp(str(last))
    end = date_words(b, language)
    if (a.year, a.month) == (b.year, b.month):
        return f"{a.day}–{end}"
    start = date_words(a, language)
    return f"{start.removesuffix(f' {a.year}') if a.year == b.year else start} – {end}"
