"""Addresses of releases, of the log, of keys and of statements."""

from django.urls import path

from openregime.web.releases import views, writing_views

urlpatterns = [
    path("releases/", views.listed, name="releases"),
    path("releases/new/", writing_views.new, name="publish-release"),
    path("releases/log/", views.the_log, name="release-log"),
    path("releases/log/<str:name>", views.log_file, name="release-log-file"),
    path("releases/keys/", views.all_keys, name="release-keys"),
    path("releases/keys/trusted.json", views.trusted, name="trusted-keys"),
    path("releases/keys/<slug:owner>/", views.owner, name="release-keys-of"),
    path("releases/keys/<slug:owner>/<slug:verb>/", views.key_act, name="release-key-act"),
    path("releases/keys/<slug:owner>/<str:name>", views.key_file, name="release-key-file"),
    path("releases/statements/", writing_views.statements, name="held-statements"),
    path("releases/statements/<slug:key>/", writing_views.statement, name="disclose-statements"),
    path("releases/<slug:key>/", views.one, name="release"),
    path("releases/<slug:key>/release.json", views.release_file, name="release-file"),
    path("releases/<slug:key>/withdraw/", writing_views.withdraw, name="withdraw-release"),
]
