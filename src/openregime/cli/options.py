"""The options that several commands share, and what their texts mean."""

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

import typer

from openregime.cli.refusals import BadArgument
from openregime.core.facts.asked_day import BadDay, asked_day

FORMATS = ("table", "json", "csv", "md")
ASPECTS = ("public", "States", "together")

AsOf = Annotated[
    str, typer.Option("--as-of", metavar="DAY", help="The day read about, YYYY-MM-DD.", show_default="today")
]
AsKnown = Annotated[
    str,
    typer.Option(
        "--as-known", metavar="DAY", help="Only what was recorded by this day.", show_default="all that is known"
    ),
]
Format = Annotated[str, typer.Option("--format", metavar="|".join(FORMATS), help="How the answer is written.")]
Aspect = Annotated[
    str,
    typer.Option(
        "--aspect",
        metavar="|".join(ASPECTS),
        help="Links that public evidence decides, links that only States can speak to, or both.",
    ),
]
StateName = Annotated[
    str, typer.Argument(metavar="STATE", help="ISO code or name, e.g. FRA or France.", show_default=False)
]
Limit = Annotated[int, typer.Option("--rows", min=0, help="Show at most this many rows; 0 shows all.")]


@dataclass(frozen=True, slots=True)
class Moment:
    """The two days of a reading. `known` is None for all that is known; `as_known` is then today."""

    as_of: dt.date
    as_known: dt.date
    known: dt.date | None


def today() -> dt.date:
    """The current day in UTC."""
    return now().date()


def now() -> dt.datetime:
    """The present time in UTC: the only place where the command line reads the clock."""
    return dt.datetime.now(dt.UTC)


def moment(as_of: str, as_known: str) -> Moment:
    """Both days of a reading; an empty text means today, or all that is known.

    Raises:
        BadArgument: one of them is no day that can be read about.
    """
    latest = today()
    known = a_day(as_known, "--as-known", latest) if as_known else None
    return Moment(a_day(as_of, "--as-of", latest) if as_of else latest, known or latest, known)


def a_day(given: str, argument: str, latest: dt.date) -> dt.date:
    """The day that a text names: YYYY-MM-DD, or `today`.

    Raises:
        BadArgument: anything else, a day before 1970, or one that has not come.
    """
    try:
        return asked_day(given, latest)
    except BadDay as error:
        raise BadArgument(argument, given, error.reason) from None


def one_of(given: str, argument: str, known: tuple[str, ...]) -> str:
    """The word meant, in any case.

    Raises:
        BadArgument: it is none of the known words.
    """
    for word in known:
        if word.casefold() == given.strip().casefold():
            return word
    raise BadArgument(argument, given, f"known are {', '.join(known)}.")
