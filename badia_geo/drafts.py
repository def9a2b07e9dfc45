"""Drafts: the statements of a text that tell of an event, and which of them are only background."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
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
from badia_geo.telling import is_told, outcome

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
_DEFINITE = re.compile(
    r"\b(?:the|this|that|these|those|their|its)\s+"
    r"(?:(?!(?:an?|and|or|but|morning|afternoon|evening|night|same|day|previous|next|following)\b)\w+\s+){0,2}$|"
    r"\b(?:it|they|he|she)\s+(?:was|were|is|has|had)\s+(?:\w+\s+){0,4}$|"
    r"^(?:one|both|some|several|others|most|all)\s+(?:of (?:them|these)\s+)?(?:(?:was|were)\s+)?$",
    re.IGNORECASE,
)
_BY_PARTY = re.compile(
    r"\b(?:the|its|their|his)\s+(?:[\w’'-]+\s+){0,2}?(?:army|allies|forces|troops|fighters|soldiers|rebels|insurgents|militants|jihadists|group|coalition|"
    r"SDF|YPG|PMF|police|factions|government|regime)\s+(?:\w+ly\s+|also\s+|later\s+)?\w*(?:ed|took|hit|struck|shot|overran|retook|withdrew)$"
)
"""A party and its verb: "the army and its allies seized" points back to nothing."""
_DEFINITE_AR = re.compile(r"^(?:وال|ال|بال|لل)|(?:هذا|هذه|ذلك|تلك)\s+$")
_CARRIER_AR = re.compile(r"طائر|طيران|مروحي|مقاتلات|مدفعي|مسير|قذائف|صواريخ|براميل|راجمات|هاون")
"""Arabic names weapons with the article as it names them first: "ألقت المروحيات" points back to nothing."""
_SAME_AR = re.compile(r"ذات[هها]?(?![ء-ي])|نفس[هها]?(?![ء-ي])|المذكور|هذا|هذه|تلك|ذلك")
_ANAPHORA = re.compile(
    r"\b(?:the (?:mosque|church|museum|shrine|temple|"
    r"(?:\w+ |\w+day night |\w+day morning |\w+day evening )?(?:attacks?|blasts?|explosions?|bombings?|incident|strikes?|raids?|clashes|ambush|killings?|"
    r"shelling|fighting|battles?|operation|offensive|assault|shooting|"
    r"victims?|dead|convoy))|"
    r"(?:\w+day|yesterday|last week)[’']s (?:\w+ )?"
    r"(?:attack|blast|explosion|bombing|incident|strike|raid|ambush|killing)s?|"
    r"the (?:day|morning|night|week)[’']s (?:\w+ )?(?:fighting|clashes|battles?|violence|attacks?|"
    r"raids?|strikes?)|"
    r"this attack|the attackers?|the assailants?|the gunmen|(?:its|their) (?:\w+ )?(?:fighters|members)|"
    r"the other (?=hit|struck|exploded|fell|landed|was|crashed))\b|"
    r"الهجوم|الانفجار|التفجير|الحادثة|العملية|الغارة|القصف|الاستهداف",
    re.IGNORECASE,
)
_SEPARATE = re.compile(
    r"\b(?:separate(?:ly)?|another|elsewhere|meanwhile|in a different|also on|in (?:response|retaliation)|"
    r"in turn|on the (?:other|opposite) (?:bank|side)|across the river|at the same time|"
    r"a day earlier|(?:days?|hours?) (?:earlier|later|before|after)|the (?:previous|following|next) day|"
    r"second|later|afterwards|subsequently)\b|"
    r"^\W*(?:also|moreover|furthermore|additionally|in addition|similarly|"
    r"regarding|as for)\b|^\W*(?:\w+ )?\w+ (?:days|weeks|hours) ago\b|"
    r"منفصل|[ء-ي]{3,} (?:آخر|أخرى)(?![ء-ي])|في سياق|(?:ب|في )المقابل|"
    r"من جهة|الضفة (?:المقابلة|الأخرى)|وفي |^\W*كما\s|إلى ذلك|على صعيد",
    re.IGNORECASE,
)
_TOLD_BEFORE = re.compile(
    r"\b(?:in|during|by|from|after|before|following|of)\s+(?:the|this|that|these|those|both)\s+(?:same\s+)?$",
    re.IGNORECASE,
)
"""Before a trigger that only points back: "seven guards were killed in the clashes"."""
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
_MADE_BY = re.compile(
    r"\W*(?:which (?:was|were)\s+)?(?:caused by|due to|as a result of|resulting from|because of)\b|"
    r"\W*(?:ناجم|ناتج|نتيجة|جراء|بسبب)",
    re.IGNORECASE,
)
"""What follows an explosion that was heard is what made it."""
_ITS = re.compile(r",?\s+(?:and|while)\s+(?:its|his|her|their)\b", re.IGNORECASE)
"""What happened to what the first half told of: "a truck was seized and its driver arrested"."""
_NEW_CLAUSE = re.compile(r",\s+(?:and|but|while|then)\s")
"""Between a place and a verb that is none of its clause's."""
_AR_BY = re.compile(r"(?:إثر|جراء|جرّاء|نتيجة|بسبب)\s+(?:[ء-ي]+\s+)?$")
_AND_IN = re.compile(r"\W*(?:and|but|then|while)\b", re.IGNORECASE)
_IN_IT = re.compile(
    r"\bin the (?:same )?(?:town|city|village|camp|neighbou?rhood|district)\b(?! of\b)", re.IGNORECASE
)
_PERSON_WORD = re.compile(r"[A-Z][a-z][\w’'-]{2,}")
_NO_NAMES = lx.TITLES | lx.RUN_WORDS | lx.GIVEN_NAMES | lx.ORGANISATION_HEADS

