"""Telling: which triggers of a statement tell of what happened, and which of what might or came of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from badia_geo.event_types import Trigger, event_types
from badia_geo.spots import Spot

if TYPE_CHECKING:
    from badia_geo.sentences import Sentence

__all__ = ["ARMS_FOUND", "is_told", "outcome"]

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
_BOOTY = re.compile(
    r"\b(?:left|leaving|abandon(?:ed|ing)|seiz(?:ed|ing)|captur(?:ed|ing))\s+(?:behind\s+)?(?:[\w’'-]+,?\s+){0,4}$",
    re.IGNORECASE,
)
"""Before arms that changed hands and did not fire."""
_THROWN = re.compile(r"^(?:lobbed|lobbing|hurled|fired)$", re.IGNORECASE)
_STORMED = re.compile(r"storm|^[وف]?(?:اقتحم|مداهم|داهم)", re.IGNORECASE)
_CLAUSE = re.compile(r"[;:]|,\s+(?:but|and|while)\s")
_INFLECTED = re.compile(r"ed|ing|s$")
_NOUN_AFTER = re.compile(
    r"\s+(?:zone|front|line|lines|positions?|aircraft|group|groups|capabilit|crimes?|tribunal|helicopters?)\b"
)
_LED_TO = re.compile(
    r"\b(?:after|following|under|amid|during|in)\s+(?:[\w'’-]+\s+){0,8}$"
    r"|(?:بعد|عقب|إثر|وسط|تحت|خلال)\s+(?:[ء-ي]+\s+){0,5}$",
    re.IGNORECASE,
)
_DURING = re.compile(
    r"\b(?:during|while|amid)\s+(?:\w+\s+){0,4}$|(?:أثناء|خلال|اثناء)\s+(?:[ء-ي]+\s+){0,3}$", re.IGNORECASE
)
"""Before what was only going on: "killed in an ambush during a sweep"."""
_BREACH = re.compile(
    r"\b(?:violat\w+|breach\w*|in line with|despite|terms of|signatory to|guarantor of)\b[^.;]{0,50}$|"
    r"(?:خرق|انتهاك|ضامن)[^.؛]{0,40}$",
    re.IGNORECASE,
)
"""Before an agreement that is only named."""
_BEFORE = re.compile(r"\bbefore\s+(?:\w+\s+){0,2}$|قبل\s+(?:أن\s+)?$", re.IGNORECASE)
"""Before what only ended it: "searched homes before pulling back"."""
_EXPECTED = re.compile(
    r"(?<![ء-ي])(?:المتوقع|يتوقع|متوقعا|المقرر|المرتقب|يعتزم|تعتزم|تستعد|يستعد)(?![ء-ي])[^.،؛\n]{0,50}$"
    r"|(?<![ء-ي])و?(?:نفى|نفت|ينفي|تنفي|نفيا|استبعد|دعا|دعت|يدعو|تدعو|طالب|طالبت|ناشد|ناشدت|حذر|حذرت|هدد|هددت|توعد|توعدت)(?![ء-ي])[^.؛\n]{0,90}$"
)
"""What is expected, and what somebody denies: Arabic puts the verb first."""
_ARMS = (
    r"(?:weapons?|arms|ammunition|rockets?|missiles?|explosives?|shells?|mines?|mortars?|devices?|rifles?|"
    r"machine ?guns?|launchers?|rpgs?|detonators?|belts?|grenades?|warheads?)"
)
ARMS_FOUND = re.compile(
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
_FOUND_TYPES = {"shelling", "ied", "grenade", "capture", "attack", "airstrike", "destruction"}
_AFTER_AR = re.compile(r"(?<![ء-ي])(?:بعد|عقب)\s+$")
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
_RESULT = re.compile(
    r"\b(?:caused by|due to|resulting from|result of|because of|followed)\b|"
    r"(?:ناجم|ناتج|نجم|نتيجة|جراء|بسبب|سببه)",
    re.IGNORECASE,
)
"""Between an explosion that was heard and what made it."""
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
_FOUND_SPOT = Spot(
    r"^(?:finding|discovering|seizing|confiscating|dismantling|defusing|clearing|found|discovered|seized|uncovered|unearthed|confiscated|recovered|intercepted|dismantled|defused|surrendered|handed|turned)$|سلم|سلّم|تسليم|تفكيك|فكك|فكّك|بطال|بطل|عثر|العثور|ضبط|صادر|كشف|كتشف"
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
_RELATIVE_SPOT = Spot(r"\b(?:who|whom|which)\b|الذي|التي|اللذان|اللتان", ignore_case=False)
_TO_SPOT = Spot(r"\bto\b")
_CONSEQUENCE_SPOT = Spot(r"^(?:prompt|trigger|spark|leading|response|retaliation|responded|forcing)")


def outcome(text: str, start: int, triggers: list[Trigger]) -> list[Trigger]:
    """Leave out what the triggers of one event are only the means or the setting of.

    A withdrawal before the fighting, the helicopters of a landing, the arms that were found, the arrest
    during which something worse happened, and the clashes that led to a capture.
    """
    triggers = _without_relatives(text, _without_attributes(text, triggers))
    triggers = [
        t
        for t in triggers
        if t.event_type != "withdrawal" or not _BEFORE.search(text[max(0, t.start - 24) : t.start])
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


_WHO = re.compile(r"[\w’'-],?\s+who\s+(?:(?:had|have|has)\s+)+(?:\w+ly\s+)?$")


def _without_relatives(text: str, triggers: list[Trigger]) -> list[Trigger]:
    """Leave out what those who act had done before: "fighters who stormed X have executed 17 people"."""
    table = event_types()
    if not _RELATIVE_SPOT.near(text, max(0, triggers[0].start - 40), triggers[-1].start):
        return triggers
    main = [t for t in triggers if not _RELATIVE.search(text[max(0, t.start - 40) : t.start])]
    if any(table[t.event_type].role == "cause" and t.event_type not in _SETTINGS for t in main):
        return main
    people = [t for t in triggers if not _WHO.search(text[max(0, t.start - 40) : t.start])]
    return people or triggers  # "a man who had fought abroad was killed": he was killed


_SETTINGS = frozenset({"siege", "deployment", "displacement", "agreement"})
"""Types that often only set the scene of what a relative clause tells."""
_CAME_AR = re.compile(r"^\W*و?(?:جاء|جاءت|أتى|أتت|يأتي|تأتي|وقع|وقعت|تزامن|تزامنت)\s+(?:هذا\s+|هذه\s+)?$")
"""Before what was told already, and is only set in its time."""


_COINCIDED = re.compile(r"\s+(?:coincided with|came amid|came as)\s", re.IGNORECASE)
"""Behind what was told already: "The raids coincided with clashes in X"."""


def _without_what_came_before(text: str, triggers: list[Trigger]) -> list[Trigger]:
    """Leave out what Arabic tells behind "after": "the clashes ended after houses were blown up"."""
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
        if _is_attribute(text, t):
            return False
        return (
            t.event_type not in {"shelling", "airstrike"}
            or _BOOTY.search(text[max(0, t.start - 40) : t.start]) is None
        )

    triggers = [t for t in triggers if tells(t)] or triggers
    if any(t.event_type == "grenade" for t in triggers):
        triggers = [t for t in triggers if not _THROWN.match(t.text)] or triggers
    return triggers


def _is_attribute(text: str, t: Trigger) -> bool:
    """Tell whether a participle only says which thing is meant: "the besieged towns of X"."""
    return (
        _ATTRIBUTE.fullmatch(t.text) is not None
        and _ATTRIBUTED.search(text[max(0, t.start - 40) : t.start]) is not None
        and _NOT_ITS_NOUN.match(text, t.end) is None
    )


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


def _without_arms(text: str, start: int, triggers: list[Trigger]) -> list[Trigger]:
    """Take the names of weapons that were found for what was found."""
    if not triggers or not any(t.event_type in _FOUND_TYPES for t in triggers):
        return triggers
    end = triggers[-1].end + 60
    if not _FOUND_SPOT.near(text, start, end):
        return triggers
    match = ARMS_FOUND.search(text, start, end)
    if match is None:
        return triggers
    kept = [t for t in triggers if t.event_type not in _FOUND_TYPES or t.start < match.start()]
    if any(event_types()[t.event_type].role == "harm" for t in triggers):
        # "three were killed and four arrested, and devices were seized": the arrests
        told = any(event_types()[t.event_type].role == "cause" and t.start < match.start() for t in kept)
        return kept if told else triggers
    if any(t.event_type in _FOUND_TYPES for t in kept):
        return triggers  # an attack is told besides
    return [*kept, Trigger(match.start(), match.end(), match.group(), "disrupted_weapons")]


def _is_other_use(text: str, sentence: Sentence, trigger: Trigger, before: str) -> bool:
    """Tell whether words of a type tell of something else: the occupied Golan, arms that were smuggled."""
    last, kind = trigger.start, trigger.event_type
    if kind == "capture":
        return before.endswith("-")  # "the Israeli-occupied Golan"
    if kind in {"ied", "suicide_bombing"} and _DESTROYED.search(before):
        return True
    if kind in _FOUND_TYPES:
        return _MADE_OR_HELD_SPOT.near(text, last - len(before), last) and bool(_MADE_OR_HELD.search(before))
    if kind == "deployment":
        return _RELIEF.search(text[max(sentence.body, last - 70) : last + 70]) is not None
    if kind == "withdrawal":  # "set up a checkpoint before withdrawing": the coming is told, not the going
        return _BEFORE.search(text[max(sentence.start, last - 24) : last]) is not None
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
        or (trigger.event_type in _SETTINGS and " had " in before and _WHO.search(before) is not None)
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
    if trigger.event_type != "destruction" and _is_attribute(text, trigger):
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
