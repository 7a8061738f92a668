"""The commands as one typer application."""

import sys
from functools import lru_cache
from typing import Annotated

import typer

from openregime import __version__
from openregime.cli.commands import installation, library, readings, repairs, site
from openregime.cli.commands.figures import figures_commands
from openregime.cli.commands.index import index_commands
from openregime.cli.commands.outlook import outlook
from openregime.cli.commands.people import audit_commands, people_commands
from openregime.cli.commands.releases import releases_commands
from openregime.cli.commands.sharing import sharing_commands, verify
from openregime.cli.directory import ABOUT, COMMANDS

_FUNCTIONS = {
    "weak-links": readings.weak_links,
    "states": readings.states,
    "state": readings.state,
    "instrument": readings.instrument,
    "changes": readings.changes,
    "plan": repairs.plan,
    "outlook": outlook,
    "sources": library.sources,
    "verify": verify,
    "check": library.check,
    "backup": installation.backup,
    "restore": installation.restore,
    "doctor": installation.doctor,
    "work": installation.work,
    "export": site.export,
    "serve": site.serve,
}
_GROUPS = {
    "index": index_commands,
    "sharing": sharing_commands,
    "figures": figures_commands,
    "releases": releases_commands,
    "people": people_commands,
    "audit": audit_commands,
    "demo": installation.demo_commands,
}


@lru_cache(maxsize=1)
def application() -> typer.Typer:
    """The application, with every command of `directory.COMMANDS`."""
    app = typer.Typer(
        name="openregime",
        help=ABOUT,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,  # boxes would cost as much time again as the rest of the help
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_whole)
    for name in COMMANDS:
        if name in _GROUPS:
            app.add_typer(_GROUPS[name](), name=name, help=COMMANDS[name])
        else:
            app.command(name, help=COMMANDS[name])(_FUNCTIONS[name])
    return app


def _print_version(asked: bool) -> None:
    if asked:
        sys.stdout.write(f"openregime {__version__}\n")
        raise typer.Exit


def _whole(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    """The command line as a whole; everything is done by the commands."""
