"""The stored tree of the log: the same proofs as from all entries, few rows read, and no change that goes unseen."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from openregime.core.sharing import merkle
from openregime.web.record.models import RecordIsAppendOnly
from openregime.web.releases import log, queries, tree
from openregime.web.releases.models import LogEntry, PublishedRelease, SigningKey, TreeHead, TreeNode
from openregime.web.releases.tree import BrokenLog, check_log, stored_tree
from tests.web.people.conftest import NOW

SIZE = 37
pytestmark = pytest.mark.django_db


def leaves() -> list[bytes]:
    return [merkle.leaf_hash(f"entry {n}".encode()) for n in range(SIZE)]


@pytest.fixture
def long_log() -> list[bytes]:
    """A log of a few dozen entries, written as every entry is."""
    for number, leaf in enumerate(leaves()):
        log.append(leaf, now=NOW + dt.timedelta(minutes=number))
    return leaves()


def raw(model: type[models.Model]) -> models.QuerySet[Any]:
    """Rows as somebody reaches them who holds the database, past what the program allows."""
    return models.QuerySet(model=model)


def test_heads_and_proofs_are_those_of_all_entries(long_log: list[bytes]) -> None:
    assert [h.checkpoint.root for h in reversed(log.heads())] == [
        merkle.head(long_log[:size]) for size in range(1, SIZE + 1)
    ]
    for size in range(1, SIZE + 1):
        part = long_log[:size]
        assert [stored_tree(size).inclusion_proof(n) for n in range(size)] == [
            merkle.inclusion_proof(part, n) for n in range(size)
        ]
    for earlier in range(1, SIZE + 1):
        found = log.consistency(earlier, SIZE)
        assert (found.holds, list(found.proof)) == (True, merkle.consistency_proof(long_log, earlier))
    assert check_log() == SIZE


def test_a_proof_takes_two_queries_and_an_entry_few_whatever_the_size(long_log: list[bytes]) -> None:
    with CaptureQueriesContext(
        connection,
    ) as of_proofs:
        stored_tree(SIZE).inclusion_proof(11)
        stored_tree(SIZE).consistency_proofs(range(1, SIZE))
    with CaptureQueriesContext(connection) as of_entry:
        log.append(merkle.leaf_hash(b"one more"), now=NOW)

    assert len(of_proofs) == 4
    assert len([one for one in of_entry if one["sql"].startswith("SELECT")]) <= 6
    assert not [one for one in of_entry if "leaf" in one["sql"] and "WHERE" not in one["sql"].upper()
                and one["sql"].startswith("SELECT")]  # fmt: skip


def test_entries_from_before_the_tree_was_stored_get_theirs(long_log: list[bytes]) -> None:
    from importlib import import_module

    before = set(TreeNode.objects.values_list("level", "number", "value"))
    raw(TreeNode).all()._raw_delete(using="default")
    with pytest.raises(BrokenLog):
        check_log()

    import_module("openregime.web.releases.migrations.0002_stored_tree").fill(apps, connection.schema_editor())

    assert {(a, b, bytes(c)) for a, b, c in TreeNode.objects.values_list("level", "number", "value")} == {
        (a, b, bytes(c)) for a, b, c in before
    }
    assert check_log() == SIZE


CHANGES: dict[str, Callable[[], object]] = {
    "a subtree": lambda: raw(TreeNode).filter(level=3, number=1).update(value=b"x" * 32),
    "a subtree that is gone": lambda: raw(TreeNode).filter(level=2, number=3)._raw_delete(using="default"),
    "a subtree too many": lambda: TreeNode(level=6, number=0, value=b"x" * 32).save(),
    "an entry": lambda: raw(LogEntry).filter(number=36).update(leaf=b"x" * 32),
    "an entry low in the tree": lambda: raw(LogEntry).filter(number=0).update(leaf=b"x" * 32),
    "an entry that is gone": lambda: raw(LogEntry).filter(number=36)._raw_delete(using="default"),
    "an entry without head": lambda: LogEntry(number=SIZE, leaf=b"x" * 32).save(),
    "a root": lambda: raw(TreeHead).filter(size=5).update(root=b"x" * 32),
    "a head that is gone": lambda: raw(TreeHead).filter(size=5)._raw_delete(using="default"),
    "a signature": lambda: raw(TreeHead).filter(size=5).update(signature=b"x" * 64),
    "the time of a head": lambda: raw(TreeHead).filter(size=5).update(at=NOW),
}


@pytest.mark.parametrize("what", CHANGES)
def test_no_change_of_what_is_stored_goes_unseen(what: str, long_log: list[bytes]) -> None:
    assert check_log() == SIZE
    CHANGES[what]()

    with pytest.raises(BrokenLog) as found:
        check_log()
    assert found.value.where


def test_a_log_rewritten_whole_is_found_by_its_signatures(long_log: list[bytes]) -> None:
    """Whoever holds the database but not the key of the log can make everything fit but the signatures."""
    other = [merkle.leaf_hash(b"another"), *long_log[1:]]
    raw(LogEntry).filter(number=0).update(leaf=other[0])
    for (level, number), value in merkle.nodes_over(other):
        raw(TreeNode).filter(level=level, number=number).update(value=value)
    for size, root in enumerate(merkle.heads_over(other), start=1):
        raw(TreeHead).filter(size=size).update(root=root)

    with pytest.raises(BrokenLog, match="signature"):
        check_log()


def test_a_release_that_was_changed_is_not_the_one_in_the_log(release: PublishedRelease, key: SigningKey) -> None:
    assert check_log() == 1
    raw(PublishedRelease).update(body=release.body.replace("Law in force", "Law not in force"))

    with pytest.raises(BrokenLog, match=release.key):
        check_log()


def test_a_missing_subtree_is_said_and_no_proof_is_made_up(long_log: list[bytes]) -> None:
    raw(TreeNode).filter(level=5)._raw_delete(using="default")

    with pytest.raises(BrokenLog):
        log.consistency(33, SIZE)
    with pytest.raises(RecordIsAppendOnly):
        TreeNode.objects.filter(level=1).delete()


def test_an_empty_log_is_whole() -> None:
    assert check_log() == 0
    assert tree.stored_tree(0).head() == merkle.EMPTY
    assert queries.releases().count() == 0
