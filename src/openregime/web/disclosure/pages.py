"""What an organisation's page of disclosure shows its own people."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from openregime.core.sharing import Level
from openregime.core.sharing.situations import NORMAL, situation_for
from openregime.io.sharing.table import load_sharing_table
from openregime.web.disclosure import ledger, queries, words
from openregime.web.disclosure.actions import ask_those_whose_time_has_come
from openregime.web.disclosure.models import Appeal, ClassificationReview, SituationDeclaration, StoredRuling
from openregime.web.people import permissions
from openregime.web.people.kinds import OrganisationKind, Role
from openregime.web.people.models import Organisation, Person
from openregime.web.people.queries import names_of, organisation_for
from openregime.web.people.waiting import waiting_for
from openregime.web.proposals import classification

SHOWN = 50
"""So many of a queue are listed at once; what is beyond is said."""


def organisation(
    person: Person,
    key: str,
    now: dt.datetime,
    *,
    refused: Mapping[str, str] | None = None,
    sent: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Rulings, situations, reviews, appeals and figures of one organisation.

    Args:
        refused: what was wrong with a form that was sent, `field` and `words`; `sent`: what was written in it.
    Raises:
        UnknownOrganisation: the asker has no part in it.
    """
    found = organisation_for(person, key)
    ask_those_whose_time_has_come(now=now)
    due = classification.due(found, now=now)
    return {
        "organisation": found,
        "may": {
            verb.replace("disclosure.", "").replace("-", "_"): permissions.decide(person, verb, found)
            for verb in (
                "disclosure.rule",
                "disclosure.declare",
                "disclosure.review",
                "disclosure.budget",
                "disclosure.publish-figures",
            )
        },
        "situation": _situation(found, now),
        "waiting": waiting_for(person, found, now=now, only="disclosure."),
        "due": [_claim(claim, now) for claim in due[:SHOWN]],
        "due_beyond": max(0, len(due) - SHOWN),
        "appeals": _appeals(found),
        "reviews": _reviews(found),
        **_rulings(found, now),
        "budgets": ledger.own(found, now=now),
        "figures": _figures(found, now),
        "refused": refused,
        "sent": sent or {},
        "errors": [refused] if refused else [],
    }


def _rulings(found: Organisation, now: dt.datetime) -> dict[str, Any]:
    rows = list(queries.rulings_of(found).select_related("ending__by").order_by("-pk"))
    people = names_of((key for row in rows for key, _role in row.by), found)
    shown = [_ruling(row, people) for row in rows]
    held = [row for row in shown if row["over_at"] is None or row["over_at"] > now]
    return {"in_force": held, "ended": [row for row in shown if row not in held]}


def _ruling(row: StoredRuling, people: Mapping[str, str]) -> dict[str, Any]:
    names = words.names()
    ended = row.ending if hasattr(row, "ending") else None
    over = min((t for t in (row.ends, ended.ended_at if ended else None) if t is not None), default=None)
    return {
        "key": row.key,
        "about": f"{row.category} {names[row.category]}" if row.category else _("one claim"),
        "claim": row.item.removeprefix("claim:"),
        "opens": bool(row.benefit),
        "level": names[Level(row.level).slug],
        "audiences": [names[a] for a in row.audiences],
        "because": words.harms().get(row.harm, row.harm) if row.harm else row.benefit,
        "reason": row.reason,
        "by": [
            {"name": people.get(key, ""), "role": Role(role).label if role in Role.values else role}
            for key, role in row.by
        ],
        "decided_at": row.decided_at,
        "ends": row.ends,
        "review_on": row.review_on,
        "whole_state": not row.holder,
        "over_at": over,
        "ended_because": ended.reason if ended else "",
        "ended_by": ended.by.name if ended else "",
    }


def _situation(found: Organisation, now: dt.datetime) -> dict[str, Any]:
    names = words.names()
    declared = SituationDeclaration.objects.filter(state=found.state).exclude(state="")
    rows = declared.select_related("person", "organisation").order_by("-begins")[:SHOWN]
    held = situation_for(queries.situations_at(now), found.state, now) if found.state else None
    return {
        "kind": names[held.kind] if held else "",
        "is_normal": held is None or held.kind == NORMAL,
        "ends": held.ends if held else None,
        "is_authority": found.kind == OrganisationKind.STATE_AUTHORITY,
        "kinds": [
            (kind.id, f"{names[kind.id]}: {_('at most %(days)s days') % {'days': kind.longest_days}}")
            for kind in load_sharing_table().situations
            if kind.id != NORMAL
        ],
        "history": [
            {
                "key": row.key,
                "kind": names[row.kind],
                "begins": row.begins,
                "ends": row.ended_at or row.ends,
                "is_early": row.ended_at is not None,
                "reason": row.reason,
                # whoever declared it is named to their own people only
                "by": row.person.name if row.organisation_id == found.pk else row.organisation.name,
                "may_end": row.ended_at is None and row.ends > now,
            }
            for row in rows
        ],
    }


def _claim(claim: Any, now: dt.datetime) -> dict[str, Any]:
    assert claim.review_on is not None  # it is due
    return {
        "key": claim.key,
        "title": claim.value,
        "category": f"{claim.category} {words.names()[claim.category]}",
        "review_on": claim.review_on,
        "days": (now.date() - claim.review_on).days,
    }


def _appeals(found: Organisation) -> list[dict[str, Any]]:
    rows = Appeal.objects.filter(holder=found).select_related("asked_by", "decided_by").order_by("answer", "-pk")
    return [
        {
            "key": row.key,
            "claim": row.item.removeprefix("claim:"),
            "asked_by": row.asked_by.name if row.asked_by else "",
            "asked_at": row.asked_at,
            "benefit": row.benefit,
            "is_open": not row.answer,
            "answer": words.outcomes()[row.answer],
            "reason": row.reason,
            "decided_by": row.decided_by.name if row.decided_by else "",
            "decided_at": row.decided_at,
        }
        for row in rows[:SHOWN]
    ]


def _reviews(found: Organisation) -> Iterable[dict[str, Any]]:
    rows = ClassificationReview.objects.filter(organisation=found).select_related("person").order_by("-pk")[:SHOWN]
    return [
        {
            "claim": row.item.removeprefix("claim:"),
            "outcome": words.outcomes()[row.outcome],
            "before": row.category_before,
            "after": row.category_after,
            "reason": row.reason,
            "by": row.person.name,
            "at": row.reviewed_at,
            "next_on": row.next_on,
        }
        for row in rows
    ]


def _figures(found: Organisation, now: dt.datetime) -> dict[str, Any]:
    made = classification.counts(found, now=now)
    names = words.names()
    return {
        "counts": made,
        "categories": [(f"{c} {names[c]}", number) for c, number in made.by_category.items()],
        "ages": [(words.ages()[name], number) for name, number in made.by_age.items()],
    }