_ANAPHORA_SPOT = Spot(
    r"^(?:mosque|church|museum|shrine|temple|attack|blast|explosion|bombing|incident|strike|raid|clashes|ambush|"
    r"killing|shelling|fighting|battle|operation|offensive|assault|shooting|victim|dead|convoy|assailant|"
    r"gunmen|fighters|members|other$)|الهجوم|الانفجار|التفجير|الحادثة|العملية|الغارة|القصف|الاستهداف|violence|battles|raids"
)
_FIGHTING_AR = re.compile(r"(?<![ء-ي])(?:في|خلال|جراء|إثر)\s+(?:المعارك|الاشتباكات|المواجهات)(?![ء-ي])")
"""The fighting that was told before, where no place of its own is given."""
_FOOTAGE = re.compile(
    r"^\W*(?:an?\s+)?(?:amateur\s+|online\s+|unverified\s+)?(?:footage|videos?|images?|pictures?|photos?|photographs?)\b"
    r"|^\W*و?(?:تظهر|أظهرت|تداول|نشر ناشطون صور)",
    re.IGNORECASE,
)
"""What is only shown of what was told."""
_ANSWERED = re.compile(
    r"\b(?:answered|responded|retaliated|replied|hit back)\s+(?:with|by|against)\b", re.IGNORECASE
)
"""The answer to an attack is none of it."""
_ANSWERED_SPOT = Spot(r"^(?:answered|responded|retaliated|replied|back)$")
_SEPARATE_SPOT = Spot(
    r"^(?:separate|another|elsewhere|meanwhile|different|also|response|retaliation|turn|other|across|same|days?|hours?|"
    r"second|later|afterwards|subsequently|moreover|furthermore|additionally|addition|similarly|regarding|as|ago|opposite)|الضفة|منفصل|آخر|أخرى|سياق|المقابل|جهة|وفي|كما|ذلك|صعيد"
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
        self.parties = find_actors(text, published=published)
        self.dates = [_lately(d, published) for d in find_dates(text, published=published)]
        self.counts = find_casualties(text)
        parties = [(p.start, p.end) for p in self.parties]
        blocked = Spans([*parties, *((t.start, t.end) for t in self.toponyms)])
        self.triggers = [
            t
            for t in find_triggers(text)
            if t.event_type in {"airstrike", "drone_strike", "shelling"} or not blocked.covers(t.start, t.end)
        ]


def _lately(phrase: DatePhrase, published: date | None) -> DatePhrase:
    """Take "since last night" for the days until publication: it tells of news."""
    if not phrase.since or phrase.first is None or published is None or (published - phrase.first).days > 2:
        return phrase
    return replace(phrase, since=False, last=max(phrase.first, published))


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
    triggers = [t for t in inside(found.triggers, sentence.body, sentence.end) if is_told(text, sentence, t)]
    if not triggers:
        return []
    toponyms = inside(found.toponyms, sentence.body, sentence.end)
    locatives = _posts(find_locatives(text, sentence.body, sentence.end, toponyms), triggers)
    locatives = _labelled(text, sentence, locatives)
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
            if drafts and here and not any(x.role == "at" and _is_town(x) for x in drafts[-1].locatives):
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
        again = bool(drafts) and _tells_again(text[start:end], mine, drafts[-1])
        if drafts and not here and _tells_of_another_day(found, start, end, mine, drafts[-1]):
            again, here = True, [x for x in drafts[-1].locatives if x.role == "at" and is_narrow(x)]
        if drafts and not counted and not again and not any(is_narrow(x) and x.role == "at" for x in here):
            _widen(drafts[-1], found, start, end, mine, here)
            continue
        drafts.append(draft_of(found, number, sentence, start, end, mine, here or ([] if again else lead)))
        drafts[-1].separate |= again
        if opening is not None:
            drafts[-1].parties = [*inside(found.parties, opening, start), *drafts[-1].parties]
            opening = None
    return drafts


def _labelled(text: str, sentence: Sentence, locatives: list[Locative]) -> list[Locative]:
    """Take the label of an item ("Daraa: Two gunmen shot ...") for its context where a place is told besides."""
    if len(locatives) < 2 or locatives[0].start > sentence.body or text[locatives[0].end : locatives[0].end + 1] != ":":
        return locatives
    if not any(x.role == "at" and is_narrow(x) for x in locatives[1:]):
        return locatives
    return [replace(locatives[0], role="context"), *locatives[1:]]


def _posts(locatives: list[Locative], triggers: list[Trigger]) -> list[Locative]:
    """Tell of places where somebody was stationed whether they were hit there or struck from there.

    Those who strike another place, or whose doing is told behind, struck from there.
    """

    def part(post: Locative) -> str:
        struck = any(x.role == "at" and is_narrow(x) and x.start > post.end for x in locatives)
        acted = any(t.start >= post.end and event_types()[t.event_type].role != "harm" for t in triggers)
        return "from" if struck or acted else "at"

    return [replace(x, role=part(x)) if x.role == "post" else x for x in locatives]


def _tells_again(words: str, triggers: list[Trigger], before: Draft) -> bool:
    """Tell whether a piece tells of another thing at the place before it: "were arrested in the town"."""
    if (
        not _AND_IN.match(words)
        or not _IN_IT.search(words)
        or not any(x.role == "at" and is_narrow(x) for x in before.locatives)
    ):
        return False
    kind = main_type(triggers, words)
    return event_types()[kind].role == "cause" and kind != before.event_type


def _tells_of_another_day(
    found: Findings, start: int, end: int, triggers: list[Trigger], before: Draft
) -> bool:
    """Tell whether a piece tells what others did at the same place on a day of its own.

    "In X militants shot 17 men dead on Thursday, while aircraft carried out strikes on Friday."
    """
    mine = [d.first for d in inside(found.dates, start, end) if d.first is not None and d.first == d.last]
    theirs = [d.first for d in before.dates if d.first is not None and d.first == d.last]
    kind = main_type(triggers, found.text[start:end])
    return (
        bool(mine and theirs)
        and not set(mine) & set(theirs)
        and event_types()[kind].role == "cause"
        and kind != before.event_type
        and event_types()[before.event_type].role != "other"
    )


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
        (bool(_DEFINITE.search(before)) and not _BY_PARTY.search(before + first.text))
        or (bool(_DEFINITE_AR.search(first.text)) and not _CARRIER_AR.search(first.text))
        or (_ANAPHORA_SPOT.near(text, start, end) and bool(_ANAPHORA.search(words)))
    )
    here = any(x.role == "at" and is_narrow(x) for x in locatives)
    shown = not here and _FOOTAGE.match(words) is not None
    definite = definite or shown or (not here and _FIGHTING_AR.search(words) is not None)
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
        (not shown and _SEPARATE_SPOT.near(text, start, start + 60) and bool(_SEPARATE.search(words[:60])))
        or (_ANSWERED_SPOT.near(text, start, end) and bool(_ANSWERED.search(words))),
        False,
        main_type(outcome(text, start, telling), words),
        end,
    )


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
    draft.event_type = main_type(outcome(found.text, draft.start, draft.triggers), draft.text)
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
        joints = list(_COORDINATOR.finditer(text[start:end]))
        for number, match in enumerate(joints):
            at = start + match.start()
            after = joints[number + 1] if number + 1 < len(joints) else None
            if after is not None and _only_adds_harm(at, start + after.start(), triggers, locatives):
                continue
            if any(x.start <= at < x.end for x in locatives) or _HARM_PAIR.match(text, at, end):
                continue
            if _MADE_BY.match(text, at, end) or _ITS.match(text, at, end):
                continue
            if _only_harm(start, at, triggers) and _is_its_cause(text, at, end, triggers):
                continue
            if _only_led(start, at, end, triggers, locatives) or _lists_on(text, at, end, triggers):
                continue
            left = _complete(start, at, triggers, locatives) or _left_home(start, at, triggers, locatives)
            right = _is_complete(text, at, end, triggers, locatives)
            if _goes_unknown(text, start, at, end, triggers):
                cut = at
                break
            if _ATTRIBUTED.match(text, at, end) and _both_done(at, start, end, triggers) and right:
                cut = at
                break
            if match["later"] and _only_fought(text, at, end, triggers):
                continue
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
                if place is None and own is not None and event_types()[own.event_type].role != "cause":
                    continue
                if own is not None and place is not None and _NEW_CLAUSE.search(text, place.end, own.start):
                    continue
                if own is not None and (place is None or own.start < place.start + 60):
                    cut = at
                    break
        if cut is None:
            result.append((start, end))
        else:
            result.append((start, cut))
            result.extend(_split_coordinated(text, [(cut, end)], triggers, locatives))
    return result


