"""Looking for text that PostgreSQL cannot hold: it finds nothing, as on SQLite, instead of failing."""

from collections.abc import Callable
from typing import Any

_NUL, _ELSE = "\0", "\ufffd"


def find_nothing_with_nul(*, connection: Any, **_signal: Any) -> None:
    """Called for every new connection: on PostgreSQL, have questions with a NUL in them asked without it.

    No text there holds one, so nothing is missed. Only questions are changed: a NUL that is to be written is refused by
    the database, never stored as something else.
    """
    if connection.vendor == "postgresql" and _asked_without not in connection.execute_wrappers:
        connection.execute_wrappers.append(_asked_without)


def _asked_without(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if not many and isinstance(params, list | tuple) and str(sql).lstrip("( ")[:6].upper() == "SELECT":
        params = tuple(one.replace(_NUL, _ELSE) if isinstance(one, str) else one for one in params)
    return execute(sql, params, many, context)
