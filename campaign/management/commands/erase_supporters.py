"""Erase what is kept about supporters once its time is over."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from campaign import aftermath, following, mailing, relaying
from campaign.models import Follower, SupporterMessage


class Command(BaseCommand):
    help = "Erase what nobody confirmed, and messages 28 days after their delivery."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["dry_run"]:
            waiting = Follower.objects.unconfirmed_too_long(now).count()
            waiting += SupporterMessage.objects.unconfirmed_too_long(now).count()
            waiting += aftermath.kept_long_enough(now).count()
            self.stdout.write(f"would erase of supporters: {waiting}")
            return
        erased = following.forget_unconfirmed(now=now) + relaying.forget_unconfirmed(now=now)
        erased += aftermath.erase_old(now=now) + mailing.forget_stopped(now=now)
        self.stdout.write(f"erased of supporters: {erased}")
