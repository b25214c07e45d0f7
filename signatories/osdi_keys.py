"""Keys for other systems: made, found, revoked."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Page

from privacy.tokens import new_token, token_digest
from signatories.models import OsdiKey
from signatories.osdi_records import LABEL_LIMIT


def make_key(*, page: Page, label: str, by: AbstractBaseUser, now: datetime) -> str:
    """Return a new key for `page`; it is shown this once, for only its digest is stored.

    Raises:
        ValueError: no label.
    """
    said = " ".join(label.split())[:LABEL_LIMIT]
    if not said:
        raise ValueError("Say which system gets the key.")
    token = new_token()
    with transaction.atomic():
        key = OsdiKey.objects.create(
            page_id=page.pk,
            label=said,
            sha256=token_digest(token),
            created_at=now,
            created_by_id=by.pk,
        )
        log(key.page, "signatories.make_key", user=by, data={"key": key.pk})
    return token


def revoke_key(*, key_id: int, by: AbstractBaseUser, now: datetime) -> bool:
    """Make a key open nothing any more; True only the first time."""
    with transaction.atomic():
        if not OsdiKey.objects.filter(pk=key_id, revoked_at=None).update(revoked_at=now):
            return False
        key = OsdiKey.objects.select_related("page").get(pk=key_id)
        log(key.page, "signatories.revoke_key", user=by, data={"key": key.pk})
        return True


def find_key(token: str, *, page_id: int) -> OsdiKey | None:
    """Return the usable key for a page, None whatever is wrong with it."""
    usable = OsdiKey.objects.filter(revoked_at=None, page_id=page_id)
    return usable.filter(sha256=token_digest(token)).first()
