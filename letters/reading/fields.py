"""Fields of Word (dates, page numbers, links): what they show is kept, their code is not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from letters.printable import allowed_href
from letters.reading.findings import Findings, quoted, whole

_LINK = re.compile(
    r'\s*HYPERLINK\s+(?:"([^"]*)"|([^\\\s]\S*))(?:.*?\\l\s+"([^"]*)")?', re.IGNORECASE | re.DOTALL
)


@dataclass(slots=True)
class _Open:
    codes: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    showing: bool = False
    href: str = ""

    @property
    def code(self) -> str:
        return "".join(self.codes)


class Fields:
    """The fields that are open while paragraphs are read; they may span several of them."""

    def __init__(self) -> None:
        self._open: list[_Open] = []

    @property
    def in_code(self) -> bool:
        """Whether text now belongs to the code of a field, not to what it shows."""
        return any(not one.showing for one in self._open)

    @property
    def link(self) -> str:
        """The address of the innermost open link field, "" when none is open."""
        return next((one.href for one in reversed(self._open) if one.href), "")

    def step(self, kind: str, findings: Findings) -> None:
        """Take a field character: begin, separate or end."""
        if kind == "begin":
            self._open.append(_Open())
        elif kind == "separate" and self._open:
            current = self._open[-1]
            current.showing = True
            current.href = self.told(current.code, findings)
        elif kind == "end" and self._open:
            self._close(findings)

    def close_all(self, findings: Findings) -> None:
        """End every field; a damaged file may never have ended them."""
        while self._open:
            self._close(findings)

    def close_codes(self, findings: Findings) -> None:
        """End the fields that show nothing yet; only a damaged file lets a code go on and on."""
        while self._open and not self._open[-1].showing:
            self._close(findings)

    def add_code(self, text: str) -> None:
        if self._open:
            self._open[-1].codes.append(text)

    def stray_text(self, text: str) -> None:
        """Keep text that stands where only code should be, to be told when the field ends."""
        self._open[-1].strays.append(text)

    def told(self, code: str, findings: Findings) -> str:
        """Return the address of a link field; tell of any other field."""
        link = _LINK.match(code)
        if link:
            target = (link[1] or link[2] or "") + (f"#{link[3]}" if link[3] else "")
            href = allowed_href(target)
            if not href:
                findings.here(f"a link to {quoted(target)} was left out, the words were kept")
            return href
        name = (code.split() or ["?"])[0].upper()
        findings.here(f"a field ({name[:40]}) was replaced by the text that it shows")
        return ""

    def _close(self, findings: Findings) -> None:
        closed = self._open.pop()
        if not closed.showing and closed.code.strip():
            name = closed.code.split()[0].upper()
            findings.here(f"a field ({name[:40]}) that shows nothing was left out")
        stray = "".join(closed.strays)
        if stray.strip():
            findings.here(f"text inside a field's code was left out: {whole(stray)}")
