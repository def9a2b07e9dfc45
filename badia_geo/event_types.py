"""Event types: an open list (``data/event_types.csv``) mapped to ACLED's event and sub-event names.

Every type has words that tell of it, its triggers.  ``cause`` triggers say what was done, ``generic`` ones
only that something was ("attack"), ``harm`` ones what came of it ("killed"); in one event the trigger of the
highest rank names the type.  Names follow the ACLED codebook (2023 edition).
"""

# ruff: noqa: E501  (constructions read better one a line)

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from badia_geo import datasets
from badia_geo.inflections import noun_forms, verb_forms
from badia_geo.number_words import NUMBER_PATTERN
from badia_geo.phrases import PhraseIndex, Spans
from badia_geo.trigger_context import MASK, in_context

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["EventType", "Trigger", "event_types", "find_triggers", "from_acled", "main_type"]


@dataclass(frozen=True, slots=True)
class EventType:
    """A type of event.

    Parameters
    ----------
    event_type
        Code, stable between releases.
    name, name_ar
        What maps and tables call it.
    acled_event, acled_sub_event
        ACLED's names.
    role
        ``cause``, ``generic``, ``harm`` or ``other``.
    rank
        The higher wins when one event has triggers of several types.
    """

    event_type: str
    name: str
    name_ar: str
    acled_event: str
    acled_sub_event: str
    role: str
    rank: int


@dataclass(frozen=True, slots=True)
class Trigger:
    """Words that tell of an event: offsets in code points (end exclusive) and the type."""

    start: int
    end: int
    text: str
    event_type: str


@lru_cache(maxsize=1)
def _rows() -> tuple[dict[str, str], ...]:
    with (datasets.folder() / "event_types.csv").open(encoding="utf8", newline="") as file:
        return tuple(csv.DictReader(file))


@lru_cache(maxsize=1)
def event_types() -> dict[str, EventType]:
    """Give the types by code.

    Examples
    --------
    >>> event_types()["ied"].acled_sub_event
    'Remote explosive/landmine/IED'
    """
    return {
        r["event_type"]: EventType(
            r["event_type"],
            r["name"],
            r["name_ar"],
            r["acled_event"],
            r["acled_sub_event"],
            r["role"],
            int(r["rank"]),
        )
        for r in _rows()
    }


@lru_cache(maxsize=1)
def _index() -> PhraseIndex[str]:
    index: PhraseIndex[str] = PhraseIndex()
    for row in _rows():
        for phrase in (row["triggers_en"] + "|" + row["triggers_ar"]).split("|"):
            if phrase:
                index.add(phrase, row["event_type"])
        for column, forms in (("verbs_ar", verb_forms), ("nouns_ar", noun_forms)):
            for stem in filter(None, row[column].split("|")):
                for form in forms(stem):
                    index.add(form, row["event_type"])
    for phrase in _ONLY_LIKE_TRIGGERS:
        index.add(phrase, MASK)
    for people in _DISPLACED:
        index.add(f"displaced {people}", MASK)
        index.add(f"{people} displaced from", MASK)
        index.add(f"{people} displaced by", MASK)
    return index


