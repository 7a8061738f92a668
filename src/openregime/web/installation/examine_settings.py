"""Looks at settings, the data folder, the disk and backups: everything that needs no query."""

import datetime as dt
import json
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from openregime.web.installation.backup import LAST_BACKUP, REPLACED
from openregime.web.installation.findings import ADVICE, UNSAFE, Finding, fine
from openregime.web.site.folder import KEY_FILE
from openregime.web.site.outside import PublicAddress

SHORTEST_KEY = 40
LEAST_FREE_BYTES = 500 * 1024 * 1024
LEAST_FREE_SHARE = 0.10
OLDEST_BACKUP = dt.timedelta(days=7)
_LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "::1"}


def settings_findings(environment: Mapping[str, str], address: PublicAddress) -> Iterator[Finding]:
    """Debugging, host names, encryption on the way, mail, the connection to another database."""
    if environment.get("OPENREGIME_DEBUG") == "1":
        yield Finding(
            "debug", UNSAFE, "Pages show details of failures to whoever causes them.", "Unset OPENREGIME_DEBUG."
        )
    else:
        yield fine("debug", "Details of failures stay in the log.")
    hosts = _hosts(environment)
    if any("*" in name or name.startswith(".") for name in hosts):
        yield Finding("hosts", UNSAFE, "The service answers to names that are not its own.",
                      "Write each name out in OPENREGIME_HOSTS, or set only OPENREGIME_ADDRESS.")  # fmt: skip
    else:
        yield fine("hosts", f"The service answers to {', '.join(sorted(hosts | {address.host} - {''})) or 'loopback'}.")
    yield _encryption(environment, address)
    yield _second_factor(environment, address)
    if environment.get("OPENREGIME_MAIL"):
        yield fine("mail", "Mail is sent through the server in OPENREGIME_MAIL.")
    else:
        yield Finding("mail", ADVICE, "No mail is sent: a forgotten password and every invitation need your hand.",
                      "Set OPENREGIME_MAIL, or go on handing out printed links.")  # fmt: skip
    yield from _database_on_the_way(environment.get("DATABASE_URL", ""))


def _second_factor(environment: Mapping[str, str], address: PublicAddress) -> Finding:
    rule = environment.get("OPENREGIME_SECOND_FACTOR", "").strip().lower() or "sensitive"
    if rule == "nobody":
        kind = UNSAFE if is_reached_by_others(environment, address) else ADVICE
        return Finding("second-factor-rule", kind, "A second factor is required of nobody.",
                       "Unset OPENREGIME_SECOND_FACTOR, or set it to everybody.")  # fmt: skip
    whom = "everybody" if rule == "everybody" else "administrators, security officers and approvers"
    return fine("second-factor-rule", f"A second factor is required of {whom}.")


def _hosts(environment: Mapping[str, str]) -> set[str]:
    return {name.strip() for name in environment.get("OPENREGIME_HOSTS", "").split(",") if name.strip()}


def is_reached_by_others(environment: Mapping[str, str], address: PublicAddress) -> bool:
    """Whether more than this machine may use the service, as far as its settings tell."""
    return bool((_hosts(environment) | {address.host}) - _LOOPBACK - {""})


def _encryption(environment: Mapping[str, str], address: PublicAddress) -> Finding:
    if address.is_https:
        return fine("encryption", f"People use {address.address}; cookies go over https only.")
    if is_reached_by_others(environment, address):
        return Finding("encryption", UNSAFE, "Other machines may use this; passwords cross the network in clear.",
                       "Put a proxy with TLS before it (docs/howto/deploy.md) and set "
                       "OPENREGIME_ADDRESS=https://HOST/.")  # fmt: skip
    return fine("encryption", "Only this machine can use the service.")


