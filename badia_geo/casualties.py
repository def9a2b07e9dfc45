"""Casualties: how many people a text says were killed or wounded, as ranges.

"At least", "more than" and plain counts of things ("dozens") have no upper bound: ``high`` is then ``None``.
"""

# ruff: noqa: E501  (patterns and stems read better one a line)

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from badia_geo.number_words import NUMBER_PATTERN, read_number, to_ascii_digits
from badia_geo.phrases import Spans, is_arabic
from badia_geo.spots import Spot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Casualties", "find_casualties", "total"]


@dataclass(frozen=True, slots=True)
class Casualties:
    """A count in a text.

    Parameters
    ----------
    start, end
        Offsets in code points, end exclusive.
    text
        The words.
    kind
        ``killed`` or ``wounded``.
    low, high
        Bounds, both included; ``high`` is ``None`` where the words give none.
    additional
        Whether the words add to a count given before ("another", "also", "others").
    """

    start: int
    end: int
    text: str
    kind: str
    low: int
    high: int | None
    additional: bool = False


_VAGUE = {
    "dozens": (24, None), "scores": (40, None), "hundreds": (200, None), "thousands": (2000, None),
    "several": (3, None), "a number": (2, None), "a few": (2, 6), "some": (2, None), "many": (3, None),
    "a couple": (2, 2), "a pair": (2, 2), "both": (2, 2), "multiple": (2, None), "numerous": (3, None),
    "عشرات": (20, None), "العشرات": (20, None), "مئات": (200, None), "عدد": (2, None), "عدة": (3, None),
}  # fmt: skip
_DOZENS = r"(?P<dz>(?:(?:a|one|two|three|four|five|six|half a|\d)\s+)?dozen)"
_BOUND = (
    r"(?:(?P<bound>at least|more than|over|as many as|up to|fewer than|less than|no fewer than|not less "
    r"than|around|"
    r"about|approximately|nearly|almost|some|roughly|an estimated|estimated|"
    r"ما لا يقل عن|أكثر من|اكثر من|نحو|حوالي|قرابة|زهاء)\s+)?"
)
_VALUE = (
    rf"(?:{_DOZENS}|(?P<n>{NUMBER_PATTERN})(?:\s*(?:-|–|to|or|إلى)\s*(?P<n2>{NUMBER_PATTERN}))?"
    r"|between\s+(?P<b1>\d+)\s+and\s+(?P<b2>\d+)|(?P<vague>" + "|".join(_VAGUE) + r")(?:\s+of)?)(?![\w%])"
)
_WHO = (
    r"(?P<who>(?:\s+(?:of\s+(?:its|their|the|his)\s+)?(?!(?:of|in|at|near|by|from|when|after|while|on|"
    r"houses|homes|vehicles|tanks|"
    r"airstrikes|strikes|raids|attacks|shells|rockets|mosques|churches|buildings|missiles|mines|km|"
    r"kilometres|kilometers|"
    r"miles|years|days|months|weeks|hours|villages|towns|temples|tombs|provinces|killed|wounded|injured|"
    r"dead|were|was|and|but|or|to|who|which|that|"
    r"have|had|has)\b)[\w’'-]+){0,7}?)"
)
_KILL = (
    r"(?:killed|slain|shot dead|executed|murdered|assassinated|beheaded|died|dead|martyred|perished|"
    r"los[et] (?:their|his|her) li(?:ves|fe)|gunned down|slaughtered|massacred|dying|burned to death|"
    r"choked to death|"
    r"suffocated|drowned|succumbed)"
)
_WOUND = r"(?:wounded|injured|hurt|maimed)"
_BE = (
    r"(?:\s+(?:were|was|are|is|have been|had been|has been|been|being|had|have|got|found|also|all|reportedly|"
    r"confirmed|civilians|later|then|people))*"
)

