"""Anybody's own tables on the page: worked out, never kept, and refused in words when they cannot be used."""

import base64
import json
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from openregime.io.index.named import example_files
from openregime.web.index import limits

pytestmark = pytest.mark.django_db


def send(
    client: Client, *, status: int = 200, lang: str = "en", more: dict[str, str] | None = None, **files: bytes
) -> str:
    names = {"workbook": "both.xlsx", "study": "study.toml"}
    sent = {name: SimpleUploadedFile(names.get(name, f"{name}.csv"), content) for name, content in files.items()}
    response = client.post(f"/index/own/?lang={lang}", {**sent, **(more or {})})
    assert response.status_code == status
    return response.content.decode()


def tables() -> dict[str, bytes]:
    files = example_files()
    return {"meta": files["imeta.csv"], "data": files["idata.csv"]}


def test_two_tables_give_intervals_an_audit_and_what_matters(client: Client) -> None:
    page = send(client, **tables())

    assert "No step was named" in page
    assert "Dunmark" in page
    assert "44 to 86" in page
    assert "of 11 checks passed" in page
    assert "Which choice matters" in page
    assert 'download="index.xlsx"' in page


def test_a_study_is_followed_and_can_be_taken_along(client: Client) -> None:
    page = send(client, **tables(), study=example_files()["study.toml"])

    assert "An invented index of twelve invented countries" in page
    assert "2,000 worlds from seed 1" in page
    assert 'download="study.toml"' in page


def test_names_in_a_table_are_never_markup(client: Client) -> None:
    wrong = tables()
    wrong["data"] = wrong["data"].replace(b"Brevia", b"<script>alert(1)</script>")

    assert "<script>alert" not in send(client, **wrong)


@pytest.mark.parametrize(("change", "words"), [
    ({}, "one of the two is missing"),
    ({"meta": b"Level\n"}, "one of the two is missing"),
    ({"meta": b"", "data": b""}, "one of the two is missing"),
    ({"workbook": b"PK nothing"}, "workbook"),
    ({"meta": b"\xff\xfe", "data": b"a"}, "UTF-8"),
    ({"meta": b'a,"b\n', "data": b"uCode\n"}, "no CSV"),
])  # fmt: skip
def test_what_is_no_table_is_refused_in_words(client: Client, change: dict[str, bytes], words: str) -> None:
    page = send(client, status=400, **change)

    assert words in page
    assert "error-summary" in page
    assert "Traceback" not in page


def test_both_forms_at_once_are_refused(client: Client) -> None:
    assert "Send one of the two" in send(client, status=400, **tables(), workbook=b"x")


def test_every_fault_of_a_table_is_listed(client: Client) -> None:
    wrong = tables()
    wrong["data"] = wrong["data"].replace(b"74,80", b"many,few").replace(b"60,65", b"=A1,65")
    page = send(client, status=400, **wrong)

    assert page.count("is no number") == 3
    assert "row iData 3 (BRE), column reports" in page


def test_too_much_is_refused_before_it_is_read(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_BYTES", 1_000)
    assert "at most 1,000 are taken in" in send(client, status=413, **tables())

    monkeypatch.undo()
    study = b"replications = 100000000\n"
    assert "worlds of 72 cells are too many here" in send(client, status=413, **tables(), study=study)


def test_slow_ways_are_kept_to_small_tables(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_SLOW_CELLS", 10)
    study = b"""[[step]]
kind = "impute"
method = "regression"
[[step]]
kind = "normalise"
by = "goalposts"
[[step]]
kind = "aggregate"
by = "arithmetic"
"""
    assert "Impute takes long" in send(client, status=413, **tables(), study=study)


def test_what_every_world_draws_for_itself_is_kept_to_small_tables_and_said_to_be_exact(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = b"""replications = 40
samples = 16
[[factor]]
kind = "KIND"
name = "one post"
step = "normalise"
parameter = "own.plans.goalpost_high"
low = 90
high = 120
"""
    drawn, grid = (study.replace(b"KIND", kind) for kind in (b"between", b"evenly-between"))
    assert "any value, each world its own, worked out exactly" in send(client, **tables(), study=drawn)
    assert "on a grid of 33 values: the fast choice" in send(client, **tables(), study=grid)

    monkeypatch.setattr(limits, "MOST_OWN_COLUMNS", 100)
    refused = send(client, status=413, **tables(), study=drawn)
    assert "drawn anew in every world" in refused
    assert "evenly-between" in refused
    send(client, **tables(), study=grid)


def test_nothing_reaches_the_disk(client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even a file above the size from which Django would write one."""
    from django.conf import settings

    monkeypatch.setattr(settings, "FILE_UPLOAD_TEMP_DIR", str(tmp_path))
    monkeypatch.setattr(settings, "FILE_UPLOAD_MAX_MEMORY_SIZE", 10)
    seen: list[str] = []
    from django.core.files import uploadedfile

    monkeypatch.setattr(uploadedfile.TemporaryUploadedFile, "__init__", lambda *_a, **_k: seen.append("written"))
    send(client, **tables())

    assert seen == []
    assert list(tmp_path.iterdir()) == []


def test_values_beyond_their_goalposts_are_named_in_a_note_and_in_the_audit(client: Client) -> None:
    files = tables()
    header, first, *rest = files["data"].decode().splitlines()
    cells = first.split(",")
    at = next(n for n, name in enumerate(header.split(",")) if name == "laws")
    cells[at] = "7000"
    files["data"] = "\n".join([header, ",".join(cells), *rest]).encode()
    page = send(client, **files)

    assert "1 value lies outside its goalposts and counts as the nearer end" in page
    assert "Every value lies between its goalposts" in page


def test_a_report_comes_with_the_results_once_somebody_signs_and_is_in_arabic_on_an_arabic_page(client: Client) -> None:
    plain = send(client, **tables())
    assert "report.pdf" not in plain

    signed = send(client, **tables(), more={"signed-by": "A. Nalyst", "reason": "To teach."})
    assert 'download="report.pdf"' in signed
    assert "needs both a name and a reason" in send(client, status=400, **tables(), more={"signed-by": "A. Nalyst"})

    arabic = send(client, **tables(), more={"signed-by": "A", "reason": "B"}, lang="ar")
    assert "وضع كل مؤشر فرعي على مقياس واحد" in arabic
    assert "تشويش على الأوزان" in arabic


def test_the_least_pillar_stands_beside_the_weakest_on_the_page_and_in_its_files(client: Client) -> None:
    page = send(client, **tables())
    row = page[page.index(">Brevia</th>") :].partition("</tr>")[0]
    assert "People" in row
    assert "Least pillar (min): 65" in row

    found = re.search(r'href="data:application/json[^,]*,([^"]+)" download="index.json"', page)
    assert found is not None
    rows = json.loads(base64.b64decode(found[1]))["rows"]
    brevia = next(one for one in rows if one["unit"] == "BRE")
    assert brevia["weakest_names"] == ["People"]
    assert round(brevia["minimum"]["low"] if isinstance(brevia["minimum"], dict) else brevia["minimum"][0]) == 65


def test_names_of_a_readers_own_table_are_never_translated_and_notes_are(client: Client) -> None:
    page = send(client, lang="ar", **tables())

    assert "Review" in page
    assert "مراجعة" not in page[page.index(">Brevia</th>") :].partition("</table>")[0]
    assert "No step was named" not in page
