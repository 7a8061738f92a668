"""Budgets of noise and the ledger of what was spent: set by two people of a secretariat, spent by one, read by all."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from openregime.core.errors import OpenRegimeError
from openregime.core.sharing.budgets import BadBudget, Budget, Spending, bounded, left_of, overlaps, spend
from openregime.io.noise import with_noise
from openregime.web.disclosure.figures import counted, noisy_cells
from openregime.web.disclosure.models import NoisyFigures, PrivacyBudget
from openregime.web.people import queries as people
from openregime.web.people.actions import new_key
from openregime.web.people.kinds import OrganisationKind
from openregime.web.people.models import Organisation, PendingAct, Person
from openregime.web.people.permissions import MAY, NotAllowed, require
from openregime.web.people.two_people import ask
from openregime.web.trail.actions import log

PURPOSES = ("claims", "rulings", "appeals")
"""The public tables, each with a budget of its own."""
INSTALLATION = "installation"
"""Who spends when whoever runs the installation does, by a command."""


class NoBudget(OpenRegimeError, LookupError):
    """Noise was asked for where no budget runs."""

    code = "no-budget"

    def __init__(self) -> None:
        super().__init__(_("No budget runs for these figures today. Two people of a secretariat set one first."))


@dataclass(frozen=True, slots=True)
class Account:
    """A budget with what was spent of it, line by line, and what is left."""

    stored: PrivacyBudget
    spent: tuple[NoisyFigures, ...]
    left: Decimal


def as_budget(row: PrivacyBudget) -> Budget:
    """A stored budget as the core knows it."""
    return Budget(row.purpose, row.epsilon, row.each, row.most, row.begins, row.ends)


def accounts() -> list[Account]:
    """The ledger: every budget, the newest first; two queries."""
    rows = PrivacyBudget.objects.select_related("organisation").prefetch_related("spendings").order_by("-pk")
    return [_account(row) for row in rows]


def running(purpose: str, *, is_invented: bool, day: dt.date) -> PrivacyBudget | None:
    """The budget of some figures on a day; there is one at the most."""
    rows = PrivacyBudget.objects.filter(purpose=purpose, is_invented=is_invented, begins__lte=day, ends__gt=day)
    found: PrivacyBudget | None = rows.select_related("organisation").first()
    return found


def ask_for_budget(
    actor: Person, organisation: Organisation, wanted: Mapping[str, str], *, now: dt.datetime
) -> PendingAct:
    """Ask a second person of a secretariat to confirm a budget.

    Args:
        wanted: as a form sends it: purpose, epsilon, each, most, begins, ends (days), reason.
    Raises:
        NotAllowed, BadBudget, BadPeople.
    """
    require(actor, "disclosure.budget", organisation)
    _of_a_secretariat(organisation)
    given = {name: wanted.get(name, "").strip() for name in ("purpose", "epsilon", "each", "most", "begins", "ends")}
    given["begins"] = given["begins"] or now.date().isoformat()
    _fits(_read(given), organisation.is_invented)
    return ask(
        actor, "disclosure.budget", f"budget:{given['purpose']}", organisation=organisation,
        reason=wanted.get("reason", ""), now=now, parameters=given,
    )  # fmt: skip


def set_with_two(act: PendingAct, now: dt.datetime) -> None:
    """Store a budget that one person asked for and another one, in another role, confirmed.

    Raises:
        NotAllowed: the second person has no role of their own for it. BadBudget: it does not fit (any more).
    """
    organisation = act.organisation
    assert organisation is not None and act.settled_by is not None  # an act of an organisation, just confirmed
    if not people.roles_of(act.settled_by, organisation) & set(MAY["disclosure.second"]):
        raise NotAllowed(
            "disclosure.second", _("The second person needs a role of their own: approver or administrator.")
        )
    made = _read(act.parameters)
    _fits(made, organisation.is_invented)
    row = PrivacyBudget(
        key=new_key("budget"), organisation=organisation, is_invented=organisation.is_invented, purpose=made.purpose,
        epsilon=made.epsilon, each=made.each, most=made.most, begins=made.begins, ends=made.ends, reason=act.reason,
        asked_by=act.asked_by.key, confirmed_by=act.settled_by.key, set_at=now,
    )  # fmt: skip
    row.save()
    log(
        "disclosure.set-budget", f"budget:{row.key}", now=now, actor=act.settled_by.key, organisation=organisation.key,
        after=f"{made.purpose}:{made.epsilon}", reason=act.reason,
    )  # fmt: skip


def publish_as(actor: Person, organisation: Organisation, purpose: str, *, now: dt.datetime) -> NoisyFigures:
    """Publish the figures of this month under one's own budget. Errors as in `publish`; NotAllowed."""
    require(actor, "disclosure.publish-figures", organisation)
    row = running(purpose, is_invented=organisation.is_invented, day=now.date())
    if row is None or row.organisation_id != organisation.pk:
        raise NoBudget
    return publish(purpose, is_invented=organisation.is_invented, by=actor.key, now=now)


