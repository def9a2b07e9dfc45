"""Drafts: the statements of a text that tell of an event, and which of them are only background."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from badia_geo import lexicon as lx
from badia_geo.actors import find_actors
from badia_geo.casualties import find_casualties
from badia_geo.dates import find_dates
from badia_geo.event_types import Trigger, event_types, find_triggers, main_type
from badia_geo.locatives import find_locatives
from badia_geo.phrases import Spans, folded_words
from badia_geo.sentences import Sentence, segments, split_sentences
from badia_geo.spots import Spot

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from badia_geo.actors import ActorMention
    from badia_geo.casualties import Casualties
    from badia_geo.dates import DatePhrase
    from badia_geo.geocoding import Location
    from badia_geo.locatives import Locative
    from badia_geo.toponyms import Toponym

__all__ = [
    "UNDATED_DAYS",
    "Draft",
    "Findings",
    "draft_of",
    "drafts_of",
    "inside",
    "is_narrow",
    "person_names",
]

UNDATED_DAYS = 7
"""A report that gives no date tells of the week before it was published."""
_COARSE = {"country", "region"}
_NOT_REAL = re.compile(
    # one border of a word before all alternatives: tried at word starts alone, they cost a fifth
    r"\b(?=[a-zA-Zء-ي])(?:(?:could|would|may|might|can|should|will|shall|cannot|plans? to|planning to|"
    r"planned to|"
    r"threaten(?:s|ed|ing)? (?:to|with)|vow(?:s|ed)? to|warn(?:s|ed|ing)? (?:of|that|against)|"
    r"if|unless|prevent(?:s|ing)?|avoid(?:ing)?|not|never|\w+n[’']t|without|fears? of|feared|"
    r"possible|potential|possibility of|risk of|"
    r"continues? to|continuing to|often|regularly|frequently|usually|repeatedly|aimed at|efforts? to|in "
    r"order to|hop(?:es|ing) to|difficult to|wants? to|"
    r"used to|calls? for|called for|call(?:s|ed|ing)? (?:on|for) [\w ]{0,40}|demand(?:s|ed)?|denied|denies|"
    r"rumou?rs? of|claims? of|designed to|ready to|prepar(?:es?|ed|ing) (?:to|for)|"
    r"responsible for (?:the )?(?:previous|"
    r"past|earlier|several|many)|to stop|to halt|to end|to counter|to fight|to combat|fight(?:ing)? "
    r"against|war on|the threat of|no)(?!\w)|"
    r"(?:لم|لن|لا|قد ي\w+|يمكن|خشية|خوفا من|لمنع|لمواجهة|احتمال|تحسبا ل\w*|في حال|دون)(?![ء-ي]))"
    r"\s*(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_BACKED = re.compile(
    r"\b(?:backed by|supported by|with (?:the )?(?:support|backing) of|"
    r"escap(?:e|ed|ing)|flee(?:ing)?(?: from)?|fled(?: from)?|against(?: any)?|in protest (?:at|"
    r"over))\s*(?:\w+\s+){0,2}$|"
    r"(?<![ء-ي])(?:ضد|رفضا ل|رفضاً ل|تنديدا ب|تنديداً ب|احتجاجا على|احتجاجاً على|مدعومة ب|"
    r"بدعم من|بمساندة|بإسناد "
    r"من|بمساندة)\s*(?:\w+\s+){0,1}$",
    re.IGNORECASE,
)
"""Before a noun, the means or purpose of what is told ("backed by airstrikes"); before a verb, who acts."""
_PAST_VERB = re.compile(
    r"^drove|(?:ed|took|hit|struck|shot|drove|fought|withdrew|overran|retook|blew|fell|broke|beat|beaten|won|stole|fled|swept)\b",
    re.IGNORECASE,
)
_TO_VERB = re.compile(r"\bto\s+(?:\w+ly\s+)?$", re.IGNORECASE)
_WHO_HAD = re.compile(r"\b(?:who|which)\s+had\s+(?:\w+ly\s+|also\s+)?been\s+$", re.IGNORECASE)
"""Before what befell somebody earlier: "the body of a man who had been kidnapped"."""
_DEFINITE = re.compile(
    r"\b(?:the|this|that|these|those|their|its)\s+"
    r"(?:(?!(?:an?|morning|afternoon|evening|night|same|day)\b)\w+\s+){0,2}$|"
    r"\b(?:it|they|he|she)\s+(?:was|were|is|has|had)\s+(?:\w+\s+){0,4}$|"
    r"^(?:one|both|some|several|others|most|all)\s+(?:of (?:them|these)\s+)?(?:(?:was|were)\s+)?$",
    re.IGNORECASE,
)
_DEFINITE_AR = re.compile(r"^(?:وال|ال|بال|لل)|(?:هذا|هذه|ذلك|تلك)\s+$")
_CARRIER_AR = re.compile(r"طائر|طيران|مروحي|مقاتلات|مدفعي|مسير|قذائف|صواريخ|براميل|راجمات|هاون")
"""Arabic names weapons with the article as it names them first: "ألقت المروحيات" points back to nothing."""
_SAME_AR = re.compile(r"ذات[هها]?(?![ء-ي])|نفس[هها]?(?![ء-ي])|المذكور|هذا|هذه|تلك|ذلك")
_ANAPHORA = re.compile(
    r"\b(?:the (?:mosque|church|museum|shrine|temple|"
    r"(?:\w+ )?(?:attacks?|blasts?|explosions?|bombings?|incident|strikes?|raids?|clashes|ambush|killings?|"
    r"shelling|fighting|battles?|operation|offensive|assault|shooting|"
    r"victims?|dead|convoy))|"
    r"(?:\w+day|yesterday|last week)[’']s (?:\w+ )?"
    r"(?:attack|blast|explosion|bombing|incident|strike|raid|ambush|killing)s?|"
    r"this attack|the attackers?|the assailants?|the gunmen|(?:its|their) (?:\w+ )?(?:fighters|members)|"
    r"the other (?=hit|struck|exploded|fell|landed|was|crashed))\b|"
    r"الهجوم|الانفجار|التفجير|الحادثة|العملية|الغارة|القصف|الاستهداف",
    re.IGNORECASE,
)
_SEPARATE = re.compile(
    r"\b(?:separate(?:ly)?|another|elsewhere|meanwhile|in a different|also on|in (?:response|retaliation)|"
    r"in turn|on the other (?:bank|side)|across the river|at the same time|a day earlier|(?:days?|hours?) "
    r"(?:earlier|later|before|after)|the (?:previous|following|next) day|second|later|afterwards|"
    r"subsequently)\b|"
    r"منفصل|[ء-ي]{3,} (?:آخر|أخرى)(?![ء-ي])|في سياق|(?:ب|في )المقابل|من جهة|وفي |^\W*كما\s|إلى ذلك|على صعيد",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[;:]|,\s+(?:but|and|while)\s")
_INFLECTED = re.compile(r"ed|ing|s$")
_NOUN_AFTER = re.compile(
    r"\s+(?:zone|front|line|lines|positions?|aircraft|group|groups|capabilit|crimes?|tribunal|helicopters?)\b"
)
_TOLD_BEFORE = re.compile(
    r"\b(?:in|during|by|from|after|before|following|of)\s+(?:the|this|that|these|those|both)\s+(?:same\s+)?$",
    re.IGNORECASE,
)
"""Before a trigger that only points back: "seven guards were killed in the clashes"."""
_LED_TO = re.compile(
    r"\b(?:after|following)\s+(?:\w+\s+){0,3}$|(?:بعد|عقب|إثر)\s+(?:\w+\s+){0,2}$", re.IGNORECASE
)
_DURING = re.compile(
    r"\b(?:during|while|amid)\s+(?:\w+\s+){0,4}$|(?:أثناء|خلال|اثناء)\s+(?:[ء-ي]+\s+){0,3}$", re.IGNORECASE
)
"""Before what was only going on: "killed in an ambush during a sweep"."""
_BEFORE = re.compile(r"\bbefore\s+(?:\w+\s+){0,2}$|قبل\s+(?:أن\s+)?$", re.IGNORECASE)
"""Before what only ended it: "searched homes before pulling back"."""
_EXPECTED = re.compile(
    r"(?<![ء-ي])(?:المتوقع|يتوقع|متوقعا|المقرر|المرتقب|يعتزم|تعتزم|تستعد|يستعد)(?![ء-ي])[^.،؛\n]{0,50}$"
    r"|(?<![ء-ي])و?(?:نفى|نفت|ينفي|تنفي|نفيا|استبعد)(?![ء-ي])[^.؛\n]{0,90}$"
)
"""What is expected, and what somebody denies: Arabic puts the verb first."""
_ARMS = (
    r"(?:weapons?|arms|ammunition|rockets?|missiles?|explosives?|shells?|mines?|mortars?|devices?|rifles?)"
)
_ARMS_FOUND = re.compile(
    rf"\b(?:found|discovered|seized|uncovered|unearthed|confiscated|recovered|intercepted)\b[^.;]{{0,90}}\b{_ARMS}\b"
    r"|(?<![ء-ي])[وف]?(?:عثر|عثرت|العثور|ضبط|ضبطت|صادر|صادرت|مصادرة|كشف|كشفت|اكتشف)(?![ء-ي])[^.؛\n]{0,160}"
    r"(?:أسلحة|الأسلحة|سلاح|ذخائر|ذخيرة|صواريخ|قذائف|عبوات|متفجرات|ألغام)",
    re.IGNORECASE,
)
"""Weapons that were found: their names tell of no shelling."""
_FOUND_TYPES = {"shelling", "ied", "grenade", "capture", "attack", "airstrike", "destruction"}
_CONSEQUENCE = re.compile(
    r"\b(?:prompting|triggering|sparking|leading to|in response to|in retaliation for|responded with|"
    r"forcing)\s+(?:\w+\s+){0,3}$",
    re.IGNORECASE,
)
_COORDINATOR = re.compile(
    r",?\s+(?:and|but|then|as)\s+|(?P<later>\s+(?:after|following)\s+)|,\s+|"
    # the letter is the conjunction, unless it begins the word: unit, ministry, centre, agency, valley
    r"\s+و(?!حد[ةا]|زار|زير|سط|كال|رش[ةا]|فد|احد|ادي|فاة|لاي|جه|ثيق)(?=[ء-ي]{3})|،\s*",
    re.IGNORECASE,
)
# "two were killed and five injured when ...": one event with one place behind both
_HARM_PAIR = re.compile(
    r",?\s+and\s+(?:[\w-]+\s+){1,4}?(?:injured|wounded|hurt|killed)\b[^,;]{0,40}?\b(?:when|after|as)\b",
    re.IGNORECASE,
)
_AR_HARM_PAIR = re.compile(r"[،,]?\s+و(?:أصيب|اصيب|أصيبت|جرح|جُرح|جرحت|إصابة|اصابة|قتل|قُتل)")
"""The same in Arabic: "two died and five were wounded by a device in B"."""
_AR_BY = re.compile(r"(?:إثر|جراء|جرّاء|نتيجة|بسبب)\s+(?:[ء-ي]+\s+)?$")
_PERSON_WORD = re.compile(r"[A-Z][a-z][\w’'-]{2,}")
_NO_NAMES = lx.TITLES | lx.RUN_WORDS | lx.GIVEN_NAMES | lx.ORGANISATION_HEADS

# one word of each phrase of the patterns above, which are tried only where it stands
_NOT_REAL_SPOT = Spot(
    r"^(?:could|would|may|might|can|should|will|shall|plan|threat|vow|warn|if|unless|prevent|avoid|not|never|"
    r"without|fear|possib|potential|risk|continu|often|regular|frequent|usual|repeated|aim|effort|order|hop|"
    r"difficult|want|used|call|demand|deni|rumou?r|claim|design|ready|prepar|responsib|stop|halt|end|counter|"
    r"fight|combat|war|no)|n[’']t|لم|لن|لا|قد|يمكن|خشية|خوفا|لمنع|لمواجهة|احتمال|تحسبا|حال|دون"
)
_BACKED_SPOT = Spot(
    r"^(?:backed|supported|support|backing|escap|flee|fled|against|protest)|ضد|رفض|تنديد|احتجاج|مدعوم|دعم|إسناد|مساندة"
)
_CONSEQUENCE_SPOT = Spot(r"^(?:prompt|trigger|spark|leading|response|retaliation|responded|forcing)")
_ANAPHORA_SPOT = Spot(
    r"^(?:mosque|church|museum|shrine|temple|attack|blast|explosion|bombing|incident|strike|raid|clashes|ambush|"
    r"killing|shelling|fighting|battle|operation|offensive|assault|shooting|victim|dead|convoy|assailant|"
    r"gunmen|fighters|members|other$)|الهجوم|الانفجار|التفجير|الحادثة|العملية|الغارة|القصف|الاستهداف"
)
_SEPARATE_SPOT = Spot(
    r"^(?:separate|another|elsewhere|meanwhile|different|also|response|retaliation|turn|other|across|same|days?|hours?|"
    r"second|later|afterwards|subsequently)|منفصل|آخر|أخرى|سياق|المقابل|جهة|وفي|كما|ذلك|صعيد"
)


@dataclass(slots=True)
class Draft:
    """One statement of a text."""

    start: int
    end: int
    text: str
    sentence: int
    triggers: list[Trigger]
    locatives: list[Locative]
    dates: list[DatePhrase]
    counts: list[Casualties]
    parties: list[ActorMention]
    stretches: list[tuple[int, int]]  # of the text, each with its own opening
    definite: bool
    separate: bool
    background: bool
    event_type: str = "other"
    told_until: int = 0  # where its background begins ("since 2017, when ..."); ``end`` without any
    place: Locative | None = None
    location: Location | None = None
    why_place: str = ""
    names: frozenset[str] | None = None  # see `person_names`
    aside: bool = False  # the place stands in a clause of its own ("after fighters had left X")


class Findings:
    """Everything that stands in a text, by offset."""

    def __init__(self, text: str, toponyms: Sequence[Toponym], published: date | None) -> None:
        self.text = text
        self.toponyms = list(toponyms)
        self.sentences = split_sentences(text)
        self.parties = find_actors(text)
        self.dates = find_dates(text, published=published)
        self.counts = find_casualties(text)
        parties = [(p.start, p.end) for p in self.parties]
        blocked = Spans([*parties, *((t.start, t.end) for t in self.toponyms)])
        self.triggers = [
            t
            for t in find_triggers(text)
            if t.event_type in {"airstrike", "drone_strike"} or not blocked.covers(t.start, t.end)
        ]


class _Spanned(Protocol):
    @property
    def start(self) -> int: ...


Item = TypeVar("Item", bound=_Spanned)


def inside(items: list[Item], start: int, end: int) -> list[Item]:
    """Give the items, which are in order, that begin in a stretch of text."""
    return items[bisect_left(items, start, key=_start) : bisect_left(items, end, key=_start)]


def _start(item: _Spanned) -> int:
    return item.start


# ---------------------------------------------------------------- drafts


def drafts_of(found: Findings, number: int, sentence: Sentence) -> list[Draft]:
    """Give the statements of one sentence that tell of events."""
    text = found.text
    triggers = [t for t in inside(found.triggers, sentence.body, sentence.end) if _is_told(text, sentence, t)]
    if not triggers:
        return []
    toponyms = inside(found.toponyms, sentence.body, sentence.end)
    locatives = find_locatives(text, sentence.body, sentence.end, toponyms)
    pieces = _split_coordinated(text, segments(text, sentence.start, sentence.end), triggers, locatives)
    lead = [
        x for x in locatives if x.role == "at" and x.end < triggers[0].start and x.start - sentence.body < 4
    ]
    drafts: list[Draft] = []
    opening: int | None = None  # "Rebels in Idlib, meanwhile, ambushed": who acts stands in the piece before
    for start, end in pieces:
        mine = [t for t in triggers if start <= t.start < end]
        here = [x for x in locatives if start <= x.start < end]
        if not mine:
            if drafts and here and not [x for x in drafts[-1].locatives if x.role == "at"]:
                drafts[-1].locatives += here
                drafts[-1].end = end
            if drafts:  # "..., but nobody was hurt"
                drafts[-1].counts += inside(found.counts, start, end)
            else:
                opening = start if opening is None else opening
            if not drafts and here:
                lead = [*lead, *(x for x in here if x not in lead)]
            continue
        counted = any(d.offset for d in inside(found.dates, start, min(end, start + 24)))
        if drafts and not counted and not any(is_narrow(x) and x.role == "at" for x in here):
            _widen(drafts[-1], found, start, end, mine, here)
            continue
        drafts.append(draft_of(found, number, sentence, start, end, mine, here or lead))
        if opening is not None:
            drafts[-1].parties = [*inside(found.parties, opening, start), *drafts[-1].parties]
            opening = None
    return drafts


def draft_of(
    found: Findings,
    number: int,
    sentence: Sentence,
    start: int,
    end: int,
    triggers: list[Trigger],
    locatives: list[Locative],
) -> Draft:
    """Put one statement together: what stands in a stretch of text round its triggers."""
    text = found.text
    words = text[start:end]
    own = inside(found.dates, max(start, sentence.body), end)
    dates = own or [d for d in inside(found.dates, sentence.body, sentence.end) if d.start < start]
    first = triggers[0]
    before = text[max(start, first.start - 40) : first.start]
    definite = (
        bool(_DEFINITE.search(before))
        or (bool(_DEFINITE_AR.search(first.text)) and not _CARRIER_AR.search(first.text))
        or (_ANAPHORA_SPOT.near(text, start, end) and bool(_ANAPHORA.search(words)))
    )
    here = any(x.role == "at" and is_narrow(x) for x in locatives)
    if (
        here
        and definite
        and not before.isascii()
        and not _ANAPHORA.search(words)
        and not _SAME_AR.search(words)
    ):
        definite = False  # Arabic puts the article on what it names first, too: "the Russian raids on X"
    anaphoric = [t for t in triggers if _TOLD_BEFORE.search(text[max(start, t.start - 24) : t.start])]
    telling = (
        triggers if here or len(anaphoric) == len(triggers) else [t for t in triggers if t not in anaphoric]
    )
    return Draft(
        start,
        end,
        words.strip(),
        number,
        triggers,
        locatives,
        dates,
        inside(found.counts, start, end),
        inside(found.parties, start, end),
        [(start, end)],
        definite,
        _SEPARATE_SPOT.near(text, start, start + 60) and bool(_SEPARATE.search(words[:60])),
        False,
        main_type(_outcome(text, start, telling), words),
        end,
    )


def _outcome(text: str, start: int, triggers: list[Trigger]) -> list[Trigger]:
    """Leave the fighting out that led to a capture: "seized X after clashes" tells of the capture."""
    triggers = [
        t
        for t in triggers
        if t.event_type != "withdrawal" or not _BEFORE.search(text[max(0, t.start - 24) : t.start])
    ] or triggers
    landing = any("إنزال" in t.text for t in triggers)
    if landing:  # helicopters that land people bomb nothing
        triggers = [t for t in triggers if t.event_type != "airstrike" or "مروح" not in t.text] or triggers
    triggers = _without_arms(text, start, triggers)
    done = {t.event_type for t in triggers}
    if done & {"arrest", "deployment"} and done - {"arrest", "deployment", "killing", "wounding"}:
        triggers = [
            t
            for t in triggers
            if t.event_type not in {"arrest", "deployment"}
            or not _DURING.search(text[max(start, t.start - 40) : t.start])
        ]
    if "capture" not in done:
        return triggers
    return [
        t
        for t in triggers
        if t.event_type != "clash" or not _LED_TO.search(text[max(start, t.start - 40) : t.start])
    ]


def _without_arms(text: str, start: int, triggers: list[Trigger]) -> list[Trigger]:
    """Take the names of weapons that were found for what was found."""
    if not triggers or not any(t.event_type in _FOUND_TYPES for t in triggers):
        return triggers
    match = _ARMS_FOUND.search(text, start, triggers[-1].end + 60)
    if match is None or any(event_types()[t.event_type].role == "harm" for t in triggers):
        return triggers
    kept = [t for t in triggers if t.event_type not in _FOUND_TYPES or t.start < match.start()]
    if any(t.event_type in _FOUND_TYPES for t in kept):
        return triggers  # an attack is told besides
    return [*kept, Trigger(match.start(), match.end(), match.group(), "disrupted_weapons")]


def _widen(
    draft: Draft, found: Findings, start: int, end: int, triggers: list[Trigger], locatives: list[Locative]
) -> None:
    draft.end = end
    draft.text = found.text[draft.start : end].strip()
    draft.triggers += triggers
    draft.locatives += locatives
    draft.dates = draft.dates or inside(found.dates, start, end)
    draft.counts += inside(found.counts, start, end)
    draft.parties += inside(found.parties, start, end)
    draft.stretches.append((start, end))
    draft.event_type = main_type(_outcome(found.text, draft.start, draft.triggers), draft.text)
    draft.told_until = end


_OPENINGS = frozenset({". ", "“", "\n"})


def person_names(found: Findings, draft: Draft) -> frozenset[str]:
    """Capitalised words that are no place, party, month or title: what links two tellings of one death.

    Looked for when two statements are compared, as most are not.
    """
    if draft.names is None:
        draft.names = frozenset().union(*(_person_names(found, *stretch) for stretch in draft.stretches))
    return draft.names


def _person_names(found: Findings, start: int, end: int) -> set[str]:
    taken = [(t.start, t.end) for t in inside(found.toponyms, start, end)]
    taken += [(p.start, p.end) for p in inside(found.parties, start, end)]
    words = set()
    for match in _PERSON_WORD.finditer(found.text, start, end):
        word = folded_words([match.group()])[0]
        at = match.start()
        if word in _NO_NAMES or at == start or found.text[max(0, at - 2) : at] in _OPENINGS:
            continue
        if not any(s <= at < e for s, e in taken):
            words.add(word)
    return words


def _is_told(text: str, sentence: Sentence, trigger: Trigger) -> bool:
    """Tell whether a trigger is told as having happened."""
    first, last = max(sentence.start, trigger.start - 70), trigger.start
    before = text[first:last]
    clause = _CLAUSE.split(before)[-1] if "," in before or ";" in before or ":" in before else before
    if not before.isascii() and _EXPECTED.search(text[max(sentence.start, last - 110) : last]):
        return False
    if _NOT_REAL_SPOT.near(text, first, last) and _NOT_REAL.search(clause):
        return False
    if (
        _BACKED_SPOT.near(text, first, last)
        and _BACKED.search(clause)
        and not _PAST_VERB.search(trigger.text)
    ):
        return False
    if _WHO_HAD.search(before):
        return False
    if _TO_VERB.search(clause) and not _INFLECTED.search(trigger.text[-3:]):
        return False
    after = text[trigger.end : trigger.end + 30]
    if _NOUN_AFTER.match(after):
        return trigger.event_type in {"clash", "shelling", "attack"} and "position" in after
    return not (_CONSEQUENCE_SPOT.near(text, first, last) and _CONSEQUENCE.search(before))


def _split_coordinated(
    text: str, pieces: list[tuple[int, int]], triggers: list[Trigger], locatives: list[Locative]
) -> list[tuple[int, int]]:
    """Part "killed two in A and wounded three in B" where both halves have an event and a place."""
    result = []
    for start, end in pieces:
        cut = None
        if sum(start <= t.start < end for t in triggers) < 2 or not any(x.start >= start for x in locatives):
            result.append((start, end))
            continue
        for match in _COORDINATOR.finditer(text[start:end]):
            at = start + match.start()
            if any(x.start <= at < x.end for x in locatives) or _HARM_PAIR.match(text, at, end):
                continue
            if _only_harm(start, at, triggers) and _is_its_cause(text, at, end, triggers):
                continue
            left = _complete(start, at, triggers, locatives)
            right = _complete(at, end, triggers, locatives)
            if match["later"] and not left:
                # "The fighting began after the arrest of X in B": B is where the arrest was
                real = any(at <= t.start < end and event_types()[t.event_type].rank >= 60 for t in triggers)
                left = (
                    real
                    and any(start <= t.start < at for t in triggers)
                    and bool(_ANAPHORA.match(text[start:at].lstrip()))
                )
            if left and right:
                own = next((t for t in triggers if t.start >= at), None)
                place = next((x for x in locatives if x.start >= at), None)
                if own is not None and place is not None and own.start < place.start + 60:
                    cut = at
                    break
        if cut is None:
            result.append((start, end))
        else:
            result.append((start, cut))
            result.extend(_split_coordinated(text, [(cut, end)], triggers, locatives))
    return result


def _is_its_cause(text: str, start: int, end: int, triggers: list[Trigger]) -> bool:
    """Tell whether what follows a harm is what did it: "two died and five were hurt by a device in B"."""
    if _AR_HARM_PAIR.match(text, start, end):
        return True
    cause = next((t for t in triggers if start <= t.start < end), None)
    if cause is None or cause.text.isascii() or event_types()[cause.event_type].role == "harm":
        return False
    return (
        cause.text.startswith("ب")
        or _AR_BY.search(text[max(start, cause.start - 14) : cause.start]) is not None
    )


def _only_harm(start: int, end: int, triggers: list[Trigger]) -> bool:
    return all(event_types()[t.event_type].role == "harm" for t in triggers if start <= t.start < end)


def _complete(start: int, end: int, triggers: list[Trigger], locatives: list[Locative]) -> bool:
    return any(start <= t.start < end for t in triggers) and any(
        start <= x.start < end and x.role == "at" and is_narrow(x) for x in locatives
    )


def is_narrow(locative: Locative) -> bool:
    """Tell whether a place is more than a country or a part of the world."""
    return any(t.kind not in _COARSE for t in locative.toponyms)
