"""Whether the database answers, and is that of this program: asked before anything is done with it from outside."""

from openregime.core.errors import OpenRegimeError


class DatabaseUnreachable(OpenRegimeError):
    """The database does not answer. What it says may name a host and a user, never a password."""

    code = "database-unreachable"

    def __init__(self, words: str) -> None:
        super().__init__(f"The database does not answer ({words}). Start it, or mend DATABASE_URL.")


class NotReady(OpenRegimeError):
    """The database is not that of this program, so nothing from outside may touch it."""

    code = "database-not-ready"

    def __init__(self) -> None:
        super().__init__("The database is older than the program, or new. Start the service once, then try again.")


def require_answer() -> None:
    """The database answers.

    Raises:
        DatabaseUnreachable.
    """
    from django.db import OperationalError, connection

    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise DatabaseUnreachable(" ".join(str(error).split())[:300]) from error


def require_ready() -> None:
    """The database answers and has every table as this program wants it.

    Raises:
        DatabaseUnreachable, NotReady.
    """
    from openregime.web.installation.examine_database import unapplied

    require_answer()
    if unapplied():
        raise NotReady
