"""Addresses of claims by people."""

from django.urls import path

from openregime.web.proposals import file_views, views

urlpatterns = [
    path("proposals/", views.claims, name="proposed-claims"),
    path("proposals/new/", views.new, name="propose-claim"),
    path("proposals/import/", file_views.import_table, name="import-claims"),
    path("proposals/import/template.<str:format_>", file_views.template, name="claims-template"),
    path("proposals/<slug:key>/", views.claim, name="proposed-claim"),
    path("proposals/<slug:key>/edit/", views.edit, name="rewrite-claim"),
    path("proposals/<slug:key>/why/", views.why, name="why-claim"),
    path("proposals/<slug:key>/files/", file_views.attach, name="attach-file"),
    path("proposals/<slug:key>/files/<slug:file>/", file_views.attachment, name="attachment"),
    path("proposals/<slug:key>/files/<slug:file>/remove/", file_views.detach, name="detach-file"),
    path("proposals/<slug:key>/<slug:verb>/", views.act, name="claim-act"),
]
