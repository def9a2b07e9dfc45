"""Incidents: what a text tells happened, sentence by sentence, and which sentences tell of the same thing.

A draft is one statement: triggers, the words of its place, its date, counts and parties.  Drafts that tell
of one incident (a headline, its details, a caption) are put together; the narrowest place that fits them all
is the incident's.  No rule here knows any single text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Protocol, TypeVar

from badia_geo import lexicon as lx
from badia_geo.actors import ActorMention, find_actors
from badia_geo.casualties import Casualties, find_casualties
from badia_geo.dates import DatePhrase, find_dates
from badia_geo.event_types import Trigger, event_types, find_triggers, main_type
from badia_geo.footprints import GEOD
from badia_geo.locatives import Locative, find_locatives
from badia_geo.phrases import Spans, fold
from badia_geo.sentences import Sentence, segments, split_sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from badia_geo.geocoding import Location
    from badia_geo.mentions import Toponym

__all__ = ["Draft", "Incident", "Locator", "find_incidents"]

Locator = Callable[[Locative], "Location"]
"""Locates the words of a place; the caller remembers and adds context."""

UNDATED_DAYS = 7
"""A report that gives no date tells of the week before it was published."""
BACKGROUND_DAYS = 180
"""A dated event that ended longer than this before publication is background to the report."""
SAME_PLACE_M = 25_000.0
"""Two tellings of one incident may put it this far apart ("near the city", "at the field south of the city")."""

LOOK_BACK = 12
"""Incidents back to which a statement may refer; keeps the time linear in the length of a text."""

_AREAS = {"sector", "corridor", "admin3", "admin2", "admin1", "region", "country"}
_COARSE = {"country", "region"}
_WORKS = {"oil", "air", "base", "dam", "bridge", "crossing", "camp", "mountain"}
_NOT_REAL = re.compile(
    r"(?:\b(?:could|would|may|might|can|should|will|shall|cannot|plans? to|planning to|planned to|threaten(?:s|ed|ing)? (?:to|with)|vow(?:s|ed)? to|warn(?:s|ed|ing)? (?:of|that|against)|"
    r"if|unless|prevent(?:s|ing)?|avoid(?:ing)?|against(?: any)?|not|never|n[’']t|without|fears? of|feared|possible|potential|possibility of|risk of|"
    r"continues? to|continuing to|often|regularly|frequently|usually|repeatedly|aimed at|efforts? to|in order to|hop(?:es|ing) to|difficult to|wants? to|"
    r"used to|calls? for|called for|call(?:s|ed|ing)? (?:on|for) [\w ]{0,40}|demand(?:s|ed)?|denied|denies|rumou?rs? of|claims? of|designed to|ready to|prepar(?:es?|ed|ing) (?:to|for)|"
    r"backed by|supported by|with (?:the )?(?:support|backing) of|responsible for (?:the )?(?:previous|past|earlier|several|many)|to stop|to halt|to end|to counter|to fight|to combat|fight(?:ing)? against|war on|the threat of|no)|"
    r"\b(?:لم|لن|لا|قد ي\w+|يمكن|خشية|خوفا من|لمنع|لمواجهة|احتمال|تحسبا ل\w*|في حال|دون)(?![ء-ي]))\s*(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_TO_VERB = re.compile(r"\bto\s+(?:\w+ly\s+)?$", re.IGNORECASE)
_SUBORDINATE = re.compile(
    r"(?:,\s*|\s|^)(?:since|when|who|whom|whose|which|where|until|before|amid|during|after|following|as|because|although|though|"
    r"منذ|عندما|حين|حيث|بعد|عقب|إثر|قبل|خلال|الذي|التي|اللذين|الذين)\s",
    re.IGNORECASE,
)
_PAST_PERFECT = re.compile(
    r"\bhad\s+(?:\w+ly\s+)?(?:been\s+)?\w+|(?<![ء-ي])و?كان(?:ت)?\s.*\sقد\s", re.IGNORECASE
)
_ASIDE = re.compile(r"\b(?:after|when|before|while|where|since|who|which)\b|بعد|عندما|حين|قبل", re.IGNORECASE)
_SINCE = re.compile(r"\bsince\b|منذ", re.IGNORECASE)
_SUPERLATIVE = re.compile(
    r"\b(?:first|second|third|latest|deadliest|worst|biggest|largest|bloodiest|one of the|most recent)\b[^.;]{0,80}\b(?:since|in (?:years|months|weeks)|in the past)\b",
    re.IGNORECASE,
)
_DEFINITE = re.compile(
    r"\b(?:the|this|that|these|those)\s+(?:\w+\s+){0,2}$|\b(?:it|they|he|she)\s+(?:was|were|is|has|had)\s+(?:\w+\s+){0,4}$",
    re.IGNORECASE,
)
_DEFINITE_AR = re.compile(r"^(?:وال|ال|بال|لل)|(?:هذا|هذه|ذلك|تلك)\s+$")
_ANAPHORA = re.compile(
    r"\b(?:the (?:mosque|church|museum|shrine|temple|"
    r"(?:\w+ )?(?:attacks?|blasts?|explosions?|bombings?|incident|strikes?|raids?|clashes|ambush|killings?|shelling|fighting|battles?|operation|offensive|assault|shooting|"
    r"victims?|dead|convoy))|"
    r"this attack|the attackers?|the assailants?|the gunmen|(?:its|their) (?:\w+ )?(?:fighters|members))\b|"
    r"الهجوم|الانفجار|التفجير|الحادثة|العملية|الغارة|القصف|الاستهداف",
    re.IGNORECASE,
)
_SAME_AREA = re.compile(
    r"\b(?:the (?:same )?(?:town|city|village|area|region|scene|site|district|neighbou?rhood|road)|there|nearby areas?|the surrounding area)\b|المنطقة|البلدة|القرية|المدينة|المكان",
    re.IGNORECASE,
)
_SEPARATE = re.compile(
    r"\b(?:separate(?:ly)?|another|elsewhere|meanwhile|in a different|also on|a day earlier|days? (?:earlier|later|before|after)|the (?:previous|following|next) day|second|later|afterwards|subsequently)\b|"
    r"منفصل|آخر|أخرى|في سياق|بالمقابل|من جهة|وفي ",
    re.IGNORECASE,
)
_ADDED = re.compile(r"\balso\b|\bother(?:s)?\b|كما|أيضا", re.IGNORECASE)
_CONSEQUENCE = re.compile(
    r"\b(?:prompting|triggering|sparking|leading to|in response to|in retaliation for|responded with|forcing)\s+(?:\w+\s+){0,3}$",
    re.IGNORECASE,
)
_COORDINATOR = re.compile(
    r",?\s+(?:and|but|then)\s+|(?P<later>\s+(?:after|following)\s+)|,\s+|\s+و(?=[ء-ي]{3})|،\s*", re.IGNORECASE
)
_WEAK_TYPES = {"deployment", "agreement", "siege", "base", "displacement", "protest", "withdrawal"}
_FIRED_FROM = {"shelling", "airstrike", "drone_strike", "attack", "clash", "deployment", "ambush", "ied"}
"""Types for which "from X" is where it was launched, not where it hit."""
_PERSON_WORD = re.compile(r"[A-Z][a-z][\w’'-]{2,}")


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
    names: frozenset[str]
    definite: bool
    separate: bool
    background: bool
    event_type: str = "other"
    told_until: int = 0  # where its background begins ("since 2017, when ..."); ``end`` without any
    place: Locative | None = None
    location: Location | None = None
    why_place: str = ""
    aside: bool = False  # the place stands in a clause of its own ("after fighters had left X")


@dataclass(slots=True)
class Incident:
    """One incident: the drafts that tell of it, and what they say together."""

    drafts: list[Draft] = field(default_factory=list)
    date_start: date | None = None
    date_end: date | None = None
    date_phrase: DatePhrase | None = None
    date_rule: str = ""
    event_type: str = "other"
    place: Locative | None = None
    location: Location | None = None
    why_place: str = ""

    @property
    def counts(self) -> list[Casualties]:
        """Casualties of all drafts."""
        return [c for d in self.drafts for c in d.counts]

    @property
    def parties(self) -> list[ActorMention]:
        """Parties of all drafts, each once."""
        seen: dict[str, ActorMention] = {}
        for draft in self.drafts:
            for party in draft.parties:
                seen.setdefault(party.actor.actor, party)
        return list(seen.values())


class _Found:
    """Everything that stands in a text, by offset."""

    def __init__(self, text: str, toponyms: Sequence[Toponym], published: date | None) -> None:
        self.text = text
        self.toponyms = list(toponyms)
        self.sentences = split_sentences(text)
        self.parties = find_actors(text)
        self.dates = find_dates(text, published=published)
        self.counts = find_casualties(text)
        blocked = Spans((x.start, x.end) for x in (*self.parties, *self.toponyms))
        self.triggers = [
            t
            for t in find_triggers(text)
            if t.event_type in {"airstrike", "drone_strike"} or not blocked.covers(t.start, t.end)
        ]


class _Spanned(Protocol):
    @property
    def start(self) -> int: ...


Item = TypeVar("Item", bound=_Spanned)


def _inside(items: list[Item], start: int, end: int) -> list[Item]:
    """Give the items, which are in order, that begin in a stretch of text."""
    return items[bisect_left(items, start, key=_start) : bisect_left(items, end, key=_start)]


def _start(item: _Spanned) -> int:
    return item.start


def find_incidents(
    text: str,
    toponyms: Sequence[Toponym],
    locate: Locator,
    *,
    published: date | None,
    undated: str = "week",
    at_least_one: bool = False,
) -> list[Incident]:
    """Find the incidents that a text tells of.

    Parameters
    ----------
    text
        A report or a note.
    toponyms
        Its place names.
    locate
        Locates a locative.
    published
        Day of publication, or of the note's event.
    undated
        What a statement without a date is taken for: ``"week"`` up to publication, or ``"day"`` of it.
    at_least_one
        Give one incident of type ``other`` for a text that tells of none.

    Returns
    -------
    list of Incident
        In the order in which the text first tells of them.
    """
    found = _Found(text, toponyms, published)
    drafts = [d for n, s in enumerate(found.sentences) for d in _drafts(found, n, s)]
    _mark_background(drafts, published)
    kept = [d for d in drafts if not d.background] or [d for d in drafts if d.triggers]
    for draft in kept:
        _place(draft, locate)
    incidents = _link(kept, published)
    if not incidents and at_least_one:
        incidents = [_whole_text(found, locate)]
    _fill_from_headline(incidents, found, locate)
    for number, incident in enumerate(incidents):
        _date(incident, incidents[:number], published, undated)
    return incidents


# ---------------------------------------------------------------- drafts


def _drafts(found: _Found, number: int, sentence: Sentence) -> list[Draft]:
    text = found.text
    triggers = [
        t for t in _inside(found.triggers, sentence.body, sentence.end) if _is_told(text, sentence, t)
    ]
    if not triggers:
        return []
    toponyms = _inside(found.toponyms, sentence.body, sentence.end)
    locatives = find_locatives(text, sentence.body, sentence.end, toponyms)
    pieces = _split_coordinated(text, segments(text, sentence.start, sentence.end), triggers, locatives)
    lead = [
        x for x in locatives if x.role == "at" and x.end < triggers[0].start and x.start - sentence.body < 4
    ]
    drafts: list[Draft] = []
    for start, end in pieces:
        mine = [t for t in triggers if start <= t.start < end]
        here = [x for x in locatives if start <= x.start < end]
        if not mine:
            if drafts and here and not [x for x in drafts[-1].locatives if x.role == "at"]:
                drafts[-1].locatives += here
                drafts[-1].end = end
            elif not drafts and here:
                lead = [*lead, *(x for x in here if x not in lead)]
            continue
        if drafts and not any(_is_narrow(x) and x.role == "at" for x in here):
            _widen(drafts[-1], found, start, end, mine, here)
            continue
        drafts.append(_draft(found, number, sentence, start, end, mine, here or lead))
    return drafts


def _draft(
    found: _Found,
    number: int,
    sentence: Sentence,
    start: int,
    end: int,
    triggers: list[Trigger],
    locatives: list[Locative],
) -> Draft:
    text = found.text
    words = text[start:end]
    own = _inside(found.dates, max(start, sentence.body), end)
    dates = own or [d for d in _inside(found.dates, sentence.body, sentence.end) if d.start < start]
    first = triggers[0]
    before = text[max(start, first.start - 40) : first.start]
    definite = (
        bool(_DEFINITE.search(before))
        or bool(_DEFINITE_AR.search(first.text))
        or bool(_ANAPHORA.search(words))
    )
    return Draft(
        start,
        end,
        words.strip(),
        number,
        triggers,
        locatives,
        dates,
        _inside(found.counts, start, end),
        _inside(found.parties, start, end),
        _person_names(found, start, end),
        definite,
        bool(_SEPARATE.search(words[:60])),
        False,
        main_type(triggers, words),
        end,
    )


def _widen(
    draft: Draft, found: _Found, start: int, end: int, triggers: list[Trigger], locatives: list[Locative]
) -> None:
    draft.end = end
    draft.text = found.text[draft.start : end].strip()
    draft.triggers += triggers
    draft.locatives += locatives
    draft.dates = draft.dates or _inside(found.dates, start, end)
    draft.counts += _inside(found.counts, start, end)
    draft.parties += _inside(found.parties, start, end)
    draft.names |= _person_names(found, start, end)
    draft.event_type = main_type(draft.triggers, draft.text)
    draft.told_until = end


def _person_names(found: _Found, start: int, end: int) -> frozenset[str]:
    """Capitalised words that are no place, party, month or title: what links two tellings of one death."""
    taken = [
        (x.start, x.end) for x in (*_inside(found.toponyms, start, end), *_inside(found.parties, start, end))
    ]
    words = set()
    for match in _PERSON_WORD.finditer(found.text, start, end):
        word = fold(match.group())
        known = (
            word in lx.TITLES
            or word in lx.RUN_WORDS
            or word in lx.GIVEN_NAMES
            or word in lx.ORGANISATION_HEADS
        )
        first = match.start() == start or found.text[max(0, match.start() - 2) : match.start()] in {
            ". ",
            "“",
            "\n",
        }
        if not known and not first and not any(s <= match.start() < e for s, e in taken):
            words.add(word)
    return frozenset(words)


def _is_told(text: str, sentence: Sentence, trigger: Trigger) -> bool:
    """Tell whether a trigger is told as having happened."""
    before = text[max(sentence.start, trigger.start - 70) : trigger.start]
    clause = re.split(r"[;:]|,\s+(?:but|and|while)\s", before)[-1]
    if _NOT_REAL.search(clause):
        return False
    if _TO_VERB.search(clause) and not re.search(r"ed|ing|s$", trigger.text[-3:]):
        return False
    after = text[trigger.end : trigger.end + 30]
    if re.match(
        r"\s+(?:zone|front|line|lines|positions?|aircraft|group|groups|capabilit|crimes?|tribunal|helicopters?)\b",
        after,
    ):
        return trigger.event_type in {"clash", "shelling", "attack"} and "position" in after
    return not _CONSEQUENCE.search(before)


def _split_coordinated(
    text: str, pieces: list[tuple[int, int]], triggers: list[Trigger], locatives: list[Locative]
) -> list[tuple[int, int]]:
    """Part "killed two in A and wounded three in B" where both halves have an event and a place of their own."""
    result = []
    for start, end in pieces:
        cut = None
        for match in _COORDINATOR.finditer(text[start:end]):
            at = start + match.start()
            if any(x.start <= at < x.end for x in locatives):
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


def _complete(start: int, end: int, triggers: list[Trigger], locatives: list[Locative]) -> bool:
    return any(start <= t.start < end for t in triggers) and any(
        start <= x.start < end and x.role == "at" and _is_narrow(x) for x in locatives
    )


def _is_narrow(locative: Locative) -> bool:
    return any(t.kind not in _COARSE for t in locative.toponyms)


def _mark_background(drafts: list[Draft], published: date | None) -> None:
    """Set statements about the past, which a report gives only as background, apart."""
    for draft in drafts:
        words = draft.text
        kept = []
        told_until = draft.end
        for trigger in draft.triggers:
            clause_start = draft.start
            for match in _SUBORDINATE.finditer(words):
                if draft.start + match.start() <= trigger.start:
                    clause_start = draft.start + match.start()
            opening = words[max(0, clause_start - draft.start) :][:14].lower().lstrip(", ")
            dates = [d for d in draft.dates if d.last is not None and not (d.since and d.start > trigger.end)]
            own = [d for d in dates if clause_start <= d.start] or (
                [] if clause_start > draft.start else dates
            )
            past = published is not None and own and all(_is_old(d, published) for d in own)
            behind_since = bool(_SINCE.search(words[: max(0, trigger.start - draft.start)]))
            before = words[: max(0, trigger.start - draft.start)][max(0, clause_start - draft.start) :]
            if published is not None and own and _PAST_PERFECT.search(before + trigger.text):
                past = past or all(
                    d.last is not None and (published - d.last).days > UNDATED_DAYS for d in own
                )
            if (
                opening.startswith(("since", "منذ"))
                or (behind_since and opening.startswith(("when", "عندما")))
                or past
            ):
                if kept:
                    told_until = min(told_until, clause_start)
                continue
            kept.append(trigger)
        if not kept or _is_summary(draft):
            draft.background = True
            continue
        if len(kept) < len(draft.triggers):
            _cut_background(draft, kept, told_until)
        if published is not None:
            draft.dates = [
                d for d in draft.dates if d.last is None or not _is_old(d, published) or d.since
            ] or draft.dates


def _cut_background(draft: Draft, kept: list[Trigger], told_until: int) -> None:
    since = _SINCE.search(draft.text)
    if since is not None and kept[-1].end <= draft.start + since.start():
        told_until = min(told_until, draft.start + since.start())
    draft.told_until = told_until
    draft.triggers = kept
    draft.event_type = main_type(kept, draft.text[: told_until - draft.start])
    draft.counts = [c for c in draft.counts if c.start < told_until]
    draft.parties = [p for p in draft.parties if p.start < told_until]
    draft.locatives = [x for x in draft.locatives if x.start < told_until]


def _is_old(phrase: DatePhrase, published: date) -> bool:
    return phrase.last is not None and (published - phrase.last).days > BACKGROUND_DAYS


def _is_summary(draft: Draft) -> bool:
    """Tell whether a statement counts up years ("have killed hundreds since 2011")."""
    long_since = any(d.since and d.first is not None and d.last is not None for d in draft.dates)
    others = [d for d in draft.dates if not d.since]
    perfect = re.search(r"\b(?:have|has) (?:been |\w+ly )?\w+", draft.text)
    return bool(long_since and not others and perfect and not _SUPERLATIVE.search(draft.text))


# ---------------------------------------------------------------- places


def _place(draft: Draft, locate: Locator) -> None:
    """Choose the narrowest place bound to a draft's triggers."""
    options = [x for x in draft.locatives if x.role == "at" and _is_narrow(x)]
    if not options:
        moves = {"to"} if draft.event_type in _FIRED_FROM else {"to", "from"}
        options = [x for x in draft.locatives if x.role in moves and _is_narrow(x)]
    if not options:
        options = [x for x in draft.locatives if x.role == "home" and _is_narrow(x)]
    if not options:
        return
    table = event_types()
    anchor = max(draft.triggers, key=lambda t: (table[t.event_type].rank, -t.start))
    options.sort(key=lambda x: _distance(draft, anchor, x))
    best = options[0]
    location = locate(best)
    why = f"stands nearest to “{anchor.text}”"
    for other in options[1:4]:
        there = locate(other)
        if there.footprint is None:
            continue
        if location.footprint is None or (
            _width(other, there) < 0.7 * _width(best, location) and _compatible(location, there)
        ):
            best, location, why = other, there, f"is narrower than “{best.text}” and agrees with it"
    draft.place, draft.location, draft.why_place = best, location, why
    first, last = sorted((anchor.start, best.start))
    draft.aside = bool(_ASIDE.search(draft.text[max(0, first - draft.start) : max(0, last - draft.start)]))


