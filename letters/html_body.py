"""The letter's text as HTML, with note marks counted so that each has its own id. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape

from letters.document import (
    Block,
    Break,
    Demand,
    Demands,
    Figure,
    Heading,
    Inline,
    Inlines,
    LetterDocument,
    ListBlock,
    Note,
    NoteRef,
    Paragraph,
    Passage,
    Picture,
    Quotation,
    Table,
    Text,
)
from letters.frame import closing_lists, hand_lines, only_line
from letters.html_notes import NoteMarks
from letters.html_pictures import embedded, image
from letters.scripts import stretches
from letters.wording import words

_HEAD_CELL = 'th scope="col"'


class Body:
    """Writes the text of one letter and counts its note marks, so that each has its own id."""

    def __init__(
        self, document: LetterDocument, source: Callable[[Picture], str] = embedded
    ) -> None:
        self.document = document
        self.source = source  # where a picture is found; empty leaves it out
        self.words = words(document.language)
        self.marks = NoteMarks(self.words)
        self.demand_sections = 0

    def html(self) -> str:
        document = self.document
        title = f"<span>{escape(self.words.re)}</span> {named(document.title, document.language)}"
        return joined(
            f'<h1 class="re">{title}</h1>' if document.title else "",
            self.plain("reference", document.reference),
            f"<p>{escape(document.salutation)}</p>" if document.salutation else "",
            self.blocks(document.body),
            f"<p>{escape(document.closing)}</p>" if document.closing else "",
            _hands(document, self.source),
            *(_closing_list(document, *each) for each in closing_lists(document)),
        )

    def plain(self, kind: str, text: str) -> str:
        return f'<p class="{kind}">{named(text, self.document.language)}</p>' if text else ""

    def blocks(self, blocks: Iterable[Block]) -> str:
        return joined(*(self.block(block) for block in blocks))

    def block(self, block: Block) -> str:
        match block:
            case Paragraph():
                html = f"<p>{self.inline(block.content)}</p>"
            case Heading():
                html = f"<h{block.level}>{self.inline(block.content)}</h{block.level}>"
            case ListBlock():
                tag = "ol" if block.ordered else "ul"
                items = (f"<li>{self.inside(item.blocks)}</li>" for item in block.items)
                html = joined(f"<{tag}>", *items, f"</{tag}>")
            case Quotation():
                html = self.quotation(block)
            case Demands():
                html = self.demands(block)
            case Figure():
                html = self.figure(block)
            case Table():
                html = self.table(block)
            case Passage():
                inside = self.only(block.only_for), self.blocks(block.blocks)
                html = joined('<aside class="only">', *inside, "</aside>")
        return html

    def quotation(self, quotation: Quotation) -> str:
        said = "".join(self.block(paragraph) for paragraph in quotation.paragraphs)
        source = self.inline(quotation.source)
        footer = f"<footer>{source}</footer>" if source else ""
        return f"<blockquote>{said}{footer}</blockquote>"

    def only(self, positions: Sequence[int]) -> str:
        """Return whom a part is for that stands only in some letters."""
        said = escape(only_line(self.document, positions))
        return f'<p class="only-for">{said}</p>'

    def figure(self, figure: Figure) -> str:
        shown = image(figure.picture, self.source)
        caption = self.inline(figure.caption)
        under = f"<figcaption>{caption}</figcaption>" if caption else ""
        return f"<figure>{shown}{under}</figure>"

    def table(self, table: Table) -> str:
        """Return a table whose header cells say that they head a column."""
        head, rows = table.rows[: table.header_rows], table.rows[table.header_rows :]
        caption = self.inline(table.caption)
        return joined(
            '<div class="table"><table>',
            f"<caption>{caption}</caption>" if caption else "",
            *(f"<thead>{self.row(row, _HEAD_CELL)}</thead>" for row in head),
            "<tbody>",
            *(self.row(row, "td") for row in rows),
            "</tbody></table></div>",
        )

    def row(self, row: Sequence[Inlines], cell: str) -> str:
        tag = cell.split(" ", maxsplit=1)[0]
        return f"<tr>{''.join(f'<{cell}>{self.inline(one)}</{tag}>' for one in row)}</tr>"

    def inside(self, blocks: Sequence[Paragraph | ListBlock]) -> str:
        """Return an item's content; a lone or leading paragraph needs no element of its own."""
        if blocks and isinstance(blocks[0], Paragraph):
            lead = self.inline(blocks[0].content)
            if any(isinstance(block, Paragraph) for block in blocks[1:]):
                lead = f"<p>{lead}</p>"
            return lead + self.blocks(blocks[1:])
        return self.blocks(blocks)

    def demands(self, block: Demands) -> str:
        self.demand_sections += 1
        suffix = f"-{self.demand_sections}" if self.demand_sections > 1 else ""
        heading = self.inline(block.heading)
        label = f' aria-labelledby="demands-heading{suffix}"' if heading else ""
        return joined(
            f'<section class="demands" id="demands{suffix}"{label}>',
            f'<h2 id="demands-heading{suffix}">{heading}</h2>' if heading else "",
            self.blocks(block.intro),
            "<ol>",
            *(self.demand(demand) for demand in block.demands),
            "</ol>",
            "</section>",
        )

    def demand(self, demand: Demand) -> str:
        number = demand.number
        label = escape(self.words.demand.format(number))
        content = self.blocks(demand.blocks)
        if demand.only_for:
            content = joined(self.only(demand.only_for), content)
        if len(demand.blocks) != 1 or demand.only_for:
            content = f'<div class="flow">{content}</div>'
        return (
            f'<li id="demand-{number}" value="{number}"><a class="numeral" href="#demand-{number}"'
            f' aria-label="{label}">{number}</a>{content}</li>'
        )

    def note(self, note: Note) -> str:
        """Return one entry of the list of notes; to be called after the text was written."""
        texts = [self.inline(paragraph.content) for paragraph in note.paragraphs] or [""]
        texts[-1] += self.marks.ways_back(note.number)
        inner = texts[0] if len(texts) == 1 else "".join(f"<p>{text}</p>" for text in texts)
        return f'<li id="note-{note.number}" value="{note.number}">{inner}</li>'

    def inline(self, content: Sequence[Inline]) -> str:
        parts: list[str] = []
        before: Inline | None = None
        for part in content:
            if isinstance(part, NoteRef) and isinstance(before, NoteRef):
                parts.append(_APART)
            parts.append(self.part(part))
            before = part
        return "".join(parts)

    def part(self, part: Inline) -> str:
        match part:
            case Text():
                return _text(part)
            case NoteRef():
                return self.marks.mark(part.number)
            case Break():
                return "<br>"


