"""Stop addresses that bounced, ask writers once how it ended, close what was opened too late."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from campaign import aftermath


class Command(BaseCommand):
    help = (
        "Stop officials' addresses that bounced; ask supporters, two weeks later, how it ended; "
        "close letters that were published below a campaign after its end."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["dry_run"]:
            self.stdout.write(f"would ask: {aftermath.to_ask(now).count()}")
            return
        stopped = aftermath.stop_bounced(now=now)
        asked = aftermath.ask_how_it_ended(now=now)
        closed = aftermath.close_after_endings(now=now)
        self.stdout.write(f"stopped: {stopped}, asked: {asked}, letters closed: {closed}")
