"""Updates by mail: each once, to the mailboxes that confirmed; who stops them is forgotten."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat

from campaign.following import note_forgotten, scope_of
from campaign.models import CampaignPage, Follower, UpdatePage
from delivery.emails import render
from delivery.models import Unsubscription
from delivery.services import queue_bulk


def send_updates(*, now: datetime) -> int:
    """Queue every published update that is to be mailed and was not; return how many mails."""
    return sum(_send(update, now) for update in UpdatePage.objects.to_mail())


def _send(update: UpdatePage, now: datetime) -> int:
    campaign = CampaignPage.objects.get(pk=update.get_parent().pk)
    mail = render(
        "campaign-update",
        {
            "update": update,
            "campaign": campaign,
            "url": update.full_url,
        },
    )
    with transaction.atomic():
        waiting = UpdatePage.objects.filter(pk=update.pk, mailed_at=None)
        if not waiting.update(mailed_at=now):
            return 0
        followers = Follower.objects.confirmed().filter(campaign_id=campaign.pk)
        return queue_bulk(
            key=f"update:{update.pk}",
            scope=scope_of(campaign.pk),
            list_name=f"updates on {campaign.title}",
            recipients=followers.values_list("email", flat=True).iterator(),
            subject=mail.subject,
            body_text=mail.text,
            body_html=mail.html,
            now=now,
        )


def forget_stopped(*, now: datetime) -> int:
    """Erase the mailboxes that stopped a campaign's updates by their link; return how many."""
    scope = Concat(Value("campaign:"), Cast(OuterRef("campaign_id"), CharField()))
    stopped = Unsubscription.objects.filter(
        scope=scope, pseudonym=OuterRef("mailbox_pseudonym"), at__gt=OuterRef("confirmed_at")
    )
    with transaction.atomic():
        gone = list(Follower.objects.confirmed().filter(Exists(stopped)))
        note_forgotten(gone, now=now)
        return Follower.objects.filter(pk__in=[one.pk for one in gone]).delete()[0]
