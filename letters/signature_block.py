"""Who stands under a letter and how: order, groups, logos, signatures by hand. For `compose`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal, cast

from django.utils import timezone

from letters.document import (
    Group,
    HandSignature,
    Picture,
    Signatory,
    SignatoryGroup,
    SignatureLayout,
)
from letters.grouping import grouped
from letters.images import picture_of
from letters.labels import group_of
from letters.models import LeadOrganization, LetterPage
from signatories.models import OrganizationLogo, SignOn
from signatories.names import name_key, sort_key


def layout_of(page: LetterPage) -> SignatureLayout:
    """Return how the organizer wants the signatories set."""
    return SignatureLayout(
        columns=cast("Literal[1, 2, 3]", page.signature_columns),
        grouping=cast("Literal['scope', 'place', 'none']", page.signature_grouping),
        people=page.signature_people,
        logos=page.signature_logos,
    )


def leads_logos(leads: Iterable[LeadOrganization]) -> tuple[Picture, ...]:
    """Return the logos of the lead organizations that have one, in their order."""
    pictures = (picture_of(lead.logo, alt=lead.name) for lead in leads if lead.logo_id)
    return tuple(picture for picture in pictures if picture)


def hand_signatures(page: LetterPage) -> tuple[HandSignature, ...]:
    """Return who signs by hand, with their signature where its image was uploaded."""
    return tuple(
        HandSignature(
            name=one.name.strip(),
            title=one.title.strip(),
            organization=one.organization.strip(),
            picture=picture_of(one.image, alt=f"Signature of {one.name}") if one.image_id else None,
        )
        for one in page.hand_signatures.all().select_related("image")
    )


def signatory_groups(
    sign_ons: Iterable[SignOn],
    *,
    page: LetterPage,
    leads: Sequence[LeadOrganization],
    layout: SignatureLayout,
) -> tuple[SignatoryGroup, ...]:
    """Return everyone in printing order: leads first, then as names are looked up."""
    lead_ids = {lead.organization_id for lead in leads if lead.organization_id}
    lead_keys = {name_key(lead.name) for lead in leads}
    logos = _logos(page, leads) if layout.logos else {}
    sent = _sent_logos(page) if layout.logos else {}
    everyone = []
    for sign_on in sign_ons:
        # The key costs more than all else here, so it is made only where somebody asks for it.
        key = name_key(sign_on.printed_name) if lead_keys or logos else ""
        leading = sign_on.organization_id in lead_ids or key in lead_keys
        logo = logos.get(key) or sent.get(sign_on.organization_id or 0)
        if logo:
            logo = replace(logo, alt=sign_on.printed_name)
        everyone.append(_signatory(sign_on, layout, leading, logo))
    everyone.sort(key=lambda one: (not one.lead, sort_key(one.name, page.language), one.ref))
    return grouped(everyone, grouping=layout.grouping, language=page.language)


def _logos(page: LetterPage, leads: Iterable[LeadOrganization]) -> dict[str, Picture]:
    """Return the logos by the key of the organization's name."""
    uploaded = [(one.name, one.image) for one in page.logos.all().select_related("image")]
    uploaded += [(lead.name, lead.logo) for lead in leads if lead.logo_id]
    pictures = ((name, picture_of(image, alt=name)) for name, image in uploaded)
    return {name_key(name): picture for name, picture in pictures if picture}


def _sent_logos(page: LetterPage) -> dict[int, Picture]:
    """Return the logos that signers sent and a reviewer lets be shown, by organization."""
    if page.pk is None:
        return {}
    shown = OrganizationLogo.objects.filter(
        status=OrganizationLogo.Status.SHOWN, organization__sign_ons__page_id=page.pk
    ).distinct()
    # They were drawn anew as PNG when they came.
    return {
        logo.organization_id: Picture(bytes(logo.content), "image/png", logo.width, logo.height)
        for logo in shown
        if logo.organization_id
    }


def signatory_of(sign_on: SignOn) -> Signatory:
    """Return one sign-on by itself: its public facts, without person and logo."""
    return _signatory(sign_on, SignatureLayout(), False, None)


def _signatory(
    sign_on: SignOn, layout: SignatureLayout, leading: bool, logo: Picture | None
) -> Signatory:
    individual = sign_on.kind == SignOn.Kind.INDIVIDUAL
    people = layout.people and not individual
    group: Group = group_of(sign_on.group)
    return Signatory(
        name=sign_on.printed_name,
        kind="individual" if individual else "organization",
        group=group,
        country=sign_on.country,
        region=sign_on.region,
        signed_on=timezone.localdate(sign_on.confirmed_at or sign_on.submitted_at),
        text_sha256=sign_on.signed_text.sha256,
        lead=leading and not individual,
        affiliation=sign_on.affiliation if individual else "",
        person=sign_on.printed_person if people else "",
        person_title=sign_on.printed_title if people else "",
        logo=None if individual else logo,
        ref=sign_on.pk or 0,
    )
