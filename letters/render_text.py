"""The letter as plain text: what signers see, what is hashed, and what goes out beside the HTML.

`canonical_text` is the text that a signatory agrees to. Its bytes must never change for the same
document, because every sign-on is bound to their digest: change the shape only with a new version.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from letters.document import (
    Block,
    Break,
    Demands,
    Figure,
    Heading,
    Inline,
    LetterDocument,
    ListBlock,
    Note,
    NoteRef,
    Paragraph,
    Passage,
    Quotation,
    SignatoryGroup,
    Table,
    Text,
)
from letters.frame import (
    closing_lists,
    colophon_lines,
    count_line,
    hand_lines,
    name_line,
    names_affiliations,
    only_line,
    opening_lines,
)
from letters.printable import printable
from letters.wording import Words, words

_RULE = "-" * 40
_SPACES = re.compile(" +")


def canonical_text(document: LetterDocument) -> str:
    """Return the text that is signed: date through notes, without letterhead and signatories.

    NFC, lines end in LF, one newline at the end, no wrapping. A link's target follows its words in
    angle brackets unless the words are the target, so the text covers where each link leads. What
    stands only in some letters is marked, so that who signs has seen every variant.
    """
    document = printable(replace(document, groups=()))
    known = words(document.language)
    title = document.title.strip()
    re_line = f"{known.re} {title}" if title else ""
    pieces = [
        *(line.strip() for line in opening_lines(document)),
        *("\n".join(addressee.lines) for addressee in document.addressees),
        "\n".join(line for line in (re_line, document.reference.strip()) if line),
        document.salutation.strip(),
        *_Body(document).blocks(document.body),
        document.closing.strip(),
        *("\n".join((word, *items)) for word, items in closing_lists(document)),
    ]
    if document.notes:
        pieces += [known.notes, *(_Body(document).note(note) for note in document.notes)]
    return "\n\n".join(piece for piece in pieces if piece) + "\n"


def render_text(document: LetterDocument) -> str:
    """Return the whole letter as plain text: canonical text, then who signed and which text it is.

    The canonical text stands in it unchanged; a mark ("Draft") comes before it.
    """
    text = canonical_text(document)
    document = printable(replace(document, body=(), notes=()))
    signed = "\n\n".join(piece for piece in _signed(document) if piece)
    head = f"[{document.mark}]\n\n" if document.mark else ""
    return f"{head}{text}\n{_RULE}\n\n{signed}\n" if signed else head + text


# The body ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Body:
    """Writes the text of one letter."""

    document: LetterDocument

    def blocks(self, blocks: Sequence[Block]) -> Iterator[str]:
        for block in blocks:
            match block:
                case Paragraph() | Heading():
                    yield _inline(block.content)
                case ListBlock():
                    yield self.list(block)
                case Quotation():
                    yield _quotation(block)
                case Figure():
                    yield self.figure(block)
                case Table():
                    yield _table(block)
                case Demands():
                    yield from self.demands(block)
                case Passage():
                    yield from self.only(block.only_for, self.blocks(block.blocks))

    def only(self, positions: Sequence[int], pieces: Iterable[str]) -> Iterator[str]:
        """Yield `pieces` between the marks of a part that stands only in some letters."""
        yield f"[{only_line(self.document, positions)}]"
        yield from pieces
        yield f"[{words(self.document.language).end}]"

    def demands(self, block: Demands) -> Iterator[str]:
        yield _inline(block.heading)
        yield from (_inline(paragraph.content) for paragraph in block.intro)
        for demand in block.demands:
            asked = self.hanging(f"{demand.number}.", demand.blocks)
            if demand.only_for:
                yield from self.only(demand.only_for, [asked])
            else:
                yield asked

    def list(self, block: ListBlock) -> str:
        count = len(block.items)
        marks = (f"{number}." if block.ordered else "-" for number in range(1, count + 1))
        items = zip(marks, block.items, strict=True)
        return "\n\n".join(self.hanging(mark, item.blocks) for mark, item in items)

    def note(self, note: Note) -> str:
        return self.hanging(f"[{note.number}]", note.paragraphs)

    def hanging(self, mark: str, blocks: Sequence[Paragraph | ListBlock]) -> str:
        """Return `blocks` with `mark` before the first line and all others indented as far."""
        text = "\n\n".join(piece for piece in self.blocks(blocks) if piece)
        indent = " " * (len(mark) + 1)
        lines = [f"{indent}{line}" if line else "" for line in text.split("\n")]
        first = f"{mark} {lines[0].removeprefix(indent)}".rstrip()
        return first + "".join(f"\n{line}" for line in lines[1:])

    def figure(self, figure: Figure) -> str:
        """Return what the picture shows and its caption; the picture itself has no words."""
        word = words(self.document.language)
        alt = figure.picture.alt.strip()
        shown = f"{word.picture}{word.colon}{alt}" if alt else word.picture
        return "\n".join(line for line in (f"[{shown}]", _inline(figure.caption)) if line)


def _table(table: Table) -> str:
    """Return a row on each line, what stands in it between bars."""
    rows = (" | ".join(_inline(cell).replace("\n", " ") for cell in row) for row in table.rows)
    return "\n".join(line for line in (_inline(table.caption), *rows) if line)


def _quotation(quotation: Quotation) -> str:
    said = "\n\n".join(_inline(paragraph.content) for paragraph in quotation.paragraphs)
    source = _inline(quotation.source)
    return f"{said}\n— {source}" if source else said


def _inline(content: Sequence[Inline]) -> str:
    """Return inline content as text, the target of a link after the last of its runs."""
    parts: list[str] = []
    linked: list[str] = []
    for position, part in enumerate(content):
        match part:
            case Text():
                parts.append(part.text)
                if not part.href:
                    continue
                linked.append(part.text)
                following = content[position + 1] if position + 1 < len(content) else None
                if not (isinstance(following, Text) and following.href == part.href):
                    parts.append(_target("".join(linked), part.href))
                    linked = []
            case NoteRef():
                parts.append(f"[{part.number}]")
            case Break():
                parts.append("\n")
    # Composed once more, for an accent may have met its letter only here, from another run.
    text = unicodedata.normalize("NFC", "".join(parts))
    lines = (_SPACES.sub(" ", line).strip(" ") for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _target(text: str, href: str) -> str:
    return "" if text.strip() in {href, href.removeprefix("mailto:")} else f" <{href}>"


# Who signed -------------------------------------------------------------------------------------


def _signed(document: LetterDocument) -> Iterator[str]:
    known = words(document.language)
    for signature in document.hand_signatures:
        yield "\n".join(hand_lines(signature))
    if document.signatory_count:
        yield known.undersigned
        yield count_line(document)
        for group in document.groups:
            yield from _group(group, known, document.layout.people)
    yield "\n".join(colophon_lines(document))


def _group(group: SignatoryGroup, known: Words, people: bool) -> Iterator[str]:
    if not group.signatories:
        return
    if group.label:
        yield f"{group.label} ({len(group.signatories)})"
    yield "\n".join(
        f"{name_line(one, people=people)} ({known.lead})"
        if one.lead
        else name_line(one, people=people)
        for one in group.signatories
    )
    if names_affiliations(group):
        yield known.identification
