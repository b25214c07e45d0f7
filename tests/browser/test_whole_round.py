"""The whole round in a real browser: sign, mail, confirm, approve, read, download, withdraw."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from playwright.sync_api import expect

from home.founding import ORGANIZERS, found_site
from signatories.models import SignOn
from tests.browser.conftest import Visit, Visitor
from tests.browser.findings import findings_everywhere, findings_here
from tests.flows.mailbox import link, mails, words_of
from tests.home import factories

NAME = "Bayshore Readers’ Circle"
ADDRESS = "teodora@bayshore.example"
LETTER = "/campaigns/front-door/stop/"
FIELDS = {
    "organization": NAME,
    "website": "bayshore.example",
    "region": "Florida",
    "contact_name": "Teodora Lindqvist",
    "contact_title": "Chair",
    "contact_email": ADDRESS,
}


@pytest.fixture
def folder(live_server: Any, settings: Any, tmp_path: Path) -> Path:
    """A site with a letter that one organization has signed, and its local mailbox."""
    settings.EMAIL_BACKEND = "delivery.local_mailbox.LocalMailboxBackend"
    settings.LOCAL_MAILBOX_DIR = tmp_path / "mailbox"
    settings.SITE_URL = live_server.url
    home = factories.a_site()
    letter = factories.a_letter(factories.a_campaign(home), slug="stop")
    factories.sign_on(letter, "The Harbor Rights Project")
    found_site(name="Front Porch Coalition", hostname="localhost", port=80)
    return settings.LOCAL_MAILBOX_DIR


@pytest.fixture
def reviewer(visit: Visit, folder: Path) -> Visitor:
    """A member of staff who has signed in, with scripts."""
    imre = get_user_model().objects.create_user("imre", password=factories.PASSWORD)
    imre.groups.add(Group.objects.get(name=ORGANIZERS))
    staff = visit()
    staff.open("/admin/login/")
    staff.page.fill("input[name=username]", "imre")
    staff.page.fill("input[name=password]", factories.PASSWORD)
    staff.page.click("button[type=submit]")
    staff.page.wait_for_url("**/admin/")
    return staff


def test_an_organization_signs_and_leaves_without_scripts(
    visit: Visit, folder: Path, reviewer: Visitor, tmp_path: Path
) -> None:
    """P-01, P-02, H-02, S-01, S-08: the whole round, with nothing stored and nobody else asked."""
    visitor = visit(java_script_enabled=False, accept_downloads=True)
    page = visitor.page
    page.goto(f"{visitor.origin}{LETTER}")
    page.get_by_role("link", name="Sign as an organization").click()
    page.fill("#organization", NAME)
    page.get_by_role("button", name="Send and check my mailbox").click()
    expect(page.locator(".errors h2")).to_contain_text("to correct")
    assert page.input_value("#organization") == NAME
    _fill(visitor)
    page.get_by_role("button", name="Send and check my mailbox").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your mailbox")

    page.goto(_mailed(visitor, folder, "confirm"))
    assert SignOn.objects.get(claimed_name=NAME).status == SignOn.Status.PENDING
    page.get_by_role("button", name=f"Confirm for {NAME}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Confirmed")
    page.goto(f"{visitor.origin}{LETTER}")
    assert page.get_by_text(NAME).count() == 0, "published before a person approved"

    _approve_in_the_review(reviewer)
    _reload(visitor, "")
    expect(page.get_by_text(NAME)).to_have_count(1)
    for kind, label in (("docx", "Word"), ("pdf", "PDF")):
        with page.expect_download() as download:
            page.get_by_role("link", name=label, exact=True).click()
        saved = tmp_path / f"letter.{kind}"
        download.value.save_as(saved)
        assert NAME in words_of(kind, saved.read_bytes())
        assert download.value.suggested_filename.endswith(f".{kind}")

    page.goto(_mailed(visitor, folder, "manage"))
    page.get_by_text("Withdraw the signature").click()
    page.get_by_role("button", name="Withdraw now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Withdrawn")
    for path in ("", "signatories/"):
        _reload(visitor, path)
        assert page.get_by_text(NAME).count() == 0
        expect(page.get_by_text("The Harbor Rights Project").first).to_be_visible()

    assert visitor.context.cookies() == []
    for who in (visitor, reviewer):
        assert who.foreign_requests == []
        assert who.violations == []
        assert who.failures == []
    print(
        f"P-01, P-02, H-02: {len(visitor.requests)} requests of the visitor, "
        f"{len(reviewer.requests)} of staff: 0 elsewhere, 0 cookies, 0 violations"
    )


def test_the_round_needs_nothing_but_a_keyboard(visit: Visit, folder: Path) -> None:
    """U-02: sign, correct, confirm and withdraw with Tab, Space, Enter and letters alone."""
    visitor = visit()
    page, keys = visitor.page, visitor.page.keyboard
    visitor.open(f"{LETTER}sign/")
    keys.press("Tab")
    assert _focused(visitor) == "Skip to the text"
    assert page.locator(".skip").evaluate("one => one.getBoundingClientRect().top >= 0")
    keys.press("Enter")
    page.wait_for_url("**/sign/#main")
    _tab_to(visitor, "Send and check my mailbox")
    keys.press("Enter")
    expect(page.locator(".errors")).to_be_focused()
    keys.press("Tab")
    keys.press("Enter")
    first = page.evaluate("document.activeElement.id")
    assert first == "organization", f"the first line of the summary led to {first!r}"
    for name, value in FIELDS.items():
        _tab_to_field(visitor, name)
        keys.type(value)
    _back_to_field(visitor, "scope-national")
    keys.press("Space")
    keys.press("ArrowDown")
    _tab_to_field(visitor, "country")
    keys.type("United States")
    _tab_to_field(visitor, "authority")
    keys.press("Space")
    _tab_to(visitor, "Send and check my mailbox")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your mailbox")
    sign_on = SignOn.objects.get(claimed_name=NAME)
    assert (sign_on.scope, sign_on.country, sign_on.region) == ("state", "US", "FL")

    page.goto(_mailed(visitor, folder, "confirm"))
    _tab_to(visitor, f"Confirm for {NAME}")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Confirmed")
    page.goto(_mailed(visitor, folder, "manage"))
    _tab_to(visitor, "Withdraw the signature")
    keys.press("Enter")
    _tab_to(visitor, "Withdraw now")
    keys.press("Space")
    expect(page.get_by_role("heading", level=1)).to_have_text("Withdrawn")
    sign_on.refresh_from_db()
    assert sign_on.status == SignOn.Status.WITHDRAWN
    assert visitor.stored() == []
    print("U-02: signed with errors, corrected, confirmed, withdrawn by keyboard")


def test_every_page_of_the_round_can_be_used_by_everyone(visit: Visit, folder: Path) -> None:
    """U-01: no moderate, serious or critical finding on the pages that only a signer sees."""
    visitor = visit()
    page = visitor.page
    seen: dict[str, list[str]] = {}

    def look(name: str) -> None:
        seen[name] = findings_everywhere(visitor, f"round {name}")

    visitor.open(f"{LETTER}sign/")
    page.get_by_role("button", name="Send and check my mailbox").click()
    page.wait_for_selector(".errors")
    look("sign with errors")
    _fill(visitor)
    page.get_by_role("button", name="Send and check my mailbox").click()
    page.wait_for_selector("text=Check your mailbox")
    look("check your mailbox")
    page.goto(_mailed(visitor, folder, "confirm"))
    look("confirm")
    page.get_by_role("button", name=f"Confirm for {NAME}").click()
    page.wait_for_selector("text=Confirmed.")
    look("confirmed")
    page.goto(_mailed(visitor, folder, "manage"))
    look("manage")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    look("manage, every task open")
    page.get_by_role("button", name="Withdraw now").click()
    page.wait_for_selector("h1:text('Withdrawn')")
    look("withdrawn")
    print(f"U-01: {len(seen)} pages of a signer, 1280 and 320 px, light and dark")
    assert {name: bad for name, bad in seen.items() if bad} == {}


def test_the_screens_of_a_review_can_be_used_by_everyone(reviewer: Visitor, folder: Path) -> None:
    """U-01: no serious or critical finding on the admin's screens of our own."""
    letter = SignOn.objects.get().page
    paths = (
        "/admin/",
        "/admin/sign-ons/",
        f"/admin/sign-ons/inspect/{SignOn.objects.get().pk}/",
        f"/admin/letters/{letter.pk}/editions/",
        f"/admin/in-and-out/{letter.pk}/",
        "/admin/delivery/mailbox/",
    )
    found = {}
    for path in paths:
        assert reviewer.open(path) == 200, path
        found[path] = findings_here(reviewer, within="main", moderate=False)
    print(f"U-01: {len(paths)} admin screens")
    assert {path: bad for path, bad in found.items() if bad} == {}


