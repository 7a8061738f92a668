"""Reviews of classification and appeals: what is withheld comes up again; somebody else than its decider answers."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from openregime.core.sharing import Level
from openregime.core.sharing.rulings import people_needed
from openregime.io.sharing.table import load_sharing_table
from openregime.web.disclosure import queries as disclosure
from openregime.web.disclosure.actions import answer_appeal
from openregime.web.disclosure.askers import ANYONE
from openregime.web.disclosure.deciding import BadChoice, Wanted, rule
from openregime.web.disclosure.models import Appeal, ClassificationReview
from openregime.web.disclosure.profiles import ask_again, profile_for
from openregime.web.people.acting import one_act
from openregime.web.people.actions import new_key
from openregime.web.people.models import Organisation, PendingAct, Person
from openregime.web.people.permissions import NotAllowed, require
from openregime.web.people.two_people import ask
from openregime.web.proposals.actions import UnknownClaim
from openregime.web.proposals.gating import item_of
from openregime.web.proposals.models import ProposedClaim
from openregime.web.proposals.queries import Sight, one_claim
from openregime.web.proposals.stages import Stage
from openregime.web.trail.actions import log

KEPT, RECLASSIFIED = "kept", "reclassified"
AGES = (("under-1-year", 0, 365), ("1-to-3-years", 365, 3 * 365), ("3-years-and-more", 3 * 365, None))
"""How long something has been withheld: name, from so many days, to below so many (None: no end)."""
ANSWERS = ("opened", "kept")


@dataclass(frozen=True, slots=True)
class WithheldCounts:
    """How much of an organisation's approved claims is not open in full to anyone, and what came of looking again.

    `by_category`: category -> claims; `by_age`: name of AGES -> claims; `overdue`: reviews whose day has passed;
    `appeals`: asked for; `waiting`: not answered yet; `opened`: granted.
    """

    withheld: int
    open_in_full: int
    by_category: dict[str, int]
    by_age: dict[str, int]
    overdue: int
    reviews: int
    reclassified: int
    appeals: int
    waiting: int
    opened: int


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answered appeal; `waits` is True when opening still needs a second person."""

    appeal: Appeal
    waits: bool


def withheld(claims: QuerySet[ProposedClaim], now: dt.datetime) -> QuerySet[ProposedClaim]:
    """Those of some claims of which anyone gets less than the whole in the normal situation: a predicate, no list."""
    whole = disclosure.visible_profiles((ANYONE,), (), now, at_least=Level.FULL)
    return claims.exclude(profile__in=whole.values("pk"))


def due(organisation: Organisation, *, now: dt.datetime) -> list[ProposedClaim]:
    """Withheld claims of an organisation whose review day has come, the longest overdue first: one query."""
    rows = ProposedClaim.objects.filter(organisation=organisation, stage=Stage.APPROVED, review_on__lte=now.date())
    return list(withheld(rows, now).select_related("organisation").order_by("review_on", "pk"))


def counts(organisation: Organisation, *, now: dt.datetime) -> WithheldCounts:
    """Figures of one organisation, for its own people."""
    claims = ProposedClaim.objects.filter(organisation=organisation, stage=Stage.APPROVED)
    hidden = withheld(claims, now)
    reviews = ClassificationReview.objects.filter(organisation=organisation)
    appeals = Appeal.objects.filter(holder=organisation)
    number = hidden.count()
    return WithheldCounts(
        withheld=number,
        open_in_full=claims.count() - number,
        by_category=dict(hidden.order_by("category").values_list("category").annotate(Count("pk"))),
        by_age={name: of_age(hidden, name, now).count() for name, _least, _most in AGES},
        overdue=hidden.filter(review_on__lte=now.date()).count(),
        reviews=reviews.count(),
        reclassified=reviews.filter(outcome=RECLASSIFIED).count(),
        appeals=appeals.count(),
        waiting=appeals.filter(answer="").count(),
        opened=appeals.filter(answer="opened").count(),
    )


def of_age(claims: QuerySet[ProposedClaim], name: str, now: dt.datetime) -> QuerySet[ProposedClaim]:
    """Those of some approved claims that were approved so long ago; `name` is one of AGES."""
    _name, least, most = next(age for age in AGES if age[0] == name)
    found = claims.filter(settled_at__lte=now - dt.timedelta(days=least))
    return found if most is None else found.filter(settled_at__gt=now - dt.timedelta(days=most))


def by_organisation(claims: QuerySet[ProposedClaim]) -> Iterable[tuple[str, str, int]]:
    """Category, organisation, number of claims: one query."""
    return claims.order_by().values_list("category", "organisation__key").annotate(Count("pk"))


