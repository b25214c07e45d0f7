"""A site moves from SQLite to PostgreSQL and back by the commands, each in its own process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from letters.models import LetterPage
from tests.home import factories
from tests.home.test_backing_up import WORDS, backup, file_hashes, queued, row_hashes, signed
from tools.environment import ROOT
from tools.postgres import url_for_this_run, with_database

# Prints the digests of all tables and files of the site that it is started in.
DIGESTS = """
import json, django
django.setup()
from django.db import connection
from tests.home.test_backing_up import file_hashes, row_hashes
from delivery.models import OutboundMessage
from delivery.services import paused
from signatories.models import SignOnContact
print(json.dumps({
    "vendor": connection.vendor, "rows": row_hashes(), "files": file_hashes(),
    "paused": paused(), "queued": OutboundMessage.objects.filter(status="queued").count(),
    "opened": SignOnContact.objects.get(sign_on__display_name="Organization 77").email,
}))
"""


@pytest.fixture
def letter(transactional_db: None, settings: Any, tmp_path: Path) -> LetterPage:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.ERASURE_JOURNAL = tmp_path / "erasures.jsonl"
    letter = factories.a_letter(factories.a_campaign(factories.a_site()), slug="stop")
    factories.an_administrator()
    return letter


@pytest.fixture
def postgres() -> Iterator[str]:
    """Give the address of a new, empty PostgreSQL database."""
    server = url_for_this_run()
    if not server:
        pytest.skip("No PostgreSQL lets this user in on 127.0.0.1:5432.")
    name, admin = f"undersigned_moved_{os.getpid()}", with_database(server, "postgres")
    with psycopg.connect(admin, autocommit=True) as made:
        made.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload]
    try:
        yield with_database(server, name)
    finally:
        with psycopg.connect(admin, autocommit=True) as made:
            made.execute(f'DROP DATABASE "{name}" WITH (FORCE)')  # type: ignore[call-overload]


class Site:
    """Another installation: its own data folder and database, the same field keys."""

    def __init__(self, folder: Path, database: str) -> None:
        folder.mkdir()
        self.environment = {
            **os.environ,
            "MODE": "development",
            "DATA_DIR": str(folder),
            "DATABASE_URL": database,
            "FIELD_KEYS": ",".join(django_settings.FIELD_KEYS),
            "BACKUP_KEY": WORDS,
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }

    def run(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command],
            env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def restored(self, file: Path) -> dict[str, Any]:
        """Migrate, restore, and return what the site then holds."""
        self.run("manage.py", "migrate", "--verbosity", "0")
        assert "All mail is held" in self.run("manage.py", "restore", str(file))
        facts: dict[str, Any] = json.loads(self.run("-c", DIGESTS))
        return facts


@pytest.mark.long
def test_a_backup_moves_between_sqlite_and_postgresql_both_ways(
    letter: LetterPage, postgres: str, tmp_path: Path
) -> None:
    """O-01: 10,000 signatories and media; SQLite → PostgreSQL → SQLite, equal hashes."""
    if connection.vendor != "sqlite":
        pytest.skip("The way begins on SQLite.")
    signed(letter, 10_000)
    queued(50)
    for name, content in (("images/a.png", b"\x89PNG 1"), ("documents/x/b.pdf", b"%PDF" * 90_000)):
        default_storage.save(name, ContentFile(content))
    rows, files = row_hashes(), file_hashes()
    first, second = tmp_path / "first.backup", tmp_path / "second.backup"
    first.write_bytes(backup())

    there = Site(tmp_path / "there", postgres)
    arrived = there.restored(first)
    there.run("manage.py", "backup", str(second))
    back = Site(tmp_path / "back", "").restored(second)

    for facts, vendor in ((arrived, "postgresql"), (back, "sqlite")):
        different = {name for name in rows if facts["rows"].get(name) != rows[name]}
        assert (facts["vendor"], different, facts["files"]) == (vendor, set(), files)
        assert facts["rows"].keys() == rows.keys()
        assert (facts["paused"], facts["queued"]) == (True, 50)
        assert facts["opened"] == "canary77@signer.example"
    print(
        f"O-01: 10,000 signatories, SQLite → PostgreSQL → SQLite: {len(rows)} tables and "
        f"{len(files)} files equal both times, {second.stat().st_size:,} bytes sealed"
    )
