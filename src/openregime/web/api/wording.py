"""What is wrong with a parameter, in this project's words: the checker's own speak of patterns and literals."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import QueryDict

from openregime.web.site.parameters import BadParameter

Fault = Mapping[str, Any]
"""What the checker says of one parameter: `type`, `loc`, `ctx`."""

_REASONS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "missing": lambda _: "this call needs it.",
    "literal_error": lambda ctx: f"it must be one of {str(ctx['expected']).replace(' or ', ', ')}.".replace("'', ", ""),
    "string_pattern_mismatch": lambda _: "write the day as YYYY-MM-DD, for example 2016-05-08, or today.",
    "greater_than_equal": lambda ctx: f"it must be at least {ctx['ge']}.",
    "less_than_equal": lambda ctx: f"it must be at most {ctx['le']}.",
    "string_too_long": lambda ctx: f"it must have at most {ctx['max_length']} characters.",
    "too_long": lambda ctx: f"it can be given at most {ctx['max_length']} times.",
    "int_parsing": lambda _: "it must be a whole number.",
    "int_parsing_size": lambda _: "it must be a whole number that is not so large.",
    "float_parsing": lambda _: "it must be a number.",
    "finite_number": lambda _: "it must be a number that is finite.",
    "string_type": lambda _: "it must be a text.",
    "string_too_short": lambda ctx: f"it must have at least {ctx['min_length']} characters.",
    "extra_forbidden": lambda _: "there is no such field here.",
}
"""Type of a fault -> the reason, from what the checker says beside it."""


def refused(fault: Fault, query: QueryDict) -> BadParameter:
    """The refusal of one parameter that does not have the form that the description of the call asks for."""
    name = next((str(part) for part in reversed(fault["loc"]) if isinstance(part, str)), "address")
    word = _REASONS.get(fault["type"], _unread)
    return BadParameter(parameter=name, value=" and ".join(query.getlist(name)), reason=word(fault.get("ctx", {})))


def _unread(_beside: Mapping[str, Any]) -> str:
    return "it cannot be read; /api/ says what can be written."
