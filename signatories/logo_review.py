"""Logos from signers: kept unseen, shown to everybody once a reviewer says so, or put away."""

from __future__ import annotations

import io
from datetime import datetime
from hashlib import sha256

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet
from PIL import Image
from wagtail.log_actions import log

from signatories.logos import read_logo
from signatories.models import OrganizationLogo, SignOn

_STATUS = OrganizationLogo.Status


def store_logo(*, sign_on: SignOn, data: bytes, now: datetime) -> OrganizationLogo:
    """Keep a logo that a signer sent, for a reviewer to look at; it replaces one that waits.

    Raises:
        UnusableLogo: with a sentence for the signer.
    """
    content = read_logo(data)
    with Image.open(io.BytesIO(content)) as drawn:
        width, height = drawn.size
    with transaction.atomic():
        OrganizationLogo.objects.filter(sign_on=sign_on, status=_STATUS.PENDING).delete()
        return OrganizationLogo.objects.create(
            sign_on=sign_on,
            organization_id=sign_on.organization_id,
            content=content,
            sha256=sha256(content).hexdigest(),
            width=width,
            height=height,
            uploaded_at=now,
        )


def waiting_logos() -> QuerySet[OrganizationLogo]:
    """Return the logos on which a person can decide: their organization stands; oldest first."""
    waiting = OrganizationLogo.objects.filter(
        status=_STATUS.PENDING, sign_on__organization__isnull=False
    )
    return waiting.select_related("sign_on").order_by("uploaded_at", "pk")


def show_logo(*, logo_id: int, by: AbstractBaseUser | None, now: datetime) -> bool:
    """Let everybody see a logo in place of the one before; True only if it did.

    Without an approved sign-on there is no organization yet whose logo it could be.
    """
    with transaction.atomic():
        logo = OrganizationLogo.objects.select_for_update().filter(pk=logo_id).first()
        if logo is None or logo.status == _STATUS.SHOWN:
            return False
        sent_with = logo.sign_on
        organization_id = sent_with.organization_id if sent_with else logo.organization_id
        if organization_id is None:
            return False
        others = OrganizationLogo.objects.filter(
            organization_id=organization_id, status=_STATUS.SHOWN
        )
        others.update(status=_STATUS.HIDDEN)
        logo.organization_id = organization_id
        return _decide(logo, _STATUS.SHOWN, "signatories.show_logo", by, now)


def hide_logo(*, logo_id: int, by: AbstractBaseUser | None, now: datetime) -> bool:
    """Show a logo to nobody; True only if it did."""
    with transaction.atomic():
        logo = OrganizationLogo.objects.select_for_update().filter(pk=logo_id).first()
        if logo is None or logo.status == _STATUS.HIDDEN:
            return False
        return _decide(logo, _STATUS.HIDDEN, "signatories.hide_logo", by, now)


def _decide(
    logo: OrganizationLogo,
    status: OrganizationLogo.Status,
    action: str,
    by: AbstractBaseUser | None,
    now: datetime,
) -> bool:
    logo.status, logo.decided_at = status, now
    logo.decided_by_id = by.pk if by else None
    logo.save(update_fields=["organization", "status", "decided_at", "decided_by"])
    log(logo, action, user=by, title=str(logo), data={"organization": logo.organization_id})
    return True


def shown_logo(*, organization_id: int, digest: str) -> OrganizationLogo | None:
    """Return a logo that everybody may see: shown, and its organization stands under a page."""
    stands = SignOn.objects.filter(organization_id=organization_id, status=SignOn.Status.APPROVED)
    logo = OrganizationLogo.objects.filter(
        organization_id=organization_id, status=_STATUS.SHOWN, sha256__startswith=digest
    ).first()
    return logo if logo and stands.exists() else None
