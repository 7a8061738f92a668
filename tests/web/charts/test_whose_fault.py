"""A chart that cannot be drawn is our fault: status 500 and a line in the log, never advice to mend the address."""

import logging

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from openregime.web.charts import IntervalRow, interval_bars
from openregime.web.site import urls


def badly_drawn(request: HttpRequest) -> HttpResponse:
    return HttpResponse(interval_bars("c", [IntervalRow("A link", 0.8, 0.2)], title="A", description="B"))


urlpatterns = [*urls.urlpatterns, path("badly-drawn", badly_drawn)]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


@pytest.mark.urls(__name__)
def test_a_chart_that_cannot_be_drawn_is_a_logged_failure_of_ours(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="django.request"):
        response = Client(raise_request_exception=False).get("/badly-drawn?lang=en")

    assert response.status_code == 500
    assert "Something failed on our side" in response.content.decode()
    assert any("0.8 to 0.2 is not" in str(record.exc_info) for record in caplog.records)
