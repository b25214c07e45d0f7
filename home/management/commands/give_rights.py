"""`manage.py give_rights`: what the organizers' group may do since a new release."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from home.founding import give_rights


class Command(BaseCommand):
    help = "Gives the organizers' group the rights that came with new releases, each once."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"rights given: {give_rights()}")
