"""What an organizer downloads: public facts, and contacts for a reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from signatories import exporting
from signatories.export_form import ExportForm
from signatories.in_and_out import organizer_of, page_for
from signatories.in_and_out_views import in_and_out_page
from signatories.models import ContactExport


def _download(content: bytes, name: str, file_format: str) -> HttpResponse:
    response = HttpResponse(content, content_type=exporting.TYPES[file_format])
    response["Content-Disposition"] = f'attachment; filename="{name}.{file_format}"'
    response["Cache-Control"] = "no-store"
    return response


@never_cache
@require_GET
def public_export(request: HttpRequest, page_id: int, extension: str) -> HttpResponse:
    """Answer with the public facts of the names on a list, also before it is public."""
    page = page_for(request, page_id)
    if extension not in exporting.TYPES:
        raise Http404
    content = exporting.public_file(page=page, file_format=extension)
    return _download(content, f"{page.slug}-signatories", extension)


@require_POST
def export_contacts(request: HttpRequest, page_id: int) -> HttpResponse:
    """Make a file of contacts."""
    page = page_for(request, page_id)
    form = ExportForm(request.POST)
    if form.is_valid():
        try:
            exporting.export_contacts(
                page=page, by=organizer_of(request), now=timezone.now(), **form.cleaned_data
            )
        except exporting.ExportRefused as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(request, "The file is made. Download it below within a day.")
            return redirect("signatories_in_and_out", page_id=page.pk)
    return in_and_out_page(request, page, {"export_form": form})


@require_POST
def take_export(request: HttpRequest, export_id: int) -> HttpResponse:
    """Hand a file of contacts to who made it, while it exists."""
    export = get_object_or_404(ContactExport.objects.defer("content"), pk=export_id)
    page = page_for(request, export.page_id)
    taken = exporting.take_export(export_id=export.pk, by=organizer_of(request), now=timezone.now())
    if taken is None:
        messages.error(request, "The file is erased, or somebody else made it. Make it anew.")
        return redirect("signatories_in_and_out", page_id=page.pk)
    return _download(bytes(taken.content), f"{page.slug}-contacts", taken.format)
