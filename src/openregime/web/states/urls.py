"""Addresses of one State and of its claims."""

from django.urls import path

from openregime.web.states import views

urlpatterns = [
    path("states/<str:given>/", views.state, name="state"),
    path("states/<str:given>/claims/", views.claims, name="state-claims"),
]
