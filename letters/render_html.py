"""The letter as HTML: parts for the public page and the mail, and a file that stands alone.

Every value is escaped here; the parts are safe to mark as such in a template. Pictures stand in
the page itself unless `source` says where each is found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import escape
from pathlib import Path

from letters.document import LetterDocument, Picture, SignatoryGroup
from letters.frame import (
    colophon_lines,
    contact_lines,
    count_line,
    logos,
    name_line,
    names_affiliations,
)
from letters.html_body import Body, joined, named
from letters.html_pictures import embedded, image
from letters.printable import printable
from letters.scripts import is_rtl
from letters.wording import Words, words

_STYLE = Path(__file__).with_name("letter.css").read_text(encoding="utf-8")
Source = Callable[[Picture], str]


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
        f'<div class="text{" hyphenated" if document.hyphenate else ""}">',
        letter_opening_html(document),
        letter_body_html(document),
        "</div>",
        signatories_html(document),
        notes_html(document),
        _colophon(document),
        "</article>\n</main>\n</body>\n</html>\n",
    )


def letter_opening_html(document: LetterDocument) -> str:
    """Return the date line, how the letter is delivered, and the address blocks."""
    document = printable(replace(document, groups=()))
    parts = []
    if document.date_line:
        day = escape(document.date_line)
        if document.dated:
            day = f'<time datetime="{document.dated.isoformat()}">{day}</time>'
        parts.append(f'<p class="dated">{day}</p>')
    if document.delivery_line:
        delivered = named(document.delivery_line, document.language)
        parts.append(f'<p class="delivery">{delivered}</p>')
    if document.addressees:
        blocks = (
            f"<p>{'<br>'.join(named(line, document.language) for line in addressee.lines)}</p>"
            for addressee in document.addressees
        )
        parts.append(joined('<div class="addressees">', *blocks, "</div>"))
    return joined(*parts)


def letter_body_html(document: LetterDocument, *, source: Source = embedded) -> str:
    """Return the Re: line as h1, salutation, text and closing; to stand in one `.text` element.

    Args:
        source: the address of each picture; an empty one leaves only what the picture shows.
    """
    document = printable(replace(document, groups=()))
    return Body(document, source).html()


def notes_html(document: LetterDocument) -> str:
    """Return the list of notes with links back to each mark; empty when there are no notes."""
    document = printable(replace(document, groups=()))
    body = Body(document)
    body.html()
    return notes_of(body)


def notes_of(body: Body) -> str:
    """Return the list of notes of a text that was written; empty when there are no notes."""
    if not body.document.notes:
        return ""
    title = escape(body.words.notes)
    return joined(
        f'<section aria-labelledby="notes"><h2 class="notes-title" id="notes">{title}</h2>',
        '<ol class="notes">',
        *(body.note(note) for note in body.document.notes),
        "</ol></section>",
    )


def signatories_html(document: LetterDocument, *, more: str = "", source: Source = embedded) -> str:
    """Return who signed, in groups; empty when nobody has.

    Args:
        more: safe HTML put after the sentence of counts, e.g. a link to the full list.
        source: the address of each logo; an empty one leaves the wall of logos out.
    """
    signed = printable(replace(document, body=(), notes=()))
    if not signed.signatory_count:
        return ""
    known = words(signed.language)
    return joined(
        f'<section class="undersigned columns-{signed.layout.columns}"'
        ' aria-labelledby="undersigned">',
        f'<h2 id="undersigned">{escape(known.undersigned)}</h2>',
        f"<p>{escape(count_line(signed))}{f' {more}' if more else ''}</p>",
        _wall(signed, known, source),
        *(_group(group, known, signed) for group in signed.groups if group.signatories),
        "</section>",
    )


def _wall(document: LetterDocument, known: Words, source: Source) -> str:
    """Return the logos of those who signed, in their order."""
    shown = [image(logo, source) for logo in logos(document) if source(logo)]
    if not shown:
        return ""
    items = (f"<li>{one}</li>" for one in shown)
    return joined(f'<ul class="logos" aria-label="{escape(known.logos)}">', *items, "</ul>")


def _group(group: SignatoryGroup, known: Words, document: LetterDocument) -> str:
    key = escape(group.key.replace(" ", "-"))
    title = f"{escape(group.label)} <b>{len(group.signatories)}</b>"
    labelled = f' aria-labelledby="g-{key}"><h3 id="g-{key}">{title}</h3>' if group.label else ">"
    people, language = document.layout.people, document.language
    lead = f' <span class="soft">({escape(known.lead)})</span>'
    items = []
    for one in group.signatories:
        line = named(name_line(one, people=people), language)
        items.append(f"<li>{line}{lead if one.lead else ''}</li>")
    note = (
        f'<p class="soft">{escape(known.identification)}</p>' if names_affiliations(group) else ""
    )
    return joined(f'<section class="group"{labelled}', "<ul>", *items, f"</ul>{note}</section>")


def _letterhead(document: LetterDocument) -> str:
    head = document.letterhead
    if not head.name:
        return ""
    under = f'<p class="for">{escape(head.line)}</p>' if head.line else ""
    contact = [escape(line) for line in contact_lines(document)]
    address = f"<address>{'<br>'.join(contact)}</address>" if contact else ""
    name = f'<div><p class="name">{named(head.name, document.language)}</p>{under}</div>'
    crest = "".join(image(logo, embedded) for logo in head.logos)
    above = f'<p class="crest">{crest}</p>' if crest else ""
    return joined('<header class="letterhead">', above, name, address, "</header>")


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
