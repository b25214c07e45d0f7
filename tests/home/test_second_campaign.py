"""The demo's second campaign: everything on it once, however often it is made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from campaign.models import ActionPage, CampaignPage, Evidence, SupporterMessage, UpdatePage
from delivery.models import OutboundMessage
from home import second_campaign
from home.models import HomePage
from officials.models import Official
from tests.home import factories


@pytest.mark.django_db(transaction=True)
def test_the_second_campaign_is_made_once_with_all_that_it_shows(
    home: HomePage, client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.EMAIL_BACKEND = "delivery.local_mailbox.LocalMailboxBackend"
    settings.LOCAL_MAILBOX_DIR = tmp_path / "mailbox"
    settings.MEDIA_ROOT = tmp_path / "media"
    factories.a_campaign(home)
    first = second_campaign.make(now=timezone.now())
    assert second_campaign.make(now=timezone.now()) == first
    counts = {
        model: model.objects.count()
        for model in (ActionPage, Evidence, Official, SupporterMessage, UpdatePage)
    }
    assert counts == {ActionPage: 1, Evidence: 1, Official: 4, SupporterMessage: 2, UpdatePage: 2}
    sent = OutboundMessage.objects.filter(kind="supporter")
    assert {one.status for one in sent} == {"accepted"}
    assert {one.to_domain for one in sent} == {"council.portlinden.example"}
    page = client.get(CampaignPage.objects.get(slug="camera-registry").url).content.decode()
    for words in ("Met", "The council will hear the public", "Memorandum of understanding"):
        assert words in page
    assert "2 messages have been written." in client.get(first.url).content.decode()
