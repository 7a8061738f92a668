"""Words of reports in their reader's language: a catalogue of sentences, some with places for figures and names.

A catalogue is a table of English to the other language. In the English, `{name}` stands for anything, `{#name}` for a
number, `[a|b]` for one of several words. What fills a place is looked up itself; what is in other letters is set apart,
so that it turns nothing round beside it. What is not in the catalogue stays as it is, in English.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ENGLISH = "en"
RIGHT_TO_LEFT = ("ar",)
FOLDER = Path(__file__).parent
APART, TOGETHER = "\u2068", "\u2069"
"""First strong isolate, and its end: what stands between has a direction of its own."""
_LETTERS = re.compile(r"[A-Za-z]")
_OF_ITS_OWN = re.compile(r"[A-Za-z]|[-−][0-9]|[0-9]-")
"""Letters, days and numbers below zero: what a line from right to left would turn round."""
_PLACE = re.compile(r"\{(#?)(\w+)\}|\[([^\]|]*(?:\|[^\]|]*)+)\]")
_NUMBER = r"[-−]?[0-9][0-9.,]*(?:e[-+]?[0-9]+)?(?:\s?%)?"
DEEPEST = 4


@dataclass(frozen=True)
class Catalogue:
    """Sentences of one language.

    Attributes:
        language: its code.
        plain: English -> the same in it; patterns: expression, and the same in it with `{name}` for each place.
    """

    language: str
    plain: dict[str, str]
    patterns: tuple[tuple[re.Pattern[str], str], ...]

    @property
    def is_right_to_left(self) -> bool:
        """Whether the language is written from right to left."""
        return self.language in RIGHT_TO_LEFT

    def knows(self, text: str) -> bool:
        """Whether the text is in the catalogue, or has nothing that could be translated."""
        return self.language == ENGLISH or not _LETTERS.search(text) or self._found(text) is not None

    def say(self, text: str, depth: int = 0) -> str:
        """The text in this language; in English where the catalogue does not have it."""
        if self.language == ENGLISH:
            return text
        found = self._found(text)
        if found is None:
            return text
        target, places = found
        if depth >= DEEPEST:
            return target
        return re.sub(r"\{(\w+)\}", lambda place: self._in_place(places[place[1]], depth), target)

    def apart(self, text: str) -> str:
        """A text of other letters, a day or a number below zero, set apart from what is around it; else as it is."""
        return f"{APART}{text}{TOGETHER}" if self.is_right_to_left and _OF_ITS_OWN.search(text) else text

    def _in_place(self, text: str, depth: int) -> str:
        said = self.say(text, depth + 1)
        return self.apart(text) if said == text else said

    def _found(self, text: str) -> tuple[str, dict[str, str]] | None:
        if text in self.plain:
            return self.plain[text], {}
        for pattern, target in self.patterns:
            match = pattern.fullmatch(text)
            if match is not None:
                return target, match.groupdict()
        return None


@lru_cache(maxsize=8)
def catalogue(language: str) -> Catalogue:
    """Words in a language; those of English where nobody has written any for it (`language` says which they are)."""
    path = FOLDER / f"report_words.{language}.toml"
    if language == ENGLISH or not language.isalpha() or not path.is_file():
        return Catalogue(ENGLISH, {}, ())
    given = tomllib.loads(path.read_text(encoding="utf-8"))["say"]
    plain = {english: said for english, said in given.items() if not _PLACE.search(english)}
    patterns = tuple((_pattern(english), said) for english, said in given.items() if _PLACE.search(english))
    return Catalogue(language, plain, patterns)


def languages() -> tuple[str, ...]:
    """Languages that reports are written in."""
    return (ENGLISH, *sorted(path.name.split(".")[1] for path in FOLDER.glob("report_words.*.toml")))


def _pattern(english: str) -> re.Pattern[str]:
    parts, at = [], 0
    for place in _PLACE.finditer(english):
        parts.append(re.escape(english[at : place.start()]))
        number, name, words = place.groups()
        if words is not None:
            parts.append(f"(?:{'|'.join(re.escape(word) for word in words.split('|'))})")
        else:
            parts.append(f"(?P<{name}>{_NUMBER if number else '.+?'})")
        at = place.end()
    return re.compile("".join([*parts, re.escape(english[at:])]), re.DOTALL)
