"""Installations of their own: two processes that publish at once, and the whole way over real HTTP."""

import http.client
import json
import re
import signal
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Callable
from contextlib import closing
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest

from openregime.web.site.folder import prepare_folder
from tests.web.installation.conftest import Installation, installed

__all__ = ["installed"]

FOUND = """
from openregime.web.site.serve import prepare

prepare()
from django.utils import timezone
from openregime.core.facts import Window
from openregime.web.people import actions as people
from openregime.web.people.models import Organisation, Person
from openregime.web.proposals import actions
from openregime.web.proposals.fields import Proposal
from openregime.web.releases import keys

now = timezone.now()
house = people.found_organisation("Authority of Arden", "state_authority", state="ARD", now=now, is_invented=True)
for name, roles in (("ada", ["administrator", "security_officer"]), ("ben", ["contributor"]), ("cleo", ["approver"])):
    _made, secret = people.invite(None, house, email=f"{name}@example.org", roles=roles, now=now)
    people.take_invitation(secret, name=name.title(), password="four unrelated plain words", now=now)
ben, cleo = (Person.objects.get(name=name) for name in ("Ben", "Cleo"))
proposal = Proposal("topic:security-law", "A law is in force.", Window.parse("2020-01-01"), "Gazette 12/2019", "C01")
claim = actions.propose(ben, house, proposal, now=now)
actions.submit(ben, claim, now=now)
actions.approve(cleo, claim, now=now)
keys.make_key(None, house, now=now)
print(claim.key)
"""
PUBLISH = """
import sys
from django.utils import timezone
from openregime.web.people.models import Organisation, Person
from openregime.web.releases import publishing
from openregime.web.releases.drafts import Draft

house, cleo = Organisation.objects.get(key="authority-of-arden"), Person.objects.get(name="Cleo")
for number in range(int(sys.argv[3])):
    draft = Draft(f"Release {number} of {sys.argv[1]}", (sys.argv[2],))
    print(publishing.publish(cleo, house, draft, now=timezone.now()).key, flush=True)
"""
LOOK = """
import json
from openregime.core.sharing import merkle
from openregime.core.sharing.releases import check
from openregime.io.sharing.keys import fits
from openregime.web.releases import keys, log, queries
from openregime.web.releases.models import LogEntry, TreeHead
from openregime.web.releases.tree import check_log
from openregime.web.trail.queries import check as check_trail

leaves = [bytes(leaf) for leaf in LogEntry.objects.order_by("number").values_list("leaf", flat=True)]
trusted = keys.as_keys(keys.all_keys())
rows = list(queries.releases())
print(json.dumps({
    "numbers": list(LogEntry.objects.order_by("number").values_list("number", flat=True)),
    "sizes": sorted(TreeHead.objects.values_list("size", flat=True)),
    "roots": all(merkle.head(leaves[: h.checkpoint.size]) == h.checkpoint.root for h in log.heads()),
    "proven": sum(all(c.passed is not False for c in check(queries.proven(r), trusted, fits)) for r in rows),
    "log_keys": sum(k.use == "log" for k in trusted),
    "whole": check_log(),
    "trail": check_trail().entries,
}))
"""
COMMANDS = """
import json, sys
from typer.testing import CliRunner
from openregime.cli.application import application

runner, key, said = CliRunner(), sys.argv[1], {}
for words in (
    "list --format csv", "list --words nothing-of-this", f"show {key}", "show release-0", "log", "log --earlier 1",
    "log --earlier 9", "keys", "keys --to /no/such/folder/keys.json", f"get {key} --to /no/such/folder/file.json",
    "end-key authority-of-arden --reason x", "new-key nobody", "end-key authority-of-arden --reason 'a lost laptop'",
    "end-key authority-of-arden --reason 'once more, please'", "new-log-key",
):
    import shlex
    done = runner.invoke(application(), ["releases", *shlex.split(words)], catch_exceptions=False)
    said[words.replace(key, "KEY")] = [done.exit_code, done.output]
print(json.dumps(said))
"""
EACH = 8


