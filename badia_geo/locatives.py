"""Locatives: the whole words of a place in a sentence, ready for the geocoder.

A name alone is seldom the place: "near the At-Taym oil field south of Deir ez-Zor" is.  The names of a
sentence are replaced by placeholders and a small grammar of prepositions, distances, directions and
feature words is matched round them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from badia_geo.phrases import MEMORY, is_arabic
from badia_geo.roles import FIRST_MARK, LAST_MARK, LEAD, MARK, role_of
from badia_geo.toponyms import CAPITAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from badia_geo.toponyms import Toponym

__all__ = ["Locative", "find_locatives"]

_FIRST = 0xE000
_P = MARK
_NUM = (
    r"(?:\d+(?:[.,]\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|"
    r"thirty|forty|fifty|"
    r"sixty|seventy|eighty|ninety|a hundred|a few|several|some|dozens of|tens of|hundreds of|a|half a)"
)
_DIST = (
    rf"(?:(?:about|some|around|roughly|nearly|approximately|almost|just|only|more than|less than|over|at "
    rf"least)\s+)?{_NUM}"
    r"\s*-?(?:kilometers?|kilometres?|kms?|miles?|mi|meters?|metres?|m)\b"
)
_DIR = (
    r"(?:(?:due|just|further|immediately|directly)\s+)?(?:north|south|east|west)(?:[- ]?(?:north|south)"
    r"?[- ]?(?:east|west)?)(?:ern)?(?:most)?"
)
_WORD = (
    rf"(?:(?:{_DIR})\s+(?:and\s+{_DIR}\s+)?)?(?:(?:desert|rural|nearby|besieged|rebel-held|government-held|"
    rf"regime-held|SDF-held|IS-held|ISIS-held|"
    r"coastal|mountainous|frontier|southern|"
    r"strategic|disputed|border|oil-rich|key|main|ancient|historic|old|central|farming|agricultural|left|"
    r"right|nearby|"
    r"Kurdish-held|opposition-held|mainly|Kurdish|Arab|flashpoint)\s+)*"
    r"(?:city|cities|towns?|villages?|hamlets?|districts?|sub-?districts?|provinces?|governorates?|"
    r"countryside|outskirts|suburbs?|"
    r"vicinity|surroundings|environs|area|areas|region|regions|neighbou?rhoods?|edge|edges|entrances?|"
    r"center|centre|part|parts|side|"
    r"banks?|border|borders|desert|badia|badiya|steppe|mountains?|river|axis|front|frontline|perimeter|"
    r"periphery|camp|quarter|"
    r"site|valley|shores?|north|south|east|west|gates?|sector|pocket|enclave|road|highway|crossing|bridge|"
    r"settlement|dam|airport|airbase|base)"
)
_NOUN = (
    rf"(?:{_DIR}\s+)?(?:(?:rural|nearby|besieged|ancient|historic|old|strategic|coastal|central|mountainous|\w+-held)\s+)*"
    r"(?:city|towns?|villages?|hamlet|district|sub-?district|province|governorate|countryside|suburbs?|"
    r"neighbou?rhoods?|area|region|"
    r"badia|badiya|desert|camp|mount|lake|(?:(?:provincial|regional|administrative|governorate|"
    r"de facto)\s+)?(?:capital|stronghold|bastion))"
)
_REL = (
    rf"(?:{_DIST}\s+(?:to the\s+)?{_DIR}\s+(?:and\s+{_DIST}\s+{_DIR}\s+)?(?:of|from)|{_DIST}\s+(?:away\s+)"
    rf"?from|{_DIST}\s+(?:off|outside|inside|along|up|down)|"
    rf"within\s+{_DIST}\s+of|(?:to\s+)?(?:the\s+)?{_DIR}\s+(?:and\s+{_DIR}\s+)?of|(?:the\s+)?{_DIR}|"
    rf"(?:in|at|near|on|around|inside|outside|along|between|opposite|across|over|above|beside|by|off|"
    rf"through|from|to|towards?|into|onto|against|"
    r"within|throughout|close to|next to|not far from|in and around|in or near|just outside|north|adjacent "
    r"to|across from|across the river from|linking|connecting)"
    rf"|(?:the\s+)?(?:{_DIR}\s+)?(?:entrances?|approach(?:es)?|exits?)\s+to"
    rf"|(?:the\s+)?{_WORD}\s+(?:of|between|along|near|from)|(?:the\s+)?{_NOUN}|rural|neighbou?ring|of|the"
    rf"|across the river from|on the (?:road|way) (?:from|to|between|connecting|linking)|{_DIST})"
)
_APPOSED = (
    r",\s*(?:an?|the)\s+(?:[\w-]+\s+){0,3}?(?:city|town|village|neighbou?rhood|suburb|district|area|"
    r"sub-?district|hamlet|quarter|settlement|region)"
    r"(?:\s+(?:located|situated))?(?=\s+(?:in|of|near|north|south|east|west|outside|on|about|some|\d))"
)
_AFTER = (
    rf"(?:\s+(?:(?:military|international|oil|gas|civilian|main|M\d+)\s+)*(?:oil ?fields?|gas ?fields?|"
    rf"fields?|{_WORD})\b"
    r"(?!\s+(?:of|council|forces|militia|tribes?|residents|commander|leader|officials?)\b))"
)
_UNIT = (
    rf"(?:{_REL}\s+){{0,6}}{_P}(?:(?<=(?:nking|cting|links) .)\s+with\s+(?:the\s+)?{_P})?(?:[’']s?)?"
    rf"(?:\s*[-–/]\s*{_P})?(?:{_AFTER})?"
)
_CHAIN = re.compile(
    rf"(?<![\w\ue000-\uf8ff-]){_UNIT}(?:(?:{_APPOSED}\s+|\s*,\s*|\s+)(?:and\s+|or\s+|as well as\s+)"
    rf"?(?:also\s+)?{_UNIT}|\s*\(\s*{_UNIT}\s*\))*",
    re.IGNORECASE,
)
_AR_ADJ = (
    r"(?:ال)?(?:شرقية|غربية|شمالية|جنوبية|شرقي|غربي|شمالي|جنوبي|أوسط|شمالي شرقي|جنوبي غربي|نفطي|"
    r"نفطية|غازي|عسكري|عسكرية|دولي|سورية|السورية|العراقية|عراقية|يمنى|يسرى)"
)
_AR_REL = (
    r"(?:و|ف)?(?:ب|ل|ال|لل|بال)?(?:في|قرب|القرب من|بالقرب من|شرق|غرب|شمال|جنوب|شرقي|غربي|شمالي|جنوبي|شمال "
    r"شرق|شمال غرب|جنوب شرق|جنوب غرب|ريف|محيط|بلدة|بلدتي|بلدات|قرية|قريتي|قرى|مدينة|"
    r"مدينتي|مدن|محافظة|محافظتي|بادية|بوادي|صحراء|منطقة|مناطق|حي|أحياء|بين|طريق|الطريق|باتجاه|اتجاه|على|من|"
    r"إلى|ناحية|قضاء|أطراف|ضواحي|مشارف|نهر|ضفة|ضفتي|ضفاف|"
    r"حقل|حقول|مطار|قاعدة|جسر|سد|معبر|مخيم|جبل|تل|الحدود|حدود|مدخل|وسط|داخل|نحو|صوب|القريبة من|"
    r"القريب من|المجاورة ل|خارج|الواصل|الواصلة|الرابط|"
    r"الدولي|عند|جانب|مقابل|شرقها|الحدودي|الحدودية|الطريق الواصل بين|بعد|بُعد|"
    rf"\d+(?:\s*(?:كم|كلم|كيلومتر|كيلومترا|كيلومتراً|ميل|متر))|عشرين|ثلاثين|كيلومترا|كيلومتراً|كم|كلم|"
    rf"{_AR_ADJ})"
)
_AR_UNIT = rf"(?:(?:{_AR_REL})\s+){{0,8}}(?:و|ب|ل|ال)?{_P}(?:\s+{_AR_ADJ})*(?:\s*[-–]\s*{_P})?"
_AR_CHAIN = re.compile(rf"(?<![ء-ي\ue000-\uf8ff]){_AR_UNIT}(?:\s*[،,]?\s+(?:و|أو )?{_AR_UNIT})*")
_TRIM = re.compile(
    r"off\s+(?=(?:in|at|near|on|inside|outside|close|beside|next)\s)|(?:of|the|and|or|و)\s+|"
    r"(?:city|town|village|area|region|site|base|district)\s+(?=(?:in|near|at|to|towards?|into|from)\s)|"
    rf"ال{_AR_ADJ}\s+|"
    r"(?:أحياء|نقاط[اً]*|مواقع|مناطق|أجزاء)\s+(?:سكنية\s+)?(?=في\s)|"
    # "a military bus in X": what the noun before is, and no part of the place
    r"(?:نفطي[ةه]?|غازي[ةه]?|عسكري[ةه]?|دولي[ةه]?|سوري[ةه]|عراقي[ةه])\s+(?=(?:في|قرب|عند|على|شرق|غرب|شمال|جنوب|ب[ء-ي\ue000-\uf8ff])[ء-ي]*\s)",
    re.IGNORECASE,
)
# what no place needs and no grammar of places knows
_NOISE = re.compile(
    r"\b(?:(?:(?:provincial|regional|administrative|governorate|de facto)\s+)?(?:capital|stronghold|"
    r"bastion)(?:\s+of)?|ancient|historic|historical|coastal|mountainous|Roman|besieged|strategic|disputed|[\w]+-(?:held|controlled|rich|"
    r"majority|dominated)|key|main|flashpoint|modern|famed|"
    r"(?:predominantly|mainly|mostly)\s+\w+|Kurdish|Arab|Christian|Druze|Sunni|Shiite|Alawite|Syrian|Iraqi|"
    r"farming|isolated|restive|nearby|neighbou?ring|just)\s+(?=\S)",
    re.IGNORECASE,
)
# a spot inside a town says less than the town, and "of the province" is written as one word with it
_AR_SPOT = re.compile(
    r"(?<![ء-ي])(?:عند\s+)?(?:سوق|ساحة|شارع|شوارع|دوار|مفرق|مفترق|تقاطع|حاجز|مدخل|مداخل|مشفى|مستشفى|مدرسة|مسجد|"
    r"جامع|مزارع|منازل)\s+(?=(?:مدينة|بلدة|قرية|حي|مخيم)\s)"
)
_ON_THE_WAY = re.compile(r"\bon (?:the|their|his|her|its) way(?= (?:from|between))", re.IGNORECASE)
_ROADSIDE = re.compile(
    r"\b(?:the\s+)?(?:side|edge|shoulder)\s+of\s+(?=(?:the|a)\s+(?:\w+\s+)?(?:road|highway)\b)", re.IGNORECASE
)
_AR_EDGE = re.compile(
    r"(?:ال)?(?:أطراف|اطراف|مشارف|ضواحي|تخوم|أحياء|جهة|أجزاء|مداخل)\s+ال(?:شرقية|غربية|شمالية|جنوبية)(?:\s+ال(?:شرقية|غربية))?\s+(?:ل|من\s+)"
    r"(?=[ء-ي]{3})"
    r"|(?:ال)?(?:قطاع|قسم|جزء|شطر)\s+ال[ء-ي]+\s+من\s+(?=(?:مخيم|مدينة|بلدة|قرية|حي|مطار)\s)"
)
"""Which edge of a town says less than the town: "the eastern outskirts of the town of X"."""
_AR_SIDE_OF = re.compile(rf"(?<={_P})\s+(?:{_AR_ADJ})$")
_AR_AREA = re.compile(r"\s+(?:ال)?(?:محافظة|مدينة|بلدة|بلاد|منطقة|المحافظة|البلاد)(?![ء-ي])")
"""Behind a side that is one of the whole area: "X in the east of the governorate"."""
_AR_OF = re.compile(r"^(?:التابعة?\s+)?ل(?=(?:ناحية|منطقة|مدينة|بلدة|قرية|محافظة|ريف)\s)")
"""What belongs to a place lies in it: "a village of the subdistrict of X"."""
_AR_PROVINCE = re.compile(r"\sب(?=(?:محافظة|ناحية|منطقة|مدينة|بلدة|قضاء|بادية|ريف)\s)")
_AND_IN = re.compile(r"^و(?=(?:في|قرب|عند|شرق|غرب|شمال|جنوب|على)\s)")
"""The conjunction that Arabic writes with the word behind it: "and in the town of X"."""
_NEXT_TO = re.compile(r"(?:القريبة من|القريب من|المجاورة ل|بالقرب من)\s*")
_LEADING_TO = re.compile(r"^(?:على\s+)?(?:ال)?طريق\s+(?:الواصل|الواصلة|المؤدي|المؤدية)\s+إلى\s+")
_NEIGHBOURHOOD = re.compile(r"^(?:in\s+|around\s+)?the\s+neighbou?rhood\s+of\s+", re.IGNORECASE)
"""What lies in the neighbourhood of a place is near it; a quarter's name would stand before the word."""
_LINKED_WITH = re.compile(r"\b((?:linking|connecting|links)\s+[^,;]{2,40}?)\s+with\s+")
"""A road that links one place "with" another runs between the two."""
_AR_IN = re.compile(r"^و?في\s+")
_APPOSED_RE = re.compile(_APPOSED, re.IGNORECASE)
_MOVED = re.compile(
    r"^(?:from|to|into|onto|towards?|through|throughout|over|against|across(?! from| the river| the "
    r"Euphrates)|on(?=\s+[A-Z\ue000-\uf8ff]))\s+(?:the\s+(?=[A-Z]))?|^(?:إلى(?!\s+ال(?:شرق|غرب|شمال|جنوب))|من|نحو|باتجاه|على|عبر)\s+",
    re.IGNORECASE,
)


