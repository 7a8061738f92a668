"""What every request meets: the language of its address, refusals in words, the headers, the log."""

import json
import logging
from collections.abc import Iterator

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import path

from openregime.core.errors import OpenRegimeError
from openregime.web.record import models
from openregime.web.site import urls
from openregime.web.site.errors import status_of
from openregime.web.site.logs import JsonLines
from openregime.web.site.middleware import HeadWithoutBody
from openregime.web.site.parameters import moment_of


class UnknownThing(OpenRegimeError):
    code = "unknown-thing"


def probe(request: HttpRequest) -> HttpResponse:
    """A page that reads the moment and says its language."""
    moment = moment_of(request)
    return HttpResponse(f"{request.LANGUAGE_CODE} {moment.as_of} {moment.as_known}")  # type: ignore[attr-defined]


def refusing(request: HttpRequest) -> HttpResponse:
    raise UnknownThing("There is no thing <b>x</b>; look in the list of things.")


def failing(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("the words of an inner failure")


urlpatterns = [
    *urls.urlpatterns,
    path("probe", probe),
    path("refusing", refusing),
    path("api/refusing", refusing),
    path("failing", failing),
    path("api/failing", failing),
]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def reader() -> Client:
    """A browser that gets the page about a failure instead of the failure."""
    return Client(raise_request_exception=False)


def text(response: HttpResponse) -> str:
    return response.content.decode()


@pytest.mark.parametrize("code", ["ar", "en", "es", "fr", "ru", "zh-hans"])
def test_the_address_chooses_the_language_and_it_stays(reader: Client, code: str) -> None:
    assert text(reader.get("/probe", {"lang": code})).split()[0] == code
    assert text(reader.get("/probe")).split()[0] == code


def test_the_address_is_stronger_than_what_was_chosen_before(reader: Client) -> None:
    reader.get("/probe", {"lang": "ru"})
    assert text(reader.get("/probe", {"lang": "fr"}, headers={"accept-language": "es"})).split()[0] == "fr"


def test_the_browsers_own_language_is_used_when_nothing_was_chosen(reader: Client) -> None:
    assert text(reader.get("/probe", headers={"accept-language": "ar"})).split()[0] == "ar"


@pytest.mark.parametrize("lang", ["xx", "english", "../ar", "ar\x00", "e" * 2000, "العربية"])
def test_a_language_that_is_not_ours_is_refused(reader: Client, lang: str) -> None:
    response = reader.get("/probe", {"lang": lang})

    assert response.status_code == 400
    assert "the languages of this site are ar, en, es, fr, ru, zh-hans" in text(response)
    assert "openregime_language" not in response.cookies


def test_a_language_given_twice_is_refused(reader: Client) -> None:
    response = reader.get("/probe?lang=ar&lang=fr")

    assert response.status_code == 400
    assert "lang = “ar and fr”: the language is given more than once; give one." in text(response)
    assert "openregime_language" not in response.cookies


@pytest.mark.parametrize("query", ["as_of=2016", "as_of=2999-01-01", "as_known=%00", "as_of=today&as_of=today"])
def test_a_bad_day_is_a_400_with_words(reader: Client, query: str) -> None:
    response = reader.get(f"/probe?{query}")

    assert response.status_code == 400
    assert query.split("=")[0] in text(response)


def test_an_error_raised_on_purpose_is_a_page_with_its_words_escaped(reader: Client) -> None:
    response = reader.get("/refusing")

    assert response.status_code == 404
    assert "There is no thing &lt;b&gt;x&lt;/b&gt;; look in the list of things." in text(response)


def test_under_api_it_is_json_with_its_code(reader: Client) -> None:
    response = reader.get("/api/refusing")

    assert response.status_code == 404
    assert response.json()["code"] == "unknown-thing"
    assert response.json()["message"].startswith("There is no thing")


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("bad-parameter", 400),
        ("unknown-state", 404),
        ("file-too-large", 413),
        ("weights-mismatch", 400),
        ("too-busy", 503),
        ("publication-blocked", 409),
    ],
)
def test_every_error_on_purpose_has_its_status(code: str, status: int) -> None:
    error = OpenRegimeError("words")
    error.code = code
    assert status_of(error) == status


@pytest.mark.parametrize("address", ["/failing", "/api/failing"])
def test_our_own_failure_shows_no_inner_words(reader: Client, address: str) -> None:
    response = reader.get(address)

    assert response.status_code == 500
    assert "inner failure" not in text(response)
    assert "Something failed on our side" in text(response)


