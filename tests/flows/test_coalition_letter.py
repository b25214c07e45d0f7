"""A coalition letter from the outside: from the Word draft to the mail, and back to no name."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from campaign.models import CampaignIndexPage, CampaignPage
from delivery.local_mailbox import attachments, part
from delivery.services import Report, record_event
from home.founding import ORGANIZERS, found_site
from letters.models import Edition, LetterPage
from signatories.models import SignOn
from tests.flows.mailbox import link, mails, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
DRAFT = Path(__file__).resolve().parents[2] / "home" / "demo" / "fare-gates-draft.docx"
NAME = "Bayshore Readers’ Circle"
STAYS = "Pier Street Tenants"
ADDRESSES = ("a.lindgren@merrowgate.example", "chair@plta.example", "digital@portlinden.example")
FORMATS = ("docx", "pdf", "txt", "json")
# What the page's head says to machines, beside the list that people read.
_FOR_MACHINES = re.compile(r'<script type="application/ld\+json">.*?</script>', re.DOTALL)
OUTPUTS = (
    "",
    "embed/",
    "signatories/",
    "signatories/?q=Bayshore",
    "signatories.csv",
    *(f"letter.{kind}" for kind in FORMATS),
    *(f"editions/1/letter.{kind}" for kind in (*FORMATS, "html")),
)
CACHED_FOR = 60  # seconds, at most


class Round:
    """One site with a campaign, two organizers, and the public's own client without cookies."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        found_site(name="Open Gate Coalition", hostname="testserver", port=80)
        CampaignIndexPage.objects.get().add_child(
            instance=CampaignPage(title="No face search", slug="gates")
        )
        self.public, self.rosa, self.imre = Client(), staff("rosa"), staff("imre")
        self.letter = self.imported()

    def imported(self) -> LetterPage:
        """Import the draft as on the command line; nothing of it is public."""
        said = io.StringIO()
        call_command("import_letter", str(DRAFT), campaign="gates", slug="fare-gates", stdout=said)
        assert said.getvalue().split()[-1] == "fare-gates"
        letter: LetterPage = LetterPage.objects.get(slug="fare-gates")
        assert self.public.get(letter.get_url() or "").status_code == 404
        return letter

    def publish(self) -> None:
        """Give the addressees their addresses, and publish by the page listing's bulk action."""
        addressees = list(self.letter.addressees.all())
        for addressee, address in zip(addressees, ADDRESSES, strict=True):
            addressee.email = address
        self.letter.addressees = addressees
        self.letter.save_revision()
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        self.rosa.post(f"{address}?id={self.letter.pk}", {"include_descendants": ""})
        self.letter.refresh_from_db()
        assert self.letter.live
        self.url = self.letter.get_url() or ""

    def sign(self, name: str, address: str) -> None:
        """Send the public form, as a browser without scripts does."""
        form = self.public.get(f"{self.url}sign/").content.decode()
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
        answer = self.public.post(
            f"{self.url}sign/",
            {
                **hidden,
                "kind": "organization",
                "organization": name,
                "website": address.partition("@")[2],
                "scope": "local",
                "country": "US",
                "region": "Washington",
                "contact_name": "Teodora Lindqvist",
                "contact_title": "Chair",
                "contact_email": address,
                "authority": "on",
            },
        )
        assert "<h1>Check your mailbox</h1>" in answer.content.decode()
        call_command("send_queued", stdout=io.StringIO())

    def press(self, path: str) -> str:
        """Press the one button of the page at `path`; return the page that follows."""
        page = self.public.get(path)
        assert page["Cache-Control"] == "no-store"
        token = re.search(r'name="form_token" value="([^"]+)"', page.content.decode())
        assert token, "the page has no button"
        return self.public.post(path, {"form_token": token[1]}).content.decode()

    def approve(self, ground: str = "The mailbox and the website share a domain.") -> None:
        """Approve whatever waits, by the Review list's bulk action."""
        ids = "&".join(f"id={one.pk}" for one in SignOn.objects.waiting_for_review())
        address = reverse("wagtail_bulk_action", args=["signatories", "signon", "approve"])
        assert "will be approved" in self.imre.get(f"{address}?{ids}").content.decode()
        self.imre.post(f"{address}?{ids}", {"ground": ground})

    def send(self) -> Edition:
        """Freeze as one person, approve as the other, send; a worker drains the outbox."""
        self.rosa.post(reverse("letter_editions_freeze", args=[self.letter.pk]))
        edition = Edition.objects.get()
        approval = reverse("edition_approve", args=[edition.pk])
        self.rosa.post(approval, {"digest": edition.digest})
        edition.refresh_from_db()
        assert edition.approved_at is None, "who froze it approved it"
        self.imre.post(approval, {"digest": edition.digest})
        self.rosa.post(reverse("edition_dispatch", args=[edition.pk]))
        call_command("send_queued", stdout=io.StringIO())
        edition.refresh_from_db()
        return edition

    def read(self, path: str) -> str:
        """Return what is public at `path`, once no cache may keep its old answer any more."""
        answer = self.public.get(f"{self.url}{path}")
        assert answer.status_code == 200, path
        kept = re.fullmatch(r"public, max-age=(\d+)", answer["Cache-Control"])
        assert kept, f"{path}: {answer['Cache-Control']}"
        assert int(kept[1]) <= CACHED_FOR, path
        return words_of(path.partition("?")[0], answer.content)


