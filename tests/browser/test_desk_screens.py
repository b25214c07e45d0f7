"""Everybody can use the screens of those who review sign-ons: axe-core finds nothing to mend."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from home.founding import found_site
from signatories import bulk_deciding as bulk
from signatories import desk, logo_review, sheet_imports
from signatories.models import BulkDecision, Organization, OrganizationMerge, SheetImport, SignOn
from signatories.registry import merge_organizations
from tests.browser.conftest import Visit, Visitor
from tests.browser.findings import findings_everywhere
from tests.home import factories
from tests.signatories.factories import a_letter, a_sign_on
from tests.signatories.test_invitation_board import ask
from tests.signatories.test_logos import picture

SHEET = Path(__file__).parents[1] / "signatories" / "data" / "answers.csv"
# Wagtail’s own button that opens the filters shows a number that its name leaves out.
FILTERS = ".w-slim-header [data-w-dropdown-target=toggle]"
WORDS = "Asked at its own mailbox, and called back."


@pytest.fixture
def rosa(live_server: Any, settings: Any) -> User:
    """An administrator of a site."""
    settings.SITE_URL = live_server.url
    factories.a_site()
    found_site(name="Front Porch Coalition", hostname="localhost", port=80)
    made: User = User.objects.create_superuser("rosa", password=factories.PASSWORD)
    return made


@pytest.fixture
def addresses(rosa: User) -> dict[str, str]:
    """Every screen of this room in the admin, by what it shows, with something on it."""
    now, page = timezone.now(), a_letter(allow_late=True)
    waits, alike, stands = _sign_ons(page)
    desk.write_note(sign_on_id=waits.pk, words="Called: call again on Monday.", by=rosa, now=now)
    one, other = Organization.objects.order_by("pk")[:2]
    ask(page, 5)
    criteria = bulk.Criteria(page_id=page.pk, status="verified", words="Lantern")
    together = bulk.begin(criteria=criteria, reason="Sent twice.", expected=1, by=rosa, now=now)
    bulk.carry_on(decision_id=together.pk, clock=timezone.now)
    call_command("import_signatories", str(page.pk), str(SHEET), stdout=io.StringIO())
    kept = {"page": page, "content": SHEET.read_bytes(), "name": "answers.csv"}
    columns = sheet_imports.receive_sheet(**kept, by=rosa, now=now)
    planning = sheet_imports.receive_sheet(**kept, by=rosa, now=now)
    SheetImport.objects.filter(pk=planning.pk).update(status="planning", done=7, taken_until=now)
    third = Organization.objects.create(name="Gulf Networks", website="https://gulf.example")
    merge_organizations(source=third.pk, target=one.pk, by=rosa, now=now)
    organization, merge = (model.snippet_viewset for model in (Organization, OrganizationMerge))  # type: ignore[attr-defined]
    sign_on = SignOn.snippet_viewset  # type: ignore[attr-defined]
    approve = reverse("wagtail_bulk_action", args=["signatories", "signon", "approve"])
    merging = reverse("wagtail_bulk_action", args=["signatories", "organization", "merge"])
    inspect = sign_on.get_url_name("inspect")
    return {
        "queue": f"{reverse(sign_on.get_url_name('list'))}?status=verified",
        "desk": reverse(inspect, args=[waits.pk]),
        "desk-alike": reverse(inspect, args=[alike.pk]),
        "desk-decided": reverse(inspect, args=[stands.pk]),
        "approve": f"{approve}?id={waits.pk}&id={alike.pk}",
        "together": f"{reverse('sign_ons_together')}?page={page.pk}&status=verified&words=Gulf",
        "together-done": reverse("bulk_decision", args=[BulkDecision.objects.get().pk]),
        "organizations": reverse(organization.get_url_name("list")),
        "organization": reverse(organization.get_url_name("inspect"), args=[one.pk]),
        "organization-edit": reverse(organization.get_url_name("edit"), args=[one.pk]),
        "merge": f"{merging}?id={one.pk}&id={other.pk}",
        "merges": reverse(merge.get_url_name("list")),
        "merged": reverse(merge.get_url_name("inspect"), args=[OrganizationMerge.objects.get().pk]),
        "invitations": reverse("signatories_invitations", args=[page.pk]),
        "invite": reverse("signatories_invite", args=[page.pk]),
        "in-and-out": reverse("signatories_in_and_out", args=[page.pk]),
        "import-columns": reverse("signatories_import", args=[columns.pk]),
        "import-progress": reverse("signatories_import", args=[planning.pk]),
        "import-rows": reverse(
            "signatories_import", args=[SheetImport.objects.get(status="done").pk]
        )
        + "?rows=all",
        "texts": reverse("letter_texts", args=[page.pk]),
        "home": reverse("wagtailadmin_home"),
    }


def _sign_ons(page: Any) -> tuple[SignOn, SignOn, SignOn]:
    """Return one that is sound, one that looks like another, and one with a logo that stands."""
    record = Organization.objects.create(name="Gulf Network", website="https://gulf.example")
    Organization.objects.create(name="Gulf Netwrok", website="https://gulf-netwrok.example")
    stands = a_sign_on(
        page, "approved", name="Gulf Network", display_name="Gulf Network", organization=record,
        decided_at=timezone.now() - timedelta(days=2), decision_ground=WORDS,
    )  # fmt: skip
    logo_review.store_logo(sign_on=stands, data=picture(size=(240, 120)), now=timezone.now())
    alike = a_sign_on(
        page, name="Gulf Netwrok", email="mara@freemail.example", review_note="asked to be removed"
    )
    a_sign_on(page, name="Lantern Friends")
    return a_sign_on(page, name="Harbor Rights Project"), alike, stands


def signed_in(visit: Visit, **options: Any) -> Visitor:
    staff = visit(**options)
    staff.open("/admin/login/")
    staff.page.fill("input[name=username]", "rosa")
    staff.page.fill("input[name=password]", factories.PASSWORD)
    staff.page.click("button[type=submit]")
    staff.page.wait_for_url("**/admin/")
    return staff


def test_everybody_can_use_the_screens_of_a_review(visit: Visit, addresses: dict[str, str]) -> None:
    """U-01: no serious or critical finding on any custom screen, and none is wider than a phone."""
    staff = signed_in(visit)
    found = {}
    for name, address in addresses.items():
        assert staff.open(address) == 200, name
        place = {"within": "main", "without": FILTERS}
        found[name] = findings_everywhere(staff, f"desk {name}", **place, moderate=False)
    print(f"U-01: {len(found)} screens, 1280 and 320 px, light and dark")
    assert {name: bad for name, bad in found.items() if bad} == {}
    assert staff.foreign_requests == []
