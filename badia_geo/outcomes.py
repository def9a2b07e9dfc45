"""Outcomes: which triggers of a statement say what it is about, and which only how it came about."""

from __future__ import annotations

import re

from badia_geo.event_types import Trigger, event_types
from badia_geo.spots import Spot
from badia_geo.telling import BEFORE, FOUND_TYPES, SETTINGS, WHO, is_attribute

__all__ = ["arms_found", "outcome"]

_ON_DUTY = re.compile(
    r"patrols?|(?:military )?convoys?|[وفبل]{0,2}(?:ال)?(?:دورية|دوريات|رتل|رتلا|رتلاً)", re.IGNORECASE
)
_LEADING_VERB = re.compile(
    r"(?:drove|driven|pushed|forced|expelled)\s.*\sout\s+of|(?:raised|hoisted|planted)\s.*(?:flags?|banners?)\b.*|"
    r"(?:re)?captured|seized|overran|retook|regained|recaptured|"
    r"(?:re)?took(?: (?:full |over )?control(?: of)?| over)|"
    r"established (?:full )?control|"
    r"shot down|brought down|downed|intercepted|foiled|repelled|repulsed|thwarted|fended off|ambushed|"
    r"arrested|detained|abducted|kidnapped|executed|beheaded"
    r"|(?:re)?taken over|retaken|overrun|(?:have|has|had|having)\s.*taken\s.*|(?:have|has|had) taken the"
    r"|withdrew|pulled out|fell back|rallied|demonstrated|protested|marched|defused|dismantled"
    r"|[وف]?(?:سيطر|استعاد|أحبط|تصدى|تصد|اعتقل|خطف|اختطف|أعدم|استولى|استول|انتزع|اجتاح|حرر|داهم|انسحب|اغتال|"
    r"تظاهر|فكك|ضبط|صادر|أسقط)(?:ت|وا)?",
    re.IGNORECASE,
)
"""Verbs that say what was done, whatever was used or destroyed with it."""
_BOOTY = re.compile(
    r"\b(?:left|leaving|abandon(?:ed|ing)|seiz(?:ed|ing)|captur(?:ed|ing))\s+(?:behind\s+)?(?:[\w’'-]+,?\s+){0,4}$",
    re.IGNORECASE,
)
"""Before arms that changed hands and did not fire."""
_THROWN = re.compile(r"^(?:lobbed|lobbing|hurled|fired)$", re.IGNORECASE)
_STORMED = re.compile(r"storm|^[وف]?(?:اقتحم|مداهم|داهم)", re.IGNORECASE)
_LED_TO = re.compile(
    r"\b(?:after|following|under|amid|during|in)\s+(?:[\w'’-]+\s+){0,8}$"
    r"|(?:بعد|عقب|إثر|وسط|تحت|خلال)\s+(?:[ء-ي]+\s+){0,5}$",
    re.IGNORECASE,
)
_DURING = re.compile(
    r"\b(?:during|while|amid)\s+(?:\w+\s+){0,4}$|(?:أثناء|خلال|اثناء)\s+(?:[ء-ي]+\s+){0,3}$", re.IGNORECASE
)
"""Before what was only going on: "killed in an ambush during a sweep"."""
_ARMS = (
    r"(?:weapons?|arms|ammunition|rockets?|missiles?|explosives?|shells?|mines?|mortars?|devices?|rifles?|"
    r"machine ?guns?|launchers?|rpgs?|detonators?|belts?|grenades?|warheads?)"
)
_ARMS_FOUND = re.compile(
    rf"\b(?:found|discovered|seized|uncovered|unearthed|confiscated|recovered|intercepted|dismantled|"
    rf"finding|discovering|seizing|confiscating|dismantling|defusing|clearing|"
    rf"defused|surrendered|handed over|turned in)\b[^.;]{{0,90}}\b{_ARMS}\b"
    r"|(?<![ء-ي])[وف]?(?:عثر|عثرت|العثور|تفكيك|فكك|فككت|فكّكت|إبطال|أبطل|أبطلت|ضبط|ضبطت|صادر|صادرت|مصادرة|كشف|كشفت|اكتشف|سلم|سلمت|سلّم|سلّمت|سلموا|تسليم)(?![ء-ي])[^.؛\n]{0,160}"
    r"(?:مفخخ|أسلحة|الأسلحة|سلاح|ذخائر|ذخيرة|صواريخ|قذائف|عبوات|متفجرات|ألغام)",
    re.IGNORECASE,
)
"""Weapons that were found: their names tell of no shelling."""
_ALONGSIDE = re.compile(
    r"\b(?:using|with the use of|coinciding with|alongside|accompanied by|amid)\s+(?:\w+\s+){0,3}$|"
    r"(?:باستخدام|[اُ]*ستُ?خدمت?(?:\s+(?:فيها|خلالها|فيه))?|بالتزامن مع|تزامنا مع|تزامناً مع|وسط|"
    r"يرافقها|ترافقت مع)\s+(?:[ء-ي]+\s+){0,2}$",
    re.IGNORECASE,
)
_LAUNCHER = re.compile(r"rocket[- ]propelled|\brpgs?\b|آر بي جي|ار بي جي", re.IGNORECASE)
_BLAST = re.compile(r"^(?:explosions?|blasts?|[وف]?(?:ال)?انفجار(?:ات)?)$", re.IGNORECASE)
_AFTER_AR = re.compile(r"(?<![ء-ي])(?:بعد|عقب)\s+$")
_RESULT = re.compile(
    r"\b(?:caused by|due to|resulting from|result of|because of|followed)\b|"
    r"(?:ناجم|ناتج|نجم|نتيجة|جراء|بسبب|سببه)",
    re.IGNORECASE,
)
"""Between an explosion that was heard and what made it."""
_FOUND_SPOT = Spot(
    r"^(?:finding|discovering|seizing|confiscating|dismantling|defusing|clearing|found|discovered|seized|uncovered|unearthed|confiscated|recovered|intercepted|dismantled|defused|surrendered|handed|turned)$|سلم|سلّم|تسليم|تفكيك|فكك|فكّك|بطال|بطل|عثر|العثور|ضبط|صادر|كشف|كتشف"
)
_RELATIVE_SPOT = Spot(r"\b(?:who|whom|which)\b|الذي|التي|اللذان|اللتان", ignore_case=False)


