"""Commands for whoever runs an installation: the first organisations and people, and the trail."""

import sys
from typing import Annotated

import typer

from openregime.cli.refusals import answering

PEOPLE = {
    "found": "Found an organisation, and print an invitation for its first administrator.",
    "invite": "Print an invitation for one more administrator of an organisation.",
    "reset": "Print a link with which a person chooses a new password, once.",
    "address": "Give a person another e-mail address, once it is certain that it is theirs.",
    "forget-factors": "Remove the second factors of a person who has lost them, and sign them out everywhere.",
    "sign-out": "Sign a person out everywhere, for instance when a device was lost.",
}
AUDIT = {
    "verify": "Go through the whole log of releases and the whole trail; say how much holds, or where one is broken.",
    "attempts": "List failed sign-ins, lock-outs and refusals, counted by the minute.",
}


def people_commands() -> typer.Typer:
    """The group `openregime people`."""
    group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
    group.command("found", help=PEOPLE["found"])(found)
    group.command("invite", help=PEOPLE["invite"])(invite)
    group.command("reset", help=PEOPLE["reset"])(reset)
    group.command("address", help=PEOPLE["address"])(address)
    group.command("forget-factors", help=PEOPLE["forget-factors"])(forget_factors)
    group.command("sign-out", help=PEOPLE["sign-out"])(sign_out)
    return group


def audit_commands() -> typer.Typer:
    """The group `openregime audit`."""
    group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
    group.callback()(_trail)
    group.command("verify", help=AUDIT["verify"])(verify)
    group.command("attempts", help=AUDIT["attempts"])(attempts)
    return group


def _trail() -> None:
    """The trail as a whole."""


Address = Annotated[str, typer.Option("--address", metavar="URL", help="Where people reach this service.")]
_HERE = "http://127.0.0.1:8000/"


@answering
def found(
    name: Annotated[str, typer.Argument(metavar="NAME", show_default=False)],
    kind: Annotated[
        str, typer.Option("--kind", help="state_authority, operator, company, centre, secretariat, civil_society.")
    ],
    administrator: Annotated[str, typer.Option("--administrator", metavar="EMAIL", help="Who is invited first.")],
    state: Annotated[str, typer.Option("--state", metavar="ISO3", help="The State it belongs to; empty if none.")] = "",
    address: Address = _HERE,
) -> None:
    """See `PEOPLE`."""
    from openregime.web.demo.installation import refuse_beside_demo
    from openregime.web.people.installation import found_with_administrator

    refuse_beside_demo()
    sys.stdout.write(found_with_administrator(name, kind, state=state, email=administrator, address=address))


@answering
def invite(
    organisation: Annotated[str, typer.Argument(metavar="KEY", help="Key of the organisation.", show_default=False)],
    email: Annotated[str, typer.Argument(metavar="EMAIL", show_default=False)],
    address: Address = _HERE,
) -> None:
    """See `PEOPLE`."""
    from openregime.web.people.installation import invite_administrator

    sys.stdout.write(invite_administrator(organisation, email, address=address))


@answering
def address(
    email: Annotated[str, typer.Argument(metavar="OLD", help="The address so far.", show_default=False)],
    new: Annotated[str, typer.Argument(metavar="NEW", show_default=False)],
) -> None:
    """See `PEOPLE`."""
    from openregime.web.people.installation import change_address

    sys.stdout.write(change_address(email, new))


@answering
def forget_factors(email: Annotated[str, typer.Argument(metavar="EMAIL", show_default=False)]) -> None:
    """See `PEOPLE`."""
    from openregime.web.people.installation import forget_factors as forget

    sys.stdout.write(forget(email))


@answering
def sign_out(email: Annotated[str, typer.Argument(metavar="EMAIL", show_default=False)]) -> None:
    """See `PEOPLE`."""
    from openregime.web.people.installation import sign_out as end

    sys.stdout.write(end(email))


@answering
def reset(email: Annotated[str, typer.Argument(metavar="EMAIL", show_default=False)], address: Address = _HERE) -> None:
    """See `PEOPLE`."""
    from openregime.web.people.installation import reset_link

    sys.stdout.write(reset_link(email, address=address))


@answering
def attempts(
    days: Annotated[int, typer.Option("--days", min=1, max=90, help="How far back.")] = 7,
) -> None:
    """See `AUDIT`."""
    from openregime.web.people.installation import attempts_since

    sys.stdout.write(attempts_since(days))


@answering
def verify(
    noted: Annotated[
        str,
        typer.Option(
            "--noted", metavar="NUMBER:HASH", help="What an earlier run printed, kept elsewhere: shows a cut end."
        ),
    ] = "",
) -> None:
    """See `AUDIT`."""
    from openregime.web.releases.installation import log_verified
    from openregime.web.trail.installation import verified

    sys.stdout.write(log_verified() + verified(noted))
