"""A folder in which a service has run once: made once, and copied by whoever changes it."""

from pathlib import Path

import pytest

from tests.setup.service import Service


@pytest.fixture(scope="session")
def used_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which a service has run once, with what lies beside it since."""
    home = tmp_path_factory.mktemp("used") / "home"
    service = Service(home)
    try:
        service.wait_for("is ready")
        service.interrupt()
    finally:
        service.end()
    return home
