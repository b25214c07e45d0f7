from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.core.exceptions import ImproperlyConfigured


class PrivacyConfig(AppConfig):
    name = "privacy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        checks.register(check_field_keys)


def check_field_keys(**kwargs: Any) -> list[checks.CheckMessage]:
    """Refuse to start with field keys that can't seal anything."""
    from privacy import keys

    try:
        keys.locks()
    except ImproperlyConfigured as error:
        return [checks.Error(str(error), id="privacy.E001")]
    return []
