"""Commands over the releases of an installation: what was published, the log, keys."""

import sys
from typing import Annotated

import typer

from openregime.cli.directory import FOUND_ERRORS
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
    "witness": "As a witness: cosign a head of a log if it goes on from the one signed last. Reads files alone.",
    "new-witness": "As a witness: make a key. Needs no installation.",
    "witnesses": "The witnesses whose signatures are taken in here, and how far each has signed.",
    "add-witness": "List a witness: what it signs is taken in from now on.",
    "end-witness": "Take in nothing more of a witness; what it signed stays.",
    "cosigned": "Take in a checkpoint that a witness cosigned.",
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


@answering
def witness(
    checkpoint: Annotated[
        str, typer.Argument(metavar="CHECKPOINT", help="The head for witnesses, or a release.", show_default=False)
    ],
    key: Annotated[str, typer.Option("--key", metavar="FILE", help="Your private key.")],
    previous: Annotated[
        str, typer.Option("--previous", metavar="FILE", help="The head that you signed last; replaced by the new one.")
    ],
    first: Annotated[
        bool, typer.Option("--first", help="You never signed a head of this log: --previous is made.")
    ] = False,
    keys: Annotated[
        str,
        typer.Option(
            "--keys", metavar="FILE", help="Keys of the log that you trust.", show_default="those in the file"
        ),
    ] = "",
    to: Annotated[str, typer.Option("--to", metavar="FILE", help="The file.", show_default="CHECKPOINT.cosigned")] = "",
    form: Format = "table",
) -> None:
    """See `RELEASES`."""
    form = one_of(form, "--format", FORMATS)
    from openregime.cli.reports.witnessing import Asked, witness_report
    from openregime.cli.show import show

    report, is_signed = witness_report(checkpoint, Asked(key, previous, first, keys, to))
    show(report, form)
    if not is_signed:
        raise typer.Exit(FOUND_ERRORS)


@answering
def new_witness(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="E.g. ministry.example/witness; no spaces.", show_default=False)
    ],
    to: Annotated[str, typer.Option("--to", metavar="FILE", help="File for the private key.")],
) -> None:
    """See `RELEASES`."""
    from openregime.cli.reports.witnessing import witness_made

    sys.stdout.write(witness_made(name, to))


@answering
def witnesses(
    to: Annotated[
        str, typer.Option("--to", metavar="FILE", help="Write their keys to this file.", show_default="none")
    ] = "",
    form: Format = "table",
) -> None:
    """See `RELEASES`."""
    form = one_of(form, "--format", FORMATS)
    from openregime.cli.reports.releases import witnesses_report, witnesses_written
    from openregime.cli.show import show

    if to:
        sys.stdout.write(witnesses_written(to))
    else:
        show(witnesses_report(), form)


@answering
def add_witness(
    key: Annotated[str, typer.Argument(metavar="KEY", help="Its key in one line, NAME+ID+KEY.", show_default=False)],
) -> None:
    """See `RELEASES`."""
    from openregime.web.releases.installation import witness_listed

    sys.stdout.write(witness_listed(key))


@answering
def end_witness(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its name.", show_default=False)],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; everybody reads it.")],
) -> None:
    """See `RELEASES`."""
    from openregime.web.releases.installation import witness_ended

    sys.stdout.write(witness_ended(name, reason))


@answering
def cosigned(
    file: Annotated[str, typer.Argument(metavar="FILE", help="What the witness handed back.", show_default=False)],
) -> None:
    """See `RELEASES`."""
    from openregime.cli.reports.verifying import file_content
    from openregime.web.releases.installation import cosignatures_taken_in

    sys.stdout.write(cosignatures_taken_in(file_content(file)))


_FUNCTIONS = {
    "list": listed,
    "show": shown,
    "log": the_log,
    "get": get,
    "keys": keys,
    "new-key": new_key,
    "end-key": end_key,
    "new-log-key": new_log_key,
    "witness": witness,
    "new-witness": new_witness,
    "witnesses": witnesses,
    "add-witness": add_witness,
    "end-witness": end_witness,
    "cosigned": cosigned,
}
