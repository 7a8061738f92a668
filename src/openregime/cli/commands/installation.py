"""Commands that look after an installation: backup, restore, doctor, demo."""

import sys
from typing import Annotated

import typer

from openregime.cli.directory import FOUND_ERRORS
from openregime.cli.refusals import answering

DEMO = {
    "add": "Add an invented State with an account for every role; print how to sign in.",
    "remove": "Remove everything invented, and say what that was.",
}


def demo_commands() -> typer.Typer:
    """The group `openregime demo`."""
    group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
    group.command("add", help=DEMO["add"])(add)
    group.command("remove", help=DEMO["remove"])(remove)
    return group


@answering
def add() -> None:
    """See `DEMO`."""
    from openregime.web.demo.installation import add as run

    sys.stdout.write(run())


@answering
def remove() -> None:
    """See `DEMO`."""
    from openregime.web.demo.installation import remove as run

    sys.stdout.write(run())


BackupFile = Annotated[str, typer.Argument(metavar="FILE", show_default=False)]


@answering
def backup(
    file: BackupFile,
    with_key: Annotated[
        bool, typer.Option("--with-key", help="Put the secret key inside, too; without it, keep the key apart.")
    ] = False,
) -> None:
    """See `directory.COMMANDS`."""
    from openregime.web.installation.commands import backed_up

    sys.stdout.write(backed_up(file, with_key=with_key))


@answering
def restore(
    file: BackupFile,
    replace: Annotated[
        bool, typer.Option("--replace", help="Take the place of what is there, which is backed up first.")
    ] = False,
    noted: Annotated[
        str, typer.Option("--noted", metavar="DIGEST", help="What `backup` printed, kept elsewhere.")
    ] = "",
) -> None:
    """See `directory.COMMANDS`."""
    from openregime.web.installation.commands import restored

    sys.stdout.write(restored(file, replace=replace, noted=noted))


@answering
def work(
    once: Annotated[bool, typer.Option("--once", help="End as soon as nothing waits.")] = False,
) -> None:
    """See `directory.COMMANDS`."""
    from openregime.web.jobs.installation import worked

    sys.stdout.write(worked(once=once))


@answering
def doctor() -> None:
    """See `directory.COMMANDS`."""
    from openregime.web.installation.doctor import examined

    found = examined()
    sys.stdout.write(found.words)
    if found.is_unsafe:
        raise typer.Exit(FOUND_ERRORS)
