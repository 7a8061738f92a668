"""The list of security items names tests that there are."""

import re
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
DOCUMENT = (REPOSITORY / "docs" / "reference" / "security.md").read_text("utf-8")


def test_every_test_that_is_named_exists() -> None:
    named = re.findall(r"`(tests/[\w/.]+)::(\w+)`", DOCUMENT)
    missing = [(file, name) for file, name in named if f"def {name}(" not in (REPOSITORY / file).read_text("utf-8")]
    assert named
    assert missing == []


def test_every_test_that_is_named_after_an_item_is_in_the_list() -> None:
    files = (REPOSITORY / "tests").rglob("test_*.py")
    there = {name for file in files for name in re.findall(r"def (test_asvs_\w+)\(", file.read_text("utf-8"))}
    listed = {name for _file, name in re.findall(r"`(tests/[\w/.]+)::(\w+)`", DOCUMENT)}
    # a test of several for one item need not be named, its item must be
    items = {re.sub(r"^test_asvs_((?:\d+_)+).*", r"\1", name) for name in there}
    assert items <= {re.sub(r"^test_asvs_((?:\d+_)+).*", r"\1", name) for name in listed}
