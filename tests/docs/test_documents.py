"""What the documents show is what the program says: every command and program in them is run, every line looked for."""

import contextlib
import io
import re
import shlex
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([REPOSITORY / "README.md", *(REPOSITORY / "docs").rglob("*.md")])
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)")


def blocks_of(document: Path) -> list[tuple[str, str]]:
    """Kind and content of each block, in order."""
    return [(found[1], found[2]) for found in BLOCK.finditer(document.read_text(encoding="utf-8"))]


def shown_after_it(document: Path) -> list[tuple[str, str, str]]:
    """(kind, program or command, output shown after it), for each block that a text block follows."""
    blocks = blocks_of(document)
    return [
        (kind, content, following)
        for (kind, content), (next_kind, following) in pairwise(blocks)
        if next_kind == "text" and kind in ("", "python")
    ]


SHOWN = [(d, *shown) for d in DOCUMENTS for shown in shown_after_it(d)]


@pytest.mark.parametrize(
    ("document", "kind", "content", "shown"), SHOWN, ids=[f"{d.name}-{n}" for n, (d, *_) in enumerate(SHOWN)]
)
def test_shown_output_is_the_output(document: Path, kind: str, content: str, shown: str) -> None:
    said = said_by_python(content) if kind == "python" else said_by_command(content)

    for line in shown.strip().splitlines():
        assert line in said, f"{document.name} shows a line that is not said any more"


def said_by_python(program: str) -> str:
    """What a program of a document prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(program, "document", "exec"), {})
    return out.getvalue()


def said_by_command(command: str) -> str:
    """What `python3 go.py ...` prints, run in this environment."""
    words = shlex.split(command.strip())
    assert words[:2] == ["python3", "go.py"], command
    done = subprocess.run(
        [sys.executable, "-m", "openregime", *words[2:]], capture_output=True, text=True, check=True, timeout=120
    )
    return done.stdout


def test_there_is_something_to_run() -> None:
    assert len(SHOWN) >= 6


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.name)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    for target in LINK.findall(document.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


def test_every_decision_has_context_choice_and_consequence() -> None:
    for note in sorted((REPOSITORY / "docs" / "decisions").glob("*.md")):
        text = note.read_text(encoding="utf-8")
        for part in ("Context", "Choice", "Consequence"):
            assert part in text, f"{note.name} lacks {part}"


def test_every_python_method_of_the_observatory_is_documented() -> None:
    from openregime.core.observatory import Observatory

    text = (REPOSITORY / "docs" / "reference" / "python.md").read_text(encoding="utf-8")
    for name, member in vars(Observatory).items():
        if callable(member) and not name.startswith("_") and name != "regime":
            assert f"`{name}(" in text, name
