"""An append-only log as a Merkle tree: heads, inclusion proofs, consistency proofs, and their verification.

Source: RFC 9162 section 2.1 (the hashes of RFC 6962): SHA-256, 0x00 before a leaf, 0x01 before a node, an odd node is
promoted and never doubled.
"""

from collections.abc import Sequence
from hashlib import sha256

from openregime.core.errors import OpenRegimeError

EMPTY = sha256(b"").digest()
"""The head of a log that holds nothing."""


class BadProofRequest(OpenRegimeError, ValueError):
    """A proof that no log of this size can give."""

    code = "bad-proof-request"


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbours."""
    return sha256(b"\x01" + left + right).digest()


def head(leaves: Sequence[bytes]) -> bytes:
    """The head of a log.

    Args:
        leaves: leaf hashes of 32 bytes, in order; may be empty.
    """
    if not leaves:
        return EMPTY
    stack: list[tuple[int, bytes]] = []  # complete subtrees from left to right, with their number of leaves
    for leaf in leaves:
        size, value = 1, leaf
        while stack and stack[-1][0] == size:
            size, value = 2 * size, node_hash(stack.pop()[1], value)
        stack.append((size, value))
    value = stack.pop()[1]
    while stack:
        value = node_hash(stack.pop()[1], value)
    return value


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """That the entry at `index` is in the log: the hashes from the leaf up to the head (RFC 9162, 2.1.3.1).

    Raises:
        BadProofRequest: there is no such entry.
    """
    if not 0 <= index < len(leaves):
        raise BadProofRequest(f"Entry {index} is not in a log of {len(leaves)}; ask for 0 to {len(leaves) - 1}.")
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*inclusion_proof(leaves[:split], index), head(leaves[split:])]
    return [*inclusion_proof(leaves[split:], index - split), head(leaves[:split])]


def consistency_proof(leaves: Sequence[bytes], earlier: int) -> list[bytes]:
    """That the log of `earlier` entries is the beginning of this one (RFC 9162, 2.1.4.1).

    Raises:
        BadProofRequest: the log was never of that size.
    """
    if not 0 <= earlier <= len(leaves):
        raise BadProofRequest(f"A log of {len(leaves)} entries never had {earlier}.")
    return [] if earlier in (0, len(leaves)) else _subproof(earlier, leaves, is_whole=True)


def _subproof(earlier: int, leaves: Sequence[bytes], *, is_whole: bool) -> list[bytes]:
    if earlier == len(leaves):
        return [] if is_whole else [head(leaves)]
    split = _split(len(leaves))
    if earlier <= split:
        return [*_subproof(earlier, leaves[:split], is_whole=is_whole), head(leaves[split:])]
    return [*_subproof(earlier - split, leaves[split:], is_whole=False), head(leaves[:split])]


def _split(size: int) -> int:
    """The largest power of two below a size of two or more."""
    return 1 << (size - 1).bit_length() - 1


class Tree:
    """A log whose many proofs are asked for at once: no node is hashed twice.

    Args:
        leaves: leaf hashes of 32 bytes, in order, one or more.
    """

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self._leaves = tuple(leaves)
        self._known: dict[tuple[int, int], bytes] = {}

    def head(self, start: int, end: int) -> bytes:
        """The head over the leaves from `start` up to and without `end`."""
        if end - start == 1:
            return self._leaves[start]
        if (start, end) not in self._known:
            middle = start + _split(end - start)
            self._known[start, end] = node_hash(self.head(start, middle), self.head(middle, end))
        return self._known[start, end]

    def consistency_proof(self, earlier: int) -> list[bytes]:
        """As the function of this name, over all leaves.

        Raises:
            BadProofRequest: the log was never of that size.
        """
        size = len(self._leaves)
        if not 0 <= earlier <= size:
            raise BadProofRequest(f"A log of {size} entries never had {earlier}.")
        proof: list[bytes] = []
        start, end, is_whole = 0, size, True
        while earlier not in (start, end):
            middle = start + _split(end - start)
            if earlier <= middle:
                proof.append(self.head(middle, end))
                end = middle
            else:
                proof.append(self.head(start, middle))
                start, is_whole = middle, False
        if proof and not is_whole:
            proof.append(self.head(start, end))
        return proof[::-1]


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether a proof shows that a leaf is the entry at `index` of the log of `size` with this head (2.1.3.2)."""
    if not 0 <= index < size or not _are_hashes(proof):
        return False
    number, last, value = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if number & 1 or number == last:
            value = node_hash(sibling, value)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            value = node_hash(value, sibling)
        number, last = number >> 1, last >> 1
    return last == 0 and value == root


def is_consistent(earlier: int, later: int, proof: Sequence[bytes], earlier_root: bytes, later_root: bytes) -> bool:
    """Whether a proof shows that the earlier log is the beginning of the later one (2.1.4.2)."""
    if not 0 <= earlier <= later or not _are_hashes(proof):
        return False
    if earlier == later:
        return not proof and earlier_root == later_root
    if earlier == 0:
        return not proof and earlier_root == EMPTY
    path = list(proof) if earlier & (earlier - 1) else [earlier_root, *proof]
    if not path:
        return False
    number, last = earlier - 1, later - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    first = second = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if number & 1 or number == last:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            second = node_hash(second, sibling)
        number, last = number >> 1, last >> 1
    return last == 0 and first == earlier_root and second == later_root


def _are_hashes(proof: Sequence[bytes]) -> bool:
    return all(len(value) == 32 for value in proof)
