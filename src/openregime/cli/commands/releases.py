"""Commands over the releases of an installation: what was published, the log, keys."""

import sys
from typing import Annotated

import typer

from openregime.cli.options import FORMATS, Format, one_of
from openregime.cli.refusals import answering

RELEASES = {
    "list": "What was published here, the latest first.",
    "show": "One release: what it says, who signed it, and where it stands in the log.",
    "log": "The log: its size, its root, and every signed head; or whether one size is the beginning of another.",
    "get": "Write one release to a file that `verify` checks anywhere.",
    "keys": "The public keys of organisations and of the log; or write them to a file for `verify --keys`.",
    "new-key": "Make a new key for an organisation; the one so far ends.",
    "end-key": "End the key of an organisation without another one, for instance because it may be in wrong hands.",
    "new-log-key": "Make a new key for the log; the one so far ends.",
}

Key = Annotated[str, typer.Argument(metavar="KEY", help="Key of a release.", show_default=False)]
Organisation = Annotated[
    str, typer.Argument(metavar="ORGANISATION", help="Key of the organisation.", show_default=False)
]


def releases_commands() -> typer.Typer:
    """The group `openregime releases`."""
    group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
    for name, function in _FUNCTIONS.items():
        group.command(name, help=RELEASES[name])(function)
    return group


@answering
def listed(
    words: Annotated[str, typer.Option("--words", help="Words of title, content or organisation.")] = "",
    form: Format = "table",
) -> None:
    """See `RELEASES`."""
    form = one_of(form, "--format", FORMATS)
    from openregime.cli.reports.releases import list_report
    from openregime.cli.show import show

    show(list_report(words), form)


@answering
def shown(key: Key, form: Format = "table") -> None:
    """See `RELEASES`."""
    form = one_of(form, "--format", FORMATS)
    from openregime.cli.reports.releases import release_report
    from openregime.cli.show import show

    show(release_report(key), form)


@answering
def the_log(
    earlier: Annotated[str, typer.Option("--earlier", metavar="SIZE", help="A size that the log had.")] = "",
    later: Annotated[
        str, typer.Option("--later", metavar="SIZE", help="A later size.", show_default="the size now")
    ] = "",
    form: Format = "table",
) -> None:
    """See `RELEASES`."""
    form = one_of(form, "--format", FORMATS)
    from openregime.cli.reports.releases import log_report
    from openregime.cli.show import show

    show(log_report(earlier, later), form)


@answering
def get(
    key: Key,
    to: Annotated[str, typer.Option("--to", metavar="FILE", help="The file.", show_default="KEY.json")] = "",
) -> None:
    """See `RELEASES`."""
    from openregime.cli.reports.releases import written

    sys.stdout.write(written(key, to))


@answering
def keys(
    to: Annotated[str, typer.Option("--to", metavar="FILE", help="Write them to this file.", show_default="none")] = "",
    form: Format = "table",
) -> None:
    """See `RELEASES`."""
    form = one_of(form, "--format", FORMATS)
    from openregime.cli.reports.releases import keys_report, keys_written
    from openregime.cli.show import show

    if to:
        sys.stdout.write(keys_written(to))
    else:
        show(keys_report(), form)


@answering
def new_key(organisation: Organisation) -> None:
    """See `RELEASES`."""
    from openregime.web.releases.installation import key_made

    sys.stdout.write(key_made(organisation))


@answering
def end_key(
    organisation: Organisation,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; everybody reads it.")],
) -> None:
    """See `RELEASES`."""
    from openregime.web.releases.installation import key_ended

    sys.stdout.write(key_ended(organisation, reason))


@answering
def new_log_key() -> None:
    """See `RELEASES`."""
    from openregime.web.releases.installation import log_key_made

    sys.stdout.write(log_key_made())


_FUNCTIONS = {
    "list": listed,
    "show": shown,
    "log": the_log,
    "get": get,
    "keys": keys,
    "new-key": new_key,
    "end-key": end_key,
    "new-log-key": new_log_key,
}
