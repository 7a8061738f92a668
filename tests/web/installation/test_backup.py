"""Backup and restore: really restored and compared; what is damaged or in the way is refused."""

import datetime as dt
import json
import os
import random
import sqlite3
import stat
import zipfile
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from openregime.core.trail import new_entry
from openregime.core.trail.chain import entry_hash
from openregime.web.installation.archive import BadBackup
from openregime.web.installation.backup import BackupNotWritten, NothingToBackUp, make_backup
from openregime.web.installation.restore import NotEmpty, RestoreReport, restore_backup
from openregime.web.installation.snapshot import UnsoundDatabase, trail_head
from openregime.web.site.folder import DATABASE_FILE, KEY_FILE, FolderInUse, running_on

NOW = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
KEY = "k" * 60
MIGRATIONS = {("trail", "0001_initial")}
ATTACHMENT = os.urandom(3_000)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder as a service leaves it: database in WAL, key, an attachment, a session, static files."""
    folder = tmp_path / "home"
    (folder / "attachments" / "ab").mkdir(parents=True)
    (folder / "attachments" / "ab" / "abcd").write_bytes(ATTACHMENT)
    (folder / "static").mkdir()
    (folder / "static" / "page.css").write_text("made anew")
    (folder / KEY_FILE).write_text(KEY)
    with closing(sqlite3.connect(folder / DATABASE_FILE)) as made:
        made.executescript(
            "PRAGMA journal_mode=WAL;"
            "CREATE TABLE django_migrations (app TEXT, name TEXT);"
            "INSERT INTO django_migrations VALUES ('trail', '0001_initial');"
            "CREATE TABLE django_session (session_key TEXT); INSERT INTO django_session VALUES ('signed-in-somewhere');"
            "CREATE TABLE claim (id INTEGER PRIMARY KEY, words TEXT);"
            "INSERT INTO claim (words) VALUES ('one'), ('two');"
            "CREATE TABLE trail_trailentry (number INTEGER PRIMARY KEY, at TEXT, actor TEXT, organisation TEXT,"
            " verb TEXT, thing TEXT, before TEXT, after TEXT, reason TEXT, previous TEXT, digest TEXT);"
        )
        last = None
        for number in range(5):
            entry = new_entry(last, at=NOW, actor="person-1", verb="claims.propose", thing=f"claim:{number}")
            last = (entry, entry_hash(entry))
            values = [getattr(entry, name) for name in entry.__dataclass_fields__]
            values[1] = "2026-11-24 12:00:00"
            made.execute(f"INSERT INTO trail_trailentry VALUES ({', '.join('?' * 11)})", [*values, last[1]])
        made.commit()
    return folder


def back_up(home: Path, target: Path, *, with_key: bool = False) -> Any:
    return make_backup(target, folder=home, database=home / DATABASE_FILE, key=KEY, with_key=with_key, now=NOW)


def restore(
    path: Path, folder: Path, *, key: str | None = None, replace: bool = False, noted: str = ""
) -> RestoreReport:
    return restore_backup(
        path, folder=folder, database=folder / DATABASE_FILE, key=key, replace=replace, known_migrations=MIGRATIONS,
        now=NOW, noted=noted,
    )  # fmt: skip


def content(folder: Path) -> dict[str, str]:
    """Digest of every file below a folder, and of the rows of its database in place of its bytes."""
    found = {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(DATABASE_FILE)
    }
    if (folder / DATABASE_FILE).exists():
        with closing(sqlite3.connect(folder / DATABASE_FILE)) as opened:
            found["rows"] = "\n".join(line for line in opened.iterdump() if not line.startswith("PRAGMA"))
    return found


@pytest.fixture
def made(home: Path, tmp_path: Path) -> Any:
    return back_up(home, tmp_path / "one.openregime")


def test_what_is_restored_is_what_was_there(home: Path, made: Any, tmp_path: Path) -> None:
    new = tmp_path / "new"

    done = restore(made.target, new)

    was, now = content(home), content(new)
    assert now.pop("rows") == was.pop("rows").replace(
        """INSERT INTO "django_session" VALUES('signed-in-somewhere');\n""", ""
    )
    assert now["attachments/ab/abcd"] == sha256(ATTACHMENT).hexdigest()
    assert set(now) == {"attachments/ab/abcd", "start.lock", "running.lock"}
    assert trail_head(new / DATABASE_FILE) == trail_head(home / DATABASE_FILE) == made.trail
    assert (made.trail.entries, made.trail.fault) == (5, "")
    assert (done.key, done.before, done.is_sealed) == ("new", None, None)


def test_the_key_is_inside_only_when_asked_for(home: Path, made: Any, tmp_path: Path) -> None:
    assert KEY.encode() not in b"".join(parts_of(made.target).values())

    with_key = back_up(home, tmp_path / "two.openregime", with_key=True)
    done = restore(with_key.target, tmp_path / "new")

    assert done.key == "restored"
    assert (tmp_path / "new" / KEY_FILE).read_text() == KEY
    assert stat.S_IMODE((tmp_path / "new" / KEY_FILE).stat().st_mode) == 0o600


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_sessions_are_not_in_it_and_only_its_owner_reads_it(made: Any) -> None:
    assert b"signed-in-somewhere" not in parts_of(made.target)["database.sqlite3"]
    assert stat.S_IMODE(made.target.stat().st_mode) == 0o600


def test_a_backup_is_of_one_moment_while_others_write(home: Path, tmp_path: Path) -> None:
    """A writer that keeps two tables equal is never caught between them."""
    with closing(sqlite3.connect(home / DATABASE_FILE)) as writer:
        writer.executescript("CREATE TABLE a (n INTEGER); CREATE TABLE b (n INTEGER);")
        for n in range(20):
            writer.execute("BEGIN")
            writer.execute("INSERT INTO a VALUES (?)", (n,))
            taken = back_up(home, tmp_path / f"{n}.openregime")
            writer.execute("INSERT INTO b VALUES (?)", (n,))
            writer.commit()
            restore(taken.target, tmp_path / f"new{n}")
            with closing(sqlite3.connect(tmp_path / f"new{n}" / DATABASE_FILE)) as opened:
                assert opened.execute("SELECT count(*) FROM a").fetchone() == (n,)
                assert opened.execute("SELECT count(*) FROM b").fetchone() == (n,)


def test_any_flipped_byte_is_found_and_nothing_is_changed(made: Any, tmp_path: Path) -> None:
    whole = made.target.read_bytes()
    places = [*random.Random(7).sample(range(len(whole)), 150), 0, 1, 4, 10, len(whole) - 1, len(whole) - 65]
    for place in places:
        flipped = tmp_path / "flipped.openregime"
        flipped.write_bytes(whole[:place] + bytes([whole[place] ^ 0x20]) + whole[place + 1 :])
        with pytest.raises(BadBackup):
            restore(flipped, tmp_path / "new")
        assert set(content(tmp_path / "new")) == {"start.lock", "running.lock"}, place


@pytest.mark.parametrize("length", [0, 10, 500, -1, -64, -200])
def test_a_file_that_was_cut_off_is_refused(made: Any, tmp_path: Path, length: int) -> None:
    cut = tmp_path / "cut.openregime"
    cut.write_bytes(made.target.read_bytes()[:length])
    with pytest.raises(BadBackup, match=r"cut off|damaged"):
        restore(cut, tmp_path / "new")


def put_together(path: Path, parts: dict[str, bytes]) -> Path:
    """A backup whose digests all fit, as somebody would make it who knows the form and not the key."""
    manifest = json.loads(parts["manifest.json"])
    for part in manifest["parts"]:
        if part["path"] in parts:
            part["sha256"] = sha256(parts[part["path"]]).hexdigest()
            part["size"] = len(parts[part["path"]])
    parts = {**parts, "manifest.json": json.dumps(manifest).encode()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        archive.comment = b"openregime backup, sha256 of all before: " + b"0" * 64
    whole = path.read_bytes()[:-64]
    path.write_bytes(whole + sha256(whole).hexdigest().encode())
    return path


def changed_claim(parts: dict[str, bytes], tmp_path: Path) -> dict[str, bytes]:
    file = tmp_path / "changed.sqlite3"
    file.write_bytes(parts["database.sqlite3"])
    with closing(sqlite3.connect(file)) as opened:
        opened.execute("UPDATE claim SET words = 'three' WHERE id = 1")
        opened.commit()
    return {**parts, "database.sqlite3": file.read_bytes()}


def test_one_put_together_anew_is_found_by_the_key_or_by_the_noted_digest(made: Any, tmp_path: Path) -> None:
    forged = put_together(tmp_path / "forged.openregime", changed_claim(parts_of(made.target), tmp_path))

    with pytest.raises(BadBackup, match="seal of this installation"):
        restore(forged, tmp_path / "new", key=KEY)
    with pytest.raises(BadBackup, match="whose digest you noted"):
        restore(forged, tmp_path / "new", noted=made.digest)
    assert restore(forged, tmp_path / "new").is_sealed is None  # without either nobody can know, and it says so
    assert restore(made.target, tmp_path / "other", key=KEY, noted=made.digest).is_sealed is True


def test_a_changed_trail_is_found_even_without_the_key(made: Any, tmp_path: Path) -> None:
    parts = parts_of(made.target)
    file = tmp_path / "changed.sqlite3"
    file.write_bytes(parts["database.sqlite3"])
    with closing(sqlite3.connect(file)) as opened:
        opened.execute("DELETE FROM trail_trailentry WHERE number = 5")
        opened.commit()
    forged = put_together(tmp_path / "forged.openregime", {**parts, "database.sqlite3": file.read_bytes()})

    with pytest.raises(BadBackup, match="trail in it is not the one"):
        restore(forged, tmp_path / "new")


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "files/../../evil", "elsewhere/evil", "files\\..\\evil"])
def test_no_part_is_written_outside_the_data_folder(made: Any, tmp_path: Path, name: str) -> None:
    parts = parts_of(made.target)
    manifest = json.loads(parts["manifest.json"])
    manifest["parts"].append({"path": name, "size": 1, "sha256": ""})
    forged = put_together(
        tmp_path / "forged.openregime", {**parts, "manifest.json": json.dumps(manifest).encode(), name: b"x"}
    )
    with pytest.raises(BadBackup):
        restore(forged, tmp_path / "deep" / "new")
    assert not list(tmp_path.rglob("evil"))


def test_a_file_that_the_manifest_does_not_name_is_refused(made: Any, tmp_path: Path) -> None:
    forged = put_together(tmp_path / "forged.openregime", {**parts_of(made.target), "files/more": b"x"})
    with pytest.raises(BadBackup, match="other files than its manifest"):
        restore(forged, tmp_path / "new")


def test_a_part_larger_than_promised_is_not_unpacked_to_its_end(made: Any, tmp_path: Path) -> None:
    parts = parts_of(made.target)
    forged = put_together(tmp_path / "forged.openregime", {**parts, "files/attachments/ab/abcd": b"0" * 5_000_000})
    manifest = json.loads(parts_of(forged)["manifest.json"])
    for part in manifest["parts"]:
        part["size"] = min(part["size"], 10)
    with zipfile.ZipFile(forged, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**parts_of_after(parts), "manifest.json": json.dumps(manifest).encode()}.items():
            archive.writestr(name, text)
        archive.comment = b"openregime backup, sha256 of all before: " + b"0" * 64
    whole = forged.read_bytes()[:-64]
    forged.write_bytes(whole + sha256(whole).hexdigest().encode())
    with pytest.raises(BadBackup, match="not what the manifest says"):
        restore(forged, tmp_path / "new")


def parts_of_after(parts: dict[str, bytes]) -> dict[str, bytes]:
    return {**parts, "files/attachments/ab/abcd": b"0" * 5_000_000}


def test_one_of_a_newer_program_is_refused(home: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(home / DATABASE_FILE)) as opened:
        opened.execute("INSERT INTO django_migrations VALUES ('trail', '0099_of_the_future')")
        opened.commit()
    made = back_up(home, tmp_path / "one.openregime")
    with pytest.raises(BadBackup, match=r"newer program.*trail 0099_of_the_future"):
        restore(made.target, tmp_path / "new")


def test_what_is_there_is_left_alone_unless_it_is_replaced(home: Path, made: Any, tmp_path: Path) -> None:
    with closing(sqlite3.connect(home / DATABASE_FILE)) as opened:
        opened.execute("INSERT INTO claim (words) VALUES ('later')")
        opened.commit()
    (home / "attachments" / "later").write_text("later")
    before = content(home)

    with pytest.raises(NotEmpty, match="--replace"):
        restore(made.target, home, key=KEY)
    assert {n: d for n, d in content(home).items() if not n.endswith(".lock")} == before

    done = restore(made.target, home, key=KEY, replace=True)

    assert (done.key, done.is_sealed) == ("kept", True)
    assert not (home / "attachments" / "later").exists()
    assert "later" not in content(home)["rows"]
    assert (home / "static" / "page.css").exists()
    assert done.before is not None
    assert stat.S_IMODE(done.before.stat().st_mode) == 0o600
    back = tmp_path / "back"
    assert restore(done.before, back).key == "restored"
    assert (back / "attachments" / "later").read_text() == "later"
    assert "later" in content(back)["rows"]


def test_a_running_service_is_not_robbed_of_its_folder(home: Path, made: Any) -> None:
    before = content(home)
    with running_on(home), pytest.raises(FolderInUse, match="Stop it"):
        restore(made.target, home, key=KEY, replace=True)
    assert {n: d for n, d in content(home).items() if not n.endswith(".lock")} == before


def test_what_cannot_be_put_in_place_puts_everything_back(
    home: Path, made: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder of the name of a file to come, made unmovable, stands in the way of the last move."""
    import shutil

    from openregime.web.installation import restore as module

    real, calls = shutil.move, []

    def fail_late(start: Any, to: Any) -> Any:
        calls.append(to)
        if len(calls) == 4:
            raise OSError(28, "No space left on device")
        return real(start, to)

    before = content(home)
    monkeypatch.setattr(module.shutil, "move", fail_late)
    with pytest.raises(BadBackup, match="No space left"):
        restore(made.target, home, key=KEY, replace=True)
    after = content(home)
    assert {n: d for n, d in after.items() if not n.endswith(".lock") and "replaced" not in n} == before


