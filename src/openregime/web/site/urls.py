"""Every address of the site: this project's own few, then one `include` per app."""

from django.urls import include, path

from openregime.web.site import views

urlpatterns = [
    path("healthz", views.health, name="health"),
    path("", include("openregime.web.regime.urls")),
    path("", include("openregime.web.instruments.urls")),
    path("", include("openregime.web.states.urls")),
    path("", include("openregime.web.repair.urls")),
    path("", include("openregime.web.index.urls")),
    path("", include("openregime.web.outlook.urls")),
    path("", include("openregime.web.sharing.urls")),
    path("", include("openregime.web.help.urls")),
    path("", include("openregime.web.record.urls")),
    path("", include("openregime.web.search.urls")),
    path("", include("openregime.web.downloads.urls")),
    path("", include("openregime.web.api.urls")),
    path("", include("openregime.web.people.urls")),
    path("", include("openregime.web.disclosure.urls")),
    path("", include("openregime.web.proposals.urls")),
    path("", include("openregime.web.releases.urls")),
    path("", include("openregime.web.jobs.urls")),
    path("account/", include("allauth.urls")),
]

handler400 = "openregime.web.site.errors.bad_request"
handler403 = "openregime.web.site.errors.forbidden"
handler404 = "openregime.web.site.errors.not_found"
handler429 = "openregime.web.site.errors.too_many"
handler500 = "openregime.web.site.errors.server_error"
