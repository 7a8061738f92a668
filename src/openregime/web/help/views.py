"""Parse, ask, render."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from openregime.web.phrases import library_words
from openregime.web.record.queries import observatory
from openregime.web.site.parameters import moment_of


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """`/help/`: what a reading means, and what it does not."""
    moment_of(request)
    chain = observatory().chain
    links = [
        {
            "title": library_words(link.title),
            "about": library_words(link.about),
            "speaks": link.speaks,
            "requirements": [library_words(r.title) for r in link.requirements],
        }
        for link in chain.links
    ]
    return render(request, "help/help.html", {"links": links})