def _database_on_the_way(url: str) -> Iterator[Finding]:
    if not url.startswith("postgres"):
        return
    found = urlsplit(url)
    if (found.hostname or "localhost") not in _LOOPBACK and not any(
        f"sslmode={mode}" in found.query for mode in ("require", "verify-ca", "verify-full")
    ):
        yield Finding("database-encryption", UNSAFE, "The database is on another machine and may be asked in clear.",
                      "Add ?sslmode=verify-full to DATABASE_URL.")  # fmt: skip
    else:
        yield fine("database-encryption", "What is sent to the database stays on this machine or is encrypted.")


def folder_findings(folder: Path, environment: Mapping[str, str]) -> Iterator[Finding]:
    """The secret key, who may read the data folder, room on its disk."""
    yield _key(folder, environment.get("OPENREGIME_SECRET_KEY", ""))
    if os.name != "nt" and folder.is_dir():
        mode = stat.S_IMODE(folder.stat().st_mode)
        if mode & 0o077:
            yield Finding("data-folder", UNSAFE, f"Others on this machine may look into {folder} (mode {mode:04o}).",
                          f"chmod 700 {folder}")  # fmt: skip
        else:
            yield fine("data-folder", f"{folder} is its owner's only.")
    used = shutil.disk_usage(folder if folder.is_dir() else folder.parent)
    free = f"{used.free / 1e9:.1f} GB free on the disk of the data folder"
    if used.free < LEAST_FREE_BYTES:
        yield Finding("disk", UNSAFE, f"{free}: writes will fail soon.", "Make room, or move the data folder.")
    elif used.free < LEAST_FREE_SHARE * used.total:
        yield Finding("disk", ADVICE, f"{free}, less than a tenth.", "Make room before it is needed.")
    else:
        yield fine("disk", f"{free}.")


def _key(folder: Path, given: str) -> Finding:
    if given:
        if len(given) < SHORTEST_KEY:
            return Finding("secret-key", UNSAFE, f"OPENREGIME_SECRET_KEY has {len(given)} signs and may be guessed.",
                           f"Use at least {SHORTEST_KEY} random ones, or unset it: a key is then made.")  # fmt: skip
        return fine("secret-key", "The secret key comes from OPENREGIME_SECRET_KEY.")
    path = folder / KEY_FILE
    if not path.exists():
        return Finding("secret-key", ADVICE, "There is no secret key yet.", "Start the service once; it makes one.")
    mode = stat.S_IMODE(path.stat().st_mode)
    if os.name != "nt" and mode & 0o077:
        return Finding("secret-key", UNSAFE, f"Others may read the secret key (mode {mode:04o}).", f"chmod 600 {path}")
    return fine("secret-key", "Only its owner reads the secret key.")


def backup_findings(folder: Path, *, holds_real: bool, now: dt.datetime) -> Iterator[Finding]:
    """When the last backup was made; what restores have left.

    Args:
        holds_real: whether real organisations have entrusted anything to this installation.
    """
    kind = UNSAFE if holds_real else ADVICE
    todo = "Run `openregime backup FILE` every day, and keep the files on another machine."
    try:
        noted = json.loads((folder / LAST_BACKUP).read_text(encoding="ascii"))
        age = now - dt.datetime.fromisoformat(noted["at"])
    except FileNotFoundError:
        yield Finding("backup", kind, "No backup was ever made.", todo)
    except (ValueError, KeyError, TypeError):
        yield Finding("backup", kind, f"{LAST_BACKUP} cannot be read, so nobody knows when a backup was made.", todo)
    else:
        if age > OLDEST_BACKUP:
            yield Finding("backup", kind, f"The last backup is {age.days} days old.", todo)
        else:
            yield fine("backup", f"The last backup is {age.days} days old.")
    if (folder / REPLACED).is_dir() and any((folder / REPLACED).iterdir()):
        yield Finding("replaced", ADVICE, f"What a restore replaced, with its key, still lies in {folder / REPLACED}.",
                      "Remove it when nobody needs it any more.")  # fmt: skip
