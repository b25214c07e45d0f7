"""Signing in as staff, with a limit on guesses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django import forms
from django.utils import timezone
from wagtail.admin.forms.auth import LoginForm

from privacy.clients import client_key
from privacy.limits import allow

WINDOW: Final = timedelta(minutes=15)
TRIES_FOR_A_NAME: Final = 10  # from one network, so that nobody elsewhere can lock a person out
TRIES_OF_A_NETWORK: Final = 50  # an office may sit behind one address
TOO_OFTEN: Final = "Too many tries. Wait for a quarter of an hour, then try again."


class SignInForm(LoginForm):
    """The form of the admin's first page; each try counts, also one with the right password."""

    def clean(self) -> dict[str, Any]:
        """Check name and password, unless there were too many tries: then neither is looked at."""
        if not self._may_try(str(self.cleaned_data.get("username", ""))):
            raise forms.ValidationError(TOO_OFTEN, code="too_often")
        cleaned: dict[str, Any] = super().clean()
        return cleaned

    def _may_try(self, username: str) -> bool:
        now, name = timezone.now(), username.strip().casefold()
        network = client_key(self.request) if self.request is not None else ""
        return allow(
            kind="sign-ins of a network",
            subject=network,
            limit=TRIES_OF_A_NETWORK,
            per=WINDOW,
            now=now,
        ) and allow(
            kind="sign-ins of a network for a name",
            subject=f"{network} {name}",
            limit=TRIES_FOR_A_NAME,
            per=WINDOW,
            now=now,
        )
