"""The whole private round in Chromium: asked, answered, changed, agreed to, live, printed twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import expect

from letters.models import Edition
from signatories.models import SignOn
from tests.browser.conftest import Visit, Visitor
from tests.browser.findings import findings_here
from tests.flows.test_private_round import Round, name_of, names, names_in, who_agreed_to
from tests.home import factories
from tests.signatories.factories import mails, token_in

FIELDS = {
    "contact_name": "Teodora Lindqvist",
    "contact_title": "Chair",
    "region": "Florida",
}


@pytest.fixture
def told(live_server: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Round:
    """A private letter, and a clock that the test turns."""
    settings.SITE_URL = live_server.url
    factories.a_site()
    clock = {"now": timezone.now()}
    monkeypatch.setattr(timezone, "now", lambda: clock["now"])
    made = Round(clock, hostname="localhost")
    for user in User.objects.filter(username__in=("rosa", "imre")):
        user.set_password(factories.PASSWORD)
        user.save()
    return made


def sign_in(visit: Visit, name: str) -> Visitor:
    """Return the browser of somebody of the staff, with scripts."""
    staff = visit()
    staff.open("/admin/login/")
    staff.page.fill("input[name=username]", name)
    staff.page.fill("input[name=password]", factories.PASSWORD)
    staff.page.click("button[type=submit]")
    staff.page.wait_for_url("**/admin/")
    return staff


def ask(staff: Visitor, told: Round, folder: Path) -> None:
    """Ask forty by a sheet, from the board."""
    sheet = folder / "ask.csv"
    rows = [f"{name_of(n)},office@quay{n}.example" for n in range(40)]
    sheet.write_text("\n".join(["Organization,Email", *rows]))
    staff.open(f"/admin/invitations/{told.page.pk}/")
    expect(staff.page.get_by_text("Nobody is asked yet.")).to_be_visible()
    staff.page.get_by_role("link", name="Ask organizations").click()
    staff.page.set_input_files("input[name=sheet]", sheet)
    staff.page.get_by_role("button", name="Ask them").click()
    expect(staff.page.locator(".messages")).to_contain_text("Asked: 40.")


def sign(visitor: Visitor, link: str, number: int) -> None:
    """Say yes at a personal link and send the form."""
    page = visitor.page
    page.goto(f"{visitor.origin}{link}")
    page.get_by_role("button", name="Yes: to the form").click()
    page.fill("#organization", name_of(number))
    page.fill("#website", f"quay{number}.example")
    for field, value in FIELDS.items():
        page.fill(f"#{field}", value)
    page.check("#scope-local")
    page.check("#authority")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your mailbox")


def answer(visitor: Visitor, told: Round, links: list[str]) -> None:
    """Say yes 25 times, board 5 times, no 3 times; the first of each in the browser."""
    page = visitor.page
    sign(visitor, links[0], 0)
    for n, link in enumerate(links[1:25], start=1):
        told.sign(link, n)
    meeting = timezone.localdate(told.start).replace(day=28).isoformat()
    page.goto(f"{visitor.origin}{links[25]}")
    page.fill("#until", meeting)
    page.get_by_role("button", name="Ask us after that day").click()
    expect(page.get_by_text("You said that your board meets")).to_be_visible()
    for link in links[26:30]:
        told.send(link, answer="board", until=meeting)
    page.goto(f"{visitor.origin}{links[30]}")
    page.fill("#reason", "We sign nothing this year.")
    page.get_by_role("button", name="No, we won’t sign").click()
    expect(page.get_by_text("You said no.")).to_be_visible()
    for link in links[31:33]:
        told.send(link, answer="no")


def change_the_words(staff: Visitor, told: Round) -> None:
    """Change the closing in the editor and publish, which asks what kind of change it is."""
    page = staff.page
    staff.open(f"/admin/pages/{told.page.pk}/edit/")
    page.fill("input[name=closing]", "Demanding an answer within thirty days,")
    page.evaluate("document.querySelector('[name=action-publish]').click()")
    page.wait_for_url("**/texts/**")
    expect(page.get_by_text("It concerns 25 who signed")).to_be_visible()
    page.check("input[name=kind][value=substantive]")
    page.fill("textarea[name=summary]", "We now ask for an answer within thirty days.")
    page.get_by_role("button", name="Publish, and write to the signers").click()
    expect(page.locator(".messages")).to_contain_text("Signers written to: 25")


def agree(visitor: Visitor, reader: Visitor, told: Round) -> None:
    """Agree 24 times, the first in the browser; the last organization never answers.

    The `reader` has scripts, for axe-core is one and never ends where they are off.
    """
    asked = [mail for mail in mails("text-changed:") if name_of(24) not in mail.body_text]
    link = f"/agree/{token_in(asked[0], 'agree')}/"
    reader.open(link)
    assert findings_here(reader) == []
    page = visitor.page
    page.goto(f"{visitor.origin}{link}")
    page.get_by_role("button", name="Agree to version 2").click()
    expect(page.get_by_text("stands under the letter again")).to_be_visible()
    for mail in asked[1:]:
        told.send(f"/agree/{token_in(mail, 'agree')}/")


def approve_on_the_desk(staff: Visitor) -> None:
    """Open the one request that waits and approve it with the ground that is offered."""
    staff.open("/admin/sign-ons/?status=verified")
    staff.page.locator("tbody a[href*=inspect]").first.click()
    staff.page.get_by_role("button", name="Approve and next").click()
    expect(staff.page.locator(".messages")).to_contain_text("Approved.")


def print_and_send(rosa: Visitor, imre: Visitor, told: Round) -> Edition:
    """Freeze as Rosa, approve as Imre, send as Rosa, by the buttons of the editions' screen."""
    address = f"/admin/letters/{told.page.pk}/editions/"
    for staff, button in ((rosa, "Freeze"), (imre, "Approve"), (rosa, "Send")):
        staff.open(address)
        staff.page.once("dialog", lambda dialog: dialog.accept())
        staff.page.locator("main").get_by_role("button", name=button).first.click()
        staff.page.wait_for_load_state("networkidle")
    edition = Edition.objects.first()
    assert edition
    assert edition.dispatched_at
    return edition


