"""Asking the index: ranked results for some words, and near matches where there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from django.db import connection

from openregime.web.search.models import Entry
from openregime.web.search.words import asked_words, words_of

MOST_WORDS = 12
"""Further words of a question are left out, and the page says so."""
MOST_RESULTS = 300
TITLE_WEIGHT = 10.0


@dataclass(frozen=True, slots=True)
class Hit:
    """One result: the entry's fields, and `score`, larger for a better fit."""

    kind: str
    ref: str
    part: str
    title: str
    body: str
    names: str
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a question.

    Attributes:
        words: the words that were looked for.
        hits: best first, at most 300.
        has_all: True when every hit has every word; False when no thing has all and those with some are given.
        near: entries with a name like the question, when nothing was found.
        left_out: how many words of the question were too many.
    """

    words: tuple[str, ...]
    hits: tuple[Hit, ...]
    has_all: bool
    near: tuple[Hit, ...]
    left_out: int


def find(question: str) -> Answer:
    """Look for a question in any language; signs of any query language are plain text.

    Costs one query of the index for a question that finds something, at most three.
    """
    asked = list(dict.fromkeys(asked_words(question)))
    words = tuple(asked[:MOST_WORDS])
    left_out = max(0, len(asked) - MOST_WORDS)
    if not words:
        return Answer((), (), True, (), 0)
    hits = _ranked(_matching(words, every=True), question)
    if hits:
        return Answer(words, hits, True, (), left_out)
    if len(words) > 1:
        hits = _ranked(_matching(words, every=False), question)
    near = () if hits else _near(question)
    return Answer(words, hits, False, near, left_out)


def _matching(words: Sequence[str], *, every: bool) -> list[Hit]:
    """Entries that have the words; the last word may be the beginning of one."""
    if connection.vendor == "sqlite":
        terms = [f'"{word}"' for word in words[:-1]] + [f'"{words[-1]}"*']
        sql = (
            "SELECT e.kind, e.ref, e.part, e.title, e.body, e.names, -bm25(search_words, %s, 1.0) AS score "
            "FROM search_words JOIN search_entry e ON e.id = search_words.rowid "
            "WHERE search_words MATCH %s ORDER BY score DESC LIMIT %s"
        )
        values: list[str | float | int] = [TITLE_WEIGHT, (" AND " if every else " OR ").join(terms), MOST_RESULTS]
    else:
        question = (" & " if every else " | ").join([*words[:-1], f"{words[-1]}:*"])
        vector = (
            "(setweight(to_tsvector('simple', e.title_words), 'A')"
            " || setweight(to_tsvector('simple', e.body_words), 'D'))"
        )
        sql = (
            "SELECT e.kind, e.ref, e.part, e.title, e.body, e.names, "  # noqa: S608 - no value stands in the text
            f"ts_rank({vector}, to_tsquery('simple', %s)) AS score FROM search_entry e "
            f"WHERE {vector} @@ to_tsquery('simple', %s) ORDER BY score DESC LIMIT %s"
        )
        values = [question, question, MOST_RESULTS]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [Hit(*row) for row in cursor.fetchall()]


def _ranked(hits: Sequence[Hit], question: str) -> tuple[Hit, ...]:
    """Best first: what is called so, States and instruments with it in their names, what begins so, then by weight."""
    asked = " ".join(words_of(question))

    def order(hit: Hit) -> tuple[int, float, str, str]:
        called = [" ".join(words_of(name)) for name in (hit.title, *hit.names.split("\n"))]
        is_named = hit.kind in ("state", "instrument") and any(f" {asked} " in f" {name} " for name in called)
        begins = any(name.startswith(asked) for name in called)
        how = 0 if asked in called else 1 if is_named else 2 if begins else 3
        return how, -hit.score, hit.kind, hit.title

    return tuple(sorted(hits, key=order))


def _near(question: str) -> tuple[Hit, ...]:
    """Things with a name like the question, at most six."""
    asked = " ".join(words_of(question[:60]))
    called: dict[str, Hit] = {}
    chosen = Entry.objects.filter(kind__in=("state", "instrument", "measure", "institution", "help")).order_by("pk")
    for kind, ref, part, title, body, names in chosen.values_list("kind", "ref", "part", "title", "body", "names"):
        hit = Hit(kind, ref, part, title, body, names, 0.0)
        for name in (title, *names.split("\n")):
            words = words_of(name)
            for text in (" ".join(words), *(w for w in words if len(w) > 3)):
                if len(text) < 80:
                    called.setdefault(text, hit)
    close = get_close_matches(asked, called, n=12, cutoff=0.7)
    return tuple({(called[c].kind, called[c].ref, called[c].part): called[c] for c in close}.values())[:6]
