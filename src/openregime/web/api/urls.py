"""Addresses of the interface for programs: the calls, their description, and a page that lists them."""

from django.urls import path

from openregime.web.api import routes_instruments, routes_readings, routes_record, routes_repair, views
from openregime.web.api.interface import api

for routes in (routes_readings, routes_repair, routes_instruments, routes_record):
    api.add_router("", routes.router)

urlpatterns = [
    path("api/", views.operations, name="api"),
    path("api/v1/", api.urls),
]
