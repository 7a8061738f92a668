"""Reads through the gate: which profiles an asker may see, which situation holds, and the gate as it stands now."""

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import lru_cache

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from openregime.core.sharing import Asker, Decider, Decision, Gate, Item, Level, Ruling, Situation, situation_for
from openregime.core.sharing.situations import NORMAL
from openregime.io.sharing.table import load_sharing_table
from openregime.web.disclosure.models import (
    DisclosureProfile,
    ProfileCell,
    RulingEnd,
    SituationDeclaration,
    StoredRuling,
)
from openregime.web.people.kinds import OrganisationKind
from openregime.web.people.models import Organisation


def gate() -> Gate:
    """The table with every ruling so far, kept in this process until another ruling comes: two short queries."""
    last = StoredRuling.objects.order_by("-pk").values_list("pk", "key").annotate(number=_counted(StoredRuling)).first()
    ends = RulingEnd.objects.order_by("-pk").values_list("pk", "ruling__key", "ended_at")
    return _gate(last, ends.annotate(number=_counted(RulingEnd)).first())


def _counted(model: type[StoredRuling] | type[RulingEnd]) -> RawSQL:
    """How many there are: on a server, one that was begun earlier may be stored after a later one."""
    return RawSQL(f"(SELECT COUNT(*) FROM {connection.ops.quote_name(model._meta.db_table)})", ())  # noqa: S608, S611


@lru_cache(maxsize=4)
def _gate(*_version: tuple[object, ...] | None) -> Gate:
    return Gate(load_sharing_table(), rulings())


def rulings() -> tuple[Ruling, ...]:
    """Every ruling, with the end that it has."""
    return tuple(_as_ruling(row) for row in StoredRuling.objects.select_related("ending").order_by("pk"))


def rulings_of(organisation: Organisation) -> QuerySet[StoredRuling]:
    """The rulings that an organisation may end: its own, and, for an authority, those for its whole State."""
    mine = Q(holder=organisation.key)
    if organisation.kind == OrganisationKind.STATE_AUTHORITY:
        mine |= Q(holder="", state=organisation.state)
    return StoredRuling.objects.filter(mine)


def _as_ruling(row: StoredRuling) -> Ruling:
    ended = row.ending.ended_at if hasattr(row, "ending") else None
    ends = min((time for time in (row.ends, ended) if time is not None), default=None)
    return Ruling(
        id=row.key,
        level=Level(row.level),
        audiences=frozenset(row.audiences),
        by=tuple(Decider(person, role) for person, role in row.by),
        reason=row.reason,
        decided_at=row.decided_at,
        review_on=row.review_on,
        category=row.category,
        item=row.item,
        situations=frozenset(row.situations),
        state=row.state,
        holder=row.holder,
        harm=row.harm,
        benefit=row.benefit,
        ends=ends,
        threat_to_life=row.threat_to_life,
    )


def situations_at(now: dt.datetime) -> tuple[Situation, ...]:
    """What is declared and holds now, other than the normal situation: one query, mostly of no rows."""
    rows = SituationDeclaration.objects.filter(begins__lte=now, ends__gt=now, ended_at=None)
    return tuple(Situation(r.kind, r.begins, r.ends, r.role, r.reason, r.state) for r in rows)


def visible_profiles(
    askers: Iterable[Asker], situations: Sequence[Situation], now: dt.datetime, *, at_least: Level = Level.EXISTENCE
) -> QuerySet[DisclosureProfile]:
    """The profiles of which any of the askers may have at least so much: a subquery for `profile__in`.

    The holder sees what is its own. A profile whose time has come to be asked again shows to nobody else until it is.
    """
    seen = Q(pk__in=[])
    for asker in askers:
        if not asker.name or asker.audience not in load_sharing_table().audience_by_id:
            continue
        if asker.organisation:
            seen |= Q(holder=asker.organisation)
        cells = ProfileCell.objects.filter(
            _bound(asker) & _situation(situations, now), audience=asker.audience, level__gte=int(at_least)
        )
        seen |= Q(pk__in=cells.values("profile_id")) & (Q(turns_at=None) | Q(turns_at__gt=now))
    return DisclosureProfile.objects.filter(seen)


def _bound(asker: Asker) -> Q:
    """Which cells speak of an asker: those for its own State or mission, or those for everybody elsewhere."""
    kind = load_sharing_table().audience_by_id[asker.audience].bound_to
    if kind == "state" and asker.state:
        mine = Q(profile__state=asker.state)
    elif kind == "mission" and asker.missions:
        mine = Q(profile__mission__in=sorted(asker.missions))
    else:
        return Q(bound=False)
    return (Q(bound=True) & mine) | (Q(bound=False) & ~mine)


def _situation(situations: Sequence[Situation], now: dt.datetime) -> Q:
    kinds = {state: situation_for(situations, state, now).kind for state in {s.state for s in situations}}
    found = Q(situation=NORMAL) & ~Q(profile__state__in=sorted(kinds))
    for kind in sorted(set(kinds.values())):
        found |= Q(situation=kind, profile__state__in=sorted(s for s, k in kinds.items() if k == kind))
    return found


def decided(
    askers: Iterable[Asker], item: Item, situations: Sequence[Situation], now: dt.datetime, asked: Gate
) -> Decision:
    """The most open decision that any of the askers gets, with its reasons."""
    situation = situation_for(situations, item.state, now)
    return max((asked.decide(a, item, situation, now) for a in askers), key=lambda d: d.level)
