"""Which rulings the gate knows, where several processes store them."""

from typing import Any

from openregime.web.disclosure import queries
from openregime.web.disclosure.models import StoredRuling
from openregime.web.record.models import AppendOnly
from tests.web.people.conftest import NOW


def stored(number: int) -> None:
    """A ruling with a number of its own, as a transaction that began earlier stores it."""
    AppendOnly.save(
        StoredRuling(
            pk=number, key=f"ruling-{number:012d}", level=0, audiences=["public"],
            by=[["person-1", "security_officer"]],
            reason="It would help somebody who means harm.", decided_at=NOW, review_on=NOW.date().replace(year=2027),
            category="C01", state="ARD", harm="theft", situations=["normal"],
        ),
        force_insert=True,
    )  # fmt: skip


def test_a_ruling_that_is_stored_after_a_later_one_is_known_too(db: Any) -> None:
    """On a server numbers are given when a row is written and seen when it is stored: the order may differ."""
    stored(6)
    assert [ruling.id for ruling in queries.gate().rulings] == ["ruling-000000000006"]
    stored(5)
    assert {ruling.id for ruling in queries.gate().rulings} == {"ruling-000000000005", "ruling-000000000006"}
