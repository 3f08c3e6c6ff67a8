"""Signing in by SAML: what allauth and python3-saml leave open."""

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.saml.utils import get_app_or_404
from allauth.socialaccount.providers.saml.views import finish_acs
from django.http import Http404, HttpRequest, HttpResponse
from lxml.etree import XMLSyntaxError

__all__ = ["finish", "no_single_logout"]


def _finish(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Let somebody in by the answer of the identity provider; one that is no XML, or declares
    entities, is as wrong as any other.
    """
    try:
        found: HttpResponse = finish_acs(request, organization_slug)
    except (XMLSyntaxError, ValueError):
        provider = get_app_or_404(request, organization_slug).get_provider(request)
        found = render_authentication_error(request, provider)
    return found


finish = login_not_required(_finish)


def no_single_logout(_request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Find nothing where allauth would sign people out: that message need not be signed, so that a
    link from anywhere would do it.
    """
    raise Http404
