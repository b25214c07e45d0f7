"""Made-up letters in the database: `LetterPageFactory()` gives one that may be published."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from factory.base import Factory
from factory.declarations import Sequence
from wagtail.models import Page, Site
from wagtail_footnotes.models import Footnote

from letters.models import LeadOrganization, LetterAddressee, LetterPage
from signatories.models import SignOn
from signatories.names import name_key
from signatories.services import text_in_force

NOTE_A = UUID("aaaaaaaa-0000-4000-8000-000000000001")
NOTE_B = UUID("bbbbbbbb-0000-4000-8000-000000000002")


def note_mark(note_id: UUID | str) -> str:
    """Return the mark of a note as the rich text editor stores it."""
    return f'<footnote id="{note_id}">[{str(note_id)[:6]}]</footnote>'


def body(*blocks: tuple[str, Any]) -> str:
    """Return the stored form of a letter's text, made of (block type, value) pairs."""
    return json.dumps([{"type": kind, "value": value} for kind, value in blocks])


def heading(text: str, level: str = "2") -> tuple[str, dict[str, str]]:
    return "heading", {"text": text, "level": level}


def text(html: str) -> tuple[str, str]:
    return "text", html


def quotation(html: str, source: str = "") -> tuple[str, dict[str, str]]:
    return "quotation", {"text": html, "source": source}


def demands(
    *items: str | dict[str, str], heading: str = "What we ask", intro: str = ""
) -> tuple[str, Any]:
    """Return a block of demands; each is its HTML, or the fields of one for some addressees."""
    asked = [
        {
            "type": "item",
            "value": {"text": item} if isinstance(item, str) else item,
            "id": f"0000-{number}",
        }
        for number, item in enumerate(items)
    ]
    return "demands", {"heading": heading, "intro": intro, "demands": asked}


def passage(addressees: str, *blocks: tuple[str, Any], rule: str = "only") -> tuple[str, Any]:
    stored = [{"type": kind, "value": value} for kind, value in blocks]
    return "passage", {"rule": rule, "addressees": addressees, "body": stored}


SHORT_BODY = body(
    text("<p>The ticket gates of the stadium now look at faces.</p>"),
    demands("<p><b>Switch them off</b> before the season begins.</p>"),
)


class LetterPageFactory(Factory[LetterPage]):
    """A live letter below the site's first page, with two addressees and one demand.

    `parent` puts it elsewhere; `notes` are (id, stored HTML) pairs; `addressees` and `leads` are
    lists of fields, empty for none; `saved=False` gives it unsaved, as a preview sees it.
    """

    class Meta:
        model = LetterPage

    title = Sequence(lambda n: f"Take the cameras out of gate {n}")
    slug = Sequence(lambda n: f"gate-{n}")
    language = "en-US"
    dated = date(2026, 11, 16)
    body = SHORT_BODY
    closing = "Respectfully,"

    @classmethod
    def _build(cls, model_class: type[LetterPage], *args: Any, **kwargs: Any) -> LetterPage:
        addressees = kwargs.pop("addressees", ADDRESSEES)
        leads = kwargs.pop("leads", [])
        notes = kwargs.pop("notes", [])
        kwargs.pop("parent", None)
        page = model_class(*args, **kwargs)
        page.addressees = [LetterAddressee(**one) for one in addressees]
        page.leads = [LeadOrganization(**one) for one in leads]
        page.footnotes = [Footnote(uuid=str(note_id), text=html) for note_id, html in notes]
        return page

    @classmethod
    def _create(cls, model_class: type[LetterPage], *args: Any, **kwargs: Any) -> LetterPage:
        parent = kwargs.get("parent") or a_parent()
        page = cls._build(model_class, *args, **kwargs)
        parent.add_child(instance=page)
        return page


ADDRESSEES = [
    {
        "name": "Ms. Ingrid Halden",
        "title": "Chief Executive Officer",
        "organization": "Halden Devices, Inc.",
        "postal_address": "1200 Harbor Way\nTampa, FL 33602",
        "email": "office@haldendevices.example",
    },
    {"name": "Mr. Desmond Okoro", "organization": "Halden Devices, Inc."},
]


def a_parent() -> Page:
    """Return the first page of the default site, which every test database has."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is not None:
        return site.root_page.specific
    root = Page.get_first_root_node()
    home = root.add_child(instance=Page(title="Home", slug="home"))
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    return home


def sign(page: LetterPage, name: str, scope: str = "national", **fields: Any) -> SignOn:
    """Put a published name under the words that the stored page says now."""
    now = fields.pop("now", timezone.now())
    text = text_in_force(page=page, now=now)
    return SignOn.objects.create(
        page=page,
        signed_text=text,
        status=fields.pop("status", SignOn.Status.APPROVED),
        claimed_name=name,
        name_key=name_key(name),
        scope=scope,
        submitted_at=now,
        mailbox_pseudonym=f"{abs(hash(name)):064x}"[:64],
        **fields,
    )
