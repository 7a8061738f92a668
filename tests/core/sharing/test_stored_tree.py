"""The log from stored subtrees: byte for byte what all leaves give, for every size, from few of them."""

from collections.abc import Collection, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openregime.core.sharing import merkle
from openregime.core.sharing.merkle import BadProofRequest, Node, StoredTree

LARGEST = 300
LEAVES = [merkle.leaf_hash(f"entry {n}".encode()) for n in range(LARGEST)]
NODES: dict[Node, bytes] = {**{(0, n): leaf for n, leaf in enumerate(LEAVES)}, **dict(merkle.nodes_over(LEAVES))}


def stored(size: int, read: list[Node] | None = None) -> StoredTree:
    """The first so many leaves; `read` is told what was looked up, and nothing beyond the size can be."""

    def reader(wanted: Collection[Node]) -> Mapping[Node, bytes]:
        assert all(number + 1 << level <= size for level, number in wanted), "not yet complete at this size"
        if read is not None:
            read.extend(wanted)
        return {node: NODES[node] for node in wanted}

    return StoredTree(size, reader)


def some(size: int) -> list[int]:
    """Numbers at which something can go wrong: ends, middle, beside powers of two."""
    near = [0, 1, 2, size // 3, size // 2, size - 2, size - 1]
    powers = [(1 << k) + d for k in range(9) for d in (-1, 0, 1)]
    return sorted({n for n in (*near, *powers[:: 1 + size % 4]) if 0 <= n < size})


def test_a_log_grown_entry_by_entry_has_the_head_of_all_leaves_at_every_size() -> None:
    tree, kept = StoredTree(0, lambda wanted: {}), {}
    assert tree.head() == merkle.head([])
    for number, leaf in enumerate(LEAVES):
        grown, made = StoredTree(number, lambda wanted: {node: kept[node] for node in wanted}).append(leaf)
        assert list(made) == merkle.completed_by(number)
        assert grown.head() == merkle.head(LEAVES[: number + 1])
        kept.update({(0, number): leaf, **made})
    assert kept == NODES
    assert list(merkle.heads_over(LEAVES)) == [merkle.head(LEAVES[:size]) for size in range(1, LARGEST + 1)]


def test_proofs_are_those_of_all_leaves_at_every_size() -> None:
    for size in range(1, LARGEST + 1):
        leaves, tree = LEAVES[:size], stored(size)
        assert tree.head() == merkle.head(leaves)
        for n in some(size):
            assert tree.inclusion_proof(n) == merkle.inclusion_proof(leaves, n)
            assert tree.consistency_proof(n) == merkle.consistency_proof(leaves, n)


def test_every_proof_of_every_size_is_that_of_all_leaves() -> None:
    for size in range(1, 131):
        leaves, tree = LEAVES[:size], stored(size)
        assert tree.consistency_proofs(range(size + 1)) == {
            n: merkle.consistency_proof(leaves, n) for n in range(size + 1)
        }
        assert [tree.inclusion_proof(n) for n in range(size)] == [
            merkle.inclusion_proof(leaves, n) for n in range(size)
        ]


@given(st.integers(1, LARGEST), st.data())
def test_any_proof_is_that_of_all_leaves(size: int, data: st.DataObject) -> None:
    earlier, index = data.draw(st.integers(0, size)), data.draw(st.integers(0, size - 1))

    assert stored(size).consistency_proof(earlier) == merkle.consistency_proof(LEAVES[:size], earlier)
    assert stored(size).inclusion_proof(index) == merkle.inclusion_proof(LEAVES[:size], index)


@given(st.integers(1, 2**50), st.data())
def test_few_subtrees_are_read_however_large_the_log(size: int, data: st.DataObject) -> None:
    """Hashes here are made up; what counts is how many are asked for."""
    read: list[Node] = []

    def reader(wanted: Collection[Node]) -> Mapping[Node, bytes]:
        assert all(number + 1 << level <= size for level, number in wanted)
        read.extend(wanted)
        return dict.fromkeys(wanted, b"x" * 32)

    tree, depth = StoredTree(size, reader), size.bit_length()
    for work in (
        tree.head,
        lambda: tree.inclusion_proof(data.draw(st.integers(0, size - 1))),
        lambda: tree.consistency_proof(data.draw(st.integers(0, size))),
        lambda: tree.append(b"y" * 32)[0].head(),
    ):
        read.clear()
        work()
        assert len(read) <= 2 * depth


def test_a_log_was_never_larger_than_it_is() -> None:
    with pytest.raises(BadProofRequest):
        stored(1).consistency_proof(2)
    with pytest.raises(BadProofRequest):
        stored(3).inclusion_proof(3)
    with pytest.raises(BadProofRequest):
        StoredTree(0, lambda wanted: {}).inclusion_proof(0)
