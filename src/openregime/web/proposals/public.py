"""What anyone may see: of which States there is anything, and what authorities say in full, which readings hold."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import F, Min, Q, QuerySet

from openregime.core.facts import SpokenClaim
from openregime.core.facts.spoken import STATE_AUTHORITY
from openregime.core.sharing import Level
from openregime.web.disclosure.models import SituationDeclaration
from openregime.web.proposals import queries
from openregime.web.proposals.models import Dispute, ProposedClaim
from openregime.web.proposals.stages import Stage


def spoken_for_all(now: dt.datetime) -> tuple[Sequence[SpokenClaim], frozenset[str], dt.datetime | None]:
    """What State authorities say of their own State, as far as anyone may have it in full; nine short queries.

    Nothing that is not open to everybody goes into a reading, so that readings are the same for every asker.

    Returns:
        The claims; the States of which a real organisation says something that anyone may know of; and the next time at
        which this may change without anybody doing anything, None where there is none.
    """
    anyone = queries.sight_of(None, now=now)
    open_to_all = queries.visible(anyone, at_least=Level.FULL) & _of_authorities()
    shown = [one for one in queries.shown_claims(open_to_all.order_by("pk"), anyone) if one.level is Level.FULL]
    disputed = _with_open_disputes(open_to_all)
    known_of = (queries.visible(anyone) & _of_real_ones()).values_list("state", flat=True).distinct()
    return [_spoken(one, one.key in disputed) for one in shown], frozenset(known_of), _next_change(now)


def _of_real_ones() -> QuerySet[ProposedClaim]:
    return ProposedClaim.objects.filter(stage=Stage.APPROVED, organisation__is_invented=False).exclude(state="")


def _of_authorities() -> QuerySet[ProposedClaim]:
    return _of_real_ones().filter(organisation__kind=STATE_AUTHORITY, organisation__state=F("state"))


def _spoken(shown: queries.ShownClaim, is_disputed: bool) -> SpokenClaim:
    assert shown.valid is not None  # it is shown in full
    assert shown.settled_on is not None  # it is approved
    return SpokenClaim(
        key=shown.key,
        organisation=shown.organisation,
        speaker=STATE_AUTHORITY,
        state=shown.state,
        object=shown.object,
        value=shown.words,
        valid=shown.valid,
        approved_on=shown.settled_on,
        category=shown.category,
        basis=shown.basis,
        note=shown.note,
        ends_on=shown.ends_on,
        is_about_facility=shown.is_about_facility,
        is_disputed=is_disputed,
    )


def _with_open_disputes(claims: QuerySet[ProposedClaim]) -> frozenset[str]:
    """Keys of claims with an objection that has no reply; objections are seen by whoever has the claim in full."""
    rows = Dispute.objects.filter(claim__in=claims.values("pk"), answers=None, replies=None)
    return frozenset(rows.values_list("claim__key", flat=True))


def _next_change(now: dt.datetime) -> dt.datetime | None:
    turns = _of_real_ones().aggregate(at=Min("profile__turns_at", filter=Q(profile__turns_at__gt=now)))
    declared = SituationDeclaration.objects.filter(ended_at=None).aggregate(
        begins=Min("begins", filter=Q(begins__gt=now)), ends=Min("ends", filter=Q(ends__gt=now))
    )
    return min((at for at in (*turns.values(), *declared.values()) if at is not None), default=None)
