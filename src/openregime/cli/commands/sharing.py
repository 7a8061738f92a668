"""Commands of the gate: sharing decide, sharing table, verify."""

import re
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from openregime.cli.directory import FOUND_ERRORS
from openregime.cli.options import FORMATS, Format, one_of
from openregime.cli.refusals import answering

Category = Annotated[str, typer.Option("--category", metavar="ID", help="Information category, C01 to C24.")]
Audience = Annotated[str, typer.Option("--audience", metavar="ID", help="Audience, e.g. public or regulator.")]
SituationName = Annotated[str, typer.Option("--situation", metavar="ID", help="normal, elevated or emergency.")]


class SharingGroup(TyperGroup):
    """Says where a category goes when one is given in the place of a command."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is named; a category, such as C06, is led to `decide`."""
        given = args[0].strip().upper() if args else ""
        if re.fullmatch(r"C\d{1,2}", given):
            ctx.fail(
                f"“{given}” is a category, not a command. "
                f"Try: openregime sharing decide --category {given} --audience public"
            )
        return super().resolve_command(ctx, args)


def sharing_commands() -> typer.Typer:
    """`openregime sharing` with its commands."""
    group = typer.Typer(cls=SharingGroup, no_args_is_help=True, rich_markup_mode=None)
    group.command("decide", help="One decision of the default table: how much, why, what would change it.")(decide)
    group.command("table", help="The default table, or the part of it that is asked for.")(table)
    return group


@answering
def decide(category: Category, audience: Audience, situation: SituationName = "normal", form: Format = "table") -> None:
    """See `sharing_commands`."""
    form = one_of(form, "--format", FORMATS)
    from openregime.cli.reports.sharing import decision_report
    from openregime.cli.show import show

    show(decision_report(category, audience, situation), form)


@answering
def table(
    category: Category = "", audience: Audience = "", situation: SituationName = "", form: Format = "table"
) -> None:
    """See `sharing_commands`."""
    form = one_of(form, "--format", FORMATS)
    from openregime.cli.reports.sharing import table_report
    from openregime.cli.show import show

    show(table_report(category, audience, situation), form)


@answering
def verify(
    file: Annotated[
        str,
        typer.Argument(metavar="FILE", help="A release, or statements that somebody presents.", show_default=False),
    ],
    keys: Annotated[
        str,
        typer.Option(
            "--keys", metavar="FILE", help="The public keys that you trust.", show_default="those in a release file"
        ),
    ] = "",
    kept: Annotated[
        str, typer.Option("--kept", metavar="FILE", help="A checkpoint of the log that you kept.", show_default="none")
    ] = "",
    keep: Annotated[
        str, typer.Option("--keep", metavar="FILE", help="Write the checkpoint of a proven release here.")
    ] = "",
    audience: Annotated[
        str, typer.Option("--audience", metavar="NAME", help="Your name, to which statements must be bound.")
    ] = "",
    nonce: Annotated[
        str, typer.Option("--nonce", metavar="TEXT", help="The word that you gave the holder for this occasion.")
    ] = "",
    release: Annotated[
        str, typer.Option("--release", metavar="FILE", help="The release file that statements are part of.")
    ] = "",
    longest_age: Annotated[
        int, typer.Option("--longest-age", metavar="HOURS", min=1, help="Refuse statements that were bound earlier.")
    ] = 720,
    witness: Annotated[
        list[str] | None,
        typer.Option(
            "--witness",
            metavar="KEY",
            show_default="none",
            help="Key of a witness that must have cosigned, or a file of keys; may be given several times.",
        ),
    ] = None,
    at_least: Annotated[
        int | None, typer.Option("--at-least", metavar="N", min=1, show_default="all", help="So many of the witnesses.")
    ] = None,
    form: Format = "table",
) -> None:
    """See `directory.COMMANDS`."""
    form = one_of(form, "--format", FORMATS)
    from openregime.cli.reports.verifying import Wanted, verify_report
    from openregime.cli.reports.witnessing import witnesses_wanted
    from openregime.cli.show import show

    witnesses = witnesses_wanted(witness or [])
    wanted = Wanted(keys, kept, keep, audience, nonce, release, longest_age, witnesses, at_least or 0)
    report, is_proven = verify_report(file, wanted)
    show(report, form)
    if not is_proven:
        raise typer.Exit(FOUND_ERRORS)
