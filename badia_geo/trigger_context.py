"""Trigger context: what the words round a trigger make of its type.

A raid is one on a house, on a post or from the air; "captured" takes ground, people or goods; "bombing" is a
bomb's or an aircraft's; "blew up" is a blast or the end of a bridge.
"""

# ruff: noqa: E501  (constructions read better one a line)

from __future__ import annotations

import re

from badia_geo.number_words import NUMBER_PATTERN

__all__ = ["MASK", "in_context"]

MASK = ""
"""Type of words that only look like triggers: they are left out."""
_TAKEN = re.compile(
    r"\s+(?:alive\s+)?(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|\d+|several|some|dozens of|a number of|the|its|their|his)\s+"
    r"(?:(?!from\b|of\b|and\b|after\b|near\b|in\b)[\w'’-]+\s+){0,4}?(?:m[ae]n|wom[ae]n|leaders?|members?|fighters?|militants?|commanders?|suspects?|soldiers?|officials?|"
    r"smugglers?|facilitators?|terrorists?|individuals?|persons?|people|emirs?|operatives?|pilots?|jihadists?|gunm[ae]n|rebels?|officers?|prisoners?|detainees|figures?|civilians?|students?|youths?|boys?|girls?|children|residents?|workers?|employees?|activists?|journalists?|shepherds?|"
    r"financiers?|brothers?|sons?)\b(?![-’'])",
    re.IGNORECASE,
)
"""Behind "captured": people, who are arrested and no ground."""
_HOUSE = re.compile(
    r"\s+(?:an?|the|his|her|their)\s+(?:\w+\s+)?(?:homes?|houses?|shops?|apartments?|farms?|stores?|offices?)\b"
)
_VEHICLE = re.compile(
    r"\s+(?:an?|the|his|her|their)\s+(?:[\w-]+\s+)?(?:cars?|vehicles?|motorcycles?|bus|taxi|convoy)\b"
)
_CUT = re.compile(r"(?:cut|block)")
_ARMED = re.compile(
    r"\b(?:insurgents?|rebels?|fighters|militants?|troops|soldiers|army|forces|jihadists?|factions)\b",
    re.IGNORECASE,
)
_CIVIL = re.compile(
    r"\b(?:residents?|people|protest\w*|demonstrat\w*|villagers|locals|civilians|crowds?)\b", re.IGNORECASE
)
"""Who cuts a road to fight, and who to protest."""
_CAPTURED = frozenset({"captured", "capturing", "capture", "captures", "seized"})
_RAID = frozenset({"raid", "raids", "raided", "raiding"})
_AIR = re.compile(
    r"\b(?:jets?|warplanes?|planes?|aircraft|air force|bombers?|from the air)\b|طيران|طائر", re.IGNORECASE
)
_FROM_ABOVE = re.compile(
    r"(?:,[^,.;]{1,30},)?\s+(?:[\w'’-]+\s+){0,4}?(?:hit|struck|flattened|destroyed|levell?ed|demolished|gutted|damaged|pounded)\b",
    re.IGNORECASE,
)
"""Behind a raid that did what no search of houses does."""
_AIR_REACH = 60
"""Characters within which an aircraft makes a raid an air raid; "raids supported by helicopters" are none."""