_PASSIVE = re.compile(
    rf"(?<!\w)(?=\w)(?P<add>\b(?:another|a further|an additional|other)\s+)?{_BOUND}{_VALUE}{_WHO}"
    rf"(?:\s+and\s+(?:their\s+|his\s+)?(?!(?:wound|injur|kill|was|were)\w*)[a-z][\w’'-]+(?:\s+[\w’'-]+)?|"
    rf"\s*,[^,.;]{{1,60}},|\s+(?:who|that) (?:were|was|had)\b[^.;,]{{1,90}}?)?{_BE}\s+(?P<verb>{_KILL}|"
    rf"{_WOUND})\b(?:\s+(?:and|or)\s+(?P<verb2>{_WOUND}))?",
    re.IGNORECASE,
)
_ACTIVE = re.compile(
    rf"\b(?P<verb>kill(?:ed|ing|s)?|murder(?:ed|ing)|execut(?:ed|ing)|behead(?:ed|ing)|assassinat(?:ed|ing)"
    rf"|claim(?:ed|ing)(?: the lives of)?|"
    rf"massacr(?:ed|ing)|slaughter(?:ed|ing)|wound(?:ed|ing|s)?|injur(?:ed|ing|es)|injure|shot dead|"
    rf"shooting dead)"
    rf"(?:\s+and\s+(?P<verb2>wound(?:ed|ing)|injur(?:ed|ing)))?\s+"
    rf"(?P<add>(?:another|a further|an additional|other)\s+)?{_BOUND}{_VALUE}(?!\s*(?:%|percent))",
    re.IGNORECASE,
)
_LEFT = re.compile(
    rf"\b(?:left|leaving|leaves)\s+{_BOUND}{_VALUE}{_WHO}\s+(?P<verb>dead|wounded|injured|killed|as "
    rf"martyrs|martyred)"
    rf"(?:\s+and\s+(?P<verb2>wounded|injured))?",
    re.IGNORECASE,
)
_AND_WOUNDED = re.compile(
    rf"\b(?:and|,|while)\s+(?P<add>another\s+)?{_BOUND}{_VALUE}(?:\s+others?|\s+more)?\s+(?:were\s+)"
    rf"?(?P<verb>{_WOUND}|dead)\b",
    re.IGNORECASE,
)
_VERB_SECOND = re.compile(
    rf"\b(?P<verb>wound(?:ed|ing)|injur(?:ed|ing))\s+(?P<add>another\s+)"
    rf"?{_BOUND}{_VALUE}(?P<others>\s+others?|\s+more)?",
    re.IGNORECASE,
)
_TOLL = re.compile(
    rf"\b(?:death toll|number of (?:dead|deaths|fatalities)|casualties)\b[^.;]{{0,40}}?\b(?:to|at|of|is|"
    rf"was|reached|stands at)\s+"
    rf"(?P<verb>){_BOUND}{_VALUE}|\b(?P<verbb>deaths?|killings?|bodies)"
    rf"\s+of\s+{_BOUND.replace('bound', 'bound2')}"
    rf"(?:(?P<nb>{NUMBER_PATTERN})|(?P<vagueb>dozens|scores|hundreds|several))\b",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"\b(?P<also>also\s+)?(?P<np>(?:an?|one|the)\s+(?!(?:number|couple|few|pair|dozen|total|series|attack|"
    r"group|family)\b)(?:[\w’'-]+\s+){0,6}?"
    r"(?:soldier|fighter|civilian|man|woman|child|boy|girl|general|officer|commander|leader|colonel|"
    r"militant|member|"
    r"policeman|elder|sheikh|shepherd|journalist|figure|person|lieutenant|captain|official|worker|driver|"
    r"activist|emir|"
    r"doctor|teacher|mayor|farmer|gunman|resident|bomber|cleric|imam)\b)"
    r"(?P<gap>(?:[^.;]{0,80}?))\b(?:was|has been|had been|were|is)?\s*(?P<mod>(?:also|reportedly|later|"
    r"allegedly|then|\s)*)"
    r"\b(?P<verb>killed|shot dead|assassinated|executed|murdered|beheaded|died|dead|wounded|injured|gunned "
    r"down)\b",
    re.IGNORECASE,
)
_ONE_ACTIVE = re.compile(
    r"\b(?P<verb>kill(?:ed|ing|s)|assassinat(?:ed|ing)|execut(?:ed|ing)|murder(?:ed|ing)|behead(?:ed|ing)|"
    r"wound(?:ed|ing)|injur(?:ed|ing)|death of|killing of|assassination of|murder of)"
    r"\s+(?:an?|one)\s+(?!number|couple|few|pair|dozen|total|hundred|thousand)(?P<who>[\w’'-]+)",
    re.IGNORECASE,
)
_PERSON = (
    r"(?:soldiers?|fighters?|civilians?|jihadists?|militants?|militiamen|officers?|child(?:ren)?|wom[ae]n|"
    r"m[ae]n|police(?:m[ae]n)?|rebels?|"
    r"insurgents?|guards?|workers?|drivers?|members?|commanders?|gunmen|troops|contractors?|journalists?|"
    r"shepherds?|boys?|girls?|interpreters?|translators?)"
)
# "Five civilians and three members of the SDF were killed": the subjects add up
_BOTH = re.compile(
    rf"(?<!\w)(?=\w){_BOUND}(?P<n>{NUMBER_PATTERN}|an?)(?P<who>(?:\s+(?!(?:and|or|were|was|who|which|km)\b)[\w’'-]+){{1,6}}?)"
    rf",?\s+and\s+(?:at least\s+)?(?P<m>{NUMBER_PATTERN}|an?)(?P<who2>(?:\s+(?!(?:and|or|were|was|who|"
    rf"which|km)\b)[\w’'-]+){{1,6}}?)"
    rf"{_BE}\s+(?P<verb>{_KILL}|{_WOUND})\b",
    re.IGNORECASE,
)
_NOUNS = re.compile(
    rf"(?<!\w)(?=\w){_BOUND}{_VALUE}\s+(?:(?:other|more|civilian|charred|further)\s+){{0,2}}"
    rf"(?P<verb>deaths|fatalities|bodies|corpses|martyrs|dead|injuries|wounded|injured)\b",
    re.IGNORECASE,
)
_OF_MANY = re.compile(
    rf"\b(?P<verb>killing|murder|deaths?|loss|martyrdom|execution|assassination|injury|wounding) "
    rf"of\s+{_BOUND}{_VALUE}",
    re.IGNORECASE,
)
# "killing a brigadier general and two of his escorts"
_ESCORT = re.compile(
    rf"\b(?P<verb>kill(?:ed|ing|s)|wound(?:ed|ing)|injur(?:ed|ing))\s+(?:an?|one|the)\s+(?:[\w’'-]+\s+){{1,5}}?"
    rf"(?:and|along with|together with)\s+(?P<n>{NUMBER_PATTERN})(?P<who>\s+(?:of (?:his|her|their|its)|"
    rf"other|others|more|civilians|soldiers|"
    rf"fighters|members|people|guards|companions|bodyguards|relatives)\b)(?!\s+(?:were\s+)?(?:wounded|injured))",
    re.IGNORECASE,
)
# "killed 18 soldiers and 26 jihadists": the second figure adds to the first
_AND_MORE = re.compile(
    rf"\b(?P<verb>kill(?:ed|ing|s)|wound(?:ed|ing)|injur(?:ed|ing))\s+(?:\w+\s+){{0,"
    rf"3}}?(?:{NUMBER_PATTERN}|an?)\s+(?:[\w’'-]+\s+){{0,3}}?{_PERSON},?\s+and\s+"
    rf"(?P<n>{NUMBER_PATTERN}|an?)(?P<who>\s+(?:[\w’'-]+\s+){{0,2}}?{_PERSON})\b(?!\s+(?:were\s+)"
    rf"?(?:wounded|injured))",
    re.IGNORECASE,
)
# "killed 18 SDF members, 12 regime soldiers and a journalist"
_LISTED = re.compile(
    rf"\b(?P<verb>kill(?:ed|ing|s)|wound(?:ed|ing)|injur(?:ed|ing))\s+{_BOUND}(?:{NUMBER_PATTERN}|an?)\s+(?:[\w’'-]+\s+){{0,3}}?[\w’'-]+,\s+"
    rf"(?P<n>{NUMBER_PATTERN}|an?)\s+(?:[\w’'-]+\s+){{0,3}}?[\w’'-]+,?\s+and\s+(?P<m>{NUMBER_PATTERN}|an?)\s+"
    rf"(?:[\w’'-]+\s+){{0,2}}?{_PERSON}\b(?!\s+(?:were\s+)?(?:wounded|injured))",
    re.IGNORECASE,
)
_HIM = re.compile(
    r"\b(?P<verb>kill(?:ed|ing)|wound(?:ed|ing)|injur(?:ed|ing))\s+(?:him|her)\b", re.IGNORECASE
)
_NAMED = re.compile(
    r"\b(?:(?:Major |Lieutenant |Brigadier |Maj\. |Lt\. |Brig\. )?(?:General|Gen\.|Colonel|Col\.|Captain|"
    r"Capt\.|Commander|Sheikh|Sergeant|Major|Lieutenant))"
    r"(?:\s+(?:al-|ibn )?[A-Z][\w’'-]+){1,4}\s+(?:was |has been |had been )?(?:also |reportedly |later )?"
    r"(?P<verb>killed|died|wounded|injured|assassinated|shot dead)\b"
)
_NONE = re.compile(
    r"\b(?:no|without(?: any)?|zero)\s+(?:[\w-]+\s+){0,2}?(?P<what>casualties|deaths|fatalities|injuries|"
    r"one was (?:killed|hurt|injured))\b|لا إصابات|دون إصابات|دون وقوع|دون (?:أي )?(?:خسائر|ضحايا)",
    re.IGNORECASE,
)

