"""Statements that a release carries hidden, one a line: their names and values, as somebody writes them."""

import re

from openregime.core.errors import OpenRegimeError
from openregime.core.sharing.credentials import ALWAYS_OPEN, RESERVED

MOST_STATEMENTS = 40
LONGEST_VALUE = 300
DECOYS = 4
"""Digests of nothing beside those of the statements, so that their number tells little."""
TAKEN = frozenset({*ALWAYS_OPEN, *RESERVED, "iat", "sub", "jti", "release"})
"""Names with a meaning of their own in what is signed."""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})", re.ASCII)


class BadStatements(OpenRegimeError, ValueError):
    """Lines that do not say statements. `line` counts from 1; 0 where it is not one line's fault."""

    code = "bad-statements"

    def __init__(self, line: int, reason: str) -> None:
        self.line, self.reason = line, reason
        super().__init__(f"Statements, line {line}: {reason}" if line else f"Statements: {reason}")


def read_statements(text: str) -> dict[str, str | int]:
    """Statements written one a line as `name: value`; a value of digits alone is a whole number.

    Args:
        text: lines; blank ones are left out.
    Returns:
        Name -> value, in the order written; empty where nothing was written.
    Raises:
        BadStatements: says the line and what to write.

    >>> read_statements("reviewed: 2024\\nscope: transport")
    {'reviewed': 2024, 'scope': 'transport'}
    """
    found: dict[str, str | int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        name, colon, value = (part.strip() for part in line.partition(":"))
        if not colon or not value:
            raise BadStatements(number, "write a name, a colon and a value, as in “recommendations: 12”.")
        if not _NAME.fullmatch(name) or name in TAKEN:
            raise BadStatements(
                number, f"“{name[:40]}” cannot be a name. Use small letters, digits and _, at most 40, from a letter."
            )
        if name in found:
            raise BadStatements(number, f"{name} is said twice. Say it once.")
        if len(value) > LONGEST_VALUE or not value.isprintable():
            raise BadStatements(number, f"a value has at most {LONGEST_VALUE} characters that can be printed.")
        found[name] = int(value) if _NUMBER.fullmatch(value) else value
    if len(found) > MOST_STATEMENTS:
        raise BadStatements(0, f"at most {MOST_STATEMENTS} go into one release; these are {len(found)}.")
    return found


def written(statements: dict[str, str | int]) -> str:
    """The lines from which `read_statements` reads the same.

    >>> written({"closed": 11})
    'closed: 11'
    """
    return "\n".join(f"{name}: {value}" for name, value in statements.items())
