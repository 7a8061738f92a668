"""Results as they are shown: matching words marked, text cut to the place where it matches, everything escaped."""

from collections.abc import Collection, Iterator

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from openregime.web.search.words import asked_words

SNIPPET_SIGNS = 220


def marked(text: str, words: Collection[str]) -> SafeString:
    """The text with every word that was asked for inside <mark>; all of it escaped."""
    parts = [f"<mark>{escape(piece)}</mark>" if fits else escape(piece) for piece, fits in _pieces(text, words)]
    return mark_safe("".join(parts))  # noqa: S308 - every piece is escaped above


def snippet(text: str, words: Collection[str]) -> str:
    """The part of a text around its first matching word, at most 220 signs, cut at spaces, with … where it is cut."""
    if len(text) <= SNIPPET_SIGNS:
        return text
    place = 0
    for piece, fits in _pieces(text, words):
        if fits:
            break
        place += len(piece)
    else:
        place = 0
    first = max(0, min(place - SNIPPET_SIGNS // 3, len(text) - SNIPPET_SIGNS))
    if first:
        first = text.find(" ", first) + 1 or first
    last = first + SNIPPET_SIGNS
    if last < len(text):
        last = text.rfind(" ", first, last) if " " in text[first:last] else last
    return ("… " if first else "") + text[first:last].strip() + (" …" if last < len(text) else "")


def _pieces(text: str, words: Collection[str]) -> Iterator[tuple[str, bool]]:
    """The text in pieces, in order: runs of letters, digits and their marks, and what stands between them."""
    run, is_word = "", False
    for sign in text:
        belongs = sign.isalnum() or (is_word and not sign.isspace() and not sign.isprintable()) or _is_mark(sign)
        if belongs != is_word and run:
            yield run, is_word and _fits(run, words)
            run = ""
        run, is_word = run + sign, belongs
    if run:
        yield run, is_word and _fits(run, words)


def _is_mark(sign: str) -> bool:
    return "\u0300" <= sign <= "\u036f" or "\u064b" <= sign <= "\u065f" or sign in "\u0670\u0640"


def _fits(run: str, words: Collection[str]) -> bool:
    last = list(words)[-1] if words else ""
    return any(own in words or (last and own.startswith(last)) for own in asked_words(run))
