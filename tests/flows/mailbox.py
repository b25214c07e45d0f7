"""What people do with their mail: read the newest, follow its link, open what is attached."""

from __future__ import annotations

import re
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from delivery.local_mailbox import part
from tests.letters.reading import docx_paragraphs, pdf_words


def mails(folder: Path, *, subject: str = "", to: str = "") -> list[EmailMessage]:
    """Return the folder's mails whose subject and recipient hold these words, oldest first."""
    read = BytesParser(policy=policy.default).parsebytes
    found = [read(path.read_bytes()) for path in sorted(folder.glob("*.eml"))]
    return [mail for mail in found if subject in mail["Subject"] and to in mail["To"]]


def link(mail: EmailMessage, purpose: str) -> str:
    """Return the path of the mail's link to /confirm/ or /manage/, the same in text and HTML."""
    text, html = (
        re.findall(rf"/{purpose}/[\w-]+/", part(mail, kind)) for kind in ("plain", "html")
    )
    assert text, f"the mail has no {purpose} link"
    assert set(text) == set(html), "text and HTML lead to different places"
    return str(text[0])


def words_of(name: str, content: bytes) -> str:
    """Return the words of a file that a site gave, whatever its format."""
    if name.endswith("docx"):
        return "\n".join(docx_paragraphs(content))
    return pdf_words(content) if name.endswith("pdf") else content.decode()
