"""Sign-in services of organisations, as django-allauth drives them, with every check that OpenID Connect asks for.

django-allauth leaves the signature of an ID token that came over TLS unread and sends no nonce; both are done here, by
its own hooks (`provider_class`, an adapter, and views on that adapter).
"""

import hashlib
from base64 import urlsafe_b64encode
from typing import Any

import requests
from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse

from openregime.web.people.id_tokens import BadSignInAnswer, checked_id_token, checked_metadata

WELL_KNOWN = "/.well-known/"


def nonce_of(code_verifier: str) -> str:
    """What the ID token must repeat: made of the secret of this one request, which the session of the browser keeps."""
    digest = hashlib.sha256(b"openregime nonce " + code_verifier.encode("ascii")).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


class CheckedAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Talks to one service; believes nothing that fails a check."""

    _code_verifier = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """The well-known page, which must speak for the issuer that was set up."""
        if not hasattr(self, "_checked"):
            provider = self.get_provider()
            self._checked = checked_metadata(_fetched(provider.server_url), issuer=_issuer_of(provider.app))
        return self._checked

    def get_access_token_data(
        self, request: HttpRequest, app: SocialApp, client: Any, pkce_code_verifier: str | None = None
    ) -> dict[str, Any]:
        """Exchange the code, after a look at who gave it (RFC 9207), and keep the secret that the nonce is made of."""
        told = request.GET.get("iss")
        is_promised = self.openid_config.get("authorization_response_iss_parameter_supported") is True
        if (told is not None or is_promised) and told != self.openid_config["issuer"]:
            raise BadSignInAnswer("the answer came from another service (iss).")
        self._code_verifier = pkce_code_verifier or ""
        data: dict[str, Any] = super().get_access_token_data(request, app, client, pkce_code_verifier)
        if not data.get("id_token"):
            raise BadSignInAnswer("it gave no ID token.")
        return data

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """The ID token, checked."""
        return checked_id_token(
            id_token,
            _fetched(self.openid_config["jwks_uri"]),
            issuer=self.openid_config["issuer"],
            client_id=app.client_id,
            nonce=nonce_of(self._code_verifier) if self._code_verifier else "",
        )

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> Any:
        """Whoever signed in: the subject of the ID token, and of nothing else that the service says.

        Raises:
            BadSignInAnswer: its other page speaks of another subject (OpenID Connect Core, section 5.3.2).
        """
        login = super().complete_login(request, app, token, **kwargs)
        told = login.account.extra_data
        if told.get("userinfo", {}).get("sub") != told["id_token"]["sub"]:
            raise BadSignInAnswer("its userinfo speaks of another subject than its ID token (sub).")
        return login


class CheckedServices(OpenIDConnectProvider):  # type: ignore[misc]
    """Sends a nonce with every request for sign-in, and asks for nothing beyond what was set up."""

    package = "allauth.socialaccount.providers.openid_connect"
    oauth2_adapter_class = CheckedAdapter

    def get_pkce_params(self) -> dict[str, Any]:
        """The secret of this request, its challenge, and the nonce."""
        found: dict[str, Any] = super().get_pkce_params()
        return {**found, "nonce": nonce_of(found["code_verifier"])}

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        """The scopes that were set up, whatever the address says."""
        scope: list[str] = self.get_scope()
        return scope

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, str]:
        """The parameters that were set up, whatever the address says."""
        params: dict[str, str] = self.get_auth_params()
        return params


def _issuer_of(app: SocialApp) -> str:
    settings = app.settings
    return str(settings.get("issuer") or settings["server_url"].partition(WELL_KNOWN)[0])


def _fetched(address: str) -> Any:
    """A page of the service, parsed; redirects are not followed.

    Raises:
        BadSignInAnswer: it does not answer, or not with JSON.
    """
    try:
        with get_adapter().get_requests_session() as session:
            answer = session.get(address)
            answer.raise_for_status()
            return answer.json()
    except (requests.RequestException, ValueError) as error:
        raise BadSignInAnswer(f"it does not answer as it should ({type(error).__name__}).") from error


@login_not_required  # type: ignore[untyped-decorator]
def to_service(request: HttpRequest, provider_id: str) -> HttpResponse:
    """`/account/oidc/<id>/login/`: send the browser to the service."""
    return _driven(OAuth2LoginView, request, provider_id)


@login_not_required  # type: ignore[untyped-decorator]
def back_from_service(request: HttpRequest, provider_id: str) -> HttpResponse:
    """`/account/oidc/<id>/login/callback/`: the browser comes back with a code."""
    return _driven(OAuth2CallbackView, request, provider_id)


def _driven(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    adapter = CheckedAdapter(request, provider_id)
    try:
        answer: HttpResponse = view.adapter_view(adapter)(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except BadSignInAnswer as error:  # before django-allauth is ready to catch it
        answer = render_authentication_error(request, adapter.get_provider(), exception=error)
    return answer
