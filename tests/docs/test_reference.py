"""The reference names everything that is public: error codes, settings."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import openregime
from openregime.core.errors import OpenRegimeError

REPOSITORY = Path(__file__).resolve().parents[2]
REFERENCE = REPOSITORY / "docs" / "reference"


def subclasses_of(one: type) -> Iterator[type]:
    """All classes below one."""
    for below in one.__subclasses__():
        yield below
        yield from subclasses_of(below)


def test_every_error_code_is_in_the_reference_and_nothing_else() -> None:
    for module in pkgutil.walk_packages(openregime.__path__, "openregime."):
        if not module.name.endswith(("__main__", "wsgi")):
            importlib.import_module(module.name)
    codes = {
        (e.code, f"{e.__module__}.{e.__name__}") for e in subclasses_of(OpenRegimeError) if "openregime" in e.__module__
    }
    written = set(re.findall(r"^\| `([a-z-]+)` \| `([\w.]+)` \|", (REFERENCE / "errors.md").read_text("utf-8"), re.M))

    assert codes == written


def test_every_setting_is_in_the_reference_and_nothing_else() -> None:
    sources = [REPOSITORY / "go.py", REPOSITORY / ".ci" / "run", *(REPOSITORY / "src").rglob("*.py")]
    used = {name for s in sources for name in re.findall(r"OPENREGIME_[A-Z_]+", s.read_text("utf-8"))}
    used = {name for name in used if not name.startswith("OPENREGIME_APPS")} | {"OPENREGIME_CI"}
    written = set(re.findall(r"^\| `(OPENREGIME_[A-Z_]+)`", (REFERENCE / "settings.md").read_text("utf-8"), re.M))

    assert used == written