def outcome(text: str, start: int, triggers: list[Trigger]) -> list[Trigger]:
    """Leave out what the triggers of one event are only the means or the setting of.

    A withdrawal before the fighting, the helicopters of a landing, the arms that were found, the arrest
    during which something worse happened, and the clashes that led to a capture.
    """
    triggers = _without_relatives(text, _without_attributes(text, triggers))
    triggers = [
        t
        for t in triggers
        if t.event_type != "withdrawal" or not BEFORE.search(text[max(0, t.start - 24) : t.start])
    ] or triggers
    landing = any("إنزال" in t.text or "نزلت" in t.text for t in triggers)
    if landing:  # helicopters that land people bomb nothing
        triggers = [t for t in triggers if t.event_type != "airstrike" or "مروح" not in t.text] or triggers
    if any(t.event_type in {"attack", "clash", "ambush"} for t in triggers):  # they shot with what they had
        triggers = [
            t
            for t in triggers
            if t.event_type != "shelling" or not _LAUNCHER.search(text[t.start : t.end + 14])
        ]
    if any(event_types()[t.event_type].role in {"harm", "generic"} for t in triggers):
        # "shot dead three soldiers of a patrol": who was hit moved nowhere
        triggers = [t for t in triggers if not _ON_DUTY.fullmatch(t.text)] or triggers
    triggers = _without_what_came_before(text, triggers)
    triggers = _of_the_verb(_without_arms(text, start, triggers))
    causes = [t for t in triggers if t.event_type in {"airstrike", "drone_strike", "shelling", "grenade"}]
    if causes:  # "explosions were heard, caused by air strikes"
        triggers = [
            t
            for t in triggers
            if t.event_type != "ied"
            or not _BLAST.search(t.text)
            or not any(t.end < c.start and _RESULT.search(text[t.end : c.start]) for c in causes)
        ]
    if any(t.event_type == "clash" for t in triggers):  # "clashes, coinciding with air strikes": the clashes
        triggers = _not_led(text, start, triggers, {"airstrike", "shelling", "drone_strike"}, _ALONGSIDE)
    done = {t.event_type for t in triggers}
    if done & {"arrest", "deployment"} and done - {"arrest", "deployment", "killing", "wounding"}:
        triggers = _not_led(text, start, triggers, {"arrest", "deployment"}, _DURING)
    if done & {"arrest", "abduction"} and done <= {"arrest", "abduction", "clash", "deployment", "attack"}:
        # "stormed the quarter and arrested thirty": the arrests
        triggers = [t for t in triggers if not _STORMED.match(t.text)] or triggers
    lead = next((t.event_type for t in triggers if event_types()[t.event_type].role == "cause"), "")
    if "capture" not in done and lead not in _ENDS:
        return triggers
    fought = {"clash", "shelling", "airstrike", "attack", "siege"}
    return _not_led(text, start, triggers, fought, _LED_TO) or triggers


_ENDS = frozenset({"agreement", "displacement"})
"""Types that fighting leads to: "agreed to a ceasefire after a week of battles"."""
_RELATIVE = re.compile(
    r"\bwhom\s+(?:[\w’'.-]+\s+){1,6}?had\s+(?:\w+ly\s+)?$|[\w’'-],?\s+(?:who|which)\s+(?:(?:had|have|has|also|then|later|earlier|recently|first|once)\s+)*(?:\w+ly\s+)?$"
    r"|(?<![ء-ي])(?:الذي|التي|الذين|اللذان|اللتان)\s+(?:كان\s+|كانت\s+|كانوا\s+)?(?:قد\s+)?$"
)


