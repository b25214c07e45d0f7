"""A letter's way to three addressees in a real browser: one bounces, one answers, one is posted to.

With LEDGER_PICTURES=folder the walk leaves its pictures there, as docs/pictures shows them.
"""

from __future__ import annotations

import os
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from delivery.models import OutboundMessage
from delivery.receiving import Arrival, receive_inbound
from delivery.services import Report, record_event
from home.founding import ORGANIZERS, found_site
from letters.models import LetterPage
from tests.browser.conftest import Visit, Visitor
from tests.browser.findings import findings_everywhere
from tests.home import factories

ADDRESSEES = [
    {
        "name": "Ms. Ingrid Halden",
        "organization": "Halden Devices, Inc.",
        "email": "office@haldendevices.example",
    },
    {
        "name": "Mr. Desmond Okoro",
        "organization": "City of Port Linden",
        "email": "mayor@portlinden.example",
    },
    {"name": "Dr. Ruth Vance", "organization": "Port Linden Transit Authority"},
]
SCAN = b"%PDF-1.7\n% a receipt of the post office\n%%EOF\n"


@pytest.fixture
def letter(live_server: Any, settings: Any, tmp_path: Path) -> LetterPage:
    settings.EMAIL_BACKEND = "delivery.local_mailbox.LocalMailboxBackend"
    settings.LOCAL_MAILBOX_DIR = tmp_path / "mailbox"
    settings.INBOUND_ADDRESS = "answers@letters.example"
    settings.SITE_URL = live_server.url
    made = factories.a_letter(
        factories.a_campaign(factories.a_site()), slug="stop", addressees=ADDRESSEES
    )
    for name in ("The Harbor Rights Project", "Sunshine Records Project"):
        factories.sign_on(made, name)
    found_site(name="Front Porch Coalition", hostname="localhost", port=80)
    return made


def organizer(visit: Visit, name: str) -> Visitor:
    user = get_user_model().objects.create_user(name, password=factories.PASSWORD)
    user.groups.add(Group.objects.get(name=ORGANIZERS))
    staff = visit()
    staff.open("/admin/login/")
    staff.page.fill("input[name=username]", name)
    staff.page.fill("input[name=password]", factories.PASSWORD)
    staff.page.click("button[type=submit]")
    staff.page.wait_for_url("**/admin/")
    return staff


def press(staff: Visitor, path: str, name: str) -> None:
    staff.open(path)
    staff.page.get_by_role("button", name=name, exact=True).click()
    staff.page.wait_for_load_state("networkidle")


def becomes(first: OutboundMessage, second: OutboundMessage) -> None:
    """Have the first bounce; have the second arrive, and its addressee answer by mail."""
    now = timezone.now()
    for message, kind, why in ((first, "bounced", "invalid"), (second, "delivered", "")):
        record_event(
            Report("local", "", str(message.reference), kind, kind, now, reject_reason=why),
            now=now,
        )
    mail = EmailMessage()
    mail["From"] = "Desmond Okoro <mayor@portlinden.example>"
    mail["Subject"] = "Re: Take the cameras out"
    mail["Message-ID"] = "<1@portlinden.example>"
    mail.set_content("The city will not switch the gates off before the season begins.")
    mail.add_attachment(SCAN, maintype="application", subtype="pdf", filename="council.pdf")
    to = f"answers+{second.reference.hex}@letters.example"
    assert receive_inbound(Arrival("local", mail, [to]), now=now)
    call_command("note_answers", verbosity=0)


def picture(staff: Visitor, name: str, *, width: int = 1280, high: int = 900) -> None:
    """Leave a picture where the docs want one; always look whether it runs sideways."""
    staff.page.set_viewport_size({"width": width, "height": high})
    sideways = staff.page.evaluate("document.documentElement.scrollWidth")
    assert sideways <= width, f"{name}: {sideways} px at {width}"
    if folder := os.environ.get("LEDGER_PICTURES"):
        staff.page.screenshot(path=f"{folder}/{name}-{width}.png")
    staff.page.set_viewport_size({"width": 1280, "height": 900})


