"""Addresses of the sources, the claims and what the record holds."""

urlpatterns: list[object] = []
