"""The rule that approves known mailboxes: off unless chosen, never on doubt, undone like all."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry, Site

from privacy.forms import form_token
from signatories import desk, inviting, services
from signatories.forms import SignOnForm
from signatories.free_mail import FREE_MAIL
from signatories.invitation_list import Invitee
from signatories.models import Organization, OrganizationName, SignOn, SignOnSettings
from tests.signatories.factories import (
    NOW,
    a_letter,
    a_sign_on,
    a_submission,
    mails,
    token_in,
)
from tests.signatories.test_names import variants
from tests.signatories.test_views import ANSWERS, hidden

pytestmark = pytest.mark.django_db
NAME, DOMAIN = "Harbor Rights League", "harborleague.example"


@pytest.fixture
def ada() -> Any:
    return get_user_model().objects.create_user("ada")


@pytest.fixture
def known(ada: Any) -> SignOn:
    """An organization that Ada approved under another letter."""
    return asked(a_letter(), by=ada)


def asked(page: Any, *, by: Any = None, **changes: Any) -> SignOn:
    """Return a request that came by the form and was confirmed; `by` approves it."""
    parts = {
        "organization": NAME,
        "website": f"https://www.{DOMAIN}",
        "contact_email": f"mara@{DOMAIN}",
        **changes,
    }
    submission = a_submission(page, **parts)
    services.submit_sign_on(page=page, submission=submission, now=NOW)
    link = token_in(mails("confirm-sign-on")[-1], "confirm")
    assert services.confirm_sign_on(token=link, now=NOW)
    made = SignOn.objects.get(page_id=page.pk, claimed_name=submission.claimed_name)
    if by is not None:
        services.approve_sign_ons(ids=[made.pk], by=by, ground="I called them.", now=NOW)
        made.refresh_from_db()
    return made


def with_rule(**fields: Any) -> Any:
    return a_letter(known_mailboxes="on", **fields)


def test_unless_somebody_chose_it_a_person_decides(known: SignOn) -> None:
    assert asked(a_letter()).status == "verified"


def test_a_known_mailbox_is_approved_at_once_and_told(known: SignOn) -> None:
    made = asked(with_rule())
    assert (made.status, made.decision_rule) == ("approved", "known mailbox")
    assert made.organization == known.organization
    assert made.decided_by is None
    assert DOMAIN in made.decision_ground
    assert "a person approved on 16 November 2026" in made.decision_ground
    assert len(mails("sign-on-approved")) == 2


def test_the_site_may_choose_it_for_every_letter_and_one_letter_against_it(known: SignOn) -> None:
    site = Site.objects.get(is_default_site=True)
    SignOnSettings.objects.create(site=site, approve_known_mailboxes=True)
    assert asked(a_letter()).status == "approved"
    assert asked(a_letter(known_mailboxes="off")).status == "verified"


def test_the_audit_line_names_the_rule_and_what_it_rests_on(known: SignOn) -> None:
    made = asked(with_rule())
    line = ModelLogEntry.objects.get(action="signatories.approve_by_rule", object_id=str(made.pk))
    assert line.data["rule"] == "known mailbox"
    assert line.data["precedent"] == known.pk
    assert line.data["ground"] == made.decision_ground
    assert "@" not in str(line.data)
    assert line.user is None
    assert str(registry.get_action_label(line.action)) == "Approve sign-on by rule"


def test_undone_it_waits_for_a_person_and_the_rule_leaves_it_alone(known: SignOn, ada: Any) -> None:
    made = asked(with_rule())
    assert desk.undo_decision(sign_on_id=made.pk, by=ada, now=NOW)
    assert not services.approve_by_rule(sign_on_id=made.pk, now=NOW)
    made.refresh_from_db()
    assert made.status == "verified"
    assert services.approve_sign_ons(ids=[made.pk], by=ada, ground="Called them.", now=NOW)
    made.refresh_from_db()
    assert (made.decided_by, made.decision_rule) == (ada, "")


CASES = {
    "letters of another script": {"organization": NAME.replace("H", "\u0397", 1)},
    "a free mailbox": {"contact_email": "mara@gmail.com"},
    "a free mailbox, and its provider as website": {
        "contact_email": "mara@proton.me", "website": "https://proton.me",
    },
    "another domain": {"contact_email": "mara@other.example"},
    "another domain and website": {
        "contact_email": "mara@other.example", "website": "https://other.example",
    },
    "a look-alike domain": {
        "contact_email": "mara@harborleaque.example", "website": "https://harborleaque.example",
    },
    "another name from its mailbox": {"organization": "Orchard Street Tenants"},
    "a chapter from its mailbox": {"organization": f"{NAME} of Tampa"},
    "a person": {"kind": "individual"},
}  # fmt: skip


@pytest.mark.parametrize("changes", CASES.values(), ids=CASES)
def test_whatever_is_in_doubt_waits_for_a_person(known: SignOn, changes: dict[str, str]) -> None:
    assert asked(with_rule(), **changes).status == "verified"


@pytest.mark.parametrize("provider", sorted(FREE_MAIL)[::9])
def test_no_free_mail_provider_is_ever_known(ada: Any, provider: str) -> None:
    """Not even when a person approved an organization that writes from one and names it as site."""
    at_it = {"contact_email": f"mara@{provider}", "website": f"https://{provider}"}
    asked(a_letter(), by=ada, **at_it)
    assert asked(with_rule(), **at_it).status == "verified"


def test_what_no_person_approved_is_no_precedent(known: SignOn) -> None:
    """The rule can't lean on itself, on a script, or on a name that left."""
    first = asked(with_rule())
    assert first.decision_rule
    SignOn.objects.filter(pk=known.pk).update(status="withdrawn")
    assert asked(with_rule()).status == "verified"


