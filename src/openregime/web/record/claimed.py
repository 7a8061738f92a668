"""One claim: what it says, on whose word, what competes with it, and which readings rest on it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from openregime.core.facts import Claim, Standing, is_spoken
from openregime.core.facts.spoken import SPOKEN
from openregime.core.observatory import Observatory
from openregime.web.phrases import library_words, state_names
from openregime.web.record import lines
from openregime.web.record.categories import category_words
from openregime.web.record.cross_references import CrossReferences, Fed, cross_references
from openregime.web.record.queries import earlier_words
from openregime.web.site.parameters import Moment
from openregime.web.site.templatetags._formats import day_words
from openregime.web.states.things import value_words

FED_SHOWN = 40


def page(claim_id: str, moment: Moment) -> dict[str, Any]:
    """Context of record/claim.html.

    Raises:
        UnknownClaim: no claim has that id.
    """
    held = cross_references()
    claim = held.claim(claim_id)
    names, regime = state_names(held.record.entities), held.seen.regime()
    fed = held.fed_by(claim)
    rivals = [c for c in held.rivals_of(claim) if c.recorded <= moment.as_known]
    return {
        "claim": claim,
        "who": names[claim.subject],
        "is_state": held.record.entities[claim.subject].kind == "State",
        "what": lines.what_words(claim, regime),
        "value": value_words(claim),
        "is_competing": claim.standing is Standing.COMPETING,
        "is_later": claim.recorded > moment.as_known,
        "facts": _facts(claim, held),
        "sources": [lines.source_line(s, held) for s in claim.sources],
        "reason": library_words(claim.reason) if is_spoken(claim) else claim.reason,
        "own_page": own_page(claim),
        "rivals": [lines.claim_line(c, held, regime, names) for c in rivals],
        "n_later": len(held.rivals_of(claim)) - len(rivals),
        "fed": [_fed_line(f, held.seen, names) for f in fed[:FED_SHOWN]],
        "n_fed_more": max(0, len(fed) - FED_SHOWN),
        "earlier": earlier_words(claim),
    }


def own_page(claim: Claim) -> str:
    """Where a claim by people has its page, with its basis, files and disputes; empty for a claim of the library."""
    return reverse("proposed-claim", args=[claim.id.removeprefix(SPOKEN)]) if is_spoken(claim) else ""


def _facts(claim: Claim, held: CrossReferences) -> list[dict[str, str]]:
    table, _colon, line = claim.row.rpartition(":")
    pairs = [
        (_("Value, as the table has it"), claim.value),
        (_("Speaks of"), claim.object),
        (_("Kind of information"), f"{claim.category}: {category_words(claim.category)}"),
        (_("Read from"), "" if is_spoken(claim) else _("%(table)s, line %(line)s") % {"table": table, "line": line}),
        (_("Approved by a second person on"), day_words(claim.recorded) if is_spoken(claim) else ""),
        (_("Holds until"), day_words(claim.ends_on) if claim.ends_on else ""),
        (_("Remark"), claim.note),
        (_("Id in the record"), claim.id),
    ]
    return [{"term": term, "value": value} for term, value in pairs if value]


def _fed_line(fed: Fed, seen: Observatory, names: dict[str, str]) -> dict[str, str]:
    """A reading in words: `kind` says which page it leads to."""
    if fed.kind == "requirement":
        requirement = next(r for r in seen.chain.requirements if r.id == fed.of)
        words = library_words(requirement.title)
    elif fed.kind == "measure":
        words = library_words(seen.rules.measure(fed.of).title)
    elif fed.kind == "stakes":
        words = _("What is at stake")
    else:
        words = library_words(seen.instruments[fed.of].short)
    is_state = bool(fed.state) and seen.record.entities[fed.state].kind == "State"
    return {
        "kind": fed.kind,
        "of": fed.of,
        "words": words,
        "state": fed.state if is_state else "",
        "who": names.get(fed.state, ""),
    }
