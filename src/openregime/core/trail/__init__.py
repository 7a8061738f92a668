"""The trail: entries that follow one another in a chain of hashes, so that a change or a gap shows.

Pure: entries come in as values. What is stored, and by whom, is the business of the shell (web/trail).
"""

from openregime.core.trail.chain import (
    GENESIS,
    BrokenTrail,
    ChainCheck,
    Entry,
    check_chain,
    entry_hash,
)
from openregime.core.trail.content import content_digest, new_entry

__all__ = [
    "GENESIS",
    "BrokenTrail",
    "ChainCheck",
    "Entry",
    "check_chain",
    "content_digest",
    "entry_hash",
    "new_entry",
]