def test_an_organization_that_objected_once_is_asked_about_every_time(
    known: SignOn, ada: Any
) -> None:
    desk.tell_second_contact(sign_on_id=known.pk, by=ada, address=f"board@{DOMAIN}", now=NOW)
    token = token_in(mails("sign-on-second-contact")[-1], "object")
    desk.object_to(token=token, words="Nobody here signed.", now=NOW)
    services.approve_sign_ons(ids=[known.pk], by=ada, ground="Cleared up.", now=NOW)
    assert asked(with_rule()).status == "verified"


def test_another_name_on_record_counts_and_is_printed_as_on_record(known: SignOn) -> None:
    OrganizationName.objects.create(organization=known.organization, name="HRL", kind="acronym")
    assert asked(with_rule(), organization="hrl").printed_name == "HRL"
    assert asked(with_rule(), organization="HARBOR  RIGHTS LEAGUE").printed_name == NAME


def test_no_variant_of_the_name_is_published_in_its_own_spelling(known: SignOn) -> None:
    """S-02: 0 spellings published that no person has seen, the rule being on."""
    page, tried, printed = with_rule(), 0, []
    for spelling, other in variants(NAME, DOMAIN):
        domain = other or DOMAIN
        form = SignOnForm({**ANSWERS, "organization": spelling, "website": f"https://{domain}"})
        if not form.is_valid():
            continue
        tried += 1
        made = a_sign_on(
            page, name=form.cleaned_data["organization"], website=f"https://{domain}",
            email=f"mara@{domain}",
        )  # fmt: skip
        if services.approve_by_rule(sign_on_id=made.pk, now=NOW):
            printed.append(SignOn.objects.get(pk=made.pk).printed_name)
        made.delete()
    print(f"S-02: {tried} variants with the rule on, {len(printed)} printed, as {set(printed)}")
    assert tried > 15
    assert set(printed) <= {NAME}


def test_an_invited_organization_is_told_once_that_it_stands(known: SignOn) -> None:
    page = with_rule()
    invitee = Invitee(NAME, f"mara@{DOMAIN}")
    inviting.invite(page=page, invitees=[invitee], by=None, now=NOW)
    client = Client()
    link = f"/invited/{token_in(mails('invitation:')[-1], 'invited')}/"
    html = client.get(f"{link}sign/").content.decode()
    assert "there is nothing to confirm" in html
    fields = {name: hidden(html, name) for name in ("form_token", "text_sha256")}
    own = {"organization": NAME, "website": f"https://{DOMAIN}", "contact_email": ""}
    client.post(f"{link}sign/", {**ANSWERS, **fields, **own})
    assert SignOn.objects.get(page_id=page.pk).status == "approved"
    assert not mails("invitation-answered")


def test_the_page_after_the_button_says_that_the_name_stands(known: SignOn, client: Client) -> None:
    page = with_rule()
    parts = {"organization": NAME, "website": f"https://{DOMAIN}"}
    submission = a_submission(page, contact_email=f"mara@{DOMAIN}", **parts)
    now = timezone.now()
    services.submit_sign_on(page=page, submission=submission, now=now)
    link = f"/confirm/{token_in(mails('confirm-sign-on')[-1], 'confirm')}/"
    said = client.post(link, {"form_token": form_token("confirm", now)}).content.decode()
    assert "The name is on the list" in said
    assert Organization.objects.count() == 1
