"""Print what is stored, field by field, as docs/data.md shows it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from campaign import holdings as campaign
from delivery import holdings as delivery
from home import holdings as home
from letters import holdings as letters
from officials import holdings as officials
from privacy import holdings as privacy
from privacy.inventory import table
from signatories import holdings as signatories

ROOMS = (
    ("home", home.HOLDINGS),
    ("campaign", campaign.HOLDINGS),
    ("letters", letters.HOLDINGS),
    ("signatories", signatories.HOLDINGS),
    ("officials", officials.HOLDINGS),
    ("delivery", delivery.HOLDINGS),
    ("privacy", privacy.HOLDINGS),
)


class Command(BaseCommand):
    help = "Prints what every field of every model holds and for how long; docs/data.md keeps it."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(table(ROOMS), ending="")
