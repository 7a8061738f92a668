"""Text to words that can be compared across scripts: case, accents and vowel marks go, Chinese is cut into pairs.

The same words are stored and asked for, so that every database finds the same.
"""

import re
import unicodedata
from collections.abc import Iterator

TATWEEL = "\u0640"
"""Lengthens an Arabic word for the eye and means nothing."""

_CJK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff]+")
_ALEF_AND_YA = str.maketrans({"ى": "ي", "ة": "ه", "ٱ": "ا"})


def folded(text: str) -> str:
    """Text without case, accents, vowel marks and lengthening.

    >>> folded("Côte d’Ivoire"), folded("مُعاهَدة") == folded("معاهدة")
    ('cote d’ivoire', True)
    """
    parts = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c for c in parts if unicodedata.category(c) != "Mn" and c != TATWEEL)
    return unicodedata.normalize("NFC", kept).casefold().translate(_ALEF_AND_YA)


def words_of(text: str) -> list[str]:
    """The words of a text in order, as they are stored; each is letters and digits only.

    Chinese and Japanese runs become pairs of neighbouring signs, and their last sign alone.

    >>> words_of("CPPNM-A, article 2A(1)"), words_of("中国核")
    (['cppnm', 'a', 'article', '2a', '1'], ['中国', '国核', '核'])
    """
    return list(_words(folded(text)))


def asked_words(text: str) -> list[str]:
    """The words to look for: as `words_of`, without the lone last sign of a Chinese run of several.

    >>> asked_words("中国核"), asked_words("核")
    (['中国', '国核'], ['核'])
    """
    return list(_words(folded(text), with_last=False))


def _words(text: str, *, with_last: bool = True) -> Iterator[str]:
    for run in _alphanumeric_runs(text):
        place = 0
        for signs in _CJK.finditer(run):
            if signs.start() > place:
                yield run[place : signs.start()]
            yield from _pairs(signs[0], with_last=with_last)
            place = signs.end()
        if place < len(run):
            yield run[place:]


def _alphanumeric_runs(text: str) -> Iterator[str]:
    run = []
    for sign in text:
        if sign.isalnum():
            run.append(sign)
        elif run:
            yield "".join(run)
            run = []
    if run:
        yield "".join(run)


def _pairs(signs: str, *, with_last: bool) -> Iterator[str]:
    for n in range(len(signs) - 1):
        yield signs[n : n + 2]
    if with_last or len(signs) == 1:
        yield signs[-1]
