"""The round before a letter is public: asked by link, answered, embargo lifted, printed twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.utils import timezone

from campaign.models import CampaignIndexPage, CampaignPage
from home.founding import found_site
from letters.document_store import from_data
from letters.models import Edition
from letters.services import approve_edition, dispatch_edition, freeze_edition
from privacy.forms import form_token
from signatories import inviting
from signatories.invitation_board import board
from signatories.invitation_list import read_lines
from signatories.models import Invitation, SignOn
from signatories.services import approve_sign_ons
from signatories.texts import text_in_force
from tests.signatories.factories import a_letter, mails, token_in
from tests.signatories.test_views import ANSWERS

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
DAY = timedelta(days=1)


def names_in(edition: Edition) -> set[str]:
    return {signatory.name for signatory in from_data(edition.document).signatories()}


class Round:
    """One private letter; `client` is whoever holds a link."""

    def __init__(self, client, clock) -> None:
        self.client, self.clock = client, clock
        found_site(name="Open Gate Coalition", hostname="testserver", port=80)
        campaign = CampaignIndexPage.objects.get().add_child(
            instance=CampaignPage(title="No face search", slug="gates")
        )
        self.start = clock["now"]
        self.page = a_letter(
            parent=campaign,
            circulation="private",
            embargo_until=self.start + 14 * DAY,
            soft_deadline=self.start + 10 * DAY,
            hard_deadline=self.start + 20 * DAY,
        )
        make = get_user_model().objects.create_user
        self.rosa, self.imre = make("rosa"), make("imre")

    def ask(self, number: int) -> list[str]:
        """Ask so many by typed lines; return the addresses that were mailed, in order."""
        lines = "\n".join(f"Quay Club {n:02}, office@quay{n}.example" for n in range(number))
        reading = read_lines(lines)
        inviting.invite(
            page=self.page, invitees=reading.invitees, by=self.rosa, now=self.clock["now"]
        )
        return [f"/invited/{token_in(mail, 'invited')}/" for mail in mails("invitation:")]

    def press(self, url: str, answer: str, **fields: str) -> None:
        token = form_token("invited", self.clock["now"])
        self.client.post(url, {"answer": answer, "form_token": token, **fields})

    def sign(self, url: str, name: str, **changes: str) -> None:
        now = self.clock["now"]
        fields = {
            **ANSWERS,
            "organization": name,
            "website": f"https://{name.lower().replace(' ', '')}.example",
            "contact_email": "",
            "form_token": form_token("sign", now),
            "text_sha256": text_in_force(page=self.page, now=now).sha256,
        }
        assert "Check your mailbox" in self.client.post(url, {**fields, **changes}).content.decode()

    def review(self) -> int:
        waiting = SignOn.objects.waiting_for_review().values_list("pk", flat=True)
        ids = list(waiting)
        return approve_sign_ons(ids=ids, by=self.rosa, ground="known", now=self.clock["now"])

    def print_and_send(self) -> Edition:
        now = self.clock["now"]
        edition = freeze_edition(letter=self.page, by=self.rosa, now=now)
        approve_edition(edition_id=edition.pk, digest=edition.digest, by=self.imre, now=now)
        assert dispatch_edition(edition_id=edition.pk, by=self.rosa, now=now)
        return edition


def test_a_private_round_from_forty_invitations_to_two_editions(client, monkeypatch):
    """Forty asked; 25 yes, 5 boards, 3 no; live by the clock; a late signer; two editions."""
    clock = {"now": timezone.now()}
    monkeypatch.setattr(timezone, "now", lambda: clock["now"])
    told = Round(client, clock)
    page, links = told.page, told.ask(40)
    assert client.get(page.get_url()).status_code == 404
    for n, url in enumerate(links[:25]):
        told.press(url, "yes")
        told.sign(f"{url}sign/", f"Quay Club {n:02}")
    meeting = timezone.localdate(told.start + 9 * DAY).isoformat()
    for url in links[25:30]:
        told.press(url, "board", until=meeting)
    for url in links[30:33]:
        told.press(url, "no")
    shown = board(page, now=clock["now"])
    counts = {part.key: part.number for part in shown.segments}
    assert counts == {"yes": 25, "board": 5, "asked": 7, "no": 3}
    assert not mails("confirm-sign-on")
    assert told.review() == 25

    clock["now"] = told.start + 8 * DAY
    call_command("remind_invited")
    assert len(mails("invitation-reminder")) == 7  # silence only: boards have yet to meet
    assert client.get(page.get_url()).status_code == 404

    clock["now"] = told.start + 14 * DAY
    public = client.get(page.get_url())
    assert public.status_code == 200
    assert "Quay Club 24" in public.content.decode()
    first = told.print_and_send()
    assert names_in(first) == {f"Quay Club {n:02}" for n in range(25)}
    assert len(mails("letter-delivered")) == 25

    clock["now"] = told.start + 21 * DAY
    assert {part.key for part in board(page, now=clock["now"]).segments} == {
        "yes", "no", "no_answer",
    }  # fmt: skip
    page.allow_late = True
    page.save()
    told.sign(f"{links[25]}sign/", "Quay Club 25")
    assert told.review() == 1
    second = told.print_and_send()
    assert names_in(second) == names_in(first) | {"Quay Club 25"}
    assert len(mails("letter-delivered")) == 26
    assert Invitation.objects.filter(status="yes").count() == 26
