"""Addresses of the overview, the list of States, the comparison."""

from django.urls import path

from openregime.web.regime import views

urlpatterns = [
    path("", views.home, name="home"),
    path("states/", views.states, name="states"),
    path("compare/", views.compare, name="compare"),
]