def _width(locative: Locative, location: Location) -> float:
    """Size of a place for choosing the narrowest, in metres.

    A field, base or bridge says more than a town of like radius, and so do more names in one description.
    """
    if location.footprint is None:
        return float("inf")
    work = locative.toponyms[0].kind in _WORKS
    return float(location.footprint.radius_m * (0.8 if work else 1.0) * 0.95 ** (len(locative.toponyms) - 1))


def _distance(draft: Draft, anchor: Trigger, locative: Locative) -> float:
    """Words between a trigger and a place, with a price for clause borders between them and for coming first."""
    nearest = min(draft.triggers, key=lambda t: abs(t.start - locative.start))
    distance = float("inf")
    for trigger in (anchor, nearest):
        a, b = sorted(((trigger.start, trigger.end), (locative.start, locative.end)))
        between = draft.text[max(0, a[1] - draft.start) : max(0, b[0] - draft.start)]
        price = len(between.split()) + 8 * len(
            re.findall(r"[,;:،]|\b(?:who|which|that|where|after|before|when|while)\b", between)
        )
        if locative.start < trigger.start:
            price += 2
        distance = min(distance, price + (0 if trigger is anchor else 1))
    return distance + (15 if any(t.kind == "governorate" for t in locative.toponyms[:1]) else 0)


