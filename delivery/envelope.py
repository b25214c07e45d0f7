"""What may stand on the envelope and in the headers of a mail. Pure."""

from __future__ import annotations

import re

from privacy.text import clean_address, clean_text

MAX_SUBJECT = 250
MAX_NAME = 64
MAX_FILENAME = 120
MAX_DETAIL = 300
_NAME_BREAKERS = re.compile(r"[@<>\"\\]")
_FILENAME_BREAKERS = re.compile(r"[/\\:*?\"<>|;=%]")
# Unicode's control characters but tab and line feed, and surrogates (categories Cc and Cs).
_NOT_IN_BODY = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_CONTENT_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]{0,100}")


def recipient(value: str) -> str:
    """Return the one mailbox the mail goes to.

    Raises:
        ValueError: anything but exactly one mailbox.
    """
    return clean_address(value)


def reply_address(value: str) -> str:
    """Return the one mailbox that answers go to, or "" for none.

    Raises:
        ValueError: not empty, and not exactly one mailbox.
    """
    return clean_address(value) if value.strip() else ""


def subject_line(value: str) -> str:
    """Return the subject on one line.

    Raises:
        ValueError: nothing remains of it, or it is too long.
    """
    cleaned = clean_text(value, limit=MAX_SUBJECT)
    if not cleaned:
        raise ValueError("The subject is empty: say in a few words what the mail is about.")
    return cleaned


def display_name(value: str) -> str:
    """Return a name to show beside the sender's address: at most 64 characters, no address in it.

    Never refuses: what could pass for an address is dropped, the rest is cut.
    """
    cleaned = clean_text(value[:1_000], limit=1_000)
    return " ".join(_NAME_BREAKERS.sub(" ", cleaned).split())[:MAX_NAME].strip()


def body(value: str) -> str:
    """Return a body with its spacing, without control characters and broken ones."""
    return _NOT_IN_BODY.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))


def attachment_name(value: str) -> str:
    """Return a file name without a path.

    Raises:
        ValueError: nothing remains of it, or it is too long.
    """
    cleaned = _FILENAME_BREAKERS.sub("-", clean_text(value, limit=MAX_FILENAME)).strip(" .-")
    if not cleaned:
        raise ValueError(f"An attachment needs a file name, got {value!r}.")
    return cleaned


def content_type(value: str) -> str:
    """Return a media type without parameters.

    Raises:
        ValueError: it has another form, or would make the attachment a mail of its own.
    """
    if not _CONTENT_TYPE.fullmatch(value) or value.startswith(("message/", "multipart/")):
        raise ValueError(f"The attachment's type must be like application/pdf, got {value!r}.")
    return value
