"""Commands that write and serve pages: export, serve."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from openregime.cli.options import AsKnown, AsOf, moment
from openregime.cli.refusals import BadArgument, answering

EXPORT_MARK = ".openregime-site"
"""A file that an export leaves in its folder, so that the folder may be written again."""


@answering
def export(
    folder: Annotated[
        str, typer.Argument(metavar="DIR", help="New, empty, or of an earlier export.", show_default=False)
    ],
    as_of: AsOf = "",
    as_known: AsKnown = "",
) -> None:
    """See `directory.COMMANDS`."""
    when, target = moment(as_of, as_known), _usable_folder(folder)
    from openregime.web.site.serve import prepare

    prepare()
    from openregime.web.downloads.static_site import write_site

    report = write_site(target, as_of=when.as_of, as_known=when.as_known, progress=_progress())
    sys.stdout.write(
        f"{report.folder}: {report.pages} pages and {report.files} other files, {report.size_bytes / 1e6:.1f} MB. "
        f"Open {report.folder / 'index.html'}.\n"
    )


def _usable_folder(given: str) -> Path:
    """The folder to write to; looked at before the work begins, and again by what writes.

    Raises:
        BadArgument: it is no name, a file, or holds something that no export wrote.
    """
    folder = Path(given)
    if "\x00" in given or not given.strip():
        raise BadArgument("DIR", given, "this is no name of a folder.")
    try:
        if folder.exists() and not folder.is_dir():
            raise BadArgument("DIR", given, "this is a file. Name a folder.")
        if folder.is_dir() and any(folder.iterdir()) and not (folder / EXPORT_MARK).exists():
            raise BadArgument("DIR", given, "it holds something that no export wrote. Name a new or empty folder.")
    except OSError as error:
        raise BadArgument("DIR", given, f"it cannot be looked at ({error.strerror}).") from error
    return folder


def _progress() -> Callable[[int, int], None]:
    """Shows how far the export is, on a terminal; says nothing elsewhere."""

    def show(done: int, known: int) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{done} of {known} pages" + ("\n" if done == known else ""))
            sys.stderr.flush()

    return show


@answering
def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes any free one.")] = 8000,
    host: Annotated[str, typer.Option(help="Address of this machine to listen on.")] = "127.0.0.1",
    workers: Annotated[int, typer.Option(min=1, max=64, help="Server processes, of four threads each.")] = 2,
) -> None:
    """See `directory.COMMANDS`."""
    from openregime.web.site.serve import serve as run

    raise typer.Exit(run(port, host, workers))
