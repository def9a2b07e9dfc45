"""Background: statements about the past that a report gives beside its events."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from badia_geo.coordination import is_town
from badia_geo.drafts import UNDATED_DAYS
from badia_geo.event_types import main_type
from badia_geo.number_words import NUMBER_PATTERN
from badia_geo.outcomes import outcome
from badia_geo.spots import Spot

if TYPE_CHECKING:
    from datetime import date

    from badia_geo.dates import DatePhrase
    from badia_geo.drafts import Draft, Findings
    from badia_geo.event_types import Trigger

__all__ = ["mark_background"]

BACKGROUND_DAYS = 150
"""A dated event that ended longer than this before publication is background to the report."""
MONTH_DAYS = 20
"""A past perfect with a window as wide as "last month" is background, whenever it ended."""
_SUBORDINATE = re.compile(
    r"(?:,\s*|(?<!\bhave)(?<!\bhas)(?<!\bhad)\s|^)(?:since|when|who|whom|whose|which|where|until|before|amid|during|after|following|as|"
    r"because|although|though|"
    r"منذ|عندما|حين|حيث|بعد|عقب|إثر|قبل|خلال|الذي|التي|اللذين|الذين)\s",
    re.IGNORECASE,
)
_PAST_PERFECT = re.compile(
    r"\bhad\s+(?:\w+ly\s+)?(?:been\s+)?\w+|(?<![ء-ي])و?كان(?:ت)?\s.*\sقد\s", re.IGNORECASE
)
_ASIDE = re.compile(r",\s*(?:who|whom|whose|which|where)\s", re.IGNORECASE)
_SINCE = re.compile(r"(?<!\bhave )(?<!\bhas )(?<!\bhad )\bsince\b|منذ", re.IGNORECASE)
"""The preposition: "warplanes have since struck" tells of news."""
_FOR_LONG = re.compile(
    rf"\b(?:have|has)\s+(?:\w+\s+){{0,3}}?(?:been|held|faced|endured|lived|"
    rf"suffered|looted)\b[^.;]*\bfor\s+(?:more than\s+|over\s+|nearly\s+|almost\s+|about\s+)?"
    rf"(?:(?:an?|several|many|{NUMBER_PATTERN})\s+)?(?:years?|months|decades?)\b",
    re.IGNORECASE,
)
"""What has gone on for long: "200,000 people have been trapped by the siege for a year"."""
_SUPERLATIVE = re.compile(
    r"\b(?:first|second|third|latest|deadliest|worst|biggest|largest|bloodiest|one of the|most recent)"
    r"\b[^.;]{0,80}\b(?:since|in (?:years|months|weeks)|in the past)\b",
    re.IGNORECASE,
)
_SUM_AR = re.compile(
    r"(?:حصيلة|بذلك يكون|وبذلك|ارتفع|ترتفع|يرتفع|بلغ|بلغت|وثق|وثّق|وثقت|أحصى|أحصت|سجل|سجّل|سجلت|"
    r"(?<!م)رصد|عدد)[^.]*منذ\s+(?:مطلع|بداية|بدء|أوائل|انطلاق|اندلاع|عام|العام|سنوات|أشهر|نهاية|"
    r"أواخر|منتصف|كانون|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين|شهر|\d)"
    r"|^\W*و?منذ\s+(?:مطلع|بداية|بدء|أوائل|نهاية|أواخر|منتصف|عام|كانون|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين|شهر)"
    r"|منذ\s+(?:مطلع|بداية|بدء|أوائل)[^.]*(?:حصيلة|بلغ|بلغت|وثق|وثّق|أحصى|سجل|عدد)"
)
_SUM_OF_PERIOD = re.compile(
    rf"\b(?:{NUMBER_PATTERN})\s+(?:\w+\s+){{0,2}}(?:attacks|operations|assassinations|killings|incidents|raids|kidnappings|"
    r"arrests)\b[^.;]{0,80}\b(?:in|during|over|within|throughout)\s+the\s+(?:past|last|same|previous|first)\s+(?:\w+\s+)?"
    r"(?:weeks?|months?|years?)\b"
    r"|\b(?:in|during|over|within|throughout)\s+the\s+(?:past|last|previous)\s+(?:\w+\s+)?(?:months|years?)\b[^.;]{0,60}"
    rf"\b(?:{NUMBER_PATTERN})\s+(?:\w+\s+){{0,2}}(?:attacks|operations|assassinations|killings|incidents)\b"
    rf"|\b(?:saw|witnessed|recorded|documented|counted|registered|put|puts|totalled|seen)\b[^.;]{{0,40}}\b(?:{NUMBER_PATTERN})\s+(?:\w+\s+){{0,2}}"
    r"(?:attempts|assassinations|attacks|operations|incidents|violations|bombings|killings)\b[^.;]*\b(?:governorate|province|country|region|areas)\b"
    rf"|\b(?:{NUMBER_PATTERN})\s+(?:attacks|operations)\s+(?:left|killed|resulted)\b"
    rf"|^\W*[A-Z][\w' -]{{2,20}}:\s*(?:{NUMBER_PATTERN})\s+(?:attacks|operations)\b"
    rf"|(?:{NUMBER_PATTERN})\s+(?:هجمات|عمليات|هجوما|هجوماً|عملية)\s[^.؛]{{0,90}}(?:خلال|في)\s+(?:ال)?(?:أسبوع|شهر|أشهر|عام)(?![ء-ي])",
    re.IGNORECASE,
)
"""Attacks counted over weeks: "seven attacks during the week"."""
_EVER = re.compile(
    r"\b(?:have|has) (?:long )?been (?:[a-z]+ly )?(?:target|attack|shell|bomb|strik|hitt)ing\b"
)
"""What goes on all the while: no event unless it is dated, or opens the report."""
_LABEL = re.compile(
    r"\W*(?:background|context|reminder|note)\s*:|\W*(?:خلفية|للتذكير|تذكير)\s*:", re.IGNORECASE
)
_CAME = re.compile(
    r"^\W*(?:the|this|these|those|\w+day[’']s)\s+(?:\w+\s+){0,2}(?:attacks?|assaults?|strikes?|raids?|bombings?|blasts?|shelling|clashes|"
    r"violence|killings?|fighting|incidents?|operations?|offensive|protests?|escalation|arrests?|advance|capture)\s+"
    r"(?:came|comes|come|followed|follows|follow|coincided|coincides|occurred|was the|is the|"
    r"were the|are the)\b"
    r"|^\W*(?:the|this)\s+(?:unrest|violence|fighting|clashes|protests|crisis|revolt|uprising|rebellion|tensions?|flare-up|escalation)\s+"
    r"(?:first\s+)?(?:began|started|erupted|broke out|flared(?: up)?|(?:was|were) (?:sparked|triggered|"
    r"set off|prompted))\b"
    r"|^\W*(?:وي|و)?(?:أتي|أتت|جاءت?|تأتي|تزامن|تزامنت)\s+(?:ذلك|هذا|هذه|الهجوم|العملية|القصف|هجوم)",
    re.IGNORECASE,
)
"""What only sets what was told in its context: "The attacks came a week after the YPG took X"."""
_SINCE_IT_BEGAN = re.compile(
    r"\bsince (?:the|this) (?:\w+ ){0,2}(?:assault|attack|offensive|fighting|clashes|operation|battle|"
    r"bombardment|strikes?|raids?|siege|campaign|"
    r"violence|unrest)\s+(?:began|started|erupted|broke out|got under\s?way)"
    r"|منذ\s+(?:بدء|انطلاق|بداية|اندلاع)\s+(?:الهجوم|العملية|المعركة|المعارك|الاشتباكات|القصف|الحملة)"
)
"""Counted up since what the report is about: its toll, and no background."""
_PERIODS = (
    " week",
    " month",
    " year",
    " attacks",
    " operations",
    " attempts",
    " incidents",
    " violations",
    "أسبوع",
    "شهر",
    "عام",
)
_COUNTED = (
    "attack",
    "operation",
    "assassination",
    "killing",
    "incident",
    "raid",
    "kidnapping",
    "arrest",
    "attempt",
    "violation",
    "bombing",
    "هجم",
    "هجوم",
    "عملي",
)
"""What is counted over those periods."""
_WAS_AR = re.compile(
    r"^\W*و?(?:كان|كانت)\s(?!ال?هجوم|ال?قصف)[^.؛]{0,60}?(?<![ء-ي])(?:قد|نشر|نشرت|ذكر|ذكرت|أفاد|أفادت|وثق|وثقت|تبنى|تبنت|أعلن|أعلنت|شن|شنت|نفذ|نفذت|"
    r"استهدف|استهدفت|سيطر|سيطرت|"
    r"قتل|قتلت|قضى|تعرض|تعرضت|شهد|شهدت)(?![ء-ي])"
    r"|^\W*و?(?:يعمل|تعمل|يعتمد|تعتمد|يواصل|تتكرر|يتكرر|تشهد|يشهد|تعيش|يعيش|تتعرض|يتعرض|يشتكي|تشتكي|يشكو|تشكو|يعاني|تعاني|يخشى|تخشى|تنتظر)\s"
)
"""How Arabic reports open what went before, and what is always so; undated, neither is news."""
_GOVERNORATES = re.compile(
    r"دير الزور|الرقة|الحسكة|حلب|إدلب|حمص|حماة|درعا|السويداء|ريف دمشق|اللاذقية|طرطوس|القنيطرة|"
    r"\b(?:Deir[ -]\w+[ -]Zor|Deir Ezzor|Raqqah?|Has(?:s)?akah?|Aleppo|Idlib|Homs|Hamah?|"
    r"Daraa|Suwayda|Sweida|Latakia|Tartus)\b"
)
_COUNTED_UP = re.compile(
    r"عدد|إجمالي|مجموع|حصيلة|أحصى|رصد|وثق|وثّق|"
    r"\b(?:total|tally|number of|documented|recorded|registered|counted)\b",
    re.IGNORECASE,
)
_BYGONE_TYPES = {"agreement", "deployment", "withdrawal", "base", "siege"}
BYGONE_DAYS = 30
"""An agreement that somebody made longer ago than this, told in a relative clause, is background."""
_THESE = re.compile(
    r"^\W*(?:according to [^,]{1,40},\s*)?(?:these|those|such) (?:\w+ ){0,2}(?:operations|attacks|incidents|"
    r"strikes|assassinations|killings|raids|bombings)\b",
    re.IGNORECASE,
)
_PERFECT = re.compile(r"\b(?:have|has) (?:been |\w+ly )?\w+")
_RECORDED_SINCE = re.compile(r"\b(?:have|has) (?:documented|recorded|registered|counted)\b[^.;]*\bsince\b")
_PERFECT_SINCE = re.compile(r"\b(?:have|has)\b(?!\s+since\b)[^.;]*(?<!\bhave )(?<!\bhas )\bsince\b")
_SUBORDINATE_SPOT = Spot(
    r"^(?:since|when|who|whom|whose|which|where|until|before|amid|during|after|following|as|because|although|"
    r"though)\b|^(?:منذ|عندما|حين|حيث|بعد|عقب|إثر|قبل|خلال|الذي|التي|اللذين|الذين)$"
)
_SINCE_SPOT = Spot("since|منذ")


_ACCUSED = re.compile(
    r"\b(?:accused|suspected|convicted|guilty) of\b|\bwanted (?:for|over)\b|(?<![ء-ي])و?(?:ال)?(?:متهم|"
    r"متهمة|متهمين|مطلوب|مطلوبين)\s",
    re.IGNORECASE,
)
"""Between what was done to somebody and the date of what he is accused of."""


def _is_of_charge(draft: Draft, trigger: Trigger, phrase: DatePhrase) -> bool:
    """Tell whether a date is that of what somebody is accused of, and not of what was done to him."""
    between = draft.text[max(0, trigger.end - draft.start) : max(0, phrase.start - draft.start)]
    return _ACCUSED.search(between) is not None


def mark_background(found: Findings, drafts: list[Draft], published: date | None) -> None:
    """Set statements about the past, which a report gives only as background, apart."""
    summed = -2  # the last sentence that counts up months or years
    for draft in drafts:
        words = draft.text
        these = draft.sentence - summed in {0, 1} and _THESE.search(words) is not None
        label = draft.sentence and _LABEL.match(found.text, found.sentences[draft.sentence].start)
        if these or label:
            draft.background = True
            continue
        kept: list[Trigger] = []
        told_until = draft.end
        clauses, ends = _clauses(found, draft, published)
        since = _since(draft, published) if _SINCE_SPOT.near(found.text, draft.start, draft.end) else None
        for trigger in draft.triggers:
            clause = max(0, bisect_right(clauses, trigger.start) - 1)
            while clause and trigger.start > ends[clause]:
                clause -= 1
            clause_start = clauses[clause]
            opening = words[max(0, clause_start - draft.start) :][:14].lower().lstrip(", ")
            dates = [d for d in draft.dates if d.last is not None and not (d.since and d.start > trigger.end)]
            dates = [d for d in dates if not _is_of_charge(draft, trigger, d)]
            own = [d for d in dates if clause_start <= d.start] or (
                [] if clause_start > draft.start else dates
            )
            if not own and clause and opening.startswith(("which ", "where ", "whose ")):
                own = dates  # "turned X into a zone in which attacks would end" is as old as its clause
            past = published is not None and own and all(_is_old(d, published) for d in own)
            past = past or (
                published is not None
                and trigger.event_type in _BYGONE_TYPES
                and opening.startswith(("who ", "which "))
                and bool(dates)
                and all(d.last is not None and (published - d.last).days > BYGONE_DAYS for d in dates)
            )
            behind_since = since is not None and since.end() <= trigger.start - draft.start
            before = words[: max(0, trigger.start - draft.start)][max(0, clause_start - draft.start) :]
            if published is not None and own and _PAST_PERFECT.search(before + trigger.text):
                past = past or all(
                    d.last is not None
                    and d.first is not None
                    and ((published - d.last).days > UNDATED_DAYS or (d.last - d.first).days > MONTH_DAYS)
                    for d in own
                )
            lately = opening.startswith(("since", "منذ")) and _is_lately(
                draft, clause_start - draft.start, published
            )
            if (
                (opening.startswith(("since", "منذ")) and not lately)
                or (behind_since and opening.startswith(("when", "عندما")))
                or past
            ):
                if kept:
                    told_until = min(told_until, clause_start)
                continue
            kept.append(trigger)
        own_dates = [
            d
            for d in draft.dates
            if d.first is not None
            and d.last is not None
            and not any(_is_of_charge(draft, t, d) for t in kept)
        ]
        bygone = (
            bool(own_dates)
            and published is not None
            and all(
                d.last is not None
                and d.first is not None
                and d.last < published
                and (d.last - d.first).days > 300
                for d in own_dates
            )
        )
        counted_up = _is_summary(draft, since)
        if not kept or bygone or counted_up:
            draft.background = True
            summed = draft.sentence if counted_up else summed
            continue
        if len(kept) < len(draft.triggers):
            _cut_background(found.text, draft, kept, told_until, since)
        if since is not None:
            draft.dates = _but_since(draft, since)
        if published is not None:
            draft.dates = [
                d for d in draft.dates if d.last is None or not _is_old(d, published) or d.since
            ] or draft.dates
    if published is not None:
        _mark_earlier(found, drafts, published)


def _since_clause(draft: Draft, since: re.Match[str] | None) -> range:
    """Give the characters of the text from "since" to the comma that ends its clause."""
    if since is None:
        return range(0)
    comma = draft.text.find(",", since.end())
    return range(draft.start + since.start(), draft.end if comma < 0 else draft.start + comma)


def _but_since(draft: Draft, since: re.Match[str]) -> list[DatePhrase]:
    """Leave out the dates from which "since" counts: "the deadliest since the group's defeat last month"."""
    clause = _since_clause(draft, since)
    return [d for d in draft.dates if d.start not in clause or d.since]


def _clauses(found: Findings, draft: Draft, published: date | None) -> tuple[list[int], list[int]]:
    """Give where the clauses of a statement begin and end, the main clause first."""
    clauses, ends = [draft.start], [draft.end]
    if _SUBORDINATE_SPOT.near(found.text, draft.start, draft.end):
        for match in _SUBORDINATE.finditer(draft.text):
            if _SINCE.search(match.group()) and _is_lately(draft, match.start(), published):
                continue
            clauses.append(draft.start + match.start())
            # ", which backs some groups, agreed": the sentence goes on behind the second comma
            ends_at_comma = _ASIDE.match(match.group()) or _SINCE.search(match.group())
            comma = draft.text.find(",", match.end()) if ends_at_comma else -1
            ends.append(draft.end if comma < 0 else draft.start + comma)
    return clauses, ends


def _since(draft: Draft, published: date | None) -> re.Match[str] | None:
    """Find the "since" of a statement that opens its background; "since this morning" opens none."""
    matches = _SINCE.finditer(draft.text)
    return next((match for match in matches if not _is_lately(draft, match.start(), published)), None)


_THIS_MORNING = re.compile(
    r"\W*(?:منذ\s+(?:(?:ساعات|ساعة)\s+)?(?:ال)?(?:فجر|صباح|ليل|ليلة|مساء|أمس|اليوم|ظهر|منتصف)"
    r"|since\s+(?:the\s+)?(?:early|dawn|this|last night|night|evening|previous night|yesterday|"
    r"midnight|morning|sunrise|hours))",
    re.IGNORECASE,
)


def _is_lately(draft: Draft, at: int, published: date | None) -> bool:
    """Tell whether "since" counts from the day or two before publication: what follows is the news."""
    if _THIS_MORNING.match(draft.text, at):
        return True
    near = range(draft.start + at, draft.start + at + 12)
    if any(d.start in near and not d.since and d.first is not None for d in draft.dates):
        return True
    # "34 have died since street battles erupted there on Wednesday": the day is that of the event
    clause = range(draft.start + at, draft.start + at + BEGAN_REACH)
    return published is not None and any(
        d.start in clause
        and d.first is not None
        and d.first == d.last
        and (published - d.first).days <= UNDATED_DAYS
        for d in draft.dates
    )


BEGAN_REACH = 90
"""Characters from "since" within which the day stands on which something began."""
REMINDER_DAYS = 10
"""A day longer ago than this in the last sentence of a report that has news reminds its readers."""


def _mark_earlier(found: Findings, drafts: list[Draft], published: date) -> None:
    """Set apart what a day's report dates to a week or month that was over before it.

    "On Monday a bomb ..." ends with "the army took Salma last month" to remind its readers; before the last
    sentence it is such a reminder where it tells of no town ("launched an offensive in September").
    """

    def span(draft: Draft) -> list[tuple[int, int]]:
        return [
            ((d.last - d.first).days, (published - d.last).days)
            for d in draft.dates
            if d.first is not None and d.last is not None and not d.since
        ]

    news = [d for d in drafts if not d.background and any(w <= 1 and a <= UNDATED_DAYS for w, a in span(d))]
    for draft in drafts:
        spans = span(draft)
        late = draft.sentence == len(found.sentences) - 1 or not any(map(is_town, draft.locatives))
        if spans and late and all((w >= 5 and a >= 2) or a > REMINDER_DAYS for w, a in spans):
            older = any(d.sentence < draft.sentence for d in news) and not _dates_more_exactly(draft, drafts)
            draft.background = draft.background or older


def _dates_more_exactly(draft: Draft, drafts: list[Draft]) -> bool:
    """Tell whether a statement gives the day of what the sentence before put in a wider time.

    "Earlier this month they ambushed a bus.  The bus was hit on August 10": no reminder of something older.
    """
    days = [(d.first, d.last) for d in draft.dates if d.first and d.last and not d.since]
    told = [
        (d.first, d.last)
        for other in drafts
        if not other.background and other.sentence == draft.sentence - 1
        for d in other.dates
        if d.first and d.last
    ]
    within = (any(a <= first and last <= b for a, b in told) for first, last in days)
    return draft.definite and bool(days) and all(within)


def _cut_background(
    text: str, draft: Draft, kept: list[Trigger], told_until: int, since: re.Match[str] | None
) -> None:
    if since is not None and kept[-1].end <= draft.start + since.start():
        told_until = min(told_until, draft.start + since.start())
    draft.told_until = told_until
    draft.triggers = kept
    draft.event_type = main_type(outcome(text, draft.start, kept), draft.text[: told_until - draft.start])
    draft.counts = [c for c in draft.counts if c.start < told_until]
    draft.parties = [p for p in draft.parties if p.start < told_until]
    draft.locatives = [x for x in draft.locatives if x.start < told_until]


def _is_old(phrase: DatePhrase, published: date) -> bool:
    return phrase.last is not None and (published - phrase.last).days > BACKGROUND_DAYS


_BEGAN_AR = re.compile(
    r"^\W*و?(?:كان|كانت)\s+(?:قد\s+)?(?:ال)?(?:توتر|أحداث|اشتباكات|مواجهات|احتجاجات|تصعيد|خلاف)\s+(?:قد\s+)?(?:بدأ|بدأت|اندلع|اندلعت)(?![ء-ي])(?!\s+ال[ء-ي]+\s+الماضي[^.]{0,40}انته)"
)
"""How what is told began: "The tension had begun after the abduction of"."""


def _goes_on(draft: Draft) -> bool:
    """Tell whether a later sentence says how long something has gone on, or how it had begun."""
    if not draft.sentence:
        return False
    if not draft.text.isascii():
        return _BEGAN_AR.match(draft.text) is not None
    return " for " in draft.text and _FOR_LONG.search(draft.text) is not None


_RECURS = re.compile(r"^\W*و?(?:تتكرر|يتكرر|تكررت)\s")


_DAYS_AFTER = re.compile(
    r"^\W*(?:just\s+|barely\s+|only\s+|some\s+)?(?:three|four|five|six|seven|eight|nine|ten|several|\d+)\s+(?:days|weeks|months)\s+after\s",
    re.IGNORECASE,
)
"""What had happened days before what is told: "The blast came five days after a bombing"."""
_YEAR_HAS_SEEN = re.compile(
    r"\b(?:this|the) (?:year|month)[’']s (?:\w+ )?(?:count|tally|total|toll)\b"
    r"|\b(?:statistics|figures|tally|count|data|records)\b[^.;]{0,80}\b(?:this year|so far|"
    r"20\d\d)\b[^.;]{0,60}\b(?:attacks|operations|attempts|assassinations|killings|incidents)\b"
    r"|\b(?:have|has) (?:claimed|carried out|documented|recorded) (?:over |more than |some |"
    r"nearly |at least )?[\d,]+ (?:attacks|operations|assassinations|strikes)\b",
    re.IGNORECASE,
)
"""What a year has seen so far."""
_THE_THIRD = re.compile(
    r"^\W*(?:it|that|this) (?:was|is) (?:at least )?the (?:\w+ ){1,3}(?:such|attack|incident|time|"
    r"strike|raid|confrontation|assault)\b",
    re.IGNORECASE,
)
"""What sets an event among those before it: "It was the third such confrontation since May"."""


def _is_summary(draft: Draft, since: re.Match[str] | None) -> bool:
    """Tell whether a statement counts up years ("have killed hundreds since 2011") or gives context."""
    if (draft.sentence and _sets_in_context(draft)) or _RECURS.match(draft.text):
        return True
    if draft.counts and _SINCE_IT_BEGAN.search(draft.text):
        return False
    if not draft.text.isascii() and _SUM_AR.search(draft.text):
        return True
    loose = all(
        d.since or d.first is None or d.last is None or (d.last - d.first).days > 2 for d in draft.dates
    )
    if loose and not draft.text.isascii() and _WAS_AR.match(draft.text):
        return True
    if not draft.dates and draft.sentence and _EVER.search(draft.text):
        return True
    low = draft.text.lower()
    if (
        any(word in draft.text for word in _PERIODS)
        and any(word in low for word in _COUNTED)
        and _SUM_OF_PERIOD.search(draft.text)
    ):
        return True
    if (
        not draft.dates
        and _COUNTED_UP.search(draft.text)
        and len(set(_GOVERNORATES.findall(draft.text))) >= 3
    ):
        return True
    recorded = "since" in draft.text and _RECORDED_SINCE.search(draft.text) is not None
    return recorded or _goes_on(draft) or _counts_since(draft, since)


def _sets_in_context(draft: Draft) -> bool:
    """Tell whether a later sentence only sets what was told among what came before it."""
    if _YEAR_HAS_SEEN.search(draft.text) or _THE_THIRD.match(draft.text) or _DAYS_AFTER.match(draft.text):
        return True
    dated = any(d.first is not None and d.first == d.last and not (d.since or d.offset) for d in draft.dates)
    told = dated and draft.event_type in _OF_DEATH  # "was sparked by the assassination of X on Sunday"
    return _CAME.match(draft.text) is not None and not draft.counts and not told


_OF_DEATH = frozenset(
    {"assassination", "killing", "execution", "ied", "airstrike", "shelling", "drone_strike"}
)


def _counts_since(draft: Draft, since: re.Match[str] | None) -> bool:
    """Tell whether a statement in the perfect counts from a day long gone, and has no other day."""
    clause = _since_clause(draft, since)
    if any(not d.since and d.start not in clause for d in draft.dates):
        return False
    long_since = any(d.first is not None and d.last is not None for d in draft.dates)
    if not long_since and _SINCE.search(draft.text) is None:
        return False
    if not _PERFECT.search(draft.text) or _SUPERLATIVE.search(draft.text):
        return False
    return long_since or _PERFECT_SINCE.search(draft.text) is not None
