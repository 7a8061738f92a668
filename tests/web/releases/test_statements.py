"""Statements that their holder discloses one by one, through the page: what is ticked and nothing else."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from jwcrypto.jwk import JWK
from sd_jwt.common import SDObj
from sd_jwt.holder import SDJWTHolder
from sd_jwt.issuer import SDJWTIssuer
from sd_jwt.verifier import SDJWTVerifier

from openregime.cli.reports.verifying import Wanted, verify_report
from openregime.core.sharing.credentials import decoded, encoded
from openregime.io.sharing.credentials import BadCredential, Expected, Nonces, parts_of, verify
from openregime.io.sharing.presentations import keys_for
from openregime.web.people import actions as people
from openregime.web.people.models import Organisation, PendingAct, Person
from openregime.web.releases import files, keys, presenting, queries
from openregime.web.releases.models import HeldCredential
from openregime.web.trail import queries as trail
from tests.web.people.conftest import NOW, a_member
from tests.web.releases.conftest import STATEMENTS, issued

BOUND = {"audience": "Insurer of Arden", "nonce": "n-4711", "hours": "24"}


def browser_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def disclose(credential: HeldCredential, cleo: Person) -> Callable[..., str]:
    """Ticks statements on the page and takes the file."""

    def ask(*names: str, **fields: str) -> str:
        sent = {"statements": list(names), "as": "file", **fields}
        answer = browser_of(cleo).post(f"/releases/statements/{credential.key}/", sent)
        assert answer.status_code == 200, answer.content.decode()[:2000]
        assert answer["Content-Type"] == "application/sd-jwt"
        return answer.content.decode("ascii")

    return ask


@pytest.fixture
def judge(tmp_path: Path) -> Callable[..., tuple[dict[str, Any], dict[str, Any], str]]:
    """`openregime verify` of a presentation: what it discloses, its checks, all its words."""

    def ask(text: str, **wanted: Any) -> tuple[dict[str, Any], dict[str, Any], str]:
        (tmp_path / "shown.sd-jwt").write_text(text)
        if "keys" not in wanted:
            (tmp_path / "keys.json").write_bytes(files.trusted_keys())
        report, is_proven = verify_report(
            str(tmp_path / "shown.sd-jwt"), Wanted(**{"keys": str(tmp_path / "keys.json"), **wanted})
        )
        found = {row[0]: row[1] for row in report.rows.rows}
        assert is_proven is (False not in found.values())
        return dict(report.tree["disclosed"]), found, " ".join(str(row[2]) for row in report.rows.rows)

    return ask


def test_what_is_ticked_is_disclosed_and_nothing_else(
    disclose: Callable[..., str], judge: Callable[..., Any], credential: HeldCredential, tmp_path: Path
) -> None:
    text = disclose("recommendations", "closed")
    said, checks, _words = judge(text)

    assert said == {"recommendations": 12, "closed": 11}
    assert checks == {"presentation": True, "binding": None}
    assert "reviewed" not in {d.name for d in parts_of(text).disclosures}
    (tmp_path / "release.json").write_bytes(queries.file_of(credential.release))
    assert judge(text, release=str(tmp_path / "release.json"))[1]["release"] is True
    assert [e.verb for e in trail.entries_about(f"credential:{credential.key}")] == ["releases.present"]


def test_the_release_itself_tells_nothing_of_them(credential: HeldCredential) -> None:
    body = credential.release.body
    signed = json.loads(body)["content"]["statements"]["signed"]
    payload = json.loads(decoded(signed.split(".")[1], "x"))
    assert len(payload["_sd"]) > len(STATEMENTS)
    for name in STATEMENTS:
        assert name not in body and name not in payload
    for page in (f"/releases/{credential.release.key}/", f"/releases/{credential.release.key}/release.json",
                 f"/api/v1/releases/{credential.release.key}"):  # fmt: skip
        assert "recommendations" not in Client().get(page).content.decode()


def test_bound_to_one_reader_it_is_of_no_use_to_another(
    disclose: Callable[..., str], judge: Callable[..., Any]
) -> None:
    text = disclose("closed", **BOUND)
    audience, nonce = BOUND["audience"], BOUND["nonce"]

    assert judge(text, audience=audience, nonce=nonce)[:2] == ({"closed": 11}, {"presentation": True, "binding": True})
    for wrong, word in (
        ({"audience": "Somebody else", "nonce": nonce}, "another reader"),
        ({"audience": audience, "nonce": "n-4712"}, "its nonce is old or foreign"),
        ({}, "bound to a reader that did not ask"),
    ):
        said, checks, words = judge(text, **wrong)
        assert (said, checks, word in words) == ({}, {"presentation": False}, True), words
    unbound = disclose("closed")
    assert "did not prove to have its key" in judge(unbound, audience=audience, nonce=nonce)[2]


def test_what_was_shown_once_is_refused_the_second_time(disclose: Callable[..., str]) -> None:
    now = int(time.time())
    asked = Nonces()
    nonce = asked.ask(now)
    text = disclose("closed", **{**BOUND, "nonce": nonce})
    trusted = keys_for(text, keys.as_keys(keys.all_keys()))

    asked.take(nonce, now)
    assert verify(text, Expected(trusted, now, BOUND["audience"], nonce))["closed"] == 11
    with pytest.raises(BadCredential, match="used already"):
        asked.take(nonce, now)
    with pytest.raises(BadCredential, match="nonce is old or foreign"):
        verify(text, Expected(trusted, now, BOUND["audience"], asked.ask(now)))


def test_what_has_expired_is_refused(
    disclose: Callable[..., str], credential: HeldCredential, cleo: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = disclose("closed", **{**BOUND, "hours": "1"})
    trusted = keys_for(text, keys.as_keys(keys.all_keys()))
    now = int(time.time())
    expected = Expected(trusted, now, BOUND["audience"], BOUND["nonce"], longest_age_s=10**9)

    assert verify(text, expected)["closed"] == 11
    with pytest.raises(BadCredential, match="key binding has expired"):
        verify(text, replace(expected, now=now + 3 * 3600))
    with pytest.raises(BadCredential, match="not made just now"):
        verify(text, replace(expected, now=now + 1800, longest_age_s=60))
    with pytest.raises(BadCredential, match="credential has expired"):
        verify(text, replace(expected, now=int(credential.expires_at.timestamp()) + 3600))
    with pytest.raises(presenting.BadDraft, match="expired"):
        presenting.present(cleo, credential, ["closed"], None, now=credential.expires_at)


def test_a_changed_or_unsigned_presentation_is_refused(disclose: Callable[..., str], judge: Callable[..., Any]) -> None:
    text = disclose("closed")
    signed, *rest = text.split("~")
    head, payload, signature = signed.split(".")
    other = encoded(json.dumps(["AAAAAAAAAAAAAAAAAAAAAA", "closed", 12]).encode())
    none = encoded(json.dumps({"alg": "none", "typ": "openregime+sd-jwt"}).encode())
    turned = signature[:-2] + ("A" if signature[-2] != "A" else "B") + signature[-1]
    for changed, word in (
        (f"{none}.{payload}.~{'~'.join(rest)}", "the algorithm none is not taken"),
        (f"{none}.{payload}.{signature}~{'~'.join(rest)}", "the algorithm none is not taken"),
        (f"{head}.{payload}.{turned}~{'~'.join(rest)}", "signature of the issuer does not fit"),
        (f"{signed}~{other}~", "belong to nothing that was signed"),
        (text.rstrip("~"), ""),
    ):
        said, checks, words = judge(changed)
        assert (said, checks.get("presentation"), word in words) == ({}, False, True), (word, words)


def test_keys_of_somebody_else_or_of_another_time_do_not_count(
    disclose: Callable[..., str], judge: Callable[..., Any], tmp_path: Path
) -> None:
    text, listed = disclose("closed"), json.loads(files.trusted_keys())
    for change in ({"owner": "somebody-else"}, {"ends": "2021-01-01T00:00:00Z", "begins": "2020-01-01T00:00:00Z"}):
        (tmp_path / "wrong.json").write_text(json.dumps({**listed, "keys": [{**k, **change} for k in listed["keys"]]}))
        assert "not among those trusted" in judge(text, keys=str(tmp_path / "wrong.json"))[2]


def test_an_ended_key_still_proves_what_it_issued(
    disclose: Callable[..., str], judge: Callable[..., Any], authority: Organisation, ada: Person
) -> None:
    from django.utils import timezone

    keys.make_key(ada, authority, now=timezone.now())
    assert judge(disclose("closed"))[0] == {"closed": 11}


# ---- a second opinion: the sd-jwt package, both ways


def test_the_other_implementation_verifies_what_the_page_gives(
    disclose: Callable[..., str], authority: Organisation
) -> None:
    (jwk,) = Client().get(f"/releases/keys/{authority.key}/jwks.json").json()["keys"]
    key = JWK(kty=jwk["kty"], crv=jwk["crv"], x=jwk["x"])

    found = SDJWTVerifier(disclose("closed", "reviewed"), lambda _issuer, _head: key).get_verified_payload()
    assert (found["closed"], found["reviewed"], "recommendations" in found) == (11, 2024, False)
    bound = disclose("closed", **BOUND)
    asked = (BOUND["audience"], BOUND["nonce"])
    assert SDJWTVerifier(bound, lambda _issuer, _head: key, *asked).get_verified_payload()["closed"] == 11
    with pytest.raises(ValueError, match="nonce"):
        SDJWTVerifier(bound, lambda _issuer, _head: key, BOUND["audience"], "another").get_verified_payload()


def test_the_other_implementation_narrows_what_the_page_gives(
    disclose: Callable[..., str], judge: Callable[..., Any]
) -> None:
    holder = SDJWTHolder(disclose(*STATEMENTS))
    holder.create_presentation({"closed": True})
    assert judge(holder.sd_jwt_presentation)[0] == {"closed": 11}


def test_what_the_other_implementation_issues_is_verified_here(authority: Organisation) -> None:
    ours = ec.derive_private_key(4711, ec.SECP256R1())
    from openregime.io.sharing.credentials import public_jwk

    secret = encoded((4711).to_bytes(32, "big"))
    now = int(time.time())
    theirs = SDJWTIssuer(
        {SDObj("closed"): 11, SDObj("reviewed"): 2024, "iss": authority.key, "iat": now, "exp": now + 100},
        JWK(**public_jwk(ours), d=secret),
        add_decoy_claims=True,
    )
    holder = SDJWTHolder(theirs.sd_jwt_issuance)
    holder.create_presentation({"closed": True})
    expected = Expected({authority.key: [public_jwk(ours)]}, now, type_="example+sd-jwt")
    found = verify(holder.sd_jwt_presentation, expected)
    assert (found["closed"], "reviewed" in found) == (11, False)


# ---- whose they are


def test_only_the_holders_officers_see_or_disclose_them(
    credential: HeldCredential, ada: Person, ben: Person, cleo: Person, eve: Person, authority: Organisation
) -> None:
    observer = a_member(authority, "Olga", "observer")
    address = f"/releases/statements/{credential.key}/"
    seen = {person.name: browser_of(person).get(address).status_code for person in (ada, ben, cleo, eve, observer)}
    assert seen == {"Ada": 200, "Ben": 200, "Cleo": 200, "Eve": 404, "Olga": 403}
    assert browser_of(eve).post(address, {"statements": "closed"}).status_code == 404
    assert browser_of(observer).post(address, {"statements": "closed"}).status_code == 403
    assert Client().get(address).status_code == 302
    assert "closed" not in browser_of(observer).get(address).content.decode()
    assert credential.key not in browser_of(eve).get("/releases/statements/").content.decode()


def test_a_review_office_issues_to_the_authority_which_alone_discloses(
    authority: Organisation, ben: Person, cleo: Person, ada: Person
) -> None:
    office = people.found_organisation("Review office", "secretariat", state="", now=NOW, is_invented=True)
    first, second = a_member(office, "Rita", "approver"), a_member(office, "Sven", "approver", "security_officer")
    keys.make_key(second, office, now=NOW)
    held = issued(office, first, second, holder=authority.key)
    address = f"/releases/statements/{held.key}/"

    assert held.holder == authority
    assert browser_of(cleo).get(address).status_code == 200
    assert browser_of(first).get(address).status_code == 404


def test_bad_forms_get_a_sentence_and_nothing_is_disclosed(credential: HeldCredential, cleo: Person) -> None:
    browser, address = browser_of(cleo), f"/releases/statements/{credential.key}/"
    for fields, word in (
        ({}, "Tick at least one"),
        ({"statements": ["closed", "salary"]}, "Tick at least one"),
        ({"statements": "closed", "audience": "x"}, "nonce as well"),
        ({"statements": "closed", "nonce": "x"}, "for whom it is"),
        ({"statements": "closed", "audience": "x" * 201, "nonce": "x", "hours": "1"}, "At most 200"),
        ({"statements": "closed", "audience": "x", "nonce": "x", "hours": "9999"}, "Choose for how long"),
    ):
        answer = browser.post(address, {**fields, "as": "file"})
        assert (answer.status_code, word in answer.content.decode()) == (400, True), fields
    assert not trail.entries_about(f"credential:{credential.key}")


def test_what_a_second_person_confirms_is_said_to_them(
    authority: Organisation, key: object, ben: Person, cleo: Person
) -> None:
    from openregime.web.releases import publishing
    from openregime.web.releases.drafts import Draft

    draft = Draft("Review of 2024", (), dict(STATEMENTS), "C06", authority.key)
    publishing.publish(ben, authority, draft, now=NOW, reason="the insurer asks for it")
    act = PendingAct.objects.get()
    PendingAct.objects.update(expires_at=NOW.replace(year=2100))

    page = browser_of(cleo).get(f"/people/organisations/{authority.key}/").content.decode()
    assert "recommendations: 12" in page
    sure = browser_of(cleo).post(f"/people/waiting/{act.key}/", {"answer": "confirm"})
    assert "recommendations: 12" in sure.content.decode()
