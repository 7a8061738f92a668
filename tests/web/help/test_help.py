"""The help page explains every link of the chain as it is."""

import pytest
from django.test import Client

from openregime.io.chain import load_chain

pytestmark = pytest.mark.django_db


def test_help_names_every_link_and_requirement(client: Client) -> None:
    html = client.get("/help/").content.decode()

    for link in load_chain().links:
        assert link.title in html
        for requirement in link.requirements:
            assert requirement.title in html


def test_help_says_what_a_reading_is_not(client: Client) -> None:
    assert "It does not say how well any site is protected" in client.get("/help/").content.decode()
