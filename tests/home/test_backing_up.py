"""Backup and restore: everything back, readable by nobody else, and nothing goes out."""

from __future__ import annotations

import hashlib
import io
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from delivery.models import OutboundMessage, SendingPause
from delivery.sending import drain
from delivery.services import queue_email, unpause
from home import backup_rows
from home.backing_up import CannotRestore, check_backup, media, restore_backup, write_backup
from letters.models import LetterPage
from privacy import places
from privacy.containers import Damaged
from privacy.journal import entries
from privacy.models import Steps
from signatories.models import SignOn, SignOnContact
from signatories.own_wishes import erase_everything
from signatories.services import text_in_force
from tests.home import factories

WORDS = "correct horse battery staple"
NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)


def signed(letter: LetterPage, number: int) -> None:
    """Put `number` organizations under the letter, each with its contact."""
    text = text_in_force(page=letter, now=NOW)
    SignOn.objects.bulk_create(
        SignOn(
            page=letter,
            signed_text=text,
            status=SignOn.Status.APPROVED,
            claimed_name=f"Organization {count} “Å\\n{count}”",
            display_name=f"Organization {count}",
            name_key=f"organization {count}",
            scope="national",
            submitted_at=NOW,
            confirmed_at=NOW,
            decided_at=NOW,
            mailbox_pseudonym=f"{count + 1:064x}",
        )
        for count in range(number)
    )
    SignOnContact.objects.bulk_create(
        SignOnContact(
            sign_on=sign_on,
            name=f"Canary Person {sign_on.pk}",
            title="Chair",
            email=f"canary{sign_on.display_name.split()[1]}@signer.example",
        )
        for sign_on in SignOn.objects.filter(page=letter)
    )


def queued(number: int) -> None:
    for count in range(number):
        queue_email(
            kind=OutboundMessage.Kind.LETTER,
            key=f"letter:{count}:0",
            to=f"official{count}@city.example",
            subject="A letter",
            body_text="…",
            now=NOW,
        )


def row_hashes() -> dict[str, str]:
    """Return the digest of every table's lines, apart from what a restore itself writes."""
    return {
        model._meta.label: hashlib.sha256(b"".join(backup_rows.rows(model))).hexdigest()
        for model in backup_rows.tables()
        if model._meta.label not in ("delivery.SendingPause", "privacy.Steps")
    }


def file_hashes() -> dict[str, str]:
    found = {}
    for name in media():
        with default_storage.open(name, "rb") as file:
            found[name] = hashlib.sha256(file.read()).hexdigest()
    return found


def backup() -> bytes:
    target = io.BytesIO()
    write_backup(target, passphrase=WORDS, now=NOW)
    return target.getvalue()


def empty_site() -> None:
    """Leave what `migrate` leaves, with no row of ours and no file."""
    with transaction.atomic():
        backup_rows.empty_all()
    for name in list(media()):
        default_storage.delete(name)


def restored(file: bytes, folder: Path | None = None, *journals: Path) -> int:
    _, done = restore_backup(
        io.BytesIO(file), passphrase=WORDS, folder=folder, journals=list(journals), now=NOW
    )
    return done


@pytest.fixture
def letter(transactional_db: None, settings: Any, tmp_path: Path) -> LetterPage:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.ERASURE_JOURNAL = tmp_path / "erasures.jsonl"
    settings.EMAIL_BACKEND = "delivery.local_mailbox.LocalMailboxBackend"
    settings.LOCAL_MAILBOX_DIR = tmp_path / "mailbox"
    letter = factories.a_letter(factories.a_campaign(factories.a_site()), slug="stop")
    factories.an_administrator()
    return letter


