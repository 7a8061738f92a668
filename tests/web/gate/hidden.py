"""What a twin holds more: one of each kind of thing of which the asker may not know, planted by acts of the product.

Kept out, because it is public or the asker's by design (docs/reference/security.md, "What may show"): releases, heads
and keys, budgets of noise and what they paid for, the month's figures, situations of the asker's own State, and what is
refused beyond 60 rows in one minute.
"""

import datetime as dt
from collections.abc import Iterator

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import F
from django.test import Client

from openregime.core.facts import Window
from openregime.core.sharing import Level
from openregime.web.disclosure import actions as disclosing
from openregime.web.disclosure import deciding
from openregime.web.disclosure.models import Appeal, ClassificationReview, SituationDeclaration, StoredRuling
from openregime.web.jobs import actions as jobs
from openregime.web.jobs.models import Job
from openregime.web.jobs.stages import Stage
from openregime.web.people import actions as people
from openregime.web.people import two_people
from openregime.web.people.models import Invitation, PendingAct, Person
from openregime.web.proposals import actions, attaching, classification, queries
from openregime.web.proposals.fields import Proposal
from openregime.web.proposals.gating import item_of
from openregime.web.proposals.models import Attachment, Dispute, ProposedClaim
from openregime.web.releases import publishing
from openregime.web.releases.drafts import Draft
from openregime.web.releases.models import HeldCredential
from openregime.web.trail import attempts
from openregime.web.trail.models import Attempt, TrailEntry
from tests.web.gate.world import NOW, Looker, World, categories, cells

KINDS = (
    ProposedClaim, Attachment, Dispute, StoredRuling, ClassificationReview, Appeal, SituationDeclaration, PendingAct,
    Invitation, UserSession, Session, Job, Attempt, TrailEntry,
)  # fmt: skip
WHY = "this is not for everybody"


def add(world: World, own: dict[str, Person], looker: Looker, situation: str, letters: str, number: int) -> None:
    """One more of each kind of thing that somebody outside the authority may not know of; nothing for its own people.

    Args:
        letters: stand in what is written. number: tells apart what is added at the same place.
    """
    if looker.is_own:
        return
    name = f"{len(world.claims)}-{number}"
    draft = _claim(own["contributor"], world, "C01", f"{letters} {name}")
    if number % 2:
        actions.submit(own["contributor"], draft, now=NOW)
    unknown = _unknown_to(looker, situation)
    if unknown:
        _withheld(world, own, unknown[0], letters, name)
    told = [c for c in _approved(world) if "full" not in _levels(c.category, looker, situation)]
    for claim in told[-1:]:  # less than the whole: then objections are hidden, and how many there are
        actions.dispute(own["contributor"], world.authority, claim, words=f"{letters} {name}", now=NOW)
    people.invite(
        own["administrator"], world.authority, email=f"{letters.lower()}{name}@example.org", roles=["observer"], now=NOW
    )
    _closed_to_others(world, own, looker, situation, unknown, name)
    _appeals(world, own, looker, name)
    _another_situation(world, looker, name)
    _jobs_and_attempts(world, own, letters, name)
    two_people.ask(
        own["administrator"], "people.delete", f"person:{name}", organisation=world.authority, reason=f"{WHY} {name}",
        now=NOW,
    )  # fmt: skip
    browser = Client()
    browser.force_login(own["approver"])
    UserSession.objects.create(  # as the first page of a session does
        user=own["approver"], session_key=browser.session.session_key, ip="192.0.2.7", user_agent=letters, data={}
    )


def add_to_releases(world: World, own: dict[str, Person], looker: Looker, letters: str, number: int) -> None:
    """One more release that waits for a second person: nobody outside knows before it is published."""
    if looker.is_own:
        return
    public = ProposedClaim.objects.get(category="C01", stage="approved", key__in=world.claims)
    draft = Draft(f"{letters} {number}", (public.key,), {"more": letters}, "C06", world.authority.key)
    publishing.publish(own["approver"], world.authority, draft, now=NOW, reason=f"{WHY} {number}")


def held(looker: Looker, situation: str) -> dict[str, int]:
    """How many there are of each kind of thing of which a twin holds more, for this asker in this situation."""
    found = {model._meta.label: model._default_manager.count() for model in KINDS}
    found |= {stage: ProposedClaim.objects.filter(stage=stage).count() for stage in ("draft", "approved")}
    found |= {f"job {stage}": Job.objects.filter(stage=stage).count() for stage in (Stage.WAITING, Stage.FAILED)}
    found["answered appeals"] = Appeal.objects.exclude(answer="").count()
    found["held by others"] = HeldCredential.objects.exclude(holder=F("release__organisation")).count()
    acts = PendingAct.objects.filter(settled="")
    found |= {f"waiting {verb}": acts.filter(verb=verb).count() for verb in ("people.delete", "releases.publish")}
    left_out = {"foreign": {SituationDeclaration._meta.label}, "company": {"held by others"}}.get(looker.name, set())
    if not _unknown_to(looker, situation):
        left_out |= {"approved", *(model._meta.label for model in (Attachment, ClassificationReview))}
    return {kind: number for kind, number in found.items() if kind not in left_out}


