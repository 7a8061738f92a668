"""Pages of the record say what was known by the day that their address names, and count what they leave out."""

import datetime as dt
import re

import pytest
from django.test import Client

from openregime.web.record.cross_references import cross_references
from openregime.web.record.known_sources import sources_known_by
from openregime.web.record.queries import observatory
from openregime.web.site.templatetags._formats import number_words

pytestmark = pytest.mark.django_db

DAY = dt.date(2012, 1, 1)
THEN = f"as_of={DAY}&as_known={DAY}&lang=en"


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_record_counts_only_what_was_known_and_says_how_much_is_left_out(client: Client) -> None:
    record = observatory().record
    known = record.as_known(DAY)
    named = {s for c in known.claims for s in c.sources}
    words = text(client, f"/record/?{THEN}")

    assert f"{number_words(len(known.claims))} claims on the word of {len(named)} sources" in words
    left_out = number_words(len(record.claims) - len(known.claims))
    assert f"became known only after 1 January 2012 and are left out: {left_out} claims" in words


def test_lists_and_totals_that_were_not_known_yet_are_not_on_the_record_page(client: Client) -> None:
    record = observatory().record
    html = client.get(f"/record/?{THEN}").content.decode()

    late = [c for c in record.completeness if c.recorded > DAY]
    assert late
    assert [c.id for c in late if f'id="{c.id}"' in html] == []
    n_totals = sum(t.recorded <= DAY for t in record.totals)
    assert html.count("<tr>", html.index('id="totals"'), html.index('id="releases-caption"')) == n_totals + 1


def test_only_sources_that_carry_a_claim_are_counted_as_giving_their_word(client: Client) -> None:
    named = {s for c in observatory().record.claims for s in c.sources}

    assert len(named) < len(cross_references().sources)
    assert f"claims on the word of {len(named)} sources" in text(client, "/record/?lang=en")


def test_the_list_of_sources_leaves_out_who_had_not_spoken_yet_and_says_how_many(client: Client) -> None:
    rows = sources_known_by(observatory(), DAY)
    n_later = len(cross_references().sources) - len(rows)
    words = text(client, f"/sources/?{THEN}")

    assert n_later > 0
    assert f"{len(rows)} of {len(rows)} sources" in words
    assert f"{n_later} more sources spoke only after 1 January 2012 and are left out." in words


def test_a_source_on_which_nothing_rests_is_listed_from_its_own_day_on() -> None:
    """The list of sources speaks of 2018 for this one, and no row cites it."""

    def ids(day: dt.date) -> set[str]:
        return {row.source.id for row in sources_known_by(observatory(), day)}

    assert "mx_dof_jc_2018" not in ids(dt.date(2018, 5, 16))
    assert "mx_dof_jc_2018" in ids(dt.date(2018, 5, 17))
    assert {"un_member_states", "S-CPPNM"} <= ids(dt.date(2010, 1, 1))  # undated; and the text of a provision


def test_a_source_page_leaves_out_lists_and_totals_that_became_known_later(client: Client) -> None:
    held = cross_references()
    total = next(t for t in held.record.totals if t.recorded > DAY)
    page = f"/sources/{total.sources[0]}/"

    assert 'id="totals"' in client.get(f"{page}?lang=en").content.decode()
    assert 'id="totals"' not in client.get(f"{page}?{THEN}").content.decode()
    assert "became known after 1 January 2012 and are left out" in text(client, f"{page}?{THEN}")


def test_a_claim_page_leaves_out_rivals_that_became_known_later(client: Client) -> None:
    held = cross_references()
    claim, rival = next((c, r) for c in held.record.claims for r in held.rivals_of(c) if r.recorded > c.recorded)
    query = f"as_known={claim.recorded}&lang=en"

    assert f"/claims/{rival.id}/" in client.get(f"/claims/{claim.id}/?lang=en").content.decode()
    assert f"/claims/{rival.id}/" not in client.get(f"/claims/{claim.id}/?{query}").content.decode()


def test_the_short_address_of_completeness_keeps_both_days_and_the_language(client: Client) -> None:
    response = client.get("/completeness/?as_of=2013-10-18&as_known=2014-01-01&lang=ar")

    assert response.status_code in (301, 302)
    assert response["Location"] == "/record/?as_of=2013-10-18&as_known=2014-01-01&lang=ar#complete"
    assert client.get("/completeness/")["Location"] == "/record/#complete"
    assert client.get("/completeness/?as_of=never").status_code == 400


def test_a_day_before_any_list_was_known_says_so(client: Client) -> None:
    words = text(client, "/record/?as_known=1975-01-01&lang=en")

    assert "No list was known to be complete by that day." in words
    assert "No total was known by that day." in words
