"""The letter as plain text: what signers see, what is hashed, and what goes out beside the HTML.

`canonical_text` is the text that a signatory agrees to. Its bytes must never change for the same
document, because every sign-on is bound to their digest: change the shape only with a new version.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from letters.document import (
    Block,
    Break,
    Demand,
    Demands,
    Heading,
    Inline,
    LetterDocument,
    ListBlock,
    Note,
    NoteRef,
    Paragraph,
    Quotation,
    Signatory,
    SignatoryGroup,
    Text,
)
from letters.frame import colophon_lines, count_line, names_affiliations
from letters.printable import printable
from letters.wording import Words, words

_RULE = "-" * 40
_SPACES = re.compile(" +")


def canonical_text(document: LetterDocument) -> str:
    """Return the text that is signed: date through notes, without letterhead and signatories.

    NFC, lines end in LF, one newline at the end, no wrapping. A link's target follows its words in
    angle brackets unless the words are the target, so the text covers where each link leads.
    """
    document = printable(document)
    known = words(document.language)
    pieces = [
        document.date_line.strip(),
        *("\n".join(addressee.lines) for addressee in document.addressees),
        f"{known.re} {document.title.strip()}" if document.title.strip() else "",
        document.salutation.strip(),
        *_blocks(document.body),
        document.closing.strip(),
    ]
    if document.notes:
        pieces += [known.notes, *(_note(note) for note in document.notes)]
    return "\n\n".join(piece for piece in pieces if piece) + "\n"


def render_text(document: LetterDocument) -> str:
    """Return the whole letter as plain text: canonical text, then who signed and which text it is.

    The canonical text stands in it unchanged; a mark ("Draft") comes before it.
    """
    text = canonical_text(document)
    document = printable(document)
    signed = "\n\n".join(piece for piece in _signed(document) if piece)
    head = f"[{document.mark}]\n\n" if document.mark else ""
    return f"{head}{text}\n{_RULE}\n\n{signed}\n" if signed else head + text


# The body ---------------------------------------------------------------------------------------


def _blocks(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph() | Heading():
                yield _inline(block.content)
            case ListBlock():
                yield _list(block)
            case Quotation():
                yield _quotation(block)
            case Demands():
                yield _inline(block.heading)
                yield from (_inline(paragraph.content) for paragraph in block.intro)
                yield from (_demand(demand) for demand in block.demands)


def _list(block: ListBlock) -> str:
    marks = (f"{number}." if block.ordered else "-" for number in range(1, len(block.items) + 1))
    items = zip(marks, block.items, strict=True)
    return "\n\n".join(_hanging(mark, item.blocks) for mark, item in items)


def _demand(demand: Demand) -> str:
    return _hanging(f"{demand.number}.", demand.blocks)


def _note(note: Note) -> str:
    return _hanging(f"[{note.number}]", note.paragraphs)


def _hanging(mark: str, blocks: Sequence[Paragraph | ListBlock]) -> str:
    """Return `blocks` with `mark` before the first line and all others indented as far."""
    text = "\n\n".join(piece for piece in _blocks(blocks) if piece)
    indent = " " * (len(mark) + 1)
    lines = [f"{indent}{line}" if line else "" for line in text.split("\n")]
    return f"{mark} {lines[0].removeprefix(indent)}".rstrip() + "".join(f"\n{x}" for x in lines[1:])


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
    if document.signatory_count:
        yield known.undersigned
        yield count_line(document)
        for group in document.groups:
            yield from _group(group, known)
    yield "\n".join(colophon_lines(document))


def _group(group: SignatoryGroup, known: Words) -> Iterator[str]:
    if not group.signatories:
        return
    yield f"{group.label} ({len(group.signatories)})"
    yield "\n".join(_name(signatory, known) for signatory in group.signatories)
    if names_affiliations(group):
        yield known.identification


def _name(signatory: Signatory, known: Words) -> str:
    name = f"{signatory.name}, {signatory.affiliation}" if signatory.affiliation else signatory.name
    return f"{name} ({known.lead})" if signatory.lead else name
