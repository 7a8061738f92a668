"""The tree above the entries of the log: its complete subtrees are stored, read a few at a time, and checked."""

from collections import defaultdict
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import zip_longest
from typing import Any, cast

from django.db.models import Q, QuerySet

from openregime.core.errors import OpenRegimeError
from openregime.core.sharing import merkle
from openregime.core.sharing.merkle import Node, StoredTree
from openregime.core.sharing.releases import log_entry
from openregime.core.sharing.witnesses import is_cosigned
from openregime.io.sharing.keys import fits
from openregime.web.releases.models import HeadCosignature, LogEntry, PublishedRelease, TreeHead, TreeNode

AT_ONCE = 2_000


class BrokenLog(OpenRegimeError):
    """What is stored of the log does not fit together. `where` names the row at fault."""

    code = "broken-log"

    def __init__(self, where: str, fault: str) -> None:
        self.where, self.fault = where, fault
        super().__init__(
            f"The log of releases, {where}: {fault} Publish nothing more, keep the database as it is and compare it "
            "with a backup, and with the heads that others kept."
        )


def stored_tree(size: int) -> StoredTree:
    """The log at one size; what is asked of it takes two queries, whatever the size."""
    return StoredTree(size, read)


def read(wanted: Collection[Node]) -> Mapping[Node, bytes]:
    """The hashes of some complete subtrees and leaves.

    Raises:
        BrokenLog: one of them is not stored.
    """
    numbers: dict[int, list[int]] = defaultdict(list)
    for level, number in wanted:
        numbers[level].append(number)
    found: dict[Node, bytes] = {}
    if leaves := numbers.pop(0, []):
        rows = LogEntry.objects.filter(number__in=leaves).values_list("number", "leaf")
        found.update({(0, number): bytes(value) for number, value in rows})
    if numbers:
        which = Q()
        for level, of_level in numbers.items():
            which |= Q(level=level, number__in=of_level)
        nodes = TreeNode.objects.filter(which).values_list("level", "number", "value")
        found.update({(level, number): bytes(value) for level, number, value in nodes})
    for level, number in wanted:
        if (level, number) not in found:
            raise BrokenLog(f"subtree {number} of level {level}", "it is not stored.")
    return found


def store(nodes: Mapping[Node, bytes]) -> None:
    """Add subtrees that became complete."""
    TreeNode.objects.bulk_create(
        [TreeNode(level=level, number=number, value=value) for (level, number), value in nodes.items()]
    )


def check_log() -> int:
    """Go through the whole log: entries, subtrees, heads with their signatures, releases. In constant memory.

    Returns:
        The number of entries.
    Raises:
        BrokenLog: the first thing that does not fit.
    """
    size = LogEntry.objects.count()
    _check_nodes(size)
    _check_heads(size)
    _check_releases()
    _check_cosignatures()
    return size


def _check_nodes(size: int) -> None:
    nodes = 0
    with closing(_leaves(size)) as leaves:
        for batch in _batches(merkle.nodes_over(leaves)):
            nodes += len(batch)
            _compare(batch)
    extra = TreeNode.objects.count() - nodes
    if extra:
        raise BrokenLog("its subtrees", f"{extra} are stored that no entries make.")


def _leaves(size: int) -> Generator[bytes, None, None]:
    with _gone_through(LogEntry.objects.order_by("number").values_list("number", "leaf")) as rows:
        for expected, (number, leaf) in enumerate(rows):
            if number != expected or expected >= size:
                raise BrokenLog(f"entry {expected}", "it is not stored.")
            yield bytes(leaf)


@contextmanager
def _gone_through(rows: QuerySet[Any]) -> Iterator[Iterator[Any]]:
    """Rows a batch at a time. Their cursor is closed at once, also on a fault: left to a collector of garbage, it would
    be closed within somebody else's transaction, which a database breaks off for that."""
    with closing(cast(Generator[Any, None, None], rows.iterator(chunk_size=AT_ONCE))) as found:
        yield found


def _batches(nodes: Iterable[tuple[Node, bytes]]) -> Iterator[dict[Node, bytes]]:
    batch: dict[Node, bytes] = {}
    for node, value in nodes:
        batch[node] = value
        if len(batch) == AT_ONCE:
            yield batch
            batch = {}
    if batch:
        yield batch


def _compare(expected: Mapping[Node, bytes]) -> None:
    stored = read(expected.keys())
    for (level, number), value in expected.items():
        if stored[level, number] != value:
            raise BrokenLog(f"subtree {number} of level {level}", "its hash is not that of its entries.")


def _check_heads(size: int) -> None:
    heads = TreeHead.objects.select_related("signing_key").order_by("size")
    with _gone_through(heads) as rows, closing(_leaves(size)) as leaves:
        for row, at in zip_longest(rows, enumerate(merkle.heads_over(leaves), start=1)):
            if at is None:
                raise BrokenLog(f"the head of {row.size}", "the log has not so many entries.")
            if row is None or row.size != at[0]:
                raise BrokenLog(f"the head of {at[0]}", "it is not stored.")
            _check_head(row, at[1])


def _check_head(row: TreeHead, root: bytes) -> None:
    from openregime.web.releases.log import signed_head

    head = signed_head(row)
    if bytes(row.root) != root:
        raise BrokenLog(f"the head of {row.size}", "its root is not that of the entries.")
    if not fits(bytes(row.signing_key.public), head.signature.value, head.signed_bytes):
        raise BrokenLog(f"the head of {row.size}", "its signature does not fit.")


def _check_releases() -> None:
    from openregime.web.releases.queries import release_of

    with _gone_through(PublishedRelease.objects.select_related("entry").order_by("entry_id")) as rows:
        for row in rows:
            if merkle.leaf_hash(log_entry(release_of(row), bytes(row.salt))) != bytes(row.entry.leaf):
                raise BrokenLog(f"entry {row.entry_id}", f"it is not that of the release {row.key} as it is stored.")


def _check_cosignatures() -> None:
    from openregime.web.releases.log import as_witness, cosignature_of, signed_head

    given = HeadCosignature.objects.select_related("head", "head__signing_key", "witness").order_by("pk")
    with _gone_through(given) as rows:
        for row in rows:
            note = signed_head(row.head).checkpoint.note
            if not is_cosigned(note, cosignature_of(row), as_witness(row.witness), fits):
                why = f"the signature of the witness {row.witness} does not fit."
                raise BrokenLog(f"the head of {row.head_id}", why)
