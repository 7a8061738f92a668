"""Whether a request reads with what States say themselves, or without: kept for its time, where no page hands it on."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

PARAMETER = "own_words"
WITH, WITHOUT = "with", "without"

_read: ContextVar[bool] = ContextVar("own_words_are_read", default=True)


def are_read() -> bool:
    """True unless the address of the request says `own_words=without`."""
    return _read.get()


@contextmanager
def asked_for(word: str) -> Iterator[None]:
    """While this lasts, readings are made as the word says: WITH, or WITHOUT."""
    token = _read.set(word != WITHOUT)
    try:
        yield
    finally:
        _read.reset(token)
