"""What every test starts from."""

from __future__ import annotations

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Forget what an earlier test left in memory: Wagtail caches where sites begin."""
    cache.clear()
    ContentType.objects.clear_cache()
