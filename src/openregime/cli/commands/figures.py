"""Commands for the public figures of an installation: publish them with noise, and read the ledger."""

import sys
from typing import Annotated

import typer

from openregime.cli.refusals import answering

FIGURES = {
    "publish": "Publish this month's figures of one table with noise, under the budget that runs.",
    "ledger": "List every budget of noise: what was spent for which figures, and what is left.",
}
Invented = Annotated[bool, typer.Option("--invented", help="The figures of invented organisations.")]


def figures_commands() -> typer.Typer:
    """The group `openregime figures`."""
    group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
    group.command("publish", help=FIGURES["publish"])(publish)
    group.command("ledger", help=FIGURES["ledger"])(ledger)
    return group


@answering
def publish(
    table: Annotated[str, typer.Argument(metavar="TABLE", help="claims, rulings or appeals.", show_default=False)],
    invented: Invented = False,
) -> None:
    """See `FIGURES`."""
    from openregime.web.disclosure.installation import published_text

    sys.stdout.write(published_text(table, is_invented=invented))


@answering
def ledger() -> None:
    """See `FIGURES`."""
    from openregime.web.disclosure.installation import ledger_text

    sys.stdout.write(ledger_text())
