"""Which States come near what somebody wrote: codes and beginnings of names first."""

import difflib
import unicodedata
from collections.abc import Iterable, Mapping

from openregime.core.facts.claims import Entity

SHORTEST_INSIDE = 3
"""Letters from which on a name is offered for what stands in the middle of one of its words."""

LONGEST_GIVEN = 80
"""Letters of what was given that are looked at: no name is longer, and comparing costs time."""


def plain_name(text: str) -> str:
    """Text without case, marks and punctuation, so that `cote d'ivoire` finds Côte d'Ivoire.

    >>> plain_name("Côte d’Ivoire")
    'cote d ivoire'
    """
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c)).split())


def near_states(
    states: Iterable[Entity], given: str, *, other_names: Mapping[str, str] | None = None, most: int = 4
) -> tuple[str, ...]:
    """Ids of States that may be meant, nearest first.

    In this order: the two-letter or three-letter code or the whole name; names that begin with what was given; names
    of which another word begins with it; names that hold it inside a word, from three letters on; names that are
    written much like it. Within each, the order of `states`.

    Args:
        given: what somebody wrote, a code or a name or a part of one.
        other_names: State id -> its name in another language, looked through as well.
        most: how many ids at most, >= 1.
    """
    wanted, others = plain_name(given[:LONGEST_GIVEN]), other_names or {}
    if not wanted:
        return ()
    names: dict[str, list[str]] = {}
    codes: dict[str, tuple[str, str]] = {}
    for state in states:
        names[state.id] = [plain_name(name) for name in (state.name, others.get(state.id, "")) if name]
        codes[state.id] = (state.id.casefold(), state.iso2.casefold())
    ways = (
        [i for i in names if wanted in codes[i] or wanted in names[i]],
        [i for i in names if any(name.startswith(wanted) for name in names[i])],
        [i for i in names if any(f" {wanted}" in name for name in names[i])],
        [i for i in names if len(wanted) >= SHORTEST_INSIDE and any(wanted in name for name in names[i])],
    )
    found = dict.fromkeys(i for way in ways for i in way)
    return tuple(found or _alike(wanted, names))[:most]


def _alike(wanted: str, names: Mapping[str, list[str]]) -> tuple[str, ...]:
    """States with a code, a name or a word of a name that is written much like it, the most alike first."""
    called: dict[str, str] = {}
    for state, its_names in names.items():
        words = [word for name in its_names for word in name.split() if len(word) >= SHORTEST_INSIDE]
        for word in (*its_names, *words, state.casefold()):
            called.setdefault(word, state)
    found = difflib.get_close_matches(wanted, called, n=12, cutoff=0.6)
    return tuple(dict.fromkeys(called[word] for word in found))
