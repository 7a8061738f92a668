"""The page of results: grouped by kind, each leading to its page."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from openregime.web.phrases import library_words, state_names
from openregime.web.record.narrowing import words_in
from openregime.web.record.queries import observatory
from openregime.web.search.entries import KINDS
from openregime.web.search.marking import marked, snippet
from openregime.web.search.queries import Hit, find
from openregime.web.site.parameters import one_of
from openregime.web.site.templatetags._formats import semicolon

SHOWN_PER_KIND = 6
EXAMPLES = ("France", "ICSANT", "Amendment", "IPPAS", "CPPNM-A.7", "insider", "中国", "Казахстан")


def page(query: Mapping[str, str]) -> dict[str, Any]:
    """Context of search/results.html.

    Raises:
        BadParameter: more than 200 signs, or a kind that does not exist.
    """
    question, kind = words_in(query), one_of(query, "kind", ["", *KINDS], "")
    answer = find(question)
    names = state_names(observatory().record.entities)
    hits = [h for h in answer.hits if not kind or h.kind == kind]
    return {
        "question": question,
        "kind": kind,
        "answer": answer,
        "n": len(hits),
        "groups": _groups(hits, answer.words, names, everything=bool(kind)),
        "near": [_line(h, (), names) for h in answer.near],
        "examples": EXAMPLES,
    }


def _groups(
    hits: Sequence[Hit], words: Sequence[str], names: Mapping[str, str], *, everything: bool
) -> list[dict[str, Any]]:
    """Kinds in the order of their best result."""
    by_kind: dict[str, list[Hit]] = {}
    for hit in hits:
        by_kind.setdefault(hit.kind, []).append(hit)
    shown = None if everything else SHOWN_PER_KIND
    return [
        {
            "kind": kind,
            "words": kind_words(kind),
            "lines": [_line(h, words, names) for h in found[:shown]],
            "n": len(found),
            "n_more": 0 if everything else max(0, len(found) - SHOWN_PER_KIND),
        }
        for kind, found in by_kind.items()
    ]


def _line(hit: Hit, words: Sequence[str], names: Mapping[str, str]) -> dict[str, Any]:
    title = title_words(hit, names)
    return {
        "address": address_of(hit),
        "anchor": f"#{hit.part}" if hit.part else "",
        "title": marked(title, words),
        "other": marked(hit.title, words) if title != hit.title else "",
        "body": marked(snippet(body_words(hit, title), words), words),
        "kind": kind_words(hit.kind),
        "mark": _mark(hit),
    }


def _mark(hit: Hit) -> str:
    """The short id that stands beside a result; empty where the id says nothing to people."""
    if hit.kind in ("state", "source", "instrument"):
        return hit.ref
    if hit.kind in ("statement", "institution"):
        return hit.names.partition("\n")[0]
    return "" if hit.kind == "help" else hit.part


def title_words(hit: Hit, names: Mapping[str, str]) -> str:
    """What a result is called in the reader's language; an id stays before the title."""
    if hit.kind == "state":
        return names.get(hit.ref, hit.title)
    if hit.kind in ("provision", "measure"):
        code, _space, title = hit.title.partition(" ")
        return f"{code} {library_words(title)}"
    return library_words(hit.title) if hit.kind in ("instrument", "statement", "help") else hit.title


def body_words(hit: Hit, title: str) -> str:
    """The text below a result in the reader's language, where there is one."""
    if hit.kind == "state":
        return " · ".join(library_words(part) for part in hit.body.split(" · "))
    if hit.kind == "measure":
        return semicolon().join(library_words(part) for part in hit.body.split("; "))
    if hit.kind == "help" and title != hit.title:
        return next((text.removeprefix(title) for text in hit.names.split("\n") if text.startswith(title)), "").strip()
    return library_words(hit.body) if hit.kind == "provision" else hit.body


def address_of(hit: Hit) -> str:
    """The address of the page that a result leads to; of the search page where this project lacks that page."""
    name, parts = {
        "state": ("state", [hit.ref]),
        "instrument": ("instrument", [hit.ref]),
        "provision": ("instrument", [hit.ref]),
        "measure": ("crosswalk", []),
        "statement": ("claim", [hit.ref]),
        "institution": ("claim", [hit.ref]),
        "help": ("help", []),
        "source": ("source", [hit.ref]),
    }[hit.kind]
    try:
        return reverse(name, args=parts)
    except NoReverseMatch:
        return reverse("search")


def kind_words(kind: str) -> str:
    """A kind of result as a heading."""
    return {
        "state": _("States"),
        "instrument": _("Instruments"),
        "provision": _("Provisions"),
        "measure": _("National measures"),
        "statement": _("Joint statements of the summits"),
        "institution": _("Training and support institutions"),
        "help": _("Help"),
        "source": _("Sources"),
    }[kind]
