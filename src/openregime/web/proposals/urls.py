"""Addresses of claims by people."""

from django.urls import path

from openregime.web.proposals import views

urlpatterns = [
    path("proposals/", views.claims, name="proposed-claims"),
    path("proposals/new/", views.new, name="propose-claim"),
    path("proposals/<slug:key>/", views.claim, name="proposed-claim"),
    path("proposals/<slug:key>/edit/", views.edit, name="rewrite-claim"),
    path("proposals/<slug:key>/why/", views.why, name="why-claim"),
    path("proposals/<slug:key>/<slug:verb>/", views.act, name="claim-act"),
]
