"""Whether a text holds a word, whatever its case: the same answer from SQLite and PostgreSQL.

SQLite knows upper and lower case of the letters A to Z only, so for others each way to write a word is asked for.
"""

from django.db.models import Q


def holds(field: str, word: str) -> Q:
    """A condition: the field holds the word as it is written, in small letters, in capitals, or with one in front."""
    written = [word] if word.isascii() else list(dict.fromkeys((word, word.lower(), word.upper(), word.capitalize())))
    condition = Q()
    for one in written:
        condition |= Q(**{f"{field}__icontains": one})
    return condition
