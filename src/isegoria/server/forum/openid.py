"""Signing in by OpenID Connect, stricter than allauth: what the provider says of somebody is
signed, for this forum, and the answer to what this browser asked.

allauth reads the ID token without its signature where it came straight from the provider, sends no
nonce, and believes what the provider says elsewhere of another person (OpenID Connect Core, 3.1.3.7
and 5.3.2).
"""

import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import jwt
from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse

__all__ = ["callback", "login"]

_NONCES, _KEPT = "openid_nonces", 10  # in the session: what was asked in tabs that are still open
_SIGNATURES = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384"})


class _Provider(OpenIDConnectProvider):  # type: ignore[misc]  # allauth has no types
    def get_auth_params_from_request(self, request: HttpRequest, action: Any) -> dict[str, Any]:
        """Ask with a nonce, by which the answer is known to be for this browser."""
        nonce = secrets.token_urlsafe(24)
        request.session[_NONCES] = [*request.session.get(_NONCES, []), nonce][-_KEPT:]
        asked: dict[str, Any] = self.get_auth_params()  # and nothing that a link added
        return {**asked, "nonce": nonce}


class _Adapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth has no types
    def get_provider(self) -> _Provider:
        """Return the provider that asks with a nonce."""
        found = super().get_provider()
        return _Provider(found.request, app=found.app)

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **sent: Any) -> Any:
        """Read who came, from a token that only the provider can have signed for this forum.

        Raises:
            OAuth2Error: nothing of it is believed.
        """
        signed = sent["response"].get("id_token")
        if not signed:
            raise OAuth2Error("the provider sent no ID token")
        said = self._signed(app, signed)
        nonces = request.session.get(_NONCES, [])
        if said.get("nonce") not in nonces:
            raise OAuth2Error("the ID token answers something else")
        request.session[_NONCES] = [one for one in nonces if one != said["nonce"]]
        told = self._fetch_user_info(token.token)
        if told.get("sub") != said["sub"]:
            raise OAuth2Error("the provider speaks of two people")
        data = {"userinfo": told, "id_token": said}
        return self.get_provider().sociallogin_from_response(request, data)

    def _signed(self, app: Any, signed: str) -> dict[str, Any]:
        try:
            said = self._read(signed, app.client_id)
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("the ID token cannot be read") from error
        if isinstance(said["aud"], list) and said.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("the ID token was made for somebody else")
        return said

    def _read(self, signed: str, client: str) -> dict[str, Any]:
        """Return what a token says that is signed by one of the keys of the provider."""
        head = jwt.get_unverified_header(signed)
        if head["alg"] not in _SIGNATURES:
            raise OAuth2Error("the ID token is not signed by a key of the provider")
        for key in self._keys(head.get("kid"), head["alg"]):
            with suppress(jwt.InvalidSignatureError):
                found: dict[str, Any] = jwt.decode(
                    signed,
                    key,
                    algorithms=[head["alg"]],
                    issuer=self.openid_config["issuer"],
                    audience=client,
                    options={"require": ["sub", "exp", "iss", "aud"]},
                )
                return found
        raise OAuth2Error("no key of the provider has signed this")

    def _keys(self, name: str | None, algorithm: str) -> list[Any]:
        """Return the keys that can have signed; a token need not name the only one."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            keys = answer.json()["keys"]
        family = "EC" if algorithm.startswith("ES") else "RSA"
        return [
            jwt.PyJWK(one, algorithm).key
            for one in keys
            if one["kty"] == family and (name is None or one.get("kid") == name)
        ]


def _by(view: Any) -> Callable[..., HttpResponse]:
    def answer(request: HttpRequest, provider_id: str) -> HttpResponse:
        try:
            found: HttpResponse = view.adapter_view(_Adapter(request, provider_id))(request)
        except SocialApp.DoesNotExist:
            raise Http404 from None
        return found

    return login_not_required(answer)  # type: ignore[no-any-return]


login, callback = _by(OAuth2LoginView), _by(OAuth2CallbackView)
