"""Name keys: what two spellings of one place have in common, in Latin and Arabic script.

A name is read in three steps.  Its words are folded (articles, hamza, vowel marks, doubled letters), words
that tell namesakes apart (upper, east, big ...) are set aside but never dropped, and the rest becomes three
keys of falling strictness:

``fine``
    the letters of the name's own script, with vowels in three classes; compared within one script
``consonants``
    the consonants alone in an alphabet that both scripts share; compared across scripts
``skeleton``
    consonants in eleven classes; only for finding candidates, never for judging them

The shared alphabet follows the consonant tables of the ALA-LC and BGN/PCGN romanisations of Arabic, read
backwards: every Latin letter or digraph that either system (or French, Turkish and Kurmanji spelling)
writes for an Arabic letter maps to one letter.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from badia_geo.name_words import (
    FATHER,
    HEADS,
    MODIFIER_BIT,
    MODIFIER_OF,
    MODIFIERS,
    MOTHER,
    OPPOSITES,
    RURAL_HEADS,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "CLASSES",
    "MODIFIERS",
    "NameKey",
    "arabic_key",
    "has_rural_head",
    "headless_keys",
    "is_arabic",
    "latin_key",
    "modifier_conflict",
    "name_keys",
    "skeleton",
    "transliterate",
    "unique_keys",
    "vowelled",
    "written_forms",
]

Script = Literal["latin", "arabic"]

HEADLESS = 0.9
"""Weight of a likeness that leaves out a head word."""
_UNSPOKEN = 0.97
"""Weight of a reading that leaves out a final h."""
LONGEST_NAME = 300
"""Characters of a name that are read; the longest name of GeoNames has 200."""

# One pass over a Latin word: digraphs before letters.  c stands for sh, x for kh, g for gh.
_LATIN = {
    "sch": "c", "tch": "c", "sh": "c", "ch": "c", "kh": "x", "gh": "g", "th": "t", "dh": "d", "dj": "j",
    "zh": "j",
    "ph": "f", "ck": "k", "ou": "u", "oo": "u", "ee": "i", "ce": "ja", "ci": "ji",
    "a": "a", "b": "b", "c": "k", "d": "d", "e": "a", "f": "f", "g": "g", "h": "h", "i": "i", "j": "j",
    "k": "k",
    "l": "l", "m": "m", "n": "n", "o": "u", "p": "b", "q": "k", "r": "r", "s": "s", "t": "t", "u": "u",
    "v": "u",
    "w": "u", "x": "x", "y": "i", "z": "z",
}  # fmt: skip
_LATIN_PARTS = re.compile("|".join(sorted(_LATIN, key=len, reverse=True)))
_LATIN_BEFORE = str.maketrans(
    {"ı": "i", "ş": "sh", "Ş": "sh", "ç": "ch", "Ç": "ch", "ğ": "gh", "ʿ": "", "ʾ": "", "`": "", "'": "",
    "’": "",
     "‘": "", "´": "", "ʼ": "", "ʻ": "", "ø": "o", "đ": "d", "ß": "ss", "æ": "a"}
)  # fmt: skip
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = str.maketrans("", "", "aiu")
_BOUND_T = re.compile(r"(?<=..[a-z][aei])t$")
_FINAL_H = re.compile(r"(?<=[aiu])h$")

_ARABIC_FOLD = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ؤ": "و", "ئ": "ي", "ء": None,
    "ة": "ه",
     "ک": "ك", "گ": "ك", "ڪ": "ك", "چ": "ج", "ژ": "ج", "پ": "ب", "ڤ": "ف", "ھ": "ه", "ہ": "ه", "ە": "ه",
     "ـ": None,
     "ۆ": "و", "ێ": "ي"}
)  # fmt: skip
_ARABIC_CONSONANTS = str.maketrans(
    {"ب": "b", "ت": "t", "ث": "t", "ج": "j", "ح": "h", "خ": "x", "د": "d", "ذ": "d", "ر": "r", "ز": "z",
    "س": "s",
     "ش": "c", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "غ": "g", "ف": "f", "ق": "k", "ك": "k", "ل": "l",
     "م": "m",
     "ن": "n", "ه": "h", "ا": None, "و": None, "ي": None, "ع": None}
)  # fmt: skip
_ARABIC_VOWELLED = {**_ARABIC_CONSONANTS, ord("و"): "u", ord("ي"): "i"}
CLASSES = str.maketrans("xgz", "kkd")
"""Consonants that spellings swap most (q, k, kh, gh; d, z) -> their class in the skeleton."""
_ARABIC_WORD = re.compile(r"[ء-ۓ]+")
_LATIN_WORD = re.compile(r"[a-z]+")
# "Abdulaziz" and "Abd al-Aziz": the servant's article is fused or not, in both scripts
_SERVANT_LATIN = re.compile(r"\b(abd|abed)[aeiou]l(?=\s*[a-z]{3})")
_SERVANT_ARABIC = re.compile(r"\b(عبد)(?=ال..)")
_IS_ARABIC = re.compile(r"[ء-ۿﭐ-﻿]")
_ROMAN = {
    "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r", "ز": "z",
    "س": "s",
    "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "غ": "gh", "ف": "f", "ق": "q", "ك": "k", "ل": "l",
    "م": "m",
    "ن": "n", "ه": "h", "ا": "a", "ع": "a", "ي": "i", "و": "u",
}  # fmt: skip

# Assimilated articles (ash-Shaddadi, ez-Zor) go only before the sun letter they assimilate to.
_ARTICLES = frozenset(("al", "el", "ul", "il", "l", "ol"))
_SUN_ARTICLE = re.compile(r"[aeiuo](?:t|th|d|dh|r|z|s|sh|ch|n|l)$")
_ATTACHED = re.compile(r"(?:[ae]l(?=[bcdfghjkmnpqrstvwxyz])|[aeu](?=([tdrzsn]h?)\1))")


@dataclass(frozen=True, slots=True)
class NameKey:
    """One reading of a name.

    Parameters
    ----------
    script
        Script of the name.
    fine
        Folded letters in that script.
    consonants
        Consonants in the alphabet that both scripts share.
    modifiers
        Bit set over `MODIFIERS`.
    whole
        The modifiers' letters are in ``fine`` and ``consonants`` too: a modifier that is misspelt
        ("Shameih") still meets itself this way.
    weight
        1, or less for a reading that leaves a word out.
    """

    script: Script
    fine: str
    consonants: str
    modifiers: int = 0
    whole: bool = False
    weight: float = 1.0

    @property
    def skeleton(self) -> str:
        """Consonant classes, the retrieval key."""
        return self.consonants.translate(CLASSES)

    @property
    def vowelled(self) -> str:
        """Consonants with the vowels that both scripts write (i and u), for comparing across scripts."""
        return vowelled(self.fine, self.script)

    @property
    def modifier_names(self) -> tuple[str, ...]:
        """The modifiers in words."""
        return tuple(name for name, bit in MODIFIER_BIT.items() if self.modifiers & bit)


def vowelled(fine: str, script: Script) -> str:
    """Give a fine key's consonants with the vowels that both scripts write."""
    if script == "latin":
        return fine.replace("a", "")
    return _DOUBLED.sub(r"\1", fine.translate(_ARABIC_VOWELLED))


