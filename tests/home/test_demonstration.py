"""The demo, beside what a person already does on the same site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from home import demonstration
from home.models import HomePage
from signatories.models import SignOn
from signatories.services import Submission, submit_sign_on, text_in_force
from tests.home import factories


@pytest.fixture
def mailbox(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder for mail, and a demo that brings no signers of its own."""
    settings.EMAIL_BACKEND = "delivery.local_mailbox.LocalMailboxBackend"
    settings.LOCAL_MAILBOX_DIR = tmp_path / "mailbox"
    (tmp_path / "sign-ons.csv").write_text("organization\n", "utf-8")
    monkeypatch.setattr(demonstration, "SOURCE", tmp_path)


def _asked(letter: Any, organization: str) -> SignOn:
    now = timezone.now()
    submission = Submission(
        organization=organization,
        website="https://harbor.example",
        contact_name="Ada Quist",
        contact_title="Chair",
        contact_email=f"ada+{letter.slug}@harbor.example",
        text_sha256=text_in_force(page=letter, now=now).sha256,
        scope="local",
        country="US",
    )
    submit_sign_on(page=letter, submission=submission, now=now)
    return SignOn.objects.get(page_id=letter.pk, claimed_name=organization)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("mailbox")
def test_the_demo_confirms_for_nobody_but_its_own_signers(home: HomePage) -> None:
    campaign = factories.a_campaign(home)
    demo, real = (factories.a_letter(campaign, title=t, slug=t.lower()) for t in ("Demo", "Real"))
    made_up, theirs = _asked(demo, "Made-up League"), _asked(real, "Harbor League")
    demonstration._sign(demo, timezone.now())
    made_up.refresh_from_db()
    theirs.refresh_from_db()
    assert made_up.status == SignOn.Status.VERIFIED
    assert theirs.status == SignOn.Status.PENDING
