"""The chain of one State: its links with their intervals, and every requirement with the reason for its status."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openregime.core.facts import Span, Status
from openregime.core.facts.spoken import SPOKEN
from openregime.core.observatory import Observatory
from openregime.core.readings.state import LinkReading, RequirementReading, StateReading
from openregime.core.readings.words import Word
from openregime.web.phrases import library_words, reason_words
from openregime.web.repair.acts import act_of_requirement
from openregime.web.site.templatetags._formats import comma, semicolon
from openregime.web.states.headline import listed, quoted
from openregime.web.states.things import value_words

ASPECT = "together"
"""The weakest link of the page is that of the whole chain."""


def links(reading: StateReading, seen: Observatory) -> list[dict[str, Any]]:
    """The links as components/chain.html draws them, each with the rows of its requirements."""
    chain = reading.chains[ASPECT]
    return [
        {
            "id": link.link.id,
            "name": library_words(link.link.title),
            "about": library_words(link.link.about),
            "href": f"#link-{link.link.id}",
            "span": link.span,
            "low": link.span.low if link.span else None,
            "high": link.span.high if link.span else None,
            "status": None if link.span else _idle_status(link),
            "is_weakest": link.link.id in chain.weakest,
            "may_be_weakest": link.link.id in chain.might_be_weaker,
            "note": counted_words(link),
            "speaks": "record" if link.link.speaks == "public" else "state",
            "requirements": [_row(r, seen) for r in link.requirements],
        }
        for link in reading.links
    ]


def _idle_status(link: LinkReading) -> Status:
    is_later = any(r.status is Status.NOT_YET_DUE for r in link.requirements)
    return Status.NOT_YET_DUE if is_later else Status.NOT_APPLICABLE


def counted_words(link: LinkReading) -> str:
    """How many requirements of a link stand how: “1 met, 2 not met”; those that do not count are left out."""
    counts = Counter(r.status for r in link.requirements)
    words: Mapping[Status, str] = {
        Status.MET: ngettext("%(n)d met", "%(n)d met", counts[Status.MET]),
        Status.PARTLY_MET: ngettext("%(n)d partly met", "%(n)d partly met", counts[Status.PARTLY_MET]),
        Status.NOT_MET: ngettext("%(n)d not met", "%(n)d not met", counts[Status.NOT_MET]),
        Status.UNKNOWN: ngettext("%(n)d unknown", "%(n)d unknown", counts[Status.UNKNOWN]),
    }
    return comma().join(text % {"n": counts[status]} for status, text in words.items() if counts[status])


def _row(read: RequirementReading, seen: Observatory) -> dict[str, Any]:
    asks = read.status in (Status.PARTLY_MET, Status.NOT_MET, Status.UNKNOWN)  # what is not due yet cannot be met yet
    return {
        "id": read.requirement.id,
        "title": library_words(read.requirement.title),
        "status": read.status,
        "slug": read.status.slug,
        "reason": reason_words(read.reason),
        "n_claims": len(read.reason.claims),
        "words": [] if read.requirement.evidence.kind == "provisions" else [_word(one) for one in read.words],
        "is_provisions": read.requirement.evidence.kind == "provisions",
        "act": act_of_requirement(read.requirement, seen) if asks else None,
    }


def _word(one: Word) -> dict[str, Any]:
    """What the State says itself, with the way to its claim; beside a status that rests on it, only the way."""
    return {
        "href": reverse("proposed-claim", args=[one.claim.id.removeprefix(SPOKEN)]),
        "value": value_words(one.claim),
        "counts": one.counts,
        "why_not": library_words(one.reason) or _("Public evidence decides this day."),
        "approved_on": one.claim.recorded,
    }


def compared(strict: StateReading, supposed: StateReading) -> list[dict[str, Any]]:
    """Links that read differently under the supposition: name, both intervals, and what is supposed of them."""
    return [
        {
            "name": library_words(before.link.title),
            "strict": before.span,
            "supposed": after.span,
            "words": _moved_words(before, after),
        }
        for before, after in zip(strict.links, supposed.links, strict=True)
        if before.span != after.span or _moved(before, after)
    ]


def _moved(before: LinkReading, after: LinkReading) -> list[RequirementReading]:
    pairs = zip(before.requirements, after.requirements, strict=True)
    return [late for early, late in pairs if early.status is not late.status]


def _moved_words(before: LinkReading, after: LinkReading) -> str:
    moved = _moved(before, after)
    lacking = [library_words(r.requirement.missing) for r in moved if r.status is Status.NOT_MET]
    idle = [quoted(library_words(r.requirement.title)) for r in moved if r.status is Status.NOT_APPLICABLE]
    parts = [_("it %(missing)s") % {"missing": listed(lacking)}] if lacking else []
    parts += [_("then without object: %(titles)s") % {"titles": listed(idle)}] if idle else []
    return semicolon().join(parts)


def unknowns(reading: StateReading) -> list[dict[str, Any]]:
    """Unknowns that would change the answer: what, who can say, and the reading of the chain either way."""
    now = reading.chains[ASPECT].span
    titles = {link.link.id: (link.link.title, link.link.speaks) for link in reading.links}
    titles |= {
        r.requirement.id: (r.requirement.title, link.link.speaks) for link in reading.links for r in link.requirements
    }
    return [
        {
            "title": library_words(titles[one.of][0]),
            "is_link": one.is_link,
            "speaks": titles[one.of][1],
            "if_met": None if _same(one.if_met, now) else one.if_met,
            "if_not": None if _same(one.if_not, now) else one.if_not,
        }
        for one in reading.knowing
    ]


def _same(one: Span, now: Span | None) -> bool:
    return now is not None and abs(one.low - now.low) < 1e-9 and abs(one.high - now.high) < 1e-9
