"""Drafts: the statements of a text that tell of an event, and which of them are only background."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, TypeVar

from badia_geo import lexicon as lx
from badia_geo.actors import find_actors
from badia_geo.casualties import find_casualties
from badia_geo.coordination import ANAPHORA, IN_IT, UNKNOWN, is_narrow, is_town, split_coordinated
from badia_geo.dates import find_dates
from badia_geo.event_types import Trigger, event_types, find_triggers, main_type
from badia_geo.locatives import find_locatives
from badia_geo.outcomes import outcome
from badia_geo.phrases import Spans, folded_words
from badia_geo.sentences import Sentence, segments, split_sentences
from badia_geo.spots import Spot
from badia_geo.telling import is_told

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
    "person_names",
]

UNDATED_DAYS = 7
"""A report that gives no date tells of the week before it was published."""
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
_BODY_OF_ONE = re.compile(
    r"(?:body|bodies|corpses?) of (?:an?|two|three|four|five|six|several|unidentified|\d+)\b"
)
"""The body of somebody not told of before."""
_DEFINITE_AR = re.compile(r"^(?:وال|ال|بال|لل)|(?:هذا|هذه|ذلك|تلك)\s+$")
_CARRIER_AR = re.compile(r"طائر|طيران|مروحي|مقاتلات|مدفعي|مسير|قذائف|صواريخ|براميل|راجمات|هاون")
"""Arabic names weapons with the article as it names them first: "ألقت المروحيات" points back to nothing."""
_SAME_AR = re.compile(r"ذات[هها]?(?![ء-ي])|نفس[هها]?(?![ء-ي])|المذكور|هذا|هذه|تلك|ذلك")
_SEPARATE = re.compile(
    r"\b(?:separate(?:ly)?|another|elsewhere|meanwhile|in a different|also on|in (?:response|retaliation)|"
    r"in turn|on the (?:other|opposite) (?:bank|side)|across the river|at the same time|"
    r"a day earlier|(?:days?|hours?) (?:earlier|later|before|after)|the (?:previous|following|next) day|"
    r"second(?! (?:militant|man|person|soldier|fighter|suspect|civilian|child|woman|passenger|guard)\b)|"
    r"later|afterwards|subsequently|(?:have|has) since)\b|"
    r"^[\s\"'“”‘’«»()\[\]*•–—,-]*(?:also|moreover|furthermore|additionally|in addition|similarly|"
    r"regarding|as for)\b|^\W*(?:\w+ )?\w+ (?:days|weeks|hours) ago\b|"
    r"منفصل|[ء-ي]{3,} (?:آخر|أخرى)(?![ء-ي])|في سياق|(?:ب|في )المقابل|"
    r"من جهت?[هةاي]+(?![ء-ي])|من جانب(?:ه|ها|هم)(?![ء-ي])|بدور(?:ه|ها)(?![ء-ي])|الضفة (?:المقابلة|"
    r"الأخرى)|وفي |^\W*و?(?:سبق|سبقه|تلا|تلاه|أعقب|أعقبه)\s+ذلك|^\W*كما\s|إلى ذلك|على صعيد",
    re.IGNORECASE,
)
_TOLD_BEFORE = re.compile(
    r"\b(?:in|during|by|from|after|before|following|of)\s+(?:the|this|that|these|those|both)\s+(?:same\s+)?$",
    re.IGNORECASE,
)
"""Before a trigger that only points back: "seven guards were killed in the clashes"."""
_AND_IN = re.compile(r"\W*(?:(?:and|but|then|while)\b|في حين\s|بينما\s|فيما\s|كما\s)", re.IGNORECASE)
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
    r"since|second|later|afterwards|subsequently|moreover|furthermore|additionally|addition|similarly|regarding|as|ago|opposite)|الضفة|منفصل|آخر|أخرى|سياق|المقابل|جهة|جهت|جانب|بدور|وفي|كما|ذلك|سبق|تلا|أعقب|صعيد"
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
            if t.event_type in {"airstrike", "drone_strike", "shelling"}
            # «وتدمر» is "and Palmyra" where the name stands behind the conjunction, not "and destroys"
            or not blocked.covers(t.start + t.text.startswith(("و", "ف")), t.end)
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
    locatives = _scenes(text, _labelled(text, sentence, locatives), triggers)
    pieces = split_coordinated(text, segments(text, sentence.start, sentence.end), triggers, locatives)
    lead = [
        x for x in locatives if x.role == "at" and x.end < triggers[0].start and x.start - sentence.body < 4
    ]
    drafts: list[Draft] = []
    opening: int | None = None  # "Rebels in Idlib, meanwhile, ambushed": who acts stands in the piece before
    for start, end in pieces:
        mine = [t for t in triggers if start <= t.start < end]
        here = [x for x in locatives if start <= x.start < end]
        if not mine:
            if drafts and here and not any(x.role == "at" and is_town(x) for x in drafts[-1].locatives):
                drafts[-1].locatives += here
                drafts[-1].end = end
            if drafts:  # "..., but nobody was hurt"; "... a day earlier near X"
                drafts[-1].counts += inside(found.counts, start, end)
                drafts[-1].dates += [d for d in inside(found.dates, start, end) if d.offset]
            else:
                opening = start if opening is None else opening
            if not drafts and here:
                lead = [*lead, *(x for x in here if x not in lead)]
            continue
        counted = any(d.offset for d in inside(found.dates, start, min(end, start + 24)))
        again = bool(drafts) and _tells_again(text[start:end], mine, drafts[-1])
        if drafts and not here and _tells_of_another_day(found, start, end, mine, drafts[-1]):
            again, here = True, [x for x in drafts[-1].locatives if x.role == "at" and is_narrow(x)]
        elsewhere = not here and start > pieces[0][0] and UNKNOWN.search(text, start, end) is not None
        placed = any(is_narrow(x) and x.role == "at" for x in here)
        if drafts and not counted and not again and not elsewhere and not placed:
            _widen(drafts[-1], found, start, end, mine, here)
            continue
        inherited = [] if again or elsewhere else lead
        drafts.append(draft_of(found, number, sentence, start, end, mine, here or inherited))
        drafts[-1].separate |= again
        if opening is not None:
            drafts[-1].parties = [*inside(found.parties, opening, start), *drafts[-1].parties]
            opening = None
    return drafts


def _labelled(text: str, sentence: Sentence, locatives: list[Locative]) -> list[Locative]:
    """Take the label of an item ("Daraa: Two gunmen shot") for context where a place is told besides."""
    if (
        len(locatives) < 2
        or locatives[0].start > sentence.body
        or text[locatives[0].end : locatives[0].end + 1] != ":"
    ):
        return locatives
    if not any(x.role == "at" and is_narrow(x) for x in locatives[1:]):
        return locatives
    return [replace(locatives[0], role="context"), *locatives[1:]]


_WHERE = re.compile(r"[’']?s?,?\s+where\s|[،,]?\s+حيث\s")


def _scenes(text: str, locatives: list[Locative], triggers: list[Trigger]) -> list[Locative]:
    """Take where somebody went for a scene of its own, if the sentence goes on with what happened there.

    "Nusra pulled back to its stronghold of X, where a car bomb exploded."
    """
    return [
        replace(x, role="at")
        if x.role in {"to", "home"}
        and _WHERE.match(text, x.end)
        and any(x.end < t.start < x.end + 60 for t in triggers)
        else x
        for x in locatives
    ]


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
        or not IN_IT.search(words)
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
    theirs = [(d.first, d.last) for d in before.dates if d.first is not None]
    kind = main_type(triggers, found.text[start:end])
    return (
        bool(mine and theirs)
        and not {(day, day) for day in mine} & set(theirs)
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
        (
            bool(_DEFINITE.search(before))
            and not _BODY_OF_ONE.match(text, first.start)
            and not _BY_PARTY.search(before + first.text)
        )
        or (bool(_DEFINITE_AR.search(first.text)) and not _CARRIER_AR.search(first.text))
        or (_ANAPHORA_SPOT.near(text, start, end) and bool(ANAPHORA.search(words)))
    )
    here = any(x.role == "at" and is_narrow(x) for x in locatives)
    shown = not here and _FOOTAGE.match(words) is not None
    definite = definite or shown or (not here and _FIGHTING_AR.search(words) is not None)
    if (
        here
        and definite
        and not before.isascii()
        and not ANAPHORA.search(words)
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
