"""What every test starts from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.test import override_settings

# Begun first: whoever is left with one of them at the end keeps everybody waiting.
LONGEST = (
    "signatories/test_bar_public.py",
    "signatories/test_bar_concurrency.py",
    "signatories/test_bar_states.py",
    "campaign/test_action_views.py",
    "flows/test_canary_purge.py",
    "signatories/test_bar_links.py",
    "signatories/test_bar_tokens.py",
    "signatories/test_bar_mailbox.py",
    "delivery/test_receivers.py",
    "delivery/test_suppression.py",
    "delivery/test_kill.py",
    "letters/test_bar_approval.py",
    "letters/test_names_on_paper.py",
    "officials/test_importing.py",
    "browser/",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first, and let a file's tests stay together on one core.

    Afterwards pytest-django puts tests that empty the database behind those that need its first
    rows; so the two kinds of one file do not stay together.
    """

    def place(item: pytest.Item) -> int:
        path = item.path.as_posix()
        return next((n for n, name in enumerate(LONGEST) if f"tests/{name}" in path), len(LONGEST))

    items.sort(key=place)
    for item in items:
        file, kind = item.nodeid.partition("::")[0], "emptying" if _empties(item) else "keeping"
        item.add_marker(pytest.mark.xdist_group(f"{kind} {file}"))


def _empties(item: pytest.Item) -> bool:
    marked = item.get_closest_marker("django_db")
    by_mark = bool(marked and marked.kwargs.get("transaction"))
    names = set(getattr(item, "fixturenames", ()))
    return by_mark or not names.isdisjoint({"live_server", "transactional_db"})


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
