"""Sentences and segments: where the statements of a report begin and end (English and Arabic)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from badia_geo.spots import Spot

__all__ = ["Sentence", "segments", "split_sentences", "unwrapped"]

_ABBREVIATIONS = frozenset(
    [
        "gen",
        "maj",
        "lt",
        "col",
        "capt",
        "brig",
        "sgt",
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "st",
        "no",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "u.s",
        "u.n",
        "u.k",
        "a.m",
        "p.m",
        "e.g",
        "i.e",
        "vs",
        "sen",
        "rep",
        "gov",
        "ret",
        "inc",
        "ltd",
        "co",
        "al",
        "mt",
        "approx",
        "cf",
        "fig",
        "vol",
    ]
)
_LONGEST_ABBREVIATION = max(map(len, _ABBREVIATIONS))
_END = re.compile(
    # one set of characters first: the search then skips all others in C
    # a figure in brackets is the mark of a footnote
    r"[.!?؟…\n؛](?:(?<=[.!?؟…])[.!?؟…]*[\"'”’»)\]]*(?:\[\d{1,3}\])*(?=\s|$)|(?<=\n)\n*|(?<=[ء-ي][.؛])(?=\s)|(?<=[a-z]{3}\.)(?=[A-Z][a-z]))"
)
_DATELINE = re.compile(
    r"\s*(?:[A-Z][A-Z'’ ./-]{2,40}(?:, [A-Z][\w .]{2,20}){0,2}(?:, (?:19|20)\d\d)?"
    r"(?:,? \(?[A-Z][\w .]{1,25}\)?)?"
    r"\s*(?:\([^)]{2,25}\)\s*)?[—–-]{1,2}\s"
    r"|\([A-Z][\w'’-]+(?:[ -][A-Z][\w'’-]+){0,2}(?:, [\w ,.]{3,25})?\)\s*[—–-]{1,2}\s"
    r"|[A-Z][\w'’-]+(?:[ /-][\w'’-]+){0,3}(?:, [A-Z]\w+)?\s*\((?:Reuters|AP|AFP|CNN|SANA|UPI|DPA|dpa|EFE|"
    r"TASS|Anadolu|Xinhua|BBC|NPA|North Press|SOHR|Al Jazeera|Enab Baladi|VOA)"
    r"[^)]{0,15}\)\s*(?:[—–-]{1,2}\s)?"
    r"|[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?, (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z.]* \d{1,2}"
    r" \([^)]{2,20}\)"
    r"\s*(?:[-–—]\s*)?"
    r"|[A-Z]{3,}(?:[ -][A-Z]{2,}){0,2}:\s+(?=[A-Z])"
    r"|[A-Z][\w'’-]+(?:[ -][\w'’-]+){0,3},\s*(?:SANA|Xinhua|IRNA|ANHA|NPA|SOHR)\s*[-–—:]\s*"
    r"|[ء-ي]{3,12}(?: [ء-ي]{2,12}){0,2}\s+[-–—]\s+(?=[ء-ي])"
    r"|[ء-ي]{3,12}(?:[ /][ء-ي]{2,12}){0,3}\s*:?(?:\s*(?:\([^)]{2,25}\)|«[^»]{2,25}»|"
    r"\"[^\"]{2,25}\")){1,2}\s*[-–—:]\s*(?=[ء-ي])"
    r"|[ء-ي]{3,12}(?:[ /][ء-ي]{2,12}){0,3}\s*\([^)]{2,25}\)\s*(?=[ء-ي])"
    r"|[ء-ي]{3,12}(?:[ -][ء-ي]{2,12}){0,2}\s*[-–—]\s*(?:سانا|رويترز|وكالات|الأناضول|خاص|"
    r"[ء-ي]{3,12}(?=\s*[:/]))\s*[:/]?)"
)


_WRAPPED = re.compile(
    r"(?<=[^\n]{40})(?<![.!?:;؟…\"”»)\]])\n(?=[a-z0-9(])"
    r"|\b(?<=Abu|Umm|Ain|Ayn|Tel|Tal|Ras|Bab)\n(?=[A-Z])|\b(?<=Deir|Dayr|Tell|Khan|Jisr|Kafr|Beit)\n(?=[A-Z])"
    r"|\b(?<=Deir)\n(?=ez|al|az)"
)


def unwrapped(text: str) -> str:
    r"""Write the line breaks inside a sentence of a hard-wrapped text as spaces; offsets stay.

    Examples
    --------
    >>> unwrapped("Shells hit the towns of Hajin and al-Shaafah in\nthe east, near Abu\nKamal.\nMore.")
    'Shells hit the towns of Hajin and al-Shaafah in the east, near Abu Kamal.\nMore.'
    """
    return _WRAPPED.sub(" ", text) if "\n" in text else text


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: offsets in code points (end exclusive), its paragraph's number and its dateline's end."""

    start: int
    end: int
    paragraph: int
    body: int  # where the text behind a dateline begins; ``start`` without one