def _unknown_to(looker: Looker, situation: str) -> list[str]:
    """Categories of which the asker may not even know that there is a claim."""
    found = [c for c in categories() if _levels(c, looker, situation) == {"withhold"}]
    return [category for category in found if category != "C19"]


def _levels(category: str, looker: Looker, situation: str) -> set[str]:
    return {cells()[category, audience][situation] for audience in looker.audiences}


def _approved(world: World) -> list[ProposedClaim]:
    return list(ProposedClaim.objects.filter(key__in=world.claims, stage="approved").order_by("pk"))


def _claim(writer: Person, world: World, category: str, value: str) -> ProposedClaim:
    proposal = Proposal("topic:more", value, Window.parse("2021-02-03"), value, category, note=value)
    return actions.propose(writer, world.authority, proposal, now=NOW)


def _withheld(world: World, own: dict[str, Person], category: str, letters: str, name: str) -> None:
    """A claim with a file, which is then looked at anew, closed still further, and asked to be opened by two."""
    claim = _claim(own["contributor"], world, category, f"{letters} {category}")
    attaching.attach(own["contributor"], claim, name="more.txt", content=name.encode(), now=NOW)
    actions.submit(own["contributor"], claim, now=NOW)
    actions.approve(own["approver"], claim, now=NOW)
    claim = ProposedClaim.objects.select_related("organisation").get(pk=claim.pk)
    officer = own["security_officer"]
    classification.review(officer, claim, category=category, reason=f"{WHY} {name}", now=NOW)
    for wanted in (
        deciding.Wanted("withhold", ("responder",), False, "theft", f"{WHY} {name}", item=f"claim:{claim.key}"),
        deciding.Wanted("existence", ("reviewer",), True, "assurance", f"{WHY} {name}", item=f"claim:{claim.key}"),
    ):
        deciding.rule(officer, world.authority, wanted, item_of(claim).label, now=NOW)


def _closed_to_others(
    world: World, own: dict[str, Person], looker: Looker, situation: str, unknown: list[str], name: str
) -> None:
    """The authority closes a kind of information further to others, and a claim of which the asker does not know."""
    officer = own["security_officer"]
    known = [c for c in _approved(world) if c.category not in unknown]
    unseen = [c for c in _approved(world) if c.category in unknown]
    wanted = [deciding.Wanted("withhold", ("local",), False, "sabotage", f"{WHY} {name}", category="C05")]
    wanted += [
        deciding.Wanted("withhold", ("media", "public", *looker.audiences), False, "person", f"{WHY} {name}",
                        item=f"claim:{claim.key}")
        for claim in unseen[-1:]
    ]  # fmt: skip
    for one in wanted:
        label = item_of(known[0] if known else unseen[0]).label if known or unseen else None
        if label is not None:
            deciding.rule(officer, world.authority, one, label, now=NOW)
    for claim in unseen[:1]:
        classification.review(officer, claim, category=claim.category, reason=f"{WHY} {name}", now=NOW)


def _appeals(world: World, own: dict[str, Person], looker: Looker, name: str) -> None:
    """Two others ask that more be opened, of a claim that the asker may know as well; one of them gets an answer."""
    for person, claim in _who_may_appeal(world, looker):
        sight = queries.sight_of(person, now=NOW)
        for number in range(2):
            made = classification.appeal(sight, claim, benefit=f"learning from it {name} {number}", now=NOW)
        classification.answer(
            own["security_officer"], made.key, answered="kept", level="", audiences=(), reason=f"{WHY} {name}", now=NOW
        )
        return


def _who_may_appeal(world: World, looker: Looker) -> Iterator[tuple[Person, str]]:
    for other in world.lookers:
        if other.person is None or other.is_own or other.name == looker.name:
            continue
        sight = queries.sight_of(other.person, now=NOW)
        for claim in _approved(world):
            is_known = queries.visible(sight).filter(pk=claim.pk).exists()
            if is_known and queries.one_claim(claim.key, sight).level is not Level.FULL:
                yield other.person, claim.key


def _another_situation(world: World, looker: Looker, name: str) -> None:
    """A situation of a State that is neither the authority's nor the asker's."""
    officer = next(one.person for one in world.lookers if one.name == "foreign")
    if looker.name == "foreign" or officer is None:
        return
    house = officer.memberships.first().organisation
    disclosing.declare_situation(
        officer, house, "elevated", begins=NOW - dt.timedelta(days=1), ends=NOW + dt.timedelta(days=5),
        reason=f"{WHY} {name}", now=NOW,
    )  # fmt: skip


def _jobs_and_attempts(world: World, own: dict[str, Person], letters: str, name: str) -> None:
    """A job of the contributor that waits or has ended, and refusals that concern the people of the authority."""
    writer = own["contributor"]
    for _ended in range(1 + (Job.objects.filter(person=writer, stage=Stage.WAITING).count() == 0)):
        made = jobs.ask(writer, world.authority, "claims.import", name=f"{letters}.csv", content=b"more", now=NOW)
    taken = jobs.take_up(made.key, now=NOW)
    assert taken is not None
    jobs.end_without(taken, Stage.FAILED, now=NOW, words="failed")
    for kind, who in (("sign-in", writer), ("not-allowed", own["approver"])):
        attempts.note(
            attempts.Tried(kind, person=who.key, address=who.email, ip=f"192.0.{len(name)}.7", code=name), now=NOW
        )