def _compatible(a: Location, b: Location) -> bool:
    """Tell whether two located places can be those of one incident."""
    if a.footprint is None or b.footprint is None:
        return True
    p, q = a.footprint.point, b.footprint.point
    apart = GEOD.inv(p.x, p.y, q.x, q.y)[2]
    small, large = sorted((a.footprint, b.footprint), key=lambda f: f.radius_m)
    if large.precision in _AREAS:
        return bool(large.geometry.covers(small.point) or apart <= SAME_PLACE_M)
    return bool(apart <= min(SAME_PLACE_M, max(5_000.0, 1.5 * large.radius_m + small.radius_m)))


# ---------------------------------------------------------------- linking


def _link(drafts: list[Draft], published: date | None) -> list[Incident]:
    incidents: list[Incident] = []
    for draft in drafts:
        home = _home(draft, incidents, published)
        if home is None:
            if draft.place is None and incidents and not _stands_alone(draft, incidents[-1]):
                continue  # talk about what was told before, or about nothing in particular
            home = Incident()
            incidents.append(home)
        _join(home, draft)
    return incidents


def _stands_alone(draft: Draft, last: Incident) -> bool:
    """Tell whether a statement without a place is an event; one about "the area" takes over the last place."""
    told = draft.counts or any(
        d.first and d.last and not d.since and (d.last - d.first).days <= 31 for d in draft.dates
    )
    if told and not draft.definite:
        return True
    here = _SAME_AREA.search(draft.text)
    if here is None or _is_weak(draft) or last.place is None:
        return False
    draft.place, draft.location = last.place, last.location
    draft.why_place = f"is the place told before, which “{here.group()}” points to"
    return True


