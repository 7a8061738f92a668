"""The doctor names each thing that is unsafe, with what to do, and is content where nothing is."""

import datetime as dt
import json
import shutil
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection

from openregime.web.installation import examine_database, examine_settings
from openregime.web.installation.backup import LAST_BACKUP, REPLACED
from openregime.web.installation.doctor import Examination
from openregime.web.installation.findings import ADVICE, FINE, UNSAFE, Finding
from openregime.web.people import actions as people
from openregime.web.people.models import Organisation, Person
from openregime.web.site.folder import KEY_FILE, prepare_folder
from openregime.web.site.outside import BadAddress, PublicAddress, public_address

NOW = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
HTTPS = public_address("https://regime.example.org/")
NO_ADDRESS = PublicAddress()


def kind_of(what: str, findings: Iterator[Finding]) -> str:
    """Kind of the one finding of this name; what is not fine says what to do."""
    found = [finding for finding in findings if finding.what == what]
    assert len(found) == 1, found
    assert bool(found[0].todo) == (found[0].kind != FINE)
    return found[0].kind


@pytest.mark.parametrize(
    ("what", "environment", "address", "expected"),
    [
        ("debug", {}, NO_ADDRESS, FINE),
        ("debug", {"OPENREGIME_DEBUG": "1"}, NO_ADDRESS, UNSAFE),
        ("hosts", {"OPENREGIME_HOSTS": "a.example.org"}, HTTPS, FINE),
        ("hosts", {"OPENREGIME_HOSTS": "a.example.org, *"}, HTTPS, UNSAFE),
        ("hosts", {"OPENREGIME_HOSTS": ".example.org"}, HTTPS, UNSAFE),
        ("encryption", {}, NO_ADDRESS, FINE),
        ("encryption", {}, HTTPS, FINE),
        ("encryption", {"OPENREGIME_HOSTS": "a.example.org"}, NO_ADDRESS, UNSAFE),
        ("encryption", {}, public_address("http://a.example.org"), UNSAFE),
        ("second-factor-rule", {}, HTTPS, FINE),
        ("second-factor-rule", {"OPENREGIME_SECOND_FACTOR": "everybody"}, HTTPS, FINE),
        ("second-factor-rule", {"OPENREGIME_SECOND_FACTOR": "nobody"}, HTTPS, UNSAFE),
        ("second-factor-rule", {"OPENREGIME_SECOND_FACTOR": "nobody"}, NO_ADDRESS, ADVICE),
        ("mail", {}, NO_ADDRESS, ADVICE),
        ("mail", {"OPENREGIME_MAIL": "smtps://a@b.example.org"}, NO_ADDRESS, FINE),
        ("database-encryption", {"DATABASE_URL": "postgres://u@db.example.org/x"}, NO_ADDRESS, UNSAFE),
        (
            "database-encryption",
            {"DATABASE_URL": "postgres://u@db.example.org/x?sslmode=verify-full"},
            NO_ADDRESS,
            FINE,
        ),
        ("database-encryption", {"DATABASE_URL": "postgres://u@127.0.0.1/x"}, NO_ADDRESS, FINE),
    ],
)
def test_settings(what: str, environment: dict[str, str], address: PublicAddress, expected: str) -> None:
    assert kind_of(what, examine_settings.settings_findings(environment, address)) == expected


@pytest.mark.parametrize(
    "given", ["regime.example.org", "ftp://x/", "https://x/path", "https://u@x/", "https://x:y/", "//"]
)
def test_an_address_of_no_service_is_refused(given: str) -> None:
    with pytest.raises(BadAddress):
        public_address(given)


def test_a_folder_as_it_is_made_is_fine(tmp_path: Path) -> None:
    prepare_folder(tmp_path / "home")
    found = list(examine_settings.folder_findings(tmp_path / "home", {}))
    assert [kind_of(what, iter(found)) for what in ("secret-key", "data-folder")] == [FINE, FINE]


@pytest.mark.parametrize(("what", "name", "mode"), [("secret-key", KEY_FILE, 0o640), ("data-folder", ".", 0o755)])
def test_what_others_may_read_is_unsafe(tmp_path: Path, what: str, name: str, mode: int) -> None:
    home = tmp_path / "home"
    prepare_folder(home)
    (home / name).chmod(mode)
    assert kind_of(what, examine_settings.folder_findings(home, {})) == UNSAFE


