"""Seal every sealed field with the newest key."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError

from privacy.sealing import SealedValueUnreadable, reseal, sealed_fields


class Command(BaseCommand):
    help = "Seals every encrypted field anew with the first of FIELD_KEYS; safe to run twice."

    def handle(self, *args: object, **options: object) -> None:
        rows = fields = 0
        try:
            for model, field in sealed_fields():
                rows += reseal(model, field)
                fields += 1
        except SealedValueUnreadable as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"fields {fields}, values sealed anew {rows}")