def founded(house: Installation) -> str:
    """An authority with a key and one claim that everybody may see; gives the claim's key."""
    prepare_folder(house.home)  # what is sealed must be sealed under the key that stays
    return house.python(FOUND).split()[-1]


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_two_processes_that_publish_at_once_leave_one_whole_log(installed: Callable[..., Installation]) -> None:
    """On SQLite, and on PostgreSQL where the tests run on it (.ci/with-postgresql)."""
    house = installed("home")
    claim = founded(house)
    begin = "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'openregime.web.site.settings'\n"
    both = [
        subprocess.Popen(
            [sys.executable, "-c", f"{begin}import django; django.setup()\n{PUBLISH}", name, claim, str(EACH)],
            env=house.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for name in ("one", "the other")
    ]  # fmt: skip
    said = [one.communicate(timeout=600) for one in both]
    assert [one.returncode for one in both] == [0, 0], said

    found = json.loads(house.python(LOOK))
    assert found["numbers"] == list(range(2 * EACH))
    assert found["sizes"] == list(range(1, 2 * EACH + 1))
    assert (found["roots"], found["proven"], found["log_keys"]) == (True, 2 * EACH, 1)
    order = [key for out, _err in said for key in out.split()]
    assert len(set(order)) == 2 * EACH


class Browser:
    """One person's browser, over real HTTP."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, fields: Any = None) -> tuple[int, str, bytes]:
        """Status, address that is led to, body."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if fields is not None:
            token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', self.ask(path)[2])
            assert token is not None
            body = urllib.parse.urlencode([*fields, ("csrfmiddlewaretoken", token[1].decode())])
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request("GET" if body is None else "POST", path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
            for given in answer.headers.get_all("Set-Cookie") or []:
                self.cookies.update({name: one.value for name, one in SimpleCookie(given).items()})
            return answer.status, answer.headers.get("Location", ""), content


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_published_and_downloaded_over_http_and_proven_elsewhere(
    installed: Callable[..., Installation], tmp_path: Path
) -> None:
    house = installed("home")
    claim = founded(house)
    serving = house.start("serve", "--port", "0", "--workers", "1")
    try:
        assert serving.stdout is not None
        said, end = "", time.monotonic() + 120
        while not (found := re.search(r"http://127\.0\.0\.1:(\d+)", said)) and time.monotonic() < end:
            said += serving.stdout.readline()
        assert found is not None, said
        browser = Browser(int(found[1]))
        signed = browser.ask(
            "/account/login/", [("login", "cleo@example.org"), ("password", "four unrelated plain words")]
        )
        assert signed[0] == 302, signed[2][:500]
        fields = [("organisation", "authority-of-arden"), ("title", "The law"), ("claims", claim)]
        status, place, page = browser.ask("/releases/new/", [*fields, ("sure", "yes")])
        assert status == 302, page[:2000]
        reader = Browser(int(found[1]))
        for address, name in (
            (f"{place}release.json", "release.json"), ("/releases/keys/trusted.json", "keys.json"),
            ("/releases/log/checkpoint.json", "kept.json"),
        ):  # fmt: skip
            status, _place, content = reader.ask(address)
            assert status == 200
            (tmp_path / name).write_bytes(content)
    finally:
        serving.send_signal(signal.SIGINT)
        serving.wait(timeout=30)

    elsewhere = Installation(tmp_path / "elsewhere")
    files = {name: str(tmp_path / f"{name}.json") for name in ("release", "keys", "kept")}
    proven = elsewhere.run("verify", files["release"], "--keys", files["keys"], "--kept", files["kept"])
    assert (proven.returncode, proven.stdout.startswith("Proven: The law")) == (0, True), proven.stderr
    text = (tmp_path / "release.json").read_text().replace("A law is in force.", "No law is in force.")
    (tmp_path / "release.json").write_text(text)
    changed = elsewhere.run("verify", files["release"], "--keys", files["keys"])
    assert (changed.returncode, "NOT proven" in changed.stdout) == (1, True)
    made = house.run("releases", "new-key", "authority-of-arden")
    assert re.search(r"^[0-9a-f]{64}$", made.stdout, re.MULTILINE), made.stderr
    listed = house.run("releases", "list")
    assert "The law" in listed.stdout, listed.stderr
    said = json.loads(house.python(COMMANDS, place.split("/")[2]).splitlines()[-1])
    assert {words: code for words, (code, _text) in said.items() if code} == {
        "show release-0": 2, "log --earlier 9": 2, "keys --to /no/such/folder/keys.json": 3,
        "get KEY --to /no/such/folder/file.json": 3, "end-key authority-of-arden --reason x": 2, "new-key nobody": 2,
        "end-key authority-of-arden --reason 'once more, please'": 2,
    }  # fmt: skip
    assert "A law is in force." in said["show KEY"][1]
    assert "The log of 1 is the beginning of the log of 1" in said["log --earlier 1"][1]
    assert said["list --format csv"][1].splitlines()[0].startswith("number,key,title")
    assert "is signed with a new key" in said["new-log-key"][1]
    got = house.run("releases", "get", place.split("/")[2], "--to", str(tmp_path / "again.json"))
    assert got.returncode == 0, got.stderr
    assert elsewhere.run("verify", str(tmp_path / "again.json")).returncode == 0
