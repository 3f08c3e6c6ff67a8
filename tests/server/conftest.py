import pytest
from django.test import Client

from tests.play import Play, seated


@pytest.fixture
def client_of(db: None):  # type: ignore[no-untyped-def]
    """Return a function that signs a participant in."""

    def signed_in(participant):  # type: ignore[no-untyped-def]
        client = Client()
        client.force_login(participant, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in


@pytest.fixture
def play() -> Play:
    """A working group under equal footing, with every office taken."""
    return seated()
