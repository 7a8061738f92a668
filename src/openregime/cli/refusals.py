"""How a command ends when it cannot answer: one sentence on stderr, and an exit code that says why."""

import functools
import sys
from collections.abc import Callable
from typing import Any

import typer

from openregime.cli.directory import BAD_USAGE, FOUND_ERRORS, INTERRUPTED, UNREADABLE
from openregime.core.errors import OpenRegimeError

_CODES_OF_FILES = {
    "bad-record",
    "unreadable-table",
    "bad-rules-file",
    "unsound-rules",
    "unreadable-library",
    "unusable-folder",
    "folder-not-writable",
    "bad-release",
    "unreadable-file",
    "bad-backup",
    "backup-not-written",
    "nothing-to-back-up",
    "unsound-database",
}
_CODES_WITHOUT_ANSWER = {
    "broken-log",
    "broken-trail",
    "no-plan-found",
    "publication-blocked",
    "report-not-made",
    "page-failed",
    "start-refused",
    "folder-in-use",
    "data-folder-not-empty",
    "not-beside-the-real",
    "entangled-demo",
    "database-not-empty",
    "database-not-ready",
    "database-unreachable",
    "seal-not-opened",
}


class BadArgument(OpenRegimeError, ValueError):
    """An argument or option that cannot be understood. `argument` names it, `given` is what was written."""

    code = "bad-argument"

    def __init__(self, argument: str, given: str, reason: str) -> None:
        self.argument, self.given = argument, given
        super().__init__(f"{argument} “{printable(given)}”: {reason}")


class UnreadableLibrary(OpenRegimeError):
    """The library cannot be opened at all."""

    code = "unreadable-library"


def printable(given: str, longest: int = 60) -> str:
    """Text from outside as it may stand in a message: on one line, short, without control characters."""
    text = "".join(c if c.isprintable() else "?" for c in given)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def exit_code(error: OpenRegimeError) -> int:
    """The exit code that an error ends with."""
    if error.code in _CODES_OF_FILES:
        return UNREADABLE
    return FOUND_ERRORS if error.code in _CODES_WITHOUT_ANSWER else BAD_USAGE


def answering(command: Callable[..., None]) -> Callable[..., None]:
    """A command whose errors end in a sentence on stderr and an exit code, never in a traceback."""

    @functools.wraps(command)
    def answer(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except OpenRegimeError as error:
            print(f"openregime: {printable(str(error), 2000)}", file=sys.stderr)
            raise typer.Exit(exit_code(error)) from None
        except KeyboardInterrupt:
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            # whoever read the output has seen enough; what is left in the buffer must not raise again at exit
            sys.stdout = None
            raise typer.Exit(0) from None

    return answer
