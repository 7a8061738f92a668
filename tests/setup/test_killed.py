"""Killing the server while people write: what it said was saved is there, whole, and the trail holds."""

import http.client
import os
import random
import re
import sqlite3
import threading
import time
import urllib.parse
from contextlib import closing
from http.cookies import SimpleCookie
from pathlib import Path

import pytest

from openregime.web.installation.snapshot import refuse_unsound, trail_head
from openregime.web.site.folder import DATABASE_FILE
from tests.setup.service import Service, free_port, go

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the server is for POSIX systems")

KILLS = 50
WRITERS = 3


class Browser:
    """One signed-in person, over real HTTP, as their browser would."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, address that is led to, and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if fields is not None:
            body = urllib.parse.urlencode(fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(connection):
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            for given in answer.headers.get_all("Set-Cookie") or []:
                self.cookies.update({name: one.value for name, one in SimpleCookie(given).items()})
            return answer.status, answer.headers.get("Location", ""), text

    def token(self, path: str) -> str:
        """What a form on this page has to send back."""
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.ask("GET", path)[2])
        assert found is not None
        return found[1]

    def sign_in(self, email: str, password: str) -> None:
        """Through the page, with a password."""
        token = self.token("/account/login/")
        fields = {"login": email, "password": password, "csrfmiddlewaretoken": token}
        status, place, text = self.ask("POST", "/account/login/", fields)
        assert (status, place) == (302, "/people/"), text[:2000]


def write_until_it_dies(browser: Browser, token: str, name: str, acknowledged: dict[str, str]) -> None:
    """Save drafts one after the other; keep the key and the words of each of which the server said that it is saved."""
    number = 0
    while True:
        number += 1
        words = f"Words {number} of {name}."
        fields = {
            "organisation": "authority-of-exemplia", "object": "topic:killed", "value": words, "valid": "2026-01-01",
            "basis": "A test", "category": "C01", "do": "save", "csrfmiddlewaretoken": token,
        }  # fmt: skip
        try:
            status, place, text = browser.ask("POST", "/proposals/new/", fields)
        except (OSError, http.client.HTTPException):
            return  # killed before it answered: nothing was promised
        assert status == 302, text[:2000]
        acknowledged[place.rstrip("/").rsplit("/", 1)[-1]] = words


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_no_acknowledged_claim_is_lost_when_the_server_is_killed(tmp_path: Path) -> None:
    """Fifty times SIGKILL to every process at once, at a moment of chance while three people write."""
    home = tmp_path / "home"
    port, chance = free_port(), random.Random(20261124)
    assert go("demo", "add", home=home).returncode == 0
    password = re.search(r"contributor@authority.example +(\S+)", (home / "demo-sign-in.txt").read_text())
    assert password is not None
    acknowledged: dict[str, str] = {}
    browser, token = Browser(port), ""
    for kill in range(KILLS):
        service = Service(home, port=port)
        try:
            service.wait_for("is ready", seconds=120)
            if not token:
                browser.sign_in("contributor@authority.example", password[1])
                token = browser.token("/proposals/new/")
            before = len(acknowledged)
            writers = [
                threading.Thread(target=write_until_it_dies, args=(browser, token, f"{kill}-{n}", acknowledged))
                for n in range(WRITERS)
            ]
            for writer in writers:
                writer.start()
            _wait_for_some(acknowledged, before)
            time.sleep(chance.uniform(0, 0.3))
        finally:
            service.end()  # SIGKILL to the whole group
        for writer in writers:
            writer.join(timeout=30)
            assert not writer.is_alive()
    assert len(acknowledged) > KILLS
    _everything_is_there(home / DATABASE_FILE, acknowledged)


def _wait_for_some(acknowledged: dict[str, str], before: int) -> None:
    end = time.monotonic() + 30
    while len(acknowledged) == before and time.monotonic() < end:
        time.sleep(0.005)
    assert len(acknowledged) > before, "nothing was written before the kill"


def _everything_is_there(database: Path, acknowledged: dict[str, str]) -> None:
    refuse_unsound(database)
    head = trail_head(database)
    assert head.fault == ""
    with closing(sqlite3.connect(database)) as opened:
        stored = dict(opened.execute("SELECT key, value FROM proposals_proposedclaim WHERE object = 'topic:killed'"))
        told = [
            thing for (thing,) in opened.execute("SELECT thing FROM trail_trailentry WHERE verb = 'claims.propose'")
        ]
    assert {key: stored.get(key) for key in acknowledged} == acknowledged
    assert sorted(f"claim:{key}" for key in stored) == sorted(thing for thing in told if thing[6:] in stored)
