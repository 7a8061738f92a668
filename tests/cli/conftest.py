"""The command line as tests call it: in this process, with an answer or a refusal."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner

from openregime.cli.application import application


@pytest.fixture(scope="session")
def ask() -> Callable[..., Any]:
    """Run a command; gives the result of the runner, whatever the exit code."""
    runner = CliRunner()

    def run(*arguments: str) -> Any:
        return runner.invoke(application(), list(arguments), catch_exceptions=False)

    return run


@pytest.fixture(scope="session")
def answer(ask: Callable[..., Any]) -> Callable[..., str]:
    """Run a command that must succeed; gives its standard output."""

    def run(*arguments: str) -> str:
        found = ask(*arguments)
        assert found.exit_code == 0, found.stderr
        return str(found.stdout)

    return run


@pytest.fixture(scope="session")
def tree(answer: Callable[..., str]) -> Callable[..., dict[str, Any]]:
    """Run a command with --format json; gives what it says."""

    def run(*arguments: str) -> dict[str, Any]:
        found = json.loads(answer(*arguments, "--format", "json"))
        assert isinstance(found, dict)
        return found

    return run
