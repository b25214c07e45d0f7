"""Where `backup` and `restore` take their passphrase from: never from the command line itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from privacy.containers import check_passphrase


def add_key_file(parser: CommandParser) -> None:
    parser.add_argument(
        "--key-file", type=Path, help="a file with the passphrase; otherwise BACKUP_KEY is taken"
    )


def passphrase_of(options: dict[str, Any]) -> str:
    """Return the passphrase.

    Raises:
        CommandError: there is none, or it is too short.
    """
    path: Path | None = options["key_file"]
    try:
        found = path.read_text("utf-8").strip() if path else str(settings.BACKUP_KEY)
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} can’t be read.") from error
    if not found:
        raise CommandError("BACKUP_KEY is unset: set a passphrase, or give a --key-file.")
    try:
        check_passphrase(found)
    except ValueError as error:
        raise CommandError(f"{error}.") from error
    return found