# "in X, 20 km east of the town": the distance counts from X
_FROM_IT = re.compile(
    rf"\s*,?\s*(?:(?:lying|located|situated)\s+)?(?P<leg>{_DIST}\s+(?:to\s+the\s+)?{_DIR})\s+of\s+"
    r"(?:the|that)\s+(?:city|town|village|airport|base|dam|field)\b",
    re.IGNORECASE,
)
_AR_FROM_IT = re.compile(
    r"\s*[،,]?\s*(?P<leg>على\s+بعد\s+(?:نحو\s+|حوالي\s+)?\d+\s*(?:كم|كلم|كيلومتر\w*|ميل\w*)\s+(?:إلى\s+)?(?:ال)?"
    r"(?:شمال|جنوب|شرق|غرب)(?:\s+(?:شرق|غرب))?(?:ي)?)\s+(?:من\s+)?(?:المدينة|البلدة|القرية|المطار|القاعدة)"
)
_FROM_TO = re.compile(r"\bfrom\b.*\bto\b|(?<![ء-ي])بين(?![ء-ي])")


@dataclass(frozen=True, slots=True)
class Locative:
    """The words of a place: offsets in code points (end exclusive), its names and its part in the sentence.

    ``role`` is ``at``, ``from`` (where something came from), ``to`` (where it went), ``home`` (where people
    are from), ``post`` (where somebody is stationed), ``source`` (where those are who tell of it, or who act:
    "Ankara said") or ``context`` (what only says where another place lies).  ``asked`` is what
    the geocoder is asked where the words themselves do not say it ("in X, 20 km east of the town").
    """

    start: int
    end: int
    text: str
    toponyms: tuple[Toponym, ...]
    role: str
    asked: str = ""

    @property
    def query(self) -> str:
        """The words for the geocoder: without what says nothing about where ("ancient", "from" of a move)."""
        return _query(self.asked or self.text)