def is_arabic(text: str) -> bool:
    """Tell whether a text holds any Arabic letter."""
    return _IS_ARABIC.search(text) is not None


def _latin_words(text: str) -> list[str]:
    text = text[:LONGEST_NAME].translate(_LATIN_BEFORE)
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in text if not unicodedata.combining(c))
    return _LATIN_WORD.findall(_SERVANT_LATIN.sub("abd ", text.lower()))


def _arabic_words(text: str) -> list[str]:
    text = unicodedata.normalize("NFKC", text[:LONGEST_NAME])
    text = "".join(c for c in text if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    text = _SERVANT_ARABIC.sub(r"\1 ", text)
    return [w for w in (m.translate(_ARABIC_FOLD) for m in _ARABIC_WORD.findall(text)) if w]


@lru_cache(maxsize=65536)
def _fold_latin(word: str) -> tuple[str, str]:
    """Give the fine key and the consonants of one Latin word."""
    if word in FATHER:
        return "bu", "b"
    if word in MOTHER:
        return "um", "m"
    fine = "".join([_LATIN[part] for part in _LATIN_PARTS.findall(word)])
    fine = _FINAL_H.sub("", _DOUBLED.sub(r"\1", fine))
    consonants = _DOUBLED.sub(r"\1", fine.translate(_VOWELS))
    # w and y are vowels inside a word, where spellings disagree, and consonants at its head, where they agree
    if word[0] in "wy" and len(word) > 1:
        consonants = word[0] + consonants
    return fine, consonants


@lru_cache(maxsize=65536)
def _fold_arabic(word: str) -> tuple[str, str]:
    """Give the fine key and the consonants of one folded Arabic word."""
    if word in ("ابو", "ابي", "ابا", "بو"):
        return "بو", "b"
    fine = _DOUBLED.sub(r"\1", word)
    if len(fine) > 2 and fine.endswith("ه"):
        fine = fine[:-1]
    consonants = _DOUBLED.sub(r"\1", fine.translate(_ARABIC_CONSONANTS))
    if len(fine) > 1 and fine[0] in "وي":
        consonants = ("w" if fine[0] == "و" else "y") + consonants
    return fine, consonants


def _without_article(words: list[str]) -> list[str]:
    kept = []
    last = len(words) - 1
    for i, word in enumerate(words):
        if i < last:
            following = words[i + 1]
            if word in _ARTICLES:
                continue
            if len(word) <= 3 and _SUN_ARTICLE.match(word) and following.startswith(word[1:]):
                continue
        kept.append(word)
    return kept


def _split_modifiers(words: list[str]) -> tuple[list[str], int]:
    core, bits = [], 0
    for word in words:
        bit = MODIFIER_OF.get(word, 0)
        if bit:
            bits |= bit
        else:
            core.append(word)
    # a place may be called just "East" or "Big Upper": then these words are its name
    return (core, bits) if core else (words, 0)


def _join(words: list[str], script: Script) -> list[NameKey]:
    core, bits = _split_modifiers(words)
    keys = [_fold(core, bits, script, whole=False)]
    if bits and len(core) < len(words):
        keys.append(_fold(words, bits, script, whole=True))
    return [key for key in keys if key is not None]


def _fold(core: list[str], bits: int, script: Script, *, whole: bool) -> NameKey | None:
    if script == "latin":
        # the bound t of Khirbat, Maarat, Qal'at is not written in Arabic, nor always in Latin
        bound = [_BOUND_T.sub("", word) if i < len(core) - 1 else word for i, word in enumerate(core)]
        folded = [_fold_latin(word) for word in bound]
    else:
        folded = [_fold_arabic(word) for word in core]
    fine = "".join([f for f, _ in folded])
    if not fine:
        return None
    consonants = "".join([c for _, c in folded]) or fine
    return NameKey(script, fine, consonants, bits, whole)


def _latin_keys(text: str) -> list[NameKey]:
    words = _without_article(_latin_words(text))
    if not words:
        return []
    keys = _join(words, "latin")
    # "Elbab", "Assukhna": an article may be fused to its word, but Aleppo and Alia have none: read both ways
    bare = [_ATTACHED.sub("", w, count=1) if len(w) >= 5 and _ATTACHED.match(w) else w for w in words]
    if bare != words:
        keys.extend(_join(bare, "latin"))
    return keys


def _arabic_keys(text: str) -> list[NameKey]:
    words = _arabic_words(text)
    bare = [w[2:] if len(w) >= 4 and w.startswith("ال") else w for w in words]
    keys = _join(bare, "arabic") if bare else []
    # Rafah: Latin writes a final h that is spoken as the one that is not, and the Latin key drops both
    if bare and len(bare[-1]) > 2 and bare[-1].endswith("ح"):
        keys.extend(
            replace(key, weight=_UNSPOKEN)
            for key in _join([*bare[:-1], bare[-1][:-1]], "arabic")
            if not key.whole
        )
    return keys


# T2 and T4 are different places, so a figure must stay in the key: each is spelled with two consonants
# that the folding of sounds leaves alone, the same ones in both scripts.
_FIGURES = {
    str(i): pair
    for i, pair in enumerate([("fz", "فز"), ("ld", "لد"), ("kf", "كف"), ("lz", "لز"), ("nf", "نف"),
                              ("rl", "رل"), ("sk", "سك"), ("mz", "مز"), ("dl", "دل"), ("zl", "زل")])
}  # fmt: skip


def _spell_figures(text: str) -> str:
    """Write figures as letters of the text's script."""
    if not any(c.isdecimal() for c in text) or not any(c.isalpha() for c in text):
        return text
    script = 1 if is_arabic(text) else 0
    return "".join(_FIGURES[str(int(c))][script] if c.isdecimal() else c for c in text)


@lru_cache(maxsize=16384)
def name_keys(text: str) -> tuple[NameKey, ...]:
    """Read a name in its own script: one key, or two where an article may be fused to a word.

    Parameters
    ----------
    text
        A bare place name; in a text of both scripts each is read by itself.

    Returns
    -------
    tuple of NameKey
        Empty for a text without letters.

    Examples
    --------
    >>> spellings = ("Deir ez-Zor", "Dayr az-Zawr", "Deyrizor", "دير الزور")
    >>> {key.consonants for name in spellings for key in name_keys(name)}
    {'drzr'}
    """
    text = _spell_figures(text[: 4 * LONGEST_NAME])
    return tuple((_arabic_keys(text) if is_arabic(text) else []) + _latin_keys(text))


def latin_key(text: str) -> str:
    """Give the fine key of a Latin name, its modifiers after a ``+``.

    Examples
    --------
    >>> latin_key("Al-Sukhna"), latin_key("as-Sukhnah"), latin_key("Upper Sukhna")
    ('suxna', 'suxna', 'suxna+upper')
    """
    return _written(_latin_keys(_spell_figures(text)))


def arabic_key(text: str) -> str:
    """Give the fine key of an Arabic name, its modifiers after a ``+``.

    Examples
    --------
    >>> arabic_key("السُّخنة") == arabic_key("السخنه")
    True
    """
    return _written(_arabic_keys(_spell_figures(text)))


def _written(keys: list[NameKey]) -> str:
    cores = [key for key in keys if not key.whole]
    return "+".join((cores[-1].fine, *cores[-1].modifier_names)) if cores else ""


def skeleton(text: str) -> str:
    """Give the retrieval key of a name in either script.

    Examples
    --------
    >>> skeleton("Qal'at Ja'bar") == skeleton("قلعة جعبر")
    True
    >>> skeleton("Khasham"), skeleton("Kisham"), skeleton("خشام")
    ('kcm', 'kcm', 'kcm')
    """
    keys = name_keys(text)
    return keys[0].skeleton if keys else ""


def modifier_conflict(first: int, second: int) -> bool:
    """Tell whether two modifier sets contradict each other (upper and lower, east and west ...)."""
    return any(first & pair and second & pair and not first & second & pair for pair in OPPOSITES)


def transliterate(text: str) -> str:
    """Write an Arabic name in Latin letters, roughly (BGN/PCGN consonants, no short vowels).

    It serves as a label where a place has no Latin name; for matching, the keys are better.

    Examples
    --------
    >>> transliterate("هجين"), transliterate("الرقة")
    ('Hjin', 'Al Rqa')
    """
    words = []
    for word in _arabic_words(text):
        article, rest = ("Al ", word[2:]) if len(word) >= 4 and word.startswith("ال") else ("", word)
        if len(rest) > 2 and rest.endswith("ه"):
            rest = rest[:-1] + "ا"
        roman = "".join([_ROMAN.get(c, "") for c in rest])
        words.append(article + roman[:1].upper() + roman[1:])
    return " ".join(words)


_APART = re.compile(r"\s*[/_|;]\s*")
_BRACKETED = re.compile(r"\s*[(\[][^)\]]*[)\]]?\s*")
_COUNTRY = re.compile(r",\s*(?:syria|iraq|turkey|lebanon|jordan)\s*$", re.IGNORECASE)


def written_forms(name: str) -> list[str]:
    """Give the names that a gazetteer packs into one cell.

    Gazetteers write two names of a place as "A/B" or "A_B", and tell namesakes apart by what contains them:
    "Hara (Al-Haffa)", "Judaydah, Syria".

    Examples
    --------
    >>> written_forms("Sab Wiran/Wiran (Jarablus)"), written_forms("Judaydah, Syria")
    (['Sab Wiran', 'Wiran'], ['Judaydah'])
    """
    bare = _COUNTRY.sub("", _BRACKETED.sub(" ", name))
    forms = [form.strip() for form in _APART.split(bare) if form.strip()]
    return forms or [name]


def _head(text: str) -> tuple[list[str], str]:
    """Give a name's words and its first word folded; no head for a name of one word."""
    if is_arabic(text):
        words = _arabic_words(text)
        bare = (
            words[0][2:] if words and len(words[0]) >= 4 and words[0].startswith("ال") else "".join(words[:1])
        )
        return words, _fold_arabic(bare)[0] if len(words) > 1 and bare else ""
    words = _without_article(_latin_words(text))
    return words, _fold_latin(_BOUND_T.sub("", words[0]))[0] if len(words) > 1 else ""


def has_rural_head(text: str) -> bool:
    """Tell whether a name begins as those of hamlets do: with a hill, a ruin, a well, a father, a house.

    Examples
    --------
    >>> has_rural_head("Khirbat Hayat"), has_rural_head("تل مرديخ"), has_rural_head("Municipal Stadium")
    (True, True, False)
    """
    return _head(text)[1] in RURAL_HEADS


def headless_keys(text: str) -> tuple[NameKey, ...]:
    """Read a name without its first word, where that is a word for a hill, a ruin, a well or a farm.

    Reports write "Tal Mardikh" and "Mardikh", "Mazra'at Yarub" and "Yarub" for one village.

    Examples
    --------
    >>> [key.fine for key in headless_keys("Tal Mardikh")], headless_keys("Mardikh")
    (['mardix'], ())
    """
    words, head = _head(text)
    if head not in HEADS:
        return ()
    return tuple(
        replace(key, weight=HEADLESS) for key in name_keys(" ".join(words[1:])) if len(key.consonants) > 2
    )


def unique_keys(names: Iterable[str]) -> list[NameKey]:
    """Give the different keys of several names as a gazetteer writes them, in order."""
    return list(
        dict.fromkeys(key for name in names for form in written_forms(name) for key in name_keys(form))
    )
