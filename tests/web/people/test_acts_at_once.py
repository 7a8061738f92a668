"""Two people act at the same moment, on one claim or on two that hang together: both are answered, in some order."""

import os
import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connections, transaction

from openregime.web.people import acting
from openregime.web.people.acting import ActsCollided, one_act
from openregime.web.people.models import Organisation, Person
from openregime.web.proposals import actions
from openregime.web.proposals.models import ProposedClaim
from openregime.web.proposals.stages import Stage
from openregime.web.site.errors import status_of
from openregime.web.trail.models import TrailEntry
from openregime.web.trail.queries import check
from tests.web.people.conftest import NOW
from tests.web.proposals.conftest import a_proposal, ada, authority, ben, cleo, eve

__all__ = ["ada", "authority", "ben", "cleo", "eve"]

needs_two_connections = pytest.mark.skipif(
    not os.environ.get("DATABASE_URL", "").startswith("postgres"),
    reason="SQLite lets one write at a time as it is: .ci/with-postgresql runs this",
)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each of some acts gives or raises, each with a connection of its own, begun at the same moment."""
    begin, came = threading.Barrier(len(acts)), [None] * len(acts)

    def do(number: int, act: Callable[[], Any]) -> None:
        begin.wait()
        try:
            came[number] = act()
        except Exception as error:  # looked at by the test
            came[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=(number, act)) for number, act in enumerate(acts)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    return came


@pytest.fixture
def old(authority: Organisation, ben: Person, cleo: Person) -> ProposedClaim:
    """An approved claim."""
    made = actions.propose(ben, authority, a_proposal(), now=NOW)
    actions.submit(ben, made, now=NOW)
    return actions.approve(cleo, made, now=NOW)


@pytest.fixture
def slow_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between what an act changed and its entry in the trail passes some time, in which the other one goes on.

    A withdrawal takes longest: it holds its row while the other act has its turn.
    """

    write = actions._log

    def later(verb: str, *args: Any, **further: Any) -> None:
        time.sleep(0.9 if verb == "claims.withdraw" else 0.3)
        write(verb, *args, **further)

    monkeypatch.setattr(actions, "_log", later)


@needs_two_connections
@pytest.mark.django_db(transaction=True)
def test_a_claim_is_approved_while_the_one_that_it_supersedes_is_withdrawn(
    authority: Organisation, ada: Person, ben: Person, cleo: Person, old: ProposedClaim, slow_log: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    new = actions.propose(ben, authority, a_proposal(value="Another law."), now=NOW, supersedes=old.key)
    actions.submit(ben, new, now=NOW)
    monkeypatch.setattr(acting, "TRIES", 1)  # what is tried again hides in which order rows are locked
    approved, withdrawn = at_once(
        lambda: actions.approve(cleo, new, now=NOW),
        lambda: actions.withdraw(ada, old, reason="no longer so", now=NOW),
    )
    assert isinstance(approved, ProposedClaim), approved
    assert isinstance(withdrawn, ProposedClaim | actions.WrongStage), withdrawn
    old.refresh_from_db()
    assert old.stage in (Stage.SUPERSEDED, Stage.WITHDRAWN)
    assert check().entries == TrailEntry.objects.count()


@needs_two_connections
@pytest.mark.django_db(transaction=True)
def test_a_claim_is_withdrawn_while_another_organisation_objects_to_it(
    ada: Person, eve: Person, old: ProposedClaim, slow_log: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acting, "TRIES", 1)
    bohemia = Organisation.objects.get(name="Power of Bohemia")
    came = at_once(
        lambda: actions.withdraw(ada, old, reason="no longer so", now=NOW),
        lambda: actions.dispute(eve, bohemia, old, words="It is not so.", now=NOW),
    )
    assert not [one for one in came if isinstance(one, Exception)], came


def ended_for_another(sqlstate: str = "40P01") -> OperationalError:
    cause = {"40P01": psycopg.errors.DeadlockDetected, "40001": psycopg.errors.SerializationFailure}[sqlstate]("x")
    error = OperationalError("x")
    error.__cause__ = cause
    return error


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("sqlstate", ["40P01", "40001"])
def test_an_act_that_the_database_ended_is_tried_again(sqlstate: str) -> None:
    tried = []

    @one_act
    def act() -> str:
        tried.append(1)
        if len(tried) < acting.TRIES:
            raise ended_for_another(sqlstate)
        return "done"

    assert act() == "done"
    assert len(tried) == acting.TRIES


@pytest.mark.django_db(transaction=True)
def test_after_some_tries_it_is_refused_in_words_and_nothing_is_changed(authority: Organisation) -> None:
    before = TrailEntry.objects.count()

    @one_act
    def act() -> None:
        Organisation.objects.update(name="changed")
        raise ended_for_another()

    with pytest.raises(ActsCollided, match="Nothing was stored") as refused:
        act()
    assert status_of(refused.value) == 409
    authority.refresh_from_db()
    assert (authority.name, TrailEntry.objects.count()) == ("Authority of Arden", before)


@pytest.mark.django_db(transaction=True)
def test_what_is_no_collision_and_what_is_part_of_another_act_is_not_tried_again() -> None:
    tried = []

    @one_act
    def act(error: Exception) -> None:
        tried.append(1)
        raise error

    with pytest.raises(OperationalError):
        act(OperationalError("the disk is full"))
    with pytest.raises(OperationalError), transaction.atomic():
        act(ended_for_another())
    assert len(tried) == 2
