"""The package as Python sees it: quick to import, and the same by every door."""

import re
import subprocess
import sys

import openregime
from tests.setup.service import REPOSITORY, go_environment


def python(*arguments: str, home: str = "unused") -> subprocess.CompletedProcess[str]:
    environment = {**go_environment(REPOSITORY / home), "PYTHONPATH": str(REPOSITORY / "src")}
    return subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False)


def test_importing_the_package_imports_nothing_heavy() -> None:
    heavy = python("-c", "import sys, openregime; print({'numpy', 'django', 'typer', 'highspy'} & set(sys.modules))")
    assert heavy.stdout == "set()\n"


def test_help_imports_neither_django_nor_numpy() -> None:
    shown = python("-X", "importtime", "-m", "openregime", "--help")

    assert shown.returncode == 0
    assert re.findall(r"\| (django|numpy|highspy|scipy)$", shown.stderr, re.MULTILINE) == []


def test_the_settings_write_nothing() -> None:
    home = REPOSITORY / "no-such-home"
    loaded = python("-c", "from openregime.web.site import settings; print(settings.DATA_FOLDER)", home=home.name)

    assert loaded.stdout == f"{home}\n"
    assert not home.exists()


def test_unknown_names_of_the_package_are_refused() -> None:
    assert not hasattr(openregime, "no_such_name")
    assert re.fullmatch(r"\d+\.\d+\.\d+", openregime.__version__)
