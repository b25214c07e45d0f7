"""A letter document as the files people get, and those of a whole edition."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from threading import Lock
from typing import Any

from letters.document import LetterDocument
from letters.render_docx import render_docx
from letters.render_html import render_html
from letters.render_json import EditionFacts, FileFacts, render_json
from letters.render_pdf import render_pdf
from letters.render_text import render_text
from letters.standing import day
from letters.variants import variants

FORMATS = ("docx", "pdf", "html", "txt", "json")


def render_file(
    document: LetterDocument,
    file_format: str,
    *,
    status: str = "",
    editions: Sequence[EditionFacts] = (),
    deliveries: Sequence[dict[str, Any]] = (),
) -> bytes:
    """Return the letter as a file: `file_format` is docx, pdf, html, txt or json.

    Args:
        status, editions, deliveries: what JSON says beside the letter, see `render_json`.
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
            facts = render_json(document, status=status, editions=editions, deliveries=deliveries)
            return facts.encode()
    raise ValueError(f"format must be docx, pdf, html, txt or json, got {file_format!r}")


# Rendered once for many readers -----------------------------------------------------------------


class _Shelf:
    """The files rendered last, by document and format, so that a burst of readers costs one.

    Holds at most `room` bytes; whoever asks for a file that is being made waits for it.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._kept: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._making: dict[tuple[str, str], Lock] = {}
        self._lock = Lock()

    def file(self, document: LetterDocument, file_format: str) -> bytes:
        return self.kept(document, file_format, lambda: render_file(document, file_format))

    def kept(self, what: object, name: str, make: Callable[[], bytes]) -> bytes:
        key = (hashlib.sha256(repr(what).encode()).hexdigest(), name)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            making = self._making.setdefault(key, Lock())
        with making:
            with self._lock:
                if key in self._kept:
                    return self._kept[key]
            try:
                content = make()
                self._keep(key, content)
            finally:
                with self._lock:
                    self._making.pop(key, None)
        return content

    def _keep(self, key: tuple[str, str], content: bytes) -> None:
        with self._lock:
            self._kept[key] = content
            while sum(map(len, self._kept.values())) > self._room and len(self._kept) > 1:
                self._kept.popitem(last=False)


_SHELF = _Shelf(room=32_000_000)


def kept_file(document: LetterDocument, file_format: str) -> bytes:
    """Return `render_file(document, file_format)`, made once for readers who come together."""
    return _SHELF.file(document, file_format)


def kept(what: object, name: str, make: Callable[[], bytes]) -> bytes:
    """Return what `make` gives, made once for readers who come together.

    Args:
        what: the value that it is made of, told from others by its `repr`.
        name: what is made of it.
    """
    return _SHELF.kept(what, name, make)


# A whole edition ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PrintedFile:
    """One file of an edition; `position` is that of an addressee, None for the whole letter."""

    position: int | None
    file_format: str
    content: bytes

    @property
    def path(self) -> str:
        """Where it is below its edition: "letter.pdf", "2/letter.pdf" for an addressee."""
        return file_path(self.position, self.file_format)

    @property
    def facts(self) -> FileFacts:
        return FileFacts(self.path, hashlib.sha256(self.content).hexdigest(), len(self.content))


def file_path(position: int | None, file_format: str) -> str:
    """Return the path of a file below its edition; addressees count from 1 in it."""
    folder = "" if position is None else f"{position + 1}/"
    return f"{folder}letter.{file_format}"


def edition_files(document: LetterDocument, *, frozen_on: date) -> Iterator[PrintedFile]:
    """Yield every file of an edition; the same document and day give the same bytes.

    The whole letter comes in every format, and where addressees get different words each one's own.
    The JSON files come last: they name the digests of all others.
    """
    copies: list[tuple[int | None, LetterDocument]] = [(None, document)]
    copies += [(variant.position, variant.document) for variant in variants(document)]
    others = []
    for position, copy in copies:
        for file_format in FORMATS[:-1]:
            printed = PrintedFile(position, file_format, render_file(copy, file_format))
            others.append(printed.facts)
            yield printed
    number = document.edition_number
    facts = EditionFacts(
        number=number,
        date=frozen_on,
        sha256=document.version.sha256 if document.version else "",
        signatory_count=document.signatory_count,
        files=tuple(others),
    )
    status = f"Edition {number}, as it was frozen on {day(frozen_on)}."
    for position, copy in copies:
        content = render_file(copy, "json", status=status, editions=[facts])
        yield PrintedFile(position, "json", content)


def unapproved(document: LetterDocument) -> LetterDocument:
    """Return the document with the mark that its pages bear until a second person approved it."""
    return replace(document, mark="Not approved")