def _reload(visitor: Visitor, path: str) -> None:
    """Open a page below the letter, past the copy that the browser may keep for half a minute."""
    visitor.page.goto(f"{visitor.origin}{LETTER}{path}")
    visitor.page.reload()


def _fill(visitor: Visitor) -> None:
    for name, value in FIELDS.items():
        visitor.page.fill(f"#{name}", value)
    visitor.page.check("#scope-local")
    visitor.page.select_option("#country", "US")
    visitor.page.check("#authority")


def _mailed(visitor: Visitor, folder: Path, purpose: str) -> str:
    """Let the worker send, and return the newest mail's link, as an address of this server."""
    call_command("send_queued", stdout=io.StringIO())
    return visitor.origin + urlsplit(link(mails(folder, to=ADDRESS)[-1], purpose)).path


def _approve_in_the_review(staff: Visitor) -> None:
    """Follow the menu to the review, tick the request, approve it with a ground."""
    page = staff.page
    staff.open("/admin/")
    page.get_by_role("link", name="1 sign-on waits for review").click()
    page.wait_for_load_state("networkidle")
    staff.violations += page.evaluate("window.__violations")
    expect(page.get_by_role("link", name=NAME)).to_be_visible()
    page.locator("tbody input[type=checkbox]").first.check()
    page.get_by_role("link", name="Approve selected sign-ons").click()
    page.wait_for_load_state("networkidle")
    staff.violations += page.evaluate("window.__violations")
    page.fill("textarea[name=ground]", "The mailbox and the website share a domain.")
    page.get_by_role("button", name="Approve").click()
    expect(page.locator(".messages")).to_contain_text("1 approved.")


def _focused(visitor: Visitor) -> str:
    """Return the words of what has the focus; of a task that opens, its name."""
    words: str = visitor.page.evaluate(
        "((document.activeElement.querySelector(':scope > b') || document.activeElement)"
        ".innerText || '').trim()"
    )
    return words


def _tab_to(visitor: Visitor, words: str) -> None:
    for _ in range(60):
        if _focused(visitor) == words:
            return
        visitor.page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reached {words!r}")


def _tab_to_field(visitor: Visitor, name: str, key: str = "Tab") -> None:
    for _ in range(60):
        if visitor.page.evaluate("document.activeElement.id") == name:
            return
        visitor.page.keyboard.press(key)
    raise AssertionError(f"{key} never reached the field {name!r}")


def _back_to_field(visitor: Visitor, name: str) -> None:
    _tab_to_field(visitor, name, "Shift+Tab")
