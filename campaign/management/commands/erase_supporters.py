"""Erase what is kept about supporters once its time is over."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from campaign import following
from campaign.models import Follower


class Command(BaseCommand):
    help = "Erase requests for updates that nobody confirmed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["dry_run"]:
            waiting = Follower.objects.unconfirmed_too_long(now).count()
            self.stdout.write(f"would erase of supporters: {waiting}")
            return
        self.stdout.write(f"erased of supporters: {following.forget_unconfirmed(now=now)}")
