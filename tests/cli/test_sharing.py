"""`openregime sharing` and `openregime verify`: decisions with reasons, and releases that are proven or not."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from openregime.core.sharing.releases import Key, Release
from openregime.io.sharing.keys import public_key_of, signer_of
from openregime.io.sharing.releases import ReleaseLog, checkpoint_bytes, keys_bytes, release_bytes

NOW = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
ISSUER, LOG = bytes(range(32)), bytes(range(32, 64))


def test_a_decision_says_how_much_why_and_what_would_change_it(answer: Callable[..., str]) -> None:
    said = answer("sharing", "decide", "--category", "c11", "--audience", "responder")
    assert said.startswith(
        "Physical protection of one site (C11) for “Emergency responders”, situation normal\nWithheld."
    )
    assert "What would change it: In the situation “Emergency” it would be: In summary." in said
    assert "Decided by: table 0.1. Reviewed after 60 months." in said


def test_a_decision_for_programs(tree: Callable[..., dict[str, Any]]) -> None:
    found = tree("sharing", "decide", "--category", "C13", "--audience", "responder", "--situation", "emergency")
    assert (found["level"], found["rule"], found["decided_by"]) == ("full", "table", ["table 0.1"])
    assert found["people_to_loosen"] == 2


def test_the_table_is_given_whole_or_narrowed(tree: Callable[..., dict[str, Any]]) -> None:
    assert len(tree("sharing", "table")["cells"]) == 936
    narrowed = tree("sharing", "table", "--audience", "peer-operator", "--situation", "Elevated")["cells"]
    assert len(narrowed) == 24
    moved = {c["category"]: c["moved"] for c in narrowed if c["moved"]}
    assert moved == {"C10": "opened further, because more people must be warned"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("decide", "--category", "C99", "--audience", "public"), "--category “C99”: known are C01"),
        (("decide", "--category", "C01", "--audience", "king"), "--audience “king”: known are public"),
        (("table", "--situation", "war"), "--situation “war”: known are normal, elevated, emergency."),
        (("decide", "--category", "", "--audience", "public"), "known are C01"),
    ],
)
def test_what_the_table_does_not_have_is_refused(
    arguments: tuple[str, ...], words: str, ask: Callable[..., Any]
) -> None:
    found = ask("sharing", *arguments)
    assert (found.exit_code, words in found.stderr) == (2, True)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """A log of three releases: the last one, the keys, a checkpoint kept after the first, and a changed copy."""
    log = ReleaseLog(tmp_path / "log.txt", "asn/releases")
    made = [
        log.add(
            Release(f"r{n}", "Reviewed", "asn", NOW, "0.1", {"closed": n}),
            signer=signer_of(ISSUER), public=public_key_of(ISSUER),
            log_signer=signer_of(LOG), log_public=public_key_of(LOG), now=NOW,
        )
        for n in range(3)
    ]  # fmt: skip
    begins = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    keys = [
        Key(public_key_of(ISSUER), "release", "asn", begins),
        Key(public_key_of(LOG), "log", "asn/releases", begins),
    ]
    content = {
        "release": release_bytes(made[-1]),
        "keys": keys_bytes(keys),
        "kept": checkpoint_bytes(made[0].checkpoint),
        "changed": release_bytes(made[-1]).replace(b'"closed": 2', b'"closed": 9'),
        "foreign": checkpoint_bytes(made[0].checkpoint).replace(made[0].checkpoint.root.hex().encode(), b"00" * 32),
    }
    for name, written in content.items():
        (tmp_path / name).write_bytes(written)
    return {name: str(tmp_path / name) for name in [*content, "new"]}


def test_a_release_is_proven_and_its_checkpoint_kept(
    files: dict[str, str], tree: Callable[..., dict[str, Any]]
) -> None:
    found = tree("verify", files["release"], "--keys", files["keys"], "--kept", files["kept"], "--keep", files["new"])
    assert found["is_proven"] is True
    assert [c["passed"] for c in found["checks"]] == [True] * 4
    again = tree("verify", files["release"], "--keys", files["keys"], "--kept", files["new"])
    assert again["checks"][-1]["words"] == "The log is the one kept."


def test_without_a_kept_checkpoint_one_question_stays_open(files: dict[str, str], answer: Callable[..., str]) -> None:
    said = answer("verify", files["release"], "--keys", files["keys"])
    assert said.startswith("Proven: Reviewed (r2)\n")
    assert "whether the log was rewritten is open" in said


@pytest.mark.parametrize(
    ("file", "kept", "check"), [("changed", "kept", "signature"), ("release", "foreign", "consistency")]
)
def test_what_was_changed_is_not_proven(
    file: str, kept: str, check: str, files: dict[str, str], ask: Callable[..., Any]
) -> None:
    found = ask(
        "verify",
        files[file],
        "--keys",
        files["keys"],
        "--kept",
        files[kept],
        "--keep",
        files["new"],
        "--format",
        "json",
    )
    checks = {c["check"]: c["passed"] for c in json.loads(found.stdout)["checks"]}
    assert found.exit_code == 1
    assert checks[check] is False
    assert not Path(files["new"]).exists()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("missing", "--keys", "keys"), 3, "cannot be read: No such file"),
        (("keys", "--keys", "keys"), 3, "the file: missing or not expected"),
        (("release", "--keys", "release"), 3, "the file: missing or not expected"),
        (("release", "--keys", "keys", "--kept", "keys"), 3, "checkpoint: missing or not expected"),
        (("release", "--keys", "keys", "--keep", "log.txt/x"), 3, "cannot be written"),
        (("release",), 2, "--keys"),
    ],
)
def test_files_that_cannot_be_used_end_in_a_sentence(
    arguments: tuple[str, ...], code: int, words: str, files: dict[str, str], ask: Callable[..., Any]
) -> None:
    folder = Path(files["keys"]).parent
    found = ask("verify", *(a if a.startswith("--") else str(folder / a) for a in arguments))
    assert (found.exit_code, words in found.stderr) == (code, True)
    assert "Traceback" not in found.stderr


def test_a_category_in_the_place_of_a_command_is_led_to_decide(ask: Any) -> None:
    ended = ask("sharing", "c06")

    assert ended.exit_code == 2
    assert "sharing decide --category C06" in " ".join(ended.stderr.split())