_STRIKES = frozenset(
    [
        "pounded", "pounding", "bombarded", "bombarding", "bombed", "bombing", "struck", "strike", "hit", "hitting",
        "targeted", "targeting", "destroyed", "destroying", "attacked", "flattened", "shelled", "fired", "rocketed", "striking", "strikes", "hits",
        "levelled", "leveled", "levelling", "demolished", "razed", "obliterated", "damaged", "flatten", "flattening",
    ]
)  # fmt: skip
_BY_AIR = re.compile(
    r"\b(?:jets?|warplanes?|planes|aircraft|air force|helicopters?)\b(?:\s+(?!and\b)[\w'’.-]+){0,6}\s*$",
    re.IGNORECASE,
)
_BY_STATE = re.compile(
    r"\b(?:Russia|Israel|Moscow|the (?:\w+-led )?[Cc]oalition|Washington|the United States|America)"
    r"(?:\s+(?:had|has|have|also|again|then|later|earlier|of|for|repeatedly|reportedly|allegedly|itself|twice))*\s+$"
)
"""States that have no guns on the ground there: what they struck, they struck from the air."""
_BY_STATE_AR = re.compile(
    r"\s+(?:(?:نفذها|نفذتها|شنها|شنتها|جديدة|مكثفة|دقيقة)\s+)?(?:طائرات\s+|طيران\s+)?(?:ل?(?:ال)?تحالف|ل?(?:ال)?[إا]سرائيل|روسي|الروسي|أمريكي|أميركي|تركي)"
)
_A_STRIKE = frozenset({"strike", "strikes"})
_STRIKE_DID = re.compile(r"\s+(?:engaged|destroyed|suppressed|damaged|levell?ed|flattened)\b")
_GROUND = re.compile(
    r"\b(?:artillery|rocket|missile|mortar|drone|tank|ground|general|hunger)[- ]$", re.IGNORECASE
)
"""A strike that destroyed something is one from the air, unless guns or a drone are named with it."""
_DEAL = re.compile(
    r"\s+(?:[\w“”\"’'-]+\s+){0,3}?[“\"]?(?:deals?|agreements?|accords?|truces?|bargains?|balance)\b",
    re.IGNORECASE,
)
"""Behind "struck": nobody was hit."""
_BY_DRONE = re.compile(r"\bdrones?\b(?:\s+(?!and\b)[\w'’-]+){0,2}\s*$", re.IGNORECASE)
"""Who strikes: an aircraft right before the verb."""
_AR_GROUND = re.compile(r"مدفع|قذائف|قذيفة|توغل|رشاش|قناص")
_AR_TARGETED = re.compile(r"[وف]?استهد[فا]")
"""What Israel "targeted" in Syria it struck from the air, unless guns or a raid are named."""
_LAUNCHERS = frozenset(["rpg", "rpgs", "rocket-propelled grenade", "rocket-propelled grenades"])
_WITH = re.compile(r"\bwith\s+(?:an?\s+)?$", re.IGNORECASE)
_BURNT_SKIN = re.compile(
    r"\b(?:for|with|severe|suffered|sustained|from|serious)\s+(?:\w+\s+)?$", re.IGNORECASE
)
_NETTED = re.compile(
    r"(?:\s+[\w’'-]+){0,7}?\s+(?:netted|captured|arrested|detained|nabbed|seized|resulted in the (?:arrest|capture|detention))\b"
)
"""Behind a raid whose yield was people: nobody dropped bombs on them."""
_HURT = re.compile(r"\b(?:wounded|injured|casualties)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_GOODS = re.compile(
    r"\s+(?:(?:[\w-]+\s+){0,3}?(?:of\s+)?)(?:weapons?|arms|ammunition|rifles|captagon|drugs|narcotics|hashish|explosives|"
    r"machine ?guns?|rockets|missiles|shells|mines|vehicles?|money|cash|equipment|documents|phones|fuel|rounds|cartridges|pills|launchers|"
    r"cigarettes|sheep|cattle|livestock|trucks?)\b"
    r"|\s+(?:على\s+)?(?:[ء-ي]+\s+)?(?:ال)?(?:أسلح|اسلح|سلاح|ذخائر|ذخير|سيار|آلي|معدات|مخدرات|حبوب|صواريخ|أموال)",
    re.IGNORECASE,
)
_THEIR_GOODS = re.compile(
    r"\s+(?:their|his|its)\b|\s+(?:على\s+)?[ء-ي]+(?:هم|ه|ها|هما)(?![ء-ي])", re.IGNORECASE
)
"""Things that are seized as no ground is; the loot of a fight is part of the fight."""
_IN_TIMES_PAST = re.compile(r"\s+(?:through|by|during|in)\b[^.;]{0,50}\b(?:operations?|20\d\d)\b")
_DROPPED_AR = re.compile(r"[وف]?أسقط(?:ت|وا)?\s+(?:[ء-ي]+\s+){0,5}?(?:برميل|براميل|قنبلة|قنابل|ألغام|قذائف)")
"""What aircraft dropped, and nobody shot down."""
_BOMBING_OF = re.compile(
    r"\s+(?:its|their|his|the|an?|civilians?|positions?|areas?|villages?|towns?|homes?|hospitals?|schools?|residential|"
    r"rebel|insurgent|militant)\b"
)
_A_BOMBING = re.compile(
    r"\b(?:the|an?|car|truck|suicide|roadside|deadly|this|that|another|double|twin|first|second)\s+$",
    re.IGNORECASE,
)
"""Bombing of something is done from the air; a bombing is a bomb."""
_BLOWN_UP = re.compile(r"bl(?:ew|owing|own|ow) up$")
_A_BUILDING = re.compile(
    r"\s+(?:(?:an?|the|one|two|three|four|five|six|several|dozens of|his|her|their|its|some|parts? of|\d+)\s+){0,2}(?:[\w’'-]+\s+){0,2}?"
    r"(?:houses?|homes?|bridges?|temples?|tombs?|shrines?|mosques?|church(?:es)?|buildings?|pipelines?|arch|ruins|castle|"
    r"monastery|schools?|wells?|prison|statues?|minarets?)\b"
)
"""What is blown up by those who hold it is destroyed."""
_A_POST = re.compile(
    r"\s+(?:on\s+)?(?:(?:an?|the|its|their|several|two|three|four|some)\s+)?(?:[\w’'-]+\s+){0,3}?"
    r"(?:checkpoints?|posts?|positions?|outposts?|bases?|barracks|patrols?|convoys?|garrison|points?)\b"
)
"""Behind a raid that was an attack: a post, and no house."""