def _only_adds_harm(start: int, end: int, triggers: list[Trigger], locatives: list[Locative]) -> bool:
    """Tell whether a stretch up to the next joint only counts more harm: "killed 11 and wounded dozens, and ..."."""
    mine = [t for t in triggers if start <= t.start < end]
    places = any(start <= x.start < end and x.role == "at" for x in locatives)
    return bool(mine) and not places and all(event_types()[t.event_type].role == "harm" for t in mine)


_IN_UNKNOWN = re.compile(
    r"\b(?:in|at|near|outside)\s+(?:the\s+)?(?:nearby\s+)?(?:villages?|towns?|hamlet|settlement)\s+of\s+[A-Z]"
)
_IN_THE_TOWN = re.compile(r"\b(?:inside|in|within|around)\s+the\s+(?:town|city|village|camp)\b(?!\s+of\b)")
_FOUGHT = re.compile(
    r"\s+(?:after|following)\s+(?:an?|the|days|weeks|hours|months|heavy|fierce|intense|bitter|several|two|three|four|five|six)\b"
)


def _goes_unknown(text: str, start: int, at: int, end: int, triggers: list[Trigger]) -> bool:
    """Tell whether what follows is told of a village of its own: "35 died in the town, and 26 in the village of U"."""
    before = any(start <= t.start < at for t in triggers) and any(at <= t.start < end for t in triggers)
    return (
        before
        and text.startswith(",", at)
        and _IN_THE_TOWN.search(text, start, at) is not None
        and _IN_UNKNOWN.search(text, at, end) is not None
    )


