"""The demo: one coalition letter from a Word draft to delivered mails.

Everything is done by the services that the site itself uses; nothing is written past them. Each
step looks at what is there first, so an interrupted run goes on where it stopped.
"""

from __future__ import annotations

import csv
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from wagtail.models import Site

from campaign.models import ActionPage, CampaignIndexPage, CampaignPage
from delivery.models import SenderSettings
from delivery.sending import drain
from home import second_campaign
from home.founding import ORGANIZERS, found_site
from home.models import HomePage, SiteSettings
from letters.drafts import create_letter
from letters.models import Edition, LetterPage, LetterSettings
from letters.read_docx import read_draft
from letters.services import approve_edition, dispatch_edition, freeze_edition
from signatories.models import SignOn, SignOnToken
from signatories.services import (
    approve_sign_ons,
    confirm_sign_on,
    find_sign_on,
    submit_sign_on,
    text_in_force,
)
from signatories.submission import Submission

SOURCE: Final = Path(__file__).with_name("demo")
CAMPAIGN_SLUG: Final = "face-recognition"
LETTER_SLUG: Final = "fare-gates"
LEAD: Final = "Quayside Liberties Union"
_ADDRESSES: Final = (
    "a.lindgren@merrowgate.example",
    "chair@plta.example",
    "digital@portlinden.example",
)
_LEAD_SENTENCES: Final = (
    "The new fare gates of Port Linden open for a face, and compare every passer-by with a list. "
    "We ask the city, its transit authority and the maker of the gates to stop."
)
_CONFIRM_LINK = re.compile(r"/confirm/([\w-]{20,})/")
_GROUND: Final = "Demo: the mailbox and the website share a domain."


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who can sign in; `password` is new at every run."""

    username: str
    password: str
    user: Any


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What a run made."""

    letter: LetterPage
    edition: Edition
    staff: tuple[Staff, ...]
    files: tuple[Path, ...]
    mails: tuple[Path, ...]
    action: ActionPage


def run(*, now: datetime) -> Demonstration:
    """Return what was made: a delivered letter of seventy organizations, its files and mails."""
    _found(now)
    organizer, reviewer = _staff("organizer"), _staff("reviewer")
    letter = _letter(now)
    edition = letter.editions.filter(dispatched_at__isnull=False).first()
    if edition is None:
        _sign(letter, now)
        _approve(letter, reviewer, now)
        edition = freeze_edition(letter=letter, by=organizer.user, now=now)
        approve_edition(edition_id=edition.pk, digest=edition.digest, by=reviewer.user, now=now)
        dispatch_edition(edition_id=edition.pk, by=organizer.user, now=now)
    drain(now=now)
    edition.refresh_from_db()
    action = second_campaign.make(now=now)
    files, mails = tuple(_files(edition)), tuple(_mails(edition))
    return Demonstration(letter, edition, (organizer, reviewer), files, mails, action)


def _found(now: datetime) -> None:
    port = 8000
    found_site(name="Open Gate Coalition", hostname="localhost", port=port)
    site = Site.objects.get(is_default_site=True)
    address = "17 Quay Street, Port Linden, WA 98299"
    SiteSettings.objects.update_or_create(
        site=site,
        defaults={
            "name": "Open Gate Coalition",
            "lead_organization": LEAD,
            "postal_address": address,
            "website": "https://quayside.example",
            "email": "letters@quayside.example",
        },
    )
    LetterSettings.objects.update_or_create(
        site=site,
        defaults={
            "letterhead_name": LEAD,
            "letterhead_address": address,
            "letterhead_website": "https://quayside.example",
            "letterhead_email": "letters@quayside.example",
        },
    )
    SenderSettings.objects.update_or_create(
        site=site,
        defaults={"from_name": LEAD, "organization": LEAD, "postal_address": address},
    )
    HomePage.objects.update(
        headline="A station is not a checkpoint.",
        lead=_LEAD_SENTENCES,
        seo_title="Open Gate Coalition",
    )
    if not CampaignPage.objects.filter(slug=CAMPAIGN_SLUG).exists():
        index = CampaignIndexPage.objects.get()
        index.add_child(instance=_campaign(now))


