"""docs/reference/command-line.md against the code: every command, option, exit code, key and example."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from openregime.cli.application import application
from openregime.cli.directory import COMMANDS, EXIT_CODES

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs/reference/command-line.md").read_text(encoding="utf-8")
WORDS = set(re.findall(r"`([^`]+)`", DOCUMENT))


def options_of(name: str) -> set[str]:
    command: Any = get_command(application()).commands[name]  # type: ignore[attr-defined]
    each = getattr(command, "commands", {"": command}).values()
    return {o for one in each for p in one.params for o in p.opts if o.startswith("--")} - {"--help"}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name: str) -> None:
    assert [w for w in WORDS if w == f"openregime {name}" or w.startswith(f"openregime {name} ")]


def test_no_command_is_documented_that_does_not_exist() -> None:
    named = {w.split()[1] for w in WORDS if w.startswith("openregime ") and w != "openregime COMMAND"}

    assert named == set(COMMANDS) == set(get_command(application()).commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_documented(name: str) -> None:
    documented = {word.split()[0] for word in WORDS if word.startswith("--")}

    assert options_of(name) - documented == set()


def test_no_option_is_documented_that_does_not_exist() -> None:
    existing = {o for name in COMMANDS for o in options_of(name)} | {"--help", "--version"}

    assert {w.split()[0] for w in WORDS if w.startswith("--")} - existing == set()


@pytest.mark.parametrize("code", EXIT_CODES)
def test_every_exit_code_is_documented_in_the_same_words(code: int) -> None:
    assert f"| {code} | {EXIT_CODES[code]}" in DOCUMENT


@pytest.mark.parametrize(
    "command",
    [
        "weak-links",
        "states",
        "state FRA --with claims",
        "state FRA --suppose mission",
        "instrument icsant",
        "plan PRK --instruments icsant",
        "changes 2016-05-07 2016-05-08",
        "index build example",
        "index build regime --as-of 2016-05-08",
        "index audit example",
        "index uncertainty example",
        "index sensitivity example",
        "index compare regime nti --as-of 2016-05-08",
        "sharing decide --category C08 --audience public",
        "sharing table --category C08",
        "sources",
        "sources hangg_2014",
        "check",
    ],
)
def test_every_outer_key_of_json_is_documented(tree: Callable[..., dict[str, Any]], command: str) -> None:
    assert {key for key in tree(*command.split()) if key not in WORDS} == set()


EXAMPLES = re.findall(r"```console\n\$ openregime ([^\n]+)\n(.*?)```", DOCUMENT, re.DOTALL)


@pytest.mark.parametrize(("command", "output"), EXAMPLES, ids=[command for command, _ in EXAMPLES])
def test_examples_give_what_they_show(answer: Callable[..., str], command: str, output: str) -> None:
    assert answer(*command.split()).startswith(output)
