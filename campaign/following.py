"""Who asked to be sent a campaign's updates: from the request to the confirmed mailbox and out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from campaign.emails import queue_mail
from campaign.models import CampaignPage, Follower
from delivery.services import begin_subscription, forget, is_suppressed
from privacy import journal, mail_limits
from privacy.pseudonyms import mailbox_pseudonym
from privacy.tokens import new_token, token_digest

LINK_LASTS = timedelta(hours=48)
JUST_NOW = timedelta(minutes=1)  # a button pressed twice


def ask_to_follow(*, campaign: CampaignPage, address: str, now: datetime, client: str = "") -> None:
    """Take a request and mail what became of it; says nothing else, so that nobody can probe.

    New, waiting, confirmed and suppressed mailboxes all look alike from outside.

    Args:
        address: one mailbox, already checked.
        client: key of the visitor's network for the limiter; "" for none.
    """
    if campaign.has_ended or mail_limits.too_many(client, now) or is_suppressed(address):
        return
    pseudonym = mailbox_pseudonym(address)
    with transaction.atomic():
        follower = _follower(campaign, address, pseudonym, now)
        if follower is None or not mail_limits.may_mail(campaign.pk, pseudonym, now):
            return
        later = mail_limits.not_before(client, now)
        if follower.status == Follower.Status.CONFIRMED:
            key = f"{follower.pk}:{now:%Y%m%d%H%M}"
            context = {"campaign": campaign, "page_url": campaign.full_url}
            queue_mail("following", to=address, key=key, context=context, now=now, not_before=later)
        else:
            _send_link(follower, address, now, later)


def _follower(
    campaign: CampaignPage, address: str, pseudonym: str, now: datetime
) -> Follower | None:
    """Return the mailbox's row, made if need be; None if it was just made by the same button."""
    found = Follower.objects.filter(campaign=campaign, mailbox_pseudonym=pseudonym).first()
    if found is not None:
        recent = found.asked_at > now - JUST_NOW
        return None if recent and found.status == Follower.Status.ASKED else found
    try:
        with transaction.atomic():
            return Follower.objects.create(
                campaign=campaign, email=address, mailbox_pseudonym=pseudonym, asked_at=now
            )
    except IntegrityError:
        return None


def _send_link(follower: Follower, address: str, now: datetime, later: datetime | None) -> None:
    token, expires = new_token(), (later or now) + LINK_LASTS
    Follower.objects.filter(pk=follower.pk, status=Follower.Status.ASKED).update(
        link_sha256=token_digest(token), link_expires_at=expires, asked_at=now
    )
    context = {
        "campaign": follower.campaign,
        "page_url": follower.campaign.full_url,
        "confirm_url": f"{settings.SITE_URL}/follow/{token}/",
        "expires_at": expires,
    }
    key = f"{follower.pk}:{token_digest(token)[:16]}"
    queue_mail("confirm-follow", to=address, key=key, context=context, now=now, not_before=later)


def find_follower(*, token: str, now: datetime) -> Follower | None:
    """Return the request that the link can still confirm, or None whatever the reason."""
    waiting = Follower.objects.filter(
        link_sha256=token_digest(token), status=Follower.Status.ASKED, link_expires_at__gt=now
    )
    return waiting.select_related("campaign").first()


def confirm_follower(*, token: str, now: datetime) -> bool:
    """Let the mailbox get updates, also if it stopped them before; True only the first time."""
    with transaction.atomic():
        follower = find_follower(token=token, now=now)
        if follower is None:
            return False
        waiting = Follower.objects.filter(pk=follower.pk, status=Follower.Status.ASKED)
        confirmed = waiting.update(
            status=Follower.Status.CONFIRMED,
            confirmed_at=now,
            link_sha256="",
            link_expires_at=None,
        )
        if confirmed:
            begin_subscription(
                scope=scope_of(follower.campaign_id), address=follower.email, now=now
            )
        return confirmed == 1


def scope_of(campaign_id: int) -> str:
    """Return under which name mailboxes can stop a campaign's updates."""
    return f"campaign:{campaign_id}"


@transaction.atomic
def stop_following(*, follower_id: int, now: datetime) -> bool:
    """Forget the mailbox and what we mailed to it; False if it was forgotten already."""
    follower = Follower.objects.filter(pk=follower_id).first()
    if follower is None:
        return False
    note_forgotten([follower], now=now)
    if follower.email:
        forget(address=follower.email, now=now)
    return Follower.objects.filter(pk=follower_id).delete()[0] > 0


def note_forgotten(followers: Iterable[Follower], *, now: datetime) -> None:
    """Write down that these were forgotten, for a backup that still knows them."""
    rows = [(one.pk, one.mailbox_pseudonym) for one in followers]
    journal.note_all(kind="follower", rows=rows, at=now)


def forget_unconfirmed(*, now: datetime) -> int:
    """Erase requests whose link has run out; return how many."""
    return Follower.objects.unconfirmed_too_long(now).delete()[0]
