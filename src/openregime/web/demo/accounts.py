"""How to sign in to the invented accounts: passwords made for this installation, kept in a file of its owner's."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from openregime.web.demo.cast import ORGANISATIONS

SIGN_IN_FILE = "demo-sign-in.txt"
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Account:
    """One account with what it takes to sign in."""

    email: str
    password: str
    roles: str
    organisation: str


def new_accounts() -> tuple[Account, ...]:
    """An account for everybody in the cast, each with a password of its own: 16 signs of 31, drawn by the system."""
    return tuple(
        Account(person.email, _new_password(), ", ".join(role.value for role in person.roles), one.name)
        for one in ORGANISATIONS
        for person in one.people
    )


def _new_password() -> str:
    return "-".join("".join(secrets.choice(_SIGNS) for _n in range(4)) for _part in range(4))


def listed(accounts: tuple[Account, ...]) -> str:
    """The accounts as a table for people, grouped by organisation."""
    width = max(len(a.email) for a in accounts)
    lines: list[str] = []
    for name in dict.fromkeys(a.organisation for a in accounts):
        lines += ["", name]
        lines += [f"  {a.email.ljust(width)}  {a.password}  {a.roles}" for a in accounts if a.organisation == name]
    return "\n".join(lines[1:]) + "\n"


def keep(accounts: tuple[Account, ...], folder: Path) -> Path:
    """Write the table to its file in the data folder, readable by its owner only (mode 0600)."""
    path = folder / SIGN_IN_FILE
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(listed(accounts))
    return path
