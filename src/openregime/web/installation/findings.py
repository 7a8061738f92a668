"""What an examination finds: one sentence on what is the case, one on what to do."""

from dataclasses import dataclass

UNSAFE, ADVICE, FINE = "unsafe", "advice", "fine"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        what: stable name of what was looked at, such as `backup`.
        kind: UNSAFE (mend it before others use the service), ADVICE, or FINE.
        words: what is the case. todo: what to do; empty when it is fine.
    """

    what: str
    kind: str
    words: str
    todo: str = ""


def fine(what: str, words: str) -> Finding:
    """Nothing to do."""
    return Finding(what, FINE, words)
