"""Commands that write and serve pages: export, serve."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from openregime.cli.options import AsKnown, AsOf, moment
from openregime.cli.refusals import BadArgument, answering


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
    if before := report.replaced:
        days = f"as of {before.as_of}, as known on {before.as_known}"
        sys.stdout.write(f"It took the place of the export {days} ({before.files} files) that stood there.\n")


def _usable_folder(given: str) -> Path:
    """The folder to write to; looked at before the work begins, and again by what writes.

    Raises:
        BadArgument: it is no name, a file, or holds something that no export wrote.
    """
    from openregime.web.downloads.export_folder import UnusableFolder, usable_folder

    try:
        return usable_folder(given)
    except UnusableFolder as error:
        raise BadArgument("DIR", given, error.reason) from error


def _progress() -> Callable[[int, int], None]:
    """Shows how far the export is, on a terminal; says nothing elsewhere."""

    def show(done: int, known: int) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{done} of {known} files" + ("\n" if done == known else ""))
            sys.stderr.flush()

    return show


@answering
def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes any free one.")] = 8000,
    host: Annotated[str, typer.Option(help="Address of this machine to listen on.")] = "127.0.0.1",
    workers: Annotated[int, typer.Option(min=1, max=64, help="Server processes, of four threads each.")] = 2,
    job_workers: Annotated[
        int, typer.Option(min=0, max=16, help="Processes beside them for long work; 0: `openregime work` does it.")
    ] = 1,
    demo: Annotated[bool, typer.Option("--demo", help="With the invented State, to try everything.")] = False,
) -> None:
    """See `directory.COMMANDS`."""
    from openregime.web.demo.installation import added
    from openregime.web.site.serve import serve as run

    raise typer.Exit(run(port, host, workers, job_workers=job_workers, also=added if demo else str))