def test_a_damaged_database_is_not_backed_up_as_if_it_were_whole(home: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(home / DATABASE_FILE)) as opened:
        opened.executemany("INSERT INTO claim (words) VALUES (?)", [("x" * 500,)] * 500)
        opened.commit()
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    file = home / DATABASE_FILE
    whole = bytearray(file.read_bytes())
    for page in range(10, 40):
        whole[page * 4096 : page * 4096 + 200] = os.urandom(200)
    file.write_bytes(bytes(whole))
    with pytest.raises(UnsoundDatabase):
        back_up(home, tmp_path / "one.openregime")
    assert not (tmp_path / "one.openregime").exists()


def test_a_broken_trail_is_backed_up_with_a_warning(home: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(home / DATABASE_FILE)) as opened:
        opened.execute("UPDATE trail_trailentry SET actor = 'somebody else' WHERE number = 3")
        opened.commit()
    made = back_up(home, tmp_path / "one.openregime")
    assert "Entry 3" in made.trail.fault
    assert "Entry 3" in restore(made.target, tmp_path / "new").manifest.trail_fault


def test_nothing_is_written_over_or_where_it_would_be_lost(home: Path, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("mine")
    with pytest.raises(BackupNotWritten, match="a file of this name"):
        back_up(home, tmp_path / "there")
    with pytest.raises(BackupNotWritten, match="lost with it"):
        back_up(home, home / "one.openregime")
    with pytest.raises(BackupNotWritten, match="cannot be written"):
        back_up(home, tmp_path / "no" / "such" / "folder")
    with pytest.raises(NothingToBackUp):
        make_backup(tmp_path / "x", folder=tmp_path, database=tmp_path / "none", key=KEY, with_key=False, now=NOW)
    assert (tmp_path / "there").read_text() == "mine"


@pytest.fixture(autouse=True)
def nothing_is_left_behind(tmp_path: Path) -> Iterator[None]:
    """No test leaves a temporary file in a data folder."""
    yield
    assert [path for path in tmp_path.rglob(".*") if path.name.startswith((".backup", ".restore", ".one"))] == []