def _only_fought(text: str, at: int, end: int, triggers: list[Trigger]) -> bool:
    """Tell whether what follows is only the fighting that led to what was told: "after a four-day battle over"."""
    first = next((t for t in triggers if at <= t.start < end), None)
    return (
        first is not None
        and first.event_type in {"clash", "attack", "siege"}
        and _FOUGHT.match(text, at) is not None
        and len(text[at : first.start].split()) <= 5
        and not _PAST.search(first.text)
    )


_ATTRIBUTED = re.compile(r",\s+[^,.;]{3,60}\b(?:said|says|reported|added|confirmed)(?:\s+on\s+\w+)?,\s+(?:and|while|but)\s")
"""Where one statement ends with who tells of it and another begins: ", officials said, and masked men shot"."""


def _both_done(at: int, start: int, end: int, triggers: list[Trigger]) -> bool:
    """Tell whether both halves say what was done."""
    table = event_types()
    return all(
        any(low <= t.start < high and table[t.event_type].role == "cause" for t in triggers)
        for low, high in ((start, at), (at, end))
    )


_PAST = re.compile(r"(?:ed|fought|struck|hit)$")
_AND_AT = re.compile(r",?\s+and\s+(?:also\s+)?(?:on|in|at|near|against|over)\s")


def _lists_on(text: str, at: int, end: int, triggers: list[Trigger]) -> bool:
    """Tell whether a list of places goes on: "air raids on A and on nearby B left ten dead"."""
    match = _AND_AT.match(text, at, end)
    return match is not None and "," not in match.group() and _only_harm(at, end, triggers)


