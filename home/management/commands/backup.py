"""`manage.py backup`: the whole site as one encrypted file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from home.backing_up import counted, write_backup
from home.management.passphrase import add_key_file, passphrase_of


class Command(BaseCommand):
    help = "Writes rows and media into one encrypted file; the keys are not inside."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", metavar="PATH", type=Path, help="a new file")
        add_key_file(parser)
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        passphrase = passphrase_of(options)
        if path.exists():
            raise CommandError(f"{path} exists: choose another name, nothing is overwritten.")
        if options["dry_run"]:
            self.stdout.write(f"would write {counted()}")
            return
        part = path.with_name(f"{path.name}.part")
        try:
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as target:
                manifest = write_backup(target, passphrase=passphrase, now=timezone.now())
                target.flush()
                os.fsync(target.fileno())
            part.replace(path)
        except OSError as error:
            raise CommandError(f"{path} can’t be written: {error.strerror}.") from error
        finally:
            part.unlink(missing_ok=True)
        self.stdout.write(f"wrote {manifest}, {path.stat().st_size} bytes")
