"""Phrase index: many names and terms looked up in running text in one pass.

Text is cut into tokens once; every token has a key that is remembered, and phrases are paths of keys
in a trie.  The cost is a dictionary look-up per token, whatever the number of phrases.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from itertools import compress
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    "ARTICLES",
    "Hit",
    "PhraseIndex",
    "Spans",
    "Tokens",
    "WordKeys",
    "attached_forms",
    "fold",
    "folded_words",
    "is_arabic",
    "sound_key",
    "text_tokens",
    "tokenize",
]

T = TypeVar("T")

MEMORY = 500_000
"""Words whose keys are remembered at most, so that memory stays flat over a corpus."""

ARTICLES = frozenset(
    [
        "al",
        "el",
        "ar",
        "as",
        "ash",
        "at",
        "ath",
        "ad",
        "adh",
        "az",
        "an",
        "er",
        "es",
        "esh",
        "et",
        "eth",
        "ed",
        "edh",
        "ez",
        "en",
        "il",
        "ul",
        "ur",
        "us",
        "ush",
        "ut",
        "ud",
        "uz",
        "un",
        "ال",
    ]
)
"""Spellings of the Arabic article, with its assimilated forms: skipped inside names."""

_LETTERS = r"(?:[^\W_]+|[ً-ٰٟ̀-ͯ]+)+"  # a run of either kind at a time: twice as fast as letter by letter
_TOKEN = re.compile(rf"{_LETTERS}(?:['’‘ʼʿʾ`´]{_LETTERS})*")
_MARKS = re.compile(r"[ً-ٰٟ̀-ͯ]")
_PLAIN_TOKEN = re.compile(r"[^\W_]+(?:['’‘ʼʿʾ`´][^\W_]+)*")  # for texts without combining marks
_ARABIC_FOLD = str.maketrans(
    {
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ـ": None, "ء": None,
        "ک": "ك", "ی": "ي", "گ": "ك",
    }
)  # fmt: skip
_ARABIC_LETTER = re.compile("[ء-يٱ-ۿݐ-ݿ]")
_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘ʼʿʾ`´"))
_SOUNDS = (
    (re.compile(r"kh"), "x"),
    (re.compile(r"dj"), "j"),
    (re.compile(r"([gdt])h"), r"\1"),
    (re.compile(r"[sc]h"), "S"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"ou|oo|aw|au|o"), "u"),
    (re.compile(r"ee"), "i"),
    (re.compile(r"aye|eye|ayi|ei|ai|ay|ey|ie"), "E"),
    (re.compile(r"[qc]"), "k"),
    (re.compile(r"y"), "i"),
    (re.compile(r"p"), "b"),
    (re.compile(r"e"), "a"),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile(r"(?<=..)a[ht]?$"), "a"),
    (re.compile(r"^ka?fa?r"), "kfr"),
)


def is_arabic(text: str) -> bool:
    """Tell whether a token or text has a letter of the Arabic block in it."""
    return not text.isascii() and _ARABIC_LETTER.search(text) is not None


class _Memory(dict[str, str]):
    """Folded words, remembered over texts."""

    def __missing__(self, word: str) -> str:
        if len(self) > MEMORY:
            self.clear()
        folded = self[word] = fold(word)
        return folded


def folded_words(words: list[str]) -> list[str]:
    """Fold the words of a text; a word that was met before costs one look-up.

    >>> folded_words(["Ma’arrat", "the"])
    ['maarrat', 'the']
    """
    return list(map(_FOLDED.__getitem__, words))


def fold(token: str) -> str:
    """Fold case, accents, apostrophes and Arabic letter variants away.

    >>> fold("Ma’arrat"), fold("الرقّة")
    ('maarrat', 'الرقه')
    """
    if token.isascii():
        return token.translate(_APOSTROPHES).lower() if "'" in token or "`" in token else token.lower()
    # Arabic letters are mapped first: NFKD would part hamza carriers into letter and mark
    token = token.translate(_ARABIC_FOLD).translate(_APOSTROPHES)
    decomposed = unicodedata.normalize("NFKD", token)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def sound_key(folded: str) -> str:
    """Give a coarse key under which common transliterations of one word agree.

    >>> sound_key("deir") == sound_key("dayr") == sound_key("dier")
    True
    >>> sound_key("raqqa") == sound_key("rakkah")
    True
    """
    if folded.isdecimal() or is_arabic(folded):
        return folded
    key = folded
    for pattern, replacement in _SOUNDS:
        key = pattern.sub(replacement, key)
    return key


class Spans:
    """Stretches of a text that do not overlap, looked up in logarithmic time.

    >>> spans = Spans([(0, 3), (10, 12)])
    >>> spans.meets(2, 5), spans.meets(3, 10), spans.covers(10, 11)
    (True, False, True)
    """

    def __init__(self, spans: Iterable[tuple[int, int]] = ()) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        until = -1
        for start, end in sorted(spans):
            if end > until:  # one inside another is left out
                self._starts.append(start)
                self._ends.append(end)
                until = end

    def add(self, start: int, end: int) -> None:
        """Add a stretch; one that lies inside another is left out."""
        at = bisect_right(self._starts, start)
        if at and self._ends[at - 1] >= end:
            return
        self._starts.insert(at, start)
        self._ends.insert(at, end)

    def meets(self, start: int, end: int) -> bool:
        """Tell whether a stretch has a character in common with any of these."""
        at = bisect_right(self._starts, end - 1)
        return bool(at) and self._ends[at - 1] > start

    def covers(self, start: int, end: int) -> bool:
        """Tell whether a stretch lies inside one of these."""
        at = bisect_right(self._starts, start)
        return bool(at) and self._ends[at - 1] >= end


@dataclass(slots=True)
class Tokens:
    """Tokens of a text: parallel lists of offsets (code points) and words, and the memory of their keys."""

    text: str
    starts: list[int]
    ends: list[int]
    words: list[str]
    memory: WordKeys

    def keys(self, i: int) -> tuple[str, ...]:
        """Keys of token ``i``, the whole word's first."""
        return self.memory[self.words[i]]

    def __len__(self) -> int:
        return len(self.words)

    def gap(self, i: int) -> str:
        """Text between token ``i`` and the next one."""
        return self.text[self.ends[i] : self.starts[i + 1]] if i + 1 < len(self.words) else ""


