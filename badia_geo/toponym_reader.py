"""Toponym reader: which of the names found in a text are places, judged by what stands around them."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from badia_geo import lexicon as lx
from badia_geo.actors import name_spans
from badia_geo.phrases import ARTICLES, Hit, Spans, Tokens, fold, folded_words, is_arabic
from badia_geo.spots import Spot
from badia_geo.toponyms import Name, Toponym, ToponymIndex, find_capital, plain, skeleton_of
from badia_geo.unlisted import find_unlisted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["find_toponyms"]


class _Reader:
    """Decides for one text which of the names found are places."""

    def __init__(self, text: str, index: ToponymIndex) -> None:
        self.text = text
        self.index = index
        self.tokens: Tokens = index.index.tokens(text)
        self.folded = folded_words(self.tokens.words)
        self.words = set(self.tokens.words)
        self.lower_text = not any(w[:1].isupper() for w in self.tokens.words)
        self.features: dict[int, tuple[int, str]] = {}
        self.feature_ends: dict[int, tuple[int, str]] = {}
        plain_tokens = index.features.tokens(text)
        for hit in index.features.find(plain_tokens):
            self.features[hit.first] = (hit.last, hit.values[0])
            self.feature_ends[hit.last] = (hit.first, hit.values[0])
        self.blocked = Spans(name_spans(text))
        self.firsts: set[int] = set()  # where names begin and end, for "Ain Issa-Tell Abyad road"
        self.lasts: set[int] = set()
        self.accepted_until = -1
        self.accepted_keys: set[str] = set()
        self.hits: list[Hit[Name]] = []
        self._people: set[str] | None = None

    def read(self) -> list[Toponym]:
        hits = self.hits = list(self.index.index.find(self.tokens, capitals=not self.lower_text))
        found: list[Toponym] = []
        self.firsts, self.lasts = {h.first for h in hits}, {h.last for h in hits}
        doubtful: list[tuple[Hit[Name], str]] = []
        for hit in hits:
            if self.blocked.meets(hit.start, hit.end) or self.tokens.words[hit.first] in _ON:
                continue
            if self._is_month(hit):
                continue
            toponym = self._judge(hit)
            if toponym is None:
                doubtful.append((hit, self._plain(hit)))
            else:
                found.append(toponym)
                self.accepted_until = hit.last
                self.accepted_keys.add(self._plain(hit))
        # a name that was clearly a place once is one again where nothing speaks against it
        for hit, words in doubtful:
            if words not in self.accepted_keys or words in lx.ARABIC_ORDINARY:
                continue
            if not self._is_part_of_name(hit) and self._capital(hit):
                toponym = self._toponym(hit)
                if toponym is not None:
                    found.append(toponym)
        if not self.lower_text:
            found.extend(self._unmatched(found))
        taken = Spans((t.start, t.end) for t in found)
        found.extend(find_unlisted(self.text, taken, self.blocked, self.index))
        found.extend(find_capital(self.text, self.index, found))
        return sorted(found, key=lambda t: t.start)

    def _is_month(self, hit: Hit[Name]) -> bool:
        """Tell whether an Arabic name is that of a month: "تشرين الثاني" is no dam."""
        word = self.folded[hit.first]
        if word not in _MONTHS_AR:
            return False
        behind = self.folded[hit.last] if hit.last < len(self.folded) else ""
        return word not in _HALF_MONTHS_AR or behind in {"الاول", "الثاني"}

    def _unmatched(self, found: Sequence[Toponym]) -> Iterator[Toponym]:
        """Take capitalised words behind "in" or "village of" for a place that has their consonants.

        "Al Qasayr" is Al-Qusayr with another vowel.  Consonants are a look-up, no search; names that need
        more
        (a letter left out) are not looked for in running text.
        """
        tokens, n = self.tokens, len(self.tokens)
        taken = {
            i
            for t in found
            for i in range(bisect_left(tokens.starts, t.start), bisect_left(tokens.starts, t.end))
        }
        for cue in [i for i, word in enumerate(tokens.words[: n - 1]) if word in _CUES]:
            if tokens.words[cue] == "of" and cue not in self.feature_ends:
                continue
            if tokens.gap(cue) not in {" ", " '", " ‘"}:
                continue
            first = cue + 1
            if self.folded[first] == "the" and first + 1 < n:
                first += 1
            last = self._capital_run(first, taken)
            if last == first or self.blocked.meets(tokens.starts[first], tokens.ends[last - 1]):
                continue
            words = [self.folded[i] for i in range(first, last) if self.folded[i] not in ARTICLES]
            if not words or any(w in lx.RUN_WORDS or w in lx.ORDINARY - lx.GENERIC_HEADS for w in words):
                continue
            if (
                last < n
                and tokens.words[last][:1].isupper()
                and self.folded[last] in lx.NAMED_AFTER | lx.ORGANISATION_HEADS
            ):
                continue
            key = skeleton_of(words)
            places = self.index.skeletons.get(key, ()) if len(key) >= 3 else ()
            if places:
                start, end = tokens.starts[first], tokens.ends[last - 1]
                kind = self.index.kind(places[0])
                yield Toponym(start, end, self.text[start:end], tuple(places), kind, exact=False)

    def _capital_run(self, first: int, taken: set[int]) -> int:
        tokens = self.tokens
        last = first
        while last < len(tokens) and last - first < 4 and last not in taken:
            article = self.folded[last] in ARTICLES
            if not (tokens.words[last][:1].isupper() or article) or (
                last > first and not _tight(tokens.gap(last - 1))
            ):
                break
            last += 1
        while last > first and self.folded[last - 1] in ARTICLES:
            last -= 1
        return last

    def _plain(self, hit: Hit[Name]) -> str:
        words = self.folded[hit.first : hit.last]
        return plain(" ".join(words))

    def _capital(self, hit: Hit[Name]) -> bool:
        word = self.tokens.words[hit.first]
        return word[:1].isupper() or is_arabic(word) or self.lower_text

    def _toponym(self, hit: Hit[Name]) -> Toponym | None:
        """Put the span, the feature word and the candidate places of a hit together."""
        tokens = self.tokens
        first, last = hit.first, hit.last
        start, end = hit.start, hit.end
        after, before = self.features.get(last), self.feature_ends.get(first)
        article = first - 1
        if article >= 0 and self.folded[article] in ARTICLES and tokens.gap(article) in {"-", " ", "‑"}:
            if (
                tokens.gap(article) != " "
                or self.folded[article] in {"al", "el"}
                or tokens.words[article][:1].isupper()
            ):
                start = tokens.starts[article]
            before = before or self.feature_ends.get(article)
        if before is None and first >= 2 and self.folded[first - 1] == "of":
            before = self.feature_ends.get(first - 1)
        beside = {kind for _, kind in (x for x in (after, before) if x)}
        sense = self.index.sense(
            tuple(self.folded[first:last]), self.text[hit.start : end], hit.values, beside
        )
        if sense is None:
            return None
        kind = sense.kind
        end -= sense.behind
        if sense.before is not None:
            start = max(start, tokens.starts[first] + sense.before)
        if after is not None and kind == after[1] and kind not in {"settlement", "governorate", "district"}:
            end = tokens.ends[after[0] - 1]
        said = self.text[start:end]
        asked = f"{said} {kind}" if kind in {"governorate", "district"} and kind in beside else said
        return Toponym(start, end, said, sense.places, kind, sense.exact, asked)

    def _judge(self, hit: Hit[Name]) -> Toponym | None:
        if not self._capital(hit):
            return None
        toponym = self._toponym(hit)
        if toponym is None:
            return None
        arabic = is_arabic(toponym.text)
        weight = max(map(self.index.weight, toponym.places))
        single = hit.last - hit.first == 1
        if self._is_part_of_name(hit, weight=weight if toponym.exact else 1):
            return None
        cue = self._cue(hit)
        words = self._plain(hit)
        foreign = single and weight < 3 and toponym.exact and self._is_abroad(toponym)
        if foreign and cue < 1:
            return None
        if single and _SPEAKS.match(self.text, hit.end) and words in self.people:
            return None
        if arabic:
            written = self.tokens.words[hit.first]
            if hit.last < len(self.tokens) and self.tokens.words[hit.last] in _MILITARY:
                return None  # "the military councils of Deir ez-Zor and Hajin"
            if not single and self.folded[hit.last - 1] in _THE_TOWN and "مدينة حلب" not in self.text:
                return None  # "the market of the town" is a souk's name in Aleppo only
            bare = plain(toponym.text)
            ordinary = single and (
                bool({words, bare} & lx.ARABIC_ORDINARY)
                or self.folded[hit.first].removeprefix("و") in lx.ARABIC_ORDINARY
            )
            if single and words in lx.ARABIC_NEVER:
                return None
            if single and cue < 2 and "قريتين" in written and not _ROUND_QARYATAYN.search(self.text):
                return None
            accepted = cue >= 2 if ordinary else cue >= 1 or weight >= 2 or not single
            return toponym if accepted else None
        if (
            single
            and weight < 3
            and (
                words in lx.ORDINARY
                or self._also_small(self.tokens.words[hit.first].lower())
                or words in self.people
            )
        ):
            return toponym if cue >= 2 else None
        if not toponym.exact:
            return toponym if cue >= 1 and len(words) > 4 else None
        if weight >= 2 or not single:
            return toponym
        return toponym if cue >= 1 else None

    def _is_abroad(self, toponym: Toponym) -> bool:
        """Tell whether all that a name may mean are lesser places of the countries round about."""
        places = [self.index.places[p] for p in toponym.places]
        return all(
            getattr(p, "place_id", "").startswith("geonames:") and not getattr(p, "admin1", None)
            for p in places
        )

    @property
    def people(self) -> set[str]:
        """Words that are a person's in one place of the text; looked up for lesser places only."""
        if self._people is None:
            until, self.accepted_until = self.accepted_until, -1
            self._people = {
                self._plain(h) for h in self.hits if h.last - h.first == 1 and self._is_part_of_name(h)
            }
            self.accepted_until = until
        return self._people

    def _also_small(self, word: str) -> bool:
        """Tell whether a word also stands in the text in small letters, as names do not."""
        return word in self.words and word.islower()

    def _cue(self, hit: Hit[Name]) -> int:
        """How strongly the words around say "place": 2 for a place noun, 1 for a preposition or a list."""
        tokens, first, last = self.tokens, hit.first, hit.last
        if (
            last in self.features
            and tokens.gap(last - 1) in {" ", "-"}
            and not is_arabic(tokens.words[first])
        ):
            return 2  # in Arabic the noun stands before its name: "طائرات حربية مدينة معرة مصرين"
        before = first - 1
        if before >= 0 and self.folded[before] in ARTICLES and tokens.gap(before) in {"-", " ", "‑"}:
            before -= 1
        if before < 0:
            return 1 if is_arabic(tokens.words[first]) and self._prefixed(first) else 0
        if self.folded[before] == "the" and before > 0 and tokens.gap(before) == " ":
            before -= 1
        gap, word = tokens.gap(before), self.folded[before]
        if gap.strip(" \"'“”‘’(«") and not is_arabic(word):
            listed = before + 1 == self.accepted_until and gap.strip() == ","
            return 1 if listed else 0
        if before + 1 in self.feature_ends and (is_arabic(word) or word in lx.LEADING_NOUNS):
            return 2
        if is_arabic(word):
            if self._bare(before) & _PLACES_AR:
                return 2
            behind = self.folded[last] if last < len(self.folded) else ""
            if word in {"في", "وفي"} and behind in _SIDES_AR:
                return 2  # "in al-Sur, in the north of the governorate"
            bare = word.removeprefix("ال")
            bare = bare[1:] if bare[:1] in "وفبل" and bare not in lx.ARABIC_CUES and len(bare) > 3 else bare
            bare = bare.removeprefix("ال")
            if bare in lx.ARABIC_CUES or self._prefixed(first):
                return 1
            return 1 if self.accepted_until == first and tokens.words[first].startswith("و") else 0
        if word == "of" and before in self.feature_ends:
            return 2
        opens = before == 0 or not _tight(tokens.gap(before - 1))  # "In Jasim, ..." opens a sentence
        if word in lx.LOCATIVES and (tokens.words[before].islower() or opens):
            return 1
        if word in {"and", "or"} and self.accepted_until == before:
            return 1
        following = self.text[hit.end : hit.end + 40].lstrip()
        return 1 if following.startswith((", in ", ", near ", " in the countryside")) else 0

    def _prefixed(self, position: int) -> bool:
        """Tell whether an Arabic name carries the attached preposition "in"."""
        word = self.folded[position]
        return word.startswith(("ب", "وب")) and len(self.tokens.keys(position)) > 1

    def _is_part_of_name(self, hit: Hit[Name], *, weight: int = 1) -> bool:
        """Tell whether the words around make the hit part of a person's or an organisation's name."""
        tokens, first, last = self.tokens, hit.first, hit.last
        before = first - 1
        if before >= 0 and self.folded[before] in ARTICLES and not is_arabic(tokens.words[first]):
            before -= 1
        if is_arabic(tokens.words[first]):
            unit = bool(self._bare(first) & lx.ARABIC_ORGANISATION_HEADS) and not self._is_cue(before)
            return unit or self._is_part_of_arabic_name(before)
        start = tokens.starts[first]
        reach = max(0, start - _INTRODUCED_REACH)
        if _INTRODUCED_SPOT.near(self.text, reach, start) and _INTRODUCED.search(self.text[reach:start]):
            return True
        previous = self.folded[before] if before >= 0 and _tight(tokens.gap(before)) else ""
        after = last
        while after < len(tokens) and tokens.words[after].lower() in ARTICLES:
            after += 1
        following = (
            tokens.words[after] if after < len(tokens) and _tight(self._gap_before(last, after)) else ""
        )
        if self._heads_organisation(hit, following, after):
            return True
        if previous in lx.ORGANISATION_LEADS and tokens.words[before][:1].isupper():
            return True
        if previous == "of" and before > 0 and self.folded[before - 1] in lx.ORGANISATION_LEADS:
            return tokens.words[before - 1][:1].isupper()
        if previous in lx.TITLES or previous in lx.GIVEN_NAMES:
            # "a commander Hama" does not occur, "governor of Hama" does; "General Hama" is a person
            return tokens.words[before][:1].isupper() or weight < 3
        if following and self.folded[after] in (lx.NAMED_AFTER if following[:1].isupper() else lx.BUILDINGS):
            # "Aleppo Museum" is in Aleppo; "al-Khalil Mosque" is not in Hebron, nor "Baghdad Street" in
            # Baghdad
            if self.folded[after] in {"street", "square", "avenue"}:
                return True
            return weight < (4 if self.folded[after] in lx.PLACES_OF_WORSHIP else 3)
        if self._is_half_a_name(hit, previous, before, after):
            return True
        if weight >= 3:
            return False
        left = previous and tokens.words[before][:1].isupper() and not self._allowed(before)
        left = left and not (before + 1 in self.lasts and tokens.gap(before) in _HYPHENS)
        right = (
            following[:1].isupper()
            and not self._allowed(after)
            and after not in self.features
            and tokens.words[after].isalpha()
            and not (after in self.firsts and tokens.gap(last - 1) in _HYPHENS)
        )
        if left and before == 0:
            left = False
        return bool(left or (right and not self._cue(hit)))

    def _heads_organisation(self, hit: Hit[Name], following: str, after: int) -> bool:
        """Tell whether what follows makes an organisation's name of it: "the X Military Council"."""
        heads = lx.ORGANISATION_HEADS
        if following[:1].isupper() and fold(following) in heads and not self._ends_in_s(hit):
            return True
        return following in _OF_ARMS and after + 1 < len(self.tokens) and self.folded[after + 1] in heads

    def _is_half_a_name(self, hit: Hit[Name], previous: str, before: int, after: int) -> bool:
        """Tell whether it is the head of a longer name, or its end: "the Bab Tadmur neighborhood of Homs"."""
        if hit.last - hit.first == 1 and self.folded[hit.first] in lx.GENERIC_HEADS:
            return self._opens_longer_name(hit.last, after)
        capital = previous in _OPENS_NAMES and self.tokens.words[before][:1].isupper()
        return capital and before + 1 != self.accepted_until

    def _opens_longer_name(self, last: int, after: int) -> bool:
        tokens = self.tokens
        if after >= len(tokens) or not _tight(tokens.gap(last - 1)):
            return False
        return tokens.words[after][:1].isupper() and after not in self.features

    def _gap_before(self, last: int, after: int) -> str:
        return self.text[self.tokens.ends[last - 1] : self.tokens.starts[after]] if after == last else " "

    def _ends_in_s(self, hit: Hit[Name]) -> bool:
        return self.tokens.words[hit.last - 1][-2:] in {"'s", "’s"}

    def _allowed(self, position: int) -> bool:
        word = self.folded[position]
        if word in lx.RUN_WORDS or word in lx.DIRECTIONS:
            return True
        return position + 1 == self.accepted_until or self.tokens.words[position].endswith(("'s", "’s"))

    def _is_part_of_arabic_name(self, before: int) -> bool:
        tokens = self.tokens
        if before < 0 or tokens.gap(before).strip(' "«“') or "\n" in tokens.gap(before):
            return False
        if tokens.words[before] in _ON or self.accepted_until == before + 1:
            return False  # "on" is spelled as Ali is; what follows a place is listed with it
        if self.folded[before].removeprefix("ال") == "جبهه" and self._is_cue(before - 1):
            return False  # "on the front of X"; who is called a front is led by none of these words
        if self._names_person(before):
            return True
        return self._is_person(before - 1) and tokens.words[before] not in _ON and not self._is_cue(before)

    def _bare(self, position: int) -> set[str]:
        """Give an Arabic word without what may be attached to it."""
        word = self.folded[position]
        bare = {word, word.removeprefix("ال")}
        if word[:1] in "وفبلك" and len(word) > 3:
            bare |= {word[1:], word[1:].removeprefix("ال")}
            if word.startswith("لل"):
                bare.add(word[2:])
        return bare

    def _names_person(self, position: int) -> bool:
        bare = self._bare(position)
        return bool(bare & (lx.ARABIC_GIVEN_NAMES | lx.ARABIC_TITLES | lx.ARABIC_ORGANISATION_HEADS))

    def _is_cue(self, position: int) -> bool:
        return bool(self._bare(position) & lx.ARABIC_CUES)

    def _is_person(self, position: int) -> bool:
        """Tell whether a word says that a full name follows: "the young man", "called", a rank."""
        quoted = position >= 0 and self.tokens.gap(position).strip(" \"“«('") == ""
        return quoted and bool(self._bare(position) & (lx.ARABIC_PERSONS | lx.ARABIC_TITLES))