_AR_BOUND = r"(?:(?P<bound>ما لا يقل عن|أكثر من|اكثر من|نحو|حوالي|قرابة|زهاء|على الأقل)\s+)?"
_AR_PERSON = (
    r"عنصر|عناصر|مدني|مدنيين|شخص|أشخاص|اشخاص|جندي|جنود|مقاتل|مقاتلين|طفل|أطفال|امرأة|نساء|مسلح|مسلحين|ضابط|"
    r"ضباط|قيادي|"
    r"قياديين|شاب|شبان|رجل|رجال|قتيل|قتلى|جريح|جرحى|شهيد|شهداء|مصاب|مصابين|آخرين|اخرين|آخر|لواء|راعي|رعاة|"
    r"شيخ|وجيه|إرهابي|إرهابيين|عامل|عمال|سائق|سائقين|معلم|معلمة|طبيب|صحفي|إعلامي|ناشط|مزارع|مزارعين|لاجئ|لاجئين|شرطي|نازح|"
    r"نازحين|مواطن|مواطنين|فتى|فتاة|سيدة|رضيع|عسكري|عسكريين|قائد|مسعف|طالب|طلاب|متظاهر|متظاهرين|زعيم|أحد|إحدى|جهادي|جهاديين|متطوع"
)
_AR_DUAL = (
    r"(?:ال)?(?:عنصرين|مدنيين اثنين|شخصين|جنديين|مقاتلين اثنين|طفلين|امرأتين|مسلحين اثنين|ضابطين|"
    r"قياديين اثنين|شابين|رجلين|قتيلين|جريحين|شهيدين|مصابين اثنين|آخران|اثنان|اثنين|شخصان|جنديان|عنصران|"
    r"مدنيان|طفلان|رجلان|شابان|"
    r"مقاتلان|ضابطان|امرأتان|مسلحان|راعيان|شقيقان|شقيقين|مواطنان|مواطنين اثنين)"
)
_AR_KILL = (
    r"مقتل|قتل|قُتل|قتلت|وقتل|ومقتل|لقي|ولقي|استشهاد|استشهد|واستشهد|استشهدت|سقوط|تصفية|إعدام|اغتيال|اغتيل|بمقتل|لمقتل|"
    r"أودى بحياة|أودت بحياة|أودى بحياه|مصرع|يقتل|راح ضحيتها|راح ضحيته|راح ضحيتهما|فقتل|فقتلت|وقتلت|اغتال|"
    r"واغتال|أعدم|وأعدم|أعدمت|وفاة|واستشهاد|"
    r"حياة|توفي|وتوفي|ارتقى|ارتقاء|قتلوا|قتلا"
)
_AR_WOUND = r"إصابة|اصابة|وإصابة|أصيب|اصيب|وأصيب|واصيب|أصيبت|وأصيبت|فأصيب|جرح|وجرح|بإصابة|وجُرح|وجرحت|بجرح"
_AR_INSERT = (
    r"(?:\s+(?:في|خلال|جراء|إثر|نتيجة|على|بعد|من|نتيجتها|فيها|فيه|إثرها|إثره|خلالها|خلاله|جراءها|جراءه|"
    r"على إثرها|مسلحون|مجهولون|يوم|"
    r"أمس|اليوم|ال[ء-ي]+|هذا|هذه|معه|معها))"
)
_SPOT = Spot(
    r"\b(?:kill|dead\b|die[ds]\b|death|wound|injur|hurt\b|casualt|execut|murder|assassin|"
    r"behead|slain|martyr|massacr|slaughter|perish|bodies|corpses|toll\b|lives\b|gunned|fatalit|dying|choked|suffocat|drown|succumb)"
)
"""Words without which nobody is said to be hurt; patterns are tried only round them."""
_REACH = (130, 120)
_ARABIC = re.compile(
    rf"(?<![ء-ي])(?P<verb>{_AR_KILL}|{_AR_WOUND})(?:\s+وإصابة)?{_AR_INSERT}{{0,4}}?\s+{_AR_BOUND}"
    rf"(?:(?P<n>{NUMBER_PATTERN})(?:\s*(?:-|–|إلى)\s*(?P<n2>{NUMBER_PATTERN}))?(?!\s*(?:غارات|صواريخ))|"
    rf"(?P<vague>عشرات|العشرات|عدد من|عدة)|(?P<dual>{_AR_DUAL})|(?P<one>{_AR_PERSON})(?![ء-ي]))"
)
# "مقتل 11 جنديا ومدنيين اثنين": the second figure adds to the first
_ARABIC_AND = re.compile(
    rf"(?<![ء-ي])(?P<verb>{_AR_KILL}|{_AR_WOUND})\s+{_AR_BOUND}(?:{NUMBER_PATTERN})\s+(?:[ء-ي]+\s+){{1,3}}?"
    rf"و(?:(?P<dual>{_AR_DUAL})|(?P<n>{NUMBER_PATTERN})\s+(?!(?:جرحى|مصاب|جريح|آخر|اخر))[ء-ي]+)"
)
_ARABIC_COUNTED = re.compile(
    rf"(?<![ء-ي])و?(?P<n>{NUMBER_PATTERN})\s+(?P<noun>قتلى|قتيلا|قتيلاً|جرحى|جريحا|جريحاً|شهداء|مصابين|"
    rf"مصابا)(?![ء-ي])|(?<![ء-ي])و?(?P<dual>قتيلين|جريحين|شهيدين)(?![ء-ي])"
)
_ARABIC_PASSIVE = re.compile(
    rf"(?<![ء-ي])(?P<n>{NUMBER_PATTERN})\s+(?:من\s+)?(?:[ء-ي]+\s+){{0,6}}?(?:قد\s+)?(?P<verb>قتلوا|قُتلوا|"
    rf"لقوا مصرعهم|أصيبوا|اصيبوا|جرحوا)(?![ء-ي])"
)
_AR_STEMS = (
    "ضحيت", "توفي", "وفاة", "ارتق", "قتل", "قُتل", "صيب", "صاب", "جرح", "شهيد", "شهاد", "شهد", "مصرع", "قتيل", "سقوط", "عدام", "غتيا",
    "غتال", "حيات", "لقي", "دون", "حيا",
)  # fmt: skip
# patterns of one count, each with stems of which it needs one
_COUNTS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (_LEFT, ("left", "lea")),
    (_PASSIVE, ()),
    (_ACTIVE, ()),
    (_VERB_SECOND, ("wound", "injur")),
    (_AND_WOUNDED, ("wound", "injur", "hurt", "maim", "dead")),
    (_TOLL, ("toll", "number of", "casualt", "death", "killing", "bodies")),
    (_OF_MANY, ("killing", "murder", "death", "loss", "martyrdom", "execution", "assassination", "injury", "wounding")),
    (_NOUNS, ("death", "fatalit", "bodies", "corpses", "martyrs", "dead", "injur", "wounded")),
)  # fmt: skip
_RANKS = ("gen", "col", "capt", "commander", "sheikh", "sergeant", "major", "lieutenant")
_PAIR_BREAK = re.compile(
    rf"\b(?:{_KILL}|{_WOUND}|killing|wounding|after|when|while|as|in|on|said|told|another)\b",
    re.IGNORECASE,
)
_UPPER = {"up to", "as many as", "fewer than", "less than"}
_ROUND = {
    "around",
    "about",
    "approximately",
    "nearly",
    "almost",
    "some",
    "roughly",
    "an estimated",
    "estimated",
    "نحو",
    "حوالي",
    "قرابة",
    "زهاء",
}


