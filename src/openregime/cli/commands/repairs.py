"""Commands that ask what to do: plan."""

from typing import Annotated

import typer

from openregime.cli.options import FORMATS, AsKnown, AsOf, Format, StateName, moment, one_of
from openregime.cli.refusals import answering


@answering
def plan(
    name: StateName,
    as_of: AsOf = "",
    as_known: AsKnown = "",
    limit: Annotated[
        float | None,
        typer.Option(
            "--limit", metavar="PERSON-MONTHS", help="Work of one year, 6 to 10,000.", show_default="the library's, 60"
        ),
    ] = None,
    instruments: Annotated[
        str, typer.Option("--instruments", metavar="ID,ID", help="Instruments to satisfy together.")
    ] = "cppnm_a,icsant,unscr1540",
    effort: Annotated[
        list[str] | None,
        typer.Option(
            "--effort",
            metavar="MEASURE=PM",
            help="Person-months, M13=6, or with years, M13=6:2; may be repeated.",
        ),
    ] = None,
    work: Annotated[
        float, typer.Option("--work", min=0.1, max=1000, help="Search so many times as long; more is proven.")
    ] = 1.0,
    form: Format = "table",
) -> None:
    """See `directory.COMMANDS`."""
    form, when = one_of(form, "--format", FORMATS), moment(as_of, as_known)
    from openregime.cli.library import open_library
    from openregime.cli.reports.plan import plan_report
    from openregime.cli.show import show

    given = [part for part in instruments.split(",") if part.strip()]
    show(plan_report(open_library(), name, when, given, limit, effort or [], work), form)
