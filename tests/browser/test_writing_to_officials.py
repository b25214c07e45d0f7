"""A supporter writes to officials in a real browser: on a phone, without scripts, by keyboard."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from campaign.models import ReportedContact
from delivery.models import OutboundMessage
from tests.browser.campaigns import a_furnished_campaign
from tests.browser.conftest import Visit, Visitor
from tests.browser.findings import findings_everywhere, open_as_it_stands
from tests.flows.mailbox import link, mails

CAMPAIGN = "/campaigns/front-door/"
ACTION = f"{CAMPAIGN}write-now/"
ADDRESS = "jo@example.org"


@pytest.fixture
def folder(live_server: Any, settings: Any, tmp_path: Path) -> Path:
    """A furnished campaign, an action to made-up officials, and the local mailbox."""
    return a_furnished_campaign(live_server, settings, tmp_path)


def _mailed(visitor: Visitor, folder: Path, purpose: str) -> str:
    call_command("send_queued", stdout=io.StringIO())
    return visitor.origin + urlsplit(link(mails(folder, to=ADDRESS)[-1], purpose)).path


def _find_and_choose(visitor: Visitor) -> None:
    page = visitor.page
    page.fill("#postal_code", "33617")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Which district is yours?")
    page.get_by_label("Florida Senate: your district").select_option(index=1)
    page.get_by_label("Florida House: your district").select_option(index=1)


def _fill(visitor: Visitor, way: str) -> None:
    page = visitor.page
    page.fill("#own", "My neighbor’s door filmed my children.")
    page.select_option("#own_place", "1")
    page.fill("#sender", "Jo Okafor")
    page.fill("#town", "12 Elm Street, Temple Terrace")
    page.check(f"#way-{way}")
    page.get_by_role("button", name="Read it through").click()


def test_on_a_phone_without_scripts_two_legislators_are_written_to_by_relay(
    visit: Visit, folder: Path
) -> None:
    """P-01, P-02: from the campaign to the mail, nothing stored, nobody else asked."""
    visitor = visit(width=360, java_script_enabled=False, is_mobile=True)
    page = visitor.page
    page.goto(f"{visitor.origin}{CAMPAIGN}")
    page.get_by_role("link", name="Write to your officials").click()
    _find_and_choose(visitor)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Read it through").click()
    expect(page.locator(".errors h2")).to_have_text("Two things to correct")
    _fill(visitor, "relay")
    expect(page.get_by_role("heading", level=1)).to_have_text("Read it through")
    page.fill("#email", ADDRESS)
    page.get_by_role("button", name="Send and check my mailbox").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your mailbox")
    page.goto(_mailed(visitor, folder, "write"))
    assert not OutboundMessage.objects.filter(kind="supporter").exists()
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your letter is on its way")
    call_command("send_queued", stdout=io.StringIO())
    (mail,) = mails(folder, to="abara.16@flsenate.example")
    assert mail["Reply-To"] == ADDRESS
    text = mail.get_content()
    assert text.startswith("Dear Senator Abara:\n\nMy neighbor’s door filmed my children.")
    assert len(mails(folder, to="flhouse.example")) == 1
    assert visitor.context.cookies() == []
    assert visitor.foreign_requests == []


def test_by_form_and_on_paper_to_congress_in_an_ambiguous_zip(
    visit: Visit, folder: Path, tmp_path: Path
) -> None:
    """H-02, P-02: the one chosen gets it; the letter is printed; nothing is kept."""
    visitor = visit(accept_downloads=True)
    page = visitor.page
    visitor.open(ACTION)
    page.fill("#postal_code", "33617")
    page.get_by_role("button", name="Find").click()
    page.get_by_label("Cy Vance").check()
    page.get_by_role("button", name="Continue").click()
    _fill(visitor, "form")
    expect(page.get_by_role("link", name="Open the office’s form")).to_have_attribute(
        "href", "https://form-15.house.example/contact"
    )
    page.get_by_role("button", name="I have sent the form").click()
    expect(page.locator(".lead")).to_contain_text("Counted for Representative Cy Vance.")
    page.get_by_role("button", name="Back to the letter").click()
    page.get_by_role("button", name="Change the letter or the way").click()
    page.check("#way-paper")
    page.get_by_role("button", name="Read it through").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Letter to print (PDF)").click()
    saved = tmp_path / "letter.pdf"
    download.value.save_as(saved)
    assert saved.read_bytes().startswith(b"%PDF-")
    assert ReportedContact.objects.get().official.name == "Cy Vance"
    assert visitor.stored() == []
    assert visitor.foreign_requests == []
    assert visitor.violations == []


def test_a_letter_needs_nothing_but_a_keyboard(visit: Visit, folder: Path) -> None:
    """U-02: find, choose, write, put in order, read through, confirm."""
    visitor = visit()
    page, keys = visitor.page, visitor.page.keyboard
    visitor.open(ACTION)
    _tab_to(visitor, "postal_code")
    keys.type("33617")
    keys.press("Enter")
    page.wait_for_selector("h1:text('Which district')")
    _tab_to(visitor, "body1")
    keys.press("ArrowDown")
    _tab_to(visitor, "Continue")
    keys.press("Enter")
    page.wait_for_selector("h1:text('Your letter')")
    for name, value in {
        "own": "My own words.",
        "own_place": "1",
        "sender": "Jo Okafor",
        "town": "Tampa",
    }.items():
        _tab_to(visitor, name)
        keys.type(value)
    _tab_to(visitor, "way-own_mail")
    keys.press("ArrowDown")
    _tab_to(visitor, "Read it through")
    keys.press("Enter")
    page.wait_for_selector("h1:text('Read it through')")
    expect(page.locator(".quoted")).to_contain_text("Dear Senator Abara:")
    assert "Abara:\n\nMy own words." in page.locator(".quoted").inner_text()
    _tab_to(visitor, "email")
    keys.type(ADDRESS)
    keys.press("Enter")
    page.wait_for_selector("h1:text('Check your mailbox')")
    page.goto(_mailed(visitor, folder, "write"))
    _tab_to(visitor, "Send it")
    keys.press("Enter")
    page.wait_for_selector("h1:text('on its way')")
    assert OutboundMessage.objects.filter(kind="supporter").count() == 1
    print("U-02: found, written, read through and confirmed by keyboard")


def _tab_to(visitor: Visitor, wanted: str) -> None:
    """Press Tab until a field with this id, or a button with these words, has the focus."""
    for _ in range(80):
        one = visitor.page.evaluate(
            "[document.activeElement.id, (document.activeElement.innerText || '').trim()]"
        )
        if wanted in one:
            return
        visitor.page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reached {wanted!r}")


def test_every_page_of_a_campaign_and_its_action_can_be_used_by_everyone(
    visit: Visit, folder: Path
) -> None:
    """U-01, H-02: without scripts no finding, no sideways scrolling, no violation."""
    visitor, seeing = visit(width=320, java_script_enabled=False), visit()
    page = visitor.page
    seen: dict[str, list[str]] = {}

    def look(name: str) -> None:
        open_as_it_stands(seeing, of=visitor)
        seen[name] = findings_everywhere(seeing, f"supporter {name}")

    for path in ("", "hearing/", "follow/", "write-now/", "write-now/results/", "write-now/embed/"):
        page.goto(f"{visitor.origin}{CAMPAIGN}{path}")
        look(path or "campaign")
    page.goto(f"{visitor.origin}{ACTION}")
    page.get_by_role("button", name="Find").click()
    page.wait_for_selector(".errors")
    look("find with an error")
    _find_and_choose(visitor)
    page.get_by_label("Cy Vance").check()
    look("choose")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Read it through").click()
    page.wait_for_selector(".errors")
    look("write with errors")
    for way in ("own_mail", "phone", "paper", "form", "relay"):
        _fill(visitor, way)
        page.wait_for_selector("h1:text('Read it through')")
        look(f"read, {way}")
        if way != "relay":
            page.get_by_role("button", name="Change the letter or the way").click()
    page.fill("#email", ADDRESS)
    page.get_by_role("button", name="Send and check my mailbox").click()
    page.wait_for_selector("h1:text('Check your mailbox')")
    look("check your mailbox")
    page.goto(_mailed(visitor, folder, "write"))
    look("confirm")
    page.get_by_role("button", name="Send it").click()
    page.wait_for_selector("h1:text('on its way')")
    look("sent")
    print(f"U-01: {len(seen)} pages of a supporter, 1280 and 320 px, light and dark")
    assert {name: bad for name, bad in seen.items() if bad} == {}
    assert visitor.violations == []
