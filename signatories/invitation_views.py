"""The organizer's screens of a page's invitations: the board, asking, and one step a row."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.models import Page

from signatories import inviting
from signatories.invitation_board import as_csv, board
from signatories.invitation_list import Reading, read_lines, read_rows
from signatories.invited_form import InviteForm
from signatories.models import Invitation, SignablePage, SignOn
from signatories.notices import absolute
from signatories.private_access import LinkRefused, issue_general_link, revoke_general_link
from signatories.sheets import SheetUnreadable, sheet_of


def page_for(request: HttpRequest, page_id: int) -> SignablePage:
    """Return the page, for those who may publish it: 404 and 403 otherwise."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not isinstance(page, SignablePage):
        raise Http404
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    return page


def _person(request: HttpRequest) -> AbstractBaseUser:
    if not isinstance(request.user, AbstractBaseUser):
        raise PermissionDenied
    return request.user


def _trail(page: SignablePage, last: str) -> list[dict[str, str]]:
    above = reverse("wagtailadmin_explore", args=[page.get_parent().pk])
    return [
        {"url": above, "label": "Letters"},
        {"url": reverse("wagtailadmin_pages:edit", args=[page.pk]), "label": page.title},
        {"url": "", "label": last},
    ]


@never_cache
@require_GET
def invitations(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show what waits, how far the round is, and each invitation."""
    return _board_page(request, page_for(request, page_id))


def _board_page(request: HttpRequest, page: SignablePage, new_link: str = "") -> HttpResponse:
    now = timezone.now()
    list_name = SignOn.snippet_viewset.get_url_name("list")  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "letter": page,
        "header_title": "Invitations",
        "breadcrumbs_items": _trail(page, "Invitations"),
        "board": board(page, now=now),
        "state": page.signing_state(now, private=True),
        "opens_by_link": page.opens_by_link(now),
        "is_hidden": page.is_hidden(now),
        "review_url": f"{reverse(list_name)}?status={SignOn.Status.VERIFIED}&page={page.pk}",
        "new_link": new_link,
    }
    response = render(request, "signatories/admin/invitations.html", context)
    response["Cache-Control"] = "no-store"
    return response


@never_cache
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, page_id: int) -> HttpResponse:
    """Ask organizations: typed, from a sheet, or those of an earlier letter."""
    page = page_for(request, page_id)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = InviteForm(*sent, earlier=_earlier_letters(request, page))
    context = {
        "letter": page,
        "form": form,
        "header_title": "Ask organizations",
        "breadcrumbs_items": _trail(page, "Ask organizations"),
    }
    if request.method == "POST" and form.is_valid():
        try:
            reading = _reading(request, form)
            report = inviting.invite(
                page=page, invitees=reading.invitees, by=_person(request), now=timezone.now()
            )
        except ValueError as error:
            form.add_error(None, str(error))
        else:
            return _asked(request, page, report, reading)
    return render(request, "signatories/admin/invite.html", context)


def _reading(request: HttpRequest, form: InviteForm) -> Reading:
    """Return whom the form names, from all of its parts.

    Raises:
        ValueError: the sheet can't be read, or lacks a column.
    """
    parts = [read_lines(form.cleaned_data["lines"])]
    if sheet := form.cleaned_data["sheet"]:
        try:
            parts.append(read_rows(sheet_of(sheet.read(), name=sheet.name)))
        except SheetUnreadable as error:
            raise ValueError(str(error)) from error
    if earlier := form.cleaned_data["earlier"]:
        known = inviting.invitees_of(page_for(request, int(earlier)), now=timezone.now())
        parts.append(Reading(tuple(known), ()))
    return Reading(
        tuple(one for part in parts for one in part.invitees),
        tuple(line for part in parts for line in part.refused),
    )


def _asked(
    request: HttpRequest, page: SignablePage, report: inviting.InviteReport, reading: Reading
) -> HttpResponse:
    messages.success(request, f"Asked: {report.asked}. Each gets a mail with a link of its own.")
    left = [*reading.refused, *report.passed_over]
    for sentence in left[:20]:
        messages.warning(request, sentence)
    if len(left) > 20:
        messages.warning(request, f"And {len(left) - 20} more were not asked.")
    return redirect("signatories_invitations", page_id=page.pk)


def _earlier_letters(request: HttpRequest, page: SignablePage) -> list[tuple[str, str]]:
    """Return the other pages with signatories that this person may publish."""
    signed = SignOn.objects.filter(status=SignOn.Status.APPROVED).values("page_id")
    others = Page.objects.filter(pk__in=signed).exclude(pk=page.pk).order_by("-pk")
    return [
        (str(one.pk), one.title)
        for one in others
        if one.permissions_for_user(request.user).can_publish()
    ]


@require_POST
def step(request: HttpRequest, invitation_id: int, verb: str) -> HttpResponse:
    """Take one step with one invitation."""
    if verb not in _SAID:
        raise Http404
    one = get_object_or_404(Invitation, pk=invitation_id)
    page_for(request, one.page_id)
    by, now = _person(request), timezone.now()
    if verb == "note":
        note = request.POST.get("note", "")[: inviting.NOTE_LIMIT]
        done = inviting.note_invitation(invitation_id=one.pk, note=note)
    else:
        done = _STEPS[verb](invitation_id=one.pk, by=by, now=now)
    if done:
        messages.success(request, f"{one.name}: {_SAID[verb]}")
    else:
        messages.warning(request, f"{one.name}: nothing was done; it was done before, or can’t be.")
    return redirect("signatories_invitations", page_id=one.page_id)


_STEPS = {
    "remind": inviting.remind,
    "revoke": inviting.revoke_invitation,
    "rotate": inviting.rotate_link,
}
_SAID = {
    "remind": "a reminder is on its way.",
    "revoke": "the invitation is taken back; its links open nothing.",
    "rotate": "a new link is on its way; the ones before open nothing.",
    "note": "the note is kept.",
}


@require_POST
def general_link(request: HttpRequest, page_id: int) -> HttpResponse:
    """Make the page's general link anew and show it this once, or close it."""
    page, by, now = page_for(request, page_id), _person(request), timezone.now()
    if request.POST.get("do") == "revoke":
        if revoke_general_link(page=page, by=by, now=now):
            messages.success(request, "The general link opens nothing any more.")
        return redirect("signatories_invitations", page_id=page.pk)
    try:
        token = issue_general_link(page=page, by=by, now=now)
    except LinkRefused as error:
        messages.error(request, str(error))
        return redirect("signatories_invitations", page_id=page.pk)
    link = absolute(reverse("signatories:private", args=[token]))
    return _board_page(request, page, new_link=link)


@never_cache
@require_GET
def export(request: HttpRequest, page_id: int) -> HttpResponse:
    """The board as CSV, without addresses and people."""
    page = page_for(request, page_id)
    text = as_csv(board(page, now=timezone.now()))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{page.slug}-invitations.csv"'
    return response
