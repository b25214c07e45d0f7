"""Made-up sign-ons: what a signer hands in, and rows in every state."""

from __future__ import annotations

import itertools
import re
from datetime import UTC, datetime
from typing import Any

from wagtail.models import Locale, Page, Site

from delivery.models import OutboundMessage
from privacy.pseudonyms import mailbox_pseudonym
from signatories.models import SignOn, SignOnContact
from signatories.services import Submission, approve_sign_ons, confirm_sign_on, submit_sign_on
from signatories.submission import stored_key, website_domain
from signatories.texts import text_in_force
from tests.letters.factories import LetterPageFactory

NOW = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
_numbers = itertools.count(1)


def a_letter(**fields: Any) -> Any:
    """Return a live letter that can be signed at NOW."""
    if Page.get_first_root_node() is None:  # a test with real transactions emptied the tables
        Locale.objects.get_or_create(language_code="en")
        root = Page.add_root(instance=Page(title="Root", slug="root"))
        home = root.add_child(instance=Page(title="Home", slug="home"))
        Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    return LetterPageFactory(**fields)


def a_submission(page: Any, **changes: Any) -> Submission:
    """Return a sound request of an organization that nobody knows yet."""
    number = next(_numbers)
    parts: dict[str, Any] = {
        "organization": f"Neighbors of Quay {number}",
        "website": f"https://www.quay{number}.example",
        "contact_name": "Teodora Lindqvist",
        "contact_title": "Chair",
        "contact_email": f"teodora@quay{number}.example",
        "scope": "local",
        "country": "US",
        "region": "FL",
        "text_sha256": text_in_force(page=page, now=NOW).sha256,
    }
    return Submission(**{**parts, **changes})


def a_sign_on(page: Any, status: str = "verified", **changes: Any) -> SignOn:
    """Return a stored sign-on in `status`, with its contact; `email=""` leaves the contact out."""
    number = next(_numbers)
    name = changes.pop("name", f"Neighbors of Pier {number}")
    email = changes.pop("email", f"mara@pier{number}.example")
    website = changes.pop("website", f"https://pier{number}.example")
    fields: dict[str, Any] = {
        "claimed_name": name,
        "name_key": stored_key(name),
        "website": website,
        "website_domain": website_domain(website),
        "scope": "local",
        "country": "US",
        "region": "FL",
        "submitted_at": NOW,
        "confirmed_at": None if status == "pending" else NOW,
        "mailbox_pseudonym": mailbox_pseudonym(email) if email else "",
    }
    sign_on = SignOn.objects.create(
        page_id=page.pk,
        signed_text=text_in_force(page=page, now=NOW),
        status=status,
        **{**fields, **changes},
    )
    if email:
        SignOnContact.objects.create(
            sign_on=sign_on,
            name="Mara Quist",
            title="Director",
            email=email,
            mailbox_domain=email.rpartition("@")[2],
        )
    return sign_on


def mails(kind: str = "") -> list[OutboundMessage]:
    """Return the queued mails, oldest first; `kind` is the beginning of their key."""
    return list(OutboundMessage.objects.filter(key__startswith=kind).order_by("pk"))


def token_in(message: OutboundMessage, purpose: str) -> str:
    """Return the token of the link to /confirm/ or /manage/ in a mail."""
    found = re.search(rf"/{purpose}/([\w-]+)/", message.body_text)
    assert found, f"the mail has no {purpose} link"
    return found[1]


def signed(page: Any, *, now: datetime = NOW, **changes: Any) -> SignOn:
    """Return a sign-on that went the whole way: form, mail, button, reviewer."""
    submission = a_submission(page, **changes)
    submit_sign_on(page=page, submission=submission, now=now)
    confirm_sign_on(token=token_in(mails("confirm-sign-on")[-1], "confirm"), now=now)
    sign_on = SignOn.objects.get(
        page_id=page.pk,
        name_key=stored_key(submission.claimed_name),
        mailbox_pseudonym=mailbox_pseudonym(submission.contact_email),
    )
    assert approve_sign_ons(ids=[sign_on.pk], by=None, ground="made up", now=now) == 1
    sign_on.refresh_from_db()
    return sign_on