def _is_weak(draft: Draft) -> bool:
    table = event_types()
    return draft.event_type in _WEAK_TYPES or table[draft.event_type].role in {"harm", "generic"}


def _home(draft: Draft, incidents: list[Incident], published: date | None) -> Incident | None:
    """Find the incident that a draft tells more of."""
    best: tuple[float, Incident] | None = None
    for incident in incidents[: -LOOK_BACK - 1 : -1]:
        score = _likeness(draft, incident, published)
        if score >= 1.0 and (best is None or score > best[0]):
            best = (score, incident)
    return best[1] if best else None


def _likeness(draft: Draft, incident: Incident, published: date | None) -> float:
    last = incident.drafts[-1]
    if not _dates_agree(draft, incident) or not _types_agree(draft.event_type, incident.event_type):
        return 0.0
    both = draft.location is not None and incident.location is not None
    if both and not _places_agree(draft, incident):
        return 0.0
    names = frozenset().union(*(d.names for d in incident.drafts))
    shared = len(draft.names & names)
    adjacent = draft.sentence - last.sentence <= 1
    score = 0.0
    score += 1.0 if shared >= 1 and (shared >= 2 or draft.event_type == incident.event_type) else 0.0
    score += 0.6 if draft.definite else 0.3 if draft.place is None and _SAME_AREA.search(draft.text) else 0.0
    score += 0.5 if adjacent else 0.15 if draft.sentence - last.sentence <= 3 else 0.0
    score += 0.4 if draft.event_type == incident.event_type else 0.1
    if both or (
        draft.place is None
        and (event_types()[draft.event_type].role == "harm" or draft.event_type == incident.event_type)
    ):
        score += 0.4
    elif draft.place is not None and incident.place is None:
        score += 0.2
    if draft.separate and not draft.definite:
        score -= 0.8
    if (
        draft.dates
        and incident.date_phrase is not None
        and draft.dates[0].text.lower() == incident.date_phrase.text.lower()
    ):
        score += 0.1
    return score - _counts_differ(draft, incident)


