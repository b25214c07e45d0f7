"""What each mail to a signer says: facts of one sign-on, and links of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from wagtail.models import Page

from privacy.pseudonyms import mailbox_pseudonym
from privacy.tokens import token_digest
from signatories import tokens
from signatories.emails import queue_mail
from signatories.models import SignablePage, SignOn, SignOnSettings
from signatories.tokens import Purpose


def absolute(path: str) -> str:
    """Return the address that a mail can link to."""
    return f"{settings.SITE_URL}{path}"


def signable(page: Page) -> SignablePage:
    """Return `page` as the page type that can be signed."""
    return page if isinstance(page, SignablePage) else page.specific


def page_facts(page: Page, now: datetime) -> dict[str, object]:
    """Return what every mail says about the page; no address of a page that is hidden at `now`."""
    asked = signable(page)
    hidden = asked.is_hidden(now)
    return {
        "title": asked.sign_title(),
        "addressee_line": asked.addressee_line() or asked.sign_title(),
        "page_url": "" if hidden else absolute(asked.get_url() or "/"),
    }


def send_notice(
    name: str,
    sign_on: SignOn,
    *,
    now: datetime,
    reason: str = "",
    not_before: datetime | None = None,
    extra: Mapping[str, object] | None = None,
) -> bool:
    """Queue a mail with a link to the signer's page; False when no contact is kept.

    Args:
        extra: what only this mail says, by the names that its templates use.
    """
    contact = getattr(sign_on, "contact", None)
    if contact is None or not contact.email:
        return False
    rules = SignOnSettings.current()
    links: dict[Purpose, datetime | None] = {Purpose.MANAGE: None}
    if name == "confirm-sign-on":
        links[Purpose.CONFIRM] = (not_before or now) + timedelta(hours=rules.confirm_hours)
    made = tokens.mint_all(sign_on, links, now=now)
    manage = made[Purpose.MANAGE]
    context = {
        **page_facts(sign_on.page, now),
        "name": sign_on.printed_name,
        "text": sign_on.signed_text,
        "reason": reason,
        "manage_url": absolute(reverse("signatories:manage", args=[manage])),
        "settings": rules,
        **(extra or {}),
    }
    # Before a letter is public its signers read it on their own page.
    context["page_url"] = context["page_url"] or context["manage_url"]
    if confirm := made.get(Purpose.CONFIRM):
        context["confirm_url"] = absolute(reverse("signatories:confirm", args=[confirm]))
        context["expires_at"] = links[Purpose.CONFIRM]
    key = f"{sign_on.pk} {token_digest(manage)}"
    queue_mail(name, to=contact.email, key=key, context=context, now=now, not_before=not_before)
    return True


def tell_already_signed(
    page: Page, name: str, *, to: str, now: datetime, not_before: datetime | None
) -> None:
    """Tell a mailbox that owns no sign-on of `name` that it stands under the text already."""
    context = {**page_facts(page, now), "name": name, "settings": SignOnSettings.current()}
    key = f"{page.pk} {mailbox_pseudonym(to)} {now.isoformat()}"
    queue_mail("already-signed", to=to, key=key, context=context, now=now, not_before=not_before)