@pytest.mark.long
def test_a_private_round_to_two_editions(visit: Visit, told: Round, tmp_path: Path) -> None:
    """Forty asked; 25 yes, 5 boards, 3 no; new words, 24 agree; live; a late one; two editions.

    What many people do alike is done once in the browser and then by the same forms without one.
    """
    rosa, visitor = sign_in(visit, "rosa"), visit(java_script_enabled=False)
    page, stranger = visitor.page, visit(java_script_enabled=False)
    ask(rosa, told, tmp_path)
    links = [f"/invited/{token_in(mail, 'invited')}/" for mail in mails("invitation:")]
    assert stranger.page.goto(f"{stranger.origin}{told.page.get_url()}").status == 404  # type: ignore[union-attr]

    answer(visitor, told, links)
    rosa.open(f"/admin/invitations/{told.page.pk}/")
    expect(rosa.page.get_by_role("img", name="40 asked: 25 yes, 5 needs its board")).to_be_visible()
    assert findings_here(rosa, within="main", moderate=False) == []
    rosa.page.get_by_role("link", name="Open the review").click()
    rosa.page.locator("thead input[type=checkbox]").check()
    rosa.page.get_by_role("link", name="Approve selected sign-ons").click()
    rosa.page.fill("textarea[name=ground]", "Asked at its own mailbox.")
    rosa.page.get_by_role("button", name="Approve").click()
    expect(rosa.page.locator(".messages")).to_contain_text("25 approved.")

    change_the_words(rosa, told)
    assert not SignOn.objects.published(told.page.pk).exists()
    agree(visitor, visit(), told)

    told.days_later(14)
    stranger.page.goto(f"{stranger.origin}{told.page.get_url()}")
    expect(stranger.page.get_by_text("organizations have signed")).to_be_visible()
    shown = stranger.page.locator(".undersigned").inner_text()
    assert {name for name in names(*range(40)) if name in shown} == names(*range(24))
    first = print_and_send(sign_in(visit, "rosa"), sign_in(visit, "imre"), told)
    assert names_in(first) == names(*range(24)) == who_agreed_to(first.text)

    told.days_later(21)
    told.page.refresh_from_db()
    told.page.allow_late = True
    told.page.save()
    sign(visitor, links[25], 25)
    rosa = sign_in(visit, "rosa")
    approve_on_the_desk(rosa)
    second = print_and_send(rosa, sign_in(visit, "imre"), told)
    assert names_in(second) == names(*range(24), 25) == who_agreed_to(second.text)
    assert names_in(first) == names(*range(24))
    for who in (visitor, stranger):
        assert who.foreign_requests == []
        assert who.violations == []
        assert who.context.cookies() == []
    assert urlsplit(page.url).path.startswith("/invited/")
