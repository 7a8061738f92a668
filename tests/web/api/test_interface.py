"""The interface gives the figures of the core, refuses in words, and asks the database the same few questions."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from openregime.core.readings.evidence import joined
from openregime.core.readings.knowing import value_of_knowing
from openregime.web.api.interface import api
from openregime.web.api.urls import HANDED_IN, WRITING
from openregime.web.record.cross_references import cross_references
from openregime.web.record.queries import newest_release, observatory

pytestmark = pytest.mark.django_db
REPOSITORY = Path(__file__).resolve().parents[3]
AS_OF, AS_KNOWN = dt.date(2013, 10, 18), dt.date(2026, 11, 23)
DAYS = f"as_of={AS_OF}&as_known={AS_KNOWN}"


@pytest.fixture
def reader() -> Client:
    return Client(raise_request_exception=False)


def ask(reader: Client, address: str, status: int = 200) -> Any:
    response = reader.get(f"/api/v1/{address}")
    assert response.status_code == status, response.content[:300]
    return response.json()


def span(value: Any) -> Any:
    return None if value is None else {"low": value.low, "high": value.high}


# ---- the figures of the core


def test_weak_links_are_those_of_the_core(reader: Client) -> None:
    sent = ask(reader, f"weak-links?{DAYS}")
    core = observatory().weak_links(AS_OF, AS_KNOWN)

    assert (sent["as_of"], sent["as_known"]) == (str(AS_OF), str(AS_KNOWN))
    assert [m["requirement"] for m in sent["weak_links"]] == [m.requirement.id for m in core]
    assert [m["certainly"] for m in sent["weak_links"]] == [list(m.certainly) for m in core]
    assert [m["met"]["states"] for m in sent["weak_links"]] == [span(m.count) for m in core]


@pytest.mark.parametrize("aspect", ["public", "States", "together"])
def test_the_list_of_states_is_that_of_the_core(reader: Client, aspect: str) -> None:
    sent = ask(reader, f"states?{DAYS}&aspect={aspect}")["states"]
    core = observatory().listed_states(AS_OF, AS_KNOWN, aspect=aspect)

    assert [s["state"]["id"] for s in sent] == [s.state for s in core]
    assert [s["span"] for s in sent] == [span(s.span) for s in core]
    assert [s["weakest"] for s in sent] == [list(s.weakest) for s in core]


def test_a_state_is_that_of_the_core(reader: Client) -> None:
    sent = ask(reader, f"states/france?{DAYS}")
    core = observatory().state("FRA", AS_OF, AS_KNOWN)

    assert {a: c["span"] for a, c in sent["chains"].items()} == {a: span(c.span) for a, c in core.chains.items()}
    assert [(r["id"], r["status"]) for x in sent["links"] for r in x["requirements"]] == [
        (r.requirement.id, r.status.slug) for x in core.links for r in x.requirements
    ]
    knowing = ask(reader, f"states/FRA/knowing?{DAYS}&aspect=together")["knowing"]
    core_knowing = value_of_knowing(observatory().reading(AS_OF, AS_KNOWN), "FRA", "together")
    assert [(k["of"], k["gain"]) for k in knowing] == [(k.of, k.gain) for k in core_knowing]


def test_an_instrument_is_that_of_the_core(reader: Client) -> None:
    sent = ask(reader, f"instruments/cppnm_a?{DAYS}")
    core = observatory().instrument("cppnm_a", AS_OF, AS_KNOWN)

    assert sent["is_in_force"] is False
    assert sent["joined"]["states"] == span(core.joined)
    assert [t["id"] for t in sent["joined"]["narrowed_by"]] == [t.id for t in core.joined.narrowed_by]
    assert (sent["needed"]["low"], sent["needed"]["high"]) == core.needed
    assert tuple(map(tuple, sent["holders"].values())) == core.holders


def test_published_figures_of_the_amendment_and_icsant(reader: Client) -> None:
    """102 States on 8 May 2016 and 94 parties to ICSANT on 10 July 2014 (README of the treaty tables)."""
    amendment = ask(reader, "instruments/cppnm_a?as_of=2016-05-08")
    icsant = ask(reader, "instruments/icsant?as_of=2014-07-10")

    assert (amendment["is_in_force"], amendment["joined"]["states"]) == (True, {"low": 102, "high": 102})
    assert amendment["organizations"] == ["EUR"]
    assert icsant["joined"]["states"] == {"low": 94, "high": 94}


def test_guidance_is_joined_by_nobody_and_not_by_an_unknown_number(reader: Client) -> None:
    sent = ask(reader, "instruments/nss20")

    assert sent["joined"] is None
    assert sent["bound"] is None
    assert [sent[name] for name in ("inside", "perhaps", "outside", "not_applicable")] == [[], [], [], []]
    for call in ("parties", "history"):
        assert "guidance binds nobody" in ask(reader, f"instruments/nss20/{call}", 400)["message"]


def test_parties_add_up_to_the_count(reader: Client) -> None:
    parties = ask(reader, f"instruments/cppnm_a/parties?{DAYS}")["parties"]
    count = ask(reader, f"instruments/cppnm_a?{DAYS}")["joined"]["by_name"]
    inside = sum(p["joined"] == "met" for p in parties)

    assert len(parties) == len(observatory().record.states)
    assert inside == count["low"]
    assert inside + sum(p["joined"] == "unknown" for p in parties) == count["high"]


def test_the_history_ends_with_the_count_of_the_day(reader: Client) -> None:
    sent = ask(reader, f"instruments/cppnm_a/history?{DAYS}")
    assert sent["counts"][-1]["states"] == ask(reader, f"instruments/cppnm_a?{DAYS}")["joined"]["states"]
    assert sent["counts"][0]["states"] == {"low": 0, "high": 0}
    assert sent["totals"]


def test_regions_levels_and_the_regime_are_those_of_the_core(reader: Client) -> None:
    seen = observatory()
    regions = ask(reader, f"regions?{DAYS}&by=subregion")["regions"]
    core = seen.regions(AS_OF, AS_KNOWN, by="subregion")

    assert [(g["name"], g["certainly_weak"], g["span"]) for g in regions] == [
        (g.name, g.certainly_weak, span(g.span)) for g in core
    ]
    assert ask(reader, f"regime?{DAYS}")["regime"]["open"] == seen.whole(AS_OF, AS_KNOWN).open
    assert [x["span"] for x in ask(reader, f"levels?{DAYS}")["levels"]] == [
        span(x.span) for x in seen.levels(AS_OF, AS_KNOWN)
    ]


def test_changes_are_those_of_the_core(reader: Client) -> None:
    sent = ask(reader, "changes?since=2013-10-18&since_known=2015-01-01&as_of=2016-05-08&as_known=2026-11-23")
    core = observatory().changes(
        AS_OF, "2016-05-08", first_known=dt.date(2015, 1, 1), second_known=dt.date(2026, 11, 23)
    )

    assert [(c["state"], c["requirement"], c["change"]) for c in sent["events"]] == [
        (c.state, c.requirement, c.verb) for c in core.events
    ]
    assert len(sent["learning"]) == len(core.learning) > 0
    force = {"instrument": "cppnm_a", "change": "entered-into-force", "day": "2016-05-08"}
    assert force in sent["instruments"]


def test_a_plan_saves_and_is_proven(reader: Client) -> None:
    sent = ask(reader, "states/FRA/plan")

    assert sent["set_proof"]["is_optimal"]
    assert sent["person_months"] == pytest.approx(sum(m["person_months"] for m in sent["measures"]))
    assert sent["saving_person_months"] == pytest.approx(sent["person_months_separately"] - sent["person_months"])
    assert max(y["person_months"] for y in sent["years"]) <= sent["yearly_limit"] + 1e-6
    assert {m["measure"] for m in sent["measures"]} == {m for y in sent["years"] for m in y["ends"]}


def test_what_is_in_place_needs_no_plan(reader: Client) -> None:
    before, after = ask(reader, "states/FRA/plan"), ask(reader, "states/FRA/plan?have=M01&effort=M13=99")

    assert "M01" in {m["measure"] for m in before["measures"]}
    assert "M01" not in {m["measure"] for m in after["measures"]}
    assert {m["measure"]: m["person_months"] for m in after["measures"]}.get("M13") in (99, 49.5)


def test_a_scenario_never_makes_a_chain_weaker(reader: Client) -> None:
    sent = ask(reader, f"states/PAK/scenario?act=join:icsant&act=mission&{DAYS}")

    assert sent["acts"] == ["join:icsant", "mission"]
    for aspect in ("public", "States", "together"):
        assert sent["after"][aspect]["low"] >= sent["before"][aspect]["low"]
        assert sent["after"][aspect]["high"] >= sent["before"][aspect]["high"]


# ---- the record and the rules


def test_every_claim_can_be_had_page_by_page(reader: Client) -> None:
    record = observatory().record
    first = ask(reader, "claims?page_size=500")
    pages = [ask(reader, f"claims?page_size=500&page={n}") for n in range(1, -(-first["count"] // 500) + 1)]

    assert [c["id"] for page in pages for c in page["claims"]] == [c.id for c in record.claims]
    assert ask(reader, "claims?page=99999")["claims"] == []


def test_claims_are_narrowed(reader: Client) -> None:
    sent = ask(reader, "claims?subject=FRA&object=cppnm&standing=preferred")
    assert {c["id"] for c in sent["claims"]} == {c.id for c in observatory().record.claims_about("FRA", "cppnm")}
    assert ask(reader, "claims?source=ieadb")["count"] == len(cross_references().claims_resting_on("ieadb"))
    assert ask(reader, "claims?source=nobody", 404)["code"] == "unknown-source"


def test_a_claim_comes_with_its_rivals(reader: Client) -> None:
    competing = ask(reader, "claims?standing=competing&page_size=500")["claims"]
    assert len(competing) > 50
    sent = ask(reader, f"claims/{competing[0]['id']}")
    assert sent["others"]
    assert sent["feeds"] == []


def test_sources_totals_completeness_and_the_release(reader: Client) -> None:
    seen = observatory()
    assert ask(reader, "sources")["count"] == len(cross_references().sources)
    assert ask(reader, "sources/ieadb")["claims"] == len(cross_references().claims_resting_on("ieadb"))
    assert [t["id"] for t in ask(reader, "totals")["totals"]] == [t.id for t in seen.record.totals]
    assert [c["id"] for c in ask(reader, "completeness")["completeness"]] == [c.id for c in seen.record.completeness]
    assert ask(reader, "record")["digest"] == newest_release().digest


def test_rules_are_whole(reader: Client) -> None:
    rules = observatory().rules
    assert [p["id"] for p in ask(reader, "provisions")["provisions"]] == [p.id for p in rules.provisions]
    assert [m["id"] for m in ask(reader, "measures")["measures"]] == [m.id for m in rules.measures]
    assert len(ask(reader, "crosswalk")["crosswalk"]) == len(rules.crosswalk)
    assert [p["id"] for p in ask(reader, "provisions?instrument=cppnm")["provisions"]] == [
        p.id for p in rules.provisions_of("cppnm")
    ]
    assert [x["id"] for x in ask(reader, "chain")["links"]] == [x.id for x in observatory().chain.links]
    assert len(ask(reader, "instruments")["instruments"]) == len(observatory().instruments)


def test_search_finds_and_links(reader: Client) -> None:
    assert ask(reader, "search?q=france")["results"][0] | {"about": ""} == {
        "kind": "state", "id": "FRA", "title": "France", "about": "", "address": "/states/FRA/",
    }  # fmt: skip


def test_names_come_in_the_language_asked_for(reader: Client) -> None:
    assert ask(reader, "states/FRA?lang=ar")["state"]["name"] == "فرنسا"


# ---- refusals


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("states?as_of=2013", 400, "bad-parameter"),
        ("states?as_of=2013-02-30", 400, "bad-parameter"),
        ("states?as_of=2999-01-01", 400, "bad-parameter"),
        ("states?as_of=2013-10-18&as_of=2014-01-01", 400, "bad-parameter"),
        ("states?aspekt=public", 400, "bad-parameter"),
        ("states?aspect=secret", 400, "bad-parameter"),
        ("states?lang=xx", 400, "bad-parameter"),
        ("states/XXX", 404, "unknown-subject"),
        ("states/NO%00", 404, "unknown-subject"),
        ("instruments/none", 404, "unknown-instrument"),
        ("provisions/none", 404, "unknown-rule"),
        ("measures/M99", 404, "unknown-rule"),
        ("claims/none", 404, "unknown-claim"),
        ("claims?page=0", 400, "bad-parameter"),
        ("claims?page_size=501", 400, "bad-parameter"),
        ("sources/none", 404, "unknown-source"),
        ("changes", 400, "bad-parameter"),
        ("changes?since=2016-05-08&as_of=2013-10-18", 400, "days-out-of-order"),
        ("states/FRA/plan?limit=0", 400, "bad-parameter"),
        ("states/FRA/plan?instrument=none", 400, "bad-parameter"),
        ("states/FRA/plan?effort=M13", 400, "bad-parameter"),
        ("states/FRA/plan?effort=M13=-1", 400, "bad-parameter"),
        ("states/FRA/plan?have=M99", 400, "bad-parameter"),
        ("states/FRA/scenario?act=invade:XXX", 400, "bad-act"),
        ("search", 400, "bad-parameter"),
        ("nothing", 404, "not-found"),
    ],
)
def test_refusals_have_a_code_and_words(reader: Client, address: str, status: int, code: str) -> None:
    sent = ask(reader, address, status)
    assert sent["code"] == code
    assert len(sent["message"]) > 15


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("claims?page=0", "page = “0”: it must be at least 1."),
        ("claims?page=x", "page = “x”: it must be a whole number."),
        ("claims?page_size=501", "page_size = “501”: it must be at most 500."),
        ("states?as_of=2013", "as_of = “2013”: write the day as YYYY-MM-DD, for example 2016-05-08, or today."),
        ("states?aspect=secret", "aspect = “secret”: it must be one of 'public', 'States', 'together'."),
        ("changes", "since = “”: this call needs it."),
        ("changes?since=2016-05-08&as_of=2013-10-18", "2016-05-08, lies after the second, 2013-10-18"),
        ("states/FRA/plan?limit=much", "limit = “much”: it must be a number."),
        ("states/FRA/plan?limit=1e9", "limit = “1e9”: it must be at most 10000."),
        ("search?q=" + "a" * 201, "it must have at most 200 characters."),
        ("states/FRA/scenario?" + "act=mission&" * 61, "it can be given at most 60 times."),
        ("states?lang=en&lang=ar", "lang = “en and ar”: the language is given more than once; give one."),
        ("claims?subject=XXX", "No State is known as “XXX”"),
        ("claims?table=nothing.csv", "table = “nothing.csv”: no table of the record has this name; known: "),
        ("claims?object=cppnm_b", "object = “cppnm_b”: nothing in the record speaks of this"),
        ("totals?as_known=soon", "as_known = “soon”: write the day as YYYY-MM-DD"),
    ],
)
def test_refusals_are_in_plain_words(reader: Client, address: str, words: str) -> None:
    response = reader.get(f"/api/v1/{address}")

    assert response.status_code in (400, 404)
    assert words in response.json()["message"]
    assert not [w for w in ("pattern", "Input should", "Value error", "\\d") if w in response.json()["message"]]


@pytest.mark.parametrize(
    "address", ["record", "states?as_of=2013-10-18", "states/XXX", "openapi.json", "claims?page=0"]
)
def test_head_answers_like_get_without_a_body(reader: Client, address: str) -> None:
    asked, head = reader.get(f"/api/v1/{address}"), reader.head(f"/api/v1/{address}")

    assert head.status_code == asked.status_code
    assert head.content == b""
    for name in ("Content-Type", "Content-Length", "ETag"):
        assert head.headers.get(name) == asked.headers.get(name)


@pytest.mark.parametrize("address", ["openapi.json", "record", "states/FRA/plan"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_other_methods_are_told_which_ones_there_are(reader: Client, address: str, method: str) -> None:
    refused = getattr(reader, method)(f"/api/v1/{address}")

    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD")
    assert refused.json()["message"] == "This address answers to GET, HEAD only."


def test_the_record_is_that_known_by_the_day(reader: Client) -> None:
    record = observatory().record.as_known(dt.date(2018, 6, 30))
    then = {name: ask(reader, f"{name}?as_known=2018-06-30") for name in ("totals", "completeness", "sources")}

    for name in ("totals", "completeness"):
        assert [x["id"] for x in then[name][name]] == [x.id for x in getattr(record, name)]
        assert 0 < len(then[name][name]) < len(getattr(observatory().record, name))
    assert 0 < then["sources"]["count"] < ask(reader, "sources")["count"]


def test_nothing_can_be_written(reader: Client) -> None:
    for address, methods in api.get_openapi_schema(path_prefix="api/v1/")["paths"].items():
        filled = address.replace("{state}", "FRA").replace("{", "").replace("}", "")
        cache.clear()  # so many attempts within a minute are too many for one
        for method in {"post", "put", "patch", "delete"} - methods.keys():  # a post works out tables and writes nothing
            response = getattr(reader, method)(filled)
            assert (response.status_code, response.json()["code"]) == (405, "wrong-method"), filled


def test_no_cookie_is_set(reader: Client) -> None:
    assert not reader.get("/api/v1/record").cookies


def test_what_has_not_changed_is_not_sent_again(reader: Client) -> None:
    etag = reader.get("/api/v1/totals")["ETag"]
    assert reader.get("/api/v1/totals", headers={"if-none-match": etag}).status_code == 304


# ---- description


def test_every_call_documents_its_refusals_and_its_parameters() -> None:
    schema = api.get_openapi_schema(path_prefix="api/v1/")

    assert schema["openapi"] == "3.1.0"
    for address, methods in schema["paths"].items():
        pattern = address.removeprefix("/api/v1/").replace("{", "<").replace("}", ">")
        takes = "index-studies" in address or pattern in (*WRITING, HANDED_IN)
        assert list(methods) == (["post"] if takes else ["get"])
        call = next(iter(methods.values()))
        assert "400" in {str(s) for s in call["responses"]}, address
        assert ("404" in {str(s) for s in call["responses"]}) or "{" not in address or "post" in methods, address
        assert call["summary"]
        assert call["description"]
        assert [p["name"] for p in call["parameters"] if p["in"] == "query" and not p.get("description")] == []


def test_the_page_lists_every_call(reader: Client) -> None:
    page = reader.get("/api/").content.decode()
    schema = reader.get("/api/v1/openapi.json").json()

    assert [
        (a, m) for a in schema["paths"] for m in schema["paths"][a] if f"<code>{m.upper()} {a}</code>" not in page
    ] == []
    assert "http://testserver/api/v1/weak-links" in page
    assert "cdn" not in page.casefold()


def test_the_reference_lists_every_call() -> None:
    text = (REPOSITORY / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
    for address, methods in api.get_openapi_schema(path_prefix="api/v1/")["paths"].items():
        call = next(iter(methods.values()))
        names = [p["name"] for p in call["parameters"] if p["in"] == "query"]
        assert f"| `{address}` | {call['summary']} | {', '.join(f'`{n}`' for n in names)} |" in text


def test_the_number_of_queries_does_not_grow_with_the_rows(reader: Client) -> None:
    counts = {}
    for address in (
        "weak-links", "states", "states/FRA", "states/FRA/plan", "instruments/cppnm_a/parties", "claims?page_size=1",
        "claims?page_size=500", "sources", "changes?since=2013-10-18", "search?q=amendment",
    ):  # fmt: skip
        reader.get(f"/api/v1/{address}")
        with CaptureQueriesContext(connection) as seen:
            ask(reader, address)
        counts[address] = len(seen)
    assert set(counts.values()) == {1}


def test_claims_of_a_party_are_those_behind_its_status(reader: Client) -> None:
    parties = ask(reader, f"instruments/cppnm/parties?{DAYS}")["parties"]
    france = next(p for p in parties if p["state"]["id"] == "FRA")
    tenures = observatory().regime(AS_KNOWN).tenures

    assert set(france["claims"]) >= {c for t in tenures.of("FRA", joined("cppnm")) for c in t.claims}


def test_the_root_of_the_calls_leads_to_their_list(reader: Client) -> None:
    answer = reader.get("/api/v1/")

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/api/"
