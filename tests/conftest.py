"""What every test starts from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.test import override_settings


@pytest.fixture(autouse=True)
def every_place_is_known(settings: Any) -> None:
    """Let tests send from any folder: databases come and go under them. Who tests it sets one."""
    settings.PLACE_DIR = None


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Forget what an earlier test left in memory: Wagtail caches where sites begin."""
    cache.clear()
    ContentType.objects.clear_cache()


@pytest.fixture(autouse=True, scope="session")
def passwords_made_quickly() -> Iterator[None]:
    """Hash made-up passwords once, not a million times: that is Django's own to test."""
    quick = "django.contrib.auth.hashers.MD5PasswordHasher"
    with override_settings(PASSWORD_HASHERS=[quick]):
        yield
