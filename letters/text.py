"""The text of a letter page, saved or not, as a `LetterDocument`: all that is signed, nothing else.

Stands below the models, so that a page can say what its text is; it is handed the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Literal
from urllib.parse import urljoin

from django.utils import translation
from django.utils.formats import date_format
from wagtail.documents import get_document_model
from wagtail.models import Page

from letters.addressing import positions, reached
from letters.document import (
    Addressee,
    Block,
    CommonBlock,
    Demand,
    Demands,
    Figure,
    Heading,
    Inlines,
    LetterDocument,
    Note,
    Paragraph,
    Passage,
    Quotation,
    Table,
    Text,
)
from letters.images import picture_of
from letters.printable import printable_text
from letters.richtext import NoteNumbers, read_inlines, read_paragraphs, read_prose
from letters.salutation import suggest_salutation
from letters.wording import date_in_words

_OWN_DATES = frozenset({"en", "es", "fr", "de"})


def letter_text(page: Any) -> LetterDocument:
    """Return the date, addressees, Re:, salutation, text, closing and notes of a `LetterPage`."""
    stored = {str(note.uuid): str(note.text) for note in page.footnotes.all()}
    addressees = tuple(page.addressees.all())
    printed = tuple(_addressee(one, page.language) for one in addressees)
    reader = _BodyReader(NoteNumbers(frozenset(stored)), _Links(page), printed)
    body = tuple(reader.blocks(page.body))
    notes = tuple(
        Note(number, read_paragraphs(stored[note_id], resolve=reader.links.resolve))
        for number, note_id in enumerate(reader.notes.order, start=1)
    )
    return LetterDocument(
        language=page.language,
        title=page.title.strip(),
        date_line=date_line(page.dated, page.language) if page.dated else "",
        dated=page.dated,
        addressees=printed,
        salutation=page.salutation.strip() or suggested_salutation(addressees, page.language),
        body=body,
        closing=page.closing.strip(),
        notes=notes,
        delivery_line=page.delivery_line.strip(),
        reference=page.reference.strip(),
        enclosures=_lines(page.enclosures),
        copies=_lines(page.copies),
        hyphenate=page.hyphenate,
    )


def suggested_salutation(addressees: Sequence[Any], language: str) -> str:
    """Return the salutation that the addressees of a page suggest; empty without any."""
    names = [(one.name, one.salutation_name.strip()) for one in addressees]
    return suggest_salutation(names, language)


def unnamed_notes(page: Any) -> list[str]:
    """Return the ids of the notes of `page` that its text never names; they are not printed."""
    known = [str(note.uuid) for note in page.footnotes.all()]
    reader = _read(page, known)
    return [note_id for note_id in known if note_id not in reader.notes.order]


def misaddressed(page: Any) -> list[str]:
    """Return a sentence for each part of the text whose addressees can't be told; none is good.

    Such a part is left out, for it must not reach whom it isn't meant for.
    """
    return list(dict.fromkeys(_read(page, ()).problems))


def _read(page: Any, notes: Iterable[str]) -> _BodyReader:
    """Return the reader of the page's text, after it has read it."""
    printed = tuple(_addressee(one, page.language) for one in page.addressees.all())
    reader = _BodyReader(NoteNumbers(frozenset(notes)), _Links(page), printed)
    tuple(reader.blocks(page.body))
    return reader


def date_line(day: date, language: str) -> str:
    """Return `day` as a letter of that BCP 47 `language` writes it."""
    if language.split("-", maxsplit=1)[0].lower() in _OWN_DATES:
        return date_in_words(day, language)
    with translation.override(language.lower()):
        return date_format(day, "DATE_FORMAT")


def _addressee(one: Any, language: str) -> Addressee:
    return Addressee(
        one.name.strip(),
        one.title.strip(),
        one.organization.strip(),
        _lines(one.postal_address),
        suggested_salutation([one], language),
    )