@dataclass(frozen=True, slots=True)
class Hit(Generic[T]):
    """A phrase found: token positions (end exclusive), offsets in the text, and what it stands for."""

    first: int
    last: int
    start: int
    end: int
    values: tuple[T, ...]


def tokenize(text: str, keys: WordKeys | None = None, *, phonetic: bool = False) -> Tokens:
    """Cut a text into words with their keys.

    Parameters
    ----------
    text
        Any text; English and Arabic may be mixed.
    keys
        A memory of word -> keys that callers keep between texts.
    phonetic
        Give `sound_key` keys instead of folded words, where no memory is given.

    Returns
    -------
    Tokens
        Each word with its keys in order of preference: the whole word, then without a possessive
        ``'s`` or without Arabic prefixes.
    """
    memory = WordKeys(phonetic=phonetic) if keys is None else keys
    marked = not text.isascii() and _MARKS.search(text) is not None
    matches = list((_TOKEN if marked else _PLAIN_TOKEN).finditer(text))
    return Tokens(
        text,
        [match.start() for match in matches],
        [match.end() for match in matches],
        [match.group() for match in matches],
        memory,
    )


class WordKeys(dict[str, tuple[str, ...]]):
    """Keys of words, remembered over texts; a word that was met before costs one look-up."""

    def __init__(self, *, phonetic: bool) -> None:
        super().__init__()
        self.phonetic = phonetic

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) > MEMORY:
            self.clear()
        keys = self[word] = _word_keys(word, phonetic=self.phonetic)
        return keys


def _word_keys(word: str, *, phonetic: bool) -> tuple[str, ...]:
    folded = fold(word)
    if not word.isascii() and is_arabic(folded):
        return _arabic_keys(folded)
    keys = [folded]
    if len(word) > 2 and word[-1] in "sS" and word[-2] in "'’‘`´":
        keys.append(fold(word[:-2]))
    return tuple(dict.fromkeys(sound_key(k) for k in keys)) if phonetic else tuple(keys)


def _arabic_keys(folded: str) -> tuple[str, ...]:
    """Keys of an Arabic word: as it is without the article, then without attached prefixes."""
    keys = [folded[2:] if folded.startswith("ال") and len(folded) > 3 else folded]
    rest = folded
    for _ in range(2):  # at most conjunction and preposition: "وبالرقة"
        if rest.startswith("لل") and len(rest) > 4:
            keys.append(rest[2:])
        if rest[0] in "وفبلك" and len(rest) > 3:
            rest = rest[1:]
            keys.append(rest[2:] if rest.startswith("ال") and len(rest) > 4 else rest)
        else:
            break
    return tuple(dict.fromkeys(keys))


def attached_forms(words: list[str]) -> list[list[str]]:
    """Give the word lists of a name: without articles, and with each article written onto its word.

    >>> attached_forms(["Deir", "ez", "Zor"])
    [['Deir', 'Zor'], ['Deir', 'ezZor']]
    """
    plain: list[str] = []
    joined: list[str] = []
    article = ""
    for position, word in enumerate(words):
        if fold(word) in ARTICLES and position + 1 < len(words):
            article = word
            continue
        plain.append(word)
        joined.append(article + word)
        article = ""
    return [plain, joined] if joined != plain else [plain]


_FOLDED = _Memory()
_KEYS = {phonetic: WordKeys(phonetic=phonetic) for phonetic in (False, True)}
_LAST: dict[bool, Tokens] = {}


