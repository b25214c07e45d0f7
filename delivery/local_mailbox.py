"""The embedded default: each mail becomes a file in a folder that the admin can open.

Not a stand-in for tests: a site without a provider keeps its mail here, and staff pass it on.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMail
from pathlib import Path
from typing import Any

from anymail.message import AnymailRecipientStatus, AnymailStatus
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

_NAME = re.compile(r"\d{8}T\d{6}\.\d{6}Z-[0-9a-f]{16}\.eml")


class LocalMailboxBackend(BaseEmailBackend):
    """Writes each mail as `<UTC time>-<id>.eml`, readable by the site's own user only."""

    esp_name = ""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for mail in email_messages:
            message_id = secrets.token_hex(8)
            name = f"{timezone.now().astimezone(UTC):%Y%m%dT%H%M%S.%fZ}-{message_id}.eml"
            _write(mailbox_dir() / name, mail.message().as_bytes())
            status: Any = AnymailStatus()
            status.set_recipient_status(
                {to: AnymailRecipientStatus(message_id, "sent") for to in mail.recipients()}
            )
            mail.anymail_status = status  # type: ignore[attr-defined]  # as Anymail's backends do
        return len(email_messages)


@dataclass(frozen=True, slots=True)
class LocalMail:
    """One mail in the folder."""

    name: str
    written_at: datetime
    mail: ParsedMail


@dataclass(frozen=True, slots=True)
class LocalAttachment:
    """One file within a mail."""

    filename: str
    content_type: str
    content: bytes


def mailbox_dir() -> Path:
    """Return the folder, made if need be, for the site's own user only."""
    folder = Path(settings.LOCAL_MAILBOX_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def in_use() -> bool:
    """Return whether this site's mail goes into the folder."""
    return str(settings.EMAIL_BACKEND) == f"{__name__}.{LocalMailboxBackend.__name__}"


def names() -> list[str]:
    """Return the names of all mails, newest first."""
    found = (path.name for path in mailbox_dir().iterdir())
    return sorted((name for name in found if _NAME.fullmatch(name)), reverse=True)


def read(name: str) -> LocalMail:
    """Return one mail.

    Raises:
        LookupError: there is none of this name. Only names that the backend makes are looked for,
            so no name leads out of the folder.
    """
    if not _NAME.fullmatch(name):
        raise LookupError("the name has another form")
    path = mailbox_dir() / name
    if path.is_symlink() or not path.is_file():
        raise LookupError("no such mail")
    return LocalMail(
        name, _written_at(name), message_from_bytes(path.read_bytes(), policy=policy.default)
    )


def erase_written_before(moment: datetime) -> int:
    """Delete the mails that were written before `moment`; return how many. Makes no folder."""
    folder = Path(settings.LOCAL_MAILBOX_DIR)
    erased = 0
    for path in folder.iterdir() if folder.is_dir() else ():
        if _NAME.fullmatch(path.with_suffix(".eml").name) and _written_at(path.name) < moment:
            path.unlink(missing_ok=True)
            erased += 1
    return erased


def part(mail: ParsedMail, kind: str) -> str:
    """Return the text of the first "plain" or "html" body, "" if there is none."""
    body = mail.get_body(preferencelist=(kind,))
    return str(body.get_content()) if body is not None else ""


def attachments(mail: ParsedMail) -> list[LocalAttachment]:
    """Return the attached files, in order."""
    return [
        LocalAttachment(
            item.get_filename() or f"attachment-{number}",
            item.get_content_type(),
            bytes(item.get_payload(decode=True) or b""),
        )
        for number, item in enumerate(mail.iter_attachments(), start=1)
    ]


def _written_at(name: str) -> datetime:
    return datetime.strptime(name.partition("-")[0], "%Y%m%dT%H%M%S.%fZ").replace(tzinfo=UTC)


def _write(path: Path, content: bytes) -> None:
    """Write `content` so that a file under its final name is always whole."""
    unfinished = path.with_suffix(".part")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    unfinished.replace(path)
