"""Casualties: how many people a text says were killed or wounded, as ranges.

"At least", "more than" and plain counts of things ("dozens") have no upper bound: ``high`` is then ``None``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from badia_geo import casualty_patterns as cp
from badia_geo.bare_text import BareText
from badia_geo.lexicon import GIVEN_NAMES
from badia_geo.number_words import read_number, to_ascii_digits
from badia_geo.phrases import Spans, is_arabic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Casualties", "find_casualties", "tally", "total"]


@dataclass(frozen=True, slots=True)
class Casualties:
    """A count in a text.

    Parameters
    ----------
    start, end
        Offsets in code points, end exclusive.
    text
        The words.
    kind
        ``killed`` or ``wounded``.
    low, high
        Bounds, both included; ``high`` is ``None`` where the words give none.
    additional
        Whether the words add to a count given before ("another", "also", "others").
    """

    start: int
    end: int
    text: str
    kind: str
    low: int
    high: int | None
    additional: bool = False


def find_casualties(text: str) -> list[Casualties]:
    """Find the counts of killed and wounded people in a text.

    Parameters
    ----------
    text
        English, Arabic or both; empty gives an empty list.

    Returns
    -------
    list of Casualties
        In the order of the text; each count once.

    Examples
    --------
    >>> found = find_casualties("3-4 people were killed, and over a dozen others wounded.")
    >>> [(c.kind, c.low, c.high) for c in found]
    [('killed', 3, 4), ('wounded', 13, None)]
    >>> [(c.kind, c.low, c.high) for c in find_casualties("مقتل 3 عناصر وإصابة خمسة آخرين")]
    [('killed', 3, 3), ('wounded', 5, 5)]
    """
    if not text:
        return []
    windows = _windows(text)
    if not windows:
        return []
    found: list[Casualties] = []
    taken = {"killed": Spans(), "wounded": Spans()}
    plain = _ACRONYM.sub(lambda match: " " * len(match.group()), to_ascii_digits(text))
    plain = plain.translate(_QUOTES)
    unmarked = BareText(plain)
    if unmarked.bare != plain:
        return _unmarked(text, unmarked)
    for item in _candidates(plain, windows):
        if not taken[item.kind].meets(item.start, item.end):
            found.append(item)
            taken[item.kind].add(item.start, item.end)
    return sorted(found, key=lambda c: (c.start, c.kind))


_QUOTES = str.maketrans(dict.fromkeys('"“”«»', " "))


def _unmarked(text: str, plain: BareText) -> list[Casualties]:
    """Find the counts of a text with Arabic vowel marks by its bare letters."""
    found = []
    for item in find_casualties(plain.bare):
        start, end = plain.span(item.start, item.end)
        found.append(replace(item, start=start, end=end, text=text[start:end]))
    return found


def _windows(text: str) -> list[tuple[int, int]]:
    """Stretches round the words that tell of harm; the whole of a text that has Arabic in it."""
    if is_arabic(text):
        low = text.lower()
        told = any(stem in low for stem in cp.AR_STEMS) or cp.SPOT.near(text, 0, len(text))
        return [(0, len(text))] if told else []
    windows = []
    for start, end in cp.SPOT.windows(text, *cp.REACH):
        while start > 0 and text[start - 1].isalnum():
            start -= 1
        windows.append((start, end))
    return windows


class _Page:
    """A text and the stretches of it in which harm is told."""

    def __init__(self, text: str, windows: list[tuple[int, int]]) -> None:
        self.text = text
        self.windows = windows
        self._low = text.lower()

    def matches(self, pattern: re.Pattern[str], *needed: str) -> Iterator[re.Match[str]]:
        """Give what a pattern matches, if one of the stems that it needs stands in the text."""
        if needed and not any(stem in self._low for stem in needed):
            return
        for low, high in self.windows:
            yield from pattern.finditer(self.text, low, high)


def _candidates(text: str, windows: list[tuple[int, int]]) -> Iterator[Casualties]:
    page = _Page(text, windows)
    for match in page.matches(cp.BOTH, "and"):
        yield from _summed(match)
    for pattern, needed in cp.COUNTS:
        for match in page.matches(pattern, *needed):
            yield from _counted(match)
    for pattern, groups, needed in _MORE:
        for match in page.matches(pattern, *needed):
            yield from _added(match, groups)
    for match in page.matches(cp.AGED, ", was", ", were", ", died"):
        yield _of(match, match["verb"], 1, 1)
    yield from _single(page)
    for match in page.matches(cp.NONE, "no ", "nobody", "without", "zero", "لا إصابات", "دون"):
        yield from _none(match)
    if is_arabic(text):
        yield from _arabic(text)


def _single(page: _Page) -> Iterator[Casualties]:
    """Read one person's death or wound: named by rank, by what they are, or by "him"."""
    for match in page.matches(cp.NAMED, *cp.RANKS):
        yield _of(match, match["verb"], 1, 1, also="also" in match.group())
    for match in page.matches(cp.NAMED_ACTIVE):
        first, *more = match["name"].lower().split()
        persons = first in GIVEN_NAMES or any(w in GIVEN_NAMES or w.startswith("al-") for w in more)
        if persons and not first.startswith(("al-", "hayat", "ahrar", "jabhat", "jaish", "liwa")):
            yield _of(match, match["verb"], 1, 1)
    for match in page.matches(cp.ONE):
        gap = match["gap"]
        if "wound" in gap or "kill" in gap or gap.count(",") not in (0, 2):
            continue
        if not re.search(r"\b(?:who|which|that|and)\b", gap):
            yield _of(match, match["verb"], 1, 1, also=bool(match["also"]) or "also" in match["mod"])
    for match in page.matches(cp.ONE_ACTIVE):
        yield _of(match, match["verb"], 1, 1)
    for match in page.matches(cp.NTH, "a second", "a third", "a fourth", "a fifth", "a sixth"):
        yield _of(
            match, match["verb"], 1, 1, also=match["verb"].lower() in match.string[: match.start()].lower()
        )
    for match in page.matches(cp.BODY, "body", "corpse", "remains", "found", "جث"):
        count = 2 if (match["verb3"] or "").startswith("جثت") and match["verb3"] != "جثة" else 1
        yield _of(match, "killed", count, count)
    for match in page.matches(cp.HIM_AND, " him and", " her and", " him dead", " her dead"):
        words = match["one"]
        yield Casualties(match.start("one"), match.end(), words, _kind(match["verb"]), 1, 1, True)
    for match in page.matches(cp.HIM, " him", " her", "he died", "he later", "he then"):
        yield _of(match, match["verb"] or match["died"], 1, 1)


