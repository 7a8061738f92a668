"""Two databases that differ only in what an asker may not see answer that asker with the same bytes, everywhere.

Addresses come from the walk of `test_planted_secrets`, so that new ones are compared by themselves. Beside the bytes
the number of statements is the same: how long an answer takes is not measured, but what work it is made of.
"""

import itertools
import re
import string
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as of_properties
from hypothesis import strategies as st

from openregime.web.proposals.models import ProposedClaim
from tests.web.gate.hidden import held
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
from tests.web.gate.world import SITUATIONS, Looker, World, built, cells

OUTSIDERS = ("nobody", "operator", "foreign", "secretariat", "company", "society")
COUNTED = ("/proposals/", "/search/", "/disclosure/", "/api/v1/proposals", "/releases/", "/people/", "/healthz")
Chosen = Callable[[World], list[str]]
OWN = {
    "organisation", "organisation-trail", "check-trail", "disclosure-organisation", "organisation-jobs",
    "organisation-attempts",
}  # fmt: skip
"""Pages that an asker has for the own organisation, too."""
OF_THE_RECORD = (
    "/index",
    "/outlook",
    "/instruments",
    "/sources",
    "/sharing",
    "/account",
    "/data",
    "/states",
    "/regions",
    "/levels",
    "/weak-links",
    "/changes",
    "/api/v1/openapi",
    "/api/v1/states",
    "/api/v1/index",
    "/api/v1/outlook",
    "/api/v1/plans",
)
MISSING = "claim-000000000000"
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
        base, held_there = _walked(
            lambda: built(between=plain, **WORLDS[kind]), looker, situation, chosen, settings, folder, stream
        )

        @given(made=differences(looker, situation))
        @of_properties(
            max_examples=examples, deadline=None, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        def alike(made: Difference) -> None:
            build = lambda: built_twin(made, stream, **WORLDS[kind])  # noqa: E731
            other, more = _walked(build, looker, situation, chosen, settings, folder, stream)
            assert not [kind for kind in more if more[kind] <= held_there[kind]], "a twin holds no more of these"
            found = told_apart(base, other)
            assert not found, f"{looker} tells them apart:\n" + "\n".join(found)

        alike()


def _walked(
    build: Callable[[], World], looker: str, situation: str, chosen: Chosen, settings: Any, folder: Path, stream: Stream
) -> tuple[dict[str, tuple[Answer, int]], dict[str, int]]:
    """What was answered, and how many there are of each kind of thing that may be hidden."""
    stream.start("building")
    with a_world(build, situation, folder / "data", settings) as world:
        asker = next(one for one in world.lookers if one.name == looker)
        there = held(asker, situation)
        return answers(world, asker, chosen(world), stream, counted=lambda address: address.startswith(COUNTED)), there


def everything(world: World, looker: str, situation: str) -> list[str]:
    """Every address of the walk, and those of the asker's own organisation: its trail stands among the others'."""
    walked = addresses(world, situation)
    own = next(one.person for one in world.lookers if one.name == looker)
    if own is not None:
        key = own.memberships.values_list("organisation__key", flat=True).first()
        walked += [one.replace(f"/{world.authority.key}/", f"/{key}/") for one in addresses(world, situation, OWN)]
    return list(dict.fromkeys(walked))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("looker", ["nobody", "foreign"])
def test_what_may_not_be_seen_changes_no_byte(db: Any, settings: Any, tmp_path: Path, looker: str) -> None:
    """One of each kind of page, without those of the public record, which the wide test walks."""

    def chosen(world: World) -> list[str]:
        found = [one for one in everything(world, looker, "elevated") if not one.startswith(OF_THE_RECORD)]
        return some_of_each(found, most=1, start=1)

    twins_answer_alike(looker, "normal", chosen, settings, tmp_path, kind="invented", examples=1)


def _combinations() -> list[Any]:
    """Everybody who stands outside once, in the situations and worlds in turn; all other combinations are `wide`."""
    kinds = list(WORLDS)
    often = {(who, SITUATIONS[n % len(SITUATIONS)], kinds[n % len(kinds)]) for n, who in enumerate(OUTSIDERS)}
    return [
        pytest.param(*one, id="-".join(one), marks=[pytest.mark.slow, *([] if one in often else [pytest.mark.wide])])
        for one in itertools.product(OUTSIDERS, SITUATIONS, kinds)
    ]


@pytest.mark.timeout(3_000)
@pytest.mark.parametrize(("looker", "situation", "kind"), _combinations())
def test_what_may_not_be_seen_changes_no_byte_anywhere(
    db: Any, settings: Any, tmp_path: Path, looker: str, situation: str, kind: str
) -> None:
    """Some of each page as everybody who stands outside, in every situation; in the normal one, every address."""

    def chosen(world: World) -> list[str]:
        found = everything(world, looker, situation)
        return found if situation == "normal" and kind == "invented" else some_of_each(found, most=4)

    twins_answer_alike(looker, situation, chosen, settings, tmp_path, kind=kind, examples=2)


@pytest.mark.parametrize("who", [("nobody", "foreign"), pytest.param(OUTSIDERS[1:], marks=pytest.mark.slow)])
def test_what_is_hidden_answers_like_what_is_not_there(
    db: Any, settings: Any, tmp_path: Path, who: tuple[str, ...]
) -> None:
    """A key that somebody may not know of, in an address, a cursor or a search, is like one that nobody made."""
    settings.SECOND_FACTOR = "nobody"
    with nothing_by_chance() as stream:
        stream.start("building")
        with a_world(lambda: built(between=plain), "normal", tmp_path, settings) as world:
            for looker in (one for one in world.lookers if one.name in who):
                hidden = _hidden_keys(world, looker)
                assert len(hidden) >= 4
                for key in (hidden[0], hidden[-1]):
                    asked = _addresses_with(key, world)
                    there = answers(world, looker, asked, stream, counted=lambda _address: False)
                    missing = [one.replace(key, MISSING) for one in asked]
                    gone = answers(world, looker, missing, stream, counted=lambda _address: False)
                    for one, other in zip(asked, missing, strict=True):
                        assert _without(there[one][0], key) == _without(gone[other][0], MISSING), one


def _hidden_keys(world: World, looker: Looker) -> list[str]:
    """Claims of which somebody may not know, by the file: drafts and the like, and what is withheld."""

    def is_hidden(row: ProposedClaim) -> bool:
        levels = {cells()[row.category, audience]["normal"] for audience in looker.audiences}
        return row.stage != "approved" or levels == {"withhold"}

    rows = ProposedClaim.objects.exclude(category="C19").order_by("pk")
    return [row.key for row in rows if is_hidden(row)]


def _addresses_with(key: str, world: World) -> list[str]:
    """Every address that takes the key of a claim, and every list that takes one as its cursor."""
    found = [one for one in addresses(world, "elevated") if world.claims[0] in one]
    lists = ["/proposals/?before=KEY", "/api/v1/proposals?before=KEY", "/proposals/?q=KEY", "/search/?q=KEY"]
    lists += ["/api/v1/search?q=KEY", "/proposals/new/?supersedes=KEY"]
    return [*(one.replace(world.claims[0], key) for one in found), *(one.replace("KEY", key) for one in lists)]


def _without(answer: Answer, key: str) -> tuple[Any, ...]:
    """An answer without the key that was asked for, which a refusal may repeat."""
    status, headers, body = answer
    token = re.sub(
        rb'(csrfmiddlewaretoken" value="|nonce="|csrftoken=)[^";]*', rb"\1", body.replace(key.encode(), b"*")
    )
    told = [(name, value.replace(key, "*")) for name, value in headers]
    by_chance = ("Set-Cookie", "cookie csrftoken", "cookie sessionid", "Content-Security-Policy", "ETag")
    return status, [pair for pair in told if pair[0] not in by_chance], token
