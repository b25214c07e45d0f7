"""The round before a letter is public: asked by link, answered, text changed, printed twice."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaign.models import CampaignIndexPage, CampaignPage
from home.founding import found_site
from letters.document_store import from_data
from letters.models import Edition, LetterPage
from signatories.invitation_board import board
from signatories.models import Consent, Invitation, SignedText, SignOn
from tests.flows.mailbox import words_of
from tests.flows.test_coalition_letter import staff
from tests.letters import factories as make
from tests.signatories.factories import a_letter, mails, token_in
from tests.signatories.test_views import ANSWERS

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
OTHER_WORDS = make.body(
    make.text("<p>The ticket gates of the stadium now look at faces, and keep them.</p>"),
    make.demands("<p><b>Switch them off</b> before the season begins.</p>"),
)


def name_of(number: int) -> str:
    return f"Quay Club {number:02}"


def names(*numbers: int) -> set[str]:
    return {name_of(number) for number in numbers}


class Round:
    """One private letter, its organizers Rosa and Imre, and the public's client without cookies."""

    def __init__(self, clock: dict[str, Any], hostname: str = "testserver") -> None:
        self.clock = clock
        found_site(name="Open Gate Coalition", hostname=hostname, port=80)
        campaign = CampaignIndexPage.objects.get().add_child(
            instance=CampaignPage(title="No face search", slug="gates")
        )
        self.start = clock["now"]
        self.page: LetterPage = a_letter(
            parent=campaign,
            circulation="private",
            embargo_until=self.start + 14 * DAY,
            soft_deadline=self.start + 10 * DAY,
            hard_deadline=self.start + 20 * DAY,
        )
        self.public, self.rosa, self.imre = Client(), staff("rosa"), staff("imre")

    def days_later(self, days: int) -> None:
        """Move to so many days after the start; who works here signs in again."""
        self.clock["now"] = self.start + days * DAY
        for client, name in ((self.rosa, "rosa"), (self.imre, "imre")):
            client.force_login(get_user_model().objects.get(username=name))

    def ask(self, number: int) -> list[str]:
        """Ask those on a sheet; return the links that were mailed, in their order."""
        lines = [f"{name_of(n)},office@quay{n}.example" for n in range(number)]
        sheet = SimpleUploadedFile("ask.csv", "\n".join(["Organization,Email", *lines]).encode())
        address = reverse("signatories_invite", args=[self.page.pk])
        answer = self.rosa.post(address, {"lines": "", "earlier": "", "sheet": sheet}, follow=True)
        assert f"Asked: {number}." in answer.content.decode()
        return [f"/invited/{token_in(mail, 'invited')}/" for mail in mails("invitation:")]

    def send(self, url: str, **fields: str) -> str:
        """Send the first form at `url` with its hidden fields, as a browser without scripts."""
        shown = self.public.get(url).content.decode()
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', shown))
        answer = self.public.post(url, {**hidden, **fields}, follow=True)
        assert answer.status_code == 200, url
        return answer.content.decode()

    def sign(self, url: str, number: int, **changes: str) -> None:
        name = name_of(number)
        own = {"organization": name, "website": f"https://quay{number}.example"}
        fields = {**ANSWERS, **own, "contact_email": "", **changes}
        assert "Check your mailbox" in self.send(f"{url}sign/", **fields)

    def review(self) -> None:
        """Approve whatever waits, by the review list's bulk action."""
        ids = "&".join(f"id={one.pk}" for one in SignOn.objects.waiting_for_review())
        address = reverse("wagtail_bulk_action", args=["signatories", "signon", "approve"])
        self.imre.post(f"{address}?{ids}", {"ground": "Asked at its own mailbox."})
        assert not SignOn.objects.waiting_for_review().exists()

    def change_the_words(self) -> None:
        """Change what the letter says, on the screen that asks what kind of change it is."""
        page = LetterPage.objects.get(pk=self.page.pk)
        page.body = OTHER_WORDS
        revision = page.save_revision()
        address = reverse("letter_texts", args=[page.pk])
        shown = self.rosa.get(f"{address}?revision={revision.pk}").content.decode()
        assert "It concerns 25 who signed" in shown
        digest = re.search(r'name="later_sha256" value="([0-9a-f]{64})"', shown)
        assert digest
        sent = {
            "revision": str(revision.pk), "later_sha256": digest[1], "kind": "substantive",
            "summary": "The letter now says that the gates keep what they see.",
        }  # fmt: skip
        answer = self.rosa.post(address, sent, follow=True)
        assert "Signers written to: 25" in answer.content.decode()

    def print_and_send(self) -> Edition:
        """Freeze as Rosa, approve as Imre, send."""
        self.rosa.post(reverse("letter_editions_freeze", args=[self.page.pk]))
        edition = Edition.objects.first()
        assert edition
        self.imre.post(reverse("edition_approve", args=[edition.pk]), {"digest": edition.digest})
        self.rosa.post(reverse("edition_dispatch", args=[edition.pk]))
        edition.refresh_from_db()
        assert edition.dispatched_at
        return edition

    def public_names(self) -> set[str]:
        shown = self.public.get(self.page.get_url() or "").content.decode()
        return set(re.findall(r"Quay Club \d\d", shown))


