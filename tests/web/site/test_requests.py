"""What every request meets: the language of its address, refusals in words, the headers, the log."""

import json
import logging
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from openregime.core.errors import OpenRegimeError
from openregime.web.site import urls
from openregime.web.site.errors import status_of
from openregime.web.site.logs import JsonLines
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


def test_a_language_chosen_in_the_form_is_not_undone_by_the_address(reader: Client) -> None:
    response = reader.post("/language/", {"language": "ar", "next": "/probe?as_of=2016-05-08&lang=fr"})

    assert response.status_code == 302
    assert response["Location"] == "/probe?as_of=2016-05-08"
    assert text(reader.get(response["Location"])).startswith("ar 2016-05-08")


def test_the_form_leads_to_no_other_site(reader: Client) -> None:
    response = reader.post("/language/", {"language": "ar", "next": "https://elsewhere.example/"})
    assert response["Location"] == "/"


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
    [("bad-parameter", 400), ("unknown-state", 404), ("file-too-large", 413), ("weights-mismatch", 400)],
)
def test_every_error_on_purpose_is_a_4xx(code: str, status: int) -> None:
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
    assert "There is no page at this address" in text(response)


def test_a_host_that_is_not_ours_is_refused_in_words(reader: Client) -> None:
    response = reader.get("/probe", headers={"host": "elsewhere.example"})

    assert response.status_code == 400
    assert "This request cannot be understood" in text(response)


def test_a_wrong_method_is_told_the_right_one(reader: Client) -> None:
    response = reader.get("/language/")

    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "This address answers to POST only" in text(response)


def test_a_form_without_its_token_is_refused_in_words() -> None:
    response = Client(enforce_csrf_checks=True).post("/language/", {"language": "ar"})

    assert response.status_code == 403
    assert "did not come from a page of this site" in text(response)


@pytest.mark.django_db
def test_health_answers_when_the_database_does(reader: Client) -> None:
    response = reader.get("/healthz")
    assert (response.status_code, response.json()["status"]) == (200, "ok")


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
