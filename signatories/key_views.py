"""Keys for other systems in the admin."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from signatories import osdi_keys
from signatories.export_form import KeyForm
from signatories.in_and_out import organizer_of, page_for
from signatories.in_and_out_views import in_and_out_page
from signatories.models import OsdiKey


@require_POST
def make_key(request: HttpRequest, page_id: int) -> HttpResponse:
    """Make a key and show it this once."""
    page, form = page_for(request, page_id), KeyForm(request.POST)
    if not form.is_valid():
        return in_and_out_page(request, page, {"key_form": form})
    label, by = form.cleaned_data["label"], organizer_of(request)
    token = osdi_keys.make_key(page=page, label=label, by=by, now=timezone.now())
    return in_and_out_page(request, page, {"new_key": token})


@require_POST
def revoke_key(request: HttpRequest, key_id: int) -> HttpResponse:
    """Make a key open nothing any more."""
    key = get_object_or_404(OsdiKey, pk=key_id)
    page = page_for(request, key.page_id)
    if osdi_keys.revoke_key(key_id=key.pk, by=organizer_of(request), now=timezone.now()):
        messages.success(request, f"The key of {key.label} opens nothing any more.")
    return redirect("signatories_in_and_out", page_id=page.pk)