def _places_agree(draft: Draft, incident: Incident) -> bool:
    mine, theirs = draft.location, incident.location
    if mine is None or theirs is None or draft.place is None or incident.place is None:
        return True
    if mine.footprint is None or theirs.footprint is None:
        # a place that could not be located is the same if it is called the same, or the event is
        return draft.definite or bool(
            {fold(t.text) for t in draft.place.toponyms} & {fold(t.text) for t in incident.place.toponyms}
        )
    return _compatible(mine, theirs)


def _counts_differ(draft: Draft, incident: Incident) -> float:
    mine = {c.low for c in draft.counts if c.kind == "killed" and not c.additional}
    theirs = {c.low for c in incident.counts if c.kind == "killed" and not c.additional}
    return 0.4 if mine and theirs and not mine & theirs else 0.0


def _types_agree(a: str, b: str) -> bool:
    table = event_types()
    if a == b or "other" in {a, b}:
        return True
    roles = {table[a].role, table[b].role}
    if roles & {"harm", "generic"}:
        return not {a, b} & _WEAK_TYPES
    close = (
        {"airstrike", "drone_strike", "shelling"},
        {"clash", "ambush", "attack", "capture"},
        {"ied", "suicide_bombing", "ambush"},
        {"execution", "abduction", "assassination"},
        {"destruction", "capture", "shelling", "airstrike", "ied", "base"},
    )
    return any(a in group and b in group for group in close)


