"""A report of an index in another language: sentences and headings through the catalogue, figures as they are."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from openregime.io.index.report import Bar, IndexReport, Part
from openregime.io.index.report_catalogue import ENGLISH, Catalogue, catalogue, languages

Say = Callable[[str], str]
STAYS = "Names, and some sentences of this report, stand in English: nobody has written them in this language yet."
NAMED = ("unit", "name", "part")
"""Columns of codes and names, which stand as the study has them."""


def report_in(report: IndexReport, language: str, *, name: Say = str) -> IndexReport:
    """The same report in a language; in English, and saying so, where nobody has written words for it.

    Args:
        report: in English.
        language: its code, as `languages` gives them, or any other.
        name: a name of a unit or part in that language, where the library has it; the same text where it has not.
    """
    words = catalogue(language)
    if words.language == ENGLISH:
        return report if language == ENGLISH else _saying(report, _none_in(language))
    parts = tuple(_part(part, report.own, words, name) for part in report.parts)
    done = replace(
        report,
        title=_own(report.title, words, name),
        lead=words.say(report.lead),
        parts=parts,
        language=language,
        columns=tuple(words.say(title) for title in report.columns),
    )
    return _saying(done, words.say(STAYS)) if any(_left(report, words, name)) else done


def _none_in(language: str) -> str:
    written = ", ".join(languages())
    return f"There is no report in “{language[:20]}” yet; this one is in English. Reports are written in: {written}."


def _saying(report: IndexReport, sentence: str) -> IndexReport:
    return replace(report, lead=f"{report.lead} {sentence}")


def _own(text: str, words: Catalogue, name: Say) -> str:
    said = name(text)
    return words.apart(text) if said == text else said


def _part(part: Part, own: frozenset[str], words: Catalogue, name: Say) -> Part:
    sentences = tuple(
        _own(s, words, name) if s in own and not words.knows(s) else _sentence(s, words) for s in part.sentences
    )
    bars = tuple(replace(bar, label=_label(bar, words, name), words=words.say(bar.words)) for bar in part.bars)
    return replace(
        part, heading=words.say(part.heading), sentences=sentences, bars=bars, cells=_cells(part, words, name)
    )


def _sentence(text: str, words: Catalogue) -> str:
    said = words.say(text)
    return words.apart(text) if said == text else said


def _label(bar: Bar, words: Catalogue, name: Say) -> str:
    return words.say(bar.label) if words.knows(bar.label) else _own(bar.label, words, name)


def _cells(part: Part, words: Catalogue, name: Say) -> tuple[tuple[str, ...], ...] | None:
    heading, *rows = part.shown() or [()]
    if part.table is None or not rows:
        return None
    keys = [column.key for column in part.table.columns]
    said = [tuple(words.say(title) for title in heading)]
    for row in rows:
        said.append(
            tuple(
                _own(cell, words, name) if key in NAMED or not words.knows(cell) else _sentence(cell, words)
                for key, cell in zip(keys, row, strict=True)
            )
        )
    return tuple(said)


def _left(report: IndexReport, words: Catalogue, name: Say) -> Iterator[bool]:
    """Whether anything of the report stays in English that is not its maker's own."""
    yield not words.knows(report.lead)
    for part in report.parts:
        texts: Sequence[str] = (part.heading, *part.sentences)
        yield any(not words.knows(text) for text in texts if text not in report.own)
        named = [bar.label for bar in part.bars]
        yield any(not words.knows(label) and name(label) == label for label in named)
