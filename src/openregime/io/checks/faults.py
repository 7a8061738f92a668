"""One thing that a check has to say, and what a refusal amounts to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from openregime.core.errors import OpenRegimeError
from openregime.core.facts import BadRecord, Problem
from openregime.core.rules import Severity
from openregime.io.rules import BadRulesFile
from openregime.io.tables import UnreadableTable

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that the check has to say.

    Attributes:
        severity: an error makes the library unusable or wrong, a warning misleads, a note is only said.
        file: below the folder or its `record`; `line` counts from 1 at the header, 0 where the whole file is meant.
        field: column or key, may be empty.
        code: stable kind, e.g. `dates-out-of-order`.
        message: what is wrong and what to do.
    """

    severity: Severity
    file: str
    line: int
    field: str
    code: str
    message: str


def error(file: str, line: int, field: str, code: str, message: str) -> Fault:
    """A fault that makes the library unusable or wrong."""
    return Fault(Severity.ERROR, file, line, field, code, message)


def faults_of_problems(problems: Iterable[Problem], code: str = "bad-row") -> list[Fault]:
    """One error for each problem."""
    return [error(p.file, p.line, p.field, code, p.message) for p in problems]


def attempt(faults: list[Fault], file: str, read: Callable[[], Read]) -> Read | None:
    """What `read` gives; None, with the reasons among the faults, when it cannot be read."""
    try:
        return read()
    except BadRecord as refusal:
        faults += faults_of_problems(refusal.problems)
    except BadRulesFile as refusal:
        for each in (refusal, *refusal.others):
            where = each.file if each.file.endswith(".toml") else f"rules/{each.file}"
            faults.append(error(where, each.line or 0, each.field or "", each.code, each.problem))
    except UnreadableTable as refusal:
        faults.append(error(refusal.file, refusal.line, refusal.column, refusal.code, refusal.message))
    except OpenRegimeError as refusal:
        faults.append(error(file, 0, "", refusal.code, str(refusal)))
    except (OSError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as refusal:
        words = " ".join(str(refusal).split())
        message = f"cannot be read, and no rule above says why. The place is near “{words}”. Undo the latest change."
        faults.append(error(file, 0, "", "unreadable-table", message))
    return None


def below(folder: str, faults: Iterable[Fault]) -> list[Fault]:
    """The same faults, with their files named from the library on; readers of a folder name them from there on."""
    return [replace(f, file=f.file if f.file.startswith(folder) else f"{folder}/{f.file}") for f in faults]
