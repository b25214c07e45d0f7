"""The organizer's screens of an action: what it needs, its figures, letters to print."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.log_actions import log

from campaign import action_desk, figures
from campaign.choosing import ids_in
from campaign.models import ActionPage
from letters.text import date_line


def _action_for(request: HttpRequest, action_id: int) -> ActionPage:
    """Return the action, for those who may publish it: 404 and 403 otherwise."""
    action = get_object_or_404(ActionPage, pk=action_id)
    if not action.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    return action


@never_cache
@require_GET
def desk(request: HttpRequest, action_id: int) -> HttpResponse:
    """Show what the action needs now and what came of it."""
    action = _action_for(request, action_id)
    context: dict[str, Any] = {
        **_header(action, "What came of it"),
        "action": action,
        "desk": (shown := action_desk.desk_of(action, now=timezone.now())),
        "reach_rows": action_desk.reach_rows(shown.reach),
        "phase": action.phase(timezone.now()),
        "address": getattr(request.user, "email", ""),
    }
    return render(request, "campaign/admin/action.html", context)


def _header(action: ActionPage, last: str) -> dict[str, Any]:
    above = action.get_parent()
    return {
        "header_title": f"{last}: {action.title}",
        "header_icon": "mail",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_explore", args=[above.pk]), "label": above.title},
            {"url": reverse("wagtailadmin_pages:edit", args=[action.pk]), "label": action.title},
            {"url": "", "label": last},
        ],
    }


@require_POST
def test_send(request: HttpRequest, action_id: int) -> HttpResponse:
    """Mail the organizer what an official would get."""
    action = _action_for(request, action_id)
    address = str(getattr(request.user, "email", ""))
    if not address:
        messages.error(request, "Your account has no email address: add one under Account.")
    elif action_desk.send_test(action=action, to=address, now=timezone.now()) is None:
        messages.error(request, "The list is empty: there is no official to write to.")
    else:
        messages.success(request, "A test goes to your own address, and to nobody else.")
    return redirect("campaign_action", action_id=action.pk)


@never_cache
@require_GET
def export(request: HttpRequest, action_id: int) -> HttpResponse:
    """The figures of each official as CSV; no supporter is in it."""
    action = _action_for(request, action_id)
    content = action_desk.as_csv(figures.by_official(action))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    name = content_disposition_header(as_attachment=True, filename=f"{action.slug}.csv")
    response["Content-Disposition"] = name or "attachment"
    return response


@never_cache
@require_http_methods(["GET", "POST"])
def letters(request: HttpRequest, action_id: int) -> HttpResponse:
    """The letters on paper, one a page, to print; POST notes that they were printed."""
    action = _action_for(request, action_id)
    if request.method == "POST":
        ids = ids_in(request.POST.getlist("printed"))
        noted = action_desk.note_printed(action=action, ids=ids, now=timezone.now())
        log(action, "campaign.print", user=request.user, data={"letters": noted})
        messages.success(request, f"Noted as printed: {noted}.")
        return redirect("campaign_action", action_id=action.pk)
    again = "again" in request.GET
    sheets = action_desk.to_print(action, again=again)
    log(action, "campaign.show_letters", user=request.user, data={"letters": len(sheets)})
    context = {
        **_header(action, "Letters to print"),
        "action": action,
        "sheets": sheets,
        "again": again,
        "today": date_line(timezone.localdate(), action.language),
    }
    return render(request, "campaign/admin/letters.html", context)