def _without_relatives(text: str, triggers: list[Trigger]) -> list[Trigger]:
    """Leave out what those who act had done before: "fighters who stormed X have executed 17 people"."""
    table = event_types()
    if not _RELATIVE_SPOT.near(text, max(0, triggers[0].start - 40), triggers[-1].start):
        return triggers
    main = [t for t in triggers if not _RELATIVE.search(text[max(0, t.start - 40) : t.start])]
    if any(table[t.event_type].role == "cause" and t.event_type not in SETTINGS for t in main):
        return main
    people = [t for t in triggers if not WHO.search(text[max(0, t.start - 40) : t.start])]
    return people or triggers  # "a man who had fought abroad was killed": he was killed


_CAME_AR = re.compile(r"^\W*و?(?:جاء|جاءت|أتى|أتت|يأتي|تأتي|وقع|وقعت|تزامن|تزامنت)\s+(?:هذا\s+|هذه\s+)?$")
"""Before what was told already, and is only set in its time."""


_COINCIDED = re.compile(r"\s+(?:coincided with|came amid|came as)\s", re.IGNORECASE)
"""Behind what was told already: "The raids coincided with clashes in X"."""


def _without_what_came_before(text: str, triggers: list[Trigger]) -> list[Trigger]:
    """Leave out what was told already: "the raids coincided with", and behind "after" in Arabic."""
    causes = [t for t in triggers if event_types()[t.event_type].role == "cause"]
    if len(causes) < 2:
        return triggers
    first = causes[0]
    if _COINCIDED.match(text, first.end):
        return [t for t in triggers if t is not first]
    opening = text[max(text.rfind(".", 0, first.start), text.rfind("\n", 0, first.start)) + 1 : first.start]
    if _CAME_AR.match(opening):
        return [t for t in triggers if t is not first]
    late = [t for t in causes[1:] if _AFTER_AR.search(text[max(0, t.start - 6) : t.start])]
    return [t for t in triggers if t not in late]


def _without_attributes(text: str, triggers: list[Trigger]) -> list[Trigger]:
    """Leave out adjectives of what is told, arms that were only left behind, and how a grenade was thrown."""

    def tells(t: Trigger) -> bool:
        if is_attribute(text, t):
            return False
        return (
            t.event_type not in {"shelling", "airstrike"}
            or _BOOTY.search(text[max(0, t.start - 40) : t.start]) is None
        )

    triggers = [t for t in triggers if tells(t)] or triggers
    if any(t.event_type == "grenade" for t in triggers):
        triggers = [t for t in triggers if not _THROWN.match(t.text)] or triggers
    return triggers


def _of_the_verb(triggers: list[Trigger]) -> list[Trigger]:
    """Keep what the first verb says was done, where that is more than the means told behind it.

    "The army regained the town, and a car bomb was destroyed": the town was taken.
    """
    causes = [t for t in triggers if event_types()[t.event_type].role == "cause"]
    if not causes or _LEADING_VERB.fullmatch(causes[0].text) is None:
        return triggers
    lead = causes[0].event_type
    return [t for t in triggers if t.event_type == lead or event_types()[t.event_type].role != "cause"]


def _not_led(
    text: str, start: int, triggers: list[Trigger], kinds: set[str], lead: re.Pattern[str]
) -> list[Trigger]:
    """Leave out the triggers of some types that certain words lead up to."""
    return [
        t
        for t in triggers
        if t.event_type not in kinds or not lead.search(text[max(start, t.start - 40) : t.start])
    ]


def arms_found(text: str, start: int, end: int) -> re.Match[str] | None:
    """Give where a stretch of text says that weapons were found, from the verb to the last of them."""
    return _ARMS_FOUND.search(text, start, end) if _FOUND_SPOT.near(text, start, end) else None


def _without_arms(text: str, start: int, triggers: list[Trigger]) -> list[Trigger]:
    """Take the names of weapons that were found for what was found."""
    if not triggers or not any(t.event_type in FOUND_TYPES for t in triggers):
        return triggers
    match = arms_found(text, start, triggers[-1].end + 60)
    if match is None:
        return triggers
    kept = [t for t in triggers if t.event_type not in FOUND_TYPES or t.start < match.start()]
    if any(event_types()[t.event_type].role == "harm" for t in triggers):
        # "three were killed and four arrested, and devices were seized": the arrests
        told = any(event_types()[t.event_type].role == "cause" and t.start < match.start() for t in kept)
        return kept if told else triggers
    if any(t.event_type in FOUND_TYPES for t in kept):
        return triggers  # an attack is told besides
    return [*kept, Trigger(match.start(), match.end(), match.group(), "disrupted_weapons")]
