"""Addresses of jobs."""

from django.urls import path

from openregime.web.jobs import views

urlpatterns = [
    path("jobs/", views.mine, name="jobs"),
    path("jobs/<slug:key>/", views.one, name="job"),
    path("jobs/<slug:key>/cancel/", views.cancel, name="cancel-job"),
    path("jobs/organisations/<slug:key>/", views.organisation, name="organisation-jobs"),
]
