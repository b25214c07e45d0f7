"""Where imports, exports and keys meet Wagtail: addresses, the page's button, the log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.http import HttpRequest
from django.urls import URLPattern, path, re_path, reverse
from wagtail import hooks
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.widgets import Button
from wagtail.models import Page

from signatories import export_views, import_views, in_and_out_views, key_views
from signatories.logo_review import waiting_logos
from signatories.models import Organization, SignablePage

LOG_ACTIONS: Final = {
    "signatories.import": ("Import a sheet", "Sheet imported"),
    "signatories.undo_import": ("Undo an import", "Import undone"),
    "signatories.make_key": ("Make a key", "Key for another system made"),
    "signatories.revoke_key": ("Revoke a key", "Key for another system revoked"),
    "signatories.download_contacts": ("Download contacts", "Contacts downloaded"),
}


@hooks.register("register_admin_urls")
def in_and_out_urls() -> list[URLPattern]:
    """Where sheets come in."""
    page, verbs = "in-and-out/<int:page_id>/", "|".join(import_views.STEPS)
    return [
        path(page, in_and_out_views.in_and_out, name="signatories_in_and_out"),
        path(f"{page}key/", key_views.make_key, name="signatories_make_key"),
        path("osdi-key/<int:key_id>/revoke/", key_views.revoke_key, name="signatories_revoke_key"),
        path(f"{page}contacts/", export_views.export_contacts, name="signatories_export_contacts"),
        path(
            f"{page}signatories.<str:extension>",
            export_views.public_export,
            name="signatories_public_export",
        ),
        path(
            "contact-export/<int:export_id>/",
            export_views.take_export,
            name="signatories_take_export",
        ),
        path("import/<int:import_id>/", import_views.sheet_import, name="signatories_import"),
        re_path(
            rf"^import/(?P<import_id>[0-9]+)/(?P<verb>{verbs})/$",
            import_views.step,
            name="signatories_import_step",
        ),
    ]


@hooks.register("register_page_header_buttons")
def in_and_out_button(page: Page, user: Any, next_url: str | None, **view: Any) -> Iterator[Button]:
    """Lead from a page's own screens to its imports and exports."""
    signable = isinstance(page.specific, SignablePage)
    may = user.has_perm("signatories.change_signon")
    if signable and may and page.permissions_for_user(user).can_publish():
        address = reverse("signatories_in_and_out", args=[page.pk])
        yield Button("In and out", address, icon_name="download", priority=13)


class LogosSummary(SummaryItem):
    """On the first screen: how many logos wait for a person, where any do."""

    order = 15
    template_name = "signatories/admin/logos_wait.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        inspect = Organization.snippet_viewset.get_url_name("inspect")
        first = waiting_logos().first()
        whose = first.sign_on.organization_id if first and first.sign_on else None
        return {"waiting": waiting_logos().count(), "url": whose and reverse(inspect, args=[whose])}

    def is_shown(self) -> bool:
        may = self.request.user.has_perm("signatories.change_organization")
        return bool(may) and waiting_logos().exists()


@hooks.register("construct_homepage_summary_items")
def add_logos(request: HttpRequest, items: list[SummaryItem]) -> None:
    items.append(LogosSummary(request))