@lru_cache(maxsize=100_000)
def _query(words: str) -> str:
    if not _FROM_TO.search(words):
        words = _MOVED.sub("", words)
    words = _LEADING_TO.sub("قرب ", _NEXT_TO.sub("قرب ", _NEIGHBOURHOOD.sub("near ", words)))
    words = re.sub(r"^(?:linking|connecting)\s", "the road linking ", words)
    words = _LINKED_WITH.sub(r"\1 and ", _AND_IN.sub("", words))
    words = re.sub(r"\s+", " ", _QUOTED.sub(" ", words)).strip() if _QUOTED.search(words) else words
    words = _OF_PROVINCE.sub(r"\1 \2, ", _OF_COUNTRY.sub("", words))
    words = _APPOSED_RE.sub("", words)
    if words.endswith(("'s", "’s")):
        words = words[:-2]
    words = _ON_THE_WAY.sub("on the road", _ROADSIDE.sub("", words))
    words = _AR_EDGE.sub("أطراف ", _AR_OF.sub("", _AR_SPOT.sub("", words)))
    if _AR_PROVINCE.search(words):
        words = _AR_IN.sub("", _AR_PROVINCE.sub(" في ", words))
    return _NOISE.sub("", words).strip()


def find_locatives(text: str, start: int, end: int, toponyms: Sequence[Toponym]) -> list[Locative]:
    """Find the place descriptions of one sentence.

    Parameters
    ----------
    text
        The whole text.
    start, end
        The sentence.
    toponyms
        The names of the sentence in order, with offsets in ``text``.

    Returns
    -------
    list of Locative
        In the order of the sentence.  A country behind a narrower place is left off its words.
    """
    if not toponyms:
        return []
    pieces: list[str] = []
    position = start
    for number, toponym in enumerate(toponyms):
        before = text[position : toponym.start]
        quoted = before[-1:] in _QUOTES and text[toponym.end : toponym.end + 1] in _QUOTES_BEHIND
        pieces.append(f"{before[:-1]} " if quoted and before else before)
        pieces.append(chr(_FIRST + number % 6000))
        position = toponym.end
        if quoted and before:
            pieces.append(" ")
            position += 1
    pieces.append(text[position:end])
    template = "".join(pieces)
    offsets = _Offsets(start, toponyms)
    pattern = _AR_CHAIN if is_arabic(template) and _mostly_arabic(text[start:end]) else _CHAIN
    found = []
    after = 0
    for mark in offsets.marks:
        if mark < after:
            continue
        # a chain holds a name: it is looked for only before one, which keeps the time off the other words
        lead = max(after, mark - LEAD)
        match = pattern.search(template, _start_of_run(template, lead, mark) if pattern is _CHAIN else lead)
        if match is None:
            break
        after = match.end()
        for first, last in _parts(template, match.start(), match.end(), toponyms):
            found.append(_locative(text, template, offsets, toponyms, first, last))
    return found


