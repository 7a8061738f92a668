"""A log of a million entries: one more entry, proofs and a release file from stored subtrees, beside all leaves.

    PYTHONPATH=src python benchmarks/log.py [ENTRIES, 1000000 when absent] [--database]

Without `--database` the subtrees lie in memory and only the core is timed; with it they are written into a database of
its own in a temporary folder (SQLite), through the tables of the service. Goals at a million entries: one more entry
and any proof under 50 ms from the database; all proofs of a release file under one second.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Mapping
from itertools import islice
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HERE / "src"))

from openregime.core.sharing import merkle  # noqa: E402
from openregime.core.sharing.merkle import Node, StoredTree  # noqa: E402
from openregime.io.sharing.releases import earlier_sizes  # noqa: E402


def timed(words: str, work: Callable[[], object], rounds: int = 15) -> None:
    """Print the median and the largest time of some rounds, in milliseconds."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    print(f"{words:<52} median {statistics.median(taken):10.2f} ms, largest {max(taken):10.2f} ms")


def in_memory(leaves: list[bytes]) -> StoredTree:
    """The subtrees in a dictionary."""
    start = time.perf_counter()
    nodes: dict[Node, bytes] = dict(merkle.nodes_over(leaves))
    print(f"{'all subtrees, once':<52} {time.perf_counter() - start:17.2f} s, {len(nodes):,} of them")
    nodes.update({(0, number): leaf for number, leaf in enumerate(leaves)})

    def read(wanted: Collection[Node]) -> Mapping[Node, bytes]:
        return {node: nodes[node] for node in wanted}

    return StoredTree(len(leaves), read)


def in_database(leaves: list[bytes]) -> StoredTree:
    """The subtrees in the tables of the service, filled by its own migration."""
    os.environ["OPENREGIME_HOME"] = tempfile.mkdtemp(prefix="openregime-benchmark-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "openregime.web.site.settings"
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from importlib import import_module

    from django.apps import apps
    from django.core.management import call_command
    from django.db import transaction

    from openregime.web.releases.models import LogEntry
    from openregime.web.releases.tree import stored_tree

    call_command("migrate", verbosity=0)
    rows = (LogEntry(number=number, leaf=leaf) for number, leaf in enumerate(leaves))
    with transaction.atomic():
        while batch := list(islice(rows, 5_000)):
            LogEntry.objects.bulk_create(batch)
    start = time.perf_counter()
    with transaction.atomic():
        import_module("openregime.web.releases.migrations.0002_stored_tree").fill(apps, None)
    print(f"{'the migration that stores all subtrees':<52} {time.perf_counter() - start:17.2f} s")
    return stored_tree(len(leaves))


def main() -> None:
    """Time it and print."""
    numbers = [word for word in sys.argv[1:] if word.isdecimal()]
    size = int(numbers[0]) if numbers else 1_000_000
    leaves = [merkle.leaf_hash(number.to_bytes(8, "big")) for number in range(size)]
    tree = in_database(leaves) if "--database" in sys.argv else in_memory(leaves)
    sizes = earlier_sizes(size)
    print(f"{size:,} entries; a release file proves {len(sizes)} earlier sizes")
    timed("one more entry, with its head", lambda: tree.append(b"x" * 32)[0].head())
    timed("inclusion", lambda: tree.inclusion_proof(size // 3))
    timed("consistency", lambda: tree.consistency_proof(size // 3))
    timed("all proofs of a release file", lambda: tree.consistency_proofs(sizes), 5)
    timed("from all leaves: head", lambda: merkle.head(leaves), 1)
    timed("from all leaves: inclusion", lambda: merkle.inclusion_proof(leaves, size // 3), 1)
    timed("from all leaves: consistency", lambda: merkle.consistency_proof(leaves, size // 3), 1)
    assert tree.head() == merkle.head(leaves)
    assert tree.inclusion_proof(size // 3) == merkle.inclusion_proof(leaves, size // 3)
    assert tree.consistency_proof(size // 3) == merkle.consistency_proof(leaves, size // 3)


if __name__ == "__main__":
    main()