@one_act
def review(
    actor: Person, claim: ProposedClaim, *, category: str, reason: str, now: dt.datetime
) -> ClassificationReview | PendingAct:
    """Look at a withheld claim anew: keep its category, or give it another one.

    Leaving a category that takes two people to loosen takes two people here as well.

    Returns:
        The review; or the act that now waits for a second person.
    Raises:
        NotAllowed, BadChoice.
    """
    require(actor, "disclosure.review", claim.organisation)
    if category not in load_sharing_table().category_by_id:
        raise BadChoice("category", _("Choose one of the information categories."))
    if len(reason.split()) < 3:
        raise BadChoice("reason", _("Say why in a sentence: the next review begins from it."))
    if category != claim.category and people_needed(load_sharing_table(), item_of(claim).label) > 1:
        return ask(
            actor, "disclosure.reclassify", f"claim:{claim.key}", organisation=claim.organisation, reason=reason,
            parameters={"category": category}, now=now,
        )  # fmt: skip
    return _reviewed(actor, claim, category, reason, now)


def reclassify_with_two(act: PendingAct, now: dt.datetime) -> None:
    """Give a claim another category after a second person confirmed it."""
    claim = ProposedClaim.objects.select_related("organisation").get(key=act.subject.removeprefix("claim:"))
    _reviewed(act.asked_by, claim, act.parameters["category"], act.reason, now)


def _reviewed(
    actor: Person, claim: ProposedClaim, category: str, reason: str, now: dt.datetime
) -> ClassificationReview:
    before = claim.category
    claim.category = category
    item = replace(item_of(claim), entered_on=now.date())
    gate = disclosure.gate()
    claim.profile, claim.review_on = profile_for(item, gate, now=now), gate.review_day(item)
    claim.save(update_fields=["category", "profile", "review_on"])
    outcome = KEPT if category == before else RECLASSIFIED
    made = ClassificationReview.objects.create(
        key=new_key("review"), item=f"claim:{claim.key}", organisation=claim.organisation, outcome=outcome,
        category_before=before, category_after=category, reason=reason.strip(), person=actor, reviewed_at=now,
        next_on=claim.review_on,
    )  # fmt: skip
    log(
        "disclosure.review", f"claim:{claim.key}", now=now, actor=actor.key, organisation=claim.organisation.key,
        before=before, after=category,
    )  # fmt: skip
    return made


def take_ruling(*, item: str, now: dt.datetime, **_sent: object) -> None:
    """A ruling on a claim was stored or ended: from now on the claim is decided by itself."""
    kind, _colon, key = item.partition(":")
    claim = ProposedClaim.objects.select_related("organisation").filter(key=key).first() if kind == "claim" else None
    if claim is not None:
        gate = disclosure.gate()
        claim.profile = profile_for(item_of(claim), gate, now=now)
        claim.save(update_fields=["profile"])
        ask_again([claim.profile], gate, now=now)


@one_act
def appeal(sight: Sight, key: str, *, benefit: str, now: dt.datetime) -> Appeal:
    """Ask that more of a claim be opened, saying what that would serve.

    Raises:
        UnknownClaim: the asker may not know of it; NotAllowed: nobody is signed in; BadChoice: it is open in full
            already, or no benefit is named.
    """
    if sight.person is None:
        raise NotAllowed("disclosure.appeal", _("Sign in to appeal, so that somebody can answer you."))
    shown = one_claim(key, sight)
    if shown.level is Level.FULL:
        raise BadChoice("benefit", _("You see this claim in full. There is nothing to open."))
    if len(benefit.split()) < 3:
        raise BadChoice(
            "benefit", _("Say in a sentence what it would serve: assurance, warning, learning, or accountability.")
        )
    claim = ProposedClaim.objects.select_related("organisation").get(key=key)
    made = Appeal.objects.create(
        key=new_key("appeal"), item=f"claim:{key}", holder=claim.organisation, asked_by=sight.person,
        benefit=benefit.strip(), asked_at=now,
    )  # fmt: skip
    log("disclosure.appeal", f"claim:{key}", now=now, actor=sight.person.key, after=f"appeal:{made.key}")
    return made


@one_act
def answer(
    actor: Person, key: str, *, answered: str, level: str, audiences: tuple[str, ...], reason: str, now: dt.datetime
) -> StoredAnswer:
    """Answer an appeal, as a security officer who neither wrote nor approved the claim.

    Raises:
        UnknownClaim: no open appeal to one's own organisation; NotAllowed; BadChoice; BadRuling.
    """
    found = Appeal.objects.select_related("holder", "asked_by").filter(key=key, answer="").first()
    if found is None:
        raise UnknownClaim
    require(actor, "disclosure.review", found.holder)
    claim = ProposedClaim.objects.select_related("organisation").get(key=found.item.removeprefix("claim:"))
    if actor.pk in (claim.author_id, claim.settled_by_id, found.asked_by_id):
        raise NotAllowed(
            "disclosure.review", _("An appeal is answered by somebody else than whoever decided or asked.")
        )
    if answered not in ANSWERS or len(reason.split()) < 3:
        raise BadChoice("reason", _("Choose an answer and give its reason in a sentence."))
    if answered == "opened":
        wanted = Wanted(
            level, audiences, opens=True, because=found.benefit, reason=reason, item=found.item, appeal=found.key
        )
        if isinstance(rule(actor, claim.organisation, wanted, item_of(claim).label, now=now), PendingAct):
            return StoredAnswer(found, waits=True)  # answered once the second person has confirmed
    return StoredAnswer(answer_appeal(found, answered, reason=reason, by=actor, now=now), waits=False)
