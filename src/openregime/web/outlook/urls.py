"""Addresses of the outlook."""

from django.urls import path

from openregime.web.outlook import views

urlpatterns = [
    path("outlook/", views.outlooks, name="outlook"),
    path("outlook/regimes/", views.regimes, name="outlook-regimes"),
    path("outlook/<str:instrument_id>/", views.outlook, name="outlook-of"),
    path("outlook/<str:instrument_id>/<str:what>.<str:format_>", views.table, name="outlook-table"),
]