def in_context(text: str, start: int, end: int, code: str) -> str:
    """Tell the type of a trigger by the words round it.

    Parameters
    ----------
    text
        The text.
    start, end
        The trigger.
    code
        The type that its words have alone.

    Returns
    -------
    str
        The type: an air raid or one on a house, goods or ground seized, who struck from what; `MASK` for
        words that tell of no event here.
    """
    word = text[start:end].lower()
    if word.lstrip("وفبل") == "تدمر" or (
        word.startswith("evacuat") and _HURT.search(text[max(0, start - 30) : start])
    ):
        return MASK  # Palmyra; and those who are brought to hospital
    if word == "burns" and _BURNT_SKIN.search(text[max(0, start - 20) : start]):
        return MASK
    if code == "airstrike" and word.split()[-1] in _RAID and _NETTED.match(text, end):
        return "arrest"
    if code == "capture":
        return _of_taking(text, end, word)
    if code == "ied":
        return _of_explosives(text, start, end, word)
    if code == "arrest" and word in _RAID:
        return _of_raid(text, start, end)
    if code == "disrupted_weapons":
        if _DROPPED_AR.match(text, start):
            return "airstrike"
        return "attack" if word == "intercepted" and _VEHICLE.match(text, end) else code
    if code in {"shelling", "attack", "destruction"}:
        code = _from_above(text, start, end, code)
    if code == "protest" and _CUT.match(word):
        subject = text[max(0, start - 90) : start]
        return "clash" if _ARMED.search(subject) and not _CIVIL.search(subject) else code
    if code == "shelling" and word in _LAUNCHERS and _WITH.search(text[max(0, start - 10) : start]):
        return "attack"
    if code == "assassination" and word in _SHOT_DEAD and _ARMED_GROUP.match(text, end):
        return "killing"
    return code


def _of_taking(text: str, end: int, word: str) -> str:
    """Tell ground that was taken from a house broken into, people, goods, and an occasion seized."""
    if word == "broke into" and _HOUSE.match(text, end):
        return "attack"
    if word in _CAPTURED and _TAKEN.match(text, end):
        return "arrest"
    if _GOODS.match(text, end):
        return MASK if _THEIR_GOODS.match(text, end) else "disrupted_weapons"
    bygone = word in {"liberated", "cleared of"} and _IN_TIMES_PAST.match(text, end)
    return MASK if bygone or (word == "seized" and text.startswith(" on the ", end)) else "capture"


def _of_explosives(text: str, start: int, end: int, word: str) -> str:
    """Tell a bomb from the bombing of something, and from a building that its holders blew up."""
    if word == "bombing" and _BOMBING_OF.match(text, end):
        return "ied" if _A_BOMBING.search(text[max(0, start - 12) : start]) else "airstrike"
    return "destruction" if _BLOWN_UP.search(word) and _A_BUILDING.match(text, end) else "ied"


_THE_RAID = re.compile(
    r"\b(?:the|these|those)\s+(?:(?:deadliest|worst|bloodiest|first|second|last|latest|biggest)\s+)?$",
    re.IGNORECASE,
)
"""Before raids that were told: air raids or raids on houses."""


def _of_raid(text: str, start: int, end: int) -> str:
    """Tell a raid on a house from one told before, from the air or on a post."""
    if _THE_RAID.search(text[max(0, start - 20) : start]):
        return "attack"
    around = text[max(0, start - _AIR_REACH) : end + _AIR_REACH // 2]
    if _AIR.search(around) or _FROM_ABOVE.match(text, end):
        return "airstrike"
    return "attack" if _A_POST.match(text, end) else "arrest"


def _from_above(text: str, start: int, end: int, code: str) -> str:
    """Tell a strike from the air or by a drone by who struck."""
    word = text[start:end].lower()
    if word == "struck" and _DEAL.match(text, end):
        return "agreement"
    if (
        word in _A_STRIKE
        and _STRIKE_DID.match(text, end)
        and not _GROUND.search(text[max(0, start - 12) : start])
    ):
        return "airstrike"
    if word.split()[0] in _STRIKES:
        subject = text[max(0, start - _AIR_REACH) : start]
        if _BY_DRONE.search(subject):
            return "drone_strike"
        if _BY_AIR.search(subject) or _BY_STATE.search(subject):
            return "airstrike"
    if word.strip("وفب").startswith(("ضرب", "استهد", "الضرب")) and _BY_STATE_AR.match(text, end):
        return "airstrike"
    if _AR_TARGETED.match(word):
        around = text[max(0, start - 50) : end + 30]
        if "إسرائيل" in around and not _AR_GROUND.search(around):
            return "airstrike"
    return code


_SHOT_DEAD = frozenset({"shot dead", "shooting dead", "gunned down", "shot and killed", "shot to death"})
_ARMED_GROUP = re.compile(
    rf"\s+(?:at least |about |some |more than |around )?(?:(?!(?:one|1)\b)(?:{NUMBER_PATTERN}|several|dozens|scores)\b|(?:[\w'’-]+\s+){{0,4}}?(?:patrol|checkpoint)\b)",
    re.IGNORECASE,
)
"""Behind "shot dead": several people, or those on guard: a killing, and nobody's assassination."""
