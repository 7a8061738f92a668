"""The rules of the house: which way the arrows run, what the core may touch, what a file may be."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
SOURCE = REPOSITORY / "src" / "openregime"
CORE = SOURCE / "core"
LOCKS = sorted((REPOSITORY / "requirements").glob("*.txt"))

BANNED_IN_CORE = {
    "django", "ninja", "gunicorn", "requests", "urllib", "http", "socket", "ssl", "asyncio", "subprocess", "os", "io",
    "pathlib", "shutil", "tempfile", "glob", "time", "random", "secrets", "locale", "logging", "sqlite3",
    "openregime.web", "openregime.io", "openregime.cli",
}  # fmt: skip
BANNED_CALLS = {"open", "input", "print", "exec", "eval", "__import__", "today", "now", "utcnow", "default_rng"}


def python_files(*roots: Path) -> list[Path]:
    found = (path for root in roots for path in sorted(root.rglob("*.py")))
    return [path for path in found if "migrations" not in path.parts]


def imported_names(path: Path) -> set[str]:
    """Every module that a file imports, each with all its parents."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return {".".join(name.split(".")[: depth + 1]) for name in found for depth in range(name.count(".") + 1)}


def impure_calls(path: Path) -> set[str]:
    """Calls that read a clock, a file or chance: `open(...)`, `date.today()`; a seeded `default_rng(seed)` is pure."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in BANNED_CALLS and not (name == "default_rng" and node.args):
            found.add(f"line {node.lineno}: {name}()")
    return found


@pytest.mark.parametrize("path", python_files(CORE), ids=lambda path: str(path.relative_to(SOURCE)))
def test_core_stays_pure(path: Path) -> None:
    """docs/decisions/0001: the core must be usable without Django, files, network, clock and hidden chance."""
    assert (imported_names(path) & BANNED_IN_CORE, impure_calls(path)) == (set(), set())


def test_purity_check_sees_what_it_must(tmp_path: Path) -> None:
    impure = tmp_path / "impure.py"
    impure.write_text("import os.path\nfrom django.db import models\nx = open('f')\ny = datetime.now()\n")

    assert imported_names(impure) & BANNED_IN_CORE == {"os", "django"}
    assert len(impure_calls(impure)) == 2


def test_arrows_run_one_way() -> None:
    """web, cli -> io -> core, and repair -> readings -> rules -> facts: the contracts in pyproject.toml."""
    lint = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=REPOSITORY,
        env={"PATH": str(Path(sys.executable).parent), "PYTHONPATH": str(SOURCE.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert lint.returncode == 0, lint.stdout + lint.stderr


PACKAGES = [path for path in python_files(SOURCE) if path.name == "__init__.py"]


@pytest.mark.parametrize("path", PACKAGES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_every_package_says_what_belongs_in_it(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_every_folder_with_python_is_a_package() -> None:
    bare = {path.parent for path in SOURCE.rglob("*.py") if not (path.parent / "__init__.py").exists()}
    assert bare == set()


def test_no_file_is_too_long_to_read() -> None:
    lengths = {
        str(path.relative_to(REPOSITORY)): len(path.read_text(encoding="utf-8").splitlines())
        for path in [REPOSITORY / "go.py", *python_files(SOURCE, REPOSITORY / "tests")]
    }
    assert {path: length for path, length in lengths.items() if length > 420} == {}


def test_every_open_task_names_its_reference() -> None:
    """A task left in the code names where it is tracked, as in `TODO(#12)`."""
    bare = re.compile(r"#\s*(TODO|FIXME|XXX|HACK)(?!\(#\d+\))")
    found = [
        f"{path.relative_to(REPOSITORY)}:{number}"
        for path in python_files(SOURCE, REPOSITORY / "tests")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if bare.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_locks_hold_hashes_and_no_address(lock: Path) -> None:
    """Where packages come from is each machine's business; what they are is ours."""
    text = lock.read_text(encoding="utf-8")
    entries = re.findall(r"^([A-Za-z0-9][^=\s]*)==", text, re.MULTILINE)

    assert entries
    assert re.findall(r"://|\bfile:|^\s*/| @ ", text, re.MULTILINE) == []
    assert set(re.findall(r"--[a-z-]+", text)) == {"--hash"}
    assert text.count("--hash=sha256:") >= len(entries)


def test_locks_agree_on_every_version() -> None:
    versions: dict[str, set[str]] = {}
    for lock in LOCKS:
        for name, version in re.findall(
            r"^([A-Za-z0-9][^=\s]*)==(\S+)", lock.read_text(encoding="utf-8"), re.MULTILINE
        ):
            versions.setdefault(name, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_locks_hold_what_was_asked_for(lock: Path) -> None:
    """A pin that was changed in the .in file and not compiled would install the old version."""
    asked = re.findall(r"^([A-Za-z0-9][\w.-]*)(?:\[.*\])?==(\S+)", lock.with_suffix(".in").read_text(), re.MULTILINE)
    locked = re.findall(r"^([A-Za-z0-9][\w.-]*)(?:\[.*\])?==(\S+)", lock.read_text(), re.MULTILINE)

    assert {(name.lower(), version) for name, version in asked} <= {(name.lower(), version) for name, version in locked}
