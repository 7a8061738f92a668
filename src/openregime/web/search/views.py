"""Parse, ask, render."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from openregime.web.search import answers
from openregime.web.site.parameters import moment_of


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """`/search/?q=`: everything that has the words."""
    moment_of(request)
    return render(request, "search/results.html", answers.page(request.GET))
