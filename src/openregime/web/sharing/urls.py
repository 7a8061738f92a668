"""Addresses of the sharing table."""

from django.urls import path

from openregime.web.sharing import views

urlpatterns = [
    path("sharing/", views.overview, name="sharing"),
    path("sharing/choose/", views.choose, name="sharing-choose"),
    path("sharing/situations/<str:situation>/", views.overview, name="sharing-situation"),
    path("sharing/categories/<str:category>/", views.category, name="sharing-category"),
    path("sharing/audiences/<str:audience>/", views.audience, name="sharing-audience"),
]
