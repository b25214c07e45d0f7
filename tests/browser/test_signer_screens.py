"""Everybody can use the pages that mails to signers lead to: axe-core finds nothing to mend."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from signatories import desk, logo_review
from signatories.models import Organization, SignOn
from signatories.services import submit_sign_on
from tests.browser.conftest import Visit
from tests.browser.findings import findings_everywhere
from tests.home import factories
from tests.signatories.factories import NOW, a_letter, a_submission, mails, signed, token_in
from tests.signatories.test_consents import change
from tests.signatories.test_invitation_board import ask
from tests.signatories.test_logos import picture


@pytest.fixture
def addresses(live_server: Any, settings: Any) -> dict[str, str]:
    """Every page of a signer, with something on it, and the letter's form."""
    settings.SITE_URL = live_server.url
    campaign = factories.a_campaign(factories.a_site())
    page = a_letter(parent=campaign)
    rosa = User.objects.create_superuser("rosa", password=factories.PASSWORD)
    stands = signed(page)
    logo_review.store_logo(sign_on=stands, data=picture(size=(240, 120)), now=NOW)
    submit_sign_on(page=page, submission=a_submission(page), now=timezone.now())
    confirm = token_in(mails("confirm-sign-on")[-1], "confirm")
    ask(page, 2)
    invited = token_in(mails("invitation:")[-1], "invited")
    desk.ask_signer(sign_on_id=stands.pk, by=rosa, words="Who voted for it?", now=timezone.now())
    change(page, rosa, "substantive")
    agree = token_in(mails("text-changed")[-1], "agree")
    answer = token_in(mails("sign-on-question")[-1], "answer")
    manage = token_in(mails("sign-on-approved")[-1], "manage")
    assert SignOn.objects.count() == 2
    assert Organization.objects.exists()
    return {
        "sign": f"{page.get_url()}sign/",
        "confirm": reverse("signatories:confirm", args=[confirm]),
        "manage": reverse("signatories:manage", args=[manage]),
        "lost-link": reverse("signatories:lost_link"),
        "invited": reverse("signatories:invited", args=[invited]),
        "invited-sign": reverse("signatories:invited_sign", args=[invited]),
        "agree": reverse("signatories:agree", args=[agree]),
        "answer": reverse("signatories:answer", args=[answer]),
        "texts": f"{page.get_url()}texts/",
    }


def test_everybody_can_use_a_signers_pages(visit: Visit, addresses: dict[str, str]) -> None:
    """U-01: no moderate, serious or critical finding, and no page is wider than its window."""
    visitor = visit()
    found = {}
    for name, address in addresses.items():
        assert visitor.open(address) == 200, name
        found[name] = findings_everywhere(visitor, f"signer {name}")
    print(f"U-01: {len(found)} pages of a signer, 1280 and 320 px, light and dark")
    assert {name: bad for name, bad in found.items() if bad} == {}
    assert visitor.foreign_requests == []
    assert visitor.violations == []
    assert visitor.stored() == []
