"""Links that open a page before it is public: made, found, revoked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Page

from privacy.limits import allow
from privacy.tokens import new_token, token_digest
from signatories.models import Invitation, PrivateLink, SignablePage
from signatories.notices import signable

FILES_AN_HOUR = 120  # by one link: fifty organizations may hold the general one
ANSWERS_AN_HOUR = 20  # to one invitation
HOUR = timedelta(hours=1)


class LinkRefused(ValueError):
    """A link can't be made; the message is a sentence for the organizer."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who holds a link that opens now: the page, and the invitation if the link is personal."""

    link_id: int
    page: SignablePage
    invitation: Invitation | None

    @property
    def name(self) -> str:
        """The organization that was invited; empty for the general link."""
        return self.invitation.name if self.invitation else ""

    def mark(self) -> str:
        """Return what a document for this reader says on each page."""
        return f"Private draft for {self.name}" if self.name else "Private draft"

    def may_take_a_file(self, now: datetime) -> bool:
        """Return whether this link may make another document now, and count it."""
        return allow(
            kind="private files",
            subject=str(self.link_id),
            limit=FILES_AN_HOUR,
            per=HOUR,
            now=now,
        )

    def may_answer(self, now: datetime) -> bool:
        """Return whether this link may send another answer now, and count it."""
        return allow(
            kind="answers by a link",
            subject=str(self.link_id),
            limit=ANSWERS_AN_HOUR,
            per=HOUR,
            now=now,
        )


def find_reader(*, token: str, personal: bool, now: datetime) -> Reader | None:
    """Return who holds the link, or None whatever is wrong with it or with its page.

    Args:
        personal: whether the link must be one of an invitation; else the page's general link.
    """
    link = (
        PrivateLink.objects.select_related("page", "invitation")
        .filter(sha256=token_digest(token), revoked_at=None, invitation__isnull=not personal)
        .filter(invitation__revoked_at=None)
        .first()
    )
    if link is None:
        return None
    page = signable(link.page)
    if not page.opens_by_link(now):
        return None
    return Reader(link.pk, page, link.invitation)


def mint_personal(invitation: Invitation, *, by: AbstractBaseUser | None, now: datetime) -> str:
    """Return the token of a new link of `invitation`; links that were mailed before stay good."""
    return _mint(invitation.page_id, invitation, by, now)


def issue_general_link(*, page: Page, by: AbstractBaseUser | None, now: datetime) -> str:
    """Return the token of the page's new general link; the one before stops working.

    The token is told this once: only its digest is stored.

    Raises:
        LinkRefused: no private link would open the page.
    """
    check_opens_by_link(page, now)
    with transaction.atomic():
        Page.objects.select_for_update().get(pk=page.pk)  # two organizers at once
        _revoke_general(page.pk, now)
        token = _mint(page.pk, None, by, now)
        log(page, "signatories.private_link", user=by)
    return token


def revoke_general_link(*, page: Page, by: AbstractBaseUser | None, now: datetime) -> bool:
    """Close the page's general link; True only if there was one."""
    revoked = _revoke_general(page.pk, now) > 0
    if revoked:
        log(page, "signatories.private_link_revoked", user=by)
    return revoked


def check_opens_by_link(page: Page, now: datetime) -> None:
    """Refuse to make links that would open nothing.

    Raises:
        LinkRefused: the page is unpublished, or hidden and not circulated.
    """
    asked = signable(page)
    if asked.opens_by_link(now):
        return
    if not asked.live:
        raise LinkRefused("Publish the letter first: a link opens what is published.")
    raise LinkRefused(
        "The letter is under embargo and opens by no link: choose under Signing that it can be "
        "read by private link, and publish it."
    )


def _mint(
    page_id: int, invitation: Invitation | None, by: AbstractBaseUser | None, now: datetime
) -> str:
    token = new_token()
    PrivateLink.objects.create(
        page_id=page_id,
        invitation=invitation,
        sha256=token_digest(token),
        created_at=now,
        created_by_id=by.pk if by else None,
    )
    return token


def _revoke_general(page_id: int, now: datetime) -> int:
    usable = PrivateLink.objects.filter(page_id=page_id, invitation=None, revoked_at=None)
    return usable.update(revoked_at=now)
