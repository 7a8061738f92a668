"""Addresses of the downloads."""

from django.urls import path

from openregime.web.downloads import views

urlpatterns = [
    path("data/", views.data, name="downloads"),
    path("data/choose/", views.choose, name="choose-download"),
    path("data/<path:what>.<str:format_>", views.download, name="download"),
]
