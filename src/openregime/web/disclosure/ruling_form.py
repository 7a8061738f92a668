"""The form for a ruling: what it would change, for whom, before anything is stored."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from openregime.core.sharing import NORMALLY, BadRuling, Gate, Item, Label, Level, Ruling, Situation
from openregime.core.sharing.situations import NORMAL
from openregime.io.sharing.table import load_sharing_table
from openregime.web.disclosure import queries, words
from openregime.web.disclosure.asked import LEVELS, wanted_of
from openregime.web.disclosure.deciding import BadChoice, Wanted, as_asked, rule
from openregime.web.disclosure.models import StoredRuling
from openregime.web.people.kinds import OrganisationKind
from openregime.web.people.models import Organisation, PendingAct, Person
from openregime.web.people.permissions import require
from openregime.web.people.queries import organisation_for
from openregime.web.proposals.gating import item_of
from openregime.web.proposals.models import ProposedClaim
from openregime.web.proposals.stages import GATED


@dataclass(frozen=True, slots=True)
class Refused:
    """What will not do: the field, and what to write instead."""

    field: str
    words: str


def stored(person: Person, organisation: Organisation, post: QueryDict, now: dt.datetime) -> StoredRuling | PendingAct:
    """Decide as the form asks.

    Raises:
        NotAllowed, BadChoice, BadRuling; BadPeople: it waits for a second person already.
    """
    wanted = wanted_of(post)
    return rule(person, organisation, wanted, _about(wanted, organisation, now)[0].label, now=now)


def context(
    person: Person, key: str, post: QueryDict, now: dt.datetime, *, sent: bool, refused: Refused | None = None
) -> dict[str, Any]:
    """The form as it was filled in, with the preview, or with what is wrong.

    Args:
        sent: whether something was sent; otherwise `post` may name the claim that the form is opened for.
    Raises:
        UnknownOrganisation, NotAllowed.
    """
    organisation = organisation_for(person, key)
    require(person, "disclosure.rule", organisation)
    preview = None
    if sent and refused is None:
        try:
            preview = previewed(person, organisation, post, now)
        except BadChoice as error:
            refused = Refused(error.field, str(error))
        except BadRuling as error:
            refused = Refused("level", str(error).partition(": ")[2] or str(error))
    return {
        "organisation": organisation,
        "values": post,
        "ticked": post.getlist("audiences"),
        "way": post.get("way", "close"),
        "on": post.get("on", "claim" if post.get("claim") else "category"),
        "categories": [(c.id, f"{c.id} {words.names()[c.id]}") for c in load_sharing_table().categories],
        "audiences": [(a.id, words.names()[a.id]) for a in load_sharing_table().audiences],
        "levels": [(level, words.names()[level]) for level in LEVELS],
        "harms": list(words.harms().items()),
        "is_authority": organisation.kind == OrganisationKind.STATE_AUTHORITY,
        "preview": preview,
        "wrong": {refused.field: refused.words} if refused else {},
        "errors": [refused] if refused else [],
    }


def previewed(person: Person, organisation: Organisation, post: QueryDict, now: dt.datetime) -> dict[str, Any]:
    """What a ruling would change, for which audience, in which situation.

    Raises:
        NotAllowed, BadChoice; BadRuling: it could not stand.
    """
    wanted = wanted_of(post)
    item, reach = _about(wanted, organisation, now)
    made = as_asked(person, organisation, wanted, item.label, now=now)
    rows = _changes(item, made, now)
    return {
        "changed": [row for row in rows if row["is_changed"]],
        "unchanged": [row["audience"] for row in rows if not row["is_changed"]],
        "situations": [words.names()[kind.id] for kind in load_sharing_table().situations],
        "needs_two": len(made.by) > 1,
        "review_on": made.review_on,
        "ends": made.ends,
        "reach": reach,
        "opens": wanted.opens,
    }


def _about(wanted: Wanted, organisation: Organisation, now: dt.datetime) -> tuple[Item, int | None]:
    """An item that the ruling speaks of, and how many of the organisation's own claims it reaches.

    Raises:
        BadChoice: no such claim of this organisation. Whether another one has it is not said.
    """
    own = ProposedClaim.objects.filter(organisation=organisation, stage__in=GATED)
    if wanted.item:
        claim = own.filter(key=wanted.item.removeprefix("claim:")).select_related("organisation").first()
        if claim is None:
            raise BadChoice("claim", _("Your organisation has no approved claim of this key."))
        return item_of(claim), 1
    item = Item("any", Label.of(wanted.category), now.date(), state=organisation.state, holder=organisation.key)
    return item, own.filter(category=wanted.category).count()


def _changes(item: Item, made: Ruling, now: dt.datetime) -> list[dict[str, Any]]:
    """One row for each audience: level before and after in each situation, as others than the holder see it."""
    before = queries.gate()
    after = Gate(load_sharing_table(), (*queries.rulings(), made))
    then = [(b, a) for b, a in zip(_levels(before, item, now), _levels(after, item, now), strict=True)]
    names = words.names()
    rows = []
    for audience in load_sharing_table().audiences:
        cells = [
            {"before": names[b[audience.id].slug], "after": names[a[audience.id].slug], "is_changed": a != b and
             a[audience.id] is not b[audience.id], "opens": a[audience.id] > b[audience.id]}
            for b, a in then
        ]  # fmt: skip
        rows.append({"audience": names[audience.id], "cells": cells, "is_changed": any(c["is_changed"] for c in cells)})
    return rows


def _levels(gate: Gate, item: Item, now: dt.datetime) -> list[dict[str, Level]]:
    found = []
    for kind in gate.table.situations:
        held = Situation(kind.id, now, now + dt.timedelta(days=1), kind.declared_by, "asked about", item.state)
        seen = gate.preview(replace(item), NORMALLY if kind.id == NORMAL else held, now)
        found.append({audience: decision.level for audience, decision in seen.items()})
    return found
