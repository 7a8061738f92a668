"""The shipped library is loaded into the test database once; tests of pages read it."""

import datetime as dt
from typing import Any

import pytest

LOADED_AT = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: Any, django_db_blocker: Any) -> None:
    """The test database with one release of the shipped library in it, outside of any test's transaction."""
    from openregime.web.record.actions import load_shipped_library

    with django_db_blocker.unblock():
        load_shipped_library(now=LOADED_AT)
