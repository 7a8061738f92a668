"""The command line `openregime`: thin, over core and io; `serve` starts the web shell.

Everything heavy is imported inside the command that needs it, so that `--help` answers at once.
"""

import sys
from typing import Annotated

import typer

app = typer.Typer(
    name="openregime",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # half of the time of --help would go into drawing boxes
    pretty_exceptions_enable=False,
)


@app.callback()
def openregime() -> None:
    """The global nuclear security regime as sourced, dated data: its weak links and their repair."""


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8000,
    host: Annotated[str, typer.Option(help="Address of this machine to listen on.")] = "127.0.0.1",
    workers: Annotated[int, typer.Option(min=1, max=64, help="Server processes, of four threads each.")] = 2,
) -> None:
    """Migrate the database, load the shipped library and serve the site until Ctrl-C."""
    from openregime.web.site.serve import serve as run

    raise typer.Exit(run(port, host, workers))


def main() -> int:
    """Run the command line. Returns the exit code."""
    app(prog_name="openregime")
    return 0


if __name__ == "__main__":
    sys.exit(main())
