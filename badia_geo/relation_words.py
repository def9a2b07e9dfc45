"""Relation word: the operators of the grammar of descriptions, one pattern a line (English and Arabic).

Patterns run over folded text (`badia_geo.descriptions.fold`).  A kind with + may be written together with the
word that follows, as Arabic writes "l-" and "b-".  Longer matches win, then the order of the table.
"""
# ruff: noqa: E501  (a table of patterns reads better one a line)

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from badia_geo.quantities import DIRECTION, DISTANCE

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "AND",
    "ARABIC",
    "ENGLISH",
    "GENERIC",
    "GOVERNORATES",
    "HAS_ARABIC",
    "HAS_LATIN",
    "LIST_HEAD",
    "NAMELESS_ROAD",
    "RELATIVE_CLAUSE",
]

_DIST = rf"(?P<distance>{DISTANCE})"
_DIR = rf"(?P<direction>{DIRECTION})"
_ADJ = rf"(?P<direction>{DIRECTION}|central|centre|center|middle)"
_RIVER = r"(?:river|euphrates|furat|stream|tigris|khabur|balikh|orontes)"
_LEAD = r"(?:(?:(?:located|situated|lying|lies|about|just|only|immediately|directly|somewhere|due|far|a bit|a little) )*)"
_OF = r"(?:of|from)(?: the)?"
_ROAD = r"(?:(?:main|desert|international|old|new|strategic|coastal|public) )*(?:roads?|highways?|motorways?|routes?|autostrad)"

_AR_START = r"(?<!\w)(?:و|ف)?"
_AR_DIR = rf"(?P<direction>{DIRECTION})"
_AR_TOWN = r"(?: (?:بلدت[يه]|بلدات|مدينت[يه]|مدن|قريت[يه]|قري|منطقت[يه]|حقل[يه]))?"

