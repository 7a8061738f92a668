"""Addresses of one's own page, of organisations and of invitations; signing in is under /account/ (django-allauth)."""

from django.urls import path

from openregime.web.people import views

urlpatterns = [
    path("people/", views.mine, name="people"),
    path("people/invitations/<str:secret>/", views.invitation, name="invitation"),
    path("people/waiting/<slug:key>/", views.settle, name="settle-act"),
    path("people/organisations/<slug:key>/", views.organisation, name="organisation"),
    path("people/organisations/<slug:key>/<slug:verb>/", views.act, name="organisation-act"),
]
