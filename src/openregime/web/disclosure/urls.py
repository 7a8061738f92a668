"""Addresses of disclosure: figures and ledger for everybody, appeals, a page for each organisation's own people."""

from django.urls import path

from openregime.web.disclosure import views

urlpatterns = [
    path("disclosure/", views.figures, name="disclosure"),
    path("disclosure/figures.<str:format_>", views.figures_file, name="disclosure-file"),
    path("disclosure/ledger/", views.ledger, name="disclosure-ledger"),
    path("disclosure/appeals/", views.appeals, name="appeals"),
    path("disclosure/appeals/<slug:claim>/", views.appeal, name="appeal"),
    path("disclosure/<slug:key>/", views.organisation, name="disclosure-organisation"),
    path("disclosure/<slug:key>/rulings/", views.ruling, name="disclosure-ruling"),
    path("disclosure/<slug:key>/reviews/<slug:claim>/", views.review, name="disclosure-review"),
    path("disclosure/<slug:key>/appeals/<slug:appeal>/", views.answer, name="disclosure-answer"),
    path("disclosure/<slug:key>/<slug:verb>/", views.act, name="disclosure-act"),
]
