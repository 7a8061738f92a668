"""Every row of one database put into another of the same program, whatever kind the two are.

So that a backup has one form: a database on a server is backed up as the SQLite file that it would be on one machine,
and a backup goes into either kind (docs/decisions/0018).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.models.sql.subqueries import InsertQuery

from openregime.web.installation.snapshot import FORGOTTEN

COPY = "copy"
"""Name of the connection to the SQLite file."""
_MADE_ANEW = ("search",)
"""Apps whose rows each start of the service makes anew from the others."""
_READ_AT_ONCE, _WRITTEN_AT_ONCE = 2_000, 200


@contextmanager
def file_as_database(path: Path) -> Iterator[None]:
    """An SQLite file as the connection `copy`, made up to date with the program."""
    own = connections.settings[DEFAULT_DB_ALIAS]
    connections.settings[COPY] = {
        **own, "ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "OPTIONS": {}, "HOST": "", "PORT": "",
        "USER": "", "PASSWORD": "", "CONN_MAX_AGE": 0,
    }  # fmt: skip
    try:
        call_command("migrate", database=COPY, interactive=False, verbosity=0)
        yield
    finally:
        connections[COPY].close()
        del connections[COPY]
        del connections.settings[COPY]


def copy_of_server(path: Path) -> None:
    """Write the database on the server, as it is at one moment, into a new SQLite file. Writers are not held up."""
    with file_as_database(path), transaction.atomic():
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        with transaction.atomic(using=COPY):
            _copy(DEFAULT_DB_ALIAS, COPY)


def fill_server(path: Path) -> None:
    """Put the rows of an SQLite file into the database on the server, which has its tables and nothing to keep."""
    with file_as_database(path), transaction.atomic():
        _copy(COPY, DEFAULT_DB_ALIAS)
        server = connections[DEFAULT_DB_ALIAS]
        with server.cursor() as cursor:
            for statement in server.ops.sequence_reset_sql(no_style(), list(_models())):
                cursor.execute(statement)


def _models() -> Iterator[type[models.Model]]:
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.managed and not meta.proxy and meta.app_label not in _MADE_ANEW and meta.db_table not in FORGOTTEN:
            yield model


def _copy(source: str, target: str) -> None:
    """Rows as they are stored: nothing is worked out anew, no signal is sent. Foreign keys are looked at in the end."""
    with connections[target].cursor() as cursor:
        for model in _models():  # what making the tables has put there
            cursor.execute(f"DELETE FROM {connections[target].ops.quote_name(model._meta.db_table)}")  # noqa: S608
    for model in _models():
        some: list[Any] = []
        rows: Any = models.QuerySet(model, using=source)
        for row in rows.order_by().iterator(chunk_size=_READ_AT_ONCE):
            some.append(row)
            if len(some) == _WRITTEN_AT_ONCE:
                _insert(model, some, target)
                some = []
        _insert(model, some, target)


def _insert(model: type[models.Model], rows: list[Any], target: str) -> None:
    if rows:
        query = InsertQuery(model)
        query.insert_values(model._meta.concrete_fields, rows, raw=True)
        query.get_compiler(using=target).execute_sql()
