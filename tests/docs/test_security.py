"""The list of security items names tests that there are."""

import re
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
DOCUMENT = (REPOSITORY / "docs" / "reference" / "security.md").read_text("utf-8")

COUNTS = {
    1: (2, 9, 11, 3, 2), 2: (3, 3, 4, 1), 3: (0, 2, 4, 6, 5, 0, 2), 4: (3, 1, 2, 4), 5: (1, 3, 2, 3),
    6: (3, 12, 4, 4, 5, 3, 0, 4), 7: (3, 4, 2, 5, 2, 2), 8: (2, 3, 1, 1), 9: (3, 4), 10: (2, 2, 4, 11, 5, 2, 3),
    11: (2, 3, 3, 4, 1, 1), 12: (3, 2, 4), 13: (1, 5, 2, 5), 14: (2, 4, 3), 15: (3, 3, 7), 16: (1, 5, 4, 3, 3),
    17: (1, 4, 2),
}  # fmt: skip
"""Chapter of OWASP ASVS 5.0.0 -> how many items of levels 1 and 2 each of its sections has; they come first in each."""


def listed_items() -> set[str]:
    """Items that begin a row of a table, ranges written out; and those of the one chapter that is a sentence."""
    firsts = re.findall(r"^\| ((?:\d+\.\d+\.\d+|to|[ ,]|\(level 3\))+) \|", DOCUMENT, re.MULTILINE)
    sentence = re.findall(r"^(17\.[\d., to]+):", DOCUMENT, re.MULTILINE)
    found = set()
    for text in (*firsts, *sentence):
        for section, first, last in re.findall(r"(\d+\.\d+)\.(\d+)(?: to \d+\.\d+\.(\d+))?", text):
            found |= {f"{section}.{n}" for n in range(int(first), int(last or first) + 1)}
    return found


def test_every_item_of_levels_one_and_two_is_gone_through() -> None:
    items = {
        f"{chapter}.{section}.{n}"
        for chapter, counts in COUNTS.items()
        for section, count in enumerate(counts, 1)
        for n in range(1, count + 1)
    }
    assert len(items) == 253
    assert items - listed_items() == set()


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
