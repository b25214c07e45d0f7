"""The whole site as one encrypted file, and an empty site made from it.

Inside is a compressed archive: rows by table, media, and at its end a manifest with the digest of
each. A restore reads it twice: first to the end, comparing every digest, then to load.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from campaign import replaying as campaign_replaying
from delivery import replaying as delivery_replaying
from delivery.models import OutboundMessage, SendingPause
from delivery.services import pause
from home import backup_rows
from letters.models import LetterPage
from privacy import keys, places
from privacy.containers import Damaged, Reader, Writer
from privacy.journal import Entry, entries
from signatories import replaying as signatories_replaying

FORMAT = 1
PART = 4_000_000  # bytes of rows in one member of the archive
_PROBE = b"undersigned"


class CannotRestore(ValueError):
    """Says in a sentence why nothing was restored; the site is as it was."""


@dataclass(slots=True)
class Manifest:
    """What is in a backup, with the SHA-256 of each table's lines and of each file."""

    made_at: str
    migrations: dict[str, list[str]]
    key_probe: str  # opens with the right FIELD_KEYS only
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)  # rows, sha256, columns
    files: dict[str, dict[str, Any]] = field(default_factory=dict)  # size, sha256

    def as_json(self) -> bytes:
        facts = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return json.dumps({"format": FORMAT, **facts}).encode()

    def __str__(self) -> str:
        rows = sum(table["rows"] for table in self.tables.values())
        return f"{rows} rows of {len(self.tables)} tables, {len(self.files)} files"


def counted() -> str:
    """Return what a backup would hold now."""
    rows = sum(model._base_manager.count() for model in backup_rows.tables())
    return f"{rows} rows of {len(backup_rows.tables())} tables, {len(list(media()))} files"


def write_backup(target: BinaryIO, *, passphrase: str, now: datetime) -> Manifest:
    """Write the site into `target`, rows as of one moment; return the manifest.

    Raises:
        ValueError: the passphrase is too short.
    """
    sealed = Writer(target, passphrase)
    probe = keys.lock().encrypt(_PROBE).decode("ascii")
    manifest = Manifest(now.isoformat(), backup_rows.migrations(), probe)
    with _packed(sealed) as archive:
        with backup_rows.one_moment():
            for model in backup_rows.tables():
                manifest.tables[model._meta.label] = _add_table(archive, model)
            names = list(media())
        for name in names:
            with suppress(FileNotFoundError):  # deleted since the rows were read
                manifest.files[name] = _add_file(archive, name)
        _add(archive, "manifest.json", manifest.as_json())
    sealed.close()
    return manifest


@contextmanager
def _packed(sealed: Writer) -> Iterator[tarfile.TarFile]:
    """Give an archive that is compressed into `sealed`, which stays open."""
    with (
        gzip.GzipFile(fileobj=sealed, mode="wb", compresslevel=6, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|") as archive,
    ):
        yield archive


def _add_table(archive: tarfile.TarFile, model: backup_rows.Model) -> dict[str, Any]:
    digest, count, part, waiting = hashlib.sha256(), 0, 0, bytearray()
    label = model._meta.label
    for line in backup_rows.rows(model):
        digest.update(line)
        waiting += line
        count += 1
        if len(waiting) >= PART:
            _add(archive, f"rows/{label}/{part:06}", bytes(waiting))
            part += 1
            waiting.clear()
    if waiting:
        _add(archive, f"rows/{label}/{part:06}", bytes(waiting))
    columns = backup_rows.column_names(model)
    return {"rows": count, "sha256": digest.hexdigest(), "columns": columns}


def _add_file(archive: tarfile.TarFile, name: str) -> dict[str, Any]:
    with default_storage.open(name, "rb") as file:
        content = file.read()
    _add(archive, f"media/{name}", content)
    return {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))


def media(folder: str = "") -> Iterator[str]:
    """Yield the name of every uploaded file, wherever they are stored."""
    with suppress(FileNotFoundError):
        folders, names = default_storage.listdir(folder)
        for name in sorted(names):
            yield str(PurePosixPath(folder, name))
        for below in sorted(folders):
            yield from media(str(PurePosixPath(folder, below)))


# Restoring --------------------------------------------------------------------------------------


def _members(source: BinaryIO, passphrase: str) -> Iterator[tuple[str, bytes]]:
    source.seek(0)
    reader = Reader(source, passphrase)
    try:
        with (
            gzip.GzipFile(fileobj=reader, mode="rb") as unpacked,  # type: ignore[call-overload]
            tarfile.open(fileobj=unpacked, mode="r|") as archive,
        ):
            for member in archive:
                found = archive.extractfile(member)
                yield member.name, found.read() if found else b""
    except (tarfile.TarError, zlib.error, EOFError, OSError) as error:
        raise Damaged("The backup can’t be read to its end: take another copy of it.") from error