def _dates_agree(draft: Draft, incident: Incident) -> bool:
    if incident.date_start is None or incident.date_end is None:
        return True
    for phrase in draft.dates:
        if phrase.offset:
            return False
        if phrase.first is not None and phrase.last is not None and not phrase.since:
            return phrase.first <= incident.date_end and phrase.last >= incident.date_start
    return True


def _join(incident: Incident, draft: Draft) -> None:
    incident.drafts.append(draft)
    incident.event_type = _type_of(incident.drafts)
    for phrase in draft.dates:
        if phrase.first is None or phrase.last is None or phrase.since:
            continue
        width = phrase.last - phrase.first
        if (
            incident.date_start is None
            or incident.date_end is None
            or width < incident.date_end - incident.date_start
        ):
            incident.date_start, incident.date_end, incident.date_phrase = phrase.first, phrase.last, phrase
            incident.date_rule = phrase.rule
        break
    if draft.place is None or draft.location is None:
        return
    now, new = incident.location, draft.location
    if incident.place is None or now is None or (now.footprint is None and new.footprint is not None):
        incident.place, incident.location, incident.why_place = draft.place, new, draft.why_place
    elif _width(draft.place, new) < _width(incident.place, now) and not draft.aside:
        why = f"is the narrowest place told for this incident (“{incident.place.text}” is wider)"
        incident.place, incident.location, incident.why_place = draft.place, new, why


