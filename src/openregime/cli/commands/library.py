"""Commands that look after the record: sources, check."""

from typing import Annotated

import typer

from openregime.cli.directory import FOUND_ERRORS
from openregime.cli.options import FORMATS, Format, one_of
from openregime.cli.refusals import answering


@answering
def sources(
    source: Annotated[str, typer.Argument(metavar="[SOURCE]", help="Id of one source.", show_default="all")] = "",
    form: Format = "table",
) -> None:
    """See `directory.COMMANDS`."""
    form = one_of(form, "--format", FORMATS)
    from openregime.cli.library import open_library
    from openregime.cli.reports.sources import source_report, sources_report
    from openregime.cli.show import show

    observatory = open_library()
    show(source_report(observatory, source) if source else sources_report(observatory), form)


@answering
def check(
    folder: Annotated[
        str, typer.Argument(metavar="[FOLDER]", help="A library folder.", show_default="the shipped library")
    ] = "",
    form: Format = "table",
) -> None:
    """See `directory.COMMANDS`."""
    form = one_of(form, "--format", FORMATS)
    from openregime.cli.reports.check import check_report
    from openregime.cli.show import show

    report, errors = check_report(folder)
    show(report, form)
    if errors:
        raise typer.Exit(FOUND_ERRORS)
