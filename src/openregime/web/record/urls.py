"""Addresses of the sources, the claims and what the record holds."""

from django.urls import path

from openregime.web.record import views

urlpatterns = [
    path("sources/", views.sources, name="sources"),
    path("sources/<str:source_id>/", views.source, name="source"),
    path("claims/<path:claim_id>/", views.claim, name="claim"),
    path("record/", views.record, name="record"),
    path("completeness/", views.completeness, name="completeness"),
]