def check_backup(source: BinaryIO, *, passphrase: str) -> Manifest:
    """Return the manifest, after reading the file to its end and comparing every digest.

    Raises:
        Damaged: it isn't as it was written, or the passphrase is another.
    """
    tables: dict[str, Any] = {}
    files: dict[str, str] = {}
    manifest: Manifest | None = None
    for name, content in _members(source, passphrase):
        kind, _, rest = name.partition("/")
        if kind == "rows":
            tables.setdefault(rest.rpartition("/")[0], hashlib.sha256()).update(content)
        elif kind == "media":
            files[rest] = hashlib.sha256(content).hexdigest()
        elif name == "manifest.json":
            manifest = _manifest(content)
    if manifest is None:
        raise Damaged("The backup has no manifest: it was not written to its end.")
    nothing = hashlib.sha256()
    for label, table in manifest.tables.items():
        if tables.pop(label, nothing).hexdigest() != table["sha256"]:
            raise Damaged(f"The rows of {label} are not those that were written.")
    if files != {name: file["sha256"] for name, file in manifest.files.items()} or tables:
        raise Damaged("The files in the backup are not those that were written.")
    return manifest


def _manifest(content: bytes) -> Manifest:
    facts = json.loads(content)
    version = facts.pop("format")
    if version != FORMAT:
        raise Damaged(f"The backup has format {version}, this release reads {FORMAT}.")
    return Manifest(**facts)


def restore_backup(
    source: BinaryIO, *, passphrase: str, folder: Path | None, journals: list[Path], now: datetime
) -> tuple[Manifest, int]:
    """Make the empty site the one in the backup; return its manifest and the wishes done again.

    All mail is held until a person resumes it. What people had erased or took back since is erased
    and taken back again, as far as the journals tell.

    Args:
        source: can be read twice.
        folder: of this copy, see `privacy.places`; None where nobody asks.
        journals: of erasures; the newest wish counts, whatever the order.
    Raises:
        Damaged, CannotRestore: nothing was changed.
    """
    manifest = check_backup(source, passphrase=passphrase)
    told = (entry for path in journals for entry in entries(path))
    wishes = sorted(told, key=lambda entry: entry.moment)
    _check_fits(manifest)
    written: list[str] = []
    try:
        with transaction.atomic():
            _load(source, passphrase, manifest, written)
            SendingPause.objects.filter(ended_at=None, cause="restored").update(ended_at=now)
            made = datetime.fromisoformat(manifest.made_at)
            pause(
                reason=f"The site was restored from a backup of {made:%d %B %Y, %H:%M} UTC.",
                now=now,
                cause=SendingPause.Cause.RESTORED,
            )
            if folder is not None:
                places.enter_place(folder, now=now)
            done = done_again(wishes, now)
    except BaseException:
        for name in written:
            default_storage.delete(name)
        raise
    return manifest, done


def done_again(wishes: list[Entry], now: datetime) -> int:
    """Do again what the journal tells, room by room; return how many wishes changed something."""
    rooms = (delivery_replaying, signatories_replaying, campaign_replaying)
    return sum(room.replay(wishes, now=now) for room in rooms)


def _check_fits(manifest: Manifest) -> None:
    if manifest.migrations != backup_rows.migrations():
        raise CannotRestore(
            "The backup was made by another release: restore it with that one, then update."
        )
    used = get_user_model().objects.exists() or LetterPage.objects.exists()
    if used or OutboundMessage.objects.exists() or any(media()):
        raise CannotRestore("This site isn’t empty: restore into a new database and data folder.")
    opened = b""
    with suppress(Exception):
        opened = keys.lock().decrypt(manifest.key_probe.encode())
    if opened != _PROBE:
        raise CannotRestore("FIELD_KEYS are not those of the backup: put those back first.")


def _load(source: BinaryIO, passphrase: str, manifest: Manifest, written: list[str]) -> None:
    kept = {model._meta.label: model for model in backup_rows.tables()}
    if {label: backup_rows.column_names(model) for label, model in kept.items()} != {
        label: table["columns"] for label, table in manifest.tables.items()
    }:
        raise CannotRestore("The backup has other tables than this release.")
    backup_rows.empty_all()
    for name, content in _members(source, passphrase):
        kind, _, rest = name.partition("/")
        if kind == "rows":
            backup_rows.load(kept[rest.rpartition("/")[0]], content.splitlines(keepends=True))
        elif kind == "media":
            written.append(_store(rest, content))
    backup_rows.count_on(kept.values())


def _store(name: str, content: bytes) -> str:
    stored = default_storage.save(name, ContentFile(content))
    if stored != name:
        default_storage.delete(stored)
        raise CannotRestore(f"{name} is there already: restore into an empty data folder.")
    return stored
