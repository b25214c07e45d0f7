"""A site with a campaign that has everything on it, and where its mails go."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile

from campaign.models import CampaignDemand, CampaignPage, Evidence, PressMention, UpdatePage
from tests.campaign import documents
from tests.campaign.actions import (
    a_member_of_congress,
    a_representative,
    a_senator,
    an_action,
)
from tests.home import factories
from tests.officials import factories as officials


def a_furnished_campaign(live_server: Any, settings: Any, folder: Path) -> Path:
    """Make the campaign and its action to four officials; return the folder its mails go to."""
    settings.EMAIL_BACKEND = "delivery.local_mailbox.LocalMailboxBackend"
    settings.LOCAL_MAILBOX_DIR = folder / "mailbox"
    settings.MEDIA_ROOT = folder / "media"
    settings.SITE_URL = live_server.url
    campaign = factories.a_campaign(factories.a_site())
    _furnish(campaign)
    people = [
        a_senator(phone="850-555-0117"),
        a_representative(),
        a_member_of_congress("Ida Moss", 14),
        a_member_of_congress("Cy Vance", 15),
    ]
    officials.a_postal_area("33617", "FL-14", "FL-15")
    an_action(campaign, *people, publish_results=True)
    return folder / "mailbox"


def _furnish(campaign: CampaignPage) -> None:
    factories.a_letter(campaign, slug="stop")
    campaign.demand_rows = [
        CampaignDemand(text="Hold a hearing", standing="met", settled_on=date(2026, 11, 3))
    ]
    campaign.press = [
        PressMention(
            outlet="Harbor Courier",
            headline="Council sets a hearing",
            url="https://courier.example/hearing",
            dated=date(2026, 11, 4),
        )
    ]
    campaign.save()
    update = UpdatePage(title="A hearing is set", slug="hearing", lead="On 14 January.")
    campaign.add_child(instance=update)
    evidence = Evidence(
        campaign=campaign,
        title="Memorandum",
        file=ContentFile(documents.office_pdf(), name="memo.pdf"),
        published=True,
    )
    evidence.full_clean()
    evidence.save()