def publish(purpose: str, *, is_invented: bool, by: str = INSTALLATION, now: dt.datetime) -> NoisyFigures:
    """The figures of this month with noise: drawn and paid for once, and the same numbers whoever asks again.

    Raises:
        NoBudget: none runs. BudgetSpent: they would cost more than is left. NoiseNotInstalled.
    """
    month = now.strftime("%Y-%m")
    same = NoisyFigures.objects.filter(purpose=purpose, is_invented=is_invented, month=month)
    found: NoisyFigures | None = same.first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return _drawn(purpose, is_invented, month, by, now)
    except IntegrityError:  # somebody else asked at the same moment: what they drew stands
        stands: NoisyFigures = same.get()
        return stands


def _drawn(purpose: str, is_invented: bool, month: str, by: str, now: dt.datetime) -> NoisyFigures:
    row = running(purpose, is_invented=is_invented, day=now.date())
    if row is None:
        raise NoBudget
    account, budget = _account(row), as_budget(row)
    line = spend(budget, _lines(account.spent), figure=f"{purpose}:{month}", at=now, by=by)
    by_house: dict[str, dict[str, int]] = {}
    for cell, houses in counted(is_invented=is_invented, now=now)[purpose].items():
        for house, number in houses.items():
            by_house.setdefault(house, {})[cell] = number
    counts = dict.fromkeys(noisy_cells(purpose), 0)
    for cells in by_house.values():
        for cell, number in bounded(cells, budget.most).items():
            counts[cell] += number
    noisy = with_noise(counts, epsilon=float(budget.each), sensitivity=budget.most)
    made = NoisyFigures(
        budget=row, number=len(account.spent) + 1, purpose=purpose, is_invented=is_invented, month=month,
        published_at=now, epsilon=line.epsilon, most=budget.most, scale=noisy.scale, method=noisy.method,
        values=dict(noisy.values), by=by,
    )  # fmt: skip
    made.save()
    log(
        "disclosure.publish-figures", f"budget:{row.key}", now=now, actor=by, organisation=row.organisation.key,
        before=str(account.left), after=str(account.left - line.epsilon), reason=line.figure,
    )  # fmt: skip
    return made


def _account(row: PrivacyBudget) -> Account:
    spent = tuple(sorted(row.spendings.all(), key=lambda one: one.number))
    return Account(row, spent, left_of(as_budget(row), _lines(spent)))


def _lines(rows: tuple[NoisyFigures, ...]) -> list[Spending]:
    return [Spending(f"{r.purpose}:{r.month}", r.epsilon, r.published_at, r.by) for r in rows]


def _read(given: Mapping[str, str]) -> Budget:
    if given["purpose"] not in PURPOSES:
        raise BadBudget("purpose", f"Choose one of the tables: {', '.join(PURPOSES)}.")
    try:
        field = "epsilon"
        epsilon = Decimal(given["epsilon"])
        field = "each"
        each = Decimal(given["each"])
        field = "most"
        most = int(given["most"])
        field = "begins"
        begins = dt.date.fromisoformat(given["begins"])
        field = "ends"
        ends = dt.date.fromisoformat(given["ends"])
    except (InvalidOperation, ValueError):
        raise BadBudget(field, "Write numbers as 0.5 or 20, days as YYYY-MM-DD.") from None
    if epsilon.is_finite() and each.is_finite() and max(_places(epsilon), _places(each)) > 2:
        raise BadBudget("epsilon", "Epsilon has two decimal places at the most.")
    return Budget(given["purpose"], epsilon, each, most, begins, ends)


def _places(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _fits(made: Budget, is_invented: bool) -> None:
    rows = PrivacyBudget.objects.filter(purpose=made.purpose, is_invented=is_invented)
    other = next((row for row in rows if overlaps(as_budget(row), made)), None)
    if other is not None:
        raise BadBudget(
            "begins",
            f"There is a budget for {made.purpose} until {other.ends} already: two would add up. Begin then or later.",
        )


def _of_a_secretariat(organisation: Organisation) -> None:
    if organisation.kind != OrganisationKind.SECRETARIAT:
        raise NotAllowed("disclosure.budget", _("Only a secretariat sets budgets: they are about all organisations."))
