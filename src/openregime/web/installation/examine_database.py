"""Looks at the database: how it is set, whether its trail holds, who may do much and how they sign in."""

import datetime as dt
from collections.abc import Iterator

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q, QuerySet

from openregime.core.trail import BrokenTrail
from openregime.web.installation.findings import ADVICE, UNSAFE, Finding, fine
from openregime.web.people.kinds import Role
from openregime.web.people.models import Organisation, Person
from openregime.web.releases.tree import BrokenLog, check_log
from openregime.web.trail.queries import check

LONG_UNUSED = dt.timedelta(days=180)
POWERFUL = (Role.ADMINISTRATOR, Role.SECURITY_OFFICER)
_NAMED = 10


def unapplied() -> list[str]:
    """Migrations that the database has not seen; while there are any, nothing else can be asked."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label} {migration.name}" for migration, _backwards in plan]


def holds_real_organisations() -> bool:
    """Whether organisations that are not invented have been founded here."""
    return Organisation.objects.filter(is_invented=False).exists()


def database_findings(*, is_reached_by_others: bool) -> Iterator[Finding]:
    """The database's own settings, the trail, and invented accounts where others can reach them."""
    if connection.vendor == "sqlite":
        yield from _sqlite()
    else:
        yield _postgresql()
    try:
        found = check()
    except BrokenTrail as error:
        yield Finding("trail", UNSAFE, str(error), "Make no further changes; find out who could write to the database.")
    else:
        yield fine("trail", f"The trail holds: {found.entries} entries. Note elsewhere: {found.entries}:{found.last}")
    yield _log_of_releases()
    if Organisation.objects.filter(is_invented=True).exists():
        kind = UNSAFE if is_reached_by_others else ADVICE
        yield Finding("demo", kind, "Invented organisations with accounts to try are in this installation.",
                      "Remove them before it is used in earnest: openregime demo remove.")  # fmt: skip
    else:
        yield fine("demo", "Nothing invented is in this installation.")


def _log_of_releases() -> Finding:
    try:
        size = check_log()
    except BrokenLog as error:
        return Finding("log of releases", UNSAFE, str(error), "Ask those who kept heads of the log for theirs.")
    return fine("log of releases", f"Its {size} entries, subtrees, heads and releases fit together.")


def _sqlite() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        told = {}
        for name in ("journal_mode", "synchronous", "foreign_keys"):
            cursor.execute(f"PRAGMA {name}")
            told[name] = str(cursor.fetchone()[0])
        cursor.execute("PRAGMA quick_check(1)")
        said = str(cursor.fetchone()[0])
    wanted = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
    wrong = [f"{name} is {told[name]}" for name in wanted if told[name] != wanted[name]]
    if wrong:
        yield Finding("sqlite", UNSAFE, f"SQLite does not keep what was acknowledged: {', '.join(wrong)}.",
                      "Put the data folder on a local disk; network disks do not support this.")  # fmt: skip
    else:
        yield fine("sqlite", "SQLite: write-ahead log, every commit on the disk, foreign keys checked.")
    if said == "ok":
        yield fine("database", "SQLite finds its file in order.")
    else:
        yield Finding("database", UNSAFE, f"SQLite finds its file damaged: {said}.", "Restore the last backup.")


def _postgresql() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit'), version()")
        fsync, commit, version = cursor.fetchone()
    if fsync != "on" or commit == "off":
        return Finding("database", UNSAFE, f"PostgreSQL may lose what was acknowledged: fsync is {fsync}, "
                       f"synchronous_commit is {commit}.", "Switch both on in postgresql.conf.")  # fmt: skip
    return fine("database", f"{version.split(' on ')[0]}: every commit is on the disk.")


def people_findings(*, now: dt.datetime) -> Iterator[Finding]:
    """Powerful people without a second factor, organisations with one administrator, accounts that nobody uses."""
    people = Person.objects.filter(is_active=True, is_invented=False)
    powerful = people.filter(memberships__role__in=POWERFUL, memberships__ended_at=None).distinct()
    factors = ("totp", "webauthn")
    bare = powerful.exclude(pk__in=people.filter(authenticator__type__in=factors).values("pk")).order_by("name")
    if names := _names(bare):
        yield Finding("second-factor", UNSAFE, f"Administrators or security officers with a password alone: {names}.",
                      "Ask each to add an authenticator app or a passkey at /account/2fa/.")  # fmt: skip
    else:
        yield fine("second-factor", "Every administrator and security officer has a second factor.")
    unused = people.filter(Q(last_login__lt=now - LONG_UNUSED) | Q(last_login=None, joined_at__lt=now - LONG_UNUSED))
    if names := _names(unused.order_by("name")):
        yield Finding("unused", ADVICE, f"Accounts that nobody has used for {LONG_UNUSED.days} days: {names}.",
                      "Ask whether they are needed; administrators end roles and delete accounts.")  # fmt: skip
    else:
        yield fine("unused", f"Every account was used within {LONG_UNUSED.days} days.")


def _names(people: QuerySet[Person]) -> str:
    found = [f"{one.name} <{one.email}>" for one in people[: _NAMED + 1]]
    return ", ".join(found[:_NAMED]) + (" and others" if len(found) > _NAMED else "")
