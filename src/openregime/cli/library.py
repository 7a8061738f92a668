"""The shipped library as commands need it: opened, and searched for what an argument means."""

import difflib
from collections.abc import Iterable

from openregime.cli.directory import called
from openregime.cli.refusals import BadArgument, UnreadableLibrary
from openregime.core.errors import OpenRegimeError
from openregime.core.facts import Entity, Record, Source, near_states, plain_name
from openregime.core.observatory import Observatory
from openregime.core.rules import Rules
from openregime.core.rules.instruments import Instrument


def open_library() -> Observatory:
    """The shipped library.

    Raises:
        OpenRegimeError: a row, a file or the whole library cannot be read.
    """
    from openregime.io.observatories import load

    try:
        return load()
    except OpenRegimeError:
        raise
    except (OSError, ValueError, KeyError, TypeError) as error:
        words = " ".join(str(error).split())
        message = f"The shipped library cannot be read: {type(error).__name__}: {words}. Install OpenRegime again."
        raise UnreadableLibrary(message) from error


def find_state(record: Record, given: str) -> Entity:
    """The State meant by an ISO code, a name, or the beginning of just one name (`Iran`).

    Raises:
        BadArgument: none or several; the message names those that are near.
    """
    wanted = plain_name(given)
    aliases = {plain_name(alias): state for alias, state in record.state_of_alias.items()}
    if wanted in aliases:
        return record.entities[aliases[wanted]]
    names = {e.id: plain_name(e.name) for e in record.states}
    exact = [i for i, name in names.items() if wanted in (i.casefold(), name)]
    begun = [i for i, name in names.items() if wanted and name.startswith(wanted + " ")]
    found = exact or (begun if len(begun) == 1 else [])
    if found:
        return record.entities[found[0]]
    near = near_states(record.states, given)
    hint = ", ".join(f"{record.entities[i].name} ({i})" for i in near)
    reason = "no State is known by this name."
    how = f"Give the three-letter ISO code or the name, for example FRA or France; `{called()} states` lists all."
    raise BadArgument("State", given, f"{reason} Did you mean {hint}?" if hint else f"{reason} {how}")


def find_instrument(observatory: Observatory, given: str, argument: str = "Instrument") -> Instrument:
    """The instrument meant by its id or short name, in any case, with `-` for `_`.

    Raises:
        BadArgument: there is none.
    """
    wanted = given.strip().casefold().replace("-", "_")
    for instrument in observatory.instruments.values():
        if wanted in (instrument.id, instrument.short.casefold()):
            return instrument
    raise BadArgument(argument, given, f"no instrument has this id. Known: {', '.join(observatory.instruments)}.")


def find_measure(rules: Rules, given: str, argument: str = "Measure") -> str:
    """The id of a measure, in any case.

    Raises:
        BadArgument: there is none.
    """
    wanted = given.strip().upper()
    if wanted not in rules.measure_by_id:
        ids = list(rules.measure_by_id)
        raise BadArgument(argument, given, f"no measure has this id. Known: {ids[0]} to {ids[-1]}.")
    return wanted


def find_source(record: Record, given: str) -> Source:
    """The source with an id.

    Raises:
        BadArgument: there is none; the message names those that are near.
    """
    if given.strip() in record.sources:
        return record.sources[given.strip()]
    near = difflib.get_close_matches(given.strip(), record.sources, n=4, cutoff=0.5)
    hint = f"Did you mean {', '.join(near)}?" if near else f"`{called()} sources` lists them."
    raise BadArgument("Source", given, f"no source has this id. {hint}")


def sources_behind(record: Record, ids: Iterable[str]) -> tuple[Source, ...]:
    """The sources of claims, completeness statements and totals, by their ids; each once, as the record orders them."""
    statements = {c.id: c.sources for c in record.completeness} | {t.id: t.sources for t in record.totals}
    used: set[str] = set()
    for each in set(ids):
        claim = record.by_id.get(each)
        used.update(claim.sources if claim is not None else statements.get(each, ()))
    return tuple(source for source in record.sources.values() if source.id in used)
