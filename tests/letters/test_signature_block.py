"""Who stands under a letter and how, as its organizer chose."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from letters import images
from letters.compose import compose
from letters.document import LetterDocument, SignatureLayout
from letters.frame import count_line
from letters.models import HandSignature, LetterPage, SignatoryLogo
from signatories.models import Organization, OrganizationLogo, SignOn
from tests.letters import factories as make
from tests.letters.uploads import image_bytes, upload

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    images._encoded.cache_clear()


def stored(**fields: Any) -> LetterPage:
    return LetterPage.objects.get(pk=make.LetterPageFactory.create(**fields).pk)


def composed(page: LetterPage) -> LetterDocument:
    return compose(LetterPage.objects.get(pk=page.pk), now=NOW)


def groups(page: LetterPage) -> list[Any]:
    return [(one.key, [each.name for each in one.signatories]) for one in composed(page).groups]


def test_the_layout_is_the_organizers_choice() -> None:
    page = stored(
        signature_columns=2, signature_grouping="none", signature_people=True, signature_logos=True
    )
    assert composed(page).layout == SignatureLayout(2, "none", people=True, logos=True)
    assert composed(stored()).layout == SignatureLayout(3, "scope")


def test_organizations_stand_by_state_and_are_counted_so() -> None:
    page = stored(signature_grouping="place")
    for name, region in [("A", "FL"), ("B", "CA"), ("C", "FL"), ("D", "")]:
        make.sign(page, name, country="US", region=region)
    assert groups(page) == [("US-CA", ["B"]), ("US-FL", ["A", "C"]), ("US", ["D"])]
    assert "4 organizations in 2 states" in count_line(composed(page))


def test_organizations_of_several_countries_are_counted_by_country() -> None:
    page = stored(signature_grouping="place")
    for name, country in [("A", "US"), ("B", "FR"), ("C", "FR")]:
        make.sign(page, name, country=country)
    assert groups(page) == [("FR", ["B", "C"]), ("US", ["A"])]
    assert "3 organizations in 2 countries" in count_line(composed(page))


def test_who_signed_is_printed_only_where_the_letter_says_so_and_they_agreed() -> None:
    page = stored()
    agreed = {"printed_person": "Rosa Vale", "printed_title": "Director"}
    make.sign(page, "Alpha", **agreed)
    make.sign(page, "Beta")
    make.sign(page, "Prof. Ada Lind", kind=SignOn.Kind.INDIVIDUAL, **agreed)
    assert {one.person for one in composed(page).signatories()} == {""}
    LetterPage.objects.filter(pk=page.pk).update(signature_people=True)
    shown = [(one.name, one.person, one.person_title) for one in composed(page).signatories()]
    assert shown == [
        ("Alpha", "Rosa Vale", "Director"),
        ("Beta", "", ""),
        ("Prof. Ada Lind", "", ""),
    ]


def test_each_lead_organizations_logo_stands_in_the_letterhead() -> None:
    page = stored(
        leads=[
            {"name": "Harbor Rights", "logo": upload("harbor")},
            {"name": "Front Porch"},
            {"name": "Quay Watch", "logo": upload("quay", image_bytes((60, 60)))},
        ]
    )
    logos = composed(page).letterhead.logos
    assert [(logo.alt, logo.width) for logo in logos] == [
        ("Harbor Rights", 120),
        ("Quay Watch", 60),
    ]


def test_who_signs_by_hand_stands_there_with_or_without_a_signature() -> None:
    page = stored()
    page.hand_signatures = [
        HandSignature(name="Rosa Vale", title="Director", organization="Harbor Rights"),
        HandSignature(name="Imre Sand", image=upload("imre")),
    ]
    page.save()
    rosa, imre = composed(page).hand_signatures
    assert (rosa.name, rosa.title, rosa.organization, rosa.picture) == (
        "Rosa Vale",
        "Director",
        "Harbor Rights",
        None,
    )
    assert imre.picture is not None
    assert imre.picture.alt == "Signature of Imre Sand"


def wall(page: LetterPage) -> dict[str, int]:
    """Return the width of the logo beside each name that has one."""
    return {one.name: one.logo.width for one in composed(page).signatories() if one.logo}


def test_the_wall_of_logos_shows_those_uploaded_sent_and_of_the_leads() -> None:
    page = stored(
        signature_logos=True,
        leads=[{"name": "Alpha", "logo": upload("alpha", image_bytes((10, 10)))}],
    )
    page.logos = [SignatoryLogo(name="the beta", image=upload("beta", image_bytes((20, 10))))]
    page.save()
    sent = {"name": "Gamma", "website": "https://gamma.example"}
    gamma = Organization.objects.create(**sent)
    hidden = Organization.objects.create(name="Delta", website="https://delta.example")
    for organization, status in [(gamma, "shown"), (hidden, "pending")]:
        content = image_bytes((30, 10))
        OrganizationLogo.objects.create(
            organization=organization,
            content=content,
            sha256=sha256(content).hexdigest(),
            width=30,
            height=10,
            status=status,
            uploaded_at=NOW,
        )
    signers: list[tuple[str, Organization | None]] = [
        ("Alpha", None),
        ("Beta", None),
        ("Gamma", gamma),
        ("Delta", hidden),
    ]
    for name, signer in signers:
        make.sign(page, name, organization=signer)
    assert wall(page) == {"Alpha": 10, "Beta": 20, "Gamma": 30}
    LetterPage.objects.filter(pk=page.pk).update(signature_logos=False)
    assert wall(page) == {}


def test_a_logo_that_a_signer_sent_and_a_reviewer_showed_stands_on_the_page_and_in_the_pdf(
    client: Client,
) -> None:
    page = stored(signature_logos=True)
    gamma = Organization.objects.create(name="Gamma", website="https://gamma.example")
    content = image_bytes((30, 10))
    logo = OrganizationLogo.objects.create(
        organization=gamma,
        content=content,
        sha256=sha256(content).hexdigest(),
        width=30,
        height=10,
        status="pending",
        uploaded_at=NOW,
    )
    make.sign(page, "Gamma", organization=gamma)
    wall = 'class="logos"'
    assert wall not in client.get(page.url).content.decode()
    assert b"/Figure" not in client.get(f"{page.url}letter.pdf").content
    OrganizationLogo.objects.filter(pk=logo.pk).update(status="shown")
    html = client.get(page.url).content.decode()
    (shown,) = re.findall(r'<ul class="logos".*?</ul>', html, re.DOTALL)
    (address,) = re.findall(r'src="([^"]+)"', shown)
    assert 'alt="Gamma"' in shown
    assert client.get(address).content == content
    pdf = PdfReader(BytesIO(client.get(f"{page.url}letter.pdf").content))
    parts: list[Any] = [pdf.get_object(number) for number in range(1, len(pdf.xref[0]) + 1)]
    figures = [one for one in parts if isinstance(one, dict) and one.get("/S") == "/Figure"]
    assert [one["/Alt"] for one in figures] == ["Gamma"]


@pytest.mark.parametrize("count", [1, 12])
def test_pictures_cost_no_queries_of_their_own(count: int, django_assert_num_queries: Any) -> None:
    """The ten of any letter, and two for logos that were uploaded and sent."""
    logo = upload("logo")
    page = stored(
        signature_logos=True,
        leads=[{"name": f"Lead {number}", "logo": logo} for number in range(count)],
    )
    page.hand_signatures = [HandSignature(name=f"N {n}", image=logo) for n in range(count)]
    page.logos = [SignatoryLogo(name=f"Alpha {n}", image=logo) for n in range(count)]
    page.save()
    for number in range(count):
        make.sign(page, f"Alpha {number}")
    composed(page)
    fresh = LetterPage.objects.get(pk=page.pk)
    with django_assert_num_queries(12):
        assert len(compose(fresh, now=NOW).hand_signatures) == count
