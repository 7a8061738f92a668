"""From the fields of a form to the one action that they ask for."""

import datetime as dt
from collections.abc import Callable, Mapping

from django.http import Http404
from django.utils.translation import gettext as _

from openregime.core.sharing import Level
from openregime.io.sharing.table import load_sharing_table
from openregime.web.people.models import Person
from openregime.web.people.queries import organisation_for
from openregime.web.proposals import actions, queries
from openregime.web.proposals.fields import BadProposal, FieldFault, read_proposal
from openregime.web.proposals.models import ProposedClaim


def save(person: Person | None, post: Mapping[str, str], key: str, now: dt.datetime) -> ProposedClaim:
    """Store a new draft, or one's own draft as it is now.

    Raises:
        BadProposal, UnknownOrganisation, UnknownClaim, NotAllowed, WrongStage.
    """
    assert person is not None  # the view lets nobody else in
    if key:
        claim = queries.own_claim(person, key)
        proposal = read_proposal(post, claim.organisation, load_sharing_table())
        return actions.rewrite(person, claim, proposal, now=now)
    organisation = organisation_for(person, post.get("organisation", ""))
    proposal = read_proposal(post, organisation, load_sharing_table())
    return actions.propose(person, organisation, proposal, now=now, supersedes=post.get("supersedes", ""))


def perform(person: Person | None, key: str, verb: str, post: Mapping[str, str], now: dt.datetime) -> str:
    """Do what a button of a claim's page asks for, and say what was done.

    Raises:
        Http404: no such act. UnknownClaim, NotAllowed, WrongStage, OwnWork, BadProposal.
    """
    assert person is not None  # the view lets nobody else in
    found = _ACTS.get(verb)
    if found is None:
        raise Http404
    return found(person, key, post, now)


def _submit(person: Person, key: str, _post: Mapping[str, str], now: dt.datetime) -> str:
    actions.submit(person, queries.own_claim(person, key), now=now)
    return _("Submitted. Somebody else of your organisation has to approve it.")


def _recall(person: Person, key: str, _post: Mapping[str, str], now: dt.datetime) -> str:
    actions.recall(person, queries.own_claim(person, key), now=now)
    return _("It is a draft again.")


def _approve(person: Person, key: str, _post: Mapping[str, str], now: dt.datetime) -> str:
    actions.approve(person, queries.own_claim(person, key), now=now)
    return _("Approved.")


def _give_back(person: Person, key: str, post: Mapping[str, str], now: dt.datetime) -> str:
    actions.give_back(person, queries.own_claim(person, key), reason=_reason(post), now=now)
    return _("Returned to its author.")


def _withdraw(person: Person, key: str, post: Mapping[str, str], now: dt.datetime) -> str:
    actions.withdraw(person, queries.own_claim(person, key), reason=_reason(post), now=now)
    return _("Withdrawn.")


def _dispute(person: Person, key: str, post: Mapping[str, str], now: dt.datetime) -> str:
    sight = queries.sight_of(person, now=now)
    shown = queries.one_claim(key, sight)
    if shown.level is not Level.FULL:
        raise actions.UnknownClaim
    organisation = organisation_for(person, post.get("organisation", ""))
    claim = ProposedClaim.objects.select_related("organisation").get(key=key)
    actions.dispute(person, organisation, claim, words=_reason(post, "words"), now=now, answers=post.get("answers", ""))
    return _("Your words now stand beside the claim.")


def _reason(post: Mapping[str, str], field: str = "reason") -> str:
    words = post.get(field, "").strip()
    if not 3 <= len(words) <= 2_000:
        raise BadProposal([FieldFault(field, _("Say why in a sentence, at most 2,000 characters."))])
    return words


_ACTS: dict[str, Callable[[Person, str, Mapping[str, str], dt.datetime], str]] = {
    "submit": _submit,
    "recall": _recall,
    "approve": _approve,
    "return": _give_back,
    "withdraw": _withdraw,
    "dispute": _dispute,
}