_OF_COUNTRY = re.compile(
    r"\b(?:(?:north|south|east|west|central)[- ]?(?:east|west)?(?:ern)?\s+)?(?:Syria|Iraq)[’']s\s+",
    re.IGNORECASE,
)
# "Ain Issa town of Raqqa province" is the town in that province
_OF_PROVINCE = re.compile(
    r"\b(?!North|South|East|West|Cent)([A-Z][\w'’-]*)\s+(town|village|city|district)\s+of\s+(?:the\s+)?"
    r"(?=(?:(?!in\b)[\w'’-]+ ){1,3}(?:province|governorate)\b)"
)
# "the military airport of Tabqa" is called Tabqa military airport
_WORK_OF = re.compile(
    r"^(?P<before>(?:[a-z]+\s+){0,3}?)"
    r"(?P<kind>(?:(?:military|international|civil)\s+)?(?:airport|air ?base|airfield|dam))"
    rf"\s+(?:of|in)\s+(?:the\s+)?{_P}$"
)
_OWNED = re.compile(
    rf"^(?P<before>[^\ue000-\uf8ff]*)(?P<owner>{_P})[’']s\s+(?P<own>[^\ue000-\uf8ff]*{_P}.*)$"
)
_QUOTES = frozenset('"“«‘')
_QUOTES_BEHIND = frozenset('"”»’')
_QUOTED = re.compile('["“”«»]')
# the words of `_REL`: a chain reaches back over these alone
_LEADING_WORD = re.compile(
    r"-?(?:\S*\d\S*|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|"
    r"forty|fifty|sixty|seventy|eighty|ninety|hundreds?|few|several|some|dozens|tens|an?|half|of)?-?"
    r"(?:kilomet(?:er|re)s?|kms?|miles?|mi|met(?:er|re)s?|m)?|about|around|"
    r"roughly|nearly|approximately|almost|just|only|more|than|less|over|at|least|"
    r"due|further|immediately|directly|(?:north|south|east|west|ern|most|-)+|and|or|"
    r"rural|nearby|way|neighbou?ring|besieged|coastal|mountainous|frontier|approach(?:es)?|exits?|strategic|"
    r"disputed|borders?|oil-rich|key|main|ancient|historic|old|central|farming|"
    r"agricultural|left|right|mainly|kurdish|arab|flashpoint|\w+-held|city|cities|towns?|villages?|hamlets?|settlement|"
    r"(?:sub-?)?districts?|provinces?|governorates?|countryside|outskirts|suburbs?|vicinity|surroundings|"
    r"environs|areas?|regions?|neighbou?rhoods?|edges?|entrances?|center|centre|parts?|sides?|banks?|desert|"
    r"badia|badiya|steppe|mountains?|river|axis|front|frontline|perimeter|periphery|camp|quarter|site|valley|"
    r"shores?|gates?|sector|pocket|enclave|road|highway|crossing|bridge|dam|airport|airbase|base|mount|lake|"
    r"provincial|regional|administrative|facto|capital|stronghold|bastion|"
    r"to|the|of|from|away|off|outside|inside|along|up|down|within|in|near|on|between|opposite|across|above|"
    r"beside|by|through|towards?|into|onto|against|throughout|close|next|not|far|adjacent|linking|connecting)",
    re.IGNORECASE,
)
_BACKWARDS = re.compile(r"\s+(?:[\w-]|(?<=\d)[.,](?=\d))+")