_ONLY_LIKE_TRIGGERS = (
    "death toll", "dead sea", "fire brigade", "field hospital", "fire department", "hit list", "strike group",
    "attack helicopter", "attack helicopters", "shell company", "military strike group", "battle-hardened",
    "killing fields", "hunger strike", "fighting force", "captured on video", "strike action",
    "general strike", "camp for the displaced", "camps for the displaced", "fire truck", "fire trucks",
    "fire engine", "fire engines", "rocket launcher", "rocket launchers", "devastated by", "are devastated", "was devastated by", "deal struck", "agreement struck", "truce struck", "pact struck", "rpg launcher", "rpg launchers", "grenade launcher", "grenade launchers", "missile battery",
    "missile batteries", "gunshot wounds", "bullet wounds", "shrapnel wounds", "stab wounds", "missile system", "missile systems", "burning tyres", "burning tires",
    "fighting position", "fighting positions", "arms depot", "arms depots", "weapons depots", "weapons depot", "ammunition depot", "artillery college", "artillery academy", "artillery school", "missile depot", "missile factory", "missile base",
    "rocket depot", "drone factory", "drone workshop", "drone base", "air raid siren", "air raid sirens",
    "إسقاط النظام", "بإسقاط النظام", "سقوط النظام", "إسقاط نظام", "سقوط نظام", "كتيبة المدفعية", "كتيبة مدفعية",
    "فوج المدفعية", "كلية المدفعية", "مدرسة المدفعية", "كتيبة الصواريخ", "كتيبة صواريخ", "لواء الصواريخ",
    "مستودع صواريخ", "مستودعات صواريخ", "منصة صواريخ", "منصات صواريخ", "منصات إطلاق", "صواريخ مضادة للدروع",
)  # fmt: skip
_DISPLACED = (
    "people", "persons", "families", "civilians", "residents", "children", "syrians", "iraqis", "palestinians", "women", "those",
)  # fmt: skip
_WEAPONS = (
    # a type, stems of which its pattern never lacks all, and the pattern
    (
        "ied",
        ("ied", "i.e", "ie.", "bomb", "mine", "explosive", "booby", "عبو", "لغم", "ألغام"),
        (
            r"\bI\.?E\.?Ds?\b|improvised explosive|roadside bomb|land ?mines?\b|\bmines?\b|booby[ -]trap|"
            r"explosive devices?|عبوة|عبوات|لغم|ألغام"
        ),
    ),
    (
        "suicide_bombing",
        ("suicide", "svbied", "انتحاري", "rammed", "ploughed"),
        (
            r"suicide bomb|\bSVBIED|انتحاري|\b(?:packed|laden|rigged|filled) with explosives\b[^.;]{0,60}\b(?:rammed|"
            r"ploughed)\b|\b(?:rammed|ploughed) [^.;]{0,40}\b(?:explosives?|bomb)[- ](?:laden|packed|filled|rigged)"
        ),
    ),
    ("drone_strike", ("drone", "unmanned", "مسي"), r"\bdrones?\b|unmanned aerial|مسي[ّ]?رة"),
    (
        "airstrike",
        ("plane", "jet", "aircraft", "helicopter", "barrel"),
        r"warplanes?|fighter jets?|aircraft|helicopters?|barrel bombs?",
    ),
    (
        "shelling",
        ("mortar", "artillery", "shell", "rocket", "missile"),
        r"\bmortars?\b|artillery|\bshells?\b|\brockets?\b(?![- ]propelled)|\bmissiles?\b",
    ),
)
_WEAPON_RE = [(code, stems, re.compile(pattern, re.IGNORECASE)) for code, stems, pattern in _WEAPONS]
_CONSTRUCTIONS = (
    # a verb and its particle with words between, which the phrase table cannot hold; each with a stem it never lacks
    ("control", "capture", r"\b(?:took|taken|takes|taking|take|seized|gained|regained|asserted|consolidated|wrested)\s+(?:[\w'’-]+\s+){0,2}control\b"),
    ("out of", "capture", r"\b(?:drove|driven|driving|pushed|pushing|forced|expelled|kicked)\s+(?:(?!back\b)[\w'’-]+\s+){1,5}?out\s+of\b"),
    ("control", "capture", r"\b(?:now|by \w+day|had|have|has)\s+(?:fully\s+)?controll?(?:s|ed)?\s+(?:most|much|all|parts?|the)\b"),
    ("took ", "capture", r"\btook\s+(?:over\s+)?(?:(?:parts?|most|half|all|much)\s+of\s+)?(?:the\s+)?(?:[\w'’-]+\s+){0,2}?(?:town|village|city|hill|base|plant|airport|district|checkpoints?|villages|towns|positions|crossing|oil ?fields?|gas ?fields?|dam|neighbou?rhood|barracks|suburb|quarter|ridge|heights|compound|prison|junction|facility|headquarters|depot|outpost|garrison)\b"),
    ("left", "displacement", r"\b(?:people|civilians|families|residents|women and children)\s+(?:(?:have|had|also)\s+)?left\s+(?!behind|without|dead|to\b)"),
    ("block", "protest", r"\b(?:residents|people|villagers|locals|inhabitants|families|drivers|farmers|women|youths|shopkeepers)\b(?:\s+[\w'’-]+){0,5}?\s+block(?:ed|ing)\s+(?:[\w'’-]+\s+){0,4}?(?:roads?|streets?|highway|entrances?|bridge)\b"),
    ("bomb", "airstrike", r"\b(?:dropp(?:ed|ing)|releas(?:ed|ing))\s+(?:(?!hand|grenades?)[\w'’-]+\s+){0,3}?(?:bombs?|barrels?|barrel bombs?)\b"),
    ("mig", "airstrike", r"\bMiGs?\b|\bSukhois?\b"),
    ("abandon", "withdrawal", r"\babandon(?:ed|ing)\s+(?:(?:its|their|the|several|all|some|most|of)\s+){0,3}(?:[\w'’-]+\s+){0,3}?(?:positions?|posts?|checkpoints?|bases?|outposts?|barracks|villages?|town|headquarters)\b"),
    ("abandon", "withdrawal", r"\b(?:positions?|posts?|checkpoints?|bases?|outposts?|barracks|headquarters)\b(?:\s+[\w'’-]+){0,4}?\s+(?:was|were|had been|have been)\s+abandoned\b"),
    ("siege", "clash", r"\blift(?:ed|ing)\s+(?:a|the|its|their)\s+(?:[\w'’-]+\s+){0,2}?siege\b"),
    ("الأمن", "capture", r"(?<![ء-ي])[وف]?(?:إعادة|أعادت|أعاد|بسط|بسطت)\s+(?:[ء-ي]+\s+){0,5}?الأمن\s+(?:والاستقرار\s+)?إلى\s+(?:مدينة|بلدة|قرية|بلدات|قرى|حي)(?![ء-ي])"),
    ("القبض", "arrest", r"(?<![ء-ي])[وف]?(?:ألقى|ألقت|القى|القت|ألقوا)\s+(?:[ء-ي]+\s+){1,5}?القبض(?![ء-ي])"),
    ("النار", "attack", r"(?<![ء-ي])[وف]?(?:أطلق|أطلقت|أطلقوا|فتح|فتحت|فتحوا)\s+(?:(?!سراح)[ء-ي]+\s+){1,9}?(?:النار|نيران[ء-ي]*)(?![ء-ي])"),
    ("الحياة", "killing", r"(?<![ء-ي])[وف]?(?:فارق|فارقت|فارقوا)\s+(?:[ء-ي«»]+\s+){1,14}?الحياة(?![ء-ي])"),
    ("الرصاص", "attack", r"(?<![ء-ي])[وف]?(?:أطلق|أطلقت|أطلقوا)\s+(?:[ء-ي]+\s+){1,9}?(?:الرصاص)(?![ء-ي])"),
    ("بيد", "capture", r"(?<![ء-ي])[وب]?(?:سقوط|سقطت|سقط)\s+(?:[ء-ي]+\s+){1,8}?(?:بيد|بأيدي|في\s+يد)(?![ء-ي])"),
    ("عل", "clash", r"(?<![ء-ي])[وف]?(?:قضت|قضى|قضوا|القضاء)\s+(?:[ء-ي]+\s+){0,6}?على\s+(?:مجموع|إرهابي|عدد من|عشرات|كامل|آخر)[ء-ي]*"),
    ("flag", "capture", r"\b(?:raised|hoisted|planted)\s+(?:[\w'’-]+\s+){1,4}?flags?\s+(?:over|above|on|in|atop)\b"),
    ("banner", "capture", r"\b(?:raised|hoisted|planted)\s+(?:[\w'’-]+\s+){1,4}?banners?\s+(?:over|above|on|in|atop)\b"),
    ("wounds", "killing", r"\b(?P<verb>found)\b[^.;]{0,60}?\bwith\s+(?:gunshot|bullet|stab|knife)\s+wounds\b"),
    ("losing ", "killing", rf"\blosing\s+(?:at least\s+|about\s+)?(?:{NUMBER_PATTERN})\s+(?:of (?:its|their)\s+(?:own\s+)?)?(?:men|fighters|soldiers|troops|members|militants|tanks and)\b"),
    ("lives", "killing", r"\bcost\s+(?:at least\s+|more than\s+)?(?:[\w'’-]+\s+){1,4}?(?:their|his|her)\s+li(?:ves|fe)\b"),
    ("bus", "withdrawal", r"\b(?:bus(?:es)?|busloads?)\b[^.;]{0,120}?\s(?:left(?! (?:\w+ ){1,4}(?:dead|killed|wounded|injured))|departed|set off|set out|rolled out|pulled out|drove out|began leaving|took out)\b"),
    ("bus", "withdrawal", r"\b(?:buses|bus convoys?|coaches)\s+(?:were\s+|are\s+|had\s+|began\s+)?(?:taking|took|carrying|carried|ferrying|ferried|transporting|transported|moving)\s+[^.;]{1,80}?\s(?:out of)\s"),
    ("fell", "capture", r"\b(?:city|town|village|base|airbase|stronghold|garrison|crossing)\s+(?:of\s+[A-Z][\w’'-]+(?:[ -][A-Z]?[\w’'-]+){0,2}\s+)?(?:had\s+)?(?P<verb>fell|fallen)\b(?!\s+(?:silent|short|ill|apart|victim|on|into disrepair|by|from))"),
    ("taken", "capture", r"\b(?:have|has|had|having)\s+(?:now\s+|also\s+|reportedly\s+)?taken\s+(?:(?!part\b|place\b|up\b|in\b|to\b|refuge\b)[\w’'-]+\s+){1,5}?(?:town|village|city|crossing|base|airport|hill|district|quarter|suburb|dam|plant|field|checkpoints?|positions|villages|towns|border post|neighbou?rhoods?)\b"),
    ("flag", "capture", r"\bflags?\s+(?:was|were|had been)\s+(?P<verb>raised|hoisted|planted)\s+(?:over|above|on|in|atop)\b"),
    ("moved into", "capture", r"\b(?P<verb>moved into)\s+(?!position|place|action|homes|houses|tents|camps|a\b)(?=[\w’' -]{0,30}\b(?-i:[A-Z]))"),
    ("up", "destruction", r"\b(?:blew|blown|blowing)\s+(?:[\w’'-]+\s+){1,4}?up\b(?!\s+(?:to|at|in)\b)"),
    ("captive", "abduction", r"\b(?:taking|took|taken)\s+(?:[\w’'-]+\s+){1,3}captive\b"),
    ("sent", "deployment", r"\b(?:sent|sending)\s+(?:[\w-]+\s+){1,4}?(?:fighters|soldiers|troops|reinforcements|tanks|technicals|armou?red vehicles)\b(?=[^.;]{0,60}\b(?:to|into|towards)\b)"),
    ("custody", "arrest", r"\b(?:took|taken|taking|take)\s+(?:[\w’'-]+\s+){0,5}?into\s+custody\b"),
    ("into", "clash", r"\b(?P<verb>push(?:ed|ing)?|thrust|punched)\s+(?:(?!back\b|out\b)[\w’'-]+\s+){0,4}?(?:deeper\s+)?into\s+(?:the\s+(?:town|city|village)\b|(?-i:[A-Z]))"),
    ("back from", "clash", r"\bpush(?:ed|ing)\s+(?:[\w’'-]+\s+){1,4}?back\s+from\b"),
    ("convoy", "withdrawal", r"\bconvoys?\s+(?:[\w'’-]+\s+){0,6}?(?:left|departed|set off)\b"),
    ("lives", "killing", r"\b(?:claimed|cost)\s+(?:the\s+)?(?:[\w'’-]+\s+){0,3}?lives\b"),
    ("hostage", "abduction", r"\b(?:took|taken|taking|held|holding)\s+(?:[\w'’-]+\s+){0,4}?hostages?\b"),
    ("captive", "abduction", r"\b(?:took|taken|taking|held|holding)\s+(?:[\w'’-]+\s+){0,4}?captives?\b"),
)  # fmt: skip
_CROWD = (
    r"\b(?:crowds?|dozen|men|protesters|people|residents|hundreds|dozens|thousands|tens|scores|women|students|youths|locals|"
    r"demonstrators|families|relatives|workers|teachers|lawyers)\b[^.;]{0,50}?\b(?P<verb>"
)
_FOR_A_CAUSE = (
    r")\b(?=[^.;]{0,140}?\b(?:demand\w*|against|in protest|chant\w*|in solidarity|calling for|denounc\w*|"
    r"condemn\w*|reject\w*)\b)"
)
_GATHERINGS = tuple(
    (verb, "protest", f"{_CROWD}{verb}{_FOR_A_CAUSE}")
    for verb in (
        "gathered",
        "stood",
        "assembled",
        "massed",
        "converged",
        "came out",
        "went out",
        "turned out",
    )
)
"""A crowd is a protest where it stands for something."""
_CONSTRUCTION_RE = tuple(
    (stem, code, re.compile(pattern, re.IGNORECASE))
    for stem, code, pattern in (*_CONSTRUCTIONS, *_GATHERINGS)
)
_AR_AIRCRAFT = re.compile(r"(?<![ء-ي])(?:ال)?(?:طائرات|طيران|طائرة|مروحيات|المروحي)(?![ء-ي])(?! الاستطلاع)")
_AR_GUNS = re.compile(r"مدفع|صاروخ|صواريخ|قذائف|قذيفة|هاون|راجم|دباب|مسي[ّ]?ر")
"""Arabic has one word for shelling and bombing: aircraft make it an air strike where no gun is named."""


