"""What the public page of a letter shows beside the text: count, signing, delivery, versions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from letters import render_html
from letters.compose import compose
from letters.deliveries import Delivered, deliveries
from letters.document import LetterDocument, Picture
from letters.frame import agreement_line, version_line, withdrawal_line
from letters.html_body import Body
from letters.html_pictures import embedded, image
from letters.margin import notes_fit_the_margin
from letters.models import LetterPage
from letters.picture_addresses import addresses_below
from letters.printable import printable
from letters.scripts import is_rtl
from letters.standing import (
    change_words,
    count_words,
    day,
    own_words,
    signing_sentence,
)
from letters.variants import common_text, parts_for_some, variants
from signatories.history import text_history


@dataclass(frozen=True, slots=True)
class TextLink:
    """One numbered text of the letter, where its bytes are, and the day it was fixed."""

    number: int
    url: str
    day: str
    change: str = ""  # what it changed against the text before, and who stands by it


@dataclass(frozen=True, slots=True)
class PublicLetter:
    """One letter as its public page shows it; the HTML parts are safe."""

    document: LetterDocument
    url: str
    rtl: bool
    notes_below: bool  # too many for the margin
    logos: SafeString  # of the lead organizations
    opening: SafeString
    text: SafeString  # what every addressee gets
    own_parts: tuple[tuple[str, SafeString], ...]  # to whom else what, as a sentence and HTML
    own_letters: tuple[OwnLetter, ...]
    notes: SafeString
    signatories: SafeString
    organizations: int
    count_words: str
    signing: str
    is_open: bool
    deliveries: tuple[Delivered, ...]
    version: str
    agreed: str
    withdrawn: str  # who withdrew after delivery, where that is shown
    text_in_force: TextLink | None
    other_texts: tuple[TextLink, ...]

    @property
    def website(self) -> str:
        """The letterhead's website as people write it, such as "harborrights.example"."""
        bare = self.document.letterhead.website.partition("://")[2]
        return bare.rstrip("/").removeprefix("www.")


@dataclass(frozen=True, slots=True)
class OwnLetter:
    """One addressee's own letter: the digest of its text, and its files once it was sent."""

    addressee: str
    sha256: str
    url: str  # the folder of its files, such as "…/editions/1/2/"; empty before


def own_parts(document: LetterDocument, body: Body) -> tuple[tuple[str, SafeString], ...]:
    """Return what only some addressees get, each with the sentence on who they are."""
    return tuple(
        (
            own_words([document.addressees[position].name for position in part.only_for]),
            # The writer escapes every value.
            mark_safe(body.blocks(part.blocks)),  # noqa: S308
        )
        for part in parts_for_some(document)
    )


def own_letters(page: LetterPage, document: LetterDocument, url: str) -> tuple[OwnLetter, ...]:
    """Return each addressee's own letter, where they differ; one query then, otherwise none."""
    found = variants(document)
    if not found:
        return ()
    sent = page.editions.filter(dispatched_at__isnull=False) if page.pk else None
    newest = sent.filter(files__position=0).order_by("-number").first() if sent else None
    folder = f"{url}editions/{newest.number}/" if newest else ""
    return tuple(
        OwnLetter(one.addressee.name, one.sha256, f"{folder}{one.position + 1}/" if folder else "")
        for one in found
    )


def public_letter(page: LetterPage, *, now: datetime, preview: bool = False) -> PublicLetter:
    """Return what the page of a letter shows at `now`, saved or not.

    The number of queries does not grow with the signatories.

    Args:
        preview: whether an editor looks at what may not be published.
    """
    document = compose(page, now=now, preview=preview)
    url = (page.url or "") if page.pk else ""
    individuals = sum(one.kind == "individual" for one in document.signatories())
    organizations = document.signatory_count - individuals
    current, others = _texts(page, document, url)
    state = page.signing_state(now)
    return PublicLetter(
        document=document,
        url=url,
        rtl=is_rtl(document.language),
        notes_below=not notes_fit_the_margin(document),
        own_letters=own_letters(page, document, url),
        organizations=organizations,
        count_words=count_words(organizations, individuals),
        signing=signing_line(page, now=now),
        is_open=state.is_open and page.live,
        deliveries=deliveries(page, now=now),
        version=version_line(document),
        agreed=agreement_line(document),
        withdrawn=withdrawal_line(printable(replace(document, body=(), notes=(), groups=()))),
        text_in_force=current,
        other_texts=others,
        # What is previewed is nowhere yet, so its pictures come inside the page.
        **_parts(document, url, embedded if preview or not url else addresses_below(url)),
    )


def _parts(document: LetterDocument, url: str, source: Callable[[Picture], str]) -> dict[str, Any]:
    """Return the parts of the page that are HTML; `source` gives the address of a picture."""
    clean = printable(replace(document, groups=()))
    # One writer for all of the text, so that each mark of a note has its own address.
    body = Body(common_text(clean), source)
    text, own = body.html(), own_parts(clean, body)
    more = format_html('<a href="{}signatories/">Search the full list</a>', url)
    logos = "".join(image(logo, source) for logo in clean.letterhead.logos)
    signatories = render_html.signatories_html(document, more=more, source=source)
    # The renderer escapes every value; see its module.
    return {
        "logos": mark_safe(logos),  # noqa: S308
        "opening": mark_safe(render_html.letter_opening_html(document)),  # noqa: S308
        "text": mark_safe(text),  # noqa: S308
        "own_parts": own,
        "notes": mark_safe(render_html.notes_of(body)),  # noqa: S308
        "signatories": mark_safe(signatories),  # noqa: S308
    }


def signing_line(page: LetterPage, *, now: datetime) -> str:
    """Return whether `page` can be signed at `now`, in the site's time zone."""
    state = page.signing_state(now)
    return signing_sentence(
        replace(state, opens_at=_local(state.opens_at), closes_at=_local(state.closes_at)),
        soft_deadline=_local(page.soft_deadline),
        now=now,
    )


def _texts(
    page: LetterPage, document: LetterDocument, url: str
) -> tuple[TextLink | None, tuple[TextLink, ...]]:
    """Return the stored text that the page says now, if any, and all others, newest first."""
    links = {
        text.sha256: TextLink(
            text.number,
            f"{url}texts/{text.number}.txt",
            day(text.dated),
            change_words(text.change, text.summary, text.agreed),
        )
        for text in (text_history(page.pk) if page.pk else ())
    }
    current = links.pop(document.version.sha256, None) if document.version else None
    return current, tuple(links.values())


def _local(moment: datetime | None) -> datetime | None:
    return timezone.localtime(moment) if moment else None