def _type_of(drafts: list[Draft]) -> str:
    """Take the type of the first statement that says what was done, else the most exact of the others."""
    table = event_types()
    for draft in drafts:
        if table[draft.event_type].role == "cause" and draft.event_type not in _WEAK_TYPES:
            return draft.event_type
    return max((d.event_type for d in drafts), key=lambda code: table[code].rank)


def _whole_text(found: _Found, locate: Locator) -> Incident:
    """Make one incident of type ``other`` of a text that tells of none."""
    whole = Sentence(0, len(found.text), 0, 0)
    locatives = [
        x
        for s in found.sentences
        for x in find_locatives(found.text, s.body, s.end, _inside(found.toponyms, s.body, s.end))
    ]
    anchor = Trigger(0, 0, "", "other")
    draft = _draft(found, 0, whole, 0, len(found.text), [anchor], locatives)
    draft.event_type = "other"
    options = sorted((x for x in locatives if _is_narrow(x)), key=lambda x: (x.role != "at", x.start))
    if options:
        draft.place, draft.location, draft.why_place = (
            options[0],
            locate(options[0]),
            "is the first place of the text",
        )
    incident = Incident()
    _join(incident, draft)
    incident.event_type = "other"
    return incident


def _fill_from_headline(incidents: list[Incident], found: _Found, locate: Locator) -> None:
    """Give the only incident of a text without a place of its own the text's nearest place."""
    placed = [i for i in incidents if i.place is not None]
    if placed or not incidents:
        return
    order = bisect_right([s.start for s in found.sentences], incidents[0].drafts[0].start) - 1
    options = []
    for number, sentence in enumerate(found.sentences):
        names = _inside(found.toponyms, sentence.start, sentence.end)
        for locative in find_locatives(found.text, sentence.start, sentence.end, names):
            if _is_narrow(locative):
                options.append((locative.role != "at", abs(number - order), locative.start, locative))
    if options:
        best = min(options, key=lambda o: o[:3])[3]
        main = incidents[0]
        main.place, main.location = best, locate(best)
        main.why_place = "is the nearest place of the text; the event's own words name none"


