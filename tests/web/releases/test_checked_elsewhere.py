"""What is downloaded is checked elsewhere, without this site: proven as it is, and every change found and named."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from openregime.core.sharing.releases import BadRelease
from openregime.web.people.models import Organisation, Person
from openregime.web.proposals.models import ProposedClaim
from openregime.web.releases import keys, log, queries
from openregime.web.releases.models import PublishedRelease, SigningKey
from tests.web.people.conftest import NOW

REPOSITORY = Path(__file__).resolve().parents[3]


def verified(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """`openregime verify` as a reader runs it: another process, no database, no installation."""
    kept = {n: v for n, v in os.environ.items() if n not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")}
    return subprocess.run(
        [sys.executable, "-m", "openregime", "verify", *words], cwd=folder, capture_output=True, text=True, check=False,
        timeout=60, env={**kept, "PYTHONPATH": str(REPOSITORY / "src"), "OPENREGIME_HOME": str(folder / "nowhere")},
    )  # fmt: skip


def downloaded(reader: Client, address: str, to: Path) -> Path:
    answer = reader.get(address)
    assert answer.status_code == 200, answer.content[:200]
    assert "attachment" in answer["Content-Disposition"]
    to.write_bytes(answer.content)
    return to


def test_published_on_the_page_and_proven_in_another_process(
    key: SigningKey, authority: Organisation, cleo: Person, law: ProposedClaim, signed_in: Any, tmp_path: Path
) -> None:
    approver, reader = signed_in(cleo), Client()
    fields = {"organisation": authority.key, "title": "The law", "claims": law.key}
    asked = approver.post("/releases/new/", fields)
    assert (asked.status_code, "A law on nuclear security is in force." in asked.content.decode()) == (200, True)
    assert not PublishedRelease.objects.exists()
    led = approver.post("/releases/new/", {**fields, "sure": "yes"})
    assert led.status_code == 302, led.content

    downloaded(reader, f"{led['Location']}release.json", tmp_path / "release.json")
    downloaded(reader, "/releases/keys/trusted.json", tmp_path / "keys.json")
    downloaded(reader, "/releases/log/checkpoint.json", tmp_path / "kept.json")

    alone = verified("release.json", folder=tmp_path)
    assert (alone.returncode, alone.stdout.startswith("Proven: The law")) == (0, True), alone.stderr
    assert "The keys came with the file" in alone.stdout
    whole = verified("release.json", "--keys", "keys.json", "--kept", "kept.json", "--format", "json", folder=tmp_path)
    assert [c["passed"] for c in json.loads(whole.stdout)["checks"]] == [True] * 4
    assert not (tmp_path / "nowhere").exists()


REGIONS = {
    "content": (lambda f: f["release"]["content"]["claims"][0], "says", {"signature", "inclusion"}),
    "title": (lambda f: f["release"], "title", {"signature", "inclusion"}),
    "policy version": (lambda f: f["release"], "policy_version", {"signature", "inclusion"}),
    "issuer": (lambda f: f["release"], "issuer", {"signature", "inclusion"}),
    "signature": (lambda f: f["signature"], "value", {"signature"}),
    "key of the signature": (lambda f: f["signature"], "key", {"signature"}),
    "salt": (lambda f: f, "salt", {"inclusion"}),
    "proof": (lambda f: f["log"]["inclusion"], 0, {"inclusion"}),
    "root of the head": (lambda f: f["log"]["checkpoint"], "root", {"checkpoint", "inclusion"}),
    "log of the head": (lambda f: f["log"]["checkpoint"], "origin", {"checkpoint"}),
    "signature of the head": (lambda f: f["log"]["signature"], "value", {"checkpoint"}),
    "id of a key": (lambda f: f["keys"][1], "id", {"key"}),
    "bytes of a key": (lambda f: f["keys"][1], "public", {"key"}),
    "owner of a key": (lambda f: f["keys"][1], "owner", {"signature"}),
    "use of a key": (lambda f: f["keys"][1], "use", {"key"}),
    "bytes of the log's key": (lambda f: f["keys"][0], "public", {"key"}),
}
"""What is changed -> where it stands, and what has to say so."""


@pytest.fixture
def two_releases(release: PublishedRelease, authority: Organisation, cleo: Person, law: ProposedClaim) -> bytes:
    """The file of the first of two releases, so that there is a proof to break."""
    from openregime.web.releases import publishing
    from openregime.web.releases.drafts import Draft

    publishing.publish(cleo, authority, Draft("Law, again", (law.key,)), now=NOW)
    return queries.file_of(queries.one(release.key))


def judged(content: bytes, tmp_path: Path, **wanted: str) -> set[str]:
    """The checks that failed, or the part that cannot be read."""
    from openregime.cli.reports.verifying import Wanted, verify_report

    (tmp_path / "file.json").write_bytes(content)
    try:
        report, is_proven = verify_report(str(tmp_path / "file.json"), Wanted(**wanted))
    except BadRelease as error:
        return {str(error).split()[0].strip(":")}
    failed = {row[0] for row in report.rows.rows if row[1] is False}
    assert is_proven is not bool(failed)
    return {str(one) for one in failed}


@pytest.mark.parametrize("region", REGIONS)
def test_a_change_is_found_and_named(region: str, two_releases: bytes, tmp_path: Path) -> None:
    of, name, expected = REGIONS[region]
    assert judged(two_releases, tmp_path) == set()
    file = json.loads(two_releases)
    place: Any = of(file)
    text = place[name]
    place[name] = text[:-2] + ("A" if text[-2] != "A" else "B") + text[-1]
    if set(text) <= set("0123456789abcdef"):
        place[name] = text[:-1] + ("0" if text[-1] != "0" else "1")

    assert judged(json.dumps(file).encode(), tmp_path) == expected


def test_any_byte_that_is_turned_is_found(two_releases: bytes, tmp_path: Path) -> None:
    """Every 7th byte after the keys in the file, which a reader who gives keys does not need."""
    (tmp_path / "keys").write_bytes(_trusted())
    from openregime.io.sharing.releases import checkpoint_bytes

    (tmp_path / "kept").write_bytes(checkpoint_bytes(log.head_at(1).checkpoint))
    whole = json.loads(two_releases)
    found = 0
    for place in range(two_releases.index(b'"format"'), len(two_releases), 7):
        turned = bytearray(two_releases)
        turned[place] ^= 1
        try:
            if json.loads(bytes(turned)) == whole:
                continue  # a blank between two signs
        except ValueError:
            pass
        found += 1
        assert judged(bytes(turned), tmp_path, keys=str(tmp_path / "keys"), kept=str(tmp_path / "kept")), place
    assert found > 200


@pytest.mark.parametrize("change", ["other owner", "ended before", "other use", "none"])
def test_a_wrong_key_is_named(change: str, two_releases: bytes, key: SigningKey, tmp_path: Path) -> None:
    listed = json.loads(_trusted())
    for one in listed["keys"]:
        if one["use"] == "release":
            if change == "other owner":
                one["owner"] = "somebody-else"
            elif change == "ended before":
                one["begins"], one["ends"] = "2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z"
            elif change == "other use":
                one["use"] = "log"
    if change == "none":
        listed["keys"] = []
    (tmp_path / "keys").write_text(json.dumps(listed))

    failed = judged(two_releases, tmp_path, keys=str(tmp_path / "keys"))
    assert "signature" in failed


def test_a_log_that_was_rewritten_is_found_by_whoever_kept_a_head(
    two_releases: bytes, tmp_path: Path, release: PublishedRelease
) -> None:
    from openregime.io.sharing.releases import checkpoint_bytes

    (tmp_path / "kept").write_bytes(
        checkpoint_bytes(log.head_at(1).checkpoint).replace(log.head_at(1).checkpoint.root.hex().encode(), b"00" * 32)
    )
    assert judged(two_releases, tmp_path, kept=str(tmp_path / "kept")) == {"consistency"}


def _trusted() -> bytes:
    from openregime.web.releases.files import trusted_keys

    return trusted_keys()


@pytest.fixture
def signed_in() -> Callable[[Person], Client]:
    """A browser in which a person is signed in."""

    def browser_of(person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return browser_of


def test_pem_and_jwk_are_the_same_key(key: SigningKey, authority: Organisation) -> None:
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    from openregime.io.sharing.credentials import key_of

    reader = Client()
    pem = reader.get(f"/releases/keys/{authority.key}/{key.key_id}.pem").content
    (jwk,) = reader.get(f"/releases/keys/{authority.key}/jwks.json").json()["keys"]
    assert load_pem_public_key(pem).public_bytes_raw() == bytes(key.public)  # type: ignore[union-attr]
    assert key_of(jwk).public_bytes_raw() == bytes(key.public)  # type: ignore[union-attr]
    assert jwk["kid"] == key.key_id
    assert "d" not in jwk
    assert keys.running(authority.key) == key
