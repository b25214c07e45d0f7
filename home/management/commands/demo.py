"""`manage.py demo`: a made-up coalition's letter, from Word draft to delivered mails."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from delivery import local_mailbox
from home.demonstration import Demonstration, run


class Command(BaseCommand):
    help = "Make the demo content by one full run of the main job; safe to run again."

    def handle(self, **options: Any) -> None:
        """Refuse to run where real mail would leave or a real site stands."""
        if settings.ENV.production:
            raise CommandError(
                "The demo makes up people and letters: it doesn't run in production."
            )
        if not local_mailbox.in_use():
            raise CommandError(
                "The demo mails only into the local mailbox folder: unset EMAIL_URL and "
                "ANYMAIL_PROVIDER."
            )
        self._tell(run(now=timezone.now()))

    def _tell(self, made: Demonstration) -> None:
        say = self.stdout.write
        edition = made.edition
        say(f"Letter      {settings.SITE_URL}{made.letter.url}")
        say(f"Edition     {edition.number}, {edition.signatory_count} signatories")
        for path in made.files:
            say(f"{path.suffix[1:].upper():<11} {path}")
        for path in made.mails:
            say(f"Mail        {path}")
        say(f"Action      {settings.SITE_URL}{made.action.url}")
        say(f"Admin       {settings.SITE_URL}/admin/")
        for person in made.staff:
            say(f"Sign in     {person.username} / {person.password}")