_ACRONYM = re.compile(r"\([A-Z][A-Za-z/ -]{1,14}\)(?!\s*[-–—])")
"""Short names in brackets, which stand between who was killed and the verb: "men of X (IS) were killed"."""
_OF_THE = re.compile(
    r"\b(?:some|many|several|most) of the (?:\w+ )?(?:wounded|injured|dead|casualties)\b", re.IGNORECASE
)
"""Some of those told of before: no count of its own."""
_EACH_SIDE = re.compile(r"\s*(?:\w+\s+)?(?:on|from) (?:either|each) side\b")
_PART_OF = re.compile(r"\b(?:including|among them|of them|of whom|with)\s+$", re.IGNORECASE)
_THINGS = re.compile(
    r"\b(?:houses|homes|vehicles|tanks|strikes|airstrikes|raids|attacks|shells|rockets|buildings|missiles|villages|towns|shops|"
    r"days|hours|weeks|months|years|km|kilometres|kilometers|miles)\b",
    re.IGNORECASE,
)


def _summed(match: re.Match[str]) -> Iterator[Casualties]:
    """Add the two subjects of one verb up: "five civilians and three soldiers were killed"."""
    first, second = (
        1 if w.lower() in {"a", "an", "his", "her", "their"} else read_number(w)
        for w in (match["n"], match["m"])
    )
    things = _THINGS.search(match["who"]) or _THINGS.search(match["who2"])
    if _PART_OF.search(match.string[max(0, match.start() - 16) : match.start()]):
        return  # "19 people died, including two medics, and 27 more were injured"
    if first is None or second is None or things or cp.PAIR_BREAK.search(match["who"] + match["who2"]):
        return
    low, high = _bounded(first, first, (match["bound"] or "").lower())
    yield _of(match, match["verb"], low + second, None if high is None else high + second)