def find_casualties(text: str) -> list[Casualties]:
    """Find the counts of killed and wounded people in a text.

    Parameters
    ----------
    text
        English, Arabic or both; empty gives an empty list.

    Returns
    -------
    list of Casualties
        In the order of the text; each count once.

    Examples
    --------
    >>> found = find_casualties("3-4 people were killed, and over a dozen others wounded.")
    >>> [(c.kind, c.low, c.high) for c in found]
    [('killed', 3, 4), ('wounded', 13, None)]
    >>> [(c.kind, c.low, c.high) for c in find_casualties("مقتل 3 عناصر وإصابة خمسة آخرين")]
    [('killed', 3, 3), ('wounded', 5, 5)]
    """
    if not text:
        return []
    windows = _windows(text)
    if not windows:
        return []
    found: list[Casualties] = []
    taken = {"killed": Spans(), "wounded": Spans()}
    for item in _candidates(to_ascii_digits(text), windows):
        if not taken[item.kind].meets(item.start, item.end):
            found.append(item)
            taken[item.kind].add(item.start, item.end)
    return sorted(found, key=lambda c: (c.start, c.kind))


def _windows(text: str) -> list[tuple[int, int]]:
    """Stretches round the words that tell of harm; the whole of a text that has Arabic in it."""
    if is_arabic(text):
        low = text.lower()
        told = any(stem in low for stem in _AR_STEMS) or _SPOT.near(text, 0, len(text))
        return [(0, len(text))] if told else []
    windows = []
    for start, end in _SPOT.windows(text, *_REACH):
        while start > 0 and text[start - 1].isalnum():
            start -= 1
        windows.append((start, end))
    return windows


