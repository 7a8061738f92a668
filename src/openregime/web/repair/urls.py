"""Addresses of the plan and the scenario of one State."""

from django.urls import path

from openregime.web.repair import views

urlpatterns = [
    path("states/<str:given>/plan/", views.plan, name="state-plan"),
    path("states/<str:given>/scenario/", views.scenario, name="state-scenario"),
]
