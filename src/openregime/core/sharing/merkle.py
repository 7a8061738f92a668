"""An append-only log as a Merkle tree: heads, inclusion proofs, consistency proofs, and their verification.

Source: RFC 9162 section 2.1 (the hashes of RFC 6962): SHA-256, 0x00 before a leaf, 0x01 before a node, an odd node is
promoted and never doubled.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256

from openregime.core.errors import OpenRegimeError

Node = tuple[int, int]
"""A complete subtree: its level (leaves are of level 0), and its number on this level, from 0 on the left."""
NodeReader = Callable[[Collection[Node]], Mapping[Node, bytes]]
"""Gives the hashes of complete subtrees."""
Span = tuple[int, int]
"""Leaves from the first number up to and without the second."""
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


def completed_by(number: int) -> list[Node]:
    """The complete subtrees above the leaves that the leaf with this number completes, the lowest first.

    >>> completed_by(3)
    [(1, 1), (2, 0)]
    """
    found = []
    level = 1
    while (number + 1) % (1 << level) == 0:
        found.append((level, number >> level))
        level += 1
    return found


def nodes_over(leaves: Iterable[bytes]) -> Iterator[tuple[Node, bytes]]:
    """Every complete subtree above some leaves, in the order in which they were completed, in constant memory.

    Args:
        leaves: leaf hashes of 32 bytes, all from the first one on, in order.
    """
    stack: list[tuple[int, bytes]] = []  # level and hash of complete subtrees from left to right
    for number, leaf in enumerate(leaves):
        level, value = 0, leaf
        while stack and stack[-1][0] == level:
            value = node_hash(stack.pop()[1], value)
            level += 1
            yield (level, number >> level), value
        stack.append((level, value))


def heads_over(leaves: Iterable[bytes]) -> Iterator[bytes]:
    """The head of the log at every size from 1 on, in constant memory."""
    stack: list[tuple[int, bytes]] = []
    for leaf in leaves:
        level, value = 0, leaf
        while stack and stack[-1][0] == level:
            level, value = level + 1, node_hash(stack.pop()[1], value)
        stack.append((level, value))
        for _, left in stack[-2::-1]:
            value = node_hash(left, value)
        yield value


class StoredTree:
    """A log whose complete subtrees are stored: of n leaves, what is asked for is worked out from O(log n) of them.

    A complete subtree never changes, so what is stored is only ever added to. Everything is the same, byte for byte, as
    from all leaves by the functions above.

    Args:
        size: number of leaves, 0 or more.
        read: gives the hashes of complete subtrees, at least of those asked for; the leaves are those of level 0.
    """

    def __init__(self, size: int, read: NodeReader) -> None:
        self.size, self._read = size, read

    def append(self, leaf: bytes) -> tuple["StoredTree", dict[Node, bytes]]:
        """The log with one entry more, and the subtrees that became complete with it, the lowest first."""
        number, made, value = self.size, {}, leaf
        completed = completed_by(number)
        left = [(level - 1, (number >> level - 1) - 1) for level, _ in completed]
        stored = self._read(left) if left else {}
        for node, neighbour in zip(completed, left, strict=True):
            value = made[node] = node_hash(stored[neighbour], value)
        new = {(0, number): leaf, **made}

        def read(wanted: Collection[Node]) -> Mapping[Node, bytes]:
            rest = [node for node in wanted if node not in new]
            return {**(self._read(rest) if rest else {}), **new}

        return StoredTree(number + 1, read), made

    def head(self) -> bytes:
        """The head of the log."""
        return self._hashes([(0, self.size)])[0] if self.size else EMPTY

    def inclusion_proof(self, index: int) -> list[bytes]:
        """As the function of this name.

        Raises:
            BadProofRequest: there is no such entry.
        """
        if not 0 <= index < self.size:
            raise BadProofRequest(f"Entry {index} is not in a log of {self.size}; ask for 0 to {self.size - 1}.")
        spans, start, end = [], 0, self.size
        while end - start > 1:
            middle = start + _split(end - start)
            if index < middle:
                spans.append((middle, end))
                end = middle
            else:
                spans.append((start, middle))
                start = middle
        return self._hashes(spans[::-1])

    def consistency_proof(self, earlier: int) -> list[bytes]:
        """As the function of this name. Errors as there."""
        return self.consistency_proofs([earlier])[earlier]

    def consistency_proofs(self, earlier: Sequence[int]) -> dict[int, list[bytes]]:
        """Size -> that the log of this size is the beginning of this one; all from one reading.

        Raises:
            BadProofRequest: the log was never of one of the sizes.
        """
        spans = {size: self._consistency_spans(size) for size in earlier}
        hashes = iter(self._hashes([span for found in spans.values() for span in found]))
        return {size: [next(hashes) for _ in found] for size, found in spans.items()}

    def _consistency_spans(self, earlier: int) -> list[Span]:
        if not 0 <= earlier <= self.size:
            raise BadProofRequest(f"A log of {self.size} entries never had {earlier}.")
        spans: list[Span] = []
        start, end, is_whole = 0, self.size, True
        while earlier not in (start, end):
            middle = start + _split(end - start)
            if earlier <= middle:
                spans.append((middle, end))
                end = middle
            else:
                spans.append((start, middle))
                start, is_whole = middle, False
        if spans and not is_whole:
            spans.append((start, end))
        return spans[::-1]

    def _hashes(self, spans: Sequence[Span]) -> list[bytes]:
        """The heads over some spans of leaves; each begins where RFC 9162 lets a subtree begin."""
        parts = [_complete(start, end) for start, end in spans]
        wanted = {node for part in parts for node in part}
        stored = self._read(wanted) if wanted else {}
        found = []
        for part in parts:
            value = stored[part[-1]]
            for node in part[-2::-1]:
                value = node_hash(stored[node], value)
            found.append(value)
        return found


def _complete(start: int, end: int) -> list[Node]:
    """The complete subtrees that make up the leaves from `start` up to and without `end`, from left to right."""
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


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