def _lines(text: str) -> tuple[str, ...]:
    """Return the lines of a field that holds one thing on each, without empty ones."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


class _BodyReader:
    """Reads the blocks of one text in order, counting its notes and its demands."""

    def __init__(
        self, notes: NoteNumbers, links: _Links, addressees: tuple[Addressee, ...]
    ) -> None:
        self.notes = notes
        self.links = links
        self.addressees = addressees
        self.demands = 0
        self.problems: list[str] = []  # sentences on addressees that can't be told

    def blocks(self, body: Any) -> Iterator[Block]:
        for child in body:
            if child.block_type == "passage":
                yield from self.passage(child.value)
            else:
                yield from self.common([child])

    def passage(self, value: Any) -> Iterator[Block]:
        reached = self.reached(value)
        if not reached:
            return
        blocks = tuple(self.common(value["body"]))
        if len(reached) == len(self.addressees):
            yield from blocks
        elif blocks:
            yield Passage(reached, blocks)

    def reached(self, value: Any) -> tuple[int, ...]:
        """Return the positions of the addressees who get what `value` marks; none if unclear."""
        try:
            chosen = positions(value["addressees"] or "", self.addressees)
        except ValueError as error:
            self.problems.append(str(error))
            return ()
        return reached(value["rule"], chosen, len(self.addressees))

    def common(self, body: Any) -> Iterator[CommonBlock]:
        for child in body:
            value = child.value
            match child.block_type:
                case "heading":
                    level: Literal[2, 3] = 3 if value["level"] == "3" else 2
                    if value["text"].strip():
                        yield Heading((Text(value["text"].strip()),), level)
                case "text":
                    yield from read_prose(_html(value), notes=self.notes, resolve=self.resolve)
                case "quotation":
                    yield from self.quotation(value)
                case "demands":
                    yield self.demands_block(value)
                case "table":
                    yield from self.table(value)
                case "figure":
                    yield from self.figure(value)

    @property
    def resolve(self) -> Any:
        return self.links.resolve

    def quotation(self, value: Any) -> Iterator[Quotation]:
        said = self.paragraphs(value["text"])
        source = self.inlines(value["source"])
        if said:
            yield Quotation(said, source)

    def demands_block(self, value: Any) -> Demands:
        heading = value["heading"].strip()
        intro = self.paragraphs(value["intro"])
        demands = []
        for item in value["demands"]:
            everyone = tuple(range(len(self.addressees)))
            some = bool((item["addressees"] or "").strip())
            asked = self.reached(item) if some else everyone
            if some and not asked:
                continue
            prose = read_prose(_html(item["text"]), notes=self.notes, resolve=self.resolve)
            if prose:
                self.demands += 1
                demands.append(Demand(self.demands, prose, () if asked == everyone else asked))
        return Demands((Text(heading),) if heading else (), intro, tuple(demands))

    def table(self, value: Any) -> Iterator[Table]:
        head = tuple(_words(column["heading"]) for column in value.columns)
        rows = tuple(tuple(self.inlines(cell) for cell in row["values"]) for row in value.row_data)
        if any(head):
            rows = (head, *rows)
        if any(cell for row in rows for cell in row):
            caption = _words(value.caption)
            yield Table(rows, header_rows=1 if any(head) else 0, caption=caption)

    def figure(self, value: Any) -> Iterator[Figure]:
        picture = picture_of(value["image"], value["alt"])
        caption = self.inlines(value["caption"])
        if picture is not None:
            yield Figure(picture, caption)

    def inlines(self, value: Any) -> Inlines:
        return read_inlines(_html(value), notes=self.notes, resolve=self.resolve)

    def paragraphs(self, value: Any) -> tuple[Paragraph, ...]:
        return read_paragraphs(_html(value), notes=self.notes, resolve=self.resolve)


def _words(value: str | None) -> Inlines:
    """Return a field without rich text as inline content; nothing for an empty one."""
    words = printable_text(value or "").strip()
    return (Text(words),) if words else ()


def _html(value: Any) -> str:
    """Return the stored HTML of a rich text value, which is None in an empty new block."""
    return str(getattr(value, "source", value) or "")


class _Links:
    """Gives internal links their absolute address; asks the database once for each."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.known: dict[tuple[str, str], str] = {}

    def resolve(self, kind: str, value: str) -> str:
        key = (kind, value)
        if key not in self.known:
            self.known[key] = self._address(kind, value)
        return self.known[key]

    def _address(self, kind: str, value: str) -> str:
        if kind == "href":
            base = self.page.full_url if self.page.pk else ""
            return urljoin(base, value) if base and value.startswith(("#", "/")) else ""
        if not value.isdecimal():
            return ""
        if kind == "page":
            page = Page.objects.live().public().filter(pk=int(value)).first()
            return (page.full_url or "") if page else ""
        if kind == "document":
            document = get_document_model().objects.filter(pk=int(value)).first()
            return document.full_url if document else ""
        return ""