class _Page:
    """A text and the stretches of it in which harm is told."""

    def __init__(self, text: str, windows: list[tuple[int, int]]) -> None:
        self.text = text
        self.windows = windows
        self._low = text.lower()

    def matches(self, pattern: re.Pattern[str], *needed: str) -> Iterator[re.Match[str]]:
        """Give what a pattern matches, if one of the stems that it needs stands in the text."""
        if needed and not any(stem in self._low for stem in needed):
            return
        for low, high in self.windows:
            yield from pattern.finditer(self.text, low, high)


def _candidates(text: str, windows: list[tuple[int, int]]) -> Iterator[Casualties]:
    page = _Page(text, windows)
    for match in page.matches(_BOTH, "and"):
        yield from _summed(match)
    for pattern, needed in _COUNTS:
        for match in page.matches(pattern, *needed):
            yield from _counted(match)
    for pattern, groups in _MORE:
        for match in page.matches(pattern, "and", "with"):
            yield from _added(match, groups)
    yield from _single(page)
    for match in page.matches(_NONE, "no ", "without", "zero", "لا إصابات", "دون"):
        yield from _none(match)
    if not text.isascii():
        yield from _arabic(text)


def _single(page: _Page) -> Iterator[Casualties]:
    """Read one person's death or wound: named by rank, by what they are, or by "him"."""
    for match in page.matches(_NAMED, *_RANKS):
        yield _of(match, match["verb"], 1, 1, also="also" in match.group())
    for match in page.matches(_ONE):
        gap = match["gap"]
        if "wound" in gap or "kill" in gap or gap.count(",") not in (0, 2):
            continue
        if not re.search(r"\b(?:who|which|that|and)\b", gap):
            yield _of(match, match["verb"], 1, 1, also=bool(match["also"]) or "also" in match["mod"])
    for match in page.matches(_ONE_ACTIVE):
        yield _of(match, match["verb"], 1, 1)
    for match in page.matches(_HIM, " him", " her"):
        yield _of(match, match["verb"], 1, 1)