_OPERATORS: tuple[tuple[str, str], ...] = (
    # English: two legs, distance and direction, distance alone
    ("offsets", rf"{_LEAD}{_DIST} (?:to the )?{_DIR},?(?: and)? (?P<distance2>{DISTANCE}) (?:to the )?(?P<direction2>{DIRECTION}) {_OF}"),
    ("offset_along", rf"{_LEAD}{_DIST}(?: further)? (?:up|down|along|upstream along|downstream along) (?:the )?(?P<river>[\w' -]+?) from(?: the)?"),
    ("offset", rf"(?:at a distance of )?{_LEAD}{_DIST}(?: \([^()]*\))?(?: away)?,?(?: (?:to|in|towards?) the| due| directly| straight| further)?(?: the)? {_DIR}(?: direction| side)?(?: {_OF}| of)?"),
    ("offset", rf"(?:at a distance of )?{_LEAD}{_DIST}(?: \([^()]*\))?(?: away| out| distant| distance)? (?:from|outside(?: of)?|off|of)(?: the)?"),
    ("within", rf"(?:within|in|inside|not (?:more|further|farther) than|no (?:more|further|farther) than|less than|up to)(?: (?:a|the|an))?(?: (?:radius|distance|range|circle) of)? ?{_DIST}(?:[- ](?:wide|radius|zone|deconfliction zone|exclusion zone|ring|circle|perimeter))*(?: (?:radius|distance))? (?:of|from|around|round|about)(?: the)?"),
    ("within", rf"(?:the |a )?{_DIST}[- ](?:(?:wide|radius|deconfliction|exclusion|security|buffer) ?)*(?:radius|zone|ring|circle|perimeter) (?:of|from|around|round)(?: the)?"),
    ("stream", rf"(?:{_LEAD}{_DIST} )?(?P<side>up|down)[- ]?(?:stream|river)(?: {_OF})?"),
    # between, roads, borders
    ("road", rf"(?:(?:on|along|off|at|by|near|down|up|beside|alongside) )?(?:the )?{_ROAD}(?: that)? (?:running |leading |which )?(?:between|linking|links|connecting|connects|joining|joins|from|leading from)(?: the (?:towns|cities|villages) of)?(?: the)?"),
    ("road_to", rf"(?:(?:on|along|off|at|by|near|down|up|beside|alongside) )?(?:the )?{_ROAD} (?:leading |going |running )?(?:to|towards?)(?: the)?"),
    ("border", r"(?:(?:at|on|along|near|by) )?(?:the )?(?:administrative )?(?:borders?|boundar(?:y|ies)|frontier) (?:between|of|with)(?: the)?"),
    ("between", r"(?:(?:in )?the (?:area|areas|region|road|desert|land|zone|triangle) )?(?:midway |halfway |half-way |somewhere |lying )?(?:in )?between(?: the)?(?: (?:towns|cities|villages|areas|towns and villages) of)?(?: the)?"),
    # rivers
    ("across", rf"(?:from )?(?:across|over|on the (?:other|opposite|far) (?:side|bank|shore) of) (?:the )?(?:(?P<river>[\w' -]*?{_RIVER}))(?: river)? (?:from|to)(?: the)?"),
    ("bank", rf"(?:(?:on|at|in|along|from|to|near) )?(?:the |its )?(?P<side>left|right|{DIRECTION})(?: hand)?[- ](?:river)?(?:bank|side|shore|edge(?= of (?:the )?(?:river|Euphrates|Furat|Khabur|Tigris|Balikh)\b))s? (?:of|to)(?: the)?(?: river)?"),
    ("opposite", r"(?:directly |just )?(?:opposite(?: to)?|across from|facing|the opposite bank (?:to|from))(?: the)?"),
    ("along", r"(?:all )?along(?: the)?(?: (?:(?:left |right |\w+ )?banks?|course|valley|line|route|length) of)?(?: the)?"),
    ("along", r"(?:(?:on|at|in|by) )?(?:the |both |either )?(?:river )?(?:banks|shores) of(?: the)?"),
    # areas
    ("countryside", rf"(?:(?:in|at|across|from|of) )?(?:the )?(?:{_ADJ} )?(?:country ?side|rural areas?|hinterland|rural parts?|desert|steppe|badia|badiya)s? of(?: the)?"),
    # "Palmyra desert in Homs" is the desert of Palmyra: only what opens a phrase is that of what follows
    ("countryside", rf"(?:(?:in|at|across|from) (?:the )?|the |^)(?:{_ADJ} )?(?:country ?side|rural areas?|hinterland|rural parts?|desert|steppe|badia|badiya)s? (?:in|around|near)(?: the)?"),
    ("countryside", r"(?:in )?(?:the )?(?:rural(?: parts of)?|reef|rif)"),
    ("part", rf"(?:(?:in|at|across|of) )?the (?:far |extreme |very )?{_ADJ}(?:[- ]?most)?(?: (?:parts?|sectors?|areas?|regions?|sides?|sections?|districts?|neighbou?rhoods?|half|corner|tip|reaches|territories))? of(?: the)?"),
    ("part", rf"(?:in )?{_ADJ} (?:parts?|sectors?|areas?|regions?|neighbou?rhoods?|districts?) of(?: the)?"),
    ("near", rf"(?:(?:in|at|on|to|from|of) )?(?:the )?(?:immediate )?(?:{_ADJ} )?(?P<side>vicinity|outskirts?|suburbs?|surroundings?|environs|periphery|edges?|fringes?|perimeter|entrance|approaches|gates|farms|farmlands?|orchards|groves|plantations|agricultural lands?) (?:of|to|around|in)(?: the)?"),
    ("near", r"(?:(?:in|at|on|from) )?(?:(?:the |an )?areas? )?(?P<side>near(?:by)?(?: to)?|off|close to|next to|adjacent to|beside|not far from|around|surrounding|adjoining|neighbou?ring)(?: the)?"),
    ("directions", rf"{_LEAD}(?:(?:in|to) the )?{_DIR} and (?P<direction2>{DIRECTION}) {_OF}"),
    ("direction", rf"{_LEAD}(?:(?:to|towards?) the )?{_DIR}(?: (?:direction|side))?(?:wards?)? {_OF}"),
    ("outside", r"(?:just |immediately )?outside(?: of)?(?: the)?"),
    ("in", r"(?:in|at|where|inside|within|on|throughout|across)(?: the)?"),
    # behind the name
    ("suffix_road", _ROAD),
    ("suffix_border", r"(?:administrative )?(?:border(?:s|line)?|frontier)(?: (?:area|region|strip|fence|line|zone)s?)?(?! (?:crossing|post|guard|town|village|gate|checkpoint))"),
    ("suffix_countryside", rf"(?:'s? )?(?:{_ADJ} )?(?:country ?side|rural areas?|hinterland|desert|steppe)"),
    ("suffix_near", rf"(?:'s )?(?:{_ADJ} )?(?P<side>outskirts|suburbs?|surroundings|environs|vicinity|farms|farmlands?|orchards|groves|agricultural lands?)"),
    ("suffix_near", r"\((?P<side>area of|near|vicinity of|around)\)"),
    ("suffix_bank", rf"(?:'s? )?(?P<side>left|right|{DIRECTION})[- ](?:river)?(?:bank|side|shore)s?"),
    ("suffix_direction", rf",? ?(?:to|in|towards?) the {_DIR}(?: direction)?(?: of it)?(?= ?[,.;]|$)"),
    ("suffix_distance", rf"by {_DIST}"),
)  # fmt: skip

