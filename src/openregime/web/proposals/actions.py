"""Every write about claims by people: one function per verb, one transaction, one entry in the trail."""

import datetime as dt
import secrets
from dataclasses import replace

from django.utils.translation import gettext as _

from openregime.core.errors import OpenRegimeError
from openregime.core.trail import content_digest
from openregime.web.disclosure import queries as disclosure
from openregime.web.disclosure.profiles import profile_for
from openregime.web.people.acting import one_act
from openregime.web.people.actions import new_key
from openregime.web.people.models import Organisation, Person
from openregime.web.people.permissions import NotAllowed, require
from openregime.web.proposals.fields import Proposal
from openregime.web.proposals.gating import item_for, item_of
from openregime.web.proposals.models import Dispute, ProposedClaim
from openregime.web.proposals.stages import FOLLOWS, Stage
from openregime.web.trail.actions import log

CONTENT = (
    "object", "value", "valid_earliest", "valid_latest", "ends_on", "basis", "note", "summary", "redacted", "category",
    "giver", "closed_until", "state", "facility",
)  # fmt: skip
_REWRITTEN = (
    "facility", "object", "value", "ends_on", "basis", "note", "summary", "redacted", "category", "giver",
    "closed_until",
)  # fmt: skip


class UnknownClaim(OpenRegimeError, LookupError):
    """No claim has this key, or the asker may not know that there is one: the two answers are the same."""

    code = "unknown-proposed-claim"

    def __init__(self) -> None:
        super().__init__(_("There is no claim at this address that you may see. Look for it in the list of claims."))


class WrongStage(OpenRegimeError, ValueError):
    """The claim is not where this act begins. `stage` is where it stands."""

    code = "wrong-stage"

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        super().__init__(
            _("This claim is at the stage “%s”, where this cannot be done. Open it again and look.") % stage.label
        )


class OwnWork(OpenRegimeError, PermissionError):
    """The author tried to approve."""

    code = "second-person-needed"

    def __init__(self) -> None:
        super().__init__(_("You wrote this claim. It takes another person to approve it."))


def digest_of(claim: ProposedClaim) -> str:
    """How the trail names what a claim says, with its files, without saying it."""
    content = {name: getattr(claim, name) for name in CONTENT}
    files = sorted(claim.attachments.values_list("sha256", flat=True))
    return content_digest(content | ({"attachments": files} if files else {}), salt=bytes(claim.salt))


@one_act
def propose(
    actor: Person,
    organisation: Organisation,
    proposal: Proposal,
    *,
    now: dt.datetime,
    supersedes: str = "",
) -> ProposedClaim:
    """Write a draft.

    Args:
        supersedes: key of an approved claim of the same organisation that this one will replace; empty for none.
    Raises:
        NotAllowed; UnknownClaim: there is no such claim to supersede.
    """
    require(actor, "claims.propose", organisation)
    old = None
    if supersedes:
        old = ProposedClaim.objects.filter(key=supersedes, organisation=organisation, stage=Stage.APPROVED).first()
        if old is None:
            raise UnknownClaim
    key = new_key("claim")
    profile = profile_for(item_for(proposal, organisation, key, now=now), disclosure.gate(), now=now)
    made = ProposedClaim.objects.create(
        key=key,
        organisation=organisation,
        author=actor,
        state=organisation.state,
        facility=proposal.facility,
        object=proposal.object,
        value=proposal.value,
        valid_earliest=proposal.valid.earliest,
        valid_latest=proposal.valid.latest,
        ends_on=proposal.ends_on,
        basis=proposal.basis,
        note=proposal.note,
        summary=proposal.summary,
        redacted=proposal.redacted,
        category=proposal.category,
        giver=proposal.giver,
        closed_until=proposal.closed_until,
        profile=profile,
        salt=secrets.token_bytes(16),
        supersedes=old,
        written_at=now,
    )
    _log("claims.propose", made, actor, now, after=digest_of(made))
    return made


@one_act
def rewrite(actor: Person, claim: ProposedClaim, proposal: Proposal, *, now: dt.datetime) -> ProposedClaim:
    """Change one's own draft.

    Raises:
        NotAllowed, WrongStage, UnknownClaim.
    """
    claim = own_draft(actor, claim)
    before = digest_of(claim)
    for name in _REWRITTEN:
        setattr(claim, name, getattr(proposal, name))
    claim.valid_earliest, claim.valid_latest = proposal.valid.earliest, proposal.valid.latest
    item = item_for(proposal, claim.organisation, claim.key, now=now)
    claim.profile = profile_for(item, disclosure.gate(), now=now)
    claim.save()
    _log("claims.rewrite", claim, actor, now, before=before, after=digest_of(claim))
    return claim


@one_act
def submit(actor: Person, claim: ProposedClaim, *, now: dt.datetime) -> ProposedClaim:
    """Hand one's draft to whoever approves.

    Raises:
        NotAllowed, WrongStage.
    """
    claim = _own(actor, claim, "claims.propose")
    _move(claim, Stage.SUBMITTED)
    claim.submitted_at, claim.returned_because = now, ""
    claim.save()
    _log("claims.submit", claim, actor, now, after=Stage.SUBMITTED)
    return claim


