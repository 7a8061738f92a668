"""Budgets of noise: two people set one, one publishes, the ledger says what was spent, the same numbers stand."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from openregime.core.sharing.budgets import BadBudget, BudgetSpent
from openregime.io import noise
from openregime.web.disclosure import budgeting, published
from openregime.web.disclosure.models import NoisyFigures, PrivacyBudget
from openregime.web.people import actions as people
from openregime.web.people import two_people
from openregime.web.people.models import Organisation, Person
from openregime.web.people.permissions import NotAllowed
from openregime.web.record.models import RecordIsAppendOnly
from openregime.web.trail.models import TrailEntry
from tests.web.disclosure.test_figures import MONTH, NOW, a_house, approve
from tests.web.people.conftest import a_member

WANTED = {
    "purpose": "claims", "epsilon": "1", "each": "0.5", "most": "4", "begins": "2026-11-01", "ends": "2027-11-01",
    "reason": "the field asks for these figures",
}  # fmt: skip


@pytest.fixture
def secretariat(db: Any) -> Organisation:
    return people.found_organisation("The secretariat", "secretariat", state="", now=NOW)


@pytest.fixture
def officer(secretariat: Organisation) -> Person:
    return a_member(secretariat, "Olga", "security_officer")


@pytest.fixture
def second(secretariat: Organisation) -> Person:
    return a_member(secretariat, "Seth", "approver")


def set_budget(officer: Person, second: Person, secretariat: Organisation, **changed: str) -> PrivacyBudget:
    act = budgeting.ask_for_budget(officer, secretariat, {**WANTED, **changed}, now=NOW)
    two_people.settle(second, act.key, confirmed=True, now=NOW)
    found: PrivacyBudget = PrivacyBudget.objects.get()
    return found


def test_one_person_sets_no_budget_and_two_do(officer: Person, second: Person, secretariat: Organisation) -> None:
    act = budgeting.ask_for_budget(officer, secretariat, WANTED, now=NOW)
    assert not PrivacyBudget.objects.exists()
    with pytest.raises(two_people.SecondPersonNeeded):
        two_people.settle(officer, act.key, confirmed=True, now=NOW)
    two_people.settle(second, act.key, confirmed=True, now=NOW)
    row = PrivacyBudget.objects.get()
    assert (row.asked_by, row.confirmed_by) == (officer.key, second.key)
    assert TrailEntry.objects.filter(verb="disclosure.set-budget", thing=f"budget:{row.key}").count() == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"epsilon": "5"}, "epsilon"), ({"epsilon": "nan"}, "epsilon"), ({"epsilon": "much"}, "epsilon"),
        ({"epsilon": "0.123"}, "epsilon"), ({"each": "2"}, "each"), ({"each": "0"}, "each"), ({"most": "0"}, "most"),
        ({"most": "1.5"}, "most"), ({"ends": "soon"}, "ends"), ({"ends": "2030-01-01"}, "ends"),
        ({"ends": "2026-11-01"}, "ends"), ({"purpose": "names"}, "purpose"), ({"begins": "x"}, "begins"),
    ],
)  # fmt: skip
def test_a_budget_that_will_not_do_is_refused_with_its_field(
    officer: Person, secretariat: Organisation, changed: dict[str, str], field: str
) -> None:
    with pytest.raises(BadBudget) as refused:
        budgeting.ask_for_budget(officer, secretariat, {**WANTED, **changed}, now=NOW)
    assert refused.value.field == field


def test_two_budgets_for_the_same_figures_never_run_at_once(
    officer: Person, second: Person, secretariat: Organisation
) -> None:
    set_budget(officer, second, secretariat)
    with pytest.raises(BadBudget):
        budgeting.ask_for_budget(
            officer, secretariat, {**WANTED, "begins": "2027-10-31", "ends": "2028-01-01"}, now=NOW
        )
    budgeting.ask_for_budget(officer, secretariat, {**WANTED, "begins": "2027-11-01", "ends": "2028-01-01"}, now=NOW)


def test_only_a_secretariat_sets_budgets(db: Any) -> None:
    house, _writer, _approver = a_house(1)
    officer = a_member(house, "Olga", "security_officer")
    with pytest.raises(NotAllowed):
        budgeting.ask_for_budget(officer, house, WANTED, now=NOW)


def test_the_same_month_gives_the_same_numbers_and_is_paid_for_once(
    officer: Person, second: Person, secretariat: Organisation
) -> None:
    for number in range(3):
        approve(a_house(number), "C01", 2)
    row = set_budget(officer, second, secretariat)
    first = budgeting.publish_as(officer, secretariat, "claims", now=NOW)
    approve(a_house(9), "C01", 4)
    again = budgeting.publish("claims", is_invented=False, now=NOW + dt.timedelta(days=3))
    assert (again.pk, again.values) == (first.pk, first.values)
    assert budgeting.accounts()[0].left == Decimal("0.5")
    assert first.scale >= 4 / 0.5
    entry = TrailEntry.objects.get(verb="disclosure.publish-figures")
    assert (entry.actor, entry.thing, Decimal(entry.after)) == (officer.key, f"budget:{row.key}", Decimal("0.5"))


def test_what_would_overspend_is_refused_and_nothing_is_drawn(
    officer: Person, second: Person, secretariat: Organisation
) -> None:
    set_budget(officer, second, secretariat)
    for months in (0, 1):
        budgeting.publish_as(officer, secretariat, "claims", now=NOW + months * MONTH)
    with pytest.raises(BudgetSpent) as refused:
        budgeting.publish_as(officer, secretariat, "claims", now=NOW + 3 * MONTH)
    assert (refused.value.left, refused.value.wanted) == (0, Decimal("0.5"))
    assert NoisyFigures.objects.count() == 2
    with pytest.raises(budgeting.NoBudget):
        budgeting.publish("rulings", is_invented=False, now=NOW)


def test_the_ledger_can_only_grow(officer: Person, second: Person, secretariat: Organisation) -> None:
    set_budget(officer, second, secretariat)
    line = budgeting.publish_as(officer, secretariat, "claims", now=NOW)
    with pytest.raises(RecordIsAppendOnly):
        line.delete()
    with pytest.raises(RecordIsAppendOnly):
        NoisyFigures.objects.update(epsilon=0)
    with pytest.raises(RecordIsAppendOnly):
        PrivacyBudget.objects.update(epsilon=4)


def test_the_page_gives_every_cell_with_its_range_and_adds_up(
    officer: Person, second: Person, secretariat: Organisation
) -> None:
    for number in range(3):
        approve(a_house(number), "C01", 2)
    set_budget(officer, second, secretariat)
    assert published.shown(False, now=NOW)["methods"]["claims"].name == "suppressed"
    budgeting.publish_as(officer, secretariat, "claims", now=NOW)
    part = published.shown(False, now=NOW)
    assert (part["methods"]["claims"].name, part["methods"]["rulings"].name) == ("noise", "suppressed")
    cells = [figure for row in part["claims"] for figure in row["cells"]]
    assert None not in {figure.value for figure in cells}
    assert part["totals"][-1].value == sum(figure.value for figure in cells)
    width = {figure.high - figure.value for figure in cells if figure.value > 100} or {0}
    assert max(width) < part["totals"][-1].high - part["totals"][-1].value
    later = published.shown(False, now=dt.datetime(2027, 11, 2, tzinfo=dt.UTC))
    assert later["methods"]["claims"].name == "suppressed"


def test_pages_and_files_say_the_method(
    officer: Person, second: Person, secretariat: Organisation, browser_of: Any, settings: Any
) -> None:
    from django.utils import timezone

    settings.SECOND_FACTOR = "nobody"
    today = timezone.now().date()
    ends = today + dt.timedelta(days=300)
    set_budget(officer, second, secretariat, begins=today.isoformat(), ends=ends.isoformat())
    page = browser_of(officer).get(reverse("disclosure-organisation", args=[secretariat.key]))
    assert "publish-figures" in page.content.decode()
    act = reverse("disclosure-act", args=[secretariat.key, "publish-figures"])
    assert browser_of(officer).post(act, {"purpose": "claims"}).status_code == 302
    assert browser_of(officer).post(act, {"purpose": "appeals"}).status_code == 400
    anyone = Client()
    assert "scale 8 in each cell" in " ".join(anyone.get(reverse("disclosure")).content.decode().split())
    ledger = anyone.get(reverse("disclosure-ledger")).content.decode()
    assert "The secretariat" in ledger
    for format_ in ("csv", "json", "xlsx"):
        assert anyone.get(reverse("disclosure-file", args=[format_])).status_code == 200
    text = anyone.get(reverse("disclosure-file", args=["csv"])).content.decode("utf-8-sig")
    assert text.splitlines()[0].startswith("table,row,column,words,value,low,high,method,scale,epsilon")
    assert any(",noise,8" in line for line in text.splitlines())
    assert any(",suppressed," in line for line in text.splitlines())
    assert anyone.get(reverse("disclosure-file", args=["pdf"])).status_code == 404
    assert anyone.get(reverse("disclosure-file", args=["csv"]) + "?of=all").status_code == 400


def test_without_the_extra_the_page_says_how_to_install_it_and_nothing_is_spent(
    officer: Person, second: Person, secretariat: Organisation, monkeypatch: Any
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "opendp.prelude", None)  # an import of it fails
    set_budget(officer, second, secretariat)
    with pytest.raises(noise.NoiseNotInstalled, match=r"requirements/privacy\.txt"):
        budgeting.publish_as(officer, secretariat, "claims", now=NOW)
    assert not NoisyFigures.objects.exists()
    assert budgeting.accounts()[0].left == 1
