"""A draft that was read becomes a letter page, not published, for people to look through."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.validators import validate_slug
from django.db import transaction
from django.utils.text import slugify
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail_footnotes.models import Footnote

from letters.document import (
    Block,
    Demand,
    Demands,
    Figure,
    Heading,
    Inlines,
    ListBlock,
    Paragraph,
    Passage,
    Picture,
    Quotation,
    Table,
    plain,
)
from letters.models import LetterAddressee, LetterPage
from letters.prose_html import NoteIds, inline_html, prose_html
from letters.read_docx import Draft

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

LONGEST_TITLE = 255
LONGEST_IMAGE_TITLE = 255
LONGEST_SLUG = 80  # of one made from a title; a word is never cut for less

_Stored = dict[str, Any]  # type and value of a block, as a StreamField keeps them


@transaction.atomic
def create_letter(
    *,
    campaign: Page,
    draft: Draft,
    title: str,
    slug: str,
    now: datetime,
    owner: AbstractBaseUser | None = None,
) -> LetterPage:
    """Return a new letter below `campaign` with the draft's text: unpublished, with a revision.

    Args:
        title: the Re: line; empty for the draft's own.
        slug: empty for one made from the title. One that is taken gets a number after it.
    Raises:
        ValueError: the title is too long or the slug is none; the sentence says what to do.
    """
    title = title.strip() or draft.document.title or f"Letter without title, {now:%Y-%m-%d %H:%M}"
    if len(title) > LONGEST_TITLE:
        raise ValueError(
            f"The title has {len(title)} characters, at most {LONGEST_TITLE} can stand: "
            "give a shorter one."
        )
    page = _page(draft, title)
    page.slug = _free_slug(campaign, slug.strip() or _slug_of(title))
    page.owner = owner
    page.locale = campaign.locale
    for note in page.footnotes.all():
        note.locale = campaign.locale
    campaign.add_child(instance=page)
    page.save_revision(user=owner, log_action=True)
    return page


def _page(draft: Draft, title: str) -> LetterPage:
    """Return the page, not saved yet, that says what the draft says."""
    document = draft.document
    ids = {note.number: str(uuid4()) for note in document.notes}
    page = LetterPage(
        title=title,
        live=False,
        language=document.language,
        dated=document.dated,
        salutation=document.salutation,
        body=json.dumps(_body(document.body, ids)),
        closing=document.closing,
        delivery_line=document.delivery_line,
        reference=document.reference,
        enclosures="\n".join(document.enclosures),
        copies="\n".join(document.copies),
    )
    page.addressees = [  # type: ignore[misc]  # a manager takes a list
        LetterAddressee(
            sort_order=position,
            name=addressee.name,
            title=addressee.title,
            organization=addressee.organization,
            postal_address="\n".join(addressee.postal_lines),
            email=draft.emails[position] if position < len(draft.emails) else "",
        )
        for position, addressee in enumerate(document.addressees)
    ]
    page.footnotes = [
        Footnote(sort_order=position, uuid=ids[note.number], text=prose_html(note.paragraphs))
        for position, note in enumerate(document.notes)
    ]
    return page


def _body(blocks: Iterable[Block], ids: NoteIds) -> list[_Stored]:
    """Return the letter's blocks as the page stores them; neighbouring prose shares a block.

    Two lists in a row stay in two blocks, for the editor would make them one.
    """
    stored: list[_Stored] = []
    prose: list[Paragraph | ListBlock] = []

    def end_prose() -> None:
        if prose:
            stored.append(_stored("text", prose_html(prose, ids)))
            prose.clear()

    for block in blocks:
        if isinstance(block, Paragraph | ListBlock):
            if prose and isinstance(block, ListBlock) and isinstance(prose[-1], ListBlock):
                end_prose()
            prose.append(block)
        else:
            end_prose()
            stored.append(_other(block, ids))
    end_prose()
    return stored


def _other(
    block: Heading | Quotation | Demands | Table | Figure | Passage, ids: NoteIds
) -> _Stored:
    match block:
        case Heading():
            return _stored("heading", {"text": plain(block.content), "level": str(block.level)})
        case Quotation():
            text = prose_html(block.paragraphs, ids)
            return _stored("quotation", {"text": text, "source": _source(block, ids)})
        case Demands():
            value = {
                "heading": plain(block.heading),
                "intro": prose_html(block.intro, ids),
                "demands": [_stored("item", _demand(one, ids)) for one in block.demands],
            }
            return _stored("demands", value)
        case Table():
            return _stored("table", _table(block, ids))
        case Figure():
            value = {"image": _image(block.picture).pk, "alt": block.picture.alt}
            return _stored("figure", value | {"caption": _cell(block.caption, ids)})
        case Passage():
            return _stored("passage", _some(block.only_for) | {"body": _body(block.blocks, ids)})


def _demand(demand: Demand, ids: NoteIds) -> _Stored:
    return {"text": prose_html(demand.blocks, ids)} | _some(demand.only_for)


def _some(only_for: tuple[int, ...]) -> _Stored:
    """Return who is meant as an organizer writes it: the numbers of the addressees, from 1."""
    return {"rule": "only", "addressees": ", ".join(str(one + 1) for one in only_for)}


def _table(table: Table, ids: NoteIds) -> _Stored:
    head = table.rows[: table.header_rows]
    names = [plain(cell) for cell in head[0]] if head else [""] * len(table.rows[0])
    return {
        "columns": [{"type": "text", "heading": name} for name in names],
        "rows": [{"values": [_cell(cell, ids) for cell in row]} for row in table.rows[len(head) :]],
        "caption": plain(table.caption),
    }


def _cell(content: Inlines, ids: NoteIds) -> str:
    return f"<p>{inline_html(content, ids)}</p>" if content else ""


def _image(picture: Picture) -> Any:
    """Return the picture as a new image of the site."""
    suffix = "jpg" if picture.media_type == "image/jpeg" else "png"
    image = get_image_model()(
        title=picture.alt[:LONGEST_IMAGE_TITLE] or "Picture of a letter",
        description=picture.alt[:LONGEST_IMAGE_TITLE],
        file=ContentFile(picture.content, name=f"letter.{suffix}"),
    )
    image.save()
    return image


def _stored(kind: str, value: Any) -> _Stored:
    # Without an id a list block would take the item for its value.
    return {"type": kind, "value": value, "id": str(uuid4())}


def _source(quotation: Quotation, ids: NoteIds) -> str:
    return f"<p>{inline_html(quotation.source, ids)}</p>" if quotation.source else ""


def _slug_of(title: str) -> str:
    """Return the words of the title that fit, joined by hyphens; "letter" when none is left."""
    slug = slugify(title)
    if len(slug) > LONGEST_SLUG:
        slug = slug[: LONGEST_SLUG + 1].rpartition("-")[0] or slug[:LONGEST_SLUG]
    return slug or "letter"


def _free_slug(campaign: Page, slug: str) -> str:
    """Return `slug`, with a number after it where another page of the campaign has it."""
    try:
        validate_slug(slug)
    except ValidationError:
        raise ValueError(
            f"{slug!r} can't be a slug: use letters, digits, hyphens and underscores."
        ) from None
    if len(slug) > 200:
        raise ValueError(
            f"The slug has {len(slug)} characters, at most 200 can stand: give a shorter one."
        )
    taken = set(campaign.get_children().values_list("slug", flat=True))
    number = 1
    free = slug
    while free in taken:
        number += 1
        free = f"{slug}-{number}"
    return free
