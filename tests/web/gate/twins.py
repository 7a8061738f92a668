"""Two worlds that differ only in what one asker may not see, and everything that each of them answers to that asker.

Whatever is drawn at random while a world is built or an address is answered comes from a stream that both twins share,
and the clock stands still, so that a difference between two answers has one cause left.
"""

import hashlib
import os
import random
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import time_machine
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.cache import cache
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import Client

from openregime.web.disclosure import published
from openregime.web.disclosure import queries as disclosure
from openregime.web.people.models import Person
from openregime.web.record import volunteered
from tests.web.gate.hidden import add, add_to_releases
from tests.web.gate.world import NOW, Looker, World, built, declared

_KEY = re.compile(r"(?:claim|file|release|credential)-[0-9a-f]+")
Answer = tuple[int, tuple[tuple[str, str], ...], bytes]


@dataclass
class Stream:
    """Bytes that look random and are the same each time; one stream for each name."""

    _count: dict[str, int] = field(default_factory=dict)
    _name: str = ""

    def __call__(self, size: int) -> bytes:
        made = b""
        while len(made) < size:
            self._count[self._name] = number = self._count.get(self._name, 0) + 1
            made += hashlib.sha256(f"{self._name}:{number}".encode()).digest()
        return made[:size]

    def start(self, name: str) -> None:
        """Draw from the beginning of a stream."""
        self._name = name
        self._count.pop(name, None)

    @contextmanager
    def aside(self, name: str) -> Iterator[None]:
        """Draw from another stream for a while."""
        kept, self._name = self._name, name
        try:
            yield
        finally:
            self._name = kept


@contextmanager
def nothing_by_chance() -> Iterator[Stream]:
    """Salts, keys, tokens and times are the same each time."""
    stream = Stream()
    with ExitStack() as stack:
        stack.enter_context(time_machine.travel(NOW, tick=False))
        stack.enter_context(patch.object(os, "urandom", stream))
        stack.enter_context(patch.object(random, "_urandom", stream))  # what `secrets` and `random.SystemRandom` draw
        stack.enter_context(patch("openregime.web.releases.keys.new_private_key", lambda: stream(32)))
        stack.enter_context(patch.object(ec, "generate_private_key", lambda curve: _on(curve, stream(40))))
        yield stream


def _on(curve: ec.EllipticCurve, drawn: bytes) -> ec.EllipticCurvePrivateKey:
    """A key made of drawn bytes, in the place of one that the cryptographic library draws by itself."""
    return ec.derive_private_key(1 + int.from_bytes(drawn, "big") % 2**255, curve)


@dataclass(frozen=True)
class Difference:
    """How a twin differs, for one asker in one situation.

    Attributes:
        fields: which of the fields that the asker may not see are other, as places counted modulo 40; None: all.
        letters: what is put into them instead.
        more: how many further things of each kind there are that the asker may not know of (see `hidden`).
    """

    looker: str
    situation: str
    fields: frozenset[int] | None = None
    letters: str = "other"
    more: int = 0


def plain(world: World, own: dict[str, Person]) -> None:
    """What happens between the claims in both twins: the figures of the month are published while there is little.

    They are the one thing that says something of what is closed, by design and once a month (docs/decisions/0016);
    from then on they stand, whatever is added.
    """
    published.current(is_invented=world.authority.is_invented, now=NOW)


def built_twin(made: Difference, stream: Stream, **changed: Any) -> World:
    """A world whose hidden words are others, and which holds more that is hidden."""
    hidden = iter(range(10**6))

    def words(mark: str, to: set[tuple[str, str]]) -> str:
        # a released statement is named in the open by a salted digest, which with a salt that is fixed would be another
        if (made.situation, made.looker) in to or "statement" in mark:
            return mark
        place = next(hidden)
        if made.fields is not None and place % 40 not in made.fields:
            return mark
        return f"{made.letters}{place}{made.letters}"[:60]

    def between(world: World, own: dict[str, Person]) -> None:
        plain(world, own)
        with stream.aside(f"more {len(world.claims)}"):
            for number in range(made.more if len(world.claims) % 9 == 1 else 0):
                add(world, own, _looker(world, made), made.situation, made.letters, number)

    def between_releases(world: World, own: dict[str, Person]) -> None:
        with stream.aside(f"more releases {len(world.releases)}"):
            for number in range(made.more):
                add_to_releases(world, own, _looker(world, made), made.letters, number)

    holder = "company" if made.more and made.looker != "company" else "authority"
    return built(words=words, between=between, between_releases=between_releases, holder=holder, **changed)


