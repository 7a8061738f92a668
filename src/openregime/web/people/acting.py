"""One act of people: one transaction, in which its turn comes before any row is locked.

Every act waits for its turn to write to the trail in the end. An act that locked a row first would wait for its turn
while another one, whose turn it is, waits for that row: the database would have to end one of them.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from openregime.core.errors import OpenRegimeError
from openregime.web.trail.actions import take_turn

P = ParamSpec("P")
R = TypeVar("R")

TRIES = 3
"""How often an act is tried that the database ended for the sake of another one."""
_PAUSE_SECONDS = 0.05
_ENDED_FOR_ANOTHER = frozenset({"40001", "40P01"})
"""PostgreSQL, appendix A: serialization_failure, deadlock_detected."""


class ActsCollided(OpenRegimeError):
    """The database ended an act for the sake of another one, each time that it was tried. Nothing was changed."""

    code = "acts-collided"

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else changed the same at this very moment. Nothing was stored. Look again, then try again.")
        )


def one_act(act: Callable[P, R]) -> Callable[P, R]:
    """Make a function one act: a transaction of its own, or a part of the one around it, that begins with its turn.

    An act that the database ends as a deadlock or for a conflict with another one is tried TRIES times, where no
    transaction stands around it; the act must therefore read what it changes anew.

    Raises:
        ActsCollided: it was ended each time.
    """

    @wraps(act)
    def acted(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:
            return _once(act, *args, **kwargs)
        for tried in range(1, TRIES + 1):
            try:
                return _once(act, *args, **kwargs)
            except OperationalError as error:
                if getattr(error.__cause__, "sqlstate", "") not in _ENDED_FOR_ANOTHER:
                    raise
                time.sleep(_PAUSE_SECONDS * tried)
        raise ActsCollided

    return acted


def _once(act: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    with transaction.atomic():
        take_turn()
        return act(*args, **kwargs)
