"""go.py itself: what it refuses, and that a second start installs nothing."""

import ast
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType

import pytest

from tests.setup.service import GO, REPOSITORY, go

NOBODY = 65534
"""The user id that owns nothing: root itself may read everything."""


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """go.py as a module that believes to stand in an empty folder with small locks."""
    monkeypatch.delenv("OPENREGIME_VENV", raising=False)
    place = tmp_path / "checkout"
    (place / "requirements").mkdir(parents=True)
    for lock in ("run", "dev"):
        (place / "requirements" / f"{lock}.txt").write_text(f"{lock}package==1 \\\n    --hash=sha256:00\n")
    shutil.copy(GO, place / "go.py")
    spec = importlib.util.spec_from_file_location("go_under_test", place / "go.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def installs(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What go.py would install and make, in order; nothing is really installed."""
    done: list[str] = []

    def make(venv: Path) -> None:
        done.append("environment")
        python = script.python_of(venv)
        shutil.rmtree(venv, ignore_errors=True)
        python.parent.mkdir(parents=True)
        python.touch()

    monkeypatch.setattr(script, "make_environment", make)
    monkeypatch.setattr(script, "install", lambda venv, lock: done.append(lock))
    return done


@pytest.mark.parametrize("version", [(3, 10, 14), (3, 6, 0), (2, 7, 18)])
def test_old_python_is_refused_in_words(script: ModuleType, version: tuple[int, ...]) -> None:
    with pytest.raises(script.Refusal, match=r"needs Python 3\.11 or newer, and this is Python \d\.\d+\."):
        script.require_python(version)


def test_environment_that_another_user_locked_is_refused_in_one_sentence() -> None:
    """Root made it, somebody else starts: no traceback, no half-made environment."""
    python = (
        sys.executable
        if os.geteuid()
        else shutil.which(f"python3.{sys.version_info.minor}", path="/usr/bin:/usr/local/bin")
    )
    if python is None:
        pytest.skip("root, and no Python that another user may run")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        shutil.copy(GO, place / "go.py")
        shutil.copytree(REPOSITORY / "requirements", place / "requirements")
        (place / ".venv" / "bin").mkdir(parents=True)
        (place / ".venv" / "bin" / "python").touch()
        place.chmod(0o555)
        (place / ".venv").chmod(0)
        refused = subprocess.run(
            [python, "-I", str(place / "go.py"), "states"],
            user=NOBODY if os.geteuid() == 0 else None,
            env={"PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            check=False,
        )
        (place / ".venv").chmod(0o700)
        place.chmod(0o700)

    assert refused.returncode == 1
    assert refused.stderr.startswith(f"openregime: The folder {place} cannot be written to")
    assert refused.stderr.count("\n") == 1


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 1), (4, 0, 0)])
def test_newer_python_is_accepted(script: ModuleType, version: tuple[int, ...]) -> None:
    assert script.require_python(version) is None


def test_an_old_python_can_read_the_script_that_refuses_it() -> None:
    assert isinstance(ast.parse(GO.read_text(encoding="utf-8"), feature_version=(3, 6)), ast.Module)