def _start_of_run(template: str, first: int, mark: int) -> int:
    """Find where the unbroken run of relation words before a name begins: no chain reaches further back.

    Looking back word by word takes a tenth of trying the grammar at each word before the name.
    """
    backwards = template[first:mark][::-1]
    at = 0
    while (match := _BACKWARDS.match(backwards, at)) is not None and _LEADING[match.group()]:
        at = match.end()
    return mark - at


class _Leading(dict[str, bool]):
    """Whether a word, with its space and written backwards, may stand in a chain; remembered."""

    def __missing__(self, word: str) -> bool:
        if len(self) > MEMORY:
            self.clear()
        known = self[word] = _LEADING_WORD.fullmatch(word[::-1].strip()) is not None
        return known


_LEADING = _Leading()


class _Offsets:
    """Positions of a template, in which a name is one character, in the text itself."""

    def __init__(self, start: int, toponyms: Sequence[Toponym]) -> None:
        self.marks: list[int] = []
        self._shifts = [start]
        for toponym in toponyms:
            self.marks.append(toponym.start - self._shifts[-1])
            self._shifts.append(self._shifts[-1] + toponym.end - toponym.start - 1)

    def __getitem__(self, position: int) -> int:
        return position + self._shifts[bisect_left(self.marks, position)]


