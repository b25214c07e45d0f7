"""Which provider is in use."""

from __future__ import annotations

from django.conf import settings


def provider_in_use() -> str:
    """Return the short name of the mail backend that is configured, such as postmark."""
    return str(settings.EMAIL_BACKEND).split(".")[-2][:40]