@pytest.mark.both_databases
def test_everything_comes_back_and_no_mail_goes_out(
    letter: LetterPage, settings: Any, tmp_path: Path
) -> None:
    """O-01, D-03: 10,000 signatories, media and 500 queued mails; equal hashes, 0 sent."""
    signed(letter, 10_000)
    queued(500)
    for name, content in (("images/a.png", b"\x89PNG 1"), ("documents/x/b.pdf", b"%PDF" * 90_000)):
        default_storage.save(name, ContentFile(content))
    rows, files = row_hashes(), file_hashes()
    file = backup()
    for inside in (b"Canary", b"signer.example", WORDS.encode(), b"Organization 77"):
        assert inside not in file
    for key in settings.FIELD_KEYS:
        assert key.encode() not in file

    empty_site()
    folder = tmp_path / "other server"
    restored(file, folder)
    assert row_hashes() == rows
    assert file_hashes() == files
    assert SignOnContact.objects.get(sign_on__display_name="Organization 77").email.startswith("ca")

    settings.PLACE_DIR = folder
    for _ in range(3):
        drain(now=NOW + timedelta(days=1))
    assert OutboundMessage.objects.filter(status="queued").count() == 500
    assert not settings.LOCAL_MAILBOX_DIR.exists()
    assert unpause(now=NOW, cause=SendingPause.Cause.RESTORED)
    drain(now=NOW + timedelta(days=1), limit=2)
    assert OutboundMessage.objects.filter(status="accepted").count() == 2, "a person resumed it"
    user = get_user_model().objects.create_user("new")
    assert user.pk > get_user_model().objects.get(username="rosa").pk
    print(
        f"O-01: {len(rows)} tables and {len(files)} files equal, {len(file):,} bytes sealed; "
        "D-03: 500 queued, 0 sent until resumed"
    )


@pytest.mark.both_databases
def test_what_was_erased_since_is_erased_again(
    letter: LetterPage, settings: Any, tmp_path: Path
) -> None:
    """P-10: 100 people erased after the backup; no canary in any row after the restore."""
    signed(letter, 120)
    file = backup()
    erased = list(SignOn.objects.order_by("pk")[:100].values_list("pk", flat=True))
    names = list(SignOnContact.objects.filter(sign_on__in=erased).values_list("name", flat=True))
    for sign_on in SignOn.objects.filter(pk__in=erased).select_related("page", "signed_text"):
        erase_everything(sign_on, now=NOW)
    journal = Path(settings.ERASURE_JOURNAL)
    assert len(list(entries(journal))) == 100
    assert b"@" not in journal.read_bytes()
    assert b"Canary" not in journal.read_bytes()

    empty_site()
    assert restored(file, None, journal) == 100
    left = SignOnContact.objects.values_list("name", flat=True)
    assert not set(left) & set(names)
    assert len(left) == 20
    assert SignOn.objects.filter(pk__in=erased).exclude(mailbox_pseudonym="").count() == 0
    print("P-10: 100 erased, restored, erased again: 0 of 100 names left, 20 others kept")


def test_a_journal_of_other_rows_erases_nobody(letter: LetterPage, tmp_path: Path) -> None:
    signed(letter, 2)
    file = backup()
    first = SignOn.objects.order_by("pk")[0]
    journal = tmp_path / "foreign.jsonl"
    journal.write_text(
        f'{{"kind": "erased", "row": {first.pk}, "pseudonym": "{"0" * 64}", "at": "2026-11-16"}}\n'
        '{"kind": "erased", "row": 3, "pseud'  # a power cut
    )
    empty_site()
    assert restored(file, None, journal) == 0
    assert SignOnContact.objects.count() == 2


def test_nothing_is_restored_over_a_site_in_use(letter: LetterPage) -> None:
    file = backup()
    with pytest.raises(CannotRestore, match="isn’t empty"):
        restored(file)
    assert LetterPage.objects.count() == 1


def test_a_damaged_file_changes_nothing(letter: LetterPage) -> None:
    signed(letter, 50)
    file = backup()
    check_backup(io.BytesIO(file), passphrase=WORDS)
    empty_site()
    for bad in (file[:-1], file[:200], file[:-400] + bytes(400), b"", b"PK\x03\x04"):
        with pytest.raises(Damaged):
            restored(bad)
    with pytest.raises(Damaged, match="wrong passphrase"):
        restore_backup(io.BytesIO(file), passphrase=f"{WORDS}r", folder=None, journals=[], now=NOW)
    assert not LetterPage.objects.exists()
    assert not SendingPause.objects.exists()