def _mostly_arabic(text: str) -> bool:
    arabic = sum("؀" <= c <= "ۿ" for c in text)
    return arabic * 2 > len(text) * 0.5


_CUT = re.compile(
    r"\s+(?=(?:from|to|towards?|into)\s+(?!the (?:north|south|east|west)))|\s+(?=(?:إلى|نحو)\s)"
)
_BACKER_AR = re.compile(r"(?:المدعوم|المدعومة|المدعومين|الموالي|الموالية|الموالين)\s+(?:من\s+|ل)$")
"""Before who backs those who act: "the army, backed by Ankara" ends there, and a place may follow."""
_WAY_BEFORE = re.compile(rf"(?:road|highway|way|border|route|axis|طريق|الطريق|across\s+(?:the\s+)?{_P})$")
_MARK = re.compile(_P)
_LINKED_BEFORE = re.compile(
    r"(?:road|highway|linking|between|border)\b[^\ue000-\uf8ff]*" + _P + r"[^\ue000-\uf8ff]*$"
)
_APART = re.compile(r"border|between|\band\b|حدود|بين", re.IGNORECASE)
_TAIL = re.compile(r"^(?:[’']s?)?" + _AFTER, re.IGNORECASE)


def _parts(template: str, first: int, last: int, toponyms: Sequence[Toponym]) -> list[tuple[int, int]]:
    """Cut a chain before a movement ("from A to B" stays with its verb) and behind its last narrow place."""
    marks = [i for i in range(first, last) if FIRST_MARK <= template[i] <= LAST_MARK]
    if len(marks) == 1:
        return [(first, last)]
    cuts = [first]
    if _BACKER_AR.search(template, max(0, marks[0] - 30), marks[0]):
        cuts.append(marks[0] + 1 + len(template[marks[0] + 1 :]) - len(template[marks[0] + 1 :].lstrip()))
    for match in _CUT.finditer(template[first:last]):
        before = template[first : first + match.start()]
        if _WAY_BEFORE.search(before):
            continue
        if _MARK.search(before) and not _LINKED_BEFORE.search(before):
            cuts.append(first + match.end())
    parts = []
    for a, b in zip(cuts, [*cuts[1:], last], strict=True):
        if not _MARK.search(template, a, b):
            continue
        end = _without_country(template, a, b, toponyms)
        parts.append((_behind_country(template, a, end, toponyms), end))
    return parts