_PART_OF = re.compile(r"\b(?:including|among them|of them|of whom|with)\s+$", re.IGNORECASE)
_THINGS = re.compile(
    r"\b(?:houses|homes|vehicles|tanks|strikes|airstrikes|raids|attacks|shells|rockets|buildings|missiles|villages|towns|shops|"
    r"days|hours|weeks|months|years|km|kilometres|kilometers|miles)\b",
    re.IGNORECASE,
)


def _summed(match: re.Match[str]) -> Iterator[Casualties]:
    """Add the two subjects of one verb up: "five civilians and three soldiers were killed"."""
    first, second = (1 if w.lower() in {"a", "an"} else read_number(w) for w in (match["n"], match["m"]))
    things = _THINGS.search(match["who"]) or _THINGS.search(match["who2"])
    if _PART_OF.search(match.string[max(0, match.start() - 16) : match.start()]):
        return  # "19 people died, including two medics, and 27 more were injured"
    if first is None or second is None or things or _PAIR_BREAK.search(match["who"] + match["who2"]):
        return
    low, high = _bounded(first, first, (match["bound"] or "").lower())
    yield _of(match, match["verb"], low + second, None if high is None else high + second)


_MORE = ((_AND_MORE, ("n",)), (_ESCORT, ("n",)), (_LISTED, ("n", "m")))


