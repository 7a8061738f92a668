"""The answer in one sentence: where a State is weak on a day, under each of the three ways of reading."""

from collections.abc import Iterable
from typing import Any

from babel.lists import format_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from openregime.core.facts import Entity, Status
from openregime.core.readings.day import ASPECTS
from openregime.core.readings.state import ChainReading, LinkReading, StateReading
from openregime.web.phrases import aspect_words, library_words
from openregime.web.site.templatetags._formats import content_locale, semicolon


def listed(words: Iterable[str]) -> str:
    """Words as a list in the reader's language: “a, b and c”."""
    return format_list(list(words), locale=content_locale())


def alternatives(words: Iterable[str]) -> str:
    """Words as alternatives in the reader's language: “a, b or c”."""
    return format_list(list(words), style="or", locale=content_locale())


def quoted(words: str) -> str:
    """A title in quotation marks of the reader's language."""
    return pgettext("a title in quotation marks", "“%(title)s”") % {"title": words}


def place_words(entity: Entity) -> str:
    """Subregion and region, each once."""
    return " · ".join(dict.fromkeys(library_words(word) for word in (entity.region, entity.subregion) if word))


def answers(reading: StateReading, *, is_past: bool = False) -> list[dict[str, Any]]:
    """One answer for each of ASPECTS, in order: aspect, title, span (None: nothing counts), sentence.

    Args:
        reading: of one day.
        is_past: whether that day is over, so that it is spoken of in the past.
    """
    return [
        {
            "aspect": aspect,
            "title": aspect_words(aspect),
            "span": reading.chains[aspect].span,
            "sentence": answer_words(reading, aspect, is_past=is_past),
        }
        for aspect in ASPECTS
    ]


def answer_words(reading: StateReading, aspect: str, *, is_past: bool = False) -> str:
    """Where the State is, or was, weak under one way of reading, in one or two sentences."""
    chain = reading.chains[aspect]
    if chain.span is None:
        return _("Nothing that these links ask for applied or was due on that day.")
    links = {link.link.id: link for link in reading.links}
    if chain.weakest:
        return " ".join([_certainly(chain, links, is_past=is_past), _weaker_still(chain, links)]).strip()
    if chain.span.low >= 1:
        now = _("No link is weak: all that counts is certainly met.")
        return _("No link was weak: all that counted was certainly met.") if is_past else now
    text = _("No link is certainly weak. What is not known leaves open whether it is %(links)s.")
    if is_past:
        text = _("No link was certainly weak. What is not known leaves open whether it was %(links)s.")
    return text % {"links": alternatives(_name(links[i]) for i in chain.might_be_weaker)}


def supposed_words(reading: StateReading, aspect: str) -> str:
    """Where the State would be weak if a supposition held, in one sentence."""
    chain = reading.chains[aspect]
    if not chain.weakest:
        return _("Even so, no link that public evidence decides would be certainly weak.")
    links = {link.link.id: link for link in reading.links}
    parts = _parts(chain, links)
    return ngettext(
        "In that case the weakest link would be %(links)s.",
        "In that case the weakest links would be %(links)s.",
        len(parts),
    ) % {"links": semicolon().join(parts)}


def _name(link: LinkReading) -> str:
    return quoted(library_words(link.link.title))


def _certainly(chain: ChainReading, links: dict[str, LinkReading], *, is_past: bool) -> str:
    parts = _parts(chain, links, is_past=is_past)
    return _("Certainly weak: %(links)s.") % {"links": semicolon().join(parts)}


def _parts(chain: ChainReading, links: dict[str, LinkReading], *, is_past: bool = False) -> list[str]:
    """Each weakest link with what it lacks."""
    parts = []
    for link_id in chain.weakest:
        missing = missing_words(links[link_id], is_past=is_past)
        words = {"link": _name(links[link_id]), "missing": missing}
        parts.append(_("%(link)s: it %(missing)s") % words if missing else words["link"])
    return parts


def missing_words(link: LinkReading, *, is_past: bool = False) -> str:
    """What a link lacks for certain, completing the sentence “it …”; empty when it only lacks something in part."""
    lacking = [library_words(r.requirement.missing) for r in link.requirements if r.status is Status.NOT_MET]
    if is_past:
        lacking = [in_the_past(words) for words in lacking]
    return listed(lacking) if lacking else ""


_PAST = {"has ": "had ", "is ": "was ", "hosts ": "hosted ", "does not ": "did not "}
"""How the library begins to say what is missing, and how that is said of a day that is over."""


def in_the_past(missing: str) -> str:
    """What was missing on a day that is over; the wording of other languages than English serves for both.

    >>> in_the_past("has not joined ICSANT"), in_the_past("hosts no training or support institution")
    ('had not joined ICSANT', 'hosted no training or support institution')
    """
    return next((then + missing.removeprefix(now) for now, then in _PAST.items() if missing.startswith(now)), missing)


def _weaker_still(chain: ChainReading, links: dict[str, LinkReading]) -> str:
    if not chain.might_be_weaker:
        return ""
    names = semicolon().join(_name(links[i]) for i in chain.might_be_weaker)
    return _("Possibly weaker: %(links)s.") % {"links": names}
