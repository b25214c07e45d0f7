"""The letter as HTML: parts for the public page and the mail, and a file that stands alone.

Every value is escaped here; the parts are safe to mark as such in a template.
"""

from __future__ import annotations

from dataclasses import replace
from html import escape
from pathlib import Path

from letters.document import LetterDocument, Signatory, SignatoryGroup
from letters.frame import (
    colophon_lines,
    contact_lines,
    count_line,
    names_affiliations,
)
from letters.html_body import Body, joined, named
from letters.printable import printable
from letters.scripts import is_rtl
from letters.wording import Words, words

_STYLE = Path(__file__).with_name("letter.css").read_text(encoding="utf-8")


def render_html(document: LetterDocument) -> str:
    """Return the letter as one HTML file that needs nothing else: no script, no outside file."""
    document = printable(document)
    turn = ' dir="rtl"' if is_rtl(document.language) else ""
    by = document.letterhead.name
    title = escape(f"{document.title} · {by}" if by else document.title)
    return joined(
        "<!doctype html>",
        f'<html lang="{document.language}"{turn}>',
        '<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>",
        f"<style>\n{_STYLE}</style>",
        '</head>\n<body>\n<main>\n<article class="letter">',
        f'<p class="mark">{escape(document.mark)}</p>' if document.mark else "",
        _letterhead(document),
        '<div class="text">',
        letter_opening_html(document),
        letter_body_html(document),
        "</div>",
        signatories_html(document),
        notes_html(document),
        _colophon(document),
        "</article>\n</main>\n</body>\n</html>\n",
    )


def letter_opening_html(document: LetterDocument) -> str:
    """Return the date line and the address blocks."""
    document = printable(replace(document, groups=()))
    parts = []
    if document.date_line:
        day = escape(document.date_line)
        if document.dated:
            day = f'<time datetime="{document.dated.isoformat()}">{day}</time>'
        parts.append(f'<p class="dated">{day}</p>')
    if document.addressees:
        blocks = (
            f"<p>{'<br>'.join(named(line, document.language) for line in addressee.lines)}</p>"
            for addressee in document.addressees
        )
        parts.append(joined('<div class="addressees">', *blocks, "</div>"))
    return joined(*parts)


def letter_body_html(document: LetterDocument) -> str:
    """Return the Re: line as h1, salutation, text and closing; to stand in one `.text` element."""
    document = printable(replace(document, groups=()))
    return Body(document).html()


def notes_html(document: LetterDocument) -> str:
    """Return the list of notes with links back to each mark; empty when there are no notes."""
    document = printable(replace(document, groups=()))
    if not document.notes:
        return ""
    body = Body(document)
    body.html()
    title = escape(body.words.notes)
    return joined(
        f'<section aria-labelledby="notes"><h2 class="notes-title" id="notes">{title}</h2>',
        '<ol class="notes">',
        *(body.note(note) for note in document.notes),
        "</ol></section>",
    )


def signatories_html(document: LetterDocument, *, more: str = "") -> str:
    """Return who signed, in groups; empty when nobody has.

    Args:
        more: safe HTML put after the sentence of counts, e.g. a link to the full list.
    """
    signed = printable(replace(document, body=(), notes=()))
    if not signed.signatory_count:
        return ""
    known = words(signed.language)
    return joined(
        '<section class="undersigned" aria-labelledby="undersigned">',
        f'<h2 id="undersigned">{escape(known.undersigned)}</h2>',
        f"<p>{escape(count_line(signed))}{f' {more}' if more else ''}</p>",
        *(_group(group, known, signed.language) for group in signed.groups if group.signatories),
        "</section>",
    )


def _group(group: SignatoryGroup, known: Words, language: str) -> str:
    title = f"{escape(group.label)} <b>{len(group.signatories)}</b>"
    key = escape(group.key.replace(" ", "-"))
    heading = f'<h3 id="g-{key}">{title}</h3>'
    lines = [
        f'<section class="group" aria-labelledby="g-{key}">{heading}',
        "<ul>",
        *(f"<li>{_signatory(one, known, language)}</li>" for one in group.signatories),
    ]
    note = (
        f'<p class="soft">{escape(known.identification)}</p>' if names_affiliations(group) else ""
    )
    return joined(*lines, f"</ul>{note}</section>")


def _signatory(signatory: Signatory, known: Words, language: str) -> str:
    name = named(signatory.name, language)
    if signatory.affiliation:
        name += f', <span class="soft">{named(signatory.affiliation, language)}</span>'
    return f'{name} <span class="soft">({escape(known.lead)})</span>' if signatory.lead else name


def _letterhead(document: LetterDocument) -> str:
    head = document.letterhead
    if not head.name:
        return ""
    under = f'<p class="for">{escape(head.line)}</p>' if head.line else ""
    contact = [escape(line) for line in contact_lines(document)]
    address = f"<address>{'<br>'.join(contact)}</address>" if contact else ""
    name = f'<div><p class="name">{named(head.name, document.language)}</p>{under}</div>'
    return joined('<header class="letterhead">', name, address, "</header>")


def _colophon(document: LetterDocument) -> str:
    digest = document.version.sha256 if document.version else ""
    inner = joined(
        *(
            _hash(line) if line == digest else f"<p>{escape(line)}</p>"
            for line in colophon_lines(document)
        )
    )
    return joined('<footer class="colophon">', inner, "</footer>") if inner else ""


def _hash(digest: str) -> str:
    return f'<p><span class="hash">{escape(digest)}</span></p>'
