"""The overview says what the record says, with few queries and clear refusals."""

import re

import pytest
from django.test import Client

from openregime.web.regime.overview import told_apart

pytestmark = pytest.mark.django_db

DAY = "2013-10-18"


def text_of(client: Client, address: str) -> str:
    """The words of a page, tags and repeated white space taken out."""
    response = client.get(address)
    assert response.status_code == 200, address
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_overview_answers_first_how_the_amendment_stood(client: Client) -> None:
    """Published totals: 70 on 16 September 2013, 76 on 29 May 2014; two thirds of 147 to 148 parties were needed."""
    text = text_of(client, f"/?as_of={DAY}")

    assert "not in force: between 70 and 76 States had joined, and between 98 and 99 were needed" in text


def test_overview_of_the_day_of_entry_into_force(client: Client) -> None:
    text = text_of(client, "/?as_of=2016-05-08")

    assert "the Amendment to the CPPNM was in force. States that had joined it: 102." in text


def test_overview_names_holders_that_were_certainly_outside(client: Client) -> None:
    text = text_of(client, f"/?as_of={DAY}")

    assert "9 holders of weapons-usable material certainly outside, 15 possibly" in text


def test_weak_links_come_with_most_at_stake_first(client: Client) -> None:
    html = client.get(f"/?as_of={DAY}").content.decode()
    order = [html.index(f"missing={name}") for name in ("icsant", "cppnm_a", "jc", "cns")]

    assert sorted(order) == order


@pytest.mark.parametrize("day", [DAY, "2026-01-01"])
def test_what_nobody_is_known_to_lack_is_folded_away_and_still_told(client: Client, day: str) -> None:
    rows = client.get(f"/?as_of={day}").context["rows"]

    assert rows["telling"]
    assert rows["silent"]
    assert all(row["certainly"] or row["last_known"] for row in rows["telling"])
    assert not any(row["certainly"] or row["last_known"] for row in rows["silent"])
    html = client.get(f"/?as_of={day}").content.decode()
    assert all(f"missing={row['requirement']}" in html for part in rows.values() for row in part)


def test_a_day_on_which_nobody_is_known_to_lack_anything_folds_nothing_away() -> None:
    rows = [{"certainly": 0, "last_known": 0}]

    assert told_apart(rows) == {"telling": rows, "silent": []}


def test_after_the_lists_end_the_page_offers_a_sharper_day(client: Client) -> None:
    text = text_of(client, "/?as_of=2026-01-01")

    assert "Much is left open on this day" in text
    assert "20 November 2017" in text


def test_while_the_lists_last_nothing_is_called_open(client: Client) -> None:
    assert "Much is left open" not in text_of(client, "/?as_of=2017-11-20")


@pytest.mark.parametrize("day", ["1980-03-03", "1995-12-31", DAY, "2026-01-01"])
@pytest.mark.parametrize("show", ["weakest", "cppnm_a", "gicnt"])
def test_every_state_is_on_map_and_grid(client: Client, day: str, show: str) -> None:
    html = client.get(f"/?as_of={day}&show={show}").content.decode()

    assert len(set(re.findall(r'data-place="([A-Z]{3})"', html)) - {"EUR"}) == 197


def test_overview_takes_the_same_few_queries_on_every_day(
    client: Client, django_assert_max_num_queries: object
) -> None:
    client.get("/")
    for day in ("1987-02-08", DAY, "2024-06-30"):
        with django_assert_max_num_queries(2):  # type: ignore[operator]
            client.get(f"/?as_of={day}")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/?as_of=2013-13-40", "as_of"),
        ("/?as_of=yesterday", "as_of"),
        ("/?show=atlantis", "show"),
        ("/?aspect=secret", "aspect"),
        ("/states/?region=Atlantis", "region"),
        ("/states/?sort=height", "sort"),
        ("/states/?missing=everything", "missing"),
        ("/states/?stake=gold", "stake"),
        ("/compare/?from=2016-05-08&to=2013-10-18", "from"),
        ("/compare/?from=2016-02-30", "from"),
        ("/compare/?known=never", "known"),
    ],
)
def test_bad_parameters_are_refused_in_words(client: Client, address: str, words: str) -> None:
    response = client.get(address)

    assert response.status_code == 400
    assert words in response.content.decode()


def test_list_of_states_begins_with_the_certainly_weakest(client: Client) -> None:
    html = client.get(f"/states/?as_of={DAY}").content.decode()
    order = re.findall(r'href="/states/([A-Z]{3})/', html)

    assert order[:2] == ["PRK", "IRN"], "both outside all three treaties, with material"
    assert len(order) == 197


