"""Roles: the part that a place plays in its sentence.

A place is where it happened (``at``), where something came from or went to, where people are from or stand,
where those are who tell of it, or only part of what is said of another place.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from badia_geo.phrases import is_arabic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from badia_geo.toponyms import Toponym

__all__ = ["FIRST_MARK", "LAST_MARK", "LEAD", "MARK", "role_of"]

FIRST_MARK, LAST_MARK = "\ue000", "\uf8ff"
"""Between these a character of a template stands for a name."""
MARK = f"[{FIRST_MARK}-{LAST_MARK}]"
LEAD = 120
"""Characters before a name in which its relation words begin."""
_LEAD_FROM = re.compile(r"^(?:from|fleeing)\b|^(?:قادما |قادمة )?من(?=\s)", re.IGNORECASE)
_LEAD_TO = re.compile(
    r"^(?:to|towards?|into)\b(?! the (?:north|south|east|west)(?!ern (?:bank|side|shore)))"
    r"|^(?:إلى|باتجاه|نحو)(?=\s)(?!\s+ال(?:شرق|غرب|شمال|جنوب))",
    re.IGNORECASE,
)
_SOURCE_AFTER = re.compile(
    r"^[-–](?:based|born|backed|led|linked|held|style)|^\s+(?:residents?|locals|activists?|media|"
    r"officials?|authorities|sources?|government|regime)\s+(?:said|told|reported|say)",
    re.IGNORECASE,
)
_HOME_BEFORE = re.compile(
    r"(?:\b(?:residents?|people|natives?|villagers|families|tribes?|men|women|youths?)\s+(?:of|from|in)|"
    r"\b(?:council|municipality|committee)\s+(?:of|in)|"
    r"(?<!منازل )(?<!بيوت )(?<!منازل ال)(?<!بيوت ال)(?<!ممتلكات ال)"
    r"(?<!أراضي ال)(?<!لأراضي ال)(?:أهالي|سكان|نازحي|نازحين من|أبناء|مهجري)\s+(?:\w+\s+)?)\s*$",
    re.IGNORECASE,
)
_SOURCE_BEFORE = re.compile(
    r"(?:\b(?:governor|mayor|activists?|sources?|officials?|correspondents?|reporters?|head|ambassador|"
    r"president|leader|emir|official)\s+(?:of|from|in)|\bbased in|\bborn in|\btold [\w ,]{0,30}from|"
    r"\bspoke (?:to [\w ]{0,20})?(?:from|in)|"
    r"\b(?:hails?|hailing|originally|originates?|comes?) from|\bnatives? of|"
    r"(?:ينحدر|ينحدرون|تنحدر|ينحدران|أصله|أصلها)\s+(?:من\s+)?(?:[ء-ي]+\s+){0,4}|من أبناء\s+(?:(?:بلدة|"
    r"مدينة|قرية|ريف|محافظة|منطقة|عشيرة|حي)\s+)?|"
    r"reported from|contributed to this report from|\bcontrolled by|\bbacked by|(?:مراسل\w*|مصدر|"
    r"مصادر(?!\s+(?:إطلاق|النيران|نيران|النار))|ناشطين)"
    r"\s+(?:\w+\s+)?(?:في|من)?|مراسل\w*\s+(?:\w+\s+){2,3}(?:في|من)?)\s*(?:the\s+)?$",
    re.IGNORECASE,
)
# a capital that acts ("Ankara began its offensive", "brokered by Moscow") is a government, no place
_ACTS = re.compile(
    r"^,\s+which\s+(?:has|have|had|is|was|backs?|supports?|says?|considers?|regards?|sees)\b|^(?:[’']s)?\s+(?:(?:has|have|had|also|later|again|itself)\s+)*(?:said|says|began|begins|launch\w*|den(?:y|ies|ied)|accus\w+|"
    r"announc\w+|first|initially|claim\w*|pinned|attribut\w+|vow\w*|warn\w*|want\w*|consider\w*|back(?:s|ed)|support\w*|insist\w*|argu\w+|call(?:s|ed)|sent|"
    r"blam\w+|confirm\w*|condemn\w*|urg\w+|agreed|views?|regards?|sees?|deem\w*|started|stepped|would|will)\b"
)
_BY_CAPITAL = re.compile(r"\b(?:by|between|with|alongside)\s+$", re.IGNORECASE)
_GIVEN_TO = re.compile(r"\b(?:handing|giving|gave|denying|dealing|dealt|costing|handed)\s+$", re.IGNORECASE)
"""Before a capital that gains or loses by it: "handing Damascus its biggest gain"."""
_DEAL_WITH = re.compile(
    r"\b(?:deals?|agreements?|talks|negotiations|ties|relations|alliance|pact|accord|truce|dialogue)\s+with\s+$",
    re.IGNORECASE,
)
_ACTS_BEFORE = re.compile(
    r"(?<![ء-ي])[وف]?(?:اتهمت|قالت|تقول|تؤكد|أعلنت|نفت|أكدت|طالبت|دعت|أدانت|رفضت|هددت|حذرت|اعتبرت|شددت|أرسلت|بدأت|أطلقت|تدعم|تدعمها|برعاية|رعتها|بوساطة)\s+$"
)
_AR_THAT = re.compile(r"^\s*[،,»”\"]?\s*(?:إن|أن|بأن)\s")
_AR_SAID = re.compile(
    r"(?<![ء-ي])[وف]?(?:قال|قالت|ذكر|ذكرت|أفاد|أفادت|أكد|أكدت|أعلن|أعلنت|أوضح|أوضحت|صرح|أضاف|أضافت|نقل|نقلت)(?![ء-ي])[^.،؛]{0,60}$"
)
"""Round "in X" where X is only where those are who tell: "the council in X said that"."""
_FLYING = re.compile(
    r"\b(?:warplanes?|jets?|aircraft|planes?|drones?|helicopters?|bombers?|flying|flew)\s+$", re.IGNORECASE
)
"""Before "over X": where the aircraft were, not what they hit."""
_TELLER = re.compile(
    r"\b(?:according to|said|told (?:by )?|reported by|quoted|citing)\s+"
    r"(?:an?|the|one|some|several|local|our|its)?\s*"
    r"(?:\w+\s+){0,2}"
    r"(?:sources?|officials?|activists?|correspondents?|reporters?|residents?|witnesses|journalists?|spokes\w+)\s+$",
    re.IGNORECASE,
)
"""Before "in X" where X is only where those are who tell: "according to a source in Damascus"."""
_FIRED_FROM = re.compile(
    r"\bfrom (?:the )?(?:direction|airspace|territor(?:y|ies)|skies|area|areas|"
    r"side) of\s+(?:the\s+)?(?:occupied\s+)?$|"
    r"(?:من|عبر) (?:اتجاه|جهة|أجواء|الأجواء|فوق|أراضي|مناطق)\s+$",
    re.IGNORECASE,
)
_LAUNCHED = re.compile(
    r"\b(?:launched|fired|coming)\s+from\s+(?:(?:areas|positions|territor(?:y|ies)|locations|sites|points|bases)\b[^,.;\ue000-\uf8ff]*"
    r"|(?:the\s+)?(?:\w+-(?:held|controlled)\s+)?)$",
    re.IGNORECASE,
)
_LEADS = ("of", "from", "in", "by", "the")
"""How the words end that tell of a part other than ``at``; looked at before their patterns are."""
_BY_NAME = re.compile(rf"by\s+{MARK}(?:\s+and\s+{MARK})*")
_GOVERNMENTS = {"country", "city"}
_SEATS = {"Damascus", "دمشق"}
_STRUCK = re.compile(
    r"\b(?:hit|struck|bombed|shelled|rocked|targeted|on|entered|reached)\s+$|(?<![ء-ي])(?:على|في|إلى|قرب|قصف[ت]?|استهدف[ت]?)\s+و?$"
)
_LOYAL = re.compile(r"(?:الموالي[ةن]*|موالي[ةن]*|المدعوم[ةيون]*|مدعوم[ةيون]*|الحليف[ةء]*)\s+(?:ل|من\s+)?$")
"""Before whom somebody is loyal to: "the Defence Forces, loyal to Damascus"."""


_NAME = re.compile(MARK)
_SETTLEMENT = (
    r"(?:city|town|village|hamlet|suburb|district|neighbou?rhood|area|region|camp|crossing|base|airport|stronghold|"
    r"enclave|gateway|valley|plain|province)"
)
_DESCRIBES = re.compile(
    rf"{MARK},\s+(?:an?|the|one of the|another)\s+(?:[\w'’-]+\s+){{0,5}}?{_SETTLEMENT}\b[^,.;]*$"
    r"|,\s+which\s+(?:links?|connects?|separates?|joins?|overlooks?|borders?|leads?|runs?)\b[^,.;]*$",
    re.IGNORECASE,
)
"""Before a place that only says where another lies: "Nabk, a town on the road from Homs to Damascus"."""
_CLOSED = re.compile(rf"\s*(?:[,.;)،]|$|(?:and|with|to|و)\s*(?:the\s+)?(?:\w+\s+){{0,3}}{MARK})")
_STATIONED = re.compile(
    r"\b(?:stationed|positioned|entrenched|garrisoned|dug in)\s+$"
    r"|(?<![ء-ي])(?:ال)?(?:متمركزة?|متمركزين|متمركزون|متواجدة?|متواجدين|مرابطة?|مرابطين|متموضعة?)\s+$",
    re.IGNORECASE,
)
"""Before where somebody stands: "rocket launchers stationed in X targeted Y"."""
_POSTED = (
    "stationed", "positioned", "entrenched", "garrisoned", "dug in", "متمركز", "متمركزة", "متمركزين",
    "متمركزون", "متواجد", "متواجدة", "متواجدين", "مرابط", "مرابطة", "مرابطين", "متموضع", "متموضعة",
)  # fmt: skip
_OF_DEAL = re.compile(
    r"(?<![ء-ي])[ولب]{0,2}(?:ال)?(?:اتفاق|اتفاقية|اتفاقيات|تفاهمات|مسار|مؤتمر|محادثات|مفاوضات|هدنة|بيان)\s+[\"“«]?\s*$"
)
_DEAL = re.compile(
    r"^[\"”’]?\s+(?:agreements?|deal|accords?|talks|process|summit|conference|memorandum|meetings?|declaration|communiqu[eé])\b"
)
"""Round a place that a deal is called after: "the Sochi memorandum"."""
_TO_HOSPITAL = re.compile(
    r"(?<![ء-ي])[وف]?(?:نُ?قل|نُ?قلوا|نُ?قلت|أُ?سعف|أُ?سعفوا)(?![ء-ي])[^.؛]{0,40}(?:مشفى|مستشفى|مشافي)\s+$"
    r"|\b(?:taken|transferred|brought|rushed|moved|evacuated)\s+to\s+(?:the\s+)?(?:\w+\s+)?hospitals?\s+$"
)
"""Before a town that only its hospital is called after, to which the wounded were brought."""
_HOSPITALS = ("hospital", "hospitals", "مشفى", "مستشفى", "مشافي")
_TAKEN_TO = re.compile(
    r"(?<![ء-ي])[وف]?(?:اقتيد|اقتيدوا|اقتيدت|اقتادو?[ء-ي]*|نقلوا?|نقلت)(?![ء-ي])[^.؛،]{0,40}\sإلى\s[^.؛،\ue000-\uf8ff]{0,25}$"
    r"|\b(?:taken|brought|transferred|flown|driven|moved)\s+to\s+(?:an?|the|its|their)\s+(?:[\w’'-]+\s+){1,4}$",
    re.IGNORECASE,
)
"""Before where somebody was taken: "his brothers were led to the base in X"."""
_WAYS = (" way", "en route", "طريق")
_ON_ITS_WAY = re.compile(
    rf"\b(?:en route|on (?:its|their|his|her|the) way)\s+(?:back\s+)?to\s+(?:the\s+)?(?:\w+\s+)?{MARK}$"
    rf"|(?<![ء-ي])في\s+طريق(?:ه|ها|هم|هما)\s+إلى\s+(?:[ء-ي]+\s+)?{MARK}$"
)
"""Before and with where somebody was going and did not come."""
_HEADED = ("bound for", "headed for", "heading for", "destined for", "headed to", "heading to")
"""How the words end before where somebody goes."""
_CROSSED = re.compile(
    r"\b(?:cross(?:ed|es|ing)?|across|swam|swim|swimming|forded|fording)\s+(?:back\s+)?(?:over\s+)?(?:the\s+)?$|(?<![ء-ي])(?:عبر|عبروا|عبرت|عبور|عبورهم|عبوره|اجتياز)\s+(?:نهر\s+)?$",
    re.IGNORECASE,
)
"""Before a river that people only came over: "families who had crossed the Euphrates"."""
_WENT_TO = re.compile(
    r"\b(?:withdr\w+|retreat\w*|pull\w* (?:out|back)|fle[de]\w*|fell back|"
    r"slipped away)\b[^,.;]{0,60}\s(?:towards?|to)\s+"
    r"(?:the\s+)?(?:(?!in\b)[\w’'-]+\s+){1,4}$"
)
"""Before where somebody went: "withdrew from it towards the 93rd Brigade in Ein Issa"."""
_SHOT_DOWN = re.compile(r"\b(?:shot|brought|shooting|bringing)\s+down\b|\bdown(?:ed|ing)\b", re.IGNORECASE)
_TRIBE = re.compile(r"\s+(?:tribes?|clans?|tribesm[ae]n|clansm[ae]n|notables?)\b")
_PART_OF = re.compile(
    r"(?<![ء-ي])(?:في|على|داخل)\s+(?:ال)?(?:قسم|جزء|قطاع|جهة|أجزاء|طرف|أطراف|أقسام)\s+(?:[ء-ي]+\s+)?$"
)
"""Before "of X" in Arabic, which has one word for "of" and "from": "in the first section of X camp"."""
_REPORTERS = re.compile(
    r"\b(?:correspondents?|reporters?|sources?|officials?|activists?|spokes\w+|witnesses|journalists?|ministry|ministers?|"
    r"authorities|command|directorate|embassy|headquarters|health department|rescuers|doctors|medics|"
    r"residents)\s+$",
    re.IGNORECASE,
)
_HIT = re.compile(
    r"\b(?:slammed|crashed|smashed|plough?ed|plowed|tore|ripped|hit|fired|fell|blew|rammed|drove|driven)\s+(?:\w+\s+){0,3}$"
)
"""Before "into X" where X was hit: "missiles slammed into the airfield"."""
_TELLS = re.compile(
    r"^\s*,?\s+(?:\w+ly\s+)?(?:has\s+|have\s+)?(?:said|say|says|told|reported|reports|added|confirmed|noted|stated|"
    r"indicated|explained|announced|mentioned)\b"
)


def role_of(template: str, first: int, last: int, names: Sequence[Toponym]) -> str:
    """Give the part of a place in its sentence.

    Parameters
    ----------
    template
        The sentence, each name one character between `FIRST_MARK` and `LAST_MARK`.
    first, last
        The words of the place in it.
    names
        The names among them.
    """
    words = template[first:last]
    before, behind = template[max(0, first - LEAD // 2) : first], template[last : last + LEAD]
    far = template[max(0, first - LEAD) : first]
    ending = before.rstrip().lower()  # most patterns need one of a few words there
    if "," in far and _DESCRIBES.search(far) and _CLOSED.match(behind):
        return "context"
    if (
        _TRIBE.match(behind)
        or (ending.endswith(_HOSPITALS) and _TO_HOSPITAL.search(before))
        or (any(way in ending for way in _WAYS) and _ON_ITS_WAY.search(before + words))
    ):
        return "context"
    led = ending.endswith(_LEADS) or is_arabic(before)
    if _tells_from(template, first, words, before, behind) or (led and _SOURCE_BEFORE.search(before)):
        return "source"
    if names and names[0].kind == "river" and _CROSSED.search(before + words.removesuffix(words[-1:])):
        return "context"
    if ending.endswith(_POSTED) and _STATIONED.search(before):
        return "post"
    if (
        (led and _FIRED_FROM.search(before))
        or _FIRED_FROM.search(before + words.rstrip(words[-1:]))
        or (words.startswith("over ") and _FLYING.search(before) and not _SHOT_DOWN.search(before))
        or ("from" in far and _LAUNCHED.search(far))
    ):
        return "from"
    if ending.endswith(_HEADED) or ((" to " in before or "إلى" in before) and _TAKEN_TO.search(before)):
        return "to"
    if words.startswith("in ") and _WENT_TO.search(template[max(0, first - LEAD) : first]):
        return "to"
    if led and _HOME_BEFORE.search(before):
        return "home"
    if _LEAD_FROM.match(words):
        return "at" if _PART_OF.search(before) else "from"
    if _LEAD_TO.match(words):
        return "at" if words.lower().startswith("into ") and _HIT.search(before) else "to"
    if _NAME.fullmatch(words) and (_OF_DEAL.search(before) or _DEAL.match(behind)):
        return "context"
    return "source" if _is_government(words, before, behind, names) else "at"


def _tells_from(template: str, first: int, words: str, before: str, behind: str) -> bool:
    """Tell whether a place is only where those are who tell of it."""
    if _SOURCE_AFTER.match(behind):
        return True
    if words[:3].lower() in {"in ", "fro"} and (
        _TELLER.search(before) or (_REPORTERS.search(before) and _TELLS.match(behind))
    ):
        return True
    return (
        _AR_THAT.match(behind) is not None
        and _AR_SAID.search(template[max(0, first - LEAD) : first]) is not None
    )


def _is_government(words: str, before: str, behind: str, names: Sequence[Toponym]) -> bool:
    """Tell whether a capital or country acts, and is no place: "Ankara began", "brokered by Moscow"."""
    if _BY_NAME.fullmatch(words) and names[0].kind in _GOVERNMENTS:
        return True
    if names[0].kind == "city" and _NAME.fullmatch(words) and not _STRUCK.search(before):
        return True  # a city abroad that nobody is said to be in: "Washington ordered the raids"
    if _NAME.fullmatch(words.removesuffix("’s").removesuffix("'s")) and names[0].kind in _GOVERNMENTS:
        return bool(
            (words != words[:1] and names[0].kind == "city")
            or _ACTS.match(behind)
            or _GIVEN_TO.search(before)
            or _BY_CAPITAL.search(before)
            or _ACTS_BEFORE.search(before)
        )
    if names[0].kind in {"country", "city", "settlement"} and _LOYAL.search(before):
        return names[0].kind != "settlement" or names[0].text in _SEATS
    return (
        _NAME.fullmatch(words) is not None
        and names[0].text in _SEATS
        and bool(_ACTS.match(behind) or _DEAL_WITH.search(before) or _GIVEN_TO.search(before))
    )
