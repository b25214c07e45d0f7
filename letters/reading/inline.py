"""The inline content of one paragraph: words, looks, links, marks of notes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from lxml import etree

from letters.document import Inlines
from letters.printable import allowed_href
from letters.reading.changes import Changes, is_gone, tell_change
from letters.reading.drawings import LEFT_OUT, PictureReader, tell_drawing
from letters.reading.fields import Fields
from letters.reading.findings import Findings, quoted, whole
from letters.reading.package import MC, W
from letters.reading.package import R as RELATIONS
from letters.reading.parts import Look, Parts, run_look, tell_looks
from letters.reading.styles import Styles, switch
from letters.reading.words import words

# (kind of note, its id) -> the number of its mark, 0 where there is no such note
NoteLookup = Callable[[str, str], int]

_NOTHING_TO_SHOW = frozenset(
    "rPr pPr bookmarkStart bookmarkEnd proofErr lastRenderedPageBreak permStart permEnd "
    "commentRangeStart commentRangeEnd commentReference footnoteRef endnoteRef annotationRef "
    "separator continuationSeparator sdtPr sdtEndPr customXmlPr smartTagPr fldData hyperlinkPr "
    "rubyPr moveFromRangeStart moveFromRangeEnd moveToRangeStart moveToRangeEnd "
    "customXmlInsRangeStart customXmlInsRangeEnd customXmlDelRangeStart "
    "customXmlDelRangeEnd".split()
)
_TRANSPARENT = frozenset("sdt sdtContent smartTag customXml dir bdo".split())


class InlineReader:
    """Reads one paragraph's children into inlines; findings go to `findings`."""

    def __init__(
        self,
        *,
        styles: Styles,
        links: dict[str, str],
        fields: Fields,
        findings: Findings,
        note: NoteLookup,
        changes: Changes,
        pictures: PictureReader | None = None,
    ) -> None:
        self._styles = styles
        self._links = links
        self._fields = fields
        self._findings = findings
        self._note = note
        self._changes: Changes = changes
        self._pictures = pictures
        self._parts = Parts(fields, findings)
        self._handlers: dict[str, Callable[[etree._Element, Look], None]] = {
            "r": self._run,
            **self._parts.handlers(),
            "delText": self._deleted_text,
            "hyperlink": self._hyperlink,
            **dict.fromkeys(("ins", "moveTo", "del", "moveFrom"), self._change),
            "fldSimple": self._simple_field,
            "delInstrText": self._deleted_code,
            "footnoteReference": self._note_reference,
            "endnoteReference": self._note_reference,
            "ruby": self._ruby,
            "AlternateContent": self._alternative,
        }

    def read(self, paragraph: etree._Element) -> Inlines:
        """Return the paragraph: looks merged, no white space at the ends."""
        self._children(paragraph, Look())
        self._fields.close_codes(self._findings)
        return self._parts.taken()

    # Elements ------------------------------------------------------------------------------

    def _children(self, parent: etree._Element, look: Look) -> None:
        for child in parent:
            name = etree.QName(child).localname
            handler = self._handlers.get(name)
            if handler is not None:
                handler(child, look)
            elif name in LEFT_OUT:
                self._drawing(child)
            elif name in _TRANSPARENT:
                self._children(child, look)
            elif name not in _NOTHING_TO_SHOW:
                text = words(child)
                self._findings.here(
                    f"something that this import does not know ({name}) was left out"
                    + (f": {whole(text)}" if text else "")
                )

    def _run(self, run: etree._Element, look: Look) -> None:
        properties = run.find(W + "rPr")
        if switch(properties, "vanish"):
            self._hidden(run, look)
            return
        if run.find(W + "t") is not None:
            tell_looks(properties, look, self._findings)
        if any(
            reference.get(W + "customMarkFollows") in ("1", "true", "on")
            for reference in run.iter(W + "footnoteReference", W + "endnoteReference")
        ):
            self._custom_mark(run, look)
            return
        self._children(run, run_look(properties, look, self._styles))

    def _hidden(self, run: etree._Element, look: Look) -> None:
        if words(run) and not self._fields.in_code:
            self._findings.here(f"hidden text was left out: {whole(words(run))}")
        for child in run:  # a field may begin or end in a hidden run
            if etree.QName(child).localname in ("fldChar", "instrText"):
                self._handlers[etree.QName(child).localname](child, look)

    def _hyperlink(self, element: etree._Element, look: Look) -> None:
        target = self._links.get(element.get(RELATIONS + "id", ""), "")
        anchor = element.get(W + "anchor", "")
        href = allowed_href(f"{target}#{anchor}" if target and anchor else target)
        if not href:
            where = target or f"#{anchor}"
            self._findings.here(
                f"the link of {quoted(words(element))} to {quoted(where)} was left out, "
                "the words were kept"
            )
        self._children(element, replace(look, href=href))

    def _change(self, element: etree._Element, look: Look) -> None:
        """Read a tracked change if its words are part of the text; tell it either way."""
        tell_change(element, self._changes, self._findings)
        if not is_gone(etree.QName(element).localname, self._changes):
            self._children(element, look)

    def _deleted_text(self, element: etree._Element, look: Look) -> None:
        """Read words of a deletion that was undone; elsewhere they are no words of the text."""
        if self._changes == "refuse":
            self._parts.text(element, look)
        elif element.text:
            self._findings.here(f"deleted text was left out: {whole(element.text)}")

    def _deleted_code(self, element: etree._Element, look: Look) -> None:
        if self._changes == "refuse":
            self._parts.field_code(element, look)

    def _drawing(self, element: etree._Element) -> None:
        if self._pictures is None:
            tell_drawing(element, self._findings)
        else:
            self._pictures.read(element)

    def _simple_field(self, element: etree._Element, look: Look) -> None:
        href = self._fields.told(element.get(W + "instr", ""), self._findings)
        self._children(element, replace(look, href=href or look.href))

    def _note_reference(self, element: etree._Element, _look: Look) -> None:
        kind = etree.QName(element).localname.removesuffix("Reference")
        number = self._note(kind, element.get(W + "id", ""))
        if number:
            self._parts.mark(number)

    def _custom_mark(self, run: etree._Element, look: Look) -> None:
        self._findings.here(
            f"the note's own mark {quoted(words(run))} was left out, notes are numbered"
        )
        for child in run:
            if etree.QName(child).localname.endswith("noteReference"):
                self._note_reference(child, look)

    def _ruby(self, element: etree._Element, look: Look) -> None:
        self._findings.count("Reading aids above characters were left out")
        for base in element.iter(W + "rubyBase"):
            self._children(base, look)

    def _alternative(self, element: etree._Element, look: Look) -> None:
        for name in ("Choice", "Fallback"):
            chosen = element.find(MC + name)
            if chosen is not None:
                self._children(chosen, look)
                return
