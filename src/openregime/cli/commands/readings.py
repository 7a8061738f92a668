"""Commands that ask how things stand: weak-links, states, state, instrument, changes."""

from typing import Annotated

import typer

from openregime.cli.options import (
    ASPECTS,
    FORMATS,
    AsKnown,
    AsOf,
    Aspect,
    Format,
    Limit,
    StateName,
    a_day,
    moment,
    one_of,
    today,
)
from openregime.cli.refusals import answering


@answering
def weak_links(
    as_of: AsOf = "", as_known: AsKnown = "", aspect: Aspect = "together", rows: Limit = 0, form: Format = "table"
) -> None:
    """See `directory.COMMANDS`."""
    form, aspect, when = one_of(form, "--format", FORMATS), one_of(aspect, "--aspect", ASPECTS), moment(as_of, as_known)
    from openregime.cli.library import open_library
    from openregime.cli.reports.weak_links import weak_links_report
    from openregime.cli.show import show

    show(weak_links_report(open_library(), when, aspect, rows), form)


@answering
def states(
    region: Annotated[str, typer.Option("--region", metavar="NAME", help="Only this UN region or subregion.")] = "",
    as_of: AsOf = "",
    as_known: AsKnown = "",
    aspect: Aspect = "public",
    rows: Limit = 0,
    form: Format = "table",
) -> None:
    """See `directory.COMMANDS`."""
    form, aspect, when = one_of(form, "--format", FORMATS), one_of(aspect, "--aspect", ASPECTS), moment(as_of, as_known)
    from openregime.cli.library import open_library
    from openregime.cli.reports.states import states_report
    from openregime.cli.show import show

    show(states_report(open_library(), when, aspect, region, rows), form)


@answering
def state(
    name: StateName,
    as_of: AsOf = "",
    as_known: AsKnown = "",
    suppose: Annotated[
        list[str] | None,
        typer.Option(
            "--suppose", metavar="ACT", help="join:INSTRUMENT, adopt:MEASURE, mission or publish; may be repeated."
        ),
    ] = None,
    also: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="provisions|claims", help="Show these as well; may be repeated."),
    ] = None,
    form: Format = "table",
) -> None:
    """See `directory.COMMANDS`."""
    form, when = one_of(form, "--format", FORMATS), moment(as_of, as_known)
    more = frozenset(one_of(word, "--with", ("provisions", "claims")) for word in also or ())
    from openregime.cli.library import open_library
    from openregime.cli.reports.state import state_report
    from openregime.cli.reports.supposing import supposing_report
    from openregime.cli.show import show

    observatory = open_library()
    if suppose:
        show(supposing_report(observatory, name, when, suppose), form)
    else:
        show(state_report(observatory, name, when, more), form)


@answering
def instrument(
    name: Annotated[
        str, typer.Argument(metavar="INSTRUMENT", help="Id, e.g. cppnm_a; a wrong one lists them.", show_default=False)
    ],
    as_of: AsOf = "",
    as_known: AsKnown = "",
    also: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="states|provisions", help="Show these as well; may be repeated."),
    ] = None,
    form: Format = "table",
) -> None:
    """See `directory.COMMANDS`."""
    form, when = one_of(form, "--format", FORMATS), moment(as_of, as_known)
    more = frozenset(one_of(word, "--with", ("states", "provisions")) for word in also or ())
    from openregime.cli.library import open_library
    from openregime.cli.reports.instrument import instrument_report
    from openregime.cli.show import show

    show(instrument_report(open_library(), name, when, more), form)


@answering
def changes(
    first: Annotated[str, typer.Argument(metavar="FIRST", help="The earlier day, YYYY-MM-DD.", show_default=False)],
    second: Annotated[str, typer.Argument(metavar="SECOND", help="The later day, YYYY-MM-DD.", show_default=False)],
    first_known: Annotated[
        str,
        typer.Option(
            "--first-known", metavar="DAY", help="Read FIRST as known on this day.", show_default="all that is known"
        ),
    ] = "",
    second_known: Annotated[
        str,
        typer.Option(
            "--second-known", metavar="DAY", help="Read SECOND as known on this day.", show_default="all that is known"
        ),
    ] = "",
    form: Format = "table",
) -> None:
    """See `directory.COMMANDS`."""
    form, latest = one_of(form, "--format", FORMATS), today()
    days = a_day(first, "FIRST", latest), a_day(second, "SECOND", latest)
    known = (
        a_day(first_known, "--first-known", latest) if first_known else None,
        a_day(second_known, "--second-known", latest) if second_known else None,
    )
    from openregime.cli.library import open_library
    from openregime.cli.reports.changes import changes_report
    from openregime.cli.show import show

    show(changes_report(open_library(), days, known), form)