def test_list_of_states_can_be_narrowed_and_sorted(client: Client) -> None:
    html = client.get(f"/states/?as_of={DAY}&missing=cppnm_a&stake=material&sort=name").content.decode()
    order = re.findall(r'href="/states/([A-Z]{3})/', html)

    assert len(order) == 9
    assert "FRA" not in order, "France may have joined by then: it is not certainly missing"
    names = re.findall(r'href="/states/[A-Z]{3}/[^"]*">([^<]+)<', html)
    assert sorted(names) == names


def test_empty_list_says_so_and_leads_back(client: Client) -> None:
    text = text_of(client, "/states/?name=zzzz")

    assert "No State fits" in text


def test_comparison_tells_what_instruments_became(client: Client) -> None:
    told = text_of(client, "/compare/?from=2016-05-07&to=2016-05-08")

    assert "8 May 2016: Amendment to the CPPNM" in told
    assert "entered into force" in told
    assert "entered into force" not in text_of(client, "/compare/?from=2016-05-08&to=2016-06-08")


def test_comparison_tells_events_from_learning(client: Client) -> None:
    now = text_of(client, f"/compare/?from={DAY}&to=2016-05-08")
    then = text_of(client, f"/compare/?from={DAY}&to=2016-05-08&known=then")

    assert "Joined the Convention on the Physical Protection of Nuclear Material: became true 5" in now
    assert "Choose “what was known then”" in now
    assert "became known" in then


def test_arabic_page_is_mirrored_and_keeps_the_language(client: Client) -> None:
    html = client.get(f"/?as_of={DAY}&lang=ar").content.decode()

    assert 'lang="ar" dir="rtl"' in html
    assert "lang=ar" in html


def test_a_high_end_alone_never_paints_a_state_as_strong(client: Client) -> None:
    """India read 0 to 0.80 on that day: certainly not whole, and not strong."""
    html = client.get(f"/?as_of={DAY}").content.decode()
    india = re.search(r'class="([^"]+)"[^>]*data-place="IND"', html)

    assert india is not None
    assert india[1] == "r-2"
    assert 'class="r-4"' not in html.split('id="map-key"')[0]


def test_today_says_what_was_last_certain_and_by_whom(client: Client) -> None:
    text = text_of(client, "/?as_of=2026-01-01")

    assert "ICSANT, 16 May 2025: 70 States outside, 4 of them holding weapons-usable material." in text
    assert "published totals say that at least 10 of them have joined since, not which" in text


def map_of(client: Client, instrument: str) -> str:
    """The map of an instrument with its key."""
    html = client.get(f"/?as_of=2026-11-20&lang=en&show={instrument}").content.decode()
    return html[html.index('class="map-section"') : html.index('id="figures"')]


def test_only_what_has_a_complete_list_is_said_to_have_had_one(client: Client) -> None:
    """The record holds no complete list of the Early Notification Convention: single sources say who was outside."""
    html = client.get("/?as_of=2026-11-20&lang=en").content.decode()
    row = html[html.index('missing=enc"') :].split("</tr>")[0]

    assert "did not meet it on the last day that a source decides" in row
    assert "when the list was last complete" not in row
    assert "not known; outside on the last day that a source decides" in map_of(client, "enc")
    assert "not known; outside when the list was last complete" not in map_of(client, "enc")
    assert "not known; outside when the list was last complete" in map_of(client, "icsant")


def test_the_overview_does_not_offer_a_list_that_was_not_known_yet(client: Client) -> None:
    known = "as_of=2012-01-01&as_known=2012-01-01&lang=en"

    assert "20 November 2017" not in text_of(client, f"/?{known}")
    assert "What may be quoted" not in text_of(client, "/?as_of=1990-01-01&as_known=1990-01-01&lang=en")


def test_a_comparison_can_be_narrowed_to_one_requirement_and_gives_the_day(client: Client) -> None:
    narrowed = text_of(client, f"/compare/?from={DAY}&to=2016-05-08&requirement=icsant&lang=en")

    assert "Joined ICSANT: became true" in narrowed or "ICSANT" in narrowed
    assert "Joined the Convention on the Physical Protection of Nuclear Material: became true" not in narrowed
    assert "not met → met · 30 Sept 2015" in narrowed, "the United States deposited on that day"
    assert client.get("/compare/?requirement=none").status_code == 400


def test_shares_are_written_with_two_decimals_and_the_help_says_so(client: Client) -> None:
    assert not re.search(r"\d ?%(?!\w)", text_of(client, f"/?as_of={DAY}&lang=en"))
    assert "from 0 to 1 with two decimals, never in per cent" in text_of(client, "/help/?lang=en")


def test_a_supposition_is_never_called_certain(client: Client) -> None:
    html = client.get("/states/?lang=en").content.decode()
    rows = html[html.index("<tbody>") :].split("</tr>")[:-1]
    supposed = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)[2] for row in rows]

    assert "nothing met" in supposed
    assert not [words for words in supposed if "certain" in words]
