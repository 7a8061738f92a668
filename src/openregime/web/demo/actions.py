"""Adding the invented State and taking it away again, each in one transaction."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from openregime.core.errors import OpenRegimeError
from openregime.web.demo import removal
from openregime.web.demo.accounts import SIGN_IN_FILE, Account, keep, new_accounts
from openregime.web.demo.cast import ORGANISATIONS, InventedOrganisation
from openregime.web.demo.story import WAITING, let_an_act_wait, tell
from openregime.web.demo.world import World
from openregime.web.people import actions as people
from openregime.web.people.models import Organisation, PendingAct, Person
from openregime.web.trail.actions import log

BEGAN_DAYS_AGO = 800


class RealOrganisations(OpenRegimeError):
    """The invented State was asked for beside real organisations, or they beside it. `names` are those in the way."""

    code = "not-beside-the-real"

    def __init__(self, names: list[str], words: str) -> None:
        self.names = names
        super().__init__(words)


@dataclass(frozen=True, slots=True)
class Added:
    """What adding did: the accounts that were made, none when everything was there; and where their passwords are."""

    accounts: tuple[Account, ...]
    file: Path


def is_there() -> bool:
    """Whether any organisation of the invented world is stored."""
    return Organisation.objects.filter(key__in=[one.key for one in ORGANISATIONS], is_invented=True).exists()


def refuse_beside_invented() -> None:
    """Keep real organisations out of an installation that holds the invented State.

    Accounts whose passwords stand in a file must never count as an audience of what is real.

    Raises:
        RealOrganisations: the invented State is there.
    """
    if is_there():
        raise RealOrganisations(
            [],
            "This installation holds the invented State, whose accounts are for everybody to try. Remove it first "
            "with `openregime demo remove`, or keep real organisations in another data folder (OPENREGIME_HOME).",
        )


@transaction.atomic
def add_demo(*, folder: Path, now: dt.datetime) -> Added:
    """Add the invented State with its people and their history; what is there already is not added again.

    Args:
        folder: the data folder, which gets a file with the passwords.
    Raises:
        RealOrganisations: a real organisation is stored here; nothing is written.
    """
    if is_there():
        _let_an_act_wait_again(now)
        return Added((), folder / SIGN_IN_FILE)
    real = list(Organisation.objects.filter(is_invented=False).order_by("name").values_list("name", flat=True))
    if real:
        raise RealOrganisations(
            real,
            f"Real organisations are stored here ({', '.join(real[:3])}), and invented ones are never put beside them. "
            "Try the program in a data folder of its own: set OPENREGIME_HOME to a new folder.",
        )
    accounts = new_accounts()
    tell(_world(accounts, now))
    log("demo.add", "demo:exemplia", now=now, after=f"{len(accounts)} accounts")
    return Added(accounts, keep(accounts, folder))


def _world(accounts: tuple[Account, ...], now: dt.datetime) -> World:
    """Found the organisations and let everybody in, long ago, through invitations."""
    passwords = {account.email: account.password for account in accounts}
    long_ago = now - dt.timedelta(days=BEGAN_DAYS_AGO)
    organisations: dict[str, Organisation] = {}
    joined: dict[str, Person] = {}
    for one in ORGANISATIONS:
        organisations[one.key] = _founded(one, long_ago)
        inviter: Person | None = None
        for person in one.people:
            _invitation, secret = people.invite(
                inviter, organisations[one.key], email=person.email, roles=person.roles, now=long_ago
            )
            account = people.take_invitation(secret, name=person.name, password=passwords[person.email], now=long_ago)
            joined[person.email] = account
            inviter = inviter or account
    return World(now, organisations, joined)


def _founded(one: InventedOrganisation, now: dt.datetime) -> Organisation:
    return people.found_organisation(one.name, one.kind, state=one.state, now=now, is_invented=True, key=one.key)


def _let_an_act_wait_again(now: dt.datetime) -> None:
    """What waits for a second person expires after a week; then it is asked for anew, so that there is always one."""
    verb, subject = WAITING
    asked = PendingAct.objects.filter(verb=verb, subject=subject)
    if asked.exclude(settled__in=("", "expired")).exists() or asked.filter(settled="", expires_at__gt=now).exists():
        return
    let_an_act_wait(
        World(
            now,
            {one.key: one for one in Organisation.objects.filter(is_invented=True)},
            {one.email: one for one in Person.objects.filter(is_invented=True)},
        )
    )


@transaction.atomic
def remove_demo(*, folder: Path, now: dt.datetime) -> dict[str, int]:
    """Remove everything invented. The entries of the trail stay, and one more says that this was done.

    Returns:
        What was removed: plural name of the kind of thing -> how many; empty when there was nothing.
    Raises:
        Entangled: something real hangs on something invented; nothing is removed.
    """
    removed = removal.remove_everything_invented()
    if removed:
        log("demo.remove", "demo:exemplia", now=now, after=f"{sum(removed.values())} rows")
    (folder / SIGN_IN_FILE).unlink(missing_ok=True)
    return removed