_APART = "\u202f"  # between two marks of notes: a narrow space that doesn't break


def _hands(document: LetterDocument, source: Callable[[Picture], str]) -> str:
    """Return who signs by hand, each under their signature or the room for it."""
    each = []
    for signature in document.hand_signatures:
        drawn = image(signature.picture, source) if signature.picture else ""
        lines = "<br>".join(named(line, document.language) for line in hand_lines(signature))
        pen = drawn or '<span class="pen"></span>'
        each.append(f'<p class="hand">{pen}<br>{lines}</p>')
    return joined('<div class="hands">', *each, "</div>") if each else ""


def _closing_list(document: LetterDocument, word: str, items: Sequence[str]) -> str:
    lines = "<br>".join(named(item, document.language) for item in items)
    return f'<p class="after"><span class="soft">{escape(word)}</span><br>{lines}</p>'


def _text(text: Text) -> str:
    result = escape(text.text)
    if text.italic:
        result = f"<i>{result}</i>"
    if text.bold:
        result = f"<strong>{result}</strong>"
    return f'<a href="{escape(text.href)}">{result}</a>' if text.href else result


def named(text: str, language: str) -> str:
    """Return `text` escaped, what is in another script set apart with its language."""
    parts = []
    for stretch in stretches(text, language):
        written = escape(stretch.text)
        if stretch.language:
            turn = ' dir="rtl"' if stretch.rtl else ""
            written = f'<bdi lang="{stretch.language}"{turn}>{written}</bdi>'
        parts.append(written)
    return "".join(parts)


def joined(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
