"""Two databases that differ only in what an asker may not see answer that asker with the same bytes, everywhere.

Addresses come from the walk of `test_planted_secrets`, so that new ones are compared by themselves. Beside the bytes
the number of statements is the same: how long an answer takes is not measured, but what work it is made of.
"""

import string
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as of_properties
from hypothesis import strategies as st

from tests.web.gate.test_planted_secrets import addresses
from tests.web.gate.twins import (
    Answer,
    Difference,
    Stream,
    a_world,
    answers,
    built_twin,
    nothing_by_chance,
    plain,
    some_of_each,
    told_apart,
)
from tests.web.gate.world import SITUATIONS, World, built

OUTSIDERS = ("nobody", "operator", "foreign", "secretariat", "company", "society")
COUNTED = ("/proposals/", "/search/", "/disclosure/", "/api/v1/proposals", "/releases/", "/people/", "/healthz")
Chosen = Callable[[World], list[str]]
WORLDS = {"invented": {}, "real": {"state": "FRA", "is_invented": False}}
"""What people of a real State say of it is on its pages, too; an invented State has none."""


def differences(looker: str, situation: str) -> st.SearchStrategy[Difference]:
    """Which of the hidden fields are other and by what, and how much more there is that is hidden."""
    return st.builds(
        Difference,
        looker=st.just(looker),
        situation=st.just(situation),
        fields=st.none() | st.frozensets(st.integers(0, 39), min_size=5),
        letters=st.text(string.ascii_letters, min_size=1, max_size=24),
        more=st.integers(1, 3),
    )


def twins_answer_alike(
    looker: str, situation: str, chosen: Chosen, settings: Any, folder: Path, *, kind: str, examples: int
) -> None:
    """Walk a world once, and then each twin of it that is drawn."""
    settings.SECOND_FACTOR = "nobody"
    with nothing_by_chance() as stream:
        base = _walked(
            lambda: built(between=plain, **WORLDS[kind]), looker, situation, chosen, settings, folder, stream
        )

        @given(made=differences(looker, situation))
        @of_properties(
            max_examples=examples, deadline=None, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        def alike(made: Difference) -> None:
            build = lambda: built_twin(made, stream, **WORLDS[kind])  # noqa: E731
            other = _walked(build, looker, situation, chosen, settings, folder, stream)
            found = told_apart(base, other)
            assert not found, f"{looker} tells them apart:\n" + "\n".join(found)

        alike()


def _walked(
    build: Callable[[], World], looker: str, situation: str, chosen: Chosen, settings: Any, folder: Path, stream: Stream
) -> dict[str, tuple[Answer, int]]:
    stream.start("building")
    with a_world(build, situation, folder / "data", settings) as world:
        asker = next(one for one in world.lookers if one.name == looker)
        return answers(world, asker, chosen(world), stream, counted=lambda address: address.startswith(COUNTED))


@pytest.mark.parametrize("looker", ["nobody", "foreign"])
def test_what_may_not_be_seen_changes_no_byte(db: Any, settings: Any, tmp_path: Path, looker: str) -> None:
    """One of each kind of page, without those that show nothing of people's, which the wide test walks."""

    def chosen(world: World) -> list[str]:
        return some_of_each(addresses(world, "elevated"), most=1, start=1)

    twins_answer_alike(looker, "normal", chosen, settings, tmp_path, kind="invented", examples=1)


@pytest.mark.slow
@pytest.mark.timeout(3_000)
@pytest.mark.parametrize("kind", WORLDS)
@pytest.mark.parametrize("looker", OUTSIDERS)
@pytest.mark.parametrize("situation", SITUATIONS)
def test_what_may_not_be_seen_changes_no_byte_anywhere(
    db: Any, settings: Any, tmp_path: Path, looker: str, situation: str, kind: str
) -> None:
    """Every address as everybody who stands outside, in every situation."""

    def chosen(world: World) -> list[str]:
        return list(dict.fromkeys(addresses(world, situation)))

    twins_answer_alike(looker, situation, chosen, settings, tmp_path, kind=kind, examples=2)
