from __future__ import annotations

import pytest
import requests

from tests.delivery.mails import Provider


@pytest.fixture(autouse=True)
def _no_limits(settings):
    """Limits are tested in test_pace.py; elsewhere as much goes as a test wants."""
    settings.MAIL_PER_HOUR = settings.MAIL_PER_MINUTE = settings.MAIL_PER_DOMAIN_MINUTE = 0


@pytest.fixture
def provider(monkeypatch, settings) -> Provider:
    """Every HTTP request of the test ends here: with one connection no other process makes one."""
    settings.MAIL_CONNECTIONS = 1
    made = Provider()
    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", made.send)
    return made


@pytest.fixture
def postmark(settings, provider) -> Provider:
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    settings.MAIL_CONNECTIONS = 1  # answers are given in order
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "made-up", "WEBHOOK_SECRET": "user:password"}
    return provider


@pytest.fixture
def folder(settings, tmp_path):
    """The local mailbox in a folder of the test's own."""
    settings.EMAIL_BACKEND = "delivery.local_mailbox.LocalMailboxBackend"
    settings.LOCAL_MAILBOX_DIR = tmp_path / "mailbox"
    return settings.LOCAL_MAILBOX_DIR
