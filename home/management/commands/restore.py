"""`manage.py restore`: an empty site becomes the one in a backup, with all mail held."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from home.backing_up import CannotRestore, check_backup, restore_backup
from home.management.passphrase import add_key_file, passphrase_of
from privacy.containers import Damaged


class Command(BaseCommand):
    help = "Restores a backup into an empty site; all mail is held until a person resumes it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", metavar="PATH", type=Path)
        add_key_file(parser)
        parser.add_argument(
            "--erasures", type=Path, action="append", default=[], metavar="PATH",
            help="an erasure journal of another server; this one's own is always read",
        )  # fmt: skip
        parser.add_argument("--dry-run", action="store_true", help="only check the file")

    def handle(self, *args: Any, **options: Any) -> None:
        passphrase = passphrase_of(options)
        journals = [Path(settings.ERASURE_JOURNAL), *options["erasures"]]
        for missing in (path for path in options["erasures"] if not path.exists()):
            raise CommandError(f"{missing} does not exist.")
        try:
            with Path(options["path"]).open("rb") as source:
                if options["dry_run"]:
                    self.stdout.write(f"whole: {check_backup(source, passphrase=passphrase)}")
                    return
                manifest, done = restore_backup(
                    source,
                    passphrase=passphrase,
                    folder=settings.PLACE_DIR,
                    journals=journals,
                    now=timezone.now(),
                )
        except OSError as error:
            raise CommandError(f"{options['path']}: {error.strerror}") from error
        except (Damaged, CannotRestore, ValueError) as error:
            raise CommandError(str(error)) from error
        call_command("update_index", verbosity=0)
        self.stdout.write(
            f"restored {manifest}; erased or withdrawn again: {done}. All mail is held: sign in "
            "and resume it."
        )
