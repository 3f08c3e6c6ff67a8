"""Signing up does the same work whether or not the address has an account, so that its time tells
nobody who has one.
"""

import secrets
from typing import Any

from allauth.account.forms import SignupForm
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from isegoria.server.people.models import Participant

__all__ = ["SignUp"]


class SignUp(SignupForm):  # type: ignore[misc]  # allauth has no types
    """Makes an account; for an address that has one, makes one that is gone at once."""

    def try_save(self, request: HttpRequest) -> tuple[AbstractBaseUser | None, HttpResponse | None]:
        """Save the account, or do what that would have taken and mail the address that it has one.

        The row is deleted, not rolled back: it takes a number as any account does. Numbers are
        public, so that the next one would tell.
        """
        if self.account_already_exists:
            self._save_for_nothing(request)
        found: Any = super().try_save(request)
        return found  # type: ignore[no-any-return]

    @transaction.atomic
    def save(self, request: HttpRequest) -> AbstractBaseUser:
        """Make the account and its address in one transaction, as long as the other takes."""
        made: AbstractBaseUser = super().save(request)
        return made

    @transaction.atomic
    def _save_for_nothing(self, request: HttpRequest) -> None:
        email = self.cleaned_data["email"]
        self.cleaned_data["email"] = f"{secrets.token_hex(16)}@localhost.invalid"
        self.account_already_exists = False
        made = super().save(request)
        self.cleaned_data["email"], self.account_already_exists = email, True
        for rows in (
            EmailAddress.objects.filter(user_id=made.pk),
            Participant.objects.filter(pk=made.pk),
        ):
            rows._raw_delete(rows.db)  # nothing refers to it, and looking would take long