@pytest.mark.parametrize("address", ["/nowhere", "/api/nowhere", "/%FF%FE", "/..%2f..%2fetc/passwd", "/nul%00l"])
def test_an_address_that_leads_nowhere_is_a_404(reader: Client, address: str) -> None:
    response = reader.get(address)

    assert response.status_code == 404
    what = "call" if address.startswith("/api/") else "page"
    assert f"There is no {what} at this address" in text(response)


def test_a_host_that_is_not_ours_is_refused_in_words(reader: Client) -> None:
    response = reader.get("/probe", headers={"host": "elsewhere.example"})

    assert response.status_code == 400
    assert "This request cannot be understood" in text(response)


@pytest.mark.django_db  # what changes something is counted
def test_a_wrong_method_is_told_the_right_one(reader: Client) -> None:
    response = reader.post("/healthz")

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert "This address answers to GET, HEAD only" in text(response)


@pytest.mark.django_db  # it is noted
def test_a_form_without_its_token_is_refused_in_words() -> None:
    response = Client(enforce_csrf_checks=True).post("/probe", {"language": "ar"})

    assert response.status_code == 403
    assert "did not come from a page of this site" in text(response)


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options"])
@pytest.mark.parametrize("address", ["/healthz", "/completeness/", "/data/states.csv", "/api/v1/openapi.json", "/api/"])
def test_where_no_form_is_taken_that_is_said_and_not_that_its_token_is_missing(address: str, method: str) -> None:
    response = getattr(Client(enforce_csrf_checks=True), method)(address)

    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert "This address answers to GET, HEAD only" in text(response)


def test_head_has_the_headers_of_get_and_no_body_however_the_body_is_made() -> None:
    made: list[int] = []

    def pieces() -> Iterator[bytes]:
        made.append(1)
        yield b"body"

    for answer, length in ((HttpResponse(b"body", headers={"Content-Length": "4"}), "4"), (None, None)):
        request = HttpRequest()
        request.method = "HEAD"
        response = HeadWithoutBody(lambda _request, answer=answer: answer or StreamingHttpResponse(pieces()))(request)
        assert b"".join(response) == b""
        assert response.headers.get("Content-Length") == length
    assert made == []


@pytest.mark.django_db
def test_health_answers_when_the_database_holds_its_whole_release(reader: Client) -> None:
    response = reader.get("/healthz")

    assert (response.status_code, response.json()["status"]) == (200, "ok")
    assert response.json()["claims"] == models.Claim.objects.count()


@pytest.mark.django_db
def test_health_says_when_rows_are_missing(reader: Client) -> None:
    n = models.Claim.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM record_claimsource WHERE claim_id = (SELECT max(id) FROM record_claim)")
        cursor.execute("DELETE FROM record_claim WHERE id = (SELECT max(id) FROM record_claim)")

    response = reader.get("/healthz")

    assert (response.status_code, response.json()["status"]) == (503, "library-not-whole")
    assert f"{n - 1} of {n} claims" in response.json()["message"]
    assert "loads the library anew" in response.json()["message"]


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["record_entity", "record_total", "record_completeness"])
def test_health_misses_a_whole_table(reader: Client, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")

    assert reader.get("/healthz").json()["status"] == "library-not-whole"


@pytest.mark.django_db
def test_without_a_release_health_and_pages_say_so_and_that_it_is_not_for_ever(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models.Release, "objects", models.Release.objects.none())

    health, page = reader.get("/healthz"), reader.get("/")

    assert (health.status_code, health.json()["status"]) == (503, "unknown-release")
    assert (page.status_code, page["Retry-After"]) == (503, "30")
    assert "No release of the library is loaded yet" in text(page)


def test_pages_may_load_nothing_from_elsewhere(reader: Client) -> None:
    headers = reader.get("/probe").headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))

    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "geolocation=()" in headers["Permissions-Policy"]


@pytest.fixture
def record() -> Iterator[logging.LogRecord]:
    """A log record as Django makes it for a failed request."""
    made = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "Failed: %s", ("/probe",), None)
    request = HttpRequest()
    request.method, request.path = "POST", "/probe"
    request.META["QUERY_STRING"] = "token=hush"
    request.COOKIES["openregime_language"] = "hush"
    made.request, made.status_code = request, 500
    yield made


def test_the_log_is_one_object_per_line_without_secrets(record: logging.LogRecord) -> None:
    line = JsonLines().format(record)

    assert "\n" not in line
    assert "hush" not in line
    assert json.loads(line)["event"] == "Failed: /probe"
    assert (json.loads(line)["method"], json.loads(line)["path"], json.loads(line)["status"]) == ("POST", "/probe", 500)