def test_a_short_key_is_unsafe_and_a_missing_one_is_said(tmp_path: Path) -> None:
    assert kind_of("secret-key", examine_settings.folder_findings(tmp_path, {"OPENREGIME_SECRET_KEY": "x"})) == UNSAFE
    assert kind_of("secret-key", examine_settings.folder_findings(tmp_path, {})) == ADVICE


@pytest.mark.parametrize(("free", "expected"), [(10**8, UNSAFE), (9 * 10**10, ADVICE), (5 * 10**11, FINE)])
def test_room_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, expected: str) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10**12, 10**12 - free, free))
    assert kind_of("disk", examine_settings.folder_findings(tmp_path, {})) == expected


@pytest.mark.parametrize(
    ("noted", "holds_real", "expected"),
    [
        (None, False, ADVICE),
        (None, True, UNSAFE),
        ("not json", True, UNSAFE),
        (NOW - dt.timedelta(days=8), True, UNSAFE),
        (NOW - dt.timedelta(days=8), False, ADVICE),
        (NOW - dt.timedelta(days=1), True, FINE),
    ],
)
def test_when_the_last_backup_was_made(tmp_path: Path, noted: Any, holds_real: bool, expected: str) -> None:
    if noted is not None:
        text = json.dumps({"at": noted.isoformat()}) if isinstance(noted, dt.datetime) else noted
        (tmp_path / LAST_BACKUP).write_text(text)
    assert kind_of("backup", examine_settings.backup_findings(tmp_path, holds_real=holds_real, now=NOW)) == expected


def test_what_a_restore_replaced_is_not_forgotten(tmp_path: Path) -> None:
    (tmp_path / REPLACED).mkdir()
    (tmp_path / REPLACED / "x").write_text("x")
    assert kind_of("replaced", examine_settings.backup_findings(tmp_path, holds_real=False, now=NOW)) == ADVICE


# ---- the database


@pytest.fixture
def authority(db: Any) -> Organisation:
    return people.found_organisation("Authority of Arden", "state_authority", state="ARD", now=NOW)


def a_member(organisation: Organisation, name: str, *roles: str) -> Person:
    _made, secret = people.invite(None, organisation, email=f"{name.lower()}@arden.example", roles=roles, now=NOW)
    return people.take_invitation(secret, name=name, password="four unrelated plain words", now=NOW)


@pytest.mark.parametrize("role", ["administrator", "security_officer"])
def test_power_without_a_second_factor_is_unsafe(authority: Organisation, role: str) -> None:
    ada = a_member(authority, "Ada Lovell".replace(" ", ""), role)
    assert kind_of("second-factor", examine_database.people_findings(now=NOW)) == UNSAFE

    Authenticator.objects.create(user=ada, type="recovery_codes", data={})
    assert kind_of("second-factor", examine_database.people_findings(now=NOW)) == UNSAFE

    Authenticator.objects.create(user=ada, type="totp", data={})
    assert kind_of("second-factor", examine_database.people_findings(now=NOW)) == FINE


def test_power_that_ended_and_roles_without_it_need_none(authority: Organisation) -> None:
    ada = a_member(authority, "Ada", "contributor", "administrator")
    a_member(authority, "Ben", "administrator")
    people.end_roles(ada, authority, ["administrator"], NOW)
    found = next(f for f in examine_database.people_findings(now=NOW) if f.what == "second-factor")
    assert "Ben" in found.words
    assert "Ada" not in found.words


def test_an_account_that_nobody_uses_is_said(authority: Organisation) -> None:
    a_member(authority, "Ada", "contributor")
    assert kind_of("unused", examine_database.people_findings(now=NOW)) == FINE
    assert kind_of("unused", examine_database.people_findings(now=NOW + dt.timedelta(days=181))) == ADVICE


def test_a_broken_trail_is_unsafe(authority: Organisation) -> None:
    assert kind_of("trail", examine_database.database_findings(is_reached_by_others=False)) == FINE
    with connection.cursor() as cursor:
        cursor.execute("UPDATE trail_trailentry SET verb = 'nothing' WHERE number = 1")
    assert kind_of("trail", examine_database.database_findings(is_reached_by_others=False)) == UNSAFE