def _left_home(start: int, at: int, triggers: list[Trigger], locatives: list[Locative]) -> bool:
    """Tell whether all that is said of where somebody died is where he was from."""
    mine = [t for t in triggers if start <= t.start < at]
    here = [x for x in locatives if start <= x.start < at and x.role in {"from", "home"} and _is_town(x)]
    behind = any(at <= x.start < at + 14 and x.role == "at" and _is_town(x) for x in locatives)
    return bool(mine) and _only_harm(start, at, triggers) and bool(here) and behind


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


def _only_led(start: int, at: int, end: int, triggers: list[Trigger], locatives: list[Locative]) -> bool:
    """Tell whether the first half of one doing has no place but the governorate that leads the sentence."""
    before = [t.event_type for t in triggers if start <= t.start < at]
    after = [t.event_type for t in triggers if at <= t.start < end]
    places = [x for x in locatives if start <= x.start < at]
    led = all(x.toponyms[0].kind == "governorate" and x.start - start < 8 for x in places)
    return bool(places) and led and bool(before) and set(before) == set(after)


def _only_harm(start: int, end: int, triggers: list[Trigger]) -> bool:
    return all(event_types()[t.event_type].role == "harm" for t in triggers if start <= t.start < end)


def _is_complete(text: str, start: int, end: int, triggers: list[Trigger], locatives: list[Locative]) -> bool:
    again = _IN_IT.search(text, start, end) is not None
    return _complete(start, end, triggers, locatives) or (
        again
        and any(start <= t.start < end and event_types()[t.event_type].role == "cause" for t in triggers)
    )


def _complete(start: int, end: int, triggers: list[Trigger], locatives: list[Locative]) -> bool:
    return any(start <= t.start < end for t in triggers) and any(
        start <= x.start < end and x.role == "at" and is_narrow(x) for x in locatives
    )


def _is_town(locative: Locative) -> bool:
    return is_narrow(locative) and any(t.kind != "governorate" for t in locative.toponyms)


def is_narrow(locative: Locative) -> bool:
    """Tell whether a place is more than a country or a part of the world."""
    return any(t.kind not in _COARSE for t in locative.toponyms)
