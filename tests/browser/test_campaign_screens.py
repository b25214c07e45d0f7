"""Everybody can use a campaign's pages after its end, and its organizers' screens."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import FilePayload, expect

from campaign import aftermath, relaying
from campaign.models import ActionPage, CampaignPage, Evidence, UpdatePage
from officials import services
from officials.models import Channel, Official, TargetList
from tests.browser.campaigns import a_furnished_campaign
from tests.browser.conftest import Visit, Visitor
from tests.browser.findings import findings_everywhere
from tests.browser.test_desk_screens import FILTERS, signed_in
from tests.campaign.actions import a_senator, mailed_link
from tests.campaign.test_relaying import ask
from tests.home import factories

SHEET = (
    b"name,role,body,email,post,Region\n"
    b"Ines Amaro,Chief of Police,Halden Police,ines@halden.example,,North\n"
    b"Bo Lind,Clerk,Halden Police,,4 Quay Street; Halden 10115,South\n,,,,,\n"
)
# Wagtail's own: its page editor, for which axe-core has findings of its own making: a switch of
# the spelling checker by an unknown attribute, and names of its buttons. Ours are the forms in it.
EDITORS_OWN = "[spellcheck], .DraftEditor-root"


@pytest.fixture
def folder(live_server: Any, settings: Any, tmp_path: Path) -> Path:
    """A furnished campaign, an action to made-up officials, and the local mailbox."""
    return a_furnished_campaign(live_server, settings, tmp_path)


def _ask_how_it_ended() -> str:
    """Return the address that a supporter's mail leads to two weeks after their letter went."""
    now = timezone.now()
    people = Official.objects.order_by("pk")[:2]
    then = now - timedelta(days=15)
    relaying.confirm_message(token=ask(ActionPage.objects.get(), *people, now=then), now=then)
    aftermath.ask_how_it_ended(now=now)
    return mailed_link("wrote")


def _end(result: str) -> None:
    campaign = CampaignPage.objects.get()
    campaign.result, campaign.ended_on = result, date(2026, 11, 20)
    campaign.closing_statement = "It took nine months.\n\nThank you to everyone who wrote."
    campaign.won = "A hearing\nA warrant before a search" if result == "won" else ""
    campaign.save()


def test_the_pages_after_a_campaign_can_be_used_by_everyone(visit: Visit, folder: Path) -> None:
    """U-01, H-02, P-02: how it ended for a supporter, for the campaign, and how to pass it on."""
    visitor, found = visit(), {}
    campaign = CampaignPage.objects.get()

    def look(name: str, path: str = "") -> None:
        if path:
            assert visitor.open(path) == 200, name
        found[name] = findings_everywhere(visitor, f"after {name}")

    for shared in (campaign, ActionPage.objects.get(), UpdatePage.objects.get()):
        look(f"share {shared.slug}", f"/share/{shared.pk}/")
        look(f"frame {shared.slug}", f"/share/{shared.pk}/embed/")
    look("how it ended", _ask_how_it_ended())
    visitor.page.get_by_label("Answered").first.check()
    visitor.page.get_by_role("button", name="Tell").click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Thank you")
    look("told")
    for result in ("won", "lost"):
        _end(result)
        # Another address each time: the page may be kept by a browser for half a minute.
        look(result, f"{campaign.url}?{result}")
        assert f"This campaign was {result} on" in visitor.page.content()
    look("closed action", f"{campaign.url}write-now/")
    print(f"U-01: {len(found)} pages after a campaign, 1280 and 320 px, light and dark")
    assert {name: bad for name, bad in found.items() if bad} == {}
    assert visitor.violations == []
    assert visitor.foreign_requests == []
    assert visitor.stored() == []


def _addresses() -> dict[str, str]:
    """Return every screen of an organizer of campaigns, with something on it."""
    now = timezone.now()
    services.stop_channel(
        channel_id=Channel.objects.filter(kind="email").first().pk, reason="Bounced.", now=now
    )
    Official.objects.filter(pk=a_senator("Old Hand", 3).pk).update(is_active=False)
    kinds = (Official, TargetList, Evidence)
    official, listed, evidence = (one.snippet_viewset for one in kinds)  # type: ignore[attr-defined]
    somebody, members = Official.objects.first(), TargetList.objects.get().pk
    action = ActionPage.objects.get().pk
    adding = reverse("wagtail_bulk_action", args=["officials", "official", "add_to_list"])
    leaving = reverse("wagtail_bulk_action", args=["officials", "official", "mark_inactive"])
    return {
        "officials": reverse(official.get_url_name("list")),
        "official": reverse(official.get_url_name("inspect"), args=[somebody.pk]),
        "official-edit": reverse(official.get_url_name("edit"), args=[somebody.pk]),
        "to-a-list": f"{adding}?id={somebody.pk}",
        "out-of-office": f"{leaving}?id={somebody.pk}",
        "lists": reverse(listed.get_url_name("list")),
        "list": reverse(listed.get_url_name("inspect"), args=[members]),
        "list-edit": reverse(listed.get_url_name("edit"), args=[members]),
        "figures": reverse("campaign_action", args=[action]),
        "to-print": reverse("campaign_action_letters", args=[action]),
        "evidence": reverse(evidence.get_url_name("list")),
        "evidence-add": reverse(evidence.get_url_name("add")),
        "action-edit": reverse("wagtailadmin_pages:edit", args=[action]),
        "upload": reverse("officials_upload"),
    }


def test_the_organizers_screens_can_be_used_by_everyone(visit: Visit, folder: Path) -> None:
    """U-01, P-01: officials, lists, an own list coming in, what came of an action, evidence."""
    factories.an_administrator()
    _ask_how_it_ended()
    staff, found = signed_in(visit), {}

    def look(name: str) -> None:
        place = {"within": "main", "without": f"{FILTERS}, {EDITORS_OWN}"}
        found[name] = findings_everywhere(staff, f"staff {name}", **place, moderate=False)

    for name, address in _addresses().items():
        assert staff.open(address) == 200, name
        look(name)
    _bring_in(staff, look)
    print(f"U-01: {len(found)} screens of an organizer, 1280 and 320 px, light and dark")
    assert {name: bad for name, bad in found.items() if bad} == {}
    assert staff.foreign_requests == []


def _bring_in(staff: Visitor, look: Any) -> None:
    """Upload an own list from the screen that is open, look at the difference, take it."""
    sheet = FilePayload(name="police.csv", mimeType="text/csv", buffer=SHEET)
    staff.page.set_input_files("input[type=file]", sheet)
    staff.page.get_by_role("button", name="Look at what would change").click()
    staff.page.wait_for_selector("#changes-section")
    look("difference")
    staff.page.get_by_role("button", name="Import", exact=True).click()
    expect(staff.page.get_by_text("Imported: 2 new.")).to_be_visible()
