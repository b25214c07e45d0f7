"""`manage.py found_site`: the first pages and groups of a new site."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from home.founding import found_site


class Command(BaseCommand):
    help = "Make the start page, the campaigns page and the organizers' group, if missing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", default="Open letters", help="what the site is called")

    def handle(self, **options: Any) -> None:
        address = urlsplit(settings.SITE_URL)
        home = found_site(
            name=options["name"],
            hostname=address.hostname or "localhost",
            port=address.port or (443 if address.scheme == "https" else 80),
        )
        self.stdout.write(f"The site stands: {settings.SITE_URL}/ ({home.title})")
