"""The pages of the index: intervals, choices in the address, two States, acts supposed, what matters, an audit."""

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

DAY = "2016-05-08"


def shown(client: Client, address: str, *, status: int = 200, **query: str | list[str]) -> str:
    response = client.get(address, {"lang": "en", "as_of": DAY, **query})
    assert response.status_code == status
    return response.content.decode()


def row_of(page: str, state: str) -> str:
    return page[page.index(f'id="unit-{state}"') :].partition("</tr>")[0]


def rank_of(page: str, state: str) -> tuple[int, int]:
    found = re.search(r'class="is-rank"[^>]*>(\d+)(?: to (\d+))?', row_of(page, state))
    assert found is not None
    return int(found[1]), int(found[2] or found[1])


@pytest.mark.parametrize("path", ["", "two/", "what-if/", "choices/", "published/", "audit/", "own/"])
def test_every_page_of_the_index_opens(client: Client, path: str) -> None:
    page = shown(client, f"/index/{path}")

    assert page.count("<h1") == 1
    assert f"/index/{path}?as_of={DAY}" in page, "the tabs keep the day"


def test_every_state_is_an_interval_with_its_weakest_pillar_and_an_empty_place_for_its_word(client: Client) -> None:
    page = shown(client, "/index/")

    assert page.count('id="unit-') == 197
    assert "hatched" in page
    assert "none given" in row_of(page, "FRA")
    assert rank_of(page, "JPN")[0] == 1
    assert rank_of(page, "PRK")[1] == 197


def test_a_state_that_certainly_lacks_a_pillar_has_it_named(client: Client) -> None:
    assert "Bound by hard law" in row_of(shown(client, "/index/"), "PRK")


def test_weights_and_compensation_stand_in_the_address_and_move_ranks(client: Client) -> None:
    page = shown(client, "/index/", p="1", **{"w-capacity": "0", "w-hard-law": "3"})

    assert "by the house’s choices" in page
    assert re.search(r'<option value="1" selected>', page)
    assert re.search(r'name="w-hard-law"[^>]*value="3"', page)
    assert "p=1&amp;w-hard-law=3&amp;w-capacity=0" in page, "tabs and downloads carry the choices on"


def test_the_least_pillar_alone_is_one_end_of_the_slider(client: Client) -> None:
    page = shown(client, "/index/", p="min")

    assert '<option value="min" selected>' in page
    assert rank_of(page, "PRK")[0] > rank_of(page, "JPN")[0] == 1


def test_a_slider_gets_the_table_alone(client: Client) -> None:
    answer = client.get(
        "/index/", {"as_of": DAY, "p": "0"}, headers={"HX-Request": "true", "HX-Target": "index-result"}
    )
    part = answer.content.decode()

    assert part.lstrip().startswith('<div id="index-result">')
    assert part.count('id="unit-') == 197
    assert "<html" not in part


def test_the_same_address_gives_the_same_numbers(client: Client) -> None:
    first, again = (shown(client, "/index/", p="-2") for _ in range(2))

    assert first[first.index("index-result") :] == again[again.index("index-result") :]


@pytest.mark.parametrize(("query", "words"), [
    ({"p": "7"}, "Compensation must be a number"),
    ({"p": "nan"}, "Compensation must be a number"),
    ({"w-capacity": "-1"}, "must be a number from 0 to 5"),
    ({"w-capacity": "heavy"}, "must be a number from 0 to 5"),
    ({f"w-{link}": "0" for link in ("hard-law", "neighbours", "commitments", "reviewed", "capacity")}, "above 0"),
])  # fmt: skip
def test_a_choice_that_cannot_be_is_said_at_its_field(client: Client, query: dict[str, str], words: str) -> None:
    page = shown(client, "/index/", status=400, **query)

    assert words in page
    assert "error-summary" in page
    assert 'id="unit-' not in page, "no table of other choices than those asked for"


@pytest.mark.parametrize("query", [{"index": "best"}, {"w-atlantis": "1"}, {"unchanged": "maybe"}])
def test_an_address_that_names_nothing_is_refused_with_what_there_is(client: Client, query: dict[str, str]) -> None:
    assert "known" in shown(client, "/index/", status=400, **query) or "write 1" in shown(
        client, "/index/", status=400, **query
    )


def test_before_anything_was_due_there_is_a_sentence_and_no_table(client: Client) -> None:
    for path in ("", "two/", "what-if/", "choices/", "published/", "audit/"):
        page = shown(client, f"/index/{path}", as_of="1970-01-02")
        assert "Nothing of what this index reads was due" in page


def test_states_that_did_not_exist_are_named_and_not_ranked(client: Client) -> None:
    page = shown(client, "/index/", as_of="2003-01-01")

    left_out = page[page.index("not in the table:") :].partition("</p>")[0]
    assert "South Sudan" in left_out
    assert 'id="unit-SSD"' not in page
    assert "Due of nobody on this day" in page