def find_triggers(text: str) -> list[Trigger]:
    """Find the words of a text that tell of events.

    Parameters
    ----------
    text
        English, Arabic or both; empty gives an empty list.

    Examples
    --------
    >>> [(t.text, t.event_type) for t in find_triggers("An airstrike hit the convoy, killing two.")]
    [('airstrike', 'airstrike'), ('hit', 'attack'), ('killing', 'killing')]
    """
    index = _index()
    hits = list(index.find(index.tokens(text)))
    found = [
        Trigger(
            hit.start,
            hit.end,
            text[hit.start : hit.end],
            in_context(text, hit.start, hit.end, hit.values[0]),
        )
        for hit in hits
        if hit.values[0] != MASK
    ]
    found = [trigger for trigger in found if trigger.event_type != MASK]
    low = text.lower()
    matches = [
        (match, code)
        for stem, code, pattern in _CONSTRUCTION_RE
        if stem in low
        for match in pattern.finditer(text)
    ]
    if not matches:
        return found
    spans = Spans((hit.start, hit.end) for hit in hits)
    for match, code in matches:
        span = match.span("verb") if "verb" in match.groupdict() else match.span()
        if not spans.meets(*span):
            found.append(Trigger(*span, text[slice(*span)], code))
            spans.add(*span)
    return sorted(found, key=lambda t: t.start)


