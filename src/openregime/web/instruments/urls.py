"""Addresses of instruments, provisions and measures."""

from django.urls import path

from openregime.web.instruments import views

urlpatterns = [
    path("instruments/", views.instruments, name="instruments"),
    path("instruments/<str:instrument_id>/", views.instrument, name="instrument"),
    path("crosswalk/", views.crosswalk, name="crosswalk"),
]
