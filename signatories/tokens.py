"""Keys for the links in mails: made once, kept as digests, looked up without telling why not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q

from privacy.tokens import new_token, token_digest
from signatories.models import SignOn, SignOnToken

Purpose = SignOnToken.Purpose


def mint(
    sign_on: SignOn, purpose: Purpose, *, now: datetime, expires_at: datetime | None = None
) -> str:
    """Return a new token for `sign_on`; only its digest is stored."""
    return mint_all(sign_on, {purpose: expires_at}, now=now)[purpose]


def mint_all(
    sign_on: SignOn, wanted: Mapping[Purpose, datetime | None], *, now: datetime
) -> dict[Purpose, str]:
    """Return a new token for each purpose, which ends at its moment; None: never. One query."""
    made = {purpose: new_token() for purpose in wanted}
    SignOnToken.objects.bulk_create(
        SignOnToken(
            sign_on=sign_on,
            purpose=purpose,
            sha256=token_digest(token),
            created_at=now,
            expires_at=wanted[purpose],
        )
        for purpose, token in made.items()
    )
    return made


def find(token: str, purpose: Purpose, *, now: datetime) -> SignOnToken | None:
    """Return the usable token with its sign-on, or None whatever the reason.

    What is no token of ours costs one small query.
    """
    found = SignOnToken.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=now),
        sha256=token_digest(token),
        purpose=purpose,
        used_at=None,
        revoked_at=None,
    ).first()
    if found is None:
        return None
    whole = SignOn.objects.select_related("signed_text", "page")
    sign_on = whole.filter(pk=found.sign_on_id).first()
    if sign_on is None:  # erased a moment ago
        return None
    found.sign_on = sign_on
    return found


def use(found: SignOnToken, *, now: datetime) -> bool:
    """Spend `found`; True only the first time."""
    unused = SignOnToken.objects.filter(pk=found.pk, used_at=None, revoked_at=None)
    return unused.update(used_at=now) == 1


def revoke(sign_on_id: int, purpose: Purpose, *, now: datetime) -> int:
    """Make every usable token of this purpose useless; return how many there were."""
    usable = SignOnToken.objects.filter(
        sign_on_id=sign_on_id, purpose=purpose, used_at=None, revoked_at=None
    )
    return usable.update(revoked_at=now)
