"""A letter page becomes a `LetterDocument`: its text, and who stands under exactly that text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from django.utils import timezone

from letters.document import LetterDocument, Letterhead, Signatory, SignatoryGroup, TextVersion
from letters.labels import GROUPS, group_label, group_of
from letters.models import LetterPage, LetterSettings
from letters.render_text import canonical_text
from letters.standing import minute
from letters.text import letter_text
from signatories.models import SignedText, SignOn
from signatories.names import name_key, sort_key


def compose(
    page: LetterPage, *, now: datetime, sign_ons: Iterable[SignOn] | None = None
) -> LetterDocument:
    """Return the letter as a reader sees it at `now`; works on a page that was never saved.

    Names stand only under the words they signed: a sign-on for another text than the page says is
    left out, whoever passes it. The number of queries does not grow with the signatories.

    Args:
        sign_ons: who signed, with their `signed_text`; the published ones when not given.
    """
    document = letter_text(page)
    digest = sha256(canonical_text(document).encode()).hexdigest()
    if sign_ons is None:
        sign_ons = published_sign_ons(page)
    settings = LetterSettings.read(page.get_site() if page.pk else None)
    leads = tuple(page.leads.all())
    return replace(
        document,
        letterhead=_letterhead(settings, leads[0].name if leads else ""),
        groups=_groups([one for one in sign_ons if one.signed_text.sha256 == digest], page),
        version=_version(page, digest, now),
        url=(page.full_url or "") if page.pk else "",
        paper="a4" if settings.paper == LetterSettings.Paper.A4 else "letter",
        mark=_mark(page, now),
    )


def published_sign_ons(page: LetterPage) -> list[SignOn]:
    """Return who stands under `page` in public, in one query; nobody under an unsaved one."""
    if page.pk is None:
        return []
    return list(SignOn.objects.published(page_id=page.pk).select_related("signed_text"))


def _letterhead(settings: LetterSettings, lead_name: str) -> Letterhead:
    lines = (line.strip() for line in settings.letterhead_address.splitlines())
    return Letterhead(
        name=settings.letterhead_name or lead_name,
        line=settings.letterhead_line,
        address_lines=tuple(line for line in lines if line),
        website=settings.letterhead_website,
        email=settings.letterhead_email,
    )


def _groups(sign_ons: list[SignOn], page: LetterPage) -> tuple[SignatoryGroup, ...]:
    leads = list(page.leads.all())
    lead_ids = {lead.organization_id for lead in leads if lead.organization_id}
    lead_keys = {name_key(lead.name) for lead in leads}
    everyone = [_signatory(one, lead=_leads(one, lead_ids, lead_keys)) for one in sign_ons]
    # The lead first, then as a reader looks names up; the id settles equal names.
    everyone.sort(key=lambda one: (not one.lead, sort_key(one.name, page.language), one.ref))
    groups = (
        SignatoryGroup(
            key=group,
            label=group_label(group, page.language),
            signatories=tuple(one for one in everyone if one.group == group),
        )
        for group in GROUPS
    )
    return tuple(group for group in groups if group.signatories)


def _leads(sign_on: SignOn, lead_ids: set[int], lead_keys: set[str]) -> bool:
    if sign_on.organization_id in lead_ids:
        return True
    return bool(lead_keys) and name_key(sign_on.printed_name) in lead_keys


def _signatory(sign_on: SignOn, *, lead: bool) -> Signatory:
    signed_at = sign_on.confirmed_at or sign_on.submitted_at
    individual = sign_on.kind == SignOn.Kind.INDIVIDUAL
    return Signatory(
        name=sign_on.printed_name,
        kind="individual" if individual else "organization",
        group=group_of(sign_on.group),
        country=sign_on.country,
        region=sign_on.region,
        signed_on=timezone.localdate(signed_at),
        text_sha256=sign_on.signed_text.sha256,
        lead=lead and not individual,
        affiliation=sign_on.affiliation if individual else "",
        ref=sign_on.pk or 0,
    )


def _version(page: LetterPage, digest: str, now: datetime) -> TextVersion:
    """Return which text this is; words that no signer saw yet get the number they would have."""
    texts = list(SignedText.objects.filter(page_id=page.pk).values("number", "sha256", "dated"))
    for text in texts:
        if text["sha256"] == digest:
            return TextVersion(text["number"], digest, text["dated"])
    number = max((text["number"] for text in texts), default=0) + 1
    return TextVersion(number, digest, timezone.localdate(now))


def _mark(page: LetterPage, now: datetime) -> str:
    if page.is_embargoed(now):
        return f"Under embargo until {minute(timezone.localtime(page.embargo_until))}"
    return "" if page.live else "Draft"
