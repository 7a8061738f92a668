"""The public figures: right where they are given, and not given where they would tell of few."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openregime.core.sharing.auditing import audit
from openregime.web.disclosure import figures, published
from openregime.web.disclosure.models import PublishedFigures
from openregime.web.people import actions as people
from openregime.web.people.models import Organisation, Person
from openregime.web.proposals import actions
from tests.web.people.conftest import a_member
from tests.web.proposals.conftest import a_proposal

NOW = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
MONTH = dt.timedelta(days=31)


def a_house(number: int) -> tuple[Organisation, Person, Person]:
    made = people.found_organisation(f"Company {number}", "company", state="", now=NOW)
    return made, a_member(made, f"Writer{number}", "contributor"), a_member(made, f"Approver{number}", "approver")


def approve(house: tuple[Organisation, Person, Person], category: str, number: int) -> None:
    organisation, writer, approver = house
    for _count in range(number):
        claim = actions.propose(writer, organisation, a_proposal(category), now=NOW)
        actions.submit(writer, claim, now=NOW)
        actions.approve(approver, claim, now=NOW)


@pytest.fixture
def houses(db: Any) -> list[tuple[Organisation, Person, Person]]:
    return [a_house(number) for number in range(7)]


def test_a_figure_with_enough_behind_it_is_given_and_one_of_few_is_not(houses: Any) -> None:
    for house in houses:
        approve(house, "C01", 2)
    approve(houses[0], "C11", 1)
    row = published.current(is_invented=False, now=NOW)
    made = figures.tables(row.content["cells"], frozenset(row.content["about"]))["claims"]
    hidden = set(row.hidden["claims"])

    open_in_full = [cell for cell in made.cells if cell.value == 14 and cell.name.endswith("|open")]
    assert any(cell.name not in hidden for cell in open_in_full)
    of_one = [cell.name for cell in made.cells if cell.value == 1]
    assert of_one
    assert set(of_one) <= hidden
    assert audit(made, hidden, published.RULE).is_safe


def test_what_is_hidden_is_not_on_the_page_and_nobody_is_named(houses: Any) -> None:
    for house in houses:
        approve(house, "C01", 3)
    approve(houses[0], "C11", 8)
    answer = Client().get(reverse("disclosure"))
    shown = answer.content.decode()
    assert "not given" in shown
    assert "company" not in shown
    rows = answer.context["parts"][0]["claims"]
    given = {figure.value for row in rows for figure in (*row["cells"], row["all"])}
    assert 8 not in given
    assert 21 in given


def test_with_few_organisations_nothing_is_given_at_all(houses: Any, db: Any) -> None:
    people.Organisation.objects.exclude(key__in=[h[0].key for h in houses[:3]]).update(is_invented=True)
    for house in houses[:3]:
        approve(house, "C01", 5)
    part = published.shown(False, now=NOW)
    assert {f.value for row in part["claims"] for f in (*row["cells"], row["all"])} == {None}


def test_figures_stand_for_a_month_and_longer_where_the_difference_would_tell(houses: Any) -> None:
    for house in houses:
        approve(house, "C01", 2)
    first = published.current(is_invented=False, now=NOW)
    approve(houses[0], "C01", 1)
    assert published.current(is_invented=False, now=NOW) == first
    assert published.current(is_invented=False, now=NOW + MONTH) == first  # one more, of one organisation
    for house in houses:
        approve(house, "C01", 1)
    later = published.current(is_invented=False, now=NOW + MONTH)
    assert later != first
    assert PublishedFigures.objects.count() == 2


def test_invented_organisations_are_counted_apart(houses: Any) -> None:
    for house in houses:
        approve(house, "C01", 1)
    invented = people.found_organisation("Made up", "company", state="", now=NOW, is_invented=True)
    approve((invented, a_member(invented, "Zed", "contributor"), a_member(invented, "Yan", "approver")), "C01", 9)
    made = figures.counted(is_invented=False, now=timezone.now())
    assert invented.key not in str(made)
