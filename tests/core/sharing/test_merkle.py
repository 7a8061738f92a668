"""The log: published vectors, brute force over small sizes, and what must fail."""

from hashlib import sha256

import pytest

from openregime.core.sharing import merkle
from openregime.core.sharing.merkle import BadProofRequest

ENTRIES = [bytes.fromhex(e) for e in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
"""The eight leaves with which implementations of RFC 6962 and RFC 9162 test themselves."""
HEADS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""Heads of the first one to eight of them, as published with the Certificate Transparency reference code."""
SIZES = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17)


def leaves(size: int) -> list[bytes]:
    return [merkle.leaf_hash(f"entry {n}".encode()) for n in range(size)]


def plain_head(entries: list[bytes]) -> bytes:
    """The definition of RFC 9162 2.1.1, written out."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    k = 1
    while 2 * k < len(entries):
        k *= 2
    return sha256(b"\x01" + plain_head(entries[:k]) + plain_head(entries[k:])).digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_heads_are_the_published_ones(size: int) -> None:
    found = [merkle.leaf_hash(e) for e in ENTRIES[:size]]
    assert merkle.head(found).hex() == HEADS[size - 1]


@pytest.mark.parametrize("size", SIZES)
def test_head_is_the_definition_written_out(size: int) -> None:
    entries = [f"entry {n}".encode() for n in range(size)]
    assert merkle.head(leaves(size)) == plain_head(entries)


def test_published_paths_of_inclusion_and_consistency() -> None:
    found = [merkle.leaf_hash(e) for e in ENTRIES]
    assert [h.hex() for h in merkle.inclusion_proof(found, 0)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [h.hex() for h in merkle.consistency_proof(found, 6)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@pytest.mark.parametrize("size", SIZES[1:])
def test_every_entry_is_proven_and_no_other_passes_for_it(size: int) -> None:
    tree = leaves(size)
    root = merkle.head(tree)
    for index in range(size):
        proof = merkle.inclusion_proof(tree, index)
        assert merkle.is_included(tree[index], index, size, proof, root)
        for other in range(size):
            assert merkle.is_included(tree[other], index, size, proof, root) is (other == index)
            assert merkle.is_included(tree[index], other, size, proof, root) is (other == index)
        for n in range(len(proof)):
            assert not merkle.is_included(tree[index], index, size, [*proof[:n], b"\0" * 32, *proof[n + 1 :]], root)
        assert not merkle.is_included(tree[index], index, size, proof[:-1], root) or not proof
        assert not merkle.is_included(tree[index], index, size, [*proof, b"\0" * 32], root)
        assert not merkle.is_included(tree[index], index, size, proof, b"\0" * 32)


@pytest.mark.parametrize("size", SIZES)
def test_every_beginning_is_proven_and_no_other_log_passes_for_it(size: int) -> None:
    tree = leaves(size)
    root = merkle.head(tree)
    for earlier in range(size + 1):
        proof, before = merkle.consistency_proof(tree, earlier), merkle.head(tree[:earlier])
        assert merkle.is_consistent(earlier, size, proof, before, root)
        rewritten = [merkle.leaf_hash(b"other"), *tree[1:earlier]] if earlier else [b"x" * 32]
        assert not merkle.is_consistent(earlier, size, proof, merkle.head(rewritten), root)
        assert not merkle.is_consistent(earlier, size, proof, before, b"\0" * 32) or earlier == 0
        for n in range(len(proof)):
            assert not merkle.is_consistent(earlier, size, [*proof[:n], b"\0" * 32, *proof[n + 1 :]], before, root)
        assert not merkle.is_consistent(earlier, size, [*proof, b"\0" * 32], before, root)


def test_a_node_does_not_pass_for_a_leaf() -> None:
    """The two prefixes keep them apart: an entry made of two hashes is not the node above them."""
    tree = leaves(2)
    assert merkle.leaf_hash(tree[0] + tree[1]) != merkle.head(tree)


@pytest.mark.parametrize("index", [-1, 3])
def test_what_is_not_in_the_log_has_no_proof(index: int) -> None:
    with pytest.raises(BadProofRequest):
        merkle.inclusion_proof(leaves(3), index)
    with pytest.raises(BadProofRequest):
        merkle.consistency_proof(leaves(2), 3)
    assert not merkle.is_included(leaves(3)[0], index, 3, [], merkle.head(leaves(3)))
    assert not merkle.is_consistent(3, 2, [], merkle.head(leaves(3)), merkle.head(leaves(2)))
