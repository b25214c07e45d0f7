"""What an organizer downloads: public facts, and contacts for a reason."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from signatories import exporting
from signatories.export_form import ExportForm
from signatories.in_and_out import organizer_of, page_for
from signatories.in_and_out_views import in_and_out_page
from signatories.models import ContactExport


def _download(parts: Iterator[bytes], name: str, file_format: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(parts, content_type=exporting.TYPES[file_format])
    response["Content-Disposition"] = f'attachment; filename="{name}.{file_format}"'
    response["Cache-Control"] = "no-store"
    return response


@never_cache
@require_GET
def public_export(request: HttpRequest, page_id: int, extension: str) -> HttpResponseBase:
    """Answer with the public facts of the names on a list, also before it is public."""
    page = page_for(request, page_id)
    if extension not in exporting.TYPES:
        raise Http404
    parts = exporting.public_file(page=page, file_format=extension)
    return _download(parts, f"{page.slug}-signatories", extension)


@require_POST
def export_contacts(request: HttpRequest, page_id: int) -> HttpResponse:
    """Note who wants which contacts, and why."""
    page = page_for(request, page_id)
    form = ExportForm(request.POST)
    if form.is_valid():
        try:
            exporting.allow_export(
                page=page, by=organizer_of(request), now=timezone.now(), **form.cleaned_data
            )
        except exporting.ExportRefused as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(request, "Noted. Download them below within a day.")
            return redirect("signatories_in_and_out", page_id=page.pk)
    return in_and_out_page(request, page, {"export_form": form})


@require_POST
def take_export(request: HttpRequest, export_id: int) -> HttpResponseBase:
    """Hand contacts to who asked for them, for a day."""
    export = get_object_or_404(ContactExport, pk=export_id)
    page = page_for(request, export.page_id)
    taken = exporting.take_export(export_id=export.pk, by=organizer_of(request), now=timezone.now())
    if taken is None:
        messages.error(request, "Its day is over, or somebody else asked for it. Ask anew.")
        return redirect("signatories_in_and_out", page_id=page.pk)
    return _download(exporting.contacts_file(taken), f"{page.slug}-contacts", taken.format)