_MORE: tuple[tuple[re.Pattern[str], tuple[str, ...], tuple[str, ...]], ...] = (
    (cp.AND_MORE, ("n",), ("and",)),
    (cp.ESCORT, ("n",), ("and", "with")),
    (cp.LISTED, ("n", "m"), ("and",)),
    (cp.ALONG, ("n",), ("along with", "together with", "as well as")),
    (cp.LOST, ("n",), ("losing", "lost", "loss of")),
)
"""Patterns of further counts, each with its groups and with stems of which it needs one."""


def _added(match: re.Match[str], groups: tuple[str, ...]) -> Iterator[Casualties]:
    """Read counts that add to the first of a list."""
    for group in groups:
        word = match[group].lower()
        count = 1 if word in {"a", "an", "another"} else read_number(word)
        if count is not None:
            end = match.end() if len(groups) == 1 else match.end(group)
            words = match.string[match.start(group) : end]
            yield Casualties(match.start(group), end, words, _kind(match["verb"]), count, count, True)


def _none(match: re.Match[str]) -> Iterator[Casualties]:
    """Read "no casualties" as counts of nought."""
    what = match["what"] or "casualties"
    if "killed" in {match["what2"], match["what3"]}:
        what = "deaths"
    if "injur" not in what and "hurt" not in what:
        yield _of(match, "killed", 0, 0)
    if "death" not in what and "fatal" not in what:
        yield _of(match, "wounded", 0, 0)


def _kind(verb: str) -> str:
    return (
        "wounded"
        if re.match(
            r"wound|injur|hurt|maim|hospital|sustained|suffered|(?:in|among|to)$|[وفبل]{0,2}[إاأ]?صا|[وف]?[أا]صيب|[وفبل]{0,2}جُ?رح|جريح|مصاب",
            verb.lower(),
        )
        else "killed"
    )


def _of(match: re.Match[str], verb: str, low: int, high: int | None, *, also: bool = False) -> Casualties:
    return Casualties(match.start(), match.end(), match.group().strip(), _kind(verb), low, high, also)


def _counted(match: re.Match[str]) -> Iterator[Casualties]:
    g = match.groupdict()
    verb = g.get("verb") or g.get("verbb") or "killed"
    bounds = _bounds(g)
    if bounds is None or bounds[0] > 100_000 or _OF_THE.search(match.group()):
        return
    words = match.group().lower()
    also = (
        bool(g.get("add"))
        or " others" in words
        or " other " in words
        or "also" in words
        or bool(g.get("others"))
        or match.string[match.end() : match.end() + 8].lstrip().startswith("other")
    )
    start = match.start() + len(match.group()) - len(match.group().lstrip())
    if bounds[1] is not None and _EACH_SIDE.match(match.string, match.end()):
        bounds = (2 * bounds[0], 2 * bounds[1])
    yield Casualties(start, match.end(), match.group().strip(), _kind(verb), *bounds, also)
    second = g.get("verb2")
    if second and _kind(second) != _kind(verb):
        # "killed and wounded 12 people" gives one figure for both: neither alone reaches it for certain
        yield Casualties(start, match.end(), match.group().strip(), _kind(second), 1, bounds[1], also)


def _bounds(g: dict[str, str | None]) -> tuple[int, int | None] | None:
    low: int | None
    high: int | None
    bound = (g.get("bound") or g.get("bound2") or "").lower()
    if g.get("dz"):
        count = re.sub(r"\s*dozen$", "", (g["dz"] or "").lower()).strip()
        low = high = 6 if count == "half a" else 12 * (read_number(count) or 1)
    elif g.get("vague") or g.get("vagueb"):
        low, high = cp.VAGUE[(g.get("vague") or g.get("vagueb") or "").lower()]
    elif g.get("b1"):
        low, high = read_number(g["b1"] or "") or 0, read_number(g["b2"] or "") or 0
    else:
        low = read_number(g.get("n") or g.get("nb") or "")
        high = read_number(g["n2"] or "") if g.get("n2") else low
    if low is None or (1900 <= low <= 2100 and bound == ""):
        return None
    if high is not None and high < low:
        high = low
    return _bounded(low, high, bound)