def staff(username: str) -> Client:
    """Return the browser of an organizer who has signed in."""
    user = get_user_model().objects.create_user(username, f"{username}@quayside.example")
    user.groups.add(Group.objects.get(name=ORGANIZERS))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def story(settings: Any, tmp_path: Path) -> Round:
    settings.EMAIL_BACKEND = "delivery.local_mailbox.LocalMailboxBackend"
    settings.LOCAL_MAILBOX_DIR = tmp_path / "mailbox"
    settings.ALLOWED_HOSTS = ["testserver"]
    made = Round(settings.LOCAL_MAILBOX_DIR)
    made.publish()
    return made


@pytest.fixture
def signed(story: Round) -> Round:
    """Two organizations stand under the letter, by form, mail, button and reviewer."""
    for name, address in ((STAYS, "ada@pierstreet.example"), (NAME, "teo@bayshore.example")):
        story.sign(name, address)
        story.press(link(mails(story.folder, to=address)[-1], "confirm"))
    story.approve()
    call_command("send_queued", stdout=io.StringIO())
    return story


def test_opening_the_mailed_link_confirms_nothing_and_the_button_does(story: Round) -> None:
    """S-01: only a POST confirms; and before a person approved, the name is nowhere."""
    story.sign(NAME, "teo@bayshore.example")
    path = link(mails(story.folder)[-1], "confirm")
    for _ in range(3):
        assert story.public.get(path).status_code == 200
        assert SignOn.objects.get().status == SignOn.Status.PENDING
    assert "Confirmed. A person reads it next." in story.press(path)
    assert SignOn.objects.get().status == SignOn.Status.VERIFIED
    assert NAME not in story.read("")
    assert story.public.get(path).status_code == 404, "the link worked twice"


def test_an_approved_name_is_in_every_output(signed: Round) -> None:
    for path in ("", "signatories/", "signatories.csv", *(f"letter.{k}" for k in FORMATS)):
        found = _FOR_MACHINES.sub("", signed.read(path))
        assert NAME in found, path
        assert found.count(STAYS) == 1, path
    told = mails(signed.folder, to="teo@bayshore.example")[-1]
    assert f"{NAME} now stands under this text" in part(told, "plain")


def test_the_letter_reaches_each_addressee_with_documents_that_open(signed: Round) -> None:
    edition = signed.send()
    assert edition.signatory_count == 2
    for address in ADDRESSES:
        (mail,) = mails(signed.folder, to=address)
        files = {file.filename.rpartition(".")[2]: file.content for file in attachments(mail)}
        assert set(files) == {"docx", "pdf"}
        assert Document(io.BytesIO(files["docx"])).paragraphs
        assert PdfReader(io.BytesIO(files["pdf"])).pages
        for kind, content in files.items():
            assert NAME in words_of(kind, content)
        assert NAME in part(mail, "plain")
        assert NAME in part(mail, "html")
    assert signed.public.get(f"{signed.url}editions/2/letter.pdf").status_code == 404


def test_what_the_provider_reports_stands_in_the_ledger_and_on_the_page(signed: Round) -> None:
    edition = signed.send()
    ledger = reverse("letter_editions", args=[signed.letter.pk])
    assert signed.rosa.get(ledger).content.decode().count("Accepted by the mail provider") == 3
    page = signed.read("")
    assert "Delivered by email" not in page
    assert page.count("Sent by email on") == 3
    message, now = edition.dispatches.first().message, datetime.now(UTC)
    reported = Report(
        provider=message.provider,
        message_id=message.provider_message_id,
        reference=str(message.reference),
        type="delivered",
        event_id="1",
        at=now,
    )
    assert record_event(reported, now=now)
    assert signed.read("").count("Delivered by email on") == 1
    assert signed.rosa.get(ledger).content.decode().count("Delivered</span>") == 1


def test_who_withdraws_is_gone_from_every_output_within_a_minute(signed: Round) -> None:
    """S-08: page, lists, CSV, JSON, documents, printed editions, sitemap, search."""
    signed.send()
    named = [path for path in OUTPUTS if NAME in signed.read(path)]
    path = link(mails(signed.folder, to="teo@bayshore.example")[-1], "manage")
    signed.public.get(path)
    assert NAME in signed.read(""), "opening the page withdrew"
    assert "<h1>Withdrawn</h1>" in signed.press(path)
    for output in OUTPUTS:
        found = signed.read(output)
        # A search repeats what was asked for; the name itself must not be found.
        assert NAME not in found, output
        if output in named and "?q=" not in output:
            assert STAYS in found, output
    sitemap = signed.public.get("/sitemap.xml")
    assert NAME not in sitemap.content.decode()
    assert "max-age=30" in sitemap["Cache-Control"]
    print(f"S-08: {len(OUTPUTS) + 1} outputs, {len(named)} had named it, 0 do; cached ≤ 60 s")
    assert len(named) == len(OUTPUTS) - 1  # the embed only counts
