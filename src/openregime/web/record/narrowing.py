"""What an address may ask of a list: words to look for, one of some choices, an order, a page; all checked."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.paginator import Page, Paginator

from openregime.web.site.parameters import BadParameter

LONGEST_WORDS = 200


def words_in(query: Mapping[str, str], parameter: str = "q") -> str:
    """Free words, without what surrounds them.

    Raises:
        BadParameter: more than 200 characters, or a null character.
    """
    given = query.get(parameter, "").strip()
    if len(given) > LONGEST_WORDS or "\0" in given:
        reason = f"write at most {LONGEST_WORDS} characters of text."
        raise BadParameter(parameter=parameter, value=given.replace("\0", ""), reason=reason)
    return given


def page_of(query: Mapping[str, str], rows: Sequence[Any], per_page: int) -> Page[Any]:
    """The page of a list that `?page=` names, the first when it is missing.

    Raises:
        BadParameter: no whole number, or beyond the last page.
    """
    paginator = Paginator(rows, per_page)
    given = query.get("page", "") or "1"
    is_number = given.isascii() and given.isdigit() and len(given) < 7
    if not is_number or not 1 <= int(given) <= paginator.num_pages:
        reason = f"it must be a whole number from 1 to {paginator.num_pages}."
        raise BadParameter(parameter="page", value=given, reason=reason)
    return paginator.page(int(given))


def contains_all(words: str, *texts: str) -> bool:
    """True when every word occurs in one of the texts, in any case."""
    held = " ".join(texts).casefold()
    return all(word in held for word in words.casefold().split())
