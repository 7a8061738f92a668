"""Addresses of the index."""

from django.urls import path

from openregime.web.index import views

urlpatterns = [
    path("index/", views.overview_page, name="index"),
    path("index/<slug:what>.<str:format_>", views.table, name="index-table"),
    path("index/two/", views.two, name="index-two"),
    path("index/what-if/", views.what_if, name="index-what-if"),
    path("index/choices/", views.choices, name="index-choices"),
    path("index/published/", views.published, name="index-published"),
    path("index/audit/", views.audit, name="index-audit"),
    path("index/own/", views.own, name="index-own"),
]
