"""Commands that write and serve pages: export, serve."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from openregime.cli.options import AsKnown, AsOf, moment
from openregime.cli.refusals import BadArgument, NotWritten, answering


@answering
def export(
    folder: Annotated[
        str, typer.Argument(metavar="DIR", help="A new or empty folder for the site.", show_default=False)
    ],
    as_of: AsOf = "",
    as_known: AsKnown = "",
) -> None:
    """See `directory.COMMANDS`."""
    when, target = moment(as_of, as_known), _free_folder(folder)
    try:
        from openregime.web.downloads.static_site import write_site
    except ModuleNotFoundError as error:
        if not str(error.name).startswith("openregime.web"):
            raise
        raise NotWritten("This installation cannot write the static site yet: it has no pages to write.") from None
    try:
        report = write_site(target, as_of=when.as_of, as_known=when.as_known)
    except OSError as error:
        raise NotWritten(f"{error.filename or target} could not be written ({error.strerror}).") from error
    if report is not None and str(report):
        sys.stdout.write(f"{report}\n")


def _free_folder(given: str) -> Path:
    """The folder to write to, which must be new or empty: nothing of anybody's is written over.

    Raises:
        BadArgument: it holds something, is no folder, or has no parent to be made in.
    """
    folder = Path(given)
    if "\x00" in given or not given.strip():
        raise BadArgument("DIR", given, "this is no name of a folder.")
    try:
        if folder.exists() and not folder.is_dir():
            raise BadArgument("DIR", given, "this is a file. Name a new or empty folder.")
        if folder.is_dir() and any(folder.iterdir()):
            raise BadArgument("DIR", given, "the folder is not empty. Name a new or empty one.")
        if not folder.exists() and not folder.absolute().parent.is_dir():
            raise BadArgument("DIR", given, "the folder in which it would be made does not exist.")
    except OSError as error:
        raise BadArgument("DIR", given, f"it cannot be looked at ({error.strerror}).") from error
    return folder


@answering
def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes any free one.")] = 8000,
    host: Annotated[str, typer.Option(help="Address of this machine to listen on.")] = "127.0.0.1",
    workers: Annotated[int, typer.Option(min=1, max=64, help="Server processes, of four threads each.")] = 2,
) -> None:
    """See `directory.COMMANDS`."""
    from openregime.web.site.serve import serve as run

    raise typer.Exit(run(port, host, workers))