def main_type(triggers: Iterable[Trigger], text: str = "") -> str:
    """Choose the type of one event from its triggers and the weapons that its text names.

    Parameters
    ----------
    triggers
        Triggers of the event.
    text
        Words of the event, in which a weapon makes a bare explosion, attack or killing more exact.

    Returns
    -------
    str
        Code of the type; ``other`` without triggers.
    """
    table = event_types()
    found = {t.event_type for t in triggers}
    if not found:
        return "other"
    best = max(found, key=lambda code: table[code].rank)
    if best == "shelling" and _AR_AIRCRAFT.search(text) and not _AR_GUNS.search(text):
        return "airstrike"
    struck = best in {"destruction", "disrupted_weapons"} and "attack" in found
    if table[best].role in {"harm", "generic"} or best == "ied" or struck:
        low = text.lower()
        for code, stems, pattern in _WEAPON_RE:
            higher = code != best and table[code].rank > table[best].rank
            if higher and any(stem in low for stem in stems) and pattern.search(text):
                return code
    return best


_ACLED_BY_SUB = {
    "remote explosive/landmine/ied": "ied",
    "suicide bomb": "suicide_bombing",
    "air/drone strike": "airstrike",
    "shelling/artillery/missile attack": "shelling",
    "grenade": "grenade",
    "chemical weapon": "chemical",
    "armed clash": "clash",
    "government regains territory": "capture",
    "non-state actor overtakes territory": "capture",
    "attack": "killing",
    "abduction/forced disappearance": "abduction",
    "sexual violence": "sexual_violence",
    "arrests": "arrest",
    "looting/property destruction": "destruction",
    "disrupted weapons use": "disrupted_weapons",
    "agreement": "agreement",
    "headquarters or base established": "base",
    "non-violent transfer of territory": "withdrawal",
    "change to group/activity": "deployment",
    "peaceful protest": "protest",
    "protest with intervention": "protest",
    "excessive force against protesters": "protest",
    "mob violence": "riot",
    "violent demonstration": "riot",
}


def from_acled(event: str, sub_event: str) -> str:
    """Give the type for ACLED's event and sub-event names; unknown names give ``other``.

    Examples
    --------
    >>> from_acled("Battles", "Armed clash"), from_acled("Explosions/Remote violence", "")
    ('clash', 'ied')
    """
    code = _ACLED_BY_SUB.get(sub_event.strip().lower())
    if code:
        return code
    by_event = {
        "battles": "clash",
        "explosions/remote violence": "ied",
        "violence against civilians": "killing",
        "protests": "protest",
        "riots": "riot",
    }
    return by_event.get(event.strip().lower(), "other")