def names_in(edition: Edition) -> set[str]:
    """Return the names that the edition prints, the same in its data and its Word file."""
    named = {signatory.name for signatory in from_data(edition.document).signatories()}
    printed = edition.files.get(format="docx", position=None)
    assert set(re.findall(r"Quay Club \d\d", words_of("docx", bytes(printed.content)))) == named
    return named


def who_agreed_to(text: SignedText) -> set[str]:
    """Return the names whose signers signed these very words, at first or when asked again."""
    first = SignOn.objects.filter(signed_text=text, status="approved")
    again = Consent.objects.filter(text=text, sign_on__status="approved")
    return {one.printed_name for one in first} | {one.sign_on.printed_name for one in again}


def test_a_private_round_from_forty_invitations_to_two_editions(monkeypatch: Any) -> None:
    """Forty asked; 25 yes, 5 boards, 3 no; new words, 24 agree; live; a late one; two editions."""
    clock = {"now": timezone.now()}
    monkeypatch.setattr(timezone, "now", lambda: clock["now"])
    told = Round(clock)
    page, links = told.page, told.ask(40)
    assert told.public.get(page.get_url()).status_code == 404
    for n, url in enumerate(links[:25]):
        assert "Send" in told.send(url, answer="yes")
        told.sign(url, n)
    meeting = timezone.localdate(told.start + 12 * DAY).isoformat()
    for url in links[25:30]:
        told.send(url, answer="board", until=meeting)
    for url in links[30:33]:
        told.send(url, answer="no", reason="We sign nothing this year.")
    shown = board(page, now=clock["now"])
    assert {part.key: part.number for part in shown.segments} == {
        "yes": 25, "board": 5, "asked": 7, "no": 3,
    }  # fmt: skip
    assert not mails("confirm-sign-on")
    told.review()

    told.days_later(4)
    told.change_the_words()
    assert not SignOn.objects.published(page.pk).exists()
    asked = [mail for mail in mails("text-changed:") if name_of(24) not in mail.body_text]
    for mail in asked:
        url = f"/agree/{token_in(mail, 'agree')}/"
        assert "<ins>" in told.public.get(url).content.decode()
        assert "stands under the letter again" in told.send(url)
    assert SignOn.objects.published(page.pk).count() == 24

    told.days_later(8)
    call_command("remind_invited", stdout=io.StringIO())
    call_command("remind_signers", stdout=io.StringIO())
    assert len(mails("invitation-reminder")) == 7  # silence only: boards have yet to meet
    assert len(mails("text-changed-reminder")) == 1
    assert told.public.get(page.get_url()).status_code == 404

    told.days_later(14)
    assert told.public_names() == names(*range(24))
    first = told.print_and_send()
    assert names_in(first) == names(*range(24)) == who_agreed_to(first.text)
    assert len(mails("letter-delivered")) == 24

    told.days_later(21)
    assert {part.key for part in board(page, now=clock["now"]).segments} == {
        "yes", "no", "no_answer",
    }  # fmt: skip
    page = LetterPage.objects.get(pk=page.pk)
    page.allow_late = True
    page.save_revision().publish()
    told.sign(links[25], 25)
    told.review()
    second = told.print_and_send()
    assert names_in(second) == names(*range(24), 25) == who_agreed_to(second.text)
    assert names_in(first) == names(*range(24))
    assert (first.text, second.text.number) == (second.text, 2)
    assert told.public_names() == names(*range(24), 25)
    assert len(mails("letter-delivered")) == 25  # who has not agreed gets no copy
    assert Invitation.objects.filter(status="yes").count() == 26