def _added(match: re.Match[str], groups: tuple[str, ...]) -> Iterator[Casualties]:
    """Read counts that add to the first of a list."""
    for group in groups:
        word = match[group].lower()
        count = 1 if word in {"a", "an"} else read_number(word)
        if count is not None:
            end = match.end() if len(groups) == 1 else match.end(group)
            words = match.string[match.start(group) : end]
            yield Casualties(match.start(group), end, words, _kind(match["verb"]), count, count, True)


def _none(match: re.Match[str]) -> Iterator[Casualties]:
    """Read "no casualties" as counts of nought."""
    what = match["what"] or "casualties"
    if "injur" not in what and "hurt" not in what:
        yield _of(match, "killed", 0, 0)
    if "death" not in what and "fatal" not in what:
        yield _of(match, "wounded", 0, 0)


def _kind(verb: str) -> str:
    return (
        "wounded"
        if re.match(r"wound|injur|hurt|maim|و?ب?[إا]?صا|و?[أا]صيب|و?جُ?رح|جريح|مصاب", verb.lower())
        else "killed"
    )


def _of(match: re.Match[str], verb: str, low: int, high: int | None, *, also: bool = False) -> Casualties:
    return Casualties(match.start(), match.end(), match.group().strip(), _kind(verb), low, high, also)


def _counted(match: re.Match[str]) -> Iterator[Casualties]:
    g = match.groupdict()
    verb = g.get("verb") or g.get("verbb") or "killed"
    bounds = _bounds(g)
    if bounds is None or bounds[0] > 100_000:
        return
    words = match.group().lower()
    also = (
        bool(g.get("add"))
        or " others" in words
        or " other " in words
        or "also" in words
        or bool(g.get("others"))
    )
    start = match.start() + len(match.group()) - len(match.group().lstrip())
    yield Casualties(start, match.end(), match.group().strip(), _kind(verb), *bounds, also)
    second = g.get("verb2")
    if second and _kind(second) != _kind(verb):
        # "killed and wounded 12 people" gives one figure for both: neither alone reaches it for certain
        yield Casualties(start, match.end(), match.group().strip(), _kind(second), 1, bounds[1], also)