def test_invented_accounts_are_unsafe_where_others_reach_them(db: Any) -> None:
    assert kind_of("demo", examine_database.database_findings(is_reached_by_others=True)) == FINE
    people.found_organisation("X of Exemplia", "centre", state="XAA", now=NOW, is_invented=True)
    assert kind_of("demo", examine_database.database_findings(is_reached_by_others=True)) == UNSAFE
    assert kind_of("demo", examine_database.database_findings(is_reached_by_others=False)) == ADVICE


@pytest.mark.django_db
def test_a_database_that_may_lose_commits_is_unsafe() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("asks SQLite")
    told = {f.what: f for f in examine_database.database_findings(is_reached_by_others=False)}
    assert "synchronous" not in told["sqlite"].words  # the tests' own database is in memory: its journal is another
    assert "journal_mode" in told["sqlite"].words


def test_what_is_unsafe_comes_first_and_decides_the_exit_code() -> None:
    found = (Finding("a", FINE, "A."), Finding("b", UNSAFE, "B.", "Mend b."), Finding("c", ADVICE, "C.", "Think of c."))

    assert Examination(found).is_unsafe
    assert not Examination(found[::2]).is_unsafe
    assert Examination(found).words.splitlines() == [
        "UNSAFE  b: B.", "        -> Mend b.", "advice  c: C.", "        -> Think of c.", "fine    a: A.",
        "1 unsafe, 1 to think about, 1 fine.",
    ]  # fmt: skip


def test_the_command_ends_with_1_when_something_is_unsafe(tmp_path: Path) -> None:
    from tests.setup.service import go

    prepare_folder(tmp_path / "home")
    healthy = go("doctor", home=tmp_path / "home")
    unsafe = go("doctor", home=tmp_path / "home", OPENREGIME_DEBUG="1")

    assert (healthy.returncode, healthy.stderr) == (0, "")
    assert (unsafe.returncode, unsafe.stderr) == (1, "")
    assert "UNSAFE  debug:" in unsafe.stdout
    assert not list((tmp_path / "home").glob("openregime*"))  # it looked and made nothing
    assert [path.name for path in (tmp_path / "home").iterdir()] == [KEY_FILE]


def test_workers_and_what_falls_due(db: Any) -> None:
    from openregime.web.installation.examine_jobs import job_findings
    from openregime.web.jobs.models import Chore, Worker

    assert kind_of("workers", job_findings(now=NOW)) == ADVICE
    assert kind_of("tick", job_findings(now=NOW)) == ADVICE
    Worker.objects.create(name="here-1-aa", begun_at=NOW, seen_at=NOW)
    Chore.objects.create(name="openings", due_at=NOW, done_at=NOW)
    assert kind_of("workers", job_findings(now=NOW)) == FINE
    assert kind_of("tick", job_findings(now=NOW)) == FINE
    later = NOW + dt.timedelta(hours=1)
    assert kind_of("workers", job_findings(now=later)) == ADVICE
    assert kind_of("tick", job_findings(now=later)) == ADVICE


def test_sqlite_on_several_machines_or_on_a_network_disk_is_unsafe(db: Any) -> None:
    from openregime.web.installation.examine_jobs import filesystem_of, job_findings
    from openregime.web.jobs.models import Worker

    mounts = "/dev/a / ext4 rw 0 0\nserver:/x /srv/open\\040regime nfs4 rw 0 0\n"
    assert filesystem_of(Path("/srv/open regime/x.sqlite3"), mounts) == "nfs4"
    assert filesystem_of(Path("/srv/x.sqlite3"), mounts) == "ext4"
    if connection.vendor == "sqlite":
        for host in ("here", "there"):
            Worker.objects.create(name=f"{host}-1-aa", begun_at=NOW, seen_at=NOW)
        assert kind_of("sqlite-shared", job_findings(now=NOW)) == UNSAFE
        Worker.objects.filter(name__startswith="there").delete()
        assert kind_of("sqlite-shared", job_findings(now=NOW)) == FINE
