"""One rendering of a letter document as the bytes of a file."""

from __future__ import annotations

from letters.document import LetterDocument
from letters.render_docx import render_docx
from letters.render_html import render_html
from letters.render_json import render_json
from letters.render_pdf import render_pdf
from letters.render_text import render_text


def render_file(document: LetterDocument, file_format: str) -> bytes:
    """Return the letter as a file: `file_format` is docx, pdf, html, txt or json.

    Raises:
        ValueError: the format is none of these.
    """
    match file_format:
        case "docx":
            return render_docx(document)
        case "pdf":
            return render_pdf(document)
        case "html":
            return render_html(document).encode()
        case "txt":
            return render_text(document).encode()
        case "json":
            return render_json(document).encode()
    raise ValueError(f"format must be docx, pdf, html, txt or json, got {file_format!r}")
