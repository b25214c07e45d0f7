"""A letter page becomes a `LetterDocument`: its text, and who stands under exactly that text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from django.utils import timezone

from letters.document import LetterDocument, Letterhead, Picture, Stationery, TextVersion
from letters.models import LetterPage, LetterSettings
from letters.render_text import canonical_text
from letters.signature_block import (
    hand_signatures,
    layout_of,
    leads_logos,
    signatory_groups,
)
from letters.standing import minute
from letters.text import letter_text
from letters.withdrawals import withdrawals_of
from signatories.models import SignedText, SignOn
from signatories.services import digests_counting_for


def compose(
    page: LetterPage,
    *,
    now: datetime,
    sign_ons: Iterable[SignOn] | None = None,
    preview: bool = False,
) -> LetterDocument:
    """Return the letter as a reader sees it at `now`; works on a page that was never saved.

    Names stand only under the words they signed, or under words that differ from them by changes
    declared editorial: any other sign-on is left out, whoever passes it. The number of queries
    does not grow with the signatories.

    Args:
        sign_ons: who signed, with their `signed_text`; the published ones when not given.
        preview: whether an editor looks at what may not be published; then it is marked as draft.
    """
    document = letter_text(page)
    digest = sha256(canonical_text(document).encode()).hexdigest()
    if sign_ons is None:
        sign_ons = published_sign_ons(page)
    settings = LetterSettings.read(page.get_site() if page.pk else None)
    leads = tuple(page.leads.all().select_related("logo"))
    logos = leads_logos(leads)
    layout = layout_of(page)
    counting = digests_counting_for(page.pk, digest)
    standing = [one for one in sign_ons if one.signed_text.sha256 in counting]
    return replace(
        document,
        letterhead=_letterhead(settings, leads[0].name if leads else "", logos),
        hand_signatures=hand_signatures(page),
        groups=signatory_groups(standing, page=page, leads=leads, layout=layout),
        layout=layout,
        withdrawals=withdrawals_of(page),
        version=_version(page, digest, now),
        url=(page.full_url or "") if page.pk else "",
        paper="a4" if settings.paper == LetterSettings.Paper.A4 else "letter",
        stationery=_stationery(page, settings),
        mark=_mark(page, now, preview),
    )


def _stationery(page: LetterPage, settings: LetterSettings) -> Stationery | None:
    """Return the letter's own base template, else the site's; one query where there is one."""
    template = page.word_template or settings.word_template
    return template.stationery() if template else None


def published_sign_ons(page: LetterPage) -> list[SignOn]:
    """Return who stands under `page` in public, in one query; nobody under an unsaved one."""
    if page.pk is None:
        return []
    return list(SignOn.objects.published(page_id=page.pk).select_related("signed_text"))


def _letterhead(settings: LetterSettings, lead_name: str, logos: tuple[Picture, ...]) -> Letterhead:
    lines = (line.strip() for line in settings.letterhead_address.splitlines())
    return Letterhead(
        name=settings.letterhead_name or lead_name,
        line=settings.letterhead_line,
        address_lines=tuple(line for line in lines if line),
        website=settings.letterhead_website,
        email=settings.letterhead_email,
        logos=logos,
    )


def _version(page: LetterPage, digest: str, now: datetime) -> TextVersion:
    """Return which text this is; words that no signer saw yet get the number they would have."""
    texts = list(SignedText.objects.filter(page_id=page.pk).values("number", "sha256", "dated"))
    for text in texts:
        if text["sha256"] == digest:
            return TextVersion(text["number"], digest, text["dated"])
    number = max((text["number"] for text in texts), default=0) + 1
    return TextVersion(number, digest, timezone.localdate(now))


def _mark(page: LetterPage, now: datetime, preview: bool) -> str:
    marks = ["Draft"] if preview or not page.live else []
    if page.is_hidden(now):
        end = page.embargo_until
        until = f"Under embargo until {minute(timezone.localtime(end))}" if end else "Private draft"
        marks.append(until)
    return " · ".join(marks)
