"""A backup has one form: made of either kind of database, restored into either, with every row and file as it was."""

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from tests.web.installation.conftest import IS_POSTGRESQL, Installation

ROWS = """
import hashlib, json
from django.apps import apps
from django.core import serializers
from openregime.web.trail.queries import check
found = {"trail": str(check())}
for model in apps.get_models(include_auto_created=True):
    if model._meta.app_label in ("search", "sessions", "usersessions") or model._meta.label == "jobs.Worker":
        continue
    lines = []
    for row in model._base_manager.order_by("pk").iterator():
        lines.append(json.dumps({f.attname: f.value_to_string(row) if f.get_internal_type() != "JSONField"
            else json.dumps(getattr(row, f.attname), sort_keys=True) for f in model._meta.concrete_fields}))
    found[model._meta.label] = [len(lines), hashlib.sha256("\\n".join(lines).encode()).hexdigest()[:16]]
print(json.dumps(found))
"""
WRITE = """
from django.utils import timezone
from openregime.core.facts import Window
from openregime.web.people.models import Organisation, Person
from openregime.web.proposals import actions, attaching
from openregime.web.proposals.fields import Proposal
person = Person.objects.get(email="contributor@authority.example")
claim = actions.propose(person, Organisation.objects.get(key="authority-of-exemplia"), Proposal("topic:moved",
    "A value with “marks”, \\u0627 and a line\\nof its own.", Window.parse("2020"), "basis", "C01"), now=timezone.now())
attaching.attach(person, claim, name="a.txt", content=b"words", now=timezone.now())
print(claim.key)
"""


def rows(installation: Installation) -> dict[str, object]:
    found: dict[str, object] = json.loads(installation.python(ROWS))
    return found


def moved(source: Installation, target: Installation, file: Path) -> None:
    made = source.run("backup", str(file), "--with-key")
    assert made.returncode == 0, made.stderr
    digest = made.stdout.rsplit(": ", 1)[1].strip()
    restored = target.run("restore", str(file), "--noted", digest)
    assert restored.returncode == 0, restored.stderr


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_row_and_file_arrives(installed: Callable[..., Installation], tmp_path: Path) -> None:
    """On PostgreSQL: from SQLite to the server, from there to another server, and back to one machine."""
    places = [installed("first", sqlite=True), installed("second"), installed("third"), installed("last", sqlite=True)]
    first = places[0]
    assert first.run("demo", "add").returncode == 0
    first.python(WRITE)
    expected = rows(first)
    for number, (source, target) in enumerate(pairwise(places)):
        moved(source, target, tmp_path / f"{number}.openregime")
        assert rows(target) == expected
        assert sorted(p.name for p in (target.home / "attachments").iterdir()) == sorted(
            p.name for p in (first.home / "attachments").iterdir()
        )
    for place in places[1:]:  # new rows get numbers of their own
        place.python(WRITE)
        assert place.run("audit", "verify").returncode == 0


@pytest.mark.slow
@pytest.mark.skipif(not IS_POSTGRESQL, reason="speaks of a server: .ci/with-postgresql names one")
@pytest.mark.timeout(600)
def test_a_server_takes_nothing_but_a_sound_backup_into_an_empty_database(
    installed: Callable[..., Installation], tmp_path: Path
) -> None:
    source, target = installed("source"), installed("target")
    assert source.run("demo", "add").returncode == 0
    file = tmp_path / "file.openregime"
    assert source.run("backup", str(file)).returncode == 0
    full = source.run("restore", str(file))
    assert (full.returncode, "is not empty" in full.stderr or "holds an installation" in full.stderr) == (1, True)

    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / "changed").write_bytes(content)
    changed = target.run("restore", str(tmp_path / "changed"))
    assert (changed.returncode, "damaged" in changed.stderr) == (3, True), changed.stderr

    again = target.run("restore", str(file))
    assert again.returncode == 0, again.stderr
    twice = Installation(tmp_path / "other", target.variables).run("restore", str(file))
    assert (twice.returncode, "is not empty" in twice.stderr) == (1, True)


@pytest.mark.slow
@pytest.mark.skipif(not IS_POSTGRESQL, reason="speaks of a server: .ci/with-postgresql names one")
def test_a_database_that_does_not_answer_is_one_clear_sentence(tmp_path: Path) -> None:
    nowhere = Installation(tmp_path / "home", {"DATABASE_URL": "postgres://nobody:x@127.0.0.1:1/none"})
    for words in (["backup", str(tmp_path / "f")], ["work", "--once"], ["doctor"]):
        said = nowhere.run(*words)
        assert "Traceback" not in said.stderr and said.returncode == 1, (words, said.stdout, said.stderr)
