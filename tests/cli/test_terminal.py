"""The command line as a process: drawn on a terminal, plain in a pipe, quiet when nobody listens."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from openregime import __version__
from openregime.cli.directory import BAD_USAGE, COMMANDS, EXIT_CODES, top_help

SOURCE = Path(__file__).resolve().parents[2] / "src"
ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "PYTHONPATH": str(SOURCE),
    "TERM": "xterm-256color",
    "COLUMNS": "100",
    "LC_ALL": "C",
}
COMMAND = [sys.executable, "-m", "openregime"]


def in_a_pipe(*arguments: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run([*COMMAND, *arguments], env=ENVIRONMENT, capture_output=True, check=False)


def on_a_terminal(*arguments: str) -> str:
    ours, theirs = pty.openpty()
    with subprocess.Popen([*COMMAND, *arguments], env=ENVIRONMENT, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        seen = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # how Linux says that the other side is closed
                break
            if not part:
                break
            seen += part
    os.close(ours)
    assert process.returncode == 0, seen
    return seen.decode("utf-8")


def test_terminal_gets_a_drawing_and_pipe_gets_plain_text() -> None:
    arguments = ("instrument", "cppnm_a", "--as-of", "2013-10-18")
    drawn, plain = on_a_terminal(*arguments), in_a_pipe(*arguments).stdout.decode("utf-8")

    assert "\x1b[" in drawn
    assert "─" in drawn
    assert "\x1b" not in plain
    assert "─" not in plain
    for shown in (re.sub(r"\x1b\[[0-9;]*m", "", drawn), plain):
        assert "Parties: between 70 and 76 States." in shown


def test_drawing_loses_no_text_at_any_width() -> None:
    drawn = re.sub(r"\x1b\[[0-9;]*m", "", on_a_terminal("sources", "hangg_2014"))

    assert "…" not in drawn


def test_output_is_utf8_whatever_the_locale() -> None:
    assert "Côte d’Ivoire" in in_a_pipe("states", "--format", "csv").stdout.decode("utf-8").replace("'", "’")


def test_reader_that_has_seen_enough_is_no_error() -> None:
    shell = f"'{sys.executable}' -m openregime sources --format csv | head -n 1"
    ended = subprocess.run(
        ["bash", "-o", "pipefail", "-c", shell], env=ENVIRONMENT, capture_output=True, text=True, check=False
    )

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("id,title")


def test_help_of_the_whole_comes_without_the_parser() -> None:
    probe = (
        "import sys; sys.argv[1:] = ['--help']\nfrom openregime.cli import main\n"
        "code = main()\nprint(code, {'typer', 'rich', 'numpy', 'django'} & set(sys.modules))"
    )
    ended = subprocess.run([sys.executable, "-c", probe], env=ENVIRONMENT, capture_output=True, text=True, check=True)

    assert ended.stdout.removesuffix("\n").endswith("0 set()")
    assert ended.stdout.startswith(top_help())


def test_help_names_every_command_and_exit_code() -> None:
    shown = in_a_pipe("--help").stdout.decode()

    assert [name for name in COMMANDS if f"  {name} " not in shown] == []
    assert [code for code in EXIT_CODES if f"{code} " not in shown] == []


def test_no_command_at_all_is_bad_usage_with_the_help() -> None:
    ended = in_a_pipe()

    assert (ended.returncode, ended.stdout) == (BAD_USAGE, b"")
    assert b"Usage: openregime COMMAND" in ended.stderr


def test_version_is_printed() -> None:
    assert in_a_pipe("--version").stdout.decode() == f"openregime {__version__}\n"


def test_refusal_reaches_stderr_and_the_shell() -> None:
    ended = in_a_pipe("state", "Atlantis")

    assert (ended.returncode, ended.stdout) == (BAD_USAGE, b"")
    assert "“Atlantis”" in ended.stderr.decode("utf-8")


def test_a_command_that_needs_no_readings_loads_no_solver() -> None:
    probe = (
        "import sys; sys.argv[1:] = ['states', '--rows', '1']\nfrom openregime.cli import main\n"
        "main()\nprint({'highspy', 'scipy', 'django', 'xlsxwriter', 'rich.table'} & set(sys.modules))"
    )
    ended = subprocess.run([sys.executable, "-c", probe], env=ENVIRONMENT, capture_output=True, text=True, check=True)

    assert ended.stdout.endswith("set()\n")


@pytest.mark.parametrize("arguments", [("-h",), ("--help",), ("states", "-h")])
def test_help_has_two_names_and_ends_well_when_nobody_reads_on(arguments: tuple[str, ...]) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        unread = subprocess.run(
            [*COMMAND, *arguments], env=ENVIRONMENT, stdout=write, stderr=subprocess.PIPE, check=False
        )
    finally:
        os.close(write)

    assert b"Traceback" not in unread.stderr
    assert in_a_pipe(*arguments).stdout == in_a_pipe(*arguments[:-1], "--help").stdout != b""