def _bounded(low: int, high: int | None, bound: str) -> tuple[int, int | None]:
    if bound in {"at least", "no fewer than", "no less than", "not less than", "ما لا يقل عن", "على الأقل"}:
        return low, None
    if bound in {"more than", "over", "well over", "upwards of", "أكثر من", "اكثر من"}:
        return low + 1, None
    if bound in cp.UPPER:
        return (low if bound == "as many as" else 0), (low if bound in {"up to", "as many as"} else low - 1)
    if bound in cp.ROUND and low >= 10:
        # reporters round to ten: "about 50" holds from 45 to 55
        return low - max(1, round(low * 0.1)), low + max(1, round(low * 0.1))
    return low, high


def _arabic(text: str) -> Iterator[Casualties]:
    """Read Arabic counts in the order in which one takes the words from the next."""
    for match in cp.ARABIC_COUNTED.finditer(text):
        noun = match["noun"] or match["dual"] or "قتلى"
        count = 2 if match["dual"] else read_number(match["n"] or match["bodies"])
        if count is not None:
            wounded = noun.startswith(("جر", "مصاب", "إصاب"))
            yield _of(match, "جريح" if wounded else "قتيل", *_bounded(count, count, match["bound"] or ""))
    for match in cp.ARABIC_TOLL.finditer(text):
        count = read_number(match["n"] or match["n0"])
        if count is not None:
            yield _of(match, "قتيل", *_bounded(count, count, match["bound"] or ""))
    for match in cp.ARABIC_ACTIVE.finditer(text):
        bounds = _bounds(match.groupdict())
        if bounds is not None:
            yield _of(match, match["verb"], *bounds)
    for match in cp.ARABIC_PASSIVE.finditer(text):
        count = read_number(match["n"])
        if count is not None:
            yield _of(match, match["verb"], count, count)
    for match in cp.ARABIC_TWO.finditer(text):
        yield _of(match, match["verb"], 2, 2)
    yield from _arabic_more(text)
    for match in cp.ARABIC_LOST.finditer(text):
        count = 2 if match["dual"] else read_number(match["n"]) if match["n"] else 1
        if count is not None:
            yield _of(match, "قتل", count, count)
    yield from _arabic_phrases(text)
    for match in cp.ARABIC_ONE.finditer(text):
        yield _of(
            match,
            match["verb"] or match["verb2"] or match["verb3"] or match["verb4"],
            1,
            1,
            also=bool(match["verb2"] or match["verb4"]),
        )
    for match in cp.ARABIC_HIS.finditer(text):
        count = 2 if match["who"] == "هما" else 1
        yield _of(match, match["verb"], count, count)


def _arabic_more(text: str) -> Iterator[Casualties]:
    """Read what Arabic adds to a first count: "and two civilians", "and a child", "and his driver"."""
    for match in cp.ARABIC_AND.finditer(text):
        count = 2 if match["dual"] else read_number(match["n"])
        if count is not None:
            group = "dual" if match["dual"] else "n"
            words = text[match.start(group) : match.end()]
            yield Casualties(match.start(group), match.end(), words, _kind(match["verb"]), count, count, True)
    for pattern in (cp.ARABIC_AND_ONE, cp.ARABIC_WITH_HIM):
        for match in pattern.finditer(text):
            words = text[match.start("one") : match.end()]
            yield Casualties(match.start("one"), match.end(), words, _kind(match["verb"]), 1, 1, True)


def _arabic_phrases(text: str) -> Iterator[Casualties]:
    """Read a verb or verbal noun with its count behind it: "مقتل 3 عناصر", "وإصابة اثنين آخرين"."""
    for match in cp.ARABIC.finditer(text):
        verb, g = match["verb"], match.groupdict()
        if "غتال" in verb and (g["one"] or g["dual"] or "").startswith("مسلح"):
            continue  # the gunmen did it
        if g["n"]:
            bounds = _bounds(g)
        elif g["vague"]:
            bounds = cp.VAGUE[g["vague"].split()[0]]
        else:
            bounds = (2, 2) if g["dual"] else (1, 1)
        if g["one"] in cp.ARABIC_PLURALS:
            bounds = (2, None)
        if bounds is not None:
            kind = "جريح" if (g["one"] or g["dual"] or "").startswith(("جر", "مصاب")) else verb
            words = match.group() + text[match.end() : match.end() + 7]
            told = g["one"] not in cp.ARABIC_PLURALS  # "and wounded others" counts none that were told before
            also = told and ("آخر" in words or "اخر" in words or "أخر" in words)
            yield _of(match, kind, *bounds, also=also)


