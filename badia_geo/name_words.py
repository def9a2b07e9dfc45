"""Words of place names: those that tell namesakes apart, that come before a name, that begin hamlets' names.

Latin words are as they are written, in lower case; Arabic ones, and the heads, as `names` folds them.
"""

from __future__ import annotations

__all__ = [
    "FATHER",
    "HEADS",
    "MODIFIERS",
    "MODIFIER_BIT",
    "MODIFIER_OF",
    "MOTHER",
    "OPPOSITES",
    "RURAL_HEADS",
]

FATHER = frozenset(
    ("abu", "abo", "abou", "abi", "aba", "bu", "bou", "bo", "boo", "albu", "elbu", "ebu", "abw")
)
MOTHER = frozenset(("umm", "um", "om", "oum", "omm", "em", "im", "emm", "imm", "oumm"))

HEADS = frozenset(
    ("tal", "xirba", "mazra", "karia", "rasm", "jub", "bir", "تل", "خرب", "مزرع", "قري", "رسم", "جب", "بير")
)
"""Words for a hill, a ruin, a well or a farm that reports leave out of a name."""

# How the names of hamlets begin: hill, ruin, farm, well, spring, father, mother, house ..., folded.
RURAL_HEADS = frozenset(
    ("tal", "xirba", "mazra", "karia", "rasm", "jub", "bir", "kafr", "bu", "um", "ain", "bait", "dair",
     "uadi",
     "haj", "rujm", "caix", "burj", "kasr", "xan", "jib", "nabi", "abar", "jabal", "jibal", "jabl", "tulul",
     "huaija",
     "faida", "dahra", "radm", "sahl",
     "تل", "خرب", "مزرع", "قري", "رسم", "جب", "بير", "كفر", "بو", "ام", "عين", "بيت", "دير", "وادي", "حاج",
     "رجم", "شيخ", "برج", "قصر", "خان", "نبي", "ابار", "جبل", "جبال", "تلول", "حويج", "فيض", "ظهر", "سهل")
)  # fmt: skip

# Canonical modifier -> how it is written, as whole words.  Opposites never name one place.
_MODIFIER_WORDS: dict[str, tuple[str, ...]] = {
    "upper": (
        "upper", "fawqani", "fauqani", "fouqani", "foqani", "fokani", "fawqa", "fouqa",
        "foqa", "fouka", "foka", "fawka", "fawqaniyah", "fawqaniyeh", "fawqaniyya",
        "fouqaniya", "foqaniyeh", "faouqani", "faouqa", "fauqa", "fawkani",
        "fouqaniyeh", "fowqani", "فوقاني", "فوقانيه", "فوقا", "علوي",
    ),
    "lower": (
        "lower", "tahtani", "tahta", "tahtaniyah", "tahtaniyeh", "tahtaniyya",
        "tahtaniya", "tehtani", "tahti", "taht", "تحتاني", "تحتانيه", "تحتا", "سفلي",
    ),
    "east": (
        "east", "eastern", "sharqi", "sharqiya", "sharqiyah", "sharqiyeh", "sharqiyya",
        "sharki", "sharkiya", "sharkiyeh", "charqi", "cherqi", "charqiye", "sherqi",
        "sharqy", "charki", "sherki", "rojhilat", "شرقي", "شرقيه",
    ),
    "west": (
        "west", "western", "gharbi", "gharbiya", "gharbiyah", "gharbiyeh", "gharbiyya",
        "garbi", "gharby", "gherbi", "gherbiyeh", "gharbiye", "gerbi", "rojava", "غربي",
        "غربيه",
    ),
    "north": (
        "north", "northern", "shamali", "shamaliya", "shamaliyah", "shamaliyeh",
        "shmali", "shimali", "shemali", "chamali", "شمالي", "شماليه",
    ),
    "south": (
        "south", "southern", "janubi", "janubiya", "janubiyah", "janubiyeh", "jnubi",
        "jenubi", "janoubi", "janoubiya", "qibli", "qibliyeh", "qebli", "qabli", "قبلي",
        "قبليه", "جنوبي", "جنوبيه",
    ),
    "big": (
        "big", "great", "greater", "large", "kabir", "kabira", "kabirah", "kabireh",
        "kabeer", "kabeera", "kabeereh", "kebir", "kebira", "kbir", "kbira", "kbireh",
        "kebire", "kubra", "kobra", "كبير", "كبيره", "كبري",
    ),
    "small": (
        "small", "little", "lesser", "saghir", "saghira", "saghirah", "saghireh",
        "sagheer", "sagheera", "sagheereh", "sghir", "sghireh", "sagir", "sagira",
        "zghir", "zghireh", "sughra", "soghra", "sagher", "saghere", "sghera", "seghir",
        "صغير", "صغيره", "صغري",
    ),
    "middle": (
        "middle", "central", "wasta", "wastani", "wastaniyah", "wusta", "wosta",
        "wastaniyeh", "wastaniya", "وسطي", "وسطاني", "وسطانيه", "اوسط",
    ),
    "new": (
        "new", "nouveau", "جديد",
    ),
    "old": (
        "old", "qadim", "qadima", "qadimah", "qadimeh", "kadim", "atiq", "atiqa",
        "atiqah", "atiqeh", "قديم", "قديمه", "عتيق", "عتيقه",
    ),
    "first": (
        "first", "awwal", "awal", "oula", "ula", "اول", "اولي",
    ),
    "second": (
        "second", "thani", "thaniya", "thaniyah", "thaniyeh", "tani", "taniyeh", "ثاني",
        "ثانيه",
    ),
    "third": (
        "third", "thalith", "thalitha", "thaltha", "ثالث", "ثالثه",
    ),
    "left_bank": (
        "jazira", "jazirah", "jezira", "jazeera", "jazireh", "جزيره",
    ),
    "right_bank": (
        "shamiyah", "shamiya", "shamiyeh", "shamiyya", "shamieh", "شاميه",
    ),
}  # fmt: skip
MODIFIERS: tuple[str, ...] = tuple(_MODIFIER_WORDS)
"""The words that tell namesakes apart; bit ``1 << i`` of a key's ``modifiers`` stands for the i-th."""
MODIFIER_BIT = {name: 1 << i for i, name in enumerate(MODIFIERS)}
MODIFIER_OF = {word: MODIFIER_BIT[name] for name, words in _MODIFIER_WORDS.items() for word in words}
OPPOSITES = tuple(
    MODIFIER_BIT[a] | MODIFIER_BIT[b]
    for a, b in (
        ("upper", "lower"), ("upper", "middle"), ("lower", "middle"), ("east", "west"), ("north", "south"),
        ("east", "north"), ("east", "south"), ("west", "north"), ("west", "south"), ("big", "small"),
        ("new", "old"),
        ("first", "second"), ("first", "third"), ("second", "third"), ("left_bank", "right_bank"),
        ("middle", "big"), ("middle", "small"),
    )
)  # fmt: skip