_ARABIC_OPERATORS: tuple[tuple[str, str], ...] = (
    ("offset", rf"{_AR_START}(?:علي )?(?:بعد |مسافه |(?:ي|ت)بعد )?{_DIST} (?:الي |نحو )?(?:ال)?{_AR_DIR}(?: (?:من|عن))?"),
    ("offset", rf"{_AR_START}(?:علي )?(?:بعد |مسافه |(?:ي|ت)بعد )?{_DIST} (?:من|عن)"),
    ("within", rf"{_AR_START}(?:ضمن|في|داخل|ب)(?: ?(?:دائره|نطاق|محيط|حدود|مسافه))?(?: (?:نصف )?قطرها)?(?: (?:ب)?نصف قطر)? ?{_DIST} (?:من|حول|عن)"),
    ("stream", rf"{_AR_START}(?:{_DIST} )?(?:الي )?(?P<side>اعلي|اسفل) (?:النهر|مجري النهر)(?: من)?"),
    ("road", rf"{_AR_START}(?:علي |ب)?(?:ال)?(?:طريق|اوتوستراد|اتوستراد)(?: الدولي)? (?:بين|الواصل(?:ه)? بين|الرابط(?:ه)? بين|الممتد بين){_AR_TOWN}"),
    ("road", rf"{_AR_START}(?:علي |ب)?(?:ال)?(?:طريق|اوتوستراد|اتوستراد)(?: الدولي)?"),
    ("border", rf"{_AR_START}(?:علي |عند |قرب )?(?:الشريط )?الحدود(?: الاداريه)? (?:بين|مع){_AR_TOWN}"),
    ("border", rf"{_AR_START}(?:علي |عند |قرب |في )?(?:الشريط الحدودي|الحدود)(?: الاداريه)?"),
    ("between", rf"{_AR_START}(?:في المنطقه |المنطقه |في البا?ديه )?(?:الواقعه )?(?:ما )?بين{_AR_TOWN}"),
    ("across+", rf"{_AR_START}(?:علي )?الضفه (?:المقابله|الاخري)(?: (?:من|ل)(?:نهر |النهر |لنهر )?(?:الفرات)?)? (?:مقابل |من |لل|ل)(?=\w)"),
    ("bank+", rf"{_AR_START}(?:علي |في |ب|من )?(?:ال)?(?:ضفه|ضفاف|ضفتي|جهه|جانب) (?P<side>(?:ال)?(?:يسري|يمني|ايسر|ايمن)|{DIRECTION})(?: من)? (?:لل|ل)?(?=نهر|النهر|الفرات|فرات|الخابور)"),
    ("bank", rf"{_AR_START}(?:علي |في |ب)?(?:ضفه|ضفاف|ضفتي)"),
    ("opposite", rf"{_AR_START}(?:قباله|مقابل|بمواجهه|في الجهه المقابله ل)"),
    ("along", rf"{_AR_START}(?:علي طول|علي امتداد|بمحاذاه|بموازاه)(?: ضفاف| ضفه| مجري)?"),
    ("countryside+", rf"{_AR_START}(?:في |ب)?(?:ال)?(?:ريف|ارياف|باديه) {_AR_DIR}(?:(?: من)? (?:لل|ل)(?=\w)| من )"),
    ("countryside", rf"{_AR_START}(?:في |ب)?(?:ريف|ارياف|باديه)"),
    ("near", rf"{_AR_START}(?:في |علي |ب)?(?:ال)?(?P<side>قرب من|قريبا? من|قرب|محيط|ضواحي|اطراف|تخوم|مشارف|جوار|حول|مدخل|مداخل|مزارع|بساتين|اراضي)"),
    ("direction", rf"{_AR_START}(?:الي |ب)?(?:اقصي )?(?!ال){_AR_DIR}(?: (?:من|عن))?"),
    ("direction", rf"{_AR_START}(?:الي|باتجاه|في اتجاه) {_AR_DIR}(?: (?:من|عن))"),
    ("outside", rf"{_AR_START}خارج"),
    ("in+", rf"{_AR_START}(?:(?:في وسط|بوسط|وسط|في|داخل|ضمن)(?!\w)|ب(?=(?:مدينه|بلده|قريه|محافظه|منطقه|حقل|ناحيه|حي|باديه) ))"),
    ("suffix_distance", rf"{_AR_START}(?:ب|علي بعد |بعد |مسافه )?(?:مسافه )?{_DIST}"),
)  # fmt: skip