def _campaign(now: datetime) -> CampaignPage:
    return CampaignPage(
        title="No face search at the fare gates",
        slug=CAMPAIGN_SLUG,
        since=(now - timedelta(days=200)).date(),
        lead=_LEAD_SENTENCES,
    )


def _staff(username: str) -> Staff:
    """Return an organizer with a new password, so that the one printed last is the valid one."""
    password = secrets.token_urlsafe(12)
    user, _ = get_user_model().objects.get_or_create(
        username=username, defaults={"email": f"{username}@quayside.example", "is_staff": True}
    )
    user.set_password(password)
    user.save()
    user.groups.add(Group.objects.get(name=ORGANIZERS))
    return Staff(username, password, user)


def _letter(now: datetime) -> LetterPage:
    found = LetterPage.objects.filter(slug=LETTER_SLUG).first()
    if found is None:
        campaign = CampaignPage.objects.get(slug=CAMPAIGN_SLUG)
        draft = read_draft((SOURCE / "fare-gates-draft.docx").read_bytes())
        found = create_letter(campaign=campaign, draft=draft, title="", slug=LETTER_SLUG, now=now)
    if not found.live:
        noon = now.replace(hour=12, minute=0, second=0, microsecond=0)
        found.soft_deadline, found.hard_deadline = noon + timedelta(14), noon + timedelta(28)
        addressees = list(found.addressees.all())
        for addressee, address in zip(addressees, _ADDRESSES, strict=True):
            addressee.email = address
        found.addressees.set(addressees)
        found.leads.create(name=LEAD)
        found.save_revision().publish()
    published: LetterPage = LetterPage.objects.get(pk=found.pk)
    return published


def _sign(letter: LetterPage, now: datetime) -> None:
    """Send the form for every organization that doesn't stand yet; confirm from the mails."""
    text = text_in_force(page=letter, now=now)
    standing = set(
        SignOn.objects.filter(page_id=letter.pk)
        .exclude(status=SignOn.Status.PENDING)
        .values_list("claimed_name", flat=True)
    )
    with (SOURCE / "sign-ons.csv").open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if row["organization"] not in standing]
    for row in rows:
        submit_sign_on(page=letter, submission=_submission(row, text.sha256), now=now)
    drain(now=now)
    for token in _mailed_tokens():
        asked = find_sign_on(token=token, purpose=SignOnToken.Purpose.CONFIRM, now=now)
        if asked is not None and asked.page_id == letter.pk:  # nobody else's mail is answered
            confirm_sign_on(token=token, now=now)


def _submission(row: dict[str, str], text_sha256: str) -> Submission:
    return Submission(
        organization=row["organization"],
        website=row["website"],
        contact_name=row["contact_name"],
        contact_title=row["contact_title"],
        contact_email=row["contact_email"],
        text_sha256=text_sha256,
        scope=row["scope"],
        country=row["country"],
        region=row["region"],
    )


def _approve(letter: LetterPage, reviewer: Staff, now: datetime) -> None:
    waiting = SignOn.objects.waiting_for_review().filter(page_id=letter.pk)
    ids = list(waiting.values_list("pk", flat=True))
    approve_sign_ons(ids=ids, by=reviewer.user, ground=_GROUND, now=now)


def _mailed_tokens() -> Iterator[str]:
    for path in sorted(settings.LOCAL_MAILBOX_DIR.glob("*.eml")):
        mail = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
        body = mail.get_body(("plain",))
        yield from _CONFIRM_LINK.findall(body.get_content() if body else "")[:1]


def _files(edition: Edition) -> Iterator[Path]:
    folder = settings.DATA_DIR / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    for file in edition.files.filter(format__in=("docx", "pdf")):
        path = folder / f"{LETTER_SLUG}-edition-{edition.number}.{file.format}"
        path.write_bytes(bytes(file.content))
        yield path


def _mails(edition: Edition) -> Iterator[Path]:
    """Yield the file of each message of the edition, found by the id that the mailbox gave it."""
    for dispatch in edition.dispatches.select_related("message"):
        if dispatch.message:
            yield from settings.LOCAL_MAILBOX_DIR.glob(f"*{dispatch.message.provider_message_id}*")
