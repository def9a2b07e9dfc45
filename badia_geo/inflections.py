"""Inflections: the forms in which an Arabic verb or verbal noun of an event stands in a report.

Written without vowels most forms are letters put before and behind the stem, so a table of stems stands for
all of them: قصف gives قصفت, قصفوا, يقصف, تقصف, قصفته, and the noun استهداف gives استهدافها, استهدافات.
Attached particles (و ف ب ل ك and the article) are set aside by `badia_geo.phrases`; the future (سيقصف)
is left out, for it tells of nothing that happened.
"""

from __future__ import annotations

__all__ = ["noun_forms", "verb_forms"]

_PRONOUNS = ("ه", "ها", "هم", "هما")
"""Pronouns of object and possessor; the bare past goes without the first, as many nouns are spelled so."""


def verb_forms(stem: str) -> tuple[str, ...]:
    """Give the forms of a verb from its past tense, third person singular.

    Parameters
    ----------
    stem
        "قصف", "استهدف", "تصدى".

    Returns
    -------
    tuple of str
        Past and present, singular, dual and plural, each alone and with a pronoun of its object.

    Examples
    --------
    >>> forms = verb_forms("استهدف")
    >>> [f in forms for f in ("استهدفت", "استهدفوا", "يستهدف", "تستهدف", "استهدفته", "يستهدفون", "استهدفوها")]
    [True, True, True, True, True, True, True]
    >>> {"تصدت", "تصدوا", "يتصدى"} <= set(verb_forms("تصدى"))
    True
    """
    weak = stem.endswith("ى")
    root = stem[:-1] if weak else stem
    bodies = [stem, f"{root}ت"]
    plural = f"{root}و"
    present_stem = stem[1:] if len(stem) > 3 and stem[0] in "اأإ" else stem
    present = [f"{person}{present_stem}" for person in "يت"]
    forms = [
        *bodies, f"{plural}ا", f"{root}تا", f"{root}يا" if weak else f"{root}ا", *present,
        *(f"{p[:-1] if weak else p}{end}" for p in present for end in ("ون", "وا")),
    ]  # fmt: skip
    with_object = [f"{root}ا" if weak else stem, f"{root}ت", plural, *(() if weak else present)]
    forms += [
        f"{body}{pronoun}" for body in with_object for pronoun in _PRONOUNS if f"{stem}ه" != body + pronoun
    ]
    return tuple(dict.fromkeys(forms))


def noun_forms(stem: str) -> tuple[str, ...]:
    """Give the forms of a verbal noun: dual, plural, accusative, and with a pronoun.

    Parameters
    ----------
    stem
        "استهداف", "غارة".

    Examples
    --------
    >>> forms = noun_forms("غارة")
    >>> [f in forms for f in ("غارات", "غارتين", "غارتها", "غاراته")]
    [True, True, True, True]
    >>> {"هجوما", "هجومهم", "هجومين"} <= set(noun_forms("هجوم"))
    True
    """
    feminine = stem.endswith("ة")
    root = stem[:-1] if feminine else stem
    bound = f"{root}ت" if feminine else stem
    many = f"{root}ات"
    forms = [stem, f"{bound}ان", f"{bound}ين", many]
    if not feminine:
        forms.append(f"{stem}ا")
    forms += [f"{body}{pronoun}" for body in (bound, many) for pronoun in _PRONOUNS]
    return tuple(dict.fromkeys(forms))