def _looker(world: World, made: Difference) -> Looker:
    return next(one for one in world.lookers if one.name == made.looker)


@contextmanager
def a_world(build: Callable[[], World], situation: str, folder: Path, settings: Any) -> Iterator[World]:
    """A world that is gone afterwards, ids included."""
    settings.DATA_FOLDER = folder
    folder.mkdir(parents=True, exist_ok=True)
    with transaction.atomic():
        for statement in _from_one():
            with connection.cursor() as cursor:
                cursor.execute(statement)
        disclosure._gate.cache_clear()
        cache.clear()
        volunteered.forget()
        world = build()
        declared(world, situation)
        yield world
        transaction.set_rollback(True)
    volunteered.forget()
    disclosure._gate.cache_clear()


def _from_one() -> list[str]:
    """Ids are counted from where the test began: a rolled back PostgreSQL sequence goes on counting by itself."""
    return connection.ops.sequence_reset_sql(no_style(), _models()) if connection.vendor == "postgresql" else []


def _models() -> list[Any]:
    from django.apps import apps

    return list(apps.get_models(include_auto_created=True))


def answers(
    world: World, looker: Looker, addresses: Iterable[str], stream: Stream, *, counted: Callable[[str], bool]
) -> dict[str, tuple[Answer, int]]:
    """Address -> (status, headers and body; number of statements, 0 where `counted` says not to ask a second time).

    Statements are counted when an address is asked once more: then what a process keeps in memory is there.
    """
    stream.start("signing in")
    browser = Client(raise_request_exception=True)
    if looker.person is not None:
        browser.force_login(looker.person)
    kept = browser.cookies.output()
    found = {}
    for address in addresses:
        told, _asked = _answer(browser, address, stream, kept)
        number = 0
        if counted(address):
            again, number = _answer(browser, address, stream, kept)
            assert again == told, f"{address} answers otherwise when it is asked again"
        found[address] = (told, number)
    return found


def _answer(browser: Client, address: str, stream: Stream, kept: str) -> tuple[Answer, int]:
    stream.start(address)
    random.seed(address)
    browser.cookies.clear()
    browser.cookies.load(kept.replace("Set-Cookie: ", ""))
    number = 0

    def count(execute: Any, *args: Any) -> Any:
        nonlocal number
        number += 1
        return execute(*args)

    with connection.execute_wrapper(count):
        given = browser.get(address)
        body = b"".join(given.streaming_content) if given.streaming else given.content
    cookies = [(f"cookie {name}", morsel.OutputString()) for name, morsel in given.cookies.items()]
    return (given.status_code, tuple(sorted([*given.items(), *cookies])), body), number


def told_apart(one: dict[str, tuple[Answer, int]], other: dict[str, tuple[Answer, int]]) -> list[str]:
    """In words, where two walks differ."""
    found = [f"{address} is answered in one only" for address in one.keys() ^ other.keys()]
    for address in [a for a in one if a in other and one[a] != other[a]]:
        (first, asked), (second, asked_too) = one[address], other[address]
        if first[0] != second[0]:
            found.append(f"{address}: status {first[0]} or {second[0]}")
        elif first[1] != second[1]:
            found.append(f"{address}: headers {sorted(set(first[1]) ^ set(second[1]))}")
        elif first[2] != second[2]:
            found.append(f"{address}: body {_first_difference(first[2], second[2])}")
        else:
            found.append(f"{address}: {asked} or {asked_too} statements")
    return found


def _first_difference(one: bytes, other: bytes) -> str:
    place = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return f"{one[max(0, place - 60) : place + 60]!r} or {other[max(0, place - 60) : place + 60]!r}"


def some_of_each(addresses: Iterable[str], *, most: int, start: int = 0) -> list[str]:
    """At most so many addresses of each page, `start` says which: pages of one kind differ in a key only."""
    kinds: dict[str, list[str]] = {}
    for address in dict.fromkeys(addresses):
        kinds.setdefault(_KEY.sub("*", address), []).append(address)
    return [one[(start + n) % len(one)] for one in kinds.values() for n in range(min(most, len(one)))]


__all__ = [
    "Difference", "Stream", "a_world", "answers", "built_twin", "nothing_by_chance", "plain", "some_of_each",
    "told_apart",
]  # fmt: skip