def test_what_is_supposed_is_marked_as_supposed(client: Client) -> None:
    page = shown(client, "/index/", as_of="2026-11-20", unchanged="1")

    assert "A supposition, not a reading" in page
    assert "the order of" in page, "had nothing changed, some order is certain"


def test_two_states_are_set_against_each_other_pillar_by_pillar(client: Client) -> None:
    page = shown(client, "/index/two/", a="JPN", b="PRK")

    assert "Japan certainly stands above Democratic People" in page
    assert "Japan certainly above in 100 %" in page
    assert "Where they differ" in page
    assert f"/states/JPN/?as_of={DAY}" in page


def test_where_it_is_open_which_state_stands_above_the_page_says_so(client: Client) -> None:
    assert "It is open which of France and Japan" in shown(client, "/index/two/", a="FRA", b="JPN")
    assert "Choose two different States" in shown(client, "/index/two/", a="FRA", b="FRA")
    assert "No two States chosen yet" in shown(client, "/index/two/", a="FRA")
    assert "Nothing was due of South Sudan" in shown(client, "/index/two/", a="FRA", b="SSD", as_of="2003-01-01")
    shown(client, "/index/two/", status=404, a="FRA", b="Atlantis")


def test_acts_that_are_supposed_move_the_index_of_one_state(client: Client) -> None:
    acts = ["join:cppnm", "join:cppnm_a", "join:icsant"]
    page = shown(client, "/index/what-if/", state="IRN", act=acts)

    assert "Iran (Islamic Republic of) would read 1 to 85 instead of 1" in page
    assert page.count("checked") >= 3
    assert "These acts move nothing" in shown(client, "/index/what-if/", state="FRA", act="join:cppnm")
    shown(client, "/index/what-if/", status=400, state="IRN", act="join:atlantis")


def test_what_matters_is_drawn_and_said(client: Client) -> None:
    page = shown(client, "/index/choices/")

    assert "How much a strong pillar may make up for a weak one" in page
    assert "What is not known" in page
    assert "<svg" in page


def test_published_scores_stand_beside_with_their_caveats_and_source(client: Client) -> None:
    page = shown(client, "/index/published/", as_of="2017-11-01")

    assert "Over 22 States" in page
    assert "What this does not say" in page
    assert "/sources/" in page
    shown(client, "/index/published/", status=400, edition="nti:none")


def test_failed_checks_are_printed(client: Client) -> None:
    page = shown(client, "/index/audit/")

    assert "failed" in page
    assert "nobody gets before somebody has signed" in page


@pytest.mark.parametrize("form", ["csv", "json", "xlsx"])
@pytest.mark.parametrize("what", ["table", "choices", "audit", "published"])
def test_every_table_can_be_had_as_a_file(client: Client, what: str, form: str) -> None:
    response = client.get(f"/index/{what}.{form}", {"as_of": DAY, "p": "1"})

    assert response.status_code == 200
    assert len(response.content) > 150
    assert f"as-of-{DAY}" in response["Content-Disposition"]


@pytest.mark.parametrize(("address", "status"), [
    ("table.pdf", 404), ("secrets.csv", 404), ("table.csv?p=9", 400), ("table.csv?as_of=1970-01-02", 400),
    ("published.csv?edition=none", 400),
])  # fmt: skip
def test_a_file_that_cannot_be_made_is_refused(client: Client, address: str, status: int) -> None:
    assert client.get(f"/index/{address}").status_code == status


def test_the_number_of_queries_does_not_grow(client: Client, django_assert_num_queries: object) -> None:
    for path in ("", "two/?a=FRA&b=JPN", "what-if/?state=FRA&act=mission", "choices/", "published/", "audit/"):
        with django_assert_num_queries(1):  # type: ignore[operator]
            client.get(f"/index/{path}")


def test_an_audit_of_a_day_that_tells_no_state_apart_leads_to_one_that_does(client: Client) -> None:
    page = shown(client, "/index/audit/", as_of="2026-11-23", as_known="2026-11-24")

    assert "What is known tells units apart" in page
    assert re.search(r'href="[^"]*as_of=20\d\d-\d\d-\d\d[^"]*">Read ', page)
    assert "unchanged=1" in page


def test_published_scores_are_those_known_by_then(client: Client) -> None:
    then = shown(client, "/index/published/", as_of="2018-12-31", as_known="2019-01-01")
    assert "NTI index of 2018" in then
    assert "of 2023" not in then
    shown(client, "/index/published/", status=400, as_known="2019-01-01", edition="nti:secure_materials:2023")

    before = shown(client, "/index/published/", as_of="2011-01-01", as_known="2011-01-01")
    assert "No edition can be compared yet" in before


