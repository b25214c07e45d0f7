"""Files that go along with mails."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from delivery import envelope
from delivery.models import Attachment, MessageAttachment, OutboundMessage

MAX_ATTACHMENTS = 20 * 1024 * 1024  # bytes of all together; providers take 20 to 25 MB


@dataclass(frozen=True, slots=True)
class NewAttachment:
    """A file to send along."""

    filename: str
    content_type: str
    content: bytes


def checked(attachments: Sequence[NewAttachment]) -> list[NewAttachment]:
    """Return the attachments under names and types that mail can carry.

    Raises:
        ValueError: a name or type can't be used, or they are too big together.
    """
    total = sum(len(attachment.content) for attachment in attachments)
    if total > MAX_ATTACHMENTS:
        raise ValueError(
            f"attachments can have {MAX_ATTACHMENTS:,} bytes together, got {total:,}: "
            "send links instead"
        )
    return [
        NewAttachment(
            envelope.attachment_name(attachment.filename),
            envelope.content_type(attachment.content_type),
            attachment.content,
        )
        for attachment in attachments
    ]


def attach(message: OutboundMessage, files: Sequence[NewAttachment], now: datetime) -> None:
    """Put `files` on `message`, in order; bytes that are stored already are not stored again."""
    for position, file in enumerate(files):
        stored, _ = Attachment.objects.get_or_create(
            sha256=hashlib.sha256(file.content).hexdigest(),
            defaults={"content": file.content, "size": len(file.content), "created_at": now},
        )
        MessageAttachment.objects.create(
            message=message,
            attachment=stored,
            position=position,
            filename=file.filename,
            content_type=file.content_type,
        )
