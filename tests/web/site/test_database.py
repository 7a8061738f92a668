"""Which database is meant, and what is said of an address that means none."""

from pathlib import Path

import pytest

from openregime.web.site.database import BadDatabaseUrl, database_settings

FILE = Path("/home/some 100% odd?#folder/openregime.sqlite3")


@pytest.mark.parametrize("url", ["", "   "])
def test_without_an_address_it_is_the_file_whatever_its_name(url: str) -> None:
    found = database_settings(url, FILE)

    assert (found["ENGINE"], found["NAME"]) == ("django.db.backends.sqlite3", str(FILE))
    assert "journal_mode=WAL" in found["OPTIONS"]["init_command"]


def test_an_address_is_respected() -> None:
    found = database_settings("postgres://user@host:5433/name", FILE)
    assert (found["ENGINE"], found["HOST"], found["PORT"]) == ("django.db.backends.postgresql", "host", 5433)


@pytest.mark.parametrize(
    "url",
    ["nonsense", "http://x/y", "postgres://u:secret@h:notaport/db", "postgres://[::1/db", "sqlite://", "sqlite:///"],
)
def test_an_address_of_no_database_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(BadDatabaseUrl, match="postgres://user@host/name or sqlite:////path") as refused:
        database_settings(url, FILE)
    assert "secret" not in str(refused.value)