def test_published_scores_of_another_time_carry_a_warning(client: Client) -> None:
    assert "years apart" in shown(client, "/index/published/", as_of="1990-01-01")
    assert "years apart" not in shown(client, "/index/published/", as_of="2023-01-01")


def test_a_weight_with_an_underscore_is_no_number(client: Client) -> None:
    assert "must be a number" in shown(client, "/index/", status=400, **{"w-hard-law": "1_0"})


def test_estimated_shares_carry_their_intervals_and_the_gaps_are_those_of_the_call(client: Client) -> None:
    page = shown(client, "/index/choices/")
    found = client.get("/api/v1/indices/regime/sensitivity", {"as_of": DAY}).json()
    gaps = int(next(re.search(r"(\d+) gaps are open", note) for note in found["notes"])[1])  # type: ignore[index]

    assert f"the {gaps:,} gaps" in page
    alone = re.findall(r'data-label="By itself">([^<]*)<', page)
    assert alone
    assert all(re.fullmatch(r"[\d.]+ \([\d.]+ to [\d.]+\)", one) for one in alone)


def test_where_no_order_is_certain_states_stand_by_name_and_the_caption_says_so(client: Client) -> None:
    page = shown(client, "/index/", as_of="2026-11-01")

    assert "Of no two States is it certain" in page
    assert "by name, for no order is certain" in page
    assert page.index('id="unit-AFG"') < page.index('id="unit-CHN"') < page.index('id="unit-ZWE"')


def test_a_pillar_that_is_certainly_whole_is_not_said_to_be_perhaps_the_weakest(client: Client) -> None:
    row = row_of(shown(client, "/index/", as_of="2017-11-20"), "CHN")

    assert "any of them may be" not in row
    assert "Reviewed by peers" in row


def test_a_report_goes_out_signed_and_in_the_language_of_the_page(client: Client) -> None:
    blocked = client.get("/index/report.html", {"as_of": DAY})
    assert blocked.status_code == 409
    assert "sign for it" in blocked.content.decode()
    assert client.get("/index/report.docx", {"as_of": DAY}).status_code == 404

    signed = {"as_of": DAY, "signed-by": "A. <Nalyst>", "reason": "To teach."}
    english = client.get("/index/report.html", {**signed, "lang": "en", "p": "-2"})
    assert 'attachment; filename="openregime_index-regime-report_as-of-2016-05-08' in english["Content-Disposition"]
    page = english.content.decode()
    assert "signed by A. &lt;Nalyst&gt;" in page
    assert "power-mean (p -2, floor 1)" in page, "the reader's own choices"
    assert "The record of OpenRegime" in page

    arabic = client.get("/index/report.pdf", {**signed, "lang": "ar"})
    assert arabic["Content-Type"] == "application/pdf"
    assert arabic.content.startswith(b"%PDF-1.7")
    said = client.get("/index/report.html", {**signed, "lang": "ar"}).content.decode()
    assert 'dir="rtl"' in said
    assert "اليابان" in said, "names of States in the language of the page"


def test_the_audit_leads_to_the_report_and_asks_who_signs(client: Client) -> None:
    page = shown(client, "/index/audit/", index="regime-all")

    assert 'action="/index/report.pdf"' in page
    assert 'formaction="/index/report.html"' in page
    assert 'name="signed-by"' in page
    assert '<input type="hidden" name="index" value="regime-all">' in page


def test_the_audit_shows_and_gives_away_what_it_found_beside_its_checks(client: Client) -> None:
    page = shown(client, "/index/audit/")
    assert "Audit: indicators" in page
    assert "Nearest sibling" in page
    assert "Cronbach" in page
    for what in ("indicators", "groups", "units", "contributions"):
        assert f"/index/audit-{what}.csv" in page

    units = client.get("/index/audit-units.csv", {"as_of": DAY, "lang": "en"}).content.decode()
    assert "Joined the Convention" in units
    added = client.get("/index/audit-contributions.json", {"as_of": DAY, "lang": "en"}).json()
    row = next(row for row in added["rows"] if row["sum"] is not None)
    parts = [value for key, value in row.items() if key.startswith("adds_")]
    assert sum(parts) == pytest.approx(row["sum"], rel=1e-9)


def test_the_audit_stands_with_the_index_and_every_unit_has_the_choice_that_decides_it(client: Client) -> None:
    page = shown(client, "/index/")
    assert re.search(r'<a href="/index/audit/\?[^"]*">\d+ of \d+ checks passed\.</a>', page)

    rows = client.get("/index/choices-by-unit.json", {"as_of": DAY, "lang": "en"}).json()["rows"]
    assert len(rows) == 197
    assert any(row["decides"] for row in rows)
    least = client.get("/index/table.json", {"as_of": DAY, "lang": "en"}).json()["rows"]
    assert all("minimum" in row or "minimum_low" in row for row in least)
