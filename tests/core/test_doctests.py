"""The examples in docstrings of the core and of io show what they say."""

import doctest
import importlib
from pathlib import Path

import pytest

import openregime

PACKAGE = Path(openregime.__file__).parent
WITH_EXAMPLES = sorted(
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
    for part in ("core", "io")
    for path in (PACKAGE / part).rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_examples_run(name: str) -> None:
    failed, tried = doctest.testmod(importlib.import_module(name))

    assert tried
    assert failed == 0


def test_there_are_examples() -> None:
    assert {"openregime.core.facts.dates", "openregime.core.facts.status"} <= set(WITH_EXAMPLES)
