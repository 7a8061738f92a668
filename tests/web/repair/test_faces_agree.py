"""Page, API, command and Python: the same question has the same plan, and the same refusal."""

import json

import pytest
from django.test import Client
from typer.testing import CliRunner

import openregime
from openregime.cli.application import application
from openregime.core.repair import BadEfforts
from openregime.core.repair.roadmap import _solved

pytestmark = pytest.mark.django_db
DAY = "2016-05-08"


def test_every_face_gives_the_same_plan_where_no_order_is_proven(client: Client) -> None:
    """Under so low a limit the search has to stop somewhere: all four ask it to stop at the same place."""
    _solved.cache_clear()
    page = client.get("/states/NRU/plan/", {"limit": "20", "as_of": DAY, "lang": "en"})
    api = client.get("/api/v1/states/NRU/plan", {"limit": "20", "as_of": DAY}).json()
    command = CliRunner().invoke(
        application(), ["plan", "NRU", "--limit", "20", "--as-of", DAY, "--format", "json"], catch_exceptions=False
    )
    roadmap = openregime.load().plan("NRU", DAY, yearly_limit=20)

    expected = dict(sorted(roadmap.schedule.finish.items()))
    assert not roadmap.is_optimal
    assert {row["id"]: row["last"] for row in page.context["rows"]} == expected
    assert {row["measure"]: row["in_place_by_end_of_year"] for row in api["measures"]} == expected
    assert {row["measure"]: row["last_year"] for row in json.loads(command.stdout)["measures"]} == expected
    assert _solved.cache_info().misses == 1
    assert "not proven: up to" in page.content.decode()


@pytest.mark.parametrize("limit", ["0.01", "1e9"])
def test_every_face_refuses_a_limit_out_of_range_with_the_same_range(client: Client, limit: str) -> None:
    page = client.get("/states/FRA/plan/", {"limit": limit, "lang": "en"})
    api = client.get("/api/v1/states/FRA/plan", {"limit": limit})
    command = CliRunner().invoke(application(), ["plan", "FRA", "--limit", limit], catch_exceptions=False)
    with pytest.raises(BadEfforts) as refusal:
        openregime.load().plan("FRA", DAY, yearly_limit=float(limit))

    words = "The yearly limit must be a number from 6 to 10,000 person-months"
    assert (page.status_code, words in page.content.decode()) == (400, True)
    assert api.status_code in (400, 422)
    assert (command.exit_code, words in command.stderr) == (2, True)
    assert words in str(refusal.value)


def test_what_is_asked_in_a_console_is_shown_in_a_line() -> None:
    observatory = openregime.load()
    shown = [repr(x) for x in (observatory, observatory.record, observatory.plan("FRA", DAY))]

    assert [len(text) < 120 for text in shown] == [True] * 3
    assert "person-months" in shown[2]