def _bounds(g: dict[str, str | None]) -> tuple[int, int | None] | None:
    low: int | None
    high: int | None
    bound = (g.get("bound") or g.get("bound2") or "").lower()
    if g.get("dz"):
        count = re.sub(r"\s*dozen$", "", (g["dz"] or "").lower()).strip()
        low = high = 6 if count == "half a" else 12 * (read_number(count) or 1)
    elif g.get("vague") or g.get("vagueb"):
        low, high = _VAGUE[(g.get("vague") or g.get("vagueb") or "").lower()]
    elif g.get("b1"):
        low, high = int(g["b1"] or 0), int(g["b2"] or 0)
    else:
        low = read_number(g.get("n") or g.get("nb") or "")
        high = read_number(g["n2"] or "") if g.get("n2") else low
    if low is None or (1900 <= low <= 2100 and bound == ""):
        return None
    if high is not None and high < low:
        high = low
    return _bounded(low, high, bound)


def _bounded(low: int, high: int | None, bound: str) -> tuple[int, int | None]:
    if bound in {"at least", "no fewer than", "not less than", "ما لا يقل عن", "على الأقل"}:
        return low, None
    if bound in {"more than", "over", "أكثر من", "اكثر من"}:
        return low + 1, None
    if bound in _UPPER:
        return (low if bound == "as many as" else 0), (low if bound in {"up to", "as many as"} else low - 1)
    if bound in _ROUND and low >= 10:
        # reporters round to ten: "about 50" holds from 45 to 55
        return low - max(1, round(low * 0.1)), low + max(1, round(low * 0.1))
    return low, high


def _arabic(text: str) -> Iterator[Casualties]:
    for match in _ARABIC_COUNTED.finditer(text):
        noun = match["noun"] or match["dual"]
        count = 2 if match["dual"] else read_number(match["n"])
        if count is not None:
            yield _of(match, "جريح" if noun.startswith(("جر", "مصاب")) else "قتيل", count, count)
    for match in _ARABIC_PASSIVE.finditer(text):
        count = read_number(match["n"])
        if count is not None:
            yield _of(match, match["verb"], count, count)
    for match in _ARABIC_AND.finditer(text):
        count = 2 if match["dual"] else read_number(match["n"])
        if count is not None:
            group = "dual" if match["dual"] else "n"
            words = text[match.start(group) : match.end()]
            yield Casualties(match.start(group), match.end(), words, _kind(match["verb"]), count, count, True)
    for match in _ARABIC.finditer(text):
        verb, g = match["verb"], match.groupdict()
        if "غتال" in verb and (g["one"] or g["dual"] or "").startswith("مسلح"):
            continue  # the gunmen did it
        if g["n"]:
            bounds = _bounds(g)
        elif g["vague"]:
            bounds = _VAGUE[g["vague"].split()[0]]
        else:
            bounds = (2, 2) if g["dual"] else (1, 1)
        if g["one"] in {
            "قتلى",
            "جرحى",
            "عناصر",
            "مدنيين",
            "جنود",
            "أشخاص",
            "اشخاص",
            "مسلحين",
            "مقاتلين",
            "أطفال",
            "نساء",
            "شهداء",
            "مصابين",
            "رعاة",
            "ضباط",
            "رجال",
            "شبان",
            "عمال",
        }:
            bounds = (2, None)
        if bounds is not None:
            kind = "جريح" if (g["one"] or g["dual"] or "").startswith(("جر", "مصاب")) else verb
            yield _of(match, kind, *bounds, also="آخر" in match.group() or "اخر" in match.group())


def total(counts: Iterable[Casualties], kind: str) -> tuple[int | None, int | None]:
    """Add the counts of one event up.

    Counts of the same people are taken once: the largest stands, and only counts that the text marks as
    additional are added to it.

    Parameters
    ----------
    counts
        Casualties of one event.
    kind
        ``killed`` or ``wounded``.

    Returns
    -------
    low, high
        ``None, None`` without a count; ``high`` is ``None`` where no upper bound is given.
    """
    mine = [c for c in counts if c.kind == kind]
    if not mine:
        return None, None
    base = [c for c in mine if not c.additional] or mine[:1]
    extra = [c for c in mine if c.additional and c not in base]
    top = max(base, key=lambda c: (c.low, c.high is None))
    added = {(c.low, c.high, c.text.lower()): c for c in extra}.values()
    low = top.low + sum(c.low for c in added)
    highs = [top.high, *(c.high for c in added)]
    return low, None if any(h is None for h in highs) else sum(h for h in highs if h is not None)
