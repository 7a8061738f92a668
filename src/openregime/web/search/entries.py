"""What can be found, drawn from the record, the rules and the help page."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from babel import Locale
from django.template import Context, loader
from django.template.loader_tags import BlockNode
from django.utils import translation

from openregime.core.observatory import Observatory
from openregime.web.phrases import library_words
from openregime.web.record.cross_references import cross_references_of
from openregime.web.site.templatetags._formats import TRANSLATED

KINDS = ("state", "instrument", "provision", "measure", "statement", "institution", "help", "source")
"""In the order in which results are shown when they fit alike."""

NAME_LOCALES = ("ar", "zh_Hans", "en", "fr", "ru", "es")


@dataclass(frozen=True, slots=True)
class Found:
    """One thing to be indexed; fields as in `models.Entry`."""

    kind: str
    ref: str
    title: str
    body: str = ""
    names: tuple[str, ...] = ()
    part: str = ""


def entries_of(seen: Observatory) -> Iterator[Found]:
    """Everything that can be found."""
    yield from _states(seen)
    yield from _instruments(seen)
    yield from _rules(seen)
    yield from _statements(seen)
    yield from _institutions(seen)
    yield from _help(seen)
    for source in cross_references_of(seen).sources.values():
        yield Found("source", source.id, source.title, source.publisher, (source.id, source.url))


def _states(seen: Observatory) -> Iterator[Found]:
    locales = [Locale.parse(code) for code in NAME_LOCALES]
    for entity in seen.record.entities.values():
        if entity.kind != "State":
            continue
        names = [locale.territories.get(entity.iso2, "") for locale in locales] if entity.iso2 else []
        place = " · ".join(dict.fromkeys(p for p in (entity.region, entity.subregion) if p))
        names += [alias for alias, state in seen.record.state_of_alias.items() if state == entity.id]
        yield Found("state", entity.id, entity.name, place, (entity.id, entity.iso2, *names))


def _in_other_languages(texts: Iterable[str]) -> tuple[str, ...]:
    found = []
    for language in TRANSLATED:
        with translation.override(language):
            found += [library_words(text) for text in texts]
    return tuple(found)


def _instruments(seen: Observatory) -> Iterator[Found]:
    for i in seen.instruments.values():
        names = (i.id, i.short, i.document, *_in_other_languages((i.title, i.short)))
        yield Found("instrument", i.id, i.title, f"{i.scope} {i.entry_rule}", names)


def _rules(seen: Observatory) -> Iterator[Found]:
    for p in seen.rules.provisions:
        short = seen.instruments[p.instrument].short
        names = (p.id, f"{short} {p.article}", f"article {p.article}", *_in_other_languages((p.title,)))
        yield Found("provision", p.instrument, f"{p.id} {p.title}", p.paraphrase, names, part=p.id)
    for m in seen.rules.measures:
        names = (m.id, m.theme, *_in_other_languages((m.title,)))
        yield Found("measure", "", f"{m.id} {m.title}", "; ".join(m.evidence_examples), names, part=m.id)


def _statements(seen: Observatory) -> Iterator[Found]:
    held = seen.record.by_id
    for claim in seen.record.claims:
        match = re.fullmatch(r"nss_commitments/([^/]+)/title", claim.id)
        if match:
            aspects = (
                held.get(f"nss_commitments/{match[1]}/{a}") for a in ("topic", "summit", "lead_states", "infcirc")
            )
            body = " · ".join(c.value for c in aspects if c is not None)
            yield Found("statement", claim.id, claim.value, body, (match[1],))


def _institutions(seen: Observatory) -> Iterator[Found]:
    held = seen.record.by_id
    for claim in seen.record.claims:
        match = re.fullmatch(r"institutions/([^/]+)/name", claim.id)
        if match:
            focus = held.get(f"institutions/{match[1]}/focus")
            state = seen.record.entities[claim.subject].name
            yield Found(
                "institution", claim.id, claim.value, f"{state} · {focus.value}" if focus else state, (match[1],)
            )


def _help(seen: Observatory) -> Iterator[Found]:
    """The sections of the help page, found by their words in every language that is complete."""
    by_anchor: dict[str, list[tuple[str, str]]] = {}
    for language in TRANSLATED:
        sections = _Sections()
        with translation.override(language):
            sections.feed(_help_text(seen))
        sections.close()
        for anchor, title, body in sections.found:
            by_anchor.setdefault(anchor, []).append((title, body))
    for anchor, texts in by_anchor.items():
        (title, body), others = texts[0], texts[1:]
        yield Found("help", "", title, body, tuple(f"{t} {b}" for t, b in others), part=anchor)


def _help_text(seen: Observatory) -> str:
    """The content of the help page without its frame, whose style sheets need not be there when the index is made."""
    links = [
        {
            "title": library_words(link.title),
            "about": library_words(link.about),
            "speaks": link.speaks,
            "requirements": [library_words(r.title) for r in link.requirements],
        }
        for link in seen.chain.links
    ]
    template = loader.get_template("help/help.html").template  # type: ignore[attr-defined]
    blocks = {block.name: block for block in template.nodelist.get_nodes_by_type(BlockNode)}
    context = Context({"links": links})
    with context.bind_template(template):
        return str(blocks["content"].nodelist.render(context))


class _Sections(HTMLParser):
    """Cuts a page at its second-level headings that carry an id."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str]] = []
        self._anchor, self._title, self._body, self._in_heading = "", "", "", False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        """A second-level heading begins a section."""
        if tag == "h2":
            self._keep()
            self._anchor, self._title, self._body, self._in_heading = dict(attrs).get("id") or "", "", "", True

    def handle_endtag(self, tag: str) -> None:
        """The heading ends, the text of the section begins."""
        if tag == "h2":
            self._in_heading = False

    def handle_data(self, data: str) -> None:
        """Text of the heading or of the section."""
        if self._in_heading:
            self._title += data
        elif self._anchor:
            self._body += data + " "

    def close(self) -> None:
        """The last section ends with the page."""
        super().close()
        self._keep()

    def _keep(self) -> None:
        if self._anchor:
            self.found.append((self._anchor, self._title.strip(), " ".join(self._body.split())))
            self._anchor = ""
