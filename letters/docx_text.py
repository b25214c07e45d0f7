"""Runs and paragraphs of a Word document as XML: texts, links, notes. Pure.

Everything is written as text and every value passes `escape`; a letter of ten thousand names is
then written in well under a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote

from letters.document import Break, Inline, Note, NoteRef, Paragraph, Text
from letters.docx_pictures import Pictures
from letters.scripts import Stretch, is_rtl, stretches

# What Word calls the languages that `letters.scripts` guesses.
_WORD_LANGUAGES = {
    "ar": "ar-SA", "bn": "bn-IN", "el": "el-GR", "en": "en-US", "fa": "fa-IR", "gu": "gu-IN",
    "he": "he-IL", "hi": "hi-IN", "hy": "hy-AM", "ja": "ja-JP", "ka": "ka-GE", "kn": "kn-IN",
    "ko": "ko-KR", "ml": "ml-IN", "pa": "pa-IN", "ru": "ru-RU", "ta": "ta-IN", "te": "te-IN",
    "th": "th-TH", "uk": "uk-UA", "zh": "zh-CN", "zh-Hans": "zh-CN", "zh-Hant": "zh-TW",
}  # fmt: skip
EAST_ASIAN_FONTS = {
    "zh": "SimSun", "zh-Hans": "SimSun", "zh-Hant": "PMingLiU", "ja": "MS Mincho", "ko": "Batang",
}  # fmt: skip
_EAST_ASIAN = frozenset({"zh", "ja", "ko"})
_COMPLEX = frozenset({"ar", "fa", "he", "th", "hi", "bn", "ta", "te", "gu", "pa", "kn", "ml"})
# What may stand in the target of a relationship unchanged; the rest is percent-encoded.
_URL_SAFE = "%:/?#[]@!$&'()*+,;=~-._"

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NAMES = f'xmlns:w="{_W}" xmlns:r="{_R}"'
# Between two marks of notes, for “24” and “1” side by side would be read as one number.
_APART = (
    '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
    '<w:t xml:space="preserve">\u00a0</w:t></w:r>'
)
BREAK = "<w:r><w:br/></w:r>"
TAB = "<w:r><w:tab/></w:r>"


@dataclass(frozen=True, slots=True)
class Look:
    """How a run looks; `style` names a character style."""

    style: str = ""
    bold: bool = False
    italic: bool = False


PLAIN = Look()


@dataclass
class Links:
    """The outside targets of one part, each with its relationship id."""

    ids: dict[str, str] = field(default_factory=dict)

    def id_of(self, href: str) -> str:
        target = quote(href, safe=_URL_SAFE)
        return self.ids.setdefault(target, f"rIdLink{len(self.ids) + 1}")


@dataclass
class Writer:
    """Writes inline content for one part, and keeps the links and note marks it met."""

    language: str
    links: Links
    seen: dict[int, int] = field(default_factory=dict)  # number of a note: its footnote id
    pictures: Pictures = field(default_factory=Pictures)

    def runs(self, text: str, look: Look = PLAIN) -> str:
        """Return `text` as runs, one for each script."""
        return "".join(_run(stretch, look) for stretch in stretches(text, self.language))

    def lines(self, lines: Sequence[str], look: Look = PLAIN) -> str:
        """Return `lines` with line breaks between them."""
        return BREAK.join(self.runs(line, look) for line in lines)

    def inline(self, content: Sequence[Inline]) -> str:
        parts: list[str] = []
        before: Inline | None = None
        for part in content:
            if isinstance(part, NoteRef) and isinstance(before, NoteRef):
                parts.append(_APART)
            parts.append(self._part(part))
            before = part
        return "".join(parts)

    def _part(self, part: Inline) -> str:
        match part:
            case Text():
                style = "Hyperlink" if part.href else ""
                runs = self.runs(part.text, Look(style, part.bold, part.italic))
                if not part.href:
                    return runs
                target = self.links.id_of(part.href)
                return f'<w:hyperlink r:id="{target}" w:history="1">{runs}</w:hyperlink>'
            case NoteRef():
                return self._mark(part.number)
            case Break():
                return BREAK

    def _mark(self, number: int) -> str:
        """Return the mark of a footnote; a repeated one is its number, linked to the first."""
        name = f"note_{number}"
        properties = '<w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
        if number in self.seen:
            run = f"<w:r>{properties}<w:t>{number}</w:t></w:r>"
            return f'<w:hyperlink w:anchor="{name}" w:history="1">{run}</w:hyperlink>'
        position = self.seen[number] = len(self.seen) + 1
        reference = f'<w:footnoteReference w:id="{position}"/>'
        if position != number:
            # Word would count on its own, so the number is written out as a mark of its own.
            reference = (
                f'<w:footnoteReference w:customMarkFollows="1" w:id="{position}"/>'
                f"<w:t>{number}</w:t>"
            )
        return (
            f'<w:bookmarkStart w:id="{position}" w:name="{name}"/>'
            f"<w:r>{properties}{reference}</w:r>"
            f'<w:bookmarkEnd w:id="{position}"/>'
        )


def paragraph(style: str, content: str, *, properties: str = "") -> str:
    """Return a paragraph of runs; `properties` are further ones, in the schema's order."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    head = f"<w:pPr>{named}{properties}</w:pPr>" if named or properties else ""
    return f"<w:p>{head}{content}</w:p>"


def footnote(note: Note, position: int, writer: Writer) -> str:
    """Return one footnote; its number stands before the first paragraph."""
    number = "<w:footnoteRef/>" if position == note.number else f"<w:t>{note.number}</w:t>"
    mark = f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>{number}</w:r>'
    texts = [writer.inline(one.content) for one in note.paragraphs or (Paragraph(()),)]
    texts[0] = f'{mark}<w:r><w:t xml:space="preserve"> </w:t></w:r>{texts[0]}'
    inner = "".join(paragraph("FootnoteText", text) for text in texts)
    return f'<w:footnote w:id="{position}">{inner}</w:footnote>'


def word_language(language: str) -> str:
    """Return the language as Word names it, the letter's own tags unchanged."""
    return _WORD_LANGUAGES.get(language, language)


def _run(stretch: Stretch, look: Look) -> str:
    properties = _properties(stretch, look)
    head = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{head}<w:t xml:space="preserve">{escape(stretch.text, quote=False)}</w:t></w:r>'


def _properties(stretch: Stretch, look: Look) -> str:
    """Return the properties of a run, in the order that the schema asks for."""
    parts = []
    if look.style:
        parts.append(f'<w:rStyle w:val="{look.style}"/>')
    primary = stretch.language.split("-")[0]
    if primary in _EAST_ASIAN:
        font = EAST_ASIAN_FONTS.get(stretch.language, "SimSun")
        parts.append(f'<w:rFonts w:hint="eastAsia" w:eastAsia="{font}"/>')
    if look.bold:
        parts.append("<w:b/><w:bCs/>")
    if look.italic:
        parts.append("<w:i/><w:iCs/>")
    if stretch.rtl:
        parts.append("<w:rtl/>")
    if stretch.language and stretch.language != "und":
        kind = "bidi" if primary in _COMPLEX or is_rtl(primary) else "val"
        kind = "eastAsia" if primary in _EAST_ASIAN else kind
        parts.append(f'<w:lang w:{kind}="{word_language(stretch.language)}"/>')
    return "".join(parts)
