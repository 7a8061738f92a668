"""What the readers of tables and files say is known here, sentence by sentence, so that pages can say it in Arabic."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from openregime.io.shipped import LIBRARY
from openregime.web.proposals import refusals

IO = LIBRARY.parent / "io"
READERS = ("tables.py", "proposals/tables.py", "proposals/files.py", "office_files.py")


def text_of(node: ast.AST) -> str:
    """A sentence as the code writes it, with a word for whatever is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(text_of(part) if isinstance(part, ast.Constant) else "filled" for part in node.values)
    return ""


def sentences(path: Path) -> Iterator[str]:
    """Every text of a reader that ends like a sentence and is no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(id(node.value))
        if isinstance(node, ast.JoinedStr):
            skipped |= {id(part) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in skipped:
            text = text_of(node)
            if text.endswith((".", "?")) and " " in text and text != ". ":
                yield text


@pytest.mark.parametrize("name", READERS)
def test_every_sentence_of_the_readers_is_said_in_arabic(name: str) -> None:
    begun = ("no sheet has", "more than one sheet has")
    found = [
        one.replace("filled the columns", f"{begin} the columns") for one in sentences(IO / name) for begin in begun
    ]
    assert len(found) >= 5
    with translation.override("ar"):
        unsaid = [
            one for one in found if refusals.told(one) == one and "A law on" not in one and "There is a" not in one
        ]
    assert unsaid == []


def test_what_is_filled_in_stays_and_an_unknown_sentence_too() -> None:
    with translation.override("ar"):
        assert "=1+1" in refusals.told("“=1+1” begins like a formula. Write plain text or a number.")
        assert refusals.told("Something else.") == "Something else."
