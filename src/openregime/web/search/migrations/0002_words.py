"""The full-text table: FTS5 on SQLite, an index on PostgreSQL."""

from django.db import migrations

SQLITE = (
    "CREATE VIRTUAL TABLE search_words USING fts5(title, body, tokenize='unicode61 remove_diacritics 0', prefix='2 3 4')"
)
POSTGRESQL = (
    "CREATE INDEX search_entry_words ON search_entry USING gin ("
    "(setweight(to_tsvector('simple', title_words), 'A') || setweight(to_tsvector('simple', body_words), 'D')))"
)


def make(apps, schema_editor):
    """Make what this database searches with."""
    schema_editor.execute(SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL)


def unmake(apps, schema_editor):
    """Take it away again."""
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    schema_editor.execute("DROP TABLE search_words" if is_sqlite else "DROP INDEX search_entry_words")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_first")]
    operations = [migrations.RunPython(make, unmake)]
