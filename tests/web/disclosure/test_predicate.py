"""The subquery that says who may see what, against the gate itself, item by item."""

import datetime as dt
import random
from typing import Any

import pytest

from openregime.core.sharing import Asker, Consent, Decider, Gate, Item, Label, Level, Publication, Ruling, Situation
from openregime.core.sharing.situations import situation_for
from openregime.io.sharing.table import load_sharing_table
from openregime.web.disclosure.models import DisclosureProfile
from openregime.web.disclosure.profiles import ask_again, profile_for
from openregime.web.disclosure.queries import visible_profiles

NOW = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
TABLE = load_sharing_table()
STATES = ("", "ARD", "BOH")
HOLDERS = ("", "authority-of-arden", "operator-of-bohemia")

ASKERS = [
    Asker("anonymous", "public"),
    *(Asker("p", a.id, state=s, organisation=o) for a in TABLE.audiences for s, o in (("", ""), ("ARD", HOLDERS[1]))),
    Asker("p", "reviewer", missions=frozenset({"mission-1"})),
    Asker("", "public"),
    Asker("p", ""),
]
SITUATIONS: list[tuple[Situation, ...]] = [
    (),
    (Situation("elevated", NOW - HOUR, NOW + DAY, "duty officer", "x", "ARD"),),
    (
        Situation("elevated", NOW - HOUR, NOW + DAY, "duty officer", "x", "BOH"),
        Situation("emergency", NOW - HOUR / 2, NOW + DAY, "emergency director", "x", "ARD"),
    ),
]
RULINGS = [
    Ruling(
        "closed-c01", Level.EXISTENCE, frozenset({"public", "media"}), (Decider("a", "security officer"),), "why",
        NOW - DAY, (NOW + 30 * DAY).date(), category="C01", state="ARD", harm="theft", ends=NOW + 2 * DAY,
    ),
    Ruling(
        "opened-c03", Level.FULL, frozenset({"researcher"}), (Decider("a", "x"), Decider("b", "y")), "why", NOW + DAY,
        (NOW + 30 * DAY).date(), category="C03", benefit="learning",
    ),
    Ruling(
        "one-item", Level.WITHHOLD, frozenset({"public"}), (Decider("a", "security officer"),), "why", NOW - DAY,
        (NOW + 30 * DAY).date(), item="item-7", harm="person",
    ),
]  # fmt: skip


def some_items() -> list[Item]:
    chance = random.Random(4)
    categories = [c.id for c in TABLE.categories]
    items = []
    for number in range(50):
        picked = frozenset(chance.sample(categories, chance.choice((1, 1, 1, 2))))
        label = Label(
            picked,
            frozenset({"giver"}) if chance.random() < 0.2 else frozenset(),
            frozenset({"law 1"}) if chance.random() < 0.1 else frozenset(),
            closed_until=NOW + DAY if chance.random() < 0.2 else None,
        )
        consents = (Consent("giver", frozenset({"secretariat"}), Level.SUMMARY, NOW - DAY, NOW + HOUR),)
        items.append(
            Item(
                f"item-{number}",
                label,
                NOW.date(),
                state=chance.choice(STATES),
                holder=chance.choice(HOLDERS),
                mission=chance.choice(("", "mission-1")),
                completed_at=chance.choice((None, NOW - 400 * DAY, NOW - HOUR)),
                publication=Publication("x", NOW - DAY, "gazette") if chance.random() < 0.1 else None,
                consents=consents if chance.random() < 0.5 else (),
            )
        )
    return items


def gate_says(
    gate: Gate,
    items: list[Item],
    askers: list[Asker],
    situations: tuple[Situation, ...],
    now: dt.datetime,
    least: Level,
) -> set[str]:
    return {
        item.id
        for item in items
        if any(gate.decide(a, item, situation_for(situations, item.state, now), now).level >= least for a in askers)
    }


@pytest.mark.django_db
@pytest.mark.parametrize("situations", SITUATIONS, ids=["normal", "one State", "two States"])
@pytest.mark.parametrize("least", [Level.EXISTENCE, Level.FULL])
def test_the_subquery_shows_exactly_what_the_gate_allows(situations: tuple[Situation, ...], least: Level) -> None:
    gate, items = Gate(TABLE, RULINGS), some_items()
    profile_of = {item.id: profile_for(item, gate, now=NOW).pk for item in items}

    for asker in ASKERS:
        seen = set(visible_profiles([asker], situations, NOW, at_least=least).values_list("pk", flat=True))
        shown = {item for item, profile in profile_of.items() if profile in seen}
        assert shown == gate_says(gate, items, [asker], situations, NOW, least), asker


@pytest.mark.django_db
def test_several_askers_see_what_any_of_them_sees_and_nobody_sees_nothing() -> None:
    gate, items = Gate(TABLE, RULINGS), some_items()
    profile_of = {item.id: profile_for(item, gate, now=NOW).pk for item in items}
    both = [ASKERS[0], Asker("p", "regulator", state="ARD")]

    seen = set(visible_profiles(both, (), NOW).values_list("pk", flat=True))
    assert {i for i, p in profile_of.items() if p in seen} == gate_says(gate, items, both, (), NOW, Level.EXISTENCE)
    assert not visible_profiles([], (), NOW).exists()
    assert not visible_profiles([Asker("", ""), Asker("p", "")], (), NOW).exists()


@pytest.mark.django_db
def test_what_may_change_by_itself_is_closed_until_the_gate_is_asked_again() -> None:
    gate = Gate(TABLE, RULINGS)
    item = Item("late", Label(frozenset({"C01"}), closed_until=NOW + DAY), NOW.date(), holder="authority-of-arden")
    profile = profile_for(item, gate, now=NOW)
    anyone, later = [Asker("anonymous", "public")], NOW + DAY

    assert profile.turns_at == NOW + DAY
    assert not visible_profiles(anyone, (), NOW, at_least=Level.FULL).exists()
    assert not visible_profiles(anyone, (), later).exists()
    assert visible_profiles([Asker("p", "regulator", organisation="authority-of-arden")], (), later).exists()

    ask_again(DisclosureProfile.objects.all(), gate, now=later)
    assert visible_profiles(anyone, (), later, at_least=Level.FULL).exists()


@pytest.mark.django_db
def test_items_that_are_decided_alike_share_a_profile_and_a_ruling_on_one_gives_it_its_own(
    django_assert_num_queries: Any,
) -> None:
    gate = Gate(TABLE, RULINGS)
    label = Label.of("C02")
    one, other, ruled = (
        profile_for(Item(name, label, NOW.date(), state="ARD"), gate, now=NOW)
        for name in ("item-1", "item-2", "item-7")
    )
    assert one == other != ruled
    with django_assert_num_queries(1):
        profile_for(Item("item-3", label, NOW.date(), state="ARD"), gate, now=NOW)
