"""Addresses of one's own page, of organisations and of invitations; signing in is under /account/ (django-allauth)."""

from django.urls import path

from openregime.web.people import sign_in_provider, views

urlpatterns = [
    path("people/", views.mine, name="people"),
    path("people/second-factor/", views.second_factor, name="second-factor"),
    path("people/kept/", views.kept_form, name="kept-form"),
    path("people/invitations/<str:secret>/", views.invitation, name="invitation"),
    path("people/waiting/<slug:key>/", views.settle, name="settle-act"),
    path("people/organisations/<slug:key>/", views.organisation, name="organisation"),
    path("people/organisations/<slug:key>/trail/", views.trail, name="organisation-trail"),
    path("people/organisations/<slug:key>/attempts/", views.attempts, name="organisation-attempts"),
    path("people/organisations/<slug:key>/trail/check/", views.check_trail, name="check-trail"),
    path("people/organisations/<slug:key>/<slug:verb>/", views.act, name="organisation-act"),
    # before those of django-allauth, which would promise letters that this service cannot send
    path("account/password/reset/", views.forgotten, name="account_reset_password"),
    path("account/sessions/", views.own_sessions, name="usersessions_list"),
    path("account/email/", views.address, name="account_email"),
    # and these before its own, which believe an ID token without looking at its signature
    path("account/oidc/<slug:provider_id>/login/", sign_in_provider.to_service, name="openid_connect_login"),
    path(
        "account/oidc/<slug:provider_id>/login/callback/",
        sign_in_provider.back_from_service,
        name="openid_connect_callback",
    ),
]
