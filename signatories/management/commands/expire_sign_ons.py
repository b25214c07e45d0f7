"""Let unconfirmed sign-ons lapse, and erase them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from signatories import retention


class Command(BaseCommand):
    help = "Let sign-ons lapse whose mailed links have run out, and erase their contacts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["dry_run"]:
            self.stdout.write(f"would lapse: {retention.unconfirmed_too_long(now).count()}")
            return
        self.stdout.write(f"lapsed: {retention.expire_sign_ons(now)}")
