"""Calls on the outlook: the numbers of the pages, and a 4xx with words for what cannot be."""

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def ask(client: Client, address: str, *, status: int = 200, **query: Any) -> Any:
    response = client.get(f"/api/v1/{address}", {"as_known": "2026-11-24", **query})
    assert response.status_code == status, response.content[:400]
    return response.json()


def test_a_forecast_gives_fan_reaches_states_and_score(client: Client) -> None:
    found = ask(client, "outlooks/cppnm_a", as_of="2013-10-18", horizon="2.5")

    assert found["parties"] == {"low": 70, "high": 76}
    assert [p["day"] for p in found["fan"]][-1] == "2016-04-18"
    assert found["fan"][-1]["came"] == {"low": 102, "high": 102}
    for point in found["fan"]:
        wide, narrow = point["nine_tenths"], point["four_fifths"]
        assert wide["low"] <= narrow["low"] <= point["middle"] <= narrow["high"] <= wide["high"]
    assert {r["what"] for r in found["reaches"]} == {"force", "more", "universal"}
    assert found["score"]["gain_low"] > 0
    assert found["states"] == sorted(found["states"], key=lambda s: -s["chance"])


def test_the_list_says_of_every_instrument_what_may_come_or_why_not(client: Client) -> None:
    found = ask(client, "outlooks", as_of="2020-01-01")["outlooks"]

    assert len(found) == 19
    assert all((one["by"] is None) == bool(one["reason"]) for one in found)


def test_voluntary_regimes_carry_their_sources(client: Client) -> None:
    found = client.get("/api/v1/voluntary-regimes").json()["regimes"]

    assert {one["regime"] for one in found} == {"EITI", "ISO 14001", "Equator Principles"}
    assert all(one["sources"] and not one["allows_a_forecast"] for one in found)


@pytest.mark.parametrize(
    ("address", "query", "status", "code"),
    [
        ("outlooks/nothing", {}, 404, "unknown-instrument"),
        ("outlooks/npt", {}, 400, "no-forecast"),
        ("outlooks/icsant", {"as_of": "2005-12-01"}, 400, "not-yet-open"),
        ("outlooks/cppnm", {"as_of": "1985-01-01"}, 400, "too-few-parties"),
        ("outlooks/cppnm", {"horizon": "0"}, 400, "bad-horizon"),
        ("outlooks/cppnm", {"reach": "2"}, 400, "bad-target"),
        ("outlooks/cppnm", {"years": "2"}, 400, "bad-parameter"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    client: Client, address: str, query: dict[str, str], status: int, code: str
) -> None:
    assert ask(client, address, status=status, **query)["code"] == code