def text_tokens(text: str, *, phonetic: bool = False) -> Tokens:
    """Cut a text into words, once for all who read it.

    Every index reads the same text after another: the tokens of the last one are kept.
    """
    last = _LAST.get(phonetic)
    if last is not None and last.text is text:
        return last
    keys = _KEYS[phonetic]
    other = _LAST.get(not phonetic)
    if other is not None and other.text is text:
        # the words are the same, only their keys differ
        tokens = Tokens(text, other.starts, other.ends, other.words, keys)
    else:
        tokens = tokenize(text, keys)
    _LAST[phonetic] = tokens
    return tokens


class PhraseIndex(Generic[T]):
    """A trie of phrases over token keys.

    Parameters
    ----------
    phonetic
        Look phrases up by sound (names) instead of by folded spelling (terms).
    skip_articles
        Skip Arabic articles in phrases and texts.

    Examples
    --------
    >>> index = PhraseIndex()
    >>> index.add("roadside bomb", "ied")
    >>> [(h.start, h.end, h.values) for h in index.find(index.tokens("A roadside bomb exploded."))]
    [(2, 15, ('ied',))]
    """

    def __init__(self, *, phonetic: bool = False, skip_articles: bool = False) -> None:
        self.phonetic = phonetic
        self.skip_articles = skip_articles
        self._root: dict[str, _Node[T]] = {}
        self._starts = _Starts(self._root, _KEYS[phonetic])
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def tokens(self, text: str) -> Tokens:
        """Tokenize a text with the keys of this index."""
        return text_tokens(text, phonetic=self.phonetic)

    def add(self, phrase: str, value: T) -> None:
        """Add a phrase; one without a letter or digit in it is left out."""
        words = self.tokens(phrase).words
        forms = attached_forms(words) if self.skip_articles else [words]
        for form in forms:
            keys = [_word_keys(w, phonetic=self.phonetic)[0] for w in form]
            if keys:
                self._insert(keys, value)

    def _insert(self, keys: list[str], value: T) -> None:
        children = self._root
        node: _Node[T] | None = None
        self._starts.clear()
        for key in keys:
            node = children.get(key)
            if node is None:
                node = children[key] = _Node({}, [])
            children = node.children
        if node is not None and value not in node.values:
            node.values.append(value)
            self._size += 1

    def find(self, tokens: Tokens, *, capitals: bool = False) -> Iterator[Hit[T]]:
        """Yield the longest phrases from left to right, without overlaps.

        Parameters
        ----------
        tokens
            Words of a text, cut by `tokens`.
        capitals
            Let phrases begin only with a word that is not in lower case (Arabic words never are).
        """
        starts, words = self._starts, tokens.words
        until = 0
        for position in compress(range(len(words)), map(starts.__getitem__, words)):
            if position < until or (capitals and words[position].islower()):
                continue
            best: tuple[int, _Node[T]] | None = None
            for node in starts[words[position]]:
                found = self._longest(tokens, position, node) if node.children else (position + 1, node)
                if found is not None and (best is None or found[0] > best[0]):
                    best = found
            if best is None:
                continue
            until, last_node = best
            yield Hit(
                position, until, tokens.starts[position], tokens.ends[until - 1], tuple(last_node.values)
            )

    def _longest(self, tokens: Tokens, position: int, node: _Node[T]) -> tuple[int, _Node[T]] | None:
        best = None
        last, n = position + 1, len(tokens)
        while True:
            if node.values:
                best = (last, node)
            children = node.children
            if not children or last >= n:
                return best
            following = last
            if self.skip_articles:
                while (
                    following + 1 < n
                    and tokens.words[following].lower() in ARTICLES
                    and _joins(tokens.gap(following))
                ):
                    following += 1
            # Arabic prefixes belong to the first word of a name only; a possessive may end any word
            keys = tokens.memory[tokens.words[following]]
            child = children.get(keys[0])
            if child is None and len(keys) > 1 and tokens.words[following][-1] in "sS":
                child = children.get(keys[1])
            if child is None:
                return best
            gap = tokens.gap(last - 1)
            if not _joins(gap) and not (
                gap[0] == "." and len(tokens.words[last - 1]) == 1 and _joins(gap[1:])  # "U.S. forces"
            ):
                return best
            node, last = child, following + 1


@dataclass(slots=True)
class _Node(Generic[T]):
    children: dict[str, _Node[T]]
    values: list[T]


class _Starts(dict[str, "tuple[_Node[T], ...]"]):
    """Nodes of the trie at which a word may begin a phrase, remembered over texts."""

    def __init__(self, root: dict[str, _Node[T]], keys: WordKeys) -> None:
        super().__init__()
        self._root, self._keys = root, keys

    def __missing__(self, word: str) -> tuple[_Node[T], ...]:
        if len(self) > MEMORY:
            self.clear()
        nodes = self[word] = tuple(self._root[key] for key in self._keys[word] if key in self._root)
        return nodes


def _joins(gap: str) -> bool:
    """Tell whether two words with this text between them can be parts of one phrase."""
    return gap in {" ", "-", "‑", "–"} or (
        not gap.strip(" -'’‘ʿʾ‑–­\t\u200c\u200d\u200f\u200e") and "\n" not in gap
    )