def test_go_needs_nothing_but_the_standard_library() -> None:
    tree = ast.parse(GO.read_text(encoding="utf-8"))
    imported = {
        alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    imported |= {(node.module or "").split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert imported <= sys.stdlib_module_names


def test_second_start_installs_nothing(script: ModuleType, installs: list[str]) -> None:
    script.environment("run")
    script.environment("run")

    assert installs == ["environment", "run"]


def test_tests_add_only_what_is_missing(script: ModuleType, installs: list[str]) -> None:
    script.environment("run")
    script.environment("run", "dev")
    script.environment("run")

    assert installs == ["environment", "run", "dev"]


@pytest.mark.parametrize(
    ("address", "locks"),
    [
        ("", ("run",)),
        ("sqlite:////srv/file", ("run",)),
        ("postgres://u@h/n", ("run", "postgres")),
        ("postgresql://u@h/n", ("run", "postgres")),
    ],
)
def test_the_driver_of_postgresql_is_installed_where_it_is_asked_for(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, address: str, locks: tuple[str, ...]
) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    assert script.run_locks() == locks
    assert script.lock_file("postgres").name == "postgres.txt"


def test_changed_lock_is_installed_again(script: ModuleType, installs: list[str]) -> None:
    script.environment("run")
    script.lock_file("run").write_text("runpackage==2 \\\n    --hash=sha256:11\n")
    script.environment("run")

    assert installs == ["environment", "run", "run"]


def test_another_python_makes_the_environment_anew(
    script: ModuleType, installs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    script.environment("run")
    monkeypatch.setattr(sys, "version", "3.99.0 (a later one)")
    script.environment("run")

    assert installs == ["environment", "run", "environment", "run"]


def test_install_that_was_cut_short_is_done_again(
    script: ModuleType, installs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(venv: Path, lock: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(script, "install", interrupted)
    assert script.main(["run"]) == script.INTERRUPTED
    monkeypatch.setattr(script, "install", lambda venv, lock: installs.append(lock))
    script.environment("run")

    assert installs[-1] == "run"


def test_stamp_that_cannot_be_read_counts_as_none(script: ModuleType, installs: list[str]) -> None:
    script.environment("run")
    (script.HERE / ".venv" / script.STAMP).write_text('{"locks": {"run": ')
    script.environment("run")

    assert installs == ["environment", "run", "environment", "run"]


def test_failed_install_names_the_reason(script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """pip's last error line is passed on, and the exit code says that nothing was started."""
    venv = script.HERE / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "pip").touch()
    failing = "#!/bin/sh\necho Collecting runpackage==1\necho 'ERROR: No matching distribution found'\nexit 1\n"
    script.python_of(venv).write_text(failing)
    script.python_of(venv).chmod(0o755)

    with pytest.raises(script.Refusal, match=r"installed: ERROR: No matching distribution found\. Check"):
        script.install(venv, "run")


def test_folder_that_cannot_hold_the_environment_gives_one_sentence(tmp_path: Path) -> None:
    place = tmp_path / "checkout"
    shutil.copytree(REPOSITORY / "requirements", place / "requirements")
    shutil.copy(GO, place / "go.py")
    (place / ".venv").write_text("a file stands in the way")

    refused = go("run", home=tmp_path, script=place / "go.py", OPENREGIME_VENV="")

    assert refused.returncode == 1
    assert f"{place / '.venv'} is a file" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_named_environment_must_exist(tmp_path: Path) -> None:
    refused = go("run", home=tmp_path, OPENREGIME_VENV=str(tmp_path / "nowhere"))

    assert refused.returncode == 1
    assert f"OPENREGIME_VENV is {tmp_path / 'nowhere'}" in refused.stderr


def test_ctrl_c_while_installing_says_how_to_go_on(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(venv: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(script, "make_environment", interrupted)

    assert script.main(["run"]) == 130
    assert capsys.readouterr().err == "\nStopped. Start again to go on.\n"


def test_any_other_word_goes_to_the_command_line(tmp_path: Path) -> None:
    through_go = go("--no-such-option", home=tmp_path)
    direct = subprocess.run(
        [sys.executable, "-m", "openregime", "--no-such-option"],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY / "src"), "OPENREGIME_COMMAND": f"python3 {GO}"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert through_go.returncode == direct.returncode == 2
    assert through_go.stderr == direct.stderr != ""


@pytest.mark.parametrize("words", [("help",), ("states", "--help"), ("states", "--nosuch"), ("state", "")])
def test_help_and_hints_speak_of_the_script_that_was_started(tmp_path: Path, words: tuple[str, ...]) -> None:
    shown = go(*words, home=tmp_path)

    assert f"python3 {GO} " in shown.stdout + shown.stderr
    assert "openregime COMMAND" not in shown.stdout
    assert "`openregime " not in shown.stdout + shown.stderr


def test_help_names_both_commands(tmp_path: Path) -> None:
    shown = go("--help", home=tmp_path)

    assert shown.returncode == 0
    assert "go.py run" in shown.stdout
    assert "go.py test" in shown.stdout


def test_missing_chromium_is_said_and_why(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHROMIUM", "/no/such/browser")

    script.provide_chromium()

    assert "Browser tests will be skipped: no Chromium (CHROMIUM is set to /no/such/browser" in capsys.readouterr().out


def test_data_folder_is_beside_the_script_unless_chosen(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENREGIME_HOME", raising=False)
    assert script.child_environment()["OPENREGIME_HOME"] == str(script.HERE / ".openregime")

    monkeypatch.setenv("OPENREGIME_HOME", "/chosen")
    assert script.child_environment()["OPENREGIME_HOME"] == "/chosen"


def test_stamp_names_python_place_and_locks(script: ModuleType, installs: list[str]) -> None:
    script.environment("run", "dev")
    stamp = json.loads((script.HERE / ".venv" / script.STAMP).read_text())

    assert stamp == script.wanted_stamp(("run", "dev"))