def _compile(table: Sequence[tuple[str, str]]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    # a kind marked + may be written together with the word that follows, as Arabic writes "l-" and "b-"
    return tuple(
        (
            kind.rstrip("+"),
            re.compile(rf"(?<!\w)(?:{words})" + ("" if kind.endswith("+") else r"(?![\w'-])"), re.IGNORECASE),
        )
        for kind, words in table
    )


ENGLISH = _compile(_OPERATORS)
ARABIC = _compile(_ARABIC_OPERATORS)
HAS_ARABIC = re.compile("[\u0620-\u064a]")
HAS_LATIN = re.compile("[A-Za-z]")

GENERIC = re.compile(
    r"(?:(?:a|an|the|some|several|many|two|three|new|other|nearby|agricultural|open|his|her|their|its|one|military|"
    r"regime|small|unknown|unnamed|most) )*(?:(?:and |of )?(?:villages?|settlements?|towns?|city|cities|areas?|lands?|farms?|farmlands?|fields?|points?|positions?|posts?|outposts?|houses?|"
    r"roads?|check ?points?|hills?|neighbou?rhoods?|desert|region|territory|places?|locations?|sites?|district|location|"
    r"somewhere|surroundings|frontlines?|front|lines|axis|axes|parts?|"
    r"قريه|بلده|مدينه|مناطق|منطقه|قري|نقاط|نقطه|مواقع|موقع|اراضي|مزارع|محور|محاور|حاجز)(?: |$))+",
    re.IGNORECASE,
)
"""Words that name no place by themselves: "a village", "agricultural land"; over folded text."""

NAMELESS_ROAD = re.compile(
    r"^(?:(?:on|by|at|along|beside|near|off) )?(?:(?:the )?(?:side|edge|shoulder) of )?(?:the|a) (?:(?:main|dirt|desert|farm|"
    r"country|side|international) )?(?:road ?side|roads?|highway)(?: side)?,? "
    r"(?=(?:just )?(?:near|outside|close to|in|at|north|south|east|west|off|around|\d))"
    r"|^(?:علي |عند |قرب )?(?:(?:جانب|جانبي|حافه|قارعه|اطراف) )?(?:ال)?طريق(?: (?:العام|الدولي|الرئيسي|الترابي|الصحراوي))? "
    r"(?=(?:قرب|بالقرب|عند|في|داخل|وسط|شمال|جنوب|شرق|غرب|قباله|مقابل|ضمن|ب(?:بلده|قريه|مدينه|ريف|باديه)) ?)",
    re.IGNORECASE,
)
"""A road without a name in front of where it is: "on the side of the road near X"; over folded text."""

RELATIVE_CLAUSE = re.compile(
    r",?\s(?:where (?!(?-i:[A-Z]))|which|who|that|when|while|after|before|during|because|including|and (?:nearby|surrounding|adjacent|"
    r"neighbou?ring) (?:villages|towns|areas)|and (?:its|their) (?:countryside|surroundings|suburbs|environs)|"
    r"حيث|التي|الذي|والقري المجاوره|ومحيطها)\b.*$",
    re.IGNORECASE,
)
"""Where a description ends and a clause about it begins."""

LIST_HEAD = re.compile(
    r"^(?:the )?(?:(?:towns?|cit(?:y|ies)|villages?|provinces?|governorates?|districts?|areas?|neighbou?rhoods?)"
    r"(?:,? and )?)+ of (?=.*(?:,| and | & ))",
    re.IGNORECASE,
)
"""What stands before a list and is said of each: "the towns and cities of A, B and C"."""

GOVERNORATES = re.compile(
    r"^(?:in )?(?:the )?(?:syrian )?(?:provinces|governorates) of (?P<listed>.+)$"
    r"|^(?:in )?(?:the |syria['’]s )?(?P<before>.+) (?:provinces|governorates)$"
    r"|^(?:في )?(?:ال)?محافظ(?:ات|تي|تا|تين)\s+(?P<arabic>.+)$",
    re.IGNORECASE,
)
"""A list of governorates, said to be one."""

AND = re.compile(
    r"\s*(?:,\s*)?(?:(?<!\w)and(?!\w)|&)\s*|\s*;\s*|\s*,?\s+و(?=(?!ادي |ادى |سط )\w{2,})", re.IGNORECASE
)
"""What parts a list of names; an Arabic waw is taken with the name that follows it."""