# ---------------------------------------------------------------- dates


def _date(incident: Incident, before: list[Incident], published: date | None, undated: str) -> None:
    """Date an incident: its own phrase, one counted from the event before, or the time of publication."""
    if incident.date_start is not None:
        return
    previous = next((i for i in reversed(before) if i.date_start is not None), None)
    for draft in incident.drafts:
        for phrase in draft.dates:
            if (
                phrase.offset is not None
                and previous is not None
                and previous.date_start
                and previous.date_end
            ):
                step = timedelta(phrase.offset)
                incident.date_start, incident.date_end = previous.date_start + step, previous.date_end + step
                incident.date_phrase, incident.date_rule = phrase, phrase.rule
                return
    for other in reversed(before):
        if other.date_start is None or other.date_end is None:
            continue
        recent = published is None or (published - other.date_end).days <= UNDATED_DAYS
        if recent and (other.date_end - other.date_start).days <= UNDATED_DAYS:
            incident.date_start, incident.date_end = other.date_start, other.date_end
            incident.date_rule = "taken over from the event told before"
            return
    if published is not None:
        days = UNDATED_DAYS if undated == "week" else 0
        incident.date_start, incident.date_end = published - timedelta(days), published
        incident.date_rule = "undated: the week up to publication" if days else "undated: the day of the note"
    else:
        incident.date_rule = "no date in the text, and no publication date is known"