def test_a_letter_goes_three_ways_and_the_ledger_tells(
    visit: Visit, letter: LetterPage, tmp_path: Path
) -> None:
    """U-01, P-01, H-02: freeze, approve, send; a bounce, an answer, a scan; ledger and page."""
    rosa, imre = organizer(visit, "rosa"), organizer(visit, "imre")
    editions, ledger = (f"/admin/letters/{letter.pk}/{end}/" for end in ("editions", "ledger"))
    press(rosa, editions, "Freeze edition 1")
    press(imre, editions, "Approve edition 1")
    rosa.open(editions)
    expect(rosa.page.get_by_role("button", name="Mail it to me as a test")).to_be_visible()
    found = findings_everywhere(rosa, "sending", within="main", moderate=False)
    picture(rosa, "sending")
    picture(rosa, "sending", width=360)
    press(rosa, editions, "Send edition 1")
    call_command("send_queued", verbosity=0)
    becomes(*OutboundMessage.objects.filter(kind="letter").order_by("pk"))

    rosa.open(ledger)
    needs = rosa.page.locator(".ledger-needs")
    expect(needs).to_contain_text("Mr. Desmond Okoro has answered: read it, and say what it is.")
    expect(needs).to_contain_text("Nothing reached Ms. Ingrid Halden: choose another way.")
    expect(needs).to_contain_text("Dr. Ruth Vance: still to be sent (post).")
    found += findings_everywhere(rosa, "ledger-needs", within="main", moderate=False)
    picture(rosa, "ledger-needs")
    _read_the_answer(rosa)
    _post_with_a_scan(rosa, tmp_path)

    rosa.open(ledger)
    expect(rosa.page.locator(".ledger-bar title")).to_have_text(
        "3 addressees: 1 answered, 1 delivered, 1 not delivered"
    )
    found += findings_everywhere(rosa, "ledger", within="main", moderate=False)
    picture(rosa, "ledger")
    picture(rosa, "ledger", width=360)
    with rosa.page.expect_download() as download:
        rosa.page.get_by_role("link", name="receipt.pdf").click()
    assert Path(download.value.path()).read_bytes() == SCAN

    visitor = visit(java_script_enabled=False)
    visitor.page.goto(visitor.origin + str(letter.get_url()))
    said = visitor.page.locator(".docket-more dd").all_inner_texts()
    today = timezone.localdate()
    day = f"{today.day} {today:%B %Y}"
    assert said == [
        "Could not be delivered by email.",
        f"Delivered by email on {day}; refused on {day}.",
        f"Delivered by post on {day}.",
    ]
    picture(visitor, "ledger-public")
    rosa.open("/admin/")
    found += findings_everywhere(rosa, "queue", within="main", moderate=False)
    picture(rosa, "queue", high=1100)
    picture(rosa, "queue", width=360, high=1400)
    assert found == []
    for who in (rosa, imre, visitor):
        assert who.foreign_requests == []
        assert who.violations == []
        assert who.failures == []


def _read_the_answer(rosa: Visitor) -> None:
    page = rosa.page
    expect(page.locator(".ledger-words")).to_contain_text("The city will not switch the gates off")
    expect(page.get_by_text("in quarantine")).to_be_visible()
    answer = page.locator(".ledger-answer--unread")
    answer.get_by_label("What it is").select_option("refused")
    answer.get_by_label("What they say").fill("Not before the season begins.")
    answer.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("It is written down.")).to_be_visible()


def _post_with_a_scan(rosa: Visitor, folder: Path) -> None:
    scan = folder / "receipt.pdf"
    scan.write_bytes(SCAN)
    page, today = rosa.page, timezone.localdate().isoformat()
    row = page.get_by_role("row", name="Post")
    row.get_by_text("Write down what became of it").click()
    row.get_by_label("Sent on").fill(today)
    row.get_by_label("Delivered on").fill(today)
    row.get_by_label("Number of the receipt").fill("RR 123 456 789")
    row.get_by_label("Scan or receipt").set_input_files(scan)
    row.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("It is written down.")).to_be_visible()
    expect(page.get_by_role("link", name="receipt.pdf")).to_be_visible()
