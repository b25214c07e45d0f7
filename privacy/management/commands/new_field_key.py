"""Print a new key for FIELD_KEYS."""

from __future__ import annotations

from cryptography.fernet import Fernet
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = (
        "Prints a new key for FIELD_KEYS. Put it first, keep the others behind it, restart, "
        "then run reseal."
    )
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        self.stdout.write(Fernet.generate_key().decode("ascii"))