@one_act
def recall(actor: Person, claim: ProposedClaim, *, now: dt.datetime) -> ProposedClaim:
    """Take back what one has submitted and nobody has settled yet: it is a draft again.

    Raises:
        NotAllowed, WrongStage.
    """
    claim = _own(actor, claim, "claims.propose")
    if claim.stage != Stage.SUBMITTED:
        raise WrongStage(Stage(claim.stage))
    _move(claim, Stage.DRAFT)
    claim.submitted_at = None
    claim.save()
    _log("claims.recall", claim, actor, now, before=Stage.SUBMITTED, after=Stage.DRAFT)
    return claim


@one_act
def give_back(actor: Person, claim: ProposedClaim, *, reason: str, now: dt.datetime) -> ProposedClaim:
    """Return a submitted claim to its author, saying why.

    Raises:
        NotAllowed, WrongStage; ValueError without a reason is the form's to prevent.
    """
    claim = _locked(actor, claim, "claims.approve")
    if claim.stage != Stage.SUBMITTED:
        raise WrongStage(Stage(claim.stage))
    _move(claim, Stage.DRAFT)
    claim.returned_because = reason.strip()
    claim.save()
    _log("claims.return", claim, actor, now, before=Stage.SUBMITTED, after=Stage.DRAFT)
    return claim


@one_act
def approve(actor: Person, claim: ProposedClaim, *, now: dt.datetime) -> ProposedClaim:
    """Approve a submitted claim as a second person; what it supersedes gives way to it.

    Raises:
        NotAllowed, WrongStage; OwnWork: the author cannot approve.
    """
    claim = _locked(actor, claim, "claims.approve")
    if claim.author_id == actor.pk:
        raise OwnWork
    _move(claim, Stage.APPROVED)
    claim.settled_at, claim.settled_by = now, actor
    claim.review_on = disclosure.gate().review_day(replace(item_of(claim), entered_on=now.date()))
    claim.save()
    _log("claims.approve", claim, actor, now, before=Stage.SUBMITTED, after=digest_of(claim))
    if claim.supersedes_id is not None:
        old = ProposedClaim.objects.select_for_update().get(pk=claim.supersedes_id)
        if old.stage == Stage.APPROVED:
            old.stage = Stage.SUPERSEDED
            old.save(update_fields=["stage"])
            _log("claims.supersede", old, actor, now, before=Stage.APPROVED, after=f"claim:{claim.key}")
    return claim


@one_act
def withdraw(actor: Person, claim: ProposedClaim, *, reason: str, now: dt.datetime) -> ProposedClaim:
    """Take a claim back: a draft by its author, an approved one by an approver or security officer.

    Raises:
        NotAllowed, WrongStage.
    """
    own_draft = claim.author_id == actor.pk and claim.stage in (Stage.DRAFT, Stage.SUBMITTED)
    claim = _locked(actor, claim, "claims.propose" if own_draft else "claims.withdraw")
    before = claim.stage
    _move(claim, Stage.WITHDRAWN)
    claim.save()
    _log("claims.withdraw", claim, actor, now, before=before, after=Stage.WITHDRAWN)
    return claim


@one_act
def dispute(
    actor: Person, organisation: Organisation, claim: ProposedClaim, *, words: str, now: dt.datetime, answers: str = ""
) -> Dispute:
    """Object to a claim that one sees in full, or reply to an objection as the organisation that made the claim.

    The words are shown to whoever sees the claim itself.

    Raises:
        NotAllowed; UnknownClaim: the objection that is answered is none of this claim.
    """
    require(actor, "claims.dispute", organisation)
    answered = Dispute.objects.filter(key=answers, claim=claim).first() if answers else None
    if answers and answered is None:
        raise UnknownClaim
    if answered is not None and organisation.pk != claim.organisation_id:
        raise NotAllowed("claims.dispute", _("Only the organisation that made the claim replies to an objection."))
    made = Dispute.objects.create(
        key=new_key("dispute"),
        claim=claim,
        organisation=organisation,
        person=actor,
        answers=answered,
        words=words.strip(),
        said_at=now,
        profile=claim.profile,
    )
    verb = "claims.reply" if answered else "claims.dispute"
    log(
        verb, f"claim:{claim.key}", now=now, actor=actor.key, organisation=organisation.key, after=f"dispute:{made.key}"
    )
    return made


def own_draft(actor: Person, claim: ProposedClaim) -> ProposedClaim:
    """One's own draft, locked to be changed. Call it inside the transaction that changes it.

    Raises:
        NotAllowed, WrongStage.
    """
    found = _own(actor, claim, "claims.propose")
    if found.stage != Stage.DRAFT:
        raise WrongStage(Stage(found.stage))
    return found


def _own(actor: Person, claim: ProposedClaim, verb: str) -> ProposedClaim:
    found = _locked(actor, claim, verb)
    if found.author_id != actor.pk:
        raise NotAllowed(verb, _("Only its author changes a draft. Write a claim of your own, or return this one."))
    return found


def _locked(actor: Person, claim: ProposedClaim, verb: str) -> ProposedClaim:
    found = ProposedClaim.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=claim.pk)
    require(actor, verb, found.organisation)
    return found


def _move(claim: ProposedClaim, stage: Stage) -> None:
    if stage not in FOLLOWS[Stage(claim.stage)]:
        raise WrongStage(Stage(claim.stage))
    claim.stage = stage


def _log(
    verb: str, claim: ProposedClaim, actor: Person, now: dt.datetime, *, before: str = "", after: str = ""
) -> None:
    log(
        verb, f"claim:{claim.key}", now=now, actor=actor.key, organisation=claim.organisation.key,
        before=str(before), after=str(after),
    )  # fmt: skip
