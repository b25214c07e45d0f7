"""Mail published updates to those who asked for them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from campaign import mailing
from campaign.models import UpdatePage


class Command(BaseCommand):
    help = "Queue published updates of campaigns to the mailboxes that asked for them, once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            self.stdout.write(
                f"updates that would be mailed: {UpdatePage.objects.to_mail().count()}"
            )
            return
        self.stdout.write(f"mails queued: {mailing.send_updates(now=timezone.now())}")