def _behind_country(template: str, first: int, last: int, toponyms: Sequence[Toponym]) -> int:
    """Begin behind a country that only ends the words before: "loyal to Iran near the T3 station"."""
    marks = [m.start() for m in _MARK.finditer(template, first, last)]
    if len(marks) < 2 or toponyms[ord(template[marks[0]]) - _FIRST].kind != "country":
        return first
    between = template[marks[0] + 1 : marks[1]]
    apart = _APART.search(template, first, marks[1])
    return (
        first if apart or not between[:1].isspace() else marks[0] + 1 + len(between) - len(between.lstrip())
    )


def _without_country(template: str, first: int, last: int, toponyms: Sequence[Toponym]) -> int:
    marks = [m.start() for m in _MARK.finditer(template, first, last)]
    kinds = [toponyms[ord(template[m]) - _FIRST].kind for m in marks]
    while (
        len(marks) > 1
        and kinds[-1] in {"country", "region"}
        and any(k not in {"country", "region"} for k in kinds[:-1])
    ):
        between = template[marks[-2] + 1 : marks[-1]]
        if _APART.search(template, first, marks[-1]):
            break
        tail = _TAIL.match(between)
        last = marks[-2] + 1 + (tail.end() if tail else 0)
        marks.pop()
        kinds.pop()
    return last


def _locative(
    text: str, template: str, offsets: _Offsets, toponyms: Sequence[Toponym], first: int, last: int
) -> Locative:
    while (trim := _TRIM.match(template, first, last)) is not None:
        first = trim.end()
    side = _AR_SIDE_OF.search(template, first, last)
    if side is not None and _AR_AREA.match(template, last):
        last = side.start()
    words = template[first:last]
    names = tuple(toponyms[ord(c) - _FIRST] for c in words if FIRST_MARK <= c <= LAST_MARK)
    start = offsets[first]
    final = template[last - 1]
    named = FIRST_MARK <= final <= LAST_MARK
    end = toponyms[ord(final) - _FIRST].end if named else offsets[last - 1] + 1
    role = role_of(template, first, last, names)
    if named:
        tail = _FROM_IT.match(template, last) or _AR_FROM_IT.match(template, last)
        if tail is not None:
            far = offsets[tail.end() - 1] + 1
            of = " " if is_arabic(tail["leg"]) else " of "
            return Locative(start, far, text[start:far], names, role, f"{tail['leg']}{of}{names[-1].text}")
    return Locative(start, end, text[start:end], names, role, _asked(words, text, names, end))


def _said(name: Toponym) -> str:
    return name.asked if name.asked == CAPITAL else name.text


def _asked(words: str, text: str, names: tuple[Toponym, ...], end: int) -> str:
    """Give what the geocoder is asked where the words of a place put it otherwise than gazetteers do."""
    if any(t.asked == CAPITAL and t.text != CAPITAL for t in names):
        marks = iter(names)
        return "".join(_said(next(marks)) if FIRST_MARK <= c <= LAST_MARK else c for c in words)
    work = _WORK_OF.match(words) if len(names) == 1 else None
    if work is not None:
        return f"{work['before']}{names[0].text} {work['kind']}"
    owned = _OWNED.match(words) if len(names) > 1 and names[0].kind != "country" else None
    if owned is not None:
        own = text[names[0].end + 2 : end].strip()
        return f"{owned['before']}{own}, {names[0].text}"
    return ""