def split_sentences(text: str) -> list[Sentence]:
    """Split a text into sentences.

    A full stop behind an abbreviation, an initial or a figure ends none; a line break always does.

    Examples
    --------
    >>> text = "Maj. Gen. Ali was killed. The U.S. denied it."
    >>> [text[s.start : s.end] for s in split_sentences(text)]
    ['Maj. Gen. Ali was killed.', 'The U.S. denied it.']
    """
    found: list[Sentence] = []
    start, paragraph = 0, 0
    for match in _END.finditer(text):
        newline = "\n" in match.group()
        if not newline and _is_abbreviation(text, start, match):
            continue
        _append(found, text, start, match.end(), paragraph)
        start = match.end()
        paragraph += newline
    _append(found, text, start, len(text), paragraph)
    return found


def _is_abbreviation(text: str, start: int, match: re.Match[str]) -> bool:
    if match.group() != ".":
        return False
    first = match.start()
    start = max(start, first - _LONGEST_ABBREVIATION - 1)
    while first > start and (text[first - 1].isalnum() or text[first - 1] in "._’'"):
        first -= 1
    if first == match.start():
        return False
    last = text[first : match.start()].lower()
    following = text[match.end() : match.end() + 3].strip()
    if len(last) == 1 and last.isalpha() and last.isascii():
        return True
    if last in {"u.s", "u.n", "a.m", "p.m", "u.k", "no", "co", "al"}:
        return (
            bool(following)
            and not (following[0].isupper() and last in {"a.m", "p.m"})
            and last != "al"
            and not (last in {"no", "co"} and not following[0].isdigit())
            and not re.match(r"\s+(?:The|A|It|In|He|They|On|At)\b", text[match.end() : match.end() + 6])
        )
    return last in _ABBREVIATIONS


def _append(found: list[Sentence], text: str, start: int, end: int, paragraph: int) -> None:
    stripped = text[start:end].strip()
    if not stripped:
        return
    first = start + (len(text[start:end]) - len(text[start:end].lstrip()))
    body = first
    if not found or found[-1].paragraph != paragraph:
        dateline = _DATELINE.match(text, first, min(end, first + 90))
        if dateline and dateline.end() - first < 80:
            body = dateline.end()
            while body < end and text[body].isspace():
                body += 1
    found.append(Sentence(first, first + len(stripped), paragraph, body))


_STRONG = re.compile(
    r";\s*|:\s+(?=[A-Z])|\s[—–]\s|,?\s+\b(?:while|whereas|meanwhile|separately|elsewhere|(?:and|but) in "
    r"(?:a )?(?:another|separate)|in (?:another|a separate) (?:attack|incident)|"
    r"(?:a|two|three|four|five|six|\d) days? (?:earlier|later|before|after)|"
    r"(?:the|a) (?:previous|following|next) day|"
    r"days? (?:earlier|later))\b|,\s+but\s+"
    r"|[،,]?\s+(?:بينما|فيما|في حين|كما|وفي سياق|وفي (?:هجوم|حادث) (?:آخر|منفصل))(?=\s)|[؛]\s*",
    re.IGNORECASE,
)
_STRONG_SPOT = Spot(
    r"\b(?:while|whereas|meanwhile|separately|elsewhere|separate|another|days?|but)\b|بينما|فيما|حين|كما|سياق|هجوم|حادث"
)
_DAY_AR = re.compile(r"\s*[–—]\s*(?:السبت|الأحد|الاثنين|الإثنين|الثلاثاء|الأربعاء|الخميس|الجمعة)(?![ء-ي])")
"""The second day of "the night of Sunday - Monday"."""
_STRONG_MARKS = re.compile(r"[;:—–؛]")


_HURT = re.compile(r",?\s+while\s+(?:[\w-]+\s+){0,4}?(?:were\s+)?(?:wounded|injured|hurt)\b", re.IGNORECASE)
"""What only adds the wounded to the dead: "three died while others were wounded in X"."""
SUBJECT = 45
"""Characters that a subject takes before "meanwhile"."""


def segments(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Part a sentence at the words that set one statement off from the next ("while", "meanwhile", ";").

    Examples
    --------
    >>> t = "Shells hit Hajin, while a mine went off in Abu Kamal."
    >>> [t[a:b] for a, b in segments(t, 0, len(t))]
    ['Shells hit Hajin', ', while a mine went off in Abu Kamal.']
    """
    if not _STRONG_SPOT.near(text, start, end) and _STRONG_MARKS.search(text, start, end) is None:
        return [(start, end)]
    cuts = [start]
    for match in _STRONG.finditer(text, start, end):
        # "Turkish artillery meanwhile struck X" is one statement: its subject stands before the word
        inner = match.group().strip().lower() == "meanwhile" and match.start() < cuts[-1] + SUBJECT
        if (
            match.start() > cuts[-1] + 8
            and end - match.end() > 8
            and not inner
            and not _HURT.match(text, match.start())
            and not _DAY_AR.match(text, match.start())
        ):
            cuts.append(match.start())
    return list(zip(cuts, [*cuts[1:], end], strict=True))