def test_other_field_keys_are_noticed_before_anything_is_written(
    letter: LetterPage, settings: Any
) -> None:
    file = backup()
    empty_site()
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(CannotRestore, match="FIELD_KEYS are not those"):
        restored(file)


def test_a_backup_doesn_t_hold_up_whoever_writes(letter: LetterPage) -> None:
    """SQLite: a writer on another connection gets through while rows are read."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's readers never hold up writers.")
    with backup_rows.one_moment():
        before = list(backup_rows.rows(SignOn))
        other = sqlite3.connect(str(connection.settings_dict["NAME"]), timeout=1)
        other.execute("UPDATE wagtailcore_site SET site_name = 'changed meanwhile'")
        other.commit()
        other.close()
        site = b"".join(backup_rows.rows(apps.get_model("wagtailcore", "Site")))
        assert b"changed meanwhile" not in site
        assert list(backup_rows.rows(SignOn)) == before


def test_the_commands_write_check_and_restore_a_file(
    letter: LetterPage, settings: Any, tmp_path: Path
) -> None:
    path, key = tmp_path / "site.backup", tmp_path / "key"
    key.write_text(f"{WORDS}\n")

    def say(name: str, *arguments: str) -> str:
        out = io.StringIO()
        call_command(name, str(path), *arguments, stdout=out)
        return out.getvalue()

    settings.BACKUP_KEY = ""
    with pytest.raises(CommandError, match="BACKUP_KEY is unset"):
        say("backup")
    settings.BACKUP_KEY = "short"
    with pytest.raises(CommandError, match="16 characters"):
        say("backup")
    assert "would write" in say("backup", "--key-file", str(key), "--dry-run")
    assert not path.exists()
    assert "wrote" in say("backup", "--key-file", str(key))
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError, match="exists: choose another name"):
        say("backup", "--key-file", str(key))
    assert "whole:" in say("restore", "--key-file", str(key), "--dry-run")
    with pytest.raises(CommandError, match="isn’t empty"):
        say("restore", "--key-file", str(key))
    empty_site()
    assert "All mail is held" in say("restore", "--key-file", str(key))
    assert LetterPage.objects.get().slug == "stop"
    assert [one.name for one in tmp_path.iterdir() if one.suffix == ".part"] == []


# Copies of the site ----------------------------------------------------------------------------


def sends(folder: Path, settings: Any, now: datetime) -> bool:
    """Say whether a worker with this data folder sends what is queued."""
    settings.PLACE_DIR = folder
    drain(now=now, limit=1)
    return not SendingPause.objects.filter(ended_at=None).exists()


@pytest.mark.both_databases
def test_a_cloned_server_sends_nothing_until_a_person_resumes(
    letter: LetterPage, settings: Any, tmp_path: Path
) -> None:
    """D-03: another folder, a copied folder, and a database put back to an earlier day."""
    queued(500)
    home = tmp_path / "home"
    assert sends(home, settings, NOW), "the first place of a database may act"
    later = NOW + timedelta(hours=1)
    assert sends(home, settings, later)
    waiting = OutboundMessage.objects.filter(status="queued")
    left = waiting.count()

    clone = tmp_path / "clone"
    assert not sends(clone, settings, later), "a new folder on the same database"
    assert not sends(clone, settings, later)
    unpause(now=later)
    assert sends(clone, settings, later)

    shutil.copytree(home, tmp_path / "copy")
    assert not sends(tmp_path / "copy", settings, later), "a copied folder"
    unpause(now=later)

    left = waiting.count()
    sends(home, settings, later + timedelta(hours=1))
    Steps.objects.update(number=1)
    assert waiting.count() == left - 1
    assert not sends(home, settings, later + timedelta(hours=2)), "an older database"
    assert waiting.count() == left - 1
    assert places.check_place(home, now=later) == places.OLDER
    unpause(now=later)
    assert sends(home, settings, later + timedelta(hours=3)), "a person resumed it"
    print(f"D-03: clone, copy and older database: {left} of 500 queued, 0 sent until resumed")
