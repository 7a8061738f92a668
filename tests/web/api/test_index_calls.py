"""Calls on indices: the same numbers as the pages, anybody's own tables, and a 4xx with words for what cannot be."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from openregime.io.index.named import example_files
from openregime.web.index import limits

pytestmark = pytest.mark.django_db
DAYS = {"as_of": "2016-05-08", "as_known": "2026-11-24"}


def ask(client: Client, address: str, *, status: int = 200, **query: Any) -> Any:
    response = client.get(f"/api/v1/{address}", {**DAYS, **query})
    assert response.status_code == status, response.content[:400]
    return response.json()


def send(client: Client, what: str, *, status: int = 200, study: str = "", **files: bytes) -> Any:
    sent = {name: SimpleUploadedFile(f"{name}.csv", content) for name, content in files.items()}
    response = client.post(f"/api/v1/index-studies/{what}", {**sent, "study": study})
    assert response.status_code == status, response.content[:400]
    return response.json()


def tables() -> dict[str, bytes]:
    files = example_files()
    return {"meta": files["imeta.csv"], "data": files["idata.csv"]}


def test_indices_and_published_scores_are_listed(client: Client) -> None:
    found = client.get("/api/v1/indices").json()

    assert [i["name"] for i in found["indices"]] == ["regime", "regime-all"]
    assert all(i["basis"] == "proposal" for i in found["indices"])
    assert "nti:secure_materials:2023" in found["published"]


def test_an_index_gives_every_state_as_an_interval(client: Client) -> None:
    found = ask(client, "indices/regime")
    korea = next(u for u in found["units"] if u["unit"] == "PRK")

    assert len(found["units"]) == 197
    assert found["p"] == -5
    assert korea["index"]["low"] == 1
    assert "hard-law" in korea["certainly_weakest"]
    assert all(u[k]["low"] <= u[k]["high"] for u in found["units"] for k in ("index", "rank"))


def test_weights_and_compensation_change_the_index_and_come_back(client: Client) -> None:
    found = ask(client, "indices/regime", p="min", weight=["hard-law=2", "capacity=0"])

    assert found["p"] is None
    assert found["weights"]["hard-law"] == 2
    assert found["weights"]["capacity"] == 0


@pytest.mark.parametrize(("address", "query", "status", "code"), [
    ("indices/none", {}, 404, "unknown-index"),
    ("indices/regime", {"p": "7"}, 400, "bad-parameter"),
    ("indices/regime", {"weight": "hard-law"}, 400, "bad-parameter"),
    ("indices/regime", {"weight": "atlantis=1"}, 400, "bad-parameter"),
    ("indices/regime", {"weight": "hard-law=-1"}, 400, "bad-parameter"),
    ("indices/regime", {"seed": "x"}, 400, "bad-parameter"),
    ("indices/regime", {"replications": "100000"}, 400, "bad-parameter"),
    ("indices/regime", {"as_of": "1970-01-02"}, 400, "nothing-to-index"),
    ("indices/regime/compare", {"other": "nti:atlantis"}, 404, "unknown-outside-index"),
    ("indices/regime/compare", {"other": "none"}, 404, "unknown-index"),
])  # fmt: skip
def test_what_cannot_be_asked_is_refused_in_words(
    client: Client, address: str, query: dict[str, str], status: int, code: str
) -> None:
    found = ask(client, address, status=status, **query)

    assert found["code"] == code
    assert len(found["message"]) > 20


def test_comparison_with_published_scores_has_its_caveats(client: Client) -> None:
    found = ask(client, "indices/regime/compare")

    assert len(found["units"]) == 22
    assert -1 <= found["spearman"]["low"] <= found["spearman"]["middle"] <= found["spearman"]["high"] <= 1
    assert len(found["caveats"]) > 3


def test_sensitivity_names_what_is_not_known_among_the_choices(client: Client) -> None:
    found = ask(client, "indices/regime/sensitivity")

    assert {f["factor"] for f in found["factors"]} == {"weights", "compensation", "what is not known"}
    assert "gaps are open" in found["notes"][0]


@pytest.mark.parametrize("what", ["build", "audit", "uncertainty", "sensitivity"])
def test_own_tables_are_worked_out(client: Client, what: str) -> None:
    study = json.dumps({"title": "Mine", "replications": 200, "samples": 32})
    found = send(client, what, study=study, **tables())

    assert found[what]["title"] == "Mine"
    assert found["study"]["step"][0]["kind"] == "normalise"
    assert found["study"]["replications"] == 200


def test_the_study_that_comes_back_gives_the_same_numbers_again(client: Client) -> None:
    first = send(client, "build", **tables())
    again = send(client, "build", study=json.dumps(first["study"]), **tables())

    assert again["build"]["units"] == first["build"]["units"]


@pytest.mark.parametrize(("files", "study", "status", "code", "words"), [
    ({}, "", 400, "bad-index-study", "iMeta and iData"),
    ({"meta": b"Level\n1\n"}, "", 400, "bad-index-study", "one of the two is missing"),
    ({"workbook": b"no workbook"}, "", 400, "bad-indicator-table", "workbook"),
    ({"data": b"uCode,laws\nA,=1+1\n"}, "", 400, "bad-indicator-table", "iData"),
    ({"data": b"uCode\n" + b"A\n" * 100_010}, "", 400, "bad-indicator-table", "100,000"),
    ({}, '{"seed": "one"}', 400, "bad-index-study", "seed"),
    ({"meta": b"", "data": b""}, "{", 400, "bad-index-study", "no JSON"),
    ({}, '{"step": []}', 400, "bad-index-study", "step: is empty"),
    ({}, '{"seed": 1, "seed": 2}', 400, "bad-index-study", "seed: is given twice"),
    ({}, '{"limits": {"most_skew": NaN}}', 400, "bad-index-study", "no finite number"),
])  # fmt: skip
def test_wrong_tables_are_refused_with_the_place_and_the_remedy(
    client: Client, files: dict[str, bytes], study: str, status: int, code: str, words: str
) -> None:
    given = {**tables(), **files} if files and "workbook" not in files and "meta" not in files else files
    found = send(client, "build", status=status, study=study, **given)

    assert found["code"] == code
    assert words in found["message"]


def test_text_in_a_column_of_numbers_names_row_and_column(client: Client) -> None:
    wrong = tables()
    wrong["data"] = wrong["data"].replace(b"BRE,Brevia,74", b"BRE,Brevia,=SUM(A1)")
    found = send(client, "build", status=400, **wrong)

    assert "row iData 3 (BRE), column laws" in found["message"]
    assert "Write one, or leave it empty as a gap." in found["message"]


def test_what_would_take_long_is_refused_with_the_limit(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    found = send(client, "build", status=413, study=json.dumps({"replications": 50_000_000}), **tables())
    assert (found["code"], "at most" in found["message"]) == ("index-too-large", True)

    monkeypatch.setattr(limits, "MOST_BYTES", 100)
    assert send(client, "build", status=413, **tables())["code"] == "index-too-large"


def test_reading_a_study_address_is_told_that_it_takes_post(client: Client) -> None:
    response = client.get("/api/v1/index-studies/build")

    assert response.status_code == 405
    assert "POST" in response["Allow"]


@pytest.mark.parametrize("as_of", ["2016-05-08", "2026-11-23"])
def test_an_index_compared_with_itself_agrees_wholly(client: Client, as_of: str) -> None:
    found = ask(client, "indices/regime/compare", other="regime", as_of=as_of)

    assert found["spearman"] == pytest.approx({"low": 1, "middle": 1, "high": 1})
    assert found["kendall"] == pytest.approx({"low": 1, "middle": 1, "high": 1})
    assert any("filled once" in caveat for caveat in found["caveats"])


def test_only_an_edition_known_by_then_is_compared_and_it_is_named(client: Client) -> None:
    then = ask(client, "indices/regime/compare", as_of="2016-01-01", as_known="2016-01-01", status=404)
    later = ask(client, "indices/regime/compare", as_of="2016-01-01", as_known="2019-01-01")
    now = ask(client, "indices/regime/compare", other="nti", as_of="2024-01-01")

    assert (then["code"], "known by 2016-01-01" in then["message"]) == ("unknown-outside-index", True)
    assert later["other"] == "nti:secure_materials:2018"
    assert now["other"] == "nti:secure_materials:2023"
    early = {"as_known": "2020-01-01", "other": "nti:secure_materials:2023"}
    assert ask(client, "indices/regime/compare", status=404, **early)["code"] == "unknown-outside-index"


def test_an_edition_of_another_time_is_compared_with_a_warning(client: Client) -> None:
    far = ask(client, "indices/regime/compare", as_of="1990-01-01")
    near = ask(client, "indices/regime/compare", as_of="2024-01-01")

    assert any("edition of 2023" in caveat and "33 years" in caveat for caveat in far["caveats"])
    assert not any("years apart" in caveat for caveat in near["caveats"])


@pytest.mark.parametrize("weight", [b"1e-320", b"1e308", b"1e-13"])
def test_a_weight_that_cannot_be_reckoned_with_is_refused_by_name(client: Client, weight: bytes) -> None:
    files = tables()
    files["meta"] = files["meta"].replace(b"laws,Laws in place,1,1,", b"laws,Laws in place,1,%s," % weight)
    found = send(client, "build", status=400, **files)

    assert found["code"] == "bad-index-definition"
    assert "row laws, column weight" in found["message"]


def test_on_a_day_that_tells_no_state_apart_the_audit_says_so(client: Client) -> None:
    found = ask(client, "indices/regime/audit", as_of="2026-11-23")
    check = next(c for c in found["checks"] if c["check"] == "nothing-to-audit")

    assert not check["passed"]
    assert "earlier day" in check["finding"]


SIGNED = {"signed_by": "A. <Nalyst>", "reason": "To teach."}


def test_a_report_is_refused_until_somebody_signs_for_failed_checks(client: Client) -> None:
    refused = ask(client, "indices/regime/report", status=409)
    assert refused["code"] == "publication-blocked"
    assert "coverage-by-unit" in refused["message"]
    assert "signed_by and reason" in refused["message"]
    half = ask(client, "indices/regime/report", status=400, signed_by="A. Nalyst")
    assert (half["code"], "both a name and a reason" in half["message"]) == ("bad-index-study", True)
    sent = client.post("/api/v1/index-studies/report?format=pdf", _files())
    assert (sent.status_code, sent.json()["code"]) == (409, "publication-blocked")


def test_a_signed_report_comes_as_html_and_as_pdf_in_the_language_asked_for(client: Client) -> None:
    plain = client.get("/api/v1/indices/regime/report", {**DAYS, **SIGNED, "p": "-2", "replications": "100", "seed": 7})
    page = plain.content.decode()

    assert plain["Content-Type"] == "text/html; charset=utf-8"
    assert 'filename="openregime_index-regime-report_as-of-2016-05-08_as-known-2026-11-24.html"' in str(
        plain["Content-Disposition"]
    )
    assert "signed by A. &lt;Nalyst&gt;. Reason given: To teach." in page
    assert "power-mean (p -2, floor 1)" in page
    assert "100 worlds were drawn from seed 7" in page
    arabic = client.get("/api/v1/indices/regime/report", {**DAYS, **SIGNED, "lang": "ar"})
    assert 'dir="rtl"' in arabic.content.decode()
    pdf = client.get("/api/v1/indices/regime/report", {**DAYS, **SIGNED, "lang": "ar", "format": "pdf"})
    assert (pdf["Content-Type"], pdf.content[:8]) == ("application/pdf", b"%PDF-1.7")


def test_a_language_without_a_report_gives_english_throughout_and_says_so(client: Client) -> None:
    page = client.get("/api/v1/indices/regime/report", {**DAYS, **SIGNED, "lang": "zh-hans"}).content.decode()

    assert "There is no report in “zh-hans” yet" in page
    assert "Japan" in page
    pdf = client.get("/api/v1/indices/regime/report", {**DAYS, **SIGNED, "lang": "zh-hans", "format": "pdf"})
    assert pdf.content[:8] == b"%PDF-1.7"


def test_the_report_of_own_tables_comes_as_the_page_gives_it(client: Client) -> None:
    study = json.dumps({"title": "Mine", "replications": 200, "samples": 32})
    sent = client.post("/api/v1/index-studies/report", {**_files(), **SIGNED, "study": study})
    page = sent.content.decode()

    assert sent.status_code == 200
    assert "<h1>Mine</h1>" in page
    assert "signed by A. &lt;Nalyst&gt;" in page
    assert "comment" not in page, "no State speaks of anybody's own table"
    pdf = client.post("/api/v1/index-studies/report?format=pdf&lang=ar", {**_files(), **SIGNED, "study": study})
    assert pdf.content[:8] == b"%PDF-1.7"


@pytest.mark.parametrize(("query", "words"), [
    ({"format": "docx"}, "format = “docx”: it must be one of 'html', 'pdf'"),
    ({"signed_by": "w" * 201, "reason": "x"}, "at most 200 characters"),
    ({"reason": "w" * 2_001, "signed_by": "x"}, "at most 2000 characters"),
    ({"signed-by": "A", "reason": "x"}, "there is no such parameter here"),
])  # fmt: skip
def test_what_no_report_can_be_is_refused_in_words(client: Client, query: dict[str, str], words: str) -> None:
    assert words in ask(client, "indices/regime/report", status=400, **query)["message"]


def test_a_report_of_what_would_take_long_is_refused_with_the_limit(client: Client) -> None:
    files = {**_files(), **SIGNED, "study": json.dumps({"replications": 50_000_000})}
    sent = client.post("/api/v1/index-studies/report", files)

    assert (sent.status_code, sent.json()["code"]) == (413, "index-too-large")


@pytest.mark.parametrize("what", ["build", "report"])
def test_a_field_that_no_call_takes_is_named_and_not_passed_over(client: Client, what: str) -> None:
    sent = client.post(f"/api/v1/index-studies/{what}", {**_files(), "sutdy": '{"seed": 3}'})

    assert sent.status_code == 400
    assert "sutdy" in sent.json()["message"]
    assert "known: meta, data, workbook, study" in sent.json()["message"]


def test_the_description_says_what_bytes_a_report_is(client: Client) -> None:
    calls = client.get("/api/v1/openapi.json").json()["paths"]
    for call in (calls["/api/v1/indices/{index}/report"]["get"], calls["/api/v1/index-studies/report"]["post"]):
        assert set(call["responses"]["200"]["content"]) == {"text/html", "application/pdf"}
        assert call["responses"]["200"]["content"]["application/pdf"]["schema"]["format"] == "binary"
        assert set(call["responses"]["409"]["content"]) == {"application/json"}
    body = calls["/api/v1/index-studies/report"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert set(body["properties"]) == {"meta", "data", "workbook", "study", "signed_by", "reason"}


def _files() -> dict[str, Any]:
    return {name: SimpleUploadedFile(f"{name}.csv", content) for name, content in tables().items()}


def test_a_hierarchy_of_hundreds_of_levels_is_refused_with_the_limit(client: Client) -> None:
    rows = [f"{n},g{n},G,1,1,{f'g{n + 1}' if n < 99 else ''},Aggregate,," for n in range(2, 100)]
    header = "Level,iCode,iName,Direction,Weight,Parent,Type,GoalpostLow,GoalpostHigh"
    meta = "\n".join([header, "1,a,A,1,1,g2,Indicator,0,10", *rows]).encode()
    found = send(client, "build", status=413, meta=meta, data=b"uCode,a\nU1,1\nU2,2\n")

    assert found["code"] == "index-too-large"
    assert "at most 20 levels" in found["message"]
