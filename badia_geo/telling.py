"""Telling: which triggers of a statement tell of what happened, and which of what might, or had before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from badia_geo.spots import Spot

if TYPE_CHECKING:
    from badia_geo.event_types import Trigger
    from badia_geo.sentences import Sentence

__all__ = ["BEFORE", "FOUND_TYPES", "SETTINGS", "WHO", "is_attribute", "is_told"]

_NOT_REAL = re.compile(
    # one border of a word before all alternatives: tried at word starts alone, they cost a fifth
    r"\b(?=[a-zA-Zء-ي])(?:(?:could|would|may|might|can|should|will|shall|cannot|plans? to|planning to|"
    r"planned to|"
    r"threaten(?:s|ed|ing)? (?:to|with)|vow(?:s|ed)? to|warn(?:s|ed|ing)? (?:of|that|against)|"
    r"if|unless|prevent(?:s|ing)?|avoid(?:ing)?|not|never|"
    r"not a (?:single )?shot(?: was)?|\w+n[’']t|without|fears? of|feared|"
    r"possible|potential|possibility of|risk of|objective of|goal of|aim of|"
    r"continues? to|continuing to|often|regularly|frequently|usually|repeatedly|aimed at|efforts? to|in "
    r"order to|hop(?:es|ing) to|difficult to|wants? to|"
    r"used to|stay(?:s|ed|ing)? (?:out of|away from)|"
    r"calls? for|called for|call(?:s|ed|ing)? (?:on|for) [\w ]{0,40}|demand(?:s|ed)?|denied|denies|"
    r"rumou?rs? of|claims? of|designed to|ready to|prepar(?:es?|ed|ing) (?:to|for)|"
    r"hardly|barely|scarcely|responsible for (?:the )?(?:previous|"
    r"past|earlier|several|many)|to stop|to halt|to end|(?:halt|end|stop) to|to counter|"
    r"to fight|to combat|fight(?:ing)? "
    r"against|war on|the threat of|no)(?!\w)|"
    r"(?:لم|لن|لا|للمطالبة|مطالبين|قد ي\w+|يمكن|خشية|خوفا من|لمنع|لمواجهة|احتمال|تحسبا ل\w*|"
    r"في حال|دون)(?![ء-ي]))"
    r"\s*(?:[\w-]+\s+){0,2}$",
    re.IGNORECASE,
)
_LONG_AFTER = re.compile(
    r"\b(?:came|comes|coming)\s+(?:just\s+|barely\s+|only\s+|about\s+|some\s+)?(?!(?:an?|one|two)\b)(?:[\w-]+\s+){1,2}(?:days|weeks|months)\s+after\s+"
    r"(?:[\w’'-]+\s+){0,8}$"
    r"|\b(?:came|comes|coming)\s+(?:[\w-]+\s+){1,3}(?:weeks?|months?)\s+after\s+(?:[\w’'-]+\s+){0,8}$"
)
"""Before what had happened days before what is told: "came nine days after twin blasts killed 55"."""
_HOW_IT_BEGAN = re.compile(
    r"\b(?:which|that|and)\s+(?:had\s+)?(?:began|started|erupted|broke out|"
    r"flared)\s+(?:\w+ly\s+)?(?:with|after|following|over)\s+(?:[\w’'-]+\s+){0,3}$"
)
"""Before how what is told began: "The violence, which started with the abduction of"."""
_OF_THAT_TIME = re.compile(
    r"\bthe\s+(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"(?:19|20)\d\d)\s+(?:\w+\s+)?$"
)
"""Before what is called after its time: "the March massacres", "the 2013 sarin attack"."""
_CHARGED = re.compile(
    r"\b(?:accused|suspected|convicted|guilty) of\s+(?:\w+\s+){0,2}$"
    r"|\b(?:wanted for|charges of)\s+(?:\w+\s+)?$"
    r"|(?<![ء-ي])[وب]?(?:ال)?(?:متهم|مشتبه|تهمة|مطلوب)[ء-ي]*\s+(?:[ء-ي]+\s+)?$",
    re.IGNORECASE,
)
"""Before what somebody is accused of."""
_ONGOING = re.compile(r"\s+(?:was|were|is|are)\s+(?:still\s+)?(?:ongoing|under\s?way|continuing)\b")
_KEPT_FROM = re.compile(
    r"\b(?:kept|keeping|stopped|stopping|barred|blocked|dissuaded|discouraged)\s+(?:[\w’'-]+\s+){1,4}?from\s+(?:\w+ly\s+)?$",
    re.IGNORECASE,
)
"""Before what somebody was kept from: "residents kept police from detaining a man"."""
_BACKED = re.compile(
    r"\b(?:backed by|supported by|under (?:the )?cover of|with (?:the )?(?:support|backing) of|"
    r"escap(?:e|ed|ing)|flee(?:ing)?(?: from)?|fled(?: from)?|against(?: any)?|in protest (?:at|"
    r"over))\s*(?:\w+\s+){0,2}$|"
    r"(?<![ء-ي])(?:بتغطية من|بتغطية|بغطاء من|بغطاء|تحت غطاء|وسط تحليق|"
    r"ضد|رفضا\s+ل?|تنديدا\s+ب?|احتجاجا على|مدعومة\s+ب?|برفقة|بمشاركة|بمؤازرة|"
    r"بدعم من|بدعم|تدعمها|تدعمه|يدعمها|تساندها|بإسناد من|بإسناد|بمساندة من|بمساندة)\s*(?:\w+\s+){0,1}$",
    re.IGNORECASE,
)
"""Before a noun, the means or purpose of what is told ("backed by airstrikes"); before a verb, who acts."""
_PAST_VERB = re.compile(
    r"^drove|(?:ed|took|hit|struck|shot|drove|fought|withdrew|overran|retook|blew|fell|broke|beat|beaten|won|stole|fled|swept)\b",
    re.IGNORECASE,
)
_TO_VERB = re.compile(r"\bto\s+(?:\w+ly\s+)?$", re.IGNORECASE)
_BEGAN_TO = re.compile(
    r"\b(?:began|begun|start(?:ed|ing|s)|beg[iu]ns?|beginning|managed|able|forced|compelled|"
    r"proceeded|went on|obliged|had)\s+to\s+(?:\w+ly\s+)?$",
    re.IGNORECASE,
)
"""Before a verb that was done: "began to pull out"."""
_WHO_HAD = re.compile(r"\b(?:who|which)\s+had\s+(?:\w+ly\s+|also\s+)?been\s+$", re.IGNORECASE)
"""Before what befell somebody earlier: "the body of a man who had been kidnapped"."""
_UNCLAIMED = re.compile(
    r"\b(?:no|nobody|none|neither)\b[^.;]{0,60}\bclaimed\s+(?:responsibility\s+for\s+)?(?:the\s+)?(?:\S+\s+){0,3}$",
    re.IGNORECASE,
)
"""Nobody claimed what was told before."""
_RELIEF = re.compile(
    r"\b(?:aid|humanitarian|relief|food|medical|cross-border|trucks|World Food Programme|WFP|"
    r"Red (?:Cross|Crescent))\b"
    r"(?![^.;]{0,40}\b(?:fighters|soldiers|armou?red|tanks|weapons)\b)|إغاثي|مساعدات|إنساني"
)
"""Round a convoy that is no military one."""
_YEARS_AFTER = re.compile(
    r"\b(?:years?|decades?|months)\s+(?:after|since|on from)\s+(?:[\w'’-]+\s+){0,7}$"
    r"|(?<![ء-ي])(?:سنوات|سنة|سنتين|عام|عامين|أعوام|عاما|عاماً|أشهر|شهرا|شهراً)\s+(?:من|على|عن)\s+(?:[ء-ي]+\s+){0,3}$"
)
"""Before what happened long ago: "three years after the group was driven from the city"."""
_ATTRIBUTE = re.compile(
    r"(?:ruined|besieged|booby[- ]trapped|destroyed|damaged|burn(?:ed|t)|demolished|bombed|devastated|"
    r"captured|occupied|ousted|toppled|deposed|overthrown|"
    r"recaptured|seized|looted|displaced|abducted|kidnapped|detained|encircled|surrounded|blockaded|stolen|collapsed|"
    r"gutted|abandoned|evacuated|wrecked|flattened)",
    re.IGNORECASE,
)
_ATTRIBUTED = re.compile(
    r"(?:\b(?:the|an?|its|their|his|of|among|amid|and|in|into|from|through|inside|between|with|near|largely|mostly|heavily|badly|nearby|"
    r"partially|partly|recently|long|once|two|three|four|several|many|some|dozens of|hundreds of|"
    r"thousands of)\s+)$",
    re.IGNORECASE,
)
_NOT_ITS_NOUN = re.compile(
    r"\s+(?:by|in|on|at|near|from|after|when|during|and|or|as|the|an?|his|her|their|its|with|to|for|it|them|him|one|two|three|four|five|six|"
    r"seven|eight|nine|ten|several|some|dozens|many|more|over|around|nearly|at|about|\d+)\b|\s*[^\s\w]|\s*$",
    re.IGNORECASE,
)
"""An adjective of a noun: "the ruined Old City", "fighting among booby-trapped houses", "besieged towns"."""
_CLAUSE = re.compile(r"[;:]|,\s+(?:but|and|while)\s")
_INFLECTED = re.compile(r"ed|ing|s$")
_NOUN_AFTER = re.compile(
    r"\s+(?:zone|front|line|lines|positions?|aircraft|group|groups|capabilit|crimes?|tribunal|helicopters?)\b"
)
_BREACH = re.compile(
    r"\b(?:violat\w+|breach\w*|in line with|despite|terms of|signatory to|guarantor of)\b[^.;]{0,50}$|"
    r"(?:خرق|انتهاك|ضامن)[^.؛]{0,40}$",
    re.IGNORECASE,
)
"""Before an agreement that is only named."""
BEFORE = re.compile(r"\bbefore\s+(?:\w+\s+){0,2}$|قبل\s+(?:أن\s+)?$", re.IGNORECASE)
"""Before what only ended it: "searched homes before pulling back"."""
_EXPECTED = re.compile(
    r"(?<![ء-ي])(?:المتوقع|يتوقع|متوقعا|المقرر|المرتقب|يعتزم|تعتزم|تستعد|يستعد)(?![ء-ي])[^.،؛\n]{0,50}$"
    r"|(?<![ء-ي])و?(?:نفى|نفت|ينفي|تنفي|نفيا|استبعد|دعا|دعت|يدعو|تدعو|طالب|طالبت|ناشد|ناشدت|حذر|حذرت|هدد|هددت|توعد|توعدت)(?![ء-ي])[^.؛\n]{0,90}$"
)
"""What is expected, and what somebody denies: Arabic puts the verb first."""
FOUND_TYPES = {"shelling", "ied", "grenade", "capture", "attack", "airstrike", "destruction"}
_IN_ANSWER = re.compile(
    r"(?<![ء-ي])(?:رد[اًّ]{1,2}|ردًا|انتقام[اًّ]{1,2}|انتقامًا)\s+(?:على|"
    r"ل)\s*(?!ذلك|هذا|هذه)(?:[ء-ي]+\s+)?$"
    r"|(?<![ء-ي])و?على خلفية\s+$"
    r"|\b(?:revenge|vengeance|reprisal|retaliation|response|answer|reply)\s+(?:for|to)\s+(?:an?\s+|the\s+)?(?:[\w’'.-]+\s+){0,3}$"
)
"""Before what was answered: "in answer to the killing of"."""
_DEMANDED = re.compile(
    r"(?<![ء-ي])[وف]?(?:مطالب(?:ين|ة|ا)|للمطالبة|احتجاجا|تنديدا|استنكارا|رفضا)(?![ء-ي])[^.؛]{0,70}$"
)
"""Before what a crowd is for or against: "demanding an end to the raids"."""
_NAMING_THE_DEAD = re.compile(r"(?:التعرف|تعرف|الكشف)\s+(?:على|عن)\s+(?:[ء-ي]+\s+){0,3}$")
_MADE_OR_HELD = re.compile(
    r"\b(?:making|manufactur\w+|possess\w+|possession of|smuggl\w+)\s+(?:\w+\s+){0,2}$|"
    r"(?:تصنيع|صناعة|تجهيز|حيازة|تهريب|نقل|بحوزت[ء-ي]+)\s+(?:[ء-ي]+\s+){0,2}$",
    re.IGNORECASE,
)
"""Before weapons that nobody used: "arrested for making explosive devices"."""
_DESTROYED = re.compile(
    r"\b(?:destroy(?:ed|ing|s)?|intercept(?:ed|ing)|hit)\s+(?:(?!by\b|when\b|in\b)[\w’'-]+\s+){0,3}$"
    r"|(?<![ء-ي])[وف]?(?:دمر|دمرت|دمروا|دمّر|دمّرت|تدمير)\s+(?:(?:لهم|له)\s+)?(?:[ء-ي]+\s+){0,2}$",
    re.IGNORECASE,
)
"""Before a car bomb that did not go off: "destroyed three car bombs"."""
_HOLDS = re.compile(r"^[وف]?[تي]سيطر")
"""Who holds ground is no capture of it: "which the SDF controls"."""
_BECAME = re.compile(r"(?<![ء-ي])(?:بات|باتت|أصبح|أصبحت|صار|صارت)\s+(?:\S+\s+){0,4}$")
"""Before what holds ground from now on: "the group now controls"."""
_CONSEQUENCE = re.compile(
    r"\b(?:prompting|triggering|sparking|leading to|in response to|in retaliation for|responded with|"
    r"forcing)\s+(?:\w+\s+){0,3}$",
    re.IGNORECASE,
)
# one word of each phrase of the patterns above, which are tried only where it stands
_NOT_REAL_SPOT = Spot(
    r"^(?:could|would|may|might|can|should|will|shall|plan|threat|vow|warn|if|unless|prevent|avoid|not|never|"
    r"without|fear|possib|potential|risk|objective|goal|aim|continu|often|regular|frequent|usual|repeated|aim|effort|order|hop|"
    r"difficult|want|used|stay|hardly|barely|scarcely|call|demand|deni|rumou?r|claim|design|ready|prepar|responsib|stop|halt|end|counter|"
    r"fight|combat|war|no)|n[’']t|لم|لن|لا|طالب|قد|يمكن|خشية|خوفا|لمنع|لمواجهة|احتمال|تحسبا|حال|دون"
)
_YEARS_SPOT = Spot(r"^(?:years?|decades?|months)$|سنوات|سنة|سنتين|عام|أعوام|أشهر|شهرا")
_UNCLAIMED_SPOT = Spot(r"^claimed$")
_BACKED_SPOT = Spot(
    r"^(?:backed|supported|cover|support|backing|escap|flee|fled|against|protest)|رفقة|مشاركة|مؤازرة|تحليق|ضد|رفض|تنديد|احتجاج|مدعوم|دعم|ساند|إسناد|مساندة|تغطية|غطاء"
)
_CHARGED_SPOT = Spot(r"\b(?:accused|suspected|convicted|guilty|wanted|charges)\b|متهم|مشتبه|تهمة|مطلوب")
_IN_ANSWER_SPOT = Spot(
    r"\b(?:revenge|vengeance|reprisal|retaliation|response|answer|reply)\b|(?<![ء-ي])(?:رد(?![ب-ي])|انتقام)|خلفية"
)
_HOW_IT_BEGAN_SPOT = Spot(r"\b(?:began|started|erupted|broke|flared)\b")
_OF_THAT_TIME_SPOT = Spot(
    r"\b(?:(?:January|February|March|April|May|June|July|August|September|October|November|December)\b|"
    r"(?:19|20)\d\d\b)",
    ignore_case=False,
)
_MADE_OR_HELD_SPOT = Spot(r"\b(?:making|manufactur|possess|smuggl)|تصنيع|صناعة|تجهيز|حيازة|تهريب|نقل|بحوزت")
_TO_SPOT = Spot(r"\bto\b")
_CONSEQUENCE_SPOT = Spot(r"^(?:prompt|trigger|spark|leading|response|retaliation|responded|forcing)")


WHO = re.compile(r"[\w’'-],?\s+who\s+(?:(?:had|have|has)\s+)+(?:\w+ly\s+)?$")


SETTINGS = frozenset({"siege", "deployment", "displacement", "agreement"})
"""Types that often only set the scene of what a relative clause tells."""


def is_attribute(text: str, t: Trigger) -> bool:
    """Tell whether a participle only says which thing is meant: "the besieged towns of X"."""
    return (
        _ATTRIBUTE.fullmatch(t.text) is not None
        and _ATTRIBUTED.search(text[max(0, t.start - 40) : t.start]) is not None
        and _NOT_ITS_NOUN.match(text, t.end) is None
    )


def _is_other_use(text: str, sentence: Sentence, trigger: Trigger, before: str) -> bool:
    """Tell whether words of a type tell of something else: the occupied Golan, arms that were smuggled."""
    last, kind = trigger.start, trigger.event_type
    if kind == "capture":
        return before.endswith("-")  # "the Israeli-occupied Golan"
    if kind in {"ied", "suicide_bombing"} and _DESTROYED.search(before):
        return True
    if kind in FOUND_TYPES:
        return _MADE_OR_HELD_SPOT.near(text, last - len(before), last) and bool(_MADE_OR_HELD.search(before))
    if kind == "deployment":
        return _RELIEF.search(text[max(sentence.body, last - 70) : last + 70]) is not None
    if kind == "withdrawal":  # "set up a checkpoint before withdrawing": the coming is told, not the going
        return BEFORE.search(text[max(sentence.start, last - 24) : last]) is not None
    return kind == "agreement" and _BREACH.search(before) is not None


def _went_before(text: str, before: str, trigger: Trigger) -> bool:
    """Tell whether the words before a trigger say that it was answered, is charged or had begun it all."""
    first, last = trigger.start - len(before), trigger.start
    return (
        (_IN_ANSWER_SPOT.near(text, first, last) and _IN_ANSWER.search(before) is not None)
        or (" after " in before and _LONG_AFTER.search(before) is not None)
        or (_HOW_IT_BEGAN_SPOT.near(text, first, last) and _HOW_IT_BEGAN.search(before) is not None)
        or (_OF_THAT_TIME_SPOT.near(text, first, last) and _OF_THAT_TIME.search(before) is not None)
        or (trigger.event_type == "arrest" and _ONGOING.match(text, trigger.end) is not None)
        or (_CHARGED_SPOT.near(text, first, last) and _CHARGED.search(before) is not None)
        or ("from" in before and _KEPT_FROM.search(before) is not None)
        or (" had " in before and _WHO_HAD.search(before) is not None)
        or (trigger.event_type in SETTINGS and " had " in before and WHO.search(before) is not None)
    )


def is_told(text: str, sentence: Sentence, trigger: Trigger) -> bool:
    """Tell whether a trigger is told as having happened."""
    first, last = max(sentence.start, trigger.start - 70), trigger.start
    before = text[first:last]
    clause = _CLAUSE.split(before)[-1] if "," in before or ";" in before or ":" in before else before
    if not before.isascii() and _EXPECTED.search(text[max(sentence.start, last - 110) : last]):
        return False
    if _YEARS_SPOT.near(text, first, last) and _YEARS_AFTER.search(before):
        return False
    if _NOT_REAL_SPOT.near(text, first, last) and _NOT_REAL.search(clause):
        return False
    if _went_before(text, before, trigger):
        return False
    if not trigger.text.isascii() and (
        _NAMING_THE_DEAD.search(before)
        or (trigger.text.startswith("ال") and _DEMANDED.search(before))
        or (_HOLDS.match(trigger.text) and not _BECAME.search(before))
    ):
        return False
    if (
        _BACKED_SPOT.near(text, first, last)
        and _BACKED.search(clause)
        and not _PAST_VERB.search(trigger.text)
    ):
        return False
    if _UNCLAIMED_SPOT.near(text, sentence.body, last) and _UNCLAIMED.search(text[sentence.body : last]):
        return False
    if _is_other_use(text, sentence, trigger, before):
        return False
    if trigger.event_type != "destruction" and is_attribute(text, trigger):
        return False
    if (
        _TO_SPOT.near(text, first, last)
        and _TO_VERB.search(clause)
        and not _BEGAN_TO.search(clause)
        and not _INFLECTED.search(trigger.text[-3:])
    ):
        return False
    after = text[trigger.end : trigger.end + 30]
    if _NOUN_AFTER.match(after):
        return trigger.event_type in {"clash", "shelling", "attack"} and "position" in after
    return not (_CONSEQUENCE_SPOT.near(text, first, last) and _CONSEQUENCE.search(before))
