"""The ledger of noise as pages show it: to everybody, and to the people of a secretariat."""

import datetime as dt
from decimal import Decimal
from typing import Any

from openregime.io.noise import can_draw_noise
from openregime.web.disclosure import words
from openregime.web.disclosure.budgeting import Account, accounts, as_budget
from openregime.web.people.kinds import OrganisationKind
from openregime.web.people.models import Organisation


def page() -> dict[str, Any]:
    """Every budget with what was spent of it, the newest first. Nothing in it depends on who asks."""
    return {"budgets": [_shown(one) for one in accounts()], **_noise()}


def own(organisation: Organisation, *, now: dt.datetime) -> dict[str, Any] | None:
    """The budgets of a secretariat that run today, for its own people; None for an organisation of another kind."""
    if organisation.kind != OrganisationKind.SECRETARIAT:
        return None
    mine = [one for one in accounts() if one.stored.organisation_id == organisation.pk]
    titles = words.purposes()
    return {
        "purposes": list(titles.items()),
        "running": [
            {
                "purpose": one.stored.purpose,
                "words": titles[one.stored.purpose],
                "left": one.left,
                "each": one.stored.each,
                "ends": one.stored.ends,
                "is_published": any(line.month == now.strftime("%Y-%m") for line in one.spent),
            }
            for one in mine
            if as_budget(one.stored).runs_on(now.date())
        ],
        **_noise(),
    }


def _noise() -> dict[str, Any]:
    return {"can_draw": can_draw_noise(), "how_to_install": words.how_to_install()}


def _shown(account: Account) -> dict[str, Any]:
    row, lines, spent = account.stored, [], Decimal(0)
    for one in account.spent:
        spent += one.epsilon
        lines.append(
            {
                "month": one.month,
                "at": one.published_at,
                "epsilon": one.epsilon,
                "left": row.epsilon - spent,
                "scale": one.scale,
                "most": one.most,
                "method": one.method,
            }
        )
    return {
        "key": row.key,
        "purpose": words.purposes()[row.purpose],
        "purpose_id": row.purpose,
        "organisation": row.organisation.name,
        "is_invented": row.is_invented,
        "reason": row.reason,
        "epsilon": row.epsilon,
        "each": row.each,
        "most": row.most,
        "begins": row.begins,
        "ends": row.ends,
        "left": account.left,
        "lines": lines,
    }