_SPEAKS = re.compile(r"\s+(?:said|added|told|reported|explained|noted|continued|stated|argued|wrote)\b")
_CUES = lx.STRONG_LOCATIVES | {word.capitalize() for word in lx.STRONG_LOCATIVES} | {"of"}
_INTRODUCED = re.compile(
    r"\b(?:(?:go|goes|went|going) by (?:the )?(?:name|nickname|nom de guerre)(?: of)?|"
    r"(?:gave|gives|giving) (?:his|her|their) (?:full |first |last )?name (?:only )?as|"
    r"(?:identified|identifies|calls?|called|introduced) (?:himself|herself|themselves) (?:only )?(?:as )?|"
    r"nom de guerre(?: of)?|nicknamed|whose name is|"
    r"(?:m[ae]n|wom[ae]n|resident|activist|fighter|commander|spokesm[ae]n|rebel|witness|trader|lawyer|teacher|doctor|"
    r"officer|soldier|father|mother|boy|girl|farmer|driver|son|brother)"
    r"s? (?:named|called|identified (?:only )?as|known (?:only )?as|who asked to be called|"
    r"surnamed))\s+(?:only\s+)?[\"“‘']?$",
    re.IGNORECASE,
)
"""Before the name of a person: "an activist who goes by the name of Omar"."""
_INTRODUCED_REACH = 70
_INTRODUCED_SPOT = Spot(
    r"\b(?:name|nickname|guerre|nicknamed|himself|herself|themselves|named|called|identified|known|surnamed)\b"
)
_ROUND_QARYATAYN = re.compile(r"حمص|تدمر|بادي|مهين|صدد|القلمون|دمشق")
"""What a text on al-Qaryatayn names too; elsewhere the word means "the two villages"."""
_HALF_MONTHS_AR = frozenset({"تشرين", "كانون"})
_MONTHS_AR = _HALF_MONTHS_AR | {"شباط", "اذار", "نيسان", "ايار", "حزيران", "تموز", "ايلول"}
_SIDES_AR = frozenset({"شرقي", "غربي", "شمالي", "جنوبي", "شرق", "غرب", "شمال", "جنوب"})
_OPENS_NAMES = frozenset({"bab"})
_OF_ARMS = frozenset({"Military", "Civil", "Local"})
"""Words between a name and the council or command that is called after it."""
_PLACES_AR = frozenset(
    {"قريتي", "بلدتي", "مدينتي", "قري", "بلدات", "مدن", "احيا", "حيي", "مزارع", "بلدتا", "قريتا"}
)
"""Places in the plural and dual, whose singulars `lexicon.FEATURE_CODES` has."""
_HYPHENS = frozenset({"-", "–", "‑"})
_THE_TOWN = frozenset({"المدينه", "البلده", "القريه"})
_MILITARY = frozenset({"العسكريين", "العسكريان", "العسكريون"})
_ON = frozenset({"على", "وعلى", "فعلى"})
"""The preposition "on", whose letters fold to those of the name Ali."""


_LAST: WeakKeyDictionary[ToponymIndex, tuple[str, tuple[Toponym, ...]]] = WeakKeyDictionary()


def _tight(gap: str) -> bool:
    return gap in {" ", "-", "‑", "\xa0", "  "}


def find_toponyms(text: str, index: ToponymIndex) -> list[Toponym]:
    """Find the names in a text that stand for places, without locating them.

    Parameters
    ----------
    text
        Any text; empty gives an empty list.
    index
        Names to look for.
    """
    if not text:
        return []
    # a report is read for its events and for the places named: they are found once
    last = _LAST.get(index)
    if last is None or last[0] != text:
        last = _LAST[index] = (text, tuple(_Reader(text, index).read()))
    return list(last[1])