def _is_vague(count: Casualties) -> bool:
    """Tell whether a count is a word such as "several", which a figure elsewhere in the text replaces."""
    return (count.low, count.high) in cp.VAGUE_BOUNDS and cp.VAGUE_WORD.search(count.text) is not None


def total(counts: Iterable[Casualties], kind: str) -> tuple[int | None, int | None]:
    """Add the counts of one event up.

    Counts of the same people are taken once: the largest stands, and only counts that the text marks as
    additional are added to it.  A figure replaces words such as "a number of".

    Parameters
    ----------
    counts
        Casualties of one event.
    kind
        ``killed`` or ``wounded``.

    Returns
    -------
    low, high
        ``None, None`` without a count; ``high`` is ``None`` where no upper bound is given.
    """
    mine = [c for c in counts if c.kind == kind]
    if not mine:
        return None, None
    exact = [c for c in mine if not _is_vague(c)]
    mine = exact if any(not c.additional for c in exact) else mine
    base = [c for c in mine if not c.additional] or mine[:1]
    extra = [c for c in mine if c.additional and c not in base]
    top = max(base, key=lambda c: (c.low, c.high is None))
    parts = sum(c.low for c in mine if c is not top)
    if len(mine) > 2 and parts == top.low and top is mine[0]:
        return top.low, top.high  # "53 people, 46 civilians and seven soldiers"
    alone = all(c.additional for c in mine)
    # without a first count to add to, the same figure told twice is told of the same people
    added = {(c.low, c.high, "" if alone else c.text.lower()): c for c in extra}
    if alone:
        added.pop((top.low, top.high, ""), None)
    low = top.low + sum(c.low for c in added.values())
    highs = [top.high, *(c.high for c in added.values())]
    return low, None if any(h is None for h in highs) else sum(h for h in highs if h is not None)


def _first_of(counts: list[Casualties], kind: str) -> list[Casualties]:
    """Give a statement's counts of a kind; "killed two and wounded three others" adds to no wounded."""
    mine = [c for c in counts if c.kind == kind]
    other = any(c.kind != kind and not c.additional for c in counts)
    if mine and other and all(c.additional for c in mine):
        return [replace(mine[0], additional=False), *mine[1:]]
    return mine


def tally(statements: Iterable[Iterable[Casualties]], kind: str) -> tuple[int | None, int | None]:
    """Add up the counts of the statements that tell of one event.

    A report gives the whole toll and its parts in sentences of their own: the largest stands.  What a
    sentence adds ("along with six guards") adds to its own count; a sentence that only adds ("another three
    died later") adds to the whole.

    Parameters
    ----------
    statements
        The counts of each statement.
    kind
        ``killed`` or ``wounded``.

    Returns
    -------
    low, high
        As `total` gives them.

    Examples
    --------
    >>> parts = ["At least 26 were killed.", "13 civilians were killed, along with six guards."]
    >>> tally(map(find_casualties, parts), "killed")
    (26, None)
    """
    mine = [_first_of(list(counts), kind) for counts in statements]
    afresh = [counts for counts in mine if any(not c.additional for c in counts)]
    exact = [counts for counts in afresh if not all(_is_vague(c) for c in counts if not c.additional)]
    more = [c for counts in mine if counts not in afresh for c in counts]
    if not afresh:
        return total(more, kind)
    low, high = max(
        (total(counts, kind) for counts in exact or afresh), key=lambda t: (t[0] or 0, t[1] is None)
    )
    extra = list({(c.low, c.high, c.text.lower()): c for c in more}.values())
    highs = [high, *(c.high for c in extra)]
    return (low or 0) + sum(c.low for c in extra), (
        None if None in highs else sum(h for h in highs if h is not None)
    )
