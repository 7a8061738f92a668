"""Claims, statements about whole lists, and totals as lines of a page."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext as _

from openregime.core.facts import Claim, Completeness, Source, Standing, Total, is_spoken
from openregime.core.facts.spoken import COLLECTION
from openregime.core.readings.day import Regime
from openregime.web.phrases import library_words
from openregime.web.record.categories import category_words
from openregime.web.record.cross_references import CrossReferences
from openregime.web.site.templatetags._formats import between_words
from openregime.web.states.things import said_words, thing_of_claim, thing_words, value_words


def address(name: str, part: str) -> str:
    """The address of one thing; kept, since a page of claims asks for hundreds."""
    return _address(get_script_prefix(), name, part)


@lru_cache(maxsize=20_000)
def _address(_prefix: str, name: str, part: str) -> str:
    return reverse(name, args=[part])


def claim_line(
    claim: Claim, held: CrossReferences, regime: Regime, names: Mapping[str, str], *, but: str = ""
) -> dict[str, Any]:
    """One claim for record/claim_row.html; `but` is a source that the page is about and need not be named again."""
    is_competing = claim.standing is Standing.COMPETING
    return {
        "id": claim.id,
        "href": address("claim", claim.id),
        "who": names[claim.subject],
        "what": what_words(claim, regime),
        "value": value_words(claim),
        "when": claim.valid,
        "recorded": claim.recorded,
        "category": category_words(claim.category),
        "note": claim.note,
        "row": claim.row,
        "is_competing": is_competing,
        "is_preferred": held.is_disputed(claim) and not is_competing,
        "reason": library_words(claim.reason) if is_spoken(claim) else claim.reason,
        "sources": [source_line(s, held) for s in claim.sources if s != but],
    }


def what_words(claim: Claim, regime: Regime) -> str:
    """What a claim speaks of: the thing and its aspect."""
    return f"{thing_words(thing_of_claim(claim), regime)}: {said_words(claim.object.rpartition('.')[2])}"


def source_title(source: Source) -> str:
    """The title of a source; of a State's own word in the reader's language."""
    if source.collection != COLLECTION:
        return source.title
    return _("The State’s own word: %(organisation)s") % {"organisation": source.publisher}


def source_line(source_id: str, held: CrossReferences) -> dict[str, str]:
    """One source for a reference."""
    s = held.sources[source_id]
    return {"href": address("source", s.id), "title": source_title(s), "publisher": s.publisher, "as_of": s.as_of}


def object_words(thing: str, held: CrossReferences) -> str:
    """What a total or a statement about a whole list is of: an instrument, or a joint statement."""
    if thing in held.seen.instruments:
        return library_words(held.seen.instruments[thing].short)
    return thing_words(thing, held.seen.regime())


def whole_line(complete: Completeness, held: CrossReferences, *, but: str = "") -> dict[str, Any]:
    """One statement about absence, in words; `but` as in `claim_line`."""
    words = {"list": object_words(complete.object, held)}
    if complete.means == "not-applicable":
        means = _("Who is not in the list of %(list)s: it does not apply to that State.") % words
    elif complete.closes == "dates":
        means = _("Who is not in the list of %(list)s with a day up to then had not joined by that day.") % words
    else:
        means = _("Who is not in the list of %(list)s had not joined by that day.") % words
    return {
        "id": complete.id,
        "list": words["list"],
        "href": address("instrument", complete.object) if complete.object in held.seen.instruments else "",
        "up_to": complete.up_to,
        "means": means,
        "except_for": sorted(complete.except_for),
        "recorded": complete.recorded,
        "note": complete.note,
        "sources": [source_line(s, held) for s in complete.sources if s != but],
    }


def total_line(total: Total, held: CrossReferences, *, but: str = "") -> dict[str, Any]:
    """One published total, in words; `but` as in `claim_line`."""
    return {
        "id": total.id,
        "of": object_words(total.object, held),
        "href": address("instrument", total.object) if total.object in held.seen.instruments else "",
        "day": total.day,
        "published": total.published,
        "states": between_words(total.low, total.high),
        "basis": total.basis,
        "note": total.note,
        "sources": [source_line(s, held) for s in total.sources if s != but],
    }
